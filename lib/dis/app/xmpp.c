/*
 * XMPP (RFC 6120): the elements of the outermost level of a stream and their attributes, each
 * segment's by themselves, up to the TLS that STARTTLS leads to. Namespaces, and what is inside the
 * elements but for the names of features, are passed over.
 */
#include "dis/app/stream.h"

#define XMPP(F)                                                                                    \
    F(HEADER, "xmpp.xml_header_version", STR, "XML HEADER VER")                                    \
    F(ELEMENT, "sn.xmpp.element", STRS, "Element")                                                 \
    F(CHILD, "sn.xmpp.child", STRS, "Child")                                                       \
    F(STREAM, "xmpp.stream", NONE, "STREAM")                                                       \
    F(STREAM_END, "xmpp.stream_end", NONE, "STREAM END")                                           \
    F(FEATURES, "xmpp.features", NONE, "FEATURES")                                                 \
    F(STARTTLS, "xmpp.starttls", NONE, "STARTTLS")                                                 \
    F(PROCEED, "xmpp.proceed", NONE, "PROCEED")                                                    \
    F(FAILURE, "xmpp.failure", NONE, "FAILURE")                                                    \
    F(AUTH, "xmpp.auth", NONE, "AUTH")                                                             \
    F(CHALLENGE, "xmpp.challenge", NONE, "CHALLENGE")                                              \
    F(RESPONSE, "xmpp.response", NONE, "RESPONSE")                                                 \
    F(SUCCESS, "xmpp.success", NONE, "SUCCESS")                                                    \
    F(IQ, "xmpp.iq", NONE, "IQ")                                                                   \
    F(MESSAGE, "xmpp.message", NONE, "MESSAGE")                                                    \
    F(PRESENCE, "xmpp.presence", NONE, "PRESENCE")                                                 \
    F(ID, "xmpp.id", STRS, "id")                                                                   \
    F(TYPE, "xmpp.type", STRS, "type")                                                             \
    F(FROM, "xmpp.from", STRS, "from")                                                             \
    F(TO, "xmpp.to", STRS, "to")                                                                   \
    F(STREAM_TO, "sn.xmpp.stream.to", STR, "To")                                                   \
    F(STREAM_FROM, "sn.xmpp.stream.from", STR, "From")                                             \
    F(STREAM_ID, "sn.xmpp.stream.id", STR, "ID")                                                   \
    F(STREAM_VERSION, "sn.xmpp.stream.version", STR, "Version")                                    \
    F(STREAM_LANG, "sn.xmpp.stream.lang", STR, "Language")                                         \
    F(MECHANISM, "sn.xmpp.mechanism", STR, "Mechanism")                                            \
    F(OUT, "xmpp.out", BOOL, "Out")                                                                \
    F(IN, "xmpp.in", BOOL, "In")
SN_FIELDS(xmpp, XMPP)

enum { PORT = 5222, SERVER_PORT = 5269 };

struct name {
    const char *name;
    unsigned field;
};

static const struct name elements[] = {
    {"stream:stream", STREAM},
    {"stream:features", FEATURES},
    {"features", FEATURES},
    {"starttls", STARTTLS},
    {"proceed", PROCEED},
    {"failure", FAILURE},
    {"auth", AUTH},
    {"challenge", CHALLENGE},
    {"response", RESPONSE},
    {"success", SUCCESS},
    {"iq", IQ},
    {"message", MESSAGE},
    {"presence", PRESENCE},
    {NULL, 0},
};

static const struct name stanza_attributes[] = {
    {"id", ID}, {"type", TYPE}, {"from", FROM}, {"to", TO}, {NULL, 0}};
static const struct name stream_attributes[] = {
    {"to", STREAM_TO},           {"from", STREAM_FROM},     {"id", STREAM_ID},
    {"version", STREAM_VERSION}, {"xml:lang", STREAM_LANG}, {NULL, 0}};
static const struct name auth_attributes[] = {{"mechanism", MECHANISM}, {NULL, 0}};
static const struct name header_attributes[] = {{"version", HEADER}, {NULL, 0}};

