/* What Realtek's switches send with their ethertype: the Realtek Remote Control Protocol, and
 * frames that are only told by their first byte. */
#include "dis/link/eth.h"

enum { RRCP = 0x01, HELLO = 0, GET = 1, SET = 2, REPLY = 0x80 };
enum { RTL8306 = 0x90, RTL8366RB = 0xa0, KIND = 0xf0 };

static const struct sn_val kinds[] = {{RRCP, "RRCP"},
                                      {0x02, "REP"},
                                      {0x03, "RLDP"},
                                      {0x04, "Realtek 8-byte DSA tag"},
                                      {0x23, "RLDP"},
                                      {RTL8306, "Realtek RTL8306 4-byte DSA tag"},
                                      {RTL8366RB, "Realtek RTL8366RB 4-byte DSA tag"},
                                      {0, NULL}};
static const struct sn_val opcodes[] = {{HELLO, "hello"}, {GET, "get"}, {SET, "set"}, {0, NULL}};

#define RTL(F)                                                                                     \
    F(TYPE, "rrcp.protocol", U8, "Type", .base = SN_HEX)                                           \
    F(IS_REPLY, "rrcp.reply", BIT8, "Reply", .mask = REPLY)                                        \
    F(OPCODE, "rrcp.opcode", U8, "Opcode", .mask = 0x7f, .vals = opcodes, .base = SN_HEX)          \
    F(AUTH, "rrcp.authkey", U16, "Authentication key", .base = SN_HEX)                             \
    F(ADDRESS, "rrcp.regaddr", LE16, "Register", .base = SN_HEX)                                   \
    F(VALUE, "sn.rrcp.regdata", LE32, "Register value", .base = SN_HEX)                            \
    F(COOKIE_LOW, "sn.rrcp.cookie", U32, "Cookie", .base = SN_HEX)                                 \
    F(COOKIE_HIGH, "sn.rrcp.cookie_high", U32, "Cookie, upper half", .base = SN_HEX)               \
    F(DOWNLINK, "rrcp.hello_reply.downlink_port", U8, "Downlink port")                             \
    F(UPLINK, "rrcp.hello_reply.uplink_port", U8, "Uplink port")                                   \
    F(MAC, "rrcp.hello_reply.uplink_mac", ETHER, "Uplink MAC address")                             \
    F(CHIP, "rrcp.hello_reply.chip_id", U16, "Chip ID", .base = SN_HEX)                            \
    F(VENDOR, "rrcp.hello_reply.vendor_id", U32, "Vendor ID", .base = SN_HEX)
SN_FIELDS(rtl, RTL)

static void rtl_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t opcode;

    (void)len;
    if (!sn_get(d, r, TYPE, NULL))
        return;
    if (sn_u(d, TYPE) != RRCP)
        sn_text_last(d);
    if (sn_u(d, TYPE) != RRCP || !sn_header(d, r, IS_REPLY, AUTH))
        return;
    opcode = sn_u(d, OPCODE);
    if (opcode == GET || opcode == SET)
        (void)sn_header(d, r, ADDRESS, COOKIE_HIGH);
    else if (opcode == HELLO && sn_u(d, IS_REPLY))
        (void)sn_header(d, r, DOWNLINK, VENDOR);
}

static void rrcp_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t opcode;

    t->tag = "rrcp";
    if (!sn_need(t, v, OPCODE))
        return;
    opcode = sn_opt(v, OPCODE);
    sn_put_s(t->b, sn_opt(v, IS_REPLY) ? "RRCP reply: " : "RRCP query: ");
    sn_say(t, v, "{s:unknown opcode (0x%02x)}", OPCODE);
    if (opcode == GET || opcode == SET)
        sn_say(t, v, " addr=0x{04x}, data=0x{08x}", ADDRESS, VALUE);
    sn_say(t, v, ", auth=0x{04x}", AUTH);
    if (opcode == GET || opcode == SET)
        sn_say(t, v, ", cookie=0x{08x}{08x} ", COOKIE_HIGH, COOKIE_LOW);
    else if (opcode == HELLO && sn_opt(v, IS_REPLY))
        sn_say(t, v,
               " downlink_port={}, uplink_port={}, uplink_mac={}, vendor_id={08x} ,chip_id={04x} ",
               DOWNLINK, UPLINK, MAC, VENDOR, CHIP);
}

static enum sn_then rtl_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t type = (uint32_t)sn_opt(&v, TYPE), kind = type & KIND;

    if (t->lsrc && t->ldst) {
        sn_put_ether(t->b, t->lsrc);
        sn_put_lit(t->b, " > ");
        sn_put_ether(t->b, t->ldst);
        sn_put_lit(t->b, ", ");
    }
    if (!sn_need(t, &v, TYPE))
        return SN_TEXT_DONE;
    if (type == RRCP)
        rrcp_text(t, &v);
    else if (kind == RTL8306 || kind == RTL8366RB)
        sn_put_s(t->b, sn_val_name(kinds, kind));
    else
        sn_put_name(t, kinds, type, "Realtek unknown type 0x%02x");
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_rtl = {
    .name = "rrcp",
    .tag = "rtl",
    .title = "Realtek protocols",
    SN_PROTO_FIELDS(rtl),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x8899}),
    .dissect = rtl_dissect,
    .text = rtl_text,
};
