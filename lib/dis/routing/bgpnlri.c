/* BGP: routes (RFC 4271), also of other families (RFC 4760, 4364, 4684, 6037, 6514, 8277). */
#include "dis/routing/bgp.h"

enum { IPV4 = 1, IPV6, NSAP, UNICAST = 1, MULTICAST, BOTH, LABELED, MCAST_VPN, SAFI_MDT = 66 };
enum { VPN_UNICAST = 128, VPN_BOTH = 130, ROUTE_TARGET = 132, RD_SIZE = 8, LABEL_SIZE = 3 };
enum { INTRA_AS = 1, INTER_AS, S_PMSI, LEAF, SOURCE_ACTIVE, SHARED_JOIN, SOURCE_JOIN };

/* What the routes of a family are made of. */
struct family {
    uint16_t afi;
    uint8_t first, last; /* SAFIs */
    bool label, rd;
};
static const struct family families[] = {
    {IPV4, UNICAST, BOTH, false, false},        {IPV4, LABELED, LABELED, true, false},
    {IPV4, MCAST_VPN, MCAST_VPN, false, false}, {IPV4, SAFI_MDT, SAFI_MDT, false, false},
    {IPV4, VPN_UNICAST, VPN_BOTH, true, true},  {IPV4, ROUTE_TARGET, ROUTE_TARGET, false, false},
    {IPV6, UNICAST, BOTH, false, false},        {IPV6, LABELED, LABELED, true, false},
    {IPV6, VPN_UNICAST, VPN_BOTH, true, true},
};

static const struct family *find(uint32_t afi, uint32_t safi)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        const struct family *f = &families[i];

        if (f->afi == afi && safi >= f->first && safi <= f->last)
            return f;
    }
    return NULL;
}

/* Whether prefixes have path identifiers in front (RFC 7911), which nothing says: when they can be
 * read so to the end, and not without. */
static bool has_path_ids(struct sn_rd r, unsigned max)
{
    const size_t n = sn_rd_left(&r);
    size_t i = 0;

    while (i + 5 <= n) {
        unsigned bits = r.p[i + 4];

        if (bits > max)
            return false;
        i += 5 + (bits + 7) / 8;
    }
    if (i != n)
        return false;
    for (i = 0; i < n;) {
        unsigned bits = r.p[i];

        if (bits < 1 || bits > max)
            return true;
        i += 1 + (bits + 7) / 8;
    }
    return i > n;
}

/* A route that is a prefix, with what its family has in front. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, const struct family *f, unsigned field,
                   bool path_id, bool *illegal)
{
    unsigned before = (f->label ? LABEL_SIZE * 8u : 0) + (f->rd ? RD_SIZE * 8u : 0);
    uint32_t bits;

    if ((path_id && !sn_get(d, r, PATH_ID, NULL)) || !sn_get(d, r, PREFIX_LEN, &bits))
        return false;
    *illegal = bits < before;
    if (*illegal || (f->label && !sn_get(d, r, LABEL, NULL)) ||
        (f->rd && !sn_get_bytes(d, r, RD, RD_SIZE)))
        return false;
    bits -= before;
    *illegal = bits > (f->afi == IPV6 ? 128 : 32);
    return !*illegal && sn_get_prefix(d, r, field, bits);
}

static bool route_target(struct sn_dis *d, struct sn_rd *r, bool *illegal)
{
    uint32_t bits, n;

    if (!sn_get(d, r, PREFIX_LEN, &bits))
        return false;
    if (bits == 0) {
        sn_note(d, RT_DEFAULT, 0);
        return true;
    }
    *illegal = bits < 32 || bits - 32 > 64;
    if (*illegal || !sn_get(d, r, RT_AS, NULL))
        return false;
    n = (bits - 32 + 7) / 8;
    return sn_get_bytes(d, r, RT, n);
}

static bool mdt(struct sn_dis *d, struct sn_rd *r, bool *illegal)
{
    uint32_t bits;

    if (!sn_get(d, r, PREFIX_LEN, &bits))
        return false;
    *illegal = bits != (RD_SIZE + 8) * 8;
    return !*illegal && sn_get_bytes(d, r, RD, RD_SIZE) && sn_get(d, r, MDT_ADDR, NULL) &&
           sn_get(d, r, MDT_GROUP, NULL);
}

/* "Source", "Group", "Originator": an address behind its number of bits, or one that ends the
 * route. */
enum { WHAT_SOURCE, WHAT_GROUP, WHAT_ORIGIN };

static bool mvpn_address(struct sn_dis *d, struct sn_rd *r, unsigned what, unsigned field,
                         uint32_t bytes)
{
    sn_note(d, MVPN_WHAT, what);
    if (bytes == 4)
        return sn_get(d, r, field, NULL);
    if (bytes == 16)
        return sn_get64(d, r, MVPN_ADDR6, NULL);
    sn_note(d, MVPN_BAD, bytes * 8);
    return true;
}

static bool mvpn_prefixed(struct sn_dis *d, struct sn_rd *r, unsigned what, unsigned field)
{
    uint8_t bits;

    if (!sn_rd_u8(r, &bits))
        return false;
    if (bits == 32 || bits == 128)
        return mvpn_address(d, r, what, field, bits / 8);
    if (bits == 0)
        return true;
    sn_note(d, MVPN_WHAT, what);
    sn_note(d, MVPN_BAD, bits);
    return sn_rd_skip(r, bits / 8);
}

/* A route is read as far as the message was captured, also past its attribute and past its own
 * length, as tcpdump does. */
