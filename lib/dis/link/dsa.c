/* Ethernet frames as switches hand them to their CPU, with a tag that says from and to which port:
 * Marvell's DSA and EDSA, Broadcom's behind the addresses and in front of them. */
#include "dis/link/eth.h"

enum { ETHER_HDR = 14, LEN_MAX = 1500 };
enum { TRANSMIT = 0x20 }; /* of Broadcom's opcode */
enum { TO_CPU, FROM_CPU, TO_SNIFFER, FORWARD };

static const struct sn_val modes[] = {{TO_CPU, "To CPU"},
                                      {FROM_CPU, "From CPU"},
                                      {TO_SNIFFER, "To Sniffer"},
                                      {FORWARD, "Forward"},
                                      {0, NULL}};
static const struct sn_val codes[] = {
    {0, "BPDU (MGMT) Trap"}, {1, "Frame2Reg"},  {2, "IGMP/MLD Trap"},
    {3, "Policy Trap"},      {4, "ARP Mirror"}, {5, "Policy Mirror"},
    {6, "reserved"},         {7, "reserved"},   {0, NULL}};
static const struct sn_val reasons[] = {
    {0x00, "reserved"},  {0x01, "mirror"},     {0x02, "MAC learning"}, {0x04, "switching"},
    {0x08, "prot term"}, {0x10, "prot snoop"}, {0x20, "exception"},    {0, NULL}};
static const struct sn_val tag_enforcements[] = {
    {0, "None"}, {1, "Untag"}, {2, "Header"}, {3, "Reserved"}, {0, NULL}};

/* One list for all of them: the Ethernet header, and the tags. */
#define DSA(F)                                                                                     \
    F(DST, "eth.dst", ETHER, "Destination", .flags = SN_F_ALWAYS)                                  \
    F(SRC, "eth.src", ETHER, "Source", .flags = SN_F_ALWAYS)                                       \
    F(E_TYPE, "sn.dsa.ethertype", U16, "EDSA Ethertype", .vals = sn_ethertypes, .base = SN_HEX)    \
    F(E_RES1, "sn.dsa.reserved1", U8, "Reserved")                                                  \
    F(E_RES2, "sn.dsa.reserved2", U8, "Reserved")                                                  \
    F(MODE, "sn.dsa.tag", P32, "Tag", .mask = 0xc0000000, .vals = modes)                           \
    F(TAGGED, "sn.dsa.tagged", P32, "Tagged", .mask = 0x20000000)                                  \
    F(DEV, "sn.dsa.dev", P32, "Device", .mask = 0x1f000000)                                        \
    F(PORT, "sn.dsa.port", P32, "Port", .mask = 0x00f80000)                                        \
    F(TRUNK, "sn.dsa.trunk", P32, "Trunk", .mask = 0x00040000)                                     \
    F(CODE_HIGH, "sn.dsa.code", P32, NULL, .mask = 0x00060000)                                     \
    F(CFI, "sn.dsa.cfi", P32, "CFI", .mask = 0x00010000)                                           \
    F(PRIO, "sn.dsa.prio", P32, "Priority", .mask = 0x0000e000)                                    \
    F(CODE_LOW, "sn.dsa.code_low", P32, NULL, .mask = 0x00001000)                                  \
    F(VID, "sn.dsa.vid", U32, "VLAN ID", .mask = 0x00000fff)                                       \
    F(B_OP, "sn.brcm.opcode", U8, "Opcode", .base = SN_HEX)                                        \
    F(B_CID, "sn.brcm.cid", P8, "Classification ID")                                               \
    F(B_TC, "sn.brcm.tc", P8, "Traffic Class", .mask = 0x1c)                                       \
    F(B_TS, "sn.brcm.ts", P8, "Time Stamp", .mask = 0x80)                                          \
    F(B_TE, "sn.brcm.te", U8, "Tag Enforcement", .mask = 0x03, .vals = tag_enforcements)           \
    F(B_REASON, "sn.brcm.reason", P8, "Reason Code", .vals = reasons)                              \
    F(B_MAP, "sn.brcm.map", P16, "Destination Map", .mask = 0x01ff, .base = SN_HEX)                \
    F(B_SKIP, "sn.brcm.skip", U8, NULL)                                                            \
    F(B_EG_TC, "sn.brcm.eg_tc", P8, "Traffic Class", .mask = 0xe0)                                 \
    F(B_PORT, "sn.brcm.port", U8, "Source Port", .mask = 0x1f)                                     \
    F(TYPE, "eth.type", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX, .flags = SN_F_ALWAYS)
