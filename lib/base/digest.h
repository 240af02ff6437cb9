/* Digests of files: SHA-256 and SHA-1 (FIPS 180-4). */
#ifndef SN_BASE_DIGEST_H
#define SN_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SHA256 = 32, DIGEST_SHA1 = 20 }; /* bytes of each */

struct digest {
    uint32_t h[8];
    uint64_t n;   /* bytes so far */
    unsigned len; /* of the digest */
    uint8_t block[64];
};

void sn_digest_init(struct digest *s, unsigned len);
void sn_digest_add(struct digest *s, const uint8_t *p, size_t n);

/* s->len bytes to out; then s is to be initialised again. */
void sn_digest_end(struct digest *s, uint8_t *out);

#endif
