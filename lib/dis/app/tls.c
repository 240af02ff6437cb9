/*
 * TLS 1.0 to 1.3 and SSL 3 (RFC 8446, RFC 5246, RFC 6101): the records of a segment.
 *
 * tcpdump doesn't know it. Records that span segments and messages that span records are put
 * together by lib/flow/stream.c; where that isn't done, what other segments hold is missing.
 * Messages are in tlshs.c.
 */
#include "dis/app/tls.h"
#include "dis/app/stream.h"
#include "dis/app/tlsopen.h"

SN_FIELD_TABLE(tls, TLS)

enum { CCS = 20, ALERT, HANDSHAKE, DATA, HEARTBEAT_RECORD };
enum { RECORD_MAX = 0x4000 + 2048, MESSAGE_MAX = 1 << 17, HEAD = 5, MSG_HEAD = 4, OLD_HEAD = 2 };
enum { MAJOR = 3, MINOR_MAX = 4, CLIENT_HELLO = 1, SERVER_HELLO };

static bool is_record(const uint8_t *p)
{
    uint32_t len = sn_be16(p + 3);

    return p[0] >= CCS && p[0] <= HEARTBEAT_RECORD && p[1] == MAJOR && p[2] <= MINOR_MAX &&
           (len || p[0] == DATA) && len <= RECORD_MAX;
}

bool sn_tls_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    if (caplen < HEAD || !is_record(p))
        return false;
    if (p[0] == CCS)
        return sn_be16(p + 3) == 1;
    if (p[0] == HANDSHAKE && caplen > HEAD)
        return sn_val_name(sn_tls_messages, p[HEAD]) != NULL;
    return sn_be16(p + 3) != 0;
}

/* The same of a client's hello of version 2. */
static bool old_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return sn_tls_is_old_hello(p, caplen);
}

bool sn_tls_begins(const uint8_t *p, uint32_t n)
{
    return n >= HEAD && p[2] && is_record(p);
}

const struct sn_proto *sn_tls_next(const uint8_t *p, uint32_t n)
{
    return sn_tls_begins(p, n) ? &sn_proto_tls : NULL;
}

/* ---- what spans segments ---- */

uint32_t sn_tls_unit(const uint8_t *p, uint32_t n)
{
    if (sn_tls_is_old_hello(p, n))
        return OLD_HEAD + (sn_be16(p) & 0x7fff);
    if (n < HEAD)
        return n && (p[0] < CCS || p[0] > HEARTBEAT_RECORD) ? SN_STREAM_BAD : 0;
    return is_record(p) ? (uint32_t)HEAD + sn_be16(p + 3) : SN_STREAM_BAD;
}

uint32_t sn_tls_piece(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (n && !sn_val_name(sn_tls_messages, p[0]))
        return SN_STREAM_BAD;
    if (n < MSG_HEAD)
        return 0;
    len = sn_be32(p) & 0xffffff;
    return len > MESSAGE_MAX ? SN_STREAM_BAD : MSG_HEAD + len;
}

/* Whether the body of a handshake record can be in the clear. Behind a change of the cipher it is
 * not, but for the second hellos of version 1.3, in which that change has no meaning. */
static bool is_clear(bool changed, const uint8_t *p, size_t n)
{
    return !changed || (n >= MSG_HEAD && (p[0] == CLIENT_HELLO || p[0] == SERVER_HELLO) &&
                        (sn_be32(p) & 0xffffff) == n - MSG_HEAD);
}

/* What a record of this type says about those behind it. */
static void follow(uint32_t *mode, uint32_t type)
{
    if (type == CCS)
        *mode |= SN_MODE_TLS_CHANGED;
    else if (type == HANDSHAKE)
        *mode |= *mode & SN_MODE_TLS_CHANGED ? SN_MODE_TLS_FINISHED : SN_MODE_TLS_CLEAR;
}

