/* Instruction selection: see select.h. */
#include <string.h>

#include "select.h"

/* What the machine holds; NULL: unknown. */
struct regs {
    V a, x, m[BPF_MEMWORDS];
    struct regs *free;
};

struct sel {
    struct comp *c;
    struct block **of; /* by node id */
    struct regs *free; /* for reuse */
    uint32_t *uses;    /* by value id: nodes that need it */
    uint8_t *var_slot; /* by variable: 1 + its scratch word, 0: none yet */
    uint32_t var_slots;
    struct block *cur;
    struct regs r;
    uint32_t held; /* scratch words that may not be overwritten now */
};

static void eval_a(struct sel *s, V v);
static void eval_x(struct sel *s, V v);

static void put(struct sel *s, unsigned code, uint32_t k)
{
    struct block *b = s->cur;

    if (b->n == b->cap) {
        uint32_t cap = b->cap ? b->cap * 2 : 4;
        struct sn_insn *code_new = BP_TMPN(s->c, struct sn_insn, cap);

        if (!code_new)
            return;
        if (b->n)
            memcpy(code_new, b->code, b->n * sizeof *code_new);
        b->code = code_new;
        b->cap = cap;
    }
    b->code[b->n++] = (struct sn_insn){.code = (uint16_t)code, .k = k};
}

static unsigned size_code(const struct val *v)
{
    return v->size == 1 ? BPF_B : v->size == 2 ? BPF_H : BPF_W;
}

static int in_mem(const struct sel *s, V v)
{
    for (int i = 0; i < BPF_MEMWORDS; i++)
        if (s->r.m[i] == v)
            return i;
    return -1;
}

/* Instructions needed to bring v into A, from nothing. */
static unsigned cost(V v)
{
    switch (v->op) {
    case V_LOAD:
        return v->a ? (v->a->op == V_MSH ? 2 : cost(v->a) + 2) : 1;
    case V_ALU:
        return v->b->op == V_CONST ? cost(v->a) + 1 : cost(v->a) + cost(v->b) + 2;
    case V_NEG:
        return cost(v->a) + 1;
    case V_MSH:
        return 2;
    default:
        return 1;
    }
}

/* Whether v can be brought into A while X holds x, which stays there; whatever is in A before. */
static bool spares_x(const struct sel *s, V v, V x)
{
    if (v == x || in_mem(s, v) >= 0)
        return true;
    switch (v->op) {
    case V_LOAD:
        return !v->a || v->a == x;
    case V_ALU:
        return spares_x(s, v->a, x) && (v->b->op == V_CONST || v->b == x);
    case V_NEG:
        return spares_x(s, v->a, x);
    case V_MSH:
        return false;
    default:
        return true;
    }
}

/* Whether bringing v into X leaves A alone. */
static bool spares_a(const struct sel *s, V v)
{
    return s->r.x == v || s->r.a == v || in_mem(s, v) >= 0 || v->op == V_CONST || v->op == V_LEN ||
           v->op == V_MSH || v->op == V_VAR;
}

static void too_complex(struct sel *s)
{
    s->c->crowded |= !s->c->err;
    sn_bp_fail(s->c, SN_ERANGE, (struct span){1, (uint32_t)s->c->n},
               "the arithmetic needs more than %d scratch words at a time", BPF_MEMWORDS);
}

static int free_slot(struct sel *s)
{
    for (int i = 0; i < BPF_MEMWORDS; i++)
        if (!s->r.m[i] && !((s->held | s->var_slots) >> i & 1))
            return i;
    for (int i = 0; i < BPF_MEMWORDS; i++)
        if (!((s->held | s->var_slots) >> i & 1))
            return i;
    too_complex(s);
    return 0;
}

/* A holds v now; keeps it in scratch memory when that will pay. */
static void got_a(struct sel *s, V v)
{
    s->r.a = v;
    if (!s->c->o.no_opt && s->uses[v->id] > 1 && cost(v) > 2 && in_mem(s, v) < 0) {
        for (int i = 0; i < BPF_MEMWORDS; i++)
            if (!s->r.m[i] && !((s->held | s->var_slots) >> i & 1)) {
                put(s, BPF_ST, (uint32_t)i);
                s->r.m[i] = v;
                return;
            }
    }
}

