/*
 * DVMRP (RFC 1075, draft-ietf-idmr-dvmrp-v3), which travels in IGMP messages of type 0x13: the
 * layer is the whole message.
 *
 * The records are in the order of the text. What a length makes impossible is a DV_BAD, the last
 * one.
 */
#include "dis/proto.h"

enum {
    DV_CODE,
    DV_MINOR,
    DV_MAJOR,
    DV_GENID,
    DV_NBR,
    DV_MASK,
    DV_ROUTE,
    DV_METRIC,
    DV_LOCAL,
    DV_COST,
    DV_THRESHOLD,
    DV_FLAGS,
    DV_COUNT,
    DV_SRC,
    DV_GROUP,
    DV_LIFE,
    DV_BAD, /* u: which of the sayings below, n: the length that was left */
};

enum {
    PROBE = 1,
    REPORT,
    ASK_OLD,
    NEIGHBORS_OLD,
    ASK,
    NEIGHBORS,
    PRUNE,
    GRAFT,
    GRAFT_ACK,
};

static const struct sn_val codes[] = {
    {PROBE, "Probe"},
    {REPORT, "Report"},
    {ASK_OLD, "Ask-neighbors(old)"},
    {NEIGHBORS_OLD, "Neighbors(old)"},
    {ASK, "Ask-neighbors2"},
    {NEIGHBORS, "Neighbors2"},
    {PRUNE, "Prune"},
    {GRAFT, "Graft"},
    {GRAFT_ACK, "Graft-ACK"},
    {0, NULL},
};

#define MULTI(name, type) SN_FIELD(name, type, SN_F_MULTI, NULL)

static const struct sn_field fields[] = {
    [DV_CODE] = SN_UINTV("dvmrp.code", codes),
    [DV_MINOR] = SN_UINT("dvmrp.min_ver"),
    [DV_MAJOR] = SN_UINT("dvmrp.maj_ver"),
    [DV_GENID] = SN_UINT("dvmrp.genid"),
    [DV_NBR] = MULTI("dvmrp.neighbor", SN_F_IPV4),
    [DV_MASK] = MULTI("dvmrp.netmask", SN_F_IPV4),
    [DV_ROUTE] = MULTI("dvmrp.saddr", SN_F_IPV4),
    [DV_METRIC] = MULTI("dvmrp.metric", SN_F_UINT),
    [DV_LOCAL] = MULTI("dvmrp.local", SN_F_IPV4),
    [DV_COST] = MULTI("dvmrp.cost", SN_F_UINT),
    [DV_THRESHOLD] = MULTI("dvmrp.threshold", SN_F_UINT),
    [DV_FLAGS] = MULTI("dvmrp.flags", SN_F_UINT),
    [DV_COUNT] = MULTI("dvmrp.ncount", SN_F_UINT),
    [DV_SRC] = SN_IPV4("dvmrp.source"),
    [DV_GROUP] = SN_IPV4("dvmrp.maddr"),
    [DV_LIFE] = SN_UINT("dvmrp.lifetime"),
    [DV_BAD] = SN_UINT("dvmrp.bad"),
};

#define HDR 8 /* IGMP's */

enum { BAD_PROBE, BAD_NBR, BAD_MASK, BAD_ROUTE, BAD_IF_OLD, BAD_IF, BAD_ADDR, BAD_COUNT };

static void bad(struct sn_dis *d, struct sn_rd *r, unsigned which, uint32_t left)
{
    struct sn_rec *q = sn_rec_made(d, DV_BAD, which);

    q->flags |= SN_REC_TEXT;
    q->n = left;
    sn_malformed(r);
}

static void probe(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t id;

    if (len < 4) {
        bad(d, r, BAD_PROBE, len);
        return;
    }
    if (!sn_get_be32(d, r, DV_GENID, &id))
        return;
    for (len -= 4; len >= 4; len -= 4) {
        if (!sn_get_ipv4(d, r, DV_NBR))
            return;
    }
    if (len)
        bad(d, r, BAD_NBR, len);
}

