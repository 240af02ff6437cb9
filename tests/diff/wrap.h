/*
 * A random inner packet, and random headers around it: tags, labels, PPPoE, tunnels, in any order.
 * Everything follows from the seed. Outer addresses are 203.0.113.x and 2001:db8:ffff::x, inner
 * ones are others; outer ports are a tunnel's and 50000.
 */
#ifndef WRAP_H
#define WRAP_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WRAP_ROOM 4096

struct wrap {
    uint64_t seed;
    uint16_t type;    /* ethertype of what is there so far */
    uint32_t n;       /* it is the last n bytes of buf */
    uint32_t headers; /* around the inner packet */
    bool ext;         /* IPv6 with extension headers inside */
    uint8_t buf[WRAP_ROOM];
};

static inline uint32_t wrap_rnd(struct wrap *w, uint32_t n)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(w->seed >> 33) % n;
}

static inline uint8_t *wrap_at(struct wrap *w)
{
    return w->buf + WRAP_ROOM - w->n;
}

static inline void wrap_u8(struct wrap *w, uint32_t v)
{
    w->n++;
    *wrap_at(w) = (uint8_t)v;
}

static inline void wrap_be16(struct wrap *w, uint32_t v)
{
    wrap_u8(w, v);
    wrap_u8(w, v >> 8);
}

static inline void wrap_be32(struct wrap *w, uint32_t v)
{
    wrap_be16(w, v);
    wrap_be16(w, v >> 16);
}

static inline void wrap_zero(struct wrap *w, uint32_t n)
{
    while (n-- > 0)
        wrap_u8(w, 0);
}

static inline void wrap_ip4(struct wrap *w, uint8_t proto, uint32_t src, uint32_t dst)
{
    uint32_t options = wrap_rnd(w, 4) ? 0 : wrap_rnd(w, 10), total = w->n + 20 + options * 4;

    wrap_zero(w, options * 4);
    wrap_be32(w, dst);
    wrap_be32(w, src);
    wrap_be16(w, 0);
    wrap_u8(w, proto);
    wrap_u8(w, 64);
    wrap_be32(w, 0);
    wrap_be16(w, total);
    wrap_be16(w, 0x4500 + options * 256);
    w->type = 0x0800;
}

/* Extension headers, the last first; returns the type of the first. */
static inline uint8_t wrap_extensions(struct wrap *w, uint8_t next)
{
    static const uint8_t types[] = {0, 43, 60, 44, 51, 135};

    for (uint32_t i = wrap_rnd(w, 4); i-- > 0;) {
        uint8_t t = types[wrap_rnd(w, sizeof types)];
        uint32_t words = t == 44 ? 0 : wrap_rnd(w, 3);

        wrap_zero(w, t == 51 ? words * 4 + 6 : words * 8 + 6);
        wrap_u8(w, words);
        wrap_u8(w, next);
        next = t;
        w->ext = true;
    }
    return next;
}

static inline void wrap_ip6(struct wrap *w, uint8_t proto, uint32_t net, uint32_t src, uint32_t dst)
{
    uint8_t next = wrap_extensions(w, proto);
    uint32_t len = w->n;

    wrap_be32(w, dst);
    wrap_zero(w, 4);
    wrap_be32(w, net);
    wrap_be32(w, 0x20010db8);
    wrap_be32(w, src);
    wrap_zero(w, 4);
    wrap_be32(w, net);
    wrap_be32(w, 0x20010db8);
    wrap_u8(w, 64);
    wrap_u8(w, next);
    wrap_be16(w, len);
    wrap_be32(w, 0x60000000);
    w->type = 0x86dd;
}

static inline void wrap_outer_ip(struct wrap *w, uint8_t proto)
{
    if (wrap_rnd(w, 2))
        wrap_ip4(w, proto, 0xcb007101, 0xcb007102);
    else
        wrap_ip6(w, proto, 0xffff0000, 1, 2);
}

static inline void wrap_udp(struct wrap *w, uint32_t port)
{
    wrap_be16(w, 0);
    wrap_be16(w, w->n + 6);
    wrap_be16(w, port);
    wrap_be16(w, 50000);
    wrap_outer_ip(w, 17);
}

/* A frame's header: the source address is 02:00:00:00:00:xx. */
static inline void wrap_ether(struct wrap *w, uint8_t src)
{
    wrap_be16(w, w->type);
    wrap_u8(w, src);
    wrap_be32(w, 0);
    wrap_u8(w, 2);
    wrap_be32(w, 2);
    wrap_be16(w, 0x0200);
    w->type = 0x6558;
}

