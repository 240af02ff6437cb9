/* DCCP (RFC 4340). */
#include "dis/net/ip.h"

enum { OPT_CUT = SN_REC_CHECKED }; /* of an option: it wasn't captured whole */
enum { PROTO = 33, REQUEST = 0, RESPONSE, DATA, ACK, DATA_ACK, RESET = 7, LAST = 9 };
enum { MANDATORY = 1, SLOW = 2, CHANGE_L = 32, CONFIRM_R = 35, COOKIE, NDP, VECTOR0, VECTOR1 };
enum { DROPPED = 40, TIMESTAMP, ECHO, ELAPSED, CHECKSUM, WORD = 4 };
enum { CCID_SPECIFIC = 128, LOSS_RATE = 192, LOSS_INTERVALS, RECEIVE_RATE };

static const struct sn_val types[] = {
    {REQUEST, "DCCP-Request"},
    {RESPONSE, "DCCP-Response"},
    {DATA, "DCCP-Data"},
    {ACK, "DCCP-Ack"},
    {DATA_ACK, "DCCP-DataAck"},
    {5, "DCCP-CloseReq"},
    {6, "DCCP-Close"},
    {RESET, "DCCP-Reset"},
    {8, "DCCP-Sync"},
    {LAST, "DCCP-SyncAck"},
    {0, NULL},
};
static const struct sn_val resets[] = {
    {0, "unspecified"},
    {1, "closed"},
    {2, "aborted"},
    {3, "no_connection"},
    {4, "packet_error"},
    {5, "option_error"},
    {6, "mandatory_error"},
    {7, "connection_refused"},
    {8, "bad_service_code"},
    {9, "too_busy"},
    {10, "bad_init_cookie"},
    {11, "aggression_penalty"},
    {0, NULL},
};
static const struct sn_val features[] = {
    {0, "reserved"},
    {1, "ccid"},
    {2, "allow_short_seqno"},
    {3, "sequence_window"},
    {4, "ecn_incapable"},
    {5, "ack_ratio"},
    {6, "send_ack_vector"},
    {7, "send_ndp_count"},
    {8, "minimum checksum coverage"},
    {9, "check data checksum"},
    {0, NULL},
};
static const struct sn_val options[] = {
    {0, "nop"},
    {MANDATORY, "mandatory"},
    {SLOW, "slowreceiver"},
    {CHANGE_L, "change_l"},
    {33, "confirm_l"},
    {34, "change_r"},
    {CONFIRM_R, "confirm_r"},
    {COOKIE, "initcookie"},
    {NDP, "ndp_count"},
    {VECTOR0, "ack_vector0"},
    {VECTOR1, "ack_vector1"},
    {DROPPED, "data_dropped"},
    {TIMESTAMP, "timestamp"},
    {ECHO, "timestamp_echo"},
    {ELAPSED, "elapsed_time"},
    {CHECKSUM, "data_checksum"},
    {0, NULL},
};

