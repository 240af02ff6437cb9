/* WireGuard's primitives: see wgcrypt.h. They are libcrypto's, from a library context of its own,
 * which reads no configuration. */
#include "dis/app/wgcrypt.h"

#include <string.h>

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>

static const char digest[] = "BLAKE2S-256";

static OSSL_LIB_CTX *library;
static EVP_CIPHER *cipher;
static EVP_MD *md;

static void fetch(void)
{
    library = OSSL_LIB_CTX_new();
    cipher = library ? EVP_CIPHER_fetch(library, "ChaCha20-Poly1305", NULL) : NULL;
    md = library ? EVP_MD_fetch(library, digest, NULL) : NULL;
}

static bool ready(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, fetch);
    return cipher && md;
}

static EVP_PKEY *private_key(const uint8_t key[SN_WG_KEY])
{
    return ready() ? EVP_PKEY_new_raw_private_key_ex(library, "X25519", NULL, key, SN_WG_KEY)
                   : NULL;
}

bool sn_wg_public(const uint8_t key[SN_WG_KEY], uint8_t to[SN_WG_KEY])
{
    EVP_PKEY *k = private_key(key);
    size_t n = SN_WG_KEY;
    bool ok = k && EVP_PKEY_get_raw_public_key(k, to, &n) == 1 && n == SN_WG_KEY;

    EVP_PKEY_free(k);
    return ok;
}

bool sn_wg_agree(const uint8_t key[SN_WG_KEY], const uint8_t other[SN_WG_KEY],
                 uint8_t to[SN_WG_KEY])
{
    EVP_PKEY *k = private_key(key), *peer = NULL;
    EVP_PKEY_CTX *x = k ? EVP_PKEY_CTX_new_from_pkey(library, k, NULL) : NULL;
    size_t n = SN_WG_KEY;
    bool ok;

    if (x)
        peer = EVP_PKEY_new_raw_public_key_ex(library, "X25519", NULL, other, SN_WG_KEY);
    ok = peer && EVP_PKEY_derive_init(x) == 1 && EVP_PKEY_derive_set_peer(x, peer) == 1 &&
         EVP_PKEY_derive(x, to, &n) == 1 && n == SN_WG_KEY;
    EVP_PKEY_free(peer);
    EVP_PKEY_CTX_free(x);
    EVP_PKEY_free(k);
    return ok;
}

bool sn_wg_hash(const void *a, size_t na, const void *b, size_t nb, uint8_t to[SN_WG_KEY])
{
    EVP_MD_CTX *x = ready() ? EVP_MD_CTX_new() : NULL;
    bool ok = x && EVP_DigestInit_ex(x, md, NULL) == 1 && EVP_DigestUpdate(x, a, na) == 1 &&
              EVP_DigestUpdate(x, b, nb) == 1 && EVP_DigestFinal_ex(x, to, NULL) == 1;

    EVP_MD_CTX_free(x);
    return ok;
}

bool sn_wg_mac(const uint8_t key[SN_WG_KEY], const uint8_t *p, size_t n, uint8_t to[SN_WG_MAC])
{
    size_t size = SN_WG_MAC, got = 0;
    OSSL_PARAM params[] = {OSSL_PARAM_construct_size_t("size", &size), OSSL_PARAM_construct_end()};

    return ready() &&
           EVP_Q_mac(library, "BLAKE2SMAC", NULL, NULL, params, key, SN_WG_KEY, p, n, to, SN_WG_MAC,
                     &got) &&
           got == SN_WG_MAC;
}

static bool hmac(const uint8_t key[SN_WG_KEY], const uint8_t *p, size_t n, uint8_t to[SN_WG_KEY])
{
    size_t got = 0;

    return ready() &&
           EVP_Q_mac(library, "HMAC", NULL, digest, NULL, key, SN_WG_KEY, p, n, to, SN_WG_KEY,
                     &got) &&
           got == SN_WG_KEY;
}

bool sn_wg_kdf(const uint8_t key[SN_WG_KEY], const uint8_t *in, size_t nin,
               uint8_t (*to)[SN_WG_KEY], unsigned n)
{
    uint8_t base[SN_WG_KEY], next[SN_WG_KEY + 1];
    bool ok = hmac(key, in, nin, base);

    for (unsigned i = 0; ok && i < n; i++) {
        size_t had = i ? SN_WG_KEY : 0;

        next[had] = (uint8_t)(i + 1);
        ok = hmac(base, next, had + 1, to[i]);
        memcpy(next, to[i], SN_WG_KEY);
    }
    explicit_bzero(base, sizeof base);
    explicit_bzero(next, sizeof next);
    return ok;
}

bool sn_wg_open(const uint8_t key[SN_WG_KEY], uint64_t counter, const uint8_t *aad, size_t naad,
                const uint8_t *p, size_t n, uint8_t *to)
{
    EVP_CIPHER_CTX *x = ready() && n >= SN_WG_TAG ? EVP_CIPHER_CTX_new() : NULL;
    uint8_t nonce[12] = {0}, tag[SN_WG_TAG];
    int got = 0, last = 0, size = (int)(n - SN_WG_TAG);
    bool ok;

    if (!x)
        return false;
    for (unsigned i = 0; i < 8; i++)
        nonce[4 + i] = (uint8_t)(counter >> 8 * i);
    memcpy(tag, p + size, SN_WG_TAG);
    ok = EVP_DecryptInit_ex2(x, cipher, key, nonce, NULL) == 1 &&
         EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, SN_WG_TAG, tag) == 1 &&
         EVP_DecryptUpdate(x, NULL, &got, aad, (int)naad) == 1 &&
         EVP_DecryptUpdate(x, to, &got, p, size) == 1 &&
         EVP_DecryptFinal_ex(x, to + got, &last) == 1;
    EVP_CIPHER_CTX_free(x);
    return ok;
}

#else

bool sn_wg_public(const uint8_t key[SN_WG_KEY], uint8_t to[SN_WG_KEY])
{
    (void)key;
    (void)to;
    return false;
}

#endif
