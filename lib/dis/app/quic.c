/*
 * QUIC, versions 1 and 2, drafts and what is like them (RFC 9000, RFC 9369): packets of a datagram,
 * and the frames of Initial packets, which everyone can read, and of those that secrets open.
 *
 * tcpdump doesn't know it. Each packet of a datagram is a layer. What CRYPTO frames carry, in any
 * order, is put together and is a layer of TLS. The keys of a connection come from the client's
 * first Destination Connection ID, which is left for later packets between the same hosts and
 * ports.
 */
#include "dis/app/quic.h"
#include "base/mix.h"
#include "dis/app/quicfields.h"
#include "dis/transport/udp.h"

enum { LONG = 0x80, FIXED = 0x40, INITIAL = 0, ZERO_RTT, HANDSHAKE, RETRY };
enum { TAG = 16 };

static const struct sn_val quic_versions[] = {{0, "Version Negotiation"},
                                              {1, "1"},
                                              {0x51303530, "Q050"},
                                              {0x54303530, "T050"},
                                              {0x54303531, "T051"},
                                              {0x6b3343cf, "2"},
                                              {0xfaceb001, "mvfst-22"},
                                              {0xfaceb002, "mvfst-27"},
                                              {0xfaceb00e, "mvfst-exp"},
                                              {0xff000016, "draft-22"},
                                              {0xff000017, "draft-23"},
                                              {0xff000018, "draft-24"},
                                              {0xff000019, "draft-25"},
                                              {0xff00001a, "draft-26"},
                                              {0xff00001b, "draft-27"},
                                              {0xff00001c, "draft-28"},
                                              {0xff00001d, "draft-29"},
                                              {0xff00001e, "draft-30"},
                                              {0xff00001f, "draft-31"},
                                              {0xff000020, "draft-32"},
                                              {0xff000021, "draft-33"},
                                              {0xff000022, "draft-34"},
                                              {0, NULL}};
static const struct sn_val quic_types[] = {{INITIAL, "Initial"},
                                           {ZERO_RTT, "0-RTT"},
                                           {HANDSHAKE, "Handshake"},
                                           {RETRY, "Retry"},
                                           {0, NULL}};
static const struct sn_val quic_types2[] = {
    {0, "Retry"}, {1, "Initial"}, {2, "0-RTT"}, {3, "Handshake"}, {0, NULL}};
static const struct sn_val quic_ends[] = {
    {0, "Client-initiated"}, {1, "Server-initiated"}, {0, NULL}};
static const struct sn_val quic_directions[] = {
    {0, "Bidirectional"}, {1, "Unidirectional"}, {0, NULL}};
static const struct sn_val quic_frames[] = {{0x00, "PADDING"},
                                            {0x01, "PING"},
                                            {0x02, "ACK"},
                                            {0x03, "ACK"},
                                            {0x04, "RESET_STREAM"},
                                            {0x05, "STOP_SENDING"},
                                            {0x06, "CRYPTO"},
                                            {0x07, "NEW_TOKEN"},
                                            {0x08, "STREAM"},
                                            {0x09, "STREAM"},
                                            {0x0a, "STREAM"},
                                            {0x0b, "STREAM"},
                                            {0x0c, "STREAM"},
                                            {0x0d, "STREAM"},
                                            {0x0e, "STREAM"},
                                            {0x0f, "STREAM"},
                                            {0x10, "MAX_DATA"},
                                            {0x11, "MAX_STREAM_DATA"},
                                            {0x12, "MAX_STREAMS (BIDI)"},
                                            {0x13, "MAX_STREAMS (UNI)"},
                                            {0x14, "DATA_BLOCKED"},
                                            {0x15, "STREAM_DATA_BLOCKED"},
                                            {0x16, "STREAMS_BLOCKED (BIDI)"},
                                            {0x17, "STREAMS_BLOCKED (UNI)"},
                                            {0x18, "NEW_CONNECTION_ID"},
                                            {0x19, "RETIRE_CONNECTION_ID"},
                                            {0x1a, "PATH_CHALLENGE"},
                                            {0x1b, "PATH_RESPONSE"},
                                            {0x1c, "CONNECTION_CLOSE"},
                                            {0x1d, "CONNECTION_CLOSE"},
                                            {0x1e, "HANDSHAKE_DONE"},
                                            {0x30, "DATAGRAM"},
                                            {0x31, "DATAGRAM"},
                                            {0xac, "IMMEDIATE_ACK"},
                                            {0xaf, "ACK_FREQUENCY"},
                                            {0x02f5, "TIME_STAMP"},
                                            {0, NULL}};

