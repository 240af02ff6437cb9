/* The words of the filter language, sorted by byte value for the binary search. */
#include <string.h>

#include "lex.h"

static const struct word words[] = {
    {"aarp", T_PROTO_NAME, Q_AARP, 0},
    {"action", T_PRIM, P_PF_ACTION, 0},
    {"addr1", T_DIR_WORD, D_ADDR1, 0},
    {"addr2", T_DIR_WORD, D_ADDR2, 0},
    {"addr3", T_DIR_WORD, D_ADDR3, 0},
    {"addr4", T_DIR_WORD, D_ADDR4, 0},
    {"address1", T_DIR_WORD, D_ADDR1, 0},
    {"address2", T_DIR_WORD, D_ADDR2, 0},
    {"address3", T_DIR_WORD, D_ADDR3, 0},
    {"address4", T_DIR_WORD, D_ADDR4, 0},
    {"ah", T_PROTO_NAME, Q_AH, 0},
    {"and", T_AND, 0, 0},
    {"arp", T_PROTO_NAME, Q_ARP, 0},
    {"atalk", T_PROTO_NAME, Q_ATALK, 0},
    {"bcc", T_PRIM, P_ATM, ATM_BCC},
    {"broadcast", T_PRIM, P_BROADCAST, 0},
    {"byte", T_PRIM, P_BYTE, 0},
    {"carp", T_PROTO_NAME, Q_CARP, 0},
    {"clnp", T_PROTO_NAME, Q_CLNP, 0},
    {"connectmsg", T_PRIM, P_ATM, ATM_CONNECTMSG},
    {"csnp", T_PROTO_NAME, Q_ISIS_CSNP, 0},
    {"decnet", T_PROTO_NAME, Q_DECNET, 0},
    {"dir", T_PRIM, P_WLAN_DIR, 0},
    {"direction", T_PRIM, P_WLAN_DIR, 0},
    {"dpc", T_MTP3_FIELD, M_DPC, 0},
    {"dst", T_DIR_WORD, D_DST, 0},
    {"es-is", T_PROTO_NAME, Q_ESIS, 0},
    {"esis", T_PROTO_NAME, Q_ESIS, 0},
    {"esp", T_PROTO_NAME, Q_ESP, 0},
    {"ether", T_PROTO_NAME, Q_LINK, 0},
    {"fddi", T_PROTO_NAME, Q_LINK, 0},
    {"fisu", T_PRIM, P_MTP2, 0},
    {"gateway", T_ADDR_TYPE, A_GATEWAY, 0},
    {"geneve", T_PRIM, P_GENEVE, 0},
    {"greater", T_PRIM, P_GREATER, 0},
    {"hdpc", T_MTP3_FIELD, M_HDPC, 0},
    {"hfisu", T_PRIM, P_MTP2, 4},
    {"hlssu", T_PRIM, P_MTP2, 5},
    {"hmsu", T_PRIM, P_MTP2, 6},
    {"hopc", T_MTP3_FIELD, M_HOPC, 0},
    {"host", T_ADDR_TYPE, A_HOST, 0},
    {"hsio", T_MTP3_FIELD, M_HSIO, 0},
    {"hsls", T_MTP3_FIELD, M_HSLS, 0},
    {"icmp", T_PROTO_NAME, Q_ICMP, 0},
    {"icmp-echo", T_NUM, 8, 0},
    {"icmp-echoreply", T_NUM, 0, 0},
    {"icmp-ireq", T_NUM, 15, 0},
    {"icmp-ireqreply", T_NUM, 16, 0},
    {"icmp-maskreply", T_NUM, 18, 0},
    {"icmp-maskreq", T_NUM, 17, 0},
    {"icmp-paramprob", T_NUM, 12, 0},
    {"icmp-redirect", T_NUM, 5, 0},
    {"icmp-routeradvert", T_NUM, 9, 0},
    {"icmp-routersolicit", T_NUM, 10, 0},
    {"icmp-sourcequench", T_NUM, 4, 0},
    {"icmp-timxceed", T_NUM, 11, 0},
    {"icmp-tstamp", T_NUM, 13, 0},
    {"icmp-tstampreply", T_NUM, 14, 0},
    {"icmp-unreach", T_NUM, 3, 0},
    {"icmp6", T_PROTO_NAME, Q_ICMP6, 0},
    {"icmp6-certpathadvert", T_NUM, 149, 0},
    {"icmp6-certpathsolicit", T_NUM, 148, 0},
    {"icmp6-destinationunreach", T_NUM, 1, 0},
    {"icmp6-echo", T_NUM, 128, 0},
    {"icmp6-echoreply", T_NUM, 129, 0},
    {"icmp6-homeagentdiscoveryreply", T_NUM, 145, 0},
    {"icmp6-homeagentdiscoveryrequest", T_NUM, 144, 0},
    {"icmp6-ineighbordiscoveryadvert", T_NUM, 142, 0},
    {"icmp6-ineighbordiscoverysolicit", T_NUM, 141, 0},
    {"icmp6-mobileprefixadvert", T_NUM, 147, 0},
    {"icmp6-mobileprefixsolicit", T_NUM, 146, 0},
    {"icmp6-multicastlistenerdone", T_NUM, 132, 0},
    {"icmp6-multicastlistenerquery", T_NUM, 130, 0},
    {"icmp6-multicastlistenerreportv1", T_NUM, 131, 0},
    {"icmp6-multicastlistenerreportv2", T_NUM, 143, 0},
    {"icmp6-multicastrouteradvert", T_NUM, 151, 0},
    {"icmp6-multicastroutersolicit", T_NUM, 152, 0},
    {"icmp6-multicastrouterterm", T_NUM, 153, 0},
    {"icmp6-neighboradvert", T_NUM, 136, 0},
    {"icmp6-neighborsolicit", T_NUM, 135, 0},
    {"icmp6-nodeinformationquery", T_NUM, 139, 0},
    {"icmp6-nodeinformationresponse", T_NUM, 140, 0},
    {"icmp6-packettoobig", T_NUM, 2, 0},
    {"icmp6-parameterproblem", T_NUM, 4, 0},
    {"icmp6-redirect", T_NUM, 137, 0},
    {"icmp6-routeradvert", T_NUM, 134, 0},
    {"icmp6-routerrenum", T_NUM, 138, 0},
    {"icmp6-routersolicit", T_NUM, 133, 0},
    {"icmp6-timeexceeded", T_NUM, 3, 0},
    {"icmp6code", T_NUM, 1, 0},
    {"icmp6type", T_NUM, 0, 0},
    {"icmpcode", T_NUM, 1, 0},
    {"icmptype", T_NUM, 0, 0},
    {"ifindex", T_PRIM, P_IFINDEX, 0},
    {"ifname", T_PRIM, P_PF_IFNAME, 0},
    {"igmp", T_PROTO_NAME, Q_IGMP, 0},
    {"igrp", T_PROTO_NAME, Q_IGRP, 0},
    {"iih", T_PROTO_NAME, Q_ISIS_IIH, 0},
    {"ilmic", T_PRIM, P_ATM, ATM_ILMIC},
    {"inbound", T_PRIM, P_INBOUND, 0},
    {"ip", T_PROTO_NAME, Q_IP, 0},
    {"ip6", T_PROTO_NAME, Q_IP6, 0},
    {"ipx", T_PROTO_NAME, Q_IPX, 0},
    {"is-is", T_PROTO_NAME, Q_ISIS, 0},
    {"isis", T_PROTO_NAME, Q_ISIS, 0},
    {"iso", T_PROTO_NAME, Q_ISO, 0},
    {"l1", T_PROTO_NAME, Q_ISIS_L1, 0},
    {"l2", T_PROTO_NAME, Q_ISIS_L2, 0},
    {"lane", T_PRIM, P_ATM, ATM_LANE},
    {"lat", T_PROTO_NAME, Q_LAT, 0},
    {"len", T_LEN, 0, 0},
    {"length", T_LEN, 0, 0},
    {"less", T_PRIM, P_LESS, 0},
    {"link", T_PROTO_NAME, Q_LINK, 0},
    {"llc", T_PRIM, P_LLC, 0},
    {"lsp", T_PROTO_NAME, Q_ISIS_LSP, 0},
    {"lssu", T_PRIM, P_MTP2, 1},
    {"lsu", T_PRIM, P_MTP2, 1},
    {"mask", T_MASK, 0, 0},
    {"metac", T_PRIM, P_ATM, ATM_METAC},
    {"metaconnect", T_PRIM, P_ATM, ATM_METACONNECT},
    {"mopdl", T_PROTO_NAME, Q_MOPDL, 0},
    {"moprc", T_PROTO_NAME, Q_MOPRC, 0},
    {"mpls", T_PRIM, P_MPLS, 0},
    {"msu", T_PRIM, P_MTP2, 2},
    {"multicast", T_PRIM, P_MULTICAST, 0},
    {"net", T_ADDR_TYPE, A_NET, 0},
    {"netbeui", T_PROTO_NAME, Q_NETBEUI, 0},
    {"not", T_NOT, 0, 0},
    {"oam", T_PRIM, P_ATM, ATM_OAM},
    {"oamf4", T_PRIM, P_ATM, ATM_OAMF4},
    {"oamf4e", T_PRIM, P_ATM, ATM_OAMF4EC},
    {"oamf4ec", T_PRIM, P_ATM, ATM_OAMF4EC},
    {"oamf4s", T_PRIM, P_ATM, ATM_OAMF4SC},
    {"oamf4sc", T_PRIM, P_ATM, ATM_OAMF4SC},
    {"on", T_PRIM, P_PF_IFNAME, 0},
    {"opc", T_MTP3_FIELD, M_OPC, 0},
    {"or", T_OR, 0, 0},
    {"outbound", T_PRIM, P_OUTBOUND, 0},
    {"pim", T_PROTO_NAME, Q_PIM, 0},
    {"port", T_ADDR_TYPE, A_PORT, 0},
    {"portrange", T_ADDR_TYPE, A_PORTRANGE, 0},
    {"ppp", T_PROTO_NAME, Q_LINK, 0},
    {"pppoed", T_PRIM, P_PPPOED, 0},
    {"pppoes", T_PRIM, P_PPPOES, 0},
    {"proto", T_ADDR_TYPE, A_PROTO, 0},
    {"protochain", T_ADDR_TYPE, A_PROTOCHAIN, 0},
    {"psnp", T_PROTO_NAME, Q_ISIS_PSNP, 0},
    {"ra", T_DIR_WORD, D_RA, 0},
    {"radio", T_PROTO_NAME, Q_RADIO, 0},
    {"rarp", T_PROTO_NAME, Q_RARP, 0},
    {"reason", T_PRIM, P_PF_REASON, 0},
    {"rnr", T_PRIM, P_PF_RNR, 0},
    {"rset", T_PRIM, P_PF_RSET, 0},
    {"rulenum", T_PRIM, P_PF_RNR, 0},
    {"ruleset", T_PRIM, P_PF_RSET, 0},
    {"sc", T_PRIM, P_ATM, ATM_SC},
    {"sca", T_PROTO_NAME, Q_SCA, 0},
    {"sctp", T_PROTO_NAME, Q_SCTP, 0},
    {"sio", T_MTP3_FIELD, M_SIO, 0},
    {"slip", T_PROTO_NAME, Q_LINK, 0},
    {"sls", T_MTP3_FIELD, M_SLS, 0},
    {"snp", T_PROTO_NAME, Q_ISIS_SNP, 0},
    {"src", T_DIR_WORD, D_SRC, 0},
    {"srnr", T_PRIM, P_PF_SRNR, 0},
    {"stp", T_PROTO_NAME, Q_STP, 0},
    {"subrulenum", T_PRIM, P_PF_SRNR, 0},
    {"subtype", T_PRIM, P_WLAN_SUBTYPE, 0},
    {"ta", T_DIR_WORD, D_TA, 0},
    {"tcp", T_PROTO_NAME, Q_TCP, 0},
    {"tcp-ack", T_NUM, 16, 0},
    {"tcp-cwr", T_NUM, 128, 0},
    {"tcp-ece", T_NUM, 64, 0},
    {"tcp-fin", T_NUM, 1, 0},
    {"tcp-push", T_NUM, 8, 0},
    {"tcp-rst", T_NUM, 4, 0},
    {"tcp-syn", T_NUM, 2, 0},
    {"tcp-urg", T_NUM, 32, 0},
    {"tcpflags", T_NUM, 13, 0},
    {"tr", T_PROTO_NAME, Q_LINK, 0},
    {"type", T_PRIM, P_WLAN_TYPE, 0},
    {"udp", T_PROTO_NAME, Q_UDP, 0},
    {"vci", T_ATM_FIELD, 1, 0},
    {"vlan", T_PRIM, P_VLAN, 0},
    {"vpi", T_ATM_FIELD, 0, 0},
    {"vrrp", T_PROTO_NAME, Q_VRRP, 0},
    {"vxlan", T_PRIM, P_VXLAN, 0},
    {"wlan", T_PROTO_NAME, Q_LINK, 0},
};

