/* Token Ring (IEEE 802.5): access and frame control, addresses, and the route by which bridges pass
 * a frame on. */
#include "dis/link/eth.h"

enum { HDR = 14, RCF = 2, MAC = 6, FRAME_LLC = 1 };

static const struct sn_val broadcasts[] = {
    {4, "All-routes"}, {5, "All-routes"}, {6, "Single-route"}, {7, "Single-route"}, {0, NULL}};
static const struct sn_val sizes[] = {{0, "516"},  {1, "1500"},  {2, "2052"},  {3, "4472"},
                                      {4, "8144"}, {5, "11407"}, {6, "17800"}, {0, NULL}};

/* The parts of the route control are as Wireshark has them, in their place of the octet. SRC is
 * without the bit that says that there is a route; SEGMENT a ring and a bridge. */
#define TR(F)                                                                                      \
    F(PRIORITY, "tr.priority", P8, "Priority", .mask = 0xe0)                                       \
    F(FRAME, "tr.frame", BIT8, "Frame", .mask = 0x10)                                              \
    F(MONITOR, "tr.monitor_cnt", P8, "Monitor Count", .mask = 0x08)                                \
    F(RESERVATION, "tr.priority_reservation", P8, "Priority Reservation", .mask = 0x07)            \
    F(AC, "tr.ac", U8, "Access Control", .base = SN_HEX)                                           \
    F(FRAME_TYPE, "tr.frame_type", P8, "Frame Type", .mask = 0xc0)                                 \
    F(PCF, "tr.frame_pcf", P8, "Frame PCF", .mask = 0x0f)                                          \
    F(FC, "tr.fc", U8, "Frame Control", .base = SN_HEX)                                            \
    F(DST, "tr.dst", ETHER, "Destination")                                                         \
    F(SRC, "tr.src", ETHER, "Source")                                                              \
    F(ROUTED, "tr.sr", BOOL, "Source Routed")                                                      \
    F(ROUTE, "sn.tr.route", U16, "Route control", .base = SN_HEX)                                  \
    F(LENGTH, "tr.rif_bytes", UINT, "RIF Bytes")                                                   \
    F(BROADCAST, "tr.broadcast", UINT, "Broadcast Type")                                           \
    F(SIZE, "tr.max_frame_size", UINT, "Maximum Frame Size")                                       \
    F(BACKWARD, "tr.direction", UINT, "Direction")                                                 \
    F(SEGMENT, "sn.tr.segment", U16S, "Ring and bridge", .base = SN_HEX)                           \
    F(RING, "tr.rif.ring", UINTS, "RIF Ring", .base = SN_HEX)                                      \
    F(BRIDGE, "tr.rif.bridge", UINTS, "RIF Bridge", .base = SN_HEX)                                \
    F(WHOLE, "sn.tr.whole", UINT, NULL)
SN_FIELDS(tr, TR)

/* The route: two octets that say how long it is with them, then two for each ring and the bridge
 * behind it. A route that is shorter than they are ends inside them. */
static bool route(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd from = *r;
    uint32_t control, segment, n;

    if (!sn_get(d, r, ROUTE, &control))
        return false;
    n = control >> 8 & 0x1f;
    sn_made(d, LENGTH, n);
    sn_made(d, BROADCAST, control >> 8 & 0xe0);
    sn_made(d, SIZE, control & 0x70);
    sn_made(d, BACKWARD, control & 0x80);
    if (!d->cur->level)
        d->linklen += n;
    for (uint32_t at = RCF; at + 1 < n; at += 2) {
        if (!sn_get(d, r, SEGMENT, &segment))
            return false;
        sn_made(d, RING, segment >> 4);
        if (at + 3 < n)
            sn_made(d, BRIDGE, segment & 15);
    }
    *r = from;
    if (!sn_rd_skip(r, n))
        return false;
    sn_note(d, WHOLE, 1);
    return true;
}

static void tr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r);
    struct sn_rec *src;
    uint8_t *mac;

    if (!d->cur->level)
        d->linklen = sn_rd_left(r) < HDR ? d->cur->caplen : HDR;
    if (!sn_header(d, r, PRIORITY, SRC))
        return;
    src = sn_rec_of(d, SRC);
    sn_made(d, ROUTED, src->p[0] >> 7);
    if (src->p[0] & 0x80) {
        mac = sn_arena_alloc(&d->arena, MAC);
        if (mac) {
            memcpy(mac, src->p, MAC);
            mac[0] &= 0x7f;
            src->p = mac;
        }
        if (!route(d, r))
            return;
    }
    len = len < sn_rd_off(r) - from ? 0 : len - (uint32_t)(sn_rd_off(r) - from);
    sn_next_proto(d, sn_u(d, FRAME_TYPE) == FRAME_LLC ? &sn_proto_llc : NULL, r, len);
}

/* ---- text ---- */

/* "rt = 630:11:22 (4472) ", with -v "Non-Broadcast Forward [1:1] [2:2] (4472) ". */
static void route_text(struct sn_text *t, const struct sn_view *v)
{
    uint32_t control = (uint32_t)sn_opt(v, ROUTE);
    struct sn_view part = {0};

    if (t->o->verbose) {
        sn_put_name(t, broadcasts, control >> 13, "Non-Broadcast");
        sn_put_s(t->b, control & 0x80 ? " Backward" : " Forward");
    } else {
        sn_put_f(t->b, "rt = %x", control);
    }
    while (sn_each(v, SEGMENT, &part)) {
        unsigned u = (unsigned)sn_opt(&part, SEGMENT);

        if (t->o->verbose)
            sn_put_f(t->b, " [%u:%u]", u >> 4, u & 15);
        else
            sn_put_f(t->b, ":%x", u);
    }
    sn_put_lit(t->b, " (");
    sn_put_name(t, sizes, control >> 4 & 7, "??");
    sn_put_lit(t->b, ") ");
}

static void put_header(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    if (!t->o->quiet)
        sn_say(t, v, "{02x} {02x} ", AC, FC);
    sn_say(t, v, "{} > {}", SRC, DST);
    sn_put_f(t->b, ", length %u: ", l->len);
}

static enum sn_then tr_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool llc = sn_opt(&v, FRAME_TYPE) == FRAME_LLC;

    if (!sn_need_short(t, &v, SRC))
        return SN_TEXT_DONE;
    t->lsrc = sn_find(&v, SRC)->p;
    t->ldst = sn_find(&v, DST)->p;
    if (t->o->link)
        put_header(t, l, &v);
    if (sn_find(&v, WHOLE))
        route_text(t, &v);
    else if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (!llc && !t->o->link)
        put_header(t, l, &v);
    if (!llc)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_tr = {
    .name = "tr",
    .tag = "token-ring",
    .title = "Token-Ring",
    SN_PROTO_FIELDS(tr),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_TOKEN_RING}),
    .dissect = tr_dissect,
    .text = tr_text,
};
