/* The queue of chunks from the thread that reads a ring to the one that takes them: see lane.h. */
#include <stdlib.h>

#include "cap/cap.h"
#include "cap/lane.h"

enum { CHUNK = 256 << 10 };

static void chunk_free(struct sn_chunk *c)
{
    if (c)
        free(c->data);
    free(c);
}

static struct sn_chunk *chunk_new(size_t size)
{
    struct sn_chunk *c = calloc(1, sizeof *c);

    if (c && !(c->data = malloc(size))) {
        free(c);
        return NULL;
    }
    if (c)
        c->size = size;
    return c;
}

/* A chunk with room for n bytes becomes the last; called with the lock held. */
static struct sn_chunk *push_chunk(struct sn_lane *l, size_t n)
{
    struct sn_chunk *c = l->spare;

    if (c && c->size >= n)
        l->spare = c->next;
    else if (!(c = chunk_new(n > CHUNK ? n : CHUNK)))
        return NULL;
    c->next = NULL;
    c->used = 0;
    c->packets = 0;
    c->latest = INT64_MIN;
    if (l->last)
        l->last->next = c;
    else
        l->first = c;
    l->last = c;
    l->queued += c->size;
    return c;
}

/* Waits while the taking thread is too far behind. What the ring drops meanwhile is counted apart.
 */
static void wait_for_room(struct sn_lane *l)
{
    struct sn_cap_stats before, after;

    if (l->queued < l->o.queue_max || l->quitting)
        return;
    sn_cap_stats(l->o.cap, &before);
    while (l->queued >= l->o.queue_max && !l->quitting)
        pthread_cond_wait(&l->room, &l->lock);
    sn_cap_stats(l->o.cap, &after);
    l->lost_slow += after.dropped - before.dropped;
}

void sn_lane_publish(struct sn_lane *l)
{
    if (l->fresh) {
        l->last->used = (size_t)(l->to - l->last->data);
        l->last->packets += l->fresh;
        if (l->latest > l->last->latest)
            l->last->latest = l->latest;
        /* A ring is in the order of time but for moments. */
        if (!l->o.adapter && l->latest - LANE_MOMENT > l->seen)
            l->seen = l->latest - LANE_MOMENT;
        l->latest = INT64_MIN;
        l->fresh = 0;
        lane_poke(l->o.wake);
    }
    l->appending = false;
}

/* Room for a record of n bytes at l->to; false when there is no memory or the lane shall end. */
static bool make_room(struct sn_lane *l, size_t n)
{
    struct sn_chunk *c;

    if (l->appending && (size_t)(l->last->data + l->last->size - l->to) >= n)
        return true;
    pthread_mutex_lock(&l->lock);
    if (l->appending)
        sn_lane_publish(l);
    if (!l->last || l->last->size - l->last->used < n) {
        wait_for_room(l);
        if (l->quitting || !push_chunk(l, n)) {
            if (!l->quitting)
                l->err = sn_fail(&l->diag, SN_ENOMEM, "no memory to capture into");
            pthread_mutex_unlock(&l->lock);
            return false;
        }
    }
    c = l->last;
    l->to = c->data + c->used;
    l->appending = true;
    pthread_mutex_unlock(&l->lock);
    return true;
}

void sn_lane_adopt_filter(struct sn_lane *l)
{
    struct sn_capfilter *was = l->filter;

    pthread_mutex_lock(&l->lock);
    l->filter = l->next;
    l->next = NULL;
    __atomic_store_n(&l->next_set, false, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&l->lock);
    sn_capfilter_free(was);
}

bool sn_lane_append(struct sn_lane *l, struct sn_pkt *p)
{
    size_t size;

    if (!capfilter_accepts(l->filter, p))
        return true;
    cap_cut(l->o.cap, p);
    size = rec_size(l->o.format, p);
    if (!make_room(l, size))
        return false;
    p->iface = l->o.iface;
    rec_put(l->to, l->o.format, l->o.digits, p);
    l->to += size;
    l->fresh++;
    if (p->ts > l->latest)
        l->latest = p->ts;
    return true;
}

void sn_lane_hand_over(struct sn_lane *l, int64_t seen, bool *stopping, bool *quitting)
{
    pthread_mutex_lock(&l->lock);
    sn_lane_publish(l);
    if (seen > l->seen)
        l->seen = seen;
    *stopping = l->stopping;
    *quitting = l->quitting;
    pthread_mutex_unlock(&l->lock);
}

struct sn_chunk *sn_lane_pop(struct sn_lane *l)
{
    struct sn_chunk *c = l->first;

    if (!c || (c == l->last && (l->appending || !c->used)))
        return NULL;
    l->first = c->next;
    if (!l->first)
        l->last = NULL;
    return c;
}

void sn_lane_put_back(struct sn_lane *l, struct sn_chunk *c)
{
    pthread_mutex_lock(&l->lock);
    l->queued -= c->size;
    if (c->size == CHUNK && !(l->spare && l->spare->next)) {
        c->next = l->spare;
        l->spare = c;
        c = NULL;
    }
    pthread_cond_signal(&l->room);
    pthread_mutex_unlock(&l->lock);
    chunk_free(c);
}

void sn_lane_free_chunks(struct sn_lane *l)
{
    struct sn_chunk *c;

    while ((c = l->first)) {
        l->first = c->next;
        chunk_free(c);
    }
    while ((c = l->spare)) {
        l->spare = c->next;
        chunk_free(c);
    }
}

bool sn_lane_trouble(struct sn_lane *l)
{
    enum sn_err e = sn_cap_error(l->o.cap, &l->diag);

    pthread_mutex_lock(&l->lock);
    l->away |= e == SN_ENODEV && l->o.keep;
    l->err = l->o.keep && e == SN_ENODEV ? SN_OK : e;
    pthread_mutex_unlock(&l->lock);
    return l->err == SN_OK;
}
