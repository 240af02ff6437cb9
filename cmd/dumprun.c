/* sndump's work: opens and locks in, prints one input after the other, says what went wrong. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "dumprun.h"

struct dump {
    const struct dump_job *j;
    struct sn_task *task;
    struct sn_query_opts query; /* what indexes are asked */
    struct sn_filter *filter;
    struct sn_printer *printer;
    struct sn_sink *sink;
    struct sn_follow_opts follow; /* with the files of --raw, whose names are `side` */
    char *side[2];
    bool fields;     /* what is printed is made of fields, not tcpdump's text */
    bool done;       /* nothing more is read */
    bool out_failed; /* nothing more can be written */
    int status;
};

/* The two files of --raw. */
static void open_sides(struct dump *s, struct sn_printer_opts *o)
{
    struct sn_diag d;

    if (o->follow)
        s->follow = *o->follow;
    for (int i = 0; i < 2 && s->j->raw; i++) {
        if (asprintf(&s->side[i], "%s.%d", s->j->raw, i) < 0)
            tool_die("no memory");
        if (sn_sink_open(&s->follow.side[i], s->side[i], &d) != SN_OK)
            tool_fail(s->side[i], &d);
    }
    if (o->follow)
        o->follow = &s->follow;
}

/* Opens what will be read and asked, then nothing any more. */
static void open_and_lock_in(struct dump *s, struct sn_printer_opts *o)
{
    struct sn_sandbox box = {.kind = o->resolve ? SN_SANDBOX_NAMES : SN_SANDBOX_STREAM, .dir = -1};
    struct sn_diag d;

    if (sn_task_open(&s->task, &s->j->in->task, &d) != SN_OK)
        tool_fail(NULL, &d);
    open_sides(s, o);
    s->filter = tool_filter(s->j->text, s->j->textlen, &s->j->opts);
    if (s->filter)
        s->query = (struct sn_query_opts){
            .text = s->j->text, .n = s->j->textlen, .bpf = sn_filter_opts(s->filter)};
    tool_inputs_ready(s->j->in, s->task, &s->query, &box);
    box.code = s->filter != NULL;
    o->filter = s->filter;
    o->watch = STDOUT_FILENO;
    o->stop = tool_stop;
    if (sn_printer_new(&s->printer, o, &d) != SN_OK || sn_sink_open(&s->sink, "-", &d) != SN_OK)
        tool_fail(NULL, &d);
    tzset(); /* reads its file while that is allowed */
    (void)sn_sandbox_lock_in(&box);
    if (s->j->attempt)
        tool_attempt(s->j->attempt);
    s->fields = o->exporter->want(&o->fmt) & SN_WANT_FIELDS;
    tool_inputs_begin(s->task);
}

static void filter_failed(struct dump *s, const struct sn_diag *d)
{
    tool_expression_error("filter", s->j->text, s->j->textlen, d);
    s->status |= TOOL_FAIL;
    s->done = true;
}

static void output_failed(struct dump *s, const struct sn_diag *d)
{
    s->status |= tool_write_status("standard output", d);
    s->out_failed = s->done = true;
}

/* Reads an input to its end, the limit, a signal or a failure. */
static void print(struct dump *s, struct sn_reader *r, const char *name)
{
    struct sn_diag d, out;
    enum sn_printer_why why = sn_printer_read(s->printer, r, s->sink, &d);

    s->done |= why == SN_PRINTER_ENOUGH || why == SN_PRINTER_GONE;
    if (why == SN_PRINTER_OUTPUT) {
        output_failed(s, &d);
    } else if (why == SN_PRINTER_FAILED) {
        tool_fail(NULL, &d);
    } else if (d.code) {
        if (sn_sink_flush(s->sink, &out) != SN_OK)
            output_failed(s, &out);
        tool_error(name, &d);
        s->status |= TOOL_FAIL;
    }
}

static void read_input(struct dump *s, struct sn_reader *r)
{
    const char *name = sn_task_name(s->task);
    struct sn_diag d;

    if (s->filter && sn_filter_input(s->filter, r, &d) != SN_OK) {
        filter_failed(s, &d);
        return;
    }
    if (!s->j->printer.count_only && !s->j->ifnames_known && !s->fields &&
        sn_reader_iface(r, 0)->linktype == SN_LINK_LINUX_SLL2)
        tool_warn("%s: names of interfaces might be incorrect: the capture has their numbers only, "
                  "the names are this machine's",
                  name);
    print(s, r, name);
}

/* Writes what is left and frees everything; the exit status. */
static int finish(struct dump *s)
{
    struct sn_diag d;

    enum sn_err e = s->out_failed ? SN_OK : sn_printer_end(s->printer, s->sink, &d);

    if (e == SN_EUSAGE) {
        tool_error("--stream", &d);
        s->status |= TOOL_FAIL;
    } else if (e) {
        output_failed(s, &d);
    }
    if (sn_sink_close(s->sink, &d) != SN_OK && !s->out_failed)
        s->status |= tool_write_status("standard output", &d);
    for (int i = 0; i < 2 && s->side[i]; i++) {
        if (sn_sink_close(s->follow.side[i], &d) != SN_OK)
            s->status |= tool_write_status(s->side[i], &d);
        free(s->side[i]);
    }
    sn_task_close(s->task);
    sn_printer_free(s->printer);
    sn_filter_free(s->filter);
    return s->status | s->j->in->status;
}

int dump_run(struct dump_job *j)
{
    struct dump s = {.j = j};
    struct sn_reader *r;

    open_and_lock_in(&s, &j->printer);
    while (!s.done && (r = sn_task_next(s.task))) {
        read_input(&s, r);
        sn_reader_close(r);
    }
    return finish(&s);
}
