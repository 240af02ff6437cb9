/* Every protocol. The order means nothing, except that where two answer to one key with the same
 * priority the first has it. */
#include "dis/proto.h"

const struct sn_proto *const sn_protos[] = {
    &sn_proto_data, &sn_proto_eth, &sn_proto_vlan, &sn_proto_llc,
    &sn_proto_ip,   &sn_proto_tcp, &sn_proto_udp,  &sn_proto_arp, &sn_proto_icmp, NULL,
};
