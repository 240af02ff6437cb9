/*
 * The plan of a program: which bounds checks it needs, and where byte order doesn't matter.
 *
 * Going backwards, `needs` is the smallest caplen with which anything can be accepted from an
 * instruction on: a load raises it, a branch takes the lower of both ways, a return of 0 needs more
 * than any packet has. A load that must be checked is checked for all of `needs`: a packet too
 * short for that is rejected sooner or later, and since a program has no effects but its verdict,
 * sooner is as good. Going forwards, what was checked on every way to an instruction is known, and
 * loads inside it go unchecked. The same is done for bytes behind X while X keeps its value.
 */
#include <stdlib.h>

#include "bpf/jit.h"

/* What the backward pass knows at an instruction. */
struct need {
    uint32_t cap, x;     /* no acceptance unless caplen >= cap and caplen >= X + x */
    bool a_live, x_live; /* A, X are read before they are written */
};

static uint32_t max32(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t min32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The bytes that a load with constant k reaches, JIT_REJECTS when no packet is that long. */
static uint32_t reach(const struct sn_insn *p)
{
    uint64_t n = (uint64_t)p->k + sn_jit_size(p->code);

    return n < JIT_REJECTS ? (uint32_t)n : JIT_REJECTS;
}

static bool writes_x(const struct sn_insn *p)
{
    return BPF_CLASS(p->code) == BPF_LDX || p->code == (BPF_MISC | BPF_TAX);
}

static bool reads_x(const struct sn_insn *p)
{
    switch (BPF_CLASS(p->code)) {
    case BPF_LD:
        return BPF_MODE(p->code) == BPF_IND;
    case BPF_ALU:
        return BPF_OP(p->code) != BPF_NEG && BPF_SRC(p->code) == BPF_X;
    case BPF_JMP:
        return BPF_OP(p->code) != BPF_JA && BPF_SRC(p->code) == BPF_X;
    case BPF_STX:
        return true;
    default:
        return p->code == (BPF_MISC | BPF_TXA);
    }
}

static bool writes_a(const struct sn_insn *p)
{
    return BPF_CLASS(p->code) == BPF_LD || p->code == (BPF_MISC | BPF_TXA);
}

static bool reads_a(const struct sn_insn *p)
{
    switch (BPF_CLASS(p->code)) {
    case BPF_ALU:
    case BPF_ST:
        return true;
    case BPF_JMP:
        return BPF_OP(p->code) != BPF_JA;
    case BPF_RET:
        return p->code == (BPF_RET | BPF_A);
    default:
        return p->code == (BPF_MISC | BPF_TAX);
    }
}

static struct need join(const struct need *a, const struct need *b)
{
    return (struct need){min32(a->cap, b->cap), min32(a->x, b->x), a->a_live || b->a_live,
                         a->x_live || b->x_live};
}

/* need[i] from its successors. */
static struct need before(const struct sn_insn *p, const struct need *next)
{
    struct need n;

    if (BPF_CLASS(p->code) == BPF_RET) {
        uint32_t cap = p->code == (BPF_RET | BPF_K) && !p->k ? JIT_REJECTS : 0;

        return (struct need){cap, cap, reads_a(p), false};
    }
    if (BPF_CLASS(p->code) == BPF_JMP)
        n = BPF_OP(p->code) == BPF_JA ? next[p->k] : join(&next[p->jt], &next[p->jf]);
    else
        n = next[0];
    if (n.cap == JIT_REJECTS)
        return (struct need){JIT_REJECTS, JIT_REJECTS, false, false};
    if (writes_x(p))
        n.x = 0;
    if (sn_jit_is_load(p->code)) {
        n.cap = max32(n.cap, reach(p));
        if (BPF_MODE(p->code) == BPF_IND)
            n.x = max32(n.x, reach(p));
    }
    n.a_live = reads_a(p) || (n.a_live && !writes_a(p));
    n.x_live = reads_x(p) || (n.x_live && !writes_x(p));
    return n;
}

/* What the forward pass knows in front of an instruction. */
struct known {
    uint32_t cap, x; /* caplen >= cap; caplen >= X + x, unless x is 0 */
    uint32_t def;    /* the load that A comes from, plus 1; 0: something else, or several */
};

static void flow(struct jit_plan *plan, struct known *k, uint32_t to, const struct known *from,
                 const struct need *need)
{
    struct jit_insn *at = plan->at;

    if (!at[to].reached) {
        at[to].reached = true;
        k[to] = *from;
        return;
    }
    k[to].cap = min32(k[to].cap, from->cap);
    k[to].x = min32(k[to].x, from->x);
    if (k[to].def == from->def)
        return;
    if (need[to].a_live) {
        if (k[to].def)
            at[k[to].def - 1].raw = false;
        if (from->def)
            at[from->def - 1].raw = false;
    }
    k[to].def = 0;
}

/* The checks of load i, and what is known after it. */
static void check_load(struct jit_insn *at, const struct sn_insn *p, struct known *k,
                       const struct need *need)
{
    uint32_t n = reach(p);

    if (BPF_MODE(p->code) != BPF_IND) {
        if (k->cap < n)
            at->check = k->cap = need->cap;
        return;
    }
    if (k->x < n)
        at->xcheck = k->x = need->x;
    k->cap = max32(k->cap, k->x);
}

/* Whether instruction p can work on what a load of `size` bytes left in packet order. */
static bool takes_raw(const struct sn_insn *p, uint32_t size)
{
    return (p->code == (BPF_JMP | BPF_JEQ | BPF_K) || p->code == (BPF_JMP | BPF_JSET | BPF_K)) &&
           (size == 4 || p->k <= 0xffff);
}

static void step(struct jit_plan *plan, struct known *known, uint32_t i, const struct need *need)
{
    const struct sn_insn *p = &plan->p[i];
    struct jit_insn *at = plan->at;
    struct known k = known[i];

    if (k.def && reads_a(p) && !takes_raw(p, sn_jit_size(plan->p[k.def - 1].code)))
        at[k.def - 1].raw = false;
    if (writes_x(p))
        k.x = 0;
    if (writes_a(p) || BPF_CLASS(p->code) == BPF_ALU)
        k.def = 0;
    if (sn_jit_is_load(p->code)) {
        check_load(&at[i], p, &k, &need[i]);
        if (BPF_CLASS(p->code) == BPF_LD && sn_jit_size(p->code) > 1) {
            at[i].raw = true;
            k.def = i + 1;
        }
    }
    if (BPF_CLASS(p->code) == BPF_RET)
        return;
    if (BPF_CLASS(p->code) != BPF_JMP) {
        flow(plan, known, i + 1, &k, need);
    } else if (BPF_OP(p->code) == BPF_JA) {
        flow(plan, known, i + 1 + p->k, &k, need);
    } else {
        flow(plan, known, i + 1 + p->jt, &k, need);
        flow(plan, known, i + 1 + p->jf, &k, need);
    }
}

bool sn_jit_plan(struct jit_plan *plan, const struct sn_insn *p, uint32_t n)
{
    struct need *need = calloc(n, sizeof *need);
    struct known *known = calloc(n, sizeof *known);
    struct jit_insn *at = calloc(n, sizeof *at);

    *plan = (struct jit_plan){.p = p, .n = n, .at = at};
    if (!need || !known || !at) {
        free(need);
        free(known);
        free(at);
        return false;
    }
    for (uint32_t i = n; i-- > 0;) {
        need[i] = before(&p[i], need + i + 1);
        at[i].needs = need[i].cap;
    }
    plan->zero_a = need[0].a_live;
    plan->zero_x = need[0].x_live;
    at[0].reached = true;
    for (uint32_t i = 0; i < n; i++) {
        if (at[i].reached && at[i].needs != JIT_REJECTS)
            step(plan, known, i, need);
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t def = known[i].def;

        if (BPF_CLASS(p[i].code) == BPF_JMP && at[i].reached && def) {
            at[i].raw = at[def - 1].raw;
            at[i].size = (uint8_t)sn_jit_size(p[def - 1].code);
        }
    }
    free(need);
    free(known);
    return true;
}
