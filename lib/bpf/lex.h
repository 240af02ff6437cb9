/*
 * Tokens of the filter language.
 *
 * Words are matched as flex would: the longest match wins, keywords before numbers before
 * addresses before plain words. Keywords are lower case only.
 */
#ifndef SN_BPF_LEX_H
#define SN_BPF_LEX_H

#include "comp.h"

enum token {
    T_END,
    /* with a value */
    T_NUM,  /* num */
    T_ID,   /* a name; s, n without the backslash that may have escaped it */
    T_HID,  /* 10, 10.1, 10.1.2, 10.1.2.3 */
    T_HID6, /* 2001:db8::1 */
    T_EID,  /* a MAC address */
    T_AID,  /* $5a: an ARCnet address */
    /* words; num says which of the kind */
    T_PROTO_NAME, /* enum proto */
    T_DIR_WORD,   /* src, dst, ra, ta, addr1 … addr4: enum dir */
    T_ADDR_TYPE,  /* host net port portrange gateway proto protochain: enum addr_type */
    T_AND,
    T_OR,
    T_NOT,
    T_MASK,
    T_LEN,
    T_PRIM,       /* a primitive by its own word: enum prim_kind */
    T_ATM_FIELD,  /* vpi vci */
    T_MTP3_FIELD, /* sio opc dpc sls and their h forms */
    /* signs */
    T_LPAREN,
    T_RPAREN,
    T_LBRACK,
    T_RBRACK,
    T_COLON,
    T_ADD,
    T_SUB,
    T_MUL,
    T_DIV,
    T_MOD,
    T_BITAND,
    T_BITOR,
    T_XOR,
    T_LSH,
    T_RSH,
    T_EQ,
    T_NE,
    T_GT,
    T_GE,
    T_LT,
    T_LE,
};

enum proto {
    Q_NONE, /* nothing said: whatever fits */
    Q_LINK,
    Q_IP,
    Q_ARP,
    Q_RARP,
    Q_SCTP,
    Q_TCP,
    Q_UDP,
    Q_ICMP,
    Q_IGMP,
    Q_IGRP,
    Q_PIM,
    Q_VRRP,
    Q_CARP,
    Q_ATALK,
    Q_AARP,
    Q_DECNET,
    Q_LAT,
    Q_SCA,
    Q_MOPRC,
    Q_MOPDL,
    Q_IP6,
    Q_ICMP6,
    Q_AH,
    Q_ESP,
    Q_ISO,
    Q_ESIS,
    Q_ISIS,
    Q_CLNP,
    Q_ISIS_L1,
    Q_ISIS_L2,
    Q_ISIS_IIH,
    Q_ISIS_LSP,
    Q_ISIS_SNP,
    Q_ISIS_CSNP,
    Q_ISIS_PSNP,
    Q_STP,
    Q_IPX,
    Q_NETBEUI,
    Q_RADIO,
};

enum dir { D_NONE, D_SRC, D_DST, D_OR, D_AND, D_ADDR1, D_ADDR2, D_ADDR3, D_ADDR4, D_RA, D_TA };

enum addr_type {
    A_NONE, /* no word: host */
    A_HOST,
    A_NET,
    A_PORT,
    A_PORTRANGE,
    A_GATEWAY,
    A_PROTO,
    A_PROTOCHAIN,
    A_UNDEF, /* there is no qualifier to inherit */
};

enum prim_kind {
    P_ID,      /* qualifiers and an address, port or protocol */
    P_PROTO,   /* a protocol name alone */
    P_COMPARE, /* arithmetic comparison */
    P_BROADCAST,
    P_MULTICAST,
    P_LESS,
    P_GREATER,
    P_BYTE,
    P_INBOUND,
    P_OUTBOUND,
    P_IFINDEX,
    P_VLAN,
    P_MPLS,
    P_PPPOED,
    P_PPPOES,
    P_GENEVE,
    P_VXLAN,
    P_PF_IFNAME,
    P_PF_RSET,
    P_PF_RNR,
    P_PF_SRNR,
    P_PF_REASON,
    P_PF_ACTION,
    P_WLAN_TYPE,
    P_WLAN_SUBTYPE,
    P_WLAN_DIR,
    P_LLC,
    P_ATM, /* lane … ilmic, oam …: num is an enum atm_kind */
    P_ATM_FIELD,
    P_MTP2, /* num: 0 fisu, 1 lssu, 2 msu; 4 added for the high-speed forms */
    P_MTP3_FIELD,
    P_ENCAPS, /* no word: there is something to look behind */
};

enum atm_kind {
    ATM_LANE,
    ATM_METAC,
    ATM_BCC,
    ATM_OAMF4SC,
    ATM_OAMF4EC,
    ATM_SC,
    ATM_ILMIC,
    ATM_OAM,
    ATM_OAMF4,
    ATM_CONNECTMSG,
    ATM_METACONNECT,
};

enum mtp3_field { M_SIO, M_OPC, M_DPC, M_SLS, M_HSIO, M_HOPC, M_HDPC, M_HSLS };

struct tok {
    uint8_t kind;
    bool escaped; /* T_ID behind a backslash */
    uint16_t sub; /* T_PRIM P_ATM and P_MTP2: which */
    uint32_t num;
    const char *s;
    uint32_t n;
    struct span at;
};

struct lex {
    struct comp *c;
    size_t pos;
    struct tok t;    /* the current token */
    struct tok next; /* the one behind it */
};

struct word {
    const char *s;
    uint8_t kind;
    uint8_t num;
    uint8_t sub;
};

/* The keyword, or NULL. */
const struct word *sn_bp_word(const char *s, size_t n);

/* The keyword nearest to a mistyped one, or NULL when none is near. */
const char *sn_bp_near_word(const char *s, size_t n);

/* Bytes of the character at s when it is a blank of another width than ASCII's, or a character
 * without any width, as word processors and web pages have them; 0: it isn't. */
size_t sn_bp_wide_space(const char *s, size_t n);

void sn_bp_lex_start(struct lex *l, struct comp *c);
void sn_bp_lex_next(struct lex *l);

#endif
