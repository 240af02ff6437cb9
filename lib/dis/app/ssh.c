/*
 * SSH: the lines with which both ends begin, and the key exchange behind them (RFC 4253, RFC 5656,
 * RFC 8731, RFC 4419), up to where encryption begins.
 *
 * tcpdump prints the lines of port 22 alone. There is no state from one segment to the next: a
 * packet is one when its lengths and its message are, and what a key exchange method would tell is
 * told by the lengths of its numbers. Fingerprints are Salesforce's HASSH.
 */
#include "dis/app/txt.h"
#include "dis/transport/udp.h"

#include <md5.h>

static const struct sn_val messages[] = {
    {1, "Disconnect"},
    {2, "Ignore"},
    {3, "Unimplemented"},
    {4, "Debug"},
    {5, "Service Request"},
    {6, "Service Accept"},
    {20, "Key Exchange Init"},
    {21, "New Keys"},
    {30, "Key Exchange 30"},
    {31, "Key Exchange 31"},
    {32, "DH Group Exchange Init"},
    {33, "DH Group Exchange Reply"},
    {34, "DH Group Exchange Request"},
    {0, NULL},
};

#define LIST(F, id, name)                                                                          \
    F(id##_LEN, "ssh." name "_length", U32, name " length", .unit = "bytes")                       \
    F(id, "ssh." name, STR, name " string")

#define SSH(F)                                                                                     \
    SN_TXT(F, "ssh")                                                                               \
    F(PROTOCOL, "ssh.protocol", STR, "Protocol")                                                   \
    F(PACKET, "sn.ssh.packet", GROUPS, "Packet")                                                   \
    F(LENGTH, "ssh.packet_length", U32, "Packet Length", .unit = "bytes")                          \
    F(PADDING, "ssh.padding_length", U8, "Padding Length", .unit = "bytes")                        \
    F(CODE, "ssh.message_code", U8, "Message Code", .vals = messages)                              \
    F(COOKIE, "ssh.cookie", BYTES, "Cookie")                                                       \
    LIST(F, KEX, "kex_algorithms")                                                                 \
    LIST(F, HOST_KEYS, "server_host_key_algorithms")                                               \
    LIST(F, ENC_CS, "encryption_algorithms_client_to_server")                                      \
    LIST(F, ENC_SC, "encryption_algorithms_server_to_client")                                      \
    LIST(F, MAC_CS, "mac_algorithms_client_to_server")                                             \
    LIST(F, MAC_SC, "mac_algorithms_server_to_client")                                             \
    LIST(F, COMP_CS, "compression_algorithms_client_to_server")                                    \
    LIST(F, COMP_SC, "compression_algorithms_server_to_client")                                    \
    LIST(F, LANG_CS, "languages_client_to_server")                                                 \
    LIST(F, LANG_SC, "languages_server_to_client")                                                 \
    F(FOLLOWS, "ssh.first_kex_packet_follows", U8, "First KEX Packet Follows")                     \
    F(RESERVED, "ssh.kex.reserved", BYTES, "Reserved")                                             \
    F(HASSH_FULL, "ssh.kex.hassh_algorithms", STR, "hasshAlgorithms")                              \
    F(HASSH, "ssh.kex.hassh", STR, "hassh")                                                        \
    F(HASSHS_FULL, "ssh.kex.hasshserver_algorithms", STR, "hasshServerAlgorithms")                 \
    F(HASSHS, "ssh.kex.hasshserver", STR, "hasshServer")                                           \
    F(QC_LEN, "ssh.ecdh.q_c_length", U32, "ECDH client's ephemeral public key length",             \
      .unit = "bytes")                                                                             \
    F(QC, "ssh.ecdh.q_c", BYTES, "ECDH client's ephemeral public key (Q_C)")                       \
    F(QS_LEN, "ssh.ecdh.q_s_length", U32, "ECDH server's ephemeral public key length",             \
      .unit = "bytes")                                                                             \
    F(QS, "ssh.ecdh.q_s", BYTES, "ECDH server's ephemeral public key (Q_S)")                       \
    F(MPINT_LEN, "ssh.mpint_length", U32S, "Multi Precision Integer Length", .unit = "bytes")      \
    F(DH_E, "ssh.dh.e", BYTES, "DH client e")                                                      \
    F(DH_F, "ssh.dh.f", BYTES, "DH server f")                                                      \
    F(GEX_MIN, "ssh.dh_gex.min", U32, "DH GEX Min")                                                \
    F(GEX_BITS, "ssh.dh_gex.nbits", U32, "DH GEX Number of Bits")                                  \
    F(GEX_MAX, "ssh.dh_gex.max", U32, "DH GEX Max")                                                \
    F(GEX_P, "ssh.dh_gex.p", BYTES, "DH GEX modulus (P)")                                          \
    F(GEX_G, "ssh.dh_gex.g", BYTES, "DH GEX base (G)")                                             \
    F(KEY_LEN, "ssh.host_key.length", U32, "Host key length", .unit = "bytes")                     \
    F(KEY_TYPE_LEN, "ssh.host_key.type_length", U32, "Host key type length", .unit = "bytes")      \
    F(KEY_TYPE, "ssh.host_key.type", STR, "Host key type")                                         \
    F(RSA_E, "ssh.host_key.rsa.e", BYTES, "RSA public exponent (e)")                               \
    F(RSA_N, "ssh.host_key.rsa.n", BYTES, "RSA modulus (N)")                                       \
    F(CURVE_LEN, "ssh.host_key.ecdsa.id_length", U32, "ECDSA elliptic curve identifier length",    \
      .unit = "bytes")                                                                             \
    F(CURVE, "ssh.host_key.ecdsa.id", STR, "ECDSA elliptic curve identifier")                      \
    F(ECDSA_LEN, "ssh.host_key.ecdsa.q_length", U32, "ECDSA public key length", .unit = "bytes")   \
    F(ECDSA_Q, "ssh.host_key.ecdsa.q", BYTES, "ECDSA public key (Q)")                              \
    F(EDDSA_LEN, "ssh.host_key.eddsa.key_length", U32, "EdDSA public key length", .unit = "bytes") \
    F(EDDSA, "ssh.host_key.eddsa.key", BYTES, "EdDSA public key")                                  \
    F(KEY_DATA, "ssh.host_key.data", BYTES, "Host key data")                                       \
    F(SIG_LEN, "ssh.host_sig.length", U32, "Host signature length", .unit = "bytes")               \
    F(SIG_TYPE_LEN, "ssh.host_sig.type_length", U32, "Host signature type length",                 \
      .unit = "bytes")                                                                             \
    F(SIG_TYPE, "ssh.host_sig.type", STR, "Host signature type")                                   \
    F(SIG_RSA, "ssh.host_sig.rsa", BYTES, "RSA signature")                                         \
    F(SIG_DATA, "ssh.host_sig.data", BYTES, "Host signature data")                                 \
    F(PADDING_BYTES, "ssh.padding_string", BYTES, "Padding String")                                \
    F(MISSING, "sn.ssh.packet.missing", UINT, "Bytes of the packet in other segments",             \
      .unit = "bytes")                                                                             \
    F(DIRECTION, "ssh.direction", BOOL, "Direction")
SN_FIELDS(ssh, SSH)

enum { KEXINIT = 20, NEWKEYS = 21, KEX_INIT = 30, KEX_REPLY, GEX_INIT, GEX_REPLY, GEX_REQUEST };
enum { PORT = 22, HEAD = 5, PADDING_MIN = 4, PACKET_MAX = 35000, COOKIE_SIZE = 16, LISTS = 10 };
enum { BANNER_MAX = 255, DH_MIN = 128, ALGORITHMS_MAX = 8192 };

static bool is_banner(const uint8_t *p, size_t n)
{
    return n >= 4 && memcmp(p, "SSH-", 4) == 0;
}

/* A packet in the clear: its lengths, and a message that is sent before encryption begins. */
static bool is_packet(const uint8_t *p, size_t n)
{
    uint32_t len;

    if (n < HEAD + 1)
        return false;
    len = sn_be32(p);
    return len <= PACKET_MAX && (len + 4) % 8 == 0 && p[4] >= PADDING_MIN && len > p[4] + 1u &&
           sn_val_name(messages, p[HEAD]);
}

/* The banner's line, or a packet in the clear. */
static uint32_t ssh_unit(const uint8_t *p, uint32_t n)
{
    const uint8_t *end = is_banner(p, n) ? memchr(p, '\n', n) : NULL;

    if (is_banner(p, n))
        return end ? (uint32_t)(end - p) + 1 : n > BANNER_MAX ? SN_STREAM_BAD : 0;
    if (n < HEAD + 1)
        return 0;
    return is_packet(p, n) ? sn_be32(p) + 4 : SN_STREAM_BAD;
}

/* What is encrypted is no packet any more. */
static const struct sn_stream_kind ssh_stream = {.unit = ssh_unit, .loose = true};

static bool ssh_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    if (is_banner(p, caplen))
        return caplen > 6 && (p[4] == '1' || p[4] == '2') && p[5] == '.';
    return is_packet(p, caplen) && p[HEAD] == KEXINIT && caplen > HEAD + COOKIE_SIZE + 8 &&
           sn_be32(p + HEAD + 1 + COOKIE_SIZE) < sn_be32(p) &&
           (p[HEAD + COOKIE_SIZE + 5] >= 'a' && p[HEAD + COOKIE_SIZE + 5] <= 'z');
}

