/* Two of Cisco's that are lists of TLVs: unidirectional link detection (UDLD, RFC 5171) and dynamic
 * trunking (DTP). */
#include "dis/link/eth.h"

enum { TLV_HDR = 4 };
static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1, .head = TLV_HDR};

/* ---- UDLD ---- */

enum { UDLD_HDR = 4 };

static const struct sn_val codes[] = {
    {0, "Reserved"}, {1, "Probe message"}, {2, "Echo message"}, {3, "Flush message"}, {0, NULL}};
static const struct sn_val flags[] = {{0x01, "RT"},    {0x02, "RSY"},   {0x04, "MBZ-2"},
                                      {0x08, "MBZ-3"}, {0x10, "MBZ-4"}, {0x20, "MBZ-5"},
                                      {0x40, "MBZ-6"}, {0x80, "MBZ-7"}, {0, NULL}};
static const struct sn_val udld_types[] = {{1, "Device-ID TLV"},
                                           {2, "Port-ID TLV"},
                                           {3, "Echo TLV"},
                                           {4, "Message Interval TLV"},
                                           {5, "Timeout Interval TLV"},
                                           {6, "Device Name TLV"},
                                           {7, "Sequence Number TLV"},
                                           {0, NULL}};

#define UDLD(F)                                                                                    \
    F(VERSION, "udld.version", P8, "Version", .mask = 0xe0)                                        \
    F(OPCODE, "udld.opcode", U8, "Opcode", .mask = 0x1f, .vals = codes)                            \
    F(FLAGS, "udld.flags", U8, "Flags", .base = SN_HEX)                                            \
    F(RT, "udld.flags.rt", P8, "Recommended timeout", .mask = 0x01, .base = SN_HEX)                \
    F(RSY, "udld.flags.rsy", P8, "ReSynch", .mask = 0x02, .base = SN_HEX)                          \
    F(SUM, "udld.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(TLV, "sn.udld.tlv", GROUPS, "TLV")                                                           \
    F(TYPE, "udld.tlv.type", U16, "Type", .vals = udld_types, .base = SN_HEX)                      \
    F(LEN, "udld.tlv.len", U16, "Length")                                                          \
    F(DEVICE, "udld.device_id", STR, "Device ID")                                                  \
    F(PORT, "udld.sent_through_interface", STR, "Sent through Interface")                          \
    F(ECHO, "sn.udld.echo", STR, "Echo")                                                           \
    F(MSG_TIME, "sn.udld.message_interval", U8, "Message Interval", .unit = "s")                   \
    F(TIMEOUT, "sn.udld.timeout_interval", U8, "Timeout Interval", .unit = "s")                    \
    F(NAME, "sn.udld.device_name", STR, "Device Name")                                             \
    F(SEQ, "sn.udld.sequence_number", U32, "Sequence Number")                                      \
    F(DATA, "udld.data", BYTES, "Data")
SN_FIELDS(udld, UDLD)

/* The field of a value, by its type; len 0: as long as it likes, but not empty. */
static const struct {
    uint8_t field, len;
    const char *fmt;
} udld_values[] = {{DATA, 0, NULL}, {DEVICE, 0, "{}"},      {PORT, 0, "{}"},
                   {ECHO, 0, "{}"}, {MSG_TIME, 1, ", {}s"}, {TIMEOUT, 1, ", {}s"},
                   {NAME, 0, "{}"}, {SEQ, 4, ", {}"}};

static unsigned udld_value(uint64_t type)
{
    return type < sizeof udld_values / sizeof udld_values[0] ? (unsigned)type : 0;
}

static void udld_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_tlv tlv = {0};
    struct sn_rec *group;
    bool more = true;

    if (len < UDLD_HDR)
        sn_malformed(r);
    if (len < UDLD_HDR || !sn_header(d, r, VERSION, FLAGS))
        return;
    sn_parts(d, FLAGS, RT, RSY);
    if (!sn_get(d, r, SUM, NULL) || !sn_in_detail(d))
        return;
    for (len -= UDLD_HDR; more && len; len -= tlv.len + TLV_HDR < len ? tlv.len + TLV_HDR : len) {
        group = sn_group(d, r, TLV, 0);
        more = len >= TLV_HDR && sn_tlv_upto(d, r, &form, TYPE, LEN, &tlv);
        if (more && tlv.len &&
            (!udld_values[udld_value(tlv.type)].len ||
             udld_values[udld_value(tlv.type)].len == tlv.len)) {
            unsigned f = udld_values[udld_value(tlv.type)].field;

            if (f >= ECHO && f < DATA && d->want & SN_WANT_FIELDS)
                sn_rec_bytes(d, DATA, sn_rd_off(&tlv.val), sn_rd_left(&tlv.val), tlv.val.p,
                             sn_rd_left(&tlv.val));
            (void)!(udld_fields[f].width ? sn_get(d, &tlv.val, f, NULL)
                                         : sn_get_upto(d, &tlv.val, f, tlv.len));
        }
        sn_group_end(d, r, group);
        more = more && !r->stop;
    }
}

