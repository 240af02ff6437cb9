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
    OPT_UNASSIGNED1 = 21,
    OPT_UNASSIGNED2,
    OPT_ROUTE = 24,
    OPT_RDNSS,
    OPT_DNSSL = 31,
    OPT_LAST = 38 /* that Wireshark knows */
};

const char *const sn_nd_prefs[4] = {"medium", "high", "rsv", "low"};

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

/* ---- dissect ---- */

/* Of the prefix only so many bytes are sent as the option's length leaves: 0, 8 or 16. */
static void route(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    const uint8_t *p;
    uint8_t *a;

    if (!sn_get(d, r, ICMP6_OPT_PREFIX_LEN, NULL) || !sn_get(d, r, ICMP6_OPT_ROUTE_FLAGS, NULL))
        return;
    sn_parts(d, ICMP6_OPT_ROUTE_FLAGS, ICMP6_OPT_ROUTE_PREF, ICMP6_OPT_ROUTE_RSV);
    if (!sn_get(d, r, ICMP6_OPT_ROUTE_LIFETIME, NULL) || n > 16)
        return;
    a = sn_arena_zalloc(&d->arena, 16, 1);
    if (!a || !sn_rd_bytes(r, n, &p))
        return;
    memcpy(a, p, n);
    sn_rec_bytes(d, ICMP6_OPT_PREFIX, sn_rd_off(r) - n, n, a, 16)->flags = n ? 0 : SN_REC_TEXT;
}

/* The search list's names, up to `end`, may point back to the start of the options. */
static void dnssl(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, size_t end)
{
    struct dns_msg m = {.all = *all, .end = ICMP6_OPT_NAME_END, .names = true};
    uint8_t b;

    if (!sn_get(d, r, ICMP6_OPT_DNSSL_LIFETIME, NULL))
        return;
    while (sn_rd_off(r) < end && sn_rd_peek(r, 0, &b) && b) {
        sn_dns_name(d, r, &m, ICMP6_OPT_DNSSL);
        if (sn_rec_of(d, ICMP6_OPT_DNSSL)->flags & SN_REC_BAD || !sn_dns_skip(r))
            return;
    }
}

/* What the type says of the data of len bytes at r; all stands at the first option. */
static void option(struct sn_dis *d, struct sn_rd r, struct sn_rd all, uint32_t type, uint32_t len)
{
    size_t end = sn_rd_off(&r) + len;
    uint32_t first = d->nrec;

    switch (type) {
    case OPT_SOURCE:
    case OPT_TARGET:
        if (sn_get_bytes(d, &r, ICMP6_OPT_LINK, len) && d->want & SN_WANT_FIELDS)
            sn_rec_bytes(d, type == OPT_SOURCE ? ICMP6_OPT_SRC_LINK : ICMP6_OPT_DST_LINK, end - len,
                         len, sn_rec_of(d, ICMP6_OPT_LINK)->p, len);
        break;
    case OPT_PREFIX:
        (void)sn_header(d, &r, ICMP6_OPT_PREFIX_LEN, ICMP6_OPT_PREFIX);
        break;
    case OPT_REDIRECTED:
        (void)!sn_get_bytes(d, &all, ICMP6_OPT_REDIR, len + 2);
        sn_text_only(d, first);
        break;
    case OPT_MTU:
        if (sn_rd_skip(&r, 2))
            (void)sn_get(d, &r, ICMP6_OPT_MTU, NULL);
        break;
    case OPT_INTERVAL:
        if (sn_rd_skip(&r, 2))
            (void)sn_get(d, &r, ICMP6_OPT_INTERVAL, NULL);
        break;
    case OPT_HOMEAGENT:
        if (sn_rd_skip(&r, 2))
            (void)sn_header(d, &r, ICMP6_OPT_HA_PREF, ICMP6_OPT_HA_LIFETIME);
        break;
    case OPT_ROUTE:
        route(d, &r, len - 6);
        break;
    case OPT_RDNSS:
        if (sn_rd_skip(&r, 2) && sn_get(d, &r, ICMP6_OPT_RDNSS_LIFETIME, NULL))
            (void)sn_get_n(d, &r, ICMP6_OPT_RDNSS, len / 16);
        break;
    case OPT_DNSSL:
        if (sn_rd_skip(&r, 2))
            dnssl(d, &r, &all, end);
        break;
    default:
        if (sn_wants_values(d) &&
            (!type || type == OPT_UNASSIGNED1 || type == OPT_UNASSIGNED2 || type > OPT_LAST))
            (void)sn_get_bytes(d, &r, ICMP6_DATA, len);
        else if (sn_wants_values(d))
            sn_nd_more_option(d, sn_inside(&r, len), type);
        break;
    }
}

void sn_nd_dissect(struct sn_dis *d, struct sn_rd *r)
{
    static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = 8, .head = 2};
    struct sn_rd all = *r, data;
    struct sn_tlv opt;

    if (!(d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS)))
        return;
    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, ICMP6_OPT, 0);
        bool whole, half = sn_rd_left(r) == 1;

        opt.val.p = NULL;
        whole = sn_tlv_next(d, r, &form, ICMP6_OPT_TYPE, ICMP6_OPT_LEN, &opt);
        if (half)
            sn_text_only(d, (uint32_t)(g - d->rec));
        if (!opt.val.p)
            return;
        data = *r;
        data.p = opt.val.p;
        if (whole && !sn_get_bytes(d, &opt.val, ICMP6_OPT_DATA, opt.len)) {
            sn_stop(r, &opt.val);
            whole = false;
        }
        if (whole || sn_wants_values(d))
            option(d, data, all, opt.type, opt.len);
        if (!whole)
            return;
        sn_group_end(d, r, g);
    }
}

