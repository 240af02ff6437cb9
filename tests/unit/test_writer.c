/* lib/pcap: writers: passing through, dropping, re-encoding, joining files, full disks. */
#define TEST_ALLOC
#include "test.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "captures.h"

static struct cap c, c2;
static struct read r;

/* A writer into memory. */
struct out {
    struct sn_buf b;
    struct sn_sink *sink;
    struct sn_writer *w;
    struct sn_diag d;
};

static void out_open(struct out *o)
{
    sn_buf_init(&o->b, 1 << 24);
    CHECK(!sn_sink_open_buf(&o->sink, &o->b, &o->d));
}

static struct sn_reader *reader_on(const struct cap *in)
{
    struct sn_src *s = NULL;
    struct sn_reader *rd = NULL;

    CHECK(!sn_src_open_mem(&s, in->p, in->n, "mem", NULL) && !sn_reader_open(&rd, s, NULL));
    return rd;
}

/* Passes what rd has to o, packets whose bit is set in `drop` left out; returns the error. */
static enum sn_err pour(struct out *o, struct sn_reader *rd, uint64_t drop)
{
    struct sn_batch b;
    unsigned k = 0;
    enum sn_err e;

    sn_batch_init(&b);
    while (!(e = sn_reader_next(rd, &b, &o->d))) {
        for (uint32_t i = 0; i < b.n; i++)
            if (!b.pkt[i].meta)
                b.pkt[i].drop = drop >> k++ & 1;
        e = sn_writer_batch(o->w, rd, &b, &o->d);
        if (e)
            break;
    }
    sn_batch_free(&b);
    return e == SN_EOF ? SN_OK : e;
}

static void one_section(bool be)
{
    size_t at;

    ng_shb(&c, be);
    ng_idb(&c, 1, 262144, "eth0", 9);
    ng_epb(&c, 0, 1700000000123456789, 60, 61);
    ng_epb(&c, 0, 1700000000123456790, 0, 60);
    at = ng_block(&c, 0xbad);
    c32(&c, 32473);
    ng_end(&c, at);
    ng_idb(&c, 101, 100, NULL, -1); /* one more interface, in the middle */
    ng_epb(&c, 1, 1700000000123456, 33, 1000);
    ng_epb(&c, 0, 1700000000123456791, 7, 60);
}

static void sample(int kind)
{
    static const uint32_t magic[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34};

    c = (struct cap){0};
    if (kind < 4) {
        pcap_begin(&c, kind & 1, magic[kind / 2], 65535, 0xf4000001);
        for (unsigned i = 0; i < 7; i++)
            pcap_pkt(&c, 1700000000 + i, 123456 + i, 30 * i, 1000);
    } else if (kind == 4) {
        pcap_begin(&c, true, magic[2], 65535, 1);
        for (unsigned i = 0; i < 5; i++) {
            c.begin[i] = c.n;
            c64(&c, 5);
            c32(&c, 10 * i);
            c32(&c, 50);
            c64(&c, 0x1234567890);
            cdata(&c, i, 10 * i);
            c.end[c.pkts++] = c.n;
        }
    } else {
        one_section(kind & 1);
        one_section(kind > 6 ? !(kind & 1) : kind & 1);
    }
}

enum { SAMPLES = 9 };

/* Every pattern of dropped packets: what comes out is what went in without their bytes. */
TEST(passes_bytes_through)
{
    for (int kind = 0; kind < SAMPLES; kind++) {
        sample(kind);
        for (uint64_t drop = 0; drop<1u << c.pkts; drop += drop> 8 && drop < 120 ? 2 : 1) {
            struct sn_reader *rd = reader_on(&c);
            struct out o;
            size_t n = 0;

            memcpy(c2.p, c.p, c.n);
            for (size_t at = 0, k = 0; at < c.n;) {
                if (k < c.pkts && at == c.begin[k] && drop >> k & 1) {
                    at = c.end[k++];
                    continue;
                }
                k += k < c.pkts && at == c.begin[k];
                c2.p[n++] = c.p[at++];
            }
            out_open(&o);
            CHECK(!sn_writer_open_like(&o.w, o.sink, rd, &o.d));
            CHECK(!pour(&o, rd, drop));
            CHECK(!sn_writer_close(o.w, &o.d));
            CHECK_INT(sn_buf_len(&o.b), n);
            CHECK(memcmp(o.b.base, c2.p, n) == 0);
            sn_buf_free(&o.b);
            sn_reader_close(rd);
        }
    }
}

