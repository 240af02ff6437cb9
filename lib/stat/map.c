/* Open addressing with linear probing over 32-bit slots: see map.h. */
#include <stdlib.h>
#include <string.h>

#include "stat/map.h"

#define FIRST_ROOM 256u

void sn_map_init(struct sn_map *t, uint32_t key, uint32_t value, uint32_t max)
{
    *t = (struct sn_map){.key = key, .size = key + value, .max = max};
    arc4random_buf(&t->seed, sizeof t->seed);
}

void sn_map_free(struct sn_map *t)
{
    free(t->entries);
    free(t->slots);
    t->entries = NULL;
    t->slots = NULL;
    t->n = t->room = t->nslots = 0;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 m = (unsigned __int128)a * b;

    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t hash(const struct sn_map *t, const uint8_t *key)
{
    uint64_t h = t->seed, w;

    for (uint32_t i = 0; i < t->key; i += 8) {
        memcpy(&w, key + i, 8);
        h = mix(h ^ w ^ 0x9e3779b97f4a7c15u, 0xa0761d6478bd642fu ^ t->seed << 1);
    }
    return h;
}

/* The slot that holds key, or the free one where it belongs. */
static uint32_t *find(const struct sn_map *t, const uint8_t *key)
{
    uint32_t mask = t->nslots - 1, i = (uint32_t)hash(t, key) & mask;

    while (t->slots[i] && memcmp(sn_map_entry(t, t->slots[i] - 1), key, t->key) != 0)
        i = (i + 1) & mask;
    return &t->slots[i];
}

/* Doubles the room; on failure the table is as it was. */
static bool grow(struct sn_map *t)
{
    uint32_t room = t->room ? t->room * 2 : FIRST_ROOM, nslots = room * 2;
    uint32_t *slots = calloc(nslots, sizeof *slots);
    uint8_t *entries = reallocarray(t->entries, room, t->size);

    if (entries)
        t->entries = entries;
    if (!entries || !slots) {
        free(slots);
        return false;
    }
    free(t->slots);
    t->slots = slots;
    t->nslots = nslots;
    t->room = room;
    for (uint32_t i = 0; i < t->n; i++)
        *find(t, sn_map_entry(t, i)) = i + 1;
    return true;
}

void *sn_map_at(struct sn_map *t, const void *key)
{
    uint32_t *slot = t->nslots ? find(t, key) : NULL;
    uint8_t *e;

    if (slot && *slot)
        return t->entries + (size_t)(*slot - 1) * t->size + t->key;
    if (t->n >= t->max)
        return NULL;
    if (t->n == t->room) {
        if (t->room > UINT32_MAX / 8 || !grow(t))
            return NULL;
        slot = find(t, key);
    }
    e = t->entries + (size_t)t->n * t->size;
    memcpy(e, key, t->key);
    memset(e + t->key, 0, t->size - t->key);
    *slot = ++t->n;
    return e + t->key;
}
