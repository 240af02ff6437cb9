/*
 * TLS's keys and records: see tlskeys.h.
 *
 * What a cipher suite means is in its name: "…_WITH_AES_128_CBC_SHA256". Primitives are
 * libcrypto's, from a library context of its own, which reads no configuration.
 */
#include "dis/app/tlskeys.h"
#include "dis/app/tls.h"

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

enum { KEY_MAX = 32, IV_MAX = 16, NONCE = 12, SALT = 4, EXPLICIT = 8, AAD_MAX = 23 + UINT8_MAX };
enum { RANDOMS = 2 * SN_TLS_RANDOM, LABEL_MAX = 32, PLAIN_MAX = 1 << 15 };

enum mode { GCM, CCM, CHACHA, CBC };

struct suite {
    const char *tail; /* of its name */
    const char *cipher;
    uint8_t mode, key;
    uint8_t tag;  /* of CBC: the block's size */
    uint8_t hash; /* of the key derivation with TLS 1.3 and 1.2 */
    uint8_t mac;  /* of CBC */
};

static const struct suite suites[] = {
    {"AES_128_GCM_SHA256", "AES-128-GCM", GCM, 16, 16, SN_TLS_SHA256, 0},
    {"AES_256_GCM_SHA384", "AES-256-GCM", GCM, 32, 16, SN_TLS_SHA384, 0},
    {"CHACHA20_POLY1305_SHA256", "ChaCha20-Poly1305", CHACHA, 32, 16, SN_TLS_SHA256, 0},
    {"AES_128_CCM_SHA256", "AES-128-CCM", CCM, 16, 16, SN_TLS_SHA256, 0},
    {"AES_128_CCM_8_SHA256", "AES-128-CCM", CCM, 16, 8, SN_TLS_SHA256, 0},
    {"AES_128_CCM", "AES-128-CCM", CCM, 16, 16, SN_TLS_SHA256, 0},
    {"AES_256_CCM", "AES-256-CCM", CCM, 32, 16, SN_TLS_SHA256, 0},
    {"AES_128_CCM_8", "AES-128-CCM", CCM, 16, 8, SN_TLS_SHA256, 0},
    {"AES_256_CCM_8", "AES-256-CCM", CCM, 32, 8, SN_TLS_SHA256, 0},
    {"ARIA_128_GCM_SHA256", "ARIA-128-GCM", GCM, 16, 16, SN_TLS_SHA256, 0},
    {"ARIA_256_GCM_SHA384", "ARIA-256-GCM", GCM, 32, 16, SN_TLS_SHA384, 0},
    {"AES_128_CBC_SHA", "AES-128-CBC", CBC, 16, 16, SN_TLS_SHA256, SN_TLS_SHA1},
    {"AES_256_CBC_SHA", "AES-256-CBC", CBC, 32, 16, SN_TLS_SHA256, SN_TLS_SHA1},
    {"AES_128_CBC_SHA256", "AES-128-CBC", CBC, 16, 16, SN_TLS_SHA256, SN_TLS_SHA256},
    {"AES_256_CBC_SHA256", "AES-256-CBC", CBC, 32, 16, SN_TLS_SHA256, SN_TLS_SHA256},
    {"AES_256_CBC_SHA384", "AES-256-CBC", CBC, 32, 16, SN_TLS_SHA384, SN_TLS_SHA384},
    {"CAMELLIA_128_CBC_SHA", "CAMELLIA-128-CBC", CBC, 16, 16, SN_TLS_SHA256, SN_TLS_SHA1},
    {"CAMELLIA_256_CBC_SHA", "CAMELLIA-256-CBC", CBC, 32, 16, SN_TLS_SHA256, SN_TLS_SHA1},
    {"CAMELLIA_128_CBC_SHA256", "CAMELLIA-128-CBC", CBC, 16, 16, SN_TLS_SHA256, SN_TLS_SHA256},
    {"CAMELLIA_256_CBC_SHA256", "CAMELLIA-256-CBC", CBC, 32, 16, SN_TLS_SHA256, SN_TLS_SHA256},
    {"CAMELLIA_256_CBC_SHA384", "CAMELLIA-256-CBC", CBC, 32, 16, SN_TLS_SHA384, SN_TLS_SHA384},
    {"3DES_EDE_CBC_SHA", "DES-EDE3-CBC", CBC, 24, 8, SN_TLS_SHA256, SN_TLS_SHA1},
};
enum { SUITES = sizeof suites / sizeof suites[0] };

