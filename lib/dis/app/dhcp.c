/*
 * DHCP and BOOTP (RFC 951, 2131, 2132, 3046, 3442).
 *
 * An option is a group: its type, length, value, and what the value means. The text is made of the
 * value, by a format of tcpdump's.
 */
#include "dis/proto.h"

enum { REQUEST = 1, ETHER = 1, PAD = 0, END = 255, SNAME = 64, BOOT_FILE = 128, CHADDR = 16 };
enum { RFC1048 = 0x63825363, CMU = 0x434d5500, CMU_MASK = 1 };

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
    O(F, 25, "path_mtu_plateau_table_item", U16, "Path MTU Plateau Table Item", 's', "MTU-Table")  \
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
    O(F, 62, "novell_netware_ip_domain", STR, "Novell/Netware IP domain", 'u', NULL)               \
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
    O(F, 93, "client_system_architecture", U16, "Client System Architecture", 's', "ARCH")         \
    O(F, 100, "tz_pcode", STR, "TZ PCode", 'a', "POSIX-TZ")                                        \
    O(F, 101, "tz_tcode", STR, "TZ TCode", 'a', "TZ-Name")                                         \
    O(F, 112, "netinfo_parent_server_address", IPV4S, "NetInfo Parent Server Address", 'i', "NI")  \
    O(F, 113, "netinfo_parent_server_tag", STR, "NetInfo Parent Server Tag", 'a', "NITAG")         \
    O(F, 116, "dhcp_auto_configuration", U8, "DHCP Auto-Configuration", 'B', "NOAUTO")             \
    O(F, 117, "dhcp_name_service_search_option", STR, "Name Service", 's', "NSSEARCH")             \
    O(F, 118, "subnet_selection_option", IPV4S, "Subnet Selection Option", 'i', "SUBNET")          \
    O(F, 121, "classless_static_route", BYTES, "Subnet/MaskWidth-Router", 'C',                     \
      "Classless-Static-Route")                                                                    \
    O(F, 137, "lost_server_domain_name", STR, "LoST Server Domain Name", 'u', NULL)                \
    O(F, 138, "capwap_access_controller", IPV4S, "CAPWAP Access Controllers", 'u', NULL)           \
    O(F, 150, "tftp_server_address", IPV4S, "TFTP Server Address", 'i', "TFTP-Server-Address")     \
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
    P(114, 'a', "URL")                                                                             \
    P(249, 'C', "Classless-Static-Route-Microsoft")

#define OPTION_FIELD(F, n, name, t, title, ...) F(OPT_##n, "dhcp.option." name, t, title)

#define AGENT "dhcp.option.agent_information_option."
#define DHCP(F)                                                                                    \
    F(OP, "dhcp.type", U8, "Message type", .vals = ops)                                            \
    F(HTYPE, "dhcp.hw.type", U8, "Hardware type", .base = SN_HEX, .vals = hardware)                \
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

static const struct sn_val ops[] = {{REQUEST, "Request"}, {2, "Reply"}, {0, NULL}};
static const struct sn_val hardware[] = {
    {0, ""},         {ETHER, "ether "}, {6, "ieee802 "},   {7, "arcnet "},
    {15, "frelay "}, {23, "strip "},    {24, "ieee1394 "}, {0, NULL},
};
static const struct sn_val messages[] = {
    {1, "Discover"},    {2, "Offer"},         {3, "Request"},      {4, "Decline"},
    {5, "ACK"},         {6, "NACK"},          {7, "Release"},      {8, "Inform"},
    {10, "LeaseQuery"}, {12, "LeaseUnknown"}, {13, "LeaseActive"}, {11, "LeaseUnassigned"},
    {0, NULL},
};
static const struct sn_val nodes[] = {
    {1, "b-node"}, {2, "p-node"}, {4, "m-node"}, {8, "h-node"}, {0, NULL}};
static const struct sn_val overloads[] = {{1, "file"}, {2, "sname"}, {3, "file+sname"}, {0, NULL}};
static const struct sn_val suboptions[] = {
    {1, "Circuit-ID"}, {2, "Remote-ID"}, {6, "Subscriber-ID"}, {0, NULL}};
