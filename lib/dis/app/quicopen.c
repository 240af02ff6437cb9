/*
 * QUIC's packets behind the Initial ones, opened with secrets that were logged: RFC 9001 5 and 6,
 * RFC 9369 3.3.
 *
 * A connection is what two ends said last from a client's first packet on. Both hellos begin with
 * what secrets are found by and what ciphers are known by; of each as much is kept. Keys are
 * derived when the first packet needs them.
 */
#include "dis/app/quic.h"

#include "dis/app/http3.h"
#include "dis/app/tlskeys.h"
#include "dis/opener.h"
#include "dis/pairs.h"

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <stdlib.h>

enum { SETS = 512, WAYS = 8 };
enum { TAG = 16, SAMPLE = 16, NONCE = 12, KEY_MAX = 32 };
enum { CLIENT, SERVER, ENDS };
enum { HANDSHAKES, DATA, SPACES };
enum { RANDOM_AT = 4 + 2, HELLO = RANDOM_AT + SN_TLS_RANDOM + 1 + 32 + 2 };
enum { UNKNOWN_SUITE, PHASE = 4 };

static const struct suite {
    uint16_t id;
    uint8_t key, hash;
    bool ccm;
    const char *seal, *mask;
} suites[] = {{0x1301, 16, SN_TLS_SHA256, false, "AES-128-GCM", "AES-128-ECB"},
              {0x1302, 32, SN_TLS_SHA384, false, "AES-256-GCM", "AES-256-ECB"},
              {0x1303, 32, SN_TLS_SHA256, false, "ChaCha20-Poly1305", "ChaCha20"},
              {0x1304, 16, SN_TLS_SHA256, true, "AES-128-CCM", "AES-128-ECB"}};
enum { SUITES = sizeof suites / sizeof suites[0] };

/* What one end's packets of a kind are sealed with. */
struct keys {
    const struct suite *suite; /* NULL: not known yet */
    uint8_t key[KEY_MAX], mask[KEY_MAX], iv[NONCE], secret[SN_TLS_SECRET_MAX];
};

/* What one end sends. */
struct end {
    uint8_t nid; /* bytes of the ID that it wants packets to have */
    uint8_t hello[HELLO];
    bool has[HELLO];
    bool phase;                                 /* of `data` */
    uint64_t next[SPACES];                      /* the packet number behind the largest so far */
    struct keys handshake, early, data, before; /* before: of the phase in front of `data` */
};

struct conn {
    struct sn_pair pair;
    struct end end[ENDS];
    struct sn_quic_cid first;
    uint64_t stream;
    uint32_t version;
    bool http3;          /* that was agreed on */
    struct sn_quics *of; /* whose it is */
    struct sn_h3s *h3;
};

struct sn_quics {
    const struct sn_secrets *secrets;
    OSSL_LIB_CTX *library; /* of its own: it reads no configuration */
    EVP_CIPHER_CTX *seal[SUITES], *mask[SUITES];
    struct sn_pairs conns;
    size_t held; /* bytes of streams that wait */
};

/* ---- ciphers ---- */

static EVP_CIPHER_CTX *cipher(OSSL_LIB_CTX *library, const char *name)
{
    EVP_CIPHER *c = EVP_CIPHER_fetch(library, name, NULL);
    EVP_CIPHER_CTX *x = c ? EVP_CIPHER_CTX_new() : NULL;

    if (x && EVP_CipherInit_ex2(x, c, NULL, NULL, -1, NULL) != 1) {
        EVP_CIPHER_CTX_free(x);
        x = NULL;
    }
    EVP_CIPHER_free(c);
    return x;
}

static void forget(void *entry)
{
    struct conn *c = entry;

    if (c->h3)
        sn_h3_free(c->h3, &c->of->held);
}

/* Those of the opener; NULL: no memory. */
static struct sn_quics *quics_of(struct sn_opener *o)
{
    struct sn_quics *q = o->quics;

    if (q || !(q = calloc(1, sizeof *q)))
        return q;
    q->secrets = o->secrets;
    q->conns.size = sizeof(struct conn);
    q->conns.forget = forget;
    return o->quics = q;
}

