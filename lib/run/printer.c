/*
 * Printing as callbacks of the packet loop (sn/run.h): packets are filtered and dissected by any
 * thread, numbered and looked up in the table of connections in the order of the stream, printed
 * into a buffer by any thread, and written in order.
 */
#include "sn/printer.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "dis/plain.h"
#include "run/match.h"
#include "sn/flow.h"
#include "sn/reasm.h"
#include "sn/run.h"
#include "sn/stream.h"

#define PIECE   128u         /* packets: dissected they stay in the cache next to the core */
#define TEXTS   64           /* that are written together, */
#define ENOUGH  (128u << 10) /* at the latest when they are so many bytes */
#define OUT_MAX (512u << 20) /* no piece's text is larger */

struct sn_printer {
    struct sn_printer_opts o;
    struct sn_sink *sink;
    unsigned threads;
    struct sn_fmt_names **names; /* for each worker: they can't be made once locked in */
    unsigned nnames;
    _Atomic unsigned named; /* workers that have theirs */
    uint32_t want;
    bool apart;  /* the condition has dissections of its own: its fields mustn't change the text */
    bool begun;  /* what is in front of the first packet was written */
    bool tracks; /* TCP's connections: what is said of a segment needs them */
    bool plain;  /* packets whose headers say all aren't dissected */
    bool framed; /* when one of these came, and its number, may be printed */

    /* with order */
    struct sn_flow *flow;
    struct sn_streams *streams; /* NULL: nothing that they tell is wanted */
    struct sn_match_udp udp;    /* the same */
    struct sn_frags *frags;     /* the same */
    struct sn_secrets *secrets; /* what streams are opened with; NULL: nothing */
    bool owns_secrets;
    struct sn_fmt_since since;
    struct sn_match match;
    struct sn_times times;
    struct sn_follow *follow; /* NULL: packets are printed */
    uint64_t n;               /* packets printed or counted */

    /* With finish: texts that wait to be written together, where they are. */
    struct sn_buf text[TEXTS];
    struct iovec vec[TEXTS];
    unsigned texts;
    size_t bytes;

    struct sn_diag diag;
    bool out_failed; /* diag is about the output */
};

/* A thread's state: packets `from` to `to` of its piece are dissected. */
struct worker {
    struct sn_dis *dis;
    struct sn_dis *again; /* for packets that earlier ones tell more about */
    struct sn_fmt *fmt;
    struct sn_buf out;
    struct sn_arena parts;          /* of streams, of the packets that are dissected */
    uint32_t to, n;                 /* n of them weren't dropped */
    struct sn_dissection *x[PIECE]; /* NULL: it isn't dissected, as `plain` says all */
    struct sn_frame frame[PIECE];
    struct sn_plain plain[PIECE];

    /* with a condition */
    struct sn_dis *tested; /* what it is tried on; NULL: x */
    struct sn_matcher match;
    struct sn_dissection *seen[PIECE];
    uint8_t tried[PIECE]; /* enum match; x is NULL for MATCH_NO when `tested` has one, until the
                             packet matches in order */
};

/* ---- callbacks ---- */

static void free_worker(void *ctx, void *state)
{
    struct worker *t = state;

    (void)ctx;
    sn_dis_free(t->dis);
    sn_dis_free(t->again);
    sn_dis_free(t->tested);
    sn_matcher_free(&t->match);
    sn_fmt_free(t->fmt);
    sn_buf_free(&t->out);
    sn_arena_free(&t->parts);
    free(t);
}

/* What a condition needs. */
static enum sn_err new_match(const struct sn_printer *s, struct worker *t, struct sn_dis_opts o,
                             struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (s->apart) {
        o.want = sn_match_want(s->o.where, s->o.secrets, !s->o.filter);
        e = sn_dis_new(&t->tested, &o, d);
    }
    return e ? e : sn_matcher_init(&t->match, s->o.where, &o, s->o.secrets, d);
}

static enum sn_err new_worker(void *ctx, void **state, struct sn_diag *d)
{
    struct sn_printer *s = ctx;
    struct sn_dis_opts o = {.want = s->want,
                            .type = s->o.type,
                            .secret = s->o.secret,
                            .keys = s->o.keys,
                            .decode = s->o.decode,
                            .ndecode = s->o.ndecode};
    struct sn_fmt_opts f = s->o.fmt;
    struct sn_fmt_names *names = s->names[s->named++];
    struct worker *t = calloc(1, sizeof *t);
    enum sn_err e;

