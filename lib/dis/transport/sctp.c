/* SCTP (RFC 9260), with authentication (RFC 4895), address changes (RFC 5061), partial reliability
 * (RFC 3758), stream reset (RFC 6525) and interleaving (RFC 8260). */
#include "base/hex.h"
#include "dis/net/ip.h"

enum { PROTO = 132, HDR = 12, CHUNK_HDR = 4, DATA_HDR = 16, INIT_HDR = 20, SACK_HDR = 16 };
enum {
    DATA = 0,
    INIT = 1,
    INIT_ACK = 2,
    SACK = 3,
    HEARTBEAT_ACK = 5,
    ABORT = 6,
    SHUTDOWN = 7,
    ERROR = 9,
    COOKIE_ECHO = 10,
    ECNE = 12,
    CWR = 13,
    AUTH = 15,
    I_DATA = 64,
    ASCONF_ACK = 128,
    RE_CONFIG = 130,
    FORWARD_TSN = 192,
    ASCONF = 193,
};

static const struct sn_val types[] = {
    {DATA, "DATA"},
    {INIT, "INIT"},
    {INIT_ACK, "INIT ACK"},
    {SACK, "SACK"},
    {4, "HB REQ"},
    {HEARTBEAT_ACK, "HB ACK"},
    {ABORT, "ABORT"},
    {SHUTDOWN, "SHUTDOWN"},
    {8, "SHUTDOWN ACK"},
    {ERROR, "OP ERR"},
    {COOKIE_ECHO, "COOKIE ECHO"},
    {11, "COOKIE ACK"},
    {ECNE, "ECN ECHO"},
    {CWR, "ECN CWR"},
    {14, "SHUTDOWN COMPLETE"},
    {FORWARD_TSN, "FOR CUM TSN"},
    {ASCONF, "REL CTRL"},
    {194, "REL CTRL ACK"},
    {0, NULL},
};

/* Payload protocol identifiers (IANA) that tcpdump names. */
static const struct sn_val ppids[] = {
    {1, "ISDN Q.921"}, {2, "M2UA"},       {3, "M3UA"},       {4, "SUA"},     {5, "M2PA"},
    {6, "V5.2"},       {7, "H.248"},      {8, "BICC"},       {9, "TALI"},    {10, "DUA"},
    {11, "ASAP"},      {12, "ENRP"},      {13, "H.323"},     {14, "Q.IPC"},  {15, "SIMCO"},
    {16, "DDPSC"},     {17, "DDPSSC"},    {18, "S1AP"},      {19, "RUA"},    {20, "HNBAP"},
    {21, "ForCES HP"}, {22, "ForCES MP"}, {23, "ForCES LP"}, {24, "SBc-AP"}, {25, "NBAP"},
    {27, "X2AP"},      {0, NULL},
};

/* A CHUNK that isn't all there is SN_REC_BAD. Behind UNPADDED the
 * padding is missing. PAYLOAD holds a DATA chunk's bytes for a dump, INNER
 * says that a layer does. */
