/*
 * Keys of security associations: the text that they are given as, and decryption with libcrypto.
 *
 * Ciphers are looked up when the text is read: afterwards nothing is opened and nothing loaded.
 */
#include <arpa/inet.h>
#include <stdlib.h>

#include "base/hex.h"
#include "dis/keys.h"

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <openssl/provider.h>

enum { SECRET_MAX = 256, HMAC96 = 12, TOKENS = 6 };

struct sn_sa {
    const struct sn_sa *next; /* given before this one */
    EVP_CIPHER *cipher;       /* NULL: none */
    uint32_t iv, icv;
    uint8_t key[SECRET_MAX]; /* zeros behind the secret, which may be shorter than the cipher's */
    bool ike, initiator;     /* ike: cookies; else the address and SPI, unless version is 0 */
    uint8_t version;
    uint8_t addr[16];
    uint32_t spi;
    uint8_t cookie[16]; /* of the initiator, of the responder */
};

struct sn_keys {
    OSSL_LIB_CTX *lib;
    OSSL_PROVIDER *provider[2];
    const struct sn_sa *last;
    struct sn_arena arena;
};

/* ---- the text ---- */

/* Takes `tail` off the end of s. */
static bool strip(char *s, const char *tail)
{
    size_t n = strlen(s), k = strlen(tail);

    if (n < k || strcmp(s + n - k, tail) != 0)
        return false;
    s[n - k] = '\0';
    return true;
}

/* A secret: characters, or bytes in hexadecimal behind 0x. How many bytes; -1: it isn't one. */
static int secret(const char *s, uint8_t *to, size_t max)
{
    size_t n = strlen(s);

    if (s[0] != '0' || (s[1] | 0x20) != 'x') {
        if (n > max)
            return -1;
        for (size_t i = 0; i < n; i++)
            to[i] = (uint8_t)s[i];
        return (int)n;
    }
    s += 2;
    n -= 2;
    if (n % 2 || n / 2 > max)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (sn_hex_digit(s[i]) < 0)
            return -1;
        to[i / 2] = (uint8_t)((i % 2 ? to[i / 2] << 4 : 0) | sn_hex_digit(s[i]));
    }
    return (int)(n / 2);
}

/* "NAME[-cbc][-hmac96]:SECRET" */
static enum sn_err algorithm(struct sn_keys *k, char *s, struct sn_sa *a, struct sn_diag *d)
{
    char *colon = strchr(s, ':');
    int n;

    if (!colon)
        return sn_fail(d, SN_EUSAGE, "no algorithm and secret in '%s'", s);
    *colon = '\0';
    if (strip(s, "-hmac96"))
        a->icv = HMAC96;
    if (strcmp(s, "none") == 0)
        return SN_OK;
    n = secret(colon + 1, a->key, sizeof a->key);
    if (n <= 0)
        return sn_fail(d, SN_EUSAGE, "not a secret: '%s'", colon + 1);
    a->cipher = EVP_CIPHER_fetch(k->lib, s, NULL);
    if (!a->cipher && strip(s, "-cbc"))
        a->cipher = EVP_CIPHER_fetch(k->lib,
                                     strcmp(s, "3des") == 0      ? "DES-EDE3-CBC"
                                     : strcmp(s, "cast128") == 0 ? "CAST5-CBC"
                                                                 : s,
                                     NULL);
    else if (!a->cipher && strcmp(s, "3des") == 0)
        a->cipher = EVP_CIPHER_fetch(k->lib, "DES-EDE3-CBC", NULL);
    if (!a->cipher)
        return sn_fail(d, SN_EUSAGE, "no such cipher: '%s'", s);
    a->iv = (uint32_t)EVP_CIPHER_get_iv_length(a->cipher);
    return SN_OK;
}

