/* OSPF, version 3 (RFC 5340), with its authentication trailer (RFC 7166). */
#include <inttypes.h>

#include "dis/routing/ospf2.h"

enum { HELLO = 1, DD, REQUEST, UPDATE, ACK };
enum { ROUTER = 0x2001, NETWORK, INTER_PREFIX, INTER_ROUTER, NSSA = 0x2007, EXTERNAL = 0x4005 };
enum { LINK_LSA = 8, ROUTER_INFO = 12, FUNCTION = 0x1fff };
enum { INTRA_PREFIX = 0x2009, LINK_P2P = 1, LINK_TRANSIT, LINK_VIRTUAL = 4 };
enum { HDR = 16, TAG = 1, FORWARD = 2, OPT_LLS = 0x200, OPT_AT = 0x400, AT_HEAD = 16 };

static const struct sn_val types[] = {
    {HELLO, "Hello"},        {DD, "Database Description"},
    {REQUEST, "LS-Request"}, {UPDATE, "LS-Update"},
    {ACK, "LS-Ack"},         {0, NULL},
};
const struct sn_val sn_ospf6_options[] = {
    {1, "V6"},
    {2, "External"},
    {4, "Deprecated"},
    {8, "NSSA"},
    {16, "Router"},
    {32, "Demand Circuit"},
    {256, "AFs Support"},
    {OPT_LLS, "LLS"},
    {OPT_AT, "Authentication Trailer"},
    {0, NULL},
};
const struct sn_val sn_ospf6_lsas[] = {
    {1, "Router"},
    {2, "Network"},
    {3, "Inter-Area Prefix"},
    {4, "Inter-Area Router"},
    {5, "External"},
    {6, "Deprecated"},
    {7, "NSSA"},
    {8, "Link"},
    {9, "Intra-Area Prefix"},
    {10, "Intra-Area TE"},
    {11, "Grace"},
    {12, "Router Information"},
    {13, "Inter-AS-TE"},
    {14, "Layer 1 VPN"},
    {0, NULL},
};
const struct sn_val sn_ospf6_scopes[] = {
    {0, "Link Local"}, {1, "Area Local"}, {2, "Domain Wide"}, {0, NULL}};
const struct sn_val sn_ospf6_rla[] = {
    {1, "ABR"},        {2, "External"},         {4, "Virtual-Link Endpoint"},
    {8, "Deprecated"}, {16, "NSSA Translator"}, {0, NULL}};
const struct sn_val sn_ospf6_prefix[] = {
    {1, "No Unicast"}, {2, "Local address"}, {4, "Deprecated"}, {8, "Propagate"},
    {16, "Down"},      {32, "N-bit"},        {0, NULL},
};
const struct sn_val sn_ospf6_external[] = {
    {128, "External Type 2"}, {FORWARD, "Forwarding"}, {TAG, "Tag"}, {0, NULL}};
const struct sn_val sn_ospf6_dd[] = {
    {4, "Init"}, {2, "More"}, {1, "Master"}, {16, "IPv6 MTU"}, {0, NULL}};
const struct sn_val sn_ospf6_auths[] = {{1, "HMAC"}, {0, NULL}};

static bool options(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, OPTIONS6, NULL))
        return false;
    sn_parts(d, OPTIONS6, OPT6_AT, OPT6_V6);
    return true;
}

/* Lists go on to `end`. */
static void hello(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    if (!sn_header(d, r, HELLO6_INTERFACE, HELLO6_PRIO) || !options(d, r) ||
        !sn_header(d, r, HELLO6_TIMER, HELLO6_BDR))
        return;
    sn_note(d, HELLO6_LIST, 0);
    while (r->p < end && sn_get(d, r, HELLO6_NEIGHBOR, NULL))
        ;
}

static bool ls_type(struct sn_dis *d, struct sn_rd *r, uint32_t *type)
{
    if (!sn_get(d, r, LSA6, type))
        return false;
    sn_made(d, LSA6_U, *type >> 15);
    sn_made(d, LSA6_SCOPE, *type >> 13 & 3);
    sn_made(d, LSA6_CODE, *type & 0x1fff);
    return true;
}