/* The header is there before the first packet, so that a reader downstream can open. */
TEST(header_comes_first)
{
    for (int kind = 0; kind < SAMPLES; kind++) {
        struct sn_reader *rd = NULL;
        struct out o;

        sample(kind);
        rd = reader_on(&c);
        out_open(&o);
        CHECK(!sn_writer_open_like(&o.w, o.sink, rd, &o.d));
        CHECK(!sn_writer_flush(o.w, &o.d));
        collect(&r, o.b.base, sn_buf_len(&o.b));
        CHECK(!r.open && r.end == SN_EOF && r.nifaces == 1);
        CHECK(r.iface[0].linktype == 1);
        forget(&r);
        CHECK(!sn_writer_close(o.w, &o.d));
        sn_buf_free(&o.b);
        sn_reader_close(rd);
    }
}

/* A writer opened when packets have already been read (a new file in the middle). */
TEST(joins_in_the_middle)
{
    for (int kind = 0; kind < SAMPLES; kind++) {
        struct sn_src *s = NULL;
        struct sn_reader *rd = NULL;
        struct sn_batch b;
        struct out o;
        int fd[2];
        size_t half;

        sample(kind);
        half = c.begin[c.pkts - 1];
        CHECK(pipe(fd) == 0 && !sn_src_open_fd(&s, fd[0], true, "p", NULL));
        CHECK(write(fd[1], c.p, half) == (ssize_t)half && !sn_reader_open(&rd, s, NULL));
        sn_batch_init(&b);
        while (sn_reader_ready(rd))
            CHECK(!sn_reader_next(rd, &b, NULL));
        out_open(&o);
        CHECK(!sn_writer_open_like(&o.w, o.sink, rd, &o.d));
        CHECK(write(fd[1], c.p + half, c.n - half) == (ssize_t)(c.n - half));
        close(fd[1]);
        CHECK(!pour(&o, rd, 0));
        CHECK(!sn_writer_close(o.w, &o.d));
        collect(&r, o.b.base, sn_buf_len(&o.b));
        CHECK(!r.open && r.end == SN_EOF && r.pkts == 1);
        CHECK_INT(r.nifaces, kind < 5 ? 1 : 2);
        CHECK(memcmp(r.pkt[0].data, c.p + c.begin[c.pkts - 1] + r.pkt[0].rechdr, r.pkt[0].caplen) ==
              0);
        forget(&r);
        sn_buf_free(&o.b);
        sn_batch_free(&b);
        sn_reader_close(rd);
    }
}

/* ---- one format to another ---- */

/* The packets of c and of what was written are the same, times down to `unit` ns. */
static void same_packets(const struct sn_buf *b, int64_t unit)
{
    static struct read was;

    collect(&was, c.p, c.n);
    collect(&r, b->base, sn_buf_len(b));
    CHECK(!r.open && r.end == SN_EOF);
    CHECK_INT(r.pkts, was.pkts);
    for (unsigned i = 0; i < r.pkts; i++) {
        CHECK_INT(r.pkt[i].ts, was.pkt[i].ts / unit * unit);
        CHECK(r.pkt[i].caplen == was.pkt[i].caplen && r.pkt[i].len == was.pkt[i].len);
        CHECK(memcmp(r.pkt[i].data, was.pkt[i].data, r.pkt[i].caplen) == 0);
        CHECK_INT(r.iface[r.pkt[i].iface].linktype, was.iface[was.pkt[i].iface].linktype);
    }
    forget(&was);
}

