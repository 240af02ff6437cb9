/* snstat: counts the packets of a capture or a stream. */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "filter.h"
#include "inputs.h"
#include "lock.h"

#define TOP_DEFAULT 10
#define PIECE       256u /* packets that a thread takes */

struct options {
    struct tool_inputs in;
    const char *filter_file;
    const char *attempt; /* --attempt */
    struct sn_stat_print print;
    uint32_t max_flows; /* 0: the library's; of hosts and conversations as well */
    int64_t interval;   /* 0: the library's */
    unsigned threads;   /* 0: as many as there are processors */
    bool look_through;
    bool per_file, hash;
};

static const char help[] =
    "usage: snstat [-r FILE]... [-V FILE] [-z VIEW] [-n COUNT] [--by WHAT] [--sort WHAT]\n"
    "              [--bits] [--interval TIME] [--json|--csv] [--per-file] [--hash] [-F FILE]\n"
    "              [--look-through] [--jobs N] [FILTER…]\n"
    "Counts packets: totals, rates, protocols, busiest hosts, conversations and ports; and says\n"
    "what the files are.\n"
    "\n"
    "  -r, --read FILE   read FILE, or the files in a directory, instead of standard input\n"
    "                    (\"-\"); repeat it to count several as one\n"
    "  -V FILE           read the files whose names are in FILE, one a line\n"
    "      --merge       count all inputs at once, in the order of time\n"
    "  -z, --view VIEW   what to show, from the list below (summary)\n"
    "  -n, --top COUNT   hosts, conversations and ports to show (10; 0: none)\n"
    "      --by WHAT     choose them by bytes (as without it), packets, sent, received,\n"
    "                    name, first, duration or retransmissions\n"
    "      --sort WHAT   the order they are printed in (as --by)\n"
    "      --bits        bits instead of bytes in tables of text\n"
    "      --max-flows N  hosts, conversations and flows to remember, each (1048576)\n"
    "      --interval TIME  of the view rate, and of the peak (1s)\n"
    "  -F, --filter-file FILE\n"
    "                    read the filter expression from FILE\n"
    "      --look-through  FILTER also sees behind tags, tunnels and IPv6 extension\n"
    "                    headers\n"
    "      --json        one JSON object on one line\n"
    "      --csv         each table as lines of comma-separated values\n"
    "      --per-file    a row for each file, and nothing else\n"
    "      --hash        the files' SHA-256 and SHA-1 too\n"
    "      --jobs N      work with N threads (default: one for each processor)\n"
    "      --attempt open|create|socket|exec\n"
    "                    try what must not work once FILE is open, and exit\n"
    "  -h, --help        this text\n"
    "      --version     version\n"
    "\n"
    "FILTER is an expression as sn-filter(7) describes it; without one every packet counts.\n";

static void print_help(void)
{
    fputs(help, stdout);
    puts("\nViews:");
    for (const struct sn_stat_view *v = sn_stat_views; v->name; v++)
        printf("  %-16s%s\n", v->name, v->title);
}

