/* Captures read and written again: see sn/rewrite.h. */
#include "sn/rewrite.h"

#include <stdlib.h>
#include <string.h>

struct sn_rewrite {
    const struct sn_rewrite_opts *o;
    struct sn_task_opts task_opts; /* of several files none is opened before it is begun */
    struct sn_task *task;
    struct sn_files *files; /* the task's */
    struct sn_filter *filter;
    struct sn_selector *select;
    struct sn_query_opts query; /* what indexes are asked */
    struct sn_sandbox box;      /* that the program is in */
    struct sn_profile profile;  /* of the inputs */
    struct sn_writer *writer;   /* NULL: packets are only counted, or there was no input yet, */
    struct sn_series *series;   /* or they go to several files */
    struct sn_series_opts series_opts;
    struct sn_writer_opts writer_opts;
    struct sn_reader *reader; /* of the input at hand */
    enum sn_format format;    /* of the output */
    bool splits;
    bool begun;  /* the output */
    bool failed; /* something, and it was told */
    bool done;   /* nothing more is wanted, or possible */
};

bool sn_rewrite_splits(const struct sn_rewrite_opts *o)
{
    const struct sn_series_opts *s = &o->series;

    return s->file_size || s->period || s->packets || s->files || s->ring;
}

/* ---- events ---- */

static void tell(const struct sn_rewrite *w, const struct sn_task_event *e)
{
    w->o->task.event(w->o->task.ctx, e);
}

static void failed(struct sn_rewrite *w, enum sn_task_what what, const char *name,
                   const struct sn_diag *d)
{
    w->failed = true;
    tell(w, &(struct sn_task_event){.what = what, .name = name, .diag = d});
}

/* ---- output ---- */

static const char *output_name(const struct sn_rewrite *w)
{
    if (w->series)
        return sn_series_name(w->series);
    return strcmp(w->o->task.output, "-") == 0 ? "standard output" : w->o->task.output;
}

/* That the reader of a pipe is gone is no failure. */
static void write_failed(struct sn_rewrite *w, const struct sn_diag *d)
{
    w->done = true;
    w->failed |= d->code != SN_EPIPE;
    tell(w, &(struct sn_task_event){.what = SN_TASK_UNWRITTEN, .name = output_name(w), .diag = d});
}

/* Whether the output continues what the reader reads, as it is. */
static bool writes_like(const struct sn_rewrite *w)
{
    const struct sn_iface *f = sn_reader_iface(w->reader, 0);
    const struct sn_rewrite_opts *o = w->o;

    if (w->format != sn_reader_format(w->reader))
        return false;
    if (w->format == SN_PCAPNG)
        return sn_files_count(w->files) == 1 && !o->task.follow && !o->digits && !w->splits &&
               !o->select.ncomments && !o->comments.n && !o->keylog && !o->no_comments &&
               !o->no_section_comments;
    return (o->digits ? o->digits : w->profile.digits) == f->digits &&
           !(o->select.edit && o->select.edit->snaplen) && w->profile.snaplen == f->snaplen &&
           !(o->format != SN_REWRITE_AS_READ && w->profile.variant);
}

/* What the output is, by what the inputs are. */
static void choose_output(struct sn_rewrite *w)
{
    const struct sn_rewrite_opts *o = w->o;
    bool comments = o->select.ncomments || o->comments.n || o->keylog;

    w->format = o->format != SN_REWRITE_AS_READ ? (enum sn_format)o->format
                : w->profile.pcapng || comments ? SN_PCAPNG
                                                : SN_PCAP;
    w->writer_opts = (struct sn_writer_opts){
        .format = w->format,
        .digits = o->digits || w->format == SN_PCAPNG ? o->digits : w->profile.digits,
        .profile = &w->profile,
        .snaplen = w->format == SN_PCAP && o->select.edit ? o->select.edit->snaplen : 0,
        .comments = o->comments.v,
        .ncomments = o->comments.n,
        .keylog = o->keylog,
        .nkeylog = o->nkeylog,
        .keylog_type = o->keylog_type,
        .no_comments = o->no_comments,
        .no_section_comments = o->no_section_comments,
    };
}

static enum sn_err make_writer(struct sn_rewrite *w, struct sn_sink *sink, struct sn_diag *d)
{
    if (writes_like(w))
        return sn_writer_open_like(&w->writer, sink, w->reader, d);
    return sn_writer_open_all(&w->writer, sink, &w->writer_opts, d);
}

/* Begins the output as soon as it is known what the input is. */
static void begin_output(struct sn_rewrite *w)
{
    struct sn_sink *sink;
    struct sn_diag d;

    if (!w->o->task.output || w->begun || w->done)
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
    tell(w, &(struct sn_task_event){.what = SN_TASK_BEGUN, .sink = sink});
    if (sn_sink_compress_as(&sink, &w->o->series.compress, &d) || make_writer(w, sink, &d))
        write_failed(w, &d);
    sn_selector_output(w->select, w->writer, NULL);
}

