/*
 * Programs made from bytes, for the tests of the engines: valid by construction, and mostly made
 * of loads, tests and arithmetic near each other, so that they get somewhere.
 */
#ifndef SN_BPFGEN_H
#define SN_BPFGEN_H

#include <stdint.h>
#include <string.h>

#include "bpf/insn.h"
#include "sn/bpf.h"

#define GEN_MAX 600

struct gen_bytes {
    const uint8_t *p;
    size_t left;
};

static inline uint32_t gen_u8(struct gen_bytes *g)
{
    if (!g->left)
        return 0;
    g->left--;
    return *g->p++;
}

static inline uint32_t gen_u32(struct gen_bytes *g)
{
    uint32_t v = gen_u8(g) << 8;

    v = (v | gen_u8(g)) << 8;
    v = (v | gen_u8(g)) << 8;
    return v | gen_u8(g);
}

static const uint16_t gen_codes[] = {
    BPF_LD | BPF_W | BPF_ABS,
    BPF_LD | BPF_H | BPF_ABS,
    BPF_LD | BPF_B | BPF_ABS,
    BPF_LD | BPF_W | BPF_IND,
    BPF_LD | BPF_H | BPF_IND,
    BPF_LD | BPF_B | BPF_IND,
    BPF_LD | BPF_H | BPF_ABS,
    BPF_LD | BPF_H | BPF_IND,
    BPF_LDX | BPF_B | BPF_MSH,
    BPF_LD | BPF_IMM,
    BPF_LDX | BPF_IMM,
    BPF_LD | BPF_LEN,
    BPF_LDX | BPF_LEN,
    BPF_LD | BPF_MEM,
    BPF_LDX | BPF_MEM,
    BPF_ST,
    BPF_STX,
    BPF_MISC | BPF_TAX,
    BPF_MISC | BPF_TXA,
    BPF_ALU | BPF_ADD | BPF_K,
    BPF_ALU | BPF_SUB | BPF_K,
    BPF_ALU | BPF_MUL | BPF_K,
    BPF_ALU | BPF_DIV | BPF_K,
    BPF_ALU | BPF_MOD | BPF_K,
    BPF_ALU | BPF_AND | BPF_K,
    BPF_ALU | BPF_OR | BPF_K,
    BPF_ALU | BPF_XOR | BPF_K,
    BPF_ALU | BPF_LSH | BPF_K,
    BPF_ALU | BPF_RSH | BPF_K,
    BPF_ALU | BPF_ADD | BPF_X,
    BPF_ALU | BPF_SUB | BPF_X,
    BPF_ALU | BPF_MUL | BPF_X,
    BPF_ALU | BPF_DIV | BPF_X,
    BPF_ALU | BPF_MOD | BPF_X,
    BPF_ALU | BPF_AND | BPF_X,
    BPF_ALU | BPF_OR | BPF_X,
    BPF_ALU | BPF_XOR | BPF_X,
    BPF_ALU | BPF_LSH | BPF_X,
    BPF_ALU | BPF_RSH | BPF_X,
    BPF_ALU | BPF_NEG,
    BPF_JMP | BPF_JA,
    BPF_JMP | BPF_JEQ | BPF_K,
    BPF_JMP | BPF_JGT | BPF_K,
    BPF_JMP | BPF_JGE | BPF_K,
    BPF_JMP | BPF_JSET | BPF_K,
    BPF_JMP | BPF_JEQ | BPF_X,
    BPF_JMP | BPF_JGT | BPF_X,
    BPF_JMP | BPF_JGE | BPF_X,
    BPF_JMP | BPF_JSET | BPF_X,
    BPF_JMP | BPF_JEQ | BPF_K,
    BPF_JMP | BPF_JSET | BPF_K,
    BPF_RET | BPF_K,
    BPF_RET | BPF_A,
};

static inline uint32_t gen_k(struct gen_bytes *g)
{
    uint32_t how = gen_u8(g);

    switch (how % 8) {
    case 0:
        return gen_u32(g);
    case 1:
        return UINT32_MAX - gen_u8(g);
    case 2:
        return 0x7fffffe0u + gen_u8(g) % 64;
    case 3:
        return (gen_u8(g) << 8 | gen_u8(g));
    default:
        return gen_u8(g) % 80;
    }
}

static inline struct sn_insn gen_insn(struct gen_bytes *g, uint32_t left)
{
    struct sn_insn p = {.code = gen_codes[gen_u8(g) % (sizeof gen_codes / sizeof *gen_codes)]};

    p.k = gen_k(g);
    switch (BPF_CLASS(p.code)) {
    case BPF_LD:
    case BPF_LDX:
        if (BPF_MODE(p.code) == BPF_MEM)
            p.k %= BPF_MEMWORDS;
        break;
    case BPF_ST:
    case BPF_STX:
        p.k %= BPF_MEMWORDS;
        break;
    case BPF_ALU:
        if (BPF_SRC(p.code) == BPF_X)
            break;
        if (BPF_OP(p.code) == BPF_LSH || BPF_OP(p.code) == BPF_RSH)
            p.k %= 32;
        if (BPF_OP(p.code) == BPF_DIV || BPF_OP(p.code) == BPF_MOD)
            p.k += !p.k;
        break;
    case BPF_JMP:
        p.jt = (uint8_t)(gen_u8(g) % 256 % left % 24);
        p.jf = (uint8_t)(gen_u8(g) % 256 % left % 24);
        if (BPF_OP(p.code) == BPF_JA)
            p.k = p.k % left % 16;
        break;
    default:
        break;
    }
    return p;
}

/* Fills p with a program, at most max (16 < max <= GEN_MAX + 16) instructions; returns how many.
 * All scratch words are stored first when bit 0 of the first byte is set, else loads from scratch
 * memory become loads of constants. */
static inline uint32_t gen_prog(struct gen_bytes *g, struct sn_insn *p, uint32_t max)
{
    uint32_t how = gen_u8(g), n = 0, count = gen_u8(g) + (how & 2 ? 256 : 0);

    if (count > max - 17)
        count = max - 17;
    for (uint32_t i = 0; how & 1 && i < BPF_MEMWORDS; i++)
        p[n++] = (struct sn_insn){BPF_ST, 0, 0, i};
    for (uint32_t i = 0; i < count; i++) {
        p[n] = gen_insn(g, count - i);
        if (!(how & 1) && BPF_CLASS(p[n].code) <= BPF_LDX && BPF_MODE(p[n].code) == BPF_MEM)
            p[n].code = (uint16_t)(BPF_CLASS(p[n].code) | BPF_IMM);
        n++;
    }
    p[n++] =
        (struct sn_insn){(uint16_t)(BPF_RET | (how & 4 ? BPF_A : BPF_K)), 0, 0, how & 8 ? 0 : 7};
    return n;
}

#endif
