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

/* The intervals in the order of time, in memory of the caller's; NULL without memory. */
const struct interval **sn_stat_intervals(const struct sn_stat *s);

/* More bytes first, then more packets: < 0 when that is a. */
int sn_stat_by_sum(struct sn_stat_sum a, struct sn_stat_sum b);

#endif
