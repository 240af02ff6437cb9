/* What stands in front of an inner packet: MPLS, PPPoE, Geneve, VXLAN. */
#include "gen.h"

/* A label of the stack: label 20 bits, class 3, bottom of stack 1, time to live 8 (RFC 3032). */
N sn_gen_mpls(struct gen *g, const struct prim *x, N t, N f)
{
    const struct hdr *h = g->h;

    if (x->has_num)
        t = sn_bp_eq_mask(g->c, sn_gen_load(g, sn_bp_net(h), 0, 4), 0xfffff000, x->num << 12, t, f);
    if (h->mpls)
        return sn_bp_test_k(g->c, BPF_JSET, sn_gen_load(g, sn_bp_net(h), (uint32_t)-2, 1), 1, f, t);
    return sn_gen_proto_link(g, ET_MPLS, t, f);
}

/* Nothing names the protocol behind a label stack: IP is told by its version. */
N sn_gen_mpls_link(struct gen *g, uint32_t proto, N t, N f)
{
    const struct hdr *h = g->h;

    if (proto != ET_IP && proto != ET_IP6) {
        sn_bp_fail(g->c, SN_EUNSUPPORTED, g->at, "only ip and ip6 can be recognised behind MPLS");
        return f;
    }
    t = sn_bp_eq_mask(g->c, sn_gen_load(g, sn_bp_net(h), 0, 1), 0xf0, proto == ET_IP ? 0x40 : 0x60,
                      t, f);
    return sn_bp_test_k(g->c, BPF_JSET, sn_gen_load(g, sn_bp_net(h), (uint32_t)-2, 1), 1, t, f);
}

/* Version and type, code, session (16 bits), length (RFC 2516). */
N sn_gen_pppoes(struct gen *g, const struct prim *x, N t, N f)
{
    if (x->has_num)
        t = sn_bp_eq(g->c, sn_gen_load(g, sn_bp_net(g->h), 2, 2), x->num, t, f);
    return sn_gen_proto_link(g, ET_PPPOES, t, f);
}

static N gen_udp_to(struct gen *g, struct at udp, V proto, uint32_t port, N t, N f)
{
    t = sn_bp_eq(g->c, sn_gen_load(g, udp, 2, 2), port, t, f);
    return sn_bp_eq(g->c, proto, 17, t, f);
}

/* Where a is, less k, plus off. */
static V place(struct gen *g, struct at a, uint32_t k, uint32_t off)
{
    off += a.k - k;
    return a.base ? sn_bp_alu_k(g->c, BPF_ADD, a.base, off) : sn_bp_const(g->c, off);
}

/* Flags with a bit for a valid network, reserved 24, network 24, reserved 8 (RFC 7348). */
static N gen_vxlan_in(struct gen *g, struct at udp, V proto, const struct prim *x, N t, N f)
{
    t = sn_bp_set(g->c, x->var, place(g, udp, sn_bp_net(g->h).k, 0), t);
    if (x->has_num)
        t = sn_bp_eq_mask(g->c, sn_gen_load(g, udp, 12, 4), 0xffffff00, x->num << 8, t, f);
    t = sn_bp_eq_mask(g->c, sn_gen_load(g, udp, 8, 1), 0x08, 0x08, t, f);
    return gen_udp_to(g, udp, proto, 4789, t, f);
}

N sn_gen_vxlan(struct gen *g, const struct prim *x, N t, N f)
{
    return sn_gen_any_ip(g, gen_vxlan_in, x, t, f);
}

/* Version 2 bits, options' length 6 (in words), flags 8, type 16, network 24, reserved 8, options
 * (RFC 8926). The variables are where the type is, where the network header is, and where the
 * payload begins. */
static N gen_geneve_in(struct gen *g, struct at udp, V proto, const struct prim *x, N t, N f)
{
    struct comp *c = g->c;
    uint32_t type_at = x->var, pl_at = x->var + 1, start_at = x->var + 2;
    V type, len, start;
    N bare, ether;

    len = sn_bp_alu_k(c, BPF_AND, sn_gen_load(g, udp, 8, 1), 0x3f);
    len = sn_bp_alu_k(c, BPF_LSH, len, 2);
    start = udp.base ? sn_bp_alu(c, BPF_ADD, len, udp.base) : len;
    start = sn_bp_alu_k(c, BPF_ADD, start, udp.k + 16);
    type = sn_gen_load(g, udp, 10, 2);
    t = sn_bp_set(c, start_at, start, t);
    bare = sn_bp_set(c, type_at, place(g, udp, 0, 10), sn_bp_set(c, pl_at, start, t));
    ether = sn_bp_set(c, type_at, sn_bp_alu_k(c, BPF_ADD, start, 12),
                      sn_bp_set(c, pl_at, sn_bp_alu_k(c, BPF_ADD, start, 14), t));
    t = sn_bp_eq(c, type, ET_TEB, ether, bare);
    if (x->has_num)
        t = sn_bp_eq_mask(c, sn_gen_load(g, udp, 12, 4), 0xffffff00, x->num << 8, t, f);
    t = sn_bp_eq_mask(c, sn_gen_load(g, udp, 8, 1), 0xc0, 0, t, f);
    return gen_udp_to(g, udp, proto, 6081, t, f);
}

N sn_gen_geneve(struct gen *g, const struct prim *x, N t, N f)
{
    return sn_gen_any_ip(g, gen_geneve_in, x, t, f);
}
