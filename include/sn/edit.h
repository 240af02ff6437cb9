/*
 * Packets changed on their way from a reader to a writer, and chosen by number.
 */
#ifndef SN_EDIT_H
#define SN_EDIT_H

#include "sn/pcap.h"

/* Numbers of packets, from 1: "1-100,205,300-". */
struct sn_ranges;

/* SN_ESYNTAX or SN_ERANGE with the column. */
SN_API enum sn_err sn_ranges_parse(struct sn_ranges **out, const char *text,
                                   struct sn_diag *d) SN_MUST;
SN_API bool sn_ranges_have(const struct sn_ranges *r, uint64_t number);
SN_API uint64_t sn_ranges_last(const struct sn_ranges *r); /* the largest; UINT64_MAX: no end */
SN_API void sn_ranges_free(struct sn_ranges *r);

/* Bytes to take out of a packet: n from `offset` on, or -n in front of it when n is negative. A
 * negative offset counts from the packet's end; without one it is the end that n begins at. */
struct sn_chop {
    bool has_offset;
    int64_t offset, n;
};

/* "[OFFSET:]N". SN_ESYNTAX with the column. */
SN_API enum sn_err sn_chop_parse(struct sn_chop *out, const char *text, struct sn_diag *d) SN_MUST;

#define SN_CHOPS_MAX 8

/* What is done to a packet, in this order. */
struct sn_edit {
    int64_t shift;    /* ns that its time is moved by */
    uint32_t snaplen; /* what is captured is cut to so many bytes; 0: not */
    struct sn_chop chop[SN_CHOPS_MAX];
    unsigned nchops;
    bool lengths; /* the length on the wire becomes less with what is captured */
};

/* Edits a packet that a reader brought, in its batch (whose bytes move): see `recode` of sn_pkt.
 * SN_ERANGE: no time that could be told. */
SN_API enum sn_err sn_edit_packet(const struct sn_edit *e, struct sn_pkt *p,
                                  struct sn_diag *d) SN_MUST;

#endif
