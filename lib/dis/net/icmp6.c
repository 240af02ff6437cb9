/* ICMPv6 (RFC 4443), neighbor discovery (RFC 4861), mobile IPv6 (RFC 6275). */
#include "dis/net/icmp6.h"

const struct sn_val sn_icmp6_types[] = {
    {ICMP6_ECHO_REQUEST, "echo request"},
    {ICMP6_ECHO_REPLY, "echo reply"},
    {ICMP6_NS, "neighbor solicitation"},
    {ICMP6_NA, "neighbor advertisement"},
    {ICMP6_UNREACH, "destination unreachable"},
    {ICMP6_TOO_BIG, "packet too big"},
    {ICMP6_TIME, "time exceeded in-transit"},
    {ICMP6_PARAM, "parameter problem"},
    {ICMP6_MLD_QUERY, "multicast listener query"},
    {ICMP6_MLD_REPORT, "multicast listener report"},
    {ICMP6_MLD_DONE, "multicast listener done"},
    {ICMP6_RS, "router solicitation"},
    {ICMP6_RA, "router advertisement"},
    {ICMP6_REDIRECT, "redirect"},
    {ICMP6_RENUM, "router renumbering"},
    {ICMP6_NI_QUERY, "who-are-you request"},
    {ICMP6_NI_REPLY, "who-are-you reply"},
    {ICMP6_INV_NS, "inverse neighbor solicitation"},
    {ICMP6_INV_NA, "inverse neighbor advertisement"},
    {ICMP6_MLD2_REPORT, "multicast listener report v2"},
    {ICMP6_HA_REQUEST, "ha discovery request"},
    {ICMP6_HA_REPLY, "ha discovery reply"},
    {ICMP6_MP_SOLICIT, "mobile router solicitation"},
    {ICMP6_MP_ADVERT, "mobile router advertisement"},
    {ICMP6_RPL, "RPL"},
    {200, "mtrace response"},
    {201, "mtrace message"},
    {0, NULL},
};

SN_FIELD_TABLE(icmp6, ICMP6)

/* Where the ports of the packet in error are, behind its extension headers. */
static bool find_ports(struct sn_rd *r, uint8_t *nh)
{
    enum { HOP = 0, ROUTING = 43, FRAGMENT = 44, DSTOPTS = 60, FIXED = 40 };
    struct sn_rd h = *r;
    uint8_t next, len;
    uint16_t off;

    if (!sn_rd_skip(&h, 6) || !sn_rd_u8(&h, nh) || !sn_rd_skip(r, FIXED))
        return false;
    for (;;) {
        h = *r;
        switch (*nh) {
        case 6:
        case 17:
            return true;
        case FRAGMENT:
            if (!sn_rd_u8(&h, &next) || !sn_rd_skip(&h, 1) || !sn_rd_be16(&h, &off) || off & ~7u)
                return false;
            len = 0;
            break;
        case HOP:
        case ROUTING:
        case DSTOPTS:
            if (!sn_rd_u8(&h, &next) || !sn_rd_u8(&h, &len))
                return false;
            break;
        default:
            return false;
        }
        *nh = next;
        if (!sn_rd_skip(r, (len + 1u) * 8))
            return false;
    }
}

/* What the error's own line says of the packet in error. */
static void peek_inner(struct sn_dis *d, struct sn_rd in)
{
    struct sn_rd up = in;
    uint32_t first = d->nrec;
    uint16_t port;
    uint8_t nh;

    if (sn_rd_skip(&in, 8) && sn_get_bytes(d, &in, ICMP6_IN_SRC, 16))
        (void)!sn_get_bytes(d, &in, ICMP6_IN_DST, 16);
    if (find_ports(&up, &nh) && sn_rd_skip(&up, 2) && sn_get_be16(d, &up, ICMP6_IN_PORT, &port))
        sn_rec_made(d, ICMP6_IN_PROTO, nh);
    for (; first < d->nrec; first++)
        d->rec[first].flags |= SN_REC_TEXT;
}

static void error(struct sn_dis *d, struct sn_rd *r, uint8_t type)
{
    uint32_t v;

    if (type == ICMP6_TOO_BIG ? !sn_get_be32(d, r, ICMP6_MTU, &v)
        : type == ICMP6_PARAM ? !sn_get_be32(d, r, ICMP6_POINTER, &v)
                              : !sn_rd_skip(r, 4))
        return;
    peek_inner(d, *r);
    if (d->want & SN_WANT_FIELDS)
        sn_next_proto(d, &sn_proto_ipv6, r, d->cur->len - 8);
}

static void echo(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t v;

    if (sn_get_be16(d, r, ICMP6_IDENT, &v) && sn_get_be16(d, r, ICMP6_SEQ, &v) &&
        d->want & SN_WANT_FIELDS)
        sn_next_proto(d, NULL, r, d->cur->len - 8);
}

static void router_advert(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t v8;
    uint16_t v16;
    uint32_t v32;

    if (sn_get_u8(d, r, ICMP6_RA_HOPS, &v8) && sn_get_u8(d, r, ICMP6_RA_FLAGS, &v8) &&
        sn_get_be16(d, r, ICMP6_RA_LIFETIME, &v16) && sn_get_be32(d, r, ICMP6_RA_REACHABLE, &v32) &&
        sn_get_be32(d, r, ICMP6_RA_RETRANS, &v32))
        sn_nd_dissect(d, r);
}

