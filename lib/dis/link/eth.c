/* Ethernet II and IEEE 802.3, and the VLAN tags of IEEE 802.1Q and 802.1ad. */
#include "dis/link/eth.h"

SN_TABLE(ether);

/* The type field holds a length instead when it is small enough. */
#define ETH(F)                                                                                     \
    F(ETH_DST, "eth.dst", ETHER, "Destination", .flags = SN_F_PAIRED)                              \
    F(ETH_SRC, "eth.src", ETHER, "Source", .flags = SN_F_PAIRED)                                   \
    F(ETH_TYPE, "eth.type", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)                    \
    F(ETH_LEN, "eth.len", U16, "Length", .unit = "bytes")
SN_FIELDS(eth, ETH)

#define VLAN(F)                                                                                    \
    F(VLAN_PRIO, "vlan.priority", P16, "Priority", .mask = 0xe000, .flags = SN_F_PAIRED)           \
    F(VLAN_DEI, "vlan.dei", BIT16, "DEI", .mask = 0x1000, .flags = SN_F_PAIRED)                    \
    F(VLAN_ID, "vlan.id", U16, "ID", .mask = 0x0fff, .flags = SN_F_PAIRED)                         \
    F(VLAN_TYPE, "vlan.etype", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)                 \
    F(VLAN_LEN, "vlan.len", U16, "Length", .unit = "bytes")                                        \
    F(AD_PRIO, "ieee8021ad.priority", P16, "Priority", .mask = 0xe000)                             \
    F(AD_DEI, "ieee8021ad.dei", P16, "DEI", .mask = 0x1000)                                        \
    F(AD_ID, "ieee8021ad.id", U16, "ID", .mask = 0x0fff)                                           \
    F(AD_SVID, "ieee8021ad.svid", U16, "ID", .mask = 0x0fff)                                       \
    F(AD_CVID, "ieee8021ad.cvid", U16, "ID", .mask = 0x0fff)                                       \
    F(AD_TYPE, "ieee8021ah.etype", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)
SN_FIELDS(vlan, VLAN)

enum { SERVICE_TAG = 0x88a8 };
enum {
    HDR = 14,
    LEN_MAX = SN_ETH_LEN_MAX,
    JUMBO = SN_ETH_JUMBO,
    ARISTA = SN_ETH_ARISTA,
    MACSEC = SN_ETH_MACSEC
};

/* The number that was read as a type; when it is a length, its record becomes field `len`. */
static inline uint16_t type_or_len(struct sn_rec *type, unsigned len)
{
    if (type->u <= LEN_MAX)
        type->field = (uint16_t)len;
    return (uint16_t)type->u;
}

/* Who answers to a type in an Ethernet header. MACsec stands in front of all other tags. */
static const struct sn_proto *by_type(const struct sn_dis *d, uint16_t type)
{
    const struct sn_proto *o = d->cur->proto;

    if (type == MACSEC && o != &sn_proto_vlan && o != &sn_proto_macsec)
        return &sn_proto_macsec;
    return type == ARISTA ? &sn_proto_arista : sn_tab_proto(d, &sn_tab_ether, type);
}

void sn_eth_payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len)
{
    struct sn_rd body;

    if (type == JUMBO) {
        sn_next_proto(d, &sn_proto_llc, r, len);
        return;
    }
    if (type > LEN_MAX) {
        sn_next_proto(d, by_type(d, type), r, len);
        return;
    }
    if (type < len)
        len = type;
    body = sn_inside(r, len);
    sn_next_proto(d, &sn_proto_llc, &body, len);
}

static void eth_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool impossible = len < sn_rd_left(r); /* in a tunnel whose length is wrong */
    struct sn_rec *h = impossible ? NULL : sn_header_of(d, r, eth_fields, ETH_TYPE);
    uint16_t type;

    if (d->nlayer == 1)
        d->linklen = (uint32_t)sn_rd_off(r);
    if (impossible)
        sn_malformed(r);
    if (!h)
        return;
    type = type_or_len(&h[ETH_TYPE], ETH_LEN);
    if (type > LEN_MAX && type != JUMBO && type != ARISTA && type != MACSEC)
        sn_next(d, &sn_tab_ether, type, r, len - HDR);
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

/* What a tag says of what follows; NULL when that was cut. */
static const struct sn_rec *tag_type(const struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *q = sn_find(&v, VLAN_TYPE);

    return q ? q : sn_find(&v, VLAN_LEN);
}

