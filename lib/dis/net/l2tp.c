/* L2TP version 2 (RFC 2661): its control messages; the frames of PPP inside are for PPP. Of version
 * 3 (RFC 3931), over UDP, control messages: tcpdump doesn't read it. */
#include "dis/net/ip.h"

enum { VERSION_MASK = 0xf, CONTROL = 0x8000, HAS_LEN = 0x4000, HAS_SEQ = 0x0800 };
enum { HAS_OFFSET = 0x0200, PRIORITY = 0x0100, AVP_HDR = 6, MIN = 6 };

static const struct sn_val flag_letters[] = {
    {CONTROL, "T"}, {HAS_LEN, "L"}, {HAS_SEQ, "S"}, {HAS_OFFSET, "O"}, {PRIORITY, "P"}, {0, NULL},
};
static const struct sn_val messages[] = {
    {1, "SCCRQ"}, {2, "SCCRP"}, {3, "SCCCN"}, {4, "StopCCN"}, {6, "HELLO"},
    {7, "OCRQ"},  {8, "OCRP"},  {9, "OCCN"},  {10, "ICRQ"},   {11, "ICRP"},
    {12, "ICCN"}, {14, "CDN"},  {15, "WEN"},  {16, "SLI"},    {0, NULL},
};
static const struct sn_val auths[] = {
    {0, "Reserved"}, {1, "Textual"},   {2, "CHAP"}, {3, "PAP"},
    {4, "No Auth"},  {5, "MS-CHAPv1"}, {0, NULL},
};
static const struct sn_val directions[] = {
    {0, "global error"},
    {1, "at peer"},
    {2, "at local"},
    {0, NULL},
};

