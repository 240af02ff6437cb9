/*
 * To be preloaded into sncap: interfaces whose driver says that it has an adapter's time stamps,
 * which no virtual one has, and a wall clock that differs from the kernel's.
 *
 * HWSTAMP: what SIOCSHWTSTAMP does: "all" (it works), "some" (a few packets are stamped), "eperm",
 * "on" (it works already; setting it would fail). HWSTAMP_SHIFT: seconds to add to the clock.
 */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int set_filter(struct hwtstamp_config *c, const char *how)
{
    if (strcmp(how, "eperm") == 0 || strcmp(how, "on") == 0) {
        errno = EPERM;
        return -1;
    }
    if (strcmp(how, "some") == 0)
        c->rx_filter = HWTSTAMP_FILTER_PTP_V2_EVENT;
    return 0;
}

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long what, ...)
{
    const char *how = getenv("HWSTAMP");
    struct ethtool_ts_info *info;
    struct ifreq *req;
    va_list ap;
    void *arg;

    va_start(ap, what);
    arg = va_arg(ap, void *);
    va_end(ap);
    req = arg;
    if (how && what == SIOCGHWTSTAMP && strcmp(how, "on") == 0) {
        *(struct hwtstamp_config *)(void *)req->ifr_data =
            (struct hwtstamp_config){.rx_filter = HWTSTAMP_FILTER_ALL};
        return 0;
    }
    if (how && what == SIOCSHWTSTAMP)
        return set_filter((void *)req->ifr_data, how);
    if (how && what == SIOCETHTOOL) {
        info = (void *)req->ifr_data;
        if (info->cmd == ETHTOOL_GET_TS_INFO) {
            info->so_timestamping = SOF_TIMESTAMPING_RAW_HARDWARE | SOF_TIMESTAMPING_RX_SOFTWARE |
                                    SOF_TIMESTAMPING_SOFTWARE;
            info->rx_filters = 1u << HWTSTAMP_FILTER_ALL;
            return 0;
        }
    }
    return (int)syscall(SYS_ioctl, fd, what, arg);
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *t)
{
    const char *shift = getenv("HWSTAMP_SHIFT");
    int r = (int)syscall(SYS_clock_gettime, clock, t);

    if (r == 0 && shift && clock == CLOCK_REALTIME)
        t->tv_sec += atoi(shift);
    return r;
}
