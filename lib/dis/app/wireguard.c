/*
 * WireGuard (https://www.wireguard.com/papers/wireguard.pdf, 5.4): its four messages over UDP.
 *
 * What keys open (wgopen.h) is behind what was sealed; the packet inside is a layer.
 */
#include "dis/app/wgopen.h"

static const struct sn_val types[] = {{SN_WG_INITIATION, "Handshake Initiation"},
                                      {SN_WG_RESPONSE, "Handshake Response"},
                                      {SN_WG_COOKIE_REPLY, "Cookie Reply"},
                                      {SN_WG_DATA, "Transport Data"},
                                      {0, NULL}};

#define BYTES_OF(n) .width = n, .step = n
#define WG(F)                                                                                      \
    F(TYPE, "wg.type", U8, "Type", .vals = types)                                                  \
    F(RESERVED, "wg.reserved", BYTES, "Reserved", BYTES_OF(3))                                     \
    F(SENDER, "wg.sender", LE32, "Sender", .base = SN_HEX)                                         \
    F(RECEIVER, "wg.receiver", LE32, "Receiver", .base = SN_HEX)                                   \
    F(EPHEMERAL, "wg.ephemeral", STR, "Ephemeral")                                                 \
    F(EPHEMERAL_KNOWN, "wg.ephemeral.known_privkey", BOOL, "Has Private Key")                      \
    F(STATIC, "wg.encrypted_static", BYTES, "Encrypted Static", BYTES_OF(48))                      \
    F(SENDER_KEY, "wg.static", STR, "Static Public Key")                                           \
    F(SENDER_PUBLIC, "wg.static.known_pubkey", BOOL, "Known Public Key")                           \
    F(SENDER_PRIVATE, "wg.static.known_privkey", BOOL, "Has Private Key")                          \
    F(TIMESTAMP, "wg.encrypted_timestamp", BYTES, "Encrypted Timestamp", BYTES_OF(28))             \
    F(STAMP, "wg.timestamp.value", TIME, "Timestamp")                                              \
    F(STAMP_LABEL, "wg.timestamp.tai64_label", UINT, "TAI64 Label")                                \
    F(STAMP_NS, "wg.timestamp.nanoseconds", UINT, "Nanoseconds")                                   \
    F(EMPTY, "wg.encrypted_empty", BYTES, "Encrypted Empty", BYTES_OF(16))                         \
    F(OK, "wg.handshake_ok", BOOL, "Handshake decryption successful")                              \
    F(MAC1, "wg.mac1", BYTES, "mac1", BYTES_OF(16))                                                \
    F(RECEIVER_KEY, "wg.receiver_pubkey", STR, "Receiver Static Public Key")                       \
    F(RECEIVER_PRIVATE, "wg.receiver_pubkey.known_privkey", BOOL, "Has Private Key")               \
    F(MAC2, "wg.mac2", BYTES, "mac2", BYTES_OF(16))                                                \
    F(NONCE, "wg.nonce", BYTES, "Nonce", BYTES_OF(24))                                             \
    F(COOKIE, "wg.encrypted_cookie", BYTES, "Encrypted Cookie", BYTES_OF(32))                      \
    F(COUNTER, "wg.counter", LE64, "Counter")                                                      \
    F(PACKET, "wg.encrypted_packet", BYTES, "Encrypted Packet")                                    \
    F(KEEPALIVE, "wg.keepalive", NONE, "This is a Keepalive message")                              \
    F(FAILED, "wg.decryption_error", NONE, "Packet data decryption failed")
SN_FIELDS(wg, WG)

enum { COOKIE_SIZE = 64, TRANSPORT_MIN = 32, KEY_TEXT = 44 };

/* A type, three zeros, and as long as that type is. */
static bool wg_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    if (caplen < 4 || p[1] || p[2] || p[3])
        return false;
    switch (p[0]) {
    case SN_WG_INITIATION:
        return len == SN_WG_INITIATION_SIZE;
    case SN_WG_RESPONSE:
        return len == SN_WG_RESPONSE_SIZE;
    case SN_WG_COOKIE_REPLY:
        return len == COOKIE_SIZE;
    case SN_WG_DATA:
        return len >= TRANSPORT_MIN;
    default:
        return false;
    }
}

/* A public key, as people write it: base 64 (RFC 4648). */
static void put_key(struct sn_dis *d, unsigned field, size_t off, size_t len, const uint8_t *p)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = sn_arena_alloc(&d->arena, KEY_TEXT);
    size_t n = 0;

    if (!text)
        return;
    for (unsigned bit = 0; bit < SN_WG_KEY * 8; bit += 6) {
        uint32_t at = bit / 8;
        uint32_t two = (uint32_t)p[at] << 8 | (at + 1 < SN_WG_KEY ? p[at + 1] : 0U);

        text[n++] = digits[two >> (10 - bit % 8) & 63];
    }
    text[n++] = '=';
    sn_rec_bytes(d, field, off, len, text, n);
}

