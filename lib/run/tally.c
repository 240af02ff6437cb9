/* Captures counted and told of: see sn/tally.h. */
#include "sn/tally.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sn/replace.h"

#define NAMES_MS 5000 /* that all names of a report may take */
#define TICK_MS  100

enum { TOP_REPORT = 10, TOP_PAGE = 1000 };

struct sn_tally {
    const struct sn_tally_opts *o;
    struct sn_stat_print print;
    struct sn_query_opts query; /* what indexes are asked */
    struct sn_task *task;
    struct sn_filter *filter; /* NULL: everything is counted */
    struct sn_stat *stat;     /* the meter's, when there is one */
    struct sn_meter *meter;   /* NULL: nothing is told before the end */
    struct sn_facts *facts;
    struct sn_fmt_names *names; /* NULL: numbers */
    struct sn_sink *page;       /* NULL: none is written */
    struct sn_sink *out;        /* of what is told after each interval */
    struct sn_replace *metrics; /* NULL: none are written */
    int64_t metrics_at;         /* when they are written again */
    bool metrics_failed;        /* the last time */
    int64_t began;              /* to read the input at hand */
    bool progress;              /* it was told */
    bool any;                   /* there is something to report */
    bool failed;                /* something, and it was told */
    bool done;                  /* nothing more is counted */
};

/* ---- events ---- */

static void tell(const struct sn_tally *t, const struct sn_task_event *e)
{
    t->o->task.event(t->o->task.ctx, e);
}

static void failed(struct sn_tally *t, enum sn_task_what what, const char *name,
                   const struct sn_diag *d)
{
    t->failed |= what != SN_TASK_UNWRITTEN || d->code != SN_EPIPE;
    tell(t, &(struct sn_task_event){.what = what, .name = name, .diag = d});
}

static bool stop(void *ctx)
{
    const struct sn_tally *t = ctx;

    return t->o->task.stop(t->o->task.ctx);
}

/* Since some moment that stays, ns. */
static int64_t monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- an object after each interval ---- */

static bool each(void *ctx, struct sn_stat *s, int64_t from)
{
    struct sn_tally *t = ctx;
    struct sn_stat_print o = t->print;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    o.from = from;
    o.width = t->o->stat.interval;
    if (o.top == SN_TALLY_TOP)
        o.top = TOP_REPORT;
    sn_buf_init(&b, (size_t)1 << 30);
    e = sn_stat_report(s, NULL, &b, &o, &d);
    if (!e)
        e = sn_sink_write(t->out, b.base, sn_buf_len(&b), &d);
    if (!e)
        e = sn_sink_flush(t->out, &d);
    sn_buf_free(&b);
    if (e)
        failed(t, SN_TASK_UNWRITTEN, "standard output", &d);
    t->done = e;
    return !e;
}

/* ---- metrics ---- */

/* A failure is told once, and again after it went well. */
static void write_metrics(struct sn_tally *t)
{
    struct sn_stat *s;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e = sn_meter_whole(t->meter, &s, &d);

    sn_buf_init(&b, (size_t)64 << 20);
    if (!e) {
        sn_stat_metrics(s, sn_meter_lost(t->meter), &b);
        e = sn_replace_write(t->metrics, &b, &d);
    }
    sn_buf_free(&b);
    if (e && !t->metrics_failed)
        failed(t, SN_TASK_FAILED, t->o->metrics, &d);
    t->metrics_failed = e;
}

static bool tick(void *ctx)
{
    struct sn_tally *t = ctx;

    if (!t->metrics || monotonic() < t->metrics_at)
        return true;
    t->metrics_at = monotonic() + t->o->metrics_every;
    write_metrics(t);
    return true;
}

/* ---- opening ---- */

static enum sn_err make_meter(struct sn_tally *t, const struct sn_stat_opts *so, struct sn_diag *d)
{
    const struct sn_tally_opts *o = t->o;
    struct sn_meter_opts mo = {.stat = *so,
                               .interval = o->each ? so->interval : 0,
                               .whole = !o->each || o->metrics || o->page,
                               .tick_ms = o->metrics ? TICK_MS : 0,
                               .watch = STDOUT_FILENO,
                               .ctx = t,
                               .stop = stop,
                               .each = each,
                               .tick = tick};
    enum sn_err e = sn_meter_new(&t->meter, &mo, d);

