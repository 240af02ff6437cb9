/*
 * Arithmetic comparisons. A load such as tcp[13] also says that the packet is TCP. The conditions
 * of the loads on both sides stand in front of the comparison, in the order of the text; but as the
 * language has always been understood, an operator passes on the conditions of its left side only.
 */
#include "gen.h"

/* What a monitoring card adds begins the packet. */
static bool has_radio(const struct link *l)
{
    return l->lead == LEAD_RADIOTAP || l->lead == LEAD_AVS || l->lead == LEAD_PRISM;
}

/* A load's condition; the chain is kept last first, which is the order gen needs. */
struct need {
    const struct arith *load;
    struct need *prev;
};

struct arith_gen {
    struct gen *g;
    struct need *needs;
};

static V gen_value(struct arith_gen *s, const struct arith *a);

/* Where the bytes of an IP transport protocol are, or the header itself of the others. */
static struct at load_base(struct gen *g, const struct arith *a)
{
    switch (a->proto) {
    case Q_LINK:
        return g->h->link0;
    case Q_RADIO:
        return (struct at){.known = true};
    case Q_SCTP:
    case Q_TCP:
    case Q_UDP:
    case Q_ICMP:
    case Q_IGMP:
    case Q_IGRP:
    case Q_PIM:
    case Q_VRRP:
    case Q_CARP:
        return sn_gen_transport(g);
    case Q_ICMP6:
        return sn_bp_at(sn_bp_net(g->h), 40);
    default:
        return sn_bp_net(g->h);
    }
}

static bool may_index(enum proto p)
{
    switch (p) {
    case Q_LINK:
    case Q_RADIO:
    case Q_IP:
    case Q_ARP:
    case Q_RARP:
    case Q_ATALK:
    case Q_DECNET:
    case Q_LAT:
    case Q_SCA:
    case Q_MOPRC:
    case Q_MOPDL:
    case Q_IP6:
    case Q_SCTP:
    case Q_TCP:
    case Q_UDP:
    case Q_ICMP:
    case Q_IGMP:
    case Q_IGRP:
    case Q_PIM:
    case Q_VRRP:
    case Q_CARP:
    case Q_ICMP6:
        return true;
    default:
        return false;
    }
}

static V gen_access(struct arith_gen *s, const struct arith *a)
{
    struct gen g = {.c = s->g->c, .h = a->hdr, .at = a->at};
    struct need *n = BP_NEW(g.c, struct need);
    V index, base;
    struct at at;

    if (!n)
        return g.c->g->zero;
    if (!may_index((enum proto)a->proto)) {
        sn_bp_fail(g.c, SN_ESYNTAX, a->at, "'%s' has no bytes to look at with [ ]",
                   sn_bp_proto_name((enum proto)a->proto));
        return g.c->g->zero;
    }
    if (a->proto == Q_RADIO && !has_radio(g.c->link)) {
        sn_gen_unsupported(&g, "'radio'");
        return g.c->g->zero;
    }
    index = gen_value(s, a->l);
    n->load = a;
    n->prev = s->needs;
    s->needs = n;
    at = load_base(&g, a);
    if (!at.known)
        return sn_gen_load(&g, at, 0, a->size);
    if (index->op == V_CONST) {
        if (index->k > INT32_MAX - at.k - a->size) {
            sn_bp_fail(g.c, SN_ERANGE, a->l->at, "the offset %u lies beyond any packet", index->k);
            return g.c->g->zero;
        }
        return sn_bp_load(g.c, a->size, at.base, at.k + index->k);
    }
    base = at.base ? sn_bp_alu(g.c, BPF_ADD, index, at.base) : index;
    return sn_bp_load(g.c, a->size, base, at.k);
}

