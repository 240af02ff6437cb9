/*
 * SIP (RFC 3261): the lines that tcpdump prints, and as fields the first line and those headers
 * that say who calls whom. Over TCP, and on ports that tcpdump doesn't know, it is known by its
 * first line.
 */
#include <strings.h>

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

static void part(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                 const uint8_t *end)
{
    if (p < end)
        sn_rec_bytes(d, field, (size_t)(p - r->start), (size_t)(end - p), p, (size_t)(end - p));
}

static void number(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                   const uint8_t *end)
{
    const uint8_t *from = p;
    uint64_t v = 0;

    for (; p < end && *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++)
        v = v * 10 + *p - '0';
    if (p > from && v <= UINT32_MAX)
        sn_rec_uint(d, field, (size_t)(from - r->start), (size_t)(p - from), v);
}

static const uint8_t *find(const uint8_t *p, const uint8_t *end, const char *any)
{
    while (p < end && !strchr(any, *p))
        p++;
    return p;
}

static const uint8_t *find_byte(const uint8_t *p, const uint8_t *end, char c)
{
    return p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
}

/* "sip:user:password@host:port;parameters": user, host and port as fields of those numbers, one
 * behind the other. */
static void uri(struct sn_dis *d, const struct sn_rd *r, unsigned user, const uint8_t *p,
                const uint8_t *end)
{
    const uint8_t *at, *stop;

    p = find(p, end, ":");
    if (p == end)
        return;
    p++;
    at = find_byte(p, end, '@');
    if (at) {
        part(d, r, user, p, find(p, at, ":;"));
        p = at + 1;
    }
    if (p < end && *p == '[') {
        stop = find(p, end, "]");
        stop += stop < end;
    } else {
        stop = find(p, end, ":;?");
    }
    part(d, r, user + 1, p, stop);
    if (stop < end && *stop == ':')
        part(d, r, user + 2, stop + 1, find(stop + 1, end, ";?"));
}

/* "Name" <sip:…>;tag=…, whose fields are one behind the other: name, address, user, host, port,
 * tag. */
static void party(struct sn_dis *d, const struct sn_rd *r, unsigned first, const uint8_t *p,
                  const uint8_t *end)
{
    const uint8_t *open = p, *close, *behind, *tag;

    if (end - p > 1 && *p == '"') {
        const uint8_t *quote = find_byte(p + 1, end, '"');

        open = quote ? quote : p;
    }
    open = find_byte(open, end, '<');
    close = open ? find_byte(open, end, '>') : NULL;
    if (close) {
        const uint8_t *name_end = open;

        while (name_end > p && name_end[-1] == ' ')
            name_end--;
        part(d, r, first, p, name_end);
        p = open + 1;
        behind = close;
    } else {
        behind = close = find(p, end, ";");
    }
    part(d, r, first + 1, p, close);
    uri(d, r, first + 2, p, close);
    tag = memmem(behind, (size_t)(end - behind), ";tag=", 5);
    if (tag)
        part(d, r, first + 5, tag + 5, find(tag + 5, end, ";"));
}

static void header(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l)
{
    const uint8_t *p = find(l->p, l->p + l->n, ":"), *end = l->p + l->n, *name_end = p;
    size_t n;

    while (name_end > l->p && (name_end[-1] == ' ' || name_end[-1] == '\t'))
        name_end--;
    n = (size_t)(name_end - l->p);
    for (p += p < end; p < end && (*p == ' ' || *p == '\t'); p++)
        ;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        unsigned field = headers[i].field;

        if (!(n == 1 && (*l->p | 0x20) == headers[i].letter) &&
            (n != strlen(headers[i].name) ||
             strncasecmp((const char *)l->p, headers[i].name, n) != 0))
            continue;
        if (field == CONTENT_LENGTH || field == MAX_FORWARDS || field == EXPIRES) {
            number(d, r, field, p, end);
            return;
        }
        part(d, r, field, p, end);
        if (field == FROM || field == TO)
            party(d, r, field + 1, p, end);
        if (field == CSEQ) {
            number(d, r, CSEQ_NUMBER, p, end);
            p = find(p, end, " ");
            part(d, r, CSEQ_METHOD, p + (p < end), end);
        }
        return;
    }
}

/* The first line, the headers, and with `body` what is behind them. */
static void message(struct sn_dis *d, struct sn_rd r, bool body)
{
    static const char sdp[] = "application/sdp";
    const struct sn_rec *type;
    const uint8_t *p, *end;
    struct sn_txt l;

    if (!sn_txt_next(&r, &l))
        return;
    p = l.p;
    end = p + l.n;
    if (is_response(&l)) {
        part(d, &r, STATUS_LINE, p, end);
        number(d, &r, STATUS, p + 8, end);
    } else if (is_request(&l)) {
        part(d, &r, REQUEST_LINE, p, end);
        part(d, &r, METHOD, p, find(p, end, " "));
        p = find(p, end, " ") + 1;
        part(d, &r, URI, p, end - 8);
        uri(d, &r, URI_USER, p, end - 8);
    } else {
        return;
    }
    while (sn_txt_next(&r, &l) && l.n)
        header(d, &r, &l);
    type = sn_rec_of(d, CONTENT_TYPE);
    if (body && type && type->n >= sizeof sdp - 1 && sn_rd_left(&r) &&
        strncasecmp((const char *)type->p, sdp, sizeof sdp - 1) == 0)
        sn_next_proto(d, &sn_proto_sdp, &r, (uint32_t)sn_rd_left(&r));
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
SN_PROTO(sip, "Session Initiation Protocol", {.table = &sn_tab_udp, .value = 5060})

const struct sn_proto sn_proto_sip_more = {
    .name = "sip",
    .title = "Session Initiation Protocol",
    SN_PROTO_FIELDS(sip),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .claims = sip_claims, .first = 'A', .last = 'Z'},
                    {.table = &sn_tab_udp, .claims = sip_claims, .first = 'A', .last = 'Z'}),
    .more = true,
    .dissect = more_dissect,
    .text = sip_more_text,
};
