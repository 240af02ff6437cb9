/* sncap's command line. */
#include <stdlib.h>

#include "sncap.h"

#define FORMAT_UNSAID 255

/* A time that can be added to the time of day, ns. */
#define LONGEST (INT64_C(100) * 365 * 86400 * 1000000000)

static struct sn_cap_opts *ring(struct options *o)
{
    return o->ninterfaces ? &o->interfaces[o->ninterfaces - 1].ring : &o->capture.ring;
}

static void add_interface(void *into, const char *name)
{
    struct options *o = into;

    if (o->ninterfaces == SNCAP_IFS_MAX)
        tool_usage("too many interfaces: at most %d", SNCAP_IFS_MAX);
    o->interfaces[o->ninterfaces++] =
        (struct source_opts){name, o->filter, o->monitor, o->capture.ring};
}

/* ---- options about the -i in front of them, or all that follow ---- */

static void snaplen(void *into, const char *value)
{
    uint32_t n = (uint32_t)tool_number("-s", value, 0, SN_SNAPLEN_DEFAULT);

    ring(into)->snaplen = n ? n : SN_SNAPLEN_DEFAULT;
}

static void own_filter(void *into, const char *value)
{
    struct options *o = into;

    *(o->ninterfaces ? &o->interfaces[o->ninterfaces - 1].filter : &o->filter) = value;
}

static void linktype(void *into, const char *value)
{
    const struct sn_linktype *t = sn_linktype_by_name(value);
    struct options *o = into;

    if (!t)
        tool_usage("no such link type: '%s'; -L lists those of an interface", value);
    ring(o)->linktype = t->id;
    o->linktype_given |= !o->ninterfaces;
}

static void monitor_mode(void *into, const char *value)
{
    struct options *o = into;

    (void)value;
    *(o->ninterfaces ? &o->interfaces[o->ninterfaces - 1].monitor : &o->monitor) = true;
}

static void not_promiscuous(void *into, const char *value)
{
    (void)value;
    ring(into)->promisc = false;
}

/* ---- options for all ---- */

static void stamp(void *into, const char *value)
{
    struct options *o = into;

    if (!sn_stamp_by_name(&o->capture.ring.stamp, value))
        tool_usage("no such time stamp type: '%s'; -J lists those of an interface", value);
}

static void buffer(void *into, const char *value)
{
    struct options *o = into;

    o->capture.ring.buffer = (size_t)tool_number("-B", value, 1, 2 << 20) << 10;
}

static void more_image(void *into, const char *value)
{
    struct options *o = into;

    (void)value;
    o->image = o->image < SN_BPF_DECIMAL ? (enum sn_bpf_image)(o->image + 1) : SN_BPF_DECIMAL;
}

static void pid(void *into, const char *value)
{
    struct options *o = into;

    o->owner.pid = (uint32_t)tool_number("--pid", value, 1, INT32_MAX);
    o->netns = o->netns ? o->netns : value; /* where its packets are */
}

static const struct sn_word directions[] = {
    {"in", SN_CAP_IN}, {"out", SN_CAP_OUT}, {"inout", SN_CAP_INOUT}, {NULL, 0}};
static const struct sn_word when_full[] = {{"stop", false}, {"wait", true}, {NULL, 0}};

#define AT(member) SN_OPTION_AT(struct options, member)

