/* IGMP, versions 1 to 3 (RFC 1112, 2236, 3376), and multicast traceroute (version 1). DVMRP and
 * PIM version 1, which travel in its messages, are in dvmrp.c and pim1.c. */
#include "dis/net/grouprec.h"

enum {
    IGMP_TYPE,
    IGMP_MRT,
    IGMP_SUM, /* n: what is left over, when SN_REC_CHECKED */
    IGMP_FIXED,
    IGMP_SUM_STATUS = IGMP_FIXED,
    IGMP_GROUP,
    IGMP_FLAGS,
    IGMP_QQIC,
    IGMP_SOURCES,
    IGMP_SOURCE,
    IGMP_RECORDS,
    IGMP_RECORD, /* a group */
    IGMP_RTYPE,
    IGMP_AUX,
    IGMP_MADDR,
    IGMP_TR_SRC,
    IGMP_TR_DST,
    IGMP_TR_TO,
    IGMP_TR_TTL,
    IGMP_TR_ID,
};

enum { QUERY = 0x11, REPORT1 = 0x12, REPORT2 = 0x16, LEAVE = 0x17, REPORT3 = 0x22 };
enum { DVMRP = 0x13, PIM1 = 0x14, MRESP = 0x1e, MTRACE = 0x1f };
enum { V3_QUERY = 12, V3_REPORT = 16, RECORD = 8, HDR = 8, TRACE = 24 };

static const struct sn_val types[] = {
    {QUERY, "query"},       {REPORT1, "v1 report"},
    {REPORT2, "v2 report"}, {REPORT3, "v3 report"},
    {LEAVE, "leave"},       {DVMRP, "dvmrp"},
    {PIM1, "pimv1"},        {MRESP, "mresp"},
    {MTRACE, "mtrace"},     {0, NULL},
};

static const struct sn_field fields[] = {
    [IGMP_TYPE] = SN_UINTV("igmp.type", types),
    [IGMP_MRT] = SN_UINT("igmp.max_resp"),
    [IGMP_SUM] = SN_UINT("igmp.checksum"),
    [IGMP_SUM_STATUS] = SN_UINT("igmp.checksum.status"),
    [IGMP_GROUP] = SN_IPV4("igmp.group"),
    [IGMP_FLAGS] = SN_UINT("igmp.flags"),
    [IGMP_QQIC] = SN_UINT("igmp.qqic"),
    [IGMP_SOURCES] = SN_UINT("igmp.num_src"),
    [IGMP_SOURCE] = SN_FIELD("igmp.saddr", SN_F_IPV4, SN_F_MULTI, NULL),
    [IGMP_RECORDS] = SN_UINT("igmp.num_grp_recs"),
    [IGMP_RECORD] = SN_FIELD("igmp.record", SN_F_GROUP, SN_F_MULTI, NULL),
    [IGMP_RTYPE] = SN_UINT("igmp.record_type"),
    [IGMP_AUX] = SN_UINT("igmp.aux_data_len"),
    [IGMP_MADDR] = SN_IPV4("igmp.maddr"),
    [IGMP_TR_SRC] = SN_IPV4("igmp.mtrace.saddr"),
    [IGMP_TR_DST] = SN_IPV4("igmp.mtrace.raddr"),
    [IGMP_TR_TO] = SN_IPV4("igmp.mtrace.rspaddr"),
    [IGMP_TR_TTL] = SN_UINT("igmp.mtrace.resp_ttl"),
    [IGMP_TR_ID] = SN_UINT("igmp.mtrace.q_id"),
};

static bool sources(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    for (; n; n--) {
        if (!sn_get_ipv4(d, r, IGMP_SOURCE))
            return false;
    }
    return true;
}

static void query3(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint16_t n;
    uint8_t v;

    if (sn_get_u8(d, r, IGMP_FLAGS, &v) && sn_get_u8(d, r, IGMP_QQIC, &v) &&
        sn_get_be16(d, r, IGMP_SOURCES, &n) && len >= V3_QUERY + (uint32_t)n * 4)
        (void)sources(d, r, n);
}

static void report3(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t at = HDR;
    uint16_t n, srcs;
    uint8_t v;

    if (!sn_rd_skip(r, 2) || !sn_get_be16(d, r, IGMP_RECORDS, &n) ||
        !(d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS)))
        return;
    for (; n && len >= at + RECORD; n--) {
        struct sn_rec *g = sn_group(d, r, IGMP_RECORD, 0);

        if (!sn_get_u8(d, r, IGMP_RTYPE, &v) || !sn_get_u8(d, r, IGMP_AUX, &v) ||
            !sn_get_be16(d, r, IGMP_SOURCES, &srcs) || !sn_get_ipv4(d, r, IGMP_MADDR))
            return;
        at += RECORD + (uint32_t)srcs * 4;
        if (len < at || !sources(d, r, srcs))
            return;
        sn_group_end(d, r, g);
    }
    if (n)
        sn_malformed(r);
}

