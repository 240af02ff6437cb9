/* OSPF's fields of opaque LSAs as Wireshark has them: traffic engineering (RFC 3630, RFC 4203,
 * RFC 7471), graceful restart (RFC 3623), router information (RFC 7770), extended prefixes and
 * links (RFC 7684), with what segment routing adds to these (RFC 8665, RFC 8476, RFC 9350). What
 * tcpdump says of them it reads otherwise: that is in the rows in front, for the text. */
#ifndef SN_DIS_OSPFOPAQUE_H
#define SN_DIS_OSPFOPAQUE_H

#define OSPF_OPAQUE(F)                                                                             \
    F(OP_MPLS, "ospf.lsa.mpls", BOOL, "MPLS Traffic Engineering LSA")                              \
    F(OP_TLV, "sn.ospf.tlv", GROUPS, "TLV")                                                        \
    F(OP_SUB, "sn.ospf.subtlv", GROUPS, "Sub-TLV")                                                 \
    F(OP_TYPE, "ospf.tlv_type", U16, "TLV Type")                                                   \
    F(OP_LEN, "ospf.tlv_length", U16, "TLV Length")                                                \
    F(OP_VALUE, "ospf.tlv_value", BYTES, "TLV Value")                                              \
    F(OP_UNKNOWN, "ospf.tlv.unknown", BYTES, "Unknown TLV")                                        \
    F(OP_PAD, "ospf.pad_bytes", BYTES, "Pad Bytes")                                                \
    F(OP_ROUTER, "ospf.mpls.routerid", IPV4, "MPLS/TE Router ID")                                  \
    F(OP_LINK_TYPE, "ospf.mpls.linktype", U8, "MPLS/TE Link Type", .vals = sn_ospf_te_links)       \
    F(OP_LINK_ID, "ospf.mpls.linkid", IPV4, "MPLS/TE Link ID")                                     \
    F(OP_LOCAL, "ospf.mpls.local_addr", IPV4S, "MPLS/TE Local Interface Address")                  \
    F(OP_REMOTE, "ospf.mpls.remote_addr", IPV4S, "MPLS/TE Remote Interface Address")               \
    F(OP_METRIC, "ospf.mpls.te_metric", U32, "MPLS/TE Metric")                                     \
    F(OP_RATE, "ospf.mpls.link_max_bw", F32, "Link Max BW")                                        \
    F(OP_CLASS, "ospf.mpls.pri", F32S, "Pri (or TE-Class)")                                        \
    F(OP_COLOR, "ospf.mpls.linkcolor", U32, "MPLS/TE Link Resource Class/Color", .base = SN_HEX)   \
    F(OP_COLOR_BIT, "ospf.mpls.group", UINTS, "MPLS/TE Group", .base = SN_HEX)                     \
    F(OP_LOCAL_ID, "ospf.mpls.local_id", U32, "MPLS/TE Local Interface Index")                     \
    F(OP_REMOTE_ID, "ospf.mpls.remote_id", U32, "MPLS/TE Remote Interface Index")                  \
    F(OP_PROTECTION, "ospf.mpls.protection_capability", U8, "Protection Capability",               \
      .base = SN_HEX)                                                                              \
    F(OP_SWITCHING, "ospf.mpls.switching_type", U8, "Switching Type", .vals = sn_te_switching)     \
    F(OP_ENCODING, "ospf.mpls.encoding", U8, "Encoding", .vals = sn_te_lsp_encodings, .pad = 2)    \
    F(OP_LEAST_RATE, "ospf.mpls.minimum_lsp_bandwidth", F32, "Minimum LSP bandwidth")              \
    F(OP_MTU, "ospf.mpls.interface_mtu", U16, "Interface MTU")                                     \
    F(OP_SDH, "ospf.mpls.sonet.sdh", BOOL, "SONET/SDH")                                            \
    F(OP_SRLG, "ospf.mpls.shared_risk_link_group", U32S, "Shared Risk Link Group")                 \
    F(OP_BC_MODEL, "ospf.mpls.bc.model_id", U8, "MPLS/DSTE Bandwidth Constraints Model Id",        \
      .vals = sn_te_models, .pad = 3)                                                              \
    F(OP_BC, "ospf.mpls.bc", F32S, "BC")                                                           \
    F(OP_OIF_LOCAL, "ospf.oif.local_node_id", IPV4, "Local Node ID")                               \
    F(OP_OIF_REMOTE, "ospf.oif.remote_node_id", IPV4, "Remote Node ID")                            \
    F(OP_OIF_SWITCHING, "ospf.oif.switching_cap", U8, "Switching Cap")                             \
    F(OP_OIF_ENCODING, "ospf.oif.encoding", U8, "Encoding", .pad = 2)                              \
    F(OP_OIF_SIGNAL, "ospf.oif.signal_type", U8S, "Signal Type", .pad = 3)                         \
    F(OP_GROUPS, "ospf.tlv.extended_admin_group", U32S, "Extended Admin Group", .base = SN_HEX)    \
    F(OP_GROUP, "ospf.tlv.admin_group", U32, "Admin Group", .base = SN_HEX)                        \
    F(OP_DELAY_FLAGS, "ospf.tlv.unidirectional_link_flags", U8, "Flags", .base = SN_HEX)           \
    F(OP_DELAY_A, "ospf.tlv.unidirectional_link_flags.a", BOOL, "Anomalous (A)", .mask = 0x80)     \
    F(OP_DELAY_REST, "ospf.tlv.unidirectional_link_flags.reserved", UINT, "Reserved",              \
      .mask = 0x7f, .base = SN_HEX)                                                                \
    F(OP_DELAY, "ospf.tlv.unidirectional_link_delay", U24, "Delay")                                \
    F(OP_DELAY_MIN, "ospf.tlv.unidirectional_link_delay_min", U24, "Min Delay")                    \
    F(OP_DELAY_GAP, "ospf.tlv.unidirectional_link_reserved", U8, "Reserved", .base = SN_HEX)       \
    F(OP_DELAY_MAX, "ospf.tlv.unidirectional_link_delay_max", U24, "Max Delay")                    \
    F(OP_VARIATION_GAP, "ospf.tlv.unidirectional_link_reserved", U8, "Reserved", .base = SN_HEX)   \
    F(OP_VARIATION, "ospf.tlv.unidirectional_delay_variation", U24, "Delay Variation")             \
    F(OP_GRACE, "ospf.v2.grace", GROUPS, "Grace TLV")                                              \
    F(OP_GRACE_PERIOD, "ospf.v2.grace.period", U32, "Grace Period")                                \
    F(OP_GRACE_REASON, "ospf.v2.grace.reason", U8, "Restart Reason", .vals = sn_ospf_reasons)      \
    F(OP_GRACE_IP, "ospf.v2.grace.ip", IPV4, "Restart IP")                                         \
    F(OP_RI_TYPE, "ospf.tlv_type.opaque", U16, "TLV Type", .vals = sn_ospf_ri)                     \
    F(OP_RI, "ospf.ri.options", U8, "RI Options", .base = SN_HEX)                                  \
    F(OP_RI_GRC, "ospf.ri.options.grc", BOOL, "(GRC) Graceful Restart", .mask = 0x80)              \
    F(OP_RI_GRH, "ospf.ri.options.grh", BOOL, "(GRH) Graceful Restart Helper", .mask = 0x40)       \
    F(OP_RI_SRS, "ospf.ri.options.srs", BOOL, "Stub Router Support", .mask = 0x20)                 \
    F(OP_RI_TES, "ospf.ri.options.tes", BOOL, "(TES) Traffic Engineering", .mask = 0x10)           \
    F(OP_RI_P2P, "ospf.ri.options.p2plan", BOOL, "(P2PLAN) Point-to-point over LAN", .mask = 8)    \
    F(OP_RI_ETE, "ospf.ri.options.ete", BOOL, "(ETE) Experimental TE", .mask = 4)                  \
    F(OP_RI_HOST, "ospf.ri.options.host", BOOL, "Host Router", .mask = 1)                          \
    F(OP_HOSTNAME, "ospf.dynhostname", STR, "Dynamic Hostname")                                    \
    F(OP_ALGORITHM, "ospf.lsa_sa", U8S, "SR-Algorithm")                                            \
    F(OP_RANGE, "ospf.tlv.range_size", U24, "Range Size")                                          \
    F(OP_RANGE_SUB, "ospf.tlv.sidlabel_range.type", U16, "TLV Type")                               \
    F(OP_SID, "ospf.tlv.sid_label", UINT, "SID/Label")                                             \
    F(OP_PREFERENCE, "ospf.tlv.preference", U8, "Preference")                                      \
    F(OP_MSD, "ospf.tlv.igp_msd_type", U8S, "MSD Type")                                            \
    F(OP_MSD_VALUE, "ospf.tlv.igp_msd_value", U8S, "MSD Value")                                    \
    F(OP_FAD_ALGORITHM, "ospf.tlv.fad.flex_algorithm", U8, "Flex-Algorithm")                       \
    F(OP_FAD_METRIC, "ospf.tlv.fad.metric_type", U8, "Metric Type")                                \
    F(OP_FAD_CALC, "ospf.tlv.fad.calc_type", U8, "Calculation Type")                               \
    F(OP_FAD_PRIORITY, "ospf.tlv.fad.priority", U8, "Priority")                                    \
    F(OP_FAD_SUB, "ospf.tlv.fad.subtlv_type", U16, "TLV Type")                                     \
    F(OP_PFX_TYPE, "ospf.tlv.extpfx.tlv_type", U16, "TLV Type")                                    \
    F(OP_PFX_SUB, "ospf.tlv.extpfx.subtlv_type", U16, "TLV Type")                                  \
    F(OP_PFX_ROUTE, "ospf.tlv.extpfx.rotuetype", U8, "Route Type")                                 \
    F(OP_PFX_BITS, "ospf.prefix_length", U8, "PrefixLength")                                       \
    F(OP_PFX_AF, "ospf.tlv.extpfx.af", U8, "Address Family")                                       \
    F(OP_PFX_FLAGS, "ospf.tlv.extpfx.flags", U8, "Flags", .base = SN_HEX)                          \
    F(OP_PFX_A, "ospf.tlv.extpfx.flags.a", BOOL, "(A) Attach Flag", .mask = 0x80)                  \
    F(OP_PFX_N, "ospf.tlv.extpfx.flags.n", BOOL, "(N) Node Flag", .mask = 0x40)                    \
    F(OP_RNG_BITS, "ospf.prefix_length", U8, "PrefixLength")                                       \
    F(OP_RNG_AF, "ospf.tlv.extpfx.af", U8, "Address Family")                                       \
    F(OP_RNG_SIZE, "ospf.tlv.range_size", U16, "Range Size")                                       \
    F(OP_RNG_FLAGS, "ospf.tlv.extpfx_range.flags", U8, "Flags", .base = SN_HEX)                    \
    F(OP_RNG_IA, "ospf.tlv.extpfx_range.flags.ia", BOOL, "(IA) Inter-Area Flag", .mask = 0x80)     \
    F(OP_PFX_ADDR, "ospf.v3.address_prefix.ipv4", IPV4, "Address Prefix")                          \
    F(OP_PSID, "ospf.tlv.pfxsid.flags", U8, "Flags", .base = SN_HEX)                               \
    F(OP_PSID_NP, "ospf.tlv.pfxsid.flags.np", BOOL, "(NP) No-PHP Flag", .mask = 0x40)              \
    F(OP_PSID_M, "ospf.tlv.pfxsid.flags.m", BOOL, "(M) Mapping Server Flag", .mask = 0x20)         \
    F(OP_PSID_E, "ospf.tlv.pfxsid.flags.e", BOOL, "(E) Explicit-Null Flag", .mask = 0x10)          \
    F(OP_PSID_V, "ospf.tlv.pfxsid.flags.v", BOOL, "(V) Value/Index Flag", .mask = 8)               \
    F(OP_PSID_L, "ospf.tlv.pfxsid.flags.l", BOOL, "(L) Local/Global Flag", .mask = 4)              \
    F(OP_PSID_MT, "ospf.tlv.extlink.mt_id", U8, "Multi-Topology ID")                               \
    F(OP_PSID_ALGORITHM, "ospf.lsa_sa", U8, "SR-Algorithm")                                        \
    F(OP_LNK_TYPE, "ospf.tlv.extlink.tlv_type", U16, "TLV Type")                                   \
    F(OP_LNK_SUB, "ospf.tlv.extlink.subtlv_type", U16, "TLV Type")                                 \
    F(OP_LNK_LINK, "ospf.lsa.router.linktype", U8, "Link Type")                                    \
    F(OP_LNK_ID, "ospf.lsa.router.linkid", IPV4, "Link ID")                                        \
    F(OP_LNK_DATA, "ospf.lsa.router.linkdata", IPV4, "Link Data")                                  \
    F(OP_ADJ, "ospf.tlv.adjsid.flags", U8, "Flags", .base = SN_HEX)                                \
    F(OP_ADJ_B, "ospf.tlv.adjsid.flags.b", BOOL, "(B) Backup Flag", .mask = 0x80)                  \
    F(OP_ADJ_V, "ospf.tlv.adjsid.flags.v", BOOL, "(V) Value/Index Flag", .mask = 0x40)             \
    F(OP_ADJ_G, "ospf.tlv.adjsid.flags.g", BOOL, "(G) Group Flag", .mask = 0x10)                   \
    F(OP_ADJ_P, "ospf.tlv.adjsid.flags.p", BOOL, "(P) Persistent Flag", .mask = 8)                 \
    F(OP_ADJ_MT, "ospf.tlv.extlink.mt_id", U8, "Multi-Topology ID")                                \
    F(OP_ADJ_WEIGHT, "ospf.tlv.extlink.weight", U8, "Weight")                                      \
    F(OP_ADJ_NEIGHBOR, "ospf.tlv.extlink.nbr", IPV4, "Neighbor ID")                                \
    F(OP_LNK_REMOTE, "ospf.tlv.remote_ipv4_address", IPV4, "Remote IPv4 Address")                  \
    F(OP_LNK_LOCAL_ID, "ospf.tlv.local_interface_id", U32, "Local Interface ID")                   \
    F(OP_LNK_REMOTE_ID, "ospf.tlv.remote_interface_id", U32, "Remote Interface ID")                \
    F(OP_APP_STANDARD, "ospf.tlv.application.sabm.length", U8, "SABM Length")                      \
    F(OP_APP_USER, "ospf.tlv.application.udabm.length", U8, "UDABM Length")                        \
    F(OP_APP_BITS, "ospf.tlv.application.sabm.bits", U8, "Bit Mask", .base = SN_HEX)               \
    F(OP_APP_R, "ospf.tlv.application.sabm.bits.r", BOOL, "(R) RSVP-TE", .mask = 0x80)             \
    F(OP_APP_S, "ospf.tlv.application.sabm.bits.s", BOOL, "(S) Segment Routing", .mask = 0x40)     \
    F(OP_APP_F, "ospf.tlv.application.sabm.bits.f", BOOL, "(F) Loop Free Alternate", .mask = 0x20) \
    F(OP_APP_X, "ospf.tlv.application.sabm.bits.x", BOOL, "(X) Flex-Algorithm", .mask = 0x10)      \
    F(OP_APP_USER_BITS, "ospf.tlv.application.udabm.bits", BYTES, "User-Defined Bit Mask")         \
    F(OP_APP_SUB, "ospf.tlv.application.subtlv_type", U16, "TLV Type")