static const struct name *find(const struct name *names, const uint8_t *p, size_t n)
{
    for (; names->name; names++) {
        if (strlen(names->name) == n && memcmp(names->name, p, n) == 0)
            return names;
    }
    return NULL;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const uint8_t *name_end(const uint8_t *p, const uint8_t *end)
{
    while (p < end && !is_blank(*p) && *p != '=' && *p != '/' && *p != '>' && *p != '?')
        p++;
    return p;
}

static void rec(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                const uint8_t *end)
{
    sn_rec_bytes(d, field, (size_t)(p - r->start), (size_t)(end - p), p, (size_t)(end - p));
}

/* NAME="value" or NAME='value' again and again, up to what is none. */
static void attributes(struct sn_dis *d, const struct sn_rd *r, const struct name *names,
                       const uint8_t *p, const uint8_t *end)
{
    while (names) {
        const uint8_t *name, *to, *value;
        const struct name *known;

        while (p < end && is_blank(*p))
            p++;
        name = p;
        to = name_end(p, end);
        if (to == name || end - to < 3 || *to != '=' || (to[1] != '"' && to[1] != '\''))
            return;
        value = to + 2;
        p = memchr(value, to[1], (size_t)(end - value));
        if (!p)
            return;
        known = find(names, name, (size_t)(to - name));
        if (known)
            rec(d, r, known->field, value, p);
        p++;
    }
}

static const struct name *attributes_of(unsigned field)
{
    if (field == STREAM)
        return stream_attributes;
    if (field == AUTH)
        return auth_attributes;
    return field == IQ || field == MESSAGE || field == PRESENCE ? stanza_attributes : NULL;
}

/* A tag of the outermost level, between its angle brackets. */
static void outermost(struct sn_dis *d, const struct sn_rd *r, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *to = name_end(p, end);
    const struct name *known = find(elements, p, (size_t)(to - p));

    rec(d, r, ELEMENT, p, to);
    if (!known)
        return;
    sn_rec_made(d, known->field, 0);
    attributes(d, r, attributes_of(known->field), to, end);
}

static bool is_name(const uint8_t *p, const uint8_t *end, const char *name)
{
    size_t n = strlen(name);

    return (size_t)(end - p) >= n && memcmp(p, name, n) == 0;
}

/* One tag; depth is how many elements are open in front of it and then behind it. The stream's own
 * is never closed by what is inside. */
static void tag(struct sn_dis *d, const struct sn_rd *r, const uint8_t *p, const uint8_t *end,
                unsigned *depth)
{
    bool alone = end > p && end[-1] == '/';

    if (p < end && *p == '?') {
        if (is_name(p, end, "?xml"))
            attributes(d, r, header_attributes, p + 4, end);
        return;
    }
    if (p < end && *p == '!')
        return;
    if (p < end && *p == '/') {
        if (is_name(p, end, "/stream:stream"))
            sn_rec_made(d, STREAM_END, 0);
        else if (*depth)
            --*depth;
        return;
    }
    if (!*depth)
        outermost(d, r, p, end);
    else if (*depth == 1)
        rec(d, r, CHILD, p, name_end(p, end));
    if (!alone && !is_name(p, end, "stream:stream"))
        ++*depth;
}

static bool begins(const uint8_t *p, size_t n)
{
    while (n && is_blank(*p)) {
        p++;
        n--;
    }
    return n && *p == '<';
}

static void xmpp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool server = sn_is_from(d, PORT) || sn_is_from(d, SERVER_PORT);
    unsigned depth = 0;

    (void)len;
    if (sn_tls_begins(r->p, (uint32_t)sn_rd_left(r))) {
        sn_next_proto(d, &sn_proto_tls, r, (uint32_t)sn_rd_left(r));
        return;
    }
    if (!begins(r->p, sn_rd_left(r)))
        return;
    sn_made(d, server ? IN : OUT, 1);
    while (sn_rd_left(r)) {
        const uint8_t *p = memchr(r->p, '<', sn_rd_left(r)), *end;

        end = p ? memchr(p, '>', (size_t)(r->end - p)) : NULL;
        if (!end)
            return;
        tag(d, r, p + 1, end, &depth);
        r->p = end + 1;
    }
}

static enum sn_then xmpp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), p = {0};
    const char *sep = "XMPP ";

    for (; sn_each(&v, ELEMENT, &p); sep = ", ") {
        sn_put_s(t->b, sep);
        sn_say(t, &p, "{}", ELEMENT);
        if (sn_find(&p, STREAM_TO))
            sn_say(t, &p, " to {}", STREAM_TO);
        if (sn_find(&p, STREAM_FROM))
            sn_say(t, &p, " from {}", STREAM_FROM);
        if (sn_find(&p, MECHANISM))
            sn_say(t, &p, " {}", MECHANISM);
        if (sn_find(&p, TYPE))
            sn_say(t, &p, " {}", TYPE);
        if (sn_find(&p, FROM))
            sn_say(t, &p, " from {}", FROM);
        if (sn_find(&p, TO))
            sn_say(t, &p, " to {}", TO);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_xmpp = {
    .name = "xmpp",
    .title = "XMPP Protocol",
    SN_PROTO_FIELDS(xmpp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .value = SERVER_PORT}),
    .more = true,
    .dissect = xmpp_dissect,
    .text = xmpp_text,
};
