/* ICMPv6 (RFC 4443), neighbor discovery (RFC 4861), mobile IPv6 (RFC 6275). */
#include "dis/net/icmp6.h"
#include "dis/net/ip.h"

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

bool sn_icmp6_reserved(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    return d->want & SN_WANT_FIELDS ? sn_get_bytes(d, r, ICMP6_RESERVED, n) : sn_rd_skip(r, n);
}

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
    uint8_t nh;

    if (sn_rd_skip(&in, 8))
        (void)sn_header(d, &in, ICMP6_IN_SRC, ICMP6_IN_DST);
    if (find_ports(&up, &nh) && sn_rd_skip(&up, 2) && sn_get(d, &up, ICMP6_IN_PORT, NULL))
        sn_rec_made(d, ICMP6_IN_PROTO, nh);
    sn_text_only(d, first);
}

/* In an error: reserved bytes, and how much of the packet in error is there when objects follow. */
static bool unused(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t len;

    if (!sn_rd_peek(r, 0, &len) || !len || !(d->want & SN_WANT_FIELDS))
        return sn_icmp6_reserved(d, r, 4);
    return sn_get(d, r, ICMP6_LENGTH, NULL) && sn_icmp6_reserved(d, r, 3);
}

static void error(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    if (type == ICMP6_TOO_BIG ? !sn_get(d, r, ICMP6_MTU, NULL)
        : type == ICMP6_PARAM ? !sn_get(d, r, ICMP6_POINTER, NULL)
                              : !unused(d, r))
        return;
    peek_inner(d, *r);
    if (sn_in_detail(d))
        sn_next_proto(d, &sn_proto_ipv6, r, d->cur->len - 8);
}

static void neighbor(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    if (type == ICMP6_NS ? !sn_icmp6_reserved(d, r, 4) : !sn_get(d, r, ICMP6_NA_FLAGS, NULL))
        return;
    if (type == ICMP6_NA) {
        sn_parts(d, ICMP6_NA_FLAGS, ICMP6_NA_R, ICMP6_NA_O);
        sn_parts(d, ICMP6_NA_FLAGS, ICMP6_NA_RSV, ICMP6_NA_RSV);
    }
    if (sn_get(d, r, type == ICMP6_NS ? ICMP6_TARGET : ICMP6_NA_TARGET, NULL))
        sn_nd_dissect(d, r);
}

static void mobile(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    if (!sn_get(d, r, ICMP6_HA_ID, NULL))
        return;
    if (type == ICMP6_MP_ADVERT) {
        if (!sn_get(d, r, ICMP6_HA_FLAGS, NULL))
            return;
        sn_parts(d, ICMP6_HA_FLAGS, ICMP6_HA_M, ICMP6_HA_RSV);
        sn_nd_dissect(d, r);
        return;
    }
    if ((type != ICMP6_HA_REPLY && !sn_wants_values(d)) || !sn_icmp6_reserved(d, r, 2) ||
        type != ICMP6_HA_REPLY)
        return;
    while (sn_rd_left(r) && sn_get(d, r, ICMP6_HA_ADDR, NULL))
        ;
}

/* The whole message, for the text to dump. */
static void keep(struct sn_dis *d, const struct sn_rd *all)
{
    size_t n = sn_rd_left(all);

    sn_rec_bytes(d, ICMP6_WHOLE, sn_rd_off(all), n, all->p, n)->flags |= SN_REC_TEXT;
}

/* By type, behind the first four bytes. False: the type is unknown. */
static bool message(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t len)
{
    switch (type) {
    case ICMP6_UNREACH:
    case ICMP6_TOO_BIG:
    case ICMP6_TIME:
    case ICMP6_PARAM:
        error(d, r, type);
        return true;
    case ICMP6_ECHO_REQUEST:
    case ICMP6_ECHO_REPLY:
        if (sn_header(d, r, ICMP6_IDENT, ICMP6_SEQ) && d->want & SN_WANT_FIELDS)
            sn_next_proto(d, NULL, r, d->cur->len - 8);
        return true;
    case ICMP6_MLD_QUERY:
    case ICMP6_MLD_REPORT:
    case ICMP6_MLD_DONE:
    case ICMP6_MLD2_REPORT:
        sn_mld_dissect(d, r, type, len);
        return true;
    case ICMP6_RS:
        if (sn_icmp6_reserved(d, r, 4))
            sn_nd_dissect(d, r);
        return true;
    case ICMP6_RA:
        if (sn_header(d, r, ICMP6_RA_HOPS, ICMP6_RA_RETRANS))
            sn_nd_dissect(d, r);
        return true;
    case ICMP6_NS:
    case ICMP6_NA:
        neighbor(d, r, type);
        return true;
    case ICMP6_REDIRECT:
        if (sn_icmp6_reserved(d, r, 4) && sn_header(d, r, ICMP6_REDIR_TARGET, ICMP6_REDIR_DST))
            sn_nd_dissect(d, r);
        return true;
    case ICMP6_HA_REQUEST:
    case ICMP6_HA_REPLY:
    case ICMP6_MP_SOLICIT:
    case ICMP6_MP_ADVERT:
        mobile(d, r, type);
        return true;
    case ICMP6_NI_QUERY:
    case ICMP6_NI_REPLY:
        sn_ni_dissect(d, r);
        return true;
    case ICMP6_RENUM:
        sn_rr_dissect(d, r);
        return true;
    case ICMP6_RPL:
        sn_rpl_dissect(d, r, len);
        return true;
    default:
        return false;
    }
}

static void icmp6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t type;

    if (!sn_header_of(d, r, icmp6_fields, ICMP6_SUM)) {
        keep(d, &all);
        return;
    }
    if (d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE) && d->ip.version == 6 && !d->ip.frag)
        sn_sum_check(d, &all, len, SN_ICMP6, ICMP6_SUM, ICMP6_SUM_STATUS, ICMP6_SUM_RIGHT);
    type = sn_u(d, ICMP6_TYPE);
    if (type == ICMP6_UNREACH && sn_u(d, ICMP6_CODE) > 4)
        keep(d, &all);
    if (message(d, r, type, len))
        return;
    keep(d, &all);
    if (sn_wants_values(d) && !sn_icmp6_more(d, r, type))
        (void)!sn_get_bytes(d, r, ICMP6_DATA, sn_rd_left(r));
}

const struct sn_proto sn_proto_icmp6 = {
    .name = "icmpv6",
    .tag = "icmp6",
    .title = "Internet Control Message Protocol v6",
    SN_PROTO_FIELDS(icmp6),
    .keys = SN_KEYS({.table = &sn_tab_ipproto, .value = SN_ICMP6}),
    .dissect = icmp6_dissect,
    .text = sn_icmp6_text,
};
