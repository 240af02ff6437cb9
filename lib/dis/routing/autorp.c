/*
 * Cisco's Auto-RP: which rendezvous points of PIM there are for which groups. There is no
 * specification; the names are Wireshark's.
 */
#include "dis/proto.h"
#include "dis/text.h"

enum { PORT = 496, HEAD = 8 };

static const struct sn_val kinds[] = {{0x11, "candidate-advert"}, {0x12, "mapping"}, {0, NULL}};
static const struct sn_val versions[] = {
    {0, "PIMv?"}, {1, "PIMv1"}, {2, "PIMv2"}, {3, "PIMv1+2"}, {0, NULL}};

#define AUTO_RP(F)                                                                                 \
    F(KIND, "sn.auto_rp.kind", P8, "Version and type", .base = SN_HEX, .vals = kinds)              \
    F(VERSION, "auto_rp.version", P8, "Protocol version", .mask = 0xf0)                            \
    F(TYPE, "auto_rp.type", U8, "Packet type", .mask = 0x0f)                                       \
    F(COUNT, "auto_rp.rp_count", U8, "RP count")                                                   \
    F(HOLDTIME, "auto_rp.holdtime", U16, "Holdtime", .unit = "s")                                  \
    F(RESERVED, "auto_rp.reserved", U32, "Reserved", .base = SN_HEX)                               \
    F(RP, "sn.auto_rp.rp", GROUPS, NULL)                                                           \
    F(RP_ADDR, "auto_rp.rp_addr", IPV4, "RP address")                                              \
    F(RP_RESERVED, "sn.auto_rp.rp_reserved", P8, "Reserved", .mask = 0xfc, .base = SN_HEX)         \
    F(PIM, "auto_rp.pim_ver", U8, "Version", .mask = 0x03, .vals = versions)                       \
    F(GROUP_COUNT, "auto_rp.group_num", U8, "Number of groups this RP maps to")                    \
    F(GROUP, "sn.auto_rp.group", GROUPS, NULL)                                                     \
    F(GROUP_RESERVED, "sn.auto_rp.group_reserved", P8, "Reserved", .mask = 0xfc, .base = SN_HEX)   \
    F(BIDIR, "sn.auto_rp.bidir", BIT8, "Bidirectional PIM", .mask = 0x02)                          \
    F(SIGN, "auto_rp.prefix_sign", U8, "Sign", .mask = 0x01)                                       \
    F(MASK_LEN, "auto_rp.mask_len", U8, "Mask length")                                             \
    F(PREFIX, "auto_rp.group_prefix", IPV4, "Prefix")                                              \
    F(JUNK, "auto_rp.trailing_junk", BYTES, "Trailing junk")
SN_FIELDS(auto_rp, AUTO_RP)

/* An item that begins behind `at` bytes was read, or not: `ok`. tcpdump sees coming that the
 * datagram ends in its first n bytes, or in front of a later one. */
static bool item(const struct sn_dis *d, struct sn_rd *r, uint32_t at, uint32_t n, bool ok)
{
    uint32_t got;

    if (at < HEAD) /* what is reserved wasn't captured */
        at = HEAD;
    got = d->cur->caplen < at ? 0 : d->cur->caplen - at;
    if (!ok && d->cur->len < at + (got < n ? n : got + 1))
        sn_malformed(r);
    return ok;
}

/* A rendezvous point with its groups. False: r has stopped. */
static bool rp(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *of = sn_group(d, r, RP, 0), *g;
    uint32_t n = 0, at = (uint32_t)sn_rd_off(r) - d->cur->off;
    bool ok = item(d, r, at, 4,
                   sn_get(d, r, RP_ADDR, NULL) && sn_header(d, r, RP_RESERVED, PIM) &&
                       sn_get(d, r, GROUP_COUNT, &n));

    for (; ok && n; n--) {
        g = sn_group(d, r, GROUP, 0);
        at = (uint32_t)sn_rd_off(r) - d->cur->off;
        ok = item(d, r, at, 6, sn_header(d, r, GROUP_RESERVED, PREFIX));
        sn_group_end(d, r, g);
    }
    sn_group_end(d, r, of);
    return ok;
}

static void auto_rp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n, reserved = HEAD / 2;

    *r = sn_inside(r, len);
    if (!sn_header(d, r, KIND, TYPE) || !sn_get(d, r, COUNT, &n) || !sn_get(d, r, HOLDTIME, NULL))
        return;
    if (sn_rd_left(r) >= reserved)
        (void)!sn_get(d, r, RESERVED, NULL);
    else if (len > HEAD || !n)
        r->p = r->end; /* nobody asks for it */
    else
        sn_malformed(r);
    for (; n && !r->stop; n--) {
        if (!rp(d, r))
            return;
    }
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, JUNK, sn_rd_left(r));
}

static void group_text(struct sn_text *t, const struct sn_view *g, char sep)
{
    unsigned reserved = (unsigned)sn_opt(g, GROUP_RESERVED) << 2;

    if (!sn_find(g, PREFIX))
        return;
    sn_put_c(t->b, sep);
    sn_say(t, g, sn_opt(g, SIGN) ? "!{}/{}" : "{}/{}", PREFIX, MASK_LEN);
    if (sn_opt(g, BIDIR))
        sn_put_lit(t->b, " bidir");
    if (reserved)
        sn_put_f(t->b, "[rsvd=0x%02x]", reserved);
}

static void rp_text(struct sn_text *t, const struct sn_view *v)
{
    unsigned reserved = (unsigned)sn_opt(v, RP_RESERVED) << 2;
    struct sn_view g = {.rec = NULL};
    char sep = ' ';

    if (sn_find(v, RP_ADDR))
        sn_say(t, v, " RP {}", RP_ADDR);
    if (sn_find(v, PIM))
        sn_say(t, v, " {s}", PIM);
    if (reserved)
        sn_put_f(t->b, " [rsvd=0x%02x]", reserved);
    for (; sn_each(v, GROUP, &g); sep = ',')
        group_text(t, &g, sep);
}

static enum sn_then auto_rp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {.rec = NULL};
    /* By the datagram's length tcpdump sees it coming. */
    enum sn_then cut = l->flags & SN_LAYER_MALFORMED ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;

    if (l->len < HEAD)
        return SN_TEXT_CUT_SHORT;
    sn_put_lit(t->b, " auto-rp ");
    if (!sn_find(&v, TYPE))
        return cut;
    sn_say(t, &v, "{s:type-0x%02x}", KIND);
    if (!sn_find(&v, COUNT))
        return cut;
    sn_put_lit(t->b, " Hold ");
    if (!sn_find(&v, HOLDTIME))
        return cut;
    if (sn_opt(&v, HOLDTIME))
        sn_text_period(t, (uint32_t)sn_opt(&v, HOLDTIME));
    else
        sn_put_lit(t->b, "FOREVER");
    while (sn_each(&v, RP, &part))
        rp_text(t, &part);
    return l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED) ? cut : SN_TEXT_DONE;
}

const struct sn_proto sn_proto_auto_rp = {
    .name = "auto_rp",
    .tag = "cisco_autorp",
    .title = "Cisco Auto-RP",
    SN_PROTO_FIELDS(auto_rp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}),
    .dissect = auto_rp_dissect,
    .text = auto_rp_text,
};
