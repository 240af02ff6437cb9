/* What Ethernet shares with the protocols that carry its types. */
#ifndef SN_DIS_ETH_H
#define SN_DIS_ETH_H

#include "dis/proto.h"

/* Names of ethertypes, and of the organizations that tcpdump knows by their OUI. */
extern const struct sn_val sn_ethertypes[], sn_ouis[];

/* Hands on the payload behind a type-or-length field: by ethertype, or 802.2 LLC of that length. */
void sn_eth_payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len);

/* Whether the packet is of a cooked capture (sll.c). */
static inline bool sn_is_sll(const struct sn_layer *outermost)
{
    return outermost->proto == &sn_proto_sll || outermost->proto == &sn_proto_sll2;
}

/* The header of a cooked capture, of whose length `less` bytes don't count. */
void sn_sll_header_text(struct sn_text *t, const struct sn_layer *l, uint32_t less);

/* "ethertype IPv4 (0x0800)", with -q "IPv4". */
void sn_eth_text_ethertype(struct sn_text *t, uint16_t type);

/* The same, or "802.3" when it is a length. */
void sn_eth_text_type(struct sn_text *t, uint16_t type);

#endif
