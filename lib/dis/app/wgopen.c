/*
 * WireGuard opened with keys that were logged
 * (https://www.wireguard.com/papers/wireguard.pdf, 5.4).
 *
 * Between two ends the latest handshakes are kept, so that what comes late of the session in front
 * is opened, too. An initiation is opened with the responder's static private key, or with the
 * initiator's static and ephemeral ones; the response takes an ephemeral private key, the static
 * one of the same side, and the preshared key, of which all that are known are tried.
 */
#include "dis/app/wgopen.h"

#include "dis/opener.h"
#include "dis/pairs.h"

#ifdef HAVE_CRYPTO
#include <stdlib.h>

enum { SESSIONS = 4, INITIATOR = 0, RESPONDER, STATIC_SEALED = SN_WG_KEY + SN_WG_TAG };
enum { STAMP_SEALED = SN_WG_TIMESTAMP + SN_WG_TAG };

/* The state of a handshake: what keys and hashes follow from. */
struct noise {
    uint8_t chain[SN_WG_KEY], hash[SN_WG_KEY];
};

struct session {
    uint32_t id[2];    /* of the initiator, of the responder */
    uint8_t initiator; /* which of the pair's ends that is */
    bool begun;        /* the initiation was opened: what follows holds */
    bool ready;        /* so was the response */
    struct noise noise;
    uint8_t ephemeral[SN_WG_KEY], sender[SN_WG_KEY]; /* the initiator's public keys */
    uint8_t key[2][SN_WG_KEY];                       /* of what each of them sends */
};

struct peers {
    struct sn_pair pair;
    unsigned next; /* the place of the session that makes way */
    struct session session[SESSIONS];
};

struct sn_wgs {
    const struct sn_secrets *secrets;
    struct sn_pairs peers;
};

/* Those of the opener; NULL: no memory. */
static struct sn_wgs *wgs_of(struct sn_opener *o)
{
    struct sn_wgs *w = o->wgs;

    if (w || !(w = calloc(1, sizeof *w)))
        return w;
    w->secrets = o->secrets;
    w->peers.size = sizeof(struct peers);
    return o->wgs = w;
}

void sn_wgs_free(struct sn_wgs *w)
{
    if (w)
        sn_pairs_free(&w->peers);
    free(w);
}

/* ---- keys ---- */

static bool is_key(const struct sn_secret *s)
{
    return s && s->n == SN_WG_KEY;
}

/* What two public keys agree on, when a private one of them is known. */
static bool agree(const struct sn_secret *a, const uint8_t *a_public, const struct sn_secret *b,
                  const uint8_t *b_public, uint8_t to[SN_WG_KEY])
{
    if (is_key(a))
        return sn_wg_agree(a->bytes, b_public, to);
    return is_key(b) && sn_wg_agree(b->bytes, a_public, to);
}

static bool mix_hash(struct noise *n, const uint8_t *p, size_t size)
{
    return sn_wg_hash(n->hash, SN_WG_KEY, p, size, n->hash);
}

static bool mix_key(struct noise *n, const uint8_t *p)
{
    return sn_wg_kdf(n->chain, p, SN_WG_KEY, &n->chain, 1);
}

/* The same, with a key to open what comes. */
static bool mix_keys(struct noise *n, const uint8_t *p, uint8_t key[SN_WG_KEY])
{
    uint8_t two[2][SN_WG_KEY];
    bool ok = sn_wg_kdf(n->chain, p, SN_WG_KEY, two, 2);

    memcpy(n->chain, two[0], SN_WG_KEY);
    memcpy(key, two[1], SN_WG_KEY);
    return ok;
}

/* Opens a part of a handshake's message and goes on behind it. */
static bool open_part(struct noise *n, const uint8_t key[SN_WG_KEY], const uint8_t *p, size_t size,
                      uint8_t *to)
{
    return sn_wg_open(key, 0, n->hash, SN_WG_KEY, p, size, to) && mix_hash(n, p, size);
}

/* Who a message is for: the static key that its mac1 is of, which stands at `at`. NULL: unknown. */
static const struct sn_secret *receiver_of(const struct sn_wgs *w, const uint8_t *p, size_t at)
{
    static const char label[8] = {'m', 'a', 'c', '1', '-', '-', '-', '-'};
    uint8_t key[SN_WG_KEY], mac[SN_WG_MAC];
    const struct sn_secret *s;

    for (uint32_t i = 0; (s = sn_secret_static(w->secrets, i)); i++) {
        if (sn_wg_hash(label, sizeof label, s->random, SN_WG_KEY, key) &&
            sn_wg_mac(key, p, at, mac) && memcmp(mac, p + at, SN_WG_MAC) == 0)
            return s;
    }
    return NULL;
}

static const struct sn_secret *static_of(const struct sn_wgs *w, const uint8_t key[SN_WG_KEY])
{
    return sn_secret_find(w->secrets, SN_SECRET_WG_STATIC, key);
}