/* Bytes, or a string, behind their length. */
static bool counted(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    uint32_t n;

    return sn_get(d, r, length, &n) && (!n || sn_get_bytes(d, r, field, n));
}

/* From the server: by the well-known port, else by the lower one. */
static bool from_server(const struct sn_dis *d)
{
    uint16_t sport, dport;

    (void)sn_ports_near(d, &sport, &dport);
    return dport != PORT && (sport == PORT || sport < dport);
}

static void hassh(struct sn_dis *d, bool server)
{
    static const uint16_t of[2][4] = {{KEX, ENC_CS, MAC_CS, COMP_CS},
                                      {KEX, ENC_SC, MAC_SC, COMP_SC}};
    char mem[ALGORITHMS_MAX], hex[MD5_DIGEST_STRING_LENGTH];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    for (unsigned i = 0; i < 4; i++) {
        const struct sn_rec *q = sn_rec_of(d, of[server][i]);

        if (!q)
            return;
        sn_put_s(&b, i ? ";" : "");
        sn_put_mem(&b, (const char *)q->p, q->n);
    }
    MD5Data((const uint8_t *)b.base, sn_buf_len(&b), hex);
    sn_rec_str(d, server ? HASSHS_FULL : HASSH_FULL, b.base, sn_buf_len(&b));
    sn_rec_str(d, server ? HASSHS : HASSH, hex, strlen(hex));
}

