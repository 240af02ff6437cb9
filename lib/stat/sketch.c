/* The busiest of very many, and how many they are: see sketch.h. */
#include "stat/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/huge.h"
#include "base/mix.h"

#define BITS   14
#define SAMPLE 1023 /* weights of which the middle one is taken */

_Static_assert(SKETCH_REGISTERS == 1u << BITS, "");

bool sn_sketch_make(struct sketch *k, uint32_t key, uint32_t size, uint32_t max)
{
    uint32_t n = max < SKETCH_ENTRIES ? max : SKETCH_ENTRIES, slots = 2;

    if (k->max)
        return true;
    while (slots < 2 * n)
        slots *= 2;
    *k = (struct sketch){.max = n, .key = key, .size = size, .mask = slots - 1};
    k->entry = sn_huge_new((size_t)n * size);
    k->weight = calloc(n, sizeof *k->weight);
    k->hash = calloc(n, sizeof *k->hash);
    k->slot = calloc(slots, sizeof *k->slot);
    k->registers = calloc(SKETCH_REGISTERS, 1);
    if (!k->entry || !k->weight || !k->hash || !k->slot || !k->registers) {
        sn_sketch_free(k);
        return false;
    }
    return true;
}

void sn_sketch_free(struct sketch *k)
{
    sn_huge_free(k->entry, (size_t)k->max * k->size);
    free(k->weight);
    free(k->hash);
    free(k->slot);
    free(k->registers);
    *k = (struct sketch){.n = 0};
}

/* ---- the index ---- */

static uint32_t find(const struct sketch *k, const void *key, uint64_t h)
{
    uint32_t i = (uint32_t)h & k->mask;

    while (k->slot[i].entry && (k->slot[i].hash != (uint32_t)h ||
                                memcmp(sn_sketch_entry(k, k->slot[i].entry - 1), key, k->key) != 0))
        i = (i + 1) & k->mask;
    return i;
}

static void enter(struct sketch *k, uint32_t entry, uint32_t i)
{
    k->slot[i] = (struct sketch_slot){.hash = k->hash[entry], .entry = entry + 1};
}

/* All entries, of different keys. */
static void enter_all(struct sketch *k)
{
    memset(k->slot, 0, ((size_t)k->mask + 1) * sizeof *k->slot);
    for (uint32_t e = 0; e < k->n; e++) {
        uint32_t i = k->hash[e] & k->mask;

        while (k->slot[i].entry)
            i = (i + 1) & k->mask;
        enter(k, e, i);
    }
}

/* ---- who gives way ---- */

static int by_weight(const void *a, const void *b)
{
    uint64_t v = *(const uint64_t *)a, w = *(const uint64_t *)b;

    return (v > w) - (v < w);
}

/* About the median of the weights. At least one entry has no more. */
static uint64_t middle(const struct sketch *k)
{
    uint64_t v[SAMPLE];
    uint32_t n = k->n < SAMPLE ? k->n : SAMPLE;

    for (uint32_t i = 0; i < n; i++)
        v[i] = k->weight[(uint64_t)i * k->n / n];
    qsort(v, n, sizeof *v, by_weight);
    return v[n / 2];
}

static void move(struct sketch *k, uint32_t to, uint32_t from)
{
    memcpy(sn_sketch_entry(k, to), sn_sketch_entry(k, from), k->size);
    k->weight[to] = k->weight[from];
    k->hash[to] = k->hash[from];
}

/* The light entries go, and the last of the others take their places. */
static void make_room(struct sketch *k)
{
    uint64_t light = middle(k), given = 0;

    for (uint32_t e = 0; e < k->n;) {
        if (k->weight[e] > light) {
            e++;
            continue;
        }
        given = k->weight[e] > given ? k->weight[e] : given;
        if (--k->n > e)
            move(k, e, k->n);
    }
    k->given = given;
    enter_all(k);
}

/* ---- counting ---- */

void sn_sketch_note(struct sketch *k, const void *key)
{
    uint64_t h =
        sn_hash_words(key, k->key, SN_MIX1); /* the same in every run: sketches are added */
    uint64_t rest = h << BITS | (uint64_t)1 << (BITS - 1);
    uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1), *r = &k->registers[h >> (64 - BITS)];

    if (rank > *r)
        *r = rank;
}

/* An entry for a key whose place in the index is i. */
static uint32_t new_entry(struct sketch *k, const void *key, uint64_t h, uint32_t i)
{
    uint32_t e;
    uint8_t *entry;

    if (k->n == k->max) {
        make_room(k);
        i = find(k, key, h);
    }
    e = k->n++;
    entry = sn_sketch_entry(k, e);
    memcpy(entry, key, k->key);
    memset(entry + k->key, 0, k->size - k->key);
    k->weight[e] = k->given;
    k->hash[e] = (uint32_t)h;
    enter(k, e, i);
    return e;
}

void sn_sketch_prefetch(const struct sketch *k, uint64_t h)
{
    if (k->max)
        __builtin_prefetch(&k->slot[(uint32_t)h & k->mask]);
}

void *sn_sketch_at(struct sketch *k, const void *key, uint64_t h, uint64_t bytes)
{
    uint32_t i = find(k, key, h), e = k->slot[i].entry;

    if (e) {
        e--;
    } else {
        e = new_entry(k, key, h, i);
        sn_sketch_note(k, key);
    }
    k->weight[e] += bytes;
    return sn_sketch_entry(k, e);
}

/* ---- what it says ---- */

uint64_t sn_sketch_count(const struct sketch *k)
{
    const double m = SKETCH_REGISTERS, alpha = 0.7213 / (1 + 1.079 / m);
    double sum = 0, estimate;
    uint32_t zeros = 0;

    if (!k->max)
        return 0;
    for (uint32_t i = 0; i < SKETCH_REGISTERS; i++) {
        sum += ldexp(1.0, -k->registers[i]);
        zeros += k->registers[i] == 0;
    }
    estimate = alpha * m * m / sum;
    if (estimate <= 2.5 * m && zeros)
        estimate = m * log(m / zeros);
    return (uint64_t)(estimate + 0.5);
}

uint64_t sn_sketch_missed(const struct sketch *k)
{
    return k->given + k->missed;
}
