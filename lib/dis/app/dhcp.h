/* DHCP's options as a table: dhcp.c reads and prints messages, dhcpopt.c says what options mean. */
#ifndef SN_DIS_DHCP_H
#define SN_DIS_DHCP_H

#include "dis/proto.h"

enum { REQUEST = 1, ETHER = 1, IEEE802 = 6, PAD = 0, END = 255 };

extern const struct sn_val sn_dhcp_ops[], sn_dhcp_hardware[];

/*
 * Options with a field: number, name behind "dhcp.option.", type, title, how tcpdump prints it, and
 * what it calls it (NULL: nothing). The formats:
 *
 *     a text     i addresses   p pairs of them   d l s numbers of 32 signed, 32 and 16 bits
 *     B yes/no   b bytes       u unknown, by its length
 *     and those of one option each: A agent, C routes, P parameters, U user class, c client, f
 * name, m message type, n node type, o overload
 */
#define OPTIONS(O, F)                                                                              \
    O(F, 1, "subnet_mask", IPV4S, "Subnet Mask", 'i', "Subnet-Mask")                               \
    O(F, 2, "time_offset", I32, "Time Offset", 'd', "Time-Zone")                                   \
    O(F, 3, "router", IPV4S, "Router", 'i', "Default-Gateway")                                     \
    O(F, 4, "time_server", IPV4S, "Time Server", 'i', "Time-Server")                               \
    O(F, 5, "name_server", IPV4S, "Name Server", 'i', "IEN-Name-Server")                           \
    O(F, 6, "domain_name_server", IPV4S, "Domain Name Server", 'i', "Domain-Name-Server")          \
    O(F, 7, "log_server", IPV4S, "Log Server", 'i', "LOG")                                         \
    O(F, 8, "quotes_server", IPV4S, "Quotes Server", 'i', "CS")                                    \
    O(F, 9, "lpr_server", IPV4S, "LPR Server", 'i', "LPR-Server")                                  \
    O(F, 10, "impress_server", IPV4S, "Impress Server", 'i', "IM")                                 \
    O(F, 11, "resource_location_server", IPV4S, "Resource Location Server", 'i', "RL")             \
    O(F, 12, "hostname", STR, "Host Name", 'a', "Hostname")                                        \
    O(F, 13, "boot_file_size", U16, "Boot File Size", 's', "BS")                                   \
    O(F, 14, "merit_dump_file", STR, "Merit Dump File", 'a', "DP")                                 \
    O(F, 15, "domain_name", STR, "Domain Name", 'a', "Domain-Name")                                \
    O(F, 16, "swap_server", IPV4S, "Swap Server", 'i', "SS")                                       \
    O(F, 17, "root_path", STR, "Root Path", 'a', "RP")                                             \
    O(F, 18, "extension_path", STR, "Extensions Path", 'a', "EP")                                  \
    O(F, 19, "ip_forwarding", BIT8, "IP Forwarding", 'B', "IPF")                                   \
    O(F, 20, "non_local_source_routing", BIT8, "Non-Local Source Routing", 'B', "SRT")             \
    O(F, 22, "max_datagram_reassembly_size", U16, "Maximum Datagram Reassembly Size", 's', "RSZ")  \
    O(F, 23, "default_ip_ttl", U8, "Default IP Time-to-Live", 'b', "TTL")                          \
    O(F, 24, "path_mtu_aging_timeout", U32, "Path MTU Aging Timeout", 'l', "MTU-Timeout")          \
    O(F, 25, "path_mtu_plateau_table_item", U16S, "Path MTU Plateau Table Item", 's', "MTU-Table") \
    O(F, 26, "interface_mtu", U16, "Interface MTU", 's', "MTU")                                    \
    O(F, 27, "all_subnets_are_local", BIT8, "All Subnets are Local", 'B', "LSN")                   \
    O(F, 28, "broadcast_address", IPV4S, "Broadcast Address", 'i', "BR")                           \
    O(F, 29, "perform_mask_discovery", BIT8, "Perform Mask Discovery", 'B', "MD")                  \
    O(F, 30, "mask_supplier", BIT8, "Mask Supplier", 'B', "MS")                                    \
    O(F, 31, "perform_router_discover", BIT8, "Perform Router Discover", 'B', "Router-Discovery")  \
    O(F, 32, "router_solicitation_address", IPV4S, "Router Solicitation Address", 'i', "RSA")      \
    O(F, 34, "trailer_encapsulation", BIT8, "Trailer Encapsulation", 'B', "UT")                    \
    O(F, 35, "arp_cache_timeout", U32, "ARP Cache Timeout", 'l', "AT")                             \
    O(F, 36, "ethernet_encapsulation", BIT8, "Ethernet Encapsulation", 'B', "IE")                  \
    O(F, 37, "tcp_default_ttl", U8, "TCP Default TTL", 'b', "TT")                                  \
    O(F, 38, "tcp_keepalive_interval", U32, "TCP Keepalive Interval", 'l', "KI")                   \
    O(F, 39, "tcp_keepalive_garbage", BIT8, "TCP Keepalive Garbage", 'B', "KG")                    \
    O(F, 40, "nis_domain", STR, "Network Information Service Domain", 'a', "YD")                   \
    O(F, 41, "nis_server", IPV4S, "Network Information Service Server", 'i', "YS")                 \
    O(F, 42, "ntp_server", IPV4S, "Network Time Protocol Server", 'i', "NTP")                      \
    O(F, 44, "netbios_over_tcpip_name_server", IPV4S, "NetBIOS over TCP/IP Name Server", 'i',      \
      "Netbios-Name-Server")                                                                       \
    O(F, 45, "netbios_over_tcpip_dd_name_server", IPV4S,                                           \
      "NetBIOS over TCP/IP Datagram Distribution Name Server", 'i', "WDD")                         \
    O(F, 46, "netbios_over_tcpip_node_type", U8, "NetBIOS over TCP/IP Node Type", 'n',             \
      "Netbios-Node")                                                                              \
    O(F, 47, "netbios_over_tcpip_scope", STR, "NetBIOS over TCP/IP Scope", 'a', "Netbios-Scope")   \
    O(F, 48, "xwindows_system_font_server", IPV4S, "X Window System Font Server", 'i', "XFS")      \
    O(F, 49, "xwindows_system_display_manager", IPV4S, "X Window System Display Manager", 'i',     \
      "XDM")                                                                                       \
    O(F, 50, "requested_ip_address", IPV4S, "Requested IP Address", 'i', "Requested-IP")           \
    O(F, 51, "ip_address_lease_time", U32, "IP Address Lease Time", 'l', "Lease-Time")             \
    O(F, 52, "option_overload", U8, "Option Overload", 'o', "OO")                                  \
    O(F, 53, "dhcp", U8, "DHCP", 'm', "DHCP-Message")                                              \
    O(F, 54, "dhcp_server_id", IPV4S, "DHCP Server Identifier", 'i', "Server-ID")                  \
    O(F, 55, "request_list_item", U8S, "Parameter Request List Item", 'P', "Parameter-Request")    \
    O(F, 56, "message", STR, "Message", 'a', "MSG")                                                \
    O(F, 57, "dhcp_max_message_size", U16, "Maximum DHCP Message Size", 's', "MSZ")                \
    O(F, 58, "renewal_time_value", U32, "Renewal Time Value", 'l', "RN")                           \
    O(F, 59, "rebinding_time_value", U32, "Rebinding Time Value", 'l', "RB")                       \
    O(F, 60, "vendor_class_id", STR, "Vendor class identifier", 'a', "Vendor-Class")               \
    O(F, 64, "nis_plus_domain", STR, "Network Information Service+ Domain", 's', "N+D")            \
    O(F, 65, "nis_plus_server", IPV4S, "Network Information Service+ Server", 'i', "N+S")          \
    O(F, 66, "tftp_server_name", STR, "TFTP Server Name", 'a', "TFTP")                             \
    O(F, 67, "bootfile_name", STR, "Bootfile name", 'a', "BF")                                     \
    O(F, 68, "mobile_ip_home_agent", IPV4S, "Mobile IP Home Agent", 'i', "MH")                     \
    O(F, 69, "smtp_server", IPV4S, "SMTP Server", 'i', "SMTP")                                     \
    O(F, 70, "pop3_server", IPV4S, "POP3 Server", 'i', "POP3")                                     \
    O(F, 71, "nntp_server", IPV4S, "NNTP Server", 'i', "NNTP")                                     \
    O(F, 72, "default_www_server", IPV4S, "Default WWW Server", 'i', "WWW")                        \
    O(F, 73, "default_finger_server", IPV4S, "Default Finger Server", 'i', "FG")                   \
    O(F, 74, "default_irc_server", IPV4S, "Default IRC Server", 'i', "IRC")                        \
    O(F, 75, "streettalk_server", IPV4S, "StreetTalk Server", 'i', "STS")                          \
    O(F, 76, "streettalk_da_server", IPV4S, "StreetTalk Directory Assistance Server", 'i', "STDA") \
    O(F, 86, "novell_ds_tree_name", STR, "Novell Directory Services Tree Name", 'u', NULL)         \
    O(F, 87, "novell_ds_context", STR, "Novell Directory Services Context", 'u', NULL)             \
    O(F, 91, "client_last_transaction_time", U32, "Client last transaction time", 'd',             \
      "Last-Transaction-Time")                                                                     \
    O(F, 92, "associated_ip_option", IPV4S, "Associated IP option", 'i', "Associated-IP")          \
    O(F, 93, "client_system_architecture", U16S, "Client System Architecture", 's', "ARCH")        \
    O(F, 100, "tz_pcode", STR, "TZ PCode", 'a', "POSIX-TZ")                                        \
    O(F, 101, "tz_tcode", STR, "TZ TCode", 'a', "TZ-Name")                                         \
    O(F, 112, "netinfo_parent_server_address", IPV4S, "NetInfo Parent Server Address", 'i', "NI")  \
    O(F, 113, "netinfo_parent_server_tag", STR, "NetInfo Parent Server Tag", 'a', "NITAG")         \
    O(F, 116, "dhcp_auto_configuration", U8, "DHCP Auto-Configuration", 'B', "NOAUTO")             \
    O(F, 118, "subnet_selection_option", IPV4S, "Subnet Selection Option", 'i', "SUBNET")          \
    O(F, 85, "novell_dss.ip", IPV4S, "Novell Directory Services Server", 'u', NULL)                \
    O(F, 114, "captive_portal", STR, "Captive Portal", 'a', "URL")                                 \
    O(F, 136, "pana_agent", IPV4S, "PAA IPv4 Address", 'u', NULL)                                  \
    O(F, 137, "lost_server_domain_name", STR, "LoST Server Domain Name", 'u', NULL)                \
    O(F, 138, "capwap_access_controller", IPV4S, "CAPWAP Access Controllers", 'u', NULL)           \
    O(F, 142, "andsf_server", IPV4S, "ANDSF IPv4 Address", 'u', NULL)                              \
    O(F, 145, "forcerenew_nonce.algorithm", U8S, "Forcerenew Nonce Algorithm", 'u', NULL)          \
    O(F, 150, "tftp_server_address", IPV4S, "TFTP Server Address", 'i', "TFTP-Server-Address")     \
    O(F, 160, "captive_portal", STR, "Captive Portal", 'u', NULL)                                  \
    O(F, 161, "mudurl", STR, "MUDURL", 'a', "MUD-URL")                                             \
    O(F, 209, "pxe_config_file", STR, "PXELINUX configuration file", 'u', NULL)                    \
    O(F, 210, "pxe_path_prefix", STR, "PXELINUX path prefix", 'u', NULL)                           \
    O(F, 252, "private_proxy_autodiscovery", STR, "Private/Proxy autodiscovery", 'u', NULL)
