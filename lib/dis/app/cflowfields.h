/* NetFlow and IPFIX: the fields. CFLOW_FRAME is what cflow.c reads of headers, templates and
 * records of fixed form, CFLOW_PARTS what elements are made of, the others are the information
 * elements, which cflowdata.c reads by the templates. */
#ifndef DIS_APP_CFLOWFIELDS_H
#define DIS_APP_CFLOWFIELDS_H

#include "dis/proto.h"

#define CFLOW_FRAME(F)                                                                             \
    F(CF_VERSION, "cflow.version", U16, "Version")                                                 \
    F(CF_COUNT, "cflow.count", U16, "Count")                                                       \
    F(CF_LEN, "cflow.len", U16, "Length")                                                          \
    F(CF_SYSUPTIME, "cflow.sysuptime", SPAN, "SysUptime")                                          \
    F(CF_TIMESTAMP, "cflow.timestamp", TIME, "Timestamp")                                          \
    F(CF_SECS, "cflow.unix_secs", U32, "CurrentSecs")                                              \
    F(CF_NSECS, "cflow.unix_nsecs", U32, "CurrentNSecs")                                           \
    F(CF_EXPORTTIME, "cflow.exporttime", U32, "ExportTime")                                        \
    F(CF_SEQUENCE, "cflow.sequence", U32, "FlowSequence")                                          \
    F(CF_SOURCE_ID, "cflow.source_id", U32, "SourceId")                                            \
    F(CF_DOMAIN, "cflow.od_id", U32, "Observation Domain Id")                                      \
    F(CF_H_ENGINE_TYPE, "cflow.engine_type", U8, "EngineType", .vals = sn_cflow_engines)           \
    F(CF_H_ENGINE_ID, "cflow.engine_id", U8, "EngineId")                                           \
    F(CF_SAMPLINGMODE, "cflow.samplingmode", P16, "SamplingMode", .mask = 0xc000)                  \
    F(CF_SAMPLERATE, "cflow.samplerate", U16, "SampleRate", .mask = 0x3fff)                        \
    F(CF_AGGMETHOD, "cflow.aggmethod", U8, "AggMethod")                                            \
    F(CF_AGGVERSION, "cflow.aggversion", U8, "AggVersion")                                         \
    F(CF_RESERVED, "cflow.reserved", BYTES, "Reserved")                                            \
    F(CF_SET, "sn.cflow.set", GROUPS, "FlowSet")                                                   \
    F(CF_SET_ID, "cflow.flowset_id", U16, "FlowSet Id", .vals = sn_cflow_sets)                     \
    F(CF_SET_LENGTH, "cflow.flowset_length", U16, "FlowSet Length")                                \
    F(CF_TEMPLATE, "sn.cflow.template", GROUPS, "Template")                                        \
    F(CF_T_ID, "cflow.template_id", U16, "Template Id")                                            \
    F(CF_T_COUNT, "cflow.template_field_count", U16, "Field Count")                                \
    F(CF_T_TOTAL, "cflow.template_ipfix_total_field_count", U16, "Total Field Count")              \
    F(CF_T_SCOPES, "cflow.template_ipfix_scope_field_count", U16, "Scope Field Count")             \
    F(CF_T_SCOPE_LENGTH, "cflow.option_scope_length", U16, "Option Scope Length")                  \
    F(CF_T_LENGTH, "cflow.option_length", U16, "Option Length")                                    \
    F(CF_T_FIELD, "sn.cflow.field", GROUPS, "Field")                                               \
    F(CF_T_SCOPE, "cflow.scope_field_type", U16, "Scope Type", .vals = sn_cflow_scopes)            \
    F(CF_T_TYPE, "cflow.template_field_type", U16, "Type")                                         \
    F(CF_T_HAS_PEN, "cflow.template_ipfix_pen_provided", BIT16, "Pen provided", .mask = 0x8000)    \
    F(CF_T_IE, "cflow.template_ipfix_field_type", U16, "Type", .mask = 0x7fff)                     \
    F(CF_T_PEN_IE, "cflow.template_ipfix_field_type_enterprise", U16, "Type", .mask = 0x7fff)      \
    F(CF_T_FIELD_LENGTH, "cflow.template_field_length", U16, "Length")                             \
    F(CF_T_PEN, "cflow.template_ipfix_field_pen", U32, "PEN")                                      \
    F(CF_FLOW, "sn.cflow.flow", GROUPS, "Flow")                                                    \
    F(CF_R_SRC, "cflow.srcaddr", IPV4, "SrcAddr")                                                  \
    F(CF_R_DST, "cflow.dstaddr", IPV4, "DstAddr")                                                  \
    F(CF_R_NEXTHOP, "cflow.nexthop", IPV4, "NextHop")                                              \
    F(CF_R_IN, "cflow.inputint", U16, "InputInt")                                                  \
    F(CF_R_OUT, "cflow.outputint", U16, "OutputInt")                                               \
    F(CF_R_PACKETS, "cflow.packets", U32, "Packets")                                               \
    F(CF_R_OCTETS, "cflow.octets", U32, "Octets")                                                  \
    F(CF_R_SPORT, "cflow.srcport", U16, "SrcPort")                                                 \
    F(CF_R_DPORT, "cflow.dstport", U16, "DstPort")                                                 \
    F(CF_R_EXPORT_FLAGS, "cflow.flags", U8, "Export Flags", .base = SN_HEX)                        \
    F(CF_R_TCPFLAGS, "cflow.tcpflags", U8, "TCP Flags", .base = SN_HEX)                            \
    F(CF_R_PROTOCOL, "cflow.protocol", U8, "Protocol")                                             \
    F(CF_R_TOS, "cflow.tos", U8, "IP ToS", .base = SN_HEX)                                         \
    F(CF_R_SRCAS, "cflow.srcas", U16, "SrcAS")                                                     \
    F(CF_R_DSTAS, "cflow.dstas", U16, "DstAS")                                                     \
    F(CF_R_SRCMASK, "cflow.srcmask", U8, "SrcMask")                                                \
    F(CF_R_DSTMASK, "cflow.dstmask", U8, "DstMask")                                                \
    F(CF_R_ROUTER, "cflow.routersc", IPV4, "Router Shortcut")

#define CFLOW_PARTS(F)                                                                             \
    F(CF_STRING_SHORT, "cflow.string_len_short", U8, "String_len_short")                           \
    F(CF_STRING_LONG, "cflow.string_len_long", U16, "String_len_long")                             \
    F(CF_ENTERPRISE, "cflow.enterprise_private_entry", BYTESS, "Enterprise Private entry")         \
    F(CF_UNKNOWN, "cflow.unknown_field_type", BYTESS, "Unknown Field Type")                        \
    F(CF_SCOPE_SYSTEM, "cflow.scope_system", BYTES, "ScopeSystem")                                 \
    F(CF_SCOPE_INTERFACE, "cflow.scope_interface", U32, "ScopeInterface")                          \
    F(CF_SCOPE_CACHE, "cflow.scope_cache", BYTES, "ScopeCache")                                    \
    F(CF_SCOPE_TEMPLATE, "cflow.scope_template", BYTES, "ScopeTemplate")                           \
    F(CF_FLAGS_ZERO, "cflow.tcpflags.zero", UINT, "Zero (Header Length)", .mask = 0xf000,          \
      .base = SN_HEX)                                                                              \
    F(CF_FLAGS_RESERVED, "cflow.tcpflags.reserved", UINT, "Reserved", .mask = 0xe00,               \
      .base = SN_HEX)                                                                              \
    F(CF_FLAGS_NS, "cflow.tcpflags.ns", BOOL, "ECN Nonce Sum", .mask = 0x100)                      \
    F(CF_FLAGS_CWR, "cflow.tcpflags.cwr", BOOL, "CWR", .mask = 0x80)                               \
    F(CF_FLAGS_ECE, "cflow.tcpflags.ece", BOOL, "ECN Echo", .mask = 0x40)                          \
    F(CF_FLAGS_RESERVED8, "cflow.tcpflags.reserved", UINT, "Reserved", .mask = 0xc0,               \
      .base = SN_HEX)                                                                              \
    F(CF_FLAGS_URG, "cflow.tcpflags.urg", BOOL, "URG", .mask = 0x20)                               \
    F(CF_FLAGS_ACK, "cflow.tcpflags.ack", BOOL, "ACK", .mask = 0x10)                               \
    F(CF_FLAGS_PSH, "cflow.tcpflags.psh", BOOL, "PSH", .mask = 8)                                  \
    F(CF_FLAGS_RST, "cflow.tcpflags.rst", BOOL, "RST", .mask = 4)                                  \
    F(CF_FLAGS_SYN, "cflow.tcpflags.syn", BOOL, "SYN", .mask = 2)                                  \
    F(CF_FLAGS_FIN, "cflow.tcpflags.fin", BOOL, "FIN", .mask = 1)                                  \
    F(CF_MPLS_LABEL, "cflow.mpls_label", UINTS, "MPLS-Label")                                      \
    F(CF_MPLS_EXP, "cflow.mpls_exp", UINTS, "MPLS-Experimental-Bits")                              \
    F(CF_MPLS_BOS, "cflow.mpls_bos", BOOLS, "MPLS-Bottom-Of-Stack")                                \
    F(CF_FORWARDING_FORWARD, "cflow.forwarding_status_forward_code", UINT,                         \
      "ForwardingStatusForwardCode")                                                               \
    F(CF_FORWARDING_DROP, "cflow.forwarding_status_drop_code", UINT, "ForwardingStatusDropCode")   \
    F(CF_FORWARDING_CONSUME, "cflow.forwarding_status_consume_code", UINT,                         \
      "ForwardingStatusConsumeCode")                                                               \
    F(CF_FORWARDING_UNKNOWN, "cflow.forwarding_status_unknown_code", UINT,                         \
      "ForwardingStatusUnknown")                                                                   \
    F(CF_APPL_SELECTOR, "cflow.appl_id.selector_id", BYTES, "Selector ID")                         \
    F(CF_INGRESS_ACL_ID, "cflow.ingress_acl_id", BYTES, "Ingress ACL ID")                          \
    F(CF_EGRESS_ACL_ID, "cflow.egress_acl_id", BYTES, "Egress ACL ID")                             \
    F(CF_FW_EXT_EVENT, "cflow.fw_ext_event", U16, "Extended firewall event code")                  \
    F(CF_SOURCE_SGT_TAG, "cflow.source_sgt_tag", U16, "Source SGT Tag")                            \
    F(CF_DESTINATION_SGT_TAG, "cflow.destination_sgt_tag", U16, "Destination SGT Tag")             \
    F(CF_SOURCE_SGT_NAME, "cflow.source_sgt_name", STR, "Source SGT Name")                         \
    F(CF_DESTINATION_SGT_NAME, "cflow.destination_sgt_name", STR, "Destination SGT Name")          \
    F(CF_AAA_USERNAME, "cflow.aaa_username", STR, "AAA username")                                  \
    F(CF_TIMEDELTA, "cflow.timedelta", SPANS, "Duration")

