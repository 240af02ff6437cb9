/*
 * Modbus over TCP (Modbus Application Protocol Specification 1.1b3, Modbus Messaging on
 * TCP/IP 1.0b): a header, and in a layer of its own what is asked or answered. Which registers an
 * answer holds is in the request alone.
 */
#include "dis/app/stream.h"

static const struct sn_val functions[] = {
    {1, "Read Coils"},
    {2, "Read Discrete Inputs"},
    {3, "Read Holding Registers"},
    {4, "Read Input Registers"},
    {5, "Write Single Coil"},
    {6, "Write Single Register"},
    {7, "Read Exception Status"},
    {8, "Diagnostics"},
    {11, "Get Comm. Event Counters"},
    {12, "Get Comm. Event Log"},
    {15, "Write Multiple Coils"},
    {16, "Write Multiple Registers"},
    {17, "Report Slave ID"},
    {20, "Read File Record"},
    {21, "Write File Record"},
    {22, "Mask Write Register"},
    {23, "Read Write Register"},
    {24, "Read FIFO Queue"},
    {43, "Encapsulated Interface Transport"},
    {90, "Unity (Schneider)"},
    {0, NULL},
};

static const struct sn_val exceptions[] = {
    {1, "Illegal function"},
    {2, "Illegal data address"},
    {3, "Illegal data value"},
    {4, "Slave device failure"},
    {5, "Acknowledge"},
    {6, "Slave device busy"},
    {8, "Memory parity error"},
    {10, "Gateway path unavailable"},
    {11, "Gateway target device failed to respond"},
    {0, NULL},
};

static const struct sn_val diagnostics[] = {
    {0, "Return Query Data"},
    {1, "Restart Communications Option"},
    {2, "Return Diagnostic Register"},
    {3, "Change ASCII Input Delimiter"},
    {4, "Force Listen Only Mode"},
    {10, "Clear Counters and Diagnostic Register"},
    {11, "Return Bus Message Count"},
    {12, "Return Bus Communication Error Count"},
    {13, "Return Bus Exception Error Count"},
    {14, "Return Slave Message Count"},
    {15, "Return Slave No Response Count"},
    {16, "Return Slave NAK Count"},
    {17, "Return Slave Busy Count"},
    {18, "Return Bus Character Overrun Count"},
    {20, "Clear Overrun Counter and Flag"},
    {0, NULL},
};

static const struct sn_val transports[] = {
    {13, "CANopen General Reference Request and Response PDU "},
    {14, "Read Device Identification"},
    {0, NULL}};
static const struct sn_val identifications[] = {{1, "Basic Device Identification"},
                                                {2, "Regular Device Identification"},
                                                {3, "Extended Device Identification"},
                                                {4, "Specific Identification Object"},
                                                {0, NULL}};
static const struct sn_val objects[] = {
    {0, "VendorName"},  {1, "ProductCode"}, {2, "MajorMinorRevision"},  {3, "VendorURL"},
    {4, "ProductName"}, {5, "ModelName"},   {6, "UserApplicationName"}, {0, NULL}};

#define MBTCP(F)                                                                                   \
    F(TRANSACTION, "mbtcp.trans_id", U16, "Transaction Identifier")                                \
    F(PROTOCOL, "mbtcp.prot_id", U16, "Protocol Identifier")                                       \
    F(LENGTH, "mbtcp.len", U16, "Length")                                                          \
    F(UNIT, "mbtcp.unit_id", U8, "Unit Identifier")
SN_FIELDS(mbtcp, MBTCP)

