/* PPP (RFC 1661), alone and in HDLC-like framing (RFC 1662), and its multilink fragments
 * (RFC 1990). The control protocols are in pppcp.c, those that authenticate in pppauth.c. */
#include "dis/link/ppp.h"
#include "base/hex.h"

enum { IP = 0x21, IP6 = 0x57, MP = 0x3d, COMPRESSED = 0xfd, BAP = 0xc02d };
enum { CHDLC_UNICAST = 0x0f, CHDLC_BROADCAST = 0x8f };
enum { FLAG = 0x7e, ESCAPE = 0x7d, FLIP = 0x20 }; /* of octet stuffing */
enum { ALL_STATIONS = 0xff, UI = 0x03, DIR_IN = 0, DIR_OUT = 1, LINK_MIN = 4 };

const struct sn_val sn_ppp_protocols[] = {
    {IP, "IP"},          {0x57, "IP6"},        {0xc021, "LCP"},    {0x8021, "IPCP"},
    {0x8057, "IP6CP"},   {0x80fd, "CCP"},      {0xc023, "PAP"},    {0xc223, "CHAP"},
    {0x23, "OSI"},       {0x25, "NS"},         {0x27, "DECNET"},   {0x29, "APPLE"},
    {0x2b, "IPX"},       {0x2d, "VJC IP"},     {0x2f, "VJNC IP"},  {0x31, "BRPDU"},
    {0x33, "STII"},      {0x35, "VINES"},      {MP, "MLPPP"},      {COMPRESSED, "Compressed"},
    {0x0201, "HELLO"},   {0x0231, "LUXCOM"},   {0x0233, "SNS"},    {0x0281, "MPLS"},
    {0x0283, "MPLS"},    {0x8023, "OSICP"},    {0x8025, "NSCP"},   {0x8027, "DECNETCP"},
    {0x8029, "APPLECP"}, {0x802b, "IPXCP"},    {0x8033, "STIICP"}, {0x8035, "VINESCP"},
    {0x8281, "MPLSCP"},  {0xc025, "LQM"},      {0xc027, "SPAP"},   {0xc02b, "BACP"},
    {BAP, "BAP"},        {0xc03d, "MLPPP-CP"}, {0xc227, "EAP"},    {0, NULL},
};
static const struct sn_val directions[] = {{DIR_IN, "In"}, {DIR_OUT, "Out"}, {0, NULL}};

#define PPP(F)                                                                                     \
    F(DIRECTION, "ppp.direction", U8, "Direction", .vals = directions)                             \
    F(ADDRESS, "ppp.address", U8, "Address", .base = SN_HEX)                                       \
    F(CONTROL, "ppp.control", U8, "Control", .base = SN_HEX)                                       \
    F(PROTOCOL, "ppp.protocol", UINT, "Protocol", .base = SN_HEX, .vals = sn_ppp_protocols)        \
    F(UNREAD, "sn.ppp.unread", BYTES, "Not read")
SN_FIELDS(ppp, PPP)
SN_TABLE(ppp);

/* Protocols that are known by another number elsewhere. */
static const struct {
    uint16_t ppp, other;
    const struct sn_table *table;
} alias[] = {
    {IP, 0x0800, &sn_tab_ether},     {0x2f, 0x0800, &sn_tab_ether},
    {0x57, 0x86dd, &sn_tab_ether},   {0x2b, 0xe0, &sn_tab_llc},
    {0x0281, 0x8847, &sn_tab_ether}, {0x0283, 0x8848, &sn_tab_ether},
    {0x0800, 0x0800, &sn_tab_ether}, {0x86dd, 0x86dd, &sn_tab_ether},
    {0x8137, 0xe0, &sn_tab_llc},     {0x23, 0xfe, &sn_tab_llc},
};

void sn_ppp_payload(struct sn_dis *d, struct sn_rd *r, uint32_t proto, uint32_t len)
{
    struct sn_rd unknown;

    if (proto >> 8 == FLAG && r->p > r->start) { /* a flag, and the frame's first byte */
        struct sn_rd stuffed = *r;

        stuffed.p--;
        if (len)
            sn_next_proto(d, &sn_proto_ppp_stuffed, &stuffed, len + 1);
        return;
    }
    for (size_t i = 0; i < sizeof alias / sizeof alias[0]; i++) {
        if (alias[i].ppp == proto) {
            sn_next(d, alias[i].table, alias[i].other, r, len);
            return;
        }
    }
    if (sn_tab_proto(d, &sn_tab_ppp, proto)) {
        sn_next(d, &sn_tab_ppp, proto, r, len);
    } else {
        unknown = sn_inside(r, len);
        sn_next_proto(d, NULL, &unknown, len);
    }
}

