/* IEEE 802.11: the headers of its frames, and control frames. Management frames are in wlanmgt.c.
 */
#include "dis/link/wlan.h"

enum { MGT = 0, CONTROL = 1, DATA = 2 };
enum { NULL_FRAME = 4, QOS = 8, CF_ACK = 1, CF_POLL = 2 }; /* bits of a data frame's subtype */
enum {
    WRAPPER = 7,
    BAR = 8,
    BA = 9,
    PS_POLL = 10,
    RTS = 11,
    CTS = 12,
    ACK = 13,
    CF_END = 14,
    END_ACK = 15
};
enum { TO_DS = 0x01, FROM_DS = 0x02, PROTECTED = 0x40 };
enum { FCS_LEN = 4, HDR = 24, AMSDU_PRESENT = 0x80, MESH_PRESENT = 0x01, SNAP_SAP = 0xaa };
enum { EXT_IV_LEN = 8, EXT_IV = 0x20 };
#define MESH_HDR 6u
#define MESH_AE  3u
#define ADDR_LEN 6u

static const struct sn_val types[] = {
    {MGT, "Management"}, {CONTROL, "Control"}, {DATA, "Data"}, {0, NULL}};
static const struct sn_val controls[] = {{WRAPPER, "Control Wrapper"},
                                         {BAR, "BAR"},
                                         {BA, "BA"},
                                         {PS_POLL, "Power Save-Poll"},
                                         {RTS, "Request-To-Send"},
                                         {CTS, "Clear-To-Send"},
                                         {ACK, "Acknowledgment"},
                                         {CF_END, "CF-End"},
                                         {END_ACK, "CF-End+CF-Ack"},
                                         {0, NULL}};
static const struct sn_val flags[] = {{0x20, "More Data "},
                                      {0x04, "More Fragments "},
                                      {0x10, "Pwr Mgmt "},
                                      {0x08, "Retry "},
                                      {0x80, "Strictly Ordered "},
                                      {PROTECTED, "Protected "},
                                      {0, NULL}};

