/* Large zeroed memory: see huge.h. */
#include "base/huge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE  ((size_t)4 << 10)
#define LARGE ((size_t)64 << 10)
#define HUGE  ((size_t)2 << 20)

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14, madvise(2) */
#endif

static size_t whole_pages(size_t n)
{
    return (n + HUGE - 1) & ~(HUGE - 1);
}

void sn_huge_touch(void *p, size_t n)
{
    size_t before = -(uintptr_t)p & (PAGE - 1);

    if (n >= LARGE)
        (void)madvise((uint8_t *)p + before, (n - before) & ~(PAGE - 1), MADV_POPULATE_WRITE);
}

/* calloc() may write to all of it, and so would have the pages one by one. */
static void *new_large(size_t n)
{
    void *p = n < LARGE ? calloc(1, n) : malloc(n);

    if (p && n >= LARGE) {
        sn_huge_touch(p, n);
        memset(p, 0, n);
    }
    return p;
}

void *sn_huge_new(size_t n)
{
    size_t all = whole_pages(n), before;
    uint8_t *p;

    if (n < HUGE)
        return new_large(n);
    p = mmap(NULL, all + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
             -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    before = -(uintptr_t)p & (HUGE - 1);
    if (before)
        (void)munmap(p, before);
    (void)munmap(p + before + all, HUGE - before);
    (void)madvise(p + before, all, MADV_HUGEPAGE);
    return p + before;
}

void sn_huge_free(void *p, size_t n)
{
    if (n < HUGE)
        free(p);
    else if (p)
        (void)munmap(p, whole_pages(n));
}
