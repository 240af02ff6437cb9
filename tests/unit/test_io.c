/* lib/io: sources and sinks on memory, files and pipes; full disks; readers that leave. */
#define TEST_ALLOC
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sn/io.h"
#include "test.h"

static char dir[] = "/tmp/sn-io-XXXXXX";
static bool dir_made;

static const char *path(const char *name)
{
    static char p[4][128];
    static unsigned i;

    if (!dir_made && !mkdtemp(dir))
        abort();
    dir_made = true;
    i = (i + 1) % 4;
    snprintf(p[i], sizeof p[i], "%s/%s", dir, name);
    return p[i];
}

/* Bytes that repeat late, so that a shift shows. */
static uint8_t *pattern(size_t n)
{
    uint8_t *p = malloc(n + !n);
    uint32_t x = 1;

    for (size_t i = 0; i < n; i++) {
        x = x * 1664525 + 1013904223;
        p[i] = (uint8_t)(x >> 24);
    }
    return p;
}

static void put_file(const char *name, const void *p, size_t n)
{
    FILE *f = fopen(name, "wb");

    if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0)
        abort();
}

static size_t file_size(const char *name)
{
    struct stat st;

    return stat(name, &st) == 0 ? (size_t)st.st_size : 0;
}

static bool file_is(const char *name, const void *p, size_t n)
{
    FILE *f = fopen(name, "rb");
    uint8_t *q = malloc(n + 1);
    bool same = f && fread(q, 1, n + 1, f) == n && memcmp(p, q, n) == 0;

    fclose(f);
    free(q);
    return same;
}

/* Reads s to its end in pieces of `cap`; returns how much came, and the end in *e. */
static size_t read_all(struct sn_src *s, uint8_t *to, size_t room, size_t cap, enum sn_err *e,
                       struct sn_diag *d)
{
    size_t n, all = 0;

    while (!(*e = sn_src_read(s, to + all, room - all < cap ? room - all : cap, &n, d)) &&
           all + n < room)
        all += n;
    return all + (*e ? 0 : n);
}

TEST(sources_deliver)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 100, 262144, 262145, 600000};
    static const size_t caps[] = {1, 3, 4, 5, 4096, 262144};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = sizes[i] > 1000 ? 4 : 0; j < sizeof caps / sizeof *caps; j++) {
            size_t n = sizes[i];
            uint8_t *p = pattern(n), *got = malloc(n + 1);

            for (int kind = 0; kind < 2; kind++) {
                struct sn_src *s;
                struct sn_diag d = {0};
                enum sn_err e;

                put_file(path("in"), p, n);
                CHECK(!(kind ? sn_src_open(&s, path("in"), &d)
                             : sn_src_open_mem(&s, guarded(p, n), n, "mem", &d)));
                CHECK(!sn_src_is_pipe(s) && sn_src_ready(s));
                CHECK_INT(read_all(s, got, n + 1, caps[j], &e, &d), n);
                CHECK_INT(e, SN_EOF);
                CHECK(memcmp(p, got, n) == 0);
                CHECK(sn_src_ready(s));
                CHECK_INT(read_all(s, got, n + 1, 1, &e, &d), 0); /* the end stays the end */
                CHECK_INT(e, SN_EOF);
                sn_src_close(s);
            }
            free(p);
            free(got);
        }
}

TEST(source_open_errors)
{
    struct sn_src *s;
    struct sn_diag d = {0};

    CHECK_INT(sn_src_open(&s, path("nowhere"), &d), SN_EIO);
    CHECK_INT(d.sys, ENOENT);
    CHECK_STR(d.msg, "can't be opened: No such file or directory");
    CHECK(!s);
    CHECK_INT(sn_src_open(&s, "/", &d), SN_EIO);
    CHECK_INT(d.sys, EISDIR);
    CHECK_INT(sn_src_open_fd(&s, 9999, true, "x", &d), SN_EIO);
    CHECK_INT(d.sys, EBADF);
}

