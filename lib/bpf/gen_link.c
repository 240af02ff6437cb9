/* The link layer: which protocol follows, addresses, tags, direction. */
#include "gen.h"
#include "sn/rd.h"

#define SAP_PAIR(sap) ((uint32_t)(sap) << 8 | (sap))
#define ETHER_MAX     1500 /* a type field up to this is a length */

/* An LLC SAP at pl. */
static N gen_sap(struct gen *g, uint32_t sap, N t, N f)
{
    if (sap > 255)
        sn_bp_fail(g->c, SN_ERANGE, g->at,
                   "%u is neither an Ethernet type, from 1501 on, nor an LLC address, up to 255",
                   sap);
    if (sap == SAP_ISO || sap == SAP_IP || sap == SAP_NETBEUI)
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->pl, 0, 2), SAP_PAIR(sap), t, f);
    return sn_bp_eq(g->c, sn_gen_load(g, g->h->pl, 0, 1), sap, t, f);
}

/* SNAP with the given organisation and type at pl. */
static N gen_snap(struct gen *g, uint32_t org, uint32_t type, N t, N f)
{
    N first = sn_bp_eq(g->c, sn_gen_load(g, g->h->pl, 0, 4), 0xaaaa0300 | org >> 16, t, f);

    return sn_bp_eq(g->c, sn_gen_load(g, g->h->pl, 4, 4), org << 16 | type, first, f);
}

/* The type field; ancillary where the kernel sees cooked packets without their header. */
static V type_field(struct gen *g)
{
    if (g->h->cooked)
        return sn_bp_anc(g->c, AD_PROTOCOL);
    return sn_gen_load(g, g->h->type, 0, 2);
}

static N gen_type(struct gen *g, uint32_t proto, N t, N f)
{
    return sn_bp_eq(g->c, type_field(g), proto, t, f);
}

static bool is_sap(uint32_t proto)
{
    return proto == SAP_ISO || proto == SAP_IP || proto == SAP_NETBEUI || proto == SAP_STP ||
           proto == SAP_IPX;
}

/* IPX comes in four ways. */
static N gen_ether_ipx(struct gen *g, N t, N f)
{
    N raw = sn_bp_eq(g->c, sn_gen_load(g, g->h->pl, 0, 2), 0xffff, t, f);
    N sap = gen_sap(g, SAP_IPX, t, raw);
    N snap = gen_snap(g, 0, ET_IPX, t, sap);
    N len = sn_bp_test_k(g->c, BPF_JGT, type_field(g), ETHER_MAX, f, snap);

    return gen_type(g, ET_IPX, t, len);
}

static N gen_ether(struct gen *g, uint32_t proto, N t, N f)
{
    if (proto == SAP_IPX)
        return gen_ether_ipx(g, t, f);
    if (proto == ET_ATALK || proto == ET_AARP) {
        N snap = gen_snap(g, proto == ET_ATALK ? 0x080007 : 0, proto, t, f);

        return gen_type(g, proto, t,
                        sn_bp_test_k(g->c, BPF_JGT, type_field(g), ETHER_MAX, f, snap));
    }
    if (proto <= ETHER_MAX)
        return sn_bp_test_k(g->c, BPF_JGT, type_field(g), ETHER_MAX, f, gen_sap(g, proto, t, f));
    return gen_type(g, proto, t, f);
}

static N gen_llc(struct gen *g, uint32_t proto, N t, N f)
{
    if (proto == ET_ATALK)
        return gen_snap(g, 0x080007, ET_ATALK, t, f);
    if (proto <= ETHER_MAX)
        return gen_sap(g, proto, t, f);
    return sn_bp_eq(g->c, sn_gen_load(g, g->h->pl, 6, 2), proto, t, f);
}