SN_FIELD_TABLE(quic, QUIC)

/* A packet with a long header of a version that is known here. */
static bool quic_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen > 6 && (p[0] & (LONG | FIXED)) == (LONG | FIXED) &&
           sn_quic_draft(sn_be32(p + 1)) && p[5] <= SN_QUIC_CID_MAX;
}

bool sn_quic_looks(const struct sn_rd *r, uint32_t len)
{
    size_t caplen = sn_rd_left(r);

    if (caplen > 6 && r->p[0] & LONG)
        return sn_be32(r->p + 1) == 0 && r->p[5] <= SN_QUIC_CID_MAX;
    return len > TAG && caplen && (r->p[0] & (LONG | FIXED)) == FIXED;
}

/* ---- keys ---- */

/* What later packets ask for: the connection ID behind its length, in three numbers. */
static uint64_t memo_key(const struct sn_dis *d, bool server, unsigned i)
{
    uint16_t client, other;

    if (server)
        (void)sn_ports_near(d, &other, &client);
    else
        (void)sn_ports_near(d, &client, &other);
    return (uint64_t)client << 32 | (uint64_t)other << 8 | i;
}

static void leave_cid(struct sn_dis *d, const struct sn_quic_cid *cid)
{
    uint8_t b[24] = {cid->n};

    memcpy(b + 1, cid->id, cid->n);
    for (unsigned i = 0; i < 3; i++)
        sn_remember(d, SN_MEMO_QUIC, memo_key(d, false, i), sn_be64(b + (size_t)8 * i));
}

static bool ask_cid(struct sn_dis *d, bool server, struct sn_quic_cid *cid)
{
    uint8_t b[24] = {0};
    bool ok = true;

    for (unsigned i = 0; i < 3; i++) {
        uint64_t v = 0;

        ok &= sn_recall(d, SN_MEMO_QUIC, memo_key(d, server, i), 0, &v);
        for (unsigned k = 0; k < 8; k++)
            b[8 * i + k] = (uint8_t)(v >> (56 - 8 * k));
    }
    cid->n = b[0];
    if (!ok || cid->n > SN_QUIC_CID_MAX)
        return false;
    memcpy(cid->id, b + 1, cid->n);
    return true;
}

/* Where the ID is left that the sender, or `other` its peer, wants packets to have. */
static uint64_t wanted_key(const struct sn_dis *d, bool other)
{
    enum { WANTED = 3 };

    return memo_key(d, other, WANTED);
}

/* An ID of n bytes as a number: its length, and the first seven. */
static uint64_t short_of(const uint8_t *id, size_t n)
{
    uint64_t v = n;

    for (size_t i = 0; i < 7; i++)
        v = v << 8 | (i < n ? id[i] : 0);
    return v;
}

static void leave_wanted(struct sn_dis *d)
{
    const struct sn_rec *id = sn_rec_of(d, Q_SCID);

    if (id)
        sn_remember(d, SN_MEMO_QUIC, wanted_key(d, false), short_of(id->p, id->n));
}

/* Where it is left that the hosts speak QUIC between these ports. */
static uint64_t spoken_key(const struct sn_dis *d)
{
    enum { SPOKEN = 4 };
    uint16_t sport, dport, lo;

    (void)sn_ports_near(d, &sport, &dport);
    lo = sport < dport ? sport : dport;
    return (uint64_t)lo << 32 | (uint64_t)(sport ^ dport ^ lo) << 8 | SPOKEN;
}

/* It asks also for what the packet will need then. */
bool sn_quic_goes_on(struct sn_dis *d, const struct sn_rd *r)
{
    struct sn_quic_cid cid;
    uint64_t v;

    if (!sn_rd_left(r))
        return false;
    if (!d->first && *r->p & LONG) {
        (void)ask_cid(d, true, &cid);
        (void)ask_cid(d, false, &cid);
    }
    if (!d->first)
        (void)sn_recall(d, SN_MEMO_QUIC, wanted_key(d, true), 0, &v);
    return sn_recall(d, SN_MEMO_QUIC, spoken_key(d), 0, &v);
}

/* By the ID in the packet, if it is the client's first, else by the one that was left. When it
 * can't be opened, the header is as the last that was tried has it. */
static bool open_initial(struct sn_dis *d, const struct sn_quic_sealed *in, struct sn_quic_cid *cid,
                         bool *server, struct sn_quic_opened *out)
{
    const struct sn_rec *q = sn_rec_of(d, Q_DCID);

    *server = false;
    if (q) {
        cid->n = (uint8_t)q->n;
        memcpy(cid->id, q->p, q->n);
        if (sn_quic_open(d, in, cid, false, out)) {
            leave_cid(d, cid);
            return true;
        }
    }
    *server = ask_cid(d, true, cid) && sn_quic_open(d, in, cid, true, out);
    return *server || (ask_cid(d, false, cid) && sn_quic_open(d, in, cid, false, out));
}

