/*
 * A sink that compresses to gzip on a thread of its own.
 *
 * Full buffers become jobs of an ordered work queue with one worker, which deflates them into
 * `inner`; the worker alone touches z, crc, size, inner and failed until the queue is empty. A job
 * that has been worked on comes back with its buffer, to be used again, and with the error if the
 * worker met one.
 */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"
#include "io/sink.h"
#include "sn/wq.h"

#define QUEUED_MOST ((size_t)64 << 20)
#define JOBS_MOST   1024
#define OUT_ROOM    ((size_t)64 << 10)

struct job {
    uint8_t *buf;
    size_t n, cap;
    enum io_flush flush;
    enum sn_err err;
    struct sn_diag diag;
    struct job *next; /* among the spare ones */
};

struct gz_sink {
    struct sn_sink s;
    struct sn_sink *inner;
    struct sn_wq *wq;
    struct job *spare;
    size_t queued;    /* bytes inside the queue */
    uint64_t flushed; /* position of the last flush */
    /* The worker's. */
    struct io_deflate *z;
    uint32_t crc, size;
    bool begun, failed;
};

static enum sn_err deflate_all(struct gz_sink *g, const struct job *j, struct sn_diag *d)
{
    static const uint8_t header[10] = {0x1f, 0x8b, 8, 0, 0,
                                       0,    0,    0, 4, 3}; /* no time; fast; Unix */
    const uint8_t *p = j->buf;
    size_t n = j->n, made;
    bool more = true;
    enum sn_err e = SN_OK;

    if (!g->begun)
        e = sn_sink_write(g->inner, header, sizeof header, d);
    g->begun = true;
    g->crc = io_crc32(g->crc, p, n);
    g->size += (uint32_t)n;
    while (!e && more) {
        uint8_t *room = sn_sink_reserve(g->inner, OUT_ROOM);

        if (!room)
            return sn_sink_flush(g->inner, d);
        more = io_deflate_run(g->z, &p, &n, j->flush, room, OUT_ROOM, &made);
        sn_sink_commit(g->inner, made);
    }
    return e;
}

static enum sn_err trailer(struct gz_sink *g, struct sn_diag *d)
{
    uint8_t t[8];

    for (unsigned i = 0; i < 4; i++) {
        t[i] = (uint8_t)(g->crc >> 8 * i);
        t[4 + i] = (uint8_t)(g->size >> 8 * i);
    }
    return sn_sink_write(g->inner, t, sizeof t, d);
}

static void work(void *ctx, void *item, unsigned thread)
{
    struct gz_sink *g = ctx;
    struct job *j = item;

    (void)thread;
    if (g->failed)
        return;
    j->err = deflate_all(g, j, &j->diag);
    if (!j->err && j->flush == IO_FINISH)
        j->err = trailer(g, &j->diag);
    if (!j->err && j->flush != IO_NO_FLUSH)
        j->err = sn_sink_flush(g->inner, &j->diag);
    g->failed = j->err != SN_OK;
}

/* Takes a job back: its buffer to the spare ones, its error to the caller. */
static enum sn_err take_back(struct gz_sink *g, struct job *j)
{
    enum sn_err e = j->err;

    if (e)
        g->s.diag = j->diag;
    g->queued -= j->n;
    j->next = g->spare;
    g->spare = j;
    return e;
}

static enum sn_err collect(struct gz_sink *g, bool all)
{
    struct job *j;
    enum sn_err e = SN_OK;

    while (!e && (j = all ? sn_wq_collect(g->wq) : sn_wq_poll(g->wq)))
        e = take_back(g, j);
    return e;
}

static struct job *new_job(struct gz_sink *g, size_t room)
{
    struct job *j = g->spare;

    if (j)
        g->spare = j->next;
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
    return j;
}

/* Hands a job in, waiting for earlier ones where too much is inside. */
static enum sn_err submit(struct gz_sink *g, struct job *j)
{
    enum sn_err e = collect(g, false);

