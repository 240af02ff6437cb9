/* IPv6's parts: the header (ip6.c) and the extension headers (ip6ext.c, ip6opt.c). */
#ifndef SN_DIS_IP6_H
#define SN_DIS_IP6_H

#include "dis/net/ip.h"

enum { SN_IP6_HOPOPTS = 0, SN_IP6_ROUTING = 43, SN_IP6_FRAGMENT = 44, SN_IP6_DSTOPTS = 60 };

/* Queues what the next-header value nh says: an extension header or an IP protocol. */
void sn_ip6_next(struct sn_dis *d, uint8_t nh, const struct sn_rd *rd, uint32_t len);

/* What is printed behind a header of layer l whose next header, nh, nobody claimed; len bytes. */
/* Whether what follows extension header l isn't shown because the IPv6 header says that there is no
 * payload, and no jumbogram's option says otherwise. Then the caller returns SN_TEXT_CUT_SHORT. */
bool sn_ip6_empty_text(struct sn_text *t, const struct sn_layer *l);

enum sn_then sn_ip6_unclaimed(struct sn_text *t, const struct sn_layer *l, uint8_t nh,
                              uint32_t len);

#endif
