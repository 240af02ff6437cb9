/*
 * DTLS 1.0 and 1.2 (RFC 6347), and of 1.3 what is in the clear (RFC 9147): the records of a
 * datagram.
 *
 * tcpdump doesn't know it. CAPWAP's preamble is allowed in front. Of a message in fragments the one
 * that completes it tells what it says, the others only their places.
 */
#include "dis/app/stream.h"
#include "dis/app/tls.h"

SN_FIELD_TABLE(dtls, DTLS)

enum { CCS = 20, ALERT, HANDSHAKE, HEARTBEAT_RECORD = 24 };
/* What OpenSSL said before 0.9.8f, and AnyConnect still says. */
enum { BAD_VER = 0x0100 };
enum { CAPWAP_CONTROL = 5246, CAPWAP_DATA, PREAMBLE = 4, PREAMBLE_DTLS = 1 };
enum { HEAD = 13, MSG_HEAD = 12, RECORD_MAX = 0x4000 + 2048 };

static bool is_record(const uint8_t *p)
{
    uint32_t version = sn_be16(p + 1), len = sn_be16(p + 11);

    return p[0] >= CCS && p[0] <= HEARTBEAT_RECORD &&
           (version == 0xfeff || version == 0xfefd || version == BAD_VER) && len &&
           len <= RECORD_MAX;
}

static bool dtls_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= HEAD && is_record(p) && (uint32_t)HEAD + sn_be16(p + 11) <= len;
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

/* A message, or a fragment of one. */
static void message(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, TLS_HANDSHAKE, 0);
    uint32_t type, len, seq, off, n, exchange;
    struct sn_rd body;

    (void)!sn_get(d, r, HS_TYPE, &type);
    (void)!sn_get(d, r, HS_LENGTH, &len);
    (void)!sn_get(d, r, DTLS_MSG_SEQ, &seq);
    (void)!sn_get(d, r, DTLS_FRAG_OFF, &off);
    (void)!sn_get(d, r, DTLS_FRAG_LEN, &n);
    body = sn_inside(r, n);
    exchange = agreed(d, &body, type, off);
    if (!off && n == len)
        sn_tls_message(d, &body, type, exchange);
    else
        fragment(d, &body,
                 &(struct sn_piece){.key = (uint64_t)type << 40 | (uint64_t)len << 16 | seq,
                                    .off = off,
                                    .n = n,
                                    .p = body.p,
                                    .total = len},
                 type, exchange);
    r->p = body.end;
    sn_group_end(d, r, g);
}

static void record(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, TLS_RECORD, 0);
    uint32_t type, epoch, len;
    struct sn_rd body;

    (void)!sn_get(d, r, TLS_TYPE, &type);
    (void)!sn_get(d, r, TLS_VERSION, NULL);
    (void)!sn_get(d, r, DTLS_EPOCH, &epoch);
    (void)!sn_get64(d, r, DTLS_SEQ, NULL);
    (void)!sn_get(d, r, TLS_LENGTH, &len);
    body = sn_inside(r, len);
    r->p = body.end;
    switch (type) {
    case CCS:
        sn_made(d, TLS_CCS, 0);
        break;
    case ALERT:
        if (!epoch)
            sn_tls_alert(d, &body);
        break;
    case HANDSHAKE:
        while (!epoch && sn_rd_left(&body) >= MSG_HEAD && sn_val_name(sn_tls_messages, *body.p))
            message(d, &body);
        break;
    default:
        if (!body.cut)
            (void)!sn_get_bytes(d, &body, TLS_DATA, sn_rd_left(&body));
        break;
    }
    sn_group_end(d, r, g);
}

static void dtls_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_rd_left(r) && *r->p == PREAMBLE_DTLS)
        (void)!sn_rd_skip(r, PREAMBLE);
    while (sn_rd_left(r) >= HEAD && is_record(r->p))
        record(d, r);
}

const struct sn_proto sn_proto_dtls = {
    .name = "dtls",
    .title = "Datagram Transport Layer Security",
    SN_PROTO_FIELDS(dtls),
    .keys = SN_KEYS(
        {.table = &sn_tab_udp, .claims = dtls_claims, .first = CCS, .last = HEARTBEAT_RECORD},
        {.table = &sn_tab_udp, .value = CAPWAP_CONTROL, .claims = capwap_claims},
        {.table = &sn_tab_udp, .value = CAPWAP_DATA, .claims = capwap_claims}),
    .more = true,
    .dissect = dtls_dissect,
    .text = sn_tls_text,
};
