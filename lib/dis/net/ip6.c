/* IPv6 (RFC 8200). Its extension headers are in ip6ext.c. */
#include "dis/net/ip6.h"

SN_TABLE(ip6ext);
SN_FIELD_TABLE(ipv6, IP6)

#define HDR 40

/* Who answers to the number of a next header. */
static inline const struct sn_proto *ip6_proto(const struct sn_dis *d, uint8_t nh)
{
    const struct sn_proto *ext = sn_tab_proto(d, &sn_tab_ip6ext, nh);

    return ext ? ext : sn_ip_proto(d, nh, d->ip.version);
}

/* Headers that tcpdump reads though the payload has no length: a jumbogram's option says how long
 * it is. */
static bool needs_no_length(const struct sn_dis *d, uint8_t nh)
{
    return sn_tab_proto(d, &sn_tab_ip6ext, nh) || ip6_proto(d, nh) == &sn_proto_mip6;
}

void sn_ip6_next(struct sn_dis *d, uint8_t nh, const struct sn_rd *rd, uint32_t len)
{
    if (d->ip.plen || d->ip.hopopts || needs_no_length(d, nh))
        sn_next_proto(d, ip6_proto(d, nh), rd, len);
}

/* What Wireshark makes of the fields that were read, of which the first is the version. */
static void made(struct sn_dis *d)
{
    const struct sn_rec *tclass = sn_rec_of(d, IP6_TCLASS);

    if (tclass && !(tclass->flags & SN_REC_TEXT))
        sn_parts(d, IP6_TCLASS, IP6_DSCP, IP6_ECN);
    sn_made(d, IP6_IP_VERSION, sn_u(d, IP6_VERSION));
}

static void ipv6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *p = r->p;
    const struct sn_rec *h = sn_header_of(d, r, ipv6_fields, IP6_DST);
    struct sn_rd body;
    uint32_t plen;
    uint8_t nh;

    if (!h) {
        if (!sn_rec_of(d, IP6_VERSION))
            return;
        if (sn_u(d, IP6_VERSION) != 6)
            sn_text_only(d, d->cur->first + IP6_TCLASS);
        made(d);
        return;
    }
    plen = (uint32_t)h[IP6_PLEN].u;
    nh = (uint8_t)h[IP6_NXT].u;
    sn_ends_begin(d, 6, p + 8, p + 24, nh);
    if (h[IP6_VERSION].u != 6 || len < HDR) {
        sn_malformed(r);
        if (h[IP6_VERSION].u != 6)
            sn_text_only(d, d->cur->first + IP6_TCLASS);
        made(d);
        return;
    }
    if (__builtin_expect(d->want & SN_WANT_FIELDS, 0))
        made(d);
    d->ip = (struct sn_dis_ip){
        .src = p + 8,
        .dst = p + 24,
        .last = p + 24,
        .off = (uint32_t)(p - r->start),
        .plen = plen,
        .version = 6,
    };
    if (plen == 0 && needs_no_length(d, nh)) {
        sn_ip6_next(d, nh, r, len - HDR);
        return;
    }
    if (__builtin_expect(plen > len - HDR, 0) && sn_wants_values(d) &&
        (d->want & (SN_WANT_LINE | SN_WANT_HEADERS)) != SN_WANT_LINE)
        plen = len - HDR; /* fields are of what was sent */
    body = sn_inside(r, plen);
    sn_next_proto(d, ip6_proto(d, nh), &body, plen);
}

/* ---- text ---- */

/* "(class 0x12, flowlabel 0xabcde, hlim 64, next-header UDP (17) payload length: 12) " */
static void ip6_verbose(struct sn_text *t, const struct sn_view *v, const struct sn_rec *h)
{
    const char *name = sn_val_name(sn_ipprotos, (uint32_t)h[IP6_NXT].u);
    char *o;

    sn_put_c(t->b, '(');
    if (h[IP6_TCLASS].u)
        sn_say(t, v, "class 0x{02x}, ", IP6_TCLASS);
    if (h[IP6_FLOW].u)
        sn_say(t, v, "flowlabel 0x{05x}, ", IP6_FLOW);
    if (!sn_buf_room(t->b, 128))
        return;
    o = put_u32(put_lit(t->b->p, "hlim "), (uint32_t)h[IP6_HLIM].u);
    o = put_str(put_lit(o, ", next-header "), name ? name : "unknown");
    o = put_u32(put_lit(o, " ("), (uint32_t)h[IP6_NXT].u);
    o = put_u32(put_lit(o, ") payload length: "), (uint32_t)h[IP6_PLEN].u);
    t->b->p = put_lit(o, ") ");
}

static bool prints_addresses(uint64_t proto)
{
    return proto == 6 || proto == 17 || proto == 33 || proto == 132;
}

enum sn_then sn_ip6_payload_text(struct sn_text *t, const struct sn_layer *l, bool ext, uint64_t nh,
                                 uint32_t len)
{
    bool claimed = sn_text_claimed(t, l);

    if (ext && !claimed && !sn_ip6_plen(t) && t->net[1].proto != &sn_proto_hopopts) {
        t->tag = sn_proto_ipv6.tag;
        return SN_TEXT_CUT_SHORT;
    }
    if (prints_addresses(nh) || claimed)
        return SN_TEXT_INNER;
    sn_text_ip_unknown(t, (uint8_t)nh, len);
    return SN_TEXT_DONE;
}

static enum sn_then ipv6_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *h = sn_header_recs(&v, IP6_DST);
    uint32_t plen;
    uint64_t nh;

    if (!h)
        return SN_TEXT_CUT_SHORT;
    plen = (uint32_t)h[IP6_PLEN].u;
    nh = h[IP6_NXT].u;
    if (l->len < HDR) {
        sn_put_f(t->b, "truncated-ip6 %u", l->len);
        return SN_TEXT_DONE;
    }
    if (!t->o->link)
        sn_put_lit(t->b, "IP6 ");
    if (h[IP6_VERSION].u != 6) {
        sn_say(t, &v, "version error: {} != 6", IP6_VERSION);
        return SN_TEXT_DONE;
    }
    t->net = l;
    t->net6 = true;
    if (plen + HDR > l->len)
        sn_put_f(t->b, "truncated-ip6 - %u bytes missing!", plen + HDR - l->len);
    if (t->o->verbose)
        ip6_verbose(t, &v, h);
    if (!prints_addresses(nh)) {
        sn_text_addrs(t);
        sn_put_lit(t->b, ": ");
    }
    return sn_ip6_payload_text(t, l, false, nh, plen);
}

const struct sn_proto sn_proto_ipv6 = {
    .name = "ipv6",
    .tag = "ip6",
    .title = "Internet Protocol Version 6",
    SN_PROTO_FIELDS(ipv6),
    .keys =
        SN_KEYS({.table = &sn_tab_ether, .value = 0x86dd}, {.table = &sn_tab_ipproto, .value = 41},
                {.table = &sn_tab_nlpid, .value = 0x8e}),
    .dissect = ipv6_dissect,
    .text = ipv6_text,
};
