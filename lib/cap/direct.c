/*
 * A lane without a thread between: the taking thread reads the ring and writes the packets from
 * where they lie, each behind the record's head that is put in front of it in the ring. Nothing is
 * copied, and no thread waits for another.
 *
 * That holds as long as the file takes what comes. While the taking thread is away, writing, a
 * guard looks at the ring from time to time, and when it fills up copies packets into the lane's
 * queue. These are written first when the taking thread is back, which then reads the ring again.
 * That doesn't help while a write stalls for longer than the ring lasts: when packets were lost,
 * the guard becomes an ordinary lane's thread, with the queue behind it, for good.
 *
 * Invariants: who reads the ring is the guard while `copying`, else the taking thread, and that
 * only when it isn't away; the queue's packets are older than the ring's.
 */
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "cap/cap.h"
#include "cap/lane.h"

/* Packets at once: all of a block, unless they are tiny; and how many of them are read before they
 * become records: more doesn't let what comes from the ring come meanwhile. */
enum { AT_ONCE = 2048, STEP = 4, PIECES = 2 };

struct direct {
    struct sn_chunk chunk;
    struct iovec v[AT_ONCE * PIECES];
    uint8_t tails[AT_ONCE][REC_TAIL_MAX]; /* behind the packets of pcapng */
    int64_t stopped;                      /* when sn_cap_stop was called; 0: not yet */

    /* Guarded by the lane's lock. */
    pthread_cond_t copied; /* !copying */
    bool away;             /* atomic too: the taking thread has a chunk to write */
    bool in_ring;          /* which lies in the ring, */
    bool kept;             /* and is kept there while the guard reads on */
    bool copying;
    uint64_t dropped; /* by the ring, when that was */
    bool dormant;     /* the guard sleeps until it is woken */
    size_t lent;      /* bytes written since the guard looked last */
};

/* How long a ring lasts at 500 MB/s, in ms, is how often the guard looks at it; within limits, and
 * at most so often when little comes. */
enum { BYTES_MS = 500000, LOOK_LEAST = 2, LOOK_MOST = 20, LITTLE = 16 };

_Static_assert(SN_CAP_FRONT >= EPB_RECORD, "room for the head of a pcapng record");

static size_t ring_size(const struct sn_lane *l)
{
    uint32_t block, n = sn_cap_blocks(l->o.cap, &block);

    return (size_t)n * block;
}

/* Milliseconds to the next look at the ring, -1 for none before the taking thread says so; called
 * with the lock held. */
static int next_look(struct sn_lane *l, bool busy)
{
    struct direct *x = l->direct;
    int ms = (int)(ring_size(l) / BYTES_MS);

    x->dormant = !x->lent && !x->away;
    x->lent = 0;
    if (x->dormant)
        return -1;
    return !busy || ms > LOOK_MOST ? LOOK_MOST : ms < LOOK_LEAST ? LOOK_LEAST : ms;
}

static void doze(const struct sn_lane *l, int ms)
{
    struct pollfd stop = {.fd = l->stop, .events = POLLIN};
    eventfd_t v;

    if (poll(&stop, 1, ms) > 0)
        eventfd_read(l->stop, &v);
}

/* The taking thread is away and the ring fills up; called with the lock held. */
static void copy(struct sn_lane *l)
{
    struct direct *x = l->direct;
    struct sn_cap_stats st;
    bool alive;

    if (x->in_ring && !x->kept) {
        if (!(x->kept = sn_cap_keep(l->o.cap)))
            return; /* half a block: it will be whole the next time */
        sn_cap_stats(l->o.cap, &st);
        x->dropped = st.dropped;
    }
    x->copying = true;
    pthread_mutex_unlock(&l->lock);
    alive = sn_lane_copy(l, &x->away);
    pthread_mutex_lock(&l->lock);
    x->copying = false;
    l->ended |= !alive;
    pthread_cond_signal(&x->copied);
}

static void *guard(void *arg)
{
    struct sn_lane *l = arg;
    struct direct *x = l->direct;
    bool busy = false, over;
    int ms;

    pthread_mutex_lock(&l->lock);
    while (!l->quitting && !l->ended && !l->over) {
        busy = x->lent >= ring_size(l) / LITTLE || (busy && x->away);
        ms = next_look(l, busy);
        pthread_mutex_unlock(&l->lock);
        doze(l, ms);
        pthread_mutex_lock(&l->lock);
        if (x->away && sn_cap_filling(l->o.cap))
            copy(l);
    }
    over = l->over;
    pthread_mutex_unlock(&l->lock);
    return over ? sn_lane_pump(l) : NULL;
}

enum sn_err sn_direct_start(struct sn_lane *l, struct sn_diag *d)
{
    if (!(l->direct = calloc(1, sizeof *l->direct)))
        return sn_fail(d, SN_ENOMEM, "no memory to capture into");
    pthread_cond_init(&l->direct->copied, NULL);
    return sn_lane_thread(l, guard, d);
}

void sn_direct_free(struct sn_lane *l)
{
    if (l->direct)
        pthread_cond_destroy(&l->direct->copied);
    free(l->direct);
    l->direct = NULL;
}

