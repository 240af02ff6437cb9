/*
 * STUN and TURN (RFC 8489, RFC 8656): messages over UDP and TCP by their magic cookie, and TURN's
 * ChannelData, which has none, at its port and where messages were before.
 *
 * What TURN relays, as data of channels and of indications, is a layer of its own, by what it
 * begins with.
 */
#include "dis/app/stun.h"
#include "dis/app/stream.h"

static const struct sn_val methods[] = {
    {1, "Binding"},
    {2, "SharedSecret"},
    {3, "Allocate"},
    {4, "Refresh"},
    {6, "Send"},
    {7, "Data"},
    {8, "CreatePermission"},
    {9, "Channel-Bind"},
    {10, "Connect"},
    {11, "ConnectionBind"},
    {12, "ConnectionAttempt"},
    {0, NULL},
};

static const struct sn_val classes[] = {{0, "Request"},
                                        {1, "Indication"},
                                        {0x10, "Success Response"},
                                        {0x11, "Error Response"},
                                        {0, NULL}};

static const struct sn_val attributes[] = {
    {0x0001, "MAPPED-ADDRESS"},
    {0x0003, "CHANGE-REQUEST"},
    {0x0006, "USERNAME"},
    {0x0008, "MESSAGE-INTEGRITY"},
    {0x0009, "ERROR-CODE"},
    {0x000a, "UNKNOWN-ATTRIBUTES"},
    {0x000c, "CHANNEL-NUMBER"},
    {0x000d, "LIFETIME"},
    {0x0012, "XOR-PEER-ADDRESS"},
    {0x0013, "DATA"},
    {0x0014, "REALM"},
    {0x0015, "NONCE"},
    {0x0016, "XOR-RELAYED-ADDRESS"},
    {0x0017, "REQUESTED-ADDRESS-FAMILY"},
    {0x0018, "EVEN-PORT"},
    {0x0019, "REQUESTED-TRANSPORT"},
    {0x001a, "DONT-FRAGMENT"},
    {0x001c, "MESSAGE-INTEGRITY-SHA256"},
    {0x0020, "XOR-MAPPED-ADDRESS"},
    {0x0022, "RESERVATION-TOKEN"},
    {0x0024, "PRIORITY"},
    {0x0025, "USE-CANDIDATE"},
    {0x8022, "SOFTWARE"},
    {0x8023, "ALTERNATE-SERVER"},
    {0x8028, "FINGERPRINT"},
    {0x8029, "ICE-CONTROLLED"},
    {0x802a, "ICE-CONTROLLING"},
    {0x802b, "RESPONSE-ORIGIN"},
    {0x802c, "OTHER-ADDRESS"},
    {0, NULL},
};

/* Attributes that Wireshark knows and says what is in them; and that it knows by name only. Of
 * others it shows no type. */
static const uint16_t known[] = {
    0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x0008, 0x0009, 0x000a, 0x000b,
    0x000c, 0x000d, 0x000e, 0x000f, 0x0010, 0x0011, 0x0012, 0x0014, 0x0015, 0x0016, 0x0017,
    0x0018, 0x0019, 0x001d, 0x0020, 0x0022, 0x0024, 0x0026, 0x0027, 0x0028, 0x0030, 0x8002,
    0x8004, 0x8006, 0x8008, 0x8020, 0x8022, 0x8023, 0x8027, 0x8028, 0x8029, 0x802a, 0x802b,
    0x802c, 0x8050, 0x8054, 0x8055, 0x8056, 0x8057, 0x8058, 0x8059, 0x805a, 0x805b, 0x805c,
    0x805d, 0x805e, 0x805f, 0x8060, 0x8061, 0x8062, 0x8068, 0x8070, 0x8090, 0x8095, 0xc057};
static const uint16_t named[] = {0x0013, 0x001a, 0x001b, 0x001c, 0x001e, 0x0025, 0x002a, 0x8000,
                                 0x8001, 0x8003, 0x8025, 0x802d, 0x802e, 0x8030, 0x8032, 0x8037,
                                 0x8039, 0xc000, 0xc001, 0xc002, 0xc058, 0xc059, 0xc05a, 0xc05b,
                                 0xc05c, 0xc05d, 0xc060, 0xff04, 0xff05};

