/* RSVP: names of its numbers, and what is said of its fields. */
#include <inttypes.h>

#include "dis/routing/rsvp.h"

const struct sn_val sn_rsvp_messages[] = {
    {1, "Path"},     {2, "Resv"},     {3, "PathErr"}, {4, "ResvErr"},          {5, "PathTear"},
    {6, "ResvTear"}, {7, "ResvConf"}, {12, "Bundle"}, {13, "Acknowledgement"}, {14, "Hello (Old)"},
    {15, "Refresh"}, {20, "Hello"},   {0, NULL},
};
const struct sn_val sn_rsvp_flags[] = {{1, "Refresh reduction capable"}, {0, NULL}};
const struct sn_val sn_rsvp_classes[] = {
    {C_SESSION, "Session"},
    {C_HOP, "RSVP Hop"},
    {C_INTEGRITY, "Integrity"},
    {C_TIME, "Time Values"},
    {C_ERROR, "Error Spec"},
    {C_SCOPE, "Scope"},
    {C_STYLE, "Style"},
    {C_FLOWSPEC, "Flowspec"},
    {C_FILTER, "FilterSpec"},
    {C_TEMPLATE, "Sender Template"},
    {C_TSPEC, "Sender TSpec"},
    {C_ADSPEC, "Adspec"},
    {C_POLICY, "Policy Data"},
    {C_CONFIRM, "Confirm"},
    {C_LABEL, "Label"},
    {C_REQUEST, "Label Request"},
    {C_ERO, "ERO"},
    {C_RRO, "RRO"},
    {C_HELLO, "Hello"},
    {C_ID, "Message ID"},
    {C_ACK, "Message ID Ack"},
    {C_LIST, "Message ID List"},
    {C_RECOVERY, "Recovery Label"},
    {C_UPSTREAM, "Upstream Label"},
    {C_LABEL_SET, "Label Set"},
    {C_PROTECTION, "Protection"},
    {C_S2L, "Sub-LSP to LSP"},
    {C_DETOUR, "Detour"},
    {C_CT, "Class Type"},
    {C_CT_OLD, "Class Type (old)"},
    {C_SUGGESTED, "Suggested Label"},
    {130, "Acceptable Label Set"},
    {C_RESTART, "Restart Capability"},
    {C_CAPABILITY, "Capability"},
    {C_NOTIFY, "Notify Request"},
    {C_ADMIN, "Administrative Status"},
    {C_PROPERTIES, "Properties"},
    {C_FRR, "Fast Re-Route"},
    {C_ATTRIBUTE, "Session Attribute"},
    {C_UNI, "Generalized UNI"},
    {C_CALL, "Call-ID"},
    {236, "Call Capability"},
    {0, NULL},
};
/* Types, of a class times 256. */
#define CLASS_TYPE(class, type) ((class) << 8 | (type))
const struct sn_val sn_rsvp_types[] = {
    {CLASS_TYPE(C_SESSION, 1), "IPv4"},
    {CLASS_TYPE(C_SESSION, 2), "IPv6"},
    {CLASS_TYPE(C_SESSION, 7), "Tunnel IPv4"},
    {CLASS_TYPE(C_SESSION, 11), "UNI IPv4"},
    {CLASS_TYPE(C_SESSION, 13), "IPv4 P2MP LSP Tunnel"},
    {CLASS_TYPE(C_SESSION, 14), "IPv6 P2MP LSP Tunnel"},
    {CLASS_TYPE(C_HOP, 1), "IPv4"},
    {CLASS_TYPE(C_HOP, 2), "IPv6"},
    {CLASS_TYPE(C_HOP, 3), "IPv4 plus opt. TLVs"},
    {CLASS_TYPE(C_HOP, 4), "IPv6 plus opt. TLVs"},
    {CLASS_TYPE(C_TIME, 1), "1"},
    {CLASS_TYPE(C_ERROR, 1), "IPv4"},
    {CLASS_TYPE(C_ERROR, 2), "IPv6"},
    {CLASS_TYPE(C_ERROR, 3), "IPv4 plus opt. TLVs"},
    {CLASS_TYPE(C_ERROR, 4), "IPv6 plus opt. TLVs"},
    {CLASS_TYPE(C_STYLE, 1), "1"},
    {CLASS_TYPE(C_FLOWSPEC, 1), "obsolete"},
    {CLASS_TYPE(C_FLOWSPEC, 2), "IntServ"},
    {CLASS_TYPE(C_FILTER, 1), "IPv4"},
    {CLASS_TYPE(C_FILTER, 2), "IPv6"},
    {CLASS_TYPE(C_FILTER, 3), "IPv6 Flow-label"},
    {CLASS_TYPE(C_FILTER, 7), "Tunnel IPv4"},
    {CLASS_TYPE(C_FILTER, 12), "IPv4 P2MP LSP Tunnel"},
    {CLASS_TYPE(C_FILTER, 13), "IPv6 P2MP LSP Tunnel"},
    {CLASS_TYPE(C_TEMPLATE, 1), "IPv4"},
    {CLASS_TYPE(C_TEMPLATE, 2), "IPv6"},
    {CLASS_TYPE(C_TEMPLATE, 7), "Tunnel IPv4"},
    {CLASS_TYPE(C_TEMPLATE, 12), "IPv4 P2MP LSP Tunnel"},
    {CLASS_TYPE(C_TEMPLATE, 13), "IPv6 P2MP LSP Tunnel"},
    {CLASS_TYPE(C_TSPEC, 2), "IntServ"},
    {CLASS_TYPE(C_ADSPEC, 2), "IntServ"},
    {CLASS_TYPE(C_CONFIRM, 1), "IPv4"},
    {CLASS_TYPE(C_CONFIRM, 2), "IPv6"},
    {CLASS_TYPE(C_LABEL, 1), "Label"},
    {CLASS_TYPE(C_LABEL, 2), "Generalized Label"},
    {CLASS_TYPE(C_LABEL, 3), "Waveband Switching"},
    {CLASS_TYPE(C_REQUEST, 1), "without label range"},
    {CLASS_TYPE(C_REQUEST, 2), "with ATM label range"},
    {CLASS_TYPE(C_REQUEST, 3), "with FR label range"},
    {CLASS_TYPE(C_REQUEST, 4), "Generalized Label"},
    {CLASS_TYPE(C_ERO, 1), "IPv4"},
    {CLASS_TYPE(C_RRO, 1), "IPv4"},
    {CLASS_TYPE(C_HELLO, 1), "Hello Request"},
    {CLASS_TYPE(C_HELLO, 2), "Hello Ack"},
    {CLASS_TYPE(C_ID, 1), "1"},
    {CLASS_TYPE(C_ACK, 1), "Message id ack"},
    {CLASS_TYPE(C_ACK, 2), "Message id nack"},
    {CLASS_TYPE(C_LIST, 1), "1"},
    {CLASS_TYPE(C_RECOVERY, 1), "Label"},
    {CLASS_TYPE(C_RECOVERY, 2), "Generalized Label"},
    {CLASS_TYPE(C_RECOVERY, 3), "Waveband Switching"},
    {CLASS_TYPE(C_UPSTREAM, 1), "Label"},
    {CLASS_TYPE(C_UPSTREAM, 2), "Generalized Label"},
    {CLASS_TYPE(C_UPSTREAM, 3), "Waveband Switching"},
    {CLASS_TYPE(C_LABEL_SET, 1), "1"},
    {CLASS_TYPE(C_S2L, 1), "IPv4 sub-LSP"},
    {CLASS_TYPE(C_S2L, 2), "IPv6 sub-LSP"},
    {CLASS_TYPE(C_DETOUR, 7), "Tunnel IPv4"},
    {CLASS_TYPE(C_CT, 1), "1"},
    {CLASS_TYPE(C_CT_OLD, 1), "1"},
    {CLASS_TYPE(C_SUGGESTED, 1), "Label"},
    {CLASS_TYPE(C_SUGGESTED, 2), "Generalized Label"},
    {CLASS_TYPE(C_SUGGESTED, 3), "Waveband Switching"},
    {CLASS_TYPE(C_RESTART, 1), "IPv4"},
    {CLASS_TYPE(C_CAPABILITY, 1), "1"},
    {CLASS_TYPE(C_NOTIFY, 1), "IPv4"},
    {CLASS_TYPE(C_NOTIFY, 2), "IPv6"},
    {CLASS_TYPE(C_ADMIN, 1), "1"},
    {CLASS_TYPE(C_PROPERTIES, 1), "1"},
    {CLASS_TYPE(C_FRR, 1), "1"},
    {CLASS_TYPE(C_FRR, 7), "Tunnel IPv4"},
    {CLASS_TYPE(C_ATTRIBUTE, 7), "Tunnel IPv4"},
    {CLASS_TYPE(C_UNI, 1), "1"},
    {0, NULL},
};
enum { ROUTING_ERROR = 24, DIFFSERV_ERROR = 28, DIFFSERV_ERROR_OLD = 125 };
const struct sn_val sn_rsvp_errors[] = {
    {ROUTING_ERROR, "Routing Problem"},
    {25, "Notify Error"},
    {DIFFSERV_ERROR, "Diffserv TE Error"},
    {DIFFSERV_ERROR_OLD, "Diffserv TE Error (Old)"},
    {0, NULL},
};
const struct sn_val sn_rsvp_routing[] = {
    {1, "Bad EXPLICIT_ROUTE object"},
    {2, "Bad strict node"},
    {3, "Bad loose node"},
    {4, "Bad initial subobject"},
    {5, "No route available toward destination"},
    {6, "Unacceptable label value"},
    {7, "RRO indicated routing loops"},
    {8, "non-RSVP-capable router in the path"},
    {9, "MPLS label allocation failure"},
    {10, "Unsupported L3PID"},
    {0, NULL},
};
const struct sn_val sn_rsvp_diffserv[] = {
    {1, "Unexpected CT object"},
    {2, "Unsupported CT"},
    {3, "Invalid CT value"},
    {4, "CT/setup priority do not form a configured TE-Class"},
    {5, "CT/holding priority do not form a configured TE-Class"},
    {6, "CT/setup priority and CT/holding priority do not form a configured TE-Class"},
    {7, "Inconsistency between signaled PSC and signaled CT"},
    {8, "Inconsistency between signaled PHBs and signaled CT"},
    {0, NULL},
};
const struct sn_val sn_rsvp_styles[] = {
    {0x0a, "Fixed Filter"}, {0x11, "Wildcard Filter"}, {0x12, "Shared Explicit"}, {0, NULL}};