static const struct sn_val fqdn_flags[] = {{1, "S"}, {2, "O"}, {4, "E"}, {8, "N"}, {0, NULL}};

SN_FIELDS(dhcp, DHCP)

struct option {
    const char *label;
    uint16_t field; /* 0: none of its own */
    char format;
};
#define OPTION_ROW(F, n, name, t, title, how, heading)                                             \
    [n] = {.field = OPT_##n, .format = how, .label = heading},
#define BARE_ROW(n, how, heading) [n] = {.format = how, .label = heading},
static const struct option options[256] = {
    OPTIONS(OPTION_ROW, ) BARE_OPTIONS(BARE_ROW)[PAD] = {.label = "PAD"}, [END] = {.label = "END"}};

/* ---- dissect ---- */

/* A name in a field of so many bytes; it ends at its first zero. */
static bool get_name(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t size)
{
    size_t n = sn_rd_left(r) < size ? sn_rd_left(r) : size;

    if (n)
        sn_rec_bytes(d, field, sn_rd_off(r), n, r->p, strnlen((const char *)r->p, n))->flags =
            *r->p ? 0 : SN_REC_TEXT;
    return sn_rd_skip(r, size);
}

static bool get_chaddr(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n = sn_u(d, HLEN);

    if (sn_u(d, HTYPE) == ETHER && n == 6) {
        if (!sn_get(d, r, MAC, NULL))
            return false;
    } else if (n > CHADDR) {
        n = 0;
    } else if (n && !sn_get_bytes(d, r, HWADDR, n)) {
        return false;
    }
    return n == CHADDR || sn_get_bytes(d, r, HWPAD, CHADDR - n);
}

static void pairs(struct sn_dis *d, struct sn_rd *r, unsigned first)
{
    while (sn_rd_left(r) >= 8)
        (void)sn_header(d, r, first, first + 1);
}

static void client(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t type;

    if (!sn_rd_peek(r, 0, &type))
        return;
    if (type == 0) {
        (void)sn_get(d, r, CLIENT_TYPE, NULL);
        (void)sn_get_bytes(d, r, CLIENT_UNDEF, sn_rd_left(r));
    } else if (sn_rd_left(r) == 7) {
        (void)sn_get(d, r, HTYPE, NULL);
        (void)sn_get(d, r, CLIENT_MAC, NULL);
    }
}

static void agent(struct sn_dis *d, struct sn_rd *r)
{
    static const uint16_t fields[] = {[1] = SUB_CIRCUIT,
                                      [2] = SUB_REMOTE,
                                      [5] = SUB_LINK,
                                      [6] = SUB_SUBSCRIBER,
                                      [11] = SUB_OVERRIDE};
    static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = 1};
    struct sn_tlv o;

    while (sn_rd_left(r) > 1) {
        struct sn_rec *g = sn_group(d, r, SUB, 0);
        struct sn_rd v;
        unsigned field;

        if (sn_tlv_next(d, r, &form, SUB_TYPE, SUB_LEN, &o)) {
            v = o.val;
            (void)sn_get_bytes(d, &v, SUB_VALUE, o.len);
            field = o.type < sizeof fields / sizeof fields[0] ? fields[o.type] : 0;
            if (field && dhcp_fields[field].width)
                (void)sn_get(d, &o.val, field, NULL);
            else if (field)
                (void)sn_get_bytes(d, &o.val, field, o.len);
        }
        sn_group_end(d, r, g);
    }
}

static void user_class(struct sn_dis *d, struct sn_rd *r)
{
    for (uint64_t i = 0; sn_rd_left(r); i++) {
        struct sn_rec *g = sn_group(d, r, USER, i);
        uint32_t n = 0;

        sn_rec_made(d, USER_NUMBER, i);
        if (sn_get(d, r, USER_LEN, &n))
            (void)sn_get_bytes(d, r, USER_DATA, n);
        sn_group_end(d, r, g);
        if (r->stop)
            break;
    }
}

