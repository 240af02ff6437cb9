/*
 * Options of neighbor discovery (RFC 4861, 4191, 6275, 8106).
 *
 * Like tcpdump these read what their type has, also behind a length that is too short for it, up to
 * the end of the message.
 */
#include "base/hex.h"
#include "dis/app/dns.h"
#include "dis/net/icmp6.h"

enum {
    OPT_SOURCE = 1,
    OPT_TARGET,
    OPT_PREFIX,
    OPT_REDIRECTED,
    OPT_MTU,
    OPT_INTERVAL = 7,
    OPT_HOMEAGENT,
    OPT_ROUTE = 24,
    OPT_RDNSS,
    OPT_DNSSL = 31,
};

/* ---- dissect ---- */

static void prefix(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t v8;
    uint32_t v32;

    (void)(sn_get_u8(d, r, ICMP6_OPT_PREFIX_LEN, &v8) &&
           sn_get_u8(d, r, ICMP6_OPT_PREFIX_FLAGS, &v8) &&
           sn_get_be32(d, r, ICMP6_OPT_VALID, &v32) &&
           sn_get_be32(d, r, ICMP6_OPT_PREFERRED, &v32) && sn_rd_skip(r, 4) &&
           sn_get_bytes(d, r, ICMP6_OPT_PREFIX, 16));
}

/* Of the prefix only so many bytes are sent as the option's length leaves: 0, 8 or 16. */
static void route(struct sn_dis *d, struct sn_rd *r, uint8_t len)
{
    uint8_t v8, *a;
    uint32_t v32;
    const uint8_t *p;
    size_t n = (len - 1u) * 8;

    if (!sn_get_u8(d, r, ICMP6_OPT_PREFIX_LEN, &v8) ||
        !sn_get_u8(d, r, ICMP6_OPT_ROUTE_FLAGS, &v8) ||
        !sn_get_be32(d, r, ICMP6_OPT_ROUTE_LIFETIME, &v32) || n > 16)
        return;
    a = sn_arena_zalloc(&d->arena, 16, 1);
    if (!a || !sn_rd_bytes(r, n, &p))
        return;
    memcpy(a, p, n);
    sn_rec_bytes(d, ICMP6_OPT_PREFIX, sn_rd_off(r) - n, n, a, 16);
}

static void rdnss(struct sn_dis *d, struct sn_rd *r, uint8_t len)
{
    uint32_t v, n = (len - 1u) / 2;

    if (!sn_rd_skip(r, 2) || !sn_get_be32(d, r, ICMP6_OPT_RDNSS_LIFETIME, &v))
        return;
    while (n-- && sn_get_bytes(d, r, ICMP6_OPT_RDNSS, 16))
        ;
}

/* The search list's names may point back to the start of the options. */
static void dnssl(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, size_t end)
{
    struct dns_msg m = {.all = *all, .end = ICMP6_OPT_NAME_END, .names = true};
    uint32_t v, first;
    uint8_t b;

    if (!sn_rd_skip(r, 2) || !sn_get_be32(d, r, ICMP6_OPT_DNSSL_LIFETIME, &v))
        return;
    while (sn_rd_off(r) < end && sn_rd_peek(r, 0, &b) && b) {
        first = d->nrec;
        sn_dns_name(d, r, &m, ICMP6_OPT_DNSSL);
        if (d->rec[first].flags & SN_REC_BAD || !sn_dns_skip(r))
            return;
    }
}

static void homeagent(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t v;

    (void)(sn_rd_skip(r, 2) && sn_get_be16(d, r, ICMP6_OPT_HA_PREF, &v) &&
           sn_get_be16(d, r, ICMP6_OPT_HA_LIFETIME, &v));
}

