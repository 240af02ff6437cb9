/*
 * The frames of QUIC's packets: RFC 9000 19, RFC 9221, and drafts (acknowledgement frequency, time
 * stamps); what CRYPTO frames carry is put together.
 */
#include "dis/app/quic.h"
#include "dis/app/quicfields.h"

enum {
    PADDING_FRAME,
    PING,
    ACK,
    ACK_ECN,
    RESET_STREAM,
    STOP_SENDING,
    CRYPTO,
    NEW_TOKEN,
    STREAM,
    STREAM_LAST = 0x0f,
    MAX_DATA,
    MAX_STREAM_DATA,
    MAX_STREAMS_BIDI,
    MAX_STREAMS_UNI,
    DATA_BLOCKED,
    STREAM_DATA_BLOCKED,
    STREAMS_BLOCKED_BIDI,
    STREAMS_BLOCKED_UNI,
    NEW_CONNECTION_ID,
    RETIRE_CONNECTION_ID,
    PATH_CHALLENGE,
    PATH_RESPONSE,
    CLOSE,
    CLOSE_APP,
    HANDSHAKE_DONE,
    DATAGRAM = 0x30,
    DATAGRAM_LEN,
    IMMEDIATE_ACK = 0xac,
    ACK_FREQUENCY = 0xaf,
    TIME_STAMP = 0x2f5
};
enum { MESSAGE_MAX = 1 << 16, RANGES_MAX = 256, RESET_TOKEN = 16, PATH_DATA = 8 };

bool sn_quic_rec(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t *v)
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

static bool two(struct sn_dis *d, struct sn_rd *r, unsigned first, unsigned second)
{
    return sn_quic_rec(d, r, first, NULL) && sn_quic_rec(d, r, second, NULL);
}

/* So many bytes, none of which is no record. */
static bool bytes(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t n)
{
    return !n || sn_get_bytes(d, r, field, n);
}

static bool ack(struct sn_dis *d, struct sn_rd *r, bool ecn)
{
    uint64_t n;

    if (!sn_quic_rec(d, r, Q_ACK_LARGEST, NULL) || !sn_quic_rec(d, r, Q_ACK_DELAY, NULL) ||
        !sn_quic_rec(d, r, Q_ACK_COUNT, &n) || !sn_quic_rec(d, r, Q_ACK_FIRST, NULL) ||
        n > RANGES_MAX)
        return false;
    while (n--) {
        if (!sn_quic_rec(d, r, Q_ACK_GAP, NULL) || !sn_quic_rec(d, r, Q_ACK_RANGE, NULL))
            return false;
    }
    return !ecn || (sn_quic_rec(d, r, Q_ACK_ECT0, NULL) && sn_quic_rec(d, r, Q_ACK_ECT1, NULL) &&
                    sn_quic_rec(d, r, Q_ACK_CE, NULL));
}

static void put(struct sn_quic_pieces *c, uint64_t off, uint64_t n, const uint8_t *p)
{
    if (c->n < SN_QUIC_PIECES && off <= MESSAGE_MAX)
        c->v[c->n++] = (struct sn_quic_piece){off, (uint32_t)n, p};
}

static bool crypto(struct sn_dis *d, struct sn_rd *r, struct sn_quic_pieces *c)
{
    uint64_t off, n;
    const uint8_t *p;

    if (!sn_quic_rec(d, r, Q_CRYPTO_OFF, &off) || !sn_quic_rec(d, r, Q_CRYPTO_LEN, &n) ||
        !sn_rd_bytes(r, n, &p))
        return false;
    sn_made(d, Q_CRYPTO_DATA, 0);
    put(c, off, n, p);
    return true;
}

static bool closed(struct sn_dis *d, struct sn_rd *r, bool app)
{
    uint64_t n;

    return sn_quic_rec(d, r, app ? Q_CLOSE_APP : Q_CLOSE, NULL) &&
           (app || sn_quic_rec(d, r, Q_CLOSE_FRAME, NULL)) && sn_quic_rec(d, r, Q_REASON_LEN, &n) &&
           (!n || sn_get_bytes(d, r, Q_REASON, n));
}

