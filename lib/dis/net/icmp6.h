/* ICMPv6's parts: messages (icmp6.c, icmp6text.c), multicast listener discovery (mld.c), neighbor
 * discovery's options (nd.c), node information (icmp6ni.c), router renumbering (icmp6rr.c), RPL
 * (rpl.c). */
#ifndef SN_DIS_ICMP6_H
#define SN_DIS_ICMP6_H

#include "dis/proto.h"

enum {
    ICMP6_TYPE,
    ICMP6_CODE,
    ICMP6_SUM, /* n: what is left over, when SN_REC_CHECKED */
    ICMP6_FIXED,
    ICMP6_SUM_STATUS = ICMP6_FIXED,
    ICMP6_DATA, /* the whole message, for the text to dump */
    ICMP6_IDENT,
    ICMP6_SEQ,
    ICMP6_MTU,
    ICMP6_POINTER,
    ICMP6_IN_SRC, /* of the packet that an error carries */
    ICMP6_IN_DST,
    ICMP6_IN_PROTO,
    ICMP6_IN_PORT,
    ICMP6_TARGET,
    ICMP6_REDIR_TARGET,
    ICMP6_REDIR_DST,
    ICMP6_NA_FLAGS,
    ICMP6_NA_R,
    ICMP6_NA_S,
    ICMP6_NA_O,
    ICMP6_RA_HOPS,
    ICMP6_RA_FLAGS,
    ICMP6_RA_LIFETIME,
    ICMP6_RA_REACHABLE,
    ICMP6_RA_RETRANS,
    ICMP6_HA_ID,
    ICMP6_HA_ADDR,
    ICMP6_HA_FLAGS,
    ICMP6_MLD_DELAY,
    ICMP6_MLD_GROUP,
    ICMP6_MLD_FLAGS,
    ICMP6_MLD_QQI,
    ICMP6_MLD_SOURCES,
    ICMP6_MLD_SOURCE,
    ICMP6_MLD_RECORDS,
    ICMP6_MLD_RECORD, /* a group */
    ICMP6_MLD_TYPE,
    ICMP6_MLD_AUX,
    ICMP6_OPT, /* a group */
    ICMP6_OPT_TYPE,
    ICMP6_OPT_LEN, /* in units of 8 bytes */
    ICMP6_OPT_DATA,
    ICMP6_OPT_LINK,
    ICMP6_OPT_PREFIX_LEN,
    ICMP6_OPT_PREFIX_FLAGS,
    ICMP6_OPT_VALID,
    ICMP6_OPT_PREFERRED,
    ICMP6_OPT_PREFIX,
    ICMP6_OPT_REDIR, /* what tcpdump shows of a redirected header */
    ICMP6_OPT_MTU,
    ICMP6_OPT_INTERVAL,
    ICMP6_OPT_HA_PREF,
    ICMP6_OPT_HA_LIFETIME,
    ICMP6_OPT_ROUTE_FLAGS,
    ICMP6_OPT_ROUTE_LIFETIME,
    ICMP6_OPT_RDNSS_LIFETIME,
    ICMP6_OPT_RDNSS,
    ICMP6_OPT_DNSSL_LIFETIME,
    ICMP6_OPT_DNSSL,
    ICMP6_OPT_NAME_END, /* behind a name that isn't whole */
    ICMP6_NI_QTYPE,
    ICMP6_NI_FLAGS,
    ICMP6_NI_NONCE,
    ICMP6_NI_SUBJECT6,
    ICMP6_NI_SUBJECT4,
    ICMP6_NI_NAME,
    ICMP6_NI_TTL,
    ICMP6_NI_ADDR,
    ICMP6_RR_SEQ,
    ICMP6_RR_SEGMENT,
    ICMP6_RR_FLAGS,
    ICMP6_RR_DELAY,
    ICMP6_RR_RESERVED,
    ICMP6_RR_OP,
    ICMP6_RR_OP_LEN,
    ICMP6_RR_ORDINAL,
    ICMP6_RR_MATCH_LEN,
    ICMP6_RR_MIN_LEN,
    ICMP6_RR_MAX_LEN,
    ICMP6_RR_PREFIX,
    ICMP6_RR_USE_LEN,
    ICMP6_RR_KEEP_LEN,
    ICMP6_RR_RA_MASK,
    ICMP6_RR_RA_FLAGS,
    ICMP6_RR_VALID,
    ICMP6_RR_PREFERRED,
    ICMP6_RR_USE_FLAGS,
    ICMP6_RR_USE_PREFIX,
    ICMP6_RPL_INSTANCE,
    ICMP6_RPL_VERSION,
    ICMP6_RPL_RANK,
    ICMP6_RPL_FLAGS,
    ICMP6_RPL_SEQ,
    ICMP6_RPL_STATUS,
    ICMP6_RPL_DAG,
    ICMP6_RPL_OPT,
    ICMP6_RPL_OPT_LEN,
    ICMP6_RPL_OPT_DATA,
    ICMP6_FIELDS
};

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
    ICMP6_RPL = 155,
};

/* Records of neighbor discovery options up to the end of r. */
void sn_nd_options(struct sn_dis *d, struct sn_rd *r);

/* Their text, from the groups [q, end). */
enum sn_then sn_nd_text(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end);

extern const char *const sn_nd_prefs[4];          /* of routers, by the two bits of RFC 4191 */
extern const struct sn_val *const sn_icmp6_types; /* as tcpdump writes them */

enum sn_then sn_icmp6_text(struct sn_text *t, const struct sn_layer *l);

/* Messages of multicast listener discovery whose header (four bytes) is read; len is the whole
 * message's length by its encloser. */
void sn_mld_dissect(struct sn_dis *d, struct sn_rd *r, uint8_t type, uint32_t len);
enum sn_then sn_mld_text(struct sn_text *t, const struct sn_layer *l);

/* Node information, router renumbering and RPL; r is behind the message's four bytes, len the whole
 * message's. */
void sn_ni_dissect(struct sn_dis *d, struct sn_rd *r, uint8_t type, uint8_t code);
enum sn_then sn_ni_text(struct sn_text *t, const struct sn_layer *l, uint64_t type, uint64_t code);
void sn_rr_dissect(struct sn_dis *d, struct sn_rd *r, uint8_t code);
enum sn_then sn_rr_text(struct sn_text *t, const struct sn_layer *l, uint64_t code);
void sn_rpl_dissect(struct sn_dis *d, struct sn_rd *r, uint8_t code, uint32_t len);
enum sn_then sn_rpl_text(struct sn_text *t, const struct sn_layer *l, uint64_t code);

#endif
