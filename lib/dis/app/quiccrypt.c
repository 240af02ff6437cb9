/*
 * The protection of QUIC's Initial packets, whose keys everyone can know: RFC 9001 5.2, RFC 9369
 * 3.3. Keys are derived with HKDF (RFC 5869) and SHA-256; packets are AES-128-GCM.
 */
#include "dis/app/quic.h"

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <pthread.h>
#include <sha2.h>
#include <stdlib.h>

enum { KEY = 16, IV = 12, TAG = 16, SAMPLE = 16, BLOCK = 64, HASH = SHA256_DIGEST_LENGTH };
enum { LABEL_MAX = 32, ENDS = 16 };

struct keys {
    uint8_t key[KEY], hp[KEY], iv[IV];
};

/* What an end of a connection protects its packets with. */
struct end_keys {
    struct sn_quic_cid cid;
    uint32_t version;
    bool server, used;
    struct keys keys;
};

/* What a context has at hand: the keys of the ends that it met last, since a connection begins with
 * several packets and some are dissected twice; ciphers to be given a key. */
struct sn_quic_kept {
    EVP_CIPHER_CTX *gcm, *ecb;
    struct end_keys end[ENDS];
    unsigned next; /* of end, which is overwritten */
};

static EVP_CIPHER *gcm, *ecb;

/* A library context of its own reads no configuration. */
static void fetch(void)
{
    OSSL_LIB_CTX *lib = OSSL_LIB_CTX_new();

    gcm = lib ? EVP_CIPHER_fetch(lib, "AES-128-GCM", NULL) : NULL;
    ecb = gcm ? EVP_CIPHER_fetch(lib, "AES-128-ECB", NULL) : NULL;
}

void sn_quic_forget(struct sn_quic_kept *k)
{
    if (!k)
        return;
    EVP_CIPHER_CTX_free(k->gcm);
    EVP_CIPHER_CTX_free(k->ecb);
    free(k);
}

/* The context's, made with the first packet; NULL: there is no memory, or no cipher. */
static struct sn_quic_kept *kept(struct sn_dis *d)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sn_quic_kept *k = d->quic;

    if (k)
        return k;
    (void)pthread_once(&once, fetch);
    k = ecb ? calloc(1, sizeof *k) : NULL;
    if (!k)
        return NULL;
    k->gcm = EVP_CIPHER_CTX_new();
    k->ecb = EVP_CIPHER_CTX_new();
    if (!k->gcm || !k->ecb || EVP_DecryptInit_ex2(k->gcm, gcm, NULL, NULL, NULL) != 1 ||
        EVP_EncryptInit_ex2(k->ecb, ecb, NULL, NULL, NULL) != 1) {
        sn_quic_forget(k);
        return NULL;
    }
    d->quic = k;
    return k;
}

/* ---- keys ---- */

/* A key of HMAC (RFC 2104): SHA-256 behind its two blocks, from which each message goes on. */
struct hmac_key {
    SHA2_CTX inner, outer;
};

