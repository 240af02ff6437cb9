/* Several lanes in the order of time: see sn/lane.h. */
#include <stdlib.h>

#include "cap/lane.h"

/* A record that is held: where it is and when its packet came. */
struct rec {
    int64_t ts;
    const uint8_t *p;
    size_t n;
};

/* Chunks taken from a lane; records before `at` in the first were handed out. */
struct held {
    struct sn_chunk *first, *last;
    size_t at;
};

struct sn_merge {
    struct sn_lane *const *lanes;
    bool adapter;
    enum sn_format format;
    uint8_t digits;
    uint32_t n;
    struct held *held;
    struct sn_chunk *given; /* with one lane: handed out, to be given back */
    struct sn_chunk out;    /* with several: what is handed out */
    struct rec *recs;       /* the ones that leave now */
    size_t nrecs, cap;
    bool waiting;
};

enum sn_err sn_merge_new(struct sn_merge **out, struct sn_lane *const *lanes, uint32_t n,
                         bool adapter, struct sn_diag *d)
{
    struct sn_merge *m = calloc(1, sizeof *m);

    if (!m || !(m->held = calloc(n, sizeof *m->held))) {
        free(m);
        return sn_fail(d, SN_ENOMEM, "no memory to capture into");
    }
    m->lanes = lanes;
    m->n = n;
    m->adapter = adapter;
    m->format = lanes[0]->o.format;
    m->digits = lanes[0]->o.digits;
    *out = m;
    return SN_OK;
}

static void take_all(struct sn_lane *l, struct held *h)
{
    struct sn_chunk *c;

    while ((c = sn_lane_take(l))) {
        c->next = NULL;
        if (h->last)
            h->last->next = c;
        else
            h->first = c;
        h->last = c;
    }
}

/* No lane brings a packet that is older than this any more. */
static int64_t horizon(struct sn_merge *m)
{
    int64_t least = INT64_MAX;

    for (uint32_t i = 0; i < m->n; i++) {
        /* Asked before the chunks are taken: what it promises is among them then. */
        int64_t seen = sn_lane_seen(m->lanes[i]);

        take_all(m->lanes[i], &m->held[i]);
        least = seen < least ? seen : least;
    }
    /* Clocks that have nothing to do with ours: what came so far is brought into order, no more. */
    return m->adapter ? INT64_MAX : least;
}

static enum sn_err fail_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory to bring packets into order");
}

static bool make_room(struct sn_merge *m)
{
    size_t cap = m->cap ? m->cap * 2 : 4096;
    struct rec *recs;

    if (m->nrecs < m->cap)
        return true;
    if (!(recs = reallocarray(m->recs, cap, sizeof *recs)))
        return false;
    m->recs = recs;
    m->cap = cap;
    return true;
}

/* The records of a lane up to the horizon: a prefix, as a ring is in the order of time but for
 * moments. False: no memory. */
static bool collect(struct sn_merge *m, const struct held *h, int64_t until)
{
    size_t at = h->at;

    for (struct sn_chunk *c = h->first; c; c = c->next, at = 0) {
        while (at < c->used) {
            const uint8_t *p = c->data + at;
            struct rec r = {sn_rec_ts(p, m->format, m->digits), p, sn_rec_len(p, m->format)};

            if (r.ts > until) {
                m->waiting = true;
                return true;
            }
            if (!make_room(m))
                return false;
            m->recs[m->nrecs++] = r;
            at += r.n;
        }
    }
    return true;
}

static int by_time(const void *x, const void *y)
{
    const struct rec *a = x, *b = y;

    return a->ts < b->ts ? -1 : a->ts > b->ts;
}

/* Copies the records into one chunk. False: no memory. */
static bool join(struct sn_merge *m)
{
    size_t total = 0;

    for (size_t i = 0; i < m->nrecs; i++)
        total += m->recs[i].n;
    if (total > m->out.size) {
        free(m->out.data);
        m->out.size = 0;
        if (!(m->out.data = malloc(total)))
            return false;
        m->out.size = total;
    }
    m->out.used = 0;
    for (size_t i = 0; i < m->nrecs; i++) {
        memcpy(m->out.data + m->out.used, m->recs[i].p, m->recs[i].n);
        m->out.used += m->recs[i].n;
    }
    m->out.packets = m->nrecs;
    m->out.latest = m->recs[m->nrecs - 1].ts;
    return true;
}

/* Moves behind the records that were collected, and gives empty chunks back. */
static void advance(struct sn_merge *m, uint32_t i, int64_t until)
{
    struct held *h = &m->held[i];
    struct sn_chunk *c;

    while ((c = h->first)) {
        while (h->at < c->used && sn_rec_ts(c->data + h->at, m->format, m->digits) <= until)
            h->at += sn_rec_len(c->data + h->at, m->format);
        if (h->at < c->used)
            return;
        h->first = c->next;
        if (!h->first)
            h->last = NULL;
        h->at = 0;
        sn_lane_give(m->lanes[i], c);
    }
}

static enum sn_err merged(struct sn_merge *m, const struct sn_chunk **c, struct sn_diag *d)
{
    int64_t until = horizon(m);

    m->nrecs = 0;
    m->waiting = false;
    for (uint32_t i = 0; i < m->n; i++)
        if (!collect(m, &m->held[i], until))
            return fail_memory(d);
    *c = NULL;
    if (!m->nrecs)
        return SN_OK;
    /* Nearly in order already, which mergesort makes use of; and it is stable. */
    if (mergesort(m->recs, m->nrecs, sizeof *m->recs, by_time) != 0)
        qsort(m->recs, m->nrecs, sizeof *m->recs, by_time);
    if (!join(m))
        return fail_memory(d);
    for (uint32_t i = 0; i < m->n; i++)
        advance(m, i, until);
    *c = &m->out;
    return SN_OK;
}

enum sn_err sn_merge_next(struct sn_merge *m, const struct sn_chunk **c, struct sn_diag *d)
{
    if (m->n > 1)
        return merged(m, c, d);
    if (m->given)
        sn_lane_give(m->lanes[0], m->given);
    *c = m->given = sn_lane_take(m->lanes[0]);
    return SN_OK;
}

bool sn_merge_waiting(const struct sn_merge *m)
{
    return m->waiting;
}

bool sn_merge_done(struct sn_merge *m)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->held[i].first || !sn_lane_done(m->lanes[i]))
            return false;
    return true;
}

void sn_merge_free(struct sn_merge *m)
{
    if (!m)
        return;
    if (m->given)
        sn_lane_give(m->lanes[0], m->given);
    for (uint32_t i = 0; i < m->n; i++)
        advance(m, i, INT64_MAX);
    free(m->held);
    free(m->recs);
    free(m->out.data);
    free(m);
}
