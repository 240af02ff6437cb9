/*
 * Connections: what spans packets.
 *
 * Dissection keeps no state; a table of connections sees the packets in the order of the stream and
 * writes what it knows into their dissections (struct sn_segment in sn/dis.h). A table belongs to
 * one thread at a time. Memory is bounded: at the limit a new connection takes the place of one
 * that was not seen for long.
 */
#ifndef SN_FLOW_H
#define SN_FLOW_H

#include "sn/dis.h"

struct sn_flow;

struct sn_flow_opts {
    uint32_t max_conns; /* TCP connections remembered; 0: 1,048,576 (64 bytes each) */
};

/* SN_ENOMEM. */
SN_API enum sn_err sn_flow_new(struct sn_flow **out, const struct sn_flow_opts *o,
                               struct sn_diag *d) SN_MUST;
SN_API void sn_flow_free(struct sn_flow *f);

/* Looks up the connections of a packet's TCP segments and fills in what their numbers are shown
 * relative to. */
SN_API void sn_flow_packet(struct sn_flow *f, struct sn_dissection *x);

#endif
