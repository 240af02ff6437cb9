/* BGP: what is said of its fields. */
#include "dis/net/iso.h"
#include "dis/routing/bgp.h"

enum { FIRST_VENDOR = 129, TRANSITIVE = 0xfff };

static const struct sn_val header_errors[] = {
    {1, "Connection Not Synchronized"},
    {2, "Bad Message Length"},
    {3, "Bad Message Type"},
    {0, NULL},
};
static const struct sn_val open_errors[] = {
    {1, "Unsupported Version Number"}, {2, "Bad Peer AS"},
    {3, "Bad BGP Identifier"},         {4, "Unsupported Optional Parameter"},
    {5, "Authentication Failure"},     {6, "Unacceptable Hold Time"},
    {7, "Capability Message Error"},   {0, NULL},
};
static const struct sn_val update_errors[] = {
    {1, "Malformed Attribute List"},
    {2, "Unrecognized Well-known Attribute"},
    {3, "Missing Well-known Attribute"},
    {4, "Attribute Flags Error"},
    {5, "Attribute Length Error"},
    {6, "Invalid ORIGIN Attribute"},
    {7, "AS Routing Loop"},
    {8, "Invalid NEXT_HOP Attribute"},
    {9, "Optional Attribute Error"},
    {10, "Invalid Network Field"},
    {11, "Malformed AS_PATH"},
    {0, NULL},
};
static const struct sn_val state_errors[] = {
    {0, "Unspecified Error"},
    {1, "In OpenSent State"},
    {2, "In OpenConfirm State"},
    {3, "In Established State"},
    {0, NULL},
};
static const struct sn_val cease_errors[] = {
    {1, "Maximum Number of Prefixes Reached"},
    {2, "Administrative Shutdown"},
    {3, "Peer Unconfigured"},
    {4, "Administrative Reset"},
    {5, "Connection Rejected"},
    {6, "Other Configuration Change"},
    {7, "Connection Collision Resolution"},
    {0, NULL},
};
static const struct sn_val capability_errors[] = {
    {1, "Invalid Action Value"},
    {2, "Invalid Capability Length"},
    {3, "Malformed Capability Value"},
    {4, "Unsupported Capability Code"},
    {0, NULL},
};
static const struct sn_val path_ends[] = {{1, "}"}, {2, ""}, {3, ")"}, {4, "})"}, {0, NULL}};
enum {
    LINK_BW = 0x4004,
    SOURCE_AS = 0x0009,
    ENCAPSULATION = 0x030c,
    LAYER2 = 0x800a,
};

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

static void put_ip(struct sn_text *t, const uint8_t *p)
{
    sn_put_ipv4(t->b, p);
}

PUT(put_my_as)
{
    (void)v;
    sn_put_lit(t->b, "my AS ");
    sn_text_as(t, q->u);
    sn_put_lit(t->b, ", ");
}

PUT(put_as4)
{
    (void)v;
    sn_put_lit(t->b, "\n\t\t 4 Byte AS ");
    sn_text_as(t, q->u);
}

PUT(put_restart)
{
    sn_put_f(t->b, "\n\t\tRestart Flags: [%s], Restart Time %us",
             sn_before(v, q, GR_RESTART)->u ? "R" : "none", (unsigned)q->u);
}

PUT(put_kept)
{
    sn_put_lit(t->b, "\n\t\t  AFI ");
    sn_put_name(t, sn_afs, sn_before(v, q, GR_AFI)->u, "Unknown");
    sn_put_f(t->b, " (%u), SAFI ", (unsigned)sn_before(v, q, GR_AFI)->u);
    sn_put_name(t, sn_bgp_safis, sn_before(v, q, GR_SAFI)->u, "Unknown");
    sn_put_f(t->b, " (%u), Forwarding state preserved: %s", (unsigned)sn_before(v, q, GR_SAFI)->u,
             q->u ? "yes" : "no");
}

