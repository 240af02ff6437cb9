/* Duplicates of packets. */
#ifndef SN_DEDUP_H
#define SN_DEDUP_H

#include "sn/err.h"
#include "sn/pcap.h"

struct sn_dedup;

#define SN_DEDUP_MAX (1u << 24)

/* Packets are duplicates when their captured bytes and their lengths on the wire are equal and they
 * are near each other: at most `packets` (up to SN_DEDUP_MAX) packets, or when packets is 0, at
 * most ns nanoseconds apart. Bytes are compared by a 128-bit hash with a random key. SN_ENOMEM. */
SN_API enum sn_err sn_dedup_new(struct sn_dedup **out, uint32_t packets, int64_t ns,
                                struct sn_diag *d) SN_MUST;

/* Whether p repeats one of those before it; p is remembered. False also when memory is short. */
SN_API bool sn_dedup_seen(struct sn_dedup *u, const struct sn_pkt *p);
SN_API void sn_dedup_free(struct sn_dedup *u);

#endif
