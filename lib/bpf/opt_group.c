/*
 * Grouping: in a chain of alternatives (tests that all go to the same place when they hold, each
 * reached only from the one before when it doesn't), the order is free; likewise in a chain of
 * conditions. Tests of one value are put together, in the order in which the values first appear,
 * so that each value is computed once; first of all those of the value that was tested right before
 * the chain. Needs nothing; terminates: each chain is sorted once.
 */
#include "opt.h"

struct group {
    struct comp *c;
    N *node; /* successors first */
    uint32_t n;
    uint32_t *preds; /* by node id: edges that lead there */
    V *before;       /* by node id: what all tests that lead there test; NULL: not the same */
    N *made;         /* by node id */
    uint32_t *first; /* by value id: where it first appears in the chain at hand, + 1 */
    uint32_t *next;  /* scratch, by position */
    bool changed;
};

/* The next test of the chain, when there is one. */
static N chain_next(const struct group *s, N n, bool on_f)
{
    N to = on_f ? n->f : n->t;

    if (to->kind != N_TEST || s->preds[to->id] != 1)
        return NULL;
    return (on_f ? to->t == n->t : to->f == n->f) ? to : NULL;
}

static N remake(struct group *s, N n, N t, N f)
{
    return sn_bp_test(s->c, n->cmp, n->l, n->r, t, f);
}

/* Builds the chain that begins at head, grouped; the end's other successor is made already. */
static N regroup(struct group *s, N head, bool on_f, N *list, uint32_t count)
{
    N last = list[count - 1];
    N common = s->made[(on_f ? head->t : head->f)->id];
    N out = s->made[(on_f ? last->f : last->t)->id];
    uint32_t groups = 0;
    bool moved = false;

    /* Stable counting sort by the value's first position. */
    for (uint32_t i = 1; i < count && !groups; i++)
        if (list[i]->l == s->before[head->id])
            s->first[list[i]->l->id] = ++groups;
    for (uint32_t i = 0; i < count; i++) {
        if (!s->first[list[i]->l->id])
            s->first[list[i]->l->id] = ++groups;
        else if (i > 0 && list[i]->l != list[i - 1]->l)
            moved = true;
    }
    if (moved) {
        uint32_t *start = s->next, pos = 0;
        N *sorted = BP_TMPN(s->c, N, count);

        if (!sorted)
            return head;
        for (uint32_t g = 0; g <= groups; g++)
            start[g] = 0;
        for (uint32_t i = 0; i < count; i++)
            start[s->first[list[i]->l->id]]++;
        for (uint32_t g = 1; g <= groups; g++) {
            uint32_t k = start[g];

            start[g] = pos;
            pos += k;
        }
        for (uint32_t i = 0; i < count; i++)
            sorted[start[s->first[list[i]->l->id]]++] = list[i];
        for (uint32_t i = 0; i < count; i++)
            s->first[list[i]->l->id] = 0;
        list = sorted;
        s->changed = true;
    } else {
        for (uint32_t i = 0; i < count; i++)
            s->first[list[i]->l->id] = 0;
    }
    for (uint32_t i = count; i-- > 0;)
        out = on_f ? remake(s, list[i], common, out) : remake(s, list[i], out, common);
    return out;
}

/* Counts the edges that lead to each node, and finds what is tested in front of it. */
static void decap_back(struct group *s)
{
    for (uint32_t i = s->n; i-- > 0;) {
        N n = s->node[i], to[2] = {n->t, n->f};

        for (int side = 0; side < 2; side++) {
            uint32_t id;
            V v = n->kind == N_TEST ? n->l : NULL;

            if (!to[side])
                continue;
            id = to[side]->id;
            s->before[id] = s->preds[id]++ == 0 || s->before[id] == v ? v : NULL;
        }
    }
}

/* Whether n continues a chain that began before it. */
static bool inside(const uint8_t *in_chain, N n)
{
    return in_chain[n->id] != 0;
}

N sn_bp_opt_group(struct comp *c, N entry, bool *changed)
{
    struct group s = {.c = c};
    uint8_t *in_chain;
    N *list;

    s.node = sn_bp_order(c, entry, &s.n);
    s.preds = BP_TMPN(c, uint32_t, c->g->nnodes);
    s.before = BP_TMPN(c, V, c->g->nnodes);
    s.made = BP_TMPN(c, N, c->g->nnodes);
    s.first = BP_TMPN(c, uint32_t, c->g->nvals);
    s.next = BP_TMPN(c, uint32_t, s.n + 2u);
    in_chain = BP_TMPN(c, uint8_t, c->g->nnodes);
    list = BP_TMPN(c, N, s.n + 1u);
    if (c->err)
        return entry;
    decap_back(&s);
    /* Heads first, so that every test knows its chain: 1 for alternatives, 2 for conditions. */
    for (uint32_t i = s.n; i-- > 0;) {
        N n = s.node[i], next;

        if (n->kind != N_TEST || inside(in_chain, n))
            continue;
        for (int on_f = 1; on_f >= 0; on_f--) {
            for (N x = n; (next = chain_next(&s, x, on_f)) && !inside(in_chain, next); x = next)
                in_chain[next->id] = (uint8_t)(on_f ? 1 : 2);
            if (chain_next(&s, n, on_f))
                break;
        }
    }
    for (uint32_t i = 0; i < s.n; i++) {
        N n = s.node[i];
        uint32_t count = 0;
        bool on_f;
        N next;

        if (n->kind == N_RET) {
            s.made[n->id] = n;
            continue;
        }
        if (n->kind == N_SET) {
            s.made[n->id] = sn_bp_set(c, n->var, n->l, s.made[n->t->id]);
            continue;
        }
        if (n->kind == N_CHAIN) {
            s.made[n->id] = sn_bp_chain(c, n->cmp, n->var, n->l, n->r, n->k, s.made[n->t->id],
                                        s.made[n->f->id]);
            continue;
        }
        if (n->kind == N_DEF) {
            s.made[n->id] = sn_bp_def(c, n->var, s.made[n->t->id]);
            continue;
        }
        list[count++] = n;
        on_f = (next = chain_next(&s, n, true)) && in_chain[next->id] == 1;
        if (!inside(in_chain, n))
            for (N x = n; (next = chain_next(&s, x, on_f)) && in_chain[next->id] == (on_f ? 1 : 2);
                 x = next)
                list[count++] = next;
        s.made[n->id] = count > 1 ? regroup(&s, n, on_f, list, count)
                                  : remake(&s, n, s.made[n->t->id], s.made[n->f->id]);
        if (c->err)
            return entry;
    }
    *changed |= s.changed;
    return s.made[entry->id];
}