/* The routes under one mask, which takes `width` bytes of each. What is left, 0 when it fails. */
static uint32_t routes(struct sn_dis *d, struct sn_rd *r, uint32_t len, unsigned width)
{
    uint8_t metric = 0;

    while (!(metric & 0x80)) {
        size_t o = sn_rd_off(r);
        uint32_t addr = 0;
        const uint8_t *p;
        unsigned i;

        if (len < width + 1) {
            bad(d, r, BAD_ROUTE, len);
            return 0;
        }
        if (!sn_rd_bytes(r, width, &p))
            return 0;
        for (i = 0; i < width; i++)
            addr |= (uint32_t)p[i] << (24 - 8 * i);
        if (!sn_rd_u8(r, &metric))
            return 0;
        sn_rec_uint(d, DV_ROUTE, o, width, addr);
        sn_rec_uint(d, DV_METRIC, o + width, 1, metric & 0x7f);
        len -= width + 1;
    }
    return len;
}

static void report(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t mask;

    while (len > 0) {
        if (len < 3) {
            bad(d, r, BAD_MASK, len);
            return;
        }
        if (!sn_rd_be24(r, &mask))
            return;
        sn_rec_uint(d, DV_MASK, sn_rd_off(r) - 3, 3, 0xff000000 | mask);
        len = routes(d, r, len - 3, mask & 0xff ? 4 : mask & 0xff00 ? 3 : mask & 0xff0000 ? 2 : 1);
    }
}

/* Interfaces and the neighbors behind each. */
static void neighbors(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool old)
{
    uint32_t size = old ? 7 : 8;
    uint8_t v, n;

    while (len > 0) {
        if (len < size) {
            bad(d, r, old ? BAD_IF_OLD : BAD_IF, len);
            return;
        }
        if (!sn_get_ipv4(d, r, DV_LOCAL) || !sn_get_u8(d, r, DV_COST, &v) ||
            !sn_get_u8(d, r, DV_THRESHOLD, &v) || (!old && !sn_get_u8(d, r, DV_FLAGS, &v)) ||
            !sn_get_u8(d, r, DV_COUNT, &n))
            return;
        for (len -= size; n; n--, len -= 4) {
            if (!old && len == 0) {
                bad(d, r, BAD_COUNT, 0);
                return;
            }
            if (len < 4) {
                bad(d, r, BAD_ADDR, len);
                return;
            }
            if (!sn_get_ipv4(d, r, DV_NBR))
                return;
        }
    }
}

static void prune(struct sn_dis *d, struct sn_rd *r, uint8_t code)
{
    uint32_t life;

    if (sn_rd_need(r, 8) && sn_get_ipv4(d, r, DV_SRC) && sn_get_ipv4(d, r, DV_GROUP) &&
        code == PRUNE)
        (void)!sn_get_be32(d, r, DV_LIFE, &life);
}

static void dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t code, v;

    if (!sn_rd_skip(r, 1) || !sn_get_u8(d, r, DV_CODE, &code))
        return;
    if (code == NEIGHBORS &&
        (!sn_rd_skip(r, 4) || !sn_get_u8(d, r, DV_MINOR, &v) || !sn_get_u8(d, r, DV_MAJOR, &v)))
        return;
    if (code != NEIGHBORS) /* lengths are looked at first, even when nothing else was captured */
        (void)!sn_rd_skip(r, sn_rd_left(r) < HDR - 2 ? sn_rd_left(r) : HDR - 2);
    len -= HDR;
    if (code == PROBE)
        probe(d, r, len);
    else if (code == REPORT)
        report(d, r, len);
    else if (code == NEIGHBORS_OLD || code == NEIGHBORS)
        neighbors(d, r, len, code == NEIGHBORS_OLD);
    else if (code >= PRUNE && code <= GRAFT_ACK)
        prune(d, r, code);
}

/* ---- text ---- */

static void put_addr(struct sn_text *t, const char *in_front, const struct sn_rec *q)
{
    sn_put_s(t->b, in_front);
    sn_text_host4(t, (uint32_t)q->u);
}

/* " [10.0.0.2 -> 10.0.0.1 (1/0/querier)]"; q is the interface's records. */
static void put_neighbor(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *nbr)
{
    static const struct sn_val flags[] = {{1, "/tunnel"},      {2, "/srcrt"},   {0x40, "/querier"},
                                          {0x20, "/disabled"}, {0x10, "/down"}, {0, NULL}};
    bool old = q[3].field != DV_FLAGS;

    put_addr(t, " [", q);
    put_addr(t, " -> ", nbr);
    sn_put_f(t->b, "%s (%u/%u", old ? "," : "", (unsigned)q[1].u, (unsigned)q[2].u);
    if (!old)
        sn_text_bits(t, flags, (uint32_t)q[3].u, "", "");
    sn_put_lit(t->b, ")]");
}

