/*
 * What is known of two ends that talk over UDP: entries that begin with a struct sn_pair, found by
 * the addresses and ports, whichever of the two sends.
 *
 * They are kept in sets of a few, so that there are never more than SN_PAIRS_MAX; in a full set the
 * one that was silent longest makes way.
 */
#ifndef SN_DIS_PAIRS_H
#define SN_DIS_PAIRS_H

#include "dis/proto.h"

enum { SN_PAIR_SETS = 512, SN_PAIR_WAYS = 8, SN_PAIRS_MAX = SN_PAIR_SETS * SN_PAIR_WAYS };

struct sn_pair_end {
    uint8_t ip[16];
    uint16_t port;
};

struct sn_pair {
    struct sn_pair_end end[2]; /* the one that sent when it was added, then the other */
    uint64_t seen;             /* by the clock */
};

struct sn_pairs {
    size_t size;                 /* of an entry */
    void (*forget)(void *entry); /* frees what is inside one; NULL: nothing is */
    uint64_t clock;
    struct sn_pair *set[SN_PAIR_SETS][SN_PAIR_WAYS];
};

/* The entry of the packet's ends, and which of the two sends; NULL: there is none. */
void *sn_pairs_find(struct sn_pairs *p, const struct sn_dis *d, unsigned *sender);

/* A new one of zeros for them; NULL: no memory, or the packet isn't one of IP. There must be none.
 */
void *sn_pairs_add(struct sn_pairs *p, const struct sn_dis *d);

/* An entry is as if it were new. */
void sn_pairs_renew(struct sn_pairs *p, void *entry, const struct sn_dis *d);

void sn_pairs_free(struct sn_pairs *p);

#endif