#define MODBUS(F)                                                                                  \
    F(REPLIES, "sn.modbus.response", BOOL, "Response")                                             \
    F(FAILED, "sn.modbus.exception", BIT8, "Exception", .mask = 0x80)                              \
    F(FUNCTION, "modbus.func_code", U8, "Function Code", .mask = 0x7f, .vals = functions)          \
    F(REFERENCE, "modbus.reference_num", U16, "Reference Number")                                  \
    F(WORDS, "modbus.word_cnt", U16S, "Word Count")                                                \
    F(BITS, "modbus.bit_cnt", U16, "Bit Count")                                                    \
    F(BYTES, "modbus.byte_cnt", U8S, "Byte Count")                                                 \
    F(BYTES16, "modbus.byte_cnt_16", U16, "Byte Count (16-bit)")                                   \
    F(BIT_NUMBER, "modbus.bitnum", UINTS, "Bit Number", .width = 2)                                \
    F(BIT_VALUE, "modbus.bitval", BOOLS, "Bit Value")                                              \
    F(REGISTER, "modbus.regnum16", UINTS, "Register Number", .width = 2)                           \
    F(REGISTER_VALUE, "modbus.regval_uint16", U16S, "Register Value (UINT16)")                     \
    F(DATA, "modbus.data", BYTESS, "Data")                                                         \
    F(PADDING, "modbus.padding", U8, "Padding", .base = SN_HEX)                                    \
    F(EXCEPTION, "modbus.exception_code", U8, "Exception Code", .vals = exceptions)                \
    F(GROUP, "sn.modbus.group", GROUPS, "Group")                                                   \
    F(REFERENCE_TYPE, "modbus.reference_type", U8, "Reference Type")                               \
    F(REFERENCE32, "modbus.reference_num_32", U32, "Reference Number (32 bit)")                    \
    F(READ_REFERENCE, "modbus.read_reference_num", U16, "Read Reference Number")                   \
    F(READ_WORDS, "modbus.read_word_cnt", U16, "Read Word Count")                                  \
    F(WRITE_REFERENCE, "modbus.write_reference_num", U16, "Write Reference Number")                \
    F(WRITE_WORDS, "modbus.write_word_cnt", U16, "Write Word Count")                               \
    F(AND_MASK, "modbus.and_mask", U16, "AND mask", .base = SN_HEX)                                \
    F(OR_MASK, "modbus.or_mask", U16, "OR mask", .base = SN_HEX)                                   \
    F(DIAGNOSTIC, "modbus.diagnostic_code", U16, "Diagnostic Code", .vals = diagnostics)           \
    F(D_REQUEST, "modbus.diagnostic.return_query_data.request", BYTES, "Request Data")             \
    F(D_ECHO, "modbus.diagnostic.return_query_data.echo", BYTES, "Echo Data")                      \
    F(D_RESTART, "modbus.diagnostic.restart_communication_option", U16,                            \
      "Restart Communication Option", .base = SN_HEX)                                              \
    F(D_REGISTER, "modbus.diagnostic.return_diag_register", U16, "Diagnostic Register Contents",   \
      .base = SN_HEX)                                                                              \
    F(D_DELIMITER, "modbus.diagnostic.ascii_input_delimiter", U8, "CHAR", .base = SN_HEX)          \
    F(D_CLEAR, "modbus.diagnostic.clear_ctr_diag_reg", U16, "Clear Counters & Diag Register Echo") \
    F(D_MESSAGES, "modbus.diagnostic.bus_message_count", U16, "Total Message Count")               \
    F(D_ERRORS, "modbus.diagnostic.bus_comm_error_count", U16, "CRC Error Count")                  \
    F(D_EXCEPTIONS, "modbus.diagnostic.bus_exception_error_count", U16, "Exception Error Count")   \
    F(D_SLAVE, "modbus.diagnostic.slave_message_count", U16, "Slave Message Count")                \
    F(D_SILENT, "modbus.diagnostic.no_slave_response_count", U16, "Slave No Response Count")       \
    F(D_NAK, "modbus.diagnostic.slave_nak_count", U16, "Slave NAK Count")                          \
    F(D_BUSY, "modbus.diagnostic.slave_busy_count", U16, "Slave Device Busy Count")                \
    F(D_OVERRUN, "modbus.diagnostic.bus_char_overrun_count", U16, "Slave Character Overrun Count") \
    F(STATUS, "modbus.ev_status", U16, "Status", .base = SN_HEX)                                   \
    F(EVENTS, "modbus.ev_count", U16, "Event Count")                                               \
    F(MESSAGES, "modbus.ev_msg_count", U16, "Message Count")                                       \
    F(EVENT, "sn.modbus.event", U8S, "Event", .base = SN_HEX)                                      \
    F(E_COMM, "modbus.ev_recv_comm_err", P8, "Communication Error", .mask = 0x02,                  \
      .flags = SN_F_MULTI)                                                                         \
    F(E_OVERRUN, "modbus.ev_recv_char_over", P8, "Character Overrun", .mask = 0x10,                \
      .flags = SN_F_MULTI)                                                                         \
    F(E_LISTEN, "modbus.ev_recv_lo_mode", P8, "Currently in Listen Only Mode", .mask = 0x20,       \
      .flags = SN_F_MULTI)                                                                         \
    F(E_BROADCAST, "modbus.ev_recv_broadcast", P8, "Broadcast Received", .mask = 0x40,             \
      .flags = SN_F_MULTI)                                                                         \
    F(S_READ, "modbus.ev_send_read_ex", P8, "Read Exception Sent", .mask = 0x01,                   \
      .flags = SN_F_MULTI)                                                                         \
    F(S_ABORT, "modbus.ev_send_slave_abort_ex", P8, "Slave Abort Exception Sent", .mask = 0x02,    \
      .flags = SN_F_MULTI)                                                                         \
    F(S_BUSY, "modbus.ev_send_slave_busy_ex", P8, "Slave Busy Exception Sent", .mask = 0x04,       \
      .flags = SN_F_MULTI)                                                                         \
    F(S_NAK, "modbus.ev_send_slave_nak_ex", P8, "Slave Program NAK Exception Sent", .mask = 0x08,  \
      .flags = SN_F_MULTI)                                                                         \
    F(S_TIMEOUT, "modbus.ev_send_write_timeout", P8, "Write Timeout Error Occurred", .mask = 0x10, \
      .flags = SN_F_MULTI)                                                                         \
    F(S_LISTEN, "modbus.ev_send_lo_mode", P8, "Currently in Listen Only Mode", .mask = 0x20,       \
      .flags = SN_F_MULTI)                                                                         \
    F(MEI, "modbus.mei", U8, "MEI type", .vals = transports)                                       \
    F(READ_ID, "modbus.read_device_id", U8, "Read Device ID", .vals = identifications)             \
    F(CONFORMITY, "modbus.conformity_level", U8, "Conformity Level", .base = SN_HEX)               \
    F(MORE, "modbus.more_follows", U8, "More Follows", .base = SN_HEX)                             \
    F(NEXT_ID, "modbus.next_object_id", U8, "Next Object ID", .vals = objects)                     \
    F(OBJECTS, "modbus.num_objects", U8, "Number of Objects")                                      \
    F(OBJECT, "sn.modbus.object", GROUPS, "Object")                                                \
    F(OBJECT_ID, "modbus.object_id", U8, "Object ID", .vals = objects)                             \
    F(OBJECT_LEN, "modbus.objects_len", U8, "Object length")                                       \
    F(OBJECT_STRING, "modbus.object_str_value", STR, "Object String Value")                        \
    F(OBJECT_VALUE, "modbus.object_value", BYTES, "Object Value")                                  \
    F(ANSWERS, "modbus.request_frame", UINT, "Request Frame")                                      \
    F(ANSWER_TIME, "modbus.response_time", SPAN, "Time from request")
