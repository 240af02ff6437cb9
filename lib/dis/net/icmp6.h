/* ICMPv6's parts: messages (icmp6.c, icmp6text.c), multicast listener discovery (mld.c), neighbor
 * discovery's options (nd.c; ndopt.c: those that no text shows), node information (icmp6ni.c),
 * router renumbering (icmp6rr.c), RPL (rpl.c). */
#ifndef SN_DIS_ICMP6_H
#define SN_DIS_ICMP6_H

#include "dis/net/grouprec.h"
#include "dis/net/icmp6fields.h"

#define ICMP6(F)                                                                                   \
    F(ICMP6_TYPE, "icmpv6.type", U8, "Type", .vals = sn_icmp6_types)                               \
    F(ICMP6_CODE, "icmpv6.code", U8, "Code")                                                       \
    F(ICMP6_SUM, "icmpv6.checksum", U16, "Checksum", .base = SN_HEX)                               \
    F(ICMP6_SUM_STATUS, "icmpv6.checksum.status", UINT, "Checksum Status")                         \
    F(ICMP6_SUM_RIGHT, "sn.icmpv6.checksum_calculated", UINT, "Calculated Checksum",               \
      .base = SN_HEX, .width = 2)                                                                  \
    F(ICMP6_DATA, "icmpv6.data", BYTES, "Data")                                                    \
    F(ICMP6_WHOLE, "sn.icmpv6.message", BYTES, NULL)                                               \
    F(ICMP6_IDENT, "icmpv6.echo.identifier", U16, "Identifier", .base = SN_HEX)                    \
    F(ICMP6_SEQ, "icmpv6.echo.sequence_number", U16, "Sequence")                                   \
    F(ICMP6_MTU, "icmpv6.mtu", U32, "MTU")                                                         \
    F(ICMP6_POINTER, "icmpv6.pointer", U32, "Pointer")                                             \
    F(ICMP6_IN_SRC, "sn.icmpv6.inner.src", IPV6, "Source Address")                                 \
    F(ICMP6_IN_DST, "sn.icmpv6.inner.dst", IPV6, "Destination Address")                            \
    F(ICMP6_IN_PROTO, "sn.icmpv6.inner.nxt", UINT, "Next Header")                                  \
    F(ICMP6_IN_PORT, "sn.icmpv6.inner.dstport", U16, "Destination Port")                           \
    F(ICMP6_NA_FLAGS, "icmpv6.nd.na.flag", U32, "Flags", .base = SN_HEX)                           \
    F(ICMP6_NA_R, "icmpv6.nd.na.flag.r", BIT32, "Router", .mask = 0x80000000)                      \
    F(ICMP6_NA_S, "icmpv6.nd.na.flag.s", BIT32, "Solicited", .mask = 0x40000000)                   \
    F(ICMP6_NA_O, "icmpv6.nd.na.flag.o", BIT32, "Override", .mask = 0x20000000)                    \
    F(ICMP6_TARGET, "icmpv6.nd.ns.target_address", IPV6, "Target Address")                         \
    F(ICMP6_NA_TARGET, "icmpv6.nd.na.target_address", IPV6, "Target Address")                      \
    F(ICMP6_REDIR_TARGET, "icmpv6.nd.rd.target_address", IPV6, "Target Address")                   \
    F(ICMP6_REDIR_DST, "icmpv6.rd.na.destination_address", IPV6, "Destination Address")            \
    F(ICMP6_RA_HOPS, "icmpv6.nd.ra.cur_hop_limit", U8, "Cur hop limit")                            \
    F(ICMP6_RA_FLAGS, "icmpv6.nd.ra.flag", P8, "Flags", .base = SN_HEX)                            \
    F(ICMP6_RA_M, "icmpv6.nd.ra.flag.m", BIT8, "Managed address configuration", .mask = 0x80)      \
    F(ICMP6_RA_O, "icmpv6.nd.ra.flag.o", BIT8, "Other configuration", .mask = 0x40)                \
    F(ICMP6_RA_H, "icmpv6.nd.ra.flag.h", BIT8, "Home Agent", .mask = 0x20)                         \
    F(ICMP6_RA_PRF, "icmpv6.nd.ra.flag.prf", P8, "Prf (Default Router Preference)", .mask = 0x18)  \
    F(ICMP6_RA_P, "icmpv6.nd.ra.flag.p", BIT8, "Proxy", .mask = 4)                                 \
    F(ICMP6_RA_RSV, "icmpv6.nd.ra.flag.rsv", U8, "Reserved", .mask = 3)                            \
    F(ICMP6_RA_LIFETIME, "icmpv6.nd.ra.router_lifetime", U16, "Router lifetime (s)", .unit = "s")  \
    F(ICMP6_RA_REACHABLE, "icmpv6.nd.ra.reachable_time", U32, "Reachable time (ms)", .unit = "ms") \
    F(ICMP6_RA_RETRANS, "icmpv6.nd.ra.retrans_timer", U32, "Retrans timer (ms)", .unit = "ms")     \
    F(ICMP6_HA_ID, "icmpv6.mip6.identifier", U16, "Identifier", .base = SN_HEX)                    \
    F(ICMP6_HA_ADDR, "icmpv6.mip6.home_agent_address", IPV6S, "Home Agent Address")                \
    F(ICMP6_HA_FLAGS, "icmpv6.mip6.flag", U16, "Flags", .base = SN_HEX)                            \
    F(ICMP6_MLD_DELAY, "icmpv6.mld.maximum_response_delay", U16, "Maximum Response Delay [ms]",    \
      .unit = "ms")                                                                                \
    F(ICMP6_MLD_GROUP, "icmpv6.mld.multicast_address", IPV6, "Multicast Address")                  \
    F(ICMP6_MLD_FLAGS, "icmpv6.mld.flag", U8, "Flags", .base = SN_HEX)                             \
    F(ICMP6_MLD_QQI, "icmpv6.mld.qqi", U8, "QQIC (Querier's Query Interval Code)")                 \
    F(ICMP6_MLD_SOURCES, "icmpv6.mld.nb_sources", U16, "Number of Sources")                        \
    F(ICMP6_MLD_SOURCE, "icmpv6.mld.source_address", IPV6S, "Source Address")                      \
    F(ICMP6_MLD_RECORDS, "icmpv6.mldr.nb_mcast_records", U16,                                      \
      "Number of Multicast Address Records")                                                       \
    F(ICMP6_MLD_RECORD, "icmpv6.mldr.mar", GROUPS, "Multicast Address Record")                     \
    F(ICMP6_MLD_TYPE, "icmpv6.mldr.mar.record_type", U8, "Record Type", .vals = sn_group_types)    \
    F(ICMP6_MLD_AUX, "icmpv6.mldr.mar.aux_data_len", U8, "Aux Data Len")                           \
    F(ICMP6_MLD_RSOURCES, "icmpv6.mldr.mar.nb_sources", U16, "Number of Sources")                  \
    F(ICMP6_MLD_RGROUP, "icmpv6.mldr.mar.multicast_address", IPV6, "Multicast Address")            \
    F(ICMP6_MLD_RSOURCE, "icmpv6.mldr.mar.source_address", IPV6S, "Source Address")                \
    F(ICMP6_OPT, "icmpv6.opt", GROUPS, "ICMPv6 Option")                                            \
    F(ICMP6_OPT_TYPE, "icmpv6.opt.type", U8, "Type", .vals = sn_nd_options)                        \
    F(ICMP6_OPT_LEN, "icmpv6.opt.length", U8, "Length", .unit = "8 bytes")                         \
    F(ICMP6_OPT_DATA, "sn.icmpv6.opt.data", BYTES, "Data")                                         \
    F(ICMP6_OPT_LINK, "icmpv6.opt.linkaddr", HW, "Link-layer address")                             \
    F(ICMP6_OPT_PREFIX_LEN, "icmpv6.opt.prefix.length", U8, "Prefix Length")                       \
    F(ICMP6_OPT_PREFIX_FLAGS, "icmpv6.opt.prefix.flag", P8, "Flag", .base = SN_HEX)                \
    F(ICMP6_OPT_PREFIX_L, "icmpv6.opt.prefix.flag.l", BIT8, "On-link flag(L)", .mask = 0x80)       \
    F(ICMP6_OPT_PREFIX_A, "icmpv6.opt.prefix.flag.a", BIT8,                                        \
      "Autonomous address-configuration flag(A)", .mask = 0x40)                                    \
    F(ICMP6_OPT_PREFIX_R, "icmpv6.opt.prefix.flag.r", BIT8, "Router address flag(R)",              \
      .mask = 0x20)                                                                                \
    F(ICMP6_OPT_PREFIX_RSV, "icmpv6.opt.prefix.flag.reserved", U8, "Reserved", .mask = 0x1f)       \
    F(ICMP6_OPT_VALID, "icmpv6.opt.prefix.valid_lifetime", U32, "Valid Lifetime", .unit = "s")     \
    F(ICMP6_OPT_PREFERRED, "icmpv6.opt.prefix.preferred_lifetime", U32, "Preferred Lifetime",      \
      .pad = 4, .unit = "s")                                                                       \
    F(ICMP6_OPT_PREFIX, "icmpv6.opt.prefix", IPV6, "Prefix")                                       \
    F(ICMP6_OPT_REDIR, "icmpv6.opt.redirected_packet", BYTES, "Redirected Header")                 \
    F(ICMP6_OPT_MTU, "icmpv6.opt.mtu", U32, "MTU")                                                 \
    F(ICMP6_OPT_INTERVAL, "icmpv6.opt.advertisement_interval", U32, "Advertisement Interval",      \
      .unit = "ms")                                                                                \
    F(ICMP6_OPT_HA_PREF, "icmpv6.opt.home_agent_preference", U16, "Home Agent Preference")         \
    F(ICMP6_OPT_HA_LIFETIME, "icmpv6.opt.home_agent_lifetime", U16, "Home Agent Lifetime",         \
      .unit = "s")                                                                                 \
    F(ICMP6_OPT_ROUTE_FLAGS, "icmpv6.opt.route_info.flag", U8, "Flag", .base = SN_HEX)             \
    F(ICMP6_OPT_ROUTE_PREF, "icmpv6.opt.route_info.flag.route_preference", UINT,                   \
      "Route Preference", .mask = 0x18)                                                            \
    F(ICMP6_OPT_ROUTE_RSV, "icmpv6.opt.route_info.flag.reserved", UINT, "Reserved", .mask = 0xe7)  \
    F(ICMP6_OPT_ROUTE_LIFETIME, "icmpv6.opt.route_lifetime", U32, "Route Lifetime", .unit = "s")   \
    F(ICMP6_OPT_RDNSS_LIFETIME, "icmpv6.opt.rdnss.lifetime", U32, "Lifetime", .unit = "s")         \
    F(ICMP6_OPT_RDNSS, "icmpv6.opt.rdnss", IPV6S, "Recursive DNS Servers")                         \
    F(ICMP6_OPT_DNSSL_LIFETIME, "icmpv6.opt.dnssl.lifetime", U32, "Lifetime", .unit = "s")         \
    F(ICMP6_OPT_DNSSL, "icmpv6.opt.dnssl", STRS, "Domain Names")                                   \
    F(ICMP6_OPT_NAME_END, "sn.icmpv6.opt.name_end", UINT, "End of Name")                           \
    F(ICMP6_NI_QTYPE, "icmpv6.ni.qtype", U16, "Qtype", .vals = sn_ni_qtypes)                       \
    F(ICMP6_NI_FLAGS, "icmpv6.ni.flag", U16, "Flags", .base = SN_HEX)                              \
    F(ICMP6_NI_NONCE, "icmpv6.ni.nonce", U64, "Nonce", .base = SN_HEX)                             \
    F(ICMP6_NI_SUBJECT6, "icmpv6.ni.query.subject_ipv6", IPV6, "IPv6 subject address")             \
    F(ICMP6_NI_SUBJECT4, "icmpv6.ni.query.subject_ipv4", IPV4, "IPv4 subject address")             \
    F(ICMP6_NI_NAME, "sn.icmpv6.ni.name", BYTES, "FQDN")                                           \
    F(ICMP6_NI_NAME_END, "sn.icmpv6.ni.name_end", UINT, "End of Name")                             \
    F(ICMP6_NI_TTL, "icmpv6.ni.reply.node_ttl", U32S, "TTL")                                       \
    F(ICMP6_NI_ADDR, "icmpv6.ni.reply.node_address", IPV6S, "IPv6 Node address")                   \
    F(ICMP6_RR_SEQ, "icmpv6.rr.sequence_number", U32, "Sequence Number")                           \
    F(ICMP6_RR_SEGMENT, "icmpv6.rr.segment_number", U8, "Segment Number")                          \
    F(ICMP6_RR_FLAGS, "icmpv6.rr.flag", U8, "Flags", .base = SN_HEX)                               \
    F(ICMP6_RR_DELAY, "icmpv6.rr.maxdelay", U16, "Max Delay", .unit = "ms")                        \
    F(ICMP6_RR_RESERVED, "sn.icmpv6.rr.reserved", U32, "Reserved")                                 \
    F(ICMP6_RR_OP, "icmpv6.rr.pco.mp.opcode", U8S, "OpCode", .vals = sn_rr_ops)                    \
    F(ICMP6_RR_OP_LEN, "icmpv6.rr.pco.mp.oplength", U8S, "OpLength", .unit = "8 bytes")            \
    F(ICMP6_RR_ORDINAL, "icmpv6.rr.pco.mp.ordinal", U8S, "Ordinal", .base = SN_HEX)                \
    F(ICMP6_RR_MATCH_LEN, "icmpv6.rr.pco.mp.matchlen", U8S, "MatchLen")                            \
    F(ICMP6_RR_MIN_LEN, "icmpv6.rr.pco.mp.minlen", U8S, "MinLen")                                  \
    F(ICMP6_RR_MAX_LEN, "icmpv6.rr.pco.mp.maxlen", U8S, "MaxLen", .pad = 2)                        \
    F(ICMP6_RR_PREFIX, "icmpv6.rr.pco.mp.matchprefix", IPV6S, "MatchPrefix")                       \
    F(ICMP6_RR_USE_LEN, "icmpv6.rr.pco.up.uselen", U8S, "UseLen")                                  \
    F(ICMP6_RR_KEEP_LEN, "icmpv6.rr.pco.up.keeplen", U8S, "KeepLen")                               \
    F(ICMP6_RR_RA_MASK, "icmpv6.rr.pco.up.flagmask", U8S, "Flag Mask", .base = SN_HEX)             \
    F(ICMP6_RR_RA_FLAGS, "icmpv6.rr.pco.up.raflags", U8S, "RAFlags", .base = SN_HEX)               \
    F(ICMP6_RR_VALID, "icmpv6.rr.pco.up.validlifetime", U32S, "Valid Lifetime", .unit = "s")       \
    F(ICMP6_RR_PREFERRED, "icmpv6.rr.pco.up.preferredlifetime", U32S, "Preferred Lifetime",        \
      .unit = "s")                                                                                 \
    F(ICMP6_RR_USE_FLAGS, "icmpv6.rr.pco.up.flag", U32S, "Flags", .base = SN_HEX)                  \
    F(ICMP6_RR_USE_PREFIX, "icmpv6.rr.pco.up.useprefix", IPV6S, "UsePrefix")                       \
    F(ICMP6_RPL_OPT, "sn.icmpv6.rpl.opt", GROUPS, "ICMPv6 RPL Option")                             \
    F(ICMP6_RPL_OPT_DATA, "sn.icmpv6.rpl.opt.data", BYTES, "Data")                                 \
    ICMP6_OPT_ROWS(F)                                                                              \
    ICMP6_MORE_ROWS(F)                                                                             \
    ICMP6_RPL_ROWS(F)