static void neighbor(struct sn_dis *d, struct sn_rd *r, uint8_t type)
{
    size_t o = sn_rd_off(r);
    uint32_t f;

    if (!sn_rd_be32(r, &f))
        return;
    if (type == ICMP6_NA) {
        sn_rec_uint(d, ICMP6_NA_FLAGS, o, 4, f);
        if (d->want & SN_WANT_FIELDS) {
            sn_rec_uint(d, ICMP6_NA_R, o, 1, f >> 31);
            sn_rec_uint(d, ICMP6_NA_S, o, 1, f >> 30 & 1);
            sn_rec_uint(d, ICMP6_NA_O, o, 1, f >> 29 & 1);
        }
    }
    if (sn_get_bytes(d, r, ICMP6_TARGET, 16))
        sn_nd_dissect(d, r);
}

static void mobile(struct sn_dis *d, struct sn_rd *r, uint8_t type)
{
    uint16_t v;

    if (!sn_get_be16(d, r, ICMP6_HA_ID, &v) || type == ICMP6_HA_REQUEST || type == ICMP6_MP_SOLICIT)
        return;
    if (type == ICMP6_MP_ADVERT) {
        if (sn_get_be16(d, r, ICMP6_HA_FLAGS, &v))
            sn_nd_dissect(d, r);
        return;
    }
    if (!sn_rd_skip(r, 2))
        return;
    while (sn_rd_left(r) && sn_get_bytes(d, r, ICMP6_HA_ADDR, 16))
        ;
}

/* The checksum, of a message that is whole and no fragment. */
static void verify(struct sn_dis *d, const struct sn_rd *r, uint32_t len)
{
    struct sn_rec *q = &d->rec[d->cur->first + ICMP6_SUM];

    if (d->ip.version != 6 || d->ip.frag || sn_rd_left(r) < len)
        return;
    q->n = sn_sum_fold(sn_sum_add(sn_sum_pseudo(d, 58, len), r->p, len));
    q->flags |= (uint8_t)(SN_REC_CHECKED | (q->n ? SN_REC_BAD : 0));
    if (d->want & SN_WANT_FIELDS)
        sn_rec_made(d, ICMP6_SUM_STATUS, q->n == 0);
}

/* The whole message, for the text to dump. */
static void keep(struct sn_dis *d, struct sn_rd whole)
{
    size_t n = sn_rd_left(&whole);

    sn_rec_bytes(d, ICMP6_DATA, sn_rd_off(&whole), n, whole.p, n)->flags |= SN_REC_TEXT;
}

/* By type, behind the first four bytes. */
static void message(struct sn_dis *d, struct sn_rd *r, struct sn_rd whole, const uint8_t h[2],
                    uint32_t len)
{
    uint8_t type = h[0], code = h[1];

    switch (type) {
    case ICMP6_UNREACH:
    case ICMP6_TOO_BIG:
    case ICMP6_TIME:
    case ICMP6_PARAM:
        error(d, r, type);
        break;
    case ICMP6_ECHO_REQUEST:
    case ICMP6_ECHO_REPLY:
        echo(d, r);
        break;
    case ICMP6_MLD_QUERY:
    case ICMP6_MLD_REPORT:
    case ICMP6_MLD_DONE:
    case ICMP6_MLD2_REPORT:
        sn_mld_dissect(d, r, type, len);
        break;
    case ICMP6_RS:
        if (sn_rd_skip(r, 4))
            sn_nd_dissect(d, r);
        break;
    case ICMP6_RA:
        router_advert(d, r);
        break;
    case ICMP6_NS:
    case ICMP6_NA:
        neighbor(d, r, type);
        break;
    case ICMP6_REDIRECT:
        if (sn_rd_skip(r, 4) && sn_get_bytes(d, r, ICMP6_REDIR_TARGET, 16) &&
            sn_get_bytes(d, r, ICMP6_REDIR_DST, 16))
            sn_nd_dissect(d, r);
        break;
    case ICMP6_HA_REQUEST:
    case ICMP6_HA_REPLY:
    case ICMP6_MP_SOLICIT:
    case ICMP6_MP_ADVERT:
        mobile(d, r, type);
        break;
    case ICMP6_NI_QUERY:
    case ICMP6_NI_REPLY:
        sn_ni_dissect(d, r, type, code);
        break;
    case ICMP6_RENUM:
        sn_rr_dissect(d, r, code);
        break;
    case ICMP6_RPL:
        sn_rpl_dissect(d, r, code, len);
        break;
    default:
        keep(d, whole);
        break;
    }
}

static void dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd whole = *r;
    size_t o = sn_rd_off(r);
    uint8_t tmp[4];
    const uint8_t *h = sn_fixed(r, 4, tmp);
    struct sn_rec *q = sn_fixed_recs(d);

    q = sn_fill(q, ICMP6_TYPE, o, 1, h[0]);
    q = sn_fill(q, ICMP6_CODE, o + 1, 1, h[1]);
    q = sn_fill(q, ICMP6_SUM, o + 2, 2, sn_be16(h + 2));
    if (!sn_fixed_end(d, r, q)) {
        keep(d, whole);
        return;
    }
    if (d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE))
        verify(d, &whole, len);
    if (h[0] == ICMP6_UNREACH && h[1] > 4)
        keep(d, whole);
    message(d, r, whole, h, len);
}

const struct sn_proto sn_proto_icmp6 = {
    .name = "icmpv6",
    .tag = "icmp6",
    .title = "Internet Control Message Protocol v6",
    SN_PROTO_FIELDS(icmp6),
    .keys = SN_KEYS({.table = SN_TAB_IPPROTO, .value = 58}),
    .dissect = dissect,
    .text = sn_icmp6_text,
};
