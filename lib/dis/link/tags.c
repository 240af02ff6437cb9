/*
 * Tags of Ethernet that tcpdump doesn't know: the service tag of provider backbone bridges with the
 * customer's addresses (IEEE 802.1ah), the tag of virtual interfaces (IEEE 802.1BR's forerunner,
 * VN-Tag), and Cisco's metadata, the security group tag.
 */
#include "dis/link/eth.h"

#define PBB(F)                                                                                     \
    F(PRIORITY, "ieee8021ah.priority", P32, "Priority", .mask = 0xe0000000)                        \
    F(DROP, "ieee8021ah.drop", P32, "DROP", .mask = 0x10000000)                                    \
    F(NCA, "ieee8021ah.nca", P32, "NCA", .mask = 0x8000000)                                        \
    F(RES1, "ieee8021ah.res1", P32, "RES1", .mask = 0x4000000)                                     \
    F(RES2, "ieee8021ah.res2", P32, "RES2", .mask = 0x3000000)                                     \
    F(ISID, "ieee8021ah.isid", U32, "I-SID", .mask = 0xffffff)                                     \
    F(CUSTOMER_DST, "ieee8021ah.cdst", ETHER, "C-Destination")                                     \
    F(CUSTOMER_SRC, "ieee8021ah.csrc", ETHER, "C-Source")                                          \
    F(PBB_TYPE, "ieee8021ah.etype", U16, "Type", .base = SN_HEX, .vals = sn_ethertypes)
SN_FIELDS(pbb, PBB)

#define VNTAG(F)                                                                                   \
    F(DIRECTION, "vntag.dir", BIT32, "Direction", .mask = 0x80000000)                              \
    F(POINTER, "vntag.ptr", BIT32, "Pointer", .mask = 0x40000000)                                  \
    F(DESTINATION, "vntag.dst", P32, "Destination", .mask = 0x3fff0000)                            \
    F(LOOPED, "vntag.looped", BIT32, "Looped", .mask = 0x8000)                                     \
    F(RESERVED, "vntag.r", P32, "Reserved", .mask = 0x4000)                                        \
    F(VNTAG_VERSION, "vntag.version", P32, "Version", .mask = 0x3000)                              \
    F(SOURCE, "vntag.src", U32, "Source", .mask = 0xfff)                                           \
    F(VNTAG_TYPE, "vntag.etype", U16, "Type", .base = SN_HEX, .vals = sn_ethertypes)               \
    F(VNTAG_LEN, "vntag.len", U16, "Length", .unit = "bytes")
SN_FIELDS(vntag, VNTAG)

#define CMD(F)                                                                                     \
    F(CMD_VERSION, "cmd.version", U8, "Version")                                                   \
    F(CMD_LENGTH, "cmd.length", U8, "Length")                                                      \
    F(OPTIONS, "cmd.options", U16, "Options", .base = SN_HEX)                                      \
    F(SGT, "cmd.sgt", U16, "SGT")                                                                  \
    F(CMD_TYPE, "cmd.type", U16, "Type", .base = SN_HEX, .vals = sn_ethertypes)
SN_FIELDS(cmd, CMD)

/* The fields of a tag up to its type, and what follows that. */
static void tag(struct sn_dis *d, struct sn_rd *r, uint32_t len, unsigned type)
{
    size_t from = sn_rd_off(r);
    uint32_t size;

    if (!sn_header(d, r, 0, type))
        return;
    size = (uint32_t)(sn_rd_off(r) - from);
    sn_next(d, &sn_tab_ether, sn_u(d, type), r, len < size ? 0 : len - size);
}

static void pbb_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    tag(d, r, len, PBB_TYPE);
}

static void vntag_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    tag(d, r, len, VNTAG_TYPE);
    if (!r->stop && sn_u(d, VNTAG_TYPE) <= SN_ETH_LEN_MAX)
        sn_rec_of(d, VNTAG_TYPE)->field = VNTAG_LEN;
}

static void cmd_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    tag(d, r, len, CMD_TYPE);
}

const struct sn_proto sn_proto_pbb = {
    .name = "ieee8021ah",
    .title = "IEEE 802.1ah",
    SN_PROTO_FIELDS(pbb),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x88e7}),
    .more = true,
    .dissect = pbb_dissect,
};

const struct sn_proto sn_proto_vntag = {
    .name = "vntag",
    .title = "VN-Tag",
    SN_PROTO_FIELDS(vntag),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x8926}),
    .more = true,
    .dissect = vntag_dissect,
};

const struct sn_proto sn_proto_cmd = {
    .name = "cmd",
    .title = "Cisco MetaData",
    SN_PROTO_FIELDS(cmd),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x8909}),
    .more = true,
    .dissect = cmd_dissect,
};
