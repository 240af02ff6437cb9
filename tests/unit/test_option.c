/* lib/pcap: what a pcapng block's options say of a packet. */
#include "test.h"

#include "captures.h"

static struct cap c;

static void opt32(uint16_t code, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)(c.be ? v >> 24 : v), (uint8_t)(c.be ? v >> 16 : v >> 8),
                    (uint8_t)(c.be ? v >> 8 : v >> 16), (uint8_t)(c.be ? v : v >> 24)};

    ng_opt(&c, code, b, 4);
}

static void opt64(uint16_t code, uint64_t v)
{
    c16(&c, code);
    c16(&c, 8);
    c64(&c, v);
}

/* An Enhanced (6) or old (2) packet of 5 bytes with two comments, flags, a count, an end. */
static size_t block(bool be, uint32_t type, uint32_t flags)
{
    size_t at;

    c = (struct cap){.be = be};
    at = ng_block(&c, type) - 8;
    if (type == 6) {
        c32(&c, 0);
    } else {
        c16(&c, 0);
        c16(&c, 9);
    }
    c64(&c, 0);
    c32(&c, 5);
    c32(&c, 5);
    cdata(&c, 0, 5);
    while (c.n % 4)
        c.p[c.n++] = 0;
    ng_opt(&c, 1, "one", 3);
    opt32(2, flags);
    if (type == 6)
        opt64(4, 0x0102030405060708);
    ng_opt(&c, 1, "second", 6);
    ng_opt(&c, 0, NULL, 0);
    ng_opt(&c, 1, "behind the end", 14);
    ng_end(&c, at + 8);
    return at;
}

/* The packet of the block that ends at an unmapped page. */
static struct sn_pkt packet(void)
{
    const uint8_t *p = guarded(c.p, c.n);

    return (struct sn_pkt){
        .data = p + 28, .caplen = 5, .len = 5, .reclen = (uint32_t)c.n, .rechdr = 28};
}

static unsigned count(struct sn_opts o)
{
    struct sn_opt opt;
    unsigned n = 0;

    while (sn_opts_next(&o, &opt))
        n++;
    return n;
}

TEST(options_of_packets)
{
    for (int i = 0; i < 4; i++) {
        bool old = i & 1;
        struct sn_pkt p;
        struct sn_opts o;
        struct sn_opt opt;
        uint32_t flags = 0;
        uint64_t drops = 0;

        block(i & 2, old ? 2 : 6, 0x40000102);
        p = packet();
        CHECK_INT(count(sn_pkt_opts(&p)), old ? 3 : 4);
        o = sn_pkt_opts(&p);
        CHECK(sn_opts_next(&o, &opt) && opt.code == SN_OPT_COMMENT && opt.n == 3 &&
              memcmp(opt.p, "one", 3) == 0);
        CHECK(sn_pkt_flags(&p, &flags));
        CHECK_INT(flags, 0x40000102);
        CHECK_INT(sn_pkt_dir(&p), SN_DIR_OUT);
        CHECK(sn_pkt_drops(&p, &drops));
        CHECK(drops == (old ? 9 : 0x0102030405060708));
        p.caplen = 2; /* shortened since */
        CHECK_INT(sn_pkt_dir(&p), SN_DIR_OUT);
        p.dir = SN_DIR_IN; /* known from elsewhere */
        CHECK_INT(sn_pkt_dir(&p), SN_DIR_IN);
    }
}

TEST(directions)
{
    static const enum sn_dir want[4] = {SN_DIR_UNKNOWN, SN_DIR_IN, SN_DIR_OUT, SN_DIR_UNKNOWN};

    for (unsigned v = 0; v < 4; v++) {
        struct sn_pkt p;

        block(v & 1, 6, v | 4);
        p = packet();
        CHECK_INT(sn_pkt_dir(&p), want[v]);
    }
}

TEST(records_without_options)
{
    static uint8_t mem[64];
    struct sn_pkt p = {.data = mem + 16, .caplen = 20, .len = 20, .reclen = 36, .rechdr = 16};
    uint64_t drops;
    uint32_t flags;

    mem[0] = 6;
    CHECK_INT(count(sn_pkt_opts(&p)), 0); /* pcap */
    p.reclen = p.rechdr = 0;              /* none */
    CHECK_INT(count(sn_pkt_opts(&p)), 0);
    CHECK(!sn_pkt_flags(&p, &flags) && !sn_pkt_drops(&p, &drops));
    c = (struct cap){0};
    ng_epb(&c, 0, 0, 8, 8);
    p = packet();
    CHECK_INT(count(sn_pkt_opts(&p)), 0);
    CHECK(!sn_pkt_flags(&p, &flags) && !sn_pkt_drops(&p, &drops));
}

/* Lengths that lie leave nothing to read beyond the block. */
TEST(damaged_options)
{
    block(false, 6, 1);
    for (size_t at = 28; at < c.n; at++) {
        uint8_t was = c.p[at];

        for (unsigned v = 0; v < 256; v += 51) {
            struct sn_pkt p;
            uint32_t flags;
            uint64_t drops;

            c.p[at] = (uint8_t)v;
            p = packet();
            count(sn_pkt_opts(&p));
            (void)sn_pkt_flags(&p, &flags);
            (void)sn_pkt_drops(&p, &drops);
        }
        c.p[at] = was;
    }
    for (uint32_t caplen = 0; caplen < 200; caplen++) {
        struct sn_pkt p;

        memcpy(c.p + 20, &caplen, 4);
        p = packet();
        count(sn_pkt_opts(&p));
    }
}

TEST(options_of_other_blocks)
{
    for (int be = 0; be < 2; be++) {
        struct sn_pkt p = {.meta = true};
        struct sn_opts o;
        struct sn_opt opt;
        uint64_t v = 0;

        c = (struct cap){.be = be};
        ng_idb(&c, 1, 65535, "eth0", 9);
        p.data = guarded(c.p, c.n);
        p.caplen = p.len = p.reclen = (uint32_t)c.n;
        o = sn_pkt_opts(&p);
        CHECK(sn_opts_next(&o, &opt) && opt.code == 2 && opt.n == 4);
        CHECK(!sn_opt_uint(&opt, 8, &v));
        CHECK(sn_opts_next(&o, &opt) && opt.code == 9 && sn_opt_uint(&opt, 1, &v) && v == 9);
        CHECK(!sn_opts_next(&o, &opt) && !sn_opts_next(&o, &opt));
        c = (struct cap){0};
        ng_shb(&c, be);
        p.data = guarded(c.p, c.n);
        p.caplen = p.len = p.reclen = (uint32_t)c.n;
        CHECK_INT(count(sn_pkt_opts(&p)), 0);
        CHECK_INT(sn_pkt_opts(&p).swap, be);
    }
}

TEST_MAIN
