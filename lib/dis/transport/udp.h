/* What UDP carries. */
#ifndef SN_DIS_UDP_H
#define SN_DIS_UDP_H

#include "dis/proto.h"

/* Who has a payload; NULL: nobody. As sn_tab_port(), but AppleTalk on its ports is told by its
 * look, in front of PTP and SOME/IP: as tcpdump does. */
const struct sn_proto *sn_udp_payload(const struct sn_dis *d, uint16_t sport, uint16_t dport,
                                      const struct sn_rd *r, uint32_t len);

/* The ports of the UDP datagram or TCP segment that the current layer is, or is in: the nearest.
 * False: there is none, and they are 0. */
bool sn_ports_near(const struct sn_dis *d, uint16_t *sport, uint16_t *dport);

/* Whether earlier packets are asked who has what nobody claims. */
static inline bool sn_udp_asks(const struct sn_dis *d)
{
    return d->want & (SN_WANT_FIELDS | SN_WANT_MORE) &&
           !(d->want & (SN_WANT_HEADERS | SN_WANT_GUESS));
}

#endif
