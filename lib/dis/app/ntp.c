/* NTP, versions 1 to 4, with its control and private messages (RFC 5905, RFC 9327). */
#include "dis/proto.h"

enum { CONTROL = 6, PRIVATE = 7, HDR = 48, CONTROL_HDR = 12, KEY_ID = 4 };
enum { INFO_QUERY = 62, INFO_REPLY }; /* strata of long ago */

static const struct sn_val modes[] = {
    {0, "unspecified"},     {1, "symmetric active"}, {2, "symmetric passive"},
    {3, "Client"},          {4, "Server"},           {5, "Broadcast"},
    {6, "Control Message"}, {7, "Reserved"},         {0, NULL},
};
static const struct sn_val leaps[] = {
    {0, ""}, {1, "+1s"}, {2, "-1s"}, {3, "clock unsynchronized"}, {0, NULL}};

#define NTP(F)                                                                                     \
    F(FLAGS, "ntp.flags", P8, "Flags", .base = SN_HEX)                                             \
    F(LI, "ntp.flags.li", P8, "Leap Indicator", .mask = 0xc0, .vals = leaps)                       \
    F(VERSION, "ntp.flags.vn", P8, "Version number", .mask = 0x38)                                 \
    F(MODE, "ntp.flags.mode", U8, "Mode", .mask = 7, .vals = modes)                                \
    F(STRATUM, "ntp.stratum", U8, "Peer Clock Stratum")                                            \
    F(POLL, "ntp.ppoll", U8, "Peer Polling Interval")                                              \
    F(PRECISION, "ntp.precision", U8, "Peer Clock Precision")                                      \
    F(DELAY, "ntp.rootdelay", U32, "Root Delay")                                                   \
    F(DISPERSION, "ntp.rootdispersion", U32, "Root Dispersion")                                    \
    F(REFID, "ntp.refid", BYTES, "Reference ID")                                                   \
    F(REFERENCE, "sn.ntp.reftime_raw", U64, "Reference Timestamp")                                 \
    F(ORIGIN, "sn.ntp.org_raw", U64, "Origin Timestamp")                                           \
    F(RECEIVE, "sn.ntp.rec_raw", U64, "Receive Timestamp")                                         \
    F(TRANSMIT, "sn.ntp.xmt_raw", U64, "Transmit Timestamp")                                       \
    F(REFERENCE_TIME, "ntp.reftime", TIME, "Reference Timestamp")                                  \
    F(ORIGIN_TIME, "ntp.org", TIME, "Origin Timestamp")                                            \
    F(RECEIVE_TIME, "ntp.rec", TIME, "Receive Timestamp")                                          \
    F(TRANSMIT_TIME, "ntp.xmt", TIME, "Transmit Timestamp")                                        \
    F(KEY, "ntp.keyid", BYTES, "Key ID")                                                           \
    F(MAC, "ntp.mac", BYTES, "Message Authentication Code")                                        \
    F(CTRL_FLAGS, "ntp.ctrl.flags2", P8, "Flags 2", .base = SN_HEX)                                \
    F(CTRL_R, "ntp.ctrl.flags2.r", P8, "Response bit", .mask = 0x80)                               \
    F(CTRL_ERROR, "ntp.ctrl.flags2.error", P8, "Error bit", .mask = 0x40)                          \
    F(CTRL_MORE, "ntp.ctrl.flags2.more", P8, "More bit", .mask = 0x20)                             \
    F(CTRL_OP, "ntp.ctrl.flags2.opcode", U8, "Opcode", .mask = 0x1f)                               \
    F(CTRL_SEQ, "ntp.ctrl.sequence", U16, "Sequence")                                              \
    F(CTRL_STATUS, "ntp.ctrl.status", U16, "Status", .base = SN_HEX)                               \
    F(CTRL_ASSOC, "ntp.ctrl.associd", U16, "AssociationID")                                        \
    F(CTRL_OFFSET, "ntp.ctrl.offset", U16, "Offset")                                               \
    F(CTRL_COUNT, "ntp.ctrl.count", U16, "Count")                                                  \
    F(CTRL_DATA, "sn.ntp.ctrl.data", STR, "Data")                                                  \
    F(PRIV_R, "ntp.priv.flags.r", UINT, "Response bit")                                            \
    F(PRIV_MORE, "ntp.priv.flags.more", UINT, "More bit")                                          \
    F(PRIV_AUTH_SEQ, "ntp.priv.auth_seq", P8, "Auth, sequence")                                    \
    F(PRIV_AUTH, "ntp.priv.auth", P8, "Auth bit", .mask = 0x80)                                    \
    F(PRIV_SEQ, "ntp.priv.seq", U8, "Sequence number", .mask = 0x7f)                               \
    F(PRIV_IMPL, "ntp.priv.impl", U8, "Implementation")                                            \
    F(PRIV_CODE, "ntp.priv.reqcode", U8, "Request code")                                           \
    F(PRIV_ERR, "ntp.priv.err", P8, "Err", .base = SN_HEX, .mask = 0xf0)                           \
    F(PRIV_ITEMS, "ntp.priv.numitems", U16, "Number of data items", .mask = 0x0fff)                \
    F(PRIV_MBZ, "ntp.priv.reserved", P8, "Reserved", .base = SN_HEX, .mask = 0xf0)                 \
    F(PRIV_SIZE, "ntp.priv.itemsize", U16, "Size of data item", .mask = 0x0fff)