/* Type 4 says 802.2 LLC follows, type 1 Novell's raw 802.3. */
static N gen_sll(struct gen *g, uint32_t proto, N t, N f)
{
    if (proto == SAP_IPX) {
        N snap = gen_snap(g, 0, ET_IPX, t, f);
        N llc = gen_type(g, 4, gen_sap(g, SAP_IPX, t, snap), f);

        return gen_type(g, ET_IPX, t, gen_type(g, 1, t, llc));
    }
    if (proto == ET_ATALK || proto == ET_AARP) {
        N snap = gen_snap(g, proto == ET_ATALK ? 0x080007 : 0, proto, t, f);

        return gen_type(g, proto, t, gen_type(g, 4, snap, f));
    }
    if (proto <= ETHER_MAX)
        return gen_type(g, 4, gen_sap(g, proto, t, f), f);
    return gen_type(g, proto, t, f);
}

static uint32_t ppp_type(uint32_t proto)
{
    static const struct {
        uint16_t from, to;
    } map[] = {{ET_IP, 0x21},    {ET_IP6, 0x57},        {ET_DECNET, 0x27}, {ET_ATALK, 0x29},
               {0x0600, 0x25},   {SAP_ISO, 0x23},       {SAP_STP, 0x31},   {SAP_IPX, 0x2b},
               {ET_MPLS, 0x281}, {ET_MPLS_MULTI, 0x283}};

    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (map[i].from == proto)
            return map[i].to;
    return proto;
}

static N gen_ppp_bsd(struct gen *g, uint32_t proto, N t, N f)
{
    /* IP, or TCP with its header compressed (RFC 1144) or not. */
    if (proto == ET_IP)
        return gen_type(g, 0x21, t, gen_type(g, 0x2d, t, gen_type(g, 0x2f, t, f)));
    return gen_type(g, ppp_type(proto), t, f);
}

static N gen_frelay(struct gen *g, uint32_t proto, N t, N f)
{
    V v = sn_gen_load(g, g->h->link0, 2, 2);

    switch (proto) {
    case ET_IP:
        return sn_bp_eq(g->c, v, 0x03cc, t, f);
    case ET_IP6:
        return sn_bp_eq(g->c, v, 0x038e, t, f);
    case SAP_ISO: /* CLNP, ES-IS, IS-IS */
        return sn_bp_eq(g->c, v, 0x0381, t,
                        sn_bp_eq(g->c, v, 0x0382, t, sn_bp_eq(g->c, v, 0x0383, t, f)));
    default:
        return f;
    }
}

/* The loopback header of a file: address families in the byte order and with the IPv6 number of the
 * system that wrote it (Linux 10; 24, 28 and 30 are the BSDs' and Darwin's). */
static N gen_family_of_file(struct gen *g, uint32_t proto, N t, N f)
{
    static const uint32_t v4[] = {2, 0}, v6[] = {10, 24, 28, 30, 0};
    V v = sn_gen_load(g, g->h->type, 0, 4);

    for (const uint32_t *af = proto == ET_IP ? v4 : v6; *af; af++)
        f = sn_bp_eq(g->c, v, *af, t, sn_bp_eq(g->c, v, *af << 24, t, f));
    return f;
}

static N gen_family(struct gen *g, uint32_t proto, N t, N f)
{
    const struct link *l = g->h->link;
    uint32_t family = proto == ET_IP ? l->magic : l->mask;

    if (proto != ET_IP && proto != ET_IP6)
        return f;
    if (g->c->o.file && l->kind == LK_AF)
        return gen_family_of_file(g, proto, t, f);
    return sn_bp_eq(g->c, sn_gen_load(g, g->h->type, 0, l->kind == LK_AF ? 4 : 1), family, t, f);
}

/* RFC 1201's codes. Those of RFC 1051 (0xf0, 0xf1) come with a shorter header. */
static N gen_arcnet_type(struct gen *g, uint32_t proto, N t, N f)
{
    static const struct {
        uint16_t proto, code;
    } codes[] = {{ET_IP, 0xd4}, {ET_ARP, 0xd5}, {ET_RARP, 0xd6}, {ET_IP6, 0xc4}, {ET_ATALK, 0xdd}};

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].proto == proto)
            return sn_bp_eq(g->c, sn_gen_load(g, g->h->type, 0, 1), codes[i].code, t, f);
    return f;
}