/* A code and its subcode. */
PUT(put_sub)
{
    static const struct sn_val *const names[] = {
        [1] = header_errors, [2] = open_errors,  [3] = update_errors,
        [5] = state_errors,  [6] = cease_errors, [7] = capability_errors,
    };
    unsigned code = (unsigned)sn_before(v, q, ERROR)->u;

    if (code > 7 || !names[code])
        return;
    sn_put_s(t->b, code == 5 || code == 7 ? " subcode " : ", subcode ");
    sn_put_name(t, names[code], q->u, "Unknown");
    sn_put_f(t->b, " (%u)", (unsigned)q->u);
}

PUT(put_comm)
{
    (void)v;
    sn_put_f(t->b, ", Shutdown Communication (length: %u): \"", q->n);
    sn_put_safe(t->b, q->p, q->n);
    sn_put_c(t->b, '"');
}

PUT(put_comm_bad)
{
    (void)v;
    sn_put_s(t->b,
             q->u ? ", invalid Shutdown Communication length" : ", empty Shutdown Communication");
}

PUT(put_comm_data)
{
    (void)v;
    sn_put_f(t->b, ", Data: (length: %u)", q->n);
    sn_put_value_as(t, "D\n\t\t", NULL, q);
}

/* The flags that are set, O, T, P, E, and any other. */
PUT(put_attr)
{
    unsigned flags = (unsigned)sn_before(v, q, ATTR_FLAGS)->u;
    uint64_t type = sn_before(v, q, ATTR_TYPE)->u;

    sn_put_s(t->b, q->depth > 1 ? "\n\t      " : "\n\t  ");
    sn_put_name(t, sn_bgp_attrs, type, "Unknown Attribute");
    sn_put_f(t->b, " (%u), length: %u", (unsigned)type, (unsigned)q->u);
    if (flags)
        sn_put_f(t->b, ", Flags [%s%s%s%s", flags & 0x80 ? "O" : "", flags & 0x40 ? "T" : "",
                 flags & 0x20 ? "P" : "", flags & 0x10 ? "E" : "");
    if (flags & 15)
        sn_put_f(t->b, "+%x", flags & 15);
    if (flags)
        sn_put_c(t->b, ']');
    if (flags || q->depth > 1)
        sn_put_lit(t->b, ": ");
}

PUT(put_path_as)
{
    (void)v;
    sn_text_as(t, q->u);
    sn_put_c(t->b, ' ');
}

PUT(put_path_end)
{
    sn_put_name(t, path_ends, sn_before(v, q, PATH_TYPE)->u, "?");
}

PUT(put_aggregator)
{
    sn_put_lit(t->b, " AS #");
    sn_text_as(t, sn_latest(v, q, AGG_AS2, AGG_AS4)->u);
    sn_put_lit(t->b, ", origin ");
    sn_text_host4(t, (uint32_t)q->u);
}

PUT(put_community)
{
    const struct sn_rec *next = q + 1;
    const char *name = sn_val_name(sn_bgp_communities, (uint32_t)q->u);

    while (next < v->end &&
           (next->field == COMM_KNOWN || next->field == COMM_AS || next->field == COMM_VALUE))
        next++;
    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, "%u:%u%s", (unsigned)(q->u >> 16), (unsigned)q->u & 0xffff,
                 next < v->end && next->field == COMMUNITY ? ", " : "");
}

PUT(put_cluster)
{
    sn_text_host4(t, (uint32_t)q->u);
    if (q + 1 < v->end && q[1].field == CLUSTER)
        sn_put_lit(t->b, ", ");
}

/* The address family in front of its subsequent one. */
static uint64_t afi_of(const struct sn_view *v, const struct sn_rec *safi)
{
    return sn_before(v, safi, safi->field == REACH_SAFI ? REACH_AFI : UNREACH_AFI)->u;
}

PUT(put_family)
{
    uint64_t afi = afi_of(v, q);

    sn_put_lit(t->b, "\n\t    AFI: ");
    sn_put_name(t, sn_afs, afi, "Unknown AFI");
    sn_put_f(t->b, " (%u), %sSAFI: ", (unsigned)afi,
             q->u >= FIRST_VENDOR ? "vendor specific " : "");
    sn_put_name(t, sn_bgp_safis, q->u, "Unknown SAFI");
    sn_put_f(t->b, " (%u)", (unsigned)q->u);
}

