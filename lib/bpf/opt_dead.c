/*
 * Dead instructions. Needs blocks in topological order; keeps what every path computes and every
 * load from the packet, since one outside it rejects. One pass from the end to the beginning.
 */
#include "select.h"

enum { LIVE_A = 1u << BPF_MEMWORDS, LIVE_X = 1u << (BPF_MEMWORDS + 1) };

struct effect {
    uint32_t reads, writes;
    bool keep; /* may reject the packet */
};

static struct effect effect_of(const struct sn_insn *i)
{
    unsigned mode = i->code & 0xe0;
    uint32_t word = 1u << (i->k & (BPF_MEMWORDS - 1));

    switch (i->code & 7) {
    case BPF_LD:
        if (mode == BPF_MEM)
            return (struct effect){word, LIVE_A, false};
        return (struct effect){mode == BPF_IND ? LIVE_X : 0, LIVE_A,
                               mode == BPF_IND || mode == BPF_ABS};
    case BPF_LDX:
        return (struct effect){mode == BPF_MEM ? word : 0, LIVE_X, mode == BPF_MSH};
    case BPF_ST:
        return (struct effect){LIVE_A, word, false};
    case BPF_STX:
        return (struct effect){LIVE_X, word, false};
    case BPF_ALU: {
        unsigned op = i->code & 0xf0;
        bool x = i->code & BPF_X;

        return (struct effect){LIVE_A | (x ? LIVE_X : 0), LIVE_A,
                               x && (op == BPF_DIV || op == BPF_MOD)};
    }
    case BPF_MISC:
        return (i->code & 0xf8) == BPF_TXA ? (struct effect){LIVE_X, LIVE_A, false}
                                           : (struct effect){LIVE_A, LIVE_X, false};
    default:
        return (struct effect){0, 0, true};
    }
}

void sn_bp_dead_stores(struct comp *c, struct blocks *b)
{
    if (c->err)
        return;
    for (uint32_t i = b->n; i-- > 0;) {
        struct block *x = b->b[i];
        uint32_t live = (x->t ? x->t->live : 0) | (x->f ? x->f->live : 0);
        uint32_t to = x->n;

        if (x->loop) {
            x->live = UINT32_MAX;
            continue;
        }
        if (x->jump)
            live |= LIVE_A | (x->jump & BPF_X ? LIVE_X : 0);
        for (uint32_t k = x->n; k-- > 0;) {
            struct effect e = effect_of(&x->code[k]);

            if (!e.keep && !(e.writes & live))
                continue;
            live = (live & ~e.writes) | e.reads;
            x->code[--to] = x->code[k];
        }
        if (to > 0) {
            x->code += to;
            x->n -= to;
            x->cap -= to;
        }
        x->live = live;
    }
}
