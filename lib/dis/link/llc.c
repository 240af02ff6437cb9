/* IEEE 802.2 LLC, and SNAP inside it. */
#include "dis/link/llc.h"
#include "base/hex.h"

static const struct sn_val saps[] = {
    {0x00, "Null"},    {0x02, "802.1B I"},  {0x03, "802.1B G"}, {0x06, "IP"},
    {0x04, "SNA"},     {0x0e, "ProWay NM"}, {0x42, "STP"},      {0x4e, "RS511"},
    {0x7e, "ISO8208"}, {0x8e, "ProWay"},    {0xaa, "SNAP"},     {0xe0, "IPX"},
    {0xf0, "NetBeui"}, {0xfe, "OSI"},       {0, NULL},
};

const struct sn_val sn_ouis[] = {
    {0x000000, "Ethernet"},
    {0x00000c, "Cisco"},
    {0x00005e, "IANA"},
    {0x000081, "Nortel Networks SONMP"},
    {0x0000f8, "Cisco bridged"},
    {0x00049f, "Freescale"},
    {0x0004ea, "HP-Labs"},
    {0x001018, "Broadcom"},
    {0x00120f, "IEEE 802.3 Private"},
    {0x0012bb, "ANSI/TIA"},
    {0x0015ad, "Netronome"},
    {0x001b21, "DCBX"},
    {0x002320, "Nicira Networks"},
    {0x002481, "HP"},
    {0x0080c2, "Ethernet bridged"},
    {0x009069, "Juniper"},
    {0x00a03e, "ATM Forum"},
    {0x00e004, "PMC-Sierra"},
    {0x00e02f, "DOCSIS Spanning Tree"},
    {0x080007, "Appletalk"},
    {0x080009, "Hewlett-Packard"},
    {0x5c16c7, "Big Switch Networks"},
    {0x748771, "Infoblox Inc"},
    {0xa42305, "Open Networking Lab"},
    {0xb0d2f5, "Vello Systems"},
    {0xd0f0db, "Ericsson"},
    {0, NULL},
};

static const struct sn_val bridged_pids[] = {
    {0x0001, "Ethernet + FCS"},
    {0x0007, "Ethernet w/o FCS"},
    {0x0002, "802.4 + FCS"},
    {0x0008, "802.4 w/o FCS"},
    {0x0003, "Token Ring + FCS"},
    {0x0009, "Token Ring w/o FCS"},
    {0x0004, "FDDI + FCS"},
    {0x000a, "FDDI w/o FCS"},
    {0x0005, "802.6 + FCS"},
    {0x000b, "802.6 w/o FCS"},
    {0x000e, "BPDU"},
    {0, NULL},
};

static const struct sn_val cisco_pids[] = {
    {0x010b, "PVST"}, {0x010c, "VLAN Bridge"}, {0x0111, "UDLD"}, {0x2000, "CDP"},
    {0x2003, "VTP"},  {0x2004, "DTP"},         {0, NULL}};

/* ALL holds the layer's bytes: what it is unknown is dumped with its header. */
#define LLC(F)                                                                                     \
    F(ALL, "llc", BYTES, NULL)                                                                     \
    F(DSAP, "llc.dsap", U8, "DSAP", .vals = saps, .base = SN_HEX)                                  \
    F(SSAP, "llc.ssap", U8, "SSAP", .vals = saps, .base = SN_HEX)                                  \
    F(CTRL, "llc.control", UINT, "Control", .base = SN_HEX)                                        \
    F(OUI, "llc.oui", U24, "Organization Code", .vals = sn_ouis)                                   \
    F(TYPE, "llc.type", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)                        \
    F(PID, "llc.pid", U16, "Protocol ID", .base = SN_HEX)                                          \
    F(CISCO_PID, "llc.cisco_pid", U16, "PID", .base = SN_HEX)                                      \
    F(APPLE_PID, "llc.apple_atalk_pid", U16, "PID", .base = SN_HEX)                                \
    F(IANA_PID, "llc.iana_pid", U16, "PID", .base = SN_HEX)                                        \
    F(NORTEL_PID, "llc.nortel_pid", U16, "PID", .base = SN_HEX)                                    \
    F(CIMETRICS_PID, "llc.cimetrics_pid", U16, "PID", .base = SN_HEX)                              \
    F(AWDL_PID, "llc.apple_awdl_pid", U16, "PID", .base = SN_HEX)                                  \
    F(BLUETOOTH_PID, "llc.bluetooth_pid", U16, "PID", .base = SN_HEX)                              \
    F(WLCCP_PID, "llc.wlccp_pid", U16, "PID", .base = SN_HEX)                                      \
    F(HPTEAM_PID, "llc.hpteam_pid", U16, "PID", .base = SN_HEX)                                    \
    F(EXTREME_PID, "llc.extreme_pid", U16, "PID", .base = SN_HEX)                                  \
    F(FOUNDRY_PID, "llc.foundry_pid", U16, "PID", .base = SN_HEX)                                  \
    F(XID, "basicxid.llc.xid.format", BYTES, "XID Format")
