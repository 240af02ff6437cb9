/*
 * A capture in the order of time: see sn/sort.h.
 *
 * Packets are gathered in one block of memory: their records from its beginning on, what is known
 * of each (struct sn_pkt) from its end downwards. When they meet, the packets are put in order and
 * written to the scratch file as a run: of each packet the struct, then the record. At the input's
 * end the runs are merged; if there was none, what is in memory is the result.
 */
#include "sn/sort.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/tree.h>
#include <unistd.h>

#define ENOUGH  ((size_t)256 << 10) /* bytes of the stream at a time */
#define RUN_MAX ((size_t)1 << 20)   /* bytes of a run at a time, at most and */
#define RUN_MIN ((size_t)64 << 10)  /* at least, */
#define PACKETS 1024u               /* and packets that are written at a time */
#define HEAD    sizeof(struct sn_pkt)
enum { SECTION = 0x0a0d0d0a, STATISTICS = 5 }; /* types of blocks */

/* A run in the scratch file, and its next packet. */
struct run {
    RB_ENTRY(run) entry;
    uint32_t number;
    off_t at, end; /* what wasn't read yet */
    uint8_t *buf;
    size_t size, from, to; /* the bytes of buf that weren't taken yet */
    struct sn_pkt pkt;
};

static int compare_runs(const struct run *a, const struct run *b)
{
    if (a->pkt.ts != b->pkt.ts)
        return a->pkt.ts < b->pkt.ts ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

RB_HEAD(runs, run);
RB_PROTOTYPE_INTERNAL(runs, run, entry, compare_runs, static __attribute__((unused)));
RB_GENERATE_INTERNAL(runs, run, entry, compare_runs, static __attribute__((unused)))

struct sort {
    struct sn_sort_opts o;
    struct sn_reader *reader;
    struct sn_batch b;
    enum sn_err end; /* why reading ended; SN_OK: it hasn't yet */
    struct sn_diag why;

    uint8_t *mem; /* o.memory bytes, or more for a packet that is larger */
    size_t size, used;
    uint32_t n, given; /* packets in memory; those of them that are in the stream */
    uint32_t skew;     /* that came earlier than the one before */

    struct run *run;
    uint32_t nrun, caprun;
    off_t written;
    struct runs order; /* the runs that have a packet left, when reading has ended */

    struct sn_buf stats; /* blocks of statistics: for each its struct, then the record */
    struct sn_writer *w;
    struct sn_buf out;
    size_t taken;  /* of out, */
    uint64_t read; /* and before what is in it */
    bool section;  /* one has begun */
    bool ended;
};

/* ---- in memory ---- */

static struct sn_pkt *packets(const struct sort *s)
{
    return (struct sn_pkt *)(void *)(s->mem + s->size) - s->n;
}

static int by_time(const void *va, const void *vb)
{
    const struct sn_pkt *a = va, *b = vb;

    if (a->ts != b->ts)
        return a->ts < b->ts ? -1 : 1;
    return a->data < b->data ? -1 : a->data > b->data; /* as they came */
}

/* The packets were put in from the end on: the first is the last. */
static void put_in_order(struct sort *s)
{
    struct sn_pkt *p = packets(s);

    for (uint32_t i = 0, k = s->n; i + 1 < k--; i++) {
        struct sn_pkt t = p[i];

        p[i] = p[k];
        p[k] = t;
    }
    if (s->skew)
        qsort(p, s->n, sizeof *p, by_time);
    s->skew = 0;
}

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory to put packets in order");
}

/* ---- the scratch file ---- */

static enum sn_err write_all(const struct sort *s, const uint8_t *p, size_t n, struct sn_diag *d)
{
    while (n) {
        ssize_t k = write(s->o.scratch, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return sn_fail_sys(d, errno, "the scratch file for packets in order can't be written");
        p += k;
        n -= (size_t)k;
    }
    return SN_OK;
}

static enum sn_err write_run(struct sort *s, struct sn_diag *d)
{
    const struct sn_pkt *p = packets(s);
    enum sn_err e = SN_OK;
    struct sn_buf b;

