/* What interfaces there are: rtnetlink(7) dumps, ethtool's link state, /sys for wireless. */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/netlink.h"
#include "sn/cap.h"

struct list {
    struct sn_arena *arena;
    struct sn_if *ifs;
    uint32_t n, cap;
    int ioctl_fd;
    bool nomem;
};

static struct sn_if *grow(struct list *l)
{
    if (l->n == l->cap) {
        uint32_t cap = l->cap ? l->cap * 2 : 16;
        struct sn_if *more = SN_NEWN(l->arena, struct sn_if, cap);

        if (!more) {
            l->nomem = true;
            return NULL;
        }
        if (l->n)
            memcpy(more, l->ifs, l->n * sizeof *more);
        l->ifs = more;
        l->cap = cap;
    }
    return &l->ifs[l->n++];
}

/* Connected or not, as the driver says it; many virtual ones don't. */
static uint32_t link_state(int fd, const struct sn_if *ifc)
{
    struct ethtool_value v = {.cmd = ETHTOOL_GLINK};
    struct ifreq req = {0};

    if (ifc->flags & SN_IF_LOOPBACK)
        return 0;
    memcpy(req.ifr_name, ifc->name, sizeof ifc->name);
    req.ifr_data = (void *)&v;
    if (ioctl(fd, SIOCETHTOOL, &req) != 0)
        return 0;
    return v.data ? SN_IF_LINK : SN_IF_NOLINK;
}

static bool is_wireless(const struct sn_if *ifc)
{
    char path[64];

    snprintf(path, sizeof path, "/sys/class/net/%s/phy80211", ifc->name);
    return access(path, F_OK) == 0;
}

static void link_attr(struct list *l, struct sn_if *ifc, const struct nl_attr *a)
{
    size_t n;

    switch (a->type) {
    case IFLA_IFNAME:
        n = strnlen((const char *)a->data, a->len);
        if (n < sizeof ifc->name)
            memcpy(ifc->name, a->data, n);
        break;
    case IFLA_MTU:
        ifc->mtu = nl_u32(a);
        break;
    case IFLA_ADDRESS:
        if (a->len <= sizeof ifc->mac) {
            memcpy(ifc->mac, a->data, a->len);
            ifc->maclen = (uint8_t)a->len;
        }
        break;
    case IFLA_IFALIAS:
        n = strnlen((const char *)a->data, a->len);
        ifc->alias = sn_arena_strndup(l->arena, (const char *)a->data, n);
        break;
    case IFLA_STATS64:
        ifc->lost = nl_lost(a);
        break;
    }
}

static void on_link(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct list *l = ctx;
    struct ifinfomsg m;
    struct nl_attr a;
    struct sn_if *ifc;
    bool cooked;

    if (type != RTM_NEWLINK || n < sizeof m || !(ifc = grow(l)))
        return;
    memcpy(&m, body, sizeof m);
    *ifc = (struct sn_if){.index = (uint32_t)m.ifi_index, .arphrd = m.ifi_type, .lost = SN_UNKNOWN};
    for (size_t at = NLMSG_ALIGN(sizeof m); nl_next_attr(body, n, &at, &a);)
        link_attr(l, ifc, &a);
    ifc->linktype = sn_if_linktype(ifc->arphrd, &cooked);
    ifc->flags |= m.ifi_flags & IFF_UP ? SN_IF_UP : 0;
    ifc->flags |= m.ifi_flags & IFF_RUNNING ? SN_IF_RUNNING : 0;
    ifc->flags |= m.ifi_flags & IFF_LOOPBACK ? SN_IF_LOOPBACK : 0;
    ifc->flags |= cooked ? SN_IF_UNSUPPORTED : 0;
    ifc->flags |= is_wireless(ifc) ? SN_IF_WIRELESS : 0;
    ifc->flags |= link_state(l->ioctl_fd, ifc);
}

static void add_addr(struct list *l, uint32_t index, const struct sn_ifaddr *addr)
{
    for (uint32_t i = 0; i < l->n; i++) {
        struct sn_if *ifc = &l->ifs[i];
        struct sn_ifaddr *more;

        if (ifc->index != index)
            continue;
        if (!(more = SN_NEWN(l->arena, struct sn_ifaddr, ifc->naddr + 1))) {
            l->nomem = true;
            return;
        }
        if (ifc->naddr)
            memcpy(more, ifc->addr, ifc->naddr * sizeof *more);
        more[ifc->naddr++] = *addr;
        ifc->addr = more;
        return;
    }
}

