/*
 * Captures merged by time: see sn/merge.h.
 *
 * Each input has a reader and the batch that it is in. Inputs that have a packet are in a heap, by
 * that packet's time; those that need not be opened yet wait in the order of their first packets.
 * What comes next is written, in runs of one input, by a writer into a buffer that is the stream.
 */
#include <stdlib.h>

#include "pcap/writer.h"
#include "sn/merge.h"

#define ENOUGH ((size_t)256 << 10) /* bytes in the buffer: then they are read */

struct input {
    struct sn_merge_input in;
    size_t number;
    struct sn_reader *reader;
    struct sn_batch b;
    uint32_t at;   /* the next packet of b */
    int64_t last;  /* time of the one before */
    uint64_t back; /* packets earlier than the one before */
};

struct merge {
    struct input *v;
    size_t n;
    struct input **heap; /* that have a packet, the earliest first */
    size_t nheap;
    struct input **later; /* not opened, in the order of their first packets, from nlater on */
    size_t nlater;
    struct input **empty; /* opened, without a packet at hand */
    size_t nempty;

    struct sn_profile *profile;
    struct sn_merge_events events;
    struct sn_writer *w;
    struct sn_buf buf;
    size_t taken;  /* of buf, */
    uint64_t read; /* and before what is in it */
    bool ended;
};

static bool before(const struct input *a, const struct input *b)
{
    int64_t x = a->b.pkt[a->at].ts, y = b->b.pkt[b->at].ts;

    return x < y || (x == y && a->number < b->number);
}

static void sift_down(struct merge *m, size_t i)
{
    for (;;) {
        size_t least = i;

        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < m->nheap; k++)
            if (before(m->heap[k], m->heap[least]))
                least = k;
        if (least == i)
            return;
        struct input *t = m->heap[i];
        m->heap[i] = m->heap[least];
        m->heap[least] = t;
        i = least;
    }
}

static void push(struct merge *m, struct input *in)
{
    size_t i = m->nheap++;

    m->heap[i] = in;
    while (i && before(m->heap[i], m->heap[(i - 1) / 2])) {
        struct input *t = m->heap[i];

        m->heap[i] = m->heap[(i - 1) / 2];
        m->heap[(i - 1) / 2] = t;
        i = (i - 1) / 2;
    }
}

static void pop(struct merge *m)
{
    m->heap[0] = m->heap[--m->nheap];
    sift_down(m, 0);
}

/* ---- inputs ---- */

static void close_input(struct merge *m, struct input *in)
{
    if (in->back && m->events.disorder)
        m->events.disorder(m->events.ctx, in->in.name, in->back);
    sn_reader_close(in->reader);
    sn_src_close(in->in.src);
    sn_batch_free(&in->b);
    in->reader = NULL;
    in->in.src = NULL;
    in->back = 0;
}

static void failed(struct merge *m, struct input *in, const struct sn_diag *d)
{
    if (m->events.failed)
        m->events.failed(m->events.ctx, &in->in, d);
    close_input(m, in);
}

static enum sn_err open_input(struct merge *m, struct input *in, struct sn_diag *d)
{
    struct sn_src *src = in->in.src;
    struct sn_diag why;
    enum sn_err e;

    in->in.src = NULL;
    e = sn_reader_open(&in->reader, src, &why);
    if (e) {
        failed(m, in, &why);
        return SN_OK;
    }
    m->empty[m->nempty++] = in;
    return in->in.known ? SN_OK : sn_profile_add(m->profile, in->reader, d);
}

/* The packets from `at` to `end` of an input's batch. */
static enum sn_err put(struct merge *m, struct input *in, uint32_t end, struct sn_diag *d)
{
    struct sn_batch part = in->b;

    part.pkt += in->at;
    part.n = end - in->at;
    in->at = end;
    return sn_writer_batch(m->w, in->reader, &part, d);
}

/* Blocks go out as they come. Whether a packet is at hand then. */
static enum sn_err put_blocks(struct merge *m, struct input *in, bool *packet, struct sn_diag *d)
{
    uint32_t i = in->at;

    while (i < in->b.n && in->b.pkt[i].meta)
        i++;
    *packet = i < in->b.n;
    return i > in->at ? put(m, in, i, d) : SN_OK;
}