#define L2TP(F)                                                                                    \
    F(FLAGS, "l2tp.flags", P16, "Flags", .base = SN_HEX)                                           \
    F(TYPE, "l2tp.type", P16, "Type", .mask = CONTROL)                                             \
    F(LEN_BIT, "l2tp.length_bit", BIT16, "Length Bit", .mask = HAS_LEN)                            \
    F(SEQ_BIT, "l2tp.seq_bit", BIT16, "Sequence Bit", .mask = HAS_SEQ)                             \
    F(OFFSET_BIT, "l2tp.offset_bit", BIT16, "Offset bit", .mask = HAS_OFFSET)                      \
    F(PRIORITY_BIT, "l2tp.priority", BIT16, "Priority", .mask = PRIORITY)                          \
    F(VERSION, "l2tp.version", U16, "Version", .mask = VERSION_MASK)                               \
    F(LEN, "l2tp.length", U16, "Length")                                                           \
    F(TUNNEL, "l2tp.tunnel", U16, "Tunnel ID")                                                     \
    F(SESSION, "l2tp.session", U16, "Session ID")                                                  \
    F(NS, "l2tp.Ns", U16, "Ns")                                                                    \
    F(NR, "l2tp.Nr", U16, "Nr")                                                                    \
    F(OFFSET, "l2tp.offset", U16, "Offset")                                                        \
    F(AVP, "sn.l2tp.avp", GROUPS, "AVP")                                                           \
    F(A_MANDATORY, "l2tp.avp.mandatory", BIT16, "Mandatory", .mask = 0x8000)                       \
    F(A_HIDDEN, "l2tp.avp.hidden", BIT16, "Hidden", .mask = 0x4000)                                \
    F(A_LEN, "l2tp.avp.length", U16, "Length", .mask = 0x3ff)                                      \
    F(A_VENDOR, "l2tp.avp.vendor_id", U16, "Vendor ID")                                            \
    F(A_TYPE, "l2tp.avp.type", U16, "AVP Type")                                                    \
    F(MESSAGE, "l2tp.avp.message_type", U16, "Message Type", .vals = messages)                     \
    F(RESULT, "l2tp.result_code", U16, "Result code")                                              \
    F(ERROR, "l2tp.avp.error_code", U16, "Error code")                                             \
    F(ERROR_TEXT, "l2tp.avp.error_message", STR, "Error Message")                                  \
    F(PROTO_VERSION, "l2tp.avp.protocol_version", U8, "Version")                                   \
    F(REVISION, "l2tp.avp.protocol_revision", U8, "Revision")                                      \
    F(ASYNC_CAP, "l2tp.avp.async_framing_supported", BIT32, "Async Framing Supported", .mask = 2)  \
    F(SYNC_CAP, "l2tp.avp.sync_framing_supported", BIT32, "Sync Framing Supported", .mask = 1,     \
      .step = 4)                                                                                   \
    F(ANALOG_CAP, "l2tp.avp.analog_access_supported", BIT32, "Analog Access Supported", .mask = 2) \
    F(DIGITAL_CAP, "l2tp.avp.digital_access_supported", BIT32, "Digital Access Supported",         \
      .mask = 1, .step = 4)                                                                        \
    F(TIE, "l2tp.tie_breaker", U64, "Tie Breaker", .base = SN_HEX)                                 \
    F(FIRMWARE, "l2tp.avp.firmware_revision", U16, "Firmware Revision")                            \
    F(HOST, "l2tp.avp.host_name", STR, "Host Name")                                                \
    F(VENDOR, "l2tp.avp.vendor_name", STR, "Vendor Name")                                          \
    F(TUNNEL_ID, "l2tp.avp.assigned_tunnel_id", U16, "Assigned Tunnel ID")                         \
    F(WINDOW, "l2tp.avp.receive_window_size", U16, "Receive Window Size")                          \
    F(CHALLENGE, "l2tp.avp.chap_challenge", BYTES, "CHAP Challenge")                               \
    F(CAUSE, "l2tp.avp.cause_code", U16, "Cause Code")                                             \
    F(CAUSE_MSG, "l2tp.avp.cause_msg", U8, "Cause Msg")                                            \
    F(ADVISORY, "l2tp.avp.advisory_msg", STR, "Advisory Msg")                                      \
    F(RESPONSE, "l2tp.avp.chap_challenge_response", BYTES, "CHAP Challenge Response", .width = 16, \
      .step = 16)                                                                                  \
    F(SESSION_ID, "l2tp.avp.assigned_session_id", U16, "Assigned Session ID")                      \
    F(SERIAL, "l2tp.avp.call_serial_number", U32, "Call Serial Number")                            \
    F(MIN_BPS, "l2tp.avp.minimum_bps", U32, "Minimum BPS")                                         \
    F(MAX_BPS, "l2tp.avp.maximum_bps", U32, "Maximum BPS")                                         \
    F(ANALOG, "l2tp.avp.analog_bearer_type", BIT32, "Analog Bearer Type", .mask = 2)               \
    F(DIGITAL, "l2tp.avp.digital_bearer_type", BIT32, "Digital Bearer Type", .mask = 1, .step = 4) \
    F(ASYNC, "l2tp.avp.async_framing_type", BIT32, "Async Framing Type", .mask = 2)                \
    F(SYNC, "l2tp.avp.sync_framing_type", BIT32, "Sync Framing Type", .mask = 1, .step = 4)        \
    F(CALLED, "l2tp.avp.called_number", STR, "Called Number")                                      \
    F(CALLING, "l2tp.avp.calling_number", STR, "Calling Number")                                   \
    F(SUB_ADDRESS, "l2tp.avp.sub_address", STR, "Sub-Address")                                     \
    F(SPEED, "l2tp.avp.connect_speed", U32, "Connect Speed")                                       \
    F(CHANNEL, "l2tp.avp.physical_channel", U32, "Physical Channel")                               \
    F(LCP_INITIAL, "l2tp.avp.initial_received_lcp_confreq", BYTES, "Initial Received LCP CONFREQ") \
    F(LCP_SENT, "l2tp.avp.last_sent_lcp_confreq", BYTES, "Last Sent LCP CONFREQ")                  \
    F(LCP_RECEIVED, "l2tp.avp.last_received_lcp_confreq", BYTES, "Last Received LCP CONFREQ")      \
    F(AUTH, "l2tp.avp.proxy_authen_type", U16, "Proxy Authen Type", .vals = auths)                 \
    F(AUTH_NAME, "l2tp.avp.proxy_authen_name", STR, "Proxy Authen Name")                           \
    F(AUTH_CHALLENGE, "l2tp.avp.proxy_authen_challenge", BYTES, "Proxy Authen Challenge")          \
    F(AUTH_ID, "l2tp.avp.proxy_authen_id", U8, "Proxy Authen ID")                                  \
    F(AUTH_RESPONSE, "l2tp.avp.proxy_authen_response", BYTES, "Proxy Authen Response")             \
    F(CRC_ERRORS, "l2tp.avp.crc_errors", U32, "CRC Errors")                                        \
    F(FRAMING_ERRORS, "l2tp.avp.framing_errors", U32, "Framing Errors")                            \
    F(HW_OVERRUNS, "l2tp.avp.hardware_overruns", U32, "Hardware Overruns")                         \
    F(BUF_OVERRUNS, "l2tp.avp.buffer_overruns", U32, "Buffer Overruns")                            \
    F(TIMEOUTS, "l2tp.avp.time_out_errors", U32, "Time-out Errors")                                \
    F(ALIGN_ERRORS, "l2tp.avp.alignment_errors", U32, "Alignment Errors")                          \
    F(SEND_ACCM, "l2tp.avp.send_accm", U32, "Send ACCM")                                           \
    F(RECV_ACCM, "l2tp.avp.receive_accm", U32, "Receive ACCM")                                     \
    F(RANDOM, "l2tp.avp.random_vector", BYTES, "Random Vector")                                    \
    F(GROUP_ID, "l2tp.avp.private_group_id", BYTES, "Private Group ID")                            \
    F(RX_SPEED, "l2tp.avp.rx_connect_speed", U32, "Rx Connect Speed")                              \
    F(DISCONNECT, "l2tp.avp.disconnect_code", U16, "Disconnect Code")                              \
    F(CONTROL_PROTO, "l2tp.avp.control_protocol_number", U16, "Control Protocol Number")           \
    F(DIRECTION, "l2tp.avp.cause_code_direction", U8, "Direction", .vals = directions)             \
    F(CAUSE_TEXT, "l2tp.avp.cause_code_message", STR, "Message")                                   \
    F(VALUE, "sn.l2tp.avp.value", BYTES, "Value")                                                  \
    F(CCID, "l2tp.ccid", U32, "Control Connection ID", .base = SN_HEX)                             \
    F(RESERVED, "l2tp.res", U16, "Reserved", .base = SN_HEX)                                       \
    F(SESSION3, "l2tp.sid", U32, "Session ID", .base = SN_HEX)
