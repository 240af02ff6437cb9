/* LDP: names of its numbers, and what is said of its fields. */
#include "dis/routing/ldp.h"

const struct sn_val sn_ldp_messages[] = {
    {NOTIFICATION, "Notification"}, {HELLO, "Hello"},
    {INIT, "Initialization"},       {KEEPALIVE, "Keepalive"},
    {ADDRESS, "Address"},           {ADDRESS_WITHDRAW, "Address Withdraw"},
    {MAPPING, "Label Mapping"},     {REQUEST, "Label Request"},
    {WITHDRAW, "Label Withdraw"},   {RELEASE, "Label Release"},
    {ABORT, "Label Abort Request"}, {0, NULL},
};
const struct sn_val sn_ldp_tlvs[] = {
    {FEC_TLV, "FEC"},
    {ADDRESSES_TLV, "Address List"},
    {HOPS_TLV, "Hop Count"},
    {PATH_TLV, "Path Vector"},
    {0x200, "Generic Label"},
    {0x201, "ATM Label"},
    {0x202, "Frame-Relay Label"},
    {0x300, "Status"},
    {0x301, "Extended Status"},
    {RETURNED_PDU, "Returned PDU"},
    {0x303, "Returned Message"},
    {0x400, "Common Hello Parameters"},
    {0x401, "IPv4 Transport Address"},
    {0x402, "Configuration Sequence Number"},
    {0x403, "IPv6 Transport Address"},
    {0x500, "Common Session Parameters"},
    {0x501, "ATM Session Parameters"},
    {0x502, "Frame-Relay Session Parameters"},
    {0x503, "Fault-Tolerant Session Parameters"},
    {0x600, "Label Request Message ID"},
    {0x601, "MTU"},
    {0, NULL},
};
const struct sn_val sn_ldp_msg_bits[] = {{0, "ignore"}, {1, "continue processing"}, {0, NULL}};
const struct sn_val sn_ldp_tlv_bits[] = {
    {0, "ignore and don't"},
    {1, "ignore and do"},
    {2, "continue processing and don't"},
    {3, "continue processing and do"},
    {0, NULL},
};
const struct sn_val sn_ldp_fecs[] = {
    {WILDCARD, "Wildcard"}, {PREFIX, "Prefix"}, {HOST, "Host address"},
    {PW, "Martini VC"},     {0, NULL},
};
const struct sn_val sn_ldp_pws[] = {
    {0, "Reserved"},
    {1, "Frame Relay DLCI (Martini Mode)"},
    {2, "ATM AAL5 SDU VCC transport"},
    {3, "ATM transparent cell transport"},
    {4, "Ethernet VLAN"},
    {5, "Ethernet"},
    {6, "Cisco-HDLC"},
    {7, "PPP"},
    {8, "SONET/SDH Circuit Emulation Service over MPLS"},
    {9, "ATM n-to-one VCC cell transport"},
    {10, "ATM n-to-one VPC cell transport"},
    {11, "IP Layer2 Transport"},
    {12, "ATM one-to-one VCC Cell Mode"},
    {13, "ATM one-to-one VPC Cell Mode"},
    {14, "ATM AAL5 PDU VCC transport"},
    {15, "Frame-Relay Port mode"},
    {16, "SONET/SDH Circuit Emulation over Packet"},
    {17, "Structure-agnostic E1 over Packet"},
    {18, "Structure-agnostic T1 (DS1) over Packet"},
    {19, "Structure-agnostic E3 over Packet"},
    {20, "Structure-agnostic T3 (DS3) over Packet"},
    {21, "CESoPSN basic mode"},
    {22, "TDMoIP basic mode"},
    {23, "CESoPSN TDM with CAS"},
    {24, "TDMoIP TDM with CAS"},
    {25, "Frame Relay DLCI"},
    {0, NULL},
};
const struct sn_val sn_ldp_words[] = {{0, "no control word"}, {1, "control word"}, {0, NULL}};
const struct sn_val sn_ldp_parameters[] = {
    {PAR_MTU, "MTU"}, {PAR_TEXT, "Description"}, {PAR_VCCV, "VCCV"}, {0, NULL}};
