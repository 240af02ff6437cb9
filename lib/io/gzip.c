/* gzip (RFC 1952) written: one member, without a time or a name. */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"

struct gzip {
    struct io_comp comp;
    struct io_deflate *z;
    uint32_t crc, size;
    bool begun, ended; /* the header was written; all but the trailer was */
};

static const uint8_t header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3}; /* no time; fast; Unix */

static void sums(const struct gzip *g, uint8_t *t)
{
    for (unsigned i = 0; i < 4; i++) {
        t[i] = (uint8_t)(g->crc >> 8 * i);
        t[4 + i] = (uint8_t)(g->size >> 8 * i);
    }
}

static enum io_ran run(struct io_comp *c, const uint8_t **p, size_t *n, enum io_flush f,
                       uint8_t *out, size_t cap, size_t *made)
{
    struct gzip *g = (struct gzip *)c;
    const uint8_t *from = *p;
    size_t at = 0, k = 0;

    if (!g->begun) {
        memcpy(out, header, sizeof header);
        at = sizeof header;
        g->begun = true;
    }
    if (!g->ended) {
        g->ended = !io_deflate_run(g->z, p, n, f, out + at, cap - at, &k) && f == IO_FINISH;
        g->crc = io_crc32(g->crc, from, (size_t)(*p - from));
        g->size += (uint32_t)(*p - from);
        at += k;
        *made = at;
        if (!g->ended)
            return *n || at == cap ? IO_AGAIN : IO_DONE;
    }
    *made = at;
    if (cap - at < 8)
        return IO_AGAIN;
    sums(g, out + at);
    *made = at + 8;
    return IO_DONE;
}

/* An empty last block, coded with the fixed codes, and the trailer. */
static size_t tail(const struct io_comp *c, uint8_t t[IO_TAIL])
{
    t[0] = 3;
    t[1] = 0;
    sums((const struct gzip *)c, t + 2);
    return 10;
}

static void gzip_free(struct io_comp *c)
{
    io_deflate_free(((struct gzip *)c)->z);
    free(c);
}

struct io_comp *io_gzip_new(int level)
{
    struct gzip *g = calloc(1, sizeof *g);

    if (!g)
        return NULL;
    g->comp = (struct io_comp){.run = run, .tail = tail, .free = gzip_free};
    g->z = io_deflate_new(level);
    if (!g->z) {
        free(g);
        return NULL;
    }
    return &g->comp;
}
