/*
 * What the kernel tells the helper of a capture of processes: see owner.h. Sockets that are closed
 * (sock_diag(7)'s groups, which need no privilege), and the host's addresses: its local routes, and
 * what becomes of them.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/inet_diag.h>

#include "cap/cap.h"
#include "cap/netlink.h"
#include "cap/owner.h"

enum { ENDS, ADDRESSES, HEARD = 4 << 20 };

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif

/* ---- addresses ---- */

static bool prefix_of(struct owner_prefix *p, uint8_t family, uint8_t bits, const uint8_t *addr,
                      size_t n)
{
    *p = (struct owner_prefix){.bits = bits};
    if (family == AF_INET && n == 4 && bits <= 32) {
        memset(p->addr + 10, 0xff, 2);
        memcpy(p->addr + 12, addr, n);
        p->bits = (uint8_t)(96 + bits);
        return true;
    }
    if (family != AF_INET6 || n != sizeof p->addr || bits > 128)
        return false;
    memcpy(p->addr, addr, n);
    return true;
}

static void tell_host(const struct news *n, const struct owner_prefix *p, bool has, int64_t at)
{
    struct owner_msg m = {.kind = OWNER_HOST, .status = has, .at = at, .prefix = *p};

    n->tell(n->ctx, &m);
}

static void on_route(void *ctx, uint16_t type, const uint8_t *body, size_t size)
{
    const struct news *n = ctx;
    struct owner_prefix p;
    struct nl_attr a;
    struct rtmsg r;

    if (type != RTM_NEWROUTE || size < sizeof r)
        return;
    memcpy(&r, body, sizeof r);
    if (r.rtm_type != RTN_LOCAL && r.rtm_type != RTN_BROADCAST && r.rtm_type != RTN_ANYCAST)
        return;
    for (size_t at = NLMSG_ALIGN(sizeof r); sn_nl_next_attr(body, size, &at, &a);)
        if (a.type == RTA_DST && prefix_of(&p, r.rtm_family, r.rtm_dst_len, a.data, a.len))
            tell_host(n, &p, true, 0); /* from the beginning */
}

/* All routes of a kind; an old kernel sends those of others, too. */
static void tell_routes(struct news *n, int fd, uint8_t kind)
{
    struct {
        struct nlmsghdr h;
        struct rtmsg r;
    } req = {.h = {.nlmsg_len = sizeof req,
                   .nlmsg_type = RTM_GETROUTE,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
             .r = {.rtm_family = AF_UNSPEC, .rtm_type = kind}};

    if (send(fd, &req, sizeof req, 0) >= 0)
        (void)sn_nl_answers(fd, on_route, n);
}

static void on_address(void *ctx, uint16_t type, const uint8_t *body, size_t size)
{
    const struct news *n = ctx;
    struct owner_prefix p;
    struct ifaddrmsg i;
    struct nl_attr a;

    if ((type != RTM_NEWADDR && type != RTM_DELADDR) || size < sizeof i)
        return;
    memcpy(&i, body, sizeof i);
    /* Of a point-to-point link IFA_ADDRESS is the peer's; IPv6 has no other where there is none. */
    for (size_t at = NLMSG_ALIGN(sizeof i); sn_nl_next_attr(body, size, &at, &a);)
        if ((a.type == IFA_LOCAL || a.type == IFA_BROADCAST ||
             (a.type == IFA_ADDRESS && i.ifa_family == AF_INET6)) &&
            prefix_of(&p, i.ifa_family, i.ifa_family == AF_INET ? 32 : 128, a.data, a.len))
            tell_host(n, &p, type == RTM_NEWADDR, sn_cap_now());
}

static void open_addresses(struct news *n)
{
    static const uint8_t kinds[] = {RTN_LOCAL, RTN_BROADCAST, RTN_ANYCAST};
    int on = 1, dump;
    struct sn_diag d;

    /* What changes while the routes are read is heard after them. */
    if (sn_nl_open(&n->fd[ADDRESSES], RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR, &d) != SN_OK)
        n->fd[ADDRESSES] = -1;
    if (sn_nl_open(&dump, 0, &d) != SN_OK)
        return;
    (void)setsockopt(dump, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    for (size_t i = 0; i < sizeof kinds; i++)
        tell_routes(n, dump, kinds[i]);
    close(dump);
}

/* ---- sockets ---- */

static void on_end(void *ctx, uint16_t type, const uint8_t *body, size_t size)
{
    struct news *n = ctx;
    struct owner_msg m = {.kind = OWNER_CLOSED, .at = sn_cap_now()};
    struct inet_diag_msg d;
    uint64_t *known;

    if (type != SOCK_DIAG_BY_FAMILY || size < sizeof d)
        return;
    memcpy(&d, body, sizeof d);
    m.socket.cookie = (uint64_t)d.id.idiag_cookie[1] << 32 | d.id.idiag_cookie[0];
    known = &n->cookie[m.socket.cookie & (NEWS_COOKIES - 1)];
    if (*known != m.socket.cookie)
        return;
    *known = 0;
    n->tell(n->ctx, &m);
}

static void open_ends(struct news *n)
{
    static const int groups[] = {SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET_UDP_DESTROY,
                                 SKNLGRP_INET6_TCP_DESTROY, SKNLGRP_INET6_UDP_DESTROY};
    struct sockaddr_nl addr = {.nl_family = AF_NETLINK};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), size = HEARD;

    n->fd[ENDS] = -1;
    if (fd < 0)
        return;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (bind(fd, (struct sockaddr *)&addr, sizeof addr) != 0) {
        close(fd);
        return;
    }
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        (void)setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i], sizeof groups[i]);
    n->fd[ENDS] = fd;
}

/* ---- both ---- */

void sn_news_open(struct news *n)
{
    open_ends(n);
    open_addresses(n);
}

void sn_news_of(struct news *n, uint64_t cookie)
{
    n->cookie[cookie & (NEWS_COOKIES - 1)] = cookie;
}

void sn_news_hear(struct news *n)
{
    static nl_fn *const hear[] = {[ENDS] = on_end, [ADDRESSES] = on_address};
    uint8_t buf[8192];
    ssize_t got;
    bool done;

    for (int i = 0; i < NEWS_FDS; i++)
        while (n->fd[i] >= 0 && (got = recv(n->fd[i], buf, sizeof buf, MSG_DONTWAIT)) > 0)
            (void)sn_nl_walk(buf, (size_t)got, hear[i], n, &done);
}
