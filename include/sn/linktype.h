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
    SN_LINK_RAW = 101,
    SN_LINK_LOOP = 108,
    SN_LINK_LINUX_SLL = 113,
    SN_LINK_IPV4 = 228,
    SN_LINK_IPV6 = 229,
    SN_LINK_LINUX_SLL2 = 276,
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
