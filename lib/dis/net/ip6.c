/* IPv6 (RFC 8200). Its extension headers are in ip6ext.c. */
#include "dis/net/ip6.h"

enum {
    IP6_VERSION,
    IP6_TCLASS,
    IP6_FLOW,
    IP6_PLEN,
    IP6_NXT = SN_IP6_NXT,
    IP6_HLIM,
    IP6_SRC = SN_IP6_SRC,
    IP6_DST = SN_IP6_DST,
    IP6_FIXED,
};

static const struct sn_field ip6_fields[] = {
    [IP6_VERSION] = SN_UINT("ipv6.version"),
    [IP6_TCLASS] = SN_UINT("ipv6.tclass"),
    [IP6_FLOW] = SN_UINT("ipv6.flow"),
    [IP6_PLEN] = SN_UINT("ipv6.plen"),
    [IP6_NXT] = SN_UINTV("ipv6.nxt", sn_ipprotos),
    [IP6_HLIM] = SN_UINT("ipv6.hlim"),
    [IP6_SRC] = SN_IPV6("ipv6.src"),
    [IP6_DST] = SN_IPV6("ipv6.dst"),
};

#define HDR 40

/* Who answers to the number of a next header. */
static inline const struct sn_proto *ip6_proto(const struct sn_dis *d, uint8_t nh)
{
    const struct sn_proto *ext = sn_tab_proto(d, SN_TAB_IP6EXT, nh);

    return ext ? ext : sn_ip_proto(d, nh, d->ip.version);
}

void sn_ip6_next(struct sn_dis *d, uint8_t nh, const struct sn_rd *rd, uint32_t len)
{
    if (d->ip.plen || d->ip.hopopts || sn_tab_proto(d, SN_TAB_IP6EXT, nh))
        sn_next_proto(d, ip6_proto(d, nh), rd, len);
}

static void ip6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR];
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR, tmp);
    struct sn_rec *q = sn_fixed_recs(d);
    uint32_t word = sn_be32(p), plen = sn_be16(p + 4);
    struct sn_rd body;

    q = sn_fill(q, IP6_VERSION, o, 1, word >> 28);
    q = sn_fill(q, IP6_TCLASS, o, 2, word >> 20 & 0xff);
    q = sn_fill(q, IP6_FLOW, o + 1, 3, word & 0xfffff);
    q = sn_fill(q, IP6_PLEN, o + 4, 2, plen);
    q = sn_fill(q, IP6_NXT, o + 6, 1, p[6]);
    q = sn_fill(q, IP6_HLIM, o + 7, 1, p[7]);
    q = sn_fill_bytes(q, IP6_SRC, o + 8, p + 8, 16);
    q = sn_fill_bytes(q, IP6_DST, o + 24, p + 24, 16);
    if (!sn_fixed_end(d, r, q))
        return;
    sn_ends_begin(d, 6, p + 8, p + 24, p[6]);
    if (p[0] >> 4 != 6 || len < HDR) {
        sn_malformed(r);
        return;
    }
    d->ip.src = p + 8;
    d->ip.dst = d->ip.last = p + 24;
    d->ip.off = (uint32_t)o;
    d->ip.plen = plen;
    d->ip.version = 6;
    d->ip.frag = d->ip.hopopts = false;
    /* A jumbogram's option says how long it is. */
    if (plen == 0 && sn_tab_proto(d, SN_TAB_IP6EXT, p[6])) {
        sn_ip6_next(d, p[6], r, len - HDR);
        return;
    }
    body = sn_inside(r, plen);
    sn_next_proto(d, ip6_proto(d, p[6]), &body, plen);
}

/* ---- text ---- */

/* "(class 0x12, flowlabel 0xabcde, hlim 64, next-header UDP (17) payload length: 12) " */
static void ip6_verbose(struct sn_text *t, const struct sn_rec *q)
{
    const char *name = sn_val_name(sn_ipprotos, (uint32_t)q[IP6_NXT].u);

    sn_put_c(t->b, '(');
    if (q[IP6_TCLASS].u) {
        sn_put_lit(t->b, "class 0x");
        sn_put_hex_pad(t->b, q[IP6_TCLASS].u, 2);
        sn_put_lit(t->b, ", ");
    }
    if (q[IP6_FLOW].u) {
        sn_put_lit(t->b, "flowlabel 0x");
        sn_put_hex_pad(t->b, q[IP6_FLOW].u, 5);
        sn_put_lit(t->b, ", ");
    }
    sn_put_lit(t->b, "hlim ");
    sn_put_u32(t->b, (uint32_t)q[IP6_HLIM].u);
    sn_put_lit(t->b, ", next-header ");
    sn_put_s(t->b, name ? name : "unknown");
    sn_put_lit(t->b, " (");
    sn_put_u32(t->b, (uint32_t)q[IP6_NXT].u);
    sn_put_lit(t->b, ") payload length: ");
    sn_put_u32(t->b, (uint32_t)q[IP6_PLEN].u);
    sn_put_lit(t->b, ") ");
}

static bool prints_addresses(uint64_t proto)
{
    return proto == 6 || proto == 17;
}

bool sn_ip6_empty_text(struct sn_text *t, const struct sn_layer *l)
{
    if (sn_text_claimed(t, l) || sn_recs(t, t->net)[IP6_PLEN].u ||
        t->net[1].proto == &sn_proto_hopopts)
        return false;
    t->tag = sn_proto_ipv6.tag;
    return true;
}

enum sn_then sn_ip6_unclaimed(struct sn_text *t, const struct sn_layer *l, uint8_t nh, uint32_t len)
{
    if (prints_addresses(nh) || sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    sn_text_ip_unknown(t, nh, len);
    return SN_TEXT_DONE;
}

static enum sn_then ip6_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);

    if (l->n < IP6_FIXED)
        return SN_TEXT_CUT_SHORT;
    if (!t->o->link)
        sn_put_lit(t->b, "IP6 ");
    if (q[IP6_VERSION].u != 6) {
        sn_put_f(t->b, "version error: %u != 6", (unsigned)q[IP6_VERSION].u);
        return SN_TEXT_DONE;
    }
    if (l->len < HDR) {
        sn_put_f(t->b, "truncated-ip6 %u", l->len);
        return SN_TEXT_DONE;
    }
    t->net = l;
    t->net6 = true;
    if (q[IP6_PLEN].u + HDR > l->len)
        sn_put_f(t->b, "truncated-ip6 - %u bytes missing!", (unsigned)q[IP6_PLEN].u + HDR - l->len);
    if (t->o->verbose)
        ip6_verbose(t, q);
    if (!prints_addresses(q[IP6_NXT].u)) {
        sn_text_addrs(t);
        sn_put_lit(t->b, ": ");
    }
    return sn_ip6_unclaimed(t, l, (uint8_t)q[IP6_NXT].u, (uint32_t)q[IP6_PLEN].u);
}

const struct sn_proto sn_proto_ipv6 = {
    .name = "ipv6",
    .tag = "ip6",
    .title = "Internet Protocol Version 6",
    .fields = ip6_fields,
    .nfields = SN_NFIELDS(ip6_fields),
    .keys =
        SN_KEYS({.table = SN_TAB_ETHER, .value = 0x86dd}, {.table = SN_TAB_IPPROTO, .value = 41}),
    .dissect = ip6_dissect,
    .text = ip6_text,
};
