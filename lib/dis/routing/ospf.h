/* What the files of OSPF share: its fields, of both versions. Those of the text only are "sn.". */
#ifndef SN_DIS_OSPF_H
#define SN_DIS_OSPF_H

#include "dis/net/ip.h"
#include "dis/routing/ospfopaque.h"
#include "dis/routing/te.h"

enum { OSPF_PROTO = 89, OSPF_LSA_HDR = 20 };

extern const struct sn_val sn_ospf_types[], sn_ospf_auths[], sn_ospf_options[], sn_ospf_dd[],
    sn_ospf_lsas[], sn_ospf_opaques[], sn_ospf_rla[], sn_ospf_topologies[], sn_ospf_links[],
    sn_ospf_te_tlvs[], sn_ospf_te_subs[], sn_ospf_te_links[], sn_ospf_grace[], sn_ospf_reasons[],
    sn_ospf_ri[], sn_ospf_ri_bits[], sn_ospf_lls[], sn_ospf_lls_bits[];
extern const struct sn_val sn_ospf6_types[], sn_ospf6_options[], sn_ospf6_lsas[], sn_ospf6_scopes[],
    sn_ospf6_rla[], sn_ospf6_links[], sn_ospf6_prefix[], sn_ospf6_external[], sn_ospf6_auths[],
    sn_ospf6_dd[];

