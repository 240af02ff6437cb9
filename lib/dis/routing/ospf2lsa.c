/* OSPF version 2: link state advertisements (RFC 2328, RFC 1584, RFC 3101, RFC 5250), those about a
 * graceful restart (RFC 3623) and a router's capabilities (RFC 7770); and the text of all. */
#include "dis/routing/ospf2.h"

enum { PERIOD = 1, REASON, INTERFACE, CAPABILITIES = 1 };
enum { P2P = 1, TRANSIT, STUB, VIRTUAL, INFINITE = 0xffffff };

const struct sn_val sn_ospf_lsas[] = {
    {LSA_ROUTER, "Router"},
    {LSA_NETWORK, "Network"},
    {LSA_SUMMARY, "Summary"},
    {LSA_ASBR, "ASBR Summary"},
    {LSA_EXTERNAL, "External"},
    {LSA_GROUP, "Multicast Group"},
    {LSA_NSSA, "NSSA"},
    {LSA_OPAQUE_LINK, "Link Local Opaque"},
    {LSA_OPAQUE_AREA, "Area Local Opaque"},
    {LSA_OPAQUE_DOMAIN, "Domain Wide Opaque"},
    {0, NULL},
};
const struct sn_val sn_ospf_opaques[] = {{OSPF_OPAQUE_TE, "Traffic Engineering"},
                                         {OSPF_OPAQUE_GRACE, "Graceful restart"},
                                         {OSPF_OPAQUE_RI, "Router Information"},
                                         {0, NULL}};
const struct sn_val sn_ospf_rla[] = {{1, "ABR"}, {2, "ASBR"},   {4, "Virtual"}, {8, "Wildcard"},
                                     {16, "Nt"}, {128, "Host"}, {0, NULL}};
const struct sn_val sn_ospf_topologies[] = {
    {0, "default"}, {1, "multicast"}, {2, "management"}, {0, NULL}};
const struct sn_val sn_ospf_links[] = {{P2P, "\n\t      Neighbor Router-ID: "},
                                       {TRANSIT, "\n\t      Neighbor Network-ID: "},
                                       {STUB, "\n\t      Stub Network: "},
                                       {VIRTUAL, "\n\t      Virtual Link: Neighbor Router-ID: "},
                                       {0, NULL}};
const struct sn_val sn_ospf_grace[] = {{PERIOD, "Grace Period"},
                                       {REASON, "Graceful restart Reason"},
                                       {INTERFACE, "IPv4 interface address"},
                                       {0, NULL}};
const struct sn_val sn_ospf_reasons[] = {{0, "Unknown"},
                                         {1, "Software Restart"},
                                         {2, "Software Reload/Upgrade"},
                                         {3, "Control Processor Switch"},
                                         {0, NULL}};
const struct sn_val sn_ospf_ri[] = {{CAPABILITIES, "Router Capabilities"}, {0, NULL}};
const struct sn_val sn_ospf_ri_bits[] = {
    {1, "Reserved"},
    {2, "Reserved"},
    {4, "Reserved"},
    {8, "Reserved"},
    {16, "graceful restart capable"},
    {32, "graceful restart helper"},
    {64, "Stub router support"},
    {128, "Traffic engineering"},
    {256, "p2p over LAN"},
    {512, "path computation server"},
    {0, NULL},
};

void sn_ospf2_opaque(struct sn_dis *d, uint32_t id)
{
    sn_rec_made(d, LS_OPAQUE, id >> 24);
    if (id >> 24 != OSPF_OPAQUE_TE) {
        sn_rec_made(d, LS_OPAQUE_ID, id & 0xffffff);
        return;
    }
    sn_note(d, LS_OPAQUE_ID, id & 0xffffff);
    sn_made(d, LS_RESERVED, id >> 16 & 255);
    sn_made(d, LS_INSTANCE, id & 0xffff);
}

/* The options of an LSA by their bits: in one of an NSSA one of them has another meaning. */
static void option_bits(struct sn_dis *d, uint32_t type)
{
    unsigned n = type == LSA_NSSA ? OPT_P : OPT_N;

    sn_parts(d, LS_OPTIONS, OPT_DN, OPT_L);
    sn_parts(d, LS_OPTIONS, n, n);
    sn_parts(d, LS_OPTIONS, OPT_MC, OPT_MT);
}