static const struct sn_stat_view *view(const char *name)
{
    const struct sn_stat_view *v = sn_stat_views;

    while (v->name && strcmp(v->name, name) != 0)
        v++;
    if (!v->name)
        tool_usage("no such view: '%s'", name);
    return v;
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

static int64_t interval(const char *arg)
{
    struct sn_diag d;
    int64_t ns;

    if (sn_duration_parse(&ns, arg, &d))
        tool_usage("--interval %s: %s", arg, d.msg);
    if (ns < 1000000)
        tool_usage("--interval %s: a millisecond at least", arg);
    return ns;
}

static void parse(int argc, char **argv, struct options *o)
{
    static const struct option longs[] = {{"read", required_argument, NULL, 'r'},
                                          {"top", required_argument, NULL, 'n'},
                                          {"filter-file", required_argument, NULL, 'F'},
                                          {"look-through", no_argument, NULL, 'L'},
                                          {"jobs", required_argument, NULL, 'J'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"csv", no_argument, NULL, 'c'},
                                          {"view", required_argument, NULL, 'z'},
                                          {"by", required_argument, NULL, 'b'},
                                          {"sort", required_argument, NULL, 's'},
                                          {"bits", no_argument, NULL, 'B'},
                                          {"max-flows", required_argument, NULL, 'x'},
                                          {"interval", required_argument, NULL, 'i'},
                                          {"per-file", no_argument, NULL, 'p'},
                                          {"hash", no_argument, NULL, 'H'},
                                          {"attempt", required_argument, NULL, 'a'},
                                          {"help", no_argument, NULL, 'h'},
                                          {"merge", no_argument, NULL, 'm'},
                                          {"version", no_argument, NULL, 'v'},
                                          {NULL, 0, NULL, 0}};
    bool by = false, sort = false;
    int c;

    *o = (struct options){.print.top = TOP_DEFAULT};
    while ((c = getopt_long(argc, argv, "+:r:V:n:F:z:h", longs, NULL)) != -1) {
        switch (c) {
        case 'r':
            tool_input(&o->in, optarg);
            break;
        case 'V':
            tool_input_list(&o->in, optarg);
            break;
        case 'n':
            o->print.top = (uint32_t)tool_number("-n", optarg, 0, 1000000);
            break;
        case 'F':
            o->filter_file = optarg;
            break;
        case 'L':
            o->look_through = true;
            break;
        case 'j':
            o->print.form = SN_REPORT_JSON;
            break;
        case 'c':
            o->print.form = SN_REPORT_CSV;
            break;
        case 'p':
            o->per_file = true;
            break;
        case 'H':
            o->hash = true;
            break;
        case 'J':
            o->threads = (unsigned)tool_number("--jobs", optarg, 1, SN_RUN_THREADS_MAX);
            break;
        case 'z':
            o->print.view = view(optarg);
            break;
        case 'b':
            o->print.by = order_of("--by", optarg);
            by = true;
            break;
        case 's':
            o->print.sort = order_of("--sort", optarg);
            sort = true;
            break;
        case 'B':
            o->print.bits = true;
            break;
        case 'i':
            o->interval = interval(optarg);
            break;
        case 'x':
            o->max_flows = (uint32_t)tool_number("--max-flows", optarg, 1, 1 << 26);
            break;
        case 'a':
            o->attempt = optarg;
            break;
        case 'h':
            print_help();
            exit(TOOL_OK);
        case 'm':
            o->in.merge = true;
            break;
        case 'v':
            tool_version();
            exit(TOOL_OK);
        default:
            tool_bad_option(c, argv);
        }
    }
    if (!by && o->print.view)
        o->print.by = o->print.view->by;
    if (!sort)
        o->print.sort = o->print.by;
}

struct run {
    struct options *o;
    struct sn_files *files;
    struct sn_reader *reader;
    struct tool_filter filter;
    struct sn_stat *stat;
    struct sn_facts *facts;
    pthread_mutex_t lock; /* for joining parts */
    bool failed;          /* to join one */
    bool done;            /* nothing more is counted */
    struct sn_diag diag;  /* what joining, take or order failed with */
};

static enum sn_err new_part(void *ctx, void **state, struct sn_diag *d)
{
    struct run *r = ctx;
    struct sn_stat_part *p;
    enum sn_err e = sn_stat_part_new(&p, r->stat, d);

    if (!e)
        *state = p;
    return e;
}

static void free_part(void *ctx, void *state)
{
    struct run *r = ctx;

    pthread_mutex_lock(&r->lock);
    if (!r->failed && sn_stat_join(r->stat, state, &r->diag))
        r->failed = true;
    pthread_mutex_unlock(&r->lock);
    sn_stat_part_free(state);
}

static bool take(void *ctx, struct sn_batch *b, const void **data)
{
    struct run *r = ctx;

    return tool_filter_prepare(&r->filter, b, data, &r->diag) == SN_OK &&
           sn_facts_batch(r->facts, r->reader, b, &r->diag) == SN_OK;
}

static void work(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct run *r = ctx;

    tool_filter_apply(&r->filter, p->data, &p->b);
    sn_stat_part_begin(state);
    for (uint32_t i = 0; i < p->b.n; i++) {
        const struct sn_pkt *k = &p->b.pkt[i];

        if (!k->meta && !k->drop)
            sn_stat_part_packet(state, k, sn_run_iface(p, k->iface)->linktype);
    }
}

static void stage(void *ctx, void *state, struct sn_run_piece *p, unsigned n)
{
    struct run *r = ctx;

    (void)p;
    sn_stat_stage(r->stat, state, n);
}

/* Ends the loop when memory has run out. */
static bool order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct run *r = ctx;

    return sn_stat_part_err(state, &r->diag) == SN_OK &&
           sn_facts_packets(r->facts, p->b.pkt, p->b.n, &r->diag) == SN_OK;
}

static bool stop(void *ctx)
{
    (void)ctx;
    return tool_stopping();
}

/* Counts to the end of the input or a signal. Returns the exit status: what was counted is reported
 * in any case. */
