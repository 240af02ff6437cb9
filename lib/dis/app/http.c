/*
 * HTTP/1 (RFC 9112): heads of requests and responses, and SSDP, which has the same over UDP.
 *
 * tcpdump prints the lines of segments of two ports, whatever they are (txt.c). Fields are those of
 * a head that begins with its segment, as far as its lines are whole; what follows is a body, or
 * another head where that is certain; lib/flow/stream.c gives a head to the segment that ends its
 * body. Other ports are known by the first line.
 */
#include "dis/app/http.h"
#include "dis/app/stream.h"
#include "dis/app/txt.h"

#include <stdio.h>
#include <strings.h>

#define HTTP(F)                                                                                    \
    SN_TXT(F, "http")                                                                              \
    F(METHOD, "http.request.method", STR, "Request Method")                                        \
    F(URI, "http.request.uri", STR, "Request URI")                                                 \
    F(PATH, "http.request.uri.path", STR, "Request URI Path")                                      \
    F(QUERY, "http.request.uri.query", STR, "Request URI Query")                                   \
    F(PARAM, "http.request.uri.query.parameter", STRS, "Request URI Query Parameter")              \
    F(REQ_VERSION, "http.request.version", STR, "Request Version")                                 \
    F(RESP_VERSION, "http.response.version", STR, "Response Version")                              \
    F(CODE, "http.response.code", UINT, "Status Code", .vals = sn_http_codes)                      \
    F(CODE_DESC, "http.response.code.desc", STR, "Status Code Description")                        \
    F(PHRASE, "http.response.phrase", STR, "Response Phrase")                                      \
    F(REQ_LINE, "http.request.line", STRS, "Request line")                                         \
    F(RESP_LINE, "http.response.line", STRS, "Response line")                                      \
    F(HOST, "http.host", STRS, "Host")                                                             \
    F(AGENT, "http.user_agent", STRS, "User-Agent")                                                \
    F(SERVER, "http.server", STRS, "Server")                                                       \
    F(CONTENT_TYPE, "http.content_type", STRS, "Content-Type")                                     \
    F(LENGTH_HEADER, "http.content_length_header", STRS, "Content-Length")                         \
    F(LENGTH, "http.content_length", UINTS, "Content length", .unit = "bytes")                     \
    F(CONTENT_ENCODING, "http.content_encoding", STRS, "Content-Encoding")                         \
    F(TRANSFER_ENCODING, "http.transfer_encoding", STRS, "Transfer-Encoding")                      \
    F(CONNECTION, "http.connection", STRS, "Connection")                                           \
    F(UPGRADE, "http.upgrade", STRS, "Upgrade")                                                    \
    F(LOCATION, "http.location", STRS, "Location")                                                 \
    F(REFERER, "http.referer", STRS, "Referer")                                                    \
    F(COOKIE, "http.cookie", STRS, "Cookie")                                                       \
    F(COOKIE_PAIR, "http.cookie_pair", STRS, "Cookie pair")                                        \
    F(SET_COOKIE, "http.set_cookie", STRS, "Set-Cookie")                                           \
    F(AUTHORIZATION, "http.authorization", STRS, "Authorization")                                  \
    F(PROXY_AUTHORIZATION, "http.proxy_authorization", STRS, "Proxy-Authorization")                \
    F(BASIC, "http.authbasic", STRS, "Credentials")                                                \
    F(AUTHENTICATE, "http.www_authenticate", STRS, "WWW-Authenticate")                             \
    F(PROXY_AUTHENTICATE, "http.proxy_authenticate", STRS, "Proxy-Authenticate")                   \
    F(ACCEPT, "http.accept", STRS, "Accept")                                                       \
    F(ACCEPT_LANGUAGE, "http.accept_language", STRS, "Accept-Language")                            \
    F(ACCEPT_ENCODING, "http.accept_encoding", STRS, "Accept Encoding")                            \
    F(DATE, "http.date", STRS, "Date")                                                             \
    F(LAST_MODIFIED, "http.last_modified", STRS, "Last-Modified")                                  \
    F(CACHE_CONTROL, "http.cache_control", STRS, "Cache-Control")                                  \
    F(FORWARDED_FOR, "http.x_forwarded_for", STRS, "X-Forwarded-For")                              \
    F(WS_ACCEPT, "http.sec_websocket_accept", STRS, "Sec-WebSocket-Accept")                        \
    F(WS_EXTENSIONS, "http.sec_websocket_extensions", STRS, "Sec-WebSocket-Extensions")            \
    F(WS_KEY, "http.sec_websocket_key", STRS, "Sec-WebSocket-Key")                                 \
    F(WS_PROTOCOL, "http.sec_websocket_protocol", STRS, "Sec-WebSocket-Protocol")                  \
    F(WS_VERSION, "http.sec_websocket_version", STRS, "Sec-WebSocket-Version")                     \
    F(FULL_URI, "http.request.full_uri", STR, "Full request URI")                                  \
    F(REQUEST, "http.request", BOOL, "Request")                                                    \
    F(RESPONSE, "http.response", BOOL, "Response")                                                 \
    F(NOTIFICATION, "http.notification", BOOL, "Notification")                                     \
    F(REQUEST_IN, "http.request_in", UINT, "Request in frame")                                     \
    F(TIME, "http.time", SPAN, "Time since request")