/* Fields that only say what type it is. */
static void kind(struct sn_dis *d, uint32_t type)
{
    if (type >= LSA_ROUTER && type <= LSA_OPAQUE_DOMAIN)
        sn_made(d, LSA_IS_ROUTER + (type < LSA_OPAQUE_LINK ? type : LSA_OPAQUE_LINK) - LSA_ROUTER,
                1);
}

/* Of a header that isn't whole only tcpdump shows what there is. */
static bool cut_short(struct sn_dis *d, uint32_t from)
{
    sn_text_only(d, from);
    d->depth--;
    return false;
}

bool sn_ospf2_lsa_header(struct sn_dis *d, struct sn_rd *r, struct sn_lsa *a)
{
    uint32_t options, id, from = d->nrec;
    struct sn_rd ahead = *r;

    a->group = sn_group(d, r, LSA, 0);
    if (sn_rd_need(&ahead, OSPF_LSA_HDR) && sn_be16(r->p + OSPF_LSA_HDR - 2) < OSPF_LSA_HDR) {
        sn_note(d, LS_BOGUS, sn_be16(r->p + OSPF_LSA_HDR - 2));
        d->depth--;
        return false;
    }
    if (!sn_get(d, r, AGE, NULL) || !sn_get(d, r, DONOTAGE, NULL) ||
        !sn_get(d, r, LS_OPTIONS, &options))
        return cut_short(d, from);
    sn_note(d, AGE_ALL, sn_u(d, AGE) | sn_u(d, DONOTAGE) << 15);
    if (!sn_header(d, r, LS_TYPE, LS_LEN))
        return cut_short(d, from);
    a->type = (uint32_t)sn_u(d, LS_TYPE);
    a->len = (uint32_t)sn_u(d, LS_LEN) - OSPF_LSA_HDR;
    a->opaque = 0;
    option_bits(d, a->type);
    kind(d, a->type);
    sn_note(d, LS_HEAD, a->len);
    if (a->type >= LSA_OPAQUE_LINK && a->type <= LSA_OPAQUE_DOMAIN) {
        id = (uint32_t)sn_u(d, LS_ID);
        a->opaque = id >> 24;
        sn_rec_of(d, LS_ID)->flags |= SN_REC_TEXT;
        sn_ospf2_opaque(d, id);
    }
    sn_note(d, LS_SHOWN, options);
    return true;
}

/* False: a link of an unknown type, behind which nothing can be found. */
static bool router_link(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, LINK, 0);
    uint64_t type;

    if (!sn_rd_need(r, 12) || !sn_header(d, r, LINK_ID, LINK_TYPE))
        return false;
    type = sn_u(d, LINK_TYPE);
    if (type < P2P || type > VIRTUAL || !sn_header(d, r, LINK_METRICS, LINK_METRIC))
        return false;
    for (uint64_t n = sn_u(d, LINK_METRICS); n; n--) {
        if (!sn_header(d, r, TOS, TOS_METRIC))
            return false;
    }
    sn_group_end(d, r, g);
    return true;
}

static bool router(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, RLA_FLAGS, RLA_FLAGS))
        return false;
    sn_parts(d, RLA_FLAGS, RLA_H, RLA_B);
    if (!sn_get(d, r, LINKS, NULL))
        return false;
    for (uint64_t n = sn_u(d, LINKS); n; n--) {
        if (!router_link(d, r))
            return false;
    }
    return true;
}

static bool external(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    if (!sn_get(d, r, EXT_MASK, NULL))
        return false;
    while (r->p < end) {
        struct sn_rec *g = sn_group(d, r, EXT_ROUTE, 0);

        if (!sn_header(d, r, EXT_TYPE, EXT_TAG)) {
            d->depth--;
            return false;
        }
        sn_group_end(d, r, g);
    }
    return true;
}

static bool rows(struct sn_dis *d, struct sn_rd *r, const uint8_t *end, unsigned first,
                 unsigned last)
{
    while (r->p < end) {
        if (!sn_header(d, r, first, last))
            return false;
    }
    return true;
}

