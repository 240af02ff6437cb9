/*
 * MQTT 3.1, 3.1.1 and 5 (OASIS standards). The version is told by the client's first message only:
 * where that isn't known, messages are read as version 3.1.1's, whose numbers of results are
 * shown as version 5's, and without properties.
 */
#include "dis/app/stream.h"

static const struct sn_val types[] = {
    {1, "Connect Command"},
    {2, "Connect Ack"},
    {3, "Publish Message"},
    {4, "Publish Ack"},
    {5, "Publish Received"},
    {6, "Publish Release"},
    {7, "Publish Complete"},
    {8, "Subscribe Request"},
    {9, "Subscribe Ack"},
    {10, "Unsubscribe Request"},
    {11, "Unsubscribe Ack"},
    {12, "Ping Request"},
    {13, "Ping Response"},
    {14, "Disconnect Req"},
    {15, "Authentication Exchange"},
    {0, NULL},
};

static const struct sn_val qualities[] = {{0, "At most once delivery (Fire and Forget)"},
                                          {1, "At least once delivery (Acknowledged deliver)"},
                                          {2, "Exactly once delivery (Assured Delivery)"},
                                          {3, "Reserved"},
                                          {128, "Failure"},
                                          {0, NULL}};
static const struct sn_val versions[] = {
    {3, "MQTT v3.1"}, {4, "MQTT v3.1.1"}, {5, "MQTT v5.0"}, {0, NULL}};
static const struct sn_val answers[] = {
    {0, "Connection Accepted"},
    {1, "Connection Refused: unacceptable protocol version"},
    {2, "Connection Refused: identifier rejected"},
    {3, "Connection Refused: server unavailable"},
    {4, "Connection Refused: bad user name or password"},
    {5, "Connection Refused: not authorized"},
    {0, NULL},
};
static const struct sn_val retains[] = {{0, "Send msgs at subscription time"},
                                        {1, "Send msgs if subscription does not exist"},
                                        {2, "Do not send msgs at subscription time"},
                                        {3, "Reserved"},
                                        {0, NULL}};

/* Version 5's reasons mean the same in all messages, but for the first three. */
#define FAILURES                                                                                   \
    {16, "No matching subscribers"}, {17, "No subscription existed"},                              \
        {24, "Continue authentication"}, {25, "Re-authenticate"}, {128, "Unspecified error"},      \
        {129, "Malformed Packet"}, {130, "Protocol Error"},                                        \
        {131, "Implementation specific error"}, {132, "Unsupported Protocol Version"},             \
        {133, "Client Identifier not valid"}, {134, "Bad User Name or Password"},                  \
        {135, "Not authorized"}, {136, "Server unavailable"}, {137, "Server busy"},                \
        {138, "Banned"}, {139, "Server shutting down"}, {140, "Bad authentication method"},        \
        {141, "Keep Alive timeout"}, {142, "Session taken over"}, {143, "Topic Filter invalid"},   \
        {144, "Topic Name invalid"}, {145, "Packet Identifier in use"},                            \
        {146, "Packet Identifier not found"}, {147, "Receive Maximum exceeded"},                   \
        {148, "Topic Alias invalid"}, {149, "Packet too large"}, {150, "Message rate too high"},   \
        {151, "Quota exceeded"}, {152, "Administrative action"}, {153, "Payload format invalid"},  \
        {154, "Retain not supported"}, {155, "QoS not supported"}, {156, "Use another server"},    \
        {157, "Server moved"}, {158, "Shared Subscription not supported"},                         \
        {159, "Connection rate exceeded"}, {160, "Maximum connect time"},                          \
        {161, "Subscription Identifiers not supported"},                                           \
        {162, "Wildcard Subscription not supported"},                                              \
    {                                                                                              \
        0, NULL                                                                                    \
    }
static const struct sn_val reasons[] = {{0, "Success"}, FAILURES};
static const struct sn_val grants[] = {
    {0, "Granted QoS 0"}, {1, "Granted QoS 1"}, {2, "Granted QoS 2"}, FAILURES};
