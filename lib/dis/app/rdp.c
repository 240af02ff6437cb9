/*
 * TPKT (RFC 1006) with COTP (X.224, RFC 905) of class 0, and the beginning of RDP (MS-RDPBCGR
 * 2.2.1) in it: the connection request and confirm, in which a client asks for TLS, and the TLS
 * that follows.
 */
#include "dis/app/stream.h"

#include <stdio.h>

static const struct sn_val tpdus[] = {{0x0e, "CR Connect Request"},
                                      {0x0d, "CC Connect Confirm"},
                                      {0x08, "DR Disconnect Request"},
                                      {0x0f, "DT Data"},
                                      {0x0c, "DC Disconnect Confirm"},
                                      {0x07, "ER TPDU Error"},
                                      {0, NULL}};
static const struct sn_val parameters[] = {{0xc0, "tpdu-size"},
                                           {0xc1, "src-tsap"},
                                           {0xc2, "dst-tsap"},
                                           {0xc3, "checksum"},
                                           {0xc4, "version-nr"},
                                           {0xc6, "opt-sel"},
                                           {0xe0, "clear-text"},
                                           {0xf0, "preferred-max-tpdu-size"},
                                           {0, NULL}};
static const struct sn_val negotiations[] = {{1, "RDP Negotiation Request"},
                                             {2, "RDP Negotiation Response"},
                                             {3, "RDP Negotiation Failure"},
                                             {6, "RDP Correlation Info"},
                                             {0, NULL}};
static const struct sn_val protocols[] = {{0, "Standard RDP Security"},
                                          {1, "TLS"},
                                          {2, "CredSSP"},
                                          {4, "RDSTLS"},
                                          {8, "CredSSP with Early User Authorization"},
                                          {0, NULL}};
static const struct sn_val failures[] = {{1, "TLS required by server"},
                                         {2, "TLS not allowed by server"},
                                         {3, "TLS certificate not on server"},
                                         {4, "Inconsistent flags"},
                                         {5, "Server requires Enhanced RDP Security with CredSSP"},
                                         {6, "Server requires Enhanced RDP Security with TLS and "
                                             "certificate-based client authentication"},
                                         {0, NULL}};

