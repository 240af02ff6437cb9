/* DHCPv6's options: dhcp6.c reads and prints messages, dhcp6opt.c says what values mean. */
#ifndef SN_DIS_DHCP6_H
#define SN_DIS_DHCP6_H

#include "dis/app/dns.h"

enum {
    IA_NA = 3,
    IA_TA = 4,
    IA_ADDR = 5,
    RELAY_MSG = 9,
    AUTH = 11,
    STATUS = 13,
    IA_PD = 25,
    PD_PREFIX = 26,
    LQ_QUERY = 44,
    CLIENT_DATA = 45,
    NTP = 56,
    S46_RULE = 89, /* RFC 7598 */
    S46_MAP_E = 94,
    S46_MAP_T = 95
};

extern const struct sn_val sn_dhcp6_types[], sn_dhcp6_statuses[];

#define DHCP6(F)                                                                                   \
    F(TYPE, "dhcpv6.msgtype", U8, "Message type", .vals = sn_dhcp6_types)                          \
    F(XID, "dhcpv6.xid", U24, "Transaction ID", .base = SN_HEX)                                    \
    F(HOPS, "dhcpv6.hopcount", U8, "Hopcount")                                                     \
    F(LINK, "dhcpv6.linkaddr", IPV6, "Link address")                                               \
    F(PEER, "dhcpv6.peeraddr", IPV6, "Peer address")                                               \
    F(OPTION, "sn.dhcpv6.option", GROUPS, "Option")                                                \
    F(CODE, "dhcpv6.option.type", U16, "Option")                                                   \
    F(LEN, "dhcpv6.option.length", U16, "Length")                                                  \
    F(VALUE, "sn.dhcpv6.value", BYTES, "Value")                                                    \
    F(CUT, "sn.dhcpv6.cut", NONE, NULL)                                                            \
    F(DUID, "dhcpv6.duid.bytes", BYTES, "DUID")                                                    \
    F(DUID_TYPE, "dhcpv6.duid.type", U16, "DUID Type")                                             \
    F(LLT_HW, "dhcpv6.duidllt.hwtype", U16, "Hardware type")                                       \
    F(LL_HW, "dhcpv6.duidll.hwtype", U16, "Hardware type")                                         \
    F(LL_ADDR, "dhcpv6.duidll.link_layer_addr", HW, "Link-layer address")                          \
    F(LLT_ADDR, "dhcpv6.duidllt.link_layer_addr", HW, "Link-layer address")                        \
    F(EN_NUMBER, "dhcpv6.duiden.enterprise", U32, "Enterprise ID")                                 \
    F(EN_ID, "dhcpv6.duiden.identifier", BYTES, "Identifier")                                      \
    F(UUID, "dhcpv6.duiduuid.bytes", BYTES, "UUID")                                                \
    F(IAID, "dhcpv6.iaid", STR, "IAID")                                                            \
    F(T1, "dhcpv6.iaid.t1", U32, "T1")                                                             \
    F(T2, "dhcpv6.iaid.t2", U32, "T2")                                                             \
    F(IATA, "dhcpv6.iata", STR, "IATA")                                                            \
    F(ADDR, "dhcpv6.iaaddr.ip", IPV6, "IPv6 address")                                              \
    F(ADDR_PREFERRED, "dhcpv6.iaaddr.pref_lifetime", U32, "Preferred lifetime")                    \
    F(ADDR_VALID, "dhcpv6.iaaddr.valid_lifetime", U32, "Valid lifetime")                           \
    F(PD_PREFERRED, "dhcpv6.iaprefix.pref_lifetime", U32, "Preferred lifetime")                    \
    F(PD_VALID, "dhcpv6.iaprefix.valid_lifetime", U32, "Valid lifetime")                           \
    F(PD_LEN, "dhcpv6.iaprefix.pref_len", U8, "Prefix length")                                     \
    F(PD_ADDR, "dhcpv6.iaprefix.pref_addr", IPV6, "Prefix address")                                \
    F(REQUESTED, "dhcpv6.requested_option_code", U16S, "Requested Option code")                    \
    F(PREFERENCE, "dhcpv6.option_preference", U8, "Pref-value")                                    \
    F(ELAPSED, "dhcpv6.elapsed_time", U16, "Elapsed time", .scale = 10, .unit = "ms")              \
    F(AUTH_PROTO, "dhcpv6.auth.protocol", U8, "Protocol")                                          \
    F(AUTH_ALG, "dhcpv6.auth.algorithm", U8, "Algorithm")                                          \
    F(AUTH_RDM, "dhcpv6.auth.rdm", U8, "RDM")                                                      \
    F(AUTH_REPLAY, "dhcpv6.auth.replay_detection", BYTES, "Replay Detection")                      \
    F(UNICAST, "dhcpv6.unicast", IPV6, "IPv6 address")                                             \
    F(STATUS_CODE, "dhcpv6.status_code", U16, "Status Code", .vals = sn_dhcp6_statuses)            \
    F(STATUS_MSG, "dhcpv6.status_msg", STR, "Status Message")                                      \
    F(VENDOR_CLASS, "dhcpv6.vendorclass.enterprise", U32, "Enterprise ID")                         \
    F(VENDOR_OPTS, "dhcpv6.vendoropts.enterprise", U32, "Enterprise ID")                           \
    F(INTERFACE, "dhcpv6.interface_id", BYTES, "Interface-ID")                                     \
    F(RECONF, "dhcpv6.reconf_msg", U8, "Reconfigure message type")                                 \
    F(SIP_SERVER, "dhcpv6.sip_server_a", IPV6S, "SIP server address")                              \
    F(DNS_SERVER, "dhcpv6.dns_server", IPV6S, "DNS server address")                                \
    F(DOMAIN, "dhcpv6.search_list_entry", STRS, "List entry")                                      \
    F(NAME, "sn.dhcpv6.name", STRS, NULL)                                                          \
    F(NAME_END, "sn.dhcpv6.name.end", UINT, NULL)                                                  \
    F(SIP_DOMAIN, "dhcpv6.sip_server_domain_search_fqdn", STRS, "SIP Server Domain Search FQDN")   \
    F(NIS_SERVER, "dhcpv6.nis_server", IPV6S, "NIS server address")                                \
    F(NISP_SERVER, "dhcpv6.nisp_server", IPV6S, "NISP server address")                             \
    F(SNTP_SERVER, "dhcpv6.sntp_server", IPV6S, "SNTP server address")                             \
    F(LIFETIME, "dhcpv6.lifetime", U32, "Lifetime")                                                \
    F(BCMCS_SERVER, "dhcpv6.bcmcs_server_a", IPV6S, "BCMCS server address")                        \
    F(REMOTE_ENTERPRISE, "dhcpv6.remoteid.enterprise", U32, "Enterprise ID")                       \
    F(REMOTE_ID, "dhcpv6.remoteid_enterprise_id", BYTES, "Remote-ID")                              \
    F(SUBSCRIBER, "dhcpv6.subscriber_id", STR, "Subscriber-ID")                                    \
    F(PANA, "dhcpv6.pana_agent", IPV6S, "PANA agents address")                                     \
    F(TIMEZONE, "dhcpv6.timezone", STR, "Time-zone")                                               \
    F(TZDB, "dhcpv6.tzdb", STR, "TZ-database")                                                     \
    F(LQ_TYPE, "dhcpv6.lq_query", U8, "Query-type")                                                \
    F(LQ_LINK, "dhcpv6.lq_query_link_address", IPV6, "Link address")                               \
    F(CLT_TIME, "dhcpv6.clt_time", U32, "Clt_time")                                                \
    F(LQ_CLIENT_LINK, "dhcpv6.lq_client_link", IPV6S, "LQ client links address")                   \
    F(LLT_TIME, "dhcpv6.duidllt.time", TIME, "DUID Time")                                          \
    F(AUTH_INFO, "dhcpv6.auth.info", BYTES, "Authentication Information")                          \
    F(USER_LEN, "dhcpv6.userclass.length", U16S, "Length")                                         \
    F(USER_DATA, "dhcpv6.userclass.opaque_data", BYTESS, "Opaque Data")                            \
    F(CLASS_DATA, "dhcpv6.vendorclass.data", STRS, "vendor-class-data")                            \
    F(VENDOR_CODE, "dhcpv6.vendoropts.enterprise.option_code", U16S, "Option code")                \
    F(VENDOR_LEN, "dhcpv6.vendoropts.enterprise.option_length", U16S, "Option length")             \
    F(VENDOR_DATA, "dhcpv6.vendoropts.enterprise.option_data", BYTESS, "Option data")              \
    F(NIS_DOMAIN, "dhcpv6.nis_fqdn", STRS, "NIS FQDN")                                             \
    F(NISP_DOMAIN, "dhcpv6.nisp_fqdn", STRS, "NISP FQDN")                                          \
    F(BCMCS_DOMAIN, "dhcpv6.bcmcs_server_fqdn", STRS, "BCMCS server FQDN")                         \
    F(FQDN_FLAGS, "dhcpv6.client_fqdn_flags", U8, "Flags", .base = SN_HEX)                         \
    F(FQDN_CLIENT_N, "dhcpv6.clientfqdn.client.n", BIT8, "N bit", .mask = 4)                       \
    F(FQDN_CLIENT_S, "dhcpv6.clientfqdn.client.s", BIT8, "S bit", .mask = 1)                       \
    F(FQDN_SERVER_N, "dhcpv6.clientfqdn.server.n", BIT8, "N bit", .mask = 4)                       \
    F(FQDN_SERVER_O, "dhcpv6.clientfqdn.server.o", BIT8, "O bit", .mask = 2)                       \
    F(FQDN_SERVER_S, "dhcpv6.clientfqdn.server.s", BIT8, "S bit", .mask = 1)                       \
    F(FQDN_NAME, "dhcpv6.client_domain", STRS, "Client Domain Name")                               \
    F(RELAY_PEER, "dhcpv6.lq_relay_data_peer_addr", IPV6, "Peer Address")                          \
    F(RELAY_DATA, "dhcpv6.lq_relay_data_msg", STR, "DHCPv6 Relay Message")                         \
    F(CAPWAP, "dhcpv6.capwap_ac_v6", IPV6S, "CAPWAP Access Controllers")                           \
    F(NTP_TYPE, "dhcpv6.ntpserver.option.type", U16S, "Suboption")                                 \
    F(NTP_LEN, "dhcpv6.ntpserver.option.length", U16S, "Length")                                   \
    F(NTP_ADDR, "dhcpv6.ntpserver.addr", IPV6S, "NTP Server Address")                              \
    F(NTP_GROUP, "dhcpv6.ntpserver.mc_addr", IPV6S, "NTP Multicast Address")                       \
    F(NTP_NAME, "dhcpv6.ntpserver.fqdn", STRS, "NTP Server FQDN")                                  \
    F(PORTAL, "dhcpv6.captive_portal", STR, "Captive Portal")                                      \
    F(MUD, "dhcpv6.mudurl", STR, "Manufacturer Usage Description URL")                             \
    F(RELAY_PORT, "dhcpv6.relay_port", U16, "Relay Port")                                          \
    F(S46_FLAGS, "dhcpv6.s46_rule.flags", U8, "Flags", .base = SN_HEX)                             \
    F(S46_RESERVED, "dhcpv6.s46_rule.flags.reserved", BIT8, "Reserved", .mask = 0xfe)              \
    F(S46_FMR, "dhcpv6.s46_rule.flags.fmr", BIT8, "FMR", .mask = 1)                                \
    F(S46_EA, "dhcpv6.s46_rule.ea_len", U8, "EA-bit Length")                                       \
    F(S46_4_LEN, "dhcpv6.s46_rule.ipv4_pref_len", U8, "IPv4 Prefix Length")                        \
    F(S46_4, "dhcpv6.s46_rule.ipv4_prefix", IPV4, "IPv4 Prefix")                                   \
    F(S46_6_LEN, "dhcpv6.s46_rule.ipv6_prefix_len", U8, "IPv6 Prefix Length")                      \
    F(S46_6, "dhcpv6.s46_rule.ipv6_prefix", IPV6, "IPv6 Prefix")                                   \
    F(AFTR, "dhcpv6.aftr_name", STR, "DS-Lite AFTR Name")

SN_FIELD_NUMBERS(DHCP6)

/* tcpdump's name of an option, how it prints it, and the field of its value (0: none, or more). */
struct dhcp6_option {
    const char *name;
    uint16_t field;
    char format;
};

/* All zeros for codes that have no name. */
struct dhcp6_option sn_dhcp6_option(uint64_t code);

/* What the value is, of those that have no options inside, as fields. */
void sn_dhcp6_meaning(struct sn_dis *d, struct sn_rd *r, uint32_t code);

#endif