const struct sn_val sn_rsvp_services[] = {{1, "Default/Global Information"},
                                          {2, "Guaranteed Service"},
                                          {5, "Controlled Load"},
                                          {0, NULL}};
const struct sn_val sn_rsvp_parameters[] = {
    {4, "IS hop cnt"},
    {6, "Path b/w estimate"},
    {8, "Minimum path latency"},
    {10, "Composed MTU"},
    {127, "Token Bucket TSpec"},
    {130, "Guaranteed Service RSpec"},
    {133, "End-to-end composed value for C"},
    {134, "End-to-end composed value for D"},
    {135, "Since-last-reshaping point composed C"},
    {136, "Since-last-reshaping point composed D"},
    {0, NULL},
};
const struct sn_val sn_rsvp_routes[] = {
    {0, "Reserved"},
    {1, "IPv4 prefix"},
    {2, "IPv6 prefix"},
    {3, "Label"},
    {32, "Autonomous system number"},
    {64, "MPLS label switched path termination"},
    {0, NULL},
};
const struct sn_val sn_rsvp_hops[] = {{0, "Strict"}, {1, "Loose"}, {0, NULL}};
const struct sn_val sn_rsvp_protections[] = {
    {1, "Local protection available"},
    {2, "Local protection in use"},
    {4, "Bandwidth protection"},
    {8, "Node protection"},
    {0, NULL},
};
const struct sn_val sn_rsvp_label_bits[] = {{1, "Global"}, {0, NULL}};
const struct sn_val sn_rsvp_actions[] = {
    {0, "Inclusive list"},
    {1, "Exclusive list"},
    {2, "Inclusive range"},
    {3, "Exclusive range"},
    {0, NULL},
};
const struct sn_val sn_rsvp_capabilities[] = {
    {4, "RecoveryPath Transmit Enabled"},
    {2, "RecoveryPath Desired"},
    {1, "RecoveryPath Srefresh Capable"},
    {0, NULL},
};
const struct sn_val sn_rsvp_admin[] = {
    {0x80000000, "Reflect"},   {4, "Testing"}, {2, "Admin-down"},
    {1, "Delete-in-progress"}, {0, NULL},
};
const struct sn_val sn_rsvp_properties[] = {{1, "Cos"},        {2, "Metric 1"},   {4, "Metric 2"},
                                            {8, "CCC Status"}, {16, "Path Type"}, {0, NULL}};
