/* The packet loop: every packet once and in order however it is cut and shared, ends and errors,
 * liveness while input is waited for. */
#define TEST_ALLOC
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "sn/run.h"

enum { PACKETS = 3000, MARK = 0x5a, STAGES = 3, HELD = 20 };

struct bytes {
    uint8_t *p;
    size_t n;
};

static void put32(struct bytes *b, uint32_t v)
{
    memcpy(b->p + b->n, &v, 4);
    b->n += 4;
}

/* Packet i is i, then filler: sizes differ, so that pieces of bytes and of packets don't agree. */
static struct bytes capture(uint32_t packets)
{
    struct bytes b = {calloc(1, 24 + (size_t)packets * (16 + 2100)), 0};

    if (!b.p)
        abort();
    put32(&b, 0xa1b2c3d4);
    put32(&b, 4 << 16 | 2);
    put32(&b, 0);
    put32(&b, 0);
    put32(&b, 262144);
    put32(&b, 1);
    for (uint32_t i = 0; i < packets; i++) {
        uint32_t n = 4 + i * 7919 % 2000;

        put32(&b, i);
        put32(&b, 0);
        put32(&b, n);
        put32(&b, n);
        put32(&b, i);
        b.n += n - 4;
    }
    return b;
}

static struct sn_reader *reader_of(struct sn_src *src)
{
    struct sn_reader *r;
    struct sn_diag d;

    if (sn_reader_open(&r, src, &d)) {
        printf("# %s\n", d.msg);
        abort();
    }
    return r;
}

static struct sn_reader *in_memory(struct bytes b)
{
    struct sn_src *src;
    struct sn_diag d;

    if (sn_src_open_mem(&src, b.p, b.n, "memory", &d))
        abort();
    return reader_of(src);
}

static struct sn_reader *in_file(struct bytes b)
{
    char name[] = "/tmp/test_run.XXXXXX";
    int fd = mkstemp(name);
    struct sn_src *src;
    struct sn_diag d;

    if (fd < 0 || write(fd, b.p, b.n) != (ssize_t)b.n || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    unlink(name);
    if (sn_src_open_fd(&src, fd, true, "a file", &d))
        abort();
    return reader_of(src);
}

static struct sn_reader *on_pipe(int fd)
{
    struct sn_src *src;
    struct sn_diag d;

    if (sn_src_open_fd(&src, fd, true, "a pipe", &d))
        abort();
    return reader_of(src);
}

/* ---- a tool that checks what it is called with ---- */

struct job {
    uint32_t ordered, finished; /* packets */
    uint64_t pieces;
    uint32_t staged[STAGES]; /* packets */
    _Atomic bool in_stage[STAGES];
    bool in_order, in_finish;
    _Atomic uint32_t worked, rendered, states, idles, ticks;
    _Atomic uint32_t finished_at_idle;
    /* when to say no; 0: never */
    uint32_t order_max, finish_max, take_max, tick_max, taken;
    uint32_t ahead; /* packets that were waiting for a thread when a batch was read, at most */
    bool begin_fails, held;
    uint32_t states_max; /* 0: as many as are asked for */
    bool hold;           /* the first piece is worked on until HELD packets were */
    _Atomic bool stop;
};

static enum sn_err begin(void *ctx, void **state, struct sn_diag *d)
{
    struct job *j = ctx;

