/* Bytes to compress, and sources read to their ends. Include after test.h. */
#ifndef STREAMS_H
#define STREAMS_H

#include "sn/io.h"

/* Text-like bytes: compressible, with matches near and far. */
__attribute__((unused)) static uint8_t *words(size_t n)
{
    static const char *const w[] = {"packet ", "ring ", "the ", "of ", "\0\1\2", "10.0.0.7 "};
    uint8_t *p = malloc(n + 16);
    uint32_t x = 7;

    for (size_t i = 0; i < n;) {
        const char *s;

        x = x * 1664525 + 1013904223;
        s = w[(x >> 24) % 6];
        i += (size_t)snprintf((char *)p + i, 16, "%s%c", s, (x >> 20) & 0xff);
    }
    return p;
}

/* What a source gives in pieces of cap bytes. */
struct got {
    uint8_t *p;
    size_t n;
    enum sn_err e;
    struct sn_diag d;
};

__attribute__((unused)) static struct got read_src(struct sn_src *s, size_t cap)
{
    struct got g = {.p = malloc(cap)};
    size_t n = 0, room = cap;

    while (!(g.e = sn_src_read(s, g.p + g.n, cap, &n, &g.d))) {
        g.n += n;
        if (room - g.n < cap) {
            room = 2 * room;
            g.p = realloc(g.p, room);
        }
    }
    sn_src_close(s);
    return g;
}

__attribute__((unused)) static struct got read_mem(const uint8_t *p, size_t n, size_t cap)
{
    struct sn_src *s;

    CHECK(!sn_src_open_mem(&s, p, n, "mem", NULL));
    return read_src(s, cap);
}

#endif
