/*
 * The protection of QUIC's Initial packets, whose keys everyone can know: RFC 9001 5.2, RFC 9369
 * 3.3. Keys are derived with HKDF (RFC 5869) and SHA-256; packets are AES-128-GCM.
 */
#include "dis/app/quic.h"

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <pthread.h>
#include <sha2.h>

enum { KEY = 16, IV = 12, TAG = 16, SAMPLE = 16, BLOCK = 64, HASH = SHA256_DIGEST_LENGTH };
enum { SALT = 20, LABEL_MAX = 32 };

struct keys {
    uint8_t key[KEY], hp[KEY], iv[IV];
};

static EVP_CIPHER *gcm, *ecb;

/* A library context of its own reads no configuration. */
static void fetch(void)
{
    OSSL_LIB_CTX *lib = OSSL_LIB_CTX_new();

    gcm = lib ? EVP_CIPHER_fetch(lib, "AES-128-GCM", NULL) : NULL;
    ecb = gcm ? EVP_CIPHER_fetch(lib, "AES-128-ECB", NULL) : NULL;
}

/* ---- keys ---- */

static void hmac(const uint8_t *key, size_t nkey, const uint8_t *p, size_t n, uint8_t out[HASH])
{
    uint8_t pad[BLOCK] = {0};
    SHA2_CTX c;

    memcpy(pad, key, nkey);
    for (unsigned i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36;
    SHA256Init(&c);
    SHA256Update(&c, pad, BLOCK);
    SHA256Update(&c, p, n);
    SHA256Final(out, &c);
    for (unsigned i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    SHA256Init(&c);
    SHA256Update(&c, pad, BLOCK);
    SHA256Update(&c, out, HASH);
    SHA256Final(out, &c);
}

/* HKDF-Expand-Label (RFC 8446 7.1) without a context. */
static void expand(const uint8_t secret[HASH], const char *label, uint8_t *to, uint8_t n)
{
    uint8_t info[4 + LABEL_MAX] = {0, n}, out[HASH];
    size_t k = strlen(label);

    info[2] = (uint8_t)(6 + k);
    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, k);
    info[9 + k] = 0;
    info[10 + k] = 1;
    hmac(secret, HASH, info, 11 + k, out);
    memcpy(to, out, n);
}

static const uint8_t *salt_of(uint32_t version)
{
    static const uint8_t v1[SALT] = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
                                     0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
    static const uint8_t v2[SALT] = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
                                     0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};
    static const uint8_t draft[SALT] = {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97,
                                        0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99};

    return version == SN_QUIC_V1 ? v1 : version == SN_QUIC_V2 ? v2 : draft;
}

static void derive(const struct sn_quic_cid *cid, uint32_t version, bool server, struct keys *k)
{
    uint8_t initial[HASH], secret[HASH];
    bool v2 = version == SN_QUIC_V2;

    hmac(salt_of(version), SALT, cid->id, cid->n, initial);
    expand(initial, server ? "server in" : "client in", secret, HASH);
    expand(secret, v2 ? "quicv2 key" : "quic key", k->key, KEY);
    expand(secret, v2 ? "quicv2 iv" : "quic iv", k->iv, IV);
    expand(secret, v2 ? "quicv2 hp" : "quic hp", k->hp, KEY);
}

/* ---- opening ---- */

static bool mask_of(EVP_CIPHER_CTX *c, const struct keys *k, const uint8_t *sample, uint8_t *mask)
{
    int n = 0;

    return EVP_EncryptInit_ex2(c, ecb, k->hp, NULL, NULL) == 1 &&
           EVP_EncryptUpdate(c, mask, &n, sample, SAMPLE) == 1 && n == SAMPLE;
}

/* The n bytes at p, the tag behind them, with the header as what is authenticated. */
static bool decrypt(EVP_CIPHER_CTX *c, const struct keys *k, const uint8_t iv[IV],
                    const uint8_t *head, uint32_t nhead, const uint8_t *p, uint32_t n, uint8_t *to)
{
    uint8_t tag[TAG];
    int got = 0;

    memcpy(tag, p + n, TAG);
    return EVP_DecryptInit_ex2(c, gcm, k->key, iv, NULL) == 1 &&
           EVP_DecryptUpdate(c, NULL, &got, head, (int)nhead) == 1 &&
           EVP_DecryptUpdate(c, to, &got, p, (int)n) == 1 &&
           EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1 &&
           EVP_DecryptFinal_ex(c, to + got, &got) == 1;
}

static bool open_with(struct sn_dis *d, EVP_CIPHER_CTX *c, const struct sn_quic_sealed *in,
                      const struct keys *k, struct sn_quic_opened *out)
{
    uint8_t mask[SAMPLE], iv[IV], *head = sn_arena_alloc(&d->arena, in->headlen + 4 + in->len);
    const uint8_t *pn = in->head + in->headlen;

    if (!head || !mask_of(c, k, pn + 4, mask))
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
    out->n = in->len - out->pnlen - TAG;
    out->p = head + in->headlen + 4;
    return decrypt(c, k, iv, head, in->headlen + out->pnlen, pn + out->pnlen, out->n,
                   head + in->headlen + 4);
}

bool sn_quic_open(struct sn_dis *d, const struct sn_quic_sealed *in, const struct sn_quic_cid *cid,
                  bool server, struct sn_quic_opened *out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    EVP_CIPHER_CTX *c;
    struct keys k;
    bool ok;

    if (in->len < 4 + SAMPLE || in->len > UINT16_MAX || in->headlen > UINT16_MAX)
        return false;
    (void)pthread_once(&once, fetch);
    if (!ecb || !(c = EVP_CIPHER_CTX_new()))
        return false;
    derive(cid, in->version, server, &k);
    ok = open_with(d, c, in, &k, out);
    EVP_CIPHER_CTX_free(c);
    return ok;
}

#else

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