static void trace(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t ttl;
    uint32_t id;

    if (sn_rd_skip(r, 4) && sn_get_ipv4(d, r, IGMP_TR_SRC) && sn_get_ipv4(d, r, IGMP_TR_DST) &&
        sn_get_ipv4(d, r, IGMP_TR_TO) && sn_get_u8(d, r, IGMP_TR_TTL, &ttl))
        (void)!sn_get_be24(d, r, IGMP_TR_ID, &id);
}

static void verify(struct sn_dis *d, const struct sn_rd *r, uint32_t len)
{
    struct sn_rec *q = &d->rec[d->cur->first + IGMP_SUM];

    if (sn_rd_left(r) < len)
        return;
    q->n = sn_sum_fold(sn_sum_add(0, r->p, len));
    q->flags |= (uint8_t)(SN_REC_CHECKED | (q->n ? SN_REC_BAD : 0));
    if (d->want & SN_WANT_FIELDS)
        sn_rec_made(d, IGMP_SUM_STATUS, q->n == 0);
}

static void dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd whole = *r;
    size_t o = sn_rd_off(r);
    uint8_t tmp[4];
    const uint8_t *h = sn_fixed(r, 4, tmp);
    struct sn_rec *q = sn_fixed_recs(d);

    q = sn_fill(q, IGMP_TYPE, o, 1, h[0]);
    q = sn_fill(q, IGMP_MRT, o + 1, 1, h[1]);
    q = sn_fill(q, IGMP_SUM, o + 2, 2, sn_be16(h + 2));
    if ((h[0] == DVMRP && len >= HDR) || (h[0] == PIM1 && sn_rd_left(&whole) > 0))
        sn_next_proto(d, h[0] == DVMRP ? &sn_proto_dvmrp : &sn_proto_pim1, &whole, len);
    if (!sn_fixed_end(d, r, q))
        return;
    if (d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE))
        verify(d, &whole, len);
    if (h[0] == REPORT3) {
        if (len >= V3_REPORT)
            report3(d, r, len);
    } else if (h[0] == MTRACE || h[0] == MRESP) {
        if (len >= TRACE)
            trace(d, r);
    } else if ((h[0] == QUERY || h[0] == REPORT1 || h[0] == REPORT2 || h[0] == LEAVE) &&
               sn_get_ipv4(d, r, IGMP_GROUP) && h[0] == QUERY && len >= V3_QUERY) {
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

static const struct group_kind v3 = {
    .version = "v3", .addr = 4, .record = RECORD, .source = IGMP_SOURCE};

static enum sn_then query3_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n, *q = sn_rec_find(t, l, IGMP_GROUP);
    uint32_t mrc;

    sn_put_lit(t->b, " v3");
    if (l->len % 4) {
        sn_put_f(t->b, " [invalid len %u]", l->len);
        return SN_TEXT_DONE;
    }
    if (l->n <= IGMP_MRT)
        return SN_TEXT_CUT;
    mrc = (uint32_t)sn_recs(t, l)[IGMP_MRT].u;
    if (mrc >= 128)
        mrc = ((mrc & 15) | 16) << ((mrc >> 4 & 7) + 3);
    if (mrc != 100) {
        sn_put_lit(t->b, " [max resp time ");
        put_tenths(t, mrc);
        sn_put_c(t->b, ']');
    }
    if (!q)
        return SN_TEXT_CUT;
    if (q->u == 0)
        return SN_TEXT_DONE;
    sn_put_lit(t->b, " [gaddr ");
    sn_text_host4(t, (uint32_t)q->u);
    if (end - q < 4)
        return SN_TEXT_CUT;
    q += 3;
    if (q->u && l->len < V3_QUERY + q->u * 4)
        sn_put_lit(t->b, " [invalid number of sources]");
    else if (q->u && t->o->verbose < 2)
        sn_put_f(t->b, ", %u source(s)", (unsigned)q->u);
    else if (q->u && !sn_group_sources(t, &v3, q + 1, end, q->u))
        return SN_TEXT_CUT;
    sn_put_c(t->b, ']');
    return SN_TEXT_DONE;
}

