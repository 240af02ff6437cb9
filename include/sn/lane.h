/*
 * Lanes: rings that are read, and several of them merged in the order of time.
 *
 * A lane turns the packets of one ring into records (sn/record.h) in chunks of memory. As a rule a
 * thread of its own empties the ring, so that nothing that becomes of the chunks (a slow disk, a
 * full pipe) keeps the ring waiting. A direct lane is read by the thread that takes its chunks:
 * records then lie in the ring, nothing is copied, and no thread waits for another; a guard thread
 * copies what comes while the taking thread is busy for too long.
 *
 * One thread calls these functions, but for sn_lane_filter and sn_lane_stop.
 */
#ifndef SN_LANE_H
#define SN_LANE_H

#include <sys/uio.h>

#include "sn/capfilter.h"
#include "sn/pcap.h"

/* ---- chunks ---- */

/* Records that go together: one behind the other at `data`, or each where its packet lies in the
 * ring, in `each` of the pieces at `v`. */
struct sn_chunk {
    struct sn_chunk *next; /* the queue's */
    uint8_t *data;
    struct iovec *v;
    uint32_t each;
    size_t size;      /* of data */
    size_t used;      /* bytes of whole records */
    uint64_t packets; /* in them */
    int64_t latest;   /* no packet in it has a later time stamp */
};

/* A place in a chunk is a number of bytes or of records, from 0 to sn_chunk_end(): the record there
 * begins (its head, with `data` all of it) at sn_chunk_rec(); the next place is sn_chunk_next(). */
static inline const uint8_t *sn_chunk_rec(const struct sn_chunk *c, size_t at)
{
    return c->v ? (const uint8_t *)c->v[at * c->each].iov_base : c->data + at;
}

static inline size_t sn_chunk_end(const struct sn_chunk *c)
{
    return c->v ? c->packets : c->used;
}

static inline size_t sn_chunk_next(const struct sn_chunk *c, size_t at, size_t rec_len)
{
    return at + (c->v ? 1 : rec_len);
}

/* ---- lanes ---- */

struct sn_lane;

struct sn_lane_opts {
    struct sn_cap *cap;          /* the caller's; it must outlive the lane */
    struct sn_capfilter *filter; /* NULL: none; the lane takes a reference of its own */
    uint32_t iface;              /* of the records */
    enum sn_format format;
    uint8_t digits;
    bool direct;
    bool adapter;     /* time stamps are of the adapter's clock, and say nothing about ours */
    bool keep;        /* when the interface goes away: go on, it may come back (sn_cap_attach) */
    int wake;         /* an eventfd that is written to when there is something to take */
    int tick_ms;      /* the thread looks at the ring at least this often; -1: when told */
    size_t queue_max; /* bytes that may wait in chunks before the ring is left alone */
};

/* The threads that it starts have every signal blocked. */
SN_API enum sn_err sn_lane_start(struct sn_lane **out, const struct sn_lane_opts *o,
                                 struct sn_diag *d) SN_MUST;

/* The oldest chunk that is ready, NULL when there is none; give it back when done. A direct lane's
 * chunk is valid until the next call. */
SN_API struct sn_chunk *sn_lane_take(struct sn_lane *l);
SN_API void sn_lane_give(struct sn_lane *l, struct sn_chunk *c);

/* Whether the calling thread is the one that reads the ring: then it waits with sn_cap_rest and
 * sn_cap_fd, calls sn_lane_trouble on POLLERR, and sn_lane_attend when a chunk was written but it
 * won't take the next one at once. A lane may cease to be direct, and never becomes it again. */
SN_API bool sn_lane_is_direct(const struct sn_lane *l);
SN_API void sn_lane_attend(struct sn_lane *l);

/* False: what the packet socket reported ends the lane. */
SN_API bool sn_lane_trouble(struct sn_lane *l);

/* Every packet up to this time can be taken, or was; INT64_MAX when the lane has ended. */
SN_API int64_t sn_lane_seen(struct sn_lane *l);

/* Everything taken, and nothing more will come. */
SN_API bool sn_lane_done(struct sn_lane *l);

/* Ends it: after everything in the ring was handed over, or at once. */
SN_API void sn_lane_stop(struct sn_lane *l, bool at_once);

/* Filters by f (NULL: not at all) what is read from now on: chunks that are ready stay as they are.
 * The lane takes a reference. See sn_capfilter_attach for the kernel's part. */
SN_API void sn_lane_filter(struct sn_lane *l, struct sn_capfilter *f);

/* Whether the interface went away since the last call. */
SN_API bool sn_lane_away(struct sn_lane *l);

/* SN_OK, or why the lane has ended by itself. */
SN_API enum sn_err sn_lane_failed(struct sn_lane *l, struct sn_diag *d) SN_MUST;

/* Counts so far; *lost_slow: of the dropped, those while chunks weren't taken fast enough. */
SN_API void sn_lane_stats(struct sn_lane *l, struct sn_cap_stats *s, uint64_t *lost_slow);

/* Ends the threads and frees everything but the ring. NULL is allowed. */
SN_API void sn_lane_free(struct sn_lane *l);

/* ---- merge ---- */

/* Several lanes become one stream in the order of time: a packet leaves when no lane can bring an
 * older one any more. With one lane chunks just pass. */
struct sn_merge;

/* The lanes (n at `lanes`, started with one format and precision) are the caller's, and freed after
 * the merge. With `adapter` their clocks are not comparable: what came is brought into order, and
 * nothing waits. */
SN_API enum sn_err sn_merge_new(struct sn_merge **out, struct sn_lane *const *lanes, uint32_t n,
                                bool adapter, struct sn_diag *d) SN_MUST;

/* The next chunk in *c, NULL when there is none now; valid until the next call. SN_ENOMEM. */
SN_API enum sn_err sn_merge_next(struct sn_merge *m, const struct sn_chunk **c,
                                 struct sn_diag *d) SN_MUST;

/* Whether packets are waiting for older ones that may still come. */
SN_API bool sn_merge_waiting(const struct sn_merge *m);

/* Whether every lane has ended and everything was handed out. */
SN_API bool sn_merge_done(struct sn_merge *m);

/* NULL is allowed. */
SN_API void sn_merge_free(struct sn_merge *m);

#endif
