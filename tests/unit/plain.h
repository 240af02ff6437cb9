/* What lib/dis/plain.c says of a packet must be what its dissection says: for the unit test and the
 * fuzz target. */
#ifndef SN_TEST_PLAIN_H
#define SN_TEST_PLAIN_H

#include <stdlib.h>

#include "dis/plain.h"
#include "fmt/fmt.h"

/* A context as statistics have it. */
static struct sn_dis *plain_context(bool shallow)
{
    struct sn_dis_opts o = {.want = shallow ? SN_WANT_SHALLOW
                                            : SN_WANT_MORE | SN_WANT_DERIVED | SN_WANT_GUESS};
    struct sn_dis *d;

    if (sn_dis_new(&d, &o, NULL) != SN_OK)
        abort();
    return d;
}

static bool plain_same_layers(const struct sn_plain *p, const struct sn_dissection *x)
{
    const struct sn_proto *layer[SN_PLAIN_LAYERS];
    unsigned n = sn_plain_layers(p, layer);

    for (unsigned i = 0; i < n && i < x->nlayer; i++) {
        if (layer[i] != x->layer[i].proto)
            return false;
    }
    return n == x->nlayer;
}

static bool plain_same_ends(const struct sn_ends *a, const struct sn_ends *b)
{
    return a->src == b->src && a->dst == b->dst && a->sport == b->sport && a->dport == b->dport &&
           a->version == b->version && a->proto == b->proto;
}

/* The one segment of TCP, or none of UDP. */
static bool plain_same_segment(const struct sn_plain *p, const struct sn_dissection *x,
                               bool shallow)
{
    const struct sn_segment *s = x->segment;

    if (p->ends.proto == 17)
        return x->nsegment == 0;
    if (x->nsegment != 1 || !plain_same_ends(&s->ends, &p->ends) || s->seq != p->seq ||
        s->ack != p->ack || s->len != p->len || s->window != p->window || s->flags != p->flags ||
        s->payload != p->payload || s->caplen != p->caplen || s->proto || s->made || s->sack ||
        s->layer != sn_plain_transport(p) || x->layer[s->layer].frag)
        return false;
    if (shallow)
        return true;
    return x->nderived == 1 && x->derived->options == p->options &&
           x->derived->noptions == p->noptions;
}

/* NULL: it is as it must be, or left to dissection; *plain says which. */
static const char *plain_wrong(struct sn_dis *d, bool shallow, uint32_t linktype, const uint8_t *p,
                               uint32_t caplen, uint32_t len, bool *plain)
{
    const struct sn_dissection *x;
    struct sn_plain got;

    *plain = sn_dis_plain(d, linktype, p, caplen, len, &got);
    if (!*plain)
        return NULL;
    sn_dis_reset(d);
    x = sn_dis_packet(d, linktype, p, caplen, len);
    if (!plain_same_ends(&got.ends, &x->ends))
        return "other ends";
    if (!shallow && !plain_same_layers(&got, x))
        return "other layers";
    if (!plain_same_segment(&got, x, shallow))
        return "another segment";
    return x->nmemo ? "something to remember" : NULL;
}

/* The same of columns that headers have all of. */
struct plain_columns {
    struct sn_columns *c;
    struct sn_cells *cells;
    struct sn_dis *dis;
    struct sn_buf line, other;
};

static void plain_columns(struct plain_columns *c)
{
    const struct sn_columns_opts o = {
        .fields = "frame.len,eth.dst,eth.src,eth.type,ip.hdr_len,ip.dsfield,ip.len,"
                  "ip.id,ip.flags,ip.frag_offset,ip.ttl,ip.proto,ip.checksum,ip.src,ip.dst,"
                  "ipv6.tclass,ipv6.flow,ipv6.plen,ipv6.nxt,ipv6.hlim,ipv6.src,ipv6.dst,"
                  "tcp.srcport,tcp.dstport,tcp.seq_raw,tcp.ack_raw,tcp.hdr_len,tcp.flags,"
                  "tcp.window_size_value,tcp.checksum,tcp.urgent_pointer,udp.srcport,udp.dstport,"
                  "udp.length,udp.checksum"};
    struct sn_dis_opts d = {.want = SN_WANT_WHOLE};
    bool framed;

    if (sn_columns_new(&c->c, &o, NULL) != SN_OK || !sn_columns_plain(c->c, &framed) || !framed ||
        sn_cells_new(&c->cells, c->c, NULL) != SN_OK)
        abort();
    d.want |= sn_wanted_dis(sn_columns_wanted(c->c));
    if (sn_dis_new(&c->dis, &d, NULL) != SN_OK)
        abort();
    sn_buf_init(&c->line, 1 << 20);
    sn_buf_init(&c->other, 1 << 20);
}

static const char *plain_line_wrong(struct plain_columns *c, uint32_t linktype, const uint8_t *p,
                                    uint32_t caplen, uint32_t len)
{
    struct sn_pkt k = {.data = p, .caplen = caplen, .len = len};
    struct sn_frame fr = {.pkt = &k, .number = 1};
    struct sn_plain got;

    if (!sn_dis_plain(c->dis, linktype, p, caplen, len, &got))
        return NULL;
    sn_buf_clear(&c->line);
    sn_buf_clear(&c->other);
    sn_cells_plain(c->cells, &c->line, &got, &fr);
    sn_dis_reset(c->dis);
    sn_cells_line(c->cells, &c->other, sn_dis_packet(c->dis, linktype, p, caplen, len), &fr);
    return sn_buf_len(&c->line) == sn_buf_len(&c->other) &&
                   memcmp(c->line.base, c->other.base, sn_buf_len(&c->line)) == 0
               ? NULL
               : "another line";
}

#endif