#define SCTP(F)                                                                                    \
    F(SPORT, "sctp.srcport", U16, "Source port", .flags = SN_F_PAIRED)                             \
    F(DPORT, "sctp.dstport", U16, "Destination port", .flags = SN_F_PAIRED)                        \
    F(TAG, "sctp.verification_tag", U32, "Verification tag", .base = SN_HEX, .flags = SN_F_PAIRED) \
    F(SUM, "sctp.checksum", U32, "Checksum", .base = SN_HEX)                                       \
    F(CHUNK, "sn.sctp.chunk", GROUPS, "Chunk")                                                     \
    F(TYPE, "sctp.chunk_type", U8, "Chunk type", .vals = types)                                    \
    F(FLAGS, "sctp.chunk_flags", U8, "Chunk flags", .base = SN_HEX)                                \
    F(LEN, "sctp.chunk_length", U16, "Chunk length")                                               \
    F(TAIL, "sn.sctp.tail", NONE, NULL)                                                            \
    F(UNPADDED, "sn.sctp.unpadded", NONE, NULL)                                                    \
    F(E_BIT, "sctp.data_e_bit", BOOL, "E-Bit", .mask = 1)                                          \
    F(B_BIT, "sctp.data_b_bit", BOOL, "B-Bit", .mask = 2)                                          \
    F(U_BIT, "sctp.data_u_bit", BOOL, "U-Bit", .mask = 4)                                          \
    F(I_BIT, "sctp.data_i_bit", BOOL, "I-Bit", .mask = 8)                                          \
    F(TSN, "sctp.data_tsn_raw", U32, "Transmission sequence number (absolute)")                    \
    F(SID, "sctp.data_sid", U16, "Stream identifier", .base = SN_HEX)                              \
    F(SSN, "sctp.data_ssn", U16, "Stream sequence number")                                         \
    F(PPID, "sctp.data_payload_proto_id", U32, "Payload protocol identifier", .vals = ppids)       \
    F(PAYLOAD, "sn.sctp.payload", BYTES, NULL)                                                     \
    F(INNER, "sn.sctp.inner", NONE, NULL)                                                          \
    F(I_TSN, "sctp.data_tsn_raw", U32, "Transmission sequence number (absolute)")                  \
    F(I_SID, "sctp.data_sid", U16, "Stream identifier", .base = SN_HEX)                            \
    F(I_RESERVED, "sctp.data_reserved", U16, "Reserved")                                           \
    F(I_MID, "sctp.data_mid", U32, "Message identifier")                                           \
    F(I_PPID, "sctp.data_payload_proto_id", U32, "Payload protocol identifier", .vals = ppids)     \
    F(I_FSN, "sctp.data_fsn", U32, "Fragment sequence number")                                     \
    F(INIT_TAG, "sctp.init_initiate_tag", U32, "Initiate tag", .base = SN_HEX)                     \
    F(INIT_RWND, "sctp.init_credit", U32, "Advertised receiver window credit (a_rwnd)")            \
    F(INIT_OUT, "sctp.init_nr_out_streams", U16, "Number of outbound streams")                     \
    F(INIT_IN, "sctp.init_nr_in_streams", U16, "Number of inbound streams")                        \
    F(INIT_TSN, "sctp.init_initial_tsn", U32, "Initial TSN")                                       \
    F(INITACK_TAG, "sctp.initack_initiate_tag", U32, "Initiate tag", .base = SN_HEX)               \
    F(INITACK_RWND, "sctp.initack_credit", U32, "Advertised receiver window credit (a_rwnd)")      \
    F(INITACK_OUT, "sctp.initack_nr_out_streams", U16, "Number of outbound streams")               \
    F(INITACK_IN, "sctp.initack_nr_in_streams", U16, "Number of inbound streams")                  \
    F(INITACK_TSN, "sctp.initack_initial_tsn", U32, "Initial TSN")                                 \
    F(SACK_TSN, "sctp.sack_cumulative_tsn_ack_raw", U32, "Cumulative TSN ACK (absolute)")          \
    F(SACK_RWND, "sctp.sack_a_rwnd", U32, "Advertised receiver window credit (a_rwnd)")            \
    F(SACK_GAPS, "sctp.sack_number_of_gap_blocks", U16, "Number of gap acknowledgement blocks")    \
    F(SACK_DUPS, "sctp.sack_number_of_duplicated_tsns", U16, "Number of duplicated TSNs")          \
    F(GAP_START, "sctp.sack_gap_block_start", U16S, "Start")                                       \
    F(GAP_END, "sctp.sack_gap_block_end", U16S, "End")                                             \
    F(DUP_TSN, "sctp.sack_duplicate_tsn", U32S, "Duplicate TSN")                                   \
    F(SHUTDOWN_TSN, "sctp.shutdown_cumulative_tsn_ack", U32, "Cumulative TSN Ack")                 \
    F(ECNE_TSN, "sctp.ecne_lowest_tsn", U32, "Lowest TSN")                                         \
    F(CWR_TSN, "sctp.cwr_lowest_tsn", U32, "Lowest TSN")                                           \
    F(KEY_ID, "sctp.shared_key_id", U16, "Shared key identifier")                                  \
    F(HMAC_ID, "sctp.hmac_id", U16, "HMAC identifier")                                             \
    F(HMAC, "sctp.hmac", BYTES, "HMAC")                                                            \
    F(FORWARD, "sctp.forward_tsn_tsn", U32, "New cumulative TSN")                                  \
    F(FORWARD_SID, "sctp.forward_tsn_sid", U16S, "Stream identifier")                              \
    F(FORWARD_SSN, "sctp.forward_tsn_ssn", U16S, "Stream sequence number")                         \
    F(ASCONF_SEQ, "sctp.asconf_seq_nr_number", U32, "Sequence number", .base = SN_HEX)             \
    F(ASCONF_ACK_SEQ, "sctp.asconf_ack_seq_nr_number", U32, "Sequence number", .base = SN_HEX)     \
    F(COOKIE, "sctp.cookie", BYTES, "Cookie")                                                      \
    F(VALUE, "sctp.chunk_value", BYTES, "Chunk value")                                             \
    F(PARAM, "sn.sctp.parameter", GROUPS, "Parameter")                                             \
    F(P_TYPE, "sctp.parameter_type", U16, "Parameter type", .base = SN_HEX)                        \
    F(P_LEN, "sctp.parameter_length", U16, "Parameter length")                                     \
    F(P_HEARTBEAT, "sctp.parameter_heartbeat_information", BYTES, "Heartbeat information")         \
    F(P_IPV4, "sctp.parameter_ipv4_address", IPV4, "IP Version 4 address")                         \
    F(P_IPV6, "sctp.parameter_ipv6_address", IPV6, "IP Version 6 address")                         \
    F(P_COOKIE, "sctp.parameter_state_cookie", BYTES, "State cookie")                              \
    F(P_PRESERVATIVE, "sctp.parameter_cookie_preservative_incr", U32,                              \
      "Suggested Cookie life-span increment (msec)")                                               \
    F(P_HOST, "sctp.parameter_hostname", STR, "Hostname")                                          \
    F(P_ADDR_TYPE, "sctp.parameter_supported_address_type", U16S, "Supported address type")        \
    F(P_RANDOM, "sctp.random_number", BYTES, "Random number")                                      \
    F(P_CHUNKS, "sctp.chunk_type_to_auth", U8S, "Chunk type")                                      \
    F(P_HMACS, "sctp.hmac_id", U16S, "HMAC identifier")                                            \
    F(P_EXT, "sctp.supported_chunk_type", U8S, "Supported chunk type")                             \
    F(P_ADAPT, "sctp.adaptation_layer_indication", U32, "Indication", .base = SN_HEX)              \
    F(P_CORRELATION, "sctp.correlation_id", U32, "Correlation_id", .base = SN_HEX)                 \
    F(P_VALUE, "sctp.parameter_value", BYTES, "Parameter value")                                   \
    F(CAUSE, "sn.sctp.cause", GROUPS, "Error cause")                                               \
    F(C_CODE, "sctp.cause_code", U16, "Cause code", .base = SN_HEX)                                \
    F(C_LEN, "sctp.cause_length", U16, "Cause length")                                             \
    F(C_INFO, "sctp.cause_information", BYTES, "Cause information")
