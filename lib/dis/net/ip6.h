/* IPv6's parts: the header (ip6.c) and the extension headers (ip6ext.c, ip6opt.c). */
#ifndef SN_DIS_IP6_H
#define SN_DIS_IP6_H

#include "dis/net/ip.h"

enum { SN_IP6_HOPOPTS = 0, SN_IP6_ROUTING = 43, SN_IP6_FRAGMENT = 44, SN_IP6_DSTOPTS = 60 };

#define IP6(F)                                                                                     \
    F(IP6_VERSION, "ipv6.version", P8, "Version", .mask = 0xf0)                                    \
    F(IP6_TCLASS, "ipv6.tclass", P16, "Traffic Class", .mask = 0x0ff0, .base = SN_HEX,             \
      .flags = SN_F_PAIRED)                                                                        \
    F(IP6_FLOW, "ipv6.flow", U32, "Flow Label", .mask = 0xfffff, .base = SN_HEX)                   \
    F(IP6_PLEN, "ipv6.plen", U16, "Payload Length", .unit = "bytes", .flags = SN_F_PAIRED)         \
    F(IP6_NXT, "ipv6.nxt", U8, "Next Header", .vals = sn_ipprotos)                                 \
    F(IP6_HLIM, "ipv6.hlim", U8, "Hop Limit")                                                      \
    F(IP6_SRC, "ipv6.src", IPV6, "Source Address")                                                 \
    F(IP6_DST, "ipv6.dst", IPV6, "Destination Address")                                            \
    F(IP6_DSCP, "ipv6.tclass.dscp", UINT, "Differentiated Services Codepoint", .mask = 0xfc)       \
    F(IP6_ECN, "ipv6.tclass.ecn", UINT, "Explicit Congestion Notification", .mask = 0x03)          \
    F(IP6_IP_VERSION, "ip.version", UINT, "Version")
SN_FIELD_NUMBERS(IP6)

/* The payload length of the innermost header, which is IPv6. */
static inline uint32_t sn_ip6_plen(const struct sn_text *t)
{
    struct sn_view v = sn_view(t, t->net);

    return (uint32_t)sn_opt(&v, IP6_PLEN);
}

/* Queues what the next-header value nh says: an extension header or an IP protocol. */
void sn_ip6_next(struct sn_dis *d, uint8_t nh, const struct sn_rd *rd, uint32_t len);

/* What is printed behind a header of layer l whose next header, nh, may have no text of its own; it
 * has len bytes. Behind an extension header (ext) nothing is, and the line is cut, when the IPv6
 * header says that there is no payload and no jumbogram's option says otherwise. */
enum sn_then sn_ip6_payload_text(struct sn_text *t, const struct sn_layer *l, bool ext, uint64_t nh,
                                 uint32_t len);

#endif