/* Of the family whose SAFI the note names. */
PUT(put_family_none)
{
    const struct sn_rec *safi = sn_before(v, q, (unsigned)q->u);

    sn_put_f(t->b, "\n\t    no AFI %u / SAFI %u decoder", (unsigned)afi_of(v, safi),
             (unsigned)safi->u);
}

/* Next hops: a comma between them. */
static void begin_hop(struct sn_text *t, const struct sn_rec *q)
{
    const struct sn_rec *before = q - 1;

    if (before->field == HOP_RD)
        before--;
    sn_put_s(t->b, before->field == HOPS ? "\n\t    nexthop: " : ", ");
    if (q[-1].field == HOP_RD) {
        sn_put_lit(t->b, "RD: ");
        sn_text_rd(t, q[-1].p);
        sn_put_lit(t->b, ", ");
    }
}

PUT(put_hop4)
{
    (void)v;
    begin_hop(t, q);
    sn_text_host4(t, (uint32_t)q->u);
}

PUT(put_hop6)
{
    (void)v;
    begin_hop(t, q);
    sn_text_host6(t, q->p);
}

PUT(put_hop_nsap)
{
    (void)v;
    begin_hop(t, q);
    sn_put_nsap(t->b, q->p, q->n);
    if (q[-1].field != HOP_RD)
        return;
    if (q->n >= 8 && sn_be32(q->p) == 0x47000601) {
        sn_put_lit(t->b, " = ");
        put_ip(t, q->p + 4);
    } else if (q->n >= 19 && sn_be32(q->p) >> 8 == 0x350000) {
        sn_put_lit(t->b, " = ");
        sn_put_ipv6(t->b, q->p + 3);
    }
}

PUT(put_hop_bad)
{
    (void)v;
    begin_hop(t, q);
    sn_put_lit(t->b, "invalid len");
}

PUT(put_snpas)
{
    (void)v;
    if (q->u)
        sn_put_f(t->b, "\n\t    %u SNPA", (unsigned)q->u);
    else
        sn_put_lit(t->b, ", no SNPA");
}

/* A field of the route that q belongs to; NULL when there is none. */
static const struct sn_rec *of_route(const struct sn_rec *q, unsigned field)
{
    for (q--; q->field != NLRI; q--) {
        if (q->field == field)
            return q;
    }
    return field == NLRI ? q : NULL;
}

static void put_route(struct sn_text *t, const struct sn_rec *q, bool v6)
{
    const struct sn_rec *label = of_route(q, LABEL), *rd = of_route(q, RD), *id;
    unsigned bits = (unsigned)of_route(q, PREFIX_LEN)->u;

    sn_put_s(t->b, of_route(q, NLRI)->u == 4 ? "\n\t    " : "\n\t      ");
    if (rd) {
        sn_put_lit(t->b, "RD: ");
        sn_text_rd(t, rd->p);
        sn_put_lit(t->b, ", ");
        bits -= 64;
    }
    if (v6)
        sn_put_ipv6(t->b, q->p);
    else
        sn_text_host4(t, (uint32_t)q->u);
    sn_put_f(t->b, "/%u", label ? bits - 24 : bits);
    if (label)
        sn_put_f(t->b, ", label:%u %s", (unsigned)label->u >> 4,
                 label->u & 1 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)");
    id = of_route(q, PATH_ID);
    if (id)
        sn_put_f(t->b, "   Path Id: %u", (unsigned)id->u);
}

PUT(put_route4)
{
    (void)v;
    put_route(t, q, false);
}

PUT(put_route6)
{
    (void)v;
    put_route(t, q, true);
}

PUT(put_route_nsap)
{
    const struct sn_rec *label = of_route(q, LABEL), *rd = of_route(q, RD);
    unsigned bits = (unsigned)of_route(q, PREFIX_LEN)->u;
    uint8_t a[20];
    uint32_t n = q->n < sizeof a ? q->n : (uint32_t)sizeof a;

    (void)v;
    sn_put_lit(t->b, "\n\t      ");
    if (rd) {
        sn_put_lit(t->b, "RD: ");
        sn_text_rd(t, rd->p);
        sn_put_lit(t->b, ", ");
        bits -= 88;
    }
    memcpy(a, q->p, n);
    if (n && bits % 8)
        a[n - 1] &= (uint8_t)(0xff00 >> bits % 8);
    sn_put_nsap(t->b, a, n);
    sn_put_f(t->b, "/%u", bits);
    if (label)
        sn_put_f(t->b, ", label:%u %s", (unsigned)label->u >> 4,
                 label->u & 1 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)");
}

