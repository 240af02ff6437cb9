/* DNS over UDP: a query and its answer, of the types that resolvers see. */
#include <stdio.h>
#include <string.h>

#include "gen.h"

enum { A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28, SRV = 33 };

void dns_new(struct flow *f)
{
    static const char *const sub[] = {"www", "api", "cdn", "mail", "img-7", "static", "a.b", "eu1"};
    static const char *const mid[] = {"example", "sensor-net", "wetter", "shop24", "files", "news"};
    static const char *const top[] = {"com", "org", "net", "de", "co.uk", "test"};
    static const uint16_t types[] = {A, A, A, A, AAAA, AAAA, AAAA, PTR, MX, TXT, SRV, NS};

    uint32_t x = (uint32_t)rnd64(), k = rnd_zipf(1000);

    f->qtype = types[rnd(12)];
    if (f->qtype == PTR)
        snprintf(f->name, sizeof f->name, "%u.%u.%u.%u.in-addr.arpa", x >> 24, x >> 16 & 255,
                 x >> 8 & 255, x & 255);
    else if (f->qtype == SRV)
        snprintf(f->name, sizeof f->name, "_sip._udp.%s%u.%s", mid[x % 6], k, top[x / 6 % 6]);
    else
        snprintf(f->name, sizeof f->name, "%s.%s%u.%s", sub[x / 36 % 8], mid[x % 6], k,
                 top[x / 6 % 6]);
}

static void put_name(struct pkt *p, const char *name)
{
    while (*name) {
        size_t n = strcspn(name, ".");

        put8(p, (uint32_t)n);
        put_mem(p, name, n);
        name += n + (name[n] == '.');
    }
    put8(p, 0);
}

/* A record of the question's name (0xc00c points at it) up to its data's length. */
static void put_rr(struct pkt *p, uint16_t type, uint32_t ttl, uint32_t len)
{
    put16(p, 0xc00c);
    put16(p, type);
    put16(p, 1);
    put32(p, ttl);
    put16(p, len);
}

static void put_soa(struct pkt *p)
{
    put_rr(p, SOA, 900, 2 + 6 + 20);
    put16(p, 0xc00c);
    put_mem(p, "\003adm\xc0\x0c", 6);
    put32(p, 2023111401);
    put32(p, 7200);
    put32(p, 3600);
    put32(p, 1209600);
    put32(p, 900);
}

static void put_answer(struct pkt *p, uint16_t type)
{
    uint32_t ttl = 30 + rnd(3600), n;

    switch (type) {
    case A:
        put_rr(p, A, ttl, 4);
        put_mem(p, rnd_bytes(), 4);
        break;
    case AAAA:
        put_rr(p, AAAA, ttl, 16);
        put32(p, 0x2a000000 + rnd(65536));
        put_mem(p, rnd_bytes(), 4);
        put32(p, 0);
        put32(p, 1 + rnd(100));
        break;
    case MX:
        put_rr(p, MX, ttl, 2 + 4 + 2);
        put16(p, 10 * (1 + rnd(5)));
        put_mem(p, "\003mx1\xc0\x0c", 6);
        break;
    case TXT:
        n = 20 + rnd(60);
        put_rr(p, TXT, ttl, n + 1);
        put8(p, n);
        for (uint32_t i = 0; i < n; i++)
            put8(p, ' ' + 1 + rnd(94));
        break;
    case SRV:
        put_rr(p, SRV, ttl, 6 + 6 + 2 - 2);
        put16(p, 10);
        put16(p, 60);
        put16(p, 5060);
        put_mem(p, "\003sip\xc0\x0c", 6);
        break;
    default: /* NS, PTR: a name */
        put_rr(p, type, ttl, 4 + 2);
        put_mem(p, "\003ns1\xc0\x0c", 6);
        break;
    }
}

static void answers(const struct flow *f, struct pkt *p, uint32_t an, bool none, bool cname)
{
    if (none)
        put_soa(p);
    if (cname) {
        put_rr(p, CNAME, 300, 6);
        put_mem(p, "\003lb4\xc0\x0c", 6);
    }
    for (uint32_t i = cname; i < an; i++)
        put_answer(p, f->qtype);
}

bool dns_step(struct flow *f, struct pkt *p)
{
    uint32_t from = f->step;
    bool none = from && f->id % 8 == 0, edns = f->id & 16;
    bool cname = from && !none && (f->qtype == A || f->qtype == AAAA) && chance(30);
    uint32_t an = !from || none ? 0 : 1 + (uint32_t)cname + (chance(40) ? rnd(3) : 0);

    ip_begin(p, &f->h[from], &f->h[!from], f->v6, P_UDP);
    put16(p, f->h[from].port);
    put16(p, f->h[!from].port);
    put32(p, 0);
    put16(p, f->id);
    put16(p, from ? (none ? 0x8183 : 0x8180) : 0x0100);
    put16(p, 1);
    put16(p, an);
    put16(p, none);
    put16(p, edns);
    put_name(p, f->name);
    put16(p, f->qtype);
    put16(p, 1);
    answers(f, p, an, none, cname);
    if (edns) {
        put8(p, 0);
        put16(p, 41);
        put16(p, 1232);
        put32(p, 0);
        put16(p, 0);
    }
    ip_end(p, &f->h[from], f->v6, P_UDP);
    p->inward = from;
    return ++f->step < f->steps;
}