    if (!e && o->each)
        e = sn_sink_open(&t->out, "-", d);
    t->metrics_at = monotonic() + o->metrics_every;
    return e;
}

static enum sn_err make_counts(struct sn_tally *t, struct sn_diag *d)
{
    const struct sn_tally_opts *o = t->o;
    const struct sn_stat_view *v = o->print.view ? o->print.view : sn_stat_views;
    struct sn_stat_opts so = o->stat;
    enum sn_err e = sn_facts_new(&t->facts, d);

    so.want |= o->page ? sn_stat_page_want() : v->want;
    if (e || o->read)
        return e;
    return o->each || o->metrics ? make_meter(t, &so, d) : sn_stat_new(&t->stat, &so, d);
}

static enum sn_err make_filter(struct sn_tally *t, struct sn_diag *d)
{
    const struct sn_tally_opts *o = t->o;
    enum sn_err e = sn_filter_unless_blank(&t->filter, o->text, o->n, &o->bpf, d);

    if (t->filter)
        t->query =
            (struct sn_query_opts){.text = o->text, .n = o->n, .bpf = sn_filter_opts(t->filter)};
    return e;
}

static enum sn_err make_names(struct sn_tally *t, struct sn_diag *d)
{
    enum sn_err e = t->o->resolve ? sn_fmt_names_new(&t->names, d) : SN_OK;

    if (e || !t->names)
        return e;
    sn_fmt_names_wait(t->names, 0);
    t->print.style.names = sn_fmt_names(t->names);
    return SN_OK;
}

/* *name and *what: of what failed. */
static enum sn_err open_all(struct sn_tally *t, const char **name, enum sn_task_what *what,
                            struct sn_diag *d)
{
    const struct sn_tally_opts *o = t->o;
    enum sn_err e = sn_task_open(&t->task, &o->task, d);

    if (e)
        return e;
    *name = o->page;
    if (o->page && (e = sn_sink_open(&t->page, o->page, d)) != SN_OK)
        return e;
    *name = NULL;
    *what = SN_TASK_FILTER;
    if ((e = make_filter(t, d)) != SN_OK)
        return e;
    *what = SN_TASK_FAILED;
    *name = o->metrics;
    if (o->metrics && (e = sn_replace_open(&t->metrics, o->metrics, d)) != SN_OK)
        return e;
    *name = NULL;
    e = make_names(t, d);
    return e ? e : make_counts(t, d);
}

static void begin(struct sn_tally *t, const struct sn_tally_opts *o)
{
    t->o = o;
    t->print = o->print;
    t->print.inputs = o->task.inputs.v;
    t->print.ninputs = o->states ? 0 : o->task.inputs.n;
}

enum sn_err sn_tally_open(struct sn_tally **out, const struct sn_tally_opts *o)
{
    struct sn_tally *t = calloc(1, sizeof *t);
    enum sn_task_what what = SN_TASK_FAILED;
    const char *name = NULL;
    struct sn_diag d;
    enum sn_err e;

    *out = t;
    if (t) {
        begin(t, o);
        e = open_all(t, &name, &what, &d);
    } else {
        e = sn_fail(&d, SN_ENOMEM, "no memory to count");
    }
    if (!e)
        return SN_OK;
    sn_tally_close(t);
    *out = NULL;
    o->task.event(o->task.ctx, &(struct sn_task_event){.what = what, .name = name, .diag = &d});
    return e;
}

struct sn_filter *sn_tally_filter(const struct sn_tally *t)
{
    return t->filter;
}

struct sn_fmt_names *sn_tally_names(const struct sn_tally *t)
{
    return t->names;
}

