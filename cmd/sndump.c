/* sndump: prints packets. Its options; see dumprun.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dumprun.h"

enum { DECODE_MAX = 64 };

struct dump {
    struct tool_inputs in;
    struct dump_job job;
    const char *filter_file, *where;
    struct sn_columns_opts columns;
    struct sn_keys *keys; /* -E; NULL: none */
    struct sn_follow_opts follow;
    struct sn_decode decode[DECODE_MAX]; /* -T PROTOCOL:PORT */
    const char *stream, *raw;
    bool hex;
    uint8_t color;    /* enum sn_color_when */
    uint32_t snaplen; /* of no use */
    bool list_fields;
    uint8_t form; /* of forms[] */
};

enum { TEXT, JSON, EK };
static const char *const forms[] = {[TEXT] = "text", [JSON] = "json", [EK] = "ek"};

/* ---- options that take some doing ---- */

/* A type for all of TCP and UDP, or a protocol for a port. */
static void packet_type(void *dump, const char *arg)
{
    struct dump *s = dump;
    struct sn_printer_opts *o = &s->job.dump.printer;
    struct sn_diag d;

    if (strchr(arg, ':')) {
        if (o->ndecode == DECODE_MAX)
            tool_usage("-T: more than %d ports", DECODE_MAX);
        if (sn_dis_decode(&s->decode[o->ndecode++], arg, &d) != SN_OK)
            tool_usage("-T: %s", d.msg);
        o->decode = s->decode;
        return;
    }
    if (sn_dis_type(&o->type, arg, &d) != SN_OK)
        tool_usage("%s", d.msg);
    o->fmt.text.forced = true;
}

/* The keys in arg, or in the file that "file FILE" names: read at once, with the rights of now. */
static void keys(void *member, const char *arg)
{
    static const char from[] = "file ";
    bool file = strncmp(arg, from, sizeof from - 1) == 0;
    struct sn_keys **k = member;
    struct sn_diag d;
    char *text;
    size_t n;

    text = file ? tool_file_text(arg + sizeof from - 1, &n) : strdup(arg);
    if (!text)
        tool_die("no memory for keys");
    sn_keys_free(*k);
    if (sn_keys_new(k, text, &d) != SN_OK)
        tool_usage("-E: %s", d.msg);
    free(text);
}

/* ---- all options ---- */

#define AT(member)                     SN_OPTION_AT(struct dump, member)
#define PRINTER(member)                AT(job.dump.printer.member)
#define TEXT_FLAG(names, member, what) FLAG(names, job.dump.printer.fmt.text.member, what)
#define FMT(names, fn, text)           PARSE(names, NULL, job.dump.printer.fmt, fn, text)

