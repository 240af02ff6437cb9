/* Link layers whose header ends in an ethertype: IP over InfiniBand, Symantec's firewall, IP over
 * IEEE 1394; and those that lead to 802.2 at once: IP over Fibre Channel. */
#include "dis/link/eth.h"

#define CAPTYPE(F)                                                                                 \
    F(DST8, "ap1394.dst", BYTES, "Destination", .width = 8, .step = 8)                             \
    F(SRC8, "ap1394.src", BYTES, "Source", .width = 8, .step = 8)                                  \
    F(TYPE, "sn.captype.etype", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)                \
    F(DST6, "ipfc.nh.da", ETHER, "Network DA")                                                     \
    F(SRC6, "ipfc.nh.sa", ETHER, "Network SA")
SN_FIELDS(captype, CAPTYPE)

enum {
    IPOIB_HDR = 44,
    SYMANTEC_HDR = 44,
    AP1394_HDR = 18,
    FC_HDR = 16,
    GRH = 40,
    LENGTH_MAX = 1500
};

/* A header of n bytes, whose type is at byte `at`. */
static void by_type(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint32_t n, uint32_t at)
{
    uint32_t type;

    if (len < n)
        sn_malformed(r);
    if (len < n || !sn_rd_need(r, n) || (at == AP1394_HDR - 2 && !sn_header(d, r, DST8, SRC8)) ||
        !sn_rd_skip(r, at - (sn_rd_off(r) - d->cur->off)) || !sn_get(d, r, TYPE, &type) ||
        !sn_rd_skip(r, n - at - 2))
        return;
    d->linklen = (uint32_t)sn_rd_off(r);
    sn_next_proto(d, sn_eth_proto(d, type), r, len - n);
}

/* "ethertype IPv4 (0x0800), length 64: " and what is unknown; `front` is how the
 * addresses are printed, NULL: there are none. */
static enum sn_then type_text(struct sn_text *t, const struct sn_layer *l, const char *front)
{
    struct sn_view v = sn_view(t, l);
    bool known = sn_text_claimed(t, l);

    if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (t->o->link || !known) {
        if (front)
            sn_say(t, &v, front, SRC8, DST8);
        if (l->proto == &sn_proto_ipoib && t->o->quiet)
            sn_say(t, &v, "ethertype {s:Unknown}", TYPE);
        else if (l->proto == &sn_proto_symantec && sn_opt(&v, TYPE) <= LENGTH_MAX)
            sn_say(t, &v, "invalid ethertype {d}", TYPE);
        else if (!t->o->quiet)
            sn_say(t, &v, "ethertype {s:Unknown} (0x{04x})", TYPE, TYPE);
        else if (sn_opt(&v, TYPE) <= LENGTH_MAX &&
                 sn_val_name(sn_ethertypes, (uint32_t)sn_opt(&v, TYPE)))
            sn_say(t, &v, "{s}", TYPE);
        else
            sn_eth_text_ethertype(t, (uint16_t)sn_opt(&v, TYPE));
        sn_put_f(t->b, ", length %u: ", l->len);
    }
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

static void ipoib_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    d->linklen = d->cur->caplen;
    by_type(d, r, len, IPOIB_HDR, GRH);
}

static enum sn_then ipoib_text(struct sn_text *t, const struct sn_layer *l)
{
    if (!l->flags && (t->o->link || !sn_text_claimed(t, l)))
        sn_put_s(t->b, t->o->link ? "IPOIB, " : ", ");
    return type_text(t, l, NULL);
}

const struct sn_proto sn_proto_ipoib = {
    .name = "ipoib",
    .title = "IP over InfiniBand",
    SN_PROTO_FIELDS(captype),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_IPOIB}),
    .dissect = ipoib_dissect,
    .text = ipoib_text,
};

static void symantec_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    by_type(d, r, len, SYMANTEC_HDR, 6);
}

static enum sn_then symantec_text(struct sn_text *t, const struct sn_layer *l)
{
    return type_text(t, l, NULL);
}

const struct sn_proto sn_proto_symantec = {
    .name = "symantec",
    .title = "Symantec Enterprise Firewall",
    SN_PROTO_FIELDS(captype),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_SYMANTEC}),
    .dissect = symantec_dissect,
    .text = symantec_text,
};

static void ap1394_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    by_type(d, r, len, AP1394_HDR, AP1394_HDR - 2);
}

static enum sn_then ap1394_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *from = sn_find(&v, SRC8);

    t->lsrc8 = from ? from->p : NULL;
    return type_text(t, l, "{:} > {:}, ");
}

