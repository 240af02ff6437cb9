/*
 * Objects of one size that come and go in any order, many of them: cut from large pieces of memory,
 * whose pages the system gives at once, and used again before there is another piece. Pieces are
 * given back together, when the pool is freed: a pool is as large as what it held at its fullest.
 */
#ifndef SN_BASE_POOL_H
#define SN_BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

struct sn_pool_chunk;

struct sn_pool {
    size_t size;      /* of an object */
    void *unused;     /* objects that were put back, each points at the next */
    uint8_t *p, *end; /* what is left of the newest piece */
    struct sn_pool_chunk *chunks;
};

/* size in bytes, at least a pointer's, a multiple of 8. */
void sn_pool_init(struct sn_pool *o, size_t size);
void sn_pool_free(struct sn_pool *o); /* all objects were put back */

/* A zeroed object, NULL without memory. */
void *sn_pool_new(struct sn_pool *o);

/* NULL is allowed. */
void sn_pool_put(struct sn_pool *o, void *object);

#endif
