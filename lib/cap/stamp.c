/*
 * Time stamps: the host's, or an adapter's (kernel Documentation/networking/timestamping.rst and
 * packet_mmap.rst).
 *
 * An adapter stamps what its driver was told to, for everybody and until it is told otherwise
 * (SIOCSHWTSTAMP). A socket that asks (PACKET_TIMESTAMP) gets these stamps, and the host's for
 * packets without one; a packet's status in the ring says which.
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/cap.h"

static const struct {
    const char *name, *text;
    uint32_t ask;    /* SOF_TIMESTAMPING_…; 0: nothing to ask for */
    uint32_t status; /* TP_STATUS_TS_… of a packet that got it */
} types[] = {
    [SN_STAMP_HOST] = {"host", "Host", 0, 0},
    [SN_STAMP_HOST_LOWPREC] = {"host_lowprec", "Host, low precision", 0, 0},
    [SN_STAMP_HOST_HIPREC] = {"host_hiprec", "Host, high precision", 0, 0},
    [SN_STAMP_ADAPTER] = {"adapter", "Adapter", SOF_TIMESTAMPING_SYS_HARDWARE,
                          TP_STATUS_TS_SYS_HARDWARE},
    [SN_STAMP_ADAPTER_UNSYNCED] = {"adapter_unsynced", "Adapter, not synced with system time",
                                   SOF_TIMESTAMPING_RAW_HARDWARE, TP_STATUS_TS_RAW_HARDWARE},
    [SN_STAMP_HOST_HIPREC_UNSYNCED] = {"host_hiprec_unsynced",
                                       "Host, high precision, not synced with system time", 0, 0},
};

enum { NTYPES = sizeof types / sizeof *types };

const char *sn_stamp_name(enum sn_stamp t)
{
    return types[t].name;
}

const char *sn_stamp_text(enum sn_stamp t)
{
    return types[t].text;
}

bool sn_stamp_by_name(enum sn_stamp *t, const char *name)
{
    for (int i = 0; i < NTYPES; i++) {
        if (strcmp(types[i].name, name) == 0) {
            *t = (enum sn_stamp)i;
            return true;
        }
    }
    return false;
}

unsigned sn_cap_stamps_of(const struct ethtool_ts_info *info)
{
    unsigned set = 1u << SN_STAMP_HOST;

    /* Adapters that stamp some packets only, those of PTP, are of no use here. */
    for (int i = 0; i < NTYPES && info->rx_filters & (1u << HWTSTAMP_FILTER_ALL); i++)
        if (info->so_timestamping & types[i].ask)
            set |= 1u << i;
    return set;
}

static int ask_interface(int fd, const char *name, unsigned long what, void *arg)
{
    struct ifreq req = {.ifr_data = arg};

    memcpy(req.ifr_name, name, SN_IFNAME_MAX);
    return ioctl(fd, what, &req);
}

enum sn_err sn_stamp_types(unsigned *set, const struct sn_if *ifc, struct sn_diag *d)
{
    struct ethtool_ts_info info = {.cmd = ETHTOOL_GET_TS_INFO};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return sn_fail_sys(d, errno, "can't ask for its time stamp types");
    if (!ifc->index || ask_interface(fd, ifc->name, SIOCETHTOOL, &info) != 0)
        info = (struct ethtool_ts_info){0};
    close(fd);
    *set = sn_cap_stamps_of(&info);
    return SN_OK;
}

/* Has every packet that comes in stamped. What a PTP daemon set up for those that go out stays. */
static enum sn_err switch_on(const struct sn_cap *c, struct sn_diag *d)
{
    struct hwtstamp_config now = {.tx_type = HWTSTAMP_TX_ON};

    if (ask_interface(c->fd, c->name, SIOCGHWTSTAMP, &now) == 0 &&
        now.rx_filter == HWTSTAMP_FILTER_ALL)
        return SN_OK;
    now.rx_filter = HWTSTAMP_FILTER_ALL;
    if (ask_interface(c->fd, c->name, SIOCSHWTSTAMP, &now) != 0)
        return errno == EPERM ? sn_fail(d, SN_EPERM,
                                        "no permission to switch the adapter's time stamps on: the "
                                        "capability CAP_NET_ADMIN is missing")
                              : sn_fail_sys(d, errno, "can't switch the adapter's time stamps on");
    if (now.rx_filter != HWTSTAMP_FILTER_ALL)
        return sn_fail(d, SN_EUNSUPPORTED, "the adapter doesn't stamp every packet");
    return SN_OK;
}

enum sn_err sn_cap_stamp_ask(struct sn_cap *c, enum sn_stamp t, struct sn_diag *d)
{
    int what = (int)types[t].ask;
    enum sn_err e;

    if (!what)
        return SN_OK;
    if ((e = switch_on(c, d)) != SN_OK)
        return e;
    if (setsockopt(c->fd, SOL_PACKET, PACKET_TIMESTAMP, &what, sizeof what) != 0)
        return sn_fail_sys(d, errno, "can't get the adapter's time stamps");
    c->stamped = types[t].status;
    return SN_OK;
}
