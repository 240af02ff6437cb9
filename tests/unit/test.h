/*
 * The unit tests' harness. A test program is:
 *
 *     #include "test.h"
 *     TEST(name) { CHECK(1 + 1 == 2); CHECK_STR(got, "want"); }
 *     TEST_MAIN
 *
 * and prints "ok NAME" or "not ok NAME" for each TEST; `PROGRAM NAME` runs one. Include it once.
 *
 * guarded(p, n) copies n bytes to memory that ends at an unmapped page. fail_alloc_after(k) makes
 * the k-th allocation from now (0: the next) and all later ones fail; fail_alloc_never() ends that.
 */
#ifndef SN_TEST_H
#define SN_TEST_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sn/err.h"
#include "step.h"

struct test {
    const char *name;
    void (*run)(void);
    struct test *next;
};

static struct test *tests_first, **tests_last = &tests_first;
static int tests_bad;

#define TEST(n)                                                                                    \
    static void test_##n(void);                                                                    \
    static struct test entry_##n = {#n, test_##n, NULL};                                           \
    __attribute__((constructor)) static void add_##n(void)                                         \
    {                                                                                              \
        *tests_last = &entry_##n;                                                                  \
        tests_last = &entry_##n.next;                                                              \
    }                                                                                              \
    static void test_##n(void)

#define CHECK(c)                                                                                   \
    do {                                                                                           \
        if (!(c)) {                                                                                \
            printf("# %s:%d: %s\n", __FILE__, __LINE__, #c);                                       \
            tests_bad = 1;                                                                         \
        }                                                                                          \
    } while (0)

#define CHECK_STR(got, want)                                                                       \
    do {                                                                                           \
        const char *g_ = (got), *w_ = (want);                                                      \
        if (strcmp(g_, w_) != 0) {                                                                 \
            printf("# %s:%d: got  %s\n# want %s\n", __FILE__, __LINE__, g_, w_);                   \
            tests_bad = 1;                                                                         \
        }                                                                                          \
    } while (0)

#define CHECK_INT(got, want)                                                                       \
    do {                                                                                           \
        long long g_ = (long long)(got), w_ = (long long)(want);                                   \
        if (g_ != w_) {                                                                            \
            printf("# %s:%d: %s is %lld, want %lld\n", __FILE__, __LINE__, #got, g_, w_);          \
            tests_bad = 1;                                                                         \
        }                                                                                          \
    } while (0)

#define TEST_MAIN                                                                                  \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        int failed = 0;                                                                            \
        for (struct test *t = tests_first; t; t = t->next) {                                       \
            if (argc > 1 && strcmp(argv[1], t->name) != 0)                                         \
                continue;                                                                          \
            tests_bad = 0;                                                                         \
            t->run();                                                                              \
            failed += tests_bad;                                                                   \
            printf("%s %s\n", tests_bad ? "not ok" : "ok", t->name);                               \
            fflush(stdout);                                                                        \
        }                                                                                          \
        return failed != 0;                                                                        \
    }

/* A copy of n bytes whose end is the end of its last mapped page; never freed. */
__attribute__((unused)) static uint8_t *guarded(const void *p, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (n + page - 1) / page * page;
    uint8_t *m =
        mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (m == MAP_FAILED || mprotect(m + room, page, PROT_NONE) != 0)
        abort();
    if (n)
        memcpy(m + room - n, p, n);
    return m + room - n;
}

#ifdef TEST_ALLOC
/* Interposed allocators: define TEST_ALLOC before including to use fail_alloc_after(). */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
static long alloc_left = -1;

__attribute__((unused)) static int alloc_refused(void)
{
    if (alloc_left < 0)
        return 0;
    if (alloc_left > 0) {
        alloc_left--;
        return 0;
    }
    errno = ENOMEM;
    return 1;
}

__attribute__((unused)) static void fail_alloc_after(long k)
{
    alloc_left = k;
}

__attribute__((unused)) static void fail_alloc_never(void)
{
    alloc_left = -1;
}

#ifndef __SANITIZE_ADDRESS__
void *malloc(size_t n)
{
    return alloc_refused() ? NULL : __libc_malloc(n);
}

void *calloc(size_t a, size_t n)
{
    return alloc_refused() ? NULL : __libc_calloc(a, n);
}

void *realloc(void *p, size_t n)
{
    return alloc_refused() ? NULL : __libc_realloc(p, n);
}
#endif
#endif

#endif
