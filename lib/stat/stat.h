/* The statistics' insides: what stat.c fills and top.c and report.c read. */
#ifndef STAT_STAT_H
#define STAT_STAT_H

#include "sn/stat.h"
#include "stat/map.h"

/* A node of the protocol tree; numbers instead of pointers, since the array moves. 0 is the root.
 */
struct node {
    const struct sn_proto *proto;
    uint32_t up, child, sibling; /* parent, first child, next child of the parent; 0: none */
    struct sn_stat_sum sum;
};

/* Keys of the maps, padded with zeros. */
struct host_key {
    uint8_t a[16];
    uint64_t family;
};

struct host_val {
    struct sn_stat_sum sent, received;
};

struct conv_key {
    uint8_t lo[16], hi[16]; /* the lower end (by address, then port) first */
    uint16_t loport, hiport;
    uint8_t family, proto, pad[2];
};

struct conv_val {
    struct sn_stat_sum lo_hi, hi_lo;
    int64_t first, last;
    uint64_t hi_began; /* the first packet came from the higher end */
};

struct sn_stat {
    struct sn_stat_totals totals;
    struct sn_map hosts, convs;
    struct sn_stat_sum other_hosts, other_convs;
    struct node *nodes;
    uint32_t nnodes, room;
};

#endif
