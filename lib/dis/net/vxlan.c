/* VXLAN (RFC 7348) and its generic protocol extension (draft-ietf-nvo3-vxlan-gpe). */
#include "dis/net/ip.h"

enum { HDR = 8 };

/* ---- VXLAN ---- */

/* The text goes by the first byte. */
#define VXLAN(F)                                                                                   \
    F(FLAGS8, "sn.vxlan.flags", P8, "Flags", .base = SN_HEX)                                       \
    F(FLAGS, "vxlan.flags", P16, "Flags", .base = SN_HEX)                                          \
    F(FLAG_G, "vxlan.flag_g", BIT16, "GBP Extension", .mask = 0x8000)                              \
    F(FLAG_I, "vxlan.flag_i", BIT16, "VXLAN Network ID (VNI)", .mask = 0x800)                      \
    F(FLAG_D, "vxlan.flag_d", BIT16, "Don't Learn", .mask = 0x40)                                  \
    F(FLAG_A, "vxlan.flag_a", BIT16, "Policy Applied", .mask = 0x8)                                \
    F(RESERVED, "vxlan.flags_reserved", U16, "Reserved(R)", .mask = 0x77b7, .base = SN_HEX)        \
    F(GBP, "vxlan.gbp", U16, "Group Policy ID")                                                    \
    F(VNI, "vxlan.vni", U24, "VXLAN Network Identifier (VNI)")                                     \
    F(RESERVED8, "vxlan.reserved8", U8, "Reserved")
SN_FIELDS(vxlan, VXLAN)

static void vxlan_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < HDR)
        *r = sn_inside(r, len);
    if (sn_header(d, r, FLAGS8, RESERVED8))
        sn_next_proto(d, &sn_proto_eth, r, len - HDR);
}

static enum sn_then vxlan_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "VXLAN");
    if (l->len < HDR) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v,
           sn_opt(&v, FLAGS8) & 8 ? ", flags [I] (0x{02x}), " : ", flags [invalid] (0x{02x}), ",
           FLAGS8);
    sn_say(t, &v, "vni {}\n", VNI);
    (void)sn_need(t, &v, RESERVED8);
    return SN_TEXT_INNER;
}

SN_PROTO(vxlan, "Virtual eXtensible Local Area Network", {.table = &sn_tab_udp, .value = 4789},
         {.table = &sn_tab_udp, .type = "vxlan"})

/* ---- VXLAN-GPE ---- */

enum { IPV4 = 1, IPV6, ETHERNET, NSH };
static const struct sn_val gpe_flags[] = {
    {8, "I"}, {4, "P"}, {2, "B"}, {1, "O"}, {0, NULL},
};
static const struct sn_val nexts[] = {
    {IPV4, "IPv4"}, {IPV6, "IPv6"}, {ETHERNET, "Ethernet"}, {NSH, "Network Service Header"},
    {0, NULL},
};

#define GPE(F)                                                                                     \
    F(GPE_FLAGS, "vxlan.flags", P8, "Flags", .base = SN_HEX)                                       \
    F(GPE_VER, "vxlan.ver", P8, "Version", .mask = 0x30)                                           \
    F(GPE_I, "vxlan.i_bit", P8, "Instance", .mask = 0x8)                                           \
    F(GPE_P, "vxlan.p_bit", P8, "Next Protocol Bit", .mask = 0x4)                                  \
    F(GPE_O, "vxlan.o_bit", U8, "OAM bit", .mask = 0x1)                                            \
    F(GPE_RESERVED, "vxlan.reserved_16", U16, "Reserved")                                          \
    F(GPE_NEXT, "vxlan.next_proto", U8, "Next Protocol", .vals = nexts)                            \
    F(GPE_VNI, "vxlan.vni", U24, "VXLAN Network Identifier (VNI)")                                 \
    F(GPE_RESERVED8, "vxlan.reserved8", U8, "Reserved")
SN_FIELDS(gpe, GPE)

static void gpe_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const struct sn_proto *const protos[] = {
        [IPV4] = &sn_proto_ip,
        [IPV6] = &sn_proto_ipv6,
        [ETHERNET] = &sn_proto_eth,
        [NSH] = &sn_proto_nsh,
    };
    uint64_t next;

    if (!sn_header(d, r, GPE_FLAGS, GPE_RESERVED8))
        return;
    next = sn_u(d, GPE_NEXT);
    sn_next_proto(d, next <= NSH ? protos[next] : NULL, r, len < HDR ? 0 : len - HDR);
}

static enum sn_then gpe_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t next = sn_opt(&v, GPE_NEXT);

    sn_put_lit(t->b, "VXLAN-GPE, ");
    if (l->len < HDR) {
        sn_put_f(t->b, " (len %u < %u) (invalid)", l->len, HDR);
        return SN_TEXT_DONE;
    }
    (void)sn_need(t, &v, GPE_O);
    sn_put_lit(t->b, "flags [");
    sn_text_bits(t, gpe_flags, (uint32_t)sn_opt(&v, GPE_FLAGS), "", "none");
    sn_put_lit(t->b, "], ");
    if (sn_need(t, &v, GPE_RESERVED8))
        sn_say(t, &v, "vni {}", GPE_VNI);
    sn_put_s(t->b, t->o->verbose ? "\n    " : ": ");
    if (next >= IPV4 && next <= NSH)
        return SN_TEXT_INNER;
    sn_put_lit(t->b, "ERROR: unknown-next-protocol (invalid)");
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_vxlan_gpe = {
    .name = "vxlan",
    .tag = "vxlan_gpe",
    .title = "Virtual eXtensible Local Area Network, Generic Protocol Extension",
    SN_PROTO_FIELDS(gpe),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 4790}),
    .dissect = gpe_dissect,
    .text = gpe_text,
};
