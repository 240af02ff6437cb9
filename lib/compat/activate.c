/* Captures created, set up and activated. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "live.h"

#define LIST_CAP ((size_t)64 << 20) /* bytes for the list of interfaces */

/* ---- not activated ---- */

static int inactive(pcap_t *p)
{
    (void)sn_compat_fail(p, "This handle hasn't been activated yet");
    return PCAP_ERROR_NOT_ACTIVATED;
}

static int inactive_read(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    (void)cnt, (void)fn, (void)user;
    return inactive(p);
}

static int inactive_stats(pcap_t *p, struct pcap_stat *st)
{
    (void)st;
    return inactive(p);
}

static int inactive_inject(pcap_t *p, const void *buf, int n)
{
    (void)buf, (void)n;
    return inactive(p);
}

static int inactive_setfilter(pcap_t *p, const struct bpf_program *f)
{
    (void)f;
    return inactive(p);
}

static int inactive_setdirection(pcap_t *p, pcap_direction_t dir)
{
    (void)dir;
    return inactive(p);
}

/* The mode may be chosen before there is anything to read. */
static int inactive_setnonblock(pcap_t *p, int on)
{
    p->live->nonblock = on != 0;
    return 0;
}

static const struct handle_ops inactive_ops = {
    .read = inactive_read,
    .stats = inactive_stats,
    .inject = inactive_inject,
    .setfilter = inactive_setfilter,
    .setdirection = inactive_setdirection,
    .getnonblock = inactive,
    .setnonblock = inactive_setnonblock,
    .close = sn_compat_live_close,
};

pcap_t *pcap_create(const char *device, char *errbuf)
{
    pcap_t *p = sn_compat_new(&inactive_ops);
    struct live *l = calloc(1, sizeof *l);

    if (!p || !l || !(l->device = strdup(device ? device : "any"))) {
        sn_compat_say(errbuf, "malloc: %s", strerror(ENOMEM));
        free(p);
        free(l);
        return NULL;
    }
    l->wake = -1;
    l->until = INT64_MIN;
    sn_arena_init(&l->arena, LIST_CAP);
    p->live = l;
    return p;
}

/* ---- settings ---- */

/* False: too late. */
static bool open_to_change(pcap_t *p)
{
    if (p->live && !p->activated)
        return true;
    (void)sn_compat_fail(p, "can't perform  operation on activated capture");
    return false;
}

int pcap_set_snaplen(pcap_t *p, int snaplen)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    p->live->snaplen = snaplen;
    return 0;
}

int pcap_set_promisc(pcap_t *p, int promisc)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    p->live->promisc = promisc != 0;
    return 0;
}

int pcap_set_rfmon(pcap_t *p, int rfmon)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    p->live->rfmon = rfmon != 0;
    return 0;
}

int pcap_set_timeout(pcap_t *p, int ms)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    p->live->timeout = ms;
    return 0;
}

int pcap_set_immediate_mode(pcap_t *p, int immediate)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    p->live->immediate = immediate != 0;
    return 0;
}

int pcap_set_buffer_size(pcap_t *p, int size)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    if (size > 0)
        p->live->buffer = size;
    return 0;
}

int pcap_set_tstamp_precision(pcap_t *p, int precision)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    if (precision != PCAP_TSTAMP_PRECISION_MICRO && precision != PCAP_TSTAMP_PRECISION_NANO)
        return PCAP_ERROR_TSTAMP_PRECISION_NOTSUP;
    p->precision = precision;
    return 0;
}

int pcap_set_protocol_linux(pcap_t *p, int protocol)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    p->live->protocol = protocol;
    return 0;
}

/* ---- the interface ---- */

/* "eth0:1" is an address of eth0's. A number is a name here, not a place in a list. */
static bool named(const struct sn_if *i, const char *device)
{
    size_t n = strcspn(device, ":");

    if (i->kind != SN_IF_NET)
        return strcmp(i->name, device) == 0;
    if (strlen(i->name) == n && memcmp(i->name, device, n) == 0)
        return true;
    for (uint32_t a = 0; a < i->naltnames; a++)
        if (strcmp(i->altname[a], device) == 0)
            return true;
    return false;
}

/* The interface of a name, in an arena. */
static bool find(struct sn_if *out, struct sn_arena *a, const char *device)
{
    struct sn_if *list;
    uint32_t n;

    if (sn_if_list(&list, &n, a, NULL))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (named(&list[i], device)) {
            *out = list[i];
            return true;
        }
    return sn_if_choose(out, list, n, device) && out->kind != SN_IF_NET;
}

/* A handle's interface, as it is now. */
static bool find_now(const pcap_t *p, struct sn_if *out)
{
    struct sn_arena a;
    bool ok;

    sn_arena_init(&a, LIST_CAP);
    ok = find(out, &a, p->live->device);
    out->addr = NULL;
    out->altname = NULL;
    out->alias = NULL;
    sn_arena_free(&a);
    return ok;
}

