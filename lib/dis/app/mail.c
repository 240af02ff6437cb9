/*
 * What the lines of FTP, SMTP, POP and IMAP say: commands with their arguments, replies with their
 * codes. Lines are put together over segments; what is sent between them (mail, and what IMAP
 * counts) is passed by.
 */
#include <strings.h>

#include "dis/app/slice.h"
#include "dis/app/stream.h"
#include "dis/app/txt.h"

#define FTP(F)                                                                                     \
    SN_TXT(F, "ftp")                                                                               \
    F(FTP_REQUEST, "ftp.request", BOOL, "Request")                                                 \
    F(FTP_RESPONSE, "ftp.response", BOOL, "Response")                                              \
    F(FTP_COMMAND, "ftp.request.command", STR, "Request command")                                  \
    F(FTP_ARG, "ftp.request.arg", STR, "Request arg")                                              \
    F(FTP_CODE, "ftp.response.code", UINT, "Response code")                                        \
    F(FTP_RSP_ARG, "ftp.response.arg", STR, "Response arg")
SN_FIELDS(ftp, FTP)

#define SMTP(F)                                                                                    \
    F(SMTP_MESSAGE, "sn.smtp.message", NONE, NULL)                                                 \
    F(SMTP_TEXT, "sn.smtp.line", STRS, "Line")                                                     \
    F(SMTP_REQ, "smtp.req", BOOL, "Request")                                                       \
    F(SMTP_RSP, "smtp.rsp", BOOL, "Response")                                                      \
    F(SMTP_LINE, "smtp.command_line", STRS, "Command Line")                                        \
    F(SMTP_COMMAND, "smtp.req.command", STRS, "Command")                                           \
    F(SMTP_PARAMETER, "smtp.req.parameter", STRS, "Request parameter")                             \
    F(SMTP_RESPONSE, "smtp.response", STRS, "Response")                                            \
    F(SMTP_CODE, "smtp.response.code", UINTS, "Response code")                                     \
    F(SMTP_RSP_PARAMETER, "smtp.rsp.parameter", STRS, "Response parameter")
SN_FIELDS(smtp, SMTP)

#define POP(F)                                                                                     \
    F(POP_REQUEST, "sn.pop.request", STRS, "Request")                                              \
    F(POP_COMMAND, "pop.request.command", STRS, "Request command")                                 \
    F(POP_PARAMETER, "pop.request.parameter", STRS, "Request parameter")                           \
    F(POP_RESPONSE, "sn.pop.response", STRS, "Response")                                           \
    F(POP_INDICATOR, "pop.response.indicator", STR, "Response indicator")                          \
    F(POP_DESCRIPTION, "pop.response.description", STR, "Response description")                    \
    F(POP_DATA, "pop.response.data", STRS, "Data")
SN_FIELDS(pop, POP)

#define IMAP(F)                                                                                    \
    F(IMAP_REQUEST, "imap.isrequest", BOOL, "Request")                                             \
    F(IMAP_LINE, "imap.line", STRS, "Line")                                                        \
    F(IMAP_REQ, "imap.request", STRS, "Request")                                                   \
    F(IMAP_REQ_TAG, "imap.request_tag", STRS, "Request Tag")                                       \
    F(IMAP_UID, "imap.request.command.uid", BOOLS, "Request isUID")                                \
    F(IMAP_REQ_COMMAND, "imap.request.command", STRS, "Request Command")                           \
    F(IMAP_USER, "imap.request.username", STRS, "Request Username")                                \
    F(IMAP_PASSWORD, "imap.request.password", STRS, "Request Password")                            \
    F(IMAP_FOLDER, "imap.request.folder", STRS, "Request Folder")                                  \
    F(IMAP_RSP, "imap.response", STRS, "Response")                                                 \
    F(IMAP_RSP_TAG, "imap.response_tag", STRS, "Response Tag")                                     \
    F(IMAP_STATUS, "imap.response.status", STRS, "Response Status")                                \
    F(IMAP_RSP_COMMAND, "imap.response.command", STRS, "Response Command")
SN_FIELDS(imap, IMAP)

enum { FTP_PORT = 21, SMTP_PORT = 25, POP_PORT = 110, IMAP_PORT = 143 };

/* ---- words ---- */

