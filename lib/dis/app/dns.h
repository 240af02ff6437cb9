/* DNS's parts: messages (dns.c), names (dnsname.c), resource records (dnsrr.c), EDNS options
 * (dnsopt.c), and their text (dnstext.c). */
#ifndef SN_DIS_DNS_H
#define SN_DIS_DNS_H

#include "dis/proto.h"

extern const struct sn_val sn_dns_types[], sn_dns_classes[], sn_dns_options[], sn_dns_rcodes[];

/* RCODE has the upper bits of an OPT record too; LENGTH stands in front of a message over TCP. The
 * sections are groups; a query's number is 1 when the name could be walked behind. A name is what
 * tcpdump shows of it, without the last dot; NAME_END stands behind one that isn't whole, and
 * behind a string that is cut: see dns_end. */
#define DNS(F)                                                                                     \
    F(DNS_ID, "dns.id", U16, "Transaction ID", .base = SN_HEX)                                     \
    F(DNS_FLAGS, "dns.flags", U16, "Flags", .base = SN_HEX)                                        \
    F(DNS_QDCOUNT, "dns.count.queries", U16, "Questions")                                          \
    F(DNS_ANCOUNT, "dns.count.answers", U16, "Answer RRs")                                         \
    F(DNS_NSCOUNT, "dns.count.auth_rr", U16, "Authority RRs")                                      \
    F(DNS_ARCOUNT, "dns.count.add_rr", U16, "Additional RRs")                                      \
    F(DNS_RCODE, "dns.flags.rcode", UINT, "Reply code", .vals = sn_dns_rcodes)                     \
    F(DNS_LENGTH, "dns.length", UINT, "Length")                                                    \
    F(DNS_RESPONSE, "dns.flags.response", BIT16, "Response", .mask = 0x8000)                       \
    F(DNS_OPCODE, "dns.flags.opcode", P16, "Opcode", .mask = 0x7800)                               \
    F(DNS_AA, "dns.flags.authoritative", BIT16, "Authoritative", .mask = 0x400)                    \
    F(DNS_TC, "dns.flags.truncated", BIT16, "Truncated", .mask = 0x200)                            \
    F(DNS_RD, "dns.flags.recdesired", BIT16, "Recursion desired", .mask = 0x100)                   \
    F(DNS_RA, "dns.flags.recavail", BIT16, "Recursion available", .mask = 0x80)                    \
    F(DNS_Z, "dns.flags.z", BIT16, "Z", .mask = 0x40)                                              \
    F(DNS_AD, "dns.flags.authenticated", BIT16, "Answer authenticated", .mask = 0x20)              \
    F(DNS_CD, "dns.flags.checkdisable", BIT16, "Non-authenticated data", .mask = 0x10)             \
    F(DNS_QUERIES, "sn.dns.queries", GROUPS, "Queries")                                            \
    F(DNS_ANSWERS, "sn.dns.answers", GROUPS, "Answers")                                            \
    F(DNS_AUTHORITIES, "sn.dns.authorities", GROUPS, "Authoritative nameservers")                  \
    F(DNS_ADDITIONALS, "sn.dns.additionals", GROUPS, "Additional records")                         \
    F(DNS_QRY_NAME, "dns.qry.name", STR, "Name")                                                   \
    F(DNS_QRY_TYPE, "dns.qry.type", U16, "Type", .vals = sn_dns_types)                             \
    F(DNS_QRY_CLASS, "dns.qry.class", U16, "Class", .vals = sn_dns_classes, .base = SN_HEX)        \
    F(DNS_QRY_QU, "dns.qry.qu", BOOL, "\"QU\" question")                                           \
    F(DNS_RR_NAME, "dns.resp.name", STR, "Name")                                                   \
    F(DNS_RR_TYPE, "dns.resp.type", U16, "Type", .vals = sn_dns_types)                             \
    F(DNS_RR_CLASS, "dns.resp.class", U16, "Class", .vals = sn_dns_classes, .base = SN_HEX)        \
    F(DNS_RR_FLUSH, "dns.resp.cache_flush", BOOL, "Cache flush")                                   \
    F(DNS_RR_TTL, "dns.resp.ttl", U32, "Time to live")                                             \
    F(DNS_RR_LEN, "dns.resp.len", U16, "Data length")                                              \
    F(DNS_NAME_END, "sn.dns.name.end", UINT, "End of name")                                        \
    F(DNS_A, "dns.a", IPV4, "Address")                                                             \
    F(DNS_AAAA, "dns.aaaa", IPV6, "AAAA Address")                                                  \
    F(DNS_NS, "dns.ns", STR, "Name Server")                                                        \
    F(DNS_CNAME, "dns.cname", STR, "CNAME")                                                        \
    F(DNS_PTR, "dns.ptr.domain_name", STR, "Domain Name")                                          \
    F(DNS_DNAME, "dns.dname", STR, "Dname")                                                        \
    F(DNS_SOA_MNAME, "dns.soa.mname", STR, "Primary name server")                                  \
    F(DNS_SOA_RNAME, "dns.soa.rname", STR, "Responsible authority's mailbox")                      \
    F(DNS_SOA_SERIAL, "dns.soa.serial_number", U32, "Serial Number")                               \
    F(DNS_SOA_REFRESH, "dns.soa.refresh_interval", U32, "Refresh Interval")                        \
    F(DNS_SOA_RETRY, "dns.soa.retry_interval", U32, "Retry Interval")                              \
    F(DNS_SOA_EXPIRE, "dns.soa.expire_limit", U32, "Expire limit")                                 \
    F(DNS_SOA_MINIMUM, "dns.soa.minimum_ttl", U32, "Minimum TTL")                                  \
    F(DNS_MX_PREF, "dns.mx.preference", U16, "Preference")                                         \
    F(DNS_MX_NAME, "dns.mx.mail_exchange", STR, "Mail Exchange")                                   \
    F(DNS_TXT, "dns.txt", STRS, "TXT")                                                             \
    F(DNS_SRV_PRIO, "dns.srv.priority", U16, "Priority")                                           \
    F(DNS_SRV_WEIGHT, "dns.srv.weight", U16, "Weight")                                             \
    F(DNS_SRV_PORT, "dns.srv.port", U16, "Port")                                                   \
    F(DNS_SRV_TARGET, "dns.srv.target", STR, "Target")                                             \
    F(DNS_A6_PLEN, "dns.a6.prefix_len", U8, "Prefix len")                                          \
    F(DNS_A6_SUFFIX, "dns.a6.address_suffix", IPV6, "Address Suffix")                              \
    F(DNS_A6_PREFIX, "dns.a6.prefix_name", STR, "Prefix name")                                     \
    F(DNS_URI_PRIO, "sn.dns.uri.priority", U16, "Priority")                                        \
    F(DNS_URI_WEIGHT, "sn.dns.uri.weight", U16, "Weight")                                          \
    F(DNS_URI_TARGET, "sn.dns.uri.target", STR, "Target")                                          \
    F(DNS_TSIG_ALG, "dns.tsig.algorithm_name", STR, "Algorithm Name")                              \
    F(DNS_TSIG_FUDGE, "dns.tsig.fudge", U16, "Fudge")                                              \
    F(DNS_TSIG_MACLEN, "dns.tsig.mac_size", U16, "MAC Size")                                       \
    F(DNS_TSIG_ORIGID, "dns.tsig.original_id", U16, "Original Id")                                 \
    F(DNS_TSIG_ERROR, "dns.tsig.error", U16, "Error")                                              \
    F(DNS_TSIG_OTHERLEN, "dns.tsig.other_len", U16, "Other Len")                                   \
    F(DNS_DATA, "dns.data", BYTES, "Data")                                                         \
    F(DNS_OPT_SIZE, "dns.rr.udp_payload_size", U16, "UDP payload size")                            \
    F(DNS_OPT_RCODE, "dns.resp.ext_rcode", UINT, "Higher bits in extended RCODE", .base = SN_HEX)  \
    F(DNS_OPT_VERSION, "dns.resp.edns0_version", UINT, "EDNS0 version")                            \
    F(DNS_OPT_Z, "dns.resp.z", U16, "Z", .base = SN_HEX)                                           \
    F(DNS_OPT_DO, "dns.resp.z.do", BOOL, "DO bit")                                                 \
    F(DNS_OPT, "dns.opt", GROUPS, "Option")                                                        \
    F(DNS_OPT_CODE, "dns.opt.code", U16, "Option Code", .vals = sn_dns_options)                    \
    F(DNS_OPT_LEN, "dns.opt.len", U16, "Option Length")                                            \
    F(DNS_OPT_DATA, "dns.opt.data", BYTES, "Option Data")
SN_FIELD_NUMBERS(DNS)

/* How a name ended when it didn't end with an empty label: the low byte of NAME_END. The lower
 * values make the message unreadable from there on. */
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

/* What else NAME_END holds: the last dot isn't shown; the type of an extended label. */
enum { DNS_END_DOTLESS = 0x100, DNS_END_TYPE = 16 };

enum { DNS_HDR = 12, DNS_CLASS_IN = 1 };

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

/* A record that says how the name in front ended. */
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

/* Appends the name in a field; the line is cut when there is none, or it can't be read. */
void sn_dns_say_name(struct sn_text *t, const struct sn_view *v, unsigned field);

/* The field of types whose data is a name. */
unsigned sn_dns_name_field(uint32_t type);

/* Appends the EDNS options in a resource record. */
void sn_dns_put_options(struct sn_text *t, const struct sn_view *rr);

enum sn_then sn_dns_text(struct sn_text *t, const struct sn_layer *l);

#endif