static const struct sn_secret *ephemeral_of(const struct sn_wgs *w, const uint8_t key[SN_WG_KEY])
{
    return sn_secret_find(w->secrets, SN_SECRET_WG_EPHEMERAL, key);
}

static void say_receiver(struct sn_wg_said *said, const struct sn_secret *receiver)
{
    said->receiver = receiver != NULL;
    if (receiver)
        memcpy(said->receiver_key, receiver->random, SN_WG_KEY);
    said->receiver_private = is_key(receiver);
}

/* ---- handshakes ---- */

/* The handshake of this number and key, or a new one in the place of the oldest; NULL: no room. */
static struct session *begin(struct sn_wgs *w, const struct sn_dis *d, const uint8_t *p)
{
    unsigned sender = 0;
    struct peers *k = sn_pairs_find(&w->peers, d, &sender);
    struct session *s;

    if (!k)
        k = sn_pairs_add(&w->peers, d);
    if (!k)
        return NULL;
    for (unsigned i = 0; i < SESSIONS; i++) {
        s = &k->session[i];
        if (s->id[INITIATOR] == sn_le32(p + SN_WG_SENDER) && s->initiator == sender &&
            memcmp(s->ephemeral, p + SN_WG_INITIATION_EPHEMERAL, SN_WG_KEY) == 0)
            return s;
    }
    s = &k->session[k->next++ % SESSIONS];
    *s = (struct session){.id = {sn_le32(p + SN_WG_SENDER)}, .initiator = (uint8_t)sender};
    memcpy(s->ephemeral, p + SN_WG_INITIATION_EPHEMERAL, SN_WG_KEY);
    return s;
}

/* Goes through an initiation as far as keys are known. */
static bool initiate(const struct sn_wgs *w, const uint8_t *p, const struct sn_secret *receiver,
                     struct noise *n, struct sn_wg_said *said)
{
    static const char protocol[] = "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s",
                      version[] = "WireGuard v1 zx2c4 Jason@zx2c4.com";
    const uint8_t *ephemeral = p + SN_WG_INITIATION_EPHEMERAL;
    uint8_t shared[SN_WG_KEY], key[SN_WG_KEY];
    const struct sn_secret *mine;

    if (!receiver || !sn_wg_hash(protocol, sizeof protocol - 1, NULL, 0, n->chain) ||
        !sn_wg_hash(n->chain, SN_WG_KEY, version, sizeof version - 1, n->hash) ||
        !mix_hash(n, receiver->random, SN_WG_KEY) || !mix_key(n, ephemeral) ||
        !mix_hash(n, ephemeral, SN_WG_KEY) ||
        !agree(ephemeral_of(w, ephemeral), ephemeral, receiver, receiver->random, shared) ||
        !mix_keys(n, shared, key) ||
        !open_part(n, key, p + SN_WG_INITIATION_STATIC, STATIC_SEALED, said->sender_key))
        return false;
    said->sender = true;
    mine = static_of(w, said->sender_key);
    said->sender_known = mine != NULL;
    said->sender_private = is_key(mine);
    if (!agree(mine, said->sender_key, receiver, receiver->random, shared) ||
        !mix_keys(n, shared, key) ||
        !open_part(n, key, p + SN_WG_INITIATION_STAMP, STAMP_SEALED, said->stamp_bytes))
        return false;
    return said->stamp = true;
}

static void initiation(struct sn_wgs *w, const struct sn_dis *d, const uint8_t *p,
                       struct sn_wg_said *said)
{
    const struct sn_secret *receiver = receiver_of(w, p, SN_WG_INITIATION_MAC1);
    struct session *s;
    struct noise n;

    said->ephemeral_private = ephemeral_of(w, p + SN_WG_INITIATION_EPHEMERAL) != NULL;
    say_receiver(said, receiver);
    if (!initiate(w, p, receiver, &n, said) || !(s = begin(w, d, p)))
        return;
    s->noise = n;
    memcpy(s->sender, said->sender_key, SN_WG_KEY);
    s->begun = true;
}

/* Behind what the ends' keys agree on: with a preshared key. */
static bool respond_with(struct session *s, const struct noise *from, const uint8_t *psk,
                         const uint8_t *empty)
{
    struct noise n = *from;
    uint8_t three[3][SN_WG_KEY], nothing[1];

    if (!sn_wg_kdf(n.chain, psk, SN_WG_KEY, three, 3))
        return false;
    memcpy(n.chain, three[0], SN_WG_KEY);
    return mix_hash(&n, three[1], SN_WG_KEY) &&
           open_part(&n, three[2], empty, SN_WG_TAG, nothing) &&
           sn_wg_kdf(n.chain, NULL, 0, s->key, 2);
}

