/* lib/pcap: pcap files read: byte orders, variants, every cut, damage, pipes, link types. */
#define TEST_ALLOC
#include "test.h"

#include "captures.h"

static struct cap c;
static struct read r;

TEST(orders_and_precisions)
{
    for (int be = 0; be < 2; be++)
        for (int nano = 0; nano < 2; nano++) {
            pcap_begin(&c, be, nano ? 0xa1b23c4d : 0xa1b2c3d4, 65535, 1);
            pcap_pkt(&c, 1700000000, 999999, 60, 60);
            pcap_pkt(&c, 4294967295, 1, 0, 0);
            pcap_pkt(&c, 0, 0, 3, 1500);
            pcap_pkt(&c, 5, 3000000, 9, 4); /* odd, but some programs write it */
            collect(&r, guarded(c.p, c.n), c.n);
            CHECK(!r.open && r.end == SN_EOF && r.batches == 1 && r.metas == 0);
            CHECK(data_is_right(&r, 4));
            CHECK_INT(r.pkt[0].ts, 1700000000000000000 + (nano ? 999999 : 999999000));
            CHECK_INT(r.pkt[1].ts, 4294967295000000000 + (nano ? 1 : 1000));
            CHECK_INT(r.pkt[3].ts, 5000000000 + (nano ? 3000000 : 3000000000));
            CHECK(r.pkt[2].caplen == 3 && r.pkt[2].len == 1500 && r.pkt[3].len == 4);
            CHECK(r.pkt[2].reclen == 19 && r.pkt[2].rechdr == 16 && r.pkt[2].iface == 0);
            CHECK_INT(r.nifaces, 1);
            CHECK(r.iface[0].linktype == 1 && r.iface[0].snaplen == 65535 && !r.iface[0].name);
            CHECK_INT(r.iface[0].digits, nano ? 9 : 6);
        }
}

/* Every length from nothing to all: whole packets, then the truth about the rest. */
TEST(every_cut)
{
    for (int be = 0; be < 2; be++) {
        pcap_begin(&c, be, 0xa1b2c3d4, 262144, 1);
        pcap_pkt(&c, 1, 1, 60, 60);
        pcap_pkt(&c, 2, 2, 0, 10);
        pcap_pkt(&c, 3, 3, 100, 1000);
        for (size_t n = 0; n <= c.n; n++) {
            unsigned whole = 0;

            collect(&r, guarded(c.p, n), n);
            if (n < 24) {
                CHECK_INT(r.open, SN_ETRUNC);
                CHECK_INT(r.d.at, 0);
                continue;
            }
            while (whole < 3 && c.end[whole] <= n)
                whole++;
            CHECK(!r.open && data_is_right(&r, whole));
            if (n == 24 || (whole && n == c.end[whole - 1])) {
                CHECK_INT(r.end, SN_EOF);
            } else {
                CHECK_INT(r.end, SN_ETRUNC);
                CHECK_INT(r.d.where, SN_AT_BYTE);
                CHECK_INT(r.d.at, c.begin[whole]);
            }
        }
    }
    collect(&r, c.p, 0);
    CHECK_STR(r.d.msg, "empty: not even a file header is there");
    collect(&r, c.p, 20);
    CHECK_STR(r.d.msg, "cut short: the file header needs 24 bytes, 20 are there");
    collect(&r, c.p, 30);
    CHECK_STR(r.d.msg, "cut short: the packet header here needs 16 bytes, 6 are there");
    collect(&r, c.p, 24 + 16 + 59);
    CHECK_STR(r.d.msg, "cut short: the packet here needs 76 bytes, 75 are there");
}

TEST(damage)
{
    pcap_begin(&c, false, 0xa1b2c3d4, 262144, 1);
    pcap_pkt(&c, 1, 1, 60, 60);
    c32(&c, 2);
    c32(&c, 2);
    c32(&c, SN_CAPLEN_MAX + 1);
    c32(&c, 60);
    cdata(&c, 1, 1000);
    collect(&r, guarded(c.p, c.n), c.n);
    CHECK(data_is_right(&r, 1));
    CHECK_INT(r.end, SN_EFORMAT);
    CHECK_INT(r.d.at, 24 + 76);
    CHECK_STR(r.d.msg, "damaged: a packet of 16777217 bytes, no packet is that long");
}

