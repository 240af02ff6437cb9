/* The frame's records: see frame.c. */
#ifndef SN_FMT_FRAME_H
#define SN_FMT_FRAME_H

#include "sn/visit.h"

#define SN_FRAME_PROTOCOLS_MAX 65536 /* bytes of frame.protocols */

/* Makes the records of a packet's frame, in the order of their fields; how many. What takes time is
 * left out when it isn't in `bits` (sn_wanted_of; NULL: all are wanted). Strings point into
 * `protocols`, whose error says when there was no memory, and into *fr. */
uint32_t sn_frame_recs(struct sn_rec r[SN_FRAME_FIELDS], struct sn_buf *protocols,
                       const uint64_t *bits, const struct sn_dissection *x,
                       const struct sn_frame *fr);

#endif