SN_FIELD_NUMBERS(ICMP6)

enum {
    ICMP6_UNREACH = 1,
    ICMP6_TOO_BIG,
    ICMP6_TIME,
    ICMP6_PARAM,
    ICMP6_ECHO_REQUEST = 128,
    ICMP6_ECHO_REPLY,
    ICMP6_MLD_QUERY,
    ICMP6_MLD_REPORT,
    ICMP6_MLD_DONE,
    ICMP6_RS,
    ICMP6_RA,
    ICMP6_NS,
    ICMP6_NA,
    ICMP6_REDIRECT,
    ICMP6_RENUM,
    ICMP6_NI_QUERY,
    ICMP6_NI_REPLY,
    ICMP6_INV_NS,
    ICMP6_INV_NA,
    ICMP6_MLD2_REPORT,
    ICMP6_HA_REQUEST,
    ICMP6_HA_REPLY,
    ICMP6_MP_SOLICIT,
    ICMP6_MP_ADVERT,
    ICMP6_PATH_SOLICIT,
    ICMP6_PATH_ADVERT,
    ICMP6_SEAMOBY,
    ICMP6_MRD_ADVERT,
    ICMP6_MRD_SOLICIT,
    ICMP6_MRD_END,
    ICMP6_FMIP = 154,
    ICMP6_RPL,
    ICMP6_ILNP,
    ICMP6_DA_REQUEST,
    ICMP6_DA_CONFIRM,
    ICMP6_MPL,
    ICMP6_EXT_REQUEST,
    ICMP6_EXT_REPLY,
};

