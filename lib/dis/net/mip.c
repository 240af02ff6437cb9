/*
 * Mobile IPv4's messages (RFC 5944): registrations, their extensions, and the packets that are
 * tunnelled in UDP (RFC 3519). tcpdump doesn't know it.
 */
#include "dis/proto.h"

enum {
    PORT = 434,
    REQUEST = 1,
    REPLY = 3,
    TUNNEL = 4,
    REVOCATION = 7,
    ACK = 15,
    IP_IN_IP = 4,
    GRE = 47,
    MINIMAL = 55
};
enum { MN_HA = 32, FA_HA = 34, GENERAL = 36, NAI_EXT = 131 };

#define MIP(F)                                                                                     \
    F(TYPE, "mip.type", U8, "Message Type")                                                        \
    F(FLAGS, "mip.flags", P8, "Flags", .base = SN_HEX)                                             \
    F(SIMULTANEOUS, "mip.s", BIT8, "Simultaneous Bindings", .mask = 0x80)                          \
    F(BROADCAST, "mip.b", BIT8, "Broadcast Datagrams", .mask = 0x40)                               \
    F(COLOCATED, "mip.d", BIT8, "Co-located Care-of Address", .mask = 0x20)                        \
    F(MINIMAL_BIT, "mip.m", BIT8, "Minimal Encapsulation", .mask = 0x10)                           \
    F(GRE_BIT, "mip.g", BIT8, "GRE", .mask = 8)                                                    \
    F(JACOBSON, "mip.v", BIT8, "Van Jacobson", .mask = 4)                                          \
    F(REVERSE, "mip.t", BIT8, "Reverse Tunneling", .mask = 2)                                      \
    F(RESERVED, "mip.x", BIT8, "Reserved", .mask = 1, .step = 1)                                   \
    F(LIFE, "mip.life", U16, "Lifetime")                                                           \
    F(HOME, "mip.homeaddr", IPV4, "Home Address")                                                  \
    F(AGENT, "mip.haaddr", IPV4, "Home Agent")                                                     \
    F(CARE_OF, "mip.coa", IPV4, "Care of Address")                                                 \
    F(IDENT, "mip.ident", TIME, "Identification")                                                  \
    F(CODE, "mip.code", U8, "Reply Code")                                                          \
    F(REPLY_LIFE, "mip.life", U16, "Lifetime")                                                     \
    F(REPLY_HOME, "mip.homeaddr", IPV4, "Home Address")                                            \
    F(REPLY_AGENT, "mip.haaddr", IPV4, "Home Agent")                                               \
    F(NEXT, "mip.nattt.nexthdr", U8, "NATTT NextHeader")                                           \
    F(NEXT_RESERVED, "mip.nattt.reserved", U16, "Reserved", .base = SN_HEX)                        \
    F(EXT, "sn.mip.extension", GROUPS, "Extension")                                                \
    F(EXT_TYPE, "mip.ext.type", U8, "Extension Type")                                              \
    F(EXT_SUBTYPE, "mip.ext.auth.subtype", U8, "Gen Auth Ext SubType")                             \
    F(EXT_LEN, "mip.ext.len", UINT, "Extension Length")                                            \
    F(SPI, "mip.auth.spi", U32, "SPI", .base = SN_HEX)                                             \
    F(AUTH, "mip.auth.auth", BYTES, "Authenticator")                                               \
    F(NAI, "mip.nai", STR, "NAI")                                                                  \
    F(VALUE, "mip.extension", BYTES, "Extension")
SN_FIELDS(mip, MIP)

/* One extension: a type, a length of one byte, in the general form two behind a subtype. Of one
 * that doesn't fit nothing is shown. */
static bool extension(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, EXT, 0);
    uint32_t type = 0;
    uint16_t n = 0;
    uint8_t small = 0;
    size_t at;
    struct sn_rd v;
    bool whole = sn_get(d, r, EXT_TYPE, &type);

    if (whole && type == GENERAL)
        whole = sn_get(d, r, EXT_SUBTYPE, NULL);
    at = sn_rd_off(r);
    whole = whole && (type == GENERAL ? sn_rd_be16(r, &n) : sn_rd_u8(r, &small));
    if (whole) {
        n = type == GENERAL ? n : small;
        sn_rec_uint(d, EXT_LEN, at, sn_rd_off(r) - at, n);
        whole = sn_rd_sub(r, n, &v);
    }
    if (whole && ((type >= MN_HA && type <= FA_HA) || type == GENERAL))
        (void)(sn_get(d, &v, SPI, NULL) && sn_get_bytes(d, &v, AUTH, sn_rd_left(&v)));
    else if (whole && n)
        (void)sn_get_bytes(d, &v, type == NAI_EXT ? NAI : VALUE, n);
    sn_group_end(d, r, g);
    if (!whole)
        sn_text_only(d, (uint32_t)(g - d->rec));
    return whole;
}

/* The packet that a tunnel carries. */
static void tunnelled(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    enum { HDR = 4 };
    const struct sn_proto *p = NULL;

    if (!sn_header(d, r, NEXT, NEXT_RESERVED))
        return;
    if (sn_u(d, NEXT) == IP_IN_IP)
        p = &sn_proto_ip;
    else if (sn_u(d, NEXT) == GRE || sn_u(d, NEXT) == MINIMAL)
        p = sn_tab_proto(d, &sn_tab_ipproto, sn_u(d, NEXT));
    sn_next_proto(d, p, r, len < HDR ? 0 : len - HDR);
}

static void mip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type;
    size_t at;
    uint64_t ident;
    bool request;

    if (!sn_get(d, r, TYPE, &type))
        return;
    request = type == REQUEST;
    if (!request && type != REPLY && type != TUNNEL && type != REVOCATION && type != ACK)
        sn_text_last(d);
    if (type == TUNNEL)
        tunnelled(d, r, len);
    if ((!request && type != REPLY) ||
        !(request ? sn_header(d, r, FLAGS, CARE_OF) : sn_header(d, r, CODE, REPLY_AGENT)))
        return;
    at = sn_rd_off(r);
    if (!sn_rd_be64(r, &ident))
        return;
    sn_rec_uint(d, IDENT, at, sizeof ident, sn_ntp_to_ns(ident));
    while (sn_rd_left(r) && extension(d, r))
        ;
}

const struct sn_proto sn_proto_mip = {
    .name = "mip",
    .title = "Mobile IP",
    SN_PROTO_FIELDS(mip),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}),
    .more = true,
    .dissect = mip_dissect,
};
