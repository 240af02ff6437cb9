/* Byte sinks: gathering, marks, errors that stick. See sink.h for what always holds. */
#include <stdlib.h>
#include <string.h>

#include "io/sink.h"

struct sn_sink *sn_io_sink_new(const struct sink_kind *kind, size_t size, size_t gather,
                               const char *name)
{
    struct sn_sink *s = calloc(1, size);

    if (!s)
        return NULL;
    s->kind = kind;
    s->cap = s->gather = gather;
    s->buf = malloc(s->cap);
    s->name = strdup(name);
    if (s->buf && s->name)
        return s;
    sn_io_sink_free(s);
    return NULL;
}

void sn_io_sink_free(struct sn_sink *s)
{
    free(s->buf);
    free(s->name);
    free(s);
}

static enum sn_err stuck(const struct sn_sink *s, struct sn_diag *d)
{
    if (d)
        *d = s->diag;
    return s->err;
}

/* How many of the first `sent` bytes of a failed send are whole records; the send began at one. */
static size_t whole_of(const struct sn_sink *s, size_t n, const uint8_t *p, size_t sent)
{
    size_t k;

    if (!s->whole)
        return 0;
    k = s->whole(s->whole_ctx, s->base, s->buf, sent < n ? sent : n);
    if (k == n && sent > n)
        k += s->whole(s->whole_ctx, s->base + n, p, sent - n);
    return k;
}

static void tell(const struct sn_sink *s, const struct iovec *v, size_t n)
{
    if (s->on_data && !s->kind->blocks) /* of its blocks a compressing sink tells itself */
        s->on_data(s->on_data_ctx, v, n, NULL);
}

/* Sends n gathered bytes, then p. */
static enum sn_err send_on(struct sn_sink *s, size_t n, const void *p, size_t pn)
{
    size_t sent = 0, rest = s->len - n;
    uint64_t end = s->base + n + pn;
    enum sn_err e = s->kind->send(s, n, p, pn, &sent);

    if (!e)
        tell(s, (struct iovec[]){{s->buf, n}, {(void *)(uintptr_t)p, pn}}, pn ? 2 : 1);
    if (!e) {
        if (rest && s->len == n + rest)
            memmove(s->buf, s->buf + n, rest);
        s->len = rest;
        s->base = end;
        if (s->marked <= end)
            s->good = s->marked;
        return SN_OK;
    }
    s->err = e;
    if (e == SN_ENOSPC && s->marks && s->kind->cut) {
        uint64_t at = s->good;

        if (s->good == s->base)
            at += whole_of(s, n, p, sent);
        if (s->marked > at && s->marked <= s->base + sent)
            at = s->marked;
        s->cut = s->kind->cut(s, at);
        s->base = s->cut ? at : s->base;
    }
    return e;
}

/* Sends what ends at a mark; everything when nothing does. */
static enum sn_err send_marked(struct sn_sink *s)
{
    return send_on(s, s->marked > s->base ? (size_t)(s->marked - s->base) : s->len, NULL, 0);
}

/* Sends a block: all whole records that are gathered, or everything where that can't be told. */
static enum sn_err send_block(struct sn_sink *s)
{
    size_t n = 0;

    if (s->whole && s->good == s->base)
        n = s->whole(s->whole_ctx, s->base, s->buf, s->len);
    if (s->base + n > s->marked)
        s->marked = s->base + n;
    return send_marked(s);
}

/* Gathers everything, and sends blocks. Where they end depends on the records alone, not on the
 * pieces in which they come. */
static enum sn_err write_blocks(struct sn_sink *s, const uint8_t *p, size_t n)
{
    while (n) {
        size_t k = s->len < s->gather ? s->gather - s->len : 0;

        if (!k) {
            if (send_block(s))
                return s->err;
            continue;
        }
        k = k < n ? k : n;
        memcpy(s->buf + s->len, p, k);
        s->len += k;
        p += k;
        n -= k;
    }
    return SN_OK;
}

enum sn_err sn_sink_write(struct sn_sink *s, const void *p, size_t n, struct sn_diag *d)
{
    if (s->err)
        return stuck(s, d);
    if (s->kind->blocks)
        return write_blocks(s, p, n) ? stuck(s, d) : SN_OK;
    if (n >= SINK_LARGE)
        return send_on(s, s->len, p, n) ? stuck(s, d) : SN_OK;
    if (n > s->cap - s->len && send_marked(s))
        return stuck(s, d);
    if (n > s->cap - s->len && send_on(s, s->len, NULL, 0))
        return stuck(s, d);
    if (n)
        memcpy(s->buf + s->len, p, n);
    s->len += n;
    return SN_OK;
}

static size_t bytes_of(const struct iovec *v, size_t nv)
{
    size_t n = 0;

    for (size_t i = 0; i < nv; i++)
        n += v[i].iov_len;
    return n;
}

