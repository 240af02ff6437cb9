/*
 * TLS streams opened with secrets that were logged: see tlsopen.h.
 *
 * A connection is what its hellos agreed on; both directions share it. A direction has the key that
 * its records are sealed with, which changes with its messages: up to TLS 1.2 when the cipher is
 * changed, in TLS 1.3 behind Finished, EndOfEarlyData and KeyUpdate. Where records are missing, the
 * next numbers are tried.
 */
#include "dis/app/tlsopen.h"

#ifdef HAVE_CRYPTO
#include <stdlib.h>

#include "dis/app/stream.h"
#include "dis/app/tlskeys.h"

enum { CCS = 20, ALERT, HANDSHAKE, DATA };
enum {
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    END_OF_EARLY_DATA = 5,
    ENCRYPTED_EXTENSIONS = 8,
    FINISHED = 20,
    KEY_UPDATE = 24
};
enum { EXT_ALPN = 16, EXT_ETM = 22, EXT_EARLY_DATA = 42, EXT_VERSIONS = 43 };
enum { ALPN_MAX = 32, MSG_HEAD = 4, PLAIN_MAX = 0x4000 + 2048 };

/* Records that may be missing in a gap: numbers that are tried. */
#define AHEAD 256

enum role { UNKNOWN, CLIENT, SERVER };

struct conn {
    unsigned uses; /* directions that have it */
    const struct sn_secrets *secrets;
    uint16_t sport, dport;        /* either way */
    const struct sn_proto *inner; /* NULL: not known yet */
    uint8_t client[SN_TLS_RANDOM], server[SN_TLS_RANDOM];
    bool has_client, has_server;
    bool early; /* the client wants to send early data */
    bool etm;
    uint16_t version, suite;
    uint8_t nalpn;
    char alpn[ALPN_MAX];
};

/* Which secret a direction's key is of. */
enum stage { PLAIN, EARLY, HANDSHAKE_KEY, TRAFFIC, SEALED /* up to TLS 1.2 */ };

struct side {
    struct conn *conn;
    struct side *peer;
    uint8_t role, stage;
    uint8_t stuck; /* enum sn_tls_open: why nothing can be opened any more; 0: it can */
    bool gap;
    bool refused; /* early data that the server doesn't want may come */
    struct sn_tls_key *key;
    uint8_t *msg; /* nmsg bytes of handshake messages that aren't complete */
    uint32_t nmsg;
};

/* ---- keys ---- */

static void set_key(struct side *s, struct sn_tls_key *k, enum stage stage)
{
    sn_tls_key_free(s->key);
    s->key = k;
    s->stage = (uint8_t)stage;
}

static struct sn_tls_terms terms(const struct conn *c)
{
    return (struct sn_tls_terms){.version = c->version,
                                 .suite = c->suite,
                                 .etm = c->etm,
                                 .client = c->client,
                                 .server = c->server};
}

/* Goes over to a traffic secret of TLS 1.3. */
static void use_secret(struct side *s, enum stage stage)
{
    static const uint8_t kinds[][2] = {
        [EARLY] = {SN_SECRET_CLIENT_EARLY, SN_SECRET_CLIENT_EARLY},
        [HANDSHAKE_KEY] = {SN_SECRET_CLIENT_HANDSHAKE, SN_SECRET_SERVER_HANDSHAKE},
        [TRAFFIC] = {SN_SECRET_CLIENT_TRAFFIC, SN_SECRET_SERVER_TRAFFIC}};
    struct sn_tls_terms t = terms(s->conn);
    const struct sn_secret *q;

    set_key(s, NULL, stage);
    s->stuck = SN_TLS_NO_HELLO;
    if (s->role == UNKNOWN || !s->conn->has_client)
        return;
    s->stuck = SN_TLS_NO_SUITE;
    if (!sn_tls_suite_known(t.suite))
        return;
    q = sn_secret_find(s->conn->secrets, kinds[stage][s->role == SERVER], s->conn->client);
    s->stuck = SN_TLS_NO_SECRET;
    if (!q)
        return;
    s->key = sn_tls_key13(&t, q->bytes, q->n);
    s->stuck = s->key ? SN_TLS_CLEAR : SN_TLS_FALSE;
}

/* The cipher is changed: what follows is sealed. */
static void change_cipher(struct side *s)
{
    struct sn_tls_terms t = terms(s->conn);
    const struct sn_secret *q = sn_secret_find(s->conn->secrets, SN_SECRET_MASTER, s->conn->client);

    set_key(s, NULL, SEALED);
    s->stuck = SN_TLS_NO_HELLO;
    if (s->role == UNKNOWN || !s->conn->has_client || !s->conn->has_server)
        return;
    s->stuck = SN_TLS_NO_SUITE;
    if (!sn_tls_suite_known(t.suite))
        return;
    s->stuck = SN_TLS_NO_SECRET;
    if (!q)
        return;
    s->key = sn_tls_key12(&t, q->bytes, s->role == SERVER);
    s->stuck = s->key ? SN_TLS_CLEAR : SN_TLS_NO_SUITE;
}

