/* Cisco's VLAN Trunking Protocol: which VLANs there are, from switch to switch. */
#include "base/hex.h"
#include "dis/proto.h"

enum { HDR = 36, DOMAIN_MAX = 32, INFO_HDR = 12, TLV_HDR = 2, TLV_UNIT = 2, STAMP_SIZE = 12 };
enum { SUMMARY = 1, SUBSET, REQUEST, JOIN };
enum { RING = 1, BRIDGE, STP, PARENT, TRANSLATED, PRUNING, BRIDGE_TYPE, ARE_HOPS, STE_HOPS, CRF };

static const struct sn_val codes[] = {{SUMMARY, "Summary advertisement"},
                                      {SUBSET, "Subset advertisement"},
                                      {REQUEST, "Advertisement request"},
                                      {JOIN, "Join message"},
                                      {0, NULL}};
static const struct sn_val third[] = {
    {SUMMARY, "Followers"}, {SUBSET, "Seq number"}, {REQUEST, "Rsvd"}, {JOIN, "Rsvd"}, {0, NULL}};
static const struct sn_val statuses[] = {{0, "Operational"}, {1, "Suspended"}, {0, NULL}};
static const struct sn_val types[] = {{1, "Ethernet"}, {2, "FDDI"},  {3, "TrCRF"},
                                      {4, "FDDI-net"}, {5, "TrBRF"}, {0, NULL}};
static const struct sn_val tlv_types[] = {{RING, "Source-Routing Ring Number TLV"},
                                          {BRIDGE, "Source-Routing Bridge Number TLV"},
                                          {STP, "STP type TLV"},
                                          {PARENT, "Parent VLAN TLV"},
                                          {TRANSLATED, "Translationally bridged VLANs TLV"},
                                          {PRUNING, "Pruning TLV"},
                                          {BRIDGE_TYPE, "Bridge Type TLV"},
                                          {ARE_HOPS, "Max ARP Hop Count TLV"},
                                          {STE_HOPS, "Max STE Hop Count TLV"},
                                          {CRF, "Backup CRF Mode TLV"},
                                          {0, NULL}};
static const struct sn_val stp_types[] = {{1, "SRT"}, {2, "SRB"}, {3, "Auto"}, {0, NULL}};
static const struct sn_val prunings[] = {{1, "Enabled"}, {0, NULL}};
static const struct sn_val bridge_types[] = {{1, "SRB"}, {0, NULL}};
static const struct sn_val crf_modes[] = {{1, "Backup"}, {0, NULL}};

