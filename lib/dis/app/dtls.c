/*
 * DTLS 1.0 and 1.2 (RFC 6347), and of 1.3 what is in the clear (RFC 9147): the records of a
 * datagram.
 *
 * tcpdump doesn't know it. CAPWAP's preamble is allowed in front. Of a message in fragments the one
 * that completes it tells what it says, the others only their places. What secrets open
 * (dtlsopen.h) is shown as in the clear; application data is a layer behind.
 */
#include "dis/app/dtlsopen.h"
#include "dis/app/stream.h"
#include "dis/app/tls.h"
#include "dis/transport/udp.h"

SN_FIELD_TABLE(dtls, DTLS)

enum { CCS = 20, ALERT, HANDSHAKE, DATA, HEARTBEAT_RECORD };
/* What OpenSSL said before 0.9.8f, and AnyConnect still says. */
enum { BAD_VER = 0x0100 };
enum { CAPWAP_CONTROL = 5246, CAPWAP_DATA, PREAMBLE = 4, PREAMBLE_DTLS = 1 };
enum { HEAD = 13, MSG_HEAD = 12, RECORD_MAX = 0x4000 + 2048 };

static bool has_version(const uint8_t *p)
{
    uint32_t version = sn_be16(p + 1);

    return version == 0xfeff || version == 0xfefd || version == BAD_VER;
}

static bool is_record(const uint8_t *p)
{
    uint32_t len = sn_be16(p + 11);

    return p[0] >= CCS && p[0] <= HEARTBEAT_RECORD && has_version(p) && len && len <= RECORD_MAX;
}

/* One with a connection ID, whose size it doesn't say. */
static bool is_id_record(const uint8_t *p)
{
    return p[0] == SN_DTLS_CID && has_version(p) && sn_be16(p + 3);
}

static bool dtls_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= HEAD &&
           (is_id_record(p) || (is_record(p) && (uint32_t)HEAD + sn_be16(p + 11) <= len));
}

/* What CAPWAP protects (RFC 5415 4.2): its preamble says so, and is in front. */
static bool capwap_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= PREAMBLE && p[0] == PREAMBLE_DTLS &&
           dtls_claims(p + PREAMBLE, caplen - PREAMBLE, len - PREAMBLE);
}

/* A fragment, at the end of the fields in front of it: read by r, n bytes. */
static void fragment(struct sn_dis *d, const struct sn_rd *r, const struct sn_piece *p,
                     uint32_t type, uint32_t exchange)
{
    struct sn_rd whole;

    if (r->cut || p->off > p->total || p->n > p->total - p->off)
        return;
    sn_put_piece(d, p);
    if (sn_whole(d, p->key, p->off, &whole))
        sn_tls_message(d, &whole, type, exchange);
}

/* The number of the exchange of keys (sn_tls_exchange), which a server's hello tells later messages
 * that depend on it. */
static uint32_t agreed(struct sn_dis *d, const struct sn_rd *body, uint32_t type, uint32_t off)
{
    enum { SERVER_HELLO = 2, SERVER_KEY = 12, CLIENT_KEY = 16 };
    uint64_t exchange = 0;

    if (type == SERVER_HELLO && !off)
        sn_remember(d, SN_MEMO_DTLS, sn_conn_key(d), sn_tls_exchange(*body));
    if (type == SERVER_KEY || type == CLIENT_KEY)
        (void)sn_recall(d, SN_MEMO_DTLS, sn_conn_key(d), 0, &exchange);
    return (uint32_t)exchange;
}

/* Where the size is left of the ID that records to a port are to have. */
static uint64_t id_key(const struct sn_dis *d, bool mine)
{
    uint16_t from, to;

    (void)sn_ports_near(d, &from, &to);
    return (uint64_t)1 << 32 | (uint64_t)(mine ? from : to) << 16 | (mine ? to : from);
}

