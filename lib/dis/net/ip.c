/* IPv4 (RFC 791). */
#include "dis/net/ip4.h"

static const struct sn_field ip_fields[] = {
    [IP_VERSION] = SN_UINT("ip.version"),
    [IP_HLEN] = SN_UINT("ip.hdr_len"),
    [IP_DSFIELD] = SN_UINT("ip.dsfield"),
    [IP_LEN] = SN_UINT("ip.len"),
    [IP_ID] = SN_UINT("ip.id"),
    [IP_FLAGS] = SN_UINT("ip.flags"),
    [IP_OFFSET] = SN_UINT("ip.frag_offset"),
    [IP_TTL] = SN_UINT("ip.ttl"),
    [IP_PROTO] = SN_UINTV("ip.proto", sn_ipprotos),
    [IP_SUM] = SN_UINT("ip.checksum"),
    [IP_SRC] = SN_IPV4("ip.src"),
    [IP_DST] = SN_IPV4("ip.dst"),
    [IP_DSCP] = SN_UINT("ip.dsfield.dscp"),
    [IP_ECN] = SN_UINT("ip.dsfield.ecn"),
    [IP_RB] = SN_BOOL("ip.flags.rb"),
    [IP_DF] = SN_BOOL("ip.flags.df"),
    [IP_MF] = SN_BOOL("ip.flags.mf"),
    [IP_SUM_STATUS] = SN_UINT("ip.checksum.status"),
    [IP_OPT] = SN_FIELD("ip.opt.type", SN_F_UINT, SN_F_MULTI, NULL),
    [IP_OPT_PTR] = SN_FIELD("ip.opt.ptr", SN_F_UINT, SN_F_MULTI, NULL),
    [IP_OPT_ADDR] = SN_FIELD("ip.opt.addr", SN_F_IPV4, SN_F_MULTI, NULL),
    [IP_OPT_OFLW] = SN_UINT("ip.opt.overflow"),
    [IP_OPT_FLG] = SN_UINT("ip.opt.flag"),
    [IP_OPT_TS] = SN_FIELD("ip.opt.time_stamp", SN_F_UINT, SN_F_MULTI, NULL),
    [IP_OPT_TS_ADDR] = SN_FIELD("ip.opt.time_stamp_addr", SN_F_IPV4, SN_F_MULTI, NULL),
    [IP_OPT_RA] = SN_UINT("ip.opt.ra"),
};

#define HDR 20

/* What JSON has beside the header's own fields. */
static void ip_more(struct sn_dis *d, const struct sn_rec *h)
{
    sn_rec_made(d, IP_DSCP, h[IP_DSFIELD].u >> 2);
    sn_rec_made(d, IP_ECN, h[IP_DSFIELD].u & 3);
    sn_rec_made(d, IP_RB, h[IP_FLAGS].u >> 2 & 1);
    sn_rec_made(d, IP_DF, h[IP_FLAGS].u >> 1 & 1);
    sn_rec_made(d, IP_MF, h[IP_FLAGS].u & 1);
    if (h[IP_SUM].flags & SN_REC_CHECKED)
        sn_rec_made(d, IP_SUM_STATUS, !h[IP_SUM].n);
}

/* What is computed from the header, of which hlen bytes are at p. */
static void ip_made(struct sn_dis *d, struct sn_rec *h, const uint8_t *p, uint32_t hlen)
{
    if (d->want & SN_WANT_SUMS && hlen) {
        h[IP_SUM].n = sn_sum_fold(sn_sum_add(0, p, hlen));
        h[IP_SUM].flags = (uint8_t)(SN_REC_CHECKED | (h[IP_SUM].n ? SN_REC_BAD : 0));
    }
    if (d->want & SN_WANT_FIELDS)
        ip_more(d, h);
}

static inline void ip_payload(struct sn_dis *d, const uint8_t *p, const struct sn_rd *body,
                              uint32_t len)
{
    bool first = !(sn_be16(p + 6) & 0x1fff); /* what other fragments hold is anyone's guess */

    sn_next_proto(d, first ? sn_ip_proto(d, p[9], 4) : NULL, body, len);
}