    if (!t)
        return sn_fail(d, SN_ENOMEM, "no memory to print packets");
    f.text.ifnames = sn_fmt_ifnames(names);
    if (s->o.resolve)
        f.text.names = sn_fmt_names(names);
    sn_buf_init(&t->out, OUT_MAX);
    sn_arena_init(&t->parts, MATCH_PARTS_MAX);
    e = sn_dis_new(&t->dis, &o, d);
    if (!e)
        e = sn_dis_new(&t->again, &o, d);
    if (!e)
        e = sn_fmt_new(&t->fmt, &f, d);
    if (!e && s->o.where)
        e = new_match(s, t, o, d);
    if (e)
        free_worker(s, t);
    else
        *state = t;
    return e;
}

static bool take(void *ctx, struct sn_batch *b, const void **data)
{
    struct sn_printer *s = ctx;

    return sn_filter_take(s->o.filter, b, data, &s->diag) == SN_OK;
}

enum added { ADDED, LEFT_OUT, FULL };

/* Takes a packet as the next one without a dissection, if it is plain. */
static bool add_plain(struct worker *t, const struct sn_pkt *k, const struct sn_iface *f)
{
    if (!sn_dis_plain(t->dis, f->linktype, k->data, k->caplen, k->len, &t->plain[t->n]))
        return false;
    t->frame[t->n] = (struct sn_frame){.pkt = k, .iface = f};
    t->x[t->n++] = NULL;
    return true;
}

/* Dissects a packet as the next one. */
static enum added add(struct worker *t, const struct sn_pkt *k, const struct sn_iface *f)
{
    struct sn_dis *first = t->tested ? t->tested : t->dis;
    struct sn_dissection *x = sn_dis_packet(first, f->linktype, k->data, k->caplen, k->len);
    uint8_t tried = MATCH_YES;

    if (!x)
        return FULL;
    t->frame[t->n] = (struct sn_frame){.pkt = k, .iface = f};
    t->seen[t->n] = x;
    if (t->match.eval)
        tried = (uint8_t)sn_match_try(&t->match, x, &t->frame[t->n]);
    if (t->tested && tried == MATCH_NO && !sn_match_needs_order(&t->match, x))
        return LEFT_OUT;
    if (t->tested)
        x = tried == MATCH_NO ? NULL
                              : sn_dis_packet(t->dis, f->linktype, k->data, k->caplen, k->len);
    if (!x && tried != MATCH_NO)
        return FULL;
    t->tried[t->n] = tried;
    t->x[t->n++] = x;
    return ADDED;
}

/* Dissects packets from number `from` on, until the context is full; one when no other thread could
 * have the next one meanwhile. */
static void dissect(const struct sn_printer *s, struct worker *t, const struct sn_run_piece *p,
                    uint32_t from)
{
    sn_dis_reset(t->dis);
    if (t->tested)
        sn_dis_reset(t->tested);
    sn_matcher_reset(&t->match);
    if (t->parts.used)
        sn_arena_reset(&t->parts);
    t->n = 0;
    for (t->to = from; t->to < p->b.n; t->to++) {
        const struct sn_pkt *k = &p->b.pkt[t->to];
        enum added how = ADDED;

        if (k->drop || k->meta)
            continue;
        if (!s->plain || !add_plain(t, k, sn_run_iface(p, k->iface)))
            how = add(t, k, sn_run_iface(p, k->iface));
        if (how == FULL)
            break;
        if (how == ADDED && p->alone) {
            t->to++;
            return;
        }
    }
}

/* Without a condition, packets that are only counted are not looked into. */
static bool looks_inside(const struct sn_printer *s)
{
    return !s->o.count_only || s->o.where;
}

static void filter_and_dissect(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct sn_printer *s = ctx;

    if (s->o.filter && !(s->o.follow && s->o.follow->chosen))
        (void)sn_filter_apply(p->data, &p->b);
    if (looks_inside(s))
        dissect(s, state, p, 0);
}

static bool count(struct sn_printer *s, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        s->n += !b->pkt[i].drop && !b->pkt[i].meta;
        if (s->n == s->o.limit && s->n)
            return false;
    }
    return true;
}

