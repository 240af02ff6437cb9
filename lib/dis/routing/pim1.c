/*
 * PIM version 1 (draft-ietf-idmr-pim), which travels in IGMP messages of type 0x14: the layer is
 * the whole message, its first eight bytes IGMP's with PIM's version in them.
 *
 * The records are in the order of the text.
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

#define PIM(F)                                                                                     \
    F(PIM_TYPE, "pim.code", U8, "Code", .vals = types)                                             \
    F(PIM_SUM, "pim.cksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(PIM_VERSION, "pim.version", U8, "Version", .mask = 0xf0)                                     \
    F(PIM_RESERVED, "pim.res_bytes", BYTESS, "Reserved byte(s)", .width = 3, .step = 3)            \
    F(PIM_SUM_STATUS, "pim.cksum.status", UINT, "Checksum Status")                                 \
    F(PIM_SUM_RIGHT, "sn.pim.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)    \
    F(PIM_MODE, "pim.mode", U8, "Mode", .mask = 0xf0, .vals = modes, .pad = 1)                     \
    F(PIM_SRC, "pim.source", IPV4, "Source")                                                       \
    F(PIM_UPSTREAM, "pim.upstream_neighbor", IPV4, "Upstream-neighbor")                            \
    F(PIM_HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                      \
    F(PIM_JP_MASKLEN, "pim.mask_len", U8, "Masklen")                                               \
    F(PIM_JP_ADDRLEN, "pim.addr_len", U8, "Address Len")                                           \
    F(PIM_GROUPS, "pim.numgroups", U8, "Num Groups")                                               \
    F(PIM_JP, "sn.pim.group_set", GROUPS, "Group Set")                                             \
    F(PIM_GROUP, "pim.group", IPV4, "Group")                                                       \
    F(PIM_MASK, "pim.group_mask", IPV4, "Mask")                                                    \
    F(PIM_JOINS, "pim.numjoins", U16, "Num Joins")                                                 \
    F(PIM_PRUNES, "pim.numprunes", U16, "Num Prunes")                                              \
    F(PIM_FLAGS, "sn.pim.src_flags", P8, "Flags", .base = SN_HEX, .flags = SN_F_MULTI)             \
    F(PIM_FLAG_RSV, "pim.src_flags.rsv", P8, "Reserved", .mask = 0xf0, .flags = SN_F_MULTI)        \
    F(PIM_FLAG_A, "pim.src_flags.a", P8, "Annotated", .mask = 0x08, .flags = SN_F_MULTI)           \
    F(PIM_FLAG_S, "pim.src_flags.s", P8, "Sparse", .mask = 0x04, .flags = SN_F_MULTI)              \
    F(PIM_FLAG_W, "pim.src_flags.w", P8, "WC", .mask = 0x02, .flags = SN_F_MULTI)                  \
    F(PIM_FLAG_R, "pim.src_flags.r", U8S, "RP", .mask = 0x01)                                      \
    F(PIM_MASKLEN, "pim.mask_len", U8S, "Masklen")                                                 \
    F(PIM_ENTRY, "sn.pim.address", IPV4S, "Address")                                               \
    F(PIM_JOIN, "pim.join_ip", IPV4S, "IP address")                                                \
    F(PIM_PRUNE, "pim.prune_ip", IPV4S, "IP address")                                              \
    F(PIM_RP_GROUP, "pim.group_address", IPV4, "Group Address")                                    \
    F(PIM_RP_MASK, "pim.group_mask", IPV4, "Mask")                                                 \
    F(PIM_RP, "pim.rp", IPV4, "RP")                                                                \
    F(PIM_RP_HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                   \
    F(PIM_PREF, "pim.metric_pref", U32, "Metric Preference")                                       \
    F(PIM_METRIC, "pim.metric", U32, "Metric")
SN_FIELDS(pim, PIM)

#define HDR     8
#define IP_HDR  20
#define NO_MASK 0xffffffff

static void join_prune(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, PIM_UPSTREAM, NULL) || !sn_get_bytes(d, r, PIM_RESERVED, 2) ||
        !sn_get(d, r, PIM_HOLD, NULL) || !sn_get_bytes(d, r, PIM_RESERVED, 1) ||
        !sn_header(d, r, PIM_JP_MASKLEN, PIM_GROUPS))
        return;
    for (uint64_t groups = sn_u(d, PIM_GROUPS); groups; groups--) {
        struct sn_rec *g = sn_group(d, r, PIM_JP, 0);

        if (!sn_header(d, r, PIM_GROUP, PIM_PRUNES))
            return;
        for (uint64_t n = 0, all = sn_u(d, PIM_JOINS) + sn_u(d, PIM_PRUNES); n < all; n++) {
            if (!sn_rd_need(r, 6) || !sn_header(d, r, PIM_FLAGS, PIM_ENTRY))
                return;
            sn_text_last(d);
            sn_made(d, n < sn_u(d, PIM_JOINS) ? PIM_JOIN : PIM_PRUNE, sn_u(d, PIM_ENTRY));
        }
        sn_group_end(d, r, g);
    }
}

static void pim_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;

    if (!sn_rd_skip(r, 1) || !sn_header(d, r, PIM_TYPE, PIM_RESERVED))
        return;
    sn_sum_verify(d, &all, len, 0, PIM_SUM, PIM_SUM_STATUS, PIM_SUM_RIGHT);
    switch (sn_u(d, PIM_TYPE)) {
    case QUERY:
        if (sn_header(d, r, PIM_MODE, PIM_MODE))
            (void)sn_get(d, r, PIM_HOLD, NULL);
        break;
    case REGISTER: /* of the packet inside tcpdump says the addresses only */
        if (sn_rd_need(r, IP_HDR) && sn_rd_skip(r, 12) && sn_get(d, r, PIM_SRC, NULL))
            (void)sn_get(d, r, PIM_GROUP, NULL);
        break;
    case REGISTER_STOP:
        if (sn_rd_need(r, 8) && sn_get(d, r, PIM_SRC, NULL))
            (void)sn_get(d, r, PIM_GROUP, NULL);
        break;
    case RP_REACHABLE:
        (void)(sn_header(d, r, PIM_RP_GROUP, PIM_RP) && sn_get_bytes(d, r, PIM_RESERVED, 2) &&
               sn_get(d, r, PIM_RP_HOLD, NULL));
        break;
    case ASSERT:
        if (sn_header(d, r, PIM_GROUP, PIM_MASK) && sn_get(d, r, PIM_SRC, NULL))
            (void)sn_header(d, r, PIM_PREF, PIM_METRIC);
        break;
    case JOIN_PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        join_prune(d, r);
        break;
    }
}