    while (!e && (g->queued + j->n > QUEUED_MOST || sn_wq_inside(g->wq) == JOBS_MOST)) {
        struct job *old = sn_wq_collect(g->wq);

        if (!old)
            break;
        e = take_back(g, old);
    }
    if (e || !sn_wq_submit(g->wq, j)) {
        j->next = g->spare;
        g->spare = j;
        return e ? e : sn_fail(&g->s.diag, SN_ENOMEM, "the compressor's queue is full");
    }
    g->queued += j->n;
    return SN_OK;
}

/* The gathered bytes leave with their buffer, and the sink goes on with the job's. */
static enum sn_err send_gathered(struct gz_sink *g, size_t n, enum io_flush flush)
{
    struct sn_sink *s = &g->s;
    size_t rest = s->len - n, room = rest > SINK_GATHER / 2 ? 2 * rest : SINK_GATHER;
    struct job *j = new_job(g, room);
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
    j->flush = flush;
    s->buf = buf;
    s->cap = cap;
    s->len = rest;
    return submit(g, j);
}

static enum sn_err send_copy(struct gz_sink *g, const uint8_t *p, size_t n)
{
    struct job *j = new_job(g, n < SINK_GATHER ? SINK_GATHER : n);

    if (!j)
        return sn_fail(&g->s.diag, SN_ENOMEM, "no memory to compress");
    memcpy(j->buf, p, n);
    j->n = n;
    j->flush = IO_NO_FLUSH;
    return submit(g, j);
}

static enum sn_err gz_send(struct sn_sink *s, size_t n, const void *p, size_t pn, size_t *sent)
{
    struct gz_sink *g = (struct gz_sink *)s;
    const uint8_t *from = p;
    enum sn_err e = n ? send_gathered(g, n, IO_NO_FLUSH) : SN_OK;

    *sent = 0;
    while (!e && pn) {
        size_t k = pn < SINK_MOST ? pn : SINK_MOST;

        e = send_copy(g, from, k);
        from += k;
        pn -= k;
    }
    return e;
}

static enum sn_err gz_flush(struct sn_sink *s)
{
    struct gz_sink *g = (struct gz_sink *)s;
    size_t n = s->len;
    enum sn_err e;

    if (s->base + n == g->flushed)
        return collect(g, false);
    e = send_gathered(g, n, IO_SYNC);
    s->base += n;
    g->flushed = s->base;
    return e;
}

static void gz_free(struct gz_sink *g)
{
    struct job *j;

    while (g->wq && (j = sn_wq_collect(g->wq)))
        (void)!take_back(g, j);
    sn_wq_free(g->wq);
    while ((j = g->spare)) {
        g->spare = j->next;
        free(j->buf);
        free(j);
    }
    io_deflate_free(g->z);
}

static enum sn_err gz_close(struct sn_sink *s)
{
    struct gz_sink *g = (struct gz_sink *)s;
    enum sn_err e = s->err, e2;
    struct sn_diag d;

    if (!e)
        e = send_gathered(g, 0, IO_FINISH);
    if (!e)
        e = collect(g, true);
    gz_free(g);
    e2 = sn_sink_close(g->inner, &d);
    if (!e && e2) {
        e = e2;
        s->diag = d;
    }
    return e;
}

static const struct sink_kind gz_kind = {.send = gz_send, .flush = gz_flush, .close = gz_close};

enum sn_err sn_sink_gzip(struct sn_sink **out, struct sn_sink *inner, int level, struct sn_diag *d)
{
    struct gz_sink *g = NULL;
    enum sn_err e = SN_OK;

    *out = NULL;
    if (level < 1 || level > 9)
        e = sn_fail(d, SN_EUSAGE, "gzip has levels 1 to 9, not %d", level);
    else if (!(g = (struct gz_sink *)io_sink_new(&gz_kind, sizeof *g, sn_sink_name(inner))) ||
             !(g->z = io_deflate_new(level)))
        e = sn_fail(d, SN_ENOMEM, "no memory to compress");
    else
        e = sn_wq_new(&g->wq, 1, JOBS_MOST, work, g, d);
    if (e) {
        if (g) {
            gz_free(g);
            free(g->s.buf);
            free(g->s.name);
            free(g);
        }
        (void)!sn_sink_close(inner, NULL);
        return e;
    }
    g->inner = inner;
    *out = &g->s;
    return SN_OK;
}
