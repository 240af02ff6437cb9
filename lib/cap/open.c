/* Opening a PF_PACKET socket in the order that lets no unmatched packet in. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cap/feed.h"

static enum sn_err fail_socket(int sys, struct sn_diag *d)
{
    if (sys == EPERM || sys == EACCES)
        return sn_fail(d, SN_EPERM,
                       "no permission to capture: the capability CAP_NET_RAW is missing; run it "
                       "with sudo, or grant it once: setcap cap_net_raw=ep PROGRAM");
    return sn_fail_sys(d, sys, "can't open a packet socket");
}

static enum sn_err fail_device(const struct sn_cap *c, int sys, const char *what, struct sn_diag *d)
{
    if (sys == ENODEV || sys == ENXIO)
        return sn_fail(d, SN_ENODEV, "the interface has disappeared");
    if (sys == ENETDOWN)
        return sn_fail(d, SN_ENODEV, "the interface is down: ip link set %s up", c->name);
    return sn_fail_sys(d, sys, "%s", what);
}

static enum sn_err join(struct sn_cap *c, struct sn_diag *d)
{
    struct sockaddr_ll addr = {.sll_family = AF_PACKET,
                               .sll_protocol = htons(c->protocol ? c->protocol : ETH_P_ALL),
                               .sll_ifindex = (int)c->ifindex};
    struct packet_mreq mr = {.mr_ifindex = (int)c->ifindex, .mr_type = PACKET_MR_PROMISC};
    socklen_t n = sizeof(int);
    int sys = 0;

    if (c->promisc && c->ifindex &&
        setsockopt(c->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mr, sizeof mr) != 0)
        return fail_device(c, errno, "can't switch promiscuous mode on", d);
    if (bind(c->fd, (struct sockaddr *)&addr, sizeof addr) != 0)
        return fail_device(c, errno, "can't bind to the interface", d);
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &sys, &n) == 0 && sys)
        return fail_device(c, sys, "can't capture on the interface", d);
    return SN_OK;
}

static enum sn_err check_linktype(const struct sn_if *ifc, uint32_t want, struct sn_diag *d)
{
    const struct sn_linktype *own = sn_linktype_by_id(ifc->linktype);

    if (ifc->kind != SN_IF_NET && want != ifc->linktype)
        return sn_fail(d, SN_EUNSUPPORTED, "only link type %s comes from there",
                       own ? own->name : "");
    if (want == ifc->linktype || want == SN_LINK_LINUX_SLL2 || want == SN_LINK_LINUX_SLL)
        return SN_OK;
    return sn_fail(d, SN_EUNSUPPORTED,
                   "the interface can't deliver that link type, only %s%sLINUX_SLL2 and LINUX_SLL",
                   own ? own->name : "", own ? ", " : "");
}

static bool cooked(uint32_t linktype)
{
    return linktype == SN_LINK_LINUX_SLL2 || linktype == SN_LINK_LINUX_SLL;
}

enum sn_err sn_cap_set_linktype(struct sn_cap *c, uint32_t linktype, struct sn_diag *d)
{
    if (!cooked(linktype) || !cooked(c->linktype))
        return sn_fail(d, SN_EUNSUPPORTED, "packets have another header there");
    c->linktype = linktype;
    return SN_OK;
}

static enum sn_err open_in_order(struct sn_cap *c, const struct sn_if *ifc,
                                 const struct sn_cap_opts *o, struct sn_diag *d)
{
    enum sn_err e;

    if (c->kind != SN_IF_NET)
        return sn_feed_open(c, o, d);
    c->fd = socket(PF_PACKET, (cooked(c->linktype) ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        return fail_socket(errno, d);
    if ((e = sn_cap_stamp_ask(c, o->stamp, d)) != SN_OK ||
        (e = o->immediate && !c->stamped ? sn_cap_socket_open(c, o, d)
                                         : sn_cap_ring_open(c, o, ifc->largest, d)) != SN_OK ||
        (e = sn_cap_filter(c, o, d)) != SN_OK ||
        /* Too long a program is found here, not when it is too late. */
        (e = sn_cap_filter_attach(c, d)) != SN_OK)
        return e;
    if (o->hold && (e = sn_cap_filter_none(c, d)) != SN_OK)
        return e;
    return join(c, d);
}

enum sn_err sn_cap_open(struct sn_cap **out, const struct sn_if *ifc, const struct sn_cap_opts *o,
                        struct sn_diag *d)
{
    uint32_t linktype = o->linktype ? o->linktype : ifc->linktype;
    enum sn_err e = check_linktype(ifc, linktype, d);
    struct sn_cap *c;

