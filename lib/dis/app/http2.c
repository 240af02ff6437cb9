/*
 * HTTP/2 in the clear (RFC 9113), as gRPC has it inside a network: frames, and the headers that
 * hpack.c decompressed. A connection is known by its client's preface.
 */
#include "dis/app/http2.h"

#include "dis/app/stream.h"

static const struct sn_val types[] = {{0, "DATA"},
                                      {1, "HEADERS"},
                                      {2, "PRIORITY"},
                                      {3, "RST_STREAM"},
                                      {4, "SETTINGS"},
                                      {5, "PUSH_PROMISE"},
                                      {6, "PING"},
                                      {7, "GOAWAY"},
                                      {8, "WINDOW_UPDATE"},
                                      {9, "CONTINUATION"},
                                      {10, "ALTSVC"},
                                      {12, "ORIGIN"},
                                      {16, "PRIORITY_UPDATE"},
                                      {0, NULL}};
static const struct sn_val errors[] = {{0, "NO_ERROR"},
                                       {1, "PROTOCOL_ERROR"},
                                       {2, "INTERNAL_ERROR"},
                                       {3, "FLOW_CONTROL_ERROR"},
                                       {4, "SETTINGS_TIMEOUT"},
                                       {5, "STREAM_CLOSED"},
                                       {6, "FRAME_SIZE_ERROR"},
                                       {7, "REFUSED_STREAM"},
                                       {8, "CANCEL"},
                                       {9, "COMPRESSION_ERROR"},
                                       {10, "CONNECT_ERROR"},
                                       {11, "ENHANCE_YOUR_CALM"},
                                       {12, "INADEQUATE_SECURITY"},
                                       {13, "HTTP_1_1_REQUIRED"},
                                       {0, NULL}};
static const struct sn_val settings[] = {{1, "Header table size"},      {2, "Enable PUSH"},
                                         {3, "Max concurrent streams"}, {4, "Initial Windows size"},
                                         {5, "Max frame size"},         {6, "Max header list size"},
                                         {8, "Extended CONNECT"},       {0, NULL}};

#define HTTP2(F)                                                                                   \
    F(FRAME, "sn.http2.frame", GROUPS, "Frame")                                                    \
    F(MAGIC, "http2.magic", STR, "Magic")                                                          \
    F(LENGTH, "http2.length", U24, "Length", .unit = "bytes")                                      \
    F(TYPE, "http2.type", U8, "Type", .vals = types)                                               \
    F(FLAGS, "http2.flags", U8, "Flags", .base = SN_HEX)                                           \
    F(END_STREAM, "http2.flags.end_stream", BIT8, "End Stream", .mask = 1)                         \
    F(ACK_SETTINGS, "http2.flags.ack.settings", BIT8, "ACK", .mask = 1)                            \
    F(ACK_PING, "http2.flags.ack.ping", BIT8, "ACK", .mask = 1)                                    \
    F(END_HEADERS, "http2.flags.eh", BIT8, "End Headers", .mask = 4)                               \
    F(PADDED, "http2.flags.padded", BIT8, "Padded", .mask = 8)                                     \
    F(PRIORITIZED, "http2.flags.priority", BIT8, "Priority", .mask = 0x20)                         \
    F(RESERVED, "http2.r", P32, "Reserved", .mask = 0x80000000, .base = SN_HEX)                    \
    F(STREAM, "http2.streamid", U32, "Stream Identifier", .mask = 0x7fffffff)                      \
    F(SETTING, "http2.settings.id", U16S, "Settings Identifier", .vals = settings)                 \
    F(S_TABLE, "http2.settings.header_table_size", U32, "Header table size", .unit = "bytes")      \
    F(S_PUSH, "http2.settings.enable_push", U32, "Enable PUSH")                                    \
    F(S_STREAMS, "http2.settings.max_concurrent_streams", U32, "Max concurrent streams")           \
    F(S_WINDOW, "http2.settings.initial_window_size", U32, "Initial Windows Size",                 \
      .unit = "bytes")                                                                             \
    F(S_FRAME, "http2.settings.max_frame_size", U32, "Max frame size", .unit = "bytes")            \
    F(S_LIST, "http2.settings.max_header_list_size", U32, "Max header list size", .unit = "bytes") \
    F(RST_ERROR, "http2.rst_stream.error", U32, "Error", .vals = errors)                           \
    F(PROMISED, "http2.push_promise.promised_stream_id", U32, "Promised-Stream-ID",                \
      .mask = 0x7fffffff)                                                                          \
    F(LAST, "http2.goaway.last_stream_id", U32, "Last-Stream-ID", .mask = 0x7fffffff)              \
    F(GO_ERROR, "http2.goaway.error", U32, "Error", .vals = errors)                                \
    F(WINDOW, "http2.window_update.window_size_increment", U32, "Window Size Increment",           \
      .mask = 0x7fffffff)                                                                          \
    F(PING, "http2.ping", BYTES, "Ping")                                                           \
    F(PONG, "http2.pong", BYTES, "Pong")                                                           \
    F(DATA, "http2.data.data", BYTES, "Data")                                                      \
    F(HEADER, "sn.http2.header", GROUPS, "Header")                                                 \
    F(NAME_LEN, "http2.header.name.length", UINT, "Name Length", .unit = "bytes")                  \
    F(NAME, "http2.header.name", STR, "Name")                                                      \
    F(VALUE_LEN, "http2.header.value.length", UINT, "Value Length", .unit = "bytes")               \
    F(VALUE, "http2.header.value", STR, "Value")                                                   \
    F(METHOD, "http2.headers.method", STR, ":method")                                              \
    F(SCHEME, "http2.headers.scheme", STR, ":scheme")                                              \
    F(AUTHORITY, "http2.headers.authority", STR, ":authority")                                     \
    F(PATH, "http2.headers.path", STR, ":path")                                                    \
    F(STATUS, "http2.headers.status", UINT, ":status")                                             \
    F(CONTENT_TYPE, "http2.headers.content_type", STR, "content-type")                             \
    F(CONTENT_LENGTH, "http2.headers.content_length", STR, "content-length")                       \
    F(AGENT, "http2.headers.user_agent", STR, "user-agent")                                        \
    F(SERVER, "http2.headers.server", STR, "server")                                               \
    F(LOCATION, "http2.headers.location", STR, "location")                                         \
    F(UNDECODED, "sn.http2.headers.undecoded", NONE,                                               \
      "Headers that need what isn't in the capture, or a library that isn't built in")
