/* Teredo, IPv6 in UDP through NAT (RFC 4380). tcpdump doesn't know it. */
#include "dis/proto.h"

#define TEREDO(F)                                                                                  \
    F(AUTH, "teredo.auth", GROUP, "Teredo Authentication header")                                  \
    F(ID_LEN, "teredo.auth.idlen", U8, "Client identifier length")                                 \
    F(AUTH_LEN, "teredo.auth.aulen", U8, "Authentication value length")                            \
    F(ID, "teredo.auth.id", BYTES, "Client identifier")                                            \
    F(VALUE, "teredo.auth.value", BYTES, "Authentication value")                                   \
    F(NONCE, "teredo.auth.nonce", BYTES, "Nonce value", .width = 8, .step = 8)                     \
    F(CONFIRMATION, "teredo.auth.conf", BYTES, "Confirmation byte", .width = 1, .step = 1)         \
    F(ORIGIN, "teredo.orig", GROUP, "Teredo Origin Indication header")                             \
    F(ORIGIN_PORT, "teredo.orig.port", UINT, "Origin UDP port")                                    \
    F(ORIGIN_ADDR, "teredo.orig.addr", IPV4, "Origin IPv4 address")
SN_FIELDS(teredo, TEREDO)

enum { PORT = 3544, INDICATOR = 2, AUTHENTICATION = 1, ORIGIN_INDICATION = 0 };

static bool starts(const struct sn_rd *r, unsigned indicator)
{
    return sn_rd_left(r) >= INDICATOR && sn_be16(r->p) == indicator;
}

static bool authentication(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, AUTH, 0);
    bool whole = sn_rd_skip(r, INDICATOR) && sn_header(d, r, ID_LEN, AUTH_LEN);
    size_t id = sn_u(d, ID_LEN), value = sn_u(d, AUTH_LEN);

    whole = whole && (!id || sn_get_bytes(d, r, ID, id)) &&
            (!value || sn_get_bytes(d, r, VALUE, value)) && sn_header(d, r, NONCE, CONFIRMATION);
    sn_group_end(d, r, g);
    return whole;
}

/* Port and address are sent with all bits turned over, lest a NAT changes them. */
static bool origin(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, ORIGIN, 0);
    uint16_t port;
    uint32_t addr;
    bool whole = sn_rd_skip(r, INDICATOR) && sn_rd_be16(r, &port);

    if (whole)
        sn_rec_uint(d, ORIGIN_PORT, sn_rd_off(r) - 2, 2, (uint16_t)~port);
    whole = whole && sn_rd_be32(r, &addr);
    if (whole)
        sn_rec_uint(d, ORIGIN_ADDR, sn_rd_off(r) - 4, 4, (uint32_t)~addr);
    sn_group_end(d, r, g);
    return whole;
}

static void teredo_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r), size;

    if (starts(r, AUTHENTICATION) && !authentication(d, r))
        return;
    if (starts(r, ORIGIN_INDICATION) && !origin(d, r))
        return;
    size = sn_rd_off(r) - from;
    sn_next_proto(d, sn_rd_left(r) && *r->p >> 4 == 6 ? &sn_proto_ipv6 : NULL, r,
                  len < size ? 0 : len - (uint32_t)size);
}

const struct sn_proto sn_proto_teredo = {
    .name = "teredo",
    .title = "Teredo IPv6 over UDP tunneling",
    SN_PROTO_FIELDS(teredo),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}),
    .more = true,
    .dissect = teredo_dissect,
};
