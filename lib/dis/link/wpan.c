/* IEEE 802.15.4: the header of its frames, and the header that captures of the TAP kind have in
 * front. Wireshark's names are those of 802.15.4-2015. */
#include "dis/link/wpan.h"

enum { BEACON, DATA_FRAME, ACK, MAC_COMMAND, MULTIPURPOSE = 5 };
enum { NONE = 0, RESERVED = 1, SHORT = 2, EXTENDED = 3 };
enum { LONG_FCF = 0x08, EUI64 = 8, KEY_MODE_4 = 2, KEY_MODE_8 = 3, FCS_LEN = 2, TAP_HDR = 4 };

const struct sn_val sn_wpan_remarks[] = {
    {WPAN_NO_PAN, "-:"},
    {WPAN_NO_ADDRESS, "none"},
    {WPAN_ARROW, " < "},
    {WPAN_ARROW_NO_PAN, " <  -:"},
    {WPAN_BLANK, " "},
    {WPAN_IMPLICIT, "Implicit"},
    {WPAN_ERR_SEQ, "[ERROR: Sequence number suppressed on frames where version < 2]"},
    {WPAN_ERR_DST_MODE, "[ERROR: Invalid dst address mode]"},
    {WPAN_ERR_SRC_MODE, "[ERROR: Invalid src address mode]"},
    {WPAN_ERR_COMPRESSION, "[ERROR: PAN ID Compression != 0, and only one address with frame "
                           "version < 2]"},
    {WPAN_ERR_PAN, "[ERROR: Truncated before dst_pan]"},
    {WPAN_ERR_ADDRESS, "[ERROR: Truncated before dst_addr]"},
    {WPAN_ERR_SECURITY, "[ERROR: Truncated before Aux Security Header]"},
    {WPAN_ERR_COUNTER, "[ERROR: Truncated before Frame Counter]"},
    {WPAN_ERR_KEY_SOURCE, "[ERROR: Truncated before Key Source]"},
    {WPAN_ERR_KEY_INDEX, "[ERROR: Truncated before Key Index]"},
    {WPAN_ERR_MIC, "[ERROR: Truncated before MIC]"},
    {WPAN_ERR_IE, "[ERROR: Truncated header IE]"},
    {WPAN_ERR_IE_DATA, "[ERROR: Truncated IE data]"},
    {WPAN_ERR_TYPE_1, "[ERROR: Header IE with type 1] "},
    {WPAN_ERR_TYPE_0, "[ERROR: Payload IE with type 0] "},
    {WPAN_ERR_BEACON, "[ERROR: Truncated before beacon information]"},
    {WPAN_ERR_GTS, "[ERROR: Truncated before GTS info]"},
    {WPAN_ERR_GTS_LIST, " [ERROR: Truncated GTS Info List]"},
    {WPAN_ERR_PENDING, "[ERROR: Truncated before pending addresses]"},
    {WPAN_ERR_PENDING_LIST, " [ERROR: Pending address list truncated]"},
    {WPAN_ERR_COMMAND, "[ERROR: Truncated before Command ID]"},
    {WPAN_BAD_ASSOC, "Invalid Association request command length"},
    {WPAN_BAD_ASSOC_RESP, "Invalid Association response command length"},
    {WPAN_BAD_DISASSOC, "Invalid Disassociation Notification command length"},
    {WPAN_BAD_REALIGN, "Invalid Coordinator Realignment command length"},
    {WPAN_BAD_GTS_REQ, "Invalid GTS Request command length"},
    {0, NULL}};
const struct sn_val sn_wpan_types[] = {
    {BEACON, "Beacon"},       {DATA_FRAME, "Data"}, {ACK, "ACK"},
    {MAC_COMMAND, "Command"}, {4, "Reserved"},      {MULTIPURPOSE, "Multipurpose"},
    {6, "Fragment"},          {7, "Extended"},      {0, NULL}};
const struct sn_val sn_wpan_modes[] = {{NONE, "None"},
                                       {RESERVED, "Reserved"},
                                       {SHORT, "Short/16-bit"},
                                       {EXTENDED, "Long/64-bit"},
                                       {0, NULL}};