extern const char *const sn_nd_prefs[4]; /* of routers, by the two bits of RFC 4191 */

/* Names as tcpdump writes them. */
extern const struct sn_val sn_icmp6_types[], sn_nd_options[], sn_ni_qtypes[], sn_rr_ops[],
    sn_rpl_options[];

/* n reserved bytes: a field when all are wanted. */
bool sn_icmp6_reserved(struct sn_dis *d, struct sn_rd *r, size_t n);

enum sn_then sn_icmp6_text(struct sn_text *t, const struct sn_layer *l);

/* Neighbor discovery's options up to the end of r. */
void sn_nd_dissect(struct sn_dis *d, struct sn_rd *r);
void sn_nd_text(struct sn_text *t, const struct sn_view *v);

/* What an option of a type that no text shows holds, all that is in r. */
void sn_nd_more_option(struct sn_dis *d, struct sn_rd r, uint32_t type);

/* Multicast listener discovery, node information, router renumbering and RPL: r is behind the
 * message's four bytes, len the whole message's by its encloser. */
void sn_mld_dissect(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t len);
void sn_mld_text(struct sn_text *t, const struct sn_layer *l);
void sn_ni_dissect(struct sn_dis *d, struct sn_rd *r);
void sn_ni_text(struct sn_text *t, const struct sn_layer *l);
void sn_rr_dissect(struct sn_dis *d, struct sn_rd *r);
void sn_rr_text(struct sn_text *t, const struct sn_layer *l);
void sn_rpl_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len);

/* What an option of RPL holds, all that is in r; reply: of a discovery's reply. */
void sn_rpl_option(struct sn_dis *d, struct sn_rd r, uint32_t type, bool reply);
void sn_rpl_text(struct sn_text *t, const struct sn_layer *l);

/* Messages that no text shows, behind their four bytes. False: the type is unknown. */
bool sn_icmp6_more(struct sn_dis *d, struct sn_rd *r, uint64_t type);

#endif
