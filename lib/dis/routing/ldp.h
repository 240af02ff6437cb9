/* What the files of LDP share: its fields. Those of the text only are "sn.". */
#ifndef SN_DIS_LDP_H
#define SN_DIS_LDP_H

#include "dis/proto.h"

enum { LSR_SIZE = 6 };
enum {
    NOTIFICATION = 1,
    HELLO = 0x100,
    INIT = 0x200,
    KEEPALIVE,
    ADDRESS = 0x300,
    ADDRESS_WITHDRAW,
    MAPPING = 0x400,
    REQUEST,
    WITHDRAW,
    RELEASE,
    ABORT,
    VENDORS = 0x3e00,
    EXPERIMENTS = 0x3f00,
};
enum { FEC_TLV = 0x100, ADDRESSES_TLV, HOPS_TLV = 0x103, PATH_TLV, RETURNED_PDU = 0x302 };
enum { WILDCARD = 1, PREFIX, HOST, PW = 0x80 };
enum { PAR_MTU = 1, PAR_TEXT = 3, PAR_VLAN = 6, PAR_VCCV = 12 };

extern const struct sn_val sn_ldp_messages[], sn_ldp_tlvs[], sn_ldp_msg_bits[], sn_ldp_tlv_bits[],
    sn_ldp_fecs[], sn_ldp_words[], sn_ldp_parameters[], sn_ldp_channels[], sn_ldp_checks[],
    sn_ldp_targeted[], sn_ldp_requested[], sn_ldp_severities[], sn_ldp_forwards[];

