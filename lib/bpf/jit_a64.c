/*
 * Machine code for AArch64, procedure call standard AAPCS64. See jit.h: functions read bottom-up.
 *
 *     w4 A      x0 data      w2  one packet: len         w9, w10 free
 *     w5 X      w1 caplen    x6  a row: this struct sn_pkt
 *                            x7  a row: the end          w8  a row: packets accepted
 *     [sp + 4 i] scratch word i
 *
 * Only registers that a callee may change are used. There is no red zone: both forms take 64 bytes
 * of stack at their start and give them back at their end.
 */
#include "bpf/jit.h"

enum { DATA = 0, CAPLEN = 1, LEN = 2, A = 4, X = 5, PKT = 6, END = 7, COUNT = 8, T = 9, U = 10 };
enum { SP = 31, ZR = 31 };
enum cond { EQ = 0, NE = 1, HS = 2, LO = 3, HI = 8, LS = 9 };

#define WIDE 0x80000000u /* 64-bit operands */

/* Data processing with two registers; immediate forms take 12 bits. */
enum {
    ADD = 0x0b000000,
    SUB = 0x4b000000,
    SUBS = 0x6b000000,
    AND = 0x0a000000,
    ORR = 0x2a000000,
    EOR = 0x4a000000,
    ANDS = 0x6a000000,
    UDIV = 0x1ac00800,
    LSLV = 0x1ac02000,
    LSRV = 0x1ac02400,
    MUL = 0x1b007c00,
    ADD_IMM = 0x11000000,
    SUB_IMM = 0x51000000,
    SUBS_IMM = 0x71000000,
};

struct gen {
    struct jit_gen g;       /* first: a struct jit_gen is one of these */
    const uint8_t *verdict; /* a row: goes on with w10 = 1 for accepted, 0 for rejected */
    const uint8_t *leave;   /* returns w0 */
};

static void push(struct jit_code *c, uint32_t insn)
{
    uint8_t b[4] = {(uint8_t)insn, (uint8_t)(insn >> 8), (uint8_t)(insn >> 16),
                    (uint8_t)(insn >> 24)};

    sn_jit_push(c, b, sizeof b);
}

/* op to, n, m */
static void rrr(struct jit_code *c, uint32_t op, uint32_t to, uint32_t n, uint32_t m)
{
    push(c, op | m << 16 | n << 5 | to);
}

/* op to, n, #imm of at most 12 bits */
static void rri(struct jit_code *c, uint32_t op, uint32_t to, uint32_t n, uint32_t imm)
{
    push(c, op | imm << 10 | n << 5 | to);
}

static void mov_imm(struct jit_code *c, uint32_t to, uint32_t k)
{
    if (!(k & 0xffff) && k) {
        push(c, 0x52a00000 | (k >> 16) << 5 | to); /* movz to, #high, lsl #16 */
        return;
    }
    if (k >> 16)
        push(c, 0x72a00000 | (k >> 16) << 5 | to); /* movk to, #high, lsl #16 */
    push(c, 0x52800000 | (k & 0xffff) << 5 | to);  /* movz to, #low */
}

/* ---- jumps ---- */

/* Instructions from what is written next to `to`. */
static uint32_t distance(const struct jit_code *c, const uint8_t *to)
{
    return (uint32_t)((to - (c->p - 4)) / 4);
}

static void jmp(struct jit_code *c, const uint8_t *to)
{
    push(c, 0x14000000 | (distance(c, to) & 0x3ffffff));
}

/* A conditional jump, written as `insn` with the distance put in, over a long one if need be;
 * flip is the bit that inverts it. */
static void jump_if(struct jit_code *c, uint32_t insn, uint32_t flip, const uint8_t *to)
{
    if (distance(c, to) < 1u << 18) {
        push(c, insn | distance(c, to) << 5);
    } else {
        jmp(c, to);
        push(c, (insn ^ flip) | 2 << 5);
    }
}

static void jcc(struct jit_code *c, enum cond cond, const uint8_t *to)
{
    jump_if(c, 0x54000000 | cond, 1, to);
}

static void go_on(struct jit_gen *g, const uint8_t *to)
{
    if (to != g->c->p)
        jmp(g->c, to);
}