/* TCP, UDP or ICMP over IPv4 or IPv6, with few values, which expressions ask for. */
static inline void wrap_inner(struct wrap *w, uint64_t seed)
{
    static const uint16_t ports[] = {80, 443, 53, 22, 1024};
    static const uint8_t protos[] = {6, 17, 58, 1, 132};
    uint8_t proto;

    memset(w, 0, sizeof *w);
    w->seed = seed;
    proto = protos[wrap_rnd(w, sizeof protos)];
    wrap_zero(w, 16);
    wrap_u8(w, wrap_rnd(w, 64)); /* TCP's flags */
    wrap_u8(w, 0x50);
    wrap_zero(w, 8);
    wrap_be16(w, ports[wrap_rnd(w, 5)]);
    wrap_be16(w, ports[wrap_rnd(w, 5)]);
    if (wrap_rnd(w, 2))
        wrap_ip4(w, proto, 0x0a000001 + wrap_rnd(w, 3), 0xc0a80101 + wrap_rnd(w, 3));
    else
        wrap_ip6(w, proto, 0, 1 + wrap_rnd(w, 3), 1 + wrap_rnd(w, 3));
}

static inline bool wrap_is_ip(const struct wrap *w)
{
    return w->type == 0x0800 || w->type == 0x86dd;
}

static inline void wrap_gre(struct wrap *w)
{
    uint32_t flags = wrap_rnd(w, 2) * 0x8000 | wrap_rnd(w, 2) * 0x2000 | wrap_rnd(w, 2) * 0x1000;

    wrap_zero(w, (flags >> 15) * 4 + (flags >> 13 & 1) * 4 + (flags >> 12 & 1) * 4);
    wrap_be16(w, w->type);
    wrap_be16(w, flags);
    wrap_outer_ip(w, 47);
}

static inline void wrap_vxlan(struct wrap *w)
{
    wrap_ether(w, 9);
    wrap_be32(w, 7 << 8);
    wrap_be32(w, 0x08000000);
    wrap_udp(w, wrap_rnd(w, 2) ? 4789 : 8472);
}

static inline void wrap_geneve(struct wrap *w)
{
    uint32_t options = wrap_rnd(w, 4);

    if (!wrap_is_ip(w) || wrap_rnd(w, 2))
        wrap_ether(w, 9);
    wrap_zero(w, options * 4);
    wrap_be32(w, 11 << 8);
    wrap_be16(w, w->type);
    wrap_u8(w, 0);
    wrap_u8(w, options);
    wrap_udp(w, 6081);
}

static inline void wrap_gtpu(struct wrap *w)
{
    bool more = wrap_rnd(w, 2), ext = more && wrap_rnd(w, 2);

    if (ext)
        wrap_be32(w, 0x01000000);
    if (more)
        wrap_be32(w, ext ? 0x85 : 0);
    wrap_be32(w, 0x1234);
    wrap_be16(w, w->n - 4);
    wrap_u8(w, 0xff);
    wrap_u8(w, 0x30 | (ext ? 4 : 0) | (more ? 2 : 0));
    wrap_udp(w, 2152);
}

/* One more header around what is there. */
static inline void wrap_one(struct wrap *w)
{
    static const uint16_t tags[] = {0x8100, 0x88a8, 0x9100};

    w->headers++;
    switch (wrap_rnd(w, wrap_is_ip(w) ? 8 : w->type == 0x8847 ? 5 : 3)) {
    case 0:
        wrap_be16(w, w->type);
        wrap_be16(w, 0x2000 | (100 + wrap_rnd(w, 3)));
        w->type = tags[wrap_rnd(w, 3)];
        break;
    case 1:
        wrap_vxlan(w);
        break;
    case 2:
        wrap_geneve(w);
        break;
    case 3:
        wrap_gre(w);
        break;
    case 4:
        wrap_be32(w, (16u + wrap_rnd(w, 3)) << 12 | (w->type == 0x8847 ? 0 : 0x100) | 64);
        w->type = 0x8847;
        break;
    case 5:
        wrap_be16(w, w->type == 0x0800 ? 0x21 : 0x57);
        wrap_be16(w, w->n);
        wrap_be16(w, 5);
        wrap_be16(w, 0x1100);
        w->type = 0x8864;
        break;
    case 6:
        wrap_outer_ip(w, w->type == 0x0800 ? 4 : 41);
        break;
    default:
        wrap_gtpu(w);
        break;
    }
}

#endif
