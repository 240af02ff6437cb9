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

/* ---- which flow ---- */

/* The key of a flow, the same for both directions: of its two ends `a` is the one with the larger
 * port, or with equal ports the larger address. Two keys are equal when all their words are. */
struct sn_flow_key {
    uint64_t a[2], b[2]; /* addresses, as their bytes lie in memory; IPv4: 4 bytes, then zeros */
    uint64_t rest;       /* a's port, b's port: 16 bits each; 16 zeros, IP version, protocol */
};

static inline uint16_t sn_flow_aport(const struct sn_flow_key *k)
{
    return (uint16_t)(k->rest >> 48);
}

static inline uint16_t sn_flow_bport(const struct sn_flow_key *k)
{
    return (uint16_t)(k->rest >> 32);
}

static inline uint8_t sn_flow_version(const struct sn_flow_key *k)
{
    return (uint8_t)(k->rest >> 8);
}

static inline uint8_t sn_flow_proto(const struct sn_flow_key *k)
{
    return (uint8_t)k->rest;
}

/* Makes the key of two ends, whose version is 4 or 6. True: the packet goes from b to a. */
SN_API bool sn_flow_key(struct sn_flow_key *k, const struct sn_ends *ends);

/*
 * A number for the flow that a packet belongs to, the same in both directions: of protocol,
 * addresses and ports for IPv4 and IPv6 (below any VLAN tags; fragments: without ports), of the
 * hardware addresses and the type for other Ethernet frames, of the first bytes for what has
 * neither. The same in every run and on every machine.
 */
SN_API uint64_t sn_flow_hash(uint32_t linktype, const uint8_t *data, uint32_t caplen);

/* ---- connections ---- */

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