const struct sn_val sn_ldp_channels[] = {
    {1, "PWE3 control word"},
    {2, "MPLS Router Alert Label"},
    {4, "MPLS inner label TTL = 1"},
    {0, NULL},
};
const struct sn_val sn_ldp_checks[] = {{1, "ICMP Ping"}, {2, "LSP Ping"}, {4, "BFD"}, {0, NULL}};
const struct sn_val sn_ldp_targeted[] = {{0, "Link"}, {1, "Targeted"}, {0, NULL}};
const struct sn_val sn_ldp_requested[] = {{0, ""}, {1, ", Request for targeted Hellos"}, {0, NULL}};
const struct sn_val sn_ldp_severities[] = {
    {0, "Advisory Notification"}, {1, "Fatal error"}, {0, NULL}};
const struct sn_val sn_ldp_forwards[] = {{0, "don't"}, {1, "do"}, {0, NULL}};

static void head_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *h = sn_before(v, q, VERSION);
    struct sn_view pdu = {.rec = h, .end = q, .fields = v->fields};

    if (t->o->verbose)
        sn_put_lit(t->b, "\n\t");
    if (q->field == BAD_VERSION)
        sn_put_f(t->b, "LDP version %u packet not supported", (unsigned)h->u);
    else if (q->field == PDU_SHORT)
        sn_put_f(t->b, "LDP, pdu-length: %u (too short, < %u)", (unsigned)h[1].u, LSR_SIZE);
    else
        sn_say(t, &pdu, "LDP, Label-Space-ID: {}:{}, pdu-length: {}", LSR, SPACE, PDU_LEN);
}

static void dump_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const char *const indents[] = {[DUMP_V_MSG - DUMP_V_MSG] = "\n\t  ",
                                          [DUMP_VV - DUMP_V_MSG] = "\n\t  ",
                                          [DUMP_V - DUMP_V_MSG] = "\n\t      "};

    (void)v;
    if ((t->o->verbose > 1) == (q->field == DUMP_VV))
        sn_text_hex(t, indents[q->field - DUMP_V_MSG], q->p, q->n);
}

static void short_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, " [%s length %u < %u]", q->field == REMAINING ? "remaining" : "tlv",
             (unsigned)(q->u >> 32), (unsigned)q->u);
}

static void pseudowire_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *info = sn_before(v, q, PW_INFO);

    if (q->field == PW_GROUP && info->u)
        return;
    sn_put_lit(t->b, ": ");
    sn_put_name(t, sn_ldp_pws, sn_before(v, q, PW_TYPE)->u, "Unknown");
    sn_put_lit(t->b, ", ");
    sn_put_name(t, sn_ldp_words, sn_before(v, q, PW_WORD)->u, "%u");
    sn_put_f(t->b, ", group-ID %u", (unsigned)sn_before(v, q, PW_GROUP)->u);
    if (info->u)
        sn_put_f(t->b, ", VC-ID %u", (unsigned)q->u);
    sn_put_f(t->b, ", VC-info-length: %u", (unsigned)info->u);
}

/* tcpdump takes the flags from where the size of PDUs is. */
static void session_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, ", Flags: [Downstream %s, Loop Detection %s]",
             q->u & 0x8000 ? "On Demand" : "Unsolicited", q->u & 0x4000 ? "Enabled" : "Disabled");
}

static void restart_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t f = q->u;

    (void)v;
    sn_put_f(t->b, "\n\t      Flags: [%sReconnect, %sSave State, %sAll-Label Protection",
             f & 0x8000 ? "" : "No ", f & 8 ? "" : "Don't ", f & 4 ? "" : "No ");
    sn_put_f(t->b, ", %s Checkpoint, %sRe-Learn State]",
             f & 2 ? "Sequence Numbered Label" : "All Labels", f & 1 ? "" : "Don't ");
}

static void timer_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->u)
        sn_put_f(t->b, ", %s: %ums",
                 q->field == FT_RECONNECT ? "Reconnect Timeout" : "Recovery Time", (unsigned)q->u);
}

static void status_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->u)
        sn_put_f(t->b, ", causing Message ID: 0x%08x", (unsigned)q->u);
}