/* What was asked for is no loss. */
static void tell_losses(const struct sn_rewrite *w, const struct sn_losses *losses)
{
    struct sn_losses l = *losses;

    if (w->o->digits == 6)
        l.digits = 0;
    tell(w,
         &(struct sn_task_event){.what = SN_TASK_NOT_HELD, .name = output_name(w), .losses = &l});
}

static void close_output(struct sn_rewrite *w)
{
    bool before = w->failed || sn_task_failed(w->task);
    struct sn_diag d;

    if (w->series) {
        if (sn_series_end(w->series, &d) && !before)
            write_failed(w, &d);
        tell_losses(w, sn_series_losses(w->series));
        return;
    }
    if (!w->writer)
        return;
    tell_losses(w, sn_writer_losses(w->writer));
    if (sn_writer_close(w->writer, &d) && !before)
        write_failed(w, &d);
}

/* What was written is read again, from the page cache as a rule. Without an output that was begun
 * there is nothing to read. */
static void write_index(struct sn_rewrite *w)
{
    struct sn_diag d;

    if (w->o->index && w->begun && sn_files_write_index(w->files, NULL, &d))
        failed(w, SN_TASK_UNINDEXED, w->o->task.output, &d);
}

/* ---- input ---- */

/* The filter can't be compiled for a packet: tells so and where that is. */
static void cannot_compile(struct sn_rewrite *w, const struct sn_diag *why)
{
    uint32_t type;
    uint64_t at = sn_selector_failed(w->select, &type);
    const struct sn_linktype *t = sn_linktype_by_id(type);
    struct sn_diag d;

    failed(w, SN_TASK_FILTER, NULL, why);
    (void)!(t ? sn_fail_at(&d, SN_EUNSUPPORTED, at, "a packet of link type %s can't be filtered so",
                           t->name)
              : sn_fail_at(&d, SN_EUNSUPPORTED, at, "a packet of link type %u can't be filtered so",
                           type));
    failed(w, SN_TASK_FAILED, sn_task_name(w->task), &d);
}

/* Reads an input to its end, or to whatever else ends it. */
static void read_input(struct sn_rewrite *w)
{
    struct sn_diag d;
    enum sn_selector_why why = sn_selector_read(w->select, w->reader, &d);

    w->done |= why == SN_SELECTOR_GONE || why == SN_SELECTOR_ENOUGH;
    if (why == SN_SELECTOR_OUTPUT)
        write_failed(w, &d);
    else if (why == SN_SELECTOR_FILTER)
        cannot_compile(w, &d);
    else if (d.code && !w->o->task.stop(w->o->task.ctx))
        failed(w, SN_TASK_FAILED, sn_task_name(w->task), &d);
}

/* The filter can't be compiled for the input's first interface. */
static void wrong_filter(struct sn_rewrite *w, const struct sn_diag *d)
{
    w->done = w->failed = true;
    tell(w, &(struct sn_task_event){.what = SN_TASK_FILTER,
                                    .name = sn_task_name(w->task),
                                    .diag = d,
                                    .linktype = sn_reader_iface(w->reader, 0)->linktype});
}

/* The output is begun and stays: the right to remove it goes, and what else isn't needed now. */
static void lock_in_further(struct sn_rewrite *w)
{
    struct sn_sandbox less = {.kind = SN_SANDBOX_STREAM,
                              .dir = -1,
                              .code = true,
                              .read_dirs = w->box.read_dirs,
                              .nread_dirs = w->box.nread_dirs};

    if (!w->box.again || !w->writer)
        return;
    (void)sn_sandbox_enter(&less);
    w->box = less;
}

/* A pipe isn't looked at before the output is begun; what it brings then may not fit. */
static bool fits(struct sn_rewrite *w)
{
    struct sn_diag d;
    int64_t first;

    if (!sn_files_first(w->files, sn_task_number(w->task), &first) && !w->begun &&
        sn_profile_add(&w->profile, w->reader, &d)) {
        failed(w, SN_TASK_FAILED, NULL, &d);
        w->done = true;
        return false;
    }
    if (!w->begun || w->format != SN_PCAP || w->o->format != SN_REWRITE_AS_READ ||
        sn_reader_format(w->reader) == SN_PCAP)
        return true;
    w->done = w->failed = true;
    tell(w, &(struct sn_task_event){
                .what = SN_TASK_MIXED, .name = sn_task_name(w->task), .text = output_name(w)});
    return false;
}

static void input(struct sn_rewrite *w)
{
    struct sn_diag d;

    if (fits(w)) {
        if (sn_filter_input(w->filter, w->reader, &d))
            wrong_filter(w, &d);
        begin_output(w);
        lock_in_further(w);
    }
    if (!w->done)
        read_input(w);
}

void sn_rewrite_run(struct sn_rewrite *w)
{
    struct sn_diag d;

    if (sn_task_begin(w->task, &w->profile, &d)) {
        failed(w, SN_TASK_FAILED, NULL, &d);
        w->done = true;
    }
    while (!w->done && (w->reader = sn_task_next(w->task))) {
        input(w);
        sn_reader_close(w->reader);
    }
    close_output(w);
    write_index(w);
}