#define DCCP(F)                                                                                    \
    F(SPORT, "dccp.srcport", U16, "Source Port", .flags = SN_F_PAIRED)                             \
    F(DPORT, "dccp.dstport", U16, "Destination Port")                                              \
    F(OFFSET, "dccp.data_offset", U8, "Data Offset")                                               \
    F(CCVAL, "dccp.ccval", P8, "CCVal", .mask = 0xf0)                                              \
    F(CSCOV, "dccp.cscov", U8, "Checksum Coverage", .mask = 0x0f)                                  \
    F(SUM, "dccp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(RES1, "dccp.res1", P8, "Reserved", .mask = 0xe0, .base = SN_HEX)                             \
    F(TYPE, "dccp.type", P8, "Type", .mask = 0x1e, .vals = types)                                  \
    F(X, "dccp.x", BIT8, "Extended Sequence Numbers", .mask = 1, .step = 1)                        \
    F(SUM_STATUS, "dccp.checksum.status", UINT, "Checksum Status")                                 \
    F(SUM_RIGHT, "sn.dccp.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)       \
    F(RES2, "dccp.res2", U8, "Reserved", .base = SN_HEX)                                           \
    F(SEQ, "dccp.seq_raw", U48, "Sequence Number (raw)")                                           \
    F(SEQ24, "dccp.seq_raw", U24, "Sequence Number (raw)")                                         \
    F(ACK_RES, "dccp.ack_res", U16, "Reserved", .base = SN_HEX)                                    \
    F(ACK_SEQ, "dccp.ack_raw", U48, "Acknowledgement Number (raw)")                                \
    F(ACK_RES8, "dccp.ack_res", U8, "Reserved", .base = SN_HEX)                                    \
    F(ACK_SEQ24, "dccp.ack_raw", U24, "Acknowledgement Number (raw)")                              \
    F(SERVICE, "dccp.service_code", U32, "Service Code")                                           \
    F(CODE, "dccp.reset_code", U8, "Reset Code", .vals = resets)                                   \
    F(DATA1, "dccp.data1", U8, "Data 1")                                                           \
    F(DATA2, "dccp.data2", U8, "Data 2")                                                           \
    F(DATA3, "dccp.data3", U8, "Data 3")                                                           \
    F(OPT, "sn.dccp.option", GROUPS, "Option")                                                     \
    F(OPT_TEXT, "sn.dccp.option_text", GROUPS, NULL)                                               \
    F(OPT_TYPE, "dccp.option_type", U8, "Option Type", .vals = options)                            \
    F(OPT_LEN, "sn.dccp.option_length", U8, "Length")                                              \
    F(FEATURE, "dccp.feature_number", U8, "Feature Number", .vals = features)                      \
    F(VALUE8, "sn.dccp.feature_value", U8S, "Value")                                               \
    F(VALUE, "sn.dccp.option_value", BYTES, NULL)                                                  \
    F(O_PADDING, "dccp.padding", BYTES, "Padding")                                                 \
    F(O_MANDATORY, "dccp.mandatory", BYTES, "Mandatory")                                           \
    F(O_SLOW, "dccp.slow_receiver", BYTES, "Slow Receiver")                                        \
    F(O_COOKIE, "dccp.init_cookie", BYTES, "Init Cookie")                                          \
    F(O_NDP, "dccp.ndp_count", UINT, "NDP Count")                                                  \
    F(O_VECTOR0, "dccp.ack_vector.nonce_0", BYTES, "Ack Vector [Nonce 0]")                         \
    F(O_VECTOR1, "dccp.ack_vector.nonce_1", BYTES, "Ack Vector [Nonce 1]")                         \
    F(O_DROPPED, "dccp.data_dropped", BYTES, "Data Dropped")                                       \
    F(O_TIMESTAMP, "dccp.timestamp", UINT, "Timestamp")                                            \
    F(O_ECHO, "dccp.timestamp_echo", UINT, "Timestamp Echo")                                       \
    F(O_ELAPSED, "dccp.elapsed_time", UINT, "Elapsed Time")                                        \
    F(O_CHECKSUM, "dccp.checksum_data", UINT, "Data Checksum", .base = SN_HEX)                     \
    F(O_LOSS, "dccp.ccid3_loss_event_rate", UINT, "CCID3 Loss Event Rate")                         \
    F(O_LOSSES, "dccp.ccid3_loss_intervals", BYTES, "CCID3 Loss Intervals")                        \
    F(O_RATE, "dccp.ccid3_receive_rate", UINT, "CCID3 Receive Rate")                               \
    F(O_CCID, "dccp.ccid_option_data", BYTES, "CCID option")                                       \
    F(O_RESERVED, "dccp.option_reserved", BYTES, "Reserved")
SN_FIELDS(dccp, DCCP)

/* A number of `least` bytes, or of 4. */
static void value_number(struct sn_dis *d, unsigned field, const struct sn_rec *q, uint32_t at,
                         uint32_t least)
{
    uint32_t n = q->n - at;

    if (q->n >= at + least && (n == least || n == 4))
        sn_rec_uint(d, field, q->off + at, n, n == 2 ? sn_be16(q->p + at) : sn_be32(q->p + at));
}

/* The value of an option, of which q has the bytes, as the field that Wireshark has for it.
 */
