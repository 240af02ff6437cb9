/* AHCP, the ad hoc configuration protocol (draft-chroboczek-ahcp). Wireshark doesn't know it. */
#include <time.h>

#include "dis/proto.h"

enum { MAGIC_AHCP = 43, VERSION_AHCP = 1, HEAD = 28, FIXED = 24 };
enum {
    PAD,
    MANDATORY,
    ORIGIN,
    EXPIRES,
    MY_IPV6,
    MY_IPV4,
    PREFIX6,
    PREFIX4,
    IPV6,
    IPV4,
    DELEGATED6,
    DELEGATED4,
    NAMES,
    NTP
};

static const struct sn_val types[] = {{0, "Discover"}, {1, "Offer"},   {2, "Request"}, {3, "Ack"},
                                      {4, "Nack"},     {5, "Release"}, {0, NULL}};
static const struct sn_val options[] = {
    {PAD, "Pad"},
    {MANDATORY, "Mandatory"},
    {ORIGIN, "Origin Time"},
    {EXPIRES, "Expires"},
    {MY_IPV6, "My-IPv6-Address"},
    {MY_IPV4, "My-IPv4-Address"},
    {PREFIX6, "IPv6 Prefix"},
    {PREFIX4, "IPv4 Prefix"},
    {IPV6, "IPv6 Address"},
    {IPV4, "IPv4 Address"},
    {DELEGATED6, "IPv6 Prefix Delegation"},
    {DELEGATED4, "IPv4 Prefix Delegation"},
    {NAMES, "Name Server"},
    {NTP, "NTP Server"},
    {0, NULL},
};

#define AHCP(F)                                                                                    \
    F(MAGIC, "sn.ahcp.magic", U8, "Magic")                                                         \
    F(VERSION, "sn.ahcp.version", U8, "Version")                                                   \
    F(HOPS, "sn.ahcp.hopcount", U8, "Hop Count")                                                   \
    F(ORIGINAL, "sn.ahcp.original_hopcount", U8, "Original Hop Count")                             \
    F(NONCE, "sn.ahcp.nonce", U32, "Nonce", .base = SN_HEX)                                        \
    F(SOURCE, "sn.ahcp.source_id", BYTES, "Source Id", .width = 8, .step = 8)                      \
    F(DEST, "sn.ahcp.destination_id", BYTES, "Destination Id", .width = 8, .step = 8)              \
    F(TYPE, "sn.ahcp.type", U8, "Type", .vals = types)                                             \
    F(MBZ, "sn.ahcp.mbz", U8, "Must be zero")                                                      \
    F(LENGTH, "sn.ahcp.length", U16, "Length", .unit = "bytes")                                    \
    F(OPTION, "sn.ahcp.option", GROUPS, "Option")                                                  \
    F(OPT_TYPE, "sn.ahcp.option.type", U8, "Type", .vals = options)                                \
    F(OPT_LEN, "sn.ahcp.option.length", U8, "Length", .unit = "bytes")                             \
    F(OPT_TIME, "sn.ahcp.option.time", U32, "Seconds since 1970")                                  \
    F(OPT_EXPIRES, "sn.ahcp.option.expires", U32, "Expires", .unit = "s")                          \
    F(ADDR4, "sn.ahcp.option.ipv4", IPV4S, "IPv4 address or prefix")                               \
    F(ADDR6, "sn.ahcp.option.ipv6", IPV6S, "IPv6 address or prefix")                               \
    F(PLEN, "sn.ahcp.option.plen", U8S, "Prefix length")                                           \
    F(INVALID, "sn.ahcp.option.invalid", NONE, NULL)
SN_FIELDS(ahcp, AHCP)

/* ---- dissect ---- */

/* Addresses, each with the length of a prefix where there are prefixes. False: a rest is left. */
static bool addresses(struct sn_dis *d, struct sn_rd *r, unsigned field, bool prefixes)
{
    size_t n = d->cur->proto->fields[field].width + (prefixes ? 1u : 0);

    while (sn_rd_left(r) >= n) {
        (void)!sn_header(d, r, field, field);
        if (prefixes)
            (void)!sn_get(d, r, PLEN, NULL);
    }
    return !sn_rd_left(r);
}

static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    switch (type) {
    case ORIGIN:
        return n == 4 && sn_get(d, r, OPT_TIME, NULL);
    case EXPIRES:
        return n == 4 && sn_get(d, r, OPT_EXPIRES, NULL);
    case MY_IPV6:
    case IPV6:
    case NAMES:
    case NTP:
        return addresses(d, r, ADDR6, false);
    case MY_IPV4:
    case IPV4:
        return addresses(d, r, ADDR4, false);
    case PREFIX6:
    case DELEGATED6:
        return addresses(d, r, ADDR6, true);
    case DELEGATED4:
        return addresses(d, r, ADDR4, true);
    default:
        return true;
    }
}

/* Whether n bytes of an option, of which `left` aren't read, can't be right even when the rest
 * isn't captured: tcpdump sees that first. */
static bool is_wrong(uint32_t type, uint32_t n, uint32_t left)
{
    static const uint8_t sizes[] = {
        [MY_IPV6] = 16,    [MY_IPV4] = 4,    [PREFIX6] = 17, [IPV6] = 16, [IPV4] = 4,
        [DELEGATED6] = 17, [DELEGATED4] = 5, [NAMES] = 16,   [NTP] = 16,
    };

    if (type == ORIGIN || type == EXPIRES)
        return n != 4;
    return type < sizeof sizes && left && left < sizes[type];
}

