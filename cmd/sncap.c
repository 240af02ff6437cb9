/*
 * sncap: captures packets from interfaces and writes them to files or a pipe.
 *
 * Here everything is opened, in the order that needs privileges for the shortest time; sncap_run.c
 * does the rest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sncap_run.h"

#define COMPILE_CAP ((size_t)1 << 30) /* bytes for one program and what it takes to make it */

enum { QUEUE_MAX = 64 << 20 };

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

/* The interface that one -i names, or the default; with --wait as soon as it is there. */
static struct sn_if choose_one(struct sncap *s, const struct sn_if *list, uint32_t n,
                               const char *name)
{
    const struct sn_if *ifc = name ? sn_if_find(list, n, name) : sn_if_default(list, n);
    struct sn_if later;

    if (name && s->o.wait && (!ifc || !(ifc->flags & SN_IF_UP))) {
        if (!sncap_wait_for(s, ifc ? ifc->name : name, &later))
            exit(TOOL_OK);
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
    uint32_t n, want = s->o.ninterfaces ? s->o.ninterfaces : 1;
    struct sn_if *list;
    struct sn_diag d;

    if (sn_ifwatch_open(&s->watch, &d) != SN_OK || sn_if_list(&list, &n, &s->arena, &d) != SN_OK)
        die(NULL, &d);
    s->sources = need(SN_NEWN(&s->arena, struct source, want));
    for (; s->nsources < want; s->nsources++) {
        struct source *src = &s->sources[s->nsources];

        src->ifc = choose_one(s, list, n, s->o.interfaces[s->nsources]);
        src->lost = src->ifc.lost;
        src->linktype = s->o.linktype_given ? s->o.linktype : src->ifc.linktype;
    }
}

static struct sn_prog compile(const struct sncap *s, uint32_t linktype, bool kernel,
                              struct sn_arena *a)
{
    struct sn_bpf_opts bo = {.linktype = linktype,
                             .snaplen = s->o.snaplen,
                             .no_opt = s->o.no_opt,
                             .look_through = s->o.look_through,
                             .kernel = kernel};
    struct sn_prog prog;
    struct sn_diag d;

    if (sn_bpf_compile(&prog, a, s->o.expr, s->o.expr_len, &bo, &d) != SN_OK) {
        tool_filter_error(s->o.expr, s->o.expr_len, &d);
        exit(TOOL_FAIL);
    }
    return prog;
}

/* -d: the program that the kernel would get. With -y alone no interface is needed. */
static int print_program(struct sncap *s)
{
    bool live = s->o.ninterfaces || !s->o.linktype_given;
    struct sn_prog prog;
    struct sn_buf b;

    if (live)
        choose(s);
    prog = compile(s, live ? s->sources[0].linktype : s->o.linktype, live, &s->arena);
    sn_buf_init(&b, SIZE_MAX / 2);
    sn_bpf_print(&b, &prog, s->o.image);
    fwrite(b.base, 1, sn_buf_len(&b), stdout);
    sn_buf_free(&b);
    return TOOL_OK;
}

/* What is run here and not in the kernel. `alone`: all packets are of this interface. */
static const struct sn_look *look(const struct sncap *s, const struct source *src, bool alone,
                                  enum sn_dir dir, const char *what, const char *expr, size_t n)
{
    struct sn_bpf_opts bo = {.linktype = src->linktype,
                             .no_opt = s->o.no_opt,
                             .look_through = s->o.look_through && expr == s->o.expr,
                             .dir = dir,
                             .has_iface = alone && src->ifc.index != 0,
                             .ifindex = src->ifc.index,
                             .ifname = src->ifc.name};
    struct sn_look *l;
    struct sn_diag d;

    if (sn_look_new(&l, expr, n, &bo, &d) != SN_OK) {
        tool_expression_error(what, expr, n, &d);
        exit(TOOL_FAIL);
    }
    return l;
}

/* A filter that the kernel doesn't take, or not whole, is run here; only then does a packet have to
 * say which way it went. */
static void own_filter(const struct sncap *s, const struct source *src, struct sn_cap_opts *co,
                       struct own *own)
{
    const char *expr = s->o.expr;
    size_t n = s->o.expr_len;

    co->directions = sn_bpf_directed(expr, n);
    own->in = look(s, src, true, SN_DIR_IN, "filter", expr, n);
    own->out = co->directions ? look(s, src, true, SN_DIR_OUT, "filter", expr, n) : own->in;
}

/* Puts what the kernel can check of the filter into co, and what has to check the rest into own.
 * Returns how long the filter is. */
static uint32_t kernel_filter(const struct sncap *s, const struct source *src,
                              struct sn_cap_opts *co, struct sn_arena *a, struct own *own)
{
    struct sn_bpf_opts all = {.look_through = s->o.look_through};
    struct sn_prog prog = compile(s, src->linktype, true, a), part;
    struct sn_diag d;
    bool whole;

    if (sn_bpf_split(&part, a, &prog, SN_BPF_KERNEL_MAX, &whole, &d) != SN_OK)
        die("filter", &d);
    co->filter = part.insn;
    co->nfilter = part.n;
    if (!whole || sn_look_used(s->o.expr, s->o.expr_len, &all))
        own_filter(s, src, co, own);
    return prog.n;
}

static void open_lane(struct sncap *s, struct lane *l, uint32_t source)
{
    const struct source *src = &s->sources[source];
    struct sn_cap_opts co = {.snaplen = s->o.snaplen,
                             .linktype = s->o.linktype_given ? s->o.linktype : 0,
                             .buffer = s->o.buffer,
                             .block_ms = s->o.block_ms,
                             .promisc = s->o.promisc,
                             .dir = s->o.dir,
                             .stamp = s->o.stamp,
                             .hold = s->o.jobs > 1};
    uint32_t insns = 0;
    struct sn_arena a;
    struct sn_diag d;
    enum sn_err e;

    sn_arena_init(&a, COMPILE_CAP);
    if (s->o.expr_len)
        insns = kernel_filter(s, src, &co, &a, &l->own);
    e = sn_cap_open(&l->cap, &src->ifc, &co, &d);
    if (e == SN_ERANGE && co.nfilter) {
        co.nfilter = 0;
        own_filter(s, src, &co, &l->own);
        e = sn_cap_open(&l->cap, &src->ifc, &co, &d);
    }
    if (e != SN_OK)
        die(src->ifc.name, &d);
    if (s->o.verbose && l == &s->lanes[source * s->o.jobs])
        sncap_say_opened(&src->ifc, l, s->o.jobs, insns, co.nfilter);
    sn_arena_free(&a);
    l->source = source;
    l->keep = s->o.wait;
    l->format = s->o.format;
    l->digits = s->o.digits;
    l->adapter = s->o.stamp != SN_STAMP_HOST;
    l->queue_max = QUEUE_MAX / s->nlanes;
    l->wake = s->wake;
    l->tick_ms =
        s->nlanes > 1 || s->o.period || s->o.recorder ? (int)sn_cap_block_ms(l->cap) + 5 : -1;
}

/* The lanes of one interface take its packets in turn. */
static void share(struct sncap *s, uint32_t source)
{
    struct lane *first = &s->lanes[source * s->o.jobs];
    struct sn_cap *caps[SNCAP_JOBS_MAX];
    struct sn_diag d;
    enum sn_err e;

    for (uint32_t i = 0; i < s->o.jobs; i++)
        caps[i] = first[i].cap;
    e = sn_cap_share(caps, s->o.jobs, &d);
    for (uint32_t i = 0; e == SN_OK && i < s->o.jobs; i++)
        e = sn_cap_go(caps[i], &d);
    if (e != SN_OK)
        die(s->sources[source].ifc.name, &d);
}

static void open_captures(struct sncap *s)
{
    if ((s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        tool_die("can't start capturing: %s", strerror(errno));
    s->nlanes = s->nsources * s->o.jobs;
    s->lanes = need(SN_NEWN(&s->arena, struct lane, s->nlanes));
    for (uint32_t i = 0; i < s->nlanes; i++)
        open_lane(s, &s->lanes[i], i / s->o.jobs);
    for (uint32_t i = 0; i < s->nsources && s->o.jobs > 1; i++)
        share(s, i);
}

/* What a reader of the file has to know about its time stamps. */
static const char *stamp_comment(struct sncap *s)
{
    struct sn_buf b;
    char mem[128];

    if (s->o.stamp == SN_STAMP_HOST)
        return NULL;
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "time stamps: %s (%s)", sn_stamp_name(s->o.stamp), sn_stamp_text(s->o.stamp));
    return need(sn_arena_strndup(&s->arena, mem, sn_buf_len(&b)));
}

/* pcapng has an interface for each source; pcap has one, which all must fit. */
static void describe_interfaces(struct sncap *s)
{
    const struct sn_linktype *a, *b;

    s->nifaces = s->o.format == SN_PCAPNG ? s->nsources : 1;
    s->ifaces = need(SN_NEWN(&s->arena, struct sn_iface, s->nifaces));
    for (uint32_t i = 0; i < s->nsources; i++) {
        const struct source *src = &s->sources[i];

        if (i < s->nifaces)
            s->ifaces[i] = (struct sn_iface){.linktype = src->linktype,
                                             .snaplen = s->o.snaplen,
                                             .digits = s->o.digits,
                                             .name = src->ifc.name,
                                             .descr = src->ifc.alias,
                                             .filter = s->o.expr_len ? s->o.expr : NULL,
                                             .comment = stamp_comment(s)};
        else if (src->linktype != s->ifaces[0].linktype) {
            a = sn_linktype_by_id(s->ifaces[0].linktype);
            b = sn_linktype_by_id(src->linktype);
            tool_usage("a pcap file has one link type, but %s has %s and %s has %s: use "
                       "'--format pcapng'",
                       s->sources[0].ifc.name, a ? a->name : "another", src->ifc.name,
                       b ? b->name : "another");
        }
    }
    for (uint32_t i = 0; i < s->nlanes; i++)
        s->lanes[i].iface = s->nifaces > 1 ? s->lanes[i].source : 0;
}

/* The flight recorder; its trigger for each interface of the output. */
static void open_recorder(struct sncap *s)
{
    const struct sn_look **looks = NULL;
    struct sn_diag d;

    if (s->o.trigger)
        looks = need(SN_NEWN(&s->arena, const struct sn_look *, s->nifaces));
    for (uint32_t i = 0; looks && i < s->nifaces; i++)
        looks[i] = look(s, &s->sources[i], s->nifaces == s->nsources, SN_DIR_UNKNOWN, "trigger",
                        s->o.trigger, strlen(s->o.trigger));
    if (sncap_recorder_new(&s->rec, &s->o, &s->out, looks, &d) != SN_OK)
        die(NULL, &d);
}

static void open_output(struct sncap *s)
{
    const char *what = s->o.file ? s->o.file : "standard output";
    struct sn_diag d;

    if (sncap_out_init(&s->out, &s->o, &d) != SN_OK)
        exit(tool_write_status(what, &d));
    sncap_lock_in(s);
    if (sncap_out_open(&s->out, s->ifaces, s->nifaces, &d) != SN_OK)
        exit(tool_write_status(sncap_out_name(&s->out), &d));
    if (s->o.duration)
        s->out.end = sncap_now() + s->o.duration;
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
    sncap_signals();
    choose(&s);
    if (s.o.list_types) {
        sncap_print_linktypes(&s.sources[0].ifc);
        return TOOL_OK;
    }
    if (s.o.list_stamps) {
        sncap_print_stamps(&s.sources[0].ifc);
        return TOOL_OK;
    }
    for (uint32_t i = 0; i < s.nsources && s.o.stamp != SN_STAMP_HOST; i++)
        sncap_check_stamp(&s.sources[i].ifc, s.o.stamp);
    if (s.o.exclude_self) {
        if (s.o.expr_len)
            (void)compile(&s, s.sources[0].linktype, true,
                          &s.arena); /* its errors in its own words */
        sncap_exclude_self(&s);
    }
    open_captures(&s);
    describe_interfaces(&s);
    if (s.o.recorder)
        open_recorder(&s);
    open_output(&s);
    for (uint32_t i = 0; i < s.nsources && !s.o.quiet; i++)
        sncap_say_listening(&s.sources[i].ifc, s.sources[i].linktype, &s.o);
    if (s.rec && !s.o.quiet)
        sncap_recorder_say(&s.o);
    return sncap_run(&s);
}
