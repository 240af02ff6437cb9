/*
 * PIM version 1 (draft-ietf-idmr-pim), which travels in IGMP messages of type 0x14: the layer is
 * the whole message, its first eight bytes IGMP's with PIM's version in them.
 */
#include "dis/proto.h"

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

#define PIM1(F)                                                                                    \
    F(TYPE, "pim.type", U8, "Type", .pad = 2, .vals = types)                                       \
    F(VERSION, "pim.version", U8, "Version", .mask = 0xf0, .pad = 3)                               \
    F(MODE, "pim.mode", U8, "Mode", .mask = 0xf0, .pad = 1, .vals = modes)                         \
    F(HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                          \
    F(SRC, "pim.source_ip", IPV4, "Source")                                                        \
    F(GROUP, "pim.group_ip", IPV4, "Group")                                                        \
    F(MASK, "pim.group_mask", IPV4, "Mask")                                                        \
    F(RP, "pim.rp", IPV4, "RP", .pad = 2)                                                          \
    F(PREF, "pim.metric_pref", U32, "Metric Preference")                                           \
    F(METRIC, "pim.metric", U32, "Metric")                                                         \
    F(UPSTREAM, "pim.upstream_neighbor", IPV4, "Upstream-neighbor", .pad = 2)                      \
    F(GROUPS, "pim.numgroups", U8, "Num Groups")                                                   \
    F(SET, "pim.group_set", GROUPS, "Group")                                                       \
    F(JOINS, "pim.numjoins", U16, "Num Joins")                                                     \
    F(PRUNES, "pim.numprunes", U16, "Num Prunes")                                                  \
    F(FLAGS, "pim.addr_flags", U8S, "Flags", .base = SN_HEX)                                       \
    F(MASKLEN, "pim.mask_len", U8S, "Masklen")                                                     \
    F(ADDR, "pim.addr", IPV4S, "Address")
SN_FIELDS(pim1, PIM1)

enum { HDR = 8, IP_HDR = 20, ENTRY = 6 };
#define NO_MASK 0xffffffff

static void join_prune(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t groups, joins, prunes;

    if (!sn_header(d, r, UPSTREAM, UPSTREAM) || !sn_get(d, r, HOLD, NULL) || !sn_rd_skip(r, 3) ||
        !sn_get(d, r, GROUPS, &groups))
        return;
    for (; groups; groups--) {
        struct sn_rec *g = sn_group(d, r, SET, 0);

        if (!sn_header(d, r, GROUP, MASK) || !sn_get(d, r, JOINS, &joins) ||
            !sn_get(d, r, PRUNES, &prunes))
            return;
        for (uint32_t n = joins + prunes; n; n--) {
            if (!sn_rd_need(r, ENTRY) || !sn_header(d, r, FLAGS, ADDR))
                return;
        }
        sn_group_end(d, r, g);
    }
}

static void pim1_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (!sn_rd_skip(r, 1) || !sn_header(d, r, TYPE, VERSION))
        return;
    switch (sn_u(d, TYPE)) {
    case QUERY:
        (void)sn_header(d, r, MODE, HOLD);
        break;
    case REGISTER: /* of the packet inside tcpdump says the addresses only */
        if (sn_rd_need(r, IP_HDR) && sn_rd_skip(r, 12))
            (void)sn_header(d, r, SRC, GROUP);
        break;
    case REGISTER_STOP:
        if (sn_rd_need(r, 8))
            (void)sn_header(d, r, SRC, GROUP);
        break;
    case RP_REACHABLE:
        if (sn_header(d, r, GROUP, RP))
            (void)sn_get(d, r, HOLD, NULL);
        break;
    case ASSERT:
        if (sn_header(d, r, GROUP, MASK) && sn_get(d, r, SRC, NULL))
            (void)sn_header(d, r, PREF, METRIC);
        break;
    case JOIN_PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        join_prune(d, r);
        break;
    }
}

/* ---- text ---- */

static void put_period(struct sn_text *t, const struct sn_view *v)
{
    sn_text_period(t, (uint32_t)sn_num(t, v, HOLD));
}

static void put_mask(struct sn_text *t, const struct sn_view *v)
{
    if (sn_num(t, v, MASK) != NO_MASK)
        sn_say(t, v, "/{}", MASK);
}

static void query_text(struct sn_text *t, const struct sn_view *v)
{
    if (sn_find(v, MODE))
        sn_say(t, v, " {s:mode-%u}", MODE);
    if (!t->o->verbose)
        return;
    sn_put_lit(t->b, " (Hold-time ");
    put_period(t, v);
    sn_put_c(t->b, ')');
}

static void rp_text(struct sn_text *t, const struct sn_view *v)
{
    if (!t->o->verbose)
        return;
    sn_say(t, v, " group {}", GROUP);
    put_mask(t, v);
    sn_say(t, v, " RP {} hold ", RP);
    put_period(t, v);
}

