/* AYIYA, anything in anything (draft-massar-v6ops-ayiya-02). tcpdump doesn't know it. */
#include "dis/net/ip.h"

#define AYIYA(F)                                                                                   \
    F(ID_LEN, "ayiya.idlen", P8, "Identity field length", .mask = 0xf0, .base = SN_HEX)            \
    F(ID_TYPE, "ayiya.idtype", U8, "Identity field type", .mask = 0x0f, .base = SN_HEX)            \
    F(SIG_LEN, "ayiya.siglen", P8, "Signature Length", .mask = 0xf0, .base = SN_HEX)               \
    F(HASH, "ayiya.hashmethod", U8, "Hash method", .mask = 0x0f, .base = SN_HEX)                   \
    F(AUTH, "ayiya.authmethod", P8, "Authentication method", .mask = 0xf0, .base = SN_HEX)         \
    F(OPCODE, "ayiya.opcode", U8, "Operation Code", .mask = 0x0f, .base = SN_HEX)                  \
    F(NEXT, "ayiya.nextheader", U8, "Next Header", .base = SN_HEX)                                 \
    F(EPOCH, "ayiya.epoch", TIME, "Epoch")                                                         \
    F(IDENTITY, "ayiya.identity", BYTES, "Identity")                                               \
    F(SIGNATURE, "ayiya.signature", BYTES, "Signature")
SN_FIELDS(ayiya, AYIYA)

enum { PORT = 5072, FORWARD = 1, NO_NEXT_HEADER = 59, WORD = 4 };

static void ayiya_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r), size;
    uint64_t sig;
    uint32_t epoch;

    if (!sn_header(d, r, ID_LEN, NEXT) || !sn_rd_be32(r, &epoch))
        return;
    sn_rec_uint(d, EPOCH, sn_rd_off(r) - 4, 4, epoch * (uint64_t)1000000000);
    sig = sn_u(d, SIG_LEN) * WORD;
    if (!sn_get_bytes(d, r, IDENTITY, (size_t)1 << sn_u(d, ID_LEN)) ||
        (sig && !sn_get_bytes(d, r, SIGNATURE, sig)))
        return;
    size = sn_rd_off(r) - from;
    if (sn_u(d, OPCODE) == FORWARD && sn_u(d, NEXT) != NO_NEXT_HEADER)
        sn_next(d, &sn_tab_ipproto, sn_u(d, NEXT), r, len < size ? 0 : len - (uint32_t)size);
}

const struct sn_proto sn_proto_ayiya = {
    .name = "ayiya",
    .title = "Anything in Anything Protocol",
    SN_PROTO_FIELDS(ayiya),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}),
    .more = true,
    .dissect = ayiya_dissect,
};
