/* SHA-256 and SHA-1: see digest.h. */
#include "base/digest.h"

#include <string.h>

#include "sn/rd.h"

static const uint32_t k256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t right(uint32_t v, unsigned n)
{
    return v >> n | v << (32 - n);
}

static uint32_t left(uint32_t v, unsigned n)
{
    return v << n | v >> (32 - n);
}

static void block256(uint32_t h[8], const uint8_t *p)
{
    uint32_t w[64], v[8];

    for (unsigned i = 0; i < 16; i++)
        w[i] = sn_be32(p + (size_t)4 * i);
    for (unsigned i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];

        w[i] = w[i - 16] + w[i - 7] + (right(a, 7) ^ right(a, 18) ^ a >> 3) +
               (right(b, 17) ^ right(b, 19) ^ b >> 10);
    }
    memcpy(v, h, sizeof v);
    for (unsigned i = 0; i < 64; i++) {
        uint32_t a = v[0], e = v[4];
        uint32_t t = v[7] + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
                     ((e & v[5]) ^ (~e & v[6])) + k256[i] + w[i];
        uint32_t u =
            (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t;
        v[0] = t + u;
    }
    for (unsigned i = 0; i < 8; i++)
        h[i] += v[i];
}

static void block1(uint32_t h[8], const uint8_t *p)
{
    static const uint32_t k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

    for (unsigned i = 0; i < 16; i++)
        w[i] = sn_be32(p + (size_t)4 * i);
    for (unsigned i = 16; i < 80; i++)
        w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (unsigned i = 0; i < 80; i++) {
        uint32_t f = i < 20              ? (b & c) | (~b & d)
                     : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d)
                                         : b ^ c ^ d;
        uint32_t t = left(a, 5) + f + e + k[i / 20] + w[i];

        e = d;
        d = c;
        c = left(b, 30);
        b = a;
        a = t;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

static void block(struct digest *s, const uint8_t *p)
{
    if (s->len == DIGEST_SHA256)
        block256(s->h, p);
    else
        block1(s->h, p);
}

void sn_digest_init(struct digest *s, unsigned len)
{
    static const uint32_t h256[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    static const uint32_t h1[8] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

    *s = (struct digest){.len = len};
    memcpy(s->h, len == DIGEST_SHA256 ? h256 : h1, sizeof s->h);
}

void sn_digest_add(struct digest *s, const uint8_t *p, size_t n)
{
    size_t at = s->n % 64;

    s->n += n;
    if (at) {
        size_t k = n < 64 - at ? n : 64 - at;

        memcpy(s->block + at, p, k);
        p += k;
        n -= k;
        if (at + k < 64)
            return;
        block(s, s->block);
    }
    for (; n >= 64; p += 64, n -= 64)
        block(s, p);
    if (n)
        memcpy(s->block, p, n);
}

void sn_digest_end(struct digest *s, uint8_t *out)
{
    uint8_t end[72] = {0x80};
    size_t n = (s->n % 64 < 56 ? 56 : 120) - s->n % 64;
    uint64_t bits = s->n * 8;

    for (unsigned i = 0; i < 8; i++)
        end[n + i] = (uint8_t)(bits >> (56 - 8 * i));
    sn_digest_add(s, end, n + 8);
    for (unsigned i = 0; i < s->len; i++)
        out[i] = (uint8_t)(s->h[i / 4] >> (24 - i % 4 * 8));
}
