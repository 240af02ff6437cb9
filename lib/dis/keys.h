/*
 * Keys of security associations, as -E gives them, and decryption with them.
 *
 * Without libcrypto there are no keys: nothing is found here.
 */
#ifndef SN_DIS_KEYS_H
#define SN_DIS_KEYS_H

#include "dis/proto.h"

struct sn_sa;

/* The association whose ESP packets go to this address with this SPI; the one without either when
 * none is; NULL: there are no keys for them. */
const struct sn_sa *sn_sa_esp(const struct sn_dis *d, uint32_t spi);

/* The IKE version 2 association with these SPIs (8 bytes each), for what this side sends. */
const struct sn_sa *sn_sa_ike(const struct sn_dis *d, bool initiator, const uint8_t *ispi,
                              const uint8_t *rspi);

/* Bytes of its initialisation vectors and of the integrity check value behind its ciphertexts. */
uint32_t sn_sa_iv(const struct sn_sa *a);
uint32_t sn_sa_icv(const struct sn_sa *a);

/* Decrypts what `in` holds: initialisation vector, ciphertext, integrity check value, which isn't
 * verified. False: it isn't so many bytes as the cipher needs, or the cipher is "none". `out` holds
 * as many bytes as the ciphertext had and is valid as long as the packet's records are; its
 * positions in the packet are the ciphertext's. */
bool sn_sa_decrypt(struct sn_dis *d, const struct sn_sa *a, const struct sn_rd *in,
                   struct sn_rd *out);

#endif
