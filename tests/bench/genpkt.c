/* Packets as bytes: appenders, IP headers, checksums. */
#include <string.h>

#include "gen.h"

void put8(struct pkt *p, uint32_t v)
{
    p->b[p->n++] = (uint8_t)v;
}

void put16(struct pkt *p, uint32_t v)
{
    put8(p, v >> 8);
    put8(p, v);
}

void put32(struct pkt *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p, v);
}

void put_mem(struct pkt *p, const void *s, size_t n)
{
    memcpy(p->b + p->n, s, n);
    p->n += n;
}

static void set16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static uint64_t sum(const uint8_t *p, size_t n, uint64_t s)
{
    for (; n >= 2; p += 2, n -= 2)
        s += (uint32_t)p[0] << 8 | p[1];
    return n ? s + ((uint32_t)p[0] << 8) : s;
}

static uint16_t fold(uint64_t s)
{
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return (uint16_t)~s;
}

void ip_begin(struct pkt *p, const struct host *from, const struct host *to, bool v6,
              uint8_t protocol)
{
    p->n = 0;
    p->ethertype = v6 ? 0x86dd : 0x0800;
    memcpy(p->mac, to->mac, 6);
    memcpy(p->mac + 6, from->mac, 6);
    if (v6) {
        put32(p, 0x60000000u | (uint32_t)(from->port * 31u + to->port) % 0xfffff);
        put16(p, 0);
        put8(p, protocol);
        put8(p, from->ttl);
        put_mem(p, from->ip, 16);
        put_mem(p, to->ip, 16);
    } else {
        put16(p, 0x4500);
        put16(p, 0);
        put16(p, from->ip_id);
        put16(p, protocol == P_TCP ? 0x4000 : 0);
        put8(p, from->ttl);
        put8(p, protocol);
        put16(p, 0);
        put_mem(p, from->ip, 4);
        put_mem(p, to->ip, 4);
    }
}

void ip_end(struct pkt *p, struct host *from, bool v6, uint8_t protocol)
{
    size_t hdr = v6 ? 40 : 20, n = p->n - hdr;
    uint8_t *l4 = p->b + hdr;
    uint64_t s = v6 ? sum(p->b + 8, 32, 0) : sum(p->b + 12, 8, 0);
    size_t at = protocol == P_TCP ? 16 : protocol == P_UDP ? 6 : 2;
    uint16_t sum16;

    if (v6) {
        set16(p->b + 4, (uint32_t)n);
    } else {
        set16(p->b + 2, (uint32_t)p->n);
        set16(p->b + 10, fold(sum(p->b, 20, 0)));
        from->ip_id++;
    }
    if (protocol == P_UDP)
        set16(l4 + 4, (uint32_t)n);
    s = protocol == P_ICMP ? 0 : s + protocol + n;
    sum16 = fold(sum(l4, n, s));
    set16(l4 + at, protocol == P_UDP && !sum16 ? 0xffff : sum16);
}