SN_FIELDS(modbus, MODBUS)

enum { PORT = 502, HEADER = 6, MESSAGE_MAX = 256 };
enum { READ_COILS = 1, READ_INPUTS, READ_HOLDING, READ_REGISTERS, WRITE_COIL, WRITE_REGISTER };
enum { DIAGNOSE = 8, COUNTERS = 11, LOG, WRITE_COILS = 15, WRITE_REGISTERS, READ_FILE = 20 };
enum { WRITE_FILE = 21, MASK_WRITE, READ_WRITE, READ_FIFO, TRANSPORT = 43, IDENTIFY = 14 };

/* ---- the header ---- */

static uint32_t mbtcp_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (n < HEADER)
        return 0;
    len = sn_be16(p + 4);
    return p[2] || p[3] || len < 2 || len > MESSAGE_MAX ? SN_STREAM_BAD : HEADER + len;
}

static const struct sn_stream_kind mbtcp_stream = {.unit = mbtcp_unit};

/* The first message, and in a layer of its own what follows. */
static void mbtcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in, all;

    (void)len;
    if (!sn_unit_next(r, mbtcp_unit, &in))
        return;
    all = in;
    if (!sn_header_of(d, &in, mbtcp_fields, UNIT))
        return;
    sn_next_proto(d, &sn_proto_modbus, &all, (uint32_t)sn_rd_left(&all));
    if (sn_rd_left(r))
        sn_next_proto(d, &sn_proto_mbtcp, r, (uint32_t)sn_rd_left(r));
}