const struct sn_val sn_rsvp_attributes[] = {
    {1, "Local Protection"},     {2, "Label Recording"},  {4, "SE Style"},
    {8, "Bandwidth protection"}, {16, "Node protection"}, {0, NULL},
};
const struct sn_val sn_rsvp_unis[] = {
    {1, "Source TNA address"}, {2, "Destination TNA address"}, {3, "Diversity"},
    {4, "Egress label"},       {5, "Service level"},           {0, NULL},
};
const struct sn_val sn_rsvp_merges[] = {
    {0, " merge capability"}, {1, "no merge capability"}, {0, NULL}};
const struct sn_val sn_rsvp_dlcis[] = {{0, "10"}, {1, ""}, {2, "23"}, {3, ""}, {0, NULL}};
const struct sn_val sn_rsvp_handshake[] = {{0x80, "Handshake"}, {0, NULL}};
const struct sn_val sn_rsvp_payloads[] = {
    {1, "Reserved"},
    {2, "Reserved"},
    {3, "Reserved"},
    {4, "Reserved"},
    {5, "Asynchronous mapping of E4"},
    {6, "Asynchronous mapping of DS3/T3"},
    {7, "Asynchronous mapping of E3"},
    {8, "Bit synchronous mapping of E3"},
    {9, "Byte synchronous mapping of E3"},
    {10, "Asynchronous mapping of DS2/T2"},
    {11, "Bit synchronous mapping of DS2/T2"},
    {12, "Reserved"},
    {13, "Asynchronous mapping of E1"},
    {14, "Byte synchronous mapping of E1"},
    {15, "Byte synchronous mapping of 31 * DS0"},
    {16, "Asynchronous mapping of DS1/T1"},
    {17, "Bit synchronous mapping of DS1/T1"},
    {18, "Byte synchronous mapping of DS1/T1"},
    {19, "VC-11 in VC-12"},
    {20, "Reserved"},
    {21, "Reserved"},
    {22, "DS1 SF Asynchronous"},
    {23, "DS1 ESF Asynchronous"},
    {24, "DS3 M23 Asynchronous"},
    {25, "DS3 C-Bit Parity Asynchronous"},
    {26, "VT/LOVC"},
    {27, "STS SPE/HOVC"},
    {28, "POS - No Scrambling, 16 bit CRC"},
    {29, "POS - No Scrambling, 32 bit CRC"},
    {30, "POS - Scrambling, 16 bit CRC"},
    {31, "POS - Scrambling, 32 bit CRC"},
    {32, "ATM mapping"},
    {33, "Ethernet PHY"},
    {34, "SONET/SDH"},
    {35, "Reserved (SONET deprecated)"},
    {36, "Digital Wrapper"},
    {37, "Lambda"},
    {38, "ANSI/ETSI PDH"},
    {39, "Reserved"},
    {40, "Link Access Protocol SDH (X.85 and X.86)"},
    {41, "FDDI"},
    {42, "DQDB (ETSI ETS 300 216)"},
    {43, "FiberChannel-3 (Services)"},
    {44, "HDLC"},
    {45, "Ethernet V2/DIX (only)"},
    {46, "Ethernet 802.3 (only)"},
    {47, "G.709 ODUj"},
    {48, "G.709 OTUk(v)"},
    {49, "CBR/CBRa"},
    {50, "CBRb"},
    {51, "BSOT"},
    {52, "BSNT"},
    {53, "IP/PPP (GFP)"},
    {54, "Ethernet MAC (framed GFP)"},
    {55, "Ethernet PHY (transparent GFP)"},
    {56, "ESCON"},
    {57, "FICON"},
    {58, "Fiber Channel"},
    {0, NULL},
};

