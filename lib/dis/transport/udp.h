/* What UDP carries. */
#ifndef SN_DIS_UDP_H
#define SN_DIS_UDP_H

#include "dis/proto.h"

/* Who has a payload; NULL: nobody. As sn_tab_port(), but AppleTalk on its ports is told by its
 * look, in front of PTP and SOME/IP: as tcpdump does. */
const struct sn_proto *sn_udp_payload(const struct sn_dis *d, uint16_t sport, uint16_t dport,
                                      const struct sn_rd *r, uint32_t len);

#endif
