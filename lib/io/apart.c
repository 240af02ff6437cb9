/*
 * Compressed files that consist of independent blocks, expanded by several threads: BGZF's members,
 * and zstd's frames that say how large they become.
 *
 * A damaged block is an error at its beginning, behind everything before it, or is left out and
 * told of (io_skip); what follows is then found by its header, also when the damaged one's length
 * is wrong.
 *
 * Each whole block is a job of an ordered work queue; a ring of them bounds the memory. Where the
 * input goes on with something else (a foreign member, a large frame, a cut), the blocks before it
 * are delivered, and the plain decoder takes over from there, by a thread of its own (ahead.c) when
 * the input is long. Threads are started when a second
 * block is there while input is plenty: short files and slow streams do without.
 */
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"
#include "sn/rd.h"
#include "sn/wq.h"

#define THREADS_MOST 8
#define RING_MOST    (4 * THREADS_MOST)
#define PACKED_MOST  ((size_t)2 << 20) /* of one block */
#define MADE_MOST    ((size_t)2 << 20)
#define BGZF_MADE    ((size_t)64 << 10)
#define STREAM_LONG                                                                                \
    ((uint64_t)1 << 20) /* input that the plain decoder takes before it gets a thread */

struct job {
    uint8_t *in, *out;
    size_t n, capin, made, capout;
    size_t need;  /* bytes that say more about where the block ends */
    uint64_t off; /* of the block in the input */
    enum sn_err err;
    struct sn_diag diag;
};

struct apart {
    struct io_dec dec;
    enum sn_codec codec;
    struct io_dec *stream;                      /* the plain decoder */
    struct io_dec *unpackers[THREADS_MOST + 1]; /* the last: the reader's own */
    struct sn_wq *wq;
    unsigned threads;
    bool no_threads;                /* they couldn't be started */
    struct job ring[RING_MOST + 2]; /* one is filled, one delivered, the others are in the queue */
    unsigned fill, nring, inside;
    struct job *ready; /* its bytes are being delivered, from `at` on */
    size_t at;
    uint64_t blocks;
    bool streaming;       /* the plain decoder is at work, */
    struct io_in front;   /* and begins with these bytes, */
    uint64_t stream_at;   /* the first of which is this one of the input */
    struct io_dec *ahead; /* it works by this; NULL: not yet */
    bool no_ahead;        /* that couldn't be made */
    enum sn_err err;      /* behind what was delivered */
    struct sn_diag diag;
    struct io_skip skip;
    void (*on_block)(void *ctx, const struct sn_block *b);
    void *on_block_ctx;
    uint64_t made;    /* by the blocks that were delivered */
    uint64_t lost_at; /* bytes that are no block: from here, */
    uint64_t lost;    /* so many */
};

#define MAGIC ((size_t)4)

static const uint8_t gzip_magic[MAGIC] = {0x1f, 0x8b, 8, 4};
static const uint8_t zstd_magic[MAGIC] = {0x28, 0xb5, 0x2f, 0xfd};

/* ---- where a block ends ---- */

size_t sn_io_bgzf_size(const uint8_t *p, size_t n)
{
    static const uint8_t field[] = {6, 0, 'B', 'C', 2, 0};
    size_t size;

    if (memcmp(p, gzip_magic, n < MAGIC ? n : MAGIC) != 0 ||
        (n > 10 && memcmp(p + 10, field, n - 10 < sizeof field ? n - 10 : sizeof field) != 0))
        return IO_NO_BLOCK;
    if (n < BGZF_HEADER)
        return IO_PART;
    size = (size_t)sn_le16(p + BGZF_HEADER - 2) + 1;
    return size < BGZF_HEADER + 2 + 8 ? IO_NO_BLOCK : size;
}

/* What a frame's header says: its length, and the frame's content's (0: it doesn't). */
static size_t zstd_header(const uint8_t *p, size_t n, size_t *made)
{
    static const uint8_t dict[] = {0, 1, 2, 4}, fcs[] = {0, 2, 4, 8};
    size_t at, k;

    if (n < 5)
        return 0;
    k = p[4] >> 6 ? fcs[p[4] >> 6] : p[4] >> 5 & 1;
    at = 5u + !(p[4] & 0x20) + dict[p[4] & 3];
    if (n < at + k)
        return 0;
    *made = k == 1 ? p[at] : k == 2 ? (size_t)sn_le16(p + at) + 256 : k == 4 ? sn_le32(p + at) : 0;
    return at + k;
}

