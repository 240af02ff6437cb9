/*
 * A capture's source that leaves out what a query doesn't want: see sn/index.h.
 *
 * What is delivered is runs of the decompressed stream: what stands in front of the first span (the
 * file's header), spans that lie together, and what follows the last one where that isn't known to
 * be nothing. A run of a compressed file is decompressed from the block on that it begins in.
 */
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "io/codec.h"

#define DISCARD ((size_t)64 << 10)
#define SLACK   ((uint64_t)1 << 20) /* a block that ends a run may reach so far into the next */

struct run {
    uint64_t at, size; /* of the stream; the last run's size may be more than there is */
    uint64_t entry, skip, limit;
    bool last; /* … it goes to the end of the file */
};

struct narrowed {
    struct sn_src *whole;
    struct sn_src *part;     /* decompresses from `entry` on; NULL: none does */
    uint64_t entry, part_at; /* part_at: of the stream, where its next byte is */
    bool packed;
    bool has_lead; /* the first run is these bytes: */
    uint8_t lead[INDEX_LEAD];
    struct run *runs;
    size_t nruns, run;
    uint64_t at, left; /* of the run at hand */
    uint64_t skipped, delivered;
};

/* ---- reading ---- */

static enum sn_err changed(struct sn_diag *d)
{
    return sn_fail(d, SN_ETRUNC, "the file became shorter while it was read by its index");
}

/* Opens the run's first block, or goes on where the run before ended. */
static enum sn_err enter(struct narrowed *w, const struct run *r, struct sn_diag *d)
{
    if (w->part && w->entry == r->entry && w->part_at <= w->at)
        return SN_OK;
    sn_src_close(w->part);
    w->part = NULL;
    w->entry = r->entry;
    w->part_at = r->at - r->skip;
    return sn_io_src_range(&w->part, sn_src_fd(w->whole), r->entry, r->limit, sn_src_name(w->whole),
                           d);
}

/* Decompresses what stands in front of the run. SN_OK without being there: a signal came. */
static enum sn_err discard(struct narrowed *w, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    size_t n = 1;
    uint8_t *b;

    if (w->part_at == w->at)
        return SN_OK;
    b = malloc(DISCARD);
    if (!b)
        return sn_fail(d, SN_ENOMEM, "no memory to decompress it");
    while (!e && n && w->part_at < w->at) {
        uint64_t k = w->at - w->part_at;

        e = sn_src_read(w->part, b, k < DISCARD ? (size_t)k : DISCARD, &n, d);
        w->part_at += n;
    }
    free(b);
    return e;
}

static enum sn_err read_part(struct narrowed *w, void *buf, size_t cap, size_t *n,
                             struct sn_diag *d)
{
    enum sn_err e = discard(w, d);

    if (e || w->part_at < w->at)
        return e;
    e = sn_src_read(w->part, buf, cap, n, d);
    w->part_at += *n;
    return e;
}

static enum sn_err read_run(struct narrowed *w, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    enum sn_err e;

    if (cap > w->left)
        cap = (size_t)w->left;
    if (w->packed)
        return read_part(w, buf, cap, n, d);
    e = sn_src_read_at(w->whole, w->at, buf, cap, n, d);
    return e ? e : *n ? SN_OK : SN_EOF;
}

static enum sn_err narrowed_read(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    struct narrowed *w = ctx;
    const struct run *r = &w->runs[w->run];
    enum sn_err e;

    *n = 0;
    if (!w->left) {
        if (w->run + 1 == w->nruns)
            return SN_EOF;
        r = &w->runs[++w->run];
        w->at = r->at;
        w->left = r->size;
        w->skipped = r->at - w->delivered;
    }
    if (w->has_lead && w->at < INDEX_LEAD) {
        *n = INDEX_LEAD - (size_t)w->at < cap ? INDEX_LEAD - (size_t)w->at : cap;
        memcpy(buf, w->lead + w->at, *n);
        e = SN_OK;
    } else {
        e = w->packed ? enter(w, r, d) : SN_OK;
        if (!e)
            e = read_run(w, buf, cap, n, d);
    }
    w->at += *n;
    w->left -= *n;
    w->delivered += *n;
    return e == SN_EOF && !r->last ? changed(d) : e;
}

static bool narrowed_ready(void *ctx)
{
    (void)ctx;
    return true;
}

