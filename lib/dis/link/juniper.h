/* What reading Juniper's captures and printing them share. */
#ifndef SN_DIS_JUNIPER_H
#define SN_DIS_JUNIPER_H

#include "dis/link/eth.h"

/* A kind of interface by its link type: how long its card's cookie is, bytes of a protocol number
 * that count as header, the card's name (NULL: it has no cookie), and the tag of a cut line. */
struct sn_juniper_kind {
    uint16_t link;
    uint8_t cookie, more;
    const char *card, *tag;
};

/* The kind of a link type; link 0 when it is none. */
const struct sn_juniper_kind *sn_juniper_kind(uint32_t link);

/* Records with a J_ name that Wireshark has are its own. HLEN is tcpdump's length of all headers,
 * PROTO the number behind the cookie. */
#define SN_JUNIPER(F)                                                                              \
    F(J_MAGIC, "juniper.magic-number", U24, "Magic Number", .base = SN_HEX)                        \
    F(J_IN, "juniper.direction", P8, "Direction", .mask = 0x01, .base = SN_HEX)                    \
    F(J_NO_L2, "juniper.l2hdr", P8, "L2 header presence", .mask = 0x02, .base = SN_HEX)            \
    F(J_FLAGS, "sn.juniper.flags", U8, "Flags", .base = SN_HEX)                                    \
    F(J_EXT_TOTAL, "juniper.ext_total_len", U16, "Extension(s) Total length")                      \
    F(J_EXT_WHOLE, "sn.juniper.ext.whole", UINT, NULL)                                             \
    F(J_EXT_TYPE, "sn.juniper.ext.type", U8S, "Extension")                                         \
    F(J_EXT_LEN, "sn.juniper.ext.len", U8S, "Length")                                              \
    F(J_EXT_VALUE, "sn.juniper.ext.value", UINTS, NULL)                                            \
    F(J_EXT_SHORT, "sn.juniper.ext.left", UINT, NULL)                                              \
    F(J_IFD, "juniper.ext.ifd", UINT, "Device Interface Index")                                    \
    F(J_IFL, "juniper.ext.ifl", UINT, "Logical Interface Index")                                   \
    F(J_UNIT, "juniper.ext.unit", UINT, "Logical Unit Number")                                     \
    F(J_MEDIA, "juniper.ext.ifmt", UINT, "Device Media Type")                                      \
    F(J_ENCAP, "juniper.ext.ifle", UINT, "Logical Interface Encapsulation")                        \
    F(J_TTP_MEDIA, "juniper.ext.ttp_ifmt", UINT, "TTP derived Device Media Type")                  \
    F(J_TTP_ENCAP, "juniper.ext.ttp_ifle", UINT, "TTP derived Logical Interface Encapsulation")    \
    F(J_FAMILY, "sn.juniper.family", U32, "Family", .base = SN_HEX)                                \
    F(J_COOKIE_LEN, "juniper.cookie_len", UINT, "Cookie length")                                   \
    F(J_COOKIE, "sn.juniper.cookie", BYTES, "Cookie")                                              \
    F(J_ATM1, "juniper.atm1.cookie", UINT, "Cookie", .base = SN_HEX)                               \
    F(J_ATM2, "juniper.atm2.cookie", UINT, "Cookie", .base = SN_HEX)                               \
    F(J_ML, "juniper.mlpic.cookie", UINT, "Cookie", .base = SN_HEX)                                \
    F(J_LS, "juniper.lspic.cookie", UINT, "Cookie", .base = SN_HEX)                                \
    F(J_AS, "juniper.aspic.cookie", UINT, "Cookie", .base = SN_HEX)                                \
    F(J_CONTROL, "sn.juniper.control_word", U32, "Control word", .base = SN_HEX)                   \
    F(J_PROTO, "sn.juniper.proto", U16, "Protocol", .base = SN_HEX)                                \
    F(J_BUNDLE, "sn.juniper.bundle", UINT, "Bundle")                                               \
    F(J_HLEN, "sn.juniper.header_length", UINT, "Header length")                                   \
    F(J_GGSN_PROTO, "juniper.proto", UINT, "Protocol")                                             \
    F(J_VLAN, "juniper.vlan", UINT, "VLan ID")                                                     \
    F(J_WORDS, "sn.juniper.service", BYTES, "Service header", .width = 8, .step = 8)               \
    F(J_SA, "sn.juniper.es.sa", U16, "SA index")                                                   \
    F(J_TTL, "sn.juniper.es.ttl", U8, "TTL")                                                       \
    F(J_TYPE, "sn.juniper.es.type", U8, "Type")                                                    \
    F(J_SPI, "sn.juniper.es.spi", U32, "SPI")                                                      \
    F(J_SRC, "sn.juniper.es.src", IPV4, "Tunnel source")                                           \
    F(J_DST, "sn.juniper.es.dst", IPV4, "Tunnel destination")
SN_FIELD_NUMBERS(SN_JUNIPER)

enum { SN_JUNIPER_COOKIE_MAX = 8 };

/* The line of a capture. */
enum sn_then sn_juniper_text(struct sn_text *t, const struct sn_layer *l);

#endif
