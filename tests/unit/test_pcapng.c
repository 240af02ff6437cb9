/* lib/pcap: pcapng read: sections, interfaces, time units, all packet blocks, cuts, damage. */
#define TEST_ALLOC
#include "test.h"

#include "captures.h"

static struct cap c;
static struct read r;

/* A bit of everything in one section. */
static void everything(bool be)
{
    size_t at;

    c = (struct cap){0};
    ng_shb(&c, be);
    at = ng_block(&c, 0x0a); /* decryption secrets */
    c32(&c, 0x544c534b);
    c32(&c, 5);
    cmem(&c, "secre", 5);
    ng_end(&c, at);
    ng_idb(&c, 1, 262144, "eth0", 9);
    ng_idb(&c, 276, 100, "any", -1);
    ng_epb(&c, 0, 1700000000123456789, 60, 60);
    ng_epb(&c, 1, 1700000000123456, 33, 1000);
    at = ng_block(&c, 4); /* names */
    ng_opt(&c, 0, NULL, 0);
    ng_end(&c, at);
    at = ng_block(&c, 3); /* a simple packet, cut by its interface's snaplen */
    c.begin[c.pkts] = at - 8;
    c32(&c, 50);
    cdata(&c, c.pkts, 50);
    ng_end(&c, at);
    c.end[c.pkts++] = c.n;
    at = ng_block(&c, 2); /* an old packet */
    c.begin[c.pkts] = at - 8;
    c16(&c, 1);
    c16(&c, 7);
    c32(&c, 0);
    c32(&c, 5000000);
    c32(&c, 10);
    c32(&c, 20);
    cdata(&c, c.pkts, 10);
    ng_end(&c, at);
    c.end[c.pkts++] = c.n;
    at = ng_block(&c, 0xbad); /* custom */
    c32(&c, 32473);
    ng_end(&c, at);
    at = ng_block(&c, 5); /* interface statistics */
    c32(&c, 0);
    c64(&c, 0);
    ng_end(&c, at);
    at = ng_block(&c, 0x80001234); /* unknown */
    ng_end(&c, at);
}

TEST(all_blocks)
{
    for (int be = 0; be < 2; be++) {
        everything(be);
        collect(&r, guarded(c.p, c.n), c.n);
        CHECK(!r.open && r.end == SN_EOF && r.batches == 1);
        CHECK(data_is_right(&r, 4));
        CHECK_INT(r.metas, 8);
        CHECK_INT(r.pkt[0].ts, 1700000000123456789);
        CHECK_INT(r.pkt[1].ts, 1700000000123456000);
        CHECK(r.pkt[0].iface == 0 && r.pkt[1].iface == 1 && r.pkt[2].iface == 0);
        CHECK(r.pkt[1].caplen == 33 && r.pkt[1].len == 1000 && r.pkt[1].reclen == 68);
        CHECK(r.pkt[2].caplen == 50 && r.pkt[2].len == 50 && r.pkt[2].ts == 0);
        CHECK(r.pkt[3].iface == 1 && r.pkt[3].ts == 5000000000 && r.pkt[3].len == 20);
        CHECK_INT(r.nifaces, 2);
        CHECK_STR(r.iface[0].name, "eth0");
        CHECK(r.iface[0].digits == 9 && r.iface[0].snaplen == 262144 && r.iface[0].linktype == 1);
        CHECK(r.iface[1].digits == 6 && r.iface[1].linktype == 276 && r.iface[1].snaplen == 100);
        forget(&r);
    }
}

