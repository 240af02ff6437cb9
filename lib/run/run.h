/*
 * The packet loop's insides.
 *
 * Batches are read under the ticket `take`, in order, and queued; pieces are cut off the queue's
 * first batch and numbered. A thread that finds the queue empty reads. Of what isn't read in pieces
 * one thread at a time reads ahead, as long as there is something to read and the queue is shorter
 * than there are threads: so they have work while the next batch is read and decompressed. No more
 * batches are in use than one for each piece that isn't finished, and one for each thread that it
 * reads or has queued.
 *
 * A thread that has worked on a piece goes on with it as long as it is the piece's turn. When an
 * earlier piece isn't so far yet it leaves the piece in its slot, with its state, for whoever ends
 * what it waits for, and begins another one with a spare state. So a thread that was stopped for a
 * while (by other programs, by a long write) doesn't stop the others.
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

struct run_slot {
    struct sn_run_piece p;
    void *state;
    unsigned phase; /* what comes next */
    bool taken;     /* a thread is at it */
    bool live;      /* its callbacks are called */
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

    struct sn_ticket take;
    int64_t watch_at;            /* ms; with take */
    _Atomic uint64_t takers;     /* tickets for `take` of a reader that isn't split */
    pthread_mutex_t reader_lock; /* held where the reader is used, when shared */
    int64_t tick_at;             /* ms; in finish's turn */

    pthread_mutex_t lock; /* for what follows */
    struct run_batch *batches, *free, *first, **last;
    uint32_t queued; /* batches */
    bool ahead;      /* a thread reads ahead */
    bool ended;      /* nothing more is read: why, err and diag of res say more */
    uint64_t pieces; /* handed out */

    /* Pieces that aren't finished: that of number n is slot[n % nslots]. */
    struct run_slot *slot;
    unsigned nslots, order_phase, render_phase, finish_phase; /* stages are phase 0 and on */
    uint64_t next_piece[SN_RUN_STAGES_MAX + 3]; /* the number of the piece that does a phase next */
    void **state;                 /* those that no piece has: what was used last is last */
    unsigned idle_states, states; /* of state; in all */
    bool no_more_states;          /* one couldn't be made */
    pthread_cond_t moved;
    _Atomic uint64_t moves; /* changes that a thread may have waited for; written with the lock */
    unsigned sleepers;

    struct run_ifaces *ifaces; /* with take */
    uint32_t nifaces;
    unsigned helpers;
    pthread_t *helper;
    struct sn_run_result *res;
};

/* run.c: the next piece; reads when there is none. False: the input ended, or the loop has. */
bool sn_run_next_piece(struct run *w, bool caller, struct sn_run_piece *p);

/* A piece doesn't need its batch any longer; with the lock. */
void sn_run_release(struct run *w, struct run_batch *b);

/* Around what uses the reader while others take batches. */
void sn_run_reader_lock(struct run *w);
void sn_run_reader_unlock(struct run *w);

/* schedule.c: memory for what so many threads do; false: there is none. Freed in either case. */
bool sn_run_schedule_init(struct run *w, unsigned threads);
void sn_run_schedule_free(struct run *w);

/* Makes a state, with the lock, which is given back meanwhile; frees all, when no piece has one. */
enum sn_err sn_run_new_state(struct run *w, struct sn_diag *d);
void sn_run_end_states(struct run *w);

/* What each thread does until everything is finished. */
void sn_run_pieces(struct run *w, bool caller);

/* Waits until what was handed out is finished, by other threads. */
void sn_run_all_finished(struct run *w);

/* wait.c: waits until the input has something ready. What was handed out is finished first, idle()
 * called, the reader of the output watched, tick() called. False: end (why is in res). Called with
 * the ticket `take`, by a thread that gets signals or not. */
bool sn_run_wait(struct run *w, bool signals);

/* Whether the reader of the output is gone, asked for every batch; looked at now and then. With the
 * ticket `take`. */
bool sn_run_reader_left(struct run *w);

/* Calls tick() when it is time; in the turn of finish, or when nothing is handed out. */
void sn_run_tick(struct run *w);

/* Nothing more is read. */
void sn_run_end(struct run *w, enum sn_run_why why);

#endif
