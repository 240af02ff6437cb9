/*
 * QUIC, versions 1 and 2, drafts and what is like them (RFC 9000, RFC 9369): packets of a datagram,
 * and the frames of Initial packets, which everyone can read.
 *
 * tcpdump doesn't know it. Each packet of a datagram is a layer. What CRYPTO frames carry, in any
 * order, is put together and is a layer of TLS. The keys of a connection come from the client's
 * first Destination Connection ID, which is left for later packets between the same hosts and
 * ports.
 */
#include "dis/app/quic.h"
#include "dis/app/tls.h"

enum { LONG = 0x80, FIXED = 0x40, INITIAL = 0, ZERO_RTT, HANDSHAKE, RETRY };
enum { PADDING_FRAME, PING, ACK, ACK_ECN, CRYPTO = 6, CLOSE = 0x1c, CLOSE_APP };
enum { TAG = 16, PIECES = 64, MESSAGE_MAX = 1 << 16, RANGES_MAX = 256 };

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
static const struct sn_val quic_frames[] = {{PADDING_FRAME, "PADDING"},
                                            {PING, "PING"},
                                            {ACK, "ACK"},
                                            {ACK_ECN, "ACK"},
                                            {CRYPTO, "CRYPTO"},
                                            {CLOSE, "CONNECTION_CLOSE"},
                                            {CLOSE_APP, "CONNECTION_CLOSE"},
                                            {0, NULL}};

#define QUIC(F)                                                                                    \
    F(Q_LEN, "quic.packet_length", UINT, "Packet Length", .unit = "bytes")                         \
    F(Q_FORM, "quic.header_form", P8, "Header Form", .mask = 0x80)                                 \
    F(Q_FIXED, "quic.fixed_bit", BIT8, "Fixed Bit", .mask = 0x40)                                  \
    F(Q_SPIN, "quic.spin_bit", BIT8, "Spin Bit", .mask = 0x20)                                     \
    F(Q_TYPE, "quic.long.packet_type", P8, "Packet Type", .mask = 0x30, .vals = quic_types)        \
    F(Q_TYPE2, "quic.long.packet_type_v2", P8, "Packet Type", .mask = 0x30, .vals = quic_types2)   \
    F(Q_UNUSED, "quic.vn.unused", UINT, "Unused", .base = SN_HEX)                                  \
    F(Q_RESERVED, "quic.long.reserved", UINT, "Reserved")                                          \
    F(Q_PNLEN, "quic.packet_number_length", UINT, "Packet Number Length")                          \
    F(Q_VERSION, "quic.version", U32, "Version", .base = SN_HEX, .vals = quic_versions)            \
    F(Q_DCIL, "quic.dcil", U8, "Destination Connection ID Length")                                 \
    F(Q_DCID, "quic.dcid", BYTES, "Destination Connection ID")                                     \
    F(Q_SCIL, "quic.scil", U8, "Source Connection ID Length")                                      \
    F(Q_SCID, "quic.scid", BYTES, "Source Connection ID")                                          \
    F(Q_SUPPORTED, "quic.supported_version", U32S, "Supported Version", .base = SN_HEX,            \
      .vals = quic_versions)                                                                       \
    F(Q_TOKEN_LEN, "quic.token_length", UINT, "Token Length", .unit = "bytes")                     \
    F(Q_TOKEN, "quic.token", BYTES, "Token")                                                       \
    F(Q_ODCIL, "quic.odcil", U8, "Original Destination Connection ID Length")                      \
    F(Q_ODCID, "quic.odcid", BYTES, "Original Destination Connection ID")                          \
    F(Q_RETRY_TOKEN, "quic.retry_token", BYTES, "Retry Token")                                     \
    F(Q_RETRY_TAG, "quic.retry_integrity_tag", BYTES, "Retry Integrity Tag")                       \
    F(Q_LENGTH, "quic.length", UINT, "Length", .unit = "bytes")                                    \
    F(Q_PN, "quic.packet_number", UINT, "Packet Number")                                           \
    F(Q_PAYLOAD, "quic.payload", BYTES, "Payload")                                                 \
    F(Q_REMAINING, "quic.remaining_payload", BYTES, "Remaining Payload")                           \
    F(Q_FRAME, "quic.frame", GROUPS, "Frame")                                                      \
    F(Q_FRAME_TYPE, "quic.frame_type", UINT, "Frame Type", .base = SN_HEX, .vals = quic_frames)    \
    F(Q_PADDING, "quic.padding_length", UINT, "Padding Length", .unit = "bytes")                   \
    F(Q_ACK_LARGEST, "quic.ack.largest_acknowledged", UINT, "Largest Acknowledged")                \
    F(Q_ACK_DELAY, "quic.ack.ack_delay", UINT, "ACK Delay")                                        \
    F(Q_ACK_COUNT, "quic.ack.ack_range_count", UINT, "ACK Range Count")                            \
    F(Q_ACK_FIRST, "quic.ack.first_ack_range", UINT, "First ACK Range")                            \
    F(Q_ACK_GAP, "quic.ack.gap", UINTS, "Gap")                                                     \
    F(Q_ACK_RANGE, "quic.ack.ack_range", UINTS, "ACK Range")                                       \
    F(Q_ACK_ECT0, "quic.ack.ect0_count", UINT, "ECT(0) Count")                                     \
    F(Q_ACK_ECT1, "quic.ack.ect1_count", UINT, "ECT(1) Count")                                     \
    F(Q_ACK_CE, "quic.ack.ecn_ce_count", UINT, "ECN-CE Count")                                     \
    F(Q_CRYPTO_OFF, "quic.crypto.offset", UINT, "Offset")                                          \
    F(Q_CRYPTO_LEN, "quic.crypto.length", UINT, "Length", .unit = "bytes")                         \
    F(Q_CRYPTO_DATA, "quic.crypto.crypto_data", NONE, "Crypto Data")                               \
    F(Q_CLOSE, "quic.cc.error_code", UINT, "Error code")                                           \
    F(Q_CLOSE_APP, "quic.cc.error_code.app", UINT, "Application Error code")                       \
    F(Q_CLOSE_FRAME, "quic.cc.frame_type", UINT, "Frame Type")                                     \
    F(Q_REASON_LEN, "quic.cc.reason_phrase.length", UINT, "Reason phrase Length", .unit = "bytes") \
    F(Q_REASON, "quic.cc.reason_phrase", STR, "Reason phrase")
