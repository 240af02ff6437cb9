/*
 * Several lanes become one stream in the order of time.
 *
 * A packet leaves when no lane can bring an older one any more. With one lane chunks just pass.
 */
#ifndef SNCAP_MERGE_H
#define SNCAP_MERGE_H

#include "sncap.h"

struct merge;

enum sn_err sncap_merge_new(struct merge **out, struct lane *lanes, uint32_t n,
                            struct sn_diag *d) SN_MUST;

/* The next chunk to write, NULL when there is none now; valid until the next call. */
struct chunk *sncap_merge_next(struct merge *m);

/* Whether packets are waiting for older ones that may still come. */
bool sncap_merge_waiting(const struct merge *m);

/* Whether every lane has ended and everything was handed out. */
bool sncap_merge_done(struct merge *m);
void sncap_merge_free(struct merge *m);

#endif
