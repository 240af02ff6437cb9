/*
 * A sink that compresses with threads of its own.
 *
 * Full buffers are blocks (codec.h), and become jobs of an ordered work queue: any of its workers
 * compresses a job. Who compressed the job that is to be written next writes it to `inner`, and
 * those behind it that are compressed by then; who is ahead leaves his job to be written and goes
 * on. So inner, and what is the writing worker's below, are touched by one thread at a time, and
 * the output is the same for any number of workers. A job comes back from the queue when its worker
 * and those of all earlier jobs are done with it, so it is written by then: with its buffer, to be
 * used again, with where its block lies in inner, and with the error if a worker met one.
 *
 * What ends the file is the last job's: gzip's member of nothing by which BGZF files end, or zstd's
 * seek table (the seekable format): a skippable frame that lists the sizes of all frames.
 *
 * Inner is marked behind each block that ends with a record. When the disk is full, inner cuts its
 * file to such a mark.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"
#include "io/sink.h"
#include "sn/wq.h"

#define QUEUED_MOST  ((size_t)64 << 20)
#define JOBS_MOST    1088
#define ENDS_MOST    64
#define TABLE_MOST   ((size_t)64 << 20)
#define WORKERS_MOST 64
#define WORKERS_AUTO 8 /* more than a disk can follow, as a rule */

struct piece {
    uint8_t *p;
    size_t n, cap;
};

struct job {
    uint64_t number;
    uint8_t *buf;
    size_t n, cap;
    bool marks; /* it is made of records, */
    bool ends;  /* and ends with one */
    bool last;  /* it holds nothing, and becomes the file's end */
    bool flush;
    bool ok;           /* it was compressed, */
    struct piece made; /* to made.n bytes */
    struct sn_block block;
    enum sn_err err;
    struct sn_diag diag;
    struct job *next; /* among the spare ones */
};

struct worker {
    struct sn_packer *packer;
    struct piece out; /* for the next job */
};

struct z_sink {
    struct sn_sink s;
    struct sn_sink *inner;
    enum sn_codec codec;
    struct sn_wq *wq;
    struct worker *workers;
    unsigned nworkers;
    struct job *spare;
    uint64_t jobs;    /* handed in so far */
    size_t queued;    /* bytes inside the queue */
    uint64_t flushed; /* position of the last flush */
    /* Under the lock: jobs that are compressed and wait to be written, by their numbers; the number
     * of the one that is next; whether somebody writes it; and spare pieces. */
    pthread_mutex_t lock;
    struct job *packed[JOBS_MOST];
    uint64_t next;
    bool writing;
    struct piece pieces[WORKERS_MOST];
    unsigned npieces;
    _Atomic bool failed; /* set by the writing worker */
    /* The writing worker's: inner's marks since its last flush; and the seek table's entries. */
    uint64_t ends[ENDS_MOST];
    unsigned nends;
    struct sn_buf table;
};

/* ---- the workers ---- */

/* For inner: the last of our marks in n bytes from `at` on. */
static size_t last_mark(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    const struct z_sink *z = ctx;
    size_t last = 0;

    (void)p;
    for (unsigned i = 0; i < z->nends; i++)
        if (z->ends[i] > at && z->ends[i] - at <= n)
            last = (size_t)(z->ends[i] - at);
    return last;
}

static enum sn_err flush_inner(struct z_sink *z, struct sn_diag *d)
{
    enum sn_err e = sn_sink_flush(z->inner, d);

    z->nends = 0;
    return e;
}

/* Behind a block that ends with a record. */
static enum sn_err mark(struct z_sink *z, struct sn_diag *d)
{
    enum sn_err e = z->nends == ENDS_MOST ? flush_inner(z, d) : SN_OK;

    z->ends[z->nends++] = sn_sink_count(z->inner);
    sn_sink_mark(z->inner);
    return e;
}

/* Compresses a job to w->out. */
static bool pack(struct worker *w, const struct job *j)
{
    size_t most = sn_pack_bound(j->n);
    struct piece *o = &w->out;

    o->n = 0;
    if (!j->n && !j->last)
        return true;
    if (o->cap < most) {
        free(o->p);
        o->p = malloc(most);
        o->cap = o->p ? most : 0;
    }
    return o->p && sn_pack(w->packer, j->buf, j->n, o->p, o->cap, &o->n);
}

