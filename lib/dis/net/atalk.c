/* AppleTalk (Inside AppleTalk, 2nd edition): the datagram protocol DDP on EtherTalk and, with its
 * short header too, on LocalTalk (LLAP); names (NBP) and transactions (ATP) inside it. */
#include "dis/net/atalk.h"

enum { LAP_SHORT = 1, LAP_LONG, DDP_NBP = 2, DDP_ATP = 3, DDP_EIGRP = 88 };
enum { LAP_HDR = 3, LONG_HDR = 13, SHORT_HDR = 5, NBP_MIN = 10, ATP_HDR = 8, BROADCAST = 255 };

SN_TABLE(ddp);

void sn_atalk_put_addr(struct sn_text *t, unsigned net, unsigned node)
{
    sn_put_u32(t->b, net);
    if (node != BROADCAST)
        sn_put_f(t->b, ".%u", node);
}

static bool is_llap(const struct sn_text *t)
{
    for (uint32_t i = 0; i < t->d->nlayer; i++) {
        if (t->d->layer[i].proto == &sn_proto_llap)
            return true;
    }
    return false;
}

/* What tcpdump calls all of it where a packet is cut. */
static const char *family(const struct sn_text *t)
{
    return is_llap(t) ? "llap" : "atalk";
}

/* ---- LocalTalk's link access protocol ---- */

static const struct sn_val lap_types[] = {{LAP_SHORT, "Short DDP"}, {LAP_LONG, "DDP"}, {0, NULL}};

#define LLAP(F)                                                                                    \
    F(LAP_DST, "llap.dst", U8, "Destination Node")                                                 \
    F(LAP_SRC, "llap.src", U8, "Source Node")                                                      \
    F(LAP_TYPE, "llap.type", U8, "Type", .base = SN_HEX, .vals = lap_types)
SN_FIELDS(llap, LLAP)

static void llap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t type;

    if (d->cur == d->layer)
        d->linklen = d->cur->caplen < LAP_HDR ? d->cur->caplen : LAP_HDR;
    if (!sn_header(d, r, LAP_DST, LAP_TYPE))
        return;
    type = sn_u(d, LAP_TYPE);
    sn_next_proto(d,
                  type == LAP_SHORT  ? &sn_proto_ddp_short
                  : type == LAP_LONG ? &sn_proto_ddp
                                     : NULL,
                  r, len - LAP_HDR);
}

/* The port numbers of AppleTalk's sockets in UDP, old and new. */
static bool is_kip_port(uint16_t port)
{
    return (port >= 200 && port < 328) || (port >= 768 && port < 896) ||
           (port >= 16512 && port < 16640);
}

bool sn_atalk_in_udp(uint16_t sport, uint16_t dport, const struct sn_rd *r)
{
    return (is_kip_port(sport) || is_kip_port(dport)) && sn_rd_left(r) >= LAP_HDR &&
           r->p[LAP_HDR - 1] == LAP_LONG;
}

static enum sn_then llap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type;

    if (l > t->d->layer && t->o->verbose)
        sn_put_lit(t->b, "kip ");
    if (l->len < LAP_HDR) {
        sn_put_f(t->b, " [|llap %u]", l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &v, LAP_TYPE))
        return SN_TEXT_DONE;
    type = sn_opt(&v, LAP_TYPE);
    if (type == LAP_SHORT || type == LAP_LONG)
        return SN_TEXT_INNER;
    sn_say(t, &v, "{} > {} at-lap#{d} ", LAP_SRC, LAP_DST, LAP_TYPE);
    sn_put_u32(t->b, l->len - LAP_HDR);
    return SN_TEXT_DONE;
}

SN_PROTO(llap, "LocalTalk Link Access Protocol",
         {.table = &sn_tab_link, .value = SN_LINK_LOCALTALK})

/* ---- DDP ---- */

static const struct sn_val ddp_types[] = {{1, "rtmp"}, {DDP_NBP, "nbp"}, {DDP_ATP, "atp"},
                                          {4, "echo"}, {5, "rtmpReq"},   {22, "IP"},
                                          {23, "ARP"}, {75, "KLAP"},     {0, NULL}};
static const struct sn_val sockets[] = {
    {1, "rtmp"}, {2, "nis"}, {4, "echo"}, {6, "zip"}, {0, NULL}};