static const struct sn_val partings[] = {
    {0, "Normal disconnection"}, {4, "Disconnect with Will Message"}, FAILURES};

enum {
    NO_PROPERTY,
    NUMBER8,
    NUMBER16,
    NUMBER32,
    NUMBERV,
    STRING,
    BINARY,
    PAIR,
    CONTENT,
    MAX_QUALITY,
    ALIAS
};
static const struct sn_val property_names[] = {
    {0x01, "Payload Format Indicator"},
    {0x02, "Publication Expiry Interval"},
    {0x03, "Content Type"},
    {0x08, "Response Topic"},
    {0x09, "Correlation Data"},
    {0x0b, "Subscription Identifier"},
    {0x11, "Session Expiry Interval"},
    {0x12, "Assigned Client Identifier"},
    {0x13, "Server Keep Alive"},
    {0x15, "Authentication Method"},
    {0x16, "Authentication Data"},
    {0x17, "Request Problem Information"},
    {0x18, "Will Delay Interval"},
    {0x19, "Request Response Information"},
    {0x1a, "Response Information"},
    {0x1c, "Server Reference"},
    {0x1f, "Reason String"},
    {0x21, "Receive Maximum"},
    {0x22, "Topic Alias Maximum"},
    {0x23, "Topic Alias"},
    {0x24, "Maximum QoS"},
    {0x25, "Retain Available"},
    {0x26, "User Property"},
    {0x27, "Maximum Packet Size"},
    {0x28, "Wildcard Subscription Available"},
    {0x29, "Subscription Identifier Available"},
    {0x2a, "Shared Subscription Available"},
    {0, NULL},
};

/* How the value of each property is written. */
static const uint8_t property_types[] = {
    [0x01] = NUMBER8,     [0x02] = NUMBER32, [0x03] = CONTENT,  [0x08] = STRING,   [0x09] = BINARY,
    [0x0b] = NUMBERV,     [0x11] = NUMBER32, [0x12] = STRING,   [0x13] = NUMBER16, [0x15] = STRING,
    [0x16] = BINARY,      [0x17] = NUMBER8,  [0x18] = NUMBER32, [0x19] = NUMBER8,  [0x1a] = STRING,
    [0x1c] = STRING,      [0x1f] = STRING,   [0x21] = NUMBER16, [0x22] = NUMBER16, [0x23] = ALIAS,
    [0x24] = MAX_QUALITY, [0x25] = NUMBER8,  [0x26] = PAIR,     [0x27] = NUMBER32, [0x28] = NUMBER8,
    [0x29] = NUMBER8,     [0x2a] = NUMBER8,
};

