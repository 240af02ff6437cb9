/* Choosing packets as callbacks of the packet loop (sn/run.h): see sn/selector.h. */
#include "sn/selector.h"

#include <stdlib.h>
#include <string.h>

#include "run/match.h"
#include "sn/dedup.h"
#include "sn/flow.h"
#include "sn/run.h"

#define PIECE 128u /* packets, when they are looked into */

/* What a thread knows of its piece. */
struct found {
    uint32_t accepted; /* by the expression, before anything is inverted */
    uint32_t hidden;   /* … it would have accepted without their tags */

    /* With a condition: packets up to `to` were dissected, n of them have to be seen in order. */
    struct sn_dis *dis;
    struct sn_matcher match;
    uint32_t to, n;
    struct sn_dissection *x[PIECE];
    struct sn_frame frame[PIECE];
    uint32_t at[PIECE]; /* in the piece */
    uint8_t tried[PIECE];
};

struct sn_selector {
    struct sn_selector_opts o;
    struct sn_dedup *dedup;
    struct sn_match match;
    struct sn_secrets *secrets; /* what streams are opened with; NULL: nothing */
    bool owns_secrets;
    struct sn_times times;
    struct sn_writer *writer; /* NULL: packets are only counted, */
    struct sn_series *series; /* or they go to several files */
    struct sn_reader *reader;
    struct sn_diag diag; /* why the filter can't be compiled for a packet, or it can't be written */
    uint32_t failed_type;  /* the packet's link type, */
    uint64_t failed_at;    /* and its offset */
    int64_t after, before; /* ns since 1970 */
    uint64_t number;       /* of packets decided about */
    size_t commented;      /* comments that were given */
    uint64_t seen, matched, kept, hidden;
    unsigned threads; /* that were used, at most */
    bool whole;       /* with a condition: fragments are put together */
    bool plain;       /* nothing but the expression decides */
    bool started;     /* after and before are known: a packet was seen */
    bool done;        /* nothing more is wanted, or possible */
    bool out_failed;
};

/* ---- what a batch goes through ---- */

static void invert(struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        b->pkt[i].drop ^= !b->pkt[i].meta;
}

static void free_found(void *ctx, void *state)
{
    struct found *f = state;

    (void)ctx;
    sn_dis_free(f->dis);
    sn_matcher_free(&f->match);
    free(f);
}

static enum sn_err new_found(void *ctx, void **state, struct sn_diag *d)
{
    const struct sn_selector *w = ctx;
    struct found *f = calloc(1, sizeof *f);
    struct sn_dis_opts o = {.want = 0};
    enum sn_err e = SN_OK;

    if (!f)
        return sn_fail(d, SN_ENOMEM, "no memory");
    if (w->o.where) {
        o.want = sn_match_want(w->o.where, w->o.secrets, w->whole);
        e = sn_dis_new(&f->dis, &o, d);
        if (!e)
            e = sn_matcher_init(&f->match, w->o.where, &o, w->o.secrets, d);
    }
    if (e)
        free_found(ctx, f);
    else
        *state = f;
    return e;
}

/* Makes programs for what a batch brings; where that fails it ends in front of the packet. */
static bool prepare(void *ctx, struct sn_batch *b, const void **data)
{
    struct sn_selector *w = ctx;
    const struct sn_pkt *p;

    if (!sn_filter_take(w->o.filter, b, data, &w->diag))
        return true;
    (void)sn_filter_failed(w->o.filter, &w->failed_type);
    p = &b->pkt[b->n];
    w->failed_at = b->offset + (uint64_t)(p->data - p->rechdr - b->buf);
    return false;
}