/* ---- text ---- */

static const struct sn_val prefix_flags[] = {
    {0x80, "onlink"}, {0x40, "auto"}, {0x20, "router"}, {0, NULL}};

static void put_lifetime(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    uint64_t s = sn_num(t, v, field);

    if (s == UINT32_MAX)
        sn_put_lit(t->b, "infinity");
    else
        sn_put_f(t->b, "%us", (unsigned)s);
}

static void put_prefix(struct sn_text *t, const struct sn_view *v, uint64_t len)
{
    sn_say(t, v, "{}/{}", ICMP6_OPT_PREFIX, ICMP6_OPT_PREFIX_LEN);
    sn_put_s(t->b, len != 4 ? "badlen, Flags [" : ", Flags [");
    sn_text_bits(t, prefix_flags, (uint32_t)sn_opt(v, ICMP6_OPT_PREFIX_FLAGS), ", ", "none");
    sn_put_lit(t->b, "], valid time ");
    put_lifetime(t, v, ICMP6_OPT_VALID);
    sn_put_lit(t->b, ", pref. time ");
    put_lifetime(t, v, ICMP6_OPT_PREFERRED);
}

static void put_route(struct sn_text *t, const struct sn_view *v, uint64_t len)
{
    if (len > 3 && !sn_need_short(t, v, ICMP6_OPT_PREFIX))
        return;
    sn_say(t, v, " {}/{}", ICMP6_OPT_PREFIX, ICMP6_OPT_PREFIX_LEN);
    sn_put_f(t->b, ", pref=%s, lifetime=", sn_nd_prefs[sn_opt(v, ICMP6_OPT_ROUTE_FLAGS) >> 3 & 3]);
    put_lifetime(t, v, ICMP6_OPT_ROUTE_LIFETIME);
}

static void put_rdnss(struct sn_text *t, const struct sn_view *v, uint64_t len)
{
    struct sn_view addr = {0};

    sn_say(t, v, " lifetime {}s,", ICMP6_OPT_RDNSS_LIFETIME);
    for (uint64_t n = (len - 1) / 2; n && sn_say_each(t, v, &addr, " addr: {}", ICMP6_OPT_RDNSS);)
        n--;
}

static void put_dnssl(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view name = {0};

    sn_say(t, v, " lifetime {}s, domain(s):", ICMP6_OPT_DNSSL_LIFETIME);
    while (sn_each(v, ICMP6_OPT_DNSSL, &name)) {
        sn_put_c(t->b, ' ');
        if (sn_dns_put_name(t, name.rec, name.end))
            continue;
        if (t->jumped)
            sn_cut(t);
        else
            sn_cut_short(t);
        return;
    }
}

/* What an option says. False: its type is unknown. */
static bool put_option(struct sn_text *t, const struct sn_view *v, uint64_t type, uint64_t len)
{
    const struct sn_rec *q;

    switch (type) {
    case OPT_SOURCE:
    case OPT_TARGET:
        sn_say(t, v, "{}", ICMP6_OPT_LINK);
        return true;
    case OPT_PREFIX:
        put_prefix(t, v, len);
        return true;
    case OPT_REDIRECTED:
        q = sn_find(v, ICMP6_OPT_REDIR);
        if (q)
            sn_hex_indent(t->b, "\n\t    ", q->p, q->n);
        return true;
    case OPT_MTU:
        sn_say(t, v, len != 1 ? " {}bad option length" : " {}", ICMP6_OPT_MTU);
        return true;
    case OPT_INTERVAL:
        sn_say(t, v, " {}ms", ICMP6_OPT_INTERVAL);
        return true;
    case OPT_HOMEAGENT:
        sn_say(t, v, " preference {}, lifetime {}", ICMP6_OPT_HA_PREF, ICMP6_OPT_HA_LIFETIME);
        return true;
    case OPT_ROUTE:
        put_route(t, v, len);
        return true;
    case OPT_RDNSS:
        put_rdnss(t, v, len);
        return true;
    case OPT_DNSSL:
        put_dnssl(t, v);
        return true;
    default:
        return false;
    }
}

void sn_nd_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view opt = {0};

    while (!sn_is_cut(t) && sn_each(v, ICMP6_OPT, &opt) && sn_need_short(t, &opt, ICMP6_OPT_DATA)) {
        const struct sn_rec *data = sn_find(&opt, ICMP6_OPT_DATA);
        uint64_t type = sn_opt(&opt, ICMP6_OPT_TYPE), len = sn_opt(&opt, ICMP6_OPT_LEN);
        bool known;

        sn_say(t, &opt, "\n\t  {s:unknown} option ({})", ICMP6_OPT_TYPE, ICMP6_OPT_TYPE);
        sn_put_f(t->b, ", length %u (%u): ", (unsigned)len * 8, (unsigned)len);
        known = put_option(t, &opt, type, len);
        if (known && t->o->verbose < 2)
            continue;
        sn_hex_indent(t->b, t->o->verbose < 2 ? "\n\t  " : "\n\t    ", data->p, data->n);
        if (t->o->verbose < 2)
            return;
    }
}
