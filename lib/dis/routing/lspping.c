/* LSP ping: MPLS echo requests and replies (RFC 4379, RFC 8029). */
#include "dis/proto.h"
enum {
    VERSION_1 = 1,
    FEC_STACK = 1,
    DOWNSTREAM,
    PAD,
    VENDOR = 5,
    BFD = 15,
    IPV4 = 1,
    UNNUMBERED = 2,
    IPV6 = 3,
    UNNUMBERED6
};
enum { HEAD = 32, TLV_HEAD = 4, MIN_VALUE = 4 /* of the TLVs that begin with a number */ };

static const struct sn_val messages[] = {
    {1, "MPLS Echo Request"}, {2, "MPLS Echo Reply"}, {0, NULL}};
static const struct sn_val modes[] = {
    {1, "Do not reply"},
    {2, "Reply via an IPv4/IPv6 UDP packet"},
    {3, "Reply via an IPv4/IPv6 UDP packet with Router Alert"},
    {4, "Reply via application level control channel"},
    {0, NULL},
};
static const struct sn_val codes[] = {
    {0, "No return code or return code contained in the Error Code TLV"},
    {1, "Malformed echo request received"},
    {2, "One or more of the TLVs was not understood"},
    {3, "Replying router is an egress for the FEC at stack depth"},
    {4, "Replying router has no mapping for the FEC at stack depth"},
    {5, "Reserved"},
    {6, "Reserved"},
    {7, "Reserved"},
    {8, "Label switched at stack-depth"},
    {9, "Label switched but no MPLS forwarding at stack-depth"},
    {10, "Mapping for this FEC is not the given label at stack depth"},
    {11, "No label entry at stack-depth"},
    {12, "Protocol not associated with interface at FEC stack depth"},
    {13, "Premature termination of ping due to label stack shrinking to a single label"},
    {0, NULL},
};
static const struct sn_val tlvs[] = {
    {1, "Target FEC Stack"},       {2, "Downstream Mapping"},    {3, "Pad"},
    {5, "Vendor Enterprise Code"}, {7, "Interface Label Stack"}, {9, "Error Code"},
    {10, "Reply TOS Byte"},        {15, "BFD Discriminator"},    {0, NULL},
};
static const struct sn_val fecs[] = {
    {1, "LDP IPv4 prefix"},
    {2, "LDP IPv6 prefix"},
    {3, "RSVP IPv4 Session Query"},
    {4, "RSVP IPv6 Session Query"},
    {5, "Reserved"},
    {6, "VPN IPv4 prefix"},
    {7, "VPN IPv6 prefix"},
    {8, "L2 VPN endpoint"},
    {9, "FEC 128 pseudowire (old)"},
    {10, "FEC 128 pseudowire"},
    {12, "BGP labeled IPv4 prefix"},
    {13, "BGP labeled IPv6 prefix"},
    {0, NULL},
};
static const struct sn_val families[] = {{IPV4, "IPv4"},
                                         {UNNUMBERED, "Unnumbered IPv4"},
                                         {IPV6, "IPv6"},
                                         {UNNUMBERED6, "IPv6"},
                                         {0, NULL}};