SN_FIELDS(l2tp, L2TP)

/* The attributes: fields `first` to `last` behind `pad` bytes, printed as fmt says; a field without
 * a width is all that is left. Then, if there is more, the fields behind the last. */
static const struct avp {
    uint8_t type, pad, first, last;
    const char *name, *fmt;
} avps[] = {
    {0, 0, MESSAGE, MESSAGE, "MSGTYPE", "{s:MSGTYPE-#%u}"},
    {1, 0, RESULT, RESULT, "RESULT_CODE", "{}"},
    {2, 0, PROTO_VERSION, REVISION, "PROTO_VER", "{}.{}"},
    {3, 0, ASYNC_CAP, SYNC_CAP, "FRAMING_CAP", "AS"},
    {4, 0, ANALOG_CAP, DIGITAL_CAP, "BEARER_CAP", "AD"},
    {5, 0, TIE, TIE, "TIE_BREAKER", "{x}"},
    {6, 0, FIRMWARE, FIRMWARE, "FIRM_VER", "{}"},
    {7, 0, HOST, HOST, "HOST_NAME", "{}"},
    {8, 0, VENDOR, VENDOR, "VENDOR_NAME", "{}"},
    {9, 0, TUNNEL_ID, TUNNEL_ID, "ASSND_TUN_ID", "{}"},
    {10, 0, WINDOW, WINDOW, "RECV_WIN_SIZE", "{}"},
    {11, 0, CHALLENGE, CHALLENGE, "CHALLENGE", "{}"},
    {12, 0, CAUSE, CAUSE_MSG, "Q931_CC", "{}, {02x}"},
    {13, 0, RESPONSE, RESPONSE, "CHALLENGE_RESP", "{}"},
    {14, 0, SESSION_ID, SESSION_ID, "ASSND_SESS_ID", "{}"},
    {15, 0, SERIAL, SERIAL, "CALL_SER_NUM", "{}"},
    {16, 0, MIN_BPS, MIN_BPS, "MINIMUM_BPS", "{}"},
    {17, 0, MAX_BPS, MAX_BPS, "MAXIMUM_BPS", "{}"},
    {18, 0, ANALOG, DIGITAL, "BEARER_TYPE", "AD"},
    {19, 0, ASYNC, SYNC, "FRAMING_TYPE", "AS"},
    {20, 0, VALUE, VALUE, "PACKET_PROC_DELAY", "obsolete"},
    {21, 0, CALLED, CALLED, "CALLED_NUMBER", "{}"},
    {22, 0, CALLING, CALLING, "CALLING_NUMBER", "{}"},
    {23, 0, SUB_ADDRESS, SUB_ADDRESS, "SUB_ADDRESS", "{}"},
    {24, 0, SPEED, SPEED, "TX_CONN_SPEED", "{}"},
    {25, 0, CHANNEL, CHANNEL, "PHY_CHANNEL_ID", "{}"},
    {26, 0, LCP_INITIAL, LCP_INITIAL, "INI_RECV_LCP", "{}"},
    {27, 0, LCP_SENT, LCP_SENT, "LAST_SENT_LCP", "{}"},
    {28, 0, LCP_RECEIVED, LCP_RECEIVED, "LAST_RECV_LCP", "{}"},
    {29, 0, AUTH, AUTH, "PROXY_AUTH_TYPE", "{s:AuthType-#%u}"},
    {30, 0, AUTH_NAME, AUTH_NAME, "PROXY_AUTH_NAME", "{}"},
    {31, 0, AUTH_CHALLENGE, AUTH_CHALLENGE, "PROXY_AUTH_CHAL", "{}"},
    {32, 1, AUTH_ID, AUTH_ID, "PROXY_AUTH_ID", "{}"},
    {33, 0, AUTH_RESPONSE, AUTH_RESPONSE, "PROXY_AUTH_RESP", "{}"},
    {34, 2, CRC_ERRORS, ALIGN_ERRORS, "CALL_ERRORS",
     "CRCErr={} FrameErr={} HardOver={} BufOver={} Timeout={} AlignErr={} "},
    {35, 2, SEND_ACCM, RECV_ACCM, "ACCM", "send={08x} recv={08x} "},
    {36, 0, RANDOM, RANDOM, "RANDOM_VECTOR", "{}"},
    {37, 0, GROUP_ID, GROUP_ID, "PRIVATE_GRP_ID", NULL},
    {38, 0, RX_SPEED, RX_SPEED, "RX_CONN_SPEED", "{}"},
    {39, 0, VALUE, VALUE, "SEQ_REQUIRED", ""},
    {46, 0, DISCONNECT, DIRECTION, "PPP_DISCON_CC", "{04x}, {04x} {s:Direction-#%u}"},
};