    if (e != SN_OK)
        return e;
    if (!(c = calloc(1, sizeof *c)))
        return sn_fail(d, SN_ENOMEM, "no memory for a capture");
    c->fd = -1;
    c->kind = ifc->kind;
    c->ifindex = ifc->index;
    c->arphrd = ifc->arphrd;
    c->promisc = o->promisc;
    c->loopback = ifc->flags & SN_IF_LOOPBACK;
    c->protocol = o->protocol;
    memcpy(c->name, ifc->name, sizeof c->name);
    c->linktype = linktype;
    c->directions = o->directions && ifc->kind == SN_IF_NET;
    c->snaplen = o->snaplen ? o->snaplen : SN_SNAPLEN_DEFAULT;
    if ((e = open_in_order(c, ifc, o, d)) != SN_OK) {
        sn_cap_close(c);
        return e;
    }
    *out = c;
    return SN_OK;
}

enum sn_err sn_cap_go(struct sn_cap *c, struct sn_diag *d)
{
    return sn_cap_filter_attach(c, d);
}

enum sn_err sn_cap_share(struct sn_cap *const *c, uint32_t n, struct sn_diag *d)
{
    /* The first asks for a number that is free, the others join it. */
    int how = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_ROLLOVER,
        unique = PACKET_FANOUT_FLAG_UNIQUEID;
    int arg = (how | unique) << 16;
    socklen_t len = sizeof arg;

    for (uint32_t i = 0; i < n; i++) {
        if (setsockopt(c[i]->fd, SOL_PACKET, PACKET_FANOUT, &arg, sizeof arg) != 0)
            return sn_fail_sys(d, errno, "can't share packets between rings");
        if (i == 0 && getsockopt(c[0]->fd, SOL_PACKET, PACKET_FANOUT, &arg, &len) != 0)
            return sn_fail_sys(d, errno, "can't share packets between rings");
        if (i == 0)
            arg = (arg & 0xffff) | how << 16;
    }
    return SN_OK;
}

int sn_cap_fd(const struct sn_cap *c)
{
    return c->fd;
}

uint32_t sn_cap_linktype(const struct sn_cap *c)
{
    return c->linktype;
}

/* Whether the interface is gone. The kernel takes an interface down a moment before it deletes it,
 * so one that is still there is looked at again for a tenth of a second. */
static bool gone(const struct sn_cap *c)
{
    const struct timespec moment = {.tv_nsec = 5000000};
    struct ifreq req = {.ifr_ifindex = (int)__atomic_load_n(&c->ifindex, __ATOMIC_RELAXED)};

    for (int tries = 0; req.ifr_ifindex && tries < 20; tries++) {
        if (ioctl(c->fd, SIOCGIFNAME, &req) != 0)
            return true;
        nanosleep(&moment, NULL);
    }
    return false;
}

enum sn_err sn_cap_error(struct sn_cap *c, struct sn_diag *d)
{
    socklen_t n = sizeof(int);
    int sys = 0;

    if (c->kind == SN_IF_USB)
        return sn_fail(d, SN_ENODEV, "the USB bus disappeared");
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &sys, &n) != 0)
        sys = errno;
    if (!sys)
        return SN_OK;
    if (sys != ENETDOWN)
        return sn_fail_sys(d, sys, "the packet socket failed");
    if (gone(c))
        return sn_fail(d, SN_ENODEV, "the interface disappeared");
    return sn_fail(d, SN_ENODEV, "the interface went down");
}

enum sn_err sn_cap_attach(struct sn_cap *c, const struct sn_ifnews *ifc, struct sn_diag *d)
{
    if (ifc->arphrd != c->arphrd)
        return sn_fail(d, SN_EUNSUPPORTED, "the interface came back with another link type");
    __atomic_store_n(&c->ifindex, ifc->index, __ATOMIC_RELAXED);
    return join(c, d);
}

enum sn_err sn_cap_inject(struct sn_cap *c, const void *p, size_t n, struct sn_diag *d)
{
    ssize_t sent;

    if (!__atomic_load_n(&c->ifindex, __ATOMIC_RELAXED))
        return sn_fail(d, SN_EUNSUPPORTED,
                       c->kind == SN_IF_NET ? "can't send on all interfaces at once"
                                            : "can't send there");
    if (sn_cap_cooked_header(c->linktype))
        return sn_fail(d, SN_EUNSUPPORTED, "can't send cooked packets");
    while ((sent = send(c->fd, p, n, 0)) < 0 && errno == EINTR)
        ;
    if (sent >= 0)
        return SN_OK;
    if (errno == EMSGSIZE)
        return sn_fail(d, SN_ERANGE, "%s doesn't take a packet of %zu bytes", c->name, n);
    return fail_device(c, errno, "can't send a packet", d);
}

int64_t sn_cap_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void sn_cap_close(struct sn_cap *c)
{
    if (!c)
        return;
    sn_cap_ring_close(c);
    sn_feed_close(c);
    free(c->filter.filter);
    if (c->fd >= 0)
        close(c->fd);
    free(c);
}