SN_FIELDS(sctp, SCTP)
SN_TABLE(sctp);

/* What a chunk begins with, and what follows. */
enum { NOTHING, PARAMS, CAUSES, LISTS };
static const struct chunk {
    uint8_t type, first, last, then;
} chunks[] = {
    {INIT, INIT_TAG, INIT_TSN, PARAMS},
    {INIT_ACK, INITACK_TAG, INITACK_TSN, PARAMS},
    {SACK, SACK_TSN, SACK_DUPS, LISTS},
    {SHUTDOWN, SHUTDOWN_TSN, SHUTDOWN_TSN, NOTHING},
    {ECNE, ECNE_TSN, ECNE_TSN, NOTHING},
    {CWR, CWR_TSN, CWR_TSN, NOTHING},
    {AUTH, KEY_ID, HMAC_ID, LISTS},
    {FORWARD_TSN, FORWARD, FORWARD, LISTS},
    {ASCONF, ASCONF_SEQ, ASCONF_SEQ, PARAMS},
    {ASCONF_ACK, ASCONF_ACK_SEQ, ASCONF_ACK_SEQ, PARAMS},
    {4, 0, 0, PARAMS},
    {HEARTBEAT_ACK, 0, 0, PARAMS},
    {RE_CONFIG, 0, 0, PARAMS},
    {ABORT, 0, 0, CAUSES},
    {ERROR, 0, 0, CAUSES},
};

