/* GTP, versions 0 and 1: the fields. Those of the headers are gtp.c's, those of information
 * elements gtpie.c's. */
#ifndef DIS_NET_GTP_H
#define DIS_NET_GTP_H

#include "dis/proto.h"

extern const struct sn_val sn_gtp_causes[], sn_gtp_rats[];

#define GTP_HEADER(F)                                                                              \
    F(GTP_FLAGS, "gtp.flags", P8, "Flags", .base = SN_HEX)                                         \
    F(GTP_VERSION, "gtp.flags.version", P8, "Version", .mask = 0xe0)                               \
    F(GTP_PROTOCOL, "gtp.flags.payload", U8, "Protocol type", .mask = 0x10)                        \
    F(GTP_F_RESERVED, "gtp.flags.reserved", UINT, "Reserved", .mask = 0xe)                         \
    F(GTP_F_SNN, "gtp.flags.snn", BOOL, "Is SNDCP N-PDU included?", .mask = 1)                     \
    F(GTP_F_RESERVED1, "gtp.flags.reserved", UINT, "Reserved", .mask = 0x8)                        \
    F(GTP_F_E, "gtp.flags.e", BOOL, "Is Next Extension Header present?", .mask = 4)                \
    F(GTP_F_S, "gtp.flags.s", BOOL, "Is Sequence Number present?", .mask = 2)                      \
    F(GTP_F_PN, "gtp.flags.pn", BOOL, "Is N-PDU number present?", .mask = 1)                       \
    F(GTP_MESSAGE, "gtp.message", U8, "Message Type", .base = SN_HEX)                              \
    F(GTP_LENGTH, "gtp.length", U16, "Length")                                                     \
    F(GTP_TEID, "gtp.teid", U32, "TEID", .base = SN_HEX)                                           \
    F(GTP_SEQ, "gtp.seq_number", U16, "Sequence number", .base = SN_HEX)                           \
    F(GTP_NPDU, "gtp.npdu_number", U8, "N-PDU Number", .base = SN_HEX)                             \
    F(GTP_NEXT, "gtp.ext_hdr.next", U8S, "Next extension header type", .base = SN_HEX)             \
    F(GTP_EXT, "gtp.ext_hdr", GROUPS, "Extension header")                                          \
    F(GTP_EXT_LEN, "gtp.ext_hdr.length", U8, "Extension Header Length")                            \
    F(GTP_EXT_PDCP, "gtp.ext_hdr.pdcp_sn", U16, "PDCP Sequence Number")                            \
    F(GTP_EXT_PORT, "gtp.ext_hdr.udp_port", U16, "UDP Port")                                       \
    F(GTP_EXT_NEXT, "gtp.ext_hdr.next", U8, "Next extension header type", .base = SN_HEX)          \
    F(GTP_FLOW, "gtp.flow_label", U16, "Flow label", .base = SN_HEX)                               \
    F(GTP_SNDCP, "gtp.sndcp_number", U8, "SNDCP N-PDU LLC Number", .base = SN_HEX, .pad = 3)       \
    F(GTP_PR_FLAGS, "gtp.flags", P8, "Flags", .base = SN_HEX)                                      \
    F(GTP_PR_VERSION, "gtp.prim.flags.version", P8, "Version", .mask = 0xe0)                       \
    F(GTP_PR_PROTOCOL, "gtp.flags.payload", P8, "Protocol type", .mask = 0x10)                     \
    F(GTP_PR_RESERVED, "gtp.flags.reserved", U8, "Reserved", .mask = 0xe)                          \
    F(GTP_PR_HDR_LENGTH, "gtp.flags.hdr_length", BOOL, "Header length", .mask = 1)                 \
    F(GTP_PR_MESSAGE, "gtp.message", U8, "Message Type", .base = SN_HEX)                           \
    F(GTP_PR_LENGTH, "gtp.length", U16, "Length")                                                  \
    F(GTP_PR_SEQ, "gtp.seq_number", U16, "Sequence number", .base = SN_HEX)                        \
    F(GTP_PR_DUMMY, "gtp.dummy_octets", BYTES, "Dummy octets")

