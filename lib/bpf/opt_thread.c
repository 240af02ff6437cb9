/*
 * Jump threading and redundant tests.
 *
 * What is known at a node is what the edges of its dominators said. An edge that leads to a test
 * decided by what is known there goes to the outcome instead. Needs nothing; keeps the order of
 * the tests on every path, less those decided. Terminates: a changed edge only moves forward.
 *
 * Known facts are kept per value x as: bits that are known, (x & mask) != k, and a range. They are
 * pushed and popped in a walk over the dominator tree, newest first.
 */
#include "opt.h"

#define NONE UINT32_MAX
#define LOOK 64 /* how many facts of a value are looked at: bounds the time, not the result */

struct fact {
    V x;
    uint32_t mask, k; /* EQ, NE: x & mask; GE, LE: k */
    enum { F_EQ, F_NE, F_GE, F_LE, F_SAME } kind;
    N test; /* F_SAME: a comparison of two values, with outcome k */
    uint32_t prev;
};

struct place {
    uint32_t parent, jump, depth; /* in the dominator tree */
    uint32_t edge;                /* the only edge that leads here: 2 * from + (1 for f) */
    uint32_t child, sibling;
    uint32_t t, f; /* edges, as they become */
    bool walked;
};

struct thread {
    struct comp *c;
    N *node; /* predecessors first */
    struct place *p;
    uint32_t n;
    uint32_t *index; /* by node id */
    struct fact *facts;
    uint32_t nfacts, cap;
    uint32_t *last; /* by value id: the newest fact + 1 */
    bool changed;
};

/* ---- dominators ---- */

static void attach(struct thread *s, uint32_t i, uint32_t parent)
{
    struct place *p = &s->p[i], *q = &s->p[parent];

    p->parent = parent;
    p->depth = q->depth + 1;
    p->jump = q->depth - s->p[q->jump].depth == s->p[q->jump].depth - s->p[s->p[q->jump].jump].depth
                  ? s->p[q->jump].jump
                  : parent;
}

/* The nearest common ancestor. */
static uint32_t common(const struct thread *s, uint32_t a, uint32_t b)
{
    const struct place *p = s->p;

    while (p[a].depth > p[b].depth)
        a = p[p[a].jump].depth >= p[b].depth ? p[a].jump : p[a].parent;
    while (p[b].depth > p[a].depth)
        b = p[p[b].jump].depth >= p[a].depth ? p[b].jump : p[b].parent;
    while (a != b) {
        if (p[a].jump != p[b].jump) {
            a = p[a].jump;
            b = p[b].jump;
        } else {
            a = p[a].parent;
            b = p[b].parent;
        }
    }
    return a;
}

static void arrive(struct thread *s, uint32_t from, uint32_t side, uint32_t to)
{
    struct place *p = &s->p[to];

    if (p->parent == NONE) {
        p->parent = from;
        p->edge = 2 * from + side;
    } else {
        p->parent = common(s, p->parent, from);
        p->edge = NONE;
    }
}

static void dominators(struct thread *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct place *p = &s->p[i];

        p->parent = p->edge = p->child = p->sibling = NONE;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        struct place *p = &s->p[i];

        if (i == 0) {
            p->parent = p->jump = 0;
        } else {
            attach(s, i, p->parent);
            p->sibling = s->p[p->parent].child;
            s->p[p->parent].child = i;
        }
        if (s->node[i]->kind == N_RET)
            continue;
        p->t = s->index[s->node[i]->t->id];
        p->f = s->node[i]->f ? s->index[s->node[i]->f->id] : NONE;
        arrive(s, i, 0, p->t);
        if (p->f != NONE)
            arrive(s, i, 1, p->f);
    }
}

/* ---- facts ---- */

static void push(struct thread *s, struct fact f)
{
    if (s->nfacts == s->cap)
        return; /* can't happen: the walk pushes at most two facts a level */
    f.prev = s->last[f.x->id];
    s->facts[s->nfacts++] = f;
    s->last[f.x->id] = s->nfacts;
}

static void pop_to(struct thread *s, uint32_t n)
{
    while (s->nfacts > n) {
        struct fact *f = &s->facts[--s->nfacts];

        s->last[f->x->id] = f->prev;
    }
}

/* x & mask of a value: itself, or what is under an `and`. */
static V strip(V v, uint32_t *mask)
{
    *mask = UINT32_MAX;
    if (v->op == V_ALU && v->alu == BPF_AND && v->b->op == V_CONST) {
        *mask = v->b->k;
        return v->a;
    }
    return v;
}

