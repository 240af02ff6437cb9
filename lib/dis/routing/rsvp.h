/*
 * What the files of RSVP share: its fields, in the order in which they stand in objects. Those of
 * the text only are "sn.".
 */
#ifndef SN_DIS_RSVP_H
#define SN_DIS_RSVP_H

#include "dis/link/eth.h"
#include "dis/routing/te.h"

extern const struct sn_val sn_rsvp_messages[], sn_rsvp_flags[], sn_rsvp_classes[], sn_rsvp_types[],
    sn_rsvp_errors[], sn_rsvp_routing[], sn_rsvp_diffserv[], sn_rsvp_styles[], sn_rsvp_services[],
    sn_rsvp_parameters[], sn_rsvp_routes[], sn_rsvp_hops[], sn_rsvp_protections[],
    sn_rsvp_label_bits[], sn_rsvp_actions[], sn_rsvp_capabilities[], sn_rsvp_admin[],
    sn_rsvp_properties[], sn_rsvp_attributes[], sn_rsvp_unis[], sn_rsvp_payloads[],
    sn_rsvp_merges[], sn_rsvp_dlcis[], sn_rsvp_handshake[];

#define CTYPE_OF(name) "rsvp.ctype." name
#define PROTECT(name)  "rsvp.pi_link.flags." name
#define TEMPLATE(name) "rsvp.template_filter." name
#define LREQ(name)     "rsvp.label_request." name
#define SUBOBJ(name)   "rsvp.ero_rro_subobjects." name
#define SATTR(name)    "rsvp.session_attribute." name
#define FRR(name)      "rsvp.fast_reroute." name
#define ADMIN(name)    "rsvp.admin_status." name

