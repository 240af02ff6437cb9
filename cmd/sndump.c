/*
 * sndump: prints packets.
 *
 * One loop: a batch is read, filtered, dissected and printed packet by packet into a buffer, which
 * goes out in large pieces, and at once when the input has nothing more ready.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "filter.h"
#include "lock.h"
#include "sn/flow.h"

#define PIECE   (128u << 10) /* the buffer goes out when it holds this much */
#define OUT_MAX (512u << 20) /* no line is larger */

struct dump {
    struct tool_filter filter;
    struct sn_fmt_opts fmt_opts;
    const char *input;
    const char *filter_file;
    const char *attempt; /* --attempt */
    const char *type;    /* -T */
    const struct sn_exporter *exporter;
    bool count_only, no_opt, look_through, resolve;
    uint64_t limit; /* -c; 0: none */

    struct sn_reader *reader;
    struct sn_sink *sink;
    struct sn_dis *dis;
    struct sn_flow *flow;
    struct sn_fmt *fmt;
    struct sn_fmt_since since;
    struct sn_fmt_names *names;
    struct sn_buf out;
    uint64_t n; /* packets printed or counted */
    struct sn_diag diag;
    bool out_failed; /* diag is about the output */
};

static void usage(void)
{
    static const char text[] =
        "usage: sndump [-AeKNqStvxX#] [-c N] [-F FILE] [-r FILE] [-T TYPE] [expression]\n"
        "Prints the packets of a capture that the expression accepts; see sndump(1).\n"
        "\n"
        "  -r FILE      read FILE; - is standard input, which is the default\n"
        "  -c N         stop after N packets\n"
        "  --count      print how many packets there are instead of the packets\n"
        "  -F FILE      take the expression from FILE\n"
        "  -e           the link-layer header too\n"
        "  -v -vv -vvv  more of each packet; checksums are verified\n"
        "  -q           less of each packet\n"
        "  -x -X -A     dump it in hex, hex and ASCII, ASCII; twice: with the link header\n"
        "  -t           no time; -tt since 1970, -ttt since the packet before,\n"
        "               -tttt with the date, -ttttt since the first packet\n"
        "  --micro --nano, --time-stamp-precision=micro|nano\n"
        "               digits of the second\n"
        "  -# --number  number the packets\n"
        "  -S           absolute TCP sequence numbers\n"
        "  -K           don't verify checksums\n"
        "  -T domain    take all of TCP and UDP for DNS; other types are not supported\n"
        "  --json       one JSON object a line\n"
        "  --resolve    names instead of numbers where the system knows one\n"
        "  -N           of those, host names without their domain\n"
        "  -O           don't optimise the filter\n"
        "  --look-through  the expression also sees behind tags, tunnels and IPv6 extension\n"
        "               headers\n"
        "  --attempt open|create|socket|exec\n"
        "               try what must not work once the input is open, and exit\n"
        "  -h --help, --version\n"
        "\n"
        "  -b -f -H -l -n -nn -p -s N -U\n"
        "               do nothing, and are there because tcpdump has them: output is never held\n"
        "               back, numbers are not resolved, a capture's snap length is what it was\n"
        "               made with, and neither BGP nor 802.11s is decoded\n";

    fputs(text, stdout);
    exit(TOOL_OK);
}

enum {
    OPT_COUNT = 256,
    OPT_MICRO,
    OPT_NANO,
    OPT_PRECISION,
    OPT_JSON,
    OPT_RESOLVE,
    OPT_LOOK_THROUGH,
    OPT_VERSION,
    OPT_ATTEMPT,
};

/* -X wins over -x, and that over -A; a second one of a kind shows the link header too. */
static void dump_option(struct sn_fmt_opts *f, enum sn_dump_how how)
{
    static const uint8_t rank[] = {[SN_DUMP_ASCII] = 1, [SN_DUMP_HEX] = 2, [SN_DUMP_BOTH] = 3};

    f->text.dump |= how != SN_DUMP_ASCII;
    if (f->dump == how) {
        f->dump_link = true;
    } else if (rank[how] > rank[f->dump]) {
        f->dump = (uint8_t)how;
        f->dump_link = false;
    }
}

static uint8_t precision(const char *arg)
{
    if (strcmp(arg, "micro") == 0)
        return 6;
    if (strcmp(arg, "nano") == 0)
        return 9;
    tool_usage("--time-stamp-precision is micro or nano, not %s", arg);
}

/* The one packet type that there is. */
static const char *packet_type(const char *arg)
{
    if (strcasecmp(arg, "domain") == 0)
        return arg;
    tool_usage("-T %s is not supported; domain is", arg);
}

