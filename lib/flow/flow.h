/* A table of connections: what flow.c, conn.c and memo.c share. */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "flow/table.h"
#include "sn/flow.h"

struct sn_memo_ring;
struct sn_derive;

struct sn_flow {
    struct sn_htab conns; /* of struct sn_flow_conn, without SN_FLOW_STATE its first 64 bytes */
    struct sn_htab memos; /* made when it is first needed: until then slot is NULL */
    uint64_t left[SN_MEMO_KINDS];             /* memos of each kind, so far */
    struct sn_memo_ring *ring[SN_MEMO_KINDS]; /* made likewise */
    struct sn_derive *derive;                 /* for sn_flow_derive(), made likewise */
    struct sn_flow_opts o;
    struct sn_flow_stats stats; /* the indexes given */
};

void sn_derive_free(struct sn_derive *g);

/* The number of the packet that sn_flow_derive() saw last; NULL: 0, there was none. */
uint64_t sn_derive_frame(const struct sn_derive *g);

/* What a TCP segment is in a connection whose state is kept; counts it. */
void sn_conn_segment(struct sn_flow_conn *c, unsigned from, const struct sn_segment *s, int64_t ts,
                     struct sn_flow_seen *seen);

/* Whether a segment begins another connection between the same ends. */
bool sn_conn_begins_anew(const struct sn_flow_conn *c, unsigned from, const struct sn_segment *s);

#endif
