/*
 * A long program made short enough for the kernel, by accepting more.
 *
 * What makes programs long is sets: many tests, one after the other or as a search, of one value in
 * A. Such a region is replaced. Its tests divide the values into intervals, each with the place
 * where the program goes on. Neighbouring intervals are merged until few are left, those first that
 * change the fewest values, and a balanced search of the rest is written. A merged interval goes on
 * where one of the two does, when the other rejects; otherwise it accepts. Where even that isn't
 * enough the program is cut: what is behind the cut is taken to accept.
 *
 * The new program is written from its end to its start, so that every target has its place already.
 */
#include <stdlib.h>

#include "bpf/insn.h"
#include "sn/bpf.h"

#define REGION_MIN 16 /* tests; smaller ones aren't worth replacing */
#define CHAIN      3  /* single values tested one after the other at a search's end */
#define SPLIT_MIN  4
#define NOWHERE    UINT32_MAX

/* Where an interval goes on: an instruction of the old program, or one of these. */
#define ACCEPT (UINT32_MAX - 1)
#define REJECT (UINT32_MAX - 2)

struct interval {
    uint32_t from; /* to the next one's from - 1 */
    uint32_t exit;
};

struct region {
    uint32_t root, tests;
    struct interval *iv;
    uint32_t n, first; /* intervals now, and at first */
};

struct split {
    const struct sn_insn *p;
    uint32_t n, max, accept_k; /* what is returned for whatever is accepted */
    uint32_t *region;          /* of each instruction: its region's root; NOWHERE: none */
    uint32_t *place;           /* of each instruction: its place from the new program's end */
    struct region *regions;
    uint32_t nregions;
    struct sn_insn *out; /* max instructions, filled from the end */
    uint32_t len;        /* how many are there; max + 1: they did not fit */
    uint32_t accept;     /* the place of a return that accepts */
    uint32_t reject;
};

/* ---- regions ---- */

static bool is_test(const struct sn_insn *p)
{
    return p->code == (BPF_JMP | BPF_JEQ | BPF_K) || p->code == (BPF_JMP | BPF_JGT | BPF_K) ||
           p->code == (BPF_JMP | BPF_JGE | BPF_K);
}

/* The instruction that is next at i: jumps that always go the same way are none. */
static uint32_t follow(const struct split *s, uint32_t i)
{
    while (s->p[i].code == (BPF_JMP | BPF_JA))
        i += 1 + s->p[i].k;
    return i;
}

/* Marks `to` as reached from i: it belongs to i's region unless it is reached from elsewhere. */
static void reach(struct split *s, uint32_t i, uint32_t to, bool *seen)
{
    uint32_t root = is_test(&s->p[i]) ? s->region[i] : NOWHERE;

    to = follow(s, to);
    if (!is_test(&s->p[to]))
        return;
    if (!seen[to])
        s->region[to] = root == NOWHERE ? to : root;
    else if (s->region[to] != root)
        s->region[to] = to;
    seen[to] = true;
}

/* Jumps go forward: an instruction's region is known once all before it were looked at. */
static bool find_regions(struct split *s)
{
    bool *seen = calloc(s->n, sizeof *seen);
    uint32_t *tests = calloc(s->n, sizeof *tests);

    if (!seen || !tests) {
        free(seen);
        free(tests);
        return false;
    }
    for (uint32_t i = 0; i < s->n; i++)
        s->region[i] = is_test(&s->p[i]) ? i : NOWHERE;
    for (uint32_t i = 0; i < s->n; i++) {
        const struct sn_insn *p = &s->p[i];

        if (BPF_CLASS(p->code) == BPF_RET || p->code == (BPF_JMP | BPF_JA))
            continue;
        if (BPF_CLASS(p->code) != BPF_JMP) {
            reach(s, i, i + 1, seen);
        } else {
            reach(s, i, i + 1 + p->jt, seen);
            reach(s, i, i + 1 + p->jf, seen);
        }
    }
    free(seen);
    for (uint32_t i = 0; i < s->n; i++) {
        if (s->region[i] != NOWHERE && tests[s->region[i]]++ == REGION_MIN)
            s->nregions++;
    }
    s->regions = calloc(s->nregions + 1, sizeof *s->regions);
    s->nregions = 0;
    for (uint32_t i = 0; s->regions && i < s->n; i++) {
        if (tests[i] > REGION_MIN)
            s->regions[s->nregions++] = (struct region){.root = i, .tests = tests[i]};
    }
    free(tests);
    return s->regions != NULL;
}

