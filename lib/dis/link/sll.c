/* Linux cooked captures, version 1 and 2 (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2). */
#include "dis/link/eth.h"

static const struct sn_val types[] = {
    {0, "In"}, {1, "B"}, {2, "M"}, {3, "P"}, {4, "Out"}, {0, NULL},
};

/* In the order of version 1, which has no interface; version 2 has its own, and SIZE is another. */
#define SLL(F, SIZE)                                                                               \
    F(TYPE, "sll.pkttype", SIZE, "Packet type", .vals = types)                                     \
    F(HATYPE, "sll.hatype", U16, "Link-layer address type")                                        \
    F(HALEN, "sll.halen", SIZE, "Link-layer address length")                                       \
    F(SRC, "sll.src.eth", HW, "Source", .width = 8, .step = 8)                                     \
    F(PROTO, "sll.etype", U16, "Protocol", .vals = sn_ethertypes, .base = SN_HEX)                  \
    F(IFINDEX, "sll.ifindex", U32, "Interface index")                                              \
    F(LTYPE, "sll.ltype", UINT, "Protocol", .base = SN_HEX)                                        \
    F(GRETYPE, "sll.gretype", UINT, "Protocol", .base = SN_HEX)                                    \
    F(UNUSED, "sll.unused", BYTES, "Unused")                                                       \
    F(SRC4, "sll.src.ipv4", IPV4, "Source")                                                        \
    F(SRC_OTHER, "sll.src.other", BYTES, "Source")
#define SLL1(F) SLL(F, U16)
#define SLL2(F) SLL(F, U8)
SN_FIELDS(sll, SLL1)
SN_FIELD_TABLE(sll2, SLL2)

/* Types that are no ethertypes (Linux: if_ether.h). */
enum { P_802_3 = 0x0001, P_802_2 = 0x0004, P_VLAN = 0x8100, LEN_MAX = 1500, ETHER_MIN = 1536 };
enum { HW_IPGRE = 778, HW_RADIOTAP = 803 };

#define HDR1 16
#define HDR2 20

static void payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint64_t hatype, uint32_t len)
{
    const struct sn_proto *p = type > LEN_MAX ? sn_tab_proto(d, &sn_tab_ether, type) : NULL;

    d->linklen = (uint32_t)sn_rd_off(r);
    if (type == P_802_2)
        p = &sn_proto_llc;
    else if (type == P_802_3)
        p = &sn_proto_ipx;
    else if (p == &sn_proto_vlan && type != P_VLAN)
        p = NULL;
    if (hatype == HW_RADIOTAP)
        p = &sn_proto_radiotap;
    sn_next_proto(d, p, r, len);
}

/* Of the eight bytes for the address so many are one. */
static size_t addr_len(uint64_t halen)
{
    return halen > 8 ? 8 : halen;
}

/* What fields call the protocol, by its number and the hardware's (Linux: if_arp.h), and the
 * address, by its length. Records `src` and `proto` of the packet's are the text's alone where
 * that isn't their field. Behind the address are bytes without a meaning. */
static void more_fields(struct sn_dis *d, uint32_t src, uint32_t proto, uint64_t hatype)
{
    struct sn_rec *s = &d->rec[src], *q = &d->rec[proto];
    unsigned field = q->u <= ETHER_MIN ? LTYPE : hatype == HW_IPGRE ? GRETYPE : PROTO;
    size_t n = s->n, rest = 8 - n;

    if (!(d->want & SN_WANT_FIELDS))
        return;
    if (n != 6)
        s->flags |= SN_REC_TEXT;
    if (n == 4)
        sn_rec_uint(d, SRC4, s->off, 4, sn_be32(s->p));
    else if (n && n != 6)
        sn_rec_bytes(d, SRC_OTHER, s->off, n, s->p, n);
    if (rest)
        sn_rec_bytes(d, UNUSED, s->off + n, rest, s->p + n, rest);
    if (field == PROTO)
        return;
    q->flags |= SN_REC_TEXT;
    sn_rec_uint(d, field, q->off, q->len, q->u);
}

