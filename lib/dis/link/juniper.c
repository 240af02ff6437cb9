/*
 * Packets that a Juniper router captured: a header with what the router knows of the interface,
 * then the frame as it was, or IP when the frame's own header was taken off; of interfaces that a
 * service card has, a cookie of the card's stands in between.
 */
#include "dis/link/juniper.h"

enum {
    MAGIC = 0x4d4743,
    HDR = 4,
    FAMILY = 4,
    EXTENSIONS = 0x80,
    ETHER_HDR = 14,
    SERVICE_HDR = 8,
    EXT_BE = 128,
    CONTROL_WORD = 4,
    ES_HDR = 16
};

/* Cards that have a cookie; its first byte may say that it is another's. */
enum { LS_COOKIE = 0x54, AS_COOKIE = 0x47 };
enum { L3_IP = 0x00, L3_IPV6 = 0x10, L3_MPLS = 0x20, L3_ISO = 0x30, L3_MASK = 0x70 };
enum { UI = 0x03, Q933 = 0x08, ISO = 0xfe, IPV6 = 0x8e, IPV4 = 0xcc };
enum { ATM1_OAM = 0x80, ATM2_OAM = 0x70, ATM2_BRIDGED = 0x3f, CHILD_LINK = 1 };

static const struct sn_juniper_kind kinds[] = {
    {SN_LINK_JUNIPER_MLPPP, 2, 0, "MLPPP", "juniper_mlppp"},
    {SN_LINK_JUNIPER_MLFR, 2, 2, "MLFR", "juniper_mlfr"},
    {SN_LINK_JUNIPER_ES, 0, 0, "ES", "juniper_es"},
    {SN_LINK_JUNIPER_GGSN, 8, 0, "GGSN", "juniper_ggsn"},
    {SN_LINK_JUNIPER_MFR, 4, 0, "MFR", "juniper_mfr"},
    {SN_LINK_JUNIPER_ATM2, 8, 0, "ATM2", "juniper_atm2"},
    {SN_LINK_JUNIPER_SERVICES, 8, 0, "AS", "juniper_services"},
    {SN_LINK_JUNIPER_ATM1, 4, 0, "ATM1", "juniper_atm1"},
    {SN_LINK_JUNIPER_MONITOR, 8, 0, "MONITOR", "juniper_monitor"},
    {SN_LINK_JUNIPER_PPPOE, 0, 0, "PPPoE", "juniper_pppoe"},
    {SN_LINK_JUNIPER_PPPOE_ATM, 0, 0, "PPPoE ATM", "juniper_pppoe_atm"},
    {SN_LINK_JUNIPER_ETHER, 0, 0, NULL, "juniper_ether"},
    {SN_LINK_JUNIPER_PPP, 0, 0, NULL, "juniper_ppp"},
    {SN_LINK_JUNIPER_FRELAY, 0, 0, NULL, "juniper_frelay"},
    {SN_LINK_JUNIPER_CHDLC, 0, 0, NULL, "juniper_chdlc"},
    {0, 0, 0, NULL, NULL},
};

SN_FIELD_TABLE(juniper, SN_JUNIPER)

const struct sn_juniper_kind *sn_juniper_kind(uint32_t link)
{
    const struct sn_juniper_kind *k = kinds;

    while (k->link && k->link != link)
        k++;
    return k;
}

/* ---- the header ---- */

/* Values are of up to four bytes, least significant first; those of types that tcpdump doesn't know
 * it reads the other way round. */
static void extension(struct sn_dis *d, const struct sn_rd *r, uint32_t type)
{
    static const uint8_t fields[] = {
        [1] = J_IFD,   [3] = J_MEDIA,     [4] = J_IFL,      [5] = J_UNIT,
        [6] = J_ENCAP, [7] = J_TTP_MEDIA, [8] = J_TTP_ENCAP};
    size_t n = sn_rd_left(r);
    uint32_t u = 0;

    for (size_t i = 0; i < n && n <= 4; i++)
        u |= (uint32_t)r->p[i] << 8 * (type < EXT_BE ? i : n - 1 - i);
    sn_note(d, J_EXT_VALUE, n <= 4 ? u : 0);
    if (n <= 4 && type < sizeof fields && fields[type])
        sn_made(d, fields[type], u);
}