#define MQTT(F)                                                                                    \
    F(MESSAGE, "sn.mqtt.message", GROUPS, "Message")                                               \
    F(FLAGS, "mqtt.hdrflags", U8, "Header Flags", .base = SN_HEX)                                  \
    F(TYPE, "mqtt.msgtype", P8, "Message Type", .mask = 0xf0, .vals = types)                       \
    F(RESERVED, "mqtt.hdr_reserved", P8, "Reserved", .mask = 0x0f)                                 \
    F(DUP, "mqtt.dupflag", BIT8, "DUP Flag", .mask = 0x08)                                         \
    F(QOS, "mqtt.qos", P8, "QoS Level", .mask = 0x06, .vals = qualities)                           \
    F(RETAIN, "mqtt.retain", BIT8, "Retain", .mask = 0x01)                                         \
    F(RETAIN_RESERVED, "mqtt.retain_reserved", P8, "Reserved", .mask = 0x01)                       \
    F(LENGTH, "mqtt.len", UINT, "Msg Len", .unit = "bytes")                                        \
    F(NAME_LEN, "mqtt.proto_len", U16, "Protocol Name Length", .unit = "bytes")                    \
    F(NAME, "mqtt.protoname", STR, "Protocol Name")                                                \
    F(VERSION, "mqtt.ver", U8, "Version", .vals = versions)                                        \
    F(CONNECT, "mqtt.conflags", U8, "Connect Flags", .base = SN_HEX)                               \
    F(C_USER, "mqtt.conflag.uname", BIT8, "User Name Flag", .mask = 0x80)                          \
    F(C_PASSWORD, "mqtt.conflag.passwd", BIT8, "Password Flag", .mask = 0x40)                      \
    F(C_RETAIN, "mqtt.conflag.retain", BIT8, "Will Retain", .mask = 0x20)                          \
    F(C_QOS, "mqtt.conflag.qos", P8, "QoS Level", .mask = 0x18, .vals = qualities)                 \
    F(C_WILL, "mqtt.conflag.willflag", BIT8, "Will Flag", .mask = 0x04)                            \
    F(C_CLEAN, "mqtt.conflag.cleansess", BIT8, "Clean Session Flag", .mask = 0x02)                 \
    F(C_RESERVED, "mqtt.conflag.reserved", BIT8, "(Reserved)", .mask = 0x01)                       \
    F(KEEP, "mqtt.kalive", U16, "Keep Alive", .unit = "s")                                         \
    F(CLIENT_LEN, "mqtt.clientid_len", U16, "Client ID Length", .unit = "bytes")                   \
    F(CLIENT, "mqtt.clientid", STR, "Client ID")                                                   \
    F(WILL_TOPIC_LEN, "mqtt.willtopic_len", U16, "Will Topic Length", .unit = "bytes")             \
    F(WILL_TOPIC, "mqtt.willtopic", STR, "Will Topic")                                             \
    F(WILL_LEN, "mqtt.willmsg_len", U16, "Will Message Length", .unit = "bytes")                   \
    F(WILL, "mqtt.willmsg", BYTES, "Will Message")                                                 \
    F(USER_LEN, "mqtt.username_len", U16, "User Name Length", .unit = "bytes")                     \
    F(USER, "mqtt.username", STR, "User Name")                                                     \
    F(PASSWORD_LEN, "mqtt.passwd_len", U16, "Password Length", .unit = "bytes")                    \
    F(PASSWORD, "mqtt.passwd", STR, "Password")                                                    \
    F(ACK_FLAGS, "mqtt.conack.flags", U8, "Acknowledge Flags", .base = SN_HEX)                     \
    F(ACK_RESERVED, "mqtt.conack.flags.reserved", BIT8, "Reserved", .mask = 0xfe)                  \
    F(ACK_PRESENT, "mqtt.conack.flags.sp", BIT8, "Session Present", .mask = 0x01)                  \
    F(ACK_CODE, "mqtt.conack.val", U8, "Return Code", .vals = answers)                             \
    F(ID, "mqtt.msgid", U16, "Message Identifier")                                                 \
    F(TOPIC_LEN, "mqtt.topic_len", U16S, "Topic Length", .unit = "bytes")                          \
    F(TOPIC, "mqtt.topic", STRS, "Topic")                                                          \
    F(CONTENTS, "mqtt.msg", BYTES, "Message")                                                      \
    F(SUB_QOS, "mqtt.sub.qos", U8S, "Requested QoS", .vals = qualities)                            \
    F(SUBACK_QOS, "mqtt.suback.qos", U8S, "Granted QoS", .vals = qualities)                        \
    F(OPTIONS, "mqtt.subscription_options", U8S, "Subscription Options", .base = SN_HEX)           \
    F(O_RESERVED, "mqtt.subscription_options_reserved", UINTS, "Reserved", .width = 1,             \
      .mask = 0xc0, .base = SN_HEX)                                                                \
    F(O_RETAIN, "mqtt.subscription_options_retain", UINTS, "Retain Handling", .width = 1,          \
      .mask = 0x30, .vals = retains)                                                               \
    F(O_PUBLISHED, "mqtt.subscription_options_rap", BOOLS, "Retain As Published", .width = 1,      \
      .mask = 0x08)                                                                                \
    F(O_LOCAL, "mqtt.subscription_options_nl", BOOLS, "No Local", .width = 1, .mask = 0x04)        \
    F(O_QOS, "mqtt.subscription_options_qos", UINTS, "QoS", .width = 1, .mask = 0x03,              \
      .vals = qualities)                                                                           \
    F(CONNACK_REASON, "mqtt.connack.reason_code", U8, "Reason Code", .vals = reasons)              \
    F(PUBACK_REASON, "mqtt.puback.reason_code", U8, "Reason Code", .vals = reasons)                \
    F(PUBREC_REASON, "mqtt.pubrec.reason_code", U8, "Reason Code", .vals = reasons)                \
    F(PUBREL_REASON, "mqtt.pubrel.reason_code", U8, "Reason Code", .vals = reasons)                \
    F(PUBCOMP_REASON, "mqtt.pubcomp.reason_code", U8, "Reason Code", .vals = reasons)              \
    F(SUBACK_REASON, "mqtt.suback.reason_code", U8S, "Reason Code", .vals = grants)                \
    F(UNSUBACK_REASON, "mqtt.unsuback.reason_code", U8S, "Reason Code", .vals = reasons)           \
    F(DISCONNECT_REASON, "mqtt.disconnect.reason_code", U8, "Reason Code", .vals = partings)       \
    F(AUTH_REASON, "mqtt.auth.reason_code", U8, "Reason Code", .vals = reasons)                    \
    F(PROPERTIES, "mqtt.properties", NONE, "Properties")                                           \
    F(WILL_PROPERTIES, "mqtt.will_properties", NONE, "Will Properties")                            \
    F(PROPERTY_LEN, "mqtt.property_len", UINTS, "Total Length", .unit = "bytes")                   \
    F(PROPERTY, "mqtt.property_id", U8S, "ID", .base = SN_HEX, .vals = property_names)             \
    F(P_NUMBER, "mqtt.prop_number", UINTS, "Value")                                                \
    F(P_CONTENT, "mqtt.property.content_type", STR, "Content Type")                                \
    F(P_QOS, "mqtt.property.max_qos", U8, "QoS", .vals = qualities)                                \
    F(P_ALIAS, "mqtt.property.topic_alias", U16, "Topic Alias")                                    \
    F(P_STRING_LEN, "mqtt.prop_string_len", U16S, "Length", .unit = "bytes")                       \
    F(P_STRING, "mqtt.prop_string", STRS, "Value")                                                 \
    F(P_KEY_LEN, "mqtt.prop_key_len", U16S, "Key Length", .unit = "bytes")                         \
    F(P_KEY, "mqtt.prop_key", STRS, "Key")                                                         \
    F(P_VALUE_LEN, "mqtt.prop_value_len", U16S, "Value Length", .unit = "bytes")                   \
    F(P_VALUE, "mqtt.prop_value", STRS, "Value")                                                   \
    F(UNKNOWN_VERSION, "mqtt.unknown_version", NONE,                                               \
      "Unknown version (missing the CONNECT packet?)")
