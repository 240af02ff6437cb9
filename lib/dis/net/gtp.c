/*
 * GTP, mobile networks' tunnel (3GPP TS 29.060 and TS 29.281): the headers of versions 0 and 1 and
 * the packets of subscribers, and the headers of GTP', which is about charging (TS 32.295). The
 * information elements of control messages of version 1 are gtpie.c's; those of version 2 are a
 * protocol of their own. tcpdump doesn't know it.
 */
#include "dis/net/gtp.h"

SN_FIELD_TABLE(gtp, GTP)

enum { USER_PORT = 2152, CONTROL_PORT = 2123, OLD_PORT = 3386 };
enum { OPTIONAL = 7, HAS_NEXT = 4, HAS_SEQ = 2, HAS_NPDU = 1, GTP_NOT_PRIME = 0x10 };
enum {
    T_PDU = 255,
    TID = 8,
    WORD = 4,
    EXT_MAX = 32,
    EXT_UDP_PORT = 0x40,
    EXT_RAN = 0x84,
    EXT_PDCP_NUMBER = 0xc0
};

/* One extension header of what `type` says; false: it is cut or its length is wrong. */
static bool extension(struct sn_dis *d, struct sn_rd *r, uint32_t *type)
{
    struct sn_rec *g = sn_group(d, r, GTP_EXT, 0);
    struct sn_rd body;
    uint32_t len = 0;
    bool whole = sn_get(d, r, GTP_EXT_LEN, &len);

    if (whole && !len)
        sn_malformed(r);
    if (!len || *type == EXT_RAN)
        whole = false;
    if (whole) {
        body = sn_inside(r, len * WORD - 2);
        if (*type == EXT_PDCP_NUMBER)
            (void)!sn_get(d, &body, GTP_EXT_PDCP, NULL);
        else if (*type == EXT_UDP_PORT)
            (void)!sn_get(d, &body, GTP_EXT_PORT, NULL);
        whole = sn_rd_skip(r, len * WORD - 2) && sn_get(d, r, GTP_EXT_NEXT, type);
    }
    sn_group_end(d, r, g);
    return whole;
}

/* What is there when one of the three flags is set, read when its own is. */
static bool optional(struct sn_dis *d, struct sn_rd *r, uint64_t flags)
{
    struct sn_rd part = sn_inside(r, WORD);
    uint32_t type = 0;

    if (!sn_rd_skip(r, WORD))
        return false;
    if (flags & HAS_SEQ)
        (void)!sn_get(d, &part, GTP_SEQ, NULL);
    part.p = part.end - 2;
    if (flags & HAS_NPDU)
        (void)!sn_get(d, &part, GTP_NPDU, NULL);
    part.p = part.end - 1;
    if (flags & HAS_NEXT)
        (void)!sn_get(d, &part, GTP_NEXT, &type);
    for (unsigned i = 0; type && i < EXT_MAX; i++) {
        if (!extension(d, r, &type))
            return false;
    }
    return true;
}

/* A subscriber's packet says by itself what it is. */
static const struct sn_proto *carried(const struct sn_dis *d, const struct sn_rd *r)
{
    enum { ETH_TYPE = 12, ETH_HDR = 14, IPV4_LEAST = 0x45, IPV4_MOST = 0x4e };
    uint8_t first = sn_rd_left(r) ? *r->p : 0;

    if (first >= IPV4_LEAST && first <= IPV4_MOST)
        return &sn_proto_ip;
    if (first >> 4 == 6)
        return &sn_proto_ipv6;
    if (sn_rd_left(r) >= ETH_HDR && sn_tab_proto(d, &sn_tab_ether, sn_be16(r->p + ETH_TYPE)))
        return &sn_proto_eth;
    return NULL;
}

/* GTP'. Version 0 says whether the header has the size of GTP's of that time. */
static void prime(struct sn_dis *d, struct sn_rd *r)
{
    enum { DUMMY = 14 };

    if (!sn_header(d, r, GTP_PR_FLAGS, GTP_PR_RESERVED))
        return;
    if (!sn_u(d, GTP_PR_VERSION))
        sn_parts(d, GTP_PR_FLAGS, GTP_PR_HDR_LENGTH, GTP_PR_HDR_LENGTH);
    if (sn_header(d, r, GTP_PR_MESSAGE, GTP_PR_SEQ) && !sn_u(d, GTP_PR_VERSION) &&
        !(sn_u(d, GTP_PR_FLAGS) & 1))
        (void)sn_get_bytes(d, r, GTP_PR_DUMMY, DUMMY);
}

