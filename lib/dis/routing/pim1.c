/*
 * PIM version 1 (draft-ietf-idmr-pim), which travels in IGMP messages of type 0x14: the layer is
 * the whole message, its first eight bytes IGMP's with PIM's version in them.
 *
 * The records are in the order of the text.
 */
#include "dis/proto.h"

enum {
    PIM_TYPE,
    PIM_VERSION,
    PIM_MODE,
    PIM_SRC,
    PIM_GROUP,
    PIM_MASK,
    PIM_RP,
    PIM_PREF,
    PIM_METRIC,
    PIM_UPSTREAM,
    PIM_HOLD,
    PIM_GROUPS,
    PIM_JP, /* a group: of one multicast address */
    PIM_JOINS,
    PIM_PRUNES,
    PIM_FLAGS,
    PIM_MASKLEN,
    PIM_ENTRY,
};

enum { QUERY, REGISTER, REGISTER_STOP, JOIN_PRUNE, RP_REACHABLE, ASSERT, GRAFT, GRAFT_ACK };

static const struct sn_val types[] = {
    {QUERY, "Query"},
    {REGISTER, "Register"},
    {JOIN_PRUNE, "Join/Prune"},
    {REGISTER_STOP, "Register-Stop"},
    {ASSERT, "Assert"},
    {RP_REACHABLE, "RP-reachable"},
    {GRAFT, "Graft"},
    {GRAFT_ACK, "Graft-ACK"},
    {0, NULL},
};

static const struct sn_val modes[] = {
    {0, "Dense-mode"}, {1, "Sparse-mode"}, {2, "Sparse-Dense-mode"}, {0, NULL}};

#define MULTI(name, type) SN_FIELD(name, type, SN_F_MULTI, NULL)

static const struct sn_field fields[] = {
    [PIM_TYPE] = SN_UINTV("pim.type", types),
    [PIM_VERSION] = SN_UINT("pim.version"),
    [PIM_MODE] = SN_UINTV("pim.mode", modes),
    [PIM_SRC] = SN_IPV4("pim.source_ip"),
    [PIM_GROUP] = SN_IPV4("pim.group_ip"),
    [PIM_MASK] = SN_IPV4("pim.group_mask"),
    [PIM_RP] = SN_IPV4("pim.rp"),
    [PIM_PREF] = SN_UINT("pim.metric_pref"),
    [PIM_METRIC] = SN_UINT("pim.metric"),
    [PIM_UPSTREAM] = SN_IPV4("pim.upstream_neighbor"),
    [PIM_HOLD] = SN_UINT("pim.holdtime"),
    [PIM_GROUPS] = SN_UINT("pim.numgroups"),
    [PIM_JP] = SN_FIELD("pim.group_set", SN_F_GROUP, SN_F_MULTI, NULL),
    [PIM_JOINS] = SN_UINT("pim.numjoins"),
    [PIM_PRUNES] = SN_UINT("pim.numprunes"),
    [PIM_FLAGS] = MULTI("pim.addr_flags", SN_F_UINT),
    [PIM_MASKLEN] = MULTI("pim.mask_len", SN_F_UINT),
    [PIM_ENTRY] = MULTI("pim.addr", SN_F_IPV4),
};

#define HDR     8
#define IP_HDR  20
#define NO_MASK 0xffffffff

/* One address of a group's list of joins and prunes. */
static bool entry(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t v;

    return sn_rd_need(r, 6) && sn_get_u8(d, r, PIM_FLAGS, &v) && sn_get_u8(d, r, PIM_MASKLEN, &v) &&
           sn_get_ipv4(d, r, PIM_ENTRY);
}

static void join_prune(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t hold, joins, prunes;
    uint8_t groups;

    if (!sn_get_ipv4(d, r, PIM_UPSTREAM) || !sn_rd_skip(r, 2) ||
        !sn_get_be16(d, r, PIM_HOLD, &hold) || !sn_rd_skip(r, 3) ||
        !sn_get_u8(d, r, PIM_GROUPS, &groups))
        return;
    for (; groups; groups--) {
        struct sn_rec *g = sn_group(d, r, PIM_JP, 0);
        uint32_t n;

        if (!sn_get_ipv4(d, r, PIM_GROUP) || !sn_get_ipv4(d, r, PIM_MASK) ||
            !sn_get_be16(d, r, PIM_JOINS, &joins) || !sn_get_be16(d, r, PIM_PRUNES, &prunes))
            return;
        for (n = (uint32_t)joins + prunes; n; n--) {
            if (!entry(d, r))
                return;
        }
        sn_group_end(d, r, g);
    }
}

static void rp_reachable(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t hold;

    if (sn_get_ipv4(d, r, PIM_GROUP) && sn_get_ipv4(d, r, PIM_MASK) && sn_get_ipv4(d, r, PIM_RP) &&
        sn_rd_skip(r, 2))
        (void)!sn_get_be16(d, r, PIM_HOLD, &hold);
}

