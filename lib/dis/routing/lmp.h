/* What the files of LMP share: its fields, in the order in which they stand in objects. Those of
 * the text only are "sn.". */
#ifndef SN_DIS_LMP_H
#define SN_DIS_LMP_H

#include "dis/routing/te.h"

enum {
    C_CCID = 1,
    C_NODE,
    C_LINK,
    C_INTERFACE,
    C_MESSAGE,
    C_CONFIG,
    C_HELLO,
    C_VERIFY,
    C_VERIFY_ACK,
    C_VERIFY_ID,
    C_TE_LINK,
    C_DATA_LINK,
    C_STATUS,
    C_STATUS_REQUEST,
    C_ERROR = 20,
    C_SERVICE = 51,
};

extern const struct sn_val sn_lmp_messages[], sn_lmp_flags[], sn_lmp_classes[],
    sn_lmp_verify_flags[], sn_lmp_te_flags[], sn_lmp_data_flags[], sn_lmp_subobjects[],
    sn_lmp_verify_errors[], sn_lmp_summary_errors[], sn_lmp_signalling[], sn_lmp_link_types[],
    sn_lmp_overheads[], sn_lmp_concatenations[], sn_lmp_transparencies[], sn_lmp_monitoring[],
    sn_lmp_diversities[];

#define LMP(F)                                                                                     \
    F(VERSION, "lmp.version", U8, "LMP Version", .pad = 1)                                         \
    F(FLAGS, "lmp.header_flags", U8, "Flags", .base = SN_HEX, .vals = sn_lmp_flags)                \
    F(TYPE, "lmp.msg", U8, "Message Type", .vals = sn_lmp_messages)                                \
    F(LENGTH, "lmp.header_length", U16, "Length", .unit = "bytes")                                 \
    F(SUM, "lmp.checksum", U16, "Message Checksum", .base = SN_HEX)                                \
    F(DOWN, "lmp.hdr.ccdown", BOOL, "ControlChannelDown", .mask = 1)                               \
    F(REBOOT, "lmp.hdr.reboot", BOOL, "Reboot", .mask = 2)                                         \
    F(IS_CONFIG, "lmp.msg.config", BOOL, "Config Message")                                         \
    F(IS_CONFIGACK, "lmp.msg.configack", BOOL, "ConfigAck Message")                                \
    F(IS_CONFIGNACK, "lmp.msg.confignack", BOOL, "ConfigNack Message")                             \
    F(IS_HELLO, "lmp.msg.hello", BOOL, "HELLO Message")                                            \
    F(IS_BEGINVERIFY, "lmp.msg.beginverify", BOOL, "BeginVerify Message")                          \
    F(IS_BEGINVERIFYACK, "lmp.msg.beginverifyack", BOOL, "BeginVerifyAck Message")                 \
    F(IS_BEGINVERIFYNACK, "lmp.msg.beginverifynack", BOOL, "BeginVerifyNack Message")              \
    F(IS_ENDVERIFY, "lmp.msg.endverify", BOOL, "EndVerify Message")                                \
    F(IS_ENDVERIFYACK, "lmp.msg.endverifyack", BOOL, "EndVerifyAck Message")                       \
    F(IS_TEST, "lmp.msg.test", BOOL, "Test Message")                                               \
    F(IS_TESTSTATUSSUCCESS, "lmp.msg.teststatussuccess", BOOL, "TestStatusSuccess Message")        \
    F(IS_TESTSTATUSFAILURE, "lmp.msg.teststatusfailure", BOOL, "TestStatusFailure Message")        \
    F(IS_TESTSTATUSACK, "lmp.msg.teststatusack", BOOL, "TestStatusAck Message")                    \
    F(IS_LINKSUMMARY, "lmp.msg.linksummary", BOOL, "LinkSummary Message")                          \
    F(IS_LINKSUMMARYACK, "lmp.msg.linksummaryack", BOOL, "LinkSummaryAck Message")                 \
    F(IS_LINKSUMMARYNACK, "lmp.msg.linksummarynack", BOOL, "LinkSummaryNack Message")              \
    F(IS_CHANNELSTATUS, "lmp.msg.channelstatus", BOOL, "ChannelStatus Message")                    \
    F(IS_CHANNELSTATUSACK, "lmp.msg.channelstatusack", BOOL, "ChannelStatusAck Message")           \
    F(IS_CHANNELSTATUSREQUEST, "lmp.msg.channelstatusrequest", BOOL,                               \
      "ChannelStatusRequest Message")                                                              \
    F(IS_CHANNELSTATUSRESPONSE, "lmp.msg.channelstatusresponse", BOOL,                             \
      "ChannelStatusResponse Message")                                                             \
    F(IS_SERVICECONFIG, "lmp.msg.serviceconfig", BOOL, "ServiceConfig Message")                    \
    F(IS_SERVICECONFIGACK, "lmp.msg.serviceconfigack", BOOL, "ServiceConfigAck Message")           \
    F(IS_SERVICECONFIGNACK, "lmp.msg.serviceconfignack", BOOL, "ServiceConfigNack Message")        \
    F(VERSION_SHOWN, "sn.lmp.version", UINT, NULL)                                                 \
    F(BAD_VERSION, "sn.lmp.version.unsupported", NONE, NULL)                                       \
    F(HEAD, "sn.lmp.head", NONE, NULL)                                                             \
    F(MSG_SHORT, "sn.lmp.short", NONE, NULL)                                                       \
    F(MSG_LONG, "sn.lmp.long", NONE, NULL)                                                         \
    F(OBJ, "sn.lmp.obj", GROUPS, NULL)                                                             \
    F(NEGOTIABLE, "lmp.negotiable", BIT8, "Negotiable", .mask = 0x80)                              \
    F(CTYPE, "lmp.obj.ctype", U8, "Object C-Type", .mask = 0x7f)                                   \
    F(CLASS, "lmp.object", U8, "LOCAL_CCID", .vals = sn_lmp_classes)                               \
    F(OBJ_LEN, "lmp.object_length", U16, "Length", .unit = "bytes")                                \
    F(SHORT, "sn.lmp.obj.short", NONE, NULL)                                                       \
    F(ODD, "sn.lmp.obj.odd", NONE, NULL)                                                           \
    F(PAST, "sn.lmp.obj.past", NONE, NULL)                                                         \
    F(WRONG, "sn.lmp.obj.wrong", NONE, NULL)                                                       \
    F(REMAINING, "sn.lmp.obj.remaining", UINT, NULL)                                               \
    F(DUMP, "sn.lmp.dump", BYTES, NULL)                                                            \
    F(DUMP_VV, "sn.lmp.dump.vv", BYTES, NULL)                                                      \
    F(DATA, "lmp.data", BYTES, "Data")                                                             \
    F(CCID, "lmp.local_ccid", U32, "Local CCID Value")                                             \
    F(CCID_R, "lmp.remote_ccid", U32, "Remote CCID Value")                                         \
    F(NODE, "lmp.local_nodeid", IPV4, "Local Node ID Value")                                       \
    F(NODE_R, "lmp.remote_nodeid", IPV4, "Remote Node ID Value")                                   \
    F(LINK, "lmp.local_linkid_ipv4", IPV4, "Local Link ID - IPv4")                                 \
    F(LINK_R, "lmp.remote_linkid_ipv4", IPV4, "Remote Link ID - IPv4")                             \
    F(LINK6, "lmp.local_linkid_ipv6", IPV6, "Local Link ID - IPv6")                                \
    F(LINK6_R, "lmp.remote_linkid_ipv6", IPV6, "Remote Link ID - IPv6")                            \
    F(LINK_N, "lmp.local_linkid_unnum", U32, "Local Link ID - Unnumbered")                         \
    F(LINK_N_R, "lmp.remote_linkid_unnum", U32, "Remote Link ID - Unnumbered")                     \
    F(IFACE, "lmp.local_interfaceid_ipv4", IPV4, "Local Interface ID - IPv4")                      \
    F(IFACE_R, "lmp.remote_interfaceid_ipv4", IPV4, "Remote Interface ID - IPv4")                  \
    F(IFACE6, "lmp.local_interfaceid_ipv6", IPV6, "Local Interface ID - IPv6")                     \
    F(IFACE6_R, "lmp.remote_interfaceid_ipv6", IPV6, "Remote Interface ID - IPv6")                 \
    F(IFACE_N, "lmp.local_interfaceid_unnum", U32, "Local Interface ID - Unnumbered")              \
    F(IFACE_N_R, "lmp.remote_interfaceid_unnum", U32, "Remote Interface ID - Unnumbered")          \
    F(MSGID, "lmp.messageid", U32, "Message-ID Value")                                             \
    F(MSGID_ACK, "lmp.messageid_ack", U32, "Message-ID Ack Value")                                 \
    F(HELLO, "lmp.hellointerval", U16, "HelloInterval")                                            \
    F(DEAD, "lmp.hellodeadinterval", U16, "HelloDeadInterval")                                     \
    F(TX, "lmp.txseqnum", U32, "TxSeqNum")                                                         \
    F(RX, "lmp.rxseqnum", U32, "RxSeqNum")                                                         \
    F(V_FLAGS, "lmp.begin_verify.flags", U16, "Flags", .base = SN_HEX,                             \
      .vals = sn_lmp_verify_flags)                                                                 \
    F(V_INTERVAL, "lmp.verify_interval", U16, "Verify Interval")                                   \
    F(V_LINKS, "lmp.number_of_data_links", U32, "Number of Data Links")                            \
    F(V_ENCODING, "lmp.begin_verify.enctype", U8, "Encoding Type", .vals = sn_te_lsp_encodings,    \
      .pad = 1)                                                                                    \
    F(V_MECHANISM, "lmp.verify_transport_mechanism", U16, "Verify Transport Mechanism",            \
      .base = SN_HEX)                                                                              \
    F(V_RATE, "sn.lmp.transmission_rate", U32, NULL, .base = SN_HEX)                               \
    F(V_WAVE, "lmp.wavelength", U32, "Wavelength")                                                 \
    F(V_ALL, "lmp.begin_verify.all_links", BOOL, "Verify All Links", .mask = 1)                    \
    F(V_TYPE, "lmp.begin_verify.link_type", BOOL, "Data Link Type", .mask = 2)                     \
    F(V_DEAD, "lmp.verifydeadinterval", U16, "VerifyDeadInterval")                                 \
    F(V_RESPONSE, "lmp.verify_transport_response", U16, "Verify Transport Response",               \
      .base = SN_HEX)                                                                              \
    F(V_ID, "lmp.verifyid", U32, "Verify-ID")                                                      \
    F(TE_FLAGS, "lmp.te_link_flags", U8, "TE-Link Flags", .base = SN_HEX, .pad = 3,                \
      .vals = sn_lmp_te_flags)                                                                     \
    F(TE, "lmp.te_link.local_ipv4", IPV4, "TE-Link Local ID - IPv4")                               \
    F(TE_R, "lmp.te_link.remote_ipv4", IPV4, "TE-Link Remote ID - IPv4")                           \
    F(TE6, "lmp.te_link.local_ipv6", IPV6, "TE-Link Local ID - IPv6")                              \
    F(TE6_R, "lmp.te_link.remote_ipv6", IPV6, "TE-Link Remote ID - IPv6")                          \
    F(TE_N, "lmp.te_link.local_unnum", U32, "TE-Link Local ID - Unnumbered")                       \
    F(TE_N_R, "lmp.te_link.remote_unnum", U32, "TE-Link Remote ID - Unnumbered")                   \
    F(TE_FAULT, "lmp.te_link.fault_mgmt", BOOL, "Fault Management Supported", .mask = 1)           \
    F(TE_VERIFY, "lmp.te_link.link_verify", BOOL, "Link Verification Supported", .mask = 2)        \
    F(DL_FLAGS, "lmp.data_link_flags", U8, "Data-Link Flags", .base = SN_HEX, .pad = 3,            \
      .vals = sn_lmp_data_flags)                                                                   \
    F(DL, "lmp.data_link.local_ipv4", IPV4, "Data-Link Local ID - IPv4")                           \
    F(DL_R, "lmp.data_link.remote_ipv4", IPV4, "Data-Link Remote ID - IPv4")                       \
    F(DL6, "lmp.data_link.local_ipv6", IPV6, "Data-Link Local ID - IPv6")                          \
    F(DL6_R, "lmp.data_link.remote_ipv6", IPV6, "Data-Link Remote ID - IPv6")                      \
    F(DL_N, "lmp.data_link.local_unnum", U32, "Data-Link Local ID - Unnumbered")                   \
    F(DL_N_R, "lmp.data_link.remote_unnum", U32, "Data-Link Remote ID - Unnumbered")               \
    F(DL_PORT, "lmp.data_link.port", BOOL, "Data-Link is Individual Port", .mask = 1)              \
    F(DL_USED, "lmp.data_link.link_verify", BOOL, "Data-Link is Allocated", .mask = 2)             \
    F(SUB, "sn.lmp.data_link_subobj", GROUPS, NULL)                                                \
    F(SUB_TYPE, "lmp.subobject_type", U8, "Subobject Type", .vals = sn_lmp_subobjects)             \
    F(SUB_LEN, "lmp.subobject_length", U8, "Subobject Length", .unit = "bytes")                    \
    F(SWITCHING, "lmp.data_link_switching", U8, "Interface Switching Capability",                  \
      .vals = sn_te_switching)                                                                     \
    F(ENCODING, "lmp.data_link_encoding", U8, "LSP Encoding Type", .vals = sn_te_lsp_encodings)    \
    F(RATE_MIN, "sn.lmp.minimum_reservable_bandwidth", U32, NULL, .base = SN_HEX)                  \
    F(RATE_MAX, "sn.lmp.maximum_reservable_bandwidth", U32, NULL, .base = SN_HEX)                  \
    F(WAVE, "lmp.wavelength", U32, "Wavelength")                                                   \
    F(CS, "lmp.channel_status_interfaceid_ipv4", IPV4S, "Interface ID: IPv4")                      \
    F(CS6, "lmp.channel_status_interfaceid_ipv6", IPV6S, "Interface ID: IPv6")                     \
    F(CS_N, "lmp.channel_status_interfaceid_unnum", U32S, "Interface ID: Unnumbered")              \
    F(CS_ACTIVE, "lmp.link", BOOLS, "Link", .width = 4, .mask = 0x80000000)                        \
    F(CS_STATUS, "lmp.channel_status", U32S, "Channel Status", .mask = 0x7fffffff)                 \
    F(CR, "sn.lmp.channel_status_request_ipv4", IPV4S, NULL)                                       \
    F(CR6, "sn.lmp.channel_status_request_ipv6", IPV6S, NULL)                                      \
    F(CR_N, "sn.lmp.channel_status_request_unnum", U32S, NULL)                                     \
    F(ERR_VERIFY, "lmp.error", U32, "Error Code", .base = SN_HEX, .vals = sn_lmp_verify_errors)    \
    F(ERR_SUMMARY, "lmp.error", U32, "Error Code", .base = SN_HEX, .vals = sn_lmp_summary_errors)  \
    F(E_UNSUPPORTED_LINK, "lmp.error.verify_unsupported_link", BOOL,                               \
      "Verification - Unsupported for this TE-Link", .mask = 1)                                    \
    F(E_UNWILLING, "lmp.error.verify_unwilling", BOOL,                                             \
      "Verification - Unwilling to Verify at this time", .mask = 2)                                \
    F(E_UNSUPPORTED_TRANSPORT, "lmp.error.verify_unsupported_transport", BOOL,                     \
      "Verification - Transport Unsupported", .mask = 4)                                           \
    F(E_TE_LINK_ID, "lmp.error.verify_te_link_id", BOOL,                                           \
      "Verification - TE Link ID Configuration Error", .mask = 8)                                  \
    F(E_BAD_PARAMS, "lmp.error.summary_bad_params", BOOL,                                          \
      "Summary - Unacceptable non-negotiable parameters", .mask = 1)                               \
    F(E_RENEGOTIATE, "lmp.error.summary_renegotiate", BOOL, "Summary - Renegotiate Parameter",     \
      .mask = 2)                                                                                   \
    F(E_BAD_REMOTE_LINK_ID, "lmp.error.summary_bad_remote_link_id", BOOL,                          \
      "Summary - Bad Remote Link ID", .mask = 4)                                                   \
    F(E_BAD_TE_LINK, "lmp.error.summary_bad_te_link", BOOL, "Summary - Bad TE Link Object",        \
      .mask = 8)                                                                                   \
    F(E_BAD_DATA_LINK, "lmp.error.summary_bad_data_link", BOOL, "Summary - Bad Data Link Object",  \
      .mask = 16)                                                                                  \
    F(SP, "lmp.service_config.sp", U8, "Service Config - Supported Signalling Protocols",          \
      .base = SN_HEX, .vals = sn_lmp_signalling)                                                   \
    F(UNI, "lmp.uni_version", U8, "UNI Version")                                                   \
    F(SP_RSVP, "lmp.service_config.sp.rsvp", BOOL, "RSVP is supported", .mask = 1)                 \
    F(SP_LDP, "lmp.service_config.sp.ldp", BOOL, "LDP is supported", .mask = 2)                    \
    F(LINK_TYPE, "lmp.link_type", U8, "Link Type", .vals = sn_lmp_link_types)                      \
    F(SIGNAL, "lmp.signal_types", U8, "Signal Types")                                              \
    F(CPSA, "lmp.service_config.cpsa", U8, "Client Port Service Attributes", .base = SN_HEX,       \
      .vals = sn_lmp_overheads)                                                                    \
    F(CCT, "lmp.service_config.cct", U8, "Contiguous Concatenation Types", .base = SN_HEX,         \
      .vals = sn_lmp_concatenations)                                                               \
    F(NCC_MIN, "sn.lmp.service_config.cpsa.min_ncc", U16, NULL)                                    \
    F(NCC_MAX, "sn.lmp.service_config.cpsa.max_ncc", U16, NULL)                                    \
    F(NVC_MIN, "sn.lmp.service_config.cpsa.min_nvc", U16, NULL)                                    \
    F(NVC_MAX, "sn.lmp.service_config.cpsa.max_nvc", U16, NULL)                                    \
    F(CLIENT, "lmp.service_config.cpsa.local_ifid", IPV4,                                          \
      "Local interface id of the client interface referred to")                                    \
    F(OH_PATH, "lmp.service_config.cpsa.path_overhead", BOOL,                                      \
      "Path/VC Overhead Transparency Supported", .mask = 1)                                        \
    F(OH_LINE, "lmp.service_config.cpsa.line_overhead", BOOL,                                      \
      "Line/MS Overhead Transparency Supported", .mask = 2)                                        \
    F(OH_SECTION, "lmp.service_config.cpsa.section_overhead", BOOL,                                \
      "Section/RS Overhead Transparency Supported", .mask = 4)                                     \
    F(NSA, "lmp.service_config.nsa.transparency", U32, "Network Transparency Flags",               \
      .base = SN_HEX, .vals = sn_lmp_transparencies, .pad = 3)                                     \
    F(TCM, "lmp.service_config.nsa.tcm", U8, "TCM Monitoring", .base = SN_HEX,                     \
      .vals = sn_lmp_monitoring)                                                                   \
    F(NSA_SOH, "lmp.service_config.nsa.transparency.soh", BOOL,                                    \
      "Standard SOH/RSOH transparency supported", .mask = 1)                                       \
    F(NSA_LOH, "lmp.service_config.nsa.transparency.loh", BOOL,                                    \
      "Standard LOH/MSOH transparency supported", .mask = 2)                                       \
    F(TCM_OK, "lmp.service_config.nsa.transparency.tcm", BOOL, "TCM Monitoring Supported",         \
      .mask = 1)                                                                                   \
    F(DIVERSITY, "sn.lmp.service_config.nsa.diversity", U24, NULL, .pad = 0)                       \
    F(DIVERSE, "lmp.service_config.nsa.diversity", U8, "Network Diversity Flags", .base = SN_HEX,  \
      .vals = sn_lmp_diversities)                                                                  \
    F(D_NODE, "lmp.service_config.nsa.diversity.node", BOOL, "Node diversity supported",           \
      .mask = 1)                                                                                   \
    F(D_LINK, "lmp.service_config.nsa.diversity.link", BOOL, "Link diversity supported",           \
      .mask = 2)                                                                                   \
    F(D_SRLG, "lmp.service_config.nsa.diversity.srlg", BOOL, "SRLG diversity supported", .mask = 4)
SN_FIELD_NUMBERS(LMP)

/* Whether objects of this class and type are known. */
bool sn_lmp_known(uint64_t class, uint64_t type);

/* tcpdump's text, of the records in their order. */
enum sn_then sn_lmp_text(struct sn_text *t, const struct sn_layer *l);

#endif
