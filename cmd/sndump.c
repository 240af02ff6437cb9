/* sndump: prints packets. Its options; see dumprun.c. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dumprun.h"

struct dump {
    struct dump_job job;
    struct tool_inputs in;
    const char *filter_file;
    struct sn_columns_opts columns;
    bool no_opt, look_through;
};

static void usage(void)
{
    static const char text[] =
        "usage: sndump [-AeKNqStvxX#] [-c N] [-F FILE] [-r FILE]... [-T TYPE] [-V FILE]\n"
        "              [expression]\n"
        "Prints the packets of a capture that the expression accepts; see sndump(1).\n"
        "\n"
        "  -r FILE      read FILE, or the files in a directory; - is standard input, which is\n"
        "               the default; repeat it to read several, one after the other\n"
        "  -V FILE      read the files whose names are in FILE, one a line\n"
        "  --merge      read all inputs at once, in the order of time\n"
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
        "  -T TYPE      take all of TCP and UDP for this: domain, pgm, vxlan and what else there "
        "is\n"
        "  -M SECRET    verify the digests of TCP segments (RFC 2385) with it\n"
        "  --more       behind the line what tcpdump doesn't know: TLS\n"
        "  --json       one JSON object a line\n"
        "  --ek         JSON as tshark -T ek writes it, for Elasticsearch\n"
        "  --fields LIST  these fields of each packet, as columns; with --json, --ek: only these\n"
        "  --csv        columns with commas instead of tabs\n"
        "  --join S     between several values of a field (default: a comma)\n"
        "  --no-header  no line of names above the columns\n"
        "  --list-fields [PREFIX]\n"
        "               list the fields, or those whose names begin so, and exit\n"
        "  --resolve    names instead of numbers where the system knows one\n"
        "  -N           of those, host names without their domain\n"
        "  -O           don't optimise the filter\n"
        "  --jobs N     work with N threads (default: one for each processor)\n"
        "  --look-through  the expression also sees behind tags, tunnels and IPv6 extension\n"
        "               headers\n"
        "  --attempt open|create|socket|exec\n"
        "               try what must not work once the input is open, and exit\n"
        "  -h --help, --version\n"
        "\n"
        "  -b -f -H -l -n -nn -p -s N -U -u\n"
        "               do nothing, and are there because tcpdump has them: output is never held\n"
        "               back, numbers are not resolved, a capture's snap length is what it was\n"
        "               made with, and neither BGP nor 802.11s is decoded\n";

    fputs(text, stdout);
    exit(TOOL_OK);
}

enum {
    OPT_COUNT = 256,
    OPT_MERGE,
    OPT_MICRO,
    OPT_NANO,
    OPT_PRECISION,
    OPT_JSON,
    OPT_RESOLVE,
    OPT_LOOK_THROUGH,
    OPT_VERSION,
    OPT_ATTEMPT,
    OPT_JOBS,
    OPT_MORE,
    OPT_EK,
    OPT_FIELDS,
    OPT_CSV,
    OPT_JOIN,
    OPT_NO_HEADER,
    OPT_LIST_FIELDS,
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

/* The type that a protocol has, whatever the case. */
static const char *packet_type(const char *arg)
{
    for (const struct sn_proto *const *p = sn_protos; *p; p++) {
        for (const struct sn_key *k = (*p)->keys; k && k->table; k++) {
            if (k->type && strcasecmp(arg, k->type) == 0)
                return k->type;
        }
    }
    tool_usage("no protocol is of type %s", arg);
}

/* To standard output, then the program ends. */
static noreturn void list_fields(const char *prefix)
{
    struct sn_buf b;

    sn_buf_init(&b, 64u << 20);
    if (!sn_columns_list(&b, prefix))
        tool_usage("no field begins with %s", prefix);
    if (b.err)
        tool_die("no memory for the list of fields");
    fwrite(b.base, 1, sn_buf_len(&b), stdout);
    exit(fflush(stdout) == 0 ? TOOL_OK : TOOL_FAIL);
}

static void option_of_columns(struct dump *s, int c, char *const *argv)
{
    switch (c) {
    case OPT_FIELDS:
        s->columns.fields = optarg;
        break;
    case OPT_CSV:
        s->columns.csv = true;
        break;
    case OPT_JOIN:
        s->columns.join = optarg;
        break;
    case OPT_NO_HEADER:
        s->columns.no_header = true;
        break;
    case OPT_LIST_FIELDS:
        list_fields(argv[optind]);
    default:
        tool_bad_option(c, argv);
    }
}

