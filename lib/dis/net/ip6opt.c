/*
 * IPv6's hop-by-hop and destination options headers (RFC 8200, 2675, 2711, 6275).
 *
 * Records: next header, length, then an OPT6 (its type, and in n its length as it stands) for each
 * option, its value behind it. An option that doesn't fit ends the layer as malformed.
 */
#include "dis/net/ip6.h"

enum {
    OPT6_NXT,
    OPT6_LEN,
    OPT6,
    OPT6_RTALERT,
    OPT6_JUMBO,
    OPT6_HOME,
    OPT6_SUB,       /* an option inside the home address option */
    OPT6_MISSING,   /* a jumbogram that lacks the option */
    OPT6_MISPLACED, /* u: whether it is the second of its kind */
};

#define OPT6_FIELDS(name)                                                                          \
    {                                                                                              \
        [OPT6_NXT] = SN_UINTV(name ".nxt", sn_ipprotos), [OPT6_LEN] = SN_UINT(name ".len_oct"),    \
        [OPT6] = SN_FIELD("ipv6.opt.type", SN_F_UINT, SN_F_MULTI, NULL),                           \
        [OPT6_RTALERT] = SN_UINT("ipv6.opt.router_alert"),                                         \
        [OPT6_JUMBO] = SN_FIELD("ipv6.opt.jumbo", SN_F_UINT, SN_F_MULTI, NULL),                    \
        [OPT6_HOME] = SN_IPV6("ipv6.opt.mipv6.home_address"),                                      \
        [OPT6_SUB] = SN_FIELD("ipv6.opt.sub", SN_F_UINT, SN_F_MULTI, NULL),                        \
        [OPT6_MISSING] = SN_FIELD("ipv6.opt.jumbo.missing", SN_F_NONE, 0, NULL),                   \
        [OPT6_MISPLACED] = SN_BOOL("ipv6.opt.twice"),                                              \
    }

static const struct sn_field hop_fields[] = OPT6_FIELDS("ipv6.hopopts");
static const struct sn_field dst_fields[] = OPT6_FIELDS("ipv6.dstopts");

enum { PAD1 = 0, PADN = 1, RTALERT = 5, JUMBO = 0xc2, HOME = 0xc9 };

/* Options inside the home address option: types and lengths. */
static bool sub_options(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) > 0) {
        struct sn_rec *q = sn_rec_uint(d, OPT6_SUB, sn_rd_off(r), 1, r->p[0]);
        uint8_t type, len;

        if (!sn_rd_u8(r, &type))
            return false;
        if (type == PAD1)
            continue;
        if (!sn_rd_u8(r, &len) || !sn_rd_skip(r, len)) {
            d->nrec--;
            return false;
        }
        q->n = len;
    }
    return true;
}

/* The value of one option, of `len` bytes in v. */
static bool value(struct sn_dis *d, struct sn_rd *v, struct sn_rec *option, uint8_t type,
                  uint8_t len, uint32_t *jumbo)
{
    uint16_t alert;
    uint32_t u;

    switch (type) {
    case RTALERT:
        return len == 2 && sn_get_be16(d, v, OPT6_RTALERT, &alert);
    case JUMBO:
        if (len != 4 || !sn_get_be32(d, v, OPT6_JUMBO, &u))
            return false;
        if (!*jumbo) /* the first one counts, even when it says 0 */
            *jumbo = u ? u : 1;
        return true;
    case HOME:
        if (len < 16 || !sn_get_bytes(d, v, OPT6_HOME, 16))
            return false;
        if (!sub_options(d, v))
            option->flags |= SN_REC_BAD;
        return true;
    default:
        return true;
    }
}

/* The options of a header; false when one doesn't fit. */
static bool options(struct sn_dis *d, struct sn_rd *r, uint32_t *jumbo)
{
    while (sn_rd_left(r) > 0) {
        struct sn_rec *q = sn_rec_uint(d, OPT6, sn_rd_off(r), 1, r->p[0]);
        struct sn_rd v;
        uint8_t type, len;

        if (!sn_rd_u8(r, &type))
            return false;
        if (type == PAD1)
            continue;
        if (!sn_rd_u8(r, &len) || len > sn_rd_left(r)) {
            d->nrec--;
            return false;
        }
        q->n = len;
        (void)!sn_rd_sub(r, len, &v);
        if (!value(d, &v, q, type, len, jumbo))
            return false;
    }
    return true;
}