#define CFLOW_ELEMENTS0(F)                                                                         \
    F(CF_OCTETS, "cflow.octets", U64, "Octets")                                                    \
    F(CF_PACKETS, "cflow.packets", U64, "Packets")                                                 \
    F(CF_FLOWS, "cflow.flows", U64, "Flows")                                                       \
    F(CF_PROTOCOL, "cflow.protocol", U8, "Protocol")                                               \
    F(CF_TOS, "cflow.tos", U8, "IP ToS", .base = SN_HEX)                                           \
    F(CF_TCPFLAGS, "cflow.tcpflags", U8, "TCP Flags", .base = SN_HEX)                              \
    F(CF_SRCPORT, "cflow.srcport", U16, "SrcPort")                                                 \
    F(CF_SRCADDR, "cflow.srcaddr", IPV4, "SrcAddr")                                                \
    F(CF_SRCMASK, "cflow.srcmask", U8, "SrcMask")                                                  \
    F(CF_INPUTINT, "cflow.inputint", U32, "InputInt")                                              \
    F(CF_DSTPORT, "cflow.dstport", U16, "DstPort")                                                 \
    F(CF_DSTADDR, "cflow.dstaddr", IPV4, "DstAddr")                                                \
    F(CF_DSTMASK, "cflow.dstmask", U8, "DstMask")                                                  \
    F(CF_OUTPUTINT, "cflow.outputint", U32, "OutputInt")                                           \
    F(CF_NEXTHOP, "cflow.nexthop", IPV4, "NextHop")                                                \
    F(CF_SRCAS, "cflow.srcas", U32, "SrcAS")                                                       \
    F(CF_DSTAS, "cflow.dstas", U32, "DstAS")                                                       \
    F(CF_BGPNEXTHOP, "cflow.bgpnexthop", IPV4, "BGPNextHop")                                       \
    F(CF_MULPACKETS, "cflow.mulpackets", U64, "MulticastPackets")                                  \
    F(CF_MULOCTETS, "cflow.muloctets", U64, "MulticastOctets")                                     \
    F(CF_TIMEEND, "cflow.timeend", SPAN, "EndTime")                                                \
    F(CF_TIMESTART, "cflow.timestart", SPAN, "StartTime")                                          \
    F(CF_POST_OCTETS, "cflow.post_octets", U64, "Post Octets")                                     \
    F(CF_POST_PACKETS, "cflow.post_packets", U64, "Post Packets")                                  \
    F(CF_LENGTH_MIN, "cflow.length_min", U64, "MinLength")                                         \
    F(CF_LENGTH_MAX, "cflow.length_max", U64, "MaxLength")                                         \
    F(CF_SRCADDRV6, "cflow.srcaddrv6", IPV6, "SrcAddr")                                            \
    F(CF_DSTADDRV6, "cflow.dstaddrv6", IPV6, "DstAddr")                                            \
    F(CF_SRCMASKV6, "cflow.srcmaskv6", U8, "SrcMask")                                              \
    F(CF_DSTMASKV6, "cflow.dstmaskv6", U8, "DstMask")                                              \
    F(CF_IPV6FLOWLABEL, "cflow.ipv6flowlabel", U32, "ipv6FlowLabel")                               \
    F(CF_ICMP_TYPE_CODE_IPV4, "cflow.icmp_type_code_ipv4", U16, "ICMP Type", .base = SN_HEX)       \
    F(CF_IGMP_TYPE, "cflow.igmp_type", U8, "IGMP Type")                                            \
    F(CF_SAMPLING_INTERVAL, "cflow.sampling_interval", U32, "Sampling interval")                   \
    F(CF_SAMPLING_ALGORITHM, "cflow.sampling_algorithm", U8, "Sampling algorithm")                 \
    F(CF_FLOW_ACTIVE_TIMEOUT, "cflow.flow_active_timeout", U16, "Flow active timeout")             \
    F(CF_FLOW_INACTIVE_TIMEOUT, "cflow.flow_inactive_timeout", U16, "Flow inactive timeout")       \
    F(CF_ENGINE_TYPE, "cflow.engine_type", U8, "EngineType")                                       \
    F(CF_ENGINE_ID, "cflow.engine_id", U8, "EngineId")                                             \
    F(CF_OCTETSEXP, "cflow.octetsexp", U64, "OctetsExp")                                           \
    F(CF_PACKETSEXP, "cflow.packetsexp", U64, "PacketsExp")                                        \
    F(CF_FLOWSEXP, "cflow.flowsexp", U64, "FlowsExp")                                              \
    F(CF_IPV4_ROUTER_SC, "cflow.ipv4_router_sc", IPV4, "ipv4RouterSc")                             \
    F(CF_SRCPREFIX, "cflow.srcprefix", IPV4, "SrcPrefix")                                          \
    F(CF_DSTPREFIX, "cflow.dstprefix", IPV4, "DstPrefix")                                          \
    F(CF_TOPLABELTYPE, "cflow.toplabeltype", U8, "TopLabelType")                                   \
    F(CF_TOPLABELADDR, "cflow.toplabeladdr", IPV4, "TopLabelAddr")                                 \
    F(CF_SAMPLER_ID, "cflow.sampler_id", U8, "SamplerID")                                          \
    F(CF_SAMPLER_MODE, "cflow.sampler_mode", U8, "SamplerMode")                                    \
    F(CF_SAMPLER_RANDOM_INTERVAL, "cflow.sampler_random_interval", U32, "SamplerRandomInterval")   \
    F(CF_FLOW_CLASS, "cflow.flow_class", U8, "FlowClass")                                          \
    F(CF_TTL_MIN, "cflow.ttl_min", U8, "MinTTL")                                                   \
    F(CF_TTL_MAX, "cflow.ttl_max", U8, "MaxTTL")                                                   \
    F(CF_FRAG_IDENT, "cflow.frag_ident", U32, "fragIdent")                                         \
    F(CF_POST_TOS, "cflow.post_tos", U8, "Post IP ToS", .base = SN_HEX)                            \
    F(CF_SRCMAC, "cflow.srcmac", ETHER, "Source Mac Address")                                      \
    F(CF_POST_DSTMAC, "cflow.post_dstmac", ETHER, "Post Destination Mac Address")                  \
    F(CF_VLANID, "cflow.vlanid", U16, "Vlan Id")                                                   \
    F(CF_POST_VLANID, "cflow.post_vlanid", U16, "Post Vlan Id")                                    \
    F(CF_IP_VERSION, "cflow.ip_version", U8, "IPVersion")                                          \
    F(CF_DIRECTION, "cflow.direction", U8, "Direction")                                            \
    F(CF_NEXTHOPV6, "cflow.nexthopv6", IPV6, "NextHop")                                            \
    F(CF_BGPNEXTHOPV6, "cflow.bgpnexthopv6", IPV6, "BGPNextHop")                                   \
    F(CF_IPV6_EXTHDR, "cflow.ipv6_exthdr", U32, "IPv6 Extension Headers", .base = SN_HEX)          \
    F(CF_DSTMAC, "cflow.dstmac", ETHER, "Destination Mac Address")                                 \
    F(CF_POST_SRCMAC, "cflow.post_srcmac", ETHER, "Post Source Mac Address")                       \
    F(CF_IF_NAME, "cflow.if_name", STR, "IfName")                                                  \
    F(CF_IF_DESCR, "cflow.if_descr", STR, "IfDescr")                                               \
    F(CF_SAMPLER_NAME, "cflow.sampler_name", STR, "SamplerName")                                   \
    F(CF_PERMANENT_OCTETS, "cflow.permanent_octets", U64, "Permanent Octets")                      \
    F(CF_PERMANENT_PACKETS, "cflow.permanent_packets", U64, "Permanent Packets")                   \
    F(CF_FRAGMENT_OFFSET, "cflow.fragment_offset", U16, "Fragment Offset")                         \
    F(CF_FORWARDING_STATUS, "cflow.forwarding_status", U8, "ForwardingStatus")                     \
    F(CF_MPLS_VPN_RD, "cflow.mpls_vpn_rd", BYTES, "MPLS VPN RD")                                   \
    F(CF_MPLS_TOP_LABEL_PREFIX_LENGTH, "cflow.mpls_top_label_prefix_length", U8,                   \
      "MPLS Top Label Prefix Length")                                                              \
    F(CF_SRC_TRAFFIC_INDEX, "cflow.src_traffic_index", U32, "Src Traffic Index")                   \
    F(CF_DST_TRAFFIC_INDEX, "cflow.dst_traffic_index", U32, "Dst Traffic Index")                   \
    F(CF_APPL_DESC, "cflow.appl_desc", STR, "ApplicationDesc")                                     \
    F(CF_APPL_ID_CLASSIFICATION_ENGINE_ID, "cflow.appl_id.classification_engine_id", U8,           \
      "Classification Engine ID")                                                                  \
    F(CF_APPL_NAME, "cflow.appl_name", STR, "ApplicationName")                                     \
    F(CF_POST_IP_DIFF_SERV_CODE_POINT, "cflow.post_ip_diff_serv_code_point", U8,                   \
      "Post Ip Diff Serv Code Point")                                                              \
    F(CF_MULTICAST_REPLICATION_FACTOR, "cflow.multicast_replication_factor", U32,                  \
      "Multicast Replication Factor")                                                              \
    F(CF_CLASSIFICATION_ENGINE_ID, "cflow.classification_engine_id", U8,                           \
      "Classification Engine Id")                                                                  \
    F(CF_PEER_DSTAS, "cflow.peer_dstas", U32, "PeerDstAS")                                         \
    F(CF_PEER_SRCAS, "cflow.peer_srcas", U32, "PeerSrcAS")                                         \
    F(CF_EXPORTER_ADDR, "cflow.exporter_addr", IPV4, "ExporterAddr")                               \
    F(CF_EXPORTER_ADDR_V6, "cflow.exporter_addr_v6", IPV6, "ExporterAddr")                         \
    F(CF_DROP_OCTETS, "cflow.drop_octets", U64, "Dropped Octets")                                  \
    F(CF_DROP_PACKETS, "cflow.drop_packets", U64, "Dropped Packets")                               \
    F(CF_DROP_TOTAL_OCTETS, "cflow.drop_total_octets", U64, "Dropped Total Octets")                \
    F(CF_DROP_TOTAL_PACKETS, "cflow.drop_total_packets", U64, "Dropped Total Packets")             \
    F(CF_FLOW_END_REASON, "cflow.flow_end_reason", U8, "Flow End Reason")                          \
    F(CF_COMMON_PROPERTIES_ID, "cflow.common_properties_id", U64, "Common Properties Id")          \
    F(CF_OBSERVATION_POINT_ID, "cflow.observation_point_id", U64, "Observation Point Id")          \
    F(CF_ICMP_IPV6_TYPE, "cflow.icmp_ipv6_type", U8, "IPv6 ICMP Type")                             \
    F(CF_TOPLABELADDR_V6, "cflow.toplabeladdr_v6", IPV6, "TopLabelAddr V6")                        \
    F(CF_SCOPE_LINECARD, "cflow.scope_linecard", U32, "ScopeLinecard")                             \
    F(CF_PORT_ID, "cflow.port_id", U32, "Port Id")                                                 \
    F(CF_MP_ID, "cflow.mp_id", U32, "Metering Process Id")                                         \
    F(CF_FLOW_EXPORTER, "cflow.flow_exporter", U32, "FlowExporter")                                \
    F(CF_TEMPLATE_ID, "cflow.template_id", U16, "Template Id")                                     \
    F(CF_WLAN_CHANNEL_ID, "cflow.wlan_channel_id", U8, "Wireless LAN Channel Id")                  \
    F(CF_WLAN_SSID, "cflow.wlan_ssid", STR, "Wireless LAN SSId")                                   \
    F(CF_FLOW_ID, "cflow.flow_id", U64, "Flow Id")                                                 \
    F(CF_OD_ID, "cflow.od_id", U32, "Observation Domain Id")                                       \
    F(CF_ABSTIMESTART, "cflow.abstimestart", TIME, "StartTime")                                    \
    F(CF_ABSTIMEEND, "cflow.abstimeend", TIME, "EndTime")                                          \
    F(CF_SYS_INIT_TIME, "cflow.sys_init_time", TIME, "System Init Time")                           \
    F(CF_IGNORE_PACKETS, "cflow.ignore_packets", U64, "Ignored Packets")                           \
    F(CF_IGNORE_OCTETS, "cflow.ignore_octets", U64, "Ignored Octets")                              \
    F(CF_NOTSENT_FLOWS, "cflow.notsent_flows", U64, "Not Sent Flows")                              \
    F(CF_NOTSENT_PACKETS, "cflow.notsent_packets", U64, "Not Sent Packets")                        \
    F(CF_NOTSENT_OCTETS, "cflow.notsent_octets", U64, "Not Sent Octets")                           \
    F(CF_DSTNETV6, "cflow.dstnetv6", IPV6, "DstNet")                                               \
    F(CF_SRCNETV6, "cflow.srcnetv6", IPV6, "SrcNet")                                               \
    F(CF_POST_TOTAL_OCTETS, "cflow.post_total_octets", U64, "Post Total Octets")                   \
    F(CF_POST_TOTAL_PACKETS, "cflow.post_total_packets", U64, "Post Total Packets")                \
    F(CF_POST_KEY, "cflow.post_key", BYTES, "floKeyIndicator")                                     \
    F(CF_POST_TOTAL_MULPACKETS, "cflow.post_total_mulpackets", U64,                                \
      "Post Total Multicast Packets")                                                              \
    F(CF_POST_TOTAL_MULOCTETS, "cflow.post_total_muloctets", U64, "Post Total Multicast Octets")   \
    F(CF_ICMP_IPV4_TYPE, "cflow.icmp_ipv4_type", U8, "IPv4 ICMP Type")                             \
    F(CF_ICMP_IPV4_CODE, "cflow.icmp_ipv4_code", U8, "IPv4 ICMP Code")                             \
    F(CF_ICMP_IPV6_CODE, "cflow.icmp_ipv6_code", U8, "IPv6 ICMP Code")                             \
    F(CF_TCP_SEQ_NUM, "cflow.tcp_seq_num", U32, "TCP Sequence Number")                             \
    F(CF_TCP_ACK_NUM, "cflow.tcp_ack_num", U32, "TCP Acknowledgement Number")                      \
    F(CF_TCP_WINDOWS_SIZE, "cflow.tcp_windows_size", U16, "TCP Windows Size")                      \
    F(CF_TCP_URG_PTR, "cflow.tcp_urg_ptr", U16, "TCP Urgent Pointer")                              \
    F(CF_TCP_HEADER_LENGTH, "cflow.tcp_header_length", U8, "TCP Header Length")                    \
    F(CF_IP_HEADER_LENGTH, "cflow.ip_header_length", U8, "IP Header Length")                       \
    F(CF_IPV4_TOTAL_LENGTH, "cflow.ipv4_total_length", U16, "IPV4 Total Length")                   \
    F(CF_IPV6_PAYLOAD_LENGTH, "cflow.ipv6_payload_length", U16, "IPv6 Payload Length")             \
    F(CF_IP_TTL, "cflow.ip_ttl", U8, "IP TTL")                                                     \
    F(CF_IPV6_NEXT_HDR, "cflow.ipv6_next_hdr", U8, "IPv6 Next Header")                             \
    F(CF_MPLS_PAYLOAD_LENGTH, "cflow.mpls_payload_length", U32, "mplsPayloadLength")               \
    F(CF_IP_DSCP, "cflow.ip_dscp", U8, "DSCP")                                                     \
    F(CF_IP_PRECEDENCE, "cflow.ip_precedence", U8, "IP Precedence")                                \
    F(CF_IP_FRAGMENT_FLAGS, "cflow.ip_fragment_flags", U8, "IP Fragment Flags", .base = SN_HEX)    \
    F(CF_DELTA_OCTETS_SQUARED, "cflow.delta_octets_squared", U64, "DeltaOctetsSquared")            \
    F(CF_TOTAL_OCTETS_SQUARED, "cflow.total_octets_squared", U64, "TotalOctetsSquared")            \
    F(CF_MPLS_TOP_LABEL_TTL, "cflow.mpls_top_label_ttl", U8, "MPLS Top Label TTL")                 \
    F(CF_MPLS_LABEL_LENGTH, "cflow.mpls_label_length", U32, "MPLS Label Stack Length")             \
    F(CF_MPLS_LABEL_DEPTH, "cflow.mpls_label_depth", U32, "MPLS Label Stack Depth")                \
    F(CF_MPLS_TOP_LABEL_EXP, "cflow.mpls_top_label_exp", U8, "MPLS Top Label Exp")                 \
    F(CF_IP_PAYLOAD_LENGTH, "cflow.ip_payload_length", U32, "IP Payload Length")                   \
    F(CF_UDP_LENGTH, "cflow.udp_length", U16, "UDP Length")                                        \
    F(CF_IS_MULTICAST, "cflow.is_multicast", U8, "IsMulticast", .base = SN_HEX)                    \
    F(CF_IP_HEADER_WORDS, "cflow.ip_header_words", U8, "IPHeaderLen")                              \
    F(CF_OPTION_MAP, "cflow.option_map", BYTES, "OptionMap")                                       \
    F(CF_TCP_OPTION_MAP, "cflow.tcp_option_map", BYTES, "TCP OptionMap")                           \
    F(CF_PADDING, "cflow.padding", BYTESS, "Padding")

