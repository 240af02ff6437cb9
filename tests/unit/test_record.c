/* Records as the writer and a live capture lay them out: the same bytes. */
#include "test.h"

#include "sn/sn.h"

static const uint8_t bytes[] = "0123456789abcdefghijklmnopqrstuvw";

/* What the writer makes of p behind the file's header. */
static size_t written(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p)
{
    struct sn_iface ifc = {.linktype = SN_LINK_ETHERNET, .digits = digits};
    struct sn_writer *w;
    struct sn_sink *s;
    struct sn_buf b;
    size_t head, n;

    sn_buf_init(&b, 1 << 20);
    CHECK(sn_sink_open_buf(&s, &b, NULL) == SN_OK);
    CHECK(sn_writer_open(&w, s, f, &ifc, 1, NULL) == SN_OK);
    CHECK(sn_writer_flush(w, NULL) == SN_OK);
    head = sn_buf_len(&b);
    CHECK(sn_writer_packet(w, p, NULL) == SN_OK);
    CHECK(sn_writer_close(w, NULL) == SN_OK);
    n = sn_buf_len(&b) - head;
    memcpy(to, b.base + head, n);
    sn_buf_free(&b);
    return n;
}

static void same(enum sn_format f, uint8_t digits, int64_t ts, uint32_t caplen, enum sn_dir dir)
{
    struct sn_pkt p = {
        .ts = ts, .data = bytes, .caplen = caplen, .len = caplen + 5, .dir = (uint8_t)dir};
    struct sn_pkt q;
    uint8_t want[128], got[128];
    size_t n = written(want, f, digits, &p);

    CHECK_INT(sn_rec_size(f, &p), n);
    memset(got, 0xee, sizeof got);
    sn_rec_put(got, f, digits, &p);
    CHECK(memcmp(got, want, n) == 0);
    CHECK(got[n] == 0xee);
    CHECK_INT(sn_rec_len(got, f), n);
    sn_rec_get(got, f, digits, &q);
    CHECK(q.caplen == p.caplen && q.len == p.len && q.reclen == n);
    CHECK(q.data == got + q.rechdr && memcmp(q.data, bytes, caplen) == 0);
    CHECK_INT(q.dir, f == SN_PCAP ? SN_DIR_UNKNOWN : dir);
    if (ts >= 0 && ts < INT64_C(4294967296) * 1000000000)
        CHECK(sn_rec_ts(got, f, digits) ==
              ts / (digits == 9 ? 1 : 1000) * (digits == 9 ? 1 : 1000));
}

TEST(one_encoder)
{
    /* What a format can't hold its writer refuses: pcap what is after 2106. */
    static const int64_t times[] = {0,
                                    999,
                                    1700000000123456789,
                                    INT64_C(4294967295999999999),
                                    INT64_C(4294967296000000001),
                                    INT64_MAX};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        for (uint32_t n = 0; n < 10; n++)
            for (enum sn_dir dir = SN_DIR_UNKNOWN; dir <= SN_DIR_OUT; dir++)
                for (enum sn_format f = SN_PCAP; f <= SN_PCAPNG; f++) {
                    if (f == SN_PCAP && times[i] >= INT64_C(4294967296000000000))
                        continue;
                    same(f, 6, times[i], n, dir);
                    same(f, 9, times[i], n, dir);
                }
}

TEST_MAIN
