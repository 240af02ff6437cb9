/* sncap's command line. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "sncap.h"

enum { OPT_MICRO = 256, OPT_NANO, OPT_PRECISION, OPT_FORMAT, OPT_BLOCK };

static const struct option longs[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"write", required_argument, NULL, 'w'},
    {"count", required_argument, NULL, 'c'},
    {"filter-file", required_argument, NULL, 'F'},
    {"quiet", no_argument, NULL, 'q'},
    {"interface", required_argument, NULL, 'i'},
    {"list-interfaces", no_argument, NULL, 'D'},
    {"list-data-link-types", no_argument, NULL, 'L'},
    {"linktype", required_argument, NULL, 'y'},
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
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: sncap [options] [filter ...]\n"
    "Captures packets and writes them to standard output, or to a file.\n"
    "\n"
    "  -i, --interface IF      a name, a number from -D, or any; without it the first\n"
    "                          that is up and not loopback\n"
    "  -w, --write FILE        write to FILE instead of standard output (-)\n"
    "  -c, --count N           stop after N packets\n"
    "  -s, --snapshot-length N keep at most N bytes of each packet (0: 262144)\n"
    "  -p, --no-promiscuous-mode  leave the interface's mode alone\n"
    "  -Q, --direction in|out|inout  packets of one direction only\n"
    "  -F, --filter-file FILE  read the filter from FILE\n"
    "  -z, --gzip              compress while writing\n"
    "  -q, --quiet             no start line, no counts\n"
    "  -D, --list-interfaces   list the interfaces\n"
    "  -L, --list-data-link-types  list the link types of an interface\n"
    "  -y, --linktype TYPE     capture with this link type\n"
    "  -d, -dd, -ddd           print the compiled filter: text, C, decimal\n"
    "  -O, --no-optimize       don't optimise the filter\n"
    "  -B, --buffer-size KIB   size of the ring in KiB (8192)\n"
    "      --block-timeout MS  longest wait of a packet in the ring (10)\n"
    "      --format pcap|pcapng  format of the output (pcap)\n"
    "      --time-stamp-precision micro|nano\n"
    "      --micro, --nano     the same\n"
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

static void more_image(struct options *o)
{
    o->image = o->image < SN_BPF_DECIMAL ? (enum sn_bpf_image)(o->image + 1) : SN_BPF_DECIMAL;
}

/* Options with a value. */
static bool valued(struct options *o, int c)
{
    switch (c) {
    case 'i':
        o->interface = optarg;
        return true;
    case 'w':
        o->file = optarg;
        return true;
    case 'F':
        o->expr_file = optarg;
        return true;
    case 'c':
        o->count = (uint64_t)tool_number("-c", optarg, 1, INT64_MAX);
        return true;
    case 's':
        o->snaplen = (uint32_t)tool_number("-s", optarg, 0, SN_SNAPLEN_DEFAULT);
        return true;
    case 'B':
        o->buffer = (size_t)tool_number("-B", optarg, 1, 2 << 20) << 10;
        return true;
    case 'Q':
        o->dir = direction(optarg);
        return true;
    case 'y':
        o->linktype = linktype(optarg)->id;
        o->linktype_given = true;
        return true;
    case OPT_BLOCK:
        o->block_ms = (uint32_t)tool_number("--block-timeout", optarg, 1, 10000);
        return true;
    case OPT_PRECISION:
        o->digits = precision(optarg);
        return true;
    case OPT_FORMAT:
        o->format = format(optarg);
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
    case 'p':
        o->promisc = false;
        return true;
    case 'q':
        o->quiet = true;
        return true;
    case 'z':
        o->gzip = true;
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
    case OPT_MICRO:
        o->digits = 6;
        return true;
    case OPT_NANO:
        o->digits = 9;
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

    if (!o->gzip || !word)
        return;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(word, commands[i]) == 0)
            tool_usage("-z takes no command: it compresses with gzip while writing; leave '%s' out",
                       word);
}

void sncap_options(struct options *o, int argc, char **argv)
{
    int c;

    *o = (struct options){.promisc = true, .digits = 6, .snaplen = SN_SNAPLEN_DEFAULT};
    while ((c = getopt_long(argc, argv, ":i:w:F:c:s:B:Q:y:DLpqzdOlUnhV", longs, NULL)) != -1) {
        if (valued(o, c) || plain(o, c))
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
    if (!o->snaplen)
        o->snaplen = SN_SNAPLEN_DEFAULT;
    explain_z(o, argv[optind]);
    o->expr = tool_expression(argv + optind, o->expr_file, &o->expr_len);
}