/* A header with options: those, `size` bytes, and what is behind. */
static void ip_optional(struct sn_dis *d, struct sn_rd *r, struct sn_rec *h, const uint8_t *p,
                        uint32_t size)
{
    uint32_t total = (uint32_t)h[IP_LEN].u;
    struct sn_rd body = sn_inside(r, total - HDR), opts;

    ip_made(d, h, p, sn_rd_left(&body) >= size ? HDR + size : 0);
    (void)!sn_rd_sub(&body, size, &opts);
    if (d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS))
        sn_ip_opts(d, &opts, size, &body);
    if (sn_rd_left(&body) == 0 && opts.cut)
        r->stop = SN_STOP_TRUNCATED;
    else
        ip_payload(d, p, &body, total - HDR - size);
}

static void ip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR];
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR, tmp);
    struct sn_rec *h = sn_fixed_recs(d), *q = h;
    uint32_t hlen = (p[0] & 15u) * 4, total = sn_be16(p + 2);
    uint16_t frag = sn_be16(p + 6);
    struct sn_rd body;

    q = sn_fill(q, IP_VERSION, o, 1, p[0] >> 4);
    q = sn_fill(q, IP_HLEN, o, 1, hlen);
    q = sn_fill(q, IP_DSFIELD, o + 1, 1, p[1]);
    q = sn_fill(q, IP_LEN, o + 2, 2, total);
    q = sn_fill(q, IP_ID, o + 4, 2, sn_be16(p + 4));
    q = sn_fill(q, IP_FLAGS, o + 6, 1, frag >> 13);
    q = sn_fill(q, IP_OFFSET, o + 6, 2, (frag & 0x1fff) * 8u);
    q = sn_fill(q, IP_TTL, o + 8, 1, p[8]);
    q = sn_fill(q, IP_PROTO, o + 9, 1, p[9]);
    q = sn_fill(q, IP_SUM, o + 10, 2, sn_be16(p + 10));
    q = sn_fill(q, IP_SRC, o + 12, 4, sn_be32(p + 12));
    q = sn_fill(q, IP_DST, o + 16, 4, sn_be32(p + 16));
    if (!sn_fixed_end(d, r, q))
        return;
    sn_ends_begin(d, 4, p + 12, p + 16, p[9]);
    if (p[0] >> 4 != 4 || hlen < HDR || len < HDR || total < hlen) {
        sn_malformed(r);
        return;
    }
    d->ip.src = p + 12;
    d->ip.dst = d->ip.last = p + 16;
    d->ip.off = (uint32_t)o;
    d->ip.plen = 0;
    d->ip.version = 4;
    d->ip.frag = frag & 0x3fff;
    d->ip.hopopts = false;
    if (__builtin_expect(hlen > HDR, 0)) {
        ip_optional(d, r, h, p, hlen - HDR);
        return;
    }
    if (d->want & (SN_WANT_SUMS | SN_WANT_FIELDS))
        ip_made(d, h, p, HDR);
    body = sn_inside(r, total - HDR);
    ip_payload(d, p, &body, total - HDR);
}

/* ---- text ---- */

static const struct sn_val ip_flag_bits[] = {{1, "+"}, {2, "DF"}, {4, "rsvd"}, {0, NULL}};

/* TCP and UDP print the addresses themselves, with the ports. */
static bool prints_addresses(uint64_t proto)
{
    return proto == 6 || proto == 17;
}

void sn_ip_sum_text(struct sn_text *t, const struct sn_rec *sum)
{
    if (sum->flags & SN_REC_BAD)
        sn_put_f(t->b, ", bad cksum %x (->%x)!", (unsigned)sum->u,
                 sn_sum_should((uint16_t)sum->u, (uint16_t)sum->n));
}

uint64_t sn_ip_ttl(const struct sn_text *t)
{
    struct sn_view v = sn_view(t, t->net);

    return sn_opt(&v, t->net6 ? SN_IP6_HLIM : IP_TTL);
}

/* "(tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)\n    " */
static enum sn_then ip_verbose(struct sn_text *t, const struct sn_layer *l)
{
    static const char *const ecn[4] = {"", ",ECT(1)", ",ECT(0)", ",CE"};
    const struct sn_rec *q = sn_recs(t, l);
    const char *name = sn_val_name(sn_ipprotos, (uint32_t)q[IP_PROTO].u);
    enum sn_then said = SN_TEXT_INNER;
    char *o;

