/* Captures read in pieces by several threads bring the same packets as read by one; tickets. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>

#include "sn/pcap.h"
#include "sn/ticket.h"

static uint64_t seed = 3;

static uint32_t rnd(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33);
}

static void put32(uint8_t **p, uint32_t v)
{
    memcpy(*p, &v, 4);
    *p += 4;
}

/* A capture of about n bytes with records of up to `most` bytes; its real length in *len. */
static uint8_t *capture(size_t n, uint32_t most, size_t *len)
{
    uint8_t *mem = calloc(1, n + most + 64), *p = mem;

    if (!mem)
        abort();
    put32(&p, 0xa1b2c3d4);
    put32(&p, 4 << 16 | 2);
    put32(&p, 0);
    put32(&p, 0);
    put32(&p, 16 << 20);
    put32(&p, 1);
    for (uint32_t i = 0; p < mem + n; i++) {
        uint32_t k = rnd() % 8 ? rnd() % 300 : rnd() % (most + 1);

        put32(&p, i);
        put32(&p, 0);
        put32(&p, k);
        put32(&p, k);
        p[0] = (uint8_t)i;
        p += k;
    }
    *len = (size_t)(p - mem);
    return mem;
}

static int file_of(const void *p, size_t n)
{
    char name[] = "/tmp/test_split.XXXXXX";
    int fd = mkstemp(name);

    if (fd < 0 || write(fd, p, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    unlink(name);
    return fd;
}

static struct sn_reader *reader(int fd)
{
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;

    if (sn_src_open_fd(&src, fd, true, "a file", &d) || sn_reader_open(&r, src, &d)) {
        printf("# %s\n", d.msg);
        abort();
    }
    return r;
}

/* What a reader brought, in short. */
struct sum {
    uint64_t packets, bytes, hash;
    enum sn_err err;
    struct sn_diag d;
};

static void add(struct sum *s, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];

        CHECK(b->offset + (uint64_t)(p->data - p->rechdr - b->buf) == 24 + s->bytes);
        s->packets++;
        s->bytes += p->reclen;
        s->hash =
            (s->hash ^ (uint64_t)p->ts ^ p->caplen ^ (p->caplen ? p->data[0] : 0)) * 1099511628211u;
    }
}

static struct sum read_alone(const void *p, size_t n)
{
    struct sn_reader *r = reader(file_of(p, n));
    struct sum s = {0};
    struct sn_batch b;

    sn_batch_init(&b);
    while (!(s.err = sn_reader_next(r, &b, &s.d)))
        add(&s, &b);
    sn_batch_free(&b);
    sn_reader_close(r);
    return s;
}

struct together {
    struct sn_reader *r;
    struct sn_ticket take;
    struct sum s;
};

static void *pieces(void *arg)
{
    struct together *t = arg;
    struct sn_batch b;
    bool ended = false;

    sn_batch_init(&b);
    while (!ended) {
        uint64_t piece = sn_reader_fetch(t->r, &b);

        sn_ticket_wait(&t->take, piece);
        if (!t->s.err)
            t->s.err = sn_reader_take(t->r, &b, &t->s.d);
        ended = t->s.err;
        if (!ended)
            add(&t->s, &b);
        sn_ticket_done(&t->take);
    }
    sn_batch_free(&b);
    return NULL;
}

static struct sum read_together(const void *p, size_t n, unsigned threads, bool begun)
{
    struct together t = {.r = reader(file_of(p, n))};
    pthread_t th[8];
    struct sn_batch b;

    sn_batch_init(&b);
    if (begun && !(t.s.err = sn_reader_next(t.r, &b, &t.s.d)))
        add(&t.s, &b);
    if (!t.s.err) {
        if (!sn_reader_split(t.r)) {
            t.s.err = sn_reader_next(t.r, &b, &t.s.d); /* all was read when it was opened */
            while (!t.s.err) {
                add(&t.s, &b);
                t.s.err = sn_reader_next(t.r, &b, &t.s.d);
            }
        } else {
            sn_ticket_init(&t.take);
            for (unsigned i = 0; i < threads; i++)
                CHECK(pthread_create(&th[i], NULL, pieces, &t) == 0);
            for (unsigned i = 0; i < threads; i++)
                pthread_join(th[i], NULL);
            sn_ticket_free(&t.take);
        }
    }
    sn_batch_free(&b);
    sn_reader_close(t.r);
    return t.s;
}

