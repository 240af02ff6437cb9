/*
 * Messages in several datagrams: see sn/messages.h.
 *
 * A stream's bytes lie in one buffer from `base` on, what is missing in it is a list of the ranges
 * that are there. Of bytes that come twice the first count.
 */
#include "sn/messages.h"

#include <stdlib.h>
#include <string.h>

#include "flow/key.h"
#include "flow/table.h"

#define TOTAL       ((size_t)16 << 20)
#define STREAMS_MAX 8192u
#define RANGES_MAX  32u /* with gaps between them */
#define ROOM_MIN    2048u
#define HEAD        4u /* a message's type and length */

struct range {
    uint32_t from, to;
};

struct piece_key {
    struct sn_flow_key ends;
    uint64_t key, dir; /* dir: it goes from b to a */
};

struct stream {
    struct piece_key key;
    uint32_t table; /* the table's own */
    uint32_t base;  /* bytes in front of the buffer: they were delivered */
    uint32_t n, room;
    uint32_t total; /* of chained pieces */
    uint8_t serial; /* … the last one's */
    uint8_t *p;
    struct range *range; /* relative to the base, in order, not touching each other */
};

_Static_assert(offsetof(struct stream, table) == sizeof(struct piece_key), "see table.h");
_Static_assert(sizeof(struct stream) % 8 == 0, "see table.h");

struct sn_messages {
    struct sn_htab streams;
    size_t max_total;
    struct sn_messages_stats stats;
};

static void release(struct sn_messages *s, struct stream *t)
{
    s->stats.held -= t->room;
    free(t->p);
    free(t->range);
    t->p = NULL;
    t->range = NULL;
    t->n = t->room = 0;
}

static void forget(void *ctx, void *entry)
{
    struct sn_messages *s = ctx;
    struct stream *t = entry;

    s->stats.dropped += t->n != 0;
    release(s, t);
}

/* Adds a range; false: there would be too many. */
static bool add_range(struct stream *t, uint32_t from, uint32_t to)
{
    struct range *r = t->range;
    uint32_t i = 0, k;

    while (i < t->n && r[i].to < from)
        i++;
    for (k = i; k < t->n && r[k].from <= to; k++) {
        from = r[k].from < from ? r[k].from : from;
        to = r[k].to > to ? r[k].to : to;
    }
    if (i == k && t->n == RANGES_MAX)
        return false;
    memmove(&r[i + 1], &r[k], (t->n - k) * sizeof *r);
    r[i] = (struct range){from, to};
    t->n += 1 + i;
    t->n -= k;
    return true;
}

/* Gives up what wasn't added to for the longest time: more than half as long as any. */
static void thin_out(struct sn_messages *s)
{
    uint32_t oldest = 0, at = 0;
    struct stream *t;

    while ((t = sn_htab_next(&s->streams, &at))) {
        if (t->room && s->streams.clock - t->table > oldest)
            oldest = s->streams.clock - t->table;
    }
    at = 0;
    while (oldest && (t = sn_htab_next(&s->streams, &at))) {
        if (t->room && s->streams.clock - t->table > oldest / 2)
            forget(s, t);
    }
}

static bool make_room(struct sn_messages *s, struct stream *t, uint32_t n)
{
    uint32_t room = n < ROOM_MIN ? ROOM_MIN : n < SN_MESSAGES_MOST / 2 ? 2 * n : SN_MESSAGES_MOST;
    uint8_t *p;

    if (!t->range && !(t->range = calloc(RANGES_MAX + 1, sizeof *t->range)))
        return false;
    if (n <= t->room)
        return true;
    if (s->stats.held + room - t->room > s->max_total)
        thin_out(s);
    if (n > room || s->stats.held + room - t->room > s->max_total || !(p = realloc(t->p, room)))
        return false;
    s->stats.held += room - t->room;
    t->p = p;
    t->room = room;
    return true;
}

/* Puts the bytes of a piece that aren't there yet into the buffer. False: they don't fit. */
static bool put(struct sn_messages *s, struct stream *t, uint32_t from, const uint8_t *p,
                uint32_t n)
{
    uint32_t at = from, to = from + n, i = 0;

    if (!make_room(s, t, to))
        return false;
    while (at < to) {
        uint32_t end = to;

        while (i < t->n && t->range[i].to <= at)
            i++;
        if (i < t->n && t->range[i].from <= at) {
            at = t->range[i].to;
            continue;
        }
        if (i < t->n && t->range[i].from < to)
            end = t->range[i].from;
        memcpy(t->p + at, p + (at - from), end - at);
        at = end;
    }
    return add_range(t, from, to);
}

/* Bytes of whole messages at the beginning. */
static uint32_t complete(const struct stream *t, uint32_t total)
{
    uint32_t have = t->n && !t->range[0].from ? t->range[0].to : 0, at = 0;

    if (total)
        return have >= total ? total : 0;
    while (have - at >= HEAD) {
        uint32_t len =
            HEAD + ((uint32_t)t->p[at + 1] << 16 | (uint32_t)t->p[at + 2] << 8 | t->p[at + 3]);

        if (len > have - at)
            break;
        at += len;
    }
    return at;
}