#define CFLOW_ELEMENTS1(F)                                                                         \
    F(CF_COLLECTOR_ADDR, "cflow.collector_addr", IPV4, "CollectorAddr")                            \
    F(CF_COLLECTOR_ADDR_V6, "cflow.collector_addr_v6", IPV6, "CollectorAddr")                      \
    F(CF_EXPORT_INTERFACE, "cflow.export_interface", U32, "ExportInterface")                       \
    F(CF_EXPORT_PROTOCOL_VERSION, "cflow.export_protocol_version", U8, "ExportProtocolVersion")    \
    F(CF_EXPORTER_PROTOCOL, "cflow.exporter_protocol", U8, "ExportTransportProtocol")              \
    F(CF_COLLECTOR_PORT, "cflow.collector_port", U16, "CollectorPort")                             \
    F(CF_EXPORTER_PORT, "cflow.exporter_port", U16, "ExporterPort")                                \
    F(CF_TOTAL_TCP_SYN, "cflow.total_tcp_syn", U64, "Total TCP syn")                               \
    F(CF_TOTAL_TCP_FIN, "cflow.total_tcp_fin", U64, "Total TCP fin")                               \
    F(CF_TOTAL_TCP_RST, "cflow.total_tcp_rst", U64, "Total TCP rst")                               \
    F(CF_TOTAL_TCP_PSH, "cflow.total_tcp_psh", U64, "Total TCP psh")                               \
    F(CF_TOTAL_TCP_ACK, "cflow.total_tcp_ack", U64, "Total TCP ack")                               \
    F(CF_TOTAL_TCP_URG, "cflow.total_tcp_urg", U64, "Total TCP urg")                               \
    F(CF_IP_TOTAL_LENGTH, "cflow.ip_total_length", U64, "IP Total Length")                         \
    F(CF_POST_NATSOURCE_IPV4_ADDRESS, "cflow.post_natsource_ipv4_address", IPV4,                   \
      "Post NAT Source IPv4 Address")                                                              \
    F(CF_POST_NATDESTINATION_IPV4_ADDRESS, "cflow.post_natdestination_ipv4_address", IPV4,         \
      "Post NAT Destination IPv4 Address")                                                         \
    F(CF_POST_NAPTSOURCE_TRANSPORT_PORT, "cflow.post_naptsource_transport_port", U16,              \
      "Post NAPT Source Transport Port")                                                           \
    F(CF_POST_NAPTDESTINATION_TRANSPORT_PORT, "cflow.post_naptdestination_transport_port", U16,    \
      "Post NAPT Destination Transport Port")                                                      \
    F(CF_NAT_ORIGINATING_ADDRESS_REALM, "cflow.nat_originating_address_realm", U8,                 \
      "Nat Originating Address Realm")                                                             \
    F(CF_NAT_EVENT, "cflow.nat_event", U8, "Nat Event")                                            \
    F(CF_INITIATOR_OCTETS, "cflow.initiator_octets", U64, "Initiator Octets")                      \
    F(CF_RESPONDER_OCTETS, "cflow.responder_octets", U64, "Responder Octets")                      \
    F(CF_FIREWALL_EVENT, "cflow.firewall_event", U8, "Firewall Event")                             \
    F(CF_INGRESS_VRFID, "cflow.ingress_vrfid", U32, "Ingress VRFID")                               \
    F(CF_EGRESS_VRFID, "cflow.egress_vrfid", U32, "Egress VRFID")                                  \
    F(CF_VRFNAME, "cflow.vrfname", STR, "VRFname")                                                 \
    F(CF_POST_MPLS_TOP_LABEL_EXP, "cflow.post_mpls_top_label_exp", U8, "Post MPLS Top Label Exp")  \
    F(CF_TCP_WINDOW_SCALE, "cflow.tcp_window_scale", U16, "Tcp Window Scale")                      \
    F(CF_BIFLOW_DIRECTION, "cflow.biflow_direction", U8, "Biflow Direction")                       \
    F(CF_ETHERNET_HEADER_LENGTH, "cflow.ethernet_header_length", U8, "Ethernet Header Length")     \
    F(CF_ETHERNET_PAYLOAD_LENGTH, "cflow.ethernet_payload_length", U16, "Ethernet Payload Length") \
    F(CF_ETHERNET_TOTAL_LENGTH, "cflow.ethernet_total_length", U16, "Ethernet Total Length")       \
    F(CF_DOT1Q_VLAN_ID, "cflow.dot1q_vlan_id", U16, "Dot1q Vlan Id")                               \
    F(CF_DOT1Q_PRIORITY, "cflow.dot1q_priority", U8, "Dot1q Priority")                             \
    F(CF_DOT1Q_CUSTOMER_VLAN_ID, "cflow.dot1q_customer_vlan_id", U16, "Dot1q Customer Vlan Id")    \
    F(CF_DOT1Q_CUSTOMER_PRIORITY, "cflow.dot1q_customer_priority", U8, "Dot1q Customer Priority")  \
    F(CF_METRO_EVC_ID, "cflow.metro_evc_id", STR, "Metro Evc Id")                                  \
    F(CF_METRO_EVC_TYPE, "cflow.metro_evc_type", U8, "Metro Evc Type")                             \
    F(CF_PSEUDO_WIRE_ID, "cflow.pseudo_wire_id", U32, "Pseudo Wire Id")                            \
    F(CF_PSEUDO_WIRE_TYPE, "cflow.pseudo_wire_type", U16, "Pseudo Wire Type")                      \
    F(CF_PSEUDO_WIRE_CONTROL_WORD, "cflow.pseudo_wire_control_word", U32,                          \
      "Pseudo Wire Control Word")                                                                  \
    F(CF_INGRESS_PHYSICAL_INTERFACE, "cflow.ingress_physical_interface", U32,                      \
      "Ingress Physical Interface")                                                                \
    F(CF_EGRESS_PHYSICAL_INTERFACE, "cflow.egress_physical_interface", U32,                        \
      "Egress Physical Interface")                                                                 \
    F(CF_POST_DOT1Q_VLAN_ID, "cflow.post_dot1q_vlan_id", U16, "Post Dot1q Vlan Id")                \
    F(CF_POST_DOT1Q_CUSTOMER_VLAN_ID, "cflow.post_dot1q_customer_vlan_id", U16,                    \
      "Post Dot1q Customer Vlan Id")                                                               \
    F(CF_ETHERNET_TYPE, "cflow.ethernet_type", U16, "Ethernet Type")                               \
    F(CF_POST_IP_PRECEDENCE, "cflow.post_ip_precedence", U8, "Post Ip Precedence")                 \
    F(CF_COLLECTION_TIME_MILLISECONDS, "cflow.collection_time_milliseconds", TIME,                 \
      "Collection Time Milliseconds")                                                              \
    F(CF_EXPORT_SCTP_STREAM_ID, "cflow.export_sctp_stream_id", U16, "Export Sctp Stream Id")       \
    F(CF_MAX_EXPORT_SECONDS, "cflow.max_export_seconds", TIME, "Max Export Seconds")               \
    F(CF_MAX_FLOW_END_SECONDS, "cflow.max_flow_end_seconds", TIME, "Max Flow End Seconds")         \
    F(CF_MESSAGE_MD5_CHECKSUM, "cflow.message_md5_checksum", BYTES, "Message MD5 Checksum")        \
    F(CF_MESSAGE_SCOPE, "cflow.message_scope", U8, "Message Scope")                                \
    F(CF_MIN_EXPORT_SECONDS, "cflow.min_export_seconds", TIME, "Min Export Seconds")               \
    F(CF_MIN_FLOW_START_SECONDS, "cflow.min_flow_start_seconds", TIME, "Min Flow Start Seconds")   \
    F(CF_OPAQUE_OCTETS, "cflow.opaque_octets", BYTES, "Opaque Octets")                             \
    F(CF_SESSION_SCOPE, "cflow.session_scope", U8, "Session Scope")                                \
    F(CF_MAX_FLOW_END_MICROSECONDS, "cflow.max_flow_end_microseconds", TIME,                       \
      "Max Flow End Microseconds")                                                                 \
    F(CF_MAX_FLOW_END_MILLISECONDS, "cflow.max_flow_end_milliseconds", TIME,                       \
      "Max Flow End Milliseconds")                                                                 \
    F(CF_MAX_FLOW_END_NANOSECONDS, "cflow.max_flow_end_nanoseconds", TIME,                         \
      "Max Flow End Nanoseconds")                                                                  \
    F(CF_MIN_FLOW_START_MICROSECONDS, "cflow.min_flow_start_microseconds", TIME,                   \
      "Min Flow Start Microseconds")                                                               \
    F(CF_MIN_FLOW_START_MILLISECONDS, "cflow.min_flow_start_milliseconds", TIME,                   \
      "Min Flow Start Milliseconds")                                                               \
    F(CF_MIN_FLOW_START_NANOSECONDS, "cflow.min_flow_start_nanoseconds", TIME,                     \
      "Min Flow Start Nanoseconds")                                                                \
    F(CF_COLLECTOR_CERTIFICATE, "cflow.collector_certificate", BYTES, "Collector Certificate")     \
    F(CF_EXPORTER_CERTIFICATE, "cflow.exporter_certificate", BYTES, "Exporter Certificate")        \
    F(CF_DATA_RECORDS_RELIABILITY, "cflow.data_records_reliability", BOOL,                         \
      "Data Records Reliability")                                                                  \
    F(CF_OBSERVATION_POINT_TYPE, "cflow.observation_point_type", U8, "Observation Point Type")     \
    F(CF_NEW_CONNECTION_DELTA_COUNT, "cflow.new_connection_delta_count", U32,                      \
      "New Connection Delta Count")                                                                \
    F(CF_CONNECTION_SUM_DURATION_SECONDS, "cflow.connection_sum_duration_seconds", U64,            \
      "Connection Sum Duration Seconds")                                                           \
    F(CF_CONNECTION_TRANSACTION_ID, "cflow.connection_transaction_id", U64,                        \
      "Connection Transaction Id")                                                                 \
    F(CF_POST_NAT_SOURCE_IPV6_ADDRESS, "cflow.post_nat_source_ipv6_address", IPV6,                 \
      "Post NAT Source IPv6 Address")                                                              \
    F(CF_POST_NAT_DESTINATION_IPV6_ADDRESS, "cflow.post_nat_destination_ipv6_address", IPV6,       \
      "Post NAT Destination IPv6 Address")                                                         \
    F(CF_NAT_POOL_ID, "cflow.nat_pool_id", U32, "Nat Pool Id")                                     \
    F(CF_NAT_POOL_NAME, "cflow.nat_pool_name", STR, "Nat Pool Name")                               \
    F(CF_ANONYMIZATION_FLAGS, "cflow.anonymization_flags", BYTES, "Anonymization Flags")           \
    F(CF_ANONYMIZATION_TECHNIQUE, "cflow.anonymization_technique", U16, "Anonymization Technique") \
    F(CF_INFORMATION_ELEMENT_INDEX, "cflow.information_element_index", U16,                        \
      "Information Element Index")                                                                 \
    F(CF_P2P_TECHNOLOGY, "cflow.p2p_technology", STR, "P2p Technology")                            \
    F(CF_TUNNEL_TECHNOLOGY, "cflow.tunnel_technology", STR, "Tunnel Technology")                   \
    F(CF_ENCRYPTED_TECHNOLOGY, "cflow.encrypted_technology", STR, "Encrypted Technology")          \
    F(CF_BGP_VALIDITY_STATE, "cflow.bgp_validity_state", U8, "Bgp Validity State")                 \
    F(CF_IPSEC_SPI, "cflow.ipsec_spi", U32, "IPSec SPI")                                           \
    F(CF_GRE_KEY, "cflow.gre_key", U32, "Gre Key")                                                 \
    F(CF_NAT_TYPE, "cflow.nat_type", U8, "Nat Type")                                               \
    F(CF_INITIATOR_PACKETS, "cflow.initiator_packets", U64, "Initiator Packets")                   \
    F(CF_RESPONDER_PACKETS, "cflow.responder_packets", U64, "Responder Packets")                   \
    F(CF_OBSERVATION_DOMAIN_NAME, "cflow.observation_domain_name", STR, "Observation Domain Name") \
    F(CF_SELECTION_SEQUENCE_ID, "cflow.selection_sequence_id", U64, "Selection Sequence Id")       \
    F(CF_SELECTOR_ID, "cflow.selector_id", U64, "Selector Id")                                     \
    F(CF_INFORMATION_ELEMENT_ID, "cflow.information_element_id", U16, "Information Element Id")    \
    F(CF_SELECTOR_ALGORITHM, "cflow.selector_algorithm", U16, "Selector Algorithm")                \
    F(CF_SAMPLING_PACKET_INTERVAL, "cflow.sampling_packet_interval", U32,                          \
      "Sampling Packet Interval")                                                                  \
    F(CF_SAMPLING_PACKET_SPACE, "cflow.sampling_packet_space", U32, "Sampling Packet Space")       \
    F(CF_SAMPLING_TIME_INTERVAL, "cflow.sampling_time_interval", U32, "Sampling Time Interval")    \
    F(CF_SAMPLING_TIME_SPACE, "cflow.sampling_time_space", U32, "Sampling Time Space")             \
    F(CF_SAMPLING_SIZE, "cflow.sampling_size", U32, "Sampling Size")                               \
    F(CF_SAMPLING_POPULATION, "cflow.sampling_population", U32, "Sampling Population")             \
    F(CF_DATA_LINK_FRAME_SIZE, "cflow.data_link_frame_size", U16, "Data Link Frame Size")          \
    F(CF_SECTION_HEADER, "cflow.section_header", BYTES, "SectionHeader")                           \
    F(CF_SECTION_PAYLOAD, "cflow.section_payload", BYTES, "SectionPayload")                        \
    F(CF_DATA_LINK_FRAME_SECTION, "cflow.data_link_frame_section", BYTES,                          \
      "Data Link Frame Section")                                                                   \
    F(CF_MPLS_LABEL_STACK_SECTION, "cflow.mpls_label_stack_section", BYTES,                        \
      "MPLS Label Stack Section")                                                                  \
    F(CF_MPLS_PAYLOAD_PACKET_SECTION, "cflow.mpls_payload_packet_section", BYTES,                  \
      "MPLS Payload Packet Section")                                                               \
    F(CF_SELECTOR_ID_TOTAL_PKTS_OBSERVED, "cflow.selector_id_total_pkts_observed", U64,            \
      "Selector Id Total Pkts Observed")                                                           \
    F(CF_SELECTOR_ID_TOTAL_PKTS_SELECTED, "cflow.selector_id_total_pkts_selected", U64,            \
      "Selector Id Total Pkts Selected")                                                           \
    F(CF_OBSERVATION_TIME_SECONDS, "cflow.observation_time_seconds", TIME,                         \
      "Observation Time Seconds")                                                                  \
    F(CF_OBSERVATION_TIME_MILLISECONDS, "cflow.observation_time_milliseconds", TIME,               \
      "Observation Time Milliseconds")                                                             \
    F(CF_OBSERVATION_TIME_MICROSECONDS, "cflow.observation_time_microseconds", TIME,               \
      "Observation Time Microseconds")                                                             \
    F(CF_OBSERVATION_TIME_NANOSECONDS, "cflow.observation_time_nanoseconds", TIME,                 \
      "Observation Time Nanoseconds")                                                              \
    F(CF_DIGEST_HASH_VALUE, "cflow.digest_hash_value", U64, "Digest Hash Value")                   \
    F(CF_HASH_IPPAYLOAD_OFFSET, "cflow.hash_ippayload_offset", U64, "Hash IPPayload Offset")       \
    F(CF_HASH_IPPAYLOAD_SIZE, "cflow.hash_ippayload_size", U64, "Hash IPPayload Size")             \
    F(CF_HASH_OUTPUT_RANGE_MIN, "cflow.hash_output_range_min", U64, "Hash Output Range Min")       \
    F(CF_HASH_OUTPUT_RANGE_MAX, "cflow.hash_output_range_max", U64, "Hash Output Range Max")       \
    F(CF_HASH_SELECTED_RANGE_MIN, "cflow.hash_selected_range_min", U64, "Hash Selected Range Min") \
    F(CF_HASH_SELECTED_RANGE_MAX, "cflow.hash_selected_range_max", U64, "Hash Selected Range Max") \
    F(CF_HASH_DIGEST_OUTPUT, "cflow.hash_digest_output", BOOL, "Hash Digest Output")               \
    F(CF_HASH_INITIALISER_VALUE, "cflow.hash_initialiser_value", U64, "Hash Initialiser Value")    \
    F(CF_SELECTOR_NAME, "cflow.selector_name", STR, "Selector Name")                               \
    F(CF_INFORMATION_ELEMENT_DATA_TYPE, "cflow.information_element_data_type", U8,                 \
      "Information Element Data Type")                                                             \
    F(CF_INFORMATION_ELEMENT_DESCRIPTION, "cflow.information_element_description", STR,            \
      "Information Element Description")                                                           \
    F(CF_INFORMATION_ELEMENT_NAME, "cflow.information_element_name", STR,                          \
      "Information Element Name")                                                                  \
    F(CF_INFORMATION_ELEMENT_RANGE_BEGIN, "cflow.information_element_range_begin", U64,            \
      "Information Element Range Begin")                                                           \
    F(CF_INFORMATION_ELEMENT_RANGE_END, "cflow.information_element_range_end", U64,                \
      "Information Element Range End")                                                             \
    F(CF_INFORMATION_ELEMENT_SEMANTICS, "cflow.information_element_semantics", U8,                 \
      "Information Element Semantics")                                                             \
    F(CF_INFORMATION_ELEMENT_UNITS, "cflow.information_element_units", U16,                        \
      "Information Element Units")                                                                 \
    F(CF_PRIVATE_ENTERPRISE_NUMBER, "cflow.private_enterprise_number", U32,                        \
      "Private Enterprise Number")                                                                 \
    F(CF_VIRTUAL_STATION_INTERFACE_ID, "cflow.virtual_station_interface_id", BYTES,                \
      "Virtual Station Interface Id")                                                              \
    F(CF_VIRTUAL_STATION_INTERFACE_NAME, "cflow.virtual_station_interface_name", STR,              \
      "Virtual Station Interface Name")                                                            \
    F(CF_VIRTUAL_STATION_UUID, "cflow.virtual_station_uuid", BYTES, "Virtual Station Uuid")        \
    F(CF_VIRTUAL_STATION_NAME, "cflow.virtual_station_name", STR, "Virtual Station Name")          \
    F(CF_LAYER2_SEGMENT_ID, "cflow.layer2_segment_id", U64, "Layer2 Segment Id")                   \
    F(CF_LAYER2_OCTET_DELTA_COUNT, "cflow.layer2_octet_delta_count", U64,                          \
      "Layer2 Octet Delta Count")                                                                  \
    F(CF_LAYER2_OCTET_TOTAL_COUNT, "cflow.layer2_octet_total_count", U64,                          \
      "Layer2 Octet Total Count")                                                                  \
    F(CF_INGRESS_UNICAST_PACKET_TOTAL_COUNT, "cflow.ingress_unicast_packet_total_count", U64,      \
      "Ingress Unicast Packet Total Count")                                                        \
    F(CF_INGRESS_MULTICAST_PACKET_TOTAL_COUNT, "cflow.ingress_multicast_packet_total_count", U64,  \
      "Ingress Multicast Packet Total Count")                                                      \
    F(CF_INGRESS_BROADCAST_PACKET_TOTAL_COUNT, "cflow.ingress_broadcast_packet_total_count", U64,  \
      "Ingress Broadcast Packet Total Count")                                                      \
    F(CF_EGRESS_UNICAST_PACKET_TOTAL_COUNT, "cflow.egress_unicast_packet_total_count", U64,        \
      "Egress Unicast Packet Total Count")                                                         \
    F(CF_EGRESS_BROADCAST_PACKET_TOTAL_COUNT, "cflow.egress_broadcast_packet_total_count", U64,    \
      "Egress Broadcast Packet Total Count")                                                       \
    F(CF_MONITORING_INTERVAL_START_MILLISECONDS, "cflow.monitoring_interval_start_milliseconds",   \
      TIME, "Monitoring Interval Start MilliSeconds")                                              \
    F(CF_MONITORING_INTERVAL_END_MILLISECONDS, "cflow.monitoring_interval_end_milliseconds", TIME, \
      "Monitoring Interval End MilliSeconds")                                                      \
    F(CF_PORT_RANGE_START, "cflow.port_range_start", U16, "Port Range Start")                      \
    F(CF_PORT_RANGE_END, "cflow.port_range_end", U16, "Port Range End")                            \
    F(CF_PORT_RANGE_STEP_SIZE, "cflow.port_range_step_size", U16, "Port Range Step Size")          \
    F(CF_PORT_RANGE_NUM_PORTS, "cflow.port_range_num_ports", U16, "Port Range Num Ports")          \
    F(CF_STA_MAC_ADDRESS, "cflow.sta_mac_address", ETHER, "Sta Mac Address")                       \
    F(CF_STA_IPV4_ADDRESS, "cflow.sta_ipv4_address", IPV4, "Sta Ipv4 Address")                     \
    F(CF_WTP_MAC_ADDRESS, "cflow.wtp_mac_address", ETHER, "Wtp Mac Address")                       \
    F(CF_INGRESS_INTERFACE_TYPE, "cflow.ingress_interface_type", U32, "Ingress Interface Type")    \
    F(CF_EGRESS_INTERFACE_TYPE, "cflow.egress_interface_type", U32, "Egress Interface Type")

