/* What interfaces there are: rtnetlink(7) dumps, ethtool's link state, /sys for wireless. */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/links.h"

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

static void add_any(struct links *l)
{
    struct sn_if *any = sn_links_add(l);

    if (any)
        *any = (struct sn_if){.name = "any",
                              .flags = SN_IF_UP | SN_IF_RUNNING | SN_IF_UNSUPPORTED,
                              .linktype = SN_LINK_LINUX_SLL2};
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
    struct links l = {.arena = a};
    enum sn_err e;
    int nl, fd;

    if ((e = sn_nl_open(&nl, 0, d)) != SN_OK)
        return e;
    e = sn_nl_dump(nl, RTM_GETLINK, sn_links_on_link, &l, d);
    if (e == SN_OK)
        e = sn_nl_dump(nl, RTM_GETADDR, sn_links_on_addr, &l, d);
    close(nl);
    if (e != SN_OK)
        return e;
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (uint32_t i = 0; i < l.n; i++) {
        l.ifs[i].flags |= is_wireless(&l.ifs[i]) ? SN_IF_WIRELESS : 0;
        l.ifs[i].flags |= link_state(fd, &l.ifs[i]);
    }
    if (fd >= 0)
        close(fd);
    add_any(&l);
    if (l.nomem)
        return sn_fail(d, SN_ENOMEM, "no memory for the list of interfaces");
    qsort(l.ifs, l.n, sizeof *l.ifs, by_rank);
    *out = l.ifs;
    *n = l.n;
    return SN_OK;
}

static bool has_altname(const struct sn_if *ifc, const char *name)
{
    for (uint32_t i = 0; i < ifc->naltnames; i++)
        if (strcmp(ifc->altname[i], name) == 0)
            return true;
    return false;
}

static const struct sn_if *by_index(const struct sn_if *list, uint32_t n, unsigned long index)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i].index && list[i].index == index)
            return &list[i];
    return NULL;
}

const struct sn_if *sn_if_find(const struct sn_if *list, uint32_t n, const char *name)
{
    static const char prefix[] = "index:";
    bool index = strncmp(name, prefix, sizeof prefix - 1) == 0;
    const char *digits = index ? name + sizeof prefix - 1 : name;
    unsigned long v;
    char *end;

    for (uint32_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    for (uint32_t i = 0; i < n; i++)
        if (has_altname(&list[i], name))
            return &list[i];
    v = strtoul(digits, &end, 10);
    if (*digits < '0' || *digits > '9' || *end)
        return NULL;
    return !index && v >= 1 && v <= n ? &list[v - 1] : by_index(list, n, v);
}

const struct sn_if *sn_if_default(const struct sn_if *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i].index && list[i].flags & SN_IF_UP && !(list[i].flags & SN_IF_LOOPBACK))
            return &list[i];
    return NULL;
}
