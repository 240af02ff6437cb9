/*
 * The interpreter: the reference that every other engine must agree with.
 *
 * Semantics are libpcap's. An offset is the mathematical sum of register and constant, it doesn't
 * wrap; a load that isn't wholly inside caplen ends the run with 0, as do division and remainder by
 * zero; a shift by 32 or more gives 0. The program was verified, so jumps, scratch memory and
 * instruction codes need no checks here.
 */
#include "bpf/insn.h"
#include "sn/bpf.h"
#include "sn/rd.h"

/* The size bytes at off + x, if they were captured. */
static inline bool load(const uint8_t *data, uint32_t caplen, uint32_t off, uint32_t x,
                        uint32_t size, uint32_t *out)
{
    uint64_t at = (uint64_t)off + x;

    if (at + size > caplen)
        return false;
    *out = size == 4 ? sn_be32(data + at) : size == 2 ? sn_be16(data + at) : data[at];
    return true;
}

/* False when the operation ends the run. */
static inline bool alu(uint32_t code, uint32_t *a, uint32_t v)
{
    switch (BPF_OP(code)) {
    case BPF_ADD:
        *a += v;
        break;
    case BPF_SUB:
        *a -= v;
        break;
    case BPF_MUL:
        *a *= v;
        break;
    case BPF_DIV:
        if (!v)
            return false;
        *a /= v;
        break;
    case BPF_MOD:
        if (!v)
            return false;
        *a %= v;
        break;
    case BPF_OR:
        *a |= v;
        break;
    case BPF_AND:
        *a &= v;
        break;
    case BPF_XOR:
        *a ^= v;
        break;
    case BPF_LSH:
        *a = v < 32 ? *a << v : 0;
        break;
    default: /* BPF_RSH */
        *a = v < 32 ? *a >> v : 0;
        break;
    }
    return true;
}

static inline bool jump(uint32_t code, uint32_t a, uint32_t v)
{
    switch (BPF_OP(code)) {
    case BPF_JEQ:
        return a == v;
    case BPF_JGT:
        return a > v;
    case BPF_JGE:
        return a >= v;
    default:
        return (a & v) != 0;
    }
}

#define ALU(op)                                                                                    \
    case BPF_ALU | BPF_##op | BPF_K:                                                               \
        if (!alu(BPF_##op, &a, p->k))                                                              \
            return 0;                                                                              \
        break;                                                                                     \
    case BPF_ALU | BPF_##op | BPF_X:                                                               \
        if (!alu(BPF_##op, &a, x))                                                                 \
            return 0;                                                                              \
        break;
#define JUMP(op)                                                                                   \
    case BPF_JMP | BPF_##op | BPF_K:                                                               \
        p += jump(BPF_##op, a, p->k) ? p->jt : p->jf;                                              \
        break;                                                                                     \
    case BPF_JMP | BPF_##op | BPF_X:                                                               \
        p += jump(BPF_##op, a, x) ? p->jt : p->jf;                                                 \
        break;
#define LOAD(size, n)                                                                              \
    case BPF_LD | size | BPF_ABS:                                                                  \
        if (!load(data, caplen, p->k, 0, n, &a))                                                   \
            return 0;                                                                              \
        break;                                                                                     \
    case BPF_LD | size | BPF_IND:                                                                  \
        if (!load(data, caplen, p->k, x, n, &a))                                                   \
            return 0;                                                                              \
        break;

uint32_t sn_bpf_run(const struct sn_insn *p, const uint8_t *data, uint32_t caplen, uint32_t len)
{
    uint32_t a = 0, x = 0, loops = 0, mem[BPF_MEMWORDS];

    for (;; p++) {
        switch (p->code) {
            LOAD(BPF_W, 4)
            LOAD(BPF_H, 2)
            LOAD(BPF_B, 1)
            ALU(ADD)
            ALU(SUB)
            ALU(MUL)
            ALU(DIV)
            ALU(MOD)
            ALU(OR)
            ALU(AND)
            ALU(XOR)
            ALU(LSH)
            ALU(RSH)
            JUMP(JEQ)
            JUMP(JGT)
            JUMP(JGE)
            JUMP(JSET)
        case BPF_ALU | BPF_NEG:
            a = 0u - a;
            break;
        case BPF_JMP | BPF_JA:
            if ((int32_t)p->k < 0 && ++loops > BPF_LOOPS_MAX)
                return 0;
            p += (int32_t)p->k;
            break;
        case BPF_LD | BPF_W | BPF_LEN:
            a = len;
            break;
        case BPF_LDX | BPF_W | BPF_LEN:
            x = len;
            break;
        case BPF_LD | BPF_IMM:
            a = p->k;
            break;
        case BPF_LDX | BPF_IMM:
            x = p->k;
            break;
        case BPF_LD | BPF_MEM:
            a = mem[p->k];
            break;
        case BPF_LDX | BPF_MEM:
            x = mem[p->k];
            break;
        case BPF_LDX | BPF_MSH | BPF_B:
            if (!load(data, caplen, p->k, 0, 1, &x))
                return 0;
            x = (x & 0xf) << 2;
            break;
        case BPF_ST:
            mem[p->k] = a;
            break;
        case BPF_STX:
            mem[p->k] = x;
            break;
        case BPF_MISC | BPF_TAX:
            x = a;
            break;
        case BPF_MISC | BPF_TXA:
            a = x;
            break;
        case BPF_RET | BPF_K:
            return p->k;
        case BPF_RET | BPF_A:
            return a;
        default:
            return 0;
        }
    }
}

uint32_t sn_bpf_run_batch(const struct sn_insn *p, struct sn_batch *b)
{
    uint32_t accepted = 0;

    for (uint32_t i = 0; i < b->n; i++) {
        struct sn_pkt *k = &b->pkt[i];

        if (k->meta || k->drop)
            continue;
        if (sn_bpf_run(p, k->data, k->caplen, k->len))
            accepted++;
        else
            k->drop = true;
    }
    return accepted;
}
