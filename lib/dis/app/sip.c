/*
 * SIP (RFC 3261): the lines that tcpdump prints, and as fields the first line and those headers
 * that say who calls whom. Over TCP, and on ports that tcpdump doesn't know, it is known by its
 * first line.
 */
#include "dis/app/sdp.h"
#include "dis/app/slice.h"
#include "dis/app/stream.h"
#include "dis/app/txt.h"

#define SIP(F)                                                                                     \
    SN_TXT(F, "sip")                                                                               \
    F(REQUEST_LINE, "sip.Request-Line", STR, "Request-Line")                                       \
    F(METHOD, "sip.Method", STR, "Method")                                                         \
    F(URI, "sip.r-uri", STR, "Request-URI")                                                        \
    F(URI_USER, "sip.r-uri.user", STR, "Request-URI User Part")                                    \
    F(URI_HOST, "sip.r-uri.host", STR, "Request-URI Host Part")                                    \
    F(URI_PORT, "sip.r-uri.port", STR, "Request-URI Host Port")                                    \
    F(STATUS_LINE, "sip.Status-Line", STR, "Status-Line")                                          \
    F(STATUS, "sip.Status-Code", UINT, "Status-Code")                                              \
    F(FROM, "sip.From", STR, "From")                                                               \
    F(FROM_NAME, "sip.from.display.info", STR, "SIP from display info")                            \
    F(FROM_ADDR, "sip.from.addr", STR, "SIP from address")                                         \
    F(FROM_USER, "sip.from.user", STR, "SIP from address User Part")                               \
    F(FROM_HOST, "sip.from.host", STR, "SIP from address Host Part")                               \
    F(FROM_PORT, "sip.from.port", STR, "SIP from address Host Port")                               \
    F(FROM_TAG, "sip.from.tag", STR, "SIP from tag")                                               \
    F(TO, "sip.To", STR, "To")                                                                     \
    F(TO_NAME, "sip.to.display.info", STR, "SIP to display info")                                  \
    F(TO_ADDR, "sip.to.addr", STR, "SIP to address")                                               \
    F(TO_USER, "sip.to.user", STR, "SIP to address User Part")                                     \
    F(TO_HOST, "sip.to.host", STR, "SIP to address Host Part")                                     \
    F(TO_PORT, "sip.to.port", STR, "SIP to address Host Port")                                     \
    F(TO_TAG, "sip.to.tag", STR, "SIP to tag")                                                     \
    F(CALL_ID, "sip.Call-ID", STR, "Call-ID")                                                      \
    F(CSEQ, "sip.CSeq", STR, "CSeq")                                                               \
    F(CSEQ_NUMBER, "sip.CSeq.seq", UINT, "Sequence Number")                                        \
    F(CSEQ_METHOD, "sip.CSeq.method", STR, "Method")                                               \
    F(VIA, "sip.Via", STRS, "Via")                                                                 \
    F(CONTACT, "sip.Contact", STRS, "Contact")                                                     \
    F(AGENT, "sip.User-Agent", STR, "User-Agent")                                                  \
    F(SERVER, "sip.Server", STR, "Server")                                                         \
    F(CONTENT_TYPE, "sip.Content-Type", STR, "Content-Type")                                       \
    F(CONTENT_LENGTH, "sip.Content-Length", UINT, "Content-Length", .unit = "bytes")               \
    F(MAX_FORWARDS, "sip.Max-Forwards", UINT, "Max-Forwards")                                      \
    F(EXPIRES, "sip.Expires", UINT, "Expires", .unit = "s")
SN_FIELDS(sip, SIP)

static const char commands[] = "INVITE ACK BYE CANCEL REGISTER INFO PRACK REFER MESSAGE PUBLISH "
                               "UPDATE QAUTH SPRACK OPTIONS NOTIFY SUBSCRIBE DO ";

/* By name, and by the one letter that may stand for it. */
static const struct {
    const char *name;
    char letter;
    uint16_t field;
} headers[] = {
    {"From", 'f', FROM},
    {"To", 't', TO},
    {"Call-ID", 'i', CALL_ID},
    {"CSeq", 0, CSEQ},
    {"Via", 'v', VIA},
    {"Contact", 'm', CONTACT},
    {"User-Agent", 0, AGENT},
    {"Server", 0, SERVER},
    {"Content-Type", 'c', CONTENT_TYPE},
    {"Content-Length", 'l', CONTENT_LENGTH},
    {"Max-Forwards", 0, MAX_FORWARDS},
    {"Expires", 0, EXPIRES},
};

