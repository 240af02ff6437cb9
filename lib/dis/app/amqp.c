/* AMQP 0-9-1: frames, their methods, and the arguments that say what is talked about. */
#include "dis/app/stream.h"

#define NAME(c, m, name)                                                                           \
    {                                                                                              \
        (c) << 16 | (m), name                                                                      \
    }
static const struct sn_val methods[] = {
    NAME(10, 10, "Connection.Start"),
    NAME(10, 11, "Connection.Start-Ok"),
    NAME(10, 20, "Connection.Secure"),
    NAME(10, 21, "Connection.Secure-Ok"),
    NAME(10, 30, "Connection.Tune"),
    NAME(10, 31, "Connection.Tune-Ok"),
    NAME(10, 40, "Connection.Open"),
    NAME(10, 41, "Connection.Open-Ok"),
    NAME(10, 50, "Connection.Close"),
    NAME(10, 51, "Connection.Close-Ok"),
    NAME(10, 60, "Connection.Blocked"),
    NAME(10, 61, "Connection.Unblocked"),
    NAME(20, 10, "Channel.Open"),
    NAME(20, 11, "Channel.Open-Ok"),
    NAME(20, 20, "Channel.Flow"),
    NAME(20, 21, "Channel.Flow-Ok"),
    NAME(20, 40, "Channel.Close"),
    NAME(20, 41, "Channel.Close-Ok"),
    NAME(40, 10, "Exchange.Declare"),
    NAME(40, 11, "Exchange.Declare-Ok"),
    NAME(40, 20, "Exchange.Delete"),
    NAME(40, 21, "Exchange.Delete-Ok"),
    NAME(40, 30, "Exchange.Bind"),
    NAME(40, 31, "Exchange.Bind-Ok"),
    NAME(40, 40, "Exchange.Unbind"),
    NAME(40, 51, "Exchange.Unbind-Ok"),
    NAME(50, 10, "Queue.Declare"),
    NAME(50, 11, "Queue.Declare-Ok"),
    NAME(50, 20, "Queue.Bind"),
    NAME(50, 21, "Queue.Bind-Ok"),
    NAME(50, 30, "Queue.Purge"),
    NAME(50, 31, "Queue.Purge-Ok"),
    NAME(50, 40, "Queue.Delete"),
    NAME(50, 41, "Queue.Delete-Ok"),
    NAME(50, 50, "Queue.Unbind"),
    NAME(50, 51, "Queue.Unbind-Ok"),
    NAME(60, 10, "Basic.Qos"),
    NAME(60, 11, "Basic.Qos-Ok"),
    NAME(60, 20, "Basic.Consume"),
    NAME(60, 21, "Basic.Consume-Ok"),
    NAME(60, 30, "Basic.Cancel"),
    NAME(60, 31, "Basic.Cancel-Ok"),
    NAME(60, 40, "Basic.Publish"),
    NAME(60, 50, "Basic.Return"),
    NAME(60, 60, "Basic.Deliver"),
    NAME(60, 70, "Basic.Get"),
    NAME(60, 71, "Basic.Get-Ok"),
    NAME(60, 72, "Basic.Get-Empty"),
    NAME(60, 80, "Basic.Ack"),
    NAME(60, 90, "Basic.Reject"),
    NAME(60, 100, "Basic.Recover-Async"),
    NAME(60, 110, "Basic.Recover"),
    NAME(60, 111, "Basic.Recover-Ok"),
    NAME(60, 120, "Basic.Nack"),
    NAME(85, 10, "Confirm.Select"),
    NAME(85, 11, "Confirm.Select-Ok"),
    NAME(90, 10, "Tx.Select"),
    NAME(90, 11, "Tx.Select-Ok"),
    NAME(90, 20, "Tx.Commit"),
    NAME(90, 21, "Tx.Commit-Ok"),
    NAME(90, 30, "Tx.Rollback"),
    NAME(90, 31, "Tx.Rollback-Ok"),
    {0, NULL},
};
static const struct sn_val types[] = {
    {1, "Method"}, {2, "Content header"}, {3, "Content body"}, {8, "Heartbeat"}, {0, NULL}};

#define AMQP(F)                                                                                    \
    F(FRAME, "sn.amqp.frame", GROUPS, "Frame")                                                     \
    F(TYPE, "amqp.type", U8, "Type", .vals = types)                                                \
    F(CHANNEL, "amqp.channel", U16, "Channel")                                                     \
    F(LENGTH, "amqp.length", U32, "Length", .unit = "bytes")                                       \
    F(CLASS, "amqp.method.class", U16, "Class")                                                    \
    F(METHOD, "amqp.method.method", U16, "Method")                                                 \
    F(WHAT, "sn.amqp.method", UINT, "Method by name", .vals = methods)                             \
    F(MAJOR, "amqp.method.arguments.version_major", U8, "Version-Major")                           \
    F(MINOR, "amqp.method.arguments.version_minor", U8, "Version-Minor")                           \
    F(MECHANISMS, "amqp.method.arguments.mechanisms", BYTES, "Mechanisms")                         \
    F(LOCALES, "amqp.method.arguments.locales", BYTES, "Locales")                                  \
    F(MECHANISM, "amqp.method.arguments.mechanism", STR, "Mechanism")                              \
    F(LOCALE, "amqp.method.arguments.locale", STR, "Locale")                                       \
    F(HOST, "amqp.method.arguments.virtual_host", STR, "Virtual-Host")                             \
    F(CODE, "amqp.method.arguments.reply_code", U16, "Reply-Code")                                 \
    F(TEXT, "amqp.method.arguments.reply_text", STR, "Reply-Text")                                 \
    F(EXCHANGE, "amqp.method.arguments.exchange", STR, "Exchange")                                 \
    F(QUEUE, "amqp.method.arguments.queue", STR, "Queue")                                          \
    F(KEY, "amqp.method.arguments.routing_key", STR, "Routing-Key")