/* ---- messages ---- */

static void alpn(struct conn *c, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t n;

    if (!sn_rd_skip(r, 2) || !sn_rd_u8(r, &n) || n > ALPN_MAX || !sn_rd_bytes(r, n, &p))
        return;
    memcpy(c->alpn, p, n);
    c->nalpn = n;
}

static void extensions(struct conn *c, struct sn_rd *r, unsigned message)
{
    uint16_t all, type, n;
    struct sn_rd in, ext;

    if (!sn_rd_be16(r, &all) || !sn_rd_sub(r, all, &in))
        return;
    while (sn_rd_be16(&in, &type) && sn_rd_be16(&in, &n) && sn_rd_sub(&in, n, &ext)) {
        if (type == EXT_EARLY_DATA && message == CLIENT_HELLO)
            c->early = true;
        else if (type == EXT_ALPN && message != CLIENT_HELLO)
            alpn(c, &ext);
        else if (type == EXT_ETM && message == SERVER_HELLO)
            c->etm = true;
        else if (type == EXT_VERSIONS && message == SERVER_HELLO)
            (void)sn_rd_be16(&ext, &c->version);
    }
}

/* What a hello begins with. False: it isn't so. */
static bool hello(struct sn_rd *r, uint16_t *version, const uint8_t **random)
{
    uint8_t n;

    return sn_rd_be16(r, version) && sn_rd_bytes(r, SN_TLS_RANDOM, random) && sn_rd_u8(r, &n) &&
           sn_rd_skip(r, n);
}

static void client_hello(struct side *s, struct sn_rd *r)
{
    struct conn *c = s->conn;
    const uint8_t *random;
    uint16_t version, n;
    uint8_t comps;

    if (!hello(r, &version, &random))
        return;
    s->role = CLIENT;
    if (s->peer)
        s->peer->role = SERVER;
    memcpy(c->client, random, SN_TLS_RANDOM);
    c->has_client = true;
    c->early = false;
    if (sn_rd_be16(r, &n) && sn_rd_skip(r, n) && sn_rd_u8(r, &comps) && sn_rd_skip(r, comps))
        extensions(c, r, CLIENT_HELLO);
    s->refused = c->early;
}

/* A request for another hello looks like one (RFC 8446 4.1.3). */
static bool is_retry(const uint8_t *random)
{
    static const uint8_t magic[SN_TLS_RANDOM] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
                                                 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
                                                 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
                                                 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

    return memcmp(random, magic, sizeof magic) == 0;
}

static void server_hello(struct side *s, struct sn_rd *r)
{
    struct conn *c = s->conn;
    const uint8_t *random;
    uint16_t version;
    uint8_t comp;

    if (!hello(r, &version, &random))
        return;
    s->role = SERVER;
    if (s->peer)
        s->peer->role = CLIENT;
    if (is_retry(random) || !sn_rd_be16(r, &c->suite) || !sn_rd_u8(r, &comp))
        return;
    if (comp)
        c->suite = 0; /* what is compressed, too, can't be shown */
    memcpy(c->server, random, SN_TLS_RANDOM);
    c->has_server = true;
    c->version = version;
    c->etm = false;
    extensions(c, r, SERVER_HELLO);
    if (c->version == SN_TLS_1_3)
        use_secret(s, HANDSHAKE_KEY);
}

static void key_update(struct side *s)
{
    if (s->key && !sn_tls_key_update(s->key))
        s->stuck = SN_TLS_FALSE;
}

static void message(struct side *s, const uint8_t *p, uint32_t n)
{
    struct sn_rd r = sn_rd_init(p + MSG_HEAD, n - MSG_HEAD, n - MSG_HEAD);

    switch (p[0]) {
    case CLIENT_HELLO:
        client_hello(s, &r);
        break;
    case SERVER_HELLO:
        server_hello(s, &r);
        break;
    case END_OF_EARLY_DATA:
        if (s->stage == EARLY)
            use_secret(s, HANDSHAKE_KEY);
        break;
    case ENCRYPTED_EXTENSIONS:
        extensions(s->conn, &r, ENCRYPTED_EXTENSIONS);
        break;
    case FINISHED:
        if (s->stage == HANDSHAKE_KEY)
            use_secret(s, TRAFFIC);
        break;
    case KEY_UPDATE:
        if (s->stage == TRAFFIC)
            key_update(s);
        break;
    default:
        break;
    }
}

