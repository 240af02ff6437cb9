/* The part of code generation that is the same for every processor. See jit.h. */
#include "bpf/jit.h"

static void jump(struct jit_gen *g, uint32_t i)
{
    const struct sn_insn *p = &g->plan->p[i];
    const struct jit_insn *at = &g->plan->at[i];
    const uint8_t *yes = g->where[i + 1 + p->jt], *no = g->where[i + 1 + p->jf];
    uint32_t op = BPF_OP(p->code);

    if (yes == no) {
        g->m->go_on(g, yes);
        return;
    }
    if (g->row && yes == g->accept && no == g->reject)
        g->m->decide(g, op, false);
    else if (g->row && yes == g->reject && no == g->accept)
        g->m->decide(g, op, true);
    else
        g->m->branch(g, op, yes, no);
    g->m->test(g, p, at->raw ? sn_jit_swap(p->k, at->size) : p->k);
}

static void insn(struct jit_gen *g, uint32_t i)
{
    const struct sn_insn *p = &g->plan->p[i];
    uint32_t class = BPF_CLASS(p->code);

    if (class != BPF_JMP && class != BPF_RET)
        g->m->go_on(g, g->where[i + 1]);
    switch (class) {
    case BPF_LD:
    case BPF_LDX:
        if (sn_jit_is_load(p->code))
            g->m->load_packet(g, p, &g->plan->at[i]);
        else
            g->m->load_other(g, p);
        break;
    case BPF_ST:
    case BPF_STX:
        g->m->store(g, class == BPF_STX, p->k);
        break;
    case BPF_ALU:
        g->m->alu(g, p);
        break;
    case BPF_JMP:
        jump(g, i);
        break;
    case BPF_RET:
        g->m->ret(g, p);
        break;
    default: /* BPF_MISC */
        g->m->move(g, p->code == (BPF_MISC | BPF_TAX));
        break;
    }
    g->where[i] = g->c->p;
}

void sn_jit_body(struct jit_gen *g)
{
    const struct jit_plan *plan = g->plan;

    for (uint32_t i = plan->n; i-- > 0 && !g->c->full;) {
        const struct sn_insn *p = &plan->p[i];

        if (!plan->at[i].reached)
            continue;
        if (plan->at[i].needs == JIT_REJECTS)
            g->where[i] = g->reject;
        else if (g->row && p->code == (BPF_RET | BPF_K))
            g->where[i] = g->accept;
        else if (p->code == (BPF_JMP | BPF_JA))
            g->where[i] = g->where[i + 1 + p->k];
        else
            insn(g, i);
    }
    if (g->c->full)
        return;
    g->m->go_on(g, g->where[0]);
    if (plan->zero_a)
        g->m->clear(g, false);
    if (plan->zero_x)
        g->m->clear(g, true);
}