/* The layer behind the tags, or the tag that was cut; *type is what the last whole one said of it.
 * NULL: nothing. */
static const struct sn_layer *behind_tags(const struct sn_text *t, uint16_t *type)
{
    uint32_t i = t->next;

    for (; i < t->d->nlayer && t->d->layer[i].proto == &sn_proto_vlan; i++) {
        const struct sn_rec *q = tag_type(t, &t->d->layer[i]);

        if (!q)
            break;
        *type = (uint16_t)q->u;
    }
    return i < t->d->nlayer ? &t->d->layer[i] : NULL;
}

/* Whether a layer is a tag that was cut: its type is not said then. */
static bool cut_tag(const struct sn_text *t, const struct sn_layer *l)
{
    return l && ((l->proto == &sn_proto_vlan && !tag_type(t, l)) ||
                 (l->proto == &sn_proto_arista && !l->n));
}

/* The frame that a tag is in. */
static const struct sn_layer *frame_of(const struct sn_text *t, const struct sn_layer *l)
{
    while (l > t->d->layer && (l->proto == &sn_proto_vlan || l->proto == &sn_proto_arista))
        l--;
    return l;
}

void sn_eth_text_ahead(struct sn_text *t, const struct sn_layer *l, uint16_t type)
{
    const struct sn_layer *frame = frame_of(t, l);
    uint32_t left = l->len - (l->proto == &sn_proto_eth ? HDR : sn_arista_size(t, l));

    sn_eth_text_type(t, type);
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, type > LEN_MAX ? frame->len : type > left ? left : type);
    sn_put_lit(t->b, ": ");
}

/* "SRC > DST, " */
static void addresses(struct sn_text *t)
{
    char *o;

    if (!sn_buf_room(t->b, 64))
        return;
    o = put_ether(t->b->p, t->lsrc);
    o = put_lit(o, " > ");
    o = put_ether(o, t->ldst);
    t->b->p = put_lit(o, ", ");
}

void sn_eth_text_header(struct sn_text *t, const struct sn_layer *l, uint16_t type)
{
    addresses(t);
    sn_eth_text_ahead(t, l, type);
}

__attribute__((noinline)) void sn_eth_text_shown(struct sn_text *t, const struct sn_layer *l,
                                                 uint16_t type)
{
    uint16_t last = type;
    const struct sn_layer *k = behind_tags(t, &last);

    if (!t->o->link && (!k || sn_is_data(k)))
        sn_eth_text_header(t, l, last);
    if (t->o->link && l->proto == &sn_proto_eth)
        addresses(t);
    if (t->o->link && type != JUMBO && !cut_tag(t, sn_text_next(t)))
        sn_eth_text_ahead(t, l, type);
    if (!sn_text_claimed(t, l))
        sn_text_dump(t);
}

static enum sn_then eth_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *h = sn_header_recs(&v, ETH_SRC);

    if (__builtin_expect(l->len < l->caplen, 0)) {
        sn_put_f(t->b, "[length %u < caplen %u] (invalid)", l->len, l->caplen);
        return SN_TEXT_DONE;
    }
    if (__builtin_expect(!h || l->n <= ETH_TYPE, 0))
        return SN_TEXT_CUT_SHORT;
    t->lsrc = h[ETH_SRC].p;
    t->ldst = h[ETH_DST].p;
    if (t->o->link || !sn_text_claimed(t, l) || sn_text_next(t)->proto == &sn_proto_vlan)
        sn_eth_text_shown(
            t, l, (uint16_t)(sn_find(&v, ETH_LEN) ? sn_opt(&v, ETH_LEN) : sn_num(t, &v, ETH_TYPE)));
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_eth = {
    .name = "eth",
    .tag = "ether",
    .title = "Ethernet",
    SN_PROTO_FIELDS(eth),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_ETHERNET},
                    {.table = &sn_tab_gre, .value = 0x6558},
                    {.table = &sn_tab_ipproto, .value = 143}), /* IPv6 only: sn_ip_proto() */
    .dissect = eth_dissect,
    .text = eth_text,
};

/* ---- VLAN tags ---- */

/* Cooked captures know one kind of tag, and don't look at a length behind it. */
static void cooked_payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len)
{
    const struct sn_proto *p =
        type > LEN_MAX ? sn_tab_proto(d, &sn_tab_ether, type) : &sn_proto_llc;

    sn_next_proto(d, p == &sn_proto_vlan && type != 0x8100 ? NULL : p, r, len);
}