/* ADDR1 to ADDR4 are the addresses in their order, for the text. */
#define WLAN(F)                                                                                    \
    F(TYPE_SUBTYPE, "wlan.fc.type_subtype", UINT, "Type/Subtype", .base = SN_HEX)                  \
    F(FC, "wlan.fc", P16, "Frame Control Field", .base = SN_HEX)                                   \
    F(SUBTYPE, "wlan.fc.subtype", P8, "Subtype", .mask = 0xf0)                                     \
    F(TYPE, "wlan.fc.type", P8, "Type", .mask = 0x0c, .vals = types)                               \
    F(VERSION, "wlan.fc.version", U8, "Version", .mask = 0x03)                                     \
    F(FLAGS, "wlan.flags", U8, "Flags", .base = SN_HEX)                                            \
    F(F_DS, "wlan.fc.ds", P8, "DS status", .mask = 0x03, .base = SN_HEX)                           \
    F(F_TODS, "wlan.fc.tods", BIT8, "To DS", .mask = 0x01)                                         \
    F(F_FROMDS, "wlan.fc.fromds", BIT8, "From DS", .mask = 0x02)                                   \
    F(F_FRAG, "wlan.fc.frag", BIT8, "More Fragments", .mask = 0x04)                                \
    F(F_RETRY, "wlan.fc.retry", BIT8, "Retry", .mask = 0x08)                                       \
    F(F_PWR, "wlan.fc.pwrmgt", BIT8, "PWR MGT", .mask = 0x10)                                      \
    F(F_MORE, "wlan.fc.moredata", BIT8, "More Data", .mask = 0x20)                                 \
    F(F_PROT, "wlan.fc.protected", BIT8, "Protected flag", .mask = 0x40)                           \
    F(F_ORDER, "wlan.fc.order", BIT8, "+HTC/Order flag", .mask = 0x80)                             \
    F(DURATION, "wlan.duration", LE16, "Duration", .unit = "us")                                   \
    F(AID, "sn.wlan.aid", LE16, "Association ID")                                                  \
    F(ADDR1, "sn.wlan.addr1", ETHER, "Address 1")                                                  \
    F(ADDR2, "sn.wlan.addr2", ETHER, "Address 2")                                                  \
    F(ADDR3, "sn.wlan.addr3", ETHER, "Address 3")                                                  \
    F(ADDR4, "sn.wlan.addr4", ETHER, "Address 4")                                                  \
    F(RA, "wlan.ra", ETHER, "Receiver address")                                                    \
    F(TA, "wlan.ta", ETHER, "Transmitter address")                                                 \
    F(DA, "wlan.da", ETHER, "Destination address")                                                 \
    F(SA, "wlan.sa", ETHER, "Source address")                                                      \
    F(BSSID, "wlan.bssid", ETHER, "BSS Id")                                                        \
    F(STAA, "wlan.staa", ETHER, "STA address")                                                     \
    F(SEQ_CTL, "sn.wlan.seq_ctl", LE16, NULL)                                                      \
    F(FRAG, "wlan.frag", UINT, "Fragment number")                                                  \
    F(SEQ, "wlan.seq", UINT, "Sequence number")                                                    \
    F(BAR_CTL, "wlan.ba.control", LE16, "Block Ack Control", .base = SN_HEX)                       \
    F(QOS_CTL, "wlan.qos", LE16, "Qos Control", .base = SN_HEX)                                    \
    F(TID, "wlan.qos.tid", UINT, "TID")                                                            \
    F(MESH_EXT, "wlan.fixed.mesh_flags", U8, "Mesh Flags", .mask = 0x03, .base = SN_HEX)           \
    F(MESH_TTL, "wlan.fixed.mesh_ttl", U8, "Mesh TTL", .base = SN_HEX)                             \
    F(MESH_SEQ, "wlan.fixed.mesh_sequence", LE32, "Sequence Number", .base = SN_HEX)               \
    F(MESH_A4, "wlan.fixed.mesh_addr4", ETHER, "Mesh Extended Address 4")                          \
    F(MESH_A5, "wlan.fixed.mesh_addr5", ETHER, "Mesh Extended Address 5")                          \
    F(MESH_A6, "wlan.fixed.mesh_addr6", ETHER, "Mesh Extended Address 6")                          \
    F(WEP, "sn.wlan.wep", LE32, NULL)                                                              \
    F(IV, "wlan.wep.iv", UINT, "Initialization Vector", .base = SN_HEX)                            \
    F(TKIP_IV, "wlan.tkip.extiv", STR, "TKIP Ext. Initialization Vector")                          \
    F(CCMP_IV, "wlan.ccmp.extiv", STR, "CCMP Ext. Initialization Vector")                          \
    F(KEY, "wlan.wep.key", UINT, "Key Index")
SN_FIELDS(wlan, WLAN)

static bool has_data(uint64_t subtype)
{
    return !(subtype & NULL_FRAME);
}

/* A record of another name for address number `which`, which was read. */
static void also(struct sn_dis *d, unsigned field, unsigned which)
{
    const struct sn_rec *q = sn_rec_of(d, ADDR1 + which - 1);

    if (q && d->want & SN_WANT_FIELDS)
        sn_rec_bytes(d, field, q->off, q->len, q->p, q->n);
}

/* The addresses from 1 to n. */
static bool addresses(struct sn_dis *d, struct sn_rd *r, unsigned n)
{
    uint32_t first = d->nrec;
    bool whole = sn_header(d, r, ADDR1, ADDR1 + n - 1);

    sn_text_only(d, first);
    return whole;
}

static bool sequence(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    if (!sn_get(d, r, SEQ_CTL, &v))
        return false;
    sn_text_last(d);
    sn_rec_uint(d, FRAG, sn_rd_off(r) - 2, 2, v & 15);
    sn_rec_uint(d, SEQ, sn_rd_off(r) - 2, 2, v >> 4);
    return true;
}

/* Which addresses are what, by the direction: their numbers. */
static const struct direction {
    uint8_t da, sa, bssid, staa;
} directions[] = {{1, 2, 3, 0}, {3, 2, 1, 2}, {1, 3, 2, 1}, {3, 4, 0, 0}};

static void names(struct sn_dis *d, const struct direction *k)
{
    also(d, RA, 1);
    also(d, DA, k->da);
    also(d, TA, 2);
    also(d, SA, k->sa);
    if (k->bssid)
        also(d, BSSID, k->bssid);
    if (k->staa)
        also(d, STAA, k->staa);
}

