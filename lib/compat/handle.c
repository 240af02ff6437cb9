/* Handles: made, asked, closed; and what only passes a call on to the handle's kind. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include "sn/sn.h"

int sn_compat_fail(pcap_t *p, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(p->errbuf, sizeof p->errbuf, fmt, ap);
    va_end(ap);
    return PCAP_ERROR;
}

void sn_compat_say(char *errbuf, const char *fmt, ...)
{
    va_list ap;

    if (!errbuf)
        return;
    va_start(ap, fmt);
    vsnprintf(errbuf, PCAP_ERRBUF_SIZE, fmt, ap);
    va_end(ap);
}

pcap_t *sn_compat_new(const struct handle_ops *ops)
{
    pcap_t *p = calloc(1, sizeof *p);

    if (p) {
        p->ops = ops;
        p->fd = p->selectable = -1;
    }
    return p;
}

/* ---- a handle that packets never come from ---- */

static int dead_read(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    (void)cnt, (void)fn, (void)user;
    return sn_compat_fail(p, "Packets aren't available from a pcap_open_dead pcap_t");
}

static int dead_stats(pcap_t *p, struct pcap_stat *st)
{
    (void)st;
    return sn_compat_fail(p, "Statistics aren't available from a pcap_open_dead pcap_t");
}

static int dead_inject(pcap_t *p, const void *buf, int n)
{
    (void)buf, (void)n;
    return sn_compat_fail(p, "Packets can't be sent on a pcap_open_dead pcap_t");
}

static int dead_setfilter(pcap_t *p, const struct bpf_program *f)
{
    (void)f;
    return sn_compat_fail(p, "A filter cannot be set on a pcap_open_dead pcap_t");
}

static int dead_setdirection(pcap_t *p, pcap_direction_t dir)
{
    (void)dir;
    return sn_compat_fail(p, "The packet direction cannot be set on a pcap_open_dead pcap_t");
}

static int dead_nonblock(pcap_t *p)
{
    return sn_compat_fail(p, "A pcap_open_dead pcap_t does not have a non-blocking mode setting");
}

static int dead_setnonblock(pcap_t *p, int on)
{
    (void)on;
    return dead_nonblock(p);
}

static const struct handle_ops dead = {
    .read = dead_read,
    .stats = dead_stats,
    .inject = dead_inject,
    .setfilter = dead_setfilter,
    .setdirection = dead_setdirection,
    .getnonblock = dead_nonblock,
    .setnonblock = dead_setnonblock,
};

pcap_t *pcap_open_dead_with_tstamp_precision(int dlt, int snaplen, u_int precision)
{
    pcap_t *p = sn_compat_new(&dead);

    if (!p)
        return NULL;
    p->activated = true;
    p->dlt = dlt;
    p->snapshot = snaplen;
    p->precision = precision == PCAP_TSTAMP_PRECISION_NANO ? PCAP_TSTAMP_PRECISION_NANO
                                                           : PCAP_TSTAMP_PRECISION_MICRO;
    p->fd = p->selectable = 0;
    return p;
}

pcap_t *pcap_open_dead(int dlt, int snaplen)
{
    return pcap_open_dead_with_tstamp_precision(dlt, snaplen, PCAP_TSTAMP_PRECISION_MICRO);
}

void pcap_close(pcap_t *p)
{
    if (p->ops->close)
        p->ops->close(p);
    sn_compat_filter_free(&p->filter);
    free(p->dlts);
    free(p);
}

/* ---- properties ---- */

int pcap_datalink(pcap_t *p)
{
    return p->activated ? p->dlt : PCAP_ERROR_NOT_ACTIVATED;
}

int pcap_datalink_ext(pcap_t *p)
{
    return p->activated ? p->dlt_ext : PCAP_ERROR_NOT_ACTIVATED;
}

int pcap_snapshot(pcap_t *p)
{
    return p->activated ? p->snapshot : PCAP_ERROR_NOT_ACTIVATED;
}

int pcap_is_swapped(pcap_t *p)
{
    return p->activated ? p->swapped : PCAP_ERROR_NOT_ACTIVATED;
}

int pcap_major_version(pcap_t *p)
{
    return p->activated ? p->major : PCAP_ERROR_NOT_ACTIVATED;
}

int pcap_minor_version(pcap_t *p)
{
    return p->activated ? p->minor : PCAP_ERROR_NOT_ACTIVATED;
}

int pcap_bufsize(pcap_t *p)
{
    return p->activated ? p->bufsize : PCAP_ERROR_NOT_ACTIVATED;
}

FILE *pcap_file(pcap_t *p)
{
    if (p->file)
        sn_compat_savefile_track(p);
    return p->fp;
}

int pcap_fileno(pcap_t *p)
{
    return p->fd;
}

int pcap_get_selectable_fd(pcap_t *p)
{
    return p->selectable;
}

const struct timeval *pcap_get_required_select_timeout(pcap_t *p)
{
    return p->timeout;
}

int pcap_get_tstamp_precision(pcap_t *p)
{
    return p->precision;
}

/* ---- link types ---- */

