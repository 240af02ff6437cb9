/*
 * Machine code for x86-64, System V calling convention. See jit.h: functions read bottom-up.
 *
 *     eax A            rdi data          r9d  one packet: len; a row: packets accepted
 *     ecx X            esi caplen        r10  a row: this struct sn_pkt
 *     edx, r8 free     [rsp - 64 + 4 i] scratch word i (the red zone)      r11  a row: the end
 *
 * Only registers that a callee may change are used, and nothing is pushed.
 */
#include "bpf/jit.h"

enum reg { AX, CX, DX, BX, SP, BP, SI, DI, R8, R9, R10, R11, NOREG };
enum cc { CC_B = 2, CC_AE, CC_E, CC_NE, CC_BE, CC_A };

/* Opcodes with these in front of the last byte. */
#define OP_0F 0x0100u /* two-byte opcode */
#define OP_66 0x0200u /* 16-bit operands */
#define OP_W  0x0400u /* 64-bit operands */

struct gen {
    struct jit_gen g;       /* first: a struct jit_gen is one of these */
    const uint8_t *verdict; /* a row: goes on with dl = 1 for accepted, 0 for rejected */
};

static void push8(struct jit_code *c, uint32_t v)
{
    uint8_t b = (uint8_t)v;

    sn_jit_push(c, &b, 1);
}

static void push32(struct jit_code *c, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};

    sn_jit_push(c, b, sizeof b);
}

/* Prefixes and opcode of an instruction whose operands were pushed. */
static void opcode(struct jit_code *c, uint32_t op, uint32_t reg, uint32_t index, uint32_t base)
{
    uint32_t rex = (op & OP_W ? 8u : 0) | (reg >> 3 & 1) << 2 | (index >> 3 & 1) << 1 | base >> 3;

    push8(c, op);
    if (op & OP_0F)
        push8(c, 0x0f);
    if (rex)
        push8(c, 0x40 | rex);
    if (op & OP_66)
        push8(c, 0x66);
}

/* op reg, rm */
static void rr(struct jit_code *c, uint32_t op, uint32_t reg, uint32_t rm)
{
    push8(c, 0xc0 | (reg & 7) << 3 | (rm & 7));
    opcode(c, op, reg, 0, rm);
}

/* op reg, [base + index + disp] */
static void rm(struct jit_code *c, uint32_t op, uint32_t reg, uint32_t base, uint32_t index,
               int32_t disp)
{
    bool byte = disp >= -128 && disp < 128;
    uint32_t mod = disp == 0 ? 0 : byte ? 0x40 : 0x80;
    bool sib = index != NOREG || base == SP;

    if (disp && byte)
        push8(c, (uint32_t)disp);
    else if (disp)
        push32(c, (uint32_t)disp);
    if (sib)
        push8(c, (index == NOREG ? 4u : index & 7) << 3 | (base & 7));
    push8(c, mod | (reg & 7) << 3 | (sib ? 4 : base & 7));
    opcode(c, op, reg, index == NOREG ? 0 : index, base);
}

/* add 0, or 1, and 4, sub 5, xor 6, cmp 7 */
static void arith_imm(struct jit_code *c, uint32_t which, uint32_t reg, uint32_t k)
{
    bool byte = (int32_t)k >= -128 && (int32_t)k < 128;

    if (byte)
        push8(c, k);
    else
        push32(c, k);
    rr(c, byte ? 0x83 : 0x81, which, reg);
}

static void mov_imm(struct jit_code *c, uint32_t reg, uint32_t k)
{
    if (!k) {
        rr(c, 0x31, reg, reg);
        return;
    }
    push32(c, k);
    opcode(c, 0xb8 | (reg & 7), 0, 0, reg);
}

static void jmp(struct jit_code *c, const uint8_t *to)
{
    ptrdiff_t d = to - c->p;

    if (d < 128) {
        push8(c, (uint32_t)d);
        push8(c, 0xeb);
    } else {
        push32(c, (uint32_t)d);
        push8(c, 0xe9);
    }
}

