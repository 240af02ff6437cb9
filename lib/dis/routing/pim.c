/* PIM version 2: sparse and dense mode (RFC 7761, RFC 3973), bootstrap (RFC 5059), bidirectional
 * (RFC 5015). Version 1 is in pim1.c. */
#include "dis/net/ip.h"

enum { PROTO = 103, HDR = 4, NULL_REGISTER = 0x40000000, FOREVER = 0xffff };
enum { HELLO, REGISTER, STOP, JOIN_PRUNE, BOOTSTRAP, ASSERT, GRAFT, GRAFT_ACK, CANDIDATE };
enum { PRUNE_REFRESH = 9, DF_ELECTION };
enum {
    HOLD_OPT = 1,
    LAN_DELAY = 2,
    PRIO_OLD = 18,
    PRIO_OPT,
    GEN_ID,
    REFRESH_OPT,
    BIDIR,
    ADDRS = 24,
    ADDRS_OLD = 65001,
};

static const struct sn_val types[] = {
    {HELLO, "Hello"},
    {REGISTER, "Register"},
    {STOP, "Register Stop"},
    {JOIN_PRUNE, "Join / Prune"},
    {BOOTSTRAP, "Bootstrap"},
    {ASSERT, "Assert"},
    {GRAFT, "Graft"},
    {GRAFT_ACK, "Graft Acknowledgement"},
    {CANDIDATE, "Candidate RP Advertisement"},
    {PRUNE_REFRESH, "Prune Refresh"},
    {DF_ELECTION, "DF Election"},
    {11, "ECMP Redirect"},
    {0, NULL},
};
static const struct sn_val options[] = {
    {HOLD_OPT, "Hold Time"},
    {LAN_DELAY, "LAN Prune Delay"},
    {PRIO_OLD, "DR Priority (Old)"},
    {PRIO_OPT, "DR Priority"},
    {GEN_ID, "Generation ID"},
    {REFRESH_OPT, "State Refresh Capability"},
    {BIDIR, "Bi-Directional Capability"},
    {ADDRS, "Address List"},
    {ADDRS_OLD, "Address List (Old)"},
    {0, NULL},
};
static const struct sn_val register_flags[] = {
    {0x80000000, "Border"}, {NULL_REGISTER, "Null"}, {0, NULL}};
static const struct sn_val elections[] = {
    {1, "Offer"}, {2, "Winner"}, {3, "Backoff"}, {4, "Pass"}, {0, NULL}};

/* What stands in front of an address. */
enum {
    UPSTREAM_NEIGHBOR,
    GROUP_IS,
    SOURCE_IS,
    BSR_IS,
    SRC_IS,
    RP_IS,
    GRP_IS,
    FORWARDER_IS,
    RPA_IS
};
static const struct sn_val words[] = {
    {UPSTREAM_NEIGHBOR, ", upstream-neighbor: "},
    {GROUP_IS, " group="},
    {SOURCE_IS, " source="},
    {BSR_IS, " BSR="},
    {SRC_IS, " src="},
    {RP_IS, " RP="},
    {GRP_IS, " grp="},
    {FORWARDER_IS, " forwarder="},
    {RPA_IS, ", rpa="},
    {0, NULL},
};

