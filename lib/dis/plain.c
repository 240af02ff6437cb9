/* Packets whose headers say all: see plain.h. What isn't certain here is for the dissection. */
#include "dis/plain.h"

#include "dis/net/ip.h"
#include "dis/transport/udp.h"

enum { ETH = 14, TAG = 4, IP4 = 20, IP6 = 40, TCP = 20, UDP = 8, USUAL = 12 };
enum { TYPE_IP = 0x0800, TYPE_TAG = 0x8100, TYPE_IPV6 = 0x86dd };

#define USUAL_OPTIONS 0x0101080a /* two no-operations and a time stamp */

/* What is left of a packet: its bytes that were captured, and how many there were on the wire. */
struct rest {
    const uint8_t *p, *end;
    uint32_t len;
};

static inline uint32_t left(const struct rest *r)
{
    return (uint32_t)(r->end - r->p);
}

/* Goes on to the n bytes of a payload, of which perhaps not all are in the packet. */
static inline void inside(struct rest *r, uint32_t header, uint32_t n)
{
    r->p += header;
    if (left(r) > n)
        r->end = r->p + n;
    r->len = n;
}

static inline bool ip4(struct rest *r, struct sn_plain *out)
{
    const uint8_t *p = r->p;
    uint32_t total;

    if (left(r) < IP4 || p[0] != 0x45 || sn_be16(p + 6) & 0x3fff || r->len < IP4)
        return false;
    total = sn_be16(p + 2);
    if (total < IP4)
        return false;
    out->ends = (struct sn_ends){.src = p + 12, .dst = p + 16, .version = 4, .proto = p[9]};
    inside(r, IP4, total - IP4);
    return true;
}

static inline bool ip6(struct rest *r, struct sn_plain *out)
{
    const uint8_t *p = r->p;

    if (left(r) < IP6 || p[0] >> 4 != 6 || r->len < IP6)
        return false;
    out->ends = (struct sn_ends){.src = p + 8, .dst = p + 24, .version = 6, .proto = p[6]};
    inside(r, IP6, sn_be16(p + 4));
    return true;
}

static inline bool network(struct rest *r, struct sn_plain *out)
{
    uint16_t type;

    if (left(r) < ETH + TAG || r->len < left(r))
        return false;
    type = sn_be16(r->p + 12);
    out->tagged = type == TYPE_TAG;
    if (out->tagged) {
        type = sn_be16(r->p + ETH + 2);
        r->p += TAG;
        r->len -= TAG;
    }
    r->p += ETH;
    r->len -= ETH;
    return type == TYPE_IP ? ip4(r, out) : type == TYPE_IPV6 && ip6(r, out);
}

/* Whether no protocol has the payload of len bytes. */
static inline bool unclaimed(const struct sn_dis *d, bool tcp, const struct sn_plain *x,
                             const struct rest *r, uint32_t len)
{
    struct sn_rd rd = {.p = r->p, .end = r->end, .start = r->p};

    if (tcp)
        return !sn_tab_port(d, &sn_tab_tcp, x->ends.sport, x->ends.dport, &rd, len);
    return !sn_udp_payload(d, x->ends.sport, x->ends.dport, &rd, len);
}

/* Options other than the usual ones may be wrong, and then nothing is said of the payload. */
static inline bool tcp(const struct sn_dis *d, struct rest *r, struct sn_plain *out)
{
    const uint8_t *p = r->p;
    uint32_t header, options;

    if (left(r) < TCP)
        return false;
    header = (uint32_t)(p[12] >> 4) << 2;
    if (header < TCP || header > r->len || header > left(r))
        return false;
    options = header - TCP;
    out->ends.sport = sn_be16(p);
    out->ends.dport = sn_be16(p + 2);
    out->seq = sn_be32(p + 4);
    out->ack = sn_be32(p + 8);
    out->flags = p[13];
    out->window = sn_be16(p + 14);
    out->len = r->len - header;
    out->options = p + TCP;
    out->noptions = (uint8_t)options;
    out->data = out->len > 0;
    out->payload = NULL;
    out->caplen = 0;
    if (!out->data || d->want & SN_WANT_SHALLOW)
        return true;
    if (options && (options != USUAL || sn_be32(p + TCP) != USUAL_OPTIONS))
        return false;
    r->p += header;
    out->payload = r->p;
    out->caplen = left(r);
    return unclaimed(d, true, out, r, out->len);
}

static inline bool udp(const struct sn_dis *d, struct rest *r, struct sn_plain *out)
{
    const uint8_t *p = r->p;
    uint32_t len;

    if (left(r) < UDP || r->len < UDP)
        return false;
    len = sn_be16(p + 4);
    if (len < UDP)
        return false;
    if (len > r->len)
        len = r->len;
    out->ends.sport = sn_be16(p);
    out->ends.dport = sn_be16(p + 2);
    r->p += UDP;
    out->data = len > UDP || left(r);
    if (d->want & SN_WANT_SHALLOW)
        return true;
    return !(out->data && sn_udp_asks(d)) && unclaimed(d, false, out, r, len - UDP);
}

bool sn_dis_plain(const struct sn_dis *d, uint32_t linktype, const uint8_t *p, uint32_t caplen,
                  uint32_t len, struct sn_plain *out)
{
    struct rest r = {.p = p, .end = p + caplen, .len = len};

    if (linktype != SN_LINK_ETHERNET || !network(&r, out))
        return false;
    return out->ends.proto == 6 ? tcp(d, &r, out) : out->ends.proto == 17 && udp(d, &r, out);
}

unsigned sn_plain_layers(const struct sn_plain *x, const struct sn_proto *out[SN_PLAIN_LAYERS])
{
    unsigned n = 0;

    out[n++] = &sn_proto_eth;
    if (x->tagged)
        out[n++] = &sn_proto_vlan;
    out[n++] = x->ends.version == 4 ? &sn_proto_ip : &sn_proto_ipv6;
    out[n++] = x->ends.proto == 6 ? &sn_proto_tcp : &sn_proto_udp;
    if (x->data)
        out[n++] = &sn_proto_data;
    return n;
}
