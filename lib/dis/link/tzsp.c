/* TZSP, captured frames sent in UDP (Network Chemistry's and MikroTik's sniffers). tcpdump doesn't
 * know it. */
#include "dis/proto.h"

#define TZSP(F)                                                                                    \
    F(VERSION, "tzsp.version", U8, "Version")                                                      \
    F(TYPE, "tzsp.type", U8, "Type")                                                               \
    F(ENCAP, "tzsp.encap", U16, "Encapsulation")                                                   \
    F(TAG, "tzsp.option_tag", U8S, "Option Tag")                                                   \
    F(TAG_LEN, "tzsp.option_length", U8S, "Option Length")                                         \
    F(SIGNAL, "tzsp.wlan.signal", I8, "Signal")                                                    \
    F(RATE, "tzsp.wlan.rate", U8, "Rate")                                                          \
    F(TIME, "tzsp.wlan.time", U32, "Time", .base = SN_HEX)                                         \
    F(CHANNEL, "tzsp.wlan.channel", UINT, "Channel")                                               \
    F(ORIGINAL, "tzsp.original_length", I16, "Original Length")                                    \
    F(SENSOR, "tzsp.sensormac", ETHER, "Sensor Address")                                           \
    F(PACKET_ID, "tzsp.packet_id", U32, "Packet Id")                                               \
    F(UNKNOWN, "tzsp.unknown", BYTESS, "Unknown tag")
SN_FIELDS(tzsp, TZSP)

enum { PORT = 37008, KEEPALIVE = 4, PORT_OPENER, PADDING = 0, END = 1 };
enum { ETHERNET = 1, IEEE80211 = 18, PRISM = 119, AVS = 127 };

/* What tags hold that have but one field. */
static const struct {
    uint8_t tag, field;
} tags[] = {{10, SIGNAL}, {12, RATE}, {13, TIME}, {41, ORIGINAL}, {60, SENSOR}, {40, PACKET_ID}};

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t tag)
{
    enum { CHANNEL_TAG = 18 };

    if (tag == CHANNEL_TAG && sn_rd_left(r) && sn_rd_left(r) <= 2) {
        uint32_t n = sn_rd_left(r) == 1 ? *r->p : sn_be16(r->p);

        sn_rec_uint(d, CHANNEL, sn_rd_off(r), sn_rd_left(r), n);
        return;
    }
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (tags[i].tag == tag) {
            (void)!sn_get(d, r, tags[i].field, NULL);
            return;
        }
    }
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, UNKNOWN, sn_rd_left(r));
}

/* False: they are cut. */
static bool options(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t tag, len;
    struct sn_rd val;

    do {
        if (!sn_get(d, r, TAG, &tag))
            return false;
        if (tag == PADDING || tag == END)
            continue;
        if (!sn_get(d, r, TAG_LEN, &len) || !sn_rd_sub(r, len, &val))
            return false;
        value(d, &val, tag);
    } while (tag != END);
    return true;
}

static void tzsp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r), size;
    const struct sn_proto *p = NULL;
    uint64_t type;

    if (!sn_header(d, r, VERSION, ENCAP))
        return;
    type = sn_u(d, TYPE);
    if (type == KEEPALIVE || type == PORT_OPENER || !options(d, r))
        return;
    if (sn_u(d, ENCAP) == ETHERNET)
        p = &sn_proto_eth;
    else if (sn_u(d, ENCAP) == IEEE80211)
        p = &sn_proto_wlan;
    else if (sn_u(d, ENCAP) == PRISM)
        p = &sn_proto_prism;
    else if (sn_u(d, ENCAP) == AVS)
        p = &sn_proto_avs;
    size = sn_rd_off(r) - from;
    sn_next_proto(d, p, r, len < size ? 0 : len - (uint32_t)size);
}

const struct sn_proto sn_proto_tzsp = {
    .name = "tzsp",
    .title = "Tazmen Sniffer Protocol",
    SN_PROTO_FIELDS(tzsp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}),
    .more = true,
    .dissect = tzsp_dissect,
};
