/*
 * sncap: captures packets from an interface and writes them to a file or a pipe.
 *
 * The main thread opens everything, then writes what the lane (sncap.h) hands over until a limit, a
 * signal or an error ends it; then it says what was captured and what was lost.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sncap.h"

enum { QUEUE_MAX = 64 << 20 };

struct sncap {
    struct options o;
    struct sn_arena arena; /* interfaces and the filter: as long as the program runs */
    const struct sn_if *ifc;
    struct sn_prog prog;
    struct lane lane;
    struct output out;
};

static void die(const char *what, const struct sn_diag *d)
{
    tool_error(what, d);
    exit(TOOL_FAIL);
}

/* The interface that -i names, or the default. */
static const struct sn_if *choose(struct sncap *s)
{
    const struct sn_if *ifc;
    struct sn_if *list;
    struct sn_diag d;
    uint32_t n;

    if (sn_if_list(&list, &n, &s->arena, &d) != SN_OK)
        die(NULL, &d);
    if (s->o.interface) {
        ifc = sn_if_find(list, n, s->o.interface);
        if (!ifc)
            tool_die("%s: no such interface; 'sncap -D' lists them", s->o.interface);
        return ifc;
    }
    if (!(ifc = sn_if_default(list, n)))
        tool_die("no interface is up but loopback: name one with -i ('sncap -D' lists them)");
    return ifc;
}

static uint32_t linktype_of(const struct sncap *s)
{
    if (s->o.linktype_given)
        return s->o.linktype;
    return s->ifc ? s->ifc->linktype : SN_LINK_ETHERNET;
}

static void compile(struct sncap *s, bool kernel)
{
    struct sn_bpf_opts bo = {.linktype = linktype_of(s),
                             .snaplen = s->o.snaplen,
                             .no_opt = s->o.no_opt,
                             .kernel = kernel};
    struct sn_diag d;

    if (sn_bpf_compile(&s->prog, &s->arena, s->o.expr, s->o.expr_len, &bo, &d) != SN_OK) {
        tool_filter_error(s->o.expr, s->o.expr_len, &d);
        exit(TOOL_FAIL);
    }
}

/* -d: the program that the kernel would get. With -y alone no interface is needed. */
static void print_program(struct sncap *s)
{
    struct sn_buf b;

    if (s->o.interface || !s->o.linktype_given)
        s->ifc = choose(s);
    compile(s, s->ifc != NULL);
    sn_buf_init(&b, SIZE_MAX / 2);
    sn_bpf_print(&b, &s->prog, s->o.image);
    fwrite(b.base, 1, sn_buf_len(&b), stdout);
    sn_buf_free(&b);
}

static void open_capture(struct sncap *s)
{
    struct sn_cap_opts co = {.snaplen = s->o.snaplen,
                             .linktype = s->o.linktype,
                             .buffer = s->o.buffer,
                             .block_ms = s->o.block_ms,
                             .promisc = s->o.promisc,
                             .dir = s->o.dir};
    struct lane *l = &s->lane;
    struct sn_diag d;

    s->ifc = choose(s);
    if (s->o.expr_len) {
        compile(s, true);
        co.filter = s->prog.insn;
        co.nfilter = s->prog.n;
    }
    if (sn_cap_open(&l->cap, s->ifc, &co, &d) != SN_OK)
        die(s->ifc->name, &d);
    l->ifc = *s->ifc;
    l->format = s->o.format;
    l->digits = s->o.digits;
    l->queue_max = QUEUE_MAX;
}

static void open_output(struct sncap *s)
{
    struct sn_iface ifs = {.linktype = sn_cap_linktype(s->lane.cap),
                           .snaplen = s->o.snaplen,
                           .digits = s->o.digits,
                           .name = s->ifc->name,
                           .filter = s->o.expr_len ? s->o.expr : NULL};
    const char *what = s->o.file && strcmp(s->o.file, "-") != 0 ? s->o.file : "standard output";
    struct sn_diag d;

    if (sncap_out_open(&s->out, &s->o, &ifs, 1, &d) != SN_OK)
        exit(tool_write_status(what, &d));
}

static void say_counts(struct sncap *s, bool one_line)
{
    struct counts c = {.captured = s->out.packets};
    struct sn_cap_stats st;
    uint64_t slow;

    sncap_lane_stats(&s->lane, &st, &slow);
    c.received = st.received;
    c.dropped = st.dropped;
    sncap_say_counts(&c, one_line);
}

/* Writes everything that the lane has ready. */
static enum sn_err write_ready(struct sncap *s, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    struct chunk *c;
    bool any = false;

    while (e == SN_OK && !sncap_out_full(&s->out) && (c = sncap_lane_take(&s->lane))) {
        e = sncap_out_chunk(&s->out, c, d);
        sncap_lane_give(&s->lane, c);
        any = true;
    }
    return e == SN_OK && any ? sncap_out_flush(&s->out, d) : e;
}

static enum sn_err run(struct sncap *s, struct sn_diag *d)
{
    bool told = false;
    enum sn_err e;
    eventfd_t v;

    for (;;) {
        eventfd_read(s->lane.wake, &v);
        if (tool_stopping() && !told) {
            sncap_lane_stop(&s->lane, false);
            told = true;
        }
        if (sncap_asked_counts())
            say_counts(s, true);
        if ((e = write_ready(s, d)) != SN_OK || sncap_out_full(&s->out))
            return e;
        if (sncap_lane_done(&s->lane))
            return SN_OK;
        sncap_wait(s->lane.wake, told ? 50 : -1);
    }
}

static int capture(struct sncap *s)
{
    int status = TOOL_OK;
    struct sn_diag d;

    if ((s->lane.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        tool_die("can't start capturing: %s", strerror(errno));
    if (!s->o.quiet)
        sncap_say_listening(s->ifc, sn_cap_linktype(s->lane.cap), s->o.snaplen);
    if (sncap_lane_start(&s->lane, &d) != SN_OK)
        die(NULL, &d);
    if (run(s, &d) != SN_OK)
        status = tool_write_status(sn_sink_name(s->out.sink), &d);
    sncap_lane_stop(&s->lane, true);
    if (sncap_out_close(&s->out, &d) != SN_OK && status == TOOL_OK)
        status = tool_write_status("output", &d);
    if (s->lane.err != SN_OK) {
        tool_error(s->ifc->name, &s->lane.diag);
        status = TOOL_FAIL;
    }
    if (!s->o.quiet)
        say_counts(s, false);
    sncap_lane_free(&s->lane);
    return status;
}

int main(int argc, char **argv)
{
    static struct sncap s;

    sncap_options(&s.o, argc, argv);
    sn_arena_init(&s.arena, 256 << 20);
    if (s.o.list) {
        sncap_print_interfaces();
        return TOOL_OK;
    }
    if (s.o.list_types) {
        sncap_print_linktypes(choose(&s));
        return TOOL_OK;
    }
    if (s.o.image) {
        print_program(&s);
        return TOOL_OK;
    }
    sncap_signals();
    open_capture(&s);
    open_output(&s);
    return capture(&s);
}
