/* Cisco Discovery Protocol, versions 1 and 2. */
#include "base/hex.h"
#include "dis/link/eth.h"

enum { HDR = 4, TLV_HDR = 4, UNKNOWN_DUMPED = 0x18 };
enum { IPV4_NLPID = 0xcc, PREFIX = 5 };

static const struct sn_val capabilities[] = {
    {0x01, "Router"},
    {0x02, "Transparent Bridge"},
    {0x04, "Source Route Bridge"},
    {0x08, "L2 Switch"},
    {0x10, "L3 capable"},
    {0x20, "IGMP snooping"},
    {0x40, "L1 capable"},
    {0, NULL},
};
static const struct sn_val duplexes[] = {{0, "half"}, {1, "full"}, {0, NULL}};

#define CDP(F)                                                                                     \
    F(VERSION, "cdp.version", U8, "Version")                                                       \
    F(TTL, "cdp.ttl", U8, "TTL", .unit = "s")                                                      \
    F(SUM, "cdp.checksum", U16, "Checksum", .base = SN_HEX)                                        \
    F(SUM_STATUS, "cdp.checksum.status", UINT, "Checksum Status")                                  \
    F(TLV, "sn.cdp.tlv", GROUPS, "TLV")                                                            \
    F(TYPE, "cdp.tlv.type", U16, "Type", .base = SN_HEX)                                           \
    F(LEN, "cdp.tlv.len", U16, "Length")                                                           \
    F(RAW, "sn.cdp.value", BYTES, NULL)                                                            \
    F(DEVICE, "cdp.deviceid", STR, "Device ID")                                                    \
    F(PORT, "cdp.portid", STR, "Sent through Interface")                                           \
    F(CAPS, "cdp.capabilities", U32, "Capabilities", .base = SN_HEX)                               \
    F(CAP_ROUTER, "cdp.capabilities.router", BIT32, "Router", .mask = 0x01)                        \
    F(CAP_TB, "cdp.capabilities.trans_bridge", BIT32, "Transparent Bridge", .mask = 0x02)          \
    F(CAP_SRB, "cdp.capabilities.src_bridge", BIT32, "Source Route Bridge", .mask = 0x04)          \
    F(CAP_SWITCH, "cdp.capabilities.switch", BIT32, "Switch", .mask = 0x08)                        \
    F(CAP_HOST, "cdp.capabilities.host", BIT32, "Host", .mask = 0x10)                              \
    F(CAP_IGMP, "cdp.capabilities.igmp_capable", BIT32, "IGMP capable", .mask = 0x20)              \
    F(CAP_REPEATER, "cdp.capabilities.repeater", BIT32, "Repeater", .mask = 0x40)                  \
    F(CAP_PHONE, "cdp.capabilities.voip_phone", BIT32, "VoIP Phone", .mask = 0x80)                 \
    F(CAP_REMOTE, "cdp.capabilities.remote", BIT32, "Remotely Managed Device", .mask = 0x100)      \
    F(CAP_CVTA, "cdp.capabilities.cvta", BIT32, "CVTA/STP Dispute Resolution/Cisco VT Camera",     \
      .mask = 0x200)                                                                               \
    F(CAP_RELAY, "cdp.capabilities.mac_relay", BIT32, "Two Port Mac Relay", .mask = 0x400)         \
    F(SOFTWARE, "cdp.software_version", STRS, "Software version")                                  \
    F(PLATFORM, "cdp.platform", STR, "Platform")                                                   \
    F(NADDR, "cdp.number_of_addresses", U32, "Number of addresses")                                \
    F(PT, "cdp.protocol_type", U8S, "Protocol type", .base = SN_HEX)                               \
    F(PL, "cdp.protocol_length", U8S, "Protocol length")                                           \
    F(PROTO, "cdp.protocol", BYTESS, "Protocol")                                                   \
    F(AL, "cdp.address_length", U16S, "Address length")                                            \
    F(ADDR, "cdp.address", BYTESS, "Address")                                                      \
    F(IP, "cdp.nrgyz.ip_address", IPV4S, "IP Address")                                             \
    F(VTP, "cdp.vtp_management_domain", STR, "VTP Management Domain")                              \
    F(VLAN, "cdp.native_vlan", U16, "Native VLAN")                                                 \
    F(DUPLEX, "cdp.duplex", U8, "Duplex", .vals = duplexes)                                        \
    F(APP, "sn.cdp.appliance", U8, "Appliance")                                                    \
    F(VOICE, "cdp.voice_vlan", U16, "Voice VLAN")                                                  \
    F(POWER, "cdp.power_consumption", U16, "Power Consumption", .unit = "mW")                      \
    F(MTU, "cdp.mtu", U32, "MTU")                                                                  \
    F(TRUST, "cdp.trust_bitmap", U8, "Trust Bitmap", .base = SN_HEX)                               \
    F(COS, "cdp.untrusted_port_cos", U8, "Untrusted port CoS", .base = SN_HEX)                     \
    F(NAME, "cdp.system_name", STR, "System Name")                                                 \
    F(OBJECT, "cdp.system_object_identifier", BYTES, "System Object Identifier")                   \
    F(PLACE, "cdp.location.unknown", U8, "UNKNOWN", .base = SN_HEX)                                \
    F(LOCATION, "cdp.location", STR, "Location")                                                   \
    F(DATA, "cdp.data", BYTES, "Data")                                                             \
    F(BODY, "sn.cdp.body", BYTES, "Body")
