/*
 * What there is no room for in an exact table: the busiest of very many keys, and how many there
 * are, in memory that doesn't grow.
 *
 * The busiest: Space-Saving (Metwally, Agrawal, El Abbadi 2005), weighted by bytes. There a key
 * that has no entry takes the place of the lightest, and its weight, which costs a heap. Here, when
 * there is no room left, all entries go that weigh no more than about the median, and a new entry
 * begins with the largest weight that was given up so far. What an entry has counted itself is
 * never too much, and misses at most that weight; so does a key without an entry. Whenever that
 * weight grows, at least half of the entries lose as much of what they weigh beyond it: so it is at
 * most about twice what was counted divided by the number of entries, twice what the lightest would
 * guarantee.
 *
 * How many: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 2^14 registers: a standard
 * error of 0.81 %.
 */
#ifndef STAT_SKETCH_H
#define STAT_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKETCH_ENTRIES   65536u /* at most */
#define SKETCH_REGISTERS 16384u

struct sketch_slot {
    uint32_t hash, entry; /* the hash's lower half; from 1, 0: none */
};

struct sketch {
    uint32_t n, max;    /* entries, and how many there may be; max 0: not made yet */
    uint32_t key, size; /* bytes of a key, of an entry: a multiple of 8 */
    uint8_t *entry;
    uint64_t *weight;         /* by entry, bytes */
    uint32_t *hash;           /* by entry, of its key */
    uint64_t given;           /* the largest weight given up */
    struct sketch_slot *slot; /* an index of open addressing */
    uint32_t mask;
    uint8_t *registers;
    uint64_t missed; /* that sketches which were added may have missed of any key, bytes */
};

/* False without memory. max: entries of the exact table; a sketch has no more. */
bool sn_sketch_make(struct sketch *k, uint32_t key, uint32_t size, uint32_t max);
void sn_sketch_free(struct sketch *k);

/* Asks for what sn_sketch_at() will look at first. */
void sn_sketch_prefetch(const struct sketch *k, uint64_t h);

/* The entry of a key whose hash is h, in any run another, and that `bytes` are counted for; all
 * behind the key is zero when it had none. */
void *sn_sketch_at(struct sketch *k, const void *key, uint64_t h, uint64_t bytes);

/* A key that has its place elsewhere, to be one of those that there are. */
void sn_sketch_note(struct sketch *k, const void *key);

/* The number of different keys, and what of any key may have been missed at most, bytes. */
uint64_t sn_sketch_count(const struct sketch *k);
uint64_t sn_sketch_missed(const struct sketch *k);

static inline void *sn_sketch_entry(const struct sketch *k, uint32_t i)
{
    return k->entry + (size_t)i * k->size;
}

#endif