static enum cond condition(uint32_t op)
{
    switch (op) {
    case BPF_JEQ:
        return EQ;
    case BPF_JGT:
        return HI;
    case BPF_JGE:
        return HS;
    default: /* BPF_JSET */
        return NE;
    }
}

static void branch(struct jit_gen *g, uint32_t op, const uint8_t *yes, const uint8_t *no)
{
    enum cond cond = condition(op);

    if (yes == g->c->p) {
        jcc(g->c, cond ^ 1, no);
    } else {
        go_on(g, no);
        jcc(g->c, cond, yes);
    }
}

static void decide(struct jit_gen *g, uint32_t op, bool inverted)
{
    uint32_t cond = condition(op) ^ (inverted ? 1u : 0);

    go_on(g, ((struct gen *)g)->verdict);
    push(g->c, 0x1a9f07e0 | (cond ^ 1) << 12 | U); /* cset w10, cond */
}

/* ---- loads ---- */

/* x9 = X + k */
static void index_of(struct jit_code *c, uint32_t k)
{
    if (k < 4096) {
        rri(c, WIDE | ADD_IMM, T, X, k);
    } else {
        rrr(c, WIDE | ADD, T, T, X);
        mov_imm(c, T, k);
    }
}

/* The load of `size` bytes at [data + k], or + X; in packet order or as a number. */
static void load(struct jit_code *c, uint32_t to, uint32_t size, bool with_x, uint32_t k, bool raw)
{
    static const uint32_t by_size[5] = {[1] = 0x38000000, [2] = 0x78000000, [4] = 0xb8000000};
    uint32_t op = by_size[size];

    if (!raw && size == 4)
        push(c, 0x5ac00800 | to << 5 | to); /* rev */
    else if (!raw && size == 2)
        push(c, 0x5ac00400 | to << 5 | to); /* rev16 */
    if (!with_x && k % size == 0 && k / size < 4096) {
        rri(c, op | 0x01400000, to, DATA, k / size);
    } else if (!with_x && k < 256) {
        push(c, op | 0x00400000 | k << 12 | DATA << 5 | to);
    } else {
        rrr(c, op | 0x00606800, to, DATA, T);
        if (with_x)
            index_of(c, k);
        else
            mov_imm(c, T, k);
    }
}

/* Sets the flags for reg against k. */
static void compare(struct jit_code *c, uint32_t reg, uint32_t k)
{
    if (k < 4096) {
        rri(c, SUBS_IMM, ZR, reg, k);
    } else {
        rrr(c, SUBS, ZR, reg, T);
        mov_imm(c, T, k);
    }
}

static void check(struct jit_gen *g, uint32_t n, bool with_x)
{
    if (!n)
        return;
    jcc(g->c, with_x ? HI : LO, g->reject);
    if (with_x) {
        rrr(g->c, WIDE | SUBS, ZR, T, CAPLEN);
        index_of(g->c, n);
    } else {
        compare(g->c, CAPLEN, n);
    }
}

static void load_packet(struct jit_gen *g, const struct sn_insn *p, const struct jit_insn *at)
{
    if (BPF_MODE(p->code) == BPF_MSH) {
        push(g->c, 0x53000000 | 30 << 16 | 3 << 10 | X << 5 | X); /* ubfiz w5, w5, #2, #4 */
        load(g->c, X, 1, false, p->k, true);
    } else {
        load(g->c, A, sn_jit_size(p->code), BPF_MODE(p->code) == BPF_IND, p->k, at->raw);
    }
    check(g, at->check, false);
    check(g, at->xcheck, true);
}

static void load_other(struct jit_gen *g, const struct sn_insn *p)
{
    uint32_t to = BPF_CLASS(p->code) == BPF_LD ? A : X;

    switch (BPF_MODE(p->code)) {
    case BPF_IMM:
        mov_imm(g->c, to, p->k);
        break;
    case BPF_MEM:
        rri(g->c, 0xb9400000, to, SP, p->k);
        break;
    default: /* BPF_LEN */
        if (g->row)
            rri(g->c, 0xb9400000, to, PKT, offsetof(struct sn_pkt, len) / 4);
        else
            rrr(g->c, ORR, to, ZR, LEN);
        break;
    }
}

