/* What UDP port 4500 carries (RFC 3948): IKE behind four zeros, ESP, keep-alives. */
#include "dis/proto.h"

#define UDPENCAP(F)                                                                                \
    F(KEEPALIVE, "udpencap.nat_keepalive", NONE, "NAT-keepalive packet")                           \
    F(NON_ESP, "udpencap.non_esp_marker", BYTES, "Non-ESP Marker")
SN_FIELDS(udpencap, UDPENCAP)

static void udpencap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len == 1 && sn_rd_left(r) && *r->p == 0xff) {
        sn_rec_uint(d, KEEPALIVE, sn_rd_off(r), 1, 0);
    } else if (sn_rd_need(r, 4)) {
        if (sn_be32(r->p)) {
            sn_next_proto(d, &sn_proto_esp, r, len);
        } else if (sn_get_bytes(d, r, NON_ESP, 4)) {
            sn_next_proto(d, &sn_proto_isakmp, r, len - 4);
        }
    }
}

static enum sn_then udpencap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < 4 && !sn_find(&v, KEEPALIVE))
        return l->len == 1 && !l->caplen ? SN_TEXT_CUT : SN_TEXT_CUT_SHORT;
    if (sn_find(&v, KEEPALIVE)) {
        sn_put_lit(t->b, "isakmp-nat-keep-alive");
        return SN_TEXT_DONE;
    }
    if (l->caplen < 4)
        return SN_TEXT_CUT;
    sn_put_s(t->b, sn_find(&v, NON_ESP) ? "NONESP-encap: " : "UDP-encap: ");
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_udpencap = {
    .name = "udpencap",
    .tag = "isakmp_rfc3948",
    .title = "UDP Encapsulation of IPsec Packets",
    SN_PROTO_FIELDS(udpencap),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 4500}),
    .dissect = udpencap_dissect,
    .text = udpencap_text,
};
