/* snstat: counts the packets of a capture or a stream. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "snstat.h"

#define NAMES_MS     5000 /* that all names of a report may take */
#define TOP_PAGE     1000 /* of a page, whose tables can be searched */
#define WIDTH_SCREEN UINT_MAX

static void view(void *options, const char *name)
{
    struct options *o = options;
    const struct sn_stat_view *v = sn_stat_views;

    while (v->name && strcmp(v->name, name) != 0)
        v++;
    if (!v->name)
        tool_usage("no such view: '%s'", name);
    o->print.view = v;
}

static enum sn_stat_order order_of(const char *option, const char *name)
{
    unsigned i = 0;

    while (sn_stat_order_name(i) && strcmp(sn_stat_order_name(i), name) != 0)
        i++;
    if (!sn_stat_order_name(i))
        tool_usage("%s: no such order: '%s'", option, name);
    return (enum sn_stat_order)i;
}

static void by(void *options, const char *name)
{
    struct options *o = options;

    if (strcmp(name, "process") == 0) {
        o->by_process = true;
        return;
    }
    o->print.by = order_of("--by", name);
    o->by_given = true;
}

static void sort(void *options, const char *name)
{
    struct options *o = options;

    o->print.sort = order_of("--sort", name);
    o->sort_given = true;
}

static void interval(void *options, const char *arg)
{
    struct options *o = options;
    struct sn_diag d;

    if (sn_duration_parse(&o->interval, arg, &d))
        tool_usage("--interval %s: %s", arg, d.msg);
    if (o->interval < 1000000)
        tool_usage("--interval %s: a millisecond at least", arg);
    o->interval_given = true;
}

static int64_t time_out(const char *option, const char *arg)
{
    struct sn_diag d;
    int64_t ns;

    if (sn_duration_parse(&ns, arg, &d))
        tool_usage("%s %s: %s", option, arg, d.msg);
    if (ns <= 0)
        tool_usage("%s %s: more than no time", option, arg);
    return ns;
}

static void idle(void *options, const char *arg)
{
    ((struct options *)options)->idle = time_out("--idle-timeout", arg);
}

static void active(void *options, const char *arg)
{
    ((struct options *)options)->active = time_out("--active-timeout", arg);
}

#define AT(member) SN_OPTION_AT(struct options, member)