/* As sn_io_bgzf_size. */
static size_t zstd_size(const uint8_t *p, size_t n, size_t *made, size_t *need)
{
    size_t at;

    if (memcmp(p, zstd_magic, n < MAGIC ? n : MAGIC) != 0)
        return IO_NO_BLOCK;
    *need = 18;
    at = zstd_header(p, n, made);
    if (at && (!*made || *made > MADE_MOST))
        return IO_NO_BLOCK;
    while (at && at + 3 <= n) {
        uint32_t b = p[at] | (uint32_t)p[at + 1] << 8 | (uint32_t)p[at + 2] << 16;

        at += 3 + ((b >> 1 & 3) == 1 ? 1 : b >> 3);
        if (at > PACKED_MOST)
            return IO_NO_BLOCK;
        if (b & 1)
            return at + (p[4] & 4);
        *need = at + 3;
    }
    return IO_PART;
}

/* The size of the block that a job begins with, once it is known. */
static size_t block_size(const struct apart *a, struct job *j)
{
    j->need = BGZF_HEADER;
    if (!j->n)
        return IO_PART;
    if (a->codec == SN_CODEC_ZSTD)
        return zstd_size(j->in, j->n, &j->made, &j->need);
    return sn_io_bgzf_size(j->in, j->n);
}

/* ---- expanding ---- */

static bool room_for(uint8_t **p, size_t *cap, size_t n)
{
    uint8_t *q;

    if (n <= *cap)
        return true;
    q = realloc(*p, n);
    if (!q)
        return false;
    *p = q;
    *cap = n;
    return true;
}

static void expand(struct apart *a, struct job *j, unsigned thread)
{
    struct sn_diag d;
    size_t m = 0, want = j->made;

    j->err = SN_OK;
    if (!room_for(&j->out, &j->capout, want + 1)) {
        j->err = sn_fail(&j->diag, SN_ENOMEM, "no memory to decompress it");
        return;
    }
    j->err = sn_unpack(a->unpackers[thread], j->in, j->n, j->out, want, &m, &d);
    if (!j->err && m == want)
        return;
    j->made = a->codec == SN_CODEC_ZSTD ? m : 0;
    j->err = sn_fail_at(&j->diag, SN_EFORMAT, j->off, "the block that begins here is damaged: %s",
                        j->err && j->err != SN_ERANGE ? d.msg : "its length is wrong");
}

static void work(void *ctx, void *item, unsigned thread)
{
    expand(ctx, item, thread);
}

/* Whether the threads run. */
static bool started(struct apart *a)
{
    if (a->wq || a->no_threads)
        return a->wq;
    a->no_threads = true;
    a->threads = sn_wq_processors(THREADS_MOST);
    a->nring = 4 * a->threads;
    for (unsigned i = 0; i < a->threads; i++)
        if (!(a->unpackers[i] = sn_unpacker_new(a->codec)))
            return false;
    return sn_wq_new(&a->wq, a->threads, a->nring, work, a, NULL) == SN_OK;
}

static void report_lost(struct apart *a)
{
    if (a->lost)
        a->skip.lost(a->skip.ctx, a->lost_at, a->lost);
    a->lost = 0;
}

/* What is no block is seen while blocks in front of it are still worked on, of which one may be
 * damaged, too: then that is in front of what is lost already. */
static void lose(struct apart *a, uint64_t at, uint64_t n)
{
    if (a->lost && at + n < a->lost_at) {
        a->skip.lost(a->skip.ctx, at, n);
        return;
    }
    if (a->lost && at > a->lost_at + a->lost)
        report_lost(a);
    if (!a->lost || at < a->lost_at)
        a->lost_at = at;
    a->lost += n;
}

static void report_block(struct apart *a, const struct job *j)
{
    const struct sn_block b = {.at = a->made, .size = j->made, .packed_at = j->off, .packed = j->n};

    a->made += j->made;
    if (a->on_block)
        a->on_block(a->on_block_ctx, &b);
}

/* A job that was worked on: its bytes are what comes next, or its error. Of a damaged block only
 * zstd's are given: a foreign frame may be all of a file. */
static void deliver(struct apart *a, struct job *j)
{
    if (!j->err) {
        if (a->lost_at < j->off) /* else it lies behind the block, and may go on */
            report_lost(a);
        report_block(a, j);
        a->ready = j;
        a->at = 0;
    } else if (j->err == SN_EFORMAT && a->skip.lost) {
        lose(a, j->off, j->n);
    } else {
        a->err = j->err;
        a->diag = j->diag;
        a->ready = j->made && j->err == SN_EFORMAT ? j : NULL;
        a->at = 0;
    }
}

