/* A packet's addresses and ports, as sockets have them: see owner.h. Reads every byte of the packet
 * through sn_rd. */
#include "cap/owner.h"

#include <linux/if_arp.h>
#include <string.h>

#include "sn/rd.h"

enum {
    ETHERTYPE_IP4 = 0x0800,
    ETHERTYPE_IP6 = 0x86dd,
    ETHERTYPE_8021Q = 0x8100,
    ETHERTYPE_8021AD = 0x88a8,
    HEADERS_MAX = 8 /* VLAN tags, or IPv6 extension headers */
};

static bool network(struct sn_rd *r, uint32_t linktype, struct endpoints *e, uint16_t *type)
{
    uint16_t arphrd = 0;
    uint8_t version;
    bool ok;

    switch (linktype) {
    case SN_LINK_ETHERNET:
        ok = sn_rd_skip(r, 12) && sn_rd_be16(r, type);
        break;
    case SN_LINK_LINUX_SLL:
        ok = sn_rd_skip(r, 2) && sn_rd_be16(r, &arphrd) && sn_rd_skip(r, 10) && sn_rd_be16(r, type);
        break;
    case SN_LINK_LINUX_SLL2:
        ok = sn_rd_be16(r, type) && sn_rd_skip(r, 6) && sn_rd_be16(r, &arphrd) && sn_rd_skip(r, 10);
        break;
    case SN_LINK_RAW:
        ok = sn_rd_peek(r, 0, &version);
        *type = ok && version >> 4 == 6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4;
        break;
    default:
        return false;
    }
    e->loopback = arphrd == ARPHRD_LOOPBACK;
    for (int i = 0;
         ok && i < HEADERS_MAX && (*type == ETHERTYPE_8021Q || *type == ETHERTYPE_8021AD); i++)
        ok = sn_rd_skip(r, 2) && sn_rd_be16(r, type);
    return ok;
}

static void map_ip4(struct endpoint *to, const uint8_t *addr)
{
    memset(to->addr, 0, 10);
    memset(to->addr + 10, 0xff, 2);
    memcpy(to->addr + 12, addr, 4);
}

/* What of a fragmented packet this is. */
struct part {
    bool first, last;
    uint32_t id;
};

static bool ip4(struct sn_rd *r, struct endpoints *e, struct part *part)
{
    const uint8_t *src, *dst;
    uint16_t id, frag;
    uint8_t b;

    if (!sn_rd_u8(r, &b) || b >> 4 != 4 || (b & 15) < 5 || !sn_rd_skip(r, 3) ||
        !sn_rd_be16(r, &id) || !sn_rd_be16(r, &frag) || !sn_rd_skip(r, 1) ||
        !sn_rd_u8(r, &e->proto) || !sn_rd_skip(r, 2) || !sn_rd_bytes(r, 4, &src) ||
        !sn_rd_bytes(r, 4, &dst) || !sn_rd_skip(r, (b & 15u) * 4 - 20))
        return false;
    map_ip4(&e->src, src);
    map_ip4(&e->dst, dst);
    *part = (struct part){(frag & 0x1fff) == 0, !(frag & 0x2000), id};
    return true;
}

/* Extension headers up to the transport's. */
static bool ip6(struct sn_rd *r, struct endpoints *e, struct part *part)
{
    const uint8_t *src, *dst;
    uint16_t frag;
    uint8_t next, len;

    *part = (struct part){true, true, 0};
    if (!sn_rd_skip(r, 6) || !sn_rd_u8(r, &next) || !sn_rd_skip(r, 1) ||
        !sn_rd_bytes(r, 16, &src) || !sn_rd_bytes(r, 16, &dst))
        return false;
    memcpy(e->src.addr, src, 16);
    memcpy(e->dst.addr, dst, 16);
    for (int i = 0; i < HEADERS_MAX; i++) {
        e->proto = next;
        if (next == IPPROTO_FRAGMENT) {
            if (!sn_rd_u8(r, &next) || !sn_rd_skip(r, 1) || !sn_rd_be16(r, &frag) ||
                !sn_rd_be32(r, &part->id))
                return false;
            part->first = frag >> 3 == 0;
            part->last = !(frag & 1);
            if (!part->first) {
                e->proto = next;
                return true;
            }
        } else if (next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS) {
            if (!sn_rd_u8(r, &next) || !sn_rd_u8(r, &len) || !sn_rd_skip(r, len * 8u + 6))
                return false;
        } else {
            return true;
        }
    }
    return false;
}

