/* PTP version 2 (IEEE 1588-2008). Of version 1 only its number is said. */
#include "dis/proto.h"

enum { EVENT_PORT = 319, GENERAL_PORT = 320, ETHERTYPE = 0x88f7 };
enum { SYNC, DELAY_REQ, PDELAY_REQ, PDELAY_RESP, FOLLOW_UP = 8, DELAY_RESP, PDELAY_FOLLOW };
enum { ANNOUNCE = 11, SIGNALLING, MANAGEMENT };

static const struct sn_val types[] = {
    {SYNC, "sync msg"},
    {DELAY_REQ, "delay req msg"},
    {PDELAY_REQ, "peer delay req msg"},
    {PDELAY_RESP, "peer delay resp msg"},
    {FOLLOW_UP, "follow up msg"},
    {DELAY_RESP, "delay resp msg"},
    {PDELAY_FOLLOW, "pdelay resp fup msg"},
    {ANNOUNCE, "announce msg"},
    {SIGNALLING, "signalling msg"},
    {MANAGEMENT, "management msg"},
    {0, NULL},
};
static const struct sn_val flags[] = {
    {0x0001, "l1 61"},
    {0x0002, "l1 59"},
    {0x0004, "utc reasonable"},
    {0x0008, "timescale"},
    {0x0010, "time tracable"},
    {0x0020, "frequency tracable"},
    {0x0100, "alternate master"},
    {0x0200, "two step"},
    {0x0400, "unicast"},
    {0x1000, "profile specific 1"},
    {0x2000, "profile specific 2"},
    {0x4000, "security mask"},
    {0x18c0, "unknown"}, /* only when all are set */
    {0, NULL},
};
static const struct sn_val controls[] = {
    {0, "Sync"},       {1, "Delay_Req"}, {2, "Follow_Up"}, {3, "Delay_Resp"},
    {4, "Management"}, {5, "Other"},     {0, NULL},
};

/* What stands in front of a time. */
enum { ORIGIN, PRECISE, RECEIVED };
enum { HEADER = 34 };
static const struct sn_val words[] = {
    {ORIGIN, ", originTimeStamp :"},
    {PRECISE, ", preciseOriginTimeStamp :"},
    {RECEIVED, ", receiveTimeStamp :"},
    {0, NULL},
};

