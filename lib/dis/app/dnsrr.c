/*
 * The data of DNS resource records: those that tcpdump shows.
 *
 * Like tcpdump these read on behind the record's own length when that is too short for its type, to
 * the end of the message at most; such values are marked as bad.
 */
#include "dis/app/dns.h"

/* A name in the data, at *r which moves behind it. */
static bool name(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, unsigned field)
{
    sn_dns_name(d, r, m, field);
    return sn_dns_skip(r);
}

static void soa(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    uint32_t v;

    if (!m->names || !name(d, r, m, DNS_SOA_MNAME) || !name(d, r, m, DNS_SOA_RNAME) ||
        !sn_rd_need(r, 20))
        return;
    (void)(sn_get_be32(d, r, DNS_SOA_SERIAL, &v) && sn_get_be32(d, r, DNS_SOA_REFRESH, &v) &&
           sn_get_be32(d, r, DNS_SOA_RETRY, &v) && sn_get_be32(d, r, DNS_SOA_EXPIRE, &v) &&
           sn_get_be32(d, r, DNS_SOA_MINIMUM, &v));
}

static void txt(struct sn_dis *d, struct sn_rd *r, size_t end)
{
    while (sn_rd_off(r) < end) {
        uint8_t n;
        size_t left;

        if (!sn_rd_u8(r, &n))
            return;
        left = sn_rd_left(r);
        (void)!sn_get_bytes(d, r, DNS_TXT, left < n ? left : n);
        if (left < n) {
            sn_rec_made(d, DNS_NAME_END, DNS_END_IN_LABEL)->flags |= SN_REC_TEXT;
            return;
        }
    }
}

static void srv(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    uint16_t v;

    if (sn_get_be16(d, r, DNS_SRV_PRIO, &v) && sn_get_be16(d, r, DNS_SRV_WEIGHT, &v) &&
        sn_get_be16(d, r, DNS_SRV_PORT, &v))
        sn_dns_name(d, r, m, DNS_SRV_TARGET);
}

/* RFC 2874: a prefix length, so many bits of address as that leaves, the name of the prefix. */
static void a6(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    const uint8_t *p;
    uint8_t *a, plen;
    unsigned skip;

    if (!sn_get_u8(d, r, DNS_A6_PLEN, &plen) || plen > 128)
        return;
    skip = plen / 8u;
    if (plen < 128) {
        a = sn_arena_zalloc(&d->arena, 16, 1);
        if (!a || !sn_rd_bytes(r, 16 - skip, &p))
            return;
        memcpy(a + skip, p, 16 - skip);
        sn_rec_bytes(d, DNS_A6_SUFFIX, sn_rd_off(r) - (16 - skip), 16 - skip, a, 16);
    }
    if (plen)
        sn_dns_name(d, r, m, DNS_A6_PREFIX);
}

/* RFC 7553. Of a record that is too short tcpdump shows all that follows. */
static void uri(struct sn_dis *d, struct sn_rd *r, uint16_t len)
{
    uint16_t v;
    size_t left;

    if (!sn_get_be16(d, r, DNS_URI_PRIO, &v) || !sn_get_be16(d, r, DNS_URI_WEIGHT, &v))
        return;
    left = sn_rd_left(r);
    (void)!sn_get_bytes(d, r, DNS_URI_TARGET, len < 4 ? left : len - 4u);
    if (len < 4)
        sn_rec_made(d, DNS_NAME_END, DNS_END_IN_LABEL)->flags |= SN_REC_TEXT;
}

static void tsig(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    uint16_t v, mac;

    if (!m->names)
        return;
    (void)(name(d, r, m, DNS_TSIG_ALG) && sn_rd_skip(r, 6) &&
           sn_get_be16(d, r, DNS_TSIG_FUDGE, &v) && sn_get_be16(d, r, DNS_TSIG_MACLEN, &mac) &&
           sn_rd_skip(r, mac) && sn_get_be16(d, r, DNS_TSIG_ORIGID, &v) &&
           sn_get_be16(d, r, DNS_TSIG_ERROR, &v) && sn_get_be16(d, r, DNS_TSIG_OTHERLEN, &v));
}

static void options(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, size_t end)
{
    enum { CHAIN = 13 };

    while (sn_rd_off(r) < end) {
        struct sn_rec *g = sn_group(d, r, DNS_OPT, 0);
        struct dns_msg behind = *m;
        struct sn_rd at;
        uint16_t code, len;

        if (!sn_get_be16(d, r, DNS_OPT_CODE, &code) || !sn_get_be16(d, r, DNS_OPT_LEN, &len))
            return;
        at = *r;
        if (!sn_get_bytes(d, r, DNS_OPT_DATA, len))
            return;
        behind.all = *r;
        if (code == CHAIN && len)
            sn_dns_name(d, &at, &behind, DNS_DATA);
        sn_group_end(d, r, g);
    }
}

/* The name of the field that types with nothing but a name have. */
static unsigned name_field(uint16_t type)
{
    switch (type) {
    case DNS_T_NS:
        return DNS_NS;
    case DNS_T_CNAME:
        return DNS_CNAME;
    case DNS_T_PTR:
        return DNS_PTR;
    default:
        return DNS_DNAME;
    }
}

void sn_dns_rdata(struct sn_dis *d, const struct sn_rd *from, const struct dns_msg *m,
                  uint16_t type, uint16_t len)
{
    struct sn_rd r = *from;
    size_t end = sn_rd_off(&r) + len;
    uint32_t i, first = d->nrec;
    uint16_t v;
    uint8_t depth = d->depth;

    switch (type) {
    case DNS_T_A:
        (void)!sn_get_ipv4(d, &r, DNS_A);
        break;
    case DNS_T_AAAA:
        (void)!sn_get_bytes(d, &r, DNS_AAAA, 16);
        break;
    case DNS_T_NS:
    case DNS_T_CNAME:
    case DNS_T_PTR:
    case DNS_T_DNAME:
        sn_dns_name(d, &r, m, name_field(type));
        break;
    case DNS_T_SOA:
        soa(d, &r, m);
        break;
    case DNS_T_MX:
        if (sn_get_be16(d, &r, DNS_MX_PREF, &v))
            sn_dns_name(d, &r, m, DNS_MX_NAME);
        break;
    case DNS_T_TXT:
        txt(d, &r, end);
        break;
    case DNS_T_SRV:
        srv(d, &r, m);
        break;
    case DNS_T_A6:
        a6(d, &r, m);
        break;
    case DNS_T_URI:
        uri(d, &r, len);
        break;
    case DNS_T_TSIG:
        tsig(d, &r, m);
        break;
    case DNS_T_OPT:
        options(d, &r, m, end);
        break;
    default:
        if (type == DNS_T_UNSPECA || d->want & SN_WANT_FIELDS)
            (void)!sn_get_bytes(d, &r, DNS_DATA, len);
        break;
    }
    d->depth = depth;
    for (i = first; i < d->nrec; i++) {
        if (d->rec[i].off + d->rec[i].len > end)
            d->rec[i].flags |= SN_REC_BAD;
    }
}
