/* EAP's fields, and what mobile networks' methods add (RFC 4186, 4187, 5448). */
#ifndef SN_DIS_EAP_H
#define SN_DIS_EAP_H

#include "dis/proto.h"

/* Of EAP-SIM and EAP-AKA, which differ in name only: sn_eap_attributes() counts on the order. */
#define SIM_FIELDS(F, ID, name, heading)                                                           \
    F(ID##_SUB, name ".subtype", U8, heading " Subtype", .vals = subtypes, .base = SN_HEX)         \
    F(ID##_RESERVED, name ".reserved", U16, heading " Reserved", .base = SN_HEX)                   \
    F(ID##_TYPE, name ".subtype.type", U8, heading " Type")                                        \
    F(ID##_LEN, name ".subtype.len", U8, heading " Length")                                        \
    F(ID##_VALUE, name ".subtype.value", BYTES, heading " Value")                                  \
    F(ID##_NOTIFICATION, name ".notification_type", U16, heading " Notification Type")             \
    F(ID##_ERROR, name ".error_code", U16, heading " Error Code")
#define EAP(F)                                                                                     \
    F(CODE, "eap.code", U8, "Code", .vals = codes)                                                 \
    F(ID, "eap.id", U8, "Id")                                                                      \
    F(E_LEN, "eap.len", U16, "Length")                                                             \
    F(E_TYPE, "eap.type", U8, "Type", .vals = types)                                               \
    F(E_IDENTITY, "eap.identity", STR, "Identity")                                                 \
    F(E_NOTIFICATION, "eap.notification", STR, "Notification")                                     \
    F(DESIRED, "eap.desired_type", U8S, "Desired Auth Type", .vals = types)                        \
    F(T_FLAGS, "eap.tls.flags", P8, "EAP-TLS Flags", .base = SN_HEX)                               \
    F(T_L, "eap.tls.flags.len_included", BIT8, "Length Included", .mask = 0x80)                    \
    F(T_M, "eap.tls.flags.more_fragments", BIT8, "More Fragments", .mask = 0x40)                   \
    F(T_S, "eap.tls.flags.start", BIT8, "Start", .mask = 0x20)                                     \
    F(T_VERSION, "eap.tls.flags.version", U8, "Version", .mask = 0x07)                             \
    F(T_LEN, "eap.tls.len", U32, "EAP-TLS Length")                                                 \
    F(T_WHOLE, "eap.tls.reassembled.len", UINT, "Reassembled EAP-TLS Length", .unit = "bytes")     \
    SIM_FIELDS(F, SIM, "eap.sim", "EAP-SIM")                                                       \
    SIM_FIELDS(F, AKA, "eap.aka", "EAP-AKA")                                                       \
    F(E_ATTRIBUTE, "sn.eap.attribute", GROUPS, "Attribute")                                        \
    F(E_PREFIX, "eap.identity.prefix", STR, "Identity Prefix")                                     \
    F(E_KIND, "eap.identity.type", STR, "Identity Type")                                           \
    F(E_FULL, "eap.identity.full", STR, "Identity (Full)")                                         \
    F(E_IMSI, "e212.imsi", STR, "IMSI")                                                            \
    F(E_ASSOC_IMSI, "e212.assoc.imsi", STR, "Association IMSI")                                    \
    F(E_IMSI_MCC, "e212.mcc", UINT, "Mobile Country Code (MCC)")                                   \
    F(E_IMSI_MNC, "e212.mnc", UINT, "Mobile Network Code (MNC)")                                   \
    F(E_MCC, "eap.identity.mcc", UINT, "Identity Mobile Country Code")                             \
    F(E_MNC, "eap.identity.mnc", UINT, "Identity Mobile Network Code")                             \
    F(E_PADDING, "eap.identity.padding", BYTES, "Padding")                                         \
    F(E_ACTUAL_LEN, "eap.identity.actual_len", U16, "Identity Actual Length")                      \
    F(E_DATA, "sn.eap.data", BYTES, "Data")
SN_FIELD_NUMBERS(EAP)

/* The next n bytes as an identity: of one that a mobile network gave out (3GPP TS 23.003 14.3), its
 * parts. */
void sn_eap_identity(struct sn_dis *d, struct sn_rd *r, size_t n);

/* What is behind the subtype `sub` (SIM_SUB or AKA_SUB): two reserved bytes, and attributes. */
void sn_eap_attributes(struct sn_dis *d, struct sn_rd *r, unsigned sub);

#endif
