/* What organizations add to LLDP: IEEE 802.1 (VLANs, data center bridging), IEEE 802.3, LLDP-MED
 * (ANSI/TIA-1057) and IANA's URL of a device's description (RFC 8520). */
#include "base/hex.h"
#include "dis/link/lldp.h"

enum {
    OUI_8021 = 0x0080c2,
    OUI_8023 = 0x00120f,
    OUI_MED = 0x0012bb,
    OUI_DCBX = 0x001b21,
    OUI_IANA = 0x5e
};
enum { HDR = 4, MUD_LEAST = 8, POWER_RESERVED = 1024 /* tenths of a watt */ };

const struct sn_val sn_lldp_maus[] = {{0, "Unknown"},
                                      {1, "AUI"},
                                      {2, "10BASE_5"},
                                      {3, "FOIRL"},
                                      {4, "10BASE2"},
                                      {5, "10BASET duplex mode unknown"},
                                      {6, "10BASEFP"},
                                      {7, "10BASEFB"},
                                      {8, "10BASEFL duplex mode unknown"},
                                      {9, "10BROAD36"},
                                      {10, "10BASET hdx"},
                                      {11, "10BASET fdx"},
                                      {12, "10BASEFL hdx"},
                                      {13, "10BASEFL fdx"},
                                      {14, "100BASET4"},
                                      {15, "100BASETX hdx"},
                                      {16, "100BASETX fdx"},
                                      {17, "100BASEFX hdx"},
                                      {18, "100BASEFX fdx"},
                                      {19, "100BASET2 hdx"},
                                      {20, "100BASET2 fdx"},
                                      {21, "1000BASEX hdx"},
                                      {22, "1000BASEX fdx"},
                                      {23, "1000BASELX hdx"},
                                      {24, "1000BASELX fdx"},
                                      {25, "1000BASESX hdx"},
                                      {26, "1000BASESX fdx"},
                                      {27, "1000BASECX hdx"},
                                      {28, "1000BASECX fdx"},
                                      {29, "1000BASET hdx"},
                                      {30, "1000BASET fdx"},
                                      {31, "10GBASEX"},
                                      {32, "10GBASELX4"},
                                      {33, "10GBASER"},
                                      {34, "10GBASEER"},
                                      {35, "10GBASELR"},
                                      {36, "10GBASESR"},
                                      {37, "10GBASEW"},
                                      {38, "10GBASEEW"},
                                      {39, "10GBASELW"},
                                      {40, "10GBASESW"},
                                      {0, NULL}};
const struct sn_val sn_lldp_pairs[] = {{1, "signal"}, {2, "spare"}, {0, NULL}};
const struct sn_val sn_lldp_powers[] = {{1, "class0"}, {2, "class1"}, {3, "class2"},
                                        {4, "class3"}, {5, "class4"}, {0, NULL}};
const struct sn_val sn_lldp_devices[] = {{1, "endpoint class 1"},
                                         {2, "endpoint class 2"},
                                         {3, "endpoint class 3"},
                                         {4, "network connectivity"},
                                         {0, NULL}};
const struct sn_val sn_lldp_apps[] = {{1, "voice"},
                                      {2, "voice signaling"},
                                      {3, "guest voice"},
                                      {4, "guest voice signaling"},
                                      {5, "softphone voice"},
                                      {6, "video conferencing"},
                                      {7, "streaming video"},
                                      {8, "video signaling"},
                                      {0, NULL}};
enum { COORDINATES = 1, CIVIC = 2, ECS = 3 };
const struct sn_val sn_lldp_locations[] = {{COORDINATES, "coordinate-based LCI"},
                                           {CIVIC, "civic address LCI"},
                                           {ECS, "ECS ELIN"},
                                           {0, NULL}};
const struct sn_val sn_lldp_altitudes[] = {{1, "meters"}, {2, "floors"}, {0, NULL}};
const struct sn_val sn_lldp_datums[] = {{1, "World Geodesic System 1984"},
                                        {2, "North American Datum 1983 (NAVD88)"},
                                        {3, "North American Datum 1983 (MLLW)"},
                                        {0, NULL}};