#define CFLOW_ELEMENTS2(F)                                                                         \
    F(CF_RTP_SEQUENCE_NUMBER, "cflow.rtp_sequence_number", U16, "Rtp Sequence Number")             \
    F(CF_USER_NAME, "cflow.user_name", STR, "User Name")                                           \
    F(CF_APPLICATION_CATEGORY_NAME, "cflow.application_category_name", STR,                        \
      "Application Category Name")                                                                 \
    F(CF_APPLICATION_SUB_CATEGORY_NAME, "cflow.application_sub_category_name", STR,                \
      "Application Sub Category Name")                                                             \
    F(CF_APPLICATION_GROUP_NAME, "cflow.application_group_name", STR, "Application Group Name")    \
    F(CF_ORIGINAL_FLOWS_PRESENT, "cflow.original_flows_present", U64, "Original Flows Present")    \
    F(CF_ORIGINAL_FLOWS_INITIATED, "cflow.original_flows_initiated", U64,                          \
      "Original Flows Initiated")                                                                  \
    F(CF_ORIGINAL_FLOWS_COMPLETED, "cflow.original_flows_completed", U64,                          \
      "Original Flows Completed")                                                                  \
    F(CF_DISTINCT_COUNT_OF_SOURCE_IP_ADDRESS, "cflow.distinct_count_of_source_ip_address", U64,    \
      "Distinct Count Of Source Ip Address")                                                       \
    F(CF_DISTINCT_COUNT_OF_DESTINATIONIP_ADDRESS, "cflow.distinct_count_of_destinationip_address", \
      U64, "Distinct Count Of Destinationip Address")                                              \
    F(CF_DISTINCT_COUNT_OF_SOURCE_IPV4_ADDRESS, "cflow.distinct_count_of_source_ipv4_address",     \
      U32, "Distinct Count Of Source Ipv4 Address")                                                \
    F(CF_DISTINCT_COUNT_OF_DESTINATION_IPV4_ADDRESS,                                               \
      "cflow.distinct_count_of_destination_ipv4_address", U32,                                     \
      "Distinct Count Of Destination Ipv4 Address")                                                \
    F(CF_DISTINCT_COUNT_OF_SOURCE_IPV6_ADDRESS, "cflow.distinct_count_of_source_ipv6_address",     \
      U64, "Distinct Count Of Source Ipv6 Address")                                                \
    F(CF_DISTINCT_COUNT_OF_DESTINATION_IPV6_ADDRESS,                                               \
      "cflow.distinct_count_of_destination_ipv6_address", U64,                                     \
      "Distinct Count Of Destination Ipv6 Address")                                                \
    F(CF_VALUE_DISTRIBUTION_METHOD, "cflow.value_distribution_method", U8,                         \
      "Value Distribution Method")                                                                 \
    F(CF_RFC3550_JITTER_MILLISECONDS, "cflow.rfc3550_jitter_milliseconds", U32,                    \
      "Rfc3550 Jitter Milliseconds")                                                               \
    F(CF_RFC3550_JITTER_MICROSECONDS, "cflow.rfc3550_jitter_microseconds", U32,                    \
      "Rfc3550 Jitter Microseconds")                                                               \
    F(CF_RFC3550_JITTER_NANOSECONDS, "cflow.rfc3550_jitter_nanoseconds", U32,                      \
      "Rfc3550 Jitter Nanoseconds")                                                                \
    F(CF_DOT1Q_DEI, "cflow.dot1q_dei", BOOL, "Dot1q DEI")                                          \
    F(CF_DOT1Q_CUSTOMER_DEI, "cflow.dot1q_customer_dei", BOOL, "Dot1q Customer DEI")               \
    F(CF_FLOW_SELECTOR_ALGORITHM, "cflow.flow_selector_algorithm", U16, "Flow_Selector_Algorithm") \
    F(CF_FLOW_SELECTED_OCTET_DELTA_COUNT, "cflow.flow_selected_octet_delta_count", U64,            \
      "Flow_Selected_Octet_Delta_Count")                                                           \
    F(CF_FLOW_SELECTED_PACKET_DELTA_COUNT, "cflow.flow_selected_packet_delta_count", U64,          \
      "Flow_Selected_Packet_Delta_Count")                                                          \
    F(CF_FLOW_SELECTED_FLOW_DELTA_COUNT, "cflow.flow_selected_flow_delta_count", U64,              \
      "Flow_Selected_Flow_Delta_Count")                                                            \
    F(CF_SELECTORID_TOTAL_FLOWS_OBSERVED, "cflow.selectorid_total_flows_observed", U64,            \
      "Selectorid_Total_Flows_Observed")                                                           \
    F(CF_SELECTORID_TOTAL_FLOWS_SELECTED, "cflow.selectorid_total_flows_selected", U64,            \
      "Selectorid_Total_Flows_Selected")                                                           \
    F(CF_SAMPLING_FLOW_INTERVAL, "cflow.sampling_flow_interval", U64, "Sampling_Flow_Interval")    \
    F(CF_SAMPLING_FLOW_SPACING, "cflow.sampling_flow_spacing", U64, "Sampling_Flow_Spacing")       \
    F(CF_FLOW_SAMPLING_TIME_INTERVAL, "cflow.flow_sampling_time_interval", U64,                    \
      "Flow_Sampling_Time_Interval")                                                               \
    F(CF_FLOW_SAMPLING_TIME_SPACING, "cflow.flow_sampling_time_spacing", U64,                      \
      "Flow_Sampling_Time_Spacing")                                                                \
    F(CF_HASH_FLOW_DOMAIN, "cflow.hash_flow_domain", U16, "Hash_Flow_Domain")                      \
    F(CF_TRANSPORT_OCTET_DELTA_COUNT, "cflow.transport_octet_delta_count", U64,                    \
      "Transport_Octet_Delta_Count")                                                               \
    F(CF_TRANSPORT_PACKET_DELTA_COUNT, "cflow.transport_packet_delta_count", U64,                  \
      "Transport_Packet_Delta_Count")                                                              \
    F(CF_ORIGINAL_EXPORTER_IPV4_ADDRESS, "cflow.original_exporter_ipv4_address", IPV4,             \
      "Original_Exporter_Ipv4_Address")                                                            \
    F(CF_ORIGINAL_EXPORTER_IPV6_ADDRESS, "cflow.original_exporter_ipv6_address", IPV6,             \
      "Original_Exporter_Ipv6_Address")                                                            \
    F(CF_ORIGINAL_OBSERVATION_DOMAIN_ID, "cflow.original_observation_domain_id", U32,              \
      "Original_Observation_Domain_Id")                                                            \
    F(CF_INTERMEDIATE_PROCESS_ID, "cflow.intermediate_process_id", U32, "Intermediate_Process_Id") \
    F(CF_IGNORED_DATA_RECORD_TOTAL_COUNT, "cflow.ignored_data_record_total_count", U64,            \
      "Ignored_Data_Record_Total_Count")                                                           \
    F(CF_DATA_LINK_FRAME_TYPE, "cflow.data_link_frame_type", U16, "Data_Link_Frame_Type")          \
    F(CF_SECTION_OFFSET, "cflow.section_offset", U16, "Section_Offset")                            \
    F(CF_SECTION_EXPORTED_OCTETS, "cflow.section_exported_octets", U16, "Section_Exported_Octets") \
    F(CF_DOT1Q_SERVICE_INSTANCE_TAG, "cflow.dot1q_service_instance_tag", BYTES,                    \
      "Dot1q_Service_Instance_Tag")                                                                \
    F(CF_DOT1Q_SERVICE_INSTANCE_ID, "cflow.dot1q_service_instance_id", U32,                        \
      "Dot1q_Service_Instance_Id")                                                                 \
    F(CF_DOT1Q_SERVICE_INSTANCE_PRIORITY, "cflow.dot1q_service_instance_priority", U8,             \
      "Dot1q_Service_Instance_Priority")                                                           \
    F(CF_DOT1Q_CUSTOMER_SOURCE_MAC_ADDRESS, "cflow.dot1q_customer_source_mac_address", ETHER,      \
      "Dot1q_Customer_Source_Mac_Address")                                                         \
    F(CF_DOT1Q_CUSTOMER_DESTINATION_MAC_ADDRESS, "cflow.dot1q_customer_destination_mac_address",   \
      ETHER, "Dot1q_Customer_Destination_Mac_Address")                                             \
    F(CF_POST_LAYER2_OCTET_DELTA_COUNT, "cflow.post_layer2_octet_delta_count", U64,                \
      "Post_Layer2_Octet_Delta_Count")                                                             \
    F(CF_POSTM_CAST_LAYER2_OCTET_DELTA_COUNT, "cflow.postm_cast_layer2_octet_delta_count", U64,    \
      "Postm_Cast_Layer2_Octet_Delta_Count")                                                       \
    F(CF_POST_LAYER2_OCTET_TOTAL_COUNT, "cflow.post_layer2_octet_total_count", U64,                \
      "Post_Layer2_Octet_Total_Count")                                                             \
    F(CF_POSTM_CAST_LAYER2_OCTET_TOTAL_COUNT, "cflow.postm_cast_layer2_octet_total_count", U64,    \
      "Postm_Cast_Layer2_Octet_Total_Count")                                                       \
    F(CF_MINIMUM_LAYER2_TOTAL_LENGTH, "cflow.minimum_layer2_total_length", U64,                    \
      "Minimum_Layer2_Total_Length")                                                               \
    F(CF_MAXIMUM_LAYER2_TOTAL_LENGTH, "cflow.maximum_layer2_total_length", U64,                    \
      "Maximum_Layer2_Total_Length")                                                               \
    F(CF_DROPPED_LAYER2_OCTET_DELTA_COUNT, "cflow.dropped_layer2_octet_delta_count", U64,          \
      "Dropped_Layer2_Octet_Delta_Count")                                                          \
    F(CF_DROPPED_LAYER2_OCTET_TOTAL_COUNT, "cflow.dropped_layer2_octet_total_count", U64,          \
      "Dropped_Layer2_Octet_Total_Count")                                                          \
    F(CF_IGNORED_LAYER2_OCTET_TOTAL_COUNT, "cflow.ignored_layer2_octet_total_count", U64,          \
      "Ignored_Layer2_Octet_Total_Count")                                                          \
    F(CF_NOT_SENT_LAYER2_OCTET_TOTAL_COUNT, "cflow.not_sent_layer2_octet_total_count", U64,        \
      "Not_Sent_Layer2_Octet_Total_Count")                                                         \
    F(CF_LAYER2_OCTET_DELTA_SUM_OF_SQUARES, "cflow.layer2_octet_delta_sum_of_squares", U64,        \
      "Layer2_Octet_Delta_Sum_Of_Squares")                                                         \
    F(CF_LAYER2_OCTET_TOTAL_SUM_OF_SQUARES, "cflow.layer2_octet_total_sum_of_squares", U64,        \
      "Layer2_Octet_Total_Sum_Of_Squares")                                                         \
    F(CF_LAYER2_FRAME_DELTA_COUNT, "cflow.layer2_frame_delta_count", U64,                          \
      "Layer2_Frame_Delta_Count")                                                                  \
    F(CF_LAYER2_FRAME_TOTAL_COUNT, "cflow.layer2_frame_total_count", U64,                          \
      "Layer2_Frame_Total_Count")                                                                  \
    F(CF_PSEUDO_WIRE_DESTINATION_IPV4_ADDRESS, "cflow.pseudo_wire_destination_ipv4_address", IPV4, \
      "Pseudo_Wire_Destination_Ipv4_Address")                                                      \
    F(CF_IGNORED_LAYER2_FRAME_TOTAL_COUNT, "cflow.ignored_layer2_frame_total_count", U64,          \
      "Ignored_Layer2_Frame_Total_Count")                                                          \
    F(CF_MIB_OBJECT_VALUE_INTEGER, "cflow.mib_object_value_integer", I32,                          \
      "mibObject Value Integer")                                                                   \
    F(CF_MIB_OBJECT_OCTETSTRING, "cflow.mib_object_octetstring", BYTES, "mibObject Octet String")  \
    F(CF_MIB_OBJECT_VALUE_OID, "cflow.mib_object_value_oid", BYTES, "mibObject Value OID")         \
    F(CF_MIB_OBJECT_VALUE_BITS, "cflow.mib_object_value_bits", BYTES, "mibObject Value Bits")      \
    F(CF_MIB_OBJECT_VALUE_IPADDRESS, "cflow.mib_object_value_ipaddress", IPV4,                     \
      "mibObject Value IP Address")                                                                \
    F(CF_MIB_OBJECT_VALUE_COUNTER, "cflow.mib_object_value_counter", U64,                          \
      "mibObject Value Counter")                                                                   \
    F(CF_MIB_OBJECT_VALUE_GAUGE, "cflow.mib_object_value_gauge", U32, "mibObject Value Gauge")     \
    F(CF_MIB_OBJECT_VALUE_TIMETICKS, "cflow.mib_object_value_timeticks", U32,                      \
      "mibObject Value Timeticks")                                                                 \
    F(CF_MIB_OBJECT_VALUE_UNSIGNED, "cflow.mib_object_value_unsigned", U32,                        \
      "mibObject Value Unsigned")                                                                  \
    F(CF_MIB_OBJECT_VALUE_TABLE, "cflow.mib_object_value_table", BYTES, "mibObject Value Table")   \
    F(CF_MIB_OBJECT_VALUE_ROW, "cflow.mib_object_value_row", BYTES, "mibObject Value Row")         \
    F(CF_MIB_OBJECT_IDENTIFIER, "cflow.mib_object_identifier", BYTES, "mibObject Identifier")      \
    F(CF_MIB_SUBIDENTIFIER, "cflow.mib_subidentifier", U32, "mib SubIdentifier")                   \
    F(CF_MIB_INDEX_INDICATOR, "cflow.mib_index_indicator", U64, "mib Index Indicator",             \
      .base = SN_HEX)                                                                              \
    F(CF_MIB_CAPTURE_TIME_SEMANTICS, "cflow.mib_capture_time_semantics", U8,                       \
      "mib Capture Time Semantics")                                                                \
    F(CF_MIB_CONTEXT_ENGINEID, "cflow.mib_context_engineid", BYTES, "mib Context EngineID")        \
    F(CF_MIB_CONTEXT_NAME, "cflow.mib_context_name", STR, "mib Context Name")                      \
    F(CF_MIB_OBJECT_NAME, "cflow.mib_object_name", STR, "mib Object Name")                         \
    F(CF_MIB_OBJECT_DESCRIPTION, "cflow.mib_object_description", STR, "mib Object Description")    \
    F(CF_MIB_OBJECT_SYNTAX, "cflow.mib_object_syntax", STR, "mib Object Syntax")                   \
    F(CF_MIB_MODULE_NAME, "cflow.mib_module_name", STR, "mib Module Name")                         \
    F(CF_MIB_MOBILE_IMSI, "cflow.mib_mobile_imsi", STR, "mib Mobile IMSI")                         \
    F(CF_MIB_MOBILE_MSISDN, "cflow.mib_mobile_msisdn", STR, "mib Mobile MSISDN")                   \
    F(CF_HTTP_STATUSCODE, "cflow.http_statuscode", U16, "HTTP Statuscode")                         \
    F(CF_SOURCE_TRANSPORT_PORTS_LIMIT, "cflow.source_transport_ports_limit", U16,                  \
      "Source Transport Ports Limit")                                                              \
    F(CF_HTTP_REQUEST_METHOD, "cflow.http_request_method", STR, "HTTP Request Method")             \
    F(CF_HTTP_REQUEST_HOST, "cflow.http_request_host", STR, "HTTP Request Host")                   \
    F(CF_HTTP_REQUEST_TARGET, "cflow.http_request_target", STR, "HTTP Request Target")             \
    F(CF_HTTP_MESSAGE_VERSION, "cflow.http_message_version", STR, "HTTP Message Version")          \
    F(CF_NAT_INSTANCEID, "cflow.nat_instanceid", U32, "NAT Instance ID")                           \
    F(CF_INTERNAL_ADDRESS_REALM, "cflow.internal_address_realm", BYTES, "Internal Address Realm")  \
    F(CF_EXTERNAL_ADDRESS_REALM, "cflow.external_address_realm", BYTES, "External Address Realm")  \
    F(CF_NAT_QUOTA_EXCEEDED_EVENT, "cflow.nat_quota_exceeded_event", U32,                          \
      "NAT Quota Exceeded Event")                                                                  \
    F(CF_NAT_THRESHOLD_EVENT, "cflow.nat_threshold_event", U32, "NAT Threshold Event")             \
    F(CF_HTTP_USER_AGENT, "cflow.http_user_agent", STR, "HTTP User Agent")                         \
    F(CF_HTTP_CONTENT_TYPE, "cflow.http_content_type", STR, "HTTP Content Type")                   \
    F(CF_HTTP_REASON_PHRASE, "cflow.http_reason_phrase", STR, "HTTP Reason Phrase")                \
    F(CF_MAX_SESSION_ENTRIES, "cflow.max_session_entries", U32, "Max Session Entries")             \
    F(CF_MAX_BIB_ENTRIES, "cflow.max_bib_entries", U32, "Max BIB Entries")                         \
    F(CF_MAX_ENTRIES_PER_USER, "cflow.max_entries_per_user", U32, "Max Entries Per User")          \
    F(CF_MAX_SUBSCRIBERS, "cflow.max_subscribers", U32, "Max Subscribers")                         \
    F(CF_MAX_FRAGMENTS_PENDING_REASSEMBLY, "cflow.max_fragments_pending_reassembly", U32,          \
      "Max Fragments Pending Reassembly")                                                          \
    F(CF_ADDRESSPOOL_HIGHTHRESHOLD, "cflow.addresspool_highthreshold", U32,                        \
      "Addresspool High Threshold")                                                                \
    F(CF_ADDRESSPOOL_LOWTHRESHOLD, "cflow.addresspool_lowthreshold", U32,                          \
      "Addresspool Low Threshold")                                                                 \
    F(CF_ADDRESSPORT_MAPPING_HIGHTHRESHOLD, "cflow.addressport_mapping_highthreshold", U32,        \
      "Addressport Mapping High Threshold")                                                        \
    F(CF_ADDRESSPORT_MAPPING_LOWTHRESHOLD, "cflow.addressport_mapping_lowthreshold", U32,          \
      "Addressport Mapping Low Threshold")                                                         \
    F(CF_ADDRESSPORT_MAPPING_PER_USER_HIGHTHRESHOLD,                                               \
      "cflow.addressport_mapping_per_user_highthreshold", U32,                                     \
      "Addressport Mapping Per User High Threshold")                                               \
    F(CF_GLOBAL_ADDRESSMAPPING_HIGHTHRESHOLD, "cflow.global_addressmapping_highthreshold", U32,    \
      "Global Address Mapping High Threshold")                                                     \
    F(CF_VPN_IDENTIFIER, "cflow.vpn_identifier", BYTES, "VPN Identifier")                          \
    F(CF_BGP_COMMUNITY, "cflow.bgp_community", U32, "BGP Community")                               \
    F(CF_BGP_SOURCE_COMMUNITY, "cflow.bgp_source_community", BYTES, "BGP Source Community")        \
    F(CF_BGP_DESTINATION_COMMUNITY, "cflow.bgp_destination_community", BYTES,                      \
      "BGP Destination Community")                                                                 \
    F(CF_BGP_EXTENDED_COMMUNITY, "cflow.bgp_extended_community", BYTES, "BGP Extended Community")  \
    F(CF_BGP_SOURCE_EXTENDED_COMMUNITY, "cflow.bgp_source_extended_community", BYTES,              \
      "BGP Source Extended Community")                                                             \
    F(CF_BGP_DESTINATION_EXTENDED_COMMUNITY, "cflow.bgp_destination_extended_community", BYTES,    \
      "BGP Destination Extended Community")                                                        \
    F(CF_BGP_LARGE_COMMUNITY, "cflow.bgp_large_community", BYTES, "BGP Large Community")           \
    F(CF_BGP_SOURCE_LARGE_COMMUNITY, "cflow.bgp_source_large_community", BYTES,                    \
      "BGP Source Large Community")                                                                \
    F(CF_BGP_SOURCE_DESTINATION_COMMUNITY, "cflow.bgp_source_destination_community", BYTES,        \
      "BGP Source Destination Community")