/* What a packet gets from earlier ones. */
static void look_up(struct sn_printer *s, struct worker *t, uint32_t i)
{
    struct sn_dissection *x;

    if (!t->x[i])
        return;
    if (s->frags && t->x[i]->whole.ip)
        t->x[i] = t->seen[i] =
            sn_match_whole(s->frags, t->dis, t->x[i], t->frame[i].pkt, &t->parts);
    x = t->x[i];
    if (s->tracks)
        sn_flow_packet(s->flow, x);
    if (s->want & SN_WANT_DERIVED)
        sn_flow_derive(s->flow, x, t->frame[i].pkt);
    if (x->nmemo)
        sn_flow_recall(s->flow, x);
    if (s->streams && (!s->follow || sn_secrets_count(s->secrets)))
        sn_streams_packet(s->streams, x, t->frame[i].pkt, &t->parts);
    if (s->streams && s->want & SN_WANT_DERIVED)
        sn_flow_deals(s->flow, x, t->frame[i].pkt);
    if (s->udp.messages)
        sn_match_messages(&s->udp, x, t->again, t->frame[i].pkt, &t->parts);
}

/* What the condition's dissection of the same packet was given of streams. */
static void share_streams(struct sn_dissection *x, const struct sn_dissection *seen)
{
    for (uint32_t k = 0; k < x->nsegment && k < seen->nsegment; k++) {
        if (x->segment[k].payload && x->segment[k].payload == seen->segment[k].payload)
            x->segment[k].part = seen->segment[k].part;
    }
}

/* The same of what was opened: packets in front of this may not be shown. */
static void share_datagrams(struct sn_dissection *x, const struct sn_dissection *seen)
{
    if (!seen->nopened)
        return;
    x->opened = seen->opened;
    x->nopened = seen->nopened;
    x->piece = seen->piece;
    x->npiece = seen->npiece;
    for (uint32_t k = 0; k < x->nmemo && k < seen->nmemo; k++) {
        if (x->memo[k].asks && x->memo[k].kind == seen->memo[k].kind &&
            x->memo[k].key == seen->memo[k].key)
            x->memo[k] = seen->memo[k];
    }
}

/* Of a packet that matched, what its text is made of. False: no memory. */
static bool shown_apart(struct sn_printer *s, struct worker *t, uint32_t i)
{
    const struct sn_dissection *seen = t->seen[i];
    const struct sn_frame *fr = &t->frame[i];
    struct sn_dissection *x = t->x[i];

    if (!x)
        x = sn_dis_packet(t->dis, fr->iface->linktype, fr->pkt->data, fr->pkt->caplen,
                          fr->pkt->len);
    t->x[i] = x;
    if (!x)
        return false;
    if (s->match.streams)
        share_streams(x, seen);
    look_up(s, t, i);
    if (s->match.streams)
        share_datagrams(x, seen);
    return true;
}

/* Whether number i of the packets dissected is printed. */
static bool chosen(struct sn_printer *s, struct worker *t, uint32_t i)
{
    bool yes;

    sn_times_next(&s->times, &t->frame[i]);
    if (!t->tested)
        look_up(s, t, i);
    if (!s->o.where)
        return true;
    yes = sn_match_decide(&s->match, &t->match, t->tested ? t->tested : t->dis, t->seen[i],
                          &t->frame[i], (enum match)t->tried[i]);
    if (yes && t->tested && !shown_apart(s, t, i)) {
        t->out.err = SN_ENOMEM;
        return false;
    }
    if (sn_where_err(t->match.eval))
        t->out.err = SN_ENOMEM;
    return yes;
}

/* Whether the filter accepts the packet. */
static bool accepts(const struct sn_run_piece *p, const struct sn_pkt *k)
{
    struct sn_pkt copy = *k;
    struct sn_batch one = p->b;

    one.pkt = &copy;
    one.n = 1;
    return !p->data || sn_filter_apply(p->data, &one) == 1;
}

