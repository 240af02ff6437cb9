/*
 * OpenVPN (draft-openvpn-openvpn-protocol): over UDP one packet a datagram, over TCP behind its
 * length.
 *
 * tcpdump doesn't know it. What stands between the session ID and the acknowledgments depends on a
 * configuration that the packets don't name: nothing; with --tls-auth a HMAC, a packet ID and a
 * time; with --tls-crypt these in another order, and all behind them encrypted. The time tells: it
 * is one of years in which there was OpenVPN, behind a packet ID that isn't large.
 */
#include "dis/app/stream.h"
#include "dis/app/tls.h"

enum { PORT = 1194 };
enum { SOFT_RESET = 3, CONTROL, ACK, DATA_V1, DATA_V2 = 9, WKC_RESET, WKC, OPCODES };
enum { ID = 4, TIME = 4, CRYPT_HMAC = 32 };

static const struct sn_val opcodes[] = {{1, "P_CONTROL_HARD_RESET_CLIENT_V1"},
                                        {2, "P_CONTROL_HARD_RESET_SERVER_V1"},
                                        {SOFT_RESET, "P_CONTROL_SOFT_RESET_V1"},
                                        {CONTROL, "P_CONTROL_V1"},
                                        {ACK, "P_ACK_V1"},
                                        {DATA_V1, "P_DATA_V1"},
                                        {7, "P_CONTROL_HARD_RESET_CLIENT_V2"},
                                        {8, "P_CONTROL_HARD_RESET_SERVER_V2"},
                                        {DATA_V2, "P_DATA_V2"},
                                        {WKC_RESET, "P_CONTROL_HARD_RESET_CLIENT_V3"},
                                        {WKC, "P_CONTROL_WKC_V1"},
                                        {0, NULL}};

#define OPENVPN(F)                                                                                 \
    F(PLEN, "openvpn.plen", U16, "Packet Length", .unit = "bytes")                                 \
    F(TYPE, "openvpn.type", P8, "Type", .base = SN_HEX)                                            \
    F(OPCODE, "openvpn.opcode", P8, "Opcode", .mask = 0xf8, .base = SN_HEX, .vals = opcodes)       \
    F(KEY_ID, "openvpn.keyid", U8, "Key ID", .mask = 0x07)                                         \
    F(PEER_ID, "openvpn.peerid", U24, "Peer ID")                                                   \
    F(SESSION_ID, "openvpn.sessionid", U64, "Session ID")                                          \
    F(HMAC, "openvpn.hmac", BYTES, "HMAC")                                                         \
    F(PACKET_ID, "openvpn.pid", U32, "Packet-ID")                                                  \
    F(NET_TIME, "openvpn.net_time", TIME, "Net Time")                                              \
    F(ACKS, "openvpn.mpidarraylength", U8, "Message Packet-ID Array Length")                       \
    F(ACKED, "openvpn.mpidarrayelement", U32S, "Message Packet-ID Array Element")                  \
    F(REMOTE_ID, "openvpn.rsessionid", U64, "Remote Session ID")                                   \
    F(MESSAGE_ID, "openvpn.mpid", U32, "Message Packet-ID")                                        \
    F(WRAPPED_LEN, "openvpn.wkc_len", UINT, "Wrapped client key length", .unit = "bytes")          \
    F(WRAPPED, "openvpn.wkc", BYTES, "Wrapped client key")                                         \
    F(DATA, "openvpn.data", BYTES, "Data")
SN_FIELDS(openvpn, OPENVPN)

/* Whether a packet ID and a time stand here: the former counts from 1. */
static bool id_and_time(const uint8_t *p)
{
    uint32_t id = sn_be32(p), t = sn_be32(p + ID);

    return id && id < 1u << 24 && t > 0x3d000000 && t < 0xf0000000;
}

static bool get_time(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, TIME, &p))
        return false;
    sn_rec_uint(d, NET_TIME, off, TIME, (uint64_t)sn_be32(p) * 1000000000);
    return true;
}

/* What --tls-auth puts in front. False: the packet ends in it. */
static bool authentication(struct sn_dis *d, struct sn_rd *r)
{
    static const uint8_t lengths[] = {20, 32, 64, 48, 28, 16};
    unsigned set = 0;

    for (size_t i = 0; i < ID && i < sn_rd_left(r); i++)
        set += r->p[i] != 0;
    if (set < 2) /* a count of acknowledgments, and numbers that aren't large */
        return true;
    for (unsigned i = 0; i < sizeof lengths; i++) {
        if (sn_rd_left(r) < lengths[i] + (size_t)ID + TIME || !id_and_time(r->p + lengths[i]))
            continue;
        return sn_get_bytes(d, r, HMAC, lengths[i]) && sn_get(d, r, PACKET_ID, NULL) &&
               get_time(d, r);
    }
    return true;
}