#define PIM(F)                                                                                     \
    F(VERSION, "pim.version", P8, "Version", .mask = 0xf0)                                         \
    F(TYPE, "pim.type", U8, "Type", .mask = 0x0f, .vals = types)                                   \
    F(RESERVED, "pim.res_bytes", BYTES, "Reserved byte(s)", .width = 1, .step = 1)                 \
    F(SUM, "pim.cksum", U16, "Checksum", .base = SN_HEX)                                           \
    F(SUM_STATUS, "pim.cksum.status", UINT, "Checksum Status")                                     \
    F(SUM_RIGHT, "sn.pim.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)        \
    F(OPTION, "pim.optiontype", U16, "Type", .vals = options)                                      \
    F(OPTION_LEN, "pim.optionlength", U16, "Length")                                               \
    F(PRIO_BIDIR, "sn.pim.option.bidir", NONE, NULL)                                               \
    F(OPTION_BAD, "sn.pim.option.bad", UINT, NULL)                                                 \
    F(HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                          \
    F(LAN_T, "pim.t", BIT16, "T", .mask = 0x8000)                                                  \
    F(LAN_PROP, "pim.propagation_delay", U16, "Propagation Delay", .mask = 0x7fff)                 \
    F(LAN_OVERRIDE, "pim.override_interval", U16, "Override Interval")                             \
    F(PRIO, "pim.dr_priority", U32, "DR Priority")                                                 \
    F(GENERATION, "pim.generation_id", U32, "Generation ID")                                       \
    F(REFRESH, "pim.state_refresh_version", U8, "Version")                                         \
    F(REFRESH_INT, "pim.state_refresh_interval", U8, "Interval", .unit = "s")                      \
    F(REFRESH_RES, "pim.state_refresh_reserved", U16, "Reserved")                                  \
    F(VALUE, "pim.optionvalue", BYTES, "Unknown")                                                  \
    F(DUMP, "sn.pim.option.dump", BYTES, NULL)                                                     \
    F(FLAGS, "pim.register_flag", U32, "Flags", .base = SN_HEX, .vals = register_flags)            \
    F(FLAG_B, "pim.register_flag.border", BOOL, "Border", .mask = 0x80000000)                      \
    F(FLAG_N, "pim.register_flag.null_register", BOOL, "Null-Register", .mask = NULL_REGISTER)     \
    F(DUMMY_SRC, "pim.source", IPV4, "Source")                                                     \
    F(DUMMY_DST, "pim.group", IPV4, "Group")                                                       \
    F(SAY, "sn.pim.say", UINT, NULL, .vals = words)                                                \
    F(SAY_GROUP, "sn.pim.say.group", UINT, NULL)                                                   \
    F(SAY_JOIN, "sn.pim.say.join", UINT, NULL)                                                     \
    F(SAY_PRUNE, "sn.pim.say.prune", UINT, NULL)                                                   \
    F(SAY_BSR_GROUP, "sn.pim.say.bsr_group", UINT, NULL)                                           \
    F(SAY_RP, "sn.pim.say.rp", UINT, NULL)                                                         \
    F(SAY_PREFIX, "sn.pim.say.prefix", UINT, NULL)                                                 \
    F(SAY_CAND_HOLD, "sn.pim.say.candidate_hold", UINT, NULL)                                      \
    F(SAY_HOLD, "sn.pim.say.hold", UINT, NULL)                                                     \
    F(SAY_END, "sn.pim.say.end", NONE, NULL)                                                       \
    F(AF, "pim.addr_address_family", U8, "Address Family")                                         \
    F(ENCODING, "pim.addr_encoding_type", U8, "Encoding Type")                                     \
    F(GROUP_FLAGS, "pim.group_addr.flags", U8, "Flags", .base = SN_HEX)                            \
    F(SOURCE_FLAGS, "pim.source_addr.flags", U8, "Flags", .base = SN_HEX)                          \
    F(GROUP_B, "pim.group_addr.flags.b", BOOL, "Bidirectional PIM", .mask = 0x80)                  \
    F(GROUP_RES, "pim.group_addr.flags.reserved", UINT, "Reserved", .mask = 0x7e, .base = SN_HEX)  \
    F(GROUP_Z, "pim.group_addr.flags.z", BOOL, "Admin Scope Zone", .mask = 0x01)                   \
    F(SOURCE_RES, "pim.source_addr.flags.reserved", UINT, "Reserved", .base = SN_HEX,              \
      .mask = 0xf8)                                                                                \
    F(SOURCE_S, "pim.source_addr.flags.s", BOOL, "Sparse", .mask = 0x04)                           \
    F(SOURCE_W, "pim.source_addr.flags.w", BOOL, "WildCard", .mask = 0x02)                         \
    F(SOURCE_R, "pim.source_addr.flags.r", BOOL, "Rendezvous Point Tree", .mask = 0x01)            \
    F(MASK_LEN, "pim.mask_len", U8, "Masklen")                                                     \
    F(IN_UNICAST, "pim.unicast", IPV4S, "Unicast")                                                 \
    F(IN_UNICAST6, "pim.unicast_ipv6", IPV6S, "Unicast")                                           \
    F(IN_GROUP, "pim.group", IPV4S, "Group")                                                       \
    F(IN_GROUP6, "pim.group_ip6", IPV6S, "Group")                                                  \
    F(IN_SOURCE, "pim.source", IPV4S, "Source")                                                    \
    F(IN_SOURCE6, "pim.source_ip6", IPV6S, "Source")                                               \
    F(UNICAST, "pim.unicast", IPV4, "Unicast")                                                     \
    F(UNICAST6, "pim.unicast_ipv6", IPV6, "Unicast")                                               \
    F(GROUP, "sn.pim.group", IPV4, "Group")                                                        \
    F(GROUP6, "sn.pim.group_ip6", IPV6, "Group")                                                   \
    F(SOURCE, "pim.source", IPV4, "Source")                                                        \
    F(SOURCE6, "pim.source_ip6", IPV6, "Source")                                                   \
    F(JOIN, "pim.join_ip", IPV4, "IP address")                                                     \
    F(JOIN6, "pim.join_ip6", IPV6, "IP address")                                                   \
    F(PRUNE, "pim.prune_ip", IPV4, "IP address")                                                   \
    F(PRUNE6, "pim.prune_ip6", IPV6, "IP address")                                                 \
    F(UPSTREAM, "pim.upstream_neighbor", IPV4, "Upstream-neighbor")                                \
    F(UPSTREAM6, "pim.upstream_neighbor_ip6", IPV6, "Upstream-neighbor")                           \
    F(BSR, "pim.bsr", IPV4, "BSR")                                                                 \
    F(BSR6, "pim.bsr_ip6", IPV6, "BSR")                                                            \
    F(RP, "pim.rp", IPV4, "RP")                                                                    \
    F(RP6, "pim.rp_ip6", IPV6, "RP")                                                               \
    F(ADDRESS, "pim.address_list", IPV4, "Address")                                                \
    F(ADDRESS6, "pim.address_list_ip6", IPV6, "Address")                                           \
    F(ADDRESS_CUT, "sn.pim.address_list.cut", NONE, NULL)                                          \
    F(NO_HEADER, "sn.pim.rfc2117", NONE, NULL)                                                     \
    F(GROUPS, "pim.numgroups", U8, "Num Groups")                                                   \
    F(JP_HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                       \
    F(JOINS, "pim.numjoins", U16, "Num Joins")                                                     \
    F(PRUNES, "pim.numprunes", U16, "Num Prunes")                                                  \
    F(TAG, "pim.fragment_tag", U16, "Fragment tag", .base = SN_HEX)                                \
    F(HASH_LEN, "pim.hash_mask_len", U8, "Hash mask len")                                          \
    F(BSR_PRIO, "pim.bsr_priority", U8, "BSR priority")                                            \
    F(RP_COUNT, "pim.rp_count", U8, "RP count")                                                    \
    F(FRP_COUNT, "pim.frp_count", U8, "FRP count", .pad = 2)                                       \
    F(RP_HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                       \
    F(RP_PRIO, "pim.priority", U8, "Priority", .pad = 1)                                           \
    F(RPT, "pim.rpt", BIT32, "RP Tree", .mask = 0x80000000)                                        \
    F(PREF, "pim.metric_pref", U32, "Metric Preference", .mask = 0x7fffffff)                       \
    F(METRIC, "pim.metric", U32, "Metric")                                                         \
    F(PREFIXES, "pim.prefix_count", U8, "Prefix-count")                                            \
    F(CAND_PRIO, "pim.priority", U8, "Priority")                                                   \
    F(CAND_HOLD, "pim.holdtime", U16, "Holdtime", .unit = "s")                                     \
    F(TUNR, "sn.pim.tunr", U16, NULL)                                                              \
    F(ELECTION, "pim.df_elect.subtype", UINT, "DF Subtype", .vals = elections)                     \
    F(DF_PREF, "sn.pim.df.pref", U32, NULL)                                                        \
    F(DF_METRIC, "sn.pim.df.metric", U32, NULL)                                                    \
    F(UNKNOWN_TYPE, "sn.pim.unknown", UINT, NULL)
SN_FIELDS(pim, PIM)

/* The address that q is of, as `field` or the one behind it. */
static void again(struct sn_dis *d, const struct sn_rec *q, unsigned field, bool v6)
{
    struct sn_rec copy = *q;

    copy.field = (uint16_t)(field + v6);
    copy.flags = 0;
    *sn_rec_new(d) = copy;
}

/* The address read last, which Wireshark has twice: by what it is, and by the form it is encoded
 * in. A group is the same in both. */
static void encoded(struct sn_dis *d, unsigned field, unsigned flags, bool v6)
{
    struct sn_rec *q = sn_rec_of(d, field + v6);

    if (!(d->want & SN_WANT_FIELDS) || field == UNICAST)
        return;
    if (field == GROUP) {
        q->flags |= SN_REC_TEXT;
        again(d, q, IN_GROUP, v6);
    }
    again(d, q,
          flags == GROUP_FLAGS    ? IN_GROUP
          : flags == SOURCE_FLAGS ? IN_SOURCE
                                  : IN_UNICAST,
          v6);
}

/* The flags and the mask length in front of an address. */
static bool flags_and_mask(struct sn_dis *d, struct sn_rd *r, unsigned flags)
{
    if (!sn_get(d, r, flags, NULL))
        return false;
    sn_parts(d, flags, flags == GROUP_FLAGS ? GROUP_B : SOURCE_RES,
             flags == GROUP_FLAGS ? GROUP_Z : SOURCE_R);
    return sn_get(d, r, MASK_LEN, NULL);
}

/* An address of a family, as a field or the one behind it (IPv6). first: what has flags and a mask
 * length in front, 0: nothing. */
static bool address(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned flags)
{
    uint32_t af = d->ip.version == 6 ? 2 : 1, length;
    const struct sn_rec *reserved = sn_rec_of(d, RESERVED);

    length = reserved ? reserved->p[0] & 0x0f : 0;
    if (length) { /* without a header (RFC 2117) */
        if (length != 4) {
            sn_malformed(r);
            return false;
        }
        return (!flags || flags_and_mask(d, r, flags)) && sn_get64(d, r, field, NULL);
    }
    if (!sn_rd_need(r, 2) || !sn_get(d, r, AF, &af) || !sn_get(d, r, ENCODING, &length))
        return false;
    if ((af != 1 && af != 2) || length) {
        sn_text_only(d, d->nrec - 2);
        sn_malformed(r);
        return false;
    }
    if (flags && (!sn_rd_need(r, af == 1 ? 6 : 18) || !flags_and_mask(d, r, flags)))
        return false;
    if (!sn_get64(d, r, field + (af == 2), NULL))
        return false;
    encoded(d, field, flags, af == 2);
    return true;
}

static bool named(struct sn_dis *d, struct sn_rd *r, unsigned word, unsigned field, unsigned flags)
{
    sn_note(d, SAY, word);
    return address(d, r, field, flags);
}

static bool option_value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    uint32_t want = type == HOLD_OPT ? 2 : 4;

    switch (type) {
    case HOLD_OPT:
    case LAN_DELAY:
    case PRIO_OLD:
    case PRIO_OPT:
    case GEN_ID:
    case REFRESH_OPT:
        if (n == want)
            break;
        if (n == 0 && (type == PRIO_OLD || type == PRIO_OPT)) {
            sn_note(d, PRIO_BIDIR, 0);
            return true;
        }
        sn_note(d, OPTION_BAD, want);
        return false;
    case BIDIR:
        return true;
    case ADDRS:
    case ADDRS_OLD:
        while (sn_rd_left(r)) {
            if (!address(d, r, ADDRESS, 0)) {
                sn_note(d, ADDRESS_CUT, 0);
                return false;
            }
        }
        return true;
    default:
        return !n || sn_get_bytes(d, r, VALUE, n);
    }
    switch (type) {
    case HOLD_OPT:
        return sn_get(d, r, HOLD, NULL);
    case LAN_DELAY:
        return sn_header(d, r, LAN_T, LAN_OVERRIDE);
    case GEN_ID:
        return sn_get(d, r, GENERATION, NULL);
    case REFRESH_OPT:
        return sn_header(d, r, REFRESH, REFRESH_RES);
    default:
        return sn_get(d, r, PRIO, NULL);
    }
}