SN_FIELDS(dsa, DSA)

/* How a link type has its tag: the fields of it, and whether it is in front of the addresses. */
static const struct kind {
    const struct sn_proto *proto;
    uint8_t first, last, len;
    bool front;
} kinds[] = {{&sn_proto_dsa, MODE, VID, 4, false},
             {&sn_proto_edsa, E_TYPE, VID, 8, false},
             {&sn_proto_brcm, B_OP, B_PORT, 4, false},
             {&sn_proto_brcmprepend, B_OP, B_PORT, 4, true}};

static const struct kind *kind_of(const struct sn_layer *l)
{
    const struct kind *k = kinds;

    while (k->proto != l->proto)
        k++;
    return k;
}

static void dsa_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct kind *k = kind_of(d->cur);
    uint32_t head = k->front ? k->len : ETHER_HDR + (uint32_t)k->len, type = 0;

    d->linklen = k->front ? 0 : d->cur->caplen;
    if (len < head)
        sn_malformed(r);
    if (len < head || !sn_rd_need(r, head))
        return;
    d->linklen = k->len + (uint32_t)ETHER_HDR;
    if (k->front) {
        (void)sn_header(d, r, k->first, k->last);
        sn_next_proto(d, &sn_proto_eth, r, len - k->len);
        return;
    }
    (void)(sn_header(d, r, DST, SRC) && sn_header(d, r, k->first, k->last) &&
           sn_get(d, r, TYPE, &type));
    sn_eth_payload(d, r, (uint16_t)type, len - head);
}

/* ---- text ---- */

static void brcm_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t op = sn_opt(v, B_OP);

    sn_put_s(t->b, op ? "BRCM tag OP: IG, " : "BRCM tag OP: EG, ");
    if (op & TRANSMIT)
        sn_say(t, v, "TC: {}, TE: {s:?}, TS: {}, DST map: 0x{04x}, ", B_TC, B_TE, B_TS, B_MAP);
    else
        sn_say(t, v, "CID: {}, RC: {s:reserved}, TC: {}, port: {}, ", B_CID, B_REASON, B_EG_TC,
               B_PORT);
}

/* "port 0.2 > CPU, VLAN 7u, " */
static void short_text(struct sn_text *t, const struct sn_view *v)
{
    bool trunk = sn_opt(v, TRUNK);

    switch (sn_opt(v, MODE)) {
    case TO_CPU:
        sn_say(t, v, "port {}.{} > CPU, ", DEV, PORT);
        break;
    case FROM_CPU:
        sn_say(t, v, "CPU > port {}.{}, ", DEV, PORT);
        break;
    case TO_SNIFFER:
        sn_say(t, v, trunk ? "port {}.{} > Rx Sniffer, " : "port {}.{} > Tx Sniffer, ", DEV, PORT);
        break;
    default:
        sn_say(t, v, trunk ? "Forward trunk {}.{}, " : "Forward port {}.{}, ", DEV, PORT);
        break;
    }
    sn_say(t, v, sn_opt(v, TAGGED) ? "VLAN {}t, " : "VLAN {}u, ", VID);
}