/* The values of TLVs stand in the order of their types. */
#define VTP(F)                                                                                     \
    F(VERSION, "vtp.version", U8, "Version", .base = SN_HEX)                                       \
    F(CODE, "vtp.code", U8, "Code", .vals = codes, .base = SN_HEX)                                 \
    F(THIRD, "sn.vtp.third", U8, NULL)                                                             \
    F(FOLLOWERS, "vtp.followers", U8, "Followers")                                                 \
    F(SEQUENCE, "vtp.seq_num", U8, "Sequence Number")                                              \
    F(RESERVED, "vtp.reserved", BYTES, "Reserved")                                                 \
    F(DOMAIN_LEN, "vtp.md_len", U8, "Management Domain Length", .unit = "bytes")                   \
    F(DOMAIN, "vtp.md", STR, "Management Domain")                                                  \
    F(REVISION, "vtp.conf_rev_num", U32, "Configuration Revision Number")                          \
    F(UPDATER, "vtp.upd_id", IPV4, "Updater Identity")                                             \
    F(STAMP, "vtp.upd_ts", STR, "Update Timestamp", .width = STAMP_SIZE, .step = STAMP_SIZE)       \
    F(DIGEST, "vtp.md5_digest", BYTES, "MD5 Digest", .width = 16, .step = 16)                      \
    F(START, "sn.vtp.start_value", U32, "Start Value")                                             \
    F(INFO, "sn.vtp.vlan_info", GROUPS, "VLAN Information")                                        \
    F(INFO_LEN, "vtp.vlan_info.len", U8, "VLAN Information Length", .unit = "bytes")               \
    F(STATUS, "vtp.vlan_info.status", U8, "Status", .vals = statuses, .base = SN_HEX)              \
    F(TYPE, "vtp.vlan_info.vlan_type", U8, "VLAN Type", .vals = types, .base = SN_HEX)             \
    F(NAME_LEN, "vtp.vlan_info.vlan_name_len", U8, "VLAN Name Length", .unit = "bytes")            \
    F(VLAN, "vtp.vlan_info.isl_vlan_id", U16, "ISL VLAN ID", .base = SN_HEX)                       \
    F(MTU, "vtp.vlan_info.mtu_size", U16, "MTU Size", .unit = "bytes")                             \
    F(SAID, "vtp.vlan_info.802_10_index", U32, "802.10 Index", .base = SN_HEX)                     \
    F(SUSPENDED, "vtp.vlan_info.status.vlan_susp", BOOL, "VLAN suspended")                         \
    F(NAME, "vtp.vlan_info.vlan_name", STR, "VLAN Name")                                           \
    F(TLV, "sn.vtp.vlan_info.tlv", GROUPS, "TLV")                                                  \
    F(TLV_TYPE, "vtp.vlan_info.tlv_type", U8, "Type", .vals = tlv_types, .base = SN_HEX)           \
    F(TLV_LEN, "vtp.vlan_info.tlv_len", U8, "Length")                                              \
    F(DATA, "vtp.vlan_info.data", BYTES, "Data", .width = 2, .step = 2)                            \
    F(V_RING, "vtp.vlan_info.src_route_ring_num", U16, "Source-Routing Ring Number",               \
      .base = SN_HEX)                                                                              \
    F(V_BRIDGE, "vtp.vlan_info.src_route_bridge_num", U16, "Source-Routing Bridge Number",         \
      .base = SN_HEX)                                                                              \
    F(V_STP, "vtp.vlan_info.stp_type", U16, "Spanning-Tree Protocol Type", .vals = stp_types,      \
      .base = SN_HEX)                                                                              \
    F(V_PARENT, "vtp.vlan_info.parent_vlan", U16, "Parent VLAN", .base = SN_HEX)                   \
    F(V_TRANSLATED, "vtp.vlan_info.translationally_bridged_vlans", U16,                            \
      "Translationally Bridged VLANs", .base = SN_HEX)                                             \
    F(V_PRUNING, "vtp.vlan_info.pruning", U16, "Pruning", .vals = prunings, .base = SN_HEX)        \
    F(V_BRIDGE_TYPE, "vtp.vlan_info.bridge_type", U16, "Bridge Type", .vals = bridge_types,        \
      .base = SN_HEX)                                                                              \
    F(V_ARE_HOPS, "vtp.vlan_info.max_are_hop_count", U16, "Max ARE Hop Count")                     \
    F(V_STE_HOPS, "vtp.vlan_info.max_ste_hop_count", U16, "Max STE Hop Count")                     \
    F(V_CRF, "vtp.vlan_info.backup_crf_mode", U16, "Backup CRF Mode", .vals = crf_modes,           \
      .base = SN_HEX)
SN_FIELDS(vtp, VTP)

static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = TLV_UNIT};

static unsigned value_of(uint64_t type)
{
    return type >= RING && type <= CRF ? (unsigned)(V_RING - RING + type) : DATA;
}

static uint32_t padded(uint64_t n)
{
    return ((uint32_t)n + 3) & ~3u;
}

/* TLVs until the end of an entry; false: one of them is wrong, and nothing behind it is read. */
static bool tlvs(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_tlv tlv;
    bool whole = true;

    while (whole && sn_rd_left(r)) {
        struct sn_rec *group = sn_group(d, r, TLV, 0);

        whole = sn_tlv_next(d, r, &form, TLV_TYPE, TLV_LEN, &tlv) && tlv.len == TLV_UNIT &&
                sn_get(d, &tlv.val, value_of(tlv.type), NULL);
        sn_group_end(d, r, group);
    }
    return whole;
}

