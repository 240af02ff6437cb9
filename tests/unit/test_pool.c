/* Pools: objects are zeroed, apart from each other, and used again. */
#define TEST_ALLOC
#include "test.h"

#include "base/pool.h"

enum { SIZE = 280, MANY = 20000 };

static bool is_zero(const uint8_t *p)
{
    for (size_t i = 0; i < SIZE; i++) {
        if (p[i])
            return false;
    }
    return true;
}

TEST(objects_are_zeroed_and_apart)
{
    static uint8_t *all[MANY];
    struct sn_pool o;

    sn_pool_init(&o, SIZE);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < MANY; i++) {
            all[i] = sn_pool_new(&o);
            CHECK(all[i] && is_zero(all[i]));
            memset(all[i], (int)(i % 255 + 1), SIZE);
        }
        for (unsigned i = 0; i < MANY; i++) {
            CHECK(all[i][0] == i % 255 + 1 && all[i][SIZE - 1] == i % 255 + 1);
            sn_pool_put(&o, all[i]);
        }
    }
    sn_pool_put(&o, NULL);
    sn_pool_free(&o);
}

TEST(what_was_put_back_needs_no_memory)
{
#ifndef __SANITIZE_ADDRESS__
    struct sn_pool o;
    void *p;

    sn_pool_init(&o, SIZE);
    fail_alloc_after(0);
    CHECK(!sn_pool_new(&o));
    fail_alloc_never();
    p = sn_pool_new(&o);
    sn_pool_put(&o, p);
    fail_alloc_after(0);
    CHECK(sn_pool_new(&o) == p);
    fail_alloc_never();
    sn_pool_free(&o);
#endif
}

TEST_MAIN
