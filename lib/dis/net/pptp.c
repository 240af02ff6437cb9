/* PPTP (RFC 2637): its control connection. */
#include "dis/proto.h"

enum { COOKIE = 0x1a2b3c4d, TEXT_SIZE = 64, STATS_SIZE = 128 };

static const struct sn_val messages[] = {
    {0, "NOT_DEFINED"}, {1, "SCCRQ"}, {2, "SCCRP"}, {3, "StopCCRQ"}, {4, "StopCCRP"}, {5, "ECHORQ"},
    {6, "ECHORP"},      {7, "OCRQ"},  {8, "OCRP"},  {9, "ICRQ"},     {10, "ICRP"},    {11, "ICCN"},
    {12, "CCRQ"},       {13, "CDN"},  {14, "WEN"},  {15, "SLI"},     {0, NULL},
};
static const struct sn_val control_results[] = {
    {1, "Successful channel establishment"},
    {2, "General error"},
    {3, "Command channel already exists"},
    {4, "Requester is not authorized to establish a command channel"},
    {5, "The protocol version of the requester is not supported"},
    {0, NULL},
};
static const struct sn_val errors[] = {
    {0, "None"},        {1, "Not-Connected"}, {2, "Bad-Format"}, {3, "Bad-Value"},
    {4, "No-Resource"}, {5, "Bad-Call-ID"},   {6, "PAC-Error"},  {0, NULL},
};
static const struct sn_val reasons[] = {
    {1, "None"}, {2, "Stop-Protocol"}, {3, "Stop-Local-Shutdown"}, {0, NULL}};
static const struct sn_val ok_results[] = {{1, "OK"}, {2, "General Error"}, {0, NULL}};
static const struct sn_val out_results[] = {
    {1, "Connected"},    {2, "General Error"}, {3, "No Carrier"},    {4, "Busy"},
    {5, "No Dial Tone"}, {6, "Time-out"},      {7, "Do Not Accept"}, {0, NULL},
};
static const struct sn_val in_results[] = {
    {1, "Connect"}, {2, "General Error"}, {3, "Do Not Accept"}, {0, NULL}};
static const struct sn_val disc_results[] = {
    {1, "Lost Carrier"}, {2, "General Error"}, {3, "Admin Shutdown"}, {4, "Request"}, {0, NULL}};
static const struct sn_val bearers[] = {{1, "A"}, {2, "D"}, {3, "Any"}, {0, NULL}};
static const struct sn_val framings[] = {{1, "A"}, {2, "S"}, {3, "E"}, {0, NULL}};
static const struct sn_val framing_caps[] = {{1, "A"}, {2, "S"}, {0, NULL}};
static const struct sn_val bearer_caps[] = {{2, "D"}, {1, "A"}, {0, NULL}};