/* The last packet that was chosen is part of a conversation. False: that can't be written. */
static bool followed(struct sn_printer *s, struct worker *t, const struct sn_run_piece *p)
{
    struct sn_frame *fr = &t->frame[t->n - 1];

    if (!s->follow)
        return true;
    if (s->o.follow->chosen && accepts(p, fr->pkt))
        sn_follow_choose(s->follow, t->x[t->n - 1]);
    s->out_failed =
        sn_follow_packet(s->follow, t->x[t->n - 1], fr->pkt, &t->out, &s->diag) != SN_OK;
    return !s->out_failed;
}

/* Packets that are dissected, in order: those that are chosen remain, numbered. False: there are
 * enough. */
static bool number(struct sn_printer *s, struct worker *t, const struct sn_run_piece *p)
{
    uint32_t n = t->n;

    t->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct sn_frame *fr = &t->frame[t->n];

        if (s->plain && !s->framed && !t->x[i]) {
            t->n++;
            if (++s->n == s->o.limit)
                return false;
            continue;
        }
        if (!chosen(s, t, i))
            continue;
        *fr = t->frame[i];
        sn_times_shown(&s->times, fr);
        t->x[t->n++] = t->x[i];
        if (!followed(s, t, p))
            return false;
        fr->number = ++s->n;
        fr->since = sn_fmt_since(&s->since, &s->o.fmt, fr->pkt);
        if (s->n == s->o.limit)
            return false;
    }
    return true;
}

static void print(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct sn_printer *s = ctx;
    struct worker *t = state;

    (void)p;
    if (s->o.count_only || s->follow)
        return;
    for (uint32_t i = 0; i < t->n; i++) {
        const struct sn_pkt *k = t->frame[i].pkt;
        const struct sn_dissection *x = t->x[i];

        if (!x) {
            s->o.exporter->plain(t->fmt, &t->out, &t->plain[i], &t->frame[i]);
            continue;
        }
        if (sn_dis_has_answers(x))
            x = sn_dis_again(t->again, x, k->data, k->caplen, k->len);
        s->o.exporter->packet(t->fmt, &t->out, x, &t->frame[i]);
    }
}

/* What a context has no room for is dissected, and what is in front of it printed, here: it has to
 * follow the packets in front of it. */
static bool in_order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct sn_printer *s = ctx;
    struct worker *t = state;

    if (!looks_inside(s))
        return count(s, &p->b);
    if (s->secrets)
        sn_secrets_batch(s->secrets, &p->b);
    while (number(s, t, p)) {
        if (t->to == p->b.n)
            return true;
        print(s, t, p);
        dissect(s, t, p, t->to);
    }
    return false;
}

static bool write_texts(struct sn_printer *s)
{
    struct sn_pieces v = {.v = s->vec, .n = s->texts, .each = 1, .bytes = s->bytes};

    s->texts = 0;
    s->bytes = 0;
    s->out_failed = v.n && sn_sink_write_records(s->sink, &v, &s->diag) != SN_OK;
    return !s->out_failed;
}

/* The thread gets an empty buffer for its full one. */
static bool write_out(void *ctx, void *state, struct sn_run_piece *p)
{
    struct sn_printer *s = ctx;
    struct worker *t = state;
    struct sn_buf full = t->out;

    (void)p;
    if (full.err) {
        (void)!sn_fail(&s->diag, full.err, "no memory for the text");
        s->out_failed = true;
        return false;
    }
    if (!sn_buf_len(&full))
        return true;
    t->out = s->text[s->texts];
    sn_buf_clear(&t->out);
    s->text[s->texts] = full;
    s->vec[s->texts++] = (struct iovec){full.base, sn_buf_len(&full)};
    s->bytes += sn_buf_len(&full);
    return (s->bytes < ENOUGH && s->texts < TEXTS) || write_texts(s);
}

/* What comes before the first packet. */
static bool begin(struct sn_printer *s)
{
    const struct sn_exporter *x = s->o.exporter;
    struct sn_buf b;
    struct sn_fmt *f;

    s->begun = true;
    if (!x->begin || s->o.count_only || s->follow)
        return true;
    s->out_failed = sn_fmt_new(&f, &s->o.fmt, &s->diag) != SN_OK;
    if (s->out_failed)
        return false;
    sn_buf_init(&b, OUT_MAX);
    x->begin(f, &b);
    s->out_failed = sn_sink_write(s->sink, b.base, sn_buf_len(&b), &s->diag) != SN_OK;
    sn_buf_free(&b);
    sn_fmt_free(f);
    return !s->out_failed;
}