/* One byte when it is odd, which the upper of two never is. */
static bool protocol(struct sn_dis *d, struct sn_rd *r, uint32_t *proto)
{
    const uint8_t *p = r->p;
    size_t off = sn_rd_off(r), n = sn_rd_left(r) && *p & 1 ? 1 : 2;

    if (!sn_rd_skip(r, n))
        return false;
    *proto = n == 1 ? *p : sn_be16(p);
    sn_rec_uint(d, PROTOCOL, off, n, *proto);
    return true;
}

/* Cisco HDLC where PPP was said to be. tcpdump doesn't see that: its text has an unknown protocol,
 * and the bytes behind that. */
static bool is_chdlc(struct sn_dis *d, struct sn_rd r, uint32_t len)
{
    if (!sn_wants_values(d) || d->cur->level || len < LINK_MIN || sn_rd_left(&r) < LINK_MIN ||
        (*r.p != CHDLC_UNICAST && *r.p != CHDLC_BROADCAST))
        return false;
    sn_next_proto(d, &sn_proto_chdlc, &r, len);
    sn_rec_uint(d, PROTOCOL, 0, 1, *r.p)->flags = SN_REC_TEXT;
    sn_rec_bytes(d, UNREAD, 1, sn_rd_left(&r) - 1, r.p + 1, sn_rd_left(&r) - 1)->flags =
        SN_REC_TEXT;
    return true;
}

static void ppp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t first, second;
    uint32_t proto;
    size_t from = sn_rd_off(r);

    if (d->cur->level == 0) /* for a dump; whether an address is there or not */
        d->linklen = d->cur->caplen < LINK_MIN ? d->cur->caplen : LINK_MIN;
    if (is_chdlc(d, *r, len))
        return;
    if (len < 2 || (d->cur->level == 0 && !sn_rd_need(r, LINK_MIN)))
        sn_malformed(r);
    else if (!sn_rd_need(r, 2) || !sn_rd_peek(r, 0, &first) || !sn_rd_peek(r, 1, &second))
        return;
    else if (second == UI &&
             (first == ALL_STATIONS ? !sn_header(d, r, ADDRESS, CONTROL)
                                    : first <= DIR_OUT && (!sn_get(d, r, DIRECTION, NULL) ||
                                                           !sn_get(d, r, CONTROL, NULL))))
        return;
    else if (len < 2 + (sn_rd_off(r) - from))
        sn_malformed(r);
    else if (protocol(d, r, &proto))
        sn_ppp_payload(d, r, proto, len - (uint32_t)(sn_rd_off(r) - from));
}

/* ---- text ---- */

void sn_say_counted(struct sn_text *t, const struct sn_view *v, const char *before, unsigned field,
                    uint64_t n)
{
    const struct sn_rec *q = sn_find(v, field);

    sn_put_s(t->b, before);
    if (q)
        sn_put_safe(t->b, q->p, q->n);
    if (q ? q->n < n : n > 0)
        sn_cut(t);
}

enum sn_then sn_ppp_payload_text(struct sn_text *t, const struct sn_layer *l, uint64_t proto)
{
    const struct sn_layer *k = sn_text_next(t);

    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    if (proto == COMPRESSED)
        sn_put_lit(t->b, "compressed PPP data");
    if (proto == COMPRESSED || proto == BAP || proto >> 8 == FLAG)
        return SN_TEXT_DONE;
    sn_put_name(t, sn_ppp_protocols, proto, "unknown PPP protocol (0x%04x)");
    sn_put_c(t->b, ' ');
    if (k && k->level > l->level)
        sn_hex(t->b, t->d->rec[k->first].p, t->d->rec[k->first].n);
    return SN_TEXT_DONE;
}

/* Whether an ethertype led here, where tcpdump prints a colon first, or nothing of what is empty.
 */