/* The ethertype that the layer before the current one says. */
static uint64_t type_before(const struct sn_dis *d)
{
    const struct sn_layer *o = d->cur - 1;
    unsigned field = o->proto == &sn_proto_eth ? ETH_TYPE : VLAN_TYPE;

    if (d->cur == d->layer || (o->proto != &sn_proto_eth && o->proto != &sn_proto_vlan) ||
        d->nrec - o->first <= field)
        return 0;
    return d->rec[o->first + field].u;
}

static bool has_field(const struct sn_dis *d, const struct sn_layer *l, unsigned field)
{
    for (uint32_t i = 0; i < l->n; i++) {
        if (d->rec[l->first + i].field == field)
            return true;
    }
    return false;
}

/* Wireshark has other fields for service tags (802.1ad), and says which is the customer's of two in
 * a row. The text has the same for all tags. */
static void service_tag(struct sn_dis *d, size_t off)
{
    uint32_t first = d->cur->first;
    uint64_t prio = d->rec[first + VLAN_PRIO].u, dei = d->rec[first + VLAN_DEI].u,
             id = d->rec[first + VLAN_ID].u, type = d->rec[first + VLAN_TYPE].u;
    const struct sn_layer *before = d->cur - 1;
    bool second = before->proto == &sn_proto_vlan && has_field(d, before, AD_SVID);
    bool more = type == SERVICE_TAG && !second;

    sn_text_only(d, first);
    sn_rec_uint(d, AD_PRIO, off, 2, prio);
    sn_rec_uint(d, AD_DEI, off, 2, dei);
    sn_rec_uint(d, second ? AD_CVID : more ? AD_SVID : AD_ID, off, 2, id);
    if (!more)
        sn_rec_uint(d, AD_TYPE, off + 2, 2, type);
}

static void vlan_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t o = sn_rd_off(r);
    struct sn_rec *h = sn_header_of(d, r, vlan_fields, VLAN_TYPE);
    uint16_t type;

    if (d->linklen == o) /* a tag of the link layer, not one inside a tunnel */
        d->linklen = (uint32_t)sn_rd_off(r);
    if (!h)
        return;
    if (d->want & SN_WANT_FIELDS && type_before(d) == SERVICE_TAG)
        service_tag(d, o);
    type = type_or_len(&h[VLAN_TYPE], VLAN_LEN);
    if (sn_is_sll(d->layer))
        cooked_payload(d, r, type, len - 4);
    else
        sn_eth_payload(d, r, type, len - 4);
}

/* "vlan 100, p 0, DEI, " */
static void tag_text(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "vlan {}, p {}", VLAN_ID, VLAN_PRIO);
    sn_put_s(t->b, sn_num(t, v, VLAN_DEI) ? ", DEI, " : ", ");
}

/* In a cooked capture the type behind the tag is always said, and without its number. */
static void cooked_vlan_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    if (t->o->link)
        tag_text(t, v);
    if (!t->o->quiet && sn_find(v, VLAN_TYPE))
        sn_say(t, v, "ethertype {s:Unknown}, ", VLAN_TYPE);
    else if (!t->o->quiet)
        sn_put_lit(t->b, "ethertype Unknown, ");
    if (!sn_text_claimed(t, l)) {
        if (!t->o->link)
            sn_sll_header_text(t, &t->d->layer[0], 4);
        sn_text_dump(t);
    }
}

static enum sn_then vlan_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *type = tag_type(t, l);
    struct sn_view v = sn_view(t, l);

    if (!type)
        return SN_TEXT_CUT_SHORT;
    if (sn_is_sll(t->d->layer)) {
        cooked_vlan_text(t, l, &v);
        return SN_TEXT_INNER;
    }
    if (t->o->link) {
        tag_text(t, &v);
        if (cut_tag(t, sn_text_next(t)) || type->u == JUMBO)
            return SN_TEXT_INNER;
        if (type->u == ARISTA) {
            sn_eth_text_ahead(t, l, ARISTA);
            return SN_TEXT_INNER;
        }
        sn_eth_text_type(t, (uint16_t)type->u);
        if (type->u > LEN_MAX)
            sn_put_lit(t->b, ", ");
    }
    if (!sn_text_claimed(t, l))
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(vlan, "802.1Q Virtual LAN", {.table = &sn_tab_ether, .value = 0x8100},
         {.table = &sn_tab_ether, .value = 0x88a8}, {.table = &sn_tab_ether, .value = 0x9100},
         {.table = &sn_tab_ether, .value = 0x9200})