/* What an option's value means, as fields. */
static void meaning(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    unsigned field = options[type].field;
    const struct sn_field *f = &dhcp_fields[field];

    if (field && f->width && (f->flags & SN_F_MULTI))
        (void)sn_get_n(d, r, field, (uint32_t)sn_rd_left(r) / f->width);
    else if (field && f->width && sn_rd_left(r) == f->width)
        (void)sn_get(d, r, field, NULL);
    else if (field && !f->width)
        (void)sn_get_bytes(d, r, field, sn_rd_left(r));
    else if (type == 21 || type == 33)
        pairs(d, r, type == 21 ? FILTER_IP : ROUTE_IP);
    else if (type == 61)
        client(d, r);
    else if (type == 77)
        user_class(d, r);
    else if (type == 81 && sn_header(d, r, FQDN_FLAGS, FQDN_RCODE2))
        (void)sn_get_bytes(d, r, FQDN_NAME, sn_rd_left(r));
    else if (type == 82)
        agent(d, r);
}

/* One option or run of padding. False: no more. */
static bool option(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, OPTION, 0);
    uint32_t type = 0, len = 0;
    struct sn_rd v;
    size_t n = 0;

    if (*r->p == END || (*r->p == PAD && !sn_rec_of(d, ENDS)))
        sn_made(d, TYPE, 0); /* for Wireshark, padding behind the end is no option */
    if (*r->p == PAD) {
        while (n < sn_rd_left(r) && r->p[n] == PAD)
            n++;
        (void)sn_get_bytes(d, r, PADDING, n);
    } else if (*r->p == END) {
        (void)sn_get(d, r, ENDS, NULL);
    } else if (sn_get(d, r, TYPE, &type) && sn_get(d, r, LEN, &len)) {
        v = sn_inside(r, len);
        if (sn_get_bytes(d, r, VALUE, len) && d->want & SN_WANT_FIELDS)
            meaning(d, &v, type);
    }
    sn_group_end(d, r, g);
    return !r->stop && sn_rd_left(r);
}

static void dhcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t cookie;

    (void)len;
    if (!sn_header(d, r, OP, GIADDR) || !get_chaddr(d, r) || !sn_in_detail(d) ||
        !get_name(d, r, SERVER, SNAME) || !get_name(d, r, FILENAME, BOOT_FILE) ||
        !sn_get(d, r, COOKIE, &cookie))
        return;
    if (!cookie)
        sn_rec_of(d, COOKIE)->flags = SN_REC_TEXT;
    if (cookie == RFC1048) {
        while (sn_rd_left(r) && option(d, r))
            ;
    } else if (cookie == CMU) {
        (void)sn_header(d, r, CMU_FLAGS, CMU_TS2);
    }
}

/* ---- text ---- */

/* A reader over an option's value. */
static struct sn_rd value(const struct sn_rec *q)
{
    return sn_rd_init(q->p, q->n, q->n);
}

static void put_quoted(struct sn_text *t, const uint8_t *p, size_t n)
{
    sn_put_c(t->b, '"');
    sn_put_safe(t->b, p, n);
    sn_put_c(t->b, '"');
}

static void put_error(struct sn_text *t, const char *what, size_t least)
{
    sn_put_f(t->b, "[ERROR: %s < %zu bytes]", what, least);
}

/* Numbers, addresses and flags of `width` bytes with `sep` between them, as many as are whole. */
static void put_list(struct sn_text *t, struct sn_rd *r, char format, unsigned width, char sep)
{
    const uint8_t *p;

    for (bool first = true; sn_rd_left(r) >= width && sn_rd_bytes(r, width, &p); first = false) {
        if (!first)
            sn_put_c(t->b, sep);
        if (format == 'i')
            sn_text_host4(t, sn_be32(p));
        else if (format == 'd')
            sn_put_i64(t->b, (int32_t)sn_be32(p));
        else if (format == 'B' && *p < 2)
            sn_put_c(t->b, *p ? 'Y' : 'N');
        else
            sn_put_u32(t->b, width == 4 ? sn_be32(p) : width == 2 ? sn_be16(p) : *p);
        if (format == 'B' && *p >= 2)
            sn_put_c(t->b, '?');
    }
}

