/*
 * A lane: the thread that empties a ring, and the queue of chunks to the main thread.
 *
 * Invariants: the queue's chunks hold whole records up to `used`. Only the last one may be written
 * to, behind `used`, and only while `appending`; the main thread leaves it alone then. A chunk that
 * was taken is the main thread's until it is given back.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "sncap.h"

enum { CHUNK = 256 << 10 };

static void poke(int fd)
{
    eventfd_write(fd, 1);
}

static void chunk_free(struct chunk *c)
{
    if (c)
        free(c->data);
    free(c);
}

static struct chunk *chunk_new(size_t size)
{
    struct chunk *c = calloc(1, sizeof *c);

    if (c && !(c->data = malloc(size))) {
        free(c);
        return NULL;
    }
    if (c)
        c->size = size;
    return c;
}

/* A chunk with room for n bytes becomes the last; called with the lock held. */
static struct chunk *push_chunk(struct lane *l, size_t n)
{
    struct chunk *c = l->spare;

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

/* Waits while the main thread is too far behind. What the ring drops meanwhile is counted apart. */
static void wait_for_room(struct lane *l)
{
    struct sn_cap_stats before, after;

    if (l->queued < l->queue_max || l->quitting)
        return;
    sn_cap_stats(l->cap, &before);
    while (l->queued >= l->queue_max && !l->quitting)
        pthread_cond_wait(&l->room, &l->lock);
    sn_cap_stats(l->cap, &after);
    l->lost_slow += after.dropped - before.dropped;
}

/* What was appended becomes the main thread's to take; called with the lock held. */
static void publish(struct lane *l)
{
    if (l->fresh) {
        l->last->used = (size_t)(l->to - l->last->data);
        l->last->packets += l->fresh;
        if (l->latest > l->last->latest)
            l->last->latest = l->latest;
        /* A ring is in the order of time but for moments. */
        if (!l->adapter && l->latest - SNCAP_MOMENT > l->seen)
            l->seen = l->latest - SNCAP_MOMENT;
        l->latest = INT64_MIN;
        l->fresh = 0;
        poke(l->wake);
    }
    l->appending = false;
}

/* Room for a record of n bytes at l->to; false when there is no memory or the lane shall end. */
static bool make_room(struct lane *l, size_t n)
{
    struct chunk *c;

    if (l->appending && (size_t)(l->last->data + l->last->size - l->to) >= n)
        return true;
    pthread_mutex_lock(&l->lock);
    if (l->appending)
        publish(l);
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

static bool append(struct lane *l, struct sn_pkt *p)
{
    size_t size = sncap_rec_size(l->format, p->caplen);

    if (!own_accepts(&l->own, p))
        return true;
    if (!make_room(l, size))
        return false;
    p->iface = l->iface;
    sncap_rec_put(l->to, l->format, l->digits, p);
    l->to += size;
    l->fresh++;
    if (p->ts > l->latest)
        l->latest = p->ts;
    return true;
}

bool sncap_lane_trouble(struct lane *l)
{
    enum sn_err e = sn_cap_error(l->cap, &l->diag);

    pthread_mutex_lock(&l->lock);
    l->away |= e == SN_ENODEV && l->keep;
    l->err = l->keep && e == SN_ENODEV ? SN_OK : e;
    pthread_mutex_unlock(&l->lock);
    return l->err == SN_OK;
}

/* Waits for packets or for word from the main thread. False when the interface is gone. */
static bool wait_for_packets(struct lane *l)
{
    struct pollfd fds[] = {{.fd = sn_cap_fd(l->cap), .events = POLLIN},
                           {.fd = l->stop, .events = POLLIN}};
    int64_t rest = sn_cap_rest(l->cap, sncap_now());
    struct timespec t = {.tv_nsec = rest};
    bool ok = true;
    eventfd_t v;

    if (rest ? ppoll(fds + 1, 1, &t, NULL) <= 0 : poll(fds, 2, l->tick_ms) <= 0)
        return true;
    if (fds[1].revents)
        eventfd_read(l->stop, &v);
    if (fds[0].revents & POLLERR) {
        ok = sncap_lane_trouble(l);
        poke(l->wake);
    }
    return ok;
}

/* Copies everything that is ready. False when the lane can't go on. */
static bool drain(struct lane *l)
{
    struct sn_pkt p;

    /* One at a time: header, data, header … is how they lie in memory, and is read fastest. */
    while (sn_cap_next(l->cap, &p, 1))
        if (!append(l, &p))
            return false;
    return true;
}

/* Hands over what was copied; *seen: every packet up to then was. */
static void hand_over(struct lane *l, int64_t seen, bool *stopping, bool *quitting)
{
    pthread_mutex_lock(&l->lock);
    publish(l);
    if (seen > l->seen)
        l->seen = seen;
    *stopping = l->stopping;
    *quitting = l->quitting;
    pthread_mutex_unlock(&l->lock);
}

bool sncap_lane_copy(struct lane *l, const bool *go_on)
{
    int64_t now = sncap_now(), seen = INT64_MIN;
    bool alive = true, stopping, quitting;
    struct sn_pkt p;

    while (alive && __atomic_load_n(go_on, __ATOMIC_RELAXED) && seen == INT64_MIN)
        if (sn_cap_next(l->cap, &p, 1))
            alive = append(l, &p);
        else
            seen = sn_cap_settled(l->cap, now) - SNCAP_MOMENT;
    hand_over(l, seen, &stopping, &quitting);
    return alive;
}

/* The ring's last packets: until nothing is left in it, and nothing can be on its way there. */
static void drain_rest(struct lane *l)
{
    int64_t begun = sncap_now(), now, settled;
    bool stopping, quitting;

    do {
        poll(NULL, 0, (int)(SNCAP_TICK / SNCAP_MS));
        now = sncap_now();
        if (!drain(l))
            return;
        settled = sn_cap_settled(l->cap, now);
        hand_over(l, settled - SNCAP_MOMENT, &stopping, &quitting);
    } while (settled < now && now < begun + SNCAP_REST && !quitting);
}

void *sncap_lane_run(void *arg)
{
    struct lane *l = arg;
    bool stopping, quitting;

    for (;;) {
        int64_t now = sncap_now();
        bool alive = drain(l);

        hand_over(l, sn_cap_settled(l->cap, now) - SNCAP_MOMENT, &stopping, &quitting);
        if (!alive || quitting)
            break;
        if (stopping || !wait_for_packets(l)) {
            sn_cap_stop(l->cap);
            drain_rest(l);
            break;
        }
    }
    pthread_mutex_lock(&l->lock);
    publish(l);
    l->seen = INT64_MAX;
    l->ended = true;
    pthread_mutex_unlock(&l->lock);
    poke(l->wake);
    return NULL;
}

enum sn_err sncap_lane_init(struct lane *l, struct sn_diag *d)
{
    l->seen = l->latest = INT64_MIN;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->room, NULL);
    if ((l->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        return sn_fail_sys(d, errno, "can't start capturing");
    return SN_OK;
}

enum sn_err sncap_lane_thread(struct lane *l, void *(*fn)(void *), struct sn_diag *d)
{
    sigset_t all, before;
    int sys;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the main thread's */
    sys = pthread_create(&l->thread, NULL, fn, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (sys)
        return sn_fail_sys(d, sys, "can't start a thread");
    l->started = true;
    return SN_OK;
}

enum sn_err sncap_lane_start(struct lane *l, struct sn_diag *d)
{
    return sncap_lane_thread(l, sncap_lane_run, d);
}

struct chunk *sncap_lane_pop(struct lane *l)
{
    struct chunk *c = l->first;

    if (!c || (c == l->last && (l->appending || !c->used)))
        return NULL;
    l->first = c->next;
    if (!l->first)
        l->last = NULL;
    return c;
}

struct chunk *sncap_lane_take(struct lane *l)
{
    struct chunk *c;

    if (sncap_lane_is_direct(l))
        return sncap_direct_take(l);
    pthread_mutex_lock(&l->lock);
    c = sncap_lane_pop(l);
    pthread_mutex_unlock(&l->lock);
    return c;
}

void sncap_lane_give(struct lane *l, struct chunk *c)
{
    if (c->v)
        return; /* it lies in the ring */
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

int64_t sncap_lane_seen(struct lane *l)
{
    int64_t seen;

    pthread_mutex_lock(&l->lock);
    seen = l->seen;
    pthread_mutex_unlock(&l->lock);
    return seen;
}

bool sncap_lane_done(struct lane *l)
{
    bool done;

    pthread_mutex_lock(&l->lock);
    done = l->ended && (!l->first || !l->first->used);
    pthread_mutex_unlock(&l->lock);
    return done;
}

bool sncap_lane_away(struct lane *l)
{
    bool away;

    pthread_mutex_lock(&l->lock);
    away = l->away;
    l->away = false;
    pthread_mutex_unlock(&l->lock);
    return away;
}

bool sncap_lane_failed(struct lane *l)
{
    bool failed;

    pthread_mutex_lock(&l->lock);
    failed = l->ended && l->err != SN_OK;
    pthread_mutex_unlock(&l->lock);
    return failed;
}

void sncap_lane_stop(struct lane *l, bool at_once)
{
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    l->quitting |= at_once;
    pthread_cond_signal(&l->room);
    pthread_mutex_unlock(&l->lock);
    if (sncap_lane_is_direct(l))
        sncap_direct_stop(l);
    poke(l->stop);
}

void sncap_lane_stats(struct lane *l, struct sn_cap_stats *s, uint64_t *lost_slow)
{
    pthread_mutex_lock(&l->lock);
    sn_cap_stats(l->cap, s);
    *lost_slow = l->lost_slow;
    pthread_mutex_unlock(&l->lock);
}

void sncap_lane_free(struct lane *l)
{
    struct chunk *c, *next;

    sncap_lane_stop(l, true);
    if (l->started)
        pthread_join(l->thread, NULL);
    for (c = l->first; c; c = next) {
        next = c->next;
        chunk_free(c);
    }
    for (c = l->spare; c; c = next) {
        next = c->next;
        chunk_free(c);
    }
    sncap_direct_free(l);
    sn_cap_close(l->cap);
    close(l->stop);
    pthread_cond_destroy(&l->room);
    pthread_mutex_destroy(&l->lock);
}