/* The value of a grace TLV. False: its length is wrong. */
static bool grace_value(struct sn_dis *d, struct sn_rd *val, uint32_t type, uint32_t n)
{
    if ((type == PERIOD || type == INTERFACE) && n != 4)
        sn_ospf_note(d, OSPF_NOT_4, n, 0);
    else if (type == REASON && n != 1)
        sn_ospf_note(d, OSPF_NOT_1, n, 0);
    else if (type >= PERIOD && type <= INTERFACE)
        return sn_get(d, val, GRACE_PERIOD + type - PERIOD, NULL);
    else
        return sn_get_bytes(d, val, DUMP_V, n);
    return false;
}

/* The value of a TLV about the router. */
static bool ri_value(struct sn_dis *d, struct sn_rd *val, uint32_t type, uint32_t n)
{
    if (type != CAPABILITIES)
        return sn_get_bytes(d, val, DUMP_V, n);
    if (n == 4)
        return sn_get(d, val, RI_BITS, NULL);
    sn_ospf_note(d, OSPF_NOT_4, n, 0);
    return false;
}

/* False: tcpdump gives up the LSA. */
static bool tlvs(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool is_grace)
{
    while (len) {
        unsigned field = is_grace ? GRACE : TLV;
        struct sn_rd val;
        uint32_t type, n;

        if (!sn_rd_need(r, 4))
            return false;
        if (len < 4) {
            sn_ospf_note(d, OSPF_REMAINING_LS, len, 4);
            return false;
        }
        if (!sn_get(d, r, field, &type) || !sn_get(d, r, field + 1, &n))
            return false;
        len -= 4;
        if (n > len) {
            sn_ospf_note(d, OSPF_BOGUS_LS, n, len);
            return false;
        }
        if (n == 0 && is_grace)
            continue;
        if (!sn_rd_need(r, n))
            return false;
        val = sn_inside(r, n);
        if (!(is_grace ? grace_value : ri_value)(d, &val, type, n))
            return false;
        n = n % 4 && is_grace ? n + 4 - n % 4 : n;
        if (n > len) {
            sn_ospf_note(d, OSPF_BOGUS, n, len);
            return false;
        }
        if (!sn_rd_skip(r, n))
            return false;
        len -= n;
    }
    return true;
}

/* As tcpdump reads it. */
static bool opaque_text(struct sn_dis *d, struct sn_rd *r, const struct sn_lsa *a)
{
    if (a->opaque == OSPF_OPAQUE_TE)
        return sn_ospf_te(d, r, a->len);
    if (a->opaque == OSPF_OPAQUE_GRACE)
        return tlvs(d, r, a->len, true) || sn_ospf_silent(r);
    if (a->opaque == OSPF_OPAQUE_RI)
        return tlvs(d, r, a->len, false);
    return true;
}

static bool opaque(struct sn_dis *d, struct sn_rd *r, const struct sn_lsa *a)
{
    const uint32_t from = d->nrec;
    struct sn_rd fields = sn_inside(r, a->len);
    bool ok = opaque_text(d, r, a);

    if (d->want & SN_WANT_FIELDS) {
        sn_text_only(d, from);
        sn_ospf_opaque(d, &fields, a->opaque);
    }
    return ok;
}

static bool body(struct sn_dis *d, struct sn_rd *r, const struct sn_lsa *a, const uint8_t *end)
{
    switch (a->type) {
    case LSA_ROUTER:
        return router(d, r);
    case LSA_NETWORK:
        return sn_get(d, r, NET_MASK, NULL) && rows(d, r, end, NET_ROUTER, NET_ROUTER);
    case LSA_SUMMARY:
        return sn_get(d, r, SUM_MASK, NULL) && rows(d, r, end, SUM_TOS, SUM_METRIC);
    case LSA_ASBR:
        return sn_get(d, r, ASBR_MASK, NULL) && rows(d, r, end, SUM_TOS, SUM_METRIC);
    case LSA_EXTERNAL:
    case LSA_NSSA:
        return external(d, r, end);
    case LSA_GROUP:
        return rows(d, r, end, VERTEX, VERTEX_ID);
    default:
        return opaque(d, r, a);
    }
}