/* Reads an input without a packet at hand, waiting for it. *more: it has one, or has ended. */
static enum sn_err next_packet(struct merge *m, struct input *in, bool *more, struct sn_diag *d)
{
    bool packet = false;
    struct sn_diag why;
    enum sn_err e = SN_OK;

    *more = false;
    while (!packet) {
        if (in->at == in->b.n) {
            in->at = 0;
            e = sn_reader_next(in->reader, &in->b, &why);
            if (e) {
                *more = true;
                if (e == SN_EOF)
                    close_input(m, in);
                else
                    failed(m, in, &why);
                return SN_OK;
            }
            if (!in->b.n)
                return SN_OK;
        }
        e = put_blocks(m, in, &packet, d);
        if (e)
            return e;
    }
    *more = true;
    push(m, in);
    return SN_OK;
}

/* ---- the stream ---- */

static int by_first(const void *va, const void *vb)
{
    const struct input *a = *(struct input *const *)va, *b = *(struct input *const *)vb;

    if (a->in.first != b->in.first)
        return a->in.first < b->in.first ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

/* Opens the inputs that it may be the turn of. */
static enum sn_err open_due(struct merge *m, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (!e && m->nlater < m->n && m->later[m->nlater] &&
           (!(m->nheap || m->nempty) ||
            (m->nheap && m->later[m->nlater]->in.first <= m->heap[0]->b.pkt[m->heap[0]->at].ts)))
        e = open_input(m, m->later[m->nlater++], d);
    return e;
}

/* Where the run of an input's packets ends that are before `other`'s next. */
static uint32_t run_end(struct input *in, const struct input *other)
{
    int64_t limit = other ? other->b.pkt[other->at].ts : INT64_MAX;
    bool first = !other || in->number < other->number;
    uint32_t i = in->at;

    for (; i < in->b.n; i++) {
        const struct sn_pkt *p = &in->b.pkt[i];

        if (p->meta)
            continue;
        if (i > in->at && (p->ts > limit || (p->ts == limit && !first)))
            break;
        in->back += p->ts < in->last;
        in->last = p->ts;
    }
    return i;
}

/* The time at which an input that isn't opened yet begins is a limit, too. */
static enum sn_err put_run(struct merge *m, struct sn_diag *d)
{
    struct input *in = m->heap[0], *other = NULL;
    struct sn_pkt start = {0};
    struct input pending = {.b = {.pkt = &start}};
    enum sn_err e;
    bool packet;

    for (size_t k = 1; k <= 2 && k < m->nheap; k++)
        if (!other || before(m->heap[k], other))
            other = m->heap[k];
    if (m->nlater < m->n && m->later[m->nlater]) {
        start.ts = m->later[m->nlater]->in.first;
        pending.number = m->later[m->nlater]->number;
        if (!other || before(&pending, other))
            other = &pending;
    }
    e = put(m, in, run_end(in, other), d);
    if (!e)
        e = put_blocks(m, in, &packet, d);
    if (e)
        return e;
    if (packet) {
        sift_down(m, 0);
    } else {
        pop(m);
        m->empty[m->nempty++] = in;
    }
    return SN_OK;
}

static enum sn_err end(struct merge *m, struct sn_diag *d)
{
    struct sn_losses none = {0}, l = *sn_writer_losses(m->w);
    struct sn_writer *w = m->w;

    m->ended = true;
    m->w = NULL;
    if (m->events.losses && memcmp(&l, &none, sizeof l) != 0)
        m->events.losses(m->events.ctx, &l);
    return sn_writer_close(w, d);
}

/* Bytes written and not read. */
static size_t pending(const struct merge *m)
{
    return m->w ? (size_t)(sn_sink_count(sn_writer_sink(m->w)) - m->read) : sn_buf_len(&m->buf);
}

/* Fills the buffer, until an input has to be waited for and something is there. */
static enum sn_err produce(struct merge *m, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    bool more;

    while (!e && !m->ended && pending(m) < ENOUGH) {
        e = open_due(m, d);
        if (e)
            break;
        if (m->nempty) {
            struct input *in = m->empty[m->nempty - 1];

            if (pending(m) && !sn_reader_ready(in->reader))
                break;
            m->nempty--;
            e = next_packet(m, in, &more, d);
            if (!more && in->reader) {
                m->empty[m->nempty++] = in;
                break;
            }
        } else if (m->nheap) {
            e = put_run(m, d);
        } else {
            e = end(m, d);
        }
    }
    if (!e && m->w)
        e = sn_writer_flush(m->w, d);
    return e;
}

static enum sn_err read_stream(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    struct merge *m = ctx;
    enum sn_err e;

    *n = 0;
    if (m->taken == sn_buf_len(&m->buf)) {
        m->read += m->taken;
        sn_buf_clear(&m->buf);
        m->taken = 0;
        e = m->ended ? SN_EOF : produce(m, d);
        if (e)
            return e;
    }
    *n = sn_buf_len(&m->buf) - m->taken;
    if (!*n)
        return m->ended ? SN_EOF : SN_OK;
    if (*n > cap)
        *n = cap;
    memcpy(buf, m->buf.base + m->taken, *n);
    m->taken += *n;
    return SN_OK;
}

static bool ready(void *ctx)
{
    const struct merge *m = ctx;

    return m->ended || m->taken < sn_buf_len(&m->buf) || !m->nempty ||
           sn_reader_ready(m->empty[m->nempty - 1]->reader);
}

static int fd(void *ctx)
{
    const struct merge *m = ctx;

    return m->nempty ? sn_src_fd(sn_reader_src(m->empty[m->nempty - 1]->reader)) : -1;
}

static void close_stream(void *ctx)
{
    struct merge *m = ctx;

    for (size_t i = 0; m->v && i < m->n; i++) {
        sn_reader_close(m->v[i].reader);
        sn_src_close(m->v[i].in.src);
        sn_batch_free(&m->v[i].b);
    }
    (void)!sn_writer_close(m->w, NULL);
    sn_buf_free(&m->buf);
    free(m->v);
    free(m->heap);
    free(m->later);
    free(m->empty);
    free(m);
}

/* Opens what isn't known, to know what the stream has to hold; then begins that. */
static enum sn_err begin(struct merge *m, struct sn_diag *d)
{
    struct sn_writer_opts o = {.profile = m->profile};
    struct sn_sink *sink;
    enum sn_err e = SN_OK;
    size_t later = 0;

    for (size_t i = 0; i < m->n && !e; i++)
        if (m->v[i].in.known)
            m->later[later++] = &m->v[i];
        else
            e = open_input(m, &m->v[i], d);
    qsort(m->later, later, sizeof(struct input *), by_first);
    if (!e)
        e = sn_sink_open_buf(&sink, &m->buf, d);
    if (e)
        return e;
    o.format = m->profile->pcapng || m->profile->linktypes ? SN_PCAPNG : SN_PCAP;
    o.digits = o.format == SN_PCAP ? m->profile->digits : 0;
    return sn_writer_open_all(&m->w, sink, &o, d);
}

enum sn_err sn_merge_open(struct sn_src **out, const struct sn_merge_input *in, size_t n,
                          struct sn_profile *profile, const struct sn_merge_events *events,
                          struct sn_diag *d)
{
    static const struct sn_src_ops ops = {
        .read = read_stream, .ready = ready, .fd = fd, .close = close_stream};
    struct sn_src_ops with = ops;
    struct merge *m = calloc(1, sizeof *m);
    enum sn_err e;

    *out = NULL;
    if (m) {
        m->profile = profile;
        m->events = *events;
        sn_buf_init(&m->buf, SIZE_MAX / 2);
        m->v = calloc(n + 1, sizeof *m->v);
        m->heap = calloc(n + 1, sizeof(struct input *));
        m->later = calloc(n + 1, sizeof(struct input *));
        m->empty = calloc(n + 1, sizeof(struct input *));
        m->n = n;
    }
    if (!m || !m->v || !m->heap || !m->later || !m->empty) {
        for (size_t i = 0; i < n; i++)
            sn_src_close(in[i].src);
        if (m) {
            m->n = 0;
            close_stream(m);
        }
        return sn_fail(d, SN_ENOMEM, "no memory to merge %zu captures", n);
    }
    for (size_t i = 0; i < n; i++) {
        m->v[i] = (struct input){.in = in[i], .number = i, .last = INT64_MIN};
        with.pipe |= sn_src_is_pipe(in[i].src);
    }
    e = begin(m, d);
    if (e) {
        close_stream(m);
        return e;
    }
    return sn_src_open_ops(out, &with, m, "what is merged", d);
}
