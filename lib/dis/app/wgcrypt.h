/* WireGuard's primitives (its paper, 5.4; RFC 7748, RFC 7693, RFC 8439). Without libcrypto none of
 * them is possible. */
#ifndef SN_DIS_WGCRYPT_H
#define SN_DIS_WGCRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SN_WG_KEY = 32, SN_WG_TAG = 16, SN_WG_MAC = 16 };

/* The public key of a private one. */
bool sn_wg_public(const uint8_t key[SN_WG_KEY], uint8_t to[SN_WG_KEY]);

/* What a private key and the other's public key agree on. */
bool sn_wg_agree(const uint8_t key[SN_WG_KEY], const uint8_t other[SN_WG_KEY],
                 uint8_t to[SN_WG_KEY]);

/* The hash of a and b, one behind the other; to may be either. */
bool sn_wg_hash(const void *a, size_t na, const void *b, size_t nb, uint8_t to[SN_WG_KEY]);

/* The code of what p holds. */
bool sn_wg_mac(const uint8_t key[SN_WG_KEY], const uint8_t *p, size_t n, uint8_t to[SN_WG_MAC]);

/* The first n keys, at most 3, that follow from a key and nin bytes; to may be the key. */
bool sn_wg_kdf(const uint8_t key[SN_WG_KEY], const uint8_t *in, size_t nin,
               uint8_t (*to)[SN_WG_KEY], unsigned n);

/* Opens n bytes, of which the last SN_WG_TAG are the tag: the others are at `to`. */
bool sn_wg_open(const uint8_t key[SN_WG_KEY], uint64_t counter, const uint8_t *aad, size_t naad,
                const uint8_t *p, size_t n, uint8_t *to);

#endif