/* What the type says of the data; r is behind type and length, all stands at the first option. */
static void option(struct sn_dis *d, struct sn_rd r, struct sn_rd all, uint8_t type, uint8_t len)
{
    size_t bytes = len * 8u, end = sn_rd_off(&r) - 2 + bytes;
    uint32_t v;

    switch (type) {
    case OPT_SOURCE:
    case OPT_TARGET:
        (void)!sn_get_bytes(d, &r, ICMP6_OPT_LINK, bytes - 2);
        break;
    case OPT_PREFIX:
        prefix(d, &r);
        break;
    case OPT_REDIRECTED:
        (void)!sn_get_bytes(d, &all, ICMP6_OPT_REDIR, bytes);
        d->rec[d->nrec - 1].flags |= SN_REC_TEXT;
        break;
    case OPT_MTU:
        if (sn_rd_skip(&r, 2))
            (void)!sn_get_be32(d, &r, ICMP6_OPT_MTU, &v);
        break;
    case OPT_INTERVAL:
        if (sn_rd_skip(&r, 2))
            (void)!sn_get_be32(d, &r, ICMP6_OPT_INTERVAL, &v);
        break;
    case OPT_HOMEAGENT:
        homeagent(d, &r);
        break;
    case OPT_ROUTE:
        route(d, &r, len);
        break;
    case OPT_RDNSS:
        rdnss(d, &r, len);
        break;
    case OPT_DNSSL:
        dnssl(d, &r, &all, end);
        break;
    default:
        break;
    }
}

void sn_nd_dissect(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd all = *r;

    if (!(d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS)))
        return;
    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, ICMP6_OPT, 0);
        uint8_t type, len;

        if (!sn_get_u8(d, r, ICMP6_OPT_TYPE, &type) || !sn_get_u8(d, r, ICMP6_OPT_LEN, &len))
            return;
        if (len == 0) {
            sn_malformed(r);
            return;
        }
        if (!sn_rd_need(r, len * 8u - 2))
            return;
        g->n = 1;
        (void)sn_get_bytes(d, r, ICMP6_OPT_DATA, len * 8u - 2);
        r->p -= len * 8u - 2;
        option(d, *r, all, type, len);
        (void)sn_rd_skip(r, len * 8u - 2);
        sn_group_end(d, r, g);
    }
}

/* ---- text ---- */

const struct sn_val sn_nd_options[] = {
    {OPT_SOURCE, "source link-address"},
    {OPT_TARGET, "destination link-address"},
    {OPT_PREFIX, "prefix info"},
    {OPT_REDIRECTED, "redirected header"},
    {OPT_MTU, "mtu"},
    {OPT_INTERVAL, "advertisement interval"},
    {OPT_HOMEAGENT, "homeagent information"},
    {OPT_ROUTE, "route info"},
    {OPT_RDNSS, "rdnss"},
    {OPT_DNSSL, "dnssl"},
    {0, NULL},
};

static const struct sn_val prefix_flags[] = {
    {0x80, "onlink"}, {0x40, "auto"}, {0x20, "router"}, {0, NULL}};

const char *const sn_nd_prefs[4] = {"medium", "high", "rsv", "low"};

static void put_lifetime(struct sn_text *t, uint64_t s)
{
    if (s == UINT32_MAX)
        sn_put_lit(t->b, "infinity");
    else
        sn_put_f(t->b, "%us", (unsigned)s);
}

static enum sn_then put_prefix(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end,
                               uint64_t len)
{
    if (end - q < 5)
        return SN_TEXT_CUT;
    sn_text_host6(t, q[4].p);
    sn_put_f(t->b, "/%u%s, Flags [", (unsigned)q[0].u, len != 4 ? "badlen" : "");
    sn_text_bits(t, prefix_flags, (uint32_t)q[1].u, ", ", "none");
    sn_put_lit(t->b, "], valid time ");
    put_lifetime(t, q[2].u);
    sn_put_lit(t->b, ", pref. time ");
    put_lifetime(t, q[3].u);
    return SN_TEXT_INNER;
}

