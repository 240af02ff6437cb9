/* sncap's command line. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "sncap.h"

/* A time that can be added to the time of day, ns. */
#define LONGEST (INT64_C(100) * 365 * 86400 * 1000000000)

enum {
    OPT_MICRO = 256,
    OPT_NANO,
    OPT_PRECISION,
    OPT_FORMAT,
    OPT_BLOCK,
    OPT_RING,
    OPT_NAMES,
    OPT_PRINT,
    OPT_ON_FULL,
    OPT_DURATION,
    OPT_MAX_BYTES,
    OPT_STATS,
    OPT_RECORDER,
    OPT_TRIGGER,
    OPT_AFTER,
    OPT_JSON,
    OPT_FAIL,
    OPT_WAIT,
    OPT_JOBS,
    OPT_COMPRESS,
    OPT_NETNS,
    OPT_EXCLUDE,
    OPT_ATTEMPT,
    OPT_LOOK,
};

static const struct option longs[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"write", required_argument, NULL, 'w'},
    {"count", required_argument, NULL, 'c'},
    {"filter", required_argument, NULL, 'f'},
    {"filter-file", required_argument, NULL, 'F'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"look-through", no_argument, NULL, OPT_LOOK},
    {"interface", required_argument, NULL, 'i'},
    {"list-interfaces", no_argument, NULL, 'D'},
    {"list-data-link-types", no_argument, NULL, 'L'},
    {"linktype", required_argument, NULL, 'y'},
    {"time-stamp-type", required_argument, NULL, 'j'},
    {"list-time-stamp-types", no_argument, NULL, 'J'},
    {"snapshot-length", required_argument, NULL, 's'},
    {"buffer-size", required_argument, NULL, 'B'},
    {"block-timeout", required_argument, NULL, OPT_BLOCK},
    {"direction", required_argument, NULL, 'Q'},
    {"no-promiscuous-mode", no_argument, NULL, 'p'},
    {"no-optimize", no_argument, NULL, 'O'},
    {"packet-buffered", no_argument, NULL, 'U'},
    {"gzip", no_argument, NULL, 'z'},
    {"micro", no_argument, NULL, OPT_MICRO},
    {"nano", no_argument, NULL, OPT_NANO},
    {"time-stamp-precision", required_argument, NULL, OPT_PRECISION},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"user", required_argument, NULL, 'Z'},
    {"attempt", required_argument, NULL, OPT_ATTEMPT},
    {"compress", required_argument, NULL, OPT_COMPRESS},
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"wait", no_argument, NULL, OPT_WAIT},
    {"netns", required_argument, NULL, OPT_NETNS},
    {"exclude-self", no_argument, NULL, OPT_EXCLUDE},
    {"file-size", required_argument, NULL, 'C'},
    {"rotate", required_argument, NULL, 'G'},
    {"files", required_argument, NULL, 'W'},
    {"ring", required_argument, NULL, OPT_RING},
    {"print", no_argument, NULL, OPT_PRINT},
    {"print-names", no_argument, NULL, OPT_NAMES},
    {"on-full", required_argument, NULL, OPT_ON_FULL},
    {"duration", required_argument, NULL, OPT_DURATION},
    {"max-bytes", required_argument, NULL, OPT_MAX_BYTES},
    {"stats", required_argument, NULL, OPT_STATS},
    {"recorder", required_argument, NULL, OPT_RECORDER},
    {"trigger", required_argument, NULL, OPT_TRIGGER},
    {"after-trigger", required_argument, NULL, OPT_AFTER},
    {"json", no_argument, NULL, OPT_JSON},
    {"fail-on-loss", no_argument, NULL, OPT_FAIL},
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: sncap [options] [filter ...]\n"
    "Captures packets and writes them to standard output, or to a file.\n"
    "\n"
    "  -i, --interface IF      a name, a number from -D, or any; repeat it for several;\n"
    "                          without it the first that is up and not loopback;\n"
    "                          -f, -s, -y and -p behind an -i are for that one, in front of\n"
    "                          all for all\n"
    "      --netns NAME|PATH|PID  in this network namespace\n"
    "      --wait              wait for interfaces to appear, and to come back\n"
    "  -w, --write FILE        write to FILE instead of standard output (-)\n"
    "  -c, --count N           stop after N packets\n"
    "  -s, --snapshot-length N keep at most N bytes of each packet (0: 262144)\n"
    "  -p, --no-promiscuous-mode  leave the interface's mode alone\n"
    "  -Q, --direction in|out|inout  packets of one direction only\n"
    "      --duration TIME     stop after TIME: 90, 5m, 1h30m\n"
    "      --max-bytes SIZE    stop before more than SIZE bytes are written\n"
    "      --exclude-self      leave the SSH session out that carries the output\n"
    "  -f, --filter FILTER     a filter for one interface\n"
    "  -F, --filter-file FILE  read the filter from FILE\n"
    "      --look-through      the filter also sees behind VLAN tags, MPLS, PPPoE, tunnels\n"
    "                          and IPv6 extension headers\n"
    "  -z, --gzip              compress while writing\n"
    "      --compress gzip|zstd  the same; names that end in .gz or .zst imply it\n"
    "  -C, --file-size SIZE    begin a new file before one gets larger than SIZE million\n"
    "                          bytes; k, m, g: KiB, MiB, GiB\n"
    "  -G, --rotate TIME       begin a new file every TIME, by the clock; the name of -w\n"
    "                          may hold %Y %m %d %H %M %S\n"
    "  -W, --files N           with -G: end after N files; with -C alone: overwrite in turn\n"
    "      --ring N            keep the last N files only\n"
    "      --print             print the packets too, as sndump does\n"
    "      --print-names       print the name of each finished file\n"
    "      --on-full stop|wait  when the disk is full: stop, or wait and go on (stop)\n"
    "      --recorder SIZE|TIME  keep the last SIZE bytes (5m: MiB) or TIME (30s) in memory, "
    "write\n"
    "                          them at SIGUSR2, at the end, or when the trigger matches\n"
    "      --trigger FILTER    write them when a packet matches FILTER\n"
    "      --after-trigger TIME  and what arrives within TIME after that packet\n"
    "      --stats TIME        print the counts every TIME\n"
    "      --json              counts and -D as JSON, an object a line\n"
    "      --fail-on-loss      status 1 when any packet was lost\n"
    "  -Z, --user USER         become USER once the sockets are open\n"
    "      --attempt open|create|socket|exec  try what must not work then, and exit\n"
    "  -q, --quiet             no start line, no counts\n"
    "  -v, --verbose           say more at the start: rings, who checks the filter, what was\n"
    "                          given up\n"
    "  -D, --list-interfaces   list the interfaces\n"
    "  -L, --list-data-link-types  list the link types of an interface\n"
    "  -y, --linktype TYPE     capture with this link type\n"
    "  -d, -dd, -ddd           print the compiled filter: text, C, decimal\n"
    "  -O, --no-optimize       don't optimise the filter\n"
    "  -B, --buffer-size KIB   size of the ring in KiB (8192)\n"
    "      --block-timeout MS  longest wait of a packet in the ring (10)\n"
    "      --jobs N            N rings and threads for each interface (1)\n"
    "      --format pcap|pcapng  format of the output (pcap)\n"
    "      --time-stamp-precision micro|nano\n"
    "      --micro, --nano     the same\n"
    "  -j, --time-stamp-type TYPE  whose clock: host, or a type that -J lists (host)\n"
    "  -J, --list-time-stamp-types  list the types of an interface\n"
    "  -l, -n, -U, --packet-buffered  accepted; output never waits, nothing is resolved\n"
    "  -h, --help              print this and exit\n"
    "  -V, --version           print the version and exit\n"
    "\n"
    "  sncap -i eth0 tcp | sndump\n"
    "  sncap -z > out.pcap.gz\n";

