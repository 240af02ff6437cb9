/*
 * ATM: packets of AAL5 (RFC 2684), alone, behind SunATM's header, or as Linux's classical IP over
 * ATM has them (RFC 2225); LAN emulation (af-lane-0021) and signalling (Q.2931). Cells of operation
 * and maintenance are in oam.c.
 */
#include "dis/link/llc.h"

/* ---- AAL5 by LLC or NLPID ---- */

enum { OTHER_HDR = 20, SHOWN = 16, UI = 0x03, LLC_HDR = 3 };

/* UI_ONLY is the control octet in front of an NLPID. */
#define ATM(F)                                                                                     \
    F(UI_ONLY, "sn.atm.control", U8, "Control", .base = SN_HEX)                                    \
    F(LLC, "sn.atm.llc", NONE, NULL)                                                               \
    F(OTHER, "sn.atm.header", BYTES, "Header", .width = SHOWN, .step = SHOWN)
SN_FIELDS(atm, ATM)

/* 802.2's header of SNAP, OSI or IP. */
static bool is_llc(const uint8_t *p)
{
    return p[0] == p[1] && p[2] == UI && (p[0] == 0xaa || p[0] == 0xfe || p[0] == 0x06);
}

static void atm_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_proto *in = &sn_proto_llc;
    uint8_t first;

    if (!sn_rd_peek(r, 0, &first))
        return;
    if (first == UI) {
        (void)!sn_get(d, r, UI_ONLY, NULL);
        in = &sn_proto_osi;
        len--;
    } else if (!sn_rd_need(r, LLC_HDR)) {
        return;
    } else if (is_llc(r->p)) {
        sn_note(d, LLC, 1);
    } else if (sn_get(d, r, OTHER, NULL) && sn_rd_skip(r, OTHER_HDR - SHOWN)) {
        len = len < OTHER_HDR ? 0 : len - OTHER_HDR;
    } else {
        return;
    }
    if (!d->cur->level)
        d->linklen = (uint32_t)sn_rd_off(r);
    sn_next_proto(d, in, r, len);
}

static enum sn_then atm_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *other = sn_find(&v, OTHER);

    if (!other && !sn_find(&v, LLC) && !sn_need(t, &v, UI_ONLY))
        return SN_TEXT_DONE;
    if (t->o->link && sn_find(&v, UI_ONLY))
        sn_put_lit(t->b, "CNLPID ");
    for (unsigned i = 0; t->o->link && other && i < SHOWN; i++)
        sn_put_f(t->b, i % 8 == 7 ? "%02x " : "%02x", other->p[i]);
    if (l->flags)
        return SN_TEXT_CUT;
    return SN_TEXT_INNER;
}

SN_PROTO(atm, "ATM", {.table = &sn_tab_link, .value = SN_LINK_ATM_RFC1483})

/* ---- Linux's classical IP over ATM ---- */

enum { SNAP_HEAD = 6 };

#define CLIP(F) F(CLIP_IP, "sn.clip.ip", BOOL, "IP without a header")
SN_FIELDS(clip, CLIP)

/* Packets of IP are told from those of 802.2 by how SNAP begins. */
static void clip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const uint8_t snap[SNAP_HEAD] = {0xaa, 0xaa, 0x03};
    bool ip;

    if (!sn_rd_need(r, SNAP_HEAD))
        return;
    ip = memcmp(r->p, snap, SNAP_HEAD) != 0;
    sn_made(d, CLIP_IP, ip);
    sn_next_proto(d, ip ? &sn_proto_ip : &sn_proto_llc, r, len);
}

static enum sn_then clip_text(struct sn_text *t, const struct sn_layer *l)
{
    if (t->o->link)
        sn_put_f(t->b, "%u: ", l->len);
    return l->flags ? SN_TEXT_CUT_SHORT : SN_TEXT_INNER;
}

const struct sn_proto sn_proto_clip = {
    .name = "clip",
    .tag = "cip",
    .title = "Classical IP over ATM",
    SN_PROTO_FIELDS(clip),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_ATM_CLIP}),
    .dissect = clip_dissect,
    .text = clip_text,
};

/* ---- SunATM ---- */

enum { SUN_HDR = 4, LANE = 1 };
enum { META = 1, BROADCAST = 2, OAM_SEGMENT = 3, OAM_END = 4, SIGNALLING = 5, ILMI = 16 };

#define SUNATM(F)                                                                                  \
    F(SENT, "sn.atm.sent", BIT8, "Sent", .mask = 0x80)                                             \
    F(TRAFFIC, "sn.atm.traffic", U8, "Traffic type", .mask = 0x0f)                                 \
    F(VPI, "atm.vpi", U8, "VPI")                                                                   \
    F(VCI, "atm.vci", U16, "VCI")                                                                  \
    F(CHANNEL, "atm.channel", UINT, "Channel")
SN_FIELDS(sunatm, SUNATM)

static void sunatm_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd cell;
    uint64_t vci;

    if (!sn_header(d, r, SENT, VCI))
        return;
    d->linklen = SUN_HDR;
    sn_made(d, CHANNEL, !sn_u(d, SENT));
    len = len < SUN_HDR ? 0 : len - SUN_HDR;
    vci = sn_u(d, VPI) ? 0 : sn_u(d, VCI);
    cell = *r;
    if (vci == META || vci == BROADCAST)
        sn_next_proto(d, NULL, r, len);
    else if (vci == OAM_SEGMENT || vci == OAM_END) /* behind a byte that tcpdump ignores */
        sn_next_proto(d, &sn_proto_oam, sn_rd_skip(&cell, 1) ? &cell : r, len);
    else if (vci == SIGNALLING)
        sn_next_proto(d, &sn_proto_q2931, r, len);
    else if (vci == ILMI)
        sn_next_proto(d, &sn_proto_snmp, r, len);
    else
        sn_next_proto(d, sn_u(d, TRAFFIC) == LANE ? &sn_proto_lane : &sn_proto_llc, r, len);
}