/* Hands in a job, whose block has `size` bytes; what was gathered behind them begins the next. */
static bool hand_in(struct apart *a, struct job *j, size_t size, bool alone)
{
    struct job *next = &a->ring[(a->fill + 1) % (RING_MOST + 2)];
    size_t extra = j->n - size;

    next->n = extra;
    next->off = j->off + size;
    if (!room_for(&next->in, &next->capin, extra + 1)) {
        a->err = sn_fail(&a->diag, SN_ENOMEM, "no memory to decompress it");
        return false;
    }
    if (extra)
        memcpy(next->in, j->in + size, extra);
    j->n = size;
    a->fill = (a->fill + 1) % (RING_MOST + 2);
    if (!a->inside && (alone || !started(a))) {
        expand(a, j, THREADS_MOST);
        deliver(a, j);
    } else {
        (void)!sn_wq_submit(a->wq, j);
        a->inside++;
    }
    return true;
}

/* ---- input ---- */

static const uint8_t *magic_of(const struct apart *a)
{
    return a->codec == SN_CODEC_GZIP ? gzip_magic : zstd_magic;
}

/* Bytes that begin no block, where damage may be skipped: on to what may begin one. */
static void resync(struct apart *a, struct job *j)
{
    const uint8_t *next = memchr(j->in + 1, magic_of(a)[0], j->n - 1);
    size_t k = next ? (size_t)(next - j->in) : j->n;

    lose(a, j->off, k);
    memmove(j->in, j->in + k, j->n - k);
    j->n -= k;
    j->off += k;
}

/* The plain decoder goes on from what was gathered. */
static void take_over(struct apart *a, const struct job *j)
{
    a->streaming = true;
    if (a->codec == SN_CODEC_GZIP && a->blocks)
        sn_io_gunzip_go_on(a->stream);
    a->stream_at = j->off;
    a->front = (struct io_in){.p = j->in, .end = j->n ? j->in + j->n : j->in, .off = j->off};
}

static bool take(struct job *j, struct io_in *in, size_t want)
{
    size_t have = (size_t)(in->end - in->p), k = want - j->n < have ? want - j->n : have;

    if (!room_for(&j->in, &j->capin, want))
        return false;
    if (!j->n)
        j->off = in->off;
    if (k)
        memcpy(j->in + j->n, in->p, k);
    j->n += k;
    in->p += k;
    in->off += k;
    return true;
}

/* Whether a block's length is to be doubted, where damage may be skipped: what follows it, once
 * that is there, begins no other. */
static bool doubtful(const struct apart *a, const struct job *j, size_t size)
{
    return a->skip.lost && j->n >= size + MAGIC && memcmp(j->in + size, magic_of(a), MAGIC) != 0;
}

/* A doubtful block, while nothing is in the queue: good all the same, or no block. */
static bool try_block(struct apart *a, struct job *j, size_t size)
{
    size_t all = j->n;
    bool good;

    j->n = size;
    expand(a, j, THREADS_MOST);
    good = !j->err;
    j->n = all;
    if (good)
        return hand_in(a, j, size, true);
    resync(a, j);
    return true;
}

/* A job that is no block any more, or not a whole one at the input's end. */
static bool no_block(struct apart *a, struct job *j, bool part)
{
    if (!part && a->skip.lost && a->blocks) {
        resync(a, j);
        return true;
    }
    if (!a->inside)
        take_over(a, j);
    return false;
}

static bool whole_block(struct apart *a, struct io_in *in, struct job *j, size_t size)
{
    bool alone = in->p == in->end && (in->now || in->eof);

    if (a->codec == SN_CODEC_GZIP) {
        j->made = sn_le32(j->in + size - 4);
        j->made = j->made < BGZF_MADE ? j->made : BGZF_MADE; /* more is damage */
    }
    if (doubtful(a, j, size))
        return !a->inside && try_block(a, j, size);
    return hand_in(a, j, size, alone || !a->blocks++ || (!a->wq && !j->made));
}

/* Fills a job until it is a whole block, and hands it in. False: the input is used up, or the queue
 * has to be emptied first. */
static bool gather(struct apart *a, struct io_in *in)
{
    struct job *j = &a->ring[a->fill];
    size_t size = block_size(a, j), want = size > IO_PART ? size : j->need;
    bool used = in->p == in->end, last = used && (in->eof || in->now);

    if (size == IO_NO_BLOCK)
        return no_block(a, j, false);
    if (size > IO_PART && a->skip.lost && !last)
        want += MAGIC;
    if (size > IO_PART && j->n >= (last ? size : want))
        return whole_block(a, in, j, size);
    if (used && in->eof && j->n)
        return no_block(a, j, true);
    if (used)
        return false;
    if (take(j, in, want))
        return true;
    a->err = sn_fail(&a->diag, SN_ENOMEM, "no memory to decompress it");
    return false;
}

/* ---- output ---- */