/* Opaque LSAs that tcpdump doesn't know. */
static bool dumps(const struct sn_lsa *a)
{
    bool opaque = a->type >= LSA_OPAQUE_LINK && a->type <= LSA_OPAQUE_DOMAIN;

    return opaque && a->opaque != OSPF_OPAQUE_TE && a->opaque != OSPF_OPAQUE_GRACE &&
           a->opaque != OSPF_OPAQUE_RI;
}

bool sn_ospf2_lsa(struct sn_dis *d, struct sn_rd *r, uint32_t i)
{
    uint32_t depth = d->depth;
    struct sn_rd all, in;
    struct sn_lsa a;
    bool ok;

    sn_note(d, LSA_NUMBER, i);
    if (!sn_ospf2_lsa_header(d, r, &a)) {
        sn_malformed(r);
        return false;
    }
    all = *r;
    in = *r;
    /* dumped also when it is shown, with more -v */
    ok = body(d, &in, &a, r->p + (a.len <= sn_rd_left(r) ? a.len : sn_rd_left(r) + 1));
    d->depth = (uint8_t)depth + 1;
    if (!ok && in.stop) {
        sn_stop(r, &in);
        d->depth = (uint8_t)depth;
        return false;
    }
    if (ok && a.len) {
        struct sn_rd rest = sn_inside(&all, a.len);
        const uint32_t from = d->nrec;

        (void)!sn_get_bytes(d, &rest, dumps(&a) ? DUMP_LSA : DUMP_VV, sn_rd_left(&rest));
        sn_text_only(d, from);
    }
    r->p = sn_rd_left(r) > a.len ? r->p + a.len : r->end;
    sn_group_end(d, r, a.group);
    return true;
}

/* ---- text ---- */

void sn_ospf_note(struct sn_dis *d, enum sn_ospf_note what, uint32_t a, uint32_t b)
{
    sn_note(d, NOTE_A, a);
    sn_note(d, NOTE_B, b);
    sn_note(d, NOTE, what);
}

static void put_note(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const char *const notes[] = {
        [OSPF_REMAINING_LS] = "\n\t    Remaining LS length %u < %u",
        [OSPF_REMAINING_TLV] = "\n\t    Remaining TLV length %u < %u",
        [OSPF_BOGUS] = "\n\t    Bogus length %u > %u",
        [OSPF_BOGUS_LS] = "\n\t    Bogus length %u > remaining LS length %u",
        [OSPF_BOGUS_PADDED] = "\n\t    Bogus padded length %u > %u",
        [OSPF_NOT_4] = "\n\t    Bogus length %u != 4",
        [OSPF_NOT_1] = "\n\t    Bogus length %u != 1",
        [OSPF_INVALID] = " (invalid)",
        [OSPF_SUB_NOT] = " != %u (invalid)",
        [OSPF_SUB_NOT_4_OR_8] = " != 4 && != 8 (invalid)",
        [OSPF_SUB_NOT_N4] = " != N x 4 (invalid)",
        [OSPF_SUB_SHORT] = " < %u (invalid)",
        [OSPF_BC_NOT_N4] = "\n\t\tlength %u != N x 4 (invalid)",
        [OSPF_BC_LONG] = "\n\t\tlength %u > %u (invalid)",
        [OSPF_TLV_NOT_4] = "\n\t    TLV length %u < 4",
    };

    sn_put_f(t->b, notes[q->u], (unsigned)sn_before(v, q, NOTE_A)->u,
             (unsigned)sn_before(v, q, NOTE_B)->u);
}

/* Backbone Area, or which. */
static void put_area(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->u) {
        sn_put_lit(t->b, ", Area ");
        sn_text_host4(t, (uint32_t)q->u);
    } else {
        sn_put_lit(t->b, ", Backbone Area");
    }
}

static void put_password(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)q;
    sn_say_padded(t, v, "\n\tSimple text password: {}", OSPF_PASSWORD, 8);
}

static void put_router(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                       const char *fmt)
{
    (void)v;
    if (!q->u)
        return;
    sn_put_s(t->b, fmt);
    sn_text_host4(t, (uint32_t)q->u);
}

