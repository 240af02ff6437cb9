/* Ethernet II and IEEE 802.3, and the VLAN tags of IEEE 802.1Q and 802.1ad. */
#include "dis/link/eth.h"

enum { ETH_DST, ETH_SRC, ETH_TYPE, ETH_LEN };

/* The last may stand in the place of the one before. */
enum { VLAN_PRIO, VLAN_DEI, VLAN_ID, VLAN_TYPE, VLAN_LEN };

static const struct sn_field eth_fields[] = {
    [ETH_DST] = SN_ETHER("eth.dst"),
    [ETH_SRC] = SN_ETHER("eth.src"),
    [ETH_TYPE] = SN_UINTV("eth.type", sn_ethertypes),
    [ETH_LEN] = SN_UINT("eth.len"),
};

#define HDR     14
#define LEN_MAX 1500   /* a larger type or length field is a type */
#define JUMBO   0x8870 /* a type that says LLC, for frames too long for a length */

void sn_eth_payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len)
{
    struct sn_rd body;

    if (type == JUMBO) {
        sn_next_proto(d, &sn_proto_llc, r, len);
        return;
    }
    if (type > LEN_MAX) {
        sn_next(d, SN_TAB_ETHER, type, r, len);
        return;
    }
    if (type < len)
        len = type;
    body = sn_inside(r, len);
    sn_next_proto(d, &sn_proto_llc, &body, len);
}

static void eth_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR];
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR, tmp);
    struct sn_rec *q = sn_fixed_recs(d);
    uint16_t type = sn_be16(p + 12);

    q = sn_fill_bytes(q, ETH_DST, o, p, 6);
    q = sn_fill_bytes(q, ETH_SRC, o + 6, p + 6, 6);
    q = sn_fill(q, type > LEN_MAX ? ETH_TYPE : ETH_LEN, o + 12, 2, type);
    if (d->nlayer == 1)
        d->linklen = (uint32_t)sn_rd_off(r);
    if (!sn_fixed_end(d, r, q))
        return;
    if (type > LEN_MAX && type != JUMBO)
        sn_next(d, SN_TAB_ETHER, type, r, len - HDR);
    else
        sn_eth_payload(d, r, type, len - HDR);
}

/* ---- text ---- */

/* "ethertype IPv4 (0x0800)", or with -q "IPv4". */
void sn_eth_text_ethertype(struct sn_text *t, uint16_t type)
{
    const char *name = type > LEN_MAX ? sn_val_name(sn_ethertypes, type) : NULL;

    if (!t->o->quiet)
        sn_put_lit(t->b, "ethertype ");
    sn_put_s(t->b, name ? name : t->o->quiet ? "Unknown Ethertype" : "Unknown");
    if (!t->o->quiet || !name) {
        sn_put_lit(t->b, " (0x");
        sn_put_hex_pad(t->b, type, 4);
        sn_put_c(t->b, ')');
    }
}

void sn_eth_text_type(struct sn_text *t, uint16_t type)
{
    if (type <= LEN_MAX)
        sn_put_lit(t->b, "802.3");
    else
        sn_eth_text_ethertype(t, type);
}

/* The layer behind the tags, or the tag that was cut; *type is what the last whole one said of it.
 * NULL: nothing. */
static const struct sn_layer *behind_tags(const struct sn_text *t, uint16_t *type)
{
    uint32_t i = t->next;

    for (; i < t->d->nlayer && t->d->layer[i].proto == &sn_proto_vlan; i++) {
        const struct sn_rec *q = sn_rec_at(t, &t->d->layer[i], VLAN_TYPE);

        if (!q)
            break;
        *type = (uint16_t)q->u;
    }
    return i < t->d->nlayer ? &t->d->layer[i] : NULL;
}

/* Whether a layer is a tag that was cut: its type is not said then. */
static bool cut_tag(const struct sn_layer *l)
{
    return l && l->proto == &sn_proto_vlan && l->n <= VLAN_TYPE;
}

/* "SRC > DST, ethertype T (0xT), length N: " */
static void eth_header(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    const struct sn_layer *k = sn_text_next(t);
    uint16_t type = (uint16_t)q[ETH_TYPE].u;
    char *o;

    if (!sn_buf_room(t->b, 64))
        return;
    o = put_ether(t->b->p, q[ETH_SRC].p);
    o = put_lit(o, " > ");
    o = put_ether(o, q[ETH_DST].p);
    t->b->p = put_lit(o, ", ");
    if (!t->o->link)
        (void)behind_tags(t, &type);
    else if (type == JUMBO || cut_tag(k))
        return;
    sn_eth_text_type(t, type);
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, type > LEN_MAX ? l->len : type > l->len - HDR ? l->len - HDR : type);
    sn_put_lit(t->b, ": ");
}

/* The header when it is shown, and a payload that nobody claimed. */
static __attribute__((noinline)) void eth_shown(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_layer *k;
    uint16_t type;

    k = behind_tags(t, &type);
    if (t->o->link || !k || sn_is_data(k))
        eth_header(t, l);
    if (sn_text_unclaimed(t, l))
        sn_text_dump(t);
}