static bool by_ethertype(const struct sn_layer *l)
{
    static const struct sn_proto *const typed[] = {
        &sn_proto_eth,  &sn_proto_vlan, &sn_proto_llc,  &sn_proto_sll,
        &sn_proto_sll2, &sn_proto_dsa,  &sn_proto_edsa, &sn_proto_brcm,
    };

    for (size_t i = 0; l->level && i < sizeof typed / sizeof typed[0]; i++) {
        if (l[-1].proto == typed[i])
            return true;
    }
    return false;
}

static enum sn_then ppp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *dir = sn_find(&v, DIRECTION), *unread = sn_find(&v, UNREAD);

    if (by_ethertype(l)) {
        if (!l->len)
            return SN_TEXT_DONE;
        sn_put_lit(t->b, ": ");
    }
    if (dir && t->o->link)
        sn_put_s(t->b, dir->u == DIR_IN ? "In  " : "Out ");
    if (!sn_find(&v, PROTOCOL))
        return l->level && !(l->flags & SN_LAYER_MALFORMED) ? SN_TEXT_CUT : SN_TEXT_CUT_SHORT;
    if (t->o->link) {
        sn_say(t, &v, "{s:unknown} (0x{04x})", PROTOCOL, PROTOCOL);
        sn_put_f(t->b, ", length %u", l->len);
        if (!sn_val_name(sn_ppp_protocols, (uint32_t)sn_opt(&v, PROTOCOL)))
            return SN_TEXT_DONE;
        sn_put_lit(t->b, ": ");
    }
    if (unread) {
        sn_say(t, &v, "unknown PPP protocol (0x{04x}) ", PROTOCOL);
        sn_hex(t->b, unread->p, unread->n);
        return SN_TEXT_DONE;
    }
    return sn_ppp_payload_text(t, l, sn_opt(&v, PROTOCOL));
}

SN_PROTO(ppp, "Point-to-Point Protocol", {.table = &sn_tab_link, .value = SN_LINK_PPP},
         {.table = &sn_tab_link, .value = SN_LINK_PPP_PPPD},
         {.table = &sn_tab_ether, .value = 0x880b}, {.table = &sn_tab_nlpid, .value = 0xcf})

/* ---- in HDLC-like framing ---- */

static void ppphdlc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t address, proto;

    d->linklen = LINK_MIN;
    if (!sn_rd_need(r, 2) || !sn_header(d, r, ADDRESS, CONTROL))
        return;
    address = (uint32_t)sn_u(d, ADDRESS);
    if (address == CHDLC_UNICAST || address == CHDLC_BROADCAST) {
        d->nrec = d->cur->first;
        sn_next_proto(d, &sn_proto_chdlc, &all, len);
        return;
    }
    if (!sn_rd_need(r, 2))
        return;
    if (address != ALL_STATIONS)
        d->linklen = 2;
    proto = sn_be16(r->p);
    sn_rec_uint(d, PROTOCOL, sn_rd_off(r), 2, proto);
    if (sn_rd_skip(r, 2) && address == ALL_STATIONS)
        sn_ppp_payload(d, r, proto, len - LINK_MIN);
}

static enum sn_then ppphdlc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_text_claimed(t, l) && !l->n)
        return SN_TEXT_INNER;
    if (!sn_need_short(t, &v, PROTOCOL))
        return SN_TEXT_DONE;
    if (t->o->link) {
        sn_say(t, &v, "{02x} {02x} ", ADDRESS, CONTROL);
        sn_put_f(t->b, "%u ", l->len);
    }
    if (sn_opt(&v, ADDRESS) != ALL_STATIONS) {
        /* tcpdump prints the two bytes behind them. */
        sn_put_f(t->b, "unknown addr %02x; ctrl %02x", (unsigned)sn_opt(&v, PROTOCOL) >> 8,
                 (unsigned)sn_opt(&v, PROTOCOL) & 0xff);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "{s:unknown PPP protocol (0x%04x)}: ", PROTOCOL);
    return sn_ppp_payload_text(t, l, sn_opt(&v, PROTOCOL));
}

const struct sn_proto sn_proto_ppphdlc = {
    .name = "ppp",
    .tag = "ppp_hdlc",
    .title = "Point-to-Point Protocol",
    SN_PROTO_FIELDS(ppp),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_PPP_HDLC}),
    .dissect = ppphdlc_dissect,
    .text = ppphdlc_text,
};

/* ---- with octet stuffing (RFC 1662 4.2), behind a flag ---- */

