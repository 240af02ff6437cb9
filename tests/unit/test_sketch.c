/* The busiest of very many: what an entry says is true within what may be missed. */
#include "test.h"

#include "stat/sketch.h"

#define KEYS    20000u
#define ENTRIES 256u
#define ROUNDS  200000u

struct key {
    uint64_t a[2], version; /* as of a host */
};

struct entry {
    struct key key;
    uint64_t bytes;
};

static uint64_t hash_of(uint64_t key)
{
    return key * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

static struct entry *count(struct sketch *k, uint64_t i, uint64_t bytes)
{
    struct key key = {.a = {i, 0}, .version = 4};
    struct entry *e = sn_sketch_at(k, &key, hash_of(i), bytes);

    CHECK(e->key.a[0] == i);
    e->bytes += bytes;
    return e;
}

/* Key i comes about as often as 1 / (i + 1) of the first, some only once. */
TEST(what_is_shown_is_missed_by_no_more_than_is_said)
{
    static uint64_t sent[KEYS];
    struct sketch k = {.n = 0};
    uint64_t all = 0, missed;
    uint32_t x = 1;

    CHECK(sn_sketch_make(&k, sizeof(struct key), sizeof(struct entry), ENTRIES));
    for (uint32_t i = 0; i < ROUNDS; i++) {
        uint64_t key, bytes;

        x = x * 1664525 + 1013904223;
        key = KEYS / (1 + (x >> 8) % KEYS);
        key = i % 4 ? key % KEYS : i / 4 % KEYS;
        bytes = 60 + x % 1400;
        sent[key] += bytes;
        all += bytes;
        count(&k, key, bytes);
    }
    missed = sn_sketch_missed(&k);
    CHECK(missed > 0 && missed <= 2 * all / ENTRIES + 2 * all / ENTRIES / 8);
    CHECK(k.n <= ENTRIES);
    for (uint32_t i = 0; i < k.n; i++) {
        const struct entry *e = sn_sketch_entry(&k, i);

        uint64_t *of = &sent[e->key.a[0]];

        CHECK(e->bytes <= *of && *of - e->bytes <= missed);
        *of = 0;
    }
    for (uint32_t i = 0; i < KEYS; i++)
        CHECK(sent[i] <= missed); /* what has no entry */
    CHECK(sn_sketch_count(&k) > KEYS * 97 / 100 && sn_sketch_count(&k) < KEYS * 103 / 100);
    sn_sketch_free(&k);
}

/* A key that always comes again stays, whatever comes between. */
TEST(the_busiest_stays)
{
    struct sketch k = {.n = 0};

    CHECK(sn_sketch_make(&k, sizeof(struct key), sizeof(struct entry), 64));
    for (uint64_t i = 0; i < 100000; i++) {
        count(&k, 7, 100);
        count(&k, 1000 + i, 60);
    }
    CHECK_INT(count(&k, 7, 0)->bytes, 10000000);
    sn_sketch_free(&k);
}

TEST_MAIN