TEST(other_formats)
{
    for (int kind = 0; kind < SAMPLES; kind++)
        for (int to = 0; to < 3; to++) {
            struct sn_reader *rd = NULL;
            struct sn_iface f;
            struct out o;

            sample(kind);
            if (kind >= 5 && to < 2)
                continue; /* two link types don't go into a pcap file */
            rd = reader_on(&c);
            f = *sn_reader_iface(rd, 0);
            if (to < 2)
                f.digits = to ? 9 : 6;
            out_open(&o);
            CHECK(!sn_writer_open(&o.w, o.sink, to < 2 ? SN_PCAP : SN_PCAPNG, &f, 1, &o.d));
            CHECK(!pour(&o, rd, 0));
            CHECK(!sn_writer_close(o.w, &o.d));
            same_packets(&o.b, to ? 1 : 1000);
            if (kind < 5)
                CHECK(r.nifaces == 1 && r.iface[0].digits == f.digits);
            if (to < 2)
                CHECK(r.pkt[1].reclen == 16 + r.pkt[1].caplen);
            forget(&r);
            sn_buf_free(&o.b);
            sn_reader_close(rd);
        }
}

TEST(finer_than_micro)
{
    struct sn_reader *rd = NULL;
    struct out o;

    c = (struct cap){0};
    ng_shb(&c, true);
    ng_idb(&c, 1, 0, "e", 12);
    ng_epb(&c, 0, 1700000000123456789, 10, 10);
    rd = reader_on(&c);
    out_open(&o);
    CHECK(!sn_writer_open(&o.w, o.sink, SN_PCAP, sn_reader_iface(rd, 0), 1, &o.d));
    CHECK(!pour(&o, rd, 0) && !sn_writer_close(o.w, &o.d));
    CHECK(memcmp(o.b.base, "\x4d\x3c\xb2\xa1", 4) == 0);
    same_packets(&o.b, 1);
    sn_buf_free(&o.b);
    sn_reader_close(rd);
}

TEST(link_types_dont_mix)
{
    struct sn_reader *rd = NULL;
    struct out o;

    sample(5);
    rd = reader_on(&c);
    out_open(&o);
    CHECK(!sn_writer_open(&o.w, o.sink, SN_PCAP, sn_reader_iface(rd, 0), 1, &o.d));
    CHECK_INT(pour(&o, rd, 0), SN_EUNSUPPORTED);
    CHECK_STR(o.d.msg, "a packet of link type 101 (RAW) can't go to a pcap file of link type 1 "
                       "(EN10MB); pcapng can hold both");
    CHECK(!sn_writer_close(o.w, &o.d));
    collect(&r, o.b.base, sn_buf_len(&o.b)); /* what came before is there */
    CHECK(r.end == SN_EOF && r.pkts == 2);
    sn_buf_free(&o.b);
    sn_reader_close(rd);

    sample(0);
    rd = reader_on(&c);
    out_open(&o);
    CHECK_INT(sn_writer_open(&o.w, o.sink, SN_PCAP, sn_reader_iface(rd, 0), 0, &o.d), SN_EUSAGE);
    CHECK(!o.w);
    sn_reader_close(rd);
    sn_buf_free(&o.b);
}