#define NWORDS (sizeof words / sizeof words[0])

const struct word *sn_bp_word(const char *s, size_t n)
{
    size_t lo = 0, hi = NWORDS;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int r = strncmp(s, words[mid].s, n);

        if (r == 0 && words[mid].s[n] != '\0')
            r = -1;
        if (r == 0)
            return &words[mid];
        if (r < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

#define NEAR_MAX 24

/* Edit distance: two for a letter too many, too few or wrong, one for a swap of neighbours. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned d[NEAR_MAX + 2][NEAR_MAX + 2];

    for (size_t i = 0; i <= n; i++)
        d[i][0] = (unsigned)i * 2;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j * 2;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            unsigned best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) * 2u;

            if (d[i - 1][j] + 2 < best)
                best = d[i - 1][j] + 2;
            if (d[i][j - 1] + 2 < best)
                best = d[i][j - 1] + 2;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

const char *sn_bp_near_word(const char *s, size_t n)
{
    const char *found = NULL;
    unsigned limit = n < 4 ? 1 : 2, best = limit * 2 + 1;

    if (n < 2 || n > NEAR_MAX)
        return NULL;
    for (size_t i = 0; i < NWORDS; i++) {
        size_t m = strlen(words[i].s);
        unsigned k;

        if (words[i].kind == T_NUM || m < 2 || m > n + limit || m + limit < n || m > NEAR_MAX)
            continue;
        k = distance(s, n, words[i].s, m);
        if (k < best) {
            best = k;
            found = words[i].s;
        }
    }
    return found;
}
