/*
 * Any bytes as a gzip or zstd file, and any bytes compressed: read in pieces of any size, from
 * memory or a pipe or as a block, the same comes out, with the same error at the same place; what
 * zlib accepts as one member is accepted, byte for byte; what sn_sink_gzip writes, flushed
 * anywhere, reads back. Proven with a planted bug, found in less than a minute: bytes that ISA-L
 * had read ahead of a member's end not given back.
 */
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "io/codec.h"
#include "sn/rd.h"

#define MOST ((size_t)1 << 20)

struct got {
    uint8_t *p;
    size_t n;
    enum sn_err end;
    uint64_t at;
};

static struct got drain(struct sn_src *s, size_t cap)
{
    struct got g = {.p = malloc(MOST)};
    struct sn_diag d = {0};
    size_t n = 0;

    FUZZ_ASSERT(g.p);
    while (g.n < MOST &&
           !(g.end = sn_src_read(s, g.p + g.n, MOST - g.n < cap ? MOST - g.n : cap, &n, &d)))
        g.n += n;
    g.at = d.at;
    sn_src_close(s);
    return g;
}

/* Where zstd notices damage, and how many bytes of the block it gives before, depends on the pieces
 * that it is given. */
static void same(struct got *a, struct got b, bool some)
{
    bool loose = some && a->end == SN_EFORMAT;

    FUZZ_ASSERT(a->end == b.end && (loose || (a->n == b.n && a->at == b.at)));
    FUZZ_ASSERT(memcmp(a->p, b.p, a->n < b.n ? a->n : b.n) == 0);
    free(b.p);
}

static struct got from_mem(const uint8_t *p, size_t n, size_t cap)
{
    struct sn_src *s;

    FUZZ_ASSERT(!sn_src_open_mem(&s, p, n, "fuzz", NULL));
    return drain(s, cap);
}

/* Twice by the same state: nothing is left of the first. */
static struct got as_block(const uint8_t *p, size_t n)
{
    struct io_dec *u = sn_unpacker_new(p[0] == 0x1f ? SN_CODEC_GZIP : SN_CODEC_ZSTD);
    struct got g = {.p = malloc(MOST)};
    struct sn_diag d = {0};

    FUZZ_ASSERT(u && g.p);
    (void)!sn_unpack(u, p, n - n / 3, g.p, MOST, &g.n, NULL);
    g.end = sn_unpack(u, p, n, g.p, MOST, &g.n, &d);
    g.end = g.end ? g.end : SN_EOF;
    g.at = d.at;
    u->free(u);
    return g;
}

/* In two pieces, so that the decoder stops in the middle. */
static struct got from_pipe(const uint8_t *p, size_t n, size_t first)
{
    struct got g = {.p = malloc(MOST)};
    struct sn_diag d = {0};
    struct sn_src *s;
    size_t k = 0, done = 0;
    int fd[2];

    FUZZ_ASSERT(g.p && pipe(fd) == 0 && !sn_src_open_fd(&s, fd[0], true, "fuzz", NULL));
    for (;;) {
        if (!sn_src_ready(s)) {
            size_t m = done ? n - done : first;

            if (m)
                FUZZ_ASSERT(write(fd[1], p + done, m) == (ssize_t)m);
            done += m;
            if (done == n)
                close(fd[1]);
        }
        g.end = sn_src_read(s, g.p + g.n, MOST - g.n, &k, &d);
        g.n += k;
        if (g.end || g.n == MOST)
            break;
    }
    g.at = d.at;
    if (done != n)
        close(fd[1]);
    sn_src_close(s);
    return g;
}

/* When zlib takes the input as exactly one member, so do we. */
static void against_zlib(const struct got *g, const uint8_t *p, size_t n)
{
    z_stream z = {0};
    uint8_t *out = malloc(MOST);
    int e;

    FUZZ_ASSERT(out && inflateInit2(&z, 31) == Z_OK);
    z.next_in = (Bytef *)(uintptr_t)p;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)MOST;
    e = inflate(&z, Z_FINISH);
    if (e == Z_STREAM_END && z.total_out < MOST) {
        FUZZ_ASSERT(g->n >= z.total_out && memcmp(out, g->p, z.total_out) == 0);
        FUZZ_ASSERT(z.avail_in || g->end == SN_EOF);
    } else if (e != Z_STREAM_END && z.total_out < MOST) {
        FUZZ_ASSERT(g->end != SN_EOF);
    }
    inflateEnd(&z);
    free(out);
}

/* Level 0: zstd. */
static void round_trip(const uint8_t *p, size_t n, int level, size_t flush_at)
{
    struct sn_sink *inner, *s;
    struct sn_buf b;
    struct got g;

    sn_buf_init(&b, 1 << 22);
    FUZZ_ASSERT(!sn_sink_open_buf(&inner, &b, NULL));
    if (level) {
        FUZZ_ASSERT(!sn_sink_gzip(&s, inner, level, NULL));
    } else if (sn_sink_zstd(&s, inner, 1, NULL)) { /* built without it */
        sn_buf_free(&b);
        return;
    }
    FUZZ_ASSERT(!sn_sink_write(s, p, flush_at, NULL) && !sn_sink_flush(s, NULL));
    FUZZ_ASSERT(!sn_sink_write(s, p + flush_at, n - flush_at, NULL));
    FUZZ_ASSERT(!sn_sink_close(s, NULL));
    g = from_mem((uint8_t *)b.base, sn_buf_len(&b), 4096);
    FUZZ_ASSERT(g.end == SN_EOF && g.n == n && (!n || memcmp(g.p, p, n) == 0));
    free(g.p);
    sn_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct got g;
    bool loose;

    if (n > 30000)
        return 0;
    if (n > 3 && ((p[0] == 0x1f && p[1] == 0x8b && p[2] == 8) || sn_be32(p) == 0x28b52ffd ||
                  (p[0] >> 4 == 5 && (sn_be32(p) & 0xffffff) == 0x2a4d18))) {
        g = from_mem(p, n, MOST);
        if (g.n < MOST) {
            loose = p[0] != 0x1f || p[3] & 4; /* of a damaged BGZF block nothing is given */
            same(&g, from_mem(p, n, 1 + p[n - 1] % 61u), loose);
            same(&g, from_pipe(p, n, 4 + p[n - 1] % (n - 3)), loose);
            same(&g, as_block(p, n), loose);
            if (p[0] == 0x1f)
                against_zlib(&g, p, n);
        }
        free(g.p);
    }
    if (n)
        round_trip(p, n, p[n - 1] % 10, p[0] % (n + 1));
    return 0;
}
