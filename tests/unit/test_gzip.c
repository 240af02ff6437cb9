/* lib/io: gzip read: every cut, damaged bytes, members, padding, slow pipes. */
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include "test.h"

#include "io/codec.h"
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
            for (size_t cap = sizes[i] > 1000 ? 4093 : 1; cap < 1 << 19;
                 cap = cap * 9 * TEST_STEP + 1) {
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
    for (size_t cut = 3; cut <= n + 100; cut += TEST_STEP)
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

/* ---- long input: decoded ahead by a thread ---- */

/* Bytes of which few can be compressed, so that the input is long too. */
static uint8_t *mostly_noise(size_t n)
{
    uint8_t *p = words(n);
    uint32_t x = 1;

    for (size_t i = 0; i < n; i++)
        if (i % 4096 < 4000)
            p[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
    return p;
}

/* What the decoder makes of it in one piece, without a thread. */
static struct got decode(const uint8_t *p, size_t n, size_t room)
{
    struct io_dec *u = sn_io_gunzip_new();
    struct io_in in = {.p = p, .end = p + n, .eof = true};
    struct got g = {.p = malloc(room + 1)};
    size_t k;

    do {
        g.e = u->run(u, &in, g.p + g.n, room + 1 - g.n, &k, &g.d);
        g.n += k;
    } while (!g.e);
    u->free(u);
    return g;
}

static void same_as_without(const uint8_t *gz, size_t n, size_t room, size_t cap)
{
    struct got want = decode(gz, n, room), g = read_mem(guarded(gz, n), n, cap);

    CHECK_INT(g.e, want.e);
    CHECK(g.n == want.n && memcmp(g.p, want.p, g.n) == 0);
    if (want.e == SN_ETRUNC)
        CHECK_INT(g.d.at, want.d.at);
    free(g.p);
    free(want.p);
}

TEST(long_input)
{
    size_t one = 1600000, room = 2 * one + 5000, n;
    uint8_t *p = mostly_noise(one), *w = words(5000), *gz = malloc(room + 100000), old;

    n = make_gz(gz, room + 100000, p, one, 1, true);
    for (size_t cap = 4093; cap < room; cap *= 8)
        same_as_without(gz, n, room, cap);
    for (size_t cut = 1 << 20; cut < n;
         cut += TEST_STEP + (n - cut) / 4) /* the trailer's bytes, too */
        same_as_without(gz, cut, room, 1 << 18);
    for (size_t at = 1 << 20; at < n; at += TEST_STEP + (n - at) / 4) {
        old = gz[at];
        gz[at] ^= 0x55;
        same_as_without(gz, n, room, 1 << 18);
        gz[at] = old;
    }
    memcpy(gz + n, "\0\0what", 6);
    same_as_without(gz, n + 2, room, 1 << 18);
    same_as_without(gz, n + 6, room, 1 << 18);
    n += make_gz(gz + n, 50000, w, 5000, 6, false);
    n += make_gz(gz + n, room + 100000 - n, p, one, 6, false);
    for (size_t cap = 4093; cap < room; cap *= 8)
        same_as_without(gz, n, room, cap);
    free(p);
    free(w);
    free(gz);
}

/* Nobody reads on: the thread, which waits for room or for input, ends with the source. */
TEST(long_input_left_alone)
{
    size_t one = 4000000, n, m;
    uint8_t *p = mostly_noise(one), *gz = malloc(one + 100000), *to = malloc(1 << 20);

    n = make_gz(gz, one + 100000, p, one, 1, false);
    for (size_t stop = 0; stop < one; stop += 700000) {
        struct sn_src *s;
        enum sn_err e = SN_OK;

        CHECK(!sn_src_open_mem(&s, gz, n, "mem", NULL));
        for (size_t all = 0; !e && all < stop; all += m)
            e = sn_src_read(s, to, 1 << 20, &m, NULL);
        CHECK_INT(e, SN_OK);
        sn_src_close(s);
    }
    free(p);
    free(gz);
    free(to);
}

/* A pipe that stops in the middle: all that can be decoded comes before it is waited for. */
TEST(long_input_that_stops)
{
    size_t one = 3000000, n, m = 0, all = 0, flushed, sent = 0;
    uint8_t *p = mostly_noise(one), *gz = malloc(one + 100000), *got = malloc(one);
    z_stream z = {0};
    struct sn_src *s;
    int fd[2];

    CHECK(deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = p;
    z.avail_in = 2500000;
    z.next_out = gz;
    z.avail_out = (uInt)one + 100000;
    CHECK(deflate(&z, Z_SYNC_FLUSH) == Z_OK);
    flushed = z.total_out;
    z.avail_in = (uInt)(one - 2500000);
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    n = z.total_out;
    CHECK(pipe2(fd, O_CLOEXEC) == 0 && fcntl(fd[1], F_SETFL, O_NONBLOCK) == 0);
    CHECK(!sn_src_open_fd(&s, fd[0], true, "p", NULL));
    while (all < one) {
        size_t end = all < 2500000 ? flushed : n;
        ssize_t k = write(fd[1], gz + sent, end - sent);

        sent += k > 0 ? (size_t)k : 0;
        if (sent == end && all < 2500000)
            CHECK(sn_src_ready(s)); /* nothing more is sent before it is all here */
        if (sn_src_read(s, got + all, one - all, &m, NULL))
            break;
        all += m;
    }
    CHECK(all == one && memcmp(got, p, one) == 0);
    close(fd[1]);
    CHECK_INT(sn_src_read(s, got, 1, &m, NULL), SN_EOF);
    sn_src_close(s);
    deflateEnd(&z);
    free(p);
    free(gz);
    free(got);
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