#define GTP_ELEMENTS(F)                                                                            \
    F(GTP_IE, "sn.gtp.ie", GROUPS, "Information Element")                                          \
    F(GTP_IE_ID, "gtp.ie_id", U8, "IE Id")                                                         \
    F(GTP_EXT_LENGTH, "gtp.ext_length", U16, "Length")                                             \
    F(GTP_CAUSE, "gtp.cause", U8, "Cause", .vals = sn_gtp_causes)                                  \
    F(GTP_IMSI, "e212.imsi", STR, "IMSI")                                                          \
    F(GTP_ASSOC_IMSI, "e212.assoc.imsi", STR, "Association IMSI")                                  \
    F(GTP_MCC, "e212.mcc", UINT, "Mobile Country Code (MCC)")                                      \
    F(GTP_MNC, "e212.mnc", UINT, "Mobile Network Code (MNC)")                                      \
    F(GTP_RAI_MCC, "e212.rai.mcc", UINT, "Mobile Country Code (MCC)")                              \
    F(GTP_RAI_MNC, "e212.rai.mnc", UINT, "Mobile Network Code (MNC)")                              \
    F(GTP_LAC, "gtp.lac", U16, "Location Area Code (LAC)")                                         \
    F(GTP_RAC, "gtp.rai_rac", U8, "Routing Area Code (RAC)")                                       \
    F(GTP_CGI_MCC, "e212.cgi.mcc", UINT, "Mobile Country Code (MCC)")                              \
    F(GTP_CGI_MNC, "e212.cgi.mnc", UINT, "Mobile Network Code (MNC)")                              \
    F(GTP_CI, "gtp.cgi_ci", U16, "Cell ID (CI)")                                                   \
    F(GTP_SAI_MCC, "e212.sai.mcc", UINT, "Mobile Country Code (MCC)")                              \
    F(GTP_SAI_MNC, "e212.sai.mnc", UINT, "Mobile Network Code (MNC)")                              \
    F(GTP_SAC, "gtp.sai_sac", U16, "Service Area Code (SAC)")                                      \
    F(GTP_TLLI, "gtp.tlli", U32, "TLLI", .base = SN_HEX)                                           \
    F(GTP_PTMSI, "gtp.ptmsi", U32, "P-TMSI")                                                       \
    F(GTP_REORDER, "gtp.reorder", BIT8, "Reordering required", .step = 1, .mask = 1)               \
    F(GTP_RAND, "gtp.rand", BYTES, "RAND", .width = 16, .step = 16)                                \
    F(GTP_SRES, "gtp.sres", BYTES, "SRES", .width = 4, .step = 4)                                  \
    F(GTP_KC, "gtp.kc", BYTES, "Kc", .width = 8, .step = 8)                                        \
    F(GTP_MAP_CAUSE, "gtp.map_cause", U8, "MAP cause")                                             \
    F(GTP_PTMSI_SIG, "gtp.ptmsi_sig", U24, "P-TMSI Signature", .base = SN_HEX)                     \
    F(GTP_MS_VALID, "gtp.ms_valid", BIT8, "MS validated", .step = 1, .mask = 1)                    \
    F(GTP_RECOVERY, "gtp.recovery", U8, "Recovery")                                                \
    F(GTP_SELECTION, "gtp.sel_mode", U8, "Selection mode", .mask = 0x3)                            \
    F(GTP_TEID_DATA, "gtp.teid_data", U32, "TEID Data I", .base = SN_HEX)                          \
    F(GTP_TEID_CP, "gtp.teid_cp", U32, "TEID Control Plane", .base = SN_HEX)                       \
    F(GTP_NSAPI, "gtp.nsapi", U8, "NSAPI", .mask = 0xf)                                            \
    F(GTP_TEID_II, "gtp.teid_ii", U32, "TEID Data II", .base = SN_HEX)                             \
    F(GTP_TEARDOWN, "gtp.tear_ind", BIT8, "Teardown Indicator", .step = 1, .mask = 1)              \
    F(GTP_RANAP, "gtp.ranap_cause", U8, "RANAP cause")                                             \
    F(GTP_CHARGING, "gtp.chrg_char", P16, "Charging characteristics")                              \
    F(GTP_CHARGING_S, "gtp.chrg_char_s", P16, "Spare", .mask = 0xf000)                             \
    F(GTP_CHARGING_N, "gtp.chrg_char_n", P16, "Normal charging", .mask = 0x800)                    \
    F(GTP_CHARGING_P, "gtp.chrg_char_p", P16, "Prepaid charging", .mask = 0x400)                   \
    F(GTP_CHARGING_F, "gtp.chrg_char_f", P16, "Flat rate charging", .mask = 0x200)                 \
    F(GTP_CHARGING_H, "gtp.chrg_char_h", P16, "Hot billing charging", .mask = 0x100)               \
    F(GTP_CHARGING_R, "gtp.chrg_char_r", U16, "Reserved", .mask = 0xff)                            \
    F(GTP_TRACE_REF, "gtp.trace_ref", U16, "Trace reference", .base = SN_HEX)                      \
    F(GTP_TRACE_TYPE, "gtp.trace_type", U16, "Trace type", .base = SN_HEX)                         \
    F(GTP_MS_REASON, "gtp.ms_reason", U8, "MS not reachable reason")                               \
    F(GTP_CHARGING_ID, "gtp.chrg_id", U32, "Charging ID", .base = SN_HEX)                          \
    F(GTP_USER_ORG, "gtp.user_addr_pdp_org", U8, "PDP type organization", .mask = 0xf)             \
    F(GTP_USER_TYPE, "gtp.user_addr_pdp_type", U8, "PDP type number", .base = SN_HEX)              \
    F(GTP_USER_IP4, "gtp.user_ipv4", IPV4, "End user address IPv4")                                \
    F(GTP_USER_IP6, "gtp.user_ipv6", IPV6, "End user address IPv6")                                \
    F(GTP_APN_LENGTH, "gtp.apn_length", U16, "APN length")                                         \
    F(GTP_APN, "gtp.apn", STR, "APN")                                                              \
    F(GTP_GSN_LENGTH, "gtp.gsn_address_length", U16, "GSN address length")                         \
    F(GTP_GSN_IP4, "gtp.gsn_ipv4", IPV4, "GSN address IPv4")                                       \
    F(GTP_GSN_IP6, "gtp.gsn_ipv6", IPV6, "GSN address IPv6")                                       \
    F(GTP_EXTENSION, "gsm_map.extension", BIT8, "Extension", .mask = 0x80)                         \
    F(GTP_NATURE, "gsm_map.nature_of_number", P8, "Nature of number", .mask = 0x70,                \
      .base = SN_HEX)                                                                              \
    F(GTP_NUMBER_PLAN, "gsm_map.number_plan", U8, "Number plan", .mask = 0xf, .base = SN_HEX)      \
    F(GTP_MSISDN, "e164.msisdn", STR, "E.164 number (MSISDN)")                                     \
    F(GTP_COUNTRY, "e164.country_code", UINT, "Country Code")                                      \
    F(GTP_QOS_LENGTH, "gtp.qos_umts_length", U16, "Length")                                        \
    F(GTP_QOS_PRIORITY, "gtp.qos_al_ret_priority", U8, "Allocation/Retention priority")            \
    F(GTP_QOS_SPARE1, "gtp.qos_spare1", P8, "Spare", .mask = 0xc0)                                 \
    F(GTP_QOS_DELAY, "gtp.qos_delay", P8, "QoS delay", .mask = 0x38)                               \
    F(GTP_QOS_RELIABILITY, "gtp.qos_reliability", U8, "QoS reliability", .mask = 0x7)              \
    F(GTP_QOS_PEAK, "gtp.qos_peak", P8, "QoS peak", .mask = 0xf0)                                  \
    F(GTP_QOS_SPARE2, "gtp.qos_spare2", P8, "Spare", .mask = 0x8)                                  \
    F(GTP_QOS_PRECEDENCE, "gtp.qos_precedence", U8, "QoS precedence", .mask = 0x7)                 \
    F(GTP_QOS_SPARE3, "gtp.qos_spare3", P8, "Spare", .mask = 0xe0)                                 \
    F(GTP_QOS_MEAN, "gtp.qos_mean", U8, "QoS mean", .mask = 0x1f)                                  \
    F(GTP_QOS_CLASS, "gtp.qos_traf_class", P8, "Traffic class", .mask = 0xe0)                      \
    F(GTP_QOS_ORDER, "gtp.qos_del_order", P8, "Delivery order", .mask = 0x18)                      \
    F(GTP_QOS_ERRONEOUS, "gtp.qos_del_err_sdu", U8, "Delivery of erroneous SDU", .mask = 0x7)      \
    F(GTP_FLAG_DUAL, "gtp.cmn_flg.dual_addr_bearer_flg", BIT8, "Dual Address Bearer Flag",         \
      .mask = 0x80)                                                                                \
    F(GTP_FLAG_UPGRADE, "gtp.cmn_flg.upgrd_qos_sup", BIT8, "Upgrade QoS Supported", .mask = 0x40)  \
    F(GTP_FLAG_NRSN, "gtp.cmn_flg.nrsn", BIT8, "NRSN bit field", .mask = 0x20)                     \
    F(GTP_FLAG_NO_QOS, "gtp.cmn_flg.no_qos_neg", BIT8, "No QoS negotiation", .mask = 0x10)         \
    F(GTP_FLAG_COUNTING, "gtp.cmn_flg.mbs_cnt_inf", BIT8, "MBMS Counting Information",             \
      .mask = 0x8)                                                                                 \
    F(GTP_FLAG_READY, "gtp.cmn_flg.mbs_ran_pcd_rdy", BIT8, "RAN Procedures Ready", .mask = 0x4)    \
    F(GTP_FLAG_MBMS, "gtp.cmn_flg.mbs_srv_type", BIT8, "MBMS Service Type", .mask = 0x2)           \
    F(GTP_FLAG_PPC, "gtp.cmn_flg.ppc", BIT8, "Prohibit Payload Compression", .mask = 0x1,          \
      .step = 1)                                                                                   \
    F(GTP_APN_RESTRICTION, "gtp.ext_apn_res", U8, "Restriction Type")                              \
    F(GTP_RAT, "gtp.ext_rat_type", U8, "RAT Type", .vals = sn_gtp_rats)                            \
    F(GTP_PLACE, "gtp.geo_loc_type", U8, "Geographic Location Type")                               \
    F(GTP_ZONE_DST, "gtp.timezone_dst", UINT, "DST", .mask = 0x3)                                  \
    F(GTP_IMEI, "gtp.ext_imeisv", STR, "IMEI(SV)")                                                 \
    F(GTP_CHARGING_IP4, "gtp.chrg_ipv4", IPV4, "CG address IPv4")                                  \
    F(GTP_CHARGING_IP6, "gtp.chrg_ipv6", IPV6, "CG address IPv6")                                  \
    F(GTP_ENTERPRISE, "gtp.ext_id", U16, "Extension identifier")                                   \
    F(GTP_ENTERPRISE_VALUE, "gtp.ext_val", BYTES, "Extension value")                               \
    F(GTP_DIRECT_EI, "gtp.ei", P8, "Error Indication (EI)", .mask = 0x4)                           \
    F(GTP_DIRECT_GCSI, "gtp.gcsi", P8, "GPRS-CSI (GCSI)", .mask = 0x2)                             \
    F(GTP_DIRECT_DTI, "gtp.dti", BIT8, "Direct Tunnel Indicator (DTI)", .mask = 0x1, .step = 1)    \
    F(GTP_CONTROL_MODE, "gtp.bcm", U8, "Bearer Control Mode")                                      \
    F(GTP_ARP_PCI, "gtp.EARP_pre_emption_Capability", BIT8, "PCI Pre-emption Capability",          \
      .mask = 0x40)                                                                                \
    F(GTP_ARP_LEVEL, "gtp.EARP_priority_level", P8, "PL Priority Level", .mask = 0x3c)             \
    F(GTP_ARP_PVI, "gtp.EARP_pre_emption_par_vulnerability", BIT8,                                 \
      "PVI Pre-emption Vulnerability", .mask = 0x1, .step = 1)                                     \
    F(GTP_EXT_UASI, "gtp.ext_comm_flags.uasi", BIT8, "UASI", .mask = 0x80)                         \
    F(GTP_EXT_BDWI, "gtp.ext_comm_flags.bdwi", BIT8, "BDWI", .mask = 0x40)                         \
    F(GTP_EXT_PCRI, "gtp.ext_comm_flags.pcri", BIT8, "PCRI", .mask = 0x20)                         \
    F(GTP_EXT_VB, "gtp.ext_comm_flags.vb", BIT8, "VB", .mask = 0x10)                               \
    F(GTP_EXT_RETLOC, "gtp.ext_comm_flags.retloc", BIT8, "RetLoc", .mask = 0x8)                    \
    F(GTP_EXT_CPSR, "gtp.ext_comm_flags.cpsr", BIT8, "CPSR", .mask = 0x4)                          \
    F(GTP_EXT_CCRSI, "gtp.ext_comm_flags.ccrsi", BIT8, "CCRSI", .mask = 0x2)                       \
    F(GTP_EXT_UNAUTH, "gtp.ext_comm_flags.unauthenticated_imsi", BIT8, "Unauthenticated IMSI",     \
      .mask = 0x1, .step = 1)                                                                      \
    F(GTP_AMBR_UP, "gtp.apn_ambr_ul", U32, "APN-AMBR for Uplink")                                  \
    F(GTP_AMBR_DOWN, "gtp.apn_ambr_dl", U32, "APN-AMBR for Downlink")                              \
    F(GTP_CHANGE_REPORT, "gtp.ms_inf_chg_rep_act", U8, "Action", .mask = 0xff)                     \
    F(GTP_HOPS, "gtp.hop_count", U8, "Hop Counter")                                                \
    F(GTP_FQDN_LENGTH, "gtp.fqdn_length", U16, "FQDN length")                                      \
    F(GTP_FQDN, "gtp.fqdn", STR, "FQDN")

#define GTP(F) GTP_HEADER(F) GTP_ELEMENTS(F)
SN_FIELD_NUMBERS(GTP)

/* Reads the information elements of a control message of version 1. */
void sn_gtp_elements(struct sn_dis *d, struct sn_rd *r);

#endif
