/* snfilter: keeps the packets that a filter expression matches. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inputs.h"

struct args {
    struct tool_inputs in;
    struct sn_rewrite_opts job;
    struct sn_edit edit; /* and what else the job points to */
    struct sn_ranges *packets;
    struct sn_packet_comments comments;
    char *keylog;
    const char *expression_file, *out, *where, *attempt;
    uint8_t print; /* times -d */
    bool count, verbose;
};

/* ---- options that take some doing ---- */

static void linktype(void *opts, const char *value)
{
    const struct sn_linktype *t = sn_linktype_by_name(value);

    if (!t)
        tool_usage("-y: no link type is called '%s'", value);
    ((struct sn_bpf_opts *)opts)->linktype = t->id;
}

/* The whole log as it is, once it is known to be one. */
static void inject_secrets(void *args, const char *value)
{
    bool tls = strncmp(value, "tls,", 4) == 0, wg = strncmp(value, "wg,", 3) == 0;
    const char *path = value + (tls ? 4 : wg ? 3 : 0);
    struct sn_secrets *s = NULL;
    struct args *a = args;
    struct sn_diag d;

    if (a->keylog)
        tool_usage("--inject-secrets takes one file");
    if (sn_secrets_read(&s, path, &a->keylog, &a->job.nkeylog, &d))
        tool_fail(path, &d);
    if (!sn_secrets_count(s))
        tool_warn("%s: no secrets in it", path);
    a->job.keylog_type = tls ? SN_KEYLOG_TLS : wg ? SN_KEYLOG_WIREGUARD : sn_secrets_keylog(s);
    sn_secrets_free(s);
}

/* ---- all options ---- */

#define AT(member) SN_OPTION_AT(struct args, member)