    sn_buf_init(&b, SIZE_MAX / 2);
    for (uint32_t i = 0; i < s->n && !e; i++) {
        sn_put_mem(&b, &p[i], HEAD);
        sn_put_mem(&b, p[i].data - p[i].rechdr, p[i].reclen);
        s->written += (off_t)(HEAD + p[i].reclen);
        if (sn_buf_len(&b) >= ENOUGH || i + 1 == s->n) {
            e = b.err ? no_memory(d) : write_all(s, (uint8_t *)b.base, sn_buf_len(&b), d);
            sn_buf_clear(&b);
        }
    }
    sn_buf_free(&b);
    return e;
}

/* What is in memory becomes a run. */
static enum sn_err spill(struct sort *s, struct sn_diag *d)
{
    struct run *more;
    enum sn_err e;

    if (s->o.scratch < 0)
        return sn_fail(d, SN_ENOMEM, "more packets than can be put in order in memory");
    if (s->nrun == s->caprun) {
        s->caprun = s->caprun ? 2 * s->caprun : 16;
        more = reallocarray(s->run, s->caprun, sizeof *more);
        if (!more)
            return no_memory(d);
        s->run = more;
    }
    put_in_order(s);
    s->run[s->nrun] = (struct run){.number = s->nrun, .at = s->written};
    e = write_run(s, d);
    s->run[s->nrun++].end = s->written;
    s->n = 0;
    s->used = 0;
    return e;
}

/* Reads on until `need` bytes are at hand; a run ends between packets. */
static enum sn_err fill(struct sort *s, struct run *r, size_t need, struct sn_diag *d)
{
    memmove(r->buf, r->buf + r->from, r->to - r->from);
    r->to -= r->from;
    r->from = 0;
    if (need > r->size) {
        uint8_t *p = realloc(r->buf, need);

        if (!p)
            return no_memory(d);
        r->buf = p;
        r->size = need;
    }
    while (r->to < need) {
        size_t room = r->size - r->to, left = (size_t)(r->end - r->at);
        ssize_t k = pread(s->o.scratch, r->buf + r->to, left < room ? left : room, r->at);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return k ? sn_fail_sys(d, errno, "the scratch file can't be read")
                     : sn_fail(d, SN_EIO, "the scratch file was changed");
        r->at += k;
        r->to += (size_t)k;
    }
    return SN_OK;
}

/* Whether the next packet is in the run's buffer, whole; then r->pkt is it. */
static bool at_hand(struct run *r)
{
    size_t have = r->to - r->from;

    if (have < HEAD)
        return false;
    memcpy(&r->pkt, r->buf + r->from, HEAD);
    if (have < HEAD + r->pkt.reclen)
        return false;
    r->pkt.data = r->buf + r->from + HEAD + r->pkt.rechdr;
    r->from += HEAD + r->pkt.reclen;
    return true;
}

/* The run's next packet; *more false: there is none. */
static enum sn_err next_of_run(struct sort *s, struct run *r, bool *more, struct sn_diag *d)
{
    enum sn_err e;

    *more = at_hand(r);
    if (*more || (r->at == r->end && r->from == r->to))
        return SN_OK;
    e = fill(s, r, HEAD, d);
    if (e)
        return e;
    memcpy(&r->pkt, r->buf, HEAD);
    e = fill(s, r, HEAD + r->pkt.reclen, d);
    *more = !e && at_hand(r);
    return e;
}

/* ---- reading ---- */

static enum sn_err keep(struct sort *s, const struct sn_pkt *p, struct sn_diag *d)
{
    size_t need = p->reclen + (s->n + (size_t)1) * sizeof *p;
    struct sn_pkt *to;

