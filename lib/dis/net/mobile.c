/* Minimal encapsulation within IP (RFC 2004), which tcpdump calls mobile. */
#include "dis/net/ip.h"

enum { PROTO = 55, HDR = 8, WITH_SOURCE = 12, SOURCE = 0x80 };

#define MOBILE(F)                                                                                  \
    F(INNER, "sn.mobile.proto", U8, "Protocol", .vals = sn_ipprotos)                               \
    F(FLAGS, "sn.mobile.flags", U8, "Flags", .base = SN_HEX)                                       \
    F(SUM, "sn.mobile.checksum", U16, "Header Checksum", .base = SN_HEX)                           \
    F(SUM_STATUS, "sn.mobile.checksum.status", UINT, "Checksum Status")                            \
    F(SUM_RIGHT, "sn.mobile.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)     \
    F(DST, "sn.mobile.dst", IPV4, "Original Destination Address")                                  \
    F(SRC, "sn.mobile.src", IPV4, "Original Source Address")
SN_FIELDS(mobile, MOBILE)

static void mobile_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t flags, n;

    if (!sn_rd_need(r, HDR) || !sn_get(d, r, INNER, NULL) || !sn_get(d, r, FLAGS, &flags) ||
        !sn_get(d, r, SUM, NULL) || !sn_get(d, r, DST, NULL))
        return;
    n = flags & SOURCE ? WITH_SOURCE : HDR;
    if (flags & SOURCE && !sn_get(d, r, SRC, NULL))
        return;
    sn_sum_check(d, &all, n, 0, SUM, SUM_STATUS, SUM_RIGHT);
    sn_next_proto(d, NULL, r, len < n ? 0 : len - n);
}

static enum sn_then mobile_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool source = sn_opt(&v, FLAGS) & SOURCE;

    if (l->caplen < WITH_SOURCE) /* even if it has none */
        return SN_TEXT_CUT_SHORT;
    sn_put_s(t->b, source ? "mobile: [S] " : "mobile: [] ");
    if (t->o->verbose && source)
        sn_say(t, &v, "{} ", SRC);
    if (t->o->verbose)
        sn_say(t, &v, "> {} (oproto={d})", DST, INNER);
    if (sn_find(&v, SUM_RIGHT))
        sn_say(t, &v, " (bad checksum {d})", SUM);
    return SN_TEXT_DONE;
}

SN_PROTO(mobile, "Minimal Encapsulation within IP", {.table = &sn_tab_ipproto, .value = PROTO})
