/*
 * The network layer: hosts, ports and protocols over IPv4 and IPv6. What differs between the two
 * families stands in one struct; the generators take it as a parameter.
 */
#include "gen.h"

struct family {
    uint32_t type;     /* ethertype */
    uint32_t src, dst; /* addresses in the header */
    uint32_t proto;    /* next protocol */
    unsigned words;    /* of an address */
};

static const struct family ip4 = {ET_IP, 12, 16, 9, 1};
static const struct family ip6 = {ET_IP6, 8, 24, 6, 4};
static const struct family arp = {ET_ARP, 14, 24, 0, 1};
static const struct family rarp = {ET_RARP, 14, 24, 0, 1};

/* ---- hosts ---- */

static N gen_addr_at(struct gen *g, const struct family *fam, uint32_t off, const struct ipaddr *a,
                     N t, N f)
{
    for (unsigned i = fam->words; i-- > 0;)
        if (a->mask[i] || fam->words == 1)
            t = sn_bp_eq_mask(g->c, sn_gen_load(g, sn_bp_net(g->h), off + 4 * i, 4), a->mask[i],
                              a->a[i], t, f);
    return t;
}

static N gen_addr(struct gen *g, const struct family *fam, enum dir d, const struct ipaddr *a, N t,
                  N f)
{
    switch (d) {
    case D_SRC:
        return gen_addr_at(g, fam, fam->src, a, t, f);
    case D_DST:
        return gen_addr_at(g, fam, fam->dst, a, t, f);
    case D_AND:
        return gen_addr_at(g, fam, fam->src, a, gen_addr_at(g, fam, fam->dst, a, t, f), f);
    default:
        return gen_addr_at(g, fam, fam->src, a, t, gen_addr_at(g, fam, fam->dst, a, t, f));
    }
}

/* One address of one family: its ethertype and then the address; f for all else. */
static N gen_one_host(struct gen *g, const struct family *fam, const struct prim *x,
                      const struct ipaddr *a, N t, N f)
{
    return sn_gen_proto_link(g, fam->type, gen_addr(g, fam, (enum dir)x->q.dir, a, t, f), f);
}

static N gen_host4(struct gen *g, const struct prim *x, const struct ipaddr *a, N t, N f)
{
    switch (x->q.proto) {
    case Q_IP:
        return gen_one_host(g, &ip4, x, a, t, f);
    case Q_ARP:
        return gen_one_host(g, &arp, x, a, t, f);
    case Q_RARP:
        return gen_one_host(g, &rarp, x, a, t, f);
    default:
        if (!g->h->mpls) {
            f = gen_one_host(g, &rarp, x, a, t, f);
            f = gen_one_host(g, &arp, x, a, t, f);
        }
        return gen_one_host(g, &ip4, x, a, t, f);
    }
}

N sn_gen_host(struct gen *g, const struct prim *x, N t, N f)
{
    for (const struct ipaddr *a = x->ip6; a; a = a->next)
        f = gen_one_host(g, &ip6, x, a, t, f);
    for (const struct ipaddr *a = x->ip4; a; a = a->next)
        f = gen_host4(g, x, a, t, f);
    return f;
}

/* ---- ports ----
 *
 * Both families end in the same tests: each sets the end of the IP header and the protocol, and
 * the tests use those. */

struct at sn_gen_transport(struct gen *g)
{
    struct at net = sn_bp_net(g->h), out = {.known = net.known, .k = net.k};

    if (!net.base) {
        out.base = sn_bp_msh(g->c, net.k);
        return out;
    }
    out.base = sn_bp_load(g->c, 1, net.base, net.k);
    out.base = sn_bp_alu_k(g->c, BPF_LSH, sn_bp_alu_k(g->c, BPF_AND, out.base, 15), 2);
    out.base = sn_bp_alu(g->c, BPF_ADD, out.base, net.base);
    return out;
}

/* IPv4's fragment offset and protocol in one word: the protocol alone in a first fragment. */
V sn_gen_ip4_proto(struct gen *g)
{
    return sn_bp_alu_k(g->c, BPF_AND, sn_gen_load(g, sn_bp_net(g->h), 6, 4), 0x1fff00ff);
}

/* Sets the end of the header and the protocol for one family. */
static N set_ip(struct gen *g, V end, V proto, N in)
{
    V first = sn_gen_load(g, sn_bp_net(g->h), 0, 1);
    uint32_t end_var = sn_bp_new_var(g->c, RECIPE_IP_END, first);
    uint32_t proto_var = sn_bp_new_var(g->c, RECIPE_IP_PROTO, first);

    return sn_bp_set(g->c, end_var, end, sn_bp_set(g->c, proto_var, proto, in));
}

