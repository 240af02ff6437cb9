/* Control And Provisioning of Wireless Access Points (RFC 5415), which tcpdump doesn't know:
 * between an access point and its controller, in the clear or in DTLS, messages, and the frames of
 * stations. Fragments of these aren't put together. */
#include "dis/link/wlan.h"

enum { PREAMBLE_DTLS = 1, BINDING_80211 = 1, EUI48_LEN = 6, EUI64_LEN = 8 };

static const struct sn_val preambles[] = {
    {0, "CAPWAP Header"}, {PREAMBLE_DTLS, "CAPWAP DTLS Header"}, {0, NULL}};
static const struct sn_val messages[] = {{1, "Discovery Request"},
                                         {2, "Discovery Response"},
                                         {3, "Join Request"},
                                         {4, "Join Response"},
                                         {5, "Configuration Status Request"},
                                         {6, "Configuration Status Response"},
                                         {7, "Configuration Update Request"},
                                         {8, "Configuration Update Response"},
                                         {9, "WTP Event Request"},
                                         {10, "WTP Event Response"},
                                         {11, "Change State Event Request"},
                                         {12, "Change State Event Response"},
                                         {13, "Echo Request"},
                                         {14, "Echo Response"},
                                         {15, "Image Data Request"},
                                         {16, "Image Data Response"},
                                         {17, "Reset Request"},
                                         {18, "Reset Response"},
                                         {19, "Primary Discovery Request"},
                                         {20, "Primary Discovery Response"},
                                         {21, "Data Transfer Request"},
                                         {22, "Data Transfer Response"},
                                         {23, "Clear Configuration Request"},
                                         {24, "Clear Configuration Response"},
                                         {25, "Station Configuration Request"},
                                         {26, "Station Configuration Response"},
                                         {0, NULL}};

#define CAPWAP(F)                                                                                  \
    F(VERSION, "capwap.preamble.version", P8, "Version", .mask = 0xf0)                             \
    F(TYPE, "capwap.preamble.type", U8, "Type", .mask = 0x0f, .vals = preambles)                   \
    F(RESERVED, "capwap.preamble.reserved", U24, "Reserved")                                       \
    F(HLEN, "capwap.header.length", P24, "Header Length", .mask = 0xf80000)                        \
    F(RID, "capwap.header.rid", P24, "Radio ID", .mask = 0x07c000)                                 \
    F(WBID, "capwap.header.wbid", P24, "Wireless Binding ID", .mask = 0x003e00)                    \
    F(FLAGS, "capwap.header.flags", P24, "Header Flags", .mask = 0x0001ff, .base = SN_HEX)         \
    F(NATIVE, "capwap.header.flags.t", BIT24, "Payload Type", .mask = 0x000100)                    \
    F(FRAGMENT, "capwap.header.flags.f", BIT24, "Fragment", .mask = 0x000080)                      \
    F(LAST, "capwap.header.flags.l", BIT24, "Last Fragment", .mask = 0x000040)                     \
    F(WIRELESS, "capwap.header.flags.w", BIT24, "Wireless header", .mask = 0x000020)               \
    F(MAC, "capwap.header.flags.m", BIT24, "Radio MAC header", .mask = 0x000010)                   \
    F(KEEP, "capwap.header.flags.k", BIT24, "Keep-Alive", .mask = 0x000008)                        \
    F(REST, "capwap.header.flags.r", U24, "Reserved", .mask = 0x000007, .base = SN_HEX)            \
    F(FRAG_ID, "capwap.header.fragment.id", U16, "Fragment ID")                                    \
    F(FRAG_OFF, "capwap.header.fragment.offset", P16, "Fragment Offset", .mask = 0xfff8)           \
    F(FRAG_REST, "capwap.header.fragment.reserved", U16, "Reserved", .mask = 0x0007)               \
    F(MAC_LEN, "capwap.header.mac.length", U8, "MAC length")                                       \
    F(EUI48, "capwap.header.mac.eui48", ETHER, "MAC address")                                      \
    F(EUI64, "capwap.header.mac.eui64", HW, "MAC address")                                         \
    F(MAC_DATA, "capwap.header.mac.data", BYTES, "MAC address")                                    \
    F(W_LEN, "capwap.header.wireless.length", U8, "Wireless length")                               \
    F(W_DATA, "capwap.header.wireless.data", BYTES, "Wireless data")                               \
    F(PADDING, "capwap.header.padding", BYTESS, "Padding for 4 Byte Alignment")                    \
    F(MESSAGE, "capwap.control.header.message_type", U32, "Message Type", .vals = messages)        \
    F(SEQUENCE, "capwap.control.header.sequence_number", U8, "Sequence Number")                    \
    F(ELEMENTS, "capwap.control.header.message_element_length", U16, "Message Element Length")     \
    F(C_FLAGS, "capwap.control.header.flags", U8, "Flags")                                         \
    F(KEEP_LEN, "capwap.keep_alive.length", U16, "Message Element Length")                         \
    F(ELEMENT, "sn.capwap.message_element", GROUPS, "Message Element")                             \
    F(E_TYPE, "capwap.message_element.type", U16, "Type")                                          \
    F(E_LEN, "capwap.message_element.length", U16, "Length")                                       \
    F(VALUE, "capwap.message_element.value", BYTES, "Value")