TEST(pipe_readiness)
{
    struct sn_src *s;
    struct sn_diag d = {0};
    int p[2];
    uint8_t b[16];
    size_t n;

    CHECK(pipe(p) == 0);
    CHECK(!sn_src_open_fd(&s, p[0], true, "p", &d));
    CHECK(sn_src_is_pipe(s));
    CHECK_STR(sn_src_name(s), "p");
    CHECK(fcntl(p[0], F_GETPIPE_SZ) >= 65536);
    CHECK(!sn_src_ready(s));
    CHECK(write(p[1], "abcdef", 6) == 6);
    CHECK(sn_src_ready(s));
    CHECK(!sn_src_read(s, b, sizeof b, &n, &d));
    CHECK_INT(n, 4);        /* the bytes that were looked at */
    CHECK(sn_src_ready(s)); /* the rest */
    CHECK(!sn_src_read(s, b, 1, &n, &d) && n == 1 && b[0] == 'e');
    CHECK(sn_src_ready(s));
    CHECK(!sn_src_read(s, b, 9, &n, &d) && n == 1 && b[0] == 'f');
    CHECK(!sn_src_ready(s));
    close(p[1]);
    CHECK(sn_src_ready(s)); /* the end is something to read */
    CHECK_INT(sn_src_read(s, b, 9, &n, &d), SN_EOF);
    sn_src_close(s);
}

static void on_alarm(int sig)
{
    (void)sig;
}

static void alarm_in(unsigned usec)
{
    struct sigaction sa = {.sa_handler = on_alarm};

    sigaction(SIGALRM, &sa, NULL);
    ualarm(usec, 0);
}

/* A signal ends the wait, before and behind the first bytes, and on a non-blocking descriptor. */
TEST(signals_interrupt_reads)
{
    for (int nonblock = 0; nonblock < 2; nonblock++) {
        struct sn_src *s;
        struct sn_diag d = {0};
        int p[2];
        uint8_t b[16];
        size_t n = 9;

        CHECK(pipe2(p, nonblock ? O_NONBLOCK : 0) == 0);
        CHECK(!sn_src_open_fd(&s, p[0], true, "p", &d));
        CHECK(write(p[1], "ab", 2) == 2);
        alarm_in(20000);
        CHECK(!sn_src_read(s, b, sizeof b, &n, &d));
        CHECK_INT(n, 0);
        CHECK(write(p[1], "cde", 3) == 3);
        CHECK(!sn_src_read(s, b, sizeof b, &n, &d));
        CHECK(n == 4 && memcmp(b, "abcd", 4) == 0);
        CHECK(!sn_src_read(s, b, sizeof b, &n, &d) && n == 1);
        alarm_in(20000);
        CHECK(!sn_src_read(s, b, sizeof b, &n, &d));
        CHECK_INT(n, 0);
        close(p[1]);
        CHECK_INT(sn_src_read(s, b, sizeof b, &n, &d), SN_EOF);
        sn_src_close(s);
    }
}

static void *write_to_fifo(void *name)
{
    int fd = open(name, O_WRONLY);

    CHECK(write(fd, "abc", 3) == 3);
    usleep(20000);
    CHECK(write(fd, "de", 2) == 2);
    close(fd);
    return NULL;
}

/* A FIFO is opened without its writer, who is waited for when it is read. */
TEST(fifo_before_its_writer)
{
    const char *name = path("fifo");
    size_t n = 9, got = 0;
    struct sn_src *s;
    struct sn_diag d = {0};
    uint8_t b[16];
    pthread_t t;
    enum sn_err e;

    CHECK(mkfifo(name, 0600) == 0);
    CHECK(!sn_src_open(&s, name, &d) && sn_src_is_pipe(s));
    alarm_in(20000);
    CHECK(!sn_src_read(s, b, sizeof b, &n, &d) && n == 0);
    pthread_create(&t, NULL, write_to_fifo, (void *)(uintptr_t)name);
    while (!(e = sn_src_read(s, b + got, sizeof b - got, &n, &d)))
        got += n;
    CHECK_INT(e, SN_EOF);
    CHECK(got == 5 && memcmp(b, "abcde", 5) == 0);
    pthread_join(t, NULL);
    sn_src_close(s);
    unlink(name);
}

/* ---- sinks ---- */

/* Writes n bytes of p in pieces of varied size, by write and reserve in turn. */
static enum sn_err put_pieces(struct sn_sink *s, const uint8_t *p, size_t n, bool mark)
{
    static const size_t sizes[] = {1, 5, 1000, 40000, 3, 32768, 32767, 300000, 17};
    struct sn_diag d;
    enum sn_err e = SN_OK;