/* A control message: what is left of the length that counts from `mandatory` on. */
static void control(struct sn_dis *d, struct sn_rd *r, const uint8_t *mandatory)
{
    size_t len = sn_u(d, GTP_LENGTH), head = (size_t)(r->p - mandatory);
    struct sn_rd body = sn_inside(r, len > head ? len - head : 0);

    sn_gtp_elements(d, &body);
    if (body.stop)
        sn_stop(r, &body);
}

/* Whether it is where GTP' is: version 2 is something else elsewhere. */
static bool at_home(const struct sn_dis *d)
{
    return d->ends->sport == OLD_PORT || d->ends->dport == OLD_PORT;
}

static void gtp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *mandatory;
    struct sn_rd body;
    uint64_t flags;
    bool whole;

    if (sn_rd_left(r) && *r->p >> 5 == 2 && !at_home(d)) {
        sn_next_proto(d, &sn_proto_gtpv2, r, len);
        return;
    }
    if (sn_rd_left(r) && !(*r->p & GTP_NOT_PRIME)) {
        prime(d, r);
        return;
    }
    if (!sn_header(d, r, GTP_FLAGS, GTP_PROTOCOL))
        return;
    flags = sn_u(d, GTP_FLAGS);
    if (sn_u(d, GTP_VERSION) == 1) {
        sn_parts(d, GTP_FLAGS, GTP_F_RESERVED1, GTP_F_PN);
        whole = sn_header(d, r, GTP_MESSAGE, GTP_TEID);
        mandatory = r->p;
        whole = whole && (!(flags & OPTIONAL) || optional(d, r, flags));
    } else {
        sn_parts(d, GTP_FLAGS, GTP_F_RESERVED, GTP_F_SNN);
        whole = sn_header(d, r, GTP_MESSAGE, GTP_LENGTH) && sn_get(d, r, GTP_SEQ, NULL) &&
                sn_header(d, r, GTP_FLOW, GTP_SNDCP) && sn_rd_skip(r, TID);
        mandatory = r->p;
    }
    if (whole && sn_u(d, GTP_MESSAGE) != T_PDU && sn_u(d, GTP_VERSION) == 1)
        control(d, r, mandatory);
    if (!whole || sn_u(d, GTP_MESSAGE) != T_PDU)
        return;
    len = (uint32_t)sn_u(d, GTP_LENGTH);
    len -= len < r->p - mandatory ? len : (uint32_t)(r->p - mandatory);
    body = sn_inside(r, len);
    sn_next_proto(d, carried(d, &body), &body, len);
}

/* The message types that there are, bit by bit. */
static bool known(uint8_t type)
{
    static const uint32_t types[] = {[0] = 0xffff00fe, [1] = 0x7fff003f, [2] = 0x00000040,
                                     [3] = 0x03ff03ff, [4] = 0x00000003, [7] = 0xc0030000};

    return types[type / 32] >> type % 32 & 1;
}

/* GTP or GTP' of these versions, or what version 2 of GTP is. */
static bool gtp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen >= 2 && (*p >> 5 == 2 || (*p >> 5 <= 1 && known(p[1])));
}

/* Version 2 of GTP' is only where that is at home. */
static bool prime_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen >= 2 && (*p >> 5 <= 1 || *p >> 4 == 4) && known(p[1]);
}

const struct sn_proto sn_proto_gtp = {
    .name = "gtp",
    .title = "GPRS Tunneling Protocol",
    SN_PROTO_FIELDS(gtp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = USER_PORT, .claims = gtp_claims},
                    {.table = &sn_tab_udp, .value = CONTROL_PORT, .claims = gtp_claims},
                    {.table = &sn_tab_udp, .value = OLD_PORT, .claims = prime_claims}),
    .more = true,
    .dissect = gtp_dissect,
};