static const struct sn_option table[] = {
    TOOL_INPUT_OPTIONS,
    TOOL_SORT_OPTION,
    TOOL_FOLLOW_OPTION,
    TOOL_INDEX_OPTIONS,
    {"c", "N", SN_OPTION_NUMBER, PRINTER(limit), 1, INT64_MAX, .help = "stop after N packets"},
    FLAG("count", job.dump.printer.count_only,
         "print how many packets there are instead of the packets"),
    {"F", "FILE", SN_OPTION_STRING, AT(filter_file), .help = "take the expression from FILE"},
    {"where", "CONDITION", SN_OPTION_STRING, AT(where),
     .help = "print only packets whose fields fulfil it, as Wireshark's\ndisplay filters: "
             "'tcp.dstport == 443 and tls'"},
    TEXT_FLAG("e", link, "the link-layer header too"),
    {"v", NULL, SN_OPTION_TIMES, PRINTER(fmt.text.verbose),
     .help = "more of each packet; checksums are verified; -vv, -vvv:\nmore still"},
    {"q", NULL, SN_OPTION_TIMES, PRINTER(fmt.text.quiet), .help = "less of each packet"},
    FMT("x", sn_option_hex, "dump it in hex; twice: with the link header,"),
    FMT("X", sn_option_hex_ascii, "in hex and ASCII,"),
    FMT("A", sn_option_ascii, "in ASCII"),
    FMT("t", sn_option_time,
        "no time; -tt since 1970, -ttt since the packet before,\n-tttt with the date, -ttttt since "
        "the first packet"),
    {"micro", NULL, SN_OPTION_SET, PRINTER(fmt.digits), 6, .help = "six digits of the second,"},
    {"nano", NULL, SN_OPTION_SET, PRINTER(fmt.digits), 9, .help = "or nine,"},
    {"time-stamp-precision", "micro|nano", SN_OPTION_WORD, PRINTER(fmt.digits),
     .words = tool_precisions, .help = "the same"},
    FLAG("#,number", job.dump.printer.fmt.number, "number the packets"),
    FLAG("process", job.dump.printer.fmt.process,
         "in front of each packet the process it is of, where the\ncapture says"),
    TEXT_FLAG("S", abs_seq, "absolute TCP sequence numbers"),
    TEXT_FLAG("K", no_sums, "don't verify checksums"),
    TEXT_FLAG("b", as_dot, "numbers of autonomous systems in two parts: 1.10"),
    TEXT_FLAG("H", mesh, "802.11 data may begin with a mesh header of 802.11s drafts"),
    {"T", "TYPE|PROTOCOL:PORT", SN_OPTION_CALL, .call = packet_type,
     .help = "take all of TCP and UDP for this: domain, pgm, vxlan and\nwhat else there is; or "
             "what has "
             "this port: http:3000"},
    CALL_AT("E", "SPI@ADDRESS ALGO:SECRET,...", keys, keys,
            "decrypt ESP with these keys; 'file FILE': with those in\nFILE, also IKE version 2"),
    TOOL_KEYLOG_OPTION(job.dump.printer.secrets),
    TEXT_FLAG("u", raw_handles, "NFS file handles as they are"),
    {"M", "SECRET", SN_OPTION_STRING, PRINTER(secret),
     .help = "verify the digests of TCP segments (RFC 2385) with it"},
    TEXT_FLAG("more", more, "behind the line what tcpdump doesn't know: TLS"),
    {"json", NULL, SN_OPTION_SET, AT(form), JSON, .help = "one JSON object a line"},
    {"ek", NULL, SN_OPTION_SET, AT(form), EK,
     .help = "JSON as tshark -T ek writes it, for Elasticsearch"},
    {"fields", "LIST", SN_OPTION_STRING, AT(columns.fields),
     .help = "these fields of each packet, as columns; with --json,\n--ek: only these"},
    FLAG("csv", columns.csv, "columns with commas instead of tabs"),
    {"join", "S", SN_OPTION_STRING, AT(columns.join),
     .help = "between several values of a field (default: a comma)"},
    FLAG("no-header", columns.no_header, "no line of names above the columns"),
    FLAG("list-fields", list_fields,
         "list the fields, or those whose names begin with the\nargument, and exit"),
    {"stream", "N|EXPRESSION", SN_OPTION_STRING, AT(stream),
     .help =
         "print what the ends of a TCP connection sent: that with\nthis tcp.stream, udp:N, or the "
         "first that the expression\naccepts a packet of"},
    FLAG("hex", hex, "of it a dump in hex and ASCII"),
    {"raw", "PREFIX", SN_OPTION_STRING, AT(raw),
     .help = "write what each end sent to a file: PREFIX.0, PREFIX.1"},
    TOOL_COLOR_OPTION(color),
    FLAG("resolve", job.dump.printer.resolve,
         "names instead of numbers where the system knows one"),
    TEXT_FLAG("N", no_domain, "of those, host names without their domain"),
    FLAG("O", job.dump.bpf.no_opt, "don't optimise the filter"),
    {"jobs", "N", SN_OPTION_NUMBER, PRINTER(threads), 1, SN_RUN_THREADS_MAX,
     .help = "work with N threads (default: one for each processor)"},
    FLAG("look-through", job.dump.bpf.look_through,
         "the expression also sees behind tags, tunnels and IPv6\nextension headers"),
    {"attempt", "open|create|socket|exec", SN_OPTION_STRING, AT(job.attempt),
     .help = "try what must not work once the input is open, and exit"},
    {"h,help", NULL, SN_OPTION_HELP, .help = "print this and exit"},
    {"version", NULL, SN_OPTION_VERSION, .help = "print the version and exit"},
    {"f,l,n,p,U", NULL, SN_OPTION_NOTHING,
     .help = "do nothing, and are there because tcpdump has them:\noutput is never held back, "
             "numbers are not resolved"},
    {"s", "N", SN_OPTION_NUMBER, AT(snaplen), 0, SN_SNAPLEN_DEFAULT,
     .help = "likewise: a capture's snap length is what it was made with"},
    {.names = NULL},
};