#define RSVP(F)                                                                                    \
    F(MSG, "sn.rsvp.msg", GROUPS, NULL)                                                            \
    F(VERSION, "rsvp.version", P8, "RSVP Version", .mask = 0xf0)                                   \
    F(FLAGS, "rsvp.flags", U8, "Flags", .mask = 0x0f, .base = SN_HEX, .vals = sn_rsvp_flags)       \
    F(TYPE, "rsvp.msg", U8, "Message Type", .vals = sn_rsvp_messages)                              \
    F(SUM, "rsvp.message_checksum", U16, "Message Checksum", .base = SN_HEX)                       \
    F(TTL, "rsvp.sending_ttl", U8, "Sending TTL", .pad = 1)                                        \
    F(LENGTH, "rsvp.message_length", U16, "Message length", .unit = "bytes")                       \
    F(IS_PATH, "rsvp.path", BOOL, "Path Message")                                                  \
    F(IS_RESV, "rsvp.resv", BOOL, "Resv Message")                                                  \
    F(IS_PERR, "rsvp.perr", BOOL, "Path Error Message")                                            \
    F(IS_RERR, "rsvp.rerr", BOOL, "Resv Error Message")                                            \
    F(IS_PTEAR, "rsvp.ptear", BOOL, "Path Tear Message")                                           \
    F(IS_RTEAR, "rsvp.rtear", BOOL, "Resv Tear Message")                                           \
    F(IS_CONF, "rsvp.resvconf", BOOL, "Resv Confirm Message")                                      \
    F(IS_TEARCONF, "rsvp.rtearconf", BOOL, "Resv Tear Confirm Message")                            \
    F(IS_BUNDLE, "rsvp.bundle", BOOL, "Bundle Message")                                            \
    F(IS_ACK, "rsvp.ack", BOOL, "Ack Message")                                                     \
    F(IS_SREFRESH, "rsvp.srefresh", BOOL, "Srefresh Message")                                      \
    F(IS_HELLO, "rsvp.hello", BOOL, "HELLO Message")                                               \
    F(IS_NOTIFY, "rsvp.notify", BOOL, "Notify Message")                                            \
    F(HEAD, "sn.rsvp.msg.head", UINT, NULL)                                                        \
    F(MSG_SHORT, "sn.rsvp.msg.short", UINT, NULL)                                                  \
    F(MSG_LONG, "sn.rsvp.msg.long", UINT, NULL)                                                    \
    F(BAD_VERSION, "sn.rsvp.version.unsupported", UINT, NULL)                                      \
    F(LINE, "sn.rsvp.line", UINT, NULL)                                                            \
    F(HIDE, "sn.rsvp.hide", NONE, NULL)                                                            \
    F(INVALID, "sn.rsvp.invalid", NONE, NULL)                                                      \
    F(DUMP, "sn.rsvp.dump", BYTES, NULL)                                                           \
    F(DUMP_VV, "sn.rsvp.dump.vv", BYTES, NULL)                                                     \
    F(DUMP_TLV, "sn.rsvp.dump.tlv", BYTES, NULL)                                                   \
    F(DUMP_PAR, "sn.rsvp.dump.par", BYTES, NULL)                                                   \
    F(OBJ, "sn.rsvp.obj", GROUPS, NULL)                                                            \
    F(OBJ_LEN, "rsvp.length", U16, "Length", .unit = "bytes")                                      \
    F(CLASS, "rsvp.object", U8, "Object class", .vals = sn_rsvp_classes)                           \
    F(CTYPE, "rsvp.ctype", U8, "C-type")                                                           \
    F(CT_SESSION, CTYPE_OF("session"), UINT, "C-type")                                             \
    F(CT_HOP, CTYPE_OF("hop"), UINT, "C-type")                                                     \
    F(CT_INTEGRITY, CTYPE_OF("integrity"), UINT, "C-type")                                         \
    F(CT_TIME_VALUES, CTYPE_OF("time_values"), UINT, "C-type")                                     \
    F(CT_ERROR, CTYPE_OF("error"), UINT, "C-type")                                                 \
    F(CT_SCOPE, CTYPE_OF("scope"), UINT, "C-type")                                                 \
    F(CT_STYLE, CTYPE_OF("style"), UINT, "C-type")                                                 \
    F(CT_FLOWSPEC, CTYPE_OF("flowspec"), UINT, "C-type")                                           \
    F(CT_TEMPLATE, CTYPE_OF("template"), UINT, "C-type")                                           \
    F(CT_TSPEC, CTYPE_OF("tspec"), UINT, "C-type")                                                 \
    F(CT_ADSPEC, CTYPE_OF("adspec"), UINT, "C-type")                                               \
    F(CT_POLICY, CTYPE_OF("policy"), UINT, "C-type")                                               \
    F(CT_CONFIRM, CTYPE_OF("confirm"), UINT, "C-type")                                             \
    F(CT_LABEL, CTYPE_OF("label"), UINT, "C-type")                                                 \
    F(CT_LABEL_REQUEST, CTYPE_OF("label_request"), UINT, "C-type")                                 \
    F(CT_EXPLICIT_ROUTE, CTYPE_OF("explicit_route"), UINT, "C-type")                               \
    F(CT_RECORD_ROUTE, CTYPE_OF("record_route"), UINT, "C-type")                                   \
    F(CT_HELLO, CTYPE_OF("hello"), UINT, "C-type")                                                 \
    F(CT_MESSAGE_ID, CTYPE_OF("message_id"), UINT, "C-type")                                       \
    F(CT_MESSAGE_ID_ACK, CTYPE_OF("message_id_ack"), UINT, "C-type")                               \
    F(CT_MESSAGE_ID_LIST, CTYPE_OF("message_id_list"), UINT, "C-type")                             \
    F(CT_LABEL_SET, CTYPE_OF("label_set"), UINT, "C-type")                                         \
    F(CT_PROTECTION_INFO, CTYPE_OF("protection_info"), UINT, "C-type")                             \
    F(CT_S2L_SUB_LSP, CTYPE_OF("s2l_sub_lsp"), UINT, "C-type")                                     \
    F(CT_DETOUR, CTYPE_OF("detour"), UINT, "C-type")                                               \
    F(CT_DIFFSERV, CTYPE_OF("diffserv"), UINT, "C-type")                                           \
    F(CT_DIFFSERV_AWARE_TE, CTYPE_OF("diffserv_aware_te"), UINT, "C-type")                         \
    F(CT_RESTART_CAP, CTYPE_OF("restart_cap"), UINT, "C-type")                                     \
    F(CT_NOTIFY_REQUEST, CTYPE_OF("notify_request"), UINT, "C-type")                               \
    F(CT_ADMIN_STATUS, CTYPE_OF("admin_status"), UINT, "C-type")                                   \
    F(CT_JUNIPER, CTYPE_OF("juniper"), UINT, "C-type")                                             \
    F(CT_FAST_REROUTE, CTYPE_OF("fast_reroute"), UINT, "C-type")                                   \
    F(CT_ATTRIBUTE, CTYPE_OF("attribute"), UINT, "C-type")                                         \
    F(CT_GENERALIZED_UNI, CTYPE_OF("generalized_uni"), UINT, "C-type")                             \
    F(CT_CALL_ID, CTYPE_OF("call_id"), UINT, "C-type")                                             \
    F(CT_LINK_CAP, CTYPE_OF("link_cap"), UINT, "C-type")                                           \
    F(CT_VENDOR, CTYPE_OF("vendor"), UINT, "C-type")                                               \
    F(CT_TUNNEL_IF_ID, CTYPE_OF("tunnel_if_id"), UINT, "C-type")                                   \
    F(CT_LSP_ATTRIBUTES, CTYPE_OF("lsp_attributes"), UINT, "C-type")                               \
    F(CT_ASSOCIATION, CTYPE_OF("association"), UINT, "C-type")                                     \
    F(CT_DCLASS, CTYPE_OF("dclass"), UINT, "C-type")                                               \
    F(CT_3GPP, CTYPE_OF("3gpp_object"), UINT, "C-type")                                            \
    F(CT_EXCLUDE_ROUTE, CTYPE_OF("exclude_route"), UINT, "C-type")                                 \
    F(CT_UNKNOWN, CTYPE_OF("unknown"), UINT, "C-type")                                             \
    F(OBJ_HEAD, "sn.rsvp.obj.head", NONE, NULL)                                                    \
    F(OBJ_ODD, "sn.rsvp.obj.odd", UINT, NULL)                                                      \
    F(OBJ_SHORT, "sn.rsvp.obj.short", UINT, NULL)                                                  \
    F(OBJ_PAST, "sn.rsvp.obj.past", NONE, NULL)                                                    \
    F(TOO_SHORT, "sn.rsvp.obj.too_short", NONE, NULL)                                              \
    F(OTHER, "sn.rsvp.obj.data", BYTES, NULL)                                                      \
    F(DATA, "rsvp.unknown.data", BYTES, "Data")                                                    \
    F(S_IP, "rsvp.session.ip", IPV4, "Destination address")                                        \
    F(S_PROTO, "rsvp.session.proto", U8, "Protocol")                                               \
    F(S_FLAGS, "rsvp.session.flags", U8, "Flags", .base = SN_HEX)                                  \
    F(S_PORT, "rsvp.session.port", U16, "Port number")                                             \
    F(S6_IP, "rsvp.session.destination_address", IPV6, "Destination address")                      \
    F(S6_PROTO, "rsvp.session.protocol", U8, "Protocol")                                           \
    F(S6_FLAGS, "rsvp.session.flags", U8, "Flags", .base = SN_HEX)                                 \
    F(S6_PORT, "rsvp.session.destination_port", U16, "Destination port")                           \
    F(T_IP, "rsvp.session.ip", IPV4, "Destination address")                                        \
    F(T_CALL, "rsvp.session.short_call_id", U16, "Short Call ID")                                  \
    F(T_TUNNEL, "rsvp.session.tunnel_id", U16, "Tunnel ID")                                        \
    F(T_EXT, "rsvp.session.ext_tunnel_id", U32, "Extended tunnel ID")                              \
    F(U_IP, "rsvp.session.ip", IPV4, "Destination address", .pad = 2)                              \
    F(U_TUNNEL, "rsvp.session.tunnel_id", U16, "Tunnel ID")                                        \
    F(U_EXT, "rsvp.session.extended_ipv4_address", IPV4, "Extended IPv4 Address")                  \
    F(T6_IP, "rsvp.session.destination_address", IPV6, "Destination address", .pad = 2)            \
    F(T6_TUNNEL, "rsvp.session.tunnel_id", U16, "Tunnel ID")                                       \
    F(T6_EXT, "rsvp.session.ext_tunnel_id_ipv6", IPV6, "Extended tunnel ID")                       \
    F(P2MP, "rsvp.session.p2mp_id", U32, "P2MP ID", .pad = 2)                                      \
    F(P2MP_TUNNEL, "rsvp.session.tunnel_id", U16, "Tunnel ID")                                     \
    F(P2MP_EXT, "rsvp.session.ext_tunnel_id", U32, "Extended tunnel ID")                           \
    F(P2MP6, "rsvp.session.p2mp_id", U32, "P2MP ID", .pad = 2)                                     \
    F(P2MP6_TUNNEL, "rsvp.session.tunnel_id", U16, "Tunnel ID")                                    \
    F(P2MP6_EXT, "rsvp.session.ext_tunnel_id_ipv6", IPV6, "Extended tunnel ID")                    \
    F(HOP, "rsvp.hop.neighbor_address_ipv4", IPV4, "Neighbor address")                             \
    F(HOP_IF, "rsvp.hop.logical_interface", U32, "Logical interface")                              \
    F(HOP6, "rsvp.neighbor_address_ipv6", IPV6, "Neighbor address")                                \
    F(HOP6_IF, "rsvp.hop.logical_interface", U32, "Logical interface")                             \
    F(IFID, "sn.rsvp.ifid", GROUPS, NULL)                                                          \
    F(IFID_TYPE, "rsvp.type", U16, "Type")                                                         \
    F(IFID_LEN, "rsvp.ifid_tlv.length", U16, "Length")                                             \
    F(IFID_IP4, "rsvp.ifid_tlv.ipv4_address", IPV4, "IPv4 address")                                \
    F(IFID_IP6, "rsvp.ifid_tlv.ipv6_address", IPV6, "IPv6 address")                                \
    F(IFID_INDEX, "rsvp.ifid_tlv.interface_id", U32, "Interface-ID")                               \
    F(INT_FLAGS, "rsvp.integrity.flags", U8, "Flags", .base = SN_HEX, .vals = sn_rsvp_handshake,   \
      .pad = 1)                                                                                    \
    F(INT_KEY, "rsvp.integrity.key_identifier", BYTES, "Key Identifier", .width = 6, .step = 6)    \
    F(INT_SEQ, "rsvp.integrity.sequence_number", U64, "Sequence Number")                           \
    F(INT_HASH, "rsvp.integrity.hash", BYTES, "Hash", .width = 16, .step = 16)                     \
    F(INT_UNCHECKED, "sn.rsvp.integrity.unchecked", NONE, NULL)                                    \
    F(INT_VALID, "sn.rsvp.integrity.valid", NONE, NULL)                                            \
    F(INT_OTHER, "sn.rsvp.integrity.other", BYTES, NULL)                                           \
    F(INT_HANDSHAKE, "rsvp.integrity.flags.handshake", BOOL, "Handshake", .mask = 1)               \
    F(REFRESH, "rsvp.refresh_interval", U32, "Refresh interval", .unit = "ms")                     \
    F(ERR, "rsvp.error.error_node_ipv4", IPV4, "Error node")                                       \
    F(ERR_FLAGS, "rsvp.error_flags", U8, "Flags", .base = SN_HEX)                                  \
    F(ERR_CODE, "rsvp.error.error_code", U8, "Error code", .vals = sn_rsvp_errors)                 \
    F(ERR_VALUE, "rsvp.error_value", U16, "Error value")                                           \
    F(ERR6, "rsvp.error.error_node_ipv6", IPV6, "Error node")                                      \
    F(ERR6_FLAGS, "rsvp.error_flags", U8, "Flags", .base = SN_HEX)                                 \
    F(ERR6_CODE, "rsvp.error.error_code", U8, "Error code", .vals = sn_rsvp_errors)                \
    F(ERR6_VALUE, "rsvp.error_value", U16, "Error value")                                          \
    F(ERR_REMOVED, "rsvp.error_flags.path_state_removed", BOOL, "Path State Removed", .mask = 4)   \
    F(ERR_GUILT, "rsvp.error_flags.not_guilty", BOOL, "NotGuilty", .mask = 2)                      \
    F(ERR_PLACE, "rsvp.error_flags.in_place", BOOL, "InPlace", .mask = 1)                          \
    F(SCOPE, "rsvp.scope.ipv4_address", IPV4S, "IPv4 Address")                                     \
    F(STYLE_FLAGS, "rsvp.style.flags", U8, "Flags", .base = SN_HEX)                                \
    F(STYLE, "rsvp.style.style", U24, "Style", .base = SN_HEX, .vals = sn_rsvp_styles)             \
    F(F_IP, "rsvp.sender.ip", IPV4, "Sender IPv4 address", .pad = 2)                               \
    F(F_PORT, "rsvp.sender.port", U16, "Sender port number")                                       \
    F(F6_IP, TEMPLATE("source_address_ipv6"), IPV6, "Source address", .pad = 2)                    \
    F(F6_PORT, TEMPLATE("source_port"), U16, "Source port")                                        \
    F(FLOW_IP, TEMPLATE("source_address_ipv6"), IPV6, "Source address", .pad = 1)                  \
    F(FLOW, "sn.rsvp.template_filter.flow_label", U24, "Flow Label")                               \
    F(FT_IP, "rsvp.sender.ip", IPV4, "Sender IPv4 address", .pad = 2)                              \
    F(FT_LSP, "rsvp.sender.lsp_id", U16, "LSP ID")                                                 \
    F(FT6_HEAD, "sn.rsvp.template_filter.head", IPV4, NULL, .pad = 14)                             \
    F(FT6_LSP, "rsvp.sender.lsp_id", U16, "LSP ID")                                                \
    F(TT_IP, "rsvp.sender.ip", IPV4, "Sender IPv4 address")                                        \
    F(TT_CALL, "rsvp.sender.short_call_id", U16, "Short Call ID")                                  \
    F(TT_LSP, "rsvp.sender.lsp_id", U16, "LSP ID")                                                 \
    F(FP_IP, TEMPLATE("ipv4_tunnel_sender_address"), IPV4, "IPv4 Tunnel Sender Address", .pad = 2) \
    F(FP_LSP, "rsvp.sender.lsp_id", U16, "LSP ID")                                                 \
    F(FP_SUB, TEMPLATE("sub_group_originator_id"), BYTES, "Sub-Group Originator ID", .width = 4,   \
      .step = 4)                                                                                   \
    F(FP_RES, "sn.rsvp.template_filter.reserved", U16, NULL)                                       \
    F(FP_GROUP, TEMPLATE("sub_group_id"), U16, "Sub-Group ID")                                     \
    F(FP6_IP, TEMPLATE("ipv6_tunnel_sender_address"), IPV6, "IPv6 Tunnel Sender Address",          \
      .pad = 2)                                                                                    \
    F(FP6_LSP, "rsvp.sender.lsp_id", U16, "LSP ID")                                                \
    F(FP6_SUB, TEMPLATE("sub_group_originator_id"), BYTES, "Sub-Group Originator ID", .width = 16, \
      .step = 16, .pad = 2)                                                                        \
    F(FP6_GROUP, TEMPLATE("sub_group_id"), U16, "Sub-Group ID")                                    \
    F(IS_VERSION, "rsvp.flowspec.message_format_version", UINT, "Message format version",          \
      .width = 1, .step = 2, .mask = 0xf0)                                                         \
    F(IS_VERSION_T, "rsvp.tspec.message_format_version", UINT, "Message format version",           \
      .width = 1, .step = 2, .mask = 0xf0)                                                         \
    F(IS_VERSION_A, "rsvp.adspec.message_format_version", UINT, "Message format version",          \
      .width = 1, .step = 2, .mask = 0xf0)                                                         \
    F(IS_LEN, "rsvp.data_length", U16S, "Data length")                                             \
    F(SERVICE, "rsvp.flowspec.service_header", U8S, "Service header", .vals = sn_rsvp_services)    \
    F(SERVICE_T, "rsvp.tspec.service_header", U8S, "Service header", .vals = sn_rsvp_services)     \
    F(SERVICE_A, "rsvp.adspec.service_header", U8S, "Service header", .vals = sn_rsvp_services)    \
    F(BREAK, "sn.rsvp.break_bit", BOOLS, "Break bit", .width = 1, .step = 1, .mask = 0x80)         \
    F(BREAK_A, "rsvp.adspec.break_bit", BOOLS, "Break bit", .width = 1, .step = 1, .mask = 0x80)   \
    F(PAR, "rsvp.parameter", U8S, "Parameter", .vals = sn_rsvp_parameters)                         \
    F(PAR_A, "rsvp.adspec.type", U8S, "Adspec Type", .vals = sn_rsvp_parameters)                   \
    F(PAR_FLAGS_A, "sn.rsvp.adspec.flags", U8S, "Parameter flags", .base = SN_HEX)                 \
    F(PAR_FLAGS, "rsvp.parameter_flags", U8S, "Parameter flags", .base = SN_HEX)                   \
    F(PAR_LEN, "rsvp.parameter_length", U16S, "Parameter length")                                  \
    F(PAR_LEN_A, "rsvp.adspec.len", U16S, "Length")                                                \
    F(PAR_UINT, "rsvp.adspec.uint", U32S, "Adspec uint")                                           \
    F(PAR_RATE, "rsvp.adspec.float", F32S, "Adspec float")                                         \
    F(TOKEN_RATE, "rsvp.flowspec.token_bucket_rate", F32S, "Token bucket rate")                    \
    F(TOKEN_SIZE, "rsvp.flowspec.token_bucket_size", F32S, "Token bucket size")                    \
    F(TOKEN_PEAK, "rsvp.flowspec.peak_data_rate", F32S, "Peak data rate")                          \
    F(TOKEN_RATE_T, "rsvp.tspec.token_bucket_rate", F32S, "Token bucket rate")                     \
    F(TOKEN_SIZE_T, "rsvp.tspec.token_bucket_size", F32S, "Token bucket size")                     \
    F(TOKEN_PEAK_T, "rsvp.tspec.peak_data_rate", F32S, "Peak data rate")                           \
    F(TOKEN_MIN, "rsvp.minimum_policed_unit", U32S, "Minimum policed unit [m]")                    \
    F(TOKEN_MAX, "rsvp.maximum_packet_size", U32S, "Maximum packet size [M]")                      \
    F(RSPEC_RATE, "rsvp.flowspec.rate", F32S, "Rate")                                              \
    F(RSPEC_SLACK, "rsvp.flowspec.slack_term", U32S, "Slack term")                                 \
    F(CONFIRM, "rsvp.confirm.receiver_address_ipv4", IPV4, "Receiver address")                     \
    F(CONFIRM6, "rsvp.confirm.receiver_address_ipv6", IPV6, "Receiver address")                    \
    F(LABEL, "rsvp.label.label", U32S, "Label")                                                    \
    F(GLABEL, "rsvp.label.generalized_label", U32, "Generalized Label")                            \
    F(WAVEBAND, "sn.rsvp.label.waveband", U32, "Waveband ID")                                      \
    F(WAVE_START, "sn.rsvp.label.start", U32, "Start Label")                                       \
    F(WAVE_STOP, "sn.rsvp.label.stop", U32, "Stop Label")                                          \
    F(L3PID, LREQ("l3pid"), U16S, "L3PID", .base = SN_HEX, .vals = sn_ethertypes)                  \
    F(ATM_L3PID, LREQ("l3pid"), U16, "L3PID", .base = SN_HEX, .vals = sn_ethertypes)               \
    F(ATM_M, LREQ("m"), BIT8, "M (Merge in Data Plane)", .mask = 0x80, .vals = sn_rsvp_merges)     \
    F(ATM_MIN_VPI, LREQ("min_vpi"), U16, "Min VPI", .mask = 0xfff)                                 \
    F(ATM_MIN_VCI, LREQ("min_vci"), U16, "Min VCI")                                                \
    F(ATM_MAX_VPI, LREQ("max_vpi"), U16, "Max VPI", .mask = 0xfff)                                 \
    F(ATM_MAX_VCI, LREQ("max_vci"), U16, "Max VCI")                                                \
    F(FR_L3PID, LREQ("l3pid"), U16, "L3PID", .base = SN_HEX, .vals = sn_ethertypes)                \
    F(FR_LEN, "sn.rsvp.label_request.dlci_length", UINT, "DLCI Length", .width = 2, .step = 1,     \
      .mask = 0x180, .vals = sn_rsvp_dlcis)                                                        \
    F(FR_MIN, LREQ("min_dlci"), U24, "Min DLCI", .mask = 0x7fffff, .pad = 1)                       \
    F(FR_MAX, "sn.rsvp.label_request.max_dlci", U24, "Max DLCI", .mask = 0x7fffff)                 \
    F(G_ENCODING, LREQ("lsp_encoding_type"), U8, "LSP Encoding Type", .vals = sn_te_lsp_encodings) \
    F(G_SWITCHING, LREQ("switching_type"), U8, "Switching Type", .vals = sn_te_switching)          \
    F(G_PAYLOAD, LREQ("g_pid"), U16, "G-PID", .base = SN_HEX, .vals = sn_rsvp_payloads)            \
    F(ROUTE, "sn.rsvp.subobj", GROUPS, NULL)                                                       \
    F(R_LOOSE, "rsvp.loose_hop", BIT8, "Hop", .mask = 0x80, .vals = sn_rsvp_hops)                  \
    F(R_TYPE, "rsvp.type", U8, "Type", .mask = 0x7f, .vals = sn_rsvp_routes)                       \
    F(R_LEN, SUBOBJ("length"), U8, "Length", .unit = "bytes")                                      \
    F(R_ZERO, "sn.rsvp.subobj.zero", NONE, NULL)                                                   \
    F(R_PAST, "sn.rsvp.subobj.past", NONE, NULL)                                                   \
    F(R_NOT8, "sn.rsvp.subobj.not8", NONE, NULL)                                                   \
    F(R_NOT32, "sn.rsvp.subobj.not32", UINT, NULL)                                                 \
    F(R_IP, SUBOBJ("ipv4_hop"), IPV4, "IPv4 hop")                                                  \
    F(R_BITS, SUBOBJ("prefix_length"), U8, "Prefix length")                                        \
    F(R_ERO_FLAGS, "sn.rsvp.ero.flags", U8, "Flags", .base = SN_HEX, .vals = sn_rsvp_protections)  \
    F(R_FLAGS, SUBOBJ("flags"), U8, "Flags", .base = SN_HEX, .vals = sn_rsvp_protections)          \
    F(R_ERO_LABEL_FLAGS, "sn.rsvp.ero.label_flags", U8, "Flags", .base = SN_HEX)                   \
    F(R_LABEL_FLAGS, SUBOBJ("flags"), U8, "Flags", .base = SN_HEX, .vals = sn_rsvp_label_bits)     \
    F(R_LABEL_TYPE, "rsvp.ctype", U8, "C-type")                                                    \
    F(R_LABEL, SUBOBJ("label"), U32, "Label")                                                      \
    F(R_IP6, SUBOBJ("ipv6_hop"), IPV6, "IPv6 hop")                                                 \
    F(R_BITS6, SUBOBJ("prefix_length"), U8, "Prefix length")                                       \
    F(R_FLAGS6, SUBOBJ("flags"), U8, "Flags", .base = SN_HEX)                                      \
    F(R_AS, SUBOBJ("autonomous_system"), U16, "Autonomous System")                                 \
    F(R_AVAIL, "rsvp.rro.flags.local_avail", BOOL, "Local Protection", .mask = 1)                  \
    F(R_IN_USE, "rsvp.rro.flags.local_in_use", BOOL, "Local Protection", .mask = 2)                \
    F(R_BANDWIDTH, "rsvp.rro.flags.bandwidth", BOOL, "Bandwidth Protection", .mask = 4)            \
    F(R_NODE, "rsvp.rro.flags.node", BOOL, "Node Protection", .mask = 8)                           \
    F(R_NODE_ID, "rsvp.rro.flags.node_address", BOOL, "Address Specifies a Node-id Address",       \
      .mask = 32)                                                                                  \
    F(R_GLOBAL, "rsvp.rro.flags.global_label", BOOL, "Global label", .mask = 1)                    \
    F(HELLO_FROM, "rsvp.hello.source_instance", U32, "Source Instance", .base = SN_HEX)            \
    F(HELLO_TO, "rsvp.hello.destination_instance", U32, "Destination Instance", .base = SN_HEX)    \
    F(ID_FLAGS, "rsvp.message_id.flags", U8, "Flags")                                              \
    F(ID_EPOCH, "rsvp.message_id.epoch", U24, "Epoch")                                             \
    F(ID, "rsvp.message_id.message_id", U32S, "Message-ID")                                        \
    F(ACK_FLAGS, "rsvp.message_id_ack.flags", U8, "Flags")                                         \
    F(ACK_EPOCH, "rsvp.message_id_ack.epoch", U24, "Epoch")                                        \
    F(ACK_ID, "rsvp.message_id_ack.message_id", U32S, "Message-ID")                                \
    F(LIST_FLAGS, "rsvp.message_id_list.flags", U8, "Flags")                                       \
    F(LIST_EPOCH, "rsvp.message_id_list.epoch", U24, "Epoch")                                      \
    F(LIST_ID, "rsvp.message_id_list.message_id", U32S, "Message-ID")                              \
    F(SET_ACTION, "rsvp.label_set.action", U8, "Action", .pad = 2, .vals = sn_rsvp_actions)        \
    F(SET_TYPE, "rsvp.label_set.type", U8, "Label type", .mask = 0x7f)                             \
    F(SET_START, "sn.rsvp.label_set.start", U32, "Start range")                                    \
    F(SET_END, "sn.rsvp.label_set.end", U32, "End range")                                          \
    F(SUBCHANNEL, "rsvp.label_set.subchannel", U32S, "Subchannel")                                 \
    F(PI_SECONDARY, "rsvp.pi.flags.secondary_lsp", BIT8, "Secondary LSP", .mask = 0x80)            \
    F(PI_LINK, "sn.rsvp.protection_info", U24, NULL, .base = SN_HEX)                               \
    F(PI_FLAGS, "rsvp.protection_info.link_flags", U8, "Link Flags", .base = SN_HEX)               \
    F(PI_EXTRA, PROTECT("extra_traffic"), BOOL, "Extra Traffic", .mask = 1)                        \
    F(PI_UNPROTECTED, PROTECT("unprotected"), BOOL, "Unprotected", .mask = 2)                      \
    F(PI_SHARED, PROTECT("shared"), BOOL, "Shared", .mask = 4)                                     \
    F(PI_ONE_ONE, PROTECT("dedicated1_1"), BOOL, "Dedicated 1:1", .mask = 8)                       \
    F(PI_ONE_PLUS, PROTECT("dedicated1plus1"), BOOL, "Dedicated 1+1", .mask = 16)                  \
    F(PI_ENHANCED, PROTECT("enhanced"), BOOL, "Enhanced", .mask = 32)                              \
    F(S2L, "rsvp.s2l_sub_lsp.destination_ipv4_address", IPV4,                                      \
      "IPv4 S2L Sub-LSP destination address")                                                      \
    F(S2L6, "rsvp.s2l_sub_lsp.destination_ipv6_address", IPV6,                                     \
      "IPv6 S2L Sub-LSP destination address")                                                      \
    F(PLR, "rsvp.detour.plr_id", IPV4S, "PLR ID")                                                  \
    F(AVOID, "rsvp.detour.avoid_node_id", IPV4S, "Avoid Node ID")                                  \
    F(CT, "rsvp.dste.classtype", U8, "CT", .mask = 7)                                              \
    F(RESTART, "rsvp.restart_cap.restart_time", U32, "Restart Time", .unit = "ms")                 \
    F(RECOVERY, "rsvp.restart_cap.recovery_time", U32, "Recovery Time", .unit = "ms")              \
    F(CAP_RES, "sn.rsvp.capability.reserved", UINT, NULL)                                          \
    F(CAP, "sn.rsvp.capability", U32, "Capability", .base = SN_HEX, .vals = sn_rsvp_capabilities)  \
    F(NOTIFY, "rsvp.notify_request.notify_node_address_ipv4", IPV4, "Notify node address")         \
    F(NOTIFY6, "rsvp.notify_request.notify_node_address_ipv6", IPV6, "Notify node address")        \
    F(STATUS, ADMIN("bits"), U32, "Admin Status", .base = SN_HEX, .vals = sn_rsvp_admin)           \
    F(STATUS_R, ADMIN("reflect"), BOOL, "Reflect", .mask = 0x80000000)                             \
    F(STATUS_H, ADMIN("handover"), BOOL, "Handover", .mask = 0x40)                                 \
    F(STATUS_L, ADMIN("lockout"), BOOL, "Lockout", .mask = 0x20)                                   \
    F(STATUS_I, ADMIN("inhibit"), BOOL, "Inhibit Alarm Communication", .mask = 0x10)               \
    F(STATUS_C, ADMIN("callmgmt"), BOOL, "Call Management", .mask = 8)                             \
    F(STATUS_T, ADMIN("testing"), BOOL, "Testing", .mask = 4)                                      \
    F(STATUS_A, ADMIN("down"), BOOL, "Administratively down", .mask = 2)                           \
    F(STATUS_D, ADMIN("delete"), BOOL, "Delete in progress", .mask = 1)                            \
    F(PROPS, "rsvp.juniper.tlvs", U16, "Num TLVs")                                                 \
    F(PROPS_PAD, "rsvp.juniper.padlength", U16, "Padlength")                                       \
    F(PROP, "sn.rsvp.juniper.tlv", GROUPS, NULL)                                                   \
    F(PROP_TYPE, "rsvp.juniper.type", U8, "Juniper type", .base = SN_HEX,                          \
      .vals = sn_rsvp_properties)                                                                  \
    F(PROP_LEN, "rsvp.juniper.length", U8, "Juniper length")                                       \
    F(PROP_SHORT, "sn.rsvp.juniper.short", NONE, NULL)                                             \
    F(PROP_COS, "rsvp.juniper.attrib.cos", U16, "Cos", .base = SN_HEX)                             \
    F(PROP_METRIC1, "rsvp.juniper.attrib.metric1", U16, "Metric 1", .base = SN_HEX)                \
    F(PROP_METRIC2, "rsvp.juniper.attrib.metric2", U16, "Metric 2", .base = SN_HEX)                \
    F(PROP_CCC, "rsvp.juniper.attrib.ccc_status", U16, "CCC Status", .base = SN_HEX)               \
    F(PROP_PATH, "rsvp.juniper.attrib.path", U16, "Path type", .base = SN_HEX)                     \
    F(FRR_SETUP, FRR("setup_priority"), U8, "Setup Priority")                                      \
    F(FRR_HOLD, FRR("hold_priority"), U8, "Hold Priority")                                         \
    F(FRR_HOPS, FRR("hop_limit"), U8, "Hop Limit")                                                 \
    F(FRR_FLAGS, FRR("flags"), U8, "Flags", .base = SN_HEX)                                        \
    F(FRR_RATE, "rsvp.fast_reroute.bandwidth", F32, "Bandwidth")                                   \
    F(FRR_ANY, FRR("include_any"), U32, "Include-Any", .base = SN_HEX)                             \
    F(FRR_NOT, FRR("exclude_any"), U32, "Exclude-Any", .base = SN_HEX)                             \
    F(FRR_ALL, FRR("include_all"), U32, "Include-All", .base = SN_HEX)                             \
    F(FRR_WITH, FRR("include_any"), U32, "Include-Any", .base = SN_HEX)                            \
    F(FRR_WITHOUT, FRR("exclude_any"), U32, "Exclude-Any", .base = SN_HEX)                         \
    F(FRR_ONE, "rsvp.frr.flags.one2one_backup", BOOL, "One-to-One Backup", .mask = 1)              \
    F(FRR_MANY, "rsvp.frr.flags.facility_backup", BOOL, "Facility Backup", .mask = 2)              \
    F(ATTR_NOT, SATTR("exclude_any"), U32, "Exclude-Any", .base = SN_HEX)                          \
    F(ATTR_ANY, SATTR("include_any"), U32, "Include-Any", .base = SN_HEX)                          \
    F(ATTR_ALL, SATTR("include_all"), U32, "Include-All", .base = SN_HEX)                          \
    F(ATTR_SETUP, SATTR("setup_priority"), U8, "Setup priority")                                   \
    F(ATTR_HOLD, SATTR("hold_priority"), U8, "Hold priority")                                      \
    F(ATTR_FLAGS, SATTR("flags"), U8, "Flags", .base = SN_HEX, .vals = sn_rsvp_attributes)         \
    F(ATTR_LEN, SATTR("name_length"), U8, "Name length")                                           \
    F(ATTR_NAME, SATTR("name"), STR, "Name")                                                       \
    F(ATTR_END, "sn.rsvp.session_attribute.end", NONE, NULL)                                       \
    F(ATTR_LOCAL, "rsvp.sa.flags.local", BOOL, "Local protection", .mask = 1)                      \
    F(ATTR_LABEL, "rsvp.sa.flags.label", BOOL, "Label recording", .mask = 2)                       \
    F(ATTR_SE, "rsvp.sa.flags.se_style", BOOL, "SE style", .mask = 4)                              \
    F(ATTR_RATE, "rsvp.sa.flags.bandwidth", BOOL, "Bandwidth protection", .mask = 8)               \
    F(ATTR_NODE, "rsvp.sa.flags.node", BOOL, "Node protection", .mask = 16)                        \
    F(UNI, "sn.rsvp.uni", GROUPS, NULL)                                                            \
    F(UNI_LEN, "rsvp.class_length", U16, "Length", .unit = "bytes")                                \
    F(UNI_CLASS, "rsvp.class", U8, "Class", .vals = sn_rsvp_unis)                                  \
    F(UNI_AF, "rsvp.type", U8, "Type", .vals = sn_afs)                                             \
    F(UNI_SHORT, "sn.rsvp.uni.short", NONE, NULL)                                                  \
    F(UNI_IP, "rsvp.guni.srctna.ipv4", IPV4, "Source TNA")                                         \
    F(UNI_TO_IP, "rsvp.guni.dsttna.ipv4", IPV4, "Destination TNA")                                 \
    F(UNI_IP6, "rsvp.guni.srctna.ipv6", IPV6, "Source TNA")                                        \
    F(UNI_TO_IP6, "rsvp.guni.dsttna.ipv6", IPV6, "Destination TNA")                                \
    F(UNI_UP, "rsvp.gen_uni.direction", BIT8, "Direction", .mask = 0x80)                           \
    F(UNI_LABEL_TYPE, "sn.rsvp.egress.label_type", UINT, "Label type", .width = 4, .step = 4,      \
      .mask = 0xff)                                                                                \
    F(UNI_PORT, "rsvp.gen_uni.logical_port_id", U32, "Logical Port ID")                            \
    F(UNI_LABEL, "rsvp.egress.label", U32, "Label")                                                \
    F(UNI_LEVEL, "rsvp.gen_uni.service_level", U8, "Service Level")
