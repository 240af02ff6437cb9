/* Several lanes in the order of time: see sncap_merge.h. */
#include "sncap_merge.h"

#include <stdlib.h>

/* A record that is held: where it is and when its packet came. */
struct rec {
    int64_t ts;
    const uint8_t *p;
    size_t n;
};

/* Chunks taken from a lane; records before `at` in the first were handed out. */
struct held {
    struct chunk *first, *last;
    size_t at;
};

struct merge {
    struct lane *lanes;
    uint32_t n;
    struct held *held;
    struct chunk *given; /* with one lane: handed out, to be given back */
    struct chunk out;    /* with several: what is handed out */
    struct rec *recs;    /* the ones that leave now */
    size_t nrecs, cap;
    bool waiting;
};

enum sn_err sncap_merge_new(struct merge **out, struct lane *lanes, uint32_t n, struct sn_diag *d)
{
    struct merge *m = calloc(1, sizeof *m);

    if (!m || !(m->held = calloc(n, sizeof *m->held))) {
        free(m);
        return sn_fail(d, SN_ENOMEM, "no memory to capture into");
    }
    m->lanes = lanes;
    m->n = n;
    *out = m;
    return SN_OK;
}

static void take_all(struct lane *l, struct held *h)
{
    struct chunk *c;

    while ((c = sncap_lane_take(l))) {
        c->next = NULL;
        if (h->last)
            h->last->next = c;
        else
            h->first = c;
        h->last = c;
    }
}

/* No lane brings a packet that is older than this any more. */
static int64_t horizon(struct merge *m)
{
    int64_t least = INT64_MAX;

    for (uint32_t i = 0; i < m->n; i++) {
        /* Asked before the chunks are taken: what it promises is among them then. */
        int64_t seen = sncap_lane_seen(&m->lanes[i]);

        take_all(&m->lanes[i], &m->held[i]);
        least = seen < least ? seen : least;
    }
    /* Clocks that have nothing to do with ours: what came so far is brought into order, no more. */
    return m->lanes[0].adapter ? INT64_MAX : least;
}

static void make_room(struct merge *m)
{
    if (m->nrecs < m->cap)
        return;
    m->cap = m->cap ? m->cap * 2 : 4096;
    if (!(m->recs = reallocarray(m->recs, m->cap, sizeof *m->recs)))
        tool_die("no memory to bring packets into order");
}

/* The records of a lane up to the horizon: a prefix, as a ring is in the order of time but for
 * moments. */
static void collect(struct merge *m, uint32_t i, int64_t until)
{
    struct held *h = &m->held[i];
    const struct lane *l = &m->lanes[i];
    size_t at = h->at;

    for (struct chunk *c = h->first; c; c = c->next, at = 0) {
        while (at < c->used) {
            const uint8_t *p = c->data + at;
            struct rec r = {sncap_rec_ts(p, l->format, l->digits), p, sncap_rec_len(p, l->format)};

            if (r.ts > until) {
                m->waiting = true;
                return;
            }
            make_room(m);
            m->recs[m->nrecs++] = r;
            at += r.n;
        }
    }
}

static int by_time(const void *x, const void *y)
{
    const struct rec *a = x, *b = y;

    return a->ts < b->ts ? -1 : a->ts > b->ts;
}

/* Copies the records into one chunk. */
static void join(struct merge *m)
{
    size_t total = 0;

    for (size_t i = 0; i < m->nrecs; i++)
        total += m->recs[i].n;
    if (total > m->out.size) {
        free(m->out.data);
        if (!(m->out.data = malloc(total)))
            tool_die("no memory to bring packets into order");
        m->out.size = total;
    }
    m->out.used = 0;
    for (size_t i = 0; i < m->nrecs; i++) {
        memcpy(m->out.data + m->out.used, m->recs[i].p, m->recs[i].n);
        m->out.used += m->recs[i].n;
    }
    m->out.packets = m->nrecs;
    m->out.latest = m->recs[m->nrecs - 1].ts;
}

/* Moves behind the records that were collected, and gives empty chunks back. */
static void advance(struct merge *m, uint32_t i, int64_t until)
{
    struct held *h = &m->held[i];
    const struct lane *l = &m->lanes[i];
    struct chunk *c;

    while ((c = h->first)) {
        while (h->at < c->used && sncap_rec_ts(c->data + h->at, l->format, l->digits) <= until)
            h->at += sncap_rec_len(c->data + h->at, l->format);
        if (h->at < c->used)
            return;
        h->first = c->next;
        if (!h->first)
            h->last = NULL;
        h->at = 0;
        sncap_lane_give(&m->lanes[i], c);
    }
}

static struct chunk *merged(struct merge *m)
{
    int64_t until = horizon(m);

    m->nrecs = 0;
    m->waiting = false;
    for (uint32_t i = 0; i < m->n; i++)
        collect(m, i, until);
    if (!m->nrecs)
        return NULL;
    /* Nearly in order already, which mergesort makes use of; and it is stable. */
    if (mergesort(m->recs, m->nrecs, sizeof *m->recs, by_time) != 0)
        qsort(m->recs, m->nrecs, sizeof *m->recs, by_time);
    join(m);
    for (uint32_t i = 0; i < m->n; i++)
        advance(m, i, until);
    return &m->out;
}

struct chunk *sncap_merge_next(struct merge *m)
{
    if (m->n > 1)
        return merged(m);
    if (m->given)
        sncap_lane_give(&m->lanes[0], m->given);
    m->given = sncap_lane_take(&m->lanes[0]);
    return m->given;
}

bool sncap_merge_waiting(const struct merge *m)
{
    return m->waiting;
}

bool sncap_merge_done(struct merge *m)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->held[i].first || !sncap_lane_done(&m->lanes[i]))
            return false;
    return true;
}

void sncap_merge_free(struct merge *m)
{
    if (!m)
        return;
    if (m->given)
        sncap_lane_give(&m->lanes[0], m->given);
    for (uint32_t i = 0; i < m->n; i++)
        advance(m, i, INT64_MAX);
    free(m->held);
    free(m->recs);
    free(m->out.data);
    free(m);
}
