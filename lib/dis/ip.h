/* What IPv4 and IPv6 share with each other and with what they carry. */
#ifndef SN_DIS_IP_H
#define SN_DIS_IP_H

#include "dis/proto.h"

/* Names of IP protocol numbers, as tcpdump -v writes them. */
extern const struct sn_val sn_ipprotos[];

/* Where an IPv6 layer's records have the addresses. */
enum { SN_IP6_SRC = 6, SN_IP6_DST = 7 };

/* "a.sport > b.dport: " with the innermost IP header's addresses. */
void sn_text_ends(struct sn_text *t, uint16_t sport, uint16_t dport, bool udp);

#endif