TEST(variants)
{
    /* the frame check sequence's length in the link type's upper bits; Linux's number for raw IP */
    pcap_begin(&c, false, 0xa1b2c3d4, 0, 0xf4000001);
    collect(&r, c.p, c.n);
    CHECK(r.end == SN_EOF && r.iface[0].linktype == 1 && r.iface[0].snaplen == 0);
    pcap_begin(&c, true, 0xa1b2c3d4, 0, 12);
    collect(&r, c.p, c.n);
    CHECK_INT(r.iface[0].linktype, SN_LINK_RAW);

    /* Kuznetzov's: 24 bytes in front of each packet */
    for (int be = 0; be < 2; be++) {
        pcap_begin(&c, be, 0xa1b2cd34, 65535, 1);
        for (unsigned i = 0; i < 2; i++) {
            c32(&c, 7);
            c32(&c, i);
            c32(&c, 30);
            c32(&c, 40);
            c64(&c, 0x1122334455667788);
            cdata(&c, i, 30);
        }
        for (size_t n = 24; n <= c.n; n++) {
            collect(&r, guarded(c.p, n), n);
            CHECK(data_is_right(&r, (unsigned)(n - 24) / 54));
            CHECK_INT(r.end, (n - 24) % 54 ? SN_ETRUNC : SN_EOF);
        }
        CHECK(r.pkt[1].ts == 7000001000 && r.pkt[1].rechdr == 24 && r.pkt[1].reclen == 54);
        CHECK(r.pkt[1].len == 40);
    }

    /* packets longer than the file's snaplen are cut to it */
    pcap_begin(&c, false, 0xa1b2c3d4, 50, 1);
    pcap_pkt(&c, 1, 1, 60, 100);
    pcap_pkt(&c, 1, 1, 50, 100);
    collect(&r, c.p, c.n);
    CHECK(r.pkts == 2 && r.pkt[0].caplen == 50 && r.pkt[0].reclen == 76 && r.pkt[1].caplen == 50);
}

TEST(old_versions)
{
    static const struct {
        uint16_t major, minor;
        uint32_t a, b; /* as stored */
    } v[] = {{2, 2, 100, 20}, {2, 3, 100, 20}, {2, 3, 20, 100}, {2, 4, 20, 100}, {543, 0, 100, 20}};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
        c.n = 4;
        c16(&c, v[i].major);
        c16(&c, v[i].minor);
        c.n = 24;
        c64(&c, 0);
        c32(&c, v[i].a);
        c32(&c, v[i].b);
        cdata(&c, 0, 20);
        collect(&r, guarded(c.p, c.n), c.n);
        CHECK(r.end == SN_EOF && data_is_right(&r, 1));
        CHECK(r.pkt[0].caplen == 20 && r.pkt[0].len == 100);
    }
    pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
    c.p[4] = 3;
    collect(&r, c.p, c.n);
    CHECK_INT(r.open, SN_EUNSUPPORTED);
    CHECK_STR(r.d.msg, "pcap version 3.4; 2.0 to 2.4 are known");
    pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
    c.p[6] = 5;
    collect(&r, c.p, c.n);
    CHECK_INT(r.open, SN_EUNSUPPORTED);
}

TEST(not_captures)
{
    static const struct {
        const char *p, *msg;
        size_t n;
        enum sn_err e;
    } v[] = {
        {"hello, world\n", "not a capture but text, which begins \"hello, world\"", 13, SN_EFORMAT},
        {"hi", "cut short: 2 bytes are no file header", 2, SN_ETRUNC},
        {"\xd4\xc3", "cut short: 2 bytes are no file header", 2, SN_ETRUNC},
#ifndef HAVE_LZMA
        {"\xfd\x37zXZ\0\0", "not a capture but xz data; 'xz -dc FILE' unpacks it", 7, SN_EFORMAT},
#endif
        {"PK\3\4\0", "not a capture but a zip archive; 'unzip -p FILE' unpacks it", 5, SN_EFORMAT},
        {"BZh91AY&SY", "not a capture but bzip2 data; 'bzip2 -dc FILE' unpacks it", 10, SN_EFORMAT},
        {"snoop\0\0\0\0\0\0\2",
         "not a capture but a Solaris snoop capture; 'editcap -F pcapng FILE OUT' converts it", 12,
         SN_EFORMAT},
        {"\x7f"
         "ELF\2\1",
         "not a capture but a program", 6, SN_EFORMAT},
        {"\1\2\3\4\5", "not a capture: it begins with the bytes 01 02 03 04, as text \".....\"", 5,
         SN_EFORMAT},
        {"\x1f\x8b\7\0",
         "not a capture but gzip data inside gzip data; 'gzip -dc FILE' unpacks one", 4,
         SN_EFORMAT},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        collect(&r, guarded(v[i].p, v[i].n), v[i].n);
        CHECK_INT(r.open, v[i].e);
        CHECK_STR(r.d.msg, v[i].msg);
        CHECK_INT(r.d.at, 0);
    }
}