static V gen_binary(struct arith_gen *s, const struct arith *a)
{
    static const uint8_t ops[] = {
        [T_ADD - T_ADD] = BPF_ADD,  [T_SUB - T_ADD] = BPF_SUB, [T_MUL - T_ADD] = BPF_MUL,
        [T_DIV - T_ADD] = BPF_DIV,  [T_MOD - T_ADD] = BPF_MOD, [T_BITAND - T_ADD] = BPF_AND,
        [T_BITOR - T_ADD] = BPF_OR, [T_XOR - T_ADD] = BPF_XOR, [T_LSH - T_ADD] = BPF_LSH,
        [T_RSH - T_ADD] = BPF_RSH,
    };
    unsigned op = ops[a->op - T_ADD];
    V l = gen_value(s, a->l), r;
    struct need *needs = s->needs;

    r = gen_value(s, a->r);
    s->needs = needs;
    if (r->op == V_CONST && r->k == 0 && (op == BPF_DIV || op == BPF_MOD))
        sn_bp_fail(s->g->c, SN_ERANGE, a->r->at, "division by zero");
    if (r->op == V_CONST && r->k > 31 && (op == BPF_LSH || op == BPF_RSH))
        sn_bp_fail(s->g->c, SN_ERANGE, a->r->at, "a shift is 0 to 31 bits, not %u", r->k);
    return sn_bp_alu(s->g->c, op, l, r);
}

static V gen_value(struct arith_gen *s, const struct arith *a)
{
    struct comp *c = s->g->c;

    if (c->err)
        return c->g->zero;
    switch (a->kind) {
    case AR_NUM:
        return sn_bp_const(c, a->num);
    case AR_LEN:
        return sn_bp_len(c);
    case AR_NEG:
        return sn_bp_neg(c, gen_value(s, a->l));
    case AR_LOAD:
        return gen_access(s, a);
    default:
        return gen_binary(s, a);
    }
}

/* What a load says about the packet. */
static N gen_need(struct gen *outer, const struct arith *a, N t, N f)
{
    struct gen g = {.c = outer->c, .h = a->hdr, .at = a->at};

    switch (a->proto) {
    case Q_LINK:
    case Q_RADIO:
        return t;
    case Q_SCTP:
    case Q_TCP:
    case Q_UDP:
    case Q_ICMP:
    case Q_IGMP:
    case Q_IGRP:
    case Q_PIM:
    case Q_VRRP:
    case Q_CARP:
        /* IPv4 only, even for protocols that IPv6 has too. */
        t = sn_bp_eq(g.c, sn_gen_ip4_proto(&g), sn_gen_ip_proto_of((enum proto)a->proto), t, f);
        return sn_gen_proto_link(&g, ET_IP, t, f);
    case Q_ICMP6:
        t = sn_bp_eq(g.c, sn_gen_load(&g, sn_bp_net(g.h), 6, 1), 58, t, f);
        return sn_gen_proto_link(&g, ET_IP6, t, f);
    default:
        return sn_gen_proto_name(&g, (enum proto)a->proto, t, f);
    }
}

N sn_gen_compare(struct gen *g, const struct prim *x, N t, N f)
{
    static const struct {
        uint8_t op, cmp;
        bool swap;
    } map[] = {{T_EQ, BPF_JEQ, false}, {T_NE, BPF_JEQ, true},  {T_GT, BPF_JGT, false},
               {T_LE, BPF_JGT, true},  {T_GE, BPF_JGE, false}, {T_LT, BPF_JGE, true}};
    struct arith_gen s = {.g = g};
    V l = gen_value(&s, x->l), r = gen_value(&s, x->r);
    N test = f;

    if (g->c->err)
        return f;
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (map[i].op == x->op)
            test = sn_bp_test(g->c, map[i].cmp, l, r, map[i].swap ? f : t, map[i].swap ? t : f);
    if (g->c->open && l->op != V_CONST)
        test = sn_bp_test_k(g->c, BPF_JSET, l, 1, t, f);
    for (const struct need *n = s.needs; n; n = n->prev)
        test = gen_need(g, n->load, test, f);
    return test;
}