static N gen_version(struct gen *g, uint32_t proto, N t, N f)
{
    if (proto != ET_IP && proto != ET_IP6)
        return f;
    return sn_bp_eq_mask(g->c, sn_gen_load(g, g->h->link0, 0, 1), 0xf0,
                         proto == ET_IP ? 0x40 : 0x60, t, f);
}

/* The link header is there at all: not in front of SunATM's LE control frames, nor in Geneve that
 * carries no Ethernet. */
static N gen_has_link(struct gen *g, N t, N f)
{
    const struct hdr *h = g->h;

    if (h->lane)
        return sn_bp_eq(g->c, sn_gen_load(g, h->link0, (uint32_t)-2, 2), 0xff00, f, t);
    if (h->geneve)
        return sn_bp_test(g->c, BPF_JEQ, h->link0.base, h->pl.base, f, t);
    return t;
}

N sn_gen_proto_link(struct gen *g, uint32_t proto, N t, N f)
{
    const struct link *l = g->h->link;

    if (g->h->mpls)
        return sn_gen_mpls_link(g, proto, t, f);
    switch (l->kind) {
    case LK_TYPE:
        return gen_type(g, proto, t, f);
    case LK_ETHER:
        t = gen_ether(g, proto, t, f);
        return g->h->lane ? gen_has_link(g, t, f) : t;
    case LK_LLC:
        return gen_llc(g, proto, t, f);
    case LK_WLAN:
        return sn_gen_wlan_data(g, gen_llc(g, proto, t, f), f);
    case LK_SUNATM:
        return sn_bp_eq_mask(g->c, sn_gen_load(g, g->h->link0, 0, 1), 0x0f, 2,
                             gen_llc(g, proto, t, f), f);
    case LK_SLL:
        return gen_sll(g, proto, t, f);
    case LK_PPP:
        return gen_type(g, ppp_type(proto), t, f);
    case LK_PPP_BSD:
        return gen_ppp_bsd(g, proto, t, f);
    case LK_HDLC:
        return gen_type(g, proto == SAP_ISO ? SAP_PAIR(SAP_ISO) : proto, t, f);
    case LK_FRELAY:
        return gen_frelay(g, proto, t, f);
    case LK_AF:
    case LK_AF8:
        return gen_family(g, proto, t, f);
    case LK_ARCNET:
        return gen_arcnet_type(g, proto, t, f);
    case LK_VERSION:
        return gen_version(g, proto, t, f);
    case LK_IP4:
        return proto == ET_IP ? t : f;
    case LK_IP6:
        return proto == ET_IP6 ? t : f;
    case LK_LTALK:
        return proto == ET_ATALK ? t : f;
    case LK_MAGIC:
        return sn_bp_eq_mask(g->c, sn_gen_load(g, g->h->link0, 0, 4), l->mask, l->magic, t, f);
    default:
        sn_gen_unsupported(g, is_sap(proto) ? "this protocol" : "filtering by network protocol");
        return f;
    }
}

/* ---- addresses ---- */

/* The last four bytes first, since they differ more often. */
N sn_gen_mac_at(struct gen *g, uint32_t off, const struct prim *x, N t, N f)
{
    N high;

    if (x->set_n)
        return sn_gen_macs_at(g, off, x, t, f);
    high = sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, off, 2), sn_be16(x->mac), t, f);
    return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, off + 2, 4), sn_be32(x->mac + 2), high, f);
}

static N gen_mac_dir(struct gen *g, enum dir d, const struct prim *m, N t, N f)
{
    const struct link *l = g->h->link;

    switch (d) {
    case D_SRC:
        return sn_gen_mac_at(g, l->src, m, t, f);
    case D_DST:
        return sn_gen_mac_at(g, l->dst, m, t, f);
    case D_AND:
        return sn_gen_mac_at(g, l->src, m, sn_gen_mac_at(g, l->dst, m, t, f), f);
    case D_NONE:
    case D_OR:
        return sn_gen_mac_at(g, l->src, m, t, sn_gen_mac_at(g, l->dst, m, t, f));
    default:
        sn_gen_unsupported(g, "addr1 to addr4, ra and ta");
        return f;
    }
}

