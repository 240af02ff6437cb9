/* MPLS label stacks (RFC 3032, RFC 5462). What is inside is guessed from its first byte. */
#include "base/hex.h"
#include "dis/net/ip.h"

enum { IPV4_NULL, ROUTER_ALERT, IPV6_NULL, IMPLICIT_NULL, RESERVED_MAX = 15, ENTRY = 4 };

static const struct sn_val labels[] = {
    {IPV4_NULL, "IPv4 explicit NULL"},
    {ROUTER_ALERT, "router alert"},
    {IPV6_NULL, "IPv6 explicit NULL"},
    {IMPLICIT_NULL, "implicit NULL"},
    {0, NULL},
};

#define MPLS(F)                                                                                    \
    F(LABEL, "mpls.label", P32, "MPLS Label", .mask = 0xfffff000, .flags = SN_F_MULTI)             \
    F(TC, "mpls.exp", P32, "MPLS Experimental Bits", .mask = 0xe00, .flags = SN_F_MULTI)           \
    F(BOTTOM, "mpls.bottom", P32, "MPLS Bottom Of Label Stack", .mask = 0x100,                     \
      .flags = SN_F_MULTI)                                                                         \
    F(TTL, "mpls.ttl", U32, "MPLS TTL", .mask = 0xff, .flags = SN_F_MULTI)
SN_FIELDS(mpls, MPLS)

/* Who is inside, behind the last label; NULL: unknown. */
static const struct sn_proto *inside(uint64_t label, struct sn_rd *r, uint32_t len)
{
    uint8_t first = 0;

    if (label == IPV6_NULL)
        return &sn_proto_ipv6;
    if (label == IPV4_NULL || label == IMPLICIT_NULL)
        return &sn_proto_ip;
    if (!len)
        *r = sn_inside(r, 0);
    if (!sn_rd_peek(r, 0, &first))
        return NULL;
    if (first >= 0x45 && first <= 0x4f)
        return &sn_proto_ip;
    if (first >> 4 == 6)
        return &sn_proto_ipv6;
    return first >= 0x81 && first <= 0x83 ? &sn_proto_osi : NULL;
}

static void mpls_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t label, bottom = 0;

    while (!bottom) {
        if (len < ENTRY) {
            sn_malformed(r);
            return;
        }
        if (!sn_get(d, r, LABEL, &label) || !sn_get(d, r, TC, NULL) ||
            !sn_get(d, r, BOTTOM, &bottom) || !sn_get(d, r, TTL, NULL))
            return;
        len -= ENTRY;
    }
    sn_next_proto(d, inside(label, r, len), r, len);
}

static enum sn_then mpls_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), entry = {0};
    uint64_t label = 0, bottom = 0;
    uint32_t left = l->len;

    sn_put_lit(t->b, "MPLS");
    for (bool first = true; !bottom && left >= ENTRY; left -= ENTRY, first = false) {
        if (!sn_each(&v, LABEL, &entry))
            return SN_TEXT_CUT;
        label = entry.rec->u;
        sn_put_s(t->b, first || !t->o->verbose ? " " : "\n\t");
        sn_say(t, &entry, "(label {}", LABEL);
        if (t->o->verbose && label <= RESERVED_MAX) {
            sn_put_lit(t->b, " (");
            sn_put_name(t, labels, label, "rsvd");
            sn_put_c(t->b, ')');
        }
        sn_say(t, &entry, ", tc {}", TC);
        bottom = sn_num(t, &entry, BOTTOM);
        sn_say(t, &entry, bottom ? ", [S], ttl {})" : ", ttl {})", TTL);
    }
    if (!bottom) {
        sn_put_lit(t->b, " (invalid)");
        return l->caplen < l->len ? SN_TEXT_CUT : SN_TEXT_DONE;
    }
    if (sn_text_claimed(t, l)) {
        sn_put_s(t->b, t->o->verbose ? "\n\t" : " ");
        return SN_TEXT_INNER;
    }
    if (l->caplen == l->len - left && left)
        sn_cut(t);
    sn_text_dump(t);
    if (l->caplen < l->len && !t->o->dump && !t->o->quiet)
        sn_cut(t);
    return SN_TEXT_DONE;
}

SN_PROTO(mpls, "MultiProtocol Label Switching Header", {.table = &sn_tab_ether, .value = 0x8847},
         {.table = &sn_tab_ether, .value = 0x8848}, {.table = &sn_tab_udp, .value = 6635})