SN_FIELDS(ntp, NTP)

/* ---- dissect ---- */

static void clock_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t stamp;

    if (!sn_header(d, r, STRATUM, DISPERSION) || !sn_get_bytes(d, r, REFID, 4))
        return;
    for (unsigned i = 0; i < 4; i++) {
        if (!sn_get64(d, r, REFERENCE + i, &stamp))
            return;
        sn_rec_of(d, REFERENCE + i)->flags = SN_REC_TEXT;
        if (stamp && d->want & SN_WANT_FIELDS)
            sn_rec_uint(d, REFERENCE_TIME + i, sn_rd_off(r) - 8, 8, sn_ntp_to_ns(stamp));
    }
    if (len < HDR + KEY_ID)
        return;
    if (sn_get_bytes(d, r, KEY, KEY_ID) && (len == HDR + KEY_ID + 16 || len == HDR + KEY_ID + 20))
        (void)sn_get_bytes(d, r, MAC, len - HDR - KEY_ID);
}

static void private_dissect(struct sn_dis *d, struct sn_rd *r)
{
    sn_rec_of(d, LI)->flags = SN_REC_TEXT;
    sn_made(d, PRIV_R, sn_u(d, FLAGS) >> 7);
    sn_made(d, PRIV_MORE, sn_u(d, FLAGS) >> 6 & 1);
    if (sn_header(d, r, PRIV_AUTH_SEQ, PRIV_CODE) && sn_rd_left(r) >= 4)
        (void)sn_header(d, r, PRIV_ERR, PRIV_SIZE);
}

static void ntp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (!sn_header(d, r, FLAGS, MODE))
        return;
    switch (sn_u(d, MODE)) {
    case CONTROL:
        if (sn_header(d, r, CTRL_FLAGS, CTRL_COUNT) && sn_u(d, CTRL_COUNT))
            (void)sn_get_upto(d, r, CTRL_DATA, sn_u(d, CTRL_COUNT));
        break;
    case PRIVATE:
        private_dissect(d, r);
        break;
    default:
        clock_dissect(d, r, len);
        break;
    }
}

/* ---- text ---- */

static void put_delta(struct sn_text *t, uint64_t from, uint64_t to)
{
    uint64_t by = to > from ? to - from : from - to;

    if (!from) {
        sn_text_ntp_time(t, to);
        return;
    }
    sn_put_c(t->b, to > from ? '+' : '-');
    sn_put_f(t->b, "%u.%09u", (unsigned)(by >> 32), sn_text_ntp_ns((uint32_t)by));
}

static void put_fixed(struct sn_text *t, const struct sn_view *v, const char *what, unsigned field)
{
    uint64_t u = sn_num(t, v, field);

    sn_put_f(t->b, "%s%u.%06u", what, (unsigned)(u >> 16),
             (unsigned)((u & 0xffff) * 1000000 >> 16));
}

static void put_refid(struct sn_text *t, const struct sn_view *v, uint64_t stratum)
{
    const struct sn_rec *q = sn_find(v, REFID);

    if (!sn_need(t, v, REFID))
        return;
    sn_put_lit(t->b, ", Reference-ID: ");
    if (stratum == 0)
        sn_put_lit(t->b, "(unspec)");
    else if (stratum == 1)
        sn_put_safe(t->b, q->p, q->n);
    else if (stratum == INFO_QUERY || stratum == INFO_REPLY) {
        sn_put_ipv4(t->b, q->p);
        sn_put_s(t->b, stratum == INFO_QUERY ? " INFO_QUERY" : " INFO_REPLY");
    } else
        sn_put_f(t->b, "0x%08x", sn_be32(q->p));
}

static void put_clock(struct sn_text *t, const struct sn_view *v)
{
    uint64_t stratum = sn_num(t, v, STRATUM);
    int poll;

    sn_say(t, v, ", Stratum {}", STRATUM);
    sn_put_f(t->b, " (%s)",
             stratum == 0   ? "unspecified"
             : stratum == 1 ? "primary reference"
             : stratum < 16 ? "secondary reference"
                            : "reserved");
    poll = (int)(sn_num(t, v, POLL) ^ 0x80) - 0x80; /* signed, 8 bits */
    sn_put_f(t->b, ", poll %d", poll);
    if (poll >= 0 && poll < 32)
        sn_put_f(t->b, " (%us)", 1u << poll);
    else if (poll < 0 && poll > -32)
        sn_put_f(t->b, " (1/%us)", 1u << -poll);
    sn_put_f(t->b, ", precision %d", (int8_t)sn_num(t, v, PRECISION));
    put_fixed(t, v, "\n\tRoot Delay: ", DELAY);
    put_fixed(t, v, ", Root dispersion: ", DISPERSION);
    put_refid(t, v, stratum);
}

