/* Hashing by 64 x 64 -> 128 bit multiplication, both halves folded together. */
#ifndef SN_STAT_MIX_H
#define SN_STAT_MIX_H

#include <stdint.h>

static inline uint64_t sn_mix(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)a * b;

    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

#endif