void sn_direct_stop(struct sn_lane *l)
{
    if (l->direct->stopped)
        return;
    sn_cap_stop(l->o.cap);
    l->direct->stopped = sn_cap_now();
}

/* The packet becomes the next record of the chunk. */
static inline void add(const struct sn_lane *l, struct sn_chunk *c, struct sn_pkt *p)
{
    size_t head = rec_head_size(l->o.format), size = rec_size(l->o.format, p);
    uint8_t *at = sn_cap_front(p) + SN_CAP_FRONT - head;
    struct iovec *v = c->v + c->packets * c->each;

    p->iface = l->o.iface;
    rec_head(at, l->o.format, l->o.digits, p);
    v[0] = (struct iovec){at, head + p->caplen};
    if (c->each > 1) {
        uint8_t *tail = rec_tail_pcapng(l->direct->tails[c->packets], false, p);

        v[1] = (struct iovec){tail, size - v[0].iov_len};
    }
    c->packets++;
    c->used += size;
    if (p->ts > c->latest)
        c->latest = p->ts;
}

/* Makes a chunk of what is ready, of one block at most; false when nothing is. */
static bool fill(struct sn_lane *l)
{
    struct direct *x = l->direct;
    struct sn_chunk c = {
        .v = x->v, .each = l->o.format == SN_PCAP ? 1 : PIECES, .latest = INT64_MIN};
    struct sn_pkt pkt[STEP];
    uint32_t n;

    sn_lane_look_for_filter(l);
    do {
        n = sn_cap_next_seen(l->o.cap, pkt, STEP);
        for (struct sn_pkt *p = pkt; p < pkt + n; p++) {
            if (!capfilter_accepts(l->filter, p))
                continue;
            cap_cut(l->o.cap, p);
            add(l, &c, p);
        }
    } while (n && (!c.packets || (sn_cap_left(l->o.cap) && c.packets <= AT_ONCE - STEP)));
    x->chunk = c;
    return c.packets > 0;
}

/* Nothing is ready: up to when everything was read, and whether that was all. */
static void settle(struct sn_lane *l, int64_t now)
{
    const struct direct *x = l->direct;
    int64_t settled = sn_cap_settled(l->o.cap, now);

    pthread_mutex_lock(&l->lock);
    if (settled - LANE_MOMENT > l->seen)
        l->seen = settled - LANE_MOMENT;
    if (l->quitting || (x->stopped && ((settled >= now && now > x->stopped + LANE_MOMENT) ||
                                       now > x->stopped + LANE_REST))) {
        l->seen = INT64_MAX;
        l->ended = true;
    }
    pthread_mutex_unlock(&l->lock);
}

/* The taking thread was away for so long that the ring filled up. Not again when packets were lost
 * since then; called with the lock held. */
static void was_long_away(struct sn_lane *l)
{
    struct sn_cap_stats st;

    sn_cap_unkeep(l->o.cap);
    if (l->direct->stopped)
        return;
    sn_cap_stats(l->o.cap, &st);
    if (st.dropped == l->direct->dropped)
        return;
    l->lost_slow += st.dropped - l->direct->dropped;
    l->over = true;
    eventfd_write(l->stop, 1);
}

/* The taking thread is back, and has the ring again when there is no chunk for it: what was copied
 * while it was away comes first. */
static struct sn_chunk *come_back(struct sn_lane *l, bool *end)
{
    struct direct *x = l->direct;
    struct sn_chunk *c;

    pthread_mutex_lock(&l->lock);
    __atomic_store_n(&x->away, false, __ATOMIC_RELAXED);
    if (x->kept)
        was_long_away(l);
    x->kept = x->in_ring = false;
    while (!(c = sn_lane_pop(l)) && x->copying)
        pthread_cond_wait(&x->copied, &l->lock);
    *end = l->quitting || l->ended || l->over;
    pthread_mutex_unlock(&l->lock);
    return c;
}

void sn_direct_attend(struct sn_lane *l)
{
    struct direct *x = l->direct;

    pthread_mutex_lock(&l->lock);
    __atomic_store_n(&x->away, false, __ATOMIC_RELAXED);
    while (x->copying && l->queued < l->o.queue_max)
        pthread_cond_wait(&x->copied, &l->lock);
    pthread_mutex_unlock(&l->lock);
}

static struct sn_chunk *leave(struct sn_lane *l, struct sn_chunk *c)
{
    struct direct *x = l->direct;

    pthread_mutex_lock(&l->lock);
    __atomic_store_n(&x->away, true, __ATOMIC_RELAXED);
    x->in_ring = c->v;
    x->lent += c->used;
    if (x->dormant) {
        x->dormant = false;
        eventfd_write(l->stop, 1);
    }
    pthread_mutex_unlock(&l->lock);
    return c;
}

struct sn_chunk *sn_direct_take(struct sn_lane *l)
{
    bool end;
    struct sn_chunk *c = come_back(l, &end);
    int64_t now = sn_cap_now();

    if (c || l->over)
        return c ? leave(l, c) : NULL;
    if (!end && fill(l))
        return leave(l, &l->direct->chunk);
    settle(l, now);
    return NULL;
}