static const char head[] =
    "usage: sndump [options] [expression]\n"
    "Prints the packets of a capture that the expression accepts; see sndump(1).\n\n";

/* To standard output, then the program ends. */
static noreturn void list_fields(const char *prefix)
{
    struct sn_buf b;

    sn_buf_init(&b, 64u << 20);
    if (!sn_columns_list(&b, prefix))
        tool_usage("no field begins with %s", prefix);
    if (b.err)
        tool_die("no memory for the list of fields");
    exit(tool_print(&b) ? TOOL_OK : TOOL_FAIL);
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
    if (s->form != TEXT) {
        s->job.dump.printer.fmt.wanted = sn_columns_wanted(c);
    } else {
        s->job.dump.printer.exporter = sn_exporter_find("fields");
        s->job.dump.printer.fmt.columns = c;
    }
    return c;
}

/* What the options say together about --stream. */
static void stream(struct dump *s, char *const *expression)
{
    struct sn_follow_opts *f = &s->follow;

    if (!s->stream && (s->hex || s->raw))
        tool_usage("--%s without --stream", s->hex ? "hex" : "raw");
    if (!s->stream)
        return;
    if (s->form != TEXT || s->columns.fields || s->job.dump.printer.count_only)
        tool_usage(
            "--stream prints a conversation, not packets: no --json, --ek, --fields, --count");
    f->color = sn_color_use(s->color, STDOUT_FILENO);
    f->form = s->hex ? SN_FOLLOW_HEX : SN_FOLLOW_ASCII;
    f->chosen = !sn_follow_number(f, s->stream);
    if (f->chosen && (*expression || s->filter_file))
        tool_usage("--stream takes the first connection of its own expression: no other");
    s->job.dump.printer.follow = f;
    s->job.dump.raw = s->raw;
}

int main(int argc, char **argv)
{
    struct sn_where_expr *where;
    struct sn_columns *c;
    struct dump s;
    char *text;
    size_t n;
    int status, rest;

    s = (struct dump){.job.dump = {.printer = {.fmt = {.digits = 6}}, .bpf.linktype = SN_LINK_ANY}};
    rest = tool_options(table, head, NULL, &s, argc, argv, false);
    if (s.list_fields)
        list_fields(argv[rest]);
    s.job.dump.printer.exporter = sn_exporter_find(forms[s.form]);
    s.job.dump.printer.keys = s.keys;
    if (s.job.dump.printer.secrets)
        s.job.dump.printer.fmt.text.more = true;
    tool_inputs_check(&s.in);
    s.job.in = &s.in;
    c = columns(&s);
    s.job.dump.printer.where = where = tool_where(s.where);
    stream(&s, argv + rest);
    text = tool_expression(s.follow.chosen ? (char *[]){(char *)(uintptr_t)s.stream, NULL}
                                           : argv + rest,
                           s.filter_file, &n);
    s.job.dump.text = text;
    s.job.dump.n = n;
    status = dump_run(&s.job);
    free(text);
    tool_inputs_free(&s.in);
    sn_columns_free(c);
    sn_where_free(where);
    sn_keys_free(s.keys);
    sn_secrets_free(s.job.dump.printer.secrets);
    return status;
}
