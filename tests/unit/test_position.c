/* lib/pcap, lib/io: packets and blocks lie where writer and sink say. */
#include "test.h"

#include "io/codec.h"
#include "sn/pcap.h"
#include "streams.h"

enum { PACKETS = 6000, BLOCKS = 64, IFACES = 2, PLAIN = -1 };
enum how { ONE_BY_ONE, PASSED, ENCODED, PIECES, WAYS };

static const int codecs[] = {
    PLAIN,
    SN_CODEC_GZIP,
#ifdef HAVE_ZSTD
    SN_CODEC_ZSTD,
#endif
};

struct told {
    struct sn_position p[PACKETS];
    struct sn_block b[BLOCKS];
    unsigned np, nb;
};

static void packet(void *ctx, const struct sn_position *p)
{
    struct told *t = ctx;

    CHECK_INT(p->number, t->np);
    if (t->np < PACKETS)
        t->p[t->np++] = *p;
}

/* Packets are told of before the block that they lie in. */
static void block(void *ctx, const struct sn_block *b)
{
    struct told *t = ctx;
    const struct sn_position *last = &t->p[t->np ? t->np - 1 : 0];

    CHECK(t->np && last->at + last->size >= b->at + b->size);
    CHECK(t->nb < BLOCKS);
    if (t->nb < BLOCKS)
        t->b[t->nb++] = *b;
}

static const struct sn_iface ifaces[IFACES] = {{.linktype = 1, .digits = 9, .name = "a"},
                                               {.linktype = 1, .digits = 6, .name = "b"}};

/* A packet of 0 to 500 bytes, now and then one that fills blocks. */
static struct sn_pkt make(const uint8_t *data, unsigned i, enum sn_format f)
{
    uint32_t n = i % 2000 == 1999 ? 700000 : i * 7919 % 500;

    return (struct sn_pkt){.ts = 1700000000000000000 + (int64_t)i * 1000,
                           .data = data + i,
                           .caplen = n,
                           .len = n + 1,
                           .iface = f == SN_PCAPNG ? i % IFACES : 0};
}

static struct sn_sink *sink(struct sn_buf *b, int codec, struct told *t)
{
    struct sn_sink *s;

    CHECK(!sn_sink_open_buf(&s, b, NULL));
    if (codec != PLAIN)
        CHECK(!sn_sink_compress(&s, s, (enum sn_codec)codec, 1, 2, NULL));
    CHECK(sn_sink_on_block(s, t ? block : NULL, t) == (codec != PLAIN));
    return s;
}

static struct sn_writer *writer(struct sn_sink *s, enum sn_format f, struct told *t)
{
    struct sn_writer *w = NULL;

    CHECK(!sn_writer_open(&w, s, f, ifaces, f == SN_PCAPNG ? IFACES : 1, NULL));
    if (t)
        sn_writer_on_packet(w, packet, t);
    return w;
}

/* All packets one by one; a flush now and then. */
static void put_all(struct sn_writer *w, const uint8_t *data, enum sn_format f)
{
    for (unsigned i = 0; i < PACKETS; i++) {
        struct sn_pkt p = make(data, i, f);

        CHECK(!sn_writer_packet(w, &p, NULL));
        if (i % 2500 == 2499)
            CHECK(!sn_writer_flush(w, NULL));
    }
    CHECK(!sn_writer_close(w, NULL));
}

static struct sn_reader *reader(const uint8_t *p, size_t n)
{
    struct sn_reader *r = NULL;
    struct sn_src *src;

    CHECK(!sn_src_open_mem(&src, p, n, "mem", NULL));
    CHECK(!sn_reader_open(&r, src, NULL));
    return r;
}

/* Batches of a plain file, passed through or, into the other format, encoded; a third dropped. */
static void copy_all(struct sn_buf *out, int codec, enum sn_format f, bool pass,
                     const struct sn_buf *plain, struct told *t)
{
    struct sn_reader *r = reader((const uint8_t *)plain->base, sn_buf_len(plain));
    struct sn_sink *s = sink(out, codec, t);
    struct sn_writer *w = NULL;
    struct sn_batch b;

    sn_batch_init(&b);
    if (pass)
        CHECK(!sn_writer_open_like(&w, s, r, NULL));
    else
        CHECK(!sn_writer_open(&w, s, f, ifaces, f == SN_PCAP, NULL));
    sn_writer_on_packet(w, packet, t);
    while (!sn_reader_next(r, &b, NULL)) {
        for (uint32_t i = 0; i < b.n; i++)
            b.pkt[i].drop = i % 3 == 2 && !b.pkt[i].meta;
        CHECK(!sn_writer_batch(w, r, &b, NULL));
    }
    CHECK(!sn_writer_close(w, NULL));
    sn_batch_free(&b);
    sn_reader_close(r);
}

/* A plain file's records from where they lie: in pcapng the last four bytes apart. */
static void put_pieces(struct sn_buf *out, int codec, enum sn_format f, const struct sn_buf *plain,
                       struct told *t)
{
    struct sn_reader *r = reader((const uint8_t *)plain->base, sn_buf_len(plain));
    struct sn_writer *w = writer(sink(out, codec, t), f, t);
    size_t each = f == SN_PCAP ? 1 : 2;
    struct sn_batch b;