static bool keep(struct side *s, const uint8_t *p, uint32_t n)
{
    uint8_t *more = realloc(s->msg, s->nmsg + (size_t)n);

    if (!more)
        return false;
    s->msg = more;
    memcpy(more + s->nmsg, p, n);
    s->nmsg += n;
    return true;
}

static void forget(struct side *s)
{
    free(s->msg);
    s->msg = NULL;
    s->nmsg = 0;
}

/* Takes n bytes of messages: *done of s->msg are those that are complete now. False: they can't be
 * messages, or there is no memory. */
static bool take_messages(struct side *s, const uint8_t *p, uint32_t n, uint32_t *done)
{
    uint32_t len = 0;

    *done = 0;
    if (!keep(s, p, n))
        return false;
    while (*done < s->nmsg && (len = sn_tls_piece(s->msg + *done, s->nmsg - *done)) &&
           len != SN_STREAM_BAD && len <= s->nmsg - *done) {
        message(s, s->msg + *done, len);
        *done += len;
    }
    return len != SN_STREAM_BAD;
}

static void drop_messages(struct side *s, uint32_t done)
{
    s->nmsg -= done;
    if (s->nmsg)
        memmove(s->msg, s->msg + done, s->nmsg);
    else
        forget(s);
}

/* ---- records ---- */

static void put_be32(uint8_t *to, uint32_t v)
{
    for (unsigned i = 4; i--; v >>= 8)
        to[i] = (uint8_t)v;
}

static void put_entry(struct side *s, struct sn_buf *out, enum sn_tls_open how, uint8_t type,
                      const uint8_t *p, uint32_t n)
{
    uint8_t head[SN_TLS_ENTRY] = {(uint8_t)how, type};

    put_be32(head + 2, n);
    if (!sn_buf_room(out, SN_TLS_ENTRY + (size_t)n)) {
        s->stuck = SN_TLS_GAP;
        return;
    }
    sn_put_mem(out, head, sizeof head);
    sn_put_mem(out, p, n);
}

/* Whether it is sealed, or would be if it weren't of an earlier stage. */
static bool is_sealed(struct side *s, uint8_t type)
{
    const struct conn *c = s->conn;

    if (s->stage == SEALED)
        return true;
    if (type != DATA)
        return false;
    if (s->stage == PLAIN && s->role == CLIENT && c->early &&
        sn_secret_find(c->secrets, SN_SECRET_CLIENT_EARLY, c->client))
        set_key(s, NULL, EARLY);
    else if (s->stage == PLAIN && s->role == CLIENT && c->early && !c->has_server)
        s->stuck = SN_TLS_NO_SECRET;
    else if (s->stage == PLAIN && c->version == SN_TLS_1_3)
        use_secret(s, HANDSHAKE_KEY);
    else if (s->stage == PLAIN && c->has_server)
        change_cipher(s); /* it is among what is missing */
    else if (s->stage == PLAIN)
        s->stuck = SN_TLS_NO_HELLO;
    return true;
}

/* In TLS 1.3 the type is behind the data, zeros behind that. */
static uint8_t inner_type(const struct side *s, uint8_t type, const uint8_t *p, uint32_t *n)
{
    if (s->conn->version != SN_TLS_1_3 && s->stage != EARLY)
        return type;
    while (*n && !p[*n - 1])
        --*n;
    return *n ? p[--*n] : 0;
}

/* The n bytes at p were in a record of this type. */
static void opened(struct side *s, uint8_t type, const uint8_t *p, uint32_t n, struct sn_buf *out,
                   struct sn_buf *inside)
{
    uint8_t size[4];
    uint32_t done;

    switch (type = inner_type(s, type, p, &n)) {
    case HANDSHAKE:
        if (!take_messages(s, p, n, &done))
            s->stuck = SN_TLS_FALSE;
        put_entry(s, out, SN_TLS_OPENED, type, s->msg, done);
        drop_messages(s, done);
        break;
    case DATA:
        sn_put_mem(inside, p, n);
        put_be32(size, n);
        put_entry(s, out, SN_TLS_OPENED, type, size, sizeof size);
        break;
    case CCS:
        change_cipher(s); /* of another handshake */
        put_entry(s, out, SN_TLS_OPENED, type, NULL, 0);
        break;
    default:
        put_entry(s, out, SN_TLS_OPENED, type, p, n);
        break;
    }
}

/* The first record of early data: its cipher suite is an earlier connection's, so those that the
 * secret fits are tried. */
