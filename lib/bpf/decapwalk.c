/*
 * The walk behind tags, labels, tunnels and extension headers: see decap.h.
 *
 * Every header that is looked behind counts against SN_DECAP_DEPTH, so the arrays of struct
 * sn_decap_walk are long enough and the recursion from tunnel to tunnel is bounded.
 */
#include "decap.h"
#include "sema.h"
#include "sn/rd.h"

enum { GRE_CHECKSUM = 0x8000, GRE_ROUTING = 0x4000, GRE_KEY = 0x2000, GRE_SEQUENCE = 0x1000 };
enum { GRE_ACK = 0x0080, GRE_VERSION = 0x0007 };
enum { ET_PPP = 0x880b, ET_ERSPAN = 0x88be, ET_ERSPAN3 = 0x22eb, ET_QINQ_NEW = 0x9200 };
enum { PORT_GTPU = 2152, PORT_VXLAN = 4789, PORT_GENEVE = 6081, PORT_VXLAN_LINUX = 8472 };

static void walk_type(struct sn_decap_walk *w, struct sn_rd r, uint16_t type, bool seen);
static void walk_ip(struct sn_decap_walk *w, struct sn_rd r);

static bool deeper(struct sn_decap_walk *w)
{
    return w->depth < SN_DECAP_DEPTH && ++w->depth;
}

static uint32_t wire_left(const struct sn_rd *r, const struct sn_decap_walk *w)
{
    uint32_t off = (uint32_t)sn_rd_off(r);

    return w->view[0].len > off ? w->view[0].len - off : 0;
}

static void add_view(struct sn_decap_walk *w, enum decap_kind k, const struct sn_rd *r, size_t back)
{
    struct decap_view *v = &w->view[++w->nviews];

    v->kind = (uint8_t)k;
    v->p = r->p - back;
    v->caplen = (uint32_t)(sn_rd_left(r) + back);
    v->len = wire_left(r, w) + (uint32_t)back;
}

static void add_rec(struct sn_decap_walk *w, unsigned kind, uint32_t num)
{
    w->rec[w->nrecs++] = (struct decap_rec){(uint8_t)kind, num};
}

/* ---- tunnels ---- */

static void inner_ip(struct sn_decap_walk *w, struct sn_rd r)
{
    if (!deeper(w))
        return;
    add_view(w, DECAP_IP, &r, 0);
    walk_ip(w, r);
}

static void inner_ether(struct sn_decap_walk *w, struct sn_rd r)
{
    uint16_t type;

    if (!deeper(w))
        return;
    add_view(w, DECAP_ETHER, &r, 0);
    if (sn_rd_skip(&r, 12) && sn_rd_be16(&r, &type))
        walk_type(w, r, type, true);
}

static void inner_ppp(struct sn_decap_walk *w, struct sn_rd r)
{
    uint16_t proto;
    uint8_t first;

    /* Address and control may stand in front, and the protocol's zero byte be left out. */
    if (sn_rd_peek(&r, 0, &first) && first == 0xff && !sn_rd_skip(&r, 2))
        return;
    if (!sn_rd_peek(&r, 0, &first))
        return;
    proto = first;
    if (!(first & 1) ? !sn_rd_be16(&r, &proto) : !sn_rd_skip(&r, 1))
        return;
    if (proto == 0x21 || proto == 0x57)
        inner_ip(w, r);
    else if (proto == 0x281 || proto == 0x283)
        walk_type(w, r, ET_MPLS, false);
}

/* ERSPAN: type I has no header of its own, II has 8 bytes, III 12 and perhaps 8 more. */
static void walk_erspan(struct sn_decap_walk *w, struct sn_rd r, uint16_t type, bool sequence)
{
    const uint8_t *h;

    if (type == ET_ERSPAN && sequence && !sn_rd_skip(&r, 8))
        return;
    if (type == ET_ERSPAN3 && (!sn_rd_bytes(&r, 12, &h) || ((h[11] & 1) && !sn_rd_skip(&r, 8))))
        return;
    inner_ether(w, r);
}