    if (s->n && s->used + need > s->size) {
        enum sn_err e = spill(s, d);

        if (e)
            return e;
        need = p->reclen + sizeof *p;
    }
    if (!s->n && need + sizeof *p > s->size) { /* room for one, with its struct where one can be */
        free(s->mem);
        s->size = (need + 2 * sizeof *p) / sizeof *p * sizeof *p;
        s->mem = malloc(s->size);
        if (!s->mem) {
            s->size = 0;
            return no_memory(d);
        }
    }
    s->skew += s->n && p->ts < packets(s)->ts;
    s->n++;
    to = packets(s);
    *to = *p;
    memcpy(s->mem + s->used, p->data - p->rechdr, p->reclen);
    to->data = s->mem + s->used + p->rechdr;
    s->used += p->reclen;
    return SN_OK;
}

static enum sn_err take(struct sort *s, struct sn_diag *d)
{
    struct sn_batch one = s->b;
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; i < s->b.n && !e; i++) {
        const struct sn_pkt *p = &s->b.pkt[i];

        one.pkt = &s->b.pkt[i];
        one.n = 1;
        if (!p->meta) {
            e = keep(s, p, d);
        } else if (sn_pkt_block(p) == STATISTICS) {
            sn_put_mem(&s->stats, p, HEAD);
            sn_put_mem(&s->stats, p->data, p->reclen);
            e = s->stats.err ? no_memory(d) : SN_OK;
        } else if (sn_pkt_block(p) == SECTION && s->section) {
            e = sn_fail(d, SN_EUNSUPPORTED, "a capture of several sections can't be put in order");
        } else {
            s->section |= sn_pkt_block(p) == SECTION;
            e = sn_writer_batch(s->w, s->reader, &one, d);
        }
    }
    return e;
}

/* Reading has ended: what is in memory is put in order, or becomes the last run, and each run gets
 * its part of the memory. */
static enum sn_err turn_around(struct sort *s, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    size_t part;
    bool more;

    if (!s->nrun) {
        put_in_order(s);
        return SN_OK;
    }
    if (s->n)
        e = spill(s, d);
    part = s->size / s->nrun;
    free(s->mem);
    s->mem = NULL;
    s->size = 0;
    for (uint32_t i = 0; i < s->nrun && !e; i++) {
        struct run *r = &s->run[i];

        r->size = part < RUN_MIN ? RUN_MIN : part > RUN_MAX ? RUN_MAX : part;
        r->buf = malloc(r->size);
        if (!r->buf)
            return no_memory(d);
        e = next_of_run(s, r, &more, d);
        if (!e && more)
            RB_INSERT(runs, &s->order, r);
    }
    return e;
}

/* Reads some more of the input. */
static enum sn_err gather(struct sort *s, struct sn_diag *d)
{
    enum sn_err e = sn_reader_next(s->reader, &s->b, &s->why);

    if (!e)
        return take(s, d);
    s->end = e;
    return turn_around(s, d);
}

/* ---- the stream ---- */

static enum sn_err put(struct sort *s, struct sn_pkt *p, uint32_t n, struct sn_diag *d)
{
    struct sn_batch b = {.pkt = p, .n = n};

    return n ? sn_writer_batch(s->w, s->reader, &b, d) : SN_OK;
}

static enum sn_err put_stats(struct sort *s, struct sn_diag *d)
{
    const char *p = s->stats.base;
    enum sn_err e = SN_OK;

    while (!e && p < s->stats.p) {
        struct sn_pkt pkt;

        memcpy(&pkt, p, HEAD);
        pkt.data = (const uint8_t *)p + HEAD;
        p += HEAD + pkt.reclen;
        e = put(s, &pkt, 1, d);
    }
    return e;
}

static size_t pending(const struct sort *s)
{
    return (size_t)(sn_sink_count(sn_writer_sink(s->w)) - s->read);
}

/* Some packets of the runs; none: they have ended. Their bytes stay until a run is read on. */
static enum sn_err put_from_runs(struct sort *s, struct sn_diag *d)
{
    struct sn_pkt some[PACKETS];
    enum sn_err e = SN_OK;
    struct run *r = NULL;
    uint32_t n = 0;
    bool more;

    while (n < PACKETS && (r = RB_MIN(runs, &s->order))) {
        RB_REMOVE(runs, &s->order, r);
        some[n++] = r->pkt;
        if (!at_hand(r))
            break;
        RB_INSERT(runs, &s->order, r);
        r = NULL;
    }
    e = put(s, some, n, d);
    if (e || !r)
        return e;
    e = next_of_run(s, r, &more, d);
    if (!e && more)
        RB_INSERT(runs, &s->order, r);
    return e;
}

static bool all_given(const struct sort *s)
{
    return s->given == s->n && RB_EMPTY(&s->order);
}