/* The field that holds a parameter's value: as often as it fits, when it has a width. */
static unsigned param_field(uint32_t type)
{
    static const struct {
        uint16_t type;
        uint8_t field;
    } known[] = {{1, P_HEARTBEAT},    {5, P_IPV4},       {6, P_IPV6},       {7, P_COOKIE},
                 {9, P_PRESERVATIVE}, {11, P_HOST},      {12, P_ADDR_TYPE}, {0x8002, P_RANDOM},
                 {0x8003, P_CHUNKS},  {0x8004, P_HMACS}, {0x8008, P_EXT},   {0xc006, P_ADAPT}};

    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].type == type)
            return known[i].field;
    }
    return P_VALUE;
}

static void pad(struct sn_rd *r, uint32_t len)
{
    uint32_t n = -len & 3;

    (void)!sn_rd_skip(r, n < sn_rd_left(r) ? n : sn_rd_left(r));
}

/* Parameters or causes: a type and a length that counts both, then a value and padding. */
static void tlvs(struct sn_dis *d, struct sn_rd *r, bool cause)
{
    static const struct sn_tlv_form form = {2, 2, 1, 4, false};
    struct sn_tlv v;
    bool more = true;

    while (more && sn_rd_left(r) >= 4) {
        struct sn_rec *g = sn_group(d, r, cause ? CAUSE : PARAM, 0);

        more = sn_tlv_next(d, r, &form, cause ? C_CODE : P_TYPE, cause ? C_LEN : P_LEN, &v);
        if (more) {
            unsigned field = cause ? C_INFO : param_field(v.type);
            uint32_t width = sctp_fields[field].width;

            if (width)
                while (sn_rd_left(&v.val) >= width && sn_get(d, &v.val, field, NULL))
                    ;
            else if (v.len)
                (void)sn_get_bytes(d, &v.val, field, sn_rd_left(&v.val));
            pad(r, v.len);
        }
        sn_group_end(d, r, g);
    }
}

/* The lists of a SACK, of an AUTH or of a FORWARD TSN. */
static void lists(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint64_t n;

    switch (type) {
    case SACK:
        for (n = sn_u(d, SACK_GAPS); n && sn_header(d, r, GAP_START, GAP_END); n--)
            ;
        if (!n)
            (void)sn_get_n(d, r, DUP_TSN, (uint32_t)sn_u(d, SACK_DUPS));
        break;
    case AUTH:
        (void)sn_get_bytes(d, r, HMAC, sn_rd_left(r));
        break;
    default:
        while (sn_rd_left(r) >= 4 && sn_header(d, r, FORWARD_SID, FORWARD_SSN))
            ;
        break;
    }
}

/* ForCES has three ports, of high, middle and low priority, whatever the payload is said to
 * be (RFC 5811). */
static const struct sn_val forces_ports[] = {{6704, "HP"}, {6705, "MP"}, {6706, "LP"}, {0, NULL}};

/* A message, or a part of one. */
static void data(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len)
{
    uint32_t head = type == DATA ? 12 : 16, more = sn_u(d, FLAGS) & 2;
    const struct sn_proto *p;

    sn_parts(d, FLAGS, E_BIT, I_BIT);
    if (type == DATA ? !sn_header(d, r, TSN, PPID)
                     : !sn_header(d, r, I_TSN, I_MID) || !sn_get(d, r, more ? I_PPID : I_FSN, NULL))
        return;
    if (type == DATA) {
        sn_rec_bytes(d, PAYLOAD, sn_rd_off(r), sn_rd_left(r), r->p, sn_rd_left(r))->flags =
            SN_REC_TEXT;
    }
    if (sn_val_name(forces_ports, (uint32_t)sn_u(d, SPORT)) ||
        sn_val_name(forces_ports, (uint32_t)sn_u(d, DPORT)))
        p = &sn_proto_forces;
    else
        p = sn_tab_proto(d, &sn_tab_sctp, sn_u(d, type == DATA ? PPID : I_PPID));
    if (p)
        sn_note(d, INNER, 0);
    if ((p || d->want & SN_WANT_FIELDS) && len > head)
        sn_next_proto(d, p, r, len - head);
}

/* What is inside a chunk of len bytes behind its header. */
static void chunk_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len)
{
    if (type == DATA || type == I_DATA) {
        data(d, r, type, len);
        return;
    }
    for (unsigned i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        const struct chunk *c = &chunks[i];

        if (c->type != type)
            continue;
        if (c->first && !sn_header(d, r, c->first, c->last))
            return;
        if (c->then == LISTS)
            lists(d, r, type);
        else if (c->then && d->want & SN_WANT_FIELDS)
            tlvs(d, r, c->then == CAUSES);
        return;
    }
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, type == COOKIE_ECHO ? COOKIE : VALUE, sn_rd_left(r));
}