    if (j->begin_fails || (j->states_max && j->states >= j->states_max))
        return sn_fail(d, SN_ENOMEM, "no state");
    *state = calloc(1, sizeof(uint32_t));
    if (!*state)
        return SN_ENOMEM;
    j->states++;
    return SN_OK;
}

static void end(void *ctx, void *state)
{
    struct job *j = ctx;

    j->states--;
    free(state);
}

static bool take(void *ctx, struct sn_batch *b, const void **data)
{
    struct job *j = ctx;

    *data = j;
    if (j->taken - j->worked > j->ahead)
        j->ahead = j->taken - j->worked;
    if (j->take_max && j->taken + b->n >= j->take_max) {
        b->n = j->take_max - j->taken;
        return false;
    }
    j->taken += b->n;
    return true;
}

/* A thread's state goes unchanged from work to finish: nothing else is done with it meanwhile. */
static void work(void *ctx, void *state, struct sn_run_piece *p)
{
    struct job *j = ctx;
    uint32_t first;

    CHECK(p->data == j && p->b.n > 0);
    CHECK_INT(sn_run_iface(p, p->b.pkt[0].iface)->linktype, 1);
    memcpy(&first, p->b.pkt[0].data, 4);
    *(uint32_t *)state = first;
    for (uint32_t i = 0; i < p->b.n; i++) {
        CHECK(!p->b.pkt[i].drop);
        p->b.pkt[i].dir = MARK;
    }
    j->worked += p->b.n;
    if (first % 5 == 0 && !p->alone)
        usleep(200); /* pieces overtake each other */
    for (int ms = 0; j->hold && first == 0 && j->worked < HELD && ms < 5000; ms++)
        usleep(1000);
    j->held |= j->hold && first == 0 && j->worked >= HELD;
}

/* A piece passes the stages one after another; other pieces may be in other stages meanwhile. */
static void stage(void *ctx, void *state, struct sn_run_piece *p, unsigned n)
{
    struct job *j = ctx;

    CHECK(!atomic_exchange(&j->in_stage[n], true));
    CHECK_INT(*(uint32_t *)state, j->staged[n]);
    j->staged[n] += p->b.n;
    if (j->staged[n] % 3 == n && !p->alone)
        usleep(100);
    j->in_stage[n] = false;
}

static bool order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct job *j = ctx;

    CHECK(!j->in_order);
    j->in_order = true;
    CHECK_INT(*(uint32_t *)state, j->ordered);
    j->ordered += p->b.n;
    if (j->order_max && j->ordered >= j->order_max)
        p->b.n -= j->ordered - j->order_max;
    j->in_order = false;
    return !j->order_max || j->ordered < j->order_max;
}

static void render(void *ctx, void *state, struct sn_run_piece *p)
{
    struct job *j = ctx;

    (void)state;
    j->rendered += p->b.n;
}

static bool finish(void *ctx, void *state, struct sn_run_piece *p)
{
    struct job *j = ctx;

    CHECK(!j->in_finish);
    j->in_finish = true;
    CHECK_INT(*(uint32_t *)state, j->finished);
    CHECK_INT(p->number, j->pieces++);
    for (uint32_t i = 0; i < p->b.n; i++) {
        uint32_t v;

        memcpy(&v, p->b.pkt[i].data, 4);
        CHECK_INT(v, j->finished++);
        CHECK_INT(p->b.pkt[i].dir, MARK);
    }
    j->in_finish = false;
    return !j->finish_max || j->finished < j->finish_max;
}

static bool idle(void *ctx)
{
    struct job *j = ctx;

    j->finished_at_idle = j->finished;
    j->idles++;
    return true;
}

static bool tick(void *ctx)
{
    struct job *j = ctx;

    return ++j->ticks != j->tick_max;
}

static bool stop(void *ctx)
{
    return ((struct job *)ctx)->stop;
}

static const struct sn_run_ops ops = {.begin = begin,
                                      .end = end,
                                      .take = take,
                                      .work = work,
                                      .stage = stage,
                                      .order = order,
                                      .render = render,
                                      .finish = finish,
                                      .idle = idle,
                                      .tick = tick,
                                      .stop = stop};

static struct sn_run_result run(struct job *j, struct sn_reader *r, unsigned threads,
                                uint32_t packets)
{
    struct sn_run_opts o = {.threads = threads, .packets = packets, .watch = -1, .stages = STAGES};
    struct sn_run_result res;

    sn_run(&o, &ops, j, r, &res);
    sn_reader_close(r);
    CHECK_INT(j->states, 0);
    CHECK(res.threads <= threads);
    return res;
}

/* ---- whole inputs ---- */

static const uint32_t piece_sizes[] = {0, 1, 7, 64, 100000};

/* Calls one() for each number of threads, size of pieces, and kind of input. */
static void each_way(struct bytes b, void (*one)(struct sn_reader *r, unsigned threads, uint32_t n))
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        for (unsigned i = 0; i < sizeof piece_sizes / sizeof *piece_sizes; i++) {
            one(in_memory(b), threads, piece_sizes[i]);
            one(in_file(b), threads, piece_sizes[i]);
        }
    }
}

static uint32_t want; /* packets */