/* ---- opening ---- */

/* What an index may be asked for: nothing, when packets that don't match have their say too. */
static void ask_indexes(struct sn_rewrite *w)
{
    const struct sn_selector_opts *s = &w->o->select;

    if (s->invert || s->packets || s->ncomments || s->find_hidden)
        return;
    w->query =
        (struct sn_query_opts){.text = w->o->text, .n = w->o->n, .bpf = sn_filter_opts(w->filter)};
    if (s->has_after && !s->where)
        w->query.from = &s->after;
    if (s->has_before && !s->where)
        w->query.to = &s->before;
}

/* What of the opening failed, to be told when all is closed again. */
struct failure {
    enum sn_task_what what;
    const char *name;
    struct sn_diag diag;
};

static enum sn_err make_selector(struct sn_rewrite *w, struct failure *f)
{
    struct sn_selector_opts o = w->o->select;
    enum sn_err e;

    f->what = SN_TASK_FILTER;
    e = sn_filter_new(&w->filter, w->o->text, w->o->n, &w->o->bpf, &f->diag);
    if (e)
        return e;
    f->what = SN_TASK_FAILED;
    o.filter = w->filter;
    o.watch = sn_files_watched(w->files);
    o.stop = w->o->task.stop;
    o.ctx = w->o->task.ctx;
    e = sn_selector_new(&w->select, &o, &f->diag);
    if (!e)
        sn_selector_output(w->select, NULL, w->series);
    return e;
}

static bool refuse(void *ctx, int fd)
{
    const struct sn_rewrite *w = ctx;

    return sn_files_read(w->files, fd);
}

static enum sn_err open_series(struct sn_rewrite *w, struct sn_diag *d)
{
    w->series_opts = w->o->series;
    w->series_opts.path = w->o->task.output;
    w->series_opts.refuse = refuse;
    w->series_opts.ctx = w;
    return sn_series_new(&w->series, &w->series_opts, d);
}

static enum sn_err open_files(struct sn_rewrite *w, struct failure *f)
{
    enum sn_err e;

    w->task_opts = w->o->task;
    if (w->splits)
        w->task_opts.output = NULL;
    e = sn_task_open(&w->task, &w->task_opts, &f->diag);
    if (e)
        return e;
    w->files = sn_task_files(w->task);
    f->what = SN_TASK_UNWRITTEN;
    f->name = w->o->task.output;
    if (w->splits)
        e = open_series(w, &f->diag);
    else if (w->o->index)
        e = sn_files_index_output(w->files, &f->diag);
    f->name = e ? f->name : NULL;
    return e;
}

static enum sn_err make_ready(struct sn_rewrite *w, struct failure *f)
{
    int dir = w->series ? sn_series_dir(w->series) : sn_files_dir(w->files);
    enum sn_err e;

    f->what = SN_TASK_FOLLOW;
    w->box = (struct sn_sandbox){
        .kind = SN_SANDBOX_STREAM, .dir = dir, .remove = !w->series, .code = true};
    ask_indexes(w);
    e = sn_task_ready(w->task, &w->query, &w->box, &f->diag);
    if (!e && w->series && dir >= 0 && sn_files_follows(w->files, dir))
        e = sn_fail(&f->diag, SN_EUSAGE, "the output is in the directory that is followed");
    return e;
}

enum sn_err sn_rewrite_open(struct sn_rewrite **out, const struct sn_rewrite_opts *o)
{
    struct sn_rewrite *w = calloc(1, sizeof *w);
    struct failure f = {.what = SN_TASK_FAILED};
    enum sn_err e;

    *out = w;
    if (w) {
        w->o = o;
        w->splits = sn_rewrite_splits(o);
        e = open_files(w, &f);
    } else {
        e = sn_fail(&f.diag, SN_ENOMEM, "no memory for the files");
    }
    if (!e)
        e = make_selector(w, &f);
    if (!e)
        e = make_ready(w, &f);
    if (!e)
        return SN_OK;
    sn_rewrite_close(w);
    *out = NULL;
    o->task.event(o->task.ctx,
                  &(struct sn_task_event){.what = f.what, .name = f.name, .diag = &f.diag});
    return e;
}

unsigned sn_rewrite_lock_in(struct sn_rewrite *w)
{
    w->box.again = w->box.remove && w->box.dir >= 0;
    return sn_sandbox_lock_in(&w->box);
}

struct sn_selector_counts sn_rewrite_counts(const struct sn_rewrite *w)
{
    return sn_selector_counts(w->select);
}

const struct sn_engine *sn_rewrite_engine(const struct sn_rewrite *w)
{
    return sn_filter_engine(w->filter);
}

void sn_rewrite_close(struct sn_rewrite *w)
{
    if (!w)
        return;
    sn_task_close(w->task);
    sn_series_free(w->series);
    sn_profile_free(&w->profile);
    sn_selector_free(w->select);
    sn_filter_free(w->filter);
    free(w);
}
