/* snfilter's work: opens and locks in, takes one input after the other, says what went wrong. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filterrun.h"

struct run {
    const struct filter_job *j;
    struct sn_selector *select;
    struct sn_filter *filter;
    struct sn_files *files;
    struct sn_sandbox box;     /* that we are in */
    struct sn_profile profile; /* of the inputs */
    struct sn_writer *writer;  /* NULL: packets are only counted, or there was no input yet, */
    struct sn_series *series;  /* or they go to several files */
    struct sn_writer_opts writer_opts;
    const char *path; /* of the input being read, for messages */
    struct sn_reader *reader;
    enum sn_format format; /* of the output */
    int status;
    bool begun; /* the output */
    bool done;  /* nothing more is wanted, or possible */
};

static const char *output_name(const struct run *w)
{
    if (w->series)
        return sn_series_name(w->series);
    return strcmp(w->j->out, "-") == 0 ? "standard output" : w->j->out;
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

/* Whether the output continues what the reader reads, as it is. */
static bool writes_like(const struct run *w)
{
    const struct sn_iface *f = sn_reader_iface(w->reader, 0);
    const struct filter_job *j = w->j;

    if (w->format != sn_reader_format(w->reader))
        return false;
    if (w->format == SN_PCAPNG)
        return sn_files_count(w->files) == 1 && !j->in->follow && !j->digits && !j->split &&
               !j->ncomments && !j->nsection_comments && !j->keylog && !j->no_comments &&
               !j->no_section_comments;
    return (j->digits ? j->digits : w->profile.digits) == f->digits && !j->edit.snaplen &&
           w->profile.snaplen == f->snaplen && !(j->has_format && w->profile.variant);
}

/* What the output is, by what the inputs are. */
static void choose_output(struct run *w)
{
    const struct filter_job *j = w->j;
    bool comments = j->ncomments || j->nsection_comments || j->keylog;

    w->format = j->has_format ? j->format : w->profile.pcapng || comments ? SN_PCAPNG : SN_PCAP;
    w->writer_opts = (struct sn_writer_opts){
        .format = w->format,
        .digits = j->digits || w->format == SN_PCAPNG ? j->digits : w->profile.digits,
        .profile = &w->profile,
        .snaplen = w->format == SN_PCAP ? j->edit.snaplen : 0,
        .comments = j->section_comments,
        .ncomments = j->nsection_comments,
        .keylog = j->keylog,
        .nkeylog = j->nkeylog,
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
    if (sn_sink_compress_as(&sink, &w->j->series.compress, &d) || make_writer(w, sink, &d))
        write_failed(w, &d);
    sn_selector_output(w->select, w->writer, NULL);
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

/* What was written is read again, from the page cache as a rule. Without an output that was begun
 * there is nothing to read. */
static void write_index(struct run *w)
{
    struct sn_diag d;

    if (w->j->index && w->begun && sn_files_write_index(w->files, NULL, &d)) {
        tool_warn("%s: its index could not be written: %s", w->j->out, d.msg);
        w->status |= TOOL_FAIL;
    }
}

/* ---- input ---- */

/* The filter can't be compiled for a packet: says so and where that is. */
static void cannot_compile(struct run *w, const struct sn_diag *why)
{
    uint32_t type;
    uint64_t at = sn_selector_failed(w->select, &type);
    const struct sn_linktype *t = sn_linktype_by_id(type);
    struct sn_diag d;

    tool_filter_error(w->j->text, w->j->textlen, why);
    (void)!(t ? sn_fail_at(&d, SN_EUNSUPPORTED, at, "a packet of link type %s can't be filtered so",
                           t->name)
              : sn_fail_at(&d, SN_EUNSUPPORTED, at, "a packet of link type %u can't be filtered so",
                           type));
    tool_error(w->path, &d);
    w->status |= TOOL_FAIL;
}

/* Reads an input to its end, or to whatever else ends it. */
static void read_input(struct run *w)
{
    struct sn_diag d;
    enum sn_selector_why why = sn_selector_read(w->select, w->reader, &d);

    w->done |= why == SN_SELECTOR_GONE || why == SN_SELECTOR_ENOUGH;
    if (why == SN_SELECTOR_OUTPUT) {
        write_failed(w, &d);
    } else if (why == SN_SELECTOR_FILTER) {
        cannot_compile(w, &d);
    } else if (d.code && !tool_stopping()) {
        tool_error(w->path, &d);
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

/* What an index may be asked for: nothing, when packets that don't match have their say too. */
static void ask_indexes(struct run *w)
{
    const struct sn_selector_opts *s = &w->j->select;
    struct sn_query_opts *q = &w->j->in->query;

    if (s->invert || w->j->packets || w->j->ncomments || w->j->verbose)
        return;
    *q = (struct sn_query_opts){
        .text = w->j->text, .n = w->j->textlen, .bpf = sn_filter_opts(w->filter)};
    if (s->has_after && !s->where)
        q->from = &s->after;
    if (s->has_before && !s->where)
        q->to = &s->before;
    tool_inputs_indexes(w->j->in, w->files);
}

static void begin(struct run *w)
{
    const struct filter_job *j = w->j;
    struct sn_selector_opts o = j->select;
    struct sn_diag d;

    if (sn_filter_new(&w->filter, j->text, j->textlen, &j->opts, &d)) {
        tool_filter_error(j->text, j->textlen, &d);
        exit(TOOL_FAIL);
    }
    o.filter = w->filter;
    o.packets = j->packets;
    o.edit = j->edits ? &j->edit : NULL;
    o.comments = j->comments;
    o.ncomments = j->ncomments;
    o.find_hidden = j->verbose;
    o.watch = sn_files_watched(w->files);
    o.stop = tool_stop;
    if (sn_selector_new(&w->select, &o, &d))
        tool_die("%s", d.msg);
    sn_selector_output(w->select, NULL, w->series);
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
    if (w->j->index && sn_files_index_output(w->files, &d)) {
        tool_error(w->j->out, &d);
        exit(TOOL_FAIL);
    }
    begin(w);
    ask_indexes(w);
    dir = w->series ? sn_series_dir(w->series) : sn_files_dir(w->files);
    w->box = (struct sn_sandbox){.kind = SN_SANDBOX_STREAM,
                                 .dir = dir,
                                 .remove = !w->series,
                                 .code = true,
                                 .again = dir >= 0 && !w->series};
    tool_inputs_follow(w->j->in, w->files, tool_stop, NULL, &w->box);
    if (w->series && dir >= 0 && sn_files_follows(w->files, dir))
        tool_usage("--follow: the output is in the directory that is followed");
    left = sn_sandbox_lock_in(&w->box);
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
    struct sn_selector_counts c = sn_selector_counts(w->select);

    if (w->j->count)
        printf("%llu packet%s\n", (unsigned long long)c.kept, c.kept == 1 ? "" : "s");
    if (fflush(stdout) != 0 && errno != EPIPE) {
        tool_warn("standard output: %s", strerror(errno));
        w->status |= TOOL_FAIL;
    }
    if (w->j->verbose)
        tool_warn("%llu packets read, %llu kept; %s, %u thread%s", (unsigned long long)c.seen,
                  (unsigned long long)c.kept, e ? sn_engine_name(e) : "nothing to filter",
                  c.threads, c.threads == 1 ? "" : "s");
    if (c.hidden)
        tool_warn("%llu packets didn't match for their VLAN, MPLS or PPPoE headers alone: "
                  "--look-through finds them",
                  (unsigned long long)c.hidden);
}

int filter_run(const struct filter_job *j)
{
    struct run w = {.j = j};

    open_and_lock_in(&w);
    for (size_t i = 0; !w.done && !tool_stopping() && sn_files_more(w.files, i); i++)
        input(&w, i);
    close_output(&w);
    write_index(&w);
    sn_files_close(w.files);
    w.status |= j->in->status;
    sn_series_free(w.series);
    sn_profile_free(&w.profile);
    report(&w);
    sn_selector_free(w.select);
    sn_filter_free(w.filter);
    return w.status;
}