/* Two files into one writer that continues the first: any pair of formats. */
TEST(one_file_after_another)
{
    for (int a = 0; a < SAMPLES; a++)
        for (int b = 0; b < SAMPLES; b++) {
            static struct read was;
            struct sn_reader *rd[2];
            struct out o;
            unsigned first;
            bool micro;

            if (a < 5 && b >= 5)
                continue;
            sample(a);
            first = c.pkts;
            micro = a < 2 || a == 4;
            rd[0] = reader_on(&c);
            out_open(&o);
            CHECK(!sn_writer_open_like(&o.w, o.sink, rd[0], &o.d));
            CHECK(!pour(&o, rd[0], 0));
            sn_reader_close(rd[0]);
            sample(b);
            rd[1] = reader_on(&c);
            CHECK(!pour(&o, rd[1], 0));
            sn_reader_close(rd[1]);
            CHECK(!sn_writer_close(o.w, &o.d));
            collect(&was, c.p, c.n);
            collect(&r, o.b.base, sn_buf_len(&o.b));
            CHECK(!r.open && r.end == SN_EOF && r.pkts == first + was.pkts);
            for (unsigned i = 0; i < was.pkts && first + i < r.pkts; i++) {
                const struct sn_pkt *p = &r.pkt[first + i], *q = &was.pkt[i];

                CHECK(p->ts == (micro ? q->ts / 1000 * 1000 : q->ts) && p->caplen == q->caplen);
                CHECK(memcmp(p->data, q->data, p->caplen) == 0);
                CHECK_INT(r.iface[p->iface].linktype, was.iface[q->iface].linktype);
            }
            forget(&r);
            forget(&was);
            sn_buf_free(&o.b);
        }
}

/* ---- packets of our own ---- */

TEST(packets)
{
    static const struct sn_iface ifs[2] = {
        {.linktype = 1, .snaplen = 96, .digits = 9, .name = "eth0", .descr = "up", .filter = "ip"},
        {.linktype = 276, .digits = 6, .name = "any", .comment = "time stamps: host"}};
    static uint8_t data[1 << 20];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(3 * i);
    for (int f = 0; f < 2; f++) {
        static const uint32_t sizes[] = {0, 1, 2, 3, 4, 60, 65535, 100};
        struct out o;

        out_open(&o);
        CHECK(!sn_writer_open(&o.w, o.sink, f ? SN_PCAPNG : SN_PCAP, ifs, f ? 2 : 1, &o.d));
        for (uint32_t i = 0; i < 8; i++) {
            struct sn_pkt p = {.ts = 1700000000123456000 + i,
                               .data = data,
                               .caplen = sizes[i],
                               .len = sizes[i] + i,
                               .iface = f ? i & 1 : 0};

            CHECK(!sn_writer_packet(o.w, &p, &o.d));
        }
        CHECK_INT(sn_writer_packet(o.w, &(struct sn_pkt){.iface = 2}, &o.d), f ? SN_EUSAGE : SN_OK);
        CHECK(!sn_writer_close(o.w, &o.d));
        collect(&r, guarded(o.b.base, sn_buf_len(&o.b)), sn_buf_len(&o.b));
        CHECK(r.end == SN_EOF && r.pkts == (f ? 8 : 9));
        for (uint32_t i = 0; i < 8; i++) {
            CHECK_INT(r.pkt[i].ts, 1700000000123456000 + (f && i & 1 ? 0 : i));
            CHECK(r.pkt[i].caplen == (f ? sizes[i] : sizes[i] < 96 ? sizes[i] : 96));
            CHECK(r.pkt[i].len == sizes[i] + i);
            CHECK(memcmp(r.pkt[i].data, data, r.pkt[i].caplen) == 0);
        }
        CHECK(r.iface[0].linktype == 1 && r.iface[0].snaplen == 96 && r.iface[0].digits == 9);
        if (f) {
            CHECK_STR(r.iface[0].name, "eth0");
            CHECK_STR(r.iface[0].descr, "up");
            CHECK_STR(r.iface[0].filter, "ip");
            CHECK_STR(r.iface[1].name, "any");
            CHECK_STR(r.iface[1].comment, "time stamps: host");
            CHECK(r.iface[1].digits == 6 && r.nifaces == 2);
        }
        forget(&r);
        sn_buf_free(&o.b);
    }
}

