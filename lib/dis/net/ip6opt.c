/*
 * IPv6's hop-by-hop and destination options headers (RFC 8200, 2675, 2711, 6275).
 *
 * An OPT6 (its type) begins each option, then its length and value. An option that doesn't fit ends
 * the layer as malformed.
 */
#include "dis/net/ip6.h"

#define OPT6_OF(F, name)                                                                           \
    F(OPT6_NXT, name ".nxt", U8, "Next Header", .vals = sn_ipprotos)                               \
    F(OPT6_LEN, name ".len", U8, "Length")                                                         \
    F(OPT6_BYTES, name ".len_oct", UINT, "Length (octets)", .unit = "bytes")                       \
    F(OPT6, "ipv6.opt.type", U8S, "Type", .base = SN_HEX)                                          \
    F(OPT6_VLEN, "ipv6.opt.length", U8S, "Length", .unit = "bytes")                                \
    F(OPT6_PADN, "ipv6.opt.padn", BYTESS, "PadN")                                                  \
    F(OPT6_UNKNOWN, "ipv6.opt.unknown", BYTESS, "Unknown Data")                                    \
    F(OPT6_RTALERT, "ipv6.opt.router_alert", U16, "Router Alert")                                  \
    F(OPT6_JUMBO, "ipv6.opt.jumbo", U32S, "Payload Length", .unit = "bytes")                       \
    F(OPT6_HOME, "ipv6.opt.mipv6.home_address", IPV6, "MIPv6 Home Address")                        \
    F(OPT6_SUB, "sn.ipv6.opt.sub", U8S, "Option inside the home address option")                   \
    F(OPT6_SUBLEN, "sn.ipv6.opt.sub_length", U8S, "Its length", .unit = "bytes")                   \
    F(OPT6_MISSING, "ipv6.opt.jumbo.missing", NONE, "A jumbogram lacks the option")                \
    F(OPT6_MISPLACED, "sn.ipv6.opt.twice", BOOL, "Out of place; true: the second of its kind")
#define HOPOPTS(F) OPT6_OF(F, "ipv6.hopopts")
#define DSTOPTS(F) OPT6_OF(F, "ipv6.dstopts")
SN_FIELDS(hopopts, HOPOPTS)
SN_FIELD_TABLE(dstopts, DSTOPTS)

enum { PAD1 = 0, PADN = 1, RTALERT = 5, JUMBO = 0xc2, HOME = 0xc9 };

/* Options inside the home address option: types and lengths. */
static bool sub_options(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t type, len;

    while (sn_rd_left(r) > 0) {
        struct sn_rd at = *r;

        if (!sn_rd_u8(r, &type) || (type != PAD1 && (!sn_rd_u8(r, &len) || !sn_rd_skip(r, len))))
            return false;
        (void)sn_get(d, &at, OPT6_SUB, NULL);
        if (type != PAD1)
            sn_note(d, OPT6_SUBLEN, len);
    }
    return true;
}

/* The value of one option, of `len` bytes in v. */
static bool value(struct sn_dis *d, struct sn_rd *v, uint8_t type, uint8_t len, uint32_t *jumbo)
{
    uint32_t option = d->nrec - 2, u;

    switch (type) {
    case RTALERT:
        return len == 2 && sn_get(d, v, OPT6_RTALERT, NULL);
    case JUMBO:
        if (len != 4 || !sn_get(d, v, OPT6_JUMBO, &u))
            return false;
        if (!*jumbo) /* the first one counts, even when it says 0 */
            *jumbo = u ? u : 1;
        return true;
    case HOME:
        if (len < 16 || !sn_get(d, v, OPT6_HOME, NULL))
            return false;
        if (d->want & SN_WANT_FIELDS) /* which checksums cover (RFC 6275); tcpdump doesn't know */
            d->ip.src = v->p - 16;
        if (!sub_options(d, v))
            d->rec[option].flags |= SN_REC_BAD;
        return true;
    case PADN:
        return sn_get_bytes(d, v, OPT6_PADN, len);
    default:
        return sn_get_bytes(d, v, OPT6_UNKNOWN, len);
    }
}