/* The extensions, `len` bytes of them; r ends up behind them. False: they were cut or wrong. */
static bool extensions(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all, val;
    uint32_t type = 0, n = 0;

    if (!sn_rd_need(r, len))
        return false;
    sn_note(d, J_EXT_WHOLE, 1);
    all = sn_inside(r, len);
    (void)!sn_rd_skip(r, len);
    while (sn_rd_left(&all) > 2) {
        (void)!(sn_get(d, &all, J_EXT_TYPE, &type) && sn_get(d, &all, J_EXT_LEN, &n));
        if (type && n > sn_rd_left(&all)) {
            sn_note(d, J_EXT_SHORT, sn_rd_left(&all) + 2);
            sn_malformed(r);
            return false;
        }
        if (!type || !n)
            break;
        val = sn_inside(&all, n);
        extension(d, &val, type);
        (void)!sn_rd_skip(&all, n);
    }
    return true;
}

/* IP, as its first byte looks; NULL: it doesn't. */
static const struct sn_proto *guess(const struct sn_rd *r)
{
    uint8_t b = 0;

    (void)sn_rd_peek(&(struct sn_rd){.p = r->p, .end = r->end}, 0, &b);
    return b >= 0x45 && b <= 0x4f ? &sn_proto_ip : b >> 4 == 6 ? &sn_proto_ipv6 : NULL;
}

/* Without the frame's header: IP as it looks, behind a number of its family. */
static void no_l2(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (!sn_rd_need(r, FAMILY + 1) || !sn_get(d, r, J_FAMILY, NULL))
        return;
    d->linklen = (uint32_t)sn_rd_off(r);
    sn_next_proto(d, guess(r), r, len < FAMILY ? 0 : len - FAMILY);
}

/* ---- cookies ---- */

/* The cookie under Wireshark's name for it. */
static void cookie_field(struct sn_dis *d, uint16_t link, const uint8_t *p, uint32_t n)
{
    uint64_t u = sn_be_n(p, n);

    if (link == SN_LINK_JUNIPER_ATM1)
        sn_made(d, J_ATM1, u);
    else if (link == SN_LINK_JUNIPER_ATM2)
        sn_made(d, J_ATM2, u);
    else if (p[0] == AS_COOKIE)
        sn_made(d, J_AS, u);
    else if (p[0] == LS_COOKIE)
        sn_made(d, J_LS, u);
    else if (link == SN_LINK_JUNIPER_MLPPP || link == SN_LINK_JUNIPER_MLFR)
        sn_made(d, J_ML, u);
}

/* What the cookie of a multilink says: the bundle, and in place of `proto` what is inside. */
static void bundle(struct sn_dis *d, const uint8_t *p, uint32_t *proto)
{
    if (p[0] == AS_COOKIE) {
        *proto = p[5] & L3_MASK;
        sn_rec_made(d, J_BUNDLE, (sn_be16(p + 6) >> 3) & 0xfff);
    } else {
        sn_rec_made(d, J_BUNDLE, p[p[0] == LS_COOKIE]);
    }
}

/* The cookie and the number behind it; r ends up behind all that counts as header. False: it was
 * cut, or its length is wrong. */
static bool cookie(struct sn_dis *d, struct sn_rd *r, const struct sn_juniper_kind *k,
                   const uint8_t **cookie, uint32_t *proto)
{
    uint32_t n = k->cookie, more = k->more;
    struct sn_rd ahead;
    uint8_t first;

    if (!sn_rd_peek(r, 0, &first))
        return false;
    if (k->link == SN_LINK_JUNIPER_MFR && first >= 0xc0)
        n = 0;
    if (first == AS_COOKIE)
        n = SN_JUNIPER_COOKIE_MAX;
    else if (first == LS_COOKIE)
        n += 2;
    if (first == LS_COOKIE && k->link == SN_LINK_JUNIPER_MFR)
        more = 2;
    if (first == AS_COOKIE)
        more = 0;
    sn_rec_made(d, J_COOKIE_LEN, n);
    if (n > SN_JUNIPER_COOKIE_MAX) {
        d->linklen = (uint32_t)sn_rd_off(r) + n;
        sn_malformed(r);
        return false;
    }
    *cookie = r->p;
    if (n && !sn_get_bytes(d, r, J_COOKIE, n))
        return false;
    if (n)
        cookie_field(d, k->link, *cookie, n);
    ahead = *r;
    if (k->link == SN_LINK_JUNIPER_ATM2) {
        (void)!sn_rd_need(&ahead, CONTROL_WORD);
        if (!ahead.stop && (*cookie)[7] & ATM2_OAM)
            (void)!sn_get(d, &(struct sn_rd){.p = r->p, .end = r->end, .start = r->start},
                          J_CONTROL, NULL);
    }
    if (ahead.stop || !sn_get(d, &ahead, J_PROTO, proto)) {
        sn_stop(r, &ahead);
        return false;
    }
    if (n && (k->link == SN_LINK_JUNIPER_MLPPP || k->link == SN_LINK_JUNIPER_MLFR ||
              k->link == SN_LINK_JUNIPER_MFR)) {
        bundle(d, *cookie, proto);
        sn_rec_of(d, J_PROTO)->u = *proto;
    }
    return sn_rd_skip(r, more);
}

