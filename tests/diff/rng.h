/* Random numbers that follow from a seed. */
#ifndef TEST_RNG_H
#define TEST_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t s;
};

static inline uint32_t rnd(struct rng *r, uint32_t n)
{
    r->s = r->s * 6364136223846793005u + 1442695040888963407u;
    return n ? (uint32_t)(r->s >> 33) % n : 0;
}

static inline bool chance(struct rng *r, uint32_t percent)
{
    return rnd(r, 100) < percent;
}

#endif