static void put_le32(struct sn_buf *b, uint32_t v)
{
    const uint8_t t[] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};

    sn_put_mem(b, t, sizeof t);
}

/* A frame of n bytes, m compressed, for the seek table. */
static void remember(struct z_sink *z, size_t n, size_t m)
{
    put_le32(&z->table, (uint32_t)m);
    put_le32(&z->table, (uint32_t)n);
}

/* The file's end for zstd. A table that memory was too little for is left out: it only helps. */
static enum sn_err put_table(struct z_sink *z, struct job *j)
{
    uint32_t n = (uint32_t)sn_buf_len(&z->table);
    struct sn_buf b;
    enum sn_err e = SN_OK;

    sn_buf_init(&b, TABLE_MOST + 32);
    put_le32(&b, 0x184d2a5e);
    put_le32(&b, n + 9);
    if (n)
        sn_put_mem(&b, z->table.base, n);
    put_le32(&b, n / 8);
    sn_put_c(&b, 0);
    put_le32(&b, 0x8f92eab1);
    if (!b.err && !z->table.err)
        e = sn_sink_write(z->inner, b.base, sn_buf_len(&b), &j->diag);
    sn_buf_free(&b);
    return e;
}

/* Writes what a job was compressed to. */
static enum sn_err put(struct z_sink *z, struct job *j)
{
    uint64_t at = sn_sink_count(z->inner);
    size_t m = j->made.n;
    enum sn_err e;

    if (j->marks)
        sn_sink_records(z->inner, last_mark, z);
    e = sn_sink_write(z->inner, j->made.p, m, &j->diag);
    if (!e && z->codec == SN_CODEC_ZSTD && m)
        remember(z, j->n, m);
    if (!e && z->codec == SN_CODEC_ZSTD && j->last)
        e = put_table(z, j);
    if (!e && m && j->ends)
        e = mark(z, &j->diag);
    if (!e && j->flush)
        e = flush_inner(z, &j->diag);
    if (!e) {
        j->block.packed_at = at;
        j->block.packed = sn_sink_count(z->inner) - at;
    }
    if (!e && z->s.on_data && j->n)
        z->s.on_data(z->s.on_data_ctx, &(struct iovec){j->buf, j->n}, 1, &j->block);
    return e;
}

static void write_job(struct z_sink *z, struct job *j)
{
    if (z->failed)
        return;
    j->err = j->ok ? put(z, j) : sn_fail(&j->diag, SN_ENOMEM, "no memory to compress");
    z->failed = j->err != SN_OK;
}

/* The worker's piece becomes the job's, and a spare one the worker's. With the lock held. */
static void hand_over(struct z_sink *z, struct worker *w, struct job *j)
{
    j->made = w->out;
    w->out = z->npieces ? z->pieces[--z->npieces] : (struct piece){.p = NULL};
    z->packed[j->number % JOBS_MOST] = j;
}

/* A written job's piece, to be used again. With the lock held. */
static void give_back(struct z_sink *z, struct job *j)
{
    if (z->npieces < WORKERS_MOST)
        z->pieces[z->npieces++] = j->made;
    else
        free(j->made.p);
    j->made = (struct piece){.p = NULL};
}

static void work(void *ctx, void *item, unsigned thread)
{
    struct z_sink *z = ctx;
    struct worker *w = &z->workers[thread];
    struct job *j = item;

    j->ok = atomic_load_explicit(&z->failed, memory_order_relaxed) || pack(w, j);
    pthread_mutex_lock(&z->lock);
    hand_over(z, w, j);
    while (!z->writing && (j = z->packed[z->next % JOBS_MOST])) {
        z->packed[z->next % JOBS_MOST] = NULL;
        z->writing = true;
        pthread_mutex_unlock(&z->lock);
        write_job(z, j);
        pthread_mutex_lock(&z->lock);
        z->writing = false;
        z->next++;
        give_back(z, j);
    }
    pthread_mutex_unlock(&z->lock);
}

