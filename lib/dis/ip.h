/* What IPv4 and IPv6 share with each other and with what they carry. */
#ifndef SN_DIS_IP_H
#define SN_DIS_IP_H

#include "dis/proto.h"

/* Names of IP protocol numbers, as tcpdump -v writes them. */
extern const struct sn_val sn_ipprotos[];

/* Where an IPv6 layer's records have these. */
enum { SN_IP6_PLEN = 3, SN_IP6_NXT = 4, SN_IP6_SRC = 6, SN_IP6_DST = 7 };

/* Queues what IP protocol `proto` carries. */
void sn_ip_next(struct sn_dis *d, uint8_t proto, const struct sn_rd *rd, uint32_t len);

/* What is said of a protocol that nobody claimed: " ip-proto-99 20". */
void sn_text_ip_unknown(struct sn_text *t, uint8_t proto, uint32_t len);

/* "a > b" of the innermost IP header. */
void sn_text_addrs(struct sn_text *t);

/* Whether ports stand without addresses: IPv6 extension headers stand between. proto as below. */
bool sn_text_ends_alone(const struct sn_text *t, uint8_t proto);

/* "a.sport > b.dport: " with the innermost IP header's addresses, or the ports alone when extension
 * headers stand between (the addresses were printed then). proto: 6 or 17 and the like. */
void sn_text_ends(struct sn_text *t, uint16_t sport, uint16_t dport, uint8_t proto);

#endif
