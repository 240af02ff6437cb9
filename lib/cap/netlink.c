/* rtnetlink(7) sockets, dumps and attributes: see netlink.h. */
#include "cap/netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#define ERRNO_MAX 4095 /* the kernel's, which it sends with a minus */

enum sn_err sn_nl_open(int *fd, uint32_t groups, struct sn_diag *d)
{
    struct sockaddr_nl addr = {.nl_family = AF_NETLINK, .nl_groups = groups};

    *fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (*fd < 0)
        return sn_fail_sys(d, errno, "can't open a netlink socket");
    if (bind(*fd, (struct sockaddr *)&addr, sizeof addr) != 0) {
        int sys = errno;

        close(*fd);
        return sn_fail_sys(d, sys, "can't bind a netlink socket");
    }
    return SN_OK;
}

int sn_nl_walk(const uint8_t *p, size_t n, nl_fn *fn, void *ctx, bool *done)
{
    struct nlmsghdr h;
    struct nlmsgerr err;

    while (n >= sizeof h) {
        size_t step;

        memcpy(&h, p, sizeof h);
        if (h.nlmsg_len < sizeof h || h.nlmsg_len > n)
            break;
        if (h.nlmsg_type == NLMSG_DONE) {
            *done = true;
            return 0;
        }
        if (h.nlmsg_type == NLMSG_ERROR && h.nlmsg_len >= sizeof h + sizeof err) {
            memcpy(&err, p + sizeof h, sizeof err);
            *done = true;
            return err.error <= 0 && err.error >= -ERRNO_MAX ? -err.error : EPROTO;
        }
        fn(ctx, h.nlmsg_type, p + sizeof h, h.nlmsg_len - sizeof h);
        step = NLMSG_ALIGN(h.nlmsg_len);
        if (step >= n)
            break;
        p += step;
        n -= step;
    }
    return 0;
}

bool sn_nl_ask(int fd, uint16_t what)
{
    struct {
        struct nlmsghdr h;
        struct rtgenmsg g;
    } req = {.h = {.nlmsg_len = sizeof req,
                   .nlmsg_type = what,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};

    return send(fd, &req, sizeof req, 0) >= 0;
}

int sn_nl_answers(int fd, nl_fn *fn, void *ctx)
{
    uint8_t buf[32768];
    bool done = false;
    int sys = 0;

    while (!done && sys == 0) {
        ssize_t n = recv(fd, buf, sizeof buf, 0);

        if (n > 0)
            sys = sn_nl_walk(buf, (size_t)n, fn, ctx, &done);
        else if (n == 0)
            sys = EPROTO;
        else if (errno != EINTR)
            sys = errno;
    }
    return sys;
}

enum sn_err sn_nl_dump(int fd, uint16_t what, nl_fn *fn, void *ctx, struct sn_diag *d)
{
    int sys;

    if (!sn_nl_ask(fd, what))
        return sn_fail_sys(d, errno, "can't ask for the interfaces");
    if ((sys = sn_nl_answers(fd, fn, ctx)) != 0)
        return sn_fail_sys(d, sys, "can't read the list of interfaces");
    return SN_OK;
}

bool sn_nl_next_attr(const uint8_t *body, size_t n, size_t *at, struct nl_attr *a)
{
    struct rtattr h;

    if (*at > n || n - *at < sizeof h)
        return false;
    memcpy(&h, body + *at, sizeof h);
    if (h.rta_len < sizeof h || h.rta_len > n - *at)
        return false;
    a->type = (uint16_t)(h.rta_type & (unsigned)NLA_TYPE_MASK);
    a->data = body + *at + RTA_LENGTH(0);
    a->len = h.rta_len - RTA_LENGTH(0);
    *at += RTA_ALIGN(h.rta_len);
    return true;
}