static void jcc(struct jit_code *c, enum cc cc, const uint8_t *to)
{
    ptrdiff_t d = to - c->p;

    if (d < 128) {
        push8(c, (uint32_t)d);
        push8(c, 0x70 | cc);
    } else {
        push32(c, (uint32_t)d);
        push8(c, 0x80 | cc);
        push8(c, 0x0f);
    }
}

static void go_on(struct jit_gen *g, const uint8_t *to)
{
    if (to != g->c->p)
        jmp(g->c, to);
}

static enum cc condition(uint32_t op)
{
    switch (op) {
    case BPF_JEQ:
        return CC_E;
    case BPF_JGT:
        return CC_A;
    case BPF_JGE:
        return CC_AE;
    default: /* BPF_JSET */
        return CC_NE;
    }
}

static void branch(struct jit_gen *g, uint32_t op, const uint8_t *yes, const uint8_t *no)
{
    enum cc cc = condition(op);

    if (yes == g->c->p) {
        jcc(g->c, cc ^ 1, no);
    } else {
        go_on(g, no);
        jcc(g->c, cc, yes);
    }
}

/* Without a jump, since which packets match is what processors predict worst. */
static void decide(struct jit_gen *g, uint32_t op, bool inverted)
{
    uint32_t cc = condition(op) ^ (inverted ? 1u : 0);

    go_on(g, ((struct gen *)g)->verdict);
    rr(g->c, OP_0F | 0x90 | cc, 0, DX);
}

/* The load of `size` bytes at [data + index + k] to a register, in packet order or as a number. */
static void load(struct jit_gen *g, enum reg to, uint32_t size, enum reg index, uint32_t k,
                 bool raw)
{
    struct jit_code *c = g->c;
    bool far = k > INT32_MAX;
    uint32_t op = size == 4 ? 0x8b : size == 2 ? (OP_0F | 0xb7) : (OP_0F | 0xb6);

    if (!raw && size == 4) {
        push8(c, 0xc8 | to);
        push8(c, 0x0f);
    } else if (!raw && size == 2) {
        push8(c, 8);
        rr(c, OP_66 | 0xc1, 0, to);
    }
    rm(c, op, to, DI, far ? R8 : index, far ? 0 : (int32_t)k);
    if (far) {
        if (index != NOREG)
            rr(c, OP_W | 0x01, index, R8);
        mov_imm(c, R8, k);
    }
}

/* Rejects when caplen < n, or caplen < X + n. */
static void check(struct jit_gen *g, uint32_t n, bool with_x)
{
    struct jit_code *c = g->c;

    if (!n)
        return;
    jcc(c, with_x ? CC_A : CC_B, g->reject);
    if (!with_x) {
        arith_imm(c, 7, SI, n);
        return;
    }
    rr(c, OP_W | 0x39, SI, DX);
    if (n <= INT32_MAX) {
        rm(c, OP_W | 0x8d, DX, CX, NOREG, (int32_t)n);
    } else {
        rr(c, OP_W | 0x01, CX, DX);
        mov_imm(c, DX, n);
    }
}

static void load_packet(struct jit_gen *g, const struct sn_insn *p, const struct jit_insn *at)
{
    uint32_t size = sn_jit_size(p->code);

    if (BPF_MODE(p->code) == BPF_MSH) {
        push8(g->c, 2);
        rr(g->c, 0xc1, 4, CX);
        arith_imm(g->c, 4, CX, 15);
        load(g, CX, 1, NOREG, p->k, true);
    } else {
        load(g, AX, size, BPF_MODE(p->code) == BPF_IND ? CX : NOREG, p->k, at->raw);
    }
    check(g, at->check, false);
    check(g, at->xcheck, true);
}

static void scratch(struct jit_gen *g, uint32_t op, enum reg reg, uint32_t word)
{
    rm(g->c, op, reg, SP, NOREG, (int32_t)word * 4 - 64);
}