/* Options that say what is read and how the program runs. */
static void option_of_run(struct dump *s, int c, char *const *argv)
{
    switch (c) {
    case 'c':
        s->limit = (uint64_t)tool_number("-c", optarg, 1, INT64_MAX);
        break;
    case 'F':
        s->filter_file = optarg;
        break;
    case 'r':
        s->input = optarg;
        break;
    case 'O':
        s->no_opt = true;
        break;
    case 'b':
    case 'f':
    case 'H':
    case 'l':
    case 'n':
    case 'p':
    case 'U':
        break;
    case 's':
        (void)tool_number("-s", optarg, 0, SN_SNAPLEN_DEFAULT);
        break;
    case 'T':
        s->type = packet_type(optarg);
        s->fmt_opts.text.forced = true;
        break;
    case OPT_COUNT:
        s->count_only = true;
        break;
    case OPT_PRECISION:
        s->fmt_opts.digits = precision(optarg);
        break;
    case OPT_ATTEMPT:
        s->attempt = optarg;
        break;
    case OPT_JSON:
        s->exporter = sn_exporter_find("json");
        break;
    case OPT_RESOLVE:
        s->resolve = true;
        break;
    case OPT_LOOK_THROUGH:
        s->look_through = true;
        break;
    case 'h':
        usage();
        break;
    case OPT_VERSION:
        tool_version();
        exit(TOOL_OK);
    default:
        tool_bad_option(c, argv);
    }
}

/* How often an option was given. */
static uint8_t count(uint8_t n)
{
    return (uint8_t)(n < UINT8_MAX ? n + 1 : n);
}

static void option(struct dump *s, int c, char *const *argv)
{
    struct sn_text_opts *t = &s->fmt_opts.text;
    struct sn_fmt_opts *f = &s->fmt_opts;

    switch (c) {
    case 'e':
        t->link = true;
        break;
    case 'v':
        t->verbose = count(t->verbose);
        break;
    case 'q':
        t->quiet = count(t->quiet);
        break;
    case 'S':
        t->abs_seq = true;
        break;
    case 'K':
        t->no_sums = true;
        break;
    case 'N':
        t->no_domain = true;
        break;
    case 't':
        f->time = (uint8_t)(f->time < SN_TIME_SINCE_FIRST ? f->time + 1 : f->time);
        break;
    case 'x':
        dump_option(f, SN_DUMP_HEX);
        break;
    case 'X':
        dump_option(f, SN_DUMP_BOTH);
        break;
    case 'A':
        dump_option(f, SN_DUMP_ASCII);
        break;
    case '#':
        f->number = true;
        break;
    case OPT_MICRO:
        f->digits = 6;
        break;
    case OPT_NANO:
        f->digits = 9;
        break;
    default:
        option_of_run(s, c, argv);
        break;
    }
}

static void options(struct dump *s, int argc, char **argv)
{
    static const struct option longs[] = {
        {"attempt", required_argument, NULL, OPT_ATTEMPT},
        {"count", no_argument, NULL, OPT_COUNT},
        {"help", no_argument, NULL, 'h'},
        {"json", no_argument, NULL, OPT_JSON},
        {"look-through", no_argument, NULL, OPT_LOOK_THROUGH},
        {"micro", no_argument, NULL, OPT_MICRO},
        {"nano", no_argument, NULL, OPT_NANO},
        {"number", no_argument, NULL, '#'},
        {"resolve", no_argument, NULL, OPT_RESOLVE},
        {"time-stamp-precision", required_argument, NULL, OPT_PRECISION},
        {"version", no_argument, NULL, OPT_VERSION},
        {NULL, 0, NULL, 0},
    };
    int c;

    *s = (struct dump){
        .input = "-", .exporter = sn_exporter_find("text"), .fmt_opts = {.digits = 6}};
    while ((c = getopt_long(argc, argv, ":AbeHKNnqStvxX#c:F:flnps:T:Ur:Oh", longs, NULL)) != -1)
        option(s, c, argv);
}

/* ---- printing ---- */

/* Hands what was printed to the output. */
static bool put_out(struct dump *s)
{
    enum sn_err e = sn_sink_write(s->sink, s->out.base, sn_buf_len(&s->out), &s->diag);

    sn_buf_clear(&s->out);
    s->out_failed = e != SN_OK;
    return e == SN_OK;
}

/* Prints a batch's packets that were not dropped; false when the limit is reached. */
static bool print_batch(struct dump *s, const struct sn_batch *b)
{
    const struct sn_iface *f = NULL;
    uint32_t i, iface = 0;

    for (i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];
        struct sn_dissection *x;
        struct sn_frame fr;

        if (p->drop || p->meta)
            continue;
        s->n++;
        if (!s->count_only) {
            if (!f || p->iface != iface)
                f = sn_reader_iface(s->reader, iface = p->iface);
            fr = (struct sn_frame){.pkt = p, .number = s->n, .ifname = f->name};
            fr.since = sn_fmt_since(&s->since, &s->fmt_opts, p);
            sn_dis_reset(s->dis);
            x = sn_dis_packet(s->dis, f->linktype, p->data, p->caplen, p->len);
            if (!s->fmt_opts.text.abs_seq)
                sn_flow_packet(s->flow, x);
            s->exporter->packet(s->fmt, &s->out, x, &fr);
            if (sn_buf_len(&s->out) >= PIECE && !put_out(s))
                return false;
        }
        if (s->n == s->limit)
            return false;
    }
    return true;
}

