/* snstat: counts the packets of a capture or a stream. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "snstat.h"

#define WIDTH_SCREEN  UINT_MAX
#define METRICS_EVERY INT64_C(10000000000) /* ns */

/* An order; or a view of its own. */
static enum sn_err by(void *options, const char *name, const char *value, struct sn_diag *d)
{
    struct options *o = options;

    if (strcmp(value, "process") != 0)
        return sn_option_order(&o->job.print.by, name, value, d);
    o->by_process = true;
    return SN_OK;
}

#define AT(member) SN_OPTION_AT(struct options, member)

static const struct sn_option table[] = {
    TOOL_FILE_OPTIONS,
    TOOL_MERGE_OPTION("by-time"),
    TOOL_DAMAGE_OPTION,
    TOOL_FOLLOW_OPTION,
    TOOL_INDEX_OPTIONS,
    PARSE("z,view", "VIEW", job.print.view, sn_option_view,
          "what to show, from the list below (summary)"),
    {"n,top", "COUNT", SN_OPTION_NUMBER, AT(job.print.top), 0, 1000000,
     .help = "rows of a table to show (10; 0: none)"},
    {"by", "WHAT", SN_OPTION_PARSE, .parse = by,
     .help =
         "choose them by bytes (as without it), packets, sent,\nreceived, name, first, duration, "
         "retransmissions or\nfailures; process: show the view of processes"},
    PARSE("sort", "WHAT", job.print.sort, sn_option_order,
          "the order they are printed in (as --by)"),
    FLAG("bits", job.print.bits, "bits instead of bytes in tables of text"),
    {"max-flows", "N", SN_OPTION_NUMBER, AT(job.stat.max_flows), 1, 1 << 26,
     .help = "hosts, conversations and flows to remember, each\n(1048576)"},
    PARSE("idle-timeout", "TIME", job.stat.idle, sn_option_timeout,
          "a flow ends when nothing came for longer (never)"),
    PARSE("active-timeout", "TIME", job.stat.active, sn_option_timeout,
          "a flow that is longer becomes several (never)"),
    PARSE("interval", "TIME", job.stat.interval, sn_option_interval,
          "of the view rate, and of the peak (1s); with --json of any\nother view: an object after "
          "each"),
    {"F,filter-file", "FILE", SN_OPTION_STRING, AT(filter_file),
     .help = "read the filter expression from FILE"},
    FLAG("look-through", job.bpf.look_through,
         "FILTER also sees behind tags, tunnels and IPv6 extension\nheaders"),
    {"json", NULL, SN_OPTION_SET, AT(job.print.form), SN_REPORT_JSON,
     .help = "one JSON object on one line"},
    {"csv", NULL, SN_OPTION_SET, AT(job.print.form), SN_REPORT_CSV,
     .help = "each table as lines of comma-separated values"},
    {"html", "FILE", SN_OPTION_STRING, AT(job.page),
     .help = "also write all views as one page to look at in a browser"},
    FLAG("resolve", job.resolve, "hosts by their names where the system knows one"),
    FLAG("live", live, "show it on the terminal while it comes: Tab and keys\nchange what"),
    {"prometheus", "FILE", SN_OPTION_STRING, AT(job.metrics),
     .help =
         "write counts to FILE for Prometheus' textfile collector,\nevery 10 s (--interval) and "
         "at the end"},
    TOOL_COLOR_OPTION(color),
    {"width", "COLUMNS", SN_OPTION_NUMBER, AT(width), 0, 10000,
     .help = "fit tables of text to so many columns (the terminal's,\nor 80; 0: as wide as they "
             "are)"},
    FLAG("checksums", checksums, "verify checksums: wrong ones are among what looks wrong"),
    FLAG("per-file", job.per_file, "a row for each file, and nothing else"),
    FLAG("hash", job.hash, "the files' SHA-256 and SHA-1 too"),
    {"save", "FILE", SN_OPTION_STRING, AT(save),
     .help = "write the statistics to FILE instead of a report,"},
    FLAG("merge", job.states, "and here add up such FILEs, which stand instead of FILTER"),
    {"jobs", "N", SN_OPTION_NUMBER, AT(job.threads), 1, SN_RUN_THREADS_MAX,
     .help = "work with N threads (default: one for each processor)"},
    {"attempt", "open|create|socket|exec", SN_OPTION_STRING, AT(attempt),
     .help = "try what must not work once FILE is open, and exit"},
    {"h,help", NULL, SN_OPTION_HELP, .help = "this text"},
    {"version", NULL, SN_OPTION_VERSION, .help = "version"},
    {.names = NULL},
};

static const char head[] =
    "usage: snstat [options] [FILTER…]\n"
    "       snstat --merge [options] FILE…\n"
    "Counts packets: totals, rates, protocols, busiest hosts, conversations and ports; says what\n"
    "looks wrong, and what the files are.\n\n";

static void more_help(struct sn_buf *b)
{
    sn_put_lit(b,
               "\nFILTER is an expression as sn-filter(7) describes it; without one every packet "
               "counts.\n\nViews:\n");
    for (const struct sn_stat_view *v = sn_stat_views; v->name; v++)
        sn_put_f(b, "  %-16s%s\n", v->name, v->title);
}