/* Where the program goes on at instruction i. */
static uint32_t exit_of(const struct split *s, uint32_t i)
{
    i = follow(s, i);
    if (s->p[i].code != (BPF_RET | BPF_K))
        return i;
    return s->p[i].k ? ACCEPT : REJECT;
}

static uint32_t walk(const struct split *s, uint32_t root, uint32_t v)
{
    uint32_t i = root;

    while (s->region[i] == root) {
        const struct sn_insn *p = &s->p[i];
        uint32_t op = BPF_OP(p->code);
        bool yes = op == BPF_JEQ ? v == p->k : op == BPF_JGT ? v > p->k : v >= p->k;

        i = follow(s, i + 1u + (yes ? p->jt : p->jf));
    }
    return exit_of(s, i);
}

static int by_from(const void *a, const void *b)
{
    uint32_t x = ((const struct interval *)a)->from, y = ((const struct interval *)b)->from;

    return (x > y) - (x < y);
}

/* Joins neighbours that go on at the same place. */
static void join_equal(struct region *r)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->n; i++) {
        if (!n || r->iv[n - 1].exit != r->iv[i].exit)
            r->iv[n++] = r->iv[i];
    }
    r->n = n;
}

static bool find_intervals(const struct split *s, struct region *r)
{
    struct interval *iv = calloc(2 * (size_t)r->tests + 1, sizeof *iv);
    uint32_t n = 1, k = 0;

    r->iv = iv;
    if (!iv)
        return false;
    for (uint32_t i = r->root; i < s->n; i++) {
        const struct sn_insn *p = &s->p[i];

        if (s->region[i] != r->root)
            continue;
        if (BPF_OP(p->code) != BPF_JGT)
            iv[n++].from = p->k;
        if (BPF_OP(p->code) != BPF_JGE && p->k != UINT32_MAX)
            iv[n++].from = p->k + 1;
    }
    qsort(iv, n, sizeof *iv, by_from);
    for (uint32_t i = 0; i < n; i++) {
        if (!i || iv[i].from != iv[k - 1].from)
            iv[k++] = (struct interval){iv[i].from, walk(s, r->root, iv[i].from)};
    }
    r->n = k;
    join_equal(r);
    r->first = r->n;
    return true;
}

/* ---- fewer intervals ---- */

static uint32_t merged(uint32_t a, uint32_t b)
{
    return a == b || b == REJECT ? a : a == REJECT ? b : ACCEPT;
}

static uint64_t width(const struct region *r, uint32_t i)
{
    uint64_t end = i + 1 < r->n ? r->iv[i + 1].from : (uint64_t)1 << 32;

    return end - r->iv[i].from;
}

struct merge {
    uint64_t changed; /* values that would go on elsewhere */
    uint32_t second;  /* with the interval in front of it */
};

static int by_changed(const void *a, const void *b)
{
    const struct merge *x = a, *y = b;

    if (x->changed != y->changed)
        return x->changed < y->changed ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

/* Merges until at most `want` intervals (1 or more) are left. */
static bool coarsen(struct region *r, uint32_t want)
{
    struct merge *m = calloc(r->n, sizeof *m);

    if (!m)
        return false;
    while (r->n > want) {
        uint32_t n = 0, excess = r->n - want;

        for (uint32_t i = 1; i < r->n; i++) {
            uint32_t to = merged(r->iv[i - 1].exit, r->iv[i].exit);

            m[n++] = (struct merge){(to != r->iv[i - 1].exit ? width(r, i - 1) : 0) +
                                        (to != r->iv[i].exit ? width(r, i) : 0),
                                    i};
        }
        qsort(m, n, sizeof *m, by_changed);
        /* A merge mostly joins three: half of the excess now, the rest when it is known better. */
        n = excess / 2 + 1 < n ? excess / 2 + 1 : n;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t at = m[i].second, to = merged(r->iv[at - 1].exit, r->iv[at].exit);

            r->iv[at - 1].exit = r->iv[at].exit = to;
        }
        join_equal(r);
    }
    free(m);
    return true;
}

/* ---- the new program, from its end ---- */

/* Writes an instruction in front and returns its place. */
static uint32_t put(struct split *s, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
    if (s->len >= s->max) {
        s->len = s->max + 1;
        return 0;
    }
    s->len++;
    s->out[s->max - s->len] = (struct sn_insn){code, jt, jf, k};
    return s->len - 1;
}

/* Instructions between what is written next and a place. */
static uint32_t away(const struct split *s, uint32_t place)
{
    return s->len - 1 - place;
}

