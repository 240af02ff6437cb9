/* IPv4 (RFC 791). */
#include "dis/net/ip4.h"
#include "dis/net/ip6.h"

SN_TABLE(ipproto);
SN_FIELD_TABLE(ip, IP)

enum { HDR = 20, SRC_AT = 12 };

/* What is computed from the header, of which hlen bytes are at p; 0: not all were captured. */
static void ip_made(struct sn_dis *d, const uint8_t *p, uint32_t hlen)
{
    sn_parts(d, IP_DSFIELD, IP_DSCP, IP_ECN);
    sn_parts(d, IP_FLAGS, IP_RB, IP_MF);
    if (d->want & SN_WANT_SUMS && hlen)
        sn_sum_result(d, IP_SUM, IP_SUM_STATUS, IP_SUM_RIGHT, sn_sum_fold(sn_sum_add(0, p, hlen)));
}

/* A header that is wrong: nothing behind the field that is has a meaning. What stands in an IPv4
 * packet's place may be an IPv6 packet. */
static void ip_wrong(struct sn_dis *d, struct sn_rd *r, const struct sn_rec *h,
                     const struct sn_rd *all, uint32_t len)
{
    unsigned first = h[IP_VERSION].u != 4 ? IP_HLEN : h[IP_HLEN].u < HDR ? IP_DSFIELD : IP_ID;

    sn_malformed(r);
    sn_text_only(d, d->cur->first + first);
    if (first == IP_ID)
        sn_parts(d, IP_DSFIELD, IP_DSCP, IP_ECN);
    if (h[IP_VERSION].u == 6)
        sn_next_proto(d, &sn_proto_ipv6, all, len);
}

/* A header that wasn't captured whole. */
static void ip_cut(struct sn_dis *d)
{
    const struct sn_rec *flags = sn_rec_of(d, IP_FLAGS);

    if (sn_rec_of(d, IP_DSFIELD))
        sn_parts(d, IP_DSFIELD, IP_DSCP, IP_ECN);
    if (flags && !(flags->flags & SN_REC_TEXT))
        sn_parts(d, IP_FLAGS, IP_RB, IP_MF);
    if (sn_rec_of(d, IP_SUM))
        sn_made(d, IP_SUM_STATUS, SN_SUM_UNVERIFIED);
}

static inline void ip_payload(struct sn_dis *d, const struct sn_rec *h, const struct sn_rd *body,
                              uint32_t len)
{
    bool first = !h[IP_OFFSET].u; /* what other fragments hold is anyone's guess */

    if (__builtin_expect(d->ip.frag, 0) &&
        sn_next_fragment(d, d->ip.src - SRC_AT, sn_ip_proto(d, (uint8_t)h[IP_PROTO].u, 4), body,
                         len)) {
        if (!d->ip.frag)
            sn_made(d, IP_WHOLE_LEN, d->whole->n);
        return;
    }
    sn_next_proto(d, first ? sn_ip_proto(d, (uint8_t)h[IP_PROTO].u, 4) : NULL, body, len);
}

/* The packet goes on to the last address of a source route; without all options that isn't known.
 */
static void destination(struct sn_dis *d, struct sn_rd opts)
{
    struct sn_rec *q = sn_rec_of(d, IP_DST);
    const uint8_t *last = NULL;

    if (!sn_ip_last(opts, &last))
        q->flags |= SN_REC_TEXT;
    if (!last)
        return;
    q->flags |= SN_REC_TEXT;
    sn_rec_made(d, IP_LAST, sn_be32(last));
}

/* A header with options: those, `size` bytes, and what is behind. */
static void ip_optional(struct sn_dis *d, struct sn_rd *r, const struct sn_rec *h, const uint8_t *p,
                        uint32_t size, uint32_t total)
{
    struct sn_rd body = sn_inside(r, total - HDR), opts;
    uint32_t first;

    ip_made(d, p, sn_rd_left(&body) >= size ? HDR + size : 0);
    if (sn_rd_left(&body) < size)
        sn_made(d, IP_SUM_STATUS, SN_SUM_UNVERIFIED);
    (void)!sn_rd_sub(&body, size, &opts);
    if (sn_wants_values(d))
        destination(d, opts);
    first = d->nrec;
    if (d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS))
        sn_ip_opts(d, &opts, size, &body);
    if (opts.cut)
        sn_text_only(d, first);
    if (sn_rd_left(&body) == 0 && opts.cut)
        r->stop = SN_STOP_TRUNCATED;
    else
        ip_payload(d, h, &body, total - HDR - size);
}

