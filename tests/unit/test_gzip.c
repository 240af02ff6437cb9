/* lib/io: gzip read and written; every cut, damaged bytes, members, padding, bad sinks. */
#define TEST_ALLOC
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <zlib.h>

#include "sn/io.h"
#include "test.h"

/* Text-like bytes: compressible, with matches near and far. */
static uint8_t *words(size_t n)
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

/* What a source gives in pieces of cap bytes. */
struct got {
    uint8_t *p;
    size_t n;
    enum sn_err e;
    struct sn_diag d;
};

static struct got read_src(struct sn_src *s, size_t cap)
{
    struct got g = {.p = malloc((1 << 22) + cap)};
    size_t n;

    while (!(g.e = sn_src_read(s, g.p + g.n, cap, &n, &g.d)) && g.n + n < 1 << 22)
        g.n += n;
    sn_src_close(s);
    return g;
}

static struct got read_mem(const uint8_t *p, size_t n, size_t cap)
{
    struct sn_src *s;

    CHECK(!sn_src_open_mem(&s, p, n, "mem", NULL));
    return read_src(s, cap);
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

/* ---- writing ---- */

static enum sn_err gz_pieces(struct sn_sink *s, const uint8_t *p, size_t n, bool flush)
{
    static const size_t sizes[] = {1, 1000, 40000, 3, 32768, 300000, 17, 1300000};
    struct sn_diag d;
    enum sn_err e = SN_OK;

    for (size_t at = 0, i = 0; at < n && !e; i++) {
        size_t k = sizes[i % 8] < n - at ? sizes[i % 8] : n - at;

        e = sn_sink_write(s, p + at, k, &d);
        sn_sink_mark(s);
        if (flush && !e)
            e = sn_sink_flush(s, &d);
        at += k;
    }
    return e;
}

TEST(round_trips)
{
    static const size_t sizes[] = {0, 1, 70000, 262144, 2500000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int level = 1; level <= 9; level += level == 3 ? 3 : 1)
            for (int flush = 0; flush < 2; flush++) {
                uint8_t *p = words(sizes[i]), *back = malloc(sizes[i] + 1);
                struct sn_buf b;
                struct sn_sink *inner, *s;
                struct sn_diag d = {0};
                struct got g;
                z_stream z = {0};

                if (sizes[i] > 1000000 && level > 4)
                    level = 9;
                sn_buf_init(&b, 1 << 23);
                CHECK(!sn_sink_open_buf(&inner, &b, &d));
                CHECK(!sn_sink_gzip(&s, inner, level, &d));
                CHECK(!gz_pieces(s, p, sizes[i], flush));
                CHECK_INT(sn_sink_count(s), sizes[i]);
                CHECK(!sn_sink_close(s, &d));
                g = read_mem((uint8_t *)b.base, sn_buf_len(&b), 100000);
                CHECK_INT(g.e, SN_EOF);
                CHECK(g.n == sizes[i] && memcmp(g.p, p, g.n) == 0);
                free(g.p);
                /* and zlib agrees */
                CHECK(inflateInit2(&z, 31) == Z_OK);
                z.next_in = (Bytef *)b.base;
                z.avail_in = (uInt)sn_buf_len(&b);
                z.next_out = back;
                z.avail_out = (uInt)sizes[i] + 1;
                CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END && !z.avail_in);
                CHECK(z.total_out == sizes[i] && memcmp(back, p, sizes[i]) == 0);
                inflateEnd(&z);
                sn_buf_free(&b);
                free(p);
                free(back);
            }
}

/* What was flushed can be decoded while the stream is still open. */
TEST(flush_gives_a_prefix)
{
    for (int level = 1; level <= 6; level += 5) {
        uint8_t *p = words(5000);
        char name[] = "/tmp/sn-gz-XXXXXX";
        int fd = mkstemp(name);
        struct sn_sink *inner, *s;
        struct sn_diag d = {0};

        CHECK(!sn_sink_open_fd(&inner, fd, true, name, &d));
        CHECK(!sn_sink_gzip(&s, inner, level, &d));
        for (int i = 0; i < 5; i++) {
            struct got g = {0};

            CHECK(!sn_sink_write(s, p + 1000 * i, 1000, &d));
            CHECK(!sn_sink_flush(s, &d));
            CHECK(!sn_sink_flush(s, &d)); /* nothing new: nothing written */
            for (int wait = 0; wait < 400 && g.n < 1000u * (unsigned)(i + 1); wait++) {
                struct sn_src *in;

                usleep(5000);
                free(g.p);
                CHECK(!sn_src_open(&in, name, &d));
                g = read_src(in, 9999);
            }
            CHECK_INT(g.e, SN_ETRUNC);
            CHECK(g.n == 1000u * (unsigned)(i + 1) && memcmp(g.p, p, g.n) == 0);
            free(g.p);
        }
        CHECK(!sn_sink_close(s, &d));
        unlink(name);
        free(p);
    }
}

