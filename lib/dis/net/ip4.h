/* IPv4's parts: the header (ip.c) and its options (ipopt.c). */
#ifndef SN_DIS_IP4_H
#define SN_DIS_IP4_H

#include "dis/net/ip.h"

#define IP(F)                                                                                      \
    F(IP_VERSION, "ip.version", P8, "Version", .mask = 0xf0)                                       \
    F(IP_HLEN, "ip.hdr_len", U8, "Header Length", .mask = 0x0f, .scale = 4, .unit = "bytes")       \
    F(IP_DSFIELD, "ip.dsfield", U8, "Differentiated Services Field", .base = SN_HEX)               \
    F(IP_LEN, "ip.len", U16, "Total Length", .unit = "bytes")                                      \
    F(IP_ID, "ip.id", U16, "Identification", .base = SN_HEX)                                       \
    F(IP_FLAGS, "ip.flags", P8, "Flags", .mask = 0xe0, .base = SN_HEX, .flags = SN_F_PAIRED)       \
    F(IP_OFFSET, "ip.frag_offset", U16, "Fragment Offset", .mask = 0x1fff)                         \
    F(IP_TTL, "ip.ttl", U8, "Time to Live")                                                        \
    F(IP_PROTO, "ip.proto", U8, "Protocol", .vals = sn_ipprotos)                                   \
    F(IP_SUM, "ip.checksum", U16, "Header Checksum", .base = SN_HEX)                               \
    F(IP_SRC, "ip.src", IPV4, "Source Address")                                                    \
    F(IP_DST, "ip.dst", IPV4, "Destination Address")                                               \
    F(IP_DSCP, "ip.dsfield.dscp", UINT, "Differentiated Services Codepoint", .mask = 0xfc)         \
    F(IP_ECN, "ip.dsfield.ecn", UINT, "Explicit Congestion Notification", .mask = 0x03)            \
    F(IP_RB, "ip.flags.rb", BOOL, "Reserved bit", .mask = 4)                                       \
    F(IP_DF, "ip.flags.df", BOOL, "Don't fragment", .mask = 2)                                     \
    F(IP_MF, "ip.flags.mf", BOOL, "More fragments", .mask = 1)                                     \
    F(IP_SUM_STATUS, "ip.checksum.status", UINT, "Header checksum status")                         \
    F(IP_SUM_RIGHT, "ip.checksum_calculated", U16, "Calculated Checksum", .base = SN_HEX)          \
    F(IP_ALL_LEN, "ip.len", UINT, "Total Length", .unit = "bytes", .flags = SN_F_INSTEAD)          \
    F(IP_LAST, "ip.dst", IPV4, "Destination Address", .flags = SN_F_INSTEAD)                       \
    F(IP_WHOLE_LEN, "ip.reassembled.length", UINT, "Reassembled IPv4 length", .unit = "bytes")     \
    F(IP_OPT, "ip.opt.type", U8S, "Type")                                                          \
    F(IP_OPT_LEN, "ip.opt.len", U8S, "Length", .unit = "bytes")                                    \
    F(IP_OPT_PTR, "ip.opt.ptr", U8S, "Pointer")                                                    \
    F(IP_OPT_ADDR, "sn.ip.opt.addr", IPV4S, "IP Address")                                          \
    F(IP_OPT_OFLW, "ip.opt.overflow", P8, "Overflow", .mask = 0xf0)                                \
    F(IP_OPT_FLG, "ip.opt.flag", U8, "Flag", .mask = 0x0f, .base = SN_HEX)                         \
    F(IP_OPT_TS, "ip.opt.time_stamp", U32S, "Time stamp", .unit = "ms")                            \
    F(IP_OPT_TS_ADDR, "ip.opt.time_stamp_addr", IPV4S, "IP Address")                               \
    F(IP_OPT_RA, "ip.opt.ra", U16, "Router Alert")
SN_FIELD_NUMBERS(IP)

/* Whether the options of `size` bytes at r are whole as far as they say where the packet goes in
 * the end: *last, when there is a source route that it hasn't gone yet, else NULL. */
bool sn_ip_last(struct sn_rd r, const uint8_t **last);

/* Reads the options, `size` bytes by the header's length; behind is what follows the header. */
void sn_ip_opts(struct sn_dis *d, struct sn_rd *r, uint32_t size, struct sn_rd *behind);

/* ", bad cksum 1234 (->5678)!" when it is. */
void sn_ip_sum_text(struct sn_text *t, const struct sn_view *v);

/* ", options (NOP,EOL)". */
void sn_ip_opts_text(struct sn_text *t, const struct sn_layer *l);

#endif