/* Tries packets from number `from` on, until the context is full of those that remain. */
static void try_packets(struct found *f, struct sn_run_piece *p, uint32_t from)
{
    f->n = 0;
    for (f->to = from; f->to < p->b.n; f->to++) {
        struct sn_pkt *k = &p->b.pkt[f->to];
        const struct sn_iface *i = sn_run_iface(p, k->iface);
        struct sn_dissection *x;

        if (k->drop || k->meta)
            continue;
        if (!f->n) {
            sn_dis_reset(f->dis);
            sn_matcher_reset(&f->match);
        }
        x = sn_dis_packet(f->dis, i->linktype, k->data, k->caplen, k->len);
        if (!x)
            return;
        f->frame[f->n] = (struct sn_frame){.pkt = k, .iface = i};
        f->tried[f->n] = (uint8_t)sn_match_try(&f->match, x, &f->frame[f->n]);
        k->drop = f->tried[f->n] == MATCH_NO;
        f->x[f->n] = x;
        f->at[f->n] = f->to;
        f->n += sn_match_needs_order(&f->match, x);
    }
}

/* What earlier packets tell of. */
static bool in_order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct sn_selector *w = ctx;
    struct found *f = state;

    if (w->o.where && w->secrets)
        sn_secrets_batch(w->secrets, &p->b);
    while (w->o.where) {
        for (uint32_t i = 0; i < f->n; i++) {
            struct sn_pkt *k = &p->b.pkt[f->at[i]];

            sn_times_next(&w->times, &f->frame[i]);
            k->drop = !sn_match_decide(&w->match, &f->match, f->dis, f->x[i], &f->frame[i],
                                       (enum match)f->tried[i]);
            if (!k->drop)
                sn_times_shown(&w->times, &f->frame[i]);
        }
        if (f->to == p->b.n)
            break;
        try_packets(f, p, f->to);
    }
    if (w->o.where && w->o.invert)
        invert(&p->b);
    return true;
}

static void filter(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct sn_selector *w = ctx;
    struct found *f = state;

    f->accepted = sn_filter_apply(p->data, &p->b);
    f->hidden = w->o.find_hidden ? sn_filter_hidden(p->data, &p->b) : 0;
    if (w->o.where)
        try_packets(f, p, 0);
    else if (w->o.invert)
        invert(&p->b);
}

static void start_clock(struct sn_selector *w, int64_t first)
{
    w->started = true;
    w->after = w->o.has_after ? w->o.after.ns : INT64_MIN;
    w->before = w->o.has_before ? w->o.before.ns : INT64_MAX;
    if (w->o.after.from_first && __builtin_add_overflow(w->after, first, &w->after))
        w->after = INT64_MAX;
    if (w->o.before.from_first && __builtin_add_overflow(w->before, first, &w->before))
        w->before = INT64_MAX;
}

static bool in_sample(const struct sn_selector *w, const struct sn_run_piece *piece,
                      const struct sn_pkt *p)
{
    uint64_t n = w->o.sample;

    if (n <= 1)
        return true;
    if (!w->o.by_flow)
        return (w->matched - 1) % n == 0;
    return sn_flow_hash(sn_run_iface(piece, p->iface)->linktype, p->data, p->caplen) % n == 0;
}

/* Whether a packet that the filter passed is kept. */
static bool keep(struct sn_selector *w, const struct sn_run_piece *piece, const struct sn_pkt *p)
{
    if (w->done || p->ts < w->after || (p->ts >= w->before && w->o.has_before))
        return false;
    if (w->o.packets && !sn_ranges_have(w->o.packets, w->number))
        return false;
    if (w->dedup && sn_dedup_seen(w->dedup, p) != w->o.duplicates)
        return false;
    w->matched++;
    if (!in_sample(w, piece, p))
        return false;
    w->kept++;
    if (w->o.limit && w->kept == w->o.limit)
        w->done = true;
    return true;
}

static uint32_t count_packets(const struct sn_selector *w, const struct sn_batch *b)
{
    uint32_t n = b->n;

    for (uint32_t i = 0; i < b->n && sn_reader_format(w->reader) == SN_PCAPNG; i++)
        n -= b->pkt[i].meta;
    return n;
}