/* Fields that only say what type it is. */
static void kind(struct sn_dis *d, uint32_t code)
{
    if (code >= (ROUTER & FUNCTION) && code <= (INTRA_PREFIX & FUNCTION))
        sn_made(d, LSA6_IS_ROUTER + code - (ROUTER & FUNCTION), 1);
    else if (code == ROUTER_INFO)
        sn_made(d, LSA6_IS_OPAQUE, 1);
}

/* *len: what is behind the header. */
static bool header(struct sn_dis *d, struct sn_rd *r, uint32_t *type, uint32_t *len)
{
    struct sn_rd ahead = *r;

    if (!sn_rd_need(&ahead, OSPF_LSA_HDR)) {
        sn_stop(r, &ahead);
        return false;
    }
    *len = sn_be16(r->p + OSPF_LSA_HDR - 2);
    (void)!sn_header(d, r, AGE6, DONOTAGE6);
    (void)!ls_type(d, r, type);
    kind(d, *type & FUNCTION);
    (void)!sn_header(d, r, LS6_ID, LS6_LEN);
    sn_note(d, LS6_HEAD, (uint64_t)*len - OSPF_LSA_HDR); /* as tcpdump counts */
    *len -= OSPF_LSA_HDR;
    return true;
}

static void headers(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    uint32_t type, len;

    while (r->p < end) {
        struct sn_rec *g = sn_group(d, r, LSA, 0);
        bool ok = end - r->p >= OSPF_LSA_HDR && header(d, r, &type, &len);

        sn_group_end(d, r, g);
        if (!ok) {
            sn_malformed(r);
            return;
        }
    }
}

static void request(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    uint32_t type;

    while (r->p < end) {
        struct sn_rec *g = sn_group(d, r, LSA, 0);
        bool ok = sn_rd_need(r, 12) && sn_get_bytes(d, r, OSPF_RESERVED, 2) &&
                  ls_type(d, r, &type) && sn_header(d, r, REQ_ID, REQ_ROUTER);

        if (ok)
            sn_note(d, REQ6_TEXT, 0);
        sn_group_end(d, r, g);
        if (!ok)
            return;
    }
}

static void description(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    if (!sn_get_bytes(d, r, OSPF_RESERVED, 1) || !options(d, r) || !sn_get(d, r, DD_MTU, NULL) ||
        !sn_get_bytes(d, r, OSPF_RESERVED, 1) || !sn_get(d, r, DD6_FLAGS, NULL))
        return;
    sn_parts(d, DD6_FLAGS, DD_R, DD_MS);
    if (!sn_get(d, r, DD6_SEQ, NULL))
        return;
    sn_note(d, DD6_LIST, 0);
    headers(d, r, end);
}

/* A prefix with the two bytes behind its options: a metric, or the type of an LSA it refers to. Of
 * one in an NSSA's route the text says nothing. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, int64_t *left, unsigned last,
                   uint32_t *referred)
{
    const bool quiet = last == NSSA_REF;
    struct sn_rec *g = sn_group(d, r, PREFIX, 0);
    uint32_t bits, n;
    const uint8_t *p;
    size_t off;
    uint8_t *addr;

    *left -= 4;
    if (*left < 0)
        sn_malformed(r);
    if (*left < 0 || !sn_rd_need(r, 4) || !sn_get(d, r, PREFIX_LEN, &bits) ||
        !sn_get(d, r, PREFIX_OPTIONS, NULL)) {
        d->depth--;
        return false;
    }
    sn_parts(d, PREFIX_OPTIONS, PREFIX_P, PREFIX_NU);
    (void)!sn_get(d, r, last, referred);
    if (last == PREFIX_RESERVED) { /* which tcpdump takes for a metric */
        sn_text_last(d);
        sn_rec_bytes(d, OSPF_RESERVED, sn_rd_off(r) - 2, 2, r->p - 2, 2);
    }
    n = (bits + 31) / 32 * 4;
    off = sn_rd_off(r);
    if (bits > 128) {
        if (!quiet)
            sn_note(d, PREFIX_BOGUS, bits);
        d->depth--;
        sn_malformed(r);
        return false;
    }
    *left -= n;
    if (*left < 0) {
        d->depth--;
        sn_malformed(r);
        return false;
    }
    addr = sn_arena_alloc(&d->arena, 16);
    if (!sn_rd_bytes(r, n, &p) || !addr) {
        d->depth--;
        return false;
    }
    memset(addr, 0, 16);
    memcpy(addr, p, n);
    sn_rec_bytes(d, quiet ? NSSA_ADDR : PREFIX_ADDR, off, n, addr, 16);
    sn_group_end(d, r, g);
    return true;
}

