/* PFCP: the fields, which pfcp.c reads, and names of their values. */
#ifndef DIS_APP_PFCP_H
#define DIS_APP_PFCP_H

#include "dis/proto.h"

extern const struct sn_val sn_pfcp_messages[], sn_pfcp_elements[], sn_pfcp_causes[],
    sn_pfcp_outer[];

#define PFCP(F)                                                                                    \
    F(PF_FLAGS, "pfcp.flags", P8, "Flags", .base = SN_HEX)                                         \
    F(PF_VERSION, "pfcp.version", P8, "Version", .mask = 0xe0)                                     \
    F(PF_H_SPARE_B4, "pfcp.spare_b4", P8, "Spare", .mask = 0x10)                                   \
    F(PF_H_SPARE_B3, "pfcp.spare_b3", P8, "Spare", .mask = 0x8)                                    \
    F(PF_FOLLOWED, "pfcp.fo_flag", BIT8, "Follow On (FO)", .mask = 0x4)                            \
    F(PF_HAS_PRIORITY, "pfcp.mp_flag", BIT8, "Message Priority (MP)", .mask = 0x2)                 \
    F(PF_HAS_SEID, "pfcp.s", BIT8, "SEID (S)", .mask = 0x1, .step = 1)                             \
    F(PF_TYPE, "pfcp.msg_type", U8, "Message Type", .vals = sn_pfcp_messages)                      \
    F(PF_LENGTH, "pfcp.length", U16, "Length")                                                     \
    F(PF_SEID, "pfcp.seid", U64, "SEID", .base = SN_HEX)                                           \
    F(PF_SEQ, "pfcp.seqno", U24, "Sequence Number")                                                \
    F(PF_SPARE_OCTET, "pfcp.spare_oct", U8, "Spare")                                               \
    F(PF_IE, "sn.pfcp.ie", GROUPS, "Information Element")                                          \
    F(PF_IE_TYPE, "pfcp.ie_type", U16, "IE Type", .vals = sn_pfcp_elements)                        \
    F(PF_IE_LEN, "pfcp.ie_len", U16, "IE Length")                                                  \
    F(PF_IE_ENTERPRISE, "pfcp.enterprise_id", U16, "Enterprise ID")                                \
    F(PF_IE_BYTES, "pfcp.enterprise_ie_data", BYTES, "Enterprise IE Data")                         \
    F(PF_CAUSE, "pfcp.cause", U8, "Cause", .vals = sn_pfcp_causes)                                 \
    F(PF_SPARE_H1, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                                     \
    F(PF_SOURCE_INTERFACE, "pfcp.source_interface", U8, "Source Interface", .mask = 0xf)           \
    F(PF_SPARE_H1_2, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                                   \
    F(PF_DST_INTERFACE, "pfcp.dst_interface", U8, "Interface", .mask = 0xf)                        \
    F(PF_GATE_STATUS_ULGATE, "pfcp.gate_status.ulgate", P8, "UL Gate", .mask = 0xc)                \
    F(PF_GATE_STATUS_DLGATE, "pfcp.gate_status.dlgate", U8, "DL Gate", .mask = 0x3)                \
    F(PF_QER_CORRELATION_ID, "pfcp.qer_correlation_id", U32, "QER Correlation ID")                 \
    F(PF_PRECEDENCE, "pfcp.precedence", U32, "Precedence")                                         \
    F(PF_TIME_THRESHOLD, "pfcp.time_threshold", U32, "Time Threshold")                             \
    F(PF_SUB_TIME_THRESHOLD, "pfcp.subsequent_time_threshold", U32, "Subsequent Time Threshold")   \
    F(PF_INACTIVITY_DETECTION_TIME, "pfcp.inactivity_detection_time", U32,                         \
      "Inactivity Detection Time")                                                                 \
    F(PF_TRIG_LIUSA, "pfcp.reporting_triggers_flags.liusa", BIT8,                                  \
      "LIUSA (Linked Usage Reporting)", .mask = 0x80)                                              \
    F(PF_TRIG_DROTH, "pfcp.reporting_triggers_flags.droth", BIT8,                                  \
      "DROTH (Dropped DL Traffic Threshold)", .mask = 0x40)                                        \
    F(PF_TRIG_STOPT, "pfcp.reporting_triggers_flags.stopt", BIT8, "STOPT (Stop of Traffic)",       \
      .mask = 0x20)                                                                                \
    F(PF_TRIG_START, "pfcp.reporting_triggers_flags.start", BIT8, "START (Start of Traffic)",      \
      .mask = 0x10)                                                                                \
    F(PF_TRIG_QUHTI, "pfcp.reporting_triggers_flags.quhti", BIT8, "QUHTI (Quota Holding Time)",    \
      .mask = 0x8)                                                                                 \
    F(PF_TRIG_TIMTH, "pfcp.reporting_triggers_flags.timth", BIT8, "TIMTH (Time Threshold)",        \
      .mask = 0x4)                                                                                 \
    F(PF_TRIG_VOLTH, "pfcp.reporting_triggers_flags.volth", BIT8, "VOLTH (Volume Threshold)",      \
      .mask = 0x2)                                                                                 \
    F(PF_TRIG_PERIO, "pfcp.reporting_triggers_flags.perio", BIT8, "PERIO (Periodic Reporting)",    \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_TRIG_QUVTI, "pfcp.reporting_triggers_flags.quvti", BIT8, "QUVTI (Quota Validity Time)",   \
      .mask = 0x80)                                                                                \
    F(PF_TRIG_IPMJL, "pfcp.reporting_triggers_flags.ipmjl", BIT8,                                  \
      "IPMJL (IP Multicast Join/Leave)", .mask = 0x40)                                             \
    F(PF_TRIG_EVEQU, "pfcp.reporting_triggers_flags.evequ", BIT8, "EVEQU (Event Quota)",           \
      .mask = 0x20)                                                                                \
    F(PF_TRIG_EVETH, "pfcp.reporting_triggers_flags.eveth", BIT8, "EVETH (Event Threshold)",       \
      .mask = 0x10)                                                                                \
    F(PF_TRIG_MACAR, "pfcp.reporting_triggers_flags.macar", BIT8,                                  \
      "MACAR (MAC Addresses Reporting)", .mask = 0x8)                                              \
    F(PF_TRIG_ENVCL, "pfcp.reporting_triggers_flags.envcl", BIT8, "ENVCL (Envelope Closure)",      \
      .mask = 0x4)                                                                                 \
    F(PF_TRIG_TIMQU, "pfcp.reporting_triggers_flags.timqu", BIT8, "TIMQU (Time Quota)",            \
      .mask = 0x2)                                                                                 \
    F(PF_TRIG_VOLQU, "pfcp.reporting_triggers_flags.volqu", BIT8, "VOLQU (Volume Quota)",          \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SPARE_B7_B2, "pfcp.spare_b7_b2", P8, "Spare", .mask = 0xfc)                               \
    F(PF_TRIG_UPINT, "pfcp.reporting_triggers_flags.upint", BIT8,                                  \
      "UPINT (User Plane Inactivity Timer)", .mask = 0x2)                                          \
    F(PF_TRIG_REEMR, "pfcp.reporting_triggers_flags.reemr", BIT8,                                  \
      "REEMR (REport the End Marker Reception)", .mask = 0x1, .step = 1)                           \
    F(PF_SPARE_B7, "pfcp.spare_b7", P8, "Spare", .mask = 0x80)                                     \
    F(PF_REPORT_TYPE_UISR, "pfcp.report_type.uisr", BIT8, "UISR (UP Initiated Session Request)",   \
      .mask = 0x40)                                                                                \
    F(PF_REPORT_TYPE_SESR, "pfcp.report_type.sesr", BIT8, "SESR (Session Report)", .mask = 0x20)   \
    F(PF_REPORT_TYPE_TMIR, "pfcp.report_type.tmir", BIT8,                                          \
      "TMIR (TSC Management Information Report)", .mask = 0x10)                                    \
    F(PF_REPORT_TYPE_UPIR, "pfcp.report_type.upir", BIT8, "UPIR (User Plane Inactivity Report)",   \
      .mask = 0x8)                                                                                 \
    F(PF_REPORT_TYPE_ERIR, "pfcp.report_type.erir", BIT8, "ERIR (Error Indication Report)",        \
      .mask = 0x4)                                                                                 \
    F(PF_REPORT_TYPE_USAR, "pfcp.report_type.usar", BIT8, "USAR (Usage Report)", .mask = 0x2)      \
    F(PF_REPORT_TYPE_DLDR, "pfcp.report_type.dldr", BIT8, "DLDR (Downlink Data Report)",           \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_OFFENDING_IE, "pfcp.offending_ie", U16, "Type of the offending IE")                       \
    F(PF_UPF_TREU, "pfcp.up_function_features.treu", BIT8, "TREU", .mask = 0x80)                   \
    F(PF_UPF_HEEU, "pfcp.up_function_features.heeu", BIT8, "HEEU", .mask = 0x40)                   \
    F(PF_UPF_PFDM, "pfcp.up_function_features.pfdm", BIT8, "PFDM", .mask = 0x20)                   \
    F(PF_UPF_FTUP, "pfcp.up_function_features.ftup", BIT8, "FTUP", .mask = 0x10)                   \
    F(PF_UPF_TRST, "pfcp.up_function_features.trst", BIT8, "TRST", .mask = 0x8)                    \
    F(PF_UPF_DLBD, "pfcp.up_function_features.dlbd", BIT8, "DLBD", .mask = 0x4)                    \
    F(PF_UPF_DDND, "pfcp.up_function_features.ddnd", BIT8, "DDND", .mask = 0x2)                    \
    F(PF_UPF_BUCP, "pfcp.up_function_features.bucp", BIT8, "BUCP", .mask = 0x1, .step = 1)         \
    F(PF_UPF_EPFAR, "pfcp.up_function_features.epfar", BIT8, "EPFAR", .mask = 0x80)                \
    F(PF_UPF_PFDE, "pfcp.up_function_features.pfde", BIT8, "PFDE", .mask = 0x40)                   \
    F(PF_UPF_FRRT, "pfcp.up_function_features.frrt", BIT8, "FRRT", .mask = 0x20)                   \
    F(PF_UPF_TRACE, "pfcp.up_function_features.trace", BIT8, "TRACE", .mask = 0x10)                \
    F(PF_UPF_QUOAC, "pfcp.up_function_features.quoac", BIT8, "QUOAC", .mask = 0x8)                 \
    F(PF_UPF_UDBC, "pfcp.up_function_features.udbc", BIT8, "UDBC", .mask = 0x4)                    \
    F(PF_UPF_PDIU, "pfcp.up_function_features.pdiu", BIT8, "PDIU", .mask = 0x2)                    \
    F(PF_UPF_EMPU, "pfcp.up_function_features.empu", BIT8, "EMPU", .mask = 0x1, .step = 1)         \
    F(PF_UPF_GCOM, "pfcp.up_function_features.gcom", BIT8, "GCOM", .mask = 0x80)                   \
    F(PF_UPF_BUNDL, "pfcp.up_function_features.bundl", BIT8, "BUNDL", .mask = 0x40)                \
    F(PF_UPF_MTE_N4, "pfcp.up_function_features.mte_n4", BIT8, "MTE N4", .mask = 0x20)             \
    F(PF_UPF_MNOP, "pfcp.up_function_features.mnop", BIT8, "MNOP", .mask = 0x10)                   \
    F(PF_UPF_SSET, "pfcp.up_function_features.sset", BIT8, "SSET", .mask = 0x8)                    \
    F(PF_UPF_UEIP, "pfcp.up_function_features.ueip", BIT8, "UEIP", .mask = 0x4)                    \
    F(PF_UPF_ADPDP, "pfcp.up_function_features.adpdp", BIT8, "ADPDP", .mask = 0x2)                 \
    F(PF_UPF_DPDRA, "pfcp.up_function_features.dpdra", BIT8, "DPDRA", .mask = 0x1, .step = 1)      \
    F(PF_UPF_MPTCP, "pfcp.up_function_features.mptcp", BIT8, "MPTCP", .mask = 0x80)                \
    F(PF_UPF_TSCU, "pfcp.up_function_features.tscu", BIT8, "TSCU", .mask = 0x40)                   \
    F(PF_UPF_IP6PL, "pfcp.up_function_features.ip6pl", BIT8, "IP6PL", .mask = 0x20)                \
    F(PF_UPF_IPTV, "pfcp.up_function_features.iptv", BIT8, "IPTV", .mask = 0x10)                   \
    F(PF_UPF_NORP, "pfcp.up_function_features.norp", BIT8, "NORP", .mask = 0x8)                    \
    F(PF_UPF_VTIME, "pfcp.up_function_features.vtime", BIT8, "VTIME", .mask = 0x4)                 \
    F(PF_UPF_RTTL, "pfcp.up_function_features.rttl", BIT8, "RTTL", .mask = 0x2)                    \
    F(PF_UPF_MPAS, "pfcp.up_function_features.mpas", BIT8, "MPAS", .mask = 0x1, .step = 1)         \
    F(PF_UPF_RDS, "pfcp.up_function_features.rds", BIT8, "RDS", .mask = 0x80)                      \
    F(PF_UPF_DDDS, "pfcp.up_function_features.ddds", BIT8, "DDDS", .mask = 0x40)                   \
    F(PF_UPF_ETHAR, "pfcp.up_function_features.ethar", BIT8, "ETHAR", .mask = 0x20)                \
    F(PF_UPF_CIOT, "pfcp.up_function_features.ciot", BIT8, "CIOT", .mask = 0x10)                   \
    F(PF_UPF_MTEDT, "pfcp.up_function_features.mtedt", BIT8, "MT-EDT", .mask = 0x8)                \
    F(PF_UPF_GPQM, "pfcp.up_function_features.gpqm", BIT8, "GPQM", .mask = 0x4)                    \
    F(PF_UPF_QFQM, "pfcp.up_function_features.qfqm", BIT8, "QFQM", .mask = 0x2)                    \
    F(PF_UPF_ATSSS_LL, "pfcp.up_function_features.atsss_ll", BIT8, "ATSSS-LL", .mask = 0x1,        \
      .step = 1)                                                                                   \
    F(PF_UPF_DNSTS, "pfcp.up_function_features.dnsts", BIT8, "DNSTS", .mask = 0x80)                \
    F(PF_UPF_IPREP, "pfcp.up_function_features.iprep", BIT8, "IPREP", .mask = 0x40)                \
    F(PF_UPF_RESPS, "pfcp.up_function_features.resps", BIT8, "RESPS", .mask = 0x20)                \
    F(PF_UPF_UPBER, "pfcp.up_function_features.upber", BIT8, "UPBER", .mask = 0x10)                \
    F(PF_UPF_L2TP, "pfcp.up_function_features.l2tp", BIT8, "L2TP", .mask = 0x8)                    \
    F(PF_UPF_NSPOC, "pfcp.up_function_features.nspoc", BIT8, "NSPOC", .mask = 0x4)                 \
    F(PF_UPF_QUASF, "pfcp.up_function_features.quasf", BIT8, "QUASF", .mask = 0x2)                 \
    F(PF_UPF_RTTWP, "pfcp.up_function_features.rttwp", BIT8, "RTTWP", .mask = 0x1, .step = 1)      \
    F(PF_APPLY_ACTION_DFRT, "pfcp.apply_action.dfrt", BIT8,                                        \
      "DFRT (Duplicate for Redundant Transmission)", .mask = 0x80)                                 \
    F(PF_APPLY_ACTION_IPMD, "pfcp.apply_action.ipmd", BIT8, "IPMD (IP Multicast Deny)",            \
      .mask = 0x40)                                                                                \
    F(PF_APPLY_ACTION_IPMA, "pfcp.apply_action.ipma", BIT8, "IPMA (IP Multicast Accept)",          \
      .mask = 0x20)                                                                                \
    F(PF_APPLY_ACTION_DUPL, "pfcp.apply_action.dupl", BIT8, "DUPL (Duplicate)", .mask = 0x10)      \
    F(PF_APPLY_ACTION_NOCP, "pfcp.apply_action.nocp", BIT8, "NOCP (Notify the CP function)",       \
      .mask = 0x8)                                                                                 \
    F(PF_APPLY_ACTION_BUFF, "pfcp.apply_action.buff", BIT8, "BUFF (Buffer)", .mask = 0x4)          \
    F(PF_APPLY_ACTION_FORW, "pfcp.apply_action.forw", BIT8, "FORW (Forward)", .mask = 0x2)         \
    F(PF_APPLY_ACTION_DROP, "pfcp.apply_action.drop", BIT8, "DROP (Drop)", .mask = 0x1, .step = 1) \
    F(PF_SPARE_B7_B5, "pfcp.spare_b7_b5", P8, "Spare", .mask = 0xe0)                               \
    F(PF_APPLY_ACTION_MBSU, "pfcp.apply_action.mbsu", BIT8,                                        \
      "MBSU (Forward and replicate MBS data using Unicast transport)", .mask = 0x10)               \
    F(PF_APPLY_ACTION_FSSM, "pfcp.apply_action.fssm", BIT8,                                        \
      "FSSM (Forward packets to lower layer SSM)", .mask = 0x8)                                    \
    F(PF_APPLY_ACTION_DDPN, "pfcp.apply_action.ddpn", BIT8,                                        \
      "DDPN (Discared Downlink Packet Notification)", .mask = 0x4)                                 \
    F(PF_APPLY_ACTION_BDPN, "pfcp.apply_action.bdpn", BIT8,                                        \
      "BDPN (Buffered Downlink Packet Notification)", .mask = 0x2)                                 \
    F(PF_APPLY_ACTION_EDRT, "pfcp.apply_action.edrt", BIT8,                                        \
      "EDRT (Eliminate Duplicate Packets for Redundant Transmission)", .mask = 0x1, .step = 1)     \
    F(PF_DL_DATA_NOTIFICATION_DELAY, "pfcp.dl_data_notification_delay", U8, "Delay Value")         \
    F(PF_TIMER_UNIT, "pfcp.timer_unit", P8, "Timer unit", .mask = 0xe0)                            \
    F(PF_TIMER_VALUE, "pfcp.timer_value", U8, "Timer value", .mask = 0x1f)                         \
    F(PF_PACKET_COUNT, "pfcp.packet_count", U8, "Packet Count")                                    \
    F(PF_SPARE_B7_B5_2, "pfcp.spare_b7_b5", P8, "Spare", .mask = 0xe0)                             \
    F(PF_SMREQ_FLAGS_RUMUC, "pfcp.smreq_flags.rumuc", BIT8,                                        \
      "RUMUC (Resume of Usage Measurement to Un-pause of Charging)", .mask = 0x10)                 \
    F(PF_SMREQ_FLAGS_SUMPC, "pfcp.smreq_flags.sumpc", BIT8,                                        \
      "SUMPC (Stop of Usage Measurement to Pause Charging)", .mask = 0x8)                          \
    F(PF_SMREQ_FLAGS_QAURR, "pfcp.smreq_flags.qaurr", BIT8, "QAURR (Query All URRs)", .mask = 0x4) \
    F(PF_SMREQ_FLAGS_SNDEM, "pfcp.smreq_flags.sndem", BIT8, "SNDEM (Send End Marker Packets)",     \
      .mask = 0x2)                                                                                 \
    F(PF_SMREQ_FLAGS_DROBU, "pfcp.smreq_flags.drobu", BIT8, "DROBU (Drop Buffered Packets)",       \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SPARE_B7_B1, "pfcp.spare_b7_b1", P8, "Spare", .mask = 0xfe)                               \
    F(PF_SRRSP_FLAGS_DROBU, "pfcp.srrsp_flags.drobu", BIT8, "DROBU (Drop Buffered Packets)",       \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SEQUENCE_NUMBER, "pfcp.sequence_number", U32, "Sequence Number")                          \
    F(PF_METRIC, "pfcp.metric", U8, "Metric")                                                      \
    F(PF_PDR_ID, "pfcp.pdr_id", U16, "Rule ID")                                                    \
    F(PF_SPARE_B7_B3, "pfcp.spare_b7_b3", P8, "Spare", .mask = 0xf8)                               \
    F(PF_MEASUREMENT_METHOD_FLAGS_EVENT, "pfcp.measurement_method_flags.event", BIT8,              \
      "EVENT (Event)", .mask = 0x4)                                                                \
    F(PF_MEASUREMENT_METHOD_FLAGS_VOLUME, "pfcp.measurement_method_flags.volume", BIT8,            \
      "VOLUM (Volume)", .mask = 0x2)                                                               \
    F(PF_MEASUREMENT_METHOD_FLAGS_DURAT, "pfcp.measurement_method_flags.durat", BIT8,              \
      "DURAT (Duration)", .mask = 0x1, .step = 1)                                                  \
    F(PF_USE_IMMER, "pfcp.usage_report_trigger.immer", BIT8, "IMMER (Immediate Report)",           \
      .mask = 0x80)                                                                                \
    F(PF_USE_DROTH, "pfcp.usage_report_trigger_flags.droth", BIT8,                                 \
      "DROTH (Dropped DL Traffic Threshold)", .mask = 0x40)                                        \
    F(PF_USE_STOPT, "pfcp.usage_report_trigger_flags.stopt", BIT8, "STOPT (Stop of Traffic)",      \
      .mask = 0x20)                                                                                \
    F(PF_USE_START, "pfcp.usage_report_trigger_flags.start", BIT8, "START (Start of Traffic)",     \
      .mask = 0x10)                                                                                \
    F(PF_USE_QUHTI, "pfcp.usage_report_trigger_flags.quhti", BIT8, "QUHTI (Quota Holding Time)",   \
      .mask = 0x8)                                                                                 \
    F(PF_USE_TIMTH, "pfcp.usage_report_trigger_flags.timth", BIT8, "TIMTH (Time Threshold)",       \
      .mask = 0x4)                                                                                 \
    F(PF_USE_VOLTH, "pfcp.usage_report_trigger_flags.volth", BIT8, "VOLTH (Volume Threshold)",     \
      .mask = 0x2)                                                                                 \
    F(PF_USE_PERIO, "pfcp.usage_report_trigger_flags.perio", BIT8, "PERIO (Periodic Reporting)",   \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_USE_EVETH, "pfcp.usage_report_trigger_flags.eveth", BIT8, "EVETH (Event Threshold)",      \
      .mask = 0x80)                                                                                \
    F(PF_USE_MACAR, "pfcp.usage_report_trigger_flags.macar", BIT8,                                 \
      "MACAR (MAC Addresses Reporting)", .mask = 0x40)                                             \
    F(PF_USE_ENVCL, "pfcp.usage_report_trigger_flags.envcl", BIT8, "ENVCL (Envelope Closure)",     \
      .mask = 0x20)                                                                                \
    F(PF_USE_MONIT, "pfcp.usage_report_trigger.monit", BIT8, "MONIT (Monitoring Time)",            \
      .mask = 0x10)                                                                                \
    F(PF_USE_TERM, "pfcp.usage_report_trigger.term", BIT8, "TERMR (Termination Report)",           \
      .mask = 0x8)                                                                                 \
    F(PF_USE_LIUSA, "pfcp.usage_report_trigger_flags.liusa", BIT8,                                 \
      "LIUSA (Linked Usage Reporting)", .mask = 0x4)                                               \
    F(PF_USE_TIMQU, "pfcp.usage_report_trigger_flags.timqu", BIT8, "TIMQU (Time Quota)",           \
      .mask = 0x2)                                                                                 \
    F(PF_USE_VOLQU, "pfcp.usage_report_trigger_flags.volqu", BIT8, "VOLQU (Volume Quota)",         \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SPARE_B7_B6, "pfcp.spare_b7_b6", P8, "Spare", .mask = 0xc0)                               \
    F(PF_USE_UPINT, "pfcp.usage_report_trigger_flags.upint", BIT8,                                 \
      "UPINT (User Plane Inactivity Timer)", .mask = 0x20)                                         \
    F(PF_USE_EMRRE, "pfcp.usage_report_trigger_flags.emrre", BIT8,                                 \
      "EMRRE (End Marker Recetion REport)", .mask = 0x10)                                          \
    F(PF_USE_QUVTI, "pfcp.usage_report_trigger_flags.quvti", BIT8, "QUVTI (Quota Validity Time)",  \
      .mask = 0x8)                                                                                 \
    F(PF_USE_IPMJL, "pfcp.usage_report_trigger_flags.ipmjl", BIT8,                                 \
      "IPMJL (IP Multicast Join/Leave)", .mask = 0x4)                                              \
    F(PF_USE_TEBUR, "pfcp.usage_report_trigger_flags.tebur", BIT8,                                 \
      "TEMUR (Termination By UP function Report)", .mask = 0x2)                                    \
    F(PF_USE_EVEQU, "pfcp.usage_report_trigger_flags.evequ", BIT8, "EVEQU (Event Quota)",          \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_DURATION_MEASUREMENT, "pfcp.duration_measurement", U32, "Duration")                       \
    F(PF_QUOTA_HOLDING_TIME, "pfcp.quota_holding_time", U32, "Quota Holding Time")                 \
    F(PF_TIME_QUOTA, "pfcp.time_quota", U32, "Time Quota")                                         \
    F(PF_URR_ID_FLG, "pfcp.urr_id_flg", BIT32, "Allocation type", .mask = 0x80000000)              \
    F(PF_URR_ID, "pfcp.urr_id", U32, "URR ID", .mask = 0x7fffffff)                                 \
    F(PF_BAR_ID, "pfcp.bar_id", U8, "BAR ID")                                                      \
    F(PF_CPF_UIAUR, "pfcp.cp_function_features.uiaur", BIT8, "UIAUR", .mask = 0x80)                \
    F(PF_CPF_ARDR, "pfcp.cp_function_features.ardr", BIT8, "ARDR", .mask = 0x40)                   \
    F(PF_CPF_MPAS, "pfcp.cp_function_features.mpas", BIT8, "MPAS", .mask = 0x20)                   \
    F(PF_CPF_BUNDL, "pfcp.cp_function_features.bundl", BIT8, "BUNDL", .mask = 0x10)                \
    F(PF_CPF_SSET, "pfcp.cp_function_features.sset", BIT8, "SSET", .mask = 0x8)                    \
    F(PF_CPF_EPFAR, "pfcp.cp_function_features.epfar", BIT8, "EPFAR", .mask = 0x4)                 \
    F(PF_CPF_OVRL, "pfcp.cp_function_features.ovrl", BIT8, "OVRL", .mask = 0x2)                    \
    F(PF_CPF_LOAD, "pfcp.cp_function_features.load", BIT8, "LOAD", .mask = 0x1, .step = 1)         \
    F(PF_SPARE_H1_3, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                                   \
    F(PF_USAGE_INFORMATION_UBE, "pfcp.usage_information.ube", BIT8,                                \
      "UBE (Usage Before Enforcement)", .mask = 0x8)                                               \
    F(PF_USAGE_INFORMATION_UAE, "pfcp.usage_information.uae", BIT8,                                \
      "UAE (Usage After Enforcement)", .mask = 0x4)                                                \
    F(PF_USAGE_INFORMATION_AFT, "pfcp.usage_information.aft", BIT8, "AFT (After)", .mask = 0x2)    \
    F(PF_USAGE_INFORMATION_BEF, "pfcp.usage_information.bef", BIT8, "BEF (Before)", .mask = 0x1,   \
      .step = 1)                                                                                   \
    F(PF_UR_SEQN, "pfcp.ur_seqn", U32, "UR-SEQN")                                                  \
    F(PF_FAR_ID_FLG, "pfcp.far_id_flg", BIT32, "Allocation type", .mask = 0x80000000)              \
    F(PF_FAR_ID, "pfcp.far_id", U32, "FAR ID", .mask = 0x7fffffff)                                 \
    F(PF_QER_ID_FLG, "pfcp.qer_id_flg", BIT32, "Allocation type", .mask = 0x80000000)              \
    F(PF_QER_ID, "pfcp.qer_id", U32, "QER ID", .mask = 0x7fffffff)                                 \
    F(PF_SPARE_B7_B1_2, "pfcp.spare_b7_b1", P8, "Spare", .mask = 0xfe)                             \
    F(PF_OCI_FLAGS_AOCI, "pfcp.oci_flags.aoci", BIT8, "AOCI: Associate OCI with Node ID",          \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_PDN_TYPE, "pfcp.pdn_type", U8, "PDN Type", .mask = 0x7)                                   \
    F(PF_USER_PLANE_INACTIVITY_TIME, "pfcp.user_plane_inactivity_time", U32,                       \
      "User Plane Inactivity Timer")                                                               \
    F(PF_MULTIPLIER_VALUE_DIGITS, "pfcp.multiplier.value_digits", U64, "Value Digits")             \
    F(PF_MULTIPLIER_EXPONENT, "pfcp.multiplier.exponent", U32, "Exponent")                         \
    F(PF_SPARE_B7_B1_3, "pfcp.spare_b7_b1", P8, "Spare", .mask = 0xfe)                             \
    F(PF_RQI_FLAG, "pfcp.rqi_flag", BIT8, "RQI", .mask = 0x1, .step = 1)                           \
    F(PF_SPARE_B7_B6_2, "pfcp.spare_b7_b6", P8, "Spare", .mask = 0xc0)                             \
    F(PF_QFI_VALUE, "pfcp.qfi_value", U8, "QFI", .mask = 0x7f, .base = SN_HEX)                     \
    F(PF_QUERY_URR_REFERENCE, "pfcp.query_urr_reference", U32, "Query URR Reference")              \
    F(PF_ETHERTYPE_FILTER_ID, "pfcp.ethertype_filter_id", U32, "Ethertype Filter ID")              \
    F(PF_EVENT_QUOTA, "pfcp.event_quota", U32, "Event Quota")                                      \
    F(PF_EVENT_THRESHOLD, "pfcp.event_threshold", U32, "Event Threshold")                          \
    F(PF_SPARE_H1_4, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                                   \
    F(PF_TGPP_INTERFACE_TYPE, "pfcp.tgpp_interface_type", U8, "3GPP Interface Type", .mask = 0x3f) \
    F(PF_AVERAGING_WINDOW, "pfcp.averaging_window", U32, "Averaging Window")                       \
    F(PF_OUT_HDR_DESC, "pfcp.out_hdr_desc", U8, "Outer Header Removal Description")                \
    F(PF_GTPU_EXT_HDR_DEL_PDU_SESS_CONT, "pfcp.gtpu_ext_hdr_del.pdu_sess_cont", BIT8,              \
      "PDU Session Container to be deleted", .mask = 0x1, .step = 1)                               \
    F(PF_SPARE_B7_B2_2, "pfcp.spare_b7_b2", P8, "Spare", .mask = 0xfc)                             \
    F(PF_ASRSP_FLAGS_FLAGS_UUPSI, "pfcp.asrsp_flags.flags.uupsi", BIT8,                            \
      "UUPSI (UPF configured for IPUPS indication)", .mask = 0x2)                                  \
    F(PF_ASRSP_FLAGS_FLAGS_PSREI, "pfcp.asrsp_flags.flags.psrei", BIT8,                            \
      "PSREI (PFCP Session Retained Indication)", .mask = 0x1, .step = 1)                          \
    F(PF_MONITORING_TIME, "pfcp.monitoring_time", TIME, "Monitoring Time")                         \
    F(PF_TIME_OF_FIRST_PACKET, "pfcp.time_of_first_packet", TIME, "Time of First Packet")          \
    F(PF_TIME_OF_LAST_PACKET, "pfcp.time_of_last_packet", TIME, "Time of Last Packet")             \
    F(PF_START_TIME, "pfcp.start_time", TIME, "Start Time")                                        \
    F(PF_END_TIME, "pfcp.end_time", TIME, "End Time")                                              \
    F(PF_RECOVERY_TIME_STAMP, "pfcp.recovery_time_stamp", TIME, "Recovery Time Stamp")             \
    F(PF_FTEID_FLG_SPARE, "pfcp.fteid_flg.spare", P8, "Spare", .mask = 0xf0)                       \
    F(PF_F_TEID_FLAGS_CH_ID, "pfcp.f_teid_flags.ch_id", BIT8, "CHID (CHOOSE_ID)", .mask = 0x8)     \
    F(PF_F_TEID_FLAGS_CH, "pfcp.f_teid_flags.ch", BIT8, "CH (CHOOSE)", .mask = 0x4)                \
    F(PF_F_TEID_FLAGS_V6, "pfcp.f_teid_flags.v6", BIT8, "V6 (IPv6)", .mask = 0x2)                  \
    F(PF_F_TEID_FLAGS_V4, "pfcp.f_teid_flags.v4", BIT8, "V4 (IPv4)", .mask = 0x1, .step = 1)       \
    F(PF_SPARE_B7_B3_2, "pfcp.spare_b7_b3", P8, "Spare", .mask = 0xf8)                             \
    F(PF_VT_F_DLVOL, "pfcp.volume_threshold_flags.dlvol", BIT8, "DLVOL", .mask = 0x4)              \
    F(PF_VT_F_ULVOL, "pfcp.volume_threshold_flags.ulvol", BIT8, "ULVOL", .mask = 0x2)              \
    F(PF_VT_F_TOVOL, "pfcp.volume_threshold_flags.tovol", BIT8, "TOVOL", .mask = 0x1, .step = 1)   \
    F(PF_SPARE_B7_B3_3, "pfcp.spare_b7_b3", P8, "Spare", .mask = 0xf8)                             \
    F(PF_SUBSEQ_VT_DLVOL_FLG, "pfcp.subseq_volume_threshold.dlvol_flg", BIT8, "DLVOL",             \
      .mask = 0x4)                                                                                 \
    F(PF_SUBSEQ_VT_ULVOL_FLG, "pfcp.subseq_volume_threshold.ulvol_flg", BIT8, "ULVOL",             \
      .mask = 0x2)                                                                                 \
    F(PF_SUBSEQ_VT_TOVOL_FLG, "pfcp.subseq_volume_threshold.tovol_flg", BIT8, "TOVOL",             \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SPARE_B7_B6_3, "pfcp.spare_b7_b6", P8, "Spare", .mask = 0xc0)                             \
    F(PF_VM_F_DLNOPS, "pfcp.volume_measurement_flags.dlnops", BIT8, "DLNOP", .mask = 0x20)         \
    F(PF_VM_F_ULNOP, "pfcp.volume_measurement_flags.ulnop", BIT8, "ULNOP", .mask = 0x10)           \
    F(PF_VM_F_TONOP, "pfcp.volume_measurement_flags.tonop", BIT8, "TONOP", .mask = 0x8)            \
    F(PF_VM_F_DLVOL, "pfcp.volume_measurement_flags.dlvol", BIT8, "DLVOL", .mask = 0x4)            \
    F(PF_VM_F_ULVOL, "pfcp.volume_measurement_flags.ulvol", BIT8, "ULVOL", .mask = 0x2)            \
    F(PF_VM_F_TOVOL, "pfcp.volume_measurement_flags.tovol", BIT8, "TOVOL", .mask = 0x1, .step = 1) \
    F(PF_SPARE_B7_B3_4, "pfcp.spare_b7_b3", P8, "Spare", .mask = 0xf8)                             \
    F(PF_VOLUME_QUOTA_FLAGS_DLVOL, "pfcp.volume_quota_flags.dlvol", BIT8, "DLVOL", .mask = 0x4)    \
    F(PF_VOLUME_QUOTA_FLAGS_ULVOL, "pfcp.volume_quota_flags.ulvol", BIT8, "ULVOL", .mask = 0x2)    \
    F(PF_VOLUME_QUOTA_FLAGS_TOVOL, "pfcp.volume_quota_flags.tovol", BIT8, "TOVOL", .mask = 0x1,    \
      .step = 1)                                                                                   \
    F(PF_SPARE_B7_B3_5, "pfcp.spare_b7_b3", P8, "Spare", .mask = 0xf8)                             \
    F(PF_SUB_VOLUME_QUOTA_FLAGS_DLVOL, "pfcp.subsequent_volume_quota_flags.dlvol", BIT8, "DLVOL",  \
      .mask = 0x4)                                                                                 \
    F(PF_SUB_VOLUME_QUOTA_FLAGS_ULVOL, "pfcp.subsequent_volume_quota_flags.ulvol", BIT8, "ULVOL",  \
      .mask = 0x2)                                                                                 \
    F(PF_SUB_VOLUME_QUOTA_FLAGS_TOVOL, "pfcp.subsequent_volume_quota_flags.tovol", BIT8, "TOVOL",  \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SPARE_B7_2, "pfcp.spare_b7", P8, "Spare", .mask = 0x80)                                   \
    F(PF_SPARE_B6, "pfcp.spare_b6", P8, "Spare", .mask = 0x40)                                     \
    F(PF_SPARE_B5, "pfcp.spare_b5", P8, "Spare", .mask = 0x20)                                     \
    F(PF_SPARE_B4, "pfcp.spare_b4", P8, "Spare", .mask = 0x10)                                     \
    F(PF_SPARE_B3, "pfcp.spare_b3", P8, "Spare", .mask = 0x8)                                      \
    F(PF_SPARE_B2, "pfcp.spare_b2", P8, "Spare", .mask = 0x4)                                      \
    F(PF_F_SEID_FLAGS_V4, "pfcp.f_seid_flags.v4", BIT8, "V4 (IPv4)", .mask = 0x2)                  \
    F(PF_F_SEID_FLAGS_V6, "pfcp.f_seid_flags.v6", BIT8, "V6 (IPv6)", .mask = 0x1, .step = 1)       \
    F(PF_SPARE_B7_3, "pfcp.spare_b7", P8, "Spare", .mask = 0x80)                                   \
    F(PF_UE_F_V6PL, "pfcp.ue_ip_address_flag.v6pl", BIT8, "IPV6PL", .mask = 0x40)                  \
    F(PF_UE_F_CHV6, "pfcp.ue_ip_address_flag.chv6", BIT8, "CHV6", .mask = 0x20)                    \
    F(PF_UE_F_CHV4, "pfcp.ue_ip_address_flag.chv4", BIT8, "CHV4", .mask = 0x10)                    \
    F(PF_UE_F_V6D, "pfcp.ue_ip_address_flag.v6d", BIT8, "IPv6D", .mask = 0x8)                      \
    F(PF_UE_F_SD, "pfcp.ue_ip_address_flag.sd", BIT8, "S/D", .mask = 0x4)                          \
    F(PF_UE_F_V4, "pfcp.ue_ip_address_flag.v4", BIT8, "V4 (IPv4)", .mask = 0x2)                    \
    F(PF_UE_F_V6, "pfcp.ue_ip_address_flag.v6", BIT8, "V6 (IPv6)", .mask = 0x1, .step = 1)         \
    F(PF_SPARE_H1_5, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                                   \
    F(PF_SDF_FILTER_BID, "pfcp.sdf_filter.bid", BIT8, "BID (Bidirectional SDF Filter)",            \
      .mask = 0x10)                                                                                \
    F(PF_SDF_FILTER_FL, "pfcp.sdf_filter.fl", BIT8, "FL (Flow Label)", .mask = 0x8)                \
    F(PF_SDF_FILTER_SPI, "pfcp.sdf_filter.spi", BIT8, "SPI (Security Parameter Index)",            \
      .mask = 0x4)                                                                                 \
    F(PF_SDF_FILTER_TTC, "pfcp.sdf_filter.ttc", BIT8, "TTC (ToS Traffic Class)", .mask = 0x2)      \
    F(PF_SDF_FILTER_FD, "pfcp.sdf_filter.fd", BIT8, "FD (Flow Description)", .mask = 0x1,          \
      .step = 1)                                                                                   \
    F(PF_SPARE_B7_B2_3, "pfcp.spare_b7_b2", P8, "Spare", .mask = 0xfc)                             \
    F(PF_DL_DATA_SERVICE_INF_QFII, "pfcp.dl_data_service_inf.qfii", BIT8,                          \
      "QFII(QoS Flow Identifier)", .mask = 0x2)                                                    \
    F(PF_DL_DATA_SERVICE_INF_PPI, "pfcp.dl_data_service_inf.ppi", BIT8,                            \
      "PPI(Paging Policy Indication)", .mask = 0x1, .step = 1)                                     \
    F(PF_SPARE_B7_B4, "pfcp.spare_b7_b4", P8, "Spare", .mask = 0xf0)                               \
    F(PF_PACKET_RATE_APRC, "pfcp.packet_rate.aprc", BIT8, "APRC (Additional Packet Rate Control)", \
      .mask = 0x4)                                                                                 \
    F(PF_PACKET_RATE_DLPR, "pfcp.packet_rate.dlpr", BIT8, "DLPR (Downlink Packet Rate)",           \
      .mask = 0x2)                                                                                 \
    F(PF_PACKET_RATE_ULPR, "pfcp.packet_rate.ulpr", BIT8, "ULPR (Uplink Packet Rate)",             \
      .mask = 0x1, .step = 1)                                                                      \
    F(PF_SPARE_B7_B2_4, "pfcp.spare_b7_b2", P8, "Spare", .mask = 0xfc)                             \
    F(PF_DL_FLOW_LEVEL_MARKING_SCI, "pfcp.dl_flow_level_marking.sci", BIT8,                        \
      "SCI(Service Class Indicator)", .mask = 0x2)                                                 \
    F(PF_DL_FLOW_LEVEL_MARKING_TTC, "pfcp.dl_flow_level_marking.ttc", BIT8,                        \
      "TTC (ToS/Traffic Class)", .mask = 0x1, .step = 1)                                           \
    F(PF_SPARE_B7_B4_2, "pfcp.spare_b7_b4", P8, "Spare", .mask = 0xf0)                             \
    F(PF_MAC_ADDRESS_FLAGS_UDES, "pfcp.mac_address.flags.udes", BIT8, "UDES", .mask = 0x8)         \
    F(PF_MAC_ADDRESS_FLAGS_USUO, "pfcp.mac_address.flags.usuo", BIT8, "USUO", .mask = 0x4)         \
    F(PF_MAC_ADDRESS_FLAGS_DEST, "pfcp.mac_address.flags.dest", BIT8, "DEST", .mask = 0x2)         \
    F(PF_MAC_ADDRESS_FLAGS_SOUR, "pfcp.mac_address.flags.sour", BIT8, "SOUR", .mask = 0x1,         \
      .step = 1)                                                                                   \
    F(PF_SPARE_B7_4, "pfcp.spare_b7", P8, "Spare", .mask = 0x80)                                   \
    F(PF_USER_ID_FLAGS_PEIF, "pfcp.user_id.flags.peif", BIT8, "PEIF", .mask = 0x40)                \
    F(PF_USER_ID_FLAGS_GPSIF, "pfcp.user_id.flags.gpsif", BIT8, "GPSIF", .mask = 0x20)             \
    F(PF_USER_ID_FLAGS_SUPIF, "pfcp.user_id.flags.supif", BIT8, "SUPIF", .mask = 0x10)             \
    F(PF_USER_ID_FLAGS_NAIF, "pfcp.user_id.flags.naif", BIT8, "NAIF", .mask = 0x8)                 \
    F(PF_USER_ID_FLAGS_MSISDNF, "pfcp.user_id.flags.msisdnf", BIT8, "MSISDNF", .mask = 0x4)        \
    F(PF_USER_ID_FLAGS_IMEIF, "pfcp.user_id.flags.imeif", BIT8, "IMEIF", .mask = 0x2)              \
    F(PF_USER_ID_FLAGS_IMSIF, "pfcp.user_id.flags.imsif", BIT8, "IMSIF", .mask = 0x1, .step = 1)   \
    F(PF_CHOOSE_ID, "pfcp.f_teid.choose_id", BYTES, "Choose Id", .width = 1, .step = 1)            \
    F(PF_TEID, "pfcp.f_teid.teid", U32, "TEID", .base = SN_HEX)                                    \
    F(PF_TEID_IP4, "pfcp.f_teid.ipv4_addr", IPV4, "IPv4 address")                                  \
    F(PF_TEID_IP6, "pfcp.f_teid.ipv6_addr", IPV6, "IPv6 address")                                  \
    F(PF_VT_TOTAL, "pfcp.volume_threshold.tovol", U64, "Total Volume")                             \
    F(PF_VT_UP, "pfcp.volume_threshold.ulvol", U64, "Uplink Volume")                               \
    F(PF_VT_DOWN, "pfcp.volume_threshold.dlvol", U64, "Downlink Volume")                           \
    F(PF_SVT_TOTAL, "pfcp.subseq_volume_threshold.tovol", U64, "Total Volume")                     \
    F(PF_SVT_UP, "pfcp.subseq_volume_threshold.ulvol", U64, "Uplink Volume")                       \
    F(PF_SVT_DOWN, "pfcp.subseq_volume_threshold.dlvol", U64, "Downlink Volume")                   \
    F(PF_VM_TOTAL, "pfcp.volume_measurement.tovol", U64, "Total Volume")                           \
    F(PF_VM_UP, "pfcp.volume_measurement.ulvol", U64, "Uplink Volume")                             \
    F(PF_VM_DOWN, "pfcp.volume_measurement.dlvol", U64, "Downlink Volume")                         \
    F(PF_VM_TOTAL_N, "pfcp.volume_measurement.tonop", U64, "Total Number of Packets")              \
    F(PF_VM_UP_N, "pfcp.volume_measurement.ulnop", U64, "Uplink Number of Packets")                \
    F(PF_VM_DOWN_N, "pfcp.volume_measurement.dlnop", U64, "Downlink Number of Packets")            \
    F(PF_VQ_TOTAL, "pfcp.volume_quota.tovol", U64, "Total Volume")                                 \
    F(PF_VQ_UP, "pfcp.volume_quota.ulvol", U64, "Uplink Volume")                                   \
    F(PF_VQ_DOWN, "pfcp.volume_quota.dlvol", U64, "Downlink Volume")                               \
    F(PF_SVQ_TOTAL, "pfcp.subsequent_volume_quota.tovol", U64, "Total Volume")                     \
    F(PF_SVQ_UP, "pfcp.subsequent_volume_quota.ulvol", U64, "Uplink Volume")                       \
    F(PF_SVQ_DOWN, "pfcp.subsequent_volume_quota.dlvol", U64, "Downlink Volume")                   \
    F(PF_FSEID_IP4, "pfcp.f_seid.ipv4", IPV4, "IPv4 address")                                      \
    F(PF_FSEID_IP6, "pfcp.f_seid.ipv6", IPV6, "IPv6 address")                                      \
    F(PF_UE_IP4, "pfcp.ue_ip_addr_ipv4", IPV4, "IPv4 address")                                     \
    F(PF_UE_IP6, "pfcp.ue_ip_addr_ipv6", IPV6, "IPv6 address")                                     \
    F(PF_UE_PREFIX_D, "pfcp.ue_ip_addr_ipv6_prefix", U8, "IPv6 Prefix Delegation Bits")            \
    F(PF_UE_PREFIX, "pfcp.ue_ip_addr_ipv6_prefix_length", U8, "IPv6 Prefix Length")                \
    F(PF_OHC_DESC, "pfcp.outer_hdr_desc", U16, "Outer Header Creation Description",                \
      .vals = sn_pfcp_outer)                                                                       \
    F(PF_OHC_TEID, "pfcp.outer_hdr_creation.teid", U32, "TEID", .base = SN_HEX)                    \
    F(PF_OHC_IP4, "pfcp.outer_hdr_creation.ipv4", IPV4, "IPv4 Address")                            \
    F(PF_OHC_IP6, "pfcp.outer_hdr_creation.ipv6", IPV6, "IPv6 Address")                            \
    F(PF_OHC_PORT, "pfcp.outer_hdr_creation.port", U16, "Port Number")                             \
    F(PF_SDF_SPARE, "pfcp.spare", U8, "Spare")                                                     \
    F(PF_FLOW_LEN, "pfcp.flow_desc_len", U16, "Length of Flow Description")                        \
    F(PF_FLOW_DESC, "pfcp.flow_desc", STR, "Flow Description")                                     \
    F(PF_TRAFFIC_CLASS, "pfcp.traffic_class", U8, "ToS Traffic Class", .base = SN_HEX)             \
    F(PF_TRAFFIC_MASK, "pfcp.traffic_mask", U8, "Mask field", .base = SN_HEX)                      \
    F(PF_SPI, "pfcp.spi", U32, "Security Parameter Index", .base = SN_HEX)                         \
    F(PF_FLOW_LABEL_SPARE, "pfcp.flow_label_spare_bit", P8, "Spare bit", .mask = 0xf0)             \
    F(PF_FLOW_LABEL, "pfcp.flow_label", U24, "Flow Label", .base = SN_HEX, .mask = 0xfffff)        \
    F(PF_SDF_ID, "pfcp.sdf_filter_id", U32, "SDF Filter ID")                                       \
    F(PF_NODE_SPARE, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                                   \
    F(PF_NODE_TYPE, "pfcp.node_id_type", U8, "Address Type", .mask = 0xf)                          \
    F(PF_NODE_IP4, "pfcp.node_id_ipv4", IPV4, "IPv4")                                              \
    F(PF_NODE_IP6, "pfcp.node_id_ipv6", IPV6, "IPv6")                                              \
    F(PF_NODE_FQDN, "pfcp.node_id_fqdn", STR, "FQDN")                                              \
    F(PF_DLS_PPI, "pfcp.ppi", U8, "Paging Policy Indication", .mask = 0x7f)                        \
    F(PF_REDIRECT_SPARE, "pfcp.spare_h1", P8, "Spare", .mask = 0xf0)                               \
    F(PF_REDIRECT_TYPE, "pfcp.redirect_address_type", U8, "Redirect Address Type", .mask = 0xf)    \
    F(PF_REDIRECT_LEN, "pfcp.redirect_server_addr_len", U16, "Redirect Server Address Length")     \
    F(PF_REDIRECT, "pfcp.redirect_server_address", STR, "Redirect Server Address")                 \
    F(PF_NETWORK_INSTANCE, "pfcp.network_instance", STR, "Network Instance")                       \
    F(PF_APPLICATION, "pfcp.application_id_str", STR, "Application Identifier")                    \
    F(PF_POLICY_LEN, "pfcp.forwarding_policy_id_len", U8, "Forwarding Policy Identifier Length")   \
    F(PF_POLICY, "pfcp.forwarding_policy_id", BYTES, "Forwarding Policy Identifier")               \
    F(PF_APN, "pfcp.apn_dnn", STR, "APN/DNN")                                                      \
    F(PF_RULES, "pfcp.predef_rules_name", BYTES, "Predefined Rules Name")                          \
    F(PF_FLOW_SPARE, "pfcp.spare_b7_b3", P8, "Spare", .mask = 0xf8)                                \
    F(PF_FLOW_DIR, "pfcp.flow_dir", U8, "Flow Direction", .mask = 0x7)                             \
    F(PF_UL_UNIT, "pfcp.ul_time_unit", U8, "Uplink Time Unit", .mask = 0x7)                        \
    F(PF_UL_RATE, "pfcp.max_ul_pr", U16, "Maximum Uplink Packet Rate")                             \
    F(PF_DL_UNIT, "pfcp.dl_time_unit", U8, "Downlink Time Unit", .mask = 0x7)                      \
    F(PF_DL_RATE, "pfcp.max_dl_pr", U16, "Maximum Downlink Packet Rate")                           \
    F(PF_MAC_SOURCE, "pfcp.mac_address.sour", ETHER, "Source MAC Address")                         \
    F(PF_MAC_DEST, "pfcp.mac_address.dest", ETHER, "Destination MAC Address")                      \
    F(PF_UL_MBR, "pfcp.ul_mbr", UINT, "UL MBR")                                                    \
    F(PF_DL_MBR, "pfcp.dl_mbr", UINT, "DL MBR")                                                    \
    F(PF_UL_GBR, "pfcp.ul_gbr", UINT, "UL GBR")                                                    \
    F(PF_DL_GBR, "pfcp.dl_gbr", UINT, "DL GBR")                                                    \
    F(PF_IMSI_LEN, "pfcp.user_id.length_of_imsi", U8, "Length of IMSI")                            \
    F(PF_IMSI, "e212.imsi", STR, "IMSI")                                                           \
    F(PF_ASSOC_IMSI, "e212.assoc.imsi", STR, "Association IMSI")                                   \
    F(PF_MCC, "e212.mcc", UINT, "Mobile Country Code (MCC)")                                       \
    F(PF_IMEI_LEN, "pfcp.user_id.length_of_imei", U8, "Length of IMEI")                            \
    F(PF_IMEI, "pfcp.user_id.imei", STR, "IMEI")                                                   \
    F(PF_MSISDN_LEN, "pfcp.user_id.length_of_msisdn", U8, "Length of MSISDN")                      \
    F(PF_MSISDN, "e164.msisdn", STR, "E.164 number (MSISDN)")                                      \
    F(PF_COUNTRY, "e164.country_code", UINT, "Country Code")                                       \
    F(PF_NAI_LEN, "pfcp.user_id.length_of_nai", U8, "Length of NAI")                               \
    F(PF_NAI, "pfcp.user_id.nai", STR, "NAI")                                                      \
    F(PF_SST, "pfcp.s_nssai_sst.sst", BYTES, "SST", .width = 1, .step = 1)                         \
    F(PF_SD, "pfcp.s_nssai_sst.sd", BYTES, "SD", .width = 3, .step = 3)
SN_FIELD_NUMBERS(PFCP)

#endif
