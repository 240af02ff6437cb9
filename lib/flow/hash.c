/*
 * A flow's number: endpoints are hashed one by one and added, so that their order doesn't matter.
 *
 * Whatever is cut short is hashed with what is there; there are no failures.
 */
#include "base/mix.h"
#include "sn/flow.h"
#include "sn/rd.h"

enum { ETH_IPV4 = 0x0800, ETH_IPV6 = 0x86dd, ETH_VLAN = 0x8100, ETH_QINQ = 0x88a8 };

static uint64_t endpoint(const uint8_t *addr, size_t n, uint32_t port)
{
    uint64_t h = sn_mix(sn_be_n(addr, n > 8 ? 8 : n) ^ SN_MIX0, SN_MIX1 ^ port);

    return n > 8 ? sn_mix(sn_be_n(addr + 8, n - 8) ^ SN_MIX1, h | 1) : h;
}

static uint64_t finish(uint64_t a, uint64_t b, uint64_t kind)
{
    return sn_mix((a + b) ^ SN_MIX0, kind ^ SN_MIX1);
}

static uint64_t of_bytes(const uint8_t *p, size_t n)
{
    uint64_t h = SN_MIX0;

    for (size_t i = 0; i + 8 <= n && i < 16; i += 8)
        h = sn_mix(h ^ sn_be_n(p + i, 8), SN_MIX1);
    return h;
}

static bool has_ports(uint32_t proto)
{
    return proto == 6 || proto == 17 || proto == 132 || proto == 136 || proto == 33;
}

static uint64_t transport(struct sn_rd *r, uint32_t proto, const uint8_t *src, const uint8_t *dst,
                          size_t n, bool fragment)
{
    uint16_t sport = 0, dport = 0;

    if (!fragment && has_ports(proto) && (!sn_rd_be16(r, &sport) || !sn_rd_be16(r, &dport)))
        sport = dport = 0;
    return finish(endpoint(src, n, sport), endpoint(dst, n, dport), proto);
}

static uint64_t ipv4(struct sn_rd *r)
{
    const uint8_t *p = r->p, *addr;
    uint8_t head, proto;
    uint16_t frag;

    if (!sn_rd_u8(r, &head) || !sn_rd_skip(r, 5) || !sn_rd_be16(r, &frag) || !sn_rd_skip(r, 1) ||
        !sn_rd_u8(r, &proto) || !sn_rd_skip(r, 2) || !sn_rd_bytes(r, 8, &addr))
        return of_bytes(p, (size_t)(r->end - p));
    if ((head & 15) > 5 && !sn_rd_skip(r, (head & 15u) * 4 - 20))
        proto = 0;
    return transport(r, proto, addr, addr + 4, 4, (frag & 0x3fff) != 0);
}

/* Steps over one extension header; false: there is none, or its end isn't there. */
static bool extension(struct sn_rd *r, uint8_t *next, bool *fragment)
{
    uint8_t len, kind = *next;

    switch (kind) {
    case 0:   /* hop by hop */
    case 43:  /* routing */
    case 44:  /* fragment */
    case 60:  /* destination options */
    case 135: /* mobility */
        break;
    default:
        return false;
    }
    if (!sn_rd_u8(r, next) || !sn_rd_u8(r, &len))
        return false;
    *fragment |= kind == 44;
    return sn_rd_skip(r, kind == 44 ? 6 : len * 8u + 6);
}

static uint64_t ipv6(struct sn_rd *r)
{
    const uint8_t *p = r->p, *addr;
    bool fragment = false;
    uint8_t next;

    if (!sn_rd_skip(r, 6) || !sn_rd_u8(r, &next) || !sn_rd_skip(r, 1) || !sn_rd_bytes(r, 32, &addr))
        return of_bytes(p, (size_t)(r->end - p));
    for (int i = 0; i < 8 && extension(r, &next, &fragment); i++)
        ;
    return transport(r, next, addr, addr + 16, 16, fragment);
}

static uint64_t ethernet(struct sn_rd *r)
{
    const uint8_t *p = r->p, *addr;
    uint16_t type;

    if (!sn_rd_bytes(r, 12, &addr) || !sn_rd_be16(r, &type))
        return of_bytes(p, (size_t)(r->end - p));
    while (type == ETH_VLAN || type == ETH_QINQ) {
        if (!sn_rd_skip(r, 2) || !sn_rd_be16(r, &type))
            break;
    }
    if (type == ETH_IPV4)
        return ipv4(r);
    if (type == ETH_IPV6)
        return ipv6(r);
    return finish(endpoint(addr, 6, 0), endpoint(addr + 6, 6, 0), (uint64_t)type << 8);
}

/* What stands behind a header of `skip` bytes by the version of IP it begins with. */
static uint64_t raw_ip(struct sn_rd *r, size_t skip)
{
    const uint8_t *p = r->p;
    uint8_t first;

    if (!sn_rd_skip(r, skip) || !sn_rd_peek(r, 0, &first))
        return of_bytes(p, (size_t)(r->end - p));
    if (first >> 4 == 4)
        return ipv4(r);
    if (first >> 4 == 6)
        return ipv6(r);
    return of_bytes(p, (size_t)(r->end - p));
}

uint64_t sn_flow_hash(uint32_t linktype, const uint8_t *data, uint32_t caplen)
{
    struct sn_rd r = sn_rd_init(data, caplen, caplen);

    switch (linktype) {
    case SN_LINK_ETHERNET:
        return ethernet(&r);
    case SN_LINK_RAW:
    case SN_LINK_IPV4:
    case SN_LINK_IPV6:
        return raw_ip(&r, 0);
    case SN_LINK_NULL:
    case SN_LINK_LOOP:
        return raw_ip(&r, 4);
    case SN_LINK_LINUX_SLL:
        return raw_ip(&r, 16);
    case SN_LINK_LINUX_SLL2:
        return raw_ip(&r, 20);
    default:
        return of_bytes(data, caplen);
    }
}
