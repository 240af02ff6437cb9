/* IGMP, versions 1 to 3 (RFC 1112, 2236, 3376), and multicast traceroute (version 1). DVMRP and
 * PIM version 1, which travel in its messages, are in dvmrp.c and pim1.c. */
#include "dis/net/grouprec.h"

enum { QUERY = 0x11, REPORT1 = 0x12, REPORT2 = 0x16, LEAVE = 0x17, REPORT3 = 0x22 };
enum { DVMRP = 0x13, PIM1 = 0x14, MRESP = 0x1e, MTRACE = 0x1f };
enum { V0_LAST = 0xf }; /* of the types of a version that never was one */
enum { V3_QUERY = 12, V3_REPORT = 16, HDR = 8, TRACE = 24 };

static const struct sn_val types[] = {
    {QUERY, "query"},       {REPORT1, "v1 report"},
    {REPORT2, "v2 report"}, {REPORT3, "v3 report"},
    {LEAVE, "leave"},       {DVMRP, "dvmrp"},
    {PIM1, "pimv1"},        {MRESP, "mresp"},
    {MTRACE, "mtrace"},     {0, NULL},
};

#define IGMP(F)                                                                                    \
    F(TYPE, "igmp.type", U8, "Type", .base = SN_HEX, .vals = types)                                \
    F(MRT, "igmp.max_resp", U8, "Max Resp Time", .unit = "ds")                                     \
    F(SUM, "igmp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(SUM_STATUS, "igmp.checksum.status", UINT, "Checksum Status")                                 \
    F(SUM_RIGHT, "sn.igmp.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)       \
    F(VERSION, "igmp.version", UINT, "IGMP Version")                                               \
    F(GROUP, "igmp.maddr", IPV4, "Multicast Address")                                              \
    F(S, "igmp.s", BIT8, "S", .mask = 0x08)                                                        \
    F(QRV, "igmp.qrv", U8, "QRV", .mask = 0x07)                                                    \
    F(QQIC, "igmp.qqic", U8, "QQIC")                                                               \
    F(SOURCES, "igmp.num_src", U16, "Num Src")                                                     \
    F(SOURCE, "igmp.saddr", IPV4S, "Source Address")                                               \
    F(RECORDS, "igmp.num_grp_recs", U16, "Num Group Records")                                      \
    F(RECORD, "sn.igmp.record", GROUPS, "Group Record")                                            \
    F(RTYPE, "igmp.record_type", U8, "Record Type", .vals = sn_group_types)                        \
    F(AUX, "igmp.aux_data_len", U8, "Aux Data Len")                                                \
    F(MADDR, "igmp.maddr", IPV4, "Multicast Address")                                              \
    F(TR_GROUP, "igmp.maddr", IPV4, "Multicast Address")                                           \
    F(TR_HOPS, "igmp.mtrace.max_hops", UINT, "# hops")                                             \
    F(TR_SRC, "igmp.mtrace.saddr", IPV4, "Source Address")                                         \
    F(TR_DST, "igmp.mtrace.raddr", IPV4, "Receiver Address")                                       \
    F(TR_TO, "igmp.mtrace.rspaddr", IPV4, "Response Address")                                      \
    F(TR_TTL, "igmp.mtrace.resp_ttl", U8, "Response TTL")                                          \
    F(TR_ID, "igmp.mtrace.q_id", U24, "Query ID")
SN_FIELDS(igmp, IGMP)

static const struct group_kind v3 = {
    .version = "v3",
    .addr = 4,
    .record = 8,
    .records = RECORDS,
    .group = RECORD,
    .type = RTYPE,
    .aux = AUX,
    .nsources = SOURCES,
    .maddr = MADDR,
    .source = SOURCE,
};

static void query3(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (!sn_header(d, r, S, SOURCES))
        return;
    n = (uint32_t)sn_u(d, SOURCES);
    if (len >= V3_QUERY + n * v3.addr || sn_wants_values(d))
        (void)sn_get_n(d, r, SOURCE, n);
}

/* Whether the version has no response time: 1, whose queries have zero there, and 3's reports. */
static bool is_unused(const struct sn_dis *d, uint64_t type, uint32_t len)
{
    return type == REPORT1 || type == REPORT3 || (type == QUERY && len < V3_QUERY && !sn_u(d, MRT));
}

/* What Wireshark doesn't know, or shows as another protocol: of an unknown type there is nothing
 * else. */
static void text_only(struct sn_dis *d, uint64_t type, uint32_t len)
{
    enum { MSNIP = 0x23, MSNIP_LAST = 0x25, IGAP = 0x40, IGAP_LAST = 0x42 };

    if (type == DVMRP || type == PIM1 || (type >= MSNIP && type <= MSNIP_LAST) ||
        (type >= IGAP && type <= IGAP_LAST))
        sn_text_only(d, d->cur->first);
    else if (type <= V0_LAST)
        sn_rec_of(d, MRT)->flags |= SN_REC_TEXT;
    else if (!sn_val_name(types, (uint32_t)type))
        sn_text_only(d, d->cur->first + MRT);
    else if (len < HDR && sn_rec_of(d, SUM_STATUS))
        sn_rec_of(d, SUM_STATUS)->u = SN_SUM_UNVERIFIED;
}

/* Which version a message is of, where that is known. */
static void version(struct sn_dis *d, uint64_t type, bool third)
{
    unsigned v = 2;

    if (type > V0_LAST && type != QUERY && type != REPORT1 && type != REPORT2 && type != REPORT3 &&
        type != LEAVE)
        return;
    if (type <= V0_LAST)
        v = 0;
    else if (type == REPORT3 || third)
        v = 3;
    else if (type == REPORT1 || (type == QUERY && !sn_u(d, MRT)))
        v = 1;
    sn_made(d, VERSION, v);
}