SN_FIELDS(mqtt, MQTT)

enum {
    M_CONNECT = 1,
    M_CONNACK,
    M_PUBLISH,
    M_PUBACK,
    M_PUBREC,
    M_PUBREL,
    M_PUBCOMP,
    M_SUBSCRIBE,
    M_SUBACK,
    M_UNSUBSCRIBE,
    M_UNSUBACK,
    M_PINGREQ,
    M_PINGRESP,
    M_DISCONNECT,
    M_AUTH,
};
enum { PORT = 1883, MESSAGE_MAX = 1 << 20, V31 = 3, V311 = 4, V5 = 5 };

/* ---- what begins where ---- */

static bool mqtt_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen > 12 && p[0] == 0x10 && p[1] >= 10 &&
           (memcmp(p + 2, "\0\4MQTT", 6) == 0 || memcmp(p + 2, "\0\6MQIsdp", 8) == 0 ||
            (p[1] & 0x80 && memcmp(p + 3, "\0\4MQTT", 6) == 0));
}

static uint32_t mqtt_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len = 0, i = 1;

    if (n && !(p[0] >> 4))
        return SN_STREAM_BAD;
    for (; i < 5; i++) {
        if (i >= n)
            return 0;
        len |= (uint32_t)(p[i] & 0x7f) << (7 * (i - 1));
        if (!(p[i] & 0x80))
            return len > MESSAGE_MAX ? SN_STREAM_BAD : i + 1 + len;
    }
    return SN_STREAM_BAD;
}