static void store(struct jit_gen *g, bool x, uint32_t word)
{
    rri(g->c, 0xb9000000, x ? X : A, SP, word);
}

static void move(struct jit_gen *g, bool to_x)
{
    rrr(g->c, ORR, to_x ? X : A, ZR, to_x ? A : X);
}

static void clear(struct jit_gen *g, bool x)
{
    mov_imm(g->c, x ? X : A, 0);
}

/* ---- arithmetic ---- */

static void shift(struct jit_code *c, const struct sn_insn *p)
{
    bool left = BPF_OP(p->code) == BPF_LSH;

    if (BPF_SRC(p->code) == BPF_X) {
        push(c, 0x1a800000 | T << 16 | HS << 12 | ZR << 5 | A); /* csel w4, wzr, w9, hs */
        rri(c, SUBS_IMM, ZR, X, 32);
        rrr(c, left ? LSLV : LSRV, T, A, X);
    } else if (left) {
        push(c, 0x53000000 | (-p->k & 31) << 16 | (31 - p->k) << 10 | A << 5 | A);
    } else {
        push(c, 0x53000000 | p->k << 16 | 31 << 10 | A << 5 | A);
    }
}

static void divide(struct jit_gen *g, const struct sn_insn *p)
{
    struct jit_code *c = g->c;
    bool by_x = BPF_SRC(p->code) == BPF_X;
    uint32_t by = by_x ? X : T;

    if (BPF_OP(p->code) == BPF_MOD) {
        push(c, 0x1b008000 | by << 16 | A << 10 | U << 5 | A); /* msub w4, w10, by, w4 */
        rrr(c, UDIV, U, A, by);
    } else {
        rrr(c, UDIV, A, A, by);
    }
    if (by_x)
        jump_if(c, 0x34000000 | X, 1 << 24, g->reject); /* cbz */
    else
        mov_imm(c, T, p->k);
}

static uint32_t opcode(uint32_t op)
{
    switch (op) {
    case BPF_ADD:
        return ADD;
    case BPF_SUB:
        return SUB;
    case BPF_MUL:
        return MUL;
    case BPF_AND:
        return AND;
    case BPF_OR:
        return ORR;
    default: /* BPF_XOR */
        return EOR;
    }
}

static void alu(struct jit_gen *g, const struct sn_insn *p)
{
    uint32_t op = BPF_OP(p->code);
    struct jit_code *c = g->c;

    if (op == BPF_NEG) {
        rrr(c, SUB, A, ZR, A);
    } else if (op == BPF_LSH || op == BPF_RSH) {
        shift(c, p);
    } else if (op == BPF_DIV || op == BPF_MOD) {
        divide(g, p);
    } else if (BPF_SRC(p->code) == BPF_X) {
        rrr(c, opcode(op), A, A, X);
    } else if ((op == BPF_ADD || op == BPF_SUB) && p->k < 4096) {
        rri(c, op == BPF_ADD ? ADD_IMM : SUB_IMM, A, A, p->k);
    } else {
        rrr(c, opcode(op), A, A, T);
        mov_imm(c, T, p->k);
    }
}

static void test(struct jit_gen *g, const struct sn_insn *p, uint32_t k)
{
    bool by_x = BPF_SRC(p->code) == BPF_X, set = BPF_OP(p->code) == BPF_JSET;

    if (by_x) {
        rrr(g->c, set ? ANDS : SUBS, ZR, A, X);
    } else if (set) {
        rrr(g->c, ANDS, ZR, A, T);
        mov_imm(g->c, T, k);
    } else {
        compare(g->c, A, k);
    }
}

/* ---- the two forms ---- */

static void ret(struct jit_gen *g, const struct sn_insn *p)
{
    if (g->row) { /* of A */
        decide(g, BPF_JSET, false);
        compare(g->c, A, 0);
        return;
    }
    go_on(g, ((struct gen *)g)->leave);
    if (p->code == (BPF_RET | BPF_K))
        mov_imm(g->c, 0, p->k);
    else
        rrr(g->c, ORR, 0, ZR, A);
}

