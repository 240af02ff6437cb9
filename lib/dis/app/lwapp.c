/* LWAPP, the lightweight access point protocol (RFC 5412): control messages of access points and
 * their controllers, and 802.11 frames between them. */
#include "dis/transport/udp.h"

enum { DATA_PORT = 12222, CONTROL_PORT = 12223, HDR = 6, AP_ID = 6, MESSAGE_HDR = 8, CONTROL = 4 };

static const struct sn_val messages[] = {
    {1, "Discovery req"},
    {2, "Discovery resp"},
    {3, "Join req"},
    {4, "Join resp"},
    {5, "Join ack"},
    {6, "Join confirm"},
    {10, "Configure req"},
    {11, "Configure resp"},
    {12, "Update req"},
    {13, "Update resp"},
    {14, "WTP event req"},
    {15, "WTP event resp"},
    {16, "Change state event req"},
    {17, "Change state event resp"},
    {22, "Echo req"},
    {23, "Echo resp"},
    {24, "Image data req"},
    {25, "Image data resp"},
    {26, "Channel status req"},
    {27, "Channel status resp"},
    {30, "Key update req"},
    {31, "Key update resp"},
    {32, "Primary discovery req"},
    {33, "Primary discovery resp"},
    {34, "Data transfer req"},
    {35, "Data transfer resp"},
    {36, "Clear config ind"},
    {37, "Wlan config req"},
    {38, "Wlan config resp"},
    {39, "Mobile config req"},
    {40, "Mobile config resp"},
    {0, NULL},
};
static const struct sn_val flags[] = {
    {1, "Last Fragment Bit"},
    {2, "Fragment Bit"},
    {4, "Control Bit"},
    {0, NULL},
};

#define LWAPP(F)                                                                                   \
    F(AP, "lwapp.apid", ETHER, "AP Identity")                                                      \
    F(VERSION, "lwapp.version", P8, "Version", .mask = 0xc0)                                       \
    F(RADIO, "lwapp.slotId", P8, "slotId", .mask = 0x38)                                           \
    F(FLAGS, "lwapp.flags", P8, "Flags", .vals = flags, .base = SN_HEX)                            \
    F(F_TYPE, "lwapp.flags.type", BIT8, "Type", .mask = 4)                                         \
    F(F_FRAGMENT, "lwapp.flags.fragment", BIT8, "Fragment", .mask = 2)                             \
    F(F_LAST, "lwapp.flags.fragmentType", BIT8, "Fragment Type", .mask = 1, .pad = 1)              \
    F(FRAGMENT, "lwapp.fragmentId", U8, "Fragment Id", .base = SN_HEX)                             \
    F(LENGTH, "lwapp.Length", U16, "Length")                                                       \
    F(RSSI, "lwapp.rssi", U8, "RSSI", .base = SN_HEX)                                              \
    F(SNR, "lwapp.snr", U8, "SNR", .base = SN_HEX)                                                 \
    F(MESSAGE, "sn.lwapp.message", GROUPS, "Message")                                              \
    F(TYPE, "lwapp.control.type", U8, "Control Type", .vals = messages)                            \
    F(SEQ, "lwapp.control.seqno", U8, "Control Sequence Number")                                   \
    F(LEN, "lwapp.control.length", U16, "Control Length")                                          \
    F(SESSION, "sn.lwapp.control.session", U32, "Session", .base = SN_HEX)                         \
    F(ELEMENTS, "sn.lwapp.control.elements", BYTES, "Message Elements")                            \
    F(PAST_END, "sn.lwapp.control.past_end", UINT, NULL)                                           \
    F(FRAME, "sn.lwapp.frame", BYTES, "802.11 Frame")
SN_FIELDS(lwapp, LWAPP)