static void option_value(struct sn_dis *d, uint32_t type, const struct sn_rec *q)
{
    static const uint16_t bytes[] = {
        [COOKIE] = O_COOKIE, [VECTOR0] = O_VECTOR0, [VECTOR1] = O_VECTOR1, [DROPPED] = O_DROPPED};
    uint64_t count = 0;

    switch (type) {
    case NDP:
        for (uint32_t i = 0; i < q->n && i < 6; i++)
            count = count << 8 | q->p[i];
        sn_rec_uint(d, O_NDP, q->off, q->n, count);
        break;
    case TIMESTAMP:
        value_number(d, O_TIMESTAMP, q, 0, 4);
        break;
    case ECHO:
        if (q->n >= 4)
            sn_rec_uint(d, O_ECHO, q->off, 4, sn_be32(q->p));
        value_number(d, O_ELAPSED, q, 4, 2);
        break;
    case ELAPSED:
        value_number(d, O_ELAPSED, q, 0, 2);
        break;
    case CHECKSUM:
        value_number(d, O_CHECKSUM, q, 0, 4);
        break;
    case LOSS_RATE:
        value_number(d, O_LOSS, q, 0, 4);
        break;
    case RECEIVE_RATE:
        value_number(d, O_RATE, q, 0, 4);
        break;
    case LOSS_INTERVALS:
        sn_rec_bytes(d, O_LOSSES, q->off, q->n, q->p, q->n);
        break;
    default:
        sn_rec_bytes(d,
                     type < sizeof bytes / sizeof *bytes && bytes[type] ? bytes[type]
                     : type < CCID_SPECIFIC                             ? O_RESERVED
                                                                        : O_CCID,
                     q->off, q->n, q->p, q->n);
        break;
    }
}

/* An option, in the `left` bytes of the header; false: it is wrong, or not all was captured.
 * g is its group, which is SN_REC_BAD when it is longer. */
static bool option(struct sn_dis *d, struct sn_rd *r, size_t left, struct sn_rec *g)
{
    uint32_t type, n, feature;
    struct sn_rd v;

    if (!sn_get(d, r, OPT_TYPE, &type))
        return false;
    if (type < CHANGE_L) {
        if (type <= SLOW)
            sn_rec_bytes(d, O_PADDING + type, sn_rd_off(r) - 1, 1, r->p - 1, 1);
        return true;
    }
    if (!sn_get(d, r, OPT_LEN, &n) || n < 2)
        return false;
    if (n > left) {
        g->flags = SN_REC_BAD;
        return false;
    }
    if (sn_rd_left(r) < n - 2)
        g->flags = OPT_CUT;
    if (!sn_rd_sub(r, n - 2, &v))
        return false;
    if (type <= CONFIRM_R) {
        if (!sn_get(d, &v, FEATURE, &feature))
            return n == 2;
        (void)sn_get_n(d, &v, VALUE8, (uint32_t)sn_rd_left(&v));
    } else if (sn_rd_left(&v)) {
        (void)sn_get_bytes(d, &v, VALUE, sn_rd_left(&v));
        sn_text_last(d);
        if (d->want & SN_WANT_FIELDS && g->field == OPT)
            option_value(d, type, sn_rec_of(d, VALUE));
    }
    return !v.cut;
}

/* Bytes in front of the options of a packet of this type, for tcpdump. */
static uint32_t fixed_size(uint64_t type, bool x)
{
    uint32_t head = x ? 16 : 12, ack = 8;

    if (type == DATA || type > LAST)
        return head;
    if (type == REQUEST)
        return head + 4;
    return head + ack + (type == RESPONSE || type == RESET ? 4 : 0);
}

/* Whether it acknowledges by a number of four bytes: tcpdump takes it for eight, and its options
 * begin behind those. */
static bool short_ack(uint64_t type, bool x)
{
    return !x && type > DATA && type <= LAST && type != RESET;
}

/* What stands behind the generic header. */
static bool more_dissect(struct sn_dis *d, struct sn_rd *r, uint64_t type, bool x)
{
    if (type != REQUEST && type != DATA &&
        !(x ? sn_header(d, r, ACK_RES, ACK_SEQ) : sn_header(d, r, ACK_RES8, ACK_SEQ24)))
        return false;
    /* These have long numbers only (RFC 4340, 5.1); tcpdump goes on behind where such would be. */
    if (!x && (type == RESPONSE || type == RESET))
        sn_rd_skip(r, 4);
    if (type == REQUEST || type == RESPONSE)
        return sn_get(d, r, SERVICE, NULL);
    return type != RESET || sn_header(d, r, CODE, DATA3);
}

/* The options at r, up to where the header ends, `size` bytes from `all`. */
static void options_dissect(struct sn_dis *d, struct sn_rd r, const struct sn_rd *all,
                            uint32_t size, unsigned group)
{
    bool more = true;

    while (more && size > (size_t)(r.p - all->p)) {
        struct sn_rec *g = sn_group(d, &r, group, 0);

        more = option(d, &r, size - (size_t)(r.p - all->p), g);
        sn_group_end(d, &r, g);
    }
}