enum sn_err sn_tally_ready(struct sn_tally *t, struct sn_sandbox *box, struct sn_diag *d)
{
    box->kind = t->names ? SN_SANDBOX_NAMES : SN_SANDBOX_STREAM;
    box->code |= t->filter != NULL;
    box->dir = sn_files_dir(sn_task_files(t->task));
    box->replace = t->metrics != NULL;
    box->replace_dir = t->metrics ? sn_replace_dir(t->metrics) : -1;
    return sn_task_ready(t->task, &t->query, box, d);
}

/* ---- reading ---- */

static void progress(void *ctx, uint64_t at, uint64_t size)
{
    struct sn_tally *t = ctx;

    t->progress = true;
    t->o->progress(t->o->task.ctx, at, size, monotonic() - t->began);
}

/* Counts to the end of the input or a signal. What was counted is reported in any case. */
static void count(struct sn_tally *t, struct sn_reader *r, const char *name)
{
    struct sn_counter_opts o = {.filter = t->filter,
                                .threads = t->o->threads,
                                .watch = STDOUT_FILENO,
                                .stop = stop,
                                .ctx = t,
                                .progress = t->o->progress ? progress : NULL};
    enum sn_counter_why why;
    struct sn_diag d;

    t->began = monotonic();
    if (t->o->read) {
        t->failed |= !t->o->read(t->o->task.ctx, r, name);
        return;
    }
    if (t->meter) {
        sn_meter_filter(t->meter, t->filter);
        why = sn_meter_read(t->meter, t->facts, r, &d);
    } else {
        why = sn_counter_read(&o, t->stat, t->facts, r, &d);
    }
    if (o.progress && t->progress)
        t->o->progress(t->o->task.ctx, 0, 0, 0);
    t->progress = false;
    if (why == SN_COUNTER_FILTER)
        failed(t, SN_TASK_FILTER, NULL, &d);
    else if (d.code)
        failed(t, SN_TASK_FAILED, why == SN_COUNTER_FAILED ? NULL : name, &d);
}

/* Counts an input, and what it is. */
static void input(struct sn_tally *t, struct sn_reader *r, const char *name)
{
    struct sn_diag d;
    enum sn_err e;

    if (t->filter && sn_filter_input(t->filter, r, &d)) {
        failed(t, SN_TASK_FILTER, NULL, &d);
        t->done = true;
        return;
    }
    t->any = true;
    e = sn_facts_begin(t->facts, r, name, &d);
    if (!e) {
        count(t, r, name);
        e = sn_facts_end(t->facts, r, t->o->hash, &d);
    }
    if (e)
        failed(t, SN_TASK_FAILED, name, &d);
}

/* Adds saved statistics. */
static void add_state(struct sn_tally *t, size_t i)
{
    struct sn_files *files = sn_task_files(t->task);
    struct sn_src *src = NULL;
    struct sn_diag d;
    enum sn_err e = sn_files_take(files, i, &src, &d);

    if (!e)
        e = sn_stat_load_src(t->stat, src, &d);
    sn_src_close(src);
    if (e)
        failed(t, SN_TASK_FAILED, sn_files_name(files, i), &d);
    t->any |= !e;
}

void sn_tally_read(struct sn_tally *t)
{
    struct sn_reader *r;
    struct sn_diag d;

    if (t->o->states) {
        for (size_t i = 0; !stop(t) && sn_files_more(sn_task_files(t->task), i); i++)
            add_state(t, i);
        return;
    }
    if (sn_task_begin(t->task, NULL, &d)) {
        failed(t, SN_TASK_FAILED, NULL, &d);
        return;
    }
    while (!t->done && (r = sn_task_next(t->task))) {
        input(t, r, sn_task_name(t->task));
        sn_reader_close(r);
    }
}

/* ---- what is written ---- */

/* The report; with names it is made twice: what it asks for the first time has its time to come. */
static enum sn_err named_report(struct sn_tally *t, const struct sn_facts *f, struct sn_buf *b,
                                const struct sn_stat_print *o, struct sn_diag *d)
{
    enum sn_err e = sn_stat_report(t->stat, f, b, o, d);

    if (e || !t->names)
        return e;
    sn_fmt_names_settle(t->names, NAMES_MS);
    sn_buf_clear(b);
    return sn_stat_report(t->stat, f, b, o, d);
}