/* A number for the CRYPTO frames of the connection that begins with this ID. */
static uint64_t stream_of(const struct sn_quic_cid *cid)
{
    return sn_hash_bytes(cid->id, cid->n, SN_MIX0);
}

/* Where the stream of CRYPTO frames is left of the connection that a client began. */
static uint64_t stream_key(const struct sn_dis *d)
{
    enum { STREAM = 5 };

    return memo_key(d, false, STREAM);
}

/* Whether the packet has the ID and the token of a Retry: then its CRYPTO frames go on with those
 * of the packet that was retried, in the stream of *key. */
static bool follows_retry(struct sn_dis *d, uint64_t *key)
{
    const struct sn_rec *q = sn_rec_of(d, Q_DCID);
    uint64_t id = 0;
    bool known, chosen;

    if (!q || !sn_rec_of(d, Q_TOKEN))
        return false;
    known = sn_recall(d, SN_MEMO_QUIC, stream_key(d), 0, key);
    chosen = sn_recall(d, SN_MEMO_QUIC, wanted_key(d, true), 0, &id);
    return known && chosen && short_of(q->p, q->n) == id;
}

/* ---- packets ---- */

static void learn(struct sn_dis *d, const struct sn_quic_sealed *in, const struct sn_quic_cid *cid,
                  bool server, uint64_t stream, const struct sn_quic_pieces *c)
{
    const struct sn_rec *id = sn_rec_of(d, Q_SCID);
    struct sn_quic_initial what = {.cid = cid,
                                   .stream = stream,
                                   .version = in->version,
                                   .nid = id ? (uint8_t)id->n : 0,
                                   .server = server,
                                   .token = sn_rec_of(d, Q_TOKEN) != NULL};

    sn_quic_learn(d, &what, c);
}

/* The packet number and what is behind it. */
static void opened_body(struct sn_dis *d, struct sn_rd *body, const struct sn_opened *o,
                        unsigned payload)
{
    struct sn_quic_pieces c;
    struct sn_rd r = sn_rd_init(o->p, o->n, o->n);

    c.n = c.nstream = 0;
    sn_rec_uint(d, Q_PN, sn_rd_off(body), o->pnlen, o->number);
    (void)!sn_rd_skip(body, o->pnlen);
    (void)!sn_get_bytes(d, body, payload, sn_rd_left(body));
    sn_quic_frames(d, &r, &c);
    sn_quic_together(d, &c, o->stream);
    sn_quic_streams(d, o, &c);
}

/* 0-RTT and Handshake packets. */
static void later(struct sn_dis *d, const struct sn_quic_sealed *in, struct sn_rd *body,
                  unsigned type)
{
    const struct sn_opened *o =
        sn_quic_opened(d, in, type == ZERO_RTT ? SN_QUIC_EARLY : SN_QUIC_HANDSHAKE);

    if (!o) {
        if (!body->cut && in->len)
            (void)!sn_get_bytes(d, body, Q_REMAINING, in->len);
        return;
    }
    sn_made(d, Q_RESERVED, o->first >> 2 & 3);
    sn_made(d, Q_PNLEN, o->first & 3);
    opened_body(d, body, o, Q_PAYLOAD);
}

static void initial(struct sn_dis *d, const struct sn_quic_sealed *in, struct sn_rd *body)
{
    struct sn_quic_opened o = {0};
    struct sn_quic_pieces c = {.n = 0};
    struct sn_quic_cid cid;
    uint64_t stream = 0;
    struct sn_rd r;
    bool retried, opened, server;

    retried = follows_retry(d, &stream);
    opened = open_initial(d, in, &cid, &server, &o);
    if (!o.unmasked) {
        if (sn_rd_left(body) && !body->cut)
            (void)!sn_get_bytes(d, body, Q_REMAINING, sn_rd_left(body));
        return;
    }
    sn_made(d, Q_RESERVED, o.first >> 2 & 3);
    sn_made(d, Q_PNLEN, o.first & 3);
    sn_rec_uint(d, Q_PN, sn_rd_off(body), o.pnlen, o.number);
    (void)!sn_rd_skip(body, o.pnlen);
    (void)!sn_get_bytes(d, body, Q_PAYLOAD, sn_rd_left(body));
    if (!opened)
        return;
    r = sn_rd_init(o.p, o.n, o.n);
    if (sn_quic_is_google(in->version))
        sn_quic_google_frames(in->version, &r, &c);
    else
        sn_quic_frames(d, &r, &c);
    if (!retried)
        stream = stream_of(&cid);
    if (!sn_rec_of(d, Q_TOKEN))
        sn_remember(d, SN_MEMO_QUIC, stream_key(d), stream);
    if (d->opener)
        learn(d, in, &cid, server, stream, &c);
    sn_quic_together(d, &c, stream);
}

