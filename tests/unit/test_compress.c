/* lib/io: compressing sinks, gzip and zstd; and zstd read. */
#define TEST_ALLOC
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "streams.h"

/* What is tested: gzip by ISA-L where it is there (1 to 3) and by zlib, zstd. */
static const struct kind {
    bool zstd;
    int level;
} kinds[] = {
    {false, 1}, {false, 2}, {false, 3}, {false, 6}, {false, 9},
#ifdef HAVE_ZSTD
    {true, 1},  {true, 3},  {true, 19},
#endif
};
#define NKINDS (sizeof kinds / sizeof *kinds)

static enum sn_err open_kind(const struct kind *k, struct sn_sink **s, struct sn_sink *inner,
                             struct sn_diag *d)
{
    return k->zstd ? sn_sink_zstd(s, inner, k->level, d) : sn_sink_gzip(s, inner, k->level, d);
}

static enum sn_err put_pieces(struct sn_sink *s, const uint8_t *p, size_t n, bool flush)
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

/* The formats' own libraries agree. */
static bool decodes(const struct kind *k, const struct sn_buf *b, const uint8_t *p, size_t n)
{
    uint8_t *back = malloc(n + 1);
    z_stream z = {0};
    bool ok = false;

    if (k->zstd) {
#ifdef HAVE_ZSTD
        ZSTD_DStream *d = ZSTD_createDStream();
        ZSTD_inBuffer in = {b->base, sn_buf_len(b), 0};
        ZSTD_outBuffer out = {back, n + 1, 0};

        do
            ok = ZSTD_decompressStream(d, &out, &in) == 0;
        while (ok && in.pos < in.size);
        ok = ok && out.pos == n;
        ZSTD_freeDStream(d);
#endif
    } else {
        ok = inflateInit2(&z, 31) == Z_OK;
        z.next_in = (Bytef *)b->base;
        z.avail_in = (uInt)sn_buf_len(b);
        z.next_out = back;
        z.avail_out = (uInt)n + 1;
        while (ok && z.avail_in)
            ok = inflate(&z, Z_FINISH) == Z_STREAM_END && inflateReset(&z) == Z_OK;
        ok = ok && z.next_out == back + n;
        inflateEnd(&z);
    }
    ok = ok && memcmp(back, p, n) == 0;
    free(back);
    return ok;
}

static void round_trip(const struct kind *k, size_t n, bool flush)
{
    uint8_t *p = words(n);
    struct sn_buf b;
    struct sn_sink *inner, *s;
    struct sn_diag d = {0};
    struct got g;

    sn_buf_init(&b, 1 << 23);
    CHECK(!sn_sink_open_buf(&inner, &b, &d));
    CHECK(!open_kind(k, &s, inner, &d));
    CHECK(!put_pieces(s, p, n, flush));
    CHECK_INT(sn_sink_count(s), n);
    CHECK(!sn_sink_close(s, &d));
    g = read_mem(guarded(b.base, sn_buf_len(&b)), sn_buf_len(&b), 100000);
    CHECK_INT(g.e, SN_EOF);
    CHECK(g.n == n && memcmp(g.p, p, n) == 0);
    CHECK(decodes(k, &b, p, n));
    free(g.p);
    sn_buf_free(&b);
    free(p);
}

TEST(round_trips)
{
    static const size_t sizes[] = {0, 1, 70000, 262144, 2500000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < NKINDS; k++)
            for (int flush = 0; flush < 2; flush++)
                if (sizes[i] < 1000000 || kinds[k].level <= 3)
                    round_trip(&kinds[k], sizes[i], flush);
}

