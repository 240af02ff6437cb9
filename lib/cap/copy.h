/*
 * A copy of what is written, for a reader that may be slow: a terminal's.
 *
 * Nobody waits for it: what the pipe has no room for is kept in memory up to a limit, and what is
 * beyond that is left out, whole records at a time.
 *
 * Invariant: the bytes [at, end) of buf are still to be written; with fd -1 there is no copy.
 */
#ifndef CAP_COPY_H
#define CAP_COPY_H

#include <stddef.h>
#include <sys/uio.h>

#include "sn/err.h"

#define COPY_MAX ((size_t)64 << 20) /* bytes in memory */

struct copy {
    int fd;
    uint8_t *buf;
    size_t at, end, size;
    uint64_t left_out; /* packets */
};

/* Takes the descriptor, a pipe's, and makes it non-blocking. */
void sn_copy_init(struct copy *c, int fd);

/* Hands on n pieces with `packets` whole records, `bytes` altogether. */
void sn_copy_put(struct copy *c, const struct iovec *v, size_t n, size_t bytes, uint64_t packets);

/* Writes what there is room for; a pipe without a reader takes everything. */
void sn_copy_push(struct copy *c);

/* Waits until everything is written; closes. */
void sn_copy_close(struct copy *c);

static inline bool copy_waits(const struct copy *c)
{
    return c->at < c->end;
}

#endif
