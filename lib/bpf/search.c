/* Balanced searches: see search.h. */
#include <stdlib.h>

#include "search.h"

/* So many ranges are tested one after the other: fewer instructions than halving on, and not
 * slower by much. */
#define LEAF 6

static int by_lo(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    if (x->lo != y->lo)
        return x->lo < y->lo ? -1 : 1;
    return x->hi < y->hi ? -1 : x->hi > y->hi;
}

uint32_t sn_bp_ranges_sort(struct range *r, uint32_t n)
{
    uint32_t k = 0;

    if (n == 0)
        return 0;
    qsort(r, n, sizeof *r, by_lo);
    for (uint32_t i = 1; i < n; i++) {
        if (r[i].to == r[k].to && (r[k].hi == UINT32_MAX || r[i].lo <= r[k].hi + 1)) {
            if (r[i].hi > r[k].hi)
                r[k].hi = r[i].hi;
        } else {
            r[++k] = r[i];
        }
    }
    return k + 1;
}

static N leaf(struct comp *c, V v, const struct range *r, N f)
{
    if (r->lo == r->hi)
        return sn_bp_eq(c, v, r->lo, r->to, f);
    /* Two tests either way, but these may be the same as others. */
    if (r->lo + 1 == r->hi)
        return sn_bp_eq(c, v, r->lo, r->to, sn_bp_eq(c, v, r->hi, r->to, f));
    return sn_bp_test_k(c, BPF_JGE, v, r->lo, sn_bp_test_k(c, BPF_JGT, v, r->hi, f, r->to), f);
}

N sn_bp_search(struct comp *c, V v, const struct range *r, uint32_t n, N f)
{
    uint32_t half = n / 2;

    if (n <= LEAF) {
        N next = f;

        while (n-- > 0)
            next = leaf(c, v, &r[n], next);
        return next;
    }
    return sn_bp_test_k(c, BPF_JGE, v, r[half].lo, sn_bp_search(c, v, r + half, n - half, f),
                        sn_bp_search(c, v, r, half, f));
}