/* Packets too large for the sink's buffer. */
TEST(jumbo_packets)
{
    uint8_t *data = malloc(3000001);

    for (size_t i = 0; i < 3000001; i++)
        data[i] = (uint8_t)(i * 7 >> 3);
    for (int f = 0; f < 2; f++)
        for (uint32_t n = 500000; n < 3000000; n = n * 3 + 1) {
            struct sn_iface fc = {.linktype = 1, .snaplen = 4000000, .digits = 9};
            struct sn_pkt p = {.ts = 1, .data = data, .caplen = n, .len = n};
            struct sn_src *s = NULL;
            struct sn_reader *rd = NULL;
            struct sn_batch b;
            struct out o;

            out_open(&o);
            CHECK(!sn_writer_open(&o.w, o.sink, f ? SN_PCAPNG : SN_PCAP, &fc, 1, &o.d));
            CHECK(!sn_writer_packet(o.w, &p, &o.d) && !sn_writer_close(o.w, &o.d));
            CHECK(!sn_src_open_mem(&s, o.b.base, sn_buf_len(&o.b), "mem", NULL));
            CHECK(!sn_reader_open(&rd, s, NULL));
            sn_batch_init(&b);
            while (!sn_reader_next(rd, &b, NULL) && (!b.n || b.pkt[b.n - 1].meta))
                ;
            CHECK(b.n && b.pkt[b.n - 1].caplen == n && memcmp(b.pkt[b.n - 1].data, data, n) == 0);
            sn_batch_free(&b);
            sn_reader_close(rd);
            sn_buf_free(&o.b);
        }
    free(data);
}

TEST(interface_statistics)
{
    static const struct sn_iface f = {.linktype = 1, .digits = 9};
    static const uint8_t want[] = {5, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 1,  0, 0, 0,
                                   2, 0, 0, 0, 3,  0, 8, 0, 1, 0, 0, 0, 2,  0, 0, 0,
                                   4, 0, 8, 0, 9,  0, 0, 0, 0, 0, 0, 0, 7,  0, 8, 0,
                                   0, 0, 0, 0, 0,  1, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0};
    struct sn_ifstats st = {.ts = (1ll << 32) + 2,
                            .received = 9,
                            .dropped_if = SN_UNKNOWN,
                            .accepted = SN_UNKNOWN,
                            .dropped_os = 1ull << 40,
                            .delivered = SN_UNKNOWN};
    struct out o;

    out_open(&o);
    CHECK(!sn_writer_open(&o.w, o.sink, SN_PCAPNG, &f, 1, &o.d));
    CHECK(!sn_writer_ifstats(o.w, &st, &o.d));
    st.iface = 1;
    CHECK_INT(sn_writer_ifstats(o.w, &st, &o.d), SN_EUSAGE);
    CHECK(!sn_writer_close(o.w, &o.d));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    CHECK(sn_buf_len(&o.b) > 64 && memcmp(o.b.p - 64, want, 64) == 0);
#endif
    collect(&r, o.b.base, sn_buf_len(&o.b));
    CHECK(r.end == SN_EOF && r.metas == 3);
    forget(&r);
    sn_buf_free(&o.b);
    out_open(&o);
    CHECK(!sn_writer_open(&o.w, o.sink, SN_PCAP, &f, 1, &o.d));
    CHECK(!sn_writer_ifstats(o.w, &st, &o.d) && !sn_writer_close(o.w, &o.d));
    CHECK_INT(sn_buf_len(&o.b), 24);
    sn_buf_free(&o.b);
}

/* ---- full disks ---- */

static char full_name[] = "/tmp/sn-full-XXXXXX";

/* Fills the file; returns how many packets were accepted. */
static void fill_up(enum sn_format f, bool batches, struct sn_diag *d)
{
    struct sn_sink *sink;
    struct sn_writer *w;
    struct sn_reader *rd = reader_on(&c);
    struct sn_batch b;
    enum sn_err e;

    sn_batch_init(&b);
    CHECK(!sn_sink_open(&sink, full_name, d));
    CHECK(!(batches ? sn_writer_open_like(&w, sink, rd, d)
                    : sn_writer_open(&w, sink, f, sn_reader_iface(rd, 0), 1, d)));
    CHECK(!sn_reader_next(rd, &b, d) && b.n);
    if (b.pkt[0].meta)
        CHECK(b.n > 3);
    do {
        if (batches) {
            e = sn_writer_batch(w, rd, &b, d);
        } else {
            struct sn_pkt p = b.pkt[b.n - 1];

            p.iface = 0;
            e = sn_writer_packet(w, &p, d);
        }
    } while (!e);
    CHECK_INT(e, SN_ENOSPC);
    CHECK_INT(sn_writer_close(w, d), SN_ENOSPC);
    sn_batch_free(&b);
    sn_reader_close(rd);
}