SN_FIELDS(http, HTTP)

static const struct header {
    const char *name;
    uint16_t field;
} headers[] = {
    {"Host", HOST},
    {"User-Agent", AGENT},
    {"Server", SERVER},
    {"Content-Type", CONTENT_TYPE},
    {"Content-Length", LENGTH_HEADER},
    {"Content-Encoding", CONTENT_ENCODING},
    {"Transfer-Encoding", TRANSFER_ENCODING},
    {"Connection", CONNECTION},
    {"Upgrade", UPGRADE},
    {"Location", LOCATION},
    {"Referer", REFERER},
    {"Cookie", COOKIE},
    {"Set-Cookie", SET_COOKIE},
    {"Authorization", AUTHORIZATION},
    {"Proxy-Authorization", PROXY_AUTHORIZATION},
    {"WWW-Authenticate", AUTHENTICATE},
    {"Proxy-Authenticate", PROXY_AUTHENTICATE},
    {"Accept", ACCEPT},
    {"Accept-Language", ACCEPT_LANGUAGE},
    {"Accept-Encoding", ACCEPT_ENCODING},
    {"Date", DATE},
    {"Last-Modified", LAST_MODIFIED},
    {"Cache-Control", CACHE_CONTROL},
    {"X-Forwarded-For", FORWARDED_FOR},
    {"Sec-WebSocket-Accept", WS_ACCEPT},
    {"Sec-WebSocket-Extensions", WS_EXTENSIONS},
    {"Sec-WebSocket-Key", WS_KEY},
    {"Sec-WebSocket-Protocol", WS_PROTOCOL},
    {"Sec-WebSocket-Version", WS_VERSION},
};

/* Methods that need no version behind them to be believed. */
static const char *const methods[] = {"GET",     "HEAD",  "POST",    "PUT",     "DELETE",
                                      "CONNECT", "TRACE", "OPTIONS", "PATCH",   "COPY",
                                      "LOCK",    "MOVE",  "MKCOL",   "PROPFIND"};

static const char commands[] =
    "GET POST HEAD PUT OPTIONS CONNECT DELETE TRACE COPY LOCK MOVE POLL BCOPY BMOVE MKCOL LABEL "
    "MERGE SEARCH UNLOCK REPORT UPDATE NOTIFY BDELETE CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE "
    "PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY MKWORKSPACE UNSUBSCRIBE RPC_CONNECT "
    "VERSION-CONTROL BASELINE-CONTROL ";

enum { HEAD_NONE, HEAD_REQUEST, HEAD_RESPONSE };
enum { CODE_MIN = 100, BASE64_MAX = 4096, HEAD_MAX = 65536 };

static bool begins(const uint8_t *p, size_t n, const char *with)
{
    size_t len = strlen(with);

    return n >= len && memcmp(p, with, len) == 0;
}

