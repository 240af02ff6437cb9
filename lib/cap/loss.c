/* Counting what never reached a packet socket: see loss.h. */
#include "cap/loss.h"

#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "sn/pcap.h"

/* Many drivers show one counter in two places: what is equal is counted once. */
bool sn_loss_counters(struct loss_counts *c, const struct nl_attr *a)
{
    struct rtnl_link_stats64 st;

    if (a->len < offsetof(struct rtnl_link_stats64, rx_compressed))
        return false;
    memset(&st, 0, sizeof st);
    memcpy(&st, a->data, a->len < sizeof st ? a->len : sizeof st);
    c->dropped = st.rx_dropped;
    c->missed = st.rx_missed_errors;
    if (st.rx_fifo_errors != st.rx_missed_errors)
        c->missed += st.rx_fifo_errors;
    if (st.rx_over_errors != st.rx_missed_errors && st.rx_over_errors != st.rx_fifo_errors)
        c->missed += st.rx_over_errors;
    return true;
}

/* ---- interfaces ---- */

static struct loss_counts *add(struct loss_list *to)
{
    if (to->n == to->cap) {
        size_t cap = to->cap ? 2 * to->cap : 16;
        struct loss_counts *v = reallocarray(to->v, cap, sizeof *v);

        if (!v) {
            to->failed = true;
            return NULL;
        }
        to->v = v;
        to->cap = cap;
    }
    return &to->v[to->n++];
}

static void on_link(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct loss_counts c, *to;
    struct ifinfomsg m;
    struct nl_attr a;

    if (type != RTM_NEWLINK || n < sizeof m)
        return;
    memcpy(&m, body, sizeof m);
    c.index = (uint32_t)m.ifi_index;
    for (size_t at = NLMSG_ALIGN(sizeof m); sn_nl_next_attr(body, n, &at, &a);)
        if (a.type == IFLA_STATS64 && sn_loss_counters(&c, &a) && (to = add(ctx)))
            *to = c;
}

static enum sn_err read_links(const struct loss *l, struct loss_list *to, struct sn_diag *d)
{
    enum sn_err e;

    to->n = 0;
    to->failed = false;
    e = sn_nl_dump(l->fd, RTM_GETLINK, on_link, to, d);
    to->failed |= e != SN_OK;
    return e;
}

static const struct loss_counts *find(const struct loss_list *in, uint32_t index)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->v[i].index == index)
            return &in->v[i];
    return NULL;
}

/* ---- the backlog ---- */

uint32_t sn_loss_softnet(const char *text, size_t n)
{
    const char *end = text + n;
    uint32_t sum = 0;

    while (text < end) {
        const char *line = text, *nl = memchr(text, '\n', (size_t)(end - text));
        uint32_t v = 0;

        text = nl ? nl + 1 : end;
        line = memchr(line, ' ', (size_t)(text - line));
        while (line && ++line < text && *line != ' ' && *line != '\n')
            v = v << 4 | (uint32_t)(*line <= '9' ? *line - '0' : (*line | 0x20) - 'a' + 10);
        sum += v;
    }
    return sum;
}

static bool read_softnet(const struct loss *l, uint32_t *sum)
{
    enum { CPUS = 4096, LINE = 136 };
    char *text = l->softnet >= 0 ? malloc((size_t)CPUS * LINE) : NULL;
    size_t n = 0;
    ssize_t got = -1;

    if (!text || lseek(l->softnet, 0, SEEK_SET) != 0) {
        free(text);
        return false;
    }
    while (n < (size_t)CPUS * LINE && (got = read(l->softnet, text + n, CPUS * LINE - n)) > 0)
        n += (size_t)got;
    *sum = sn_loss_softnet(text, n);
    free(text);
    return got >= 0 && n;
}

/* A sum that gets smaller is a processor that was taken away. */
static void update_backlog(struct loss *l)
{
    uint32_t sum;

    if (!read_softnet(l, &sum))
        return;
    if ((int32_t)(sum - l->softnet_last) > 0)
        l->backlog += sum - l->softnet_last;
    l->softnet_last = sum;
}

/* ---- the whole ---- */

enum sn_err sn_loss_open(struct loss *l, struct sn_diag *d)
{
    enum sn_err e;

    *l = (struct loss){.fd = -1, .softnet = -1};
    if ((e = sn_nl_open(&l->fd, 0, d)) != SN_OK)
        return e;
    l->softnet = open("/proc/net/softnet_stat", O_RDONLY | O_CLOEXEC);
    if (l->softnet >= 0 && !read_softnet(l, &l->softnet_last)) {
        close(l->softnet);
        l->softnet = -1;
    }
    return read_links(l, &l->base, d);
}

void sn_loss_close(struct loss *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->softnet >= 0)
        close(l->softnet);
    free(l->base.v);
    free(l->now.v);
}

void sn_loss_begin(struct loss *l, uint32_t index)
{
    const struct loss_counts *now;
    struct loss_counts *to;
    struct sn_diag d;

    if (!index || find(&l->base, index) || read_links(l, &l->now, &d) != SN_OK)
        return;
    if ((now = find(&l->now, index)) && (to = add(&l->base)))
        *to = *now;
}

void sn_loss_update(struct loss *l)
{
    struct sn_diag d;

    (void)!read_links(l, &l->now, &d);
    update_backlog(l);
}

/* Counters start anew with some drivers when the interface is taken down and up. */
static uint64_t since(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

static bool holds(const uint32_t *index, size_t n, uint32_t one)
{
    for (size_t i = 0; i < n; i++)
        if (!index[i] || index[i] == one)
            return true;
    return false;
}

struct loss_sum sn_loss_of(const struct loss *l, const uint32_t *index, size_t n)
{
    static const struct loss_counts zero;
    struct loss_sum s = {0};
    uint64_t dropped = 0, others = 0;

    for (size_t i = 0; i < l->now.n; i++) {
        const struct loss_counts *now = &l->now.v[i], *base = find(&l->base, now->index);
        uint64_t more = since(now->dropped, (base ? base : &zero)->dropped);

        if (!holds(index, n, now->index)) {
            others += more;
            continue;
        }
        dropped += more;
        s.missed += since(now->missed, (base ? base : &zero)->missed);
    }
    s.backlog = since(l->backlog, others);
    if (s.backlog > dropped)
        s.backlog = dropped;
    s.unclear = dropped - s.backlog;
    for (size_t i = 0; i < n; i++)
        if (!index[i] || l->now.failed || !find(&l->now, index[i]))
            s.missed = SN_UNKNOWN; /* which interfaces come and go is not watched */
    return s;
}
