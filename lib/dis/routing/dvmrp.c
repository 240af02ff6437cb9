/*
 * DVMRP (RFC 1075, draft-ietf-idmr-dvmrp-v3), which travels in IGMP messages of type 0x13: the
 * layer is the whole message.
 *
 * What a length makes impossible is a DV_BAD, and a DV_LEFT of the length that was left: the last
 * records.
 */
#include "dis/proto.h"

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

enum { BAD_PROBE = 1, BAD_NBR, BAD_MASK, BAD_ROUTE, BAD_IF_OLD, BAD_IF, BAD_ADDR, BAD_COUNT };

static const struct sn_val bads[] = {
    {BAD_PROBE, " [full length %u < 4]"},
    {BAD_NBR, "[remaining length %u < 4]"},
    {BAD_MASK, " [length %u < 3]"},
    {BAD_ROUTE, "\n\t  [Truncated Report]"},
    {BAD_IF_OLD, " [length %u < 7]"},
    {BAD_IF, " [length %u < 8]"},
    {BAD_ADDR, " [length %u < 4]"},
    {BAD_COUNT, " [invalid ncount]"},
    {0, NULL},
};

#define DVMRP(F)                                                                                   \
    F(DV_TYPE, "dvmrp.type", U8, "Type", .base = SN_HEX)                                           \
    F(DV_CODE, "dvmrp.v3.code", U8, "Code", .vals = codes, .base = SN_HEX)                         \
    F(DV_SUM, "dvmrp.checksum", U16, "Checksum", .base = SN_HEX)                                   \
    F(DV_SUM_STATUS, "dvmrp.checksum.status", UINT, "Checksum Status")                             \
    F(DV_SUM_RIGHT, "sn.dvmrp.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)   \
    F(DV_VERSION, "dvmrp.version", UINT, "DVMRP Version")                                          \
    F(DV_RESERVED, "dvmrp.reserved", U16, "Reserved", .base = SN_HEX)                              \
    F(DV_CAPS, "dvmrp.capabilities", UINT, "Capabilities", .base = SN_HEX)                         \
    F(DV_CAP_MASK, "dvmrp.cap.netmask", BOOL, "Netmask", .mask = 0x20)                             \
    F(DV_CAP_SNMP, "dvmrp.cap.snmp", BOOL, "SNMP", .mask = 0x10)                                   \
    F(DV_CAP_MTRACE, "dvmrp.cap.mtrace", BOOL, "Mtrace", .mask = 0x08)                             \
    F(DV_CAP_GENID, "dvmrp.cap.genid", BOOL, "Genid", .mask = 0x04)                                \
    F(DV_CAP_PRUNE, "dvmrp.cap.prune", BOOL, "Prune", .mask = 0x02)                                \
    F(DV_CAP_LEAF, "dvmrp.cap.leaf", BOOL, "Leaf", .mask = 0x01)                                   \
    F(DV_MINOR, "dvmrp.min_ver", U8, "Minor Version", .base = SN_HEX)                              \
    F(DV_MAJOR, "dvmrp.maj_ver", U8, "Major Version", .base = SN_HEX)                              \
    F(DV_GENID, "dvmrp.genid", U32, "Generation ID")                                               \
    F(DV_MASK, "dvmrp.netmask", IPV4S, "Netmask")                                                  \
    F(DV_ROUTE, "dvmrp.saddr", IPV4S, "Source Addr")                                               \
    F(DV_METRIC, "dvmrp.metric", U8S, "Metric", .mask = 0x7f)                                      \
    F(DV_LOCAL, "dvmrp.local", IPV4S, "Local Addr")                                                \
    F(DV_COST, "dvmrp.metric", U8S, "Metric")                                                      \
    F(DV_THRESHOLD, "dvmrp.threshold", U8S, "Threshold")                                           \
    F(DV_FLAGS, "dvmrp.flags", U8S, "Flags", .base = SN_HEX)                                       \
    F(DV_TUNNEL, "dvmrp.flag.tunnel", BOOLS, "Tunnel", .mask = 0x01)                               \
    F(DV_SRCROUTE, "dvmrp.flag.srcroute", BOOLS, "Source Route", .mask = 0x02)                     \
    F(DV_DOWN, "dvmrp.flag.down", BOOLS, "Down", .mask = 0x10)                                     \
    F(DV_DISABLED, "dvmrp.flag.disabled", BOOLS, "Disabled", .mask = 0x20)                         \
    F(DV_QUERIER, "dvmrp.flag.querier", BOOLS, "Querier", .mask = 0x40)                            \
    F(DV_LEAF, "dvmrp.flag.leaf", BOOLS, "Leaf", .mask = 0x80)                                     \
    F(DV_COUNT, "dvmrp.ncount", U8S, "Neighbor Count")                                             \
    F(DV_NBR, "dvmrp.neighbor", IPV4S, "Neighbor Addr")                                            \
    F(DV_SRC, "dvmrp.saddr", IPV4, "Source Addr")                                                  \
    F(DV_GROUP, "dvmrp.maddr", IPV4, "Multicast Addr")                                             \
    F(DV_LIFE, "dvmrp.lifetime", U32, "Prune lifetime", .unit = "s")                               \
    F(DV_BAD, "sn.dvmrp.bad", UINT, "What a length makes impossible", .vals = bads)                \
    F(DV_LEFT, "sn.dvmrp.bad_left", UINT, "Bytes left there", .unit = "bytes")
SN_FIELDS(dvmrp, DVMRP)

#define HDR 8 /* IGMP's */

static void bad(struct sn_dis *d, struct sn_rd *r, unsigned which, uint32_t left)
{
    sn_note(d, DV_BAD, which);
    sn_note(d, DV_LEFT, left);
    sn_malformed(r);
}

static void probe(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < 4) {
        bad(d, r, BAD_PROBE, len);
        return;
    }
    if (!sn_get(d, r, DV_GENID, NULL))
        return;
    for (len -= 4; len >= 4; len -= 4) {
        if (!sn_get(d, r, DV_NBR, NULL))
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

        if (len < width + 1) {
            bad(d, r, BAD_ROUTE, len);
            return 0;
        }
        if (!sn_rd_bytes(r, width, &p) || !sn_rd_peek(r, 0, &metric))
            return 0;
        for (unsigned i = 0; i < width; i++)
            addr |= (uint32_t)p[i] << (24 - 8 * i);
        sn_rec_uint(d, DV_ROUTE, o, width, addr);
        (void)sn_get(d, r, DV_METRIC, NULL);
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
    uint32_t size = old ? 7 : 8, n;

    while (len > 0) {
        if (len < size) {
            bad(d, r, old ? BAD_IF_OLD : BAD_IF, len);
            return;
        }
        if (!sn_header(d, r, DV_LOCAL, old ? DV_THRESHOLD : DV_FLAGS))
            return;
        if (!old)
            sn_parts(d, DV_FLAGS, DV_TUNNEL, DV_LEAF);
        if (!sn_get(d, r, DV_COUNT, &n))
            return;
        for (len -= size; n; n--, len -= 4) {
            if (len < 4) {
                bad(d, r, !old && len == 0 ? BAD_COUNT : BAD_ADDR, len);
                return;
            }
            if (!sn_get(d, r, DV_NBR, NULL))
                return;
        }
    }
}

/* The rest of the header, as far as it was captured; r stays as it is. */
static void header(struct sn_dis *d, struct sn_rd r, const struct sn_rd *all, uint32_t len,
                   uint32_t code)
{
    uint32_t reserved;

    if (!sn_get(d, &r, DV_SUM, NULL))
        return;
    sn_sum_verify(d, all, len, 0, DV_SUM, DV_SUM_STATUS, DV_SUM_RIGHT);
    sn_made(d, DV_VERSION, 3);
    if (!sn_get(d, &r, DV_RESERVED, &reserved))
        return;
    if (code == PROBE || code == NEIGHBORS) {
        sn_rec_uint(d, DV_CAPS, sn_rd_off(&r) - 1, 1, reserved & 0xff);
        sn_parts(d, DV_CAPS, DV_CAP_MASK, DV_CAP_LEAF);
    }
    (void)!sn_header(d, &r, DV_MINOR, DV_MAJOR);
}

static void dvmrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t code;

    if (!sn_get(d, r, DV_TYPE, NULL) || !sn_get(d, r, DV_CODE, &code))
        return;
    header(d, *r, &all, len, code);
    if (code == NEIGHBORS && !sn_rd_skip(r, HDR - 2))
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
    else if (code >= PRUNE && code <= GRAFT_ACK && sn_rd_need(r, 8) &&
             sn_header(d, r, DV_SRC, DV_GROUP) && code == PRUNE)
        (void)sn_get(d, r, DV_LIFE, NULL);
}