/* How far the word at p goes. */
static size_t word(const uint8_t *p, size_t n)
{
    const uint8_t *blank = memchr(p, ' ', n);

    return blank ? (size_t)(blank - p) : n;
}

static bool is_method(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (n == strlen(methods[i]) && memcmp(p, methods[i], n) == 0)
            return true;
    }
    return false;
}

/* Whether a line is a request's: a method, an address, a version. */
static bool is_request(const struct sn_txt *l)
{
    size_t n = word(l->p, l->n), i;

    for (i = 0; i < n; i++) {
        if ((l->p[i] < 'A' || l->p[i] > 'Z') && l->p[i] != '-' && l->p[i] != '_')
            return false;
    }
    if (n == 0 || n == l->n)
        return false;
    return (l->n > n + 9 && memcmp(l->p + l->n - 9, " HTTP/1.", 8) == 0) || is_method(l->p, n);
}

static unsigned head_kind(const struct sn_txt *l)
{
    if (begins(l->p, l->n, "HTTP/1."))
        return HEAD_RESPONSE;
    return is_request(l) ? HEAD_REQUEST : HEAD_NONE;
}

/* Elsewhere than on its ports a request must say its version. */
static bool http_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    struct sn_rd r = sn_rd_init(p, caplen, len);
    struct sn_txt l;

    if (caplen < 10 || (*p != 'H' && (*p < 'A' || *p > 'Z')) || !sn_txt_next(&r, &l))
        return false;
    return head_kind(&l) == HEAD_RESPONSE ||
           (is_request(&l) && l.n > 9 && memcmp(l.p + l.n - 9, " HTTP/1.", 8) == 0);
}

/* ---- what spans segments ---- */

/* Whether what is cut in its first line may begin a head. */
static bool may_begin(const uint8_t *p, uint32_t n)
{
    const uint8_t *blank = memchr(p, ' ', n);
    size_t len = blank ? (size_t)(blank - p) : n;

    if (*p == 'H' && memcmp(p, "HTTP/1.", n < 7 ? n : 7) == 0)
        return true;
    return blank ? is_method(p, len) : len < 20 && *p >= 'A' && *p <= 'Z';
}

/* Bytes of a head, up to the blank line. */
static uint32_t head_size(const uint8_t *p, uint32_t n)
{
    struct sn_rd r = sn_rd_init(p, n, n);
    struct sn_txt l = {.n = 0};
    bool first = true;

    while (sn_txt_next(&r, &l) && (l.n || first)) {
        if (first && head_kind(&l) == HEAD_NONE)
            return SN_STREAM_BAD;
        first = false;
    }
    if (first && n && !may_begin(p, n))
        return SN_STREAM_BAD;
    if (first || l.n)
        return n > HEAD_MAX ? SN_STREAM_BAD : 0;
    return (uint32_t)sn_rd_off(&r);
}

/* A head, and the body behind it if that is dissected whole. */
static uint32_t http_unit(const uint8_t *p, uint32_t n)
{
    uint32_t head = head_size(p, n);

    return head && head != SN_STREAM_BAD ? sn_http_kept(p, head, n) : head;
}

static bool http_tail_begins(struct sn_stream_tail *t, uint32_t peer_mode, const uint8_t *p,
                             uint32_t n)
{
    *t = (struct sn_stream_tail){.state = 0};
    return head_size(p, n) == n && sn_http_body_begins(t, peer_mode, p, n);
}

static uint32_t http_mode(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    *mode &= ~(uint32_t)(SN_HTTP_HEAD | SN_HTTP_CONNECT);
    if (begins(p, n, "HEAD "))
        *mode |= SN_HTTP_HEAD;
    else if (begins(p, n, "CONNECT "))
        *mode |= SN_HTTP_CONNECT;
    return 0;
}

/* No message is longer than its head. */
static uint32_t no_message(const uint8_t *p, uint32_t n)
{
    (void)p;
    return n;
}

