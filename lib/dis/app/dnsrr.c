/*
 * The data of DNS resource records: those that tcpdump shows.
 *
 * Like tcpdump these read on behind the record's own length when that is too short for its type, to
 * the end of the message at most; such values are marked as bad, and are no fields.
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
    if (m->names && name(d, r, m, DNS_SOA_MNAME) && name(d, r, m, DNS_SOA_RNAME) &&
        sn_rd_need(r, 20))
        (void)sn_header(d, r, DNS_SOA_SERIAL, DNS_SOA_MINIMUM);
}

static void txt(struct sn_dis *d, struct sn_rd *r, size_t end)
{
    while (sn_rd_off(r) < end) {
        uint8_t n;
        size_t left;

        if (!sn_rd_u8(r, &n))
            return;
        sn_made(d, DNS_TXT_LEN, n);
        left = sn_rd_left(r);
        (void)!sn_get_bytes(d, r, DNS_TXT, left < n ? left : n);
        if (left < n) {
            sn_note(d, DNS_NAME_END, DNS_END_IN_LABEL);
            return;
        }
    }
}

static void srv(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    if (sn_header(d, r, DNS_SRV_PRIO, DNS_SRV_PORT))
        sn_dns_name(d, r, m, DNS_SRV_TARGET);
}

/* RFC 2874: a prefix length, so many bits of address as that leaves, the name of the prefix. */
static void a6(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    const uint8_t *p;
    uint32_t plen, skip;
    uint8_t *a;

    if (!sn_get(d, r, DNS_A6_PLEN, &plen) || plen > 128)
        return;
    skip = plen / 8;
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
    size_t left;

    if (d->want & SN_WANT_FIELDS && sn_rd_left(r) >= len)
        sn_rec_bytes(d, DNS_DATA, sn_rd_off(r), len, r->p, len); /* tshark has no fields of it */
    if (!sn_header(d, r, DNS_URI_PRIO, DNS_URI_WEIGHT))
        return;
    left = sn_rd_left(r);
    (void)!sn_get_bytes(d, r, DNS_URI_TARGET, len < 4 ? left : len - 4u);
    if (len < 4)
        sn_note(d, DNS_NAME_END, DNS_END_IN_LABEL);
}

static void tsig(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    const uint8_t *p;
    uint32_t mac;

    if (!m->names || !name(d, r, m, DNS_TSIG_ALG) || !sn_rd_bytes(r, 6, &p))
        return;
    if (d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, DNS_TSIG_TIME, sn_rd_off(r) - 6, 6,
                    ((uint64_t)sn_be16(p) << 32 | sn_be32(p + 2)) * 1000000000);
    if (sn_get(d, r, DNS_TSIG_FUDGE, NULL) && sn_get(d, r, DNS_TSIG_MACLEN, &mac) &&
        sn_rd_skip(r, mac) && sn_header(d, r, DNS_TSIG_ORIGID, DNS_TSIG_OTHERLEN) &&
        d->want & SN_WANT_FIELDS && sn_u(d, DNS_TSIG_OTHERLEN))
        (void)sn_get_bytes(d, r, DNS_TSIG_OTHER, sn_u(d, DNS_TSIG_OTHERLEN));
}

static void options(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, size_t end)
{
    enum { CHAIN = 13 };

    while (sn_rd_off(r) < end) {
        struct sn_rec *g = sn_group(d, r, DNS_OPT, 0);
        struct dns_msg behind = *m;
        struct sn_rd at;
        uint32_t code, len;

        if (!sn_get(d, r, DNS_OPT_CODE, &code) || !sn_get(d, r, DNS_OPT_LEN, &len))
            return;
        at = *r;
        if (!sn_get_bytes(d, r, DNS_OPT_DATA, len))
            return;
        if (d->want & SN_WANT_FIELDS) {
            struct sn_rd data = at;

            data.end = r->p;
            sn_dns_more_option(d, &data, code);
        }
        behind.all = *r;
        if (code == CHAIN && len) {
            uint32_t first = d->nrec;

            sn_dns_name(d, &at, &behind, DNS_DATA);
            sn_text_only(d, first);
        }
        sn_group_end(d, r, g);
    }
}

unsigned sn_dns_name_field(uint32_t type)
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
    uint8_t depth = d->depth;

    switch (type) {
    case DNS_T_A:
        (void)sn_get(d, &r, DNS_A, NULL);
        break;
    case DNS_T_AAAA:
        (void)sn_get(d, &r, DNS_AAAA, NULL);
        break;
    case DNS_T_NS:
    case DNS_T_CNAME:
    case DNS_T_PTR:
    case DNS_T_DNAME:
        sn_dns_name(d, &r, m, sn_dns_name_field(type));
        break;
    case DNS_T_SOA:
        soa(d, &r, m);
        break;
    case DNS_T_MX:
        if (sn_get(d, &r, DNS_MX_PREF, NULL))
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
        if (d->want & SN_WANT_FIELDS && sn_dns_more_rdata(d, from, m, type, len)) {
            if (type == DNS_T_UNSPECA && len && sn_get_bytes(d, &r, DNS_DATA, len))
                sn_text_last(d);
            break;
        }
        if (len && (type == DNS_T_UNSPECA || d->want & SN_WANT_FIELDS))
            (void)!sn_get_bytes(d, &r, DNS_DATA, len);
        break;
    }
    d->depth = depth;
    for (i = first; i < d->nrec; i++) {
        if (d->rec[i].off + d->rec[i].len > end)
            d->rec[i].flags |= d->want & SN_WANT_FIELDS ? SN_REC_BAD | SN_REC_TEXT : SN_REC_BAD;
    }
}