SN_FIELDS(llc, LLC)
SN_TABLE(llc);
SN_TABLE(snap);

enum { BRIDGE_PAD = 2 };
static const struct sn_snap_fields snap = {OUI, TYPE, PID, CISCO_PID, APPLE_PID, IANA_PID};
enum { XID_IEEE = 0x81, XID_LEN = 3 };
enum {
    GLOBAL = 0xff,
    SAP_IP = 0x06,
    SAP_SNAP = 0xaa,
    CTRL_UI = 0x03,
    CTRL_XID = 0xaf,
    POLL = 0x10
};
enum {
    OUI_ETHER = 0,
    OUI_CISCO = 0x0c,
    OUI_CISCO_BRIDGED = 0xf8,
    OUI_BRIDGED = 0x80c2,
    OUI_APPLETALK = 0x80007,
};

static bool unnumbered(uint64_t ctrl)
{
    return (ctrl & 3) == 3;
}

/* Whether both SAPs are this one, whatever their lowest bits say, and the frame is unnumbered. */
static bool is_ui(uint64_t dsap, uint64_t ssap, uint64_t ctrl, uint8_t sap)
{
    return (dsap & 0xfe) == sap && (ssap & 0xfe) == sap && ctrl == CTRL_UI;
}

static bool by_ethertype(uint64_t oui)
{
    return oui == OUI_ETHER || oui == OUI_CISCO_BRIDGED;
}

/* The field of the number behind an organization's. */
static unsigned type_field(const struct sn_snap_fields *f, uint64_t oui)
{
    static const uint32_t others[] = {0x5e,   0x81,   0x1090, 0x17f2, 0x1958,
                                      0x4096, 0x805f, 0xe02b, 0xe052};

    if (by_ethertype(oui))
        return f->type;
    for (unsigned i = 0; f->others && i < sizeof others / sizeof others[0]; i++) {
        if (others[i] == oui)
            return f->others + i;
    }
    return oui == OUI_CISCO ? f->cisco : oui == OUI_APPLETALK ? f->apple : f->pid;
}

uint16_t sn_llc_cisco_pid(const struct sn_dis *d)
{
    const struct sn_rec *q = sn_rec_near(d, &sn_proto_llc, CISCO_PID);

    return q ? (uint16_t)q->u : 0;
}

/* Frames of other link layers, with and without their check sequence. */
static const struct sn_proto *bridged(uint64_t oui, uint64_t pid)
{
    if (oui != OUI_BRIDGED)
        return NULL;
    switch (pid) {
    case 1:
    case 7:
        return &sn_proto_eth;
    case 3:
    case 9:
        return &sn_proto_tr;
    case 4:
    case 10:
        return &sn_proto_fddi;
    default:
        return NULL;
    }
}

