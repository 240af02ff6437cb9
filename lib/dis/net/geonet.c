/* ETSI's networking of vehicles: GeoNetworking as ETSI TS 102 636-4-1 V1.1.1 has it, and the CALM
 * FAST network protocol (ISO 29281). */
#include "dis/proto.h"

enum { GEONET = 0x8947, GEONET_OLD = 0x0707, CALM_FAST = 0x1111 };
enum { COMMON = 36, TSB_MULTI = 32, BTP_SIZE = 4, ITS_SIZE = 2, BTP_A = 1, BTP_B = 2 };

static const struct sn_val next_headers[] = {
    {0, "Any"}, {BTP_A, "BTP-A"}, {BTP_B, "BTP-B"}, {3, "IPv6"}, {0, NULL}};
/* Type and subtype. */
static const struct sn_val types[] = {
    {0x30, "GeoAnycastCircle"},
    {0x31, "GeoAnycastRect"},
    {0x32, "GeoAnycastElipse"},
    {0x40, "GeoBroadcastCircle"},
    {0x41, "GeoBroadcastRect"},
    {0x42, "GeoBroadcastElipse"},
    {0x50, "TopoScopeBcast-SH"},
    {0x51, "TopoScopeBcast-MH"},
    {0x60, "LocService-Request"},
    {0x61, "LocService-Reply"},
    {0, NULL},
};
static const struct sn_val messages[] = {
    {0, "CAM"},    {1, "DENM"},     {101, "TPEGM"}, {102, "TSPDM"}, {103, "VPM"}, {104, "SRM"},
    {105, "SLAM"}, {106, "ecoCAM"}, {107, "ITM"},   {150, "SA"},    {0, NULL},
};

#define GNW(F)                                                                                     \
    F(VERSION, "sn.geonet.version", P8, "Version", .mask = 0xf0)                                   \
    F(NH, "sn.geonet.nh", U8, "Next Header", .mask = 0x0f, .vals = next_headers)                   \
    F(HT, "sn.geonet.htype", P8, "Header type", .base = SN_HEX, .vals = types)                     \
    F(HT_TYPE, "sn.geonet.type", P8, "Type", .mask = 0xf0)                                         \
    F(HT_SUB, "sn.geonet.subtype", U8, "Subtype", .mask = 0x0f, .pad = 1)                          \
    F(FLAGS, "sn.geonet.flags", U8, "Flags", .base = SN_HEX)                                       \
    F(PLEN, "sn.geonet.plength", U16, "Payload length")                                            \
    F(CLASS, "sn.geonet.tclass", U8, "Traffic class", .base = SN_HEX)                              \
    F(HOPS, "sn.geonet.hop_limit", U8, "Hop Limit")                                                \
    F(ADDR, "sn.geonet.src_pos.addr", BYTES, "GN_ADDR", .width = 8, .step = 8)                     \
    F(STAMP, "sn.geonet.src_pos.tst", U32, "Timestamp")                                            \
    F(LAT, "sn.geonet.src_pos.lat", I32, "Latitude")                                               \
    F(LON, "sn.geonet.src_pos.long", I32, "Longitude")                                             \
    F(SPEED, "sn.geonet.src_pos.speed", I16, "Speed")                                              \
    F(HEADING, "sn.geonet.src_pos.hdg", U16, "Heading")                                            \
    F(ALT, "sn.geonet.src_pos.alt", U16, "Altitude")                                               \
    F(ACCURACY, "sn.geonet.src_pos.accuracy", U16, "Accuracy", .base = SN_HEX)                     \
    F(EXT, "sn.geonet.extended_header", BYTES, "Extended Header")                                  \
    F(BTP_DST, "sn.geonet.btp.dstport", U16, "Destination Port")                                   \
    F(BTP_SRC, "sn.geonet.btp.srcport", U16, "Source Port")                                        \
    F(ITS_VERSION, "sn.geonet.its.version", U8, "Protocol Version")                                \
    F(ITS_MESSAGE, "sn.geonet.its.message", U8, "Message", .vals = messages)
SN_FIELDS(gnw, GNW)

/* Bytes between the common header and the payload; -1: not known. */
static int extended_size(const struct sn_dis *d)
{
    uint64_t type = sn_u(d, HT);

    if (type < 0x20 || type == 0x50)
        return 0;
    return type == 0x51 ? TSB_MULTI : -1;
}

static void gnw_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd its;
    int ext;

    if (len < COMMON || !sn_header(d, r, VERSION, ACCURACY))
        return;
    len -= COMMON;
    ext = extended_size(d);
    if (ext > 0 && ((uint32_t)ext > len || !sn_get_bytes(d, r, EXT, (size_t)ext)))
        return;
    len -= ext > 0 ? (uint32_t)ext : 0;
    if (ext >= 0 && (sn_u(d, NH) == BTP_A || sn_u(d, NH) == BTP_B)) {
        if (len < BTP_SIZE || !sn_header(d, r, BTP_DST, BTP_SRC))
            return;
        len -= BTP_SIZE;
        its = *r;
        if (len >= ITS_SIZE && !sn_header(d, &its, ITS_VERSION, ITS_MESSAGE)) {
            sn_stop(r, &its);
            return;
        }
    }
    sn_next_proto(d, NULL, r, len);
}