    sn_batch_init(&b);
    while (!sn_reader_next(r, &b, NULL)) {
        struct iovec *v = calloc(2 * (size_t)b.n, sizeof *v);
        struct sn_pieces p = {.v = v, .each = each};

        for (uint32_t i = 0; i < b.n; i++) {
            const struct sn_pkt *k = &b.pkt[i];
            size_t tail = each == 1 ? 0 : 4;

            if (k->meta)
                continue;
            v[p.n] = (struct iovec){(void *)(uintptr_t)(k->data - k->rechdr), k->reclen - tail};
            if (tail)
                v[p.n + 1] = (struct iovec){(char *)v[p.n].iov_base + v[p.n].iov_len, tail};
            p.n += each;
            p.bytes += k->reclen;
        }
        CHECK(!sn_writer_pieces(w, &p, NULL));
        free(v);
    }
    CHECK(!sn_writer_close(w, NULL));
    sn_batch_free(&b);
    sn_reader_close(r);
}

/* The records at the positions are those that a reader finds. */
static void check_packets(const struct got *g, const struct told *t)
{
    struct sn_reader *r = reader(g->p, g->n);
    struct sn_batch b;
    unsigned k = 0;

    sn_batch_init(&b);
    while (!sn_reader_next(r, &b, NULL))
        for (uint32_t i = 0; i < b.n; i++) {
            const struct sn_pkt *p = &b.pkt[i];
            const struct sn_position *q = &t->p[k < t->np ? k : 0];

            if (p->meta)
                continue;
            CHECK(q->at == b.offset + (uint64_t)(p->data - p->rechdr - b.buf));
            CHECK(q->size == p->reclen && q->ts == p->ts && q->iface == p->iface);
            k++;
        }
    CHECK_INT(k, t->np);
    sn_batch_free(&b);
    sn_reader_close(r);
}

static void check_blocks(const struct got *g, const struct sn_buf *z, int codec,
                         const struct told *t)
{
    struct io_dec *u = sn_unpacker_new((enum sn_codec)codec);
    uint8_t *q = malloc(g->n);
    uint64_t at = 0;
    size_t m;

    for (unsigned i = 0; i < t->nb; i++) {
        const struct sn_block *b = &t->b[i];

        CHECK(b->at == at && b->size <= g->n - at);
        CHECK(!sn_unpack(u, z->base + b->packed_at, b->packed, q, g->n, &m, NULL));
        CHECK(m == b->size && memcmp(q, g->p + at, m) == 0);
        at += b->size;
    }
    CHECK_INT(at, g->n);
    u->free(u);
    free(q);
}

static void one_way(enum how how, enum sn_format f, int codec, const uint8_t *data,
                    const struct sn_buf plain[2])
{
    static struct told t;
    struct sn_buf out;
    struct got g;

    sn_buf_init(&out, 1 << 24);
    t.np = t.nb = 0;
    if (how == ONE_BY_ONE)
        put_all(writer(sink(&out, codec, &t), f, &t), data, f);
    else if (how == PIECES)
        put_pieces(&out, codec, f, &plain[f], &t);
    else
        copy_all(&out, codec, f, how == PASSED, &plain[how == PASSED ? f : !f], &t);
    g = read_mem((const uint8_t *)out.base, sn_buf_len(&out), 1 << 20);
    CHECK_INT(g.e, SN_EOF);
    CHECK(t.np > PACKETS / 2);
    check_packets(&g, &t);
    if (codec == PLAIN)
        CHECK_INT(t.nb, 0);
    else
        check_blocks(&g, &out, codec, &t);
    if (how == PIECES)
        CHECK(g.n == sn_buf_len(&plain[f]) && memcmp(g.p, plain[f].base, g.n) == 0);
    free(g.p);
    sn_buf_free(&out);
}

TEST(packets_and_blocks_lie_where_they_are_said)
{
    uint8_t *data = words(800000);
    struct sn_buf plain[2];

    for (int f = 0; f < 2; f++) {
        sn_buf_init(&plain[f], 1 << 24);
        put_all(writer(sink(&plain[f], PLAIN, NULL), (enum sn_format)f, NULL), data,
                (enum sn_format)f);
    }
    for (int how = 0; how < WAYS; how++)
        for (int f = 0; f < 2; f++)
            for (size_t c = 0; c < sizeof codecs / sizeof *codecs; c++)
                one_way((enum how)how, (enum sn_format)f, codecs[c], data, plain);
    sn_buf_free(&plain[0]);
    sn_buf_free(&plain[1]);
    free(data);
}

/* Pieces that can't be records are refused when positions are asked for, and nothing is written. */
TEST(pieces_that_are_no_records)
{
    static struct told t;
    uint8_t rec[40] = {0};
    uint32_t caplen = 24;

    memcpy(rec + 8, &caplen, 4);
    for (size_t n = 1; n <= 40; n++) {
        struct iovec v[2] = {{guarded(rec, n), n}, {rec, 0}};
        struct sn_pieces p = {.v = v, .n = 1, .each = 1, .bytes = n};
        struct sn_buf b;
        struct sn_writer *w;
        enum sn_err want = n == 40 ? SN_OK : SN_EUSAGE;

        t.np = 0;
        sn_buf_init(&b, 1 << 20);
        w = writer(sink(&b, PLAIN, NULL), SN_PCAP, &t);
        CHECK_INT(sn_writer_pieces(w, &p, NULL), want);
        CHECK_INT(sn_sink_count(sn_writer_sink(w)), 24 + (want ? 0 : 40));
        CHECK_INT(t.np, want ? 0 : 1);
        p.each = 2; /* a head piece, and the rest in another */
        p.n = 2;
        p.bytes = 40;
        v[1] = (struct iovec){guarded(rec + n, 40 - n), 40 - n};
        CHECK_INT(sn_writer_pieces(w, &p, NULL), n >= 16 ? SN_OK : SN_EUSAGE);
        p.n = 1;
        CHECK_INT(sn_writer_pieces(w, &p, NULL), SN_EUSAGE);
        CHECK(!sn_writer_close(w, NULL));
        sn_buf_free(&b);
    }
}

TEST_MAIN