static void put_pairs(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;

    for (const char *sep = ""; sn_rd_left(r) >= 8 && sn_rd_bytes(r, 8, &p); sep = ",") {
        sn_put_f(t->b, "%s(", sep);
        sn_text_host4(t, sn_be32(p));
        sn_put_c(t->b, ':');
        sn_text_host4(t, sn_be32(p + 4));
        sn_put_c(t->b, ')');
    }
}

/* What nothing is known of: numbers of four bytes, of two, or bytes, as its length allows. */
static void put_unknown(struct sn_text *t, struct sn_rd *r)
{
    size_t n = sn_rd_left(r);
    unsigned width = n % 4 == 0 ? 4 : n % 2 == 0 ? 2 : 1;

    put_list(t, r, 'l', width, width == 1 ? '.' : ',');
}

static void put_label(struct sn_text *t, unsigned type)
{
    const char *label = options[type].label;

    sn_put_f(t->b, "%s (%u)", label ? label : "Unknown", type);
}

static void put_parameters(struct sn_text *t, struct sn_rd *r)
{
    uint8_t type;

    for (unsigned i = 0; sn_rd_left(r) && sn_rd_u8(r, &type); i++) {
        sn_put_s(t->b, i % 4 ? ", " : "\n\t      ");
        put_label(t, type);
    }
}

static void put_client(struct sn_text *t, struct sn_rd *r)
{
    uint8_t type;

    if (!sn_rd_u8(r, &type))
        return;
    if (!type) {
        put_quoted(t, r->p, sn_rd_left(r));
        return;
    }
    sn_put_name(t, hardware, type, "hardware-type %u, ");
    sn_put_hex_bytes(t->b, r->p, sn_rd_left(r), ':');
}

static void put_fqdn(struct sn_text *t, const uint8_t *p, size_t n)
{
    if (p[0] >> 4)
        sn_put_f(t->b, "[ERROR: MBZ nibble 0x%x != 0] ", p[0] >> 4);
    if (p[0] & 15) {
        sn_put_c(t->b, '[');
        sn_text_bits(t, fqdn_flags, p[0] & 15, "", "");
        sn_put_lit(t->b, "] ");
    }
    if (p[1] || p[2])
        sn_put_f(t->b, "%u/%u ", p[1], p[2]);
    put_quoted(t, p + 3, n - 3);
}

static void put_agent(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t type, n;

    while (sn_rd_left(r) > 1 && sn_rd_u8(r, &type) && sn_rd_u8(r, &n)) {
        const char *name = sn_val_name(suboptions, type);

        sn_put_f(t->b, "\n\t      %s SubOption %u, length %u: ", name ? name : "Unknown", type, n);
        if (!sn_rd_bytes(r, n, &p)) {
            sn_put_lit(t->b, "length goes past end of option");
            r->p = r->end;
        } else if (name) {
            sn_put_safe(t->b, p, strnlen((const char *)p, n));
        } else {
            sn_text_hex(t, "\n\t\t", p, n);
        }
    }
}

static void put_user_class(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t n;

    for (unsigned i = 1; sn_rd_left(r) && sn_rd_u8(r, &n); i++) {
        sn_put_f(t->b, "\n\t      instance#%u: ", i);
        if (n == 0 || !sn_rd_bytes(r, n, &p)) {
            sn_put_s(t->b,
                     n ? "[ERROR: invalid option]" : "[ERROR: suboption length must be non-zero]");
            r->p = r->end;
            return;
        }
        put_quoted(t, p, strnlen((const char *)p, n));
        sn_put_f(t->b, ", length %u", n);
    }
}

