/* LMP: names of its numbers, and what is said of its fields. */
#include "dis/routing/lmp.h"

enum { SDH = 5, SONET = 6 };

const struct sn_val sn_lmp_messages[] = {
    {1, "Config"},
    {2, "Config ACK"},
    {3, "Config NACK"},
    {4, "Hello"},
    {5, "Begin Verify"},
    {6, "Begin Verify ACK"},
    {7, "Begin Verify NACK"},
    {8, "End Verify"},
    {9, "End Verify ACK"},
    {10, "Test"},
    {11, "Test Status Success"},
    {12, "Test Status Failure"},
    {13, "Test Status ACK"},
    {14, "Link Summary"},
    {15, "Link Summary ACK"},
    {16, "Link Summary NACK"},
    {17, "Channel Status"},
    {18, "Channel Status ACK"},
    {19, "Channel Status Request"},
    {20, "Channel Status Response"},
    {50, "Service Config"},
    {51, "Service Config ACK"},
    {52, "Service Config NACK"},
    {0, NULL},
};
const struct sn_val sn_lmp_flags[] = {{1, "Control Channel Down"}, {2, "LMP restart"}, {0, NULL}};
const struct sn_val sn_lmp_classes[] = {
    {C_CCID, "Control Channel ID"},
    {C_NODE, "Node ID"},
    {C_LINK, "Link ID"},
    {C_INTERFACE, "Interface ID"},
    {C_MESSAGE, "Message ID"},
    {C_CONFIG, "Configuration"},
    {C_HELLO, "Hello"},
    {C_VERIFY, "Verify Begin"},
    {C_VERIFY_ACK, "Verify Begin ACK"},
    {C_VERIFY_ID, "Verify ID"},
    {C_TE_LINK, "TE Link"},
    {C_DATA_LINK, "Data Link"},
    {C_STATUS, "Channel Status"},
    {C_STATUS_REQUEST, "Channel Status Request"},
    {C_ERROR, "Error Code"},
    {C_SERVICE, "Service Config"},
    {0, NULL},
};
const struct sn_val sn_lmp_verify_flags[] = {
    {1, "Verify all links"}, {2, "Data link type"}, {0, NULL}};
const struct sn_val sn_lmp_te_flags[] = {
    {1, "Fault Management Supported"}, {2, "Link Verification Supported"}, {0, NULL}};
const struct sn_val sn_lmp_data_flags[] = {
    {1, "Data Link Port"}, {2, "Allocated for user traffic"}, {4, "Failed link"}, {0, NULL}};
const struct sn_val sn_lmp_subobjects[] = {
    {1, "Interface Switching Type"}, {2, "Wavelength"}, {0, NULL}};
static const struct sn_val statuses[] = {
    {1, "Signal Okay"}, {2, "Signal Degraded"}, {3, "Signal Fail"}, {0, NULL}};
const struct sn_val sn_lmp_verify_errors[] = {
    {1, "Link Verification Procedure Not supported"},
    {2, "Unwilling to verify"},
    {4, "Unsupported verification transport mechanism"},
    {8, "Link-Id configuration error"},
    {16, "Unknown object c-type"},
    {0, NULL},
};
const struct sn_val sn_lmp_summary_errors[] = {
    {1, "Unacceptable non-negotiable LINK-SUMMARY parameters"},
    {2, "Renegotiate LINK-SUMMARY parameters"},
    {4, "Invalid TE-LINK Object"},
    {8, "Invalid DATA-LINK Object"},
    {16, "Unknown TE-LINK Object c-type"},
    {32, "Unknown DATA-LINK Object c-type"},
    {0, NULL},
};
const struct sn_val sn_lmp_signalling[] = {{1, "RSVP Supported"}, {2, "LDP Supported"}, {0, NULL}};
const struct sn_val sn_lmp_link_types[] = {
    {SDH, "SDH ITU-T G.707"}, {SONET, "SONET ANSI T1.105"}, {0, NULL}};
