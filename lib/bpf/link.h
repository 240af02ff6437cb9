/*
 * Link types, as the filter compiler sees them: one row each.
 *
 * A row says where the headers are and by which of a few rules the protocol of the network layer
 * is recognised. Offsets that depend on the packet are values (see struct at in hdr.h), made from
 * the row's `lead` and `kind`.
 */
#ifndef SN_BPF_LINK_H
#define SN_BPF_LINK_H

#include "sn/linktype.h"

/* How a row tells which protocol follows. */
enum link_kind {
    LK_NONE,    /* not at all: only link[…], len and the like work */
    LK_TYPE,    /* a 16-bit ethertype at `type` */
    LK_ETHER,   /* the same, or a length and LLC */
    LK_LLC,     /* LLC or SNAP at `pl` */
    LK_WLAN,    /* 802.11 data frames with LLC */
    LK_SUNATM,  /* LLC behind a SunATM header */
    LK_SLL,     /* ethertype, or codes for 802.2 and 802.3 */
    LK_PPP,     /* PPP protocol number */
    LK_PPP_BSD, /* likewise; IP also compressed */
    LK_HDLC,    /* ethertype; OSI by its SAPs */
    LK_FRELAY,  /* control byte and NLPID at 2 */
    LK_AF,      /* a 32-bit address family at `type`: magic is AF_INET, mask AF_INET6 */
    LK_AF8,     /* the same in 8 bits */
    LK_ARCNET,  /* ARCnet's type byte */
    LK_VERSION, /* the version in IP's first byte, read at 0 */
    LK_IP4,     /* always IPv4 */
    LK_IP6,     /* always IPv6 */
    LK_LTALK,   /* always AppleTalk */
    LK_MTP2,    /* signalling: no network layer */
    LK_MAGIC,   /* whatever it is, when the first word under `mask` is `magic` */
};

/* Which link-layer addresses there are. */
enum mac_kind { MAC_NONE, MAC_48, MAC_WLAN, MAC_ARCNET, MAC_MSTP };

/* What stands in front of the link header. */
enum lead_kind { LEAD_NONE, LEAD_RADIOTAP, LEAD_AVS, LEAD_PRISM, LEAD_PPI, LEAD_PFLOG };

#define LK_UNKNOWN 0xffffu /* an offset that is not known */

struct link {
    uint16_t id;
    uint8_t kind;
    uint8_t mac;
    uint8_t lead;
    uint16_t hdr;       /* the link header */
    uint16_t dst, src;  /* link-layer addresses, from hdr on */
    uint16_t type;      /* the type field */
    uint16_t pl;        /* what follows the link header */
    uint16_t nl;        /* the network header, from pl on */
    uint16_t nl_nosnap; /* the same with LLC but without SNAP; may be negative */
    uint32_t magic, mask;
};

/* The row of a link type; one of kind LK_NONE for those without. */
const struct link *sn_bp_link(uint32_t id);

/* Rows for what is found inside tunnels. */
extern const struct link sn_bp_link_ether, sn_bp_link_ppp;

#endif