SN_FIELDS(capwap, CAPWAP)

/* What makes up, behind a length and n bytes, for a multiple of four. */
static bool padding(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t odd = (n + 1) % 4;

    return !odd || sn_get_bytes(d, r, PADDING, 4 - odd);
}

/* What stands between the fixed header and the payload, which begins at `end`. */
static bool optional(struct sn_dis *d, struct sn_rd *r, size_t end)
{
    uint32_t n;

    if (sn_u(d, MAC) && (!sn_get(d, r, MAC_LEN, &n) ||
                         !sn_get_bytes(d, r,
                                       n == EUI48_LEN   ? EUI48
                                       : n == EUI64_LEN ? EUI64
                                                        : MAC_DATA,
                                       n) ||
                         !padding(d, r, n)))
        return false;
    if (sn_u(d, WIRELESS) &&
        (!sn_get(d, r, W_LEN, &n) || !sn_get_bytes(d, r, W_DATA, n) || !padding(d, r, n)))
        return false;
    return sn_rd_off(r) <= end && sn_rd_skip(r, end - sn_rd_off(r));
}

static void elements(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r)) {
        struct sn_rec *group = sn_group(d, r, ELEMENT, 0);
        uint32_t n;
        bool whole = sn_get(d, r, E_TYPE, NULL) && sn_get(d, r, E_LEN, &n) &&
                     (!n || sn_get_bytes(d, r, VALUE, n));

        sn_group_end(d, r, group);
        if (!whole)
            return;
    }
}

/* The headers of both channels; true: a payload is behind them. */
static bool headers(struct sn_dis *d, struct sn_rd *r)
{
    size_t start = sn_rd_off(r);
    uint32_t n;

    if (!sn_header(d, r, VERSION, TYPE))
        return false;
    if (sn_u(d, TYPE) == PREAMBLE_DTLS) {
        if (sn_get(d, r, RESERVED, NULL) && (n = (uint32_t)sn_rd_left(r)))
            sn_next_proto(d, &sn_proto_dtls, r, n);
        return false;
    }
    if (!sn_header(d, r, HLEN, FRAG_REST) || !optional(d, r, start + sn_u(d, HLEN) * 4))
        return false;
    if (!sn_u(d, FRAGMENT))
        return true;
    if ((n = (uint32_t)sn_rd_left(r)))
        sn_next_proto(d, NULL, r, n);
    return false;
}

static void capwap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (headers(d, r) && sn_header(d, r, MESSAGE, C_FLAGS))
        elements(d, r);
}

static void capwapdata_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_proto *p = NULL;

    (void)len;
    if (!headers(d, r))
        return;
    if (sn_u(d, KEEP)) {
        if (sn_get(d, r, KEEP_LEN, NULL))
            elements(d, r);
        return;
    }
    if (!sn_u(d, NATIVE))
        p = &sn_proto_eth;
    else if (sn_u(d, WBID) == BINDING_80211)
        p = &sn_proto_wlan_swapped;
    if (sn_rd_left(r))
        sn_next_proto(d, p, r, (uint32_t)sn_rd_left(r));
}

const struct sn_proto sn_proto_capwap = {
    .name = "capwap",
    .title = "Control And Provisioning of Wireless Access Points",
    SN_PROTO_FIELDS(capwap),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 5246}),
    .more = true,
    .dissect = capwap_dissect,
};

const struct sn_proto sn_proto_capwapdata = {
    .name = "capwap.data",
    .title = "Control And Provisioning of Wireless Access Points - Data",
    SN_PROTO_FIELDS(capwap),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 5247}),
    .more = true,
    .dissect = capwapdata_dissect,
};