const struct sn_val sn_lldp_sources[] = {{1, "PSE - primary power source"},
                                         {2, "local - backup power source"},
                                         {3, "PSE+local - reserved"},
                                         {0, NULL}};
const struct sn_val sn_lldp_priorities[] = {{1, "critical"}, {2, "high"}, {3, "low"}, {0, NULL}};

static const struct sn_val supports[] = {{2, "supported"}, {4, "enabled"}, {0, NULL}};
static const struct sn_val aggregations[] = {{1, "supported"}, {2, "enabled"}, {0, NULL}};
static const struct sn_val mdis[] = {
    {1, "PSE"}, {2, "supported"}, {4, "enabled"}, {8, "can be controlled"}, {0, NULL}};
static const struct sn_val pmds[] = {{0x4000, "10BASE-T hdx"},
                                     {0x2000, "10BASE-T fdx"},
                                     {0x1000, "100BASE-T4"},
                                     {0x0800, "100BASE-TX hdx"},
                                     {0x0400, "100BASE-TX fdx"},
                                     {0x0200, "100BASE-T2 hdx"},
                                     {0x0100, "100BASE-T2 fdx"},
                                     {0x0080, "Pause for fdx links"},
                                     {0x0040, "Asym PAUSE for fdx"},
                                     {0x0020, "Sym PAUSE for fdx"},
                                     {0x0010, "Asym and Sym PAUSE for fdx"},
                                     {0x0008, "1000BASE-{X LX SX CX} hdx"},
                                     {0x0004, "1000BASE-{X LX SX CX} fdx"},
                                     {0x0002, "1000BASE-T hdx"},
                                     {0x0001, "1000BASE-T fdx"},
                                     {0, NULL}};
static const struct sn_val med_caps[] = {{0x01, "LLDP-MED capabilities"},
                                         {0x02, "network policy"},
                                         {0x04, "location identification"},
                                         {0x08, "extended power via MDI-PSE"},
                                         {0x10, "extended power via MDI-PD"},
                                         {0x20, "Inventory"},
                                         {0, NULL}};
static const struct sn_val med_flags[] = {
    {4, "Unknown"}, {2, "Tagged"}, {1, "reserved"}, {0, NULL}};

/* ---- what is known, by organization and subtype ---- */

typedef void say(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw);
static say name_text, protocol_text, aggregation_text, cn_text, ets_text, etsrec_text, pfc_text,
    app_text, evb_text, cdcp_text, neg_text, mdi_text, caps_text, policy_text, location_text,
    power_text, inventory_text, ppvid_text;

/* At least `min` bytes, header included; the fields behind it, if they are fixed; how it prints: a
 * format of the first field, or a function. `label` is of an inventory. */