    if (!sn_buf_room(t->b, 128))
        return SN_TEXT_DONE;
    o = put_hex(put_lit(t->b->p, "(tos 0x"), (uint32_t)q[IP_DSFIELD].u);
    o = put_str(o, ecn[q[IP_DSFIELD].u & 3]);
    if (q[IP_TTL].u >= 1)
        o = put_u32(put_lit(o, ", ttl "), (uint32_t)q[IP_TTL].u);
    o = put_u32(put_lit(o, ", id "), (uint32_t)q[IP_ID].u);
    o = put_u32(put_lit(o, ", offset "), (uint32_t)q[IP_OFFSET].u);
    t->b->p = put_lit(o, ", flags [");
    sn_text_bits(t, ip_flag_bits, (uint32_t)q[IP_FLAGS].u, ", ", "none");
    sn_put_lit(t->b, "], proto ");
    sn_put_s(t->b, name ? name : "unknown");
    if (!sn_buf_room(t->b, 64))
        return SN_TEXT_DONE;
    o = put_u32(put_lit(t->b->p, " ("), (uint32_t)q[IP_PROTO].u);
    t->b->p = put_u32(put_lit(o, "), length "), (uint32_t)q[IP_LEN].u);
    if (q[IP_HLEN].u > HDR)
        said = sn_ip_opts_text(t, l);
    if (said != SN_TEXT_INNER)
        return said;
    sn_ip_sum_text(t, &q[IP_SUM]);
    sn_put_lit(t->b, ")\n    ");
    return SN_TEXT_INNER;
}

/* What is wrong with the header: said instead of everything else. */
static enum sn_then ip_bad(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);

    if (q[IP_VERSION].u != 4) {
        sn_put_f(t->b, "IP%u", (unsigned)q[IP_VERSION].u);
        if (q[IP_VERSION].u == 6)
            sn_put_lit(t->b, ", wrong link-layer encapsulation");
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!t->o->link)
        sn_put_lit(t->b, "IP ");
    if (l->len < HDR)
        sn_put_f(t->b, "truncated-ip %u", l->len);
    else if (q[IP_HLEN].u < HDR)
        sn_put_f(t->b, "bad-hlen %u", (unsigned)q[IP_HLEN].u);
    else if (q[IP_LEN].u <= l->len)
        sn_put_f(t->b, "bad-len %u", (unsigned)q[IP_LEN].u);
    else
        sn_put_f(t->b, "truncated-ip - %u bytes missing! bad-len %u",
                 (unsigned)q[IP_LEN].u - l->len, (unsigned)q[IP_LEN].u);
    return SN_TEXT_DONE;
}

static enum sn_then ip_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    enum sn_then said;

    if (l->n && q[IP_VERSION].u != 4)
        return ip_bad(t, l);
    if (l->n < IP_FIXED) {
        if (l->n && !t->o->link)
            sn_put_lit(t->b, "IP ");
        return l->n ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    }
    if (__builtin_expect(l->flags & SN_LAYER_MALFORMED, 0))
        return ip_bad(t, l);
    t->net = l;
    t->net6 = false;
    if (!t->o->link)
        sn_put_lit(t->b, "IP ");
    if (__builtin_expect(q[IP_LEN].u > l->len, 0))
        sn_put_f(t->b, "truncated-ip - %u bytes missing! ", (unsigned)q[IP_LEN].u - l->len);
    if (t->o->verbose && (said = ip_verbose(t, l)) != SN_TEXT_INNER)
        return said;
    if (__builtin_expect(q[IP_OFFSET].u != 0, 0)) {
        if (t->o->quiet > 1)
            return SN_TEXT_DONE;
        sn_text_addrs(t);
        sn_put_lit(t->b, ": ip-proto-");
        sn_put_u32(t->b, (uint32_t)q[IP_PROTO].u);
        return SN_TEXT_DONE;
    }
    if (!prints_addresses(q[IP_PROTO].u)) {
        sn_text_addrs(t);
        sn_put_lit(t->b, ": ");
    }
    if (__builtin_expect(l->caplen < q[IP_HLEN].u, 0)) {
        sn_put_f(t->b, " [remaining caplen(%u) < header length(%u)]", l->caplen,
                 (unsigned)q[IP_HLEN].u);
        return SN_TEXT_CUT;
    }
    if (!prints_addresses(q[IP_PROTO].u) && sn_text_unclaimed(t, l)) {
        sn_text_ip_unknown(t, (uint8_t)q[IP_PROTO].u, (uint32_t)(q[IP_LEN].u - q[IP_HLEN].u));
        return SN_TEXT_DONE;
    }
    return SN_TEXT_INNER;
}