static void on_addr(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct sn_ifaddr addr = {0};
    struct ifaddrmsg m;
    struct nl_attr a;
    bool have = false;

    if (type != RTM_NEWADDR || n < sizeof m)
        return;
    memcpy(&m, body, sizeof m);
    addr.family = m.ifa_family;
    addr.prefix = m.ifa_prefixlen;
    for (size_t at = NLMSG_ALIGN(sizeof m); nl_next_attr(body, n, &at, &a);) {
        /* On point-to-point links ADDRESS is the peer's and LOCAL ours; IPv6 has ADDRESS alone. */
        if (a.len > sizeof addr.a || !(a.type == IFA_LOCAL || (a.type == IFA_ADDRESS && !have)))
            continue;
        memcpy(addr.a, a.data, a.len);
        have = true;
    }
    if (have && (m.ifa_family == AF_INET || m.ifa_family == AF_INET6))
        add_addr(ctx, m.ifa_index, &addr);
}

static void add_any(struct list *l)
{
    struct sn_if *any = grow(l);

    if (any)
        *any = (struct sn_if){.name = "any",
                              .flags = SN_IF_UP | SN_IF_RUNNING | SN_IF_UNSUPPORTED,
                              .linktype = SN_LINK_LINUX_SLL2,
                              .lost = SN_UNKNOWN};
}

/* The smaller, the more likely it is the one that is wanted. */
static uint64_t rank(const struct sn_if *ifc)
{
    size_t end = strlen(ifc->name), i = end;
    uint64_t r = 0;

    while (i > 0 && ifc->name[i - 1] >= '0' && ifc->name[i - 1] <= '9')
        i--;
    if (i < end)
        r = strtoul(ifc->name + i, NULL, 10) & 0xffffff;
    r |= ifc->flags & SN_IF_RUNNING ? 0 : 1ull << 31;
    r |= ifc->flags & SN_IF_UP ? 0 : 1ull << 30;
    r |= ifc->flags & SN_IF_NOLINK && !(ifc->flags & SN_IF_WIRELESS) ? 1ull << 29 : 0;
    r |= ifc->flags & SN_IF_LOOPBACK ? 1ull << 28 : 0;
    r |= ifc->index == 0 ? 1ull << 27 : 0;
    return r << 32 | ifc->index;
}

static int by_rank(const void *x, const void *y)
{
    uint64_t a = rank(x), b = rank(y);

    return a < b ? -1 : a > b;
}

enum sn_err sn_if_list(struct sn_if **out, uint32_t *n, struct sn_arena *a, struct sn_diag *d)
{
    struct list l = {.arena = a};
    enum sn_err e;
    int nl;

    if ((e = nl_open(&nl, 0, d)) != SN_OK)
        return e;
    l.ioctl_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    e = nl_dump(nl, RTM_GETLINK, on_link, &l, d);
    if (e == SN_OK)
        e = nl_dump(nl, RTM_GETADDR, on_addr, &l, d);
    if (l.ioctl_fd >= 0)
        close(l.ioctl_fd);
    close(nl);
    if (e != SN_OK)
        return e;
    add_any(&l);
    if (l.nomem)
        return sn_fail(d, SN_ENOMEM, "no memory for the list of interfaces");
    qsort(l.ifs, l.n, sizeof *l.ifs, by_rank);
    *out = l.ifs;
    *n = l.n;
    return SN_OK;
}

const struct sn_if *sn_if_find(const struct sn_if *list, uint32_t n, const char *name)
{
    char *end;
    unsigned long v;

    for (uint32_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    v = strtoul(name, &end, 10);
    return *name >= '0' && *name <= '9' && *end == '\0' && v >= 1 && v <= n ? &list[v - 1] : NULL;
}

const struct sn_if *sn_if_default(const struct sn_if *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i].index && list[i].flags & SN_IF_UP && !(list[i].flags & SN_IF_LOOPBACK))
            return &list[i];
    return NULL;
}
