/* The frame's records: see frame.c. */
#ifndef SN_FMT_FRAME_H
#define SN_FMT_FRAME_H

#include "sn/process.h"
#include "sn/visit.h"

#define SN_FRAME_PROTOCOLS_MAX 65536 /* bytes of frame.protocols */

/* The records of a packet's frame, and memory for those of the next. Zeroed, then
 * sn_frame_init. */
struct frame_recs {
    struct sn_rec *r;
    uint32_t n, room;
    struct sn_buf protocols;
    struct sn_process process;
    bool failed; /* there was no memory: records are missing */
};

void sn_frame_init(struct frame_recs *f);
void sn_frame_free(struct frame_recs *f);

/* Makes the records of a packet's frame, in the order of their fields but for options that come
 * several times. What takes time is left out when it isn't in `bits` (sn_wanted_of; NULL: all are
 * wanted). Strings point into *f, *fr, its interface and the packet's record. */
void sn_frame_recs(struct frame_recs *f, const uint64_t *bits, const struct sn_dissection *x,
                   const struct sn_frame *fr);

#endif