static void assertion(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    if (sn_get_ipv4(d, r, PIM_GROUP) && sn_get_ipv4(d, r, PIM_MASK) && sn_get_ipv4(d, r, PIM_SRC) &&
        sn_get_be32(d, r, PIM_PREF, &v))
        (void)!sn_get_be32(d, r, PIM_METRIC, &v);
}

static void query(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t v;
    uint16_t hold;

    if (!sn_rd_u8(r, &v))
        return;
    sn_rec_uint(d, PIM_MODE, sn_rd_off(r) - 1, 1, v >> 4);
    if (sn_rd_skip(r, 1))
        (void)!sn_get_be16(d, r, PIM_HOLD, &hold);
}

static void dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t type, v;

    (void)len;
    if (!sn_rd_skip(r, 1) || !sn_get_u8(d, r, PIM_TYPE, &type) || !sn_rd_skip(r, 2) ||
        !sn_rd_u8(r, &v))
        return;
    sn_rec_uint(d, PIM_VERSION, sn_rd_off(r) - 1, 1, v >> 4);
    if (!sn_rd_skip(r, 3))
        return;
    switch (type) {
    case QUERY:
        query(d, r);
        break;
    case REGISTER: /* of the packet inside tcpdump says the addresses only */
        if (sn_rd_need(r, IP_HDR) && sn_rd_skip(r, 12) && sn_get_ipv4(d, r, PIM_SRC))
            (void)!sn_get_ipv4(d, r, PIM_GROUP);
        break;
    case REGISTER_STOP:
        if (sn_rd_need(r, 8) && sn_get_ipv4(d, r, PIM_SRC))
            (void)!sn_get_ipv4(d, r, PIM_GROUP);
        break;
    case RP_REACHABLE:
        rp_reachable(d, r);
        break;
    case ASSERT:
        assertion(d, r);
        break;
    case JOIN_PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        join_prune(d, r);
        break;
    }
}

/* ---- text ---- */

static void put_addr(struct sn_text *t, const char *in_front, const struct sn_rec *q)
{
    sn_put_s(t->b, in_front);
    sn_text_host4(t, (uint32_t)q->u);
}

static void put_mask(struct sn_text *t, const struct sn_rec *q)
{
    if (q->u != NO_MASK)
        put_addr(t, "/", q);
}

static enum sn_then query_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *mode = sn_rec_find(t, l, PIM_MODE), *hold = sn_rec_find(t, l, PIM_HOLD);
    const char *name;

    if (mode) {
        name = sn_val_name(modes, (uint32_t)mode->u);
        if (name)
            sn_put_f(t->b, " %s", name);
        else
            sn_put_f(t->b, " mode-%u", (unsigned)mode->u);
    }
    if (!t->o->verbose)
        return SN_TEXT_INNER;
    sn_put_lit(t->b, " (Hold-time ");
    if (!hold)
        return SN_TEXT_CUT;
    sn_text_period(t, (uint32_t)hold->u);
    sn_put_c(t->b, ')');
    return SN_TEXT_INNER;
}

static enum sn_then rp_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, PIM_GROUP), *end = sn_recs(t, l) + l->n;

    if (!t->o->verbose)
        return SN_TEXT_INNER;
    if (!q)
        return SN_TEXT_CUT;
    put_addr(t, " group ", q++);
    if (q == end)
        return SN_TEXT_CUT;
    put_mask(t, q++);
    if (q == end)
        return SN_TEXT_CUT;
    put_addr(t, " RP ", q++);
    sn_put_lit(t->b, " hold ");
    if (q == end)
        return SN_TEXT_CUT;
    sn_text_period(t, (uint32_t)q->u);
    return SN_TEXT_INNER;
}

static enum sn_then assert_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *group = sn_rec_find(t, l, PIM_GROUP), *src = sn_rec_find(t, l, PIM_SRC);
    const struct sn_rec *metric = sn_rec_find(t, l, PIM_METRIC);

    if (!src)
        return SN_TEXT_CUT;
    put_addr(t, " for ", src);
    put_addr(t, " > ", group);
    put_mask(t, group + 1);
    if (!metric)
        return SN_TEXT_CUT;
    sn_put_f(t->b, " %s pref %u metric %u", src[1].u & 0x80000000 ? "RP-tree" : "SPT",
             (unsigned)src[1].u & 0x7fffffff, (unsigned)metric->u);
    return SN_TEXT_INNER;
}

static enum sn_then ends_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *src = sn_rec_find(t, l, PIM_SRC);

    if (!src)
        return sn_recs(t, l)[PIM_TYPE].u == REGISTER ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    put_addr(t, " for ", src);
    put_addr(t, " > ", src + 1);
    return SN_TEXT_INNER;
}

/* "Sparse WC RP": flags in two bytes, the second of which is a mask's length too. */
static void put_flags(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_f(t->b, "%s %s%s", q[0].u & 1 ? "Sparse" : "Dense", q[1].u & 0x80 ? "WC " : "",
             q[1].u & 0x40 ? "RP" : "SPT");
}