static const struct avp *find_avp(uint64_t type)
{
    for (unsigned i = 0; i < sizeof avps / sizeof *avps; i++) {
        if (avps[i].type == type)
            return &avps[i];
    }
    return NULL;
}

static void value(struct sn_dis *d, struct sn_rd *r, const struct avp *a)
{
    unsigned field = a ? a->first : VALUE;
    size_t size = a ? sn_header_size(l2tp_fields, a->first, a->last) : 0;

    if (size && (!sn_rd_skip(r, a->pad) || !sn_header(d, r, a->first, a->last)))
        return;
    if (size && a->type == 1 && sn_rd_left(r) >= 2)
        (void)sn_get(d, r, ERROR, NULL);
    if (size)
        field = a->type == 1    ? ERROR_TEXT
                : a->type == 12 ? ADVISORY
                : a->type == 46 ? CAUSE_TEXT
                                : VALUE;
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, field, sn_rd_left(r));
}

/* An AVP that isn't all there is SN_REC_BAD. */
static void avps_dissect(struct sn_dis *d, struct sn_rd *r)
{
    bool more = true;

    while (more && (sn_rd_left(r) || r->cut)) {
        struct sn_rec *g = sn_group(d, r, AVP, 0);
        struct sn_rd v;
        uint32_t n;

        more = sn_header(d, r, A_MANDATORY, A_LEN);
        n = (uint32_t)sn_u(d, A_LEN);
        more = more && n >= AVP_HDR && sn_rd_left(r) >= n - 2 && sn_header(d, r, A_VENDOR, A_TYPE);
        if (!more)
            g->flags = SN_REC_BAD;
        if (more && sn_rd_sub(r, n - AVP_HDR, &v))
            value(d, &v, sn_u(d, A_HIDDEN) || sn_u(d, A_VENDOR) ? NULL : find_avp(sn_u(d, A_TYPE)));
        sn_group_end(d, r, g);
    }
}