/* What is behind a site's block of labels: n bytes. */
static void put_l2_parts(struct sn_text *t, struct sn_rd r, size_t n)
{
    while (n) {
        uint8_t type;
        uint16_t bits;
        size_t bytes;

        if (n < 3 || !sn_rd_u8(&r, &type) || !sn_rd_be16(&r, &bits)) {
            sn_put_lit(t->b, "\n\t\tran past the end");
            return;
        }
        sn_put_s(t->b,
                 type == 1 ? "\n\t\tcircuit status vector (1) length: " : "\n\t\tunknown TLV #");
        if (type != 1)
            sn_put_f(t->b, "%u, length: ", type);
        sn_put_f(t->b, "%u%s", bits, type == 1 ? ": 0x" : "");
        for (bytes = (bits + 7u) / 8; bytes; bytes--, n--) {
            uint8_t u;

            if (!n) {
                sn_put_lit(t->b, " (ran past the end)");
                return;
            }
            if (type == 1 && sn_rd_u8(&r, &u))
                sn_put_f(t->b, "%02x", u);
        }
    }
}

/* A site of a layer 2 VPN, as much of it as tcpdump has room for. */
PUT(put_l2vpn)
{
    enum { ROOM = 163, BLOCK = 15 };
    size_t from;

    (void)v;
    sn_put_lit(t->b, "\n\t      ");
    from = sn_buf_len(t->b);
    sn_put_lit(t->b, "RD: ");
    sn_text_rd(t, q->p);
    if (of_route(q, L2VPN_LEN)->u == 12) {
        sn_put_lit(t->b, ", BGPNH: ");
        put_ip(t, q->p + 8);
    } else {
        sn_put_f(t->b, ", CE-ID: %u, Label-Block Offset: %u, Label Base %u", sn_be16(q->p + 8),
                 sn_be16(q->p + 10), (unsigned)sn_be32(q->p + 11) << 8 >> 12);
        put_l2_parts(t, sn_rd_init(q->p + BLOCK, q->n - BLOCK, q->n - BLOCK),
                     (size_t)of_route(q, L2VPN_LEN)->u - BLOCK);
    }
    if (sn_buf_len(t->b) > from + ROOM)
        t->b->p = t->b->base + from + ROOM;
}

/* A route target of up to 8 bytes: as much of it as there is. */
PUT(put_rt)
{
    uint8_t a[8] = {0};
    unsigned bits = (unsigned)of_route(q, PREFIX_LEN)->u - 32;

    (void)v;
    memcpy(a, q->p, q->n < sizeof a ? q->n : sizeof a);
    if (q->n && q->n <= sizeof a && bits % 8)
        a[q->n - 1] &= (uint8_t)(0xff00 >> bits % 8);
    sn_put_lit(t->b, "\n\t      origin AS: ");
    sn_text_as(t, of_route(q, RT_AS)->u);
    sn_put_lit(t->b, ", ");
    switch (bits >= 16 ? sn_be16(a) : 0xffff) {
    case 0x0002:
        sn_put_f(t->b, "route-target: %u:%u/%u", sn_be16(a + 2), (unsigned)sn_be32(a + 4), bits);
        break;
    case 0x0102:
        sn_put_lit(t->b, "route-target: ");
        put_ip(t, a + 2);
        sn_put_f(t->b, ":%u/%u", sn_be16(a + 6), bits);
        break;
    case 0x0202:
        sn_put_lit(t->b, "route-target: ");
        sn_text_as(t, sn_be32(a + 2));
        sn_put_f(t->b, ":%u/%u", sn_be16(a + 6), bits);
        break;
    default:
        if (bits >= 16)
            sn_put_f(t->b, "route target: unknown-type(%04x)", sn_be16(a));
        else
            sn_put_lit(t->b, "route-target: partial-type:");
        break;
    }
    sn_put_lit(t->b, " (");
    for (uint32_t i = 0; i < q->n && i < sizeof a; i++)
        sn_put_f(t->b, "%s%02x", i && i % 2 == 0 ? " " : "", a[i]);
    if (bits < 16 || (sn_be16(a) != 0x0002 && sn_be16(a) != 0x0102 && sn_be16(a) != 0x0202))
        sn_put_f(t->b, "/%u", bits);
    sn_put_c(t->b, ')');
}