SN_FIELDS(http2, HTTP2)

static const struct {
    const char *name;
    uint16_t field;
} headers[] = {
    {":method", METHOD},
    {":scheme", SCHEME},
    {":authority", AUTHORITY},
    {":path", PATH},
    {":status", STATUS},
    {"content-type", CONTENT_TYPE},
    {"content-length", CONTENT_LENGTH},
    {"user-agent", AGENT},
    {"server", SERVER},
    {"location", LOCATION},
};

enum { FRAME_MAX = 1 << 20, TYPE_MAX = 16 };

static bool http2_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return sn_h2_is_preface(p, caplen);
}

static uint32_t http2_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (sn_h2_is_preface(p, n))
        return SN_H2_PREFACE;
    if (n < SN_H2_HEAD || (*p == 'P' && n < SN_H2_PREFACE))
        return 0;
    len = sn_be32(p) >> 8;
    if (len > FRAME_MAX || p[3] > TYPE_MAX || p[5] & 0x80)
        return SN_STREAM_BAD;
    return SN_H2_HEAD + len;
}

/* ---- frames ---- */

static void setting(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t id;

    while (sn_rd_left(r) >= 6 && sn_get(d, r, SETTING, &id)) {
        if (id >= 1 && id <= S_LIST - S_TABLE + 1)
            (void)!sn_get(d, r, S_TABLE + id - 1, NULL);
        else
            (void)sn_rd_skip(r, 4);
    }
}

static void flag_parts(struct sn_dis *d, uint32_t type)
{
    switch (type) {
    case SN_H2_DATA:
        sn_parts(d, FLAGS, END_STREAM, END_STREAM);
        sn_parts(d, FLAGS, PADDED, PADDED);
        break;
    case SN_H2_HEADERS:
        sn_parts(d, FLAGS, END_STREAM, END_STREAM);
        sn_parts(d, FLAGS, END_HEADERS, PRIORITIZED);
        break;
    case SN_H2_SETTINGS:
        sn_parts(d, FLAGS, ACK_SETTINGS, ACK_SETTINGS);
        break;
    case SN_H2_PUSH:
        sn_parts(d, FLAGS, END_HEADERS, PADDED);
        break;
    case SN_H2_PING:
        sn_parts(d, FLAGS, ACK_PING, ACK_PING);
        break;
    case SN_H2_CONTINUATION:
        sn_parts(d, FLAGS, END_HEADERS, END_HEADERS);
        break;
    default:
        break;
    }
}

/* A header's value under a name of its own, when it has one. */
static void named(struct sn_dis *d, const uint8_t *name, size_t n, const uint8_t *value, size_t len)
{
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        uint64_t v = 0;

        if (n != strlen(headers[i].name) || memcmp(name, headers[i].name, n) != 0)
            continue;
        if (headers[i].field != STATUS) {
            sn_rec_bytes(d, headers[i].field, 0, 0, value, len)->flags = SN_REC_MADE;
            return;
        }
        for (size_t k = 0; k < len && k < 3 && value[k] >= '0' && value[k] <= '9'; k++)
            v = v * 10 + value[k] - '0';
        sn_rec_made(d, STATUS, v);
    }
}

