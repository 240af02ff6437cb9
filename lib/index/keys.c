/*
 * The keys of a packet: see index.h.
 *
 * They have to hold whatever a filter can find. So each view of the packet that filters know
 * (bpf/decap.h: the packet as it is, and what stands behind tags, in tunnels, behind extension
 * headers) is read here as a filter's program would read it: a field counts when its own bytes were
 * captured, whether or not what is around it makes sense.
 */
#include <string.h>

#include "bpf/decap.h"
#include "bpf/sema.h"
#include "index/index.h"
#include "sn/rd.h"

enum { PROTO_ICMP = 1, PROTO_IPIP = 4, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_IP6 = 41 };
enum { PROTO_FRAGMENT = 44, PROTO_GRE = 47, PROTO_AH = 51, PROTO_ICMP6 = 58, PROTO_SCTP = 132 };
enum { ET_QINQ_NEW = 0x9200 };

/* Bytes from a place in the packet on. */
struct bytes {
    const uint8_t *p;
    uint32_t n;
};

static struct bytes from(struct bytes b, uint32_t at)
{
    return at < b.n ? (struct bytes){b.p + at, b.n - at} : (struct bytes){b.p, 0};
}

static bool have(struct bytes b, uint32_t at, uint32_t n)
{
    return at + n <= b.n;
}

static void add(struct key_sink *s, enum key_kind k, uint64_t v)
{
    s->add(s, k, key_hash(k, v));
}

static void add_ip4(struct key_sink *s, uint32_t a)
{
    add(s, KEY_IP4, a);
    add(s, KEY_IP4_24, a & 0xffffff00);
    add(s, KEY_IP4_16, a & 0xffff0000);
    add(s, KEY_IP4_8, a & 0xff000000);
}

static void add_ip6(struct key_sink *s, const uint8_t *p)
{
    uint64_t hi = sn_be64(p);

    s->add(s, KEY_IP6, key_hash2(KEY_IP6, hi, sn_be64(p + 8)));
    s->add(s, KEY_IP6_64, key_hash2(KEY_IP6_64, hi, 0));
    s->add(s, KEY_IP6_48, key_hash2(KEY_IP6_48, hi & ~(uint64_t)0xffff, 0));
    s->add(s, KEY_IP6_32, key_hash2(KEY_IP6_32, hi & ~(uint64_t)0xffffffff, 0));
}

/* A filter for ICMP sees ICMPv6 too where it looks through extension headers, and the other way
 * round (sn_decap_swap_icmp). */
static void add_proto(struct key_sink *s, uint8_t proto)
{
    add(s, KEY_IPPROTO, proto);
    if (proto == PROTO_ICMP || proto == PROTO_ICMP6)
        add(s, KEY_IPPROTO, sn_decap_swap_icmp(proto));
}

static void add_port(struct key_sink *s, uint8_t proto, uint16_t port)
{
    add(s, KEY_PORT, (uint64_t)proto << 16 | port);
    add(s, KEY_PORTS, (uint64_t)proto << 8 | port >> 8);
}

/* A transport header. True: it may be a tunnel's. */
static bool transport(struct key_sink *s, uint8_t proto, struct bytes b)
{
    uint16_t dst = 0;

    if (proto != PROTO_TCP && proto != PROTO_UDP && proto != PROTO_SCTP)
        return proto == PROTO_IPIP || proto == PROTO_IP6 || proto == PROTO_GRE || proto == PROTO_AH;
    if (have(b, 0, 2))
        add_port(s, proto, sn_be16(b.p));
    if (have(b, 2, 2)) {
        dst = sn_be16(b.p + 2);
        add_port(s, proto, dst);
    }
    return proto == PROTO_UDP && sn_decap_is_tunnel(dst);
}

static bool ip4(struct key_sink *s, struct bytes b)
{
    uint8_t proto;

    if (have(b, 12, 4))
        add_ip4(s, sn_be32(b.p + 12));
    if (have(b, 16, 4))
        add_ip4(s, sn_be32(b.p + 16));
    if (!have(b, 9, 1))
        return false;
    proto = b.p[9];
    add_proto(s, proto);
    if (sn_be16(b.p + 6) & 0x1fff)
        return false;
    return transport(s, proto, from(b, (b.p[0] & 15u) * 4));
}

static bool is_extension(uint8_t proto)
{
    switch (proto) {
    case 0:
    case 43:
    case PROTO_FRAGMENT:
    case PROTO_AH:
    case 60:
    case 135:
    case 139:
    case 140:
        return true;
    default:
        return false;
    }
}

static bool ip6(struct key_sink *s, struct bytes b)
{
    if (have(b, 8, 16))
        add_ip6(s, b.p + 8);
    if (have(b, 24, 16))
        add_ip6(s, b.p + 24);
    if (!have(b, 6, 1))
        return false;
    add_proto(s, b.p[6]);
    if (b.p[6] == PROTO_FRAGMENT && have(b, 40, 1))
        add_proto(s, b.p[40]);
    return transport(s, b.p[6], from(b, 40)) || is_extension(b.p[6]);
}

static bool arp(struct key_sink *s, struct bytes b)
{
    if (have(b, 14, 4))
        add_ip4(s, sn_be32(b.p + 14));
    if (have(b, 24, 4))
        add_ip4(s, sn_be32(b.p + 24));
    return false;
}

static bool is_tag(uint16_t type)
{
    return type == ET_VLAN || type == ET_QINQ || type == ET_QINQ_OLD || type == ET_QINQ_NEW;
}