#define ECHO(F)                                                                                    \
    F(VERSION, "mpls_echo.version", U16, "Version")                                                \
    F(FLAGS, "mpls_echo.flags", U16, "Global Flags", .base = SN_HEX)                               \
    F(MESSAGE, "mpls_echo.msg_type", U8, "Message Type", .vals = messages)                         \
    F(MODE, "mpls_echo.reply_mode", U8, "Reply Mode", .vals = modes)                               \
    F(CODE, "mpls_echo.return_code", U8, "Return Code", .vals = codes)                             \
    F(SUBCODE, "mpls_echo.return_subcode", U8, "Return Subcode")                                   \
    F(HANDLE, "mpls_echo.sender_handle", U32, "Sender's Handle", .base = SN_HEX)                   \
    F(SEQ, "mpls_echo.sequence", U32, "Sequence Number")                                           \
    F(SENT, "sn.mpls_echo.timestamp_sent_raw", U64, "Timestamp Sent")                              \
    F(RECEIVED, "sn.mpls_echo.timestamp_rec_raw", U64, "Timestamp Received")                       \
    F(SENT_TIME, "mpls_echo.timestamp_sent", TIME, "Timestamp Sent")                               \
    F(RECEIVED_TIME, "mpls_echo.timestamp_rec", TIME, "Timestamp Received")                        \
    F(TLV, "sn.mpls_echo.tlv", GROUPS, NULL)                                                       \
    F(TYPE, "mpls_echo.tlv.type", U16, "Type", .vals = tlvs)                                       \
    F(LEN, "mpls_echo.tlv.len", U16, "Length", .unit = "bytes")                                    \
    F(VALUE, "mpls_echo.tlv.value", BYTES, "Value")                                                \
    F(PACKET_SHORT, "sn.mpls_echo.short", NONE, NULL)                                              \
    F(TLV_PAST, "sn.mpls_echo.tlv.past", NONE, NULL)                                               \
    F(VALUE_SHORT, "sn.mpls_echo.tlv.short", NONE, NULL)                                           \
    F(FEC_SHORT, "sn.mpls_echo.tlv.fec.short", NONE, NULL)                                         \
    F(FEC, "sn.mpls_echo.tlv.fec", GROUPS, NULL)                                                   \
    F(FEC_TYPE, "mpls_echo.tlv.fec.type", U16, "Type", .vals = fecs)                               \
    F(FEC_LEN, "mpls_echo.tlv.fec.len", U16, "Length", .unit = "bytes")                            \
    F(FEC_VALUE, "mpls_echo.tlv.fec.value", BYTES, "Value")                                        \
    F(LDP4, "mpls_echo.tlv.fec.ldp_ipv4", IPV4, "IPv4 Prefix")                                     \
    F(LDP4_LEN, "mpls_echo.tlv.fec.ldp_ipv4_mask", U8, "Prefix Length")                            \
    F(LDP6, "mpls_echo.tlv.fec.ldp_ipv6", IPV6, "IPv6 Prefix")                                     \
    F(LDP6_LEN, "mpls_echo.tlv.fec.ldp_ipv6_mask", U8, "Prefix Length")                            \
    F(RSVP4_END, "mpls_echo.tlv.fec.rsvp_ipv4_ep", IPV4, "IPv4 Tunnel endpoint address", .pad = 2) \
    F(RSVP4_TUNNEL, "mpls_echo.tlv.fec.rsvp_ip_tun_id", U16, "Tunnel ID", .base = SN_HEX)          \
    F(RSVP4_EXT, "mpls_echo.tlv.fec.rsvp_ipv4_ext_tun_id", U32, "Extended Tunnel ID",              \
      .base = SN_HEX)                                                                              \
    F(RSVP4_SENDER, "mpls_echo.tlv.fec.rsvp_ipv4_sender", IPV4, "IPv4 Tunnel sender address",      \
      .pad = 2)                                                                                    \
    F(RSVP4_LSP, "mpls_echo.tlv.fec.rsvp_ip_lsp_id", U16, "LSP ID", .base = SN_HEX)                \
    F(RSVP6_END, "mpls_echo.tlv.fec.rsvp_ipv6_ep", IPV6, "IPv6 Tunnel endpoint address", .pad = 2) \
    F(RSVP6_TUNNEL, "mpls_echo.tlv.fec.rsvp_ip_tun_id", U16, "Tunnel ID", .base = SN_HEX)          \
    F(RSVP6_EXT, "mpls_echo.tlv.fec.rsvp_ipv6_ext_tun_id", IPV6, "Extended Tunnel ID")             \
    F(RSVP6_SENDER, "mpls_echo.tlv.fec.rsvp_ipv6_sender", IPV6, "IPv6 Tunnel sender address",      \
      .pad = 2)                                                                                    \
    F(RSVP6_LSP, "mpls_echo.tlv.fec.rsvp_ip_lsp_id", U16, "LSP ID", .base = SN_HEX)                \
    F(VPN_RD, "mpls_echo.tlv.fec.vpn_route_dist", BYTES, "Route Distinguisher", .width = 8,        \
      .step = 8)                                                                                   \
    F(VPN4, "mpls_echo.tlv.fec.vpn_ipv4", IPV4, "IPv4 Prefix")                                     \
    F(VPN6, "mpls_echo.tlv.fec.vpn_ipv6", IPV6, "IPv6 Prefix")                                     \
    F(VPN_LEN, "mpls_echo.tlv.fec.vpn_len", U8, "Prefix Length")                                   \
    F(L2_RD, "mpls_echo.tlv.fec.l2vpn_route_dist", BYTES, "Route Distinguisher", .width = 8,       \
      .step = 8)                                                                                   \
    F(L2_FROM, "mpls_echo.tlv.fec.l2vpn_send_ve_id", U16, "Sender's VE ID", .base = SN_HEX)        \
    F(L2_TO, "mpls_echo.tlv.fec.l2vpn_recv_ve_id", U16, "Receiver's VE ID", .base = SN_HEX)        \
    F(L2_TYPE, "mpls_echo.tlv.fec.l2vpn_encap_type", U16, "Encapsulation", .vals = sn_ldp_pws)     \
    F(PW_SENDER, "mpls_echo.tlv.fec.l2cid_sender", IPV4, "Sender's PE Address")                    \
    F(PW_REMOTE, "mpls_echo.tlv.fec.l2cid_remote", IPV4, "Remote PE Address")                      \
    F(PW_ID, "mpls_echo.tlv.fec.l2cid_vcid", U32, "VC ID")                                         \
    F(PW_TYPE, "mpls_echo.tlv.fec.l2cid_encap", U16, "Encapsulation", .vals = sn_ldp_pws)          \
    F(BGP4, "mpls_echo.tlv.fec.bgp_ipv4", IPV4, "IPv4 Prefix")                                     \
    F(BGP4_LEN, "mpls_echo.tlv.fec.bgp_len", U8, "Prefix Length")                                  \
    F(BGP6, "mpls_echo.tlv.fec.bgp_ipv6", IPV6, "IPv6 Prefix")                                     \
    F(BGP6_LEN, "mpls_echo.tlv.fec.bgp_len", U8, "Prefix Length")                                  \
    F(MTU, "mpls_echo.tlv.ds_map.mtu", U16, "MTU", .unit = "bytes")                                \
    F(FAMILY, "mpls_echo.tlv.ds_map.addr_type", U8, "Address Type", .vals = families)              \
    F(MAP_FLAGS, "mpls_echo.tlv.ds_map.res", U8, "DS Flags", .base = SN_HEX)                       \
    F(MAP4, "mpls_echo.tlv.ds_map.ds_ip", IPV4, "Downstream IP Address")                           \
    F(MAP4_IF, "mpls_echo.tlv.ds_map.int_ip", IPV4, "Downstream Interface Address")                \
    F(MAP_INDEX, "mpls_echo.tlv.ds_map.if_index", U32, "Upstream Interface Index")                 \
    F(MAP6, "mpls_echo.tlv.ds_map.ds_ipv6", IPV6, "Downstream IPv6 Address")                       \
    F(MAP6_IF, "mpls_echo.tlv.ds_map.int_ipv6", IPV6, "Downstream Interface IPv6 Address")         \
    F(MAP_HASH, "mpls_echo.tlv.ds_map.hash_type", U8, "Multipath Type")                            \
    F(MAP_DEPTH, "mpls_echo.tlv.ds_map.depth", U8, "Depth Limit")                                  \
    F(MAP_MULTI, "mpls_echo.tlv.ds_map.multi_len", U16, "Multipath Length", .unit = "bytes")       \
    F(PAD_ACTION, "mpls_echo.tlv.pad_action", U8, "Pad Action")                                    \
    F(PADDING, "mpls_echo.tlv.pad_padding", BYTES, "Padding")                                      \
    F(VENDOR_ID, "mpls_echo.tlv.vendor_id", U32, "Vendor Id", .vals = sn_radius_vendors)           \
    F(DISCRIMINATOR, "sn.mpls_echo.tlv.bfd", U32, "BFD Discriminator", .base = SN_HEX)
