/* What Wireshark calls fields and protocols, and what they are here. Protocols that an expression
 * knows by the same word are not in the table; others are found by their usual ports. */
#include <string.h>

#include "hint.h"

#define QUAL(name, here)                                                                           \
    {                                                                                              \
        name, here, HINT_QUAL                                                                      \
    }
#define PORT(name, here)                                                                           \
    {                                                                                              \
        name, here, HINT_PORT                                                                      \
    }
#define EXPR(name, here)                                                                           \
    {                                                                                              \
        name, here, HINT_EXPR                                                                      \
    }
#define BIT(name, here)                                                                            \
    {                                                                                              \
        name, here, HINT_BIT                                                                       \
    }
#define WORD(name, here)                                                                           \
    {                                                                                              \
        name, here, HINT_WORD                                                                      \
    }

static const struct hint hints[] = {
    QUAL("ip.addr", "host"),
    QUAL("ip.host", "host"),
    QUAL("ip.src", "src host"),
    QUAL("ip.src_host", "src host"),
    QUAL("ip.dst", "dst host"),
    QUAL("ip.dst_host", "dst host"),
    QUAL("ipv6.addr", "host"),
    QUAL("ipv6.host", "host"),
    QUAL("ipv6.src", "src host"),
    QUAL("ipv6.dst", "dst host"),
    QUAL("eth.addr", "ether host"),
    QUAL("eth.src", "ether src"),
    QUAL("eth.dst", "ether dst"),
    QUAL("eth.type", "ether proto"),
    QUAL("wlan.addr", "wlan host"),
    QUAL("wlan.sa", "wlan src"),
    QUAL("wlan.da", "wlan dst"),
    QUAL("wlan.ta", "wlan ta"),
    QUAL("wlan.ra", "wlan ra"),
    QUAL("arp.src.proto_ipv4", "arp src host"),
    QUAL("arp.dst.proto_ipv4", "arp dst host"),
    QUAL("ip.proto", "ip proto"),
    QUAL("ipv6.nxt", "ip6 proto"),
    QUAL("vlan.id", "vlan"),
    QUAL("mpls.label", "mpls"),
    QUAL("pppoe.session_id", "pppoes"),
    QUAL("vxlan.vni", "vxlan"),
    QUAL("geneve.vni", "geneve"),
    QUAL("frame.interface_name", "ifname"),
    QUAL("frame.interface_id", "ifindex"),
    PORT("tcp.port", "tcp port"),
    PORT("tcp.srcport", "tcp src port"),
    PORT("tcp.dstport", "tcp dst port"),
    PORT("udp.port", "udp port"),
    PORT("udp.srcport", "udp src port"),
    PORT("udp.dstport", "udp dst port"),
    PORT("sctp.port", "sctp port"),
    PORT("sctp.srcport", "sctp src port"),
    PORT("sctp.dstport", "sctp dst port"),
    EXPR("frame.len", "len"),
    EXPR("ip.version", "ip[0] >> 4"),
    EXPR("ip.hdr_len", "(ip[0] & 0xf) << 2"),
    EXPR("ip.tos", "ip[1]"),
    EXPR("ip.dsfield", "ip[1]"),
    EXPR("ip.dsfield.dscp", "ip[1] >> 2"),
    EXPR("ip.dsfield.ecn", "ip[1] & 3"),
    EXPR("ip.len", "ip[2:2]"),
    EXPR("ip.id", "ip[4:2]"),
    EXPR("ip.frag_offset", "ip[6:2] & 0x1fff"),
    EXPR("ip.ttl", "ip[8]"),
    EXPR("ip.checksum", "ip[10:2]"),
    BIT("ip.flags.df", "ip[6] & 0x40"),
    BIT("ip.flags.mf", "ip[6] & 0x20"),
    EXPR("ipv6.plen", "ip6[4:2]"),
    EXPR("ipv6.hlim", "ip6[7]"),
    EXPR("tcp.seq_raw", "tcp[4:4]"),
    EXPR("tcp.ack_raw", "tcp[8:4]"),
    EXPR("tcp.hdr_len", "(tcp[12] & 0xf0) >> 2"),
    EXPR("tcp.len", "ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2)"),
    EXPR("tcp.flags", "tcp[tcpflags]"),
    BIT("tcp.flags.fin", "tcp[tcpflags] & tcp-fin"),
    BIT("tcp.flags.syn", "tcp[tcpflags] & tcp-syn"),
    BIT("tcp.flags.reset", "tcp[tcpflags] & tcp-rst"),
    BIT("tcp.flags.push", "tcp[tcpflags] & tcp-push"),
    BIT("tcp.flags.ack", "tcp[tcpflags] & tcp-ack"),
    BIT("tcp.flags.urg", "tcp[tcpflags] & tcp-urg"),
    BIT("tcp.flags.ece", "tcp[tcpflags] & tcp-ece"),
    BIT("tcp.flags.cwr", "tcp[tcpflags] & tcp-cwr"),
    EXPR("tcp.window_size_value", "tcp[14:2]"),
    EXPR("tcp.checksum", "tcp[16:2]"),
    EXPR("udp.length", "udp[4:2]"),
    EXPR("udp.checksum", "udp[6:2]"),
    EXPR("icmp.type", "icmp[icmptype]"),
    EXPR("icmp.code", "icmp[icmpcode]"),
    EXPR("icmpv6.type", "icmp6[0]"),
    EXPR("icmpv6.code", "icmp6[1]"),
    EXPR("igmp.type", "igmp[0]"),
    EXPR("arp.opcode", "arp[6:2]"),
    WORD("ipv6", "ip6"),
    WORD("icmpv6", "icmp6"),
    WORD("ospf", "ip proto 89"),
    WORD("eigrp", "ip proto 88"),
    WORD("gre", "ip proto 47"),
    WORD("lldp", "ether proto 0x88cc"),
    WORD("eapol", "ether proto 0x888e"),
    WORD("macsec", "ether proto 0x88e5"),
    WORD("cdp", "ether dst 01:00:0c:cc:cc:cc"),
    WORD("pppoe", "(pppoed or pppoes)"),
    WORD("amqp", "tcp port 5672"),
    WORD("bfd", "udp port 3784"),
    WORD("bgp", "tcp port 179"),
    WORD("bootp", "udp portrange 67-68"),
    WORD("coap", "udp port 5683"),
    WORD("dhcp", "udp portrange 67-68"),
    WORD("dhcpv6", "udp portrange 546-547"),
    WORD("dnp3", "port 20000"),
    WORD("dns", "port 53"),
    WORD("ftp", "tcp port 21"),
    WORD("ftp-data", "tcp port 20"),
    WORD("gtp", "udp port 2152"),
    WORD("hsrp", "udp port 1985"),
    WORD("http", "tcp port 80"),
    WORD("http2", "tcp port 443"),
    WORD("http3", "udp port 443"),
    WORD("https", "tcp port 443"),
    WORD("imap", "tcp port 143"),
    WORD("irc", "tcp port 6667"),
    WORD("isakmp", "(udp port 500 or udp port 4500)"),
    WORD("kerberos", "port 88"),
    WORD("l2tp", "udp port 1701"),
    WORD("ldap", "port 389"),
    WORD("ldp", "port 646"),
    WORD("llmnr", "port 5355"),
    WORD("mdns", "udp port 5353"),
    WORD("modbus", "tcp port 502"),
    WORD("mbtcp", "tcp port 502"),
    WORD("mqtt", "tcp port 1883"),
    WORD("mysql", "tcp port 3306"),
    WORD("nbdgm", "udp port 138"),
    WORD("nbns", "udp port 137"),
    WORD("nbss", "tcp port 139"),
    WORD("nfs", "port 2049"),
    WORD("ntp", "udp port 123"),
    WORD("openvpn", "port 1194"),
    WORD("pgsql", "tcp port 5432"),
    WORD("pop", "tcp port 110"),
    WORD("ptp", "(ether proto 0x88f7 or udp portrange 319-320)"),
    WORD("quic", "udp port 443"),
    WORD("radius", "udp portrange 1812-1813"),
    WORD("rdp", "port 3389"),
    WORD("resp", "tcp port 6379"),
    WORD("rip", "udp port 520"),
    WORD("ripng", "udp port 521"),
    WORD("rtsp", "tcp port 554"),
    WORD("sip", "port 5060"),
    WORD("smb", "tcp port 445"),
    WORD("smb2", "tcp port 445"),
    WORD("smtp", "tcp port 25"),
    WORD("snmp", "udp portrange 161-162"),
    WORD("socks", "tcp port 1080"),
    WORD("ssdp", "udp port 1900"),
    WORD("ssh", "tcp port 22"),
    WORD("ssl", "tcp port 443"),
    WORD("syslog", "udp port 514"),
    WORD("telnet", "tcp port 23"),
    WORD("tftp", "udp port 69"),
    WORD("tls", "tcp port 443"),
    WORD("vnc", "tcp port 5900"),
    WORD("wg", "udp port 51820"),
    WORD("xmpp", "tcp port 5222"),
};

const struct hint *sn_bp_hint_find(const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (strlen(hints[i].name) == n && memcmp(hints[i].name, s, n) == 0)
            return &hints[i];
    return NULL;
}