static void assert_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t pref;

    sn_say(t, v, " for {} > {}", SRC, GROUP);
    put_mask(t, v);
    if (!sn_need(t, v, METRIC))
        return;
    pref = sn_num(t, v, PREF);
    sn_put_f(t->b, " %s pref %u", pref & 0x80000000 ? "RP-tree" : "SPT",
             (unsigned)pref & 0x7fffffff);
    sn_say(t, v, " metric {}", METRIC);
}

/* "Sparse WC RP": flags in two bytes, the second of which is a mask's length too. */
static void put_flags(struct sn_text *t, const struct sn_view *v)
{
    uint64_t more = sn_opt(v, MASKLEN);

    sn_put_f(t->b, "%s %s%s", sn_opt(v, FLAGS) & 1 ? "Sparse" : "Dense", more & 0x80 ? "WC " : "",
             more & 0x40 ? "RP" : "SPT");
}

/* "10.0.0.1/32" */
static void put_addr(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "{}/", ADDR);
    sn_put_u32(t->b, (uint32_t)sn_opt(v, MASKLEN) & 63);
}

/* A message about one source and one group, on one line. */
static void put_single(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, " RPF {} ", UPSTREAM);
    if (sn_opt(v, HOLD) != 180) {
        sn_put_lit(t->b, "Hold ");
        put_period(t, v);
    }
    sn_put_s(t->b, sn_opt(v, JOINS) ? "Join (" : "Prune (");
    put_addr(t, v);
    sn_say(t, v, ", {}", GROUP);
    put_mask(t, v);
    sn_put_lit(t->b, ") ");
    put_flags(t, v);
}

/* A group's joins and prunes, each on a line. */
static void put_group(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view addr = {0};
    uint64_t joins, n;

    sn_say(t, v, "\n\tGroup: {}", GROUP);
    put_mask(t, v);
    sn_say(t, v, " joined: {} pruned: {}", JOINS, PRUNES);
    joins = sn_opt(v, JOINS);
    for (n = joins + sn_opt(v, PRUNES); n && sn_each(v, FLAGS, &addr); n--) {
        sn_put_s(t->b, joins ? "\n\tJoin  " : "\n\tPrune ");
        joins -= joins > 0;
        put_flags(t, &addr);
        sn_put_c(t->b, ' ');
        put_addr(t, &addr);
    }
    if (n)
        sn_cut(t);
}

static void join_prune_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const char *sep = t->o->verbose > 1 ? "\n" : "";
    bool truncated = l->flags & SN_LAYER_TRUNCATED;
    struct sn_view set = {0};

    if (!t->o->verbose)
        return;
    if (sn_opt(v, GROUPS) == 1 && sn_opt(v, JOINS) + sn_opt(v, PRUNES) == 1 && sn_find(v, ADDR)) {
        put_single(t, v);
        return;
    }
    if (sn_find(v, UPSTREAM) || (truncated && l->len >= HDR + 4))
        sn_put_s(t->b, sep);
    sn_say(t, v, " Upstream Nbr: {}", UPSTREAM);
    if (!truncated && !sn_need(t, v, HOLD))
        return;
    sn_put_s(t->b, sep);
    sn_put_lit(t->b, " Hold time: ");
    put_period(t, v);
    if (t->o->verbose < 2)
        return;
    for (uint64_t n = sn_num(t, v, GROUPS); n && !sn_is_cut(t); n--) {
        if (sn_each(v, SET, &set))
            put_group(t, &set);
        else
            sn_cut(t);
    }
}

static void message_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t type = sn_num(t, v, TYPE);

    switch (type) {
    case QUERY:
        query_text(t, v);
        break;
    case REGISTER:
    case REGISTER_STOP:
        if (type == REGISTER_STOP || sn_need_short(t, v, SRC))
            sn_say(t, v, " for {} > {}", SRC, GROUP);
        break;
    case RP_REACHABLE:
        rp_text(t, v);
        break;
    case ASSERT:
        assert_text(t, v);
        break;
    case JOIN_PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        join_prune_text(t, l, v);
        break;
    }
}

/* Whether tcpdump goes on behind a message that its length makes too short: it looks at lengths
 * before the capture's end. */
static bool goes_on(const struct sn_layer *l, uint64_t type)
{
    return (type == REGISTER || type == JOIN_PRUNE || type == GRAFT || type == GRAFT_ACK) &&
           !(l->flags & SN_LAYER_TRUNCATED && l->len >= HDR + 4);
}

static enum sn_then pim1_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);

    if (!sn_say(t, &v, " {s:[type %u]}", TYPE))
        return SN_TEXT_DONE;
    message_text(t, l, &v);
    if (sn_is_cut(t) && goes_on(l, type)) {
        sn_uncut(t);
        sn_put_lit(t->b, " [|pimv1]");
        if (type == REGISTER || l->len < HDR)
            return SN_TEXT_DONE;
    }
    if (sn_num(t, &v, VERSION) != 1)
        sn_say(t, &v, " [v{}]", VERSION);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_pim1 = {
    .name = "pim",
    .tag = "pimv1",
    .title = "Protocol Independent Multicast, version 1",
    SN_PROTO_FIELDS(pim1),
    .dissect = pim1_dissect,
    .text = pim1_text,
};