/* ---- the writer's side ---- */

static void free_job(struct job *j)
{
    free(j->buf);
    free(j);
}

/* Takes a job back: its error to the caller, its block to who asked. It becomes a spare one, unless
 * its buffer is of another size: a block's size must not depend on the buffer that is there. */
static enum sn_err take_back(struct z_sink *z, struct job *j)
{
    enum sn_err e = j->err;

    if (e)
        z->s.diag = j->diag;
    if (j->block.packed && z->s.on_block)
        z->s.on_block(z->s.on_block_ctx, &j->block);
    z->queued -= j->n;
    if (j->cap == z->s.gather) {
        j->next = z->spare;
        z->spare = j;
    } else {
        free_job(j);
    }
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

/* A job with an empty buffer of the usual size, or `room` if that is more. */
static struct job *new_job(struct z_sink *z, size_t room)
{
    struct job *j = z->spare;

    if (j && room <= z->s.gather) {
        z->spare = j->next;
        *j = (struct job){.buf = j->buf, .cap = z->s.gather};
        return j;
    }
    j = calloc(1, sizeof *j);
    if (!j)
        return NULL;
    j->cap = room > z->s.gather ? room : z->s.gather;
    j->buf = malloc(j->cap);
    if (j->buf)
        return j;
    free(j);
    return NULL;
}

static bool full(const struct z_sink *z, const struct job *j)
{
    return z->queued + j->n > QUEUED_MOST || sn_wq_inside(z->wq) == JOBS_MOST;
}

/* Hands a job in, waiting for earlier ones where too much is inside. */
static enum sn_err submit(struct z_sink *z, struct job *j)
{
    enum sn_err e = collect(z, false);

    if (!e && full(z, j)) {
        sn_wq_settle(z->wq, sn_wq_inside(z->wq) / 4 * 3);
        e = collect(z, false);
    }
    while (!e && full(z, j)) {
        struct job *old = sn_wq_collect(z->wq);

        if (!old)
            break;
        e = take_back(z, old);
    }
    j->number = z->jobs;
    if (e || !sn_wq_submit(z->wq, j)) {
        free_job(j);
        return e ? e : sn_fail(&z->s.diag, SN_ENOMEM, "the compressor's queue is full");
    }
    z->jobs++;
    z->queued += j->n;
    return SN_OK;
}

/* The first n gathered bytes leave with their buffer, and the sink goes on with the job's. */
static enum sn_err send_gathered(struct z_sink *z, size_t n, bool flush)
{
    struct sn_sink *s = &z->s;
    size_t rest = s->len - n, cap;
    struct job *j = new_job(z, rest);
    uint8_t *buf;

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
    j->marks = s->marks;
    j->ends = s->marks && s->marked == s->base + n;
    j->block.at = s->base;
    j->block.size = n;
    s->buf = buf;
    s->cap = cap;
    s->len = rest;
    return submit(z, j);
}

static enum sn_err z_send(struct sn_sink *s, size_t n, const void *p, size_t pn, size_t *sent)
{
    (void)p; /* a sink of blocks gathers everything */
    (void)pn;
    *sent = 0;
    return send_gathered((struct z_sink *)s, n, false);
}

static enum sn_err z_flush(struct sn_sink *s)
{
    struct z_sink *z = (struct z_sink *)s;
    size_t n = s->len;
    enum sn_err e;

    if (s->base + n == z->flushed)
        return collect(z, false);
    e = send_gathered(z, n, true);
    s->base += n;
    if (s->marked == s->base)
        s->good = s->base;
    z->flushed = s->base;
    return e;
}

/* What ends the file. */
static enum sn_err put_end(struct z_sink *z)
{
    struct job *j = new_job(z, 0);