/* Records across batch borders, and some larger than a batch's buffer. */
TEST(many_batches)
{
    static const uint32_t sizes[] = {60, 1514, 0, 9000, 65535, 300000, 1, 900000, 40, 16000000};
    size_t room = 40 << 20, n = 24, count = 0;
    uint8_t *p = calloc(1, room);
    struct sn_src *s = NULL;
    struct sn_reader *rd = NULL;
    struct sn_batch b[2];
    uint64_t seen = 0, off = 24;
    struct sn_diag d;
    enum sn_err e;

    pcap_begin(&c, false, 0xa1b2c3d4, SN_CAPLEN_MAX, 1);
    memcpy(p, c.p, 24);
    for (uint32_t x = 1; n < room - 20000000; count++) {
        uint32_t k = sizes[(x = x * 1664525 + 1013904223) >> 28 > 9 ? x >> 16 & 1 : x >> 28], i;

        if (k > 1000000 && count < 3000)
            k = 77;
        i = (uint32_t)count;
        memcpy(p + n, &i, 4);
        memcpy(p + n + 8, &k, 4);
        memcpy(p + n + 12, &k, 4);
        n += 16 + k;
    }
    CHECK(!sn_src_open_mem(&s, p, n, "mem", NULL) && !sn_reader_open(&rd, s, &d));
    sn_batch_init(&b[0]);
    sn_batch_init(&b[1]);
    for (unsigned t = 0; !(e = sn_reader_next(rd, &b[t % 3 > 0], &d)); t++) {
        const struct sn_batch *now = &b[t % 3 > 0];

        CHECK(now->n > 0);
        for (uint32_t i = 0; i < now->n; i++, seen++) {
            CHECK(now->pkt[i].ts == (int64_t)(seen * 1000000000));
            CHECK(now->offset + (uint64_t)(now->pkt[i].data - 16 - now->buf) == off);
            off += now->pkt[i].reclen;
        }
    }
    CHECK_INT(e, SN_EOF);
    CHECK_INT(seen, count);
    sn_reader_close(rd);
    sn_batch_free(&b[0]);
    sn_batch_free(&b[1]);
    free(p);
}

/* Byte by byte through a pipe: each packet comes as soon as it is whole, nothing ever blocks. */
TEST(trickle)
{
    struct sn_src *s = NULL;
    struct sn_reader *rd = NULL;
    struct sn_batch b;
    struct sn_diag d;
    unsigned pkts = 0, turns = 0;
    int fd[2];

    pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
    for (unsigned i = 0; i < 5; i++)
        pcap_pkt(&c, i, 0, 30 * i, 1000);
    CHECK(pipe(fd) == 0 && !sn_src_open_fd(&s, fd[0], true, "p", NULL));
    CHECK(write(fd[1], c.p, 24) == 24 && !sn_reader_open(&rd, s, &d));
    sn_batch_init(&b);
    for (size_t i = 24; i < c.n; i++) {
        CHECK(!sn_reader_ready(rd));
        CHECK(write(fd[1], c.p + i, 1) == 1);
        for (turns = 0; sn_reader_ready(rd) && turns < 10; turns++) {
            CHECK(!sn_reader_next(rd, &b, &d));
            pkts += b.n;
            if (b.n)
                CHECK(b.pkt[0].ts == (pkts - 1) * 1000000000ll);
        }
        CHECK(turns < 3);
        CHECK_INT(pkts, (c.end[0] <= i + 1) + (c.end[1] <= i + 1) + (c.end[2] <= i + 1) +
                            (c.end[3] <= i + 1) + (c.end[4] <= i + 1));
    }
    close(fd[1]);
    CHECK(sn_reader_ready(rd));
    CHECK_INT(sn_reader_next(rd, &b, &d), SN_EOF);
    sn_reader_close(rd);
    sn_batch_free(&b);
}

TEST(allocations_fail)
{
    enum sn_err e;
    long k = 0;

    pcap_begin(&c, true, 0xa1b2c3d4, 65535, 1);
    pcap_pkt(&c, 1, 1, 60, 60);
    pcap_pkt(&c, 1, 1, 60, 60);
    c.n -= 5;
    do {
        struct sn_src *s = NULL;

        fail_alloc_after(k);
        if ((e = sn_src_open_mem(&s, c.p, c.n, "mem", &r.d)) == SN_OK) {
            collect_from(&r, s);
            e = r.open ? r.open : r.end;
        }
        fail_alloc_never();
        if (e != SN_ETRUNC)
            CHECK_INT(e, SN_ENOMEM);
    } while (e != SN_ETRUNC && ++k < 100);
    CHECK(k < 100 && r.pkts == 1);
}

TEST(link_types)
{
    for (uint32_t i = 0; i < 400; i++) {
        const struct sn_linktype *t = sn_linktype_by_id(i);
        char name[64];

        if (!t)
            continue;
        CHECK_INT(t->id, i);
        CHECK(*t->name && *t->text);
        CHECK(sn_linktype_by_name(t->name) == t);
        snprintf(name, sizeof name, "dlt_%s", t->name);
        CHECK(sn_linktype_by_name(name) == t);
        snprintf(name, sizeof name, "LINKTYPE_%s", t->name);
        CHECK(sn_linktype_by_name(name) == t);
    }
    CHECK_STR(sn_linktype_by_id(SN_LINK_ETHERNET)->name, "EN10MB");
    CHECK_STR(sn_linktype_by_id(SN_LINK_ETHERNET)->text, "Ethernet");
    CHECK_INT(sn_linktype_by_name("raw")->id, SN_LINK_RAW);
    CHECK_INT(sn_linktype_by_name("Linux_SLL2")->id, SN_LINK_LINUX_SLL2);
    CHECK_INT(sn_linktype_by_name("linktype_ethernet")->id, SN_LINK_ETHERNET);
    CHECK(!sn_linktype_by_name("") && !sn_linktype_by_name("EN10M") && !sn_linktype_by_id(65536));
}

TEST_MAIN