static void rec(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p, size_t n)
{
    sn_rec_bytes(d, field, (size_t)(p - r->start), n, p, n);
}

/* The first word of a line, and what is behind the blanks behind it. */
static size_t word(const struct sn_txt *l, const uint8_t **rest)
{
    size_t n = 0, at;

    while (n < l->n && l->p[n] != ' ')
        n++;
    for (at = n; at < l->n && l->p[at] == ' '; at++)
        ;
    *rest = l->p + at;
    return n;
}

static bool is(const uint8_t *p, size_t n, const char *word)
{
    return n == strlen(word) && strncasecmp((const char *)p, word, n) == 0;
}

static bool is_any(const uint8_t *p, size_t n, const char *const *words)
{
    for (; *words; words++) {
        if (is(p, n, *words))
            return true;
    }
    return false;
}

static bool is_printable(const struct sn_txt *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if ((l->p[i] < ' ' && l->p[i] != '\t') || l->p[i] == 0x7f)
            return false;
    }
    return true;
}

/* A reply's code: three digits. */
static bool code(const struct sn_txt *l, uint32_t *v)
{
    *v = 0;
    for (size_t i = 0; i < 3; i++) {
        if (i >= l->n || l->p[i] < '0' || l->p[i] > '9')
            return false;
        *v = *v * 10 + l->p[i] - '0';
    }
    return true;
}

static const struct sn_stream_kind lines = {.unit = sn_txt_line_unit, .loose = true};

/* ---- what is sent between lines ---- */

/* So many bytes; or lines up to one of a dot (RFC 5321 4.1.1.4): at the beginning, which may be a
 * command since the server refused, in front of a line, behind a dot there, inside of a line. */
enum { NOTHING, COUNT, BEGIN, LINE_BEGIN, DOT, IN_LINE };

static bool count_begins(struct sn_stream_tail *t, uint32_t n)
{
    *t = (struct sn_stream_tail){.state = n ? COUNT : NOTHING, .left = n};
    return n != 0;
}

static uint32_t count(struct sn_stream_tail *t, const uint8_t *p, uint32_t n)
{
    if (n >= t->left) {
        n = p || n == t->left ? (uint32_t)t->left : 0;
        t->state = NOTHING;
    }
    t->left -= n;
    return n;
}

/* ---- FTP: the first line says all ---- */

static void ftp_says(struct sn_dis *d, struct sn_rd r)
{
    bool request = sn_is_to(d, FTP_PORT);
    const uint8_t *rest;
    struct sn_txt l;
    uint32_t v;
    size_t n;

    if (!sn_txt_next(&r, &l) || !is_printable(&l))
        return;
    sn_rec_made(d, FTP_REQUEST, request);
    sn_rec_made(d, FTP_RESPONSE, !request);
    if (request) {
        n = word(&l, &rest);
        rec(d, &r, FTP_COMMAND, l.p, n);
        if (rest < l.p + l.n)
            rec(d, &r, FTP_ARG, rest, (size_t)(l.p + l.n - rest));
        return;
    }
    if (code(&l, &v)) {
        sn_rec_uint(d, FTP_CODE, (size_t)(l.p - r.start), 3, v);
        n = l.n == 3 ? 3 : l.p[3] == ' ' || l.p[3] == '-' ? 4 : 3;
    } else {
        n = 0;
    }
    if (n < l.n)
        rec(d, &r, FTP_RSP_ARG, l.p + n, l.n - n);
}

/* ---- SMTP ---- */

static const char *const smtp_commands[] = {
    "HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET",     "VRFY", "EXPN", "HELP", "NOOP", "QUIT",
    "AUTH", "BDAT", "ETRN", "TURN", "SEND", "STARTTLS", "LHLO", "SOML", "SAML", NULL};

/* Whether what begins here is a command that may come in place of a mail's text. */
static bool is_refused(const uint8_t *p, uint32_t n)
{
    static const char *const others[] = {"MAIL FROM:", "RSET\r\n", "QUIT\r\n", "NOOP\r\n"};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (slice_begins((struct slice){p, n}, others[i]))
            return true;
    }
    return false;
}