static bool mvpn(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in = *r;
    uint32_t type, n;
    const uint8_t *value;
    bool ok = true;

    in.end = r->start + d->cur->off + d->cur->caplen;
    if (!sn_get(d, &in, MVPN, &type) || !sn_get(d, &in, MVPN_LEN, &n)) {
        sn_stop(r, &in);
        return false;
    }
    value = in.p;
    if (type >= INTRA_AS && type <= SOURCE_JOIN && type != LEAF) {
        ok = sn_get_bytes(d, &in, MVPN_RD, RD_SIZE);
        if (type == INTER_AS || type == SHARED_JOIN || type == SOURCE_JOIN)
            ok = ok && sn_get(d, &in, MVPN_AS, NULL);
        if (type >= S_PMSI)
            ok = ok && mvpn_prefixed(d, &in, WHAT_SOURCE, MVPN_SRC) &&
                 mvpn_prefixed(d, &in, WHAT_GROUP, MVPN_GROUP);
        if (type == INTRA_AS || type == S_PMSI)
            ok = ok && mvpn_address(d, &in, WHAT_ORIGIN, MVPN_ORIGIN,
                                    n - (uint32_t)(in.p - value) + (type == S_PMSI ? RD_SIZE : 0));
    }
    r->p = value < r->end && n < (size_t)(r->end - value) ? value + n : r->end;
    if (!ok)
        sn_stop(r, &in);
    return ok;
}

static bool route(struct sn_dis *d, struct sn_rd *r, const struct family *f, unsigned field,
                  bool path_id, bool *illegal)
{
    if (f->afi == IPV4 && f->first == ROUTE_TARGET)
        return route_target(d, r, illegal);
    if (f->first == SAFI_MDT)
        return mdt(d, r, illegal);
    if (f->first == MCAST_VPN)
        return mvpn(d, r);
    return prefix(d, r, f, field, path_id, illegal);
}

/* Routes to the end of r. */
static bool routes(struct sn_dis *d, struct sn_rd *r, const struct family *f, unsigned field,
                   unsigned indent)
{
    bool plain = f->first == UNICAST;
    bool path_id = plain && has_path_ids(*r, f->afi == IPV6 ? 128 : 32);

    while (sn_rd_left(r)) {
        const uint8_t *at = r->p;
        uint32_t begin = d->nrec;
        struct sn_rec *g = sn_group(d, r, NLRI, indent);
        bool illegal = false, ok = route(d, r, f, field, path_id, &illegal);

        sn_group_end(d, r, g);
        if (!ok) {
            d->nrec = begin;
            r->p = at;
        }
        if (illegal)
            sn_note(d, f->first == ROUTE_TARGET ? ILLEGAL_RT : ILLEGAL, 0);
        if (!ok)
            return false;
    }
    return true;
}

bool sn_bgp_prefixes(struct sn_dis *d, struct sn_rd *r, enum sn_bgp_where where)
{
    return routes(d, r, &families[0], where == SN_BGP_WITHDRAWN ? WITHDRAWN : PREFIX, 4);
}

static bool hop(struct sn_dis *d, struct sn_rd *r, const struct family *f, bool *first)
{
    size_t rd = f->rd ? RD_SIZE : 0, n = rd + (f->afi == IPV6 ? 16 : 4);
    unsigned field = f->afi != IPV6 ? HOP4 : *first ? HOP6 : HOP6_LINK;

    *first = false;
    if (sn_rd_left(r) < n) {
        sn_note(d, HOP_BAD, 0);
        (void)!sn_rd_skip(r, sn_rd_left(r));
        return true;
    }
    return (!rd || sn_get_bytes(d, r, HOP_RD, rd)) && sn_get64(d, r, field, NULL);
}

static bool next_hops(struct sn_dis *d, struct sn_rd *r, const struct family *f)
{
    struct sn_rd hops;
    bool first = true;
    uint8_t n;

    if (!sn_rd_u8(r, &n) || !sn_rd_need(r, n))
        return false;
    (void)!sn_rd_sub(r, n, &hops);
    sn_note(d, HOPS, n);
    while (sn_rd_left(&hops))
        (void)hop(d, &hops, f, &first);
    sn_note(d, HOP_LEN, n);
    return true;
}

void sn_bgp_family(struct sn_dis *d, struct sn_rd *r, enum sn_bgp_where where)
{
    bool reach = where == SN_BGP_REACH;
    struct sn_rd all = *r;
    const struct family *f;
    unsigned field = reach ? REACH_SAFI : UNREACH_SAFI;
    uint32_t afi, safi, n;

    if (!sn_rd_need(r, 3))
        return;
    (void)!sn_get(d, r, reach ? REACH_AFI : UNREACH_AFI, &afi);
    (void)!sn_get(d, r, field, &safi);
    f = find(afi, safi);
    if (!reach && !sn_rd_left(r))
        sn_note(d, f ? MP_END : FAMILY_NONE, field);
    else if (!f)
        sn_note(d, FAMILY_NONE, field);
    if (!f) {
        uint32_t from = d->nrec;

        (void)!sn_get_bytes(d, &all, DUMP_V, sn_rd_left(&all));
        sn_text_only(d, from);
        return;
    }
    if (reach) {
        if (!next_hops(d, r, f) || !sn_get(d, r, SNPAS, &n))
            return;
        for (; n; n--) {
            if (!sn_get(d, r, SNPA_LEN, NULL) || !sn_rd_skip(r, sn_u(d, SNPA_LEN)))
                return;
        }
    }
    (void)routes(d, r, f,
                 f->afi == IPV6 ? reach ? REACH6 : UNREACH6
                 : reach        ? REACH4
                                : UNREACH4,
                 6);
}
