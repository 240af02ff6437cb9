/*
 * gzip (RFC 1952), decoded as it arrives: a state machine over the header, the deflate stream and
 * the trailer of each member. Members may follow one another; zero bytes behind the last are
 * padding, anything else is an error once all data has been delivered.
 */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"
#include "sn/rd.h"

enum state { HEADER, EXTRA_LEN, EXTRA, NAME, COMMENT, HEADER_CRC, BODY, TRAILER, BETWEEN, PADDING };

enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16, RESERVED = 0xe0 };

struct gunzip {
    struct io_dec dec;
    struct io_inflate *z;
    struct io_whole *whole; /* NULL: blocks are decoded as what arrives is */
    enum state state;
    uint8_t tmp[10]; /* a fixed-size piece that may arrive in parts */
    uint8_t ntmp, flags;
    uint32_t skip; /* bytes of the extra field left */
    uint32_t crc, size;
};

/* Gathers a piece of n bytes into tmp; false when the input ends first. */
static bool gather(struct gunzip *g, struct io_in *in, uint8_t n)
{
    while (g->ntmp < n) {
        if (in->p == in->end)
            return false;
        g->tmp[g->ntmp++] = *in->p++;
        in->off++;
    }
    g->ntmp = 0;
    return true;
}

/* Skips a string with its NUL. */
static bool skip_string(struct io_in *in)
{
    while (in->p < in->end) {
        in->off++;
        if (!*in->p++)
            return true;
    }
    return false;
}

/* The state for what follows in the header, by the flags not yet dealt with. */
static enum state next_field(struct gunzip *g)
{
    static const struct {
        uint8_t flag;
        enum state state;
    } order[] = {{FEXTRA, EXTRA_LEN}, {FNAME, NAME}, {FCOMMENT, COMMENT}, {FHCRC, HEADER_CRC}};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (g->flags & order[i].flag) {
            g->flags = (uint8_t)(g->flags & ~order[i].flag);
            return order[i].state;
        }
    sn_io_inflate_reset(g->z);
    g->crc = g->size = 0;
    return BODY;
}

static enum sn_err begin(struct gunzip *g, const struct io_in *in, struct sn_diag *d)
{
    if (g->tmp[2] != 8 || g->tmp[3] & RESERVED)
        return sn_fail_at(d, SN_EFORMAT, in->off - 10, "a gzip header of an unknown kind");
    g->flags = g->tmp[3];
    g->state = next_field(g);
    return SN_OK;
}

static enum sn_err trailer(struct gunzip *g, const struct io_in *in, struct sn_diag *d)
{
    if (sn_le32(g->tmp) != g->crc)
        return sn_fail_at(d, SN_EFORMAT, in->off - 8, "damaged gzip data: the check sum is wrong");
    if (sn_le32(g->tmp + 4) != g->size)
        return sn_fail_at(d, SN_EFORMAT, in->off - 4, "damaged gzip data: the length is wrong");
    g->state = BETWEEN;
    return SN_OK;
}

static enum sn_err between(struct gunzip *g, struct io_in *in, struct sn_diag *d)
{
    static const uint8_t magic[2] = {0x1f, 0x8b};

    if (g->state == BETWEEN && *in->p == magic[g->ntmp]) {
        g->tmp[g->ntmp++] = *in->p++;
        in->off++;
        if (g->ntmp == 2)
            g->state = HEADER;
        return SN_OK;
    }
    while (g->ntmp == 0 && in->p < in->end && *in->p == 0) {
        g->state = PADDING;
        in->p++;
        in->off++;
    }
    if (in->p == in->end)
        return SN_OK;
    return sn_fail_at(d, SN_EFORMAT, in->off - g->ntmp,
                      "what follows the gzip data here is not gzip");
}

/* One step in front of or behind the deflate data. */
static enum sn_err step(struct gunzip *g, struct io_in *in, struct sn_diag *d)
{
    size_t n;

