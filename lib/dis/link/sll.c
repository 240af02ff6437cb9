/* Linux cooked captures, version 1 and 2 (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2). */
#include "dis/link/eth.h"

/* Version 1 has no SLL_IFINDEX. */
enum { SLL_TYPE, SLL_HATYPE, SLL_HALEN, SLL_SRC, SLL_PROTO, SLL_FIXED, SLL_IFINDEX = SLL_FIXED };

static const struct sn_val types[] = {
    {0, "In"}, {1, "B"}, {2, "M"}, {3, "P"}, {4, "Out"}, {0, NULL},
};

static const struct sn_field sll_fields[] = {
    [SLL_TYPE] = SN_UINTV("sll.pkttype", types),
    [SLL_HATYPE] = SN_UINT("sll.hatype"),
    [SLL_HALEN] = SN_UINT("sll.halen"),
    [SLL_SRC] = SN_ETHER("sll.src.eth"),
    [SLL_PROTO] = SN_UINTV("sll.etype", sn_ethertypes),
    [SLL_IFINDEX] = SN_UINT("sll.ifindex"),
};

/* Types that are no ethertypes (Linux: if_ether.h). */
enum { P_802_3 = 0x0001, P_802_2 = 0x0004, P_VLAN = 0x8100, LEN_MAX = 1500 };

#define HDR1 16
#define HDR2 20

static void payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len)
{
    const struct sn_proto *p = type > LEN_MAX ? sn_tab_proto(d, SN_TAB_ETHER, type) : NULL;

    d->linklen = (uint32_t)sn_rd_off(r);
    if (type == P_802_2)
        p = &sn_proto_llc;
    else if (p == &sn_proto_vlan && type != P_VLAN)
        p = NULL;
    sn_next_proto(d, p, r, len);
}

static void sll_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR1];
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR1, tmp);
    struct sn_rec *q = sn_fixed_recs(d);
    uint16_t halen = sn_be16(p + 4);

    q = sn_fill(q, SLL_TYPE, o, 2, sn_be16(p));
    q = sn_fill(q, SLL_HATYPE, o + 2, 2, sn_be16(p + 2));
    q = sn_fill(q, SLL_HALEN, o + 4, 2, halen);
    q = sn_fill_bytes(q, SLL_SRC, o + 6, p + 6, halen > 8 ? 8 : halen);
    q = sn_fill(q, SLL_PROTO, o + 14, 2, sn_be16(p + 14));
    if (sn_fixed_end(d, r, q))
        payload(d, r, sn_be16(p + 14), len - HDR1);
}

static void sll2_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR2];
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR2, tmp);
    struct sn_rec *q = sn_fixed_recs(d);

    q = sn_fill(q, SLL_TYPE, o + 10, 1, p[10]);
    q = sn_fill(q, SLL_HATYPE, o + 8, 2, sn_be16(p + 8));
    q = sn_fill(q, SLL_HALEN, o + 11, 1, p[11]);
    q = sn_fill_bytes(q, SLL_SRC, o + 12, p + 12, p[11] > 8 ? 8 : p[11]);
    q = sn_fill(q, SLL_PROTO, o, 2, sn_be16(p));
    q = sn_fill(q, SLL_IFINDEX, o + 4, 4, sn_be32(p + 4));
    if (r->stop) /* the fields are not in order: all or none */
        return;
    (void)sn_fixed_end(d, r, q);
    payload(d, r, sn_be16(p), len - HDR2);
}

/* ---- text ---- */

void sn_sll_header_text(struct sn_text *t, const struct sn_layer *l, uint32_t less)
{
    const struct sn_rec *q = sn_recs(t, l);
    const char *type = sn_val_name(types, (uint32_t)q[SLL_TYPE].u);

    if (l->proto == &sn_proto_sll)
        sn_put_f(t->b, "%3s ", type ? type : "?");
    else
        sn_put_f(t->b, "ifindex %u ", (unsigned)q[SLL_IFINDEX].u);
    if (q[SLL_HALEN].u == 6) {
        sn_put_ether(t->b, q[SLL_SRC].p);
        sn_put_c(t->b, ' ');
    }
    if (!t->o->quiet) {
        if (q[SLL_PROTO].u == P_802_3 || q[SLL_PROTO].u == P_802_2)
            sn_put_s(t->b, q[SLL_PROTO].u == P_802_3 ? "802.3" : "802.2");
        else
            sn_eth_text_ethertype(t, (uint16_t)q[SLL_PROTO].u);
        sn_put_f(t->b, ", length %u: ", l->len - less);
    }
}

/* "eth0  Out " */
static void ifname_text(struct sn_text *t, const struct sn_rec *q)
{
    const struct sn_ifnames *n = t->o->ifnames;
    const char *type = sn_val_name(types, (uint32_t)q[SLL_TYPE].u);
    size_t before = sn_buf_len(t->b);

    if (!n || !n->name(n->ctx, t->b, (uint32_t)q[SLL_IFINDEX].u))
        sn_put_c(t->b, '?');
    while (sn_buf_len(t->b) < before + 5 && !t->b->err)
        sn_put_c(t->b, ' ');
    sn_put_f(t->b, " %-3s ", type ? type : "?");
}

static enum sn_then sll_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    bool known = sn_text_claimed(t, l);

    if (l->n < SLL_FIXED)
        return SN_TEXT_CUT_SHORT;
    if (l->proto == &sn_proto_sll2)
        ifname_text(t, q);
    if (t->o->link || (!known && q[SLL_PROTO].u > LEN_MAX))
        sn_sll_header_text(t, l, 0);
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_sll = {
    .name = "sll",
    .title = "Linux Cooked Capture v1",
    .fields = sll_fields,
    .nfields = SN_NFIELDS(sll_fields),
    .keys = SN_KEYS({.table = SN_TAB_LINK, .value = SN_LINK_LINUX_SLL}),
    .dissect = sll_dissect,
    .text = sll_text,
};

const struct sn_proto sn_proto_sll2 = {
    .name = "sll",
    .tag = "sll2",
    .title = "Linux Cooked Capture v2",
    .fields = sll_fields,
    .nfields = SN_NFIELDS(sll_fields),
    .keys = SN_KEYS({.table = SN_TAB_LINK, .value = SN_LINK_LINUX_SLL2}),
    .dissect = sll2_dissect,
    .text = sll_text,
};
