/* Every protocol. The order is tcpdump's precedence: where several answer to what comes next, the
 * first in this list has it. */
#include "dis/proto.h"

const struct sn_proto *const sn_protos[] = {
    /* what nobody claims */
    &sn_proto_data,
    /* link layers */
    &sn_proto_eth,
    &sn_proto_vlan,
    &sn_proto_llc,
    &sn_proto_null,
    &sn_proto_loop,
    &sn_proto_raw,
    &sn_proto_sll,
    &sn_proto_sll2,
    /* network */
    &sn_proto_arp,
    &sn_proto_ip,
    &sn_proto_ipv6,
    &sn_proto_hopopts,
    &sn_proto_dstopts,
    &sn_proto_ip6_routing,
    &sn_proto_ip6_frag,
    &sn_proto_icmp,
    &sn_proto_icmp6,
    &sn_proto_igmp,
    &sn_proto_dvmrp,
    &sn_proto_pim1,
    &sn_proto_vrrp,
    /* transport */
    &sn_proto_tcp,
    &sn_proto_udp,
    /* above UDP and TCP */
    &sn_proto_dns,
    &sn_proto_smtp,
    &sn_proto_ssh,
    &sn_proto_ftp,
    &sn_proto_http,
    &sn_proto_rtsp,
    &sn_proto_dns_tcp,
    &sn_proto_dhcp,
    &sn_proto_ntp,
    &sn_proto_syslog,
    &sn_proto_tftp,
    &sn_proto_radius,
    &sn_proto_dhcp6,
    &sn_proto_mdns,
    &sn_proto_sip,
    NULL,
};