    if (!j)
        return sn_fail(&z->s.diag, SN_ENOMEM, "no memory to compress");
    j->last = true;
    j->marks = z->s.marks;
    j->ends = z->s.marks && z->s.marked == z->s.base;
    j->block.at = z->s.base;
    return submit(z, j);
}

static void release(struct z_sink *z)
{
    struct job *j;

    while (z->wq && (j = sn_wq_collect(z->wq)))
        (void)!take_back(z, j);
    sn_wq_free(z->wq);
    while ((j = z->spare)) {
        z->spare = j->next;
        free_job(j);
    }
    for (unsigned i = 0; z->workers && i < z->nworkers; i++) {
        sn_packer_free(z->workers[i].packer);
        free(z->workers[i].out.p);
    }
    free(z->workers);
    while (z->npieces)
        free(z->pieces[--z->npieces].p);
    pthread_mutex_destroy(&z->lock);
    sn_buf_free(&z->table);
}

static enum sn_err z_close(struct sn_sink *s)
{
    struct z_sink *z = (struct z_sink *)s;
    enum sn_err e = s->err, e2;
    struct sn_diag d;

    if (!e)
        e = put_end(z);
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

static const struct sink_kind z_kind = {
    .send = z_send, .flush = z_flush, .close = z_close, .blocks = true};

static enum sn_err start_workers(struct z_sink *z, enum sn_codec codec, int level, unsigned threads,
                                 struct sn_diag *d)
{
    z->workers = calloc(threads, sizeof *z->workers);
    for (; z->workers && z->nworkers < threads; z->nworkers++)
        if (!(z->workers[z->nworkers].packer = sn_packer_new(codec, level)))
            break;
    if (!z->workers || z->nworkers < threads)
        return sn_fail(d, SN_ENOMEM, "no memory to compress");
    return sn_wq_new(&z->wq, threads, JOBS_MOST, work, z, d);
}

static enum sn_err check(enum sn_codec codec, int level, struct sn_diag *d)
{
    bool gzip = codec == SN_CODEC_GZIP;

    if (codec > SN_CODEC_ZSTD)
        return sn_fail(d, SN_EUNSUPPORTED, "this compression is only read, not written");
#ifndef HAVE_ZSTD
    if (!gzip)
        return sn_fail(d, SN_EUNSUPPORTED, "zstd was not there when this was built");
#endif
    if (level >= 1 && level <= (gzip ? 9 : 19))
        return SN_OK;
    return sn_fail(d, SN_EUSAGE, "%s has levels 1 to %d, not %d", gzip ? "gzip" : "zstd",
                   gzip ? 9 : 19, level);
}

enum sn_err sn_sink_compress(struct sn_sink **out, struct sn_sink *inner, enum sn_codec codec,
                             int level, unsigned threads, struct sn_diag *d)
{
    enum sn_err e = check(codec, level, d);
    struct z_sink *z;

    *out = NULL;
    if (e) {
        (void)!sn_sink_close(inner, NULL);
        return e;
    }
    z = (struct z_sink *)sn_io_sink_new(
        &z_kind, sizeof *z, codec == SN_CODEC_GZIP ? BGZF_MOST : SINK_GATHER, inner->name);
    if (!z) {
        (void)!sn_sink_close(inner, NULL);
        return sn_fail(d, SN_ENOMEM, "no memory to compress");
    }
    z->inner = inner;
    z->codec = codec;
    sn_buf_init(&z->table, TABLE_MOST);
    pthread_mutex_init(&z->lock, NULL);
    if (!threads)
        threads = sn_wq_processors(WORKERS_AUTO);
    e = start_workers(z, codec, level, threads > WORKERS_MOST ? WORKERS_MOST : threads, d);
    if (!e) {
        *out = &z->s;
        return SN_OK;
    }
    release(z);
    sn_io_sink_free(&z->s);
    (void)!sn_sink_close(inner, NULL);
    return e;
}

enum sn_err sn_sink_gzip(struct sn_sink **out, struct sn_sink *inner, int level, struct sn_diag *d)
{
    return sn_sink_compress(out, inner, SN_CODEC_GZIP, level, 0, d);
}

enum sn_err sn_sink_zstd(struct sn_sink **out, struct sn_sink *inner, int level, struct sn_diag *d)
{
    return sn_sink_compress(out, inner, SN_CODEC_ZSTD, level, 0, d);
}
