/* A capture's interfaces, rings and counts: see sn/capture.h. */
#include "cap/capture.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cap/cap.h"

enum sn_err sn_capture_new(struct sn_capture **out, const struct sn_capture_opts *o,
                           struct sn_diag *d)
{
    struct sn_capture *c = calloc(1, sizeof *c);
    enum sn_err e;

    if (!c)
        return sn_fail(d, SN_ENOMEM, "no memory for a capture");
    c->o = *o;
    c->o.jobs = o->jobs ? o->jobs : 1;
    if (!o->ring.snaplen)
        c->o.ring.snaplen = SN_SNAPLEN_DEFAULT;
    c->wake = c->loss.fd = c->loss.softnet = -1;
    pthread_mutex_init(&c->lock, NULL);
    sn_arena_init(&c->arena, (size_t)1 << 30);
    if (c->o.jobs > SN_CAPTURE_JOBS_MAX)
        e = sn_fail(d, SN_EUSAGE, "at most %d rings for an interface", SN_CAPTURE_JOBS_MAX);
    else if ((c->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        e = sn_fail_sys(d, errno, "can't start capturing");
    else if ((e = sn_ifwatch_open(&c->watch, d)) == SN_OK)
        e = sn_loss_open(&c->loss, d);
    if (e != SN_OK) {
        sn_capture_close(c);
        return e;
    }
    *out = c;
    return SN_OK;
}

/* ---- interfaces ---- */

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory to capture into");
}

static enum sn_err open_ring(struct sn_capture *c, struct source *s, struct sn_cap **cap,
                             struct sn_diag *d)
{
    struct sn_cap_opts o = s->ring;
    enum sn_err e;

    o.hold = c->o.jobs > 1;
    o.filter = NULL;
    o.nfilter = 0;
    if (s->filter)
        sn_capfilter_set(s->filter, &o);
    e = sn_cap_open(cap, &s->ifc, &o, d);
    if (e == SN_ERANGE && o.nfilter) {
        if ((e = sn_capfilter_all_userland(s->filter, d)) != SN_OK)
            return e;
        sn_capfilter_set(s->filter, &o);
        e = sn_cap_open(cap, &s->ifc, &o, d);
    }
    return e;
}

/* The rings of an interface take its packets in turn. */
static enum sn_err share(const struct sn_capture *c, struct sn_cap *const *caps, struct sn_diag *d)
{
    enum sn_err e = sn_cap_share(caps, c->o.jobs, d);

    for (uint32_t i = 0; e == SN_OK && i < c->o.jobs; i++)
        e = sn_cap_go(caps[i], d);
    return e;
}

static enum sn_err open_rings(struct sn_capture *c, struct source *s, struct sn_cap **caps,
                              struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    uint32_t n = 0;

    while (e == SN_OK && n < c->o.jobs)
        if ((e = open_ring(c, s, &caps[n], d)) == SN_OK)
            n++;
    if (e == SN_OK && n > 1)
        e = share(c, caps, d);
    while (e != SN_OK && n)
        sn_cap_close(caps[--n]);
    return e;
}

static bool grow(struct sn_capture *c)
{
    size_t n = c->nsources + 1;
    struct source *sources = reallocarray(c->sources, n, sizeof *sources);
    struct sn_cap **caps;

    if (!sources)
        return false;
    c->sources = sources;
    caps = reallocarray(c->caps, n * c->o.jobs, sizeof(struct sn_cap *));
    if (caps)
        c->caps = caps;
    return caps != NULL;
}

enum sn_err sn_capture_add(struct sn_capture *c, const struct sn_if *ifc,
                           struct sn_capfilter *filter, struct sn_diag *d)
{
    return sn_capture_add_source(c, ifc, &c->o.ring, filter, d);
}

enum sn_err sn_capture_add_source(struct sn_capture *c, const struct sn_if *ifc,
                                  const struct sn_cap_opts *ring, struct sn_capfilter *filter,
                                  struct sn_diag *d)
{
    struct source s = {.ifc = *ifc, .ring = c->o.ring, .filter = filter};
    enum sn_err e;

    s.ifc.addr = NULL;
    s.ifc.altname = NULL;
    s.ifc.naddr = s.ifc.naltnames = 0;
    s.ring.snaplen = ring->snaplen ? ring->snaplen : SN_SNAPLEN_DEFAULT;
    s.ring.linktype = ring->linktype;
    s.ring.promisc = ring->promisc;
    s.linktype = ring->linktype ? ring->linktype : ifc->linktype;
    if (ifc->alias)
        s.ifc.alias = sn_arena_strndup(&c->arena, ifc->alias, strlen(ifc->alias));
    if (c->lanes || c->nsources == SOURCES_MAX)
        e = sn_fail(d, SN_EUSAGE, "no more interfaces can be added");
    else
        e = grow(c) ? open_rings(c, &s, c->caps + (size_t)c->nsources * c->o.jobs, d)
                    : no_memory(d);
    if (e == SN_OK) {
        c->sources[c->nsources++] = s;
        sn_loss_begin(&c->loss, ifc->index);
    } else {
        sn_capfilter_free(filter);
    }
    return e;
}

enum sn_err sn_capture_add_by_name(struct sn_capture *c, const char *name, const char *filter,
                                   struct sn_diag *d)
{
    struct sn_capfilter *f = NULL;
    const struct sn_if *ifc;
    struct sn_if chosen;
    struct sn_bpf_opts o;
    struct sn_if *list;
    enum sn_err e;
    uint32_t n;