static int count(struct run *r, size_t i)
{
    static const struct sn_run_ops ops = {.begin = new_part,
                                          .end = free_part,
                                          .take = take,
                                          .work = work,
                                          .stage = stage,
                                          .order = order,
                                          .stop = stop};
    struct sn_run_opts o = {.threads = r->o->threads,
                            .packets = PIECE,
                            .stages = SN_STAT_STAGES,
                            .watch = STDOUT_FILENO};
    const char *name = sn_files_name(r->files, i);
    struct sn_run_result res;

    pthread_mutex_init(&r->lock, NULL);
    sn_run(&o, &ops, r, r->reader, &res);
    pthread_mutex_destroy(&r->lock);
    if (r->failed)
        tool_error(NULL, &r->diag);
    else if (res.why == SN_RUN_TAKE && r->diag.code != SN_ENOMEM)
        tool_filter_error(r->filter.text, r->filter.n, &r->diag);
    else if (res.why == SN_RUN_TAKE || res.why == SN_RUN_ENOUGH)
        tool_error(name, &r->diag);
    else if (res.err && res.err != SN_EOF)
        tool_error(res.why == SN_RUN_FAILED ? NULL : name, &res.diag);
    else
        return TOOL_OK;
    return TOOL_FAIL;
}

static int report(struct run *r)
{
    struct sn_sink *out;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    sn_buf_init(&b, (size_t)1 << 30);
    e = r->o->per_file ? sn_facts_per_file(r->facts, &b, r->o->print.form, &d)
                       : sn_stat_report(r->stat, r->facts, &b, &r->o->print, &d);
    if (!e)
        e = sn_sink_open(&out, "-", &d);
    if (!e) {
        struct sn_diag closing;
        enum sn_err c;

        e = sn_sink_write(out, b.base, sn_buf_len(&b), &d);
        c = sn_sink_close(out, &closing);
        if (!e && c) {
            e = c;
            d = closing;
        }
    }
    sn_buf_free(&b);
    return e ? tool_write_status("standard output", &d) : TOOL_OK;
}

/* False: it was said why. */
static bool open_and_lock_in(struct run *r)
{
    struct sn_sandbox box = {.kind = SN_SANDBOX_STREAM, .dir = -1, .code = r->filter.n != 0};
    const struct sn_stat_view *v = r->o->print.view ? r->o->print.view : sn_stat_views;
    struct sn_stat_opts so = {.want = v->want,
                              .interval = r->o->interval,
                              .max_hosts = r->o->max_flows,
                              .max_convs = r->o->max_flows,
                              .max_flows = r->o->max_flows};
    struct sn_diag d;

    if (sn_files_open(&r->files, r->o->in.name, r->o->in.n, NULL, &d)) {
        tool_error(NULL, &d);
        return false;
    }
    if (tool_filter_names(&r->filter, &d)) {
        tool_filter_error(r->filter.text, r->filter.n, &d);
        return false;
    }
    (void)tool_lock_in(&box);
    if (r->o->attempt)
        tool_attempt(r->o->attempt);
    tool_inputs_look(&r->o->in, r->files, NULL);
    if (sn_stat_new(&r->stat, &so, &d) || sn_facts_new(&r->facts, &d)) {
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

/* Counts an input. False: there is nothing to report of it. */
static bool input(struct run *r, size_t i, int *status)
{
    struct sn_diag d;
    bool ok;

    r->reader = tool_input_open(r->files, i, status);
    if (!r->reader)
        return false;
    ok = tool_filter_ready(&r->filter, r->reader, &d) == SN_OK;
    if (ok) {
        *status |= count_file(r, i);
    } else {
        tool_filter_error(r->filter.text, r->filter.n, &d);
        *status |= TOOL_FAIL;
        r->done = true;
    }
    sn_reader_close(r->reader);
    return ok;
}

int main(int argc, char **argv)
{
    struct options o;
    struct run r = {.o = &o};
    int status = TOOL_OK;
    bool any = false;
    size_t n;
    char *text;

    parse(argc, argv, &o);
    tool_inputs_check(&o.in);
    text = tool_expression(argv + optind, o.filter_file, &n);
    tool_filter_init(&r.filter, text, n, false, o.look_through);
    if (!open_and_lock_in(&r))
        return TOOL_FAIL;
    for (size_t i = 0; i < sn_files_count(r.files) && !r.done && !tool_stopping(); i++)
        any |= input(&r, i, &status);
    if (any || !status)
        status |= report(&r);
    sn_stat_free(r.stat);
    sn_facts_free(r.facts);
    tool_filter_free(&r.filter);
    sn_files_close(r.files);
    status |= o.in.status;
    tool_inputs_free(&o.in);
    free(text);
    return status;
}