static void got_x(struct sel *s, V v)
{
    s->r.x = v;
}

static int slot_of_var(struct sel *s, uint32_t var)
{
    if (!s->var_slot[var]) {
        int i = BPF_MEMWORDS - 1;

        while (i > 0 && s->var_slots >> i & 1)
            i--;
        if (i == 0)
            too_complex(s);
        s->var_slot[var] = (uint8_t)(i + 1);
        s->var_slots |= 1u << i;
    }
    return s->var_slot[var] - 1;
}

/* l into A and r into X; l and r may swap when `swap` is given, and *swap says that they did. */
static void eval_pair(struct sel *s, V l, V r, bool *swap)
{
    uint32_t held = s->held;
    int tmp;

    if (s->c->err)
        return;
    if (s->r.x == r && spares_x(s, l, r)) {
        eval_a(s, l);
    } else if (s->r.a == l && spares_a(s, r)) {
        eval_x(s, r);
    } else if (swap && s->r.x == l && spares_x(s, r, l)) {
        *swap = true;
        eval_a(s, r);
    } else if (spares_x(s, l, r)) {
        eval_x(s, r);
        eval_a(s, l);
    } else if (spares_a(s, r)) {
        eval_a(s, l);
        eval_x(s, r);
    } else if (swap && spares_x(s, r, l)) {
        *swap = true;
        eval_pair(s, r, l, NULL);
    } else {
        eval_a(s, l);
        tmp = in_mem(s, l);
        if (tmp < 0) {
            tmp = free_slot(s);
            put(s, BPF_ST, (uint32_t)tmp);
            s->r.m[tmp] = l;
        }
        s->held |= 1u << tmp;
        eval_x(s, r);
        put(s, BPF_LD | BPF_MEM, (uint32_t)tmp);
        s->r.a = l;
        s->held = held;
    }
    if (!s->c->err && (s->r.a != (swap && *swap ? r : l) || s->r.x != (swap && *swap ? l : r)))
        too_complex(s);
}

static void eval_alu(struct sel *s, V v)
{
    bool swapped = false, commutes = v->alu != BPF_SUB && v->alu != BPF_DIV && v->alu != BPF_MOD &&
                                     v->alu != BPF_LSH && v->alu != BPF_RSH;

    if (v->b->op == V_CONST) {
        eval_a(s, v->a);
        put(s, BPF_ALU | v->alu | BPF_K, v->b->k);
        return;
    }
    eval_pair(s, v->a, v->b, commutes ? &swapped : NULL);
    put(s, BPF_ALU | v->alu | BPF_X, 0);
}

static void eval_a(struct sel *s, V v)
{
    int slot;

    if (s->c->err || s->r.a == v)
        return;
    if (s->r.x == v) {
        put(s, BPF_MISC | BPF_TXA, 0);
        s->r.a = v;
        return;
    }
    slot = in_mem(s, v);
    if (slot >= 0) {
        put(s, BPF_LD | BPF_MEM, (uint32_t)slot);
        s->r.a = v;
        return;
    }
    switch (v->op) {
    case V_CONST:
        put(s, BPF_LD | BPF_IMM, v->k);
        break;
    case V_LEN:
        put(s, BPF_LD | BPF_LEN, 0);
        break;
    case V_ANC:
        put(s, BPF_LD | BPF_W | BPF_ABS, v->k);
        break;
    case V_LOAD:
        if (v->a) {
            eval_x(s, v->a);
            put(s, BPF_LD | size_code(v) | BPF_IND, v->k);
        } else {
            put(s, BPF_LD | size_code(v) | BPF_ABS, v->k);
        }
        break;
    case V_MSH:
        eval_x(s, v);
        put(s, BPF_MISC | BPF_TXA, 0);
        break;
    case V_ALU:
        eval_alu(s, v);
        break;
    case V_NEG:
        eval_a(s, v->a);
        put(s, BPF_ALU | BPF_NEG, 0);
        break;
    default:
        put(s, BPF_LD | BPF_MEM, (uint32_t)slot_of_var(s, v->k));
        break;
    }
    got_a(s, v);
}