/* Ciphers are fetched when the first packet is to be opened; one that isn't there opens nothing. */
static bool ready(struct sn_quics *q)
{
    if (q->library)
        return true;
    q->library = OSSL_LIB_CTX_new();
    for (unsigned i = 0; q->library && i < SUITES; i++) {
        q->seal[i] = cipher(q->library, suites[i].seal);
        q->mask[i] = cipher(q->library, suites[i].mask);
    }
    return q->library != NULL;
}

void sn_quics_free(struct sn_quics *q)
{
    if (!q)
        return;
    sn_pairs_free(&q->conns);
    for (unsigned i = 0; i < SUITES; i++) {
        EVP_CIPHER_CTX_free(q->seal[i]);
        EVP_CIPHER_CTX_free(q->mask[i]);
    }
    OSSL_LIB_CTX_free(q->library);
    free(q);
}

/* ---- connections ---- */

static void begin(struct conn *c, const struct sn_quic_initial *in)
{
    c->version = in->version;
    c->stream = in->stream;
}

static void take_hello(struct end *e, const struct sn_quic_pieces *c)
{
    for (unsigned i = 0; i < c->n; i++) {
        const struct sn_quic_piece *p = &c->v[i];

        for (uint64_t k = 0; k < p->n && p->off + k < HELLO; k++) {
            e->hello[p->off + k] = p->p[k];
            e->has[p->off + k] = true;
        }
    }
}

/* Whether a server's EncryptedExtensions, which n bytes begin with, agree on HTTP/3, or a draft. */
static bool agrees_on_http3(const uint8_t *p, uint32_t n)
{
    enum { ENCRYPTED_EXTENSIONS = 8, HEAD = 4, ALPN = 16 };
    struct sn_rd r = sn_rd_init(p, n, n), in;
    uint16_t type, len;
    uint8_t id;

    if (!n || *p != ENCRYPTED_EXTENSIONS || !sn_rd_skip(&r, HEAD + 2))
        return false;
    while (sn_rd_be16(&r, &type) && sn_rd_be16(&r, &len) && sn_rd_sub(&r, len, &in)) {
        if (type == ALPN)
            return sn_rd_skip(&in, 2) && sn_rd_u8(&in, &id) && id >= 2 && sn_rd_left(&in) >= 2 &&
                   in.p[0] == 'h' && in.p[1] == '3';
    }
    return false;
}

/* A packet of a client with another first ID begins a new connection, unless it is the answer to a
 * Retry. */
void sn_quic_learn(struct sn_dis *d, const struct sn_quic_initial *in,
                   const struct sn_quic_pieces *c)
{
    struct sn_quics *q = quics_of(d->opener);
    unsigned sender = CLIENT;
    struct conn *k = q ? sn_pairs_find(&q->conns, d, &sender) : NULL;
    bool retried = k && in->token && !k->end[SERVER].has[0];
    bool known = k && k->first.n == in->cid->n && memcmp(k->first.id, in->cid->id, in->cid->n) == 0;

    if (q && !in->server && !known && !(retried && sender == CLIENT)) {
        if (k)
            sn_pairs_renew(&q->conns, k, d);
        else
            k = sn_pairs_add(&q->conns, d);
        if (k)
            begin(k, in);
        sender = CLIENT;
    }
    if (!k || sender != (in->server ? SERVER : CLIENT))
        return;
    k->first = *in->cid;
    k->end[sender].nid = in->nid;
    take_hello(&k->end[sender], c);
}

/* ---- keys ---- */

/* Whether the hello's bytes from `from` up to `to` are there. */
static bool has(const struct end *e, unsigned from, unsigned to)
{
    while (from < to && e->has[from])
        from++;
    return from == to;
}

/* What the server chose; 0: not known. */
static uint16_t suite_of(const struct conn *c)
{
    enum { LEN_AT = RANDOM_AT + SN_TLS_RANDOM };
    const struct end *s = &c->end[SERVER];
    unsigned at = LEN_AT + 1;

    if (!has(s, LEN_AT, at) || s->hello[LEN_AT] > 32)
        return UNKNOWN_SUITE;
    at += s->hello[LEN_AT];
    return has(s, at, at + 2) ? sn_be16(s->hello + at) : UNKNOWN_SUITE;
}

