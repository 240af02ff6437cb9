/* UDP (RFC 768). */
#include "dis/transport/udp.h"

#include "dis/app/quic.h"
#include "dis/app/rtp.h"
#include "dis/app/stun.h"
#include "dis/app/tftp.h"
#include "dis/net/atalk.h"
#include "dis/net/ip.h"
#include "dis/transport/tcp.h"

#define UDP(F)                                                                                     \
    F(SPORT, "udp.srcport", U16, "Source Port", .flags = SN_F_PAIRED)                              \
    F(DPORT, "udp.dstport", U16, "Destination Port")                                               \
    F(LEN, "udp.length", U16, "Length", .unit = "bytes")                                           \
    F(SUM, "udp.checksum", U16, "Checksum", .base = SN_HEX)                                        \
    F(SUM_STATUS, "udp.checksum.status", UINT, "Checksum Status")                                  \
    F(SUM_RIGHT, "udp.checksum_calculated", U16, "Calculated Checksum", .base = SN_HEX)            \
    F(STREAM, "udp.stream", UINT, "Stream index")                                                  \
    F(TIME_RELATIVE, "udp.time_relative", SPAN, "Time since first frame")                          \
    F(TIME_DELTA, "udp.time_delta", SPAN, "Time since previous frame")
SN_FIELDS(udp, UDP)
SN_TABLE(udp);

#define HDR 8
enum {
    NETBIOS_NAMES = 137, /* messages with DNS' header, but other names (RFC 1002) */
    HTTPS = 443,
};

/* A sum that Wireshark doesn't verify, and tcpdump does. */
static void odd_sum(struct sn_dis *d, uint16_t rest)
{
    struct sn_rec *q = sn_rec_of(d, SUM);
    uint16_t had = (uint16_t)q->u;

    q->flags |= (uint8_t)(SN_REC_CHECKED | (rest ? SN_REC_BAD : 0));
    if (rest)
        sn_note(d, SUM_RIGHT, sn_sum_should(had, rest));
}

/* n bytes of payload count, by both lengths; its own may be of more than there are. */
static void check_sum(struct sn_dis *d, const struct sn_rd *all, uint32_t n, bool longer)
{
    uint16_t rest;
    bool absent = d->ip.version == 4 && !sn_u(d, SUM); /* the sender left it out */

    if (!d->ip.frag && absent)
        sn_rec_of(d, SUM)->flags = SN_REC_CHECKED;
    if (absent)
        sn_made(d, SUM_STATUS, SN_SUM_ABSENT);
    else if (d->ip.version && !sn_u(d, SUM))
        sn_made(d, SUM_STATUS, SN_SUM_ILLEGAL);
    else if (longer || d->ip.frag || !d->ip.version || sn_rd_left(all) < n)
        sn_made(d, SUM_STATUS, SN_SUM_UNVERIFIED);
    if (absent || d->ip.frag || !d->ip.version || sn_rd_left(all) < n)
        return;
    rest = sn_sum_fold(sn_sum_add(sn_sum_pseudo(d, 17, n), all->p, n));
    if (!sn_u(d, SUM) || longer)
        odd_sum(d, rest);
    else
        sn_sum_result(d, SUM, SUM_STATUS, SUM_RIGHT, rest);
}

/* Behind all records of the layer: what lib/flow will say of the flow. */
static void derive(struct sn_dis *d, uint16_t sport, uint16_t dport, bool empty)
{
    struct sn_derived *v;

    d->inner = (struct sn_ends){.src = d->ip.src,
                                .dst = d->ip.dst,
                                .sport = sport,
                                .dport = dport,
                                .version = d->ip.version,
                                .proto = 17};
    v = sn_derive(d, SN_DERIVED_UDP, STREAM, &d->inner);
    if (v)
        v->empty = empty;
}

bool sn_ports_near(const struct sn_dis *d, uint16_t *sport, uint16_t *dport)
{
    const struct sn_layer *l = d->cur;
    const struct sn_rec *from, *to;
    bool tcp;

    while (l->proto != &sn_proto_udp && l->proto != &sn_proto_tcp && l > d->layer)
        l--;
    tcp = l->proto == &sn_proto_tcp;
    from = sn_rec_near(d, tcp ? &sn_proto_tcp : &sn_proto_udp, tcp ? TCP_SPORT : SPORT);
    to = sn_rec_near(d, tcp ? &sn_proto_tcp : &sn_proto_udp, tcp ? TCP_DPORT : DPORT);
    *sport = from ? (uint16_t)from->u : 0;
    *dport = to ? (uint16_t)to->u : 0;
    return to;
}

const struct sn_proto *sn_udp_payload(const struct sn_dis *d, uint16_t sport, uint16_t dport,
                                      const struct sn_rd *r, uint32_t len)
{
    const struct sn_proto *p = sn_tab_port(d, &sn_tab_udp, sport, dport, r, len);
    bool before = p && !p->more && p != &sn_proto_ptp && p != &sn_proto_someip;

    if (before || sn_tab_forced(d, &sn_tab_udp))
        return p;
    if (p == &sn_proto_dns_more && (sport == NETBIOS_NAMES || dport == NETBIOS_NAMES))
        return NULL;
    if (sn_atalk_in_udp(sport, dport, r))
        return &sn_proto_llap;
    if (!p && d->want & SN_WANT_GUESS && (sport == HTTPS || dport == HTTPS) &&
        sn_quic_looks(r, len))
        return &sn_proto_quic;
    return p;
}

