/* The text buffer's number and address appenders: digits by table, stored in place. */
#include "base/hex16.h"
#include "base/put.h"
#include "sn/buf.h"
#include "sn/rd.h"

static const char hexpairs[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                               "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
                               "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
                               "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
                               "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
                               "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
                               "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
                               "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

enum { LONGEST = 31 }; /* of the texts below: -9223372036.854775808 and shorter ones */

/* Where base/put.h's functions may store: in place, or in tmp when the room may be too small for
 * what they store behind their text. */
static inline char *place(const struct sn_buf *b, char tmp[LONGEST + PUT_SLACK])
{
    return __builtin_expect(b->end - b->p >= LONGEST + PUT_SLACK, 1) ? b->p : tmp;
}

static inline void placed(struct sn_buf *b, const char *start, char *end)
{
    if (__builtin_expect(start == b->p, 1))
        b->p = end;
    else
        sn_put_mem(b, start, (size_t)(end - start));
}

void sn_put_u32(struct sn_buf *b, uint32_t v)
{
    char tmp[LONGEST + PUT_SLACK], *o = place(b, tmp);

    placed(b, o, put_u32(o, v));
}

void sn_put_u64(struct sn_buf *b, uint64_t v)
{
    char tmp[LONGEST + PUT_SLACK], *o = place(b, tmp);

    placed(b, o, put_u64(o, v));
}

void sn_put_i64(struct sn_buf *b, int64_t v)
{
    if (v < 0)
        sn_put_c(b, '-');
    sn_put_u64(b, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void sn_put_u64_pad(struct sn_buf *b, uint64_t v, unsigned digits)
{
    char tmp[LONGEST + PUT_SLACK];
    unsigned n = (unsigned)(put_u64(tmp, v) - tmp), zeros;

    zeros = digits > n ? (digits < 20 ? digits : 20) - n : 0;
    if (!sn_buf_room(b, zeros + n))
        return;
    memset(b->p, '0', zeros);
    b->p = put_mem(b->p + zeros, tmp, n);
}

void sn_put_seconds(struct sn_buf *b, int64_t ns)
{
    char tmp[LONGEST + PUT_SLACK], *o = place(b, tmp);

    placed(b, o, put_seconds_ns(o, ns));
}

void sn_put_hex(struct sn_buf *b, uint64_t v)
{
    sn_put_hex_pad(b, v, v ? (67u - (unsigned)__builtin_clzll(v)) / 4 : 1);
}

void sn_put_hex_pad(struct sn_buf *b, uint64_t v, unsigned digits)
{
    char *o;

    if (!sn_buf_room(b, 16))
        return;
    if (digits > 16)
        digits = 16;
    b->p = o = b->p + digits;
    for (; digits > 1; digits -= 2, v >>= 8) {
        o -= 2;
        memcpy(o, hexpairs + (v & 255) * 2, 2);
    }
    if (digits)
        o[-1] = sn_put_hexdigits[v & 15];
}

/* Two digits, then two separators, of which the next byte's digits take one. */
static inline void put_hex_sep(char *o, uint8_t v, uint32_t seps)
{
    uint16_t digits;
    uint32_t four;

    memcpy(&digits, hexpairs + (size_t)v * 2, 2);
    four = (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? digits : (uint32_t)digits << 16) | seps;
    memcpy(o, &four, 4);
}

/* As many of n bytes as there are sixteens of; how many. */
HEX16_TARGET static size_t put_sixteens(char *o, const uint8_t *p, size_t n, char sep)
{
    size_t i;

    for (i = 0; i + 16 <= n; i += 16)
        hex16_put(o + 3 * i, p + i, sep);
    return i;
}

void sn_put_hex_bytes(struct sn_buf *b, const uint8_t *p, size_t n, char sep)
{
    const char cell[4] = {0, 0, sep, sep};
    uint32_t seps;
    char *o;
    size_t i;

    if (n > SIZE_MAX / 3 - 1 || !sn_buf_room(b, n * 3 + 1))
        return;
    memcpy(&seps, cell, sizeof seps);
    o = b->p;
    if (!sep) {
        for (i = 0; i + 4 <= n; i += 4, o += 8) {
            memcpy(o, hexpairs + (size_t)p[i] * 2, 2);
            memcpy(o + 2, hexpairs + (size_t)p[i + 1] * 2, 2);
            memcpy(o + 4, hexpairs + (size_t)p[i + 2] * 2, 2);
            memcpy(o + 6, hexpairs + (size_t)p[i + 3] * 2, 2);
        }
        for (; i < n; i++, o += 2)
            memcpy(o, hexpairs + (size_t)p[i] * 2, 2);
        b->p = o;
        return;
    }
    i = n >= 16 && hex16_able() ? put_sixteens(o, p, n, sep) : 0;
    for (o += 3 * i; i + 4 <= n; i += 4, o += 12) {
        put_hex_sep(o, p[i], seps);
        put_hex_sep(o + 3, p[i + 1], seps);
        put_hex_sep(o + 6, p[i + 2], seps);
        put_hex_sep(o + 9, p[i + 3], seps);
    }
    for (; i < n; i++, o += 3)
        put_hex_sep(o, p[i], seps);
    b->p = o - (n != 0); /* none behind the last */
}

void sn_put_ipv4(struct sn_buf *b, const uint8_t a[4])
{
    char tmp[LONGEST + PUT_SLACK], *o = place(b, tmp);

    placed(b, o, put_ipv4(o, sn_be32(a)));
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