    if ((e = sn_if_list(&list, &n, &c->arena, d)) != SN_OK)
        return e;
    ifc = sn_if_default(list, n);
    if (name)
        ifc = sn_if_choose(&chosen, list, n, name) ? &chosen : NULL;
    if (!ifc && name)
        return sn_fail(d, SN_ENODEV, "no such interface: '%s'", name);
    if (!ifc)
        return sn_fail(d, SN_ENODEV, "no interface is up but loopback");
    o = (struct sn_bpf_opts){.linktype = c->o.ring.linktype ? c->o.ring.linktype : ifc->linktype,
                             .snaplen = c->o.ring.snaplen,
                             .has_iface = ifc->index != 0,
                             .ifindex = ifc->index,
                             .ifname = ifc->name};
    if (filter && *filter && (e = sn_capfilter_new(&f, filter, strlen(filter), &o, d)) != SN_OK)
        return e;
    return sn_capture_add(c, ifc, f, d);
}

uint32_t sn_capture_sources(const struct sn_capture *c)
{
    return c->nsources;
}

struct sn_capture_source sn_capture_source(const struct sn_capture *c, uint32_t i)
{
    const struct source *s = &c->sources[i];

    return (struct sn_capture_source){.ifc = s->ifc,
                                      .linktype = s->linktype,
                                      .snaplen = s->ring.snaplen,
                                      .filter = s->filter,
                                      .ring = c->caps[(size_t)i * c->o.jobs]};
}

/* ---- the output ---- */

/* What a reader of the file has to know about its time stamps. */
static const char *stamp_comment(struct sn_capture *c)
{
    enum sn_stamp t = c->o.ring.stamp;
    struct sn_buf b;
    char mem[128];

    if (t == SN_STAMP_HOST)
        return NULL;
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "time stamps: %s (%s)", sn_stamp_name(t), sn_stamp_text(t));
    return sn_arena_strndup(&c->arena, mem, sn_buf_len(&b));
}

/* A copy: the filter may be replaced. */
static const char *filter_text(struct sn_capture *c, const struct sn_capfilter *f)
{
    return f ? sn_arena_strndup(&c->arena, f->text, f->n) : NULL;
}

static const char *linktype_name(uint32_t linktype)
{
    const struct sn_linktype *t = sn_linktype_by_id(linktype);

    return t ? t->name : "another";
}

enum sn_err sn_capture_describe(struct sn_capture *c, enum sn_format format, uint8_t digits,
                                const struct sn_iface **ifs, uint32_t *n, struct sn_diag *d)
{
    struct sn_iface *to = SN_NEWN(&c->arena, struct sn_iface, c->nsources);

    if (!to)
        return no_memory(d);
    for (uint32_t i = 0; i < c->nsources; i++) {
        const struct source *s = &c->sources[i], *first = c->sources;

        if (format == SN_PCAP && s->linktype != first->linktype)
            return sn_fail(d, SN_EUNSUPPORTED,
                           "a pcap file has one link type, but %s has %s and %s has %s",
                           first->ifc.name, linktype_name(first->linktype), s->ifc.name,
                           linktype_name(s->linktype));
        to[i] = (struct sn_iface){.linktype = s->linktype,
                                  .snaplen = s->ring.snaplen,
                                  .digits = digits,
                                  .name = s->ifc.name,
                                  .descr = s->ifc.alias,
                                  .filter = filter_text(c, s->filter),
                                  .comment = stamp_comment(c)};
    }
    for (uint32_t i = 1; format == SN_PCAP && i < c->nsources; i++)
        if (to[i].snaplen > to->snaplen)
            to->snaplen = to[i].snaplen;
    *ifs = to;
    *n = format == SN_PCAP ? 1 : c->nsources;
    return SN_OK;
}

static void fill_stats(void *ctx, struct sn_ifstats *st)
{
    struct sn_capture *c = ctx;
    struct sn_capture_stats s;

    sn_capture_stats(c, st->iface, &s);
    st->received = s.received;
    st->dropped_os = s.dropped;
    st->dropped_if = s.iface == SN_UNKNOWN ? SN_UNKNOWN : s.iface + s.backlog;
    st->accepted = s.received;
    st->delivered = c->nsources == 1 ? c->out->packets : SN_UNKNOWN;
}

