/* Captures read in pieces by several threads bring the same packets as read by one; tickets. */
#include "test.h"

#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <signal.h>

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

/* ---- a capture from anywhere ---- */

enum from { A_FILE, MEMORY, A_PIPE, GZIP, FROMS };

struct input {
    struct sn_reader *r;
    struct sn_buf packed;
    pthread_t feeder;
    int fd;
    const uint8_t *p;
    size_t n;
    enum from from;
};

static void *feed(void *arg)
{
    const struct input *in = arg;

    for (size_t at = 0, i = 0; at < in->n; i++) {
        size_t k = i % 3 ? 70000 : 33;
        ssize_t done = write(in->fd, in->p + at, in->n - at < k ? in->n - at : k);

        if (done <= 0)
            break;
        at += (size_t)done;
    }
    close(in->fd);
    return NULL;
}

static void pack(struct input *in)
{
    struct sn_sink *s;

    sn_buf_init(&in->packed, 1 << 26);
    CHECK(!sn_sink_open_buf(&s, &in->packed, NULL));
    CHECK(!sn_sink_gzip(&s, s, 1, NULL));
    CHECK(!sn_sink_write(s, in->p, in->n, NULL));
    CHECK(!sn_sink_close(s, NULL));
}

static enum sn_err open_input(struct input *in, enum from from, const void *p, size_t n,
                              struct sn_diag *d)
{
    struct sn_src *src = NULL;
    int fd[2];

    *in = (struct input){.from = from, .p = p, .n = n};
    sn_buf_init(&in->packed, 1);
    if (from == A_FILE) {
        CHECK(!sn_src_open_fd(&src, file_of(p, n), true, "input", d));
    } else if (from == MEMORY) {
        CHECK(!sn_src_open_mem(&src, p, n, "input", d));
    } else if (from == GZIP) {
        pack(in);
        CHECK(!sn_src_open_mem(&src, in->packed.base, sn_buf_len(&in->packed), "input", d));
    } else {
        CHECK(pipe(fd) == 0);
        in->fd = fd[1];
        CHECK(!sn_src_open_fd(&src, fd[0], true, "input", d));
        CHECK(pthread_create(&in->feeder, NULL, feed, in) == 0);
    }
    return sn_reader_open(&in->r, src, d);
}

static void close_input(struct input *in)
{
    sn_reader_close(in->r);
    if (in->from == A_PIPE)
        pthread_join(in->feeder, NULL);
    sn_buf_free(&in->packed);
}

/* What a reader brought, in short. */
struct sum {
    uint64_t packets, bytes, hash, next;
    enum sn_err err;
    struct sn_diag d;
};

static void add(struct sum *s, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];
        uint64_t at = b->offset + (uint64_t)(p->data - p->rechdr - b->buf);

        CHECK(!s->packets || at == s->next);
        s->next = at + p->reclen;
        s->packets++;
        s->bytes += p->reclen;
        s->hash = (s->hash ^ (uint64_t)p->ts ^ p->caplen ^ p->iface ^ at) * 1099511628211u;
        for (uint32_t k = 0; k < p->caplen; k += 1 + p->caplen / 16)
            s->hash = (s->hash ^ p->data[k]) * 1099511628211u;
    }
}

static struct sum read_alone(enum from from, const void *p, size_t n)
{
    struct sum s = {0};
    struct input in;
    struct sn_batch b;

    sn_batch_init(&b);
    s.err = open_input(&in, from, p, n, &s.d);
    while (!s.err && !(s.err = sn_reader_next(in.r, &b, &s.d)))
        add(&s, &b);
    sn_batch_free(&b);
    close_input(&in);
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
        ended = t->s.err != SN_OK;
        if (!ended)
            add(&t->s, &b);
        sn_ticket_done(&t->take);
    }
    sn_batch_free(&b);
    return NULL;
}

static struct sum read_together(enum from from, const void *p, size_t n, unsigned threads,
                                bool begun)
{
    struct together t = {.r = NULL};
    struct input in;
    pthread_t th[8];
    struct sn_batch b;

    sn_batch_init(&b);
    t.s.err = open_input(&in, from, p, n, &t.s.d);
    t.r = in.r;
    if (!t.s.err && begun && !(t.s.err = sn_reader_next(t.r, &b, &t.s.d)))
        add(&t.s, &b);
    if (!t.s.err) {
        CHECK(sn_reader_split(t.r) != SN_SPLIT_NONE);
        CHECK(from == A_FILE || sn_reader_split(t.r) == SN_SPLIT_STREAM);
        sn_ticket_init(&t.take);
        for (unsigned i = 0; i < threads; i++)
            CHECK(pthread_create(&th[i], NULL, pieces, &t) == 0);
        for (unsigned i = 0; i < threads; i++)
            pthread_join(th[i], NULL);
        sn_ticket_free(&t.take);
    }
    sn_batch_free(&b);
    close_input(&in);
    return t.s;
}

static void same(const uint8_t *p, size_t n)
{
    for (int from = 0; from < FROMS; from++) {
        struct sum want = read_alone((enum from)from, p, n);

        for (unsigned threads = 1; threads <= 3; threads++) {
            struct sum got = read_together((enum from)from, p, n, threads, threads == 2);

            CHECK_INT(got.packets, want.packets);
            CHECK_INT(got.bytes, want.bytes);
            CHECK(got.hash == want.hash);
            CHECK_INT(got.err, want.err);
            CHECK_INT(got.d.at, want.d.at);
            /* Of what is no capture the message shows what has come so far. */
            if (strncmp(want.d.msg, "not a capture", 13) != 0)
                CHECK_STR(got.d.msg, want.d.msg);
        }
    }
}

