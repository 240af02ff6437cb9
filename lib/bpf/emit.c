/*
 * Layout and jumps.
 *
 * Blocks keep their order, except that a block which just goes on to another is put right in front
 * of it where it can. The program is written from its end, so that every target is known: a
 * conditional jump that can't reach (its offsets are bytes) takes a stepping stone, a copy of the
 * return or a plain jump behind it, which others in reach use as well.
 */
#include <string.h>

#include "select.h"

struct out {
    struct comp *c;
    struct sn_insn *insn; /* filled from the end */
    uint32_t n, cap;
};

static void push(struct out *o, struct sn_insn i)
{
    if (o->n == o->cap) {
        uint32_t cap = o->cap ? o->cap * 2 : 64;
        struct sn_insn *p = BP_TMPN(o->c, struct sn_insn, cap);

        if (!p)
            return;
        if (o->n)
            memcpy(p + (cap - o->n), o->insn + (o->cap - o->n), o->n * sizeof *p);
        o->insn = p;
        o->cap = cap;
    }
    o->n++;
    o->insn[o->cap - o->n] = i;
}

/* Makes b reachable from a jump in front of what is there so far; `room` further instructions may
 * come in between. */
static void bring_near(struct out *o, struct block *b, uint32_t room)
{
    struct sn_insn stone;

    if (o->n - b->pos + room <= 255)
        return;
    if (b->island && o->n - b->island + room <= 255)
        return;
    if (!b->t && b->n == 1)
        stone = b->code[0];
    else
        stone = (struct sn_insn){.code = BPF_JMP | BPF_JA, .k = o->n - b->pos};
    push(o, stone);
    b->island = o->n;
}

static uint8_t offset(const struct out *o, const struct block *b)
{
    uint32_t d = o->n - b->pos;

    return (uint8_t)(d <= 255 ? d : o->n - b->island);
}

static void emit_block(struct out *o, struct block *b)
{
    if (b->jump) {
        bring_near(o, b->t, 1);
        bring_near(o, b->f, 0);
        push(o, (struct sn_insn){b->jump, offset(o, b->t), offset(o, b->f), b->k});
    } else if (b->t && o->n != b->t->pos) {
        push(o, (struct sn_insn){.code = BPF_JMP | BPF_JA, .k = o->n - b->t->pos});
    }
    for (uint32_t i = b->n; i-- > 0;)
        push(o, b->code[i]);
    b->pos = o->n;
    for (struct block *x = b->feeds; x; x = x->feeds_next)
        emit_block(o, x);
}

bool sn_bp_emit(struct comp *c, struct blocks *b, struct sn_prog *out)
{
    struct out o = {.c = c};

    if (c->err)
        return false;
    for (uint32_t i = 1; i < b->n; i++)
        if (!b->b[i]->jump && b->b[i]->t) {
            b->b[i]->feeds_next = b->b[i]->t->feeds;
            b->b[i]->t->feeds = b->b[i];
        }
    for (uint32_t i = b->n; i-- > 0;)
        if (b->b[i]->jump || !b->b[i]->t || i == 0)
            emit_block(&o, b->b[i]);
    out->insn = o.insn + (o.cap - o.n);
    out->n = o.n;
    return !c->err;
}
