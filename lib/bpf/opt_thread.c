/*
 * Jump threading and redundant tests.
 *
 * What is known at a node is what the edges of its dominators said. An edge that leads to a test
 * decided by what is known there goes to the outcome instead. Needs nothing; keeps the order of
 * the tests on every path, less those decided. Terminates: a changed edge only moves forward.
 *
 * Facts are pushed and popped in a walk over the dominator tree. A test behind assignments that
 * is decided by the values assigned is skipped by an edge that makes the assignments itself.
 *
 * A pass of its own drops tests one of whose outcomes leads to a place that the tests behind the
 * other outcome lead to as well: of `x == 2 ? R : x == 10 ? a : R` remains `x == 10 ? a : R`. Its
 * time is when no more edges move: until then, the test behind may be one that is to go.
 */
#include "opt.h"
#include "opt_facts.h"

#define NONE UINT32_MAX

/* How many tests behind one edge are looked at, and how many in all; how far all edges are moved.
 * Bounds the time of a pass, not what several of them find. */
#define COLLAPSE_ONE 48
#define COLLAPSE_ALL 20000
#define STEPS_ALL    2000000

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
    uint32_t set[FACTS_SET], nset;
    uint32_t mask, k; /* masked: the test becomes (x & mask) == k */
    bool masked;
    uint32_t same; /* what does as well as this test: one of its targets; NONE: neither */
};

