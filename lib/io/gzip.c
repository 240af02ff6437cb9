/*
 * gzip (RFC 1952) written as BGZF (the SAM specification, section 4.1): members of at most 64 KiB,
 * without a time or a name, whose extra field "BC" says how long they are. A block is one member,
 * or several when it is larger; a block of nothing is the member that ends a BGZF file.
 */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"

#define TRAILER     8
#define STORED_HEAD 5

enum { QUICK = 3 }; /* up to this level random bytes are stored unseen */

struct gzip {
    struct sn_packer packer;
    struct io_deflate *z;
    bool quick;
};

/* No time, no system; an extra field of 6 bytes: BC, 2 bytes: the member's length less 1. */
static const uint8_t header[BGZF_HEADER] = {0x1f, 0x8b, 8, 4,   0,   0, 0, 0, 0,
                                            0xff, 6,    0, 'B', 'C', 2, 0, 0, 0};

static void put_le(uint8_t *t, uint32_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        t[i] = (uint8_t)(v >> 8 * i);
}

/* The bytes as they are, for what compression would make longer. */
static size_t store(const uint8_t *in, size_t n, uint8_t *out)
{
    out[0] = 1;
    put_le(out + 1, (uint32_t)n, 2);
    put_le(out + 3, ~(uint32_t)n, 2);
    memcpy(out + STORED_HEAD, in, n);
    return STORED_HEAD + n;
}

/* One member of n bytes, at most BGZF_MOST. */
static bool member(const struct gzip *g, const uint8_t *in, size_t n, uint8_t *out, size_t cap,
                   size_t *m)
{
    static const uint8_t nothing[] = {3, 0};
    uint8_t *body = out + sizeof header;
    size_t most = STORED_HEAD + n, room, made;

    if (cap < sizeof header + sizeof nothing + TRAILER)
        return false;
    room = cap - sizeof header - TRAILER;
    memcpy(out, header, sizeof header);
    if (!n)
        memcpy(body, nothing, made = sizeof nothing);
    else if ((g->quick && sn_io_is_random(in, n)) ||
             !sn_io_deflate_run(g->z, in, n, body, room < most ? room : most, &made) ||
             made >= most) {
        if (room < most)
            return false;
        made = store(in, n, body);
    }
    put_le(body + made, sn_io_crc32(0, in, n), 4);
    put_le(body + made + 4, (uint32_t)n, 4);
    *m = sizeof header + made + TRAILER;
    put_le(out + sizeof header - 2, (uint32_t)*m - 1, 2);
    return true;
}

static bool gzip_run(struct sn_packer *k, const uint8_t *in, size_t n, uint8_t *out, size_t cap,
                     size_t *m)
{
    struct gzip *g = (struct gzip *)k;
    size_t size, made;

    *m = 0;
    do {
        size = n < BGZF_MOST ? n : BGZF_MOST;
        if (!member(g, in, size, out + *m, cap - *m, &made))
            return false;
        *m += made;
        in += size;
        n -= size;
    } while (n);
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
    g->quick = level <= QUICK;
    if (!g->z) {
        free(g);
        return NULL;
    }
    return &g->packer;
}