static unsigned stamps(const pcap_t *p)
{
    struct sn_if ifc;
    unsigned set;

    if (!p->live || !find_now(p, &ifc) || sn_stamp_types(&set, &ifc, NULL))
        return 1u << SN_STAMP_HOST;
    return set | 1u << SN_STAMP_HOST;
}

int pcap_set_tstamp_type(pcap_t *p, int type)
{
    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    if (type < 0 || type >= SN_NSTAMPS || !(stamps(p) & 1u << type))
        return PCAP_WARNING_TSTAMP_TYPE_NOTSUP;
    p->live->stamp = (enum sn_stamp)type;
    return 0;
}

int pcap_list_tstamp_types(pcap_t *p, int **list)
{
    unsigned set = stamps(p);
    int n = 0;

    if (!(*list = calloc(SN_NSTAMPS, sizeof **list)))
        return sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
    for (int t = 0; t < SN_NSTAMPS; t++)
        if (set & 1u << t)
            (*list)[n++] = t;
    return n;
}

void pcap_free_tstamp_types(int *list)
{
    free(list);
}

int pcap_can_set_rfmon(pcap_t *p)
{
    struct sn_if ifc;

    if (p->file || !p->live)
        return p->file ? 0
                       : sn_compat_fail(p, "Rfmon mode doesn't apply on a pcap_open_dead pcap_t");
    return find_now(p, &ifc) && ifc.flags & SN_IF_WIRELESS ? 1 : 0;
}

uint64_t sn_compat_ifdrop(const char *name)
{
    static const char *const counts[] = {"rx_missed_errors", "rx_fifo_errors"};
    uint64_t sum = 0;

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char path[96];
        unsigned long long v;
        FILE *fp;

        snprintf(path, sizeof path, "/sys/class/net/%s/statistics/%s", name, counts[i]);
        if (!(fp = fopen(path, "re")))
            continue;
        if (fscanf(fp, "%llu", &v) == 1)
            sum += v;
        fclose(fp);
    }
    return sum;
}

/* ---- activation ---- */

static int status_of(pcap_t *p, const struct sn_diag *d)
{
    if (d->code == SN_EPERM) {
        (void)sn_compat_fail(p, "socket: %s", strerror(EPERM));
        return PCAP_ERROR_PERM_DENIED;
    }
    if (d->code == SN_ENODEV && strstr(d->msg, "is down"))
        return PCAP_ERROR_IFACE_NOT_UP;
    if (d->code == SN_ENODEV)
        return PCAP_ERROR_NO_SUCH_DEVICE;
    return sn_compat_fail(p, "%s", d->msg);
}

static int monitor_mode(pcap_t *p)
{
    struct live *l = p->live;
    struct sn_diag d = {0};

    if (!l->rfmon)
        return 0;
    switch (sn_monitor_open(&l->monitor, &l->ifc, &d)) {
    case SN_OK:
        return 0;
    case SN_EUNSUPPORTED:
        return PCAP_ERROR_RFMON_NOTSUP;
    default:
        return status_of(p, &d);
    }
}

static int open_ring(pcap_t *p)
{
    struct live *l = p->live;
    bool net = l->ifc.kind == SN_IF_NET, any = net && !l->ifc.index;
    struct sn_cap_opts o = {
        .snaplen = (uint32_t)p->snapshot,
        .linktype = any || l->ifc.flags & SN_IF_UNSUPPORTED ? SN_LINK_LINUX_SLL : 0,
        .buffer = (size_t)l->buffer,
        .block_ms = l->immediate     ? 1
                    : l->timeout > 0 ? (uint32_t)l->timeout
                                     : 0,
        .immediate = l->immediate,
        .promisc = l->promisc,
        .stamp = l->stamp,
        .protocol = (uint16_t)l->protocol,
    };
    struct sn_diag d = {0};

    if (any && l->promisc)
        (void)sn_compat_fail(p, "Promiscuous mode not supported on the \"any\" device");
    return sn_cap_open(&l->cap, &l->ifc, &o, &d) ? status_of(p, &d) : 0;
}

/* The link types that pcap_set_datalink may choose. */
static bool list_datalinks(pcap_t *p)
{
    bool cooked = p->dlt == DLT_LINUX_SLL;

    if (!cooked && (p->dlt != DLT_EN10MB || p->live->ifc.flags & SN_IF_LOOPBACK))
        return true;
    if (!(p->dlts = calloc(2, sizeof *p->dlts)))
        return false;
    p->ndlts = 2;
    p->dlts[0] = p->dlt;
    p->dlts[1] = cooked ? DLT_LINUX_SLL2 : DLT_DOCSIS;
    return true;
}