/* Everything printed so far reaches the reader before a wait for more input. */
static bool flush_when_idle(struct dump *s)
{
    if (sn_reader_ready(s->reader))
        return true;
    if (!put_out(s))
        return false;
    s->out_failed = sn_sink_flush(s->sink, &s->diag) != SN_OK;
    return !s->out_failed;
}

/* Reads to the end, the limit, a signal or a failure. */
static enum sn_err print_all(struct dump *s)
{
    struct sn_batch b;
    enum sn_err e = SN_OK;

    sn_batch_init(&b);
    while (!e && !tool_stopping()) {
        e = sn_reader_next(s->reader, &b, &s->diag);
        if (!e && b.n)
            e = tool_filter_batch(&s->filter, s->reader, &b, &s->diag);
        if (!e && ((b.n && !print_batch(s, &b)) || !flush_when_idle(s)))
            break;
    }
    sn_batch_free(&b);
    return e == SN_EOF ? SN_OK : e;
}

static noreturn void fail(const char *what, const struct sn_diag *d)
{
    tool_error(what, d);
    exit(TOOL_FAIL);
}

static noreturn void fail_filter(const struct dump *s)
{
    tool_filter_error(s->filter.text, s->filter.n, &s->diag);
    exit(TOOL_FAIL);
}

/* Opens what will be read and asked, then nothing any more. */
static struct sn_src *open_and_lock_in(struct dump *s)
{
    struct sn_sandbox box = {.kind = s->resolve ? SN_SANDBOX_NAMES : SN_SANDBOX_STREAM,
                             .dir = -1,
                             .code = s->filter.n != 0};
    struct sn_src *src;

    if (sn_src_open(&src, s->input, &s->diag) != SN_OK)
        fail(s->input, &s->diag);
    if (tool_filter_names(&s->filter, &s->diag) != SN_OK)
        fail_filter(s);
    if (sn_fmt_names_new(&s->names, &s->diag) != SN_OK ||
        sn_sink_open(&s->sink, "-", &s->diag) != SN_OK)
        fail(NULL, &s->diag);
    tzset(); /* reads its file while that is allowed */
    (void)tool_lock_in(&box);
    if (s->attempt)
        tool_attempt(s->attempt);
    return src;
}

static void setup(struct dump *s)
{
    struct sn_dis_opts o = {.want = s->exporter->want(&s->fmt_opts), .type = s->type};
    struct sn_src *src = open_and_lock_in(s);

    tool_signals_for(src);
    if (sn_reader_open(&s->reader, src, &s->diag) != SN_OK)
        fail(strcmp(s->input, "-") == 0 ? "standard input" : s->input, &s->diag);
    if (tool_filter_ready(&s->filter, s->reader, &s->diag) != SN_OK)
        fail_filter(s);
    s->fmt_opts.text.ifnames = sn_fmt_ifnames(s->names);
    if (s->resolve)
        s->fmt_opts.text.names = sn_fmt_names(s->names);
    if (sn_dis_new(&s->dis, &o, &s->diag) != SN_OK ||
        sn_flow_new(&s->flow, NULL, &s->diag) != SN_OK ||
        sn_fmt_new(&s->fmt, &s->fmt_opts, &s->diag) != SN_OK)
        fail(NULL, &s->diag);
    sn_buf_init(&s->out, OUT_MAX);
    if (s->exporter->begin && !s->count_only)
        s->exporter->begin(s->fmt, &s->out);
}

/* Writes what is left and frees everything; the exit status. */
static int finish(struct dump *s, enum sn_err e)
{
    int status = TOOL_OK;
    struct sn_diag input = s->diag;
    bool bad_input = e != SN_OK;

    if (s->count_only && !s->out_failed)
        sn_put_f(&s->out, "%llu packet%s\n", (unsigned long long)s->n, s->n == 1 ? "" : "s");
    else if (s->exporter->end && !s->out_failed)
        s->exporter->end(s->fmt, &s->out);
    if (!s->out_failed)
        (void)put_out(s);
    if (s->out_failed)
        status = tool_write_status(sn_sink_name(s->sink), &s->diag);
    if (sn_sink_close(s->sink, &s->diag) != SN_OK && !s->out_failed)
        status = tool_write_status("standard output", &s->diag);
    if (bad_input) {
        tool_error(sn_src_name(sn_reader_src(s->reader)), &input);
        status = TOOL_FAIL;
    }
    sn_reader_close(s->reader);
    sn_dis_free(s->dis);
    sn_flow_free(s->flow);
    sn_fmt_free(s->fmt);
    sn_fmt_names_free(s->names);
    sn_buf_free(&s->out);
    tool_filter_free(&s->filter);
    return status;
}

int main(int argc, char **argv)
{
    struct dump s;
    char *text;
    size_t n;
    int status;

    options(&s, argc, argv);
    text = tool_expression(argv + optind, s.filter_file, &n);
    tool_filter_init(&s.filter, text, n, s.no_opt, s.look_through);
    setup(&s);
    status = finish(&s, print_all(&s));
    free(text);
    return status;
}