SN_FIELDS(cdp, CDP)

static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1, .head = TLV_HDR};

/* How a value is printed, and how long it must be; 0: as it likes. The first field is the value's,
 * or of bytes when that has no width. */
enum how {
    TEXT,
    LINES,
    NUMBER,
    SILENT,
    ADDRESSES,
    PREFIXES,
    CAPABILITIES,
    APPLIANCE,
    WATTS,
    PLACED
};

static const struct kind {
    uint8_t type, how, min, max, field;
    const char *name, *fmt;
} kinds[] = {
    {0x01, TEXT, 0, 0, DEVICE, "Device-ID", NULL},
    {0x02, ADDRESSES, 0, 0, NADDR, "Address", NULL},
    {0x03, TEXT, 0, 0, PORT, "Port-ID", NULL},
    {0x04, CAPABILITIES, 4, 4, CAPS, "Capability", NULL},
    {0x05, LINES, 0, 0, SOFTWARE, "Version String", NULL},
    {0x06, TEXT, 0, 0, PLATFORM, "Platform", NULL},
    {0x07, PREFIXES, 0, 0, DATA, "Prefixes", NULL},
    {0x08, SILENT, 0, 0, DATA, "Protocol-Hello option", NULL},
    {0x09, TEXT, 0, 0, VTP, "VTP Management Domain", NULL},
    {0x0a, NUMBER, 2, 2, VLAN, "Native VLAN ID", "{}"},
    {0x0b, NUMBER, 1, 1, DUPLEX, "Duplex", "{s:full}"},
    {0x0e, APPLIANCE, 3, 3, DATA, "ATA-186 VoIP VLAN assignment", NULL},
    {0x0f, APPLIANCE, 2, 3, DATA, "ATA-186 VoIP VLAN request", NULL},
    {0x10, WATTS, 1, 3, DATA, "power consumption", NULL},
    {0x11, NUMBER, 4, 4, MTU, "MTU", "{} bytes"},
    {0x12, NUMBER, 1, 1, TRUST, "AVVID trust bitmap", "{}"},
    {0x13, NUMBER, 1, 1, COS, "AVVID untrusted ports CoS", "{}"},
    {0x14, TEXT, 0, 0, NAME, "System Name", NULL},
    {0x15, SILENT, 0, 0, OBJECT, "System Object ID (not decoded)", NULL},
    {0x16, ADDRESSES, 4, 0, NADDR, "Management Addresses", NULL},
    {0x17, PLACED, 1, 0, PLACE, "Physical Location", NULL},
};
static const struct kind unknown = {0, SILENT, 0, 0, DATA, "unknown field type", NULL};

static const struct kind *kind_of(uint64_t type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].type == type)
            return &kinds[i];
    }
    return &unknown;
}

static bool fits(const struct kind *k, uint32_t n)
{
    return n >= k->min && (!k->max || n <= k->max);
}

static void addresses(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n, pl, al;

    if (!sn_get(d, r, NADDR, &n))
        return;
    while (n-- && sn_get(d, r, PT, NULL) && sn_get(d, r, PL, &pl) &&
           sn_get_bytes(d, r, PROTO, pl) && sn_get(d, r, AL, &al)) {
        if (al == 4 && pl == 1 ? !sn_get(d, r, IP, NULL) : !sn_get_bytes(d, r, ADDR, al))
            return;
    }
}

/* A string up to the end of the line, which is read too. */
static void line(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    const uint8_t *end = memchr(r->p, '\n', sn_rd_left(r));

    (void)!sn_get_bytes(d, r, field, end ? (size_t)(end - r->p) : sn_rd_left(r));
    if (end)
        (void)!sn_rd_skip(r, 1);
}