#define CFLOW(F)                                                                                   \
    CFLOW_FRAME(F)                                                                                 \
    CFLOW_PARTS(F)                                                                                 \
    CFLOW_ELEMENTS0(F)                                                                             \
    CFLOW_ELEMENTS1(F)                                                                             \
    CFLOW_ELEMENTS2(F)

SN_FIELD_NUMBERS(CFLOW)

/* A template: fields one behind the other, each packed as sn_cflow_spec() does. */
struct sn_cflow_template {
    const uint64_t *field; /* n of them */
    uint32_t n;
};

#define SN_CFLOW_SCOPE   UINT32_MAX /* stands for the enterprise of NetFlow 9's types of scopes */
#define SN_CFLOW_REVERSE 29305u     /* the enterprise of the other direction (RFC 5103) */
#define SN_CFLOW_ANY     UINT16_MAX /* a length that each record says */

static inline uint64_t sn_cflow_spec(uint32_t enterprise, uint16_t type, uint16_t length)
{
    return (uint64_t)enterprise << 32 | (uint64_t)type << 16 | length;
}

/* The field of an information element; 0: none that has a value of a kind known here. */
unsigned sn_cflow_element(uint32_t type);

/* The records of a data set, by their template, and what is behind them. `exported` is the header's
 * time, in seconds. */
void sn_cflow_records(struct sn_dis *d, struct sn_rd *r, const struct sn_cflow_template *t,
                      bool ipfix, uint32_t exported);

/* What NetFlow is as text, with -T cnfp: cnfp.c. */
void sn_cnfp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len);
enum sn_then sn_cnfp_text(struct sn_text *t, const struct sn_layer *l);

#endif