enum sn_err sn_capture_output(struct sn_capture *c, struct sn_output *out, struct sn_diag *d)
{
    const struct sn_iface *ifs;
    enum sn_err e;
    uint32_t n;

    if (!c->nsources)
        return sn_fail(d, SN_EUSAGE, "a capture without an interface");
    if ((e = sn_capture_describe(c, out->o.format, out->o.digits, &ifs, &n, d)) != SN_OK)
        return e;
    c->out = out;
    sn_output_stats(out, fill_stats, c);
    return sn_output_open(out, ifs, n, d);
}

/* ---- while it runs ---- */

/* For signal handlers too: nothing but an atomic store and write(2), and errno stays. */
static void raise_flag(const struct sn_capture *c, bool *flag)
{
    int saved = errno;

    __atomic_store_n(flag, true, __ATOMIC_RELEASE);
    eventfd_write(c->wake, 1);
    errno = saved;
}

void sn_capture_stop(struct sn_capture *c)
{
    raise_flag(c, &c->stopped);
}

void sn_capture_wake(struct sn_capture *c)
{
    raise_flag(c, &c->woken);
}

enum sn_err sn_capture_filter(struct sn_capture *c, uint32_t i, struct sn_capfilter *f,
                              struct sn_diag *d)
{
    uint32_t first = i * c->o.jobs;
    enum sn_err e;

    if (i >= c->nsources) {
        sn_capfilter_free(f);
        return sn_fail(d, SN_EUSAGE, "no interface %u in this capture", i);
    }
    pthread_mutex_lock(&c->lock);
    e = sn_capfilter_attach(f, c->caps + first, c->o.jobs, d);
    if (e == SN_OK) {
        sn_capfilter_free(c->sources[i].filter);
        c->sources[i].filter = f;
        for (uint32_t k = first; k < first + c->o.jobs && k < c->nlanes; k++)
            sn_lane_filter(c->lanes[k], f);
    } else {
        sn_capfilter_free(f);
    }
    pthread_mutex_unlock(&c->lock);
    return e;
}

enum sn_err sn_capture_inject(struct sn_capture *c, uint32_t i, const void *p, size_t n,
                              struct sn_diag *d)
{
    if (i >= c->nsources)
        return sn_fail(d, SN_EUSAGE, "no interface %u in this capture", i);
    return sn_cap_inject(c->caps[(size_t)i * c->o.jobs], p, n, d);
}

/* ---- counts, the end ---- */

static void add_source(struct sn_capture *c, uint32_t i, struct sn_capture_stats *st)
{
    struct sn_cap_stats ring;
    uint64_t slow;

    for (uint32_t k = i * c->o.jobs; k < (i + 1) * c->o.jobs; k++) {
        slow = 0;
        if (k < c->nlanes)
            sn_lane_stats(c->lanes[k], &ring, &slow);
        else
            sn_cap_stats(c->caps[k], &ring);
        st->received += ring.received;
        st->dropped += ring.dropped;
        st->unstamped += ring.unstamped;
        st->slow += slow;
    }
}

void sn_capture_stats(struct sn_capture *c, uint32_t i, struct sn_capture_stats *st)
{
    uint32_t index[SOURCES_MAX], n = 0;
    struct loss_sum lost;

    *st = (struct sn_capture_stats){0};
    for (uint32_t k = 0; k < c->nsources; k++) {
        if (k != i && i != SN_CAPTURE_ALL)
            continue;
        add_source(c, k, st);
        if (c->sources[k].ifc.kind == SN_IF_NET)
            index[n++] = c->sources[k].ifc.index;
    }
    sn_loss_update(&c->loss);
    lost = sn_loss_of(&c->loss, index, n);
    st->iface = lost.missed;
    st->backlog = lost.backlog;
    st->unclear = lost.unclear;
}

enum sn_err sn_capture_failed(struct sn_capture *c, uint32_t i, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t k = i * c->o.jobs; e == SN_OK && k < (i + 1) * c->o.jobs && k < c->nlanes; k++)
        e = sn_lane_failed(c->lanes[k], d);
    return e;
}

void sn_capture_close(struct sn_capture *c)
{
    if (!c)
        return;
    sn_merge_free(c->merge);
    for (uint32_t i = 0; i < c->nlanes; i++)
        sn_lane_free(c->lanes[i]);
    for (uint32_t i = 0; i < c->nsources * c->o.jobs; i++)
        sn_cap_close(c->caps[i]);
    for (uint32_t i = 0; i < c->nsources; i++)
        sn_capfilter_free(c->sources[i].filter);
    sn_ifwatch_close(c->watch);
    sn_loss_close(&c->loss);
    if (c->wake >= 0)
        close(c->wake);
    free(c->lanes);
    free(c->caps);
    free(c->sources);
    sn_arena_free(&c->arena);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