/* The next block of those that were decoded. */
static void header_block(struct sn_dis *d, struct sn_rd *r, struct sn_rd *decoded)
{
    const uint8_t *p, *value;
    struct sn_rd block;
    uint16_t n, len;
    uint32_t size;

    if (!sn_rd_be32(decoded, &size) || !sn_rd_sub(decoded, size, &block)) {
        sn_rec_made(d, UNDECODED, 0);
        return;
    }
    while (sn_rd_be16(&block, &n) && sn_rd_be16(&block, &len) && sn_rd_bytes(&block, n, &p) &&
           sn_rd_bytes(&block, len, &value)) {
        struct sn_rec *g = sn_group(d, r, HEADER, 0);

        sn_rec_made(d, NAME_LEN, n);
        sn_rec_bytes(d, NAME, 0, 0, p, n)->flags = SN_REC_MADE;
        sn_rec_made(d, VALUE_LEN, len);
        sn_rec_bytes(d, VALUE, 0, 0, value, len)->flags = SN_REC_MADE;
        named(d, p, n, value, len);
        sn_group_end(d, r, g);
    }
}

static void body(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t flags)
{
    uint8_t pad;

    switch (type) {
    case SN_H2_DATA:
        pad = 0;
        if (flags & SN_H2_PADDED && !sn_rd_u8(r, &pad))
            return;
        if (sn_rd_left(r) > pad)
            (void)sn_get_bytes(d, r, DATA, sn_rd_left(r) - pad);
        break;
    case SN_H2_RST:
        (void)!sn_get(d, r, RST_ERROR, NULL);
        break;
    case SN_H2_SETTINGS:
        setting(d, r);
        break;
    case SN_H2_PUSH:
        if (!(flags & SN_H2_PADDED) || sn_rd_u8(r, &pad))
            (void)!sn_get(d, r, PROMISED, NULL);
        break;
    case SN_H2_PING:
        if (sn_rd_left(r) == 8)
            (void)sn_get_bytes(d, r, flags & SN_H2_ACK ? PONG : PING, 8);
        break;
    case SN_H2_GOAWAY:
        (void)sn_header(d, r, LAST, GO_ERROR);
        break;
    case SN_H2_WINDOW:
        (void)!sn_get(d, r, WINDOW, NULL);
        break;
    default:
        break;
    }
}

static void frame(struct sn_dis *d, struct sn_rd *r, struct sn_rd *decoded)
{
    struct sn_rec *g = sn_group(d, r, FRAME, 0);
    uint32_t type = 0, flags = 0;

    if (sn_h2_is_preface(r->p, (uint32_t)sn_rd_left(r))) {
        (void)sn_get_bytes(d, r, MAGIC, SN_H2_PREFACE);
        sn_group_end(d, r, g);
        return;
    }
    (void)(sn_get(d, r, LENGTH, NULL) && sn_get(d, r, TYPE, &type) && sn_get(d, r, FLAGS, &flags));
    flag_parts(d, type);
    (void)sn_header(d, r, RESERVED, STREAM);
    body(d, r, type, flags);
    if ((type == SN_H2_HEADERS || type == SN_H2_PUSH || type == SN_H2_CONTINUATION) &&
        flags & SN_H2_END_HEADERS)
        header_block(d, r, decoded);
    r->p = r->end;
    sn_group_end(d, r, g);
}

static void http2_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    struct sn_rd decoded = d->part
                               ? sn_rd_init(d->part->decoded, d->part->ndecoded, d->part->ndecoded)
                               : (struct sn_rd){0};

    (void)len;
    while (sn_unit_next(r, http2_unit, &in)) {
        frame(d, &in, &decoded);
    }
}

/* ---- text ---- */

static void headers_text(struct sn_text *t, const struct sn_view *f)
{
    static const uint16_t shown[] = {METHOD, AUTHORITY, PATH, STATUS, CONTENT_TYPE};
    struct sn_view h = {0};

    while (sn_each(f, HEADER, &h)) {
        for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
            if (sn_find(&h, shown[i]))
                sn_say(t, &h, " {}", shown[i]);
        }
    }
}

static enum sn_then http2_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), f = {0};
    const char *sep = "";

    sn_put_lit(t->b, "HTTP2");
    for (; sn_each(&v, FRAME, &f); sep = ",") {
        sn_put_s(t->b, sep);
        if (sn_find(&f, MAGIC)) {
            sn_put_lit(t->b, " preface");
            continue;
        }
        sn_say(t, &f, " {s:type %u}", TYPE);
        if (sn_opt(&f, STREAM))
            sn_say(t, &f, " [{}]", STREAM);
        headers_text(t, &f);
        if (sn_find(&f, RST_ERROR))
            sn_say(t, &f, " {s:%u}", RST_ERROR);
        if (sn_find(&f, GO_ERROR))
            sn_say(t, &f, " {s:%u}", GO_ERROR);
    }
    return SN_TEXT_DONE;
}

static const struct sn_stream_kind http2_stream = {
    .unit = http2_unit,
#ifdef HAVE_NGHTTP2
    .open = sn_h2_open,
    .decode = sn_h2_decode,
    .close = sn_h2_close,
    .held = sn_h2_held,
    .state_size = SN_H2_STATE_SIZE,
#endif
};

const struct sn_proto sn_proto_http2 = {
    .name = "http2",
    .title = "HyperText Transfer Protocol 2",
    SN_PROTO_FIELDS(http2),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .claims = http2_claims, .first = 'P', .last = 'P'}),
    .more = true,
    .stream = &http2_stream,
    .dissect = http2_dissect,
    .text = http2_text,
};