PUT(put_mdt)
{
    (void)v;
    sn_put_lit(t->b, "\n\t      RD: ");
    sn_text_rd(t, of_route(q, RD)->p);
    sn_put_lit(t->b, ", VPN IP Address: ");
    sn_text_host4(t, (uint32_t)of_route(q, MDT_ADDR)->u);
    sn_put_lit(t->b, ", MC Group Address: ");
    sn_text_host4(t, (uint32_t)q->u);
}

PUT(put_mvpn_rd)
{
    (void)v;
    sn_put_lit(t->b, ", RD: ");
    sn_text_rd(t, q->p);
}

PUT(put_mvpn_as)
{
    (void)v;
    sn_put_lit(t->b, ", Source-AS ");
    sn_text_as(t, q->u);
}

PUT(put_mvpn_what)
{
    static const char *const names[] = {", Source ", ", Group ", ", Originator "};

    (void)v;
    sn_put_s(t->b, names[q->u]);
}

static void put_ospf_route(struct sn_text *t, const uint8_t *p)
{
    sn_put_lit(t->b, "area:");
    put_ip(t, p);
    sn_put_lit(t->b, ", router-type:");
    sn_put_name(t, sn_bgp_ospf_routes, p[4], "unknown (0x%02x)");
    sn_put_f(t->b, ", metric-type:%s%s", p[5] == 1 ? "E2" : "",
             p[4] == 5 || p[4] == 7 ? p[5] == 1 ? "" : "E1" : "");
}

static void put_bandwidth(struct sn_text *t, const uint8_t *p)
{
    const struct sn_rec rate = {.u = sn_be32(p)};

    sn_put_lit(t->b, "bandwidth: ");
    sn_put_value_as(t, "M", NULL, &rate);
    sn_put_lit(t->b, " Mbps");
}

/* What is in an extended community, by its type. */
PUT(put_ext)
{
    const uint8_t *p = q->p;
    unsigned type = (unsigned)sn_before(v, q, EXT_TYPE)->u;

    sn_put_lit(t->b, "\n\t    ");
    sn_put_name(t, sn_bgp_ext, type, "unknown extd community typecode");
    sn_put_f(t->b, " (0x%04x), Flags [", type);
    sn_text_bits(t, sn_bgp_ext_flags, type, ", ", "none");
    sn_put_lit(t->b, "]: ");
    switch (type) {
    case 0x0002:
    case 0x0003:
    case 0x000a:
        sn_put_f(t->b, "%u:%u (= ", sn_be16(p), (unsigned)sn_be32(p + 2));
        put_ip(t, p + 2);
        sn_put_c(t->b, ')');
        break;
    case 0x0102:
    case 0x0103:
    case 0x010b:
    case 0xf10a:
        put_ip(t, p);
        sn_put_f(t->b, ":%u", sn_be16(p + 4));
        break;
    case 0x0202:
    case 0x0203:
        sn_text_as(t, sn_be32(p));
        sn_put_f(t->b, ":%u", sn_be16(p + 4));
        break;
    case 0x0005:
    case 0x0105:
    case 0x0205:
    case 0x8005:
    case 0x0107:
    case 0x8001:
        put_ip(t, p);
        break;
    case 0x0306:
    case 0x8000:
        put_ospf_route(t, p);
        break;
    case LAYER2:
        sn_put_name(t, sn_bgp_encaps, p[0], "unknown encaps");
        sn_put_f(t->b, " Control Flags [0x%02x]:MTU %u", p[1], sn_be16(p + 2));
        break;
    case SOURCE_AS:
        sn_put_f(t->b, "AS %u", sn_be16(p));
        break;
    case LINK_BW:
        put_bandwidth(t, p + 2);
        break;
    case ENCAPSULATION:
        sn_put_lit(t->b, "Tunnel type: ");
        sn_put_name(t, sn_bgp_tunnels, sn_be16(p + 4), "unknown encaps");
        break;
    default:
        sn_put_hex_bytes(t->b, p, 6, 0);
        break;
    }
}

