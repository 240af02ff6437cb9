/* GTP version 2: the fields, which gtpv2.c reads, and names of their values. */
#ifndef DIS_APP_GTPV2_H
#define DIS_APP_GTPV2_H

#include "dis/proto.h"

extern const struct sn_val sn_gtpv2_messages[], sn_gtpv2_elements[], sn_gtpv2_causes[],
    sn_gtpv2_pdns[], sn_gtpv2_rats[], sn_gtpv2_interfaces[];

#define GTPV2(F)                                                                                   \
    F(FLAGS, "gtpv2.flags", P8, "Flags", .base = SN_HEX)                                           \
    F(VERSION, "gtpv2.version", P8, "Version", .mask = 0xe0)                                       \
    F(PIGGYBACK, "gtpv2.p", P8, "Piggybacking flag (P)", .mask = 0x10)                             \
    F(TEID_FLAG, "gtpv2.t", P8, "TEID flag (T)", .mask = 0x8)                                      \
    F(PRIORITY, "gtpv2.mp", BIT8, "Message Priority(MP)", .mask = 0x4, .step = 1)                  \
    F(TYPE, "gtpv2.message_type", U8, "Message Type", .vals = sn_gtpv2_messages)                   \
    F(LENGTH, "gtpv2.msg_length", U16, "Message Length")                                           \
    F(TEID, "gtpv2.teid", U32, "Tunnel Endpoint Identifier", .base = SN_HEX)                       \
    F(SEQ, "gtpv2.seq", U24, "Sequence Number", .base = SN_HEX)                                    \
    F(SPARE, "gtpv2.spare", U8, "Spare")                                                           \
    F(IE, "sn.gtpv2.ie", GROUPS, "Information Element")                                            \
    F(IE_TYPE, "gtpv2.ie_type", U8, "IE Type", .vals = sn_gtpv2_elements)                          \
    F(IE_LEN, "gtpv2.ie_len", U16, "IE Length")                                                    \
    F(IE_CR, "gtpv2.cr", P8, "CR flag", .mask = 0xf0)                                              \
    F(INSTANCE, "gtpv2.instance", U8, "Instance", .mask = 0xf)                                     \
    F(IMSI, "e212.imsi", STR, "IMSI")                                                              \
    F(ASSOC_IMSI, "e212.assoc.imsi", STR, "Association IMSI")                                      \
    F(MCC, "e212.mcc", UINT, "Mobile Country Code (MCC)")                                          \
    F(MNC, "e212.mnc", UINT, "Mobile Network Code (MNC)")                                          \
    F(CAUSE, "gtpv2.cause", U8, "Cause", .vals = sn_gtpv2_causes)                                  \
    F(CAUSE_SPARE, "gtpv2.spare_b7_b3", P8, "Spare bit(s)", .mask = 0xf8)                          \
    F(CAUSE_PCE, "gtpv2.pce", BIT8, "PCE (PDN Connection IE Error)", .mask = 0x4)                  \
    F(CAUSE_BCE, "gtpv2.bce", BIT8, "BCE (Bearer Context IE Error)", .mask = 0x2)                  \
    F(CAUSE_CS, "gtpv2.cs", BIT8, "CS (Cause Source)", .mask = 0x1, .step = 1)                     \
    F(CAUSE_IE, "gtpv2.cause_off_ie_t", U8, "Type of the offending IE")                            \
    F(CAUSE_SPARE2, "gtpv2.spare_half_octet", P8, "Spare half octet", .mask = 0xf0)                \
    F(RECOVERY, "gtpv2.rec", U8, "Restart Counter")                                                \
    F(APN, "gtpv2.apn", STR, "APN (Access Point Name)")                                            \
    F(AMBR_UP, "gtpv2.ambr_up", U32, "AMBR Uplink (Aggregate Maximum Bit Rate for Uplink)")        \
    F(AMBR_DOWN, "gtpv2.ambr_down", U32, "AMBR Downlink(Aggregate Maximum Bit Rate for Downlink)") \
    F(EBI_SPARE, "gtpv2.spare_bits", P8, "Spare bit(s)", .mask = 0xf0)                             \
    F(EBI, "gtpv2.ebi", U8, "EPS Bearer ID (EBI)", .mask = 0xf)                                    \
    F(IP4, "gtpv2.ip_address_ipv4", IPV4, "IP address IPv4")                                       \
    F(IP6, "gtpv2.ip_address_ipv6", IPV6, "IP address IPv6")                                       \
    F(MEI, "gtpv2.mei", STR, "MEI(Mobile Equipment Identity)")                                     \
    F(MSISDN, "e164.msisdn", STR, "E.164 number (MSISDN)")                                         \
    F(COUNTRY, "e164.country_code", UINT, "Country Code")                                          \
    F(IND_DAF, "gtpv2.daf", BOOL, "DAF (Dual Address Bearer Flag)", .mask = 0x80)                  \
    F(IND_DTF, "gtpv2.dtf", BOOL, "DTF (Direct Tunnel Flag)", .mask = 0x40)                        \
    F(IND_HI, "gtpv2.hi", BOOL, "HI (Handover Indication)", .mask = 0x20)                          \
    F(IND_DFI, "gtpv2.dfi", BOOL, "DFI (Direct Forwarding Indication)", .mask = 0x10)              \
    F(IND_OI, "gtpv2.oi", BOOL, "OI (Operation Indication)", .mask = 0x8)                          \
    F(IND_ISRSI, "gtpv2.isrsi", BOOL,                                                              \
      "ISRSI (Idle mode Signalling Reduction Supported Indication)", .mask = 0x4)                  \
    F(IND_ISRAI, "gtpv2.israi", BOOL,                                                              \
      "ISRAI (Idle mode Signalling Reduction Activation Indication)", .mask = 0x2)                 \
    F(IND_SGWCI, "gtpv2.sgwci", BOOL, "SGWCI (SGW Change Indication)", .mask = 0x1)                \
    F(IND_SQCI, "gtpv2.sqci", BOOL, "SQCI (Subscribed QoS Change Indication)", .mask = 0x80)       \
    F(IND_UIMSI, "gtpv2.uimsi", BOOL, "UIMSI (Unauthenticated IMSI)", .mask = 0x40)                \
    F(IND_CFSI, "gtpv2.cfsi", BOOL, "CFSI (Change F-TEID support indication)", .mask = 0x20)       \
    F(IND_CRSI, "gtpv2.crsi", BOOL, "CRSI (Change Reporting support indication)", .mask = 0x10)    \
    F(IND_PS, "gtpv2.ps", BOOL, "PS (Piggybacking Supported)", .mask = 0x8)                        \
    F(IND_PT, "gtpv2.pt", BOOL, "PT (Protocol Type)", .mask = 0x4)                                 \
    F(IND_SI, "gtpv2.si", BOOL, "SI (Scope Indication)", .mask = 0x2)                              \
    F(IND_MSV, "gtpv2.msv", BOOL, "MSV (MS Validated)", .mask = 0x1)                               \
    F(IND_RETLOC, "gtpv2.retloc", BOOL, "RetLoc (Retrieve Location Indication Flag)",              \
      .mask = 0x80)                                                                                \
    F(IND_PBIC, "gtpv2.pbic", BOOL, "PBIC (Propagate BBAI Information Change)", .mask = 0x40)      \
    F(IND_SNRI, "gtpv2.snri", BOOL, "SRNI (SGW Restoration Needed Indication)", .mask = 0x20)      \
    F(IND_S6AF, "gtpv2.s6af", BOOL, "S6AF (Static IPv6 Address Flag)", .mask = 0x10)               \
    F(IND_S4AF, "gtpv2.s4af", BOOL, "S4AF (Static IPv4 Address Flag)", .mask = 0x8)                \
    F(IND_MBMDT, "gtpv2.mbmdt", BOOL, "MBMDT (Management Based MDT allowed flag)", .mask = 0x4)    \
    F(IND_ISRAU, "gtpv2.israu", BOOL, "ISRAU (ISR is activated for the UE)", .mask = 0x2)          \
    F(IND_CCRSI, "gtpv2.ccrsi", BOOL, "CCRSI (CSG Change Reporting support indication)",           \
      .mask = 0x1)                                                                                 \
    F(IND_CPRAI, "gtpv2.cprai", BOOL,                                                              \
      "CPRAI (Change of Presence Reporting Area information Indication)", .mask = 0x80)            \
    F(IND_ARRL, "gtpv2.arrl", BOOL, "ARRL (Abnormal Release of Radio Link)", .mask = 0x40)         \
    F(IND_PPOF, "gtpv2.ppof", BOOL, "PPOFF (PDN Pause Off Indication)", .mask = 0x20)              \
    F(IND_PPON_PPEI, "gtpv2.ppon_ppei", BOOL,                                                      \
      "PPON (PDN Pause On Indication) / PPEI (PDN Pause Enabled Indication)", .mask = 0x10)        \
    F(IND_PPSI, "gtpv2.ppsi", BOOL, "PPSI (PDN Pause Support Indication)", .mask = 0x8)            \
    F(IND_CSFBI, "gtpv2.csfbi", BOOL, "CSFBI (CSFB Indication)", .mask = 0x4)                      \
    F(IND_CLII, "gtpv2.clii", BOOL, "CLII (Change of Location Information Indication)",            \
      .mask = 0x2)                                                                                 \
    F(IND_CPSR, "gtpv2.cpsr", BOOL, "CPSR (CS to PS SRVCC Indication)", .mask = 0x1)               \
    F(IND_NSI, "gtpv2.nsi", BOOL, "NSI (NBIFOM Support Indication)", .mask = 0x80)                 \
    F(IND_UASI, "gtpv2.uasi", BOOL, "UASI (UE Available for Signalling Indication)", .mask = 0x40) \
    F(IND_DTCI, "gtpv2.dtci", BOOL, "DTCI (Delay Tolerant Connection Indication)", .mask = 0x20)   \
    F(IND_BDWI, "gtpv2.bdwi", BOOL, "BDWI (Buffered DL Data Waiting Indication)", .mask = 0x10)    \
    F(IND_PSCI, "gtpv2.psci", BOOL, "PSCI (Pending Subscription Change Indication)", .mask = 0x8)  \
    F(IND_PCRI, "gtpv2.pcri", BOOL, "PCRI (P-CSCF Restoration Indication)", .mask = 0x4)           \
    F(IND_AOSI, "gtpv2.aosi", BOOL, "AOSI (Associate OCI with SGW node's Identity)", .mask = 0x2)  \
    F(IND_AOPI, "gtpv2.aopi", BOOL, "AOPI (Associate OCI with PGW node's Identity)", .mask = 0x1)  \
    F(IND_ROAAI, "gtpv2.roaai", BOOL, "ROAAI (Release Over Any Access Indication)", .mask = 0x80)  \
    F(IND_EPCOSI, "gtpv2.epcosi", BOOL, "EPCOSI (Extended PCO Support Indication)", .mask = 0x40)  \
    F(IND_CPOPCI, "gtpv2.cpopci", BOOL, "CPOPCI (Control Plane Only PDN Connection Indication)",   \
      .mask = 0x20)                                                                                \
    F(IND_PMTSMI, "gtpv2.pmtsmi", BOOL, "PMTSMI (Pending MT Short Message Indication)",            \
      .mask = 0x10)                                                                                \
    F(IND_S11TF, "gtpv2.s11tf", BOOL, "S11TF (S11-U Tunnel Flag)", .mask = 0x8)                    \
    F(IND_PNSI, "gtpv2.pnsi", BOOL,                                                                \
      "PNSI (Pending Network Initiated PDN Connection Signalling Indication)", .mask = 0x4)        \
    F(IND_UNACCSI, "gtpv2.unaccsi", BOOL,                                                          \
      "UNACCSI (UE Not Authorized Cause Code Support Indication)", .mask = 0x2)                    \
    F(IND_WPMSI, "gtpv2.wpmsi", BOOL,                                                              \
      "WPMSI (WLCP PDN Connection Modification Support Indication)", .mask = 0x1)                  \
    F(IND_5GSNN26, "gtpv2.5gsnn26", BOOL, "5GSNN26 (5GS Interworking without N26 Indication)",     \
      .mask = 0x80)                                                                                \
    F(IND_REPREFI, "gtpv2.reprefi", BOOL, "REPREFI (Return Preferred Indication)", .mask = 0x40)   \
    F(IND_5GSIWK, "gtpv2.5gsiwk", BOOL, "5GSIWKI (5GS Interworking Indication)", .mask = 0x20)     \
    F(IND_EEVRSI, "gtpv2.eevrsi", BOOL, "EEVRSI (Extended EBI Value Range Support Indication)",    \
      .mask = 0x10)                                                                                \
    F(IND_LTEMUI, "gtpv2.ltemui", BOOL, "LTEMUI (LTE-M UE Indication)", .mask = 0x8)               \
    F(IND_LTEMPI, "gtpv2.ltempi", BOOL, "LTEMPI (LTE-M RAT Type reporting to PGW Indication)",     \
      .mask = 0x4)                                                                                 \
    F(IND_ENBCRSI, "gtpv2.enbcrsi", BOOL, "ENBCRSI (eNB Change Reporting Support Indication)",     \
      .mask = 0x2)                                                                                 \
    F(IND_TSPCMI, "gtpv2.tspcmi", BOOL,                                                            \
      "TSPCMI (Triggering SGSN Initiated PDP Context Creation/Modification Indication)",           \
      .mask = 0x1)                                                                                 \
    F(IND_CSRMFI, "gtpv2.csrmfi", BOOL,                                                            \
      "CSRMFI (Create Session Request Message Forwarded Indication)", .mask = 0x80)                \
    F(IND_MTEDTN, "gtpv2.mtedtn", BOOL, "MTEDTN (MT-EDT Not Applicable)", .mask = 0x40)            \
    F(IND_MTEDTA, "gtpv2.mtedta", BOOL, "MTEDTA (MT-EDT Applicable)", .mask = 0x20)                \
    F(IND_N5GNMI, "gtpv2.n5gnmi", BOOL, "N5GNMI (No 5GS N26 Mobility Indication)", .mask = 0x10)   \
    F(IND_5GCNRS, "gtpv2.5gcnrs", BOOL, "5GCNRS (5GC Not Restricted Support)", .mask = 0x8)        \
    F(IND_5GCNRI, "gtpv2.5gcnri", BOOL, "5GCNRI (5GC Not Restricted Indication)", .mask = 0x4)     \
    F(IND_5SRHOI, "gtpv2.5srhoi", BOOL, "5SRHOI (5G-SRVCC HO Indication)", .mask = 0x2)            \
    F(IND_ETHPDN, "gtpv2.ethpdn", BOOL, "ETHPDN (Ethernet PDN Support Indication)", .mask = 0x1)   \
    F(IND_NSPUSI, "gtpv2.nspusi", BOOL,                                                            \
      "NSPUSI (Notify Start of Pause of Charging via User plane Support Indication)",              \
      .mask = 0x80)                                                                                \
    F(IND_PGWRNSI, "gtpv2.pgwrnsi", BOOL,                                                          \
      "PGWRNSI (PGW Redirection due to mismatch with Network Slice subscribed by UE Support "      \
      "Indication)",                                                                               \
      .mask = 0x40)                                                                                \
    F(IND_RPPCSI, "gtpv2.rppcsi", BOOL,                                                            \
      "RPPCSI (Restoration of PDN connections after an PGW-C/SMF change Support Indication)",      \
      .mask = 0x20)                                                                                \
    F(IND_PGWCHI, "gtpv2.pgwchi", BOOL, "PGWCHI (PGW CHange Indication)", .mask = 0x10)            \
    F(IND_SISSME, "gtpv2.sissme", BOOL,                                                            \
      "SISSME (Same IWK-SCEF Selected for Monitoring Event Indication)", .mask = 0x8)              \
    F(IND_NSENBI, "gtpv2.nsenbi", BOOL, "NSENBI (Notify Source eNodeB Indication)", .mask = 0x4)   \
    F(IND_IDFUPF, "gtpv2.idfupf", BOOL, "IDFUPF (Indirect Data Forwarding with UPF Indication)",   \
      .mask = 0x2)                                                                                 \
    F(IND_EMCI, "gtpv2.emci", BOOL, "EMCI (Emergency PDU Session Indication)", .mask = 0x1)        \
    F(PAA_TYPE, "gtpv2.pdn_type", U8, "PDN Type", .mask = 0x7, .vals = sn_gtpv2_pdns)              \
    F(PAA_LEN, "gtpv2.pdn_ipv6_len", U8, "IPv6 Prefix Length")                                     \
    F(PAA_IP6, "gtpv2.pdn_addr_and_prefix.ipv6", IPV6, "PDN Address and Prefix(IPv6)")             \
    F(PAA_IP4, "gtpv2.pdn_addr_and_prefix.ipv4", IPV4, "PDN Address and Prefix(IPv4)")             \
    F(QOS_PCI, "gtpv2.bearer_qos_pci", BIT8, "PCI (Pre-emption Capability)", .mask = 0x40)         \
    F(QOS_PL, "gtpv2.bearer_qos_pl", P8, "PL (Priority Level)", .mask = 0x3c)                      \
    F(QOS_PVI, "gtpv2.bearer_qos_pvi", BIT8, "PVI (Pre-emption Vulnerability)", .mask = 0x1,       \
      .step = 1)                                                                                   \
    F(QOS_QCI, "gtpv2.bearer_qos_label_qci", U8, "Label (QCI)")                                    \
    F(QOS_MBR_UP, "gtpv2.bearer_qos_mbr_up", UINT, "Maximum Bit Rate For Uplink")                  \
    F(QOS_MBR_DOWN, "gtpv2.bearer_qos_mbr_down", UINT, "Maximum Bit Rate For Downlink")            \
    F(QOS_GBR_UP, "gtpv2.bearer_qos_gbr_up", UINT, "Guaranteed Bit Rate For Uplink")               \
    F(QOS_GBR_DOWN, "gtpv2.bearer_qos_gbr_down", UINT, "Guaranteed Bit Rate For Downlink")         \
    F(FLOW_QCI, "gtpv2.flow_qos_label_qci", U8, "Label (QCI)")                                     \
    F(FLOW_MBR_UP, "gtpv2.flow_qos_mbr_up", UINT, "Maximum Bit Rate For Uplink")                   \
    F(FLOW_MBR_DOWN, "gtpv2.flow_qos_mbr_down", UINT, "Maximum Bit Rate For Downlink")             \
    F(FLOW_GBR_UP, "gtpv2.flow_qos_gbr_up", UINT, "Guaranteed Bit Rate For Uplink")                \
    F(FLOW_GBR_DOWN, "gtpv2.flow_qos_gbr_down", UINT, "Guaranteed Bit Rate For Downlink")          \
    F(RAT, "gtpv2.rat_type", U8, "RAT Type", .vals = sn_gtpv2_rats)                                \
    F(ULI_FLAGS, "gtpv2.uli_flags", P8, "ULI Flags", .base = SN_HEX)                               \
    F(ULI_EXT_MACRO, "gtpv2.uli_ext_macro_enb_id_flg", BIT8, "Extended Macro eNodeB ID Present",   \
      .mask = 0x80)                                                                                \
    F(ULI_MACRO, "gtpv2.uli_macro_enb_id_flg", BIT8, "Macro eNodeB ID Present", .mask = 0x40)      \
    F(ULI_LAI, "gtpv2.uli_lai_flg", BIT8, "LAI Present", .mask = 0x20)                             \
    F(ULI_ECGI, "gtpv2.uli_ecgi_flg", BIT8, "ECGI Present", .mask = 0x10)                          \
    F(ULI_TAI, "gtpv2.uli_tai_flg", BIT8, "TAI Present", .mask = 0x8)                              \
    F(ULI_RAI, "gtpv2.uli_rai_flg", BIT8, "RAI Present", .mask = 0x4)                              \
    F(ULI_SAI, "gtpv2.uli_sai_flg", BIT8, "SAI Present", .mask = 0x2)                              \
    F(ULI_CGI, "gtpv2.uli_cgi_flg", BIT8, "CGI Present", .mask = 0x1, .step = 1)                   \
    F(CGI_MCC, "e212.cgi.mcc", UINT, "Mobile Country Code (MCC)")                                  \
    F(CGI_MNC, "e212.cgi.mnc", UINT, "Mobile Network Code (MNC)")                                  \
    F(CGI_LAC, "gtpv2.uli_cgi_lac", U16, "Location Area Code", .base = SN_HEX)                     \
    F(CGI_CI, "gtpv2.uli_cgi_ci", U16, "Cell Identity")                                            \
    F(SAI_MCC, "e212.sai.mcc", UINT, "Mobile Country Code (MCC)")                                  \
    F(SAI_MNC, "e212.sai.mnc", UINT, "Mobile Network Code (MNC)")                                  \
    F(SAI_LAC, "gtpv2.sai_lac", U16, "Location Area Code", .base = SN_HEX)                         \
    F(SAI_SAC, "gtpv2.sai_sac", U16, "Service Area Code", .base = SN_HEX)                          \
    F(RAI_MCC, "e212.rai.mcc", UINT, "Mobile Country Code (MCC)")                                  \
    F(RAI_MNC, "e212.rai.mnc", UINT, "Mobile Network Code (MNC)")                                  \
    F(RAI_LAC, "gtpv2.rai_lac", U16, "Location Area Code", .base = SN_HEX)                         \
    F(RAI_RAC, "gtpv2.rai_rac", U16, "Routing Area Code", .base = SN_HEX)                          \
    F(TAI_MCC, "e212.tai.mcc", UINT, "Mobile Country Code (MCC)")                                  \
    F(TAI_MNC, "e212.tai.mnc", UINT, "Mobile Network Code (MNC)")                                  \
    F(TAI_TAC, "gtpv2.tai_tac", U16, "Tracking Area Code", .base = SN_HEX)                         \
    F(ECGI_MCC, "e212.ecgi.mcc", UINT, "Mobile Country Code (MCC)")                                \
    F(ECGI_MNC, "e212.ecgi.mnc", UINT, "Mobile Network Code (MNC)")                                \
    F(ECGI_SPARE, "gtpv2.uli_ecgi_eci_spare", P8, "Spare", .mask = 0xf0)                           \
    F(ECGI_ECI, "gtpv2.ecgi_eci", P32, "ECI (E-UTRAN Cell Identifier)", .mask = 0xfffffff)         \
    F(ECGI_ENB, "gtpv2.enodebid", P32, "eNodeB Id", .mask = 0xfffff00)                             \
    F(ECGI_CELL, "gtpv2.cellid", U32, "CellId", .mask = 0xff)                                      \
    F(LAI_MCC, "e212.lai.mcc", UINT, "Mobile Country Code (MCC)")                                  \
    F(LAI_MNC, "e212.lai.mnc", UINT, "Mobile Network Code (MNC)")                                  \
    F(LAI_LAC, "gtpv2.uli_lai_lac", U16, "Location Area Code (LAC)", .base = SN_HEX)               \
    F(FTEID_V4, "gtpv2.f_teid_v4", BIT8, "V4", .mask = 0x80)                                       \
    F(FTEID_V6, "gtpv2.f_teid_v6", BIT8, "V6", .mask = 0x40)                                       \
    F(FTEID_IF, "gtpv2.f_teid_interface_type", U8, "Interface Type", .mask = 0x3f,                 \
      .vals = sn_gtpv2_interfaces)                                                                 \
    F(FTEID_KEY, "gtpv2.f_teid_gre_key", U32, "TEID/GRE Key", .base = SN_HEX)                      \
    F(FTEID_IP4, "gtpv2.f_teid_ipv4", IPV4, "F-TEID IPv4")                                         \
    F(FTEID_IP6, "gtpv2.f_teid_ipv6", IPV6, "F-TEID IPv6")                                         \
    F(CHARGING_ID, "gtpv2.charging_id", U32, "Charging id")                                        \
    F(CHARGING, "gtpv2.charging_characteristic", U16, "Charging Characteristic", .mask = 0xffff,   \
      .base = SN_HEX)                                                                              \
    F(BEARER_PPC, "gtpv2.bearer_flag.ppc", BIT8, "PPC (Prohibit Payload Compression)",             \
      .mask = 0x1)                                                                                 \
    F(BEARER_VB, "gtpv2.bearer_flag.vb", BIT8, "VB (Voice Bearer)", .mask = 0x2, .step = 1)        \
    F(PDN_SPARE, "gtpv2.spare_bits", P8, "Spare bit(s)", .mask = 0xf8)                             \
    F(PDN_TYPE, "gtpv2.pdn_type", U8, "PDN Type", .mask = 0x7, .vals = sn_gtpv2_pdns)              \
    F(PTI, "gtpv2.pti", U8, "Procedure Transaction Id")                                            \
    F(PTMSI, "gtpv2.p_tmsi", U32, "Packet TMSI (P-TMSI)")                                          \
    F(PTMSI_SIG, "gtpv2.p_tmsi_sig", U24, "P-TMSI Signature", .base = SN_HEX)                      \
    F(HOPS, "gtpv2.hop_counter", U8, "Hop Counter")                                                \
    F(DST, "gtpv2.ue_time_zone_dst", UINT, "Daylight Saving Time", .mask = 0x3)                    \
    F(TRACE_ID, "gtpv2.trace_id", U24, "Trace ID")                                                 \
    F(MME_GROUP, "gtpv2.mme_grp_id", U16, "MME Group ID")                                          \
    F(MME_CODE, "gtpv2.mme_code", U8, "MME Code")                                                  \
    F(MTMSI, "gtpv2.m_tmsi", BYTES, "M-TMSI", .width = 4, .step = 4)                               \
    F(UDP_PORT, "gtpv2.upd_source_port_number", U16, "UPD Source Port Number")                     \
    F(APN_RESTRICTION, "gtpv2.apn_rest", U8, "APN Restriction")                                    \
    F(SELECTION, "gtpv2.selec_mode", U8, "Selection Mode", .mask = 0x3)                            \
    F(CHANGE_REPORT, "gtpv2.cng_rep_act", U8, "Change Reporting Action")                           \
    F(CSID_TYPE, "gtpv2.fq_csid_type", P8, "Node-ID Type", .mask = 0xf0)                           \
    F(CSID_COUNT, "gtpv2.fq_csid_nr", U8, "Number of CSIDs", .mask = 0xf)                          \
    F(CSID_IP4, "gtpv2.fq_csid_ipv4", IPV4, "Node-ID (IPv4)")                                      \
    F(CSID_IP6, "gtpv2.fq_csid_ipv6", IPV6, "Node-ID (IPv6)")                                      \
    F(CSID, "gtpv2.fq_csid_id", U16S, "CSID")                                                      \
    F(NODE_TYPE, "gtpv2.node_type", U8, "Node Type")                                               \
    F(FQDN, "gtpv2.fqdn", STR, "FQDN")                                                             \
    F(RFSP, "gtpv2.subscriber_rfsp", I16, "Subscribed RFSP Index")                                 \
    F(CSG_UCIUHC, "gtpv2.csg_info_rep_action.uciuhc", BIT8, "UCIUHC", .mask = 0x4)                 \
    F(CSG_UCISHC, "gtpv2.csg_info_rep_action.ucishc", BIT8, "UCISHC", .mask = 0x2)                 \
    F(CSG_UCICSG, "gtpv2.csg_info_rep_action.ucicsg", BIT8, "UCICSG", .mask = 0x1, .step = 1)      \
    F(CMI_SPARE, "gtpv2.spare_bits", P8, "Spare bit(s)", .mask = 0xfe)                             \
    F(CMI, "gtpv2.cmi", BIT8, "CSG Membership Indication (CMI)", .mask = 0x1)                      \
    F(SERVICE, "gtpv2.service_indicator", U8, "Service Indicator")                                 \
    F(DETACH, "gtpv2.detach_type", U8, "Detach Type")                                              \
    F(LDN, "gtpv2.ldn", STR, "Local Distinguished Name (LDN)")                                     \
    F(DELAY_UNIT, "gtpv2.throttling_delay_unit", P8, "Throttling Delay unit", .mask = 0xe0)        \
    F(DELAY, "gtpv2.throttling_delay_value", U8, "Throttling Delay value", .mask = 0x1f)           \
    F(THROTTLE, "gtpv2.throttling_factor", U8, "Throttling Factor")                                \
    F(ARP_PCI, "gtpv2.arp_pci", BIT8, "Pre-emption Capability (PCI)", .mask = 0x40)                \
    F(ARP_PL, "gtpv2.arp_pl", P8, "Priority Level", .mask = 0x3c)                                  \
    F(ARP_PVI, "gtpv2.arp_pvi", BIT8, "Pre-emption Vulnerability (PVI)", .mask = 0x1, .step = 1)   \
    F(TIMER_UNIT, "gtpv2.timer_unit", P8, "Timer unit", .mask = 0xe0)                              \
    F(TIMER, "gtpv2.timer_value", U8, "Timer value", .mask = 0x1f)                                 \
    F(LAPI, "gtpv2.lapi", BIT8, "LAPI (Low Access Priority Indication)", .mask = 0x1, .step = 1)   \
    F(MMBR_UP, "gtpv2.mmbr_ul", U32, "Max MBR/APN-AMBR for uplink")                                \
    F(MMBR_DOWN, "gtpv2.mmbr_dl", U32, "Max MBR/APN-AMBR for downlink")                            \
    F(ULI_TIME, "gtpv2.uli_timestamp", TIME, "ULI Timestamp")                                      \
    F(METRIC, "gtpv2.metric", U8, "Metric")                                                        \
    F(PRA_ID, "gtpv2.pres_rep_area_info_id", U24, "Presence Reporting Area Identifier",            \
      .base = SN_HEX)                                                                              \
    F(RUDR_FLAGS, "gtpv2.secondary_rat_usage_data_report", P8, "Secondary RAT Usage Data Report")  \
    F(RUDR_SPARE, "gtpv2.secondary_rat_usage_data_report.spare_bits", P8, "Spare", .mask = 0xf8,   \
      .base = SN_HEX)                                                                              \
    F(RUDR_SRUDN, "gtpv2.secondary_rat_usage_data_report.srudn", BIT8,                             \
      "SRUDN  (Secondary RAT Usage Report from NG-RAN)", .mask = 0x4)                              \
    F(RUDR_IRSGW, "gtpv2.secondary_rat_usage_data_report.irsgw", BIT8,                             \
      "IRSGW  (Intended Receiver SGW)", .mask = 0x2)                                               \
    F(RUDR_IRPGW, "gtpv2.secondary_rat_usage_data_report.irpgw", BIT8,                             \
      "IRPGW (Intended Receiver PGW)", .mask = 0x1, .step = 1)                                     \
    F(RUDR_RAT, "gtpv2.secondary_rat_usage_data_report.rat_type", U8, "RAT Type", .mask = 0xff)    \
    F(RUDR_EBI_SPARE, "gtpv2.spare_bits", P8, "Spare bit(s)", .mask = 0xf0)                        \
    F(RUDR_EBI, "gtpv2.ebi", U8, "EPS Bearer ID (EBI)", .mask = 0xf)                               \
    F(RUDR_START, "gtpv2.secondary_rat_usage_data_report.start_timestamp", TIME,                   \
      "Start timestamp")                                                                           \
    F(RUDR_END, "gtpv2.secondary_rat_usage_data_report.end_timestamp", TIME, "End timestamp")      \
    F(RUDR_DL, "gtpv2.secondary_rat_usage_data_report.usage_data_dl", U64, "Usage Data DL")        \
    F(RUDR_UL, "gtpv2.secondary_rat_usage_data_report.usage_data_ul", U64, "Usage Data UL")        \
    F(UPF_SPARE, "gtpv2.spare_bits", P8, "Spare bit(s)", .mask = 0xfe)                             \
    F(UPF_DCNR, "gtpv2.dcnr", BIT8, "DCNR (Dual connectivity with NR)", .mask = 0x1, .step = 1)    \
    F(ENTERPRISE, "gtpv2.enterprise_id", U16, "Enterprise ID")                                     \
    F(PROPRIETARY, "gtpv2.proprietary_value", BYTES, "Proprietary value")
SN_FIELD_NUMBERS(GTPV2)

#endif
