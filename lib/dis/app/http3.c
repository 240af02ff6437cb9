/*
 * HTTP/3 (RFC 9114, RFC 9218): frames of streams that http3open.c put together. What HEADERS say is
 * compressed with what other streams told (QPACK), and is left as it is.
 */
#include "dis/app/http3.h"

#include "dis/app/quic.h"

static const struct sn_val stream_types[] = {{0, "Control Stream"},
                                             {1, "Push Stream"},
                                             {2, "QPACK Encoder Stream"},
                                             {3, "QPACK Decoder Stream"},
                                             {0, NULL}};

enum { DATA, HEADERS, CANCEL_PUSH = 3, SETTINGS, PRIORITY_UPDATE = 0xf0700, PRIORITY_UPDATE_PUSH };

static const struct sn_val frame_types[] = {{DATA, "DATA"},
                                            {HEADERS, "HEADERS"},
                                            {CANCEL_PUSH, "CANCEL_PUSH"},
                                            {SETTINGS, "SETTINGS"},
                                            {5, "PUSH_PROMISE"},
                                            {7, "GOAWAY"},
                                            {13, "MAX_PUSH_ID"},
                                            {PRIORITY_UPDATE, "PRIORITY_UPDATE"},
                                            {PRIORITY_UPDATE_PUSH, "PRIORITY_UPDATE"},
                                            {0, NULL}};

#define HTTP3(F)                                                                                   \
    F(STREAM_TYPE, "http3.stream_type", UINT, "Stream Type", .base = SN_HEX, .vals = stream_types) \
    F(FRAME, "sn.http3.frame", GROUPS, "Frame")                                                    \
    F(TYPE, "http3.frame_type", UINT, "Type", .base = SN_HEX, .vals = frame_types)                 \
    F(LENGTH, "http3.frame_length", UINT, "Length", .unit = "bytes")                               \
    F(PAYLOAD, "http3.frame_payload", BYTES, "Frame Payload")                                      \
    F(SETTING_GROUP, "sn.http3.setting", GROUPS, "Settings")                                       \
    F(SETTING, "http3.settings", NONE, "Settings")                                                 \
    F(SETTING_ID, "http3.settings.id", UINT, "Settings Identifier", .base = SN_HEX)                \
    F(SETTING_VALUE, "http3.settings.value", UINT, "Settings Value")                               \
    F(MAX_TABLE, "http3.settings.qpack.max_table_capacity", UINT, "Max Table Capacity")            \
    F(MAX_SECTION, "http3.settings.max_field_section_size", UINT, "Max header list size")          \
    F(BLOCKED, "http3.settings.qpack.blocked_streams", UINT, "Blocked Streams")                    \
    F(EXTENDED, "http3.settings.extended_connect", UINT, "Extended CONNECT")                       \
    F(ELEMENT, "http3.priority_update_element_id", UINT, "Priority Update Element ID")             \
    F(PRIORITY, "http3.priority_update_field_value", STR, "Priority Update Field Value")
SN_FIELDS(http3, HTTP3)

static void settings(struct sn_dis *d, struct sn_rd *r)
{
    static const struct {
        uint8_t id, field;
    } known[] = {{1, MAX_TABLE}, {6, MAX_SECTION}, {7, BLOCKED}, {8, EXTENDED}};

    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, SETTING_GROUP, 0);
        uint64_t id, value;
        bool ok;

        sn_made(d, SETTING, 0);
        ok = sn_quic_rec(d, r, SETTING_ID, &id) && sn_quic_rec(d, r, SETTING_VALUE, &value);
        for (size_t i = 0; ok && i < sizeof known / sizeof known[0]; i++) {
            if (known[i].id == id)
                sn_made(d, known[i].field, value);
        }
        sn_group_end(d, r, g);
        if (!ok)
            return;
    }
}

static bool frame(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t type, len;
    struct sn_rd in;

    if (!sn_quic_rec(d, r, TYPE, &type) || !sn_quic_rec(d, r, LENGTH, &len) ||
        !sn_rd_sub(r, len, &in))
        return false;
    if (len)
        sn_rec_bytes(d, PAYLOAD, sn_rd_off(&in), len, in.p, len);
    if (type == SETTINGS) {
        settings(d, &in);
    } else if (type == PRIORITY_UPDATE || type == PRIORITY_UPDATE_PUSH) {
        if (sn_quic_rec(d, &in, ELEMENT, NULL) && sn_rd_left(&in))
            (void)!sn_get_bytes(d, &in, PRIORITY, sn_rd_left(&in));
    }
    return true;
}

static void http3_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool more = true;
    uint8_t head;

    (void)len;
    if (!sn_rd_u8(r, &head) || (head & SN_H3_BEGINS && !sn_quic_rec(d, r, STREAM_TYPE, NULL)))
        return;
    while (more && (head & ~SN_H3_BEGINS) == SN_H3_FRAMES && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, FRAME, 0);

        more = frame(d, r);
        sn_group_end(d, r, g);
    }
}

static enum sn_then http3_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), f = {0};

    sn_put_lit(t->b, "HTTP/3");
    if (sn_find(&v, STREAM_TYPE))
        sn_say(t, &v, " {s:stream type %u}", STREAM_TYPE);
    while (sn_each(&v, FRAME, &f))
        sn_say(t, &f, " {s:frame %u}", TYPE);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_http3 = {
    .name = "http3",
    .title = "Hypertext Transfer Protocol Version 3",
    SN_PROTO_FIELDS(http3),
    .more = true,
    .dissect = http3_dissect,
    .text = http3_text,
};
