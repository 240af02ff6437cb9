/* Captures printed on standard output: see sn/dump.h. */
#include "sn/dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char standard_output[] = "standard output";

struct sn_dump {
    const struct sn_dump_opts *o;
    struct sn_task *task;
    struct sn_query_opts query; /* what indexes are asked */
    struct sn_filter *filter;   /* NULL: all is printed */
    struct sn_printer *printer;
    struct sn_sink *sink;
    struct sn_follow_opts follow; /* with the files of `raw`, whose names are `side` */
    char *side[2];
    bool done;   /* nothing more is read */
    bool broken; /* nothing more can be written */
};

static void tell(const struct sn_dump *x, enum sn_task_what what, const char *name,
                 const struct sn_diag *d)
{
    x->o->task.event(x->o->task.ctx,
                     &(struct sn_task_event){.what = what, .name = name, .diag = d});
}

/* ---- opening ---- */

static enum sn_err open_sides(struct sn_dump *x, struct sn_diag *d)
{
    for (int i = 0; i < 2 && x->o->raw; i++) {
        enum sn_err e;

        if (asprintf(&x->side[i], "%s.%d", x->o->raw, i) < 0) {
            x->side[i] = NULL;
            return sn_fail(d, SN_ENOMEM, "no memory");
        }
        if ((e = sn_sink_open(&x->follow.side[i], x->side[i], d)) != SN_OK)
            return e;
    }
    return SN_OK;
}

static enum sn_err make_printer(struct sn_dump *x, struct sn_diag *d)
{
    struct sn_printer_opts o = x->o->printer;
    enum sn_err e;

    o.filter = x->filter;
    o.watch = STDOUT_FILENO;
    o.stop = x->o->task.stop;
    o.ctx = x->o->task.ctx;
    if (o.follow)
        o.follow = &x->follow;
    e = sn_printer_new(&x->printer, &o, d);
    return e ? e : sn_sink_open(&x->sink, "-", d);
}

/* The name of what failed in `name`, of n bytes; empty: it has none. */
static enum sn_err open_all(struct sn_dump *x, enum sn_task_what *what, char *name, size_t n,
                            struct sn_diag *d)
{
    const struct sn_dump_opts *o = x->o;
    enum sn_err e = sn_task_open(&x->task, &o->task, d);

    if (e)
        return e;
    if (o->printer.follow)
        x->follow = *o->printer.follow;
    if ((e = open_sides(x, d)) != SN_OK) {
        snprintf(name, n, "%s", x->side[1] ? x->side[1] : x->side[0] ? x->side[0] : "");
        return e;
    }
    *what = SN_TASK_FILTER;
    if ((e = sn_filter_unless_blank(&x->filter, o->text, o->n, &o->bpf, d)) != SN_OK)
        return e;
    *what = SN_TASK_FAILED;
    if (x->filter)
        x->query =
            (struct sn_query_opts){.text = o->text, .n = o->n, .bpf = sn_filter_opts(x->filter)};
    return make_printer(x, d);
}

enum sn_err sn_dump_open(struct sn_dump **out, const struct sn_dump_opts *o)
{
    struct sn_dump *x = calloc(1, sizeof *x);
    enum sn_task_what what = SN_TASK_FAILED;
    char name[4096] = "";
    struct sn_diag d;
    enum sn_err e;

    *out = x;
    if (x) {
        x->o = o;
        e = open_all(x, &what, name, sizeof name, &d);
    } else {
        e = sn_fail(&d, SN_ENOMEM, "no memory to print");
    }
    if (!e)
        return SN_OK;
    sn_dump_close(x);
    *out = NULL;
    o->task.event(o->task.ctx,
                  &(struct sn_task_event){.what = what, .name = *name ? name : NULL, .diag = &d});
    return e;
}

