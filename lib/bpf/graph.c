/* Values and nodes of the intermediate form: made unique, folded, never changed. See graph.h. */
#include <string.h>

#include "graph.h"

static uint32_t mix(uint32_t h, uint64_t x)
{
    x ^= x >> 32;
    h = (h ^ (uint32_t)x) * 0x9e3779b1u;
    return h ^ h >> 15;
}

static uint32_t hash_val(const struct val *v)
{
    uint32_t h = mix(v->op * 31u + v->alu * 7u + v->size, v->k);

    h = mix(h, v->a ? v->a->id + 1u : 0);
    return mix(h, v->b ? v->b->id + 1u : 0);
}

static uint32_t hash_node(const struct node *n)
{
    uint32_t h = mix(n->kind * 31u + n->cmp + n->accept, (uint64_t)n->k << 32 | n->var);

    h = mix(h, n->l ? n->l->id + 1u : 0);
    h = mix(h, n->r ? n->r->id + 1u : 0);
    h = mix(h, n->t ? n->t->id + 1u : 0);
    return mix(h, n->f ? n->f->id + 1u : 0);
}

bool sn_bp_graph_init(struct comp *c)
{
    struct graph *g = BP_NEW(c, struct graph);

    if (!g)
        return false;
    c->g = g;
    g->vcap = g->ncap = 256;
    g->vals = BP_NEWN(c, struct val *, g->vcap);
    g->nodes = BP_NEWN(c, struct node *, g->ncap);
    g->zero = BP_NEW(c, struct val);
    g->accept = BP_NEW(c, struct node);
    g->reject = BP_NEW(c, struct node);
    if (c->err)
        return false;
    g->accept->accept = true;
    g->reject->id = 0;
    g->accept->id = 1;
    g->nnodes = 2;
    g->nvals = 1;
    g->vals[hash_val(g->zero) & (g->vcap - 1)] = g->zero;
    return true;
}

static void grow_vals(struct comp *c)
{
    struct graph *g = c->g;
    uint32_t cap = g->vcap * 2;
    struct val **t = BP_NEWN(c, struct val *, cap);

    if (!t)
        return;
    for (uint32_t i = 0; i < g->vcap; i++)
        for (struct val *v = g->vals[i], *next; v; v = next) {
            struct val **at = &t[hash_val(v) & (cap - 1)];

            next = v->hnext;
            v->hnext = *at;
            *at = v;
        }
    g->vals = t;
    g->vcap = cap;
}

static void grow_nodes(struct comp *c)
{
    struct graph *g = c->g;
    uint32_t cap = g->ncap * 2;
    struct node **t = BP_NEWN(c, struct node *, cap);

    if (!t)
        return;
    for (uint32_t i = 0; i < g->ncap; i++)
        for (struct node *n = g->nodes[i], *next; n; n = next) {
            struct node **at = &t[hash_node(n) & (cap - 1)];

            next = n->hnext;
            n->hnext = *at;
            *at = n;
        }
    g->nodes = t;
    g->ncap = cap;
}

static struct val *find_val(const struct graph *g, const struct val *want)
{
    struct val *v = g->vals[hash_val(want) & (g->vcap - 1)];

    while (v && (v->op != want->op || v->alu != want->alu || v->size != want->size ||
                 v->k != want->k || v->a != want->a || v->b != want->b))
        v = v->hnext;
    return v;
}

static V unique_val(struct comp *c, struct val want)
{
    struct graph *g = c->g;
    struct val **at = &g->vals[hash_val(&want) & (g->vcap - 1)], *v = find_val(g, &want);

    if (v)
        return v;
    v = BP_NEW(c, struct val);
    if (!v)
        return g->zero;
    *v = want;
    v->id = g->nvals++;
    v->hnext = *at;
    *at = v;
    if (g->nvals > g->vcap)
        grow_vals(c);
    return v;
}

static N unique_node(struct comp *c, struct node want)
{
    struct graph *g = c->g;
    struct node **at = &g->nodes[hash_node(&want) & (g->ncap - 1)], *n;

    for (n = *at; n; n = n->hnext)
        if (n->kind == want.kind && n->cmp == want.cmp && n->var == want.var && n->k == want.k &&
            n->l == want.l && n->r == want.r && n->t == want.t && n->f == want.f)
            return n;
    n = BP_NEW(c, struct node);
    if (!n)
        return g->reject;
    *n = want;
    n->id = g->nnodes++;
    n->hnext = *at;
    *at = n;
    if (g->nnodes > g->ncap)
        grow_nodes(c);
    return n;
}