/* "SPI@ADDRESS" */
static bool address(char *s, struct sn_sa *a)
{
    char *at = strchr(s, '@'), *end;

    if (!at)
        return false;
    a->spi = (uint32_t)strtoul(s, &end, 0);
    if (end != at || end == s)
        return false;
    a->version = inet_pton(AF_INET, at + 1, a->addr) == 1    ? 4
                 : inet_pton(AF_INET6, at + 1, a->addr) == 1 ? 6
                                                             : 0;
    return a->version != 0;
}

/* "ikev2 I|R COOKIE COOKIE AUTHENTICATION ALGORITHM" */
static enum sn_err ike(struct sn_keys *k, char *const *word, struct sn_sa *a, struct sn_diag *d)
{
    const char *auth = word[4], *colon = strchr(auth, ':');

    a->ike = true;
    a->initiator = strcmp(word[1], "I") == 0;
    if ((!a->initiator && strcmp(word[1], "R") != 0) || secret(word[2], a->cookie, 8) != 8 ||
        secret(word[3], a->cookie + 8, 8) != 8 || !colon)
        return sn_fail(d, SN_EUSAGE, "not 'ikev2 I|R 0xCOOKIE 0xCOOKIE AUTH:SECRET ALGO:SECRET'");
    if ((colon - auth == 4 && strncmp(auth, "sha1", 4) == 0) ||
        (colon - auth == 3 && strncmp(auth, "md5", 3) == 0))
        a->icv = HMAC96;
    return algorithm(k, word[5], a, d);
}

static enum sn_err entry(struct sn_keys *k, char *s, struct sn_diag *d)
{
    struct sn_sa *a = sn_arena_zalloc(&k->arena, 1, sizeof *a);
    char *word[TOKENS + 1], *rest;
    unsigned n = 0;
    enum sn_err e;

    if (!a)
        return sn_fail(d, SN_ENOMEM, "no memory for keys");
    for (char *w = strtok_r(s, " \t\r", &rest); w && n <= TOKENS;
         w = strtok_r(NULL, " \t\r", &rest))
        word[n++] = w;
    if (n == 0 || *word[0] == '#')
        return SN_OK;
    if (strcmp(word[0], "ikev2") == 0 && n == TOKENS)
        e = ike(k, word, a, d);
    else if (n == 1)
        e = algorithm(k, word[0], a, d);
    else if (n == 2 && address(word[0], a))
        e = algorithm(k, word[1], a, d);
    else
        e = sn_fail(d, SN_EUSAGE, "not SPI@ADDRESS and a secret: '%s'", word[0]);
    a->next = k->last;
    k->last = a;
    return e;
}

enum sn_err sn_keys_new(struct sn_keys **out, const char *text, struct sn_diag *d)
{
    struct sn_keys *k = calloc(1, sizeof *k);
    enum sn_err e = SN_OK;
    char *copy, *rest;

    *out = NULL;
    if (!k)
        return sn_fail(d, SN_ENOMEM, "no memory for keys");
    sn_arena_init(&k->arena, SIZE_MAX);
    k->lib = OSSL_LIB_CTX_new();
    copy = sn_arena_strndup(&k->arena, text, strlen(text));
    if (!k->lib || !copy) {
        sn_keys_free(k);
        return sn_fail(d, SN_ENOMEM, "no memory for keys");
    }
    k->provider[0] = OSSL_PROVIDER_load(k->lib, "default");
    k->provider[1] = OSSL_PROVIDER_load(k->lib, "legacy"); /* Blowfish, CAST, DES; may be missing */
    for (char *s = strtok_r(copy, ",\n", &rest); s && !e; s = strtok_r(NULL, ",\n", &rest))
        e = entry(k, s, d);
    if (e)
        sn_keys_free(k);
    else
        *out = k;
    return e;
}

void sn_keys_free(struct sn_keys *k)
{
    if (!k)
        return;
    for (const struct sn_sa *a = k->last; a; a = a->next)
        EVP_CIPHER_free(a->cipher);
    for (unsigned i = 0; i < 2; i++) {
        if (k->provider[i])
            OSSL_PROVIDER_unload(k->provider[i]);
    }
    OSSL_LIB_CTX_free(k->lib);
    sn_arena_free(&k->arena);
    free(k);
}