/* False: it is cut, or longer than what is left, and the last. */
static bool option(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, OPTION, 0);
    uint32_t type, n = 0;
    struct sn_rd in;
    bool ok, too_long;

    if (!sn_get(d, r, OPT_TYPE, &type)) {
        g->flags |= SN_REC_BAD;
        return false;
    }
    ok = type <= MANDATORY || sn_get(d, r, OPT_LEN, &n);
    too_long = ok && sn_rd_off(r) + n > d->cur->off + HEAD + sn_u(d, LENGTH);
    if (too_long) {
        r->stop = r->cut ? SN_STOP_TRUNCATED : SN_STOP_MALFORMED;
        ok = false;
    }
    ok = ok && (type <= MANDATORY || sn_rd_sub(r, n, &in));
    if (ok && type > MANDATORY) {
        const uint8_t *at = in.p;

        (void)!value(d, &in, type, n);
        if (is_wrong(type, n, n - (uint32_t)(in.p - at)))
            sn_note(d, INVALID, 0);
    }
    if (ok && type > MANDATORY && in.cut)
        r->stop = SN_STOP_TRUNCATED;
    else if (!ok && (too_long || r->stop == SN_STOP_MALFORMED))
        sn_note(d, INVALID, 0);
    sn_group_end(d, r, g);
    return ok && !r->stop;
}

static void ahcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    uint32_t n;

    if (!sn_get(d, r, MAGIC, &n) || n != MAGIC_AHCP || !sn_get(d, r, VERSION, &n) ||
        n != VERSION_AHCP || !sn_header(d, r, HOPS, LENGTH))
        return;
    n = (uint32_t)sn_u(d, LENGTH);
    if (len < HEAD || n > len - HEAD) {
        sn_malformed(r);
        return;
    }
    in = sn_inside(r, n);
    while ((sn_rd_left(&in) || in.cut) && option(d, &in))
        ;
    sn_stop(r, &in);
}

/* ---- text ---- */

static void put_time(struct sn_text *t, uint64_t s)
{
    time_t at = (time_t)s;
    char date[40];
    struct tm tm;

    if (gmtime_r(&at, &tm) && strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &tm))
        sn_put_f(t->b, ": %s", date);
}

static void put_addresses(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    struct sn_view one = {0};
    const char *sep = ": ";

    for (; sn_each(v, field, &one); sep = ", ") {
        sn_put_s(t->b, sep);
        sn_put_value(t, &v->fields[field], one.rec);
        if (sn_find(&one, PLEN))
            sn_say(t, &one, "/{}", PLEN);
    }
}

static void option_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t type = sn_opt(v, OPT_TYPE);

    sn_say(t, v, "\n\t {s:Unknown-%u}", OPT_TYPE);
    if (type > NTP && sn_find(v, INVALID))
        ;
    else if (type == PREFIX4 || type > NTP)
        sn_say(t, v, " (Length {})", OPT_LEN);
    else if (sn_find(v, OPT_TIME))
        put_time(t, sn_opt(v, OPT_TIME));
    else if (sn_find(v, OPT_EXPIRES))
        sn_say(t, v, ": {}s", OPT_EXPIRES);
    else
        put_addresses(t, v, sn_find(v, ADDR4) ? ADDR4 : ADDR6);
    if (sn_find(v, INVALID))
        sn_put_lit(t->b, " (invalid)");
}

static enum sn_then ahcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), opt = {0};

    sn_put_lit(t->b, "AHCP");
    if (l->len < 2 || sn_num(t, &v, MAGIC) != MAGIC_AHCP) {
        sn_put_invalid(t, l);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, " Version {}", VERSION);
    if (sn_opt(&v, VERSION) != VERSION_AHCP) {
        sn_put_lit(t->b, " (unknown)");
        if (l->caplen < l->len)
            sn_cut(t);
        return SN_TEXT_DONE;
    }
    if (!sn_is_cut(t) && l->len < FIXED) {
        sn_put_invalid(t, l);
        return SN_TEXT_DONE;
    }
    if (!t->o->verbose) {
        if (sn_need(t, &v, DEST) && l->len < HEAD) {
            sn_put_invalid(t, l);
            return SN_TEXT_DONE;
        }
        if (sn_need(t, &v, LENGTH) && l->flags & SN_LAYER_MALFORMED && !sn_find(&v, OPTION))
            sn_put_invalid(t, l);
        else if (l->caplen < HEAD + sn_opt(&v, LENGTH))
            sn_cut(t);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "\n\tHopcount {}", HOPS);
    sn_say(t, &v, ", Original Hopcount {}", ORIGINAL);
    sn_say(t, &v, ", Nonce {}", NONCE);
    sn_say(t, &v, ", Source Id {:}", SOURCE);
    sn_say(t, &v, ", Destination Id {:}", DEST);
    if (!sn_is_cut(t) && l->len < HEAD) {
        sn_put_invalid(t, l);
        return SN_TEXT_DONE;
    }
    if (sn_need(t, &v, LENGTH))
        sn_say(t, &v, "\n\t{s:Unknown-%u}", TYPE);
    if (sn_num(t, &v, MBZ))
        sn_say(t, &v, ", MBZ {}", MBZ);
    sn_say(t, &v, ", Length {}", LENGTH);
    if (l->flags & SN_LAYER_MALFORMED && !sn_find(&v, OPTION)) {
        sn_put_invalid(t, l);
        return SN_TEXT_DONE;
    }
    while (t->o->verbose > 1 && sn_each(&v, OPTION, &opt) && !(opt.rec->flags & SN_REC_BAD))
        option_text(t, &opt);
    if (l->flags & SN_LAYER_TRUNCATED)
        sn_cut(t);
    return SN_TEXT_DONE;
}

SN_PROTO(ahcp, "Ad Hoc Configuration Protocol", {.table = &sn_tab_udp, .value = 5359})
