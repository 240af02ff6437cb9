/*
 * Header blocks of HTTP/2 (RFC 7541), decompressed by libnghttp2.
 *
 * A direction has one state, which all its blocks change, so blocks are decoded in the order of the
 * stream and as long as nothing is missing. What is shown of a block is limited; the rest is
 * decoded all the same.
 */
#include "dis/app/http2.h"

bool sn_h2_is_preface(const uint8_t *p, uint32_t n)
{
    return n >= SN_H2_PREFACE && memcmp(p, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", SN_H2_PREFACE) == 0;
}

bool sn_h2_fragment(const uint8_t *p, uint32_t n, const uint8_t **at, uint32_t *len)
{
    enum { PRIORITY_SIZE = 5, PROMISED_SIZE = 4 };
    uint32_t skip = SN_H2_HEAD, pad = 0;
    uint8_t type, flags;

    if (n < SN_H2_HEAD)
        return false;
    type = p[3];
    flags = p[4];
    if (type != SN_H2_HEADERS && type != SN_H2_PUSH && type != SN_H2_CONTINUATION)
        return false;
    if (type != SN_H2_CONTINUATION && flags & SN_H2_PADDED) {
        if (n <= skip)
            return false;
        pad = p[skip++];
    }
    if (type == SN_H2_HEADERS && flags & SN_H2_PRIORITIZED)
        skip += PRIORITY_SIZE;
    if (type == SN_H2_PUSH)
        skip += PROMISED_SIZE;
    if (skip + pad > n)
        return false;
    *at = p + skip;
    *len = n - skip - pad;
    return true;
}

#ifdef HAVE_NGHTTP2
#include <nghttp2/nghttp2.h>
#include <stdlib.h>

enum { BLOCK_MAX = 32768, HEADERS_MAX = 200, FIELD_MAX = 8192 };

struct state {
    nghttp2_hd_inflater *inflater;
    bool begun;          /* the stream began where a connection begins */
    bool failed;         /* nothing more can be decoded */
    uint32_t headers;    /* of the block */
    struct sn_buf block; /* what was decoded of it; CONTINUATION frames may come much later */
};

void sn_h2_close(void *state)
{
    struct state *st = state;

    nghttp2_hd_inflate_del(st->inflater);
    sn_buf_free(&st->block);
    free(st);
}

void *sn_h2_open(const struct sn_stream_side *side)
{
    struct state *st = calloc(1, sizeof *st);

    (void)side;
    if (!st)
        return NULL;
    sn_buf_init(&st->block, BLOCK_MAX);
    if (nghttp2_hd_inflate_new(&st->inflater)) {
        free(st);
        return NULL;
    }
    if (nghttp2_hd_inflate_change_table_size(st->inflater, SN_H2_TABLE_MAX)) {
        sn_h2_close(st);
        return NULL;
    }
    return st;
}

/* An entry's size is its strings' and 32 bytes; it takes about twice that at most. */
uint32_t sn_h2_held(const void *state)
{
    const struct state *st = state;
    size_t table = nghttp2_hd_inflate_get_dynamic_table_size(st->inflater);

    return (uint32_t)(SN_H2_STATE_SIZE + 2 * table);
}

static void put_number(struct sn_buf *b, uint32_t v, unsigned bytes)
{
    while (bytes--)
        sn_put_c(b, (char)(v >> (8 * bytes)));
}

static void put_header(struct state *st, const nghttp2_nv *nv)
{
    size_t name = nv->namelen < FIELD_MAX ? nv->namelen : FIELD_MAX;
    size_t value = nv->valuelen < FIELD_MAX ? nv->valuelen : FIELD_MAX;

    if (st->headers++ >= HEADERS_MAX || !sn_buf_room(&st->block, 4 + name + value))
        return;
    put_number(&st->block, (uint32_t)name, 2);
    put_number(&st->block, (uint32_t)value, 2);
    sn_put_mem(&st->block, nv->name, name);
    sn_put_mem(&st->block, nv->value, value);
}

/* False: there is no room for it, and those behind it would be taken for others'. */
static bool end_block(struct state *st, struct sn_buf *out)
{
    size_t n = sn_buf_len(&st->block);

    nghttp2_hd_inflate_end_headers(st->inflater);
    if (!sn_buf_room(out, n + 4))
        return false;
    put_number(out, (uint32_t)n, 4);
    sn_put_mem(out, st->block.base, n);
    sn_buf_free(&st->block);
    sn_buf_init(&st->block, BLOCK_MAX);
    st->headers = 0;
    return true;
}

/* False: the state is of no use any more. */
static bool inflate(struct state *st, const uint8_t *p, size_t n, bool last)
{
    for (;;) {
        nghttp2_nv nv;
        int flags = 0;
        ssize_t used = nghttp2_hd_inflate_hd2(st->inflater, &nv, &flags, p, n, last);

        if (used < 0)
            return false;
        p += used;
        n -= (size_t)used;
        if (flags & NGHTTP2_HD_INFLATE_EMIT)
            put_header(st, &nv);
        if (flags & NGHTTP2_HD_INFLATE_FINAL)
            return true;
        if (!(flags & NGHTTP2_HD_INFLATE_EMIT) && !n)
            return !last;
    }
}

static bool begins(const uint8_t *p, uint32_t n)
{
    return sn_h2_is_preface(p, n) || (n >= SN_H2_HEAD && p[3] == SN_H2_SETTINGS && !p[4]);
}

void sn_h2_decode(void *state, const uint8_t *p, uint32_t n, struct sn_buf *out,
                  struct sn_buf *inside)
{
    struct state *st = state;
    const uint8_t *at;
    uint32_t len;
    bool last;

    (void)inside;
    if (!st->begun)
        st->failed = !begins(p, n);
    st->begun = true;
    if (st->failed || sn_h2_is_preface(p, n) || !sn_h2_fragment(p, n, &at, &len))
        return;
    last = p[4] & SN_H2_END_HEADERS;
    st->failed = !inflate(st, at, len, last) || (last && !end_block(st, out));
}

#endif