/* The type says which of the parts there are. */
static bool stream(struct sn_dis *d, struct sn_rd *r, uint8_t type, size_t at,
                   struct sn_quic_pieces *c)
{
    enum { FIN = 1, HAS_LEN = 2, HAS_OFF = 4 };
    uint64_t id, len, from = 0;
    size_t off, n;

    sn_rec_uint(d, Q_STREAM_FIN, at, 1, type & FIN);
    sn_rec_uint(d, Q_STREAM_LEN, at, 1, type >> 1 & 1);
    sn_rec_uint(d, Q_STREAM_OFF, at, 1, type >> 2 & 1);
    off = sn_rd_off(r);
    if (!sn_quic_rec(d, r, Q_STREAM_ID, &id))
        return false;
    n = sn_rd_off(r) - off;
    sn_rec_uint(d, Q_STREAM_INITIATOR, off, n, id & 1);
    sn_rec_uint(d, Q_STREAM_DIR, off, n, id >> 1 & 1);
    if (type & HAS_OFF && !sn_quic_rec(d, r, Q_STREAM_OFFSET, &from))
        return false;
    len = sn_rd_left(r);
    if (type & HAS_LEN && !sn_quic_rec(d, r, Q_STREAM_LENGTH, &len))
        return false;
    if (len && len <= sn_rd_left(r) && c->nstream < SN_QUIC_STREAMS) {
        c->id[c->nstream] = id;
        c->stream[c->nstream++] = (struct sn_quic_piece){from, (uint32_t)len, r->p};
    }
    if (!len) /* shown as by Wireshark, which has the end alone as data, too */
        sn_rec_bytes(d, Q_STREAM_DATA, sn_rd_off(r), 0, r->p, 0);
    return bytes(d, r, Q_STREAM_DATA, len);
}

static bool new_id(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    return two(d, r, Q_NCI_SEQ, Q_NCI_RETIRE) && sn_get(d, r, Q_NCI_LEN, &n) &&
           bytes(d, r, Q_NCI_ID, n) && sn_get_bytes(d, r, Q_NCI_TOKEN, RESET_TOKEN);
}

static bool new_token(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n;

    return sn_quic_rec(d, r, Q_NT_LEN, &n) && bytes(d, r, Q_NT_TOKEN, n);
}

static bool datagram(struct sn_dis *d, struct sn_rd *r, bool has_len)
{
    uint64_t n = sn_rd_left(r);

    return (!has_len || sn_quic_rec(d, r, Q_DG_LEN, &n)) && bytes(d, r, Q_DG, n);
}

static bool ack_frequency(struct sn_dis *d, struct sn_rd *r)
{
    size_t off;
    uint8_t last;

    if (!two(d, r, Q_AF_SEQ, Q_AF_THRESHOLD) || !sn_quic_rec(d, r, Q_AF_DELAY, NULL))
        return false;
    off = sn_rd_off(r);
    if (!sn_rd_u8(r, &last))
        return false;
    sn_rec_uint(d, Q_AF_RESERVED, off, 1, last >> 2);
    sn_rec_uint(d, Q_AF_CE, off, 1, last & 1);
    sn_rec_uint(d, Q_AF_ORDER, off, 1, last >> 1 & 1);
    return true;
}