static enum sn_then mbtcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_say(t, &v, "Modbus/TCP id {}, unit {}", TRANSACTION, UNIT);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_mbtcp = {
    .name = "mbtcp",
    .title = "Modbus/TCP",
    SN_PROTO_FIELDS(mbtcp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT}),
    .more = true,
    .stream = &mbtcp_stream,
    .dissect = mbtcp_dissect,
    .text = mbtcp_text,
};

/* ---- registers and coils ---- */

/* What a request says that its answer is about. */
struct range {
    bool known;
    uint32_t base, n;
};

static void data(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, DATA, sn_rd_left(r));
}

static void coils(struct sn_dis *d, struct sn_rd *r, const struct range *asked)
{
    uint32_t i = 0;
    uint8_t c = 0;

    for (; sn_rd_left(r) && (!asked->known || i < asked->n); i++) {
        size_t off = sn_rd_off(r);

        (void)sn_rd_peek(r, 0, &c);
        sn_rec_uint(d, BIT_NUMBER, off, 0, (asked->base + i) & UINT16_MAX)->flags = SN_REC_MADE;
        sn_rec_uint(d, BIT_VALUE, off, 1, c >> (i % 8) & 1);
        if (i % 8 == 7)
            (void)sn_rd_skip(r, 1);
    }
}

static void registers(struct sn_dis *d, struct sn_rd *r, uint32_t base)
{
    for (uint32_t i = 0; sn_rd_left(r) >= 2; i++) {
        sn_rec_made(d, REGISTER, (base + i) & UINT16_MAX);
        (void)!sn_get(d, r, REGISTER_VALUE, NULL);
    }
}

/* Bytes behind their number: those of a message that is shorter are only data. */
static void counted(struct sn_dis *d, struct sn_rd *r, uint32_t function, const struct range *of)
{
    struct sn_rd in;
    uint32_t n;

    if (!sn_get(d, r, BYTES, &n))
        return;
    if (sn_rd_left(r) < n) {
        data(d, r);
        return;
    }
    (void)!sn_rd_sub(r, n, &in);
    if (function == READ_COILS || function == READ_INPUTS)
        coils(d, &in, of);
    else if (function == READ_HOLDING || function == READ_REGISTERS || function == WRITE_REGISTERS)
        registers(d, &in, of->base);
    else
        data(d, &in);
}

static void write_single(struct sn_dis *d, struct sn_rd *r, uint32_t function)
{
    struct sn_rd in;

    if (!sn_get(d, r, REFERENCE, NULL))
        return;
    if (function == WRITE_REGISTER) {
        data(d, r);
        return;
    }
    in = *r;
    data(d, &in);
    if (sn_rd_skip(r, 1))
        (void)!sn_get(d, r, PADDING, NULL);
}

/* ---- diagnostics ---- */

static void diagnose(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    static const uint8_t echoes[] = {
        [2] = D_REGISTER, [10] = D_CLEAR,  [11] = D_MESSAGES,   [12] = D_ERRORS,
        [14] = D_SLAVE,   [15] = D_SILENT, [13] = D_EXCEPTIONS, [16] = D_NAK,
        [17] = D_BUSY,    [18] = D_OVERRUN};
    uint32_t code;

    if (!sn_get(d, r, DIAGNOSTIC, &code) || !sn_rd_left(r))
        return;
    if (code == 0)
        (void)sn_get_bytes(d, r, reply ? D_ECHO : D_REQUEST, sn_rd_left(r));
    else if (code == 1)
        (void)!sn_get(d, r, D_RESTART, NULL);
    else if (code == 3)
        (void)!sn_get(d, r, D_DELIMITER, NULL);
    else if (reply && code < sizeof echoes && echoes[code])
        (void)!sn_get(d, r, echoes[code], NULL);
    else
        data(d, r);
}

