/* What the files of IS-IS share: its fields and the parts of its packets. */
#ifndef SN_DIS_ISIS_H
#define SN_DIS_ISIS_H

#include "dis/link/eth.h"
#include "dis/net/ip.h"
#include "dis/routing/te.h"

extern const struct sn_val sn_nlpids[];
extern const struct sn_val sn_isis_pdus[], sn_isis_circuits[], sn_isis_levels[], sn_isis_tlvs[],
    sn_isis_subs[], sn_isis_ip_subs[], sn_isis_caps[], sn_isis_auths[], sn_isis_states[],
    sn_isis_restart[], sn_isis_mts[], sn_isis_mt_flags[], sn_isis_cap_flags[], sn_isis_virtual[],
    sn_isis_adj_flags[], sn_isis_lan_adj_flags[], sn_isis_sid_flags[], sn_isis_algos[],
    sn_isis_domains[], sn_isis_port_subs[], sn_isis_mt_subs[], sn_isis_link_attrs[];

#define ISIS(F)                                                                                    \
    F(IRPD, "isis.irpd", U8, "Intradomain Routing Protocol Discriminator", .base = SN_HEX)         \
    F(HLEN, "isis.len", U8, "Length Indicator")                                                    \
    F(VERSION, "isis.version", U8, "Version/Protocol ID Extension")                                \
    F(SYSID_LEN, "isis.sysid_len", U8, "ID Length")                                                \
    F(TYPE_RES, "isis.type.reserved", P8, "Reserved", .mask = 0xe0, .base = SN_HEX)                \
    F(TYPE, "isis.type", U8, "PDU Type", .mask = 0x1f, .vals = sn_isis_pdus)                       \
    F(VERSION2, "isis.version2", U8, "Version")                                                    \
    F(RESERVED, "isis.reserved", U8, "Reserved")                                                   \
    F(MAX_AREA, "isis.max_area_adr", U8, "Maximum Area Addresses")                                 \
    F(TYPE_ALL, "sn.isis.type", UINT, NULL, .vals = sn_isis_pdus)                                  \
    F(ALL, "sn.isis.all", BYTES, NULL)                                                             \
    F(HEADER, "sn.isis.header", BYTES, NULL)                                                       \
    F(FIXED, "sn.isis.fixed", BYTES, NULL)                                                         \
    F(FIXED_BAD, "sn.isis.fixed.bad", UINT, NULL)                                                  \
    F(PDU_SHORT, "sn.isis.pdu.short", UINT, NULL)                                                  \
    F(IIH_RES, "isis.hello.reserved", P8, "Reserved", .mask = 0xfc, .base = SN_HEX,                \
      .flags = SN_F_MULTI)                                                                         \
    F(CIRCUIT, "isis.hello.circuit_type", U8, "Circuit type", .mask = 3, .base = SN_HEX,           \
      .vals = sn_isis_circuits)                                                                    \
    F(CIRCUIT_ALL, "sn.isis.hello.circuit", UINT, NULL, .vals = sn_isis_circuits)                  \
    F(IIH_SRC, "isis.hello.source_id", STR, "SystemID {Sender of PDU}")                            \
    F(HOLD, "isis.hello.holding_timer", U16, "Holding timer")                                      \
    F(IIH_LEN, "isis.hello.pdu_length", U16, "PDU length")                                         \
    F(PRIO, "isis.hello.priority", U8, "Priority", .mask = 0x7f)                                   \
    F(PRIO_ALL, "sn.isis.hello.priority", UINT, NULL)                                              \
    F(LAN, "isis.hello.lan_id", STR, "SystemID {Designated IS}")                                   \
    F(LOCAL_ID, "isis.hello.local_circuit_id", U8, "Local circuit ID", .base = SN_HEX)             \
    F(LSP_LEN, "isis.lsp.pdu_length", U16, "PDU length")                                           \
    F(LIFE, "isis.lsp.remaining_life", U16, "Remaining lifetime")                                  \
    F(LSP_ID, "isis.lsp.lsp_id", STR, "LSP-ID")                                                    \
    F(LSP_SEQ, "isis.lsp.sequence_number", U32, "Sequence number", .base = SN_HEX)                 \
    F(LSP_SUM, "isis.lsp.checksum", U16, "Checksum", .base = SN_HEX)                               \
    F(LSP_STATUS, "isis.lsp.checksum.status", UINT, "Checksum Status")                             \
    F(LSP_RIGHT, "sn.isis.lsp.checksum_calculated", UINT, NULL)                                    \
    F(LSP_P, "isis.lsp.partition_repair", BIT8, "Partition Repair", .mask = 0x80)                  \
    F(LSP_ATT, "isis.lsp.att", P8, "Attachment", .mask = 0x78)                                     \
    F(LSP_OL, "isis.lsp.overload", BIT8, "Overload bit", .mask = 4)                                \
    F(LSP_TYPE, "isis.lsp.is_type", U8, "Type of Intermediate System", .mask = 3,                  \
      .vals = sn_isis_levels)                                                                      \
    F(ATT_ERROR, "isis.lsp.error_metric", BOOL, "Error metric", .mask = 8)                         \
    F(ATT_EXPENSE, "isis.lsp.expense_metric", BOOL, "Expense metric", .mask = 4)                   \
    F(ATT_DELAY, "isis.lsp.delay_metric", BOOL, "Delay metric", .mask = 2)                         \
    F(ATT_DEFAULT, "isis.lsp.default_metric", BOOL, "Default metric", .mask = 1)                   \
    F(CSNP_LEN, "isis.csnp.pdu_length", U16, "PDU length")                                         \
    F(CSNP_SRC, "isis.csnp.source_id", STR, "Source-ID")                                           \
    F(CSNP_CIRCUIT, "isis.csnp.source_circuit", BYTES, "Source-ID-Circuit")                        \
    F(CSNP_START, "isis.csnp.start_lsp_id", STR, "Start LSP-ID")                                   \
    F(CSNP_END, "isis.csnp.end_lsp_id", STR, "End LSP-ID")                                         \
    F(PSNP_LEN, "isis.psnp.pdu_length", U16, "PDU length")                                         \
    F(PSNP_SRC, "isis.psnp.source_id", STR, "Source-ID")                                           \
    F(PSNP_CIRCUIT, "isis.psnp.source_circuit", BYTES, "Source-ID-Circuit")                        \
    F(SNP_SRC, "sn.isis.snp.source", STR, NULL)                                                    \
    F(TLV_IIH, "isis.hello.clv.type", U8, "Type", .vals = sn_isis_tlvs)                            \
    F(LEN_IIH, "isis.hello.clv.length", U8, "Length")                                              \
    F(TLV_LSP, "isis.lsp.clv.type", U8, "Type", .vals = sn_isis_tlvs)                              \
    F(LEN_LSP, "isis.lsp.clv.length", U8, "Length")                                                \
    F(TLV_CSNP, "isis.csnp.clv.type", U8, "Type", .vals = sn_isis_tlvs)                            \
    F(LEN_CSNP, "isis.csnp.clv.length", U8, "Length")                                              \
    F(TLV_PSNP, "isis.psnp.clv.type", U8, "Type", .vals = sn_isis_tlvs)                            \
    F(LEN_PSNP, "isis.psnp.clv.length", U8, "Length")                                              \
    F(TLV, "sn.isis.clv", UINT, NULL, .vals = sn_isis_tlvs)                                        \
    F(AREA, "sn.isis.area_address", BYTES, "Area address")                                         \
    F(AREA_IIH, "isis.hello.area_address", BYTES, "Area address")                                  \
    F(AREA_LSP, "isis.lsp.area_address", BYTES, "Area address")                                    \
    F(PN_METRICS, "sn.isis.prefix_neighbors.metrics", U32, NULL)                                   \
    F(PN_LEN, "sn.isis.prefix_neighbors.length", U8S, NULL)                                        \
    F(PN_PREFIX, "sn.isis.prefix_neighbors.prefix", BYTESS, NULL)                                  \
    F(OLD_SHORT, "sn.isis.ip_reachability.short", UINT, NULL)                                      \
    F(SNPA, "isis.hello.is_neighbor", ETHER, "IS Neighbor")                                        \
    F(VIRTUAL, "sn.isis.lsp.is_virtual", UINT, "IsVirtual", .vals = sn_isis_virtual)               \
    F(METRIC1, "sn.isis.lsp.neighbors.metrics", U32, NULL)                                         \
    F(NEIGHBOR, "isis.lsp.eis_neighbors.is_neighbor", STR, "IS Neighbor")                          \
    F(ES_NEIGHBOR, "sn.isis.lsp.es_neighbor", STR, "ES Neighbor")                                  \
    F(EXT_NEIGHBOR, "isis.lsp.ext_is_reachability.is_neighbor_id", STR, "IS neighbor ID")          \
    F(EXT_METRIC, "isis.lsp.ext_is_reachability.metric", U24, "Metric")                            \
    F(EXT_SUBS, "isis.lsp.ext_is_reachability.subclvs_length", U8, "SubCLV Length")                \
    F(SUB, "isis.lsp.ext_is_reachability.code", U8, "Code", .vals = sn_isis_subs)                  \
    F(SUB_LEN, "isis.lsp.ext_is_reachability.length", U8, "Length")                                \
    F(SUB_SHORT, "sn.isis.sub.short", UINT, NULL)                                                  \
    F(SUB_DUMP, "sn.isis.sub.value", BYTES, NULL)                                                  \
    F(CAP_SHORT, "sn.isis.lsp.rt_capable.short", UINT, NULL)                                       \
    F(AUTH_DUMP, "sn.isis.auth.value", BYTES, NULL)                                                \
    F(SUB_U32, "sn.isis.sub.number", U32S, NULL, .base = SN_HEX)                                   \
    F(SUB_IF, "isis.lsp.ext_is_reachability.ipv4_interface_address", IPV4,                         \
      "IPv4 interface address")                                                                    \
    F(SUB_NBR, "isis.lsp.ext_is_reachability.ipv4_neighbor_address", IPV4,                         \
      "IPv4 neighbor address")                                                                     \
    F(SUB_RATE, "sn.isis.sub.rate", U32, NULL)                                                     \
    F(SUB_MAX_BW, "isis.lsp.maximum_link_bandwidth", F32, "Maximum link bandwidth")                \
    F(SUB_RES_BW, "isis.lsp.reservable_link_bandwidth", F32, "Reservable link bandwidth")          \
    F(SUB_FREE_BW, "isis.lsp.unrsv_bw.priority_level", F32S, "priority level")                     \
    F(SUB_CT0, "isis.lsp.bw_ct.0", F32, "Bandwidth Constraints 0")                                 \
    F(SUB_CT1, "isis.lsp.bw_ct.1", F32, "Bandwidth Constraints 1")                                 \
    F(SUB_CT2, "isis.lsp.bw_ct.2", F32, "Bandwidth Constraints 2")                                 \
    F(SUB_CT3, "isis.lsp.bw_ct.3", F32, "Bandwidth Constraints 3")                                 \
    F(SUB_CT4, "isis.lsp.bw_ct.4", F32, "Bandwidth Constraints 4")                                 \
    F(SUB_CT5, "isis.lsp.bw_ct.5", F32, "Bandwidth Constraints 5")                                 \
    F(SUB_CT6, "isis.lsp.bw_ct.6", F32, "Bandwidth Constraints 6")                                 \
    F(SUB_CT7, "isis.lsp.bw_ct.7", F32, "Bandwidth Constraints 7")                                 \
    F(SUB_CLASS, "sn.isis.sub.class", U32S, NULL)                                                  \
    F(SUB_MODEL, "sn.isis.sub.model", U8, NULL, .vals = sn_te_models)                              \
    F(SUB_BC, "sn.isis.sub.bc", U32S, NULL)                                                        \
    F(SUB_TE, "isis.lsp.ext_is_reachability.traffic_engineering_default_metric", U24,              \
      "Traffic engineering default metric")                                                        \
    F(SUB_ATTR, "sn.isis.sub.attributes", U16, NULL, .vals = sn_isis_link_attrs)                   \
    F(SUB_PROT, "sn.isis.sub.protection", U8, NULL, .vals = sn_te_protections)                     \
    F(SUB_PRIO, "sn.isis.sub.priority", U8, NULL)                                                  \
    F(SUB_LM, "sn.isis.sub.spb_metric", U24, NULL)                                                 \
    F(SUB_P, "sn.isis.sub.spb_p", U8, NULL)                                                        \
    F(SUB_PID, "sn.isis.sub.spb_pid", U16, NULL)                                                   \
    F(SUB_SWITCH, "sn.isis.sub.switching", U8, NULL, .vals = sn_te_switching)                      \
    F(SUB_ENC, "sn.isis.sub.encoding", U8, NULL, .vals = sn_te_lsp_encodings, .pad = 2)            \
    F(SUB_LEVEL, "sn.isis.sub.level", U32S, NULL)                                                  \
    F(ADJ_FLAGS, "isis.lsp.adj_sid.flags", U8, "Flags", .base = SN_HEX,                            \
      .vals = sn_isis_lan_adj_flags)                                                               \
    F(ADJ_F, "isis.lsp.adj_sid.flags.f", BOOL, "Outgoing Encapsulation", .mask = 0x80)             \
    F(ADJ_B, "isis.lsp.adj_sid.flags.b", BOOL, "Backup", .mask = 0x40)                             \
    F(ADJ_V, "isis.lsp.adj_sid.flags.v", BOOL, "Value", .mask = 0x20)                              \
    F(ADJ_L, "isis.lsp.adj_sid.flags.l", BOOL, "Local Significance", .mask = 0x10)                 \
    F(ADJ_S, "isis.lsp.adj_sid.flags.s", BOOL, "Set", .mask = 0x08)                                \
    F(ADJ_WEIGHT, "isis.lsp.adj_sid.weight", U8, "Weight", .base = SN_HEX)                         \
    F(ADJ_ID, "isis.lsp.adj_sid.system_id", STR, "System-ID")                                      \
    F(ADJ_BAD, "sn.isis.lan_adj_sid.bad", NONE, NULL)                                              \
    F(ADJ_LABEL, "isis.lsp.sid.sli_label", U24, "SID/Label/Index", .mask = 0xfffff)                \
    F(ADJ_WHOLE, "sn.isis.lan_adj_sid.label", UINT, NULL)                                          \
    F(ADJ_NUMBER, "sn.isis.lan_adj_sid.index", UINT, NULL)                                         \
    F(ADJ_INDEX, "isis.lsp.sid.sli_index", U32, "SID/Label/Index", .base = SN_HEX)                 \
    F(LINK_SUB, "sn.isis.lsp.ext_is_reachability.sub", GROUPS, NULL)                               \
    F(GROUP_BIT, "isis.lsp.group", UINTS, "Group")                                                 \
    F(PTP_FLAGS, "isis.lsp.adj_sid.flags", U8, "Flags", .base = SN_HEX)                            \
    F(PTP_F, "isis.lsp.adj_sid.flags.f", BOOL, "Outgoing Encapsulation", .mask = 0x80)             \
    F(PTP_B, "isis.lsp.adj_sid.flags.b", BOOL, "Backup", .mask = 0x40)                             \
    F(PTP_V, "isis.lsp.adj_sid.flags.v", BOOL, "Value", .mask = 0x20)                              \
    F(PTP_L, "isis.lsp.adj_sid.flags.l", BOOL, "Local Significance", .mask = 0x10)                 \
    F(PTP_S, "isis.lsp.adj_sid.flags.s", BOOL, "Set", .mask = 0x08)                                \
    F(PTP_WEIGHT, "isis.lsp.adj_sid.weight", U8, "Weight", .base = SN_HEX)                         \
    F(IF6, "isis.lsp.ext_is_reachability.ipv6_interface_address", IPV6, "IPv6 interface address")  \
    F(NBR6, "isis.lsp.ext_is_reachability.ipv6_neighbor_address", IPV6, "IPv6 neighbor address")   \
    F(EXT_GROUPS, "isis.lsp.extended_admin_group", U32S, "Extended Admin Group", .base = SN_HEX)   \
    F(DELAY_FLAGS, "isis.lsp.ext_is_reachability.unidirectional_link_flags", U8, "Flags",          \
      .base = SN_HEX)                                                                              \
    F(DELAY_A, "isis.lsp.ext_is_reachability.unidirectional_link_flags.a", BOOL, "Anomalous bit",  \
      .mask = 0x80)                                                                                \
    F(DELAY, "isis.lsp.ext_is_reachability.unidirectional_link_delay", U24, "Delay")               \
    F(DELAY_MIN, "isis.lsp.ext_is_reachability.unidirectional_link_delay_min", U24, "Min Delay")   \
    F(DELAY_GAP, "isis.lsp.ext_is_reachability.unidirectional_link_reserved", U8, "Reserved",      \
      .base = SN_HEX)                                                                              \
    F(DELAY_MAX, "isis.lsp.ext_is_reachability.unidirectional_link_delay_max", U24, "Max Delay")   \
    F(VARIATION_GAP, "isis.lsp.ext_is_reachability.unidirectional_link_reserved", U8, "Reserved",  \
      .base = SN_HEX)                                                                              \
    F(VARIATION, "isis.lsp.ext_is_reachability.unidirectional_delay_variation", U24,               \
      "Delay Variation")                                                                           \
    F(LOSS, "isis.lsp.ext_is_reachability.unidirectional_link_loss", U24, "Link Loss")             \
    F(RESIDUAL, "isis.lsp.ext_is_reachability.unidirectional_residual_bandwidth", U32,             \
      "Residual Bandwidth")                                                                        \
    F(AVAILABLE, "isis.lsp.ext_is_reachability.unidirectional_available_bandwidth", U32,           \
      "Available Bandwidth")                                                                       \
    F(UTILIZED, "isis.lsp.ext_is_reachability.unidirectional_utilized_bandwidth", U32,             \
      "Utilized Bandwidth")                                                                        \
    F(SUB_VALUE, "isis.lsp.ext_is_reachability.value", BYTES, "Value")                             \
    F(IP_METRICS, "sn.isis.lsp.ip_reachability.metrics", U32, NULL)                                \
    F(IP_PREFIX, "isis.lsp.ip_reachability.ipv4_prefix", IPV4, "IPv4 prefix")                      \
    F(IP_MASK, "sn.isis.lsp.ip_reachability.mask", IPV4, NULL)                                     \
    F(EIP_METRIC, "isis.lsp.ext_ip_reachability.metric", U32, "Metric")                            \
    F(EIP_DOWN, "isis.lsp.ext_ip_reachability.distribution", BIT8, "Distribution", .mask = 0x80)   \
    F(EIP_SUB, "isis.lsp.ext_ip_reachability.subtlv", BIT8, "Sub-TLV", .mask = 0x40)               \
    F(EIP_BITS, "isis.lsp.ext_ip_reachability.prefix_length", U8, "Prefix Length", .mask = 0x3f)   \
    F(EIP_PREFIX, "isis.lsp.ext_ip_reachability.ipv4_prefix", IPV4, "IPv4 prefix")                 \
    F(EIP_SUBS, "isis.lsp.ext_ip_reachability.subclvs_length", UINT, "SubCLV Length")              \
    F(IP6_METRIC, "isis.lsp.ipv6_reachability.metric", U32, "Metric")                              \
    F(IP6_DOWN, "isis.lsp.ipv6_reachability.distribution", BIT8, "Distribution", .mask = 0x80)     \
    F(IP6_EXT, "isis.lsp.ipv6_reachability.distribution_internal", BIT8, "Distribution",           \
      .mask = 0x40)                                                                                \
    F(IP6_SUB, "isis.lsp.ipv6_reachability.subtlv", BIT8, "Sub-TLV", .mask = 0x20, .step = 1)      \
    F(IP6_BITS, "isis.lsp.ipv6_reachability.prefix_length", U8, "Prefix Length")                   \
    F(IP6_PREFIX, "isis.lsp.ipv6_reachability.ipv6_prefix", IPV6, "IPv6 prefix")                   \
    F(IP6_SUBS, "isis.lsp.ipv6_reachability.subclvs_length", UINT, "SubCLV Length")                \
    F(IP_BAD, "sn.isis.lsp.ip.bad", UINT, NULL)                                                    \
    F(IP6_BAD, "sn.isis.lsp.ip6.bad", UINT, NULL)                                                  \
    F(IP_LEFT, "sn.isis.lsp.ip.left", UINT, NULL)                                                  \
    F(IP_PAST, "sn.isis.lsp.ip.past", UINT, NULL)                                                  \
    F(IPSUB, "isis.lsp.ext_ip_reachability.code", U8S, "Code", .vals = sn_isis_ip_subs)            \
    F(IPSUB_LEN, "isis.lsp.ext_ip_reachability.length", U8S, "Length")                             \
    F(IPSUB_CUT, "sn.isis.lsp.ip.sub.cut", NONE, NULL)                                             \
    F(TAG32, "isis.lsp.32_bit_administrative_tag", U32S, "32-Bit Administrative tag",              \
      .base = SN_HEX)                                                                              \
    F(TAG64, "isis.lsp.64_bit_administrative_tag", U64S, "64-Bit Administrative tag",              \
      .base = SN_HEX)                                                                              \
    F(SID_FLAGS, "isis.lsp.ext_ip_reachability.prefix_sid.flags", U8, "Flags", .base = SN_HEX,     \
      .vals = sn_isis_sid_flags)                                                                   \
    F(SID_ALGO, "isis.lsp.sr_alg", U8S, "Algorithm", .vals = sn_isis_algos)                        \
    F(SID_VALUE, "sn.isis.lsp.sid.value", UINT, NULL)                                              \
    F(IPSUB_DUMP, "sn.isis.lsp.ip.sub.value", BYTES, NULL)                                         \
    F(PARTITION, "sn.isis.lsp.partition_dis", STRS, "Partition designated system")                 \
    F(IIH_SEQ, "sn.isis.hello.sequence_number", U32, "Sequence number")                            \
    F(POI_NONE, "sn.isis.poi.none", NONE, NULL)                                                    \
    F(MT_BAD, "sn.isis.mt.bad", NONE, NULL)                                                        \
    F(DOMAIN_TYPE, "sn.isis.lsp.domain.type", U8, "Inter-Domain Information Type",                 \
      .vals = sn_isis_domains)                                                                     \
    F(DOMAIN_AS, "sn.isis.lsp.domain.as", U16, "AS Number")                                        \
    F(DOMAIN_DATA, "sn.isis.lsp.domain.data", BYTES, NULL)                                         \
    F(SRLG_NBR, "sn.isis.lsp.srlg.neighbor", STR, "System ID")                                     \
    F(SRLG_FLAGS, "sn.isis.lsp.srlg.flags", U8, "Flags", .base = SN_HEX)                           \
    F(SRLG_IF, "isis.lsp.srlg.ipv4_local", IPV4, "IPv4 interface address")                         \
    F(SRLG_NBR_IF, "isis.lsp.srlg.ipv4_remote", IPV4, "IPv4 neighbor address")                     \
    F(SRLG, "isis.lsp.srlg.value", U32S, "Shared Risk Link Group")                                 \
    F(MTP_RES, "sn.isis.mt_port.reserved", P16, "Reserved", .mask = 0xf000)                        \
    F(MTP_ID, "sn.isis.mt_port.mtid", U16, "Topology Identifier", .mask = 0x0fff)                  \
    F(MTP_SUB, "sn.isis.mt_port.sub", U8S, "Type", .vals = sn_isis_port_subs)                      \
    F(MTP_SUB_LEN, "sn.isis.mt_port.sub.length", U8S, "Length")                                    \
    F(MTC_O, "sn.isis.mt_cap.overload", BIT16, "Overload", .mask = 0x8000)                         \
    F(MTC_RES, "sn.isis.mt_cap.reserved", P16, "Reserved", .mask = 0x7000)                         \
    F(MTC_ID, "isis.lsp.mt_cap.mtid", U16, "Topology Identifier", .mask = 0x0fff)                  \
    F(MTC_SUB, "sn.isis.mt_cap.sub", U8S, "Type", .vals = sn_isis_mt_subs)                         \
    F(MTC_SUB_LEN, "sn.isis.mt_cap.sub.length", U8S, "Length")                                     \
    F(SPB_SHORT, "sn.isis.spb.short", UINT, NULL)                                                  \
    F(MCID, "isis.hello.mcid", BYTES, "MCID")                                                      \
    F(MCID_AUX, "isis.hello.aux_mcid", BYTES, "Aux MCID")                                          \
    F(MCID_WHICH, "sn.isis.mcid.which", UINT, NULL)                                                \
    F(MCID_ID, "sn.isis.mcid.id", U8S, "Format selector")                                          \
    F(MCID_NAME, "sn.isis.mcid.name", STRS, "Configuration name", .width = 32, .step = 32)         \
    F(MCID_LEVEL, "sn.isis.mcid.level", U16S, "Revision level")                                    \
    F(MCID_DIGEST, "sn.isis.mcid.digest", BYTESS, "Digest", .width = 16, .step = 16)               \
    F(SPB_RES, "sn.isis.digest.reserved", P8, "Reserved", .mask = 0xe0)                            \
    F(SPB_V, "isis.hello.digest.v", P8, "V", .mask = 0x10)                                         \
    F(SPB_A, "isis.hello.digest.a", P8, "A", .mask = 0x0c)                                         \
    F(SPB_D, "isis.hello.digest.d", U8, "D", .mask = 0x03)                                         \
    F(SPB_DIGEST, "isis.hello.digest", BYTES, "Digest", .width = 32, .step = 32)                   \
    F(SPB_ECT, "isis.hello.ect", BYTESS, "ECT-ALGORITHM")                                          \
    F(SPB_BVID, "isis.hello.bvid", P16, "Base VID", .mask = 0xfff0, .flags = SN_F_MULTI,           \
      .base = SN_HEX)                                                                              \
    F(SPB_U, "isis.hello.bvid.u", P16, "U", .mask = 0x0008, .flags = SN_F_MULTI, .base = SN_HEX)   \
    F(SPB_M, "isis.hello.bvid.m", U16S, "M", .mask = 0x0004, .base = SN_HEX)                       \
    F(SPB_ROOT, "isis.lsp.mt_cap_spb_instance.cist_root_identifier", BYTES,                        \
      "CIST Root Identifier", .width = 8, .step = 8)                                               \
    F(SPB_COST, "isis.lsp.mt_cap_spb_instance.cist_external_root_path_cost", U32,                  \
      "CIST External Root Path Cost", .base = SN_HEX)                                              \
    F(SPB_PRIO, "isis.lsp.mt_cap_spb_instance.bridge_priority", U16, "Bridge Priority",            \
      .base = SN_HEX)                                                                              \
    F(SPB_SRC_RES, "sn.isis.mt_cap_spb_instance.reserved", P32, "Reserved", .mask = 0xffe00000)    \
    F(SPB_SRC_V, "isis.lsp.mt_cap_spb_instance.v", BIT32, "V", .mask = 0x100000)                   \
    F(SPB_SOURCE, "isis.lsp.mt_cap.spsourceid", U32, "SPSourceId", .mask = 0xfffff,                \
      .base = SN_HEX)                                                                              \
    F(SPB_TREES, "isis.lsp.mt_cap_spb_instance.number_of_trees", U8, "Number of Trees",            \
      .base = SN_HEX)                                                                              \
    F(TREE_U, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.u", BIT8, "U", .mask = 0x80,              \
      .flags = SN_F_MULTI)                                                                         \
    F(TREE_M, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.m", BIT8, "M", .mask = 0x40,              \
      .flags = SN_F_MULTI)                                                                         \
    F(TREE_A, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.a", BIT8, "A", .mask = 0x20,              \
      .flags = SN_F_MULTI)                                                                         \
    F(TREE_RES, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.reserved", U8S, "Reserved",             \
      .mask = 0x1f, .base = SN_HEX)                                                                \
    F(TREE_ECT, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.ect", U32S, "ECT")                      \
    F(TREE_BVID, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.basevid", P24, "Base VID",             \
      .mask = 0xfff000, .flags = SN_F_MULTI)                                                       \
    F(TREE_SPVID, "isis.lsp.mt_cap_spb_instance.vlanid_tuple.spvid", U24S, "SPVID", .mask = 0xfff) \
    F(SPBM_MAC, "isis.lsp.mt_cap_spbm_service_identifier.b_mac", ETHER, "B-MAC")                   \
    F(SPBM_RES, "sn.isis.mt_cap_spbm_service_identifier.reserved", P16, "Reserved",                \
      .mask = 0xf000)                                                                              \
    F(SPBM_VID, "sn.isis.mt_cap_spbm_service_identifier.vid", P16, "VID", .mask = 0x0fff)          \
    F(SPBM_BASE, "isis.lsp.mt_cap_spbm_service_identifier.base_vid", U16, "Base-VID",              \
      .base = SN_HEX)                                                                              \
    F(ISID_T, "isis.lsp.mt_cap_spbm_service_identifier.t", BIT32, "T", .mask = 0x80000000,         \
      .flags = SN_F_MULTI)                                                                         \
    F(ISID_R, "isis.lsp.mt_cap_spbm_service_identifier.r", BIT32, "R", .mask = 0x40000000,         \
      .flags = SN_F_MULTI)                                                                         \
    F(ISID_RES, "isis.lsp.mt_cap_spbm_service_identifier.reserved", P32, "Reserved",               \
      .mask = 0x3f000000, .flags = SN_F_MULTI, .base = SN_HEX)                                     \
    F(ISID, "isis.lsp.mt_cap_spbm_service_identifier.i_sid", U32S, "I-SID", .mask = 0xffffff,      \
      .base = SN_HEX)                                                                              \
    F(IF6_IIH, "isis.hello.clv_ipv6_int_addr", IPV6, "IPv6 interface address")                     \
    F(IF6_LSP, "isis.lsp.clv_ipv6_int_addr", IPV6, "IPv6 interface address")                       \
    F(AUTH, "sn.isis.auth.type", U8, "Authentication type", .vals = sn_isis_auths)                 \
    F(AUTH_TEXT, "sn.isis.auth.password", STR, NULL)                                               \
    F(AUTH_KEY, "sn.isis.auth.key", U16, NULL)                                                     \
    F(AUTH_DIGEST, "sn.isis.auth.digest", BYTES, NULL)                                             \
    F(AUTH_IIH, "isis.hello.clv_authentication", BYTES, "Authentication")                          \
    F(AUTH_LSP, "isis.lsp.authentication", BYTES, "Authentication")                                \
    F(STATE, "sn.isis.hello.adjacency_state", U8, "Adjacency State", .vals = sn_isis_states)       \
    F(EXT_LOCAL, "sn.isis.hello.extended_local_circuit", U32, NULL)                                \
    F(P2P_NBR, "sn.isis.hello.neighbor", STR, NULL)                                                \
    F(EXT_NBR, "sn.isis.hello.neighbor_circuit", U32, NULL)                                        \
    F(NLPID_HEAD, "sn.isis.nlpids", NONE, NULL)                                                    \
    F(NLPID_IIH, "isis.hello.clv_nlpid.nlpid", U8S, "NLPID", .base = SN_HEX, .vals = sn_nlpids)    \
    F(NLPID_LSP, "isis.lsp.clv_nlpid.nlpid", U8S, "NLPID", .base = SN_HEX, .vals = sn_nlpids)      \
    F(TE_ID, "isis.lsp.clv_te_router_id", IPV4, "Traffic Engineering Router ID")                   \
    F(IF_IIH, "isis.hello.clv_ipv4_int_addr", IPV4S, "IPv4 interface address")                     \
    F(IF_LSP, "isis.lsp.clv_ipv4_int_addr", IPV4S, "IPv4 interface address")                       \
    F(HOSTNAME, "isis.lsp.hostname", STR, "Hostname")                                              \
    F(SNP_LIFE, "isis.csnp.lsp_remain_life", U16, "Remaining Lifetime")                            \
    F(SNP_ID, "isis.csnp.lsp_id", STR, "LSP-ID")                                                   \
    F(SNP_SEQ, "isis.csnp.lsp_seq_num", U32, "LSP Sequence Number", .base = SN_HEX)                \
    F(SNP_SUM, "isis.csnp.lsp_checksum", U16, "LSP checksum", .base = SN_HEX)                      \
    F(CHECKSUM, "sn.isis.clv_checksum", U16, "Checksum", .base = SN_HEX)                           \
    F(CHECKSUM_RIGHT, "sn.isis.clv_checksum_calculated", UINT, NULL)                               \
    F(POI, "sn.isis.lsp.purge_originator", STR, NULL)                                              \
    F(POI_FROM, "sn.isis.lsp.purge_from", STR, NULL)                                               \
    F(BUFFER, "isis.lsp.originating_lsp_buffer_size", U16, "Originating LSP Buffer Size")          \
    F(RESTART, "sn.isis.hello.restart", U8, NULL, .vals = sn_isis_restart)                         \
    F(RESTART_TIME, "sn.isis.hello.restart.time", U16, NULL)                                       \
    F(RESTART_FOR, "sn.isis.hello.restart.for", STR, NULL)                                         \
    F(MT, "sn.isis.mt", U16, NULL)                                                                 \
    F(CAP_ROUTER, "isis.lsp.rt_capable.router_id", U32, "Router ID", .base = SN_HEX)               \
    F(CAP_FLAGS, "sn.isis.lsp.rt_capable.flags", U8, NULL, .vals = sn_isis_cap_flags)              \
    F(CAP_S, "isis.lsp.rt_capable.flag_s", BOOL, "S bit", .mask = 1)                               \
    F(CAP_D, "isis.lsp.rt_capable.flag_d", BOOL, "D bit", .mask = 2)                               \
    F(CAP, "sn.isis.lsp.rt_capable.sub", U8, NULL, .vals = sn_isis_caps)                           \
    F(CAP_LEN, "sn.isis.lsp.rt_capable.sub.length", U8, NULL)                                      \
    F(SR_FLAGS, "sn.isis.lsp.sr_cap.flags", U8, NULL)                                              \
    F(SR_RANGE, "isis.lsp.sr_cap.range", U24, "Range")                                             \
    F(SR_SUB, "sn.isis.lsp.sr_cap.sub", U8S, NULL)                                                 \
    F(SR_SUB_LEN, "sn.isis.lsp.sr_cap.sub.length", U8S, NULL)                                      \
    F(SR_DUMP, "sn.isis.lsp.sr_cap.sub.value", BYTESS, NULL)                                       \
    F(SR_BAD, "sn.isis.lsp.sr_cap.sub.bad", UINT, NULL)                                            \
    F(SR_SID, "isis.lsp.sr_cap.label", UINT, "Label")                                              \
    F(CAP_DUMP, "sn.isis.lsp.rt_capable.sub.value", BYTES, NULL)                                   \
    F(INSTANCE, "sn.isis.instance", U16, NULL)                                                     \
    F(ITID_COUNT, "sn.isis.itid_count", UINT, NULL)                                                \
    F(ITID, "sn.isis.itid", U16S, NULL)                                                            \
    F(VENDOR, "sn.isis.vendor", U24, NULL, .vals = sn_ouis)                                        \
    F(IPM_DEF, "isis.lsp.ip_reachability.default_metric", P8, "Default Metric", .mask = 0x3f,      \
      .flags = SN_F_MULTI)                                                                         \
    F(IPM_DEF_IE, "isis.lsp.ip_reachability.default_metric_ie", BIT8, "Default Metric",            \
      .mask = 0x40, .flags = SN_F_MULTI)                                                           \
    F(IPM_DOWN, "isis.lsp.ip_reachability.distribution", BIT8, "Distribution", .mask = 0x80,       \
      .flags = SN_F_MULTI, .step = 1)                                                              \
    F(IPM_DELAY, "isis.lsp.ip_reachability.delay_metric", P8, "Delay Metric", .mask = 0x3f,        \
      .flags = SN_F_MULTI)                                                                         \
    F(IPM_DELAY_S, "isis.lsp.ip_reachability.delay_metric_support", BIT8, "Delay Metric",          \
      .mask = 0x80, .flags = SN_F_MULTI)                                                           \
    F(IPM_DELAY_IE, "isis.lsp.ip_reachability.delay_metric_ie", BIT8, "Delay Metric",              \
      .mask = 0x40, .flags = SN_F_MULTI, .step = 1)                                                \
    F(IPM_EXPENSE, "isis.lsp.ip_reachability.expense_metric", P8, "Expense Metric", .mask = 0x3f,  \
      .flags = SN_F_MULTI)                                                                         \
    F(IPM_EXPENSE_S, "isis.lsp.ip_reachability.expense_metric_support", BIT8, "Expense Metric",    \
      .mask = 0x80, .flags = SN_F_MULTI)                                                           \
    F(IPM_EXPENSE_IE, "isis.lsp.ip_reachability.expense_metric_ie", BIT8, "Expense Metric",        \
      .mask = 0x40, .flags = SN_F_MULTI, .step = 1)                                                \
    F(IPM_ERROR, "isis.lsp.ip_reachability.error_metric", P8, "Error Metric", .mask = 0x3f,        \
      .flags = SN_F_MULTI)                                                                         \
    F(IPM_ERROR_S, "isis.lsp.ip_reachability.error_metric_support", BIT8, "Error Metric",          \
      .mask = 0x80, .flags = SN_F_MULTI)                                                           \
    F(IPM_ERROR_IE, "isis.lsp.ip_reachability.error_metric_ie", BIT8, "Error Metric",              \
      .mask = 0x40, .flags = SN_F_MULTI, .step = 1)                                                \
    F(NM_DEF, "isis.lsp.eis_neighbors.default_metric", P8, "Default Metric", .mask = 0x3f,         \
      .flags = SN_F_MULTI)                                                                         \
    F(NM_DEF_IE, "isis.lsp.eis_neighbors.default_metric_ie", BIT8, "Default Metric", .mask = 0x40, \
      .flags = SN_F_MULTI, .step = 1)                                                              \
    F(NM_DELAY, "isis.lsp.eis_neighbors.delay_metric", P8, "Delay Metric", .mask = 0x3f,           \
      .flags = SN_F_MULTI)                                                                         \
    F(NM_DELAY_S, "isis.lsp.eis_neighbors_delay_metric.supported", BIT8, "Delay Metric",           \
      .mask = 0x80, .flags = SN_F_MULTI)                                                           \
    F(NM_DELAY_IE, "isis.lsp.eis_neighbors.delay_metric_ie", BIT8, "Delay Metric", .mask = 0x40,   \
      .flags = SN_F_MULTI, .step = 1)                                                              \
    F(NM_EXPENSE, "isis.lsp.eis_neighbors.expense_metric", P8, "Expense Metric", .mask = 0x3f,     \
      .flags = SN_F_MULTI)                                                                         \
    F(NM_EXPENSE_S, "isis.lsp.eis_neighbors.expense_metric_supported", BIT8, "Expense Metric",     \
      .mask = 0x80, .flags = SN_F_MULTI)                                                           \
    F(NM_EXPENSE_IE, "isis.lsp.eis_neighbors.expense_metric_ie", BIT8, "Expense Metric",           \
      .mask = 0x40, .flags = SN_F_MULTI, .step = 1)                                                \
    F(NM_ERROR, "isis.lsp.eis_neighbors.error_metric", P8, "Error Metric", .mask = 0x3f,           \
      .flags = SN_F_MULTI)                                                                         \
    F(NM_ERROR_S, "isis.lsp.eis_neighbors.error_metric_supported", BIT8, "Error Metric",           \
      .mask = 0x80, .flags = SN_F_MULTI)                                                           \
    F(NM_ERROR_IE, "isis.lsp.eis_neighbors.error_metric_ie", BIT8, "Error Metric", .mask = 0x40,   \
      .flags = SN_F_MULTI, .step = 1)                                                              \
    F(IS_VIRTUAL, "isis.lsp.is_virtual", BOOL, "IsVirtual", .width = 1, .step = 1)                 \
    F(ES_ID, "isis.lsp.eis_neighbors.es_neighbor_id", STR, "ES Neighbor ID")                       \
    F(PARTITION_IS, "isis.lsp.partition_designated_l2_is", STR, "Partition designated L2 IS")      \
    F(IID_IIH, "isis.hello.iid", U16, "Instance Identifier")                                       \
    F(ITID_IIH, "isis.hello.supported_itid", U16S, "Supported ITID")                               \
    F(IID_LSP, "isis.lsp.iid", U16, "Instance Identifier")                                         \
    F(ITID_LSP, "isis.lsp.supported_itid", U16S, "Supported ITID")                                 \
    F(IID_CSNP, "isis.csnp.iid", U16, "Instance Identifier")                                       \
    F(ITID_CSNP, "isis.csnp.supported_itid", U16S, "Supported ITID")                               \
    F(SUM_IIH, "isis.hello.checksum", U16, "Checksum", .base = SN_HEX)                             \
    F(SUM_IIH_STATUS, "isis.hello.checksum.status", UINT, "Checksum Status")                       \
    F(SUM_CSNP, "isis.csnp.checksum", U16, "Checksum", .base = SN_HEX)                             \
    F(SUM_CSNP_STATUS, "isis.csnp.checksum.status", UINT, "Checksum Status")                       \
    F(AUTH_CSNP, "isis.csnp.authentication", BYTES, "Authentication")                              \
    F(AUTH_KEY_ID, "isis.clv.key_id", UINT, "Key ID")                                              \
    F(BFD_MT, "isis.hello.mtid", U16S, "Topology ID", .mask = 0xfff)                               \
    F(BFD_NLPID, "isis.hello.bfd_enabled.nlpid", U8S, "NLPID", .base = SN_HEX, .vals = sn_nlpids)  \
    F(RS_FLAGS, "isis.hello.clv_restart_flags", U8, "Restart Signaling Flags", .base = SN_HEX)     \
    F(RS_RR, "isis.hello.clv_restart_flags.rr", BOOL, "Restart Request", .mask = 1)                \
    F(RS_RA, "isis.hello.clv_restart_flags.ra", BOOL, "Restart Acknowledgment", .mask = 2)         \
    F(RS_SA, "isis.hello.clv_restart_flags.sa", BOOL, "Suppress Adjacency", .mask = 4)             \
    F(RS_TIME, "isis.hello.clv_restart.remain_time", U16, "Remaining holding time")                \
    F(RS_FOR, "isis.hello.clv_restart.neighbor", STR, "Restarting Neighbor ID")                    \
    F(MT_IIH, "isis.hello.clv_mt", U16S, "MT-ID", .base = SN_HEX)                                  \
    F(MT_LSP, "isis.lsp.clv_mt", U16S, "MT-ID", .base = SN_HEX)                                    \
    F(MT_RES, "isis.lsp.reserved", P16, "Reserved", .mask = 0xf000, .base = SN_HEX,                \
      .flags = SN_F_MULTI)                                                                         \
    F(MT_ID, "isis.lsp.mtid", U16S, "Topology ID", .mask = 0xfff)                                  \
    F(GLB_IIH, "isis.hello.clv_ipv6_glb_int_addr", IPV6S, "IPv6 Global interface address")         \
    F(TE_ID6, "isis.lsp.clv_ipv6_te_router_id", IPV6, "IPv6 TE Router ID")                         \
    F(PTP_STATE, "isis.hello.adjacency_state", U8, "Adjacency State", .vals = sn_isis_states)      \
    F(PTP_LOCAL, "isis.hello.extended_local_circuit_id", U32, "Extended Local circuit ID",         \
      .base = SN_HEX)                                                                              \
    F(PTP_NBR, "isis.hello.neighbor_systemid", STR, "Neighbor SystemID")                           \
    F(PTP_REMOTE, "isis.hello.neighbor_extended_local_circuit_id", U32,                            \
      "Neighbor Extended Local circuit ID", .base = SN_HEX)                                        \
    F(PURGE_N, "isis.lsp.purge_originator_id.num", U8, "Number of System IDs")                     \
    F(PURGE_ID, "isis.lsp.purge_originator_id.system_id", STRS, "System ID")                       \
    F(SID_R, "isis.lsp.ext_ip_reachability.prefix_sid.flags.r", BOOL, "Re-advertisement",          \
      .mask = 0x80)                                                                                \
    F(SID_N, "isis.lsp.ext_ip_reachability.prefix_sid.flags.n", BOOL, "Node-SID", .mask = 0x40)    \
    F(SID_P, "isis.lsp.ext_ip_reachability.prefix_sid.flags.p", BOOL, "no-PHP", .mask = 0x20)      \
    F(SID_E, "isis.lsp.ext_ip_reachability.prefix_sid.flags.e", BOOL, "Explicit-Null",             \
      .mask = 0x10)                                                                                \
    F(SID_V, "isis.lsp.ext_ip_reachability.prefix_sid.flags.v", BOOL, "Value", .mask = 0x08)       \
    F(SID_L, "isis.lsp.ext_ip_reachability.prefix_sid.flags.l", BOOL, "Local", .mask = 0x04)       \
    F(SR_I, "isis.lsp.sr_cap.i_flag", BOOL, "I flag: IPv4 support", .mask = 0x80)                  \
    F(SR_V, "isis.lsp.sr_cap.v_flag", BOOL, "V flag: IPv6 support", .mask = 0x40)                  \
    F(SR_ALGO, "isis.lsp.sr_alg", U8S, "Algorithm", .vals = sn_isis_algos)                         \
    F(MSD_TYPE, "isis.lsp.igp_msd_type", U8S, "MSD Type")                                          \
    F(MSD_VALUE, "isis.lsp.igp_msd_value", U8S, "MSD Value")                                       \
    F(LINK_LOCAL, "isis.lsp.ext_is_reachability.link_local_identifier", U32,                       \
      "Link Local Identifier")                                                                     \
    F(LINK_REMOTE, "isis.lsp.ext_is_reachability.link_remote_identifier", U32,                     \
      "Link Remote Identifier")                                                                    \
    F(LB, "sn.isis.lsp.sr_local_block", GROUPS, "Segment Routing - Local Block")                   \
    F(LB_FLAGS, "isis.lsp.sr_local_block.flags", U8, "Flags", .base = SN_HEX)                      \
    F(LB_RANGE, "isis.lsp.sr_cap.range", U24, "Range")                                             \
    F(LB_LABEL, "isis.lsp.sr_cap.label", U24, "Label")                                             \
    F(DUMP_V, "sn.isis.clv.value", BYTES, NULL)                                                    \
    F(DUMP_VV, "sn.isis.clv.dump", BYTES, NULL)