static void head_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = (unsigned)sn_before(v, q, TYPE)->u;

    sn_put_s(t->b, q->u ? "\n\t  " : "\n\t");
    sn_put_f(t->b, "RSVPv%u ", RSVP_VERSION);
    sn_put_name(t, sn_rsvp_messages, type, "unknown, type: %u");
    sn_put_f(t->b, " Message (%u), Flags: [", type);
    sn_text_bits(t, sn_rsvp_flags, (uint32_t)sn_before(v, q, FLAGS)->u, ", ", "none");
    sn_put_f(t->b, "], length: %u, ttl: %u", (unsigned)sn_before(v, q, LENGTH)->u,
             (unsigned)sn_before(v, q, TTL)->u);
    sn_put_f(t->b, ", checksum: 0x%04x", (unsigned)sn_before(v, q, SUM)->u);
}

static void indent_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_lit(t->b, "\n\t");
    for (uint64_t i = 0; i < q->u; i++)
        sn_put_c(t->b, ' ');
}

static void object_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned class = (unsigned)sn_before(v, q, CLASS)->u;
    unsigned type = (unsigned)sn_before(v, q, CTYPE)->u;

    sn_put_name(t, sn_rsvp_classes, class, "Unknown");
    sn_put_f(t->b, " Object (%u) Flags: [", class);
    sn_put_s(t->b, class < 0x80   ? "reject"
                   : class < 0xc0 ? "ignore silently"
                                  : "ignore and forward");
    sn_put_lit(t->b, " if unknown], Class-Type: ");
    sn_put_name(t, sn_rsvp_types, CLASS_TYPE(class, type), "Unknown");
    sn_put_f(t->b, " (%u), length: %u", type, (unsigned)sn_before(v, q, OBJ_LEN)->u);
}

static void dump_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->field == DUMP || t->o->verbose > 1)
        sn_text_hex(t, "\n\t    ", q->p, q->n);
}

static void parameter_dump_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (t->o->verbose <= 1)
        sn_text_hex(t, "\n\t\t", q->p, q->n);
}

static void key_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_lit(t->b, "Key-ID 0x");
    sn_put_hex_bytes(t->b, sn_before(v, q, INT_KEY)->p, 6, 0);
    sn_put_f(t->b, ", Sequence 0x%016" PRIx64 ", Flags [", q->u);
    sn_text_bits(t, sn_rsvp_handshake, (uint32_t)sn_before(v, q, INT_FLAGS)->u, ", ", "none");
    sn_put_c(t->b, ']');
}

static void error_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    bool v6 = q->field == ERR6_VALUE;
    unsigned code = (unsigned)sn_before(v, q, v6 ? ERR6_CODE : ERR_CODE)->u, u = (unsigned)q->u;

    sn_put_lit(t->b, "Error Code: ");
    sn_put_name(t, sn_rsvp_errors, code, "unknown");
    sn_put_f(t->b, " (%u)", code);
    if (code == ROUTING_ERROR || (!v6 && (code == DIFFSERV_ERROR || code == DIFFSERV_ERROR_OLD))) {
        sn_put_lit(t->b, ", Error Value: ");
        sn_put_name(t, code == ROUTING_ERROR ? sn_rsvp_routing : sn_rsvp_diffserv, u, "unknown");
        sn_put_f(t->b, " (%u)", u);
    } else if (!v6) {
        sn_put_f(t->b, ", Unknown Error Value (%u)", u);
    }
}