/* The number of an extended IV, its bytes from the last to the first. */
static void extended_iv(struct sn_dis *d, unsigned field, const uint8_t p[6])
{
    static const char digits[] = "0123456789ABCDEF";
    char s[] = "0x000000000000";

    for (unsigned i = 0; i < 6; i++) {
        s[2 + 2 * i] = digits[p[i] >> 4];
        s[3 + 2 * i] = digits[p[i] & 15];
    }
    sn_rec_str(d, field, s, sizeof s - 1);
}

void sn_wlan_wep(struct sn_dis *d, struct sn_rd *r, const struct sn_wlan_wep *f)
{
    const uint8_t *p = r->p;
    bool extended = sn_rd_left(r) >= EXT_IV_LEN && p[3] & EXT_IV;
    size_t off = sn_rd_off(r);
    uint32_t v;

    if (!sn_get(d, r, f->wep, &v))
        return;
    sn_text_last(d);
    if (!sn_wants_values(d))
        return;
    if (!extended)
        sn_rec_uint(d, f->iv, off, 3, (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]);
    else if (p[1] == ((p[0] | 0x20) & 0x7f))
        extended_iv(d, f->tkip, (const uint8_t[]){p[7], p[6], p[5], p[4], p[0], p[2]});
    else if (!p[2])
        extended_iv(d, f->ccmp, (const uint8_t[]){p[7], p[6], p[5], p[4], p[1], p[0]});
    sn_rec_uint(d, f->key, off + 3, 1, v >> 30);
}

void sn_wlan_wep_text(struct sn_text *t, const struct sn_view *v, uint16_t field)
{
    uint32_t wep = (uint32_t)sn_opt(v, field);

    if (sn_need_short(t, v, field))
        sn_put_f(t->b, " IV:%3x Pad %x KeyID %x", (unsigned)wep & 0xffffff,
                 (unsigned)wep >> 24 & 0x3f, (unsigned)wep >> 30);
}

/* A mesh header as drafts of 802.11s had it, between the 802.11 header, which ends n bytes behind
 * r, and the data: its size, 0 when there is none. False: it was cut. */
static bool mesh_size(const struct sn_rd *r, uint32_t n, uint32_t *size)
{
    size_t left = sn_rd_left(r);

    *size = 0;
    if (left <= n)
        return false;
    if (!(r->p[n] & ~MESH_AE))
        *size = MESH_HDR + (r->p[n] & MESH_AE) * ADDR_LEN;
    return left >= n + *size;
}

/* The size of the Mesh Control field between the 802.11 header, of which n bytes are yet to be
 * read, and the data (802.11-2012); 0: there is none. Senders don't agree on the bit of the QoS
 * control that says so, so the SNAP header behind it does; the bit where that wasn't captured. */
static uint32_t mesh_control(const struct sn_rd *r, uint32_t n, const uint8_t *qos)
{
    size_t left = sn_rd_left(r);
    uint32_t size;

    if (left <= n || r->p[n] > 2)
        return 0;
    size = MESH_HDR + r->p[n] * ADDR_LEN;
    if (left >= n + size + 2)
        return r->p[n + size] == SNAP_SAP && r->p[n + size + 1] == SNAP_SAP ? size : 0;
    return qos && qos[1] & MESH_PRESENT ? size : 0;
}

/* Its fields. False: it was cut. */
static bool mesh_fields(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t extension;

    if (!sn_get(d, r, MESH_EXT, &extension) || !sn_get(d, r, MESH_TTL, NULL) ||
        !sn_get(d, r, MESH_SEQ, NULL))
        return false;
    if (extension == 1)
        return sn_get(d, r, MESH_A4, NULL);
    return !extension || (sn_get(d, r, MESH_A5, NULL) && sn_get(d, r, MESH_A6, NULL));
}

/* Whether the field is read as Wireshark does: not where a line is made of it, too. */
static bool reads_mesh(const struct sn_dis *d)
{
    return sn_wants_values(d) && (d->want & (SN_WANT_LINE | SN_WANT_HEADERS)) != SN_WANT_LINE;
}

