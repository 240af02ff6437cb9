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
static const char hexpairs[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                               "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
                               "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
                               "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
                               "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
                               "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
                               "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
                               "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

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

void sn_put_seconds(struct sn_buf *b, int64_t ns)
{
    uint64_t v = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

    if (ns < 0)
        sn_put_c(b, '-');
    sn_put_u64(b, v / 1000000000);
    sn_put_c(b, '.');
    sn_put_u64_pad(b, v % 1000000000, 9);
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
    if (!sep) {
        for (i = 0; i < n; i++, o += 2)
            memcpy(o, hexpairs + p[i] * 2, 2);
        b->p = o;
        return;
    }
    for (i = 0; i < n; i++, o += 3) {
        memcpy(o, hexpairs + p[i] * 2, 2);
        o[2] = sep;
    }
    b->p = o - (n != 0); /* none behind the last */
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

/* A group of an IPv6 address, one to four hex digits, of which four are stored. */
static inline char *put_group(char *o, const uint8_t a[2])
{
    unsigned zeros = ((unsigned)__builtin_clz(sn_be16(a) | 1u) - 16) / 4;
    uint16_t hi, lo;
    uint32_t x;

    memcpy(&hi, hexpairs + a[0] * 2, 2);
    memcpy(&lo, hexpairs + a[1] * 2, 2);
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        x = (hi | (uint32_t)lo << 16) >> zeros * 8;
    else
        x = ((uint32_t)hi << 16 | lo) << zeros * 8;
    memcpy(o, &x, 4);
    return o + 4 - zeros;
}

/* Which of four groups, as their bytes lie in memory, are zero: bit 0 is the first. */
static unsigned zero_groups(const uint8_t *a)
{
    const uint64_t low = 0x7fff7fff7fff7fff;
    uint64_t v = sn_be64(a);

    v = ~(((v & low) + low) | v | low) >> 15; /* bits 48, 32, 16, 0 */
    return (unsigned)((v * 0x0008000400020001) >> 48 & 15);
}

/* Groups [i, n) with a colon behind each. */
static char *put_groups(char *o, const uint8_t a[16], unsigned i, unsigned n)
{
    for (; i < n; i++) {
        o = put_group(o, a + 2 * i);
        *o++ = ':';
    }
    return o;
}

void sn_put_ipv6(struct sn_buf *b, const uint8_t a[16])
{
    unsigned zero = zero_groups(a) | zero_groups(a + 8) << 4, starts = 0, len = 0, best = 8, rest;
    char *o;

    if (!sn_buf_room(b, 48))
        return;
    for (; zero; zero &= zero >> 1, len++)
        starts = zero; /* where runs of more than `len` zero groups begin */
    if (len > 1)
        best = (unsigned)__builtin_ctz(starts);
    o = put_groups(b->p, a, 0, best);
    rest = best + len;
    if (best < 8) {
        if (best == 0)
            *o++ = ':';
        *o++ = ':';
        if (best == 0 && (len == 6 || (len == 5 && sn_be16(a + 10) == 0xffff))) {
            b->p = put_groups(o, a, rest, 6);
            sn_put_ipv4(b, a + 12);
            return;
        }
        o = put_groups(o, a, rest, 8);
    }
    b->p = best < 8 && rest == 8 ? o : o - 1;
}

void sn_put_ether(struct sn_buf *b, const uint8_t a[6])
{
    sn_put_hex_bytes(b, a, 6, ':');
}