static const struct org {
    uint32_t oui;
    uint8_t subtype, min, first, last;
    const char *name, *fmt;
    say *say;
} orgs[] = {
    {OUI_8021, 1, 6, PVID, PVID, "Port VLAN Id", "\n\t    port vlan id (PVID): {}", NULL},
    {OUI_8021, 2, 7, PP_FLAGS, PPVID, "Port and Protocol VLAN ID", NULL, ppvid_text},
    {OUI_8021, 3, 6, VID, VNAME_LEN, "VLAN name", NULL, name_text},
    {OUI_8021, 4, 5, PROTO_LEN, PROTO_LEN, "Protocol Identity", NULL, protocol_text},
    {OUI_8021, 7, 9, Q_AGG, Q_AGG_PORT, "Link aggregation", NULL, aggregation_text},
    {OUI_8021, 8, 6, 0, 0, "Congestion Notification", NULL, cn_text},
    {OUI_8021, 9, 25, 0, 0, "ETS Configuration", NULL, ets_text},
    {OUI_8021, 10, 25, 0, 0, "ETS Recommendation", NULL, etsrec_text},
    {OUI_8021, 11, 6, 0, 0, "Priority Flow Control Configuration", NULL, pfc_text},
    {OUI_8021, 12, 5, 0, 0, "Application Priority", NULL, app_text},
    {OUI_8021, 13, 9, 0, 0, "EVB", NULL, evb_text},
    {OUI_8021, 14, 8, 0, 0, "CDCP", NULL, cdcp_text},
    {OUI_8023, 1, 9, NEG, MAU, "MAC/PHY configuration/status", NULL, neg_text},
    {OUI_8023, 2, 7, MDI, MDI_CLASS, "Power via MDI", NULL, mdi_text},
    {OUI_8023, 3, 9, AGG, AGG_PORT, "Link aggregation", NULL, aggregation_text},
    {OUI_8023, 4, 6, FRAME, FRAME, "Max frame size", "\n\t    MTU size {}", NULL},
    {OUI_MED, 1, 7, MED_CAPS, MED_CLASS, "LLDP-MED Capabilities", NULL, caps_text},
    {OUI_MED, 2, 8, MED_APP, MED_DSCP, "Network policy", NULL, policy_text},
    {OUI_MED, 3, 5, LOC, LOC, "Location identification", NULL, location_text},
    {OUI_MED, 4, 7, POWER_TYPE, POWER, "Extended power-via-MDI", NULL, power_text},
    {OUI_MED, 5, 0, HW, HW, "Inventory - hardware revision", "Hardware revision", inventory_text},
    {OUI_MED, 6, 0, FW, FW, "Inventory - firmware revision", "Firmware revision", inventory_text},
    {OUI_MED, 7, 0, SW, SW, "Inventory - software revision", "Software revision", inventory_text},
    {OUI_MED, 8, 0, SERIAL, SERIAL, "Inventory - serial number", "Serial number", inventory_text},
    {OUI_MED, 9, 0, MAKER, MAKER, "Inventory - manufacturer name", "Manufacturer name",
     inventory_text},
    {OUI_MED, 10, 0, MODEL, MODEL, "Inventory - model name", "Model name", inventory_text},
    {OUI_MED, 11, 0, ASSET, ASSET, "Inventory - asset ID", "Asset ID", inventory_text},
    {OUI_IANA, 1, 0, MUD, MUD, "MUD-URL", "MUD-URL=", inventory_text},
    {OUI_DCBX, 1, 0, 0, 0, "DCB Capability Exchange Protocol Rev 1", NULL, NULL},
    {OUI_DCBX, 2, 0, 0, 0, "DCB Capability Exchange Protocol Rev 1.01", NULL, NULL},
};

static const struct org *org_of(uint64_t oui, uint64_t subtype)
{
    for (size_t i = 0; i < sizeof orgs / sizeof orgs[0]; i++) {
        if (orgs[i].oui == oui && orgs[i].subtype == subtype)
            return &orgs[i];
    }
    return NULL;
}

void sn_lldp_org_dissect(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t oui, subtype, n = (uint32_t)sn_rd_left(r), len;
    const struct org *o;

    if (!sn_get(d, r, OUI, &oui) || !sn_get(d, r, SUBTYPE, &subtype))
        return;
    if (oui == OUI_8021 || oui == OUI_8023 || oui == OUI_MED)
        sn_made(d,
                oui == OUI_8021   ? Q_SUBTYPE
                : oui == OUI_8023 ? E_SUBTYPE
                                  : MED_SUBTYPE,
                subtype);
    o = org_of(oui, subtype);
    if (!o || n < o->min || !o->first)
        return;
    if (!o->min)
        (void)!sn_get_bytes(d, r, o->first, sn_rd_left(r));
    else if (!sn_header(d, r, o->first, o->last))
        return;
    if (o->first == VID || o->first == PROTO_LEN) {
        len = (uint32_t)sn_u(d, o->last);
        if (len <= sn_rd_left(r))
            (void)!sn_get_bytes(d, r, o->first == VID ? VNAME : PROTO, len);
    } else if (o->first == LOC && sn_u(d, LOC) == COORDINATES && n >= 21) {
        (void)sn_header(d, r, LAT_RES, DATUM);
    } else if (o->first == LOC && sn_u(d, LOC) == ECS) {
        (void)!sn_get_bytes(d, r, ELIN, sn_rd_left(r));
    } else if (o->first == MDI) {
        sn_parts(d, MDI, MDI_CLASS1, MDI_PAIRS);
    } else if (o->first == MED_CAPS) {
        sn_parts(d, MED_CAPS, CAPS_LLDP, CAPS_INVENTORY);
    }
}