/* An application's number, and a VLAN: for fields the number is data. */
static void appliance(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);

    if (!sn_get(d, r, APP, NULL))
        return;
    sn_text_last(d);
    sn_rec_bytes(d, DATA, off, 1, r->start + off, 1);
    (void)!sn_get(d, r, VOICE, NULL);
}

/* Data whose layout others know, and that isn't read here, has a name of our own. */
static unsigned data_field(uint32_t type)
{
    static const uint8_t known[] = {0x07, 0x08, 0x10, 0x19, 0x1a, 0x1d, 0x1f};

    for (size_t i = 0; i < sizeof known; i++) {
        if (known[i] == type)
            return BODY;
    }
    return DATA;
}

static void value(struct sn_dis *d, struct sn_rd *r, const struct kind *k, uint32_t type)
{
    size_t n = sn_rd_left(r);

    if (k->how == ADDRESSES) {
        addresses(d, r);
    } else if (k->how == CAPABILITIES) {
        if (sn_get(d, r, CAPS, NULL))
            sn_parts(d, CAPS, CAP_ROUTER, CAP_RELAY);
    } else if (k->how == NUMBER) {
        (void)!sn_get(d, r, k->field, NULL);
    } else if (k->how == APPLIANCE && n >= 3) {
        appliance(d, r);
    } else if (k->how == WATTS && n == 2) {
        (void)!sn_get(d, r, POWER, NULL);
    } else if (k->how == PLACED) {
        (void)(sn_get(d, r, PLACE, NULL) && sn_get_bytes(d, r, LOCATION, sn_rd_left(r)));
    } else if (k->how == LINES) {
        while (sn_rd_left(r))
            line(d, r, k->field);
    } else if (n) {
        (void)!sn_get_bytes(d, r, k->field == DATA ? data_field(type) : k->field, n);
    }
}

/* The sum of all len bytes. Cisco takes a last odd byte for a number of two bytes, with its sign,
 * and one less when it is negative. */
static void check_sum(struct sn_dis *d, const struct sn_rd *all, uint32_t len)
{
    uint32_t sum;
    uint8_t last;

    if (!(d->want & SN_WANT_FIELDS) || sn_rd_left(all) < len)
        return;
    sum = sn_sum_add(0, all->p, len & ~1u);
    if (len & 1) {
        last = all->p[len - 1];
        sum += last & 0x80 ? 0xff00u | (last - 1u) : last;
    }
    sn_made(d, SUM_STATUS, !sn_sum_fold(sum));
}

static void cdp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    struct sn_tlv tlv;
    struct sn_rec *group;

    if (len < HDR) {
        sn_malformed(r);
        return;
    }
    if (!sn_header(d, r, VERSION, SUM))
        return;
    check_sum(d, &all, len);
    for (bool more = true; more && len > HDR;) {
        uint32_t from = d->nrec;

        group = sn_group(d, r, TLV, 0);
        more = sn_tlv_upto(d, r, &form, TYPE, LEN, &tlv);
        if (more) {
            const struct kind *k = kind_of(tlv.type);

            sn_rec_bytes(d, RAW, sn_rd_off(&tlv.val), 0, tlv.val.p, sn_rd_left(&tlv.val))->flags =
                SN_REC_TEXT;
            if (fits(k, tlv.len) || (k->how == APPLIANCE && tlv.len > k->max))
                value(d, &tlv.val, k, tlv.type);
        }
        sn_group_end(d, r, group);
        if (r->stop == SN_STOP_MALFORMED)
            sn_text_only(d, from);
        if (r->stop || (!sn_rd_left(r) && !r->cut))
            break;
    }
}

/* ---- text ---- */

static void hex_list(struct sn_text *t, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sn_put_f(t->b, " %02x", p[i]);
}

/* A protocol by its bytes that tcpdump prints as an address; 0: none. */
static unsigned known_address(const uint8_t *p, size_t n)
{
    static const uint8_t ip6[] = {2, 8, 0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd, 0, 16};

    if (n >= 9 && p[0] == 1 && p[1] == 1 && p[2] == IPV4_NLPID && sn_be16(p + 3) == 4)
        return 4;
    return n >= sizeof ip6 + 16 && !memcmp(p, ip6, sizeof ip6) ? 6 : 0;
}