static const struct {
    const char *name;
    uint8_t size;
} hashes[] = {[SN_TLS_MD5] = {"MD5", 16},
              [SN_TLS_SHA1] = {"SHA1", 20},
              [SN_TLS_SHA256] = {"SHA256", 32},
              [SN_TLS_SHA384] = {"SHA384", 48}};

struct sn_tls_key {
    const struct suite *suite;
    EVP_CIPHER_CTX *ctx; /* NULL: nothing can be opened */
    uint16_t version;
    bool etm;
    uint64_t seq;                      /* of the next record */
    uint8_t secret[SN_TLS_SECRET_MAX]; /* of TLS 1.3 */
    uint8_t iv[IV_MAX];                /* CBC of TLS 1.0: the last block of the record in front */
    uint8_t mac[SN_TLS_HASH_MAX];
};

static OSSL_LIB_CTX *library;
static EVP_CIPHER *ciphers[SUITES];

/* One that isn't there is a suite that can't be opened. */
static void fetch(void)
{
    library = OSSL_LIB_CTX_new();
    for (unsigned i = 0; library && i < SUITES; i++)
        ciphers[i] = EVP_CIPHER_fetch(library, suites[i].cipher, NULL);
}

static bool ready(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, fetch);
    return library != NULL;
}

/* ---- derivation ---- */

uint8_t sn_tls_hash_size(enum sn_tls_hash h)
{
    return hashes[h].size;
}

static bool hmac(enum sn_tls_hash h, const uint8_t *key, size_t nkey, const uint8_t *p, size_t n,
                 uint8_t out[SN_TLS_HASH_MAX])
{
    size_t got = 0;

    return ready() &&
           EVP_Q_mac(library, "HMAC", NULL, hashes[h].name, NULL, key, nkey, p, n, out,
                     SN_TLS_HASH_MAX, &got) &&
           got == hashes[h].size;
}

bool sn_tls_expand(enum sn_tls_hash h, const uint8_t *secret, const char *label, uint8_t *to,
                   uint8_t n)
{
    uint8_t info[4 + 6 + LABEL_MAX + 1] = {0, n}, out[SN_TLS_HASH_MAX];
    size_t k = strlen(label);

    if (k > LABEL_MAX || n > hashes[h].size)
        return false;
    info[2] = (uint8_t)(6 + k);
    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, k);
    info[9 + k] = 0;
    info[10 + k] = 1;
    if (!hmac(h, secret, hashes[h].size, info, 11 + k, out))
        return false;
    memcpy(to, out, n);
    return true;
}

/* P_hash (RFC 5246 5), added to what is at `to` bit by bit. */
static bool p_hash(enum sn_tls_hash h, const uint8_t *secret, size_t nsecret, const uint8_t *seed,
                   size_t nseed, uint8_t *to, size_t n)
{
    uint8_t a[SN_TLS_HASH_MAX + LABEL_MAX + RANDOMS], out[SN_TLS_HASH_MAX];
    size_t size = hashes[h].size;

    memcpy(a + size, seed, nseed);
    if (!hmac(h, secret, nsecret, seed, nseed, a))
        return false;
    for (size_t at = 0; at < n; at += size) {
        if (!hmac(h, secret, nsecret, a, size + nseed, out))
            return false;
        for (size_t i = 0; i < size && at + i < n; i++)
            to[at + i] ^= out[i];
        if (!hmac(h, secret, nsecret, a, size, out))
            return false;
        memcpy(a, out, size);
    }
    return true;
}