static const struct sn_stream_kind mqtt_stream = {.unit = mqtt_unit};

/* ---- pieces of messages ---- */

/* A number in bytes of seven bits, the lowest first. */
static bool variable(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t *v)
{
    size_t off = sn_rd_off(r);
    uint8_t c = 0x80;

    *v = 0;
    for (unsigned i = 0; i < 4 && c & 0x80; i++) {
        if (!sn_rd_u8(r, &c))
            return false;
        *v |= (uint32_t)(c & 0x7f) << (7 * i);
    }
    sn_rec_uint(d, field, off, sn_rd_off(r) - off, *v);
    return !(c & 0x80);
}

static bool string(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    uint32_t n;

    return sn_get(d, r, length, &n) && sn_get_bytes(d, r, field, n);
}

static bool number(struct sn_dis *d, struct sn_rd *r, uint32_t bytes)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, bytes, &p))
        return false;
    sn_rec_uint(d, P_NUMBER, off, bytes, sn_be_n(p, bytes));
    return true;
}

static bool property_value(struct sn_dis *d, struct sn_rd *r, unsigned type)
{
    uint32_t v;
    uint16_t n;

    switch (type) {
    case NUMBER8:
        return number(d, r, 1);
    case NUMBER16:
        return number(d, r, 2);
    case NUMBER32:
        return number(d, r, 4);
    case NUMBERV:
        return variable(d, r, P_NUMBER, &v);
    case PAIR:
        return string(d, r, P_KEY_LEN, P_KEY) && string(d, r, P_VALUE_LEN, P_VALUE);
    case CONTENT:
        return sn_rd_be16(r, &n) && sn_get_bytes(d, r, P_CONTENT, n);
    case MAX_QUALITY:
        return sn_get(d, r, P_QOS, NULL);
    case ALIAS:
        return sn_get(d, r, P_ALIAS, NULL);
    default:
        return string(d, r, P_STRING_LEN, P_STRING);
    }
}

static bool property(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t id;

    if (!sn_get(d, r, PROPERTY, &id))
        return false;
    return id < sizeof property_types && property_types[id] != NO_PROPERTY &&
           property_value(d, r, property_types[id]);
}

/* False: what is behind them isn't known. */
static bool get_properties(struct sn_dis *d, struct sn_rd *r, unsigned group)
{
    struct sn_rd in;
    uint32_t n;

    sn_made(d, group, 0);
    if (!variable(d, r, PROPERTY_LEN, &n) || !sn_rd_sub(r, n, &in))
        return false;
    while (sn_rd_left(&in) && property(d, &in))
        ;
    return !in.cut;
}

/* ---- messages ---- */

static void connect(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t flags, version;

    if (!string(d, r, NAME_LEN, NAME) || !sn_get(d, r, VERSION, &version) ||
        !sn_get(d, r, CONNECT, &flags))
        return;
    sn_parts(d, CONNECT, C_USER, C_RESERVED);
    sn_remember(d, SN_MEMO_MQTT, sn_conn_key(d), version);
    if (!sn_get(d, r, KEEP, NULL) || (version == V5 && !get_properties(d, r, PROPERTIES)) ||
        !string(d, r, CLIENT_LEN, CLIENT))
        return;
    if (flags & 0x04 &&
        ((version == V5 && !get_properties(d, r, WILL_PROPERTIES)) ||
         !string(d, r, WILL_TOPIC_LEN, WILL_TOPIC) || !string(d, r, WILL_LEN, WILL)))
        return;
    if (flags & 0x80 && !string(d, r, USER_LEN, USER))
        return;
    if (flags & 0x40)
        (void)string(d, r, PASSWORD_LEN, PASSWORD);
}