/* The report, or the statistics themselves. */
static enum sn_err make_output(struct sn_tally *t, struct sn_buf *b, struct sn_diag *d)
{
    const struct sn_facts *f = t->o->states ? NULL : t->facts;
    struct sn_stat_print o = t->print;

    if (o.top == SN_TALLY_TOP)
        o.top = TOP_REPORT;
    if (t->o->per_file)
        return sn_facts_per_file(t->facts, b, o.form, d);
    if (!t->o->task.output)
        return named_report(t, f, b, &o, d);
    sn_stat_save(t->stat, f, b);
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory to save statistics") : SN_OK;
}

static enum sn_err write_all(struct sn_sink *out, const struct sn_buf *b, struct sn_diag *d)
{
    enum sn_err e = sn_sink_write(out, b->base, sn_buf_len(b), d);
    enum sn_err c = sn_sink_close(out, e ? NULL : d);

    return e ? e : c;
}

static void report(struct sn_tally *t)
{
    const char *save = t->o->task.output;
    struct sn_sink *out;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    sn_buf_init(&b, (size_t)4 << 30);
    e = make_output(t, &b, &d);
    if (!e)
        e = save ? sn_files_begin(sn_task_files(t->task), &out, &d) : sn_sink_open(&out, "-", &d);
    if (!e && save)
        tell(t, &(struct sn_task_event){.what = SN_TASK_BEGUN, .sink = out});
    if (!e)
        e = write_all(out, &b, &d);
    sn_buf_free(&b);
    if (e)
        failed(t, SN_TASK_UNWRITTEN, save && strcmp(save, "-") != 0 ? save : "standard output", &d);
}

static void write_page(struct sn_tally *t)
{
    struct sn_stat_print o = t->print;
    struct sn_sink *page = t->page;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    o.form = SN_REPORT_HTML;
    if (o.top == SN_TALLY_TOP)
        o.top = TOP_PAGE;
    sn_buf_init(&b, (size_t)1 << 30);
    e = named_report(t, t->facts, &b, &o, &d);
    t->page = NULL;
    if (e)
        (void)!sn_sink_close(page, NULL);
    else
        e = write_all(page, &b, &d);
    sn_buf_free(&b);
    if (e)
        failed(t, SN_TASK_UNWRITTEN, t->o->page, &d);
}

/* The last interval, the metrics; and what was counted, when there is something to be made of it.
 * False: there is not. */
static bool finish_meter(struct sn_tally *t)
{
    bool wanted = !t->out;
    struct sn_diag d;

    if (t->out && !t->done)
        sn_meter_finish(t->meter);
    if (t->metrics)
        write_metrics(t);
    if (t->out && sn_sink_close(t->out, t->done ? NULL : &d) && !t->done)
        failed(t, SN_TASK_UNWRITTEN, "standard output", &d);
    t->out = NULL;
    if ((wanted || t->page) && sn_meter_whole(t->meter, &t->stat, &d)) {
        failed(t, SN_TASK_FAILED, NULL, &d);
        wanted = false;
    }
    return wanted;
}

void sn_tally_finish(struct sn_tally *t)
{
    bool wanted = !t->meter || finish_meter(t), failed = t->failed || sn_task_failed(t->task);

    if (wanted && (t->any || !failed) && !(t->page && strcmp(t->o->page, "-") == 0))
        report(t);
    if (t->page && t->stat)
        write_page(t);
}

void sn_tally_close(struct sn_tally *t)
{
    if (!t)
        return;
    if (t->meter)
        sn_meter_free(t->meter);
    else
        sn_stat_free(t->stat);
    if (t->page)
        (void)!sn_sink_close(t->page, NULL);
    if (t->out)
        (void)!sn_sink_close(t->out, NULL);
    sn_replace_close(t->metrics);
    sn_fmt_names_free(t->names);
    sn_facts_free(t->facts);
    sn_filter_free(t->filter);
    sn_task_close(t->task);
    free(t);
}
