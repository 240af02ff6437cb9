/* Facts about values: see opt_facts.h. */
#include "opt_facts.h"

#define MAX_DEPTH 8 /* of the making of a value */

/* A load that shares bytes with another. */
struct overlap {
    V y;
    uint32_t mask; /* y's bits that the other has too */
    int up;        /* how far up they are there */
    struct overlap *next;
};

bool sn_bp_facts_init(struct facts *s, struct comp *c, uint32_t cap)
{
    *s = (struct facts){.c = c, .cap = cap};
    s->fact = BP_TMPN(c, struct fact, cap);
    s->last = BP_TMPN(c, uint32_t, c->g->nvals);
    s->overlap = BP_TMPN(c, struct overlap *, c->g->nvals);
    s->none = BP_TMP1(c, struct overlap);
    return !c->err;
}

static void push(struct facts *s, struct fact f)
{
    if (s->n == s->cap)
        return; /* what isn't known is no harm */
    f.prev = s->last[f.x->id];
    s->fact[s->n++] = f;
    s->last[f.x->id] = s->n;
}

void sn_bp_facts_pop(struct facts *s, uint32_t n)
{
    while (s->n > n) {
        struct fact *f = &s->fact[--s->n];

        s->last[f->x->id] = f->prev;
    }
}

V sn_bp_strip(V v, uint32_t *mask)
{
    *mask = UINT32_MAX;
    if (v->op == V_ALU && v->alu == BPF_AND && v->b->op == V_CONST) {
        *mask = v->b->k;
        return v->a;
    }
    return v;
}

void sn_bp_facts_learn(struct facts *s, N n, bool outcome)
{
    uint32_t mask;
    V x;

    if (n->kind == N_SET)
        push(s, (struct fact){.x = sn_bp_var(s->c, n->var), .is = n->l, .kind = F_IS});
    if (n->kind != N_TEST)
        return;
    if (n->r->op != V_CONST) {
        push(s, (struct fact){.x = n->l, .kind = F_SAME, .test = n, .k = outcome});
        return;
    }
    x = sn_bp_strip(n->l, &mask);
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

static struct known known_of(struct facts *s, V x, unsigned depth);

static const uint32_t whole[] = {0, 0xff, 0xffff, 0, UINT32_MAX};

/* The loads made so far that share bytes with x; found once and kept. */
static const struct overlap *overlaps(struct facts *s, V x)
{
    struct overlap **list = &s->overlap[x->id], *none = s->none;

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
            y = sn_bp_find_load(s->c, size, x->a, x->k + (uint32_t)d);
            o = y ? BP_TMP1(s->c, struct overlap) : NULL;
            if (!o)
                continue;
            o->y = y;
            o->up = up;
            o->mask = whole[size] & (up < 0 ? whole[x->size] << -up : whole[x->size] >> up);
            o->next = *list == none ? NULL : *list;
            *list = o;
        }
    return *list == none ? NULL : *list;
}

/* The range of a load says in which range one is that begins with the same byte. */
static void add_range(struct known *k, const struct known *other, V x, const struct overlap *o)
{
    uint32_t lo = other->lo, hi = other->hi;

    if (o->up + 8 * o->y->size != 8 * x->size)
        return;
    hi = hi < whole[o->y->size] ? hi : whole[o->y->size];
    if (o->up >= 0) {
        lo <<= o->up;
        hi = hi << o->up | ((1u << o->up) - 1);
    } else {
        lo >>= -o->up;
        hi >>= -o->up;
    }
    k->lo = lo > k->lo ? lo : k->lo;
    k->hi = hi < k->hi ? hi : k->hi;
}

/* What loads of the same bytes say. */
static void add_loads(struct facts *s, struct known *k, V x)
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
        add_range(k, &other, x, o);
    }
    k->mask &= whole[x->size];
    k->bits &= whole[x->size];
}

/* What the making of a value says about it. */
static struct known known_from_parts(struct facts *s, V x, unsigned depth)
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
        } else if (a.mask == UINT32_MAX && sn_bp_fold(x->alu, a.bits, j, &k.bits)) {
            k.mask = UINT32_MAX;
        }
        break;
    default:
        break;
    }
    return k;
}

static struct known known_of(struct facts *s, V x, unsigned depth)
{
    struct known k = known_from_parts(s, x, depth), is;
    unsigned looked = 0;