/* The short header has no networks; its nodes are LLAP's. */
#define DDP(F)                                                                                     \
    F(DDP_HOPS, "ddp.hopcount", P16, "Hop count", .mask = 0x3c00)                                  \
    F(DDP_LEN, "ddp.len", U16, "Datagram length", .mask = 0x03ff)                                  \
    F(DDP_SUM, "ddp.checksum", U16, "Checksum")                                                    \
    F(DDP_DNET, "ddp.dst.net", U16, "Destination Net")                                             \
    F(DDP_SNET, "ddp.src.net", U16, "Source Net")                                                  \
    F(DDP_DNODE, "ddp.dst.node", U8, "Destination Node")                                           \
    F(DDP_SNODE, "ddp.src.node", U8, "Source Node")                                                \
    F(DDP_DSOCKET, "ddp.dst_socket", U8, "Destination Socket", .vals = sockets)                    \
    F(DDP_SSOCKET, "ddp.src_socket", U8, "Source Socket", .vals = sockets)                         \
    F(DDP_TYPE, "ddp.type", U8, "Protocol type", .vals = ddp_types)
SN_FIELDS(ddp, DDP)

static void ddp_next(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len >= LONG_HDR || d->cur->proto == &sn_proto_ddp_short)
        sn_next(d, &sn_tab_ddp, sn_u(d, DDP_TYPE), r, len - (uint32_t)(sn_rd_off(r) - d->cur->off));
}

/* On LocalTalk the header counts as the link layer's for a dump; of one that is too short tcpdump
 * skips as many bytes as there are, from the packet's beginning. */
static void lap_header(struct sn_dis *d, uint32_t n)
{
    if (d->layer[0].proto != &sn_proto_llap || !d->cur->len)
        return;
    if (d->cur->len < n)
        d->linklen = d->cur->len;
    else
        d->linklen += n < d->cur->caplen ? n : d->cur->caplen;
}

static void ddp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    lap_header(d, LONG_HDR);
    if (sn_header_of(d, r, ddp_fields, DDP_TYPE))
        ddp_next(d, r, len);
}

static void ddp_short_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_rec *lap = d->rec + d->cur[-1].first;

    lap_header(d, SHORT_HDR);
    if (!sn_get(d, r, DDP_LEN, NULL) || !sn_header(d, r, DDP_DSOCKET, DDP_TYPE))
        return;
    sn_note(d, DDP_DNODE, lap[LAP_DST].u);
    sn_note(d, DDP_SNODE, lap[LAP_SRC].u);
    ddp_next(d, r, len);
}

static void put_end(struct sn_text *t, const struct sn_view *v, unsigned net, unsigned node,
                    unsigned socket)
{
    unsigned s = (unsigned)sn_opt(v, socket);

    sn_atalk_put_addr(t, (unsigned)sn_opt(v, net), (unsigned)sn_opt(v, node));
    sn_put_c(t->b, '.');
    sn_put_name(t, t->o->names ? sockets : NULL, s, "%u");
}

static enum sn_then ddp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool lap = is_llap(t), brief = l->proto == &sn_proto_ddp_short;
    unsigned header = brief ? SHORT_HDR : LONG_HDR;

    t->tag = family(t);
    if (!lap && t->o->verbose && l[-1].proto != &sn_proto_gre && l[-1].proto != &sn_proto_null &&
        l[-1].proto != &sn_proto_loop)
        sn_put_lit(t->b, "et1 ");
    if (!lap && !t->o->link)
        sn_put_lit(t->b, "AT ");
    if (l->len < header) {
        sn_put_f(t->b, " [|%sddp %u]", brief ? "s" : "", l->len);
        return SN_TEXT_DONE;
    }
    if (l->caplen < header) {
        sn_put_f(t->b, " [|%sddp]", brief ? "s" : "");
        return SN_TEXT_DONE;
    }
    put_end(t, &v, DDP_SNET, DDP_SNODE, DDP_SSOCKET);
    sn_put_lit(t->b, " > ");
    put_end(t, &v, DDP_DNET, DDP_DNODE, DDP_DSOCKET);
    sn_put_s(t->b, lap ? ":" : ": ");
    if (sn_opt(&v, DDP_TYPE) == DDP_NBP || sn_opt(&v, DDP_TYPE) == DDP_ATP) {
        if (sn_text_next(t))
            return SN_TEXT_INNER;
        if (sn_opt(&v, DDP_TYPE) == DDP_ATP)
            return SN_TEXT_CUT_SHORT;
        sn_put_lit(t->b, " truncated-nbp 0");
        return SN_TEXT_DONE;
    }
    if (sn_opt(&v, DDP_TYPE) == DDP_EIGRP && sn_text_next(t))
        return SN_TEXT_INNER;
    sn_put_lit(t->b, " at-");
    sn_put_name(t, ddp_types, sn_opt(&v, DDP_TYPE), "#%u");
    sn_put_f(t->b, " %u", l->len - header);
    return SN_TEXT_DONE;
}