bool sn_tls_prf(uint16_t version, enum sn_tls_hash h, const uint8_t *secret, size_t nsecret,
                const char *label, const uint8_t *seed, size_t nseed, uint8_t *to, size_t n)
{
    size_t k = strlen(label), half = (nsecret + 1) / 2;
    uint8_t all[LABEL_MAX + RANDOMS];

    if (k > LABEL_MAX || nseed > RANDOMS)
        return false;
    for (size_t i = 0; i < k; i++)
        all[i] = (uint8_t)label[i];
    memcpy(all + k, seed, nseed);
    memset(to, 0, n);
    if (version >= SN_TLS_1_2)
        return p_hash(h, secret, nsecret, all, k + nseed, to, n);
    return p_hash(SN_TLS_MD5, secret, half, all, k + nseed, to, n) &&
           p_hash(SN_TLS_SHA1, secret + nsecret - half, half, all, k + nseed, to, n);
}

/* ---- keys ---- */

static const struct suite *suite_of(uint16_t id)
{
    const char *name = sn_val_name(sn_tls_ciphers, id),
               *with = name ? strstr(name, "_WITH_") : NULL;

    if (!name || !ready())
        return NULL;
    name = with ? with + 6 : name + 4;
    for (unsigned i = 0; i < SUITES; i++) {
        if (strcmp(name, suites[i].tail) == 0)
            return ciphers[i] ? &suites[i] : NULL;
    }
    return NULL;
}

bool sn_tls_suite_known(uint16_t suite)
{
    return suite_of(suite) != NULL;
}

enum sn_tls_hash sn_tls_suite_hash(uint16_t suite)
{
    const struct suite *s = suite_of(suite);

    return s ? s->hash : SN_TLS_SHA256;
}

static bool set_key(struct sn_tls_key *k, const uint8_t *key)
{
    const struct suite *s = k->suite;

    return EVP_DecryptInit_ex2(k->ctx, ciphers[s - suites], NULL, NULL, NULL) == 1 &&
           (s->mode == CBC ||
            EVP_CIPHER_CTX_ctrl(k->ctx, EVP_CTRL_AEAD_SET_IVLEN, NONCE, NULL) == 1) &&
           (s->mode != CCM ||
            EVP_CIPHER_CTX_ctrl(k->ctx, EVP_CTRL_AEAD_SET_TAG, s->tag, NULL) == 1) &&
           EVP_DecryptInit_ex2(k->ctx, NULL, key, NULL, NULL) == 1 &&
           (s->mode != CBC || EVP_CIPHER_CTX_set_padding(k->ctx, 0) == 1);
}

void sn_tls_key_free(struct sn_tls_key *k)
{
    if (!k)
        return;
    EVP_CIPHER_CTX_free(k->ctx);
    explicit_bzero(k, sizeof *k);
    free(k);
}

static struct sn_tls_key *new_key(const struct sn_tls_terms *t)
{
    const struct suite *s = suite_of(t->suite);
    struct sn_tls_key *k = s ? calloc(1, sizeof *k) : NULL;

    if (!k)
        return NULL;
    k->suite = s;
    k->version = t->version;
    k->etm = t->etm && s->mode == CBC;
    k->ctx = EVP_CIPHER_CTX_new();
    if (k->ctx)
        return k;
    sn_tls_key_free(k);
    return NULL;
}

/* From k->secret. */
static bool derive13(struct sn_tls_key *k)
{
    uint8_t key[KEY_MAX];
    bool ok = sn_tls_expand(k->suite->hash, k->secret, "key", key, k->suite->key) &&
              sn_tls_expand(k->suite->hash, k->secret, "iv", k->iv, NONCE) && set_key(k, key);

    explicit_bzero(key, sizeof key);
    k->seq = 0;
    return ok;
}

struct sn_tls_key *sn_tls_key13(const struct sn_tls_terms *t, const uint8_t *secret, uint8_t n)
{
    struct sn_tls_key *k = new_key(t);

    if (!k)
        return NULL;
    memcpy(k->secret, secret, n);
    if (k->suite->mode != CBC && n == hashes[k->suite->hash].size && derive13(k))
        return k;
    sn_tls_key_free(k);
    return NULL;
}

bool sn_tls_key_update(struct sn_tls_key *k)
{
    return sn_tls_expand(k->suite->hash, k->secret, "traffic upd", k->secret,
                         hashes[k->suite->hash].size) &&
           derive13(k);
}