PUT(put_pmsi)
{
    uint64_t type = sn_before(v, q, PMSI_TYPE)->u;

    sn_put_lit(t->b, "\n\t    Tunnel-type ");
    sn_put_name(t, sn_bgp_pmsi, type, "Unknown");
    sn_put_f(t->b, " (%u), Flags [", (unsigned)type);
    sn_text_bits(t, sn_bgp_pmsi_flags, (uint32_t)sn_before(v, q, PMSI_FLAGS)->u, ", ", "none");
    sn_put_f(t->b, "], MPLS Label %u", (unsigned)q->u);
}

/* The identifier of a tunnel: one address, or two numbers. */
PUT(put_pmsi_a)
{
    if (sn_before(v, q, PMSI_TYPE)->u != 6)
        return;
    sn_put_lit(t->b, "\n\t      Tunnel-Endpoint ");
    sn_text_host4(t, (uint32_t)q->u);
}

PUT(put_pmsi_b)
{
    static const char *const names[][2] = {
        [1] = {"Extended-Tunnel-ID ", ", P2MP-ID 0x"},
        [2] = {"Root-Node ", ", LSP-ID 0x"},
        [3] = {"Root-Node ", ", P-Group "},
        [4] = {"Sender ", ", P-Group "},
        [5] = {"Sender ", ", P-Group "},
        [7] = {"Root-Node ", ", LSP-ID 0x"},
    };
    uint64_t type = sn_before(v, q, PMSI_TYPE)->u;

    sn_put_lit(t->b, "\n\t      ");
    sn_put_s(t->b, names[type][0]);
    sn_text_host4(t, (uint32_t)sn_before(v, q, PMSI_A)->u);
    sn_put_s(t->b, names[type][1]);
    if (type >= 3 && type <= 5)
        sn_text_host4(t, (uint32_t)q->u);
    else
        sn_put_hex_pad(t->b, q->u, 8);
}

PUT(put_set_as)
{
    (void)v;
    sn_put_lit(t->b, "\n\t    Origin AS: ");
    sn_text_as(t, q->u);
}

PUT(put_large)
{
    const struct sn_rec *ga = sn_before(v, q, LARGE_GA);
    bool first = ga[-1].field != LARGE_2, last = q + 1 == v->end || q[1].field != LARGE_GA;

    sn_put_f(t->b, "%s%u:%u:%u%s", first ? "\n\t    " : "", (unsigned)ga->u,
             (unsigned)sn_before(v, q, LARGE_1)->u, (unsigned)q->u, last ? "" : ", ");
}

/* With more -v the attribute is dumped anyway. */
PUT(put_dump)
{
    const struct sn_rec *cap = q;

    while (cap > v->rec && cap->field != CAP && cap->field != ATTR_TYPE)
        cap--;
    if (t->o->verbose < 2 || cap->field == CAP)
        sn_put_value_as(t, cap->field == CAP ? "D\n\t\t" : "D\n\t    ", NULL, q);
}

PUT(put_inner_dump)
{
    (void)v;
    if (t->o->verbose < 2)
        sn_put_value_as(t, "D\n\t      ", NULL, q);
}

PUT(put_dump_vv)
{
    const struct sn_rec *cap = q;

    while (cap > v->rec && cap->field != CAP && cap->field != ATTR_TYPE)
        cap--;
    sn_put_value_as(t, cap->field == CAP ? "D\n\t\t" : "D\n\t    ", NULL, q);
}

PUT(put_unknown)
{
    (void)v;
    sn_put_f(t->b, "\n\t  no Message %u decoder", q->p[18]);
    sn_put_value_as(t, "D\n\t  ", NULL, q);
}

