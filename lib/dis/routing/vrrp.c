/* VRRP, versions 2 and 3 (RFC 3768, RFC 5798). */
#include "dis/net/ip.h"

enum { PROTO = 112, ADVERTISEMENT = 1, SIMPLE = 1, PASSWORD_SIZE = 8 };
static const struct sn_val types[] = {{ADVERTISEMENT, "Advertisement"}, {0, NULL}};
static const struct sn_val auths[] = {{0, "none"}, {SIMPLE, "simple"}, {2, "ah"}, {0, NULL}};

#define VRRP(F)                                                                                    \
    F(TYPEVER, "vrrp.typever", P8, "VRRP message version and type", .base = SN_HEX)                \
    F(VERSION, "vrrp.version", P8, "Version", .mask = 0xf0)                                        \
    F(TYPE, "vrrp.type", U8, "Packet type", .mask = 0x0f, .vals = types)                           \
    F(VRID, "vrrp.virt_rtr_id", U8, "Virtual Rtr ID")                                              \
    F(PRIO, "vrrp.prio", U8, "Priority")                                                           \
    F(COUNT, "vrrp.addr_count", U8, "Addr Count")                                                  \
    F(AUTH, "vrrp.auth_type", U8, "Auth Type", .vals = auths)                                      \
    F(INTERVAL2, "vrrp.adver_int", U8, "Adver Int", .unit = "s")                                   \
    F(RESERVED, "vrrp.reserved_mbz", P16, "Reserved", .mask = 0xf000)                              \
    F(INTERVAL3, "vrrp.short_adver_int", U16, "Adver Int", .mask = 0x0fff, .unit = "cs")           \
    F(SUM, "vrrp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(SUM_STATUS, "vrrp.checksum.status", UINT, "Checksum Status")                                 \
    F(SUM_RIGHT, "sn.vrrp.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)       \
    F(ADDR, "vrrp.ip_addr", IPV4S, "IP Address")                                                   \
    F(ADDR6, "vrrp.ipv6_addr", IPV6S, "IPv6 Address")                                              \
    F(PASSWORD, "vrrp.auth_string", STR, "Authentication String")
SN_FIELDS(vrrp, VRRP)

/* Other versions and types are read as version 2, as Wireshark does; the text says no more of them.
 */
static void vrrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t version, n;

    if (!sn_header(d, r, TYPEVER, TYPE))
        return;
    version = sn_u(d, VERSION);
    if (!sn_header(d, r, VRID, COUNT) ||
        !(version != 3 ? sn_header(d, r, AUTH, INTERVAL2) : sn_header(d, r, RESERVED, INTERVAL3)) ||
        !sn_get(d, r, SUM, NULL))
        return;
    /* Also with -K, as tcpdump does. */
    sn_sum_check(d, &all, len, version == 3 ? PROTO : 0, SUM, SUM_STATUS, SUM_RIGHT);
    for (n = sn_u(d, COUNT); n && sn_get(d, r, d->ip.version == 6 ? ADDR6 : ADDR, NULL); n--)
        ;
    if (!n && version != 3 && sn_u(d, AUTH) == SIMPLE)
        (void)sn_get_upto(d, r, PASSWORD, PASSWORD_SIZE);
}

static enum sn_then vrrp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), addr = {0};
    uint64_t version = sn_opt(&v, VERSION), ttl = sn_ip_ttl(t), n;

    sn_put_s(t->b, "VRRP");
    sn_say(t, &v, "v{}, {s:unknown type (%u)}", VERSION, TYPE);
    if (ttl != 255)
        sn_put_f(t->b, ", (ttl %u)", (unsigned)ttl);
    if (version < 2 || version > 3 || sn_opt(&v, TYPE) != ADVERTISEMENT)
        return SN_TEXT_DONE;
    sn_say(t, &v, ", vrid {}, prio {}", VRID, PRIO);
    if (version == 2 && sn_say(t, &v, ", authtype {s:#%u}", AUTH))
        sn_say(t, &v, ", intvl {}s", INTERVAL2);
    else if (version == 3)
        sn_say(t, &v, ", intvl {}cs", INTERVAL3);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    if (sn_sum_is_bad(&v, SUM) || (l->caplen >= l->len && !sn_find(&v, SUM)))
        sn_say(t, &v, ", (bad vrrp cksum {x})", SUM);
    n = sn_num(t, &v, COUNT);
    sn_say(t, &v, n > 1 ? ", addrs({}):" : ", addrs:", COUNT);
    for (const char *fmt = " {}"; n && sn_say_each(t, &v, &addr, fmt, t->net6 ? ADDR6 : ADDR);
         fmt = ",{}")
        n--;
    if (version == 2 && sn_opt(&v, AUTH) == SIMPLE)
        sn_say_padded(t, &v, " auth \"{}\"", PASSWORD, PASSWORD_SIZE);
    return SN_TEXT_DONE;
}

SN_PROTO(vrrp, "Virtual Router Redundancy Protocol", {.table = &sn_tab_ipproto, .value = PROTO})
