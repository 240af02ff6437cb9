/* M3UA: signalling of SS7 over SCTP (RFC 4666). */
#include "dis/proto.h"

enum {
    HDR = 8,
    PARAM_HDR = 4,
    MGMT = 0,
    TRANSFER = 1,
    SS7 = 2,
    ASP_STATE = 3,
    ASP_TRAFFIC = 4,
    ROUTING = 9
};

static const struct sn_val classes[] = {
    {MGMT, "Management"},
    {TRANSFER, "Transfer"},
    {SS7, "SS7"},
    {ASP_STATE, "ASP"},
    {ASP_TRAFFIC, "ASP"},
    {ROUTING, "Routing Key Management"},
    {0, NULL},
};

/* Message types by class << 8. */
static const struct sn_val types[] = {
    {MGMT << 8 | 0, "Error"},
    {MGMT << 8 | 1, "Notify"},
    {TRANSFER << 8 | 1, "Data"},
    {SS7 << 8 | 1, "Destination Unavailable"},
    {SS7 << 8 | 2, "Destination Available"},
    {SS7 << 8 | 3, "Destination State Audit"},
    {SS7 << 8 | 4, "Signalling Congestion"},
    {SS7 << 8 | 5, "Destination User Part Unavailable"},
    {SS7 << 8 | 6, "Destination Restricted"},
    {ASP_STATE << 8 | 1, "Up"},
    {ASP_STATE << 8 | 2, "Down"},
    {ASP_STATE << 8 | 3, "Heartbeat"},
    {ASP_STATE << 8 | 4, "Up Acknowledgement"},
    {ASP_STATE << 8 | 5, "Down Acknowledgement"},
    {ASP_STATE << 8 | 6, "Heartbeat Acknowledgement"},
    {ASP_TRAFFIC << 8 | 1, "Active"},
    {ASP_TRAFFIC << 8 | 2, "Inactive"},
    {ASP_TRAFFIC << 8 | 3, "Active Acknowledgement"},
    {ASP_TRAFFIC << 8 | 4, "Inactive Acknowledgement"},
    {ROUTING << 8 | 1, "Registration Request"},
    {ROUTING << 8 | 2, "Registration Response"},
    {ROUTING << 8 | 3, "Deregistration Request"},
    {ROUTING << 8 | 4, "Deregistration Response"},
    {0, NULL},
};

enum { P_NETWORK = 0x200, P_ROUTING = 6, P_DATA = 0x210, P_CORRELATION = 0x13 };

static const struct sn_val params[] = {
    {P_NETWORK, "Network Appearance"},
    {P_ROUTING, "Routing Context"},
    {P_DATA, "Protocol Data"},
    {P_CORRELATION, "Correlation ID"},
    {4, "INFO String"},
    {7, "Diagnostic Info"},
    {9, "Heartbeat Data"},
    {0x0b, "Traffic Mode Type"},
    {0x0c, "Error Code"},
    {0x0d, "Status"},
    {0x11, "ASP Identifier"},
    {0x12, "Affected Point Code"},
    {0x204, "User/Cause"},
    {0x205, "Congestion Indications"},
    {0x206, "Concerned Destination"},
    {0x207, "Routing Key"},
    {0x208, "Registration Result"},
    {0x209, "Deregistration Result"},
    {0x20a, "Local Routing Key Identifier"},
    {0x20b, "Destination Point Code"},
    {0x20c, "Service Indicators"},
    {0x20e, "Originating Point Code List"},
    {0x212, "Registration Status"},
    {0x213, "Deregistration Status"},
    {0, NULL},
};

#define M3UA(F)                                                                                    \
    F(VERSION, "m3ua.version", U8, "Version")                                                      \
    F(RESERVED, "m3ua.reserved", U8, "Reserved", .base = SN_HEX)                                   \
    F(CLASS, "m3ua.message_class", U8, "Message class", .vals = classes)                           \
    F(TYPE, "m3ua.message_type", U8, "Message Type")                                               \
    F(LEN, "m3ua.message_length", U32, "Message length")                                           \
    F(PARAM, "sn.m3ua.parameter", GROUPS, "Parameter")                                             \
    F(P_TAG, "m3ua.parameter_tag", U16, "Parameter Tag", .vals = params)                           \
    F(P_LEN, "m3ua.parameter_length", U16, "Parameter length")                                     \
    F(NETWORK, "m3ua.network_appearance", U32, "Network appearance")                               \
    F(ROUTING_CONTEXT, "m3ua.routing_context", U32S, "Routing context")                            \
    F(CORRELATION, "m3ua.correlation_identifier", U32, "Correlation Identifier")                   \
    F(INFO, "m3ua.info_string", STR, "Info string")                                                \
    F(DIAGNOSTIC, "m3ua.diagnostic_information", BYTES, "Diagnostic information")                  \
    F(HEARTBEAT, "m3ua.heartbeat_data", BYTES, "Heartbeat data")                                   \
    F(MODE, "m3ua.traffic_mode_type", U32, "Traffic mode Type")                                    \
    F(ERROR, "m3ua.error_code", U32, "Error code")                                                 \
    F(STATUS_TYPE, "m3ua.status_type", U16, "Status type")                                         \
    F(STATUS_INFO, "m3ua.status_info", U16, "Status info")                                         \
    F(ASP, "m3ua.asp_identifier", U32, "ASP identifier")                                           \
    F(PC_MASK, "m3ua.affected_point_code_mask", U8S, "Mask")                                       \
    F(PC, "m3ua.affected_point_code_pc", U24, "Affected point code", .flags = SN_F_MULTI)          \
    F(OPC, "m3ua.protocol_data_opc", U32, "OPC")                                                   \
    F(DPC, "m3ua.protocol_data_dpc", U32, "DPC")                                                   \
    F(SI, "m3ua.protocol_data_si", U8, "SI")                                                       \
    F(NI, "m3ua.protocol_data_ni", U8, "NI")                                                       \
    F(MP, "m3ua.protocol_data_mp", U8, "MP")                                                       \
    F(SLS, "m3ua.protocol_data_sls", U8, "SLS")                                                    \
    F(VALUE, "m3ua.parameter_value", BYTES, "Parameter value")