/* The originator of a sub-group as an address. tcpdump takes what is reserved in front of its
 * number for that when it is IPv4's. */
static void subgroup_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_lit(t->b, "Sub-Group Originator ID: ");
    if (q->field == FP_GROUP)
        sn_text_host4(t, sn_be32(sn_before(v, q, FP_SUB)->p));
    else
        sn_text_host6(t, sn_before(v, q, FP6_SUB)->p);
    sn_put_f(t->b, ", Sub-Group ID: 0x%04x",
             (unsigned)(q->field == FP_GROUP ? sn_before(v, q, FP_RES) : q)->u);
}

static void vci_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    bool max = q->field == ATM_MAX_VCI;

    sn_put_f(t->b, "%s VPI/VCI: %u/%u", max ? "Maximum" : "Minimum",
             (unsigned)sn_before(v, q, max ? ATM_MAX_VPI : ATM_MIN_VPI)->u, (unsigned)q->u & 0xfff);
}

/* The length of an object's value, or of a service in it. */
static void services_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *version = sn_latest(v, q, IS_VERSION, IS_VERSION_A),
                        *service = sn_latest(v, q, SERVICE, SERVICE_A);

    if (!service || version > service) {
        sn_put_f(t->b, "Msg-Version: %u, length: %u", (unsigned)version->u, (unsigned)q->u * 4);
        return;
    }
    sn_put_lit(t->b, "Service Type: ");
    sn_put_name(t, sn_rsvp_services, service->u, "unknown");
    sn_put_f(t->b, " (%u), break bit %sset, Service length: %u", (unsigned)service->u,
             sn_latest(v, q, BREAK, BREAK_A)->u ? "" : "not ", (unsigned)q->u * 4);
}

static void parameter_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    bool adspec = q->field == PAR_LEN_A;
    unsigned id = (unsigned)sn_before(v, q, adspec ? PAR_A : PAR)->u;

    sn_put_lit(t->b, "\n\t      Parameter ID: ");
    sn_put_name(t, sn_rsvp_parameters, id, "unknown");
    sn_put_f(t->b, " (%u), length: %u, Flags: [0x%02x]", id, (unsigned)q->u * 4,
             (unsigned)sn_before(v, q, adspec ? PAR_FLAGS_A : PAR_FLAGS)->u);
}

enum { BYTES_PER_MBIT = 125000 };

static float float_of(const struct sn_rec *q)
{
    uint32_t bits = (uint32_t)q->u;
    float f;

    memcpy(&f, &bits, sizeof f);
    return f;
}

/* Bytes a second as megabits. */
static void rate_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const char *const names[] = {
        [PAR_RATE] = "Path b/w estimate",     [TOKEN_RATE] = "Token Bucket Rate",
        [TOKEN_RATE_T] = "Token Bucket Rate", [TOKEN_PEAK] = "Peak Data Rate",
        [TOKEN_PEAK_T] = "Peak Data Rate",    [RSPEC_RATE] = "Rate"};

    (void)v;
    sn_put_f(t->b, "\n\t\t%s: %.10g Mbps", names[q->field], (double)(float_of(q) / BYTES_PER_MBIT));
}

static void size_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, "\n\t\tToken Bucket Size: %.10g bytes", (double)float_of(q));
}

/* The value of a parameter. */
static void uint_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned u = (unsigned)q->u, parameter = (unsigned)sn_latest(v, q, PAR, PAR_A)->u;

    if (parameter == 4)
        sn_put_f(t->b, "\n\t\tIS hop count: %u", u);
    else if (parameter == 10)
        sn_put_f(t->b, "\n\t\tComposed MTU: %u bytes", u);
    else if (parameter != 8)
        sn_put_f(t->b, "\n\t\tValue: %u", u);
    else if (u == UINT32_MAX)
        sn_put_lit(t->b, "\n\t\tMinimum path latency: don't care");
    else
        sn_put_f(t->b, "\n\t\tMinimum path latency: %u", u);
}

static void reroute_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_f(t->b, "Setup Priority: %u, Holding Priority: %u, Hop-limit: %u, Bandwidth: %.10g Mbps",
             (unsigned)sn_before(v, q, FRR_SETUP)->u, (unsigned)sn_before(v, q, FRR_HOLD)->u,
             (unsigned)sn_before(v, q, FRR_HOPS)->u, (double)(float_of(q) / BYTES_PER_MBIT));
}

static void attribute_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned flags = (unsigned)sn_before(v, q, ATTR_FLAGS)->u;

    sn_put_f(t->b, "Setup Priority: %u, Holding Priority: %u, Flags: [",
             (unsigned)sn_before(v, q, ATTR_SETUP)->u, (unsigned)sn_before(v, q, ATTR_HOLD)->u);
    sn_text_bits(t, sn_rsvp_attributes, flags, ", ", "none");
    sn_put_f(t->b, "] (%#x)", flags);
}