/* Every capture that the tests have, also cut. */
TEST(fixtures)
{
    glob_t g;

    signal(SIGPIPE, SIG_IGN);
    CHECK(glob("tests/fixtures/*.pcap*", 0, NULL, &g) == 0 && g.gl_pathc > 40);
    for (size_t i = 0; i < g.gl_pathc; i += TEST_STEP) {
        static uint8_t p[1 << 18];
        FILE *f = fopen(g.gl_pathv[i], "rb");
        size_t n = f ? fread(p, 1, sizeof p, f) : 0;

        CHECK(f && fclose(f) == 0);
        same(p, n);
        same(p, n - (n > 0));
        same(p, n / 2);
    }
    globfree(&g);
}

TEST(same_packets)
{
    static const uint32_t most[] = {300, 70000, 3000000};

    for (int i = 0; i < 3; i++) {
        size_t n;
        uint8_t *p = capture(6000000, most[i], &n);

        same(p, n);
        for (size_t cut = 1; cut < 40; cut += 3 * TEST_STEP)
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
    CHECK_INT(read_alone(A_FILE, p, n).err, SN_EFORMAT);
    CHECK_INT(read_alone(A_FILE, p, n).bytes + 24, at);
    free(p);
}

/* Compressed data is damaged: everything in front of it, then where that is in the file. */
TEST(damage_in_gzip)
{
    size_t n;
    uint8_t *p = capture(3000000, 2000, &n);
    struct input in = {.p = p, .n = n};
    uint8_t *z;

    pack(&in);
    z = (uint8_t *)in.packed.base;
    n = sn_buf_len(&in.packed);
    same(z, n - 5);
    CHECK_INT(read_alone(MEMORY, z, n - 5).err, SN_ETRUNC);
    memset(z + n / 2, 0xff, 20);
    same(z, n);
    CHECK_INT(read_alone(MEMORY, z, n).err, SN_EFORMAT);
    sn_buf_free(&in.packed);
    free(p);
}

/* ---- a pipe that is quiet ---- */

struct quiet {
    struct sn_reader *r;
    struct sn_ticket take, finish;
    _Atomic unsigned packets, flushed; /* taken; of these, flushed */
    _Atomic unsigned err;
};

static void *work(void *arg)
{
    struct quiet *q = arg;
    struct sn_batch b;
    bool ended = false;

    sn_batch_init(&b);
    while (!ended) {
        uint64_t piece = sn_reader_fetch(q->r, &b);

        sn_ticket_wait(&q->take, piece);
        if (!q->err)
            q->err = sn_reader_take(q->r, &b, NULL);
        else
            b.n = 0;
        ended = q->err != SN_OK;
        sn_ticket_done(&q->take);
        sn_ticket_wait(&q->finish, piece);
        q->packets += b.n;
        if (!sn_reader_ready(q->r))
            q->flushed = q->packets;
        sn_ticket_done(&q->finish);
    }
    sn_batch_free(&b);
    return NULL;
}

static bool comes_to(const _Atomic unsigned *n, unsigned want)
{
    for (int i = 0; i < 5000 && *n != want; i++)
        usleep(1000);
    return *n == want;
}

/* What came is flushed though nothing follows; damage is noticed though nothing follows; a stop
 * ends the wait. */
TEST(quiet_pipe)
{
    for (unsigned threads = 1; threads <= 3; threads++)
        for (int damage = 0; damage < 2; damage++) {
            uint8_t h[24] = "\xd4\xc3\xb2\xa1\2\0\4", rec[152] = {[8] = 60, [12] = 60};
            struct quiet q = {.r = NULL};
            struct sn_src *src;
            pthread_t t[3];
            int fd[2];

            h[20] = 1;
            h[18] = 4;
            CHECK(pipe(fd) == 0 && write(fd[1], h, 24) == 24);
            CHECK(!sn_src_open_fd(&src, fd[0], true, "p", NULL));
            CHECK(!sn_reader_open(&q.r, src, NULL));
            CHECK_INT(sn_reader_split(q.r), SN_SPLIT_STREAM);
            sn_ticket_init(&q.take);
            sn_ticket_init(&q.finish);
            for (unsigned i = 0; i < threads; i++)
                CHECK(pthread_create(&t[i], NULL, work, &q) == 0);
            for (unsigned i = 1; i <= 50; i++) {
                CHECK(write(fd[1], rec, 76) == 76);
                CHECK(comes_to(&q.flushed, i));
            }
            CHECK(!sn_reader_ready(q.r));
            rec[76 + 11] = 0xff;
            if (damage)
                CHECK(write(fd[1], rec, 152) == 152 && comes_to(&q.err, SN_EFORMAT));
            sn_reader_stop(q.r);
            for (unsigned i = 0; i < threads; i++)
                pthread_join(t[i], NULL);
            CHECK_INT(q.err, damage ? SN_EFORMAT : SN_EOF);
            CHECK_INT(q.packets, damage ? 51 : 50);
            sn_ticket_free(&q.take);
            sn_ticket_free(&q.finish);
            sn_reader_close(q.r);
            close(fd[1]);
        }
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
