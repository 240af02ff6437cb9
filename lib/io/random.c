/*
 * Whether a block is worth compressing: see codec.h. Encrypted and compressed payload is much of
 * what networks carry, and nothing is gained from it.
 */
#include <string.h>

#include "io/codec.h"

enum {
    LEAST = 16 << 10, /* of less too little can be said */
    STRETCH = 256,
    SELDOM = 8192, /* looked at: so many bytes of every so many, at first */
    OFTEN = 1024   /* and of those that seem even then */
};

/*
 * Whether all values of bytes are about equally frequent. The sum of the squares of n random bytes'
 * counts is n * (n + 255) / 256; where it is a tenth more, a twentieth of the bytes can be saved.
 */
static bool is_even(const uint8_t *p, size_t n, size_t every)
{
    uint16_t count[4][256]; /* of the same byte again and again one table would wait for itself */
    uint64_t squares = 0, seen = 0;

    memset(count, 0, sizeof count);
    for (size_t at = 0; at + STRETCH <= n; at += every, seen += STRETCH)
        for (const uint8_t *b = p + at; b < p + at + STRETCH; b += 4) {
            count[0][b[0]]++;
            count[1][b[1]]++;
            count[2][b[2]]++;
            count[3][b[3]]++;
        }
    for (unsigned i = 0; i < 256; i++) {
        uint64_t c = (uint64_t)count[0][i] + count[1][i] + count[2][i] + count[3][i];

        squares += c * c;
    }
    return squares * 256 < seen * (seen + 256) / 100 * 109;
}

/*
 * Whether stretches of bytes come again, whatever their values are: of the places where a certain
 * byte stands, one of 256 in a block that is even, the eight bytes from there on are remembered.
 */
static bool repeats(const uint8_t *p, size_t n)
{
    enum { SLOTS = 512, MARK = 0xa7 };
    const uint8_t *at = p, *end = p + n - sizeof(uint64_t);
    uint64_t seen[SLOTS], here;
    unsigned places = 0, again = 0;

    memset(seen, 0, sizeof seen);
    for (; at < end && (at = memchr(at, MARK, (size_t)(end - at))); at++, places++) {
        uint64_t *slot;

        memcpy(&here, at, sizeof here);
        slot = &seen[here * UINT64_C(0x9e3779b97f4a7c15) >> 55];
        again += *slot == here;
        *slot = here;
    }
    return again > places / 16;
}

bool sn_io_is_random(const uint8_t *p, size_t n)
{
    return n >= LEAST && is_even(p, n, SELDOM) && is_even(p, n, OFTEN) && !repeats(p, n);
}