static uint32_t mail_text(struct sn_stream_tail *t, const uint8_t *p, uint32_t n)
{
    uint32_t at = 0;

    if (t->state == BEGIN && n) {
        t->state = p && is_refused(p, n) ? NOTHING : LINE_BEGIN;
        if (t->state == NOTHING)
            return 0;
    }
    if (!p) {
        t->state = IN_LINE;
        return n;
    }
    while (at < n && t->state != NOTHING) {
        uint8_t c = p[at++];

        if (c == '\n')
            t->state = t->state == DOT ? NOTHING : LINE_BEGIN;
        else if (c == '.' && t->state == LINE_BEGIN)
            t->state = DOT;
        else if (c != '\r')
            t->state = IN_LINE;
    }
    return at;
}

/* Behind DATA, and BDAT with its length (RFC 3030). */
static bool smtp_tail_begins(struct sn_stream_tail *t, uint32_t peer_mode, const uint8_t *p,
                             uint32_t n)
{
    enum { MOST = 1 << 28 };
    struct slice x = slice_until((struct slice){p, n}, "\r\n"), word = slice_cut(&x, ' ');
    uint32_t bytes;

    (void)peer_mode;
    if (slice_is(word, "BDAT")) {
        bytes = slice_number(slice_cut(&x, ' '), MOST);
        return count_begins(t, bytes <= MOST ? bytes : 0);
    }
    *t = (struct sn_stream_tail){.state = slice_is(word, "DATA") ? BEGIN : NOTHING};
    return t->state != NOTHING;
}

static uint32_t smtp_tail(struct sn_stream_tail *t, const uint8_t *p, uint32_t n)
{
    return t->state == COUNT ? count(t, p, n) : mail_text(t, p, n);
}

/* A command, or a reply of one or several lines. */
static uint32_t smtp_unit(const uint8_t *p, uint32_t n)
{
    enum { MOST = 32 << 10 };
    uint32_t at = 0, len, v;
    bool more = true;

    while (more && at < n) {
        struct sn_txt l = {.p = p + at};

        len = sn_txt_line_unit(p + at, n - at);
        if (!len || len == SN_STREAM_BAD)
            return at && (len || n > MOST) ? at : len;
        l.n = len;
        more = code(&l, &v) && len > 3 && l.p[3] == '-';
        at += len;
    }
    return !more || n > MOST ? at : 0;
}

static const struct sn_stream_kind smtp_stream = {.unit = smtp_unit,
                                                  .loose = true,
                                                  .at_once = true,
                                                  .tail_begins = smtp_tail_begins,
                                                  .tail = smtp_tail};

static bool smtp_command(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l)
{
    const uint8_t *rest;
    size_t n = word(l, &rest);

    if (!is_any(l->p, n, smtp_commands))
        return false;
    rec(d, r, SMTP_LINE, l->p, l->n + l->end);
    rec(d, r, SMTP_COMMAND, l->p, n);
    if (rest < l->p + l->n)
        rec(d, r, SMTP_PARAMETER, rest, (size_t)(l->p + l->n - rest));
    return true;
}

static bool smtp_reply(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l, bool first)
{
    uint32_t v;

    if (!code(l, &v) || (l->n > 3 && l->p[3] != ' ' && l->p[3] != '-'))
        return false;
    if (first) {
        rec(d, r, SMTP_RESPONSE, l->p, l->n + l->end);
        sn_rec_uint(d, SMTP_CODE, (size_t)(l->p - r->start), 3, v);
    }
    if (l->n > 4)
        rec(d, r, SMTP_RSP_PARAMETER, l->p + 4, l->n - 4);
    return true;
}

/* Commands may come one behind the other; a reply may have several lines. */
static void smtp_says(struct sn_dis *d, struct sn_rd r)
{
    bool request = sn_is_to(d, SMTP_PORT), first = true;
    uint32_t from = d->nrec;
    struct sn_stream_tail t;
    struct sn_txt l;

    while (sn_txt_next(&r, &l) && is_printable(&l)) {
        uint32_t before = d->nrec;

        if (request || d->nrec == from)
            sn_rec_made(d, request ? SMTP_REQ : SMTP_RSP, 1);
        if (request ? !smtp_command(d, &r, &l) : !smtp_reply(d, &r, &l, first)) {
            d->nrec = before;
            return;
        }
        if (request && smtp_tail_begins(&t, 0, l.p, (uint32_t)(l.n + l.end)))
            (void)sn_rd_skip(&r, smtp_tail(&t, r.p, (uint32_t)sn_rd_left(&r)));
        first = !request && l.n > 3 && l.p[3] == ' ';
    }
}

