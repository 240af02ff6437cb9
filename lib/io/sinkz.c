/*
 * A sink that compresses on a thread of its own.
 *
 * Full buffers become jobs of an ordered work queue with one worker, which compresses them into
 * `inner`; the worker alone touches what is its own until the queue is empty. A job that has been
 * worked on comes back with its buffer, to be used again, and with the error if the worker met one.
 *
 * Where records end in a job, the worker now and then pushes the compressor's output through and
 * marks inner there, remembering the few bytes that would end the stream at this place. When the
 * disk is full, inner cuts its file to such a mark, and these bytes make the file complete.
 */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"
#include "io/sink.h"
#include "sn/wq.h"

#define QUEUED_MOST ((size_t)64 << 20)
#define JOBS_MOST   1024
#define OUT_ROOM    ((size_t)64 << 10)
#define SYNC_EVERY  ((size_t)256 << 10) /* bytes compressed between two marks */
#define ENDS_MOST   64

struct job {
    uint8_t *buf;
    size_t n, cap;
    bool begins, ends; /* at a record's end */
    enum io_flush flush;
    enum sn_err err;
    struct sn_diag diag;
    struct job *next; /* among the spare ones */
};

/* How the stream can be ended at a mark of inner. */
struct end {
    uint64_t at;
    uint8_t tail[IO_TAIL];
    size_t n;
};

struct z_sink {
    struct sn_sink s;
    struct sn_sink *inner;
    struct sn_wq *wq;
    struct job *spare;
    size_t queued;    /* bytes inside the queue */
    uint64_t flushed; /* position of the last flush */
    /* The worker's. */
    struct io_comp *c;
    size_t since; /* bytes compressed since the last mark */
    struct end ends[ENDS_MOST];
    unsigned nends;
    bool failed;
};

/* ---- the worker ---- */

static enum sn_err compress(struct z_sink *z, const uint8_t *p, size_t n, enum io_flush f,
                            struct sn_diag *d)
{
    enum io_ran ran;
    size_t made;

    z->since += n;
    do {
        uint8_t *room = sn_sink_reserve(z->inner, OUT_ROOM);

        if (!room)
            return sn_sink_flush(z->inner, d);
        ran = z->c->run(z->c, &p, &n, f, room, OUT_ROOM, &made);
        sn_sink_commit(z->inner, made);
    } while (ran == IO_AGAIN);
    return ran == IO_DONE ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory to compress");
}

/* For inner: the last of our marks in n bytes from `at` on. */
static size_t last_mark(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    const struct z_sink *z = ctx;
    size_t last = 0;

    (void)p;
    for (unsigned i = 0; i < z->nends; i++)
        if (z->ends[i].at > at && z->ends[i].at - at <= n)
            last = (size_t)(z->ends[i].at - at);
    return last;
}

/* Marks inner behind an IO_SYNC that is at a record's end. */
static enum sn_err mark(struct z_sink *z, struct sn_diag *d)
{
    enum sn_err e = z->nends == ENDS_MOST ? sn_sink_flush(z->inner, d) : SN_OK;
    struct end *to;

    if (z->nends == ENDS_MOST)
        z->nends = 0;
    to = &z->ends[z->nends++];
    to->at = sn_sink_count(z->inner);
    to->n = z->c->tail(z->c, to->tail);
    sn_sink_records(z->inner, last_mark, z);
    sn_sink_mark(z->inner);
    z->since = 0;
    return e;
}

static void work(void *ctx, void *item, unsigned thread)
{
    struct z_sink *z = ctx;
    struct job *j = item;
    enum sn_err e = SN_OK;

    (void)thread;
    if (z->failed)
        return;
    if (j->begins && z->since >= SYNC_EVERY) {
        e = compress(z, NULL, 0, IO_SYNC, &j->diag);
        if (!e)
            e = mark(z, &j->diag);
    }
    if (!e)
        e = compress(z, j->buf, j->n, j->flush, &j->diag);
    if (!e && j->flush == IO_SYNC && j->ends)
        e = mark(z, &j->diag);
    if (!e && j->flush != IO_NO_FLUSH)
        e = sn_sink_flush(z->inner, &j->diag);
    for (unsigned i = 0; e == SN_ENOSPC && i < z->nends; i++)
        io_sink_end_cut(z->inner, z->ends[i].at, z->ends[i].tail, z->ends[i].n);
    z->failed = e != SN_OK;
    j->err = e;
}

/* ---- the writer's side ---- */

/* Takes a job back: its buffer to the spare ones, its error to the caller. */
static enum sn_err take_back(struct z_sink *z, struct job *j)
{
    enum sn_err e = j->err;

    if (e)
        z->s.diag = j->diag;
    z->queued -= j->n;
    j->next = z->spare;
    z->spare = j;
    return e;
}

static enum sn_err collect(struct z_sink *z, bool all)
{
    struct job *j;
    enum sn_err e = SN_OK;

    while (!e && (j = all ? sn_wq_collect(z->wq) : sn_wq_poll(z->wq)))
        e = take_back(z, j);
    return e;
}

static struct job *new_job(struct z_sink *z, size_t room, enum io_flush flush)
{
    struct job *j = z->spare;

    if (j)
        z->spare = j->next;
    else if (!(j = calloc(1, sizeof *j)))
        return NULL;
    if (j->cap < room) {
        free(j->buf);
        j->buf = malloc(room);
        j->cap = j->buf ? room : 0;
    }
    if (!j->buf) {
        free(j);
        return NULL;
    }
    j->err = SN_OK;
    j->flush = flush;
    j->begins = z->s.marks && z->s.good == z->s.base;
    j->ends = false;
    return j;
}

/* Hands a job in, waiting for earlier ones where too much is inside. */
static enum sn_err submit(struct z_sink *z, struct job *j)
{
    enum sn_err e = collect(z, false);