static bool ip(struct sn_rd *r, uint16_t type, struct endpoints *e, struct part *part)
{
    return type == ETHERTYPE_IP4   ? ip4(r, e, part)
           : type == ETHERTYPE_IP6 ? ip6(r, e, part)
                                   : false;
}

static bool ports(struct sn_rd *r, struct endpoints *e)
{
    enum { FLAGS = 9, SYN = 2 }; /* behind the ports */
    uint8_t flags;

    if ((e->proto != IPPROTO_TCP && e->proto != IPPROTO_UDP) || !sn_rd_be16(r, &e->src.port) ||
        !sn_rd_be16(r, &e->dst.port))
        return false;
    e->opens = e->proto == IPPROTO_TCP && sn_rd_peek(r, FLAGS, &flags) && flags & SYN;
    return true;
}

/* Echoes, and errors about another packet, which begins behind 8 bytes. */
static bool icmp(struct sn_rd *r, struct endpoints *e)
{
    bool six = e->proto == IPPROTO_ICMPV6;
    struct endpoints about = {.loopback = e->loopback};
    struct part part;
    uint16_t id;
    uint8_t type;

    if (!sn_rd_u8(r, &type) || !sn_rd_skip(r, 3) || !sn_rd_be16(r, &id) || !sn_rd_skip(r, 2))
        return false;
    if (six ? type == 128 || type == 129 : type == 8 || type == 0) {
        e->src.port = e->dst.port = id;
        return true;
    }
    if (!(six ? type >= 1 && type <= 4 : type == 3 || type == 11 || type == 12) ||
        !ip(r, six ? ETHERTYPE_IP6 : ETHERTYPE_IP4, &about, &part) || !part.first ||
        !ports(r, &about))
        return false;
    *e = (struct endpoints){
        .proto = about.proto, .src = about.dst, .dst = about.src, .loopback = about.loopback};
    return true;
}

static bool same_packet(const struct fragment *f, const struct endpoints *e, uint32_t id)
{
    return f->id == id && f->e.proto == e->proto &&
           memcmp(f->e.src.addr, e->src.addr, sizeof e->src.addr) == 0 &&
           memcmp(f->e.dst.addr, e->dst.addr, sizeof e->dst.addr) == 0;
}

/* A later fragment has the ports of the first. */
static bool later(const struct fragments *f, struct endpoints *e, uint32_t id)
{
    for (unsigned i = 0; i < FRAGMENTS; i++) {
        if (!same_packet(&f->f[i], e, id))
            continue;
        e->src.port = f->f[i].e.src.port;
        e->dst.port = f->f[i].e.dst.port;
        return true;
    }
    return false;
}

bool sn_endpoints(struct endpoints *e, struct fragments *f, uint32_t linktype,
                  const struct sn_pkt *p)
{
    struct sn_rd r = sn_rd_init(p->data, p->caplen, p->len);
    struct part part;
    uint16_t type;
    bool ok;

    *e = (struct endpoints){.proto = 0};
    if (!network(&r, linktype, e, &type) || !ip(&r, type, e, &part))
        return false;
    if (!part.first)
        return later(f, e, part.id);
    ok = e->proto == IPPROTO_ICMP || e->proto == IPPROTO_ICMPV6 ? icmp(&r, e) : ports(&r, e);
    if (ok && !part.last)
        f->f[f->next++ % FRAGMENTS] = (struct fragment){part.id, *e};
    return ok;
}