/* A place that a conditional jump can reach when at most one instruction comes in between. */
static uint32_t near(struct split *s, uint32_t place)
{
    if (away(s, place) < 254)
        return place;
    if (place == s->accept)
        return s->accept = put(s, BPF_RET | BPF_K, 0, 0, s->accept_k);
    if (place == s->reject)
        return s->reject = put(s, BPF_RET | BPF_K, 0, 0, 0);
    return put(s, BPF_JMP | BPF_JA, 0, 0, away(s, place));
}

static uint32_t put_jump(struct split *s, uint16_t code, uint32_t k, uint32_t yes, uint32_t no)
{
    if (yes == no && yes + 1 == s->len)
        return yes;
    yes = near(s, yes);
    no = near(s, no);
    return put(s, code, (uint8_t)away(s, yes), (uint8_t)away(s, no), k);
}

static uint32_t place_of(struct split *s, uint32_t exit)
{
    return exit == ACCEPT ? s->accept : exit == REJECT ? s->reject : s->place[exit];
}

/* Where the most of the intervals [lo, hi] go on, if all others are single values and few. */
static bool few_values(const struct region *r, uint32_t lo, uint32_t hi, uint32_t *others)
{
    uint32_t values = 0;

    if (hi - lo > 2 * CHAIN)
        return false;
    *others = r->iv[lo].exit;
    if (lo < hi && width(r, lo) == 1 && width(r, lo + 1) > 1)
        *others = r->iv[lo + 1].exit;
    for (uint32_t i = lo; i <= hi; i++) {
        if (r->iv[i].exit != *others && (width(r, i) > 1 || ++values > CHAIN))
            return false;
    }
    return true;
}

/* A search of the intervals [lo, hi] of a region; returns its place. */
static uint32_t put_search(struct split *s, const struct region *r, uint32_t lo, uint32_t hi)
{
    uint32_t mid = lo + (hi - lo + 1) / 2, others, high, low;

    if (s->len > s->max)
        return 0;
    if (!few_values(r, lo, hi, &others)) {
        high = put_search(s, r, mid, hi);
        low = put_search(s, r, lo, mid - 1);
        return put_jump(s, BPF_JMP | BPF_JGE | BPF_K, r->iv[mid].from, high, low);
    }
    low = place_of(s, others);
    for (uint32_t i = lo; i <= hi; i++) {
        if (r->iv[i].exit != others)
            low = put_jump(s, BPF_JMP | BPF_JEQ | BPF_K, r->iv[i].from, place_of(s, r->iv[i].exit),
                           low);
    }
    return low;
}

/* Makes the place of i + 1 come next. */
static void put_next(struct split *s, uint32_t place)
{
    if (place + 1 == s->len)
        return;
    if (place == s->accept)
        put(s, BPF_RET | BPF_K, 0, 0, s->accept_k);
    else if (place == s->reject)
        put(s, BPF_RET | BPF_K, 0, 0, 0);
    else
        put(s, BPF_JMP | BPF_JA, 0, 0, away(s, place));
}

static uint32_t put_insn(struct split *s, uint32_t i)
{
    const struct sn_insn *p = &s->p[i];
    uint32_t class = BPF_CLASS(p->code);

    if (class == BPF_JMP && BPF_OP(p->code) == BPF_JA)
        return s->place[i + 1 + p->k];
    if (class == BPF_JMP)
        return put_jump(s, p->code, p->k, s->place[i + 1 + p->jt], s->place[i + 1 + p->jf]);
    if (p->code == (BPF_RET | BPF_K))
        return p->k ? s->accept : s->reject;
    if (class != BPF_RET)
        put_next(s, s->place[i + 1]);
    return put(s, p->code, 0, 0, p->k);
}

static const struct region *region_at(const struct split *s, uint32_t root)
{
    uint32_t lo = 0, hi = s->nregions;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (s->regions[mid].root < root)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->nregions && s->regions[lo].root == root ? &s->regions[lo] : NULL;
}

/* Writes the program up to instruction `cut`; false when it doesn't fit. */
static bool build(struct split *s, uint32_t cut)
{
    s->len = 0;
    s->reject = put(s, BPF_RET | BPF_K, 0, 0, 0);
    s->accept = put(s, BPF_RET | BPF_K, 0, 0, s->accept_k);
    for (uint32_t i = s->n; i-- > 0 && s->len <= s->max;) {
        uint32_t root = s->region[i];
        const struct region *r = root == NOWHERE ? NULL : region_at(s, root);

        if (r && root != i)
            continue;
        if (r && i < cut)
            s->place[i] = put_search(s, r, 0, r->n - 1);
        else if (i < cut || s->p[i].code == (BPF_RET | BPF_K))
            s->place[i] = put_insn(s, i);
        else
            s->place[i] = s->accept;
    }
    if (s->len <= s->max)
        put_next(s, s->place[0]);
    return s->len <= s->max;
}

