/*
 * A hash table from fixed-size keys to fixed-size values, for counting what packets name.
 *
 * Entries lie densely in the order they came; an index of slots finds them. Grows up to a number of
 * entries, never shrinks. Keys come from outside, so the hash has a random seed.
 *
 * Invariant: every entry is in exactly one slot, and at least half of the slots are free.
 */
#ifndef STAT_MAP_H
#define STAT_MAP_H

#include "sn/err.h"

struct sn_map {
    uint8_t *entries;   /* n entries of (key, value) */
    uint32_t *slots;    /* 0: free, else entry number + 1 */
    uint32_t nslots;    /* a power of two, or 0 */
    uint32_t n, room;   /* entries there, entries that fit */
    uint32_t max;       /* the most that n may become */
    uint32_t key, size; /* bytes of a key, of an entry (key and value), multiples of 8 */
    uint64_t seed;
};

void sn_map_init(struct sn_map *t, uint32_t key, uint32_t value, uint32_t max);
void sn_map_free(struct sn_map *t);

/* The value under key, new ones zeroed; NULL when the table is full or memory is. Valid until the
 * next call. */
void *sn_map_at(struct sn_map *t, const void *key);

/* Entry i (0 to n - 1): its key; the value lies t->key bytes behind. */
static inline const uint8_t *sn_map_entry(const struct sn_map *t, uint32_t i)
{
    return t->entries + (size_t)i * t->size;
}

#endif
