/* BGP: routes (RFC 4271), also of other families (RFC 4760, 4364, 4684, 6037, 6514, 8277). */
#include "dis/routing/bgp.h"

enum { IPV4 = 1, IPV6, NSAP, VPLS = 25, L2VPN = 196 };
enum { UNICAST = 1, MULTICAST, BOTH, LABELED, MCAST_VPN, SAFI_VPLS = 65, SAFI_MDT };
enum {
    VPN_UNICAST = 128,
    VPN_BOTH = 130,
    ROUTE_TARGET = 132,
    RD_SIZE = 8,
    LABEL_SIZE = 3,
    NSAP_MAX = 19
};
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
    {IPV6, VPN_UNICAST, VPN_BOTH, true, true},  {NSAP, UNICAST, BOTH, false, false},
    {NSAP, VPN_UNICAST, VPN_BOTH, true, true},  {L2VPN, VPN_UNICAST, VPN_BOTH, false, false},
    {VPLS, SAFI_VPLS, SAFI_VPLS, false, false},
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

/* Whether prefixes up to end have path identifiers in front (RFC 7911), which nothing says: when
 * they can be read so to the end, and not without. An identifier that ends where the capture does
 * counts, as for tcpdump. */
static bool has_path_ids(const struct sn_dis *d, const struct sn_rd *r, const uint8_t *end,
                         unsigned max)
{
    const uint8_t *p = r->p, *captured = sn_captured_end(d, r);
    const size_t n = p < end ? (size_t)(end - p) : 0;
    size_t i = 0;

    while (i + 5 <= n) {
        unsigned bits = p[i + 4];

        if (bits > max)
            return false;
        i += 5 + (bits + 7) / 8;
    }
    if (i != n && (!i || i + 4 != n || end != captured))
        return false;
    for (i = 0; i < n;) {
        unsigned bits = p[i];

        if (bits < 1 || bits > max)
            return true;
        i += 1 + (bits + 7) / 8;
    }
    return i > n;
}

/* A route that is a prefix, with what its family has in front. It can't have
 * more than max bytes, which tcpdump doesn't look at in all families. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, const struct family *f, unsigned field,
                   bool path_id, size_t max, bool *illegal)
{
    unsigned before = (f->label ? LABEL_SIZE * 8u : 0) + (f->rd ? RD_SIZE * 8u : 0);
    uint32_t bits;
    size_t bytes;

    if ((path_id && !sn_get(d, r, PATH_ID, NULL)) ||
        !sn_rd_need(r, f->label && !f->rd ? 1 + LABEL_SIZE : 1))
        return false;
    (void)!sn_get(d, r, PREFIX_LEN, &bits);
    *illegal = bits < before || bits - before > (f->afi == IPV6 ? 128u : 32u);
    if (*illegal || (f->label && !sn_get(d, r, LABEL, NULL)) ||
        (f->rd && !sn_get_bytes(d, r, RD, RD_SIZE)))
        return false;
    bits -= before;
    bytes = (bits + 7) / 8;
    if (!f->rd && !(f->label && f->afi == IPV6) && 1 + before / 8 + bytes > max)
        sn_malformed(r);
    return !r->stop && sn_get_prefix(d, r, field, bits);
}

/* An OSI address, which tcpdump reads three bytes further on when there is no label. */
static bool nsap(struct sn_dis *d, struct sn_rd *r, const struct family *f, bool *illegal)
{
    unsigned before = f->rd ? (LABEL_SIZE + RD_SIZE) * 8u : 0;
    struct sn_rd in;
    uint32_t bits;

    if (!sn_get(d, r, PREFIX_LEN, &bits))
        return false;
    *illegal = bits < before || bits - before > NSAP_MAX * 8;
    if (*illegal)
        return false;
    if (f->rd && (!sn_get(d, r, LABEL, NULL) || !sn_get_bytes(d, r, RD, RD_SIZE)))
        return false;
    in = *r;
    bits -= before;
    if (!sn_rd_skip(&in, f->rd ? 0 : 3) || !sn_get_bytes(d, &in, NSAP_ADDR, (bits + 7) / 8)) {
        sn_stop(r, &in);
        return false;
    }
    return sn_rd_skip(r, (bits + 7) / 8);
}

