/*
 * IP over serial lines (RFC 1055) as BSD's drivers capture it: the direction and what the
 * compressed header of the line was (RFC 1144) stand in front of the whole IP packet; BSD/OS has 16
 * bytes of its own there.
 *
 * tcpdump remembers of each connection how long its last packet was, and says it for the two
 * changes that mean "by so much". Nothing is remembered here: they say 0, as they do for the first.
 */
#include "dis/link/eth.h"

enum { HDR = 16, LINE = 15, IP_MIN = 20, IP_PROTO = 9, TCP_MIN = 20, TCP_OFFSET = 12 };
enum { IN = 0, OUT = 1 };
enum { KIND_IP = 0x40, KIND_UNCOMPRESSED = 0x70, COMPRESSED = 0x80 };

/* Changes that a compressed header says (RFC 1144, 3.2.2); two sets of them have a meaning. */
enum {
    NEW_CONNECTION = 0x40,
    NEW_ID = 0x20,
    NEW_SEQ = 0x08,
    NEW_ACK = 0x04,
    NEW_WINDOW = 0x02,
    NEW_URGENT = 0x01,
    SPECIALS = NEW_SEQ | NEW_ACK | NEW_WINDOW | NEW_URGENT,
    ECHOED = NEW_SEQ | NEW_WINDOW | NEW_URGENT,
    DATA = SPECIALS,
};

static const struct sn_val specials[] = {{ECHOED, "*SA"}, {DATA, "*S"}, {0, NULL}};
static const struct sn_val directions[] = {{IN, "I "}, {OUT, "O "}, {0, NULL}};

/* HEADERS counts 4 bytes each of the IP header and of TCP's; USED is what tcpdump thinks the header
 * on the line took. SPECIAL stands for changes that have a meaning together. */
#define SLIP(F)                                                                                    \
    F(DIRECTION, "sn.slip.direction", U8, "Direction", .vals = directions)                         \
    F(KIND, "sn.slip.kind", P8, "Kind or changes", .base = SN_HEX)                                 \
    F(LINE_HEADER, "sn.slip.header", BYTES, "Header on the line", .width = LINE, .step = LINE)     \
    F(CONNECTION, "sn.slip.connection", UINT, "Connection")                                        \
    F(SPECIAL, "sn.slip.special", UINT, "Changes", .vals = specials)                               \
    F(URGENT, "sn.slip.urgent", UINT, "Urgent pointer")                                            \
    F(WINDOW, "sn.slip.window", INT, "Window, change")                                             \
    F(ACK, "sn.slip.ack", UINT, "Acknowledgment number, change")                                   \
    F(SEQ, "sn.slip.seq", UINT, "Sequence number, change")                                         \
    F(ID, "sn.slip.id", UINT, "IP identification, change")                                         \
    F(USED, "sn.slip.used", UINT, NULL)                                                            \
    F(HEADERS, "sn.slip.headers", UINT, NULL)                                                      \
    F(VERSION, "sn.slip.version", UINT, NULL)
SN_FIELDS(slip, SLIP)

/* A change: a byte, or when that is 0 the two behind it. tcpdump stays at a single byte, so that
 * the next change is read there again. */
static uint32_t change(struct sn_rd *r)
{
    uint8_t one = 0;
    uint16_t two = 0;

    if (sn_rd_peek(r, 0, &one) && !one && sn_rd_skip(r, 1))
        (void)sn_rd_be16(r, &two);
    return one ? one : two;
}

/* What the header on the line changes; at most 11 of its bytes are read. */
static void changes(struct sn_dis *d, struct sn_rd *r, uint8_t bits)
{
    static const struct {
        uint8_t bit, field;
    } order[] = {{NEW_URGENT, URGENT}, {NEW_WINDOW, WINDOW}, {NEW_ACK, ACK}, {NEW_SEQ, SEQ}};
    size_t from = sn_rd_off(r);
    uint8_t id;

    (void)!sn_rd_skip(r, 1);
    if (bits & NEW_CONNECTION && sn_rd_u8(r, &id))
        sn_rec_uint(d, CONNECTION, sn_rd_off(r) - 1, 1, id);
    (void)!sn_rd_skip(r, 2); /* the checksum */
    if ((bits & SPECIALS) == ECHOED || (bits & SPECIALS) == DATA)
        sn_rec_made(d, SPECIAL, bits & SPECIALS);
    for (size_t i = 0; i < 4 && !sn_rec_of(d, SPECIAL); i++) {
        if (bits & order[i].bit) {
            uint32_t u = change(r);

            sn_rec_made(d, order[i].field, order[i].bit == NEW_WINDOW ? (uint64_t)(int16_t)u : u);
        }
    }
    if (bits & NEW_ID)
        sn_rec_made(d, ID, change(r));
    sn_note(d, USED, sn_rd_off(r) - from);
}

/* The lengths of the IP header and of TCP's in words. */
static void headers(struct sn_dis *d, struct sn_rd r)
{
    uint8_t ip, tcp;

    if (sn_rd_need(&r, IP_MIN) && sn_rd_peek(&r, 0, &ip) && sn_rd_skip(&r, (ip & 15u) * 4) &&
        sn_rd_need(&r, TCP_MIN) && sn_rd_peek(&r, TCP_OFFSET, &tcp))
        sn_note(d, HEADERS, (ip & 15u) + (tcp >> 4));
}