enum sn_err sn_dump_ready(struct sn_dump *x, struct sn_sandbox *box, struct sn_diag *d)
{
    box->kind = x->o->printer.resolve ? SN_SANDBOX_NAMES : SN_SANDBOX_STREAM;
    box->code = x->filter != NULL;
    tzset(); /* reads its file while that is allowed */
    return sn_task_ready(x->task, &x->query, box, d);
}

/* ---- printing ---- */

/* That the reader of a pipe is gone is no failure, which who is told knows. */
static void output_failed(struct sn_dump *x, const struct sn_diag *d)
{
    tell(x, SN_TASK_UNWRITTEN, standard_output, d);
    x->broken = x->done = true;
}

/* Reads an input to its end, the limit, a signal or a failure. */
static void print(struct sn_dump *x, struct sn_reader *r)
{
    struct sn_diag d, out;
    enum sn_printer_why why = sn_printer_read(x->printer, r, x->sink, &d);

    x->done |= why == SN_PRINTER_ENOUGH || why == SN_PRINTER_GONE;
    if (why == SN_PRINTER_OUTPUT) {
        output_failed(x, &d);
    } else if (why == SN_PRINTER_FAILED) {
        tell(x, SN_TASK_FAILED, NULL, &d);
        x->broken = x->done = true;
    } else if (d.code) {
        if (sn_sink_flush(x->sink, &out) != SN_OK)
            output_failed(x, &out);
        tell(x, SN_TASK_FAILED, sn_task_name(x->task), &d);
    }
}

/* Whether names of interfaces are shown that are another machine's, maybe. */
static bool guesses_names(const struct sn_dump *x, const struct sn_reader *r)
{
    const struct sn_printer_opts *o = &x->o->printer;

    return !o->count_only && !(o->exporter->want(&o->fmt) & SN_WANT_FIELDS) &&
           sn_reader_iface(r, 0)->linktype == SN_LINK_LINUX_SLL2;
}

static void input(struct sn_dump *x, struct sn_reader *r)
{
    struct sn_diag d;

    if (x->filter && sn_filter_input(x->filter, r, &d) != SN_OK) {
        tell(x, SN_TASK_FILTER, NULL, &d);
        x->done = true;
        return;
    }
    if (guesses_names(x, r))
        tell(x, SN_TASK_IFNAMES, sn_task_name(x->task), NULL);
    print(x, r);
}

/* Writes what is left. */
static void finish(struct sn_dump *x)
{
    struct sn_diag d;
    enum sn_err e = x->broken ? SN_OK : sn_printer_end(x->printer, x->sink, &d);

    if (e == SN_EUSAGE)
        tell(x, SN_TASK_NO_CONVERSATION, NULL, &d);
    else if (e)
        output_failed(x, &d);
    if (sn_sink_close(x->sink, &d) != SN_OK && !x->broken)
        tell(x, SN_TASK_UNWRITTEN, standard_output, &d);
    x->sink = NULL;
    for (int i = 0; i < 2 && x->follow.side[i]; i++) {
        if (sn_sink_close(x->follow.side[i], &d) != SN_OK)
            tell(x, SN_TASK_UNWRITTEN, x->side[i], &d);
        x->follow.side[i] = NULL;
    }
}

void sn_dump_run(struct sn_dump *x)
{
    struct sn_reader *r;
    struct sn_diag d;

    if (sn_task_begin(x->task, NULL, &d)) {
        tell(x, SN_TASK_FAILED, NULL, &d);
        x->done = x->broken = true;
    }
    while (!x->done && (r = sn_task_next(x->task))) {
        input(x, r);
        sn_reader_close(r);
    }
    finish(x);
}

void sn_dump_close(struct sn_dump *x)
{
    if (!x)
        return;
    if (x->sink)
        (void)!sn_sink_close(x->sink, NULL);
    for (int i = 0; i < 2; i++) {
        if (x->follow.side[i])
            (void)!sn_sink_close(x->follow.side[i], NULL);
        free(x->side[i]);
    }
    sn_task_close(x->task);
    sn_printer_free(x->printer);
    sn_filter_free(x->filter);
    free(x);
}