/* A reply that others follow is none yet. */
static enum sn_stream_deal http_deal(const uint8_t *p, uint32_t n)
{
    size_t at = word(p, n);

    if (!begins(p, n, "HTTP/1."))
        return SN_STREAM_REQUEST;
    return sn_http_number(p + at, n - at) / 100 == 1 ? SN_STREAM_NO_DEAL : SN_STREAM_REPLY;
}

static const struct sn_stream_kind http_stream = {.unit = http_unit,
                                                  .body = http_mode,
                                                  .message = no_message,
                                                  .loose = true,
                                                  .tail_begins = http_tail_begins,
                                                  .tail = sn_http_body,
                                                  .deal = http_deal};

/* ---- fields ---- */

static void part(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                 size_t n)
{
    if (n)
        sn_rec_bytes(d, field, (size_t)(p - r->start), n, p, n);
}

/* What is between the separators, without blanks in front. */
static void parts(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                  size_t n, char separator)
{
    const uint8_t *end = p + n, *at;

    for (; p < end; p = at + 1) {
        at = memchr(p, separator, (size_t)(end - p));
        at = at ? at : end;
        while (p < at && *p == ' ')
            p++;
        if (p < at)
            part(d, r, field, p, (size_t)(at - p));
    }
}

static void request_line(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l)
{
    size_t n = word(l->p, l->n), left = l->n - n - 1, len;
    const uint8_t *p = l->p + n + 1, *query;

    part(d, r, METHOD, l->p, n);
    len = word(p, left);
    part(d, r, URI, p, len);
    query = memchr(p, '?', len);
    if (query) {
        size_t path = (size_t)(query - p);

        part(d, r, PATH, p, path);
        part(d, r, QUERY, query + 1, len - path - 1);
        parts(d, r, PARAM, query + 1, len - path - 1, '&');
    }
    part(d, r, REQ_VERSION, p + len + (len < left), left - len - (len < left));
}

/* The name of a code, or that it has none. */
static void code_desc(struct sn_dis *d, uint32_t code)
{
    const char *name = sn_val_name(sn_http_codes, code);
    char text[24];

    if (!name) {
        (void)snprintf(text, sizeof text, "Unknown (%u)", code);
        name = text;
    }
    sn_rec_str(d, CODE_DESC, name, strlen(name));
}

static void response_line(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l)
{
    size_t n = word(l->p, l->n), digits;
    const uint8_t *p = l->p + n, *end = l->p + l->n;
    uint32_t code = 0;

    part(d, r, RESP_VERSION, l->p, n);
    while (p < end && *p == ' ')
        p++;
    for (digits = 0; digits < 3 && p + digits < end; digits++) {
        if (p[digits] < '0' || p[digits] > '9')
            return;
        code = code * 10 + p[digits] - '0';
    }
    if (digits < 3 || code < CODE_MIN)
        return;
    sn_rec_uint(d, CODE, (size_t)(p - r->start), 3, code);
    code_desc(d, code);
    p += digits;
    if (p < end)
        part(d, r, PHRASE, p + 1, (size_t)(end - p - 1));
}