/* ---- values ---- */

V sn_bp_const(struct comp *c, uint32_t k)
{
    return unique_val(c, (struct val){.op = V_CONST, .k = k});
}

V sn_bp_len(struct comp *c)
{
    return unique_val(c, (struct val){.op = V_LEN});
}

V sn_bp_load(struct comp *c, unsigned size, V base, uint32_t k)
{
    if (base && base->op == V_CONST && !c->o.no_opt && base->k <= INT32_MAX - k) {
        k += base->k;
        base = NULL;
    }
    return unique_val(c, (struct val){.op = V_LOAD, .size = (uint8_t)size, .a = base, .k = k});
}

V sn_bp_find_load(const struct comp *c, unsigned size, V base, uint32_t k)
{
    struct val want = {.op = V_LOAD, .size = (uint8_t)size, .a = base, .k = k};

    return find_val(c->g, &want);
}

V sn_bp_anc(struct comp *c, uint32_t k)
{
    return unique_val(c, (struct val){.op = V_ANC, .k = k});
}

V sn_bp_msh(struct comp *c, uint32_t k)
{
    return unique_val(c, (struct val){.op = V_MSH, .k = k});
}

V sn_bp_var(struct comp *c, uint32_t var)
{
    return unique_val(c, (struct val){.op = V_VAR, .k = var});
}

bool sn_bp_fold(unsigned op, uint32_t a, uint32_t b, uint32_t *out)
{
    switch (op) {
    case BPF_ADD:
        *out = a + b;
        return true;
    case BPF_SUB:
        *out = a - b;
        return true;
    case BPF_MUL:
        *out = a * b;
        return true;
    case BPF_DIV:
        *out = b ? a / b : 0;
        return b != 0;
    case BPF_MOD:
        *out = b ? a % b : 0;
        return b != 0;
    case BPF_AND:
        *out = a & b;
        return true;
    case BPF_OR:
        *out = a | b;
        return true;
    case BPF_XOR:
        *out = a ^ b;
        return true;
    case BPF_LSH:
        *out = b < 32 ? a << b : 0;
        return true;
    case BPF_RSH:
        *out = b < 32 ? a >> b : 0;
        return true;
    default:
        return false;
    }
}

/* The bits that may be set in v. */
static uint32_t bits_of(V v)
{
    switch (v->op) {
    case V_CONST:
        return v->k;
    case V_LOAD:
        return v->size == 1 ? 0xff : v->size == 2 ? 0xffff : UINT32_MAX;
    case V_MSH:
        return 0x3c;
    case V_ALU:
        if (v->alu == BPF_AND)
            return v->b->op == V_CONST ? bits_of(v->a) & v->b->k : bits_of(v->a);
        if (v->alu == BPF_RSH && v->b->op == V_CONST)
            return v->b->k < 32 ? bits_of(v->a) >> v->b->k : 0;
        if (v->alu == BPF_LSH && v->b->op == V_CONST)
            return v->b->k < 32 ? bits_of(v->a) << v->b->k : 0;
        return UINT32_MAX;
    default:
        return UINT32_MAX;
    }
}

