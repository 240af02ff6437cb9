/* MACsec (IEEE 802.1AE): the tag, and what it covers when that is only authenticated. */
#include "base/hex.h"
#include "dis/link/eth.h"

enum { HDR = 6, SCI_LEN = 8, ICV_LEN = 16, LEN_MAX = 1500, SL_MAX = 47 };
enum { VERSION_BIT = 0x80, ES = 0x40, SC = 0x20, SCB = 0x10, ENCRYPTED = 0x08, CHANGED = 0x04 };

static const struct sn_val flags[] = {{ENCRYPTED, "E"}, {CHANGED, "C"}, {ES, "S"},
                                      {SCB, "B"},       {SC, "I"},      {0, NULL}};

#define MACSEC(F)                                                                                  \
    F(TCI, "macsec.TCI", P8, "TCI", .mask = 0xfc, .base = SN_HEX)                                  \
    F(VERSION, "macsec.TCI.V", P8, "VER", .mask = VERSION_BIT, .base = SN_HEX)                     \
    F(F_ES, "macsec.TCI.ES", BIT8, "ES", .mask = ES)                                               \
    F(F_SC, "macsec.TCI.SC", BIT8, "SC", .mask = SC)                                               \
    F(F_SCB, "macsec.TCI.SCB", BIT8, "SCB", .mask = SCB)                                           \
    F(F_E, "macsec.TCI.E", BIT8, "E", .mask = ENCRYPTED)                                           \
    F(F_C, "macsec.TCI.C", BIT8, "C", .mask = CHANGED)                                             \
    F(AN, "macsec.AN", U8, "AN", .mask = 0x03, .base = SN_HEX)                                     \
    F(SL, "macsec.SL", U8, "Short length")                                                         \
    F(PN, "macsec.PN", U32, "Packet number")                                                       \
    F(SCI, "sn.macsec.SCI", BYTES, "SCI", .width = SCI_LEN)                                        \
    F(SYSTEM, "macsec.SCI.system_identifier", ETHER, "System Identifier")                          \
    F(SYSTEM_PORT, "macsec.SCI.port_identifier", U16, "Port Identifier")                           \
    F(TYPE, "macsec.etype", U16, "EtherType", .vals = sn_ethertypes, .base = SN_HEX)               \
    F(SECRET, "sn.macsec.data", BYTES, "Secured data")                                             \
    F(SHORT, "sn.macsec.short", NONE, NULL)                                                        \
    F(NO_TYPE, "sn.macsec.no_type", UINT, NULL)
SN_FIELDS(macsec, MACSEC)

/* To tcpdump; that SC excludes ES and SCB (IEEE 802.1AE, 9.5) it doesn't mind. */
static bool invalid(uint32_t tci, uint64_t sl)
{
    return tci & VERSION_BIT || sl > 0x3f;
}

static void macsec_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool link = d->cur->proto == &sn_proto_macsec && d->linklen == sn_rd_off(r);
    const struct sn_proto *known;
    uint32_t tci, type, n, left;
    uint64_t sl;

    if (link)
        d->linklen = d->layer->caplen;
    if (!sn_rd_need(r, HDR))
        return;
    tci = r->p[0];
    if (!sn_rd_need(r, tci & SC ? HDR + SCI_LEN : HDR) || !sn_header(d, r, TCI, PN))
        return;
    sl = sn_u(d, SL);
    if (invalid(tci, sl) || sl > SL_MAX)
        sn_text_only(d, d->cur->first);
    if (invalid(tci, sl))
        return;
    if (tci & SC)
        (void)sn_header(d, r, SCI, SYSTEM_PORT);
    n = HDR + (tci & SC ? SCI_LEN : 0u);
    len = len < n ? 0 : len - n;
    if (tci & (ENCRYPTED | CHANGED)) {
        if (link)
            d->linklen = (uint32_t)sn_rd_off(r);
        (void)!sn_get_bytes(d, r, SECRET, sn_rd_left(r));
        return;
    }
    /* tcpdump takes the check value off what was captured, too. */
    left = (uint32_t)sn_rd_left(r);
    if (len < ICV_LEN || left < ICV_LEN || (sl && (len - ICV_LEN < sl || left - ICV_LEN < sl))) {
        sn_note(d, SHORT, 0);
        return;
    }
    /* A short length is no bound to what tcpdump reads, either. */
    len -= ICV_LEN;
    *r = sn_inside(r, left - ICV_LEN);
    r->cut = left - ICV_LEN < len;
    len = sl ? (uint32_t)sl : len;
    if (len < 2 && sn_rd_need(r, 2)) {
        if (link)
            d->linklen = (uint32_t)sn_rd_off(r);
        sn_note(d, NO_TYPE, len);
        return;
    }
    if (!sn_rd_need(r, 2) || !sn_get(d, r, TYPE, &type))
        return;
    if (link)
        d->linklen = (uint32_t)sn_rd_off(r);
    known = sn_tab_proto(d, &sn_tab_ether, type);
    if (type > LEN_MAX && (!known || known->more)) /* for a dump it is */
        *r = sn_inside(r, len - 2);
    sn_eth_payload(d, r, (uint16_t)type, len - 2);
}