static bool expand(const struct conn *c, const struct keys *k, const char *v1, const char *v2,
                   uint8_t *to, uint8_t n)
{
    return sn_tls_expand(k->suite->hash, k->secret, c->version == SN_QUIC_V2 ? v2 : v1, to, n);
}

static bool derive(const struct conn *c, struct keys *k)
{
    return expand(c, k, "quic key", "quicv2 key", k->key, k->suite->key) &&
           expand(c, k, "quic iv", "quicv2 iv", k->iv, NONCE);
}

/* From a secret for this suite. */
static bool keys_from(const struct conn *c, struct keys *k, const struct suite *suite,
                      const struct sn_secret *s)
{
    *k = (struct keys){.suite = suite};
    memcpy(k->secret, s->bytes, s->n);
    if (s->n == sn_tls_hash_size(suite->hash) && derive(c, k) &&
        expand(c, k, "quic hp", "quicv2 hp", k->mask, suite->key))
        return true;
    k->suite = NULL;
    return false;
}

/* Those behind a key update (RFC 9001 6.1): the header's stay. */
static bool next_keys(const struct conn *c, const struct keys *k, struct keys *next)
{
    *next = *k;
    return expand(c, k, "quic ku", "quicv2 ku", next->secret, sn_tls_hash_size(k->suite->hash)) &&
           derive(c, next);
}

/* ---- opening ---- */

/* A packet that is being opened. */
struct
try {
    struct sn_quics *q;
    const struct sn_quic_sealed *in;
    uint8_t *head; /* of in->headlen + 4 bytes, then room for what is sealed */
    uint64_t next; /* the packet number that is expected */
    struct sn_opened *out;
};

/* Takes the protection off the header. */
static bool unmask(struct try *t, const struct keys *k)
{
    EVP_CIPHER_CTX *x = t->q->mask[k->suite - suites];
    const uint8_t *pn = t->in->head + t->in->headlen, *sample = pn + 4;
    uint8_t mask[SAMPLE] = {0};
    struct sn_opened *o = t->out;
    bool chacha = k->suite->id == 0x1303;
    uint64_t number = 0, win;
    int n = 0;

    if (!x || EVP_EncryptInit_ex2(x, NULL, k->mask, chacha ? sample : NULL, NULL) != 1 ||
        EVP_EncryptUpdate(x, mask, &n, chacha ? (const uint8_t[SAMPLE]){0} : sample, SAMPLE) != 1)
        return false;
    memcpy(t->head, t->in->head, t->in->headlen + 4);
    o->first = t->head[0] ^= mask[0] & (t->head[0] & 0x80 ? 0x0f : 0x1f);
    o->pnlen = (o->first & 3) + 1;
    for (unsigned i = 0; i < o->pnlen; i++)
        number = number << 8 | (t->head[t->in->headlen + i] ^= mask[1 + i]);
    /* RFC 9000 A.3 */
    win = (uint64_t)1 << 8 * o->pnlen;
    number |= t->next & ~(win - 1);
    if (number + win / 2 <= t->next && number < ((uint64_t)1 << 62) - win)
        number += win;
    else if (number > t->next + win / 2 && number >= win)
        number -= win;
    o->number = number;
    return true;
}