/* What --tls-crypt encrypts, and with its second version the client's key behind it. */
static void encrypted(struct sn_dis *d, struct sn_rd *r, uint32_t opcode)
{
    size_t left, wrapped;

    if (!sn_get(d, r, PACKET_ID, NULL) || !get_time(d, r) || !sn_get_bytes(d, r, HMAC, CRYPT_HMAC))
        return;
    left = sn_rd_left(r);
    wrapped = left >= 2 ? sn_be16(r->p + left - 2) : 0;
    if ((opcode != WKC_RESET && opcode != WKC) || r->cut || wrapped < 2 || wrapped > left)
        wrapped = 0;
    if (left > wrapped)
        (void)!sn_get_bytes(d, r, DATA, left - wrapped);
    if (!wrapped)
        return;
    (void)!sn_get_bytes(d, r, WRAPPED, wrapped - 2);
    sn_rec_uint(d, WRAPPED_LEN, sn_rd_off(r), 2, wrapped);
    (void)sn_rd_skip(r, 2);
}

/* Whose TLS a control packet's payload is. */
static void payload(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n = (uint32_t)sn_rd_left(r);

    if (n)
        sn_next_proto(d, sn_tls_begins(r->p, n) ? &sn_proto_tls : NULL, r, n);
}

static void control(struct sn_dis *d, struct sn_rd *r, uint32_t opcode)
{
    uint32_t n;

    if (!sn_get64(d, r, SESSION_ID, NULL))
        return;
    if (sn_rd_left(r) >= ID + TIME + CRYPT_HMAC && id_and_time(r->p)) {
        encrypted(d, r, opcode);
        return;
    }
    if (!authentication(d, r) || !sn_get(d, r, ACKS, &n))
        return;
    for (uint32_t i = 0; i < n; i++) {
        if (!sn_get(d, r, ACKED, NULL))
            return;
    }
    if (n && !sn_get64(d, r, REMOTE_ID, NULL))
        return;
    if (opcode == ACK || !sn_get(d, r, MESSAGE_ID, NULL))
        return;
    payload(d, r);
}

static void packet(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t opcode;

    if (!sn_get(d, r, TYPE, NULL) || !sn_get(d, r, OPCODE, &opcode) || !sn_get(d, r, KEY_ID, NULL))
        return;
    if (opcode == DATA_V2 && !sn_get(d, r, PEER_ID, NULL))
        return;
    if (opcode != DATA_V1 && opcode != DATA_V2)
        control(d, r, opcode);
    else if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, DATA, sn_rd_left(r));
}

static bool known(uint8_t type)
{
    return type >> 3 && type >> 3 < OPCODES;
}

static bool openvpn_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen && known(*p);
}

static void openvpn_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    packet(d, r);
}

static uint32_t openvpn_unit(const uint8_t *p, uint32_t n)
{
    if (n >= 3 && !known(p[2]))
        return SN_STREAM_BAD;
    if (n < 2)
        return 0;
    return sn_be16(p) ? 2 + (uint32_t)sn_be16(p) : SN_STREAM_BAD;
}

static bool openvpn_tcp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen >= 3 && openvpn_unit(p, caplen) != SN_STREAM_BAD;
}

static const struct sn_stream_kind openvpn_stream = {.unit = openvpn_unit};

/* Each packet is a layer. */
static void openvpn_tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    if (!sn_unit_next(r, openvpn_unit, &in))
        return;
    (void)!sn_get(d, &in, PLEN, NULL);
    packet(d, &in);
    if (sn_rd_left(r))
        sn_next_proto(d, &sn_proto_openvpn_tcp, r, (uint32_t)sn_rd_left(r));
}

static enum sn_then openvpn_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "OpenVPN");
    if (sn_find(&v, OPCODE))
        sn_say(t, &v, " {s:opcode %u}", OPCODE);
    if (sn_find(&v, PEER_ID))
        sn_say(t, &v, " peer {}", PEER_ID);
    if (sn_find(&v, MESSAGE_ID))
        sn_say(t, &v, " id {}", MESSAGE_ID);
    else if (sn_find(&v, PACKET_ID))
        sn_say(t, &v, " id {}", PACKET_ID);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_openvpn = {
    .name = "openvpn",
    .title = "OpenVPN Protocol",
    SN_PROTO_FIELDS(openvpn),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT, .claims = openvpn_claims}),
    .more = true,
    .dissect = openvpn_dissect,
    .text = openvpn_text,
};

const struct sn_proto sn_proto_openvpn_tcp = {
    .name = "openvpn",
    .title = "OpenVPN Protocol over TCP",
    SN_PROTO_FIELDS(openvpn),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT, .claims = openvpn_tcp_claims}),
    .more = true,
    .stream = &openvpn_stream,
    .dissect = openvpn_tcp_dissect,
    .text = openvpn_text,
};
