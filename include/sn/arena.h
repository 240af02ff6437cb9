/*
 * Memory by arena: allocated piece by piece, freed or reset as a whole.
 *
 * An arena belongs to one thread at a time. It never grows past its cap; running out returns NULL
 * and is for the caller to report as SN_ENOMEM.
 */
#ifndef SN_ARENA_H
#define SN_ARENA_H

#include "sn/err.h"

struct sn_arena_chunk;

struct sn_arena {
    char *p, *end; /* the free part of the current chunk */
    struct sn_arena_chunk *chunks;
    size_t used; /* bytes of all chunks, headers included */
    size_t cap;  /* the most that `used` may become */
};

/* An empty arena that may take up to cap bytes from malloc. Nothing is allocated yet. */
SN_API void sn_arena_init(struct sn_arena *a, size_t cap);

/* Forgets every allocation but keeps the largest chunk for reuse. */
SN_API void sn_arena_reset(struct sn_arena *a);

/* Gives everything back. The arena may be used again afterwards. */
SN_API void sn_arena_free(struct sn_arena *a);

/* Out of line part of sn_arena_alloc. */
SN_API void *sn_arena_more(struct sn_arena *a, size_t n) SN_MUST;

/* n bytes aligned to 16, not initialised, NULL when the cap or the system says no. n = 0 gives a
 * unique pointer. */
static inline void *sn_arena_alloc(struct sn_arena *a, size_t n)
{
    size_t want = (n + 15 + !n) & ~(size_t)15;

    if (want < n)
        return NULL;
    if ((size_t)(a->end - a->p) >= want) {
        void *p = a->p;

        a->p += want;
        return p;
    }
    return sn_arena_more(a, want);
}

/* count * size zeroed bytes, NULL on overflow too. */
SN_API void *sn_arena_zalloc(struct sn_arena *a, size_t count, size_t size) SN_MUST;

/* A copy of n bytes with a NUL behind them. */
SN_API char *sn_arena_strndup(struct sn_arena *a, const char *s, size_t n) SN_MUST;

#define SN_NEW(a, type)     ((type *)sn_arena_zalloc((a), 1, sizeof(type)))
#define SN_NEWN(a, type, n) ((type *)sn_arena_zalloc((a), (n), sizeof(type)))

#endif
