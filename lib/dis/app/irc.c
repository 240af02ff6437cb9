/* Internet Relay Chat (RFC 2812): lines, each segment's by themselves. */
#include <strings.h>

#include "dis/app/stream.h"
#include "dis/app/txt.h"

#define IRC(F)                                                                                     \
    F(REQUEST, "irc.request", STRS, "Request")                                                     \
    F(REQ_PREFIX, "irc.request.prefix", STRS, "Prefix")                                            \
    F(REQ_COMMAND, "irc.request.command", STRS, "Command")                                         \
    F(REQ_PARAMETER, "irc.request.command_parameter", STRS, "Parameter")                           \
    F(REQ_TRAILER, "irc.request.trailer", STRS, "Trailer")                                         \
    F(RESPONSE, "irc.response", STRS, "Response")                                                  \
    F(RSP_PREFIX, "irc.response.prefix", STRS, "Prefix")                                           \
    F(RSP_COMMAND, "irc.response.command", STRS, "Command")                                        \
    F(RSP_PARAMETER, "irc.response.command_parameter", STRS, "Parameter")                          \
    F(RSP_TRAILER, "irc.response.trailer", STRS, "Trailer")                                        \
    F(NUMBER, "irc.response.num_command", UINTS, "Command", .width = 2)                            \
    F(CTCP, "irc.ctcp", STRS, "CTCP Data")
SN_FIELDS(irc, IRC)

enum { PORT = 6667, MARK = 1 };

/* Fields of a request, from REQUEST on, and those of a response, from RESPONSE on. */
enum { LINE, PREFIX, COMMAND, PARAMETER, TRAILER };

static void rec(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                const uint8_t *end)
{
    sn_rec_bytes(d, field, (size_t)(p - r->start), (size_t)(end - p), p, (size_t)(end - p));
}

static const uint8_t *blanks(const uint8_t *p, const uint8_t *end)
{
    while (p < end && *p == ' ')
        p++;
    return p;
}

static const uint8_t *word(const uint8_t *p, const uint8_t *end)
{
    while (p < end && *p != ' ')
        p++;
    return p;
}

/* The number of a reply: three digits. */
static bool number(const uint8_t *p, size_t n, uint32_t *v)
{
    *v = 0;
    for (size_t i = 0; n == 3 && i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        *v = *v * 10 + p[i] - '0';
    }
    return n == 3;
}

/* What is behind the colon. Data of clients, between bytes of value 1, is most often all of it. */
static void trailer(struct sn_dis *d, const struct sn_rd *r, unsigned fields, const uint8_t *p,
                    const uint8_t *end)
{
    const uint8_t *mark = memchr(p, MARK, (size_t)(end - p));

    rec(d, r, fields + TRAILER, p, end);
    if (mark && memchr(mark + 1, MARK, (size_t)(end - mark - 1)))
        rec(d, r, CTCP, p + 1, end - 1);
}

static void line(struct sn_dis *d, const struct sn_rd *r, unsigned fields, const uint8_t *p,
                 const uint8_t *end)
{
    const uint8_t *to;
    uint32_t v;

    rec(d, r, fields + LINE, p, end);
    if (p < end && *p == ':') {
        to = word(p, end);
        if (to == end)
            return;
        rec(d, r, fields + PREFIX, p + 1, to);
        p = to;
    }
    p = blanks(p, end);
    if (p == end || *p == ':')
        return;
    to = word(p, end);
    rec(d, r, fields + COMMAND, p, to);
    if (fields == RESPONSE && number(p, (size_t)(to - p), &v))
        sn_rec_uint(d, NUMBER, (size_t)(p - r->start), 3, v);
    for (p = blanks(to, end); p < end && *p != ':'; p = blanks(to, end)) {
        to = word(p, end);
        rec(d, r, fields + PARAMETER, p, to);
    }
    if (p < end)
        trailer(d, r, fields, p + 1, end);
}

/* Also the last line when its end is in the next segment. */
static void irc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    unsigned fields = sn_is_to(d, PORT) ? REQUEST : RESPONSE;
    struct sn_txt l;

    (void)len;
    while (sn_txt_next(r, &l)) {
        if (l.n)
            line(d, r, fields, l.p, l.p + l.n);
    }
    if (sn_rd_left(r)) {
        line(d, r, fields, r->p, r->end);
        (void)sn_rd_skip(r, sn_rd_left(r));
    }
}

static enum sn_then irc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), p = {0}, q = {0};
    const char *sep = "IRC ";

    for (; sn_each(&v, REQUEST, &p); sep = ", ") {
        sn_put_s(t->b, sep);
        sn_say(t, &p, "{}", REQUEST);
    }
    for (; sn_each(&v, RESPONSE, &q); sep = ", ") {
        sn_put_s(t->b, sep);
        sn_say(t, &q, "{}", RESPONSE);
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_irc = {
    .name = "irc",
    .title = "Internet Relay Chat",
    SN_PROTO_FIELDS(irc),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT}),
    .more = true,
    .dissect = irc_dissect,
    .text = irc_text,
};