/* x op k for the cases in which it is a constant or x itself, or can join an op below. */
static V simplify(struct comp *c, unsigned op, V a, uint32_t k)
{
    bool inner = a->op == V_ALU && a->b->op == V_CONST;
    uint32_t j = inner ? a->b->k : 0;

    switch (op) {
    case BPF_ADD:
        if (inner && a->alu == BPF_ADD)
            return sn_bp_alu_k(c, BPF_ADD, a->a, j + k);
        return k == 0 ? a : NULL;
    case BPF_SUB:
        return sn_bp_alu_k(c, BPF_ADD, a, 0u - k);
    case BPF_OR:
    case BPF_XOR:
        return k == 0 ? a : NULL;
    case BPF_LSH:
    case BPF_RSH:
        if (k >= 32)
            return sn_bp_const(c, 0);
        if (inner && a->alu == op)
            return j + k >= 32 ? sn_bp_const(c, 0) : sn_bp_alu_k(c, op, a->a, j + k);
        return k == 0 ? a : NULL;
    case BPF_MUL:
        if (k == 0)
            return sn_bp_const(c, 0);
        if ((k & (k - 1)) == 0)
            return sn_bp_alu_k(c, BPF_LSH, a, (uint32_t)__builtin_ctz(k));
        return NULL;
    case BPF_DIV:
        if (k && (k & (k - 1)) == 0)
            return sn_bp_alu_k(c, BPF_RSH, a, (uint32_t)__builtin_ctz(k));
        return NULL;
    case BPF_MOD:
        if (k && (k & (k - 1)) == 0)
            return sn_bp_alu_k(c, BPF_AND, a, k - 1);
        return NULL;
    case BPF_AND:
        if (inner && a->alu == BPF_AND)
            return sn_bp_alu_k(c, BPF_AND, a->a, j & k);
        if ((bits_of(a) & k) == 0)
            return sn_bp_const(c, 0);
        return (bits_of(a) & ~k) == 0 ? a : NULL;
    default:
        return NULL;
    }
}

static bool commutes(unsigned op)
{
    return op == BPF_ADD || op == BPF_MUL || op == BPF_AND || op == BPF_OR || op == BPF_XOR;
}

V sn_bp_alu(struct comp *c, unsigned op, V a, V b)
{
    if (c->err)
        return c->g->zero;
    if (!c->o.no_opt) {
        uint32_t k;
        V s;

        if (a->op == V_CONST && b->op == V_CONST && sn_bp_fold(op, a->k, b->k, &k))
            return sn_bp_const(c, k);
        if (a->op == V_CONST && commutes(op)) {
            V swap = a;

            a = b;
            b = swap;
        }
        s = b->op == V_CONST ? simplify(c, op, a, b->k) : NULL;
        if (s)
            return s;
    }
    return unique_val(c, (struct val){.op = V_ALU, .alu = (uint8_t)op, .a = a, .b = b});
}

V sn_bp_alu_k(struct comp *c, unsigned op, V a, uint32_t k)
{
    return sn_bp_alu(c, op, a, sn_bp_const(c, k));
}

V sn_bp_neg(struct comp *c, V a)
{
    if (a->op == V_CONST && !c->o.no_opt)
        return sn_bp_const(c, 0u - a->k);
    return unique_val(c, (struct val){.op = V_NEG, .a = a});
}

/* ---- nodes ---- */

bool sn_bp_compare(unsigned cmp, uint32_t a, uint32_t b)
{
    switch (cmp) {
    case BPF_JEQ:
        return a == b;
    case BPF_JGT:
        return a > b;
    case BPF_JGE:
        return a >= b;
    default:
        return (a & b) != 0;
    }
}

/* What the bits that v can have say about v cmp k: 1, 0, or -1 for nothing. */
static int known(unsigned cmp, V v, uint32_t k)
{
    uint32_t bits = bits_of(v);

    switch (cmp) {
    case BPF_JEQ:
        return k & ~bits ? 0 : -1;
    case BPF_JGT:
        return bits <= k ? 0 : -1;
    case BPF_JGE:
        return k == 0 ? 1 : bits < k ? 0 : -1;
    default:
        return (bits & k) == 0 ? 0 : -1;
    }
}

