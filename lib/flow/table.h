/*
 * The hash table of everything that is remembered of packets: entries of a fixed size, found by a
 * key of a fixed size.
 *
 * An entry is the key, 32 bits of the table's (SN_HTAB_SEEN), and whatever its owner puts behind.
 * Entries lie in the table itself, in groups of eight, so that nearly every look-up ends in the
 * first cache line it reads. The keys come from outside: the hash has a seed.
 *
 * A table is of one of two kinds. One that keeps (evict false) holds up to `max` entries and then
 * takes no new one. One that evicts has up to `max` slots; at the limit, a new entry takes the
 * place of the one in its group that was seen longest ago.
 *
 * Entries move: a pointer to one is valid until the next entry is added.
 */
#ifndef SN_FLOW_TABLE_H
#define SN_FLOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mix.h"

struct sn_htab_opts {
    uint32_t key;  /* bytes of a key, a multiple of 8 */
    uint32_t size; /* bytes of an entry, a multiple of 8 */
    uint32_t max;  /* at most 2^29 */
    bool evict;
    uint64_t seed; /* 0: a random one. Searches of a table that evicts are short with any */
    void *ctx;     /* the first argument of: */
    /* Entries that are dropped when the table is made anew, and not before. May be NULL. */
    bool (*stale)(void *ctx, const void *entry);
    /* Called for each entry that makes way for another, or is dropped. May be NULL. */
    void (*forget)(void *ctx, void *entry);
};

struct sn_htab {
    uint8_t *slot;
    uint32_t n;     /* slots, a power of two */
    uint32_t used;  /* slots that are not free */
    uint32_t live;  /* entries; the other used slots held entries that were removed */
    uint32_t clock; /* the time of sn_htab_touch() */
    uint32_t max_n;
    uint32_t reach; /* groups that a search goes through */
    uint64_t seed;
    uint64_t evicted; /* entries that made way for others, so far */
    struct sn_htab_opts o;
};

#define SN_HTAB_WAYS 8u /* slots of a group */

/* What SN_HTAB_SEEN of a slot says; an entry's is larger than these. */
enum { SN_HTAB_FREE, SN_HTAB_REMOVED, SN_HTAB_FIRST };

/* False without memory. */
bool sn_htab_init(struct sn_htab *t, const struct sn_htab_opts *o);
void sn_htab_free(struct sn_htab *t); /* calls forget() for each entry */

/* For sn_htab_at(): adds an entry for a key that has none, of which the search found `room`. */
void *sn_htab_add(struct sn_htab *t, const void *key, uint64_t h, uint8_t *room);

/* Takes an entry out; forget() is not called. */
void sn_htab_remove(struct sn_htab *t, void *entry);

/* The next entry at or behind slot *at, which becomes the slot behind it; NULL at the end. */
void *sn_htab_next(const struct sn_htab *t, uint32_t *at);

static inline uint32_t *sn_htab_seen(void *entry, uint32_t key)
{
    return (uint32_t *)(void *)((uint8_t *)entry + key);
}

static inline bool sn_htab_same(const uint8_t *e, const void *key, uint32_t n)
{
    uint64_t differ = 0;
    uint32_t seen;

    memcpy(&seen, e + n, sizeof seen);
    for (uint32_t i = 0; i < n; i += 8)
        differ |= sn_word(e + i) ^ sn_word((const uint8_t *)key + i);
    return !differ && seen >= SN_HTAB_FIRST;
}

/* What is in front of the search for a hash: its first slot. */
static inline uint8_t *sn_htab_first(const struct sn_htab *t, uint64_t h, uint32_t size)
{
    return t->slot + (size_t)((uint32_t)h & (t->n - 1)) * size;
}

/* The rest of the functions get the table's sizes of keys and entries as constants, n and size, so
 * that the compiler knows them. */

/* The search for a key with the hash h. NULL: it has no entry; then *room is the slot it would get,
 * NULL when there is none. */
static inline __attribute__((always_inline)) void *sn_htab_search(const struct sn_htab *t,
                                                                  const void *key, uint64_t h,
                                                                  uint32_t n, uint32_t size,
                                                                  uint8_t **room)
{
    uint32_t way = (uint32_t)h & (SN_HTAB_WAYS - 1), group = ((uint32_t)h & (t->n - 1)) - way;

    *room = NULL;
    for (uint32_t i = 0; i < t->reach; i++) {
        uint8_t *g = t->slot + (size_t)group * size;

        for (uint32_t j = 0; j < SN_HTAB_WAYS; j++) {
            uint8_t *e = g + (size_t)((way + j) & (SN_HTAB_WAYS - 1)) * size;
            uint32_t seen = *sn_htab_seen(e, n);

            if (seen < SN_HTAB_FIRST && !*room)
                *room = e;
            if (seen == SN_HTAB_FREE)
                return NULL;
            if (sn_word(e) == sn_word(key) && sn_htab_same(e, key, n))
                return e;
        }
        group = (group + SN_HTAB_WAYS) & (t->n - 1);
    }
    return NULL;
}

/* The entry of a key, NULL when it has none. */
static inline __attribute__((always_inline)) void *
sn_htab_get(const struct sn_htab *t, const void *key, uint32_t n, uint32_t size)
{
    uint64_t h = sn_hash_words(key, n, t->seed);
    uint8_t *e = sn_htab_first(t, h, size), *room;

    return sn_htab_same(e, key, n) ? e : sn_htab_search(t, key, h, n, size, &room);
}

/* The entry of a key with the hash h; without one (*known false) a new one, zeroed behind the key,
 * or NULL when there is no room for it. */
static inline __attribute__((always_inline)) void *sn_htab_at_hash(struct sn_htab *t,
                                                                   const void *key, uint64_t h,
                                                                   uint32_t n, uint32_t size,
                                                                   bool *known)
{
    uint8_t *e = sn_htab_first(t, h, size), *room;

    *known = true;
    if (__builtin_expect(sn_htab_same(e, key, n), 1))
        return e;
    e = sn_htab_search(t, key, h, n, size, &room);
    if (e)
        return e;
    *known = false;
    return sn_htab_add(t, key, h, room);
}

static inline __attribute__((always_inline)) void *
sn_htab_at(struct sn_htab *t, const void *key, uint32_t n, uint32_t size, bool *known)
{
    return sn_htab_at_hash(t, key, sn_hash_words(key, n, t->seed), n, size, known);
}

/* Tells the processor that a key will soon be looked up. */
static inline void sn_htab_prefetch_hash(const struct sn_htab *t, uint64_t h, uint32_t size)
{
    const uint8_t *e = sn_htab_first(t, h, size);

    __builtin_prefetch(e, 1);
    if (size > 64)
        __builtin_prefetch(e + 64, 1);
}

static inline void sn_htab_prefetch(const struct sn_htab *t, const void *key, uint32_t n,
                                    uint32_t size)
{
    sn_htab_prefetch_hash(t, sn_hash_words(key, n, t->seed), size);
}

/* Tables that evict: the entry was seen now. */
static inline void sn_htab_touch(struct sn_htab *t, void *entry, uint32_t n)
{
    if (__builtin_expect(++t->clock < SN_HTAB_FIRST, 0))
        t->clock = SN_HTAB_FIRST;
    *sn_htab_seen(entry, n) = t->clock;
}

#endif