static bool flush(void *ctx)
{
    struct sn_printer *s = ctx;

    if (!write_texts(s))
        return false;
    s->out_failed = sn_sink_flush(s->sink, &s->diag) != SN_OK;
    return !s->out_failed;
}

static bool stop(void *ctx)
{
    const struct sn_printer *s = ctx;

    return s->o.stop && s->o.stop(s->o.ctx);
}

/* ---- the whole ---- */

/* Names are asked of C library functions that only one thread may call. */
static enum sn_err make_names(struct sn_printer *s, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    s->threads = s->o.resolve ? 1 : s->o.threads ? s->o.threads : sn_run_processors();
    s->nnames = sn_run_states(s->threads);
    s->names = calloc(s->nnames, sizeof(struct sn_fmt_names *));
    if (!s->names)
        return sn_fail(d, SN_ENOMEM, "no memory for names");
    for (unsigned i = 0; i < s->nnames && !e; i++)
        e = sn_fmt_names_new(&s->names[i], d);
    return e;
}

/* The caller's, or those of the input alone, where anything looks into streams. */
static enum sn_err make_secrets(struct sn_printer *s, struct sn_diag *d)
{
    bool looks = s->o.where || s->want & (SN_WANT_FIELDS | SN_WANT_MORE);

    s->secrets = s->o.secrets;
    if (s->secrets || !looks || !sn_secrets_usable())
        return SN_OK;
    s->owns_secrets = true;
    return sn_secrets_new(&s->secrets, d);
}

/* Where a filter may have left out some fragments of a datagram, the first one is not to wait for
 * them. */
static uint32_t want_whole(const struct sn_printer *s)
{
    bool columns = s->o.exporter->packet != sn_fmt_text && !s->o.count_only;

    if (s->o.filter || s->o.follow)
        return 0;
    return s->want & SN_WANT_FIELDS || columns || (s->o.where && !s->apart) ? SN_WANT_WHOLE : 0;
}

/* What is wanted of dissections: by the form that is printed, and by a condition. */
static void choose_wants(struct sn_printer *s)
{
    const struct sn_where_expr *w = s->o.where;

    s->want = s->o.follow ? sn_follow_want() : s->o.exporter->want(&s->o.fmt);
    s->apart = w && s->o.exporter->packet == sn_fmt_text && !s->o.count_only && !s->o.follow;
    if (w && !s->apart)
        s->want = s->o.count_only ? sn_where_dis(w) : sn_where_dis_with(w, s->want);
    if (s->want & (SN_WANT_FIELDS | SN_WANT_HEADERS))
        s->want = sn_match_inside(s->want, s->o.secrets);
    s->want |= want_whole(s);
    s->plain = !w && !s->o.secrets && !s->o.follow && !s->o.count_only && !s->o.type &&
               !s->o.ndecode && s->o.exporter->is_plain &&
               s->o.exporter->is_plain(&s->o.fmt, &s->framed);
}

enum sn_err sn_printer_new(struct sn_printer **out, const struct sn_printer_opts *o,
                           struct sn_diag *d)
{
    struct sn_printer *s = calloc(1, sizeof *s);
    struct sn_flow_opts flow = {0};
    struct sn_streams_opts streams = {0};
    struct sn_follow_opts follow;
    enum sn_err e;

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory to print packets");
    s->o = *o;
    choose_wants(s);
    for (unsigned i = 0; i < TEXTS; i++)
        sn_buf_init(&s->text[i], OUT_MAX);
    flow.want = s->want & SN_WANT_FIELDS ? SN_FLOW_SHOWN : 0;
    /* No header has what follows from earlier packets. */
    s->tracks = !s->o.fmt.text.abs_seq && !(s->want & SN_WANT_NO_SEQ) &&
                (s->want & (SN_WANT_FIELDS | SN_WANT_HEADERS)) != SN_WANT_HEADERS;
    e = make_names(s, d);
    if (!e)
        e = make_secrets(s, d);
    streams.secrets = s->secrets;
    streams.as_bytes = o->follow != NULL;
    streams.at_end = s->want & SN_WANT_FIELDS;
    if (!e)
        e = sn_flow_new(&s->flow, &flow, d);
    if (!e && s->want & SN_WANT_WHOLE)
        e = sn_frags_new(&s->frags, NULL, d);
    if (!e && o->where)
        e = sn_match_init(&s->match, o->where, s->apart, !o->filter, s->secrets, d);
    if (!e && o->follow) {
        follow = *o->follow;
        follow.secrets = s->secrets;
        e = sn_follow_new(&s->follow, &follow, d);
    }
    if (!e && (o->follow ? s->secrets != NULL
                         : s->want & (SN_WANT_FIELDS | SN_WANT_MORE) && !s->match.streams))
        e = sn_streams_new(&s->streams, &streams, d);
    if (!e && s->streams && !o->follow)
        e = sn_match_udp_init(&s->udp, s->secrets, d);
    if (e)
        sn_printer_free(s);
    else
        *out = s;
    return e;
}