static void event_log(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n, event;

    if (!sn_get(d, r, BYTES, &n) || !sn_get(d, r, STATUS, NULL) || !sn_get(d, r, EVENTS, NULL) ||
        !sn_get(d, r, MESSAGES, NULL))
        return;
    for (; n > 6 && sn_get(d, r, EVENT, &event); n--) {
        if (event & 0x80)
            sn_parts(d, EVENT, E_COMM, E_BROADCAST);
        else if (event & 0x40)
            sn_parts(d, EVENT, S_READ, S_LISTEN);
    }
}

/* ---- files ---- */

static bool file_group(struct sn_dis *d, struct sn_rd *r, uint32_t function, bool reply)
{
    uint32_t words;
    struct sn_rd in;

    if (function == READ_FILE && reply) {
        if (!sn_get(d, r, BYTES, &words) || !words || !sn_get(d, r, REFERENCE_TYPE, NULL))
            return false;
        in = *r;
        data(d, &in);
        return sn_rd_skip(r, words - 1);
    }
    if (!sn_get(d, r, REFERENCE_TYPE, NULL) || !sn_get(d, r, REFERENCE32, NULL) ||
        !sn_get(d, r, WORDS, &words))
        return false;
    return function == READ_FILE || words == 0 || sn_get_bytes(d, r, DATA, (size_t)2 * words);
}

static void file(struct sn_dis *d, struct sn_rd *r, uint32_t function, bool reply)
{
    uint32_t n;
    bool more = sn_get(d, r, BYTES, &n);

    while (more && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, GROUP, 0);

        more = file_group(d, r, function, reply);
        sn_group_end(d, r, g);
    }
}

/* ---- encapsulated transports ---- */

static bool object(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t id, n;

    return sn_get(d, r, OBJECT_ID, &id) && sn_get(d, r, OBJECT_LEN, &n) &&
           (!n || sn_get_bytes(d, r, id < 7 ? OBJECT_STRING : OBJECT_VALUE, n));
}

static void transport(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    struct sn_rd all = *r;
    uint32_t type, n;
    bool more;

    if (!sn_get(d, r, MEI, &type))
        return;
    if (type != IDENTIFY) {
        data(d, &all);
        return;
    }
    if (!sn_get(d, r, READ_ID, NULL))
        return;
    if (!reply) {
        (void)!sn_get(d, r, OBJECT_ID, NULL);
        return;
    }
    more = sn_header(d, r, CONFORMITY, OBJECTS);
    for (n = (uint32_t)sn_u(d, OBJECTS); more && n; n--) {
        struct sn_rec *g = sn_group(d, r, OBJECT, 0);

        more = object(d, r);
        sn_group_end(d, r, g);
    }
}

/* ---- messages ---- */

static void read_write(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    const struct range none = {0};

    if (reply || sn_header(d, r, READ_REFERENCE, WRITE_WORDS))
        counted(d, r, READ_WRITE, &none);
}

static void fifo(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    if (!reply)
        (void)!sn_get(d, r, REFERENCE, NULL);
    else if (sn_get(d, r, BYTES16, NULL) && sn_get(d, r, WORDS, NULL))
        data(d, r);
}

/* Reading and writing many: the request has a range, and what is read or written is counted. */
static void many(struct sn_dis *d, struct sn_rd *r, uint32_t function, bool reply,
                 const struct range *of)
{
    bool writes = function == WRITE_COILS || function == WRITE_REGISTERS;
    bool bits = function == READ_COILS || function == READ_INPUTS || function == WRITE_COILS;

    if (!reply || writes) {
        if (!sn_get(d, r, REFERENCE, NULL) || !sn_get(d, r, bits ? BITS : WORDS, NULL))
            return;
    }
    if (reply != writes)
        counted(d, r, function, of);
}