static bool unseal(struct try *t, const struct keys *k)
{
    EVP_CIPHER_CTX *x = t->q->seal[k->suite - suites];
    uint32_t nhead = t->in->headlen + t->out->pnlen, len = t->in->len - t->out->pnlen - TAG;
    const uint8_t *p = t->in->head + nhead;
    uint8_t iv[NONCE], tag[TAG], *to = t->head + t->in->headlen + 4;
    int got = 0, last = 0;

    memcpy(iv, k->iv, NONCE);
    for (unsigned i = 0; i < 8; i++)
        iv[NONCE - 1 - i] ^= (uint8_t)(t->out->number >> 8 * i);
    memcpy(tag, p + len, TAG);
    if (!x || EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_IVLEN, NONCE, NULL) != 1 ||
        (k->suite->ccm && EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, TAG, tag) != 1) ||
        EVP_DecryptInit_ex2(x, NULL, k->key, iv, NULL) != 1 ||
        (k->suite->ccm && EVP_DecryptUpdate(x, NULL, &got, NULL, (int)len) != 1) ||
        EVP_DecryptUpdate(x, NULL, &got, t->head, (int)nhead) != 1 ||
        EVP_DecryptUpdate(x, to, &got, p, (int)len) != 1)
        return false;
    if (!k->suite->ccm && (EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, TAG, tag) != 1 ||
                           EVP_DecryptFinal_ex(x, to + got, &last) != 1))
        return false;
    t->out->p = to;
    t->out->n = len;
    return true;
}

/* With keys from a secret that was logged, or the next ones. */
static bool fits(struct try *t, const struct conn *c, struct keys *k)
{
    struct keys next;

    if (!unmask(t, k))
        return false;
    if (unseal(t, k))
        return true;
    if (t->out->first & 0x80 || !(t->out->first & PHASE) || !next_keys(c, k, &next) ||
        !unseal(t, &next))
        return false;
    *k = next;
    return true;
}

/* With a secret, whose suite isn't known where its end hasn't answered yet. */
static bool first_time(struct try *t, const struct conn *c, struct keys *k,
                       enum sn_secret_kind kind)
{
    const struct end *client = &c->end[CLIENT];
    uint16_t id = kind == SN_SECRET_CLIENT_EARLY ? UNKNOWN_SUITE : suite_of(c);
    const struct sn_secret *s = NULL;

    if (has(client, RANDOM_AT, RANDOM_AT + SN_TLS_RANDOM))
        s = sn_secret_find(t->q->secrets, kind, client->hello + RANDOM_AT);
    for (unsigned i = 0; s && i < SUITES; i++) {
        if ((id == UNKNOWN_SUITE || id == suites[i].id) && keys_from(c, k, &suites[i], s) &&
            fits(t, c, k))
            return true;
    }
    k->suite = NULL;
    return false;
}

static bool open_long(struct try *t, struct conn *c, unsigned sender, bool early)
{
    struct end *e = &c->end[sender];
    struct keys *k = early ? &e->early : &e->handshake;
    enum sn_secret_kind kind = sender == SERVER ? SN_SECRET_SERVER_HANDSHAKE
                               : early          ? SN_SECRET_CLIENT_EARLY
                                                : SN_SECRET_CLIENT_HANDSHAKE;

    if (early && sender == SERVER)
        return false;
    return k->suite ? unmask(t, k) && unseal(t, k) : first_time(t, c, k, kind);
}

/* The key phase says whether there was an update (RFC 9001 6). */
static bool open_short(struct try *t, struct conn *c, unsigned sender)
{
    struct end *e = &c->end[sender];
    struct keys next;

    if (!e->data.suite) {
        if (!first_time(t, c, &e->data,
                        sender == SERVER ? SN_SECRET_SERVER_TRAFFIC : SN_SECRET_CLIENT_TRAFFIC))
            return false;
        e->phase = t->out->first & PHASE;
        return true;
    }
    if (!unmask(t, &e->data))
        return false;
    if ((bool)(t->out->first & PHASE) == e->phase)
        return unseal(t, &e->data);
    if (e->before.suite && t->out->number < t->next && unseal(t, &e->before))
        return true;
    if (!next_keys(c, &e->data, &next) || !unseal(t, &next))
        return false;
    e->before = e->data;
    e->data = next;
    e->phase = !e->phase;
    return true;
}

static const struct sn_opened *open_now(struct sn_dis *d, const struct sn_quic_sealed *sealed,
                                        enum sn_quic_kind kind)
{
    struct sn_quics *q = quics_of(d->opener);
    struct sn_quic_sealed in = *sealed;
    unsigned space = kind == SN_QUIC_HANDSHAKE ? HANDSHAKES : DATA, sender = 0;
    struct conn *c = q ? sn_pairs_find(&q->conns, d, &sender) : NULL;
    struct try t = {.q = q, .in = &in};