#define RDP(F)                                                                                     \
    F(MESSAGE, "sn.tpkt.message", GROUPS, "Message")                                               \
    F(TPKT_VERSION, "tpkt.version", U8, "Version")                                                 \
    F(TPKT_RESERVED, "tpkt.reserved", U8, "Reserved")                                              \
    F(TPKT_LENGTH, "tpkt.length", U16, "Length", .unit = "bytes")                                  \
    F(LI, "cotp.li", U8, "Length", .unit = "bytes")                                                \
    F(TYPE, "cotp.type", U8, "PDU Type", .mask = 0xf0, .base = SN_HEX, .vals = tpdus)              \
    F(DESTINATION, "cotp.destref", U16, "Destination reference", .base = SN_HEX)                   \
    F(SOURCE, "cotp.srcref", U16, "Source reference", .base = SN_HEX)                              \
    F(CLASS, "cotp.class", P8, "Class", .mask = 0xf0)                                              \
    F(EXTENDED, "cotp.opts.extended_formats", BIT8, "Extended formats", .mask = 2)                 \
    F(NO_FLOW, "cotp.opts.no_explicit_flow_control", U8, "No explicit flow control", .mask = 1)    \
    F(NUMBER, "cotp.tpdu-number", P8, "TPDU number", .mask = 0x7f, .base = SN_HEX)                 \
    F(LAST, "cotp.eot", UINT, "Last data unit", .width = 1, .step = 1, .mask = 0x80)               \
    F(PARAMETER, "cotp.parameter_code", U8S, "Parameter code", .base = SN_HEX, .vals = parameters) \
    F(PARAMETER_LENGTH, "cotp.parameter_length", U8S, "Parameter length", .unit = "bytes")         \
    F(PARAMETER_VALUE, "cotp.parameter_value", BYTESS, "Parameter value")                          \
    F(TPDU_SIZE, "cotp.tpdu_size", UINT, "TPDU size", .unit = "bytes")                             \
    F(SOURCE_TSAP, "cotp.src-tsap", STR, "Source TSAP")                                            \
    F(SOURCE_BYTES, "cotp.src-tsap-bytes", BYTES, "Source TSAP")                                   \
    F(DESTINATION_TSAP, "cotp.dst-tsap", STR, "Destination TSAP")                                  \
    F(DESTINATION_BYTES, "cotp.dst-tsap-bytes", BYTES, "Destination TSAP")                         \
    F(CAUSE, "cotp.cause", U8, "Cause")                                                            \
    F(REJECT, "cotp.reject_cause", U8, "Reject cause")                                             \
    F(COOKIE, "rdp.rt_cookie", STR, "Routing Token/Cookie")                                        \
    F(NEG_TYPE, "rdp.neg_type", U8, "Type", .base = SN_HEX, .vals = negotiations)                  \
    F(REQ_FLAGS, "rdp.negReq.flags", U8, "Flags", .base = SN_HEX)                                  \
    F(REQ_ADMIN, "rdp.negReq.flags.restricted_admin_mode_req", BIT8,                               \
      "Restricted admin mode required", .mask = 1)                                                 \
    F(REQ_INFO, "rdp.negReq.flags.correlation_info_present", BIT8, "Correlation info present",     \
      .mask = 8)                                                                                   \
    F(RSP_FLAGS, "rdp.negRsp.flags", U8, "Flags", .base = SN_HEX)                                  \
    F(RSP_EXTENDED, "rdp.negRsp.flags.extended_client_data_supported", BIT8,                       \
      "Extended Client Data Blocks supported", .mask = 1)                                          \
    F(RSP_GRAPHICS, "rdp.negRsp.flags.dynvc_gfx_protocol_supported", BIT8,                         \
      "Graphics Pipeline Extension Protocol supported", .mask = 2)                                 \
    F(RSP_ADMIN, "rdp.negRsp.flags.restricted_admin_mode_supported", BIT8,                         \
      "Restricted admin mode supported", .mask = 8)                                                \
    F(RSP_AUTH, "rdp.negRsp.flags.restricted_authentication_mode_supported", BIT8,                 \
      "Restricted authentication mode supported", .mask = 0x10)                                    \
    F(NEG_LENGTH, "rdp.neg_length", LE16, "Length", .unit = "bytes")                               \
    F(REQUESTED, "rdp.negReq.requestedProtocols", LE32, "requestedProtocols", .base = SN_HEX)      \
    F(WANT_TLS, "rdp.negReq.requestedProtocols.ssl", BIT32, "TLS security supported", .mask = 1)   \
    F(WANT_CREDSSP, "rdp.negReq.requestedProtocols.hybrid", BIT32, "CredSSP supported", .mask = 2) \
    F(WANT_RDSTLS, "rdp.negReq.requestedProtocols.rdstls", BIT32, "RDSTLS supported", .mask = 4)   \
    F(WANT_EARLY, "rdp.negReq.requestedProtocols.hybrid_ex", BIT32,                                \
      "CredSSP with Early User Authorization Result PDU supported", .mask = 8)                     \
    F(SELECTED, "rdp.negReq.selectedProtocol", LE32, "selectedProtocol", .base = SN_HEX,           \
      .vals = protocols)                                                                           \
    F(FAILURE, "rdp.negFailure.failureCode", LE32, "failureCode", .base = SN_HEX, .vals = failures)
SN_FIELDS(rdp, RDP)

enum { PORT = 3389, TSAP_PORT = 102, HEAD = 4 };
enum { ERROR = 7, DISCONNECT, GONE = 0xc, CONFIRM, REQUEST, DATA }; /* types of TPDUs */

static bool is_tpkt(const uint8_t *p)
{
    return p[0] == 3 && p[1] == 0 && sn_be16(p + 2) > HEAD;
}

/* A connection request that names a user or asks for protocols. */
static bool rdp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    enum { COOKIE_AT = 11, REQUEST_SIZE = 19 };

    return caplen >= REQUEST_SIZE && is_tpkt(p) && sn_be16(p + 2) == len && p[5] == REQUEST << 4 &&
           p[4] == len - HEAD - 1 &&
           (memcmp(p + COOKIE_AT, "Cookie: ", 8) == 0 ||
            (len == REQUEST_SIZE && p[COOKIE_AT] == 1 && p[COOKIE_AT + 2] == 8));
}

