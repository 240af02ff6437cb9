/*
 * The hash table of what is counted: entries are never forgotten, never move and lie densely.
 *
 * An entry is a key of a fixed size and whatever its owner puts behind. Entries are numbered from 0
 * in the order in which they came, and lie in segments, each twice as large as the one before. An
 * index of open addressing finds an entry's number by its key; it is at most half full and takes 16
 * bytes for each entry, so the table needs little more memory than its entries. The keys come from
 * outside: the hash has a seed.
 *
 * A table holds up to `max` entries and then takes no new one.
 *
 * The index and an entry are two places in memory, which a packet's look-up would wait for one
 * after the other. Who has several keys asks for the first ahead (sn_dense_prefetch), then for the
 * second (sn_dense_prefetch_entry), and then looks the entry up.
 */
#ifndef SN_FLOW_DENSE_H
#define SN_FLOW_DENSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mix.h"

#define SN_DENSE_SEGMENTS 24u
#define SN_DENSE_FIRST    256u /* entries of the first segment, and of the second */

/* A slot of the index. */
struct sn_dense_slot {
    uint32_t tag;    /* the upper half of the hash, by which it has its place */
    uint32_t number; /* the entry's, and 1; 0: free */
};

struct sn_dense {
    struct sn_dense_slot *index;
    uint32_t n;    /* slots of the index, a power of two */
    uint32_t live; /* entries */
    uint32_t max;
    uint32_t key, size; /* bytes of a key, of an entry: multiples of 8 */
    uint64_t seed;
    uint8_t *segment[SN_DENSE_SEGMENTS];
};

/* A table of up to max entries, at most 2^29. False without memory. */
bool sn_dense_init(struct sn_dense *t, uint32_t key, uint32_t size, uint32_t max);
void sn_dense_free(struct sn_dense *t);

/* For sn_dense_at(): an entry for a key that has none; NULL when there is no room for it. */
void *sn_dense_add(struct sn_dense *t, const void *key, uint64_t h);

/* The functions below get the table's sizes of keys and entries as constants, n and size, so that
 * the compiler knows them. */

/* Entry i, which is less than live. */
static inline void *sn_dense_entry(const struct sn_dense *t, uint32_t i, uint32_t size)
{
    uint32_t s = 32 - (uint32_t)__builtin_clz(i / SN_DENSE_FIRST | 1);

    if (i < SN_DENSE_FIRST)
        return t->segment[0] + (size_t)i * size;
    return t->segment[s] + (size_t)(i - (SN_DENSE_FIRST << (s - 1))) * size;
}

static inline uint64_t sn_dense_hash(const struct sn_dense *t, const void *key, uint32_t n)
{
    return sn_hash_words(key, n, t->seed);
}

static inline uint32_t sn_dense_tag(uint64_t h)
{
    return (uint32_t)(h >> 32);
}

static inline void sn_dense_prefetch(const struct sn_dense *t, uint64_t h)
{
    __builtin_prefetch(&t->index[sn_dense_tag(h) & (t->n - 1)]);
}

/* False: there is none, or it is not where it would be first. */
static inline bool sn_dense_prefetch_entry(const struct sn_dense *t, uint64_t h, uint32_t size)
{
    const struct sn_dense_slot *s = &t->index[sn_dense_tag(h) & (t->n - 1)];
    const uint8_t *e;

    if (!s->number || s->tag != sn_dense_tag(h))
        return false;
    e = sn_dense_entry(t, s->number - 1, size);
    __builtin_prefetch(e, 1);
    __builtin_prefetch(e + size - 8, 1);
    return true;
}

static inline bool sn_dense_same(const uint8_t *e, const void *key, uint32_t n)
{
    uint64_t differ = 0;

    for (uint32_t i = 0; i < n; i += 8)
        differ |= sn_word(e + i) ^ sn_word((const uint8_t *)key + i);
    return !differ;
}

/* The entry of a key with the hash h; NULL when it has none. */
static inline void *sn_dense_get(const struct sn_dense *t, const void *key, uint64_t h, uint32_t n,
                                 uint32_t size)
{
    uint32_t tag = sn_dense_tag(h);

    for (uint32_t i = tag;; i++) {
        const struct sn_dense_slot *s = &t->index[i & (t->n - 1)];

        if (!s->number)
            return NULL;
        if (s->tag == tag) {
            uint8_t *e = sn_dense_entry(t, s->number - 1, size);

            if (sn_dense_same(e, key, n))
                return e;
        }
    }
}

/* The same; without an entry (*known false) a new one, zeroed behind the key, or NULL when there
 * is no room for it. */
static inline void *sn_dense_at(struct sn_dense *t, const void *key, uint64_t h, uint32_t n,
                                uint32_t size, bool *known)
{
    void *e = sn_dense_get(t, key, h, n, size);

    *known = e != NULL;
    return e ? e : sn_dense_add(t, key, h);
}

#endif