const struct sn_proto sn_proto_ap1394 = {
    .name = "ap1394",
    .title = "Apple IP-over-IEEE 1394",
    SN_PROTO_FIELDS(captype),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_APPLE_IP_OVER_IEEE1394}),
    .dissect = ap1394_dissect,
    .text = ap1394_text,
};

/* Addresses of six bytes behind two that say their type. */
static void ipfc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (!sn_rd_need(r, FC_HDR) || !sn_rd_skip(r, 2) || !sn_get(d, r, DST6, NULL) ||
        !sn_rd_skip(r, 2) || !sn_get(d, r, SRC6, NULL))
        return;
    d->linklen = FC_HDR;
    sn_next_proto(d, &sn_proto_llc, r, len < FC_HDR ? 0 : len - FC_HDR);
}

static enum sn_then ipfc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need_short(t, &v, SRC6))
        return SN_TEXT_DONE;
    t->ldst = sn_find(&v, DST6)->p;
    t->lsrc = sn_find(&v, SRC6)->p;
    if (t->o->link) {
        sn_say(t, &v, "{} > {}, ", SRC6, DST6);
        sn_put_f(t->b, "length %u: ", l->len);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_ipfc = {
    .name = "ipfc",
    .title = "IP over Fibre Channel",
    SN_PROTO_FIELDS(captype),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_IP_OVER_FC}),
    .dissect = ipfc_dissect,
    .text = ipfc_text,
};

/* ---- Hilscher's netANALYZER: Ethernet behind its own header, and behind the preamble too ---- */

enum { ANALYZER_HDR = 4, PREAMBLE = 8, ETHER_HDR = 14 };

#define ANALYZER(F)                                                                                \
    F(ANALYZER_HEADER, "sn.netanalyzer.header", BYTES, "Header", .width = ANALYZER_HDR,            \
      .step = ANALYZER_HDR)                                                                        \
    F(ANALYZER_PREAMBLE, "sn.netanalyzer.preamble", BYTES, "Preamble", .width = PREAMBLE,          \
      .step = PREAMBLE)
SN_FIELDS(netanalyzer, ANALYZER)

static void analyzer(struct sn_dis *d, struct sn_rd *r, uint32_t len, unsigned last)
{
    size_t n;

    if (!sn_header(d, r, ANALYZER_HEADER, last))
        return;
    n = sn_rd_off(r);
    d->linklen = (uint32_t)(n + (sn_rd_left(r) < ETHER_HDR ? sn_rd_left(r) : ETHER_HDR));
    sn_next_proto(d, &sn_proto_eth, r, len < n ? 0 : len - (uint32_t)n);
}

static void netanalyzer_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    analyzer(d, r, len, ANALYZER_HEADER);
}

static enum sn_then netanalyzer_text(struct sn_text *t, const struct sn_layer *l)
{
    (void)t;
    return l->flags ? SN_TEXT_CUT : SN_TEXT_INNER;
}

SN_PROTO(netanalyzer, "netANALYZER", {.table = &sn_tab_link, .value = SN_LINK_NETANALYZER})

static void netanalyzer_transparent_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    analyzer(d, r, len, ANALYZER_PREAMBLE);
}

const struct sn_proto sn_proto_netanalyzer_transparent = {
    .name = "netanalyzer",
    .tag = "netanalyzer_transparent",
    .title = "netANALYZER",
    SN_PROTO_FIELDS(netanalyzer),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_NETANALYZER_TRANSPARENT}),
    .dissect = netanalyzer_transparent_dissect,
    .text = netanalyzer_text,
};

/* ---- Bluetooth ---- */

#define BT(F)                                                                                      \
    F(DIRECTION, "hci_h4.direction", U32, "Direction", .base = SN_HEX)                             \
    F(HCI_TYPE, "hci_h4.type", U8, "HCI Packet Type", .base = SN_HEX)
SN_FIELDS(bt, BT)

static void bt_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all;

    if (!sn_get(d, r, DIRECTION, NULL))
        return;
    d->linklen = 4;
    all = *r;
    (void)!sn_get(d, &all, HCI_TYPE, NULL);
    sn_next_proto(d, NULL, r, len < 4 ? 0 : len - 4);
}

static enum sn_then bt_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "bluetooth");
    if (!sn_need_short(t, &v, DIRECTION))
        return SN_TEXT_DONE;
    if (t->o->link)
        sn_put_f(t->b, ", hci length %u, direction %s", l->len - 4,
                 sn_opt(&v, DIRECTION) & 1 ? "in" : "out");
    sn_text_dump(t);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_bt = {
    .name = "hci_h4",
    .tag = "bluetooth",
    .title = "Bluetooth HCI H4",
    SN_PROTO_FIELDS(bt),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_BLUETOOTH_HCI_H4_WITH_PHDR}),
    .dissect = bt_dissect,
    .text = bt_text,
};