SN_FIELD_NUMBERS(RSVP)

enum { RSVP_VERSION = 1, RSVP_HEAD = 8, RSVP_OBJ_HEAD = 4 };

/* Classes that need more than their fields. */
enum {
    C_SESSION = 1,
    C_HOP = 3,
    C_INTEGRITY,
    C_TIME,
    C_ERROR,
    C_SCOPE,
    C_STYLE,
    C_FLOWSPEC,
    C_FILTER,
    C_TEMPLATE,
    C_TSPEC,
    C_ADSPEC,
    C_POLICY,
    C_CONFIRM,
    C_LABEL,
    C_REQUEST = 19,
    C_ERO,
    C_RRO,
    C_HELLO,
    C_ID,
    C_ACK,
    C_LIST,
    C_RECOVERY = 34,
    C_UPSTREAM,
    C_LABEL_SET,
    C_PROTECTION,
    C_S2L = 50,
    C_DETOUR = 63,
    C_DIFFSERV = 65,
    C_CT,
    C_LSP_REQUIRED,
    C_CT_OLD = 125,
    C_SUGGESTED = 129,
    C_RESTART = 131,
    C_LINK_CAP = 133,
    C_CAPABILITY,
    C_TUNNEL_IF_ID = 193,
    C_NOTIFY = 195,
    C_ADMIN,
    C_LSP_ATTRIBUTES,
    C_ASSOCIATION = 199,
    C_PROPERTIES = 204,
    C_FRR,
    C_ATTRIBUTE = 207,
    C_DCLASS = 225,
    C_UNI = 229,
    C_CALL,
    C_3GPP,
    C_XRO,
};

enum { RSVP_DIGEST = 16 };

/* The digest (RFC 2747) of the n bytes of a message, whose own is at byte `at`. */
void sn_rsvp_digest(const struct sn_dis *d, const uint8_t *msg, uint32_t n, size_t at,
                    uint8_t digest[RSVP_DIGEST]);

/* Reads the objects of a message of which `left` bytes are left, r being behind its head; the text
 * of each begins `indent` blanks in. False: r has stopped, or there is no going on. */
bool sn_rsvp_objects(struct sn_dis *d, struct sn_rd *r, uint32_t left, unsigned indent) SN_MUST;

/* tcpdump's text, of the records in their order. */
enum sn_then sn_rsvp_text(struct sn_text *t, const struct sn_layer *l);

#endif
