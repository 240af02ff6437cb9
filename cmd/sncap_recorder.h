/*
 * The flight recorder (--recorder): packets stay in memory until somebody asks for them.
 *
 * It stands between the lanes and the output. A dump is what memory holds at one moment, and with
 * --after-trigger also what arrives until a later one; each has files of its own. Dumps come of
 * SIGUSR2, of a packet that the trigger matches, and of the end of the capture.
 *
 * A dump is written a block at a time, while packets go on into memory behind it: a slow disk
 * doesn't keep the lanes waiting as long as memory lasts. Nothing is written twice.
 */
#ifndef SNCAP_RECORDER_H
#define SNCAP_RECORDER_H

#include "sncap_out.h"

struct recorder;

/* ---- options ---- */

/* --recorder's value: a size or a time. */
void sncap_recorder_option(struct options *o, const char *arg);

/* Refuses what makes no sense with a recorder or without; chooses the size that wasn't given. */
void sncap_recorder_check(struct options *o);

/* "recorder: keeping the last …", on standard error. */
void sncap_recorder_say(const struct options *o);

/* "1.5 s" */
void sncap_recorder_put_time(struct sn_buf *b, int64_t ns);

/* ---- the recorder ---- */

/* looks: the trigger, for each interface of the output; NULL without one. The caller's, as o and
 * out are. */
enum sn_err sncap_recorder_new(struct recorder **r, const struct options *o, struct output *out,
                               const struct sn_look *const *looks, struct sn_diag *d) SN_MUST;

/* Records a chunk, unless it is NULL, and writes a block of what is due. */
enum sn_err sncap_recorder_step(struct recorder *r, const struct chunk *c,
                                struct sn_diag *d) SN_MUST;

/* Whether anything is due, so that another step is worth while. */
bool sncap_recorder_busy(const struct recorder *r);

/* SIGUSR2: asks for a dump of what is captured up to now. */
enum sn_err sncap_recorder_ask(struct recorder *r, struct sn_diag *d) SN_MUST;

/* SIGHUP: what comes next of a dump goes into another file. */
enum sn_err sncap_recorder_cut(struct recorder *r, struct sn_diag *d) SN_MUST;

/* Does what it is time for; every packet up to `seen` was handed in. */
enum sn_err sncap_recorder_tick(struct recorder *r, int64_t seen, struct sn_diag *d) SN_MUST;

/* The time up to which packets must have been handed in before a tick has something to do;
 * INT64_MAX: none. */
int64_t sncap_recorder_due(const struct recorder *r);

/* Dumps what is left, up to the end. Does nothing when writing has failed before, or the output is
 * full. */
enum sn_err sncap_recorder_finish(struct recorder *r, struct sn_diag *d) SN_MUST;

/* Fills its part of the counts. */
void sncap_recorder_count(struct recorder *r, struct counts *c);

/* NULL is allowed. */
void sncap_recorder_free(struct recorder *r);

#endif