static bool narrowed_left(void *ctx, size_t *n)
{
    const struct narrowed *w = ctx;

    *n = (size_t)w->left;
    return w->run + 1 == w->nruns && !w->runs[w->run].last;
}

static int narrowed_fd(void *ctx)
{
    const struct narrowed *w = ctx;

    return sn_src_fd(w->whole);
}

static uint64_t narrowed_skipped(void *ctx)
{
    const struct narrowed *w = ctx;

    return w->skipped;
}

static void narrowed_close(void *ctx)
{
    struct narrowed *w = ctx;

    sn_src_close(w->part);
    sn_src_close(w->whole);
    free(w->runs);
    free(w);
}

/* ---- what to read ---- */

static void add_run(struct narrowed *w, const struct sn_index_span *s)
{
    struct run *r = w->nruns ? &w->runs[w->nruns - 1] : NULL;

    if (r && r->at + r->size == s->at)
        r->size += s->size;
    else
        w->runs[w->nruns++] =
            (struct run){.at = s->at, .size = s->size, .entry = s->entry, .skip = s->skip};
}

/* A run ends in or before the block in which the span behind it begins. */
static void limit_run(struct narrowed *w, const struct sn_index_span *behind)
{
    struct run *r = w->nruns ? &w->runs[w->nruns - 1] : NULL;

    if (r && !r->limit)
        r->limit =
            behind->entry > r->entry ? behind->entry + (behind->skip ? SLACK : 0) : UINT64_MAX;
}

static void choose(struct narrowed *w, const struct sn_query *q, const struct sn_index *x,
                   bool to_end, struct sn_skipped *sum)
{
    const struct sn_index_span lead = {.size = x->lead};
    struct sn_index_span s = sn_index_tail(x);
    bool time;

    if (x->lead)
        add_run(w, &lead);
    if (!x->loaded) { /* sn_query_rules_out */
        sum->spans += x->nspans;
        sum->by_time += x->nspans;
        sum->bytes += x->tail_at - x->lead;
        sum->left_out += x->tail_at - x->lead;
    }
    for (uint32_t i = 0; x->loaded && i < x->nspans; i++) {
        s = sn_index_span(x, i);
        sum->spans++;
        sum->bytes += s.size;
        if (sn_query_may(q, x, i, &time)) {
            add_run(w, &s);
            continue;
        }
        *(time ? &sum->by_time : &sum->by_filter) += 1;
        sum->left_out += s.size;
        limit_run(w, &s);
    }
    s = sn_index_tail(x);
    if (to_end) {
        add_run(w, &s);
        w->runs[w->nruns - 1].last = true;
    }
    if (w->nruns && !w->runs[w->nruns - 1].limit)
        w->runs[w->nruns - 1].limit = UINT64_MAX;
}

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory to read by an index");
}

enum sn_err sn_query_narrow(const struct sn_query *q, const struct sn_index *x, struct sn_src **src,
                            struct sn_skipped *sum, struct sn_diag *d)
{
    static const struct sn_src_ops ops = {.read = narrowed_read,
                                          .ready = narrowed_ready,
                                          .fd = narrowed_fd,
                                          .close = narrowed_close,
                                          .skipped = narrowed_skipped,
                                          .left = narrowed_left};
    struct narrowed *w = calloc(1, sizeof *w);
    struct sn_src_ops with = ops;
    uint64_t before = sum->left_out, size = 0;
    struct sn_src *whole = *src;
    bool to_end;

    if (w)
        w->runs = calloc(x->nspans + 2u, sizeof *w->runs);
    if (!w || !w->runs) {
        free(w);
        return no_memory(d);
    }
    w->whole = whole;
    w->packed = x->codec;
    w->has_lead = x->lead_bytes;
    if (w->has_lead)
        memcpy(w->lead, x->lead_bytes, sizeof w->lead);
    to_end = (x->flags & INDEX_OPEN_END) || !sn_src_size(whole, &size) || size != x->stored;
    choose(w, q, x, to_end, sum);
    if (sum->left_out == before) {
        free(w->runs);
        free(w);
        return SN_OK;
    }
    if (w->nruns)
        w->left = w->runs[0].size;
    w->at = w->nruns ? w->runs[0].at : 0;
    with.file = whole;
    with.codec = sn_index_facts(x).codec;
    return sn_src_open_ops(src, &with, w, sn_src_name(whole), d);
}
