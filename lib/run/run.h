/*
 * The packet loop's insides.
 *
 * Batches are read under the ticket `take`, in order, and queued; pieces are cut off the queue's
 * first batch and numbered. A thread that finds the queue empty reads. Of what isn't read in pieces
 * one thread at a time reads ahead, as long as there is something to read and the queue is shorter
 * than there are threads: so they have work while the next batch is read and decompressed. No more
 * than two batches for each thread are in use: one of which it has a piece, and one that it reads
 * or has queued.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <pthread.h>
#include <stdatomic.h>

#include "sn/run.h"
#include "sn/ticket.h"

struct run_batch {
    struct sn_batch b;
    const void *data;
    uint32_t next;  /* packets handed out */
    unsigned users; /* pieces handed out and not given back, and the queue */
    const struct sn_iface *iface0, *const *ifaces;
    uint32_t nifaces;
    struct run_batch *link; /* in the queue, or the list of those that are free */
};

/* Interfaces known when a batch was taken. Arrays only grow at their end, and are kept: pieces read
 * them without a lock. */
struct run_ifaces {
    struct run_ifaces *older;
    uint32_t cap;
    const struct sn_iface *v[];
};

struct run {
    const struct sn_run_opts *o;
    const struct sn_run_ops *ops;
    void *ctx;
    struct sn_reader *reader;
    unsigned threads;   /* wanted */
    bool split, shared; /* by sn_reader_split; others may read interfaces while batches are taken */
    bool several;       /* helpers were started; set before */
    _Atomic bool enough, failed; /* order() said so; finish(), idle() or tick() did */

    struct sn_ticket take, stage[SN_RUN_STAGES_MAX], order, finish;
    int64_t watch_at;            /* ms; with take */
    _Atomic uint64_t takers;     /* tickets for `take` of a reader that isn't split */
    pthread_mutex_t reader_lock; /* held where the reader is used, when shared */
    int64_t tick_at;             /* ms; with finish */

    pthread_mutex_t lock; /* for what follows */
    struct run_batch *batches, *free, *first, **last;
    uint32_t queued; /* batches */
    bool ahead;      /* a thread reads ahead */
    bool ended;      /* nothing more is read: why, err and diag of res say more */
    uint64_t pieces; /* handed out */

    struct run_ifaces *ifaces; /* with take */
    uint32_t nifaces;
    unsigned helpers;
    pthread_t *helper;
    struct sn_run_result *res;
};

/* wait.c: waits until the input has something ready. What was handed out is finished first, idle()
 * called, the reader of the output watched, tick() called. False: end (why is in res). Called with
 * the ticket `take`, by a thread that gets signals or not. */
bool sn_run_wait(struct run *w, bool signals);

/* Whether the reader of the output is gone, asked for every batch; looked at now and then. With the
 * ticket `take`. */
bool sn_run_reader_left(struct run *w);

/* Calls tick() when it is time; with the ticket `finish`, or when nothing is handed out. */
void sn_run_tick(struct run *w);

/* Nothing more is read. */
void sn_run_end(struct run *w, enum sn_run_why why);

#endif