SN_FIELDS(mpls_echo, ECHO)

/* ---- dissect ---- */

static void stamp(struct sn_dis *d, struct sn_rd *r, unsigned raw, unsigned time)
{
    uint64_t v;

    if (!sn_get64(d, r, raw, &v))
        return;
    sn_rec_of(d, raw)->flags = SN_REC_TEXT;
    if (d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, time, sn_rd_off(r) - 8, 8, v ? sn_ntp_to_ns(v) : 0);
}

/* FECs by type: their fields, and how many bytes they have. */
static const struct fec {
    uint16_t first, last;
    uint8_t len;
} known[] = {
    [1] = {LDP4, LDP4_LEN, 5},        [2] = {LDP6, LDP6_LEN, 17},
    [3] = {RSVP4_END, RSVP4_LSP, 20}, [4] = {RSVP6_END, RSVP6_LSP, 56},
    [6] = {VPN4, VPN4, 13},           [7] = {VPN6, VPN6, 25},
    [8] = {L2_RD, L2_TYPE, 14},       [9] = {PW_REMOTE, PW_TYPE, 10},
    [10] = {PW_SENDER, PW_TYPE, 14},  [12] = {BGP4, BGP4_LEN, 5},
    [13] = {BGP6, BGP6_LEN, 17},
};

