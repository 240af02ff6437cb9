/*
 * The flight recorder: packets stay in memory until somebody asks for them.
 *
 * It stands between a capture and its output. A dump is what memory holds at one moment, and with
 * `after` also what arrives until a later one; each has files of its own. Dumps come of
 * sn_recorder_ask, of a packet that the trigger matches, and of the end of the capture.
 *
 * A dump is written a block at a time, while packets go on into memory behind it: a slow disk
 * doesn't keep the capture waiting as long as memory lasts. Nothing is written twice. Time stamps
 * must be of the host's clock.
 */
#ifndef SN_RECORDER_H
#define SN_RECORDER_H

#include "sn/decap.h"
#include "sn/output.h"

/* What happens, for the caller to say; any may be NULL. */
struct sn_recorder_events {
    void *ctx;
    /* A dump is complete: packets, ns from the first to the last, the name of its last file. */
    void (*wrote)(void *ctx, uint64_t packets, int64_t ns, const char *name);
    /* A dump begins, but memory held less (ns) than was to be kept. */
    void (*held_less)(void *ctx, int64_t ns, int64_t wanted);
    /* A dump was asked for and there is nothing. */
    void (*nothing)(void *ctx);
};

struct sn_recorder_opts {
    uint64_t size; /* bytes of records that it keeps at most */
    int64_t time;  /* ns that a packet is kept; 0: as long as there is room */
    const struct sn_decap *const *trigger; /* for each interface of the output; NULL: none */
    int64_t after; /* ns that belong to a dump behind the trigger's packet */
    struct sn_recorder_events events;
};

struct sn_recorder;

/* The output (made with `lazy`) is the caller's, as what the options point to. */
SN_API enum sn_err sn_recorder_new(struct sn_recorder **r, const struct sn_recorder_opts *o,
                                   struct sn_output *out, struct sn_diag *d) SN_MUST;

/* Records a chunk, unless it is NULL, and writes a block of what is due. */
SN_API enum sn_err sn_recorder_step(struct sn_recorder *r, const struct sn_chunk *c,
                                    struct sn_diag *d) SN_MUST;

/* Whether anything is due, so that another step is worth while. */
SN_API bool sn_recorder_busy(const struct sn_recorder *r);

/* Asks for a dump of what is captured up to now. */
SN_API enum sn_err sn_recorder_ask(struct sn_recorder *r, struct sn_diag *d) SN_MUST;

/* What comes next of a dump goes into another file. */
SN_API enum sn_err sn_recorder_cut(struct sn_recorder *r, struct sn_diag *d) SN_MUST;

/* Does what it is time for; every packet up to `seen` was handed in. */
SN_API enum sn_err sn_recorder_tick(struct sn_recorder *r, int64_t seen, struct sn_diag *d) SN_MUST;

/* The time up to which packets must have been handed in before a tick has something to do;
 * INT64_MAX: none. */
SN_API int64_t sn_recorder_due(const struct sn_recorder *r);

/* Dumps what is left, up to the end. Does nothing when writing has failed before, or the output is
 * full. */
SN_API enum sn_err sn_recorder_finish(struct sn_recorder *r, struct sn_diag *d) SN_MUST;

/* Packets that left its memory without having been asked for, and those in it (0 when nobody wants
 * them any more). */
SN_API void sn_recorder_count(struct sn_recorder *r, uint64_t *overwritten, uint64_t *held);

/* NULL is allowed. */
SN_API void sn_recorder_free(struct sn_recorder *r);

#endif