TEST(every_cut)
{
    for (int be = 0; be < 2; be++) {
        size_t blocks[16], nblocks = 0, at = 0;

        everything(be);
        while (at < c.n) {
            const uint8_t *p = c.p + at + 4;

            blocks[nblocks++] = at;
            at += be ? (size_t)p[2] << 8 | p[3] : (size_t)p[1] << 8 | p[0];
        }
        for (size_t n = 0; n <= c.n; n++) {
            unsigned whole = 0;
            size_t b = 0;

            collect(&r, guarded(c.p, n), n);
            if (n < 28) {
                CHECK_INT(r.open, SN_ETRUNC);
                continue;
            }
            while (whole < 4 && c.end[whole] <= n)
                whole++;
            CHECK(!r.open && data_is_right(&r, whole));
            while (b + 1 < nblocks && blocks[b + 1] <= n)
                b++;
            if (n == blocks[b] || n == c.n) {
                CHECK_INT(r.end, SN_EOF);
            } else {
                CHECK_INT(r.end, SN_ETRUNC);
                CHECK_INT(r.d.at, blocks[b]);
            }
            forget(&r);
        }
    }
    collect(&r, c.p, 40);
    CHECK_STR(r.d.msg, "cut short: the block here needs 28 bytes, 12 are there");
    collect(&r, c.p, 35);
    CHECK_STR(r.d.msg, "cut short: the block header here needs 12 bytes, 7 are there");
}

/* Sections of either order follow one another; interfaces are counted on. */
TEST(sections)
{
    c = (struct cap){0};
    for (unsigned i = 0; i < 4; i++) {
        char name[8];

        ng_shb(&c, i & 1);
        for (unsigned k = 0; k <= i % 3; k++) {
            snprintf(name, sizeof name, "s%ui%u", i, k);
            ng_idb(&c, (uint16_t)(1 + k), 0, name, 6);
        }
        ng_epb(&c, i % 3, 1000000 * (uint64_t)i, 20, 20);
    }
    collect(&r, guarded(c.p, c.n), c.n);
    CHECK(r.end == SN_EOF && data_is_right(&r, 4) && r.nifaces == 7);
    CHECK(r.pkt[0].iface == 0 && r.pkt[1].iface == 2 && r.pkt[2].iface == 5 && r.pkt[3].iface == 6);
    CHECK_STR(r.iface[5].name, "s2i2");
    CHECK_INT(r.pkt[3].ts, 3000000000);
    forget(&r);
}