/* False: it is too short. */
static bool btp_text(struct sn_text *t, const struct sn_view *v, unsigned len)
{
    if (len < BTP_SIZE) {
        sn_put_f(t->b, " (BTP length %u < 4) (invalid)", len);
        return false;
    }
    sn_say(t, v, "; BTP Dst:{}", BTP_DST);
    sn_say(t, v, " Src:{}", BTP_SRC);
    if (len - BTP_SIZE < ITS_SIZE)
        return true;
    sn_say(t, v, "; ItsPduHeader v:{}", ITS_VERSION);
    sn_say(t, v, " t:{}-{s:unknown (%u)}", ITS_MESSAGE, ITS_MESSAGE);
    return true;
}

/* What follows the headers, with -v. */
static void payload_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_layer *data = sn_text_next(t);

    if (!t->o->verbose || sn_is_cut(t))
        return;
    if (data && data->n)
        sn_text_hex_ascii(t, "\n\t", t->d->rec[data->first].p, t->d->rec[data->first].n);
    if (l->caplen < l->len)
        sn_cut(t);
}

static void type_text(struct sn_text *t, const struct sn_view *v)
{
    unsigned type = (unsigned)sn_opt(v, HT);
    const char *name = sn_val_name(types, type);

    if (type < 0x30)
        name = type < 0x10 ? "Any" : type < 0x20 ? "Beacon" : "GeoUnicast";
    sn_put_f(t->b, "HT:%u-%u-%s ", type >> 4, type & 15, name ? name : "Unknown");
}

/* Who sent it, by the link layer, behind `title`. */
static void source_text(struct sn_text *t, const char *title)
{
    if (!t->lsrc && !t->lsrc8)
        return;
    sn_put_s(t->b, title);
    if (t->lsrc)
        sn_put_ether(t->b, t->lsrc);
    else
        sn_put_hex_bytes(t->b, t->lsrc8, 8, ':');
}

static enum sn_then gnw_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type, nh;
    unsigned left = l->len - COMMON;

    sn_put_lit(t->b, "GeoNet ");
    source_text(t, "src:");
    sn_put_lit(t->b, "; ");
    if (l->len < COMMON) {
        sn_put_f(t->b, " (common header length %u < 36) (invalid)", l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, HOPS))
        return SN_TEXT_DONE;
    sn_say(t, &v, "v:{} NH:{}-{s:Unknown} ", VERSION, NH, NH);
    type_text(t, &v);
    sn_say(t, &v, "HopLim:{} Payload:{} ", HOPS, PLEN);
    sn_say(t, &v, "GN_ADDR:{:} ", ADDR);
    /* tcpdump shows them without a sign. */
    sn_put_f(t->b, "lat:%u ", (unsigned)sn_num(t, &v, LAT));
    sn_put_f(t->b, "lon:%u", (unsigned)sn_num(t, &v, LON));
    (void)sn_need(t, &v, ACCURACY);
    type = sn_opt(&v, HT);
    nh = sn_opt(&v, NH);
    if (type == 0x51 && left < TSB_MULTI && !sn_is_cut(t)) {
        sn_put_f(t->b, " (header size %d > %u) (invalid)", TSB_MULTI, left);
        return SN_TEXT_DONE;
    }
    if (type == 0x51)
        left -= TSB_MULTI;
    if ((type < 0x20 || type == 0x50 || type == 0x51) && (nh == BTP_A || nh == BTP_B) &&
        !btp_text(t, &v, left))
        return SN_TEXT_DONE;
    payload_text(t, l);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_gnw = {
    .name = "gnw",
    .tag = "geonet",
    .title = "GeoNetworking",
    SN_PROTO_FIELDS(gnw),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = GEONET},
                    {.table = &sn_tab_ether, .value = GEONET_OLD}),
    .dissect = gnw_dissect,
    .text = gnw_text,
};

#define CALM(F)                                                                                    \
    F(SRC_REF, "sn.calm_fast.srcnwref", U8, "Source Network Reference")                            \
    F(DST_REF, "sn.calm_fast.dstnwref", U8, "Destination Network Reference")
SN_FIELDS(calm, CALM)

static void calm_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < 2 || !sn_header(d, r, SRC_REF, DST_REF))
        return;
    sn_next_proto(d, NULL, r, len - 2);
}

static enum sn_then calm_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "CALM FAST");
    source_text(t, " src:");
    sn_put_lit(t->b, "; ");
    if (l->len < 2) {
        sn_put_f(t->b, " (length %u < 2)", l->len);
        sn_put_invalid(t, l);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "SrcNwref:{}; ", SRC_REF);
    sn_say(t, &v, "DstNwref:{}; ", DST_REF);
    payload_text(t, l);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_calm = {
    .name = "calm_fast",
    .title = "CALM FAST",
    SN_PROTO_FIELDS(calm),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = CALM_FAST}),
    .dissect = calm_dissect,
    .text = calm_text,
};