#define PPTP(F)                                                                                    \
    F(LENGTH, "pptp.length", U16, "Length")                                                        \
    F(KIND, "pptp.type", U16, "Message type")                                                      \
    F(MAGIC, "pptp.magic_cookie", U32, "Magic Cookie", .base = SN_HEX)                             \
    F(MESSAGE, "pptp.control_message_type", U16, "Control Message Type", .vals = messages)         \
    F(RESERVED, "pptp.reserved", BYTESS, "Reserved", .width = 2, .step = 2)                        \
    F(RESERVED8, "sn.pptp.reserved1", BYTESS, "Reserved", .width = 1, .step = 1)                   \
    F(VERSION, "pptp.protocol_version", U16, "Protocol version")                                   \
    F(FRAMING_CAP, "pptp.framing_capabilities", U32, "Framing Capabilities", .vals = framing_caps) \
    F(BEARER_CAP, "pptp.bearer_capabilities", U32, "Bearer Capabilities", .vals = bearer_caps)     \
    F(CHANNELS, "pptp.maximum_channels", U16, "Maximum Channels")                                  \
    F(FIRMWARE, "pptp.firmware_revision", U16, "Firmware Revision")                                \
    F(HOST, "pptp.host_name", STR, "Host Name", .width = TEXT_SIZE)                                \
    F(VENDOR, "pptp.vendor_name", STR, "Vendor Name", .width = TEXT_SIZE)                          \
    F(CONTROL_RESULT, "pptp.control_result", U8, "Result Code", .vals = control_results)           \
    F(ERROR, "pptp.error", U8, "Error Code", .vals = errors)                                       \
    F(REASON, "pptp.reason", U8, "Reason", .vals = reasons)                                        \
    F(STOP_RESULT, "pptp.stop_result", U8, "Result Code", .vals = ok_results)                      \
    F(IDENTIFIER, "pptp.identifier", U32, "Identifier")                                            \
    F(ECHO_RESULT, "pptp.echo_result", U8, "Result Code", .vals = ok_results)                      \
    F(CALL, "pptp.call_id", U16, "Call ID")                                                        \
    F(SERIAL, "pptp.call_serial_number", U16, "Call Serial Number")                                \
    F(MIN_BPS, "pptp.minimum_bps", U32, "Minimum BPS")                                             \
    F(MAX_BPS, "pptp.maximum_bps", U32, "Maximum BPS")                                             \
    F(BEARER, "pptp.bearer_type", U32, "Bearer Type", .vals = bearers)                             \
    F(FRAMING, "pptp.framing_type", U32, "Framing Type", .vals = framings)                         \
    F(WINDOW, "pptp.packet_receive_window_size", U16, "Packet Receive Window Size")                \
    F(DELAY, "pptp.packet_processing_delay", U16, "Packet Processing Delay")                       \
    F(PHONE_LEN, "pptp.phone_number_length", U16, "Phone Number Length")                           \
    F(PHONE, "pptp.phone_number", STR, "Phone Number", .width = TEXT_SIZE)                         \
    F(SUBADDRESS, "pptp.subaddress", STR, "Subaddress", .width = TEXT_SIZE)                        \
    F(PEER, "pptp.peer_call_id", U16, "Peer Call ID")                                              \
    F(OUT_RESULT, "pptp.out_result", U8, "Result Code", .vals = out_results)                       \
    F(CAUSE, "pptp.cause", U16, "Cause Code")                                                      \
    F(SPEED, "pptp.connect_speed", U32, "Connect Speed")                                           \
    F(CHANNEL, "pptp.physical_channel_id", U32, "Physical Channel ID")                             \
    F(DIALED_LEN, "pptp.dialed_number_length", U16, "Dialed Number Length")                        \
    F(DIALED, "pptp.dialed_number", STR, "Dialed Number", .width = TEXT_SIZE)                      \
    F(DIALING_LEN, "pptp.dialing_number_length", U16, "Dialing Number Length")                     \
    F(DIALING, "pptp.dialing_number", STR, "Dialing Number", .width = TEXT_SIZE)                   \
    F(IN_RESULT, "pptp.in_result", U8, "Result Code", .vals = in_results)                          \
    F(DISC_RESULT, "pptp.disc_result", U8, "Result Code", .vals = disc_results)                    \
    F(STATS, "pptp.call_Statistics", STR, "Call Statistics", .width = STATS_SIZE)                  \
    F(CRC, "pptp.crc_errors", U32, "CRC Errors")                                                   \
    F(FRAMES, "pptp.framing_errors", U32, "Framing Errors")                                        \
    F(HARDWARE, "pptp.hardware_overruns", U32, "Hardware overruns")                                \
    F(BUFFERS, "pptp.buffer_overruns", U32, "Buffer overruns")                                     \
    F(TIMEOUTS, "pptp.timeout_errors", U32, "Time-out Errors")                                     \
    F(ALIGNMENT, "pptp.alignment_errors", U32, "Alignment Errors")                                 \
    F(SEND_ACCM, "pptp.send_accm", U32, "Send ACCM", .base = SN_HEX)                               \
    F(RECEIVE_ACCM, "pptp.receive_accm", U32, "Receive ACCM", .base = SN_HEX)
SN_FIELDS(pptp, PPTP)

