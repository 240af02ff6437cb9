/*
 * The insides of a lane. Each part uses only those above it:
 *
 *     queue.c   chunks between the thread that reads the ring and the one that takes them
 *     pump.c    a thread that empties the ring into the queue
 *     direct.c  reading the ring without a thread between, the pump in reserve
 *     lane.c    the lane as others see it
 *
 * Invariants: the queue's chunks hold whole records up to `used`. Only the last one may be written
 * to, behind `used`, and only while `appending`; the taking thread leaves it alone then. A chunk
 * that was taken belongs to the taking thread until it is given back.
 */
#ifndef CAP_LANE_H
#define CAP_LANE_H

#include <pthread.h>
#include <sys/eventfd.h>

#include "cap/capfilter.h"
#include "pcap/record.h"
#include "sn/lane.h"

/* How far packets in one ring may be out of order, and how long one may take from its time stamp
 * into the ring, generously (measured: more than 5 ms where every processor is busy, since between
 * the two a packet may wait for ksoftirqd); and how long the kernel may take to hand over a ring's
 * last block. */
#define LANE_MS     INT64_C(1000000)
#define LANE_MOMENT (20 * LANE_MS)
#define LANE_REST   (2000 * LANE_MS)
#define LANE_TICK   (5 * LANE_MS) /* until what is nearly there is looked for again */

struct direct;

struct sn_lane {
    /* Set before a thread starts. */
    struct sn_lane_opts o;
    int stop;              /* eventfd: tells the lane's thread to look at `stopping` */
    struct direct *direct; /* not NULL: the taking thread reads the ring itself */
    pthread_t thread;
    bool started;

    bool next_set; /* atomic: `next` is the filter from now on */

    pthread_mutex_t lock; /* guards everything below */
    struct sn_capfilter *next;
    pthread_cond_t room;
    struct sn_chunk *first, *last; /* published; the last may still be `appending` */
    struct sn_chunk *spare;
    bool appending;
    bool stopping; /* empty the ring, then end */
    bool quitting; /* end at once */
    bool ended;
    bool over;           /* a direct lane that isn't any more, for good */
    bool away;           /* the interface went away; whoever reads it clears it */
    int64_t seen;        /* every packet up to this time was published */
    size_t queued;       /* bytes of the chunks from first to last */
    uint64_t lost_slow;  /* of the dropped, those while the queue was full */
    struct sn_diag diag; /* why it ended by itself */
    enum sn_err err;     /* SN_OK when it was told to */

    /* Used by the thread that reads the ring alone. */
    struct sn_capfilter *filter; /* in userland; NULL: none */
    uint8_t *to;                 /* where the next record goes, in last */
    uint64_t fresh;              /* packets behind last->used */
    int64_t latest;              /* the latest time stamp of those */
};

static inline void lane_poke(int fd)
{
    eventfd_write(fd, 1);
}

/* ---- queue.c ---- */

/* Takes over the filter that sn_lane_filter left. By the thread that reads the ring, between
 * packets. */
void sn_lane_adopt_filter(struct sn_lane *l);

static inline void sn_lane_look_for_filter(struct sn_lane *l)
{
    if (__builtin_expect(__atomic_load_n(&l->next_set, __ATOMIC_ACQUIRE), 0))
        sn_lane_adopt_filter(l);
}

/* Appends the packet's record unless the filter rejects it. False: there is no memory, or the lane
 * shall end. */
bool sn_lane_append(struct sn_lane *l, struct sn_pkt *p);

/* What was appended can be taken from now on; called with the lock held. */
void sn_lane_publish(struct sn_lane *l);

/* The same; every packet up to `seen` was appended. */
void sn_lane_hand_over(struct sn_lane *l, int64_t seen, bool *stopping, bool *quitting);

/* The oldest chunk that is ready, NULL when there is none; called with the lock held. */
struct sn_chunk *sn_lane_pop(struct sn_lane *l);

/* A chunk that was popped comes back; every chunk is freed. */
void sn_lane_put_back(struct sn_lane *l, struct sn_chunk *c);
void sn_lane_free_chunks(struct sn_lane *l);

/* ---- pump.c ---- */

/* Starts the lane's thread, every signal blocked; fn is sn_lane_pump, or comes to it. */
enum sn_err sn_lane_thread(struct sn_lane *l, void *(*fn)(void *), struct sn_diag *d) SN_MUST;
void *sn_lane_pump(void *lane);

/* Copies what is ready in the ring into the queue, as long as *go_on. False as sn_lane_append. */
bool sn_lane_copy(struct sn_lane *l, const bool *go_on);

/* ---- direct.c ---- */

enum sn_err sn_direct_start(struct sn_lane *l, struct sn_diag *d) SN_MUST;
struct sn_chunk *sn_direct_take(struct sn_lane *l);
void sn_direct_attend(struct sn_lane *l);
void sn_direct_stop(struct sn_lane *l);
void sn_direct_free(struct sn_lane *l);

#endif