/* The entry of a VLAN; false: it is the last that can be read. */
static bool info(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n, name;
    struct sn_rd head = *r, entry;

    if (!sn_get(d, &head, INFO_LEN, &n) || n < INFO_HDR || !sn_rd_sub(r, n, &entry) ||
        sn_rd_left(&entry) < n || !sn_rd_skip(&entry, 1) || !sn_header(d, &entry, STATUS, SAID))
        return false;
    sn_made(d, SUSPENDED, sn_u(d, STATUS) & 1);
    name = (uint32_t)sn_u(d, NAME_LEN);
    n = padded(name);
    if (n > sn_rd_left(&entry) || !sn_get_bytes(d, &entry, NAME, name) ||
        !sn_rd_skip(&entry, n - name))
        return false;
    return tlvs(d, &entry);
}

static void subset(struct sn_dis *d, struct sn_rd *r)
{
    bool more = sn_get(d, r, REVISION, NULL);

    while (more) {
        struct sn_rec *group = sn_group(d, r, INFO, 0);

        more = info(d, r);
        sn_group_end(d, r, group);
    }
}

static void vtp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t off;
    uint32_t n, code;

    if (len < HDR || !sn_header(d, r, VERSION, THIRD))
        return;
    sn_text_last(d);
    off = sn_rd_off(r) - 1;
    code = (uint32_t)sn_u(d, CODE);
    if (code == SUMMARY || code == SUBSET)
        sn_rec_uint(d, code == SUMMARY ? FOLLOWERS : SEQUENCE, off, 1, sn_u(d, THIRD));
    else if (code == REQUEST || code == JOIN)
        sn_rec_bytes(d, RESERVED, off, 1, r->p - 1, 1);
    if (!sn_get(d, r, DOMAIN_LEN, &n) || !n || n > DOMAIN_MAX || !sn_get_upto(d, r, DOMAIN, n) ||
        !sn_rd_skip(r, DOMAIN_MAX - n))
        return;
    if (code == SUMMARY)
        (void)sn_header(d, r, REVISION, DIGEST);
    else if (code == SUBSET)
        subset(d, r);
    else if (code == REQUEST)
        (void)!sn_get(d, r, START, NULL);
}

/* ---- text: false where something is impossible ---- */

static bool tlv_text(struct sn_text *t, const struct sn_view *tlv, uint32_t *left)
{
    uint64_t type = sn_opt(tlv, TLV_TYPE), n = sn_opt(tlv, TLV_LEN);
    const struct sn_rec *q = sn_find(tlv, value_of(type));
    uint8_t raw[TLV_HDR + TLV_UNIT];

    if (*left < TLV_HDR)
        return false;
    if (!sn_need(t, tlv, TLV_LEN))
        return true;
    sn_say(t, tlv, "\n\t\t{s:Unknown} (0x{04x}) TLV", TLV_TYPE, TLV_TYPE);
    if (*left < TLV_HDR + n * TLV_UNIT) {
        sn_put_lit(t->b, " (TLV goes past the end of the packet)");
        return false;
    }
    if (n != 1) {
        sn_say(t, tlv, " (invalid TLV length {} != 1)", TLV_LEN);
        return false;
    }
    *left -= TLV_HDR + TLV_UNIT;
    if (!q) {
        sn_cut(t);
    } else if (q->field == V_STP) {
        sn_say(t, tlv, ", {s:Unknown} ({d})", V_STP, V_STP);
    } else if (q->field == V_PRUNING) {
        sn_say(t, tlv, ", {s:Disabled} ({d})", V_PRUNING, V_PRUNING);
    } else if (q->field == V_BRIDGE_TYPE) {
        sn_say(t, tlv, ", {s:SRT} ({d})", V_BRIDGE_TYPE, V_BRIDGE_TYPE);
    } else if (q->field == V_STE_HOPS) {
        sn_say(t, tlv, ", {}", V_STE_HOPS);
    } else if (q->field == V_CRF) {
        sn_say(t, tlv, ", {s:Not backup} ({d})", V_CRF, V_CRF);
    } else {
        uint16_t value = q->field == DATA ? sn_be16(q->p) : (uint16_t)q->u;

        raw[0] = (uint8_t)type;
        raw[1] = (uint8_t)n;
        raw[2] = (uint8_t)(value >> 8);
        raw[3] = (uint8_t)value;
        sn_text_hex(t, "\n\t\t  ", raw, sizeof raw);
    }
    return true;
}