/* RFC 2784, 2890; version 1 is PPTP's (RFC 2637). */
static void walk_gre(struct sn_decap_walk *w, struct sn_rd r)
{
    uint16_t flags, type;
    size_t options = 0;

    if (!sn_rd_be16(&r, &flags) || !sn_rd_be16(&r, &type) || (flags & GRE_ROUTING))
        return;
    options += flags & GRE_CHECKSUM ? 4 : 0;
    options += flags & GRE_KEY ? 4 : 0;
    options += flags & GRE_SEQUENCE ? 4 : 0;
    options += (flags & GRE_VERSION) == 1 && (flags & GRE_ACK) ? 4 : 0;
    if ((flags & GRE_VERSION) > 1 || !sn_rd_skip(&r, options))
        return;
    if (type == ET_ERSPAN || type == ET_ERSPAN3)
        walk_erspan(w, r, type, flags & GRE_SEQUENCE);
    else if (type == ET_PPP)
        inner_ppp(w, r);
    else
        walk_type(w, r, type, false);
}

static void walk_vxlan(struct sn_decap_walk *w, struct sn_rd r)
{
    uint32_t flags, vni;

    if (!sn_rd_be32(&r, &flags) || !sn_rd_be32(&r, &vni) || !(flags & 0x08000000) || !deeper(w))
        return;
    add_rec(w, P_VXLAN, vni >> 8);
    inner_ether(w, r);
}

static void walk_geneve(struct sn_decap_walk *w, struct sn_rd r)
{
    uint32_t vni;
    uint16_t type;
    uint8_t first;

    if (!sn_rd_u8(&r, &first) || (first & 0xc0) || !sn_rd_skip(&r, 1) || !sn_rd_be16(&r, &type) ||
        !sn_rd_be32(&r, &vni) || !deeper(w))
        return;
    add_rec(w, P_GENEVE, vni >> 8);
    if (sn_rd_skip(&r, (first & 0x3fu) * 4))
        walk_type(w, r, type, false);
}

/* GTPv1-U (3GPP TS 29.281): G-PDUs, with extension headers. */
static void walk_gtpu(struct sn_decap_walk *w, struct sn_rd r)
{
    uint8_t flags, type, next = 0, words, version;

    if (!sn_rd_u8(&r, &flags) || (flags >> 4) != 3 || !sn_rd_u8(&r, &type) || type != 0xff ||
        !sn_rd_skip(&r, 6))
        return;
    if ((flags & 7) && (!sn_rd_skip(&r, 3) || !sn_rd_u8(&r, &next)))
        return;
    if (!(flags & 4))
        next = 0;
    while (next) {
        if (!sn_rd_u8(&r, &words) || !words || !sn_rd_skip(&r, words * 4u - 2) ||
            !sn_rd_u8(&r, &next))
            return;
    }
    if (sn_rd_peek(&r, 0, &version) && (version >> 4 == 4 || version >> 4 == 6))
        inner_ip(w, r);
}

bool sn_decap_is_tunnel(uint16_t port)
{
    return port == PORT_VXLAN || port == PORT_VXLAN_LINUX || port == PORT_GENEVE ||
           port == PORT_GTPU;
}

static void walk_udp(struct sn_decap_walk *w, struct sn_rd r)
{
    uint16_t port;

    if (!sn_rd_skip(&r, 2) || !sn_rd_be16(&r, &port) || !sn_rd_skip(&r, 4))
        return;
    switch (port) {
    case PORT_VXLAN:
    case PORT_VXLAN_LINUX:
        walk_vxlan(w, r);
        break;
    case PORT_GENEVE:
        walk_geneve(w, r);
        break;
    case PORT_GTPU:
        walk_gtpu(w, r);
        break;
    default:
        break;
    }
}

/* ---- IP ---- */

static void walk_tunnel(struct sn_decap_walk *w, struct sn_rd r, uint8_t proto)
{
    switch (proto) {
    case 4:
    case 41:
        inner_ip(w, r);
        break;
    case 17:
        walk_udp(w, r);
        break;
    case 47:
        if (deeper(w))
            walk_gre(w, r);
        break;
    default:
        break;
    }
}

static void add_tran(struct sn_decap_walk *w, const struct sn_rd *r, uint8_t proto, bool last,
                     bool first)
{
    if (w->ntrans < SN_DECAP_DEPTH)
        w->tran[w->ntrans++] =
            (struct decap_tran){proto, last, first, r->p, (uint32_t)sn_rd_left(r), wire_left(r, w)};
}

/* One extension header: its length, the next header, and whether it says that this is a fragment
 * behind the first. False: it isn't one, or is cut. */
