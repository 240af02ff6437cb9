/* snfilter: keeps the packets that a filter expression matches. Its options; see filterrun.c. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "filterrun.h"
#include "lock.h"

static const char help[] =
    "Usage: snfilter [OPTION]... [EXPRESSION]\n"
    "Keep the packets of a pcap or pcapng stream that EXPRESSION matches; see\n"
    "sn-filter(7) for the language. Without EXPRESSION all packets match.\n"
    "\n"
    "Input and output:\n"
    "  -r FILE           read FILE ('-': standard input, the default), or the files in a\n"
    "                    directory; repeat it to read several, one after the other\n"
    "  -V FILE           read the files whose names are in FILE ('-': standard input), one\n"
    "                    a line\n"
    "      --merge       read all inputs at once, in the order of time\n"
    "  -w FILE           write FILE ('-': standard output, the default)\n"
    "      --format FMT  write pcap or pcapng (default: pcapng when an input is)\n"
    "      --nano, --micro  write time stamps with nine or six digits of the second\n"
    "                    (default: the most that an input has)\n"
    "  -z, --gzip        compress what is written with gzip\n"
    "      --compress C  the same with gzip or zstd; a FILE that ends in .gz or .zst\n"
    "                    implies it\n"
    "  -F FILE           read the expression from FILE ('-': standard input)\n"
    "      --look-through  EXPRESSION also sees behind VLAN tags, MPLS, PPPoE, GRE,\n"
    "                    VXLAN, Geneve, GTP-U and IPv6 extension headers\n"
    "\n"
    "What is kept:\n"
    "      --invert      packets that EXPRESSION doesn't match\n"
    "      --after TIME  packets from TIME on: seconds since 1970, ISO 8601, -1h (before\n"
    "                    now) or +90s (after the first packet)\n"
    "      --before TIME packets before TIME\n"
    "      --sample 1/N  one in N packets that match\n"
    "      --by-flow     with --sample: the packets of one in N flows\n"
    "      --dedup[=WIN] only what isn't in the WIN packets before (default 5), or in the\n"
    "                    time WIN before (10ms)\n"
    "      --packets LIST  packets by their numbers in the input: 1-100,205,300-\n"
    "  -c N              end after N packets were kept\n"
    "\n"
    "What is changed:\n"
    "  -s SNAPLEN        keep at most SNAPLEN bytes of each packet, and its length; with -d\n"
    "                    the program does\n"
    "      --chop [OFFSET:]N  take N bytes out of each packet, from its beginning or OFFSET\n"
    "                    on; in front of its end or OFFSET when N is negative\n"
    "      --adjust-lengths  let -s and --chop change the length on the wire too\n"
    "      --shift TIME  move time stamps by TIME, back when it begins with '-'\n"
    "      --packet-comment N:TEXT  add a comment to packet N\n"
    "      --capture-comment TEXT  add a comment to the capture\n"
    "      --discard-packet-comments, --discard-capture-comments  leave those out\n"
    "\n"
    "Several files, named by -w and the packets' times (strftime(3)) or numbered:\n"
    "  -C SIZE           a new file before one gets larger than SIZE million bytes, or with\n"
    "                    k, m, g\n"
    "  -G TIME           a new file every TIME since midnight\n"
    "      --file-packets N  a new file after N packets\n"
    "  -W COUNT          with -C: COUNT files, overwritten in turn; else end after COUNT\n"
    "      --ring COUNT  keep only the last COUNT files\n"
    "\n"
    "The program:\n"
    "  -d, -dd, -ddd     print it as text, as C, as numbers, and end\n"
    "  -O                don't optimise it\n"
    "  -y LINKTYPE       compile for LINKTYPE whatever the input says\n"
    "\n"
    "Other:\n"
    "      --count       print how many packets were kept; write them only with -w\n"
    "      --jobs N      filter with N threads (default: one for each processor)\n"
    "  -v, --verbose     say at the end what was read and kept, and how\n"
    "      --attempt WHAT  try what must not work once the files are open, and end: open,\n"
    "                    create, socket or exec\n"
    "  -l, -n, -U        do nothing: output is never held back, names never looked up\n"
    "  -h, --help        print this\n"
    "      --version     print the version\n";

enum {
    OPT_FORMAT = 256,
    OPT_COMPRESS,
    OPT_INVERT,
    OPT_AFTER,
    OPT_BEFORE,
    OPT_SAMPLE,
    OPT_BY_FLOW,
    OPT_DEDUP,
    OPT_COUNT,
    OPT_JOBS,
    OPT_LOOK_THROUGH,
    OPT_ATTEMPT,
    OPT_MERGE,
    OPT_NANO,
    OPT_MICRO,
    OPT_VERSION,
};

static const struct option options[] = {
    {"format", required_argument, NULL, OPT_FORMAT},
    {"gzip", no_argument, NULL, 'z'},
    {"compress", required_argument, NULL, OPT_COMPRESS},
    {"invert", no_argument, NULL, OPT_INVERT},
    {"after", required_argument, NULL, OPT_AFTER},
    {"before", required_argument, NULL, OPT_BEFORE},
    {"sample", required_argument, NULL, OPT_SAMPLE},
    {"by-flow", no_argument, NULL, OPT_BY_FLOW},
    {"dedup", optional_argument, NULL, OPT_DEDUP},
    {"count", no_argument, NULL, OPT_COUNT},
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"packets", required_argument, NULL, FILTER_PACKETS},
    {"shift", required_argument, NULL, FILTER_SHIFT},
    {"chop", required_argument, NULL, FILTER_CHOP},
    {"adjust-lengths", no_argument, NULL, FILTER_LENGTHS},
    {"packet-comment", required_argument, NULL, FILTER_PACKET_COMMENT},
    {"capture-comment", required_argument, NULL, FILTER_CAPTURE_COMMENT},
    {"discard-packet-comments", no_argument, NULL, FILTER_NO_PACKET_COMMENTS},
    {"discard-capture-comments", no_argument, NULL, FILTER_NO_CAPTURE_COMMENTS},
    {"ring", required_argument, NULL, FILTER_RING},
    {"file-packets", required_argument, NULL, FILTER_SPLIT_PACKETS},
    {"look-through", no_argument, NULL, OPT_LOOK_THROUGH},
    {"attempt", required_argument, NULL, OPT_ATTEMPT},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"merge", no_argument, NULL, OPT_MERGE},
    {"nano", no_argument, NULL, OPT_NANO},
    {"micro", no_argument, NULL, OPT_MICRO},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

struct args {
    struct filter_job job;
    struct tool_inputs in;
    const char *expression_file, *out;
    unsigned print; /* times -d */
};

