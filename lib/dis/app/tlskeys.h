/*
 * Keys of TLS's record protection and what is opened with them: RFC 8446 5 and 7, RFC 5246 6,
 * RFC 4346 6, RFC 2246 6, RFC 7366. Without libcrypto there is no key.
 */
#ifndef SN_DIS_TLSKEYS_H
#define SN_DIS_TLSKEYS_H

#include "dis/secrets.h"

enum sn_tls_hash { SN_TLS_MD5, SN_TLS_SHA1, SN_TLS_SHA256, SN_TLS_SHA384, SN_TLS_HASHES };
enum { SN_TLS_HASH_MAX = 48, SN_TLS_HEAD = 5 };
enum { SN_TLS_1_0 = 0x301, SN_TLS_1_1, SN_TLS_1_2, SN_TLS_1_3 };

/* Bytes of a hash. */
uint8_t sn_tls_hash_size(enum sn_tls_hash h);

/* HKDF-Expand-Label (RFC 8446 7.1) without a context: n bytes at `to`, at most as many as the hash
 * has, from a secret of as many as that. False: not possible. */
bool sn_tls_expand(enum sn_tls_hash h, const uint8_t *secret, const char *label, uint8_t *to,
                   uint8_t n);

/* The pseudorandom function of RFC 5246 5, or up to TLS 1.1 that of RFC 2246 5: n bytes at
 * `to`. The seed is at most two random numbers. */
bool sn_tls_prf(uint16_t version, enum sn_tls_hash h, const uint8_t *secret, size_t nsecret,
                const char *label, const uint8_t *seed, size_t nseed, uint8_t *to, size_t n);

/* What a connection agreed on. */
struct sn_tls_terms {
    uint16_t version; /* SN_TLS_… */
    uint16_t suite;
    bool etm;                       /* encrypt-then-MAC (RFC 7366) */
    const uint8_t *client, *server; /* the random numbers; not of TLS 1.3 */
};

/* What records in one direction are opened with. */
struct sn_tls_key;

/* Whether the cipher suite is one that can be opened. */
bool sn_tls_suite_known(uint16_t suite);

/* The hash of a cipher suite that is known, for TLS 1.3. */
enum sn_tls_hash sn_tls_suite_hash(uint16_t suite);

/* From a traffic secret of TLS 1.3, n bytes. NULL: not known, or no memory. */
struct sn_tls_key *sn_tls_key13(const struct sn_tls_terms *t, const uint8_t *secret, uint8_t n);

/* From a master secret, of what the client or the server sends. */
struct sn_tls_key *sn_tls_key12(const struct sn_tls_terms *t, const uint8_t *master, bool server);

/* The next one, behind a KeyUpdate (RFC 8446 7.2). False: no more. */
bool sn_tls_key_update(struct sn_tls_key *k);
void sn_tls_key_free(struct sn_tls_key *k); /* NULL is allowed */

/* Opens a record of n bytes, its head included: n bytes at `to`, at most, of which *len are the
 * plaintext. With `ahead`, records are missing in front, at most so many. False: it isn't what was
 * sealed with this key. */
bool sn_tls_key_open(struct sn_tls_key *k, const uint8_t *record, uint32_t n, uint32_t ahead,
                     uint8_t *to, uint32_t *len);

/* A sealed record whose number is known, as DTLS's is. */
struct sn_tls_sealed {
    const uint8_t *head; /* its type and version, 3 bytes; of TLS 1.3 its whole head */
    uint64_t seq;        /* of DTLS the epoch is the uppermost 16 bits (RFC 6347 4.1.2.1) */
    const uint8_t *cid;  /* ncid bytes: its connection ID (RFC 9146) */
    const uint8_t *p;    /* n bytes */
    uint32_t n;
    uint8_t ncid;
};

/* The same: n bytes at `to`, at most. */
bool sn_tls_key_open_at(struct sn_tls_key *k, const struct sn_tls_sealed *r, uint8_t *to,
                        uint32_t *len);

#endif