static uint32_t udld_tlv_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                              uint32_t left)
{
    unsigned i = udld_value(sn_opt(v, TYPE));
    uint32_t len = (uint32_t)sn_opt(v, LEN);
    const struct sn_rec *q;

    if (left < TLV_HDR) {
        sn_text_invalid(t, l);
        return 0;
    }
    if (!sn_need(t, v, TYPE) || !sn_need(t, v, LEN))
        return 0;
    sn_say(t, v, "\n\t{s:Unknown} (0x{04x}) TLV, length {}", TYPE, TYPE, LEN);
    if (len <= TLV_HDR || len > left ||
        (udld_values[i].len && udld_values[i].len != len - TLV_HDR)) {
        sn_text_invalid(t, l);
        return 0;
    }
    if (!udld_values[i].len && udld_values[i].fmt)
        sn_put_lit(t->b, ", ");
    q = sn_find(v, udld_values[i].field);
    if (!q) {
        sn_cut(t);
    } else if (q->field == DEVICE || q->field == PORT || q->field == NAME) {
        sn_say_padded(t, v, "{}", q->field, len - TLV_HDR);
        return len;
    } else if (udld_values[i].fmt) {
        sn_say(t, v, udld_values[i].fmt, udld_values[i].field);
    }
    if (q && !udld_values[i].len && q->n < len - TLV_HDR)
        sn_cut(t);
    return len;
}

static enum sn_then udld_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), tlv = {0};
    uint32_t left = l->len - UDLD_HDR, n = 1;

    if (l->len < UDLD_HDR) {
        sn_text_invalid(t, l);
        return SN_TEXT_DONE;
    }
    if (sn_need(t, &v, FLAGS) &&
        sn_say(t, &v, "UDLDv{}, Code {s:Reserved} ({x}), Flags [", VERSION, OPCODE, OPCODE))
        sn_text_bits(t, flags, (uint32_t)sn_opt(&v, FLAGS), ", ", "none");
    sn_say(t, &v, "] ({})", FLAGS);
    sn_put_f(t->b, ", length %u", l->len);
    if (!sn_need(t, &v, SUM))
        return SN_TEXT_DONE;
    if (!t->o->verbose && l->caplen < l->len)
        sn_cut(t);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\tChecksum {} (unverified)", SUM);
    for (; left && n && !t->ended; left -= n) {
        if (!sn_each(&v, TLV, &tlv)) {
            sn_cut(t);
            break;
        }
        n = udld_tlv_text(t, l, &tlv, left);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(udld, "Unidirectional Link Detection", {.table = &sn_tab_snap, .value = 0x00000c0111})

/* ---- DTP ---- */

enum { DOMAIN = 1, STATUS = 2, DTP_TYPE = 3, NEIGHBOR = 4 };
static const struct sn_val dtp_types[] = {{DOMAIN, "Domain"},
                                          {STATUS, "Status"},
                                          {DTP_TYPE, "DTP type"},
                                          {NEIGHBOR, "Neighbor"},
                                          {0, NULL}};

#define DTP(F)                                                                                     \
    F(D_VERSION, "dtp.version", U8, "Version", .base = SN_HEX)                                     \
    F(D_TLV, "sn.dtp.tlv", GROUPS, "TLV")                                                          \
    F(D_TYPE, "dtp.tlv_type", U16, "Type", .vals = dtp_types, .base = SN_HEX)                      \
    F(D_LEN, "dtp.tlv_len", U16, "Length")                                                         \
    F(D_DOMAIN, "dtp.domain", STR, "Domain")                                                       \
    F(D_STATUS, "sn.dtp.status", P8, "Status", .base = SN_HEX)                                     \
    F(D_TOS, "dtp.tos", P8, "Trunk Operating Status", .mask = 0x80, .base = SN_HEX)                \
    F(D_TAS, "dtp.tas", U8, "Trunk Administrative Status", .mask = 0x07, .base = SN_HEX)           \
    F(D_KIND, "sn.dtp.type", P8, "Type", .base = SN_HEX)                                           \
    F(D_TOT, "dtp.tot", P8, "Trunk Operating Type", .mask = 0xe0, .base = SN_HEX)                  \
    F(D_TAT, "dtp.tat", U8, "Trunk Administrative Type", .mask = 0x07, .base = SN_HEX)             \
    F(D_SENDER, "dtp.senderid", ETHER, "Sender ID")                                                \
    F(D_DATA, "sn.dtp.data", BYTES, "Data")                                                        \
    F(D_MAC, "dtp.data", ETHER, "Data")
SN_FIELDS(dtp, DTP)

/* By type: the fields of the value, its length (0: as it likes), and how it is printed. */
static const struct {
    uint8_t first, last, len;
    const char *fmt;
} dtp_values[] = {{D_DATA, D_DATA, 0, NULL},
                  {D_DOMAIN, D_DOMAIN, 0, NULL},
                  {D_STATUS, D_TAS, 1, ", 0x{x}"},
                  {D_KIND, D_TAT, 1, ", 0x{x}"},
                  {D_SENDER, D_SENDER, 6, ", {}"}};

static unsigned dtp_value(uint64_t type)
{
    return type < sizeof dtp_values / sizeof dtp_values[0] ? (unsigned)type : 0;
}

static void dtp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_tlv tlv = {0};
    struct sn_rec *group;
    bool more = true;
    uint32_t from;

    if (!sn_get(d, r, D_VERSION, NULL))
        return;
    for (len--; more && len; len -= tlv.len + TLV_HDR < len ? tlv.len + TLV_HDR : len) {
        from = d->nrec;
        group = sn_group(d, r, D_TLV, 0);
        more = len >= TLV_HDR && sn_tlv_upto(d, r, &form, D_TYPE, D_LEN, &tlv);
        if (more) {
            unsigned i = dtp_value(tlv.type);
            struct sn_rd mac = tlv.val;

            if (i == 0 && tlv.len >= 6 && d->want & SN_WANT_FIELDS)
                (void)sn_get_bytes(d, &mac, D_MAC, 6);
            if (!dtp_values[i].len)
                (void)!sn_get_upto(d, &tlv.val, dtp_values[i].first, tlv.len);
            else if (dtp_values[i].len == tlv.len)
                (void)sn_header(d, &tlv.val, dtp_values[i].first, dtp_values[i].last);
        }
        sn_group_end(d, r, group);
        more = more && !r->stop;
        if (!more) /* Wireshark begins no TLV that isn't whole */
            sn_text_only(d, from);
    }
}