static void decide(struct sn_selector *w, const struct found *f, struct sn_run_piece *piece)
{
    uint32_t n = count_packets(w, &piece->b);

    w->seen += n;
    w->hidden += f->hidden;
    if (w->plain) {
        w->kept += w->o.invert ? n - f->accepted : f->accepted;
        return;
    }
    for (uint32_t i = 0; i < piece->b.n; i++) {
        struct sn_pkt *p = &piece->b.pkt[i];

        if (p->meta)
            continue;
        if (!w->started)
            start_clock(w, p->ts);
        w->number++;
        if (!p->drop)
            p->drop = !keep(w, piece, p);
    }
    if (w->o.packets && w->number >= sn_ranges_last(w->o.packets))
        w->done = true;
}

/* ---- output ---- */

static enum sn_err put(struct sn_selector *w, const struct sn_batch *b, struct sn_diag *d)
{
    return w->series ? sn_series_batch(w->series, w->reader, b, d)
                     : sn_writer_batch(w->writer, w->reader, b, d);
}

/* How many comments are for a packet. */
static size_t comments_for(const struct sn_selector *w, uint64_t number)
{
    size_t n = 0;

    while (w->commented + n < w->o.ncomments && w->o.comments[w->commented + n].number == number)
        n++;
    return n;
}

static void set_comments(struct sn_selector *w, const char *const *text, size_t n)
{
    if (w->series)
        sn_series_comment(w->series, text, n);
    else
        sn_writer_comment(w->writer, text, n);
}

/* Writes one packet with its n comments. */
static enum sn_err put_commented(struct sn_selector *w, struct sn_batch *b, size_t n,
                                 struct sn_diag *d)
{
    const char **text = calloc(n, sizeof *text);
    enum sn_err e;

    if (!text)
        return sn_fail(d, SN_ENOMEM, "no memory for comments");
    for (size_t i = 0; i < n; i++)
        text[i] = w->o.comments[w->commented++].text;
    set_comments(w, text, n);
    e = put(w, b, d);
    set_comments(w, NULL, 0);
    free(text);
    return e;
}

/* Packets with comments are written one by one; the first of b has number `number`. */
static enum sn_err put_all(struct sn_selector *w, const struct sn_batch *b, uint64_t number,
                           struct sn_diag *d)
{
    struct sn_batch part = *b;
    enum sn_err e = SN_OK;
    uint32_t from = 0;

    for (uint32_t i = 0; i < b->n && !e && w->commented < w->o.ncomments; i++) {
        size_t n = b->pkt[i].meta ? 0 : comments_for(w, number++);

        if (!n)
            continue;
        part.pkt = b->pkt + from;
        part.n = i - from;
        from = i + 1;
        e = put(w, &part, d);
        part.pkt = b->pkt + i;
        part.n = 1;
        if (!e)
            e = put_commented(w, &part, n, d);
    }
    part.pkt = b->pkt + from;
    part.n = b->n - from;
    return e ? e : put(w, &part, d);
}

static enum sn_err edit(const struct sn_selector *w, struct sn_batch *b, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; w->o.edit && i < b->n && !e; i++)
        if (!b->pkt[i].drop && !b->pkt[i].meta)
            e = sn_edit_packet(w->o.edit, &b->pkt[i], d);
    return e;
}

static bool finish(void *ctx, void *state, struct sn_run_piece *p)
{
    struct sn_selector *w = ctx;
    uint64_t number = w->number;
    const struct found *f = state;
    enum sn_err e = SN_OK;

    decide(w, f, p);
    if (f->match.eval && sn_where_err(f->match.eval))
        e = sn_fail(&w->diag, SN_ENOMEM, "no memory to look into packets");
    if (!e && (w->writer || w->series)) {
        e = edit(w, &p->b, &w->diag);
        if (!e)
            e = put_all(w, &p->b, number + 1, &w->diag);
    }
    w->out_failed = e != SN_OK;
    w->done |= w->out_failed;
    if (w->series && sn_series_full(w->series))
        w->done = true;
    return !w->done;
}