static void data(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint64_t subtype, unsigned ds,
                 bool link)
{
    size_t from = sn_rd_off(r) - 4;
    uint32_t mesh = 0, v, n = HDR + (ds == 3 ? 6u : 0u) + (subtype & QOS ? 2u : 0u);

    if (sn_radiotap_pads(d)) /* the body begins at a multiple of four */
        n = (n + 3) & ~3u;
    if (reads_mesh(d)) {
        if (ds & FROM_DS)
            mesh =
                mesh_control(r, n - 4, subtype & QOS ? &r->p[HDR - 4 + (ds == 3 ? 6 : 0)] : NULL);
    } else if (d->want & SN_WANT_MESH && subtype & QOS && sn_rd_left(r) >= n - 4 &&
               !mesh_size(r, n - 4, &mesh)) {
        (void)!sn_rd_skip(r, sn_rd_left(r) + 1);
        return;
    }
    if (sn_rd_left(r) < n - 4) {
        (void)!sn_rd_skip(r, n - 4);
        return;
    }
    (void)addresses(d, r, 3);
    (void)sequence(d, r);
    if (ds == 3) {
        (void)!sn_get(d, r, ADDR4, NULL);
        sn_text_last(d);
    }
    names(d, &directions[ds]);
    if (subtype & QOS && sn_get(d, r, QOS_CTL, &v))
        sn_rec_uint(d, TID, sn_rd_off(r) - 2, 2, v & 15);
    if (!sn_rd_skip(r, from + n - sn_rd_off(r)))
        return;
    if (mesh && reads_mesh(d)) {
        if (!mesh_fields(d, r))
            return;
    } else if (mesh)
        (void)sn_header(d, r, MESH_EXT, MESH_SEQ + (mesh - MESH_HDR) / ADDR_LEN);
    n += mesh;
    if (link)
        d->linklen = (uint32_t)sn_rd_off(r);
    if (!has_data(subtype))
        return;
    if (sn_u(d, FLAGS) & PROTECTED)
        sn_wlan_wep(d, r, &(struct sn_wlan_wep){WEP, IV, TKIP_IV, CCMP_IV, KEY});
    else if (sn_wants_values(d) && subtype & QOS && sn_u(d, QOS_CTL) & AMSDU_PRESENT)
        sn_next_proto(d, &sn_proto_amsdu, r, len - n);
    else
        sn_next_proto(d, &sn_proto_llc, r, len - n);
}

static void control(struct sn_dis *d, struct sn_rd *r, uint64_t subtype, bool link)
{
    static const uint8_t size[] = {
        [WRAPPER] = 16, [BAR] = 20, [BA] = 16 - 6, [PS_POLL] = 16, [RTS] = 16,
        [CTS] = 10,     [ACK] = 10, [CF_END] = 16, [END_ACK] = 16};
    uint32_t n = size[subtype];

    if (sn_radiotap_pads(d))
        n = (n + 3) & ~3u;
    if (subtype < WRAPPER || !sn_rd_need(r, n - 4))
        return;
    if (link)
        d->linklen = (uint32_t)sn_rd_off(r) + n - 4;
    (void)addresses(d, r, size[subtype] > 10 ? 2 : 1);
    if (subtype == PS_POLL)
        also(d, BSSID, 1);
    also(d, RA, 1);
    if (size[subtype] > 10)
        also(d, subtype == CF_END || subtype == END_ACK ? BSSID : TA, 2);
    if (subtype == BAR && sn_get(d, r, BAR_CTL, NULL))
        (void)sequence(d, r);
}

/* The frame control field with its bytes in the other order. */
static bool swapped_control(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, 2, &p))
        return false;
    sn_rec_uint(d, FC, off, 2, sn_be16(p));
    sn_rec_uint(d, SUBTYPE, off + 1, 1, p[1] >> 4);
    sn_rec_uint(d, TYPE, off + 1, 1, p[1] >> 2 & 3);
    sn_rec_uint(d, VERSION, off + 1, 1, p[1] & 3);
    sn_rec_uint(d, FLAGS, off, 1, p[0]);
    return true;
}

