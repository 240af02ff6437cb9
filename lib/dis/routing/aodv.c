/* AODV (RFC 3561), over IPv6 as it is there with longer addresses, and as
 * draft-perkins-manet-aodv6-01 has it. */
#include "dis/proto.h"

enum { PORT = 654, HELLO = 1, HELLO_SIZE = 4, TIME = 2, TIME_SIZE = 8, FIXED = 4, SEQ_SIZE = 4 };
enum { RREQ = 1, RREP, RERR, RREP_ACK, DRAFT = 15, NO_DELETE = 0x8000 };

static const struct sn_val types[] = {
    {RREQ, "Route Request"},
    {RREP, "Route Reply"},
    {RERR, "Route Error"},
    {RREP_ACK, "Route Reply Acknowledgment"},
    {DRAFT + RREQ, "Draft Route Request"},
    {DRAFT + RREP, "Draft Route Reply"},
    {DRAFT + RERR, "Draft Route Error"},
    {DRAFT + RREP_ACK, "Draft Route Reply Acknowledgment"},
    {0, NULL},
};
static const struct sn_val ext_types[] = {
    {HELLO, "Hello Interval"}, {TIME, "Timestamp"}, {0, NULL}};

#define AODV(F)                                                                                    \
    F(TYPE, "aodv.type", U8, "Type", .vals = types)                                                \
    F(FLAGS, "aodv.flags", U16, "Flags")                                                           \
    F(JOIN, "aodv.flags.rreq_join", BOOL, "RREQ Join", .mask = 0x8000)                             \
    F(REPAIR, "aodv.flags.rreq_repair", BOOL, "RREQ Repair", .mask = 0x4000)                       \
    F(GRATUITOUS, "aodv.flags.rreq_gratuitous", BOOL, "RREQ Gratuitous RREP", .mask = 0x2000)      \
    F(ONLY, "aodv.flags.rreq_destinationonly", BOOL, "RREQ Destination only", .mask = 0x1000)      \
    F(UNKNOWN, "aodv.flags.rreq_unknown", BOOL, "RREQ Unknown Sequence Number", .mask = 0x0800)    \
    F(RREP_FLAGS, "aodv.flags", P16, "Flags")                                                      \
    F(RREP_REPAIR, "aodv.flags.rrep_repair", BOOL, "RREP Repair", .mask = 0x8000)                  \
    F(RREP_ACKED, "aodv.flags.rrep_ack", BOOL, "RREP Acknowledgement", .mask = 0x4000)             \
    F(RERR_NODELETE, "aodv.flags.rerr_nodelete", BOOL, "RERR No Delete", .mask = NO_DELETE)        \
    F(PREFIX, "aodv.prefix_sz", U16, "Prefix Size", .mask = 0x1f)                                  \
    F(HOPS, "aodv.hopcount", U8, "Hop Count")                                                      \
    F(ID, "aodv.rreq_id", U32, "RREQ Id")                                                          \
    F(DST, "aodv.dest_ip", IPV4, "Destination IP")                                                 \
    F(DST6, "aodv.dest_ipv6", IPV6, "Destination IPv6")                                            \
    F(DST_SEQ, "aodv.dest_seqno", U32, "Destination Sequence Number")                              \
    F(SRC, "aodv.orig_ip", IPV4, "Originator IP")                                                  \
    F(SRC6, "aodv.orig_ipv6", IPV6, "Originator IPv6")                                             \
    F(SRC_SEQ, "aodv.orig_seqno", U32, "Originator Sequence Number")                               \
    F(LIFETIME, "aodv.lifetime", U32, "Lifetime", .unit = "ms")                                    \
    F(COUNT, "aodv.destcount", U8, "Destination Count")                                            \
    F(LOST, "sn.aodv.unreach", GROUPS, "Unreachable Destination")                                  \
    F(LOST_DST, "aodv.unreach_dest_ip", IPV4, "Unreachable Destination IP")                        \
    F(LOST_DST6, "aodv.unreach_dest_ipv6", IPV6, "Unreachable Destination IPv6")                   \
    F(LOST_SEQ, "aodv.dest_seqno", U32, "Destination Sequence Number")                             \
    F(EXT, "sn.aodv.ext", GROUPS, "Extension")                                                     \
    F(EXT_TYPE, "aodv.ext_type", U8, "Extension Type", .vals = ext_types)                          \
    F(EXT_LEN, "aodv.ext_length", U8, "Extension Length")                                          \
    F(INTERVAL, "aodv.hello_interval", U32, "Hello Interval", .unit = "ms")                        \
    F(TIMESTAMP, "aodv.timestamp", U64, "Timestamp")