/* What the messages hold, one field behind the other; RESERVED is two bytes that no one shows. */
static const uint8_t layouts[][12] = {
    [1] = {VERSION, RESERVED, FRAMING_CAP, BEARER_CAP, CHANNELS, FIRMWARE, HOST, VENDOR},
    [2] = {VERSION, CONTROL_RESULT, ERROR, FRAMING_CAP, BEARER_CAP, CHANNELS, FIRMWARE, HOST,
           VENDOR},
    [3] = {REASON, RESERVED8, RESERVED},
    [4] = {STOP_RESULT, ERROR, RESERVED},
    [5] = {IDENTIFIER},
    [6] = {IDENTIFIER, ECHO_RESULT, ERROR, RESERVED},
    [7] = {CALL, SERIAL, MIN_BPS, MAX_BPS, BEARER, FRAMING, WINDOW, DELAY, PHONE_LEN, RESERVED,
           PHONE, SUBADDRESS},
    [8] = {CALL, PEER, OUT_RESULT, ERROR, CAUSE, SPEED, WINDOW, DELAY, CHANNEL},
    [9] = {CALL, SERIAL, BEARER, CHANNEL, DIALED_LEN, DIALING_LEN, DIALED, DIALING, SUBADDRESS},
    [10] = {CALL, PEER, IN_RESULT, ERROR, WINDOW, DELAY, RESERVED},
    [11] = {PEER, RESERVED, SPEED, WINDOW, DELAY, FRAMING},
    [12] = {CALL, RESERVED},
    [13] = {CALL, DISC_RESULT, ERROR, CAUSE, RESERVED, STATS},
    [14] = {PEER, RESERVED, CRC, FRAMES, HARDWARE, BUFFERS, TIMEOUTS, ALIGNMENT},
    [15] = {PEER, RESERVED, SEND_ACCM, RECEIVE_ACCM},
};

static const char *const labels[] = {
    [VERSION] = "PROTO_VER",
    [FRAMING_CAP] = "FRAME_CAP",
    [BEARER_CAP] = "BEARER_CAP",
    [CHANNELS] = "MAX_CHAN",
    [FIRMWARE] = "FIRM_REV",
    [HOST] = "HOSTNAME",
    [VENDOR] = "VENDOR",
    [CONTROL_RESULT] = "RESULT_CODE",
    [ERROR] = "ERR_CODE",
    [REASON] = "REASON",
    [STOP_RESULT] = "RESULT_CODE",
    [IDENTIFIER] = "ID",
    [ECHO_RESULT] = "RESULT_CODE",
    [CALL] = "CALL_ID",
    [SERIAL] = "CALL_SER_NUM",
    [MIN_BPS] = "MIN_BPS",
    [MAX_BPS] = "MAX_BPS",
    [BEARER] = "BEARER_TYPE",
    [FRAMING] = "FRAME_TYPE",
    [WINDOW] = "RECV_WIN",
    [DELAY] = "PROC_DELAY",
    [PHONE_LEN] = "PHONE_NO_LEN",
    [PHONE] = "PHONE_NO",
    [SUBADDRESS] = "SUB_ADDR",
    [PEER] = "PEER_CALL_ID",
    [OUT_RESULT] = "RESULT_CODE",
    [CAUSE] = "CAUSE_CODE",
    [SPEED] = "CONN_SPEED",
    [CHANNEL] = "PHY_CHAN_ID",
    [DIALED_LEN] = "DIALED_NO_LEN",
    [DIALED] = "DIALED_NO",
    [DIALING_LEN] = "DIALING_NO_LEN",
    [DIALING] = "DIALING_NO",
    [IN_RESULT] = "RESULT_CODE",
    [DISC_RESULT] = "RESULT_CODE",
    [STATS] = "CALL_STATS",
    [CRC] = "CRC_ERR",
    [FRAMES] = "FRAMING_ERR",
    [HARDWARE] = "HARDWARE_OVERRUN",
    [BUFFERS] = "BUFFER_OVERRUN",
    [TIMEOUTS] = "TIMEOUT_ERR",
    [ALIGNMENT] = "ALIGN_ERR",
    [SEND_ACCM] = "SEND_ACCM",
    [RECEIVE_ACCM] = "RECV_ACCM",
};

static const uint8_t *layout_of(uint64_t message)
{
    return message > 0 && message < sizeof layouts / sizeof *layouts ? layouts[message] : NULL;
}

static void pptp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *fields;

    (void)len;
    if (!sn_header(d, r, LENGTH, RESERVED))
        return;
    fields = layout_of(sn_u(d, MESSAGE));
    for (unsigned i = 0; fields && i < sizeof *layouts && fields[i]; i++) {
        const struct sn_field *f = &pptp_fields[fields[i]];

        if (f->type == SN_F_STR ? !sn_get_upto(d, r, fields[i], f->width)
                                : !sn_get(d, r, fields[i], NULL))
            return;
    }
}