static const struct sn_linktype *linktype(const char *name)
{
    const struct sn_linktype *t = sn_linktype_by_name(name);

    if (!t)
        tool_usage("no such link type: '%s'; -L lists those of an interface", name);
    return t;
}

static enum sn_stamp stamp(const char *word)
{
    enum sn_stamp t;

    if (!sn_stamp_by_name(&t, word))
        tool_usage("no such time stamp type: '%s'; -J lists those of an interface", word);
    return t;
}

static enum sn_cap_dir direction(const char *word)
{
    if (strcmp(word, "in") == 0)
        return SN_CAP_IN;
    if (strcmp(word, "out") == 0)
        return SN_CAP_OUT;
    if (strcmp(word, "inout") != 0)
        tool_usage("-Q takes in, out or inout, not '%s'", word);
    return SN_CAP_INOUT;
}

static uint8_t precision(const char *word)
{
    if (strcmp(word, "micro") == 0)
        return 6;
    if (strcmp(word, "nano") != 0)
        tool_usage("--time-stamp-precision takes micro or nano, not '%s'", word);
    return 9;
}

static enum sn_format format(const char *word)
{
    if (strcmp(word, "pcap") == 0)
        return SN_PCAP;
    if (strcmp(word, "pcapng") != 0)
        tool_usage("--format takes pcap or pcapng, not '%s'", word);
    return SN_PCAPNG;
}

static int64_t duration(const char *option, const char *arg)
{
    struct sn_diag d;
    int64_t ns;

    if (sn_duration_parse(&ns, arg, &d) != SN_OK || ns == 0)
        tool_usage("%s takes a time such as 10, 1.5s, 5m or 1h30m, not '%s'", option, arg);
    if (ns > LONGEST)
        tool_usage("%s: more than a hundred years: '%s'", option, arg);
    return ns;
}

