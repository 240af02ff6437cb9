/*
 * What IGMPv3 (RFC 3376) and MLDv2 (RFC 3810) share but for the size of addresses: a report's group
 * records and lists of sources, read and printed as tcpdump does.
 */
#ifndef DIS_GROUPREC_H
#define DIS_GROUPREC_H

#include "dis/proto.h"

/* How a protocol has them. */
struct group_kind {
    const char *version;                 /* of the report: "v3" */
    uint32_t addr;                       /* bytes of an address */
    uint32_t record;                     /* bytes of a record without sources */
    uint16_t records;                    /* the field that counts them */
    uint16_t group;                      /* the group field of one … */
    uint16_t type, aux, nsources, maddr; /* … and the fields in it, in the packet's order */
    uint16_t source;
    uint16_t reserved, data; /* what only fields show; 0: nothing does */
};

extern const struct sn_val sn_group_types[]; /* of group records */

/* Reads a report's records from the two bytes in front of their count on; the first is at byte `at`
 * of the message of len bytes. False: one has more sources than the message. */
bool sn_group_dissect(struct sn_dis *d, struct sn_rd *r, const struct group_kind *k, uint32_t len,
                      uint32_t at) SN_MUST;

/* A code of RFC 3376 4.1.1 and RFC 3810 5.1.3: a mantissa of so many bits below three of exponent.
 */
uint32_t sn_group_code(uint64_t code, unsigned bits);

/* What a query of layer l, whose sources are at byte `at`, says of them. */
void sn_group_sources(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                      const struct sn_view *v, uint32_t at);

/* ", 2 group record(s)" and, when verbose, the records. */
void sn_group_records(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                      uint32_t at);

#endif
