/*
 * sncap: captures packets from interfaces and writes them to files or a pipe.
 *
 * Here everything is opened, in the order that needs privileges for the shortest time, and run.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sncap.h"

struct sncap {
    struct options o;
    struct sn_arena arena; /* interfaces and triggers: as long as the program runs */
    struct sn_if *chosen;  /* the interfaces to capture on */
    uint32_t nchosen;
    struct sn_capture *capture;
    struct sn_output *out;
    struct sn_recorder *rec; /* NULL: packets go to the output at once */
};

static void die(const char *what, const struct sn_diag *d)
{
    tool_error(what, d);
    exit(TOOL_FAIL);
}

static void *need(void *p)
{
    if (!p)
        tool_die("no memory");
    return p;
}

/* ---- interfaces and filters ---- */

/* The interface that one -i names, or the default; with --wait as soon as it is there. */
static struct sn_if choose_one(struct sncap *s, const struct sn_if *list, uint32_t n,
                               const char *name)
{
    const struct sn_if *ifc = name ? sn_if_find(list, n, name) : sn_if_default(list, n);
    struct sn_if later;
    struct sn_diag d;

    if (name && s->o.capture.keep && (!ifc || !(ifc->flags & SN_IF_UP))) {
        name = ifc ? ifc->name : name;
        if (!s->o.quiet)
            tool_warn("%s: not there or not up: waiting for it", name);
        if (sn_capture_wait_for(s->capture, name, &later, &d) != SN_OK)
            exit(TOOL_OK); /* told to stop, or nobody reads */
        return later;
    }
    if (!ifc && name)
        tool_die("%s: no such interface; 'sncap -D' lists them", name);
    if (!ifc)
        tool_die("no interface is up but loopback: name one with -i ('sncap -D' lists them)");
    return *ifc;
}

static void choose(struct sncap *s)
{
    uint32_t n, want = s->o.ninterfaces;
    struct sn_if *list;
    struct sn_diag d;

    if (sn_if_list(&list, &n, &s->arena, &d) != SN_OK)
        die(NULL, &d);
    s->chosen = need(SN_NEWN(&s->arena, struct sn_if, want));
    for (; s->nchosen < want; s->nchosen++)
        s->chosen[s->nchosen] = choose_one(s, list, n, s->o.interfaces[s->nchosen].name);
}

static uint32_t linktype_of(const struct sncap *s, uint32_t i)
{
    uint32_t own = s->o.interfaces[i].ring.linktype;

    return own ? own : s->chosen[i].linktype;
}

/* An interface's filter: -f's, or the one for all. */
static const char *filter_text(const struct sncap *s, uint32_t i, size_t *n)
{
    const char *own = s->o.interfaces[i].filter;

    *n = own ? strlen(own) : s->o.expr_len;
    return own ? own : s->o.expr;
}

/* The first interface's. */
static struct sn_prog compile(struct sncap *s, uint32_t linktype, bool kernel)
{
    struct sn_bpf_opts bo = {.linktype = linktype,
                             .snaplen = s->o.interfaces->ring.snaplen,
                             .no_opt = s->o.no_opt,
                             .look_through = s->o.look_through,
                             .kernel = kernel};
    struct sn_prog prog;
    struct sn_diag d;
    size_t n;
    const char *text = filter_text(s, 0, &n);

    if (sn_bpf_compile(&prog, &s->arena, text, n, &bo, &d) != SN_OK) {
        tool_filter_error(text, n, &d);
        exit(TOOL_FAIL);
    }
    return prog;
}

/* -d: the program that the kernel would get. With -y alone no interface is needed. */
static int print_program(struct sncap *s)
{
    bool live = s->o.interfaces->name || !s->o.linktype_given;
    struct sn_prog prog;
    struct sn_buf b;

    if (live)
        choose(s);
    prog = compile(s, live ? linktype_of(s, 0) : s->o.capture.ring.linktype, live);
    sn_buf_init(&b, SIZE_MAX / 2);
    sn_bpf_print(&b, &prog, s->o.image);
    fwrite(b.base, 1, sn_buf_len(&b), stdout);
    sn_buf_free(&b);
    return TOOL_OK;
}

/* What expressions are compiled for. `alone`: all packets are of this interface. */
static struct sn_bpf_opts bpf_opts(const struct sncap *s, uint32_t i, bool alone)
{
    const struct sn_if *ifc = &s->chosen[i];

    return (struct sn_bpf_opts){.linktype = linktype_of(s, i),
                                .no_opt = s->o.no_opt,
                                .has_iface = alone && ifc->index != 0,
                                .ifindex = ifc->index,
                                .ifname = ifc->name};
}