static bool prefixes(struct sn_dis *d, struct sn_rd *r, uint32_t n, int64_t left, unsigned last)
{
    while (n && prefix(d, r, &left, last, NULL))
        n--;
    return !n;
}

static bool router(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    if (!sn_get(d, r, RLA6_FLAGS, NULL))
        return false;
    sn_parts(d, RLA6_FLAGS, RLA6_W, RLA6_B);
    if (!options(d, r))
        return false;
    sn_note(d, RLA6_TEXT, 0);
    while (r->p < end) {
        struct sn_rec *g = sn_group(d, r, LINK, 0);
        uint32_t type;
        bool ok = sn_get(d, r, LINK6_TYPE, &type) && sn_get_bytes(d, r, OSPF_RESERVED, 1) &&
                  sn_header(d, r, LINK6_METRIC, LINK6_ROUTER);

        sn_group_end(d, r, g);
        if (!ok)
            return false;
        if (type != LINK_P2P && type != LINK_TRANSIT && type != LINK_VIRTUAL) {
            return true;
        }
    }
    return true;
}

static bool external(struct sn_dis *d, struct sn_rd *r, const uint8_t *end, bool nssa)
{
    uint32_t flags, referred;
    int64_t left = end - r->p - 4;
    unsigned metric = nssa ? NSSA_METRIC : EXT6_METRIC;

    if (!sn_get(d, r, EXT6_FLAGS, &flags))
        return false;
    sn_parts(d, EXT6_FLAGS, EXT6_E, EXT6_T);
    if (!sn_get(d, r, metric, NULL) ||
        !prefix(d, r, &left, nssa ? NSSA_REF : PREFIX_REF, &referred))
        return false;
    return (!(flags & FORWARD) || sn_get64(d, r, nssa ? NSSA_FORWARD : EXT6_FORWARD, NULL)) &&
           (!(flags & TAG) || sn_get(d, r, nssa ? NSSA_TAG : EXT6_TAG, NULL)) &&
           (referred < 256 || sn_get(d, r, nssa ? NSSA_REFERRED : EXT6_REFERRED, NULL));
}

static bool intra(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    int64_t left = end - r->p - 8; /* as tcpdump counts, without the last four */
    uint32_t n;

    if (!sn_rd_need(r, 12) || !sn_get(d, r, INTRA_PREFIXES, &n) ||
        !sn_header(d, r, REF_TYPE, REF_ID))
        return false;
    sn_note(d, REF_TEXT, 0);
    if (left < 0) {
        sn_malformed(r);
        return false;
    }
    sn_note(d, REF_PREFIXES, n);
    return sn_get(d, r, REF_ROUTER, NULL) && prefixes(d, r, n, left, PREFIX_METRIC);
}

/* A border router of another area: tcpdump prints its bytes. */
static void inter_router(struct sn_dis *d, struct sn_rd r)
{
    if (!sn_get_bytes(d, &r, OSPF_RESERVED, 1) || !sn_get(d, &r, BORDER_OPTIONS, NULL))
        return;
    sn_parts(d, BORDER_OPTIONS, OPT6_AT, OPT6_V6);
    if (sn_get_bytes(d, &r, OSPF_RESERVED, 1))
        (void)sn_header(d, &r, BORDER_METRIC, BORDER_ROUTER);
}

/* Nothing is said of one that is cut. */
static bool dump(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    return sn_get_upto(d, r, DUMP6, n) || !sn_ospf_silent(r);
}