/* Version 3, whose data's form the control messages agree on; others aren't L2TP to Wireshark. */
static void other_version(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t flags = (uint32_t)sn_u(d, FLAGS), size;
    struct sn_rd body;

    if (sn_u(d, VERSION) != 3) {
        sn_text_only(d, d->cur->first);
        return;
    }
    for (unsigned field = OFFSET_BIT; field <= PRIORITY_BIT; field++)
        sn_rec_of(d, field)->flags |= SN_REC_TEXT;
    if (!(flags & CONTROL)) {
        (void)sn_header(d, r, RESERVED, SESSION3);
        return;
    }
    if ((flags & HAS_LEN && !sn_get(d, r, LEN, NULL)) || !sn_get(d, r, CCID, NULL) ||
        (flags & HAS_SEQ && !sn_header(d, r, NS, NR)))
        return;
    size = (uint32_t)sn_rd_off(r) - d->cur->off;
    if (flags & HAS_LEN && sn_u(d, LEN) > size) {
        body = sn_inside(r, sn_u(d, LEN) - size);
        avps_dissect(d, &body);
    }
}

static void l2tp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, body;
    uint32_t flags, size;

    if (!sn_header(d, r, FLAGS, VERSION))
        return;
    if (sn_u(d, VERSION) != 2) {
        if (sn_wants_values(d))
            other_version(d, r);
        return;
    }
    flags = (uint32_t)sn_u(d, FLAGS);
    if ((flags & HAS_LEN && !sn_get(d, r, LEN, NULL)) || !sn_header(d, r, TUNNEL, SESSION) ||
        (flags & HAS_SEQ && !sn_header(d, r, NS, NR)) ||
        (flags & HAS_OFFSET && (!sn_get(d, r, OFFSET, NULL) || !sn_rd_skip(r, sn_u(d, OFFSET)))))
        return;
    size = (uint32_t)(r->p - all.p);
    if (flags & HAS_LEN) {
        if (len < sn_u(d, LEN) || sn_u(d, LEN) < size) {
            sn_malformed(r);
            return;
        }
        len = (uint32_t)sn_u(d, LEN);
    } else if (flags & CONTROL || len < size) {
        sn_malformed(r);
        return;
    }
    body = sn_inside(r, len - size);
    if (flags & CONTROL)
        avps_dissect(d, &body);
    else
        sn_next_proto(d, sn_tab_proto(d, &sn_tab_ether, 0x880b), &body, len - size);
}

/* ---- text ---- */

/* What stands behind the fixed part of three attributes. */
static void rest_text(struct sn_text *t, const struct sn_view *v, unsigned type)
{
    if (type == 1 && sn_find(v, ERROR))
        sn_say(t, v, "/{}", ERROR);
    for (unsigned f = ERROR_TEXT; type == 1 || type == 12 || type == 46;
         f = f == ERROR_TEXT ? ADVISORY : CAUSE_TEXT) {
        if (sn_find(v, f))
            sn_say(t, v, " {}", (uint16_t)f);
        if (f == CAUSE_TEXT)
            break;
    }
}

static void value_text(struct sn_text *t, const struct sn_view *v, const struct avp *a)
{
    uint16_t fields[8];
    size_t n = 0;

    if (l2tp_fields[a->first].width && !sn_find(v, a->last)) {
        sn_put_lit(t->b, "AVP too short");
        return;
    }
    for (unsigned f = a->first; f <= a->last && n < 8; f++)
        fields[n++] = (uint16_t)f;
    if (l2tp_fields[a->first].type == SN_F_BOOL) {
        for (size_t i = 0; i < n; i++)
            if (sn_opt(v, fields[i]))
                sn_put_c(t->b, a->fmt[i]);
    } else if (!a->fmt && sn_find(v, a->first)) { /* bytes that are text */
        sn_put_safe(t->b, sn_find(v, a->first)->p, sn_find(v, a->first)->n);
    } else if (a->fmt && a->first == VALUE) {
        sn_put_s(t->b, a->fmt);
    } else if (sn_find(v, a->first)) {
        sn_say_fields(t, v, a->fmt, fields, n);
    }
    rest_text(t, v, a->type);
}

