/* snfilter: keeps the packets that a filter expression matches. Its options; see filterrun.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "filterrun.h"

struct args {
    struct filter_job job;
    struct tool_inputs in;
    const char *expression_file, *out, *where;
    uint8_t print; /* times -d */
};

/* ---- options that take some doing ---- */

static void set_time(struct sn_when *when, bool *has, const char *option, const char *value)
{
    struct timespec now;
    struct sn_diag d;

    *has = true;
    clock_gettime(CLOCK_REALTIME, &now);
    if (sn_time_parse(when, value, now.tv_sec * INT64_C(1000000000) + now.tv_nsec, &d))
        filter_bad_value(option, value, &d);
}

static void after(void *select, const char *value)
{
    struct sn_selector_opts *o = select;

    set_time(&o->after, &o->has_after, "--after", value);
}

static void before(void *select, const char *value)
{
    struct sn_selector_opts *o = select;

    set_time(&o->before, &o->has_before, "--before", value);
}

static void sample(void *select, const char *value)
{
    struct sn_selector_opts *o = select;

    if (strncmp(value, "1/", 2) != 0)
        tool_usage("--sample takes 1/N, not '%s'", value);
    o->sample = (uint64_t)tool_number("--sample 1/", value + 2, 1, INT64_MAX);
}

static void window(struct sn_selector_opts *o, const char *option, const char *value)
{
    struct sn_diag d;

    o->dedup = true;
    o->dedup_packets = 5;
    if (!value)
        return;
    if (strspn(value, "0123456789") == strlen(value)) {
        o->dedup_packets = (uint32_t)tool_number(option, value, 1, SN_DEDUP_MAX);
        return;
    }
    o->dedup_packets = 0;
    if (sn_duration_parse(&o->dedup_ns, value, &d))
        filter_bad_value(option, value, &d);
}

static void dedup(void *select, const char *value)
{
    struct sn_selector_opts *o = select;

    window(o, "--dedup", value);
    o->duplicates = false;
}

static void duplicates(void *select, const char *value)
{
    struct sn_selector_opts *o = select;

    window(o, "--duplicates", value);
    o->duplicates = true;
}

static void format(void *job, const char *value)
{
    struct filter_job *j = job;

    j->has_format = true;
    j->format = tool_format(value);
}

static void linktype(void *opts, const char *value)
{
    const struct sn_linktype *t = sn_linktype_by_name(value);

    if (!t)
        tool_usage("-y: no link type is called '%s'", value);
    ((struct sn_bpf_opts *)opts)->linktype = t->id;
}

/* ---- all options ---- */

#define AT(member)                   SN_OPTION_AT(struct args, member)
#define EDIT(names, value, fn, text) CALL_AT(names, value, job, fn, text)