static void put_routes(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t width;

    for (const char *sep = ""; sn_rd_left(r) && sn_rd_u8(r, &width); sep = ",") {
        size_t n = (width + 7u) / 8;

        sn_put_s(t->b, sep);
        if (width > 32)
            sn_put_f(t->b, "[ERROR: Mask width (%u) > 32]", width);
        else if (sn_rd_left(r) < n + 4)
            sn_put_f(t->b, "[ERROR: Remaining length (%zu) < %zu bytes]", sn_rd_left(r), n + 4);
        if (width > 32 || !sn_rd_bytes(r, n + 4, &p)) {
            r->p = r->end;
            return;
        }
        sn_put_s(t->b, width ? "(" : "(default");
        for (size_t i = 0; width && i < 4; i++)
            sn_put_f(t->b, i ? ".%u" : "%u", i < n ? p[i] : 0);
        if (width)
            sn_put_f(t->b, "/%u", width);
        sn_put_c(t->b, ':');
        sn_text_host4(t, sn_be32(p + n));
        sn_put_c(t->b, ')');
    }
}

/* The least length of those formats that have one. */
static size_t least(char format)
{
    switch (format) {
    case 'n':
    case 'o':
    case 'c':
        return 1;
    case 'U':
        return 2;
    case 'f':
        return 3;
    case 'C':
        return 5;
    default:
        return 0;
    }
}

/* One of the formats of a single option. */
static void put_special(struct sn_text *t, struct sn_rd *r, char format)
{
    uint8_t v;

    switch (format) {
    case 'A':
        put_agent(t, r);
        break;
    case 'C':
        put_routes(t, r);
        break;
    case 'P':
        put_parameters(t, r);
        break;
    case 'U':
        put_user_class(t, r);
        break;
    case 'c':
        put_client(t, r);
        r->p = r->end;
        break;
    case 'f':
        put_fqdn(t, r->p, sn_rd_left(r));
        r->p = r->end;
        break;
    default:
        if (sn_rd_u8(r, &v))
            sn_put_name(t, format == 'n' ? nodes : overloads, v, "#%u");
        break;
    }
}

static void put_option_value(struct sn_text *t, const struct sn_rec *q, unsigned type)
{
    struct sn_rd r = value(q);
    char format = options[type].format;

    if (format == 'm' && q->n == 1) {
        sn_put_name(t, messages, *q->p, "Unknown (%u)");
        return;
    }
    if (q->n < least(format)) {
        put_error(t, "length", least(format));
        return;
    }
    if (format == 'a') {
        put_quoted(t, r.p, q->n);
        return;
    }
    if (format == 'i' || format == 'd' || format == 'l')
        put_list(t, &r, format, 4, ',');
    else if (format == 's')
        put_list(t, &r, format, 2, ',');
    else if (format == 'B')
        put_list(t, &r, format, 1, ',');
    else if (format == 'b' || format == 'm')
        put_list(t, &r, format, 1, '.');
    else if (format == 'p')
        put_pairs(t, &r);
    else if (format == 'u' || !format)
        put_unknown(t, &r);
    else
        put_special(t, &r, format);
    if (sn_rd_left(&r))
        sn_put_f(t->b, "\n\t  trailing data length %zu", sn_rd_left(&r));
}

/* False: without -vvv the options end at the first that says so. */
static bool put_option(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *pad = sn_find(v, PADDING), *q;
    unsigned type = (unsigned)sn_opt(v, TYPE);

    if (pad || sn_find(v, ENDS)) {
        if (t->o->verbose > 2)
            sn_put_s(t->b, pad ? "\n\t    PAD (0), length 0" : "\n\t    END (255), length 0");
        if (t->o->verbose > 2 && pad && pad->n > 1)
            sn_put_f(t->b, ", occurs %u", pad->n);
        return pad || t->o->verbose > 2;
    }
    if (!sn_need(t, v, LEN))
        return false;
    sn_put_lit(t->b, "\n\t    ");
    put_label(t, type);
    sn_say(t, v, sn_opt(v, LEN) ? ", length {}: " : ", length {}", LEN);
    q = sn_find(v, VALUE);
    if (!q) {
        sn_cut_short(t);
        return false;
    }
    put_option_value(t, q, type);
    return true;
}