static const struct sn_val flags[] = {{0x0008, "Security Enabled, "},
                                      {0x0010, "Frame Pending, "},
                                      {0x0020, "AR, "},
                                      {0x0040, "PAN ID Compression, "},
                                      {0x0100, "Sequence Number Suppression, "},
                                      {0x0200, "IE present, "},
                                      {0, NULL}};
/* Of multipurpose frames, whose flags stand elsewhere. */
static const struct sn_val multi_flags[] = {{0x0200, "Security Enabled, "},
                                            {0x0800, "Frame Pending, "},
                                            {0x4000, "AR, "},
                                            {0x0100, "PAN ID Present, "},
                                            {0x0400, "Sequence Number Suppression, "},
                                            {0x8000, "IE present, "},
                                            {0, NULL}};
SN_FIELD_TABLE(wpan, WPAN)

/* How a frame is to be read. */
struct plan {
    uint8_t type, version, dst, src; /* dst, src: modes of their addresses */
    bool suppressed, security, elements, dst_pan, src_pan;
};

bool sn_wpan_remark(struct sn_dis *d, unsigned remark)
{
    sn_note(d, REMARK, remark);
    return false;
}

bool sn_wpan_eui64(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;
    uint8_t *a;

    if (!sn_rd_bytes(r, EUI64, &p))
        return false;
    a = sn_arena_alloc(&d->arena, EUI64);
    if (!a)
        return false;
    for (unsigned i = 0; i < EUI64; i++)
        a[i] = p[EUI64 - 1 - i];
    sn_rec_bytes(d, field, off, EUI64, a, EUI64);
    return true;
}

/* Which PAN identifiers there are: 802.15.4-2015, table 7-2, as tcpdump reads it. */
static void plan_pans(struct sn_dis *d, struct plan *f, bool compressed)
{
    if (f->version < 2) {
        if (compressed && (!f->dst || !f->src))
            (void)sn_wpan_remark(d, WPAN_ERR_COMPRESSION);
        f->dst_pan = f->dst != NONE;
        f->src_pan = f->src != NONE && !compressed;
        return;
    }
    if (!f->dst && !f->src) {
        f->dst_pan = compressed;
    } else if (!f->src) {
        f->dst_pan = !compressed;
    } else if (!f->dst) {
        f->src_pan = !compressed;
    } else if (f->dst == EXTENDED && f->src == EXTENDED) {
        f->dst_pan = !compressed;
    } else {
        f->dst_pan = true;
        f->src_pan = !compressed && f->src == SHORT;
    }
}

static bool address(struct sn_dis *d, struct sn_rd *r, unsigned mode, unsigned field16)
{
    if (mode == NONE)
        (void)sn_wpan_remark(d, WPAN_NO_ADDRESS);
    else if (mode == SHORT ? !sn_get(d, r, field16, NULL) : !sn_wpan_eui64(d, r, field16 + 1))
        return sn_wpan_remark(d, WPAN_ERR_ADDRESS);
    return true;
}

static bool addresses(struct sn_dis *d, struct sn_rd *r, const struct plan *f)
{
    if (!f->dst_pan)
        (void)sn_wpan_remark(d, WPAN_NO_PAN);
    else if (!sn_get(d, r, DST_PAN, NULL))
        return sn_wpan_remark(d, WPAN_ERR_PAN);
    if (!address(d, r, f->dst, DST16))
        return false;
    (void)sn_wpan_remark(d, f->type == MULTIPURPOSE ? WPAN_ARROW_NO_PAN : WPAN_ARROW);
    if (f->type != MULTIPURPOSE && !f->src_pan)
        (void)sn_wpan_remark(d, WPAN_NO_PAN);
    else if (f->src_pan && !sn_get(d, r, SRC_PAN, NULL))
        return sn_wpan_remark(d, WPAN_ERR_PAN);
    if (!address(d, r, f->src, SRC16))
        return false;
    (void)sn_wpan_remark(d, WPAN_BLANK);
    return true;
}