static bool respond(const struct sn_wgs *w, struct session *s, const uint8_t *p)
{
    static const uint8_t none[SN_WG_KEY];
    const uint8_t *ephemeral = p + SN_WG_RESPONSE_EPHEMERAL, *empty = p + SN_WG_RESPONSE_EMPTY;
    const struct sn_secret *theirs = ephemeral_of(w, ephemeral), *psk;
    struct noise n = s->noise;
    uint8_t shared[SN_WG_KEY];

    if (!mix_key(&n, ephemeral) || !mix_hash(&n, ephemeral, SN_WG_KEY) ||
        !agree(ephemeral_of(w, s->ephemeral), s->ephemeral, theirs, ephemeral, shared) ||
        !mix_key(&n, shared) ||
        !agree(static_of(w, s->sender), s->sender, theirs, ephemeral, shared) ||
        !mix_key(&n, shared))
        return false;
    if (respond_with(s, &n, none, empty))
        return true;
    for (uint32_t i = 0; (psk = sn_secret_psk(w->secrets, i)); i++) {
        if (respond_with(s, &n, psk->bytes, empty))
            return true;
    }
    return false;
}

/* The session whose end has this number and isn't the sender; NULL: none. */
static struct session *session_to(struct sn_wgs *w, const struct sn_dis *d, uint32_t id,
                                  unsigned end)
{
    unsigned sender = 0;
    struct peers *k = sn_pairs_find(&w->peers, d, &sender);

    for (unsigned i = 0; k && i < SESSIONS; i++) {
        struct session *s = &k->session[i];

        if (s->begun && s->id[end] == id && (s->initiator != sender) == (end == INITIATOR))
            return s;
    }
    return NULL;
}

static void response(struct sn_wgs *w, const struct sn_dis *d, const uint8_t *p,
                     struct sn_wg_said *said)
{
    struct session *s = session_to(w, d, sn_le32(p + SN_WG_RESPONSE_RECEIVER), INITIATOR);

    said->ephemeral_private = ephemeral_of(w, p + SN_WG_RESPONSE_EPHEMERAL) != NULL;
    say_receiver(said, receiver_of(w, p, SN_WG_RESPONSE_MAC1));
    said->tried = s != NULL;
    if (!s || !respond(w, s, p))
        return;
    s->id[RESPONDER] = sn_le32(p + SN_WG_SENDER);
    s->ready = said->ok = true;
}

/* ---- messages ---- */

static const struct sn_opened *handshake(struct sn_wgs *w, struct sn_dis *d, struct sn_opened *o)
{
    struct sn_wg_said *said = sn_arena_zalloc(&d->arena, 1, sizeof *said);

    if (!said)
        return NULL;
    if (*o->at == SN_WG_INITIATION)
        initiation(w, d, o->at, said);
    else
        response(w, d, o->at, said);
    o->p = (const uint8_t *)said;
    o->n = sizeof *said;
    d->nopened++;
    return o;
}

static const struct sn_opened *transport(struct sn_wgs *w, struct sn_dis *d, struct sn_opened *o,
                                         uint32_t len)
{
    uint32_t id = sn_le32(o->at + SN_WG_DATA_RECEIVER), n = len - SN_WG_DATA_PACKET;
    struct session *s = session_to(w, d, id, RESPONDER);
    unsigned from = INITIATOR;
    uint8_t *to;

    if (!s) {
        s = session_to(w, d, id, INITIATOR);
        from = RESPONDER;
    }
    to = s && s->ready ? sn_arena_alloc(&d->arena, n) : NULL;
    if (!to)
        return NULL;
    o->first = sn_wg_open(s->key[from], sn_le64(o->at + SN_WG_DATA_COUNTER), NULL, 0,
                          o->at + SN_WG_DATA_PACKET, n, to);
    o->p = to;
    o->n = o->first ? n - SN_WG_TAG : 0;
    d->nopened++;
    return o;
}

static const struct sn_opened *open_now(struct sn_dis *d, const uint8_t *p, uint32_t len)
{
    struct sn_wgs *w = wgs_of(d->opener);
    struct sn_opened *o = w ? sn_opened_room(d) : NULL;

    if (!o)
        return NULL;
    *o = (struct sn_opened){.at = p, .first = true};
    if (*p == SN_WG_DATA)
        return len >= SN_WG_DATA_PACKET + SN_WG_TAG ? transport(w, d, o, len) : NULL;
    return *p == SN_WG_COOKIE_REPLY ? NULL : handshake(w, d, o);
}

#else

void sn_wgs_free(struct sn_wgs *w)
{
    (void)w;
}

static const struct sn_opened *open_now(struct sn_dis *d, const uint8_t *p, uint32_t len)
{
    (void)d;
    (void)p;
    (void)len;
    return NULL;
}

#endif

const struct sn_opened *sn_wg_opened(struct sn_dis *d, const uint8_t *p, uint32_t len)
{
    return d->opener ? open_now(d, p, len) : sn_opened_at(d, p);
}
