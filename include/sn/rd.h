/*
 * The bounds-checked reader: the one place that reads untrusted bytes.
 *
 * A struct sn_rd is a cursor with an end. Every getter goes through sn_rd_need(); on failure it
 * returns false, moves nothing, and the reader remembers why: SN_STOP_TRUNCATED when its end is
 * where the capture ended, SN_STOP_MALFORMED when its end is where an enclosing length says so.
 * A header therefore reads as one `||` chain with one exit:
 *
 *     if (!sn_rd_be16(r, &sport) || !sn_rd_be16(r, &dport) || !sn_rd_skip(r, 8))
 *         return false;
 *
 * Invariant: start <= p <= end, and [start, end) may be read.
 */
#ifndef SN_RD_H
#define SN_RD_H

#include <string.h>

#include "sn/err.h"

enum sn_stop { SN_STOP_NONE, SN_STOP_TRUNCATED, SN_STOP_MALFORMED };

struct sn_rd {
    const uint8_t *p;     /* the next byte */
    const uint8_t *end;   /* one behind the last byte that may be read */
    const uint8_t *start; /* byte 0 of the packet: sn_rd_off() counts from here */
    uint8_t cut;          /* true: the end is the capture's, more bytes were on the wire */
    uint8_t stop;         /* enum sn_stop: why the last failing getter failed */
};

/* A reader over a packet of which caplen bytes were captured and len were on the wire. Where there
 * are none, data may be NULL. */
static inline struct sn_rd sn_rd_init(const void *data, size_t caplen, size_t len)
{
    const uint8_t *p = data;

    return (struct sn_rd){.p = p, .end = caplen ? p + caplen : p, .start = p, .cut = len > caplen};
}

static inline size_t sn_rd_left(const struct sn_rd *r)
{
    return (size_t)(r->end - r->p);
}

static inline size_t sn_rd_off(const struct sn_rd *r)
{
    return (size_t)(r->p - r->start);
}

/* The bounds check behind every getter. */
static inline bool sn_rd_need(struct sn_rd *r, size_t n)
{
    if (__builtin_expect(sn_rd_left(r) >= n, 1))
        return true;
    r->stop = r->cut ? SN_STOP_TRUNCATED : SN_STOP_MALFORMED;
    return false;
}

static inline bool sn_rd_skip(struct sn_rd *r, size_t n)
{
    if (!sn_rd_need(r, n))
        return false;
    r->p += n;
    return true;
}

/* A pointer to the next n bytes, which stay the packet's. */
static inline bool sn_rd_bytes(struct sn_rd *r, size_t n, const uint8_t **out)
{
    if (!sn_rd_need(r, n))
        return false;
    *out = r->p;
    r->p += n;
    return true;
}

/* The byte `ahead` bytes on, without moving. */
static inline bool sn_rd_peek(struct sn_rd *r, size_t ahead, uint8_t *v)
{
    if (ahead == SIZE_MAX || !sn_rd_need(r, ahead + 1))
        return false;
    *v = r->p[ahead];
    return true;
}

/* A child reader over the next n bytes, which the parent skips. When fewer than n were captured
 * the child ends with the parent, cut as the parent is; it can never leave its parent. Returns
 * false only when fewer than n bytes are left in a parent that is not cut (malformed); the child
 * is then the rest of the parent, and usable. */
static inline bool sn_rd_sub(struct sn_rd *r, size_t n, struct sn_rd *child)
{
    bool fits = sn_rd_left(r) >= n;

    *child = (struct sn_rd){
        .p = r->p, .end = fits ? r->p + n : r->end, .start = r->start, .cut = !fits && r->cut};
    r->p = child->end;
    if (fits || r->cut)
        return true;
    r->stop = SN_STOP_MALFORMED;
    return false;
}

static inline uint16_t sn_be16(const uint8_t *p)
{
    uint16_t v;

    memcpy(&v, p, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap16(v) : v;
}

static inline uint32_t sn_be32(const uint8_t *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(v) : v;
}

static inline uint64_t sn_be64(const uint8_t *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(v) : v;
}

/* A number of n bytes, of which the last eight count. */
static inline uint64_t sn_be_n(const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

/* The same with a sign, in two's complement. */
static inline int64_t sn_be_int(const uint8_t *p, size_t n)
{
    uint64_t sign = n && n < 8 && *p & 0x80 ? UINT64_MAX << 8 * n : 0;

    return (int64_t)(sign | sn_be_n(p, n));
}

/* With the lowest byte first, of which the first eight count. */
static inline uint64_t sn_le_n(const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    for (size_t i = n < 8 ? n : 8; i > 0; i--)
        v = v << 8 | p[i - 1];
    return v;
}

static inline uint16_t sn_le16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t sn_le32(const uint8_t *p)
{
    return (uint32_t)sn_le16(p) | (uint32_t)sn_le16(p + 2) << 16;
}

static inline uint64_t sn_le64(const uint8_t *p)
{
    return (uint64_t)sn_le32(p) | (uint64_t)sn_le32(p + 4) << 32;
}

#define SN_RD_GETTER(name, type, width, load)                                                      \
    static inline bool sn_rd_##name(struct sn_rd *r, type *v)                                      \
    {                                                                                              \
        if (!sn_rd_need(r, width))                                                                 \
            return false;                                                                          \
        *v = load;                                                                                 \
        r->p += width;                                                                             \
        return true;                                                                               \
    }

SN_RD_GETTER(u8, uint8_t, 1, r->p[0])
SN_RD_GETTER(be16, uint16_t, 2, sn_be16(r->p))
SN_RD_GETTER(be24, uint32_t, 3, (uint32_t)r->p[0] << 16 | sn_be16(r->p + 1))
SN_RD_GETTER(be32, uint32_t, 4, sn_be32(r->p))
SN_RD_GETTER(be48, uint64_t, 6, (uint64_t)sn_be16(r->p) << 32 | sn_be32(r->p + 2))
SN_RD_GETTER(be64, uint64_t, 8, sn_be64(r->p))
SN_RD_GETTER(le16, uint16_t, 2, sn_le16(r->p))
SN_RD_GETTER(le24, uint32_t, 3, (uint32_t)sn_le16(r->p) | (uint32_t)r->p[2] << 16)
SN_RD_GETTER(le32, uint32_t, 4, sn_le32(r->p))
SN_RD_GETTER(le64, uint64_t, 8, sn_le64(r->p))

#undef SN_RD_GETTER

#endif