static void route_label_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned flags = (unsigned)sn_latest(v, q, R_ERO_LABEL_FLAGS, R_LABEL_FLAGS)->u,
             type = (unsigned)sn_before(v, q, R_LABEL_TYPE)->u;

    sn_put_lit(t->b, ", Flags: [");
    sn_text_bits(t, sn_rsvp_label_bits, flags, ", ", "none");
    sn_put_f(t->b, "] (%#x), Class-Type: ", flags);
    sn_put_name(t, sn_rsvp_types, CLASS_TYPE(C_RRO, type), "Unknown");
    sn_put_f(t->b, " (%u), %u", type, (unsigned)q->u);
}

static void subchannel_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned n = 1;

    for (const struct sn_rec *p = q; --p > v->rec && (p->field == SUBCHANNEL || p->field == LINE);)
        n += p->field == SUBCHANNEL;
    sn_put_f(t->b, "Subchannel #%u: %u", n, (unsigned)q->u);
}

static void uni_label_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_f(t->b, "U-bit: %x, Label type: %u", (unsigned)sn_before(v, q, UNI_UP)->u,
             (unsigned)sn_before(v, q, UNI_LABEL_TYPE)->u);
    sn_put_f(t->b, ", Logical port id: %u, Label: %u", (unsigned)sn_before(v, q, UNI_PORT)->u,
             (unsigned)q->u);
}