/* ---- text ---- */

static void put_mask(struct sn_text *t, const struct sn_view *v, uint16_t mask)
{
    if (sn_num(t, v, mask) != NO_MASK)
        sn_say(t, v, "/{}", mask);
}

static void query_text(struct sn_text *t, const struct sn_view *v)
{
    if (sn_find(v, PIM_MODE))
        sn_say(t, v, " {s:mode-%u}", PIM_MODE);
    if (!t->o->verbose)
        return;
    sn_put_lit(t->b, " (Hold-time ");
    sn_text_period(t, (uint32_t)sn_num(t, v, PIM_HOLD));
    sn_put_c(t->b, ')');
}

static void rp_text(struct sn_text *t, const struct sn_view *v)
{
    if (!t->o->verbose)
        return;
    sn_say(t, v, " group {}", PIM_RP_GROUP);
    put_mask(t, v, PIM_RP_MASK);
    sn_say(t, v, " RP {} hold ", PIM_RP);
    sn_text_period(t, (uint32_t)sn_num(t, v, PIM_RP_HOLD));
}

static void assert_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t pref;

    sn_say(t, v, " for {} > {}", PIM_SRC, PIM_GROUP);
    put_mask(t, v, PIM_MASK);
    pref = sn_opt(v, PIM_PREF);
    if (sn_need(t, v, PIM_METRIC))
        sn_put_f(t->b, " %s pref %u metric %u", pref & 0x80000000 ? "RP-tree" : "SPT",
                 (unsigned)pref & 0x7fffffff, (unsigned)sn_opt(v, PIM_METRIC));
}

/* "Sparse WC RP": flags in two bytes, the second of which is a mask's length too. */
static void put_flags(struct sn_text *t, const struct sn_view *v)
{
    uint64_t mask = sn_opt(v, PIM_MASKLEN);

    sn_put_f(t->b, "%s %s%s", sn_opt(v, PIM_FLAGS) & 1 ? "Sparse" : "Dense",
             mask & 0x80 ? "WC " : "", mask & 0x40 ? "RP" : "SPT");
}

