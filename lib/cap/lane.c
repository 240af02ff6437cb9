/* A lane as others see it: see sn/lane.h; what it is made of, see lane.h. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cap/lane.h"

enum sn_err sn_lane_start(struct sn_lane **out, const struct sn_lane_opts *o, struct sn_diag *d)
{
    struct sn_lane *l = calloc(1, sizeof *l);
    enum sn_err e;

    if (!l)
        return sn_fail(d, SN_ENOMEM, "no memory to capture into");
    l->o = *o;
    l->filter = o->filter && sn_capfilter_userland(o->filter) ? sn_capfilter_ref(o->filter) : NULL;
    l->seen = l->latest = INT64_MIN;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->room, NULL);
    if ((l->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        e = sn_fail_sys(d, errno, "can't start capturing");
    else
        e = o->direct ? sn_direct_start(l, d) : sn_lane_thread(l, sn_lane_pump, d);
    if (e != SN_OK) {
        sn_lane_free(l);
        return e;
    }
    *out = l;
    return SN_OK;
}

bool sn_lane_is_direct(const struct sn_lane *l)
{
    return l->direct && !l->over;
}

struct sn_chunk *sn_lane_take(struct sn_lane *l)
{
    struct sn_chunk *c;

    if (sn_lane_is_direct(l))
        return sn_direct_take(l);
    pthread_mutex_lock(&l->lock);
    c = sn_lane_pop(l);
    pthread_mutex_unlock(&l->lock);
    return c;
}

void sn_lane_give(struct sn_lane *l, struct sn_chunk *c)
{
    if (!c->v) /* else it lies in the ring */
        sn_lane_put_back(l, c);
}

void sn_lane_attend(struct sn_lane *l)
{
    if (sn_lane_is_direct(l))
        sn_direct_attend(l);
}

int64_t sn_lane_seen(struct sn_lane *l)
{
    int64_t seen;

    pthread_mutex_lock(&l->lock);
    seen = l->seen;
    pthread_mutex_unlock(&l->lock);
    return seen;
}

bool sn_lane_done(struct sn_lane *l)
{
    bool done;

    pthread_mutex_lock(&l->lock);
    done = l->ended && (!l->first || !l->first->used);
    pthread_mutex_unlock(&l->lock);
    return done;
}

bool sn_lane_away(struct sn_lane *l)
{
    bool away;

    pthread_mutex_lock(&l->lock);
    away = l->away;
    l->away = false;
    pthread_mutex_unlock(&l->lock);
    return away;
}

enum sn_err sn_lane_failed(struct sn_lane *l, struct sn_diag *d)
{
    enum sn_err e;

    pthread_mutex_lock(&l->lock);
    e = l->err;
    if (e != SN_OK && d)
        *d = l->diag;
    pthread_mutex_unlock(&l->lock);
    return e;
}

void sn_lane_stop(struct sn_lane *l, bool at_once)
{
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    l->quitting |= at_once;
    pthread_cond_signal(&l->room);
    pthread_mutex_unlock(&l->lock);
    if (sn_lane_is_direct(l))
        sn_direct_stop(l);
    lane_poke(l->stop);
}

void sn_lane_filter(struct sn_lane *l, struct sn_capfilter *f)
{
    struct sn_capfilter *was;

    pthread_mutex_lock(&l->lock);
    was = l->next;
    l->next = f && sn_capfilter_userland(f) ? sn_capfilter_ref(f) : NULL;
    __atomic_store_n(&l->next_set, true, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&l->lock);
    sn_capfilter_free(was);
}

void sn_lane_stats(struct sn_lane *l, struct sn_cap_stats *s, uint64_t *lost_slow)
{
    pthread_mutex_lock(&l->lock);
    sn_cap_stats(l->o.cap, s);
    *lost_slow = l->lost_slow;
    pthread_mutex_unlock(&l->lock);
}

void sn_lane_free(struct sn_lane *l)
{
    if (!l)
        return;
    if (l->started) {
        sn_lane_stop(l, true);
        pthread_join(l->thread, NULL);
    }
    sn_lane_free_chunks(l);
    sn_direct_free(l);
    sn_capfilter_free(l->filter);
    sn_capfilter_free(l->next);
    if (l->stop >= 0)
        close(l->stop);
    pthread_cond_destroy(&l->room);
    pthread_mutex_destroy(&l->lock);
    free(l);
}
