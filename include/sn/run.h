/*
 * The packet loop: what a reader brings goes through a tool's callbacks, on one thread or several.
 *
 *     read, take    in order, one batch at a time
 *     work          parallel, on a piece: a batch, or a part of one
 *     stage 0, 1 …  each in the order of the pieces, different ones at the same time
 *     order         in the order of the pieces: what depends on earlier packets
 *     render        parallel
 *     finish        in the order of the pieces: what is written
 *     idle          before a wait for input: everything taken is finished, flush
 *     tick          a timer
 *
 * A piece keeps one state from work to finish; when it must wait for its turn, another thread may
 * go on with it. Callbacks that run in order never run at the same time as themselves, and see what
 * earlier calls did; what each callback may touch follows: order its state and the piece, finish
 * (with idle and tick, which count as finish) its state and the piece. The same pieces in the same
 * order whatever the number of threads would be too much asked: batches of pipes are what a read
 * brings. So what is written must not depend on how packets are cut into pieces; then it is the
 * same for any number of threads.
 *
 * Long plain files are read in pieces by all threads (sn_reader_split). Of everything else a batch
 * is read by one thread at a time, ahead of the others if it needn't wait, and its parts are worked
 * on by all; threads are started when there is work for them. Threads other than the caller's take
 * no signals.
 */
#ifndef SN_RUN_H
#define SN_RUN_H

#include "sn/pcap.h"

#define SN_RUN_THREADS_MAX 256
#define SN_RUN_STAGES_MAX  4

/* Packets that go through the callbacks together. */
struct sn_run_piece {
    struct sn_batch b; /* pkt and n are its packets, to be marked (drop); the rest is the batch's */
    const void *data;  /* what take() said about the batch */
    uint64_t number;   /* from 0 */
    bool alone;        /* no other thread takes part: what work and order do can be done packet by
                          packet in order(), while it is in the cache */
    /* The loop's. */
    const struct sn_iface *iface0, *const *ifaces;
    uint32_t nifaces;
    struct run_batch *batch;
};

/* A packet's interface, as sn_reader_iface() has it; it may be asked while others read on. */
static inline const struct sn_iface *sn_run_iface(const struct sn_run_piece *p, uint32_t i)
{
    return i < p->nifaces ? p->ifaces[i] : p->iface0;
}

/* Any but work may be NULL. ctx is the caller's. A callback that returns bool returns false to end
 * the loop. */
struct sn_run_ops {
    /* Makes and frees a state, which belongs to one piece at a time: at most sn_run_states() of
     * them, by any thread, as they are needed. When the first can't be made the loop ends with that
     * error; a later one is done without. */
    enum sn_err (*begin)(void *ctx, void **state, struct sn_diag *d);
    void (*end)(void *ctx, void *state);

    /* A batch was read. *data is passed on with its pieces. May shorten the batch (b->n). False:
     * nothing more is read, what was taken goes on. */
    bool (*take)(void *ctx, struct sn_batch *b, const void **data);

    void (*work)(void *ctx, void *state, struct sn_run_piece *p);

    /* What depends on earlier packets, but not on other stages: each has a state of its own, which
     * one thread at a time sees. So threads share work that must be done in order. Of pieces behind
     * the one with which order() ends the loop, some pass here too. */
    void (*stage)(void *ctx, void *state, struct sn_run_piece *p, unsigned stage);

    /* False: this piece is the last one that is rendered and finished. */
    bool (*order)(void *ctx, void *state, struct sn_run_piece *p);

    void (*render)(void *ctx, void *state, struct sn_run_piece *p);

    /* False: it can't be written on, nothing more is finished. */
    bool (*finish)(void *ctx, void *state, struct sn_run_piece *p);
    bool (*idle)(void *ctx);
    bool (*tick)(void *ctx);

    /* Whether a signal has asked to stop reading: asked by the thread that reads, before it reads
     * or waits; what was read goes on. */
    bool (*stop)(void *ctx);
};

struct sn_run_opts {
    unsigned threads; /* at most; 0: as many as there are processors for this process */
    uint32_t packets; /* of a piece, at most; 0: whole batches, and one thread unless the input is a
                         long plain file */
    int watch;        /* a descriptor that is written to: the loop ends when its reader is gone,
                         also while input is waited for; -1: none */
    unsigned tick_ms; /* tick is called about this often; 0: never */
    unsigned stages;  /* calls of stage for each piece, at most SN_RUN_STAGES_MAX */
    bool with_reader; /* finish uses the reader (sn_writer_batch does) */
};

enum sn_run_why {
    SN_RUN_INPUT,  /* the input ended (err: SN_EOF), or failed (diag) */
    SN_RUN_TAKE,   /* take() returned false */
    SN_RUN_ENOUGH, /* order(), finish(), idle() or tick() returned false */
    SN_RUN_STOP,   /* stop() returned true */
    SN_RUN_GONE,   /* the reader of what is watched is gone */
    SN_RUN_FAILED, /* the loop itself, for memory (err, diag) */
};

struct sn_run_result {
    enum sn_run_why why;
    enum sn_err err;
    struct sn_diag diag;
    unsigned threads; /* that took part */
};

/* How many states are made for so many threads, at most: a thread needn't wait for others before it
 * begins another piece. */
static inline unsigned sn_run_states(unsigned threads)
{
    return threads > 1 ? 2 * threads : 1;
}

/* How many threads 0 stands for. */
SN_API unsigned sn_run_processors(void);

/* Runs until one of the reasons above; all threads it started have ended when it returns. What came
 * first in the stream decides: when order() ends it, an error that was read behind that point is
 * not told. */
SN_API void sn_run(const struct sn_run_opts *o, const struct sn_run_ops *ops, void *ctx,
                   struct sn_reader *r, struct sn_run_result *res);

#endif