/* The frame control field of a multipurpose frame has one byte or two. */
static bool multipurpose(struct sn_dis *d, struct sn_rd *r, struct plan *f)
{
    static const struct {
        uint8_t field, shift, bits;
    } parts[] = {{FRAME_TYPE, 0, 7},  {DST_MODE, 4, 3}, {SRC_MODE, 6, 3},     {SECURITY, 9, 1},
                 {SUPPRESSED, 10, 1}, {PENDING, 11, 1}, {ACK_REQUEST, 14, 1}, {HAS_IE, 15, 1}};
    bool wide = *r->p & LONG_FCF;
    size_t off = sn_rd_off(r);
    uint32_t fcf = *r->p;

    if (wide && !sn_rd_need(r, 2))
        return false;
    if (wide)
        fcf = sn_le16(r->p);
    (void)!sn_rd_skip(r, wide ? 2 : 1);
    sn_rec_uint(d, FCF, off, wide ? 2 : 1, fcf);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        sn_made(d, parts[i].field, fcf >> parts[i].shift & parts[i].bits);
    f->dst = fcf >> 4 & 3;
    f->src = fcf >> 6 & 3;
    f->dst_pan = fcf & 0x0100;
    f->security = fcf & 0x0200;
    f->suppressed = fcf & 0x0400;
    f->elements = fcf & 0x8000;
    f->version = fcf >> 12 & 3;
    return true;
}

static bool general(struct sn_dis *d, struct sn_rd *r, struct plan *f)
{
    size_t off = sn_rd_off(r);
    uint16_t fcf = 0;

    if (!sn_rd_le16(r, &fcf))
        return false;
    sn_rec_uint(d, FCF, off, 2, fcf);
    sn_parts(d, FCF, FRAME_TYPE, SRC_MODE);
    if (f->type > MAC_COMMAND)
        return true;
    f->dst = fcf >> 10 & 3;
    f->src = fcf >> 14 & 3;
    f->version = fcf >> 12 & 3;
    f->security = fcf & 0x0008;
    f->suppressed = fcf & 0x0100;
    f->elements = fcf & 0x0200;
    return true;
}

/* Behind one of eight bytes tcpdump goes on in its middle. */
static bool key_source8(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd middle = *r;

    if (!sn_get_bytes(d, r, KEY8, EUI64))
        return false;
    if (!sn_wants_values(d) && sn_rd_skip(&middle, EUI64 / 2))
        *r = middle;
    return true;
}

/* The auxiliary security header; *mic is how many bytes are at the frame's end to prove it. */
static bool security(struct sn_dis *d, struct sn_rd *r, uint32_t *mic)
{
    uint32_t ctl, mode;

    if (!sn_get(d, r, SEC_CTL, &ctl))
        return sn_wpan_remark(d, WPAN_ERR_SECURITY);
    sn_parts(d, SEC_CTL, SEC_LEVEL, ASN);
    mode = ctl >> 3 & 3;
    if (!(ctl & 0x20) && !sn_get(d, r, COUNTER, NULL))
        return sn_wpan_remark(d, WPAN_ERR_COUNTER);
    if (mode == NONE)
        sn_note(d, NO_SEQ, 0);
    if (mode == KEY_MODE_4 && !sn_get(d, r, KEY4, NULL))
        return sn_wpan_remark(d, WPAN_ERR_KEY_SOURCE);
    if (mode == KEY_MODE_8 && !key_source8(d, r))
        return sn_wpan_remark(d, WPAN_ERR_KEY_SOURCE);
    if (mode != NONE && !sn_get(d, r, KEY_INDEX, NULL))
        return sn_wpan_remark(d, WPAN_ERR_KEY_INDEX);
    *mic = ctl & 3 ? 2u << (ctl & 3) : 0;
    return true;
}

/* The CRC of ITU-T that is at a frame's end. */
static uint16_t crc16(const uint8_t *p, size_t n)
{
    uint16_t crc = 0;

    for (; n; n--, p++) {
        crc ^= *p;
        for (unsigned bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc >> 1 ^ (crc & 1 ? 0x8408 : 0));
    }
    return crc;
}

/* What stands at a frame's end. */
struct trailer {
    const uint8_t *end;
    uint16_t fcs, right;
    uint32_t mic;
};

/* Takes the checksum off what r holds, when it is right: many captures have none. */
static void take_fcs(struct sn_rd *r, const uint8_t *frame, size_t least, struct trailer *t)
{
    bool any = (size_t)(r->end - frame) > least;

    t->end = r->end;
    t->fcs = any ? sn_le16(r->end - FCS_LEN) : 0;
    t->right = any ? crc16(frame, (size_t)(r->end - frame) - FCS_LEN) : 0;
    if (any && t->fcs == t->right && sn_rd_left(r) >= FCS_LEN)
        r->end -= FCS_LEN;
}