static void hello(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) || r->cut) {
        uint32_t type, n, from;
        struct sn_rd val, all;

        if (!sn_rd_need(r, 4))
            return;
        (void)!sn_get(d, r, OPTION, &type);
        (void)!sn_get(d, r, OPTION_LEN, &n);
        if (!sn_rd_need(r, n)) {
            sn_text_only(d, d->nrec - 2);
            return;
        }
        all = val = sn_inside(r, n);
        if (!option_value(d, &val, type, n))
            return;
        from = d->nrec;
        if (n)
            (void)!sn_get_bytes(d, &all, DUMP, n);
        sn_text_only(d, from);
        (void)!sn_rd_skip(r, n);
    }
}

static void registered(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (!sn_get(d, r, FLAGS, NULL))
        return;
    sn_parts(d, FLAGS, FLAG_B, FLAG_N);
    if (len < 8 || !sn_rd_need(r, 1))
        return;
    switch (*r->p >> 4) {
    case 0:
        if (sn_rd_skip(r, 12) && sn_get(d, r, DUMMY_SRC, NULL))
            (void)!sn_get(d, r, DUMMY_DST, NULL);
        break;
    case 4:
    case 6:
        sn_next_proto(d, *r->p >> 4 == 4 ? &sn_proto_ip : &sn_proto_ipv6, r, len - 8);
        break;
    default:
        sn_note(d, UNKNOWN_TYPE, *r->p >> 4);
        break;
    }
}