#define OSPF(F)                                                                                    \
    F(OSPF_VERSION, "ospf.version", U8, "Version")                                                 \
    F(OSPF_MSG, "ospf.msg", U8, "Message Type", .vals = sn_ospf_types)                             \
    F(OSPF_LEN, "ospf.packet_length", U16, "Packet Length")                                        \
    F(OSPF_ROUTER, "ospf.srcrouter", IPV4, "Source OSPF Router")                                   \
    F(OSPF_AREA, "ospf.area_id", IPV4, "Area ID")                                                  \
    F(OSPF_SUM, "ospf.checksum", U16, "Checksum", .base = SN_HEX)                                  \
    F(OSPF_AUTH, "ospf.auth.type", U16, "Auth Type", .vals = sn_ospf_auths)                        \
    F(OSPF_AUTH_TEXT, "sn.ospf.auth", NONE, NULL)                                                  \
    F(OSPF_DIGEST, "sn.ospf.digest", UINT, NULL)                                                   \
    F(OSPF_AUTH_NONE, "ospf.auth.none", BYTES, "Auth Data (none)")                                 \
    F(OSPF_PASSWORD, "ospf.auth.simple", STR, "Auth Data (Simple)")                                \
    F(OSPF_KEY, "ospf.auth.crypt.key_id", U8, "Auth Crypt Key id")                                 \
    F(OSPF_KEYLEN, "ospf.auth.crypt.data_length", U8, "Auth Crypt Data Length")                    \
    F(OSPF_CSN, "ospf.auth.crypt.seq_nbr", U32, "Auth Crypt Sequence Number")                      \
    F(OSPF_CRYPT, "ospf.auth.crypt.data", BYTES, "Auth Crypt Data")                                \
    F(OSPF_IS_HELLO, "ospf.msg.hello", BOOL, "Hello")                                              \
    F(OSPF_IS_DD, "ospf.msg.dbdesc", BOOL, "Database Description")                                 \
    F(OSPF_IS_REQ, "ospf.msg.lsreq", BOOL, "Link State Adv Request")                               \
    F(OSPF_IS_UPD, "ospf.msg.lsupdate", BOOL, "Link State Adv Update")                             \
    F(OSPF_IS_ACK, "ospf.msg.lsack", BOOL, "Link State Adv Acknowledgement")                       \
    F(OSPF_INSTANCE, "ospf.instance_id", U8, "Instance ID")                                        \
    F(OSPF_RESERVED, "ospf.reserved", BYTES, "Reserved", .width = 1, .step = 1)                    \
    F(HELLO_MASK, "ospf.hello.network_mask", IPV4, "Network Mask")                                 \
    F(HELLO_TIMER, "ospf.hello.hello_interval", U16, "Hello Interval [sec]")                       \
    F(OPTIONS, "ospf.v2.options", U8, "Options", .base = SN_HEX, .vals = sn_ospf_options)          \
    F(HELLO_PRIO, "ospf.hello.router_priority", U8, "Router Priority")                             \
    F(HELLO_DEAD, "ospf.hello.router_dead_interval", U32, "Router Dead Interval [sec]")            \
    F(HELLO_DR, "ospf.hello.designated_router", IPV4, "Designated Router")                         \
    F(HELLO_BDR, "ospf.hello.backup_designated_router", IPV4, "Backup Designated Router")          \
    F(HELLO_LIST, "sn.ospf.hello.neighbors", NONE, NULL)                                           \
    F(HELLO_NEIGHBOR, "ospf.hello.active_neighbor", IPV4S, "Active Neighbor")                      \
    F(OPT_DN, "ospf.v2.options.dn", BOOL, "DN", .mask = 0x80)                                      \
    F(OPT_O, "ospf.v2.options.o", BOOL, "O", .mask = 0x40)                                         \
    F(OPT_DC, "ospf.v2.options.dc", BOOL, "(DC) Demand Circuits", .mask = 0x20)                    \
    F(OPT_L, "ospf.v2.options.l", BOOL, "(L) LLS Data block", .mask = 0x10)                        \
    F(OPT_N, "ospf.v2.options.n", BOOL, "(N) NSSA", .mask = 0x08)                                  \
    F(OPT_MC, "ospf.v2.options.mc", BOOL, "(MC) Multicast", .mask = 0x04)                          \
    F(OPT_E, "ospf.v2.options.e", BOOL, "(E) External Routing", .mask = 0x02)                      \
    F(OPT_MT, "ospf.v2.options.mt", BOOL, "(MT) Multi-Topology Routing", .mask = 0x01)             \
    F(DD_MTU, "ospf.db.interface_mtu", U16, "Interface MTU")                                       \
    F(DD_FLAGS, "ospf.dbd", U8, "DB Description", .base = SN_HEX, .vals = sn_ospf_dd)              \
    F(DD_SEQ, "ospf.db.dd_sequence", U32, "DD Sequence")                                           \
    F(DD_R, "ospf.dbd.r", BOOL, "(R) OOBResync", .mask = 8)                                        \
    F(DD_I, "ospf.dbd.i", BOOL, "(I) Init", .mask = 4)                                             \
    F(DD_M, "ospf.dbd.m", BOOL, "(M) More", .mask = 2)                                             \
    F(DD_MS, "ospf.dbd.ms", BOOL, "(MS) Master", .mask = 1)                                        \
    F(LSAS, "ospf.ls.number_of_lsas", U32, "Number of LSAs")                                       \
    F(LSA_NUMBER, "sn.ospf.lsa.number", UINT, NULL)                                                \
    F(LSA, "sn.ospf.lsa.group", GROUPS, "LSA")                                                     \
    F(REQ_TYPE, "ospf.lsa", U32, "LS Type", .vals = sn_ospf_lsas)                                  \
    F(REQ_ID, "ospf.link_state_id", IPV4, "Link State ID")                                         \
    F(REQ_ROUTER, "ospf.advrouter", IPV4, "Advertising Router")                                    \
    F(AGE, "ospf.lsa.age", P16, "LS Age (seconds)", .mask = 0x7fff)                                \
    F(DONOTAGE, "ospf.lsa.donotage", U16, "Do Not Age Flag", .mask = 0x8000)                       \
    F(AGE_ALL, "sn.ospf.lsa.age", U16, "LS Age")                                                   \
    F(LS_OPTIONS, "ospf.v2.options", U8, "Options", .base = SN_HEX, .vals = sn_ospf_options)       \
    F(OPT_P, "ospf.v2.options.p", BOOL, "(P) Propagate", .mask = 8)                                \
    F(LSA_IS_ROUTER, "ospf.lsa.router", BOOL, "Router LSA")                                        \
    F(LSA_IS_NETWORK, "ospf.lsa.network", BOOL, "Network LSA")                                     \
    F(LSA_IS_SUMMARY, "ospf.lsa.summary", BOOL, "Summary LSA (IP Network)")                        \
    F(LSA_IS_ASBR, "ospf.lsa.asbr", BOOL, "Summary LSA (ASBR)")                                    \
    F(LSA_IS_EXTERNAL, "ospf.lsa.asext", BOOL, "AS-External LSA (ASBR)")                           \
    F(LSA_IS_MEMBER, "ospf.lsa.member", BOOL, "Group Membership LSA")                              \
    F(LSA_IS_NSSA, "ospf.lsa.nssa", BOOL, "NSSA AS-External LSA")                                  \
    F(LSA_IS_ATTR, "ospf.lsa.attr", BOOL, "External Attributes LSA")                               \
    F(LSA_IS_OPAQUE, "ospf.lsa.opaque", BOOL, "Opaque LSA")                                        \
    F(LS_TYPE, "ospf.lsa", U8, "LS Type", .vals = sn_ospf_lsas)                                    \
    F(LS_ID, "ospf.lsa.id", IPV4, "Link State ID")                                                 \
    F(LS_ROUTER, "ospf.advrouter", IPV4, "Advertising Router")                                     \
    F(LS_SEQ, "ospf.lsa.seqnum", U32, "Sequence Number", .base = SN_HEX)                           \
    F(LS_SUM, "ospf.lsa.chksum", U16, "Checksum", .base = SN_HEX)                                  \
    F(LS_LEN, "ospf.lsa.length", U16, "Length")                                                    \
    F(LS_HEAD, "sn.ospf.lsa.head", UINT, "Length of the rest")                                     \
    F(LS_OPAQUE, "ospf.lsid_opaque_type", UINT, "Link State ID Opaque Type",                       \
      .vals = sn_ospf_opaques)                                                                     \
    F(LS_OPAQUE_ID, "ospf.lsid.opaque_id", UINT, "Link State ID Opaque ID")                        \
    F(LS_INSTANCE, "ospf.lsid_te_lsa.instance", UINT, "Link State ID TE-LSA Instance")             \
    F(LS_RESERVED, "ospf.lsid_te_lsa.reserved", UINT, "Link State ID TE-LSA Reserved")             \
    F(LS_SHOWN, "sn.ospf.lsa.options", UINT, "Options", .vals = sn_ospf_options)                   \
    F(LS_BOGUS, "sn.ospf.lsa.bogus", UINT, NULL)                                                   \
    F(RLA_FLAGS, "ospf.v2.router.lsa.flags", U8, "Flags", .base = SN_HEX, .vals = sn_ospf_rla,     \
      .pad = 1)                                                                                    \
    F(RLA_H, "ospf.v2.router.lsa.flags.h", BOOL, "(H) flag", .mask = 0x80)                         \
    F(RLA_N, "ospf.v2.router.lsa.flags.n", BOOL, "(N) flag", .mask = 0x10)                         \
    F(RLA_W, "ospf.v2.router.lsa.flags.w", BOOL, "(W) Wild-card multicast receiver", .mask = 8)    \
    F(RLA_V, "ospf.v2.router.lsa.flags.v", BOOL, "(V) Virtual link endpoint", .mask = 4)           \
    F(RLA_E, "ospf.v2.router.lsa.flags.e", BOOL, "(E) AS boundary router", .mask = 2)              \
    F(RLA_B, "ospf.v2.router.lsa.flags.b", BOOL, "(B) Area border router", .mask = 1)              \
    F(LINKS, "ospf.lsa.number_of_links", U16, "Number of Links")                                   \
    F(LINK, "sn.ospf.lsa.router.link", GROUPS, "Link")                                             \
    F(LINK_ID, "ospf.lsa.router.linkid", IPV4, "Link ID")                                          \
    F(LINK_DATA, "ospf.lsa.router.linkdata", IPV4, "Link Data")                                    \
    F(LINK_TYPE, "ospf.lsa.router.linktype", U8, "Link Type", .vals = sn_ospf_links)               \
    F(LINK_METRICS, "ospf.lsa.router.nummetrics", U8, "Number of Metrics")                         \
    F(LINK_METRIC, "ospf.lsa.router.metric0", U16, "0 Metric")                                     \
    F(TOS, "ospf.lsa.tos", U8, "TOS", .vals = sn_ospf_topologies, .pad = 1)                        \
    F(TOS_METRIC, "ospf.metric", U16, "Metric")                                                    \
    F(NET_MASK, "ospf.lsa.network.netmask", IPV4, "Netmask")                                       \
    F(NET_ROUTER, "ospf.lsa.network.attchrtr", IPV4S, "Attached Router")                           \
    F(SUM_MASK, "ospf.lsa.asbr.netmask", IPV4, "Netmask")                                          \
    F(ASBR_MASK, "ospf.lsa.asbr.netmask", IPV4, "Netmask")                                         \
    F(SUM_TOS, "ospf.lsa.tos", U8, "TOS", .vals = sn_ospf_topologies)                              \
    F(SUM_METRIC, "ospf.metric", U24, "Metric")                                                    \
    F(EXT_MASK, "ospf.lsa.asext.netmask", IPV4, "Netmask")                                         \
    F(EXT_ROUTE, "sn.ospf.lsa.asext.route", GROUPS, "Route")                                       \
    F(EXT_TYPE, "ospf.lsa.asext.type", BIT8, "External Type", .mask = 0x80)                        \
    F(EXT_TOS, "ospf.lsa.tos", U8, "TOS", .mask = 0x7f, .vals = sn_ospf_topologies)                \
    F(EXT_METRIC, "ospf.metric", U24, "Metric")                                                    \
    F(EXT_FORWARD, "ospf.lsa.asext.fwdaddr", IPV4, "Forwarding Address")                           \
    F(EXT_TAG, "ospf.lsa.asext.extrttag", U32, "External Route Tag")                               \
    F(VERTEX, "sn.ospf.lsa.group.vertex", U32, "Vertex Type")                                      \
    F(VERTEX_ID, "sn.ospf.lsa.group.vertex_id", IPV4, "Vertex ID")                                 \
    F(TLV, "ospf.tlv_type.opaque", U16, "TLV Type", .vals = sn_ospf_ri)                            \
    F(TLV_LEN, "ospf.tlv_length", U16, "TLV Length")                                               \
    F(RI_BITS, "sn.ospf.ri.capabilities", U32, "Capabilities", .vals = sn_ospf_ri_bits)            \
    F(GRACE, "ospf.tlv_type", U16, "TLV Type", .vals = sn_ospf_grace)                              \
    F(GRACE_LEN, "ospf.tlv_length", U16, "TLV Length")                                             \
    F(GRACE_PERIOD, "ospf.v2.grace.period", U32, "Grace Period")                                   \
    F(GRACE_REASON, "ospf.v2.grace.reason", U8, "Restart Reason", .vals = sn_ospf_reasons)         \
    F(GRACE_IP, "ospf.v2.grace.ip", IPV4, "Restart IP")                                            \
    F(TE, "sn.ospf.mpls.tlv", U16, "TLV Type", .vals = sn_ospf_te_tlvs)                            \
    F(TE_LEN, "ospf.tlv_length", U16, "Length")                                                    \
    F(TE_ROUTER, "ospf.mpls.routerid", IPV4, "MPLS/TE Router ID")                                  \
    F(TE_SUB, "sn.ospf.mpls.type", U16, "Type", .vals = sn_ospf_te_subs)                           \
    F(TE_SUB_LEN, "sn.ospf.mpls.length", U16, "Length")                                            \
    F(TE_COLOR, "ospf.mpls.linkcolor", U32, "MPLS/TE Link Resource Class/Color", .base = SN_HEX)   \
    F(TE_LINK_ID, "ospf.mpls.linkid", IPV4, "MPLS/TE Link ID")                                     \
    F(TE_LOCAL_ID, "ospf.mpls.local_id", U32, "MPLS/TE Local Interface Index")                     \
    F(TE_REMOTE_ID, "ospf.mpls.remote_id", U32, "MPLS/TE Remote Interface Index")                  \
    F(TE_LOCAL, "ospf.mpls.local_addr", IPV4, "MPLS/TE Local Interface Address")                   \
    F(TE_REMOTE, "ospf.mpls.remote_addr", IPV4, "MPLS/TE Remote Interface Address")                \
    F(TE_RATE, "ospf.mpls.link_max_bw", F32, "Link Max BW")                                        \
    F(TE_CLASS, "ospf.mpls.pri", F32S, "Pri (or TE-Class)")                                        \
    F(TE_BC_MODEL, "ospf.mpls.bc.model_id", U8, "MPLS/DSTE Bandwidth Constraints Model Id",        \
      .vals = sn_te_models)                                                                        \
    F(TE_BC, "ospf.mpls.bc", F32S, "BC")                                                           \
    F(TE_METRIC, "ospf.mpls.te_metric", U32, "MPLS/TE Metric")                                     \
    F(TE_SWITCHING, "ospf.mpls.switching_type", U8, "Switching Type", .vals = sn_te_switching)     \
    F(TE_ENCODING, "ospf.mpls.encoding", U8, "Encoding", .vals = sn_te_lsp_encodings, .pad = 2)    \
    F(TE_PROTECTION, "ospf.mpls.protection_capability", U8, "Protection Capability",               \
      .base = SN_HEX, .vals = sn_te_protections)                                                   \
    F(TE_LINK, "ospf.mpls.linktype", U8, "MPLS/TE Link Type", .vals = sn_ospf_te_links)            \
    F(TE_SRLG, "ospf.mpls.shared_risk_link_group", U32S, "Shared Risk Link Group")                 \
    F(TE_ISC_RATE, "sn.ospf.mpls.max_lsp_bw", U32S, "Max LSP Bandwidth")                           \
    F(NOTE, "sn.ospf.note", UINT, NULL)                                                            \
    F(NOTE_A, "sn.ospf.note_a", UINT, NULL)                                                        \
    F(NOTE_B, "sn.ospf.note_b", UINT, NULL)                                                        \
    F(DUMP_V, "sn.ospf.tlv_value", BYTES, NULL)                                                    \
    F(DUMP_LSA, "sn.ospf.lsa.value", BYTES, NULL)                                                  \
    F(DUMP_SUB, "sn.ospf.mpls.value", BYTES, NULL)                                                 \
    F(DUMP_VV, "sn.ospf.dump", BYTES, NULL)                                                        \
    F(LLS_SUM, "ospf.lls.checksum", U16, "Checksum", .base = SN_HEX)                               \
    F(LLS_LEN, "ospf.lls.data_length", U16, "LLS Data Length")                                     \
    F(LLS_TLV, "ospf.tlv_type", U16, "TLV Type", .vals = sn_ospf_lls)                              \
    F(LLS_TLV_LEN, "ospf.tlv_length", U16, "TLV Length")                                           \
    F(LLS_OPTIONS, "ospf.lls.ext.options", U32, "Options", .base = SN_HEX,                         \
      .vals = sn_ospf_lls_bits)                                                                    \
    F(LLS_SEQ, "ospf.v2.lls.sequence_number", U32, "Sequence number", .base = SN_HEX)              \
    F(LLS_AUTH, "ospf.v2.lls.auth_data", BYTES, "Auth Data")                                       \
    F(OPTIONS6, "ospf.v3.options", U24, "Options", .base = SN_HEX, .vals = sn_ospf6_options)       \
    F(OPT6_AT, "ospf.v3.options.at", BOOL, "AT", .mask = 0x400)                                    \
    F(OPT6_L, "ospf.v3.options.l", BOOL, "L", .mask = 0x200)                                       \
    F(OPT6_AF, "ospf.v3.options.af", BOOL, "AF", .mask = 0x100)                                    \
    F(OPT6_DC, "ospf.v3.options.dc", BOOL, "DC", .mask = 0x20)                                     \
    F(OPT6_R, "ospf.v3.options.r", BOOL, "R", .mask = 0x10)                                        \
    F(OPT6_N, "ospf.v3.options.n", BOOL, "N", .mask = 8)                                           \
    F(OPT6_MC, "ospf.v3.options.mc", BOOL, "MC", .mask = 4)                                        \
    F(OPT6_E, "ospf.v3.options.e", BOOL, "E", .mask = 2)                                           \
    F(OPT6_V6, "ospf.v3.options.v6", BOOL, "V6", .mask = 1)                                        \
    F(HELLO6_INTERFACE, "ospf.hello.interface_id", U32, "Interface ID")                            \
    F(HELLO6_PRIO, "ospf.hello.router_priority", U8, "Router Priority")                            \
    F(HELLO6_TIMER, "ospf.hello.hello_interval", U16, "Hello Interval [sec]")                      \
    F(HELLO6_DEAD, "ospf.hello.router_dead_interval", U16, "Router Dead Interval [sec]")           \
    F(HELLO6_DR, "ospf.hello.designated_router", IPV4, "Designated Router")                        \
    F(HELLO6_BDR, "ospf.hello.backup_designated_router", IPV4, "Backup Designated Router")         \
    F(HELLO6_LIST, "sn.ospf.hello.neighbors6", NONE, NULL)                                         \
    F(HELLO6_NEIGHBOR, "ospf.hello.active_neighbor", IPV4S, "Active Neighbor")                     \
    F(DD6_FLAGS, "ospf.dbd", U8, "DB Description", .base = SN_HEX, .vals = sn_ospf6_dd)            \
    F(DD6_LIST, "sn.ospf.db.headers", NONE, NULL)                                                  \
    F(DD6_SEQ, "ospf.db.dd_sequence", U32, "DD Sequence")                                          \
    F(LSA6, "ospf.v3.lsa", U16, "LS Type", .base = SN_HEX)                                         \
    F(LSA6_IS_ROUTER, "ospf.v3.lsa.router", BOOL, "Router-LSA")                                    \
    F(LSA6_IS_NETWORK, "ospf.v3.lsa.network", BOOL, "Network-LSA")                                 \
    F(LSA6_IS_PREFIX, "ospf.v3.lsa.interprefix", BOOL, "Inter-Area-Prefix-LSA")                    \
    F(LSA6_IS_BORDER, "ospf.v3.lsa.interrouter", BOOL, "Inter-Area-Router-LSA")                    \
    F(LSA6_IS_EXTERNAL, "ospf.v3.lsa.asext", BOOL, "AS-External-LSA")                              \
    F(LSA6_IS_MEMBER, "ospf.v3.lsa.member", BOOL, "Group-Membership-LSA")                          \
    F(LSA6_IS_NSSA, "ospf.v3.lsa.nssa", BOOL, "NSSA-LSA")                                          \
    F(LSA6_IS_LINK, "ospf.v3.lsa.link", BOOL, "Link-LSA")                                          \
    F(LSA6_IS_INTRA, "ospf.v3.lsa.intraprefix", BOOL, "Intra-Area-Prefix-LSA")                     \
    F(LSA6_IS_OPAQUE, "ospf.v3.lsa.opaque", BOOL, "Router Information Opaque-LSA")                 \
    F(LSA6_U, "ospf.v3.lsa.u", BOOL, "LSA Handling")                                               \
    F(LSA6_SCOPE, "ospf.v3.lsa.s12", UINT, "Flooding Scope", .base = SN_HEX)                       \
    F(LSA6_CODE, "ospf.v3.lsa.fc", UINT, "Function Code")                                          \
    F(REQ6_TEXT, "sn.ospf.request6", NONE, NULL)                                                   \
    F(AGE6, "ospf.lsa.age", P16, "LS Age (seconds)", .mask = 0x7fff)                               \
    F(DONOTAGE6, "ospf.v3.lsa.do_not_age", BIT16, "Do Not Age", .mask = 0x8000, .step = 2)         \
    F(LS6_ID, "ospf.link_state_id", IPV4, "Link State ID")                                         \
    F(LS6_ROUTER, "ospf.advrouter", IPV4, "Advertising Router")                                    \
    F(LS6_SEQ, "ospf.lsa.seqnum", U32, "Sequence Number", .base = SN_HEX)                          \
    F(LS6_SUM, "ospf.lsa.chksum", U16, "Checksum", .base = SN_HEX)                                 \
    F(LS6_LEN, "ospf.lsa.length", U16, "Length")                                                   \
    F(LS6_HEAD, "sn.ospf.lsa.head6", UINT, NULL)                                                   \
    F(RLA6_FLAGS, "ospf.v3.router.lsa.flags", U8, "Flags", .base = SN_HEX, .vals = sn_ospf6_rla)   \
    F(RLA6_W, "ospf.v3.router.lsa.flags.w", BOOL, "(W) Wild-card multicast receiver", .mask = 8)   \
    F(RLA6_V, "ospf.v3.router.lsa.flags.v", BOOL, "(V) Virtual link endpoint", .mask = 4)          \
    F(RLA6_E, "ospf.v3.router.lsa.flags.e", BOOL, "(E) AS boundary router", .mask = 2)             \
    F(RLA6_B, "ospf.v3.router.lsa.flags.b", BOOL, "(B) Area border router", .mask = 1)             \
    F(RLA6_TEXT, "sn.ospf.lsa.router6", NONE, NULL)                                                \
    F(LINK6_TYPE, "ospf.v3.lsa.type", U8, "Type")                                                  \
    F(LINK6_METRIC, "ospf.metric", U16, "Metric")                                                  \
    F(LINK6_INTERFACE, "ospf.v3.lsa.interface_id", U32, "Interface ID")                            \
    F(LINK6_NEIGHBOR, "ospf.v3.lsa.neighbor_interface_id", U32, "Neighbor Interface ID")           \
    F(LINK6_ROUTER, "ospf.v3.lsa.neighbor_router_id", IPV4, "Neighbor Router ID")                  \
    F(NET6_TEXT, "sn.ospf.lsa.network6", NONE, NULL)                                               \
    F(NET6_ROUTER, "ospf.v3.lsa.attached_router", IPV4S, "Attached Router")                        \
    F(INTER_METRIC, "ospf.metric", U24, "Metric")                                                  \
    F(BORDER_OPTIONS, "ospf.v3.options", U24, "Options", .base = SN_HEX)                           \
    F(BORDER_METRIC, "ospf.metric", U24, "Metric")                                                 \
    F(BORDER_ROUTER, "ospf.v3.lsa.destination_router_id", IPV4, "Destination Router ID")           \
    F(EXT6_FLAGS, "ospf.v3.as.external.flags", U8, "Flags", .base = SN_HEX,                        \
      .vals = sn_ospf6_external)                                                                   \
    F(EXT6_E, "ospf.v3.as.external.flags.e", BOOL, "(E) External Metric", .mask = 4)               \
    F(EXT6_F, "ospf.v3.as.external.flags.f", BOOL, "(F) Forwarding Address", .mask = 2)            \
    F(EXT6_T, "ospf.v3.as.external.flags.t", BOOL, "(T) External Route Tag", .mask = 1)            \
    F(EXT6_METRIC, "ospf.metric", U24, "Metric")                                                   \
    F(EXT6_FORWARD, "ospf.v3.lsa.forwarding_address.ipv6", IPV6, "Forwarding Address")             \
    F(EXT6_TAG, "ospf.v3.lsa.external_route_tag", IPV4, "External Route Tag")                      \
    F(EXT6_REFERRED, "ospf.v3.lsa.referenced_link_state_id", IPV4, "Referenced Link State ID")     \
    F(NSSA_METRIC, "ospf.metric", U24, "Metric")                                                   \
    F(NSSA_FORWARD, "ospf.v3.lsa.forwarding_address.ipv6", IPV6, "Forwarding Address")             \
    F(NSSA_TAG, "ospf.v3.lsa.external_route_tag", IPV4, "External Route Tag")                      \
    F(NSSA_REFERRED, "ospf.v3.lsa.referenced_link_state_id", IPV4, "Referenced Link State ID")     \
    F(NSSA_REF, "ospf.v3.lsa.referenced_ls_type", U16, "Referenced LS type", .base = SN_HEX)       \
    F(NSSA_ADDR, "ospf.v3.address_prefix.ipv6", IPV6, "Address Prefix")                            \
    F(LINK6_PRIO, "ospf.v3.lsa.router_priority", U8, "Router Priority")                            \
    F(LINK6_OPTIONS, "sn.ospf.lsa.link6", NONE, NULL)                                              \
    F(LINK6_ADDR, "ospf.v3.lsa.link_local_interface_address.ipv6", IPV6,                           \
      "Link-local Interface Address")                                                              \
    F(LINK6_PREFIXES, "ospf.v3.lsa.num_prefixes", U32, "# prefixes")                               \
    F(INTRA_PREFIXES, "ospf.v3.lsa.num_prefixes", U16, "# prefixes")                               \
    F(REF_PREFIXES, "sn.ospf.v3.prefixes", UINT, NULL)                                             \
    F(REF_TEXT, "sn.ospf.v3.referred", NONE, NULL)                                                 \
    F(REF_TYPE, "ospf.v3.lsa.referenced_ls_type", U16, "Referenced LS type", .base = SN_HEX)       \
    F(REF_ID, "ospf.v3.lsa.referenced_link_state_id", IPV4, "Referenced Link State ID")            \
    F(REF_ROUTER, "ospf.v3.lsa.referenced_advertising_router", IPV4,                               \
      "Referenced Advertising Router")                                                             \
    F(PREFIX, "sn.ospf.v3.prefix", GROUPS, "Prefix")                                               \
    F(PREFIX_LEN, "ospf.prefix_length", U8, "PrefixLength")                                        \
    F(PREFIX_OPTIONS, "ospf.v3.prefix.options", U8, "PrefixOptions", .base = SN_HEX,               \
      .vals = sn_ospf6_prefix)                                                                     \
    F(PREFIX_P, "ospf.v3.prefix.options.p", BOOL, "(P) Propagate", .mask = 8)                      \
    F(PREFIX_MC, "ospf.v3.prefix.options.mc", BOOL, "(MC) Multicast", .mask = 4)                   \
    F(PREFIX_LA, "ospf.v3.prefix.options.la", BOOL, "(LA) Local Address", .mask = 2)               \
    F(PREFIX_NU, "ospf.v3.prefix.options.nu", BOOL, "(NU) NoUnicast", .mask = 1)                   \
    F(PREFIX_METRIC, "ospf.metric", U16, "Metric")                                                 \
    F(PREFIX_RESERVED, "sn.ospf.v3.prefix.reserved", U16, NULL)                                    \
    F(PREFIX_REF, "ospf.v3.lsa.referenced_ls_type", U16, "Referenced LS type", .base = SN_HEX)     \
    F(PREFIX_BOGUS, "sn.ospf.v3.prefix.bogus", UINT, NULL)                                         \
    F(PREFIX_ADDR, "ospf.v3.address_prefix.ipv6", IPV6, "Address Prefix")                          \
    F(DUMP6, "sn.ospf.v3.lsa.rest", BYTES, NULL)                                                   \
    F(AT_TYPE, "ospf.at.auth_type", U16, "Authentication Type", .vals = sn_ospf6_auths)            \
    F(AT_LEN, "ospf.at.auth_data_len", U16, "Authentication Data Length")                          \
    F(AT_RESERVED, "ospf.at.reserved", U16, "Reserved", .base = SN_HEX)                            \
    F(AT_SAID, "ospf.at.sa_id", U16, "Security Association Identifier (SA ID)", .base = SN_HEX)    \
    F(AT_CSN_HIGH, "sn.ospf.at.crypto_seq_nbr_high", UINT, NULL)                                   \
    F(AT_CSN, "ospf.at.crypto_seq_nbr", U64, "Cryptographic Sequence Number")                      \
    F(AT_DATA, "ospf.at.auth_data", BYTES, "Authentication Data")                                  \
    OSPF_OPAQUE(F)                                                                                 \
    OSPF_SIGNALING(F)
SN_FIELD_NUMBERS(OSPF)

#endif