    for (uint32_t i = s->last[x->id]; i && looked < FACTS_LOOK; i = s->fact[i - 1].prev, looked++) {
        const struct fact *f = &s->fact[i - 1];

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
static bool constant(struct facts *s, V v, uint32_t *out, unsigned depth)
{
    struct known k = known_of(s, v, 0);
    uint32_t a, b;

    if (k.mask == UINT32_MAX) {
        *out = k.bits;
        return true;
    }
    return depth < MAX_DEPTH && v->op == V_ALU && constant(s, v->a, &a, depth + 1) &&
           constant(s, v->b, &b, depth + 1) && sn_bp_fold(v->alu, a, b, out);
}

/* y's bits as they stand in the load that it overlaps. */
static uint32_t shifted(const struct overlap *o, uint32_t bits)
{
    bits &= o->mask;
    return o->up >= 0 ? bits << o->up : bits >> -o->up;
}

/* Whether a fact of y that y & mask isn't k says that x & mask isn't k; o: how y overlaps x, NULL
 * when it is x. The bits of x known otherwise help. */
static bool excluded_by(struct facts *s, V y, const struct overlap *o, struct known kn,
                        uint32_t mask, uint32_t k)
{
    unsigned looked = 0;

    k = (k & mask) | (kn.bits & ~mask);
    for (uint32_t i = s->last[y->id]; i && looked < FACTS_LOOK; i = s->fact[i - 1].prev, looked++) {
        const struct fact *f = &s->fact[i - 1];
        uint32_t fm = f->mask, fk = f->k;

        if (f->kind != F_NE)
            continue;
        if (o) {
            fm &= whole[y->size];
            if (fm & ~o->mask || fk & ~fm)
                continue;
            fm = shifted(o, fm);
            fk = shifted(o, fk);
        }
        if ((fm & ~(mask | kn.mask)) == 0 && (k & fm) == fk)
            return true;
    }
    return false;
}

static bool excluded(struct facts *s, V x, struct known kn, uint32_t mask, uint32_t k)
{
    if (excluded_by(s, x, NULL, kn, mask, k))
        return true;
    for (const struct overlap *o = x->op == V_LOAD ? overlaps(s, x) : NULL; o; o = o->next)
        if (s->last[o->y->id] && excluded_by(s, o->y, o, kn, mask, k))
            return true;
    return false;
}

/* The newest list of y's values. */
static const struct fact *list_of(const struct facts *s, V y)
{
    unsigned looked = 0;

    for (uint32_t i = s->last[y->id]; i && looked < FACTS_LOOK; i = s->fact[i - 1].prev, looked++)
        if (s->fact[i - 1].kind == F_IN)
            return &s->fact[i - 1];
    return NULL;
}

bool sn_bp_facts_choices(struct facts *s, V x, uint32_t *cover, uint32_t *out, uint32_t *n)
{
    const struct fact *f = list_of(s, x);
    const struct overlap *o = f || x->op != V_LOAD ? NULL : overlaps(s, x);
    struct known kn;

    for (; o && !f; o = f ? o : o->next)
        f = list_of(s, o->y);
    if (!f)
        return false;
    kn = known_of(s, x, 0);
    *cover = o ? shifted(o, f->mask) | ~whole[x->size] : f->mask;
    *n = 0;
    for (uint32_t j = 0; j < f->k; j++) {
        uint32_t v = o ? shifted(o, f->set[j]) : f->set[j];
        bool range = *cover != UINT32_MAX || (v >= kn.lo && v <= kn.hi);

        if (!((v ^ kn.bits) & kn.mask & *cover) && range && !excluded(s, x, kn, *cover, v))
            out[(*n)++] = v;
    }
    return true;
}

void sn_bp_facts_list(struct facts *s, V v, const uint32_t *set, uint32_t n)
{
    struct fact f = {.set = set, .k = n, .kind = F_IN};

    f.x = sn_bp_strip(v, &f.mask);
    push(s, f);
}

void sn_bp_facts_bits(struct facts *s, V x, uint32_t *mask, uint32_t *bits)
{
    struct known k = known_of(s, x, 0);

    *mask = k.mask;
    *bits = k.bits;
}

/* Whether (x & mask) == k: 1, 0, or -1 when that isn't known. */
static int decide_eq(struct facts *s, V x, uint32_t mask, uint32_t k)
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

int sn_bp_facts_decide(struct facts *s, N n)
{
    struct known k;
    uint32_t mask, a;
    int r;
    V x;

    if (n->r->op != V_CONST) {
        for (uint32_t i = s->last[n->l->id]; i; i = s->fact[i - 1].prev) {
            const struct fact *f = &s->fact[i - 1];

            if (f->kind == F_SAME && f->test->cmp == n->cmp && f->test->r == n->r)
                return (int)f->k;
        }
        return -1;
    }
    if (constant(s, n->l, &a, 0))
        return sn_bp_compare(n->cmp, a, n->r->k);
    x = sn_bp_strip(n->l, &mask);
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