/* ---- what IPv4 and IPv6 share ---- */

enum { NONE = 59, ND = 77 };

void sn_text_ip_unknown(struct sn_text *t, uint8_t proto, uint32_t len)
{
    const struct sn_names *n = t->o->names;
    const char *name = sn_val_name(sn_ipprotos, proto);

    if (sn_ip_other_version(proto, t->net6 ? 6 : 4)) {
        sn_put_f(t->b, "[%s requires IPv%c] (invalid)", name, t->net6 ? '4' : '6');
        return;
    }
    if (proto == NONE) {
        sn_put_lit(t->b, "no next header");
        return;
    }
    sn_put_c(t->b, ' ');
    if (proto == ND)
        sn_put_lit(t->b, "nd");
    else if (!n || !n->proto || !n->proto(n->ctx, t->b, proto))
        sn_put_f(t->b, "ip-proto-%u", proto);
    sn_put_c(t->b, ' ');
    sn_put_u32(t->b, len);
}

void sn_text_src(struct sn_text *t)
{
    if (t->net6)
        sn_text_host6(t, sn_recs(t, t->net)[SN_IP6_SRC].p);
    else
        sn_text_host4(t, (uint32_t)sn_recs(t, t->net)[IP_SRC].u);
}

void sn_text_dst(struct sn_text *t)
{
    if (t->net6)
        sn_text_host6(t, sn_recs(t, t->net)[SN_IP6_DST].p);
    else
        sn_text_host4(t, (uint32_t)sn_recs(t, t->net)[IP_DST].u);
}

void sn_text_addrs(struct sn_text *t)
{
    sn_text_src(t);
    sn_put_lit(t->b, " > ");
    sn_text_dst(t);
}

bool sn_text_ends_alone(const struct sn_text *t, uint8_t proto)
{
    return t->net6 && sn_recs(t, t->net)[SN_IP6_NXT].u != proto;
}

/* The same in numbers, with addresses. */
static void numeric_ends(struct sn_text *t, uint16_t sport, uint16_t dport)
{
    const struct sn_rec *q = sn_recs(t, t->net);
    char *o;

    if (!sn_buf_room(t->b, 128))
        return;
    if (t->net6) {
        sn_put_ipv6(t->b, q[SN_IP6_SRC].p);
        o = t->b->p;
    } else {
        o = put_ipv4(t->b->p, (uint32_t)q[IP_SRC].u);
    }
    *o++ = '.';
    o = put_u16(o, sport);
    o = put_lit(o, " > ");
    if (t->net6) {
        t->b->p = o;
        sn_put_ipv6(t->b, q[SN_IP6_DST].p);
        o = t->b->p;
    } else {
        o = put_ipv4(o, (uint32_t)q[IP_DST].u);
    }
    *o++ = '.';
    o = put_u16(o, dport);
    t->b->p = put_lit(o, ": ");
}

void sn_text_ends(struct sn_text *t, uint16_t sport, uint16_t dport, uint8_t proto)
{
    bool alone = sn_text_ends_alone(t, proto), udp = proto != 6;

    if (__builtin_expect(!alone && !t->o->names, 1)) {
        numeric_ends(t, sport, dport);
        return;
    }
    if (!alone) {
        sn_text_src(t);
        sn_put_c(t->b, '.');
    }
    sn_text_port(t, sport, udp);
    sn_put_lit(t->b, " > ");
    if (!alone) {
        sn_text_dst(t);
        sn_put_c(t->b, '.');
    }
    sn_text_port(t, dport, udp);
    sn_put_lit(t->b, ": ");
}

const struct sn_proto sn_proto_ip = {
    .name = "ip",
    .title = "Internet Protocol Version 4",
    .fields = ip_fields,
    .nfields = SN_NFIELDS(ip_fields),
    .keys =
        SN_KEYS({.table = SN_TAB_ETHER, .value = 0x0800}, {.table = SN_TAB_IPPROTO, .value = 4}),
    .dissect = ip_dissect,
    .text = ip_text,
};