/* Behind the beginning come "fast path" messages as well, with a length of one or two bytes. */
static uint32_t rdp_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (sn_tls_begins(p, n))
        return sn_tls_unit(p, n);
    if (n < HEAD)
        return 0;
    if (is_tpkt(p))
        return sn_be16(p + 2);
    if (p[0] & 3)
        return SN_STREAM_BAD;
    len = p[1] & 0x80 ? (uint32_t)(p[1] & 0x7f) << 8 | p[2] : p[1];
    return len > 2 ? len : SN_STREAM_BAD;
}

static uint32_t rdp_body(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    return sn_tls_begins(p, n) ? sn_tls_body(mode, p, n) : 0;
}

static uint32_t tpkt_unit(const uint8_t *p, uint32_t n)
{
    if (n < HEAD)
        return 0;
    return is_tpkt(p) ? sn_be16(p + 2) : SN_STREAM_BAD;
}

static const struct sn_stream_kind tpkt_stream = {.unit = tpkt_unit};

static const struct sn_stream_kind rdp_stream = {
    .unit = rdp_unit, .body = rdp_body, .message = sn_tls_piece, .next = sn_tls_next};

static void negotiation(struct sn_dis *d, struct sn_rd *r)
{
    enum { SIZE = 8, ASKS = 1, ANSWERS };
    uint32_t type;

    if (sn_rd_left(r) < SIZE || !sn_get(d, r, NEG_TYPE, &type))
        return;
    if (type == ASKS) {
        (void)!sn_get(d, r, REQ_FLAGS, NULL);
        sn_parts(d, REQ_FLAGS, REQ_ADMIN, REQ_INFO);
    } else if (type == ANSWERS) {
        (void)!sn_get(d, r, RSP_FLAGS, NULL);
        sn_parts(d, RSP_FLAGS, RSP_EXTENDED, RSP_AUTH);
    } else {
        (void)sn_rd_skip(r, 1);
    }
    (void)!sn_get(d, r, NEG_LENGTH, NULL);
    (void)!sn_get(d, r, type == ASKS ? REQUESTED : type == ANSWERS ? SELECTED : FAILURE, NULL);
    if (type == ASKS)
        sn_parts(d, REQUESTED, WANT_TLS, WANT_EARLY);
}

/* A selector of n bytes as tshark shows it: text when it is printable, else its digits. */
static void tsap(struct sn_dis *d, struct sn_rd *r, unsigned name, unsigned bytes, uint32_t n)
{
    struct sn_rd in = sn_inside(r, n);
    size_t size = (size_t)(in.end - in.p), at = 0;
    char text[2 + 2 * UINT8_MAX + 1];
    bool printable = true;

    for (size_t i = 0; i < size; i++)
        printable = printable && in.p[i] >= ' ' && in.p[i] < 0x7f;
    if (printable) {
        sn_rec_bytes(d, name, sn_rd_off(r), size, in.p, size);
    } else {
        for (at = 2, text[0] = '0', text[1] = 'x'; at < 2 + 2 * size; at += 2)
            (void)snprintf(text + at, 3, "%02x", in.p[at / 2 - 1]);
        sn_rec_str(d, name, text, at);
    }
    (void)sn_get_bytes(d, r, bytes, n);
}

/* The exponent of a power of two. */
static void tpdu_size(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint8_t bits;

    if (sn_rd_u8(r, &bits) && bits < 32)
        sn_rec_uint(d, TPDU_SIZE, off, 1, (uint64_t)1 << bits);
}

static void cotp_parameters(struct sn_dis *d, struct sn_rd *r)
{
    enum { SIZE = 0xc0, FROM, TO };
    uint32_t code, n;

    while (sn_rd_left(r) && sn_get(d, r, PARAMETER, &code) && sn_get(d, r, PARAMETER_LENGTH, &n)) {
        if (code == SIZE && n == 1)
            tpdu_size(d, r);
        else if (code == FROM)
            tsap(d, r, SOURCE_TSAP, SOURCE_BYTES, n);
        else if (code == TO)
            tsap(d, r, DESTINATION_TSAP, DESTINATION_BYTES, n);
        else if (n)
            (void)sn_get_bytes(d, r, PARAMETER_VALUE, n);
    }
}

