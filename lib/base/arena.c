/* Arenas: a list of malloc'd chunks, bump allocation in the newest. See sn/arena.h. */
#include <stdlib.h>
#include <string.h>

#include "base/huge.h"
#include "sn/arena.h"

#define FIRST_CHUNK 4096
#define LARGE_CHUNK ((size_t)1 << 20)

struct sn_arena_chunk {
    struct sn_arena_chunk *next;
    size_t size; /* header included */
};

#define HEADER ((sizeof(struct sn_arena_chunk) + 15) & ~(size_t)15)

void sn_arena_init(struct sn_arena *a, size_t cap)
{
    memset(a, 0, sizeof *a);
    a->cap = cap;
}

void sn_arena_free(struct sn_arena *a)
{
    struct sn_arena_chunk *c, *next;

    for (c = a->chunks; c; c = next) {
        next = c->next;
        free(c);
    }
    sn_arena_init(a, a->cap);
}

void sn_arena_reset(struct sn_arena *a)
{
    struct sn_arena_chunk *c, *next, *keep = NULL;

    for (c = a->chunks; c; c = next) {
        next = c->next;
        if (!keep || c->size > keep->size) {
            free(keep);
            keep = c;
        } else {
            free(c);
        }
    }
    sn_arena_init(a, a->cap);
    if (!keep)
        return;
    keep->next = NULL;
    a->chunks = keep;
    a->used = keep->size;
    a->p = (char *)keep + HEADER;
    a->end = (char *)keep + keep->size;
}

void *sn_arena_more(struct sn_arena *a, size_t n)
{
    size_t size = a->chunks ? a->chunks->size * 2 : FIRST_CHUNK;
    struct sn_arena_chunk *c;
    char *p;

    if (size > LARGE_CHUNK)
        size = LARGE_CHUNK;
    if (n > SIZE_MAX - HEADER)
        return NULL;
    if (size < n + HEADER)
        size = n + HEADER;
    if (a->used > a->cap || size > a->cap - a->used) {
        size = n + HEADER;
        if (a->used > a->cap || size > a->cap - a->used)
            return NULL;
    }
    c = malloc(size);
    if (!c)
        return NULL;
    sn_huge_touch(c, size);
    c->next = a->chunks;
    c->size = size;
    a->chunks = c;
    a->used += size;
    p = (char *)c + HEADER;
    a->p = p + n;
    a->end = (char *)c + size;
    return p;
}

void *sn_arena_zalloc(struct sn_arena *a, size_t count, size_t size)
{
    size_t n;
    void *p;

    if (__builtin_mul_overflow(count, size, &n))
        return NULL;
    p = sn_arena_alloc(a, n);
    if (p)
        memset(p, 0, n);
    return p;
}

char *sn_arena_strndup(struct sn_arena *a, const char *s, size_t n)
{
    char *p = n < SIZE_MAX ? sn_arena_alloc(a, n + 1) : NULL;

    if (!p)
        return NULL;
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}