static bool is_in(const uint16_t *types, size_t n, uint32_t type)
{
    for (size_t i = 0; i < n; i++) {
        if (types[i] == type)
            return true;
    }
    return false;
}

static bool is_known(uint32_t type)
{
    return is_in(known, sizeof known / sizeof known[0], type);
}

static bool is_named(uint32_t type)
{
    return is_in(named, sizeof named / sizeof named[0], type);
}

static const struct sn_val families[] = {{1, "IPv4"}, {2, "IPv6"}, {0, NULL}};

#define STUN(F)                                                                                    \
    F(TYPE, "stun.type", P16, "Message Type", .base = SN_HEX)                                      \
    F(CLASS, "stun.type.class", P16, "Message Class", .mask = 0x0110, .base = SN_HEX,              \
      .vals = classes)                                                                             \
    F(METHOD, "stun.type.method", U16, "Message Method", .mask = 0x3eef, .base = SN_HEX,           \
      .vals = methods)                                                                             \
    F(LENGTH, "stun.length", U16, "Message Length", .unit = "bytes")                               \
    F(COOKIE, "stun.cookie", BYTES, "Message Cookie", .width = 4, .step = 4)                       \
    F(ID, "stun.id", BYTES, "Message Transaction ID", .width = 12, .step = 12)                     \
    F(ATT, "stun.attribute", UINTS, "Attribute", .base = SN_HEX)                                   \
    F(ATTRIBUTE, "sn.stun.attribute", GROUPS, "Attribute")                                         \
    F(ATT_TYPE, "stun.att.type", UINT, "Attribute Type", .base = SN_HEX, .vals = attributes)       \
    F(ATT_LENGTH, "stun.att.length", UINT, "Attribute Length", .unit = "bytes")                    \
    F(FAMILY, "stun.att.family", U8, "Protocol Family", .base = SN_HEX, .vals = families)          \
    F(PORT, "stun.att.port", U16, "Port")                                                          \
    F(IPV4, "stun.att.ipv4", IPV4, "IP")                                                           \
    F(IPV6, "stun.att.ipv6", IPV6, "IP")                                                           \
    F(PORT_XOR, "stun.att.port-xord", BYTES, "Port (XOR-d)")                                       \
    F(IPV4_XOR, "stun.att.ipv4-xord", BYTES, "IP (XOR-d)")                                         \
    F(IPV6_XOR, "stun.att.ipv6-xord", BYTES, "IP (XOR-d)")                                         \
    F(USERNAME, "stun.att.username", STR, "Username")                                              \
    F(REALM, "stun.att.realm", STR, "Realm")                                                       \
    F(NONCE, "stun.att.nonce", STR, "Nonce")                                                       \
    F(SOFTWARE, "stun.att.software", STR, "Software")                                              \
    F(HMAC, "stun.att.hmac", BYTES, "HMAC-SHA1")                                                   \
    F(ERR_CLASS, "stun.att.error.class", U8, "Error Class", .mask = 0x07)                          \
    F(ERR_NUMBER, "stun.att.error", U8, "Error Code")                                              \
    F(ERR_REASON, "stun.att.error.reason", STR, "Error Reason Phrase")                             \
    F(TRANSPORT, "stun.att.transp", U8, "Transport", .base = SN_HEX)                               \
    F(LIFETIME, "stun.att.lifetime", U32, "Lifetime", .unit = "s")                                 \
    F(CHANNEL, "stun.att.channelnum", U16, "Channel-Number", .base = SN_HEX)                       \
    F(PRIORITY, "stun.att.priority", U32, "Priority")                                              \
    F(CRC, "stun.att.crc32", U32, "CRC-32", .base = SN_HEX)                                        \
    F(TIE_BREAKER, "stun.att.tie-breaker", BYTES, "Tie breaker")                                   \
    F(CHANGE_IP, "stun.att.change-ip", BIT32, "Change IP", .mask = 0x4)                            \
    F(CHANGE_PORT, "stun.att.change-port", BOOL, "Change Port", .width = 4, .step = 4,             \
      .mask = 0x2)                                                                                 \
    F(UNKNOWN, "stun.att.unknown", U16S, "Unknown Attribute", .base = SN_HEX)                      \
    F(EVEN_PORT, "stun.att.even-port.reserve-next", U8, "Reserve next", .mask = 0x80)              \
    F(TOKEN, "stun.att.token", BYTES, "Token", .width = 8, .step = 8)                              \
    F(CACHE_TIMEOUT, "stun.att.cache-timeout", U32, "Cache timeout")                               \
    F(ICMP_TYPE, "stun.att.icmp.type", U8, "ICMP type")                                            \
    F(ICMP_CODE, "stun.att.icmp.code", U8, "ICMP code")                                            \
    F(MS_COOKIE, "stun.att.magic_cookie", U32, "Magic Cookie", .base = SN_HEX)                     \
    F(MS_VERSION, "stun.att.ms.version", U32, "MS Version")                                        \
    F(MS_ICE_VERSION, "stun.att.ms.version.ice", U32, "MS ICE Version")                            \
    F(MS_SESSION, "stun.att.ms.turn_session_id", U64, "MS TURN Session Id", .base = SN_HEX)        \
    F(NETWORK_ID, "stun.att.google.network_id", U16, "Google Network ID")                          \
    F(NETWORK_COST, "stun.att.google.network_cost", U16, "Google Network Cost")                    \
    F(VALUE, "stun.value", BYTES, "Value")                                                         \
    F(CHANNEL_DATA, "stun.channel", U16, "Channel Number", .base = SN_HEX)