/* Whether data is what version 1.3 hides everything in: no handshake was finished otherwise. */
static bool is_opaque(uint32_t mode, uint32_t type)
{
    return type == DATA && mode & (SN_MODE_TLS_CLEAR | SN_MODE_TLS_CHANGED) &&
           !(mode & SN_MODE_TLS_FINISHED);
}

uint32_t sn_tls_body(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    bool clear = p[0] == HANDSHAKE && is_clear(*mode & SN_MODE_TLS_CHANGED, p + HEAD, n - HEAD);

    if (!clear || !(*mode & SN_MODE_TLS_CHANGED))
        follow(mode, p[0]);
    if (clear)
        *mode = sn_tls_agreed(*mode, p + HEAD, n - HEAD);
    return clear ? n - HEAD : 0;
}

static const struct sn_stream_kind tls_stream = {
    .unit = sn_tls_unit,
    .body = sn_tls_body,
    .message = sn_tls_piece,
#ifdef HAVE_CRYPTO
    .open = sn_tls_open,
    .decode = sn_tls_decode,
    .close = sn_tls_close,
    .held = sn_tls_held,
    .lost = sn_tls_lost,
    .inner = sn_tls_inner,
    .state_size = SN_TLS_STATE_SIZE,
#endif
};

/* Of the direction: its mode and its peer's, and the bytes of a message that began in records in
 * front, n of them. `whole`: what is incomplete comes again, with the rest. `inside`: the protocol
 * whose data the records have; NULL: nobody could look. */
struct state {
    uint32_t mode, peer_mode;
    bool whole;
    const uint8_t *kept;
    uint32_t n;
    struct sn_rd opened; /* what secrets made of the records (tlsopen.h) */
    const struct sn_proto *inside;
};

/* ---- records ---- */

/* A reader over what was kept and the body behind it. */
static struct sn_rd joined(struct sn_dis *d, struct state *st, const struct sn_rd *r)
{
    size_t n = st->n + sn_rd_left(r);
    uint8_t *p = st->n ? sn_arena_alloc(&d->arena, n) : NULL;
    struct sn_rd all = *r;

    if (p) {
        memcpy(p, st->kept, st->n);
        memcpy(p + st->n, r->p, sn_rd_left(r));
        all = (struct sn_rd){.p = p, .end = p + n, .start = p, .cut = r->cut};
    }
    st->n = 0;
    return all;
}

/* `modes`: those of both ends. */
static void message(struct sn_dis *d, struct sn_rd *r, uint32_t modes)
{
    struct sn_rec *g = sn_group(d, r, TLS_HANDSHAKE, 0);
    uint32_t type, len;
    struct sn_rd body;

    (void)!sn_get(d, r, HS_TYPE, &type);
    (void)!sn_get(d, r, HS_LENGTH, &len);
    body = sn_inside(r, len);
    sn_tls_message(d, &body, type, sn_tls_exchange_of(modes));
    r->p = sn_rd_left(r) > len ? r->p + len : r->end;
    sn_group_end(d, r, g);
}

/* The messages of a record's body; those that are encrypted are not looked into. A message that
 * isn't complete is kept when there is more to come, else shown as far as it goes. */
static void messages(struct sn_dis *d, struct sn_rd *body, struct state *st, bool more)
{
    bool clear = is_clear(st->mode & SN_MODE_TLS_CHANGED, body->p, sn_rd_left(body));
    struct sn_rd r;
    uint32_t len;

    if (!clear || !(st->mode & SN_MODE_TLS_CHANGED))
        follow(&st->mode, HANDSHAKE);
    if (!clear)
        return;
    st->mode = sn_tls_agreed(st->mode, body->p, sn_rd_left(body));
    r = joined(d, st, body);
    while (sn_rd_left(&r)) {
        uint32_t left = (uint32_t)sn_rd_left(&r);

        len = sn_tls_piece(r.p, left);
        if (len == SN_STREAM_BAD)
            return;
        if ((!len || len > left) && !r.cut && (st->whole || more)) {
            st->kept = r.p;
            st->n = left;
            sn_rec_made(d, TLS_PIECE, left);
            return;
        }
        if (!len)
            return;
        message(d, &r, st->mode | st->peer_mode);
    }
}

