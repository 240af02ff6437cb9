/* Broadcom's shim of lawful interception, in front of a copied packet. */
#include "dis/proto.h"

enum { UNDECIDED = 4, IPV4, IPV6, ETHERNET };
static const struct sn_val directions[] = {{1, "unused"}, {2, "egress"}, {3, "ingress"}, {0, NULL}};
static const struct sn_val types[] = {
    {UNDECIDED, "undecided"}, {IPV4, "ipv4"}, {IPV6, "ipv6"}, {ETHERNET, "ethernet"}, {0, NULL}};
static const struct sn_val subtypes[] = {
    {1, "single VLAN tag"}, {2, "double VLAN tag"}, {3, "untagged"}, {0, NULL}};

#define BCMLI(F)                                                                                   \
    F(DIRECTION, "sn.bcmli.direction", P32, "Direction", .mask = 0xe0000000, .vals = directions)   \
    F(TYPE, "sn.bcmli.type", P32, "Packet Type", .mask = 0x1e000000, .vals = types)                \
    F(SUBTYPE, "sn.bcmli.subtype", P32, "Packet Subtype", .mask = 0x01c00000, .vals = subtypes)    \
    F(ID, "sn.bcmli.id", U32, "LI ID", .mask = 0x003fffff)                                         \
    F(PAYLOAD, "sn.bcmli.payload", UINT, NULL)
SN_FIELDS(bcmli, BCMLI)

/* What is inside, by its first half byte when the shim doesn't know. */
static const struct sn_proto *payload(uint64_t type, const struct sn_rd *r)
{
    if (type == UNDECIDED && sn_rd_left(r))
        type = *r->p >> 4 == 4 ? IPV4 : *r->p >> 4 == 6 ? IPV6 : UNDECIDED;
    return type == IPV4       ? &sn_proto_ip
           : type == IPV6     ? &sn_proto_ipv6
           : type == ETHERNET ? &sn_proto_eth
                              : NULL;
}

static void bcmli_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_proto *p;

    if (len < 4 || !sn_header(d, r, DIRECTION, ID))
        return;
    p = payload(sn_u(d, TYPE), r);
    if (p)
        sn_next_proto(d, p, r, len - 4);
}

static enum sn_then bcmli_text(struct sn_text *t, const struct sn_layer *l)
{
    const char *sep = t->o->verbose ? "\n    " : "";
    struct sn_view v = sn_view(t, l);

    t->tag = "bcm_li";
    if (l->len < 4) {
        sn_put_f(t->b, " (length %u < 4) (invalid)", l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, ID))
        return SN_TEXT_DONE;
    sn_put_s(t->b, sep);
    sn_say(t, &v,
           "BCM-LI-SHIM: direction {s:unknown}, pkt-type {s:unknown}, pkt-subtype {s:unknown}, "
           "li-id {}",
           DIRECTION, TYPE, SUBTYPE, ID);
    if (!t->o->verbose) {
        if (l->caplen < l->len)
            sn_cut(t);
        return SN_TEXT_DONE;
    }
    sn_put_s(t->b, sep);
    if (sn_text_claimed(t, l))
        sn_text_inner(t);
    else if (sn_opt(&v, TYPE) == UNDECIDED && l->caplen == 4)
        sn_cut(t);
    else
        sn_put_s(t->b, sn_opt(&v, TYPE) == UNDECIDED ? "unknown payload" : " (invalid)");
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_bcmli = {
    .name = "bcmli",
    .tag = "bcm_li",
    .title = "Broadcom LI Shim",
    SN_PROTO_FIELDS(bcmli),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 49152, .dir = SN_KEY_SRC}),
    .dissect = bcmli_dissect,
    .text = bcmli_text,
};
