/* CARP, the Common Address Redundancy Protocol of the BSDs (carp(4) of OpenBSD): it has VRRP's
 * protocol number, so that only -T tells them apart. */
#include "dis/net/ip.h"

enum { PROTO = 112, VERSION_2 = 2, ADVERTISEMENT = 1, HMAC_SIZE = 20 };
static const struct sn_val types[] = {{ADVERTISEMENT, "Advertisement"}, {0, NULL}};

#define CARP(F)                                                                                    \
    F(TYPEVER, "carp.typever", P8, "CARP message version and type", .base = SN_HEX)                \
    F(VERSION, "carp.version", P8, "CARP protocol version", .mask = 0xf0)                          \
    F(TYPE, "carp.type", U8, "CARP packet type", .mask = 0x0f, .vals = types)                      \
    F(VHID, "carp.vhid", U8, "Virtual Host ID")                                                    \
    F(SKEW, "carp.advskew", U8, "Advertisement Skew")                                              \
    F(AUTHLEN, "carp.authlen", U8, "Auth Len")                                                     \
    F(DEMOTION, "carp.demotion", U8, "Demotion indicator")                                         \
    F(INTERVAL, "carp.adver_int", U8, "Adver Int", .unit = "s")                                    \
    F(SUM, "carp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(COUNTER, "carp.counter", U64, "Counter")                                                     \
    F(HMAC, "carp.hmac", BYTES, "HMAC")                                                            \
    F(SUM_STATUS, "carp.checksum.status", UINT, "Checksum Status")                                 \
    F(SUM_RIGHT, "sn.carp.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)
SN_FIELDS(carp, CARP)

static void carp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;

    if (!sn_header(d, r, TYPEVER, TYPE) || sn_u(d, VERSION) != VERSION_2 ||
        sn_u(d, TYPE) != ADVERTISEMENT || !sn_header(d, r, VHID, INTERVAL) ||
        !sn_get(d, r, SUM, NULL))
        return;
    sn_sum_check(d, &all, len, 0, SUM, SUM_STATUS, SUM_RIGHT);
    if (sn_get(d, r, COUNTER, NULL))
        (void)sn_get_upto(d, r, HMAC, HMAC_SIZE);
}

static enum sn_then carp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t ttl = sn_ip_ttl(t);

    if (!sn_say(t, &v, "CARPv{}-", VERSION))
        return SN_TEXT_DONE;
    sn_put_f(t->b, "%s %u: ", sn_opt(&v, TYPE) == ADVERTISEMENT ? "advertise" : "unknown", l->len);
    if (ttl != 255)
        sn_put_f(t->b, "[ttl=%u!] ", (unsigned)ttl);
    if (sn_opt(&v, VERSION) != VERSION_2 || sn_opt(&v, TYPE) != ADVERTISEMENT)
        return SN_TEXT_DONE;
    if (!sn_say(t, &v, "vhid={} advbase={} advskew={} authlen={} ", VHID, INTERVAL, SKEW, AUTHLEN))
        return SN_TEXT_DONE;
    if (t->o->verbose && sn_sum_is_bad(&v, SUM))
        sn_say(t, &v, " (bad carp cksum {x}!)", SUM);
    sn_say(t, &v, "counter={}", COUNTER);
    return SN_TEXT_DONE;
}

SN_PROTO(carp, "Common Address Redundancy Protocol",
         {.table = &sn_tab_ipproto, .value = PROTO, .type = "carp"})