/* ---- text ---- */

/* "\n\t    NAME [bit, bit" */
static void bits_text(struct sn_text *t, const char *name, const struct sn_val *bits, uint64_t u,
                      const char *none)
{
    sn_put_f(t->b, "%s [", name);
    sn_text_bits(t, bits, (uint32_t)u, ", ", none);
}

static void name_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)raw;
    sn_say(t, v, "\n\t    vlan id (VID): {}", VID);
    if (sn_find(v, VNAME))
        sn_say_padded(t, v, "\n\t    vlan name: {}", VNAME, 0);
}

static void ppvid_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)raw;
    sn_say(t, v, "\n\t    port and protocol vlan id (PPVID): {}", PPVID);
    bits_text(t, ", flags", supports, sn_opt(v, PP_FLAGS), "none");
    sn_say(t, v, "] ({})", PP_FLAGS);
}

static void protocol_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    const struct sn_rec *q = sn_find(v, PROTO);

    (void)raw;
    if (!q)
        return;
    sn_put_lit(t->b, "\n\t    protocol identity: ");
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
}

static void aggregation_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    bool q = sn_find(v, Q_AGG);

    (void)raw;
    bits_text(t, "\n\t    aggregation status", aggregations, sn_opt(v, q ? Q_AGG : AGG), "none");
    sn_say(t, v, "], aggregation port ID {}", q ? Q_AGG_PORT : AGG_PORT);
}

/* The bits of a byte in columns, the lowest first. */
static void bit_columns(struct sn_text *t, const char *title, uint8_t u)
{
    sn_put_f(t->b,
             "\n\t    %s\n\t     Priority : 0  1  2  3  4  5  6  7\n\t     Value    : ", title);
    for (unsigned i = 0; i < 8; i++)
        sn_put_f(t->b, "%-2u ", (unsigned)u >> i & 1u);
}

static void cn_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)v;
    bit_columns(t, "Pre-Priority CNPV Indicator", raw->p[4]);
    bit_columns(t, "Pre-Priority Ready Indicator", raw->p[5]);
}

static void byte_columns(struct sn_text *t, const char *title, const uint8_t *p)
{
    sn_put_s(t->b, title);
    for (unsigned i = 0; i < 8; i++)
        sn_put_f(t->b, i < 7 ? "%-3u " : "%-3u", p[i]);
}

/* The tables of priorities, bandwidths and algorithms: 4, 8 and 8 bytes. */
static void tables_text(struct sn_text *t, const uint8_t *p)
{
    uint8_t prio[8];

    for (unsigned i = 0; i < 8; i++)
        prio[i] = i % 2 ? p[i / 2] & 15 : p[i / 2] >> 4;
    byte_columns(t,
                 "\n\t    Priority Assignment Table"
                 "\n\t     Priority : 0   1   2   3   4   5   6   7\n\t     Value    : ",
                 prio);
    byte_columns(t,
                 "\n\t    TC Bandwidth Table"
                 "\n\t     TC%   : 0   1   2   3   4   5   6   7\n\t     Value : ",
                 p + 4);
    byte_columns(t,
                 "\n\t    TSA Assignment Table"
                 "\n\t     Traffic Class: 0   1   2   3   4   5   6   7\n\t     Value        : ",
                 p + 12);
}

static void ets_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint8_t u = raw->p[4];

    (void)v;
    /* tcpdump's CBS is the bit in front. */
    sn_put_f(t->b, "\n\t    Willing:%u, CBS:%u, RES:%u, Max TCs:%u", u >> 7, u >> 6 & 2u,
             u >> 3 & 7u, u & 7u);
    tables_text(t, raw->p + 5);
}

static void etsrec_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)v;
    sn_put_f(t->b, "\n\t    RES: %u", raw->p[4]);
    tables_text(t, raw->p + 5);
}