/* A message about one source and one group, on one line. */
static void put_single(struct sn_text *t, const struct sn_rec *up, const struct sn_rec *group)
{
    const struct sn_rec *joins = group + 2, *addr = group + 4;

    put_addr(t, " RPF ", up);
    sn_put_c(t->b, ' ');
    if (up[1].u != 180) {
        sn_put_lit(t->b, "Hold ");
        sn_text_period(t, (uint32_t)up[1].u);
    }
    sn_put_s(t->b, joins->u ? "Join (" : "Prune (");
    sn_text_host4(t, (uint32_t)addr[2].u);
    sn_put_f(t->b, "/%u", (unsigned)addr[1].u & 63);
    put_addr(t, ", ", group);
    put_mask(t, group + 1);
    sn_put_lit(t->b, ") ");
    put_flags(t, addr);
}

/* A group's joins and prunes, each on a line. False: cut. */
static bool put_group(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    uint64_t joins, n;

    if (q == end)
        return false;
    put_addr(t, "\n\tGroup: ", q++);
    if (q == end)
        return false;
    put_mask(t, q++);
    if (end - q < 2)
        return false;
    joins = q[0].u;
    n = joins + q[1].u;
    sn_put_f(t->b, " joined: %u pruned: %u", (unsigned)joins, (unsigned)q[1].u);
    for (q += 2; n && end - q >= 3; n--, q += 3) {
        sn_put_s(t->b, joins ? "\n\tJoin  " : "\n\tPrune ");
        joins -= joins > 0;
        put_flags(t, q);
        put_addr(t, " ", q + 2);
        sn_put_f(t->b, "/%u", (unsigned)q[1].u & 63);
    }
    return n == 0;
}

static enum sn_then join_prune_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n, *up = sn_rec_find(t, l, PIM_UPSTREAM);
    const struct sn_rec *q, *next;
    const char *sep = t->o->verbose > 1 ? "\n" : "";
    uint64_t groups;

    if (!t->o->verbose)
        return SN_TEXT_INNER;
    if (!up && l->flags & SN_LAYER_TRUNCATED && l->len >= HDR + 4)
        sn_put_s(t->b, sep);
    if (!up)
        return SN_TEXT_CUT;
    q = up + 2;
    if (end - q >= 8 && q->u == 1 && q[4].u + q[5].u == 1) {
        put_single(t, up, q + 2);
        return SN_TEXT_INNER;
    }
    sn_put_s(t->b, sep);
    put_addr(t, " Upstream Nbr: ", up);
    if (up + 1 == end && !(l->flags & SN_LAYER_TRUNCATED))
        return SN_TEXT_CUT;
    sn_put_f(t->b, "%s Hold time: ", sep);
    if (up + 1 == end)
        return SN_TEXT_CUT;
    sn_text_period(t, (uint32_t)up[1].u);
    if (t->o->verbose < 2)
        return SN_TEXT_INNER;
    if (q == end)
        return SN_TEXT_CUT;
    for (groups = q++->u; groups; groups--, q = next) {
        if (q == end)
            return SN_TEXT_CUT;
        for (next = q + 1; next < end && next->depth > q->depth; next++)
            ;
        if (!put_group(t, q + 1, next))
            return SN_TEXT_CUT;
    }
    return SN_TEXT_INNER;
}

static enum sn_then message_text(struct sn_text *t, const struct sn_layer *l, uint64_t type)
{
    switch (type) {
    case QUERY:
        return query_text(t, l);
    case REGISTER:
    case REGISTER_STOP:
        return ends_text(t, l);
    case RP_REACHABLE:
        return rp_text(t, l);
    case ASSERT:
        return assert_text(t, l);
    case JOIN_PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        return join_prune_text(t, l);
    default:
        return SN_TEXT_INNER;
    }
}

/* Whether tcpdump goes on behind a message that its length makes too short. */
static bool goes_on(uint64_t type)
{
    return type == REGISTER || type == JOIN_PRUNE || type == GRAFT || type == GRAFT_ACK;
}

static enum sn_then text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    const char *name;
    enum sn_then said;

    if (l->n == 0)
        return SN_TEXT_CUT;
    name = sn_val_name(types, (uint32_t)q[PIM_TYPE].u);
    if (name)
        sn_put_f(t->b, " %s", name);
    else
        sn_put_f(t->b, " [type %u]", (unsigned)q[PIM_TYPE].u);
    said = message_text(t, l, q[PIM_TYPE].u);
    if (said != SN_TEXT_INNER) {
        /* Lengths are looked at before the capture's end. */
        if (!goes_on(q[PIM_TYPE].u) || (l->flags & SN_LAYER_TRUNCATED && l->len >= HDR + 4))
            return said;
        sn_put_lit(t->b, " [|pimv1]");
        if (q[PIM_TYPE].u == REGISTER || l->len < HDR)
            return SN_TEXT_DONE;
    }
    if (l->n <= PIM_VERSION)
        return SN_TEXT_CUT;
    if (q[PIM_VERSION].u != 1)
        sn_put_f(t->b, " [v%u]", (unsigned)q[PIM_VERSION].u);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_pim1 = {
    .name = "pim",
    .tag = "pimv1",
    .title = "Protocol Independent Multicast, version 1",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .dissect = dissect,
    .text = text,
};
