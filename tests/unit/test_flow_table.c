/* lib/flow: the table, the key. */
#define TEST_ALLOC
#include "test.h"

#include "flow/dense.h"
#include "flow/table.h"
#include "sn/flow.h"

struct entry {
    uint64_t key[2];
    uint32_t seen;
    uint32_t value;
};

#define KEY 16

static struct entry *at(struct sn_htab *t, uint64_t i, bool *known)
{
    uint64_t k[2] = {i, 0};

    return sn_htab_at(t, k, KEY, sizeof(struct entry), known);
}

static struct entry *get(const struct sn_htab *t, uint64_t i)
{
    uint64_t k[2] = {i, 0};

    return sn_htab_get(t, k, KEY, sizeof(struct entry));
}

static struct sn_htab make(struct sn_htab_opts o)
{
    struct sn_htab t;

    o.key = KEY;
    o.size = sizeof(struct entry);
    CHECK(sn_htab_init(&t, &o));
    return t;
}

TEST(keeps_up_to_its_limit)
{
    enum { N = 100000 };
    struct sn_htab t = make((struct sn_htab_opts){.max = N});
    uint32_t n = 0, at_slot = 0;
    bool known;

    for (uint32_t i = 0; i < N; i++) {
        struct entry *e = at(&t, i, &known);

        CHECK(e && !known && e->value == 0);
        if (e)
            e->value = i * 3;
    }
    for (uint32_t i = 0; i < N; i++) {
        struct entry *e = at(&t, i, &known);

        CHECK(e && known && e->value == i * 3);
    }
    CHECK(!at(&t, N, &known) && !known);
    CHECK_INT(t.live, N);
    while (sn_htab_next(&t, &at_slot))
        n++;
    CHECK_INT(n, N);
    sn_htab_free(&t);
}

/* Any order of adding and removing: the table holds what a plain array says it holds. */
TEST(removes)
{
    enum { KEYS = 3000 };
    struct sn_htab t = make((struct sn_htab_opts){.max = KEYS});
    static uint8_t there[KEYS];
    uint32_t r = 1, live = 0;
    bool known;

    for (uint32_t i = 0; i < 300000; i++) {
        uint32_t k = (r = r * 1103515245u + 12345u) >> 8;
        struct entry *e;

        k %= KEYS;
        if (r >> 31) {
            e = at(&t, k, &known);
            CHECK(e && known == there[k]);
            live += !there[k];
            there[k] = 1;
        } else if ((e = get(&t, k))) {
            CHECK(there[k]);
            sn_htab_remove(&t, e);
            live -= there[k];
            there[k] = 0;
        } else {
            CHECK(!there[k]);
        }
    }
    CHECK_INT(t.live, live);
    CHECK(t.n <= 4 * KEYS * 2);
    sn_htab_free(&t);
}

static void count_forgotten(void *ctx, void *entry)
{
    uint32_t *n = ctx;

    (void)entry;
    (*n)++;
}

TEST(evicts_the_oldest)
{
    uint32_t forgotten = 0;
    struct sn_htab t = make((struct sn_htab_opts){
        .max = 1024, .evict = true, .ctx = &forgotten, .forget = count_forgotten});
    struct entry *e;
    bool known;

    for (uint32_t i = 0; i < 50000; i++) {
        e = at(&t, i, &known);
        CHECK(e && !known);
        sn_htab_touch(&t, e, KEY);
        e = at(&t, 0, &known); /* met again and again: never the oldest */
        CHECK(e && known);
        sn_htab_touch(&t, e, KEY);
    }
    CHECK_INT(t.n, 1024);
    CHECK(t.live <= 1024 && t.live > 900);
    CHECK_INT(t.evicted, 50000 - t.live);
    CHECK_INT(forgotten, t.evicted);
    CHECK(get(&t, 49999) != NULL);
    sn_htab_free(&t);
    CHECK_INT(forgotten, 50000);
}

static bool is_odd(void *ctx, const void *entry)
{
    const struct entry *e = entry;

    (void)ctx;
    return e->value & 1;
}

TEST(drops_what_is_stale)
{
    struct sn_htab t = make((struct sn_htab_opts){.max = 100000, .stale = is_odd});
    bool known;

    for (uint32_t i = 0; i < 100000; i++) {
        struct entry *e = at(&t, i, &known);

        CHECK(e);
        if (e)
            e->value = i % 100 != 0; /* one in a hundred stays */
    }
    CHECK(t.n <= 8192);
    for (uint32_t i = 0; i < 100000; i += 100)
        CHECK(get(&t, i) != NULL);
    sn_htab_free(&t);
}