/* ---- looking up ---- */

const struct sn_sa *sn_sa_esp(const struct sn_dis *d, uint32_t spi)
{
    const struct sn_sa *any = NULL, *a = d->keys ? d->keys->last : NULL;

    for (; a; a = a->next) {
        if (a->ike)
            continue;
        if (!a->version)
            any = any ? any : a;
        else if (a->version == d->ip.version && a->spi == spi &&
                 memcmp(a->addr, d->ip.dst, a->version == 4 ? 4 : 16) == 0)
            return a;
    }
    return any;
}

const struct sn_sa *sn_sa_ike(const struct sn_dis *d, bool initiator, const uint8_t *ispi,
                              const uint8_t *rspi)
{
    const struct sn_sa *a = d->keys ? d->keys->last : NULL;

    for (; a; a = a->next) {
        if (a->ike && a->initiator == initiator && memcmp(a->cookie, ispi, 8) == 0 &&
            memcmp(a->cookie + 8, rspi, 8) == 0)
            return a;
    }
    return NULL;
}

uint32_t sn_sa_iv(const struct sn_sa *a)
{
    return a->iv;
}

uint32_t sn_sa_icv(const struct sn_sa *a)
{
    return a->icv;
}

/* ---- decrypting ---- */

static bool decrypt(const struct sn_sa *a, const uint8_t *iv, const uint8_t *p, size_t n,
                    uint8_t *to)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int got = 0;
    bool ok = c && EVP_DecryptInit_ex2(c, a->cipher, a->key, iv, NULL) == 1 &&
              EVP_CIPHER_CTX_set_padding(c, 0) == 1 &&
              EVP_DecryptUpdate(c, to, &got, p, (int)n) == 1 && (size_t)got == n;

    EVP_CIPHER_CTX_free(c);
    return ok;
}

bool sn_sa_decrypt(struct sn_dis *d, const struct sn_sa *a, const struct sn_rd *in,
                   struct sn_rd *out)
{
    size_t left = sn_rd_left(in), off = sn_rd_off(in) + a->iv, n;
    uint8_t *to;

    if (!a->cipher || left <= (size_t)a->iv + a->icv)
        return false;
    n = left - a->iv - a->icv;
    if (n % (size_t)EVP_CIPHER_get_block_size(a->cipher) || n > INT32_MAX)
        return false;
    /* In front of it stands what was in front of the ciphertext, so that positions are the same. */
    to = sn_arena_alloc(&d->arena, off + n);
    if (!to)
        return false;
    memcpy(to, in->start, off);
    if (!decrypt(a, in->p, in->p + a->iv, n, to + off))
        return false;
    *out = (struct sn_rd){.p = to + off, .end = to + off + n, .start = to};
    return true;
}

#else

enum sn_err sn_keys_new(struct sn_keys **out, const char *text, struct sn_diag *d)
{
    (void)text;
    *out = NULL;
    return sn_fail(d, SN_EUNSUPPORTED, "built without libcrypto: nothing can be decrypted");
}

void sn_keys_free(struct sn_keys *k)
{
    (void)k;
}

const struct sn_sa *sn_sa_esp(const struct sn_dis *d, uint32_t spi)
{
    (void)d;
    (void)spi;
    return NULL;
}

const struct sn_sa *sn_sa_ike(const struct sn_dis *d, bool initiator, const uint8_t *ispi,
                              const uint8_t *rspi)
{
    (void)d;
    (void)initiator;
    (void)ispi;
    (void)rspi;
    return NULL;
}

uint32_t sn_sa_iv(const struct sn_sa *a)
{
    (void)a;
    return 0;
}

uint32_t sn_sa_icv(const struct sn_sa *a)
{
    (void)a;
    return 0;
}

bool sn_sa_decrypt(struct sn_dis *d, const struct sn_sa *a, const struct sn_rd *in,
                   struct sn_rd *out)
{
    (void)d;
    (void)a;
    (void)in;
    (void)out;
    return false;
}

#endif