/* Those without. */
#define BARE_OPTIONS(P)                                                                            \
    P(21, 'p', "PF")                                                                               \
    P(33, 'p', "Static-Route")                                                                     \
    P(43, 'b', "Vendor-Option")                                                                    \
    P(61, 'c', "Client-ID")                                                                        \
    P(62, 'u', NULL)                                                                               \
    P(77, 'U', "User-Class")                                                                       \
    P(78, 'b', "SLP-DA")                                                                           \
    P(79, 'b', "SLP-SCOPE")                                                                        \
    P(80, 'a', "SLP-NA")                                                                           \
    P(81, 'f', "FQDN")                                                                             \
    P(82, 'A', "Agent-Information")                                                                \
    P(83, 'b', "ARMT")                                                                             \
    P(88, 'a', "TZSTR")                                                                            \
    P(89, 'b', "FQDNS")                                                                            \
    P(90, 'b', "AUTH")                                                                             \
    P(94, 'b', "NDI")                                                                              \
    P(95, 'a', "LDAP")                                                                             \
    P(97, 'b', "GUID")                                                                             \
    P(98, 'a', "UAP")                                                                              \
    P(117, 's', "NSSEARCH")                                                                        \
    P(121, 'C', "Classless-Static-Route")                                                          \
    P(249, 'C', "Classless-Static-Route-Microsoft")

