/*
 * Text into memory that is known to have room: what the hot paths use instead of sn/buf.h.
 *
 * Each function stores at o and returns where the next character goes. Most may store a few bytes
 * more than they return; PUT_SLACK bytes of room behind the last character cover that.
 */
#ifndef SN_BASE_PUT_H
#define SN_BASE_PUT_H

#include <stdint.h>
#include <string.h>

#define PUT_SLACK 16

/* Decimal numbers below 256: three digits without leading zeros, and how many they are. */
extern const char sn_put_octets[256][4];
/* "00" to "99". */
extern const char sn_put_pairs[200];
extern const char sn_put_hexdigits[16];

#define put_lit(o, s) ((char *)memcpy((o), "" s, sizeof(s) - 1) + (sizeof(s) - 1))

static inline char *put_mem(char *o, const void *s, size_t n)
{
    memcpy(o, s, n);
    return o + n;
}

static inline char *put_str(char *o, const char *s)
{
    return put_mem(o, s, strlen(s));
}

static inline char *put_octet(char *o, unsigned v)
{
    memcpy(o, sn_put_octets[v & 255], 4);
    return o + sn_put_octets[v & 255][3];
}

static inline char *put_2digits(char *o, unsigned v)
{
    memcpy(o, sn_put_pairs + v * 2, 2);
    return o + 2;
}

static inline char *put_4digits(char *o, unsigned v)
{
    return put_2digits(put_2digits(o, v / 100), v % 100);
}

static inline char *put_8digits(char *o, uint32_t v)
{
    return put_4digits(put_4digits(o, v / 10000), v % 10000);
}

/* v below 10,000, without leading zeros. */
static inline char *put_upto4(char *o, unsigned v)
{
    if (v < 256)
        return put_octet(o, v);
    if (v >= 1000)
        return put_4digits(o, v);
    *o = (char)('0' + v / 100);
    return put_2digits(o + 1, v % 100);
}

static inline char *put_u16(char *o, uint16_t v)
{
    if (v < 10000)
        return put_upto4(o, v);
    *o = (char)('0' + v / 10000);
    return put_4digits(o + 1, v % 10000);
}

static inline char *put_u32(char *o, uint32_t v)
{
    if (v < 10000)
        return put_upto4(o, v);
    if (v < 100000000)
        return put_4digits(put_upto4(o, v / 10000), v % 10000);
    o = put_upto4(o, v / 100000000);
    return put_8digits(o, v % 100000000);
}

static inline char *put_u64(char *o, uint64_t v)
{
    if (v <= UINT32_MAX)
        return put_u32(o, (uint32_t)v);
    if (v < 10000000000000000) {
        o = put_u32(o, (uint32_t)(v / 100000000));
        return put_8digits(o, (uint32_t)(v % 100000000));
    }
    o = put_upto4(o, (unsigned)(v / 10000000000000000));
    v %= 10000000000000000;
    return put_8digits(put_8digits(o, (uint32_t)(v / 100000000)), (uint32_t)(v % 100000000));
}

/* Nanoseconds as seconds with nine digits behind the point. */
static inline char *put_seconds_ns(char *o, int64_t ns)
{
    uint64_t v = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    uint32_t rest = (uint32_t)(v % 1000000000);

    *o = '-';
    o = put_u64(o + (ns < 0), v / 1000000000);
    *o++ = '.';
    *o++ = (char)('0' + rest / 100000000);
    return put_8digits(o, rest % 100000000);
}

static inline char *put_ipv4(char *o, uint32_t a)
{
    o = put_octet(o, a >> 24);
    *o++ = '.';
    o = put_octet(o, a >> 16);
    *o++ = '.';
    o = put_octet(o, a >> 8);
    *o++ = '.';
    return put_octet(o, a);
}

static inline char *put_hex2(char *o, unsigned v)
{
    o[0] = sn_put_hexdigits[v >> 4 & 15];
    o[1] = sn_put_hexdigits[v & 15];
    return o + 2;
}

static inline char *put_hex4(char *o, unsigned v)
{
    return put_hex2(put_hex2(o, v >> 8), v);
}

/* As short as possible, like %x. */
static inline char *put_hex(char *o, uint32_t v)
{
    int bits = v ? (31 - __builtin_clz(v)) & ~3 : 0;

    for (; bits >= 0; bits -= 4)
        *o++ = sn_put_hexdigits[v >> bits & 15];
    return o;
}

static inline char *put_ether(char *o, const uint8_t *a)
{
    int i;

    o = put_hex2(o, a[0]);
    for (i = 1; i < 6; i++) {
        *o = ':';
        o = put_hex2(o + 1, a[i]);
    }
    return o;
}

#endif