static enum sn_printer_why why_it_ended(struct sn_printer *s, const struct sn_run_result *res,
                                        struct sn_diag *d)
{
    switch (res->why) {
    case SN_RUN_FAILED:
        *d = res->diag;
        return SN_PRINTER_FAILED;
    case SN_RUN_TAKE:
        *d = s->diag;
        return SN_PRINTER_FILTER;
    case SN_RUN_ENOUGH:
        return SN_PRINTER_ENOUGH;
    case SN_RUN_STOP:
        return SN_PRINTER_STOP;
    case SN_RUN_GONE:
        return SN_PRINTER_GONE;
    case SN_RUN_INPUT:
        break;
    }
    if (res->err != SN_EOF)
        *d = res->diag;
    return SN_PRINTER_INPUT;
}

enum sn_printer_why sn_printer_read(struct sn_printer *s, struct sn_reader *r, struct sn_sink *sink,
                                    struct sn_diag *d)
{
    static const struct sn_run_ops ops = {.begin = new_worker,
                                          .end = free_worker,
                                          .take = take,
                                          .work = filter_and_dissect,
                                          .order = in_order,
                                          .render = print,
                                          .finish = write_out,
                                          .idle = flush,
                                          .stop = stop};
    struct sn_run_opts o = {.threads = s->threads, .packets = PIECE, .watch = s->o.watch};
    struct sn_run_result res;
    enum sn_printer_why why = SN_PRINTER_OUTPUT;

    *d = (struct sn_diag){0};
    s->sink = sink;
    s->named = 0;
    if (s->begun || begin(s)) {
        sn_run(&o, &ops, s, r, &res);
        why = why_it_ended(s, &res, d);
    }
    if (!s->out_failed)
        (void)write_texts(s);
    if (!s->out_failed)
        return why;
    *d = s->diag;
    return SN_PRINTER_OUTPUT;
}

static enum sn_err end_follow(struct sn_printer *s, struct sn_sink *sink, struct sn_diag *d)
{
    struct sn_buf b;
    enum sn_err e;

    sn_buf_init(&b, OUT_MAX);
    e = sn_follow_end(s->follow, &b, d);
    if (!e && b.err)
        e = sn_fail(d, b.err, "no memory for the text");
    if (!e)
        e = sn_sink_write(sink, b.base, sn_buf_len(&b), d);
    sn_buf_free(&b);
    return e;
}

enum sn_err sn_printer_end(struct sn_printer *s, struct sn_sink *sink, struct sn_diag *d)
{
    char mem[64];
    struct sn_buf b;

    if (s->follow && !s->o.count_only)
        return end_follow(s, sink, d);
    if (!s->o.count_only || !s->begun)
        return SN_OK;
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "%llu packet%s\n", (unsigned long long)s->n, s->n == 1 ? "" : "s");
    return sn_sink_write(sink, b.base, sn_buf_len(&b), d);
}

void sn_printer_free(struct sn_printer *s)
{
    if (!s)
        return;
    sn_flow_free(s->flow);
    sn_match_free(&s->match);
    sn_streams_free(s->streams);
    if (s->owns_secrets)
        sn_secrets_free(s->secrets);
    sn_match_udp_free(&s->udp);
    sn_frags_free(s->frags);
    sn_follow_free(s->follow);
    for (unsigned i = 0; s->names && i < s->nnames; i++)
        sn_fmt_names_free(s->names[i]);
    free(s->names);
    for (unsigned i = 0; i < TEXTS; i++)
        sn_buf_free(&s->text[i]);
    free(s);
}