static const struct fec *known_fec(uint64_t type)
{
    return type < sizeof known / sizeof known[0] && known[type].len ? &known[type] : NULL;
}

static void fec_value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    const struct fec *f = known_fec(type);

    if (!f || f->len != n)
        return;
    if (f->first == VPN4 || f->first == VPN6)
        (void)(sn_get_bytes(d, r, VPN_RD, 8) && sn_header(d, r, f->first, f->first) &&
               sn_get(d, r, VPN_LEN, NULL));
    else
        (void)!sn_header(d, r, f->first, f->last);
}

/* Of n bytes. False: tcpdump says no more of the packet. */
static bool fec_stack(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    while (n) {
        struct sn_rec *g;
        uint32_t type, len;
        struct sn_rd in;

        if (n < TLV_HEAD || n - TLV_HEAD < sn_be16(r->p + 2)) {
            sn_note(d, VALUE_SHORT, 0);
            return true;
        }
        g = sn_group(d, r, FEC, 0);
        (void)!sn_get(d, r, FEC_TYPE, &type);
        (void)!sn_get(d, r, FEC_LEN, &len);
        n -= TLV_HEAD;
        in = sn_inside(r, len);
        sn_rec_bytes(d, FEC_VALUE, sn_rd_off(r), len, in.p, len);
        if (known_fec(type))
            sn_rec_of(d, FEC_VALUE)->flags |= SN_REC_TEXT;
        fec_value(d, &in, type, len);
        len = (len + 3) & ~3u;
        r->p = n > len ? r->p + len : r->end;
        sn_group_end(d, r, g);
        if (len > n) {
            sn_note(d, FEC_SHORT, 0);
            return false;
        }
        n -= len;
    }
    return true;
}