    switch (g->state) {
    case HEADER:
        return gather(g, in, 10) ? begin(g, in, d) : SN_OK;
    case EXTRA_LEN:
        if (gather(g, in, 2)) {
            g->skip = sn_le16(g->tmp);
            g->state = EXTRA;
        }
        return SN_OK;
    case EXTRA:
        n = (size_t)(in->end - in->p) < g->skip ? (size_t)(in->end - in->p) : g->skip;
        in->p += n;
        in->off += n;
        g->skip -= (uint32_t)n;
        if (!g->skip)
            g->state = next_field(g);
        return SN_OK;
    case NAME:
    case COMMENT:
        if (skip_string(in))
            g->state = next_field(g);
        return SN_OK;
    case HEADER_CRC:
        if (gather(g, in, 2))
            g->state = next_field(g);
        return SN_OK;
    case TRAILER:
        return gather(g, in, 8) ? trailer(g, in, d) : SN_OK;
    default:
        return between(g, in, d);
    }
}

static enum sn_err body(struct gunzip *g, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                        struct sn_diag *d)
{
    enum io_inflated how = sn_io_inflate_run(g->z, in, out, cap, n);

    g->crc = sn_io_crc32(g->crc, out, *n);
    g->size += (uint32_t)*n;
    if (how == IO_BAD)
        return sn_fail_at(d, SN_EFORMAT, in->off, "damaged gzip data");
    if (how == IO_END)
        g->state = TRAILER;
    return SN_OK;
}

static enum sn_err run(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                       struct sn_diag *d)
{
    struct gunzip *g = (struct gunzip *)c;
    enum sn_err e = SN_OK;

    *n = 0;
    while (*n < cap) {
        const uint8_t *was = in->p;
        size_t made = 0;

        if (g->state == BODY) {
            e = body(g, in, out + *n, cap - *n, &made, d);
            *n += made;
            if (!e && !made && in->p == was && g->state == BODY)
                break;
        } else if (in->p < in->end || g->state == EXTRA) {
            e = step(g, in, d);
            if (!e && in->p == in->end && g->state != BODY)
                break;
        } else {
            break;
        }
        if (e)
            return e;
    }
    if (*n || !in->eof || in->p < in->end)
        return SN_OK;
    if (g->state == PADDING || (g->state == BETWEEN && !g->ntmp))
        return SN_EOF;
    return sn_fail_at(d, SN_ETRUNC, in->off, "cut short: the gzip data goes on behind this end");
}

/* A BGZF block. */
static bool whole(struct io_dec *c, const uint8_t *p, size_t n, size_t *size, uint8_t *out,
                  size_t cap, size_t *made)
{
    struct gunzip *g = (struct gunzip *)c;
    const uint8_t *tail;

    *size = n ? sn_io_bgzf_size(p, n) : IO_NO_BLOCK;
    if (*size <= IO_PART || *size > n || !g->whole)
        return false;
    tail = p + *size - 8;
    *made = sn_le32(tail + 4);
    return *made <= cap &&
           sn_io_whole_run(g->whole, p + BGZF_HEADER, *size - BGZF_HEADER - 8, out, *made) &&
           sn_io_crc32(0, out, *made) == sn_le32(tail);
}

static void gunzip_reset(struct io_dec *c)
{
    struct gunzip *g = (struct gunzip *)c;

    g->state = HEADER;
    g->ntmp = 0;
}

void sn_io_gunzip_go_on(struct io_dec *c)
{
    ((struct gunzip *)c)->state = BETWEEN;
}

static void gunzip_free(struct io_dec *c)
{
    struct gunzip *g = (struct gunzip *)c;

    sn_io_inflate_free(g->z);
    sn_io_whole_free(g->whole);
    free(g);
}

struct io_dec *sn_io_gunzip_new(void)
{
    struct gunzip *g = calloc(1, sizeof *g);

    if (!g)
        return NULL;
    g->dec =
        (struct io_dec){.run = run, .whole = whole, .reset = gunzip_reset, .free = gunzip_free};
    g->z = sn_io_inflate_new();
    if (!g->z) {
        free(g);
        return NULL;
    }
    g->whole = sn_io_whole_new();
    return &g->dec;
}
