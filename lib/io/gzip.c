/* gzip (RFC 1952) written: blocks that are a member each, without a time or a name. */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"

#define TRAILER     8
#define STORED_MOST 65535u

struct gzip {
    struct sn_packer packer;
    struct io_deflate *z;
};

static const uint8_t header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3}; /* no time; fast; Unix */

static void put_le(uint8_t *t, uint32_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        t[i] = (uint8_t)(v >> 8 * i);
}

/* The bytes as they are, for what compression would make longer. */
static bool store(const uint8_t *in, size_t n, uint8_t *out, size_t cap, size_t *made)
{
    size_t at = 0;

    do {
        uint32_t k = n < STORED_MOST ? (uint32_t)n : STORED_MOST;

        if (cap - at < k + 5)
            return false;
        out[at] = k == n;
        put_le(out + at + 1, k, 2);
        put_le(out + at + 3, ~k, 2);
        if (k)
            memcpy(out + at + 5, in, k);
        at += k + 5;
        in += k;
        n -= k;
    } while (n);
    *made = at;
    return true;
}

static bool gzip_run(struct sn_packer *k, const uint8_t *in, size_t n, uint8_t *out, size_t cap,
                     size_t *m)
{
    struct io_deflate *z = ((struct gzip *)k)->z;
    uint8_t *body = out + sizeof header;
    size_t room, made;

    if (cap < sizeof header + TRAILER)
        return false;
    room = cap - sizeof header - TRAILER;
    memcpy(out, header, sizeof header);
    if (!sn_io_deflate_run(z, in, n, body, room, &made) && !store(in, n, body, room, &made))
        return false;
    put_le(body + made, sn_io_crc32(0, in, n), 4);
    put_le(body + made + 4, (uint32_t)n, 4);
    *m = sizeof header + made + TRAILER;
    return true;
}

static void gzip_free(struct sn_packer *k)
{
    sn_io_deflate_free(((struct gzip *)k)->z);
    free(k);
}

struct sn_packer *sn_io_gzip_new(int level)
{
    struct gzip *g = calloc(1, sizeof *g);

    if (!g)
        return NULL;
    g->packer = (struct sn_packer){.run = gzip_run, .free = gzip_free};
    g->z = sn_io_deflate_new(level);
    if (!g->z) {
        free(g);
        return NULL;
    }
    return &g->packer;
}