static void put_bad(struct sn_text *t, const struct sn_rec *q)
{
    static const char *const says[] = {
        [BAD_PROBE] = " [full length %u < 4]", [BAD_NBR] = "[remaining length %u < 4]",
        [BAD_MASK] = " [length %u < 3]",       [BAD_ROUTE] = "\n\t  [Truncated Report]",
        [BAD_IF_OLD] = " [length %u < 7]",     [BAD_IF] = " [length %u < 8]",
        [BAD_ADDR] = " [length %u < 4]",       [BAD_COUNT] = " [invalid ncount]",
    };

    sn_put_f(t->b, says[q->u], q->n);
    sn_put_lit(t->b, " (invalid)");
}

/* One record behind the header; `iface` is where the last interface began. */
static void put_rec(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *iface)
{
    switch (q->field) {
    case DV_GENID:
        sn_put_f(t->b, "%sgenid %u", t->o->verbose > 1 ? "\n\t" : " ", (unsigned)q->u);
        break;
    case DV_NBR:
        if (iface)
            put_neighbor(t, iface, q);
        else if (t->o->verbose > 1)
            put_addr(t, "\n\tneighbor ", q);
        break;
    case DV_MASK:
        put_addr(t, "\n\tMask ", q);
        break;
    case DV_ROUTE:
        put_addr(t, "\n\t  ", q);
        break;
    case DV_METRIC:
        sn_put_f(t->b, " metric %u", (unsigned)q->u);
        break;
    case DV_SRC:
        put_addr(t, " src ", q);
        break;
    case DV_GROUP:
        put_addr(t, " grp ", q);
        break;
    case DV_LIFE:
        sn_text_period(t, (uint32_t)q->u);
        break;
    case DV_BAD:
        if (q->u != BAD_NBR || t->o->verbose > 1)
            put_bad(t, q);
        break;
    }
}

/* How much is said: Probe and Report say little without -v and -vv. */
static bool says_more(const struct sn_text *t, uint64_t code)
{
    return code == PROBE ? t->o->verbose > 0 : code == REPORT ? t->o->verbose > 1 : true;
}

/* The capture ends behind q, before `n` more neighbors of an interface. */
static enum sn_then put_cut(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *iface,
                            uint64_t n)
{
    if (q->field == DV_CODE)
        sn_put_s(t->b, q->u != PROBE ? "" : t->o->verbose > 1 ? "\n\t" : " ");
    if (n) {
        put_addr(t, " [", iface);
        sn_put_s(t->b, iface[3].field == DV_FLAGS ? " -> " : " ->");
    }
    return SN_TEXT_CUT;
}

static enum sn_then text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l), *end = q + l->n, *iface = NULL;
    uint64_t code, n = 0;
    const char *name;

    if (l->n == 0)
        return SN_TEXT_CUT;
    code = q[DV_CODE].u;
    name = sn_val_name(codes, (uint32_t)code);
    if (!name) {
        sn_put_f(t->b, " [type %u]", (unsigned)code);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, " %s", name);
    if (!says_more(t, code))
        return SN_TEXT_DONE;
    if (code == NEIGHBORS) {
        if (l->n <= DV_MAJOR)
            return SN_TEXT_CUT;
        sn_put_f(t->b, " (v %u.%u):", (unsigned)q[DV_MAJOR].u, (unsigned)q[DV_MINOR].u);
    }
    for (q++; q < end; q++) {
        if (q->field == DV_LOCAL)
            iface = q;
        n = q->field == DV_COUNT ? q->u : q->field == DV_NBR ? n - 1 : n;
        put_rec(t, q, iface);
        if (q->field == DV_GROUP && code == PRUNE)
            sn_put_lit(t->b, " timer ");
    }
    if (!(l->flags & (SN_LAYER_MALFORMED | SN_LAYER_TRUNCATED)) || q[-1].field == DV_BAD ||
        (code == PROBE && t->o->verbose == 1 && q[-1].field != DV_CODE))
        return SN_TEXT_DONE;
    return put_cut(t, q - 1, iface, iface ? n : 0);
}

const struct sn_proto sn_proto_dvmrp = {
    .name = "dvmrp",
    .title = "Distance Vector Multicast Routing Protocol",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .dissect = dissect,
    .text = text,
};