static const struct sn_option table[] = {
    CALL("i,interface", "IF", add_interface,
         "a name, a number from -D, or any; repeat it for\n"
         "several; without it the first that is up and not loopback;\n"
         "-f, -s, -y, -p and -I behind an -i are for that one, in\nfront of all for all"),
    {"netns", "NAME|PATH|PID", SN_OPTION_STRING, AT(netns), .help = "in this network namespace"},
    {"run", "COMMAND ...", SN_OPTION_REST, AT(owner.command),
     .help = "run COMMAND with the arguments behind it, and capture what\nit sends and receives"},
    CALL("pid", "PID", pid, "what this process sends and receives, and those that it starts"),
    {"cgroup", "PATH", SN_OPTION_STRING, AT(owner.cgroup),
     .help = "what the processes of this control group do: a folder of\n/sys/fs/cgroup"},
    FLAG("wait", capture.keep, "wait for interfaces to appear, and to come back"),
    {"w,write", "FILE", SN_OPTION_STRING, AT(output.path),
     .help = "write to FILE instead of standard output (-)"},
    {"c,count", "N", SN_OPTION_NUMBER, AT(output.count), 1, INT64_MAX,
     .help = "stop after N packets"},
    CALL("s,snapshot-length", "N", snaplen, "keep at most N bytes of each packet (0: 262144)"),
    CALL("I,monitor-mode", NULL, monitor_mode, "every frame that a wireless adapter hears"),
    CALL("p,no-promiscuous-mode", NULL, not_promiscuous, "leave the interface's mode alone"),
    {"Q,direction", "in|out|inout", SN_OPTION_WORD, AT(capture.ring.dir), .words = directions,
     .help = "packets of one direction only"},
    {"duration", "TIME", SN_OPTION_TIME, AT(duration), 0, LONGEST,
     .help = "stop after TIME: 90, 5m, 1h30m"},
    {"max-bytes", "SIZE", SN_OPTION_SIZE, AT(output.max_bytes), 1,
     .help = "stop before more than SIZE bytes are written"},
    FLAG("exclude-self", exclude_self, "leave the SSH session out that carries the output"),
    CALL("f,filter", "FILTER", own_filter, "a filter for one interface"),
    {"F,filter-file", "FILE", SN_OPTION_STRING, AT(expr_file), .help = "read the filter from FILE"},
    FLAG("look-through", look_through,
         "the filter also sees behind VLAN tags, MPLS, PPPoE, tunnels\nand IPv6 extension headers"),
    PARSE("z,gzip", NULL, output.compress, sn_option_compress, "compress while writing"),
    PARSE("compress", "gzip|zstd[:N]", output.compress, sn_option_compress,
          "the same, at level N; names that end in .gz or .zst\nimply it"),
    {"C,file-size", "SIZE", SN_OPTION_SIZE, AT(output.file_size), 1000000,
     .help = "begin a new file before one gets larger than SIZE million\nbytes; k, m, g: KiB, MiB, "
             "GiB"},
    {"G,rotate", "TIME", SN_OPTION_TIME, AT(output.period), 0, LONGEST,
     .help =
         "begin a new file every TIME, by the clock; the name of -w\nmay hold %Y %m %d %H %M %S"},
    {"W,files", "N", SN_OPTION_NUMBER, AT(output.files), 1, INT32_MAX,
     .help = "with -G: end after N files; with -C alone: overwrite in turn"},
    {"ring", "N", SN_OPTION_NUMBER, AT(output.ring), 1, 1000000,
     .help = "keep the last N files only"},
    FLAG("index", index, "write the index of each file beside it (-w)"),
    FLAG("print", print, "print the packets too, as sndump does"),
    FLAG("print-names", print_names, "print the name of each finished file"),
    {"on-full", "stop|wait", SN_OPTION_WORD, AT(output.wait_when_full), .words = when_full,
     .help = "when the disk is full: stop, or wait and go on (stop)"},
    PARSE("recorder", "SIZE|TIME", recorder, sn_option_recorder,
          "keep the last SIZE bytes (5m: MiB) or TIME (30s) in memory,\n"
          "write them at SIGUSR2, at the end, or when the trigger\nmatches"),
    {"trigger", "FILTER", SN_OPTION_STRING, AT(trigger),
     .help = "write them when a packet matches FILTER"},
    {"after-trigger", "TIME", SN_OPTION_TIME, AT(recorder.after), 0, LONGEST,
     .help = "and what arrives within TIME after that packet"},
    {"stats", "TIME", SN_OPTION_TIME, AT(stats), 0, LONGEST, .help = "print the counts every TIME"},
    {"prometheus", "FILE", SN_OPTION_STRING, AT(prometheus),
     .help =
         "write the counts to FILE for Prometheus' textfile\ncollector, every 10 s (--stats) and "
         "at the end"},
    FLAG("json", json, "counts and -D as JSON, an object a line"),
    FLAG("fail-on-loss", fail_on_loss, "status 1 when any packet was lost"),
    {"Z,user", "USER", SN_OPTION_STRING, AT(user), .help = "become USER once the sockets are open"},
    {"attempt", "open|create|socket|exec", SN_OPTION_STRING, AT(attempt),
     .help = "try what must not work then, and exit"},
    {"q,quiet", NULL, SN_OPTION_SET, AT(says), SNCAP_LESS, .help = "no start line, no counts"},
    {"v,verbose", NULL, SN_OPTION_SET, AT(says), SNCAP_MORE,
     .help = "say more at the start: rings, who checks the filter, what\nwas given up"},
    FLAG("D,list-interfaces", list, "list the interfaces"),
    FLAG("L,list-data-link-types", list_types, "list the link types of an interface"),
    CALL("y,linktype", "TYPE", linktype, "capture with this link type"),
    CALL("d", NULL, more_image, "print the compiled filter: -d text, -dd C, -ddd decimal"),
    FLAG("O,no-optimize", no_opt, "don't optimise the filter"),
    CALL("B,buffer-size", "KIB", buffer, "size of the ring in KiB (8192)"),
    {"block-timeout", "MS", SN_OPTION_NUMBER, AT(capture.ring.block_ms), 1, 10000,
     .help = "longest wait of a packet in the ring (10)"},
    {"jobs", "N", SN_OPTION_NUMBER, AT(capture.jobs), 1, SN_CAPTURE_JOBS_MAX,
     .help = "N rings and threads for each interface (1)"},
    {"format", "pcap|pcapng", SN_OPTION_WORD, AT(format), .words = tool_formats,
     .help = "format of the output (pcap)"},
    {"time-stamp-precision", "micro|nano", SN_OPTION_WORD, AT(output.digits),
     .words = tool_precisions, .help = "digits of a second: six or nine"},
    {"micro", NULL, SN_OPTION_SET, AT(output.digits), 6, .help = "the same,"},
    {"nano", NULL, SN_OPTION_SET, AT(output.digits), 9, .help = "in a word"},
    CALL("j,time-stamp-type", "TYPE", stamp, "whose clock: host, or a type that -J lists (host)"),
    FLAG("J,list-time-stamp-types", list_stamps, "list the types of an interface"),
    {"l,n,U,packet-buffered", NULL, SN_OPTION_NOTHING,
     .help = "accepted; output never waits, nothing is resolved"},
    {"h,help", NULL, SN_OPTION_HELP, .help = "print this and exit"},
    {"V,version", NULL, SN_OPTION_VERSION, .help = "print the version and exit"},
    {.names = NULL},
};