static size_t no_space(struct sn_text *t, const char *what, bool cut)
{
    sn_put_f(t->b, " (not enough space for %s)", what);
    if (cut)
        sn_cut(t);
    return 0;
}

/* One address of those in the n bytes at p, of which `have` were captured; num of them are to come.
 * Returns its bytes, 0: it is the last. */
static size_t address_text(struct sn_text *t, const uint8_t *p, size_t n, size_t have, uint32_t num)
{
    unsigned known;
    size_t pl, al;

    if (n < 2)
        return no_space(t, "PT+PL", have < n);
    pl = have < 2 ? 0 : p[1];
    if (have >= 2 && n < 2 + pl + 2)
        return no_space(t, "P+AL", have < n);
    known = known_address(p, have);
    if (known) {
        sn_put_f(t->b, "IPv%u (%u) ", known, num);
        if (known == 4)
            sn_text_host4(t, sn_be32(p + 5));
        else
            sn_text_host6(t, p + 12);
        return known == 4 ? 9 : 28;
    }
    if (have < 2 || have < 4 + pl ||
        (have < n && pl == 1 && p[2] == IPV4_NLPID && sn_be16(p + 3) == 4)) {
        sn_cut(t);
        return 0;
    }
    al = sn_be16(p + 2 + pl);
    if (n < 4 + pl + al && p[0] == 1 && pl == 1 && p[2] == IPV4_NLPID && al == 4)
        return no_space(t, "A", have < n);
    sn_put_f(t->b, "pt=0x%02x, pl=%u, pb=", p[0], p[1]);
    hex_list(t, p + 2, pl);
    sn_put_f(t->b, ", al=%u, a=", (unsigned)al);
    if (n < 4 + pl + al)
        return no_space(t, "A", have < n);
    hex_list(t, p + 4 + pl, have < 4 + pl + al ? have - 4 - pl : al);
    if (have < 4 + pl + al)
        sn_cut(t);
    return 4 + pl + al;
}

/* n bytes of them. */
static void addresses_text(struct sn_text *t, const struct sn_rec *raw, uint32_t n)
{
    size_t at = 4, one;

    if (n < 4) {
        (void)no_space(t, "num", raw->n < n);
        return;
    }
    if (raw->n < 4) {
        sn_cut(t);
        return;
    }
    for (uint32_t num = sn_be32(raw->p); num && !t->ended; num--) {
        one = address_text(t, raw->p + at, n - at, raw->n - at, num);
        if (!one)
            return;
        at += one;
        if (num > 1)
            sn_put_c(t->b, ' ');
    }
    if (at < n && !t->ended)
        sn_put_f(t->b, " (%u bytes of stray data)", (unsigned)(n - at));
}

static void prefixes_text(struct sn_text *t, const struct sn_rec *raw, uint32_t n)
{
    uint32_t i;

    if (n % PREFIX) {
        sn_put_f(t->b, " [length %u is not a multiple of %u]", n, PREFIX);
    } else {
        sn_put_f(t->b, " IPv4 Prefixes (%u):", n / PREFIX);
        for (i = 0; i + PREFIX <= raw->n; i += PREFIX)
            sn_put_f(t->b, " %u.%u.%u.%u/%u", raw->p[i], raw->p[i + 1], raw->p[i + 2],
                     raw->p[i + 3], raw->p[i + 4]);
    }
    if (raw->n < n)
        sn_cut(t);
}

/* A version, which may have several lines. */
static void lines_text(struct sn_text *t, const struct sn_rec *raw)
{
    sn_put_lit(t->b, "\n\t  ");
    for (uint32_t i = 0; i < raw->n; i++) {
        if (raw->p[i] == '\n')
            sn_put_lit(t->b, "\n\t  ");
        else
            sn_put_safe(t->b, raw->p + i, 1);
    }
}