void sn_tls_alert(struct sn_dis *d, struct sn_rd *r)
{
    sn_made(d, TLS_ALERT, 0);
    if (sn_rd_left(r) == 2 && (*r->p == 1 || *r->p == 2))
        (void)!sn_header(d, r, TLS_LEVEL, TLS_DESC);
}

/* What was in a record, by its type; what is of the protocol inside comes behind the layer. */
static void opened(struct sn_dis *d, struct sn_rd *in, uint32_t type, uint32_t modes)
{
    if (type == ALERT)
        sn_tls_alert(d, in);
    else if (type == CCS)
        sn_made(d, TLS_CCS, 0);
    while (type == HANDSHAKE && sn_rd_left(in) >= MSG_HEAD)
        message(d, in, modes);
}

/* Data of a record: which protocol's it is, as far as that can be told. */
static void data(struct sn_dis *d, struct sn_rd *body, const struct state *st)
{
    const struct sn_ends *e = d->nsegment ? &d->segment[d->nsegment - 1].ends : d->ends;
    const char *title = NULL;

    (void)!sn_get_bytes(d, body, TLS_DATA, sn_rd_left(body));
    if (st->inside && st->inside != &sn_proto_data)
        title = st->inside->title;
    else if (e)
        title = sn_tls_inner_title(st->mode | st->peer_mode, e->sport, e->dport);
    if (title)
        sn_rec_word(d, TLS_INNER, 0, 0, title);
}

/* Tells what secrets made of the record, whose body is there too. True: all that is to be said. */
static bool decryption(struct sn_dis *d, struct state *st, struct sn_rd *body, bool opaque)
{
    uint8_t how = SN_TLS_CLEAR, type;
    struct sn_rd in;
    uint32_t n;

    if (!sn_rd_left(&st->opened) || !sn_rd_u8(&st->opened, &how) || !sn_rd_u8(&st->opened, &type) ||
        !sn_rd_be32(&st->opened, &n) || !sn_rd_sub(&st->opened, n, &in) || how == SN_TLS_CLEAR)
        return false;
    sn_made(d, TLS_STATE, how);
    if (how != SN_TLS_OPENED)
        return false;
    if (opaque)
        sn_rec_made(d, TLS_TYPE, type);
    if (type == DATA)
        data(d, body, st);
    in.start = in.p;
    opened(d, &in, type, st->mode | st->peer_mode);
    return true;
}

static void record(struct sn_dis *d, struct sn_rd *r, struct state *st)
{
    struct sn_rec *g = sn_group(d, r, TLS_RECORD, 0);
    uint32_t type = *r->p, len;
    bool opaque = is_opaque(st->mode, type);
    struct sn_rd body;

    (void)!sn_get(d, r, opaque ? TLS_OPAQUE : TLS_TYPE, NULL);
    (void)!sn_header(d, r, TLS_VERSION, TLS_LENGTH);
    len = (uint32_t)sn_be16(r->p - 2);
    body = sn_inside(r, len);
    if (body.cut)
        sn_made(d, TLS_MISSING, len - sn_rd_left(&body));
    r->p = body.end;
    if (decryption(d, st, &body, opaque)) {
        follow(&st->mode, type);
        sn_group_end(d, r, g);
        return;
    }
    switch (type) {
    case CCS:
        sn_made(d, TLS_CCS, 0);
        follow(&st->mode, CCS);
        break;
    case ALERT:
        sn_tls_alert(d, &body);
        break;
    case HANDSHAKE:
        messages(d, &body, st, sn_rd_left(r) >= HEAD && is_record(r->p));
        break;
    case DATA:
        if (!body.cut)
            data(d, &body, st);
        break;
    default:
        if (!body.cut)
            (void)!sn_get_bytes(d, &body, TLS_DATA, sn_rd_left(&body));
        break;
    }
    sn_group_end(d, r, g);
}