/* What a terminal shows: asked before the program is locked in. */
static void style(struct options *o)
{
    struct sn_report_style *s = &o->job.print.style;

    s->color = s->bars = sn_color_use(o->color, STDOUT_FILENO);
    s->bars |= o->color == SN_COLOR_AUTO && isatty(STDOUT_FILENO);
    s->utf8 = sn_terminal_utf8();
    s->width = o->width == WIDTH_SCREEN ? sn_terminal_width(STDOUT_FILENO) : o->width;
}

static void check(struct options *o)
{
    struct sn_tally_opts *j = &o->job;
    struct sn_stat_print *p = &j->print;

    if (o->by_process) {
        if (p->view)
            tool_usage("--by process is a view of its own, and doesn't go with -z");
        (void)!sn_option_view(&p->view, "-z", "processes", NULL);
    }
    if (p->by == SN_STAT_ORDERS)
        p->by = p->view ? p->view->by : SN_STAT_BY_BYTES;
    if (p->sort == SN_STAT_ORDERS)
        p->sort = p->by;
    j->each = p->form == SN_REPORT_JSON && j->stat.interval &&
              !(p->view && strcmp(p->view->name, "rate") == 0);
    if ((j->states || o->save) && (j->metrics || o->live || j->each))
        tool_usage("--save and --merge don't go with --live, --prometheus and --interval --json");
    if (j->states && o->in.task.follow)
        tool_usage("--merge reads what is saved: it goes with no --follow");
    style(o);
    if (o->live && (p->form || j->page || j->metrics || j->per_file))
        tool_usage("--live goes with none of --json, --csv, --html, --prometheus, --per-file");
}

static int parse(int argc, char **argv, struct options *o)
{
    int rest;

    *o = (struct options){
        .job = {.print = {.top = SN_TALLY_TOP, .by = SN_STAT_ORDERS, .sort = SN_STAT_ORDERS},
                .bpf.linktype = SN_LINK_ANY},
        .width = WIDTH_SCREEN};
    rest = tool_options(table, head, more_help, o, argc, argv, true);
    check(o);
    for (; o->job.states && argv[rest]; rest++)
        if (sn_strings_add(&o->in.task.inputs, argv[rest], NULL))
            tool_die("no memory for the names of inputs");
    tool_inputs_check(&o->in);
    return rest;
}

/* ---- while it runs ---- */

static void progress(void *ctx, uint64_t at, uint64_t size, int64_t ns)
{
    char mem[128];
    struct sn_buf b;

    (void)ctx;
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_lit(&b, "\r");
    if (size)
        sn_put_progress(&b, at, size, ns);
    sn_put_lit(&b, "\033[K");
    (void)!write(STDERR_FILENO, b.base, sn_buf_len(&b));
}

static void event(void *ctx, const struct sn_task_event *e)
{
    struct run *r = ctx;

    if (e->what == SN_TASK_OPENING)
        r->between = false;
    tool_event(&r->o->in, e);
}

/* While the next input is waited for, the live view goes on; asked between inputs too. */
static bool stop(void *ctx)
{
    struct run *r = ctx;

    return tool_stopping() || r->done || (r->between && r->live && !snstat_live_look(r, r->live));
}

/* What the job is besides what options said of it. */
static void complete(struct run *r)
{
    struct options *o = r->o;
    struct sn_tally_opts *j = &o->job;

    j->task = o->in.task;
    j->task.output = o->save;
    j->task.ctx = r;
    j->task.stop = stop;
    j->task.event = event;
    j->stat.want = o->checksums ? SN_STAT_SUMS : 0;
    j->stat.max_hosts = j->stat.max_convs = j->stat.max_flows;
    j->metrics_every = j->stat.interval ? j->stat.interval : METRICS_EVERY;
    j->progress = isatty(STDERR_FILENO) && !o->in.task.follow ? progress : NULL;
    j->read = o->live ? snstat_live_read : NULL;
}

/* Opens everything, locks the program in, counts, and writes what is wanted of it. */
static void work(struct run *r)
{
    struct sn_sandbox box = {.terminal = r->o->live, .code = r->o->live};
    struct sn_diag d;

    complete(r);
    if (sn_tally_open(&r->tally, &r->o->job))
        return;
    if (r->o->live)
        snstat_live_new(r);
    if (r->o->in.task.follow)
        tool_signals(TOOL_STOP);
    if (sn_tally_ready(r->tally, &box, &d)) {
        sn_tally_close(r->tally);
        tool_cannot_follow(&d);
    }
    (void)sn_sandbox_lock_in(&box);
    if (r->o->attempt)
        tool_attempt(r->o->attempt);
    sn_tally_read(r->tally);
    if (r->live)
        snstat_live_end(r);
    else
        sn_tally_finish(r->tally);
    sn_tally_close(r->tally);
}

int main(int argc, char **argv)
{
    struct options o;
    struct run r = {.o = &o, .between = true};
    char *text;
    int first = parse(argc, argv, &o);

    o.job.text = o.in.text = text = tool_expression(argv + first, o.filter_file, &o.job.n);
    o.in.textlen = o.job.n;
    work(&r);
    tool_inputs_free(&o.in);
    free(text);
    return o.in.status;
}