static bool ephemeral(struct sn_dis *d, struct sn_rd *r, const struct sn_wg_said *said)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, SN_WG_KEY, &p))
        return false;
    put_key(d, EPHEMERAL, off, SN_WG_KEY, p);
    sn_made(d, EPHEMERAL_KNOWN, said->ephemeral_private);
    return true;
}

/* The key of who sends, and when, as far as they were opened. */
static bool sealed_parts(struct sn_dis *d, struct sn_rd *r, const struct sn_wg_said *said)
{
    uint64_t label = sn_be64(said->stamp_bytes), since = label - ((uint64_t)1 << 62);
    uint32_t ns = sn_be32(said->stamp_bytes + 8);

    if (!sn_get(d, r, STATIC, NULL))
        return false;
    if (said->sender) {
        put_key(d, SENDER_KEY, 0, 0, said->sender_key);
        sn_made(d, SENDER_PUBLIC, said->sender_known);
        sn_made(d, SENDER_PRIVATE, said->sender_private);
    }
    if (!sn_get(d, r, TIMESTAMP, NULL))
        return false;
    if (said->stamp) {
        sn_made(d, STAMP, since * 1000000000 + ns);
        sn_made(d, STAMP_LABEL, label);
        sn_made(d, STAMP_NS, ns);
    }
    return true;
}

/* The codes, and whose message they say that it is. */
static void macs(struct sn_dis *d, struct sn_rd *r, const struct sn_wg_said *said)
{
    if (!sn_get(d, r, MAC1, NULL))
        return;
    if (said->receiver) {
        put_key(d, RECEIVER_KEY, 0, 0, said->receiver_key);
        sn_made(d, RECEIVER_PRIVATE, said->receiver_private);
    }
    (void)!sn_get(d, r, MAC2, NULL);
}

static void initiation(struct sn_dis *d, struct sn_rd *r, const struct sn_wg_said *said)
{
    if (sn_get(d, r, SENDER, NULL) && ephemeral(d, r, said) && sealed_parts(d, r, said))
        macs(d, r, said);
}

static void response(struct sn_dis *d, struct sn_rd *r, const struct sn_wg_said *said)
{
    if (!sn_header(d, r, SENDER, RECEIVER) || !ephemeral(d, r, said) || !sn_get(d, r, EMPTY, NULL))
        return;
    if (said->tried)
        sn_made(d, OK, said->ok);
    macs(d, r, said);
}

/* Data: a packet of IP, with zeros behind it (5.4.6), or nothing. */
static void transport(struct sn_dis *d, struct sn_rd *r, const struct sn_opened *o)
{
    struct sn_rd in;
    bool empty;

    if (!sn_get(d, r, RECEIVER, NULL) || !sn_header(d, r, COUNTER, COUNTER))
        return;
    empty = sn_rd_left(r) == SN_WG_TAG && !r->cut;
    (void)sn_get_bytes(d, r, PACKET, sn_rd_left(r));
    if (empty)
        sn_made(d, KEEPALIVE, 0);
    if (o && !o->first)
        sn_made(d, FAILED, 0);
    if (!o || !o->n)
        return;
    in = sn_rd_init(o->p, o->n, o->n);
    sn_next_proto(d,
                  *o->p >> 4 == 6   ? &sn_proto_ipv6
                  : *o->p >> 4 == 4 ? &sn_proto_ip
                                    : NULL,
                  &in, o->n);
}

static void wg_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_opened *o = sn_rd_left(r) == len ? sn_wg_opened(d, r->p, len) : NULL;
    struct sn_wg_said said = {0};

    d->sealed = true;
    if (o && o->n == sizeof said && *o->at != SN_WG_DATA)
        memcpy(&said, o->p, sizeof said);
    if (!sn_header(d, r, TYPE, RESERVED))
        return;
    switch (sn_u(d, TYPE)) {
    case SN_WG_INITIATION:
        initiation(d, r, &said);
        break;
    case SN_WG_RESPONSE:
        response(d, r, &said);
        break;
    case SN_WG_COOKIE_REPLY:
        (void)(sn_get(d, r, RECEIVER, NULL) && sn_header(d, r, NONCE, COOKIE));
        break;
    default:
        transport(d, r, o);
        break;
    }
}

static enum sn_then wg_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "WireGuard");
    if (sn_find(&v, TYPE))
        sn_say(t, &v, " {s:type %u}", TYPE);
    if (sn_find(&v, SENDER))
        sn_say(t, &v, " from {}", SENDER);
    if (sn_find(&v, RECEIVER))
        sn_say(t, &v, " to {}", RECEIVER);
    if (sn_find(&v, COUNTER))
        sn_say(t, &v, " counter {}", COUNTER);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_wg = {
    .name = "wg",
    .title = "WireGuard Protocol",
    SN_PROTO_FIELDS(wg),
    .keys = SN_KEYS(
        {.table = &sn_tab_udp, .claims = wg_claims, .first = SN_WG_INITIATION, .last = SN_WG_DATA}),
    .more = true,
    .dissect = wg_dissect,
    .text = wg_text,
};
