/* The statistics' insides: what stat.c fills and top.c and report.c read. */
#ifndef STAT_STAT_H
#define STAT_STAT_H

#include "flow/table.h"
#include "sn/flow.h"
#include "sn/stat.h"

/* A node of the protocol tree; numbers instead of pointers, since the array moves. 0 is the root.
 */
struct node {
    const struct sn_proto *proto;
    uint32_t up, child, sibling; /* parent, first child, next child of the parent; 0: none */
    struct sn_stat_sum sum;
};

/* Entries of the tables: a key, the table's 32 bits, what is counted. A host's key is its address
 * as it is in a flow's key, and its version of IP. */
struct host_key {
    uint64_t a[2];
    uint64_t version;
};

struct host {
    struct host_key key;
    uint32_t seen;
    struct sn_stat_sum sent, received;
};

struct conv {
    struct sn_flow_key key;
    uint32_t seen;
    bool b_began; /* the first packet came from b */
    struct sn_stat_sum a_b, b_a;
    int64_t first, last;
};

struct sn_stat {
    struct sn_stat_totals totals;
    struct sn_htab hosts, convs;
    struct sn_stat_sum other_hosts, other_convs;
    struct node *nodes;
    uint32_t nnodes, room;
};

#endif