static void all_packets(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {0};
    struct sn_run_result res = run(&j, r, threads, n);

    CHECK_INT(res.why, SN_RUN_INPUT);
    CHECK_INT(res.err, SN_EOF);
    CHECK_INT(j.finished, want);
    CHECK_INT(j.ordered, want);
    for (unsigned i = 0; i < STAGES; i++)
        CHECK_INT(j.staged[i], want);
    CHECK_INT(j.worked, want);
    CHECK_INT(j.rendered, want);
}

TEST(every_packet_once_and_in_order)
{
    struct bytes b = capture(PACKETS);

    want = PACKETS;
    each_way(b, all_packets);
    b.n = 24;
    want = 0;
    each_way(b, all_packets);
    free(b.p);
}

/* A file of more than 4 MiB is read by all threads. */
TEST(long_file)
{
    struct bytes b = capture(want = 8000);

    CHECK(b.n > 4 << 20);
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct job j = {0};
        struct sn_run_result res = run(&j, in_file(b), threads, threads % 2 ? 0 : 100);

        CHECK_INT(j.finished, want);
        CHECK_INT(res.threads, threads);
    }
    free(b.p);
}

/* What isn't a long plain file is read while there are still packets for others. */
TEST(reads_ahead)
{
    struct bytes b = capture(want = 8000);

    for (unsigned threads = 1; threads <= 4; threads++) {
        struct job j = {0};
        struct sn_run_result res = run(&j, in_memory(b), threads, 8);

        CHECK_INT(j.finished, want);
        CHECK_INT(res.threads, threads);
        CHECK(threads == 1 ? j.ahead == 0 : j.ahead > 8 * threads);
    }
    free(b.p);
}

/* While one thread has the first piece the other one works on several, though none of them can be
 * finished. */
TEST(a_slow_piece_holds_nobody_up)
{
    struct bytes b = capture(want = 8000);
    struct job j = {.hold = true};

    run(&j, in_file(b), 2, 8);
    CHECK_INT(j.finished, want);
    CHECK(j.held);
    free(b.p);
}

TEST(fewer_states_than_threads)
{
    struct bytes b = capture(want = 8000);

    for (uint32_t max = 1; max < 4; max++) {
        struct job j = {.states_max = max};

        run(&j, in_file(b), 4, 100);
        CHECK_INT(j.finished, want);
    }
    free(b.p);
}

static void damaged(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {0};
    struct sn_run_result res = run(&j, r, threads, n);

    CHECK_INT(res.why, SN_RUN_INPUT);
    CHECK_INT(res.err, SN_EFORMAT);
    CHECK_INT(res.diag.where, SN_AT_BYTE);
    CHECK_INT(j.finished, want);
}

static void enough(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {.order_max = 1001};
    struct sn_run_result res = run(&j, r, threads, n);

    CHECK_INT(res.why, SN_RUN_ENOUGH);
    CHECK_INT(res.err, SN_OK);
    CHECK_INT(j.finished, 1001);
    CHECK_INT(j.rendered, 1001);
}

TEST(damage_behind_what_is_there_and_behind_what_is_wanted)
{
    struct bytes b = capture(PACKETS);
    size_t at = 24;

    for (want = 0; want < 1100; want++) {
        uint32_t k;

        memcpy(&k, b.p + at + 8, 4);
        at += 16 + k;
    }
    memset(b.p + at + 8, 0xff, 8);
    each_way(b, damaged);
    each_way(b, enough);
    free(b.p);
}

static void taken(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {.take_max = 1500};

    CHECK_INT(run(&j, r, threads, n).why, SN_RUN_TAKE);
    CHECK_INT(j.finished, 1500);
}

static void cant_be_written(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {.finish_max = 500};

    CHECK_INT(run(&j, r, threads, n).why, SN_RUN_ENOUGH);
    CHECK(j.finished >= 500 && j.pieces > 0);
}

static void no_state(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {.begin_fails = true};
    struct sn_run_result res = run(&j, r, threads, n);

    CHECK_INT(res.why, SN_RUN_FAILED);
    CHECK_INT(res.err, SN_ENOMEM);
    CHECK_STR(res.diag.msg, "no state");
}

static void stopped(struct sn_reader *r, unsigned threads, uint32_t n)
{
    struct job j = {.stop = true};

    CHECK_INT(run(&j, r, threads, n).why, SN_RUN_STOP);
    CHECK_INT(j.finished, 0);
}