static bool sources(struct sn_dis *d, struct sn_rd *r, unsigned say, unsigned field, uint32_t n)
{
    for (uint32_t i = 1; i <= n; i++) {
        sn_note(d, say, i);
        if (!address(d, r, field, SOURCE_FLAGS))
            return false;
    }
    return true;
}

static void join_prune(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    uint32_t groups, joins, prunes;

    if (type != GRAFT_ACK && !named(d, r, UPSTREAM_NEIGHBOR, UPSTREAM, 0))
        return;
    if (!sn_rd_need(r, 4) || !sn_get(d, r, RESERVED, NULL) || !sn_get(d, r, GROUPS, &groups))
        return;
    if (type == GRAFT_ACK ? !sn_rd_skip(r, 2) : !sn_get(d, r, JP_HOLD, NULL))
        return;
    for (uint32_t i = 1; i <= groups; i++) {
        sn_note(d, SAY_GROUP, i);
        if (!address(d, r, GROUP, GROUP_FLAGS) || !sn_rd_need(r, 4) ||
            !sn_get(d, r, JOINS, &joins) || !sn_get(d, r, PRUNES, &prunes) ||
            !sources(d, r, SAY_JOIN, JOIN, joins) || !sources(d, r, SAY_PRUNE, PRUNE, prunes))
            return;
    }
}