void sn_ospf_put_dr(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    put_router(t, v, q, "\n\t  Designated Router ");
}

void sn_ospf_put_bdr(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    put_router(t, v, q, ", Backup Designated Router ");
}

static void put_forward(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    put_router(t, v, q, ", forward ");
}

static void put_tag(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    put_router(t, v, q, ", tag ");
}

static void put_metric(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->u == INFINITE)
        sn_put_lit(t->b, " infinite");
    else
        sn_put_f(t->b, " %u", (unsigned)q->u);
}

/* Type 1 or 2. */
static void put_external(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t tos = sn_before(v, q, EXT_TOS)->u;

    sn_put_lit(t->b, "\n\t\ttopology ");
    sn_put_name(t, sn_ospf_topologies, tos, "Unknown");
    sn_put_f(t->b, " (%u), type %u, metric", (unsigned)tos,
             (unsigned)sn_before(v, q, EXT_TYPE)->u + 1);
    put_metric(t, v, q);
}

static void put_summary(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t tos = sn_before(v, q, SUM_TOS)->u & 0x7f;

    sn_put_lit(t->b, "\n\t\ttopology ");
    sn_put_name(t, sn_ospf_topologies, tos, "Unknown");
    sn_put_f(t->b, " (%u) metric %u", (unsigned)tos, (unsigned)q->u);
}

static void put_lsa_name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *type = q, *n;
    bool opaque;

    while (type->field != LS_TYPE && type->field != REQ_TYPE)
        type--;
    opaque = type->u >= LSA_OPAQUE_LINK && type->u <= LSA_OPAQUE_DOMAIN;
    if (type->field == LS_TYPE)
        sn_put_lit(t->b, "\n\t    ");
    sn_put_name(t, sn_ospf_lsas, type->u, "unknown");
    sn_put_f(t->b, " LSA (%u), ", (unsigned)type->u);
    if (opaque) {
        sn_put_s(t->b, type->field == LS_TYPE ? "Opaque-Type " : "Opaque-Type: ");
        n = sn_before(v, q, LS_OPAQUE);
        sn_put_name(t, sn_ospf_opaques, n ? n->u : 0, "unknown");
        sn_put_f(t->b, " LSA (%u), Opaque-ID", n ? (unsigned)n->u : 0);
        n = sn_before(v, q, LS_OPAQUE_ID);
        sn_put_f(t->b, "%s %u", type->field == LS_TYPE ? "" : ":", n ? (unsigned)n->u : 0);
    } else {
        sn_put_lit(t->b, "LSA-ID: ");
        sn_text_host4(t, (uint32_t)sn_before(v, q, type->field == LS_TYPE ? LS_ID : REQ_ID)->u);
    }
}

static void put_options(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    put_lsa_name(t, v, q);
    sn_put_lit(t->b, "\n\t    Options: [");
    sn_text_bits(t, sn_ospf_options, (uint32_t)q->u, ", ", "none");
    sn_put_c(t->b, ']');
}

static void put_request(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_lit(t->b, "\n\t  Advertising Router: ");
    sn_text_host4(t, (uint32_t)q->u);
    sn_put_lit(t->b, ", ");
    put_lsa_name(t, v, q + (q + 2 < v->end && q[1].field == LS_OPAQUE ? 2 : 0));
}

static void put_dd(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t mtu = sn_before(v, q, DD_MTU)->u;

    sn_put_lit(t->b, ", DD Flags [");
    sn_text_bits(t, sn_ospf_dd, (uint32_t)q->u, ", ", "none");
    sn_put_c(t->b, ']');
    if (mtu)
        sn_put_f(t->b, ", MTU: %u", (unsigned)mtu);
}

static void put_lsas(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, ", %u LSA%s", (unsigned)q->u, q->u == 1 ? "" : "s");
}

static void put_link(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    bool known = q->u >= P2P && q->u <= VIRTUAL;

    sn_put_name(t, sn_ospf_links, q->u, "\n\t      Unknown Router Link Type (%u)");
    if (!known)
        return;
    sn_text_host4(t, (uint32_t)sn_before(v, q, LINK_ID)->u);
    sn_put_s(t->b, q->u == STUB ? ", Mask: " : ", Interface Address: ");
    sn_text_host4(t, (uint32_t)sn_before(v, q, LINK_DATA)->u);
}