bool sn_snap_dissect(struct sn_dis *d, struct sn_rd *r, const struct sn_snap_fields *f,
                     uint32_t pad, uint32_t len)
{
    uint32_t oui, type;
    struct sn_rd head = sn_inside(r, SN_SNAP_HDR);
    const struct sn_proto *in;

    if (sn_rd_left(&head) < SN_SNAP_HDR)
        return sn_rd_skip(r, SN_SNAP_HDR);
    (void)!sn_get(d, r, f->oui, &oui);
    (void)!sn_get(d, r, type_field(f, oui), &type);
    len = len < SN_SNAP_HDR ? 0 : len - SN_SNAP_HDR;
    in = bridged(oui, type);
    if (by_ethertype(oui)) {
        sn_next_proto(d, sn_eth_proto(d, type), r, len);
    } else if (in) {
        pad += in == &sn_proto_fddi; /* one byte more: its frame control has a field of two */
        if (sn_rd_skip(r, pad))
            sn_next_proto(d, in, r, len < pad ? 0 : len - pad);
    } else {
        sn_next(d, &sn_tab_snap, (uint64_t)oui << 16 | type, r, len);
    }
    return true;
}

/* Whether -x and -X begin behind the header: it is the link layer's own, and tcpdump counts it. */
static bool counts(const struct sn_dis *d)
{
    return d->linklen == d->cur->off && d->layer->proto != &sn_proto_sunatm &&
           (d->layer->proto != &sn_proto_juniper || d->cur->level > 1);
}

/* The header counts as the link layer's for a dump, except that in a cooked capture one that leads
 * to nothing known doesn't, unless it is `all` there is to say. */
static void link_header(struct sn_dis *d, size_t off, bool all)
{
    bool known = d->npend && d->pend[d->npend - 1].proto != &sn_proto_data;

    if (counts(d) && (known || all || !sn_is_sll(d->layer)))
        d->linklen = (uint32_t)off;
}

/* Of an exchange of identification in IEEE's format three bytes, or as many as there are. */
static bool xid_dissect(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t format;

    if (!sn_rd_peek(r, 0, &format) || format != XID_IEEE)
        return false;
    (void)!sn_get_upto(d, r, XID, XID_LEN);
    return true;
}

/* One byte in unnumbered frames, else two. */
static bool ctrl_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t *ctrl)
{
    const uint8_t *p = r->p;
    size_t off = sn_rd_off(r), n = sn_rd_left(r) && unnumbered(*p) ? 1 : 2;

    if (!sn_rd_skip(r, n))
        return false;
    *ctrl = n == 1 ? *p : (uint32_t)(*p | p[1] << 8);
    sn_rec_uint(d, CTRL, off, n, *ctrl);
    return true;
}

/* Novell's "raw 802.3": IPX begins where LLC would, with a checksum of all ones. */
static bool is_raw_ipx(const struct sn_rd *r)
{
    const uint8_t *p = r->p;
    size_t n = sn_rd_left(r);

    return n > 2 && p[0] == GLOBAL && p[1] == GLOBAL && n >= (unnumbered(p[2]) ? 3u : 4u);
}

static void llc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t dsap, ssap, ctrl;
    bool all = false;
    size_t off;

    sn_rec_bytes(d, ALL, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (is_raw_ipx(r)) {
        sn_next_proto(d, &sn_proto_ipx, r, len);
        return;
    }
    if (!sn_get(d, r, DSAP, &dsap) || !sn_get(d, r, SSAP, &ssap) || !ctrl_dissect(d, r, &ctrl)) {
        if (counts(d)) /* nothing is left for a dump */
            d->linklen += d->cur->caplen;
        return;
    }
    off = sn_rd_off(r);
    if (is_ui(dsap, ssap, ctrl, SAP_SNAP)) {
        if (!sn_snap_dissect(d, r, &snap, BRIDGE_PAD, len < 3 ? 0 : len - 3) && counts(d))
            d->linklen += 3 + SN_SNAP_HDR;
        off += SN_SNAP_HDR;
    } else if (is_ui(dsap, ssap, ctrl, SAP_IP)) {
        sn_next(d, &sn_tab_ether, 0x0800, r, len < 3 ? 0 : len - 3);
    } else {
        if ((ctrl | POLL) == (CTRL_XID | POLL))
            all = xid_dissect(d, r);
        sn_next(d, &sn_tab_llc, is_ui(dsap, ssap, ctrl, dsap & 0xfe) ? dsap & 0xfe : 0xffff, r,
                len < 3 ? 0 : len - 3);
    }
    link_header(d, off, all || (ctrl & 3) == 1);
}

