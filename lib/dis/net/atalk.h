/* AppleTalk: how the files that print it write addresses, and where it is in UDP. */
#ifndef SN_DIS_ATALK_H
#define SN_DIS_ATALK_H

#include "dis/proto.h"

/* "12.34": a network and a node. */
void sn_atalk_put_addr(struct sn_text *t, unsigned net, unsigned node);

/* Whether a payload of UDP is AppleTalk (KIP): a DDP packet with a long header behind LLAP's, to or
 * from a port that stands for one of its sockets. */
bool sn_atalk_in_udp(uint16_t sport, uint16_t dport, const struct sn_rd *r);

#endif