static void cmu_text(struct sn_text *t, const struct sn_view *v)
{
    static const struct {
        uint16_t field;
        const char *fmt;
    } rows[] = {
        {CMU_DG, " DG:{}"},     {CMU_SM, " SM*:{}"},    {CMU_NS1, " NS1:{}"}, {CMU_NS2, " NS2:{}"},
        {CMU_IEN1, " IEN1:{}"}, {CMU_IEN2, " IEN2:{}"}, {CMU_TS1, " TS1:{}"}, {CMU_TS2, " TS2:{}"},
    };
    bool masked = sn_opt(v, CMU_FLAGS) & CMU_MASK;

    sn_put_lit(t->b, " vend-cmu");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !sn_is_cut(t); i++) {
        bool sm = rows[i].field == CMU_SM && masked;

        if ((sn_need_short(t, v, rows[i].field) && sn_opt(v, rows[i].field)) || sm)
            sn_say(t, v, sm ? " SM:{}" : rows[i].fmt, rows[i].field);
    }
}

static void put_name_field(struct sn_text *t, const struct sn_view *v, const char *what,
                           unsigned field, size_t size)
{
    const struct sn_rec *q = sn_find(v, field);

    if (!sn_need(t, v, field) || !q->n)
        return;
    sn_put_f(t->b, "\n\t  %s ", what);
    put_quoted(t, q->p, q->n);
    if (q->n == q->len || q->n == size)
        sn_cut_short(t);
}

static void put_fixed(struct sn_text *t, const struct sn_view *v, bool ethernet)
{
    static const struct {
        uint16_t field;
        const char *fmt;
    } rows[] = {{CIADDR, "\n\t  Client-IP {}"},
                {YIADDR, "\n\t  Your-IP {}"},
                {SIADDR, "\n\t  Server-IP {}"},
                {GIADDR, "\n\t  Gateway-IP {}"}};

    if (!sn_need_short(t, v, SECS))
        return;
    if (sn_num(t, v, HTYPE) != ETHER)
        sn_say(t, v, ", htype {d}", HTYPE);
    if (!ethernet)
        sn_say(t, v, ", hlen {}", HLEN);
    if (sn_num(t, v, HOPS))
        sn_say(t, v, ", hops {}", HOPS);
    if (sn_num(t, v, XID))
        sn_say(t, v, ", xid 0x{x}", XID);
    if (sn_num(t, v, SECS))
        sn_say(t, v, ", secs {}", SECS);
    sn_put_s(t->b, sn_num(t, v, FLAGS) & 0x8000 ? ", Flags [Broadcast]" : ", Flags [none]");
    if (t->o->verbose > 1)
        sn_say(t, v, " ({})", FLAGS);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (sn_num(t, v, rows[i].field))
            sn_say(t, v, rows[i].fmt, rows[i].field);
    }
    if (ethernet)
        sn_say(t, v, "\n\t  Client-Ethernet-Address {}", MAC);
    put_name_field(t, v, "sname", SERVER, SNAME);
    put_name_field(t, v, "file", FILENAME, BOOT_FILE);
}

static enum sn_then dhcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {0};
    bool ethernet;

    sn_say(t, &v, "BOOTP/DHCP, {s:unknown (0x%02x)}", OP);
    ethernet = sn_num(t, &v, HLEN) == 6 && sn_opt(&v, HTYPE) == ETHER;
    if (ethernet && sn_opt(&v, OP) == REQUEST)
        sn_say(t, &v, " from {}", MAC);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    put_fixed(t, &v, ethernet);
    if (sn_is_cut(t) || !sn_need_short(t, &v, COOKIE))
        return SN_TEXT_DONE;
    switch (sn_opt(&v, COOKIE)) {
    case 0:
        break;
    case RFC1048:
        sn_put_f(t->b, "\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x%08x", RFC1048);
        while (sn_each(&v, OPTION, &part) && put_option(t, &part))
            ;
        break;
    case CMU:
        cmu_text(t, &v);
        break;
    default:
        sn_put_f(t->b, "\n\t  Vendor-#0x%x", (unsigned)sn_opt(&v, COOKIE));
        break;
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_dhcp = {
    .name = "dhcp",
    .tag = "bootp",
    .title = "Dynamic Host Configuration Protocol",
    SN_PROTO_FIELDS(dhcp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 67}, {.table = &sn_tab_udp, .value = 68}),
    .dissect = dhcp_dissect,
    .text = dhcp_text,
};