N sn_gen_mac(struct gen *g, const struct prim *x, N t, N f)
{
    switch (g->h->link->mac) {
    case MAC_48:
        return gen_has_link(g, gen_mac_dir(g, (enum dir)x->q.dir, x, t, f), f);
    case MAC_WLAN:
        return sn_gen_wlan_mac(g, (enum dir)x->q.dir, x, t, f);
    default:
        sn_gen_unsupported(g, "an Ethernet address");
        return f;
    }
}

static N gen_ip_broadcast(struct gen *g, N t, N f)
{
    uint32_t hosts = ~g->c->o.netmask;
    V v = sn_gen_load(g, sn_bp_net(g->h), 16, 4);
    N any;

    if (!hosts) {
        sn_bp_fail(g->c, SN_ESYNTAX, g->at, "'ip broadcast' needs the network's mask");
        return f;
    }
    if (hosts != UINT32_MAX)
        v = sn_bp_alu_k(g->c, BPF_AND, v, hosts);
    any = sn_bp_eq(g->c, v, 0, t, sn_bp_eq(g->c, v, hosts, t, f));

    return sn_gen_proto_link(g, ET_IP, any, f);
}

N sn_gen_broadcast(struct gen *g, enum proto p, N t, N f)
{
    static const struct prim all = {.mac = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

    if (p == Q_IP)
        return gen_ip_broadcast(g, t, f);
    if (p != Q_NONE && p != Q_LINK) {
        sn_bp_fail(g->c, SN_ESYNTAX, g->at, "only ether and ip have a broadcast address, not %s",
                   sn_bp_proto_name(p));
        return f;
    }
    switch (g->h->link->mac) {
    case MAC_48:
        return gen_has_link(g, sn_gen_mac_at(g, g->h->link->dst, &all, t, f), f);
    case MAC_WLAN:
        return sn_gen_wlan_mac(g, D_DST, &all, t, f);
    case MAC_ARCNET:
        return sn_gen_mac8(g, D_DST, 0, t, f);
    case MAC_MSTP:
        return sn_gen_mac8(g, D_DST, 255, t, f);
    default:
        sn_gen_unsupported(g, "'broadcast'");
        return f;
    }
}

N sn_gen_multicast(struct gen *g, enum proto p, N t, N f)
{
    V dst;

    switch (p) {
    case Q_IP:
        return sn_gen_proto_link(
            g, ET_IP,
            sn_bp_test_k(g->c, BPF_JGE, sn_gen_load(g, sn_bp_net(g->h), 16, 1), 224, t, f), f);
    case Q_IP6:
        return sn_gen_proto_link(
            g, ET_IP6, sn_bp_eq(g->c, sn_gen_load(g, sn_bp_net(g->h), 24, 1), 255, t, f), f);
    case Q_NONE:
    case Q_LINK:
        break;
    default:
        sn_bp_fail(g->c, SN_ESYNTAX, g->at,
                   "only ether, ip and ip6 have multicast addresses, not %s", sn_bp_proto_name(p));
        return f;
    }
    switch (g->h->link->mac) {
    case MAC_48:
        dst = sn_gen_load(g, g->h->link0, g->h->link->dst, 1);
        return gen_has_link(g, sn_bp_test_k(g->c, BPF_JSET, dst, 1, t, f), f);
    case MAC_WLAN:
        return sn_gen_wlan_multicast(g, t, f);
    case MAC_ARCNET: /* it has no multicast, only broadcast */
        return sn_gen_mac8(g, D_DST, 0, t, f);
    default:
        sn_gen_unsupported(g, "'multicast'");
        return f;
    }
}

/* ---- tags and metadata ---- */

static N gen_vlan_id(struct gen *g, V tag, const struct prim *x, N t, N f)
{
    return x->has_num ? sn_bp_eq_mask(g->c, tag, 0x0fff, x->num, t, f) : t;
}

/* A tag in the packet, or for the first in the kernel, one that it took out and keeps beside. */
N sn_gen_vlan(struct gen *g, const struct prim *x, N t, N f)
{
    N in = gen_vlan_id(g, sn_gen_load(g, sn_bp_net(g->h), 0, 2), x, t, f);
    N beside;

    in = sn_gen_proto_link(
        g, ET_VLAN, in,
        sn_gen_proto_link(g, ET_QINQ, in, sn_gen_proto_link(g, ET_QINQ_OLD, in, f)));
    if (!sn_bp_vlan_beside(g->c, g->h))
        return in;
    beside = gen_vlan_id(g, sn_bp_anc(g->c, AD_VLAN_TAG), x, t, f);
    return sn_bp_eq(g->c, sn_bp_anc(g->c, AD_VLAN_PRESENT), 1, beside, in);
}

/* Where packets of a link type say which way they went. */
static const struct direction {
    uint16_t id;
    uint8_t off, size;
    uint8_t in, out;
    uint8_t mask;  /* 0: all bits */
    bool only_out; /* inbound is whatever is not outbound */
} directions[] = {
    {8, 0, 1, 0, 1, 0, false},                /* SLIP */
    {SN_LINK_LINUX_SLL, 0, 2, 0, 4, 0, true}, /* PACKET_OUTGOING */
    {117, 60, 1, 1, 2, 0, false},             /* PFLOG */
    {166, 0, 1, 0, 1, 0, false},              /* PPP_PPPD */
    {226, 2, 2, 2, 1, 0, false},              /* IPNET */
    {SN_LINK_LINUX_SLL2, 10, 1, 0, 4, 0, true},
    {284, 12, 1, 0x00, 0x40, 0xc0, false}, /* DSA_TAG_DSA: to the CPU, from the CPU */
    {285, 16, 1, 0x00, 0x40, 0xc0, false}, /* DSA_TAG_EDSA */
};

static N gen_juniper_direction(struct gen *g, bool out, N t, N f)
{
    return sn_bp_test_k(g->c, BPF_JSET, sn_gen_load(g, g->h->link0, 3, 1), 1, out ? f : t,
                        out ? t : f);
}

N sn_gen_direction(struct gen *g, bool out, N t, N f)
{
    const struct link *l = g->h->link;

    if (g->c->o.kernel)
        return sn_bp_eq(g->c, sn_bp_anc(g->c, AD_PKTTYPE), 4, out ? t : f, out ? f : t);
    if (l->kind == LK_MAGIC && l->magic == 0x4d474300)
        return gen_juniper_direction(g, out, t, f);
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++) {
        const struct direction *d = &directions[i];
        V v;

        if (d->id != l->id)
            continue;
        v = sn_gen_load(g, g->h->link0, d->off, d->size);
        if (d->mask)
            v = sn_bp_alu_k(g->c, BPF_AND, v, d->mask);
        if (d->only_out)
            return sn_bp_eq(g->c, v, d->out, out ? t : f, out ? f : t);
        return sn_bp_eq(g->c, v, out ? d->out : d->in, t, f);
    }
    if (g->c->o.dir || g->c->o.no_dir) {
        g->c->folded = true;
        if (g->c->o.no_dir)
            return f;
        return (g->c->o.dir == SN_DIR_OUT) == out ? t : f;
    }
    if (g->c->o.live)
        return sn_bp_eq(g->c, sn_bp_anc(g->c, AD_PKTTYPE), 4, out ? t : f, out ? f : t);
    sn_bp_fail(g->c, SN_EUNSUPPORTED, g->at,
               "packets of this link type do not say whether they came in or went out");
    return f;
}

N sn_gen_ifindex(struct gen *g, uint32_t index, N t, N f)
{
    if (g->c->o.kernel)
        return sn_bp_eq(g->c, sn_bp_anc(g->c, AD_IFINDEX), index, t, f);
    if (g->h->link->id == SN_LINK_LINUX_SLL2)
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, 4, 4), index, t, f);
    if (g->c->o.has_iface) {
        g->c->folded = true;
        return g->c->o.ifindex == index ? t : f;
    }
    if (g->c->o.live)
        return sn_bp_eq(g->c, sn_bp_anc(g->c, AD_IFINDEX), index, t, f);
    sn_bp_fail(g->c, SN_EUNSUPPORTED, g->at,
               "packets of this link type do not say which interface they passed");
    return f;
}