static void frame(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t type, subtype;
    size_t off = sn_rd_off(r);
    bool link, swapped;

    /* Nothing is left for a dump of a header that was cut. */
    link = d->cur->level == 0 || d->linklen == off;
    if (link)
        d->linklen = d->layer->caplen;
    if (!sn_rd_need(r, 2))
        return;
    swapped = d->cur->proto == &sn_proto_wlan_swapped;
    type = r->p[swapped] >> 2 & 3;
    subtype = r->p[swapped] >> 4;
    if (link && (type > DATA || (type == CONTROL && subtype < WRAPPER)))
        d->linklen = (uint32_t)off;
    if (type == MGT ? !sn_rd_need(r, HDR) : type == DATA && !sn_rd_need(r, 10))
        return;
    sn_rec_uint(d, TYPE_SUBTYPE, off, 1, type << 4 | subtype);
    if (!(swapped ? swapped_control(d, r) : sn_header(d, r, FC, FLAGS)))
        return;
    sn_parts(d, FLAGS, F_DS, F_ORDER);
    if (type > DATA || !sn_get(d, r, type == CONTROL && subtype == PS_POLL ? AID : DURATION, NULL))
        return;
    if (type == CONTROL) {
        control(d, r, subtype, link);
    } else if (type == DATA) {
        data(d, r, len, subtype, (unsigned)sn_u(d, FLAGS) & 3, link);
    } else if (addresses(d, r, 3) && sequence(d, r)) {
        names(d, &directions[0]);
        if (link)
            d->linklen = (uint32_t)sn_rd_off(r);
        sn_next_proto(d, &sn_proto_wlanmgt, r, len < HDR ? 0 : len - HDR);
    }
}

/* Frames of another version have another layout, or none that is known: tcpdump reads them the
 * same, but of their fields only the version is right. */
static void wlan_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool swapped = d->cur->proto == &sn_proto_wlan_swapped;
    unsigned version = sn_rd_left(r) >= 2 ? r->p[swapped] & 3 : 0;

    frame(d, r, len);
    if (!version)
        return;
    for (uint32_t i = d->cur->first; i < d->nrec; i++) {
        if (d->rec[i].field != VERSION)
            d->rec[i].flags |= SN_REC_TEXT;
    }
}

void sn_wlan_next(struct sn_dis *d, const struct sn_rd *r, uint32_t len, bool fcs)
{
    struct sn_rd body = *r;

    if (fcs) {
        len = len < FCS_LEN ? 0 : len - FCS_LEN;
        body = sn_inside(r, len);
    }
    d->linklen = (uint32_t)sn_rd_off(r);
    sn_next_proto(d, &sn_proto_wlan, &body, len);
}

/* ---- text ---- */

void sn_wlan_put_rate(struct sn_text *t, uint32_t rate)
{
    sn_put_f(t->b, "%u.%u", rate / 2, rate % 2 * 5);
}

uint8_t sn_wlan_subtype(const struct sn_view *frame)
{
    return (uint8_t)sn_opt(frame, SUBTYPE);
}

uint8_t sn_wlan_flags(const struct sn_view *frame)
{
    return (uint8_t)sn_opt(frame, FLAGS);
}

const uint8_t *sn_wlan_sender(const struct sn_view *frame)
{
    return sn_find(frame, ADDR2)->p;
}

static void control_header(struct sn_text *t, const struct sn_view *v, uint64_t subtype)
{
    if (subtype == BAR)
        sn_say(t, v, " RA:{} TA:{} CTL({x}) SEQ({d}) ", ADDR1, ADDR2, BAR_CTL, SEQ_CTL);
    else if (subtype == PS_POLL)
        sn_say(t, v, "BSSID:{} TA:{} ", ADDR1, ADDR2);
    else if (subtype == RTS)
        sn_say(t, v, "RA:{} TA:{} ", ADDR1, ADDR2);
    else if (subtype == WRAPPER)
        return;
    else if (subtype == CF_END || subtype == END_ACK)
        sn_say(t, v, "RA:{} BSSID:{} ", ADDR1, ADDR2);
    else
        sn_say(t, v, "RA:{} ", ADDR1);
}