static void load_other(struct jit_gen *g, const struct sn_insn *p)
{
    enum reg to = BPF_CLASS(p->code) == BPF_LD ? AX : CX;

    switch (BPF_MODE(p->code)) {
    case BPF_IMM:
        mov_imm(g->c, to, p->k);
        break;
    case BPF_MEM:
        scratch(g, 0x8b, to, p->k);
        break;
    default: /* BPF_LEN */
        if (g->row)
            rm(g->c, 0x8b, to, R10, NOREG, offsetof(struct sn_pkt, len));
        else
            rr(g->c, 0x89, R9, to);
        break;
    }
}

/* eax and edx = eax / r8d, eax % r8d; or rejects */
static void divide(struct jit_gen *g, const struct sn_insn *p)
{
    struct jit_code *c = g->c;
    bool by_x = BPF_SRC(p->code) == BPF_X;

    if (BPF_OP(p->code) == BPF_MOD)
        rr(c, 0x89, DX, AX);
    rr(c, 0xf7, 6, by_x ? CX : R8);
    rr(c, 0x31, DX, DX);
    if (by_x) {
        jcc(c, CC_E, g->reject);
        rr(c, 0x85, CX, CX);
    } else {
        mov_imm(c, R8, p->k);
    }
}

/* A shift by X: 0 from 32 on. */
static void shift_x(struct jit_code *c, uint32_t which)
{
    rr(c, OP_0F | 0x43, AX, DX); /* cmovae */
    arith_imm(c, 7, CX, 32);
    rr(c, 0x31, DX, DX);
    rr(c, 0xd3, which, AX);
}

static void alu(struct jit_gen *g, const struct sn_insn *p)
{
    static const uint8_t group[16] = {[BPF_ADD >> 4] = 0,
                                      [BPF_OR >> 4] = 1,
                                      [BPF_AND >> 4] = 4,
                                      [BPF_SUB >> 4] = 5,
                                      [BPF_XOR >> 4] = 6};
    uint32_t op = BPF_OP(p->code);
    bool by_x = BPF_SRC(p->code) == BPF_X;
    struct jit_code *c = g->c;

    switch (op) {
    case BPF_MUL:
        if (by_x) {
            rr(c, OP_0F | 0xaf, AX, CX);
        } else {
            push32(c, p->k);
            rr(c, 0x69, AX, AX);
        }
        break;
    case BPF_DIV:
    case BPF_MOD:
        divide(g, p);
        break;
    case BPF_LSH:
    case BPF_RSH:
        if (by_x) {
            shift_x(c, op == BPF_LSH ? 4 : 5);
        } else {
            push8(c, p->k);
            rr(c, 0xc1, op == BPF_LSH ? 4 : 5, AX);
        }
        break;
    case BPF_NEG:
        rr(c, 0xf7, 3, AX);
        break;
    default:
        if (by_x)
            rr(c, (uint32_t)group[op >> 4] << 3 | 1, CX, AX);
        else
            arith_imm(c, group[op >> 4], AX, p->k);
        break;
    }
}

/* Sets the flags for A against k or X. */
static void test(struct jit_gen *g, const struct sn_insn *p, uint32_t k)
{
    struct jit_code *c = g->c;
    bool by_x = BPF_SRC(p->code) == BPF_X;

    if (BPF_OP(p->code) == BPF_JSET) {
        if (by_x) {
            rr(c, 0x85, CX, AX);
        } else if (k <= 0xff) {
            push8(c, k);
            push8(c, 0xa8);
        } else {
            push32(c, k);
            push8(c, 0xa9);
        }
    } else if (by_x) {
        rr(c, 0x39, CX, AX);
    } else if (!k) {
        rr(c, 0x85, AX, AX);
    } else {
        arith_imm(c, 7, AX, k);
    }
}

static void ret(struct jit_gen *g, const struct sn_insn *p)
{
    struct jit_code *c = g->c;

    if (p->code == (BPF_RET | BPF_K)) {
        if (!g->row) {
            push8(c, 0xc3);
            mov_imm(c, AX, p->k);
        }
    } else if (g->row) {
        decide(g, BPF_JSET, false);
        rr(c, 0x85, AX, AX);
    } else {
        push8(c, 0xc3);
    }
}