static const struct sn_line lines[] = {
    [BAD_VERSION] = {.put = head_text},
    [PDU_SHORT] = {.put = head_text},
    [HEAD] = {.put = head_text},
    [BODY] = SN_LINE_V(1, true, ""),
    [REMAINING] = {.put = short_text},
    [MSG_SHORT] = SN_LINE("\n\t  {s:Unknown} Message (0x{04x}), length: {} (too short, < 4)",
                          MSG_TYPE, MSG_TYPE, MSG_LEN),
    [MSG_ID] = SN_LINE("\n\t  {s:Unknown} Message (0x{04x}), length: {}, Message ID: 0x{08x}, "
                       "Flags: [{s} if unknown]",
                       MSG_TYPE, MSG_TYPE, MSG_LEN, MSG_ID, MSG_U),
    [DUMP_V_MSG] = {.put = dump_text},
    [DUMP_VV] = {.put = dump_text},
    [DUMP_V] = {.put = dump_text},
    [TLV_LEN] = SN_LINE("\n\t    {s:Unknown} TLV (0x{04x}), length: {}, Flags: [{s} forward if "
                        "unknown]",
                        TLV_TYPE, TLV_TYPE, TLV_LEN, TLV_U),
    [TLV_PAST] = SN_LINE("\n\t\t TLV contents go past end of message"),
    [TLV_SHORT] = {.put = short_text},
    [INVALID] = SN_LINE(" (invalid)"),
    [REQUESTED] =
        SN_LINE("\n\t      Hold Time: {}s, Flags: [{s} Hello{s}]", HOLD, TARGETED, REQUESTED),
    [TRANSPORT4] = SN_LINE("\n\t      IPv4 Transport Address: {}"),
    [TRANSPORT6] = SN_LINE("\n\t      IPv6 Transport Address: {}"),
    [CONF_SEQ] = SN_LINE("\n\t      Sequence Number: {}"),
    [FAMILY] = SN_LINE("\n\t      Address Family: {s:Unknown (%u)}, addresses"),
    [ADDR4] = SN_LINE(" {}"),
    [ADDR6] = SN_LINE(" {}"),
    [SESS_ALIVE] = SN_LINE("\n\t      Version: {}, Keepalive: {}s", SESS_VERSION, SESS_ALIVE),
    [SESS_PDU] = {.put = session_text},
    [FT_FLAGS] = {.put = restart_text},
    [FT_RECONNECT] = {.put = timer_text},
    [FT_RECOVERY] = {.put = timer_text},
    [LABEL] = SN_LINE("\n\t      Label: {}"),
    [STATUS] =
        SN_LINE("\n\t      Status: 0x{02x}, Flags: [{s} and {s} forward]", STATUS, FATAL, FORWARD),
    [STATUS_ID] = {.put = status_text},
    [MTU] = SN_LINE("\n\t      MTU: {}"),
    [FEC_TYPE] = SN_LINE("\n\t      {s:Unknown} FEC (0x{02x})", FEC_TYPE, FEC_TYPE),
    [PREFIX4] = SN_LINE(": IPv4 prefix {}/{}", PREFIX4, FEC_LEN),
    [PREFIX6] = SN_LINE(": IPv6 prefix {}/{}", PREFIX6, FEC_LEN),
    [PREFIX_NONE] = SN_LINE(": Address family {} prefix"),
    [PREFIX_BAD] = SN_LINE(": IPv{} prefix (invalid length)"),
    [PW_GROUP] = {.put = pseudowire_text},
    [PW_ID] = {.put = pseudowire_text},
    [PW_BAD] = SN_LINE(" (invalid, < 4"),
    [PAR_LEN] = SN_LINE("\n\t\tInterface Parameter: {s:Unknown} (0x{02x}), len {}", PAR_ID, PAR_ID,
                        PAR_LEN),
    [PW_MTU] = SN_LINE(": {}"),
    [PW_TEXT] = SN_LINE(": {}"),
    [CC] = SN_LINE("\n\t\t  Control Channels ({}) = [{b:none}]", CC, CC),
    [CV] = SN_LINE("\n\t\t  CV Types ({}) = [{b:none}]", CV, CV),
    [DUMP_PAR] = SN_LINE("{D\n\t\t  }"),
};

enum sn_then sn_ldp_text(struct sn_text *t, const struct sn_layer *l)
{
    bool cut = sn_say_layer_but(t, l, lines, sizeof lines / sizeof lines[0], HIDE);

    return cut ? SN_TEXT_CUT : SN_TEXT_DONE;
}