#define OPTION_FIELD(F, n, name, t, title, ...) F(OPT_##n, "dhcp.option." name, t, title)

#define AGENT "dhcp.option.agent_information_option."
#define PXE   "dhcp.option.vendor.pxeclient."
#define AUTH  "dhcp.option.dhcp_authentication."
#define DHCP(F)                                                                                    \
    F(OP, "dhcp.type", U8, "Message type", .vals = sn_dhcp_ops)                                    \
    F(HTYPE, "dhcp.hw.type", U8, "Hardware type", .base = SN_HEX, .vals = sn_dhcp_hardware)        \
    F(HLEN, "dhcp.hw.len", U8, "Hardware address length")                                          \
    F(HOPS, "dhcp.hops", U8, "Hops")                                                               \
    F(XID, "dhcp.id", U32, "Transaction ID", .base = SN_HEX)                                       \
    F(SECS, "dhcp.secs", U16, "Seconds elapsed", .unit = "s")                                      \
    F(FLAGS, "dhcp.flags", P16, "Bootp flags", .base = SN_HEX)                                     \
    F(FLAG_BC, "dhcp.flags.bc", BIT16, "Broadcast flag", .mask = 0x8000)                           \
    F(FLAG_MBZ, "dhcp.flags.reserved", U16, "Reserved flags", .base = SN_HEX, .mask = 0x7fff)      \
    F(CIADDR, "dhcp.ip.client", IPV4, "Client IP address")                                         \
    F(YIADDR, "dhcp.ip.your", IPV4, "Your (client) IP address")                                    \
    F(SIADDR, "dhcp.ip.server", IPV4, "Next server IP address")                                    \
    F(GIADDR, "dhcp.ip.relay", IPV4, "Relay agent IP address")                                     \
    F(MAC, "dhcp.hw.mac_addr", ETHER, "Client MAC address")                                        \
    F(HWADDR, "dhcp.hw.addr", BYTES, "Client hardware address")                                    \
    F(HWPAD, "dhcp.hw.addr_padding", BYTES, "Client hardware address padding")                     \
    F(SERVER, "dhcp.server", STR, "Server host name")                                              \
    F(FILENAME, "dhcp.file", STR, "Boot file name")                                                \
    F(COOKIE, "dhcp.cookie", IPV4, "Magic cookie")                                                 \
    F(VENDOR_AREA, "dhcp.vendor_specific_options", BYTES, "Bootp vendor specific options")         \
    F(OPTION, "sn.dhcp.option", GROUPS, "Option")                                                  \
    F(TYPE, "dhcp.option.type", U8, "Option")                                                      \
    F(LEN, "dhcp.option.length", U8, "Length")                                                     \
    F(VALUE, "dhcp.option.value", BYTES, "Value")                                                  \
    F(PADDING, "dhcp.option.padding", BYTES, "Padding")                                            \
    F(ENDS, "dhcp.option.end", U8, "Option End")                                                   \
    OPTIONS(OPTION_FIELD, F)                                                                       \
    F(FILTER_IP, "dhcp.option.policy_filter.ip", IPV4S, "IP Address")                              \
    F(FILTER_MASK, "dhcp.option.policy_filter.subnet_mask", IPV4S, "Subnet Mask")                  \
    F(ROUTE_IP, "dhcp.option.static_route.ip", IPV4S, "Destination IP Address")                    \
    F(ROUTE_ROUTER, "dhcp.option.static_route.router", IPV4S, "Destination Router")                \
    F(CLASSLESS, "dhcp.option.classless_static_route", BYTESS, "Subnet/MaskWidth-Router")          \
    F(CLASS_VALUE, "dhcp.option.vendor.value", BYTES, "Value")                                     \
    F(PXE_TYPE, PXE "suboption", U8, "Option 43 Suboption")                                        \
    F(PXE_CONTROL, PXE "discovery_control", P8, "Discovery control", .base = SN_HEX)               \
    F(PXE_BROADCAST, PXE "discovery_control.broadcast", BIT8, "Broadcast Discovery", .mask = 1)    \
    F(PXE_MULTICAST, PXE "discovery_control.multicast", BIT8, "Multicast Discovery", .mask = 2)    \
    F(PXE_LIST, PXE "discovery_control.serverlist", BIT8, "Serverlist", .mask = 4)                 \
    F(PXE_BSTRAP, PXE "discovery_control.bstrap", BIT8, "Bstrap", .mask = 8)                       \
    F(PXE_SERVERS, PXE "boot_servers", BYTES, "Boot servers")                                      \
    F(PXE_SERVER_TYPE, PXE "boot_servers.type", U16S, "Type")                                      \
    F(PXE_SERVER_COUNT, PXE "boot_servers.count", U8S, "Count")                                    \
    F(PXE_SERVER_IP, PXE "boot_servers.ip", IPV4S, "IP")                                           \
    F(PXE_MENU, PXE "boot_menu", BYTES, "Boot menu")                                               \
    F(PXE_MENU_TYPE, PXE "boot_menu.type", U16S, "Type")                                           \
    F(PXE_MENU_LEN, PXE "boot_menu.length", U8S, "Length")                                         \
    F(PXE_MENU_DESC, PXE "boot_menu.desc", STRS, "Description")                                    \
    F(PXE_PROMPT, PXE "menu_prompt", BYTES, "Menu prompt")                                         \
    F(PXE_TIMEOUT, PXE "menu_prompt.timeout", U8, "Timeout")                                       \
    F(PXE_PROMPT_TEXT, PXE "menu_prompt.prompt", STR, "Prompt")                                    \
    F(PXE_END, PXE "end", U8, "PXE Client End")                                                    \
    F(SLP_DA, "dhcp.option.slp_directory_agent.value", U8, "Value")                                \
    F(SLP_DA_IP, "dhcp.option.slp_directory_agent.slpda_address", IPV4S, "SLPDA Address")          \
    F(SLP_SCOPE, "dhcp.option.slp_service_scope.value", U8, "Value")                               \
    F(SLP_SCOPES, "dhcp.option.slp_service_scope.string", STR, "Scope")                            \
    F(AUTH_PROTOCOL, AUTH "protocol", U8, "Protocol")                                              \
    F(AUTH_DELAYED, AUTH "alg_delay", U8, "Algorithm")                                             \
    F(AUTH_ALGORITHM, AUTH "algorithm", U8, "Algorithm")                                           \
    F(AUTH_RDM, AUTH "rdm", U8, "Replay Detection Method")                                         \
    F(AUTH_REPLAY, AUTH "rdm_replay_detection", U64, "RDM Replay Detection Value", .base = SN_HEX) \
    F(NDI_MAJOR, "dhcp.client_network_id_major", U8, "Major Version")                              \
    F(NDI_MINOR, "dhcp.client_network_id_minor", U8, "Minor Version")                              \
    F(CLIENT_UUID, "dhcp.client_id.uuid", STR, "Client Identifier (UUID)")                         \
    F(CIVIC_WHAT, "dhcp.option.civic_location.what", U8, "What")                                   \
    F(CIVIC_COUNTRY, "dhcp.option.civic_location.country", STR, "Country", .width = 2, .step = 2)  \
    F(CIVIC_TYPE, "dhcp.option.civic_location.ca_type", U8S, "CA Type")                            \
    F(CIVIC_LEN, "dhcp.option.civic_location.ca_length", U8S, "CA Length")                         \
    F(CIVIC_VALUE, "dhcp.option.civic_location.ca_value", STRS, "CA Value")                        \
    F(SEARCH, "dhcp.option.dhcp_dns_domain_search_list_fqdn", STRS, "FQDN")                        \
    F(NAME_END, "sn.dhcp.name.end", UINTS, NULL)                                                   \
    F(SIP_ENCODING, "dhcp.option.sip_server.encoding", U8, "SIP Server Encoding")                  \
    F(SIP_ADDRESS, "dhcp.option.sip_server.address", IPV4S, "SIP Server Address")                  \
    F(SIP_NAME, "dhcp.option.sip_server.name", STRS, "SIP Server Name")                            \
    F(VI_CLASS, "dhcp.option.vi_class.enterprise", U32S, "Enterprise")                             \
    F(VI_CLASS_LEN, "dhcp.option.vi_class.length", U8S, "Length")                                  \
    F(VI_CLASS_DATA, "dhcp.option.vi_class.data", STRS, "Data")                                    \
    F(VI, "dhcp.option.vi.enterprise", U32S, "Enterprise")                                         \
    F(VI_LEN, "dhcp.option.vi.length", U8S, "Length")                                              \
    F(RDNSS_RESERVED, "dhcp.option.rdnss.reserved", P8, "Reserved", .mask = 0xfc, .base = SN_HEX)  \
    F(RDNSS_PREFERENCE, "dhcp.option.rdnss.preference", U8, "Preference", .mask = 3)               \
    F(RDNSS_FIRST, "dhcp.option.rdnss.primary_dns", IPV4, "Primary DNS")                           \
    F(RDNSS_SECOND, "dhcp.option.rdnss.secondary_dns", IPV4, "Secondary DNS")                      \
    F(RDNSS_DOMAIN, "dhcp.option.rdnss.domain", STR, "Domain")                                     \
    F(NOVELL_TYPE, "dhcp.option.novell_options.suboption", U8, "Option 63 Suboption")              \
    F(NOVELL_VALUE, "dhcp.option.novell_options.value", BYTES, "Value")                            \
    F(NOVELL_BROADCAST, "dhcp.option.novell_options.broadcast", BIT8,                              \
      "Broadcast for nearest Netware server")                                                      \
    F(NOVELL_DSS, "dhcp.option.novell_options.preferred_dss_server", IPV4S,                        \
      "Preferred DSS server")                                                                      \
    F(NOVELL_NEAREST, "dhcp.option.novell_options.nearest_nwip_server", IPV4S,                     \
      "Nearest NWIP server")                                                                       \
    F(NOVELL_RETRIES, "dhcp.option.novell_options.autoretries", U8, "Autoretries")                 \
    F(NOVELL_DELAY, "dhcp.option.novell_options.autoretry_delay", U8, "Autoretry delay, sec",      \
      .unit = "s")                                                                                 \
    F(NOVELL_SUPPORT, "dhcp.option.novell_options.support_netware_v1_1", BIT8,                     \
      "Broadcast for nearest Netware server")                                                      \
    F(NOVELL_PRIMARY, "dhcp.option.novell_options.primary_dss", IPV4, "Primary DSS")               \
    F(CCC_TYPE, "dhcp.vendor.pc.ietf_ccc.suboption", U8, "Suboption")                              \
    F(CCC_LEN, "sn.dhcp.vendor.pc.ietf_ccc.length", U8, NULL)                                      \
    F(CCC_VALUE, "sn.dhcp.vendor.pc.ietf_ccc.value", BYTES, NULL)                                  \
    F(CCC_REALM_NOM, "dhcp.cl.ietf_ccc.dev_realm_unc_key_nom_timeout", U32,                        \
      "pktcMtaDevRealmUnsolicitedKeyNomTimeout")                                                   \
    F(CCC_REALM_MAX, "dhcp.cl.ietf_ccc.dev_realm_unc_key_max_timeout", U32,                        \
      "pktcMtaDevRealmUnsolicitedKeyMaxTimeout")                                                   \
    F(CCC_REALM_RETRIES, "dhcp.cl.ietf_ccc.dev_realm_unc_key_max_retries", U32,                    \
      "pktcMtaDevRealmUnsolicitedKeyMaxRetries")                                                   \
    F(CCC_PROV_NOM, "dhcp.cl.ietf_ccc.dev_prov_unc_key_nom_timeout", U32,                          \
      "pktcMtaDevProvUnsolicitedKeyNomTimeout")                                                    \
    F(CCC_PROV_MAX, "dhcp.cl.ietf_ccc.dev_prov_unc_key_max_timeout", U32,                          \
      "pktcMtaDevProvUnsolicitedKeyMaxTimeout")                                                    \
    F(CCC_PROV_RETRIES, "dhcp.cl.ietf_ccc.dev_prov_unc_key_max_retries", U32,                      \
      "pktcMtaDevProvUnsolicitedKeyMaxRetries")                                                    \
    F(CCC_TICKET_PROV, "dhcp.ccc.ietf.sec_tkt.pc_provision_server", BIT16,                         \
      "Invalidate PacketCable Provisioning Server", .mask = 0x1)                                   \
    F(CCC_TICKET_CALL, "dhcp.ccc.ietf.sec_tkt.all_pc_call_management", BIT16,                      \
      "Invalidate All PacketCable Call Management Servers", .mask = 0x2, .step = 2)                \
    F(DSS_TYPE, "dhcp.option.cl_dss_id.option", U8, "Map Datum")                                   \
    F(DSS_LEN, "dhcp.option.cl_dss_id.len", U8, "DSS_ID Length", .unit = "bytes")                  \
    F(DSS_ID, "dhcp.option.cl_dss_id", STR, "Country")                                             \
    F(LEASE_START, "dhcp.option.bulk_lease.start_time_of_state", U32, "Start Time Of State")       \
    F(LEASE_STATE, "dhcp.option.bulk_lease.dhcp_state", U8, "Dhcp State")                          \
    F(LEASE_SOURCE, "dhcp.option.bulk_lease.data_source", BOOL, "Data Source")                     \
    F(PSID_OFFSET, "dhcp.option.portparams.offset", U8, "Offset")                                  \
    F(PSID_LEN, "dhcp.option.portparams.psid_length", U8, "PSID-Length")                           \
    F(PSID, "dhcp.option.portparams.psid", BYTES, "PSID", .width = 2, .step = 2)                   \
    F(AUTH_INFO, "dhcp.option.dhcp_authentication.information", STR, "Authentication Information") \
    F(LEASE_STATUS, "dhcp.option.bulk_lease.status_code", U8, "Status Code")                       \
    F(LEASE_MESSAGE, "dhcp.option.bulk_lease.status_code_message", STR, "Status Message")          \
    F(SIXRD_MASK, "dhcp.option.6RD.ipv4_mask_len", U8, "6RD IPv4 Mask Length")                     \
    F(SIXRD_LEN, "dhcp.option.6RD.prefix_len", U8, "6RD Prefix Length")                            \
    F(SIXRD_PREFIX, "dhcp.option.6RD.prefix", IPV6, "6RD Prefix")                                  \
    F(SIXRD_RELAY, "dhcp.option.6RD.border_relay_ip", IPV4S, "Border Relay IPv4 Address")          \
    F(CLIENT_HW, "dhcp.client_hardware_address", STR, "Client hardware address")                   \
    F(CLIENT_IAID, "dhcp.client_id.iaid", STR, "IAID")                                             \
    F(CLIENT_DUID, "dhcp.client_id.duid_type", U16, "DUID Type")                                   \
    F(CLIENT_LLT, "dhcp.client_id.duid_llt_hw_type", U16, "Hardware type")                         \
    F(CLIENT_TIME, "dhcp.client_id.time", U32, "Time")                                             \
    F(CLIENT_LL, "dhcp.client_id.duid_ll_hw_type", U16, "Hardware type")                           \
    F(CLIENT_LINK, "dhcp.client_id.link_layer_address", STR, "Link layer address")                 \
    F(CLIENT_MAC, "dhcp.hw.mac_addr", ETHER, "Client MAC address")                                 \
    F(CLIENT_TYPE, "dhcp.client_id.type", U8, "Type")                                              \
    F(CLIENT_UNDEF, "dhcp.client_id.undef", STR, "Client Identifier")                              \
    F(CLIENT_ID, "dhcp.client_id", BYTES, "Identifier")                                            \
    F(FQDN_FLAGS, "dhcp.fqdn.flags", P8, "Flags", .base = SN_HEX)                                  \
    F(FQDN_MBZ, "dhcp.fqdn.mbz", P8, "Reserved flags", .base = SN_HEX, .mask = 0xf0)               \
    F(FQDN_N, "dhcp.fqdn.n", BIT8, "Server DDNS", .mask = 8)                                       \
    F(FQDN_E, "dhcp.fqdn.e", BIT8, "Encoding", .mask = 4)                                          \
    F(FQDN_O, "dhcp.fqdn.o", BIT8, "Server overrides", .mask = 2)                                  \
    F(FQDN_S, "dhcp.fqdn.s", U8, "Server", .mask = 1)                                              \
    F(FQDN_RCODE1, "dhcp.fqdn.rcode1", U8, "A-RR result")                                          \
    F(FQDN_RCODE2, "dhcp.fqdn.rcode2", U8, "PTR-RR result")                                        \
    F(FQDN_NAME, "dhcp.fqdn.name", STR, "Client name")                                             \
    F(SUB, "sn.dhcp.suboption", GROUPS, "Suboption")                                               \
    F(SUB_TYPE, AGENT "suboption", U8, "Option 82 Suboption")                                      \
    F(SUB_LEN, "dhcp.option.suboption_length", U8, "Length")                                       \
    F(SUB_VALUE, AGENT "value", BYTES, "Value")                                                    \
    F(SUB_CIRCUIT, AGENT "agent_circuit_id", BYTES, "Agent Circuit ID")                            \
    F(SUB_REMOTE, AGENT "agent_remote_id", BYTES, "Agent Remote ID")                               \
    F(SUB_LINK, AGENT "link_selection", IPV4, "Link selection")                                    \
    F(SUB_SUBSCRIBER, AGENT "subscriber_id", STR, "Subscriber ID")                                 \
    F(SUB_OVERRIDE, AGENT "server_id_override", IPV4, "Server ID Override")                        \
    F(SUB_RELAY, AGENT "relay_agent_id", BYTES, "Relay Agent ID")                                  \
    F(SUB_VRF, AGENT "vrf_name", STR, "VRF name")                                                  \
    F(USER_TEXT, "dhcp.option.user_class.text", STR, "User Class Text")                            \
    F(USER, "sn.dhcp.user_class", GROUPS, "User class")                                            \
    F(USER_NUMBER, "dhcp.option.user_class", UINT, "Instance of User Class")                       \
    F(USER_LEN, "dhcp.option.user_class.length", U8, "User Class Length")                          \
    F(USER_DATA, "dhcp.option.user_class.data", BYTES, "User Class Data")                          \
    F(CMU_FLAGS, "sn.dhcp.cmu.flags", U8, "Flags", .base = SN_HEX, .pad = 3)                       \
    F(CMU_SM, "sn.dhcp.cmu.subnet_mask", IPV4, "Subnet Mask")                                      \
    F(CMU_DG, "sn.dhcp.cmu.gateway", IPV4, "Default Gateway")                                      \
    F(CMU_NS1, "sn.dhcp.cmu.name_server1", IPV4, "Name Server")                                    \
    F(CMU_NS2, "sn.dhcp.cmu.name_server2", IPV4, "Name Server")                                    \
    F(CMU_IEN1, "sn.dhcp.cmu.ien_name_server1", IPV4, "IEN Name Server")                           \
    F(CMU_IEN2, "sn.dhcp.cmu.ien_name_server2", IPV4, "IEN Name Server")                           \
    F(CMU_TS1, "sn.dhcp.cmu.time_server1", IPV4, "Time Server")                                    \
    F(CMU_TS2, "sn.dhcp.cmu.time_server2", IPV4, "Time Server")
SN_FIELD_NUMBERS(DHCP)

struct dhcp_option {
    const char *label; /* tcpdump's; NULL: none */
    uint16_t field;    /* 0: none of its own */
    char format;
};
extern const struct dhcp_option sn_dhcp_options[256];

/* What an option's value means, as fields. */
void sn_dhcp_meaning(struct sn_dis *d, struct sn_rd *r, uint32_t type);

#endif
