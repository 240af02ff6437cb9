/*
 * Jump threading and redundant tests.
 *
 * What is known at a node is what the edges of its dominators said. An edge that leads to a test
 * decided by what is known there goes to the outcome instead. Needs nothing; keeps the order of
 * the tests on every path, less those decided. Terminates: a changed edge only moves forward.
 *
 * Known facts are kept per value x as: bits that are known, (x & mask) != k, a range, or a short
 * list of what it can be. They are pushed and popped in a walk over the dominator tree, newest
 * first. Loads of the same bytes share what is known of the bytes. A test behind assignments that
 * is decided by the values assigned is skipped by an edge that makes the assignments itself.
 */
#include "opt.h"

#define NONE      UINT32_MAX
#define MAX_DEPTH 8  /* of the making of a value */
#define LOOK      64 /* how many facts of a value are looked at: bounds the time, not the result */

#define SET_MAX 6 /* how many values a list may have */

struct fact {
    V x;
    uint32_t mask, k; /* EQ, NE: x & mask; GE, LE: k */
    enum { F_EQ, F_NE, F_GE, F_LE, F_SAME, F_IS, F_IN } kind;
    N test;              /* F_SAME: a comparison of two values, with outcome k */
    V is;                /* F_IS: what the variable x was set to */
    const uint32_t *set; /* F_IN: x is one of these k */
    uint32_t prev;
};

/* Where an edge leads, and the chain of assignments that it makes on its way. */
struct edge {
    uint32_t to;
    uint32_t sets; /* the first assignment; NONE: none to make */
};

struct place {
    uint32_t parent, jump, depth; /* in the dominator tree */
    uint32_t edge;                /* the only edge that leads here: 2 * from + (1 for f) */
    uint32_t child, sibling;
    struct edge t, f; /* edges, as they become */
    V set_of;         /* all edges here say that this value is one of set[nset] */
    uint32_t set[SET_MAX], nset;
    uint32_t mask, k; /* masked: the test becomes (x & mask) == k */
    bool masked;
};

/* A load that shares bytes with another. */
struct overlap {
    V y;
    uint32_t mask; /* y's bits that the other has too */
    int up;        /* how far up they are there */
    struct overlap *next;
};

struct thread {
    struct comp *c;
    N *node; /* predecessors first */
    struct place *p;
    uint32_t n;
    uint32_t *index; /* by node id */
    struct fact *facts;
    uint32_t nfacts, cap;
    uint32_t *last;           /* by value id: the newest fact + 1 */
    struct overlap **overlap; /* by value id; &none: looked for, there are none */
    struct overlap none;
    uint32_t sets[BP_VARS]; /* assignments to each variable */
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

/* Collects what the edges to a node say about one value. */
static void collect(struct thread *s, uint32_t from, uint32_t side, struct place *p)
{
    bool first = p->parent == NONE;
    N n;

    /* Assignments on the way don't matter. */
    while (s->node[from]->kind != N_TEST && s->p[from].edge != NONE) {
        side = s->p[from].edge & 1;
        from = s->p[from].edge / 2;
    }
    n = s->node[from];
    if (n->kind != N_TEST || side != 0 || n->cmp != BPF_JEQ || n->r->op != V_CONST ||
        (!first && p->set_of != n->l) || p->nset == SET_MAX) {
        p->set_of = NULL;
        p->nset = SET_MAX;
        return;
    }
    p->set_of = n->l;
    p->set[p->nset++] = n->r->k;
}

static void arrive(struct thread *s, uint32_t from, uint32_t side, uint32_t to)
{
    struct place *p = &s->p[to];

    collect(s, from, side, p);
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
        p->t = (struct edge){s->index[s->node[i]->t->id], NONE};
        arrive(s, i, 0, p->t.to);
        if (!s->node[i]->f)
            continue;
        p->f = (struct edge){s->index[s->node[i]->f->id], NONE};
        arrive(s, i, 1, p->f.to);
    }
}

/* ---- facts ---- */