/* Takes the message's code of t->mic bytes off, which stands in front of the checksum. */
static bool take_mic(struct sn_dis *d, struct sn_rd *r, const struct trailer *t)
{
    if (sn_rd_left(r) < t->mic)
        return sn_wpan_remark(d, WPAN_ERR_MIC);
    r->end -= t->mic;
    return true;
}

static void record_trailer(struct sn_dis *d, const struct sn_rd *r, const struct trailer *t)
{
    if (t->mic)
        sn_rec_bytes(d, MIC, (size_t)(r->end - r->start), t->mic, r->end, t->mic);
    sn_note(d, FCS_RIGHT, t->right);
    sn_rec_uint(d, FCS, (size_t)(t->end - FCS_LEN - r->start), FCS_LEN, t->fcs);
    if (t->fcs != t->right && d->cur->proto == &sn_proto_wpan_nofcs)
        sn_text_last(d);
    else
        sn_made(d, FCS_OK, t->fcs == t->right);
}

/* The frame is the packet's, not one inside a datagram. */
static bool is_link(const struct sn_dis *d)
{
    return d->cur->level == 0 || d->layer[0].proto == &sn_proto_wpantap;
}

/* A type whose layout tcpdump knows. */
static bool is_known(unsigned type)
{
    return type <= MULTIPURPOSE && type != 4;
}

/* *header: all of it could be read. */
static bool frame(struct sn_dis *d, struct sn_rd *r, bool *header)
{
    const uint8_t *start = r->p;
    struct plan f = {0};
    struct trailer end = {.mic = 0};

    if (!sn_rd_need(r, 2)) {
        if (is_link(d))
            d->linklen = d->cur->off + d->cur->caplen;
        return false;
    }
    f.type = *r->p & 7;
    if (!(f.type == MULTIPURPOSE ? multipurpose(d, r, &f) : general(d, r, &f)))
        return false;
    if (!is_known(f.type))
        return false;
    if (f.suppressed && f.type != MULTIPURPOSE && f.version < 2)
        (void)sn_wpan_remark(d, WPAN_ERR_SEQ);
    if (f.suppressed)
        sn_note(d, NO_SEQ, f.type);
    else if (!sn_get(d, r, SEQ, NULL))
        return false;
    if (f.src == RESERVED)
        return sn_wpan_remark(d, WPAN_ERR_SRC_MODE);
    if (f.dst == RESERVED)
        return sn_wpan_remark(d, WPAN_ERR_DST_MODE);
    if (f.type != MULTIPURPOSE)
        plan_pans(d, &f, sn_u(d, FCF) & 0x0040);
    take_fcs(r, start, f.type == MULTIPURPOSE ? 2 : 3, &end);
    if (!addresses(d, r, &f) || (f.security && !security(d, r, &end.mic)) ||
        !take_mic(d, r, &end) || (f.elements && !sn_wpan_elements(d, r)))
        return false;
    record_trailer(d, r, &end);
    *header = true;
    if (f.type == BEACON && f.version < 2) /* later ones have elements instead */
        return sn_wpan_beacon(d, r);
    return f.type != MAC_COMMAND || sn_wpan_command(d, r);
}

static void wpan_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd body = *r;
    bool header = false, whole = frame(d, &body, &header);

    (void)len;
    /* tcpdump takes whether it could read the header for its length. */
    if (sn_rd_left(r) >= 2 && is_link(d))
        d->linklen = d->cur->off + header;
    r->stop = body.stop;
    if (whole && sn_rd_left(&body))
        sn_next_proto(d, NULL, &body, (uint32_t)sn_rd_left(&body));
}

/* ---- text ---- */

static void type_text(struct sn_text *t, unsigned type)
{
    sn_put_lit(t->b, "IEEE 802.15.4 ");
    sn_put_name(t, sn_wpan_types, type, "");
    sn_put_lit(t->b, " packet ");
}

