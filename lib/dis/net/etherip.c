/* EtherIP, Ethernet in IP (RFC 3378). tcpdump doesn't know it. */
#include "dis/proto.h"

#define ETHERIP(F)                                                                                 \
    F(VERSION, "etherip.ver", P16, "Version", .mask = 0xf000)                                      \
    F(RESERVED, "etherip.reserved", U16, "Reserved", .mask = 0xfff, .base = SN_HEX)
SN_FIELDS(etherip, ETHERIP)

enum { HDR = 2 };

static void etherip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (sn_header(d, r, VERSION, RESERVED))
        sn_next_proto(d, &sn_proto_eth, r, len < HDR ? 0 : len - HDR);
}

const struct sn_proto sn_proto_etherip = {
    .name = "etherip",
    .title = "Ethernet over IP",
    SN_PROTO_FIELDS(etherip),
    .keys = SN_KEYS({.table = &sn_tab_ipproto, .value = 97}),
    .more = true,
    .dissect = etherip_dissect,
};