static void sctp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool whole = sn_header(d, r, SPORT, SUM), more = true;

    sn_ends_ports(d, PROTO, (uint16_t)sn_u(d, SPORT), (uint16_t)sn_u(d, DPORT));
    if (!whole)
        return;
    len = len < HDR ? 0 : len - HDR;
    while (more && len) {
        struct sn_rec *g;
        uint32_t n, padding;
        struct sn_rd in;

        if (len < CHUNK_HDR) {
            sn_note(d, TAIL, 0);
            sn_malformed(r);
            return;
        }
        g = sn_group(d, r, CHUNK, 0);
        more = sn_header(d, r, TYPE, LEN);
        n = (uint32_t)sn_u(d, LEN);
        if (!more || n > len || sn_rd_left(r) + CHUNK_HDR < n)
            g->flags = SN_REC_BAD;
        if (more && (n < CHUNK_HDR || n > len)) {
            sn_malformed(r);
            more = false;
        }
        if (more) {
            in = sn_inside(r, n - CHUNK_HDR);
            chunk_dissect(d, &in, (uint32_t)sn_u(d, TYPE), n - CHUNK_HDR);
            more = sn_rd_skip(r, n - CHUNK_HDR);
            if (!more) /* nothing of a chunk that isn't whole is a field */
                sn_text_only(d, (uint32_t)(g - d->rec) + 1);
            padding = -n & 3;
            if (more && (len < n + padding || sn_rd_left(r) < padding))
                sn_note(d, UNPADDED, 0);
            pad(r, n);
            len = len < n + padding ? 0 : len - n - padding;
        }
        sn_group_end(d, r, g);
    }
}

/* ---- text ---- */

/* Whether the chunk's length is impossible: what is said of that. */
static bool bogus(struct sn_text *t, const struct sn_view *c, bool is)
{
    if (is)
        sn_say(t, c, "bogus chunk length {}]", LEN);
    return is;
}

static bool data_text(struct sn_text *t, const struct sn_view *c)
{
    uint64_t len = sn_opt(c, LEN);
    uint64_t flags = sn_opt(c, FLAGS);
    const struct sn_rec *q = sn_find(c, PAYLOAD);

    sn_put_s(t->b, flags & 4 ? "(U)" : "");
    sn_put_s(t->b, flags & 2 ? "(B)" : "");
    sn_put_s(t->b, flags & 1 ? "(E)" : "");
    if (flags & 7)
        sn_put_c(t->b, ' ');
    if (bogus(t, c, len < DATA_HDR))
        return false;
    sn_say(t, c, "[TSN: {}] ", TSN);
    sn_say(t, c, "[SID: {d}] ", SID);
    sn_say(t, c, "[SSEQ {}] ", SSN);
    sn_say(t, c, "[PPID {s:0x%x}] ", PPID);
    if (bogus(t, c, len == DATA_HDR))
        return false;
    if (t->o->verbose < 2 && !(sn_text_next(t) && sn_text_next(t)->proto == &sn_proto_forces))
        return true;
    if (sn_find(c, INNER)) {
        /* With all fields, those that nobody claims are layers, too. */
        while (sn_text_next(t) && sn_is_data(sn_text_next(t)))
            sn_text_skip(t);
        sn_text_inner(t);
        if (!t->jumped)
            sn_uncut(t);
        return true;
    }
    sn_put_lit(t->b, "[Payload");
    if (!t->o->dump && !t->o->quiet) {
        sn_put_c(t->b, ':');
        sn_hex_ascii(t->b, q->p, q->n);
    }
    sn_put_c(t->b, ']');
    return true;
}

static bool init_text(struct sn_text *t, const struct sn_view *c, uint16_t tag)
{
    if (bogus(t, c, sn_opt(c, LEN) < INIT_HDR))
        return false;
    sn_say(t, c, "[init tag: {d}] ", tag);
    sn_say(t, c, "[rwnd: {}] ", (uint16_t)(tag + INIT_RWND - INIT_TAG));
    sn_say(t, c, "[OS: {}] ", (uint16_t)(tag + INIT_OUT - INIT_TAG));
    sn_say(t, c, "[MIS: {}] ", (uint16_t)(tag + INIT_IN - INIT_TAG));
    sn_say(t, c, "[init TSN: {}] ", (uint16_t)(tag + INIT_TSN - INIT_TAG));
    return true;
}