/* What the records had of the protocol inside. */
static void inner(struct sn_dis *d, const struct sn_stream_part *part)
{
    struct sn_rd rd = sn_rd_init(part->p, part->n, part->n);

    if (!part->n)
        return;
    d->part = part;
    sn_next_proto(d, part->proto, &rd, part->n);
}

static void tls_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_stream_part *part = d->part;
    struct state st = {0};

    (void)len;
    if (part)
        st = (struct state){
            .mode = part->mode,
            .peer_mode = part->peer_mode,
            .whole = true,
            .kept = part->kept,
            .n = part->nkept,
            .opened = sn_rd_init(part->decoded, part->ndecoded, part->ndecoded),
            .inside = part->inner && part->inner->n ? part->inner->proto : NULL,
        };
    while (sn_rd_left(r) >= HEAD && (is_record(r->p) || sn_tls_is_old_hello(r->p, sn_rd_left(r)))) {
        if (*r->p & SN_TLS_OLD)
            sn_tls_old_hello(d, r);
        else
            record(d, r, &st);
    }
    if (part && part->inner)
        inner(d, part->inner);
}

/* Messages without records, as QUIC's CRYPTO frames carry them (RFC 9001 4). */
static void tls_quic_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t left;

    (void)len;
    while ((left = (uint32_t)sn_rd_left(r))) {
        uint32_t n = sn_tls_piece(r->p, left);

        if (!n || n > left)
            return;
        message(d, r, 0);
    }
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
    } else if (sn_find(hs, X_SUBJECT)) {
        sn_say(t, hs, " {}", X_SUBJECT);
    } else if (sn_opt(hs, HS_TYPE) == 2) {
        sn_say(t, hs, " {s:0x%04x}",
               sn_find(hs, SUPPORTED_VERSION) ? SUPPORTED_VERSION : HS_VERSION);
        sn_say(t, hs, " {s:0x%04x}", HS_SUITE);
    }
}

enum sn_then sn_tls_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), rec = {0};
    const char *sep = "";

    sn_put_s(t->b, l->proto == &sn_proto_dtls ? "DTLS" : "TLS");
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
                sn_put_s(t->b,
                         sn_find(&rec, TLS_PIECE) ? " part of a message" : " encrypted handshake");
            while (sn_each(&rec, TLS_HANDSHAKE, &hs))
                message_text(t, &hs);
            break;
        default:
            if (sn_each(&rec, TLS_HANDSHAKE, &hs))
                message_text(t, &hs);
            else
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
    .keys = SN_KEYS(
        {.table = &sn_tab_tcp, .claims = sn_tls_claims, .first = CCS, .last = HEARTBEAT_RECORD},
        {.table = &sn_tab_tcp, .claims = old_claims, .first = 0x80, .last = 0x83}),
    .more = true,
    .stream = &tls_stream,
    .dissect = tls_dissect,
    .text = sn_tls_text,
};

static enum sn_then tls_quic_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), hs = {0};

    sn_put_lit(t->b, "TLS");
    while (sn_each(&v, TLS_HANDSHAKE, &hs))
        message_text(t, &hs);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_tls_quic = {
    .name = "tls",
    .title = "Transport Layer Security in QUIC",
    SN_PROTO_FIELDS(tls),
    .more = true,
    .dissect = tls_quic_dissect,
    .text = tls_quic_text,
};

const struct sn_proto sn_proto_ocsp = {
    .name = "ocsp",
    .title = "Online Certificate Status Protocol",
    SN_PROTO_FIELDS(tls),
    .more = true,
    .dissect = sn_ocsp_dissect,
};