static void data_header(struct sn_text *t, const struct sn_view *v, uint64_t subtype, unsigned ds)
{
    static const char *const formats[] = {"DA:{} SA:{} BSSID:{} ", "BSSID:{} SA:{} DA:{} ",
                                          "DA:{} BSSID:{} SA:{} "};
    static const char *const mesh_addresses[] = {" A4:{}", " A5:{}", " A6:{}"};
    static const char *const cf[] = {"", "Ack", "Poll", "Ack/Poll"};

    if (sn_find(v, MESH_EXT)) {
        sn_say(t, v, "MeshData (AE {d} TTL {d} seq {d}", MESH_EXT, MESH_TTL, MESH_SEQ);
        for (unsigned i = 0; i < MESH_AE && i < sn_opt(v, MESH_EXT); i++)
            sn_say(t, v, mesh_addresses[i], (uint16_t)(MESH_A4 + i));
        sn_put_lit(t->b, ") ");
    }
    if (subtype & (CF_ACK | CF_POLL | QOS)) {
        sn_put_f(t->b, "CF %s", cf[subtype & 3]);
        sn_put_s(t->b, subtype & QOS ? "+QoS " : " ");
    }
    if (ds == 3)
        sn_say(t, v, "RA:{} TA:{} DA:{} SA:{} ", ADDR1, ADDR2, ADDR3, ADDR4);
    else
        sn_say(t, v, formats[ds], ADDR1, ADDR2, ADDR3);
}

/* With -e. */
static void header_text(struct sn_text *t, const struct sn_view *v, uint64_t type, uint64_t subtype,
                        unsigned ds)
{
    if (t->o->verbose) {
        for (const struct sn_val *f = flags; f->name; f++)
            sn_put_s(t->b, sn_opt(v, FLAGS) & f->v ? f->name : "");
        if (type != CONTROL || subtype != PS_POLL)
            sn_say(t, v, "{}us ", DURATION);
    }
    if (type == MGT)
        sn_say(t, v, "BSSID:{} DA:{} SA:{} ", ADDR3, ADDR1, ADDR2);
    else if (type == CONTROL)
        control_header(t, v, subtype);
    else
        data_header(t, v, subtype, ds);
}

static void control_text(struct sn_text *t, const struct sn_view *v, uint64_t subtype)
{
    sn_put_s(t->b, sn_val_name(controls, (uint32_t)subtype));
    if (subtype == PS_POLL) {
        sn_put_f(t->b, " AID(%x)", (unsigned)sn_opt(v, AID));
    } else if (!t->o->link && subtype != WRAPPER) {
        sn_put_c(t->b, ' ');
        if (subtype == BAR)
            sn_say(t, v, "RA:{} TA:{} CTL({x}) SEQ({d}) ", ADDR1, ADDR2, BAR_CTL, SEQ_CTL);
        else if (subtype == RTS)
            sn_say(t, v, "TA:{} ", ADDR2);
        else
            sn_say(t, v, "RA:{} ", ADDR1);
    }
}

static enum sn_then wlan_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE), subtype = sn_opt(&v, SUBTYPE);
    unsigned ds = (unsigned)sn_opt(&v, FLAGS) & 3;

    t->tag = "802.11";
    if (!sn_need_short(t, &v, FLAGS))
        return SN_TEXT_DONE;
    if (type > DATA) {
        sn_put_f(t->b, "unknown 802.11 frame type (%u)", (unsigned)type);
        return SN_TEXT_DONE;
    }
    if (type == CONTROL && subtype < WRAPPER) {
        sn_put_f(t->b, "unknown 802.11 ctrl frame subtype (%u)", (unsigned)subtype);
        return SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &v, ADDR1) || (type != CONTROL && !sn_need_short(t, &v, ADDR3)))
        return SN_TEXT_DONE;
    if (t->o->link)
        header_text(t, &v, type, subtype, ds);
    if (type == CONTROL) {
        control_text(t, &v, subtype);
    } else if (type == DATA && has_data(subtype)) {
        const struct direction *k = &directions[ds];

        t->lsrc = sn_find(&v, ADDR1 + k->sa - 1u)->p;
        t->ldst = sn_find(&v, ADDR1 + k->da - 1u)->p;
        if (sn_opt(&v, FLAGS) & PROTECTED) {
            sn_put_lit(t->b, "Data");
            sn_wlan_wep_text(t, &v, WEP);
        }
    }
    return SN_TEXT_INNER;
}

SN_PROTO(wlan, "IEEE 802.11", {.table = &sn_tab_link, .value = SN_LINK_IEEE802_11})

/* In CAPWAP, whose access points swap the frame control field. */
const struct sn_proto sn_proto_wlan_swapped = {
    .name = "wlan",
    .title = "IEEE 802.11",
    SN_PROTO_FIELDS(wlan),
    .more = true,
    .dissect = wlan_dissect,
};
