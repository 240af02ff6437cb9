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
    struct seen *seen; /* of the packets since sn_stat_part_begin() */
    uint32_t n, room;
    bool failed; /* for want of memory */
};

/* ---- all ---- */

struct sn_stat {
    struct sn_stat_totals totals;
    struct tree tree;
    struct sn_dense hosts, convs;
    struct sn_stat_sum other_hosts, other_convs;
};

static inline void sn_stat_count(struct sn_stat_sum *sum, uint64_t bytes)
{
    sum->packets++;
    sum->bytes += bytes;
}

/* More bytes first, then more packets: < 0 when that is a. */
int sn_stat_by_sum(struct sn_stat_sum a, struct sn_stat_sum b);

#endif
