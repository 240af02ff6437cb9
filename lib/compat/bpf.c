/*
 * Programs as such: checked, run, printed.
 *
 * What bpf_validate accepts is more than libsn's engines take (words of scratch memory that nobody
 * stored, shifts by more than 31 bits), so an interpreter of its own runs what it gets here.
 */
#include <pthread.h>

#include "compat.h"
#include "sn/bpf.h"

enum { BACK_MOST = 16384 }; /* jumps back: a program that makes more rejects */

/* ---- checking ---- */

static bool valid_load(const struct bpf_insn *i)
{
    switch (BPF_MODE(i->code)) {
    case BPF_MEM:
        return i->k < BPF_MEMWORDS;
    case BPF_IMM:
    case BPF_ABS:
    case BPF_IND:
    case BPF_MSH:
    case BPF_LEN:
        return true;
    default:
        return false;
    }
}

static bool valid_alu(const struct bpf_insn *i)
{
    switch (BPF_OP(i->code)) {
    case BPF_DIV:
    case BPF_MOD:
        return BPF_SRC(i->code) != BPF_K || i->k;
    case BPF_ADD:
    case BPF_SUB:
    case BPF_MUL:
    case BPF_OR:
    case BPF_AND:
    case BPF_XOR:
    case BPF_LSH:
    case BPF_RSH:
    case BPF_NEG:
        return true;
    default:
        return false;
    }
}

/* from: the number of the instruction behind it; len: of the program. Plain jumps may go back. */
static bool valid_jump(const struct bpf_insn *i, u_int from, u_int len)
{
    switch (BPF_OP(i->code)) {
    case BPF_JA:
        return from + i->k < len;
    case BPF_JEQ:
    case BPF_JGT:
    case BPF_JGE:
    case BPF_JSET:
        return from + i->jt < len && from + i->jf < len;
    default:
        return false;
    }
}

int bpf_validate(const struct bpf_insn *f, int len)
{
    if (!f || len < 1)
        return 0;
    for (int n = 0; n < len; n++) {
        const struct bpf_insn *i = &f[n];
        bool ok = true;

        switch (BPF_CLASS(i->code)) {
        case BPF_LD:
        case BPF_LDX:
            ok = valid_load(i);
            break;
        case BPF_ST:
        case BPF_STX:
            ok = i->k < BPF_MEMWORDS;
            break;
        case BPF_ALU:
            ok = valid_alu(i);
            break;
        case BPF_JMP:
            ok = valid_jump(i, (u_int)n + 1, (u_int)len);
            break;
        default:
            break;
        }
        if (!ok)
            return 0;
    }
    return BPF_CLASS(f[len - 1].code) == BPF_RET;
}

/* ---- running ---- */

struct machine {
    const u_char *p;
    u_int len, caplen;
    uint32_t a, x, mem[BPF_MEMWORDS];
};

static bool fetch(const struct machine *m, uint32_t at, u_int size, uint32_t *v)
{
    if (at > m->caplen || m->caplen - at < size)
        return false;
    *v = 0;
    for (u_int i = 0; i < size; i++)
        *v = *v << 8 | m->p[at + i];
    return true;
}

static u_int width(u_short code)
{
    return BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;
}

/* A load into A or X; false: outside the packet. */
static bool load(struct machine *m, const struct bpf_insn *i, uint32_t *to)
{
    uint32_t at = i->k;

    switch (BPF_MODE(i->code)) {
    case BPF_IND:
        if (__builtin_add_overflow(m->x, i->k, &at))
            return false;
        return fetch(m, at, width(i->code), to);
    case BPF_ABS:
        return fetch(m, at, width(i->code), to);
    case BPF_MSH:
        if (!fetch(m, at, 1, to))
            return false;
        *to = (*to & 15) << 2;
        return true;
    case BPF_LEN:
        *to = m->len;
        return true;
    case BPF_MEM:
        *to = m->mem[i->k & (BPF_MEMWORDS - 1)];
        return true;
    default:
        *to = i->k;
        return true;
    }
}

