/*
 * The text buffer: bytes appended fast, without stdio.
 *
 * Two kinds: growing (sn_buf_init; memory from malloc, up to a cap) and fixed (sn_buf_fixed; the
 * caller's memory, never grows). Errors stick: after a failure to grow, err is SN_ENOMEM, appenders
 * do nothing more, and what was appended whole before stays. Check err once, at the end.
 *
 * Invariant: base <= p <= end; [base, p) is the text; there is no NUL behind it.
 */
#ifndef SN_BUF_H
#define SN_BUF_H

#include <string.h>

#include "sn/err.h"

struct sn_buf {
    char *p;    /* where the next byte goes */
    char *end;  /* one behind the last byte of room */
    char *base; /* the first byte */
    size_t cap; /* the most a growing buffer may become; 0: fixed */
    enum sn_err err;
};

SN_API void sn_buf_init(struct sn_buf *b, size_t cap);
SN_API void sn_buf_fixed(struct sn_buf *b, char *mem, size_t n);
SN_API void sn_buf_free(struct sn_buf *b);

/* Out of line part of sn_buf_room. */
SN_API bool sn_buf_more(struct sn_buf *b, size_t n);

/* True when n bytes can be stored at b->p; grows if need be. */
static inline bool sn_buf_room(struct sn_buf *b, size_t n)
{
    return __builtin_expect((size_t)(b->end - b->p) >= n, 1) || sn_buf_more(b, n);
}

static inline size_t sn_buf_len(const struct sn_buf *b)
{
    return (size_t)(b->p - b->base);
}

static inline void sn_buf_clear(struct sn_buf *b)
{
    b->p = b->base;
    b->err = SN_OK;
}

static inline void sn_put_c(struct sn_buf *b, char c)
{
    if (sn_buf_room(b, 1))
        *b->p++ = c;
}

static inline void sn_put_mem(struct sn_buf *b, const void *s, size_t n)
{
    if (n && sn_buf_room(b, n)) {
        memcpy(b->p, s, n);
        b->p += n;
    }
}

static inline void sn_put_s(struct sn_buf *b, const char *s)
{
    sn_put_mem(b, s, strlen(s));
}

/* A string literal, its length known when compiling. */
#define sn_put_lit(b, s) sn_put_mem((b), "" s, sizeof(s) - 1)

/* Decimal. */
SN_API void sn_put_u32(struct sn_buf *b, uint32_t v);
SN_API void sn_put_u64(struct sn_buf *b, uint64_t v);
SN_API void sn_put_i64(struct sn_buf *b, int64_t v);

/* Decimal, at least `digits` (at most 20) wide, zeros in front. */
SN_API void sn_put_u64_pad(struct sn_buf *b, uint64_t v, unsigned digits);

/* Nanoseconds as seconds, exact, with nine digits behind the point. */
SN_API void sn_put_seconds(struct sn_buf *b, int64_t ns);

/* Lower-case hexadecimal without 0x: as short as possible, or exactly `digits` (1 to 16) wide. */
SN_API void sn_put_hex(struct sn_buf *b, uint64_t v);
SN_API void sn_put_hex_pad(struct sn_buf *b, uint64_t v, unsigned digits);

/* n bytes as hex digits with sep between bytes ('\0': none). */
SN_API void sn_put_hex_bytes(struct sn_buf *b, const uint8_t *p, size_t n, char sep);

/* 10.0.0.1; the four bytes in network order. */
SN_API void sn_put_ipv4(struct sn_buf *b, const uint8_t a[4]);

/* As inet_ntop(3) writes it: the longest run of zero groups (the first of equals, two at least)
 * becomes "::", and addresses of ::/96 and ::ffff:0:0/96 end in dotted decimal. */
SN_API void sn_put_ipv6(struct sn_buf *b, const uint8_t a[16]);

/* 00:11:22:aa:bb:cc */
SN_API void sn_put_ether(struct sn_buf *b, const uint8_t a[6]);

/* printf(3). Fast are %u %d %x %X with l, ll, z, widths and zeros, %s with width and precision, %c.
 * A NULL string is not allowed. */
SN_API void sn_put_f(struct sn_buf *b, const char *fmt, ...) SN_PRINTF(2, 3);

/* Bytes from outside, made safe for a terminal the way tcpdump does: M- for the eighth bit, ^X for
 * control characters, the rest as it is. */
SN_API void sn_put_safe(struct sn_buf *b, const void *s, size_t n);

/* The length of the UTF-8 sequence at p, of which n bytes (at least 1) are left; 0 when it isn't
 * one (RFC 3629). */
SN_API size_t sn_utf8_len(const uint8_t *p, size_t n);

/* Bytes from outside as a JSON string with its quotes. Valid UTF-8 stays; quotes, backslashes,
 * control characters (0x7f to 0x9f included) are escaped; a byte that isn't UTF-8 becomes U+FFFD.
 */
SN_API void sn_put_json_str(struct sn_buf *b, const void *s, size_t n);

#endif
