/*
 * DVMRP (RFC 1075, draft-ietf-idmr-dvmrp-v3), which travels in IGMP messages of type 0x13: the
 * layer is the whole message.
 *
 * What a length makes impossible is a BAD record, the last one but for LEFT, the length that was
 * left.
 */
#include "dis/proto.h"

enum { PROBE = 1, REPORT, ASK_OLD, NEIGHBORS_OLD, ASK, NEIGHBORS, PRUNE, GRAFT, GRAFT_ACK };

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

#define DVMRP(F)                                                                                   \
    F(CODE, "dvmrp.code", U8, "Code", .vals = codes)                                               \
    F(MINOR, "dvmrp.min_ver", U8, "Minor Version")                                                 \
    F(MAJOR, "dvmrp.maj_ver", U8, "Major Version")                                                 \
    F(GENID, "dvmrp.genid", U32, "Generation ID")                                                  \
    F(NBR, "dvmrp.neighbor", IPV4S, "Neighbor Addr")                                               \
    F(NETMASK, "dvmrp.netmask", IPV4S, "Netmask")                                                  \
    F(ROUTE, "dvmrp.saddr", IPV4S, "Source Addr")                                                  \
    F(METRIC, "dvmrp.metric", UINTS, "Metric")                                                     \
    F(LOCAL, "dvmrp.local", IPV4S, "Local Addr")                                                   \
    F(COST, "dvmrp.cost", U8S, "Cost")                                                             \
    F(THRESHOLD, "dvmrp.threshold", U8S, "Threshold")                                              \
    F(FLAGS, "dvmrp.flags", U8S, "Flags", .base = SN_HEX)                                          \
    F(COUNT, "dvmrp.ncount", U8S, "Neighbor Count")                                                \
    F(SRC, "dvmrp.source", IPV4, "Source Addr")                                                    \
    F(GROUP, "dvmrp.maddr", IPV4, "Multicast Addr")                                                \
    F(LIFE, "dvmrp.lifetime", U32, "Prune lifetime", .unit = "s")                                  \
    F(BAD, "dvmrp.bad", UINT, NULL)                                                                \
    F(LEFT, "dvmrp.left", UINT, NULL)
SN_FIELDS(dvmrp, DVMRP)

#define HDR 8 /* IGMP's */

enum { BAD_PROBE, BAD_NBR, BAD_MASK, BAD_ROUTE, BAD_IF_OLD, BAD_IF, BAD_ADDR, BAD_COUNT };

static void bad(struct sn_dis *d, struct sn_rd *r, unsigned which, uint32_t left)
{
    uint32_t first = d->nrec;

    sn_rec_made(d, BAD, which);
    sn_rec_made(d, LEFT, left);
    sn_text_only(d, first);
    sn_malformed(r);
}

static void probe(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < 4)
        bad(d, r, BAD_PROBE, len);
    else if (sn_get(d, r, GENID, NULL) && sn_get_n(d, r, NBR, len / 4 - 1) && len % 4)
        bad(d, r, BAD_NBR, len % 4);
}

/* The routes under one mask, which takes `width` bytes of each. What is left, 0 when it fails. */
static uint32_t routes(struct sn_dis *d, struct sn_rd *r, uint32_t len, unsigned width)
{
    uint8_t metric = 0;

    while (!(metric & 0x80)) {
        size_t o = sn_rd_off(r);
        uint32_t addr = 0;
        const uint8_t *p;

        if (len < width + 1) {
            bad(d, r, BAD_ROUTE, len);
            return 0;
        }
        if (!sn_rd_bytes(r, width, &p) || !sn_rd_u8(r, &metric))
            return 0;
        for (unsigned i = 0; i < width; i++)
            addr |= (uint32_t)p[i] << (24 - 8 * i);
        sn_rec_uint(d, ROUTE, o, width, addr);
        sn_rec_uint(d, METRIC, o + width, 1, metric & 0x7f);
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
        sn_rec_uint(d, NETMASK, sn_rd_off(r) - 3, 3, 0xff000000 | mask);
        len = routes(d, r, len - 3, mask & 0xff ? 4 : mask & 0xff00 ? 3 : mask & 0xff0000 ? 2 : 1);
    }
}

/* Interfaces and the neighbors behind each. */
static void neighbors(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool old)
{
    uint32_t size = old ? 7 : 8, n;

    while (len > 0) {
        if (len < size) {
            bad(d, r, old ? BAD_IF_OLD : BAD_IF, len);
            return;
        }
        if (!sn_header(d, r, LOCAL, old ? THRESHOLD : FLAGS) || !sn_get(d, r, COUNT, &n))
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
            if (!sn_get(d, r, NBR, NULL))
                return;
        }
    }
}