TEST(full_disk)
{
    struct rlimit was, now;
    int fd = mkstemp(full_name);

    close(fd);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    for (size_t limit = 3001; limit < 1000000; limit = limit * 5 / 2 + 1)
        for (int kind = 0; kind < 4; kind++) {
            struct sn_src *s = NULL;
            struct sn_reader *rd = NULL;
            struct sn_batch b;
            struct stat st;
            size_t most = 0;
            enum sn_err e;

            sample(kind % 2 ? 5 : kind);
            if (kind % 2) { /* one section: what is written again and again must stand alone */
                c = (struct cap){0};
                ng_shb(&c, true);
                ng_idb(&c, 1, 0, "eth0", 9);
                ng_epb(&c, 0, 5, 6000, 6000);
                ng_epb(&c, 0, 5, 40, 600);
            }
            for (unsigned i = 0; i < c.pkts; i++)
                most = c.end[i] - c.begin[i] > most ? c.end[i] - c.begin[i] : most;
            now = was;
            now.rlim_cur = limit;
            setrlimit(RLIMIT_FSIZE, &now);
            fill_up(kind % 2 ? SN_PCAPNG : SN_PCAP, kind >= 2, &r.d);
            setrlimit(RLIMIT_FSIZE, &was);
            CHECK(stat(full_name, &st) == 0 && (size_t)st.st_size <= limit);
            CHECK((size_t)st.st_size + most > limit); /* no record that fits is lost */
            CHECK(!sn_src_open(&s, full_name, NULL) && !sn_reader_open(&rd, s, NULL));
            sn_batch_init(&b);
            while (!(e = sn_reader_next(rd, &b, &r.d)))
                ;
            CHECK_INT(e, SN_EOF);
            sn_batch_free(&b);
            sn_reader_close(rd);
        }
    unlink(full_name);
}

/* ---- every allocation refused in turn ---- */

static enum sn_err copy(int to, struct sn_buf *b, struct sn_diag *d)
{
    struct sn_src *s = NULL;
    struct sn_reader *rd = NULL;
    struct sn_sink *k;
    struct sn_writer *w;
    struct sn_batch batch;
    struct sn_iface f;
    enum sn_err e = sn_src_open_mem(&s, c.p, c.n, "mem", d), e2;

    if (e || (e = sn_reader_open(&rd, s, d)))
        return e;
    sn_batch_init(&batch);
    f = *sn_reader_iface(rd, 0);
    e = sn_sink_open_buf(&k, b, d);
    if (!e) {
        e = to ? sn_writer_open(&w, k, SN_PCAPNG, &f, 1, d) : sn_writer_open_like(&w, k, rd, d);
        while (!e && !(e = sn_reader_next(rd, &batch, d)))
            e = sn_writer_batch(w, rd, &batch, d);
        if (w) {
            e2 = sn_writer_close(w, d);
            e = e == SN_EOF ? e2 : e;
        }
    }
    sn_batch_free(&batch);
    sn_reader_close(rd);
    return e;
}

TEST(allocations_fail)
{
    for (int kind = 0; kind < SAMPLES; kind += 7)
        for (int to = 0; to < 2; to++) {
            enum sn_err e;
            long k = 0;

            sample(kind);
            do {
                struct sn_buf b;

                sn_buf_init(&b, 1 << 20);
                fail_alloc_after(k);
                e = copy(to, &b, &r.d);
                fail_alloc_never();
                if (e)
                    CHECK_INT(e, SN_ENOMEM);
                else
                    same_packets(&b, 1);
                sn_buf_free(&b);
            } while (e && ++k < 200);
            CHECK(k < 200);
            forget(&r);
        }
}

TEST_MAIN