static int digit64(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The name and password of "Basic …". */
static void basic(struct sn_dis *d, const uint8_t *p, size_t n)
{
    uint32_t bits = 0, have = 0;
    char text[BASE64_MAX];
    size_t len = 0, i;

    if (n < 6 || n > BASE64_MAX || strncasecmp((const char *)p, "Basic ", 6) != 0)
        return;
    for (i = 6; i < n && p[i] == ' '; i++)
        ;
    for (; i < n && digit64(p[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)digit64(p[i]);
        have += 6;
        if (have >= 8) {
            have -= 8;
            text[len++] = (char)(bits >> have);
        }
    }
    sn_rec_str(d, BASIC, text, len);
}

/* A length that is a number, and all of it. */
static void content_length(struct sn_dis *d, const struct sn_rd *r, const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9' || v > (UINT64_MAX - 9) / 10)
            return;
        v = v * 10 + p[i] - '0';
    }
    if (n)
        sn_rec_uint(d, LENGTH, (size_t)(p - r->start), n, v);
}

static void header_parts(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                         size_t n)
{
    switch (field) {
    case COOKIE:
        parts(d, r, COOKIE_PAIR, p, n, ';');
        break;
    case AUTHORIZATION:
    case PROXY_AUTHORIZATION:
        basic(d, p, n);
        break;
    case LENGTH_HEADER:
        content_length(d, r, p, n);
        break;
    default:
        break;
    }
}

/* A line of the head. False: it is none. */
static bool header(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l, unsigned lines)
{
    const uint8_t *colon = memchr(l->p, ':', l->n), *p, *end = l->p + l->n;
    size_t n;

    if (!colon || *l->p == ' ' || *l->p == '\t')
        return false;
    if (lines)
        part(d, r, lines, l->p, l->n + l->end);
    n = (size_t)(colon - l->p);
    for (p = colon + 1; p < end && (*p == ' ' || *p == '\t'); p++)
        ;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        if (n != strlen(headers[i].name) ||
            strncasecmp((const char *)l->p, headers[i].name, n) != 0)
            continue;
        part(d, r, headers[i].field, p, (size_t)(end - p));
        header_parts(d, r, headers[i].field, p, (size_t)(end - p));
    }
    return true;
}

static bool rec_begins(const struct sn_rec *q, const char *with)
{
    return begins(q->p, q->n, with);
}

/* The address with the host in front, when it has none itself. */
static void full_uri(struct sn_dis *d)
{
    const struct sn_rec *uri = sn_rec_of(d, URI), *host = sn_rec_of(d, HOST);
    const struct sn_rec *method = sn_rec_of(d, METHOD);
    const char *scheme;
    size_t n = 0, len;
    char *p;

    if (!uri || !method || !host)
        return;
    if (rec_begins(method, "CONNECT") || rec_begins(uri, "http://") ||
        rec_begins(uri, "https://")) {
        sn_rec_bytes(d, FULL_URI, uri->off, 0, uri->p, uri->n)->flags = SN_REC_MADE;
        return;
    }
    while (n < host->n && host->p[n] != ' ')
        n++;
    scheme = sn_is_in_tls(d) ? "https://" : "http://";
    len = strlen(scheme);
    p = sn_arena_alloc(&d->arena, len + n + uri->n);
    if (!p)
        return;
    memcpy(p, scheme, len);
    memcpy(p + len, host->p, n);
    memcpy(p + len + n, uri->p, uri->n);
    sn_rec_bytes(d, FULL_URI, 0, 0, p, len + n + uri->n)->flags = SN_REC_MADE;
}

/* What is behind the head of n bytes at p: a body, unless that has passed, and maybe another
 * head. */
static void behind(struct sn_dis *d, struct sn_rd *r, const uint8_t *p, uint32_t n)
{
    const struct sn_stream_part *part = d->part;
    bool first = part && part->proto == d->cur->proto && p == part->p;
    struct sn_stream_tail t;
    uint32_t size;

    if (!(first && part->passed) && sn_http_body_begins(&t, part ? part->peer_mode : 0, p, n)) {
        struct sn_rd body = *r;

        size = sn_http_body(&t, r->p, (uint32_t)sn_rd_left(r));
        (void)sn_rd_skip(r, size);
        if (t.state)
            return;
        body = sn_inside(&body, size);
        sn_http_inside(d, p, n, &body);
    }
    if (sn_rd_left(r) && http_claims(r->p, (uint32_t)sn_rd_left(r), (uint32_t)sn_rd_left(r)))
        sn_next_proto(d, d->cur->proto, r, (uint32_t)sn_rd_left(r));
}

/* An answer that the connection goes on with another protocol, behind it or in later segments. */
static void switched(struct sn_dis *d, struct sn_rd *r)
{
    const struct sn_rec *to = sn_rec_of(d, UPGRADE);

    if (!to || to->n != 9 || strncasecmp((const char *)to->p, "websocket", 9) != 0)
        return;
    if (d->nsegment)
        d->segment[d->nsegment - 1].proto = &sn_proto_websocket;
    if (sn_rd_left(r))
        sn_next_proto(d, &sn_proto_websocket, r, (uint32_t)sn_rd_left(r));
}