SN_FIELDS(stun, STUN)

enum { NO_METHOD = 0xfc }; /* bits of the type that no message has */
enum { MS_CHANNEL = 0xff10, MS_SESSION_LEN = 8 };
enum { PORT_NUMBER = 3478, HEAD = 20, CHANNEL_HEAD = 4, COOKIE_VALUE = 0x2112a442, HIGH = 0x2112 };

static bool stun_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= HEAD && !(p[0] & NO_METHOD) && sn_be32(p + 4) == COOKIE_VALUE &&
           HEAD + (uint32_t)sn_be16(p + 2) <= len;
}

/* Whether a number is one of a channel; Microsoft has a single one, for all of them. */
static bool is_channel(uint16_t number)
{
    return number >> 14 == 1 || number == MS_CHANNEL;
}

/* The data of a channel; over TCP it is padded to a multiple of 4. */
static bool channel_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    uint32_t n = caplen >= CHANNEL_HEAD ? CHANNEL_HEAD + (uint32_t)sn_be16(p + 2) : 0;

    return n && is_channel(sn_be16(p)) && n <= len && len - n < 4;
}

static bool port_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return stun_claims(p, caplen, len) || channel_claims(p, caplen, len);
}

/* What is relayed, n bytes of it on the wire. STUN in STUN is data to Wireshark. */
static void relayed(struct sn_dis *d, const struct sn_rd *r, uint32_t n)
{
    const struct sn_proto *p;

    if (!n)
        return;
    p = sn_tab_port(d, &sn_tab_udp, 0, 0, r, n);
    sn_next_proto(d, p == &sn_proto_stun ? NULL : p, r, n);
}

bool sn_stun_goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len)
{
    uint64_t v;

    return channel_claims(r->p, (uint32_t)sn_rd_left(r), len) &&
           sn_recall(d, SN_MEMO_STUN, sn_conn_key(d), 0, &v);
}

static void address(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t family;

    if (!sn_rd_skip(r, 1) || !sn_get(d, r, FAMILY, &family) || !sn_get(d, r, PORT, NULL))
        return;
    (void)!sn_get(d, r, family == 2 ? IPV6 : IPV4, NULL);
}

