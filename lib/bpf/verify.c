/*
 * The verifier of programs: what the kernel's checker demands of SO_ATTACH_FILTER, length apart.
 *
 * Jumps go forward, so one pass in program order sees every instruction after all of its
 * predecessors; `stored` carries which words of scratch memory every path has written by then. The
 * exception, which the kernel doesn't take, is a plain jump back to where less was stored.
 */
#include <stdlib.h>

#include "bpf/insn.h"
#include "bpf/opname.h"
#include "sn/bpf.h"

#define ALL_WORDS 0xffffu

static enum sn_err fail(struct sn_diag *d, size_t at, const struct sn_insn *p, const char *what)
{
    return sn_fail(d, SN_EFORMAT, "instruction %zu (%s): %s", at, sn_bpf_opname(p->code), what);
}

/* What can be said of one instruction without looking at others. */
static enum sn_err check_insn(const struct sn_insn *p, size_t i, size_t n, struct sn_diag *d)
{
    size_t left = n - i - 1; /* instructions behind this one */
    uint32_t op = BPF_OP(p->code);

    if (!sn_bpf_opname(p->code))
        return sn_fail(d, SN_EFORMAT, "instruction %zu: unknown code 0x%x", i, p->code);
    switch (BPF_CLASS(p->code)) {
    case BPF_LD:
    case BPF_LDX:
        if (BPF_MODE(p->code) == BPF_MEM && p->k >= BPF_MEMWORDS)
            return fail(d, i, p, "loads from outside of scratch memory");
        break;
    case BPF_ST:
    case BPF_STX:
        if (p->k >= BPF_MEMWORDS)
            return fail(d, i, p, "stores outside of scratch memory");
        break;
    case BPF_ALU:
        if (BPF_SRC(p->code) == BPF_X)
            break;
        if ((op == BPF_DIV || op == BPF_MOD) && !p->k)
            return fail(d, i, p, "division by zero");
        if ((op == BPF_LSH || op == BPF_RSH) && p->k > 31)
            return fail(d, i, p, "shift by more than 31 bits");
        break;
    case BPF_JMP:
        if (op == BPF_JA && (int32_t)p->k < 0) {
            if (-(int64_t)(int32_t)p->k > (int64_t)i + 1)
                return fail(d, i, p, "jumps back beyond the beginning");
        } else if (op == BPF_JA ? p->k >= left : p->jt >= left || p->jf >= left) {
            return fail(d, i, p, "jumps behind the end");
        }
        break;
    default:
        break;
    }
    return SN_OK;
}

/* Every word of scratch memory is written on every path that reads it. */
static enum sn_err check_scratch(const struct sn_insn *p, size_t n, uint16_t *in, struct sn_diag *d)
{
    uint16_t stored = 0;

    for (size_t i = 0; i < n; i++) {
        stored &= in[i];
        in[i] = stored;
        switch (BPF_CLASS(p[i].code)) {
        case BPF_LD:
        case BPF_LDX:
            if (BPF_MODE(p[i].code) == BPF_MEM && !(stored >> p[i].k & 1))
                return fail(d, i, &p[i], "loads scratch memory that no store has filled");
            break;
        case BPF_ST:
        case BPF_STX:
            stored |= (uint16_t)(1u << p[i].k);
            break;
        case BPF_JMP:
            if (BPF_OP(p[i].code) == BPF_JA && (int32_t)p[i].k < 0) {
                if (in[i + 1 - (size_t)(-(int64_t)(int32_t)p[i].k)] & ~stored)
                    return fail(d, i, &p[i], "jumps back to where more is stored");
            } else if (BPF_OP(p[i].code) == BPF_JA) {
                in[i + 1 + p[i].k] &= stored;
            } else {
                in[i + 1 + p[i].jt] &= stored;
                in[i + 1 + p[i].jf] &= stored;
            }
            stored = ALL_WORDS;
            break;
        case BPF_RET:
            stored = ALL_WORDS;
            break;
        default:
            break;
        }
    }
    return SN_OK;
}

enum sn_err sn_bpf_verify(const struct sn_insn *p, size_t n, struct sn_diag *d)
{
    bool scratch = false;
    enum sn_err e;
    uint16_t *in;

    if (!n)
        return sn_fail(d, SN_EFORMAT, "an empty program");
    if (n > BPF_INSNS_MAX)
        return sn_fail(d, SN_EFORMAT, "a program of %zu instructions; at most %u are possible", n,
                       BPF_INSNS_MAX);
    for (size_t i = 0; i < n; i++) {
        e = check_insn(&p[i], i, n, d);
        if (e)
            return e;
        scratch |= BPF_CLASS(p[i].code) <= BPF_LDX && BPF_MODE(p[i].code) == BPF_MEM;
    }
    if (BPF_CLASS(p[n - 1].code) != BPF_RET)
        return fail(d, n - 1, &p[n - 1], "the last instruction must be a return");
    if (!scratch)
        return SN_OK;
    in = malloc(n * sizeof *in);
    if (!in)
        return sn_fail(d, SN_ENOMEM, "no memory to verify a program");
    memset(in, 0xff, n * sizeof *in);
    e = check_scratch(p, n, in, d);
    free(in);
    return e;
}