SN_FIELDS(aodv, AODV)

/* tcpdump shows the first only, and an interval that the extension's length leaves no room for. */
static void extensions(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool more = len >= 2;

    while (more) {
        struct sn_rec *g = sn_group(d, r, EXT, 0);
        struct sn_rd val;
        uint32_t type = 0, n = 0;

        if (sn_get(d, r, EXT_TYPE, &type) && sn_get(d, r, EXT_LEN, &n)) {
            val = *r;
            if (type == HELLO && sn_rd_need(r, HELLO_SIZE) && n >= HELLO_SIZE)
                (void)sn_get(d, &val, INTERVAL, NULL);
            else if (type == TIME && n >= TIME_SIZE)
                (void)sn_get64(d, &val, TIMESTAMP, NULL);
        }
        more = !r->stop && d->want & SN_WANT_FIELDS && sn_rd_skip(r, n) && sn_rd_left(r) >= 2;
        sn_group_end(d, r, g);
    }
}

/* The addresses and numbers of a request or a reply. */
static void route(struct sn_dis *d, struct sn_rd *r, uint32_t type, bool six)
{
    bool draft = type > DRAFT;
    unsigned dst = six ? DST6 : DST, src = six ? SRC6 : SRC;

    if (type == DRAFT + RREQ) {
        (void)(sn_get(d, r, DST_SEQ, NULL) && sn_get(d, r, SRC_SEQ, NULL) &&
               sn_get(d, r, dst, NULL) && sn_get(d, r, src, NULL));
        return;
    }
    (void)((!draft || sn_get(d, r, DST_SEQ, NULL)) && sn_get(d, r, dst, NULL) &&
           (draft || sn_get(d, r, DST_SEQ, NULL)) && sn_get(d, r, src, NULL) &&
           sn_get(d, r, type == RREQ ? SRC_SEQ : LIFETIME, NULL));
}

static void request(struct sn_dis *d, struct sn_rd *r, uint32_t type, bool six, uint32_t len)
{
    uint32_t size = FIXED + 4 + 2 * SEQ_SIZE + (six ? 32 : 8);

    if (!sn_rd_need(r, size - 1))
        return;
    (void)sn_get(d, r, FLAGS, NULL);
    sn_parts(d, FLAGS, JOIN, UNKNOWN);
    (void)sn_header(d, r, HOPS, ID);
    route(d, r, type, six);
    extensions(d, r, len - size);
}

static void reply(struct sn_dis *d, struct sn_rd *r, uint32_t type, bool six, uint32_t len)
{
    uint32_t size = FIXED + 2 * SEQ_SIZE + (six ? 32 : 8);

    if (!sn_rd_need(r, size - 1))
        return;
    (void)sn_get(d, r, RREP_FLAGS, NULL);
    sn_parts(d, RREP_FLAGS, RREP_REPAIR, RREP_ACKED);
    (void)sn_header(d, r, PREFIX, HOPS);
    route(d, r, type, six);
    extensions(d, r, len - size);
}

static void error(struct sn_dis *d, struct sn_rd *r, bool six)
{
    uint64_t n;

    if (!sn_rd_need(r, FIXED - 1))
        return;
    (void)sn_get(d, r, FLAGS, NULL);
    sn_parts(d, FLAGS, RERR_NODELETE, RERR_NODELETE);
    (void)sn_get(d, r, COUNT, NULL);
    for (n = sn_u(d, COUNT); n && sn_rd_need(r, (six ? 16 : 4) + SEQ_SIZE); n--) {
        struct sn_rec *g = sn_group(d, r, LOST, 0);

        (void)sn_get(d, r, six ? LOST_DST6 : LOST_DST, NULL);
        (void)sn_get(d, r, LOST_SEQ, NULL);
        sn_group_end(d, r, g);
    }
}