/* What others than the message itself need of a piece of it. */
static void learn(struct sn_dis *d, uint32_t type, const struct sn_piece *p, bool sealed)
{
    struct sn_dtls_piece m = {
        .p = p->p, .type = type, .off = p->off, .n = p->n, .total = p->total, .sealed = sealed};

    if (d->opener)
        sn_dtls_learn(d, &m);
    d->sealed = true;
}

/* A message, or a fragment of one. */
static void message(struct sn_dis *d, struct sn_rd *r, bool sealed)
{
    struct sn_rec *g = sn_group(d, r, TLS_HANDSHAKE, 0);
    uint32_t type, len, seq, off, n, exchange;
    const struct sn_rec *id;
    struct sn_piece piece;
    struct sn_rd body;

    (void)!sn_get(d, r, HS_TYPE, &type);
    (void)!sn_get(d, r, HS_LENGTH, &len);
    (void)!sn_get(d, r, DTLS_MSG_SEQ, &seq);
    (void)!sn_get(d, r, DTLS_FRAG_OFF, &off);
    (void)!sn_get(d, r, DTLS_FRAG_LEN, &n);
    body = sn_inside(r, n);
    exchange = agreed(d, &body, type, off);
    piece = (struct sn_piece){.key = (uint64_t)type << 40 | (uint64_t)len << 16 | seq,
                              .off = off,
                              .n = (uint32_t)sn_rd_left(&body),
                              .p = body.p,
                              .total = len};
    learn(d, type, &piece, sealed);
    if (!off && n == len)
        sn_tls_message(d, &body, type, exchange);
    else
        fragment(d, &body, &piece, type, exchange);
    id = sn_rec_of(d, CID_LEN);
    if (id)
        sn_remember(d, SN_MEMO_DTLS, id_key(d, true), id->u);
    r->p = body.end;
    sn_group_end(d, r, g);
}

static void messages(struct sn_dis *d, struct sn_rd *r, bool sealed)
{
    while (sn_rd_left(r) >= MSG_HEAD && sn_val_name(sn_tls_messages, *r->p))
        message(d, r, sealed);
}

/* ---- what is inside ---- */

/* Ports that are of a protocol over DTLS. */
static const struct {
    uint16_t port;
    const struct sn_proto *proto; /* NULL: it isn't read */
    const char *title;
} ports[] = {
    {853, &sn_proto_dns, "Domain Name System"},
    {2221, NULL, "EtherNet/IP (Industrial Protocol)"},
    {5684, NULL, "Constrained Application Protocol"},
    {5868, NULL, "Diameter Protocol"},
};

/* The place in the list of what one of the ports is of; -1: none. */
static int port_of(const struct sn_dis *d)
{
    uint16_t from, to;

    (void)sn_ports_near(d, &from, &to);
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (ports[i].port == from || ports[i].port == to)
            return (int)i;
    }
    return -1;
}

/* Whether the protocol claims what r holds. */
static bool is_of(const struct sn_proto *p, const struct sn_rd *r)
{
    uint32_t n = (uint32_t)sn_rd_left(r);

    for (const struct sn_key *k = p->keys; k->table; k++) {
        if (k->claims && n)
            return k->claims(r->p, n, n);
    }
    return false;
}

/* Application data as it was sent; `in`, unless it is NULL, is what it says. */
static void data(struct sn_dis *d, struct sn_rd *body, const struct sn_rd *in)
{
    const struct sn_proto *inner = NULL;
    int i = port_of(d);

    if (!body->cut)
        (void)!sn_get_bytes(d, body, TLS_DATA, sn_rd_left(body));
    if (i >= 0)
        sn_rec_word(d, DTLS_INNER, 0, 0, ports[i].title);
    if (!in)
        return;
    inner = i >= 0 ? ports[i].proto : is_of(&sn_proto_sip_more, in) ? &sn_proto_sip_more : NULL;
    sn_next_proto(d, inner, in, (uint32_t)sn_rd_left(in));
}

/* ---- records ---- */

