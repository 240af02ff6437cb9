/*
 * Link types, by the numbers that capture files use (LINKTYPE_… at tcpdump.org/linktypes.html).
 *
 * The kernel's and libpcap's in-memory DLT_ numbers differ from these for a few types (raw IP is
 * 101 here); nothing in this library uses DLT numbers.
 */
#ifndef SN_LINKTYPE_H
#define SN_LINKTYPE_H

#include "sn/err.h"

enum {
    SN_LINK_NULL = 0,
    SN_LINK_ETHERNET = 1,
    SN_LINK_TOKEN_RING = 6,
    SN_LINK_ARCNET_BSD = 7,
    SN_LINK_SLIP = 8,
    SN_LINK_PPP = 9,
    SN_LINK_FDDI = 10,
    SN_LINK_PPP_HDLC = 50,
    SN_LINK_PPP_ETHER = 51,
    SN_LINK_SYMANTEC = 99,
    SN_LINK_ATM_RFC1483 = 100,
    SN_LINK_RAW = 101,
    SN_LINK_SLIP_BSDOS = 102,
    SN_LINK_PPP_BSDOS = 103,
    SN_LINK_C_HDLC = 104,
    SN_LINK_IEEE802_11 = 105,
    SN_LINK_ATM_CLIP = 106,
    SN_LINK_FRELAY = 107,
    SN_LINK_LOOP = 108,
    SN_LINK_ENC = 109,
    SN_LINK_HDLC = 112,
    SN_LINK_LINUX_SLL = 113,
    SN_LINK_LOCALTALK = 114,
    SN_LINK_PFLOG = 117,
    SN_LINK_PRISM = 119,
    SN_LINK_IP_OVER_FC = 122,
    SN_LINK_SUNATM = 123,
    SN_LINK_RADIOTAP = 127,
    SN_LINK_ARCNET_LINUX = 129,
    SN_LINK_JUNIPER_MLPPP = 130,
    SN_LINK_JUNIPER_MLFR = 131,
    SN_LINK_JUNIPER_ES = 132,
    SN_LINK_JUNIPER_GGSN = 133,
    SN_LINK_JUNIPER_MFR = 134,
    SN_LINK_JUNIPER_ATM2 = 135,
    SN_LINK_JUNIPER_SERVICES = 136,
    SN_LINK_JUNIPER_ATM1 = 137,
    SN_LINK_APPLE_IP_OVER_IEEE1394 = 138,
    SN_LINK_USER2 = 149,
    SN_LINK_AVS = 163,
    SN_LINK_JUNIPER_MONITOR = 164,
    SN_LINK_PPP_PPPD = 166,
    SN_LINK_JUNIPER_PPPOE = 167,
    SN_LINK_JUNIPER_PPPOE_ATM = 168,
    SN_LINK_JUNIPER_ETHER = 178,
    SN_LINK_JUNIPER_PPP = 179,
    SN_LINK_JUNIPER_FRELAY = 180,
    SN_LINK_JUNIPER_CHDLC = 181,
    SN_LINK_MFR = 182,
    SN_LINK_USB_LINUX = 189,
    SN_LINK_PPI = 192,
    SN_LINK_IEEE802_15_4 = 195,
    SN_LINK_BLUETOOTH_HCI_H4_WITH_PHDR = 201,
    SN_LINK_PPP_WITH_DIR = 204,
    SN_LINK_USB_LINUX_MMAPPED = 220,
    SN_LINK_IPNET = 226,
    SN_LINK_IPV4 = 228,
    SN_LINK_IPV6 = 229,
    SN_LINK_IEEE802_15_4_NOFCS = 230,
    SN_LINK_NFLOG = 239,
    SN_LINK_NETANALYZER = 240,
    SN_LINK_NETANALYZER_TRANSPARENT = 241,
    SN_LINK_IPOIB = 242,
    SN_LINK_BLUETOOTH_LINUX_MONITOR = 254,
    SN_LINK_PKTAP = 258,
    SN_LINK_VSOCK = 271,
    SN_LINK_LINUX_SLL2 = 276,
    SN_LINK_DSA_TAG_BRCM = 281,
    SN_LINK_DSA_TAG_BRCM_PREPEND = 282,
    SN_LINK_IEEE802_15_4_TAP = 283,
    SN_LINK_DSA_TAG_DSA = 284,
    SN_LINK_DSA_TAG_EDSA = 285,
};

struct sn_linktype {
    uint16_t id;
    const char *name; /* as tcpdump -y and -L write it: EN10MB, RAW, LINUX_SLL2 */
    const char *text; /* Ethernet, Raw IP, Linux cooked v2 */
};

/* NULL when unknown. */
SN_API const struct sn_linktype *sn_linktype_by_id(uint32_t id);

/* Upper or lower case; with or without DLT_ or LINKTYPE_ in front. NULL when unknown. */
SN_API const struct sn_linktype *sn_linktype_by_name(const char *name);

#endif
