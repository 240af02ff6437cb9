/* Which link type the packets of a kind of device have (ARPHRD_ numbers, linux/if_arp.h). */
#include <linux/if_arp.h>

#include "sn/cap.h"

/* Those whose packets, as PF_PACKET hands them out, are what LINKTYPE_… describes. */
static const struct {
    uint16_t arphrd;
    uint16_t linktype;
} kinds[] = {
    {ARPHRD_ETHER, SN_LINK_ETHERNET},
    {ARPHRD_LOOPBACK, SN_LINK_ETHERNET},
    {ARPHRD_METRICOM, SN_LINK_ETHERNET},
    {ARPHRD_IEEE802, 6},
    {ARPHRD_IEEE802_TR, 6},
    {ARPHRD_ARCNET, 129},
    {ARPHRD_CISCO, 104},
    {ARPHRD_FDDI, 10},
    {ARPHRD_IEEE80211, 105},
    {ARPHRD_IEEE80211_PRISM, 119},
    {ARPHRD_IEEE80211_RADIOTAP, 127},
    {ARPHRD_IEEE802154, 195},
    {ARPHRD_IEEE802154_MONITOR, 230},
    {ARPHRD_NETLINK, 253},
    {ARPHRD_VSOCKMON, 271},
    {ARPHRD_NONE, SN_LINK_RAW},
    {ARPHRD_RAWIP, SN_LINK_RAW},
    {ARPHRD_TUNNEL, SN_LINK_RAW},
    {ARPHRD_SIT, SN_LINK_RAW},
    {ARPHRD_SLIP, SN_LINK_RAW},
    {ARPHRD_CSLIP, SN_LINK_RAW},
    {ARPHRD_SLIP6, SN_LINK_RAW},
    {ARPHRD_CSLIP6, SN_LINK_RAW},
    {ARPHRD_6LOWPAN, SN_LINK_RAW},
};

uint32_t sn_if_linktype(uint16_t arphrd, bool *cooked)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].arphrd == arphrd) {
            *cooked = false;
            return kinds[i].linktype;
        }
    }
    *cooked = true;
    return SN_LINK_LINUX_SLL2;
}