/* Whether the parts behind a block of labels (Kompella's drafts) were captured, as tcpdump reads
 * them: n bytes of values, and it goes past those only that it knows. */
static bool l2_parts(struct sn_rd r, size_t n)
{
    while (n >= 3) {
        uint16_t bits;
        uint8_t type;
        size_t bytes;

        if (!sn_rd_u8(&r, &type) || !sn_rd_be16(&r, &bits))
            return false;
        bytes = (bits + 7u) / 8;
        if (bytes && !sn_rd_need(&r, 1))
            return false;
        if (bytes > n)
            return true;
        n -= bytes;
        if (type == 1 && !sn_rd_skip(&r, bytes))
            return false;
    }
    return true;
}

/* Sites of a layer 2 VPN: who is one (12 bytes), or a block of labels and more (over 17). */
static bool l2vpn(struct sn_dis *d, struct sn_rd *r)
{
    enum { DISCOVERED = 12, BLOCK = 15, BLOCK_LEAST = 18, SHOWN = 256 };
    struct sn_rd in;
    uint32_t n;

    if (!sn_get(d, r, L2VPN_LEN, &n))
        return false;
    in = *r;
    if (n != DISCOVERED && n < BLOCK_LEAST) {
        sn_malformed(r);
        return false;
    }
    if (!sn_rd_need(r, n == DISCOVERED ? n : BLOCK))
        return false;
    if (n != DISCOVERED && (!sn_rd_skip(&in, BLOCK) || !l2_parts(in, n - BLOCK))) {
        sn_malformed(r);
        return false;
    }
    in = *r;
    (void)!sn_get_upto(d, &in, L2VPN_SITE, SHOWN);
    r->p += n < sn_rd_left(r) ? n : sn_rd_left(r);
    return true;
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

/* A route is read past its own length, as tcpdump does. */
static bool mvpn(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type, n;
    const uint8_t *value;
    bool ok = true;

    if (!sn_get(d, r, MVPN, &type) || !sn_get(d, r, MVPN_LEN, &n))
        return false;
    value = r->p;
    if (type >= INTRA_AS && type <= SOURCE_JOIN && type != LEAF) {
        ok = sn_get_bytes(d, r, MVPN_RD, RD_SIZE);
        if (type == INTER_AS || type == SHARED_JOIN || type == SOURCE_JOIN)
            ok = ok && sn_get(d, r, MVPN_AS, NULL);
        if (type >= S_PMSI)
            ok = ok && mvpn_prefixed(d, r, WHAT_SOURCE, MVPN_SRC) &&
                 mvpn_prefixed(d, r, WHAT_GROUP, MVPN_GROUP);
        if (type == INTRA_AS || type == S_PMSI)
            ok = ok && mvpn_address(d, r, WHAT_ORIGIN, MVPN_ORIGIN,
                                    n - (uint32_t)(r->p - value) + (type == S_PMSI ? RD_SIZE : 0));
    }
    if (ok)
        r->p = n < (size_t)(r->end - value) ? value + n : r->end;
    return ok;
}

/* max: bytes of the attribute, or of what is left of the message. */
static bool route(struct sn_dis *d, struct sn_rd *r, const struct family *f, unsigned field,
                  bool path_id, size_t max, bool *illegal)
{
    if (f->afi == IPV4 && f->first == ROUTE_TARGET)
        return route_target(d, r, illegal);
    if (f->first == SAFI_MDT)
        return mdt(d, r, illegal);
    if (f->first == MCAST_VPN)
        return mvpn(d, r);
    if (f->afi == NSAP)
        return nsap(d, r, f, illegal);
    if (f->afi == L2VPN || f->afi == VPLS)
        return l2vpn(d, r);
    return prefix(d, r, f, field, path_id, max, illegal);
}

/* Routes up to end, which the last may go past. False: r has stopped, or a prefix is wrong. */
static bool routes(struct sn_dis *d, struct sn_rd *r, const uint8_t *end, size_t max,
                   const struct family *f, unsigned field, unsigned indent)
{
    bool plain = f->first == UNICAST && f->afi <= IPV6;
    bool path_id = plain && has_path_ids(d, r, end, f->afi == IPV6 ? 128 : 32);

    while (r->p < end) {
        const uint8_t *at = r->p;
        uint32_t begin = d->nrec;
        struct sn_rec *g = sn_group(d, r, NLRI, indent);
        bool illegal = false, ok = route(d, r, f, field, path_id, max, &illegal);

        sn_group_end(d, r, g);
        if (!ok) {
            d->nrec = begin;
            r->p = at;
        }
        if (f->afi > IPV6)
            sn_text_only(d, begin);
        if (illegal)
            sn_note(d, f->first == ROUTE_TARGET ? ILLEGAL_RT : ILLEGAL, 0);
        if (!ok)
            return false;
    }
    return true;
}

bool sn_bgp_prefixes(struct sn_dis *d, struct sn_rd *r, enum sn_bgp_where where)
{
    return routes(d, r, r->end, SIZE_MAX, &families[0],
                  where == SN_BGP_WITHDRAWN ? WITHDRAWN : PREFIX, 4);
}

/* An OSI address is all of the next hops. */
static bool hop_nsap(struct sn_dis *d, struct sn_rd *r, const struct family *f)
{
    if (f->rd && sn_rd_left(r) <= RD_SIZE) {
        sn_note(d, HOP_BAD, 0);
        return sn_rd_skip(r, sn_rd_left(r));
    }
    if (f->rd)
        (void)!sn_get_bytes(d, r, HOP_RD, RD_SIZE);
    return sn_get_bytes(d, r, HOP_NSAP, sn_rd_left(r));
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
        (void)(f->afi == NSAP ? hop_nsap(d, &hops, f) : hop(d, &hops, f, &first));
    sn_note(d, HOP_LEN, n);
    return true;
}

/* Subnetwork points of attachment. */
static bool snpas(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n, len;

    if (!sn_get(d, r, SNPAS, &n))
        return false;
    for (; n; n--) {
        if (!sn_get(d, r, SNPA_LEN, &len) || !sn_rd_skip(r, len))
            return false;
    }
    return true;
}

/* What is in front of announced routes, inside the attribute. */
static bool announced(struct sn_dis *d, struct sn_rd *r, const uint8_t *end, const struct family *f)
{
    struct sn_rd in = sn_inside(r, (size_t)(end - r->p));
    bool ok = next_hops(d, &in, f) && snpas(d, &in);

    if (!ok)
        sn_stop(r, &in);
    r->p = in.p;
    return ok;
}

bool sn_bgp_family(struct sn_dis *d, struct sn_rd *r, size_t n, enum sn_bgp_where where)
{
    bool reach = where == SN_BGP_REACH;
    struct sn_rd all = *r;
    const uint8_t *end = r->p + n;
    const struct family *f;
    unsigned field = reach ? REACH_SAFI : UNREACH_SAFI;
    uint32_t afi, safi;

    if (reach && n < 3)
        sn_malformed(r);
    if ((reach && n < 3) || !sn_rd_need(r, 3))
        return false;
    (void)!sn_get(d, r, reach ? REACH_AFI : UNREACH_AFI, &afi);
    (void)!sn_get(d, r, field, &safi);
    f = find(afi, safi);
    if (!reach && r->p == end)
        sn_note(d, f ? MP_END : FAMILY_NONE, field);
    else if (!f)
        sn_note(d, FAMILY_NONE, field);
    if (!f) {
        uint32_t from = d->nrec;

        (void)!sn_get_bytes(d, &all, DUMP_V, n);
        sn_text_only(d, from);
        return true;
    }
    if (reach && !announced(d, r, end, f))
        return false;
    (void)routes(d, r, end, n, f,
                 f->afi == IPV6 ? reach ? REACH6 : UNREACH6
                 : reach        ? REACH4
                                : UNREACH4,
                 6);
    return !r->stop;
}