N sn_gen_any_ip(struct gen *g, ip_fn *fn, const struct prim *x, N t, N f)
{
    struct at net = sn_bp_net(g->h), end = {.known = net.known, .k = net.k};
    V first = sn_gen_load(g, net, 0, 1), proto;
    V end4 = sn_gen_transport(g).base, end6 = sn_bp_const(g->c, 40);
    V proto4 = sn_gen_ip4_proto(g), proto6 = sn_gen_load(g, net, 6, 1);
    N in;

    g->c->any_ip = true;
    if (g->c->split || (g->h->link->kind == LK_MAGIC && !g->h->mpls)) {
        /* Where nothing tells the families apart, either may hold. */
        in = fn(g, sn_bp_at(net, 40), proto6, x, t, f);
        f = sn_gen_proto_link(g, ET_IP6, in, f);
        in = fn(g, (struct at){end4, net.k, net.known}, proto4, x, t, f);
        return sn_gen_proto_link(g, ET_IP, in, f);
    }
    if (net.base)
        end6 = sn_bp_alu(g->c, BPF_ADD, net.base, end6);
    end.base = sn_bp_var(g->c, sn_bp_new_var(g->c, RECIPE_IP_END, first));
    proto = sn_bp_var(g->c, sn_bp_new_var(g->c, RECIPE_IP_PROTO, first));
    in = fn(g, end, proto, x, t, f);
    f = sn_gen_proto_link(g, ET_IP6, set_ip(g, end6, proto6, in), f);
    return sn_gen_proto_link(g, ET_IP, set_ip(g, end4, proto4, in), f);
}

static N gen_port_at(struct gen *g, struct at tran, uint32_t off, const struct prim *x, N t, N f)
{
    V v = sn_gen_load(g, tran, off, 2);

    if (x->lo == x->hi)
        return sn_bp_eq(g->c, v, x->lo, t, f);
    return sn_bp_test_k(g->c, BPF_JGE, v, x->lo, sn_bp_test_k(g->c, BPF_JGT, v, x->hi, f, t), f);
}

static N gen_port_dir(struct gen *g, struct at tran, const struct prim *x, N t, N f)
{
    switch (x->q.dir) {
    case D_SRC:
        return gen_port_at(g, tran, 0, x, t, f);
    case D_DST:
        return gen_port_at(g, tran, 2, x, t, f);
    case D_AND:
        return gen_port_at(g, tran, 0, x, gen_port_at(g, tran, 2, x, t, f), f);
    default:
        return gen_port_at(g, tran, 0, x, t, gen_port_at(g, tran, 2, x, t, f));
    }
}

N sn_gen_port_protos(struct gen *g, V proto, const struct prim *x, N t, N f)
{
    if (x->ports & PORT_UDP)
        f = sn_bp_eq(g->c, proto, 17, t, f);
    if (x->ports & PORT_TCP)
        f = sn_bp_eq(g->c, proto, 6, t, f);
    if (x->ports & PORT_SCTP)
        f = sn_bp_eq(g->c, proto, 132, t, f);
    return f;
}

static N gen_port_in(struct gen *g, struct at tran, V proto, const struct prim *x, N t, N f)
{
    return sn_gen_port_protos(g, proto, x, gen_port_dir(g, tran, x, t, f), f);
}

N sn_gen_port(struct gen *g, const struct prim *x, N t, N f)
{
    return sn_gen_any_ip(g, gen_port_in, x, t, f);
}

/* ---- protocols ---- */

static N gen_proto4(struct gen *g, uint32_t num, N t, N f)
{
    return sn_gen_proto_link(g, ET_IP,
                             sn_bp_eq(g->c, sn_gen_load(g, sn_bp_net(g->h), 9, 1), num, t, f), f);
}

/* Next header, looking behind a fragment header. */
static N gen_proto6(struct gen *g, uint32_t num, N t, N f)
{
    V v = sn_gen_load(g, sn_bp_net(g->h), 6, 1);
    N behind = sn_bp_eq(g->c, sn_gen_load(g, sn_bp_net(g->h), 40, 1), num, t, f);

    return sn_gen_proto_link(g, ET_IP6, sn_bp_eq(g->c, v, num, t, sn_bp_eq(g->c, v, 44, behind, f)),
                             f);
}

/* An OSI network layer protocol: the first byte behind LLC. */
static N gen_iso(struct gen *g, uint32_t num, N t, N f)
{
    struct at pl = sn_bp_at(g->h->pl, g->h->nl_nosnap);

    if (g->h->link->kind == LK_FRELAY)
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, 2, 2), 0x0300 | num, t, f);
    if (g->h->link->kind == LK_HDLC)
        pl = sn_bp_at(pl, 1);
    return sn_gen_proto_link(g, SAP_ISO, sn_bp_eq(g->c, sn_gen_load(g, pl, 0, 1), num, t, f), f);
}

static N gen_isis(struct gen *g, uint32_t type, N t, N f)
{
    bool padded = g->h->link->kind == LK_HDLC; /* in front of OSI there */
    struct at pl = sn_bp_at(g->h->pl, g->h->nl_nosnap + padded);

    return gen_iso(g, 0x83, sn_bp_eq(g->c, sn_gen_load(g, pl, 4, 1), type, t, f), f);
}