SN_FIELDS(amqp, AMQP)

enum { PORT = 5672, HEAD = 7, PREFACE = 8, M_METHOD = 1, FRAME_END = 0xce, FRAME_MAX = 1 << 20 };

/* How the arguments of a method are written, up to the last that is shown: n a number of the
 * field's width, s a string behind a byte of length, l one behind four; . a byte, S and L such
 * strings that are not shown. */
static const struct layout {
    uint16_t class, method;
    const char *form;
    uint16_t fields[4];
} layouts[] = {
    {10, 10, "nnLll", {MAJOR, MINOR, MECHANISMS, LOCALES}},
    {10, 11, "LsLs", {MECHANISM, LOCALE}},
    {10, 40, "s", {HOST}},
    {10, 50, "ns", {CODE, TEXT}},
    {20, 40, "ns", {CODE, TEXT}},
    {40, 10, "..s", {EXCHANGE}},
    {40, 20, "..s", {EXCHANGE}},
    {50, 10, "..s", {QUEUE}},
    {50, 11, "s", {QUEUE}},
    {50, 20, "..sss", {QUEUE, EXCHANGE, KEY}},
    {50, 30, "..s", {QUEUE}},
    {50, 40, "..s", {QUEUE}},
    {60, 20, "..s", {QUEUE}},
    {60, 40, "..ss", {EXCHANGE, KEY}},
    {60, 50, "nsss", {CODE, TEXT, EXCHANGE, KEY}},
    {60, 60, "S.........ss", {EXCHANGE, KEY}},
    {60, 70, "..s", {QUEUE}},
};

static bool amqp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return len == PREFACE && caplen == len && memcmp(p, "AMQP\0\0\x09\x01", PREFACE) == 0;
}

static uint32_t amqp_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (n && *p == 'A')
        return n < PREFACE ? 0 : memcmp(p, "AMQP", 4) == 0 ? PREFACE : SN_STREAM_BAD;
    if (n && !sn_val_name(types, *p))
        return SN_STREAM_BAD;
    if (n < HEAD)
        return 0;
    len = sn_be32(p + 3);
    if (len > FRAME_MAX || (n > HEAD + len && p[HEAD + len] != FRAME_END))
        return SN_STREAM_BAD;
    return HEAD + len + 1;
}

static const struct sn_stream_kind amqp_stream = {.unit = amqp_unit};

static bool skip_string(struct sn_rd *r, bool is_long)
{
    uint32_t n = 0;
    uint8_t c = 0;

    if (is_long ? !sn_rd_be32(r, &n) : !sn_rd_u8(r, &c))
        return false;
    return sn_rd_skip(r, is_long ? n : c);
}

static bool get_string(struct sn_dis *d, struct sn_rd *r, unsigned field, bool is_long)
{
    uint32_t n = 0;
    uint8_t c = 0;

    if (is_long ? !sn_rd_be32(r, &n) : !sn_rd_u8(r, &c))
        return false;
    return sn_get_bytes(d, r, field, is_long ? n : c);
}

static void arguments(struct sn_dis *d, struct sn_rd *r, const struct layout *l)
{
    const uint16_t *field = l->fields;
    bool ok = true;

    for (const char *c = l->form; *c && ok; c++) {
        switch (*c) {
        case 'n':
            ok = sn_get(d, r, *field++, NULL);
            break;
        case 's':
        case 'l':
            ok = get_string(d, r, *field++, *c == 'l');
            break;
        case '.':
            ok = sn_rd_skip(r, 1);
            break;
        default:
            ok = skip_string(r, *c == 'L');
            break;
        }
    }
}

static void frame(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, FRAME, 0);
    uint32_t class, method;

    if (sn_header(d, r, TYPE, LENGTH) && sn_u(d, TYPE) == M_METHOD && sn_get(d, r, CLASS, &class) &&
        sn_get(d, r, METHOD, &method)) {
        sn_rec_made(d, WHAT, class << 16 | method);
        for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
            if (layouts[i].class == class && layouts[i].method == method)
                arguments(d, r, &layouts[i]);
        }
    }
    r->p = r->end;
    sn_group_end(d, r, g);
}

static void amqp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    while (sn_unit_next(r, amqp_unit, &in)) {
        if (*in.p != 'A')
            frame(d, &in);
    }
}

static enum sn_then amqp_text(struct sn_text *t, const struct sn_layer *l)
{
    static const uint16_t shown[] = {HOST, QUEUE, EXCHANGE, KEY, CODE, TEXT};
    struct sn_view v = sn_view(t, l), f = {0};
    const char *sep = "";

    sn_put_lit(t->b, "AMQP");
    for (; sn_each(&v, FRAME, &f); sep = ",") {
        sn_put_s(t->b, sep);
        if (sn_find(&f, WHAT))
            sn_say(t, &f, " {s:method 0x%08x}", WHAT);
        else
            sn_say(t, &f, " {s:type %u}", TYPE);
        for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
            const struct sn_rec *q = sn_find(&f, shown[i]);

            if (q && (q->n || shown[i] == CODE))
                sn_say(t, &f, " {}", shown[i]);
        }
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_amqp = {
    .name = "amqp",
    .title = "Advanced Message Queuing Protocol",
    SN_PROTO_FIELDS(amqp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .claims = amqp_claims, .first = 'A', .last = 'A'}),
    .more = true,
    .stream = &amqp_stream,
    .dissect = amqp_dissect,
    .text = amqp_text,
};
