/*
 * Monitor mode: an interface of its own beside the adapter's, by nl80211 (linux/nl80211.h), which
 * the kernel removes when the socket that made it is closed, also when the program is killed.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/netlink.h"
#include "sn/cap.h"

struct sn_monitor {
    int fd;
};

/* A generic netlink message that is put together. */
struct request {
    struct nlmsghdr h;
    struct genlmsghdr g;
    uint8_t attrs[128];
    size_t n;
};

static void add(struct request *r, uint16_t type, const void *value, size_t n)
{
    struct nlattr a = {.nla_len = (uint16_t)(sizeof a + n), .nla_type = type};

    memcpy(r->attrs + r->n, &a, sizeof a);
    if (n)
        memcpy(r->attrs + r->n + sizeof a, value, n);
    r->n += (sizeof a + n + 3) / 4 * 4;
}

static void on_family(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    uint16_t *id = ctx;
    struct nl_attr a;

    (void)type;
    for (size_t at = sizeof(struct genlmsghdr); sn_nl_next_attr(body, n, &at, &a);)
        if (a.type == CTRL_ATTR_FAMILY_ID && a.len == sizeof *id)
            memcpy(id, a.data, sizeof *id);
}

/* Sends it and reads the answer; *id is a family number in it. 0, or errno. */
static int ask(int fd, struct request *r, uint16_t type, uint8_t cmd, uint16_t *id)
{
    size_t head = sizeof r->h + sizeof r->g;
    bool done = false;
    uint8_t buf[8192];
    int sys = 0;

    r->h = (struct nlmsghdr){.nlmsg_len = (uint32_t)(head + r->n),
                             .nlmsg_type = type,
                             .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK};
    r->g = (struct genlmsghdr){.cmd = cmd, .version = 1};
    if (send(fd, r, head + r->n, 0) < 0)
        return errno;
    while (!done) {
        ssize_t n = recv(fd, buf, sizeof buf, 0);

        if (n < 0)
            return errno;
        sys = sn_nl_walk(buf, (size_t)n, on_family, id, &done);
    }
    return sys;
}

static int new_interface(int fd, uint32_t beside, const char *name)
{
    struct request family = {.n = 0}, r = {.n = 0};
    uint32_t mode = NL80211_IFTYPE_MONITOR;
    uint16_t id = 0, none;
    int sys;

    add(&family, CTRL_ATTR_FAMILY_NAME, NL80211_GENL_NAME, sizeof NL80211_GENL_NAME);
    if ((sys = ask(fd, &family, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, &id)) != 0)
        return sys == ENOENT ? EOPNOTSUPP : sys;
    add(&r, NL80211_ATTR_IFINDEX, &beside, sizeof beside);
    add(&r, NL80211_ATTR_IFNAME, name, strlen(name) + 1);
    add(&r, NL80211_ATTR_IFTYPE, &mode, sizeof mode);
    add(&r, NL80211_ATTR_SOCKET_OWNER, NULL, 0);
    return ask(fd, &r, id, NL80211_CMD_NEW_INTERFACE, &none);
}

static int bring_up(const char *name)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), sys = 0;
    struct ifreq req = {0};

    strlcpy(req.ifr_name, name, sizeof req.ifr_name);
    if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &req) != 0)
        sys = errno;
    req.ifr_flags |= IFF_UP;
    if (!sys && ioctl(fd, SIOCSIFFLAGS, &req) != 0)
        sys = errno;
    if (fd >= 0)
        close(fd);
    return sys;
}

static enum sn_err find(struct sn_if *ifc, const char *name, struct sn_diag *d)
{
    const struct sn_if *one = NULL;
    struct sn_arena arena;
    struct sn_if *list;
    enum sn_err e;
    uint32_t n;

    sn_arena_init(&arena, 64 << 20);
    e = sn_if_list(&list, &n, &arena, d);
    if (e == SN_OK && !(one = sn_if_find(list, n, name)))
        e = sn_fail(d, SN_ENODEV, "the interface in monitor mode disappeared");
    if (one) {
        *ifc = *one;
        ifc->addr = NULL;
        ifc->altname = NULL;
        ifc->naddr = ifc->naltnames = 0;
        ifc->alias = NULL;
    }
    sn_arena_free(&arena);
    return e;
}

static enum sn_err refused(int sys, struct sn_diag *d)
{
    if (sys == EPERM || sys == EACCES)
        return sn_fail(d, SN_EPERM,
                       "no permission for monitor mode: the capability CAP_NET_ADMIN "
                       "is missing");
    if (sys == EOPNOTSUPP || sys == EINVAL)
        return sn_fail(d, SN_EUNSUPPORTED, "the adapter or its driver has no monitor mode");
    return sn_fail_sys(d, sys, "can't begin monitor mode");
}

enum sn_err sn_monitor_open(struct sn_monitor **out, struct sn_if *ifc, struct sn_diag *d)
{
    char name[SN_IFNAME_MAX];
    struct sn_monitor *m;
    int sys;

    *out = NULL;
    if (ifc->arphrd == ARPHRD_IEEE80211 || ifc->arphrd == ARPHRD_IEEE80211_PRISM ||
        ifc->arphrd == ARPHRD_IEEE80211_RADIOTAP)
        return SN_OK;
    if (!(ifc->flags & SN_IF_WIRELESS))
        return sn_fail(d, SN_EUNSUPPORTED,
                       "not a wireless adapter's interface: it has no monitor mode");
    if (!(m = calloc(1, sizeof *m)))
        return sn_fail(d, SN_ENOMEM, "no memory for monitor mode");
    m->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
    snprintf(name, sizeof name, "snmon%u", ifc->index % 1000000000);
    sys = m->fd < 0 ? errno : new_interface(m->fd, ifc->index, name);
    if (!sys)
        sys = bring_up(name);
    if (sys || find(ifc, name, d) != SN_OK) {
        sn_monitor_close(m);
        return sys ? refused(sys, d) : d->code;
    }
    *out = m;
    return SN_OK;
}

void sn_monitor_close(struct sn_monitor *m)
{
    if (!m)
        return;
    if (m->fd >= 0)
        close(m->fd);
    free(m);
}