N sn_gen_proto_num(struct gen *g, enum proto over, uint32_t num, N t, N f)
{
    switch (over) {
    case Q_LINK:
        return sn_gen_proto_link(g, num, t, f);
    case Q_IP:
        return gen_proto4(g, num, t, f);
    case Q_IP6:
        return gen_proto6(g, num, t, f);
    case Q_ISO:
        return gen_iso(g, num, t, f);
    case Q_ISIS:
        return gen_isis(g, num, t, f);
    default:
        return gen_proto4(g, num, t, gen_proto6(g, num, t, f));
    }
}

/* The PDU types that an IS-IS name stands for. */
static N gen_isis_types(struct gen *g, const uint8_t *types, unsigned n, N t, N f)
{
    while (n-- > 0)
        f = gen_isis(g, types[n], t, f);
    return f;
}

#define ISIS(...)                                                                                  \
    gen_isis_types(g, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), t, f)

static N gen_isis_name(struct gen *g, enum proto p, N t, N f)
{
    switch (p) {
    case Q_ISIS_L1:
        return ISIS(15, 17, 18, 24, 26);
    case Q_ISIS_L2:
        return ISIS(16, 17, 20, 25, 27);
    case Q_ISIS_IIH:
        return ISIS(15, 16, 17);
    case Q_ISIS_LSP:
        return ISIS(18, 20);
    case Q_ISIS_SNP:
        return ISIS(24, 25, 26, 27);
    case Q_ISIS_CSNP:
        return ISIS(24, 25);
    default:
        return ISIS(26, 27);
    }
}

/* Protocols that are a number over another protocol. */
static const struct {
    uint8_t name, over;
    uint16_t num;
} named[] = {
    {Q_SCTP, Q_NONE, 132},
    {Q_TCP, Q_NONE, 6},
    {Q_UDP, Q_NONE, 17},
    {Q_ICMP, Q_IP, 1},
    {Q_IGMP, Q_IP, 2},
    {Q_IGRP, Q_IP, 9},
    {Q_PIM, Q_NONE, 103},
    {Q_VRRP, Q_IP, 112},
    {Q_CARP, Q_IP, 112},
    {Q_ICMP6, Q_IP6, 58},
    {Q_AH, Q_NONE, 51},
    {Q_ESP, Q_NONE, 50},
    {Q_IP, Q_LINK, ET_IP},
    {Q_IP6, Q_LINK, ET_IP6},
    {Q_ARP, Q_LINK, ET_ARP},
    {Q_RARP, Q_LINK, ET_RARP},
    {Q_ATALK, Q_LINK, ET_ATALK},
    {Q_AARP, Q_LINK, ET_AARP},
    {Q_DECNET, Q_LINK, ET_DECNET},
    {Q_LAT, Q_LINK, ET_LAT},
    {Q_SCA, Q_LINK, ET_SCA},
    {Q_MOPRC, Q_LINK, ET_MOPRC},
    {Q_MOPDL, Q_LINK, ET_MOPDL},
    {Q_ISO, Q_LINK, SAP_ISO},
    {Q_STP, Q_LINK, SAP_STP},
    {Q_IPX, Q_LINK, SAP_IPX},
    {Q_NETBEUI, Q_LINK, SAP_NETBEUI},
    {Q_ESIS, Q_ISO, 0x82},
    {Q_ISIS, Q_ISO, 0x83},
    {Q_CLNP, Q_ISO, 0x81},
};

/* The number of a protocol over IPv4. */
uint32_t sn_gen_ip_proto_of(enum proto p)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (named[i].name == p)
            return named[i].num;
    return 0;
}

N sn_gen_proto_name(struct gen *g, enum proto p, N t, N f)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (named[i].name == p)
            return sn_gen_proto_num(g, (enum proto)named[i].over, named[i].num, t, f);
    if (p >= Q_ISIS_L1 && p <= Q_ISIS_PSNP)
        return gen_isis_name(g, p, t, f);
    sn_bp_fail(g->c, SN_ESYNTAX, g->at, "'%s' is no condition by itself",
               p == Q_LINK ? "link" : sn_bp_proto_name(p));
    return f;
}

/* The chain of headers behind one family's header. */
static N gen_chain(struct gen *g, const struct family *fam, uint32_t num, N t, N f)
{
    struct at net = sn_bp_net(g->h);
    V proto = sn_gen_load(g, net, fam->proto, 1), at = sn_gen_transport(g).base;
    unsigned family = fam == &ip6 ? 6 : 4;

    if (family == 6) {
        at = sn_bp_const(g->c, 40);
        if (net.base)
            at = sn_bp_alu(g->c, BPF_ADD, net.base, at);
    }
    return sn_gen_proto_link(g, fam->type, sn_bp_chain(g->c, family, num, proto, at, net.k, t, f),
                             f);
}

N sn_gen_protochain(struct gen *g, const struct prim *x, N t, N f)
{
    /* Never true over the other family: no error, as nothing is decided about chains here. */
    g->c->folded = true;
    if (x->q.proto != Q_IP)
        f = gen_chain(g, &ip6, x->lo, t, f);
    return x->q.proto != Q_IP6 ? gen_chain(g, &ip4, x->lo, t, f) : f;
}
