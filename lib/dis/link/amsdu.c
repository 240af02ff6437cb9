/* Frames of 802.11 that hold several of other stations, A-MSDU. tcpdump doesn't know them, and
 * takes the first one's header for that of 802.2. */
#include "dis/proto.h"

#define AMSDU(F)                                                                                   \
    F(DA, "wlan.da", ETHER, "Destination address", .flags = SN_F_MULTI)                            \
    F(SA, "wlan.sa", ETHER, "Source address", .flags = SN_F_MULTI)                                 \
    F(LENGTH, "wlan_aggregate.a_mdsu.length", U16S, "A-MSDU Length")
SN_FIELDS(amsdu, AMSDU)

enum { WORD = 4 };

static void amsdu_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    while (sn_rd_left(r)) {
        size_t from = sn_rd_off(r), odd;
        struct sn_rd body;
        uint32_t n;

        if (!sn_header(d, r, DA, LENGTH))
            return;
        n = (uint32_t)sn_be16(r->p - 2);
        body = sn_inside(r, n);
        sn_next_proto(d, &sn_proto_llc, &body, n);
        if (!sn_rd_skip(r, n))
            return;
        odd = (sn_rd_off(r) - from) % WORD;
        if (odd && sn_rd_left(r) >= WORD - odd) /* the last one isn't padded */
            r->p += WORD - odd;
    }
}

const struct sn_proto sn_proto_amsdu = {
    .name = "wlan_aggregate",
    .title = "IEEE 802.11 Aggregate MSDU",
    SN_PROTO_FIELDS(amsdu),
    .more = true,
    .dissect = amsdu_dissect,
};
