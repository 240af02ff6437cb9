/* Flows of every kind but TCP and DNS, and the hosts between which they run. */
#include <string.h>

#include "gen.h"

enum { CLIENTS = 500, SERVERS = 4000 };

/* An address that always belongs to the same number: clients in two nets of ours, servers all over
 * the Internet. */
static void address(struct host *h, bool v6, bool server, uint32_t k)
{
    uint32_t x = (k + 1) * 2654435761u;

    memset(h->ip, 0, sizeof h->ip);
    if (v6) {
        memcpy(h->ip,
               server ? (uint8_t[]){0x2a, 0, (uint8_t)(x >> 24), (uint8_t)(x >> 16), 0x40, 1}
                      : (uint8_t[]){0x20, 1, 0x0d, 0xb8, 0, 7},
               6);
        h->ip[14] = (uint8_t)(k >> 8);
        h->ip[15] = (uint8_t)(k + 1);
        if (!server && k % 3) {
            h->ip[8] = 2;
            h->ip[11] = 0xff;
            h->ip[12] = 0xfe;
            h->ip[13] = (uint8_t)x;
        }
    } else if (server) {
        h->ip[0] = (uint8_t)(23 + (x >> 24) % 180);
        h->ip[0] = h->ip[0] == 127 ? 128 : h->ip[0];
        h->ip[1] = (uint8_t)(x >> 16);
        h->ip[2] = (uint8_t)(x >> 8);
        h->ip[3] = (uint8_t)(1 + x % 254);
    } else {
        h->ip[0] = 10;
        h->ip[1] = 0;
        h->ip[2] = (uint8_t)(k >> 8);
        h->ip[3] = (uint8_t)(1 + k % 254);
    }
    /* All servers are behind the router. */
    memcpy(h->mac, (uint8_t[]){0x02, 0x42, 0xac, 0, 0, 1}, 6);
    if (!server) {
        h->mac[4] = (uint8_t)(k >> 8);
        h->mac[5] = (uint8_t)(k + 2);
    }
}

static uint16_t server_port(enum kind kind)
{
    static const uint16_t tcp[] = {443, 22, 8443, 5223, 993, 9092, 5432, 6443};
    static const uint16_t udp[] = {51820, 10000, 27015, 19302, 5004, 30303, 8801, 9987};

    switch (kind) {
    case K_TCP:
        return chance(70) ? 443 : tcp[rnd(8)];
    case K_UDP:
        return udp[rnd(8)];
    case K_QUIC:
        return 443;
    default:
        return 53;
    }
}

void flow_new(struct flow *f, enum kind kind)
{
    uint32_t client = rnd_zipf(CLIENTS);

    memset(f, 0, sizeof *f);
    f->kind = kind;
    f->v6 = kind == K_ND || (kind != K_ARP && chance(30));
    f->vlan = client % 20 == 7 ? (uint16_t)(100 + client % 3) : 0;
    address(&f->h[0], f->v6, false, client);
    address(&f->h[1], f->v6, kind != K_ARP && kind != K_ND,
            kind == K_ARP || kind == K_ND ? rnd_zipf(CLIENTS)
            : kind == K_DNS               ? rnd_zipf(3)
                                          : rnd_zipf(SERVERS));
    f->h[0].port = (uint16_t)(32768 + rnd(28232));
    f->h[1].port = server_port(kind);
    f->h[0].ip_id = (uint16_t)rnd(65536);
    f->h[1].ip_id = (uint16_t)rnd(65536);
    f->h[0].ttl = 64;
    f->h[1].ttl = (uint8_t)(chance(30) ? 120 - rnd(12) : 62 - rnd(20));
    f->id = (uint16_t)rnd(65536);
    f->steps = 2;
    if (kind == K_TCP)
        tcp_new(f);
    else if (kind == K_DNS)
        dns_new(f);
    else if (kind == K_UDP || kind == K_QUIC)
        f->steps = rnd_log(1, 7);
    else if (kind == K_PING)
        f->steps = 2 * rnd_log(0, 4);
}