    while (!e && (z->queued + j->n > QUEUED_MOST || sn_wq_inside(z->wq) == JOBS_MOST)) {
        struct job *old = sn_wq_collect(z->wq);

        if (!old)
            break;
        e = take_back(z, old);
    }
    if (e || !sn_wq_submit(z->wq, j)) {
        j->next = z->spare;
        z->spare = j;
        return e ? e : sn_fail(&z->s.diag, SN_ENOMEM, "the compressor's queue is full");
    }
    z->queued += j->n;
    return SN_OK;
}

/* The gathered bytes leave with their buffer, and the sink goes on with the job's. */
static enum sn_err send_gathered(struct z_sink *z, size_t n, enum io_flush flush)
{
    struct sn_sink *s = &z->s;
    size_t rest = s->len - n, room = rest > SINK_GATHER / 2 ? 2 * rest : SINK_GATHER;
    struct job *j = new_job(z, room, flush);
    uint8_t *buf;
    size_t cap;

    if (!j)
        return sn_fail(&s->diag, SN_ENOMEM, "no memory to compress");
    buf = j->buf;
    cap = j->cap;
    if (rest)
        memcpy(buf, s->buf + n, rest);
    j->buf = s->buf;
    j->cap = s->cap;
    j->n = n;
    j->ends = s->marks && s->marked == s->base + n;
    s->buf = buf;
    s->cap = cap;
    s->len = rest;
    return submit(z, j);
}

static enum sn_err send_copy(struct z_sink *z, const uint8_t *p, size_t n, bool first)
{
    struct job *j = new_job(z, n < SINK_GATHER ? SINK_GATHER : n, IO_NO_FLUSH);

    if (!j)
        return sn_fail(&z->s.diag, SN_ENOMEM, "no memory to compress");
    memcpy(j->buf, p, n);
    j->n = n;
    j->begins &= first;
    return submit(z, j);
}

static enum sn_err z_send(struct sn_sink *s, size_t n, const void *p, size_t pn, size_t *sent)
{
    struct z_sink *z = (struct z_sink *)s;
    const uint8_t *from = p;
    bool first = !n;
    enum sn_err e = n ? send_gathered(z, n, IO_NO_FLUSH) : SN_OK;

    *sent = 0;
    while (!e && pn) {
        size_t k = pn < SINK_MOST ? pn : SINK_MOST;

        e = send_copy(z, from, k, first);
        first = false;
        from += k;
        pn -= k;
    }
    return e;
}

static enum sn_err z_flush(struct sn_sink *s)
{
    struct z_sink *z = (struct z_sink *)s;
    size_t n = s->len;
    enum sn_err e;

    if (s->base + n == z->flushed)
        return collect(z, false);
    e = send_gathered(z, n, IO_SYNC);
    s->base += n;
    if (s->marked == s->base)
        s->good = s->base;
    z->flushed = s->base;
    return e;
}

static void release(struct z_sink *z)
{
    struct job *j;

    while (z->wq && (j = sn_wq_collect(z->wq)))
        (void)!take_back(z, j);
    sn_wq_free(z->wq);
    while ((j = z->spare)) {
        z->spare = j->next;
        free(j->buf);
        free(j);
    }
    if (z->c)
        z->c->free(z->c);
}

static enum sn_err z_close(struct sn_sink *s)
{
    struct z_sink *z = (struct z_sink *)s;
    enum sn_err e = s->err, e2;
    struct sn_diag d;

    if (!e)
        e = send_gathered(z, 0, IO_FINISH);
    if (!e)
        e = collect(z, true);
    release(z);
    e2 = sn_sink_close(z->inner, &d);
    if (!e && e2) {
        e = e2;
        s->diag = d;
    }
    return e;
}

static const struct sink_kind z_kind = {.send = z_send, .flush = z_flush, .close = z_close};

/* Takes over the compressor and inner, also on failure. */
static enum sn_err open_z(struct sn_sink **out, struct sn_sink *inner, struct io_comp *c,
                          struct sn_diag *d)
{
    struct z_sink *z = c ? (struct z_sink *)io_sink_new(&z_kind, sizeof *z, inner->name) : NULL;
    enum sn_err e;

    if (z) {
        z->c = c;
        z->inner = inner;
        e = sn_wq_new(&z->wq, 1, JOBS_MOST, work, z, d);
        if (!e) {
            *out = &z->s;
            return SN_OK;
        }
        release(z);
        io_sink_free(&z->s);
    } else {
        e = sn_fail(d, SN_ENOMEM, "no memory to compress");
        if (c)
            c->free(c);
    }
    (void)!sn_sink_close(inner, NULL);
    return e;
}

enum sn_err sn_sink_gzip(struct sn_sink **out, struct sn_sink *inner, int level, struct sn_diag *d)
{
    *out = NULL;
    if (level >= 1 && level <= 9)
        return open_z(out, inner, io_gzip_new(level), d);
    (void)!sn_sink_close(inner, NULL);
    return sn_fail(d, SN_EUSAGE, "gzip has levels 1 to 9, not %d", level);
}

enum sn_err sn_sink_zstd(struct sn_sink **out, struct sn_sink *inner, int level, struct sn_diag *d)
{
    enum sn_err e;

    *out = NULL;
#ifdef HAVE_ZSTD
    if (level >= 1 && level <= 19)
        return open_z(out, inner, io_zstd_new(level), d);
    e = sn_fail(d, SN_EUSAGE, "zstd has levels 1 to 19, not %d", level);
#else
    e = sn_fail(d, SN_EUNSUPPORTED, "zstd was not there when this was built");
    (void)level;
#endif
    (void)!sn_sink_close(inner, NULL);
    return e;
}
