/*
 * ICMPv6 messages that no text shows: SEND's certification paths (RFC 3971), multicast router
 * discovery (RFC 4286), fast handovers (RFC 5568), ILNP's locator updates (RFC 6743), 6LoWPAN's
 * duplicate address detection (RFC 6775), MPL (RFC 7731), extended echo (RFC 8335).
 */
#include "dis/net/icmp6.h"

static void path(struct sn_dis *d, struct sn_rd *r, bool advert)
{
    if (!sn_get(d, r, ICMP6_SEND_ID, NULL) || (advert && !sn_get(d, r, ICMP6_SEND_ALL, NULL)) ||
        !sn_get(d, r, ICMP6_SEND_COMPONENT, NULL) || (advert && !sn_icmp6_reserved(d, r, 2)))
        return;
    sn_nd_dissect(d, r);
}

/* Both messages of fast handovers, also of the experiment: a handover's initiation has flags where
 * the others have a reserved byte. */
static void handover(struct sn_dis *d, struct sn_rd *r)
{
    enum { INITIATE = 4 };
    uint32_t subtype;

    if (sn_get(d, r, ICMP6_FMIP_SUBTYPE, &subtype) &&
        (subtype == INITIATE ? sn_header(d, r, ICMP6_FMIP_HI_FLAGS, ICMP6_FMIP_RSV)
                             : sn_icmp6_reserved(d, r, 1)) &&
        sn_get(d, r, ICMP6_FMIP_ID, NULL))
        sn_nd_dissect(d, r);
}

static void locators(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, ICMP6_ILNP_LOCS, &n) || !sn_icmp6_reserved(d, r, 1) ||
        !sn_icmp6_reserved(d, r, 2))
        return;
    while (n-- && sn_header(d, r, ICMP6_ILNP_LOCATOR, ICMP6_ILNP_LIFETIME))
        ;
}

static void extended_echo(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    if (!sn_header(d, r, ICMP6_IDENT, ICMP6_IDENT) || !sn_get(d, r, ICMP6_EXT_SEQ, NULL))
        return;
    if (reply)
        (void)sn_header(d, r, ICMP6_EXT_STATE, ICMP6_EXT_IPV6);
    else
        (void)sn_header(d, r, ICMP6_EXT_REQ_RSV, ICMP6_EXT_REQ_L);
}

bool sn_icmp6_more(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    switch (type) {
    case ICMP6_INV_NS:
    case ICMP6_INV_NA:
        if (sn_icmp6_reserved(d, r, 4))
            sn_nd_dissect(d, r);
        return true;
    case ICMP6_PATH_SOLICIT:
    case ICMP6_PATH_ADVERT:
        path(d, r, type == ICMP6_PATH_ADVERT);
        return true;
    case ICMP6_SEAMOBY:
    case ICMP6_FMIP:
        handover(d, r);
        return true;
    case ICMP6_MRD_ADVERT:
        (void)sn_header(d, r, ICMP6_MRD_INTERVAL, ICMP6_MRD_ROBUSTNESS);
        return true;
    case ICMP6_MRD_SOLICIT:
    case ICMP6_MRD_END:
        return true;
    case ICMP6_ILNP:
        locators(d, r);
        return true;
    case ICMP6_DA_REQUEST:
    case ICMP6_DA_CONFIRM:
        (void)sn_header(d, r, ICMP6_DA_STATUS, ICMP6_DA_ADDR);
        return true;
    case ICMP6_MPL:
        (void)sn_header(d, r, ICMP6_MPL_MIN, ICMP6_MPL_S);
        return true;
    case ICMP6_EXT_REQUEST:
    case ICMP6_EXT_REPLY:
        extended_echo(d, r, type == ICMP6_EXT_REPLY);
        return true;
    default:
        return false;
    }
}
