/* The link-type table: see link.h. Numbers are LINKTYPE_ values (tcpdump.org/linktypes.html). */
#include "link.h"

#define ETHER(id, hdr, type)                                                                       \
    {                                                                                              \
        id, LK_ETHER, MAC_48, LEAD_NONE, hdr, 0, 6, type, (type) + 2, 0, 3, 0, 0                   \
    }
#define LLC(id, mac, dst, src, pl)                                                                 \
    {                                                                                              \
        id, LK_LLC, mac, LEAD_NONE, 0, dst, src, LK_UNKNOWN, pl, 8, 3, 0, 0                        \
    }
#define TYPE(id, kind, type, pl)                                                                   \
    {                                                                                              \
        id, kind, MAC_NONE, LEAD_NONE, 0, 0, 0, type, pl, 0, 0, 0, 0                               \
    }
#define WLAN(id, lead)                                                                             \
    {                                                                                              \
        id, LK_WLAN, MAC_WLAN, lead, 0, 0, 0, LK_UNKNOWN, 24, 8, 3, 0, 0                           \
    }
#define ARCNET(id, type)                                                                           \
    {                                                                                              \
        id, LK_ARCNET, MAC_ARCNET, LEAD_NONE, 0, 1, 0, type, (type) + 4, 0, 0, 0, 0                \
    }
#define FAMILY(id, kind, type, pl, v4, v6)                                                         \
    {                                                                                              \
        id, kind, MAC_NONE, LEAD_NONE, 0, 0, 0, type, pl, 0, 0, v4, v6                             \
    }
/* Juniper's: where IP and, on another path, OSI begin. */
#define JUNIPER(id, ip, iso)                                                                       \
    {                                                                                              \
        id, LK_MAGIC, MAC_NONE, LEAD_NONE, 0, 0, 0, LK_UNKNOWN, ip, 0, (uint16_t)((iso) - (ip)),   \
            0x4d474300, 0xffffff00                                                                 \
    }
#define MAGIC(id, magic, mask)                                                                     \
    {                                                                                              \
        id, LK_MAGIC, MAC_NONE, LEAD_NONE, 0, 0, 0, LK_UNKNOWN, LK_UNKNOWN, 0, 0, magic, mask      \
    }
#define JUNIPER_BARE(id) MAGIC(id, 0x4d474300, 0xffffff00)