/* The unit of time stamps: powers of ten and two, offsets. */
TEST(time_units)
{
    static const struct {
        uint8_t resol;
        int64_t offset;
        uint64_t raw;
        int64_t ts;
        uint8_t digits;
    } v[] = {
        {0, 0, 1700000000, 1700000000000000000, 0},
        {3, 0, 1700000000123, 1700000000123000000, 3},
        {6, 1000, 5000007, 1005000007000, 6},
        {9, -1000, 5000000007, -994999999993, 9},
        {12, 0, 1700000000123456789, 1700000000123456, 9},
        {19, 0, 10000000000000000000u, 1000000000, 9},
        {0x80, 0, 5, 5000000000, 0},
        {0x8a, 0, 1024 * 3 + 512, 3500000000, 9},
        {0x9e, 0, (3ull << 30) + (1 << 29), 3500000000, 9},
        {0xa0, 7, (3ull << 32) + 1, 10000000000, 9},
        {0xbf, 0, 3ull << 62, 1500000000, 9},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        for (int be = 0; be < 2; be++) {
            uint64_t off = (uint64_t)v[i].offset;
            size_t at;

            c = (struct cap){0};
            ng_shb(&c, be);
            at = ng_block(&c, 1);
            c32(&c, be ? 0x10000 : 1);
            c32(&c, 0);
            ng_opt(&c, 9, &v[i].resol, 1);
            off = be ? __builtin_bswap64(off) : off;
            ng_opt(&c, 14, &off, 8);
            ng_end(&c, at); /* without the end of options, which may be left out */
            ng_epb(&c, 0, v[i].raw, 4, 4);
            collect(&r, guarded(c.p, c.n), c.n);
            CHECK(r.end == SN_EOF && r.pkts == 1);
            CHECK_INT(r.pkt[0].ts, v[i].ts);
            CHECK_INT(r.iface[0].digits, v[i].digits);
            forget(&r);
        }
}

TEST(texts_of_interfaces)
{
    size_t at;

    c = (struct cap){0};
    ng_shb(&c, true);
    at = ng_block(&c, 1);
    c16(&c, 1);
    c16(&c, 0);
    c32(&c, 0);
    ng_opt(&c, 2, "eth\0x", 5);
    ng_opt(&c, 1, "a comment", 9);
    ng_opt(&c, 3, "the \xff uplink", 12);
    ng_opt(&c, 11, "\0tcp port 80", 12);
    ng_opt(&c, 0, NULL, 0);
    ng_opt(&c, 2, "late", 4); /* behind the end of options */
    ng_end(&c, at);
    collect(&r, guarded(c.p, c.n), c.n);
    CHECK(r.end == SN_EOF && r.nifaces == 1);
    CHECK_STR(r.iface[0].name, "eth");
    CHECK_STR(r.iface[0].descr, "the \xff uplink");
    CHECK_STR(r.iface[0].filter, "tcp port 80");
    forget(&r);
}

/* What is wrong, put behind a packet that must come first. */
static void expect_damage(void (*wrong)(void), enum sn_err e, const char *msg)
{
    for (int be = 0; be < 2; be++) {
        size_t at;

        c = (struct cap){0};
        ng_shb(&c, be);
        ng_idb(&c, 1, 0, NULL, -1);
        ng_epb(&c, 0, 1, 8, 8);
        at = c.n;
        wrong();
        collect(&r, guarded(c.p, c.n), c.n);
        CHECK(data_is_right(&r, 1));
        CHECK_INT(r.end, e);
        CHECK(r.d.at >= at && r.d.at <= at + 12);
        CHECK_STR(r.d.msg, msg);
        forget(&r);
    }
}

static void bad_trailer(void)
{
    ng_epb(&c, 0, 1, 8, 8);
    c.n -= 4;
    c32(&c, 44);
}

static void bad_length(void)
{
    c32(&c, 6);
    c32(&c, 41);
    cdata(&c, 0, 60);
}

static void too_long(void)
{
    c32(&c, 6);
    c32(&c, 1 << 30);
    cdata(&c, 0, 60);
}

static void too_short(void)
{
    c32(&c, 6);
    c32(&c, 8);
    cdata(&c, 0, 60);
}

static void short_packet(void)
{
    size_t at = ng_block(&c, 6);

    c64(&c, 0);
    ng_end(&c, at);
}

static void wrong_iface(void)
{
    ng_epb(&c, 1, 1, 8, 8);
}

static void long_packet(void)
{
    size_t at = c.n;

    ng_epb(&c, 0, 1, 8, 8);
    at = c.n - at;
    c.n -= at - 20;
    c32(&c, 9);
    c.n += at - 24;
}

static void short_iface(void)
{
    size_t at = ng_block(&c, 1);

    c32(&c, 1);
    ng_end(&c, at);
}

static void long_option(void)
{
    size_t at = ng_block(&c, 1);

    c64(&c, 0);
    c16(&c, 2);
    c16(&c, 9);
    c64(&c, 0);
    ng_end(&c, at);
}

static void bad_resolution(void)
{
    ng_idb(&c, 1, 0, NULL, 20);
}

static void bad_version(void)
{
    size_t at = c.n;

    ng_shb(&c, c.be);
    c.n = at + 12;
    c16(&c, 2);
    c.n = at + 28;
}

static void no_order(void)
{
    size_t at = ng_block(&c, 0x0a0d0d0a);

    c32(&c, 0x1a2b3c4e);
    ng_end(&c, at);
}

TEST(damage)
{
    expect_damage(bad_trailer, SN_EFORMAT,
                  "damaged: a block's two lengths differ (40 at its head)");
    expect_damage(bad_length, SN_EFORMAT,
                  "damaged: no pcapng block begins here (type 0x6, 41 bytes)");
    expect_damage(too_long, SN_EFORMAT,
                  "damaged: no pcapng block begins here (type 0x6, 1073741824 bytes)");
    expect_damage(too_short, SN_EFORMAT,
                  "damaged: no pcapng block begins here (type 0x6, 8 bytes)");
    expect_damage(short_packet, SN_EFORMAT, "damaged: a packet block of 20 bytes");
    expect_damage(wrong_iface, SN_EFORMAT,
                  "damaged: a packet of interface 1, but 1 were described");
    expect_damage(long_packet, SN_EFORMAT, "damaged: a packet of 9 bytes doesn't fit its block");
    expect_damage(short_iface, SN_EFORMAT, "damaged: an interface block of 16 bytes");
    expect_damage(long_option, SN_EFORMAT,
                  "damaged: an interface block with an option longer than its block");
    expect_damage(bad_resolution, SN_EFORMAT,
                  "damaged: an interface block with a time stamp resolution that can't be");
    expect_damage(bad_version, SN_EUNSUPPORTED, "pcapng version 2.0; 1.0 is known");
    expect_damage(no_order, SN_EFORMAT,
                  "damaged: no pcapng block begins here (type 0xa0d0d0a, 16 bytes)");
}

TEST(damage_at_the_start)
{
    struct cap *at = &c;

    c = (struct cap){0};
    ng_shb(at, false);
    ng_epb(at, 0, 1, 8, 8); /* a packet before any interface */
    collect(&r, c.p, c.n);
    CHECK(!r.open && r.pkts == 0 && r.end == SN_EFORMAT && r.d.at == 28);
    c = (struct cap){0};
    ng_shb(at, false);
    c.p[8] = 0;
    collect(&r, c.p, c.n);
    CHECK_INT(r.open, SN_EFORMAT);
    c = (struct cap){0};
    ng_shb(at, false); /* no interface at all: no packets either */
    collect(&r, c.p, c.n);
    CHECK(!r.open && r.end == SN_EOF && r.nifaces == 0);
}

/* A pipe on which the header comes in parts: opening waits for the first interface, no further. */
TEST(opening_from_a_pipe)
{
    struct sn_src *s = NULL;
    struct sn_reader *rd = NULL;
    struct sn_batch b;
    struct sn_diag d;
    unsigned metas = 0;
    int fd[2];

    c = (struct cap){0};
    ng_shb(&c, true);
    ng_idb(&c, 1, 0, "eth0", 9);
    CHECK(pipe(fd) == 0 && !sn_src_open_fd(&s, fd[0], true, "p", NULL));
    CHECK(write(fd[1], c.p, c.n) == (ssize_t)c.n);
    CHECK(!sn_reader_open(&rd, s, &d));
    CHECK_STR(sn_reader_iface(rd, 0)->name, "eth0");
    CHECK(sn_reader_iface(rd, 1) == sn_reader_iface(rd, 0) && sn_reader_nifaces(rd) == 1);
    CHECK(sn_reader_format(rd) == SN_PCAPNG && sn_reader_snaplen(rd) == 0);
    sn_batch_init(&b);
    while (sn_reader_ready(rd)) {
        CHECK(!sn_reader_next(rd, &b, &d));
        metas += b.n;
    }
    CHECK_INT(metas, 2);
    c.n = 0;
    ng_epb(&c, 0, 77, 8, 8);
    CHECK(write(fd[1], c.p, c.n) == (ssize_t)c.n && sn_reader_ready(rd));
    CHECK(!sn_reader_next(rd, &b, &d) && b.n == 1 && b.pkt[0].ts == 77 && !b.pkt[0].meta);
    close(fd[1]);
    CHECK_INT(sn_reader_next(rd, &b, &d), SN_EOF);
    sn_reader_close(rd);
    sn_batch_free(&b);
}

TEST(allocations_fail)
{
    enum sn_err e;
    long k = 0;

    everything(true);
    c.n -= 5;
    do {
        struct sn_src *s = NULL;

        fail_alloc_after(k);
        if ((e = sn_src_open_mem(&s, c.p, c.n, "mem", &r.d)) == SN_OK) {
            collect_from(&r, s);
            e = r.open ? r.open : r.end;
        }
        fail_alloc_never();
        if (!r.open)
            forget(&r);
        if (e != SN_ETRUNC)
            CHECK_INT(e, SN_ENOMEM);
    } while (e != SN_ETRUNC && ++k < 100);
    CHECK(k < 100 && r.pkts == 4);
}

TEST_MAIN