static void tag_text(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "an {d}, pn {}, flags ", AN, PN);
    sn_text_bits(t, flags, (uint32_t)sn_opt(v, TCI) << 2, "", "none");
    if (sn_opt(v, SL))
        sn_say(t, v, ", sl {}", SL);
    if (sn_find(v, SCI))
        sn_say(t, v, ", sci {}", SCI);
    sn_put_lit(t->b, ", ");
}

static enum sn_then macsec_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *secret = sn_find(&v, SECRET);

    if (!sn_need_short(t, &v, PN))
        return SN_TEXT_DONE;
    if (invalid((uint32_t)sn_opt(&v, TCI) << 2, sn_opt(&v, SL))) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (secret && !t->o->link) {
        sn_put_ether(t->b, t->lsrc);
        sn_put_lit(t->b, " > ");
        sn_put_ether(t->b, t->ldst);
        sn_put_lit(t->b, " 802.1AE MACsec, ");
    }
    if (t->o->link || secret)
        tag_text(t, &v);
    if (secret) {
        if (!t->o->dump && !t->o->quiet)
            sn_hex_ascii(t->b, secret->p, secret->n);
        return SN_TEXT_DONE;
    }
    if (sn_find(&v, NO_TYPE)) {
        sn_say(t, &v, " [caplen {} < 2]", NO_TYPE);
        return SN_TEXT_DONE;
    }
    if (sn_find(&v, SHORT) || !sn_find(&v, TYPE)) {
        t->tag = sn_find(&v, SHORT) ? NULL : "ether";
        return sn_find(&v, SHORT) ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    }
    if (t->o->link) {
        sn_eth_text_type(t, (uint16_t)sn_opt(&v, TYPE));
        if (sn_opt(&v, TYPE) > LEN_MAX)
            sn_put_lit(t->b, ", ");
    } else if (!sn_text_claimed(t, l)) {
        sn_put_ether(t->b, t->lsrc);
        sn_put_lit(t->b, " > ");
        sn_put_ether(t->b, t->ldst);
        sn_put_lit(t->b, ", ");
        sn_eth_text_type(t, (uint16_t)sn_opt(&v, TYPE));
        sn_put_f(t->b, ", length %u: ", t->d->layer[0].len);
    }
    if (!sn_text_claimed(t, l))
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

/* Right behind an Ethernet header: see sn_eth_payload(). */
const struct sn_proto sn_proto_macsec = {
    .name = "macsec",
    .title = "802.1AE Security tag",
    SN_PROTO_FIELDS(macsec),
    .dissect = macsec_dissect,
    .text = macsec_text,
};

/* Behind VLAN tags and in what else has ethertypes, where tcpdump doesn't look for it. */
const struct sn_proto sn_proto_macsec_more = {
    .name = "macsec",
    .title = "802.1AE Security tag",
    SN_PROTO_FIELDS(macsec),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = SN_ETH_MACSEC}),
    .more = true,
    .dissect = macsec_dissect,
};