static void leave(struct gen *gen)
{
    struct jit_code *c = gen->g.c;

    push(c, 0xd65f03c0); /* ret */
    rri(c, WIDE | ADD_IMM, SP, SP, 4 * BPF_MEMWORDS);
    gen->leave = c->p;
}

static const uint8_t *one(struct gen *gen)
{
    struct jit_gen *g = &gen->g;
    struct jit_code *c = g->c;

    g->row = false;
    leave(gen);
    mov_imm(c, 0, 0);
    g->reject = c->p;
    sn_jit_body(g);
    rrr(c, ORR, CAPLEN, ZR, CAPLEN); /* a caller may leave anything above an argument's 32 bits */
    rri(c, WIDE | SUB_IMM, SP, SP, 4 * BPF_MEMWORDS);
    return c->p;
}

/* Goes to the next packet, or to the end. Returns the jump whose distance must be put in, once it
 * is known where the loop begins. */
static uint8_t *next(struct gen *gen)
{
    struct jit_code *c = gen->g.c;
    uint8_t *again;

    push(c, 0);
    again = c->p;
    jcc(c, EQ, gen->leave);
    rrr(c, WIDE | SUBS, ZR, PKT, END);
    rri(c, WIDE | ADD_IMM, PKT, PKT, sizeof(struct sn_pkt));
    return again;
}

static void set_distance(const struct jit_code *c, uint8_t *at)
{
    struct jit_code there = {.base = c->base, .p = at + 4, .end = c->end, .full = c->full};

    jmp(&there, c->p);
}

static const uint8_t *row(struct gen *gen)
{
    uint8_t *after_reject, *after_accept, *after_verdict;
    struct jit_gen *g = &gen->g;
    struct jit_code *c = g->c;
    const uint8_t *skip;

    g->row = true;
    leave(gen);
    rrr(c, ORR, 0, ZR, COUNT);
    gen->leave = c->p;
    after_reject = next(gen);
    rri(c, 0x39000000, U, PKT, offsetof(struct sn_pkt, drop));
    mov_imm(c, U, 1);
    g->reject = c->p;
    after_accept = next(gen);
    skip = c->p;
    rri(c, ADD_IMM, COUNT, COUNT, 1);
    g->accept = c->p;
    after_verdict = next(gen);
    rri(c, 0x39000000, U, PKT, offsetof(struct sn_pkt, drop));
    push(c, 0x52000000 | U << 5 | U); /* eor w10, w10, #1 */
    rrr(c, ADD, COUNT, COUNT, U);
    gen->verdict = c->p;
    sn_jit_body(g);
    rri(c, 0xb9400000, CAPLEN, PKT, offsetof(struct sn_pkt, caplen) / 4);
    rri(c, 0xf9400000, DATA, PKT, offsetof(struct sn_pkt, data) / 8);
    jump_if(c, 0x35000000 | T, 1 << 24, skip); /* cbnz */
    rri(c, 0x79400000, T, PKT, offsetof(struct sn_pkt, meta) / 2);
    set_distance(c, after_reject);
    set_distance(c, after_accept);
    set_distance(c, after_verdict);
    mov_imm(c, COUNT, 0);
    rrr(c, WIDE | ORR, END, ZR, 1);
    rrr(c, WIDE | ORR, PKT, ZR, 0);
    rri(c, WIDE | SUB_IMM, SP, SP, 4 * BPF_MEMWORDS);
    return c->p;
}

static const struct jit_machine machine = {load_packet, load_other, store,  alu,    move, clear,
                                           go_on,       test,       branch, decide, ret};

bool sn_jit_a64(struct jit_code *c, const struct jit_plan *plan, const uint8_t **where,
                struct jit_entry *out)
{
    struct gen g = {.g = {.c = c, .plan = plan, .m = &machine, .where = where}};

    _Static_assert(offsetof(struct sn_pkt, meta) % 2 == 0 &&
                       offsetof(struct sn_pkt, drop) == offsetof(struct sn_pkt, meta) + 1,
                   "meta and drop are tested as one half word");
    out->one = one(&g);
    out->row = row(&g);
    return !c->full;
}