/* ---- text ---- */

static void probe_text(struct sn_text *t, const struct sn_view *v)
{
    const char *sep = t->o->verbose > 1 ? "\n\t" : " ";
    struct sn_view nbr = {0};

    if (!t->o->verbose || sn_opt(v, DV_BAD) == BAD_PROBE)
        return;
    sn_put_s(t->b, sep);
    sn_say(t, v, "genid {}", DV_GENID);
    while (t->o->verbose > 1 && sn_each(v, DV_NBR, &nbr))
        sn_say(t, &nbr, "\n\tneighbor {}", DV_NBR);
}

static void report_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view mask = {0}, route;

    while (t->o->verbose > 1 && sn_each(v, DV_MASK, &mask)) {
        sn_say(t, &mask, "\n\tMask {}", DV_MASK);
        for (route = (struct sn_view){0}; sn_each(&mask, DV_ROUTE, &route);)
            sn_say(t, &route, "\n\t  {} metric {}", DV_ROUTE, DV_METRIC);
    }
}

/* " [10.0.0.2 -> 10.0.0.1 (1/0/querier)]" for each neighbor of each interface. */
static void neighbors_text(struct sn_text *t, const struct sn_view *v)
{
    static const struct sn_val flags[] = {{1, "/tunnel"},      {2, "/srcrt"},   {0x40, "/querier"},
                                          {0x20, "/disabled"}, {0x10, "/down"}, {0, NULL}};
    struct sn_view iface = {0}, nbr;

    while (sn_each(v, DV_LOCAL, &iface)) {
        bool old = !sn_find(&iface, DV_FLAGS);
        uint64_t n = sn_opt(&iface, DV_COUNT);

        for (nbr = (struct sn_view){0}; n && sn_each(&iface, DV_NBR, &nbr); n--) {
            sn_say(t, &iface, " [{}", DV_LOCAL);
            sn_say(t, &nbr, " -> {}", DV_NBR);
            sn_say(t, &iface, old ? ", ({}/{}" : " ({}/{}", DV_COST, DV_THRESHOLD);
            if (!old)
                sn_text_bits(t, flags, (uint32_t)sn_opt(&iface, DV_FLAGS), "", "");
            sn_put_lit(t->b, ")]");
        }
        if (n && !sn_find(v, DV_BAD)) {
            sn_say(t, &iface, old ? " [{} ->" : " [{} -> ", DV_LOCAL);
            sn_cut(t);
        }
    }
}

