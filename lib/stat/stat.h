/* The statistics' insides: what stat.c, part.c and tree.c fill and top.c and report.c read. */
#ifndef STAT_STAT_H
#define STAT_STAT_H

#include "flow/dense.h"
#include "sn/flow.h"
#include "sn/stat.h"

/* ---- the tree of protocols ---- */

#define TREE_KNOWN 7 /* bits */

/* Numbers instead of pointers, since the array moves. 0 is the root. */
struct node {
    const struct sn_proto *proto;
    uint32_t up, child, sibling; /* parent, first child, next child of the parent; 0: none */
    struct sn_stat_sum sum;
};

struct tree {
    struct node *node;
    uint32_t n, room;
    struct tree_known { /* where children were found */
        const struct sn_proto *proto;
        uint32_t up, node;
    } known[1 << TREE_KNOWN];
};

/* False without memory. */
bool sn_stat_tree_init(struct tree *t);
void sn_stat_tree_free(struct tree *t);
bool sn_stat_tree_count(struct tree *t, const struct sn_dissection *x, uint32_t bytes);
bool sn_stat_tree_join(struct tree *t, const struct tree *other);

/* The child of node `up` for proto, made when it isn't there; 0 without memory. */
uint32_t sn_stat_tree_child(struct tree *t, uint32_t up, const struct sn_proto *proto);

/* ---- tables ---- */

/* Entries of the tables: a key, and what is counted. A host's key is its address as it is in a
 * flow's key, and its version of IP. */
struct host_key {
    uint64_t a[2];
    uint64_t version;
};

struct host {
    struct host_key key;
    struct sn_stat_sum sent, received;
};

struct conv {
    struct sn_flow_key key;
    struct sn_stat_sum a_b, b_a;
    int64_t first, last;
    uint64_t b_began; /* the first packet came from b */
};

/* ---- measures that need no order ---- */

struct interval {
    int64_t number; /* from 1970 on, in intervals; the key */
    struct sn_stat_sum sum;
};

/* Packets over time. */
struct rate {
    int64_t width; /* of an interval, ns */
    struct sn_dense table;
    struct interval *last; /* the last packet's, which begins at `from`; NULL: unknown */
    int64_t from;
};

#define PORT_PROTOS 3 /* TCP, UDP, SCTP */

struct port {
    struct sn_stat_sum sent, received;
};

struct ports {
    struct port *of[PORT_PROTOS]; /* 65,536 each; NULL: none was seen */
};

/* ---- a thread's part ---- */

/* What a packet adds to the tables. */
struct seen {
    struct sn_flow_key key;
    uint64_t conv, a, b; /* hashes of the conversation and of the hosts a and b */
    int64_t ts;
    uint32_t len;
    bool reverse; /* from b to a */
};

/* What a packet adds to flows: its segments follow those of the packet in front. */
struct tracked {
    struct sn_ends ends; /* in the packet */
    int64_t ts;
    uint32_t len;
    uint32_t n; /* segments */
};

struct sn_stat_part {
    struct sn_stat *stat;
    struct sn_dis *dis;
    struct sn_stat_totals totals;
    struct tree tree;
    struct sn_stat_bin sizes[SN_STAT_SIZES];
    struct rate rate;
    struct ports ports;
    struct seen *seen; /* of the packets since sn_stat_part_begin() */
    uint32_t n, room;
    struct tracked *tracked;     /* likewise */
    struct sn_segment *segments; /* of all of them */
    uint32_t ntracked, tracked_room, nsegments, segment_room;
    bool failed; /* for want of memory */
};

/* ---- all ---- */

struct sn_stat {
    uint32_t want; /* SN_STAT_… */
    struct sn_stat_totals totals;
    struct tree tree;
    struct sn_stat_bin sizes[SN_STAT_SIZES];
    struct rate rate;
    struct ports ports;
    struct sn_dense hosts, convs;
    struct sn_stat_sum other_hosts, other_convs;
    uint32_t max_flows;
    struct sn_flow *flow;       /* NULL: not wanted */
    struct sn_stat_flow *ended; /* those that lib/flow has forgotten */
    uint32_t nended, ended_room;
    struct sn_stat_sum other_flows; /* … and that found no room there */
    struct sn_stat_tcp tcp;         /* of those that were forgotten */
    bool closing;                   /* nothing is kept any more */
};

static inline void sn_stat_count(struct sn_stat_sum *sum, uint64_t bytes)
{
    sum->packets++;
    sum->bytes += bytes;
}

/* measure.c; false without memory. */
bool sn_stat_measure(struct sn_stat_part *p, const struct sn_pkt *k);
bool sn_stat_measure_ends(struct sn_stat_part *p, const struct sn_ends *e, uint32_t len);
bool sn_stat_measure_join(struct sn_stat *s, const struct sn_stat_part *p);
bool sn_stat_rate_init(struct rate *r, int64_t width);
void sn_stat_rate_free(struct rate *r);
int64_t sn_stat_interval_begin(const struct rate *r, int64_t number); /* when it begins */
void sn_stat_ports_free(struct ports *p);
uint8_t sn_stat_port_proto(unsigned which);

/* flows.c */
enum sn_err sn_stat_flow_init(struct sn_stat *s, struct sn_diag *d);
void sn_stat_flow_free(struct sn_stat *s);
bool sn_stat_flow_note(struct sn_stat_part *p, const struct sn_pkt *k,
                       const struct sn_dissection *x); /* false without memory */
void sn_stat_flow_stage(struct sn_stat *s, struct sn_stat_part *p);

/* The flows, or TCP's alone, in memory of the caller's; NULL without memory. */
struct sn_stat_flow *sn_stat_flow_records(const struct sn_stat *s, bool tcp, uint32_t *n);

/* The intervals in the order of time, in memory of the caller's; NULL without memory. */
const struct interval **sn_stat_intervals(const struct sn_stat *s);

/* More bytes first, then more packets: < 0 when that is a. */
int sn_stat_by_sum(struct sn_stat_sum a, struct sn_stat_sum b);

#endif