/* tcpdump verifies it with -v also when told not to, and that of a fragment. */
static void sum_dissect(struct sn_dis *d, const struct sn_rd *all, uint32_t cover, uint32_t len)
{
    uint32_t from = d->nrec;

    if (!(d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE)) || sn_rd_left(all) < len)
        return;
    sn_sum_result(
        d, SUM, SUM_STATUS, SUM_RIGHT,
        sn_sum_fold(sn_sum_add(sn_sum_pseudo(d, PROTO, len), all->p, cover < len ? cover : len)));
    if (d->ip.frag)
        sn_text_only(d, from);
}

static void dccp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, opts, acked;
    bool whole = sn_header(d, r, SPORT, X), x;
    uint32_t size, coverage, from;
    uint64_t type;

    sn_ends_ports(d, PROTO, (uint16_t)sn_u(d, SPORT), (uint16_t)sn_u(d, DPORT));
    if (!whole)
        return;
    x = sn_u(d, X);
    type = sn_u(d, TYPE);
    size = (uint32_t)sn_u(d, OFFSET) * WORD;
    coverage = (uint32_t)sn_u(d, CSCOV);
    sum_dissect(d, &all, coverage ? size + (coverage - 1) * WORD : len, len);
    if (!(x ? sn_header(d, r, RES2, SEQ) : sn_get(d, r, SEQ24, NULL)))
        return;
    acked = *r;
    if (type <= LAST && !more_dissect(d, r, type, x))
        return;
    from = d->nrec;
    if (type > LAST) { /* its number may be one that acknowledges: for the text */
        (void)(x ? sn_header(d, &acked, ACK_RES, ACK_SEQ)
                 : sn_header(d, &acked, ACK_RES8, ACK_SEQ24));
        sn_text_only(d, from);
    }
    if (size < (size_t)(r->p - all.p))
        return;
    opts = all;
    if (short_ack(type, x) && size > fixed_size(type, x)) {
        from = d->nrec;
        if (!sn_rd_skip(&opts, fixed_size(type, x)))
            opts.p = opts.end;
        options_dissect(d, opts, &all, size, OPT_TEXT);
        sn_text_only(d, from);
    }
    options_dissect(d, *r, &all, size, OPT);
    if (d->want & SN_WANT_FIELDS && sn_rd_skip(&all, size) && len > size)
        sn_next_proto(d, NULL, &all, len - size);
}

/* ---- text ---- */

static void sum_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *sum = sn_find(v, SUM);

    sn_say(t, v, "(CCVal {}, CsCov {}", CCVAL, CSCOV);
    if (sum->flags & SN_REC_CHECKED) {
        sn_say(t, v, ", cksum 0x{04x} ", SUM);
        if (sum->flags & SN_REC_BAD)
            sn_say(t, v, "(incorrect -> 0x{04x})", SUM_RIGHT);
        else
            sn_put_lit(t->b, "(correct)");
    }
    sn_put_lit(t->b, ") ");
}

static uint32_t number(const uint8_t *p, size_t n)
{
    uint32_t u = 0;

    while (n--)
        u = u << 8 | *p++;
    return u;
}

/* The value of an option of n bytes at p. */
static void value_text(struct sn_text *t, uint64_t type, const uint8_t *p, size_t n)
{
    bool echo = type == ECHO;

    if (type == NDP) {
        for (size_t i = 0; i < n; i++)
            sn_put_f(t->b, " %u", p[i]);
    } else if (type == TIMESTAMP || echo || type == ELAPSED) {
        if (n == 4 || (n == 2 && type == ELAPSED))
            sn_put_f(t->b, " %u", number(p, n));
        else if (echo && (n == 6 || n == 8))
            sn_put_f(t->b, " %u (elapsed time %u)", number(p, 4), number(p + 4, n - 4));
        else
            sn_put_f(t->b, " [optlen != %s]",
                     echo              ? "6 or 8 or 10"
                     : type == ELAPSED ? "4 or 6"
                                       : "6");
    } else if (type >= CCID_SPECIFIC) {
        if (n == 2 || n == 4)
            sn_put_f(t->b, " %u", number(p, n));
    } else if (type <= CHECKSUM && n) {
        sn_put_s(t->b, type == CHECKSUM ? " " : " 0x");
        sn_put_hex_bytes(t->b, p, n, 0);
    }
}

