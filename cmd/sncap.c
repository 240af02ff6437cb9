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
    struct sn_index_along *indexes; /* --index */
    struct sn_recorder *rec;        /* NULL: packets go to the output at once */
    struct sn_replace *metrics;     /* NULL: none are written */
    bool metrics_failed;            /* the last time */
    struct sn_owner *owner;         /* --run */
    struct sn_notify notify;        /* the service manager */
};

#define OWNED         "--run, --pid, --cgroup"
#define METRICS_EVERY (10 * SNCAP_NS)

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
    const struct sn_if *ifc = sn_if_default(list, n);
    struct sn_if later, chosen;
    struct sn_diag d;

    if (name)
        ifc = sn_if_choose(&chosen, list, n, name) ? &chosen : NULL;

    if (name && s->o.capture.keep &&
        (!ifc || (ifc->kind == SN_IF_NET && !(ifc->flags & SN_IF_UP)))) {
        name = ifc ? ifc->name : name;
        if (!s->o.quiet)
            tool_warn("%s: not there or not up: waiting for it", name);
        sn_notify_send(&s->notify, "READY=1\nSTATUS=waiting for %s", name);
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

/* Until the program ends. */
static void monitor(struct sn_if *ifc)
{
    struct sn_monitor *m;
    struct sn_diag d;

    if (sn_monitor_open(&m, ifc, &d) != SN_OK)
        tool_fail(ifc->name, &d);
}

static void choose(struct sncap *s)
{
    uint32_t n, want = s->o.ninterfaces;
    struct sn_if *list;
    struct sn_diag d;

    if (sn_if_list(&list, &n, &s->arena, &d) != SN_OK)
        tool_fail(NULL, &d);
    s->chosen = need(SN_NEWN(&s->arena, struct sn_if, want));
    for (; s->nchosen < want; s->nchosen++) {
        s->chosen[s->nchosen] = choose_one(s, list, n, s->o.interfaces[s->nchosen].name);
        if (s->o.interfaces[s->nchosen].monitor)
            monitor(&s->chosen[s->nchosen]);
    }
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

    if (sn_bpf_compile(&prog, &s->arena, text, n, &bo, &d) != SN_OK)
        tool_bad_expression("filter", text, n, &d);
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
    if (sn_capfilter_new(&f, text, n, &bo, &d) != SN_OK)
        tool_bad_expression("filter", text, n, &d);
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

        if (sn_capture_add_source(s->capture, ifc, &s->o.interfaces[i].ring, filter(s, i), &d) !=
            SN_OK)
            tool_fail(ifc->name, &d);
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
static const struct sn_decap *const *triggers(struct sncap *s)
{
    bool alone = s->o.output.format == SN_PCAPNG || s->nchosen == 1;
    const struct sn_decap **all = need(SN_NEWN(&s->arena, const struct sn_decap *, s->nchosen));
    const char *expr = s->o.trigger;
    struct sn_decap *l;
    struct sn_diag d;

    for (uint32_t i = 0; i < (alone ? s->nchosen : 1); i++) {
        struct sn_bpf_opts bo = bpf_opts(s, i, alone);

        if (sn_decap_new(&l, expr, strlen(expr), &bo, &d) != SN_OK)
            tool_bad_expression("trigger", expr, strlen(expr), &d);
        all[i] = l;
    }
    return all;
}

static void no_index(void *ctx, const char *name, const struct sn_diag *d)
{
    (void)ctx;
    tool_warn("%s: no index was written: %s (snindex makes one)", name, d->msg);
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
    if (s->o.index && sn_index_along_new(&s->indexes, &s->o.output, no_index, s, &d) != SN_OK)
        tool_fail(NULL, &d);
    if (sn_output_new(&s->out, &s->o.output, &d) != SN_OK)
        exit(sncap_write_status(what, &d));
    if (s->o.record && sn_recorder_new(&s->rec, &s->o.recorder, s->out, &d) != SN_OK)
        tool_fail(NULL, &d);
    if (s->o.prometheus && sn_replace_open(&s->metrics, s->o.prometheus, &d) != SN_OK)
        tool_fail(s->o.prometheus, &d);
    sncap_lock_in(&s->o, s->out, s->metrics);
    if (sn_capture_output(s->capture, s->out, &d) != SN_OK)
        exit(sncap_write_status(sn_output_name(s->out), &d));
    if (s->o.duration)
        sn_output_until(s->out, sn_cap_now() + s->o.duration);
}

/* ---- while it runs ---- */

static void say_counts(struct sncap *s, enum counts_as how)
{
    struct sn_capture_counts c = sn_capture_counts(s->capture, s->out, s->rec);

    sncap_say_counts(&c, s->o.json ? COUNTS_JSON : how, false);
}

/* A failure is said once, and again after it went well. */
static void write_metrics(struct sncap *s, const struct sn_capture_counts *c)
{
    struct sn_diag d;
    struct sn_buf b;
    bool failed;

    sn_buf_init(&b, 1 << 16);
    sn_capture_metrics(&b, c);
    failed = sn_replace_write(s->metrics, &b, &d) != SN_OK;
    sn_buf_free(&b);
    if (failed && !s->metrics_failed)
        (void)sncap_write_status(s->o.prometheus, &d);
    s->metrics_failed = failed;
}

static void tick(void *ctx)
{
    struct sncap *s = ctx;
    struct sn_capture_counts c = sn_capture_counts(s->capture, s->out, s->rec);

    if (s->o.stats)
        say_counts(s, isatty(STDERR_FILENO) ? COUNTS_UPDATE : COUNTS_LINE);
    if (s->metrics)
        write_metrics(s, &c);
}

/* SIGHUP, which is a service's reload. */
static enum sn_err next_file(struct sncap *s, struct sn_diag *d)
{
    enum sn_err e;

    sn_notify_reloading(&s->notify);
    e = s->rec ? sn_recorder_cut(s->rec, d) : sn_output_reopen(s->out, d);
    sn_notify_send(&s->notify, "READY=1");
    return e;
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
        e = next_file(s, d);
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

static bool waiting(void)
{
    return !tool_stopping();
}

/* The status of --run's command, once that has ended; our own if we failed. */
static int command_status(struct sncap *s, int status)
{
    struct sn_diag d = {.code = SN_OK};
    int of;

    if (!s->owner)
        return status;
    of = sn_owner_wait(s->owner, waiting, &d);
    if (d.code != SN_OK)
        tool_warn("%s: %s", s->o.owner.command ? *s->o.owner.command : "processes", d.msg);
    if (!s->o.quiet)
        sncap_say_owner(s->owner, s->o.json);
    sn_owner_free(s->owner);
    return status == TOOL_OK ? of : status;
}

static int run(struct sncap *s)
{
    int status = TOOL_OK;
    struct sn_capture_counts c;
    struct sn_diag d;

    sn_notify_send(&s->notify, "READY=1\nSTATUS=capturing");
    if (sn_capture_run(s->capture, s->rec, &d) != SN_OK)
        status = sncap_write_status(sn_output_name(s->out), &d);
    sn_notify_send(&s->notify, "STOPPING=1");
    c = sn_capture_counts(s->capture, s->out, s->rec);
    if (sn_output_close(s->out, &d) != SN_OK && status == TOOL_OK)
        status = sncap_write_status(NULL, &d);
    sn_index_along_free(s->indexes);
    sncap_print_wait();
    if (any_failed(s))
        status = TOOL_FAIL;
    if (s->metrics) {
        write_metrics(s, &c);
        if (s->metrics_failed)
            status = TOOL_FAIL;
        sn_replace_close(s->metrics);
    }
    if (s->o.stats && isatty(STDERR_FILENO) && !s->o.json)
        fputc('\n', stderr);
    if (!s->o.quiet)
        sncap_say_counts(&c, s->o.json ? COUNTS_JSON : COUNTS_LINES, true);
    if (s->o.fail_on_loss && sn_capture_lost(&c) && status == TOOL_OK) {
        tool_warn("packets were lost");
        status = TOOL_FAIL;
    }
    sn_recorder_free(s->rec);
    status = command_status(s, status);
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
        tool_fail(s.o.netns, &d);
    if (s.o.list) {
        sncap_print_interfaces(s.o.json);
        return TOOL_OK;
    }
    if (s.o.image)
        return print_program(&s);
    if (s.o.owned && sn_owner_start(&s.owner, &s.o.owner, &d) != SN_OK)
        tool_fail(OWNED, &d);
    if (s.o.print)
        sncap_print_begin(&s.o);
    s.o.capture.tick = s.o.stats ? s.o.stats : s.o.prometheus ? METRICS_EVERY : 0;
    s.o.capture.events = (struct sn_capture_events){&s, signalled, tick, went_away, came_back};
    if (sn_capture_new(&s.capture, &s.o.capture, &d) != SN_OK)
        tool_fail(NULL, &d);
    sncap_signals(s.capture, s.o.owner.command);
    if (sn_notify_open(&s.notify, &d) != SN_OK)
        tool_warn("%s", d.msg);
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
    if (s.owner && sn_capture_owner(s.capture, s.owner, &d) != SN_OK)
        tool_fail(OWNED, &d);
    open_output(&s);
    if (!s.o.quiet)
        say_start(&s);
    return run(&s);
}