/* An address that is masked with the cookie and, IPv6, with what follows it in the message, at
 * `mask`. */
static void masked(struct sn_dis *d, struct sn_rd *r, const uint8_t *mask)
{
    uint32_t family;
    size_t off, n;
    uint8_t *plain;

    if (!sn_rd_skip(r, 1) || !sn_get(d, r, FAMILY, &family) || !sn_get_bytes(d, r, PORT_XOR, 2))
        return;
    n = family == 2 ? 16 : 4;
    off = sn_rd_off(r);
    sn_rec_uint(d, PORT, off - 2, 2, sn_be16(r->p - 2) ^ HIGH);
    if (sn_rd_left(r) < n)
        return;
    if (n == 4) {
        sn_rec_uint(d, IPV4, off, 4, sn_be32(r->p) ^ COOKIE_VALUE);
    } else if ((plain = sn_arena_alloc(&d->arena, n)) != NULL) {
        for (size_t i = 0; i < n; i++)
            plain[i] = r->p[i] ^ mask[i];
        sn_rec_bytes(d, IPV6, off, n, plain, n);
    }
    (void)!sn_get_bytes(d, r, n == 4 ? IPV4_XOR : IPV6_XOR, n);
}

static void text(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, field, sn_rd_left(r));
}

static void error(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_skip(r, 2) && sn_header(d, r, ERR_CLASS, ERR_NUMBER))
        text(d, r, ERR_REASON);
}

/* Attributes that are one field, or several from the first to the last. False: this is none. */
static bool fields_of(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const struct {
        uint16_t type, first, last;
    } plain[] = {{0x03, CHANGE_IP, CHANGE_PORT},
                 {0x06, USERNAME, USERNAME},
                 {0x08, HMAC, HMAC},
                 {0x0c, CHANNEL, CHANNEL},
                 {0x0d, LIFETIME, LIFETIME},
                 {0x0f, MS_COOKIE, MS_COOKIE},
                 {0x14, REALM, REALM},
                 {0x15, NONCE, NONCE},
                 {0x17, FAMILY, FAMILY},
                 {0x18, EVEN_PORT, EVEN_PORT},
                 {0x19, TRANSPORT, TRANSPORT},
                 {0x22, TOKEN, TOKEN},
                 {0x24, PRIORITY, PRIORITY},
                 {0x30, ICMP_TYPE, ICMP_CODE},
                 {0x8004, ICMP_TYPE, ICMP_CODE},
                 {0x8008, MS_VERSION, MS_VERSION},
                 {0x8022, SOFTWARE, SOFTWARE},
                 {0x8027, CACHE_TIMEOUT, CACHE_TIMEOUT},
                 {0x8028, CRC, CRC},
                 {0x8029, TIE_BREAKER, TIE_BREAKER},
                 {0x802a, TIE_BREAKER, TIE_BREAKER},
                 {0x8070, MS_ICE_VERSION, MS_ICE_VERSION},
                 {0xc057, NETWORK_ID, NETWORK_COST}};

    for (unsigned i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (plain[i].type != type)
            continue;
        if (d->cur->proto->fields[plain[i].first].width)
            (void)!sn_header(d, r, plain[i].first, plain[i].last);
        else
            text(d, r, plain[i].first);
        return true;
    }
    return false;
}

static void attribute(struct sn_dis *d, struct sn_rd *r, uint32_t type, const uint8_t *mask)
{
    switch (type) {
    case 0x01:
    case 0x02: /* as 0x04, 0x05, 0x0b, 0x0e and 0x11, before addresses were masked (RFC 3489) */
    case 0x04:
    case 0x05:
    case 0x0b:
    case 0x0e:
    case 0x11:
    case 0x8023:
    case 0x802b:
    case 0x802c:
    case 0x8090:
        address(d, r);
        break;
    case 0x09:
        error(d, r);
        break;
    case 0x0a:
        (void)!sn_get_n(d, r, UNKNOWN, (uint32_t)sn_rd_left(r) / 2);
        break;
    case 0x12:
    case 0x16:
    case 0x20:
    case 0x27:
    case 0x28:
    case 0x8020: /* before it was standard */
    case 0x8059: /* as the next three, of Microsoft's TURN */
    case 0x805a:
    case 0x805b:
    case 0x805c:
        masked(d, r, mask);
        break;
    case 0x13:
        relayed(d, r, (uint32_t)sn_rd_left(r));
        text(d, r, VALUE);
        break;
    default:
        if (!fields_of(d, r, type) && !is_known(type))
            text(d, r, VALUE);
        break;
    }
}

