/* What Ethernet shares with the protocols that carry its types. */
#ifndef SN_DIS_ETH_H
#define SN_DIS_ETH_H

#include "dis/proto.h"

enum {
    SN_ETH_LEN_MAX = 1500, /* a larger type or length field is a type */
    SN_ETH_JUMBO = 0x8870, /* a type that says LLC, for frames too long for a length */
    SN_ETH_MACSEC = 0x88e5,
    SN_ETH_ARISTA = 0xd28b, /* a tag that only Ethernet's own headers lead to */
};

/* Names of ethertypes, and of the organizations that tcpdump knows by their OUI. */
extern const struct sn_val sn_ethertypes[], sn_ouis[];

extern const struct sn_val sn_afs[]; /* address families (IANA), of BGP's names */

/* Hands on the payload behind a type-or-length field: by ethertype, or 802.2 LLC of that length. */
void sn_eth_payload(struct sn_dis *d, struct sn_rd *r, uint16_t type, uint32_t len);

/* Who answers to an ethertype where tcpdump looks for no VLAN tag; NULL: nobody. */
static inline const struct sn_proto *sn_eth_proto(const struct sn_dis *d, uint32_t type)
{
    const struct sn_proto *p = sn_tab_proto(d, &sn_tab_ether, type);

    return p == &sn_proto_vlan ? NULL : p;
}

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

/* The same with the frame's length, "ethertype IPv4 (0x0800), length 48: ", for `l`, a layer of
 * Ethernet or one of its tags; and the same behind the frame's addresses. */
void sn_eth_text_ahead(struct sn_text *t, const struct sn_layer *l, uint16_t type);
void sn_eth_text_header(struct sn_text *t, const struct sn_layer *l, uint16_t type);

/* Bytes of an Arista tag, the type at its end included. */
uint32_t sn_arista_size(const struct sn_text *t, const struct sn_layer *l);

/* The type that such a layer ends with, as far as it is shown: with the header in front of it where
 * nobody claims what follows, and a dump of that. */
void sn_eth_text_shown(struct sn_text *t, const struct sn_layer *l, uint16_t type);

#endif