SN_FIELDS(quic, QUIC)

/* A piece of what CRYPTO frames carry. */
struct piece {
    uint64_t off;
    uint32_t n;
    const uint8_t *p;
};

struct pieces {
    struct piece v[PIECES];
    unsigned n;
};

/* A packet with a long header of a version that is known here. */
static bool quic_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen > 6 && (p[0] & (LONG | FIXED)) == (LONG | FIXED) &&
           sn_quic_draft(sn_be32(p + 1)) && p[5] <= SN_QUIC_CID_MAX;
}

/* A number and its record. */
static bool number(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t *v)
{
    size_t off = sn_rd_off(r);
    uint64_t u;

    if (!sn_quic_number(r, &u))
        return false;
    sn_rec_uint(d, field, off, sn_rd_off(r) - off, u);
    if (v)
        *v = u;
    return true;
}

/* ---- frames ---- */

static bool ack(struct sn_dis *d, struct sn_rd *r, bool ecn)
{
    uint64_t n;

    if (!number(d, r, Q_ACK_LARGEST, NULL) || !number(d, r, Q_ACK_DELAY, NULL) ||
        !number(d, r, Q_ACK_COUNT, &n) || !number(d, r, Q_ACK_FIRST, NULL) || n > RANGES_MAX)
        return false;
    while (n--) {
        if (!number(d, r, Q_ACK_GAP, NULL) || !number(d, r, Q_ACK_RANGE, NULL))
            return false;
    }
    return !ecn || (number(d, r, Q_ACK_ECT0, NULL) && number(d, r, Q_ACK_ECT1, NULL) &&
                    number(d, r, Q_ACK_CE, NULL));
}

static void put(struct pieces *c, uint64_t off, uint64_t n, const uint8_t *p)
{
    if (c->n < PIECES && off <= MESSAGE_MAX)
        c->v[c->n++] = (struct piece){off, (uint32_t)n, p};
}

static bool crypto(struct sn_dis *d, struct sn_rd *r, struct pieces *c)
{
    uint64_t off, n;
    const uint8_t *p;

    if (!number(d, r, Q_CRYPTO_OFF, &off) || !number(d, r, Q_CRYPTO_LEN, &n) ||
        !sn_rd_bytes(r, n, &p))
        return false;
    sn_made(d, Q_CRYPTO_DATA, 0);
    put(c, off, n, p);
    return true;
}

static bool closed(struct sn_dis *d, struct sn_rd *r, bool app)
{
    uint64_t n;

    return number(d, r, app ? Q_CLOSE_APP : Q_CLOSE, NULL) &&
           (app || number(d, r, Q_CLOSE_FRAME, NULL)) && number(d, r, Q_REASON_LEN, &n) &&
           (!n || sn_get_bytes(d, r, Q_REASON, n));
}

