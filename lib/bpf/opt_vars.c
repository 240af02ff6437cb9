/*
 * Variables. A definition by recipe is redundant where every path has made it already; one that
 * nobody reads is dropped, one that is read behind one outcome only of the test behind it is made
 * there; a variable that every path to its use sets to the same value is that value. Needs nothing;
 * one pass forward and one back, so it terminates.
 */
#include <string.h>

#include "opt.h"

struct state {
    V *value;     /* by variable: what every path has set it to; NULL: not the same */
    uint64_t set; /* defined on every path */
    bool reached;
};

struct vars {
    struct comp *c;
    N *node; /* successors first */
    uint32_t n;
    struct state *st; /* by node id */
    uint64_t *live;   /* by node id: variables read from here on */
    uint32_t *preds;  /* by node id: edges that lead there */
    N *made;          /* by node id */
    bool changed;
};

static uint64_t reads(V v)
{
    if (!v)
        return 0;
    if (v->op == V_VAR)
        return (uint64_t)1 << v->k;
    return reads(v->a) | reads(v->b);
}

/* v with the variables whose value is known replaced. */
static V replace(struct vars *s, const struct state *st, V v)
{
    struct comp *c = s->c;
    V a, b;

    if (!v || !reads(v))
        return v;
    if (v->op == V_VAR)
        return st->value[v->k] ? st->value[v->k] : v;
    a = replace(s, st, v->a);
    b = replace(s, st, v->b);
    if (a == v->a && b == v->b)
        return v;
    switch (v->op) {
    case V_LOAD:
        return sn_bp_load(c, v->size, a, v->k);
    case V_ALU:
        return sn_bp_alu(c, v->alu, a, b);
    default:
        return sn_bp_neg(c, a);
    }
}

static void meet(const struct vars *s, struct state *to, const struct state *from)
{
    to->set = to->reached ? to->set & from->set : from->set;
    for (uint32_t i = 0; i < s->c->g->nvars; i++)
        if (!to->reached)
            to->value[i] = from->value[i];
        else if (to->value[i] != from->value[i])
            to->value[i] = NULL;
    to->reached = true;
}

static void forward(struct vars *s)
{
    for (uint32_t i = s->n; i-- > 0;) {
        N x = s->node[i];
        V value[BP_VARS];
        struct state st = s->st[x->id];

        memcpy(value, st.value, s->c->g->nvars * sizeof *value);
        st.value = value;
        if (x->kind == N_SET) {
            st.set |= (uint64_t)1 << x->var;
            /* What is to be kept is not computed again. */
            st.value[x->var] = s->c->keep && s->c->g->vars[x->var].recipe == RECIPE_LEAD
                                   ? NULL
                                   : replace(s, &st, x->l);
        } else if (x->kind == N_DEF) {
            st.set |= (uint64_t)1 << x->var;
        }
        if (x->t) {
            meet(s, &s->st[x->t->id], &st);
            s->preds[x->t->id]++;
        }
        if (x->f) {
            meet(s, &s->st[x->f->id], &st);
            s->preds[x->f->id]++;
        }
    }
}

/* The definition of a variable in front of x, or further on where x needs none. */
static N define(struct vars *s, uint32_t var, N x)
{
    const struct state *st = &s->st[x->id];
    uint64_t bit = (uint64_t)1 << var;
    bool t, f;

    if (x->kind != N_TEST || s->preds[x->id] != 1 || (reads(x->l) | reads(x->r)) & bit)
        return sn_bp_def(s->c, var, s->made[x->id]);
    t = s->live[x->t->id] & bit;
    f = s->live[x->f->id] & bit;
    if (t && f)
        return sn_bp_def(s->c, var, s->made[x->id]);
    return sn_bp_test(s->c, x->cmp, replace(s, st, x->l), replace(s, st, x->r),
                      t ? define(s, var, x->t) : s->made[x->t->id],
                      f ? define(s, var, x->f) : s->made[x->f->id]);
}

/* From the last node to the first: what is read, and the nodes made anew. */
static void backward(struct vars *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        N x = s->node[i], made = x;
        const struct state *st = &s->st[x->id];
        uint64_t live = 0;
        V l = x->l, r = x->r;

        if (x->t)
            live |= s->live[x->t->id];
        if (x->f)
            live |= s->live[x->f->id];
        switch (x->kind) {
        case N_TEST:
            l = replace(s, st, l);
            r = replace(s, st, r);
            live |= reads(l) | reads(r);
            made = sn_bp_test(s->c, x->cmp, l, r, s->made[x->t->id], s->made[x->f->id]);
            break;
        case N_CHAIN:
            l = replace(s, st, l);
            r = replace(s, st, r);
            live |= reads(l) | reads(r);
            made =
                sn_bp_chain(s->c, x->cmp, x->var, l, r, x->k, s->made[x->t->id], s->made[x->f->id]);
            break;
        case N_SET:
            made = s->made[x->t->id];
            if (live >> x->var & 1 &&
                !(st->set >> x->var & 1 && s->c->g->vars[x->var].recipe != RECIPE_NONE)) {
                l = replace(s, st, l);
                live &= ~((uint64_t)1 << x->var);
                live |= reads(l);
                made = sn_bp_set(s->c, x->var, l, made);
            }
            break;
        case N_DEF:
            made = s->made[x->t->id];
            if ((live & ~st->set) >> x->var & 1) {
                live &= ~((uint64_t)1 << x->var);
                live |= reads(s->c->g->vars[x->var].l);
                made = define(s, x->var, x->t);
            }
            break;
        default:
            break;
        }
        s->live[x->id] = live;
        s->made[x->id] = made;
    }
}