static void connack(struct sn_dis *d, struct sn_rd *r, uint64_t version)
{
    uint8_t reserved;

    if (version == V31) {
        if (!sn_rd_u8(r, &reserved))
            return;
        sn_rec_uint(d, ACK_RESERVED, sn_rd_off(r) - 1, 1, reserved != 0);
        (void)!sn_get(d, r, ACK_CODE, NULL);
        return;
    }
    if (!sn_get(d, r, ACK_FLAGS, NULL))
        return;
    sn_parts(d, ACK_FLAGS, ACK_RESERVED, ACK_PRESENT);
    if (version == V311)
        (void)!sn_get(d, r, ACK_CODE, NULL);
    else if (sn_get(d, r, CONNACK_REASON, NULL) && version == V5 && sn_rd_left(r))
        (void)get_properties(d, r, PROPERTIES);
}

static void publish(struct sn_dis *d, struct sn_rd *r, uint64_t version, uint32_t flags)
{
    if (!string(d, r, TOPIC_LEN, TOPIC) || (flags & 0x06 && !sn_get(d, r, ID, NULL)))
        return;
    if ((version != V5 || get_properties(d, r, PROPERTIES)) && sn_rd_left(r))
        (void)sn_get_bytes(d, r, CONTENTS, sn_rd_left(r));
}

/* An identifier, and in version 5 a reason and properties unless all is well. */
static void acknowledge(struct sn_dis *d, struct sn_rd *r, uint64_t version, unsigned reason)
{
    if (sn_get(d, r, ID, NULL) && version == V5 && sn_rd_left(r) && sn_get(d, r, reason, NULL) &&
        sn_rd_left(r))
        (void)get_properties(d, r, PROPERTIES);
}

static void subscribe(struct sn_dis *d, struct sn_rd *r, uint64_t version)
{
    if (!sn_get(d, r, ID, NULL) || (version == V5 && !get_properties(d, r, PROPERTIES)))
        return;
    while (sn_rd_left(r) && string(d, r, TOPIC_LEN, TOPIC)) {
        if (version != V5) {
            if (!sn_get(d, r, SUB_QOS, NULL))
                return;
            continue;
        }
        if (!sn_get(d, r, OPTIONS, NULL))
            return;
        sn_parts(d, OPTIONS, O_RESERVED, O_QOS);
    }
}

static void granted(struct sn_dis *d, struct sn_rd *r, uint64_t version)
{
    if (!sn_get(d, r, ID, NULL) || (version == V5 && !get_properties(d, r, PROPERTIES)))
        return;
    (void)!sn_get_n(d, r, version == V31 || version == V311 ? SUBACK_QOS : SUBACK_REASON,
                    (uint32_t)sn_rd_left(r));
}

static void unsubscribe(struct sn_dis *d, struct sn_rd *r, uint64_t version)
{
    if (!sn_get(d, r, ID, NULL) || (version == V5 && !get_properties(d, r, PROPERTIES)))
        return;
    while (sn_rd_left(r) && string(d, r, TOPIC_LEN, TOPIC))
        ;
}

static void unsubscribed(struct sn_dis *d, struct sn_rd *r, uint64_t version)
{
    if (sn_get(d, r, ID, NULL) && version == V5 && get_properties(d, r, PROPERTIES))
        (void)!sn_get_n(d, r, UNSUBACK_REASON, (uint32_t)sn_rd_left(r));
}

/* In version 5 a reason, then properties; nothing at all is allowed. */
static void parting(struct sn_dis *d, struct sn_rd *r, uint64_t version, unsigned reason)
{
    if (version == V5 && sn_rd_left(r) && sn_get(d, r, reason, NULL) && sn_rd_left(r))
        (void)get_properties(d, r, PROPERTIES);
}