static bool downstream_address(struct sn_dis *d, struct sn_rd *r)
{
    switch (sn_u(d, FAMILY)) {
    case IPV4:
        return sn_header(d, r, MAP4, MAP4_IF);
    case UNNUMBERED:
        return sn_header(d, r, MAP4, MAP4) && sn_get(d, r, MAP_INDEX, NULL);
    case IPV6:
        return sn_header(d, r, MAP6, MAP6_IF);
    case UNNUMBERED6:
        return sn_header(d, r, MAP6, MAP6) && sn_get(d, r, MAP_INDEX, NULL);
    default:
        return true;
    }
}

static void downstream(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, MTU, MAP_FLAGS) && downstream_address(d, r))
        (void)!sn_header(d, r, MAP_HASH, MAP_MULTI);
}

/* A TLV's value, whose reader is `in`. False: tcpdump says no more of the packet. */
static bool value(struct sn_dis *d, struct sn_rd *in, uint32_t type, uint32_t n)
{
    bool whole = n >= MIN_VALUE;

    switch (type) {
    case FEC_STACK:
        return fec_stack(d, in, n);
    case DOWNSTREAM:
        if (whole)
            downstream(d, in);
        break;
    case PAD:
        if (sn_get(d, in, PAD_ACTION, NULL))
            (void)!sn_get_bytes(d, in, PADDING, sn_rd_left(in));
        return true;
    case VENDOR:
        if (whole)
            (void)!sn_get(d, in, VENDOR_ID, NULL);
        break;
    case BFD:
        if (whole)
            (void)!sn_get(d, in, DISCRIMINATOR, NULL);
        break;
    default:
        return true;
    }
    if (!whole)
        sn_note(d, VALUE_SHORT, 0);
    return true;
}

/* Reads a TLV of the `left` bytes that the packet has on the wire; how many there are behind it. */
static uint32_t tlv(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    struct sn_rec *g;
    uint32_t type, n;
    struct sn_rd in;
    bool more;

    if (left < TLV_HEAD) {
        sn_note(d, PACKET_SHORT, 0);
        return 0;
    }
    g = sn_group(d, r, TLV, 0);
    if (!sn_get(d, r, TYPE, &type) || !sn_get(d, r, LEN, &n))
        return 0;
    left -= TLV_HEAD;
    if (n > left || !sn_rd_need(r, n)) {
        if (n > left)
            sn_note(d, TLV_PAST, 0);
        sn_group_end(d, r, g);
        return 0;
    }
    in = sn_inside(r, n);
    sn_rec_bytes(d, VALUE, sn_rd_off(r), n, in.p, n);
    if (type == FEC_STACK || type == DOWNSTREAM || type == PAD || type == VENDOR || type == BFD)
        sn_rec_of(d, VALUE)->flags |= SN_REC_TEXT;
    more = n == 0 || value(d, &in, type, n);
    n = (n + 3) & ~3u;
    if (more && n > left)
        sn_note(d, TLV_PAST, 0);
    r->p = sn_rd_left(r) < n ? r->end : r->p + n;
    sn_group_end(d, r, g);
    return !more || n > left ? 0 : left - n;
}

static void mpls_echo_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < HEAD) {
        sn_malformed(r);
        return;
    }
    if (!sn_header(d, r, VERSION, SEQ))
        return;
    stamp(d, r, SENT, SENT_TIME);
    stamp(d, r, RECEIVED, RECEIVED_TIME);
    for (len = len < HEAD ? 0 : len - HEAD; !r->stop && len;)
        len = tlv(d, r, len);
}

/* ---- text ---- */

#define TOO_SHORT "\n\t\t packet is too short"

static void rd_text(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    sn_put_lit(t->b, "\n\t      RD: ");
    if (sn_need(t, v, field))
        sn_text_rd(t, sn_find(v, field)->p);
}