/* The key block (RFC 5246 6.3): both sides' MAC keys, keys and initialisation vectors. */
static bool derive12(struct sn_tls_key *k, const struct sn_tls_terms *t, const uint8_t *master,
                     bool server)
{
    const struct suite *s = k->suite;
    uint8_t seed[RANDOMS], block[2 * (SN_TLS_HASH_MAX + KEY_MAX + IV_MAX)];
    uint8_t nmac = s->mode == CBC ? hashes[s->mac].size : 0;
    uint8_t niv = s->mode == CBC ? s->tag : s->mode == CHACHA ? NONCE : SALT;
    const uint8_t *key = block + 2 * nmac + (server ? s->key : 0);
    bool ok;

    memcpy(seed, t->server, SN_TLS_RANDOM);
    memcpy(seed + SN_TLS_RANDOM, t->client, SN_TLS_RANDOM);
    ok = sn_tls_prf(t->version, s->hash, master, SN_TLS_SECRET_MAX, "key expansion", seed, RANDOMS,
                    block, 2 * ((size_t)nmac + s->key + niv)) &&
         set_key(k, key);
    memcpy(k->mac, block + (server ? nmac : 0), nmac);
    memcpy(k->iv, block + 2 * (nmac + s->key) + (server ? niv : 0), niv);
    explicit_bzero(block, sizeof block);
    return ok;
}

struct sn_tls_key *sn_tls_key12(const struct sn_tls_terms *t, const uint8_t *master, bool server)
{
    struct sn_tls_key *k = new_key(t);

    if (!k ||
        ((t->version >= SN_TLS_1_2 || k->suite->mode == CBC) && derive12(k, t, master, server)))
        return k;
    sn_tls_key_free(k);
    return NULL;
}

/* ---- records ---- */

static void put_be(uint8_t *to, uint64_t v, unsigned n)
{
    while (n--) {
        to[n] = (uint8_t)v;
        v >>= 8;
    }
}

/* What is authenticated beside n bytes of data: the number, the type, the version and the size (RFC
 * 5246 6.2.3.3); with a connection ID more (RFC 9146 5). How many bytes that are. */
static uint32_t put_head(uint8_t to[AAD_MAX], const struct sn_tls_sealed *r, uint32_t n)
{
    uint32_t at = 8 + 3;

    put_be(to, r->seq, 8);
    memcpy(to + 8, r->head, 3);
    if (r->ncid) {
        memset(to, 0xff, 8);
        to[8] = to[10] = *r->head;
        to[9] = r->ncid;
        memcpy(to + 11, r->head + 1, 2);
        put_be(to + 13, r->seq, 8);
        memcpy(to + 21, r->cid, r->ncid);
        at = 21u + r->ncid;
    }
    put_be(to + at, n, 2);
    return at + 2;
}

