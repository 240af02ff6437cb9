/* UDP (RFC 768). */
#include "dis/ip.h"

enum { UDP_SPORT, UDP_DPORT, UDP_LEN, UDP_SUM, UDP_FIXED, UDP_SUM_STATUS = UDP_FIXED };

static const struct sn_field udp_fields[] = {
    [UDP_SPORT] = SN_UINT("udp.srcport"),
    [UDP_DPORT] = SN_UINT("udp.dstport"),
    [UDP_LEN] = SN_UINT("udp.length"),
    [UDP_SUM] = SN_UINT("udp.checksum"),
    [UDP_SUM_STATUS] = SN_UINT("udp.checksum.status"),
};

#define HDR 8

/* n bytes of payload count, by both lengths. */
static void check_sum(struct sn_dis *d, struct sn_rec *sum, const struct sn_rd *all, uint32_t n)
{
    if (d->ip.frag || !d->ip.version)
        return;
    if (d->ip.version == 4 && !sum->u) {
        sum->flags = SN_REC_CHECKED; /* the sender left it out */
        return;
    }
    if (sn_rd_left(all) < n)
        return;
    sum->n = sn_sum_fold(sn_sum_add(sn_sum_pseudo(d, 17, n), all->p, n));
    sum->flags = (uint8_t)(SN_REC_CHECKED | (sum->n ? SN_REC_BAD : 0));
    if (d->want & SN_WANT_FIELDS)
        sn_rec_made(d, UDP_SUM_STATUS, !sum->n);
}

static void udp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR];
    struct sn_rd all = *r, body;
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR, tmp);
    struct sn_rec *h = sn_fixed_recs(d), *q = h;
    uint32_t ulen = sn_be16(p + 4);

    q = sn_fill(q, UDP_SPORT, o, 2, sn_be16(p));
    q = sn_fill(q, UDP_DPORT, o + 2, 2, sn_be16(p + 2));
    q = sn_fill(q, UDP_LEN, o + 4, 2, ulen);
    q = sn_fill(q, UDP_SUM, o + 6, 2, sn_be16(p + 6));
    sn_ends_ports(d, 17, sn_be16(p), sn_be16(p + 2));
    if (!sn_fixed_end(d, r, q))
        return;
    if (ulen == 0 && len > UINT16_MAX)
        ulen = len; /* a jumbogram (RFC 2675) */
    if (len < HDR || ulen < HDR) {
        sn_malformed(r);
        return;
    }
    if (ulen < len)
        len = ulen;
    else if (ulen > len && !d->ip.frag)
        h[UDP_LEN].flags = SN_REC_BAD;
    if (d->want & SN_WANT_SUMS)
        check_sum(d, &h[UDP_SUM], &all, len);
    if ((d->want & (SN_WANT_SHALLOW | SN_WANT_DOMAIN)) == SN_WANT_SHALLOW)
        return;
    /* tcpdump doesn't mind a length that is too small; the fields are those inside it. */
    body = d->want & SN_WANT_FIELDS ? sn_inside(r, len - HDR) : *r;
    sn_next_port(d, SN_TAB_UDP, sn_be16(p), sn_be16(p + 2), &body, len - HDR);
}

static enum sn_said udp_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    uint32_t ulen;

    if (__builtin_expect(l->n <= UDP_DPORT, 0)) {
        if (!sn_text_ends_alone(t, 17)) {
            sn_text_addrs(t);
            sn_put_lit(t->b, ": ");
        }
        return SN_SAID_SHORT;
    }
    sn_text_ends(t, (uint16_t)q[UDP_SPORT].u, (uint16_t)q[UDP_DPORT].u, 17);
    if (l->len < HDR) {
        sn_put_f(t->b, "truncated-udp %u", l->len);
        return SN_SAID_ALL;
    }
    if (l->n <= UDP_LEN)
        return SN_SAID_SHORT;
    ulen = (uint32_t)q[UDP_LEN].u;
    if (ulen == 0 && l->len > UINT16_MAX)
        ulen = l->len;
    if (ulen < HDR) {
        sn_put_f(t->b, "truncated-udplength %u", ulen);
        return SN_SAID_ALL;
    }
    if (l->n < UDP_FIXED)
        return SN_SAID_SHORT;
    if (t->o->verbose > !t->net6 && !t->o->no_sums && !t->o->domain) {
        if (q[UDP_SUM].flags & SN_REC_BAD)
            sn_put_f(t->b, "[bad udp cksum 0x%04x -> 0x%04x!] ", (unsigned)q[UDP_SUM].u,
                     sn_sum_should((uint16_t)q[UDP_SUM].u, (uint16_t)q[UDP_SUM].n));
        else if (q[UDP_SUM].flags & SN_REC_CHECKED)
            sn_put_s(t->b, q[UDP_SUM].u || t->net6 ? "[udp sum ok] " : "[no cksum] ");
    }
    if (sn_text_claimed(t, l))
        return SN_SAID;
    if (!sn_buf_room(t->b, 64))
        return SN_SAID_ALL;
    if (q[UDP_LEN].flags & SN_REC_BAD)
        sn_put_f(t->b, "UDP, bad length %u > %u", ulen - HDR, l->len - HDR);
    else
        t->b->p = put_u32(put_lit(t->b->p, "UDP, length "), ulen - HDR);
    return SN_SAID_ALL;
}

const struct sn_proto sn_proto_udp = {
    .name = "udp",
    .title = "User Datagram Protocol",
    .fields = udp_fields,
    .nfields = SN_NFIELDS(udp_fields),
    .keys = SN_KEYS({.table = SN_TAB_IPPROTO, .value = 17}),
    .dissect = udp_dissect,
    .text = udp_text,
};
