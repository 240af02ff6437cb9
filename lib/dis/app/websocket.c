/*
 * WebSocket's frames (RFC 6455), behind an HTTP answer that switches to them (http.c). That answer
 * is the first unit of its stream.
 */
#include "dis/app/stream.h"

static const struct sn_val opcodes[] = {
    {0, "Continuation"}, {1, "Text"},  {2, "Binary"}, {8, "Connection Close"},
    {9, "Ping"},         {10, "Pong"}, {0, NULL}};
static const struct sn_val reasons[] = {{1000, "Normal Closure"},
                                        {1001, "Going Away"},
                                        {1002, "Protocol error"},
                                        {1003, "Unsupported Data"},
                                        {1005, "No Status Rcvd"},
                                        {1006, "Abnormal Closure"},
                                        {1007, "Invalid frame payload data"},
                                        {1008, "Policy Violation"},
                                        {1009, "Message Too Big"},
                                        {1010, "Mandatory Ext."},
                                        {1011, "Internal Server"},
                                        {1015, "TLS handshake"},
                                        {0, NULL}};

#define WEBSOCKET(F)                                                                               \
    F(FRAME, "sn.websocket.frame", GROUPS, "Frame")                                                \
    F(FIN, "websocket.fin", BIT8, "Fin", .mask = 0x80)                                             \
    F(RSV, "websocket.rsv", P8, "Reserved", .mask = 0x70, .base = SN_HEX)                          \
    F(OPCODE, "websocket.opcode", U8, "Opcode", .mask = 0x0f, .vals = opcodes)                     \
    F(MASK, "websocket.mask", BIT8, "Mask", .mask = 0x80)                                          \
    F(LENGTH, "websocket.payload_length", U8, "Payload length", .mask = 0x7f)                      \
    F(LENGTH16, "websocket.payload_length_ext_16", U16, "Extended Payload length (16 bits)",       \
      .unit = "bytes")                                                                             \
    F(LENGTH64, "websocket.payload_length_ext_64", U64, "Extended Payload length (64 bits)",       \
      .unit = "bytes")                                                                             \
    F(KEY, "websocket.masking_key", BYTES, "Masking-Key", .width = 4, .step = 4)                   \
    F(TEXT, "websocket.payload.text", STR, "Text")                                                 \
    F(STATUS, "websocket.payload.close.status_code", UINT, "Status code", .vals = reasons)         \
    F(REASON, "websocket.payload.close.reason", STR, "Reason")                                     \
    F(PING, "websocket.payload.ping", BYTES, "Ping")                                               \
    F(PONG, "websocket.payload.pong", BYTES, "Pong")
SN_FIELDS(websocket, WEBSOCKET)

enum { O_TEXT = 1, O_CLOSE = 8, O_PING, O_PONG };
enum { HEAD_MAX = 16384, FRAME_MAX = 1 << 20, FIN_BIT = 0x80, COMPRESSED = 0x40, MASKED = 0x80 };

static bool is_head(const uint8_t *p, uint32_t n)
{
    return n >= 7 && memcmp(p, "HTTP/1.", 7) == 0;
}

/* Bytes of a frame's head. */
static uint32_t head_size(const uint8_t *p)
{
    uint32_t len = p[1] & 0x7f;

    return 2 + (len == 126 ? 2U : len == 127 ? 8U : 0U) + (p[1] & MASKED ? 4U : 0U);
}

static uint32_t websocket_unit(const uint8_t *p, uint32_t n)
{
    uint64_t len;
    uint32_t head;

    if (is_head(p, n)) {
        const uint8_t *end = memmem(p, n, "\r\n\r\n", 4);

        return end ? (uint32_t)(end - p) + 4 : n > HEAD_MAX ? SN_STREAM_BAD : 0;
    }
    if (n < 2)
        return 0;
    if (!sn_val_name(opcodes, p[0] & 0x0f) || p[0] & 0x30)
        return SN_STREAM_BAD;
    head = head_size(p);
    if (n < head)
        return 0;
    len = p[1] & 0x7f;
    if (len == 126)
        len = sn_be16(p + 2);
    else if (len == 127)
        len = sn_be64(p + 2);
    return len > FRAME_MAX ? SN_STREAM_BAD : head + (uint32_t)len;
}

static const struct sn_stream_kind websocket_stream = {.unit = websocket_unit};

/* The payload without its mask; NULL: no memory. */
static const uint8_t *unmasked(struct sn_dis *d, const struct sn_rd *r, const uint8_t *key)
{
    size_t n = sn_rd_left(r);
    uint8_t *p;

    if (!key)
        return r->p;
    p = sn_arena_alloc(&d->arena, n ? n : 1);
    for (size_t i = 0; p && i < n; i++)
        p[i] = r->p[i] ^ key[i & 3];
    return p;
}

static void content(struct sn_dis *d, const struct sn_rd *r, uint32_t first, const uint8_t *key)
{
    const uint8_t *p = unmasked(d, r, key);
    size_t n = sn_rd_left(r), off = sn_rd_off(r);

    if (!p || !n || first & COMPRESSED)
        return;
    switch (first & 0x0f) {
    case O_TEXT:
        if (first & FIN_BIT)
            sn_rec_bytes(d, TEXT, off, n, p, n);
        break;
    case O_CLOSE:
        if (n < 2)
            return;
        sn_rec_uint(d, STATUS, off, 2, sn_be16(p));
        if (n > 2)
            sn_rec_bytes(d, REASON, off + 2, n - 2, p + 2, n - 2);
        break;
    case O_PING:
        sn_rec_bytes(d, PING, off, n, p, n);
        break;
    case O_PONG:
        sn_rec_bytes(d, PONG, off, n, p, n);
        break;
    default:
        break;
    }
}

/* A frame, all of it. */
static void frame(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, FRAME, 0);
    const uint8_t *head = r->p, *key = NULL;
    uint32_t len = head[1] & 0x7f;

    (void)sn_header(d, r, FIN, LENGTH);
    if (len == 126)
        (void)!sn_get(d, r, LENGTH16, NULL);
    else if (len == 127)
        (void)!sn_get64(d, r, LENGTH64, NULL);
    if (head[1] & MASKED) {
        key = r->p;
        (void)sn_get_bytes(d, r, KEY, 4);
    }
    content(d, r, head[0], key);
    r->p = r->end;
    sn_group_end(d, r, g);
}

static void websocket_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    while (sn_unit_next(r, websocket_unit, &in)) {
        if (!is_head(in.p, (uint32_t)sn_rd_left(&in)))
            frame(d, &in);
        else if (d->cur == d->layer || d->cur[-1].proto != &sn_proto_http)
            sn_next_proto(d, &sn_proto_http_more, &in, (uint32_t)sn_rd_left(&in));
    }
}

static enum sn_then websocket_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), f = {0};
    const char *sep = "";

    sn_put_lit(t->b, "WebSocket");
    for (; sn_each(&v, FRAME, &f); sep = ",") {
        const struct sn_rec *q = sn_find(&f, TEXT);

        sn_put_s(t->b, sep);
        sn_say(t, &f, " {s:opcode %u}", OPCODE);
        if (sn_find(&f, STATUS))
            sn_say(t, &f, " {s:%u}", STATUS);
        if (q) {
            sn_put_c(t->b, ' ');
            sn_put_first_line(t, q);
        }
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_websocket = {
    .name = "websocket",
    .title = "WebSocket",
    SN_PROTO_FIELDS(websocket),
    .more = true,
    .stream = &websocket_stream,
    .dissect = websocket_dissect,
    .text = websocket_text,
};