/* How many of the first `sent` bytes of pieces are whole records. */
static size_t whole_of_pieces(const struct sn_sink *s, const struct sn_pieces *p, size_t sent)
{
    size_t fit = 0, i = 0, n;

    for (; i < p->n && fit + (n = bytes_of(p->v + i, p->each)) <= sent; i += p->each)
        fit += n;
    if (i < p->n && s->whole && p->each == 1)
        fit += s->whole(s->whole_ctx, s->base + fit, p->v[i].iov_base, sent - fit);
    return fit;
}

/* Sends records; a full disk keeps those that fit. Nothing is gathered. */
static enum sn_err send_records(struct sn_sink *s, const struct sn_pieces *p)
{
    size_t sent, total = p->bytes;

    s->err = s->kind->sendv(s, p->v, p->n, total, &sent);
    if (!s->err)
        tell(s, p->v, p->n);
    if (s->err == SN_ENOSPC && s->kind->cut) {
        size_t fit = whole_of_pieces(s, p, sent);

        s->cut = s->kind->cut(s, s->base + fit);
        total = s->cut ? fit : 0;
    } else if (s->err) {
        return s->err;
    }
    s->base += total;
    s->good = s->marked = s->base;
    return s->err;
}

enum sn_err sn_sink_write_records(struct sn_sink *s, const struct sn_pieces *p, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    s->marks = true;
    if (s->kind->sendv && p->bytes >= SINK_LARGE) {
        if ((e = sn_sink_flush(s, d)) != SN_OK)
            return e;
        return send_records(s, p) ? stuck(s, d) : SN_OK;
    }
    for (size_t i = 0; e == SN_OK && i < p->n; i++) {
        e = sn_sink_write(s, p->v[i].iov_base, p->v[i].iov_len, d);
        if (e == SN_OK && (i + 1) % p->each == 0)
            sn_sink_mark(s);
    }
    return e;
}

/* Room for n bytes behind what is gathered; a larger buffer when a record needs it. */
static bool make_room(struct sn_sink *s, size_t n)
{
    uint8_t *buf;

    if (s->len && send_marked(s))
        return false;
    if (n <= s->cap - s->len)
        return true;
    buf = n <= SINK_MOST ? realloc(s->buf, s->len + n) : NULL;
    if (!buf) {
        s->err = sn_fail(&s->diag, SN_ENOMEM, "no memory for a record of %zu bytes", n);
        return false;
    }
    s->buf = buf;
    s->cap = s->len + n;
    return true;
}

void *sn_sink_reserve(struct sn_sink *s, size_t n)
{
    if (__builtin_expect(n > s->cap - s->len || s->err, 0) && (s->err || !make_room(s, n)))
        return NULL;
    return s->buf + s->len;
}

void sn_sink_commit(struct sn_sink *s, size_t n)
{
    s->len += n;
}

void sn_sink_mark(struct sn_sink *s)
{
    s->marked = s->base + s->len;
    s->marks = true;
    if (!s->len)
        s->good = s->marked;
}

void sn_sink_records(struct sn_sink *s,
                     size_t (*whole)(void *ctx, uint64_t at, const uint8_t *p, size_t n), void *ctx)
{
    s->marks = true; /* the first byte begins a record */
    s->whole = whole;
    s->whole_ctx = ctx;
}

enum sn_err sn_sink_flush(struct sn_sink *s, struct sn_diag *d)
{
    if (s->err)
        return stuck(s, d);
    if (s->kind->flush)
        s->err = s->kind->flush(s);
    else if (s->len)
        s->err = send_on(s, s->len, NULL, 0);
    return s->err ? stuck(s, d) : SN_OK;
}

bool sn_sink_on_block(struct sn_sink *s, void (*fn)(void *ctx, const struct sn_block *b), void *ctx)
{
    s->on_block = fn;
    s->on_block_ctx = ctx;
    return s->kind->blocks;
}

void sn_sink_on_data(struct sn_sink *s,
                     void (*fn)(void *ctx, const struct iovec *v, size_t n,
                                const struct sn_block *b),
                     void *ctx)
{
    s->on_data = fn;
    s->on_data_ctx = ctx;
}

uint64_t sn_sink_count(const struct sn_sink *s)
{
    return s->base + s->len;
}

const char *sn_sink_name(const struct sn_sink *s)
{
    return s->name;
}

enum sn_err sn_sink_close(struct sn_sink *s, struct sn_diag *d)
{
    enum sn_err e;

    if (!s)
        return SN_OK;
    if (!s->err && s->len)
        (void)!send_on(s, s->len, NULL, 0);
    e = s->kind->close(s);
    if (!s->err)
        s->err = e;
    e = s->err ? stuck(s, d) : SN_OK;
    sn_io_sink_free(s);
    return e;
}
