/*
 * What the files of ISAKMP share: its fields, its numbers, its names.
 *
 * The records stand in the order in which tcpdump says them, so that the text is their list. Where
 * its line stops early or closes a payload is noted among them: FAIL and END. Behind SILENCE are
 * fields that it says nothing of.
 */
#ifndef SN_DIS_ISAKMP_H
#define SN_DIS_ISAKMP_H

#include "dis/proto.h"

/* Payloads that are more than bytes. */
enum {
    V1_SA = 1,
    PROPOSAL = 2,
    TRANSFORM = 3,
    V1_KE = 4,
    V1_ID = 5,
    V1_CERT = 6,
    V1_CERTREQ = 7,
    V1_HASH = 8,
    V1_SIG = 9,
    V1_NONCE = 10,
    V1_NOTIFY = 11,
    V1_DELETE = 12,
    V1_VID = 13,
    V1_NAT_D = 20,
    V2_SA = 33,
    V2_KE = 34,
    V2_IDI = 35,
    V2_IDR = 36,
    V2_CERT = 37,
    V2_CERTREQ = 38,
    V2_AUTH = 39,
    V2_NONCE = 40,
    V2_NOTIFY = 41,
    V2_DELETE = 42,
    V2_VID = 43,
    V2_TSI = 44,
    V2_TSR = 45,
    V2_SK = 46,
    V2_EAP = 48,
};

enum {
    HDR = 28,
    SPI_SIZE = 8,
    ENCRYPTED = 1,
    DOI_IPSEC = 1,
    RESERVED = 8192,
    LIFETIME = 24576,
    REPLAY = 24577,
    COOKIE = 16390,
    KEY_LENGTH = 14,
    ENCRYPTION = 1,
};

/* What ROLE says of who began version 1's exchange. */
enum { ROLE_UNKNOWN, ROLE_INITIATOR, ROLE_RESPONDER };

/* HEAD: a payload's name, and with it … FAIL: whose name stands in " [|…]", or … */
enum { HEAD_CRITICAL = 0x100, HEAD_BARE = 0x200, FAIL_ATTR = 0x100, FAIL_MESSAGE, FAIL_STATUS };