/* tcpdump reads on behind an LSA that is too short. */
static bool body(struct sn_dis *d, struct sn_rd *r, uint32_t type, const uint8_t *end)
{
    const uint8_t depth = d->depth;
    struct sn_rd in;
    uint32_t n;

    switch (type) {
    case ROUTER:
        return router(d, r, end);
    case NETWORK:
        if (!sn_get_bytes(d, r, OSPF_RESERVED, 1) || !options(d, r))
            return false;
        sn_note(d, NET6_TEXT, 0);
        while (r->p < end) {
            if (!sn_get(d, r, NET6_ROUTER, NULL))
                return false;
        }
        return true;
    case INTER_PREFIX:
        if (!sn_get_bytes(d, r, OSPF_RESERVED, 1) || !sn_get(d, r, INTER_METRIC, NULL))
            return false;
        while (r->p < end) {
            int64_t left = end - r->p;

            if (!prefix(d, r, &left, PREFIX_RESERVED, NULL))
                return false;
        }
        return true;
    case EXTERNAL:
        return external(d, r, end, false);
    case LINK_LSA:
        if (!sn_get(d, r, LINK6_PRIO, NULL) || !options(d, r))
            return false;
        sn_note(d, LINK6_OPTIONS, 0);
        return sn_get64(d, r, LINK6_ADDR, NULL) && sn_get(d, r, LINK6_PREFIXES, &n) &&
               prefixes(d, r, n, end - r->p, PREFIX_RESERVED);
    case INTRA_PREFIX:
        return intra(d, r, end);
    case INTER_ROUTER:
        if (d->want & SN_WANT_FIELDS)
            inter_router(d, *r);
        return dump(d, r, (size_t)(end - r->p));
    case NSSA:
        in = sn_inside(r, (size_t)(end - r->p));
        if (d->want & SN_WANT_FIELDS)
            (void)external(d, &in, end, true);
        d->depth = depth;
        return dump(d, r, (size_t)(end - r->p));
    default:
        in = sn_inside(r, (size_t)(end - r->p));
        if ((type & FUNCTION) == ROUTER_INFO && d->want & SN_WANT_FIELDS)
            sn_ospf_opaque(d, &in, OSPF_OPAQUE_RI);
        return dump(d, r, (size_t)(end - r->p));
    }
}

/* left: bytes on the wire. */
static void update(struct sn_dis *d, struct sn_rd *r, uint64_t left)
{
    const uint8_t *begin = r->p;
    uint32_t n, type, len;

    if (!sn_get(d, r, LSAS, &n))
        return;
    /* Where the message ends right behind one tcpdump misses no other. */
    for (; n && (uint64_t)(r->p - begin) != left; n--) {
        struct sn_rec *g = sn_group(d, r, LSA, 0);
        struct sn_rd in;
        bool ok;

        if (left < (uint64_t)(r->p - begin) + OSPF_LSA_HDR || !header(d, r, &type, &len)) {
            sn_malformed(r);
            d->depth--;
            return;
        }
        if ((uint64_t)(r->p - begin) + len > left) {
            d->depth = 0;
            sn_malformed(r);
            return;
        }
        in = *r;
        ok = body(d, &in, type, r->p + len);
        d->depth = 1;
        if (!ok) {
            sn_stop(r, &in);
            d->depth = 0;
            return;
        }
        ok = sn_rd_skip(r, len);
        sn_group_end(d, r, g);
        if (!ok && n == 1) /* what was cut was dumped */
            r->stop = SN_STOP_NONE;
        if (!ok)
            return;
    }
}

/* An authentication trailer (RFC 7166), which tcpdump expects in whatever follows; `left` bytes on
 * the wire. */
static void authentication(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    uint64_t n;

    if (left < AT_HEAD) {
        sn_malformed(r);
        return;
    }
    if (!sn_get(d, r, AT_TYPE, NULL) || !sn_get(d, r, AT_LEN, NULL))
        return;
    n = sn_u(d, AT_LEN);
    if (n < AT_HEAD || n > left) {
        sn_malformed(r);
        return;
    }
    if (!sn_header(d, r, AT_RESERVED, AT_SAID))
        return;
    if (sn_rd_left(r) >= 4)
        sn_note(d, AT_CSN_HIGH, sn_be32(r->p));
    if (sn_get64(d, r, AT_CSN, NULL))
        (void)(n == AT_HEAD || sn_get_bytes(d, r, AT_DATA, n - AT_HEAD));
}

