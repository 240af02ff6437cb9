/*
 * Sets of numbers as balanced searches: the tests grow with the logarithm of the set.
 */
#ifndef SN_BPF_SEARCH_H
#define SN_BPF_SEARCH_H

#include "graph.h"

struct range {
    uint32_t lo, hi; /* both inclusive */
    N to;            /* where a value inside goes */
};

/* Sorts by lo and joins what overlaps or touches, where the targets are the same; ranges with
 * different targets must not overlap. Returns how many are left. */
uint32_t sn_bp_ranges_sort(struct range *r, uint32_t n);

/* v in one of the sorted ranges: that one's target; else f. */
N sn_bp_search(struct comp *c, V v, const struct range *r, uint32_t n, N f);

#endif