/* Bytes that nothing is said of, not even when they were cut: how many of them were. */
static size_t skip(struct sn_rd *r, size_t n)
{
    size_t left = sn_rd_left(r) < n ? sn_rd_left(r) : n;

    r->p += left;
    return n - left;
}

/* Whether the message, which ends at `end` by its length, has n bytes more. */
static bool are_left(struct sn_rd *r, size_t end, size_t n)
{
    if (sn_rd_off(r) + n <= end)
        return true;
    sn_malformed(r);
    return false;
}

/* len: bytes on the wire. */
static void bootstrap(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t end = sn_rd_off(r) + len, cut = 0;

    if (!sn_get(d, r, TAG, NULL) || !sn_get(d, r, HASH_LEN, NULL) || !sn_rd_need(r, 2) ||
        !sn_get(d, r, BSR_PRIO, NULL) || !named(d, r, BSR_IS, BSR, 0))
        return;
    for (uint32_t i = 0; sn_rd_off(r) + cut < end; i++) {
        uint32_t count;

        sn_note(d, SAY_BSR_GROUP, i);
        if (!address(d, r, GROUP, GROUP_FLAGS) || !sn_get(d, r, RP_COUNT, NULL) ||
            !sn_get(d, r, FRP_COUNT, &count))
            return;
        if (!are_left(r, end, 2))
            return;
        cut += skip(r, 2);
        for (uint32_t j = 0; j < count && sn_rd_off(r) + cut < end; j++) {
            sn_note(d, SAY_RP, j);
            if (!address(d, r, RP, 0))
                return;
            if (!are_left(r, end, 2))
                return;
            sn_note(d, SAY_HOLD, 0);
            if (!sn_get(d, r, RP_HOLD, NULL) || !are_left(r, end, 1) ||
                !sn_get(d, r, RP_PRIO, NULL) || !are_left(r, end, 1))
                return;
            cut += skip(r, 1);
        }
        sn_note(d, SAY_END, 0);
    }
}

static void candidate(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (!sn_get(d, r, PREFIXES, &n) || !sn_get(d, r, CAND_PRIO, NULL))
        return;
    if (len < 4) {
        sn_malformed(r);
        return;
    }
    sn_note(d, SAY_CAND_HOLD, 0);
    if (!sn_get(d, r, CAND_HOLD, NULL) || !named(d, r, RP_IS, RP, 0))
        return;
    for (uint32_t i = 0; i < n && (sn_rd_left(r) || r->cut); i++) {
        sn_note(d, SAY_PREFIX, i);
        if (!address(d, r, GROUP, GROUP_FLAGS))
            return;
    }
}