static void push(struct thread *s, struct fact f)
{
    if (s->nfacts == s->cap)
        return; /* what isn't known is no harm */
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

    if (n->kind == N_SET)
        push(s, (struct fact){.x = bp_var(s->c, n->var), .is = n->l, .kind = F_IS});
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

static struct known known_of(struct thread *s, V x, unsigned depth);

static const uint32_t whole[] = {0, 0xff, 0xffff, 0, UINT32_MAX};

/* The loads made so far that share bytes with x; found once and kept. */
static const struct overlap *overlaps(struct thread *s, V x)
{
    struct overlap **list = &s->overlap[x->id], *none = &s->none;

    if (*list)
        return *list == none ? NULL : *list;
    *list = none;
    for (unsigned size = 1; size <= 4; size *= 2)
        for (int d = 1 - (int)size; d < x->size; d++) {
            int up = ((int)x->size - d - (int)size) * 8;
            struct overlap *o;
            V y;

            if ((d == 0 && size == x->size) || (d < 0 && x->k < (uint32_t)-d))
                continue;
            y = bp_find_load(s->c, size, x->a, x->k + (uint32_t)d);
            o = y ? BP_TMP1(s->c, struct overlap) : NULL;
            if (!o)
                continue;
            o->y = y;
            o->up = up;
            o->mask = up < 0 ? whole[size] & UINT32_MAX << -up : whole[size];
            o->next = *list == none ? NULL : *list;
            *list = o;
        }
    return *list == none ? NULL : *list;
}

/* What loads of the same bytes say. */
static void add_loads(struct thread *s, struct known *k, V x)
{
    for (const struct overlap *o = overlaps(s, x); o; o = o->next) {
        struct known other;

        if (!s->last[o->y->id])
            continue;
        other = known_of(s, o->y, MAX_DEPTH + 1);
        other.mask &= o->mask;
        other.bits &= o->mask;
        k->mask |= o->up >= 0 ? other.mask << o->up : other.mask >> -o->up;
        k->bits |= o->up >= 0 ? other.bits << o->up : other.bits >> -o->up;
    }
    k->mask &= whole[x->size];
    k->bits &= whole[x->size];
}

/* What the making of a value says about it. */
static struct known known_from_parts(struct thread *s, V x, unsigned depth)
{
    struct known k = {0, 0, 0, UINT32_MAX}, a;
    uint32_t j;

    if (depth > MAX_DEPTH)
        return k;
    switch (x->op) {
    case V_CONST:
        return (struct known){UINT32_MAX, x->k, x->k, x->k};
    case V_LOAD:
        add_loads(s, &k, x);
        if (x->size < 4)
            k.mask |= x->size == 1 ? 0xffffff00 : 0xffff0000;
        break;
    case V_ALU:
        if (x->b->op != V_CONST)
            break;
        a = known_of(s, x->a, depth + 1);
        j = x->b->k;
        if (x->alu == BPF_AND) {
            k.mask = (a.mask & j) | ~j;
            k.bits = a.bits & j;
        } else if (x->alu == BPF_RSH && j < 32) {
            k.mask = a.mask >> j | (j ? UINT32_MAX << (32 - j) : 0);
            k.bits = a.bits >> j;
        } else if (x->alu == BPF_LSH && j < 32) {
            k.mask = a.mask << j | ((1u << j) - 1);
            k.bits = a.bits << j;
        } else if (a.mask == UINT32_MAX && bp_fold(x->alu, a.bits, j, &k.bits)) {
            k.mask = UINT32_MAX;
        }
        break;
    default:
        break;
    }
    return k;
}

static struct known known_of(struct thread *s, V x, unsigned depth)
{
    struct known k = known_from_parts(s, x, depth), is;
    unsigned looked = 0;

    for (uint32_t i = s->last[x->id]; i && looked < LOOK; i = s->facts[i - 1].prev, looked++) {
        const struct fact *f = &s->facts[i - 1];

        if (f->kind == F_EQ) {
            k.mask |= f->mask;
            k.bits |= f->k;
        } else if (f->kind == F_GE && f->k > k.lo) {
            k.lo = f->k;
        } else if (f->kind == F_LE && f->k < k.hi) {
            k.hi = f->k;
        } else if (f->kind == F_IS) {
            /* What was known before is about another value. */
            if (depth >= MAX_DEPTH)
                break;
            is = known_of(s, f->is, depth + 1);
            k.mask |= is.mask;
            k.bits |= is.bits;
            k.lo = is.lo > k.lo ? is.lo : k.lo;
            k.hi = is.hi < k.hi ? is.hi : k.hi;
            break;
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
static bool constant(struct thread *s, V v, uint32_t *out, unsigned depth)
{
    struct known k = known_of(s, v, 0);
    uint32_t a, b;

    if (k.mask == UINT32_MAX) {
        *out = k.bits;
        return true;
    }
    return depth < MAX_DEPTH && v->op == V_ALU && constant(s, v->a, &a, depth + 1) &&
           constant(s, v->b, &b, depth + 1) && bp_fold(v->alu, a, b, out);
}

/* Whether one of the facts that x & f->mask is not f->k says that x is not k; the bits of x known
 * otherwise help. */
static bool excluded(struct thread *s, V x, struct known kn, uint32_t mask, uint32_t k)
{
    unsigned looked = 0;

    for (uint32_t i = s->last[x->id]; i && looked < LOOK; i = s->facts[i - 1].prev, looked++) {
        const struct fact *f = &s->facts[i - 1];

        if (f->kind == F_NE && (f->mask & ~(mask | kn.mask)) == 0 &&
            (((k & mask) | (kn.bits & ~mask)) & f->mask) == f->k)
            return true;
    }
    return false;
}

/* What x can be by a list of values, as far as nothing else speaks against them; false when there
 * is no list. */
static bool choices(struct thread *s, V x, uint32_t *out, uint32_t *n)
{
    struct known kn;
    unsigned looked = 0;

    for (uint32_t i = s->last[x->id]; i && looked < LOOK; i = s->facts[i - 1].prev, looked++) {
        const struct fact *f = &s->facts[i - 1];

        if (f->kind != F_IN)
            continue;
        kn = known_of(s, x, 0);
        *n = 0;
        for (uint32_t j = 0; j < f->k; j++) {
            uint32_t v = f->set[j];

            if (!((v ^ kn.bits) & kn.mask) && v >= kn.lo && v <= kn.hi &&
                !excluded(s, x, kn, UINT32_MAX, v))
                out[(*n)++] = v;
        }
        return true;
    }
    return false;
}

/* Whether (x & mask) == k: 1, 0, or -1 when that isn't known. */
static int decide_eq(struct thread *s, V x, uint32_t mask, uint32_t k)
{
    struct known kn = known_of(s, x, 0);

    if ((kn.bits ^ k) & kn.mask & mask)
        return 0;
    if ((mask & ~kn.mask) == 0)
        return 1;
    if (excluded(s, x, kn, mask, k))
        return 0;
    if (mask != UINT32_MAX)
        return -1;
    if (k < kn.lo || k > kn.hi)
        return 0;
    return -1;
}

/* The place that tests of x alone lead to from `to` when x is v. */
static uint32_t simulate(struct thread *s, uint32_t to, V x, uint32_t v)
{
    for (unsigned i = 0;; i++) {
        N n = s->node[to];
        uint32_t mask;

        if (i == LOOK || n->kind != N_TEST || n->r->op != V_CONST || strip(n->l, &mask) != x)
            return to;
        to = s->index[(bp_compare(n->cmp, v & mask, n->r->k) ? n->t : n->f)->id];
    }
}

/* Where a test of a value leads by the list of what it can be; `to` itself when that varies. */
static uint32_t by_choices(struct thread *s, uint32_t to)
{
    uint32_t set[SET_MAX], n, mask, end;
    N test = s->node[to];
    V x;

    if (test->r->op != V_CONST)
        return to;
    x = strip(test->l, &mask);
    if (!choices(s, x, set, &n) || n == 0)
        return to;
    end = simulate(s, to, x, set[0]);
    for (uint32_t i = 1; i < n; i++)
        if (simulate(s, to, x, set[i]) != end)
            return to;
    return end;
}

static int decide(struct thread *s, N n)
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
            k = known_of(s, x, 0);
            return k.bits & mask & n->r->k ? 1 : -1;
        }
        return !r;
    case BPF_JGT:
        k = known_of(s, n->l, 0);
        return k.lo > n->r->k ? 1 : k.hi <= n->r->k ? 0 : -1;
    default:
        k = known_of(s, n->l, 0);
        return k.lo >= n->r->k ? 1 : k.hi < n->r->k ? 0 : -1;
    }
}

/* Where an edge really leads. Behind assignments, only where that skips a test. */
static struct edge follow(struct thread *s, uint32_t i, bool outcome)
{
    uint32_t mark = s->nfacts;
    struct edge best = outcome ? s->p[i].t : s->p[i].f, e = best;

    learn(s, s->node[i], outcome);
    for (;;) {
        N n = s->node[e.to];
        uint32_t to;
        int r;

        if (n->kind == N_SET) {
            if (e.sets == NONE)
                e.sets = e.to;
            learn(s, n, true);
            e.to = s->index[n->t->id];
            continue;
        }
        if (n->kind != N_TEST)
            break;
        r = decide(s, n);
        to = r < 0 ? by_choices(s, e.to) : s->index[(r ? n->t : n->f)->id];
        if (to == e.to)
            break;
        e.to = to;
        best = e;
        s->changed = true;
        /* The assignments made so far end here; others behind the test are not copied. */
        if (e.sets != NONE)
            break;
    }
    pop_to(s, mark);
    return best;
}

/* ---- the walk ---- */

/* Leaves bits that are known out of a masked test, where it then needs no mask. */
static void unmask(struct thread *s, struct place *p, N n)
{
    struct known kn;
    uint32_t mask;
    V x;

    if (n->cmp != BPF_JEQ || n->r->op != V_CONST || n->l->op != V_ALU)
        return;
    x = strip(n->l, &mask);
    if (x == n->l)
        return;
    kn = known_of(s, x, 0);
    if ((kn.bits ^ n->r->k) & kn.mask & mask)
        return; /* never true: edges past it are found in the next round */
    p->mask = mask & ~kn.mask;
    p->k = n->r->k & p->mask;
    p->masked = p->mask != mask && p->mask != 0 &&
                (p->k == 0 || (p->k == p->mask && (p->k & (p->k - 1)) == 0));
    s->changed |= p->masked;
}

static void enter(struct thread *s, uint32_t i)
{
    struct place *p = &s->p[i];

    /* What a variable is holds from here on only where nothing else is assigned to it. */
    if (p->edge != NONE &&
        (s->node[p->edge / 2]->kind != N_SET || s->sets[s->node[p->edge / 2]->var] == 1))
        learn(s, s->node[p->edge / 2], !(p->edge & 1));
    else if (i > 0 && p->set_of)
        push(s, (struct fact){.x = p->set_of, .set = p->set, .k = p->nset, .kind = F_IN});
    if (s->node[i]->f) {
        p->t = follow(s, i, true);
        p->f = follow(s, i, false);
    }
    if (s->node[i]->kind == N_TEST)
        unmask(s, p, s->node[i]);
}

static void walk(struct thread *s)
{
    uint32_t *marks = BP_TMPN(s->c, uint32_t, s->n + 1u), i = 0;

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

/* The end of an edge: its target behind the assignments that the edge makes. */
static N end_of(struct thread *s, N *made, struct edge e)
{
    N set[BP_VARS], to = made[e.to];
    unsigned n = 0;

    if (e.sets == NONE)
        return to;
    for (N x = s->node[e.sets]; x->kind == N_SET && n < BP_VARS; x = x->t)
        set[n++] = x;
    while (n-- > 0)
        to = bp_set(s->c, set[n]->var, set[n]->l, to);
    return to;
}

/* The graph with its new edges. */
static N rebuild(struct thread *s)
{
    struct comp *c = s->c;
    N *made = BP_TMPN(c, N, s->n);

    if (!made)
        return c->g->reject;
    for (uint32_t i = s->n; i-- > 0;) {
        N x = s->node[i];
        const struct place *p = &s->p[i];

        if (x->f) {
            N t = end_of(s, made, p->t), f = end_of(s, made, p->f);

            if (x->kind == N_CHAIN)
                made[i] = bp_chain(c, x->cmp, x->var, x->l, x->r, x->k, t, f);
            else if (p->masked)
                made[i] = bp_eq_mask(c, x->l->a, p->mask, p->k, t, f);
            else
                made[i] = bp_test(c, x->cmp, x->l, x->r, t, f);
        } else if (x->kind == N_SET) {
            made[i] = bp_set(c, x->var, x->l, made[p->t.to]);
        } else if (x->kind == N_DEF) {
            made[i] = bp_def(c, x->var, made[p->t.to]);
        } else {
            made[i] = x;
        }
    }
    return made[0];
}

N bp_opt_thread(struct comp *c, N entry, bool *changed)
{
    struct thread s = {.c = c};

    for (uint32_t i = 0; i < c->g->nvars; i++)
        (void)bp_var(c, i); /* no value is made from here on */
    s.node = bp_order(c, entry, &s.n);
    s.p = BP_TMPN(c, struct place, s.n);
    s.index = BP_TMPN(c, uint32_t, c->g->nnodes);
    s.cap = s.n + BP_VARS + 8;
    s.facts = BP_TMPN(c, struct fact, s.cap);
    s.last = BP_TMPN(c, uint32_t, c->g->nvals);
    s.overlap = BP_TMPN(c, struct overlap *, c->g->nvals);
    if (c->err || s.n == 0)
        return entry;
    for (uint32_t i = 0; i < s.n / 2; i++) {
        N swap = s.node[i];

        s.node[i] = s.node[s.n - 1 - i];
        s.node[s.n - 1 - i] = swap;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        s.index[s.node[i]->id] = i;
        if (s.node[i]->kind == N_SET)
            s.sets[s.node[i]->var]++;
    }
    dominators(&s);
    walk(&s);
    if (c->err || !s.changed)
        return entry;
    *changed = true;
    return rebuild(&s);
}