/* What a FEC of the right length says. */
static void fec_value_text(struct sn_text *t, const struct sn_view *v, const struct fec *f)
{
    switch (sn_opt(v, FEC_TYPE)) {
    case 3:
    case 4:
        sn_say(t, v, "\n\t      tunnel end-point {}, tunnel sender {}, lsp-id {}", f->first,
               (uint16_t)(f->first + 3), f->last);
        sn_say(t, v,
               f->first == RSVP4_END ? "\n\t      tunnel-id {}, extended tunnel-id {a}"
                                     : "\n\t      tunnel-id {}, extended tunnel-id {}",
               (uint16_t)(f->first + 1), (uint16_t)(f->first + 2));
        break;
    case 6:
    case 7:
        rd_text(t, v, VPN_RD);
        sn_say(t, v, ", {}/{}", f->first, VPN_LEN);
        break;
    case 8:
        rd_text(t, v, L2_RD);
        sn_say(t, v, ", Sender VE ID: {d}, Receiver VE ID: {d}", L2_FROM, L2_TO);
        sn_say(t, v, "\n\t      Encapsulation Type: {s:unknown} ({d})", L2_TYPE, L2_TYPE);
        break;
    case 9:
    case 10:
        if (f->first == PW_SENDER)
            sn_say(t, v, "\n\t      Sender PE: {}, Remote PE: {}", PW_SENDER, PW_REMOTE);
        else
            sn_say(t, v, "\n\t      Remote PE: {}", PW_REMOTE);
        sn_say(t, v, "\n\t      PW ID: 0x{08x}, PW Type: {s:unknown} ({d})", PW_ID, PW_TYPE,
               PW_TYPE);
        break;
    default:
        sn_say(t, v, "\n\t      {}/{}", f->first, f->last);
        break;
    }
}

static void fec_text(struct sn_text *t, const struct sn_view *v)
{
    const struct fec *f = known_fec(sn_opt(v, FEC_TYPE));
    const struct sn_rec *value = sn_find(v, FEC_VALUE);
    bool fits = f && f->len == sn_opt(v, FEC_LEN);

    sn_say(t, v, "\n\t    {s:Unknown} subTLV ({d}), length: {}", FEC_TYPE, FEC_TYPE, FEC_LEN);
    if (fits)
        fec_value_text(t, v, f);
    else if (f)
        sn_put_f(t->b, "\n\t      invalid subTLV length, should be %u", f->len);
    if ((!fits || t->o->verbose > 1) && value && !sn_is_cut(t))
        sn_text_hex(t, "\n\t      ", value->p, value->n);
}

static void downstream_text(struct sn_text *t, const struct sn_view *v)
{
    static const char *const to_if = "\n\t    Downstream IP: {}\n\t    Downstream Interface IP: {}";
    static const char *const to_index =
        "\n\t    Downstream IP: {}\n\t    Downstream Interface Index: 0x{08x}";

    if (!sn_find(v, VALUE_SHORT))
        sn_say(t, v, "\n\t    MTU: {}, Address-Type: {s:unknown} ({d})", MTU, FAMILY, FAMILY);
    if (sn_find(v, MAP4_IF))
        sn_say(t, v, to_if, MAP4, MAP4_IF);
    else if (sn_find(v, MAP6_IF))
        sn_say(t, v, to_if, MAP6, MAP6_IF);
    else if (sn_find(v, MAP_INDEX))
        sn_say(t, v, to_index, sn_find(v, MAP4) ? MAP4 : MAP6, MAP_INDEX);
    if (sn_find(v, VALUE_SHORT) ||
        (!sn_find(v, MAP_MULTI) && sn_val_name(families, (uint32_t)sn_opt(v, FAMILY))))
        sn_put_lit(t->b, "\n\t      TLV is too short");
}