static enum sn_then sunatm_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t vci = sn_opt(&v, VPI) ? 0 : sn_opt(&v, VCI);

    if (t->o->link && sn_find(&v, SENT))
        sn_put_s(t->b, sn_opt(&v, SENT) ? "Tx: " : "Rx: ");
    if (!sn_need(t, &v, VCI))
        return SN_TEXT_DONE;
    if (t->o->link)
        sn_say(t, &v, "VPI:{} VCI:{} ", VPI, VCI);
    sn_put_s(t->b, vci == META        ? "meta: "
                   : vci == BROADCAST ? "broadcast sig: "
                   : vci == ILMI      ? "ilmi: "
                                      : "");
    return SN_TEXT_INNER;
}

SN_PROTO(sunatm, "SunATM", {.table = &sn_tab_link, .value = SN_LINK_SUNATM})

/* ---- signalling ---- */

enum { Q2931 = 9 };
static const struct sn_val messages[] = {
    {0x02, "Call_proceeding"},  {0x05, "Setup"},
    {0x07, "Connect"},          {0x0f, "Connect_ack"},
    {0x46, "Restart"},          {0x4d, "Release"},
    {0x4e, "Restart_ack"},      {0x5a, "Release_complete"},
    {0x75, "Status_enquiry"},   {0x7d, "Status"},
    {0x80, "Add_party"},        {0x81, "Add_party_ack"},
    {0x82, "Add_party_reject"}, {0x83, "Drop_party"},
    {0x84, "Drop_party_ack"},   {0, NULL},
};

#define SIGNAL(F)                                                                                  \
    F(DISC, "q2931.disc", U8, "Protocol discriminator", .base = SN_HEX)                            \
    F(REF_LEN, "q2931.call_ref_len", U8, "Call reference value length")                            \
    F(REF, "sn.q2931.call_ref", U24, "Call reference", .base = SN_HEX)                             \
    F(MESSAGE, "q2931.message_type", U8, "Message type", .base = SN_HEX, .vals = messages)
SN_FIELDS(q2931, SIGNAL)

static void q2931_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t disc;

    (void)len;
    if (sn_get(d, r, DISC, &disc) && disc == Q2931)
        (void)sn_header(d, r, REF_LEN, MESSAGE);
}

static enum sn_then q2931_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need(t, &v, DISC))
        return SN_TEXT_DONE;
    if (sn_opt(&v, DISC) != Q2931) {
        sn_say(t, &v, "SSCOP, proto {d} ", DISC);
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, "Q.2931");
    if (sn_say(t, &v, ":{s:msgtype#%u} ", MESSAGE))
        sn_say(t, &v, "CALL_REF:0x{06x}", REF);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_q2931 = {
    .name = "q2931",
    .tag = "atm",
    .title = "Q.2931",
    SN_PROTO_FIELDS(q2931),
    .dissect = q2931_dissect,
    .text = q2931_text,
};

/* ---- LAN emulation ---- */

enum { CONTROL = 0xff00, ETHER_HDR = 14 };
static const struct sn_val opcodes[] = {
    {0x0001, "configure request"},
    {0x0101, "configure response"},
    {0x0002, "join request"},
    {0x0102, "join response"},
    {0x0003, "ready query"},
    {0x0103, "ready indication"},
    {0x0004, "register request"},
    {0x0104, "register response"},
    {0x0005, "unregister request"},
    {0x0105, "unregister response"},
    {0x0006, "ARP request"},
    {0x0106, "ARP response"},
    {0x0007, "flush request"},
    {0x0107, "flush response"},
    {0x0008, "NARP request"},
    {0x0009, "topology request"},
    {0, NULL},
};

#define LANE_FIELDS(F)                                                                             \
    F(MARKER, "atm.le_control.marker", U16, "Marker", .base = SN_HEX)                              \
    F(PROTOCOL, "atm.le_control.protocol", U8, "Protocol", .base = SN_HEX)                         \
    F(VERSION, "atm.le_control.version", U8, "Version", .base = SN_HEX)                            \
    F(OPCODE, "atm.le_control.opcode", U16, "Opcode", .base = SN_HEX, .vals = opcodes)             \
    F(CLIENT, "atm.le_client.client", U16, "LE Client", .base = SN_HEX)
SN_FIELDS(lane, LANE_FIELDS)

static void lane_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint16_t marker;

    if (!sn_rd_be16(&(struct sn_rd){.p = r->p, .end = r->end}, &marker)) {
        (void)!sn_rd_need(r, 2);
    } else if (marker == CONTROL) {
        (void)sn_header(d, r, MARKER, OPCODE);
    } else if (sn_get(d, r, CLIENT, NULL)) {
        sn_next_proto(d, &sn_proto_eth, r, len < 2 ? 0 : len - 2);
    }
}

static enum sn_then lane_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_find(&v, CLIENT)) {
        if (l->caplen >= ETHER_HDR + 2)
            sn_say(t, &v, "lecid:{x} ", CLIENT);
        return SN_TEXT_INNER;
    }
    if (sn_need(t, &v, OPCODE))
        sn_say(t, &v, "lec: proto {x} vers {x} {s:opcode-#%u}", PROTOCOL, VERSION, OPCODE);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_lane = {
    .name = "lane",
    .title = "ATM LAN Emulation",
    SN_PROTO_FIELDS(lane),
    .dissect = lane_dissect,
    .text = lane_text,
};
