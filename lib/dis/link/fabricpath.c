/*
 * Cisco FabricPath: Ethernet inside a frame whose addresses are places in the fabric (Cisco's
 * "FabricPath Switching" and RFC 6325's idea of it). tcpdump doesn't know it.
 */
#include "dis/proto.h"

/* An address of the fabric, the source's or the destination's. */
#define CFP(F)                                                                                     \
    F(GROUP, "cfp.d_hmac_mc", ETHER, "MC Destination")                                             \
    F(END_NODE, "sn.cfp.eid", P24, "End Node ID", .mask = 0xfcc000)                                \
    F(LOCAL, "cfp.ul", BOOLS, "U/L bit", .width = 3, .mask = 0x20000)                              \
    F(MULTICAST, "cfp.ig", BOOLS, "I/G bit", .width = 3, .mask = 0x10000)                          \
    F(OUT_OF_ORDER, "cfp.ooodl", BOOLS, "OOO/DL Bit", .width = 3, .mask = 0x1000)                  \
    F(SWITCH, "cfp.swid", U24S, "switch-id", .mask = 0xfff)                                        \
    F(SUBSWITCH, "cfp.sswid", U8S, "sub-switch-id")                                                \
    F(PORT, "cfp.lid", U16S, "Source LID")                                                         \
    F(TYPE, "cfp.etype", U16, "FP Ethertype", .base = SN_HEX)                                      \
    F(TREE, "cfp.ftag", P16, "FTAG", .mask = 0xffc0)                                               \
    F(TTL, "cfp.ttl", U16, "TTL", .mask = 0x3f)                                                    \
    F(FCS, "cfp.fcs", U32, "Frame check sequence", .base = SN_HEX)                                 \
    F(FCS_STATUS, "cfp.fcs.status", UINT, "FCS status")
SN_FIELDS(cfp, CFP)

enum { ETHERTYPE = 0x8903, ADDRESS = 6, GROUP_BIT = 1, FCS_LEN = 4, ETH_MIN = 14 };

/* The frame's own header is the fabric's: Wireshark shows it as that, not as Ethernet's. */
static void cfp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_layer *frame = d->cur - 1;
    struct sn_rd head = *r, body;
    bool unicast;

    if (d->cur == d->layer || frame->proto != &sn_proto_eth)
        return;
    sn_text_only(d, frame->first);
    head.p = r->p - 2 * ADDRESS - 2;
    unicast = !(*head.p & GROUP_BIT);
    if (!(unicast ? sn_header(d, &head, END_NODE, PORT) : sn_get(d, &head, GROUP, NULL)) ||
        !sn_header(d, &head, END_NODE, TTL))
        return;
    r->p = head.p;
    len = len < 2 ? 0 : len - 2;
    if (len < FCS_LEN + ETH_MIN) {
        sn_next_proto(d, NULL, r, len);
        return;
    }
    len -= FCS_LEN;
    body = sn_inside(r, len);
    if (sn_rd_skip(r, len) && sn_get(d, r, FCS, NULL))
        sn_made(d, FCS_STATUS, SN_SUM_UNVERIFIED);
    sn_next_proto(d, &sn_proto_eth, &body, len);
}

const struct sn_proto sn_proto_cfp = {
    .name = "cfp",
    .title = "Cisco FabricPath",
    SN_PROTO_FIELDS(cfp),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = ETHERTYPE}),
    .more = true,
    .dissect = cfp_dissect,
};