static void channel_data(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in;
    uint32_t number, n;

    if (!sn_get(d, r, CHANNEL_DATA, &number) || !sn_get(d, r, LENGTH, &n))
        return;
    if (number == MS_CHANNEL) {
        if (n < MS_SESSION_LEN || !sn_get64(d, r, MS_SESSION, NULL))
            return;
        n -= MS_SESSION_LEN;
    }
    in = sn_inside(r, n);
    relayed(d, &in, n);
}

static void stun_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *mask = r->p + 4;
    struct sn_rd in;
    uint8_t first, second;

    (void)len;
    if (sn_rd_peek(r, 0, &first) && sn_rd_peek(r, 1, &second) &&
        is_channel((uint16_t)(first << 8 | second))) {
        channel_data(d, r);
        return;
    }
    if (!sn_header(d, r, TYPE, ID))
        return;
    sn_remember(d, SN_MEMO_STUN, sn_conn_key(d), 1);
    in = sn_inside(r, sn_u(d, LENGTH));
    while (sn_rd_left(&in) >= 4) {
        uint32_t kind = sn_be16(in.p), n = sn_be16(in.p + 2);
        struct sn_rec *g;
        struct sn_rd val;

        bool shown = is_known(kind) || is_named(kind);

        if (shown)
            sn_rec_uint(d, ATT, sn_rd_off(&in), 2, kind);
        g = sn_group(d, &in, ATTRIBUTE, 0);
        if (shown)
            sn_rec_uint(d, ATT_TYPE, sn_rd_off(&in), 2, kind);
        sn_rec_uint(d, ATT_LENGTH, sn_rd_off(&in) + 2, 2, n);
        (void)sn_rd_skip(&in, 4);
        val = sn_inside(&in, n);
        if (shown || n <= sn_rd_left(&in))
            attribute(d, &val, kind, mask);
        n = (n + 3) & ~3U;
        (void)sn_rd_skip(&in, n < sn_rd_left(&in) ? n : sn_rd_left(&in));
        sn_group_end(d, &in, g);
    }
}

static enum sn_then stun_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "STUN");
    if (sn_find(&v, CHANNEL_DATA))
        sn_say(t, &v, " channel {s:0x%04x} data {}", CHANNEL_DATA, LENGTH);
    if (sn_find(&v, METHOD))
        sn_say(t, &v, " {s:method %u} {s}", METHOD, CLASS);
    if (sn_find(&v, USERNAME))
        sn_say(t, &v, " user {}", USERNAME);
    if (sn_find(&v, IPV4))
        sn_say(t, &v, " {}:{}", IPV4, PORT);
    if (sn_find(&v, IPV6))
        sn_say(t, &v, " [{}]:{}", IPV6, PORT);
    if (sn_find(&v, ERR_NUMBER))
        sn_say(t, &v, " error {}/{}", ERR_CLASS, ERR_NUMBER);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_stun = {
    .name = "stun",
    .title = "Session Traversal Utilities for NAT",
    SN_PROTO_FIELDS(stun),
    .keys = SN_KEYS({.table = &sn_tab_udp, .claims = stun_claims, .last = 0x03},
                    {.table = &sn_tab_udp, .value = PORT_NUMBER, .claims = port_claims},
                    {.table = &sn_tab_tcp, .claims = stun_claims, .last = 0x03},
                    {.table = &sn_tab_tcp, .value = PORT_NUMBER, .claims = port_claims}),
    .more = true,
    .dissect = stun_dissect,
    .text = stun_text,
};