static const struct sn_line lines[] = {
    [HEAD] = {.put = head_text},
    [MSG_SHORT] = SN_LINE("ERROR: common header too short {} < 8"),
    [MSG_LONG] = SN_LINE("ERROR: common header too large {} > {}", LENGTH, MSG_LONG),
    [LINE] = {.put = indent_text},
    [INVALID] = SN_LINE(" (invalid)"),
    [DUMP] = {.put = dump_text},
    [DUMP_VV] = {.put = dump_text},
    [DUMP_TLV] = SN_LINE("{D\n\t\t}"),
    [DUMP_PAR] = {.put = parameter_dump_text},
    [OBJ_HEAD] = {.put = object_text},
    [OBJ_ODD] = SN_LINE("ERROR: object header size {} not a multiple of 4"),
    [OBJ_SHORT] = SN_LINE("ERROR: object header too short {} < 4"),
    [OBJ_PAST] = SN_LINE("ERROR: object goes past end of objects TLV"),
    [TOO_SHORT] = SN_LINE("ERROR: object is too short"),
    [S_PROTO] = SN_LINE("IPv4 DestAddress: {}, Protocol ID: 0x{02x}", S_IP, S_PROTO),
    [S_PORT] = SN_LINE("Flags: [{}], DestPort {}", S_FLAGS, S_PORT),
    [S6_PROTO] = SN_LINE("IPv6 DestAddress: {}, Protocol ID: 0x{02x}", S6_IP, S6_PROTO),
    [S6_PORT] = SN_LINE("Flags: [{}], DestPort {}", S6_FLAGS, S6_PORT),
    [T_EXT] = SN_LINE("IPv4 Tunnel EndPoint: {}, Tunnel ID: 0x{04x}, Extended Tunnel ID: {a}", T_IP,
                      T_TUNNEL, T_EXT),
    [U_EXT] = SN_LINE("IPv4 Tunnel EndPoint: {}, Tunnel ID: 0x{04x}, Extended Tunnel ID: {}", U_IP,
                      U_TUNNEL, U_EXT),
    [T6_EXT] = SN_LINE("IPv6 Tunnel EndPoint: {}, Tunnel ID: 0x{04x}, Extended Tunnel ID: {}",
                       T6_IP, T6_TUNNEL, T6_EXT),
    [P2MP_EXT] = SN_LINE("IPv4 P2MP LSP ID: {a}, Tunnel ID: 0x{04x}, Extended Tunnel ID: {a}", P2MP,
                         P2MP_TUNNEL, P2MP_EXT),
    [P2MP6_EXT] = SN_LINE("IPv6 P2MP LSP ID: 0x{08x}, Tunnel ID: 0x{04x}, Extended Tunnel ID: {}",
                          P2MP6, P2MP6_TUNNEL, P2MP6_EXT),
    [HOP_IF] =
        SN_LINE("Previous/Next Interface: {}, Logical Interface Handle: 0x{08x}", HOP, HOP_IF),
    [HOP6_IF] =
        SN_LINE("Previous/Next Interface: {}, Logical Interface Handle: 0x{08x}", HOP6, HOP6_IF),
    [INT_SEQ] = {.put = key_text},
    [INT_HASH] = SN_LINE("MD5-sum 0x{} "),
    [INT_UNCHECKED] = SN_LINE(" (unchecked)"),
    [INT_VALID] = SN_LINE(" (valid)"),
    [INT_OTHER] = SN_LINE("{} (invalid)"),
    [REFRESH] = SN_LINE("Refresh Period: {}ms"),
    [ERR_FLAGS] = SN_LINE("Error Node Address: {}, Flags: [{}]", ERR, ERR_FLAGS),
    [ERR_VALUE] = {.put = error_text},
    [ERR6_FLAGS] = SN_LINE("Error Node Address: {}, Flags: [{}]", ERR6, ERR6_FLAGS),
    [ERR6_VALUE] = {.put = error_text},
    [STYLE] = SN_LINE("Reservation Style: {s:Unknown}, Flags: [{}]", STYLE, STYLE_FLAGS),
    [F_PORT] = SN_LINE("Source Address: {}, Source Port: {}", F_IP, F_PORT),
    [F6_PORT] = SN_LINE("Source Address: {}, Source Port: {}", F6_IP, F6_PORT),
    [FLOW] = SN_LINE("Source Address: {}, Flow Label: {}", FLOW_IP, FLOW),
    [FT_LSP] = SN_LINE("Source Address: {}, LSP-ID: 0x{04x}", FT_IP, FT_LSP),
    [FT6_LSP] = SN_LINE("Source Address: {}, LSP-ID: 0x{04x}", FT6_HEAD, FT6_LSP),
    [TT_LSP] = SN_LINE("IPv4 Tunnel Sender Address: {}, LSP-ID: 0x{04x}", TT_IP, TT_LSP),
    [FP_LSP] = SN_LINE("IPv4 Tunnel Sender Address: {}, LSP ID: 0x{04x}", FP_IP, FP_LSP),
    [FP_GROUP] = {.put = subgroup_text},
    [FP6_LSP] = SN_LINE("IPv6 Tunnel Sender Address: {}, LSP ID: 0x{04x}", FP6_IP, FP6_LSP),
    [FP6_GROUP] = {.put = subgroup_text},
    [IS_LEN] = {.put = services_text},
    [PAR_LEN] = {.put = parameter_text},
    [PAR_LEN_A] = {.put = parameter_text},
    [PAR_UINT] = {.put = uint_text},
    [PAR_RATE] = {.put = rate_text},
    [TOKEN_RATE] = {.put = rate_text},
    [TOKEN_SIZE] = {.put = size_text},
    [TOKEN_PEAK] = {.put = rate_text},
    [TOKEN_RATE_T] = {.put = rate_text},
    [TOKEN_SIZE_T] = {.put = size_text},
    [TOKEN_PEAK_T] = {.put = rate_text},
    [TOKEN_MIN] = SN_LINE("\n\t\tMinimum Policed Unit: {} bytes"),
    [TOKEN_MAX] = SN_LINE("\n\t\tMaximum Packet Size: {} bytes"),
    [RSPEC_RATE] = {.put = rate_text},
    [RSPEC_SLACK] = SN_LINE("\n\t\tSlack Term: {}"),
    [CONFIRM] = SN_LINE("IPv4 Receiver Address: {}"),
    [CONFIRM6] = SN_LINE("IPv6 Receiver Address: {}"),
    [LABEL] = SN_LINE("Label: {}"),
    [GLABEL] = SN_LINE("Generalized Label: {}"),
    [WAVEBAND] = SN_LINE("Waveband ID: {}"),
    [WAVE_STOP] = SN_LINE("Start Label: {}, Stop Label: {}", WAVE_START, WAVE_STOP),
    [L3PID] = SN_LINE("L3 Protocol ID: {s:Unknown Protocol (0x%04x)}"),
    [ATM_M] = SN_LINE("L3 Protocol ID: {s:Unknown Protocol (0x%04x)},{s}", ATM_L3PID, ATM_M),
    [ATM_MIN_VCI] = {.put = vci_text},
    [ATM_MAX_VCI] = {.put = vci_text},
    [FR_L3PID] = SN_LINE("L3 Protocol ID: {s:Unknown Protocol (0x%04x)}"),
    [FR_MAX] = SN_LINE("Minimum/Maximum DLCI: {}/{}, {s} bit DLCI", FR_MIN, FR_MAX, FR_LEN),
    [G_ENCODING] = SN_LINE("LSP Encoding Type: {s:Unknown} ({})", G_ENCODING, G_ENCODING),
    [G_PAYLOAD] = SN_LINE("Switching Type: {s:Unknown} ({}), Payload ID: {s:Unknown} (0x{04x})",
                          G_SWITCHING, G_SWITCHING, G_PAYLOAD, G_PAYLOAD),
    [R_LEN] = SN_LINE("Subobject Type: {s:Unknown %u}, length {}", R_TYPE, R_LEN),
    [R_ZERO] = SN_LINE("ERROR: zero length ERO subtype"),
    [R_PAST] = SN_LINE("ERROR: ERO subobject length > object length"),
    [R_NOT8] = SN_LINE(" ERROR: length != 8"),
    [R_NOT32] = SN_LINE(" ERROR: Prefix length {} != 32"),
    [R_FLAGS] = SN_LINE(", {s}, {}/{}, Flags: [{b:none}]", R_LOOSE, R_IP, R_BITS, R_FLAGS),
    [R_ERO_FLAGS] = SN_LINE(", {s}, {}/{}, Flags: [{b:none}]", R_LOOSE, R_IP, R_BITS, R_ERO_FLAGS),
    [R_LABEL] = {.put = route_label_text},
    [HELLO_TO] = SN_LINE("Source Instance: {}, Destination Instance: {}", HELLO_FROM, HELLO_TO),
    [ID_EPOCH] = SN_LINE("Flags [0x{02x}], epoch: {}", ID_FLAGS, ID_EPOCH),
    [ID] = SN_LINE("Message-ID 0x{08x} ({})", ID, ID),
    [ACK_EPOCH] = SN_LINE("Flags [0x{02x}], epoch: {}", ACK_FLAGS, ACK_EPOCH),
    [ACK_ID] = SN_LINE("Message-ID 0x{08x} ({})", ACK_ID, ACK_ID),
    [LIST_EPOCH] = SN_LINE("Flags [0x{02x}], epoch: {}", LIST_FLAGS, LIST_EPOCH),
    [LIST_ID] = SN_LINE("Message-ID 0x{08x} ({})", LIST_ID, LIST_ID),
    [SET_TYPE] =
        SN_LINE("Action: {s:Unknown} ({}), Label type: {}", SET_ACTION, SET_ACTION, SET_TYPE),
    [SET_END] = SN_LINE("Start range: {}, End range: {}", SET_START, SET_END),
    [SUBCHANNEL] = {.put = subchannel_text},
    [S2L] = SN_LINE("Sub-LSP destination address: {}"),
    [S2L6] = SN_LINE("Sub-LSP destination address: {}"),
    [AVOID] = SN_LINE("PLR-ID: {}, Avoid-Node-ID: {}", PLR, AVOID),
    [CT] = SN_LINE("CT: {}"),
    [RECOVERY] = SN_LINE("Restart  Time: {}ms, Recovery Time: {}ms", RESTART, RECOVERY),
    [CAP_RES] = SN_LINE("[reserved=0x{08x} must be zero]"),
    [CAP] = SN_LINE("Flags: [{b:none}]"),
    [NOTIFY] = SN_LINE("IPv4 Notify Node Address: {}"),
    [NOTIFY6] = SN_LINE("IPv6 Notify Node Address: {}"),
    [STATUS] = SN_LINE("Flags [{b:none}]"),
    [PROPS_PAD] = SN_LINE("TLV count: {}, padding bytes: {}", PROPS, PROPS_PAD),
    [PROP_LEN] = SN_LINE("{s:unknown} TLV (0x{02x}), length: {}", PROP_TYPE, PROP_TYPE, PROP_LEN),
    [PROP_SHORT] = SN_LINE("ERROR: property TLV is too short"),
    [FRR_RATE] = {.put = reroute_text},
    [FRR_ALL] =
        SN_LINE("Include-any: {}, Exclude-any: {}, Include-all: {}", FRR_ANY, FRR_NOT, FRR_ALL),
    [FRR_WITHOUT] = SN_LINE("Include Colors: {}, Exclude Colors: {}", FRR_WITH, FRR_WITHOUT),
    [ATTR_NAME] = SN_LINE("Session Name: {}"),
    [ATTR_END] = {.put = attribute_text},
    [UNI_AF] = SN_LINE("Subobject Type: {s:Unknown} ({}), AF: {s:Unknown} ({}), length: {}",
                       UNI_CLASS, UNI_CLASS, UNI_AF, UNI_AF, UNI_LEN),
    [UNI_SHORT] = SN_LINE("ERROR: sub-object is too short"),
    [UNI_IP] = SN_LINE("UNI IPv4 TNA address: {}"),
    [UNI_TO_IP] = SN_LINE("UNI IPv4 TNA address: {}"),
    [UNI_IP6] = SN_LINE("UNI IPv6 TNA address: {}"),
    [UNI_TO_IP6] = SN_LINE("UNI IPv6 TNA address: {}"),
    [UNI_LABEL] = {.put = uni_label_text},
    [UNI_LEVEL] = SN_LINE("Service level: {}"),
    [BAD_VERSION] = SN_LINE("ERROR: RSVP version {} packet not supported", VERSION),
};

enum sn_then sn_rsvp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *bad = sn_find(&v, BAD_VERSION);
    bool cut;

    if (t->o->verbose || (bad && !bad->depth) || !sn_find(&v, LENGTH)) {
        cut = sn_say_layer_but(t, l, lines, sizeof lines / sizeof lines[0], HIDE);
        return cut ? SN_TEXT_CUT_SHORT : SN_TEXT_DONE;
    }
    sn_say(t, &v, "RSVPv{} {s:unknown (%u)} Message", VERSION, TYPE);
    sn_put_f(t->b, ", length: %u", l->len);
    return SN_TEXT_DONE;
}
