/*
 * snfilter's work, as callbacks of the packet loop (sn/run.h): batches are filtered by any thread,
 * then thinned and written in the order of the stream, which is where everything is decided that
 * depends on earlier packets (the first packet's time, samples, duplicates, the limit).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filterrun.h"
#include "lock.h"

#define GZIP_LEVEL 1 /* the higher ones cost much more time than they save space */
#define ZSTD_LEVEL 1

/* What a thread knows of its piece. */
struct found {
    uint32_t accepted; /* by the expression, before anything is inverted */
    uint32_t hidden;   /* … it would have accepted without their tags */
};

struct run {
    const struct filter_job *j;
    struct sn_files *files;
    struct sn_sandbox box; /* that we are in */
    struct sn_filter *filter;
    struct sn_dedup *dedup;
    struct sn_profile profile; /* of the inputs */
    struct sn_writer *writer;  /* NULL: packets are only counted, or there was no input yet, */
    struct sn_series *series;  /* or they go to several files */
    struct sn_writer_opts writer_opts;
    const char *path; /* of the input being read, for messages */
    struct sn_reader *reader;
    struct sn_diag failed; /* why the filter can't be compiled for a packet, */
    uint32_t failed_type;  /* its link type, */
    uint64_t failed_at;    /* and its offset */
    int64_t after, before; /* ns since 1970 */
    uint64_t number;       /* of packets decided about */
    size_t commented;      /* comments that were given */
    uint64_t seen, matched, kept, hidden;
    enum sn_format format; /* of the output */
    unsigned threads;      /* that were used, at most */
    int status;
    bool begun;   /* the output */
    bool plain;   /* nothing but the expression decides */
    bool started; /* after and before are known: a packet was seen */
    bool done;    /* nothing more is wanted, or possible */
};

static const char *output_name(const struct run *w)
{
    if (w->series)
        return sn_series_name(w->series);
    return strcmp(w->j->out, "-") == 0 ? "standard output" : w->j->out;
}

/* ---- what a batch goes through ---- */

static void invert(struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        b->pkt[i].drop ^= !b->pkt[i].meta;
}

static enum sn_err new_found(void *ctx, void **state, struct sn_diag *d)
{
    (void)ctx;
    *state = calloc(1, sizeof(struct found));
    return *state ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory");
}

static void free_found(void *ctx, void *state)
{
    (void)ctx;
    free(state);
}

/* Makes programs for what a batch brings; where that fails it ends in front of the packet. */
static bool prepare(void *ctx, struct sn_batch *b, const void **data)
{
    const struct sn_filter_set *set;
    const struct sn_pkt *p;
    struct run *w = ctx;
    enum sn_err e = sn_filter_prepare(w->filter, b, &set, &w->failed);

    *data = set;
    if (!e)
        return true;
    b->n = sn_filter_failed(w->filter, &w->failed_type);
    p = &b->pkt[b->n];
    w->failed_at = b->offset + (uint64_t)(p->data - p->rechdr - b->buf);
    return false;
}

static void filter(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct run *w = ctx;
    struct found *f = state;

    f->accepted = sn_filter_apply(p->data, &p->b);
    f->hidden = w->j->verbose ? sn_filter_hidden(p->data, &p->b) : 0;
    if (w->j->invert)
        invert(&p->b);
}

static void start_clock(struct run *w, int64_t first)
{
    w->started = true;
    w->after = w->j->has_after ? w->j->after.ns : INT64_MIN;
    w->before = w->j->has_before ? w->j->before.ns : INT64_MAX;
    if (w->j->after.from_first && __builtin_add_overflow(w->after, first, &w->after))
        w->after = INT64_MAX;
    if (w->j->before.from_first && __builtin_add_overflow(w->before, first, &w->before))
        w->before = INT64_MAX;
}

static bool in_sample(const struct run *w, const struct sn_run_piece *piece, const struct sn_pkt *p)
{
    uint64_t n = w->j->sample;

    if (n <= 1)
        return true;
    if (!w->j->by_flow)
        return (w->matched - 1) % n == 0;
    return sn_flow_hash(sn_run_iface(piece, p->iface)->linktype, p->data, p->caplen) % n == 0;
}

