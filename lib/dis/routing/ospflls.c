/* OSPF: link-local signaling behind a packet (RFC 5613), with what mobile ad hoc networks add in
 * version 3 (RFC 5820), as fields. */
#include "dis/routing/ospf2.h"

static void version2(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum { OPTIONS_TLV = 1, AUTHENTICATION, INTERFACE = 18 };

    if (type == OPTIONS_TLV && sn_get(d, r, SIG_OPTIONS, NULL))
        sn_parts(d, SIG_OPTIONS, SIG_RS, SIG_LR);
    else if (type == AUTHENTICATION && sn_get(d, r, SIG_SEQ, NULL))
        (void)!sn_get_bytes(d, r, SIG_AUTH, sn_rd_left(r));
    else if (type == INTERFACE)
        (void)!sn_get_bytes(d, r, SIG_INTERFACE, 4);
}

/* Active overlapping relays. */
static void relays(struct sn_dis *d, struct sn_rd *r)
{
    sn_parts(d, SIG6_RELAY, SIG6_RELAY_A, SIG6_RELAY_N);
    if (sn_rd_skip(r, 2))
        (void)!sn_get_n(d, r, SIG6_NEIGHBOR, (uint32_t)(sn_rd_left(r) / 4));
}

static void version3(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum { OPTIONS_TLV = 1, STATE = 3, DROP, REQUEST_FROM, FULL_STATE, RELAYS, WILLINGNESS };

    if (type == OPTIONS_TLV && sn_get(d, r, SIG6_OPTIONS, NULL))
        sn_parts(d, SIG6_OPTIONS, SIG6_LR, SIG6_RS);
    else if (type == STATE && sn_header(d, r, SIG6_SCS, SIG6_STATE))
        sn_parts(d, SIG6_STATE, SIG6_STATE_R, SIG6_STATE_N);
    else if (type >= DROP && type <= FULL_STATE)
        (void)!sn_get_n(d, r, SIG6_DROPPED + type - DROP, (uint32_t)(sn_rd_left(r) / 4));
    else if (type == RELAYS && sn_header(d, r, SIG6_ADDED, SIG6_RELAY))
        relays(d, r);
    else if (type == WILLINGNESS)
        (void)!sn_get(d, r, SIG6_WILLINGNESS, NULL);
}

void sn_ospf_signaling(struct sn_dis *d, struct sn_rd r, bool v6)
{
    struct sn_ospf_tlv t;
    uint32_t len;

    if (!sn_get(d, &r, SIG_SUM, NULL) || !sn_get(d, &r, SIG_LEN, &len))
        return;
    r = sn_inside(&r, len < 4 ? 0 : len - 4);
    while (sn_ospf_tlv(d, &r, OP_TLV, OP_TYPE, &t)) {
        (v6 ? version3 : version2)(d, &t.val, t.type);
        sn_ospf_tlv_end(d, &r, &t);
    }
}