static void dvmrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t code;

    if (!sn_rd_skip(r, 1) || !sn_get(d, r, CODE, &code))
        return;
    if (code == NEIGHBORS && (!sn_rd_skip(r, 4) || !sn_header(d, r, MINOR, MAJOR)))
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
    else if (code >= PRUNE && code <= GRAFT_ACK && sn_rd_need(r, 8))
        (void)sn_header(d, r, SRC, code == PRUNE ? LIFE : GROUP);
}

/* ---- text ---- */

/* The end of a message: what is wrong with its length, or that the capture ended before. */
static void put_end(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    static const char *const formats[] = {
        [BAD_PROBE] = " [full length {} < 4] (invalid)",
        [BAD_NBR] = "[remaining length {} < 4] (invalid)",
        [BAD_MASK] = " [length {} < 3] (invalid)",
        [BAD_ROUTE] = "\n\t  [Truncated Report] (invalid)",
        [BAD_IF_OLD] = " [length {} < 7] (invalid)",
        [BAD_IF] = " [length {} < 8] (invalid)",
        [BAD_ADDR] = " [length {} < 4] (invalid)",
        [BAD_COUNT] = " [invalid ncount] (invalid)",
    };

    if (sn_find(v, BAD))
        sn_say(t, v, formats[sn_opt(v, BAD)], LEFT);
    else if (l->flags & (SN_LAYER_MALFORMED | SN_LAYER_TRUNCATED))
        sn_cut(t);
}

static void probe_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view nbr = {0};

    if (l->len >= HDR + 4) {
        sn_put_s(t->b, t->o->verbose > 1 ? "\n\t" : " ");
        sn_say(t, v, "genid {}", GENID);
        if (t->o->verbose < 2)
            return;
        while (sn_each(v, NBR, &nbr))
            sn_say(t, &nbr, "\n\tneighbor {}", NBR);
    }
    put_end(t, l, v);
}

static void report_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view mask = {0}, route;

    while (sn_each(v, NETMASK, &mask)) {
        sn_say(t, &mask, "\n\tMask {}", NETMASK);
        route = (struct sn_view){0};
        while (sn_each(&mask, ROUTE, &route))
            sn_say(t, &route, "\n\t  {} metric {}", ROUTE, METRIC);
    }
    put_end(t, l, v);
}

/* " [10.0.0.2 -> 10.0.0.1 (1/0/querier)]" for each of an interface's neighbors. */
static void put_neighbors(struct sn_text *t, const struct sn_view *iface, bool old)
{
    static const struct sn_val flags[] = {{1, "/tunnel"},      {2, "/srcrt"},   {0x40, "/querier"},
                                          {0x20, "/disabled"}, {0x10, "/down"}, {0, NULL}};
    struct sn_view nbr = {0};

    for (uint64_t n = sn_num(t, iface, COUNT); n; n--) {
        bool captured = sn_each(iface, NBR, &nbr);

        if (!captured && sn_find(iface, BAD))
            return;
        sn_say(t, iface, old ? " [{} ->" : " [{} -> ", LOCAL);
        if (!captured) {
            sn_cut(t);
            return;
        }
        sn_say(t, &nbr, old ? " {}," : "{}", NBR);
        sn_say(t, iface, " ({}/{}", COST, THRESHOLD);
        if (!old)
            sn_text_bits(t, flags, (uint32_t)sn_num(t, iface, FLAGS), "", "");
        sn_put_lit(t->b, ")]");
    }
}

static void neighbors_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                           bool old)
{
    struct sn_view iface = {0};

    if (!old)
        sn_say(t, v, " (v {}.{}):", MAJOR, MINOR);
    while (!sn_is_cut(t) && sn_each(v, LOCAL, &iface))
        put_neighbors(t, &iface, old);
    put_end(t, l, v);
}

static enum sn_then dvmrp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t code = sn_num(t, &v, CODE);

    if (!sn_say(t, &v, " {s:[type %u]}", CODE))
        return SN_TEXT_DONE;
    if (code == PROBE && t->o->verbose) {
        probe_text(t, l, &v);
    } else if (code == REPORT && t->o->verbose > 1) {
        report_text(t, l, &v);
    } else if (code == NEIGHBORS_OLD || code == NEIGHBORS) {
        neighbors_text(t, l, &v, code == NEIGHBORS_OLD);
    } else if (code >= PRUNE && code <= GRAFT_ACK) {
        sn_say(t, &v, " src {} grp {}", SRC, GROUP);
        if (code == PRUNE) {
            sn_put_lit(t->b, " timer ");
            sn_text_period(t, (uint32_t)sn_num(t, &v, LIFE));
        }
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_dvmrp = {
    .name = "dvmrp",
    .title = "Distance Vector Multicast Routing Protocol",
    SN_PROTO_FIELDS(dvmrp),
    .dissect = dvmrp_dissect,
    .text = dvmrp_text,
};