struct thread {
    struct comp *c;
    N *node; /* predecessors first */
    struct place *p;
    uint32_t n;
    uint32_t *index; /* by node id */
    struct facts facts;
    uint32_t sets[BP_VARS]; /* assignments to each variable */
    unsigned one, all;      /* how many tests may still be looked at: see collapse */
    unsigned steps;         /* likewise, moved past */
    bool dropping;          /* tests are dropped, else edges moved */
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
        (!first && p->set_of != n->l) || p->nset == FACTS_SET) {
        p->set_of = NULL;
        p->nset = FACTS_SET;
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

        p->parent = p->edge = p->child = p->sibling = p->same = NONE;
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

/* ---- edges ---- */

/* The place that tests of x & cover alone lead to from `to` when that is v. */
static uint32_t simulate(struct thread *s, uint32_t to, V x, uint32_t cover, uint32_t v)
{
    for (unsigned i = 0;; i++) {
        N n = s->node[to];
        uint32_t mask;

        if (i == FACTS_LOOK || n->kind != N_TEST || n->r->op != V_CONST ||
            sn_bp_strip(n->l, &mask) != x || mask & ~cover)
            return to;
        to = s->index[(sn_bp_compare(n->cmp, v & mask, n->r->k) ? n->t : n->f)->id];
    }
}

/* Where a test of a value leads by the list of what it can be; `to` itself when that varies. */
static uint32_t by_choices(struct thread *s, uint32_t to)
{
    uint32_t set[FACTS_SET], n, mask, cover, end;
    N test = s->node[to];
    V x;

    if (test->r->op != V_CONST)
        return to;
    x = sn_bp_strip(test->l, &mask);
    if (!sn_bp_facts_choices(&s->facts, x, &cover, set, &n) || n == 0)
        return to;
    end = simulate(s, to, x, cover, set[0]);
    for (uint32_t i = 1; i < n; i++)
        if (simulate(s, to, x, cover, set[i]) != end)
            return to;
    return end;
}

/* Where all ways through the tests from `to` on lead, as far as that is one place. */
static uint32_t explore(struct thread *s, uint32_t to)
{
    N n = s->node[to];
    uint32_t mark = s->facts.n, end[2];
    int r;

    if (n->kind != N_TEST || s->one == 0 || s->all == 0)
        return to;
    s->one--;
    s->all--;
    r = sn_bp_facts_decide(&s->facts, n);
    if (r >= 0)
        return explore(s, s->index[(r ? n->t : n->f)->id]);
    for (int side = 0; side < 2; side++) {
        sn_bp_facts_learn(&s->facts, n, side);
        end[side] = explore(s, s->index[(side ? n->t : n->f)->id]);
        sn_bp_facts_pop(&s->facts, mark);
    }
    return end[0] == end[1] ? end[0] : to;
}

static uint32_t collapse(struct thread *s, uint32_t to)
{
    s->one = COLLAPSE_ONE;
    return explore(s, to);
}

/* Where an edge really leads. Behind assignments, only where that skips a test. */
static struct edge follow(struct thread *s, uint32_t i, bool outcome)
{
    uint32_t mark = s->facts.n;
    struct edge best = outcome ? s->p[i].t : s->p[i].f, e = best;

    sn_bp_facts_learn(&s->facts, s->node[i], outcome);
    for (;;) {
        N n = s->node[e.to];
        uint32_t to;
        int r;

        if (n->kind == N_SET) {
            if (e.sets == NONE)
                e.sets = e.to;
            sn_bp_facts_learn(&s->facts, n, true);
            e.to = s->index[n->t->id];
            continue;
        }
        if (n->kind != N_TEST || s->steps == 0)
            break;
        r = sn_bp_facts_decide(&s->facts, n);
        to = r < 0 ? by_choices(s, e.to) : s->index[(r ? n->t : n->f)->id];
        if (to == e.to)
            break;
        e.to = to;
        best = e;
        s->steps--;
        s->changed = true;
        /* The assignments made so far end here; others behind the test are not copied. */
        if (e.sets != NONE)
            break;
    }
    if (best.sets == NONE) {
        uint32_t to = collapse(s, best.to);

        s->changed |= to != best.to;
        best.to = to;
    }
    sn_bp_facts_pop(&s->facts, mark);
    return best;
}

/* ---- the walk ---- */

/* Leaves bits that are known out of a masked test, where it then needs no mask. */
static void unmask(struct thread *s, struct place *p, N n)
{
    uint32_t mask, known, bits;
    V x;

    if (n->cmp != BPF_JEQ || n->r->op != V_CONST || n->l->op != V_ALU)
        return;
    x = sn_bp_strip(n->l, &mask);
    if (x == n->l)
        return;
    sn_bp_facts_bits(&s->facts, x, &known, &bits);
    if ((bits ^ n->r->k) & known & mask)
        return; /* never true: edges past it are found in the next round */
    p->mask = mask & ~known;
    p->k = n->r->k & p->mask;
    p->masked = p->mask != mask && p->mask != 0 &&
                (p->k == 0 || (p->k == p->mask && (p->k & (p->k - 1)) == 0));
    s->changed |= p->masked;
}

/* How far a test looks from `base` on: bytes; 0: nowhere. False: farther than is known. */
static bool reach(N n, V *base, uint64_t *end)
{
    uint32_t mask;
    V x = sn_bp_strip(n->l, &mask);

    *base = NULL;
    *end = 0;
    if (x->op == V_LOAD) {
        *base = x->a;
        *end = (uint64_t)x->k + x->size;
        return !x->a || x->a->op == V_VAR || x->a->op == V_MSH;
    }
    return x->op == V_LEN || x->op == V_VAR;
}

/* Whether b can be asked in a's place without looking behind what a looks at. */
static bool within(N a, N b)
{
    V base_a, base_b;
    uint64_t end_a, end_b;

    if (!reach(b, &base_b, &end_b))
        return false;
    return end_b == 0 || (reach(a, &base_a, &end_a) && base_a == base_b && end_b <= end_a);
}

/* Whether the test at i is needless since its outcome `side` leads where the tests behind the other
 * outcome lead then too. No packet that was accepted may be rejected for bytes that it hasn't. */
static bool needless(struct thread *s, uint32_t i, bool side)
{
    N n = s->node[i], far = side ? n->f : n->t;
    uint32_t mark = s->facts.n, to = s->index[(side ? n->t : n->f)->id], a, b;

    if (far->kind != N_TEST)
        return false;
    sn_bp_facts_learn(&s->facts, n, side);
    a = collapse(s, to);
    b = collapse(s, s->index[far->id]);
    sn_bp_facts_pop(&s->facts, mark);
    if (a != b)
        return false;
    if (s->node[a] == s->c->g->reject)
        return true;
    return within(n, far) && (far->t == s->node[a] || far->f == s->node[a]) && a == to;
}

/* What is known behind a dropped test may not rest on its outcome. */
static void drop(struct thread *s, uint32_t i)
{
    N n = s->node[i];

    for (int side = 0; side < 2; side++) {
        uint32_t far = s->index[(side ? n->f : n->t)->id];

        if ((s->p[far].edge == NONE && s->p[far].set_of) || !needless(s, i, side))
            continue;
        s->p[i].same = far;
        s->changed = true;
        return;
    }
}

static void enter(struct thread *s, uint32_t i)
{
    struct place *p = &s->p[i];
    uint32_t from = p->edge == NONE ? NONE : p->edge / 2;

    /* What a variable is holds from here on only where nothing else is assigned to it. */
    if (from != NONE && s->p[from].same == NONE &&
        (s->node[from]->kind != N_SET || s->sets[s->node[from]->var] == 1))
        sn_bp_facts_learn(&s->facts, s->node[from], !(p->edge & 1));
    else if (i > 0 && from == NONE && p->set_of)
        sn_bp_facts_list(&s->facts, p->set_of, p->set, p->nset);
    if (s->dropping) {
        if (s->node[i]->kind == N_TEST)
            drop(s, i);
        return;
    }
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
    marks[0] = s->facts.n;
    enter(s, 0);
    for (;;) {
        uint32_t child = s->p[i].child;

        if (child != NONE) {
            s->p[i].child = s->p[child].sibling;
            marks[s->p[child].depth] = s->facts.n;
            enter(s, child);
            i = child;
        } else if (i == 0) {
            break;
        } else {
            sn_bp_facts_pop(&s->facts, marks[s->p[i].depth]);
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
        to = sn_bp_set(s->c, set[n]->var, set[n]->l, to);
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

            if (p->same != NONE)
                made[i] = made[p->same];
            else if (x->kind == N_CHAIN)
                made[i] = sn_bp_chain(c, x->cmp, x->var, x->l, x->r, x->k, t, f);
            else if (p->masked)
                made[i] = sn_bp_eq_mask(c, x->l->a, p->mask, p->k, t, f);
            else
                made[i] = sn_bp_test(c, x->cmp, x->l, x->r, t, f);
        } else if (x->kind == N_SET) {
            made[i] = sn_bp_set(c, x->var, x->l, made[p->t.to]);
        } else if (x->kind == N_DEF) {
            made[i] = sn_bp_def(c, x->var, made[p->t.to]);
        } else {
            made[i] = x;
        }
    }
    return made[0];
}

static N run(struct comp *c, N entry, bool dropping, bool *changed)
{
    struct thread s = {.c = c, .all = COLLAPSE_ALL, .steps = STEPS_ALL, .dropping = dropping};

    for (uint32_t i = 0; i < c->g->nvars; i++)
        (void)sn_bp_var(c, i); /* no value is made from here on */
    s.node = sn_bp_order(c, entry, &s.n);
    s.p = BP_TMPN(c, struct place, s.n);
    s.index = BP_TMPN(c, uint32_t, c->g->nnodes);
    if (c->err || s.n == 0 || !sn_bp_facts_init(&s.facts, c, s.n + BP_VARS + COLLAPSE_ONE + 8))
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

N sn_bp_opt_thread(struct comp *c, N entry, bool *changed)
{
    return run(c, entry, false, changed);
}

N sn_bp_opt_drop(struct comp *c, N entry, bool *changed)
{
    return run(c, entry, true, changed);
}