static const struct sn_val sdh_signals[] = {
    {5, "VC-3"},    {6, "VC-4"},    {7, "STM-0"},    {8, "STM-1"}, {9, "STM-4"},
    {10, "STM-16"}, {11, "STM-64"}, {12, "STM-256"}, {0, NULL},
};
static const struct sn_val sonet_signals[] = {
    {5, "STS-1 SPE"}, {6, "STS-3c SPE"}, {7, "STS-1"},    {8, "STM-3"}, {9, "STM-12"},
    {10, "STM-48"},   {11, "STM-192"},   {12, "STM-768"}, {0, NULL},
};
const struct sn_val sn_lmp_overheads[] = {
    {1, "Path/VC Overhead Transparency Supported"},
    {2, "Line/MS Overhead Transparency Supported"},
    {4, "Section/RS Overhead Transparency Supported"},
    {0, NULL},
};
const struct sn_val sn_lmp_concatenations[] = {{1, "Contiguous Concatenation Types Supported"},
                                               {0, NULL}};
const struct sn_val sn_lmp_transparencies[] = {
    {1, "Standard SOH/RSOH Transparency Supported"},
    {2, "Standard LOH/MSOH Transparency Supported"},
    {0, NULL},
};
const struct sn_val sn_lmp_monitoring[] = {
    {1, "Transparent Tandem Connection Monitoring Supported"}, {0, NULL}};
const struct sn_val sn_lmp_diversities[] = {
    {1, "Node Diversity Supported"},
    {2, "Link Diversity Supported"},
    {4, "SRLG Diversity Supported"},
    {0, NULL},
};

static void dump_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->field == DUMP || t->o->verbose > 1)
        sn_text_hex(t, "\n\t    ", q->p, q->n);
}

static void object_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const char *const ids[] = {"IPv4 Local",  "IPv4 Remote",      "IPv6 Local",
                                      "IPv6 Remote", "Unnumbered Local", "Unnumbered Remote"};
    static const char *const links[] = {"IPv4", "IPv6", "Unnumbered"};
    unsigned class = (unsigned)sn_before(v, q, CLASS)->u;
    unsigned type = (unsigned)sn_before(v, q, CTYPE)->u;

    sn_put_lit(t->b, "\n\t  ");
    sn_put_name(t, sn_lmp_classes, class, "Unknown");
    sn_put_f(t->b, " Object (%u), Class-Type: ", class);
    if (!sn_lmp_known(class, type))
        sn_put_lit(t->b, "Unknown");
    else if (class == C_CCID || class == C_NODE)
        sn_put_s(t->b, ids[type - 1] + sizeof "IPv4");
    else if (class == C_LINK || class == C_INTERFACE)
        sn_put_s(t->b, ids[type - 1]);
    else if (class >= C_TE_LINK && class <= C_STATUS_REQUEST)
        sn_put_s(t->b, links[type - 1]);
    else
        sn_put_u32(t->b, type);
    sn_put_f(t->b, " (%u) Flags: [%snegotiable], length: %u", type,
             sn_before(v, q, NEGOTIABLE)->u ? "" : "non-", (unsigned)q->u);
}

/* An IPv6 address, and the first four bytes of it. */
static void address_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const char *const words[] = {
        [TE6] = "Local Link-ID",         [TE6_R] = "Remote Link-ID", [DL6] = "Local Interface ID",
        [DL6_R] = "Remote Interface ID", [CS6] = "Interface ID",     [CR6] = "Interface ID",
    };

    (void)v;
    sn_put_f(t->b, "\n\t    %s: ", q->field < TE6 ? "IPv6 Link ID" : words[q->field]);
    sn_text_host6(t, q->p);
    sn_put_f(t->b, " (0x%08x)", sn_be32(q->p));
}

/* tcpdump looks for a bit by a decimal number. */
static void mechanism_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, "\n\t    Verify Transport Mechanism: %u (0x%x)%s", (unsigned)q->u,
             (unsigned)q->u, q->u & 8000 ? " (Payload test messages capable)" : "");
}

