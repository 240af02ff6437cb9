/* Multicast listener discovery (RFC 2710, RFC 3810): messages of ICMPv6. */
#include "dis/net/grouprec.h"
#include "dis/net/icmp6.h"

enum { HDR = 4, V1_LEN = 24, V2_QUERY = 28, V2_REPORT = 8, RECORD = 20, ADDR = 16 };

/* Addresses of sources, as many as there should be and can be. */
static bool sources(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    for (; n; n--) {
        if (!sn_get_bytes(d, r, ICMP6_MLD_SOURCE, ADDR))
            return false;
    }
    return true;
}

static void query2(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t v8;
    uint16_t n;

    if (sn_get_bytes(d, r, ICMP6_MLD_GROUP, ADDR) && sn_get_u8(d, r, ICMP6_MLD_FLAGS, &v8) &&
        sn_get_u8(d, r, ICMP6_MLD_QQI, &v8) && sn_get_be16(d, r, ICMP6_MLD_SOURCES, &n) &&
        len >= V2_QUERY + (uint32_t)n * ADDR)
        (void)sources(d, r, n);
}

static void report2(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t at = V2_REPORT;
    uint16_t n, srcs;
    uint8_t v8;

    if (!sn_rd_skip(r, 2) || !sn_get_be16(d, r, ICMP6_MLD_RECORDS, &n) ||
        !(d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS)))
        return;
    for (; n; n--) {
        struct sn_rec *g;

        if (len < at + RECORD) {
            sn_malformed(r);
            return;
        }
        g = sn_group(d, r, ICMP6_MLD_RECORD, 0);
        if (!sn_get_u8(d, r, ICMP6_MLD_TYPE, &v8) || !sn_get_u8(d, r, ICMP6_MLD_AUX, &v8) ||
            !sn_get_be16(d, r, ICMP6_MLD_SOURCES, &srcs) ||
            !sn_get_bytes(d, r, ICMP6_MLD_GROUP, ADDR))
            return;
        if (len < at + RECORD + (uint32_t)srcs * ADDR) {
            sn_malformed(r);
            return;
        }
        if (!sources(d, r, srcs))
            return;
        sn_group_end(d, r, g);
        at += RECORD + (uint32_t)srcs * ADDR;
    }
}

void sn_mld_dissect(struct sn_dis *d, struct sn_rd *r, uint8_t type, uint32_t len)
{
    uint16_t delay;

    if (type == ICMP6_MLD2_REPORT) {
        if (len >= V2_REPORT)
            report2(d, r, len);
        return;
    }
    if (type == ICMP6_MLD_QUERY && len < V2_QUERY && len != V1_LEN) {
        sn_malformed(r);
        return;
    }
    if (!sn_get_be16(d, r, ICMP6_MLD_DELAY, &delay) || !sn_rd_skip(r, 2))
        return;
    if (type == ICMP6_MLD_QUERY && len >= V2_QUERY)
        query2(d, r, len);
    else
        (void)!sn_get_bytes(d, r, ICMP6_MLD_GROUP, ADDR);
}

/* ---- text ---- */

static const struct group_kind v2 = {
    .version = "v2", .addr = ADDR, .record = RECORD, .source = ICMP6_MLD_SOURCE};

/* A code of RFC 3810 5.1.3: a mantissa of so many bits below three of exponent. */
static uint32_t expand(uint32_t code, unsigned bits)
{
    if (!(code >> (bits + 3)))
        return code;
    return ((code & ((1u << bits) - 1)) | 1u << bits) << ((code >> bits & 7) + 3);
}

static enum sn_then query2_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n, *q = sn_rec_find(t, l, ICMP6_MLD_DELAY);

    if (!q)
        return SN_TEXT_CUT;
    if (t->o->verbose)
        sn_put_f(t->b, " [max resp delay=%u]", expand((uint32_t)q->u, 12));
    if (++q == end)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, " [gaddr ");
    sn_text_host6(t, q->p);
    if (t->o->verbose) {
        if (end - q < 2)
            return SN_TEXT_CUT;
        if (q[1].u & 8)
            sn_put_lit(t->b, " sflag");
        if (q[1].u & 7)
            sn_put_f(t->b, " robustness=%u", (unsigned)q[1].u & 7);
        if (end - q < 3)
            return SN_TEXT_CUT;
        sn_put_f(t->b, " qqi=%u", expand((uint32_t)q[2].u, 4));
    }
    if (end - q < 4)
        return SN_TEXT_CUT;
    q += 3;
    if (q->u && l->len < V2_QUERY + q->u * ADDR)
        sn_put_lit(t->b, " [invalid number of sources]");
    else if (q->u && t->o->verbose < 2)
        sn_put_f(t->b, ", %u source(s)", (unsigned)q->u);
    else if (q->u && !sn_group_sources(t, &v2, q + 1, end, q->u))
        return SN_TEXT_CUT;
    sn_put_c(t->b, ']');
    return SN_TEXT_INNER;
}

static enum sn_then report2_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_MLD_RECORDS);

    if (l->len < V2_REPORT) {
        sn_put_f(t->b, " [invalid len %u]", l->len);
        return SN_TEXT_INNER;
    }
    return sn_group_records(t, &v2, l, q, V2_REPORT) ? SN_TEXT_INNER : SN_TEXT_CUT;
}

enum sn_then sn_mld_text(struct sn_text *t, const struct sn_layer *l)
{
    uint64_t type = sn_recs(t, l)[ICMP6_TYPE].u;
    const struct sn_rec *q;

    if (type == ICMP6_MLD2_REPORT)
        return report2_text(t, l);
    if (type == ICMP6_MLD_QUERY && l->len >= V2_QUERY) {
        sn_put_lit(t->b, " v2");
        return query2_text(t, l);
    }
    if (type == ICMP6_MLD_QUERY && l->len != V1_LEN) {
        sn_put_f(t->b, " unknown-version (len %u) ", l->len);
        return SN_TEXT_INNER;
    }
    q = sn_rec_find(t, l, ICMP6_MLD_GROUP);
    if (!q)
        return SN_TEXT_INNER; /* tcpdump keeps silent about a part */
    sn_put_f(t->b, "max resp delay: %u addr: ", (unsigned)q[-1].u);
    sn_text_host6(t, q->p);
    return SN_TEXT_INNER;
}
