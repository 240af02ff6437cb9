/*
 * The test of packets that have something to look behind: true for each that sn_decap_walk finds
 * more in than DECAP_SELF, and for some others.
 *
 * It never reads behind `len`, so a packet that is there as a whole is never rejected for being
 * short.
 */
#include "decap.h"
#include "gen.h"

static N in_list(struct gen *g, V v, const uint16_t *list, size_t n, N t, N f)
{
    while (n-- > 0)
        f = sn_bp_eq(g->c, v, list[n], t, f);
    return f;
}

#define IN(g, v, list, t, f) in_list(g, v, list, sizeof(list) / sizeof((list)[0]), t, f)

/* The packet has n bytes behind the network header's begin. */
static N has_bytes(struct gen *g, uint32_t n, N t, N f)
{
    return sn_bp_test_k(g->c, BPF_JGE, sn_bp_len(g->c), sn_bp_net(g->h).k + n, t, f);
}

static const uint16_t tunnel_ports[] = {2152, 4789, 6081, 8472};

static N encaps4(struct gen *g, N t, N f)
{
    static const uint16_t protos[] = {4, 41, 47, 51};
    struct at net = sn_bp_net(g->h), udp = sn_gen_transport(g);
    V proto = sn_gen_load(g, net, 9, 1);
    N port = IN(g, sn_gen_load(g, udp, 2, 2), tunnel_ports, t, f);

    port = sn_bp_test(g->c, BPF_JGE, sn_bp_len(g->c),
                      sn_bp_alu_k(g->c, BPF_ADD, udp.base, udp.k + 4), port, f);
    return has_bytes(g, 20, IN(g, proto, protos, t, sn_bp_eq(g->c, proto, 17, port, f)), f);
}

static N encaps6(struct gen *g, N t, N f)
{
    static const uint16_t protos[] = {0, 4, 41, 43, 44, 47, 51, 60, 135, 139, 140};
    struct at net = sn_bp_net(g->h);
    V next = sn_gen_load(g, net, 6, 1);
    N port = has_bytes(g, 44, IN(g, sn_gen_load(g, net, 42, 2), tunnel_ports, t, f), f);

    return has_bytes(g, 40, IN(g, next, protos, t, sn_bp_eq(g->c, next, 17, port, f)), f);
}

N sn_gen_encaps(struct gen *g, const struct prim *x, N t, N f)
{
    static const uint16_t types[] = {ET_VLAN, ET_QINQ,       ET_QINQ_OLD, 0x9200,
                                     ET_MPLS, ET_MPLS_MULTI, ET_PPPOES,   ET_TEB};
    N next = f;

    if (!sn_decap_knows(g->h->link))
        return f;
    for (size_t i = sizeof types / sizeof types[0]; i-- > 0;)
        next = sn_gen_proto_link(g, types[i], t, next);
    next = sn_gen_proto_link(g, ET_IP6, x->num ? t : encaps6(g, t, f), next);
    next = sn_gen_proto_link(g, ET_IP, encaps4(g, t, f), next);
    next = has_bytes(g, 1, next, f);
    if (g->c->o.kernel)
        next = sn_bp_eq(g->c, sn_bp_anc(g->c, AD_VLAN_PRESENT), 0, next, t);
    return next;
}