enum { SIP_PORT = 5060 };

static bool is_response(const struct sn_txt *l)
{
    return l->n >= 11 && memcmp(l->p, "SIP/2.0 ", 8) == 0;
}

static bool is_request(const struct sn_txt *l)
{
    return l->n > 12 && l->p[0] >= 'A' && l->p[0] <= 'Z' &&
           memcmp(l->p + l->n - 8, " SIP/2.0", 8) == 0 && memchr(l->p, ' ', l->n - 8);
}

static bool sip_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    struct sn_rd r = sn_rd_init(p, caplen, len);
    struct sn_txt l;

    return caplen > 12 && *p >= 'A' && *p <= 'Z' && sn_txt_next(&r, &l) &&
           (is_request(&l) || is_response(&l));
}

/* A number, whatever is behind its digits. */
static void number(struct sn_dis *d, const struct sn_rd *r, unsigned field, struct slice x)
{
    slice_rec_number(d, r, field, slice_digits(x), UINT32_MAX - 1);
}

/* "sip:user:password@host:port;parameters": user, host and port as fields of those numbers, one
 * behind the other. */
static void uri(struct sn_dis *d, const struct sn_rd *r, unsigned user, struct slice x)
{
    struct slice rest, at, host;

    (void)slice_cut(&x, ':');
    rest = x;
    at = slice_cut(&rest, '@');
    if (at.n < x.n) {
        slice_rec(d, r, user, slice_until(at, ":;"));
        x = rest;
    }
    host = slice_until(x, x.n && *x.p == '[' ? "]" : ":;?");
    host.n += x.n && *x.p == '[' && host.n < x.n;
    slice_rec(d, r, user + 1, host);
    x = slice_behind(x, host.n);
    if (x.n && *x.p == ':')
        slice_rec(d, r, user + 2, slice_until(slice_behind(x, 1), ";?"));
}

/* Where what is behind a name in quotation marks begins; 0: there is none. */
static size_t behind_quotes(struct slice x)
{
    size_t n = x.n && *x.p == '"' ? slice_until(slice_behind(x, 1), "\"").n + 1 : 0;

    return n < x.n ? n : 0;
}

/* "Name" <sip:…>;tag=…, whose fields are one behind the other: name, address, user, host, port,
 * tag. */
static void party(struct sn_dis *d, const struct sn_rd *r, unsigned first, struct slice x)
{
    size_t quotes = behind_quotes(x), open = quotes + slice_until(slice_behind(x, quotes), "<").n;
    struct slice in = slice_behind(x, open + 1), address = slice_until(in, ">"), behind;
    const uint8_t *tag;

    if (address.n < in.n) {
        slice_rec(d, r, first, slice_trim((struct slice){x.p, open}));
        behind = slice_behind(in, address.n);
    } else {
        address = slice_until(x, ";");
        behind = slice_behind(x, address.n);
    }
    slice_rec(d, r, first + 1, address);
    uri(d, r, first + 2, address);
    tag = behind.n ? memmem(behind.p, behind.n, ";tag=", 5) : NULL;
    if (tag) {
        behind = slice_behind(behind, (size_t)(tag + 5 - behind.p));
        slice_rec(d, r, first + 5, slice_until(behind, ";"));
    }
}

static void value(struct sn_dis *d, const struct sn_rd *r, unsigned field, struct slice x)
{
    if (field == CONTENT_LENGTH || field == MAX_FORWARDS || field == EXPIRES) {
        number(d, r, field, x);
        return;
    }
    slice_rec(d, r, field, x);
    if (field == FROM || field == TO)
        party(d, r, field + 1, x);
    if (field == CSEQ) {
        number(d, r, CSEQ_NUMBER, x);
        (void)slice_cut(&x, ' ');
        slice_rec(d, r, CSEQ_METHOD, x);
    }
}

static void header(struct sn_dis *d, const struct sn_rd *r, struct slice x)
{
    struct slice name;

    if (*x.p == ' ' || *x.p == '\t') /* the line in front goes on */
        return;
    name = slice_trim(slice_cut(&x, ':'));
    x = slice_trim(x);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        if ((name.n == 1 && (*name.p | 0x20) == headers[i].letter) ||
            slice_is(name, headers[i].name)) {
            value(d, r, headers[i].field, x);
            return;
        }
    }
}