static void message(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t len)
{
    switch (type) {
    case HELLO:
        hello(d, r);
        break;
    case REGISTER:
        registered(d, r, len);
        break;
    case STOP:
        if (named(d, r, GROUP_IS, GROUP, GROUP_FLAGS))
            (void)named(d, r, SOURCE_IS, SOURCE, 0);
        break;
    case JOIN_PRUNE:
    case GRAFT:
    case GRAFT_ACK:
        join_prune(d, r, type);
        break;
    case BOOTSTRAP:
        bootstrap(d, r, len - HDR);
        break;
    case ASSERT:
        if (named(d, r, GROUP_IS, GROUP, GROUP_FLAGS) && named(d, r, SRC_IS, SOURCE, 0) &&
            sn_rd_need(r, 8))
            (void)sn_header(d, r, RPT, METRIC);
        break;
    case CANDIDATE:
        candidate(d, r, len - HDR);
        break;
    case PRUNE_REFRESH:
        if (named(d, r, SRC_IS, SOURCE, 0) && named(d, r, GRP_IS, GROUP, GROUP_FLAGS) &&
            named(d, r, FORWARDER_IS, UNICAST, 0))
            (void)!sn_get(d, r, TUNR, NULL);
        break;
    case DF_ELECTION:
        sn_rec_made(d, ELECTION, sn_rec_of(d, RESERVED)->p[0] >> 4);
        if (named(d, r, RPA_IS, RP, 0) && sn_get(d, r, DF_PREF, NULL))
            (void)!sn_get(d, r, DF_METRIC, NULL);
        break;
    default:
        sn_note(d, UNKNOWN_TYPE, type);
        break;
    }
}

/* Of a message that registers another packet the sum may be over its header only. */
static void check_sum(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint64_t type)
{
    struct sn_rec *q = sn_rec_of(d, SUM);
    bool v6 = d->ip.version == 6;

    if (!q)
        return;
    if (!q->u) { /* which tcpdump doesn't verify */
        if (sn_rd_left(all) >= len)
            sn_made(d, SUM_STATUS,
                    !sn_sum_fold(sn_sum_add(v6 ? sn_sum_pseudo(d, PROTO, len) : 0, all->p, len)));
        return;
    }
    if (type == REGISTER && len > 8 && sn_rd_left(all) >= 8 && !v6 &&
        !sn_sum_fold(sn_sum_add(0, all->p, 8)))
        sn_sum_check(d, all, 8, 0, SUM, SUM_STATUS, SUM_RIGHT);
    else if (type != REGISTER || len >= 8)
        sn_sum_check(d, all, len, v6 ? PROTO : 0, SUM, SUM_STATUS, SUM_RIGHT);
}

static void pim_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t type;

    if (!sn_header(d, r, VERSION, TYPE) || sn_u(d, VERSION) != 2 ||
        !sn_get_bytes(d, r, RESERVED, 1))
        return;
    type = sn_u(d, TYPE);
    if (all.p[1] & 0x0f)
        sn_note(d, NO_HEADER, 0);
    if (!sn_get(d, r, SUM, NULL))
        return;
    check_sum(d, &all, len, type);
    if (len >= HDR)
        message(d, r, type, len);
}

/* ---- text ---- */

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

static void put_any(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_value(t, &v->fields[q->field], q);
}

/* A number that stands in front of an address. */
static unsigned in_front(const struct sn_view *v, const struct sn_rec *q, unsigned field)
{
    const struct sn_rec *x = sn_before(v, q, field);

    return x ? (unsigned)x->u : 0;
}

/* A group, with its mask unless that is all of it, and its flags. */
PUT(put_group)
{
    unsigned bits = in_front(v, q, MASK_LEN), flags = in_front(v, q, GROUP_FLAGS);

    put_any(t, v, q);
    if (bits != (q->field == GROUP6 ? 128 : 32))
        sn_put_f(t->b, "/%u", bits);
    if (flags)
        sn_put_f(t->b, "(0x%02x)", flags);
}