/* What was flushed can be decoded while the stream is still open. */
TEST(flush_gives_a_prefix)
{
    for (size_t k = 0; k < NKINDS; k++) {
        uint8_t *p = words(5000);
        char name[] = "/tmp/sn-gz-XXXXXX";
        int fd = mkstemp(name);
        struct sn_sink *inner, *s;
        struct sn_diag d = {0};

        CHECK(!sn_sink_open_fd(&inner, fd, true, name, &d));
        CHECK(!open_kind(&kinds[k], &s, inner, &d));
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
            CHECK_INT(g.e, SN_EOF);
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
    CHECK(!sn_sink_open(&inner, "/dev/null", &d));
#ifdef HAVE_ZSTD
    CHECK_INT(sn_sink_zstd(&s, inner, 20, &d), SN_EUSAGE);
#else
    CHECK_INT(sn_sink_zstd(&s, inner, 3, &d), SN_EUNSUPPORTED);
#endif
    free(p);
}

/* A full disk leaves a complete file that ends at a mark. Files limited in size stand for it. */
TEST(full_disk)
{
    static const size_t limits[] = {40000, 300001, 1234567};
    struct rlimit was, now;

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < NKINDS; k++) {
            char name[] = "/tmp/sn-gz-XXXXXX";
            uint8_t *p = kinds[k].level <= 6 ? words(1 << 20) : NULL;
            struct sn_sink *inner, *s;
            struct sn_src *in;
            struct sn_diag d = {0};
            struct got g;
            enum sn_err e = SN_OK;
            struct stat st;

            if (!p)
                continue;
            CHECK(!sn_sink_open_fd(&inner, mkstemp(name), true, name, &d));
            CHECK(!open_kind(&kinds[k], &s, inner, &d));
            now = was;
            now.rlim_cur = limits[i];
            setrlimit(RLIMIT_FSIZE, &now);
            for (size_t at = 0; !e; at = (at + 997) % ((1 << 20) - 997)) {
                e = sn_sink_write(s, p + at, 997, &d);
                sn_sink_mark(s);
                if (at > 1000000 && at % 5 == 0)
                    usleep(1000); /* let it notice */
            }
            CHECK_INT(e, SN_ENOSPC);
            CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
            setrlimit(RLIMIT_FSIZE, &was);
            CHECK(stat(name, &st) == 0 && (size_t)st.st_size <= limits[i]);
            CHECK(i == 0 || (size_t)st.st_size > limits[i] / 2);
            CHECK(!sn_src_open(&in, name, &d));
            g = read_src(in, 100000);
            if (i || g.n) {
                CHECK(g.e == SN_EOF && g.n % 997 == 0);
                for (size_t at = 0, from = 0; at + 997 <= g.n; at += 997) {
                    CHECK(memcmp(g.p + at, p + from, 997) == 0);
                    from = (from + 997) % ((1 << 20) - 997);
                }
            }
            free(g.p);
            free(p);
            unlink(name);
        }
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

static enum sn_err there_and_back(const struct kind *k, struct sn_buf *b, const uint8_t *p,
                                  struct got *g, struct sn_diag *d)
{
    struct sn_sink *inner, *s;
    struct sn_src *in;
    size_t n;
    enum sn_err e = sn_sink_open_buf(&inner, b, d), e2;

    if (!e)
        e = open_kind(k, &s, inner, d);
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

static void fail_each(const struct kind *kind)
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
        e = there_and_back(kind, &b, p, &g, &d);
        fail_alloc_never();
        sn_buf_free(&b);
        if (e) /* a thread that can't be started says EAGAIN */
            CHECK(e == SN_ENOMEM || d.sys == EAGAIN);
    } while (e && ++k < 200);
    CHECK(k < 200 && g.n == 1000 && memcmp(g.p, p, 1000) == 0);
    free(p);
    free(g.p);
}

TEST(allocations_fail)
{
    for (size_t k = 0; k < NKINDS; k++)
        if (kinds[k].level <= 6)
            fail_each(&kinds[k]);
}

#ifdef HAVE_ZSTD
/* ---- zstd read ---- */

/* Two frames and a skippable one, every cut, in pieces of any size. */
TEST(zstd_cuts)
{
    uint8_t *p = words(3000), z[4096] = "\x50\x2a\x4d\x18\4\0\0\0skip";
    size_t ends[3] = {12}, n = 12;

    for (int i = 0; i < 2; i++) {
        n += ZSTD_compress(z + n, sizeof z - n, p + 1000 * i, i ? 2000 : 1000, 3);
        ends[i + 1] = n;
    }
    for (size_t cut = 4; cut <= n; cut++)
        for (size_t cap = 1; cap < 10000; cap *= 71) {
            struct got g = read_mem(guarded(z, cut), cut, cap);
            bool clean = cut == ends[0] || cut == ends[1] || cut == ends[2];

            CHECK_INT(g.e, clean ? SN_EOF : SN_ETRUNC);
            CHECK_INT(g.n, cut >= ends[2] ? 3000 : cut >= ends[1] ? 1000 : 0);
            CHECK(memcmp(g.p, p, g.n) == 0);
            free(g.p);
        }
    memcpy(z + n, "garbage", 7);
    for (size_t cap = 1; cap < 10000; cap *= 71) {
        struct got g = read_mem(z, n + 7, cap);

        CHECK(g.e == SN_EFORMAT && g.n == 3000 && g.d.at >= n);
        free(g.p);
    }
    free(p);
}

TEST(zstd_damage)
{
    uint8_t *p = words(3000), z[4096];
    size_t n = ZSTD_compress(z, sizeof z, p, 3000, 3);

    for (size_t i = 4; i < n; i++) {
        struct got g;

        z[i] ^= 0x24;
        g = read_mem(guarded(z, n), n, 5000);
        CHECK(g.e == SN_EOF || g.e == SN_EFORMAT || g.e == SN_ETRUNC);
        z[i] ^= 0x24;
        free(g.p);
    }
    free(p);
}

/* The blocks in front of the damage are delivered, though a frame could be decoded in one go. */
TEST(zstd_blocks_before_damage)
{
    size_t room = 1 << 20, n;
    uint8_t *p = words(400000), *z = malloc(room);

    n = ZSTD_compress(z, room, p, 400000, 1);
    memset(z + n - 20, 0xff, 20);
    for (size_t cap = 100; cap <= room; cap *= 100) {
        struct got g = read_mem(z, n, cap);

        CHECK_INT(g.e, SN_EFORMAT);
        CHECK(g.n >= 262144 && memcmp(g.p, p, 262144) == 0);
        free(g.p);
    }
    free(p);
    free(z);
}
#endif

TEST_MAIN
