/*
 * DTLS's records opened with secrets that were logged: RFC 6347, RFC 9146.
 *
 * A connection is what two ends agreed on last. A record says its epoch and number, so that each is
 * opened by itself, whatever was lost or comes late: with the key of its epoch, of which each end
 * has the latest and the one in front. A key is derived from the hellos when the first record of
 * its epoch comes. Hellos may come in fragments, in any order: of a client's as much is kept as the
 * secret is found by, of a server's what is agreed on.
 */
#include "dis/app/dtlsopen.h"

#include "dis/opener.h"
#include "dis/pairs.h"

#ifdef HAVE_CRYPTO
#include <stdlib.h>

enum { CLIENT, SERVER, ENDS };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };
enum { VERSION = 2, HELLO = 512, EXT_ETM = 22 };
enum { DTLS_1_0 = 0xfeff, DTLS_1_2 = 0xfefd };

/* A key and the epoch that it is of. */
struct epoch {
    struct sn_tls_key *key; /* NULL: there is none */
    uint16_t number;
};

struct conn {
    struct sn_pair pair;
    unsigned client; /* which of the pair's ends that is */
    uint8_t random[SN_TLS_RANDOM];
    bool has_random[SN_TLS_RANDOM];
    uint8_t hello[HELLO]; /* the server's */
    bool has[HELLO];
    uint32_t size; /* of the server's; 0: there was none */
    struct epoch now[ENDS], before[ENDS];
};

struct sn_dtlss {
    struct sn_pairs conns;
};

/* ---- connections ---- */

static void forget(void *entry)
{
    struct conn *c = entry;

    for (unsigned i = 0; i < ENDS; i++) {
        sn_tls_key_free(c->now[i].key);
        sn_tls_key_free(c->before[i].key);
    }
}

/* Those of the opener; NULL: no memory. */
static struct sn_dtlss *conns_of(struct sn_opener *o)
{
    struct sn_dtlss *s = o->dtlss;

    if (s || !(s = calloc(1, sizeof *s)))
        return s;
    s->conns.size = sizeof(struct conn);
    s->conns.forget = forget;
    return o->dtlss = s;
}

void sn_dtlss_free(struct sn_dtlss *s)
{
    if (s)
        sn_pairs_free(&s->conns);
    free(s);
}

/* ---- hellos ---- */

/* Whether bytes from `from` up to `to` are there. */
static bool has(const bool *which, uint32_t from, uint32_t to)
{
    while (from < to && which[from])
        from++;
    return from == to;
}

/* Puts the bytes of a piece that are of those from `skip` on, as many as there is room for. */
static void take(uint8_t *to, bool *which, uint32_t room, uint32_t skip,
                 const struct sn_dtls_piece *m)
{
    for (uint32_t i = 0; i < m->n; i++) {
        uint64_t at = (uint64_t)m->off + i;

        if (at >= skip && at - skip < room) {
            to[at - skip] = m->p[i];
            which[at - skip] = true;
        }
    }
}

/* Whether a piece has the random number of another hello than the one that is there. */
static bool is_other(const uint8_t *random, const bool *which, const struct sn_dtls_piece *m)
{
    return !m->off && m->n >= VERSION + SN_TLS_RANDOM && has(which, 0, SN_TLS_RANDOM) &&
           memcmp(random, m->p + VERSION, SN_TLS_RANDOM) != 0;
}

/* Another client's hello in the clear begins another connection between the same ports. */
static void client_hello(struct sn_dis *d, struct sn_dtlss *s, const struct sn_dtls_piece *m)
{
    unsigned sender = CLIENT;
    struct conn *c = sn_pairs_find(&s->conns, d, &sender);

    if (!c)
        c = sn_pairs_add(&s->conns, d);
    else if (!m->sealed && is_other(c->random, c->has_random, m)) {
        sn_pairs_renew(&s->conns, c, d);
        sender = CLIENT;
    }
    if (!c)
        return;
    c->client = sender;
    take(c->random, c->has_random, SN_TLS_RANDOM, VERSION, m);
}

static void server_hello(struct sn_dis *d, struct sn_dtlss *s, const struct sn_dtls_piece *m)
{
    unsigned sender = SERVER;
    struct conn *c = sn_pairs_find(&s->conns, d, &sender);

    if (!c || sender == c->client)
        return;
    if (c->size != m->total || is_other(c->hello + VERSION, c->has + VERSION, m))
        memset(c->has, 0, sizeof c->has);
    c->size = m->total;
    take(c->hello, c->has, HELLO, 0, m);
}

