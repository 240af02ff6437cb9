/* RTP's streams, which other protocols agree on. */
#ifndef SN_DIS_RTP_H
#define SN_DIS_RTP_H

#include "dis/proto.h"

/* Media will be sent to and from this address (of IP's version, 4 or 16 bytes) and port by RTP, and
 * what controls it by RTCP to and from the next port; `sealed`: encrypted (SRTP, RFC 3711). */
void sn_rtp_expect(struct sn_dis *d, unsigned version, const uint8_t *addr, uint16_t port,
                   bool sealed);

/* Who has the payload r, which nobody claims, len bytes on the wire, between ports that were
 * expected; NULL: they weren't. */
const struct sn_proto *sn_rtp_goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len,
                                      uint16_t sport, uint16_t dport);

#endif