PUT(put_source)
{
    unsigned bits = in_front(v, q, MASK_LEN), flags = in_front(v, q, SOURCE_FLAGS);

    put_any(t, v, q);
    if (bits != (q->field == JOIN6 || q->field == PRUNE6 ? 128 : 32))
        sn_put_f(t->b, "/%u", bits);
    if (!flags)
        return;
    sn_put_f(t->b, "(%s%s%s", flags & 4 ? "S" : "", flags & 2 ? "W" : "", flags & 1 ? "R" : "");
    if (flags & 0xf8)
        sn_put_f(t->b, "+0x%02x", flags & 0xf8);
    sn_put_c(t->b, ')');
}

/* Fields that stand for a source elsewhere, or for one alone. */
PUT(put_refresh)
{
    unsigned interval = (unsigned)sn_before(v, q, REFRESH_INT)->u;

    sn_put_f(t->b, "v%u", (unsigned)sn_before(v, q, REFRESH)->u);
    if (interval) {
        sn_put_lit(t->b, ", interval ");
        sn_text_period(t, interval);
    }
    if (q->u)
        sn_put_f(t->b, " ?0x%04x?", (unsigned)q->u);
}

PUT(put_value)
{
    (void)v;
    if (t->o->verbose < 2)
        sn_put_value_as(t, "D\n\t    ", NULL, q);
}

PUT(put_jp_hold)
{
    (void)v;
    sn_put_lit(t->b, ", holdtime: ");
    if (q->u == FOREVER)
        sn_put_lit(t->b, "infinite");
    else
        sn_text_period(t, (uint32_t)q->u);
}

PUT(put_metric)
{
    sn_put_f(t->b, "%s pref=%u metric=%u", sn_before(v, q, RPT)->u ? " RPT" : "",
             (unsigned)sn_before(v, q, PREF)->u, (unsigned)q->u);
}

PUT(put_unknown)
{
    sn_put_f(t->b, sn_opt(v, TYPE) == REGISTER ? "IP ver %u" : " [type %u]", (unsigned)q->u);
}

static const struct sn_line lines[] = {
    [ADDRESS] = SN_LINE_V(2, false, "\n\t    {}"),
    [ADDRESS_CUT] = SN_LINE_V(2, false, "\n\t     [|pimv2]"),
    [ADDRESS6] = SN_LINE_V(2, false, "\n\t    {}"),
    [OPTION_LEN] =
        SN_LINE("\n\t  {s:Unknown} Option ({}), length {}, Value: ", OPTION, OPTION, OPTION_LEN),
    [OPTION_BAD] = SN_LINE("[option length {} != {}] (invalid)", OPTION_LEN, OPTION_BAD),
    [PRIO_BIDIR] = SN_LINE("Bi-Directional Capability (Old)"),
    [HOLD] = SN_LINE("{t}"),
    [LAN_OVERRIDE] = SN_LINE("\n\t    T-bit={}, LAN delay {}ms, Override interval {}ms", LAN_T,
                             LAN_PROP, LAN_OVERRIDE),
    [PRIO] = SN_LINE("{}"),
    [GENERATION] = SN_LINE("0x{08x}"),
    [REFRESH_RES] = {.put = put_refresh},
    [VALUE] = {.put = put_value},
    [DUMP] = SN_LINE_V(2, false, "{D\n\t    }"),
    [FLAGS] = SN_LINE(", Flags [ {s:none} ]\n\t"),
    [DUMMY_DST] = SN_LINE("IP-Null-header {} > {}", DUMMY_SRC, DUMMY_DST),
    [SAY] = SN_LINE("{s}"),
    [SAY_GROUP] = SN_LINE("\n\t    group #{}: "),
    [SAY_JOIN] = SN_LINE("\n\t      joined source #{}: "),
    [SAY_PRUNE] = SN_LINE("\n\t      pruned source #{}: "),
    [SAY_BSR_GROUP] = SN_LINE(" (group{}: "),
    [SAY_RP] = SN_LINE(" RP{}="),
    [SAY_PREFIX] = SN_LINE(" Group{}="),
    [SAY_END] = SN_LINE(")"),
    [UNICAST] = SN_LINE("{}"),
    [UNICAST6] = SN_LINE("{}"),
    [GROUP] = {.put = put_group},
    [GROUP6] = {.put = put_group},
    [SOURCE] = SN_LINE("{}"),
    [SOURCE6] = SN_LINE("{}"),
    [JOIN] = {.put = put_source},
    [JOIN6] = {.put = put_source},
    [PRUNE] = {.put = put_source},
    [PRUNE6] = {.put = put_source},
    [UPSTREAM] = SN_LINE("{}"),
    [UPSTREAM6] = SN_LINE("{}"),
    [BSR] = SN_LINE("{}"),
    [BSR6] = SN_LINE("{}"),
    [RP] = SN_LINE("{}"),
    [RP6] = SN_LINE("{}"),
    [GROUPS] = SN_LINE("\n\t  {} group(s)"),
    [JP_HOLD] = {.put = put_jp_hold},
    [PRUNES] = SN_LINE(", joined sources: {}, pruned sources: {}", JOINS, PRUNES),
    [TAG] = SN_LINE(" tag={x}"),
    [HASH_LEN] = SN_LINE(" hashmlen={}"),
    [BSR_PRIO] = SN_LINE(" BSRprio={}"),
    [RP_COUNT] = SN_LINE(" RPcnt={}"),
    [FRP_COUNT] = SN_LINE(" FRPcnt={}"),
    [SAY_HOLD] = SN_LINE(",holdtime="),
    [RP_HOLD] = SN_LINE("{t}"),
    [RP_PRIO] = SN_LINE(",prio={}"),
    [METRIC] = {.put = put_metric},
    [PREFIXES] = SN_LINE(" prefix-cnt={}"),
    [CAND_PRIO] = SN_LINE(" prio={}"),
    [SAY_CAND_HOLD] = SN_LINE(" holdtime="),
    [CAND_HOLD] = SN_LINE("{t}"),
    [TUNR] = SN_LINE(" TUNR {t}"),
    [ELECTION] = SN_LINE("\n\t  {s:Unknown}"),
    [DF_PREF] = SN_LINE(" sender pref={}"),
    [DF_METRIC] = SN_LINE(" sender metric={}"),
    [UNKNOWN_TYPE] = {.put = put_unknown},
};