static void put_vertex(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t type = sn_before(v, q, VERTEX)->u;

    if (type != 1 && type != 2) {
        sn_put_f(t->b, "\n\t    unknown VertexType (%u)", (unsigned)type);
        return;
    }
    sn_put_s(t->b, type == 1 ? "\n\t    Router Router-ID " : "\n\t    Network Designated Router ");
    sn_text_host4(t, (uint32_t)q->u);
}

static void put_link_id(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_lit(t->b, ", ");
    sn_text_host4(t, (uint32_t)q->u);
    sn_put_f(t->b, " (0x%08x)", (unsigned)q->u);
}

static void put_class(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_te_put_rate(t, "\n\t\tTE-Class %u: ", q);
}

static void put_bc(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_te_put_rate(t, "\n\t\t  Bandwidth constraint CT%u: ", q);
}

static void put_isc(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_te_put_rate(t, "\n\t\t  priority level %u: ", q);
}

static void put_srlg(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (sn_te_nth(q) == 0)
        sn_put_lit(t->b, "\n\t\t  Shared risk group: ");
    else
        sn_put_lit(t->b, ", ");
    sn_put_u32(t->b, (uint32_t)q->u);
}

/* With more -v the whole LSA is dumped anyway. */
static void put_sub_dump(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (t->o->verbose < 2)
        sn_put_value_as(t, "D\n\t\t", NULL, q);
}

static void put_dump(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (t->o->verbose < 2 || q->field == DUMP_LSA)
        sn_put_value_as(t, q->field == DUMP_V ? "D\n\t      " : "D\n\t    ", NULL, q);
}