static void set_time(struct sn_when *when, const char *option, const char *value)
{
    struct timespec now;
    struct sn_diag d;

    clock_gettime(CLOCK_REALTIME, &now);
    if (sn_time_parse(when, value, now.tv_sec * INT64_C(1000000000) + now.tv_nsec, &d))
        filter_bad_value(option, value, &d);
}

static void set_sample(struct filter_job *j, const char *value)
{
    if (strncmp(value, "1/", 2) != 0)
        tool_usage("--sample takes 1/N, not '%s'", value);
    j->sample = (uint64_t)tool_number("--sample 1/", value + 2, 1, INT64_MAX);
}

static void set_dedup(struct filter_job *j, const char *value)
{
    struct sn_diag d;

    j->dedup = true;
    j->dedup_packets = 5;
    if (!value)
        return;
    if (strspn(value, "0123456789") == strlen(value)) {
        j->dedup_packets = (uint32_t)tool_number("--dedup", value, 1, SN_DEDUP_MAX);
        return;
    }
    j->dedup_packets = 0;
    if (sn_duration_parse(&j->dedup_ns, value, &d))
        filter_bad_value("--dedup", value, &d);
}

static void set_format(struct filter_job *j, const char *value)
{
    j->has_format = true;
    if (strcmp(value, "pcap") == 0)
        j->format = SN_PCAP;
    else if (strcmp(value, "pcapng") == 0)
        j->format = SN_PCAPNG;
    else
        tool_usage("--format takes pcap or pcapng, not '%s'", value);
}

