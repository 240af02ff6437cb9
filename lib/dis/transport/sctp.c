/* SCTP (RFC 9260), with authentication (RFC 4895), address changes (RFC 5061), partial reliability
 * (RFC 3758), stream reset (RFC 6525), padding (RFC 4820), interleaving (RFC 8260), and two that
 * never became one: SACKs that can't be taken back, and reports of dropped packets. */
#include "base/hex.h"
#include "dis/net/ip.h"

enum { PROTO = 132, HDR = 12, CHUNK_HDR = 4, DATA_HDR = 16, INIT_HDR = 20, SACK_HDR = 16 };
enum { I_DATA_HDR = 20, DEEPEST = 8 };
enum {
    DATA = 0,
    INIT = 1,
    INIT_ACK = 2,
    SACK = 3,
    HEARTBEAT_ACK = 5,
    ABORT = 6,
    SHUTDOWN = 7,
    SHUTDOWN_ACK = 8,
    ERROR = 9,
    COOKIE_ECHO = 10,
    COOKIE_ACK = 11,
    ECNE = 12,
    CWR = 13,
    SHUTDOWN_COMPLETE = 14,
    AUTH = 15,
    NR_SACK = 16,
    I_DATA = 64,
    ASCONF_ACK = 128,
    PKTDROP = 129,
    RE_CONFIG = 130,
    PAD = 132,
    FORWARD_TSN = 192,
    ASCONF = 193,
    I_FORWARD_TSN = 194,
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
    {SHUTDOWN_ACK, "SHUTDOWN ACK"},
    {ERROR, "OP ERR"},
    {COOKIE_ECHO, "COOKIE ECHO"},
    {COOKIE_ACK, "COOKIE ACK"},
    {ECNE, "ECN ECHO"},
    {CWR, "ECN CWR"},
    {SHUTDOWN_COMPLETE, "SHUTDOWN COMPLETE"},
    {FORWARD_TSN, "FOR CUM TSN"},
    {ASCONF, "REL CTRL"},
    {I_FORWARD_TSN, "REL CTRL ACK"},
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
    F(NR_TSN, "sctp.nr_sack_cumulative_tsn_ack", U32, "Cumulative TSN ACK")                        \
    F(NR_RWND, "sctp.nr_sack_a_rwnd", U32, "Advertised receiver window credit (a_rwnd)")           \
    F(NR_GAPS, "sctp.nr_sack_number_of_gap_blocks", U16, "Number of gap acknowledgement blocks")   \
    F(NR_NR_GAPS, "sctp.nr_sack_number_of_nr_gap_blocks", U16,                                     \
      "Number of nr-gap acknowledgement blocks")                                                   \
    F(NR_DUPS, "sctp.nr_sack_number_of_duplicated_tsns", U16, "Number of duplicated TSNs")         \
    F(NR_RESERVED, "sctp.nr_sack_reserved", U16, "Reserved", .base = SN_HEX)                       \
    F(NR_GAP_START, "sctp.nr_sack_gap_block_start", U16S, "Start")                                 \
    F(NR_GAP_END, "sctp.nr_sack_gap_block_end", U16S, "End")                                       \
    F(NR_NR_GAP_START, "sctp.nr_sack_nr_gap_block_start", U16S, "Start")                           \
    F(NR_NR_GAP_END, "sctp.nr_sack_nr_gap_block_end", U16S, "End")                                 \
    F(NR_DUP_TSN, "sctp.nr_sack_duplicate_tsn", U32S, "Duplicate TSN")                             \
    F(SHUTDOWN_TSN, "sctp.shutdown_cumulative_tsn_ack", U32, "Cumulative TSN Ack")                 \
    F(ECNE_TSN, "sctp.ecne_lowest_tsn", U32, "Lowest TSN")                                         \
    F(CWR_TSN, "sctp.cwr_lowest_tsn", U32, "Lowest TSN")                                           \
    F(KEY_ID, "sctp.shared_key_id", U16, "Shared key identifier")                                  \
    F(HMAC_ID, "sctp.hmac_id", U16, "HMAC identifier")                                             \
    F(HMAC, "sctp.hmac", BYTES, "HMAC")                                                            \
    F(FORWARD, "sctp.forward_tsn_tsn", U32, "New cumulative TSN")                                  \
    F(FORWARD_SID, "sctp.forward_tsn_sid", U16S, "Stream identifier")                              \
    F(FORWARD_SSN, "sctp.forward_tsn_ssn", U16S, "Stream sequence number")                         \
    F(I_FORWARD, "sctp.i_forward_tsn_tsn", U32, "New cumulative TSN")                              \
    F(I_FORWARD_SID, "sctp.i_forward_tsn_sid", U16S, "Stream identifier")                          \
    F(I_FORWARD_FLAGS, "sctp.i_forward_tsn_flags", P16, "Flags", .base = SN_HEX)                   \
    F(I_FORWARD_RES, "sctp.i_forward_tsn_res", P16, "Reserved", .mask = 0xfffe)                    \
    F(I_FORWARD_U, "sctp.i_forward_tsn_u_bit", BIT16, "U-Bit", .mask = 1, .step = 2)               \
    F(FORWARD_MID, "sctp.forward_tsn_mid", U32S, "Message identifier")                             \
    F(M_BIT, "sctp.pckdrop_m_bit", BOOL, "M-Bit", .mask = 1)                                       \
    F(BANDWIDTH_BIT, "sctp.pckdrop_b_bit", BOOL, "B-Bit", .mask = 2)                               \
    F(T_BIT, "sctp.pckdrop_t_bit", BOOL, "T-Bit", .mask = 4)                                       \
    F(BANDWIDTH, "sctp.pktdrop_bandwidth", U32, "Bandwidth")                                       \
    F(QUEUE, "sctp.pktdrop_queuesize", U32, "Queuesize")                                           \
    F(CUT_LEN, "sctp.pktdrop_truncated_length", U16, "Truncated length")                           \
    F(DROP_RESERVED, "sctp.pktdrop_reserved", U16, "Reserved")                                     \
    F(DROPPED, "sctp.pktdrop_datafield", BYTES, "Data field")                                      \
    F(PADDING, "sctp.padding_data", BYTES, "Padding data")                                         \
    F(ABORT_T, "sctp.abort_t_bit", BOOL, "T-Bit", .mask = 1)                                       \
    F(COMPLETE_T, "sctp.shutdown_complete_t_bit", BOOL, "T-Bit", .mask = 1)                        \
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
    F(P_REQUEST, "sctp.parameter_reconfig_request_sequence_number", U32,                           \
      "Re-configuration request sequence number")                                                  \
    F(P_RESPONSE, "sctp.parameter_reconfig_response_sequence_number", U32,                         \
      "Re-configuration response sequence number")                                                 \
    F(P_LAST_TSN, "sctp.parameter_senders_last_assigned_tsn", U32, "Senders last assigned TSN")    \
    F(P_SID, "sctp.parameter_reconfig_sid", U16S, "Stream Identifier")                             \
    F(P_ANSWER, "sctp.parameter_reconfig_response_sequence_number", U32,                           \
      "Re-configuration response sequence number")                                                 \
    F(P_RESULT, "sctp.parameter_reconfig_response_result", U32, "Result")                          \
    F(P_NEXT_SENT, "sctp.parameter_senders_next_tsn", U32, "Senders next TSN")                     \
    F(P_NEXT_RECEIVED, "sctp.parameter_receivers_next_tsn", U32, "Receivers next TSN")             \
    F(P_OUT_REQUEST, "sctp.parameter_reconfig_request_sequence_number", U32,                       \
      "Re-configuration request sequence number")                                                  \
    F(P_OUT, "sctp.parameter_add_outgoing_streams_number", U16, "Number of streams")               \
    F(P_OUT_RESERVED, "sctp.parameter_add_outgoing_streams_reserved", U16, "Reserved")             \
    F(P_IN_REQUEST, "sctp.parameter_reconfig_request_sequence_number", U32,                        \
      "Re-configuration request sequence number")                                                  \
    F(P_IN, "sctp.parameter_add_incoming_streams_number", U16, "Number of streams")                \
    F(P_IN_RESERVED, "sctp.parameter_add_incoming_streams_reserved", U16, "Reserved")              \
    F(P_VALUE, "sctp.parameter_value", BYTES, "Parameter value")                                   \
    F(CAUSE, "sn.sctp.cause", GROUPS, "Error cause")                                               \
    F(C_CODE, "sctp.cause_code", U16, "Cause code", .base = SN_HEX)                                \
    F(C_LEN, "sctp.cause_length", U16, "Cause length")                                             \
    F(C_SID, "sctp.cause_stream_identifier", U16, "Stream identifier")                             \
    F(C_RESERVED, "sctp.cause_reserved", U16, "Reserved")                                          \
    F(C_MISSING, "sctp.cause_nr_of_missing_parameters", U32, "Number of missing parameters")       \
    F(C_MISSING_TYPE, "sctp.cause_missing_parameter_type", U16S, "Missing parameters type",        \
      .base = SN_HEX)                                                                              \
    F(C_STALENESS, "sctp.cause_measure_of_staleness", U32, "Measure of staleness in usec")         \
    F(C_TSN, "sctp.cause_tsn", U32, "TSN")                                                         \
    F(C_INFO, "sctp.cause_information", BYTES, "Cause information")
SN_FIELDS(sctp, SCTP)
SN_TABLE(sctp);

/* What a chunk, a parameter or a cause begins with: the fields from first to last (0: none), then
 * another as often as it fits, or all the bytes (0: none), or what has a form of its own. */
enum { NOTHING, PARAMS, CAUSES, LISTS, A_CHUNK };
struct body {
    uint16_t type;
    uint8_t first, last, rest, then;
};

static const struct body chunks[] = {
    {INIT, INIT_TAG, INIT_TSN, 0, PARAMS},
    {INIT_ACK, INITACK_TAG, INITACK_TSN, 0, PARAMS},
    {SACK, SACK_TSN, SACK_DUPS, 0, LISTS},
    {4, 0, 0, 0, PARAMS},
    {HEARTBEAT_ACK, 0, 0, 0, PARAMS},
    {ABORT, 0, 0, 0, CAUSES},
    {SHUTDOWN, SHUTDOWN_TSN, SHUTDOWN_TSN, 0, NOTHING},
    {SHUTDOWN_ACK, 0, 0, 0, NOTHING},
    {ERROR, 0, 0, 0, CAUSES},
    {COOKIE_ECHO, 0, 0, COOKIE, NOTHING},
    {COOKIE_ACK, 0, 0, 0, NOTHING},
    {ECNE, ECNE_TSN, ECNE_TSN, 0, NOTHING},
    {CWR, CWR_TSN, CWR_TSN, 0, NOTHING},
    {SHUTDOWN_COMPLETE, 0, 0, 0, NOTHING},
    {AUTH, KEY_ID, HMAC_ID, HMAC, NOTHING},
    {NR_SACK, NR_TSN, NR_RESERVED, 0, LISTS},
    {ASCONF_ACK, ASCONF_ACK_SEQ, ASCONF_ACK_SEQ, 0, PARAMS},
    {PKTDROP, BANDWIDTH, DROP_RESERVED, DROPPED, NOTHING},
    {RE_CONFIG, 0, 0, 0, PARAMS},
    {PAD, 0, 0, PADDING, NOTHING},
    {FORWARD_TSN, FORWARD, FORWARD, 0, LISTS},
    {ASCONF, ASCONF_SEQ, ASCONF_SEQ, 0, PARAMS},
    {I_FORWARD_TSN, I_FORWARD, I_FORWARD, 0, LISTS},
    {0, 0, 0, VALUE, NOTHING},
};

static const struct body params[] = {
    {1, 0, 0, P_HEARTBEAT, NOTHING},
    {5, P_IPV4, P_IPV4, 0, NOTHING},
    {6, P_IPV6, P_IPV6, 0, NOTHING},
    {7, 0, 0, P_COOKIE, NOTHING},
    {8, 0, 0, 0, PARAMS},
    {9, P_PRESERVATIVE, P_PRESERVATIVE, 0, NOTHING},
    {11, 0, 0, P_HOST, NOTHING},
    {12, 0, 0, P_ADDR_TYPE, NOTHING},
    {13, P_REQUEST, P_LAST_TSN, P_SID, NOTHING},
    {14, P_REQUEST, P_REQUEST, P_SID, NOTHING},
    {15, P_REQUEST, P_REQUEST, 0, NOTHING},
    {16, P_ANSWER, P_NEXT_RECEIVED, 0, NOTHING},
    {17, P_OUT_REQUEST, P_OUT_RESERVED, 0, NOTHING},
    {18, P_IN_REQUEST, P_IN_RESERVED, 0, NOTHING},
    {0x8000, 0, 0, 0, NOTHING},
    {0x8002, 0, 0, P_RANDOM, NOTHING},
    {0x8003, 0, 0, P_CHUNKS, NOTHING},
    {0x8004, 0, 0, P_HMACS, NOTHING},
    {0x8008, 0, 0, P_EXT, NOTHING},
    {0xc000, 0, 0, 0, NOTHING},
    {0xc001, P_CORRELATION, P_CORRELATION, 0, PARAMS},
    {0xc002, P_CORRELATION, P_CORRELATION, 0, PARAMS},
    {0xc003, P_CORRELATION, P_CORRELATION, 0, CAUSES},
    {0xc004, P_CORRELATION, P_CORRELATION, 0, PARAMS},
    {0xc005, P_CORRELATION, P_CORRELATION, 0, NOTHING},
    {0xc006, P_ADAPT, P_ADAPT, 0, NOTHING},
    {0, 0, 0, P_VALUE, NOTHING},
};

static const struct body causes[] = {
    {1, C_SID, C_RESERVED, 0, NOTHING},
    {2, C_MISSING, C_MISSING, C_MISSING_TYPE, NOTHING},
    {3, C_STALENESS, C_STALENESS, 0, NOTHING},
    {4, 0, 0, 0, NOTHING},
    {5, 0, 0, 0, PARAMS},
    {6, 0, 0, 0, A_CHUNK},
    {7, 0, 0, 0, NOTHING},
    {8, 0, 0, 0, PARAMS},
    {9, C_TSN, C_TSN, 0, NOTHING},
    {10, 0, 0, 0, NOTHING},
    {11, 0, 0, 0, PARAMS},
    {160, 0, 0, 0, PARAMS},
    {161, 0, 0, 0, PARAMS},
    {162, 0, 0, 0, PARAMS},
    {0x105, 0, 0, P_HMACS, NOTHING},
    {0, 0, 0, C_INFO, NOTHING},
};

/* The last of a table is for all other types. */
static const struct body *body_of(const struct body *b, uint32_t type)
{
    while (b->type && b->type != type)
        b++;
    return b;
}

static void body_dissect(struct sn_dis *d, struct sn_rd *r, const struct body *b, uint32_t type);

static void pad(struct sn_rd *r, uint32_t len)
{
    uint32_t n = -len & 3;

    (void)!sn_rd_skip(r, n < sn_rd_left(r) ? n : sn_rd_left(r));
}

/* Parameters or causes: a type and a length that counts both, then a value and padding. Of one that
 * isn't whole there are the numbers. */
static void tlvs(struct sn_dis *d, struct sn_rd *r, bool cause)
{
    static const struct sn_tlv_form form = {2, 2, 1, 4, false};
    struct sn_tlv v;
    bool more = true;

    if (d->depth > DEEPEST)
        return;
    while (more && sn_rd_left(r) >= 4) {
        struct sn_rec *g;

        if (!sn_be16(r->p + 2)) {
            sn_malformed(r);
            return;
        }
        g = sn_group(d, r, cause ? CAUSE : PARAM, 0);
        v.val.p = NULL;
        more = sn_tlv_next(d, r, &form, cause ? C_CODE : P_TYPE, cause ? C_LEN : P_LEN, &v);
        if (v.val.p) {
            v.val.cut |= !more;
            body_dissect(d, &v.val, body_of(cause ? causes : params, v.type), v.type);
            if (v.val.stop && !r->stop)
                sn_stop(r, &v.val);
            more = !r->stop;
            if (more)
                pad(r, v.len);
        }
        sn_group_end(d, r, g);
    }
}

/* n blocks of two numbers, the first of which is `field`. */
static bool gaps(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t n)
{
    while (n && sn_header(d, r, field, field + 1))
        n--;
    return !n;
}

/* The lists of a SACK, or of a FORWARD TSN. */
static void lists(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    unsigned first = type == FORWARD_TSN ? FORWARD_SID : I_FORWARD_SID;
    unsigned last = type == FORWARD_TSN ? FORWARD_SSN : FORWARD_MID;

    if (type == SACK) {
        if (gaps(d, r, GAP_START, sn_u(d, SACK_GAPS)))
            (void)sn_get_n(d, r, DUP_TSN, (uint32_t)sn_u(d, SACK_DUPS));
    } else if (type == NR_SACK) {
        if (gaps(d, r, NR_GAP_START, sn_u(d, NR_GAPS)) &&
            gaps(d, r, NR_NR_GAP_START, sn_u(d, NR_NR_GAPS)))
            (void)sn_get_n(d, r, NR_DUP_TSN, (uint32_t)sn_u(d, NR_DUPS));
    } else {
        while (sn_rd_left(r) >= 4 && sn_header(d, r, first, last))
            ;
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
    if ((p || d->want & SN_WANT_FIELDS) && len > head && d->depth == 1)
        sn_next_proto(d, p, r, len - head);
}

/* What is inside a chunk of len bytes behind its header. */
static void chunk_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len)
{
    uint32_t least = 0;

    if (type == DATA)
        least = DATA_HDR;
    else if (type == I_DATA)
        least = I_DATA_HDR;
    else if (type == INIT || type == INIT_ACK)
        least = INIT_HDR;
    if (len + CHUNK_HDR < least)
        return;
    if (type == PKTDROP)
        sn_parts(d, FLAGS, M_BIT, T_BIT);
    else if (type == ABORT || type == SHUTDOWN_COMPLETE)
        sn_parts(d, FLAGS, type == ABORT ? ABORT_T : COMPLETE_T,
                 type == ABORT ? ABORT_T : COMPLETE_T);
    if (type == DATA || type == I_DATA)
        data(d, r, type, len);
    else
        body_dissect(d, r, body_of(chunks, type), type);
}

/* The chunk that an error is about, or what there is of it. */
static void quoted_chunk(struct sn_dis *d, const struct sn_rd *r)
{
    struct sn_rd in = *r;
    struct sn_rec *g = sn_group(d, &in, CHUNK, 0);

    if (sn_header(d, &in, TYPE, LEN))
        chunk_dissect(d, &in, (uint32_t)sn_u(d, TYPE), (uint32_t)sn_rd_left(&in));
    sn_group_end(d, &in, g);
}

static void body_dissect(struct sn_dis *d, struct sn_rd *r, const struct body *b, uint32_t type)
{
    uint32_t width = sctp_fields[b->rest].width;

    if (b->first && !sn_header(d, r, b->first, b->last))
        return;
    if (b->rest && width)
        while (sn_rd_left(r) >= width && sn_get(d, r, b->rest, NULL))
            ;
    else if (b->rest && sn_rd_left(r) && !r->cut)
        (void)sn_get_bytes(d, r, b->rest, sn_rd_left(r));
    if (b->then == LISTS)
        lists(d, r, type);
    else if (b->then == A_CHUNK)
        quoted_chunk(d, r);
    else if (b->then && d->want & SN_WANT_FIELDS)
        tlvs(d, r, b->then == CAUSES);
}

/* One chunk, of at most len bytes; false: it is the last that can be read. `shown` becomes false
 * behind one that is wrong inside: the fields of those that follow are for the text only. */
static bool next_chunk(struct sn_dis *d, struct sn_rd *r, uint32_t *len, bool *shown)
{
    uint32_t at = d->nrec, n, padding;
    struct sn_rec *g = sn_group(d, r, CHUNK, 0);
    bool more = sn_header(d, r, TYPE, LEN), over;
    struct sn_rd in = {0};

    n = (uint32_t)sn_u(d, LEN);
    over = n > *len;
    if (!more || over || sn_rd_left(r) + CHUNK_HDR < n)
        g->flags = SN_REC_BAD;
    if (more && n >= CHUNK_HDR) {
        in = sn_inside(r, (over ? *len : n) - CHUNK_HDR);
        in.cut |= over;
        chunk_dissect(d, &in, (uint32_t)sn_u(d, TYPE), (over ? *len : n) - CHUNK_HDR);
        more = sn_rd_skip(r, (over ? *len : n) - CHUNK_HDR);
        if (!more) /* nothing of a chunk that isn't whole is a field */
            sn_text_only(d, at + 1);
        padding = -n & 3;
        if (more && (*len < n + padding || sn_rd_left(r) < padding))
            sn_note(d, UNPADDED, 0);
        pad(r, n);
        *len = *len < n + padding ? 0 : *len - n - padding;
    }
    if (!*shown || (more && !n))
        sn_text_only(d, at);
    *shown = *shown && !in.stop;
    if (more && (n < CHUNK_HDR || over)) {
        sn_malformed(r);
        more = false;
    }
    sn_group_end(d, r, g);
    return more;
}

static void sctp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool whole = sn_header(d, r, SPORT, SUM), more = true, shown = true;

    sn_ends_ports(d, PROTO, (uint16_t)sn_u(d, SPORT), (uint16_t)sn_u(d, DPORT));
    if (!whole)
        return;
    len = len < HDR ? 0 : len - HDR;
    while (more && len) {
        if (len < CHUNK_HDR) {
            sn_note(d, TAIL, 0);
            sn_malformed(r);
            return;
        }
        more = next_chunk(d, r, &len, &shown);
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