    if (!c || in.cut || !ready(q) || !(t.out = sn_opened_room(d)))
        return NULL;
    *t.out = (struct sn_opened){.at = in.head};
    if (kind == SN_QUIC_SHORT) {
        t.out->nid = c->end[!sender].nid;
        in.headlen = 1 + t.out->nid;
        if (in.len < in.headlen)
            return NULL;
        in.len -= in.headlen;
    }
    if (in.len < 4 + SAMPLE || in.len > UINT16_MAX || in.headlen > UINT16_MAX)
        return NULL;
    t.head = sn_arena_alloc(&d->arena, in.headlen + 4 + in.len);
    t.next = c->end[sender].next[space];
    if (!t.head || !(kind == SN_QUIC_SHORT ? open_short(&t, c, sender)
                                           : open_long(&t, c, sender, kind == SN_QUIC_EARLY)))
        return NULL;
    t.out->stream = c->stream + (kind == SN_QUIC_HANDSHAKE ? 1 : 2);
    if (t.out->number >= t.next)
        c->end[sender].next[space] = t.out->number + 1;
    d->nopened++;
    return t.out;
}

/* Where what a packet's STREAM frames complete is noted: it begins at no packet. */
static const uint8_t *streams_at(const struct sn_opened *o)
{
    return o->at + 1;
}

static void take_streams(struct sn_dis *d, const struct sn_opened *o,
                         const struct sn_quic_pieces *pieces)
{
    unsigned sender = CLIENT;
    struct conn *c = sn_pairs_find(&d->opener->quics->conns, d, &sender);

    for (unsigned i = 0; c && sender == SERVER && i < pieces->n; i++)
        c->http3 |= !pieces->v[i].off && agrees_on_http3(pieces->v[i].p, pieces->v[i].n);
    for (unsigned i = 0; c && c->http3 && i < pieces->nstream; i++) {
        const struct sn_quic_piece *p = &pieces->stream[i];
        struct sn_h3_piece piece = {
            .id = pieces->id[i], .off = p->off, .p = p->p, .n = p->n, .server = sender == SERVER};
        struct sn_opened *to = sn_opened_room(d);

        if (!to)
            return;
        c->of = d->opener->quics;
        *to = (struct sn_opened){.at = streams_at(o), .number = i};
        to->p = sn_h3_take(&c->h3, &c->of->held, &piece, &d->arena, &to->n);
        d->nopened += to->p != NULL;
    }
}

void sn_quic_streams(struct sn_dis *d, const struct sn_opened *o, const struct sn_quic_pieces *c)
{
    const struct sn_opened *all;
    uint32_t n;

    if (d->opener)
        take_streams(d, o, c);
    all = d->opener ? d->opened : d->first->opened;
    n = d->opener ? d->nopened : d->first->nopened;
    for (uint32_t i = 0; i < n; i++) {
        struct sn_rd r = sn_rd_init(all[i].p, all[i].n, all[i].n);

        if (all[i].at == streams_at(o))
            sn_next_proto(d, &sn_proto_http3, &r, all[i].n);
    }
}

#else

void sn_quics_free(struct sn_quics *q)
{
    (void)q;
}

void sn_quic_learn(struct sn_dis *d, const struct sn_quic_initial *in,
                   const struct sn_quic_pieces *c)
{
    (void)d;
    (void)in;
    (void)c;
}

void sn_quic_streams(struct sn_dis *d, const struct sn_opened *o, const struct sn_quic_pieces *c)
{
    (void)d;
    (void)o;
    (void)c;
}

static const struct sn_opened *open_now(struct sn_dis *d, const struct sn_quic_sealed *in,
                                        enum sn_quic_kind kind)
{
    (void)d;
    (void)in;
    (void)kind;
    return NULL;
}

#endif

const struct sn_opened *sn_quic_opened(struct sn_dis *d, const struct sn_quic_sealed *in,
                                       enum sn_quic_kind kind)
{
    return d->opener ? open_now(d, in, kind) : sn_opened_at(d, in->head);
}
