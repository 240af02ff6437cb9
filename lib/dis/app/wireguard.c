/* WireGuard (https://www.wireguard.com/papers/wireguard.pdf, 5.4): its four messages over UDP. */
#include "dis/proto.h"

enum { INITIATION = 1, RESPONSE, COOKIE_REPLY, TRANSPORT };

static const struct sn_val types[] = {{INITIATION, "Handshake Initiation"},
                                      {RESPONSE, "Handshake Response"},
                                      {COOKIE_REPLY, "Cookie Reply"},
                                      {TRANSPORT, "Transport Data"},
                                      {0, NULL}};

#define BYTES_OF(n) .width = n, .step = n
#define WG(F)                                                                                      \
    F(TYPE, "wg.type", U8, "Type", .vals = types)                                                  \
    F(RESERVED, "wg.reserved", BYTES, "Reserved", BYTES_OF(3))                                     \
    F(SENDER, "wg.sender", LE32, "Sender", .base = SN_HEX)                                         \
    F(RECEIVER, "wg.receiver", LE32, "Receiver", .base = SN_HEX)                                   \
    F(EPHEMERAL, "wg.ephemeral", STR, "Ephemeral")                                                 \
    F(STATIC, "wg.encrypted_static", BYTES, "Encrypted Static", BYTES_OF(48))                      \
    F(TIMESTAMP, "wg.encrypted_timestamp", BYTES, "Encrypted Timestamp", BYTES_OF(28))             \
    F(EMPTY, "wg.encrypted_empty", BYTES, "Encrypted Empty", BYTES_OF(16))                         \
    F(MAC1, "wg.mac1", BYTES, "mac1", BYTES_OF(16))                                                \
    F(MAC2, "wg.mac2", BYTES, "mac2", BYTES_OF(16))                                                \
    F(NONCE, "wg.nonce", BYTES, "Nonce", BYTES_OF(24))                                             \
    F(COOKIE, "wg.encrypted_cookie", BYTES, "Encrypted Cookie", BYTES_OF(32))                      \
    F(COUNTER, "wg.counter", LE64, "Counter")                                                      \
    F(PACKET, "wg.encrypted_packet", BYTES, "Encrypted Packet")
SN_FIELDS(wg, WG)

enum { INITIATION_SIZE = 148, RESPONSE_SIZE = 92, COOKIE_SIZE = 64, TRANSPORT_MIN = 32 };
enum { KEY = 32, KEY_TEXT = 44 };

/* A type, three zeros, and as long as that type is. */
static bool wg_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    if (caplen < 4 || p[1] || p[2] || p[3])
        return false;
    switch (p[0]) {
    case INITIATION:
        return len == INITIATION_SIZE;
    case RESPONSE:
        return len == RESPONSE_SIZE;
    case COOKIE_REPLY:
        return len == COOKIE_SIZE;
    case TRANSPORT:
        return len >= TRANSPORT_MIN;
    default:
        return false;
    }
}

/* A public key, as people write it: base 64 (RFC 4648). */
static bool key(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t off = sn_rd_off(r), n = 0;
    const uint8_t *p;
    char *text;

    if (!sn_rd_bytes(r, KEY, &p) || !(text = sn_arena_alloc(&d->arena, KEY_TEXT)))
        return false;
    for (unsigned bit = 0; bit < KEY * 8; bit += 6) {
        uint32_t at = bit / 8, two = (uint32_t)p[at] << 8 | (at + 1 < KEY ? p[at + 1] : 0U);

        text[n++] = digits[two >> (10 - bit % 8) & 63];
    }
    text[n++] = '=';
    sn_rec_bytes(d, field, off, KEY, text, n);
    return true;
}

static void wg_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (!sn_header(d, r, TYPE, RESERVED))
        return;
    switch (sn_u(d, TYPE)) {
    case INITIATION:
        (void)(sn_get(d, r, SENDER, NULL) && key(d, r, EPHEMERAL) &&
               sn_header(d, r, STATIC, TIMESTAMP) && sn_header(d, r, MAC1, MAC2));
        break;
    case RESPONSE:
        (void)(sn_header(d, r, SENDER, RECEIVER) && key(d, r, EPHEMERAL) &&
               sn_header(d, r, EMPTY, MAC2));
        break;
    case COOKIE_REPLY:
        (void)(sn_get(d, r, RECEIVER, NULL) && sn_header(d, r, NONCE, COOKIE));
        break;
    default:
        if (sn_get(d, r, RECEIVER, NULL) && sn_header(d, r, COUNTER, COUNTER))
            (void)sn_get_bytes(d, r, PACKET, sn_rd_left(r));
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
        {.table = &sn_tab_udp, .claims = wg_claims, .first = INITIATION, .last = TRANSPORT}),
    .more = true,
    .dissect = wg_dissect,
    .text = wg_text,
};