static const struct sn_line lines[] = {
    [SKIPPED] = SN_LINE(" [|bgp]"),
    [MESSAGE_CUT] = SN_LINE(" [|bgp]"),
    [SHORT] = SN_LINE("\nmessage length {} < 19 (invalid)"),
    [TAIL] = SN_LINE("\n[|BGP {s:Unknown Message Type}]"),
    [MESSAGE] = SN_LINE("\n\t{s:Unknown} Message ({}), length: {}", TYPE, TYPE, LENGTH),
    [VERSION] = SN_LINE("\n\t  Version {}, "),
    [MY_AS] = {.put = put_my_as},
    [HOLD] = SN_LINE("Holdtime {}s, "),
    [ID] = SN_LINE("ID {}"),
    [OPTS_LEN] = SN_LINE("\n\t  Optional parameters, length: {}"),
    [OPTION_LEN] =
        SN_LINE("\n\t    Option {s:Unknown} ({}), length: {}", OPTION, OPTION, OPTION_LEN),
    [OPTION_LEN_PAST] = SN_LINE("\n\t     Option {}, length: {}, goes past the end of the options",
                                OPTION, OPTION_LEN_PAST),
    [OPTION_NONE] = SN_LINE("\n\t      no decoder for option {}", OPTION),
    [CAP_LEN] = SN_LINE("\n\t      {s:Unknown} ({}), length: {}", CAP, CAP, CAP_LEN),
    [CAPS_CUT] = SN_LINE(" [|bgp]"),
    [CAP_BOGUS] = SN_LINE(" (bogus)"),
    [CAP_SHORT] = SN_LINE(" (too short, < {})"),
    [CAP_INVALID] = SN_LINE(" (invalid)"),
    [CAP_NONE] = SN_LINE("\n\t\tno decoder for Capability {}"),
    [MP_SAFI] = SN_LINE("\n\t\tAFI {s:Unknown} ({}), SAFI {s:Unknown} ({})", MP_AFI, MP_AFI,
                        MP_SAFI, MP_SAFI),
    [ML_COUNT] = SN_LINE("\n\t\tAFI {s:Unknown} ({}), SAFI {s:Unknown} ({}), Count: {}", ML_AFI,
                         ML_AFI, ML_SAFI, ML_SAFI, ML_COUNT),
    [GR_TIME] = {.put = put_restart},
    [GR_KEPT] = {.put = put_kept},
    [CAP_AS4] = {.put = put_as4},
    [AP_WAY] = SN_LINE(
        "\n\t\tAFI {s:Unknown} ({}), SAFI {s:Unknown} ({}), Send/Receive: {s:Bogus (0x%02x)}",
        AP_AFI, AP_AFI, AP_SAFI, AP_SAFI, AP_WAY),
    [ERROR] = SN_LINE(", {s:Unknown Error} ({})"),
    [SUB] = {.put = put_sub},
    [SUB1] = {.put = put_sub},
    [SUB2] = {.put = put_sub},
    [SUB3] = {.put = put_sub},
    [SUB5] = {.put = put_sub},
    [SUB6] = {.put = put_sub},
    [SUB7] = {.put = put_sub},
    [CEASE_MAX] = SN_LINE(", AFI {s:Unknown} ({}), SAFI {s:Unknown} ({}), Max Prefixes: {}",
                          CEASE_AFI, CEASE_AFI, CEASE_SAFI, CEASE_SAFI, CEASE_MAX),
    [COMM_BAD] = {.put = put_comm_bad},
    [COMM] = {.put = put_comm},
    [COMM_DATA] = {.put = put_comm_data},
    [REFRESH_SAFI] = SN_LINE("\n\t  AFI {s:Unknown} ({}), SAFI {s:Unknown} ({})", REFRESH_AFI,
                             REFRESH_AFI, REFRESH_SAFI, REFRESH_SAFI),
    [NO_DECODER] = {.put = put_unknown},
    [WITHDRAWN_HEAD] = SN_LINE("\n\t  Withdrawn routes:"),
    [ATTRS_SHORT] = SN_LINE("\n\t  [path attrs too short]"),
    [NLRI_HEAD] = SN_LINE("\n\t  Updated routes:"),
    [END_OF_RIB] = SN_LINE("\n\t  End-of-Rib Marker (empty NLRI)"),
    [ATTR_LEN] = {.put = put_attr},
    [SET_SHORT] = SN_LINE(" [path attr too short]"),
    [ATTR_SHORT] = SN_LINE(" [path attrs too short]"),
    [BAD_LEN] = SN_LINE("invalid len"),
    [ORIGIN] = SN_LINE("{s:Unknown Origin Typecode}"),
    [PATH_EMPTY] = SN_LINE("empty"),
    [PATH_TYPE] = SN_LINE("{s:?}"),
    [PATH_AS2] = {.put = put_path_as},
    [PATH_AS4] = {.put = put_path_as},
    [PATH_END] = {.put = put_path_end},
    [NEXT_HOP] = SN_LINE("{}"),
    [MED] = SN_LINE("{}"),
    [PREF] = SN_LINE("{}"),
    [AGG_ORIGIN] = {.put = put_aggregator},
    [COMMUNITY] = {.put = put_community},
    [ORIGINATOR] = SN_LINE("{}"),
    [CLUSTER] = {.put = put_cluster},
    [REACH_SAFI] = {.put = put_family},
    [UNREACH_SAFI] = {.put = put_family},
    [FAMILY_NONE] = {.put = put_family_none},
    [HOP4] = {.put = put_hop4},
    [HOP6] = {.put = put_hop6},
    [HOP6_LINK] = {.put = put_hop6},
    [HOP_NSAP] = {.put = put_hop_nsap},
    [HOP_BAD] = {.put = put_hop_bad},
    [HOP_LEN] = SN_LINE(", nh-length: {}"),
    [SNPAS] = {.put = put_snpas},
    [SNPA_LEN] = SN_LINE("\n\t      {} bytes"),
    [MP_END] = SN_LINE("\n\t      End-of-Rib Marker (empty NLRI)"),
    [WITHDRAWN] = {.put = put_route4},
    [PREFIX] = {.put = put_route4},
    [REACH4] = {.put = put_route4},
    [UNREACH4] = {.put = put_route4},
    [REACH6] = {.put = put_route6},
    [UNREACH6] = {.put = put_route6},
    [NSAP_ADDR] = {.put = put_route_nsap},
    [L2VPN_SITE] = {.put = put_l2vpn},
    [ILLEGAL] = SN_LINE("\n\t    (illegal prefix length)"),
    [ILLEGAL_RT] = SN_LINE("\n\t      (illegal prefix length)"),
    [RT_DEFAULT] = SN_LINE("\n\t      default route target"),
    [RT] = {.put = put_rt},
    [MDT_GROUP] = {.put = put_mdt},
    [MVPN_LEN] =
        SN_LINE("\n\t      Route-Type: {s:Unknown} ({}), length: {}", MVPN, MVPN, MVPN_LEN),
    [MVPN_RD] = {.put = put_mvpn_rd},
    [MVPN_AS] = {.put = put_mvpn_as},
    [MVPN_WHAT] = {.put = put_mvpn_what},
    [MVPN_SRC] = SN_LINE("{}"),
    [MVPN_GROUP] = SN_LINE("{}"),
    [MVPN_ORIGIN] = SN_LINE("{}"),
    [MVPN_ADDR6] = SN_LINE("{}"),
    [MVPN_BAD] = SN_LINE("bogus address length {}"),
    [EXT_VALUE] = {.put = put_ext},
    [PMSI_LABEL] = {.put = put_pmsi},
    [PMSI_A] = {.put = put_pmsi_a},
    [PMSI_B] = {.put = put_pmsi_b},
    [PMSI_DUMP] = {.put = put_inner_dump},
    [TLV_LEN] = SN_LINE("\n\t    {s:Unknown} TLV ({}), length {}", TLV, TLV, TLV_LEN),
    [AIGP] = SN_LINE(", metric {}"),
    [TLV_DUMP] = {.put = put_inner_dump},
    [SET_AS] = {.put = put_set_as},
    [LARGE_2] = {.put = put_large},
    [ATTR_NONE] = SN_LINE("\n\t    no Attribute {} decoder"),
    [TOO_DEEP] = SN_LINE("(too many nested levels, not recursing)"),
    [DUMP_V] = {.put = put_dump},
    [DUMP_ALL] = SN_LINE_V(2, false, "{D\n\t  }"),
    [DUMP_VV] = {.put = put_dump_vv, .verbose = 2},
};

void sn_bgp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    (void)sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]);
}