N sn_bp_opt_vars(struct comp *c, N entry, bool *changed)
{
    struct vars s = {.c = c};
    V *values;
    N made;

    if (c->g->nvars == 0)
        return entry;
    s.node = sn_bp_order(c, entry, &s.n);
    s.st = BP_TMPN(c, struct state, c->g->nnodes);
    s.live = BP_TMPN(c, uint64_t, c->g->nnodes);
    s.preds = BP_TMPN(c, uint32_t, c->g->nnodes);
    s.made = BP_TMPN(c, N, c->g->nnodes);
    if (c->err)
        return entry;
    values = BP_TMPN(c, V, (size_t)s.n * c->g->nvars);
    if (!values)
        return entry;
    for (uint32_t i = 0; i < s.n; i++)
        s.st[s.node[i]->id].value = values + (size_t)i * c->g->nvars;
    forward(&s);
    if (c->err)
        return entry;
    backward(&s);
    made = c->err ? entry : s.made[entry->id];
    *changed |= made != entry;
    return made;
}

/* ---- recipes ---- */

/* The Prism header has its own length, unless an AVS header stands in its place. */
static N expand_prism(struct comp *c, uint32_t var, N next)
{
    N avs = sn_bp_set(c, var, sn_bp_load(c, 4, NULL, 4), next);
    N prism = sn_bp_set(c, var, sn_bp_const(c, 144), next);

    return sn_bp_eq_mask(c, sn_bp_load(c, 4, NULL, 0), 0xfffff000, 0x80211000, avs, prism);
}

/* Bits of the radiotap header's little-endian words, as a big-endian load sees them. */
enum { RT_TSFT = 0x01000000, RT_FLAGS = 0x02000000, RT_EXT = 0x00000080, RT_DATAPAD = 0x20 };

static N expand_radiotap(struct comp *c, uint32_t var, V len, N next)
{
    V round = sn_bp_alu_k(c, BPF_AND, sn_bp_alu_k(c, BPF_ADD, len, 3), ~3u);
    V present = sn_bp_load(c, 4, NULL, 4);
    N pad = sn_bp_set(c, var, round, next), plain = sn_bp_set(c, var, len, next);
    N late = sn_bp_test_k(c, BPF_JSET, sn_bp_load(c, 1, NULL, 16), RT_DATAPAD, pad, plain);
    N early = sn_bp_test_k(c, BPF_JSET, sn_bp_load(c, 1, NULL, 8), RT_DATAPAD, pad, plain);
    N flags = sn_bp_test_k(c, BPF_JSET, present, RT_TSFT, late, early);

    return sn_bp_test_k(c, BPF_JSET, present, RT_FLAGS,
                        sn_bp_test_k(c, BPF_JSET, present, RT_EXT, plain, flags), plain);
}

static N expand_def(struct comp *c, uint32_t var, N next)
{
    V l = c->g->vars[var].l;

    switch (c->g->vars[var].recipe) {
    case RECIPE_PRISM:
        return expand_prism(c, var, next);
    case RECIPE_LEAD:
        return sn_bp_set(c, var, l, next);
    default:
        return expand_radiotap(c, var, l, next);
    }
}

N sn_bp_expand(struct comp *c, N entry)
{
    uint32_t n;
    N *node = sn_bp_order(c, entry, &n), *made = BP_TMPN(c, N, c->g->nnodes);

    if (c->err)
        return entry;
    for (uint32_t i = 0; i < n; i++) {
        N x = node[i];
        N t = x->t ? made[x->t->id] : NULL, f = x->f ? made[x->f->id] : NULL;

        switch (x->kind) {
        case N_TEST:
            made[x->id] = sn_bp_test(c, x->cmp, x->l, x->r, t, f);
            break;
        case N_CHAIN:
            made[x->id] = sn_bp_chain(c, x->cmp, x->var, x->l, x->r, x->k, t, f);
            break;
        case N_SET:
            made[x->id] = sn_bp_set(c, x->var, x->l, t);
            break;
        case N_DEF:
            made[x->id] = expand_def(c, x->var, t);
            break;
        default:
            made[x->id] = x;
            break;
        }
    }
    return c->err ? entry : made[entry->id];
}