TEST(without_memory)
{
#ifndef __SANITIZE_ADDRESS__
    struct sn_htab t = make((struct sn_htab_opts){.max = 100000});
    uint32_t i = 0;
    bool known;

    fail_alloc_after(0);
    while (at(&t, i, &known))
        i++;
    CHECK_INT(i, 512);
    fail_alloc_never();
    CHECK(at(&t, i, &known) && get(&t, 0) && get(&t, 511));
    sn_htab_free(&t);
#endif
}

TEST(keys_have_no_direction)
{
    static const uint8_t a4[4] = {10, 0, 0, 1}, b4[4] = {10, 0, 0, 2};
    static const uint8_t a6[16] = {0xfe, 0x80, [15] = 1}, b6[16] = {0xfe, 0x80, [15] = 2};
    struct sn_ends ends[] = {{a4, b4, 1000, 80, 4, 6},
                             {a4, b4, 80, 80, 4, 6},
                             {a4, b4, 80, 1000, 4, 17},
                             {a6, b6, 0, 0, 6, 58},
                             {a6, b6, 1, 2, 6, 6}};
    struct sn_flow_key k[5], r;

    for (int i = 0; i < 5; i++) {
        struct sn_ends e = ends[i];
        bool reverse = sn_flow_key(&k[i], &e);

        CHECK(memcmp(reverse ? k[i].b : k[i].a, e.src, e.version == 4 ? 4 : 16) == 0);
        CHECK_INT(reverse ? sn_flow_bport(&k[i]) : sn_flow_aport(&k[i]), e.sport);
        CHECK_INT(sn_flow_version(&k[i]), e.version);
        CHECK_INT(sn_flow_proto(&k[i]), e.proto);
        e = (struct sn_ends){e.dst, e.src, e.dport, e.sport, e.version, e.proto};
        CHECK(sn_flow_key(&r, &e) == !reverse);
        CHECK(memcmp(&r, &k[i], sizeof r) == 0);
        for (int j = 0; j < i; j++)
            CHECK(memcmp(&k[i], &k[j], sizeof r) != 0);
    }
    ends[0].dst = a4; /* with itself */
    ends[0].dport = 1000;
    (void)sn_flow_key(&r, &ends[0]);
    CHECK(memcmp(r.a, r.b, sizeof r.a) == 0);
}

/* ---- dense tables ---- */

struct counted {
    uint64_t key[2];
    uint64_t value;
};

static struct counted *dense_at(struct sn_dense *t, uint64_t i, bool *known)
{
    uint64_t k[2] = {i, i * 7};

    return sn_dense_at(t, k, sn_dense_hash(t, k, KEY), KEY, sizeof(struct counted), known);
}

TEST(dense_entries_stay_where_they_are)
{
    enum { N = 200000 };
    struct sn_dense t;
    struct counted *first;
    bool known;

    CHECK(sn_dense_init(&t, KEY, sizeof(struct counted), N));
    first = dense_at(&t, 0, &known);
    for (uint64_t i = 0; i < N; i++) {
        struct counted *e = dense_at(&t, i, &known);

        CHECK(e && known == (i == 0) && e->value == 0);
        if (e)
            e->value = i + 1;
    }
    CHECK_INT(t.live, N);
    CHECK(t.n >= 2 * N && t.n < 4 * N);
    CHECK(first == sn_dense_entry(&t, 0, sizeof *first));
    CHECK(!dense_at(&t, N, &known) && !known);
    for (uint32_t i = 0; i < N; i++) { /* in the order in which they came */
        const struct counted *e = sn_dense_entry(&t, i, sizeof *e);

        CHECK_INT(e->key[0], i);
        CHECK_INT(e->value, i + 1);
        CHECK(dense_at(&t, i, &known) == e && known);
    }
    sn_dense_free(&t);
}

TEST(dense_without_memory)
{
    struct sn_dense t;
    bool known;

    for (long k = 0; k < 8; k++) { /* what found room stays; the rest is refused */
        uint32_t n = 0;

        fail_alloc_after(k);
        if (!sn_dense_init(&t, KEY, sizeof(struct counted), 1000)) {
            fail_alloc_never();
            CHECK_INT(k, 0);
            continue;
        }
        while (n < 1000 && dense_at(&t, n, &known))
            n++;
        fail_alloc_never();
        CHECK_INT(t.live, n);
        for (uint32_t i = 0; i < n; i++)
            CHECK(dense_at(&t, i, &known) && known);
        sn_dense_free(&t);
    }
}

TEST_MAIN