SN_FIELDS(m3ua, M3UA)

/* Which fields a parameter's value is made of, once or as often as it fits. */
static const struct {
    uint16_t tag;
    uint8_t first, last;
} values[] = {
    {P_NETWORK, NETWORK, NETWORK},
    {P_ROUTING, ROUTING_CONTEXT, ROUTING_CONTEXT},
    {P_DATA, OPC, SLS},
    {P_CORRELATION, CORRELATION, CORRELATION},
    {4, INFO, INFO},
    {7, DIAGNOSTIC, DIAGNOSTIC},
    {9, HEARTBEAT, HEARTBEAT},
    {0x0b, MODE, MODE},
    {0x0c, ERROR, ERROR},
    {0x0d, STATUS_TYPE, STATUS_INFO},
    {0x11, ASP, ASP},
    {0x12, PC_MASK, PC},
};

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t tag)
{
    unsigned first = VALUE, last = VALUE;
    size_t size;

    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        if (values[i].tag == tag) {
            first = values[i].first;
            last = values[i].last;
        }
    }
    size = sn_header_size(m3ua_fields, first, last);
    while (size && sn_rd_left(r) >= size && sn_header(d, r, first, last))
        ;
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, size ? VALUE : first, sn_rd_left(r));
}

static void m3ua_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const struct sn_tlv_form form = {2, 2, 1, PARAM_HDR, false};
    struct sn_tlv p;
    bool more;

    if (!sn_header(d, r, VERSION, LEN) || sn_u(d, VERSION) != 1 || sn_u(d, LEN) < HDR ||
        sn_u(d, LEN) != len)
        return;
    *r = sn_inside(r, sn_u(d, LEN) - HDR);
    for (more = sn_rd_left(r) > 0; more && sn_rd_left(r);) {
        struct sn_rec *g = sn_group(d, r, PARAM, 0);

        more = sn_tlv_next(d, r, &form, P_TAG, P_LEN, &p);
        if (more) {
            value(d, &p.val, p.type);
            p.len = -p.len & 3;
            (void)!sn_rd_skip(r, p.len < sn_rd_left(r) ? p.len : sn_rd_left(r));
        } else {
            g->flags = SN_REC_BAD;
        }
        sn_group_end(d, r, g);
    }
}

/* ---- text ---- */

/* One parameter of which `left` bytes remain; false: nothing follows. */
static bool param_text(struct sn_text *t, const struct sn_view *p)
{
    uint64_t tag = sn_opt(p, P_TAG), len = sn_opt(p, P_LEN);
    bool number = tag == P_NETWORK || tag == P_ROUTING || tag == P_CORRELATION;

    if (!sn_find(p, P_LEN)) {
        sn_put_lit(t->b, " (invalid)");
        return false;
    }
    sn_say(t, p, "\n\t\t\t{s:Unknown Parameter (0x%04x)}: ", P_TAG);
    if (len < PARAM_HDR) {
        sn_put_lit(t->b, " (invalid)");
        return false;
    }
    if (p->rec->flags & SN_REC_BAD) {
        sn_cut(t);
        return false;
    }
    if (number && len < PARAM_HDR + 4)
        sn_put_lit(t->b, " (invalid)");
    else if (number) /* of the parameter itself, not of its value: so tcpdump has it */
        sn_say(t, p, "0x{04x}{04x}", P_TAG, P_LEN);
    else
        sn_say(t, p, "(length {})", P_LEN);
    return true;
}

static enum sn_then m3ua_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), p = {0};
    uint32_t class = (uint32_t)sn_opt(&v, CLASS), len = (uint32_t)sn_opt(&v, LEN);
    const char *name = sn_val_name(classes, class), *type;

    if (l->len < HDR) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, LEN) || sn_opt(&v, VERSION) != 1)
        return SN_TEXT_DONE;
    if (!name) {
        sn_say(t, &v, "\n\t\tUnknown message class {}", CLASS);
    } else {
        type = sn_val_name(types, class << 8 | (uint32_t)sn_opt(&v, TYPE));
        sn_put_f(t->b, "\n\t\t%s ", name);
        sn_put_s(t->b, type ? type : "");
        if (!type)
            sn_say(t, &v, "Unknown (0x{02x})", TYPE);
        sn_put_lit(t->b, " Message");
    }
    if (len != l->len) {
        sn_say(t, &v, "\n\t\t\t@@@@@@ Corrupted length {} of message @@@@@@", LEN);
        return SN_TEXT_DONE;
    }
    while (!sn_is_cut(t) && sn_each(&v, PARAM, &p) && param_text(t, &p))
        ;
    return SN_TEXT_DONE;
}

SN_PROTO(m3ua, "MTP 3 User Adaptation Layer", {.table = &sn_tab_sctp, .value = 3})