static void eval_x(struct sel *s, V v)
{
    int slot;

    if (s->c->err || s->r.x == v)
        return;
    slot = s->r.a == v ? -1 : in_mem(s, v);
    if (slot >= 0) {
        put(s, BPF_LDX | BPF_MEM, (uint32_t)slot);
    } else if (s->r.a != v && v->op == V_CONST) {
        put(s, BPF_LDX | BPF_IMM, v->k);
    } else if (s->r.a != v && v->op == V_LEN) {
        put(s, BPF_LDX | BPF_LEN, 0);
    } else if (s->r.a != v && v->op == V_MSH) {
        put(s, BPF_LDX | BPF_B | BPF_MSH, v->k);
    } else if (s->r.a != v && v->op == V_VAR) {
        put(s, BPF_LDX | BPF_MEM, (uint32_t)slot_of_var(s, v->k));
    } else {
        eval_a(s, v);
        put(s, BPF_MISC | BPF_TAX, 0);
    }
    got_x(s, v);
}

static void select_test(struct sel *s, struct block *b)
{
    N n = b->node;
    bool swapped = false;
    unsigned cmp = n->cmp;

    b->t = s->of[n->t->id];
    b->f = s->of[n->f->id];
    if (n->r->op == V_CONST) {
        eval_a(s, n->l);
        b->jump = (uint16_t)(BPF_JMP | cmp | BPF_K);
        b->k = n->r->k;
        return;
    }
    eval_pair(s, n->l, n->r, &swapped);
    if (swapped && (cmp == BPF_JGT || cmp == BPF_JGE)) {
        /* l > r is the opposite of r >= l. */
        cmp = cmp == BPF_JGT ? BPF_JGE : BPF_JGT;
        b->t = s->of[n->f->id];
        b->f = s->of[n->t->id];
    }
    b->jump = (uint16_t)(BPF_JMP | cmp | BPF_X);
}

static void put_jump(struct sel *s, uint32_t k, unsigned jt, unsigned jf)
{
    put(s, BPF_JMP | BPF_JEQ | BPF_K, k);
    s->cur->code[s->cur->n - 1].jt = (uint8_t)jt;
    s->cur->code[s->cur->n - 1].jf = (uint8_t)jf;
}

/* In the kernel, which has no loops, so many headers are looked behind. */
#define CHAIN_KERNEL 8

/* One step along a chain of headers: A is the protocol of the one at X + k. Leaves at the end when
 * it is the one looked for, or has no next; `room` further instructions stand before the end. */
static void put_step(struct sel *s, N n, unsigned tmp, unsigned room)
{
    static const uint8_t ext[] = {0, 60, 43, 44}; /* hop by hop, destination, routing, fragment */
    bool six = n->cmp == 6;
    unsigned tests = six ? 6 : 2, after = (six ? 11 : 7) + room;

    put_jump(s, n->var, tests - 1 + after, 0);
    for (unsigned i = 0; six && i < 4; i++)
        put_jump(s, ext[i], tests - 2 - i, 0);
    put_jump(s, 51, six ? 4 : 0, after);
    if (six) {
        put(s, BPF_LD | BPF_B | BPF_IND, n->k + 1); /* in units of eight bytes, less one */
        put(s, BPF_ALU | BPF_LSH | BPF_K, 3);
        put(s, BPF_ALU | BPF_ADD | BPF_K, 8);
        put(s, BPF_JMP | BPF_JA, 3);
    }
    put(s, BPF_LD | BPF_B | BPF_IND, n->k + 1); /* AH: in units of four bytes, less two */
    put(s, BPF_ALU | BPF_LSH | BPF_K, 2);
    put(s, BPF_ALU | BPF_ADD | BPF_K, 8);
    put(s, BPF_ALU | BPF_ADD | BPF_X, 0);
    put(s, BPF_ST, tmp);
    put(s, BPF_LD | BPF_B | BPF_IND, n->k);
    put(s, BPF_LDX | BPF_MEM, tmp);
}