/* The fields of attributes, in this order for each kind. */
#define ISAKMP_ATTR(F, ID, name)                                                                   \
    F(ID, name, GROUPS, NULL)                                                                      \
    F(ID##_FORMAT, name ".format", BOOL, "Format")                                                 \
    F(ID##_TYPE, name ".type", UINT, "Type")                                                       \
    F(ID##_LEN, name ".length", UINT, "Length")                                                    \
    F(ID##_VALUE, name ".value", BYTES, "Value")
enum { ATTR_FORMAT = 1, ATTR_TYPE, ATTR_LEN, ATTR_VALUE };

#define ISAKMP(F)                                                                                  \
    F(ISPI, "isakmp.ispi", BYTES, "Initiator SPI", .width = SPI_SIZE, .step = SPI_SIZE)            \
    F(RSPI, "isakmp.rspi", BYTES, "Responder SPI", .width = SPI_SIZE, .step = SPI_SIZE)            \
    F(NEXT, "isakmp.nextpayload", U8, "Next payload", .vals = sn_isakmp_payloads)                  \
    F(VERSION, "isakmp.version", P8, "Version", .base = SN_HEX)                                    \
    F(MAJOR, "isakmp.mjver", P8, "MjVer", .base = SN_HEX, .mask = 0xf0)                            \
    F(MINOR, "isakmp.mnver", U8, "MnVer", .base = SN_HEX, .mask = 0x0f)                            \
    F(EXCHANGE, "isakmp.exchangetype", U8, "Exchange type", .vals = sn_isakmp_exchanges)           \
    F(FLAGS, "isakmp.flags", U8, "Flags", .base = SN_HEX)                                          \
    F(MSG_ID, "isakmp.messageid", U32, "Message ID", .base = SN_HEX)                               \
    F(LENGTH, "isakmp.length", U32, "Length")                                                      \
    F(FLAG_I, "isakmp.flag_i", UINT, "Initiator", .mask = 0x08)                                    \
    F(FLAG_V, "isakmp.flag_v", UINT, "Version", .mask = 0x10)                                      \
    F(FLAG_R, "isakmp.flag_r", UINT, "Response", .mask = 0x20)                                     \
    F(FLAG_E, "isakmp.flag_e", UINT, "Encryption", .mask = 0x01)                                   \
    F(FLAG_C, "isakmp.flag_c", UINT, "Commit", .mask = 0x02)                                       \
    F(FLAG_A, "isakmp.flag_a", UINT, "Authentication", .mask = 0x04)                               \
    F(ROLE, "sn.isakmp.role", UINT, "Who sends")                                                   \
    F(PAYLOAD, "sn.isakmp.payload", GROUPS, "Payload")                                             \
    F(OVER, "sn.isakmp.too_long", GROUP, "A payload that is longer than the message")              \
    F(TYPE, "isakmp.typepayload", UINT, "Payload", .vals = sn_isakmp_payloads)                     \
    F(P_NEXT, "isakmp.nextpayload", U8, "Next payload", .vals = sn_isakmp_payloads)                \
    F(P_CRITICAL, "isakmp.criticalpayload", BOOL, "Critical Bit")                                  \
    F(P_LEN, "isakmp.payloadlength", U16, "Payload length")                                        \
    F(HEAD, "sn.isakmp.head", UINT, NULL)                                                          \
    F(END, "sn.isakmp.end", NONE, NULL)                                                            \
    F(FAIL, "sn.isakmp.fail", UINT, NULL)                                                          \
    F(SILENCE, "sn.isakmp.silence", NONE, NULL)                                                    \
    F(NAT_HASH, "isakmp.ike.nat_hash", BYTES, "HASH of the address and port")                      \
    F(REST, "sn.isakmp.rest", BYTES, NULL)                                                         \
    F(VALUE, "sn.isakmp.value", BYTES, "Value")                                                    \
    F(SA_DOI, "isakmp.sa.doi", U32, "Domain of interpretation")                                    \
    F(SITUATION, "isakmp.sa.situation", BYTES, "Situation", .width = 4, .step = 4)                 \
    F(SIT_IDENTITY, "isakmp.sa.situation.identity_only", BOOL, "Identity Only")                    \
    F(SIT_SECRECY, "isakmp.sa.situation.secrecy", BOOL, "Secrecy")                                 \
    F(SIT_INTEGRITY, "isakmp.sa.situation.integrity", BOOL, "Integrity")                           \
    F(SA_IDENT, "sn.isakmp.sa.ident", NONE, NULL)                                                  \
    F(PROP_NUMBER, "isakmp.prop.number", U8, "Proposal number")                                    \
    F(PROP_PROTO, "isakmp.prop.protoid", U8, "Protocol ID", .vals = sn_isakmp_protocols)           \
    F(PROP_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                             \
    F(PROP_COUNT, "isakmp.prop.transforms", U8, "Proposal transforms")                             \
    F(PROP_LEN, "sn.isakmp.prop.length", UINT, NULL)                                               \
    F(SPI, "isakmp.spi", BYTES, "SPI")                                                             \
    F(SPI_UNSAID, "isakmp.spi", BYTES, "SPI")                                                      \
    F(TRANS_NUMBER, "isakmp.trans.number", U8, "Transform number")                                 \
    F(TRANS_ID, "isakmp.trans.id", U8, "Transform ID", .pad = 2)                                   \
    F(TRANS_PROTO, "sn.isakmp.trans.protoid", UINT, NULL)                                          \
    F(TF_TYPE, "isakmp.tf.type", U8, "Transform Type", .vals = sn_isakmp_transforms, .pad = 1)     \
    F(TF_ID, "isakmp.tf.id", U16, "Transform ID")                                                  \
    F(TF_ENCR, "isakmp.tf.id.encr", U16, "Transform ID (ENCR)", .vals = sn_isakmp_ciphers)         \
    F(TF_PRF, "isakmp.tf.id.prf", U16, "Transform ID (PRF)", .vals = sn_isakmp_prfs)               \
    F(TF_INTEG, "isakmp.tf.id.integ", U16, "Transform ID (INTEG)", .vals = sn_isakmp_macs)         \
    F(TF_DH, "isakmp.tf.id.dh", U16, "Transform ID (D-H)", .vals = sn_isakmp_groups)               \
    F(TF_ESN, "isakmp.tf.id.esn", U16, "Transform ID (ESN)", .vals = sn_isakmp_esns)               \
    F(TF_NUMBER, "sn.isakmp.tf.number", UINT, NULL)                                                \
    ISAKMP_ATTR(F, OTHER_ATTR, "sn.isakmp.attr")                                                   \
    ISAKMP_ATTR(F, IKE_ATTR, "isakmp.ike.attr")                                                    \
    ISAKMP_ATTR(F, IPSEC_ATTR, "isakmp.ipsec.attr")                                                \
    ISAKMP_ATTR(F, IKE2_ATTR, "isakmp.ike2.attr")                                                  \
    ISAKMP_ATTR(F, LIFE_IKE, "isakmp.notify.data.resp_lifetime.ike.attr")                          \
    ISAKMP_ATTR(F, LIFE_IPSEC, "isakmp.notify.data.resp_lifetime.ipsec.attr")                      \
    F(IKE_CIPHER, "isakmp.ike.attr.encryption_algorithm", UINT, "Encryption Algorithm")            \
    F(IKE_HASH, "isakmp.ike.attr.hash_algorithm", UINT, "HASH Algorithm")                          \
    F(IKE_AUTH, "isakmp.ike.attr.authentication_method", UINT, "Authentication Method")            \
    F(IKE_GROUP, "isakmp.ike.attr.group_description", UINT, "Group Description")                   \
    F(IKE_GROUP_TYPE, "isakmp.ike.attr.group_type", UINT, "Group Type")                            \
    F(IKE_LIFE_TYPE, "isakmp.ike.attr.life_type", UINT, "Life Type")                               \
    F(IKE_PRIME, "isakmp.ike.attr.group_prime", BYTES, "Group Prime")                              \
    F(IKE_GENERATOR_ONE, "isakmp.ike.attr.group_generator_one", BYTES, "Group Generator One")      \
    F(IKE_GENERATOR_TWO, "isakmp.ike.attr.group_generator_two", BYTES, "Group Generator Two")      \
    F(IKE_CURVE_A, "isakmp.ike.attr.group_curve_a", BYTES, "Group Curve A")                        \
    F(IKE_CURVE_B, "isakmp.ike.attr.group_curve_b", BYTES, "Group Curve B")                        \
    F(IKE_LIFE, "isakmp.ike.attr.life_duration", UINT, "Life Duration")                            \
    F(IKE_LIFE_LONG, "isakmp.ike.attr.life_duration64", UINT, "Life Duration")                     \
    F(IKE_LIFE_BYTES, "isakmp.ike.attr.life_duration_bytes", BYTES, "Life Duration")               \
    F(IKE_PRF, "isakmp.ike.attr.prf", BYTES, "PRF")                                                \
    F(IKE_FIELD_SIZE, "isakmp.ike.attr.field_size", BYTES, "Field Size")                           \
    F(IKE_ORDER, "isakmp.ike.attr.group_order", BYTES, "Key Group Order")                          \
    F(IKE_BLOCK_SIZE, "isakmp.ike.attr.block_size", BYTES, "Block Size")                           \
    F(IKE_ASYMMETRIC, "isakmp.ike.attr.asymmetric_cryptographic_algorithm_type", UINT,             \
      "Asymmetric Cryptographic Algorithm Type")                                                   \
    F(IKE_KEY_LEN, "isakmp.ike.attr.key_length", UINT, "Key Length")                               \
    F(IPSEC_LIFE_TYPE, "isakmp.ipsec.attr.life_type", UINT, "Life Type")                           \
    F(IPSEC_LIFE, "isakmp.ipsec.attr.life_duration", UINT, "Life Duration")                        \
    F(IPSEC_LIFE_LONG, "isakmp.ipsec.attr.life_duration64", UINT, "Life Duration")                 \
    F(IPSEC_LIFE_BYTES, "isakmp.ipsec.attr.life_duration_bytes", BYTES, "Life Duration")           \
    F(IPSEC_GROUP, "isakmp.ipsec.attr.group_description", UINT, "Group Description")               \
    F(IPSEC_MODE, "isakmp.ipsec.attr.encap_mode", UINT, "Encapsulation Mode")                      \
    F(IPSEC_AUTH, "isakmp.ipsec.attr.auth_algorithm", UINT, "Authentication Algorithm")            \
    F(IPSEC_KEY_LEN, "isakmp.ipsec.attr.key_length", UINT, "Key Length")                           \
    F(IPSEC_ROUNDS, "isakmp.ipsec.attr.key_rounds", UINT, "Key Rounds")                            \
    F(IPSEC_DICT, "isakmp.ipsec.attr.cmpr_dict_size", UINT, "Compress Dictionary Size")            \
    F(IPSEC_COMPRESSION, "isakmp.ipsec.attr.cmpr_algorithm", BYTES, "Compress Private Algorithm")  \
    F(IPSEC_ECN, "isakmp.ipsec.attr.ecn_tunnel", UINT, "ECN Tunnel")                               \
    F(IPSEC_LONG_NUMBERS, "isakmp.ipsec.attr.ext_seq_nbr", UINT,                                   \
      "Extended (64-bit) Sequence Number")                                                         \
    F(IPSEC_AUTH_KEY_LEN, "isakmp.ipsec.attr.auth_key_length", UINT, "Authentication Key Length")  \
    F(IPSEC_SIGNATURE, "isakmp.ipsec.attr.sig_enco_algorithm", BYTES,                              \
      "Signature Encoding Algorithm")                                                              \
    F(IPSEC_ADDRESSES, "isakmp.ipsec.attr.addr_preservation", UINT, "Address Preservation")        \
    F(IPSEC_DIRECTION, "isakmp.ipsec.attr.sa_direction", UINT, "SA Direction")                     \
    F(IKE2_KEY_LEN, "isakmp.ike2.attr.key_length", UINT, "Key Length")                             \
    F(DH_GROUP, "isakmp.key_exchange.dh_group", U16, "DH Group #", .vals = sn_isakmp_groups,       \
      .pad = 2)                                                                                    \
    F(KE_SHORT, "sn.isakmp.key_exchange.length", UINT, NULL)                                       \
    F(KEY_DATA, "isakmp.key_exchange.data", BYTES, "Key Exchange Data")                            \
    F(ID_TYPE, "isakmp.id.type", U8, "ID type", .vals = sn_isakmp_id_types)                        \
    F(ID_PROTO, "isakmp.id.protoid", U8, "Protocol ID")                                            \
    F(ID_PORT, "isakmp.id.port", U16, "Port")                                                      \
    F(ID2_TYPE, "isakmp.id.type", U8, "ID type")                                                   \
    F(ID_IPV4, "isakmp.id.data.ipv4_addr", IPV4, "ID_IPV4_ADDR")                                   \
    F(ID_FQDN, "isakmp.id.data.fqdn", STR, "ID_FQDN")                                              \
    F(ID_USER, "isakmp.id.data.user_fqdn", STR, "ID_FQDN")                                         \
    F(ID_SUBNET4, "isakmp.id.data.ipv4_subnet", IPV4, "ID_IPV4_SUBNET")                            \
    F(ID_RANGE4, "isakmp.id.data.ipv4_range_start", IPV4, "ID_IPV4_RANGE (Start)")                 \
    F(ID_RANGE4_END, "isakmp.id.data.ipv4_range_end", IPV4, "ID_IPV4_RANGE (End)")                 \
    F(ID_IPV6, "isakmp.id.data.ipv6_addr", IPV6, "ID_IPV6_ADDR")                                   \
    F(ID_SUBNET6, "isakmp.id.data.ipv6_subnet", IPV6, "ID_IPV6A_ADDR_SUBNET")                      \
    F(ID_RANGE6, "isakmp.id.data.ipv6_range_start", IPV6, "ID_IPV6_ADDR_RANGE (Start)")            \
    F(ID_RANGE6_END, "isakmp.id.data.ipv6_range_end", IPV6, "ID_IPV6_ADDR_RANGE (End)")            \
    F(ID_KEY, "isakmp.id.data.key_id", BYTES, "ID_KEY_ID")                                         \
    F(ID_TEXT, "sn.isakmp.id.data", BYTES, NULL)                                                   \
    F(ID2_TEXT, "sn.isakmp.id.data2", BYTES, NULL)                                                 \
    F(CERT_CODE, "isakmp.cert.encoding", U8, "Certificate Encoding", .vals = sn_isakmp_certs)      \
    F(CERTREQ_CODE, "isakmp.certreq.type", U8, "Certificate Type", .vals = sn_isakmp_certs)        \
    F(HASH_DATA, "isakmp.hash", BYTES, "Hash DATA")                                                \
    F(SIG_DATA, "isakmp.sig", BYTES, "Signature DATA")                                             \
    F(NONCE_DATA, "isakmp.nonce", BYTES, "Nonce DATA")                                             \
    F(N1_DOI, "isakmp.notify.doi", U32, "Domain of interpretation")                                \
    F(N1_PROTO, "isakmp.notify.protoid", U8, "Protocol ID", .vals = sn_isakmp_protocols)           \
    F(N1_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                               \
    F(N1_TYPE, "isakmp.notify.msgtype", U16, "Notify Message Type", .vals = sn_isakmp_notes1)      \
    F(N1_REST, "sn.isakmp.notify.rest", BYTES, NULL)                                               \
    F(N1_ATTRS, "sn.isakmp.notify.attrs", BOOL, NULL)                                              \
    F(N1_REPLAY, "sn.isakmp.notify.replay", U32, "Replay status")                                  \
    F(N_PROTO, "isakmp.notify.protoid", U8, "Protocol ID", .vals = sn_isakmp_protocols)            \
    F(N_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                                \
    F(N_TYPE, "isakmp.notify.msgtype", U16, "Notify Message Type", .vals = sn_isakmp_notes2)       \
    F(N_DATA, "isakmp.notify.data", BYTES, "Notification DATA")                                    \
    F(N_DPD, "isakmp.notify.data.dpd.are_you_there", U32, "DPD ARE-YOU-THERE sequence")            \
    F(N_DPD_ACK, "isakmp.notify.data.dpd.are_you_there_ack", U32,                                  \
      "DPD ARE-YOU-THERE-ACK sequence")                                                            \
    F(N_REST, "sn.isakmp.notify.rest2", BYTES, NULL)                                               \
    F(D_DOI, "isakmp.delete.doi", U32, "Domain of interpretation")                                 \
    F(D_PROTO, "isakmp.delete.protoid", U8, "Protocol ID", .vals = sn_isakmp_protocols)            \
    F(D_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                                \
    F(D_COUNT, "isakmp.spinum", U16, "Number of SPIs")                                             \
    F(D_SPI, "isakmp.delete.spi", BYTESS, "Delete SPI")                                            \
    F(D2_PROTO, "isakmp.delete.protoid", U8, "Protocol ID", .vals = sn_isakmp_protocols)           \
    F(D2_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                               \
    F(D2_COUNT, "isakmp.spinum", U16, "Number of SPIs")                                            \
    F(D2_SPI, "isakmp.delete.spi", BYTESS, "Delete SPI")                                           \
    F(AUTH_METHOD, "isakmp.auth.method", U8, "Authentication Method", .vals = sn_isakmp_auths,     \
      .pad = 3)                                                                                    \
    F(AUTH_DATA, "isakmp.auth.data", BYTES, "Authentication Data")                                 \
    F(VID, "isakmp.vid_bytes", BYTES, "Vendor ID")                                                 \
    F(TS_COUNT, "isakmp.ts.number", U8, "Number of Traffic Selectors", .pad = 3)                   \
    F(TS, "sn.isakmp.ts", GROUPS, "Traffic Selector")                                              \
    F(TS_TYPE, "isakmp.ts.type", U8, "Traffic Selector Type")                                      \
    F(TS_PROTO, "isakmp.ts.protoid", U8, "Protocol ID")                                            \
    F(TS_LEN, "isakmp.ts.selector_length", U16, "Selector Length")                                 \
    F(TS_PORT, "isakmp.ts.start_port", U16, "Start Port")                                          \
    F(TS_PORT_END, "isakmp.ts.end_port", U16, "End Port")                                          \
    F(TS_FROM4, "isakmp.ts.start_ipv4", IPV4, "Starting Addr")                                     \
    F(TS_TO4, "isakmp.ts.end_ipv4", IPV4, "Ending Addr")                                           \
    F(TS_FROM6, "isakmp.ts.start_ipv6", IPV6, "Starting Addr")                                     \
    F(TS_TO6, "isakmp.ts.end_ipv6", IPV6, "Ending Addr")                                           \
    F(EAP, "isakmp.eap.data", BYTES, "EAP Message")                                                \
    F(DECRYPTED, "isakmp.enc.decrypted", GROUP, "Decrypted Data")                                  \
    F(SK, "isakmp.enc.data", BYTES, "Encrypted Data")
SN_FIELD_NUMBERS(ISAKMP)

/* ---- names ---- */

extern const struct sn_val sn_isakmp_payloads[], sn_isakmp_exchanges[], sn_isakmp_protocols[],
    sn_isakmp_transforms[], sn_isakmp_ciphers[], sn_isakmp_prfs[], sn_isakmp_macs[],
    sn_isakmp_groups[], sn_isakmp_esns[], sn_isakmp_id_types[], sn_isakmp_certs[],
    sn_isakmp_notes1[], sn_isakmp_notes2[], sn_isakmp_auths[];

/* An attribute of version 1: its name, the names of its values, the field of its value. */
struct sn_isakmp_attr {
    const char *name;
    const struct sn_val *vals;
    uint16_t field; /* 0: none */
    uint8_t form;   /* of the field: two bytes, or one of these */
};

enum { OCTETS = 0, ANY_LENGTH = 1 };

/* The one of this type; its name is NULL when it has none. */
const struct sn_isakmp_attr *sn_isakmp_ike_attr(unsigned type);
const struct sn_isakmp_attr *sn_isakmp_ipsec_attr(unsigned type);

/* The names of transforms for this protocol in version 1; NULL: it is unknown. */
const struct sn_val *sn_isakmp_transform_names(unsigned proto);

/* ---- the parts ---- */

/* How reading a payload ended: the next one follows; this was the last; nothing of the message is
 * read any more; the same, and the parenthesis isn't closed either. */
enum isakmp_out { ISAKMP_GO, ISAKMP_LAST, ISAKMP_STOP, ISAKMP_BARE };

/* The payload whose head was read: `len` bytes from r on, which ends with the message. r goes to
 * where the next payload begins. */
struct isakmp_body {
    struct sn_dis *d;
    struct sn_rd *r;
    const uint8_t *end; /* by the length, inside r */
    uint32_t len;
    unsigned type, next, proto, depth;
    bool critical, v2;
};

/* Payloads, each of which says what the next one is. */
enum isakmp_out sn_isakmp_chain(const struct isakmp_body *in, unsigned type, unsigned proto);

/* The kind of identity of a type of version 2; NULL: tcpdump knows none. */
const char *sn_isakmp_id2_kind(unsigned type);

enum isakmp_out sn_isakmp_body1(struct isakmp_body *b);
enum isakmp_out sn_isakmp_body2(struct isakmp_body *b);

/* Attributes up to the end of the payload, of the kind that begins with this field. */
void sn_isakmp_attrs(struct isakmp_body *b, unsigned kind);

/* Begins a payload's group and reads its head. */
struct sn_rec *sn_isakmp_begin(struct sn_dis *d, struct sn_rd *r, unsigned type, bool v2,
                               bool *critical);

/* Notes the end of the line or of the payload that has this name, and that r has nothing more. */
enum isakmp_out sn_isakmp_fail(const struct isakmp_body *b, unsigned whose);

/* The value of a payload as a field, bytes or a string; none when it is empty. */
void sn_isakmp_value(const struct isakmp_body *b, unsigned field, const uint8_t *from);

/* Who is identified, in what is left of the payload. */
void sn_isakmp_id(struct isakmp_body *b, unsigned type);

/* n bytes at p for the text. */
void sn_isakmp_note(struct sn_dis *d, unsigned field, const uint8_t *p, size_t n);

enum sn_then sn_isakmp_text(struct sn_text *t, const struct sn_layer *l);

#endif