/* Returns whether the value is to be dumped. */
static bool tlv_value_text(struct sn_text *t, const struct sn_view *v)
{
    bool too_short = sn_find(v, VALUE_SHORT);
    uint64_t type = sn_opt(v, TYPE);
    struct sn_view fec = {0};

    if (type == FEC_STACK) {
        while (sn_each(v, FEC, &fec))
            fec_text(t, &fec);
        if (sn_find(v, FEC_SHORT)) {
            sn_put_lit(t->b, "\n\t\t TLV is too short");
            return false;
        }
    } else if (type == DOWNSTREAM) {
        downstream_text(t, v);
        return true;
    } else if (type == VENDOR && !too_short) {
        sn_say(t, v, "\n\t    Vendor: {s:Unknown} (0x{04x})", VENDOR_ID, VENDOR_ID);
    } else if (type == BFD && !too_short) {
        sn_say(t, v, "\n\t    BFD Discriminator {}", DISCRIMINATOR);
    } else if (type != VENDOR && type != BFD) {
        return true;
    }
    if (too_short)
        sn_put_lit(t->b, "\n\t      TLV is too short");
    return too_short || t->o->verbose > 1;
}

static void tlv_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *value = sn_find(v, VALUE);

    if (!sn_need(t, v, LEN))
        return;
    sn_say(t, v, "\n\t  {s:Unknown} TLV ({d}), length: {}", TYPE, TYPE, LEN);
    if (!value && !sn_find(v, TLV_PAST))
        sn_cut(t);
    else if (value && value->n && tlv_value_text(t, v) && !sn_is_cut(t))
        sn_text_hex(t, "\n\t    ", value->p, value->n);
    if (sn_find(v, TLV_PAST))
        sn_put_lit(t->b, TOO_SHORT);
}

static void header_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    uint64_t code = sn_opt(v, CODE);

    sn_say(t, v, "\n\tLSP-PINGv{}, msg-type: {s:unknown} ({d})", VERSION, MESSAGE, MESSAGE);
    sn_put_f(t->b, ", length: %u", len);
    sn_say(t, v, "\n\t  reply-mode: {s:unknown} ({d})", MODE, MODE);
    sn_say(t, v, "\n\t  Return Code: {s:unknown}", CODE);
    if (code == 3 || code == 4 || code == 8 || (code >= 10 && code <= 12))
        sn_say(t, v, " {}", SUBCODE);
    sn_say(t, v, " ({d})\n\t  Return Subcode: ({})", CODE, SUBCODE);
    sn_say(t, v, "\n\t  Sender Handle: {}, Sequence: {}", HANDLE, SEQ);
    sn_put_lit(t->b, "\n\t  Sender Timestamp: ");
    sn_text_ntp_time(t, sn_num(t, v, SENT));
    sn_put_lit(t->b, " Receiver Timestamp: ");
    if (sn_num(t, v, RECEIVED))
        sn_text_ntp_time(t, sn_opt(v, RECEIVED));
    else
        sn_put_lit(t->b, "no timestamp");
}

static enum sn_then mpls_echo_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {0};

    if (l->len < HEAD) {
        sn_put_lit(t->b, TOO_SHORT);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, RECEIVED))
        return SN_TEXT_DONE;
    if (sn_opt(&v, VERSION) != VERSION_1) {
        sn_say(t, &v, "LSP-PING version {} packet not supported", VERSION);
        return SN_TEXT_DONE;
    }
    if (!t->o->verbose) {
        sn_say(t, &v, "LSP-PINGv{}, {s:unknown (%u)}, seq {}", VERSION, MESSAGE, SEQ);
        sn_put_f(t->b, ", length: %u", l->len);
        return SN_TEXT_DONE;
    }
    header_text(t, &v, l->len);
    while (sn_each(&v, TLV, &part))
        tlv_text(t, &part);
    if (sn_find(&v, PACKET_SHORT))
        sn_put_lit(t->b, TOO_SHORT);
    if (l->flags & SN_LAYER_TRUNCATED)
        sn_cut(t);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_mpls_echo = {
    .name = "mpls_echo",
    .tag = "lspping",
    .title = "Multiprotocol Label Switching Echo",
    SN_PROTO_FIELDS(mpls_echo),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 3503}),
    .dissect = mpls_echo_dissect,
    .text = mpls_echo_text,
};