static void add_tag(struct key_sink *s, enum tag_kind k, uint32_t n)
{
    add(s, KEY_TAG_ANY, k);
    add(s, KEY_TAG, (uint64_t)k << 32 | n);
}

/* A type field, and what it says stands behind it. */
static bool typed(struct key_sink *s, uint16_t type, struct bytes b)
{
    add(s, KEY_ETHERTYPE, type);
    switch (type) {
    case ET_IP:
        return ip4(s, b);
    case ET_IP6:
        return ip6(s, b);
    case ET_ARP:
    case ET_RARP:
        return arp(s, b);
    case ET_MPLS:
    case ET_MPLS_MULTI:
    case ET_PPPOES:
    case ET_TEB:
        return true;
    default:
        break;
    }
    if (!is_tag(type))
        return false;
    add(s, KEY_TAG_ANY, TAG_VLAN);
    if (have(b, 0, 2))
        add_tag(s, TAG_VLAN, sn_be16(b.p) & 0x0fff);
    return true;
}

static bool type_at(struct key_sink *s, struct bytes b, uint32_t at, uint32_t behind)
{
    return have(b, at, 2) && typed(s, sn_be16(b.p + at), from(b, behind));
}

static void add_mac(struct key_sink *s, struct bytes b, uint32_t at)
{
    if (have(b, at, 6))
        add(s, KEY_MAC, (uint64_t)sn_be16(b.p + at) << 32 | sn_be32(b.p + at + 2));
}

/* IP whose version says what it is. */
static bool versioned(struct key_sink *s, struct bytes b)
{
    if (!b.n)
        return false;
    switch (b.p[0] >> 4) {
    case 4:
        return typed(s, ET_IP, b);
    case 6:
        return typed(s, ET_IP6, b);
    default:
        return false;
    }
}

/* Behind a loopback header of any system's (see gen_link.c); a number may be of both families. */
static bool family(struct key_sink *s, const struct link *l, struct bytes b)
{
    uint32_t v, swapped;

    if (!have(b, l->type, 4))
        return false;
    v = sn_be32(b.p + l->type);
    swapped = __builtin_bswap32(v);
    if (v == 2 || swapped == 2)
        return typed(s, ET_IP, from(b, l->pl));
    for (const uint8_t *af = (const uint8_t[]){10, 24, 28, 30, 0}; *af; af++)
        if (v == *af || swapped == *af)
            return typed(s, ET_IP6, from(b, l->pl));
    return false;
}

/* The packet as it is. *deep: there may be something behind tags or in tunnels. False: unknown. */
static bool self(struct key_sink *s, const struct link *l, struct bytes b, bool *deep)
{
    switch (l->kind) {
    case LK_ETHER:
        add_mac(s, b, l->hdr + l->dst + 0u);
        add_mac(s, b, l->hdr + l->src + 0u);
        *deep = type_at(s, b, l->type, l->pl);
        return true;
    case LK_TYPE:
    case LK_SLL:
        *deep = type_at(s, b, l->type, l->pl);
        return true;
    case LK_VERSION:
        *deep = l->pl == 0 && versioned(s, b);
        return l->pl == 0;
    case LK_IP4:
        *deep = typed(s, ET_IP, b);
        return true;
    case LK_IP6:
        *deep = typed(s, ET_IP6, b);
        return true;
    case LK_AF:
        *deep = family(s, l, b);
        return true;
    default:
        return false;
    }
}

static void add_record(struct key_sink *s, const struct decap_rec *r)
{
    switch (r->kind) {
    case P_VLAN:
        add_tag(s, TAG_VLAN, r->num);
        break;
    case P_MPLS:
        add_tag(s, TAG_MPLS, r->num);
        break;
    case P_PPPOES:
        add_tag(s, TAG_PPPOE, r->num);
        break;
    case P_VXLAN:
        add_tag(s, TAG_VXLAN, r->num);
        break;
    default:
        add_tag(s, TAG_GENEVE, r->num);
        break;
    }
}

static void view(struct key_sink *s, const struct decap_view *v)
{
    const struct link *ether = &sn_bp_link_ether;
    struct bytes b = {v->p, v->caplen};
    bool deep;

    switch (v->kind) {
    case DECAP_ETHER:
        (void)self(s, ether, b, &deep);
        break;
    case DECAP_TYPE:
        (void)type_at(s, b, 0, 2);
        break;
    default:
        (void)versioned(s, b);
        break;
    }
}

static __attribute__((noinline)) void behind(struct key_sink *s, const struct link *l,
                                             const uint8_t *data, uint32_t caplen, uint32_t len)
{
    struct sn_decap_walk w;

    sn_decap_walk(&w, l, data, caplen, len);
    for (uint32_t i = 1; i <= w.nviews; i++)
        view(s, &w.view[i]);
    for (uint32_t i = 0; i < w.nrecs; i++)
        add_record(s, &w.rec[i]);
    for (uint32_t i = 0; i < w.ntrans; i++) {
        add_proto(s, w.tran[i].proto);
        (void)transport(s, w.tran[i].proto, (struct bytes){w.tran[i].p, w.tran[i].caplen});
    }
}

bool sn_index_keys(struct key_sink *s, uint32_t linktype, const uint8_t *data, uint32_t caplen,
                   uint32_t len)
{
    const struct link *l = sn_bp_link(linktype);
    bool deep = false;

    if (!self(s, l, (struct bytes){data, caplen}, &deep))
        return false;
    if (deep)
        behind(s, l, data, caplen, len);
    return true;
}