/* A message about one source and one group, on one line. */
static void put_single(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, " RPF {} ", PIM_UPSTREAM);
    if (sn_opt(v, PIM_HOLD) != 180) {
        sn_put_lit(t->b, "Hold ");
        sn_text_period(t, (uint32_t)sn_opt(v, PIM_HOLD));
    }
    sn_say(t, v, sn_opt(v, PIM_JOINS) ? "Join ({}/" : "Prune ({}/", PIM_ENTRY);
    sn_put_u32(t->b, (uint32_t)sn_opt(v, PIM_MASKLEN) & 63);
    sn_say(t, v, ", {}", PIM_GROUP);
    put_mask(t, v, PIM_MASK);
    sn_put_lit(t->b, ") ");
    put_flags(t, v);
}

/* A group's joins and prunes, each on a line. */
static void put_group(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view one = {0};
    uint64_t joins;

    sn_say(t, v, "\n\tGroup: {}", PIM_GROUP);
    put_mask(t, v, PIM_MASK);
    sn_say(t, v, " joined: {} pruned: {}", PIM_JOINS, PIM_PRUNES);
    joins = sn_opt(v, PIM_JOINS);
    for (uint64_t n = joins + sn_opt(v, PIM_PRUNES); n; n--) {
        if (!sn_each(v, PIM_FLAGS, &one) || !sn_need(t, &one, PIM_ENTRY)) {
            sn_cut(t);
            return;
        }
        sn_put_s(t->b, joins ? "\n\tJoin  " : "\n\tPrune ");
        joins -= joins > 0;
        put_flags(t, &one);
        sn_say(t, &one, " {}/", PIM_ENTRY);
        sn_put_u32(t->b, (uint32_t)sn_opt(&one, PIM_MASKLEN) & 63);
    }
}

static void join_prune_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const char *sep = t->o->verbose > 1 ? "\n" : "";
    bool truncated = l->flags & SN_LAYER_TRUNCATED;
    struct sn_view group = {0};

    if (!t->o->verbose)
        return;
    if (!sn_find(v, PIM_UPSTREAM) && truncated && l->len >= HDR + 4)
        sn_put_s(t->b, sep);
    if (!sn_need(t, v, PIM_UPSTREAM))
        return;
    if (sn_opt(v, PIM_GROUPS) == 1 && sn_opt(v, PIM_JOINS) + sn_opt(v, PIM_PRUNES) == 1 &&
        sn_find(v, PIM_ENTRY)) {
        put_single(t, v);
        return;
    }
    sn_put_s(t->b, sep);
    sn_say(t, v, " Upstream Nbr: {}", PIM_UPSTREAM);
    if (!sn_find(v, PIM_HOLD) && !truncated)
        sn_cut(t);
    sn_put_f(t->b, "%s Hold time: ", sep);
    sn_text_period(t, (uint32_t)sn_num(t, v, PIM_HOLD));
    if (t->o->verbose < 2)
        return;
    for (uint64_t n = sn_num(t, v, PIM_GROUPS); n && !sn_is_cut(t); n--) {
        if (sn_each(v, PIM_JP, &group))
            put_group(t, &group);
        else
            sn_cut(t);
    }
}

static void message_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                         uint64_t type)
{
    switch (type) {
    case QUERY:
        query_text(t, v);
        break;
    case REGISTER:
        if (!sn_find(v, PIM_SRC))
            sn_cut_short(t);
        sn_say(t, v, " for {} > {}", PIM_SRC, PIM_GROUP);
        break;
    case REGISTER_STOP:
        sn_say(t, v, " for {} > {}", PIM_SRC, PIM_GROUP);
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

/* Whether tcpdump goes on behind a message that its length makes too short. */
static bool goes_on(uint64_t type)
{
    return type == REGISTER || type == JOIN_PRUNE || type == GRAFT || type == GRAFT_ACK;
}

static enum sn_then pim_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, PIM_TYPE);

    if (!sn_say(t, &v, " {s:[type %u]}", PIM_TYPE))
        return SN_TEXT_DONE;
    message_text(t, l, &v, type);
    if (sn_is_cut(t)) {
        /* Lengths are looked at before the capture's end. */
        if (!goes_on(type) || (l->flags & SN_LAYER_TRUNCATED && l->len >= HDR + 4))
            return SN_TEXT_DONE;
        sn_text_cut_inline(t, " [|pimv1]");
        if (type == REGISTER || l->len < HDR)
            return SN_TEXT_DONE;
    }
    if (sn_num(t, &v, PIM_VERSION) != 1)
        sn_say(t, &v, " [v{}]", PIM_VERSION);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_pim1 = {
    .name = "pim",
    .tag = "pimv1",
    .title = "Protocol Independent Multicast, version 1",
    SN_PROTO_FIELDS(pim),
    .dissect = pim_dissect,
    .text = pim_text,
};