static void long_text(struct sn_text *t, const struct sn_view *v)
{
    bool trunk = sn_opt(v, TRUNK);

    sn_say(t, v, "mode {s:?}, ", MODE);
    switch (sn_opt(v, MODE)) {
    case TO_CPU:
        sn_say(t, v, "source dev {}, port {}, code ", DEV, PORT);
        sn_put_name(t, codes, sn_opt(v, CODE_HIGH) << 1 | sn_opt(v, CODE_LOW), "%u");
        sn_put_lit(t->b, ", ");
        break;
    case FROM_CPU:
        sn_say(t, v, "target dev {}, port {}, ", DEV, PORT);
        break;
    case TO_SNIFFER:
        sn_say(t, v,
               trunk ? "source dev {}, port {}, ingress sniff, "
                     : "source dev {}, port {}, egress sniff, ",
               DEV, PORT);
        break;
    default:
        sn_say(t, v, trunk ? "dev {}, trunk {}, " : "dev {}, port {}, ", DEV, PORT);
        break;
    }
    sn_put_s(t->b, sn_opt(v, TAGGED) ? "tagged, " : "untagged, ");
    sn_put_s(t->b, sn_opt(v, CFI) ? "CFI, " : "");
    sn_say(t, v, "VID {}, FPri {}, ", VID, PRIO);
}

static void tag_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    bool edsa = l->proto == &sn_proto_edsa;

    if (sn_find(v, B_OP)) {
        brcm_text(t, v);
    } else if (t->o->link) {
        sn_put_s(t->b, edsa ? "Marvell EDSA " : "Marvell DSA ");
        if (edsa)
            sn_say(t, v, "ethertype {} ({s:Unknown}), rsvd {} {}, ", E_TYPE, E_TYPE, E_RES1,
                   E_RES2);
        long_text(t, v);
    } else {
        if (edsa)
            sn_say(t, v, "EDSA {}, ", E_TYPE);
        else
            sn_put_lit(t->b, "DSA ");
        short_text(t, v);
    }
}

static enum sn_then dsa_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct kind *k = kind_of(l);
    bool known = sn_text_claimed(t, l);

    if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (k->front) {
        if (t->o->link)
            brcm_text(t, &v);
        return SN_TEXT_INNER;
    }
    t->ldst = sn_find(&v, DST)->p;
    t->lsrc = sn_find(&v, SRC)->p;
    if (t->o->link)
        sn_say(t, &v, "{} > {}, ", SRC, DST);
    tag_text(t, l, &v);
    if (!t->o->link && !known)
        sn_say(t, &v, "{} > {}, ", SRC, DST);
    if (t->o->link || !known) {
        uint32_t type = (uint32_t)sn_opt(&v, TYPE), left = l->len - ETHER_HDR - k->len;

        sn_eth_text_type(t, (uint16_t)type);
        sn_put_f(t->b, ", length %u: ", type > LEN_MAX ? l->len : type < left ? type : left);
    }
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

#define TAGGED_PROTO(id, word, cut, heading, number)                                               \
    const struct sn_proto sn_proto_##id = {                                                        \
        .name = word,                                                                              \
        .tag = cut,                                                                                \
        .title = heading,                                                                          \
        SN_PROTO_FIELDS(dsa),                                                                      \
        .keys = SN_KEYS({.table = &sn_tab_link, .value = number}),                                 \
        .dissect = dsa_dissect,                                                                    \
        .text = dsa_text,                                                                          \
    };

TAGGED_PROTO(dsa, "dsa", "dsa", "Marvell DSA tag", SN_LINK_DSA_TAG_DSA)
TAGGED_PROTO(edsa, "edsa", "edsa", "Marvell EDSA tag", SN_LINK_DSA_TAG_EDSA)
TAGGED_PROTO(brcm, "brcm", "brcm-tag", "Broadcom tag", SN_LINK_DSA_TAG_BRCM)
TAGGED_PROTO(brcmprepend, "brcm", "brcm-tag-prepend", "Broadcom tag, prepended",
             SN_LINK_DSA_TAG_BRCM_PREPEND)
