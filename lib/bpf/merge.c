/*
 * Equal blocks. Two nodes that test different values are different, but once the values are in A
 * their blocks may be the same instructions with the same targets: then one will do for both. Needs
 * blocks in topological order; one pass from the end to the beginning, so that targets are merged
 * before the blocks that lead to them.
 */
#include <string.h>

#include "select.h"

struct merge {
    struct block **table; /* open addressing; a power of two */
    uint32_t mask;
};

static uint32_t mix(uint32_t h, uint32_t v)
{
    return (h ^ v) * 0x9e3779b1u + (h >> 15);
}

static uint32_t hash(const struct block *b)
{
    uint32_t h = mix(b->jump, b->k);

    for (uint32_t i = 0; i < b->n; i++)
        h = mix(mix(h, b->code[i].code), b->code[i].k);
    h = mix(h, b->t ? b->t->node->id : 0);
    return mix(h, b->f ? b->f->node->id : 0);
}

static bool equal(const struct block *a, const struct block *b)
{
    return a->jump == b->jump && a->k == b->k && a->t == b->t && a->f == b->f && a->n == b->n &&
           (a->n == 0 || memcmp(a->code, b->code, a->n * sizeof *a->code) == 0);
}

/* The block that does what b does: b itself when it is the first. */
static struct block *find(struct merge *m, struct block *b)
{
    uint32_t h = hash(b);

    h ^= h >> 16;
    for (;; h++) {
        struct block *x = m->table[h & m->mask];

        if (!x) {
            m->table[h & m->mask] = b;
            return b;
        }
        if (equal(x, b))
            return x;
    }
}

void sn_bp_merge_blocks(struct comp *c, struct blocks *b)
{
    struct merge m = {.mask = 15};
    uint32_t kept = b->n;

    if (c->err)
        return;
    while (m.mask < 2 * b->n)
        m.mask = 2 * m.mask + 1;
    m.table = BP_TMPN(c, struct block *, m.mask + 1u);
    if (!m.table)
        return;
    for (uint32_t i = b->n; i-- > 0;) {
        struct block *x = b->b[i];

        if (x->t)
            x->t = x->t->same;
        if (x->f)
            x->f = x->f->same;
        x->same = find(&m, x);
        if (x->same == x)
            b->b[--kept] = x;
    }
    b->b += kept;
    b->n -= kept;
}