static void kexinit(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get_bytes(d, r, COOKIE, COOKIE_SIZE))
        return;
    for (unsigned i = 0; i < LISTS; i++) {
        if (!counted(d, r, KEX_LEN + 2 * i, KEX + 2 * i))
            return;
    }
    if (sn_get(d, r, FOLLOWS, NULL) && sn_get_bytes(d, r, RESERVED, 4))
        hassh(d, from_server(d));
}

/* Whether the key at p is a number of Diffie and Hellman's groups, and not a point of a curve. */
static bool is_dh(const struct sn_rd *r)
{
    uint32_t n = sn_rd_left(r) >= 4 ? sn_be32(r->p) : 0;

    return n >= DH_MIN && (n % DH_MIN <= 1);
}

static bool type_is(const struct sn_dis *d, unsigned field, const char *begin)
{
    const struct sn_rec *q = sn_rec_of(d, field);

    return q && q->n >= strlen(begin) && memcmp(q->p, begin, strlen(begin)) == 0;
}

static bool host_key(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in;
    uint32_t n;

    if (!sn_get(d, r, KEY_LEN, &n) || !sn_rd_sub(r, n, &in) ||
        !counted(d, &in, KEY_TYPE_LEN, KEY_TYPE))
        return false;
    if (type_is(d, KEY_TYPE, "ssh-rsa"))
        (void)(counted(d, &in, MPINT_LEN, RSA_E) && counted(d, &in, MPINT_LEN, RSA_N));
    else if (type_is(d, KEY_TYPE, "ecdsa-sha2-"))
        (void)(counted(d, &in, CURVE_LEN, CURVE) && counted(d, &in, ECDSA_LEN, ECDSA_Q));
    else if (type_is(d, KEY_TYPE, "ssh-ed"))
        (void)counted(d, &in, EDDSA_LEN, EDDSA);
    else
        (void)sn_get_bytes(d, &in, KEY_DATA, sn_rd_left(&in));
    return true;
}

static void signature(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in;
    uint32_t n;

    if (!sn_get(d, r, SIG_LEN, &n) || !sn_rd_sub(r, n, &in) ||
        !counted(d, &in, SIG_TYPE_LEN, SIG_TYPE))
        return;
    if (type_is(d, SIG_TYPE, "ssh-rsa"))
        (void)counted(d, &in, MPINT_LEN, SIG_RSA);
    else
        (void)sn_get_bytes(d, &in, SIG_DATA, sn_rd_left(&in));
}

/* A host's key, a number, a signature. */
static void reply(struct sn_dis *d, struct sn_rd *r)
{
    if (!host_key(d, r))
        return;
    if (is_dh(r) ? counted(d, r, MPINT_LEN, DH_F) : counted(d, r, QS_LEN, QS))
        signature(d, r);
}

/* Whether a reply begins with a host's key: a string in a string. */
static bool is_reply(const struct sn_rd *r)
{
    return sn_rd_left(r) > 8 && sn_be32(r->p + 4) < sn_be32(r->p) && r->p[4] == 0 && r->p[5] == 0;
}

