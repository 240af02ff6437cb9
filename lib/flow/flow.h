/* A table of connections: what flow.c, conn.c and slots.c share. */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "flow/table.h"
#include "sn/flow.h"

struct sn_flow {
    struct sn_htab conns; /* of struct sn_flow_conn, without SN_FLOW_STATE its first 64 bytes */
    struct sn_htab slots; /* made when it is first needed: until then slot is NULL */
    struct sn_flow_opts o;
    struct sn_flow_stats stats; /* the indexes given */
};

/* What a TCP segment is in a connection whose state is kept; counts it. */
void sn_conn_segment(struct sn_flow_conn *c, unsigned from, const struct sn_segment *s, int64_t ts,
                     struct sn_flow_seen *seen);

/* Whether a segment begins another connection between the same ends. */
bool sn_conn_begins_anew(const struct sn_flow_conn *c, unsigned from, const struct sn_segment *s);

#endif