SN_PROTO(ddp, "Datagram Delivery Protocol", {.table = &sn_tab_ether, .value = 0x809b},
         {.table = &sn_tab_snap, .value = 0x080007809b})

const struct sn_proto sn_proto_ddp_short = {
    .name = "ddp",
    .title = "Datagram Delivery Protocol",
    SN_PROTO_FIELDS(ddp),
    .dissect = ddp_short_dissect,
    .text = ddp_text,
};

/* ---- NBP ---- */

enum { BROADCAST_REQUEST = 1, LOOKUP = 2, REPLY = 3, STRING_MAX = 32 };
static const struct sn_val nbp_ops[] = {
    {BROADCAST_REQUEST, "brRq"}, {LOOKUP, "lkup"}, {REPLY, "reply"}, {0, NULL}};

#define NBP(F)                                                                                     \
    F(NBP_INFO, "nbp.info", P8, "Info", .base = SN_HEX)                                            \
    F(NBP_OP, "nbp.op", P8, "Operation", .mask = 0xf0, .vals = nbp_ops)                            \
    F(NBP_COUNT, "nbp.count", U8, "Count", .mask = 0x0f)                                           \
    F(NBP_TID, "nbp.tid", U8, "Transaction ID")                                                    \
    F(NBP_NODE, "sn.nbp.tuple", GROUPS, "Node")                                                    \
    F(NBP_NET, "nbp.net", U16, "Network")                                                          \
    F(NBP_NODE_ID, "nbp.node", U8, "Node")                                                         \
    F(NBP_PORT, "nbp.port", U8, "Port")                                                            \
    F(NBP_ENUM, "nbp.enum", U8, "Enumerator")                                                      \
    F(NBP_OBJECT, "nbp.object", STR, "Object")                                                     \
    F(NBP_TYPE, "nbp.type", STR, "Type")                                                           \
    F(NBP_ZONE, "nbp.zone", STR, "Zone")                                                           \
    F(NBP_LONG, "sn.nbp.long", UINT, NULL)
SN_FIELDS(nbp, NBP)

/* A string behind its length; one that is too long is said to be so instead. */
static bool pascal(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    uint8_t n;

    if (!sn_rd_u8(r, &n))
        return false;
    if (n > STRING_MAX) {
        sn_note(d, NBP_LONG, n);
        return false;
    }
    if (sn_get_upto(d, r, field, n))
        return true;
    d->rec[d->nrec - 1].flags |= SN_REC_BAD;
    return false;
}

static bool tuple(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, NBP_NODE, 0);
    bool ok = sn_header(d, r, NBP_NET, NBP_ENUM) && pascal(d, r, NBP_OBJECT) &&
              pascal(d, r, NBP_TYPE) && pascal(d, r, NBP_ZONE);

    sn_group_end(d, r, g);
    return ok;
}

static void nbp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t n, op;

    (void)len;
    if (!sn_header(d, r, NBP_INFO, NBP_TID))
        return;
    op = sn_u(d, NBP_OP);
    n = sn_u(d, NBP_COUNT);
    if ((op == BROADCAST_REQUEST || op == LOOKUP) && !n) /* it has one whatever it says */
        n = 1;
    while (n && tuple(d, r))
        n--;
}

/* A name: "object:type@zone". False: it isn't whole, but the line goes on. */
static bool put_name(struct sn_text *t, const struct sn_view *v)
{
    static const char seps[] = "\":@";

    for (unsigned i = 0; i < 3; i++) {
        const struct sn_rec *q = sn_find(v, NBP_OBJECT + i), *n = sn_find(v, NBP_LONG);

        sn_put_c(t->b, seps[i]);
        if (!q && n) {
            sn_put_f(t->b, "[len=%u]", (unsigned)n->u);
            return false;
        }
        if (q)
            sn_put_safe(t->b, q->p, q->n);
        if (!q || q->flags & SN_REC_BAD) {
            sn_put_f(t->b, " [|%s]", family(t));
            return false;
        }
    }
    sn_put_c(t->b, '"');
    return true;
}