/* ---- how much of it ---- */

/* Coarser and coarser until it fits; false when the regions aren't what makes it long. */
static bool shorten(struct split *s, bool *no_memory)
{
    uint64_t tests = 1;

    *no_memory = false;
    for (uint32_t i = 0; i < s->nregions; i++) {
        if (!find_intervals(s, &s->regions[i])) {
            *no_memory = true;
            return false;
        }
        tests += s->regions[i].n;
    }
    for (uint64_t room = 2 * (uint64_t)s->max; room && !build(s, s->n); room = room * 7 / 8) {
        for (uint32_t i = 0; i < s->nregions; i++) {
            struct region *r = &s->regions[i];
            uint32_t want = (uint32_t)(room * r->first / tests);

            if (!coarsen(r, want ? want : 1)) {
                *no_memory = true;
                return false;
            }
        }
    }
    return s->len <= s->max;
}

/* The longest beginning that fits: not even the empty one is too long. */
static void cut_off(struct split *s)
{
    uint32_t lo = 0, hi = s->n;

    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (build(s, mid))
            lo = mid;
        else
            hi = mid;
    }
    build(s, lo);
}

static enum sn_err split(struct split *s, struct sn_diag *d)
{
    bool no_memory = !s->region || !s->place || !find_regions(s);

    for (uint32_t i = 0; i < s->n; i++) {
        if (s->p[i].code == (BPF_RET | BPF_K) && s->p[i].k > s->accept_k)
            s->accept_k = s->p[i].k;
        if (s->p[i].code == (BPF_RET | BPF_A))
            s->accept_k = UINT32_MAX;
    }
    if (!no_memory && !shorten(s, &no_memory) && !no_memory)
        cut_off(s);
    return no_memory ? sn_fail(d, SN_ENOMEM, "no memory to shorten a filter program") : SN_OK;
}

/* p with returns that accept in place of jumps back, which the kernel doesn't take; p itself when
 * it has none, and with insn NULL when memory is short. */
static struct sn_prog without_loops(const struct sn_prog *p, struct sn_arena *a)
{
    struct sn_prog q = *p;
    uint32_t k = 1; /* what is returned: the most that p returns */

    for (uint32_t i = 0; i < p->n; i++) {
        if (p->insn[i].code == (BPF_RET | BPF_K) && p->insn[i].k > k)
            k = p->insn[i].k;
    }
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->insn[i].code != (BPF_JMP | BPF_JA) || (int32_t)p->insn[i].k >= 0)
            continue;
        if (q.insn == p->insn) {
            q.insn = sn_arena_alloc(a, p->n * sizeof *q.insn);
            if (!q.insn)
                break;
            memcpy(q.insn, p->insn, p->n * sizeof *q.insn);
        }
        q.insn[i] = (struct sn_insn){BPF_RET | BPF_K, 0, 0, k};
    }
    return q;
}

enum sn_err sn_bpf_split(struct sn_prog *out, struct sn_arena *a, const struct sn_prog *p,
                         uint32_t max, bool *whole, struct sn_diag *d)
{
    struct sn_prog q = without_loops(p, a);
    struct split s = {.p = q.insn, .n = q.n, .max = max};
    enum sn_err e;

    if (!q.insn)
        return sn_fail(d, SN_ENOMEM, "no memory to shorten a filter program");
    *out = q;
    *whole = q.n <= max && q.insn == p->insn;
    if (q.n <= max)
        return SN_OK;
    if (max < SPLIT_MIN)
        return sn_fail(d, SN_EUSAGE, "%u instructions are too few for any filter", max);
    s.out = sn_arena_alloc(a, max * sizeof *s.out);
    s.region = calloc(s.n, sizeof *s.region);
    s.place = calloc(s.n, sizeof *s.place);
    e = s.out ? split(&s, d) : sn_fail(d, SN_ENOMEM, "no memory to shorten a filter program");
    for (uint32_t i = 0; s.regions && i < s.nregions; i++)
        free(s.regions[i].iv);
    free(s.regions);
    free(s.region);
    free(s.place);
    if (!e)
        *out = (struct sn_prog){.insn = s.out + max - s.len, .n = s.len};
    return e;
}