/* Messages of `left` bytes in all, by the header's length. */
static void control(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    while (left && !r->stop) {
        struct sn_rd head = *r;
        struct sn_rec *g;
        uint32_t n;
        uint16_t len = 0;

        if (!sn_rd_need(r, MESSAGE_HDR) || !sn_rd_skip(&head, 2) || !sn_rd_be16(&head, &len))
            return;
        n = MESSAGE_HDR + len;
        if (n > left) {
            sn_note(d, PAST_END, 0);
            return;
        }
        g = sn_group(d, r, MESSAGE, 0);
        (void)sn_header(d, r, TYPE, SESSION);
        (void)sn_get_bytes(d, r, ELEMENTS, sn_rd_left(r) < len ? sn_rd_left(r) : len);
        sn_group_end(d, r, g);
        left -= n;
    }
}

/* Only what is sent to the controller names the access point. */
static void lwapp_control_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint16_t sport, dport;
    bool ap = sn_ports_near(d, &sport, &dport) && dport == CONTROL_PORT;

    (void)len;
    if (!sn_rd_need(r, ap ? AP_ID + HDR : HDR))
        return;
    if (ap)
        (void)sn_get(d, r, AP, NULL);
    if (sn_header(d, r, VERSION, SNR) && !sn_u(d, VERSION))
        control(d, r, (uint32_t)sn_u(d, LENGTH));
}

static void lwapp_data_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t n;

    (void)len;
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, VERSION, SNR))
        return;
    n = sn_u(d, LENGTH);
    n = n < HDR ? 0 : n - HDR;
    (void)sn_get_bytes(d, r, FRAME, sn_rd_left(r) < n ? sn_rd_left(r) : n);
}

/* ---- text ---- */

static const struct sn_line lines[] = {
    [SESSION] = SN_LINE("\n\t  Msg type: {s:Unknown} ({d}), Seqnum: {}, Msg len: {}, Session: "
                        "0x{08x}",
                        TYPE, TYPE, SEQ, LEN, SESSION),
    [PAST_END] = SN_LINE("\n\t  Msg goes past end of PDU"),
};

/* "LWAPPv0, Control frame": false when that is all. */
static bool kind_text(struct sn_text *t, const struct sn_view *v)
{
    if (!sn_need_short(t, v, SNR))
        return false;
    if (sn_opt(v, VERSION)) {
        sn_say(t, v, "LWAPP version {} packet not supported", VERSION);
        return false;
    }
    sn_say(t, v, "LWAPPv{}", VERSION);
    sn_put_s(t->b, sn_opt(v, FLAGS) & CONTROL ? ", Control frame" : ", Data frame");
    return true;
}

static void brief_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    sn_say(t, v, ", Flags [{b:none}]", FLAGS);
    sn_put_f(t->b, ", length %u", l->len);
}

static enum sn_then lwapp_control_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!kind_text(t, &v))
        return SN_TEXT_DONE;
    if (!t->o->verbose) {
        brief_text(t, l, &v);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, ", Radio-id {}, Flags [{b:none}], Frag-id {d}, length {}", RADIO, FLAGS, FRAGMENT,
           LENGTH);
    if (sn_find(&v, AP))
        sn_say(t, &v, "\n\tAP identity: {}", AP);
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

static enum sn_then lwapp_data_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *frame = sn_find(&v, FRAME);

    if (!kind_text(t, &v))
        return SN_TEXT_DONE;
    if (!t->o->verbose) {
        brief_text(t, l, &v);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, ", Radio-id  {}, Flags [{b:none}]", RADIO, FLAGS);
    if (sn_opt(&v, LENGTH) < HDR) {
        sn_say(t, &v, ", length {} < transport header length", LENGTH);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, ", Frag-id  {d}, length {}", FRAGMENT, LENGTH);
    sn_text_hex(t, "\n\t", frame->p, frame->n);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_lwapp_control = {
    .name = "lwapp",
    .tag = "lwapp_control",
    .title = "LWAPP Encapsulated Packet",
    SN_PROTO_FIELDS(lwapp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = CONTROL_PORT}),
    .dissect = lwapp_control_dissect,
    .text = lwapp_control_text,
};

const struct sn_proto sn_proto_lwapp_data = {
    .name = "lwapp",
    .tag = "lwapp_data",
    .title = "LWAPP Encapsulated Packet",
    SN_PROTO_FIELDS(lwapp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = DATA_PORT}),
    .dissect = lwapp_data_dissect,
    .text = lwapp_data_text,
};
