/* What the files of BGP share: its fields, and the parts of an update. Those of the text only are
 * "sn.". */
#ifndef SN_DIS_BGP_H
#define SN_DIS_BGP_H

#include "dis/proto.h"

extern const struct sn_val sn_bgp_safis[], sn_bgp_messages[], sn_bgp_options[], sn_bgp_caps[],
    sn_bgp_errors[], sn_bgp_attrs[], sn_bgp_origins[], sn_bgp_paths[], sn_bgp_ways[],
    sn_bgp_communities[], sn_bgp_ext[], sn_bgp_ext_flags[], sn_bgp_pmsi[], sn_bgp_pmsi_flags[],
    sn_bgp_mvpn[], sn_bgp_tlvs[], sn_bgp_tunnels[], sn_bgp_encaps[], sn_bgp_ospf_routes[];

#define BGP(F)                                                                                     \
    F(MARKER, "bgp.marker", BYTES, "Marker")                                                       \
    F(LENGTH, "bgp.length", U16, "Length")                                                         \
    F(TYPE, "bgp.type", U8, "Type", .vals = sn_bgp_messages)                                       \
    F(SKIPPED, "sn.bgp.skipped", NONE, NULL)                                                       \
    F(SHORT, "sn.bgp.short", UINT, NULL)                                                           \
    F(TAIL, "sn.bgp.tail", UINT, NULL, .vals = sn_bgp_messages)                                    \
    F(MESSAGE_CUT, "sn.bgp.message.cut", NONE, NULL)                                               \
    F(MESSAGE, "sn.bgp.message", NONE, NULL)                                                       \
    F(VERSION, "bgp.open.version", U8, "Version")                                                  \
    F(MY_AS, "bgp.open.myas", U16, "My AS")                                                        \
    F(HOLD, "bgp.open.holdtime", U16, "Hold Time")                                                 \
    F(ID, "bgp.open.identifier", IPV4, "BGP Identifier")                                           \
    F(OPTS_LEN, "bgp.open.opt.len", U8, "Optional Parameters Length")                              \
    F(OPTION, "bgp.open.opt.param.type", U8, "Parameter Type", .vals = sn_bgp_options)             \
    F(OPTION_LEN, "bgp.open.opt.param.len", U8, "Parameter Length")                                \
    F(OPTION_LEN_PAST, "sn.bgp.open.opt.past", U8, "Parameter Length")                             \
    F(CAPS_CUT, "sn.bgp.cap.cut", NONE, NULL)                                                      \
    F(CAP_BOGUS, "sn.bgp.cap.bogus", NONE, NULL)                                                   \
    F(OPTION_NONE, "sn.bgp.open.opt.none", NONE, NULL)                                             \
    F(CAP, "bgp.cap.type", U8, "Type", .vals = sn_bgp_caps)                                        \
    F(CAP_LEN, "bgp.cap.length", U8, "Length")                                                     \
    F(CAP_SHORT, "sn.bgp.cap.short", UINT, NULL)                                                   \
    F(CAP_INVALID, "sn.bgp.cap.invalid", NONE, NULL)                                               \
    F(CAP_NONE, "sn.bgp.cap.none", UINT, NULL)                                                     \
    F(MP_AFI, "bgp.cap.mp.afi", U16, "AFI", .vals = sn_afs)                                        \
    F(CAP_RES, "bgp.cap.reserved", BYTES, "Reserved", .width = 1, .step = 1)                       \
    F(MP_SAFI, "bgp.cap.mp.safi", U8, "SAFI", .vals = sn_bgp_safis)                                \
    F(ML_AFI, "sn.bgp.cap.ml.afi", U16, "AFI", .vals = sn_afs)                                     \
    F(ML_SAFI, "sn.bgp.cap.ml.safi", U8, "SAFI", .vals = sn_bgp_safis)                             \
    F(ML_COUNT, "sn.bgp.cap.ml.count", U8, "Count")                                                \
    F(GR_TIMERS, "bgp.cap.gr.timers", P16, "Restart Timers", .base = SN_HEX)                       \
    F(GR_RESTART, "bgp.cap.gr.timers.restart_flag", BIT16, "Restart state", .mask = 0x8000)        \
    F(GR_NOTIFY, "bgp.cap.gr.timers.notification_flag", BIT16, "Graceful notification",            \
      .mask = 0x4000)                                                                              \
    F(GR_TIME, "bgp.cap.gr.timers.restart_time", U16, "Time", .mask = 0x0fff)                      \
    F(GR_AFI, "bgp.cap.gr.afi", U16, "AFI", .vals = sn_afs)                                        \
    F(GR_SAFI, "bgp.cap.gr.safi", U8, "SAFI", .vals = sn_bgp_safis)                                \
    F(GR_FLAG, "bgp.cap.gr.flag", P8, "Flag", .base = SN_HEX)                                      \
    F(GR_KEPT, "bgp.cap.gr.flag.pfs", BIT8, "Preserve forwarding state", .mask = 0x80, .step = 1)  \
    F(CAP_AS4, "bgp.cap.4as", U32, "AS Number")                                                    \
    F(AP_AFI, "bgp.cap.ap.afi", U16, "AFI", .vals = sn_afs)                                        \
    F(AP_SAFI, "bgp.cap.ap.safi", U8, "SAFI", .vals = sn_bgp_safis)                                \
    F(AP_WAY, "bgp.cap.ap.sendreceive", U8, "Send/Receive", .vals = sn_bgp_ways)                   \
    F(CAP_UNKNOWN, "bgp.cap.unknown", BYTES, "Unknown")                                            \
    F(ERROR, "bgp.notify.major_error", U8, "Major error Code", .vals = sn_bgp_errors)              \
    F(SUB, "bgp.notify.minor_error_unknown", U8, "Minor error Code (Unknown)")                     \
    F(SUB1, "bgp.notify.minor_error", U8, "Minor error Code (Message Header)")                     \
    F(SUB2, "bgp.notify.minor_error_open", U8, "Minor error Code (Open Message)")                  \
    F(SUB3, "bgp.notify.minor_error_update", U8, "Minor error Code (Update Message)")              \
    F(SUB4, "bgp.notify.minor_error_expired", U8, "Minor error Code (Hold Timer Expired)")         \
    F(SUB5, "bgp.notify.minor_error_state", U8, "Minor error Code (State Machine)")                \
    F(SUB6, "bgp.notify.minor_error_cease", U8, "Minor error Code (Cease)")                        \
    F(SUB7, "bgp.notify.minor_error_capability", U8, "Minor error Code (Capability Message)")      \
    F(CEASE_AFI, "sn.bgp.notify.afi", U16, "AFI", .vals = sn_afs)                                  \
    F(CEASE_SAFI, "sn.bgp.notify.safi", U8, "SAFI", .vals = sn_bgp_safis)                          \
    F(CEASE_MAX, "sn.bgp.notify.max_prefixes", U32, "Max Prefixes")                                \
    F(COMM_LEN, "bgp.notify.communication_length", U8, "BGP Shutdown Communication Length")        \
    F(COMM_BAD, "sn.bgp.notify.communication_bad", UINT, NULL)                                     \
    F(COMM, "bgp.notify.communication", STR, "Shutdown Communication")                             \
    F(COMM_DATA, "sn.bgp.notify.data", BYTES, "Data")                                              \
    F(REFRESH_AFI, "bgp.route_refresh.afi", U16, "Address family identifier (AFI)",                \
      .vals = sn_afs)                                                                              \
    F(REFRESH_SUB, "bgp.route_refresh.subtype", U8, "Subtype")                                     \
    F(REFRESH_SAFI, "bgp.route_refresh.safi", U8, "Subsequent address family identifier (SAFI)",   \
      .vals = sn_bgp_safis)                                                                        \
    F(NO_DECODER, "sn.bgp.unknown", BYTES, NULL)                                                   \
    F(WITHDRAWN_LEN, "bgp.update.withdrawn_routes.length", U16, "Withdrawn Routes Length")         \
    F(WITHDRAWN_HEAD, "sn.bgp.update.withdrawn", NONE, NULL)                                       \
    F(ATTRS_LEN, "bgp.update.path_attributes.length", U16, "Total Path Attribute Length")          \
    F(ATTRS_SHORT, "sn.bgp.update.path_attributes.short", NONE, NULL)                              \
    F(NLRI_HEAD, "sn.bgp.update.nlri", NONE, NULL)                                                 \
    F(END_OF_RIB, "sn.bgp.update.end_of_rib", NONE, NULL)                                          \
    F(ATTR, "sn.bgp.update.path_attribute", GROUPS, "Path Attribute")                              \
    F(ATTR_FLAGS, "bgp.update.path_attribute.flags", P8, "Flags", .base = SN_HEX)                  \
    F(ATTR_O, "bgp.update.path_attribute.flags.optional", BIT8, "Optional", .mask = 0x80)          \
    F(ATTR_T, "bgp.update.path_attribute.flags.transitive", BIT8, "Transitive", .mask = 0x40)      \
    F(ATTR_P, "bgp.update.path_attribute.flags.partial", BIT8, "Partial", .mask = 0x20)            \
    F(ATTR_E, "bgp.update.path_attribute.flags.extended_length", BIT8, "Extended-Length",          \
      .mask = 0x10)                                                                                \
    F(ATTR_UNUSED, "bgp.update.path_attribute.flags.unused", U8, "Unused", .mask = 0x0f,           \
      .base = SN_HEX)                                                                              \
    F(ATTR_TYPE, "bgp.update.path_attribute.type_code", U8, "Type Code", .vals = sn_bgp_attrs)     \
    F(ATTR_LEN, "bgp.update.path_attribute.length", UINT, "Length")                                \
    F(SET_SHORT, "sn.bgp.update.path_attribute.set.short", NONE, NULL)                             \
    F(ATTR_SHORT, "sn.bgp.update.path_attribute.short", NONE, NULL)                                \
    F(BAD_LEN, "sn.bgp.update.path_attribute.bad", NONE, NULL)                                     \
    F(ORIGIN, "bgp.update.path_attribute.origin", U8, "Origin", .vals = sn_bgp_origins)            \
    F(PATH_EMPTY, "sn.bgp.update.path_attribute.as_path.empty", NONE, NULL)                        \
    F(PATH, "sn.bgp.update.path_attribute.as_path.segment", GROUPS, "Segment")                     \
    F(PATH_TYPE, "bgp.update.path_attribute.as_path_segment.type", U8, "Segment type",             \
      .vals = sn_bgp_paths)                                                                        \
    F(PATH_N, "bgp.update.path_attribute.as_path_segment.length", U8,                              \
      "Segment length (number of ASN)")                                                            \
    F(PATH_AS2, "bgp.update.path_attribute.as_path_segment.as2", U16S, "AS2")                      \
    F(PATH_AS4, "bgp.update.path_attribute.as_path_segment.as4", U32S, "AS4")                      \
    F(PATH_END, "sn.bgp.update.path_attribute.as_path.end", UINT, NULL)                            \
    F(NEXT_HOP, "bgp.update.path_attribute.next_hop", IPV4, "Next hop")                            \
    F(MED, "bgp.update.path_attribute.multi_exit_disc", U32, "Multiple exit discriminator")        \
    F(PREF, "bgp.update.path_attribute.local_pref", U32, "Local preference")                       \
    F(AGG_AS2, "bgp.update.path_attribute.aggregator_as", U16, "Aggregator AS")                    \
    F(AGG_AS4, "bgp.update.path_attribute.aggregator_as", U32, "Aggregator AS")                    \
    F(AGG_ORIGIN, "bgp.update.path_attribute.aggregator_origin", IPV4, "Aggregator origin")        \
    F(COMMUNITY, "sn.bgp.community", U32S, "Community", .vals = sn_bgp_communities)                \
    F(COMM_KNOWN, "bgp.update.path_attribute.community_wellknown", UINTS, "Community Well-known",  \
      .base = SN_HEX)                                                                              \
    F(COMM_AS, "bgp.update.path_attribute.community_as", UINTS, "Community AS")                    \
    F(COMM_VALUE, "bgp.update.path_attribute.community_value", UINTS, "Community value")           \
    F(ORIGINATOR, "bgp.update.path_attribute.originator_id", IPV4, "Originator identifier")        \
    F(CLUSTER, "bgp.path_attribute.cluster_id", IPV4S, "Cluster ID")                               \
    F(REACH_AFI, "bgp.update.path_attribute.mp_reach_nlri.afi", U16,                               \
      "Address family identifier (AFI)", .vals = sn_afs)                                           \
    F(REACH_SAFI, "bgp.update.path_attribute.mp_reach_nlri.safi", U8,                              \
      "Subsequent address family identifier (SAFI)", .vals = sn_bgp_safis)                         \
    F(UNREACH_AFI, "bgp.update.path_attribute.mp_unreach_nlri.afi", U16,                           \
      "Address family identifier (AFI)", .vals = sn_afs)                                           \
    F(UNREACH_SAFI, "bgp.update.path_attribute.mp_unreach_nlri.safi", U8,                          \
      "Subsequent address family identifier (SAFI)", .vals = sn_bgp_safis)                         \
    F(FAMILY_NONE, "sn.bgp.mp.none", NONE, NULL)                                                   \
    F(HOPS, "sn.bgp.mp.next_hops", UINT, NULL)                                                     \
    F(HOP_RD, "sn.bgp.mp.next_hop.rd", BYTES, NULL)                                                \
    F(HOP4, "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4", IPV4, "IPv4 Address")         \
    F(HOP6, "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6", IPV6, "IPv6 Address")         \
    F(HOP6_LINK, "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local", IPV6,         \
      "Link-local Address")                                                                        \
    F(HOP_NSAP, "sn.bgp.mp.next_hop.nsap", BYTES, NULL)                                            \
    F(HOP_BAD, "sn.bgp.mp.next_hop.bad", NONE, NULL)                                               \
    F(HOP_LEN, "sn.bgp.mp.next_hop.length", UINT, NULL)                                            \
    F(SNPAS, "bgp.update.path_attribute.mp_reach_nlri.nbr_snpa", U8,                               \
      "Number of Subnetwork points of attachment (SNPA)")                                          \
    F(SNPA_LEN, "bgp.update.path_attribute.mp_reach_nlri.snpa_length", U8, "SNPA Length")          \
    F(MP_END, "sn.bgp.mp.end_of_rib", NONE, NULL)                                                  \
    F(NLRI, "sn.bgp.nlri", GROUPS, "NLRI")                                                         \
    F(PATH_ID, "bgp.nlri_path_id", U32, "NLRI path id")                                            \
    F(PREFIX_LEN, "bgp.prefix_length", U8, "Prefix Length")                                        \
    F(LABEL, "sn.bgp.label", U24, "Label", .base = SN_HEX)                                         \
    F(RD, "sn.bgp.rd", BYTES, "Route Distinguisher")                                               \
    F(WITHDRAWN, "bgp.withdrawn_prefix", IPV4, "Withdrawn prefix")                                 \
    F(PREFIX, "bgp.nlri_prefix", IPV4, "NLRI prefix")                                              \
    F(REACH4, "bgp.mp_reach_nlri_ipv4_prefix", IPV4, "MP Reach NLRI IPv4 prefix")                  \
    F(UNREACH4, "bgp.mp_unreach_nlri_ipv4_prefix", IPV4, "MP Unreach NLRI IPv4 prefix")            \
    F(REACH6, "bgp.mp_reach_nlri_ipv6_prefix", IPV6, "MP Reach NLRI IPv6 prefix")                  \
    F(UNREACH6, "bgp.mp_unreach_nlri_ipv6_prefix", IPV6, "MP Unreach NLRI IPv6 prefix")            \
    F(NSAP_ADDR, "sn.bgp.nlri.nsap", BYTES, NULL)                                                  \
    F(L2VPN_LEN, "sn.bgp.nlri.l2vpn.length", U16, NULL)                                            \
    F(L2VPN_SITE, "sn.bgp.nlri.l2vpn", BYTES, NULL)                                                \
    F(ILLEGAL, "sn.bgp.nlri.illegal", UINT, NULL)                                                  \
    F(ILLEGAL_RT, "sn.bgp.nlri.rt.illegal", UINT, NULL)                                            \
    F(RT_DEFAULT, "sn.bgp.nlri.rt.default", NONE, NULL)                                            \
    F(RT_AS, "sn.bgp.nlri.rt.as", U32, "Origin AS")                                                \
    F(RT, "sn.bgp.nlri.rt", BYTES, "Route Target")                                                 \
    F(MDT_ADDR, "bgp.mdt_safi_ipv4_addr", IPV4, "IPv4 Address")                                    \
    F(MDT_GROUP, "bgp.mdt_safi_group_addr", IPV4, "Group Address")                                 \
    F(MVPN, "bgp.mcast_vpn_nlri_route_type", U8, "Route Type", .vals = sn_bgp_mvpn)                \
    F(MVPN_LEN, "bgp.mcast_vpn_nlri_length", U8, "Length")                                         \
    F(MVPN_RD, "bgp.mcast_vpn_nlri_rd", BYTES, "Route Distinguisher")                              \
    F(MVPN_AS, "bgp.mcast_vpn_nlri_source_as", U32, "Source AS")                                   \
    F(MVPN_SRC, "bgp.mcast_vpn_nlri_source_addr_ipv4", IPV4, "Multicast Source Address")           \
    F(MVPN_GROUP, "bgp.mcast_vpn_nlri_group_addr_ipv4", IPV4, "Multicast Group Address")           \
    F(MVPN_ORIGIN, "bgp.mcast_vpn_nlri_origin_router_ipv4", IPV4, "Originating Router")            \
    F(MVPN_ADDR6, "sn.bgp.mcast_vpn.address6", IPV6, NULL)                                         \
    F(MVPN_BAD, "sn.bgp.mcast_vpn.bad", UINT, NULL)                                                \
    F(MVPN_WHAT, "sn.bgp.mcast_vpn.what", UINT, NULL)                                              \
    F(EXT, "sn.bgp.ext_community", GROUPS, "Community")                                            \
    F(EXT_TYPE, "sn.bgp.ext_com.type", U16, "Type", .vals = sn_bgp_ext)                            \
    F(EXT_VALUE, "sn.bgp.ext_com.value", BYTES, "Value")                                           \
    F(PMSI_FLAGS, "bgp.update.path_attribute.pmsi.tunnel.flags", U8, "Flags", .base = SN_HEX,      \
      .vals = sn_bgp_pmsi_flags)                                                                   \
    F(PMSI_TYPE, "bgp.update.path_attribute.pmsi.tunnel.type", U8, "Tunnel Type",                  \
      .vals = sn_bgp_pmsi)                                                                         \
    F(PMSI_LABEL, "bgp.update.path_attribute.mpls_label_value_20bits", U24, "MPLS Label",          \
      .mask = 0xfffff0)                                                                            \
    F(PMSI_A, "sn.bgp.pmsi.a", IPV4, NULL)                                                         \
    F(PMSI_B, "sn.bgp.pmsi.b", IPV4, NULL)                                                         \
    F(PMSI_DUMP, "sn.bgp.pmsi.id", BYTES, NULL)                                                    \
    F(TLV, "bgp.update.attribute.aigp.type", U8, "AIGP attribute type", .vals = sn_bgp_tlvs)       \
    F(TLV_LEN, "bgp.update.attribute.aigp.length", U16, "AIGP TLV length")                         \
    F(AIGP, "bgp.update.attribute.aigp.accu_igp_metric", U64, "AIGP Accumulated IGP Metric")       \
    F(TLV_DUMP, "sn.bgp.aigp.value", BYTES, NULL)                                                  \
    F(SET_AS, "bgp.update.path_attribute.attr_set.origin_as", U32, "Origin AS")                    \
    F(LARGE_GA, "bgp.large_communities.ga", U32, "Global Administrator")                           \
    F(LARGE_1, "bgp.large_communities.ldp1", U32, "Local Data Part 1")                             \
    F(LARGE_2, "bgp.large_communities.ldp2", U32, "Local Data Part 2")                             \
    F(EC_TYPE, "bgp.ext_com.type", U8, "Type", .base = SN_HEX)                                     \
    F(EC_AUTH, "bgp.ext_com.type.auth", BOOL, "IANA Authority", .mask = 0x80)                      \
    F(EC_TRAN, "bgp.ext_com.type.tran", BOOL, "Transitive across ASes", .mask = 0x40)              \
    F(EC_SUB, "bgp.ext_com.stype_unknown", U8, "Subtype", .base = SN_HEX)                          \
    F(EC_SUB_AS2, "bgp.ext_com.stype_tr_as2", U8, "Subtype (AS2)", .base = SN_HEX)                 \
    F(EC_SUB_IP4, "bgp.ext_com.stype_tr_IP4", U8, "Subtype (IPv4)", .base = SN_HEX)                \
    F(EC_SUB_AS4, "bgp.ext_com.stype_tr_as4", U8, "Subtype (AS4)", .base = SN_HEX)                 \
    F(EC_SUB_OPAQUE, "bgp.ext_com.stype_tr_opaque", U8, "Subtype (Opaque)", .base = SN_HEX)        \
    F(EC_SUB_EVPN, "bgp.ext_com.stype_tr_evpn", U8, "Subtype (EVPN)", .base = SN_HEX)              \
    F(EC_SUB_NAS2, "bgp.ext_com.stype_ntr_as2", U8, "Subtype (Non-transitive AS2)",                \
      .base = SN_HEX)                                                                              \
    F(EC_SUB_NIP4, "bgp.ext_com.stype_ntr_IP4", U8, "Subtype (Non-transitive IPv4)",               \
      .base = SN_HEX)                                                                              \
    F(EC_SUB_NAS4, "bgp.ext_com.stype_ntr_as4", U8, "Subtype (Non-transitive AS4)",                \
      .base = SN_HEX)                                                                              \
    F(EC_SUB_NOPAQUE, "bgp.ext_com.stype_ntr_opaque", U8, "Subtype (Non-transitive Opaque)",       \
      .base = SN_HEX)                                                                              \
    F(EC_SUB_EXP, "bgp.ext_com.stype_tr_exp", U8, "Subtype (Experimental)", .base = SN_HEX)        \
    F(EC_SUB_EXP2, "bgp.ext_com.stype_tr_exp_2", U8, "Subtype (Experimental Part 2)",              \
      .base = SN_HEX)                                                                              \
    F(EC_SUB_EXP3, "bgp.ext_com.stype_tr_exp_3", U8, "Subtype (Experimental Part 3)",              \
      .base = SN_HEX)                                                                              \
    F(EC_AS2, "bgp.ext_com.value_as2", U16, "2-Octet AS")                                          \
    F(EC_AN4, "bgp.ext_com.value_an4", U32, "4-Octet AN")                                          \
    F(EC_IP4, "bgp.ext_com.value_IP4", IPV4, "IPv4 address")                                       \
    F(EC_IP4_AN2, "bgp.ext_com.value_an2", U16, "2-Octet AN")                                      \
    F(EC_AS4, "bgp.ext_com.value_as4", U32, "4-Octet AS")                                          \
    F(EC_AS4_AN2, "bgp.ext_com.value_an2", U16, "2-Octet AN")                                      \
    F(PSID, "sn.bgp.prefix_sid", GROUPS, "TLV")                                                    \
    F(PSID_TYPE, "bgp.prefix_sid.type", U8, "Type")                                                \
    F(PSID_LEN, "bgp.prefix_sid.length", U16, "Length")                                            \
    F(PSID_RES, "bgp.prefix_sid.reserved", BYTES, "Reserved", .width = 1, .step = 1)               \
    F(PSID_FLAGS, "bgp.prefix_sid.label_index.flags", U16, "Label-Index Flags", .base = SN_HEX)    \
    F(PSID_INDEX, "bgp.prefix_sid.label_index.value", U32, "Label-Index Value")                    \
    F(PSID_SRGB, "bgp.prefix_sid.originator_srgb.flags", U16, "Originator SRGB Flags",             \
      .base = SN_HEX)                                                                              \
    F(PSID_BASE, "bgp.prefix_sid.originator_srgb_base", U24S, "SRGB Base")                         \
    F(PSID_RANGE, "bgp.prefix_sid.originator_srgb_range", U24S, "SRGB Range")                      \
    F(CAP_ORF, "sn.bgp.cap.orf", GROUPS, "Filters")                                                \
    F(ORF_AFI, "bgp.cap.orf.afi", U16, "AFI", .vals = sn_afs)                                      \
    F(ORF_SAFI, "bgp.cap.orf.safi", U8, "SAFI", .vals = sn_bgp_safis)                              \
    F(ORF_N, "bgp.cap.orf.number", U8, "Number")                                                   \
    F(ORF_TYPE, "bgp.cap.orf.type", U8S, "Type")                                                   \
    F(ORF_WAY, "bgp.cap.orf.sendreceive", U8S, "Send Receive", .vals = sn_bgp_ways)                \
    F(ENH_AFI, "bgp.cap.enh.afi", U16S, "AFI", .vals = sn_afs)                                     \
    F(ENH_SAFI, "bgp.cap.enh.safi", U16S, "SAFI", .vals = sn_bgp_safis)                            \
    F(ENH_NEXT, "bgp.cap.enh.nhafi", U16S, "Next hop AFI", .vals = sn_afs)                         \
    F(CAP_DC, "bgp.cap.dc", U8S, "Capability Dynamic", .vals = sn_bgp_caps)                        \
    F(HOST_LEN, "bgp.cap.orf.fqdn.hostname.len", U8, "Hostname Length")                            \
    F(HOST, "bgp.cap.orf.fqdn.hostname", STR, "Hostname")                                          \
    F(DOMAIN_LEN, "bgp.cap.orf.fqdn.domain_name.len", U8, "Domain Name Length")                    \
    F(DOMAIN, "bgp.cap.orf.fqdn.domain_name", STR, "Domain Name")                                  \
    F(ATTR_NONE, "sn.bgp.update.path_attribute.none", UINT, NULL)                                  \
    F(TOO_DEEP, "sn.bgp.update.path_attribute.too_deep", NONE, NULL)                               \
    F(DUMP_V, "sn.bgp.dump_v", BYTES, NULL)                                                        \
    F(DUMP_ALL, "sn.bgp.dump_all", BYTES, NULL)                                                    \
    F(DUMP_VV, "sn.bgp.dump_vv", BYTES, NULL)
SN_FIELD_NUMBERS(BGP)

/* What Wireshark shows where tcpdump prints bytes or other words; r reads the value of n bytes. */
void sn_bgp_cap_fields(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n);
void sn_bgp_ext_fields(struct sn_dis *d, struct sn_rd *r);
void sn_bgp_prefix_sid(struct sn_dis *d, struct sn_rd *r);

/* An update without its header; r stops when it is wrong. */
void sn_bgp_update(struct sn_dis *d, struct sn_rd *r, uint32_t len);

/* All behind ": BGP". */
void sn_bgp_text(struct sn_text *t, const struct sn_layer *l);

enum sn_bgp_where { SN_BGP_WITHDRAWN, SN_BGP_UPDATED, SN_BGP_REACH, SN_BGP_UNREACH };

/* IPv4 prefixes to the end of r. False: r has stopped, or a prefix is wrong. */
bool sn_bgp_prefixes(struct sn_dis *d, struct sn_rd *r, enum sn_bgp_where where);

/* The attribute of n bytes that announces or withdraws routes of other families. False: r, which
 * goes on behind it, has stopped. */
bool sn_bgp_family(struct sn_dis *d, struct sn_rd *r, size_t n, enum sn_bgp_where where);

#endif