static void select_chain(struct sel *s, struct block *b)
{
    N n = b->node;
    unsigned tmp, step = n->cmp == 6 ? 18 : 10;

    b->t = s->of[n->t->id];
    b->f = s->of[n->f->id];
    b->loop = true;
    eval_pair(s, n->l, n->r, NULL);
    tmp = (unsigned)free_slot(s);
    if (s->c->o.kernel) {
        for (unsigned i = CHAIN_KERNEL; i-- > 0;)
            put_step(s, n, tmp, i * (step - 1));
    } else {
        put_step(s, n, tmp, 1);
        put(s, BPF_JMP | BPF_JA, 0u - step);
    }
    b->jump = BPF_JMP | BPF_JEQ | BPF_K;
    b->k = n->var;
    memset(&s->r, 0, sizeof s->r);
}

/* The variable takes its value in whichever register that comes in first. */
static void select_set(struct sel *s, struct block *b)
{
    N n = b->node;
    V var = sn_bp_var(s->c, n->var);
    int slot = slot_of_var(s, n->var);

    b->t = s->of[n->t->id];
    if (n->l->op == V_CONST || n->l->op == V_MSH || s->r.x == n->l) {
        eval_x(s, n->l);
        put(s, BPF_STX, (uint32_t)slot);
        s->r.x = var;
        if (s->r.a == var)
            s->r.a = NULL;
    } else {
        eval_a(s, n->l);
        put(s, BPF_ST, (uint32_t)slot);
        s->r.a = var;
        if (s->r.x == var)
            s->r.x = NULL;
    }
}

static void merge(struct sel *s, struct block *to)
{
    if (!to->in) {
        to->in = s->free ? s->free : BP_TMP1(s->c, struct regs);
        if (!to->in)
            return;
        s->free = to->in->free;
        *to->in = s->r;
        return;
    }
    if (to->in->a != s->r.a)
        to->in->a = NULL;
    if (to->in->x != s->r.x)
        to->in->x = NULL;
    for (int i = 0; i < BPF_MEMWORDS; i++)
        if (to->in->m[i] != s->r.m[i])
            to->in->m[i] = NULL;
}

static void select_block(struct sel *s, struct block *b)
{
    s->cur = b;
    memset(&s->r, 0, sizeof s->r);
    if (b->in) {
        if (!s->c->o.no_opt)
            s->r = *b->in;
        b->in->free = s->free;
        s->free = b->in;
    }
    switch (b->node->kind) {
    case N_TEST:
        select_test(s, b);
        break;
    case N_CHAIN:
        select_chain(s, b);
        break;
    case N_SET:
        select_set(s, b);
        break;
    default:
        put(s, BPF_RET | BPF_K, b->node->accept ? s->c->o.snaplen : 0);
        return;
    }
    merge(s, b->t);
    if (b->f)
        merge(s, b->f);
}

/* Counts the nodes that need each value. */
static void count_uses(struct sel *s, V v)
{
    if (!v)
        return;
    s->uses[v->id]++;
    count_uses(s, v->a);
    count_uses(s, v->b);
}

bool sn_bp_select(struct comp *c, N entry, struct blocks *out)
{
    struct sel s = {.c = c};
    N *order;

    for (uint32_t i = 0; i < c->g->nvars; i++)
        (void)sn_bp_var(c, i);
    order = sn_bp_order(c, entry, &out->n);
    s.of = BP_TMPN(c, struct block *, c->g->nnodes);
    s.uses = BP_TMPN(c, uint32_t, c->g->nvals + 1u);
    s.var_slot = BP_TMPN(c, uint8_t, c->g->nvars + 1u);
    out->b = BP_TMPN(c, struct block *, out->n);
    if (c->err)
        return false;
    for (uint32_t i = 0; i < out->n; i++) {
        struct block *b = BP_TMP1(c, struct block);

        if (!b)
            return false;
        b->node = order[i];
        s.of[order[i]->id] = b;
        out->b[out->n - 1 - i] = b;
        count_uses(&s, order[i]->l);
        count_uses(&s, order[i]->r);
    }
    for (uint32_t i = 0; i < out->n && !c->err; i++)
        select_block(&s, out->b[i]);
    return !c->err;
}