static void pfc_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint8_t u = raw->p[4];

    (void)v;
    sn_put_f(t->b, "\n\t    Willing: %u, MBC: %u, RES: %u, PFC cap:%u ", u >> 7, u >> 6 & 1u,
             u >> 4 & 3u, u & 15u);
    bit_columns(t, "PFC Enable", raw->p[5]);
}

static void app_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)v;
    sn_put_f(t->b, "\n\t    RES: %u", raw->p[4]);
    if (raw->n < 8 || (raw->n - 5) % 3)
        return;
    sn_put_lit(t->b, "\n\t    Application Priority Table");
    for (uint32_t i = 5; i + 3 <= raw->n; i += 3)
        sn_put_f(t->b, "\n\t      Priority: %u, RES: %u, Sel: %u, Protocol ID: %u", raw->p[i] >> 5,
                 raw->p[i] >> 3 & 3u, raw->p[i] & 7u, sn_be16(raw->p + i + 1));
}

static void evb_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    static const char *const modes[] = {"Not Supported", "EVB Bridge", "EVB Station",
                                        "Reserved for future Standardization"};
    const uint8_t *p = raw->p + 4;

    (void)v;
    sn_put_f(t->b, "\n\t    EVB Bridge Status\n\t      RES: %u, BGID: %u, RRCAP: %u, RRCTR: %u",
             p[0] >> 3, p[0] >> 2 & 1u, p[0] >> 1 & 1u, p[0] & 1u);
    sn_put_f(t->b, "\n\t    EVB Station Status\n\t      RES: %u, SGID: %u, RRREQ: %u,RRSTAT: %u",
             p[1] >> 4, p[1] >> 3 & 1u, p[1] >> 2 & 1u, p[1] & 3u);
    sn_put_f(t->b, "\n\t    R: %u, RTE: %u, ", p[2] >> 5, p[2] & 31u);
    sn_put_f(t->b, "EVB Mode: %s [%u]", modes[p[3] >> 6], p[3] >> 6);
    sn_put_f(t->b, "\n\t    ROL: %u, RWD: %u, ", p[3] >> 5 & 1u, p[3] & 31u);
    if (raw->n > 8)
        sn_put_f(t->b, "RES: %u, ROL: %u, RKA: %u", p[4] >> 6, p[4] >> 5 & 1u, p[4] & 31u);
}

static void cdcp_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint8_t u = raw->p[4];

    (void)v;
    sn_put_f(t->b, "\n\t    Role: %u, RES: %u, Scomp: %u ", u >> 7, u >> 4 & 7u, u >> 3 & 1u);
    sn_put_f(t->b, "ChnCap: %u", sn_be16(raw->p + 6) & 0xfffu);
    for (uint32_t i = 8; (raw->n - 8) % 3 == 0 && i + 3 <= raw->n; i += 3)
        sn_put_f(t->b, "\n\t    SCID: %u, SVID: %u", sn_be16(raw->p + i) >> 4,
                 sn_be16(raw->p + i + 1) & 0xfffu);
}

static void neg_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)raw;
    bits_text(t, "\n\t    autonegotiation", aggregations, sn_opt(v, NEG), "none");
    sn_say(t, v, "] ({})", NEG);
    bits_text(t, "\n\t    PMD autoneg capability", pmds, sn_opt(v, PMD), "unknown");
    sn_say(t, v, "] ({})", PMD);
    sn_say(t, v, "\n\t    MAU type {s:unknown} ({})", MAU, MAU);
}

static void mdi_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)raw;
    bits_text(t, "\n\t    MDI power support", mdis, sn_opt(v, MDI), "none");
    sn_say(t, v, "], power pair {s:unknown}, power class {s:unknown}", MDI_PAIR, MDI_CLASS);
}

static void caps_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)raw;
    bits_text(t, "\n\t    Media capabilities", med_caps, sn_opt(v, MED_CAPS), "none");
    sn_say(t, v, "] ({})\n\t    Device type [{s:unknown}] ({})", MED_CAPS, MED_CLASS, MED_CLASS);
}

static void policy_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    (void)raw;
    sn_say(t, v, "\n\t    Application type [{s:none}] ({})", MED_APP, MED_APP);
    bits_text(t, ", Flags", med_flags, sn_opt(v, MED_FLAGS), "none");
    sn_say(t, v, "]\n\t    Vlan id {}, L2 priority {}, DSCP value {}", MED_VLAN, MED_PRIO,
           MED_DSCP);
}