static void body(struct sn_dis *d, struct sn_rd *r, uint32_t flags, uint64_t version)
{
    switch (flags >> 4) {
    case M_CONNECT:
        connect(d, r);
        break;
    case M_CONNACK:
        connack(d, r, version);
        break;
    case M_PUBLISH:
        publish(d, r, version, flags);
        break;
    case M_PUBACK:
        acknowledge(d, r, version, PUBACK_REASON);
        break;
    case M_PUBREC:
        acknowledge(d, r, version, PUBREC_REASON);
        break;
    case M_PUBREL:
        acknowledge(d, r, version, PUBREL_REASON);
        break;
    case M_PUBCOMP:
        acknowledge(d, r, version, PUBCOMP_REASON);
        break;
    case M_SUBSCRIBE:
        subscribe(d, r, version);
        break;
    case M_SUBACK:
        granted(d, r, version);
        break;
    case M_UNSUBSCRIBE:
        unsubscribe(d, r, version);
        break;
    case M_UNSUBACK:
        unsubscribed(d, r, version);
        break;
    case M_DISCONNECT:
        parting(d, r, version, DISCONNECT_REASON);
        break;
    case M_AUTH:
        parting(d, r, version, AUTH_REASON);
        break;
    default:
        break;
    }
}

/* The lower bits are flags of PUBLISH; older versions have them in others too. */
static void flag_parts(struct sn_dis *d, uint32_t flags, uint64_t version)
{
    uint32_t type = flags >> 4;

    sn_rec_made(d, TYPE, type);
    if (type == M_PUBLISH) {
        sn_parts(d, FLAGS, DUP, RETAIN);
    } else if (version == V31 &&
               (type == M_PUBREL || type == M_SUBSCRIBE || type == M_UNSUBSCRIBE)) {
        sn_parts(d, FLAGS, DUP, QOS);
        sn_parts(d, FLAGS, RETAIN_RESERVED, RETAIN_RESERVED);
    } else {
        sn_parts(d, FLAGS, RESERVED, RESERVED);
    }
}

static void message(struct sn_dis *d, struct sn_rd *r, uint64_t version)
{
    struct sn_rec *g = sn_group(d, r, MESSAGE, 0);
    uint32_t flags, n;

    if (sn_get(d, r, FLAGS, &flags)) {
        flag_parts(d, flags, version);
        if (!version && flags >> 4 != M_CONNECT)
            sn_made(d, UNKNOWN_VERSION, 0);
        if (variable(d, r, LENGTH, &n))
            body(d, r, flags, version);
    }
    r->p = r->end;
    sn_group_end(d, r, g);
}

static void mqtt_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    uint64_t version = 0;

    (void)len;
    if (sn_rd_left(r) && *r->p >> 4 == M_CONNECT && sn_rd_left(r) > 12)
        version = r->p[r->p[1] & 0x80 ? 9 : r->p[3] == 6 ? 10 : 8];
    else if (!sn_recall(d, SN_MEMO_MQTT, sn_conn_key(d), 0, &version))
        version = 0;
    while (sn_unit_next(r, mqtt_unit, &in)) {
        message(d, &in, version);
    }
}

static enum sn_then mqtt_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};
    const char *sep = "";

    sn_put_lit(t->b, "MQTT");
    for (; sn_each(&v, MESSAGE, &m); sep = ",") {
        struct sn_view p = {0};

        sn_put_s(t->b, sep);
        sn_say(t, &m, " {s:type %u}", TYPE);
        if (sn_find(&m, CLIENT))
            sn_say(t, &m, " {s:version %u} {}", VERSION, CLIENT);
        if (sn_find(&m, USER))
            sn_say(t, &m, " user {}", USER);
        while (sn_each(&m, TOPIC, &p))
            sn_say(t, &p, " {}", TOPIC);
        if (sn_find(&m, ACK_CODE))
            sn_say(t, &m, " {s:code %u}", ACK_CODE);
        if (sn_find(&m, CONNACK_REASON))
            sn_say(t, &m, " {s:reason %u}", CONNACK_REASON);
        if (sn_find(&m, DISCONNECT_REASON))
            sn_say(t, &m, " {s:reason %u}", DISCONNECT_REASON);
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_mqtt = {
    .name = "mqtt",
    .title = "MQ Telemetry Transport Protocol",
    SN_PROTO_FIELDS(mqtt),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .claims = mqtt_claims, .first = 0x10, .last = 0x10}),
    .more = true,
    .stream = &mqtt_stream,
    .dissect = mqtt_dissect,
    .text = mqtt_text,
};
