/* Pools of objects: see pool.h. Sanitizers see each object as an allocation of its own. */
#include "base/pool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/huge.h"

#define FIRST_CHUNK ((size_t)16 << 10)
#define LARGE_CHUNK ((size_t)2 << 20)

struct sn_pool_chunk {
    struct sn_pool_chunk *next;
    size_t size; /* header included */
};

void sn_pool_init(struct sn_pool *o, size_t size)
{
    *o = (struct sn_pool){.size = size};
}

#ifdef __SANITIZE_ADDRESS__

void sn_pool_free(struct sn_pool *o)
{
    (void)o;
}

void *sn_pool_new(struct sn_pool *o)
{
    return calloc(1, o->size);
}

void sn_pool_put(struct sn_pool *o, void *object)
{
    (void)o;
    free(object);
}

#else

void sn_pool_free(struct sn_pool *o)
{
    struct sn_pool_chunk *next;

    for (struct sn_pool_chunk *c = o->chunks; c; c = next) {
        next = c->next;
        sn_huge_free(c, c->size);
    }
    sn_pool_init(o, o->size);
}

static bool more(struct sn_pool *o)
{
    size_t size = o->chunks ? o->chunks->size * 2 : FIRST_CHUNK;
    struct sn_pool_chunk *c;

    size = size < LARGE_CHUNK ? size : LARGE_CHUNK;
    c = sn_huge_new(size);
    if (!c)
        return false;
    c->next = o->chunks;
    c->size = size;
    o->chunks = c;
    o->p = (uint8_t *)(c + 1);
    o->end = (uint8_t *)c + size;
    return true;
}

void *sn_pool_new(struct sn_pool *o)
{
    void *object = o->unused;

    if (object) {
        memcpy(&o->unused, object, sizeof o->unused);
        return memset(object, 0, o->size);
    }
    if ((size_t)(o->end - o->p) < o->size && !more(o))
        return NULL;
    object = o->p;
    o->p += o->size;
    return object;
}

void sn_pool_put(struct sn_pool *o, void *object)
{
    if (!object)
        return;
    memcpy(object, &o->unused, sizeof o->unused);
    o->unused = object;
}

#endif