#define PARAM(name) "ldp.msg.tlv.fec.vc.intparam." name
#define FT(name)    "ldp.msg.tlv.ft_sess." name
#define PWSTATUS(x) "ldp.msg.tlv.pwstatus.code." x
#define LDP(F)                                                                                     \
    F(PDU, "sn.ldp.pdu", GROUPS, NULL)                                                             \
    F(VERSION, "ldp.hdr.version", U16, "Version")                                                  \
    F(PDU_LEN, "ldp.hdr.pdu_len", U16, "PDU Length")                                               \
    F(LSR, "ldp.hdr.ldpid.lsr", IPV4, "LSR ID")                                                    \
    F(SPACE, "ldp.hdr.ldpid.lsid", U16, "Label Space ID")                                          \
    F(BAD_VERSION, "sn.ldp.version.unsupported", UINT, NULL)                                       \
    F(PDU_SHORT, "sn.ldp.pdu.short", UINT, NULL)                                                   \
    F(HEAD, "sn.ldp.pdu.head", NONE, NULL)                                                         \
    F(BODY, "sn.ldp.pdu.body", NONE, NULL)                                                         \
    F(REMAINING, "sn.ldp.pdu.remaining", UINT, NULL)                                               \
    F(HIDE, "sn.ldp.hide", NONE, NULL)                                                             \
    F(MSG, "sn.ldp.msg", GROUPS, NULL)                                                             \
    F(MSG_U, "ldp.msg.ubit", BIT8, "U bit", .mask = 0x80, .vals = sn_ldp_msg_bits)                 \
    F(MSG_TYPE, "ldp.msg.type", U16, "Message Type", .mask = 0x7fff, .base = SN_HEX,               \
      .vals = sn_ldp_messages)                                                                     \
    F(MSG_LEN, "ldp.msg.len", U16, "Message Length", .unit = "bytes")                              \
    F(MSG_SHORT, "sn.ldp.msg.short", NONE, NULL)                                                   \
    F(MSG_ID, "ldp.msg.id", U32, "Message ID", .base = SN_HEX)                                     \
    F(MSG_VENDOR, "ldp.msg.vendor.id", U32, "Vendor ID", .base = SN_HEX)                           \
    F(MSG_EXPERIMENT, "ldp.msg.experiment.id", U32, "Experiment ID", .base = SN_HEX)               \
    F(DUMP_V_MSG, "sn.ldp.dump.msg", BYTES, NULL)                                                  \
    F(DUMP_VV, "sn.ldp.dump.vv", BYTES, NULL)                                                      \
    F(DUMP_V, "sn.ldp.dump.v", BYTES, NULL)                                                        \
    F(TLV, "sn.ldp.msg.tlv", GROUPS, NULL)                                                         \
    F(TLV_U, "ldp.msg.tlv.unknown", P8, "TLV Unknown bits", .mask = 0xc0, .base = SN_HEX,          \
      .vals = sn_ldp_tlv_bits)                                                                     \
    F(TLV_TYPE, "ldp.msg.tlv.type", U16, "TLV Type", .mask = 0x3fff, .base = SN_HEX,               \
      .vals = sn_ldp_tlvs)                                                                         \
    F(TLV_LEN, "ldp.msg.tlv.len", U16, "TLV Length", .unit = "bytes")                              \
    F(TLV_PAST, "sn.ldp.msg.tlv.past", NONE, NULL)                                                 \
    F(TLV_SHORT, "sn.ldp.msg.tlv.short", UINT, NULL)                                               \
    F(INVALID, "sn.ldp.msg.tlv.invalid", NONE, NULL)                                               \
    F(VALUE, "ldp.msg.tlv.value", BYTES, "TLV Value")                                              \
    F(HOLD, "ldp.msg.tlv.hello.hold", U16, "Hold Time", .unit = "s")                               \
    F(TARGETED, "ldp.msg.tlv.hello.targeted", BIT16, "Targeted Hello", .mask = 0x8000,             \
      .vals = sn_ldp_targeted)                                                                     \
    F(REQUESTED, "ldp.msg.tlv.hello.requested", BIT16, "Hello Requested", .mask = 0x4000,          \
      .vals = sn_ldp_requested)                                                                    \
    F(GTSM, "ldp.msg.tlv.hello.gtsm", BIT16, "GTSM Flag", .mask = 0x2000)                          \
    F(HELLO_RES, "ldp.msg.tlv.hello.res", U16, "Reserved", .mask = 0x1fff, .base = SN_HEX)         \
    F(TRANSPORT4, "ldp.msg.tlv.ipv4.taddr", IPV4, "IPv4 Transport Address")                        \
    F(TRANSPORT6, "ldp.msg.tlv.ipv6.taddr", IPV6, "IPv6 Transport Address")                        \
    F(CONF_SEQ, "ldp.msg.tlv.hello.cnf_seqno", U32, "Configuration Sequence Number")               \
    F(FAMILY, "ldp.msg.tlv.addrl.addr_family", U16, "Address Family", .vals = sn_afs)              \
    F(ADDR4, "ldp.msg.tlv.addrl.addr", IPV4S, "Address")                                           \
    F(ADDR6, "sn.ldp.msg.tlv.addrl.addr6", IPV6S, "Address")                                       \
    F(SESS_VERSION, "ldp.msg.tlv.sess.ver", U16, "Session Protocol Version")                       \
    F(SESS_ALIVE, "ldp.msg.tlv.sess.ka", U16, "Session KeepAlive Time", .unit = "s")               \
    F(SESS_ADV, "ldp.msg.tlv.sess.advbit", BIT8, "Session Label Advertisement Discipline",         \
      .mask = 0x80)                                                                                \
    F(SESS_LOOPS, "ldp.msg.tlv.sess.ldetbit", BOOL, "Session Loop Detection", .width = 1,          \
      .step = 1, .mask = 0x40)                                                                     \
    F(SESS_PATH, "ldp.msg.tlv.sess.pvlim", U8, "Session Path Vector Limit")                        \
    F(SESS_PDU, "ldp.msg.tlv.sess.mxpdu", U16, "Session Max PDU Length")                           \
    F(SESS_LSR, "ldp.msg.tlv.sess.rxlsr", IPV4, "Session Receiver LSR Identifier")                 \
    F(SESS_SPACE, "ldp.msg.tlv.sess.rxls", U16, "Session Receiver Label Space Identifier")         \
    F(ATM_MERGE, "ldp.msg.tlv.sess.atm.merge", P8, "Session ATM Merge Parameter", .mask = 0xc0)    \
    F(ATM_RANGES, "ldp.msg.tlv.sess.atm.lr", P8, "Number of ATM Label Ranges", .mask = 0x3c)       \
    F(ATM_DIR, "ldp.msg.tlv.sess.atm.dir", BOOL, "Directionality", .mask = 2, .width = 1,          \
      .step = 1, .pad = 3)                                                                         \
    F(ATM_MIN_VPI, "ldp.msg.tlv.sess.atm.minvpi", U16S, "Minimum VPI", .mask = 0xfff)              \
    F(ATM_MIN_VCI, "ldp.msg.tlv.sess.atm.minvci", U16S, "Minimum VCI")                             \
    F(ATM_MAX_VPI, "ldp.msg.tlv.sess.atm.maxvpi", U16S, "Maximum VPI", .mask = 0xfff)              \
    F(ATM_MAX_VCI, "ldp.msg.tlv.sess.atm.maxvci", U16S, "Maximum VCI")                             \
    F(FR_MERGE, "ldp.msg.tlv.sess.fr.merge", P8, "Session Frame Relay Merge Parameter",            \
      .mask = 0xc0)                                                                                \
    F(FR_RANGES, "ldp.msg.tlv.sess.fr.lr", P8, "Number of Frame Relay Label Ranges", .mask = 0x3c) \
    F(FR_DIR, "ldp.msg.tlv.sess.fr.dir", BOOL, "Directionality", .mask = 2, .width = 1, .step = 1, \
      .pad = 3)                                                                                    \
    F(FR_RANGE_LEN, "ldp.msg.tlv.sess.fr.len", UINT, "Number of DLCI bits", .mask = 0x180,         \
      .width = 2, .step = 1, .flags = SN_F_MULTI)                                                  \
    F(FR_MIN, "ldp.msg.tlv.sess.fr.mindlci", U24S, "Minimum DLCI", .mask = 0x7fffff, .pad = 1)     \
    F(FR_MAX, "ldp.msg.tlv.sess.fr.maxdlci", U24S, "Maximum DLCI", .mask = 0x7fffff)               \
    F(FT_FLAGS, FT("flags"), U16, "Flags", .base = SN_HEX)                                         \
    F(FT_RES, FT("res"), U16, "Reserved", .base = SN_HEX)                                          \
    F(FT_RECONNECT, FT("reconn_to"), U32, "Reconnect Timeout", .unit = "ms")                       \
    F(FT_RECOVERY, FT("recovery_time"), U32, "Recovery Time", .unit = "ms")                        \
    F(FT_R, FT("flag_r"), BOOL, "R bit", .mask = 0x8000)                                           \
    F(FT_FLAGS_RES, FT("flag_res"), UINT, "Reserved", .mask = 0x7ff0, .base = SN_HEX)              \
    F(FT_S, FT("flag_s"), BOOL, "S bit", .mask = 8)                                                \
    F(FT_A, FT("flag_a"), BOOL, "A bit", .mask = 4)                                                \
    F(FT_C, FT("flag_c"), BOOL, "C bit", .mask = 2)                                                \
    F(FT_L, FT("flag_l"), BOOL, "L bit", .mask = 1)                                                \
    F(LABEL, "ldp.msg.tlv.generic.label", U32, "Generic Label", .mask = 0xfffff)                   \
    F(ATM_V, "ldp.msg.tlv.atm.label.vbits", P8, "V-bits", .mask = 0x30, .base = SN_HEX)            \
    F(ATM_VPI, "ldp.msg.tlv.atm.label.vpi", U16, "VPI", .mask = 0xfff)                             \
    F(ATM_VCI, "ldp.msg.tlv.atm.label.vci", U16, "VCI")                                            \
    F(FR_LEN, "ldp.msg.tlv.fr.label.len", UINT, "Number of DLCI bits", .mask = 0x180, .width = 2,  \
      .step = 1)                                                                                   \
    F(FR_DLCI, "ldp.msg.tlv.fr.label.dlci", U24, "DLCI", .mask = 0x7fffff)                         \
    F(HOPS, "ldp.msg.tlv.hc.value", U8, "Hop Count Value")                                         \
    F(PATH, "ldp.msg.tlv.pv.lsrid", IPV4S, "LSR Id")                                               \
    F(REQUEST_ID, "ldp.msg.tlv.lbl_req_msg_id", U32, "Label Request Message ID", .base = SN_HEX)   \
    F(FATAL, "ldp.msg.tlv.status.ebit", BIT8, "E Bit", .mask = 0x80, .vals = sn_ldp_severities)    \
    F(FORWARD, "ldp.msg.tlv.status.fbit", BIT8, "F Bit", .mask = 0x40, .vals = sn_ldp_forwards)    \
    F(STATUS, "ldp.msg.tlv.status.data", U32, "Status Data", .mask = 0x3fffffff, .base = SN_HEX)   \
    F(STATUS_ID, "ldp.msg.tlv.status.msg.id", U32, "Message ID", .base = SN_HEX)                   \
    F(STATUS_MSG, "ldp.msg.tlv.status.msg.type", U16, "Message Type", .base = SN_HEX)              \
    F(EXT_STATUS, "ldp.msg.tlv.extstatus.data", U32, "Extended Status Data", .base = SN_HEX)       \
    F(RET_VERSION, "ldp.msg.tlv.returned.version", U16, "Returned PDU Version")                    \
    F(RET_LEN, "ldp.msg.tlv.returned.pdu_len", U16, "Returned PDU Length")                         \
    F(RET_LSR, "ldp.msg.tlv.returned.ldpid.lsr", IPV4, "Returned PDU LSR ID")                      \
    F(RET_SPACE, "ldp.msg.tlv.returned.ldpid.lsid", U16, "Returned PDU Label Space ID",            \
      .base = SN_HEX)                                                                              \
    F(RET_U, "ldp.msg.tlv.returned.msg.ubit", BIT8, "Returned Message Unknown bit", .mask = 0x80)  \
    F(RET_TYPE, "ldp.msg.tlv.returned.msg.type", U16, "Returned Message Type", .mask = 0x7fff,     \
      .base = SN_HEX)                                                                              \
    F(RET_MSG_LEN, "ldp.msg.tlv.returned.msg.len", U16, "Returned Message Length")                 \
    F(RET_ID, "ldp.msg.tlv.returned.msg.id", U32, "Returned Message ID", .base = SN_HEX)           \
    F(MTU, "sn.ldp.msg.tlv.mtu", U16, "MTU", .unit = "bytes")                                      \
    F(PW_STATUS, "ldp.msg.tlv.pwstatus.code", U32, "PW Status", .base = SN_HEX)                    \
    F(PW_DOWN, PWSTATUS("pwnotforward"), BOOL, "Pseudowire Not Forwarding", .mask = 1)             \
    F(PW_AC_IN, PWSTATUS("pwlacingressrecvfault"), BOOL,                                           \
      "Local Attachment Circuit (ingress) Receive Fault", .mask = 2)                               \
    F(PW_AC_OUT, PWSTATUS("pwlacegresstransfault"), BOOL,                                          \
      "Local Attachment Circuit (egress) Transmit Fault", .mask = 4)                               \
    F(PW_PSN_IN, PWSTATUS("pwpsnpwingressrecvfault"), BOOL,                                        \
      "Local PSN-facing PW (ingress) Receive Fault", .mask = 8)                                    \
    F(PW_PSN_OUT, PWSTATUS("pwpsnpwegresstransfault"), BOOL,                                       \
      "Local PSN-facing PW (egress) Transmit Fault", .mask = 16)                                   \
    F(VENDOR, "ldp.msg.tlv.vendor_id", U32, "Vendor ID", .base = SN_HEX)                           \
    F(EXPERIMENT, "ldp.msg.tlv.experiment_id", U32, "Experiment ID", .base = SN_HEX)               \
    F(DATA, "ldp.data", BYTES, "Data")                                                             \
    F(FEC, "sn.ldp.msg.tlv.fec", GROUPS, NULL)                                                     \
    F(FEC_TYPE, "ldp.msg.tlv.fec.type", U8, "FEC Element Type", .vals = sn_ldp_fecs)               \
    F(FEC_FAMILY, "ldp.msg.tlv.fec.af", U16, "FEC Element Address Type", .vals = sn_afs)           \
    F(FEC_LEN, "ldp.msg.tlv.fec.len", U8, "FEC Element Length")                                    \
    F(PREFIX4, "ldp.msg.tlv.fec.pfval", IPV4, "FEC Element Prefix Value")                          \
    F(PREFIX6, "sn.ldp.msg.tlv.fec.pfval6", IPV6, "FEC Element Prefix Value")                      \
    F(PREFIX_NONE, "sn.ldp.msg.tlv.fec.unread", UINT, NULL)                                        \
    F(PREFIX_BAD, "sn.ldp.msg.tlv.fec.len.invalid", UINT, NULL)                                    \
    F(HOST4, "ldp.msg.tlv.fec.hoval", IPV4, "FEC Element Host Address Value")                      \
    F(HOST6, "sn.ldp.msg.tlv.fec.hoval6", IPV6, "FEC Element Host Address Value")                  \
    F(PW_WORD, "ldp.msg.tlv.fec.pw.controlword", BIT8, "C-bit", .mask = 0x80,                      \
      .vals = sn_ldp_words)                                                                        \
    F(PW_TYPE, "ldp.msg.tlv.fec.pw.pwtype", U16, "PW Type", .mask = 0x7fff, .base = SN_HEX,        \
      .vals = sn_ldp_pws)                                                                          \
    F(PW_INFO, "ldp.msg.tlv.fec.pw.infolength", U8, "PW Info Length", .unit = "bytes")             \
    F(PW_GROUP, "ldp.msg.tlv.fec.pw.groupid", U32, "Group ID")                                     \
    F(PW_ID, "ldp.msg.tlv.fec.pw.pwid", U32, "PW ID")                                              \
    F(PW_BAD, "sn.ldp.msg.tlv.fec.pw.invalid", NONE, NULL)                                         \
    F(PAR, "sn.ldp.msg.tlv.fec.vc.intparam", GROUPS, NULL)                                         \
    F(PAR_ID, PARAM("id"), U8, "ID", .base = SN_HEX, .vals = sn_ldp_parameters)                    \
    F(PAR_LEN, PARAM("length"), U8, "Length", .unit = "bytes")                                     \
    F(PW_MTU, PARAM("mtu"), U16, "MTU", .unit = "bytes")                                           \
    F(PW_TEXT, PARAM("desc"), STR, "Description")                                                  \
    F(PW_VLAN, PARAM("vlanid"), U16, "VLAN Id")                                                    \
    F(CC, "sn.ldp.msg.tlv.fec.vc.intparam.vccv.cc", U8, NULL, .vals = sn_ldp_channels,             \
      .base = SN_HEX)                                                                              \
    F(CV, "sn.ldp.msg.tlv.fec.vc.intparam.vccv.cv", U8, NULL, .vals = sn_ldp_checks,               \
      .base = SN_HEX)                                                                              \
    F(CC_CW, PARAM("vccv.cctype_cw"), BOOL, "PWE3 Control Word", .mask = 1)                        \
    F(CC_RA, PARAM("vccv.cctype_mplsra"), BOOL, "MPLS Router Alert", .mask = 2)                    \
    F(CC_TTL, PARAM("vccv.cctype_ttl1"), BOOL, "MPLS Inner Label TTL = 1", .mask = 4)              \
    F(CV_ICMP, PARAM("vccv.cvtype_icmpping"), BOOL, "ICMP Ping", .mask = 1)                        \
    F(CV_LSP, PARAM("vccv.cvtype_lspping"), BOOL, "LSP Ping", .mask = 2)                           \
    F(CV_BFD1, PARAM("vccv.cvtype_bfd1"), BOOL,                                                    \
      "BFD IP/UDP-encapsulated, for PW Fault Detection only", .mask = 4)                           \
    F(CV_BFD2, PARAM("vccv.cvtype_bfd2"), BOOL,                                                    \
      "BFD IP/UDP-encapsulated, for PW Fault Detection and AC/PW Fault Status Signaling",          \
      .mask = 8)                                                                                   \
    F(CV_BFD3, PARAM("vccv.cvtype_bfd3"), BOOL,                                                    \
      "BFD BFD PW-ACH-encapsulated, for PW Fault Detection only", .mask = 16)                      \
    F(CV_BFD4, PARAM("vccv.cvtype_bfd4"), BOOL,                                                    \
      "BFD BFD PW-ACH-encapsulated, for PW Fault Detection and AC/PW Fault Status Signaling",      \
      .mask = 32)                                                                                  \
    F(DUMP_PAR, "sn.ldp.dump.par", BYTES, NULL)
SN_FIELD_NUMBERS(LDP)

/* tcpdump's text, of the records in their order. */
enum sn_then sn_ldp_text(struct sn_text *t, const struct sn_layer *l);

#endif