static enum sn_err produce(struct sort *s, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (!e && pending(s) < ENOUGH && !all_given(s)) {
        uint32_t left = s->n - s->given;
        struct sn_pkt *p = left ? packets(s) + s->given : NULL;

        left = left < PACKETS ? left : PACKETS;
        s->given += left;
        e = left ? put(s, p, left, d) : put_from_runs(s, d);
    }
    if (!e && all_given(s)) {
        s->ended = true;
        e = put_stats(s, d);
    }
    return e ? e : sn_writer_flush(s->w, d);
}

/* At its end the stream says what was wrong with the input. */
static enum sn_err ending(const struct sort *s, struct sn_diag *d)
{
    if (s->end != SN_EOF && d)
        *d = s->why;
    return s->end;
}

static enum sn_err read_stream(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    struct sort *s = ctx;
    enum sn_err e = SN_OK;

    *n = 0;
    if (s->taken == sn_buf_len(&s->out)) {
        s->read += s->taken;
        sn_buf_clear(&s->out);
        s->taken = 0;
        if (s->ended)
            return ending(s, d);
        e = s->end ? produce(s, d) : gather(s, d);
        if (!e && !s->end)
            e = sn_writer_flush(s->w, d);
    }
    *n = sn_buf_len(&s->out) - s->taken;
    if (e || !*n)
        return e ? e : s->ended ? ending(s, d) : SN_OK;
    if (*n > cap)
        *n = cap;
    memcpy(buf, s->out.base + s->taken, *n);
    s->taken += *n;
    return SN_OK;
}

static bool ready(void *ctx)
{
    const struct sort *s = ctx;

    return s->end || s->taken < sn_buf_len(&s->out) || sn_reader_ready(s->reader);
}

static int fd(void *ctx)
{
    const struct sort *s = ctx;

    return s->end ? -1 : sn_src_fd(sn_reader_src(s->reader));
}

static void close_stream(void *ctx)
{
    struct sort *s = ctx;

    (void)!sn_writer_close(s->w, NULL);
    sn_reader_close(s->reader);
    sn_batch_free(&s->b);
    for (uint32_t i = 0; i < s->nrun; i++)
        free(s->run[i].buf);
    if (s->o.scratch >= 0)
        close(s->o.scratch);
    sn_buf_free(&s->out);
    sn_buf_free(&s->stats);
    free(s->run);
    free(s->mem);
    free(s);
}

enum sn_err sn_sort_scratch(int *fd_out, struct sn_diag *d)
{
    const char *dir = getenv("TMPDIR");

    dir = dir && *dir ? dir : "/var/tmp";
    *fd_out = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (*fd_out < 0)
        return sn_fail_sys(d, errno, "no scratch file can be made in %s", dir);
    return SN_OK;
}

static enum sn_err begin(struct sort *s, struct sn_src *in, struct sn_diag *d)
{
    struct sn_sink *sink;
    enum sn_err e = sn_reader_open(&s->reader, in, d);

    if (e)
        return e;
    s->size = (s->o.memory ? s->o.memory : SN_SORT_MEMORY) / HEAD * HEAD;
    s->mem = malloc(s->size);
    if (!s->mem)
        return no_memory(d);
    e = sn_sink_open_buf(&sink, &s->out, d);
    return e ? e : sn_writer_open_like(&s->w, sink, s->reader, d);
}

enum sn_err sn_sort_open(struct sn_src **out, struct sn_src *in, const struct sn_sort_opts *o,
                         struct sn_diag *d)
{
    struct sn_src_ops ops = {.read = read_stream, .ready = ready, .fd = fd, .close = close_stream};
    struct sort *s = calloc(1, sizeof *s);
    enum sn_err e;

    *out = NULL;
    if (!s) {
        sn_src_close(in);
        if (o->scratch >= 0)
            close(o->scratch);
        return no_memory(d);
    }
    s->o = *o;
    ops.pipe = sn_src_is_pipe(in);
    RB_INIT(&s->order);
    sn_buf_init(&s->out, SIZE_MAX / 2);
    sn_buf_init(&s->stats, SIZE_MAX / 2);
    sn_batch_init(&s->b);
    e = begin(s, in, d);
    if (e) {
        close_stream(s);
        return e;
    }
    return sn_src_open_ops(out, &ops, s, "what is put in order", d);
}