N sn_bp_test(struct comp *c, unsigned cmp, V l, V r, N t, N f)
{
    int sure;

    if (c->err)
        return c->g->reject;
    if (c->o.no_opt)
        return unique_node(
            c, (struct node){.kind = N_TEST, .cmp = (uint8_t)cmp, .l = l, .r = r, .t = t, .f = f});
    if (t == f)
        return t;
    if (l->op == V_CONST && r->op != V_CONST && (cmp == BPF_JEQ || cmp == BPF_JSET)) {
        V swap = l;

        l = r;
        r = swap;
    }
    if (r->op == V_CONST) {
        sure = l->op == V_CONST ? sn_bp_compare(cmp, l->k, r->k) : known(cmp, l, r->k);
        if (sure >= 0) {
            c->folded = true;
            return sure ? t : f;
        }
        /* (x & m) == 0 needs no `and`; nor does it for one bit. */
        if (cmp == BPF_JEQ && l->op == V_ALU && l->alu == BPF_AND && l->b->op == V_CONST) {
            if (r->k == 0)
                return sn_bp_test(c, BPF_JSET, l->a, l->b, f, t);
            if (r->k == l->b->k && (r->k & (r->k - 1)) == 0)
                return sn_bp_test(c, BPF_JSET, l->a, l->b, t, f);
        }
        if (cmp == BPF_JGT && r->k == 0 && l->op == V_ALU && l->alu == BPF_AND &&
            l->b->op == V_CONST)
            return sn_bp_test(c, BPF_JSET, l->a, l->b, t, f);
        if (cmp == BPF_JSET && l->op == V_ALU && l->alu == BPF_AND && l->b->op == V_CONST)
            return sn_bp_test_k(c, BPF_JSET, l->a, l->b->k & r->k, t, f);
        /* x + j == k */
        if (cmp == BPF_JEQ && l->op == V_ALU && l->alu == BPF_ADD && l->b->op == V_CONST)
            return sn_bp_test_k(c, BPF_JEQ, l->a, r->k - l->b->k, t, f);
    }
    return unique_node(
        c, (struct node){.kind = N_TEST, .cmp = (uint8_t)cmp, .l = l, .r = r, .t = t, .f = f});
}

N sn_bp_test_k(struct comp *c, unsigned cmp, V l, uint32_t k, N t, N f)
{
    return sn_bp_test(c, cmp, l, sn_bp_const(c, k), t, f);
}

N sn_bp_eq(struct comp *c, V l, uint32_t k, N t, N f)
{
    return sn_bp_test_k(c, BPF_JEQ, l, k, t, f);
}

N sn_bp_eq_mask(struct comp *c, V l, uint32_t mask, uint32_t k, N t, N f)
{
    if (mask != UINT32_MAX)
        l = sn_bp_alu_k(c, BPF_AND, l, mask);
    return sn_bp_eq(c, l, k & mask, t, f);
}

N sn_bp_set(struct comp *c, uint32_t var, V v, N next)
{
    if (c->err)
        return c->g->reject;
    return unique_node(c, (struct node){.kind = N_SET, .var = var, .l = v, .t = next});
}

N sn_bp_chain(struct comp *c, unsigned family, uint32_t num, V proto, V at, uint32_t k, N t, N f)
{
    if (c->err)
        return c->g->reject;
    return unique_node(c, (struct node){.kind = N_CHAIN,
                                        .cmp = (uint8_t)family,
                                        .var = num,
                                        .k = k,
                                        .l = proto,
                                        .r = at,
                                        .t = t,
                                        .f = f});
}

N sn_bp_def(struct comp *c, uint32_t var, N next)
{
    if (c->err)
        return c->g->reject;
    return unique_node(c, (struct node){.kind = N_DEF, .var = var, .t = next});
}

uint32_t sn_bp_new_var(struct comp *c, enum recipe how, V l)
{
    struct graph *g = c->g;

    for (uint32_t i = 0; how != RECIPE_NONE && i < g->nvars; i++)
        if (g->vars[i].recipe == how && g->vars[i].l == l)
            return i;
    if (g->nvars == BP_VARS) {
        sn_bp_fail(c, SN_ERANGE, (struct span){1, 1},
                   "more than %d tunnel headers in one expression", BP_VARS);
        return 0;
    }
    g->vars[g->nvars] = (struct var){(uint8_t)how, l};
    return g->nvars++;
}

N *sn_bp_order(struct comp *c, N entry, uint32_t *n)
{
    uint32_t cap = c->g->nnodes, top = 0, count = 0;
    uint8_t *seen = BP_TMPN(c, uint8_t, cap);
    N *stack = BP_TMPN(c, N, cap), *out = BP_TMPN(c, N, cap);

    *n = 0;
    if (c->err)
        return NULL;
    stack[top++] = entry;
    seen[entry->id] = 1;
    /* A node stays on the stack until both successors are out. */
    while (top > 0) {
        N x = stack[top - 1];

        if (x->f && !seen[x->f->id]) {
            seen[x->f->id] = 1;
            stack[top++] = x->f;
        } else if (x->t && !seen[x->t->id]) {
            seen[x->t->id] = 1;
            stack[top++] = x->t;
        } else {
            out[count++] = x;
            top--;
        }
    }
    *n = count;
    return out;
}