/* What a record in the clear holds, or `in`, what a sealed one does. */
static void content(struct sn_dis *d, struct sn_rd *body, uint32_t type, struct sn_rd *in)
{
    struct sn_rd *r = in ? in : body;

    switch (type) {
    case CCS:
        sn_made(d, TLS_CCS, 0);
        break;
    case ALERT:
        sn_tls_alert(d, r);
        break;
    case HANDSHAKE:
        messages(d, r, in != NULL);
        break;
    case DATA:
        data(d, body, in);
        break;
    default:
        if (!body->cut)
            (void)!sn_get_bytes(d, body, TLS_DATA, sn_rd_left(body));
        break;
    }
}

/* What is sealed is opened if it can be; else only data is shown, as it was sent. */
static void sealed_content(struct sn_dis *d, struct sn_rd *body, uint32_t type,
                           const struct sn_tls_sealed *sealed)
{
    const struct sn_opened *o = body->cut ? NULL : sn_dtls_opened(d, sealed);
    struct sn_rd in;

    d->sealed = true;
    if (o) {
        in = sn_rd_init(o->p, o->n, o->n);
        if (type == SN_DTLS_CID)
            sn_rec_made(d, TLS_TYPE, o->first);
        content(d, body, o->first, &in);
    } else if (type == SN_DTLS_CID) {
        if (!body->cut)
            (void)!sn_get_bytes(d, body, DTLS_CONTENT, sn_rd_left(body));
    } else if (type != ALERT && type != HANDSHAKE) {
        content(d, body, type, NULL);
    }
}

/* The connection ID of a record: as long as the receiver's hello said. */
static void connection_id(struct sn_dis *d, struct sn_rd *r, struct sn_tls_sealed *sealed)
{
    uint64_t n = 0;

    if (!sn_recall(d, SN_MEMO_DTLS, id_key(d, false), 0, &n) || !n || n > UINT8_MAX)
        return;
    sealed->cid = r->p;
    if (sn_get_bytes(d, r, DTLS_CID, n))
        sealed->ncid = (uint8_t)n;
}

static void record(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, TLS_RECORD, 0);
    struct sn_tls_sealed sealed = {.head = r->p};
    uint32_t type, epoch, len = 0;
    struct sn_rd body;

    (void)!sn_get(d, r, *r->p == SN_DTLS_CID ? DTLS_SPECIAL : TLS_TYPE, &type);
    (void)!sn_get(d, r, TLS_VERSION, NULL);
    (void)!sn_get(d, r, DTLS_EPOCH, &epoch);
    (void)!sn_get64(d, r, DTLS_SEQ, &sealed.seq);
    if (type == SN_DTLS_CID)
        connection_id(d, r, &sealed);
    (void)!sn_get(d, r, TLS_LENGTH, &len);
    body = sn_inside(r, len);
    r->p = body.end;
    sealed.seq |= (uint64_t)epoch << 48;
    sealed.p = body.p;
    sealed.n = (uint32_t)sn_rd_left(&body);
    if (epoch && type != CCS)
        sealed_content(d, &body, type, &sealed);
    else
        content(d, &body, type, NULL);
    sn_group_end(d, r, g);
}

static void dtls_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_rd_left(r) && *r->p == PREAMBLE_DTLS)
        (void)!sn_rd_skip(r, PREAMBLE);
    while (sn_rd_left(r) >= HEAD && (is_record(r->p) || is_id_record(r->p)))
        record(d, r);
}

const struct sn_proto sn_proto_dtls = {
    .name = "dtls",
    .title = "Datagram Transport Layer Security",
    SN_PROTO_FIELDS(dtls),
    .keys =
        SN_KEYS({.table = &sn_tab_udp, .claims = dtls_claims, .first = CCS, .last = SN_DTLS_CID},
                {.table = &sn_tab_udp, .value = CAPWAP_CONTROL, .claims = capwap_claims},
                {.table = &sn_tab_udp, .value = CAPWAP_DATA, .claims = capwap_claims}),
    .more = true,
    .dissect = dtls_dissect,
    .text = sn_tls_text,
};
