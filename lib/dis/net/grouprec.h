/*
 * What IGMPv3 (RFC 3376) and MLDv2 (RFC 3810) share but for the size of addresses: a report's group
 * records and lists of sources, as tcpdump prints them.
 */
#ifndef DIS_GROUPREC_H
#define DIS_GROUPREC_H

#include "dis/proto.h"

struct group_kind {
    const char *version; /* of the report: "v3" */
    uint32_t addr;       /* bytes of an address */
    uint32_t record;     /* bytes of a record without sources */
    uint16_t source;     /* the field of a source */
};

/* " { 10.0.0.1 10.0.0.2 }" of n sources from q on; false: not all are there. */
bool sn_group_sources(struct sn_text *t, const struct group_kind *k, const struct sn_rec *q,
                      const struct sn_rec *end, uint64_t n) SN_MUST;

/* ", 2 group record(s)" and, when verbose, the records of a layer: q is their number, in front of
 * them, or NULL; the first is at byte `at` of the message. False: cut. */
bool sn_group_records(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                      const struct sn_rec *q, uint32_t at) SN_MUST;

#endif