/* The first n bytes are not needed any more. */
static void pass(struct stream *t, uint32_t n)
{
    uint32_t kept = 0, end = t->n ? t->range[t->n - 1].to : 0;

    for (uint32_t i = 0; i < t->n; i++) {
        struct range r = t->range[i];

        if (r.to > n)
            t->range[kept++] = (struct range){r.from > n ? r.from - n : 0, r.to - n};
    }
    if (end > n)
        memmove(t->p, t->p + n, end - n);
    t->n = kept;
    t->base += n;
}

/* What the packet itself told: it isn't put together again. */
static void pass_piece(struct stream *t, struct sn_piece *p)
{
    uint32_t to = p->off + p->n;

    p->repeated = to <= t->base;
    if (p->off <= t->base && to > t->base)
        pass(t, to - t->base);
}

static void answer(struct sn_messages *s, struct stream *t, struct sn_piece *p, struct sn_arena *a)
{
    uint32_t n = complete(t, p->total);
    uint8_t *to;

    if (!n)
        return;
    to = sn_arena_alloc(a, n);
    if (to) {
        memcpy(to, t->p, n);
        p->whole = to;
        p->nwhole = n;
    }
    s->stats.complete++;
    pass(t, n);
    if (p->total || !t->n)
        release(s, t);
}

/* A piece that says only which it goes behind. */
static void chain(struct sn_messages *s, struct stream *t, struct sn_piece *p, struct sn_arena *a)
{
    bool goes_on =
        t->n && p->serial == (uint8_t)(t->serial + 1) && (!p->total || p->total == t->total);

    if (!goes_on && t->n && p->serial == t->serial) /* it was sent again */
        return;
    if (!goes_on) {
        s->stats.dropped += t->n != 0;
        release(s, t);
        t->total = p->total;
    }
    if (!goes_on && (!p->total || p->last))
        return;
    t->serial = p->serial;
    if (p->n > SN_MESSAGES_MOST || (t->n && t->range[0].to > SN_MESSAGES_MOST - p->n) ||
        !put(s, t, t->n ? t->range[0].to : 0, p->p, p->n)) {
        s->stats.dropped++;
        release(s, t);
        return;
    }
    if (!p->last)
        return;
    p->total = t->total;
    answer(s, t, p, a);
    release(s, t);
    t->base = 0;
}

static void piece(struct sn_messages *s, const struct sn_ends *ends, struct sn_piece *p,
                  struct sn_arena *a)
{
    struct piece_key k = {.key = p->key};
    uint32_t off = p->off, skip;
    struct stream *t;
    bool known;

    if (ends->version)
        k.dir = sn_flow_key_make(&k.ends, ends);
    t = sn_htab_at(&s->streams, &k, sizeof k, sizeof *t, &known);
    sn_htab_touch(&s->streams, t, sizeof k);
    if (p->done) {
        pass_piece(t, p);
        return;
    }
    if (p->chained) {
        chain(s, t, p, a);
        return;
    }
    if (p->total && t->base) /* the same message once more */
        t->base = 0;
    if (off < t->base) {
        skip = t->base - off < p->n ? t->base - off : p->n;
        off += skip;
    } else {
        skip = 0;
    }
    off -= t->base;
    if (skip == p->n)
        return;
    if (off > SN_MESSAGES_MOST || p->n - skip > SN_MESSAGES_MOST - off ||
        !put(s, t, off, p->p + skip, p->n - skip)) {
        s->stats.dropped++;
        release(s, t);
        return;
    }
    answer(s, t, p, a);
}

void sn_messages_packet(struct sn_messages *s, struct sn_dissection *x, struct sn_arena *a)
{
    for (uint32_t i = 0; i < x->npiece; i++)
        if (x->piece[i].p && x->piece[i].n && (x->ends.version || x->piece[i].chained))
            piece(s, &x->ends, &x->piece[i], a);
}

enum sn_err sn_messages_new(struct sn_messages **out, const struct sn_messages_opts *o,
                            struct sn_diag *d)
{
    struct sn_messages *s = calloc(1, sizeof *s);
    struct sn_htab_opts t = {.key = sizeof(struct piece_key),
                             .size = sizeof(struct stream),
                             .max = o && o->max_streams ? o->max_streams : STREAMS_MAX,
                             .evict = true,
                             .seed = SN_MIX0,
                             .ctx = s,
                             .forget = forget};

    *out = NULL;
    if (!s || !sn_htab_init(&s->streams, &t)) {
        free(s);
        return sn_fail(d, SN_ENOMEM, "no memory for pieces of messages");
    }
    s->max_total = o && o->max_total ? o->max_total : TOTAL;
    *out = s;
    return SN_OK;
}

void sn_messages_free(struct sn_messages *s)
{
    if (!s)
        return;
    sn_htab_free(&s->streams);
    free(s);
}

struct sn_messages_stats sn_messages_stats(const struct sn_messages *s)
{
    return s->stats;
}