static const struct sn_line lines[] = {
    [OSPF_ROUTER] = SN_LINE("\n\tRouter-ID {}"),
    [OSPF_AREA] = {.put = put_area},
    [OSPF_AUTH_TEXT] = SN_LINE(", Authentication Type: {s:unknown} ({})", OSPF_AUTH, OSPF_AUTH),
    [OSPF_PASSWORD] = {.put = put_password},
    [OSPF_CSN] = SN_LINE("\n\tKey-ID: {}, Auth-Length: {}, Crypto Sequence Number: 0x{08x}",
                         OSPF_KEY, OSPF_KEYLEN, OSPF_CSN),
    [OPTIONS] = SN_LINE("\n\tOptions [{b:none}]"),
    [HELLO_DEAD] = SN_LINE("\n\t  Hello Timer {}s, Dead Timer {}s, Mask {}, Priority {}",
                           HELLO_TIMER, HELLO_DEAD, HELLO_MASK, HELLO_PRIO),
    [HELLO_DR] = {.put = sn_ospf_put_dr},
    [HELLO_BDR] = {.put = sn_ospf_put_bdr},
    [HELLO_LIST] = SN_LINE("\n\t  Neighbor List:"),
    [HELLO_NEIGHBOR] = SN_LINE("\n\t    {}"),
    [DD_FLAGS] = {.put = put_dd},
    [DD_SEQ] = SN_LINE(", Sequence: 0x{08x}"),
    [LSAS] = {.put = put_lsas},
    [LSA_NUMBER] = SN_LINE("\n\t  LSA #{}"),
    [LS_HEAD] = SN_LINE("\n\t  Advertising Router {}, seq {}, age {}s, length {}", LS_ROUTER,
                        LS_SEQ, AGE_ALL, LS_HEAD),
    [LS_SHOWN] = {.put = put_options},
    [LS_BOGUS] = SN_LINE("\n\t    Bogus length {} < header (20)"),
    [REQ_ROUTER] = {.put = put_request},
    [RLA_FLAGS] = SN_LINE("\n\t    Router LSA Options: [{b:none}]"),
    [LINK_TYPE] = {.put = put_link},
    [LINK_METRIC] = SN_LINE("\n\t\ttopology default (0), metric {}"),
    [TOS_METRIC] = SN_LINE("\n\t\ttopology {s:Unknown} ({}), metric {}", TOS, TOS, TOS_METRIC),
    [NET_MASK] = SN_LINE("\n\t    Mask {}\n\t    Connected Routers:"),
    [NET_ROUTER] = SN_LINE("\n\t      {}"),
    [SUM_MASK] = SN_LINE("\n\t    Mask {}"),
    [SUM_METRIC] = {.put = put_summary},
    [EXT_MASK] = SN_LINE("\n\t    Mask {}"),
    [EXT_METRIC] = {.put = put_external},
    [EXT_FORWARD] = {.put = put_forward},
    [EXT_TAG] = {.put = put_tag},
    [VERTEX_ID] = {.put = put_vertex},
    [TLV_LEN] = SN_LINE("\n\t    {s:unknown} TLV ({}), length: {}, value: ", TLV, TLV, TLV_LEN),
    [RI_BITS] = SN_LINE("Capabilities: {b:Unknown}"),
    [GRACE_LEN] =
        SN_LINE("\n\t    {s:unknown} TLV ({}), length {}, value: ", GRACE, GRACE, GRACE_LEN),
    [GRACE_PERIOD] = SN_LINE("{}s"),
    [GRACE_REASON] = SN_LINE("{s:Unknown} ({})"),
    [GRACE_IP] = SN_LINE("{}"),
    [NOTE] = {.put = put_note},
    [TE_LEN] = SN_LINE("\n\t    {s:unknown} TLV ({}), length: {}", TE, TE, TE_LEN),
    [TE_ROUTER] = SN_LINE(", {}"),
    [TE_SUB_LEN] =
        SN_LINE("\n\t      {s:unknown} subTLV ({}), length: {}", TE_SUB, TE_SUB, TE_SUB_LEN),
    [TE_COLOR] = SN_LINE(", 0x{08x}"),
    [TE_LINK_ID] = {.put = put_link_id},
    [TE_LOCAL_ID] = {.put = put_link_id},
    [TE_REMOTE_ID] = {.put = put_link_id},
    [TE_LOCAL] = SN_LINE(", {}"),
    [TE_REMOTE] = SN_LINE(", {}"),
    [TE_RATE] = SN_LINE(", {M} Mbps"),
    [TE_CLASS] = {.put = put_class},
    [TE_BC_MODEL] = SN_LINE("\n\t\tBandwidth Constraints Model ID: {s:unknown} ({})"),
    [TE_BC] = {.put = put_bc},
    [TE_METRIC] = SN_LINE(", Metric {}"),
    [TE_PROTECTION] = SN_LINE(", {b:none}"),
    [TE_SWITCHING] = SN_LINE("\n\t\tInterface Switching Capability: {s:Unknown}"),
    [TE_ENCODING] = SN_LINE("\n\t\tLSP Encoding: {s:Unknown}\n\t\tMax LSP Bandwidth:"),
    [TE_ISC_RATE] = {.put = put_isc},
    [TE_LINK] = SN_LINE(", {s:unknown} ({})"),
    [TE_SRLG] = {.put = put_srlg},
    [LLS_SUM] = SN_LINE("\n\t  LLS: checksum: 0x{04x}"),
    [LLS_LEN] = SN_LINE(", length: {}"),
    [LLS_TLV] = SN_LINE("\n\t    {s:Unknown TLV} ({})"),
    [LLS_TLV_LEN] = SN_LINE(", length: {}"),
    [LLS_OPTIONS] = SN_LINE("\n\t      Options: {} [{b:none}]"),
    [LLS_SEQ] = SN_LINE("\n\t      Sequence number: {}"),
    [DUMP_SUB] = {.put = put_sub_dump},
    [DUMP_LSA] = {.put = put_dump},
    [DUMP_V] = {.put = put_dump},
    [DUMP_VV] = SN_LINE_V(2, false, "{D\n\t    }"),
};

void sn_ospf_head_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    (void)l;
    (void)sn_say_lines(t, v, lines, OSPF_AREA + 1);
    if (!sn_is_cut(t))
        (void)sn_need(t, v, OSPF_AREA);
}

void sn_ospf2_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
}
