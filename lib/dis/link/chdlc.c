/* Cisco HDLC, and SLARP inside it, which asks for addresses and keeps lines alive. */
#include "base/hex.h"
#include "dis/link/eth.h"

static const struct sn_val addresses[] = {{0x0f, "unicast"}, {0x8f, "bcast"}, {0, NULL}};

#define CHDLC(F)                                                                                   \
    F(ADDRESS, "chdlc.address", U8, "Address", .base = SN_HEX, .vals = addresses)                  \
    F(CONTROL, "chdlc.control", U8, "Control", .base = SN_HEX)                                     \
    F(PROTOCOL, "chdlc.protocol", U16, "Protocol", .base = SN_HEX, .vals = sn_ethertypes)
SN_FIELDS(chdlc, CHDLC)

enum { HDR = 4, SLARP = 0x8035, CDP = 0x2000, ISO = 0xfefe, SAP_ISO = 0xfe };

/* ISO's protocols may stand behind a byte of padding. */
static bool padded(const struct sn_rd *r)
{
    uint8_t nlpid;

    return sn_rd_peek(&(struct sn_rd){.p = r->p, .end = r->end}, 1, &nlpid) && nlpid >= 0x81 &&
           nlpid <= 0x83;
}

/* Nothing of ISO fits: tcpdump takes all as the link's header. */
static void no_iso(struct sn_dis *d, struct sn_rd *r)
{
    if (!d->cur->level)
        d->linklen = d->cur->caplen;
    sn_malformed(r);
}

static void chdlc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t proto;

    if (!d->cur->level)
        d->linklen = HDR;
    if (len < HDR) {
        sn_malformed(r);
        return;
    }
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, ADDRESS, PROTOCOL))
        return;
    proto = sn_u(d, PROTOCOL);
    len -= HDR;
    if (proto == SLARP)
        sn_next_proto(d, &sn_proto_slarp, r, len);
    else if (proto == CDP)
        sn_next(d, &sn_tab_snap, 0x0cULL << 16 | CDP, r, len);
    else if (proto == ISO && len < 2)
        no_iso(d, r);
    else if (proto == ISO && padded(r) && sn_rd_skip(r, 1))
        sn_next(d, &sn_tab_llc, SAP_ISO, r, len - 1);
    else if (proto == ISO)
        sn_next(d, &sn_tab_llc, SAP_ISO, r, len);
    else if (proto == 0x0800 || proto == 0x86dd || proto == 0x8847 || proto == 0x8848)
        sn_next(d, &sn_tab_ether, proto, r, len);
    else
        sn_next_proto(d, NULL, r, len);
}

static enum sn_then chdlc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_find(&v, PROTOCOL))
        return l->caplen < l->len ? SN_TEXT_CUT : SN_TEXT_CUT_SHORT;
    if (t->o->link) {
        sn_say(t, &v, "{s:0x%02x}, ethertype {s:Unknown} (0x{04x})", ADDRESS, PROTOCOL, PROTOCOL);
        sn_put_f(t->b, ", length %u: ", l->len);
    }
    if (sn_opt(&v, PROTOCOL) == ISO && l->flags & SN_LAYER_MALFORMED)
        return SN_TEXT_CUT_SHORT;
    if (sn_opt(&v, PROTOCOL) == ISO && l->caplen < HDR + 2)
        return SN_TEXT_CUT;
    if (sn_text_claimed(t, l) && sn_opt(&v, PROTOCOL) != CDP) /* which tcpdump doesn't know here */
        return SN_TEXT_INNER;
    if (!t->o->link)
        sn_say(t, &v, "unknown CHDLC protocol (0x{04x})", PROTOCOL);
    return SN_TEXT_DONE;
}

SN_PROTO(chdlc, "Cisco HDLC", {.table = &sn_tab_link, .value = SN_LINK_C_HDLC},
         {.table = &sn_tab_link, .value = SN_LINK_HDLC})

/* ---- SLARP ---- */

enum { REQUEST, REPLY, KEEPALIVE };
enum { SLARP_MIN = 14, SLARP_MAX = 18 };
static const struct sn_val types[] = {
    {REQUEST, "Request"}, {REPLY, "Reply"}, {KEEPALIVE, "Keepalive"}, {0, NULL}};

#define SLARP_FIELDS(F)                                                                            \
    F(ALL, "sn.slarp.all", BYTES, NULL)                                                            \
    F(TYPE, "slarp.ptype", U32, "Packet type", .vals = types)                                      \
    F(ADDR, "slarp.address", IPV4, "Address")                                                      \
    F(MASK, "slarp.netmask", IPV4, "Netmask")                                                      \
    F(MINE, "slarp.mysequence", U32, "Outgoing sequence number")                                   \
    F(YOURS, "slarp.yoursequence", U32, "Returned sequence number")                                \
    F(REL, "slarp.reliability", U16, "Reliability", .base = SN_HEX)                                \
    F(UPTIME, "sn.slarp.uptime", U32, "Uptime", .unit = "ms")
SN_FIELDS(slarp, SLARP_FIELDS)

static void slarp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type;

    sn_rec_bytes(d, ALL, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (len < SLARP_MIN)
        sn_malformed(r);
    if (len < SLARP_MIN || !sn_rd_need(r, SLARP_MIN) || !sn_get(d, r, TYPE, &type))
        return;
    if (type == REQUEST || type == REPLY)
        (void)sn_header(d, r, ADDR, MASK);
    else if (type == KEEPALIVE && sn_header(d, r, MINE, REL) && len >= SLARP_MAX)
        (void)sn_get(d, r, UPTIME, NULL);
}

static void keepalive_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint32_t s;

    sn_say(t, v, "keepalive: mineseen=0x{08x}, yourseen=0x{08x}, reliability=0x{04x}", MINE, YOURS,
           REL);
    if (l->len < SLARP_MAX || !sn_need(t, v, UPTIME))
        return;
    s = (uint32_t)sn_opt(v, UPTIME) / 1000;
    sn_put_f(t->b, ", link uptime=%ud%uh%um%us", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
}

static enum sn_then slarp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all = sn_find(&v, ALL);
    uint64_t type = sn_opt(&v, TYPE);
    uint32_t skip = sn_find(&v, UPTIME) ? SLARP_MAX : 4;

    sn_put_f(t->b, "SLARP (length: %u), ", l->len);
    if (!sn_need_short(t, &v, TYPE))
        return SN_TEXT_DONE;
    if (type == REQUEST)
        sn_put_lit(t->b, "request");
    else if (type == REPLY)
        sn_say(t, &v, "reply {}/{}", ADDR, MASK);
    else if (type == KEEPALIVE)
        keepalive_text(t, l, &v);
    else
        sn_say(t, &v, "0x{02x} unknown", TYPE);
    if (type > KEEPALIVE && t->o->verbose <= 1)
        sn_hex(t->b, all->p + 4, all->n - 4);
    if (t->o->verbose && l->len > SLARP_MAX)
        sn_put_f(t->b, ", (trailing junk: %u bytes)", l->len - SLARP_MAX);
    if (t->o->verbose > 1)
        sn_hex(t->b, all->p + skip, all->n - skip);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_slarp = {
    .name = "slarp",
    .tag = "chdlc_slarp",
    .title = "Cisco SLARP",
    SN_PROTO_FIELDS(slarp),
    .dissect = slarp_dissect,
    .text = slarp_text,
};