/* One option; false: it is the last, being wrong or cut. */
static bool option_text(struct sn_text *t, const struct sn_view *o)
{
    uint64_t type = sn_opt(o, OPT_TYPE);
    const struct sn_rec *q = sn_find(o, VALUE);
    struct sn_view value = {0};

    if (type >= CHANGE_L && !sn_need(t, o, OPT_LEN))
        return false;
    if (o->rec->flags & OPT_CUT) {
        sn_put_lit(t->b, " [|dccp]");
        return false;
    }
    sn_say(t, o, type >= CCID_SPECIFIC ? "CCID option {d}" : "{s:Option %u}", OPT_TYPE);
    if (sn_is_cut(t) || type < CHANGE_L)
        return !sn_is_cut(t);
    if (sn_opt(o, OPT_LEN) < 2 || (type <= CONFIRM_R && sn_opt(o, OPT_LEN) < 3)) {
        sn_put_lit(t->b, " optlen too short");
        return sn_opt(o, OPT_LEN) == 2;
    }
    if (o->rec->flags & SN_REC_BAD) {
        sn_put_lit(t->b, " optlen goes past header length");
        return false;
    }
    if (type <= CONFIRM_R) {
        if (!sn_val_name(features, (uint32_t)sn_opt(o, FEATURE)))
            return true;
        sn_say(t, o, " {s}", FEATURE);
        while (sn_each(o, VALUE8, &value))
            sn_say(t, &value, " {}", VALUE8);
    } else {
        value_text(t, type, q ? q->p : NULL, q ? q->n : 0);
    }
    return true;
}

static void options_text(struct sn_text *t, const struct sn_view *v, unsigned group)
{
    struct sn_view o = {0};
    const char *sep = " <";

    while (!sn_is_cut(t) && sn_each(v, group, &o)) {
        sn_put_s(t->b, sep);
        sep = ", ";
        if (!option_text(t, &o))
            break;
    }
    if (*sep == ',')
        sn_put_c(t->b, '>');
}

static enum sn_then dccp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);
    bool x = sn_opt(&v, X);
    uint32_t need, hlen;

    need = x ? 16 : 12;
    if (l->caplen >= 12 && l->len < need) {
        sn_put_f(t->b, "truncated-dccp - %u bytes missing!", need - l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_find(&v, x ? SEQ : SEQ24))
        return SN_TEXT_CUT_SHORT;
    sn_text_ends(t, (uint16_t)sn_opt(&v, SPORT), (uint16_t)sn_opt(&v, DPORT), PROTO);
    if (t->o->quiet) {
        hlen = (uint32_t)sn_opt(&v, OFFSET) * WORD;
        sn_put_f(t->b, "DCCP %u", l->len - hlen);
        if (hlen > l->len)
            sn_put_f(t->b, " [bad hdr length %u - too long, > %u]", hlen, l->len);
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, "DCCP ");
    if (t->o->verbose && sn_need(t, &v, SUM))
        sum_text(t, &v);
    need = fixed_size(type, x);
    if (l->len < need) {
        sn_say(t, &v, "truncated-{s} - ", TYPE);
        sn_put_f(t->b, "%u bytes missing!", need - l->len);
        return SN_TEXT_DONE;
    }
    if (type == REQUEST || type == RESPONSE || type == RESET)
        (void)sn_need_short(t, &v, type == RESET ? DATA3 : SERVICE);
    sn_say(t, &v, "{s:unknown-type-%u} ", TYPE);
    if (type == REQUEST || type == RESPONSE)
        sn_say(t, &v, "(service={}) ", SERVICE);
    if (type == RESET)
        sn_say(t, &v, "(code={s:invalid}) ", CODE);
    if (type != REQUEST && type != DATA)
        sn_say(t, &v, "(ack={}) ", x ? ACK_SEQ : ACK_SEQ24);
    if (t->o->verbose < 2 || sn_is_cut(t))
        return SN_TEXT_DONE;
    sn_say(t, &v, "seq {}", x ? SEQ : SEQ24);
    options_text(t, &v, short_ack(type, x) ? OPT_TEXT : OPT);
    return SN_TEXT_DONE;
}

SN_PROTO(dccp, "Datagram Congestion Control Protocol", {.table = &sn_tab_ipproto, .value = PROTO})