/* The options of a header; false when one doesn't fit. */
static bool options(struct sn_dis *d, struct sn_rd *r, uint32_t *jumbo)
{
    uint8_t type, len;

    while (sn_rd_left(r) > 0) {
        struct sn_rd at = *r, v;

        if (!sn_rd_u8(r, &type) || (type != PAD1 && (!sn_rd_u8(r, &len) || len > sn_rd_left(r))))
            return false;
        (void)sn_get(d, &at, OPT6, NULL);
        if (type == PAD1)
            continue;
        (void)sn_get(d, &at, OPT6_VLEN, NULL);
        (void)!sn_rd_sub(r, len, &v);
        if (!value(d, &v, type, len, jumbo))
            return false;
    }
    return true;
}

static void opt6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool hop = d->cur->proto == &sn_proto_hopopts;
    struct sn_rd opts, body;
    uint32_t size, units, jumbo = 0;
    uint8_t nh;

    if (hop && (d->ip.hopopts || d->cur->off != d->ip.off + 40)) {
        sn_note(d, OPT6_MISPLACED, d->ip.hopopts);
        sn_malformed(r);
        return;
    }
    if (!sn_get(d, r, OPT6_NXT, NULL))
        return;
    nh = (uint8_t)sn_u(d, OPT6_NXT);
    sn_ends_proto(d, nh);
    if (!sn_get(d, r, OPT6_LEN, &units)) {
        sn_text_last(d);
        return;
    }
    size = (units + 1) * 8;
    sn_made(d, OPT6_BYTES, size);
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

/* Whether an option's length doesn't go with its type: its value is missing. */
static bool impossible(const struct sn_view *v)
{
    uint64_t type = sn_opt(v, OPT6);

    return (type == RTALERT && !sn_find(v, OPT6_RTALERT)) ||
           (type == JUMBO && !sn_find(v, OPT6_JUMBO)) || (type == HOME && !sn_find(v, OPT6_HOME));
}

/* "(rtalert: trunc)" or "(rtalert: invalid len 1)": the header holds only `left` bytes from the
 * option on. */
static void impossible_text(struct sn_text *t, const struct sn_view *v, uint32_t left)
{
    uint64_t type = sn_opt(v, OPT6);

    sn_put_f(t->b, "(%s: ", type == RTALERT ? "rtalert" : type == JUMBO ? "jumbo" : "homeaddr");
    if (left < (type == RTALERT ? 4u : type == JUMBO ? 6u : 18u))
        sn_put_lit(t->b, "trunc)");
    else
        sn_say(t, v, "invalid len {})", OPT6_VLEN);
}

static void jumbo_option_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                              bool seen)
{
    sn_say(t, v, "(jumbo: {}", OPT6_JUMBO);
    sn_put_s(t->b, seen                            ? " - already seen) "
                   : l->proto != &sn_proto_hopopts ? " - not a hop-by-hop option) "
                   : sn_ip6_plen(t)                ? " - payload len != 0) "
                   : sn_opt(v, OPT6_JUMBO) < 65536 ? " - < 65536) "
                                                   : ") ");
}

/* The home address and the options inside; false when one of these doesn't fit. */
static bool home_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view sub = {0};

    sn_say(t, v, "(homeaddr: {}", OPT6_HOME);
    while (sn_each(v, OPT6_SUB, &sub)) {
        if (sn_opt(&sub, OPT6_SUB) == PAD1)
            sn_put_lit(t->b, ", pad1");
        else if (sn_opt(&sub, OPT6_SUB) == PADN)
            sn_put_lit(t->b, ", padn");
        else
            sn_say(t, &sub, ", sopt_type 0x{02x}: len={}", OPT6_SUB, OPT6_SUBLEN);
    }
    if (v->rec->flags & SN_REC_BAD)
        return false;
    sn_put_c(t->b, ')');
    return true;
}

