/* Programs as text, in the three forms of tcpdump -d, -dd and -ddd. */
#include "bpf/insn.h"
#include "bpf/opname.h"
#include "sn/bpf.h"

enum operand {
    NONE,     /* none */
    DEC,      /* #262144 */
    HEX,      /* #0x800 */
    ABSOLUTE, /* [12] */
    INDEXED,  /* [x + 14] */
    NIBBLE,   /* 4*([14]&0xf) */
    MEMORY,   /* M[1] */
    LENGTH,   /* #pktlen */
    REG_X,    /* x */
    TARGET,   /* an instruction's number */
};

struct op {
    const char *name;
    enum operand operand;
};

#define CODES 256

static const struct op ops[CODES] = {
    [BPF_LD | BPF_W | BPF_ABS] = {"ld", ABSOLUTE},
    [BPF_LD | BPF_H | BPF_ABS] = {"ldh", ABSOLUTE},
    [BPF_LD | BPF_B | BPF_ABS] = {"ldb", ABSOLUTE},
    [BPF_LD | BPF_W | BPF_IND] = {"ld", INDEXED},
    [BPF_LD | BPF_H | BPF_IND] = {"ldh", INDEXED},
    [BPF_LD | BPF_B | BPF_IND] = {"ldb", INDEXED},
    [BPF_LD | BPF_W | BPF_LEN] = {"ld", LENGTH},
    [BPF_LDX | BPF_W | BPF_LEN] = {"ldx", LENGTH},
    [BPF_LD | BPF_IMM] = {"ld", HEX},
    [BPF_LDX | BPF_IMM] = {"ldx", HEX},
    [BPF_LD | BPF_MEM] = {"ld", MEMORY},
    [BPF_LDX | BPF_MEM] = {"ldx", MEMORY},
    [BPF_LDX | BPF_MSH | BPF_B] = {"ldxb", NIBBLE},
    [BPF_ST] = {"st", MEMORY},
    [BPF_STX] = {"stx", MEMORY},
    [BPF_ALU | BPF_ADD | BPF_K] = {"add", DEC},
    [BPF_ALU | BPF_SUB | BPF_K] = {"sub", DEC},
    [BPF_ALU | BPF_MUL | BPF_K] = {"mul", DEC},
    [BPF_ALU | BPF_DIV | BPF_K] = {"div", DEC},
    [BPF_ALU | BPF_MOD | BPF_K] = {"mod", DEC},
    [BPF_ALU | BPF_AND | BPF_K] = {"and", HEX},
    [BPF_ALU | BPF_OR | BPF_K] = {"or", HEX},
    [BPF_ALU | BPF_XOR | BPF_K] = {"xor", HEX},
    [BPF_ALU | BPF_LSH | BPF_K] = {"lsh", DEC},
    [BPF_ALU | BPF_RSH | BPF_K] = {"rsh", DEC},
    [BPF_ALU | BPF_ADD | BPF_X] = {"add", REG_X},
    [BPF_ALU | BPF_SUB | BPF_X] = {"sub", REG_X},
    [BPF_ALU | BPF_MUL | BPF_X] = {"mul", REG_X},
    [BPF_ALU | BPF_DIV | BPF_X] = {"div", REG_X},
    [BPF_ALU | BPF_MOD | BPF_X] = {"mod", REG_X},
    [BPF_ALU | BPF_AND | BPF_X] = {"and", REG_X},
    [BPF_ALU | BPF_OR | BPF_X] = {"or", REG_X},
    [BPF_ALU | BPF_XOR | BPF_X] = {"xor", REG_X},
    [BPF_ALU | BPF_LSH | BPF_X] = {"lsh", REG_X},
    [BPF_ALU | BPF_RSH | BPF_X] = {"rsh", REG_X},
    [BPF_ALU | BPF_NEG] = {"neg", NONE},
    [BPF_JMP | BPF_JA] = {"ja", TARGET},
    [BPF_JMP | BPF_JEQ | BPF_K] = {"jeq", HEX},
    [BPF_JMP | BPF_JGT | BPF_K] = {"jgt", HEX},
    [BPF_JMP | BPF_JGE | BPF_K] = {"jge", HEX},
    [BPF_JMP | BPF_JSET | BPF_K] = {"jset", HEX},
    [BPF_JMP | BPF_JEQ | BPF_X] = {"jeq", REG_X},
    [BPF_JMP | BPF_JGT | BPF_X] = {"jgt", REG_X},
    [BPF_JMP | BPF_JGE | BPF_X] = {"jge", REG_X},
    [BPF_JMP | BPF_JSET | BPF_X] = {"jset", REG_X},
    [BPF_RET | BPF_K] = {"ret", DEC},
    [BPF_RET | BPF_A] = {"ret", NONE},
    [BPF_MISC | BPF_TAX] = {"tax", NONE},
    [BPF_MISC | BPF_TXA] = {"txa", NONE},
};