/* False: a division by zero. */
static bool calculate(struct machine *m, const struct bpf_insn *i)
{
    uint32_t v = BPF_SRC(i->code) == BPF_X ? m->x : i->k;

    switch (BPF_OP(i->code)) {
    case BPF_ADD:
        m->a += v;
        break;
    case BPF_SUB:
        m->a -= v;
        break;
    case BPF_MUL:
        m->a *= v;
        break;
    case BPF_DIV:
    case BPF_MOD:
        if (!v)
            return false;
        m->a = BPF_OP(i->code) == BPF_DIV ? m->a / v : m->a % v;
        break;
    case BPF_OR:
        m->a |= v;
        break;
    case BPF_AND:
        m->a &= v;
        break;
    case BPF_XOR:
        m->a ^= v;
        break;
    case BPF_LSH:
        m->a = v < 32 ? m->a << v : 0;
        break;
    case BPF_RSH:
        m->a = v < 32 ? m->a >> v : 0;
        break;
    default:
        m->a = 0 - m->a;
    }
    return true;
}

static bool holds(const struct machine *m, const struct bpf_insn *i)
{
    uint32_t v = BPF_SRC(i->code) == BPF_X ? m->x : i->k;

    switch (BPF_OP(i->code)) {
    case BPF_JEQ:
        return m->a == v;
    case BPF_JGT:
        return m->a > v;
    case BPF_JGE:
        return m->a >= v;
    default:
        return m->a & v;
    }
}

/* One instruction that neither jumps nor returns. False: the packet is rejected. */
static bool step(struct machine *m, const struct bpf_insn *i)
{
    switch (BPF_CLASS(i->code)) {
    case BPF_LD:
        return load(m, i, &m->a);
    case BPF_LDX:
        return load(m, i, &m->x);
    case BPF_ST:
        m->mem[i->k & (BPF_MEMWORDS - 1)] = m->a;
        return true;
    case BPF_STX:
        m->mem[i->k & (BPF_MEMWORDS - 1)] = m->x;
        return true;
    case BPF_ALU:
        return calculate(m, i);
    default:
        if (BPF_MISCOP(i->code) == BPF_TAX)
            m->x = m->a;
        else
            m->a = m->x;
        return true;
    }
}

u_int sn_compat_run(const struct bpf_insn *i, const u_char *p, u_int len, u_int caplen)
{
    struct machine m = {.p = p, .len = len, .caplen = caplen};
    int back = 0;

    for (;; i++) {
        if (BPF_CLASS(i->code) == BPF_RET)
            return BPF_RVAL(i->code) == BPF_A ? m.a : BPF_RVAL(i->code) == BPF_X ? m.x : i->k;
        if (BPF_CLASS(i->code) != BPF_JMP) {
            if (!step(&m, i))
                return 0;
        } else if (BPF_OP(i->code) == BPF_JA) {
            if ((bpf_int32)i->k < 0 && ++back > BACK_MOST)
                return 0;
            i += (bpf_int32)i->k;
        } else {
            i += holds(&m, i) ? i->jt : i->jf;
        }
    }
}

u_int bpf_filter(const struct bpf_insn *pc, const u_char *p, u_int len, u_int caplen)
{
    return pc ? sn_compat_run(pc, p, len, caplen) : (u_int)-1;
}

/* ---- printing ---- */

char *bpf_image(const struct bpf_insn *p, int n)
{
    static _Thread_local char image[256];
    struct sn_insn i = {.code = p->code, .jt = p->jt, .jf = p->jf, .k = p->k};
    struct sn_buf b;

    sn_buf_fixed(&b, image, sizeof image - 1);
    sn_bpf_put_insn(&b, &i, (uint32_t)n);
    *b.p = '\0';
    return image;
}

/* option: 2 and 3 as tcpdump -dd and -ddd, else a line of text for each. */
void bpf_dump(const struct bpf_program *p, int option)
{
    if (option > 2)
        printf("%u\n", p->bf_len);
    for (u_int n = 0; n < p->bf_len; n++) {
        const struct bpf_insn *i = &p->bf_insns[n];

        if (option > 2)
            printf("%u %u %u %u\n", i->code, i->jt, i->jf, i->k);
        else if (option > 1)
            printf("{ 0x%x, %u, %u, 0x%08x },\n", i->code, i->jt, i->jf, i->k);
        else
            puts(bpf_image(i, (int)n));
    }
}
