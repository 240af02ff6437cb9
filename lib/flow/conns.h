/*
 * What is remembered of TCP connections: the numbers that sequence numbers are shown relative to.
 *
 * Bounded: when the table is full a connection that hashes to the same place is forgotten.
 */
#ifndef SN_FLOW_CONNS_H
#define SN_FLOW_CONNS_H

#include "sn/dis.h"

struct sn_conns;

/* What to subtract from this packet's numbers. */
struct sn_conn_base {
    uint32_t seq, ack;
};

struct sn_conns *sn_conns_new(uint32_t max);
void sn_conns_free(struct sn_conns *c);

/* Finds the connection between these ends, either direction. True: known, *base is filled. False:
 * it is new, or begins anew because `restart`: seq and ack are remembered (and are *base). Without
 * memory for it the same as new. */
bool sn_conns_base(struct sn_conns *c, const struct sn_ends *ends, uint32_t seq, uint32_t ack,
                   bool restart, struct sn_conn_base *base);

#endif