/* An address where it isn't the sender's. */
static bool is_sender(const struct sn_view *v, const struct sn_view *from)
{
    return sn_opt(v, NBP_NET) == sn_opt(from, DDP_SNET) &&
           sn_opt(v, NBP_NODE_ID) == sn_opt(from, DDP_SNODE);
}

static void request_text(struct sn_text *t, const struct sn_view *v, const struct sn_view *from)
{
    struct sn_view one = {0};

    if (!sn_each(v, NBP_NODE, &one) || !sn_need_short(t, &one, NBP_ENUM)) {
        sn_cut_short(t);
        return;
    }
    sn_put_c(t->b, ' ');
    (void)put_name(t, &one);
    if (sn_opt(v, NBP_COUNT) != 1)
        sn_say(t, v, " [ntup={}]", NBP_COUNT);
    if (sn_opt(&one, NBP_ENUM))
        sn_say(t, &one, " [enum={}]", NBP_ENUM);
    if (is_sender(&one, from) && sn_opt(&one, NBP_PORT) == sn_opt(from, DDP_SSOCKET))
        return;
    sn_put_lit(t->b, " [addr=");
    sn_atalk_put_addr(t, (unsigned)sn_opt(&one, NBP_NET), (unsigned)sn_opt(&one, NBP_NODE_ID));
    sn_say(t, &one, ".{}]", NBP_PORT);
}

static void reply_text(struct sn_text *t, const struct sn_view *v, const struct sn_view *from)
{
    struct sn_view one = {0};

    for (uint64_t n = sn_opt(v, NBP_COUNT); n; n--) {
        if (!sn_each(v, NBP_NODE, &one) || !sn_need_short(t, &one, NBP_ENUM)) {
            sn_cut_short(t);
            return;
        }
        sn_put_c(t->b, ' ');
        if (!put_name(t, &one))
            n = 1;
        if (sn_opt(&one, NBP_ENUM) != 1)
            sn_say(t, &one, "({})", NBP_ENUM);
        if (sn_opt(&one, NBP_PORT) != sn_opt(from, DDP_SSOCKET))
            sn_say(t, &one, " {}", NBP_PORT);
        if (is_sender(&one, from))
            continue;
        sn_put_lit(t->b, " [addr=");
        sn_atalk_put_addr(t, (unsigned)sn_opt(&one, NBP_NET), (unsigned)sn_opt(&one, NBP_NODE_ID));
        sn_put_c(t->b, ']');
    }
}

static enum sn_then nbp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), from = sn_view(t, l - 1);
    uint64_t op;

    t->tag = family(t);
    if (l->len < NBP_MIN) {
        sn_put_f(t->b, " truncated-nbp %u", l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &v, NBP_TID))
        return SN_TEXT_DONE;
    op = sn_opt(&v, NBP_OP);
    if (op < BROADCAST_REQUEST || op > REPLY) {
        sn_say(t, &v, " nbp-0x{x}  {}", NBP_INFO, NBP_TID);
        sn_put_f(t->b, " (%u)", l->len - 2);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, " nbp-{s} {}:", NBP_OP, NBP_TID);
    if (op == REPLY)
        reply_text(t, &v, &from);
    else
        request_text(t, &v, &from);
    return SN_TEXT_DONE;
}

SN_PROTO(nbp, "Name Binding Protocol", {.table = &sn_tab_ddp, .value = DDP_NBP})

/* ---- ATP ---- */

enum { ATP_REQUEST = 1, ATP_RESPONSE, ATP_RELEASE, XO = 0x20, EOM = 0x10, STS = 0x08 };
static const struct sn_val atp_functions[] = {
    {ATP_REQUEST, "req"}, {ATP_RESPONSE, "resp"}, {ATP_RELEASE, "rel"}, {0, NULL}};