SN_FIELD_NUMBERS(ISIS)

/* A system identifier of 6 bytes, one of a pseudonode of 7, of an LSP of 8, as it is written. */
bool sn_isis_id(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n);

/* The TLVs of a packet; `kind` is the field of their type (TLV_IIH …); len bytes of
 * them, in a packet of `total` bytes at pdu. */
void sn_isis_tlvs_read(struct sn_dis *d, struct sn_rd *r, unsigned kind, uint32_t len,
                       const struct sn_rd *pdu, uint32_t total);

/* The rest of the checksum (ISO 8473) over n bytes at p, whose two bytes are at `at`; 0: right.
 * *right: what they should be. */
uint16_t sn_isis_sum(const uint8_t *p, size_t n, size_t at, uint16_t *right);

/* Whether the sum over n bytes is right, with either zero in each of its bytes. */
bool sn_isis_sum_is_good(const uint8_t *p, size_t n);

/* What Wireshark shows of a TLV in other words than tcpdump; r reads its value, `total` bytes are
 * in the packet at pdu. */
void sn_isis_fields(struct sn_dis *d, struct sn_rd *r, unsigned kind, uint32_t type,
                    const struct sn_rd *pdu, uint32_t total);

/* A capability that tcpdump prints as bytes. */
/* The value of a sub-TLV of a neighbor, as far as tcpdump has it otherwise or not at all. */
void sn_isis_link(struct sn_dis *d, struct sn_rd r, uint32_t type);

void sn_isis_capability(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n);

/* Of the records from `from` on those whose names are of other packets are for the text only, where
 * tcpdump reads a TLV in any; or all of them. */
void sn_isis_others(struct sn_dis *d, unsigned kind, uint32_t from, bool all);

void sn_isis_text(struct sn_text *t, const struct sn_layer *l);

/* The value of the TLVs of shortest path bridging: of a port (143), or of a topology (144). False:
 * it was cut. What is wrong with a sub-TLV is noted. */
enum { SPB_TOO_SHORT, SPB_TOO_LONG, SPB_CUT };
bool sn_isis_spb(struct sn_dis *d, struct sn_rd *r, bool port, uint32_t len);
void sn_isis_put_spb_short(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_isis_put_bmac(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_isis_put_mcid(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_isis_put_spb_digest(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_isis_put_spb_root(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);

#endif