TEST(errors_come_back)
{
    uint8_t *p = words(1 << 20);
    struct sn_sink *inner, *s;
    struct sn_diag d = {0};
    enum sn_err e = SN_OK;
    int fd[2];

    CHECK(!sn_sink_open(&inner, "/dev/full", &d));
    CHECK(!sn_sink_gzip(&s, inner, 1, &d));
    for (int i = 0; i < 2000 && !e; i++)
        e = sn_sink_write(s, p, 1 << 20, &d);
    CHECK_INT(e, SN_ENOSPC);
    CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
    CHECK_STR(d.msg, "can't be written: No space left on device");

    signal(SIGPIPE, SIG_IGN);
    CHECK(pipe(fd) == 0);
    close(fd[0]);
    CHECK(!sn_sink_open_fd(&inner, fd[1], true, "pipe", &d));
    CHECK(!sn_sink_gzip(&s, inner, 1, &d));
    CHECK(!sn_sink_write(s, p, 10, &d));
    CHECK_INT(sn_sink_close(s, &d), SN_EPIPE);

    CHECK(!sn_sink_open(&inner, "/dev/null", &d));
    CHECK_INT(sn_sink_gzip(&s, inner, 10, &d), SN_EUSAGE);
    free(p);
}

/* A stuck reader: 64 MiB are taken without waiting, then the writer waits. */
static void *slow_reader(void *arg)
{
    static uint8_t b[1 << 16];
    int fd = *(int *)arg;

    usleep(300000);
    while (read(fd, b, sizeof b) > 0)
        ;
    return NULL;
}

TEST(queue_is_bounded)
{
    uint8_t *p = malloc(1 << 20);
    struct sn_sink *inner, *s;
    struct sn_diag d = {0};
    pthread_t t;
    int fd[2];
    uint32_t x = 1;

    for (size_t i = 0; i < 1 << 20; i++)
        p[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
    CHECK(pipe(fd) == 0);
    CHECK(!sn_sink_open_fd(&inner, fd[1], true, "pipe", &d));
    CHECK(!sn_sink_gzip(&s, inner, 1, &d));
    for (int i = 0; i < 60; i++) /* nobody reads: this would block for ever if it waited */
        CHECK(!sn_sink_write(s, p, 1 << 20, &d));
    CHECK(pthread_create(&t, NULL, slow_reader, &fd[0]) == 0);
    for (int i = 0; i < 30; i++)
        CHECK(!sn_sink_write(s, p, 1 << 20, &d));
    CHECK(!sn_sink_close(s, &d));
    pthread_join(t, NULL);
    close(fd[0]);
    free(p);
}

/* ---- every allocation refused in turn ---- */

static enum sn_err there_and_back(struct sn_buf *b, const uint8_t *p, struct got *g,
                                  struct sn_diag *d)
{
    struct sn_sink *inner, *s;
    struct sn_src *in;
    size_t n;
    enum sn_err e = sn_sink_open_buf(&inner, b, d), e2;

    if (!e)
        e = sn_sink_gzip(&s, inner, 1, d);
    if (e)
        return e;
    e = sn_sink_write(s, p, 400, d);
    if (!e)
        e = sn_sink_flush(s, d);
    if (!e)
        e = sn_sink_write(s, p + 400, 600, d);
    e2 = sn_sink_close(s, d);
    if (e || e2)
        return e ? e : e2;
    e = sn_src_open_mem(&in, b->base, sn_buf_len(b), "mem", d);
    if (e)
        return e;
    for (g->n = 0; !e; g->n += n)
        e = sn_src_read(in, g->p + g->n, 4096, &n, d);
    sn_src_close(in);
    return e == SN_EOF ? SN_OK : e;
}

TEST(allocations_fail)
{
    uint8_t *p = words(1000);
    struct got g = {.p = malloc(1 << 16)};
    struct sn_diag d = {0};
    enum sn_err e;
    long k = 0;

    do {
        struct sn_buf b;

        sn_buf_init(&b, 1 << 16);
        fail_alloc_after(k);
        e = there_and_back(&b, p, &g, &d);
        fail_alloc_never();
        sn_buf_free(&b);
        if (e) /* a thread that can't be started says EAGAIN */
            CHECK(e == SN_ENOMEM || d.sys == EAGAIN);
    } while (e && ++k < 200);
    CHECK(k < 200 && g.n == 1000 && memcmp(g.p, p, 1000) == 0);
    free(p);
    free(g.p);
}

TEST_MAIN
