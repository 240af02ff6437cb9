/* The text buffer's number and address appenders: digits by table, stored in place. */
#include "sn/buf.h"
#include "sn/rd.h"

static const char digits2[] = "00010203040506070809"
                              "10111213141516171819"
                              "20212223242526272829"
                              "30313233343536373839"
                              "40414243444546474849"
                              "50515253545556575859"
                              "60616263646566676869"
                              "70717273747576777879"
                              "80818283848586878889"
                              "90919293949596979899";
static const char hexdigits[] = "0123456789abcdef";

/* Writes v's digits so that they end at `end`; returns where they start. */
static char *backwards(char *end, uint64_t v)
{
    while (v >= 100) {
        end -= 2;
        memcpy(end, digits2 + v % 100 * 2, 2);
        v /= 100;
    }
    if (v >= 10) {
        end -= 2;
        memcpy(end, digits2 + v * 2, 2);
    } else {
        *--end = (char)('0' + v);
    }
    return end;
}

static unsigned width32(uint32_t v)
{
    if (v < 10)
        return 1;
    if (v < 100)
        return 2;
    if (v < 1000)
        return 3;
    if (v < 10000)
        return 4;
    if (v < 100000)
        return 5;
    if (v < 1000000)
        return 6;
    if (v < 10000000)
        return 7;
    if (v < 100000000)
        return 8;
    return v < 1000000000 ? 9 : 10;
}

void sn_put_u32(struct sn_buf *b, uint32_t v)
{
    unsigned w;
    char *end;

    if (!sn_buf_room(b, 10))
        return;
    w = width32(v);
    end = b->p + w;
    while (v >= 100) {
        end -= 2;
        memcpy(end, digits2 + v % 100 * 2, 2);
        v /= 100;
    }
    if (v >= 10)
        memcpy(end - 2, digits2 + v * 2, 2);
    else
        end[-1] = (char)('0' + v);
    b->p += w;
}

void sn_put_u64(struct sn_buf *b, uint64_t v)
{
    char tmp[20], *s;

    if (v <= UINT32_MAX) {
        sn_put_u32(b, (uint32_t)v);
        return;
    }
    s = backwards(tmp + sizeof tmp, v);
    sn_put_mem(b, s, (size_t)(tmp + sizeof tmp - s));
}

void sn_put_i64(struct sn_buf *b, int64_t v)
{
    if (v < 0)
        sn_put_c(b, '-');
    sn_put_u64(b, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void sn_put_u64_pad(struct sn_buf *b, uint64_t v, unsigned digits)
{
    char tmp[20], *s = backwards(tmp + sizeof tmp, v);

    if (digits > sizeof tmp)
        digits = sizeof tmp;
    while (tmp + sizeof tmp - s < (long)digits)
        *--s = '0';
    sn_put_mem(b, s, (size_t)(tmp + sizeof tmp - s));
}

void sn_put_hex(struct sn_buf *b, uint64_t v)
{
    sn_put_hex_pad(b, v, v ? (67u - (unsigned)__builtin_clzll(v)) / 4 : 1);
}

void sn_put_hex_pad(struct sn_buf *b, uint64_t v, unsigned digits)
{
    unsigned i;

    if (!sn_buf_room(b, 16))
        return;
    if (digits > 16)
        digits = 16;
    for (i = digits; i-- > 0; v >>= 4)
        b->p[i] = hexdigits[v & 15];
    b->p += digits;
}

void sn_put_hex_bytes(struct sn_buf *b, const uint8_t *p, size_t n, char sep)
{
    char *o;
    size_t i;

    if (n > SIZE_MAX / 3 || !sn_buf_room(b, n * 3))
        return;
    o = b->p;
    for (i = 0; i < n; i++) {
        if (i && sep)
            *o++ = sep;
        *o++ = hexdigits[p[i] >> 4];
        *o++ = hexdigits[p[i] & 15];
    }
    b->p = o;
}

/* One byte in decimal; returns behind it. */
static char *put_octet(char *o, unsigned v)
{
    if (v >= 100) {
        *o++ = (char)('0' + v / 100);
        v %= 100;
        memcpy(o, digits2 + v * 2, 2);
        return o + 2;
    }
    if (v >= 10) {
        memcpy(o, digits2 + v * 2, 2);
        return o + 2;
    }
    *o = (char)('0' + v);
    return o + 1;
}

void sn_put_ipv4(struct sn_buf *b, const uint8_t a[4])
{
    char *o;
    unsigned i;

    if (!sn_buf_room(b, 15))
        return;
    o = put_octet(b->p, a[0]);
    for (i = 1; i < 4; i++) {
        *o++ = '.';
        o = put_octet(o, a[i]);
    }
    b->p = o;
}

void sn_put_ipv6(struct sn_buf *b, const uint8_t a[16])
{
    unsigned i, run = 0, best = 8, bestlen = 1;
    uint16_t g[8];

    for (i = 0; i < 8; i++) {
        g[i] = sn_be16(a + 2 * i);
        run = g[i] ? 0 : run + 1;
        if (run > bestlen) {
            bestlen = run;
            best = i + 1 - run;
        }
    }
    for (i = 0; i < 8; i++) {
        if (i == best) {
            sn_put_lit(b, "::");
            i += bestlen - 1;
            continue;
        }
        if (i && i != best + bestlen)
            sn_put_c(b, ':');
        if (i == 6 && best == 0 && (bestlen == 6 || (bestlen == 5 && g[5] == 0xffff))) {
            sn_put_ipv4(b, a + 12);
            return;
        }
        sn_put_hex(b, g[i]);
    }
}

void sn_put_ether(struct sn_buf *b, const uint8_t a[6])
{
    sn_put_hex_bytes(b, a, 6, ':');
}
