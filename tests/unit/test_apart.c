/* lib/io: files of independent blocks: cut anywhere, damaged anywhere, damage skipped. */
#include "test.h"

#include "io/codec.h"
#include "streams.h"

#define BLOCK  1000
#define BLOCKS 12

struct file {
    uint8_t p[BLOCKS * BLOCK * 2];
    size_t n, ends[BLOCKS + 2]; /* ends[0] is 0; the last block is the empty one */
    uint8_t *plain;
};

static void make_file(struct file *f)
{
    struct sn_packer *k = sn_packer_new(SN_CODEC_GZIP, 1);
    size_t m;

    f->n = f->ends[0] = 0;
    f->plain = words(BLOCKS * BLOCK);
    for (size_t i = 0; i <= BLOCKS; i++) {
        CHECK(sn_pack(k, f->plain + i * BLOCK, i < BLOCKS ? BLOCK : 0, f->p + f->n,
                      sizeof f->p - f->n, &m));
        CHECK_INT(sn_io_bgzf_size(f->p + f->n, m), m);
        f->ends[i + 1] = f->n += m;
    }
    sn_packer_free(k);
}

/* The block that a byte is in. */
static size_t block_of(const struct file *f, size_t at)
{
    size_t i = 0;

    while (i < BLOCKS && f->ends[i + 1] <= at)
        i++;
    return i;
}

/* Everything before the cut is there, and the cut is no error between two blocks. */
TEST(cut_at_every_byte)
{
    struct file f;

    make_file(&f);
    for (size_t cut = 4; cut <= f.n; cut += TEST_STEP)
        for (size_t cap = 100; cap <= 100000; cap *= 1000) {
            struct got g = read_mem(guarded(f.p, cut), cut, cap);
            size_t i = block_of(&f, cut - 1) + 1;
            bool clean = cut == f.ends[i];
            size_t whole = clean ? i : i - 1;

            whole = whole < BLOCKS ? whole : BLOCKS;
            CHECK_INT(g.e, clean ? SN_EOF : SN_ETRUNC);
            CHECK(g.n >= whole * BLOCK && g.n <= BLOCKS * BLOCK && memcmp(g.p, f.plain, g.n) == 0);
            CHECK(clean || g.d.at == cut);
            free(g.p);
        }
    free(f.plain);
}

/* Flipped bits anywhere behind the first block's header: all blocks before are delivered, and none
 * of the damaged one's bytes. */
TEST(every_byte_damaged)
{
    struct file f;

    make_file(&f);
    for (size_t at = BGZF_HEADER; at < f.n; at += TEST_STEP) {
        size_t i = block_of(&f, at), in = at - f.ends[i];
        struct got g;

        f.p[at] ^= 0x14;
        g = read_mem(guarded(f.p, f.n), f.n, 5000);
        f.p[at] ^= 0x14;
        CHECK(g.n >= i * BLOCK && memcmp(g.p, f.plain, i * BLOCK) == 0);
        if (g.e == SN_EOF) { /* bits that mean nothing: a time, what fills the last byte */
            CHECK(g.n == BLOCKS * BLOCK && memcmp(g.p, f.plain, g.n) == 0);
        } else if (in >= BGZF_HEADER && i < BLOCKS) {
            CHECK_INT(g.e, SN_EFORMAT);
            CHECK(g.n == i * BLOCK && g.d.at == f.ends[i]);
        }
        free(g.p);
    }
    free(f.plain);
}

struct lost {
    uint64_t at, n;
    unsigned times;
};

static void lost(void *ctx, uint64_t at, uint64_t n)
{
    struct lost *l = ctx;

    l->at = at;
    l->n = n;
    l->times++;
}

/* Reads a file with damage skipped, given in pieces. */
static enum sn_err read_skipping(const struct file *f, size_t piece, uint8_t *out, size_t *n,
                                 struct lost *l)
{
    struct io_dec *c = sn_io_apart_new(SN_CODEC_GZIP);
    struct io_in in = {.p = f->p, .end = f->p};
    const struct io_skip skip = {lost, l};
    enum sn_err e = SN_OK;
    struct sn_diag d;
    size_t k;

    *l = (struct lost){.n = 0};
    sn_io_apart_skip(c, &skip);
    for (*n = 0; !e; *n += k) {
        if (in.p == in.end) {
            size_t left = (size_t)(f->p + f->n - in.p);

            in.eof = !left;
            in.end += left < piece ? left : piece;
        }
        e = c->run(c, &in, out + *n, BLOCKS * BLOCK + 1 - *n, &k, &d);
    }
    c->free(c);
    return e;
}

/* Each byte of a block in the middle damaged: that block is lost, and nothing else. */
TEST(damage_is_skipped)
{
    static uint8_t out[BLOCKS * BLOCK + 1];
    const size_t i = 5;
    struct lost l;
    struct file f;
    size_t n;

    make_file(&f);
    for (size_t piece = 7; piece < 100000; piece *= 50)
        for (size_t at = f.ends[i]; at < f.ends[i + 1]; at += TEST_STEP) {
            f.p[at] ^= 0x14;
            CHECK_INT(read_skipping(&f, piece, out, &n, &l), SN_EOF);
            f.p[at] ^= 0x14;
            if (n == BLOCKS * BLOCK) {
                CHECK(l.times == 0 && memcmp(out, f.plain, n) == 0);
                continue;
            }
            CHECK_INT(n, (BLOCKS - 1) * BLOCK);
            CHECK(memcmp(out, f.plain, i * BLOCK) == 0);
            CHECK(memcmp(out + i * BLOCK, f.plain + (i + 1) * BLOCK, n - i * BLOCK) == 0);
            CHECK(l.times == 1 && l.at == f.ends[i] && l.n == f.ends[i + 1] - f.ends[i]);
        }
    free(f.plain);
}

TEST_MAIN