/* ---- text ---- */

static void name_text(struct sn_text *t, const struct sn_val *vals, uint64_t v, unsigned digits)
{
    sn_put_name(t, vals, v, "Unknown");
    sn_put_f(t->b, " (0x%0*x)", (int)digits, (unsigned)v);
}

/* "LLC, dsap STP (0x42) Individual, ssap STP (0x42) Command, ctrl 0x03: " */
static void llc_link_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t dsap = sn_opt(v, DSAP), ssap = sn_opt(v, SSAP), ctrl = sn_opt(v, CTRL);

    sn_put_lit(t->b, "LLC, dsap ");
    name_text(t, saps, dsap & 0xfe, 2);
    sn_put_s(t->b, dsap & 1 ? " Group, ssap " : " Individual, ssap ");
    name_text(t, saps, ssap & 0xfe, 2);
    sn_put_f(t->b, " %s, ctrl 0x%0*x: ", ssap & 1 ? "Response" : "Command",
             unnumbered(ctrl) ? 2 : 4, (unsigned)ctrl);
}

static void put_mac(struct sn_text *t, const uint8_t *mac, const char *behind)
{
    if (t->lsrc && t->ldst) {
        sn_put_ether(t->b, mac);
        sn_put_s(t->b, behind);
    }
}

/* "SRC SSAP > DST DSAP ", or "SRC > DST SAP " when they are the same. */
static void ends_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t dsap = sn_opt(v, DSAP) & 0xfe, ssap = sn_opt(v, SSAP) & 0xfe;

    if (ssap == dsap) {
        put_mac(t, t->lsrc, " > ");
    } else {
        put_mac(t, t->lsrc, " ");
        sn_put_name(t, saps, ssap, "Unknown SSAP 0x%02x");
        sn_put_lit(t->b, " > ");
    }
    put_mac(t, t->ldst, " ");
    sn_put_name(t, saps, dsap, "Unknown DSAP 0x%02x");
    sn_put_c(t->b, ' ');
}

/* "Unnumbered, ui, Flags [Command], length 9" and its like. Returns whether that is all. */
static bool control_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    static const char *const kinds[] = {"Receiver Ready", "Receiver not Ready", "Reject", "?"};
    static const struct sn_val commands[] = {
        {0x03, "ui"},   {0x0f, "dm"},  {0x43, "disc"}, {0x63, "ua"}, {0x6f, "sabme"},
        {0x87, "frmr"}, {0xaf, "xid"}, {0xe3, "test"}, {0xef, "ef"}, {0, NULL},
    };
    uint32_t c = (uint32_t)sn_opt(v, CTRL);
    bool response = sn_opt(v, SSAP) & 1, poll = unnumbered(c) ? c & POLL : c & 0x100;
    const struct sn_rec *xid = sn_find(v, XID);

    if (unnumbered(c)) {
        sn_put_lit(t->b, "Unnumbered, ");
        sn_put_name(t, commands, c & ~(uint32_t)POLL, "%02x");
    } else if (c & 1) {
        sn_put_f(t->b, "Supervisory, %s, rcv seq %u", kinds[c >> 2 & 3], c >> 9);
    } else {
        sn_put_f(t->b, "Information, send seq %u, rcv seq %u", c >> 1 & 0x7f, c >> 9);
    }
    sn_put_f(t->b, ", Flags [%s], length %u",
             poll       ? response ? "Final" : "Poll"
             : response ? "Response"
                        : "Command",
             l->len);
    if (xid && xid->n == XID_LEN) {
        sn_put_f(t->b, ": %02x %02x", xid->p[1], xid->p[2]);
    } else if (xid) {
        sn_put_lit(t->b, " [|llc]");
        sn_hex_ascii(t->b, xid->p, xid->n);
    }
    if ((c & ~(uint32_t)POLL) == CTRL_XID && l->caplen <= 3) {
        if (l->len > 3)
            sn_put_lit(t->b, " [|llc]");
        return true;
    }
    return xid || (c & 3) == 1;
}