/* The first line, the headers, and with `body` what is behind them. */
static void message(struct sn_dis *d, struct sn_rd r, bool body)
{
    struct slice x, word;
    struct sn_txt l;

    if (!sn_txt_next(&r, &l))
        return;
    x = (struct slice){l.p, l.n};
    if (is_response(&l)) {
        slice_rec(d, &r, STATUS_LINE, x);
        (void)slice_cut(&x, ' ');
        number(d, &r, STATUS, x);
    } else if (is_request(&l)) {
        slice_rec(d, &r, REQUEST_LINE, x);
        x.n -= sizeof " SIP/2.0" - 1;
        word = slice_cut(&x, ' ');
        slice_rec(d, &r, METHOD, word);
        slice_rec(d, &r, URI, x);
        uri(d, &r, URI_USER, x);
    } else {
        return;
    }
    while (sn_txt_next(&r, &l) && l.n)
        header(d, &r, (struct slice){l.p, l.n});
    if (body)
        sn_sdp_body(d, sn_rec_of(d, CONTENT_TYPE), &r);
}

static void sip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = sn_inside(r, len), all = in;

    sn_txt_lines(d, &in, commands);
    sn_stop(r, &in);
    if (d->want & SN_WANT_FIELDS)
        message(d, all, !(d->want & SN_WANT_LINE));
}

static void more_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    message(d, sn_inside(r, len), true);
}

/* ---- over TCP (18.3) ---- */

static bool begins(const struct sn_txt *l)
{
    return is_request(l) || is_response(l);
}

/* A message, or the line ends that may be in front of one (7.5) and keep a connection alive. */
static uint32_t sip_unit(const uint8_t *p, uint32_t n)
{
    uint32_t ends = 0;

    while (ends < n && (p[ends] == '\r' || p[ends] == '\n'))
        ends++;
    return ends ? ends : sn_txt_unit(p, n, begins);
}

static const struct sn_stream_kind sip_stream = {.unit = sip_unit, .loose = true};

/* On its port, what may be the beginning of a message, or of a connection. */
static bool sip_tcp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return !caplen || sip_unit(p, caplen) != SN_STREAM_BAD;
}

static bool next_message(struct sn_rd *r, struct sn_rd *in)
{
    while (sn_unit_next(r, sip_unit, in)) {
        if (*in->p != '\r' && *in->p != '\n')
            return true;
    }
    return false;
}

static void tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = sn_inside(r, len), one, rest;

    if (!next_message(&all, &one))
        return;
    message(d, one, true);
    rest = all;
    if (next_message(&rest, &one))
        sn_next_proto(d, &sn_proto_sip_tcp, &all, (uint32_t)sn_rd_left(&all));
}

static enum sn_then sip_more_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "SIP");
    if (sn_find(&v, METHOD))
        sn_say(t, &v, " {} {}", METHOD, URI);
    if (sn_find(&v, STATUS_LINE))
        sn_say(t, &v, " {}", STATUS_LINE);
    if (sn_find(&v, FROM_ADDR))
        sn_say(t, &v, " from {}", FROM_ADDR);
    if (sn_find(&v, TO_ADDR))
        sn_say(t, &v, " to {}", TO_ADDR);
    return SN_TEXT_DONE;
}

#define sip_text sn_txt_plain_text
SN_PROTO(sip, "Session Initiation Protocol", {.table = &sn_tab_udp, .value = SIP_PORT})

const struct sn_proto sn_proto_sip_more = {
    .name = "sip",
    .title = "Session Initiation Protocol",
    SN_PROTO_FIELDS(sip),
    .keys = SN_KEYS({.table = &sn_tab_udp, .claims = sip_claims, .first = 'A', .last = 'Z'}),
    .more = true,
    .dissect = more_dissect,
    .text = sip_more_text,
};

const struct sn_proto sn_proto_sip_tcp = {
    .name = "sip",
    .title = "Session Initiation Protocol",
    SN_PROTO_FIELDS(sip),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = SIP_PORT, .claims = sip_tcp_claims},
                    {.table = &sn_tab_tcp, .claims = sip_claims, .first = 'A', .last = 'Z'}),
    .more = true,
    .stream = &sip_stream,
    .dissect = tcp_dissect,
    .text = sip_more_text,
};