static void set_compress(struct filter_job *j, const char *value)
{
    if (strcmp(value, "gzip") == 0)
        j->compress = COMPRESS_GZIP;
    else if (strcmp(value, "zstd") == 0)
        j->compress = COMPRESS_ZSTD;
    else
        tool_usage("--compress takes gzip or zstd, not '%s'", value);
}

static void set_linktype(struct filter_job *j, const char *value)
{
    const struct sn_linktype *t = sn_linktype_by_name(value);

    if (!t)
        tool_usage("-y: no link type is called '%s'", value);
    j->opts.linktype = t->id;
}

static void set_option(struct args *a, int c, const char *value)
{
    struct filter_job *j = &a->job;

    if (filter_edit_option(j, c, value))
        return;
    switch (c) {
    case 'r':
        tool_input(&a->in, value);
        break;
    case 'V':
        tool_input_list(&a->in, value);
        break;
    case 'w':
        a->out = value;
        break;
    case 'F':
        a->expression_file = value;
        break;
    case OPT_FORMAT:
        set_format(j, value);
        break;
    case OPT_NANO:
        j->digits = 9;
        break;
    case OPT_MICRO:
        j->digits = 6;
        break;
    case OPT_MERGE:
        a->in.merge = true;
        break;
    case 'z':
        j->compress = COMPRESS_GZIP;
        break;
    case OPT_COMPRESS:
        set_compress(j, value);
        break;
    case OPT_INVERT:
        j->invert = true;
        break;
    case OPT_AFTER:
        set_time(&j->after, "--after", value);
        j->has_after = true;
        break;
    case OPT_BEFORE:
        set_time(&j->before, "--before", value);
        j->has_before = true;
        break;
    case OPT_SAMPLE:
        set_sample(j, value);
        break;
    case OPT_BY_FLOW:
        j->by_flow = true;
        break;
    case OPT_DEDUP:
        set_dedup(j, value);
        break;
    case 'c':
        j->limit = (uint64_t)tool_number("-c", value, 1, INT64_MAX);
        break;
    case 'd':
        a->print++;
        break;
    case 'O':
        j->opts.no_opt = true;
        break;
    case 'y':
        set_linktype(j, value);
        break;
    case 's':
        j->opts.snaplen = (uint32_t)tool_number("-s", value, 0, SN_SNAPLEN_DEFAULT);
        break;
    case OPT_LOOK_THROUGH:
        j->opts.look_through = true;
        break;
    case OPT_ATTEMPT:
        j->attempt = value;
        break;
    case OPT_COUNT:
        j->count = true;
        break;
    case OPT_JOBS:
        j->threads = (unsigned)tool_number("--jobs", value, 1, 256);
        break;
    case 'v':
        j->verbose = true;
        break;
    default: /* l, n, U */
        break;
    }
}