static void same(const uint8_t *p, size_t n)
{
    struct sum want = read_alone(p, n);

    for (unsigned threads = 1; threads <= 3; threads++) {
        struct sum got = read_together(p, n, threads, threads == 2);

        CHECK_INT(got.packets, want.packets);
        CHECK_INT(got.bytes, want.bytes);
        CHECK(got.hash == want.hash);
        CHECK_INT(got.err, want.err);
        CHECK_INT(got.d.at, want.d.at);
        CHECK_STR(got.d.msg, want.d.msg);
    }
}

TEST(same_packets)
{
    static const uint32_t most[] = {300, 70000, 3000000};

    for (int i = 0; i < 3; i++) {
        size_t n;
        uint8_t *p = capture(6000000, most[i], &n);

        same(p, n);
        for (size_t cut = 1; cut < 40; cut += 3)
            same(p, n - cut);
        same(p, 24);
        same(p, 25);
        same(p, 262144);
        same(p, 262145);
        free(p);
    }
}

TEST(damage)
{
    size_t n, at = 24;
    uint8_t *p = capture(3000000, 2000, &n);

    while (at < 2000000) {
        uint32_t k;

        memcpy(&k, p + at + 8, 4);
        at += 16 + k;
    }
    memset(p + at + 8, 0xff, 8);
    same(p, n);
    CHECK_INT(read_alone(p, n).err, SN_EFORMAT);
    CHECK_INT(read_alone(p, n).bytes + 24, at);
    free(p);
}

TEST(what_can_not_be_split)
{
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;
    uint64_t at, size;
    size_t n;
    uint8_t *p = capture(1000, 100, &n);
    int fd[2];

    CHECK_INT(sn_src_open_mem(&src, p, n, "memory", &d), SN_OK);
    CHECK_INT(sn_reader_open(&r, src, &d), SN_OK);
    CHECK(!sn_reader_split(r));
    sn_reader_close(r);
    CHECK(pipe(fd) == 0 && write(fd[1], p, n) == (ssize_t)n);
    r = reader(fd[0]);
    CHECK(!sn_src_is_plain(sn_reader_src(r), &at, &size));
    CHECK(!sn_reader_split(r));
    sn_reader_close(r);
    close(fd[1]);
    free(p);
}

TEST(read_at)
{
    int fd = file_of("0123456789", 10);
    char buf[16];
    struct sn_src *src;
    struct sn_diag d;
    uint64_t at, size;
    size_t n;

    CHECK_INT(sn_src_open_fd(&src, fd, true, "digits", &d), SN_OK);
    CHECK(!sn_src_is_plain(src, &at, &size)); /* not known before the first byte was read */
    CHECK_INT(sn_src_read(src, buf, 1, &n, &d), SN_OK);
    CHECK(sn_src_is_plain(src, &at, &size));
    CHECK_INT(at, 1);
    CHECK_INT(size, 10);
    CHECK_INT(sn_src_read_at(src, 4, buf, 3, &n, &d), SN_OK);
    CHECK(n == 3 && !memcmp(buf, "456", 3));
    CHECK_INT(sn_src_read_at(src, 8, buf, 16, &n, &d), SN_OK);
    CHECK(n == 2 && !memcmp(buf, "89", 2));
    CHECK_INT(sn_src_read_at(src, 10, buf, 1, &n, &d), SN_OK);
    CHECK_INT(n, 0);
    CHECK_INT(sn_src_read(src, buf, 16, &n, &d), SN_OK);
    CHECK_INT(buf[0], '1');
    sn_src_close(src);
}

/* ---- tickets ---- */

struct order {
    struct sn_ticket t;
    _Atomic uint64_t next;
    uint64_t inside, count;
};

static void *serve(void *arg)
{
    struct order *o = arg;
    uint64_t n;

    while ((n = atomic_fetch_add(&o->next, 1)) < 3000) {
        if (n % 97 == 0)
            usleep(300); /* longer than any thread waits awake */
        sn_ticket_wait(&o->t, n);
        CHECK_INT(o->inside++, 0);
        CHECK_INT(o->count, n);
        o->count++;
        o->inside--;
        sn_ticket_done(&o->t);
    }
    return NULL;
}

TEST(tickets)
{
    struct order o = {.count = 0};
    pthread_t th[4];

    sn_ticket_init(&o.t);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&th[i], NULL, serve, &o) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(th[i], NULL);
    CHECK_INT(o.count, 3000);
    sn_ticket_free(&o.t);
}

TEST_MAIN