static bool ids(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    return sn_get(d, r, Q_DCIL, &n) && (!n || sn_get_bytes(d, r, Q_DCID, n)) &&
           sn_get(d, r, Q_SCIL, &n) && (!n || sn_get_bytes(d, r, Q_SCID, n));
}

/* Whether the IDs are as long as those of QUIC's versions may be; a version to come may have longer
 * ones (RFC 8999, section 5.1). */
static bool ids_fit(const struct sn_dis *d)
{
    const struct sn_rec *to = sn_rec_of(d, Q_DCID), *from = sn_rec_of(d, Q_SCID);

    return (!to || to->n <= SN_QUIC_CID_MAX) && (!from || from->n <= SN_QUIC_CID_MAX);
}

/* Up to draft 24 a Retry said which ID it answers, and had no tag. */
static void old_retry(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, Q_ODCIL, &n) || (n && !sn_get_bytes(d, r, Q_ODCID, n)))
        return;
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, Q_RETRY_TOKEN, sn_rd_left(r));
    sn_made(d, Q_LEN, sn_rd_off(r) - d->cur->off);
}

static void retry(struct sn_dis *d, struct sn_rd *r, uint32_t version)
{
    enum { FIRST_TAGGED = 25 };
    size_t n = sn_rd_left(r);

    if (sn_quic_draft(version) < FIRST_TAGGED) {
        old_retry(d, r);
        return;
    }
    if (r->cut || !sn_rd_need(r, TAG))
        return;
    if (n > TAG)
        (void)!sn_get_bytes(d, r, Q_RETRY_TOKEN, n - TAG);
    (void)!sn_get_bytes(d, r, Q_RETRY_TAG, TAG);
    sn_made(d, Q_LEN, sn_rd_off(r) - d->cur->off);
}

static bool token(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n;

    return sn_quic_rec(d, r, Q_TOKEN_LEN, &n) && (!n || sn_get_bytes(d, r, Q_TOKEN, n));
}

/* Whether another packet of the same connection follows: it has the same ID. */
static bool is_next(const struct sn_dis *d, const struct sn_rd *r)
{
    enum { SHORT_ID = 1, LONG_ID = 6 };
    const struct sn_rec *q = sn_rec_of(d, Q_DCID);
    size_t at, n = q ? q->n : 0, left = sn_rd_left(r);

    if (left <= TAG)
        return false;
    at = *r->p & LONG ? LONG_ID : SHORT_ID;
    if (!n)
        return *r->p & FIXED;
    return at + n <= left && (at == SHORT_ID || r->p[LONG_ID - 1] == n) &&
           memcmp(r->p + at, q->p, n) == 0;
}

/* What follows the IDs; the next packet of the datagram is behind it. */
static void numbered(struct sn_dis *d, struct sn_rd *r, const uint8_t *head, uint32_t version,
                     unsigned type)
{
    struct sn_quic_sealed in = {.head = head, .version = version};
    struct sn_rd body;
    uint64_t n;

    if ((type == INITIAL && !token(d, r)) || !sn_quic_rec(d, r, Q_LENGTH, &n))
        return;
    in.headlen = (uint32_t)(r->p - head);
    if (!sn_rd_sub(r, n, &body))
        return;
    in.len = (uint32_t)sn_rd_left(&body);
    in.cut = body.cut;
    if (type == INITIAL)
        initial(d, &in, &body);
    else
        later(d, &in, &body, type);
    sn_made(d, Q_LEN, (uint64_t)(r->p - head));
    if (is_next(d, r))
        sn_next_proto(d, &sn_proto_quic, r, (uint32_t)sn_rd_left(r));
}

static void negotiation(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) >= 4)
        (void)!sn_get(d, r, Q_SUPPORTED, NULL);
    sn_made(d, Q_LEN, sn_rd_off(r) - d->cur->off);
}