/* A block of link-local signaling, and the trailer behind it: tcpdump takes its length in words for
 * bytes. */
static void signaling(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    uint32_t n;

    if (left < 4)
        sn_malformed(r);
    if (left < 4 || !sn_get(d, r, LLS_SUM, NULL) || !sn_get(d, r, LLS_LEN, &n))
        return;
    if (n < 4 || n > left) {
        sn_malformed(r);
        return;
    }
    if (sn_rd_skip(r, n - 4))
        authentication(d, r, left - n);
}

/* The same as fields. */
static void signaling_fields(struct sn_dis *d, struct sn_rd r)
{
    sn_ospf_signaling(d, r, true);
    if (sn_u(d, OPTIONS6) & OPT_AT && sn_rd_skip(&r, sn_u(d, SIG_LEN)) &&
        sn_header(d, &r, SIG_AT_TYPE, SIG_AT_CSN) && sn_u(d, SIG_AT_LEN) > AT_HEAD)
        (void)!sn_get_bytes(d, &r, SIG_AT_DATA, sn_u(d, SIG_AT_LEN) - AT_HEAD);
}

/* What may follow the packet, in `left` bytes on the wire; signaling only behind a hello or a
 * description that says so. */
static void trailer(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    const struct sn_rd block = *r;
    const uint32_t from = d->nrec;

    if (sn_u(d, OSPF_MSG) > DD || !(sn_u(d, OPTIONS6) & OPT_LLS)) {
        authentication(d, r, left);
        return;
    }
    signaling(d, r, left);
    if (d->want & SN_WANT_FIELDS) {
        sn_text_only(d, from);
        signaling_fields(d, block);
    }
}

void sn_ospf6(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t type = sn_u(d, OSPF_MSG), n = sn_u(d, OSPF_LEN);
    const uint8_t *end;
    struct sn_rd in;

    if (!sn_get(d, r, OSPF_INSTANCE, NULL))
        return;
    if (sn_u(d, OSPF_VERSION) != 3)
        sn_text_last(d);
    if (type >= HELLO && type <= ACK)
        sn_made(d, OSPF_IS_HELLO + (unsigned)type - HELLO, 1);
    if (sn_u(d, OSPF_VERSION) != 3 || !sn_get_bytes(d, r, OSPF_RESERVED, 1) || type < HELLO ||
        type > ACK)
        return;
    in = *r; /* tcpdump reads the last of a list past the packet's length, too */
    end = n > len || n < HDR ? r->p : r->p + (n - HDR);
    switch (type) {
    case HELLO:
        hello(d, &in, end);
        break;
    case DD:
        description(d, &in, end);
        break;
    case REQUEST:
        request(d, &in, end);
        break;
    case UPDATE:
        update(d, &in, n < HDR ? 0 : n - HDR);
        break;
    default:
        headers(d, &in, end);
        break;
    }
    sn_stop(r, &in);
    if (len <= n || in.stop)
        return;
    if (n >= HDR ? !sn_rd_skip(r, n - HDR) : (d->want & SN_WANT_FIELDS) != 0)
        return;
    if (n < HDR) /* tcpdump looks there, too */
        r->p -= HDR - n;
    trailer(d, r, len - (uint32_t)n);
}

/* ---- text ---- */

static void put_type(struct sn_text *t, uint64_t type, uint64_t id)
{
    sn_put_lit(t->b, "\n\t    ");
    sn_put_name(t, sn_ospf6_lsas, type & 0x1fff, "Unknown");
    sn_put_f(t->b, " LSA (%u), ", (unsigned)type & 0x1fff);
    sn_put_name(t, sn_ospf6_scopes, type >> 13 & 3, "Unknown");
    sn_put_f(t->b, " Scope%s, LSA-ID ", type >> 15 ? ", transitive" : "");
    sn_text_host4(t, (uint32_t)id);
}

static void put_head(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_lit(t->b, "\n\t  Advertising Router ");
    sn_text_host4(t, (uint32_t)sn_before(v, q, LS6_ROUTER)->u);
    sn_put_f(t->b, ", seq 0x%08x, age %us, length %" PRIu64, (unsigned)sn_before(v, q, LS6_SEQ)->u,
             (unsigned)(sn_before(v, q, AGE6)->u | sn_before(v, q, DONOTAGE6)->u << 15), q->u);
    put_type(t, sn_before(v, q, LSA6)->u, sn_before(v, q, LS6_ID)->u);
}

