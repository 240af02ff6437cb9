/* The graph's invariants, checked between passes. */
#include "opt.h"

static bool check_val(const struct comp *c, V v, unsigned depth)
{
    if (depth > 4096 || v->id >= c->g->nvals)
        return false;
    switch (v->op) {
    case V_CONST:
    case V_LEN:
    case V_ANC:
    case V_MSH:
        return !v->a && !v->b;
    case V_LOAD:
        return (v->size == 1 || v->size == 2 || v->size == 4) && !v->b &&
               (!v->a || check_val(c, v->a, depth + 1));
    case V_ALU:
        return v->a && v->b && check_val(c, v->a, depth + 1) && check_val(c, v->b, depth + 1);
    case V_NEG:
        return v->a && !v->b && check_val(c, v->a, depth + 1);
    case V_VAR:
        return v->k < c->g->nvars;
    default:
        return false;
    }
}

/* Variables that v reads. */
static uint64_t vars_of(V v)
{
    if (!v)
        return 0;
    if (v->op == V_VAR)
        return (uint64_t)1 << v->k;
    return vars_of(v->a) | vars_of(v->b);
}

static bool check_node(const struct comp *c, N n)
{
    switch (n->kind) {
    case N_RET:
        return !n->t && !n->f && (n == c->g->accept || n == c->g->reject);
    case N_SET:
        return n->t && !n->f && n->t->id < n->id && n->var < c->g->nvars && n->l &&
               check_val(c, n->l, 0);
    case N_DEF:
        return n->t && !n->f && n->t->id < n->id && n->var < c->g->nvars && !n->l &&
               c->g->vars[n->var].recipe != RECIPE_NONE;
    case N_CHAIN:
        return n->t && n->f && n->t->id < n->id && n->f->id < n->id && n->l && n->r &&
               check_val(c, n->l, 0) && check_val(c, n->r, 0) && (n->cmp == 4 || n->cmp == 6);
    case N_TEST:
        return n->t && n->f && n->t != n->f && n->t->id < n->id && n->f->id < n->id && n->l &&
               n->r && check_val(c, n->l, 0) && check_val(c, n->r, 0) &&
               (n->cmp == BPF_JEQ || n->cmp == BPF_JGT || n->cmp == BPF_JGE || n->cmp == BPF_JSET);
    default:
        return false;
    }
}

/* Successors come before predecessors by id, so there is no cycle; every variable is set on every
 * path to its use. */
bool sn_bp_check_graph(struct comp *c, N entry)
{
    uint32_t n;
    N *order = sn_bp_order(c, entry, &n);
    uint64_t *set = BP_TMPN(c, uint64_t, c->g->nnodes);

    if (c->err)
        return true;
    for (uint32_t i = 0; i < n; i++)
        set[order[i]->id] = UINT64_MAX;
    set[entry->id] = 0;
    for (uint32_t i = n; i-- > 0;) {
        N x = order[i];
        uint64_t have = set[x->id];

        if (!check_node(c, x))
            return false;
        if (((x->l ? vars_of(x->l) : 0) | (x->r ? vars_of(x->r) : 0)) & ~have)
            return false;
        if (x->kind == N_SET || x->kind == N_DEF)
            have |= (uint64_t)1 << x->var;
        if (x->t)
            set[x->t->id] &= have;
        if (x->f)
            set[x->f->id] &= have;
    }
    return true;
}