static enum sn_output_compress compression(const char *word)
{
    if (strcmp(word, "gzip") == 0)
        return SN_OUTPUT_GZIP;
    if (strcmp(word, "zstd") != 0)
        tool_usage("--compress takes gzip or zstd, not '%s'", word);
    return SN_OUTPUT_ZSTD;
}

static bool on_full(const char *word)
{
    if (strcmp(word, "wait") == 0)
        return true;
    if (strcmp(word, "stop") != 0)
        tool_usage("--on-full takes stop or wait, not '%s'", word);
    return false;
}

static void add_interface(struct options *o, const char *name)
{
    if (o->ninterfaces == SNCAP_IFS_MAX)
        tool_usage("too many interfaces: at most %d", SNCAP_IFS_MAX);
    o->interfaces[o->ninterfaces++] = (struct source_opts){name, o->filter, o->capture.ring};
}

/* What an option is about: the -i in front of it, or all that follow. */
static struct sn_cap_opts *ring(struct options *o)
{
    return o->ninterfaces ? &o->interfaces[o->ninterfaces - 1].ring : &o->capture.ring;
}

static const char **own_filter(struct options *o)
{
    return o->ninterfaces ? &o->interfaces[o->ninterfaces - 1].filter : &o->filter;
}

static void more_image(struct options *o)
{
    o->image = o->image < SN_BPF_DECIMAL ? (enum sn_bpf_image)(o->image + 1) : SN_BPF_DECIMAL;
}

/* Options about files and limits. */
static bool filed(struct options *o, int c)
{
    switch (c) {
    case 'Z':
        o->user = optarg;
        return true;
    case OPT_ATTEMPT:
        o->attempt = optarg;
        return true;
    case 'C':
        o->output.file_size = tool_size("-C", optarg, 1000000);
        return true;
    case 'G':
        o->output.period = duration("-G", optarg);
        return true;
    case 'W':
        o->output.files = (uint64_t)tool_number("-W", optarg, 1, INT32_MAX);
        return true;
    case OPT_RING:
        o->output.ring = (uint64_t)tool_number("--ring", optarg, 1, 1000000);
        return true;
    case OPT_PRINT:
        o->print = true;
        return true;
    case OPT_NAMES:
        o->print_names = true;
        return true;
    case OPT_ON_FULL:
        o->output.wait_when_full = on_full(optarg);
        return true;
    case OPT_DURATION:
        o->duration = duration("--duration", optarg);
        return true;
    case OPT_MAX_BYTES:
        o->output.max_bytes = tool_size("--max-bytes", optarg, 1);
        return true;
    case OPT_STATS:
        o->capture.tick = duration("--stats", optarg);
        return true;
    case OPT_RECORDER:
        sncap_recorder_option(o, optarg);
        return true;
    case OPT_TRIGGER:
        o->trigger = optarg;
        return true;
    case OPT_AFTER:
        o->recorder.after = duration("--after-trigger", optarg);
        return true;
    default:
        return false;
    }
}

/* Options with a value. */
static bool valued(struct options *o, int c)
{
    switch (c) {
    case 'i':
        add_interface(o, optarg);
        return true;
    case 'w':
        o->output.path = optarg;
        return true;
    case 'f':
        *own_filter(o) = optarg;
        return true;
    case 'F':
        o->expr_file = optarg;
        return true;
    case 'c':
        o->output.count = (uint64_t)tool_number("-c", optarg, 1, INT64_MAX);
        return true;
    case 's':
        ring(o)->snaplen = (uint32_t)tool_number("-s", optarg, 0, SN_SNAPLEN_DEFAULT);
        if (!ring(o)->snaplen)
            ring(o)->snaplen = SN_SNAPLEN_DEFAULT;
        return true;
    case 'B':
        o->capture.ring.buffer = (size_t)tool_number("-B", optarg, 1, 2 << 20) << 10;
        return true;
    case 'Q':
        o->capture.ring.dir = direction(optarg);
        return true;
    case 'y':
        ring(o)->linktype = linktype(optarg)->id;
        o->linktype_given |= !o->ninterfaces;
        return true;
    case 'j':
        o->capture.ring.stamp = stamp(optarg);
        return true;
    case OPT_COMPRESS:
        o->output.compress = compression(optarg);
        return true;
    case OPT_JOBS:
        o->capture.jobs = (uint32_t)tool_number("--jobs", optarg, 1, SN_CAPTURE_JOBS_MAX);
        return true;
    case OPT_NETNS:
        o->netns = optarg;
        return true;
    case OPT_BLOCK:
        o->capture.ring.block_ms = (uint32_t)tool_number("--block-timeout", optarg, 1, 10000);
        return true;
    case OPT_PRECISION:
        o->output.digits = precision(optarg);
        return true;
    case OPT_FORMAT:
        o->output.format = format(optarg);
        o->format_given = true;
        return true;
    default:
        return false;
    }
}