static void put_request(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_lit(t->b, "\n\t  Advertising Router ");
    sn_text_host4(t, (uint32_t)sn_before(v, q, REQ_ROUTER)->u);
    put_type(t, sn_before(v, q, LSA6)->u, sn_before(v, q, REQ_ID)->u);
}

static void put_referred(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)q;
    put_type(t, sn_before(v, q, REF_TYPE)->u, sn_before(v, q, REF_ID)->u);
}

static void put_prefix(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *opts = sn_before(v, q, PREFIX_OPTIONS),
                        *metric = sn_latest(v, q, PREFIX_METRIC, PREFIX_REF);

    sn_put_lit(t->b, "\n\t\t");
    sn_text_host6(t, q->p);
    sn_put_f(t->b, "/%u", (unsigned)sn_before(v, q, PREFIX_LEN)->u);
    if (opts->u) {
        sn_put_lit(t->b, ", Options [");
        sn_text_bits(t, sn_ospf6_prefix, (uint32_t)opts->u, ", ", "none");
        sn_put_c(t->b, ']');
    }
    sn_put_f(t->b, ", metric %u", (unsigned)metric->u);
}

static void put_link(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t type = sn_before(v, q, LINK6_TYPE)->u;

    if (type != LINK_P2P && type != LINK_TRANSIT && type != LINK_VIRTUAL) {
        sn_put_f(t->b, "\n\t      Unknown Router Links Type 0x%02x", (unsigned)type);
        return;
    }
    sn_put_s(t->b, type == LINK_P2P       ? "\n\t      Neighbor Router-ID "
                   : type == LINK_TRANSIT ? "\n\t      Neighbor Network-ID "
                                          : "\n\t      Virtual Link: Neighbor Router-ID ");
    sn_text_host4(t, (uint32_t)q->u);
    sn_put_lit(t->b, "\n\t      Neighbor Interface-ID ");
    sn_text_host4(t, (uint32_t)sn_before(v, q, LINK6_NEIGHBOR)->u);
    sn_put_lit(t->b, ", Interface ");
    sn_text_host4(t, (uint32_t)sn_before(v, q, LINK6_INTERFACE)->u);
    sn_put_f(t->b, ", metric %u", (unsigned)sn_before(v, q, LINK6_METRIC)->u);
}

/* Those of a packet; those of LSAs have lines of their own. */
static void put_options(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->depth)
        return;
    sn_put_lit(t->b, "\n\tOptions [");
    sn_text_bits(t, sn_ospf6_options, (uint32_t)q->u, ", ", "none");
    sn_put_c(t->b, ']');
}

static void put_csn(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, ":%08x", (unsigned)q->u);
}