static void store(struct jit_gen *g, bool x, uint32_t word)
{
    scratch(g, 0x89, x ? CX : AX, word);
}

static void move(struct jit_gen *g, bool to_x)
{
    rr(g->c, 0x89, to_x ? AX : CX, to_x ? CX : AX);
}

static void clear(struct jit_gen *g, bool x)
{
    mov_imm(g->c, x ? CX : AX, 0);
}

static const uint8_t *one(struct gen *gen)
{
    struct jit_gen *g = &gen->g;
    struct jit_code *c = g->c;

    g->row = false;
    push8(c, 0xc3);
    mov_imm(c, AX, 0);
    g->reject = c->p;
    sn_jit_body(g);
    rr(c, 0x89, SI, SI); /* a caller may leave anything above an argument's 32 bits */
    rr(c, 0x89, DX, R9);
    return c->p;
}

/* add r10, size; cmp r10, r11; jne loop; mov eax, r9d; ret. Returns where the distance to the loop
 * must be put in, once it is known. */
static uint8_t *next(struct jit_code *c)
{
    uint8_t *distance;

    push8(c, 0xc3);
    rr(c, 0x89, R9, AX);
    push32(c, 0);
    distance = c->p;
    push8(c, 0x80 | CC_NE);
    push8(c, 0x0f);
    rr(c, OP_W | 0x39, R11, R10);
    push8(c, sizeof(struct sn_pkt));
    rr(c, OP_W | 0x83, 0, R10);
    return distance;
}

static void set_distance(struct jit_code *c, uint8_t *at, const uint8_t *to)
{
    uint32_t v = (uint32_t)(to - (at + 4));

    if (!c->full)
        memcpy(at, &v, sizeof v);
}

static const uint8_t *row(struct gen *gen)
{
    struct jit_gen *g = &gen->g;
    struct jit_code *c = g->c;
    uint8_t *after_reject, *after_accept, *after_verdict;
    const uint8_t *skip;

    _Static_assert(offsetof(struct sn_pkt, drop) == offsetof(struct sn_pkt, meta) + 1,
                   "meta and drop are tested as one half word");
    _Static_assert(sizeof(struct sn_pkt) < 128, "added as a byte");
    g->row = true;
    after_reject = next(c);
    push8(c, 1);
    rm(c, 0xc6, 0, R10, NOREG, offsetof(struct sn_pkt, drop));
    g->reject = c->p;
    after_accept = next(c);
    skip = c->p;
    rr(c, 0xff, 0, R9);
    g->accept = c->p;
    after_verdict = next(c);
    rm(c, 0x88, DX, R10, NOREG, offsetof(struct sn_pkt, drop));
    arith_imm(c, 6, DX, 1);
    rr(c, 0x01, DX, R9);
    rr(c, OP_0F | 0xb6, DX, DX);
    gen->verdict = c->p;
    sn_jit_body(g);
    rm(c, 0x8b, SI, R10, NOREG, offsetof(struct sn_pkt, caplen));
    rm(c, OP_W | 0x8b, DI, R10, NOREG, offsetof(struct sn_pkt, data));
    jcc(c, CC_NE, skip);
    push8(c, 0);
    rm(c, OP_66 | 0x83, 7, R10, NOREG, offsetof(struct sn_pkt, meta));
    set_distance(c, after_reject, c->p);
    set_distance(c, after_accept, c->p);
    set_distance(c, after_verdict, c->p);
    rr(c, 0x31, R9, R9);
    rr(c, OP_W | 0x89, SI, R11);
    rr(c, OP_W | 0x89, DI, R10);
    return c->p;
}

static const struct jit_machine machine = {load_packet, load_other, store,  alu,    move, clear,
                                           go_on,       test,       branch, decide, ret};

bool sn_jit_x64(struct jit_code *c, const struct jit_plan *plan, const uint8_t **where,
                struct jit_entry *out)
{
    struct gen g = {.g = {.c = c, .plan = plan, .m = &machine, .where = where}};

    out->one = one(&g);
    out->row = row(&g);
    return !c->full;
}