static bool extension(struct sn_rd *r, uint8_t proto, uint8_t *next, bool *first)
{
    uint8_t len;

    switch (proto) {
    case 0:   /* hop-by-hop options */
    case 43:  /* routing */
    case 60:  /* destination options */
    case 135: /* mobility */
    case 139: /* HIP */
    case 140: /* Shim6 */
        return sn_rd_u8(r, next) && sn_rd_u8(r, &len) && sn_rd_skip(r, len * 8u + 6);
    case 51: /* AH counts four bytes, less two */
        return sn_rd_u8(r, next) && sn_rd_u8(r, &len) && sn_rd_skip(r, len * 4u + 6);
    case 44: {
        uint16_t offset;

        if (!sn_rd_u8(r, next) || !sn_rd_skip(r, 1) || !sn_rd_be16(r, &offset) || !sn_rd_skip(r, 4))
            return false;
        *first = !(offset & 0xfff8);
        return true;
    }
    default:
        return false;
    }
}

static void walk_chain(struct sn_decap_walk *w, struct sn_rd r, uint8_t proto)
{
    bool first = true;

    for (;;) {
        struct sn_rd at = r;
        uint8_t next;
        bool more = first && extension(&r, proto, &next, &first);

        add_tran(w, &at, proto, !more, first || more);
        if (!more) {
            if (first)
                walk_tunnel(w, at, proto);
            return;
        }
        if (!deeper(w))
            return;
        proto = next;
    }
}

static void walk_ip4(struct sn_decap_walk *w, struct sn_rd r)
{
    struct sn_rd h = r;
    uint16_t fragment;
    uint8_t first, proto;

    if (!sn_rd_u8(&h, &first) || !sn_rd_skip(&h, 5) || !sn_rd_be16(&h, &fragment) ||
        !sn_rd_skip(&h, 1) || !sn_rd_u8(&h, &proto) || (first & 15) < 5 ||
        !sn_rd_skip(&r, (first & 15u) * 4) || (fragment & 0x1fff))
        return;
    if (proto == 51)
        walk_chain(w, r, proto);
    else
        walk_tunnel(w, r, proto);
}

static void walk_ip(struct sn_decap_walk *w, struct sn_rd r)
{
    uint8_t first, next;

    if (!sn_rd_peek(&r, 0, &first))
        return;
    if (first >> 4 == 4)
        walk_ip4(w, r);
    else if (first >> 4 == 6 && sn_rd_skip(&r, 6) && sn_rd_u8(&r, &next) && sn_rd_skip(&r, 33))
        walk_chain(w, r, next);
}

/* ---- the link layer ---- */

static bool is_tag(uint16_t type)
{
    return type == ET_VLAN || type == ET_QINQ || type == ET_QINQ_OLD || type == ET_QINQ_NEW;
}

static bool take_tag(struct sn_rd *r, uint16_t *id, uint16_t *type)
{
    if (!sn_rd_be16(r, id) || !sn_rd_be16(r, type))
        return false;
    *id &= 0x0fff;
    return true;
}

/* The labels up to the bottom of the stack; each is recorded when w is given. */
static bool take_labels(struct sn_decap_walk *w, struct sn_rd *r)
{
    uint32_t label;

    do {
        if (!sn_rd_be32(r, &label) || (w && !deeper(w)))
            return false;
        if (w)
            add_rec(w, P_MPLS, label >> 12);
    } while (!(label & 0x100));
    return true;
}

static bool take_pppoe(struct sn_rd *r, uint16_t *session)
{
    return sn_rd_skip(r, 2) && sn_rd_be16(r, session) && sn_rd_skip(r, 2);
}

/* What an ethertype says stands at r. seen: a view shows this layer already. */
static void walk_type(struct sn_decap_walk *w, struct sn_rd r, uint16_t type, bool seen)
{
    uint16_t id;

    while (is_tag(type)) {
        if (!take_tag(&r, &id, &type) || !deeper(w))
            return;
        add_rec(w, P_VLAN, id);
        add_view(w, DECAP_TYPE, &r, 2);
        seen = true;
    }
    switch (type) {
    case ET_MPLS:
    case ET_MPLS_MULTI:
        if (take_labels(w, &r))
            inner_ip(w, r);
        break;
    case ET_PPPOES:
        if (!take_pppoe(&r, &id) || !deeper(w))
            return;
        add_rec(w, P_PPPOES, id);
        inner_ppp(w, r);
        break;
    case ET_TEB:
        inner_ether(w, r);
        break;
    case ET_IP:
    case ET_IP6:
        if (seen)
            walk_ip(w, r);
        else
            inner_ip(w, r);
        break;
    default:
        break;
    }
}

