/*
 * How a protocol describes its fields: once, as a list of rows that is expanded into their numbers
 * and into their table.
 *
 *     #define UDP(F)                                                      \
 *         F(UDP_SPORT, "udp.srcport", U16, "Source Port")                 \
 *         F(UDP_LEN, "udp.length", U16, "Length", .unit = "bytes")
 *     SN_FIELDS(udp, UDP)              enum { UDP_SPORT, … }; static … udp_fields[]
 *
 * A row: number, Wireshark's name, type, title (Wireshark's too; NULL: none), and what else struct
 * sn_field has: .mask, .vals, .unit, .base, .scale, .pad, .flags. Where several files share the
 * numbers, the list and SN_FIELD_NUMBERS(UDP) stand in their header, SN_FIELD_TABLE(udp, UDP) in
 * one file.
 *
 * Rows that sn_header() reads stand in the order of the header. Those that share bytes have a type
 * that begins with P ("part of"; BIT for a bool), and the last of them one that begins with U,
 * which goes on behind them (or .pad). Reserved bytes are the .pad of the row in front.
 */
#ifndef SN_DIS_FIELD_H
#define SN_DIS_FIELD_H

#include "sn/dis.h"

/* Numbers of so many bits in network order; with LE the other way round; P: the next row reads the
 * same bytes; I: signed; F: IEEE 754's. */
#define SN_TYPE_U8    .type = SN_F_UINT, .width = 1, .step = 1
#define SN_TYPE_U16   .type = SN_F_UINT, .width = 2, .step = 2
#define SN_TYPE_U24   .type = SN_F_UINT, .width = 3, .step = 3
#define SN_TYPE_U32   .type = SN_F_UINT, .width = 4, .step = 4
#define SN_TYPE_U48   .type = SN_F_UINT, .width = 6, .step = 6
#define SN_TYPE_U64   .type = SN_F_UINT, .width = 8, .step = 8
#define SN_TYPE_P8    .type = SN_F_UINT, .width = 1
#define SN_TYPE_P16   .type = SN_F_UINT, .width = 2
#define SN_TYPE_P24   .type = SN_F_UINT, .width = 3
#define SN_TYPE_P32   .type = SN_F_UINT, .width = 4
#define SN_TYPE_BIT8  .type = SN_F_BOOL, .width = 1
#define SN_TYPE_BIT16 .type = SN_F_BOOL, .width = 2
#define SN_TYPE_BIT24 .type = SN_F_BOOL, .width = 3
#define SN_TYPE_BIT32 .type = SN_F_BOOL, .width = 4
#define SN_TYPE_I8    .type = SN_F_INT, .width = 1, .step = 1
#define SN_TYPE_I16   .type = SN_F_INT, .width = 2, .step = 2
#define SN_TYPE_I32   .type = SN_F_INT, .width = 4, .step = 4
#define SN_TYPE_F32   .type = SN_F_FLOAT, .width = 4, .step = 4
#define SN_TYPE_LE16  .type = SN_F_UINT, .width = 2, .step = 2, .flags = SN_F_LE
#define SN_TYPE_LE32  .type = SN_F_UINT, .width = 4, .step = 4, .flags = SN_F_LE
#define SN_TYPE_LE64  .type = SN_F_UINT, .width = 8, .step = 8, .flags = SN_F_LE
/* Addresses. */
#define SN_TYPE_IPV4   .type = SN_F_IPV4, .width = 4, .step = 4
#define SN_TYPE_IPV6   .type = SN_F_IPV6, .width = 16, .step = 16
#define SN_TYPE_ETHER  .type = SN_F_ETHER, .width = 6, .step = 6
#define SN_TYPE_IPXNET .type = SN_F_IPXNET, .width = 4, .step = 4
/* As many bytes as are asked for; or .width and .step say how many. */
#define SN_TYPE_BYTES .type = SN_F_BYTES
#define SN_TYPE_STR   .type = SN_F_STR
#define SN_TYPE_HW    .type = SN_F_ETHER
/* Numbers whose place in the packet the code finds, or that are computed. */
#define SN_TYPE_UINT  .type = SN_F_UINT
#define SN_TYPE_INT   .type = SN_F_INT
#define SN_TYPE_BOOL  .type = SN_F_BOOL
#define SN_TYPE_TIME  .type = SN_F_TIME
#define SN_TYPE_SPAN  .type = SN_F_SPAN
#define SN_TYPE_GROUP .type = SN_F_GROUP
#define SN_TYPE_NONE  .type = SN_F_NONE
/* The same, several of them: always an array in JSON. */
#define SN_TYPE_U8S    SN_TYPE_U8, .flags = SN_F_MULTI
#define SN_TYPE_U16S   SN_TYPE_U16, .flags = SN_F_MULTI
#define SN_TYPE_U24S   SN_TYPE_U24, .flags = SN_F_MULTI
#define SN_TYPE_U32S   SN_TYPE_U32, .flags = SN_F_MULTI
#define SN_TYPE_U64S   SN_TYPE_U64, .flags = SN_F_MULTI
#define SN_TYPE_F32S   SN_TYPE_F32, .flags = SN_F_MULTI
#define SN_TYPE_IPV4S  SN_TYPE_IPV4, .flags = SN_F_MULTI
#define SN_TYPE_IPV6S  SN_TYPE_IPV6, .flags = SN_F_MULTI
#define SN_TYPE_BYTESS SN_TYPE_BYTES, .flags = SN_F_MULTI
#define SN_TYPE_STRS   SN_TYPE_STR, .flags = SN_F_MULTI
#define SN_TYPE_UINTS  SN_TYPE_UINT, .flags = SN_F_MULTI
#define SN_TYPE_INTS   SN_TYPE_INT, .flags = SN_F_MULTI
#define SN_TYPE_BOOLS  SN_TYPE_BOOL, .flags = SN_F_MULTI
#define SN_TYPE_SPANS  SN_TYPE_SPAN, .flags = SN_F_MULTI
#define SN_TYPE_GROUPS SN_TYPE_GROUP, .flags = SN_F_MULTI

#define SN_FIELD_NUMBER(id, ...) id,
#define SN_FIELD_ROW(id, n, t, heading, ...)                                                       \
    [id] = {.name = n, .len = sizeof(n) - 1, .title = heading, SN_TYPE_##t, __VA_ARGS__},

#define SN_FIELD_NUMBERS(LIST) enum { LIST(SN_FIELD_NUMBER) };
#define SN_FIELD_TABLE(name, LIST)                                                                 \
    static const struct sn_field name##_fields[] = {LIST(SN_FIELD_ROW)};
#define SN_FIELDS(name, LIST)                                                                      \
    SN_FIELD_NUMBERS(LIST)                                                                         \
    SN_FIELD_TABLE(name, LIST)

/* A protocol sn_proto_ID of the fields ID_fields and the functions ID_dissect and ID_text; what
 * else follows are its keys (struct sn_key). */
#define SN_PROTO(id, heading, ...)                                                                 \
    const struct sn_proto sn_proto_##id = {                                                        \
        .name = #id,                                                                               \
        .title = heading,                                                                          \
        SN_PROTO_FIELDS(id),                                                                       \
        .keys = SN_KEYS(__VA_ARGS__),                                                              \
        .dissect = id##_dissect,                                                                   \
        .text = id##_text,                                                                         \
    };

/* For protocols of another name than their identifier, or with less or more than these. */
#define SN_PROTO_FIELDS(name)                                                                      \
    .fields = name##_fields, .nfields = sizeof name##_fields / sizeof name##_fields[0]

#endif