/* Frames that are a few numbers. */
static bool numbers(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    switch (type) {
    case RESET_STREAM:
        return two(d, r, Q_RSTS_ID, Q_RSTS_ERROR) && sn_quic_rec(d, r, Q_RSTS_SIZE, NULL);
    case STOP_SENDING:
        return two(d, r, Q_SS_ID, Q_SS_ERROR);
    case MAX_DATA:
        return sn_quic_rec(d, r, Q_MD, NULL);
    case MAX_STREAM_DATA:
        return two(d, r, Q_MSD_ID, Q_MSD);
    case MAX_STREAMS_BIDI:
    case MAX_STREAMS_UNI:
        return sn_quic_rec(d, r, Q_MS, NULL);
    case DATA_BLOCKED:
        return sn_quic_rec(d, r, Q_SB, NULL);
    case STREAM_DATA_BLOCKED:
        return two(d, r, Q_SDB_ID, Q_SB);
    case STREAMS_BLOCKED_BIDI:
    case STREAMS_BLOCKED_UNI:
        return sn_quic_rec(d, r, Q_SIB, NULL);
    case RETIRE_CONNECTION_ID:
        return sn_quic_rec(d, r, Q_RCI_SEQ, NULL);
    case TIME_STAMP:
        return sn_quic_rec(d, r, Q_TS, NULL);
    default:
        return false;
    }
}

/* What follows a type. False: what follows can't be known. */
static bool body(struct sn_dis *d, struct sn_rd *r, uint64_t type, struct sn_quic_pieces *c)
{
    switch (type) {
    case PING:
    case HANDSHAKE_DONE:
    case IMMEDIATE_ACK:
        return true;
    case ACK:
    case ACK_ECN:
        return ack(d, r, type == ACK_ECN);
    case CRYPTO:
        return crypto(d, r, c);
    case CLOSE:
    case CLOSE_APP:
        return closed(d, r, type == CLOSE_APP);
    case NEW_TOKEN:
        return new_token(d, r);
    case NEW_CONNECTION_ID:
        return new_id(d, r);
    case PATH_CHALLENGE:
    case PATH_RESPONSE:
        return sn_get_bytes(d, r, type == PATH_CHALLENGE ? Q_CHALLENGE : Q_RESPONSE, PATH_DATA);
    case DATAGRAM:
    case DATAGRAM_LEN:
        return datagram(d, r, type == DATAGRAM_LEN);
    case ACK_FREQUENCY:
        return ack_frequency(d, r);
    default:
        return numbers(d, r, type);
    }
}

/* One frame; bytes of padding are one. */
static bool frame(struct sn_dis *d, struct sn_rd *r, struct sn_quic_pieces *c)
{
    const uint8_t *from = r->p;
    size_t at = sn_rd_off(r);
    uint64_t type;

    if (!sn_quic_rec(d, r, Q_FRAME_TYPE, &type))
        return false;
    if (type >= STREAM && type <= STREAM_LAST)
        return stream(d, r, (uint8_t)type, at, c);
    if (type != PADDING_FRAME)
        return body(d, r, type, c);
    while (r->p < r->end && !*r->p)
        r->p++;
    sn_made(d, Q_PADDING, (uint64_t)(r->p - from));
    return true;
}

void sn_quic_frames(struct sn_dis *d, struct sn_rd *r, struct sn_quic_pieces *c)
{
    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, Q_FRAME, 0);
        bool ok = frame(d, r, c);

        sn_group_end(d, r, g);
        if (!ok)
            break;
    }
}

bool sn_quic_is_google(uint32_t version)
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

void sn_quic_google_frames(uint32_t version, struct sn_rd *r, struct sn_quic_pieces *c)
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
static uint32_t join(const struct sn_quic_pieces *c, uint8_t *to)
{
    uint32_t have = 0;
    bool more = true;

    while (more) {
        more = false;
        for (unsigned i = 0; i < c->n; i++) {
            const struct sn_quic_piece *p = &c->v[i];

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

void sn_quic_together(struct sn_dis *d, const struct sn_quic_pieces *c, uint64_t stream)
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
        const struct sn_quic_piece *p = &c->v[i];

        sn_put_piece(
            d, &(struct sn_piece){.key = stream, .off = (uint32_t)p->off, .n = p->n, .p = p->p});
        if (p->off >= n && sn_whole(d, stream, (uint32_t)p->off, &rd))
            messages(d, &rd);
    }
}
