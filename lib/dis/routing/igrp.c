/* IGRP, Cisco's routing protocol before EIGRP ("An Introduction to IGRP", Rutgers University, 1991;
 * draft-hedrick-igrp). */
#include "dis/proto.h"

enum { PROTO = 9, HDR = 12, ROUTE = 14, METRIC_MAX = 0xffffff };

static const struct sn_val ops[] = {{1, "update"}, {2, "request"}, {0, NULL}};

#define IGRP(F)                                                                                    \
    F(VERSION, "igrp.version", P8, "IGRP Version", .mask = 0xf0)                                   \
    F(OP, "igrp.command", U8, "Command", .mask = 0x0f, .vals = ops)                                \
    F(EDITION, "igrp.update", U8, "Update Release")                                                \
    F(AS, "igrp.as", U16, "Autonomous System")                                                     \
    F(INTERIOR, "igrp.interior_routes", U16, "Interior routes")                                    \
    F(SYSTEM, "igrp.system_routes", U16, "System routes")                                          \
    F(EXTERIOR, "igrp.exterior_routes", U16, "Exterior routes")                                    \
    F(SUM, "igrp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(ENTRY, "sn.igrp.route", GROUPS, "Route")                                                     \
    F(NET, "igrp.network", IPV4, "Network")                                                        \
    F(DELAY, "igrp.delay", U24, "Delay")                                                           \
    F(BANDWIDTH, "igrp.bandwidth", U24, "Bandwidth")                                               \
    F(MTU, "igrp.mtu", U16, "MTU")                                                                 \
    F(RELIABILITY, "igrp.reliability", U8, "Reliability")                                          \
    F(LOAD, "igrp.load", U8, "Load")                                                               \
    F(HOPS, "igrp.hop_count", U8, "Hop count")                                                     \
    F(INTERIOR_NET, "sn.igrp.interior", UINT, NULL)
SN_FIELDS(igrp, IGRP)

/* Three bytes of a network: the last of a system or exterior route's are zero, the first of an
 * interior one's is that of the sender's network. */
static void route(struct sn_dis *d, struct sn_rd *r, bool interior)
{
    struct sn_rec *g;
    uint32_t net = 0;

    if (!sn_rd_be24(r, &net))
        return;
    g = sn_group(d, r, ENTRY, 0);
    if (!interior)
        net <<= 8;
    else if (d->ip.src && d->ip.version == 4)
        net |= (uint32_t)d->ip.src[0] << 24;
    sn_rec_uint(d, NET, sn_rd_off(r) - 3, 3, net);
    if (sn_rd_need(r, ROUTE - 3))
        (void)!sn_header(d, r, DELAY, HOPS);
    if (interior)
        sn_note(d, INTERIOR_NET, 1);
    sn_group_end(d, r, g);
}

static void igrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t interior, n;

    if (!sn_header(d, r, VERSION, SUM))
        return;
    interior = sn_u(d, INTERIOR);
    n = interior + sn_u(d, SYSTEM) + sn_u(d, EXTERIOR);
    for (uint64_t i = 0; i < n && len - HDR >= (i + 1) * ROUTE && !r->stop; i++)
        route(d, r, i < interior);
    if (!r->stop && len - HDR >= (n + 1) * ROUTE)
        (void)!sn_rd_need(r, 3); /* tcpdump reads the next network before it looks for one */
}

static void route_text(struct sn_text *t, const struct sn_view *v, const char *fmt, uint32_t net)
{
    uint64_t bandwidth, metric;

    sn_put_f(t->b, fmt, net >> 16 & 255, net >> 8 & 255, net & 255);
    if (!sn_need(t, v, HOPS))
        return;
    bandwidth = sn_opt(v, BANDWIDTH);
    metric = bandwidth + sn_opt(v, DELAY);
    sn_put_f(t->b, " d=%u b=%u", (unsigned)sn_opt(v, DELAY) * 10,
             bandwidth ? 10000000U / (unsigned)bandwidth : 0);
    sn_say(t, v, " r={} l={} M=", RELIABILITY, LOAD);
    sn_put_u64(t->b, metric < METRIC_MAX ? metric : METRIC_MAX);
    sn_say(t, v, " mtu={} in {} hops", MTU, HOPS);
}

static enum sn_then igrp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), entry = {0};
    unsigned left = l->len - HDR;
    uint64_t interior, system, exterior;

    sn_put_lit(t->b, "igrp:");
    if (!sn_need(t, &v, EXTERIOR))
        return SN_TEXT_DONE;
    sn_say(t, &v, " {s:op-#%u} V{} edit={} AS={} ({}/{}/{})", OP, VERSION, EDITION, AS, INTERIOR,
           SYSTEM, EXTERIOR);
    if (t->o->verbose)
        sn_say(t, &v, " checksum=0x{04x}", SUM);
    else
        (void)sn_need(t, &v, SUM);
    interior = sn_opt(&v, INTERIOR);
    system = sn_opt(&v, SYSTEM);
    exterior = sn_opt(&v, EXTERIOR);
    for (; left >= ROUTE && interior + system + exterior && !sn_is_cut(t); left -= ROUTE) {
        const struct sn_rec *net = sn_each(&v, ENTRY, &entry) ? sn_find(&entry, NET) : NULL;

        if (!net) {
            sn_cut(t);
        } else if (interior) {
            route_text(t, &entry, " *.%u.%u.%u", (uint32_t)net->u);
            interior--;
        } else {
            route_text(t, &entry, system ? " %u.%u.%u.0" : " X%u.%u.%u.0", (uint32_t)net->u >> 8);
            if (system)
                system--;
            else
                exterior--;
        }
    }
    if (left >= ROUTE && l->flags)
        sn_cut(t);
    else if (left >= ROUTE)
        sn_put_f(t->b, " [extra bytes %u]", left);
    if (left || interior || system || exterior)
        sn_put_lit(t->b, " (invalid)");
    return SN_TEXT_DONE;
}

SN_PROTO(igrp, "Cisco Interior Gateway Routing Protocol",
         {.table = &sn_tab_ipproto, .value = PROTO})