/* ---- what is inside ---- */

static const struct sn_proto *l3(uint32_t proto)
{
    return proto == L3_IP     ? &sn_proto_ip
           : proto == L3_IPV6 ? &sn_proto_ipv6
           : proto == L3_MPLS ? &sn_proto_mpls
           : proto == L3_ISO  ? &sn_proto_osi
                              : NULL;
}

/* A reader that begins n bytes before this one. */
static struct sn_rd back(const struct sn_rd *r, size_t n)
{
    struct sn_rd b = *r;

    b.p -= n;
    return b;
}

static void frame_relay(struct sn_dis *d, struct sn_rd *r, const struct sn_juniper_kind *k,
                        const uint8_t *cookie, uint32_t proto, uint32_t len)
{
    struct sn_rd from = back(r, 1);
    bool mfr = k->link == SN_LINK_JUNIPER_MFR;

    if (mfr && !sn_u(d, J_COOKIE_LEN))
        sn_next_proto(d, &sn_proto_mfr, r, len);
    else if (mfr && cookie[0] == AS_COOKIE)
        sn_next_proto(d, l3(proto), r, len);
    else if (proto == (UI << 8 | Q933) || proto == (UI << 8 | IPV4) || proto == (UI << 8 | IPV6))
        sn_next_proto(d, &sn_proto_osi, &from, len + 1);
    else if (mfr && proto == (ISO << 8 | ISO) && sn_rd_skip(r, 1))
        sn_next_proto(d, &sn_proto_osi, r, len - 1);
    else if (!mfr && (proto == UI || proto == UI << 8))
        sn_next_proto(d, &sn_proto_osi, r, len);
    else
        sn_next_proto(d, NULL, r, len);
}

/* Whether a protocol number is PPP's; which of them tcpdump looks for. */
static bool is_ppp(uint32_t proto)
{
    static const uint16_t known[] = {0x0021, 0x0023, 0x003d, 0x0057, 0x0281, 0x0283, 0x8021,
                                     0x8023, 0x8057, 0x8281, 0xc021, 0xc023, 0xc223};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i] == proto)
            return true;
    }
    return false;
}

/* ATM cards: cells of OAM, 802.2, bridged Ethernet, an NLPID, PPP, or IP as it looks. */
static void atm(struct sn_dis *d, struct sn_rd *r, bool oam, bool bridged, bool ppp, uint32_t len)
{
    uint8_t a = 0, b = 0, c = 0;

    if (oam) {
        sn_next_proto(d, &sn_proto_oam, r, len);
        return;
    }
    if (!sn_rd_peek(r, 2, &c) || !sn_rd_peek(r, 1, &b) || !sn_rd_peek(r, 0, &a))
        return;
    if (a == b && c == UI && (a == 0xaa || a == ISO))
        sn_next_proto(d, &sn_proto_llc, r, len);
    else if (bridged)
        sn_next_proto(d, &sn_proto_eth, r, len);
    else if (a == UI && sn_rd_skip(r, 1))
        sn_next_proto(d, &sn_proto_osi, r, len - 1);
    else
        sn_next_proto(d, ppp ? &sn_proto_ppp : guess(r), r, len);
}

static void encrypted(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    size_t from = sn_rd_off(r);
    uint64_t type;

    if (!sn_rd_need(r, ES_HDR) || !sn_header(d, r, J_SA, J_TYPE))
        return;
    type = sn_u(d, J_TYPE);
    if (type >= 3 && type <= 5 && !sn_header(d, r, J_SPI, J_DST))
        return;
    if (type >= 3 && type <= 5)
        sn_next_proto(d, &sn_proto_ip, r, len - (uint32_t)(sn_rd_off(r) - from));
    else if (type == 1 || type == 2) /* tcpdump takes the association for the packet */
        sn_next_proto(d, &sn_proto_ip, &all, len);
}

