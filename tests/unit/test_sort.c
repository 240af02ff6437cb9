/* Captures put in order: any order, any memory, stable; blocks; every failure. */
#include <fcntl.h>
#include <unistd.h>

#define TEST_ALLOC
#include "test.h"

#include "captures.h"
#include "sn/merge.h"
#include "sn/sort.h"
#include "streams.h"

static int scratch(void)
{
    int fd;

    CHECK(!sn_sort_scratch(&fd, NULL));
    return fd;
}

/* What comes of a capture; with `memory` bytes and a scratch file. */
static struct got sorted(const struct cap *c, size_t n, size_t memory, int fd)
{
    struct sn_sort_opts o = {.memory = memory, .scratch = fd};
    struct sn_src *in, *out;
    struct got g = {0};

    CHECK(!sn_src_open_mem(&in, c->p, n, "mem", NULL));
    g.e = sn_sort_open(&out, in, &o, &g.d);
    return g.e ? g : read_src(out, 1 << 16);
}

static uint32_t le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Sixty packets of a few times and lengths; a packet's first byte is its number. */
static void jumbled(struct cap *c, bool be)
{
    uint32_t x = 5;

    pcap_begin(c, be, 0xa1b2c3d4, 65535, 1);
    for (unsigned i = 0; i < 60; i++) {
        x = x * 1664525 + 1013904223;
        pcap_pkt(c, 100 + (x >> 24) % 9, 7, 20 + (x >> 16) % 900, 2000);
    }
}

/* Every record once, in order of time and then of number. */
static void check_order(const struct cap *c, const struct got *g)
{
    uint32_t sec = 0, number = 0, packets = 0;
    size_t at = 24;

    CHECK_INT(g->e, SN_EOF);
    CHECK_INT(g->n, c->n);
    CHECK(memcmp(g->p, c->p, 24) == 0);
    for (; at < g->n; packets++) {
        const uint8_t *p = g->p + at;
        uint32_t n = p[16], s = le32(p);
        size_t size = c->end[n] - c->begin[n];

        CHECK(size == 16 + le32(p + 8) && memcmp(p, c->p + c->begin[n], size) == 0);
        CHECK(s > sec || (s == sec && n > number) || !packets);
        sec = s;
        number = n;
        at += size;
    }
    CHECK_INT(packets, c->pkts);
}

TEST(any_memory)
{
    static const size_t memory[] = {0, 1, 100, 1000, 2000, 5000, 20000, 1 << 20};
    static struct cap c;

    jumbled(&c, false);
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
        struct got g = sorted(&c, c.n, memory[i], scratch());

        check_order(&c, &g);
        free(g.p);
    }
}

TEST(other_byte_order)
{
    static struct cap c;
    struct got g;

    jumbled(&c, true);
    g = sorted(&c, c.n, 3000, scratch());
    CHECK_INT(g.e, SN_EOF);
    CHECK(g.n == c.n && memcmp(g.p, c.p, 24) == 0);
    free(g.p);
}

/* Whole packets come, then what was wrong with the input. */
TEST(cut_anywhere)
{
    static struct cap c;

    jumbled(&c, false);
    for (size_t n = 24; n < c.end[5]; n++) {
        struct got g = sorted(&c, n, 1500, scratch());
        unsigned whole = 0;

        while (whole < c.pkts && c.end[whole] <= n)
            whole++;
        CHECK_INT(g.n, whole ? c.end[whole - 1] : 24);
        CHECK_INT(g.e, n == 24 || n == g.n ? SN_EOF : SN_ETRUNC);
        free(g.p);
    }
}

TEST(without_scratch)
{
    static struct cap c;
    struct got g;
    int full = open("/dev/full", O_RDWR);

    jumbled(&c, false);
    g = sorted(&c, c.n, 1 << 20, -1);
    check_order(&c, &g);
    free(g.p);
    g = sorted(&c, c.n, 2000, -1);
    CHECK_INT(g.e, SN_ENOMEM);
    free(g.p);
    g = sorted(&c, c.n, 2000, full);
    CHECK(g.e && strstr(g.d.msg, "No space left"));
    free(g.p);
    g = sorted(&c, 10, 0, scratch());
    CHECK_INT(g.e, SN_ETRUNC);
}

TEST(without_memory)
{
#ifndef __SANITIZE_ADDRESS__
    static struct cap c;
    struct got g = {.e = SN_ENOMEM};

    jumbled(&c, false);
    for (long i = 0; i < 300 && g.e == SN_ENOMEM; i++) {
        struct sn_sort_opts o = {.memory = 2000, .scratch = scratch()};
        struct sn_src *in, *out;
        uint8_t some[4096];
        size_t n = 0;

        CHECK(!sn_src_open_mem(&in, c.p, c.n, "mem", NULL));
        fail_alloc_after(i);
        g.e = sn_sort_open(&out, in, &o, NULL);
        while (!g.e)
            g.e = sn_src_read(out, some, sizeof some, &n, NULL);
        fail_alloc_never();
        sn_src_close(out);
    }
    CHECK_INT(g.e, SN_EOF);
#endif
}

TEST_MAIN
