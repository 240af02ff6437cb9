/* AppleTalk's address resolution protocol (Inside AppleTalk, 2nd edition). */
#include "dis/net/atalk.h"

enum { HDR = 8, BODY = 20, ETHER = 1, APPLETALK = 0x809b, HLEN = 6, PLEN = 4 };
enum { REQUEST = 1, REPLY, PROBE };
static const struct sn_val ops[] = {
    {REQUEST, "request"}, {REPLY, "reply"}, {PROBE, "probe"}, {0, NULL}};

/* An address is a zero, a network, a node; tcpdump reads it at its second byte. */
#define AARP(F)                                                                                    \
    F(HARD_TYPE, "aarp.hard.type", U16, "Hardware type", .base = SN_HEX)                           \
    F(PROTO_TYPE, "aarp.proto.type", U16, "Protocol type", .base = SN_HEX)                         \
    F(HARD_SIZE, "aarp.hard.size", U8, "Hardware size")                                            \
    F(PROTO_SIZE, "aarp.proto.size", U8, "Protocol size")                                          \
    F(OP, "aarp.opcode", U16, "Opcode", .vals = ops)                                               \
    F(SRC_HW, "aarp.src.hw_mac", ETHER, "Sender MAC address")                                      \
    F(SRC, "aarp.src.proto_id", BYTES, "Sender ID", .width = PLEN, .step = PLEN)                   \
    F(DST_HW, "aarp.dst.hw_mac", ETHER, "Target MAC address")                                      \
    F(DST, "aarp.dst.proto_id", BYTES, "Target ID", .width = PLEN, .step = PLEN)
SN_FIELDS(aarp, AARP)

/* The addresses behind the header are read only if they are Ethernet's and AppleTalk's. */
static bool is_known(uint64_t htype, uint64_t ptype, uint64_t hlen, uint64_t plen)
{
    return htype == ETHER && ptype == APPLETALK && hlen == HLEN && plen == PLEN;
}

static void aarp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_header(d, r, HARD_TYPE, OP) &&
        is_known(sn_u(d, HARD_TYPE), sn_u(d, PROTO_TYPE), sn_u(d, HARD_SIZE), sn_u(d, PROTO_SIZE)))
        (void)!sn_header(d, r, SRC_HW, DST);
}

static void put_addr(struct sn_text *t, const struct sn_view *v, unsigned field, const char *before)
{
    const struct sn_rec *q = sn_find(v, field);

    sn_put_s(t->b, before);
    sn_atalk_put_addr(t, sn_be16(q->p + 1), q->p[3]);
}

static enum sn_then aarp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "aarp ");
    if (l->caplen < HDR + BODY)
        return SN_TEXT_CUT_SHORT;
    if (!is_known(sn_opt(&v, HARD_TYPE), sn_opt(&v, PROTO_TYPE), sn_opt(&v, HARD_SIZE),
                  sn_opt(&v, PROTO_SIZE)) ||
        sn_opt(&v, OP) < REQUEST || sn_opt(&v, OP) > PROBE) {
        sn_put_f(t->b, "len %u", l->len);
        sn_say(t, &v,
               sn_opt(&v, PROTO_TYPE) ? " op {} htype {d} ptype 0x{x} halen {} palen {}"
                                      : " op {} htype {d} ptype {x} halen {} palen {}",
               OP, HARD_TYPE, PROTO_TYPE, HARD_SIZE, PROTO_SIZE);
        return SN_TEXT_DONE;
    }
    if (sn_opt(&v, OP) == REPLY) {
        put_addr(t, &v, SRC, "reply ");
        sn_say(t, &v, " is-at {}", SRC_HW);
    } else {
        put_addr(t, &v, DST, sn_opt(&v, OP) == PROBE ? "probe " : "who-has ");
        put_addr(t, &v, SRC, " tell ");
    }
    return SN_TEXT_DONE;
}

SN_PROTO(aarp, "Appletalk Address Resolution Protocol", {.table = &sn_tab_ether, .value = 0x80f3})
