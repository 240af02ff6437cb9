/*
 * OTV, Ethernet between sites over IP (draft-hasmit-otv). Its port was VXLAN's before that had one,
 * and is so for Linux to this day: the header has the same shape, and tcpdump reads it as OTV's.
 */
#include "dis/proto.h"
#include "dis/text.h"

enum { HDR = 8 };

#define OTV(F)                                                                                     \
    F(FLAG_I, "sn.otv.flag_i", BIT8, "Instance ID", .mask = 0x08)                                  \
    F(FLAGS, "sn.otv.flags", U8, "Flags", .base = SN_HEX)                                          \
    F(OVERLAY, "sn.otv.overlay", U24, "Overlay ID")                                                \
    F(INSTANCE, "sn.otv.instance", U24, "Instance ID")                                             \
    F(RESERVED, "sn.otv.reserved", U8, "Reserved")
SN_FIELDS(otv, OTV)

static void otv_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (sn_header(d, r, FLAG_I, RESERVED))
        sn_next_proto(d, &sn_proto_eth, r, len < HDR ? 0 : len - HDR);
}

static enum sn_then otv_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "OTV, ");
    if (l->len < HDR) {
        sn_put_f(t->b, "[length %u < %u]", l->len, HDR);
        sn_put_invalid(t, l);
        return SN_TEXT_DONE;
    }
    if (!sn_find(&v, FLAGS))
        return SN_TEXT_CUT;
    sn_say(t, &v, sn_opt(&v, FLAG_I) ? "flags [I] (0x{02x}), " : "flags [.] (0x{02x}), ", FLAGS);
    sn_say(t, &v, "overlay {}, ", OVERLAY);
    sn_say(t, &v, "instance {}\n", INSTANCE);
    (void)sn_need(t, &v, RESERVED);
    return SN_TEXT_INNER;
}

SN_PROTO(otv, "Overlay Transport Virtualization", {.table = &sn_tab_udp, .value = 8472})
