/*
 * ClientHellos as browsers send them today (RFC 8446 4.1.2): GREASE (RFC 8701), extensions in an
 * order of chance, a name, a share of X25519, each the first segment of a connection of its own.
 */
#include <stdio.h>
#include <string.h>

#include "gen.h"

enum {
    SNI,
    EMS,
    RENEGOTIATION,
    GROUPS,
    POINTS,
    TICKET,
    ALPN,
    OCSP,
    SIGNATURES,
    SCT,
    SHARES,
    MODES,
    VERSIONS,
    COMPRESSION,
    ALPS,
    EXTENSIONS
};

struct body {
    uint8_t b[300];
    size_t n;
};

static void put(struct body *o, const void *p, size_t n)
{
    memcpy(o->b + o->n, p, n);
    o->n += n;
}

static uint8_t grease(void)
{
    return (uint8_t)(rnd(16) << 4 | 10);
}

static void put_server_name(struct body *o)
{
    static const char *const mid[] = {"example", "sensor-net", "wetter", "shop24", "files", "news"};
    char name[64];
    int n = snprintf(name, sizeof name, "www%u.%s.test", rnd(5000), mid[rnd(6)]);

    put(o, (uint8_t[]){0, (uint8_t)(n + 3), 0, 0, (uint8_t)n}, 5);
    put(o, name, (size_t)n);
}

static void put_shares(struct body *o)
{
    uint8_t g = grease();

    put(o, (uint8_t[]){0, 41, g, g, 0, 1, 0, 0, 29, 0, 32}, 11);
    put(o, rnd_bytes(), 32);
}

#define PUT(o, bytes) put(o, bytes, sizeof(bytes) - 1)

/* What stands in an extension. */
static void put_extension(struct body *o, unsigned which)
{
    uint8_t g = grease();

    switch (which) {
    case SNI:
        put_server_name(o);
        break;
    case RENEGOTIATION:
        PUT(o, "\0");
        break;
    case GROUPS:
        put(o, (uint8_t[]){0, 8, g, g, 0, 29, 0, 23, 0, 24}, 10);
        break;
    case POINTS:
        PUT(o, "\1\0");
        break;
    case ALPN:
        PUT(o, "\0\14\2h2\10http/1.1");
        break;
    case OCSP:
        PUT(o, "\1\0\0\0\0");
        break;
    case SIGNATURES:
        PUT(o, "\0\20\4\3\10\4\4\1\5\3\10\5\5\1\10\6\6\1");
        break;
    case SHARES:
        put_shares(o);
        break;
    case MODES:
        PUT(o, "\1\1");
        break;
    case VERSIONS:
        put(o, (uint8_t[]){6, g, g, 3, 4, 3, 3}, 7);
        break;
    case COMPRESSION:
        PUT(o, "\2\0\2");
        break;
    case ALPS:
        PUT(o, "\0\3\2h2");
        break;
    default: /* nothing */
        break;
    }
}

/* The extensions, padded to a ClientHello of 512 bytes (RFC 7685) when `head` are in front. */
static void put_extensions(struct pkt *p, size_t from)
{
    static const uint16_t types[EXTENSIONS] = {0,  23, 0xff01, 10, 11, 35, 16,    5,
                                               13, 18, 51,     45, 43, 27, 0x4469};
    uint8_t order[EXTENSIONS], g = grease();

    for (unsigned i = 0; i < EXTENSIONS; i++) {
        unsigned j = rnd(i + 1);

        order[i] = order[j];
        order[j] = (uint8_t)i;
    }
    put16(p, (uint32_t)(g << 8 | g));
    put16(p, 0);
    for (unsigned i = 0; i < EXTENSIONS; i++) {
        struct body o = {.n = 0};

        put_extension(&o, order[i]);
        put16(p, types[order[i]]);
        put16(p, (uint32_t)o.n);
        put_mem(p, o.b, o.n);
    }
    put16(p, 21);
    put16(p, (uint32_t)(from + 512 - p->n - 2));
    while (p->n < from + 512)
        put8(p, 0);
}

static void put_hello(struct pkt *p)
{
    static const uint16_t ciphers[] = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f,
                                       0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                                       0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
    uint8_t g = grease();
    size_t from;

    put_mem(p, (uint8_t[]){22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3}, 11);
    from = p->n - 6;
    put_mem(p, rnd_bytes(), 32);
    put8(p, 32);
    put_mem(p, rnd_bytes(), 32);
    put16(p, sizeof ciphers + 2);
    put16(p, (uint32_t)(g << 8 | g));
    for (unsigned i = 0; i < sizeof ciphers / sizeof *ciphers; i++)
        put16(p, ciphers[i]);
    put16(p, 0x0100);
    put16(p, (uint32_t)(from + 512 - p->n - 2));
    put_extensions(p, from);
}

void hello_packet(struct pkt *p, uint32_t k)
{
    struct host from = {.mac = {2, 0, 0, 0, 0, 1}, .ttl = 64};
    struct host to = {.mac = {2, 0, 0, 0, 0, 2}, .ip = {192, 0, 2, 1}, .port = 443};

    memcpy(from.ip, (uint8_t[]){10, 0, (uint8_t)(k >> 20), (uint8_t)(k >> 12)}, 4);
    from.port = (uint16_t)(32768 + (k & 4095));
    p->vlan = 0;
    p->inward = true;
    ip_begin(p, &from, &to, false, P_TCP);
    put16(p, from.port);
    put16(p, to.port);
    put32(p, (uint32_t)rnd64());
    put32(p, (uint32_t)rnd64());
    put32(p, 0x501801f5); /* PSH and ACK */
    put32(p, 0);
    put_hello(p);
    ip_end(p, &from, false, P_TCP);
}
