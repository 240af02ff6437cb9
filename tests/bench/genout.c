/* The generator's file formats and link headers, written to standard output in large pieces. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gen.h"

enum { ROOM = 1 << 20, MOST = 4096 };

static struct out_opts opt;
static uint8_t buf[ROOM + MOST];
static size_t fill;
static uint64_t flushed, packets;

static void flush(void)
{
    for (size_t at = 0; at < fill;) {
        ssize_t k = write(STDOUT_FILENO, buf + at, fill - at);

        if (k < 0)
            err(1, "standard output");
        at += (size_t)k;
    }
    flushed += fill;
    fill = 0;
}

uint64_t out_bytes(void)
{
    return flushed + fill;
}

static void mem(const void *p, size_t n)
{
    memcpy(buf + fill, p, n);
    fill += n;
}

/* Numbers of the file's own headers: this machine's order, or the other one. */
static void o16(uint16_t v)
{
    v = opt.swapped ? __builtin_bswap16(v) : v;
    mem(&v, 2);
}

static void o32(uint32_t v)
{
    v = opt.swapped ? __builtin_bswap32(v) : v;
    mem(&v, 4);
}

static void pad(size_t n)
{
    mem("\0\0\0", -n & 3);
}

static void option(uint16_t code, const void *p, size_t n)
{
    o16(code);
    o16((uint16_t)n);
    mem(p, n);
    pad(n);
}

static size_t block_begin(uint32_t type)
{
    size_t at = fill;

    o32(type);
    o32(0);
    return at;
}

static void block_end(size_t at)
{
    size_t end = fill;
    uint32_t total = (uint32_t)(end - at + 4);

    fill = at + 4;
    o32(total);
    fill = end;
    o32(total);
}

static void interface(const char *name, uint8_t digits)
{
    size_t at = block_begin(1);

    o16((uint16_t)opt.link);
    o16(0);
    o32(opt.snaplen);
    option(2, name, strlen(name));
    if (opt.comments)
        option(3, "made by the generator", 21);
    option(9, &digits, 1);
    o32(0);
    block_end(at);
}

static void ng_begin(void)
{
    size_t at = block_begin(0x0a0d0d0a);

    o32(0x1a2b3c4d);
    o16(1);
    o16(0);
    o32(0xffffffff);
    o32(0xffffffff);
    if (opt.comments) {
        option(1, "mixed traffic, made up", 22);
        option(4, "gen", 3);
        o32(0);
    }
    block_end(at);
    interface("eth0", 9);
    if (opt.comments)
        interface("eth1", 6);
}

void out_begin(const struct out_opts *o)
{
    opt = *o;
    if (opt.ng) {
        ng_begin();
        return;
    }
    o32(opt.nano ? 0xa1b23c4d : 0xa1b2c3d4);
    o16(2);
    o16(4);
    o32(0);
    o32(0);
    o32(opt.snaplen);
    o32(opt.link);
}

static void b16(uint32_t v)
{
    mem((uint8_t[]){(uint8_t)(v >> 8), (uint8_t)v}, 2);
}

static void ethernet(const struct pkt *p)
{
    mem(p->mac, 12);
    if (p->vlan) {
        b16(0x8100);
        b16(p->vlan);
    }
    b16(p->ethertype);
}

/* Cooked, versions 1 (16 bytes) and 2 (20 bytes). */
static void cooked(const struct pkt *p, bool v2)
{
    uint32_t how = p->mac[0] == 0xff ? 1 : p->mac[0] & 1 ? 2 : p->inward ? 0 : 4;

    if (v2) {
        b16(p->ethertype);
        b16(0);
        b16(0);
        b16(2 + p->inward);
        b16(1);
        mem((uint8_t[]){(uint8_t)how, 6}, 2);
    } else {
        b16(how);
        b16(1);
        b16(6);
    }
    mem(p->mac + 6, 6);
    b16(0);
    if (!v2)
        b16(p->ethertype);
}

/* BSD loopback: the family, in the capturing machine's order or the network's. */
static void loopback(const struct pkt *p, bool network)
{
    uint32_t family = p->ethertype == 0x0800 ? 2 : 24;

    if (network) {
        b16(0);
        b16(family);
    } else {
        o32(family);
    }
}

static void frame(const struct pkt *p)
{
    size_t at = fill;

    switch (opt.link) {
    case 1:
        ethernet(p);
        break;
    case 113:
        cooked(p, false);
        break;
    case 276:
        cooked(p, true);
        break;
    case 0:
        loopback(p, false);
        break;
    case 108:
        loopback(p, true);
        break;
    default:
        break;
    }
    mem(p->b, p->n);
    while (opt.link == 1 && p->inward && fill - at < 60)
        buf[fill++] = 0;
}

static void ng_packet(const struct pkt *p, int64_t ts)
{
    size_t at = block_begin(6), head;
    bool second = opt.comments && p->inward;
    uint64_t t = (uint64_t)(second ? ts / 1000 : ts);
    uint32_t n, cut;

    o32(second);
    o32((uint32_t)(t >> 32));
    o32((uint32_t)t);
    head = fill;
    fill += 8;
    frame(p);
    n = (uint32_t)(fill - head - 8);
    cut = n < opt.snaplen ? n : opt.snaplen;
    fill = head;
    o32(cut);
    o32(n);
    fill += cut;
    pad(cut);
    if (opt.comments && packets % 10 == 3) {
        char text[64];

        snprintf(text, sizeof text, "packet %llu of the generator",
                 (unsigned long long)packets + 1);
        option(1, text, strlen(text));
        o32(0);
    }
    block_end(at);
}

bool out_packet(const struct pkt *p, int64_t ts)
{
    size_t at = fill;
    uint32_t n, cut;

    if (p->ethertype == 0x0806 && (opt.link == 0 || opt.link == 101 || opt.link == 108))
        return false;
    if (opt.ng) {
        ng_packet(p, ts);
    } else {
        o32((uint32_t)(ts / 1000000000));
        o32((uint32_t)(ts % 1000000000) / (opt.nano ? 1 : 1000));
        fill += 8;
        frame(p);
        n = (uint32_t)(fill - at - 16);
        cut = n < opt.snaplen ? n : opt.snaplen;
        fill = at + 8;
        o32(cut);
        o32(n);
        fill += cut;
    }
    packets++;
    if (fill > ROOM)
        flush();
    return true;
}

static void ng_stats(uint32_t iface, int64_t ts)
{
    size_t at = block_begin(5);
    uint64_t t = (uint64_t)(iface ? ts / 1000 : ts), received = packets, lost = 0;

    o32(iface);
    o32((uint32_t)(t >> 32));
    o32((uint32_t)t);
    if (opt.swapped)
        received = __builtin_bswap64(received);
    option(4, &received, 8);
    option(5, &lost, 8);
    o32(0);
    block_end(at);
}

void out_end(int64_t ts)
{
    if (opt.ng && opt.comments) {
        ng_stats(0, ts);
        ng_stats(1, ts);
    }
    flush();
}