/* What the outcome of a test says. */
static void learn(struct thread *s, N n, bool outcome)
{
    uint32_t mask;
    V x;

    if (n->kind != N_TEST)
        return;
    if (n->r->op != V_CONST) {
        push(s, (struct fact){.x = n->l, .kind = F_SAME, .test = n, .k = outcome});
        return;
    }
    x = strip(n->l, &mask);
    switch (n->cmp) {
    case BPF_JEQ:
        push(s, (struct fact){.x = x, .mask = mask, .k = n->r->k, .kind = outcome ? F_EQ : F_NE});
        break;
    case BPF_JSET:
        mask &= n->r->k;
        push(s, (struct fact){.x = x, .mask = mask, .k = 0, .kind = outcome ? F_NE : F_EQ});
        break;
    case BPF_JGT:
        if (outcome && n->r->k < UINT32_MAX)
            push(s, (struct fact){.x = n->l, .k = n->r->k + 1, .kind = F_GE});
        else if (!outcome)
            push(s, (struct fact){.x = n->l, .k = n->r->k, .kind = F_LE});
        break;
    default:
        if (outcome)
            push(s, (struct fact){.x = n->l, .k = n->r->k, .kind = F_GE});
        else if (n->r->k > 0)
            push(s, (struct fact){.x = n->l, .k = n->r->k - 1, .kind = F_LE});
        break;
    }
}

struct known {
    uint32_t mask, bits; /* x & mask == bits */
    uint32_t lo, hi;
};

static struct known known_of(const struct thread *s, V x)
{
    struct known k = {0, 0, 0, UINT32_MAX};
    unsigned looked = 0;

    if (x->op == V_LOAD && x->size < 4)
        k.mask = x->size == 1 ? 0xffffff00 : 0xffff0000;
    for (uint32_t i = s->last[x->id]; i && looked < LOOK; i = s->facts[i - 1].prev, looked++) {
        const struct fact *f = &s->facts[i - 1];

        if (f->kind == F_EQ) {
            k.mask |= f->mask;
            k.bits |= f->k;
        } else if (f->kind == F_GE && f->k > k.lo) {
            k.lo = f->k;
        } else if (f->kind == F_LE && f->k < k.hi) {
            k.hi = f->k;
        }
    }
    if (k.bits > k.lo)
        k.lo = k.bits;
    if ((k.bits | ~k.mask) < k.hi)
        k.hi = k.bits | ~k.mask;
    if (k.lo == k.hi) {
        k.mask = UINT32_MAX;
        k.bits = k.lo;
    }
    return k;
}

/* The value of v where everything it is made of is known. */
static bool constant(const struct thread *s, V v, uint32_t *out, unsigned depth)
{
    struct known k;
    uint32_t a, b;

    if (v->op == V_CONST) {
        *out = v->k;
        return true;
    }
    k = known_of(s, v);
    if (k.mask == UINT32_MAX) {
        *out = k.bits;
        return true;
    }
    return depth < 8 && v->op == V_ALU && constant(s, v->a, &a, depth + 1) &&
           constant(s, v->b, &b, depth + 1) && bp_fold(v->alu, a, b, out);
}

/* Whether (x & mask) == k: 1, 0, or -1 when that isn't known. */
static int decide_eq(const struct thread *s, V x, uint32_t mask, uint32_t k)
{
    struct known kn = known_of(s, x);
    unsigned looked = 0;

    if ((kn.bits ^ k) & kn.mask & mask)
        return 0;
    if ((mask & ~kn.mask) == 0)
        return 1;
    if (mask == UINT32_MAX && (k < kn.lo || k > kn.hi))
        return 0;
    for (uint32_t i = s->last[x->id]; i && looked < LOOK; i = s->facts[i - 1].prev, looked++) {
        const struct fact *f = &s->facts[i - 1];

        /* Were it so, then x & f->mask would be f->k, which it is not; bits known otherwise help.
         */
        if (f->kind == F_NE && (f->mask & ~(mask | kn.mask)) == 0 &&
            (((k & mask) | (kn.bits & ~mask)) & f->mask) == f->k)
            return 0;
    }
    return -1;
}