static void slip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd line;
    uint32_t kind;
    uint8_t version, connection;

    if (len < HDR)
        sn_malformed(r);
    if (len < HDR || !sn_rd_need(r, HDR) || !sn_get(d, r, DIRECTION, NULL) ||
        !sn_get(d, r, KIND, &kind))
        return;
    line = sn_inside(r, LINE);
    (void)!sn_get(d, r, LINE_HEADER, NULL);
    len -= HDR;
    if (!d->cur->level)
        d->linklen = HDR;
    if ((kind & 0xf0) == KIND_UNCOMPRESSED || kind & COMPRESSED)
        headers(d, *r);
    if (kind & COMPRESSED)
        changes(d, &line, (uint8_t)kind);
    else if ((kind & 0xf0) == KIND_UNCOMPRESSED && sn_rd_peek(&line, IP_PROTO, &connection))
        sn_rec_uint(d, CONNECTION, sn_rd_off(&line) + IP_PROTO, 1, connection);
    if (!sn_rd_peek(r, 0, &version))
        return;
    version >>= 4;
    sn_note(d, VERSION, version);
    sn_next_proto(d, version == 4 ? &sn_proto_ip : version == 6 ? &sn_proto_ipv6 : NULL, r, len);
}

/* ---- text ---- */

static void changes_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *window = sn_find(v, WINDOW);

    sn_put_lit(t->b, "ctcp ");
    if (sn_find(v, CONNECTION))
        sn_say(t, v, "{}", CONNECTION);
    else
        sn_put_c(t->b, '*');
    if (sn_find(v, SPECIAL))
        sn_say(t, v, " {s}+0", SPECIAL);
    if (sn_find(v, URGENT))
        sn_say(t, v, " U={}", URGENT);
    if (window)
        sn_say(t, v, (int64_t)window->u < 0 ? " W{}" : " W+{}", WINDOW);
    if (sn_find(v, ACK))
        sn_say(t, v, " A+{}", ACK);
    if (sn_find(v, SEQ))
        sn_say(t, v, " S+{}", SEQ);
    if (sn_find(v, ID))
        sn_say(t, v, " I+{}", ID);
    if (sn_need(t, v, HEADERS))
        sn_put_f(t->b, " %u (%u)", l->len - HDR - (uint32_t)sn_opt(v, HEADERS) * 4,
                 (unsigned)sn_opt(v, USED));
}

/* "I utcp 3: " */
static void put_header(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t kind = sn_opt(v, KIND);
    bool known = sn_opt(v, DIRECTION) <= OUT;

    sn_say(t, v, "{s:Invalid direction %u }", DIRECTION);
    if ((kind & 0xf0) == KIND_IP) {
        sn_put_f(t->b, "ip %u: ", l->len);
    } else if ((kind & 0xf0) == KIND_UNCOMPRESSED) {
        sn_say(t, v, "utcp {}: ", CONNECTION);
        if (known)
            (void)sn_need(t, v, HEADERS);
    } else if (known && kind & COMPRESSED) {
        changes_text(t, l, v);
        sn_put_lit(t->b, ": ");
    } else if (known) {
        sn_put_f(t->b, "slip-%u!: ", (unsigned)kind);
    }
}

static enum sn_then slip_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need(t, &v, LINE_HEADER))
        return SN_TEXT_DONE;
    if (t->o->link)
        put_header(t, l, &v);
    if (!sn_need(t, &v, VERSION))
        return SN_TEXT_DONE;
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    sn_say(t, &v, "ip v{}", VERSION);
    return SN_TEXT_DONE;
}

SN_PROTO(slip, "Serial Line IP", {.table = &sn_tab_link, .value = SN_LINK_SLIP})

/* ---- BSD/OS ---- */

#define BSDOS(F) F(BSDOS_HEADER, "sn.slip_bsdos.header", BYTES, "Header", .width = HDR, .step = HDR)
SN_FIELDS(bsdos, BSDOS)

static void slip_bsdos_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < HDR)
        sn_malformed(r);
    if (len < HDR || !sn_get(d, r, BSDOS_HEADER, NULL))
        return;
    d->linklen = HDR;
    sn_next_proto(d, &sn_proto_ip, r, len - HDR);
}

static enum sn_then slip_bsdos_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    return sn_need_short(t, &v, BSDOS_HEADER) ? SN_TEXT_INNER : SN_TEXT_DONE;
}

const struct sn_proto sn_proto_slip_bsdos = {
    .name = "sn.slip_bsdos",
    .tag = "slip_bsdos",
    .title = "Serial Line IP, BSD/OS",
    SN_PROTO_FIELDS(bsdos),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_SLIP_BSDOS}),
    .dissect = slip_bsdos_dissect,
    .text = slip_bsdos_text,
};

/* PPP of BSD/OS has a header of 24 bytes with so much code in it that tcpdump prints it on BSD/OS
 * only, and nothing elsewhere. */
#define PPP_BSDOS(F) F(PPP_BSDOS_DATA, "sn.ppp_bsdos.data", BYTES, "Frame")
SN_FIELDS(ppp_bsdos, PPP_BSDOS)

static void ppp_bsdos_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    (void)!sn_get_bytes(d, r, PPP_BSDOS_DATA, sn_rd_left(r));
}

const struct sn_proto sn_proto_ppp_bsdos = {
    .name = "sn.ppp_bsdos",
    .title = "PPP, BSD/OS",
    SN_PROTO_FIELDS(ppp_bsdos),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_PPP_BSDOS}),
    .dissect = ppp_bsdos_dissect,
};