static void opt6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool hop = d->cur->proto == &sn_proto_hopopts;
    struct sn_rd opts, body;
    uint8_t nh, units;
    uint32_t size, jumbo = 0;

    if (hop && (d->ip.hopopts || d->cur->off != d->ip.off + 40)) {
        sn_rec_made(d, OPT6_MISPLACED, d->ip.hopopts)->flags |= SN_REC_TEXT;
        sn_malformed(r);
        return;
    }
    if (!sn_get_u8(d, r, OPT6_NXT, &nh))
        return;
    sn_ends_proto(d, nh);
    if (!sn_get_u8(d, r, OPT6_LEN, &units))
        return;
    size = (units + 1u) * 8;
    if (!sn_rd_need(r, size - 2) || !sn_rd_sub(r, size - 2, &opts))
        return;
    if (!options(d, &opts, &jumbo)) {
        sn_malformed(r);
        if (hop)
            return;
    }
    if (hop)
        d->ip.hopopts = true;
    if (hop && d->ip.plen == 0) {
        if (jumbo < 65536) {
            sn_rec_made(d, OPT6_MISSING, 0);
            return;
        }
        len = jumbo;
    }
    body = sn_inside(r, len < size ? 0 : len - size);
    sn_ip6_next(d, nh, &body, len < size ? 0 : len - size);
}

/* ---- text ---- */

static void sub_text(struct sn_text *t, const struct sn_rec *q)
{
    if (q->u == PAD1)
        sn_put_lit(t->b, ", pad1");
    else if (q->u == PADN)
        sn_put_lit(t->b, ", padn");
    else
        sn_put_f(t->b, ", sopt_type 0x%02x: len=%u", (unsigned)q->u, q->n);
}

/* Whether an option's length doesn't go with its type. */
static bool impossible(const struct sn_rec *q, const struct sn_rec *end)
{
    return (q->u == RTALERT || q->u == JUMBO || q->u == HOME) && q + 1 == end;
}

/* "(rtalert: trunc)" or "(rtalert: invalid len 1)": an option of a known type that is too short;
 * the header holds only `left` bytes from it on, and the option needs `min`. */
static bool bad_option(struct sn_text *t, const struct sn_rec *q, const char *name, uint32_t left,
                       uint32_t min)
{
    if (left < min)
        sn_put_f(t->b, "(%s: trunc)", name);
    else
        sn_put_f(t->b, "(%s: invalid len %u)", name, q->n);
    return false;
}

/* One option, of which v is what stands behind it in the records. Returns whether it was right. */
static bool option_text(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *v,
                        const struct sn_rec *end, const struct sn_layer *l, bool *jumbo)
{
    uint32_t left = l->off + ((uint32_t)sn_recs(t, l)[OPT6_LEN].u + 1) * 8 - q->off;
    uint32_t plen = (uint32_t)sn_recs(t, t->net)[SN_IP6_PLEN].u, u;

    switch (q->u) {
    case PAD1:
        sn_put_lit(t->b, "(pad1)");
        return true;
    case PADN:
        sn_put_lit(t->b, "(padn)");
        return true;
    case RTALERT:
        if (v == end)
            return bad_option(t, q, "rtalert", left, 4);
        sn_put_f(t->b, "(rtalert: 0x%04x) ", (unsigned)v->u);
        return true;
    case JUMBO:
        if (v == end)
            return bad_option(t, q, "jumbo", left, 6);
        u = (uint32_t)v->u;
        sn_put_f(t->b, "(jumbo: %u%s) ", u,
                 *jumbo                          ? " - already seen"
                 : l->proto != &sn_proto_hopopts ? " - not a hop-by-hop option"
                 : plen != 0                     ? " - payload len != 0"
                 : u < 65536u                    ? " - < 65536"
                                                 : "");
        *jumbo = true;
        return true;
    case HOME:
        if (v == end)
            return bad_option(t, q, "homeaddr", left, 18);
        sn_put_lit(t->b, "(homeaddr: ");
        sn_text_host6(t, v->p);
        for (v++; v < end; v++)
            sub_text(t, v);
        if (q->flags & SN_REC_BAD)
            return false;
        sn_put_c(t->b, ')');
        return true;
    default:
        sn_put_f(t->b, "(opt_type 0x%02x: len=%u)", (unsigned)q->u, q->n);
        return true;
    }
}