static struct sn_capfilter *filter(const struct sncap *s, uint32_t i)
{
    struct sn_bpf_opts bo = bpf_opts(s, i, true);
    struct sn_capfilter *f;
    struct sn_diag d;
    size_t n;
    const char *text = filter_text(s, i, &n);

    if (!n)
        return NULL;
    bo.snaplen = s->o.interfaces[i].ring.snaplen;
    bo.look_through = s->o.look_through;
    if (sn_capfilter_new(&f, text, n, &bo, &d) != SN_OK) {
        tool_filter_error(text, n, &d);
        exit(TOOL_FAIL);
    }
    return f;
}

static void open_captures(struct sncap *s)
{
    const struct sn_iface *ifs;
    struct sn_diag d;
    uint32_t n;

    for (uint32_t i = 0; i < s->nchosen; i++) {
        const struct sn_if *ifc = &s->chosen[i];
        struct sn_capture_source src;

        if (sn_capture_add_own(s->capture, ifc, &s->o.interfaces[i].ring, filter(s, i), &d) !=
            SN_OK)
            die(ifc->name, &d);
        src = sn_capture_source(s->capture, i);
        if (s->o.verbose)
            sncap_say_opened(&src, s->o.capture.jobs);
    }
    if (sn_capture_describe(s->capture, s->o.output.format, s->o.output.digits, &ifs, &n, &d) ==
        SN_EUNSUPPORTED)
        tool_usage("%s: use '--format pcapng'", d.msg);
}

/* ---- output ---- */

static void file_opened(void *ctx, const char *name, const struct sn_sink *sink)
{
    (void)ctx;
    (void)name;
    tool_refuse_tty(sink);
}

static void file_closed(void *ctx, const char *name)
{
    const struct sncap *s = ctx;

    if (!s->o.print_names || !name)
        return;
    printf("%s\n", name);
    fflush(stdout);
}

static void disk_full(void *ctx, const char *name)
{
    (void)ctx;
    tool_warn("%s: the disk is full: waiting for room", name);
}

static void disk_has_room(void *ctx)
{
    (void)ctx;
    tool_warn("there is room again");
}

static bool go_on(void *ctx)
{
    (void)ctx;
    return !tool_stopping();
}

/* The trigger for each interface of the output. */
static const struct sn_look *const *triggers(struct sncap *s)
{
    bool alone = s->o.output.format == SN_PCAPNG || s->nchosen == 1;
    const struct sn_look **looks = need(SN_NEWN(&s->arena, const struct sn_look *, s->nchosen));
    const char *expr = s->o.trigger;
    struct sn_look *l;
    struct sn_diag d;

    for (uint32_t i = 0; i < (alone ? s->nchosen : 1); i++) {
        struct sn_bpf_opts bo = bpf_opts(s, i, alone);

        if (sn_look_new(&l, expr, strlen(expr), &bo, &d) != SN_OK) {
            tool_expression_error("trigger", expr, strlen(expr), &d);
            exit(TOOL_FAIL);
        }
        looks[i] = l;
    }
    return looks;
}

static void open_output(struct sncap *s)
{
    const char *what = s->o.output.path ? s->o.output.path : "standard output";
    struct sn_diag d;

    s->o.output.lazy = s->o.record;
    s->o.output.events =
        (struct sn_output_events){s, file_opened, file_closed, disk_full, disk_has_room, go_on};
    s->o.recorder.events =
        (struct sn_recorder_events){&s->o, sncap_say_wrote, sncap_say_held_less, sncap_say_nothing};
    if (s->o.trigger)
        s->o.recorder.trigger = triggers(s);
    if (sn_output_new(&s->out, &s->o.output, &d) != SN_OK)
        exit(sncap_write_status(what, &d));
    if (s->o.record && sn_recorder_new(&s->rec, &s->o.recorder, s->out, &d) != SN_OK)
        die(NULL, &d);
    sncap_lock_in(&s->o, s->out);
    if (sn_capture_output(s->capture, s->out, &d) != SN_OK)
        exit(sncap_write_status(sn_output_name(s->out), &d));
    if (s->o.duration)
        sn_output_until(s->out, sn_cap_now() + s->o.duration);
}

/* ---- while it runs ---- */

static struct counts count(struct sncap *s)
{
    struct counts c = {.recorder = s->rec != NULL};

    sn_capture_stats(s->capture, SN_CAPTURE_ALL, &c.in);
    c.captured = sn_output_packets(s->out, &c.unwritten);
    c.unprinted = sn_output_left_out(s->out);
    if (s->rec)
        sn_recorder_count(s->rec, &c.overwritten, &c.held);
    return c;
}

static void say_counts(struct sncap *s, enum counts_as how)
{
    struct counts c = count(s);

    sncap_say_counts(&c, s->o.json ? COUNTS_JSON : how, false);
}