/* The lower bits of five bytes. */
static uint64_t low_bits(const uint8_t *p, unsigned bits)
{
    return ((uint64_t)p[0] << 32 | sn_be32(p + 1)) & (((uint64_t)1 << bits) - 1);
}

static void location_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint64_t format = sn_opt(v, LOC);

    sn_say(t, v, "\n\t    Location data format {s:unknown} ({})", LOC, LOC);
    if (format == COORDINATES && sn_find(v, DATUM)) {
        sn_say(t, v, "\n\t    Latitude resolution {}, latitude value ", LAT_RES);
        sn_put_u64(t->b, low_bits(sn_find(v, LAT)->p, 34));
        sn_say(t, v, "\n\t    Longitude resolution {}, longitude value ", LON_RES);
        sn_put_u64(t->b, low_bits(sn_find(v, LON)->p, 34));
        sn_say(t, v, "\n\t    Altitude type {s:unknown} ({d})\n\t    Altitude resolution {}, ",
               ALT_TYPE, ALT_TYPE, ALT_RES);
        sn_put_f(t->b, "altitude value 0x%x", (unsigned)low_bits(sn_find(v, ALT)->p, 30));
        sn_say(t, v, "\n\t    Datum {s:unknown} ({})", DATUM, DATUM);
    } else if (format == ECS) {
        sn_say_padded(t, v, "\n\t    ECS ELIN id {}", ELIN, 0);
    } else if (format != COORDINATES && format != CIVIC) {
        sn_put_lit(t->b, "\n\t    Location ID ");
        sn_hex_indent(t->b, "\n\t      ", raw->p + 5, raw->n - 5);
    }
}

static void power_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint32_t tenths = (uint32_t)sn_opt(v, POWER);

    (void)raw;
    sn_say(t, v,
           sn_opt(v, POWER_TYPE) ? "\n\t    Power type [PD device], Power source [{s:none}]"
                                 : "\n\t    Power type [PSE device], Power source [{s:none}]",
           POWER_SRC);
    sn_say(t, v, "\n\t    Power priority [{s:none}] (0x{02x})", POWER_PRIO, POWER_PRIO);
    if (tenths < POWER_RESERVED)
        sn_put_f(t->b, ", Power %u.%u Watts", tenths / 10, tenths % 10);
    else
        sn_put_f(t->b, ", Power %u (Reserved)", tenths);
}

static void inventory_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    const struct org *o = org_of(sn_opt(v, OUI), sn_opt(v, SUBTYPE));

    const uint8_t *p = raw->p + HDR;
    size_t n = raw->n - HDR;

    sn_put_f(t->b, "\n\t  %s%s", o->fmt, o->oui == OUI_IANA ? "" : " ");
    sn_put_safe(t->b, p, o->oui == OUI_IANA ? n : strnlen((const char *)p, n));
}

void sn_lldp_org_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint64_t oui = sn_opt(v, OUI);
    const struct org *o = org_of(oui, sn_opt(v, SUBTYPE));
    bool known =
        oui == OUI_8021 || oui == OUI_8023 || oui == OUI_MED || oui == OUI_DCBX || oui == OUI_IANA;

    sn_say(t, v, ": OUI {s:Unknown} (0x{06x})", OUI, OUI);
    if (raw->n < (oui == OUI_IANA ? MUD_LEAST : HDR))
        return;
    if (o || known)
        sn_put_f(t->b, "\n\t  %s Subtype (%u)", o ? o->name : "unknown",
                 (unsigned)sn_opt(v, SUBTYPE));
    if (o && raw->n >= o->min && o->say)
        o->say(t, v, raw);
    else if (o && raw->n >= o->min && o->fmt)
        sn_say(t, v, o->fmt, o->first);
    else if (t->o->verbose <= 1 && (oui == OUI_DCBX ? sn_opt(v, SUBTYPE) == 1 : !o))
        sn_hex_indent(t->b, "\n\t  ", raw->p, raw->n);
}
