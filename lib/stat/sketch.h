/*
 * What there is no room for in an exact table: the busiest of very many keys, and how many there
 * are, in memory that doesn't grow.
 *
 * The busiest: Space-Saving (Metwally, Agrawal, El Abbadi 2005), weighted by bytes. A key that
 * isn't among the entries takes the place of one, and its weight: not of the lightest, as there,
 * which costs a heap, but of the next behind a hand that goes round and stops where the weight is
 * at most about the median of its round. What an entry has counted itself is never too much, and
 * misses at most the largest weight that was given up so far; so does a key without an entry. The
 * sum of all weights is what was counted, so half of the entries have at most twice the mean, and
 * that is what may be missed: twice what the lightest would guarantee.
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
    uint32_t hand;            /* the entry that may give way next, */
    uint64_t light;           /* if it weighs no more: of this round */
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