#define TIME(F, name, title)                                                                       \
    F(name, "ptp.v2." title ".seconds", U48, "Seconds")                                            \
    F(name##_NS, "ptp.v2." title ".nanoseconds", U32, "Nanoseconds")
#define PORT(F, name, identity, port)                                                              \
    F(name, "ptp.v2." identity, U64, "Port Identity", .base = SN_HEX)                              \
    F(name##_ID, "ptp.v2." port, U16, "Port ID")

#define PTP(F)                                                                                     \
    F(SDO, "ptp.v2.majorsdoid", P8, "majorSdoId", .mask = 0xf0, .base = SN_HEX)                    \
    F(TYPE, "ptp.v2.messagetype", U8, "messageType", .mask = 0x0f, .base = SN_HEX, .vals = types)  \
    F(MINOR, "ptp.v2.minorversionptp", P8, "minorVersionPTP", .mask = 0xf0)                        \
    F(VERSION, "ptp.v2.versionptp", U8, "versionPTP", .mask = 0x0f)                                \
    F(LENGTH, "ptp.v2.messagelength", U16, "messageLength")                                        \
    F(DOMAIN, "ptp.v2.domainnumber", U8, "domainNumber")                                           \
    F(SDO_MINOR, "ptp.v2.minorsdoid", U8, "minorSdoId")                                            \
    F(FLAGS, "ptp.v2.flags", P16, "flags", .base = SN_HEX, .vals = flags)                          \
    F(F_SEC, "ptp.v2.flags.security", BIT16, "PTP_SECURITY", .mask = 0x8000)                       \
    F(F_S2, "ptp.v2.flags.specific2", BIT16, "PTP profile Specific 2", .mask = 0x4000)             \
    F(F_S1, "ptp.v2.flags.specific1", BIT16, "PTP profile Specific 1", .mask = 0x2000)             \
    F(F_UNI, "ptp.v2.flags.unicast", BIT16, "PTP_UNICAST", .mask = 0x0400)                         \
    F(F_TWO, "ptp.v2.flags.twostep", BIT16, "PTP_TWO_STEP", .mask = 0x0200)                        \
    F(F_ALT, "ptp.v2.flags.alternatemaster", BIT16, "PTP_ALTERNATE_MASTER", .mask = 0x0100)        \
    F(F_UNC, "ptp.v2.flags.synchronizationUncertain", BIT16, "SYNCHRONIZATION_UNCERTAIN",          \
      .mask = 0x0040)                                                                              \
    F(F_FREQ, "ptp.v2.flags.frequencytraceable", BIT16, "FREQUENCY_TRACEABLE", .mask = 0x0020)     \
    F(F_TIME, "ptp.v2.flags.timetraceable", BIT16, "TIME_TRACEABLE", .mask = 0x0010)               \
    F(F_SCALE, "ptp.v2.flags.timescale", BIT16, "PTP_TIMESCALE", .mask = 0x0008)                   \
    F(F_UTC, "ptp.v2.flags.utcreasonable", BIT16, "PTP_UTC_REASONABLE", .mask = 0x0004)            \
    F(F_59, "ptp.v2.flags.li59", BIT16, "PTP_LI_59", .mask = 0x0002)                               \
    F(F_61, "ptp.v2.flags.li61", BIT16, "PTP_LI_61", .mask = 0x0001, .step = 2)                    \
    F(CORR, "ptp.v2.correction.ns", U48, "correction")                                             \
    F(CORR_SUB, "sn.ptp.v2.correction.subns", U16, "correctionSubNs")                              \
    F(SPECIFIC, "ptp.v2.messagetypespecific", U32, "messageTypeSpecific")                          \
    F(CLOCK, "ptp.v2.clockidentity", U64, "ClockIdentity", .base = SN_HEX)                         \
    F(SRC_PORT, "ptp.v2.sourceportid", U16, "SourcePortID")                                        \
    F(SEQ, "ptp.v2.sequenceid", U16, "sequenceId")                                                 \
    F(CONTROL, "ptp.v2.controlfield", U8, "controlField", .vals = controls)                        \
    F(PERIOD, "ptp.v2.logmessageperiod", I8, "logMessagePeriod")                                   \
    F(SAY, "sn.ptp.say", UINT, NULL, .vals = words)                                                \
    TIME(F, SDR, "sdr.origintimestamp")                                                            \
    TIME(F, PDRQ, "pdrq.origintimestamp")                                                          \
    TIME(F, PDRS, "pdrs.requestreceipttimestamp")                                                  \
    TIME(F, FU, "fu.preciseorigintimestamp")                                                       \
    TIME(F, DR, "dr.receivetimestamp")                                                             \
    TIME(F, PDFU, "pdfu.responseorigintimestamp")                                                  \
    TIME(F, AN, "an.origintimestamp")                                                              \
    F(PDRQ_PORT, "sn.ptp.v2.pdrq.portidentity", U64, NULL, .base = SN_HEX)                         \
    F(PDRQ_PORT_ID, "sn.ptp.v2.pdrq.portid", U16, NULL)                                            \
    PORT(F, PDRS_PORT, "pdrs.requestingportidentity", "pdrs.requestingsourceportid")               \
    PORT(F, DR_PORT, "dr.requestingsourceportidentity", "dr.requestingsourceportid")               \
    PORT(F, PDFU_PORT, "pdfu.requestingportidentity", "pdfu.requestingsourceportid")               \
    PORT(F, SIG_PORT, "sig.targetportidentity", "sig.targetportid")                                \
    PORT(F, MM_PORT, "mm.targetportidentity", "mm.targetportid")                                   \
    F(AN_UTC, "ptp.v2.an.origincurrentutcoffset", U16, "originCurrentUTCOffset")                   \
    F(AN_RES, "sn.ptp.v2.an.reserved", U8, NULL)                                                   \
    F(AN_PRIO1, "ptp.v2.an.priority1", U8, "priority1")                                            \
    F(AN_CLASS, "ptp.v2.an.grandmasterclockclass", U8, "grandmasterClockClass")                    \
    F(AN_ACC, "ptp.v2.an.grandmasterclockaccuracy", U8, "grandmasterClockAccuracy",                \
      .base = SN_HEX)                                                                              \
    F(AN_VAR, "ptp.v2.an.grandmasterclockvariance", U16, "grandmasterClockVariance")               \
    F(AN_PRIO2, "ptp.v2.an.priority2", U8, "priority2")                                            \
    F(AN_CLOCK, "ptp.v2.an.grandmasterclockidentity", U64, "grandmasterClockIdentity",             \
      .base = SN_HEX)                                                                              \
    F(AN_STEPS, "ptp.v2.an.localstepsremoved", U16, "localStepsRemoved")                           \
    F(AN_SOURCE, "ptp.v2.timesource", U8, "TimeSource", .base = SN_HEX)                            \
    F(MM_START, "ptp.v2.mm.startingboundaryhops", U8, "startingBoundaryHops")                      \
    F(MM_HOPS, "ptp.v2.mm.boundaryhops", U8, "boundaryHops")
SN_FIELDS(ptp, PTP)

/* A time, and the port behind it unless that is 0. */
static void time_and_port(struct sn_dis *d, struct sn_rd *r, unsigned word, unsigned field,
                          unsigned port)
{
    sn_note(d, SAY, word);
    if (sn_header(d, r, field, field + 1) && port)
        (void)sn_header(d, r, port, port + 1);
}

static void body(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    switch (type) {
    case SYNC:
    case DELAY_REQ:
        time_and_port(d, r, ORIGIN, SDR, 0);
        break;
    case PDELAY_REQ:
        time_and_port(d, r, PRECISE, PDRQ, PDRQ_PORT);
        break;
    case PDELAY_RESP:
        time_and_port(d, r, RECEIVED, PDRS, PDRS_PORT);
        break;
    case FOLLOW_UP:
        time_and_port(d, r, PRECISE, FU, 0);
        break;
    case DELAY_RESP:
        time_and_port(d, r, RECEIVED, DR, DR_PORT);
        break;
    case PDELAY_FOLLOW:
        time_and_port(d, r, PRECISE, PDFU, PDFU_PORT);
        break;
    case ANNOUNCE:
        time_and_port(d, r, ORIGIN, AN, 0);
        if (!r->stop)
            (void)sn_header(d, r, AN_UTC, AN_SOURCE);
        break;
    case SIGNALLING:
        (void)sn_header(d, r, SIG_PORT, SIG_PORT_ID);
        break;
    case MANAGEMENT:
        if (sn_header(d, r, MM_PORT, MM_PORT_ID) && sn_rd_left(r) >= 2)
            (void)sn_header(d, r, MM_START, MM_HOPS);
        break;
    }
}

static void ptp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (!sn_header(d, r, SDO, VERSION) || sn_u(d, VERSION) != 2 || sn_u(d, MINOR))
        return;
    if (sn_header(d, r, LENGTH, PERIOD))
        body(d, r, sn_u(d, TYPE));
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_period)
{
    (void)v;
    sn_put_f(t->b, ", log message interval : %u", (unsigned)(q->u & 255));
}

PUT(put_seconds)
{
    (void)v;
    sn_put_lit(t->b, " ");
    sn_put_u64(t->b, q->u);
    sn_put_s(t->b, q->field == AN ? " seconds" : " seconds,");
}

PUT(put_ns)
{
    (void)v;
    sn_put_f(t->b, " %u nanoseconds", (unsigned)q->u);
}

static void put_x(struct sn_text *t, const char *what, uint64_t u)
{
    sn_put_s(t->b, what);
    sn_put_hex(t->b, u);
}

PUT(put_port)
{
    (void)v;
    put_x(t, ", port identity : 0x", q->u);
}

PUT(put_clock)
{
    (void)v;
    put_x(t, q->field == CLOCK ? ", clock identity : 0x" : ", gm clock id : 0x", q->u);
}

/* tcpdump takes all that follows from the first byte of the identity. */
PUT(put_hops)
{
    unsigned u = (unsigned)(sn_before(v, q, MM_PORT)->u >> 56);

    sn_put_f(t->b, ", port id : %u", (unsigned)q->u);
    sn_put_f(t->b,
             ", , start boundary hops  %u, , boundary hops  %u, , flags  0x%x, , reserved  0x%x", u,
             u, u, u);
}

static const struct sn_line lines[] = {
    [LENGTH] = SN_LINE(", length : {}"),
    [SDO_MINOR] = SN_LINE(", domain : {}, reserved1 : {}", DOMAIN, SDO_MINOR),
    [F_61] = SN_LINE(", Flags [{b:none}]", FLAGS),
    [CORR] = SN_LINE(", NS correction : {}"),
    [CORR_SUB] = SN_LINE(", sub NS correction : {}"),
    [SPECIFIC] = SN_LINE(", reserved2 : {}"),
    [CLOCK] = {.put = put_clock},
    [SRC_PORT] = SN_LINE(", port id : {}"),
    [SEQ] = SN_LINE(", seq id : {}"),
    [CONTROL] = SN_LINE(", control : {} ({s:Reserved})", CONTROL, CONTROL),
    [PERIOD] = {.put = put_period},
    [SAY] = SN_LINE("{s}"),
    [SDR] = {.put = put_seconds},
    [PDRQ] = {.put = put_seconds},
    [PDRS] = {.put = put_seconds},
    [FU] = {.put = put_seconds},
    [DR] = {.put = put_seconds},
    [PDFU] = {.put = put_seconds},
    [AN] = {.put = put_seconds},
    [SDR_NS] = {.put = put_ns},
    [PDRQ_NS] = {.put = put_ns},
    [PDRS_NS] = {.put = put_ns},
    [FU_NS] = {.put = put_ns},
    [DR_NS] = {.put = put_ns},
    [PDFU_NS] = {.put = put_ns},
    [AN_NS] = {.put = put_ns},
    [PDRQ_PORT] = {.put = put_port},
    [PDRS_PORT] = {.put = put_port},
    [DR_PORT] = {.put = put_port},
    [PDFU_PORT] = {.put = put_port},
    [SIG_PORT] = {.put = put_port},
    [MM_PORT] = {.put = put_port},
    [PDRQ_PORT_ID] = SN_LINE(", port id : {}"),
    [PDRS_PORT_ID] = SN_LINE(", port id : {}"),
    [DR_PORT_ID] = SN_LINE(", port id : {}"),
    [PDFU_PORT_ID] = SN_LINE(", port id : {}"),
    [SIG_PORT_ID] = SN_LINE(", port id : {}"),
    [MM_PORT_ID] = {.put = put_hops},
    [AN_UTC] = SN_LINE(", origin cur utc :{}"),
    [AN_RES] = SN_LINE(", rsvd : {}"),
    [AN_PRIO1] = SN_LINE(", gm priority_1 : {}"),
    [AN_CLASS] = SN_LINE(", gm clock class : {}"),
    [AN_ACC] = SN_LINE(", gm clock accuracy : {d}"),
    [AN_VAR] = SN_LINE(", gm clock variance : {}"),
    [AN_PRIO2] = SN_LINE(", gm priority_2 : {}"),
    [AN_CLOCK] = {.put = put_clock},
    [AN_STEPS] = SN_LINE(", steps removed : {}"),
    [AN_SOURCE] = SN_LINE(", time source : 0x{x}"),
};

static enum sn_then ptp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned version;

    if (l->len < HEADER) {
        sn_put_f(t->b, " [length %u < %u]", l->len, HEADER);
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, VERSION))
        return SN_TEXT_DONE;
    version = (unsigned)(sn_opt(&v, MINOR) << 4 | sn_opt(&v, VERSION));
    sn_put_f(t->b, "PTPv%u", version);
    if (version == 1)
        sn_put_lit(t->b, " (not implemented)");
    if (version != 2)
        return SN_TEXT_DONE;
    sn_put_f(t->b, ", v1 compat : %s", sn_opt(&v, SDO) & 1 ? "yes" : "no");
    sn_say(t, &v, ", msg type : {s:Reserved}", TYPE);
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(ptp, "Precision Time Protocol (IEEE1588)", {.table = &sn_tab_udp, .value = EVENT_PORT},
         {.table = &sn_tab_udp, .value = GENERAL_PORT}, {.table = &sn_tab_udp, .type = "ptp"},
         {.table = &sn_tab_ether, .value = ETHERTYPE})