TEST(callbacks_that_say_no)
{
    struct bytes b = capture(PACKETS);

    each_way(b, taken);
    each_way(b, cant_be_written);
    each_way(b, no_state);
    each_way(b, stopped);
    free(b.p);
}

TEST(no_memory)
{
    struct bytes b = capture(100);

    for (unsigned i = 0; i < 4; i++) {
        struct job j = {0};
        struct sn_reader *r = in_memory(b);
        struct sn_run_opts o = {.threads = 1, .packets = 10, .watch = -1};
        struct sn_run_result res;

        fail_alloc_after(i);
        sn_run(&o, &ops, &j, r, &res);
        fail_alloc_never();
        CHECK(res.err == SN_ENOMEM || (res.err == SN_EOF && j.finished == 100));
        CHECK_INT(j.states, 0);
        sn_reader_close(r);
    }
    free(b.p);
}

/* ---- while input is waited for ---- */

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Writes a capture in two parts with a pause, then does something while nothing comes. */
struct writer {
    struct bytes b;
    int fd, close_fd;
    struct job *job;
    _Atomic uint32_t idle_with; /* packets that were finished when it fell silent */
};

static void put_all(int fd, const uint8_t *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);

        if (k <= 0)
            abort();
        p += k;
        n -= (size_t)k;
    }
}

static void *write_and_pause(void *arg)
{
    struct writer *w = arg;

    put_all(w->fd, w->b.p, w->b.n / 2);
    usleep(50000);
    put_all(w->fd, w->b.p + w->b.n / 2, w->b.n - w->b.n / 2);
    for (int i = 0; i < 500 && w->job->finished_at_idle != PACKETS; i++)
        usleep(10000);
    w->idle_with = w->job->finished_at_idle;
    if (w->close_fd >= 0)
        close(w->close_fd);
    else
        w->job->stop = true;
    return NULL;
}

/* A thread without signals looks at stop() now and then, the caller's only when interrupted: here
 * by the timer. */
static void silent_input(unsigned threads, bool gone)
{
    struct job j = {0};
    struct sn_run_opts o = {.threads = threads, .packets = 50, .watch = -1, .tick_ms = 20};
    struct writer w = {.b = capture(PACKETS), .close_fd = -1, .job = &j};
    struct sn_run_result res;
    struct sn_reader *r;
    int in[2], out[2];
    pthread_t th;

    CHECK(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
    w.fd = in[1];
    if (gone) {
        w.close_fd = out[0];
        o.watch = out[1];
        o.tick_ms = 0;
    }
    CHECK(pthread_create(&th, NULL, write_and_pause, &w) == 0);
    r = on_pipe(in[0]);
    sn_run(&o, &ops, &j, r, &res);
    pthread_join(th, NULL);
    CHECK_INT(res.why, gone ? SN_RUN_GONE : SN_RUN_STOP);
    CHECK_INT(w.idle_with, PACKETS); /* all was written before the wait */
    CHECK_INT(j.finished, PACKETS);
    CHECK(j.idles >= 2);
    sn_reader_close(r);
    close(in[1]);
    close(out[1]);
    if (!gone)
        close(out[0]);
    free(w.b.p);
}

TEST(stops_while_nothing_comes)
{
    silent_input(1, false);
    silent_input(3, false);
}

TEST(ends_when_the_reader_of_the_output_leaves)
{
    silent_input(1, true);
    silent_input(3, true);
}

TEST(ticks_while_nothing_comes)
{
    struct job j = {.tick_max = 4};
    struct sn_run_opts o = {.threads = 2, .packets = 10, .watch = -1, .tick_ms = 15};
    struct bytes b = capture(5);
    struct sn_run_result res;
    double begun = seconds();
    struct sn_reader *r;
    int in[2];

    CHECK(pipe2(in, O_CLOEXEC) == 0);
    put_all(in[1], b.p, b.n);
    r = on_pipe(in[0]);
    sn_run(&o, &ops, &j, r, &res);
    CHECK_INT(res.why, SN_RUN_ENOUGH);
    CHECK_INT(j.ticks, 4);
    CHECK_INT(j.finished_at_idle, 5);
    CHECK(seconds() - begun >= 0.055);
    CHECK_INT(res.threads, 1); /* five packets are no work for two */
    sn_reader_close(r);
    close(in[1]);
    free(b.p);
}

TEST_MAIN
