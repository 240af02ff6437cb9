/*
 * Packets of a capture, handed out one by one from the ring.
 *
 * A block goes back to the kernel as soon as its last packet was handed out, so that the descriptor
 * is readable only while there is something to read. What pcap_next returned stays valid until the
 * next call: of a block that goes back, a copy.
 */
#include "live.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sn/bpf.h"

enum { IMMEDIATE_MOST = 1 << 16 };

void sn_compat_wake(struct live *l)
{
    int was = errno;

    if (l->wake >= 0)
        (void)eventfd_write(l->wake, 1);
    errno = was;
}

/* ---- reading ---- */

static bool accepted(const pcap_t *p, const struct sn_pkt *k)
{
    const struct live *l = p->live;

    if (l->filter)
        return sn_capfilter_accepts(l->filter, k);
    return k->ts >= l->until || sn_compat_accepts(&p->filter, k->data, k->len, k->caplen);
}

/* What the socket reports. An interface that is down may come up again. */
static int check_socket(pcap_t *p)
{
    struct sn_diag d = {0};
    enum sn_err e = sn_cap_error(p->live->cap, &d);

    if (e == SN_OK || (e == SN_ENODEV && strstr(d.msg, "went down")))
        return 0;
    p->live->gone = e == SN_ENODEV;
    return p->live->gone ? 0 : sn_compat_fail(p, "%s", d.msg);
}

/* Waits for packets, for pcap_breakloop or a signal; without waiting, looks for errors only. */
static int wait_for_packets(pcap_t *p)
{
    struct live *l = p->live;
    struct pollfd fds[] = {{.fd = p->fd, .events = POLLIN}, {.fd = l->wake, .events = POLLIN}};
    eventfd_t ignored;
    int n = poll(fds, 2, l->nonblock ? 0 : -1);

    if (n < 0)
        return errno == EINTR
                   ? 0
                   : sn_compat_fail(p, "error polling on packet socket: %s", strerror(errno));
    if (fds[1].revents)
        (void)eventfd_read(l->wake, &ignored);
    return fds[0].revents & (POLLERR | POLLNVAL) ? check_socket(p) : 0;
}

/* Fetches more into the batch. 1: there are some. */
static int fetch(struct live *l)
{
    l->at = 0;
    l->n = sn_cap_next_seen(l->cap, l->pkt, LIVE_BATCH);
    return l->n > 0;
}

static bool block_done(const struct live *l)
{
    return l->at == l->n && !sn_cap_left(l->cap);
}

/* Hands out what the batch holds, up to max packets. */
static int hand_out(pcap_t *p, int max, pcap_handler fn, u_char *user)
{
    struct live *l = p->live;
    int n = 0;

    while (l->at < l->n && n < max && !p->broken) {
        struct sn_pkt *k = &l->pkt[l->at++];
        struct pcap_pkthdr h;

        if (!accepted(p, k))
            continue;
        sn_cap_cut(l->cap, k);
        h = (struct pcap_pkthdr){.caplen = k->caplen, .len = k->len};
        h.ts = sn_compat_time(k->ts, p->precision);
        fn(user, &h, k->data);
        n++;
    }
    return n;
}

/* Up to cnt packets, or where it isn't positive those of a block; waits for the first. In immediate
 * mode a block has one packet: then as many as there are, within reason. */
static int read_live(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    struct live *l = p->live;
    int max = cnt > 0 ? cnt : IMMEDIATE_MOST, n = 0, r;

    for (;;) {
        if (p->broken) {
            p->broken = 0;
            return PCAP_ERROR_BREAK;
        }
        if (l->at < l->n || fetch(l)) {
            n += hand_out(p, max - n, fn, user);
            if (block_done(l))
                sn_cap_done(l->cap);
            if (n == max || (n && cnt <= 0 && !l->immediate && block_done(l) && !p->broken))
                return n;
            continue;
        }
        if (n)
            return n;
        if (l->gone)
            return sn_compat_fail(p, "The interface disappeared");
        if ((r = wait_for_packets(p)) < 0)
            return r;
        if (l->nonblock && !p->broken && !fetch(l))
            return 0;
    }
}

const u_char *sn_compat_keep(pcap_t *p, const u_char *data, u_int n)
{
    struct live *l = p->live;
    u_char *more;

    if (!l || !block_done(l))
        return data;
    if (n > l->kept_size) {
        if (!(more = realloc(l->kept, n)))
            return data;
        l->kept = more;
        l->kept_size = n;
    }
    memcpy(l->kept, data, n);
    return l->kept;
}

/* ---- filters ---- */

/* A program whose expression is known, l->text: compiled again for the kernel. */
static int set_known(pcap_t *p)
{
    struct live *l = p->live;
    struct sn_bpf_opts o = {.linktype = sn_cap_linktype(l->cap),
                            .snaplen = (uint32_t)p->snapshot,
                            .netmask = l->netmask,
                            .no_opt = !l->optimized,
                            .has_iface = l->ifc.index != 0,
                            .ifindex = l->ifc.index,
                            .ifname = l->ifc.name};
    struct sn_capfilter *f;
    struct sn_diag d = {0};

    if (sn_capfilter_new(&f, l->text, strlen(l->text), &o, &d))
        return sn_compat_fail(p, "%s", d.msg);
    if (sn_capfilter_attach(f, &l->cap, 1, &d)) {
        sn_capfilter_free(f);
        return sn_compat_fail(p, "%s", d.msg);
    }
    sn_capfilter_free(l->filter);
    l->filter = f;
    sn_compat_filter_free(&p->filter);
    l->until = INT64_MIN;
    return 0;
}

/* The program for the kernel: a packet is kept whole, whatever the program says; its length is cut
 * here. NULL: no memory. */