static void sll_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rec *h;

    if (sn_rd_left(r) < HDR1) {
        if (sn_header(d, r, TYPE, HALEN) && sn_get_bytes(d, r, SRC, addr_len(sn_u(d, HALEN))))
            (void)!sn_rd_need(r, HDR1);
        return;
    }
    h = sn_header_of(d, r, sll_fields, PROTO);
    h[SRC].n = h[SRC].len = (uint32_t)addr_len(h[HALEN].u);
    more_fields(d, d->cur->first + SRC, d->cur->first + PROTO, h[HATYPE].u);
    payload(d, r, (uint16_t)h[PROTO].u, h[HATYPE].u, len - HDR1);
}

static void sll2_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t o = sn_rd_off(r), n;
    const uint8_t *p;

    if (!sn_rd_bytes(r, HDR2, &p)) /* the fields are not in order: all or none */
        return;
    n = addr_len(p[11]);
    sn_rec_uint(d, TYPE, o + 10, 1, p[10]);
    sn_rec_uint(d, HATYPE, o + 8, 2, sn_be16(p + 8));
    sn_rec_uint(d, HALEN, o + 11, 1, p[11]);
    sn_rec_bytes(d, SRC, o + 12, n, p + 12, n);
    sn_rec_uint(d, PROTO, o, 2, sn_be16(p));
    sn_rec_uint(d, IFINDEX, o + 4, 4, sn_be32(p + 4));
    more_fields(d, d->nrec - 3, d->nrec - 2, sn_be16(p + 8));
    payload(d, r, sn_be16(p), sn_be16(p + 8), len - HDR2);
}

/* ---- text ---- */

void sn_sll_header_text(struct sn_text *t, const struct sn_layer *l, uint32_t less)
{
    struct sn_view v = sn_view(t, l);
    uint64_t proto = sn_opt(&v, PROTO);
    const char *type = sn_val_name(types, (uint32_t)sn_opt(&v, TYPE));

    if (l->proto == &sn_proto_sll)
        sn_put_f(t->b, "%3s ", type ? type : "?");
    else
        sn_say(t, &v, "ifindex {} ", IFINDEX);
    if (sn_opt(&v, HALEN) == 6)
        sn_say(t, &v, "{} ", SRC);
    if (t->o->quiet)
        return;
    if (proto == P_802_3 || proto == P_802_2)
        sn_put_s(t->b, proto == P_802_3 ? "802.3" : "802.2");
    else
        sn_eth_text_ethertype(t, (uint16_t)proto);
    sn_put_f(t->b, ", length %u: ", l->len - less);
}

/* "eth0  Out " */
static void ifname_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_ifnames *n = t->o->ifnames;
    const char *type = sn_val_name(types, (uint32_t)sn_opt(v, TYPE));
    size_t before = sn_buf_len(t->b);

    if (!n || !n->name(n->ctx, t->b, (uint32_t)sn_opt(v, IFINDEX)))
        sn_put_c(t->b, '?');
    while (sn_buf_len(t->b) < before + 5 && !t->b->err)
        sn_put_c(t->b, ' ');
    sn_put_f(t->b, " %-3s ", type ? type : "?");
}

static enum sn_then sll_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool known = sn_text_claimed(t, l);

    if (!sn_need_short(t, &v, PROTO))
        return SN_TEXT_DONE;
    if (l->proto == &sn_proto_sll2)
        ifname_text(t, &v);
    if (t->o->link || (!known && sn_opt(&v, PROTO) > LEN_MAX))
        sn_sll_header_text(t, l, 0);
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(sll, "Linux Cooked Capture v1", {.table = &sn_tab_link, .value = SN_LINK_LINUX_SLL})

const struct sn_proto sn_proto_sll2 = {
    .name = "sll",
    .tag = "sll2",
    .title = "Linux Cooked Capture v2",
    SN_PROTO_FIELDS(sll2),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_LINUX_SLL2}),
    .dissect = sll2_dissect,
    .text = sll_text,
};