    for (size_t at = 0, i = 0; at < n && !e; i++) {
        size_t k = sizes[i % 9] < n - at ? sizes[i % 9] : n - at;
        uint8_t *room = i % 2 ? sn_sink_reserve(s, k) : NULL;

        if (room) {
            memcpy(room, p + at, k);
            sn_sink_commit(s, k);
        } else {
            e = sn_sink_write(s, p + at, k, &d);
        }
        if (mark)
            sn_sink_mark(s);
        at += k;
    }
    return e;
}

TEST(sinks_deliver)
{
    static const size_t sizes[] = {0, 1, 1000, 262143, 262144, 262145, 3000000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int mark = 0; mark < 2; mark++) {
            size_t n = sizes[i];
            uint8_t *p = pattern(n);
            struct sn_sink *s;
            struct sn_diag d = {0};
            struct sn_buf b;

            CHECK(!sn_sink_open(&s, path("out"), &d));
            CHECK(!sn_sink_is_tty(s));
            CHECK(!put_pieces(s, p, n, mark));
            CHECK_INT(sn_sink_count(s), n);
            CHECK(!sn_sink_close(s, &d));
            CHECK(file_is(path("out"), p, n));
            sn_buf_init(&b, 1 << 22);
            CHECK(!sn_sink_open_buf(&s, &b, &d));
            CHECK(!put_pieces(s, p, n, mark));
            CHECK(!sn_sink_flush(s, &d));
            CHECK(sn_buf_len(&b) == n && (!n || memcmp(b.base, p, n) == 0));
            CHECK(!sn_sink_close(s, &d));
            sn_buf_free(&b);
            free(p);
        }
}

/* Before a flush only whole records are in the file; behind a flush everything. */
TEST(files_end_at_marks)
{
    uint8_t *p = pattern(1 << 20);
    struct sn_sink *s;
    struct sn_diag d = {0};
    size_t was = 0;

    CHECK(!sn_sink_open(&s, path("marks"), &d));
    for (size_t i = 0; i + 777 <= 1 << 20; i += 777) {
        CHECK(!sn_sink_write(s, p + i, 700, &d));
        CHECK(!sn_sink_write(s, p + i + 700, 77, &d));
        sn_sink_mark(s);
        CHECK_INT(file_size(path("marks")) % 777, 0);
        was = i + 777;
    }
    CHECK(file_size(path("marks")) > 0);
    CHECK(!sn_sink_write(s, "x", 1, &d));
    CHECK(!sn_sink_flush(s, &d));
    CHECK_INT(file_size(path("marks")), was + 1);
    CHECK(!sn_sink_close(s, &d));
    free(p);
}

TEST(sink_open_errors)
{
    struct sn_sink *s;
    struct sn_diag d = {0};

    CHECK_INT(sn_sink_open(&s, path("no/such/dir"), &d), SN_EIO);
    CHECK_STR(d.msg, "can't be created: No such file or directory");
    CHECK_INT(sn_sink_open(&s, "/", &d), SN_EIO);
    CHECK_INT(sn_sink_open_fd(&s, 9999, true, "x", &d), SN_EIO);
    CHECK(!s);
}

TEST(reader_leaves)
{
    struct sn_sink *s;
    struct sn_diag d = {0};
    uint8_t *p = pattern(100000);
    int fd[2];

    signal(SIGPIPE, SIG_IGN);
    CHECK(pipe(fd) == 0);
    CHECK(!sn_sink_open_fd(&s, fd[1], true, "pipe", &d));
    close(fd[0]);
    CHECK(!sn_sink_write(s, p, 10, &d)); /* only gathered */
    CHECK_INT(sn_sink_flush(s, &d), SN_EPIPE);
    d.code = SN_OK;
    CHECK_INT(sn_sink_write(s, p, 10, &d), SN_EPIPE); /* it sticks */
    CHECK_INT(d.code, SN_EPIPE);
    CHECK_INT(sn_sink_write(s, p, 100000, &d), SN_EPIPE);
    CHECK(!sn_sink_reserve(s, 10));
    CHECK_INT(sn_sink_close(s, &d), SN_EPIPE);
    free(p);
}

static void *drain(void *arg)
{
    int fd = *(int *)arg;
    static uint8_t got[1 << 22];
    size_t n = 0;
    ssize_t k;

    while ((k = read(fd, got + n, n % 1000 + 1)) > 0)
        n += (size_t)k;
    return got;
}