static void by_kind(struct sn_dis *d, struct sn_rd *r, const struct sn_juniper_kind *k,
                    const uint8_t *p, uint32_t proto, uint32_t len)
{
    const struct sn_proto *in = NULL;
    struct sn_rd ahead = *r;

    switch (k->link) {
    case SN_LINK_JUNIPER_MLPPP:
        in = l3(proto);
        sn_next_proto(d, in ? in : &sn_proto_ppp, r, len);
        break;
    case SN_LINK_JUNIPER_MLFR:
    case SN_LINK_JUNIPER_MFR:
        frame_relay(d, r, k, p, proto, len);
        break;
    case SN_LINK_JUNIPER_ES:
        encrypted(d, r, len);
        break;
    case SN_LINK_JUNIPER_GGSN:
        sn_rec_made(d, J_GGSN_PROTO, p[2]);
        sn_rec_made(d, J_VLAN, sn_be16(p + 4));
        in = p[2] == 2 ? &sn_proto_ip : p[2] == 6 ? &sn_proto_ipv6 : NULL;
        sn_next_proto(d, in, r, len);
        break;
    case SN_LINK_JUNIPER_ATM1:
        atm(d, r, p[0] == ATM1_OAM, false, false, len);
        break;
    case SN_LINK_JUNIPER_ATM2:
        atm(d, r, p[7] & ATM2_OAM, !sn_u(d, J_IN) && p[3] & ATM2_BRIDGED, is_ppp(proto), len);
        break;
    case SN_LINK_JUNIPER_SERVICES:
    case SN_LINK_JUNIPER_MONITOR:
        if (sn_get_bytes(d, &ahead, J_WORDS, SERVICE_HDR))
            sn_next_proto(d, guess(r), r, len);
        else
            sn_stop(r, &ahead);
        break;
    case SN_LINK_JUNIPER_PPPOE_ATM:
        if (sn_rd_skip(r, 2))
            sn_next_proto(d, sn_eth_proto(d, proto), r, len - 2);
        break;
    case SN_LINK_JUNIPER_PPP:
        sn_next_proto(d, &sn_proto_ppp, r, len);
        break;
    case SN_LINK_JUNIPER_FRELAY:
        sn_next_proto(d, &sn_proto_fr, r, len);
        break;
    case SN_LINK_JUNIPER_CHDLC:
        sn_next_proto(d, &sn_proto_chdlc, r, len);
        break;
    default:
        if (k->link == SN_LINK_JUNIPER_ETHER)
            d->linklen += sn_rd_left(r) < ETHER_HDR ? (uint32_t)sn_rd_left(r) : ETHER_HDR;
        sn_next_proto(d, &sn_proto_eth, r, len);
        break;
    }
}

static void juniper_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_juniper_kind *k = sn_juniper_kind(d->done[d->ndone].linktype);
    const uint8_t *p = NULL;
    uint32_t total = 0, proto = 0, n;

    if (!sn_rd_need(r, HDR) || !sn_get(d, r, J_MAGIC, &n))
        return;
    if (n != MAGIC || !sn_header(d, r, J_IN, J_FLAGS))
        return;
    if (sn_u(d, J_FLAGS) & EXTENSIONS &&
        (!sn_get(d, r, J_EXT_TOTAL, &total) || !extensions(d, r, total)))
        return;
    if (sn_u(d, J_NO_L2)) {
        no_l2(d, r, len - (uint32_t)sn_rd_off(r));
        return;
    }
    if (k->card && !cookie(d, r, k, &p, &proto))
        return;
    n = (uint32_t)sn_rd_off(r);
    sn_note(d, J_HLEN, n);
    d->linklen = n;
    by_kind(d, r, k, p, proto, len < n ? 0 : len - n);
}

const struct sn_proto sn_proto_juniper = {
    .name = "juniper",
    .title = "Juniper",
    SN_PROTO_FIELDS(juniper),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_JUNIPER_MLPPP},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_MLFR},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_ES},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_GGSN},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_MFR},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_ATM2},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_SERVICES},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_ATM1},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_MONITOR},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_PPPOE},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_PPPOE_ATM},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_ETHER},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_PPP},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_FRELAY},
                    {.table = &sn_tab_link, .value = SN_LINK_JUNIPER_CHDLC}),
    .dissect = juniper_dissect,
    .text = sn_juniper_text,
};