static enum sn_then eth_text(struct sn_text *t, const struct sn_layer *l)
{
    if (__builtin_expect(l->n < 3, 0))
        return SN_TEXT_CUT_SHORT;
    t->lsrc = sn_recs(t, l)[ETH_SRC].p;
    t->ldst = sn_recs(t, l)[ETH_DST].p;
    if (t->o->link || sn_text_unclaimed(t, l) || sn_text_next(t)->proto == &sn_proto_vlan)
        eth_shown(t, l);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_eth = {
    .name = "eth",
    .tag = "ether",
    .title = "Ethernet",
    .fields = eth_fields,
    .nfields = SN_NFIELDS(eth_fields),
    .keys = SN_KEYS({.table = SN_TAB_LINK, .value = SN_LINK_ETHERNET}),
    .dissect = eth_dissect,
    .text = eth_text,
};

/* ---- VLAN tags ---- */

static const struct sn_field vlan_fields[] = {
    [VLAN_PRIO] = SN_UINT("vlan.priority"), [VLAN_DEI] = SN_UINT("vlan.dei"),
    [VLAN_ID] = SN_UINT("vlan.id"),         [VLAN_TYPE] = SN_UINTV("vlan.etype", sn_ethertypes),
    [VLAN_LEN] = SN_UINT("vlan.len"),
};

/* Cooked captures know one kind of tag, and don't look at a length behind it. */
static void cooked_payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len)
{
    const struct sn_proto *p = type > LEN_MAX ? sn_tab_proto(d, SN_TAB_ETHER, type) : &sn_proto_llc;

    sn_next_proto(d, p == &sn_proto_vlan && type != 0x8100 ? NULL : p, r, len);
}

static void vlan_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[4];
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, 4, tmp);
    struct sn_rec *q = sn_fixed_recs(d);
    uint16_t tci = sn_be16(p), type = sn_be16(p + 2);

    q = sn_fill(q, VLAN_PRIO, o, 2, tci >> 13);
    q = sn_fill(q, VLAN_DEI, o, 2, tci >> 12 & 1);
    q = sn_fill(q, VLAN_ID, o, 2, tci & 0xfff);
    q = sn_fill(q, type > LEN_MAX ? VLAN_TYPE : VLAN_LEN, o + 2, 2, type);
    if (!sn_fixed_end(d, r, q)) {
        if (d->linklen == o) /* nothing is left for a dump */
            d->linklen = (uint32_t)sn_rd_off(r);
        return;
    }
    if (d->linklen == o) /* a tag of the link layer, not one inside a tunnel */
        d->linklen = (uint32_t)sn_rd_off(r);
    if (sn_is_sll(d->layer))
        cooked_payload(d, r, type, len - 4);
    else
        sn_eth_payload(d, r, type, len - 4);
}

/* "vlan 100, p 0, DEI, " */
static void tag_text(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_lit(t->b, "vlan ");
    sn_put_u32(t->b, (uint32_t)q[VLAN_ID].u);
    sn_put_lit(t->b, ", p ");
    sn_put_u32(t->b, (uint32_t)q[VLAN_PRIO].u);
    if (q[VLAN_DEI].u)
        sn_put_lit(t->b, ", DEI");
    sn_put_lit(t->b, ", ");
}

/* In a cooked capture the type behind the tag is always said, and without its number. */
static enum sn_then cooked_vlan_text(struct sn_text *t, const struct sn_layer *l,
                                     const struct sn_rec *q)
{
    const char *name = q[VLAN_TYPE].field == VLAN_TYPE
                           ? sn_val_name(sn_ethertypes, (uint32_t)q[VLAN_TYPE].u)
                           : NULL;

    if (t->o->link)
        tag_text(t, q);
    if (!t->o->quiet)
        sn_put_f(t->b, "ethertype %s, ", name ? name : "Unknown");
    if (sn_text_unclaimed(t, l)) {
        if (!t->o->link)
            sn_sll_header_text(t, &t->d->layer[0], 4);
        sn_text_dump(t);
    }
    return SN_TEXT_INNER;
}

static enum sn_then vlan_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);

    if (l->n <= VLAN_TYPE)
        return SN_TEXT_CUT_SHORT;
    if (sn_is_sll(t->d->layer))
        return cooked_vlan_text(t, l, q);
    if (t->o->link) {
        tag_text(t, q);
        if (cut_tag(sn_text_next(t)) || q[VLAN_TYPE].u == JUMBO)
            return SN_TEXT_INNER;
        sn_eth_text_type(t, (uint16_t)q[VLAN_TYPE].u);
        if (q[VLAN_TYPE].u > LEN_MAX)
            sn_put_lit(t->b, ", ");
    }
    if (sn_text_unclaimed(t, l))
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_vlan = {
    .name = "vlan",
    .title = "802.1Q Virtual LAN",
    .fields = vlan_fields,
    .nfields = SN_NFIELDS(vlan_fields),
    .keys =
        SN_KEYS({.table = SN_TAB_ETHER, .value = 0x8100}, {.table = SN_TAB_ETHER, .value = 0x88a8},
                {.table = SN_TAB_ETHER, .value = 0x9100}, {.table = SN_TAB_ETHER, .value = 0x9200}),
    .dissect = vlan_dissect,
    .text = vlan_text,
};