static const struct sn_option table[] = {
    {NULL, .help = "Input and output:"},
    TOOL_INPUT_OPTIONS,
    TOOL_SORT_OPTION,
    TOOL_FOLLOW_OPTION,
    TOOL_INDEX_OPTIONS,
    FLAG("index", job.index, "write the index of the output beside it (-w)"),
    {"w", "FILE", SN_OPTION_STRING, AT(out),
     .help = "write FILE (-: standard output, the default)"},
    CALL_AT("format", "pcap|pcapng", job, format, "write this (default: pcapng when an input is)"),
    {"nano", NULL, SN_OPTION_SET, AT(job.digits), 9,
     .help = "write time stamps with nine digits of the second,"},
    {"micro", NULL, SN_OPTION_SET, AT(job.digits), 6,
     .help = "or six (default: the most that an input has)"},
    CALL_AT("z,gzip", NULL, job.series.compress, tool_compress,
            "compress what is written with gzip"),
    CALL_AT("compress", "gzip|zstd[:N]", job.series.compress, tool_compress,
            "the same with one of these, at level N; a FILE that ends\nin .gz or .zst implies it"),
    {"F", "FILE", SN_OPTION_STRING, AT(expression_file),
     .help = "read the expression from FILE (-: standard input)"},
    FLAG("look-through", job.opts.look_through,
         "EXPRESSION also sees behind VLAN tags, MPLS, PPPoE, GRE,\nVXLAN, Geneve, GTP-U and IPv6 "
         "extension headers"),
    {NULL, .help = "What is kept:"},
    {"where", "CONDITION", SN_OPTION_STRING, AT(where),
     .help = "packets whose fields fulfil it, too, as Wireshark's display\nfilters: 'tcp.dstport "
             "== 443 and tls'; see sndump(1)"},
    TOOL_KEYLOG_OPTION(job.select.secrets),
    FLAG("invert", job.select.invert, "packets that EXPRESSION, or CONDITION, doesn't match"),
    CALL_AT(
        "after", "TIME", job.select, after,
        "packets from TIME on: seconds since 1970, ISO 8601, -1h\n(before now) or +90s (after the "
        "first packet)"),
    CALL_AT("before", "TIME", job.select, before, "packets before TIME"),
    CALL_AT("sample", "1/N", job.select, sample, "one in N packets that match"),
    FLAG("by-flow", job.select.by_flow, "with --sample: the packets of one in N flows"),
    CALL_AT(
        "dedup", "[=WIN]", job.select, dedup,
        "only what isn't in the WIN packets before (default 5), or\nin the time WIN before (10ms)"),
    CALL_AT("duplicates", "[=WIN]", job.select, duplicates,
            "only what is in them: the repetitions"),
    EDIT("packets", "LIST", filter_packets,
         "packets by their numbers in the input: 1-100,205,300-"),
    {"c", "N", SN_OPTION_NUMBER, AT(job.select.limit), 1, INT64_MAX,
     .help = "end after N packets were kept"},
    {NULL, .help = "What is changed:"},
    {"s", "SNAPLEN", SN_OPTION_NUMBER, AT(job.opts.snaplen), 0, SN_SNAPLEN_DEFAULT,
     .help =
         "keep at most SNAPLEN bytes of each packet, and its length;\nwith -d the program does"},
    EDIT("chop", "[OFFSET:]N", filter_chop,
         "take N bytes out of each packet, from its beginning or\nOFFSET on; in front of its end "
         "or OFFSET when N is negative"),
    FLAG("adjust-lengths", job.edit.lengths, "let -s and --chop change the length on the wire too"),
    EDIT("shift", "TIME", filter_shift, "move time stamps by TIME, back when it begins with '-'"),
    EDIT("packet-comment", "N:TEXT", filter_packet_comment, "add a comment to packet N"),
    EDIT("capture-comment", "TEXT", filter_capture_comment, "add a comment to the capture"),
    EDIT("inject-secrets", "[tls,]FILE", filter_inject_secrets,
         "add the secrets of TLS that programs logged to FILE\n(SSLKEYLOGFILE)"),
    FLAG("discard-packet-comments", job.no_comments, "leave those out,"),
    FLAG("discard-capture-comments", job.no_section_comments, "or those"),
    {NULL, .help = "Several files, named by -w and the packets' times (strftime(3)) or numbered:"},
    {"C", "SIZE", SN_OPTION_SIZE, AT(job.series.file_size), 1000000,
     .help = "a new file before one gets larger than SIZE million bytes,\nor with k, m, g"},
    {"G", "TIME", SN_OPTION_TIME, AT(job.series.period),
     .help = "a new file every TIME since midnight"},
    {"file-packets", "N", SN_OPTION_NUMBER, AT(job.series.packets), 1, INT64_MAX,
     .help = "a new file after N packets"},
    {"W", "COUNT", SN_OPTION_NUMBER, AT(job.series.files), 1, 1000000,
     .help = "with -C: COUNT files, overwritten in turn; else end after\nCOUNT"},
    {"ring", "COUNT", SN_OPTION_NUMBER, AT(job.series.ring), 1, 1000000,
     .help = "keep only the last COUNT files"},
    {NULL, .help = "The program:"},
    {"d", NULL, SN_OPTION_TIMES, AT(print),
     .help = "print it as text (-d), as C (-dd), as numbers (-ddd), and\nend"},
    FLAG("O", job.opts.no_opt, "don't optimise it"),
    CALL_AT("y", "LINKTYPE", job.opts, linktype, "compile for LINKTYPE whatever the input says"),
    {NULL, .help = "Other:"},
    FLAG("count", job.count, "print how many packets were kept; write them only with -w"),
    {"jobs", "N", SN_OPTION_NUMBER, AT(job.select.threads), 1, SN_RUN_THREADS_MAX,
     .help = "filter with N threads (default: one for each processor)"},
    FLAG("v,verbose", job.verbose, "say at the end what was read and kept, and how"),
    {"attempt", "open|create|socket|exec", SN_OPTION_STRING, AT(job.attempt),
     .help = "try what must not work once the files are open, and end"},
    {"l,n,U", NULL, SN_OPTION_NOTHING,
     .help = "do nothing: output is never held back, names never looked\nup"},
    {"h,help", NULL, SN_OPTION_HELP, .help = "print this"},
    {"version", NULL, SN_OPTION_VERSION, .help = "print the version"},
    {.names = NULL},
};

static const char head[] =
    "Usage: snfilter [OPTION]... [EXPRESSION]\n"
    "Keep the packets of a pcap or pcapng stream that EXPRESSION matches; see\n"
    "sn-filter(7) for the language. Without EXPRESSION all packets match.\n";

static void check_options(const struct args *a)
{
    const struct filter_job *j = &a->job;
    bool from_stdin = false;

    for (size_t i = 0; i < a->in.n; i++)
        from_stdin |= strcmp(a->in.name[i], "-") == 0;
    if (from_stdin && a->expression_file && strcmp(a->expression_file, "-") == 0)
        tool_usage("both the packets and the expression would come from standard input");
    if (j->select.secrets && !a->where)
        tool_usage("--keylog is for what --where sees: add a condition");
    if (j->select.by_flow && !j->select.sample)
        tool_usage("--by-flow says how to take a sample: add --sample 1/N");
    if (a->job.index && (!a->out || strcmp(a->out, "-") == 0 || a->job.split))
        tool_usage("--index goes with one file to write: add '-w FILE'");
    if (j->count && a->out && strcmp(a->out, "-") == 0)
        tool_usage("--count and packets can't both go to standard output");
    if (from_stdin && isatty(STDIN_FILENO))
        tool_usage("nothing to read: add '-r FILE' or a pipe ('sncap | snfilter ...')");
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
        (void)sn_sandbox_lock_in(&box);
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
    struct sn_where_expr *where;
    char *text;
    int status, rest;

    rest = tool_options(table, head, NULL, &a, argc, argv, false);
    if (!a.print)
        tool_inputs_check(&a.in);
    check_options(&a);
    j->select.where = where = tool_where(a.where);
    text = tool_expression(argv + rest, a.expression_file, &j->textlen);
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
        if (j->out && !j->series.compress.on)
            j->series.compress = sn_compress_by_name(j->out);
        status = filter_run(j);
    }
    free(text);
    sn_where_free(where);
    sn_secrets_free(j->select.secrets);
    tool_inputs_free(&a.in);
    filter_edit_free(j);
    return status;
}