static const char head[] = "usage: sncap [options] [filter ...]\n"
                           "Captures packets and writes them to standard output, or to a file.\n\n";

static void examples(struct sn_buf *b)
{
    sn_put_lit(b, "\n  sncap -i eth0 tcp | sndump\n  sncap -z > out.pcap.gz\n");
}

/* `sncap -w out.pcap -z gzip`, as one would tell tcpdump. */
static void explain_z(const struct options *o, const char *word)
{
    static const char *const commands[] = {"gzip", "bzip2", "xz",      "zstd",
                                           "pigz", "lz4",   "compress"};

    if (!o->output.compress.on || !word)
        return;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(word, commands[i]) == 0)
            tool_usage("-z takes no command: it compresses with gzip while writing; leave '%s' out",
                       word);
}

static void check_recorder(struct options *o)
{
    struct sn_recorder_opts *r = &o->recorder;

    o->record = r->size || r->time;
    if (!o->record && o->trigger)
        tool_usage("--trigger needs --recorder");
    if (!o->trigger && r->after)
        tool_usage("--after-trigger needs --trigger");
    if (!o->record)
        return;
    if (o->trigger && !o->trigger[strspn(o->trigger, " \t\n")])
        tool_usage("--trigger takes a filter expression, and this one is empty");
    if (o->output.period)
        tool_usage("--recorder doesn't go with -G: files begin when something happens");
    if (o->capture.ring.stamp != SN_STAMP_HOST)
        tool_usage("--recorder goes by the host's clock: it doesn't go with -j %s",
                   sn_stamp_name(o->capture.ring.stamp));
    if (!r->size)
        r->size = sn_recorder_default_size();
}

/* What only makes sense together. */
static void check(struct options *o)
{
    bool file = o->output.path && strcmp(o->output.path, "-") != 0;

    check_recorder(o);
    if (!file && (o->output.file_size || o->output.period || o->output.files || o->output.ring ||
                  o->print_names || o->print || o->index))
        tool_usage("-C, -G, -W, --ring, --index, --print and --print-names need -w FILE");
    if (o->print && o->print_names)
        tool_usage("--print and --print-names both write to standard output: choose one");
    if (o->output.files && !o->output.file_size && !o->output.period && !o->record)
        tool_usage("-W needs -C or -G: how large or how long a file becomes");
    if (o->output.ring && !o->output.file_size && !o->output.period && !o->record)
        tool_usage("--ring needs -C or -G: how large or how long a file becomes");
    o->capture.to_stdout = !file;
    if (file && !o->output.compress.on)
        o->output.compress = sn_compress_by_name(o->output.path);
    if (!!o->owner.command + !!o->owner.pid + !!o->owner.cgroup > 1)
        tool_usage("--run, --pid and --cgroup don't go together");
    o->owned = o->owner.command || o->owner.pid || o->owner.cgroup;
    o->output.format = o->format != FORMAT_UNSAID       ? (enum sn_format)o->format
                       : o->ninterfaces > 1 || o->owned ? SN_PCAPNG
                                                        : SN_PCAP;
    if (o->owned && o->output.format != SN_PCAPNG)
        tool_usage(
            "--run, --pid and --cgroup need pcapng, which has room for the names of processes");
    if (o->owned && o->capture.ring.stamp != SN_STAMP_HOST)
        tool_usage("--run, --pid and --cgroup go by the host's clock: they don't go with -j %s",
                   sn_stamp_name(o->capture.ring.stamp));
    o->owner.user = o->user;
    o->owner.stdout_taken = !file || o->print;
    o->capture.ring.directions = o->output.format == SN_PCAPNG;
    if (!o->ninterfaces)
        add_interface(o, o->owned ? "any" : NULL);
    for (uint32_t i = 0; o->exclude_self && i < o->ninterfaces; i++)
        if (o->interfaces[i].filter)
            tool_usage("--exclude-self doesn't go with -f: give one filter behind the options");
}

void sncap_options(struct options *o, int argc, char **argv)
{
    int rest;

    *o = (struct options){
        .capture = {.ring = {.promisc = true, .snaplen = SN_SNAPLEN_DEFAULT}, .jobs = 1},
        .output = {.digits = 6},
        .format = FORMAT_UNSAID};
    rest = tool_options(table, head, examples, o, argc, argv, false);
    o->quiet = o->says == SNCAP_LESS;
    o->verbose = o->says == SNCAP_MORE;
    check(o);
    explain_z(o, argv[rest]);
    o->expr = tool_expression(argv + rest, o->expr_file, &o->expr_len);
}
