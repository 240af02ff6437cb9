/* The busiest of very many, and how many they are: see sketch.h. */
#include "stat/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/mix.h"

#define BITS 14

_Static_assert(SKETCH_REGISTERS == 1u << BITS, "");

/* The same in every run, so that reports are. */
static uint64_t hash(const struct sketch *k, const void *key)
{
    return sn_hash_words(key, k->key, SN_MIX1);
}

bool sn_sketch_make(struct sketch *k, uint32_t key, uint32_t size, uint32_t max)
{
    uint32_t n = max < SKETCH_ENTRIES ? max : SKETCH_ENTRIES, slots = 2;

    if (k->max)
        return true;
    while (slots < 2 * n)
        slots *= 2;
    *k = (struct sketch){.key = key, .size = size, .mask = slots - 1};
    k->entry = calloc(n, size);
    k->weight = calloc(n, sizeof *k->weight);
    k->error = calloc(n, sizeof *k->error);
    k->heap = calloc(n, sizeof *k->heap);
    k->place = calloc(n, sizeof *k->place);
    k->slot = calloc(slots, sizeof *k->slot);
    k->registers = calloc(SKETCH_REGISTERS, 1);
    if (!k->entry || !k->weight || !k->error || !k->heap || !k->place || !k->slot ||
        !k->registers) {
        sn_sketch_free(k);
        return false;
    }
    k->max = n;
    return true;
}

void sn_sketch_free(struct sketch *k)
{
    free(k->entry);
    free(k->weight);
    free(k->error);
    free(k->heap);
    free(k->place);
    free(k->slot);
    free(k->registers);
    *k = (struct sketch){.n = 0};
}

/* ---- the heap ---- */

static void put(struct sketch *k, uint32_t at, uint32_t entry)
{
    k->heap[at] = entry;
    k->place[entry] = at;
}

static bool less(const struct sketch *k, uint32_t i, uint32_t j)
{
    return k->weight[k->heap[i]] < k->weight[k->heap[j]];
}

static void swap(struct sketch *k, uint32_t i, uint32_t j)
{
    uint32_t e = k->heap[i];

    put(k, i, k->heap[j]);
    put(k, j, e);
}

static void sift_down(struct sketch *k, uint32_t i)
{
    for (;;) {
        uint32_t least = i;

        for (uint32_t c = 2 * i + 1; c <= 2 * i + 2 && c < k->n; c++)
            if (less(k, c, least))
                least = c;
        if (least == i)
            return;
        swap(k, i, least);
        i = least;
    }
}

static void sift_up(struct sketch *k, uint32_t i)
{
    for (; i && less(k, i, (i - 1) / 2); i = (i - 1) / 2)
        swap(k, i, (i - 1) / 2);
}

/* ---- the index ---- */

static uint32_t *find(const struct sketch *k, const void *key, uint64_t h)
{
    uint32_t i = (uint32_t)h & k->mask;

    while (k->slot[i] && memcmp(sn_sketch_entry(k, k->slot[i] - 1), key, k->key) != 0)
        i = (i + 1) & k->mask;
    return &k->slot[i];
}

/* Takes an entry's slot out, and moves those behind it that would not be found any more. */
static void forget(struct sketch *k, uint32_t entry)
{
    const void *key = sn_sketch_entry(k, entry);
    uint32_t hole = (uint32_t)(find(k, key, hash(k, key)) - k->slot), i = hole;

    for (;;) {
        uint32_t home;

        i = (i + 1) & k->mask;
        if (!k->slot[i])
            break;
        home = (uint32_t)hash(k, sn_sketch_entry(k, k->slot[i] - 1)) & k->mask;
        if (((i - home) & k->mask) < ((i - hole) & k->mask))
            continue;
        k->slot[hole] = k->slot[i];
        hole = i;
    }
    k->slot[hole] = 0;
}

/* ---- counting ---- */

static void count_distinct(struct sketch *k, uint64_t h)
{
    uint64_t rest = h << BITS | (uint64_t)1 << (BITS - 1);
    uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1), *r = &k->registers[h >> (64 - BITS)];

    if (rank > *r)
        *r = rank;
}

static uint32_t new_entry(struct sketch *k, const void *key, uint64_t h)
{
    uint32_t e = k->n;

    if (k->n < k->max) {
        put(k, k->n++, e);
        k->weight[e] = 0;
    } else {
        e = k->heap[0];
        forget(k, e);
        memset(sn_sketch_entry(k, e), 0, k->size);
    }
    memcpy(sn_sketch_entry(k, e), key, k->key);
    k->error[e] = k->weight[e];
    *find(k, key, h) = e + 1;
    return e;
}

void *sn_sketch_at(struct sketch *k, const void *key, uint64_t bytes)
{
    uint64_t h = hash(k, key);
    uint32_t *slot = find(k, key, h), e = *slot ? *slot - 1 : new_entry(k, key, h);

    count_distinct(k, h);
    k->weight[e] += bytes;
    sift_up(k, k->place[e]);
    sift_down(k, k->place[e]);
    return sn_sketch_entry(k, e);
}

void sn_sketch_note(struct sketch *k, const void *key)
{
    count_distinct(k, hash(k, key));
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
    uint64_t most = k->n && k->n == k->max ? k->weight[k->heap[0]] : 0;

    for (uint32_t i = 0; i < k->n; i++)
        most = k->error[i] > most ? k->error[i] : most;
    return most + k->missed;
}