/* Options that say what is read and how the program runs. */
static void option_of_run(struct dump *s, int c, char *const *argv)
{
    switch (c) {
    case 'c':
        s->job.limit = (uint64_t)tool_number("-c", optarg, 1, INT64_MAX);
        break;
    case 'F':
        s->filter_file = optarg;
        break;
    case 'r':
        tool_input(&s->in, optarg);
        break;
    case 'V':
        tool_input_list(&s->in, optarg);
        break;
    case 'O':
        s->no_opt = true;
        break;
    case 'f':
    case 'H':
    case 'l':
    case 'n':
    case 'p':
    case 'U':
    case 'u':
        break;
    case 's':
        (void)tool_number("-s", optarg, 0, SN_SNAPLEN_DEFAULT);
        break;
    case 'T':
        s->job.type = packet_type(optarg);
        s->job.fmt.text.forced = true;
        break;
    case OPT_MERGE:
        s->in.merge = true;
        break;
    case 'M':
        s->job.secret = optarg;
        break;
    case OPT_COUNT:
        s->job.count_only = true;
        break;
    case OPT_PRECISION:
        s->job.fmt.digits = precision(optarg);
        break;
    case OPT_ATTEMPT:
        s->job.attempt = optarg;
        break;
    case OPT_JOBS:
        s->job.threads = (unsigned)tool_number("--jobs", optarg, 1, SN_RUN_THREADS_MAX);
        break;
    case OPT_JSON:
        s->job.exporter = sn_exporter_find("json");
        break;
    case OPT_EK:
        s->job.exporter = sn_exporter_find("ek");
        break;
    case OPT_RESOLVE:
        s->job.resolve = true;
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
        option_of_columns(s, c, argv);
        break;
    }
}

/* How often an option was given. */
static uint8_t count(uint8_t n)
{
    return (uint8_t)(n < UINT8_MAX ? n + 1 : n);
}

static void option(struct dump *s, int c, char *const *argv)
{
    struct sn_text_opts *t = &s->job.fmt.text;
    struct sn_fmt_opts *f = &s->job.fmt;

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
    case 'b':
        t->as_dot = true;
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
    case OPT_MORE:
        t->more = true;
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
        {"csv", no_argument, NULL, OPT_CSV},
        {"ek", no_argument, NULL, OPT_EK},
        {"fields", required_argument, NULL, OPT_FIELDS},
        {"help", no_argument, NULL, 'h'},
        {"jobs", required_argument, NULL, OPT_JOBS},
        {"join", required_argument, NULL, OPT_JOIN},
        {"json", no_argument, NULL, OPT_JSON},
        {"list-fields", no_argument, NULL, OPT_LIST_FIELDS},
        {"look-through", no_argument, NULL, OPT_LOOK_THROUGH},
        {"merge", no_argument, NULL, OPT_MERGE},
        {"micro", no_argument, NULL, OPT_MICRO},
        {"more", no_argument, NULL, OPT_MORE},
        {"nano", no_argument, NULL, OPT_NANO},
        {"no-header", no_argument, NULL, OPT_NO_HEADER},
        {"number", no_argument, NULL, '#'},
        {"resolve", no_argument, NULL, OPT_RESOLVE},
        {"time-stamp-precision", required_argument, NULL, OPT_PRECISION},
        {"version", no_argument, NULL, OPT_VERSION},
        {NULL, 0, NULL, 0},
    };
    int c;

    *s = (struct dump){.job = {.exporter = sn_exporter_find("text"), .fmt = {.digits = 6}}};
    while ((c = getopt_long(argc, argv, ":AbeHKM:NnqStuvxX#c:F:flnps:T:Ur:V:Oh", longs, NULL)) !=
           -1)
        option(s, c, argv);
}

/* What the options say together about columns. */
static struct sn_columns *columns(struct dump *s)
{
    const struct sn_columns_opts *o = &s->columns;
    struct sn_columns *c;
    struct sn_diag d;

    if (!o->fields) {
        if (o->csv || o->join || o->no_header)
            tool_usage("%s without --fields", o->csv    ? "--csv"
                                              : o->join ? "--join"
                                                        : "--no-header");
        return NULL;
    }
    if (sn_columns_new(&c, o, &d) != SN_OK)
        tool_usage("--fields: %s", d.msg);
    if (s->job.exporter != sn_exporter_find("text")) {
        s->job.fmt.wanted = sn_columns_wanted(c);
    } else {
        s->job.exporter = sn_exporter_find("fields");
        s->job.fmt.columns = c;
    }
    return c;
}

int main(int argc, char **argv)
{
    struct sn_columns *c;
    struct dump s;
    char *text;
    size_t n;
    int status;

    options(&s, argc, argv);
    tool_inputs_check(&s.in);
    s.job.in = &s.in;
    c = columns(&s);
    text = tool_expression(argv + optind, s.filter_file, &n);
    tool_filter_init(&s.job.filter, text, n, s.no_opt, s.look_through);
    status = dump_run(&s.job);
    free(text);
    tool_inputs_free(&s.in);
    sn_columns_free(c);
    return status;
}