/* The line of a cookie or token, then what is asked for. */
static void rdp_connection(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *end = memchr(r->p, '\r', sn_rd_left(r));

    if (sn_u(d, TYPE) == REQUEST && end && end > r->p && end + 1 < r->end && end[1] == '\n') {
        (void)sn_get_bytes(d, r, COOKIE, (size_t)(end - r->p));
        (void)sn_rd_skip(r, 2);
    }
    negotiation(d, r);
}

static void connection(struct sn_dis *d, struct sn_rd *r)
{
    enum { PARAMETERS = 0xc0 };

    if (!sn_header(d, r, DESTINATION, NO_FLOW) || !sn_rd_left(r))
        return;
    if (*r->p >= PARAMETERS)
        cotp_parameters(d, r);
    else
        rdp_connection(d, r);
}

/* What is behind a TPDU's type. */
static void tpdu(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case REQUEST:
    case CONFIRM:
        connection(d, r);
        break;
    case DATA:
        sn_made(d, DESTINATION, 0); /* there is none in class 0; tshark says 0 */
        (void)sn_header(d, r, NUMBER, LAST);
        break;
    case DISCONNECT:
        if (sn_header(d, r, DESTINATION, SOURCE) && sn_get(d, r, CAUSE, NULL))
            cotp_parameters(d, r);
        break;
    case GONE:
        if (sn_header(d, r, DESTINATION, SOURCE))
            cotp_parameters(d, r);
        break;
    case ERROR:
        if (sn_get(d, r, DESTINATION, NULL) && sn_get(d, r, REJECT, NULL))
            cotp_parameters(d, r);
        break;
    default:
        break;
    }
}

static void tpkt(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, MESSAGE, 0);
    uint32_t type, n;

    if (sn_header(d, r, TPKT_VERSION, LI)) {
        struct sn_rd in = *r;

        n = (uint32_t)sn_u(d, LI);
        if (n < sn_rd_left(&in))
            in.end = in.p + n;
        if (sn_get(d, &in, TYPE, &type))
            tpdu(d, &in, type);
    }
    r->p = r->end;
    sn_group_end(d, r, g);
}

static void rdp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    while (sn_unit_or_tls(d, r, rdp_unit, &in)) {
        if (is_tpkt(in.p))
            tpkt(d, &in);
    }
}

static enum sn_then rdp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};

    sn_put_lit(t->b, "RDP");
    while (sn_each(&v, MESSAGE, &m)) {
        if (sn_find(&m, TYPE))
            sn_say(t, &m, " {s:type %u}", TYPE);
        if (sn_find(&m, COOKIE))
            sn_say(t, &m, " {}", COOKIE);
        if (sn_find(&m, REQUESTED))
            sn_say(t, &m, " protocols {}", REQUESTED);
        if (sn_find(&m, SELECTED))
            sn_say(t, &m, " {s:protocol %u}", SELECTED);
        if (sn_find(&m, FAILURE))
            sn_say(t, &m, " {s:failure %u}", FAILURE);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_rdp = {
    .name = "rdp",
    .title = "Remote Desktop Protocol",
    SN_PROTO_FIELDS(rdp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .claims = rdp_claims, .first = 3, .last = 3}),
    .more = true,
    .stream = &rdp_stream,
    .dissect = rdp_dissect,
    .text = rdp_text,
};

/* ---- elsewhere than in RDP ---- */

static void cotp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    while (sn_unit_next(r, tpkt_unit, &in))
        tpkt(d, &in);
}

static enum sn_then cotp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};

    sn_put_lit(t->b, "COTP");
    while (sn_each(&v, MESSAGE, &m)) {
        if (sn_find(&m, TYPE))
            sn_say(t, &m, " {s:type %u}", TYPE);
        if (sn_find(&m, SOURCE_TSAP) && sn_find(&m, DESTINATION_TSAP))
            sn_say(t, &m, " {} > {}", SOURCE_TSAP, DESTINATION_TSAP);
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_cotp = {
    .name = "cotp",
    .title = "ISO 8073/X.224 COTP Connection-Oriented Transport Protocol",
    SN_PROTO_FIELDS(rdp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = TSAP_PORT}),
    .more = true,
    .stream = &tpkt_stream,
    .dissect = cotp_dissect,
    .text = cotp_text,
};