/* A string ends at its first zero, a telephone number where the number in front of it says. */
static void string_text(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);
    size_t max = pptp_fields[field].width, have = q ? q->n : 0, n;

    if (field == PHONE || field == DIALED || field == DIALING)
        n = sn_opt(v, field == PHONE ? PHONE_LEN : field == DIALED ? DIALED_LEN : DIALING_LEN);
    else
        n = max;
    max = n < max ? n : max;
    n = q ? strnlen((const char *)q->p, have < max ? have : max) : 0;
    if (n)
        sn_put_safe(t->b, q->p, n);
    if (n == have && n < max)
        sn_cut(t);
}

static void field_text(struct sn_text *t, const struct sn_view *v, uint16_t field)
{
    const struct sn_field *f = &pptp_fields[field];
    uint64_t u;

    if (f->type != SN_F_STR && field != FRAMING_CAP && !sn_need(t, v, field))
        return;
    sn_put_f(t->b, " %s(", labels[field]);
    if (f->type == SN_F_STR) {
        string_text(t, v, field);
    } else if (sn_need(t, v, field)) {
        u = sn_opt(v, field);
        if (field == VERSION)
            sn_put_f(t->b, "%u.%u", (unsigned)u >> 8, (unsigned)u & 0xff);
        else if (field == FRAMING_CAP || field == BEARER_CAP)
            sn_text_bits(t, f->vals, (uint32_t)u, "", "");
        else if (field == BEARER || field == FRAMING)
            sn_put_name(t, f->vals, u, "?");
        else
            sn_say(t, v, "{}", field);
        if (f->vals && f->width == 1 && t->o->verbose)
            sn_say(t, v, ":{s:?}", field);
    }
    sn_put_c(t->b, ')');
}

/* The next reserved bytes: they should be zero. */
static void reserved_text(struct sn_text *t, const struct sn_view *v, unsigned field,
                          struct sn_view *part)
{
    unsigned u;

    if (!sn_each(v, field, part)) {
        sn_cut(t);
        return;
    }
    u = (unsigned)sn_be_n(part->rec->p, part->rec->n);
    if (u)
        sn_put_f(t->b, " [ERROR: reserved=%u must be zero]", u);
}

static enum sn_then pptp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), reserved = {0}, reserved8 = {0};
    bool wrong = sn_opt(&v, MAGIC) != COOKIE, verbose = t->o->verbose;
    uint64_t kind = sn_opt(&v, KIND);
    const uint8_t *fields = layout_of(sn_opt(&v, MESSAGE));

    sn_put_lit(t->b, ": pptp");
    if (verbose) {
        sn_say(t, &v, " Length={}", LENGTH);
        (void)sn_need(t, &v, KIND);
        sn_put_s(t->b, kind == 1 ? " CTRL-MSG" : kind == 2 ? " MGMT-MSG" : " UNKNOWN-MSG-TYPE");
    }
    if (sn_need(t, &v, MAGIC) && wrong)
        sn_say(t, &v, " UNEXPECTED Magic-Cookie!!({08x})", MAGIC);
    if (verbose || wrong)
        sn_say(t, &v, " Magic-Cookie={08x}", MAGIC);
    if (sn_val_name(messages, (uint32_t)sn_opt(&v, MESSAGE)))
        sn_say(t, &v, " CTRL_MSGTYPE={s}", MESSAGE);
    else
        sn_say(t, &v, " UNKNOWN_CTRL_MSGTYPE({})", MESSAGE);
    reserved_text(t, &v, RESERVED, &reserved);
    for (unsigned i = 0; fields && i < sizeof *layouts && fields[i] && !sn_is_cut(t); i++) {
        if (fields[i] == RESERVED)
            reserved_text(t, &v, RESERVED, &reserved);
        else if (fields[i] == RESERVED8)
            reserved_text(t, &v, RESERVED8, &reserved8);
        else
            field_text(t, &v, fields[i]);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(pptp, "Point-to-Point Tunnelling Protocol", {.table = &sn_tab_tcp, .value = 1723})