/* What absolute loads from BPF_ANC_OFF + 4 * index on fetch. */
static const char *const ancillary[] = {
    "proto",  "type", "ifidx", "nla",      "nlan",  "mark", "queue",  "hatype",
    "rxhash", "cpu",  "xor_x", "vlan_tci", "vlanp", "poff", "random", "vlan_tpid",
};

const char *sn_bpf_opname(uint32_t code)
{
    return code < CODES ? ops[code].name : NULL;
}

static void put_operand(struct sn_buf *b, const struct sn_insn *p, uint32_t at)
{
    uint32_t anc = p->k - BPF_ANC_OFF;
    int32_t k = (int32_t)p->k;

    switch (ops[p->code].operand) {
    case NONE:
        break;
    case DEC:
        sn_put_f(b, "#%d", k);
        break;
    case HEX:
        sn_put_f(b, "#0x%x", p->k);
        break;
    case ABSOLUTE:
        if (p->k >= BPF_ANC_OFF && anc % 4 == 0 && anc / 4 < sizeof ancillary / sizeof *ancillary)
            sn_put_f(b, "[%s]", ancillary[anc / 4]);
        else
            sn_put_f(b, "[%d]", k);
        break;
    case INDEXED:
        sn_put_f(b, "[x + %d]", k);
        break;
    case NIBBLE:
        sn_put_f(b, "4*([%d]&0xf)", k);
        break;
    case MEMORY:
        sn_put_f(b, "M[%d]", k);
        break;
    case LENGTH:
        sn_put_lit(b, "#pktlen");
        break;
    case REG_X:
        sn_put_c(b, 'x');
        break;
    case TARGET:
        sn_put_f(b, "%d", (int32_t)(at + 1 + p->k));
        break;
    }
}

void sn_bpf_put_insn(struct sn_buf *b, const struct sn_insn *p, uint32_t at)
{
    char mem[32];
    struct sn_buf operand;

    sn_buf_fixed(&operand, mem, sizeof mem - 1);
    if (!sn_bpf_opname(p->code)) {
        sn_put_f(b, "(%03u) unimp    0x%x", at, p->code);
        return;
    }
    put_operand(&operand, p, at);
    *operand.p = '\0';
    if (BPF_CLASS(p->code) == BPF_JMP && BPF_OP(p->code) != BPF_JA)
        sn_put_f(b, "(%03u) %-8s %-16s jt %u\tjf %u", at, ops[p->code].name, mem, at + 1 + p->jt,
                 at + 1 + p->jf);
    else
        sn_put_f(b, "(%03u) %-8s %s", at, ops[p->code].name, mem);
}

void sn_bpf_print(struct sn_buf *b, const struct sn_prog *p, enum sn_bpf_image how)
{
    if (how == SN_BPF_DECIMAL)
        sn_put_f(b, "%u\n", p->n);
    for (uint32_t i = 0; i < p->n; i++) {
        const struct sn_insn *q = &p->insn[i];

        if (how == SN_BPF_DECIMAL)
            sn_put_f(b, "%u %u %u %u", q->code, q->jt, q->jf, q->k);
        else if (how == SN_BPF_C)
            sn_put_f(b, "{ 0x%x, %u, %u, 0x%08x },", q->code, q->jt, q->jf, q->k);
        else
            sn_bpf_put_insn(b, q, i);
        sn_put_c(b, '\n');
    }
}