static void stats(void *ctx)
{
    say_counts(ctx, isatty(STDERR_FILENO) ? COUNTS_UPDATE : COUNTS_LINE);
}

static enum sn_err signalled(void *ctx, struct sn_diag *d)
{
    struct sncap *s = ctx;
    enum sn_err e = SN_OK;

    if (sncap_asked(SIGUSR1))
        say_counts(s, COUNTS_LINE);
    if (sncap_asked(SIGUSR2))
        e = s->rec ? sn_recorder_ask(s->rec, d) : sn_output_flush(s->out, d);
    if (e == SN_OK && sncap_asked(SIGHUP))
        e = s->rec ? sn_recorder_cut(s->rec, d) : sn_output_reopen(s->out, d);
    return e;
}

static void went_away(void *ctx, const struct sn_if *ifc)
{
    const struct sncap *s = ctx;

    if (!s->o.quiet)
        tool_warn("%s: went away: waiting for it", ifc->name);
}

static void came_back(void *ctx, const struct sn_if *ifc)
{
    const struct sncap *s = ctx;

    if (!s->o.quiet)
        tool_warn("%s: is back", ifc->name);
}

/* An interface that ended the capture says why. */
static bool any_failed(struct sncap *s)
{
    bool failed = false;
    struct sn_diag d;

    for (uint32_t i = 0; i < s->nchosen; i++) {
        if (sn_capture_failed(s->capture, i, &d) == SN_OK)
            continue;
        tool_error(s->chosen[i].name, &d);
        failed = true;
    }
    return failed;
}

static bool lost_any(const struct counts *c)
{
    return c->in.dropped || c->unwritten || c->in.backlog ||
           (c->in.iface && c->in.iface != SN_UNKNOWN);
}

static int run(struct sncap *s)
{
    int status = TOOL_OK;
    struct counts c;
    struct sn_diag d;

    if (sn_capture_run(s->capture, s->rec, &d) != SN_OK)
        status = sncap_write_status(sn_output_name(s->out), &d);
    c = count(s);
    if (sn_output_close(s->out, &d) != SN_OK && status == TOOL_OK)
        status = sncap_write_status(NULL, &d);
    sncap_print_wait();
    if (any_failed(s))
        status = TOOL_FAIL;
    if (s->o.capture.tick && isatty(STDERR_FILENO) && !s->o.json)
        fputc('\n', stderr);
    if (!s->o.quiet)
        sncap_say_counts(&c, s->o.json ? COUNTS_JSON : COUNTS_LINES, true);
    if (s->o.fail_on_loss && lost_any(&c) && status == TOOL_OK) {
        tool_warn("packets were lost");
        status = TOOL_FAIL;
    }
    sn_recorder_free(s->rec);
    sn_capture_close(s->capture);
    return status;
}

static void say_start(struct sncap *s)
{
    for (uint32_t i = 0; i < s->nchosen; i++) {
        struct sn_capture_source src = sn_capture_source(s->capture, i);

        sncap_say_listening(&src, &s->o);
    }
    if (s->rec)
        sncap_say_recorder(&s->o);
}

int main(int argc, char **argv)
{
    static struct sncap s;
    struct sn_diag d;

    sncap_options(&s.o, argc, argv);
    sn_arena_init(&s.arena, 1 << 30);
    if (s.o.netns && sn_netns_enter(s.o.netns, &d) != SN_OK)
        die(s.o.netns, &d);
    if (s.o.list) {
        sncap_print_interfaces(s.o.json);
        return TOOL_OK;
    }
    if (s.o.image)
        return print_program(&s);
    if (s.o.print)
        sncap_print_begin(&s.o);
    s.o.capture.events = (struct sn_capture_events){&s, signalled, stats, went_away, came_back};
    if (sn_capture_new(&s.capture, &s.o.capture, &d) != SN_OK)
        die(NULL, &d);
    sncap_signals(s.capture);
    choose(&s);
    if (s.o.list_types) {
        sncap_print_linktypes(s.chosen);
        return TOOL_OK;
    }
    if (s.o.list_stamps) {
        sncap_print_stamps(s.chosen);
        return TOOL_OK;
    }
    for (uint32_t i = 0; i < s.nchosen && s.o.capture.ring.stamp != SN_STAMP_HOST; i++)
        sncap_check_stamp(&s.chosen[i], s.o.capture.ring.stamp);
    if (s.o.exclude_self) {
        if (s.o.expr_len) /* its errors in its own words */
            (void)compile(&s, linktype_of(&s, 0), true);
        sncap_exclude_self(&s.o);
    }
    open_captures(&s);
    open_output(&s);
    if (!s.o.quiet)
        say_start(&s);
    return run(&s);
}
