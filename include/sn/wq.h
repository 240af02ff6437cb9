/*
 * A work queue of threads that keeps order.
 *
 * Items go in with sn_wq_submit and come out of sn_wq_collect in the order they went in, worked on
 * by any of the threads in between. Threads share nothing but the items: an item belongs to the
 * queue from submit to collect. Submit and collect are called by one thread. The worker threads
 * block every signal, so that the caller's thread receives them.
 */
#ifndef SN_WQ_H
#define SN_WQ_H

#include "sn/err.h"

struct sn_wq;

/* How many processors the program might run on when this was asked first, 1 to `most`:
 * sched_setaffinity(2). */
SN_API unsigned sn_wq_processors(unsigned most);

/* Starts `threads` (1 to 256) workers; at most `depth` (1 or more) items are inside at a time.
 * work(ctx, item, thread) runs on worker number `thread`, 0 to threads - 1. */
SN_API enum sn_err sn_wq_new(struct sn_wq **out, unsigned threads, unsigned depth,
                             void (*work)(void *ctx, void *item, unsigned thread), void *ctx,
                             struct sn_diag *d) SN_MUST;

/* Hands an item in. False, and the item stays the caller's, when depth items are inside: collect
 * one first. */
SN_API bool sn_wq_submit(struct sn_wq *q, void *item) SN_MUST;

/* The oldest item, waiting for its work to end; NULL when nothing is inside. */
SN_API void *sn_wq_collect(struct sn_wq *q) SN_MUST;

/* The oldest item if its work has ended, else NULL. */
SN_API void *sn_wq_poll(struct sn_wq *q) SN_MUST;

/* Waits until the work of all items but the `left` newest has ended: to be called before many are
 * collected, instead of waking up for each. */
SN_API void sn_wq_settle(struct sn_wq *q, unsigned left);

/* How many items are inside. */
SN_API unsigned sn_wq_inside(const struct sn_wq *q);

/* Ends the workers after the items already inside were worked on; items not collected are the
 * caller's again. NULL is allowed. */
SN_API void sn_wq_free(struct sn_wq *q);

#endif