void sn_dtls_learn(struct sn_dis *d, const struct sn_dtls_piece *m)
{
    struct sn_dtlss *s = NULL;

    if (m->type == CLIENT_HELLO || m->type == SERVER_HELLO)
        s = conns_of(d->opener);
    if (s && m->type == CLIENT_HELLO)
        client_hello(d, s, m);
    else if (s)
        server_hello(d, s, m);
}

static bool is_etm(struct sn_rd *r)
{
    uint16_t all, type, n;
    struct sn_rd in;

    if (!sn_rd_be16(r, &all) || !sn_rd_sub(r, all, &in))
        return false;
    while (sn_rd_be16(&in, &type) && sn_rd_be16(&in, &n) && sn_rd_skip(&in, n)) {
        if (type == EXT_ETM)
            return true;
    }
    return false;
}

/* What was agreed on. False: that isn't known. */
static bool terms(const struct conn *c, struct sn_tls_terms *t)
{
    uint32_t n = c->size < HELLO ? c->size : HELLO;
    struct sn_rd r = sn_rd_init(c->hello, n, n);
    uint16_t version;
    uint8_t id, comp;

    if (!n || !has(c->has, 0, n) || !has(c->has_random, 0, SN_TLS_RANDOM) ||
        !sn_rd_be16(&r, &version) || !sn_rd_skip(&r, SN_TLS_RANDOM) || !sn_rd_u8(&r, &id) ||
        !sn_rd_skip(&r, id) || !sn_rd_be16(&r, &t->suite) || !sn_rd_u8(&r, &comp) || comp ||
        (version != DTLS_1_0 && version != DTLS_1_2))
        return false;
    t->version = version == DTLS_1_2 ? SN_TLS_1_2 : SN_TLS_1_1;
    t->etm = is_etm(&r);
    t->client = c->random;
    t->server = c->hello + VERSION;
    return true;
}

/* ---- records ---- */

/* The key of a record's epoch from what the hellos say now; NULL: there is none. */
static struct sn_tls_key *derive(const struct sn_opener *o, const struct conn *c, unsigned sender)
{
    struct sn_tls_terms t;
    const struct sn_secret *s = sn_secret_find(o->secrets, SN_SECRET_MASTER, c->random);

    return s && terms(c, &t) ? sn_tls_key12(&t, s->bytes, sender != c->client) : NULL;
}

static bool open_record(const struct sn_opener *o, struct conn *c, unsigned sender,
                        const struct sn_tls_sealed *r, uint8_t *to, uint32_t *len)
{
    struct epoch *now = &c->now[sender], *before = &c->before[sender];
    uint16_t number = (uint16_t)(r->seq >> 48);
    struct sn_tls_key *k;

    if (now->key && number == now->number)
        return sn_tls_key_open_at(now->key, r, to, len);
    if (before->key && number == before->number)
        return sn_tls_key_open_at(before->key, r, to, len);
    if ((now->key && number < now->number) || !(k = derive(o, c, sender)))
        return false;
    if (!sn_tls_key_open_at(k, r, to, len)) {
        sn_tls_key_free(k);
        return false;
    }
    sn_tls_key_free(before->key);
    *before = *now;
    *now = (struct epoch){k, number};
    return true;
}

/* The type is behind the data, zeros behind that (RFC 9146 4). */
static uint8_t inner_type(const uint8_t *p, uint32_t *n)
{
    while (*n && !p[*n - 1])
        --*n;
    return *n ? p[--*n] : 0;
}

static const struct sn_opened *open_now(struct sn_dis *d, const struct sn_tls_sealed *r)
{
    struct sn_dtlss *s = conns_of(d->opener);
    unsigned sender = CLIENT;
    struct conn *c = s ? sn_pairs_find(&s->conns, d, &sender) : NULL;
    struct sn_opened *o = c ? sn_opened_room(d) : NULL;
    uint8_t *to = o ? sn_arena_alloc(&d->arena, r->n + 1) : NULL;

    if (!to)
        return NULL;
    *o = (struct sn_opened){.at = r->head, .p = to, .first = *r->head};
    if (!open_record(d->opener, c, sender, r, to, &o->n))
        return NULL;
    if (*r->head == SN_DTLS_CID)
        o->first = inner_type(to, &o->n);
    d->nopened++;
    return o;
}

#else

void sn_dtlss_free(struct sn_dtlss *s)
{
    (void)s;
}

void sn_dtls_learn(struct sn_dis *d, const struct sn_dtls_piece *m)
{
    (void)d;
    (void)m;
}

static const struct sn_opened *open_now(struct sn_dis *d, const struct sn_tls_sealed *r)
{
    (void)d;
    (void)r;
    return NULL;
}

#endif

const struct sn_opened *sn_dtls_opened(struct sn_dis *d, const struct sn_tls_sealed *r)
{
    return d->opener ? open_now(d, r) : sn_opened_at(d, r->head);
}