static void hmac_init(struct hmac_key *h, const uint8_t *key, size_t n)
{
    uint8_t pad[BLOCK] = {0};

    memcpy(pad, key, n);
    for (unsigned i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36;
    SHA256Init(&h->inner);
    SHA256Update(&h->inner, pad, BLOCK);
    for (unsigned i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    SHA256Init(&h->outer);
    SHA256Update(&h->outer, pad, BLOCK);
}

static void hmac(const struct hmac_key *h, const uint8_t *p, size_t n, uint8_t out[HASH])
{
    SHA2_CTX c = h->inner;

    SHA256Update(&c, p, n);
    SHA256Final(out, &c);
    c = h->outer;
    SHA256Update(&c, out, HASH);
    SHA256Final(out, &c);
}

/* HKDF-Expand-Label (RFC 8446 7.1) without a context. */
static void expand(const struct hmac_key *secret, const char *label, uint8_t *to, uint8_t n)
{
    uint8_t info[4 + LABEL_MAX] = {0, n}, out[HASH];
    size_t k = strlen(label);

    info[2] = (uint8_t)(6 + k);
    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, k);
    info[9 + k] = 0;
    info[10 + k] = 1;
    hmac(secret, info, 11 + k, out);
    memcpy(to, out, n);
}

static void derive(const struct sn_quic_cid *cid, uint32_t version, bool server, struct keys *k)
{
    uint8_t secret[HASH];
    struct hmac_key h;
    bool v2 = version == SN_QUIC_V2;

    hmac_init(&h, sn_quic_salt(version), SN_QUIC_SALT);
    hmac(&h, cid->id, cid->n, secret);
    hmac_init(&h, secret, HASH);
    expand(&h, server ? "server in" : "client in", secret, HASH);
    hmac_init(&h, secret, HASH);
    expand(&h, v2 ? "quicv2 key" : "quic key", k->key, KEY);
    expand(&h, v2 ? "quicv2 iv" : "quic iv", k->iv, IV);
    expand(&h, v2 ? "quicv2 hp" : "quic hp", k->hp, KEY);
}

static const struct keys *keys_of(struct sn_quic_kept *q, const struct sn_quic_cid *cid,
                                  uint32_t version, bool server)
{
    struct end_keys *e;

    for (e = q->end; e < q->end + ENDS && e->used; e++) {
        if (e->server == server && e->version == version && e->cid.n == cid->n &&
            memcmp(e->cid.id, cid->id, cid->n) == 0)
            return &e->keys;
    }
    e = &q->end[q->next++ % ENDS];
    *e = (struct end_keys){.cid = *cid, .version = version, .server = server, .used = true};
    derive(cid, version, server, &e->keys);
    return &e->keys;
}

/* ---- opening ---- */

static bool mask_of(EVP_CIPHER_CTX *c, const struct keys *k, const uint8_t *sample, uint8_t *mask)
{
    int n = 0;

    return EVP_EncryptInit_ex2(c, NULL, k->hp, NULL, NULL) == 1 &&
           EVP_EncryptUpdate(c, mask, &n, sample, SAMPLE) == 1 && n == SAMPLE;
}

/* The n bytes at p, the tag behind them, with the header as what is authenticated. */
static bool decrypt(EVP_CIPHER_CTX *c, const struct keys *k, const uint8_t iv[IV],
                    const uint8_t *head, uint32_t nhead, const uint8_t *p, uint32_t n, uint8_t *to)
{
    uint8_t tag[TAG];
    int got = 0;

    memcpy(tag, p + n, TAG);
    return EVP_DecryptInit_ex2(c, NULL, k->key, iv, NULL) == 1 &&
           EVP_DecryptUpdate(c, NULL, &got, head, (int)nhead) == 1 &&
           EVP_DecryptUpdate(c, to, &got, p, (int)n) == 1 &&
           EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1 &&
           EVP_DecryptFinal_ex(c, to + got, &got) == 1;
}

static bool open_with(struct sn_dis *d, const struct sn_quic_kept *q,
                      const struct sn_quic_sealed *in, const struct keys *k,
                      struct sn_quic_opened *out)
{
    uint8_t mask[SAMPLE], iv[IV], *head = sn_arena_alloc(&d->arena, in->headlen + 4 + in->len);
    const uint8_t *pn = in->head + in->headlen;

    if (!head || !mask_of(q->ecb, k, pn + 4, mask))
        return false;
    memcpy(head, in->head, in->headlen + 4);
    head[0] ^= mask[0] & 0x0f;
    out->first = head[0];
    out->pnlen = (head[0] & 3) + 1;
    out->number = 0;
    memcpy(iv, k->iv, IV);
    for (unsigned i = 0; i < out->pnlen; i++) {
        uint8_t v = head[in->headlen + i] ^= mask[1 + i];

        out->number = out->number << 8 | v;
        iv[IV - out->pnlen + i] ^= v;
    }
    out->unmasked = true;
    out->n = in->len - out->pnlen - TAG;
    out->p = head + in->headlen + 4;
    return !in->cut && decrypt(q->gcm, k, iv, head, in->headlen + out->pnlen, pn + out->pnlen,
                               out->n, head + in->headlen + 4);
}

bool sn_quic_open(struct sn_dis *d, const struct sn_quic_sealed *in, const struct sn_quic_cid *cid,
                  bool server, struct sn_quic_opened *out)
{
    struct sn_quic_kept *q;

    if (in->len < 4 + SAMPLE || in->len > UINT16_MAX || in->headlen > UINT16_MAX)
        return false;
    q = kept(d);
    return q && open_with(d, q, in, keys_of(q, cid, in->version, server), out);
}

#else

void sn_quic_forget(struct sn_quic_kept *k)
{
    (void)k;
}

bool sn_quic_open(struct sn_dis *d, const struct sn_quic_sealed *in, const struct sn_quic_cid *cid,
                  bool server, struct sn_quic_opened *out)
{
    (void)d;
    (void)in;
    (void)cid;
    (void)server;
    (void)out;
    return false;
}

#endif
