/*
 * Whether a program that came out as "reject" is so by what everyone sees: a value is asked to be
 * two numbers at once (`arp and tcp`, `tcp and vlan`). That is a mistake worth an error. What takes
 * masks, ranges, comparisons that the expression itself makes, bytes seen in two ways, or more than
 * one way to the same test to find out is not: such expressions are often made by programs. For
 * graphs made with `open` and `split`. One pass over the nodes, so it terminates.
 */
#include "opt.h"

#define KNOWN 24 /* facts kept at a time */

struct fact {
    V v;
    uint32_t k;
    bool equal;
};

struct place {
    bool reached;
    unsigned n;
    struct fact f[KNOWN]; /* true on every way to here */
};

struct never {
    struct comp *c;
    uint32_t n;
    uint32_t *index; /* by node id */
    struct place *at;
    bool found;
};

/* The protocol alone of a fragment offset and protocol: *first says that a number there means more
 * than the protocol. */
static V plain(const struct never *s, V v, bool *first)
{
    V byte;

    *first = v->op == V_ALU && v->alu == BPF_AND && v->b->op == V_CONST && v->b->k == 0x1fff00ff &&
             v->a->op == V_LOAD;
    if (!*first)
        return v;
    byte = sn_bp_find_load(s->c, 1, v->a->a, v->a->k + 3);
    return byte ? byte : v;
}

static bool is_equal(N n)
{
    return n->kind == N_TEST && n->cmp == BPF_JEQ && n->r->op == V_CONST;
}

/* The outcome of a test: 1, 0, or -1 when that isn't known. */
static int decide(const struct never *s, const struct place *p, N n)
{
    bool first;
    V v;

    if (!is_equal(n))
        return -1;
    v = plain(s, n->l, &first);
    for (unsigned i = 0; i < p->n; i++) {
        const struct fact *f = &p->f[i];

        if (f->v != v)
            continue;
        if (f->equal && f->k == n->r->k)
            return first ? -1 : 1;
        if (f->equal || f->k == n->r->k)
            return 0;
    }
    return -1;
}

static void learn(const struct never *s, struct place *p, N n, bool outcome)
{
    bool first;
    V v;

    if (!is_equal(n) || p->n == KNOWN)
        return;
    v = plain(s, n->l, &first);
    if (outcome || !first)
        p->f[p->n++] = (struct fact){v, n->r->k, outcome};
}

static bool same(const struct fact *a, const struct fact *b)
{
    return a->v == b->v && a->k == b->k && a->equal == b->equal;
}

/* A way to a node: what is known there is what is known on all. */
static void arrive(struct never *s, N to, const struct place *with)
{
    struct place *p;
    unsigned k = 0;

    for (int r; (r = decide(s, with, to)) >= 0;)
        to = r ? to->t : to->f;
    if (to->kind == N_RET) {
        s->found |= to->accept;
        return;
    }
    p = &s->at[s->index[to->id]];
    if (!p->reached) {
        *p = *with;
        p->reached = true;
        return;
    }
    for (unsigned i = 0; i < p->n; i++)
        for (unsigned j = 0; j < with->n; j++)
            if (same(&p->f[i], &with->f[j])) {
                p->f[k++] = p->f[i];
                break;
            }
    p->n = k;
}

bool sn_bp_never(struct comp *c, N entry)
{
    struct never s = {.c = c};
    N *node = sn_bp_order(c, entry, &s.n);
    struct place none = {0};

    s.index = BP_TMPN(c, uint32_t, c->g->nnodes);
    s.at = BP_TMPN(c, struct place, s.n);
    if (c->err)
        return false;
    for (uint32_t i = 0; i < s.n; i++)
        s.index[node[i]->id] = i;
    arrive(&s, entry, &none);
    for (uint32_t i = s.n; i-- > 0 && !s.found;) {
        N to[2] = {node[i]->f, node[i]->t};

        for (int side = 0; side < 2 && s.at[i].reached; side++) {
            struct place p = s.at[i];

            if (!to[side])
                continue;
            learn(&s, &p, node[i], side);
            arrive(&s, to[side], &p);
        }
    }
    return !s.found;
}