static void put_stamps(struct sn_text *t, const struct sn_view *v)
{
    static const char *const titles[] = {"Reference Timestamp:  ", "Originator Timestamp: ",
                                         "Receive Timestamp:    ", "Transmit Timestamp:   "};

    for (unsigned i = 0; i < 4; i++) {
        uint64_t stamp = sn_num(t, v, REFERENCE + i);

        sn_put_f(t->b, "\n\t  %s", titles[i]);
        sn_text_ntp_time(t, stamp);
    }
    sn_put_lit(t->b, "\n\t    Originator - Receive Timestamp:  ");
    put_delta(t, sn_opt(v, ORIGIN), sn_opt(v, RECEIVE));
    sn_put_lit(t->b, "\n\t    Originator - Transmit Timestamp: ");
    put_delta(t, sn_opt(v, ORIGIN), sn_opt(v, TRANSMIT));
}

static void clock_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *key, *mac;

    if (l->len < HDR) {
        sn_put_invalid(t, l);
        return;
    }
    put_clock(t, v);
    if (sn_opt(v, STRATUM) == INFO_QUERY || sn_opt(v, STRATUM) == INFO_REPLY)
        return;
    put_stamps(t, v);
    if (l->len == HDR)
        return;
    if (l->len != HDR + KEY_ID && l->len != HDR + KEY_ID + 16 && l->len != HDR + KEY_ID + 20) {
        sn_put_f(t->b, "\n\t(%u more bytes after the header)", l->len - HDR);
        return;
    }
    key = sn_find(v, KEY);
    if (sn_need(t, v, KEY))
        sn_put_f(t->b, "\n\tKey id: %u", sn_be32(key->p));
    mac = sn_find(v, MAC);
    if (l->len > HDR + KEY_ID && sn_need(t, v, MAC)) {
        sn_put_lit(t->b, "\n\tAuthentication: ");
        sn_put_hex_bytes(t->b, mac->p, mac->n, '\0');
    }
}

static void control_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *data;
    uint64_t count;

    if (l->len < CONTROL_HDR) {
        sn_put_invalid(t, l);
        return;
    }
    if (sn_need(t, v, CTRL_OP))
        sn_put_f(t->b, ", %s, %s, %s", sn_opt(v, CTRL_R) ? "Response" : "Request",
                 sn_opt(v, CTRL_ERROR) ? "Error" : "OK", sn_opt(v, CTRL_MORE) ? "More" : "Last");
    sn_say(t, v, ", OpCode={}\n", CTRL_OP);
    sn_say(t, v, "\tSequence={}", CTRL_SEQ);
    sn_put_f(t->b, ", Status=%#x", (unsigned)sn_num(t, v, CTRL_STATUS));
    sn_say(t, v, ", Assoc.={}", CTRL_ASSOC);
    sn_say(t, v, ", Offset={}", CTRL_OFFSET);
    count = sn_num(t, v, CTRL_COUNT);
    sn_say(t, v, ", Count={}", CTRL_COUNT);
    if (CONTROL_HDR + count > l->len)
        sn_put_invalid(t, l);
    else if (count && (!(data = sn_find(v, CTRL_DATA)) || data->n < count))
        sn_cut(t);
    else if (count)
        sn_put_lit(t->b, "\n\tTO-BE-DONE: data not interpreted");
}

/* Whether tcpdump looks for what is missing before it reads it: it does for more than two bytes. */
static bool looked_for(const struct sn_view *v, uint64_t mode)
{
    if (mode == CONTROL)
        return sn_find(v, CTRL_COUNT);
    return sn_find(v, PRECISION) && (!sn_find(v, TRANSMIT) || sn_find(v, KEY));
}

static enum sn_then ntp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t mode = sn_num(t, &v, MODE);

    sn_say(t, &v, "NTPv{}, {s}", VERSION, MODE);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose || sn_is_cut(t))
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\tLeap indicator: {s}", LI);
    sn_put_f(t->b, " (%u)", (unsigned)sn_opt(&v, FLAGS) & 0xc0);
    if (mode == CONTROL)
        control_text(t, l, &v);
    else if (mode != PRIVATE)
        clock_text(t, l, &v);
    if (looked_for(&v, mode))
        t->jumped = false;
    return SN_TEXT_DONE;
}

SN_PROTO(ntp, "Network Time Protocol", {.table = &sn_tab_udp, .value = 123})