static void read_options(struct args *a, int argc, char **argv)
{
    int c;

    while ((c = getopt_long(argc, argv, ":r:V:w:F:zc:dOy:s:C:G:W:vlnUh", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(help, stdout);
            exit(fflush(stdout) == 0 ? TOOL_OK : TOOL_FAIL);
        }
        if (c == OPT_VERSION) {
            tool_version();
            exit(fflush(stdout) == 0 ? TOOL_OK : TOOL_FAIL);
        }
        if (c == '?' || c == ':')
            tool_bad_option(c, argv);
        set_option(a, c, optarg);
    }
}

static void check_options(const struct args *a)
{
    const struct filter_job *j = &a->job;
    bool from_stdin = false;

    for (size_t i = 0; i < a->in.n; i++)
        from_stdin |= strcmp(a->in.name[i], "-") == 0;
    if (from_stdin && a->expression_file && strcmp(a->expression_file, "-") == 0)
        tool_usage("both the packets and the expression would come from standard input");
    if (j->by_flow && !j->sample)
        tool_usage("--by-flow says how to take a sample: add --sample 1/N");
    if (j->count && a->out && strcmp(a->out, "-") == 0)
        tool_usage("--count and packets can't both go to standard output");
    if (from_stdin && isatty(STDIN_FILENO))
        tool_usage("nothing to read: add '-r FILE' or a pipe ('sncap | snfilter ...')");
}

/* What an output's name says about its compression. */
static enum compress by_name(const char *path)
{
    const char *dot = strrchr(path, '.');

    if (dot && strcmp(dot, ".gz") == 0)
        return COMPRESS_GZIP;
    return dot && strcmp(dot, ".zst") == 0 ? COMPRESS_ZSTD : COMPRESS_DEFAULT;
}

/* The link type that -d compiles for: -y's, the first input's, Ethernet. */
static uint32_t print_linktype(const struct args *a)
{
    static const struct sn_sandbox box = {.kind = SN_SANDBOX_STREAM, .dir = -1};
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;
    uint32_t type;
    enum sn_err e;

    if (a->job.opts.linktype != SN_LINK_ANY)
        return a->job.opts.linktype;
    if (!a->in.n)
        return SN_LINK_ETHERNET;
    e = sn_src_open(&src, a->in.name[0], &d);
    if (!e) {
        (void)tool_lock_in(&box);
        e = sn_reader_open(&r, src, &d);
    }
    if (e) {
        tool_error(a->in.name[0], &d);
        exit(TOOL_FAIL);
    }
    type = sn_reader_iface(r, 0)->linktype;
    sn_reader_close(r);
    return type;
}

static int print_program(const struct args *a)
{
    struct sn_bpf_opts o = a->job.opts;
    struct sn_bpf_names *names;
    struct sn_arena mem;
    struct sn_prog p;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;
    bool ok;

    sn_arena_init(&mem, (size_t)1 << 30);
    sn_buf_init(&b, (size_t)1 << 30);
    e = sn_bpf_names_new(&names, a->job.text, a->job.textlen, &o, &d);
    if (!e) {
        o.names = names;
        o.linktype = print_linktype(a);
        o.file = a->job.opts.linktype == SN_LINK_ANY && a->in.n;
        o.live = !a->in.n;
        e = sn_bpf_compile(&p, &mem, a->job.text, a->job.textlen, &o, &d);
        sn_bpf_names_free(names);
    }
    if (e) {
        tool_filter_error(a->job.text, a->job.textlen, &d);
        sn_arena_free(&mem);
        return TOOL_FAIL;
    }
    sn_bpf_print(&b, &p, (enum sn_bpf_image)(a->print > 3 ? 3 : a->print));
    if (b.err)
        tool_die("no memory to print the program");
    ok = fwrite(b.base, 1, sn_buf_len(&b), stdout) == sn_buf_len(&b) && fflush(stdout) == 0;
    sn_buf_free(&b);
    sn_arena_free(&mem);
    if (!ok)
        tool_die("can't write the program");
    return TOOL_OK;
}

int main(int argc, char **argv)
{
    struct args a = {.job.opts.linktype = SN_LINK_ANY};
    struct filter_job *j = &a.job;
    char *text;
    int status;

    read_options(&a, argc, argv);
    if (!a.print)
        tool_inputs_check(&a.in);
    check_options(&a);
    text = tool_expression(argv + optind, a.expression_file, &j->textlen);
    j->text = text;
    j->in = &a.in;
    if (a.print) {
        status = print_program(&a);
    } else {
        j->out = a.out || j->count ? a.out : "-";
        j->edit.snaplen = j->opts.snaplen;
        j->edits |= j->edit.snaplen != 0;
        j->opts.snaplen = 0;
        filter_edit_check(j);
        if (j->out && !j->compress)
            j->compress = by_name(j->out);
        status = filter_run(j);
    }
    free(text);
    tool_inputs_free(&a.in);
    filter_edit_free(j);
    return status;
}