static void avp_text(struct sn_text *t, const struct sn_view *v)
{
    const struct avp *a = find_avp(sn_opt(v, A_TYPE));

    sn_put_c(t->b, ' ');
    if (v->rec->flags & SN_REC_BAD) {
        if (sn_need(t, v, A_LEN))
            sn_cut_short(t);
        return;
    }
    sn_put_s(t->b, sn_opt(v, A_MANDATORY) ? "*" : "");
    sn_put_s(t->b, sn_opt(v, A_HIDDEN) ? "?" : "");
    if (sn_opt(v, A_VENDOR))
        sn_say(t, v, "VENDOR{04x}:ATTR{04x}", A_VENDOR, A_TYPE);
    else if (a)
        sn_put_s(t->b, a->name);
    else
        sn_say(t, v, "AVP-#{}", A_TYPE);
    sn_put_c(t->b, '(');
    if (sn_opt(v, A_VENDOR) && sn_find(v, VALUE))
        sn_say(t, v, "{}", VALUE);
    else if (!sn_opt(v, A_VENDOR) && sn_opt(v, A_HIDDEN))
        sn_put_lit(t->b, "???");
    else if (!sn_opt(v, A_VENDOR) && a)
        value_text(t, v, a);
    sn_put_c(t->b, ')');
}

static uint32_t header_size(const struct sn_view *v)
{
    uint32_t flags = (uint32_t)sn_opt(v, FLAGS);

    return MIN + (flags & HAS_LEN ? 2u : 0u) + (flags & HAS_SEQ ? 4u : 0u) +
           (flags & HAS_OFFSET ? 2 + (uint32_t)sn_opt(v, OFFSET) : 0u);
}

/* What the lengths say is wrong; false: nothing. */
static bool wrong_length(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                         uint32_t size)
{
    uint32_t len = (uint32_t)sn_opt(v, LEN);

    if (sn_find(v, LEN) && len > l->len)
        sn_put_f(t->b, " Length %u larger than packet", len);
    else if (sn_find(v, LEN) && len < size)
        sn_put_f(t->b, " Length %u smaller than header length", len);
    else if (!sn_find(v, LEN) && l->len < size)
        sn_put_f(t->b, " Length %u smaller than header length", l->len);
    else
        return false;
    return true;
}

static enum sn_then body_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint32_t flags = (uint32_t)sn_opt(v, FLAGS), size = header_size(v);
    struct sn_view avp = {0};

    if (wrong_length(t, l, v, size))
        return SN_TEXT_DONE;
    if (!(flags & CONTROL)) {
        sn_put_lit(t->b, " {");
        sn_text_inner(t);
        if (t->jumped)
            return SN_TEXT_DONE;
        if (sn_is_cut(t))
            sn_uncut(t);
        sn_put_c(t->b, '}');
        return SN_TEXT_DONE;
    }
    if (!(flags & HAS_LEN)) {
        sn_put_lit(t->b, " No length");
        return SN_TEXT_DONE;
    }
    if (sn_opt(v, LEN) == size) {
        sn_put_lit(t->b, " ZLB");
        return SN_TEXT_DONE;
    }
    while (!sn_is_cut(t) && sn_each(v, AVP, &avp))
        avp_text(t, &avp);
    return SN_TEXT_DONE;
}

static enum sn_then l2tp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t flags = (uint32_t)sn_opt(&v, FLAGS);

    if (!sn_find(&v, FLAGS))
        return SN_TEXT_CUT;
    if (sn_opt(&v, VERSION) != 2) {
        sn_put_s(t->b, sn_opt(&v, VERSION) == 1 ? " l2f:"
                                                : " Unknown Version, neither L2F(1) nor L2TP(2)");
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, " l2tp:[");
    sn_text_bits(t, flag_letters, flags, "", "");
    sn_put_c(t->b, ']');
    if (flags & HAS_LEN)
        (void)sn_need(t, &v, LEN);
    sn_say(t, &v, "({}/", TUNNEL);
    sn_say(t, &v, "{})", SESSION);
    if (flags & HAS_SEQ) {
        sn_say(t, &v, "Ns={},", NS);
        sn_say(t, &v, "Nr={}", NR);
    }
    if (flags & HAS_OFFSET)
        (void)sn_need(t, &v, OFFSET);
    if (flags & HAS_OFFSET && l->caplen < header_size(&v))
        sn_cut_short(t);
    return sn_is_cut(t) ? SN_TEXT_DONE : body_text(t, l, &v);
}

SN_PROTO(l2tp, "Layer 2 Tunneling Protocol", {.table = &sn_tab_udp, .value = 1701})
