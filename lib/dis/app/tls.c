/*
 * TLS 1.0 to 1.3 and SSL 3 (RFC 8446, RFC 5246, RFC 6101): the records of a segment.
 *
 * tcpdump doesn't know it. What other segments hold of a record is missing. Messages are in
 * tlshs.c.
 */
#include "dis/app/tls.h"

SN_FIELD_TABLE(tls, TLS)

enum { CCS = 20, ALERT, HANDSHAKE, DATA, HEARTBEAT_RECORD };
enum { RECORD_MAX = 0x4000 + 2048, MESSAGE_MAX = 1 << 17, HEAD = 5, MSG_HEAD = 4 };
enum { MAJOR = 3, MINOR_MAX = 4 };

static bool is_record(const uint8_t *p)
{
    uint32_t len = sn_be16(p + 3);

    return p[0] >= CCS && p[0] <= HEARTBEAT_RECORD && p[1] == MAJOR && p[2] <= MINOR_MAX && len &&
           len <= RECORD_MAX;
}

/* Whether a message in a handshake record is in the clear: what is encrypted has no such type and
 * length but by chance. */
static bool is_message(const uint8_t *p, size_t n)
{
    return n >= MSG_HEAD && sn_val_name(sn_tls_messages, p[0]) &&
           (sn_be32(p) & 0xffffff) <= MESSAGE_MAX;
}

static bool tls_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    if (caplen < HEAD || !is_record(p))
        return false;
    if (p[0] == CCS)
        return sn_be16(p + 3) == 1;
    if (p[0] == HANDSHAKE && caplen > HEAD)
        return sn_val_name(sn_tls_messages, p[HEAD]) != NULL;
    return true;
}

/* The messages of a record; those that are encrypted are not looked into. */
static void messages(struct sn_dis *d, struct sn_rd *r)
{
    while (is_message(r->p, sn_rd_left(r))) {
        struct sn_rec *g = sn_group(d, r, TLS_HANDSHAKE, 0);
        uint32_t type, len;
        struct sn_rd body;

        (void)!sn_get(d, r, HS_TYPE, &type);
        (void)!sn_get(d, r, HS_LENGTH, &len);
        body = sn_inside(r, len);
        sn_tls_message(d, &body, type);
        r->p = sn_rd_left(r) > len ? r->p + len : r->end;
        sn_group_end(d, r, g);
    }
}

static void alert(struct sn_dis *d, struct sn_rd *r)
{
    sn_made(d, TLS_ALERT, 0);
    if (sn_rd_left(r) == 2 && (*r->p == 1 || *r->p == 2))
        (void)!sn_header(d, r, TLS_LEVEL, TLS_DESC);
}

static void record(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, TLS_RECORD, 0);
    uint32_t type, len;
    struct sn_rd body;

    (void)!sn_get(d, r, TLS_TYPE, &type);
    (void)!sn_header(d, r, TLS_VERSION, TLS_LENGTH);
    len = (uint32_t)sn_be16(r->p - 2);
    body = sn_inside(r, len);
    if (body.cut)
        sn_made(d, TLS_MISSING, len - sn_rd_left(&body));
    r->p = body.end;
    switch (type) {
    case CCS:
        sn_made(d, TLS_CCS, 0);
        break;
    case ALERT:
        alert(d, &body);
        break;
    case HANDSHAKE:
        messages(d, &body);
        break;
    default:
        if (!body.cut)
            (void)!sn_get_bytes(d, &body, TLS_DATA, sn_rd_left(&body));
        break;
    }
    sn_group_end(d, r, g);
}

static void tls_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    while (sn_rd_left(r) >= HEAD && is_record(r->p))
        record(d, r);
}

/* ---- text ---- */

/* What people look for in a client's hello. */
static void client_text(struct sn_text *t, const struct sn_view *hs)
{
    struct sn_view alpn = {0};

    if (sn_find(hs, SNI))
        sn_say(t, hs, " {}", SNI);
    while (sn_each(hs, ALPN, &alpn))
        sn_say(t, &alpn, " {}", ALPN);
    if (sn_find(hs, JA4))
        sn_say(t, hs, " ja4={}", JA4);
}

static void message_text(struct sn_text *t, const struct sn_view *hs)
{
    sn_say(t, hs, " {s:message %u}", HS_TYPE);
    if (sn_opt(hs, HS_TYPE) == 1) {
        client_text(t, hs);
    } else if (sn_opt(hs, HS_TYPE) == 2) {
        sn_say(t, hs, " {s:0x%04x}",
               sn_find(hs, SUPPORTED_VERSION) ? SUPPORTED_VERSION : HS_VERSION);
        sn_say(t, hs, " {s:0x%04x}", HS_SUITE);
    }
}

static enum sn_then tls_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), rec = {0};
    const char *sep = "";

    sn_put_lit(t->b, "TLS");
    for (; sn_each(&v, TLS_RECORD, &rec); sep = ",") {
        struct sn_view hs = {0};

        sn_put_s(t->b, sep);
        switch (sn_opt(&rec, TLS_TYPE)) {
        case CCS:
            sn_put_lit(t->b, " change cipher spec");
            break;
        case ALERT:
            sn_put_lit(t->b, " alert");
            if (sn_find(&rec, TLS_DESC))
                sn_say(t, &rec, " {s:%u}", TLS_DESC);
            break;
        case HANDSHAKE:
            if (!sn_find(&rec, TLS_HANDSHAKE))
                sn_put_lit(t->b, " encrypted handshake");
            while (sn_each(&rec, TLS_HANDSHAKE, &hs))
                message_text(t, &hs);
            break;
        default:
            sn_say(t, &rec, " data {}", TLS_LENGTH);
            break;
        }
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_tls = {
    .name = "tls",
    .title = "Transport Layer Security",
    SN_PROTO_FIELDS(tls),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .claims = tls_claims}),
    .more = true,
    .dissect = tls_dissect,
    .text = tls_text,
};