/* One frame; bytes of padding are one. False: what follows can't be known. */
static bool frame(struct sn_dis *d, struct sn_rd *r, struct pieces *c)
{
    const uint8_t *from = r->p;
    uint64_t type;

    if (!number(d, r, Q_FRAME_TYPE, &type))
        return false;
    switch (type) {
    case PADDING_FRAME:
        while (r->p < r->end && !*r->p)
            r->p++;
        sn_made(d, Q_PADDING, (uint64_t)(r->p - from));
        return true;
    case PING:
        return true;
    case ACK:
    case ACK_ECN:
        return ack(d, r, type == ACK_ECN);
    case CRYPTO:
        return crypto(d, r, c);
    case CLOSE:
    case CLOSE_APP:
        return closed(d, r, type == CLOSE_APP);
    default:
        return false;
    }
}

static bool is_google(uint32_t version)
{
    return version == SN_QUIC_Q050 || version == SN_QUIC_T050 || version == SN_QUIC_T051;
}

/* Over an acknowledgement of Google's, behind its type: the largest, a delay, blocks, times. */
static bool google_ack(struct sn_rd *r, uint8_t type)
{
    enum { MANY = 0x20, DELAY = 2, FIRST_TIME = 5, TIME = 3 };
    static const uint8_t sizes[] = {1, 2, 4, 6};
    uint8_t size = sizes[type & 3], more = 0, times;

    return sn_rd_skip(r, (size_t)sizes[type >> 2 & 3] + DELAY) &&
           (!(type & MANY) || sn_rd_u8(r, &more)) &&
           sn_rd_skip(r, size + (size_t)more * (1 + size)) && sn_rd_u8(r, &times) &&
           (!times || sn_rd_skip(r, FIRST_TIME + (size_t)TIME * (times - 1)));
}

/* Google's own frames are not shown, only TLS's messages in them. */
static void google_frames(uint32_t version, struct sn_rd *r, struct pieces *c)
{
    enum { GOOGLE_PADDING, GOOGLE_PING = 7, GOOGLE_CRYPTO, GOOGLE_ACK = 0x40 };
    uint64_t off, n;
    const uint8_t *p;
    uint8_t type;

    while (version != SN_QUIC_Q050 && sn_rd_u8(r, &type)) {
        if (type == GOOGLE_CRYPTO) {
            if (!sn_quic_number(r, &off) || !sn_quic_number(r, &n) || !sn_rd_bytes(r, n, &p))
                return;
            put(c, off, n, p);
        } else if (type & GOOGLE_ACK ? !google_ack(r, type)
                                     : type != GOOGLE_PADDING && type != GOOGLE_PING) {
            return;
        }
    }
}

/* Bytes of the whole messages that n bytes begin with. */
static uint32_t whole_messages(const uint8_t *p, uint32_t n)
{
    uint32_t at = 0;

    while (n - at >= 4 && (sn_be32(p + at) & 0xffffff) <= n - at - 4)
        at += 4 + (sn_be32(p + at) & 0xffffff);
    return at;
}

/* Copies the pieces from the beginning on, without a gap; how many bytes that are. */
static uint32_t join(const struct pieces *c, uint8_t *to)
{
    uint32_t have = 0;
    bool more = true;

    while (more) {
        more = false;
        for (unsigned i = 0; i < c->n; i++) {
            const struct piece *p = &c->v[i];

            if (p->off > have || p->off + p->n <= have)
                continue;
            memcpy(to + p->off, p->p, p->n);
            have = (uint32_t)p->off + p->n;
            more = true;
        }
    }
    return have;
}

static void messages(struct sn_dis *d, struct sn_rd *r)
{
    sn_next_proto(d, &sn_proto_tls_quic, r, (uint32_t)sn_rd_left(r));
}

/* What the pieces make, by themselves or with those of other packets: a layer of TLS, if messages
 * are whole. `stream` tells one connection's from another's. */
static void together(struct sn_dis *d, const struct pieces *c, uint64_t stream)
{
    uint32_t n = 0, max = 0;
    uint8_t *to = NULL;
    struct sn_rd rd;

    for (unsigned i = 0; i < c->n; i++)
        max = c->v[i].off + c->v[i].n > max ? (uint32_t)c->v[i].off + c->v[i].n : max;
    if (!max || !(to = sn_arena_alloc(&d->arena, max)))
        return;
    n = whole_messages(to, join(c, to));
    if (n) {
        rd = sn_rd_init(to, n, n);
        if (!sn_is_repeated(d, stream, 0))
            messages(d, &rd);
        sn_put_piece(d, &(struct sn_piece){.key = stream, .n = n, .p = to, .done = true});
    }
    for (unsigned i = 0; i < c->n && n < max; i++) {
        const struct piece *p = &c->v[i];

        sn_put_piece(
            d, &(struct sn_piece){.key = stream, .off = (uint32_t)p->off, .n = p->n, .p = p->p});
        if (p->off >= n && sn_whole(d, stream, (uint32_t)p->off, &rd))
            messages(d, &rd);
    }
}

/* ---- keys ---- */