/* ---- POP ---- */

static void pop_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool request = sn_is_to(d, POP_PORT), first = true;
    const uint8_t *rest;
    struct sn_txt l;
    size_t n;

    (void)len;
    for (; sn_txt_next(r, &l) && is_printable(&l); first = false) {
        if (!first) {
            if (!request)
                rec(d, r, POP_DATA, l.p, l.n + l.end);
            continue;
        }
        n = word(&l, &rest);
        if (!request && !is(l.p, n, "+OK") && !is(l.p, n, "-ERR"))
            return;
        rec(d, r, request ? POP_REQUEST : POP_RESPONSE, l.p, l.n + l.end);
        rec(d, r, request ? POP_COMMAND : POP_INDICATOR, l.p, n);
        if (rest < l.p + l.n)
            rec(d, r, request ? POP_PARAMETER : POP_DESCRIPTION, rest, (size_t)(l.p + l.n - rest));
    }
}

static enum sn_then pop_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "POP");
    if (sn_find(&v, POP_COMMAND))
        sn_say(t, &v, " {}", POP_COMMAND);
    if (sn_find(&v, POP_PARAMETER))
        sn_say(t, &v, " {}", POP_PARAMETER);
    if (sn_find(&v, POP_INDICATOR))
        sn_say(t, &v, " {}", POP_INDICATOR);
    if (sn_find(&v, POP_DESCRIPTION))
        sn_say(t, &v, " {}", POP_DESCRIPTION);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_pop = {
    .name = "pop",
    .title = "Post Office Protocol",
    SN_PROTO_FIELDS(pop),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = POP_PORT}),
    .more = true,
    .stream = &lines,
    .dissect = pop_dissect,
    .text = pop_text,
};

/* ---- IMAP (RFC 9051) ---- */

/* "{310}" or "{310+}" at the end of a line: so many bytes follow, and then it goes on (4.3). */
static bool imap_tail_begins(struct sn_stream_tail *t, uint32_t peer_mode, const uint8_t *p,
                             uint32_t n)
{
    enum { MOST = 1 << 28 };
    struct slice x = slice_until((struct slice){p, n}, "\r\n");
    const uint8_t *open = x.n && x.p[x.n - 1] == '}' ? memrchr(x.p, '{', x.n) : NULL;
    struct slice number = open ? slice_behind(x, (size_t)(open + 1 - x.p)) : (struct slice){p, 0};
    uint32_t bytes = slice_number(slice_until(number, "+}"), MOST);

    (void)peer_mode;
    return count_begins(t, bytes <= MOST ? bytes : 0);
}

static const struct sn_stream_kind imap_stream = {.unit = sn_txt_line_unit,
                                                  .loose = true,
                                                  .at_once = true,
                                                  .tail_begins = imap_tail_begins,
                                                  .tail = count};

/* The next word from *p on, without the quotation marks around it. */
static size_t argument(const uint8_t **p, const uint8_t *end, const uint8_t **next)
{
    const uint8_t *from, *to;

    while (*p < end && **p == ' ')
        (*p)++;
    from = *p;
    if (from < end && *from == '"') {
        *p = ++from;
        to = memchr(from, '"', (size_t)(end - from));
        to = to ? to : end;
        *next = to < end ? to + 1 : end;
        return (size_t)(to - from);
    }
    for (to = from; to < end && *to != ' '; to++)
        ;
    *next = to;
    return (size_t)(to - from);
}

static void imap_arguments(struct sn_dis *d, const struct sn_rd *r, const uint8_t *command,
                           size_t n, const uint8_t *p, const uint8_t *end)
{
    static const char *const folders[] = {"select",    "examine",     "create", "delete", "rename",
                                          "subscribe", "unsubscribe", "status", "append", NULL};
    bool login = is(command, n, "login");

    if (!login && !is_any(command, n, folders))
        return;
    for (unsigned field = login ? IMAP_USER : IMAP_FOLDER; field <= IMAP_FOLDER; field++) {
        const uint8_t *next;
        size_t k = argument(&p, end, &next);

        if (k && !(login && field == IMAP_FOLDER))
            rec(d, r, field, p, k);
        p = next;
    }
}