#define ATP(F)                                                                                     \
    F(ATP_CTRL, "atp.ctrlinfo", P8, "Control info", .base = SN_HEX)                                \
    F(ATP_FUNCTION, "atp.function", P8, "Function", .mask = 0xc0, .vals = atp_functions)           \
    F(ATP_XO, "atp.xo", BIT8, "XO", .mask = XO)                                                    \
    F(ATP_EOM, "atp.eom", BIT8, "EOM", .mask = EOM)                                                \
    F(ATP_STS, "atp.sts", BIT8, "STS", .mask = STS, .step = 1)                                     \
    F(ATP_BITMAP, "atp.bitmap", U8, "Bitmap", .base = SN_HEX)                                      \
    F(ATP_TID, "atp.tid", U16, "TID")                                                              \
    F(ATP_USER, "atp.user_bytes", U32, "User bytes", .base = SN_HEX)                               \
    F(ATP_UPPER, "sn.atp.user_bytes", U32, "User bytes", .base = SN_HEX)
SN_FIELDS(atp, ATP)

static void atp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    /* Other messages have them for the protocol inside. */
    if (sn_header(d, r, ATP_CTRL, ATP_TID) &&
        sn_get(d, r, sn_u(d, ATP_FUNCTION) == ATP_RELEASE ? ATP_USER : ATP_UPPER, NULL))
        sn_next_proto(d, NULL, r, len - ATP_HDR);
}

/* "<0-7>", "<0,3>": the packets that are asked for. */
static void put_bitmap(struct sn_text *t, unsigned bits)
{
    char before = '<';
    unsigned last = 0;

    while (bits >> last > 1)
        last++;
    if (!(bits & (bits + 1))) { /* the first ones, without gaps */
        sn_put_f(t->b, bits > 1 ? "<0-%u>" : "<0>", last);
        return;
    }
    for (unsigned i = 0; i < 8; i++) {
        if (bits >> i & 1) {
            sn_put_f(t->b, "%c%u", before, i);
            before = ',';
        }
    }
    sn_put_c(t->b, '>');
}

static void put_flags(struct sn_text *t, uint64_t flags)
{
    static const struct sn_val bits[] = {{XO, "XO"}, {EOM, "EOM"}, {STS, "STS"}, {0, NULL}};

    if (!(flags & (XO | EOM | STS)))
        return;
    sn_put_c(t->b, '[');
    sn_text_bits(t, bits, (uint32_t)flags, ",", "");
    sn_put_c(t->b, ']');
}

static void atp_message(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    uint64_t function = sn_opt(v, ATP_FUNCTION), flags = sn_opt(v, ATP_CTRL);

    switch (function) {
    case ATP_REQUEST:
    case ATP_RELEASE:
        sn_put_s(t->b, function == ATP_RELEASE ? " atp-rel  "
                       : flags & XO            ? " atp-req  "
                                               : " atp-req* ");
        sn_say(t, v, "{}", ATP_TID);
        put_bitmap(t, (unsigned)sn_opt(v, ATP_BITMAP));
        if (n)
            sn_put_f(t->b, " [len=%u]", n);
        if (function == ATP_REQUEST && flags & (EOM | STS))
            sn_put_c(t->b, ' ');
        put_flags(t, function == ATP_RELEASE ? flags : flags & (EOM | STS));
        break;
    case ATP_RESPONSE:
        sn_say(t, v, flags & EOM ? " atp-resp*{}:{d}" : " atp-resp {}:{d}", ATP_TID, ATP_BITMAP);
        sn_put_f(t->b, " (%u)", n);
        if (flags & (XO | STS))
            sn_put_c(t->b, ' ');
        put_flags(t, flags & (XO | STS));
        break;
    default:
        sn_put_f(t->b, " atp-0x%x ", (unsigned)flags);
        sn_say(t, v, " {}", ATP_TID);
        sn_put_f(t->b, " (%u)", n);
        break;
    }
}

static enum sn_then atp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint16_t user;

    user = sn_opt(&v, ATP_FUNCTION) == ATP_RELEASE ? ATP_USER : ATP_UPPER;
    t->tag = family(t);
    if (!sn_need_short(t, &v, user))
        return SN_TEXT_DONE;
    atp_message(t, &v, l->len - ATP_HDR);
    if (sn_opt(&v, user))
        sn_say(t, &v, " 0x{x}", user);
    return SN_TEXT_DONE;
}

SN_PROTO(atp, "AppleTalk Transaction Protocol packet", {.table = &sn_tab_ddp, .value = DDP_ATP})
