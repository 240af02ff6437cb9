/* lib/io: gzip read: every cut, damaged bytes, members, padding, slow pipes. */
#include <zlib.h>

#include "test.h"

#include "streams.h"

/* A gzip member made by zlib, with the header fields of RFC 1952 asked for. */
static size_t make_gz(uint8_t *to, size_t room, const uint8_t *p, size_t n, int level, bool fields)
{
    z_stream z = {0};
    gz_header h = {.name = (Bytef *)(uintptr_t) "name",
                   .comment = (Bytef *)(uintptr_t) "comment",
                   .extra = (Bytef *)(uintptr_t) "extra",
                   .extra_len = 5,
                   .hcrc = 1};

    if (deflateInit2(&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    if (fields)
        deflateSetHeader(&z, &h);
    z.next_in = (Bytef *)(uintptr_t)p;
    z.avail_in = (uInt)n;
    z.next_out = to;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    deflateEnd(&z);
    return z.total_out;
}

TEST(levels_and_sizes)
{
    static const size_t sizes[] = {0, 1, 100, 65536, 300000};
    uint8_t *gz = malloc(1 << 21);

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int level = 0; level <= 9; level += 3)
            for (size_t cap = sizes[i] > 1000 ? 4093 : 1; cap < 1 << 19; cap = cap * 9 + 1) {
                uint8_t *p = words(sizes[i]);
                size_t n = make_gz(gz, 1 << 21, p, sizes[i], level, level == 3);
                struct got g = read_mem(guarded(gz, n), n, cap);

                CHECK_INT(g.e, SN_EOF);
                CHECK(g.n == sizes[i] && memcmp(g.p, p, g.n) == 0);
                free(g.p);
                free(p);
            }
    free(gz);
}

/* Three members, one of them empty, and zero bytes behind; every cut. */
TEST(every_cut)
{
    uint8_t *p = words(3000), *gz = malloc(1 << 16);
    size_t ends[4] = {0}, sizes[3] = {1000, 0, 2000}, done = 0, n = 0;

    for (int m = 0; m < 3; m++) {
        n += make_gz(gz + n, (1 << 16) - n, p + done, sizes[m], 6, m != 1);
        done += sizes[m];
        ends[m + 1] = n;
    }
    memset(gz + n, 0, 100);
    for (size_t cut = 3; cut <= n + 100; cut++)
        for (size_t cap = 1; cap < 10000; cap = cap * 71) {
            struct got g = read_mem(guarded(gz, cut), cut, cap);
            bool clean = cut == ends[1] || cut == ends[2] || cut >= ends[3];

            CHECK_INT(g.e, clean ? SN_EOF : SN_ETRUNC);
            if (!clean)
                CHECK_INT(g.d.at, cut);
            CHECK(memcmp(g.p, p, g.n) == 0);
            CHECK(g.n >= (cut >= ends[1] ? 1000u : 0u));
            if (cut >= n - 8)
                CHECK_INT(g.n, 3000); /* only the trailer is missing */
            free(g.p);
        }
    free(p);
    free(gz);
}

TEST(what_follows_must_be_gzip)
{
    static const char *const tails[] = {"x", "\x1fx", "\0\0x", "\x1f\x8b\x07\0\0\0\0\0\0\0"};
    static const size_t lens[] = {1, 2, 3, 10}, bad[] = {0, 0, 2, 0};
    uint8_t *p = words(500), gz[2048];
    size_t n = make_gz(gz, sizeof gz, p, 500, 6, false);

    for (size_t i = 0; i < 4; i++) {
        struct got g;

        memcpy(gz + n, tails[i], lens[i]);
        g = read_mem(guarded(gz, n + lens[i]), n + lens[i], 100);
        CHECK_INT(g.e, SN_EFORMAT);
        CHECK_INT(g.d.at, n + bad[i]);
        CHECK(g.n == 500 && memcmp(g.p, p, 500) == 0);
        free(g.p);
    }
    free(p);
}

/* Each byte damaged in turn: never a clean end with other bytes. */
TEST(every_byte_damaged)
{
    uint8_t *p = words(2000), gz[4096];
    size_t n = make_gz(gz, sizeof gz, p, 2000, 6, false);
    unsigned found = 0;

    for (size_t i = 3; i < n; i++) {
        struct got g;

        gz[i] ^= 0x24;
        g = read_mem(guarded(gz, n), n, 4096);
        gz[i] ^= 0x24;
        CHECK(g.e == SN_EOF || g.e == SN_EFORMAT || g.e == SN_ETRUNC);
        if (g.e == SN_EOF)
            CHECK(g.n == 2000 && memcmp(g.p, p, 2000) == 0);
        else
            found++;
        free(g.p);
    }
    CHECK(found >= n - 10); /* time, extra flags and system in the header are free */
    free(p);
}

TEST(not_compressed)
{
    static const uint8_t near[] = {0x1f, 0x8b, 7, 8, 9};
    struct got g = read_mem(guarded(near, 5), 5, 100);

    CHECK(g.e == SN_EOF && g.n == 5 && memcmp(g.p, near, 5) == 0);
    free(g.p);
}

/* Through a pipe, byte by byte: what can be decoded is delivered at once, and nothing blocks. */
TEST(trickles)
{
    uint8_t *p = words(300), gz[1024], got[512];
    z_stream z = {0};
    struct sn_src *s;
    struct sn_diag d = {0};
    size_t n, all = 0, flushed;
    int fd[2];

    CHECK(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = p;
    z.avail_in = 200;
    z.next_out = gz;
    z.avail_out = sizeof gz;
    CHECK(deflate(&z, Z_SYNC_FLUSH) == Z_OK);
    flushed = z.total_out;
    z.avail_in = 100;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    CHECK(pipe(fd) == 0 && !sn_src_open_fd(&s, fd[0], true, "p", &d));
    for (size_t i = 0; i < z.total_out; i++) {
        CHECK(!sn_src_ready(s));
        CHECK(write(fd[1], gz + i, 1) == 1);
        while (sn_src_ready(s)) {
            if (i < 3) /* it waits for the first four bytes, which decide */
                break;
            CHECK(!sn_src_read(s, got + all, sizeof got - all, &n, &d));
            all += n;
        }
        if (i < 3) {
            CHECK(write(fd[1], gz + i + 1, 3 - i) == (ssize_t)(3 - i));
            i = 3;
            while (sn_src_ready(s))
                CHECK(!sn_src_read(s, got, 1, &n, &d) && !n);
        }
        if (i + 1 == flushed)
            CHECK_INT(all, 200);
    }
    close(fd[1]);
    CHECK_INT(sn_src_read(s, got + all, 9, &n, &d), SN_EOF);
    CHECK(all == 300 && memcmp(got, p, 300) == 0);
    sn_src_close(s);
    deflateEnd(&z);
    free(p);
}

TEST_MAIN