static void ip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd body, all = *r;
    const uint8_t *p = r->p;
    const struct sn_rec *h = sn_header_of(d, r, ip_fields, IP_DST);
    uint32_t hlen, total;
    bool frag;

    if (!h) {
        ip_cut(d);
        return;
    }
    hlen = (uint32_t)h[IP_HLEN].u;
    total = (uint32_t)h[IP_LEN].u;
    frag = h[IP_OFFSET].u || h[IP_FLAGS].u & 1;
    sn_ends_begin(d, 4, p + 12, p + 16, (uint8_t)h[IP_PROTO].u);
    if (__builtin_expect(!total, 0) && len >= HDR && sn_wants_values(d)) {
        /* The kernel hadn't cut it into segments yet. */
        sn_rec_of(d, IP_LEN)->flags |= SN_REC_TEXT;
        sn_rec_made(d, IP_ALL_LEN, len);
        total = len;
    }
    if (__builtin_expect(total > len, 0) && hlen <= len && sn_wants_values(d) &&
        (d->want & (SN_WANT_LINE | SN_WANT_HEADERS)) != SN_WANT_LINE && !frag)
        total = len; /* fields are of what was sent; of a fragment that would seem to be all */
    if (h[IP_VERSION].u != 4 || hlen < HDR || len < HDR || total < hlen) {
        ip_wrong(d, r, h, &all, len);
        return;
    }
    d->ip = (struct sn_dis_ip){
        .src = p + 12,
        .dst = p + 16,
        .last = p + 16,
        .off = (uint32_t)(p - r->start),
        .version = 4,
        .frag = frag,
    };
    if (__builtin_expect(hlen > HDR, 0)) {
        ip_optional(d, r, h, p, hlen - HDR, total);
        return;
    }
    if (d->want & (SN_WANT_SUMS | SN_WANT_FIELDS))
        ip_made(d, p, HDR);
    body = sn_inside(r, total - HDR);
    ip_payload(d, h, &body, total - HDR);
}

/* ---- text ---- */

static const struct sn_val ip_flag_bits[] = {{1, "+"}, {2, "DF"}, {4, "rsvd"}, {0, NULL}};

/* TCP, UDP, DCCP and SCTP print the addresses themselves, with the ports. */
static bool prints_addresses(uint64_t proto)
{
    return proto == 6 || proto == 17 || proto == 33 || proto == 132;
}

void sn_ip_sum_text(struct sn_text *t, const struct sn_view *v)
{
    if (sn_find(v, IP_SUM)->flags & SN_REC_BAD)
        sn_say(t, v, ", bad cksum {x} (->{x})!", IP_SUM, IP_SUM_RIGHT);
}

uint64_t sn_ip_ttl(const struct sn_text *t)
{
    struct sn_view v = sn_view(t, t->net);

    return sn_opt(&v, t->net6 ? IP6_HLIM : IP_TTL);
}

/* "(tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)\n    " */
static void ip_verbose(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                       const struct sn_rec *h)
{
    static const char *const ecn[4] = {"", ",ECT(1)", ",ECT(0)", ",CE"};
    uint64_t tos = h[IP_DSFIELD].u, ttl = h[IP_TTL].u;
    const char *name = sn_val_name(sn_ipprotos, (uint32_t)h[IP_PROTO].u);
    char *o;

    if (!sn_buf_room(t->b, 128))
        return;
    o = put_hex(put_lit(t->b->p, "(tos 0x"), (uint32_t)tos);
    o = put_str(o, ecn[tos & 3]);
    if (ttl >= 1)
        o = put_u32(put_lit(o, ", ttl "), (uint32_t)ttl);
    o = put_u32(put_lit(o, ", id "), (uint32_t)h[IP_ID].u);
    o = put_u32(put_lit(o, ", offset "), 8 * (uint32_t)h[IP_OFFSET].u);
    t->b->p = put_lit(o, ", flags [");
    sn_text_bits(t, ip_flag_bits, (uint32_t)h[IP_FLAGS].u, ", ", "none");
    sn_put_lit(t->b, "], proto ");
    sn_put_s(t->b, name ? name : "unknown");
    if (!sn_buf_room(t->b, 64))
        return;
    o = put_u32(put_lit(t->b->p, " ("), (uint32_t)h[IP_PROTO].u);
    t->b->p = put_u32(put_lit(o, "), length "), (uint32_t)h[IP_LEN].u);
    if (h[IP_HLEN].u > HDR)
        sn_ip_opts_text(t, l);
    sn_ip_sum_text(t, v);
    sn_put_lit(t->b, ")\n    ");
}