static const struct sn_option table[] = {
    {NULL, .help = "Input and output:"},
    TOOL_INPUT_OPTIONS,
    TOOL_SORT_OPTION,
    TOOL_FOLLOW_OPTION,
    TOOL_INDEX_OPTIONS,
    FLAG("index", job.index, "write the index of the output beside it (-w)"),
    {"w", "FILE", SN_OPTION_STRING, AT(out),
     .help = "write FILE (-: standard output, the default)"},
    {"format", "pcap|pcapng", SN_OPTION_WORD, AT(job.format), .words = tool_formats,
     .help = "write this (default: pcapng when an input is)"},
    {"nano", NULL, SN_OPTION_SET, AT(job.digits), 9,
     .help = "write time stamps with nine digits of the second,"},
    {"micro", NULL, SN_OPTION_SET, AT(job.digits), 6,
     .help = "or six (default: the most that an input has)"},
    PARSE("z,gzip", NULL, job.series.compress, sn_option_compress,
          "compress what is written with gzip"),
    PARSE("compress", "gzip|zstd[:N]", job.series.compress, sn_option_compress,
          "the same with one of these, at level N; a FILE that ends\nin .gz or .zst implies it"),
    {"F", "FILE", SN_OPTION_STRING, AT(expression_file),
     .help = "read the expression from FILE (-: standard input)"},
    FLAG("look-through", job.bpf.look_through,
         "EXPRESSION also sees behind VLAN tags, MPLS, PPPoE, GRE,\nVXLAN, Geneve, GTP-U and IPv6 "
         "extension headers"),
    {NULL, .help = "What is kept:"},
    {"where", "CONDITION", SN_OPTION_STRING, AT(where),
     .help = "packets whose fields fulfil it, too, as Wireshark's display\nfilters: 'tcp.dstport "
             "== 443 and tls'; see sndump(1)"},
    TOOL_KEYLOG_OPTION(job.select.secrets),
    FLAG("invert", job.select.invert, "packets that EXPRESSION, or CONDITION, doesn't match"),
    PARSE(
        "after", "TIME", job.select, sn_option_after,
        "packets from TIME on: seconds since 1970, ISO 8601, -1h\n(before now) or +90s (after the "
        "first packet)"),
    PARSE("before", "TIME", job.select, sn_option_before, "packets before TIME"),
    PARSE("sample", "1/N", job.select, sn_option_sample, "one in N packets that match"),
    FLAG("by-flow", job.select.by_flow, "with --sample: the packets of one in N flows"),
    PARSE(
        "dedup", "[=WIN]", job.select, sn_option_dedup,
        "only what isn't in the WIN packets before (default 5), or\nin the time WIN before (10ms)"),
    PARSE("duplicates", "[=WIN]", job.select, sn_option_duplicates,
          "only what is in them: the repetitions"),
    PARSE("packets", "LIST", packets, sn_option_ranges,
          "packets by their numbers in the input: 1-100,205,300-"),
    {"c", "N", SN_OPTION_NUMBER, AT(job.select.limit), 1, INT64_MAX,
     .help = "end after N packets were kept"},
    {NULL, .help = "What is changed:"},
    {"s", "SNAPLEN", SN_OPTION_NUMBER, AT(job.bpf.snaplen), 0, SN_SNAPLEN_DEFAULT,
     .help =
         "keep at most SNAPLEN bytes of each packet, and its length;\nwith -d the program does"},
    PARSE("chop", "[OFFSET:]N", edit, sn_option_chop,
          "take N bytes out of each packet, from its beginning or\nOFFSET on; in front of its end "
          "or OFFSET when N is negative"),
    FLAG("adjust-lengths", edit.lengths, "let -s and --chop change the length on the wire too"),
    PARSE("shift", "TIME", edit, sn_option_shift,
          "move time stamps by TIME, back when it begins with '-'"),
    PARSE("packet-comment", "N:TEXT", comments, sn_option_packet_comment,
          "add a comment to packet N"),
    {"capture-comment", "TEXT", SN_OPTION_STRINGS, AT(job.comments),
     .help = "add a comment to the capture"},
    CALL("inject-secrets", "[tls,|wg,]FILE", inject_secrets,
         "add the secrets of TLS that programs logged to FILE\n(SSLKEYLOGFILE), or keys of "
         "WireGuard"),
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
    FLAG("O", job.bpf.no_opt, "don't optimise it"),
    CALL_AT("y", "LINKTYPE", job.bpf, linktype, "compile for LINKTYPE whatever the input says"),
    {NULL, .help = "Other:"},
    FLAG("count", count, "print how many packets were kept; write them only with -w"),
    {"jobs", "N", SN_OPTION_NUMBER, AT(job.select.threads), 1, SN_RUN_THREADS_MAX,
     .help = "filter with N threads (default: one for each processor)"},
    FLAG("v,verbose", verbose, "say at the end what was read and kept, and how"),
    {"attempt", "open|create|socket|exec", SN_OPTION_STRING, AT(attempt),
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
    const struct sn_rewrite_opts *j = &a->job;
    const struct sn_strings *in = &a->in.task.inputs;
    bool from_stdin = false;

    for (size_t i = 0; i < in->n; i++)
        from_stdin |= strcmp(in->v[i], "-") == 0;
    if (from_stdin && a->expression_file && strcmp(a->expression_file, "-") == 0)
        tool_usage("both the packets and the expression would come from standard input");
    if (j->select.secrets && !a->where)
        tool_usage("--keylog is for what --where sees: add a condition");
    if (j->select.by_flow && !j->select.sample)
        tool_usage("--by-flow says how to take a sample: add --sample 1/N");
    if (j->index && (!a->out || strcmp(a->out, "-") == 0 || sn_rewrite_splits(j)))
        tool_usage("--index goes with one file to write: add '-w FILE'");
    if (a->count && a->out && strcmp(a->out, "-") == 0)
        tool_usage("--count and packets can't both go to standard output");
    if (from_stdin && isatty(STDIN_FILENO))
        tool_usage("nothing to read: add '-r FILE' or a pipe ('sncap | snfilter ...')");
}

/* What is checked of the output. */
static void check_output(const struct args *a)
{
    const struct sn_rewrite_opts *j = &a->job;
    const struct sn_series_opts *s = &j->series;

    if ((a->comments.n || j->comments.n) && j->format == SN_PCAP)
        tool_usage("pcap can't hold comments; pcapng can");
    if (a->keylog && j->format == SN_PCAP)
        tool_usage("pcap can't hold secrets; pcapng can");
    if (a->edit.lengths && !a->edit.snaplen && !a->edit.nchops)
        tool_usage("--adjust-lengths goes with -s or --chop");
    if (!sn_rewrite_splits(j))
        return;
    if (!j->task.output || strcmp(j->task.output, "-") == 0)
        tool_usage("-C, -G, -W, --ring and --file-packets need '-w FILE'");
    if (!s->file_size && !s->period && !s->packets)
        tool_usage("-W and --ring need -C, -G or --file-packets");
    if (s->ring && s->files)
        tool_usage("--ring keeps the last files, -W the first: choose one");
}

/* ---- -d ---- */

/* The link type that the program is compiled for: -y's, the first input's, Ethernet. */
static uint32_t print_linktype(const struct args *a)
{
    static const struct sn_sandbox box = {.kind = SN_SANDBOX_STREAM, .dir = -1};
    const struct sn_strings *in = &a->in.task.inputs;
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;
    uint32_t type;
    enum sn_err e;

    if (a->job.bpf.linktype != SN_LINK_ANY)
        return a->job.bpf.linktype;
    if (!in->n)
        return SN_LINK_ETHERNET;
    e = sn_src_open(&src, in->v[0], &d);
    if (!e) {
        (void)sn_sandbox_lock_in(&box);
        e = sn_reader_open(&r, src, &d);
    }
    if (e)
        tool_fail(in->v[0], &d);
    type = sn_reader_iface(r, 0)->linktype;
    sn_reader_close(r);
    return type;
}

static int print_program(const struct args *a)
{
    const struct sn_rewrite_opts *j = &a->job;
    bool any = j->bpf.linktype == SN_LINK_ANY, file = a->in.task.inputs.n;
    struct sn_bpf_opts o = j->bpf;
    struct sn_bpf_names *names;
    struct sn_arena mem;
    struct sn_prog p;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    sn_arena_init(&mem, (size_t)1 << 30);
    sn_buf_init(&b, (size_t)1 << 30);
    e = sn_bpf_names_new(&names, j->text, j->n, &o, &d);
    if (!e) {
        o.names = names;
        o.linktype = print_linktype(a);
        o.file = any && file;
        o.live = !file;
        e = sn_bpf_compile(&p, &mem, j->text, j->n, &o, &d);
        sn_bpf_names_free(names);
    }
    if (e)
        tool_bad_expression("filter", j->text, j->n, &d);
    sn_bpf_print(&b, &p, (enum sn_bpf_image)(a->print > 3 ? 3 : a->print));
    if (b.err)
        tool_die("no memory to print the program");
    if (!tool_print(&b))
        tool_die("can't write the program");
    sn_buf_free(&b);
    sn_arena_free(&mem);
    return TOOL_OK;
}

/* ---- the work ---- */

static void report(struct args *a, const struct sn_rewrite *w)
{
    const struct sn_engine *e = sn_rewrite_engine(w);
    struct sn_selector_counts c = sn_rewrite_counts(w);

    if (a->count)
        printf("%llu packet%s\n", (unsigned long long)c.kept, c.kept == 1 ? "" : "s");
    if (fflush(stdout) != 0 && errno != EPIPE) {
        tool_warn("standard output: %s", strerror(errno));
        a->in.status |= TOOL_FAIL;
    }
    if (a->verbose)
        tool_warn("%llu packets read, %llu kept; %s, %u thread%s", (unsigned long long)c.seen,
                  (unsigned long long)c.kept, e ? sn_engine_name(e) : "nothing to filter",
                  c.threads, c.threads == 1 ? "" : "s");
    if (c.hidden)
        tool_warn("%llu packets didn't match for their VLAN, MPLS or PPPoE headers alone: "
                  "--look-through finds them",
                  (unsigned long long)c.hidden);
}

static int filter(struct args *a)
{
    struct sn_rewrite *w;
    unsigned left;

    if (a->job.task.follow)
        tool_signals(TOOL_STOP);
    if (sn_rewrite_open(&w, &a->job))
        return a->in.status;
    left = sn_rewrite_lock_in(w);
    if (a->verbose)
        tool_say_privs("could not be given up", left);
    if (a->attempt) {
        sn_rewrite_close(w);
        tool_attempt(a->attempt);
    }
    sn_rewrite_run(w);
    report(a, w);
    sn_rewrite_close(w);
    return a->in.status;
}

/* What the options say together. */
static void complete(struct args *a)
{
    struct sn_rewrite_opts *j = &a->job;

    j->task = a->in.task;
    j->task.output = a->out || a->count ? a->out : "-";
    a->edit.snaplen = j->bpf.snaplen;
    j->bpf.snaplen = 0;
    if (a->edit.snaplen || a->edit.nchops || a->edit.shift)
        j->select.edit = &a->edit;
    j->select.packets = a->packets;
    j->select.comments = a->comments.v;
    j->select.ncomments = a->comments.n;
    j->select.find_hidden = a->verbose;
    j->keylog = a->keylog;
    if (j->task.output && !j->series.compress.on)
        j->series.compress = sn_compress_by_name(j->task.output);
    a->in.any_format = j->format == SN_REWRITE_AS_READ;
}

int main(int argc, char **argv)
{
    struct args a = {.job = {.bpf.linktype = SN_LINK_ANY, .format = SN_REWRITE_AS_READ}};
    struct sn_where_expr *where;
    char *text;
    int status, rest;

    rest = tool_options(table, head, NULL, &a, argc, argv, false);
    if (!a.print)
        tool_inputs_check(&a.in);
    check_options(&a);
    a.job.select.where = where = tool_where(a.where);
    a.job.text = a.in.text = text = tool_expression(argv + rest, a.expression_file, &a.job.n);
    a.in.textlen = a.job.n;
    if (a.print) {
        status = print_program(&a);
    } else {
        complete(&a);
        check_output(&a);
        status = filter(&a);
    }
    free(text);
    sn_where_free(where);
    sn_secrets_free(a.job.select.secrets);
    tool_inputs_free(&a.in);
    sn_ranges_free(a.packets);
    free(a.comments.v);
    sn_strings_free(&a.job.comments);
    free(a.keylog);
    return status;
}