static void fcf_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = q->u & 7;

    (void)v;
    type_text(t, type);
    if (!is_known(type) || (type == MULTIPURPOSE && !(q->u & LONG_FCF)))
        return;
    sn_put_f(t->b, "v%u ", (unsigned)(q->u >> 12 & 3));
    if (t->o->verbose > 2) {
        for (const struct sn_val *f = type == MULTIPURPOSE ? multi_flags : flags; f->name; f++)
            sn_put_s(t->b, q->u & f->v ? f->name : "");
    }
}

void sn_wpan_put_hw(struct sn_buf *b, const uint8_t *p)
{
    for (unsigned i = 0; i < EUI64; i++)
        sn_put_f(b, i ? ":%02x" : "%02x", p[i]);
}

static void hw_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_wpan_put_hw(t->b, q->p);
}

/* tcpdump's format has its digits misplaced. */
static void key4_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, "KeySource 0x%04x:%x4x, ", (unsigned)q->u & 0xffff, (unsigned)(q->u >> 16));
}

static void key8_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_lit(t->b, "KeySource ");
    for (unsigned i = EUI64; i; i--)
        sn_put_f(t->b, i > 1 ? "%02x:" : "%02x, ", q->p[i - 1]);
}

static void no_seq_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    if (sn_before(v, q, SEC_CTL))
        sn_put_s(t->b, t->o->verbose > 1 ? "Implicit" : "");
    else if (q->u != MULTIPURPOSE)
        sn_put_lit(t->b, "seq suppressed ");
}

static void sec_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, "\n\tSecurity Level %u, Key Id Mode %u, ", (unsigned)q->u & 7,
             (unsigned)q->u >> 3 & 3);
}

static void fcs_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned right = (unsigned)sn_opt(v, FCS_RIGHT);

    if (q->u == right)
        sn_put_f(t->b, "FCS %x ", right);
    else
        sn_put_f(t->b, "wrong FCS %x vs %x (assume no FCS stored) ", (unsigned)q->u, right);
}

#define PUT(least, function)                                                                       \
    {                                                                                              \
        .put = (function), .verbose = (least)                                                      \
    }

static const struct sn_line lines[] = {
    [REMARK] = SN_LINE("{s}"),
    [FCF] = PUT(0, fcf_text),
    [SEQ] = SN_LINE_V(1, false, "seq {02x} "),
    [NO_SEQ] = PUT(1, no_seq_text),
    [DST_PAN] = SN_LINE("{04x}:"),
    [DST16] = SN_LINE("{04x}"),
    [DST64] = PUT(0, hw_text),
    [SRC_PAN] = SN_LINE("{04x}:"),
    [SRC16] = SN_LINE("{04x}"),
    [SRC64] = PUT(0, hw_text),
    [SEC_CTL] = PUT(1, sec_text),
    [COUNTER] = SN_LINE_V(2, false, "Frame Counter 0x{08x} "),
    [KEY4] = PUT(2, key4_text),
    [KEY8] = PUT(2, key8_text),
    [KEY_INDEX] = SN_LINE_V(2, false, "KeyIndex 0x{02x}, "),
    [MIC] = SN_LINE_V(3, false, "\n\tMIC {} "),
    [FCS] = PUT(3, fcs_text),
    [HIE] = PUT(0, sn_wpan_put_ie),
    [PIE] = PUT(0, sn_wpan_put_ie),
    [IE_DATA] = PUT(0, sn_wpan_put_ie),
    [SUPERFRAME] = PUT(1, sn_wpan_put_body),
    [GTS] = PUT(1, sn_wpan_put_body),
    [GTS_DIRS] = PUT(2, sn_wpan_put_body),
    [GTS_SLOT] = PUT(2, sn_wpan_put_body),
    [GTS_END] = PUT(2, sn_wpan_put_body),
    [PENDINGS] = PUT(1, sn_wpan_put_body),
    [PENDING16] = PUT(2, sn_wpan_put_body),
    [PENDING64] = PUT(2, sn_wpan_put_body),
    [COMMAND] = SN_LINE("Command ID = {s:Reserved 0x%02x} "),
    [CMD_DATA] = PUT(0, sn_wpan_put_body),
    [CINFO] = PUT(0, sn_wpan_put_body),
    [ASSOC_ADDR] = SN_LINE("Short address = {04x}"),
    [ASSOC_STATUS] = PUT(0, sn_wpan_put_body),
    [REASON] = PUT(0, sn_wpan_put_body),
    [R_PAN] = SN_LINE("Pan ID = 0x{04x}, "),
    [R_COORD] = SN_LINE("Coordinator short address = {04x}"),
    [R_CHANNEL] = PUT(0, sn_wpan_put_body),
    [R_ADDR] = SN_LINE("Short address = {04x}"),
    [GTS_REQ] = PUT(0, sn_wpan_put_body),
};