static bool udp_step(struct flow *f, struct pkt *p)
{
    uint32_t from, n;

    if (f->kind == K_QUIC) { /* full datagrams down, short ones up */
        from = f->step < 2 ? f->step : chance(65);
        n = f->step < 2 ? 1200 : from ? (chance(60) ? 1250 : 40 + rnd(1100)) : 30 + rnd(60);
    } else {
        from = rnd(2);
        n = f->id & 1 ? 172 : rnd_log(4, 10);
    }
    ip_begin(p, &f->h[from], &f->h[!from], f->v6, P_UDP);
    put16(p, f->h[from].port);
    put16(p, f->h[!from].port);
    put32(p, 0);
    put_mem(p, rnd_bytes(), n);
    ip_end(p, &f->h[from], f->v6, P_UDP);
    p->inward = from;
    return ++f->step < f->steps;
}

static bool ping_step(struct flow *f, struct pkt *p)
{
    uint32_t from = f->step & 1;
    uint8_t protocol = f->v6 ? P_ICMP6 : P_ICMP;
    uint32_t type = f->v6 ? (from ? 129 : 128) : (from ? 0 : 8);

    ip_begin(p, &f->h[from], &f->h[!from], f->v6, protocol);
    put16(p, type << 8);
    put16(p, 0);
    put16(p, f->id);
    put16(p, f->step / 2 + 1);
    for (uint32_t i = 0; i < 56; i++)
        put8(p, i < 8 ? rnd(256) : i);
    ip_end(p, &f->h[from], f->v6, protocol);
    p->inward = from;
    return ++f->step < f->steps;
}

static bool arp_step(struct flow *f, struct pkt *p)
{
    const struct host *from = &f->h[f->step & 1], *to = &f->h[!(f->step & 1)];
    bool reply = f->step;

    p->n = 0;
    p->ethertype = 0x0806;
    memset(p->mac, 0xff, 6);
    if (reply)
        memcpy(p->mac, to->mac, 6);
    memcpy(p->mac + 6, from->mac, 6);
    put16(p, 1);
    put16(p, 0x0800);
    put16(p, 0x0604);
    put16(p, reply ? 2 : 1);
    put_mem(p, from->mac, 6);
    put_mem(p, from->ip, 4);
    put_mem(p, reply ? to->mac : (const uint8_t[6]){0}, 6);
    put_mem(p, to->ip, 4);
    p->inward = reply;
    return ++f->step < f->steps;
}

/* Neighbour solicitation to the solicited-node group, and the advertisement. */
static bool nd_step(struct flow *f, struct pkt *p)
{
    struct host from = f->h[f->step & 1], to = f->h[!(f->step & 1)], target = to;
    bool advert = f->step;

    from.ttl = 255;
    if (!advert) {
        memset(to.ip, 0, 13);
        memcpy(to.ip, (uint8_t[]){0xff, 2}, 2);
        to.ip[11] = 1;
        to.ip[12] = 0xff;
        memcpy(to.mac, (uint8_t[]){0x33, 0x33, 0xff}, 3);
        memcpy(to.mac + 3, to.ip + 13, 3);
    }
    ip_begin(p, &from, &to, true, P_ICMP6);
    put16(p, (advert ? 136u : 135u) << 8);
    put16(p, 0);
    put32(p, advert ? 0x60000000 : 0);
    put_mem(p, advert ? from.ip : target.ip, 16);
    put16(p, advert ? 0x0201 : 0x0101);
    put_mem(p, from.mac, 6);
    ip_end(p, &from, true, P_ICMP6);
    p->inward = advert;
    return ++f->step < f->steps;
}

bool flow_step(struct flow *f, struct pkt *p, int64_t ts)
{
    p->vlan = f->vlan;
    switch (f->kind) {
    case K_TCP:
        return tcp_step(f, p, ts);
    case K_DNS:
        return dns_step(f, p);
    case K_PING:
        return ping_step(f, p);
    case K_ARP:
        return arp_step(f, p);
    case K_ND:
        return nd_step(f, p);
    default:
        return udp_step(f, p);
    }
}