int pcap_list_datalinks(pcap_t *p, int **list)
{
    int n = p->ndlts ? p->ndlts : 1;

    if (!p->activated) {
        (void)sn_compat_fail(p, "This handle hasn't been activated yet");
        return PCAP_ERROR_NOT_ACTIVATED;
    }
    if (!(*list = calloc((size_t)n, sizeof **list)))
        return sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
    if (p->ndlts)
        memcpy(*list, p->dlts, (size_t)n * sizeof **list);
    else
        **list = p->dlt;
    return n;
}

void pcap_free_datalinks(int *list)
{
    free(list);
}

static bool has_datalink(const pcap_t *p, int dlt)
{
    for (int i = 0; i < p->ndlts; i++)
        if (p->dlts[i] == dlt)
            return true;
    return p->activated && !p->ndlts && dlt == p->dlt;
}

int pcap_set_datalink(pcap_t *p, int dlt)
{
    const char *name = pcap_datalink_val_to_name(dlt);

    if (!has_datalink(p, dlt))
        return name ? sn_compat_fail(p, "%s is not one of the DLTs supported by this device", name)
                    : sn_compat_fail(p, "DLT %d is not one of the DLTs supported by this device",
                                     dlt);
    if (dlt != p->dlt && p->ops->set_datalink && p->ops->set_datalink(p, dlt))
        return PCAP_ERROR;
    p->dlt = dlt;
    return 0;
}

/* ---- reading ---- */

int pcap_dispatch(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    return p->ops->read(p, cnt, fn, user);
}

int pcap_loop(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    for (;;) {
        int n = p->ops->read(p, cnt, fn, user);

        /* A live handle's read brings none when a time is up; a file's at the end. */
        if (n < 0 || (n == 0 && p->file))
            return n;
        if (cnt > 0 && (cnt -= n) <= 0)
            return 0;
    }
}

struct one {
    pcap_t *p;
    struct pcap_pkthdr *hdr;
    const u_char *data;
};

static void take_one(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    struct one *o = (struct one *)(void *)user;

    *o->hdr = *h;
    o->data = sn_compat_keep(o->p, data, h->caplen);
}

const u_char *pcap_next(pcap_t *p, struct pcap_pkthdr *h)
{
    struct one o = {.p = p, .hdr = h};

    return p->ops->read(p, 1, take_one, (u_char *)&o) > 0 ? o.data : NULL;
}

int pcap_next_ex(pcap_t *p, struct pcap_pkthdr **h, const u_char **data)
{
    struct one o = {.p = p, .hdr = &p->hdr};
    int n = p->ops->read(p, 1, take_one, (u_char *)&o);

    *h = &p->hdr;
    if (n > 0)
        *data = o.data;
    return n == 0 && p->file ? PCAP_ERROR_BREAK : n;
}

void pcap_breakloop(pcap_t *p)
{
    p->broken = 1;
    if (p->live)
        sn_compat_wake(p->live);
}

int pcap_setfilter(pcap_t *p, struct bpf_program *f)
{
    return p->ops->setfilter(p, f);
}

int pcap_setdirection(pcap_t *p, pcap_direction_t dir)
{
    return p->ops->setdirection(p, dir);
}

int pcap_stats(pcap_t *p, struct pcap_stat *st)
{
    return p->ops->stats(p, st);
}

int pcap_inject(pcap_t *p, const void *buf, size_t n)
{
    if (n > INT32_MAX)
        return sn_compat_fail(p, "More than %d bytes cannot be injected: %s", INT32_MAX,
                              strerror(errno));
    if (!n)
        return sn_compat_fail(p, "The number of bytes to be injected must not be zero: %s",
                              strerror(errno));
    return p->ops->inject(p, buf, (int)n);
}

int pcap_sendpacket(pcap_t *p, const u_char *buf, int n)
{
    if (n <= 0)
        return sn_compat_fail(p, "The number of bytes to be sent must be positive: %s",
                              strerror(errno));
    return p->ops->inject(p, buf, n) < 0 ? PCAP_ERROR : 0;
}

int pcap_getnonblock(pcap_t *p, char *errbuf)
{
    int r = p->ops->getnonblock(p);

    if (r == PCAP_ERROR)
        sn_compat_say(errbuf, "%s", p->errbuf);
    return r;
}

int pcap_setnonblock(pcap_t *p, int on, char *errbuf)
{
    int r = p->ops->setnonblock(p, on);

    if (r == PCAP_ERROR)
        sn_compat_say(errbuf, "%s", p->errbuf);
    return r;
}

/* ---- words ---- */

char *pcap_geterr(pcap_t *p)
{
    return p->errbuf;
}

void pcap_perror(pcap_t *p, const char *prefix)
{
    fprintf(stderr, "%s: %s\n", prefix, p->errbuf);
}

char pcap_version[] = "1.10.3";

const char *pcap_lib_version(void)
{
    return "libpcap version 1.10.3 (sn " SN_VERSION ", with TPACKET_V3)";
}

int pcap_init(unsigned int opts, char *errbuf)
{
    if (opts == PCAP_CHAR_ENC_LOCAL || opts == PCAP_CHAR_ENC_UTF_8)
        return 0;
    sn_compat_say(errbuf, "Unknown options specified");
    return PCAP_ERROR;
}
