/* DNS's parts: messages (dns.c), names (dnsname.c), resource records (dnsrr.c), EDNS options
 * (dnsopt.c), and their text (dnstext.c). */
#ifndef SN_DIS_DNS_H
#define SN_DIS_DNS_H

#include "dis/proto.h"

enum {
    DNS_ID,
    DNS_FLAGS,
    DNS_QDCOUNT,
    DNS_ANCOUNT,
    DNS_NSCOUNT,
    DNS_ARCOUNT,
    DNS_RCODE, /* with the upper bits that an OPT record has */
    DNS_FIXED,
    DNS_LENGTH = DNS_FIXED, /* in front of a message over TCP */
    DNS_RESPONSE,
    DNS_OPCODE,
    DNS_AA,
    DNS_TC,
    DNS_RD,
    DNS_RA,
    DNS_Z,
    DNS_AD,
    DNS_CD,
    DNS_QUERIES, /* groups; n: 1 when the name could be walked behind */
    DNS_ANSWERS,
    DNS_AUTHORITIES,
    DNS_ADDITIONALS,
    DNS_QRY_NAME, /* a name is what tcpdump shows of it, without the last dot */
    DNS_QRY_TYPE,
    DNS_QRY_CLASS,
    DNS_QRY_QU,
    DNS_RR_NAME,
    DNS_RR_TYPE,
    DNS_RR_CLASS,
    DNS_RR_FLUSH,
    DNS_RR_TTL,
    DNS_RR_LEN,
    DNS_NAME_END, /* behind a name that isn't whole: u is enum dns_end, n the ELT */
    DNS_A,
    DNS_AAAA,
    DNS_NS,
    DNS_CNAME,
    DNS_PTR,
    DNS_DNAME,
    DNS_SOA_MNAME,
    DNS_SOA_RNAME,
    DNS_SOA_SERIAL,
    DNS_SOA_REFRESH,
    DNS_SOA_RETRY,
    DNS_SOA_EXPIRE,
    DNS_SOA_MINIMUM,
    DNS_MX_PREF,
    DNS_MX_NAME,
    DNS_TXT, /* DNS_NAME_END behind it: it is cut */
    DNS_SRV_PRIO,
    DNS_SRV_WEIGHT,
    DNS_SRV_PORT,
    DNS_SRV_TARGET,
    DNS_A6_PLEN,
    DNS_A6_SUFFIX,
    DNS_A6_PREFIX,
    DNS_URI_PRIO,
    DNS_URI_WEIGHT,
    DNS_URI_TARGET,
    DNS_TSIG_ALG,
    DNS_TSIG_FUDGE,
    DNS_TSIG_MACLEN,
    DNS_TSIG_ORIGID,
    DNS_TSIG_ERROR,
    DNS_TSIG_OTHERLEN,
    DNS_DATA,
    DNS_OPT_SIZE,
    DNS_OPT_RCODE,
    DNS_OPT_VERSION,
    DNS_OPT_Z,
    DNS_OPT_DO,
    DNS_OPT, /* a group */
    DNS_OPT_CODE,
    DNS_OPT_LEN,
    DNS_OPT_DATA,
    DNS_FIELDS
};

/* How a name ended when it didn't end with an empty label. The lower values make the message
 * unreadable from there on. */
enum dns_end {
    DNS_END_CUT = 1,  /* behind a whole label */
    DNS_END_IN_LABEL, /* within a label */
    DNS_END_IN_BITS,  /* within a bit label */
    DNS_END_BAD_PTR,
    DNS_END_BAD_TYPE,
    DNS_END_ELT,
    DNS_END_LONG,   /* longer than 255 bytes: the rest isn't shown */
    DNS_END_NO_DOT, /* nothing is wrong, but the last dot isn't shown */
};

enum {
    DNS_T_A = 1,
    DNS_T_NS = 2,
    DNS_T_CNAME = 5,
    DNS_T_SOA = 6,
    DNS_T_PTR = 12,
    DNS_T_MX = 15,
    DNS_T_TXT = 16,
    DNS_T_AAAA = 28,
    DNS_T_SRV = 33,
    DNS_T_A6 = 38,
    DNS_T_DNAME = 39,
    DNS_T_OPT = 41,
    DNS_T_UNSPECA = 104,
    DNS_T_TSIG = 250,
    DNS_T_URI = 256,
};

enum { DNS_HDR = 12, DNS_CLASS_IN = 1 };

extern const struct sn_val sn_dns_types[], sn_dns_classes[], sn_dns_options[];
extern const struct sn_val sn_dns_algorithms[], sn_dns_hashes[];
extern const char sn_dns_root[]; /* the value of a record for the empty name */

/* A message being read. */
struct dns_msg {
    struct sn_rd all; /* from the header on: what pointers refer to */
    uint16_t end;     /* the field of records behind names that aren't whole */
    uint16_t classes; /* the bits that are a class: one isn't in multicast DNS */
    bool mdns;
    bool names;   /* owner names are wanted, not skipped */
    bool queries; /* the queries' names are */
};

/* A record that says how the name in front ended: u is enum dns_end, n the ELT. */
static inline bool sn_dns_is_end(const struct sn_rec *q)
{
    return (q->flags & (SN_REC_MADE | SN_REC_TEXT)) == (SN_REC_MADE | SN_REC_TEXT);
}

/* Moves behind a name. False when it can't be. */
bool sn_dns_skip(struct sn_rd *r);

/* A record of the name that begins at r, and one of how it ended when not well. r doesn't move. */
void sn_dns_name(struct sn_dis *d, const struct sn_rd *r, const struct dns_msg *m, unsigned field);

/* Records of the data of a resource record: len bytes at r, all captured. r doesn't move. */
void sn_dns_rdata(struct sn_dis *d, const struct sn_rd *r, const struct dns_msg *m, uint16_t type,
                  uint16_t len);

/* Appends the name of record q; false when it can't be read to its end. */
bool sn_dns_put_name(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end);

/* Appends the data of a resource record, whose records are [q, end); false when something of it is
 * missing. */
bool sn_dns_put_rdata(struct sn_text *t, uint32_t type, const struct sn_rec *q,
                      const struct sn_rec *end);

/* Appends the EDNS options whose groups are [q, end). */
bool sn_dns_put_options(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end);

enum sn_then sn_dns_text(struct sn_text *t, const struct sn_layer *l);

#endif