/* What is wrong with the header: said instead of everything else. */
static void ip_bad(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint32_t total = (uint32_t)sn_opt(v, IP_LEN);

    if (sn_opt(v, IP_VERSION) != 4) {
        sn_say(t, v, "IP{}", IP_VERSION);
        if (sn_opt(v, IP_VERSION) == 6)
            sn_put_lit(t->b, ", wrong link-layer encapsulation");
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    if (!t->o->link)
        sn_put_lit(t->b, "IP ");
    if (l->len < HDR)
        sn_put_f(t->b, "truncated-ip %u", l->len);
    else if (sn_opt(v, IP_HLEN) < HDR)
        sn_say(t, v, "bad-hlen {}", IP_HLEN);
    else if (total <= l->len)
        sn_put_f(t->b, "bad-len %u", total);
    else
        sn_put_f(t->b, "truncated-ip - %u bytes missing! bad-len %u", total - l->len, total);
}

/* Addresses and what is said of a payload that has no text of its own; false: it has. */
static bool ip_alone(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *h)
{
    uint32_t hlen = (uint32_t)h[IP_HLEN].u;
    uint8_t proto = (uint8_t)h[IP_PROTO].u;

    if (!prints_addresses(proto)) {
        sn_text_addrs(t);
        sn_put_lit(t->b, ": ");
    }
    if (__builtin_expect(l->caplen < hlen, 0)) {
        sn_put_f(t->b, " [remaining caplen(%u) < header length(%u)]", l->caplen, hlen);
        sn_cut(t);
    }
    if (prints_addresses(proto) || sn_text_claimed(t, l))
        return false;
    sn_text_ip_unknown(t, proto, (uint32_t)h[IP_LEN].u - hlen);
    return true;
}

/* A header that was cut, or is wrong. */
static void ip_broken(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    bool cut = !sn_find(v, IP_DST);

    if (l->n == 0) {
        sn_cut(t);
    } else if (sn_opt(v, IP_VERSION) != 4 || !cut) {
        ip_bad(t, l, v);
    } else {
        if (!t->o->link)
            sn_put_lit(t->b, "IP ");
        sn_cut_short(t);
    }
}

static enum sn_then ip_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *h = sn_header_recs(&v, IP_DST);

    if (__builtin_expect(!h || h[IP_VERSION].u != 4 || h[IP_LEN].u < h[IP_HLEN].u ||
                             l->flags & SN_LAYER_MALFORMED,
                         0)) {
        ip_broken(t, l, &v);
        return SN_TEXT_DONE;
    }
    t->net = l;
    t->net6 = false;
    if (!t->o->link)
        sn_put_lit(t->b, "IP ");
    if (__builtin_expect(h[IP_LEN].u > l->len, 0))
        sn_put_f(t->b, "truncated-ip - %u bytes missing! ", (unsigned)h[IP_LEN].u - l->len);
    if (t->o->verbose)
        ip_verbose(t, l, &v, h);
    if (__builtin_expect(h[IP_OFFSET].u == 0, 1))
        return ip_alone(t, l, h) ? SN_TEXT_DONE : SN_TEXT_INNER;
    if (t->o->quiet > 1)
        return SN_TEXT_DONE;
    sn_text_addrs(t);
    sn_say(t, &v, ": ip-proto-{}", IP_PROTO);
    return SN_TEXT_DONE;
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

/* One of the innermost IP header's addresses. */
static void net_host(struct sn_text *t, unsigned field4, unsigned field6)
{
    struct sn_view v = sn_view(t, t->net);

    if (t->net6)
        sn_text_host6(t, sn_find(&v, field6)->p);
    else
        sn_text_host4(t, (uint32_t)sn_opt(&v, field4));
}

void sn_text_src(struct sn_text *t)
{
    net_host(t, IP_SRC, IP6_SRC);
}

void sn_text_dst(struct sn_text *t)
{
    net_host(t, IP_DST, IP6_DST);
}

void sn_text_addrs(struct sn_text *t)
{
    sn_text_src(t);
    sn_put_lit(t->b, " > ");
    sn_text_dst(t);
}

enum { DCCP = 33, SCTP = 132 }; /* which always say the addresses */

bool sn_text_ends_alone(const struct sn_text *t, uint8_t proto)
{
    struct sn_view v = sn_view(t, t->net);

    return proto != DCCP && proto != SCTP && sn_opt(&v, t->net6 ? IP6_NXT : IP_PROTO) != proto;
}

/* The same in numbers, with addresses. */
static void numeric_ends(struct sn_text *t, uint16_t sport, uint16_t dport)
{
    const struct sn_rec *h = t->d->rec + t->net->first; /* whole, or there were no ports */
    char *o;

    if (!sn_buf_room(t->b, 128))
        return;
    if (t->net6) {
        sn_put_ipv6(t->b, h[IP6_SRC].p);
        o = t->b->p;
    } else {
        o = put_ipv4(t->b->p, (uint32_t)h[IP_SRC].u);
    }
    *o++ = '.';
    o = put_lit(put_u16(o, sport), " > ");
    if (t->net6) {
        t->b->p = o;
        sn_put_ipv6(t->b, h[IP6_DST].p);
        o = t->b->p;
    } else {
        o = put_ipv4(o, (uint32_t)h[IP_DST].u);
    }
    *o++ = '.';
    t->b->p = put_lit(put_u16(o, dport), ": ");
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

SN_PROTO(ip, "Internet Protocol Version 4", {.table = &sn_tab_ether, .value = 0x0800},
         {.table = &sn_tab_ipproto, .value = 4}, {.table = &sn_tab_nlpid, .value = 0xcc})