/* Of link-local signaling (RFC 5613, RFC 5820), of both versions. */
#define OSPF_SIGNALING(F)                                                                          \
    F(SIG_SUM, "ospf.lls.checksum", U16, "Checksum", .base = SN_HEX)                               \
    F(SIG_LEN, "ospf.lls.data_length", U16, "LLS Data Length", .unit = "bytes", .scale = 4)        \
    F(SIG_OPTIONS, "ospf.lls.ext.options", U32, "Options", .base = SN_HEX)                         \
    F(SIG_RS, "ospf.lls.ext.options.rs", BOOL, "(RS) Restart Signal", .mask = 2)                   \
    F(SIG_LR, "ospf.lls.ext.options.lr", BOOL, "(LR) LSDB Resynchronization", .mask = 1)           \
    F(SIG_SEQ, "ospf.v2.lls.sequence_number", U32, "Sequence number", .base = SN_HEX)              \
    F(SIG_AUTH, "ospf.v2.lls.auth_data", BYTES, "Auth Data")                                       \
    F(SIG_INTERFACE, "ospf.v3.lls.ll_id", BYTES, "Local Interface ID")                             \
    F(SIG6_OPTIONS, "ospf.v3.lls.ext.options", U32, "Options", .base = SN_HEX)                     \
    F(SIG6_LR, "ospf.v3.lls.ext.options.lr", BOOL, "(LR) LSDB Resynchronization", .mask = 1)       \
    F(SIG6_RS, "ospf.v3.lls.ext.options.rs", BOOL, "(RS) Restart Signal", .mask = 2)               \
    F(SIG6_SCS, "ospf.v3.lls.state.scs", U16, "SCS Number")                                        \
    F(SIG6_STATE, "ospf.v3.lls.state.options", U8, "Options", .base = SN_HEX)                      \
    F(SIG6_STATE_R, "ospf.v3.lls.state.options.r", BOOL, "(R) Request", .mask = 0x80)              \
    F(SIG6_STATE_A, "ospf.v3.lls.state.options.a", BOOL, "(A) Answer", .mask = 0x40)               \
    F(SIG6_STATE_N, "ospf.v3.lls.state.options.n", BOOL, "(N) Incomplete", .mask = 0x20)           \
    F(SIG6_DROPPED, "ospf.v3.lls.dropped_neighbor", IPV4S, "Dropped Neighbor")                     \
    F(SIG6_REQUEST, "ospf.v3.lls.request_from", IPV4S, "Request From")                             \
    F(SIG6_FULL, "ospf.v3.lls.full_state_for", IPV4S, "Full State For")                            \
    F(SIG6_ADDED, "ospf.v3.lls.relay.added", U8, "Relays Added")                                   \
    F(SIG6_RELAY, "ospf.v3.lls.relay.options", U8, "Options", .base = SN_HEX)                      \
    F(SIG6_RELAY_A, "ospf.v3.lls.relay.options.a", BOOL, "(A) Always", .mask = 0x80)               \
    F(SIG6_RELAY_N, "ospf.v3.lls.relay.options.n", BOOL, "(N) Never", .mask = 0x40)                \
    F(SIG6_WILLINGNESS, "ospf.v3.lls.willingness", U8, "Willingness")                              \
    F(SIG6_NEIGHBOR, "ospf.v3.lls.neighbor", IPV4S, "Neighbor")                                    \
    F(SIG_AT_TYPE, "ospf.at.auth_type", U16, "Authentication Type", .vals = sn_ospf6_auths)        \
    F(SIG_AT_LEN, "ospf.at.auth_data_len", U16, "Authentication Data Length")                      \
    F(SIG_AT_RESERVED, "ospf.at.reserved", U16, "Reserved", .base = SN_HEX)                        \
    F(SIG_AT_SAID, "ospf.at.sa_id", U16, "Security Association Identifier", .base = SN_HEX)        \
    F(SIG_AT_CSN, "ospf.at.crypto_seq_nbr", U64, "Cryptographic Sequence Number")                  \
    F(SIG_AT_DATA, "ospf.at.auth_data", BYTES, "Authentication Data")

#include "dis/proto.h"

struct sn_ospf_tlv {
    uint32_t type, len;
    struct sn_rd val;
    struct sn_rec *group;
};

/* The next TLV of r: a group, which the second function ends, its type, with `type` 0 unrecorded,
 * and length. False: there is none. */
bool sn_ospf_tlv(struct sn_dis *d, struct sn_rd *r, unsigned group, unsigned type,
                 struct sn_ospf_tlv *t);
void sn_ospf_tlv_end(struct sn_dis *d, struct sn_rd *r, const struct sn_ospf_tlv *t);

/* TLVs of an opaque LSA, by its opaque type, of what r reads; nothing of types not known. */
void sn_ospf_opaque(struct sn_dis *d, struct sn_rd *r, unsigned type);

/* A block of link-local signaling, which r begins with; v6: of version 3. */
void sn_ospf_signaling(struct sn_dis *d, struct sn_rd r, bool v6);

#endif