static bool open_early(struct side *s, const uint8_t *p, uint32_t n, uint8_t *to, uint32_t *len)
{
    static const uint16_t tried[] = {0x1301, 0x1302, 0x1303, 0x1304, 0x1305};
    const struct sn_secret *q =
        sn_secret_find(s->conn->secrets, SN_SECRET_CLIENT_EARLY, s->conn->client);

    for (size_t i = 0; q && i < sizeof tried / sizeof tried[0]; i++) {
        struct sn_tls_terms t = {.version = SN_TLS_1_3, .suite = tried[i]};
        struct sn_tls_key *k = sn_tls_key13(&t, q->bytes, q->n);

        if (k && sn_tls_key_open(k, p, n, s->gap ? AHEAD : 0, to, len)) {
            set_key(s, k, EARLY);
            return true;
        }
        sn_tls_key_free(k);
    }
    return false;
}

static bool try_open(struct side *s, const uint8_t *p, uint32_t n, uint8_t *to, uint32_t *len)
{
    uint32_t ahead = s->gap ? AHEAD : 0;

    if (s->stuck || n > PLAIN_MAX + SN_TLS_HEAD)
        return false;
    if (s->key ? sn_tls_key_open(s->key, p, n, ahead, to, len) : open_early(s, p, n, to, len))
        return true;
    if (s->stage == EARLY && s->conn->has_server)
        use_secret(s, HANDSHAKE_KEY); /* it was refused, or its end is missing */
    else if (s->gap && s->stage == HANDSHAKE_KEY)
        use_secret(s, TRAFFIC); /* Finished may be among what is missing */
    else
        return false;
    return !s->stuck && sn_tls_key_open(s->key, p, n, ahead, to, len);
}

static void open_record(struct side *s, const uint8_t *p, uint32_t n, struct sn_buf *out,
                        struct sn_buf *inside)
{
    uint8_t plain[PLAIN_MAX];
    bool gap = s->gap;
    uint32_t len;

    if (try_open(s, p, n, plain, &len)) {
        s->gap = s->refused = false;
        opened(s, p[0], plain, len, out, inside);
        return;
    }
    if (!s->stuck && (gap || !s->refused))
        s->stuck = gap ? SN_TLS_GAP : SN_TLS_FALSE;
    put_entry(s, out, s->stuck ? s->stuck : SN_TLS_NO_SECRET, p[0], NULL, 0);
}

void sn_tls_decode(void *state, const uint8_t *p, uint32_t n, struct sn_buf *out,
                   struct sn_buf *inside)
{
    struct side *s = state;
    uint32_t done;

    if (n < SN_TLS_HEAD || p[0] & SN_TLS_OLD)
        return;
    if (is_sealed(s, p[0])) {
        open_record(s, p, n, out, inside);
        return;
    }
    if (p[0] == CCS && s->conn->has_server && s->conn->version != SN_TLS_1_3)
        change_cipher(s);
    if (p[0] == HANDSHAKE && take_messages(s, p + SN_TLS_HEAD, n - SN_TLS_HEAD, &done))
        drop_messages(s, done);
    else if (p[0] == HANDSHAKE)
        forget(s);
    put_entry(s, out, SN_TLS_CLEAR, p[0], NULL, 0);
}

void sn_tls_lost(void *state)
{
    struct side *s = state;

    s->gap = true;
    forget(s);
}

uint32_t sn_tls_held(const void *state)
{
    return SN_TLS_STATE_SIZE + ((const struct side *)state)->nmsg;
}

/* ---- the whole ---- */

void sn_tls_close(void *state)
{
    struct side *s = state;

    if (s->peer)
        s->peer->peer = NULL;
    if (!--s->conn->uses)
        free(s->conn);
    sn_tls_key_free(s->key);
    forget(s);
    free(s);
}

void *sn_tls_open(const struct sn_stream_side *side)
{
    struct side *peer = side->peer, *s;

    if (!side->secrets || !sn_secrets_count(side->secrets))
        return NULL;
    s = calloc(1, sizeof *s);
    if (s)
        s->conn = peer ? peer->conn : calloc(1, sizeof *s->conn);
    if (!s || !s->conn) {
        free(s);
        return NULL;
    }
    if (!peer)
        *s->conn =
            (struct conn){.secrets = side->secrets, .sport = side->sport, .dport = side->dport};
    s->conn->uses++;
    s->peer = peer;
    if (peer) {
        peer->peer = s;
        s->role = peer->role == UNKNOWN ? UNKNOWN : peer->role == CLIENT ? SERVER : CLIENT;
    }
    return s;
}

/* What one direction's first bytes tell counts for both. */
const struct sn_proto *sn_tls_inner(void *state, const uint8_t *p, uint32_t n)
{
    struct conn *c = ((struct side *)state)->conn;

    if (!c->inner || c->inner == &sn_proto_data)
        c->inner = sn_tls_inner_proto(c->alpn, c->nalpn, c->sport, c->dport, p, n);
    return c->inner;
}

#endif
