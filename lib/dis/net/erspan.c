/*
 * ERSPAN: mirrored frames in GRE, of type I without a header, II and III (draft-foschiano-erspan).
 * tcpdump doesn't know it.
 */
#include "dis/proto.h"

enum { TYPE2 = 1, TYPE3, FRAME_ETHERNET = 0 };
enum { VIA_II = 0x88be, VIA_III = 0x22eb };

#define ERSPAN(F)                                                                                  \
    F(VERSION, "erspan.version", P16, "Version", .mask = 0xf000)                                   \
    F(VLAN, "erspan.vlan", U16, "Vlan", .mask = 0xfff)                                             \
    F(COS, "erspan.cos", P16, "COS", .mask = 0xe000)                                               \
    F(ENCAP, "erspan.encap", P16, "Encap", .mask = 0x1800)                                         \
    F(TRUNCATED, "erspan.truncated", P16, "Truncated", .mask = 0x400)                              \
    F(SPAN, "erspan.spanid", U16, "SpanID", .mask = 0x3ff)                                         \
    F(RESERVED, "erspan.reserved", P32, "Reserved", .mask = 0xfff00000)                            \
    F(INDEX, "erspan.index", U32, "Index", .mask = 0xfffff)                                        \
    F(COS3, "erspan.cos", P16, "COS", .mask = 0xe000)                                              \
    F(INTEGRITY, "erspan.bso", P16, "Bad/Short/Oversized", .mask = 0x1800)                         \
    F(TRUNCATED3, "erspan.truncated", P16, "Truncated", .mask = 0x400)                             \
    F(SPAN3, "erspan.spanid", U16, "SpanID", .mask = 0x3ff)                                        \
    F(TIMESTAMP, "erspan.timestamp", U32, "Timestamp")                                             \
    F(SGT, "erspan.sgt", U16, "Security Group Tag")                                                \
    F(HAS_FRAME, "erspan.p", P16, "Has Ethernet PDU", .mask = 0x8000)                              \
    F(FRAME_TYPE, "erspan.ft", P16, "Frame Type", .mask = 0x7c00)                                  \
    F(HARDWARE, "erspan.hw", P16, "Hardware ID", .mask = 0x3f0)                                    \
    F(DIRECTION, "erspan.direction", BIT16, "Direction", .mask = 0x8)                              \
    F(GRANULARITY, "erspan.gra", P16, "Timestamp granularity", .mask = 0x6)                        \
    F(OPTIONAL, "erspan.o", U16, "Optional Sub headers", .mask = 0x1)                              \
    F(PLATFORM, "erspan.platid", P32, "Platform ID", .mask = 0xfc000000)                           \
    F(P1_RSVD, "erspan.pid1.rsvd1", P32, "Reserved", .mask = 0x3fff000)                            \
    F(P1_DOMAIN, "erspan.pid1.vsmid", U32, "VSM Domain ID", .mask = 0xfff)                         \
    F(P1_PORT, "erspan.pid1.port_index", U32, "Port ID/Index")                                     \
    F(P3_RSVD, "erspan.pid3.rsvd1", P32, "Reserved", .mask = 0x3ffc000)                            \
    F(P3_PORT, "erspan.pid3.port_index", U32, "Port ID/Index", .mask = 0x3fff)                     \
    F(P3_UPPER, "erspan.pid3.timestamp", U32, "Upper 32-bit Timestamp")                            \
    F(P4_RSVD1, "erspan.pid4.rsvd1", P32, "Reserved", .mask = 0x3ffc000)                           \
    F(P4_RSVD2, "erspan.pid4.rsvd2", U32, "Reserved", .mask = 0x3fff)                              \
    F(P4_RSVD3, "erspan.pid4.rsvd3", U32, "Reserved")                                              \
    F(P5_SWITCH, "erspan.pid5.switchid", P32, "Switch ID", .mask = 0x3ff0000)                      \
    F(P5_PORT, "erspan.pid5.port_index", U32, "Port ID/Index", .mask = 0xffff)                     \
    F(P5_TIME, "erspan.pid5.timestamp", U32, "Timestamp (seconds)")                                \
    F(P7_RSVD, "erspan.pid7.rsvd1", P32, "Reserved", .mask = 0x3f00000)                            \
    F(P7_SOURCE, "erspan.pid7.source_index", U32, "Source Index", .mask = 0xfffff)                 \
    F(P7_UPPER, "erspan.pid7.timestamp", U32, "Upper 32-bit Timestamp")
SN_FIELDS(erspan, ERSPAN)

enum { SUBHEADER = 8 };

/* What the platforms say in their subheader: the first and the last of their fields. */
static const struct {
    uint8_t first, last;
} platforms[] = {
    [0] = {P7_RSVD, P7_UPPER},  [1] = {P1_RSVD, P1_PORT},   [3] = {P3_RSVD, P3_UPPER},
    [4] = {P4_RSVD1, P4_RSVD3}, [5] = {P5_SWITCH, P5_TIME}, [6] = {P5_SWITCH, P5_TIME},
    [7] = {P7_RSVD, P7_UPPER},
};
enum { NPLATFORMS = sizeof platforms / sizeof *platforms };

static void subheader(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd sub = sn_inside(r, SUBHEADER);
    uint32_t id;

    if (!sn_rd_skip(r, SUBHEADER) || !sn_get(d, &sub, PLATFORM, &id))
        return;
    if (id < NPLATFORMS && platforms[id].last)
        (void)!sn_header(d, &sub, platforms[id].first, platforms[id].last);
}

static void erspan_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r), size;
    uint64_t type, frame = FRAME_ETHERNET;

    if (!sn_get(d, r, VERSION, NULL))
        return;
    type = sn_u(d, VERSION);
    if ((type != TYPE2 && type != TYPE3) || !sn_get(d, r, VLAN, NULL))
        return;
    if (type == TYPE2 && !sn_header(d, r, COS, INDEX))
        return;
    if (type == TYPE3) {
        if (!sn_header(d, r, COS3, OPTIONAL))
            return;
        frame = sn_u(d, FRAME_TYPE);
        if (sn_u(d, OPTIONAL))
            subheader(d, r);
    }
    if (r->stop)
        return;
    size = sn_rd_off(r) - from;
    len = len < size ? 0 : len - (uint32_t)size;
    sn_next_proto(d, frame == FRAME_ETHERNET ? &sn_proto_eth : NULL, r, len);
}

const struct sn_proto sn_proto_erspan = {
    .name = "erspan",
    .title = "Encapsulated Remote Switch Packet Analysis",
    SN_PROTO_FIELDS(erspan),
    .keys =
        SN_KEYS({.table = &sn_tab_gre, .value = VIA_II}, {.table = &sn_tab_gre, .value = VIA_III}),
    .more = true,
    .dissect = erspan_dissect,
};

/* Type I has no header: it is told by GRE's lack of a sequence number. */
static void erspan1_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    sn_next_proto(d, &sn_proto_eth, r, len);
}

const struct sn_proto sn_proto_erspan1 = {
    .name = "erspan",
    .title = "Encapsulated Remote Switch Packet Analysis",
    .more = true,
    .dissect = erspan1_dissect,
};