static const struct sn_line lines[] = {
    [OPTIONS6] = {.put = put_options},
    [HELLO6_DEAD] = SN_LINE("\n\t  Hello Timer {}s, Dead Timer {}s, Interface-ID {a}, Priority {}",
                            HELLO6_TIMER, HELLO6_DEAD, HELLO6_INTERFACE, HELLO6_PRIO),
    [HELLO6_DR] = {.put = sn_ospf_put_dr},
    [HELLO6_BDR] = {.put = sn_ospf_put_bdr},
    [HELLO6_LIST] = SN_LINE_V(2, true, "\n\t  Neighbor List:"),
    [HELLO6_NEIGHBOR] = SN_LINE("\n\t    {}"),
    [DD6_FLAGS] = SN_LINE(", DD Flags [{b:none}]"),
    [DD6_SEQ] = SN_LINE(", MTU {}, DD-Sequence 0x{08x}", DD_MTU, DD6_SEQ),
    [DD6_LIST] = SN_LINE_V(2, true, ""),
    [LS6_HEAD] = {.put = put_head, .verbose = 2, .ends = true},
    [REQ6_TEXT] = {.put = put_request, .verbose = 2, .ends = true},
    [RLA6_TEXT] =
        SN_LINE("\n\t      Options [{b:none}], RLA-Flags [{b:none}]", OPTIONS6, RLA6_FLAGS),
    [LINK6_ROUTER] = {.put = put_link},
    [NET6_TEXT] = SN_LINE("\n\t      Options [{b:none}]\n\t      Connected Routers:", OPTIONS6),
    [NET6_ROUTER] = SN_LINE("\n\t\t{}"),
    [INTER_METRIC] = SN_LINE(", metric {}"),
    [EXT6_METRIC] = SN_LINE("\n\t     Flags [{b:none}] metric {}", EXT6_FLAGS, EXT6_METRIC),
    [EXT6_FORWARD] = SN_LINE(" forward {}"),
    [EXT6_TAG] = SN_LINE(" tag {}"),
    [EXT6_REFERRED] = SN_LINE(" RefLSID: {}"),
    [LINK6_OPTIONS] = SN_LINE("\n\t      Options [{b:none}]", OPTIONS6),
    [LINK6_PREFIXES] = SN_LINE("\n\t      Priority {}, Link-local address {}, Prefixes {}:",
                               LINK6_PRIO, LINK6_ADDR, LINK6_PREFIXES),
    [REF_TEXT] = {.put = put_referred},
    [REF_PREFIXES] = SN_LINE("\n\t      Prefixes {}:"),
    [PREFIX_BOGUS] = SN_LINE(" bogus prefixlen /{}"),
    [PREFIX_ADDR] = {.put = put_prefix},
    [DUMP6] = SN_LINE_V(2, false, "{D\n\t      }"),
    [LLS_SUM] = SN_LINE("\n\tLLS Checksum 0x{04x}"),
    [LLS_LEN] = SN_LINE(", Data Length {}"),
    [AT_TYPE] = SN_LINE("\n\tAuthentication Type {s:unknown (0x%04x)}"),
    [AT_LEN] = SN_LINE(", Length {}"),
    [AT_SAID] = SN_LINE(", SAID {d}"),
    [AT_CSN_HIGH] = SN_LINE(", CSN 0x{08x}"),
    [AT_CSN] = {.put = put_csn},
    [AT_DATA] = SN_LINE_V(2, false, "{D\n\tAuthentication Data }"),
};

/* What is behind the packet, of which no more is said. */
static void trailer_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view behind = sn_from(v, sn_find(v, LLS_SUM) ? LLS_SUM : AT_TYPE);

    (void)sn_say_lines(t, &behind, lines, sizeof lines / sizeof lines[0]);
    if (l->flags)
        sn_cut(t);
}

enum sn_then sn_ospf6_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    t->tag = "ospf3";
    if (!sn_need(t, &v, OSPF_MSG))
        return SN_TEXT_DONE;
    sn_say(t, &v, "OSPFv{}, ", OSPF_VERSION);
    sn_put_name(t, types, sn_opt(&v, OSPF_MSG), "unknown packet type (%u)");
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose || sn_opt(&v, OSPF_MSG) < HELLO || sn_opt(&v, OSPF_MSG) > ACK)
        return SN_TEXT_DONE;
    if (sn_num(t, &v, OSPF_LEN) > l->len) {
        sn_say(t, &v, " [len {}]", OSPF_LEN);
        return SN_TEXT_DONE;
    }
    sn_ospf_head_text(t, l, &v);
    if (sn_num(t, &v, OSPF_INSTANCE))
        sn_say(t, &v, ", Instance {}", OSPF_INSTANCE);
    if (sn_opt(&v, OSPF_VERSION) != 3)
        return SN_TEXT_DONE;
    if (t->o->verbose < 2) {
        if (sn_opt(&v, OSPF_MSG) <= DD && !sn_is_cut(t)) {
            (void)sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]);
            if (!sn_is_cut(t))
                (void)sn_need(t, &v, sn_opt(&v, OSPF_MSG) == HELLO ? HELLO6_LIST : DD6_LIST);
        }
        if (sn_opt(&v, OSPF_LEN) < l->len && !sn_is_cut(t))
            trailer_text(t, l, &v);
    } else if (!sn_is_cut(t)) {
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    }
    return SN_TEXT_DONE;
}