/* Without permission nobody is told which devices there are. */
static int check_permission(pcap_t *p)
{
    int fd = socket(PF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), sys = errno;

    if (fd >= 0)
        close(fd);
    if (fd >= 0 || (sys != EPERM && sys != EACCES))
        return 0;
    (void)sn_compat_fail(p, "socket: %s", strerror(sys));
    return PCAP_ERROR_PERM_DENIED;
}

/* "nflog:GROUP". */
static int check_group(pcap_t *p)
{
    const char *device = p->live->device, *number = device + strlen("nflog:");
    unsigned long group;
    char *end;

    if (strncmp(device, "nflog:", strlen("nflog:")) != 0)
        return 0;
    group = strtoul(number, &end, 10);
    if (end == number || *end)
        return sn_compat_fail(p, "Can't get netfilter group(s) index from %s", device);
    if (group > UINT16_MAX)
        return sn_compat_fail(p, "Netfilter group range from 0 to %d (got %lu)", UINT16_MAX, group);
    return 0;
}

static int find_device(pcap_t *p)
{
    struct live *l = p->live;
    bool found = find(&l->ifc, &l->arena, l->device);
    int r = !found || l->ifc.kind == SN_IF_NET ? check_permission(p) : 0;

    if (r != 0 || (r = check_group(p)) != 0)
        return r;
    if (l->rfmon && (!found || !(l->ifc.flags & SN_IF_WIRELESS)))
        return PCAP_ERROR_RFMON_NOTSUP;
    return found ? 0 : PCAP_ERROR_NO_SUCH_DEVICE;
}

static int activate(pcap_t *p)
{
    struct live *l = p->live;
    int r;

    p->errbuf[0] = '\0';
    p->snapshot = l->snaplen > 0 && l->snaplen < SNAPLEN_MOST ? l->snaplen : SNAPLEN_MOST;
    if ((r = find_device(p)) != 0)
        return r;
    if (l->ifc.kind == SN_IF_NET && l->ifc.index && !(l->ifc.flags & SN_IF_UP))
        return PCAP_ERROR_IFACE_NOT_UP;
    if ((r = monitor_mode(p)) != 0 || (r = open_ring(p)) != 0)
        return r;
    p->dlt = sn_compat_dlt(sn_cap_linktype(l->cap));
    if ((l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        return sn_compat_fail(p, "could not open eventfd: %s", strerror(errno));
    if (!list_datalinks(p))
        return sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
    l->nonblock |= l->timeout < 0;
    l->ifdrop = l->ifc.index ? sn_compat_ifdrop(l->ifc.name) : 0;
    p->fd = p->selectable = sn_cap_fd(l->cap);
    p->bufsize = SNAPLEN_MOST;
    p->ops = &sn_compat_live_ops;
    p->activated = true;
    return 0;
}

/* As it was before. */
static void undo(pcap_t *p)
{
    struct live *l = p->live;

    sn_cap_close(l->cap);
    l->cap = NULL;
    sn_monitor_close(l->monitor);
    l->monitor = NULL;
    if (l->wake >= 0)
        close(l->wake);
    l->wake = -1;
    sn_arena_reset(&l->arena);
}

/* Where it succeeds, what was said before stays the last error. */
int pcap_activate(pcap_t *p)
{
    char before[sizeof p->errbuf];
    int r;

    if (!open_to_change(p))
        return PCAP_ERROR_ACTIVATED;
    memcpy(before, p->errbuf, sizeof before);
    r = activate(p);
    if (r >= 0) {
        if (!p->errbuf[0])
            memcpy(p->errbuf, before, sizeof before);
        return r;
    }
    undo(p);
    if (!p->errbuf[0])
        (void)sn_compat_fail(p, "%s", pcap_statustostr(r));
    return r;
}

/* ---- in one call ---- */

static void say_failed(char *errbuf, const char *device, int status, const char *why)
{
    const char *words = pcap_statustostr(status);

    if (status == PCAP_ERROR)
        sn_compat_say(errbuf, "%s: %s", device, why);
    else if (status == PCAP_ERROR_NO_SUCH_DEVICE || status == PCAP_ERROR_PERM_DENIED ||
             status == PCAP_ERROR_PROMISC_PERM_DENIED)
        sn_compat_say(errbuf, "%s: %s (%s)", device, words, why);
    else
        sn_compat_say(errbuf, "%s: %s", device, words);
}

pcap_t *pcap_open_live(const char *device, int snaplen, int promisc, int ms, char *errbuf)
{
    pcap_t *p = pcap_create(device, errbuf);
    int r;

    if (!p)
        return NULL;
    p->live->snaplen = snaplen;
    p->live->promisc = promisc != 0;
    p->live->timeout = ms;
    if ((r = pcap_activate(p)) >= 0)
        return p;
    say_failed(errbuf, p->live->device, r, p->errbuf);
    pcap_close(p);
    return NULL;
}