/* All options; without -v only what is wrong with one. Returns whether they were right. */
static bool options_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l) + OPT6, *end = sn_recs(t, l) + l->n, *next;
    bool jumbo = false;

    for (; q < end && q->field == OPT6; q = next) {
        for (next = q + 1; next < end && next->field > OPT6 && next->field < OPT6_MISSING; next++)
            ;
        if (!t->o->verbose && !impossible(q, next))
            continue;
        if (!option_text(t, q, q + 1, next, l, &jumbo))
            return false;
    }
    if (l->flags & SN_LAYER_MALFORMED)
        return false;
    if (t->o->verbose)
        sn_put_c(t->b, ' ');
    return true;
}

/* How long a jumbogram is, and how many bytes it lacks: not said when another header like this one
 * follows. */
static uint32_t jumbo_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, OPT6_JUMBO);
    const struct sn_layer *next = sn_text_next(t);

    if (q->u > l->len && !(next && next->proto == &sn_proto_hopopts))
        sn_put_f(t->b, "truncated-ip6 - %u bytes missing!", (unsigned)q->u - l->len);
    return (uint32_t)q->u;
}

static const char no_jumbo[] = "[No valid Jumbo Payload Hop-by-Hop option found] (invalid)";

/* A hop-by-hop header that is cut or wrong; a jumbogram without its option on top of that. */
static enum sn_then hop_cut(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *jumbo = sn_rec_find(t, l, OPT6_JUMBO);

    sn_put_lit(t->b, " [|hbhopt]");
    if (!sn_recs(t, t->net)[SN_IP6_PLEN].u && !(jumbo && jumbo->u > 65535))
        sn_put_s(t->b, no_jumbo);
    return SN_TEXT_DONE;
}

static enum sn_then opt6_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    bool hop = l->proto == &sn_proto_hopopts;
    uint32_t size, rest;

    if (l->n && q->field == OPT6_MISPLACED) {
        sn_put_lit(t->b, "[The Hop-by-Hop Options header ");
        sn_put_s(t->b, q->u ? "was already found" : "don't follow the IPv6 header");
        sn_put_lit(t->b, "] (invalid)");
        return SN_TEXT_DONE;
    }
    if (l->n <= OPT6_LEN)
        return SN_TEXT_CUT;
    size = ((uint32_t)q[OPT6_LEN].u + 1) * 8;
    if (l->caplen < size)
        return hop ? hop_cut(t, l) : SN_TEXT_CUT_SHORT;
    sn_put_s(t->b, hop ? "HBH " : "DSTOPT ");
    /* tcpdump looks at destination options only to print them. */
    if ((hop || t->o->verbose) && !options_text(t, l))
        return hop ? hop_cut(t, l) : SN_TEXT_CUT_SHORT;
    if (q[l->n - 1].field == OPT6_MISSING) {
        sn_put_s(t->b, no_jumbo);
        return SN_TEXT_DONE;
    }
    rest = l->len - size;
    if (hop && !sn_recs(t, t->net)[SN_IP6_PLEN].u)
        rest = jumbo_text(t, l) - size;
    if (sn_ip6_empty_text(t, l))
        return SN_TEXT_CUT_SHORT;
    return sn_ip6_unclaimed(t, l, (uint8_t)q[OPT6_NXT].u, rest);
}

const struct sn_proto sn_proto_hopopts = {
    .name = "ipv6.hopopts",
    .tag = "hbhopt",
    .title = "IPv6 Hop-by-Hop Options",
    .fields = hop_fields,
    .nfields = SN_NFIELDS(hop_fields),
    .keys = SN_KEYS({.table = SN_TAB_IP6EXT, .value = SN_IP6_HOPOPTS}),
    .dissect = opt6_dissect,
    .text = opt6_text,
};

const struct sn_proto sn_proto_dstopts = {
    .name = "ipv6.dstopts",
    .tag = "dstopt",
    .title = "IPv6 Destination Options",
    .fields = dst_fields,
    .nfields = SN_NFIELDS(dst_fields),
    .keys = SN_KEYS({.table = SN_TAB_IP6EXT, .value = SN_IP6_DSTOPTS}),
    .dissect = opt6_dissect,
    .text = opt6_text,
};