static void aodv_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool six = d->ip.version == 6;
    uint32_t type;

    *r = sn_inside(r, len ? len : 1); /* the type is read in any case */
    if (!sn_get(d, r, TYPE, &type))
        return;
    six = six || type > DRAFT;
    switch (type) {
    case RREQ:
    case DRAFT + RREQ:
        request(d, r, type, six, len);
        break;
    case RREP:
    case DRAFT + RREP:
        reply(d, r, type, six, len);
        break;
    case RERR:
    case DRAFT + RERR:
        error(d, r, six);
        break;
    }
}

/* ---- text ---- */

static void ext_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view ext = {0};

    if (!sn_each(v, EXT, &ext) || !sn_need_short(t, &ext, EXT_LEN))
        return;
    if (sn_opt(&ext, EXT_TYPE) == HELLO && l->flags)
        sn_cut_short(t);
    else if (sn_opt(&ext, EXT_TYPE) != HELLO)
        sn_say(t, &ext, "\n\text {d} {}", EXT_TYPE, EXT_LEN);
    else if (sn_opt(&ext, EXT_LEN) < HELLO_SIZE)
        sn_say(t, &ext, "\n\text HELLO - bad length {}", EXT_LEN);
    else
        sn_say(t, &ext, "\n\text HELLO {} ms", INTERVAL);
}

static void error_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view lost = {0};
    uint64_t n = sn_opt(v, COUNT);

    if (!sn_need_short(t, v, COUNT))
        return;
    sn_put_f(t->b, " rerr %s [items %u] [%u]:", sn_opt(v, FLAGS) & NO_DELETE ? "[D]" : "",
             (unsigned)n, l->len);
    for (; n; n--) {
        if (!sn_each(v, LOST, &lost)) {
            sn_cut_short(t);
            return;
        }
        sn_say(t, &lost, " {{{}}}({})", sn_find(&lost, LOST_DST6) ? LOST_DST6 : LOST_DST, LOST_SEQ);
    }
}

static enum sn_then aodv_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);
    uint16_t dst = sn_find(&v, DST6) ? DST6 : DST, src = dst == DST6 ? SRC6 : SRC;

    if (sn_need(t, &v, TYPE))
        sn_put_lit(t->b, " aodv");
    switch (type) {
    case RREQ:
    case DRAFT + RREQ:
        /* tcpdump looks for the flags in the byte of the type. */
        if (sn_need_short(t, &v, src))
            sn_put_f(t->b, "%s rreq %u %s hops", type == RREQ && dst == DST6 ? " v6" : "", l->len,
                     type == RREQ ? "" : "[D]");
        sn_say(t, &v, " {} id 0x{08x}\n\tdst {} seq {} src {} seq {}", HOPS, ID, dst, DST_SEQ, src,
               SRC_SEQ);
        ext_text(t, l, &v);
        break;
    case RREP:
    case DRAFT + RREP:
        if (sn_need_short(t, &v, src))
            sn_put_f(t->b, " rrep %u ", l->len);
        sn_say(t, &v, " prefix {} hops {}\n\tdst {} dseq {} src {} {} ms", PREFIX, HOPS, dst,
               DST_SEQ, src, LIFETIME);
        ext_text(t, l, &v);
        break;
    case RERR:
    case DRAFT + RERR:
        error_text(t, l, &v);
        break;
    case RREP_ACK:
    case DRAFT + RREP_ACK:
        sn_put_f(t->b, " rrep-ack %u", l->len);
        break;
    default:
        sn_put_f(t->b, " type %u %u", (unsigned)type, l->len);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(aodv, "Ad hoc On-demand Distance Vector Routing Protocol",
         {.table = &sn_tab_udp, .value = PORT}, {.table = &sn_tab_udp, .type = "aodv"})