static void igmp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    bool whole = sn_header(d, r, TYPE, SUM);
    uint64_t type = sn_u(d, TYPE);
    bool third = type == QUERY && len >= V3_QUERY;
    struct sn_rec *code = sn_rec_of(d, MRT);

    if (third && code)
        code->u = sn_group_code(code->u, 4);
    if ((type == DVMRP && len >= HDR) || type == PIM1)
        sn_next_proto(d, type == DVMRP ? &sn_proto_dvmrp : &sn_proto_pim1, &all, len);
    if (!whole)
        return;
    if (d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE))
        sn_sum_check(d, &all, len, 0, SUM, SUM_STATUS, SUM_RIGHT);
    if (is_unused(d, type, len))
        sn_rec_of(d, MRT)->flags |= SN_REC_TEXT;
    text_only(d, type, len);
    version(d, type, third);
    if (type == REPORT3) {
        if (len >= V3_REPORT)
            (void)!sn_group_dissect(d, r, &v3, len, HDR);
    } else if (type == MTRACE || type == MRESP) {
        sn_rec_of(d, MRT)->flags |= SN_REC_TEXT;
        sn_made(d, TR_HOPS, sn_u(d, MRT));
        if (len >= TRACE)
            (void)(sn_get(d, r, TR_GROUP, NULL) && sn_header(d, r, TR_SRC, TR_ID));
    } else if ((type == QUERY || type == REPORT1 || type == REPORT2 || type == LEAVE) &&
               sn_get(d, r, GROUP, NULL) && third) {
        query3(d, r, len);
    }
}

/* ---- text ---- */

/* Tenths of a second as 12.3s or, from a minute on, 5m7s. */
static void put_tenths(struct sn_text *t, uint32_t v)
{
    uint32_t s = v / 10;

    if (v < 600) {
        sn_put_f(t->b, "%u.%us", s, v % 10);
        return;
    }
    if (s >= 3600)
        sn_put_f(t->b, "%uh", s / 3600);
    if (s % 3600 >= 60)
        sn_put_f(t->b, "%um", s % 3600 / 60);
    if (s % 60)
        sn_put_f(t->b, "%us", s % 60);
}

static void put_len(struct sn_text *t, const char *what, uint32_t len)
{
    sn_put_f(t->b, " [%s %u]", what, len);
}

static void query3_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint32_t mrt;

    sn_put_lit(t->b, " v3");
    if (l->len % 4) {
        put_len(t, "invalid len", l->len);
        return;
    }
    mrt = (uint32_t)sn_num(t, v, MRT);
    if (mrt != 100) {
        sn_put_lit(t->b, " [max resp time ");
        put_tenths(t, mrt);
        sn_put_c(t->b, ']');
    }
    if (!sn_num(t, v, GROUP))
        return;
    sn_say(t, v, " [gaddr {}", GROUP);
    sn_group_sources(t, &v3, l, v, V3_QUERY);
    sn_put_c(t->b, ']');
}

static void query_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t mrt;

    sn_put_lit(t->b, "igmp query");
    if (l->len >= V3_QUERY) {
        query3_text(t, l, v);
        return;
    }
    mrt = sn_num(t, v, MRT);
    sn_put_s(t->b, mrt ? " v2" : " v1");
    if (mrt && mrt != 100)
        sn_say(t, v, " [max resp time {}]", MRT);
    if (sn_num(t, v, GROUP))
        sn_say(t, v, " [gaddr {}]", GROUP);
    if (l->len != HDR)
        put_len(t, "len", l->len);
}

static void report3_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, "igmp v3 report");
    if (l->len < V3_REPORT || l->len % 4)
        put_len(t, "invalid len", l->len);
    else
        sn_group_records(t, &v3, l, HDR);
}

/* "mtrace 7: 10.0.0.1 to 10.0.0.2 reply-to 10.0.0.3" */
static void trace_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    if (l->len < TRACE) {
        put_len(t, "invalid len", l->len);
        return;
    }
    sn_say(t, v, "{s} {}: {} to {} reply-to {}", TYPE, TR_ID, TR_SRC, TR_DST, TR_TO);
    if (sn_opt(v, TR_TO) >> 28 == 14) /* multicast */
        sn_say(t, v, " with-ttl {}", TR_TTL);
}

static void put_message(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                        uint64_t type)
{
    switch (type) {
    case QUERY:
        query_text(t, l, v);
        break;
    case REPORT1:
    case REPORT2:
    case LEAVE:
        sn_say(t, v, "igmp {s} {}", TYPE, GROUP);
        if (type == REPORT1 && l->len != HDR)
            put_len(t, "len", l->len);
        break;
    case REPORT3:
        report3_text(t, l);
        break;
    case DVMRP:
    case PIM1:
        sn_say(t, v, "igmp {s}", TYPE);
        if (sn_text_claimed(t, l))
            sn_text_inner(t);
        else
            put_len(t, "len", l->len);
        break;
    case MRESP:
    case MTRACE:
        trace_text(t, l, v);
        break;
    default:
        sn_say(t, v, "igmp-{d}", TYPE);
        break;
    }
}

static enum sn_then igmp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (t->o->quiet) {
        sn_put_lit(t->b, "igmp");
        return SN_TEXT_DONE;
    }
    put_message(t, l, &v, sn_num(t, &v, TYPE));
    if (t->o->verbose && sn_sum_is_bad(&v, SUM))
        sn_say(t, &v, " bad igmp cksum {x}!", SUM);
    return SN_TEXT_DONE;
}

SN_PROTO(igmp, "Internet Group Management Protocol", {.table = &sn_tab_ipproto, .value = 2})