/* A value of n bytes. */
static void value_text(struct sn_text *t, const struct sn_view *v, const struct kind *k,
                       const struct sn_rec *raw, uint32_t n)
{
    switch ((enum how)k->how) {
    case TEXT:
        sn_put_c(t->b, '\'');
        sn_put_safe(t->b, raw->p, raw->n);
        if (raw->n < n)
            sn_cut(t);
        sn_put_c(t->b, '\'');
        break;
    case LINES:
        lines_text(t, raw);
        if (raw->n < n)
            sn_cut(t);
        break;
    case NUMBER:
        sn_say(t, v, k->fmt, k->field);
        break;
    case CAPABILITIES:
        sn_say(t, v, "(0x{08x}): ", CAPS);
        sn_text_bits(t, capabilities, (uint32_t)sn_opt(v, CAPS), ", ", "none");
        break;
    case ADDRESSES:
        addresses_text(t, raw, n);
        break;
    case PREFIXES:
        prefixes_text(t, raw, n);
        break;
    case APPLIANCE:
        if (sn_find(v, VOICE))
            sn_say(t, v, "app {}, vlan {}", APP, VOICE);
        else
            sn_put_f(t->b, "unknown 0x%02x%02x", raw->p[0], raw->p[1]);
        break;
    case WATTS:
        sn_put_f(t->b, "%1.2fW", (uint32_t)sn_be_n(raw->p, raw->n) / 1000.0);
        break;
    case PLACED:
        sn_say(t, v, "{}", PLACE);
        if (n > 1 && raw->n) {
            sn_put_c(t->b, '/');
            sn_put_safe(t->b, raw->p + 1, raw->n - 1);
        }
        if (raw->n < n)
            sn_cut(t);
        break;
    case SILENT:
        break;
    }
}

/* Of `left` bytes the next TLV; returns how many it has, 0: it can't be right. */
static uint32_t tlv_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                         uint32_t left)
{
    const struct kind *k = kind_of(sn_opt(v, TYPE));
    const struct sn_rec *raw = sn_find(v, RAW);
    uint32_t len = (uint32_t)sn_opt(v, LEN), n = len - TLV_HDR;
    bool shown = k->how == TEXT && k->field == DEVICE; /* without -v the others are dumped */

    if (left < TLV_HDR) {
        sn_put_f(t->b, " (remaining packet length %u < %u)", left, TLV_HDR);
        sn_text_invalid(t, l);
        return 0;
    }
    if (!sn_need(t, v, TYPE) || !sn_need(t, v, LEN))
        return 0;
    if (len < TLV_HDR) {
        if (!t->o->verbose)
            sn_put_f(t->b, ", %s TLV length %u too short", k->name, len);
        else if (t->o->verbose)
            sn_put_f(t->b, "\n\t%s (0x%02x), TLV length: %u byte%s (too short)", k->name,
                     (unsigned)sn_opt(v, TYPE), len, len == 1 ? "" : "s");
        sn_text_invalid(t, l);
        return 0;
    }
    if (len > left) {
        sn_put_f(t->b, " (TLV length %u > %u)", len, left);
        sn_text_invalid(t, l);
        return 0;
    }
    if (!raw) {
        sn_cut(t);
        return 0;
    }
    if (t->o->verbose)
        sn_put_f(t->b, "\n\t%s (0x%02x), value length: %u byte%s: ", k->name,
                 (unsigned)sn_opt(v, TYPE), n, n == 1 ? "" : "s");
    else if (shown)
        sn_put_f(t->b, ", %s ", k->name);
    if (!fits(k, n))
        sn_put_lit(t->b, " (malformed TLV)");
    if (!fits(k, n) || (k == &unknown && sn_opt(v, TYPE) >= UNKNOWN_DUMPED) ||
        (!t->o->verbose && !shown)) {
        if (raw->n < n)
            sn_cut(t);
        sn_hex_indent(t->b, "\n\t  ", raw->p, raw->n);
    } else if (raw->n < n && k->how != TEXT && k->how != LINES && k->how != PLACED &&
               k->how != ADDRESSES && k->how != PREFIXES) {
        sn_cut(t);
    } else {
        value_text(t, v, k, raw, n);
    }
    return len;
}

static enum sn_then cdp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), tlv = {0};
    uint32_t left = l->len - HDR, n;

    if (l->len < HDR) {
        sn_put_f(t->b, " (packet length %u < %u)", l->len, HDR);
        sn_text_invalid(t, l);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "CDPv{}, ttl: {}s", VERSION, TTL);
    if (t->o->verbose) {
        sn_say(t, &v, ", checksum: {} (unverified)", SUM);
        sn_put_f(t->b, ", length %u", l->len);
    }
    while (left) {
        if (!sn_each(&v, TLV, &tlv)) {
            sn_cut(t);
            return SN_TEXT_DONE;
        }
        n = tlv_text(t, l, &tlv, left);
        if (!n || t->ended)
            return SN_TEXT_DONE;
        left -= n;
    }
    if (!t->o->verbose)
        sn_put_f(t->b, ", length %u", l->len);
    return SN_TEXT_DONE;
}

SN_PROTO(cdp, "Cisco Discovery Protocol", {.table = &sn_tab_snap, .value = 0x00000c2000})