static const struct link rows[] = {
    FAMILY(0, LK_AF, 0, 4, 0x02000000, 0x0a000000),                  /* NULL */
    ETHER(1, 0, 12),                                                 /* EN10MB */
    LLC(6, MAC_48, 2, 8, 14),                                        /* IEEE802, Token Ring */
    ARCNET(7, 2),                                                    /* ARCNET */
    TYPE(8, LK_VERSION, LK_UNKNOWN, 16),                             /* SLIP */
    TYPE(9, LK_PPP, 2, 4),                                           /* PPP */
    LLC(10, MAC_48, 1, 7, 13),                                       /* FDDI */
    TYPE(50, LK_PPP, 2, 4),                                          /* PPP_SERIAL */
    TYPE(51, LK_PPP, 6, 8),                                          /* PPP_ETHER */
    TYPE(99, LK_TYPE, 6, 44),                                        /* SYMANTEC_FIREWALL */
    LLC(100, MAC_NONE, 0, 0, 0),                                     /* ATM_RFC1483 */
    TYPE(101, LK_VERSION, LK_UNKNOWN, 0),                            /* RAW */
    TYPE(102, LK_VERSION, LK_UNKNOWN, 24),                           /* SLIP_BSDOS */
    TYPE(103, LK_PPP_BSD, 5, 24),                                    /* PPP_BSDOS */
    TYPE(104, LK_HDLC, 2, 4),                                        /* C_HDLC */
    WLAN(105, LEAD_NONE),                                            /* IEEE802_11 */
    LLC(106, MAC_NONE, 0, 0, 0),                                     /* ATM_CLIP */
    TYPE(107, LK_FRELAY, LK_UNKNOWN, 0),                             /* FRELAY */
    FAMILY(108, LK_AF, 0, 4, 2, 10),                                 /* LOOP */
    FAMILY(109, LK_AF, 0, 12, 0x02000000, 0x0a000000),               /* ENC */
    TYPE(113, LK_SLL, 14, 16),                                       /* LINUX_SLL */
    TYPE(114, LK_LTALK, LK_UNKNOWN, 0),                              /* LTALK */
    {117, LK_AF8, MAC_NONE, LEAD_PFLOG, 0, 0, 0, 1, 0, 0, 0, 2, 10}, /* PFLOG */
    WLAN(119, LEAD_PRISM),                                           /* PRISM_HEADER */
    LLC(122, MAC_48, 2, 10, 16),                                     /* IP_OVER_FC */
    {123, LK_SUNATM, MAC_NONE, LEAD_NONE, 0, 0, 0, LK_UNKNOWN, 4, 8, 3, 0, 0}, /* SUNATM */
    WLAN(127, LEAD_RADIOTAP),          /* IEEE802_11_RADIO */
    ARCNET(129, 4),                    /* ARCNET_LINUX */
    JUNIPER(130, 4, 3),                /* MLPPP */
    JUNIPER(131, 4, 3),                /* MLFR */
    JUNIPER_BARE(132),                 /* ES */
    JUNIPER(133, 12, 11),              /* GGSN */
    JUNIPER(134, 4, 3),                /* MFR */
    JUNIPER(135, 8, 18),               /* ATM2 */
    JUNIPER_BARE(136),                 /* SERVICES */
    JUNIPER(137, 4, 14),               /* ATM1 */
    TYPE(138, LK_TYPE, 16, 18),        /* APPLE_IP_OVER_IEEE1394 */
    TYPE(139, LK_MTP2, LK_UNKNOWN, 4), /* MTP2_WITH_PHDR */
    TYPE(140, LK_MTP2, LK_UNKNOWN, 0), /* MTP2 */
    WLAN(163, LEAD_AVS),               /* IEEE802_11_RADIO_AVS */
    JUNIPER(164, 12, 11),              /* MONITOR */
    {165, LK_MAGIC, MAC_MSTP, LEAD_NONE, 0, 3, 4, LK_UNKNOWN, LK_UNKNOWN, 0, 0, 0x55ff0000,
     0xffff0000},                       /* BACNET_MS_TP */
    TYPE(166, LK_PPP, 2, 4),            /* PPP_PPPD */
    JUNIPER(167, 32, 35),               /* PPPOE */
    JUNIPER(168, 6, 5),                 /* PPPOE_ATM */
    JUNIPER(178, 32, 35),               /* ETHER */
    JUNIPER(179, 4, 3),                 /* PPP */
    JUNIPER(180, 4, 3),                 /* FRELAY */
    JUNIPER(181, 4, 3),                 /* CHDLC */
    JUNIPER_BARE(183),                  /* VP */
    WLAN(192, LEAD_PPI),                /* PPI */
    JUNIPER_BARE(194),                  /* ISM */
    TYPE(197, LK_MTP2, LK_UNKNOWN, 20), /* ERF, with MTP2 in it */
    JUNIPER_BARE(200),                  /* ST */
    FAMILY(226, LK_AF8, 1, 24, 2, 26),  /* IPNET */
    TYPE(228, LK_IP4, LK_UNKNOWN, 0),   /* IPV4 */
    TYPE(229, LK_IP6, LK_UNKNOWN, 0),   /* IPV6 */
    JUNIPER_BARE(232),                  /* VS */
    JUNIPER_BARE(233),                  /* SRX_E2E */
    JUNIPER_BARE(234),                  /* FIBRECHANNEL */
    JUNIPER_BARE(238),                  /* ATM_CEMIC */
    ETHER(240, 4, 16),                  /* NETANALYZER */
    ETHER(241, 12, 24),                 /* NETANALYZER_TRANSPARENT */
    TYPE(276, LK_TYPE, 0, 20),          /* LINUX_SLL2 */
    ETHER(281, 0, 16),                  /* DSA_TAG_BRCM */
    /* DSA_TAG_BRCM_PREPEND: the tag comes first, and link[0] is its first byte. */
    {282, LK_ETHER, MAC_48, LEAD_NONE, 0, 4, 10, 16, 18, 0, 3, 0, 0},
    ETHER(284, 0, 16), /* DSA_TAG_DSA */
    ETHER(285, 0, 20), /* DSA_TAG_EDSA */
};

static const struct link no_row = TYPE(0xffff, LK_NONE, LK_UNKNOWN, LK_UNKNOWN);

const struct link sn_bp_link_ether = ETHER(1, 0, 12);
const struct link sn_bp_link_ppp = TYPE(9, LK_PPP, 0, 2);

const struct link *sn_bp_link(uint32_t id)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].id == id)
            return &rows[i];
    return &no_row;
}
