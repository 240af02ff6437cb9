/* Multicast listener discovery (RFC 2710, RFC 3810): messages of ICMPv6. */
#include "dis/net/icmp6.h"

enum { V1_LEN = 24, V2_QUERY = 28, V2_REPORT = 8 };

static const struct group_kind report = {
    .version = "v2",
    .addr = 16,
    .record = 20,
    .records = ICMP6_MLD_RECORDS,
    .group = ICMP6_MLD_RECORD,
    .type = ICMP6_MLD_TYPE,
    .aux = ICMP6_MLD_AUX,
    .nsources = ICMP6_MLD_RSOURCES,
    .maddr = ICMP6_MLD_RGROUP,
    .source = ICMP6_MLD_RSOURCE,
    .reserved = ICMP6_RESERVED,
    .data = ICMP6_MLD_AUX_DATA,
};

/* Of a query: the sources alone. */
static const struct group_kind query = {
    .version = "v2",
    .addr = 16,
    .nsources = ICMP6_MLD_SOURCES,
    .source = ICMP6_MLD_SOURCE,
};

static void query2(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rec *q;
    uint32_t n;

    sn_text_last(d);
    sn_made(d, ICMP6_MLD_CODE, sn_group_code(sn_u(d, ICMP6_MLD_DELAY), 12));
    if (!sn_icmp6_reserved(d, r, 2) || !sn_header(d, r, ICMP6_MLD_GROUP, ICMP6_MLD_FLAGS))
        return;
    sn_parts(d, ICMP6_MLD_FLAGS, ICMP6_MLD_RSV, ICMP6_MLD_QRV);
    if (!sn_get(d, r, ICMP6_MLD_QQI, NULL))
        return;
    q = sn_rec_of(d, ICMP6_MLD_QQI);
    q->u = sn_group_code(q->u, 4);
    if (!sn_get(d, r, ICMP6_MLD_SOURCES, NULL))
        return;
    n = (uint32_t)sn_u(d, ICMP6_MLD_SOURCES);
    if (len >= V2_QUERY + n * query.addr)
        (void)sn_get_n(d, r, ICMP6_MLD_SOURCE, n);
}

void sn_mld_dissect(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t len)
{
    if (type == ICMP6_MLD2_REPORT) {
        if (len >= V2_REPORT && !sn_group_dissect(d, r, &report, len, V2_REPORT))
            sn_malformed(r);
    } else if (type == ICMP6_MLD_QUERY && len < V2_QUERY && len != V1_LEN) {
        sn_malformed(r);
    } else if (sn_get(d, r, ICMP6_MLD_DELAY, NULL)) {
        if (type == ICMP6_MLD_QUERY && len >= V2_QUERY)
            query2(d, r, len);
        else if (sn_icmp6_reserved(d, r, 2))
            (void)sn_get(d, r, ICMP6_MLD_GROUP, NULL);
    }
}

/* ---- text ---- */

static void query2_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t delay, flags;

    sn_put_lit(t->b, " v2");
    delay = sn_num(t, v, ICMP6_MLD_DELAY);
    if (t->o->verbose)
        sn_put_f(t->b, " [max resp delay=%u]", sn_group_code(delay, 12));
    sn_say(t, v, " [gaddr {}", ICMP6_MLD_GROUP);
    if (t->o->verbose) {
        flags = sn_num(t, v, ICMP6_MLD_FLAGS);
        if (flags & 8)
            sn_put_lit(t->b, " sflag");
        if (flags & 7)
            sn_put_f(t->b, " robustness=%u", (unsigned)flags & 7);
        sn_say(t, v, " qqi={}", ICMP6_MLD_QQI);
    }
    sn_group_sources(t, &query, l, v, V2_QUERY);
    sn_put_c(t->b, ']');
}

void sn_mld_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, ICMP6_TYPE);

    if (type == ICMP6_MLD2_REPORT && l->len < V2_REPORT)
        sn_put_f(t->b, " [invalid len %u]", l->len);
    else if (type == ICMP6_MLD2_REPORT)
        sn_group_records(t, &report, l, V2_REPORT);
    else if (type == ICMP6_MLD_QUERY && l->len >= V2_QUERY)
        query2_text(t, l, &v);
    else if (type == ICMP6_MLD_QUERY && l->len != V1_LEN)
        sn_put_f(t->b, " unknown-version (len %u) ", l->len);
    else if (sn_find(&v, ICMP6_MLD_GROUP)) /* tcpdump keeps silent about a part */
        sn_say(t, &v, "max resp delay: {} addr: {}", ICMP6_MLD_DELAY, ICMP6_MLD_GROUP);
}