/* The number is part of the nonce, or of what is authenticated. */
static bool open_aead(struct sn_tls_key *k, const struct sn_tls_sealed *r, uint8_t *to,
                      uint32_t *len)
{
    bool is13 = k->version == SN_TLS_1_3, xored = is13 || k->suite->mode == CHACHA;
    uint32_t skip = xored ? 0 : EXPLICIT, tag = k->suite->tag, naad = SN_TLS_HEAD;
    uint8_t nonce[NONCE], number[8], aad[AAD_MAX], want[16];
    const uint8_t *p = r->p + skip;
    int got = 0, last = 0, size;

    if (r->n < skip + tag)
        return false;
    size = (int)(r->n - skip - tag);
    memcpy(nonce, k->iv, NONCE);
    put_be(number, r->seq, 8);
    for (unsigned i = 0; i < 8; i++)
        nonce[NONCE - 8 + i] = xored ? k->iv[NONCE - 8 + i] ^ number[i] : r->p[i];
    if (is13)
        memcpy(aad, r->head, SN_TLS_HEAD);
    else
        naad = put_head(aad, r, (uint32_t)size);
    memcpy(want, p + size, tag);
    *len = (uint32_t)size;
    if (EVP_DecryptInit_ex2(k->ctx, NULL, NULL, nonce, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(k->ctx, EVP_CTRL_AEAD_SET_TAG, (int)tag, want) != 1 ||
        (k->suite->mode == CCM && EVP_DecryptUpdate(k->ctx, NULL, &got, NULL, size) != 1) ||
        EVP_DecryptUpdate(k->ctx, NULL, &got, aad, (int)naad) != 1 ||
        EVP_DecryptUpdate(k->ctx, to, &got, p, size) != 1)
        return false;
    return k->suite->mode == CCM || EVP_DecryptFinal_ex(k->ctx, to + got, &last) == 1;
}

/* Whether `mac` is the code of the n bytes at p. */
static bool mac_is(struct sn_tls_key *k, const struct sn_tls_sealed *r, const uint8_t *p,
                   uint32_t n, const uint8_t *mac)
{
    uint8_t *all = malloc(AAD_MAX + (size_t)n), out[SN_TLS_HASH_MAX];
    size_t size = hashes[k->suite->mac].size;
    uint32_t head;
    bool ok;

    if (!all)
        return false;
    head = put_head(all, r, n);
    memcpy(all + head, p, n);
    ok = hmac(k->suite->mac, k->mac, size, all, head + (size_t)n, out) &&
         memcmp(out, mac, size) == 0;
    free(all);
    return ok;
}

/* Takes off the padding: its bytes all say how many there are in front of the last one. */
static bool unpad(const uint8_t *p, uint32_t *n)
{
    uint32_t pad = *n ? p[*n - 1] : 0;

    if (pad + 1 > *n)
        return false;
    for (uint32_t i = 0; i < pad; i++) {
        if (p[*n - 2 - i] != pad)
            return false;
    }
    *n -= pad + 1;
    return true;
}

static bool decrypt_cbc(struct sn_tls_key *k, const uint8_t *iv, const uint8_t *p, uint32_t n,
                        uint8_t *to)
{
    int got = 0;

    return n && (n & (k->suite->tag - 1u)) == 0 &&
           EVP_DecryptInit_ex2(k->ctx, NULL, NULL, iv, NULL) == 1 &&
           EVP_DecryptUpdate(k->ctx, to, &got, p, (int)n) == 1 && got == (int)n;
}

static bool open_cbc(struct sn_tls_key *k, const struct sn_tls_sealed *r, uint8_t *to,
                     uint32_t *len)
{
    uint32_t block = k->suite->tag, mac = hashes[k->suite->mac].size, n = r->n;
    uint32_t niv = k->version >= SN_TLS_1_1 ? block : 0;
    const uint8_t *last;

    if (n < niv + block + (k->etm ? mac : 0))
        return false;
    if (k->etm) {
        n -= mac;
        if (!mac_is(k, r, r->p, n, r->p + n))
            return false;
    }
    last = r->p + n - block;
    if (!decrypt_cbc(k, niv ? r->p : k->iv, r->p + niv, n - niv, to))
        return false;
    n -= niv;
    if (!unpad(to, &n))
        return false;
    if (!k->etm) {
        if (n < mac || !mac_is(k, r, to, n - mac, to + n - mac))
            return false;
        n -= mac;
    }
    if (!niv)
        memcpy(k->iv, last, block);
    *len = n;
    return true;
}

bool sn_tls_key_open_at(struct sn_tls_key *k, const struct sn_tls_sealed *r, uint8_t *to,
                        uint32_t *len)
{
    if (r->n > PLAIN_MAX)
        return false;
    return k->suite->mode == CBC ? open_cbc(k, r, to, len) : open_aead(k, r, to, len);
}

bool sn_tls_key_open(struct sn_tls_key *k, const uint8_t *record, uint32_t n, uint32_t ahead,
                     uint8_t *to, uint32_t *len)
{
    struct sn_tls_sealed r = {.head = record, .p = record + SN_TLS_HEAD};

    if (n < SN_TLS_HEAD)
        return false;
    r.n = n - SN_TLS_HEAD;
    for (r.seq = k->seq; r.seq <= k->seq + ahead; r.seq++) {
        if (sn_tls_key_open_at(k, &r, to, len)) {
            k->seq = r.seq + 1;
            return true;
        }
    }
    return false;
}

#endif
