/* Hashing by 64 x 64 -> 128 bit multiplication, both halves folded together. */
#ifndef SN_BASE_MIX_H
#define SN_BASE_MIX_H

#include <stdint.h>
#include <string.h>

#define SN_MIX0 UINT64_C(0x9e3779b97f4a7c15)
#define SN_MIX1 UINT64_C(0xd6e8feb86659fd93)

static inline uint64_t sn_mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 m = (unsigned __int128)a * b;

    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t sn_word(const void *p)
{
    uint64_t w;

    memcpy(&w, p, sizeof w);
    return w;
}

/* A hash of n bytes, a multiple of 8, for tables: it depends on the seed and on the byte order.
 * Pairs of words are multiplied independently of each other, so that none waits for the next. */
static inline uint64_t sn_hash_words(const void *p, uint32_t n, uint64_t seed)
{
    const uint8_t *b = p;
    uint64_t h = seed, k = seed ^ SN_MIX0;
    uint32_t i;

    for (i = 0; i + 16 <= n; i += 16) {
        h += sn_mix(sn_word(b + i) ^ k, sn_word(b + i + 8) ^ SN_MIX1);
        k += SN_MIX0;
    }
    if (i < n)
        h ^= sn_word(b + i);
    return sn_mix(h ^ SN_MIX0, SN_MIX1);
}

/* The same of any number of bytes, a few: addresses, connection IDs. */
static inline uint64_t sn_hash_bytes(const void *p, size_t n, uint64_t seed)
{
    const uint8_t *b = p;
    uint64_t h = seed ^ n, last = 0;

    for (; n >= 8; b += 8, n -= 8)
        h = sn_mix(h ^ sn_word(b) ^ SN_MIX0, SN_MIX1);
    memcpy(&last, b, n);
    return sn_mix(h ^ last ^ SN_MIX0, SN_MIX1);
}

#endif