static void put_sum(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, SUM);

    if (sn_find(v, NO_HEADER))
        sn_put_lit(t->b, ", RFC2117-encoding");
    if (!sn_say(t, v, ", cksum 0x{04x} ", SUM))
        return;
    sn_put_s(t->b, !(q->flags & SN_REC_CHECKED) ? "(unverified)"
                   : q->flags & SN_REC_BAD      ? "(incorrect)"
                                                : "(correct)");
}

/* Whether tcpdump looks for what is missing behind the last field before it reads it. */
static bool looks_behind(const struct sn_view *v)
{
    const struct sn_rec *q = v->end - 1;
    unsigned field;

    while (q > v->rec && q->field >= IN_UNICAST && q->field <= IN_SOURCE6) /* of addresses, again */
        q--;
    field = q->field;
    return field == ENCODING || field == MASK_LEN || field == FRP_COUNT || field == RP_HOLD ||
           field == RP_PRIO || field == RP || field == OPTION_LEN || field == HASH_LEN;
}

static enum sn_then pim_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    t->tag = "pim";
    if (!sn_need(t, &v, VERSION))
        return SN_TEXT_DONE;
    t->tag = "pimv2";
    if (sn_opt(&v, VERSION) != 2 || t->o->verbose) {
        sn_say(t, &v, "PIMv{}, length ", VERSION);
        sn_put_u32(t->b, l->len);
    } else {
        sn_say(t, &v, "PIMv{}, {s:Unknown Type}, length ", VERSION, TYPE);
        sn_put_u32(t->b, l->len);
    }
    if (sn_opt(&v, VERSION) != 2 || !t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\t{s:Unknown Type}", TYPE);
    if (l->len < HDR && (l->caplen >= 2 || l->caplen >= l->len)) {
        if (sn_find(&v, NO_HEADER))
            sn_put_lit(t->b, ", RFC2117-encoding");
        sn_put_f(t->b, "[length %u < %u] (invalid)", l->len, l->len < 2 ? 2 : HDR);
        return SN_TEXT_DONE;
    }
    put_sum(t, &v);
    if (!sn_is_cut(t)) {
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
        if (v.rec < v.end && looks_behind(&v))
            t->jumped = false;
    }
    if (!sn_is_cut(t) && sn_text_claimed(t, l))
        sn_text_inner(t);
    return SN_TEXT_DONE;
}

SN_PROTO(pim, "Protocol Independent Multicast", {.table = &sn_tab_ipproto, .value = PROTO})