/* The ports of the UDP layer right outside. */
static void ports_of(const struct sn_dis *d, uint32_t *sport, uint32_t *dport)
{
    *sport = *dport = 0;
    for (uint32_t i = d->nlayer; i--;) {
        const struct sn_layer *l = &d->layer[i];

        if (l->proto != &sn_proto_udp)
            continue;
        *sport = (uint32_t)d->rec[l->first].u;
        *dport = (uint32_t)d->rec[l->first + 1].u;
        return;
    }
}

/* What later packets ask for: the connection ID behind its length, in three numbers. */
static uint64_t memo_key(const struct sn_dis *d, bool server, unsigned i)
{
    uint32_t client, other;

    if (server)
        ports_of(d, &other, &client);
    else
        ports_of(d, &client, &other);
    return (uint64_t)client << 32 | other << 8 | i;
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
    uint32_t sport, dport, lo;

    ports_of(d, &sport, &dport);
    lo = sport < dport ? sport : dport;
    return (uint64_t)lo << 32 | (sport ^ dport ^ lo) << 8 | SPOKEN;
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
                         struct sn_quic_opened *out)
{
    const struct sn_rec *q = sn_rec_of(d, Q_DCID);

    if (q) {
        cid->n = (uint8_t)q->n;
        memcpy(cid->id, q->p, q->n);
        if (sn_quic_open(d, in, cid, false, out)) {
            leave_cid(d, cid);
            return true;
        }
    }
    return (ask_cid(d, true, cid) && sn_quic_open(d, in, cid, true, out)) ||
           (ask_cid(d, false, cid) && sn_quic_open(d, in, cid, false, out));
}

/* A number for the CRYPTO frames of the connection that begins with this ID (FNV-1a). */
static uint64_t stream_of(const struct sn_quic_cid *cid)
{
    uint64_t h = 0xcbf29ce484222325;

    for (unsigned i = 0; i < cid->n; i++)
        h = (h ^ cid->id[i]) * 0x100000001b3;
    return h;
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

static void initial(struct sn_dis *d, const struct sn_quic_sealed *in, struct sn_rd *body)
{
    struct sn_quic_opened o = {0};
    struct pieces c = {.n = 0};
    struct sn_quic_cid cid;
    uint64_t stream = 0;
    struct sn_rd r;
    bool retried, opened;

    retried = follows_retry(d, &stream);
    opened = open_initial(d, in, &cid, &o);
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
    if (is_google(in->version))
        google_frames(in->version, &r, &c);
    while (!is_google(in->version) && sn_rd_left(&r)) {
        struct sn_rec *g = sn_group(d, &r, Q_FRAME, 0);
        bool ok = frame(d, &r, &c);

        sn_group_end(d, &r, g);
        if (!ok)
            break;
    }
    if (!retried)
        stream = stream_of(&cid);
    if (!sn_rec_of(d, Q_TOKEN))
        sn_remember(d, SN_MEMO_QUIC, stream_key(d), stream);
    together(d, &c, stream);
}

static bool ids(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    return sn_get(d, r, Q_DCIL, &n) && (!n || sn_get_bytes(d, r, Q_DCID, n)) &&
           sn_get(d, r, Q_SCIL, &n) && (!n || sn_get_bytes(d, r, Q_SCID, n));
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

    return number(d, r, Q_TOKEN_LEN, &n) && (!n || sn_get_bytes(d, r, Q_TOKEN, n));
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

    if ((type == INITIAL && !token(d, r)) || !number(d, r, Q_LENGTH, &n))
        return;
    in.headlen = (uint32_t)(r->p - head);
    if (!sn_rd_sub(r, n, &body))
        return;
    in.len = (uint32_t)sn_rd_left(&body);
    in.cut = body.cut;
    if (type == INITIAL)
        initial(d, &in, &body);
    else if (!body.cut && in.len)
        (void)!sn_get_bytes(d, &body, Q_REMAINING, in.len);
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
    if (!sn_quic_draft(version))
        (void)!sn_get_bytes(d, r, Q_REMAINING, sn_rd_left(r));
    else if (type == RETRY)
        retry(d, r, version);
    else
        numbered(d, r, head, version, type);
}

/* A short header doesn't say how long its ID is. What is shown is the one that the peer's long
 * headers had, as by tshark; others, which were agreed on in secret, are left in the payload. */
static void short_header(struct sn_dis *d, struct sn_rd *r, const uint8_t *head, uint32_t len)
{
    size_t off = sn_rd_off(r);
    uint64_t id, n;

    sn_made(d, Q_LEN, len);
    sn_rec_uint(d, Q_FIXED, off, 1, *head >> 6 & 1);
    sn_rec_uint(d, Q_SPIN, off, 1, *head >> 5 & 1);
    (void)!sn_rd_skip(r, 1);
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
    if (!sn_find(&v, Q_VERSION)) {
        sn_put_lit(t->b, " short header");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, " {s:0x%08x}", Q_VERSION);
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