static void status_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned to = q->u >> 30 & 1, active = (unsigned)sn_before(v, q, CS_ACTIVE)->u;
    unsigned status = q->u & 0x3ffffff;

    sn_put_f(t->b, "\n\t\t    Active: %s (%u)", active ? "Allocated" : "Non-allocated", active);
    sn_put_f(t->b, "\n\t\t    Direction: %s (%u)", to ? "Transmit" : "Receive", to);
    sn_put_lit(t->b, "\n\t\t    Channel Status: ");
    sn_put_name(t, statuses, status, "Unknown");
    sn_put_f(t->b, " (%u)", status);
}

static void signal_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t link = sn_before(v, q, LINK_TYPE)->u;

    if (link != SDH && link != SONET)
        return;
    sn_put_lit(t->b, "\n\t Signal Type: ");
    sn_put_name(t, link == SDH ? sdh_signals : sonet_signals, q->u, "Unknown");
    sn_put_f(t->b, " (%u)", (unsigned)q->u);
}

static void remaining_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, " [remaining objects length %u < %u] (invalid)", (unsigned)(q->u >> 32),
             (unsigned)q->u);
}

#define ID4(words, field) SN_LINE("\n\t    " words ": {} (0x{08x})", field, field)
static const struct sn_line lines[] = {
    [HEAD] = SN_LINE("\n\tLMPv{}, msg-type: {s:unknown, type: %u}, Flags: [{b:none}], length: {}",
                     VERSION_SHOWN, TYPE, FLAGS, LENGTH),
    [BAD_VERSION] = SN_LINE("LMP version {} packet not supported", VERSION_SHOWN),
    [MSG_SHORT] = SN_LINE(" (too short)"),
    [MSG_LONG] = SN_LINE(" (too long)"),
    [OBJ_LEN] = {.put = object_text},
    [SHORT] = SN_LINE(" (too short)"),
    [ODD] = SN_LINE(" (not a multiple of 4)"),
    [PAST] = SN_LINE(" (goes past the end of the object)"),
    [WRONG] = SN_LINE(" (not correct for object)"),
    [REMAINING] = {.put = remaining_text},
    [DUMP] = {.put = dump_text},
    [DUMP_VV] = {.put = dump_text},
    [CCID] = ID4("Control Channel ID", CCID),
    [CCID_R] = ID4("Control Channel ID", CCID_R),
    [NODE] = ID4("Node ID", NODE),
    [NODE_R] = ID4("Node ID", NODE_R),
    [LINK] = ID4("IPv4 Link ID", LINK),
    [LINK_R] = ID4("IPv4 Link ID", LINK_R),
    [LINK6] = {.put = address_text},
    [LINK6_R] = {.put = address_text},
    [LINK_N] = ID4("Link ID", LINK_N),
    [LINK_N_R] = ID4("Link ID", LINK_N_R),
    [IFACE] = ID4("IPv4 Link ID", IFACE),
    [IFACE_R] = ID4("IPv4 Link ID", IFACE_R),
    [IFACE6] = {.put = address_text},
    [IFACE6_R] = {.put = address_text},
    [IFACE_N] = ID4("Link ID", IFACE_N),
    [IFACE_N_R] = ID4("Link ID", IFACE_N_R),
    [MSGID] = ID4("Message ID", MSGID),
    [MSGID_ACK] = ID4("Message ID Ack", MSGID_ACK),
    [DEAD] = SN_LINE("\n\t    Hello Interval: {}\n\t    Hello Dead Interval: {}", HELLO, DEAD),
    [RX] = SN_LINE("\n\t    Tx Seq: {}, Rx Seq: {}", TX, RX),
    [V_FLAGS] = SN_LINE("\n\t    Flags: {b:none}"),
    [V_INTERVAL] = SN_LINE("\n\t    Verify Interval: {}"),
    [V_LINKS] = SN_LINE("\n\t    Data links: {}"),
    [V_ENCODING] = SN_LINE("\n\t    Encoding type: {s:Unknown}"),
    [V_MECHANISM] = {.put = mechanism_text},
    [V_RATE] = SN_LINE("\n\t    Transmission Rate: {M} Mbps"),
    [V_WAVE] = SN_LINE("\n\t    Wavelength: {}"),
    [V_DEAD] = SN_LINE("\n\t    Verify Dead Interval: {}"),
    [V_RESPONSE] = SN_LINE("\n\t    Verify Transport Response: {d}"),
    [V_ID] = SN_LINE("\n\t    Verify ID: {}"),
    [TE_FLAGS] = SN_LINE("\n\t    Flags: [{b:none}]"),
    [TE] = ID4("Local Link-ID", TE),
    [TE_R] = ID4("Remote Link-ID", TE_R),
    [TE6] = {.put = address_text},
    [TE6_R] = {.put = address_text},
    [TE_N] = ID4("Local Link-ID", TE_N),
    [TE_N_R] = ID4("Remote Link-ID", TE_N_R),
    [DL_FLAGS] = SN_LINE("\n\t    Flags: [{b:none}]"),
    [DL] = ID4("Local Interface ID", DL),
    [DL_R] = ID4("Remote Interface ID", DL_R),
    [DL6] = {.put = address_text},
    [DL6_R] = {.put = address_text},
    [DL_N] = ID4("Local Interface ID", DL_N),
    [DL_N_R] = ID4("Remote Interface ID", DL_N_R),
    [SUB_LEN] = SN_LINE("\n\t    Subobject, Type: {s:Unknown} ({}), Length: {}", SUB_TYPE, SUB_TYPE,
                        SUB_LEN),
    [SWITCHING] = SN_LINE("\n\t      Switching Type: {s:Unknown} ({})", SWITCHING, SWITCHING),
    [ENCODING] = SN_LINE("\n\t      Encoding Type: {s:Unknown} ({})", ENCODING, ENCODING),
    [RATE_MIN] = SN_LINE("\n\t      Min Reservable Bandwidth: {M} Mbps"),
    [RATE_MAX] = SN_LINE("\n\t      Max Reservable Bandwidth: {M} Mbps"),
    [WAVE] = SN_LINE("\n\t      Wavelength: {}"),
    [CS] = ID4("Interface ID", CS),
    [CS6] = {.put = address_text},
    [CS_N] = ID4("Interface ID", CS_N),
    [CS_STATUS] = {.put = status_text},
    [CR] = ID4("Interface ID", CR),
    [CR6] = {.put = address_text},
    [CR_N] = ID4("Interface ID", CR_N),
    [ERR_VERIFY] = SN_LINE("\n\t    Error Code: {b:none}"),
    [ERR_SUMMARY] = SN_LINE("\n\t    Error Code: {b:none}"),
    [UNI] = SN_LINE("\n\t Flags: {b:none}\n\t  UNI Version: {}", SP, UNI),
    [LINK_TYPE] = SN_LINE("\n\t Link Type: {s:Unknown} ({})", LINK_TYPE, LINK_TYPE),
    [SIGNAL] = {.put = signal_text},
    [CPSA] = SN_LINE("\n\t Transparency: {b:none}"),
    [CCT] = SN_LINE("\n\t Contiguous Concatenation Types: {b:none}"),
    [NCC_MIN] = SN_LINE("\n\t Minimum NCC: {}"),
    [NCC_MAX] = SN_LINE("\n\t Maximum NCC: {}"),
    [NVC_MIN] = SN_LINE("\n\t Minimum NVC:{}"),
    [NVC_MAX] = SN_LINE("\n\t Maximum NVC:{}"),
    [CLIENT] = ID4("Local Interface ID", CLIENT),
    [NSA] = SN_LINE("\n\t Transparency Flags: {b:none}"),
    [TCM] = SN_LINE("\n\t TCM Monitoring Flags: {b:none}"),
    [DIVERSE] = SN_LINE("\n\t Diversity: Flags: {b:none}"),
};

enum sn_then sn_lmp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (t->o->verbose || !sn_find(&v, HEAD)) {
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "LMPv{} {s:unknown (%u)} Message", VERSION_SHOWN, TYPE);
    sn_put_f(t->b, ", length: %u", l->len);
    return SN_TEXT_DONE;
}