/* What `in` holds of at most len bytes, in the arena; in front of it stands what was in front of
 * the stuffed bytes, so that positions are about the same. */
static bool unstuff(struct sn_dis *d, const struct sn_rd *in, size_t len, struct sn_rd *out)
{
    size_t off = sn_rd_off(in), n = sn_rd_left(in) < len ? sn_rd_left(in) : len, i, to = off;
    uint8_t *b = sn_arena_alloc(&d->arena, off + n + 1);

    if (!b)
        return false;
    memcpy(b, in->start, off);
    for (i = 0; i < n; i++) {
        uint8_t c = in->p[i];

        if (c == ESCAPE && ++i == n)
            break;
        b[to++] = c == ESCAPE ? in->p[i] ^ FLIP : c;
    }
    *out = (struct sn_rd){.p = b + off, .end = b + to, .start = b};
    return true;
}

/* The frame's address and control bytes may be left out; so may the upper half of IP's number. */
static bool stuffed_head(struct sn_dis *d, struct sn_rd *r, uint32_t *proto)
{
    uint8_t first;

    if (!sn_rd_peek(r, 0, &first))
        return false;
    if (first != IP && first != IP6) {
        if (!sn_rd_need(r, 2))
            return false;
        if (sn_be16(r->p) == (ALL_STATIONS << 8 | UI) &&
            (!sn_rd_need(r, LINK_MIN) || !sn_header(d, r, ADDRESS, CONTROL)))
            return false;
        *proto = sn_be16(r->p);
        sn_rec_uint(d, PROTOCOL, sn_rd_off(r), 2, *proto);
        return sn_rd_skip(r, 2);
    }
    *proto = first;
    sn_rec_uint(d, PROTOCOL, sn_rd_off(r), 1, first);
    return sn_rd_skip(r, 1);
}

static void ppp_stuffed_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd plain;
    uint32_t proto;

    if (!unstuff(d, r, len, &plain))
        return;
    if (!stuffed_head(d, &plain, &proto))
        sn_stop(r, &plain);
    else if (proto >> 8 != FLAG)
        sn_ppp_payload(d, &plain, proto, (uint32_t)sn_rd_left(&plain));
}

static enum sn_then ppp_stuffed_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    t->tag = t->d->layer[0].proto == &sn_proto_ppphdlc ? "ppp_hdlc" : "ppp";
    if (!sn_find(&v, PROTOCOL))
        return SN_TEXT_CUT_SHORT;
    if (sn_opt(&v, PROTOCOL) >> 8 != FLAG)
        return sn_ppp_payload_text(t, l, sn_opt(&v, PROTOCOL));
    sn_say(t, &v, "(protocol 0x{04x} invalid)", PROTOCOL);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_ppp_stuffed = {
    .name = "ppp",
    .title = "Point-to-Point Protocol",
    SN_PROTO_FIELDS(ppp),
    .dissect = ppp_stuffed_dissect,
    .text = ppp_stuffed_text,
};

/* ---- multilink ---- */

static const struct sn_val flags[] = {
    {3, "begin, end"}, {2, "begin"}, {1, "end"}, {0, "none"}, {0, NULL}};

#define MULTILINK(F)                                                                               \
    F(MP_FLAGS, "sn.mp.flags", P16, "Flags", .mask = 0xc000, .vals = flags)                        \
    F(MP_FIRST, "mp.first", BIT16, "First fragment", .mask = 0x8000)                               \
    F(MP_LAST, "mp.last", BIT16, "Last fragment", .mask = 0x4000)                                  \
    F(MP_SEQ, "mp.seq", U16, "Sequence number", .mask = 0x0fff)
SN_FIELDS(mp, MULTILINK)

static void mp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_header(d, r, MP_FLAGS, MP_SEQ))
        d->rec[d->cur->first].flags = SN_REC_TEXT;
}

static enum sn_then mp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!t->o->link)
        sn_put_lit(t->b, "MLPPP, ");
    if (!sn_find(&v, MP_SEQ) || l->len < 2) {
        sn_put_lit(t->b, "[|mlppp]");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "seq 0x{03x}, Flags [{s:?}]", MP_SEQ, MP_FLAGS);
    sn_put_f(t->b, ", length %u", l->len);
    return SN_TEXT_DONE;
}

SN_PROTO(mp, "PPP Multilink Protocol", {.table = &sn_tab_ppp, .value = MP})