/* A slow reader, a non-blocking pipe, small socket buffers: partial writes and EAGAIN. */
TEST(partial_writes)
{
    for (int kind = 0; kind < 3; kind++) {
        uint8_t *p = pattern(3000000);
        struct sn_sink *s;
        struct sn_diag d = {0};
        int fd[2], small = 4096;
        pthread_t t;
        void *got;

        CHECK(kind == 2 ? socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0
                        : pipe2(fd, kind ? O_NONBLOCK : 0) == 0);
        if (kind == 2) {
            int swap = fd[0];

            fd[0] = fd[1];
            fd[1] = swap;
            setsockopt(fd[1], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        }
        if (kind == 1) /* only the writing end */
            fcntl(fd[0], F_SETFL, 0);
        CHECK(!sn_sink_open_fd(&s, fd[1], true, "pipe", &d));
        CHECK(pthread_create(&t, NULL, drain, &fd[0]) == 0);
        CHECK(!put_pieces(s, p, 3000000, true));
        CHECK(!sn_sink_close(s, &d));
        pthread_join(t, &got);
        CHECK(memcmp(p, got, 3000000) == 0);
        close(fd[0]);
        free(p);
    }
}

TEST(dev_full)
{
    struct sn_sink *s;
    struct sn_diag d = {0};

    CHECK(!sn_sink_open(&s, "/dev/full", &d));
    CHECK(!sn_sink_write(s, "x", 1, &d));
    sn_sink_mark(s);
    CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
    CHECK_STR(d.msg, "can't be written: No space left on device");
}

/* Runs f with files limited to n bytes, the nearest to a full disk that needs no privilege. */
static void limited(size_t n, void (*f)(size_t))
{
    struct rlimit was, now;

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    now = was;
    now.rlim_cur = n;
    setrlimit(RLIMIT_FSIZE, &now);
    f(n);
    setrlimit(RLIMIT_FSIZE, &was);
}

static size_t whole_100(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    (void)ctx;
    (void)p;
    return at % 100 ? 0 : n / 100 * 100;
}

static void full_marks(size_t n)
{
    struct sn_sink *s;
    struct sn_diag d = {0};
    uint8_t *p = pattern(100);
    enum sn_err e = SN_OK;

    /* marks alone: the last one that was sent */
    CHECK(!sn_sink_open(&s, path("full"), &d));
    for (int i = 0; i < 100000 && !e; i++) {
        e = sn_sink_write(s, p, 100, &d);
        sn_sink_mark(s);
        if (i % 50 == 49 && !e)
            e = sn_sink_flush(s, &d);
    }
    CHECK_INT(e, SN_ENOSPC);
    CHECK_INT(d.sys, EFBIG);
    CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
    CHECK_INT(file_size(path("full")), n / 5000 * 5000);

    /* with whole_100: the last record that fits, gathered or not */
    for (int large = 0; large < 2; large++) {
        uint8_t *q = pattern(60000);

        CHECK(!sn_sink_open(&s, path("full"), &d));
        sn_sink_records(s, whole_100, NULL);
        for (e = SN_OK; !e; sn_sink_mark(s))
            e = sn_sink_write(s, large ? q : p, large ? 60000 : 100, &d);
        CHECK_INT(e, SN_ENOSPC);
        CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
        CHECK_INT(file_size(path("full")), n / 100 * 100);
        free(q);
    }

    /* without marks: all that fits */
    CHECK(!sn_sink_open(&s, path("full"), &d));
    while (!sn_sink_write(s, p, 100, &d))
        ;
    CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
    CHECK_INT(file_size(path("full")), n);
    free(p);
}

TEST(full_disk)
{
    limited(12345, full_marks);
    limited(700001, full_marks);
    limited(1234567, full_marks);
}

/* Records scattered in memory, in one piece or two each, beyond what one system call takes. */
enum { SCATTERED = 3000 };

static size_t scatter(struct iovec *v, uint8_t *p, size_t records, size_t each)
{
    size_t at = 0;

    for (size_t i = 0; i < records * each; i++) {
        size_t n = each == 1 ? 100 : i % 2 ? 99 : 1;

        v[i] = (struct iovec){p + at, n};
        at += n;
    }
    return at;
}

TEST(scattered_records)
{
    static struct iovec v[2 * SCATTERED];
    uint8_t *p = pattern(SCATTERED * 100 + 10);
    struct sn_diag d;
    struct sn_sink *s;

    for (size_t each = 1; each <= 2; each++) {
        /* few are gathered, many aren't; what was gathered before comes first */
        for (size_t n = 1; n <= SCATTERED; n = n < 10 ? n + 1 : n * 7) {
            size_t size = scatter(v, p + 10, n, each);

            CHECK(!sn_sink_open(&s, path("scattered"), &d));
            CHECK(!sn_sink_write(s, p, 10, &d));
            CHECK(!sn_sink_write_records(s, &(struct sn_pieces){v, n * each, each, size}, &d));
            CHECK_INT(sn_sink_count(s), size + 10);
            CHECK(v[0].iov_base == p + 10);
            CHECK(!sn_sink_close(s, &d));
            CHECK(file_is(path("scattered"), p, size + 10));
        }
    }
    free(p);
}

static void full_scattered(size_t n)
{
    static struct iovec v[2 * SCATTERED];
    uint8_t *p = pattern(SCATTERED * 100);
    struct sn_diag d;
    struct sn_sink *s;

    for (size_t each = 1; each <= 2; each++) {
        for (size_t at_once = 1; at_once <= SCATTERED; at_once *= 54) {
            enum sn_err e = SN_OK;
            struct sn_pieces all = {v, at_once * each, each, scatter(v, p, at_once, each)};

            CHECK(!sn_sink_open(&s, path("full"), &d));
            sn_sink_records(s, whole_100, NULL);
            while (e == SN_OK)
                e = sn_sink_write_records(s, &all, &d);
            CHECK_INT(e, SN_ENOSPC);
            CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
            CHECK_INT(file_size(path("full")), n / 100 * 100);
        }
    }
    free(p);
}

TEST(full_disk_scattered)
{
    limited(12345, full_scattered);
    limited(700001, full_scattered);
}

/* What was in the file before, and what others put behind, isn't cut away. */
static void full_append(size_t n)
{
    struct sn_sink *s;
    struct sn_diag d = {0};
    uint8_t *p = pattern(1000);
    int fd;

    put_file(path("app"), p, 777);
    for (int append = 0; append < 2; append++) {
        CHECK((fd = open(path("app"), O_WRONLY | (append ? O_APPEND : 0))) >= 0);
        if (!append)
            CHECK(lseek(fd, 0, SEEK_END) == 777);
        CHECK(truncate(path("app"), 777) == 0);
        CHECK(!sn_sink_open_fd(&s, fd, true, "app", &d));
        sn_sink_records(s, whole_100, NULL);
        while (!sn_sink_write(s, p, 100, &d))
            sn_sink_mark(s);
        CHECK_INT(sn_sink_close(s, &d), SN_ENOSPC);
        CHECK_INT(file_size(path("app")), 777 + (n - 777) / 100 * 100);
    }
    free(p);
}

TEST(full_disk_appending)
{
    limited(300050, full_append);
}

/* ---- every allocation refused in turn ---- */

static enum sn_err copy_file(struct sn_diag *d)
{
    struct sn_src *in = NULL;
    struct sn_sink *out = NULL;
    uint8_t b[4096];
    size_t n;
    enum sn_err e = sn_src_open(&in, path("alloc-in"), d), e2;

    if (!e)
        e = sn_sink_open(&out, path("alloc-out"), d);
    while (!e && !(e = sn_src_read(in, b, sizeof b, &n, d)))
        e = sn_sink_write(out, b, n, d);
    if (!e || e == SN_EOF)
        e = sn_sink_reserve(out, 900000) ? SN_OK : sn_sink_flush(out, d);
    sn_src_close(in);
    e2 = sn_sink_close(out, d);
    return e ? e : e2;
}

TEST(allocations_fail)
{
    uint8_t *p = pattern(100000);
    struct sn_diag d = {0};
    enum sn_err e;
    long k = 0;

    put_file(path("alloc-in"), p, 100000);
    do {
        fail_alloc_after(k);
        e = copy_file(&d);
        fail_alloc_never();
        if (e)
            CHECK_INT(e, SN_ENOMEM);
    } while (e && ++k < 100);
#ifndef __SANITIZE_ADDRESS__
    CHECK(k > 3);
#endif
    CHECK(file_is(path("alloc-out"), p, 100000));
    free(p);
}

TEST(clean_up)
{
    char cmd[64];

    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    CHECK(!dir_made || system(cmd) == 0);
}

TEST_MAIN