/* The type field of a link header, as an ethertype, and what stands behind it. */
static bool link_type(const struct link *l, struct sn_rd *r, uint16_t *type)
{
    size_t at = l->kind == LK_LLC ? l->pl + 6u : l->type;
    size_t behind = l->kind == LK_LLC ? 0 : l->pl - l->type - 2u;

    if (!sn_rd_skip(r, at) || !sn_rd_be16(r, type) || !sn_rd_skip(r, behind))
        return false;
    if (l->kind == LK_PPP)
        *type = *type == 0x21                      ? ET_IP
                : *type == 0x57                    ? ET_IP6
                : *type == 0x281 || *type == 0x283 ? ET_MPLS
                                                   : 0;
    return true;
}

static bool has_type(const struct link *l)
{
    return l->kind == LK_ETHER || l->kind == LK_TYPE || l->kind == LK_SLL || l->kind == LK_HDLC ||
           l->kind == LK_PPP || l->kind == LK_LLC;
}

static bool is_ip(const struct link *l)
{
    return l->lead == LEAD_NONE && (l->kind == LK_AF || l->kind == LK_AF8 || l->kind == LK_IP4 ||
                                    l->kind == LK_VERSION || l->kind == LK_IP6);
}

bool sn_decap_knows(const struct link *l)
{
    return has_type(l) || is_ip(l);
}

void sn_decap_walk(struct sn_decap_walk *w, const struct link *l, const uint8_t *data,
                   uint32_t caplen, uint32_t len)
{
    struct sn_rd r = sn_rd_init(data, caplen, len);
    uint16_t type;

    w->depth = w->nviews = w->nrecs = w->ntrans = 0;
    w->view[0] = (struct decap_view){DECAP_SELF, data, caplen, len};
    if (has_type(l)) {
        if (link_type(l, &r, &type))
            walk_type(w, r, type, true);
    } else if (is_ip(l) && sn_rd_skip(&r, l->pl)) {
        walk_ip(w, r);
    }
}

/* ---- packets made anew ---- */

uint8_t sn_decap_swap_icmp(uint32_t proto)
{
    return proto == 1 ? 58 : proto == 58 ? 1 : (uint8_t)proto;
}

uint32_t sn_decap_tran_packet(const struct decap_tran *t, uint8_t out[DECAP_TRAN_MAX],
                              uint32_t *len)
{
    static const uint8_t header[20] = {0x45, [8] = 64};
    uint32_t n = t->last ? t->caplen : 0, room = DECAP_TRAN_MAX - sizeof header;

    n = n > room ? room : n;
    memcpy(out, header, sizeof header);
    out[7] = !t->first; /* a fragment offset */
    out[9] = sn_decap_swap_icmp(t->proto);
    if (n)
        memcpy(out + sizeof header, t->p, n);
    *len = (uint32_t)sizeof header + t->len;
    return (uint32_t)sizeof header + n;
}

/* Takes tags, labels and PPPoE off; false when there are none or it isn't clear what follows. */
static bool take_off(struct sn_rd *r, uint16_t *type)
{
    uint16_t id, ppp;
    bool any = false;
    uint8_t first;

    while (is_tag(*type)) {
        if (!take_tag(r, &id, type))
            return false;
        any = true;
    }
    if (*type == ET_PPPOES) {
        if (!take_pppoe(r, &id) || !sn_rd_be16(r, &ppp) || (ppp != 0x21 && ppp != 0x57))
            return false;
        *type = ppp == 0x21 ? ET_IP : ET_IP6;
        return true;
    }
    if (*type != ET_MPLS && *type != ET_MPLS_MULTI)
        return any;
    if (!take_labels(NULL, r) || !sn_rd_peek(r, 0, &first))
        return false;
    *type = first >> 4 == 4 ? ET_IP : ET_IP6;
    return first >> 4 == 4 || first >> 4 == 6;
}

bool sn_decap_untag(uint32_t linktype, const uint8_t *data, uint32_t caplen, uint32_t len,
                    uint8_t *out, uint32_t *out_caplen, uint32_t *out_len)
{
    const struct link *l = sn_bp_link(linktype);
    struct sn_rd r = sn_rd_init(data, caplen, len);
    uint32_t front = l->pl, rest;
    uint16_t type;

    if (l->kind == LK_PPP || l->kind == LK_LLC || !has_type(l) || !link_type(l, &r, &type) ||
        !take_off(&r, &type))
        return false;
    rest = (uint32_t)sn_rd_left(&r);
    memcpy(out, data, front);
    out[l->type] = (uint8_t)(type >> 8);
    out[l->type + 1] = (uint8_t)type;
    if (rest)
        memcpy(out + front, r.p, rest);
    *out_caplen = front + rest;
    *out_len = len > caplen ? len - caplen + *out_caplen : *out_caplen;
    return true;
}