/* Whether a packet that the filter passed is kept. */
static bool keep(struct run *w, const struct sn_run_piece *piece, const struct sn_pkt *p)
{
    if (w->done || p->ts < w->after || (p->ts >= w->before && w->j->has_before))
        return false;
    if (w->j->packets && !sn_ranges_have(w->j->packets, w->number))
        return false;
    if (w->dedup && sn_dedup_seen(w->dedup, p))
        return false;
    w->matched++;
    if (!in_sample(w, piece, p))
        return false;
    w->kept++;
    if (w->j->limit && w->kept == w->j->limit)
        w->done = true;
    return true;
}

static uint32_t count_packets(const struct run *w, const struct sn_batch *b)
{
    uint32_t n = b->n;

    for (uint32_t i = 0; i < b->n && sn_reader_format(w->reader) == SN_PCAPNG; i++)
        n -= b->pkt[i].meta;
    return n;
}

static void decide(struct run *w, const struct found *f, struct sn_run_piece *piece)
{
    uint32_t n = count_packets(w, &piece->b);

    w->seen += n;
    w->hidden += f->hidden;
    if (w->plain) {
        w->kept += w->j->invert ? n - f->accepted : f->accepted;
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
    if (w->j->packets && w->number >= sn_ranges_last(w->j->packets))
        w->done = true;
}

/* ---- output ---- */

static void write_failed(struct run *w, const struct sn_diag *d)
{
    w->done = true;
    if (d->code == SN_EUNSUPPORTED && !w->j->has_format) {
        tool_warn("%s: %s; '--format pcapng' holds several link types", output_name(w), d->msg);
        w->status |= TOOL_FAIL;
    } else {
        w->status |= tool_write_status(output_name(w), d);
    }
}

static enum sn_err put(struct run *w, const struct sn_batch *b, struct sn_diag *d)
{
    return w->series ? sn_series_batch(w->series, w->reader, b, d)
                     : sn_writer_batch(w->writer, w->reader, b, d);
}

/* How many comments are for a packet. */
static size_t comments_for(const struct run *w, uint64_t number)
{
    size_t n = 0;

    while (w->commented + n < w->j->ncomments && w->j->comments[w->commented + n].number == number)
        n++;
    return n;
}

/* Writes one packet with its n comments. */
static enum sn_err put_commented(struct run *w, struct sn_batch *b, size_t n, struct sn_diag *d)
{
    const char **text = calloc(n, sizeof *text);
    enum sn_err e;

    if (!text)
        return sn_fail(d, SN_ENOMEM, "no memory for comments");
    for (size_t i = 0; i < n; i++)
        text[i] = w->j->comments[w->commented++].text;
    if (w->series)
        sn_series_comment(w->series, text, n);
    else
        sn_writer_comment(w->writer, text, n);
    e = put(w, b, d);
    if (w->series)
        sn_series_comment(w->series, NULL, 0);
    else
        sn_writer_comment(w->writer, NULL, 0);
    free(text);
    return e;
}

/* Packets with comments are written one by one; the first of b has number `number`. */
static enum sn_err put_all(struct run *w, const struct sn_batch *b, uint64_t number,
                           struct sn_diag *d)
{
    struct sn_batch part = *b;
    enum sn_err e = SN_OK;
    uint32_t from = 0;

    for (uint32_t i = 0; i < b->n && !e && w->commented < w->j->ncomments; i++) {
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

static enum sn_err edit(const struct run *w, struct sn_batch *b, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; w->j->edits && i < b->n && !e; i++)
        if (!b->pkt[i].drop && !b->pkt[i].meta)
            e = sn_edit_packet(&w->j->edit, &b->pkt[i], d);
    return e;
}

static bool finish(void *ctx, void *state, struct sn_run_piece *p)
{
    struct run *w = ctx;
    uint64_t number = w->number;
    enum sn_err e = SN_OK;
    struct sn_diag d;

    decide(w, state, p);
    if (w->writer || w->series) {
        e = edit(w, &p->b, &d);
        if (!e)
            e = put_all(w, &p->b, number + 1, &d);
    }
    if (e)
        write_failed(w, &d);
    if (w->series && sn_series_full(w->series))
        w->done = true;
    return !w->done;
}

/* Whether the output continues what the reader reads, as it is. */
static bool writes_like(const struct run *w)
{
    const struct sn_iface *f = sn_reader_iface(w->reader, 0);
    const struct filter_job *j = w->j;

    if (w->format != sn_reader_format(w->reader))
        return false;
    if (w->format == SN_PCAPNG)
        return sn_files_count(w->files) == 1 && !j->digits && !j->split && !j->ncomments &&
               !j->nsection_comments && !j->no_comments && !j->no_section_comments;
    return (j->digits ? j->digits : w->profile.digits) == f->digits && !j->edit.snaplen &&
           w->profile.snaplen == f->snaplen && !(j->has_format && w->profile.variant);
}

/* What the output is, by what the inputs are. */
static void choose_output(struct run *w)
{
    const struct filter_job *j = w->j;
    bool comments = j->ncomments || j->nsection_comments;

    w->format = j->has_format ? j->format : w->profile.pcapng || comments ? SN_PCAPNG : SN_PCAP;
    w->writer_opts = (struct sn_writer_opts){
        .format = w->format,
        .digits = j->digits || w->format == SN_PCAPNG ? j->digits : w->profile.digits,
        .profile = &w->profile,
        .snaplen = w->format == SN_PCAP ? j->edit.snaplen : 0,
        .comments = j->section_comments,
        .ncomments = j->nsection_comments,
        .no_comments = j->no_comments,
        .no_section_comments = j->no_section_comments,
    };
}

static enum sn_err make_writer(struct run *w, struct sn_sink *sink, struct sn_diag *d)
{
    if (writes_like(w))
        return sn_writer_open_like(&w->writer, sink, w->reader, d);
    return sn_writer_open_all(&w->writer, sink, &w->writer_opts, d);
}

/* Begins the output as soon as it is known what the input is; not before, so that an input that
 * can't be read doesn't cost the file that is there. */
static void begin_output(struct run *w)
{
    struct sn_sink *sink;
    struct sn_diag d;
    enum sn_err e = SN_OK;

    if (!w->j->out || w->begun || w->done)
        return;
    w->begun = true;
    choose_output(w);
    if (w->series) {
        sn_series_writer(w->series, &w->writer_opts);
        return;
    }
    if (sn_files_begin(w->files, &sink, &d)) {
        write_failed(w, &d);
        return;
    }
    tool_refuse_tty(sink);
    if (w->j->compress == COMPRESS_GZIP)
        e = sn_sink_gzip(&sink, sink, GZIP_LEVEL, &d);
    else if (w->j->compress == COMPRESS_ZSTD)
        e = sn_sink_zstd(&sink, sink, ZSTD_LEVEL, &d);
    if (e || make_writer(w, sink, &d))
        write_failed(w, &d);
}

static bool flush(void *ctx)
{
    struct run *w = ctx;
    struct sn_diag d;

    if (w->series ? sn_series_flush(w->series, &d) : w->writer && sn_writer_flush(w->writer, &d))
        write_failed(w, &d);
    return !w->done;
}

/* What was asked for is no loss. */
static void say_losses(const struct run *w, const struct sn_losses *losses)
{
    struct sn_losses l = *losses;

    if (w->j->digits == 6)
        l.digits = 0;
    tool_losses(output_name(w), &l);
}

static void close_output(struct run *w)
{
    bool failed = w->status != 0;
    struct sn_diag d;

    if (w->series) {
        if (sn_series_end(w->series, &d) && !failed)
            w->status |= tool_write_status(output_name(w), &d);
        say_losses(w, sn_series_losses(w->series));
        return;
    }
    if (w->writer)
        say_losses(w, sn_writer_losses(w->writer));
    if (w->writer && sn_writer_close(w->writer, &d) && !failed)
        w->status |= tool_write_status(output_name(w), &d);
}

/* ---- input ---- */

/* The filter can't be compiled for a packet: says so and where that is. */
static void cannot_compile(struct run *w)
{
    const struct sn_linktype *t = sn_linktype_by_id(w->failed_type);
    struct sn_diag d;

    tool_filter_error(w->j->text, w->j->textlen, &w->failed);
    (void)!(t ? sn_fail_at(&d, SN_EUNSUPPORTED, w->failed_at,
                           "a packet of link type %s can't be filtered so", t->name)
              : sn_fail_at(&d, SN_EUNSUPPORTED, w->failed_at,
                           "a packet of link type %u can't be filtered so", w->failed_type));
    tool_error(w->path, &d);
    w->status |= TOOL_FAIL;
}

static bool stop(void *ctx)
{
    (void)ctx;
    return tool_stopping();
}

/* Reads an input to its end, or to whatever else ends it. */
static void read_input(struct run *w)
{
    static const struct sn_run_ops ops = {.begin = new_found,
                                          .end = free_found,
                                          .take = prepare,
                                          .work = filter,
                                          .finish = finish,
                                          .idle = flush,
                                          .stop = stop};
    struct sn_run_opts o = {
        .threads = w->j->threads, .watch = sn_files_watched(w->files), .with_reader = true};
    struct sn_run_result res;

    sn_run(&o, &ops, w, w->reader, &res);
    if (res.threads > w->threads)
        w->threads = res.threads;
    w->done |= res.why == SN_RUN_GONE;
    if (res.why == SN_RUN_TAKE) {
        cannot_compile(w);
    } else if (res.err && res.err != SN_EOF && !tool_stopping()) {
        tool_error(w->path, &res.diag);
        w->status |= TOOL_FAIL;
    }
}

/* The filter can't be compiled for the input's first interface. */
static void wrong_filter(struct run *w, const struct sn_diag *d)
{
    uint32_t type = sn_reader_iface(w->reader, 0)->linktype;
    const struct sn_linktype *t = sn_linktype_by_id(type);

    tool_filter_error(w->j->text, w->j->textlen, d);
    if (d->code == SN_EUNSUPPORTED && t)
        tool_warn("%s: its link type is %s", w->path, t->name);
    else if (d->code == SN_EUNSUPPORTED)
        tool_warn("%s: its link type is %u", w->path, type);
    w->done = true;
    w->status |= TOOL_FAIL;
}

/* The output is begun and stays: the right to remove it goes, and what else isn't needed now. */
static void lock_in_further(struct run *w)
{
    struct sn_sandbox less = {.kind = SN_SANDBOX_STREAM, .dir = -1, .code = true};

    if (!w->box.again || !w->writer)
        return;
    (void)sn_sandbox_enter(&less);
    w->box = less;
}

/* A pipe isn't looked at before the output is begun; what it brings then may not fit. */
static bool fits(struct run *w, size_t i)
{
    struct sn_diag d;
    int64_t first;

    if (!sn_files_first(w->files, i, &first) && !w->begun &&
        sn_profile_add(&w->profile, w->reader, &d))
        tool_die("%s", d.msg);
    if (!w->begun || w->format != SN_PCAP || w->j->has_format ||
        sn_reader_format(w->reader) == SN_PCAP)
        return true;
    tool_warn("%s: it is pcapng, and pcap was begun to be written to %s; "
              "'--format pcapng' holds both",
              w->path, output_name(w));
    w->done = true;
    w->status |= TOOL_FAIL;
    return false;
}

static void input(struct run *w, size_t i)
{
    struct sn_diag d;

    w->path = sn_files_name(w->files, i);
    w->reader = tool_input_open(w->files, i, &w->status);
    if (!w->reader)
        return;
    if (fits(w, i)) {
        if (sn_filter_input(w->filter, w->reader, &d))
            wrong_filter(w, &d);
        begin_output(w);
        lock_in_further(w);
    }
    if (!w->done)
        read_input(w);
    sn_reader_close(w->reader);
}

/* ---- the whole ---- */

static void begin(struct run *w)
{
    const struct filter_job *j = w->j;
    struct sn_diag d;

    w->plain = !j->packets && !j->ncomments && !j->has_after && !j->has_before && j->sample <= 1 &&
               !j->dedup && !j->limit;
    w->threads = 1;
    if (sn_filter_new(&w->filter, j->text, j->textlen, &j->opts, &d)) {
        tool_filter_error(j->text, j->textlen, &d);
        exit(TOOL_FAIL);
    }
    if (j->dedup && sn_dedup_new(&w->dedup, j->dedup_packets, j->dedup_ns, &d))
        tool_die("%s", d.msg);
}

static bool refuse(void *ctx, int fd)
{
    const struct run *w = ctx;

    return sn_files_read(w->files, fd);
}

static void open_series(struct run *w)
{
    struct sn_series_opts o = w->j->series;
    struct sn_diag d;

    o.path = w->j->out;
    o.compress = w->j->compress == COMPRESS_GZIP   ? SN_OUTPUT_GZIP
                 : w->j->compress == COMPRESS_ZSTD ? SN_OUTPUT_ZSTD
                                                   : SN_OUTPUT_PLAIN;
    o.refuse = refuse;
    o.ctx = w;
    if (sn_series_new(&w->series, &o, &d)) {
        tool_error(w->j->out, &d);
        exit(TOOL_FAIL);
    }
}

/* Opens everything, then locks the program in. */
static void open_and_lock_in(struct run *w)
{
    struct sn_diag d;
    unsigned left;
    int dir;

    if (sn_files_open(&w->files, w->j->in->name, w->j->in->n, w->j->split ? NULL : w->j->out, &d))
        tool_die("%s", d.msg);
    if (w->j->split)
        open_series(w);
    dir = w->series ? sn_series_dir(w->series) : sn_files_dir(w->files);
    w->box = (struct sn_sandbox){.kind = SN_SANDBOX_STREAM,
                                 .dir = dir,
                                 .remove = !w->series,
                                 .code = true,
                                 .again = dir >= 0 && !w->series};
    left = tool_lock_in(&w->box);
    if (w->j->verbose)
        tool_say_privs("could not be given up", left);
    if (w->j->attempt) {
        sn_files_close(w->files);
        tool_attempt(w->j->attempt);
    }
    tool_inputs_look(w->j->in, w->files, &w->profile);
}

static void report(struct run *w)
{
    const struct sn_engine *e = sn_filter_engine(w->filter);

    if (w->j->count)
        printf("%llu packet%s\n", (unsigned long long)w->kept, w->kept == 1 ? "" : "s");
    if (fflush(stdout) != 0 && errno != EPIPE) {
        tool_warn("standard output: %s", strerror(errno));
        w->status |= TOOL_FAIL;
    }
    if (w->j->verbose)
        tool_warn("%llu packets read, %llu kept; %s, %u thread%s", (unsigned long long)w->seen,
                  (unsigned long long)w->kept, e ? sn_engine_name(e) : "nothing to filter",
                  w->threads, w->threads == 1 ? "" : "s");
    if (w->hidden)
        tool_warn("%llu packets didn't match for their VLAN, MPLS or PPPoE headers alone: "
                  "--look-through finds them",
                  (unsigned long long)w->hidden);
}

int filter_run(const struct filter_job *j)
{
    struct run w = {.j = j};

    begin(&w);
    open_and_lock_in(&w);
    for (size_t i = 0; i < sn_files_count(w.files) && !w.done && !tool_stopping(); i++)
        input(&w, i);
    close_output(&w);
    sn_files_close(w.files);
    w.status |= j->in->status;
    sn_series_free(w.series);
    sn_profile_free(&w.profile);
    report(&w);
    sn_dedup_free(w.dedup);
    sn_filter_free(w.filter);
    return w.status;
}