static bool info_text(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    uint32_t name = (uint32_t)sn_opt(v, NAME_LEN);
    struct sn_view tlv = {0};

    if (n < INFO_HDR)
        return false;
    if (!sn_say(t, v,
                "\n\tVLAN info status {s:Unknown}, type {s:Unknown}, VLAN-id {d}, MTU {}, SAID {}, "
                "Name ",
                STATUS, TYPE, VLAN, MTU, SAID))
        return true;
    n -= INFO_HDR;
    if (n < padded(name))
        return false;
    sn_say_padded(t, v, "{}", NAME, name);
    for (n -= padded(name); n && !t->ended;) {
        if (!sn_each(v, TLV, &tlv))
            sn_cut(t);
        else if (!tlv_text(t, &tlv, &n))
            return false;
    }
    return true;
}

static bool subset_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view entry = {0};
    uint32_t n, left = l->len - HDR;

    sn_say(t, v, ", Config Rev {x}", REVISION);
    for (left -= 4; left && !t->ended; left -= n) {
        if (!sn_each(v, INFO, &entry))
            sn_cut(t);
        n = (uint32_t)sn_num(t, &entry, INFO_LEN);
        if (!n || t->ended)
            break;
        if (sn_find(&entry, INFO_LEN)->off + n > l->off + l->caplen)
            sn_cut(t);
        else if (!info_text(t, &entry, n))
            return false;
    }
    return true;
}

static enum sn_then vtp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *stamp = sn_find(&v, STAMP);
    bool fits = l->len >= HDR;

    if (fits) {
        if (l->caplen < HDR)
            return SN_TEXT_CUT;
        sn_say(t, &v, "VTPv{d}, Message {s:Unknown message type} (0x{02x})", VERSION, CODE, CODE);
        sn_put_f(t->b, ", length %u", l->len);
        if (!t->o->verbose)
            return l->caplen < l->len ? SN_TEXT_CUT : SN_TEXT_DONE;
        sn_put_lit(t->b, "\n\tDomain name: ");
        fits = sn_num(t, &v, DOMAIN_LEN) <= DOMAIN_MAX && sn_opt(&v, DOMAIN_LEN);
        if (!fits)
            sn_say(t, &v, " [invalid MgmtD Len {}]", DOMAIN_LEN);
    }
    if (fits) {
        sn_say_padded(t, &v, "{}", DOMAIN, sn_opt(&v, DOMAIN_LEN));
        sn_put_lit(t->b, ", ");
        sn_put_name(t, third, sn_opt(&v, CODE), "Unknown");
        sn_say(t, &v, ": {}", THIRD);
        switch (sn_opt(&v, CODE)) {
        case SUMMARY:
            sn_say(t, &v, "\n\t  Config Rev {x}, Updater {}", REVISION, UPDATER);
            if (sn_need(t, &v, STAMP))
                sn_put_f(t->b, ", Timestamp 0x%08x 0x%08x 0x%08x", sn_be32(stamp->p),
                         sn_be32(stamp->p + 4), sn_be32(stamp->p + 8));
            sn_say(t, &v, ", MD5 digest: {}", DIGEST);
            break;
        case SUBSET:
            fits = subset_text(t, l, &v);
            break;
        case REQUEST:
            sn_say(t, &v, "\n\tStart value: {}", START);
            break;
        default:
            break;
        }
    }
    if (!fits)
        sn_text_invalid(t, l);
    return SN_TEXT_DONE;
}

SN_PROTO(vtp, "VLAN Trunking Protocol", {.table = &sn_tab_snap, .value = 0x00000c2003})