static void message(struct sn_dis *d, struct sn_rd *r, uint32_t code)
{
    switch (code) {
    case KEXINIT:
        kexinit(d, r);
        break;
    case KEX_INIT:
        (void)(is_dh(r) ? counted(d, r, MPINT_LEN, DH_E) : counted(d, r, QC_LEN, QC));
        break;
    case KEX_REPLY:
        if (is_reply(r))
            reply(d, r);
        else
            (void)(counted(d, r, MPINT_LEN, GEX_P) && counted(d, r, MPINT_LEN, GEX_G));
        break;
    case GEX_INIT:
        (void)counted(d, r, MPINT_LEN, DH_E);
        break;
    case GEX_REPLY:
        reply(d, r);
        break;
    case GEX_REQUEST:
        (void)sn_header(d, r, GEX_MIN, GEX_MAX);
        break;
    default:
        break;
    }
}

/* The packet at r. False: what follows is encrypted, or it isn't whole. */
static bool packet(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t len = sn_be32(r->p), code = r->p[HEAD], padding = r->p[4];
    struct sn_rec *g;
    struct sn_rd in;

    if (sn_rd_left(r) - 4 < len) {
        sn_made(d, MISSING, len + 4 - sn_rd_left(r));
        return false;
    }
    g = sn_group(d, r, PACKET, 0);
    (void)!sn_header(d, r, LENGTH, CODE);
    (void)!sn_rd_sub(r, len - 2 - padding, &in);
    message(d, &in, code);
    (void)!sn_get_bytes(d, r, PADDING_BYTES, padding);
    sn_group_end(d, r, g);
    return code != NEWKEYS;
}

/* The same line as a field of its own, whatever is in it. */
static void banner(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_txt l;
    size_t off = sn_rd_off(r);

    if (sn_txt_next(r, &l))
        sn_rec_bytes(d, PROTOCOL, off, l.n, l.p, l.n);
}

static void fields(struct sn_dis *d, struct sn_rd *r)
{
    bool any = sn_rd_left(r);

    if (is_banner(r->p, sn_rd_left(r)))
        banner(d, r);
    while (is_packet(r->p, sn_rd_left(r)) && packet(d, r))
        ;
    if (any)
        sn_made(d, DIRECTION, from_server(d));
}

/* Whether a tab is in the line at r: tcpdump shows none that has one. */
static bool has_tab(const struct sn_rd *r)
{
    for (const uint8_t *p = r->p; p < r->end && *p != '\r' && *p != '\n'; p++) {
        if (*p == '\t')
            return true;
    }
    return false;
}

static void ssh_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;
    uint32_t first = d->nrec;
    static const char begin[] = {'S', 'S', 'H', '-'};
    unsigned i = 0;
    uint8_t b;

    (void)len;
    while (i < sizeof begin && sn_rd_peek(r, i, &b) && b == (uint8_t)begin[i])
        i++;
    if (i == sizeof begin && !has_tab(r))
        (void)sn_txt_line(d, r);
    sn_text_only(d, first);
    if (d->want & SN_WANT_FIELDS)
        fields(d, &in);
}

static void more_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;

    (void)len;
    fields(d, &in);
}

static enum sn_then ssh_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *q = sn_find(&v, LINE);

    if (!q && l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        sn_cut(t);
    if (q && !(q->flags & SN_REC_BAD)) {
        sn_put_lit(t->b, ": SSH: ");
        sn_put_mem(t->b, q->p, q->n);
    }
    return SN_TEXT_DONE;
}

static enum sn_then more_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {0};
    const char *sep = " ";

    sn_put_lit(t->b, "SSH");
    if (sn_find(&v, PROTOCOL))
        sn_say(t, &v, " {}", PROTOCOL);
    while (sn_each(&v, PACKET, &part)) {
        sn_put_s(t->b, sep);
        sn_say(t, &part, "{s:message %u}", CODE);
        if (sn_find(&part, HASSH))
            sn_say(t, &part, " hassh={}", HASSH);
        if (sn_find(&part, HASSHS))
            sn_say(t, &part, " hasshServer={}", HASSHS);
        sep = ", ";
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_ssh = {
    .name = "ssh",
    .title = "SSH Protocol",
    SN_PROTO_FIELDS(ssh),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT}),
    .stream = &ssh_stream,
    .dissect = ssh_dissect,
    .text = ssh_text,
};

const struct sn_proto sn_proto_ssh_more = {
    .name = "ssh",
    .title = "SSH Protocol",
    SN_PROTO_FIELDS(ssh),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .claims = ssh_claims, .last = 'S'}),
    .more = true,
    .stream = &ssh_stream,
    .dissect = more_dissect,
    .text = more_text,
};