static enum sn_then put_route(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end,
                              uint64_t len)
{
    if (end - q < 4)
        return len > 3 ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    sn_put_c(t->b, ' ');
    sn_text_host6(t, q[3].p);
    sn_put_f(t->b, "/%u, pref=%s, lifetime=", (unsigned)q[0].u, sn_nd_prefs[q[1].u >> 3 & 3]);
    put_lifetime(t, q[2].u);
    return SN_TEXT_INNER;
}

static enum sn_then put_rdnss(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end,
                              uint64_t len)
{
    uint64_t n = (len - 1) / 2;

    if (q == end)
        return SN_TEXT_CUT;
    sn_put_f(t->b, " lifetime %us,", (unsigned)q->u);
    for (q++; n && q < end; n--, q++) {
        sn_put_lit(t->b, " addr: ");
        sn_text_host6(t, q->p);
    }
    return n ? SN_TEXT_CUT : SN_TEXT_INNER;
}

static enum sn_then put_dnssl(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    if (q == end)
        return SN_TEXT_CUT;
    sn_put_f(t->b, " lifetime %us, domain(s):", (unsigned)q->u);
    for (q++; q < end; q++) {
        if (sn_dns_is_end(q))
            continue;
        sn_put_c(t->b, ' ');
        if (!sn_dns_put_name(t, q, end))
            return t->jumped ? SN_TEXT_CUT : SN_TEXT_CUT_SHORT;
    }
    return SN_TEXT_INNER;
}

/* What an option says; [q, end) are the records behind its data. */
static enum sn_then put_option(struct sn_text *t, uint64_t type, uint64_t len,
                               const struct sn_rec *q, const struct sn_rec *end)
{
    switch (type) {
    case OPT_SOURCE:
    case OPT_TARGET:
        sn_put_hex_bytes(t->b, q->p, q->n, ':');
        return SN_TEXT_INNER;
    case OPT_PREFIX:
        return put_prefix(t, q, end, len);
    case OPT_REDIRECTED:
        sn_hex_indent(t->b, "\n\t    ", q->p, q->n);
        return SN_TEXT_INNER;
    case OPT_MTU:
        sn_put_f(t->b, " %u%s", (unsigned)q->u, len != 1 ? "bad option length" : "");
        return SN_TEXT_INNER;
    case OPT_INTERVAL:
        sn_put_f(t->b, " %ums", (unsigned)q->u);
        return SN_TEXT_INNER;
    case OPT_HOMEAGENT:
        sn_put_f(t->b, " preference %u, lifetime %u", (unsigned)q[0].u, (unsigned)q[1].u);
        return SN_TEXT_INNER;
    case OPT_ROUTE:
        return put_route(t, q, end, len);
    case OPT_RDNSS:
        return put_rdnss(t, q, end, len);
    case OPT_DNSSL:
        return put_dnssl(t, q, end);
    default:
        return SN_TEXT_DONE;
    }
}

enum sn_then sn_nd_text(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    const struct sn_rec *g, *next, *data;
    const char *name;
    enum sn_then said;

    for (g = q; g < end; g = next) {
        for (next = g + 1; next < end && next->depth > g->depth; next++)
            ;
        if (!g->n)
            return SN_TEXT_CUT_SHORT;
        q = g + 1;
        name = sn_val_name(sn_nd_options, (uint32_t)q[0].u);
        data = &q[2];
        sn_put_f(t->b, "\n\t  %s option (%u), length %u (%u): ", name ? name : "unknown",
                 (unsigned)q[0].u, (unsigned)q[1].u * 8, (unsigned)q[1].u);
        said = put_option(t, q[0].u, q[1].u, data + 1, next);
        if (said == SN_TEXT_CUT || said == SN_TEXT_CUT_SHORT)
            return said;
        if (said == SN_TEXT_DONE && t->o->verbose < 2) {
            sn_hex_indent(t->b, "\n\t  ", data->p, data->n);
            return SN_TEXT_INNER;
        }
        if (t->o->verbose > 1)
            sn_hex_indent(t->b, "\n\t    ", data->p, data->n);
    }
    return SN_TEXT_INNER;
}