/* One option; whether it was right. */
static bool option_text(struct sn_text *t, const struct sn_view *v, const struct sn_layer *l,
                        bool *jumbo)
{
    struct sn_view all = sn_view(t, l);

    if (impossible(v)) {
        impossible_text(t, v, l->off + ((uint32_t)sn_opt(&all, OPT6_LEN) + 1) * 8 - v->rec->off);
        return false;
    }
    switch (sn_opt(v, OPT6)) {
    case PAD1:
        sn_put_lit(t->b, "(pad1)");
        return true;
    case PADN:
        sn_put_lit(t->b, "(padn)");
        return true;
    case RTALERT:
        return sn_say(t, v, "(rtalert: 0x{04x}) ", OPT6_RTALERT);
    case JUMBO:
        jumbo_option_text(t, l, v, *jumbo);
        *jumbo = true;
        return true;
    case HOME:
        return home_text(t, v);
    default:
        return sn_say(t, v, "(opt_type 0x{02x}: len={})", OPT6, OPT6_VLEN);
    }
}

/* All options; without -v only what is wrong with one. Returns whether they were right. */
static bool options_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), opt = {0};
    bool jumbo = false;

    while (sn_each(&v, OPT6, &opt)) {
        if ((t->o->verbose || impossible(&opt)) && !option_text(t, &opt, l, &jumbo))
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
    const struct sn_layer *next = sn_text_next(t);
    struct sn_view v = sn_view(t, l);
    uint32_t len = (uint32_t)sn_opt(&v, OPT6_JUMBO);

    if (len > l->len && !(next && next->proto == &sn_proto_hopopts))
        sn_put_f(t->b, "truncated-ip6 - %u bytes missing!", len - l->len);
    return len;
}

static const char no_jumbo[] = "[No valid Jumbo Payload Hop-by-Hop option found] (invalid)";

/* A header that is cut or wrong; a jumbogram without its option on top of that. */
static enum sn_then opt6_cut(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->proto != &sn_proto_hopopts)
        return SN_TEXT_CUT_SHORT;
    sn_put_lit(t->b, " [|hbhopt]");
    if (!sn_ip6_plen(t) && sn_opt(&v, OPT6_JUMBO) <= 65535)
        sn_put_s(t->b, no_jumbo);
    return SN_TEXT_DONE;
}

static enum sn_then opt6_text(struct sn_text *t, const struct sn_layer *l)
{
    bool hop = l->proto == &sn_proto_hopopts;
    struct sn_view v = sn_view(t, l);
    uint32_t size, len = l->len;

    if (sn_find(&v, OPT6_MISPLACED)) {
        sn_put_lit(t->b, "[The Hop-by-Hop Options header ");
        sn_put_s(t->b,
                 sn_opt(&v, OPT6_MISPLACED) ? "was already found" : "don't follow the IPv6 header");
        sn_put_lit(t->b, "] (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_find(&v, OPT6_LEN))
        return SN_TEXT_CUT;
    size = ((uint32_t)sn_opt(&v, OPT6_LEN) + 1) * 8;
    if (l->caplen < size)
        return opt6_cut(t, l);
    sn_put_s(t->b, hop ? "HBH " : "DSTOPT ");
    /* tcpdump looks at destination options only to print them. */
    if ((hop || t->o->verbose) && !options_text(t, l))
        return opt6_cut(t, l);
    if (sn_find(&v, OPT6_MISSING)) {
        sn_put_s(t->b, no_jumbo);
        return SN_TEXT_DONE;
    }
    if (hop && !sn_ip6_plen(t))
        len = jumbo_text(t, l);
    return sn_ip6_payload_text(t, l, true, sn_opt(&v, OPT6_NXT), len - size);
}

const struct sn_proto sn_proto_hopopts = {
    .name = "ipv6.hopopts",
    .tag = "hbhopt",
    .title = "IPv6 Hop-by-Hop Options",
    SN_PROTO_FIELDS(hopopts),
    .keys = SN_KEYS({.table = &sn_tab_ip6ext, .value = SN_IP6_HOPOPTS}),
    .dissect = opt6_dissect,
    .text = opt6_text,
};

const struct sn_proto sn_proto_dstopts = {
    .name = "ipv6.dstopts",
    .tag = "dstopt",
    .title = "IPv6 Destination Options",
    SN_PROTO_FIELDS(dstopts),
    .keys = SN_KEYS({.table = &sn_tab_ip6ext, .value = SN_IP6_DSTOPTS}),
    .dissect = opt6_dissect,
    .text = opt6_text,
};
