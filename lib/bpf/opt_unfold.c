/*
 * Unfolding: the graph as a tree of paths, each without the tests that are decided on it. Where
 * paths come together what one of them knew is forgotten by the other passes; here it is not. Equal
 * ends of paths become one node again as they are made. What comes out may be longer: the caller
 * compares. Needs recipes to be expanded; terminates: at most UNFOLD_MAX nodes are visited, and
 * what lies behind the last stays as it is.
 */
#include "opt.h"
#include "opt_facts.h"

#define UNFOLD_MAX 2000

struct unfold {
    struct comp *c;
    struct facts facts;
    unsigned left; /* nodes that may still be visited */
    uint64_t set;  /* variables set on the path to here */
};

static N walk(struct unfold *s, N n);

static N walk_test(struct unfold *s, N n)
{
    uint32_t mark = s->facts.n;
    int r = sn_bp_facts_decide(&s->facts, n);
    N to[2];

    if (r >= 0)
        return walk(s, r ? n->t : n->f);
    for (int side = 0; side < 2; side++) {
        sn_bp_facts_learn(&s->facts, n, side);
        to[side] = walk(s, side ? n->t : n->f);
        sn_bp_facts_pop(&s->facts, mark);
    }
    return sn_bp_test(s->c, n->cmp, n->l, n->r, to[1], to[0]);
}

/* What is known of values made of a variable would be wrong behind a second assignment. */
static N walk_set(struct unfold *s, N n)
{
    uint64_t bit = (uint64_t)1 << n->var, set = s->set;
    uint32_t mark = s->facts.n;
    N next;

    if (set & bit)
        return n;
    s->set |= bit;
    sn_bp_facts_learn(&s->facts, n, true);
    next = walk(s, n->t);
    sn_bp_facts_pop(&s->facts, mark);
    s->set = set;
    return sn_bp_set(s->c, n->var, n->l, next);
}

static N walk(struct unfold *s, N n)
{
    if (s->left == 0 || s->c->err)
        return n;
    s->left--;
    switch (n->kind) {
    case N_TEST:
        return walk_test(s, n);
    case N_SET:
        return walk_set(s, n);
    default:
        return n;
    }
}

N sn_bp_opt_unfold(struct comp *c, N entry)
{
    struct unfold s = {.c = c, .left = UNFOLD_MAX};
    N made;

    for (uint32_t i = 0; i < c->g->nvars; i++)
        (void)sn_bp_var(c, i); /* no value is made from here on */
    if (!sn_bp_facts_init(&s.facts, c, UNFOLD_MAX))
        return entry;
    made = walk(&s, entry);
    sn_arena_reset(&c->scratch);
    return c->err ? entry : made;
}