static bool plain(struct options *o, int c)
{
    switch (c) {
    case 'D':
        o->list = true;
        return true;
    case 'L':
        o->list_types = true;
        return true;
    case 'J':
        o->list_stamps = true;
        return true;
    case 'p':
        ring(o)->promisc = false;
        return true;
    case 'q':
        o->quiet = true;
        o->verbose = false;
        return true;
    case 'v':
        o->verbose = true;
        o->quiet = false;
        return true;
    case OPT_LOOK:
        o->look_through = true;
        return true;
    case 'z':
        o->output.compress = SN_OUTPUT_GZIP;
        return true;
    case 'd':
        more_image(o);
        return true;
    case 'O':
        o->no_opt = true;
        return true;
    case 'l':
    case 'U':
    case 'n':
        return true;
    case OPT_JSON:
        o->json = true;
        return true;
    case OPT_WAIT:
        o->capture.keep = true;
        return true;
    case OPT_EXCLUDE:
        o->exclude_self = true;
        return true;
    case OPT_FAIL:
        o->fail_on_loss = true;
        return true;
    case OPT_MICRO:
        o->output.digits = 6;
        return true;
    case OPT_NANO:
        o->output.digits = 9;
        return true;
    default:
        return false;
    }
}

/* `sncap -w out.pcap -z gzip`, as one would tell tcpdump. */
static void explain_z(const struct options *o, const char *word)
{
    static const char *const commands[] = {"gzip", "bzip2", "xz",      "zstd",
                                           "pigz", "lz4",   "compress"};

    if (!o->output.compress || !word)
        return;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(word, commands[i]) == 0)
            tool_usage("-z takes no command: it compresses with gzip while writing; leave '%s' out",
                       word);
}

/* What a file's name says about its compression. */
static enum sn_output_compress implied(const char *name)
{
    const char *dot = strrchr(name, '.');

    if (dot && strcmp(dot, ".gz") == 0)
        return SN_OUTPUT_GZIP;
    return dot && strcmp(dot, ".zst") == 0 ? SN_OUTPUT_ZSTD : SN_OUTPUT_PLAIN;
}

/* What only makes sense together. */
static void check(struct options *o)
{
    bool file = o->output.path && strcmp(o->output.path, "-") != 0;

    sncap_recorder_check(o);
    if (o->record && o->capture.ring.stamp != SN_STAMP_HOST)
        tool_usage("--recorder goes by the host's clock: it doesn't go with -j %s",
                   sn_stamp_name(o->capture.ring.stamp));
    if (!file && (o->output.file_size || o->output.period || o->output.files || o->output.ring ||
                  o->print_names || o->print))
        tool_usage("-C, -G, -W, --ring, --print and --print-names need -w FILE");
    if (o->print && o->print_names)
        tool_usage("--print and --print-names both write to standard output: choose one");
    if (o->output.files && !o->output.file_size && !o->output.period && !o->record)
        tool_usage("-W needs -C or -G: how large or how long a file becomes");
    if (o->output.ring && !o->output.file_size && !o->output.period && !o->record)
        tool_usage("--ring needs -C or -G: how large or how long a file becomes");
    o->capture.to_stdout = !file;
    if (file && !o->output.compress)
        o->output.compress = implied(o->output.path);
    if (o->ninterfaces > 1 && !o->format_given)
        o->output.format = SN_PCAPNG;
    o->capture.ring.directions = o->output.format == SN_PCAPNG;
    if (!o->ninterfaces)
        add_interface(o, NULL);
    for (uint32_t i = 0; o->exclude_self && i < o->ninterfaces; i++)
        if (o->interfaces[i].filter)
            tool_usage("--exclude-self doesn't go with -f: give one filter behind the options");
}

void sncap_options(struct options *o, int argc, char **argv)
{
    int c;

    *o = (struct options){
        .capture = {.ring = {.promisc = true, .snaplen = SN_SNAPLEN_DEFAULT}, .jobs = 1},
        .output = {.digits = 6}};
    while ((c = getopt_long(argc, argv, ":i:w:f:F:c:s:B:Q:y:j:C:G:W:Z:DLJpqvzdOlUnhV", longs,
                            NULL)) != -1) {
        if (valued(o, c) || filed(o, c) || plain(o, c))
            continue;
        if (c == 'h') {
            fputs(usage, stdout);
            exit(TOOL_OK);
        }
        if (c == 'V') {
            tool_version();
            exit(TOOL_OK);
        }
        tool_bad_option(c, argv);
    }
    check(o);
    explain_z(o, argv[optind]);
    o->expr = tool_expression(argv + optind, o->expr_file, &o->expr_len);
}