static void long_header(struct sn_dis *d, struct sn_rd *r, const uint8_t *head)
{
    uint32_t version;
    unsigned type;

    if (!sn_rd_skip(r, 1) || !sn_rd_need(r, 4))
        return;
    version = sn_be32(r->p);
    if (!version) {
        sn_rec_uint(d, Q_UNUSED, sn_rd_off(r) - 1, 1, *head & 0x7f);
        if (sn_get(d, r, Q_VERSION, NULL) && ids(d, r))
            negotiation(d, r);
        return;
    }
    type = version == SN_QUIC_V2 ? ((*head >> 4) + 3) & 3 : *head >> 4 & 3;
    if (type != RETRY)
        sn_rec_uint(d, Q_FIXED, sn_rd_off(r) - 1, 1, *head >> 6 & 1);
    sn_rec_uint(d, version == SN_QUIC_V2 ? Q_TYPE2 : Q_TYPE, sn_rd_off(r) - 1, 1, *head >> 4 & 3);
    if (!sn_get(d, r, Q_VERSION, NULL) || !ids(d, r))
        return;
    sn_remember(d, SN_MEMO_QUIC, spoken_key(d), 1);
    leave_wanted(d);
    if (!sn_quic_draft(version) || !ids_fit(d))
        (void)!sn_get_bytes(d, r, Q_REMAINING, sn_rd_left(r));
    else if (type == RETRY)
        retry(d, r, version);
    else
        numbered(d, r, head, version, type);
}

/* With the ID that its receiver wants. */
static void opened_short(struct sn_dis *d, struct sn_rd *r, const struct sn_opened *o, size_t off)
{
    sn_rec_uint(d, Q_SHORT_RESERVED, off, 1, o->first >> 3 & 3);
    sn_rec_uint(d, Q_KEY_PHASE, off, 1, o->first >> 2 & 1);
    sn_rec_uint(d, Q_PNLEN, off, 1, o->first & 3);
    if (o->nid)
        (void)!sn_get_bytes(d, r, Q_DCID, o->nid);
    opened_body(d, r, o, Q_PROTECTED);
}

/* A short header doesn't say how long its ID is. What is shown is the one that the peer's long
 * headers had, as by tshark; others, which were agreed on in secret, are left in the payload. */
static void short_header(struct sn_dis *d, struct sn_rd *r, const uint8_t *head, uint32_t len)
{
    struct sn_quic_sealed in = {.head = head, .len = (uint32_t)sn_rd_left(r), .cut = r->cut};
    const struct sn_opened *o = sn_quic_opened(d, &in, SN_QUIC_SHORT);
    size_t off = sn_rd_off(r);
    uint64_t id, n;

    sn_made(d, Q_LEN, len);
    sn_rec_uint(d, Q_FIXED, off, 1, *head >> 6 & 1);
    sn_rec_uint(d, Q_SPIN, off, 1, *head >> 5 & 1);
    (void)!sn_rd_skip(r, 1);
    if (o) {
        opened_short(d, r, o, off);
        return;
    }
    if (sn_recall(d, SN_MEMO_QUIC, wanted_key(d, true), 0, &id) && (n = id >> 56) &&
        n < sn_rd_left(r) && short_of(r->p, n) == id)
        (void)!sn_get_bytes(d, r, Q_DCID, n);
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, Q_REMAINING, sn_rd_left(r));
}

static void quic_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *head = r->p;

    if (!sn_rd_need(r, 1))
        return;
    sn_rec_uint(d, Q_FORM, sn_rd_off(r), 1, *head >> 7);
    if (*head & LONG)
        long_header(d, r, head);
    else
        short_header(d, r, head, len);
}

/* ---- text ---- */

static enum sn_then quic_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), f = {0};

    sn_put_lit(t->b, "QUIC");
    if (sn_find(&v, Q_VERSION))
        sn_say(t, &v, " {s:0x%08x}", Q_VERSION);
    else
        sn_put_lit(t->b, " short header");
    if (sn_find(&v, Q_TYPE))
        sn_say(t, &v, " {s:%u}", Q_TYPE);
    else if (sn_find(&v, Q_TYPE2))
        sn_say(t, &v, " {s:%u}", Q_TYPE2);
    if (sn_find(&v, Q_PN))
        sn_say(t, &v, " pn {}", Q_PN);
    while (sn_each(&v, Q_FRAME, &f))
        sn_say(t, &f, " {s:frame %u}", Q_FRAME_TYPE);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_quic = {
    .name = "quic",
    .title = "QUIC IETF",
    SN_PROTO_FIELDS(quic),
    .keys =
        SN_KEYS({.table = &sn_tab_udp, .claims = quic_claims, .first = LONG | FIXED, .last = 0xff}),
    .more = true,
    .dissect = quic_dissect,
    .text = quic_text,
};