/* Who has what nobody claims, of a connection that earlier packets began; NULL: nobody. */
static const struct sn_proto *goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len,
                                      uint16_t sport, uint16_t dport)
{
    bool quic, stun;

    if (!sn_udp_asks(d))
        return NULL;
    quic = sn_quic_goes_on(d, r);
    stun = !quic && sn_stun_goes_on(d, r, len);
    if (quic || stun)
        return quic ? &sn_proto_quic : &sn_proto_stun;
    if (sn_tftp_goes_on(d, r, len, sport, dport))
        return &sn_proto_tftp;
    return sn_rtp_goes_on(d, r, len, sport, dport);
}

static void udp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, body;
    const struct sn_rec *h = sn_header_of(d, r, udp_fields, SUM);
    const struct sn_proto *p;
    uint16_t sport, dport;
    uint32_t ulen;

    if (!h) {
        sn_ends_ports(d, 17, (uint16_t)sn_u(d, SPORT), (uint16_t)sn_u(d, DPORT));
        return;
    }
    sport = (uint16_t)h[SPORT].u;
    dport = (uint16_t)h[DPORT].u;
    ulen = (uint32_t)h[LEN].u;
    sn_ends_ports(d, 17, sport, dport);
    if (ulen == 0 && len > UINT16_MAX)
        ulen = len; /* a jumbogram (RFC 2675) */
    if (len < HDR || ulen < HDR) {
        sn_malformed(r);
        return;
    }
    if (ulen < len)
        len = ulen;
    else if (ulen > len && !d->ip.frag)
        sn_rec_of(d, LEN)->flags = SN_REC_BAD;
    if (d->want & SN_WANT_SUMS)
        check_sum(d, &all, len, ulen > len);
    if (__builtin_expect(d->want & SN_WANT_DERIVED, 0))
        derive(d, sport, dport, ulen == HDR);
    if (d->want & SN_WANT_SHALLOW && !sn_tab_forced(d, &sn_tab_udp))
        return;
    /* tcpdump doesn't mind a length that is too small; the fields are those inside it. */
    body = sn_wants_values(d) ? sn_inside(r, len - HDR) : *r;
    p = sn_udp_payload(d, sport, dport, &body, len - HDR);
    if (!p)
        p = goes_on(d, &body, len - HDR, sport, dport);
    if (p || sn_wants_data(d))
        sn_next_proto(d, p, &body, len - HDR);
}

static void sum_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *sum = sn_find(v, SUM);

    if (sum->flags & SN_REC_BAD)
        sn_say(t, v, "[bad udp cksum 0x{04x} -> 0x{04x}!] ", SUM, SUM_RIGHT);
    else if (sum->flags & SN_REC_CHECKED)
        sn_put_s(t->b, sum->u || t->net6 ? "[udp sum ok] " : "[no cksum] ");
}

/* A header that was cut. */
static void udp_cut(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    if (!sn_find(v, DPORT)) {
        if (!sn_text_ends_alone(t, 17)) {
            sn_text_addrs(t);
            sn_put_lit(t->b, ": ");
        }
        sn_cut_short(t);
        return;
    }
    sn_text_ends(t, (uint16_t)sn_opt(v, SPORT), (uint16_t)sn_opt(v, DPORT), 17);
    if (l->len < HDR)
        sn_put_f(t->b, "truncated-udp %u", l->len);
    else if (sn_find(v, LEN) && sn_opt(v, LEN) < HDR &&
             !(sn_opt(v, LEN) == 0 && l->len > UINT16_MAX))
        sn_say(t, v, "truncated-udplength {}", LEN);
    else
        sn_cut_short(t);
}

static enum sn_then udp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *h = sn_header_recs(&v, SUM);
    const struct sn_proto *inner = sn_text_next(t) ? sn_text_next(t)->proto : NULL;
    uint32_t ulen;

    if (__builtin_expect(!h || l->len < HDR, 0)) {
        udp_cut(t, l, &v);
        return SN_TEXT_DONE;
    }
    if (inner == &sn_proto_sunrpc)
        return SN_TEXT_INNER; /* which has its own way to say who talks to whom */
    ulen = (uint32_t)h[LEN].u;
    if (ulen == 0 && l->len > UINT16_MAX)
        ulen = l->len;
    if (t->o->forced && ulen >= HDR && !sn_text_claimed(t, l))
        return SN_TEXT_DONE; /* a type that is none of UDP's */
    sn_text_ends(t, (uint16_t)h[SPORT].u, (uint16_t)h[DPORT].u, 17);
    if (ulen < HDR) {
        sn_put_f(t->b, "truncated-udplength %u", ulen);
        return SN_TEXT_DONE;
    }
    if (t->o->verbose > !t->net6 && !t->o->no_sums && !t->o->forced && inner != &sn_proto_rpc)
        sum_text(t, &v);
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    if (!sn_buf_room(t->b, 64))
        return SN_TEXT_DONE;
    if (h[LEN].flags & SN_REC_BAD)
        sn_put_f(t->b, "UDP, bad length %u > %u", ulen - HDR, l->len - HDR);
    else
        t->b->p = put_u32(put_lit(t->b->p, "UDP, length "), ulen - HDR);
    return SN_TEXT_DONE;
}

SN_PROTO(udp, "User Datagram Protocol", {.table = &sn_tab_ipproto, .value = 17})