static void imap_request(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l)
{
    const uint8_t *p = l->p, *end = l->p + l->n, *next, *command;
    size_t n = argument(&p, end, &next);

    rec(d, r, IMAP_REQ, l->p, l->n);
    rec(d, r, IMAP_REQ_TAG, p, n);
    p = next;
    n = argument(&p, end, &next);
    if (is(p, n, "uid")) {
        sn_rec_made(d, IMAP_UID, 1);
        p = next;
        n = argument(&p, end, &next);
    }
    command = p;
    if (!n)
        return;
    rec(d, r, IMAP_REQ_COMMAND, p, n);
    imap_arguments(d, r, command, n, next, end);
}

static void imap_response(struct sn_dis *d, const struct sn_rd *r, const struct sn_txt *l)
{
    const uint8_t *p = l->p, *end = l->p + l->n, *next;
    size_t n = argument(&p, end, &next);

    if (is(p, n, "*") || is(p, n, "+"))
        return;
    rec(d, r, IMAP_RSP, l->p, l->n);
    rec(d, r, IMAP_RSP_TAG, p, n);
    for (unsigned field = IMAP_STATUS; field <= IMAP_RSP_COMMAND; field++) {
        p = next;
        n = argument(&p, end, &next);
        if (n)
            rec(d, r, field, p, n);
    }
}

static void imap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool request = sn_is_to(d, IMAP_PORT), first = true;
    struct sn_stream_tail t;
    struct sn_txt l;

    (void)len;
    for (; sn_txt_next(r, &l) && is_printable(&l); first = false) {
        const uint8_t *rest;
        size_t n = word(&l, &rest);

        if (first)
            sn_rec_made(d, IMAP_REQUEST, request);
        rec(d, r, IMAP_LINE, l.p, l.n + l.end);
        if (imap_tail_begins(&t, 0, l.p, (uint32_t)(l.n + l.end)))
            (void)sn_rd_skip(r, count(&t, r->p, (uint32_t)sn_rd_left(r)));
        if (!n || n == l.n) /* a piece of what a line in front announced */
            continue;
        if (request)
            imap_request(d, r, &l);
        else
            imap_response(d, r, &l);
    }
}

static enum sn_then imap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "IMAP");
    if (sn_find(&v, IMAP_REQ_COMMAND))
        sn_say(t, &v, " {} {}", IMAP_REQ_TAG, IMAP_REQ_COMMAND);
    if (sn_find(&v, IMAP_USER))
        sn_say(t, &v, " {}", IMAP_USER);
    if (sn_find(&v, IMAP_FOLDER))
        sn_say(t, &v, " {}", IMAP_FOLDER);
    if (sn_find(&v, IMAP_STATUS))
        sn_say(t, &v, " {} {}", IMAP_RSP_TAG, IMAP_STATUS);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_imap = {
    .name = "imap",
    .title = "Internet Message Access Protocol",
    SN_PROTO_FIELDS(imap),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = IMAP_PORT}),
    .more = true,
    .stream = &imap_stream,
    .dissect = imap_dissect,
    .text = imap_text,
};

/* ---- FTP and SMTP, whose lines tcpdump prints ---- */

static void ftp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;

    (void)len;
    sn_txt_lines(d, r, NULL);
    if (d->want & SN_WANT_FIELDS)
        ftp_says(d, in);
}

static void smtp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;

    (void)len;
    sn_txt_lines(d, r, NULL);
    if (d->want & SN_WANT_FIELDS)
        smtp_says(d, in);
}

const struct sn_proto sn_proto_ftp = {
    .name = "ftp",
    .title = "File Transfer Protocol",
    SN_PROTO_FIELDS(ftp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = FTP_PORT}),
    .stream = &lines,
    .dissect = ftp_dissect,
    .text = sn_txt_text,
};

const struct sn_proto sn_proto_smtp = {
    .name = "smtp",
    .title = "Simple Mail Transfer Protocol",
    SN_PROTO_FIELDS(smtp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = SMTP_PORT}),
    .stream = &smtp_stream,
    .dissect = smtp_dissect,
    .text = sn_txt_text,
};