static const struct sn_option table[] = {
    TOOL_FILE_OPTIONS,
    TOOL_MERGE_OPTION("by-time"),
    TOOL_DAMAGE_OPTION,
    TOOL_FOLLOW_OPTION,
    TOOL_INDEX_OPTIONS,
    CALL("z,view", "VIEW", view, "what to show, from the list below (summary)"),
    {"n,top", "COUNT", SN_OPTION_NUMBER, AT(print.top), 0, 1000000,
     .help = "rows of a table to show (10; 0: none)"},
    CALL("by", "WHAT", by,
         "choose them by bytes (as without it), packets, sent,\nreceived, name, first, duration, "
         "retransmissions or\nfailures; process: show the view of processes"),
    CALL("sort", "WHAT", sort, "the order they are printed in (as --by)"),
    FLAG("bits", print.bits, "bits instead of bytes in tables of text"),
    {"max-flows", "N", SN_OPTION_NUMBER, AT(max_flows), 1, 1 << 26,
     .help = "hosts, conversations and flows to remember, each\n(1048576)"},
    CALL("idle-timeout", "TIME", idle, "a flow ends when nothing came for longer (never)"),
    CALL("active-timeout", "TIME", active, "a flow that is longer becomes several (never)"),
    CALL("interval", "TIME", interval,
         "of the view rate, and of the peak (1s); with --json of any\nother view: an object after "
         "each"),
    {"F,filter-file", "FILE", SN_OPTION_STRING, AT(filter_file),
     .help = "read the filter expression from FILE"},
    FLAG("look-through", look_through,
         "FILTER also sees behind tags, tunnels and IPv6 extension\nheaders"),
    {"json", NULL, SN_OPTION_SET, AT(print.form), SN_REPORT_JSON,
     .help = "one JSON object on one line"},
    {"csv", NULL, SN_OPTION_SET, AT(print.form), SN_REPORT_CSV,
     .help = "each table as lines of comma-separated values"},
    {"html", "FILE", SN_OPTION_STRING, AT(html),
     .help = "also write all views as one page to look at in a browser"},
    FLAG("resolve", resolve, "hosts by their names where the system knows one"),
    FLAG("live", live, "show it on the terminal while it comes: Tab and keys\nchange what"),
    {"prometheus", "FILE", SN_OPTION_STRING, AT(prometheus),
     .help =
         "write counts to FILE for Prometheus' textfile collector,\nevery 10 s (--interval) and "
         "at the end"},
    TOOL_COLOR_OPTION(color),
    {"width", "COLUMNS", SN_OPTION_NUMBER, AT(width), 0, 10000,
     .help = "fit tables of text to so many columns (the terminal's,\nor 80; 0: as wide as they "
             "are)"},
    FLAG("checksums", checksums, "verify checksums: wrong ones are among what looks wrong"),
    FLAG("per-file", per_file, "a row for each file, and nothing else"),
    FLAG("hash", hash, "the files' SHA-256 and SHA-1 too"),
    {"save", "FILE", SN_OPTION_STRING, AT(save),
     .help = "write the statistics to FILE instead of a report,"},
    FLAG("merge", states, "and here add up such FILEs, which stand instead of FILTER"),
    {"jobs", "N", SN_OPTION_NUMBER, AT(threads), 1, SN_RUN_THREADS_MAX,
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
    struct sn_report_style *s = &o->print.style;

    s->color = s->bars = sn_color_use(o->color, STDOUT_FILENO);
    s->bars |= o->color == SN_COLOR_AUTO && isatty(STDOUT_FILENO);
    s->utf8 = sn_terminal_utf8();
    s->width = o->width == WIDTH_SCREEN ? sn_terminal_width(STDOUT_FILENO) : o->width;
}

static int parse(int argc, char **argv, struct options *o)
{
    int rest;

    *o = (struct options){.print.top = TOP_UNSAID, .width = WIDTH_SCREEN};
    rest = tool_options(table, head, more_help, o, argc, argv, true);
    if (o->by_process) {
        if (o->print.view)
            tool_usage("--by process is a view of its own, and doesn't go with -z");
        view(o, "processes");
    }
    if (!o->by_given && o->print.view)
        o->print.by = o->print.view->by;
    if (!o->sort_given)
        o->print.sort = o->print.by;
    if ((o->states || o->save) && (o->prometheus || o->live || snstat_by_interval(o)))
        tool_usage("--save and --merge don't go with --live, --prometheus and --interval --json");
    if (o->states && o->in.follow)
        tool_usage("--merge reads what is saved: it goes with no --follow");
    style(o);
    if (o->live && (o->print.form || o->html || o->prometheus || o->per_file))
        tool_usage("--live goes with none of --json, --csv, --html, --prometheus, --per-file");
    return rest;
}

int64_t snstat_monotonic(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void progress(void *ctx, uint64_t at, uint64_t size)
{
    struct run *r = ctx;
    char mem[128];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_lit(&b, "\r");
    sn_put_progress(&b, at, size, snstat_monotonic() - r->began);
    sn_put_lit(&b, "\033[K");
    r->progress = true;
    (void)!write(STDERR_FILENO, b.base, sn_buf_len(&b));
}

/* While the next input is waited for, the live view goes on. */
static bool stop_following(void *ctx)
{
    struct run *r = ctx;

    return tool_stopping() || (r->between && r->live && !snstat_live_look(r, r->live));
}

static void progress_end(struct run *r)
{
    if (r->progress)
        (void)!write(STDERR_FILENO, "\r\033[K", 4);
    r->progress = false;
}

/* Counts to the end of the input or a signal. Returns the exit status: what was counted is reported
 * in any case. */
static int count(struct run *r, size_t i)
{
    struct sn_counter_opts o = {.filter = r->filter,
                                .threads = r->o->threads,
                                .watch = STDOUT_FILENO,
                                .stop = tool_stop,
                                .ctx = r,
                                .progress =
                                    isatty(STDERR_FILENO) && !r->o->in.follow ? progress : NULL};
    struct sn_diag d;
    enum sn_counter_why why;

    r->began = snstat_monotonic();
    if (r->live)
        return snstat_live_read(r, sn_files_name(r->files, i));
    why =
        r->meter ? snstat_meter_read(r, &d) : sn_counter_read(&o, r->stat, r->facts, r->reader, &d);
    progress_end(r);
    if (why == SN_COUNTER_FILTER)
        tool_filter_error(r->text, r->textlen, &d);
    else if (d.code)
        tool_error(why == SN_COUNTER_FAILED ? NULL : sn_files_name(r->files, i), &d);
    return d.code ? TOOL_FAIL : TOOL_OK;
}

/* The report; with names it is made twice: what it asks for the first time has its time to come. */
static enum sn_err named_report(struct run *r, const struct sn_facts *f, struct sn_buf *b,
                                const struct sn_stat_print *o, struct sn_diag *d)
{
    enum sn_err e = sn_stat_report(r->stat, f, b, o, d);

    if (e || !r->names)
        return e;
    sn_fmt_names_settle(r->names, NAMES_MS);
    sn_buf_clear(b);
    return sn_stat_report(r->stat, f, b, o, d);
}

/* What is written: the report, or the statistics themselves. */
static enum sn_err make_output(struct run *r, struct sn_buf *b, struct sn_diag *d)
{
    const struct sn_facts *f = r->o->states ? NULL : r->facts;
    struct sn_stat_print o = r->o->print;

    if (o.top == TOP_UNSAID)
        o.top = TOP_DEFAULT;
    if (r->o->per_file)
        return sn_facts_per_file(r->facts, b, o.form, d);
    if (!r->o->save)
        return named_report(r, f, b, &o, d);
    sn_stat_save(r->stat, f, b);
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory to save statistics") : SN_OK;
}

static enum sn_err write_all(struct sn_sink *out, const struct sn_buf *b, struct sn_diag *d)
{
    enum sn_err e = sn_sink_write(out, b->base, sn_buf_len(b), d);
    enum sn_err c = sn_sink_close(out, e ? NULL : d);

    return e ? e : c;
}

static int report(struct run *r)
{
    struct sn_sink *out;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    sn_buf_init(&b, (size_t)4 << 30);
    e = make_output(r, &b, &d);
    if (!e)
        e = r->o->save ? sn_files_begin(r->files, &out, &d) : sn_sink_open(&out, "-", &d);
    if (!e && r->o->save)
        tool_refuse_tty(out);
    if (!e)
        e = write_all(out, &b, &d);
    sn_buf_free(&b);
    return e ? tool_write_status(
                   r->o->save && strcmp(r->o->save, "-") != 0 ? r->o->save : "standard output", &d)
             : TOOL_OK;
}

static int write_page(struct run *r)
{
    struct sn_stat_print o = r->o->print;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    o.form = SN_REPORT_HTML;
    if (o.top == TOP_UNSAID)
        o.top = TOP_PAGE;
    sn_buf_init(&b, (size_t)1 << 30);
    e = named_report(r, r->facts, &b, &o, &d);
    if (!e)
        e = write_all(r->page, &b, &d);
    sn_buf_free(&b);
    return e ? tool_write_status(r->o->html, &d) : TOOL_OK;
}

/* False: it was said why. */
static bool open_and_lock_in(struct run *r)
{
    struct sn_sandbox box = {.kind = r->o->resolve ? SN_SANDBOX_NAMES : SN_SANDBOX_STREAM,
                             .dir = -1};
    struct sn_bpf_opts fo = {.linktype = SN_LINK_ANY, .look_through = r->o->look_through};
    const struct sn_stat_view *v = r->o->print.view ? r->o->print.view : sn_stat_views;
    struct sn_stat_opts so = {.want = (r->o->html ? sn_stat_page_want() : v->want) |
                                      (r->o->checksums ? SN_STAT_SUMS : 0u),
                              .interval = r->o->interval,
                              .idle = r->o->idle,
                              .active = r->o->active,
                              .max_hosts = r->o->max_flows,
                              .max_convs = r->o->max_flows,
                              .max_flows = r->o->max_flows};
    struct sn_diag d;

    if (sn_files_open(&r->files, r->o->in.name, r->o->in.n, r->o->save, &d)) {
        tool_error(NULL, &d);
        return false;
    }
    if (r->o->html && sn_sink_open(&r->page, r->o->html, &d)) {
        tool_error(r->o->html, &d);
        return false;
    }
    r->filter = tool_filter(r->text, r->textlen, &fo);
    if (r->filter)
        r->o->in.query = (struct sn_query_opts){
            .text = r->text, .n = r->textlen, .bpf = sn_filter_opts(r->filter)};
    tool_inputs_indexes(&r->o->in, r->files);
    if (r->o->resolve && sn_fmt_names_new(&r->names, &d)) {
        tool_error(NULL, &d);
        return false;
    }
    if (r->names) {
        sn_fmt_names_wait(r->names, 0);
        r->o->print.style.names = sn_fmt_names(r->names);
    }
    if (!(r->o->live ? snstat_live_new(r, &so) : snstat_meter_new(r, &so)))
        return false;
    box.code = r->filter || r->live;
    box.terminal = r->live;
    box.dir = sn_files_dir(r->files);
    snstat_meter_box(r, &box);
    tool_inputs_follow(&r->o->in, r->files, stop_following, r, &box);
    (void)sn_sandbox_lock_in(&box);
    if (r->o->attempt)
        tool_attempt(r->o->attempt);
    if (!r->o->states)
        tool_inputs_look(&r->o->in, r->files, NULL);
    r->o->print.inputs = r->o->in.name;
    r->o->print.ninputs = r->o->states ? 0 : r->o->in.n;
    if ((!r->meter && !r->live && sn_stat_new(&r->stat, &so, &d)) || sn_facts_new(&r->facts, &d)) {
        tool_error(NULL, &d);
        return false;
    }
    return true;
}

/* Counts a file, and what it is. */
static int count_file(struct run *r, size_t i)
{
    struct sn_diag d;
    int status = TOOL_OK;
    enum sn_err e = sn_facts_begin(r->facts, r->reader, sn_files_name(r->files, i), &d);

    if (!e) {
        status = count(r, i);
        e = sn_facts_end(r->facts, r->reader, r->o->hash, &d);
    }
    if (e)
        tool_error(sn_files_name(r->files, i), &d);
    return e ? TOOL_FAIL : status;
}

/* Adds saved statistics. False: there is nothing of them. */
static bool add_state(struct run *r, size_t i, int *status)
{
    struct sn_src *src = NULL;
    struct sn_diag d;
    enum sn_err e = sn_files_take(r->files, i, &src, &d);

    if (!e)
        e = sn_stat_load_src(r->stat, src, &d);
    sn_src_close(src);
    if (!e)
        return true;
    tool_error(sn_files_name(r->files, i), &d);
    *status |= TOOL_FAIL;
    return false;
}

/* Counts an input. False: there is nothing to report of it. */
static bool input(struct run *r, size_t i, int *status)
{
    struct sn_diag d;
    bool ok;

    r->reader = tool_input_open(r->files, i, status);
    r->between = false;
    if (!r->reader)
        return false;
    ok = !r->filter || sn_filter_input(r->filter, r->reader, &d) == SN_OK;
    if (ok) {
        *status |= count_file(r, i);
    } else {
        tool_filter_error(r->text, r->textlen, &d);
        *status |= TOOL_FAIL;
        r->done = true;
    }
    sn_reader_close(r->reader);
    return ok;
}

static bool more_inputs(struct run *r, size_t i)
{
    r->between = true;
    return !r->done && !tool_stopping() && sn_files_more(r->files, i);
}

/* Reads all inputs and writes what is wanted of them; returns the exit status. */
static int work(struct run *r)
{
    int status = TOOL_OK;
    bool any = false, wanted = true;

    for (size_t i = 0; more_inputs(r, i); i++)
        any |= r->o->states ? add_state(r, i, &status) : input(r, i, &status);
    if (r->live) {
        status |= snstat_live_end(r);
        wanted = false;
    }
    if (r->meter)
        status |= snstat_meter_end(r, &wanted);
    if (wanted && (any || !status))
        status |= r->page && strcmp(r->o->html, "-") == 0 ? TOOL_OK : report(r);
    if (r->page && r->stat)
        status |= write_page(r);
    return status;
}

int main(int argc, char **argv)
{
    struct options o;
    struct run r = {.o = &o};
    int status, first;
    size_t n;
    char *text;

    first = parse(argc, argv, &o);
    for (; o.states && argv[first]; first++)
        tool_input(&o.in, argv[first]);
    tool_inputs_check(&o.in);
    text = tool_expression(argv + first, o.filter_file, &n);
    r.text = text;
    r.textlen = n;
    status = open_and_lock_in(&r) ? work(&r) : TOOL_FAIL;
    if (r.meter)
        sn_meter_free(r.meter);
    else
        sn_stat_free(r.stat);
    sn_replace_close(r.metrics);
    sn_fmt_names_free(r.names);
    sn_facts_free(r.facts);
    sn_filter_free(r.filter);
    sn_files_close(r.files);
    status |= o.in.status;
    tool_inputs_free(&o.in);
    free(text);
    return status;
}