/* Of one inside a datagram that wasn't all captured tcpdump looks for the checksum at once. False:
 * there is none so early. */
static bool no_fcs_text(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *fcf)
{
    unsigned type = fcf ? (unsigned)fcf->u & 7 : MULTIPURPOSE;

    if (is_known(type) && l->len <= (type == MULTIPURPOSE ? 2 : 3))
        return false;
    if (fcf)
        type_text(t, type);
    if (is_known(type))
        sn_cut(t);
    return true;
}

static enum sn_then wpan_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *fcf = sn_find(&v, FCF);
    bool part = l->level && t->d->layer[0].proto != &sn_proto_wpantap && l->caplen < l->len;

    if (part && l->len < 2)
        return SN_TEXT_CUT_SHORT;
    if (part && no_fcs_text(t, l, fcf))
        return SN_TEXT_DONE;
    if (sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0])) {
        if (!fcf)
            return l->caplen < 2 && !part ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
        if (part || (is_known(fcf->u & 7) && !sn_find(&v, SEQ) && !sn_find(&v, NO_SEQ) &&
                     !sn_find(&v, REMARK)))
            return SN_TEXT_CUT;
    }
    sn_text_dump(t);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_wpan = {
    .name = "wpan",
    .tag = "802.15.4",
    .title = "IEEE 802.15.4 Low-Rate Wireless PAN",
    SN_PROTO_FIELDS(wpan),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_IEEE802_15_4}),
    .dissect = wpan_dissect,
    .text = wpan_text,
};

/* Without a checksum, or nobody says whether there is one. */
const struct sn_proto sn_proto_wpan_nofcs = {
    .name = "wpan",
    .tag = "802.15.4",
    .title = "IEEE 802.15.4 Low-Rate Wireless PAN",
    SN_PROTO_FIELDS(wpan),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_IEEE802_15_4_NOFCS}),
    .dissect = wpan_dissect,
    .text = wpan_text,
};

/* In a frame of Ethernet. */
const struct sn_proto sn_proto_wpan_ether = {
    .name = "wpan",
    .title = "IEEE 802.15.4 Low-Rate Wireless PAN",
    SN_PROTO_FIELDS(wpan),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x809a}),
    .dissect = wpan_dissect,
    .more = true,
};

/* ---- captures of the TAP kind ---- */

#define WPANTAP(F)                                                                                 \
    F(T_VERSION, "wpan-tap.version", U8, "Version", .pad = 1)                                      \
    F(T_LENGTH, "wpan-tap.length", LE16, "Length", .unit = "bytes")
SN_FIELDS(wpantap, WPANTAP)

static void wpantap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    d->linklen = d->cur->caplen;
    if (!sn_header(d, r, T_VERSION, T_LENGTH))
        return;
    n = (uint32_t)sn_u(d, T_LENGTH);
    if (sn_u(d, T_VERSION) || n < TAP_HDR) {
        d->linklen = 0;
        return;
    }
    if (sn_rd_skip(r, n - TAP_HDR)) {
        d->linklen = n;
        sn_next_proto(d, &sn_proto_wpan_nofcs, r, len < n ? 0 : len - n);
    }
}

static enum sn_then wpantap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need_short(t, &v, T_LENGTH))
        return SN_TEXT_DONE;
    if (sn_opt(&v, T_VERSION) || sn_opt(&v, T_LENGTH) < TAP_HDR) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    return l->flags ? SN_TEXT_CUT_SHORT : SN_TEXT_INNER;
}

const struct sn_proto sn_proto_wpantap = {
    .name = "wpan-tap",
    .tag = "802.15.4_tap",
    .title = "IEEE 802.15.4 Low-Rate Wireless PAN TAP",
    SN_PROTO_FIELDS(wpantap),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_IEEE802_15_4_TAP}),
    .dissect = wpantap_dissect,
    .text = wpantap_text,
};