static uint32_t dtp_tlv_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                             uint32_t left)
{
    unsigned i = dtp_value(sn_opt(v, D_TYPE));
    uint32_t len = (uint32_t)sn_opt(v, D_LEN);

    if (left < TLV_HDR) {
        sn_put_f(t->b, "[%u bytes remaining]", left);
        sn_text_invalid(t, l);
        return 0;
    }
    if (!sn_need(t, v, D_TYPE) || !sn_need(t, v, D_LEN) || !sn_opt(v, D_TYPE))
        return 0; /* type 0: tcpdump stops without a word */
    sn_say(t, v, "\n\t{s:Unknown} (0x{04x}) TLV, length {}", D_TYPE, D_TYPE, D_LEN);
    if (len < TLV_HDR || len > left) {
        sn_say(t, v, "[invalid TLV length {}]", D_LEN);
        sn_text_invalid(t, l);
        return 0;
    }
    if (dtp_values[i].len && len - TLV_HDR != dtp_values[i].len) {
        sn_text_invalid(t, l);
        return 0;
    }
    if (!sn_find(v, dtp_values[i].first) || (!i && sn_find(v, D_DATA)->n < len - TLV_HDR)) {
        sn_cut(t);
    } else if (dtp_values[i].fmt) {
        sn_say(t, v, dtp_values[i].fmt, dtp_values[i].first);
    } else if (i == DOMAIN) {
        sn_put_lit(t->b, ", ");
        sn_say_padded(t, v, "{}", D_DOMAIN, len - TLV_HDR);
    }
    return len;
}

static enum sn_then dtp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), tlv = {0};
    uint32_t left = l->len - 1, n = 1;

    if (!l->len) {
        sn_put_lit(t->b, "[zero packet length]");
        sn_text_invalid(t, l);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "DTPv{d}", D_VERSION);
    sn_put_f(t->b, ", length %u", l->len);
    for (; left && n && !t->ended && t->o->verbose; left -= n) {
        if (!sn_each(&v, D_TLV, &tlv)) {
            sn_cut(t);
            break;
        }
        n = dtp_tlv_text(t, l, &tlv, left);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(dtp, "Dynamic Trunk Protocol", {.table = &sn_tab_snap, .value = 0x00000c2004})