static bool sack_text(struct sn_text *t, const struct sn_view *c)
{
    uint32_t tsn = (uint32_t)sn_opt(c, SACK_TSN), n;
    uint64_t left;
    struct sn_view part = {0};

    if (bogus(t, c, sn_opt(c, LEN) < SACK_HDR))
        return false;
    sn_say(t, c, "[cum ack {}] ", SACK_TSN);
    sn_say(t, c, "[a_rwnd {}] ", SACK_RWND);
    sn_say(t, c, "[#gap acks {}] ", SACK_GAPS);
    sn_say(t, c, "[#dup tsns {}] ", SACK_DUPS);
    for (n = 1; sn_each(c, GAP_START, &part) && sn_find(&part, GAP_END); n++)
        sn_put_f(t->b, "\n\t\t[gap ack block #%u: start = %u, end = %u] ", n,
                 tsn + (uint32_t)part.rec->u, tsn + (uint32_t)sn_opt(&part, GAP_END));
    part = (struct sn_view){0};
    for (n = 1; sn_each(c, DUP_TSN, &part); n++)
        sn_put_f(t->b, "\n\t\t[dup TSN #%u: %u] ", n, (uint32_t)part.rec->u);
    left = sn_opt(c, LEN) - SACK_HDR; /* a list that ends inside of an entry */
    return !bogus(t, c, left % 4 && left < 4 * (sn_opt(c, SACK_GAPS) + sn_opt(c, SACK_DUPS)));
}

static void put_number(struct sn_text *t, unsigned i)
{
    sn_put_f(t->b, t->o->verbose >= 2 ? "\n\t%u) " : i == 1 ? " (%u) " : ", (%u) ", i);
}

/* One chunk, number i; false: it is wrong, and the last. */
static bool chunk_text(struct sn_text *t, const struct sn_view *c, unsigned i)
{
    uint64_t type = sn_opt(c, TYPE);
    bool right = true;

    if (c->rec->flags & SN_REC_BAD) {
        sn_cut_short(t);
        return false;
    }
    put_number(t, i);
    if (sn_opt(c, LEN) < CHUNK_HDR) {
        sn_say(t, c, "[Bad chunk length {}, < size of chunk descriptor]", LEN);
        return false;
    }
    sn_say(t, c, "[{s:Unknown chunk type: 0x%x}] ", TYPE);
    if (type == DATA)
        right = data_text(t, c);
    else if (type == INIT || type == INIT_ACK)
        right = init_text(t, c, type == INIT ? INIT_TAG : INITACK_TAG);
    else if (type == SACK)
        right = sack_text(t, c);
    if (right && sn_find(c, UNPADDED))
        sn_cut_short(t);
    return right;
}

static enum sn_then sctp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), c = {0};
    unsigned i = 1;
    bool right = true;

    if (l->len < HDR) {
        sn_put_f(t->b, "truncated-sctp - %u bytes missing!", HDR - l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_find(&v, SUM))
        return SN_TEXT_CUT_SHORT;
    sn_text_ends(t, (uint16_t)sn_opt(&v, SPORT), (uint16_t)sn_opt(&v, DPORT), PROTO);
    sn_put_lit(t->b, "sctp");
    for (unsigned f = SPORT; f <= DPORT; f++) {
        const char *priority = sn_val_name(forces_ports, (uint32_t)sn_opt(&v, f));

        if (priority)
            sn_put_f(t->b, "[ForCES %s]", priority);
    }
    while (right && !sn_is_cut(t) && sn_each(&v, CHUNK, &c)) {
        right = chunk_text(t, &c, i);
        i++;
    }
    if (right && !sn_is_cut(t) && sn_find(&v, TAIL)) {
        put_number(t, i);
        sn_put_lit(t->b, "[chunk descriptor cut off at end of packet]");
    }
    return SN_TEXT_DONE;
}

SN_PROTO(sctp, "Stream Control Transmission Protocol", {.table = &sn_tab_ipproto, .value = PROTO})