static bool flush(void *ctx)
{
    struct sn_selector *w = ctx;
    enum sn_err e = w->series   ? sn_series_flush(w->series, &w->diag)
                    : w->writer ? sn_writer_flush(w->writer, &w->diag)
                                : SN_OK;

    w->out_failed = e != SN_OK;
    w->done |= w->out_failed;
    return !w->done;
}

static bool stop(void *ctx)
{
    const struct sn_selector *w = ctx;

    return w->o.stop && w->o.stop(w->o.ctx);
}

/* ---- the whole ---- */

enum sn_err sn_selector_new(struct sn_selector **out, const struct sn_selector_opts *o,
                            struct sn_diag *d)
{
    struct sn_selector *w = calloc(1, sizeof *w);
    enum sn_err e = SN_OK;

    *out = NULL;
    if (!w)
        return sn_fail(d, SN_ENOMEM, "no memory to choose packets");
    w->o = *o;
    w->plain = !o->packets && !o->ncomments && !o->has_after && !o->has_before && o->sample <= 1 &&
               !o->dedup && !o->limit && !o->where;
    w->threads = 1;
    if (o->dedup)
        e = sn_dedup_new(&w->dedup, o->dedup_packets, o->dedup_ns, d);
    w->secrets = o->secrets;
    w->owns_secrets = o->where && !o->secrets && sn_secrets_usable();
    if (!e && w->owns_secrets)
        e = sn_secrets_new(&w->secrets, d);
    w->whole = o->where && (!o->filter || sn_filter_is_empty(o->filter));
    if (!e && o->where)
        e = sn_match_init(&w->match, o->where, true, w->whole, w->secrets, d);
    if (e)
        sn_selector_free(w);
    else
        *out = w;
    return e;
}

void sn_selector_output(struct sn_selector *w, struct sn_writer *writer, struct sn_series *series)
{
    w->writer = writer;
    w->series = series;
}

enum sn_selector_why sn_selector_read(struct sn_selector *w, struct sn_reader *r, struct sn_diag *d)
{
    static const struct sn_run_ops ops = {.begin = new_found,
                                          .end = free_found,
                                          .take = prepare,
                                          .work = filter,
                                          .order = in_order,
                                          .finish = finish,
                                          .idle = flush,
                                          .stop = stop};
    struct sn_run_opts o = {.threads = w->o.threads,
                            .packets = w->o.where ? PIECE : 0,
                            .watch = w->o.watch,
                            .with_reader = true};
    struct sn_run_result res;

    *d = (struct sn_diag){0};
    w->reader = r;
    sn_run(&o, &ops, w, r, &res);
    if (res.threads > w->threads)
        w->threads = res.threads;
    if (w->out_failed || res.why == SN_RUN_TAKE)
        *d = w->diag;
    if (w->out_failed)
        return SN_SELECTOR_OUTPUT;
    if (res.why == SN_RUN_TAKE)
        return SN_SELECTOR_FILTER;
    if (res.err && res.err != SN_EOF)
        *d = res.diag;
    return w->done                  ? SN_SELECTOR_ENOUGH
           : res.why == SN_RUN_GONE ? SN_SELECTOR_GONE
           : res.why == SN_RUN_STOP ? SN_SELECTOR_STOP
                                    : SN_SELECTOR_INPUT;
}

uint64_t sn_selector_failed(const struct sn_selector *w, uint32_t *linktype)
{
    *linktype = w->failed_type;
    return w->failed_at;
}

struct sn_selector_counts sn_selector_counts(const struct sn_selector *w)
{
    return (struct sn_selector_counts){w->seen, w->kept, w->hidden, w->threads};
}

void sn_selector_free(struct sn_selector *w)
{
    if (!w)
        return;
    sn_dedup_free(w->dedup);
    sn_match_free(&w->match);
    if (w->owns_secrets)
        sn_secrets_free(w->secrets);
    free(w);
}