static size_t copy_out(struct apart *a, uint8_t *out, size_t cap)
{
    size_t left = a->ready->made - a->at, k = left < cap ? left : cap;

    if (k)
        memcpy(out, a->ready->out + a->at, k);
    a->at += k;
    if (a->at == a->ready->made)
        a->ready = NULL;
    return k;
}

/* Whether the plain decoder has much to do, rather than waits for a slow writer. */
static bool goes_on_long(const struct apart *a, const struct io_in *in)
{
    return !a->no_ahead && !in->now && !in->eof && in->p < in->end &&
           in->off - a->stream_at >= STREAM_LONG;
}

static enum sn_err run_stream(struct apart *a, struct io_in *in, uint8_t *out, size_t cap,
                              size_t *n, struct sn_diag *d)
{
    struct io_dec *s;
    enum sn_err e = SN_OK;

    report_lost(a);
    *n = 0;
    if (a->front.p) {
        a->front.eof = in->eof && in->p == in->end;
        e = a->stream->run(a->stream, &a->front, out, cap, n, d);
        if (e || *n)
            return e; /* it may hold some of these bytes, and give them back */
        a->front.p = NULL;
    }
    if (!a->ahead && goes_on_long(a, in)) {
        a->ahead = sn_io_ahead_new(a->stream);
        a->no_ahead = !a->ahead;
    }
    s = a->ahead ? a->ahead : a->stream;
    return s->run(s, in, out, cap, n, d);
}

/* A job that is done; NULL: none. */
static struct job *next_done(struct apart *a, bool wait)
{
    struct job *j;

    if (wait && a->inside && a->inside == a->nring)
        sn_wq_settle(a->wq, a->inside / 2);
    j = !a->inside ? NULL : wait ? sn_wq_collect(a->wq) : sn_wq_poll(a->wq);
    a->inside -= j != NULL;
    return j;
}

static enum sn_err run(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                       struct sn_diag *d)
{
    struct apart *a = (struct apart *)c;
    struct job *j;
    bool more;

    for (*n = 0; *n < cap;) {
        if (a->ready) {
            *n += copy_out(a, out + *n, cap - *n);
            continue;
        }
        if (a->err || a->streaming)
            break;
        for (more = true;
             more && !a->ready && !a->err && !a->streaming && (!a->inside || a->inside < a->nring);)
            more = gather(a, in);
        if (a->ready || a->err || a->streaming)
            continue;
        /* Waiting is for when nothing else can be done. */
        j = next_done(a, !*n && (a->inside == a->nring || in->now || in->eof || in->p < in->end));
        if (!j)
            break;
        deliver(a, j);
    }
    if (*n || cap == 0)
        return SN_OK;
    if (a->err) {
        report_lost(a);
        if (d)
            *d = a->diag;
        return a->err;
    }
    if (a->streaming)
        return run_stream(a, in, out, cap, n, d);
    if (!in->eof || in->p < in->end || a->inside)
        return SN_OK;
    report_lost(a);
    return SN_EOF;
}

bool sn_io_apart_holds(const struct io_dec *c)
{
    const struct apart *a = (const struct apart *)c;

    return a->ready || a->inside || a->err || a->front.p ||
           (a->ahead && sn_io_ahead_holds(a->ahead));
}

void sn_io_apart_skip(struct io_dec *c, const struct io_skip *skip)
{
    ((struct apart *)c)->skip = *skip;
}

void sn_io_apart_on_block(struct io_dec *c, void (*fn)(void *ctx, const struct sn_block *b),
                          void *ctx)
{
    struct apart *a = (struct apart *)c;

    a->on_block = fn;
    a->on_block_ctx = ctx;
}

static void apart_free(struct io_dec *c)
{
    struct apart *a = (struct apart *)c;

    while (next_done(a, true))
        ;
    sn_wq_free(a->wq);
    for (unsigned i = 0; i <= THREADS_MOST; i++)
        if (a->unpackers[i])
            a->unpackers[i]->free(a->unpackers[i]);
    for (unsigned i = 0; i < RING_MOST + 2; i++) {
        free(a->ring[i].in);
        free(a->ring[i].out);
    }
    if (a->ahead)
        a->ahead->free(a->ahead);
    if (a->stream)
        a->stream->free(a->stream);
    free(a);
}

struct io_dec *sn_io_apart_new(enum sn_codec codec)
{
    struct apart *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    a->dec = (struct io_dec){.run = run, .free = apart_free};
    a->codec = codec;
    a->stream = sn_unpacker_new(codec);
    a->streaming = codec > SN_CODEC_ZSTD; /* of the others no blocks are known */
    a->unpackers[THREADS_MOST] = a->streaming ? NULL : sn_unpacker_new(codec);
    if (a->stream && (a->streaming || a->unpackers[THREADS_MOST]))
        return &a->dec;
    apart_free(&a->dec);
    return NULL;
}