/* The bytes of the whole layer, as what they are is unknown. */
static enum sn_then dump(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *all = sn_find(v, ALL);

    if (t->d->layer[0].proto == &sn_proto_juniper && l->level == 1)
        return SN_TEXT_DONE; /* of Juniper's ATM cards tcpdump dumps nothing */
    if (!t->o->dump && !t->o->quiet)
        sn_hex_ascii(t->b, all->p, all->n);
    return SN_TEXT_DONE;
}

enum sn_then sn_snap_text(struct sn_text *t, const struct sn_layer *l,
                          const struct sn_snap_fields *f, uint32_t len, bool *unknown)
{
    struct sn_view v = sn_view(t, l);
    bool known = sn_text_claimed(t, l), cut, ether;
    uint64_t oui = sn_opt(&v, f->oui), type = sn_opt(&v, type_field(f, oui));

    *unknown = false;
    t->tag = "snap";
    if (!sn_need_short(t, &v, f->oui))
        return SN_TEXT_DONE;
    if (!t->o->link && known)
        return SN_TEXT_INNER;
    cut = !known && bridged(oui, type);
    ether = oui == OUI_ETHER && !t->o->link;
    if (!t->o->link && cut)
        return SN_TEXT_CUT_SHORT;
    if (!t->o->link) {
        put_mac(t, t->lsrc, " > ");
        put_mac(t, t->ldst, " ");
        sn_put_lit(t->b, "SNAP, ");
    }
    if (!ether) {
        sn_put_lit(t->b, "oui ");
        name_text(t, sn_ouis, oui, 6);
        sn_put_lit(t->b, ", ");
    }
    sn_put_s(t->b, oui == OUI_ETHER ? "ethertype " : "pid ");
    name_text(t,
              by_ethertype(oui) || oui == OUI_APPLETALK ? sn_ethertypes
              : oui == OUI_BRIDGED                      ? bridged_pids
              : oui == OUI_CISCO                        ? cisco_pids
                                                        : NULL,
              type, 4);
    sn_put_f(t->b, ", length %u: ", len - SN_SNAP_HDR);
    *unknown = !known && !cut;
    return known ? SN_TEXT_INNER : cut ? SN_TEXT_CUT_SHORT : SN_TEXT_DONE;
}

static enum sn_then llc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool claimed = sn_text_claimed(t, l), ipx = claimed && sn_text_next(t)->proto == &sn_proto_ipx;

    if (ipx && !sn_find(&v, CTRL)) {
        sn_put_s(t->b, t->o->link ? "IPX 802.3: " : "");
        return SN_TEXT_INNER;
    }
    if (!sn_find(&v, CTRL)) {
        sn_put_lit(t->b, " [|llc]");
        sn_hex_ascii(t->b, sn_find(&v, ALL)->p, sn_find(&v, ALL)->n);
        return SN_TEXT_DONE;
    }
    if (t->o->link)
        llc_link_text(t, &v);
    if (is_ui(sn_opt(&v, DSAP), sn_opt(&v, SSAP), sn_opt(&v, CTRL), SAP_SNAP)) {
        bool unknown;
        enum sn_then then = sn_snap_text(t, l, &snap, l->len - 3, &unknown);

        return unknown ? dump(t, l, &v) : then;
    }
    if (claimed) {
        sn_put_s(t->b, t->o->link && ipx ? "IPX 802.2: " : "");
        return SN_TEXT_INNER;
    }
    if (!t->o->link)
        ends_text(t, &v);
    return control_text(t, l, &v) ? SN_TEXT_DONE : dump(t, l, &v);
}

SN_PROTO(llc, "Logical-Link Control", {.table = NULL})