static enum sn_then query_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, IGMP_GROUP);
    uint32_t mrt;

    sn_put_lit(t->b, "igmp query");
    if (l->len >= V3_QUERY)
        return query3_text(t, l);
    if (l->n <= IGMP_MRT)
        return SN_TEXT_CUT;
    mrt = (uint32_t)sn_recs(t, l)[IGMP_MRT].u;
    sn_put_s(t->b, mrt ? " v2" : " v1");
    if (mrt && mrt != 100)
        sn_put_f(t->b, " [max resp time %u]", mrt);
    if (!q)
        return SN_TEXT_CUT;
    if (q->u) {
        sn_put_lit(t->b, " [gaddr ");
        sn_text_host4(t, (uint32_t)q->u);
        sn_put_c(t->b, ']');
    }
    if (l->len != HDR)
        sn_put_f(t->b, " [len %u]", l->len);
    return SN_TEXT_DONE;
}

static enum sn_then report3_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, IGMP_RECORDS);

    sn_put_lit(t->b, "igmp v3 report");
    if (l->len < V3_REPORT || l->len % 4) {
        sn_put_f(t->b, " [invalid len %u]", l->len);
        return SN_TEXT_DONE;
    }
    return sn_group_records(t, &v3, l, q, HDR) ? SN_TEXT_DONE : SN_TEXT_CUT;
}

static enum sn_then put_group(struct sn_text *t, const struct sn_layer *l, const char *what)
{
    const struct sn_rec *q = sn_rec_find(t, l, IGMP_GROUP);

    if (!q)
        return SN_TEXT_CUT;
    sn_put_s(t->b, what);
    sn_text_host4(t, (uint32_t)q->u);
    if (l->len != HDR && sn_recs(t, l)[IGMP_TYPE].u == REPORT1)
        sn_put_f(t->b, " [len %u]", l->len);
    return SN_TEXT_DONE;
}

/* "mtrace 7: 10.0.0.1 to 10.0.0.2 reply-to 10.0.0.3" */
static enum sn_then trace_text(struct sn_text *t, const struct sn_layer *l, const char *what)
{
    const struct sn_rec *q = sn_rec_find(t, l, IGMP_TR_SRC), *id = sn_rec_find(t, l, IGMP_TR_ID);

    if (l->len < TRACE) {
        sn_put_f(t->b, " [invalid len %u]", l->len);
        return SN_TEXT_DONE;
    }
    if (!id)
        return SN_TEXT_CUT;
    sn_put_f(t->b, "%s %u: ", what, (unsigned)id->u);
    sn_text_host4(t, (uint32_t)q[0].u);
    sn_put_lit(t->b, " to ");
    sn_text_host4(t, (uint32_t)q[1].u);
    sn_put_lit(t->b, " reply-to ");
    sn_text_host4(t, (uint32_t)q[2].u);
    if (q[2].u >> 28 == 14) /* multicast */
        sn_put_f(t->b, " with-ttl %u", (unsigned)q[3].u);
    return SN_TEXT_DONE;
}

/* DVMRP and PIM have a layer of their own. */
static enum sn_then inner_text(struct sn_text *t, const struct sn_layer *l, const char *what)
{
    sn_put_f(t->b, "igmp %s", what);
    if (sn_text_claimed(t, l))
        sn_text_inner(t);
    else
        sn_put_f(t->b, " [len %u]", l->len);
    return SN_TEXT_DONE;
}

static enum sn_then put_message(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q)
{
    switch (q[IGMP_TYPE].u) {
    case QUERY:
        return query_text(t, l);
    case REPORT1:
        return put_group(t, l, "igmp v1 report ");
    case REPORT2:
        return put_group(t, l, "igmp v2 report ");
    case LEAVE:
        return put_group(t, l, "igmp leave ");
    case REPORT3:
        return report3_text(t, l);
    case DVMRP:
        return inner_text(t, l, "dvmrp");
    case PIM1:
        return inner_text(t, l, "pimv1");
    case MRESP:
        return trace_text(t, l, "mresp");
    case MTRACE:
        return trace_text(t, l, "mtrace");
    default:
        sn_put_f(t->b, "igmp-%u", (unsigned)q[IGMP_TYPE].u);
        return SN_TEXT_DONE;
    }
}

static enum sn_then text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    enum sn_then said;

    if (t->o->quiet) {
        sn_put_lit(t->b, "igmp");
        return SN_TEXT_DONE;
    }
    if (l->n == 0)
        return SN_TEXT_CUT;
    said = put_message(t, l, q);
    if (said == SN_TEXT_DONE && !t->cut && t->o->verbose && l->n >= IGMP_FIXED &&
        q[IGMP_SUM].flags & SN_REC_BAD)
        sn_put_f(t->b, " bad igmp cksum %x!", (unsigned)q[IGMP_SUM].u);
    return said;
}

const struct sn_proto sn_proto_igmp = {
    .name = "igmp",
    .title = "Internet Group Management Protocol",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .keys = SN_KEYS({.table = SN_TAB_IPPROTO, .value = 2}),
    .dissect = dissect,
    .text = text,
};