/* Behind all records: a response is to the last request. */
static void derive(struct sn_dis *d, bool response)
{
    struct sn_derived *v = sn_derive_deal(d, REQUEST_IN, 0, response);

    if (v)
        v->renews = true;
}

/* The next line, or what was captured of it. */
static bool next_line(struct sn_rd *r, struct sn_txt *l)
{
    size_t n = sn_rd_left(r);

    if (sn_txt_next(r, l))
        return true;
    if (!r->cut || !n || *r->p == '\r')
        return false;
    *l = (struct sn_txt){.p = r->p, .n = r->p[n - 1] == '\r' ? n - 1 : n};
    return sn_rd_skip(r, n);
}

/* The head that r begins with. */
static void head(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p = r->p;
    struct sn_txt l;
    unsigned kind, lines;
    bool more;

    if (!next_line(r, &l) || (kind = head_kind(&l)) == HEAD_NONE)
        return;
    if (kind == HEAD_REQUEST)
        request_line(d, r, &l);
    else
        response_line(d, r, &l);
    lines = kind == HEAD_RESPONSE ? RESP_LINE : REQ_LINE;
    if (begins(l.p, l.n, "NOTIFY ") || begins(l.p, l.n, "SUBSCRIBE ") ||
        begins(l.p, l.n, "UNSUBSCRIBE "))
        lines = 0;
    while ((more = next_line(r, &l)) && l.n && header(d, r, &l, lines))
        ;
    if (kind == HEAD_REQUEST)
        full_uri(d);
    sn_rec_made(d, kind == HEAD_RESPONSE ? RESPONSE : lines ? REQUEST : NOTIFICATION, 1);
    if (more && !l.n && sn_u(d, CODE) == 101)
        switched(d, r);
    else if (more && !l.n)
        behind(d, r, p, (uint32_t)(r->p - p));
    if (d->want & SN_WANT_DERIVED && sn_u(d, CODE) / 100 != 1)
        derive(d, kind == HEAD_RESPONSE);
}

static void http_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;
    uint32_t first = d->nrec;

    (void)len;
    sn_txt_lines(d, r, commands);
    sn_text_only(d, first);
    if (d->want & (SN_WANT_FIELDS | SN_WANT_MORE))
        head(d, &in);
}

static void head_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;

    (void)len;
    head(d, &in);
}

static enum sn_then http_more_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "HTTP");
    if (sn_find(&v, METHOD))
        sn_say(t, &v, " {} {}", METHOD, sn_find(&v, FULL_URI) ? FULL_URI : URI);
    if (sn_find(&v, CODE))
        sn_say(t, &v, " {d}", CODE);
    if (sn_find(&v, PHRASE))
        sn_say(t, &v, " {}", PHRASE);
    if (sn_find(&v, CONTENT_TYPE))
        sn_say(t, &v, " {}", CONTENT_TYPE);
    return SN_TEXT_DONE;
}

#define http_text sn_txt_text
const struct sn_proto sn_proto_http = {
    .name = "http",
    .title = "Hypertext Transfer Protocol",
    SN_PROTO_FIELDS(http),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = 80}, {.table = &sn_tab_tcp, .value = 8080}),
    .stream = &http_stream,
    .dissect = http_dissect,
    .text = http_text,
};

const struct sn_proto sn_proto_http_more = {
    .name = "http",
    .title = "Hypertext Transfer Protocol",
    SN_PROTO_FIELDS(http),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .claims = http_claims, .first = 'A', .last = 'Z'}),
    .more = true,
    .stream = &http_stream,
    .dissect = head_dissect,
    .text = http_more_text,
};

const struct sn_proto sn_proto_ssdp = {
    .name = "ssdp",
    .title = "Simple Service Discovery Protocol",
    SN_PROTO_FIELDS(http),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 1900}),
    .more = true,
    .dissect = head_dissect,
    .text = http_more_text,
};