static struct sn_insn *for_kernel(const struct bpf_program *prog)
{
    struct sn_insn *k = calloc(prog->bf_len, sizeof *k);

    if (!k)
        return NULL;
    memcpy(k, prog->bf_insns, prog->bf_len * sizeof *k);
    for (u_int i = 0; i < prog->bf_len; i++)
        if (k[i].code == (BPF_RET | BPF_K) && k[i].k)
            k[i].k = SNAPLEN_MOST;
    return k;
}

/* Somebody's own program: in the kernel where that takes it and packets have their own header
 * there, and here; on those only that another filter let in, if the kernel has it. */
static int set_own(pcap_t *p, const struct bpf_program *prog)
{
    struct live *l = p->live;
    uint32_t linktype = sn_cap_linktype(l->cap);
    bool cooked = linktype == SN_LINK_LINUX_SLL || linktype == SN_LINK_LINUX_SLL2;
    struct sn_insn *k = for_kernel(prog);
    struct sn_diag d = {0};
    enum sn_err e = SN_ERANGE;

    if (!k || !sn_compat_filter_set(&p->filter, prog)) {
        free(k);
        return sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
    }
    if (!cooked)
        e = sn_cap_set_filter(l->cap, k, prog->bf_len, &d);
    l->until = e == SN_OK ? sn_cap_now() + 1000000 : INT64_MAX;
    if (e != SN_OK)
        e = sn_cap_set_filter(l->cap, NULL, 0, &d);
    free(k);
    sn_capfilter_free(l->filter);
    l->filter = NULL;
    return e == SN_OK ? 0 : sn_compat_fail(p, "%s", d.msg);
}

static int live_setfilter(pcap_t *p, const struct bpf_program *prog)
{
    struct live *l = p->live;
    char *text;

    if (!prog)
        return sn_compat_fail(p, "setfilter: No filter specified");
    if (!bpf_validate(prog->bf_insns, (int)prog->bf_len))
        return sn_compat_fail(p, "BPF program is not valid");
    if (!sn_compat_filter_text(prog, &text, &l->optimized, &l->netmask))
        return set_own(p, prog);
    free(l->text);
    l->text = text;
    return set_known(p);
}

/* ---- the rest ---- */

static int live_setdirection(pcap_t *p, pcap_direction_t dir)
{
    static const enum sn_cap_dir dirs[] = {
        [PCAP_D_INOUT] = SN_CAP_INOUT, [PCAP_D_IN] = SN_CAP_IN, [PCAP_D_OUT] = SN_CAP_OUT};
    struct sn_diag d = {0};

    if ((u_int)dir > PCAP_D_OUT)
        return sn_compat_fail(p, "Invalid direction");
    if (sn_cap_set_dir(p->live->cap, dirs[dir], &d))
        return sn_compat_fail(p, "%s", d.msg);
    return 0;
}

static int live_set_datalink(pcap_t *p, int dlt)
{
    struct sn_diag d = {0};

    /* Ethernet frames may be said to be DOCSIS frames: they stay what they are. */
    if (dlt == DLT_EN10MB || dlt == DLT_DOCSIS)
        return 0;
    if (sn_cap_set_linktype(p->live->cap, (uint32_t)dlt, &d))
        return sn_compat_fail(p, "%s", d.msg);
    return p->live->filter ? set_known(p) : 0;
}

static int live_stats(pcap_t *p, struct pcap_stat *st)
{
    struct live *l = p->live;
    struct sn_cap_stats s;

    sn_cap_stats(l->cap, &s);
    st->ps_recv = (u_int)s.received;
    st->ps_drop = (u_int)s.dropped;
    st->ps_ifdrop = l->ifc.kind == SN_IF_NET && l->ifc.index
                        ? (u_int)(sn_compat_ifdrop(l->ifc.name) - l->ifdrop)
                        : 0;
    return 0;
}

static int live_inject(pcap_t *p, const void *buf, int n)
{
    struct live *l = p->live;
    uint32_t linktype = sn_cap_linktype(l->cap);
    ssize_t sent;

    if (l->ifc.kind != SN_IF_NET)
        return sn_compat_fail(p, "Sending packets isn't supported on %s devices",
                              l->ifc.kind == SN_IF_USB ? "USB" : "NFLOG");
    if (!l->ifc.index)
        return sn_compat_fail(p, "Sending packets isn't supported on the \"any\" device");
    if (linktype == SN_LINK_LINUX_SLL || linktype == SN_LINK_LINUX_SLL2)
        return sn_compat_fail(p, "Sending packets isn't supported in cooked mode");
    while ((sent = send(p->fd, buf, (size_t)n, 0)) < 0 && errno == EINTR)
        ;
    return sent < 0 ? sn_compat_fail(p, "send: %s", strerror(errno)) : (int)sent;
}

static int live_getnonblock(pcap_t *p)
{
    return p->live->nonblock;
}

static int live_setnonblock(pcap_t *p, int on)
{
    p->live->nonblock = on != 0;
    return 0;
}

void sn_compat_live_close(pcap_t *p)
{
    struct live *l = p->live;

    sn_cap_close(l->cap);
    sn_capfilter_free(l->filter);
    sn_monitor_close(l->monitor);
    sn_arena_free(&l->arena);
    if (l->wake >= 0)
        close(l->wake);
    free(l->kept);
    free(l->text);
    free(l->device);
    free(l);
}

const struct handle_ops sn_compat_live_ops = {
    .read = read_live,
    .stats = live_stats,
    .inject = live_inject,
    .setfilter = live_setfilter,
    .setdirection = live_setdirection,
    .set_datalink = live_set_datalink,
    .getnonblock = live_getnonblock,
    .setnonblock = live_setnonblock,
    .close = sn_compat_live_close,
};