static void body(struct sn_dis *d, struct sn_rd *r, uint32_t function, bool reply,
                 const struct range *of)
{
    switch (function) {
    case READ_COILS:
    case READ_INPUTS:
    case READ_HOLDING:
    case READ_REGISTERS:
    case WRITE_COILS:
    case WRITE_REGISTERS:
        many(d, r, function, reply, of);
        break;
    case WRITE_COIL:
    case WRITE_REGISTER:
        write_single(d, r, function);
        break;
    case DIAGNOSE:
        diagnose(d, r, reply);
        break;
    case COUNTERS:
        if (reply)
            (void)sn_header(d, r, STATUS, EVENTS);
        break;
    case LOG:
        if (reply)
            event_log(d, r);
        break;
    case READ_FILE:
    case WRITE_FILE:
        file(d, r, function, reply);
        break;
    case MASK_WRITE:
        (void)(sn_get(d, r, REFERENCE, NULL) && sn_header(d, r, AND_MASK, OR_MASK));
        break;
    case READ_WRITE:
        read_write(d, r, reply);
        break;
    case READ_FIFO:
        fifo(d, r, reply);
        break;
    case TRANSPORT:
        transport(d, r, reply);
        break;
    default:
        data(d, r);
        break;
    }
}

/* Leaves what a request asks for, or finds what an answer's had. */
static struct range range_of(struct sn_dis *d, const struct sn_rd *r, uint64_t key, bool reply)
{
    uint64_t key_of_all = sn_conn_key(d) << 32 | key, v;
    struct range of = {0};

    if (reply) {
        if (!sn_recall(d, SN_MEMO_MODBUS, key_of_all, 0, &v))
            return of;
        return (struct range){.known = true, .base = (uint32_t)v >> 16, .n = v & UINT16_MAX};
    }
    if (sn_rd_left(r) >= 4) {
        of.base = sn_be16(r->p);
        of.n = sn_be16(r->p + 2);
    }
    sn_remember(d, SN_MEMO_MODBUS, key_of_all, of.base << 16 | of.n);
    return of;
}

/* From the header on, which says what an answer is to. */
static void modbus_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool reply = sn_is_from(d, PORT);
    struct sn_derived *v;
    uint32_t function;
    struct range of;
    uint16_t id;
    uint8_t unit;
    uint64_t key;

    (void)len;
    if (!sn_rd_be16(r, &id) || !sn_rd_skip(r, HEADER - 2) || !sn_rd_u8(r, &unit))
        return;
    sn_note(d, REPLIES, reply);
    if (!sn_header(d, r, FAILED, FUNCTION))
        return;
    function = (uint32_t)sn_u(d, FUNCTION);
    if (sn_u(d, FAILED)) {
        (void)!sn_get(d, r, EXCEPTION, NULL);
        return;
    }
    key = (uint64_t)id << 16 | (uint32_t)unit << 8 | function;
    of = range_of(d, r, key, reply);
    body(d, r, function, reply, &of);
    v = sn_derive_deal(d, ANSWERS, key, reply);
    if (v)
        v->renews = true;
}

static enum sn_then modbus_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), p = {0};
    const struct sn_rec *failed = sn_find(&v, FAILED), *reply = sn_find(&v, REPLIES);

    sn_say(t, &v, "Modbus {s:function %u}", FUNCTION);
    sn_put_s(t->b, reply && reply->u ? " response" : " request");
    if (failed && failed->u)
        sn_say(t, &v, ", exception: {s:%u}", EXCEPTION);
    if (sn_find(&v, DIAGNOSTIC))
        sn_say(t, &v, ", {s:code %u}", DIAGNOSTIC);
    if (sn_find(&v, REFERENCE))
        sn_say(t, &v, ", at {}", REFERENCE);
    if (sn_find(&v, BITS))
        sn_say(t, &v, ", {} bits", BITS);
    if (sn_find(&v, WORDS))
        sn_say(t, &v, ", {} words", WORDS);
    while (sn_each(&v, OBJECT, &p)) {
        if (sn_find(&p, OBJECT_STRING))
            sn_say(t, &p, ", {s:object %u} {}", OBJECT_ID, OBJECT_STRING);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_modbus = {
    .name = "modbus",
    .title = "Modbus",
    SN_PROTO_FIELDS(modbus),
    .more = true,
    .dissect = modbus_dissect,
    .text = modbus_text,
};