static int decide(const struct thread *s, N n)
{
    struct known k;
    uint32_t mask, a;
    int r;
    V x;

    if (n->r->op != V_CONST) {
        for (uint32_t i = s->last[n->l->id]; i; i = s->facts[i - 1].prev) {
            const struct fact *f = &s->facts[i - 1];

            if (f->kind == F_SAME && f->test->cmp == n->cmp && f->test->r == n->r)
                return (int)f->k;
        }
        return -1;
    }
    if (constant(s, n->l, &a, 0))
        return bp_compare(n->cmp, a, n->r->k);
    x = strip(n->l, &mask);
    switch (n->cmp) {
    case BPF_JEQ:
        return decide_eq(s, x, mask, n->r->k);
    case BPF_JSET:
        r = decide_eq(s, x, mask & n->r->k, 0);
        if (r < 0) {
            /* One known bit is enough. */
            k = known_of(s, x);
            return k.bits & mask & n->r->k ? 1 : -1;
        }
        return !r;
    case BPF_JGT:
        k = known_of(s, n->l);
        return k.lo > n->r->k ? 1 : k.hi <= n->r->k ? 0 : -1;
    default:
        k = known_of(s, n->l);
        return k.lo >= n->r->k ? 1 : k.hi < n->r->k ? 0 : -1;
    }
}

/* Where the edge `side` of i really leads. */
static uint32_t follow(struct thread *s, uint32_t i, bool outcome)
{
    uint32_t mark = s->nfacts, to = outcome ? s->p[i].t : s->p[i].f;

    learn(s, s->node[i], outcome);
    while (s->node[to]->kind == N_TEST) {
        int r = decide(s, s->node[to]);

        if (r < 0)
            break;
        to = s->index[(r ? s->node[to]->t : s->node[to]->f)->id];
        s->changed = true;
    }
    pop_to(s, mark);
    return to;
}

/* ---- the walk ---- */

static void enter(struct thread *s, uint32_t i)
{
    struct place *p = &s->p[i];

    if (p->edge != NONE)
        learn(s, s->node[p->edge / 2], !(p->edge & 1));
    if (s->node[i]->kind == N_TEST) {
        uint32_t t = follow(s, i, true), f = follow(s, i, false);

        p->t = t;
        p->f = f;
    }
}

static void walk(struct thread *s)
{
    uint32_t *marks = BP_NEWN(s->c, uint32_t, s->n + 1u), i = 0;

    if (!marks)
        return;
    marks[0] = s->nfacts;
    enter(s, 0);
    for (;;) {
        uint32_t child = s->p[i].child;

        if (child != NONE) {
            s->p[i].child = s->p[child].sibling;
            marks[s->p[child].depth] = s->nfacts;
            enter(s, child);
            i = child;
        } else if (i == 0) {
            break;
        } else {
            pop_to(s, marks[s->p[i].depth]);
            i = s->p[i].parent;
        }
    }
}

/* The graph with its new edges. */
static N rebuild(struct thread *s)
{
    N *made = BP_NEWN(s->c, N, s->n);

    if (!made)
        return s->c->g->reject;
    for (uint32_t i = s->n; i-- > 0;) {
        N x = s->node[i];

        if (x->kind == N_TEST)
            made[i] = bp_test(s->c, x->cmp, x->l, x->r, made[s->p[i].t], made[s->p[i].f]);
        else if (x->kind == N_SET)
            made[i] = bp_set(s->c, x->var, x->l, made[s->p[i].t]);
        else if (x->kind == N_DEF)
            made[i] = bp_def(s->c, x->var, made[s->p[i].t]);
        else
            made[i] = x;
    }
    return made[0];
}

N bp_opt_thread(struct comp *c, N entry, bool *changed)
{
    struct thread s = {.c = c};

    s.node = bp_order(c, entry, &s.n);
    s.p = BP_NEWN(c, struct place, s.n);
    s.index = BP_NEWN(c, uint32_t, c->g->nnodes);
    s.cap = s.n + 8;
    s.facts = BP_NEWN(c, struct fact, s.cap);
    s.last = BP_NEWN(c, uint32_t, c->g->nvals);
    if (c->err || s.n == 0)
        return entry;
    for (uint32_t i = 0; i < s.n / 2; i++) {
        N swap = s.node[i];

        s.node[i] = s.node[s.n - 1 - i];
        s.node[s.n - 1 - i] = swap;
    }
    for (uint32_t i = 0; i < s.n; i++)
        s.index[s.node[i]->id] = i;
    dominators(&s);
    walk(&s);
    if (c->err || !s.changed)
        return entry;
    *changed = true;
    return rebuild(&s);
}