static enum sn_then dvmrp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t code = sn_num(t, &v, DV_CODE);
    unsigned verbose = t->o->verbose;

    sn_say(t, &v, sn_val_name(codes, (uint32_t)code) ? " {s}" : " [type {d}]", DV_CODE);
    switch (code) {
    case PROBE:
        probe_text(t, &v);
        if (verbose == 0 || (verbose == 1 && sn_find(&v, DV_GENID)))
            return SN_TEXT_DONE;
        break;
    case REPORT:
        report_text(t, &v);
        if (verbose < 2)
            return SN_TEXT_DONE;
        break;
    case NEIGHBORS:
        sn_say(t, &v, " (v {d}.{d}):", DV_MAJOR, DV_MINOR);
        neighbors_text(t, &v);
        break;
    case NEIGHBORS_OLD:
        neighbors_text(t, &v);
        break;
    case PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        sn_say(t, &v, " src {} grp {}", DV_SRC, DV_GROUP);
        if (code == PRUNE) {
            sn_put_lit(t->b, " timer ");
            sn_text_period(t, (uint32_t)sn_num(t, &v, DV_LIFE));
        }
        break;
    }
    if (sn_find(&v, DV_BAD)) {
        sn_put_f(t->b, sn_val_name(bads, (uint32_t)sn_opt(&v, DV_BAD)),
                 (unsigned)sn_opt(&v, DV_LEFT));
        sn_put_lit(t->b, " (invalid)");
    } else if (l->flags & SN_LAYER_TRUNCATED && sn_val_name(codes, (uint32_t)code)) {
        sn_cut(t);
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
