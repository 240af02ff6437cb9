/* lib/stat: the order of the busiest, bounds, both reports. */
#define TEST_ALLOC
#include "sn/dis.h"
#include "sn/stat.h"
#include "test.h"

/* Ethernet, IPv4 10.0.0.src > 10.0.0.dst, UDP port sport > 2000, 4 bytes. */
static void udp(uint8_t out[46], uint8_t src, uint8_t dst, uint8_t sport)
{
    static const uint8_t made[46] = {2,    0, 0,  0,  0, 2, 2, 0, 0,  0,    0, 1,  8,  0,
                                     0x45, 0, 0,  32, 0, 1, 0, 0, 64, 17,   0, 0,  10, 0,
                                     0,    0, 10, 0,  0, 0, 4, 0, 7,  0xd0, 0, 12, 0,  0};

    memcpy(out, made, sizeof made);
    out[29] = src;
    out[33] = dst;
    out[35] = sport;
}

struct sample {
    struct sn_stat *s;
    struct sn_stat_part *part;
    uint8_t bytes[46];
};

static enum sn_err feed(struct sample *t, uint8_t src, uint8_t dst, uint8_t sport, int64_t ts)
{
    struct sn_pkt p = {.ts = ts, .data = t->bytes, .caplen = 46, .len = 100};

    udp(t->bytes, src, dst, sport);
    sn_stat_part_begin(t->part);
    sn_stat_part_packet(t->part, &p, SN_LINK_ETHERNET);
    for (unsigned i = 0; i < SN_STAT_STAGES; i++)
        sn_stat_stage(t->s, t->part, i);
    return sn_stat_part_err(t->part, NULL);
}

static void begin(struct sample *t, const struct sn_stat_opts *o)
{
    CHECK(sn_stat_new(&t->s, o, NULL) == SN_OK);
    CHECK(sn_stat_part_new(&t->part, t->s, NULL) == SN_OK);
}

static void end(struct sample *t)
{
    sn_stat_part_free(t->part);
    sn_stat_free(t->s);
}

TEST(totals_and_ends)
{
    const struct sn_stat_totals *all;
    struct sn_stat_host h[4];
    struct sn_stat_conv c[4];
    struct sample t;
    uint32_t n = 4;

    begin(&t, NULL);
    CHECK(!feed(&t, 9, 2, 1, 5000) && !feed(&t, 2, 9, 1, 2000) && !feed(&t, 9, 3, 1, 9000));
    CHECK(!feed(&t, 9, 2, 1, 6000));
    CHECK(sn_stat_join(t.s, t.part, NULL) == SN_OK);
    all = sn_stat_totals(t.s);
    CHECK_INT(all->all.packets, 4);
    CHECK_INT(all->all.bytes, 400);
    CHECK_INT(all->captured, 184);
    CHECK_INT(all->cut, 4);
    CHECK_INT(all->first, 2000);
    CHECK_INT(all->last, 9000);
    CHECK(sn_stat_hosts(t.s, 0, 0, h, &n, NULL) == SN_OK && n == 3);
    CHECK_INT(h[0].addr.a[3], 9);
    CHECK_INT(h[0].sent.packets, 3);
    CHECK_INT(h[0].received.bytes, 100);
    CHECK_INT(h[2].addr.a[3], 3);
    n = 4;
    CHECK(sn_stat_convs(t.s, 0, 0, c, &n, NULL) == SN_OK && n == 3);
    CHECK_INT(c[0].a.a[3], 9); /* the source of its first packet, though the higher address */
    CHECK_INT(c[0].a_b.packets, 2);
    CHECK_INT(c[0].aport, 1025);
    CHECK_INT(c[0].bport, 2000);
    CHECK_INT(c[0].first, 5000);
    CHECK_INT(c[0].last, 6000);
    end(&t);
}

TEST(busiest_of_many)
{
    struct sn_stat_host h[3];
    struct sample t;
    uint32_t n = 3;

    begin(&t, NULL);
    for (int i = 1; i < 200; i++) /* host i sends (i * 7) % 199 + 1 packets */
        for (int k = 0; k <= i * 7 % 199; k++)
            CHECK(!feed(&t, (uint8_t)i, 250, 1, k));
    CHECK(sn_stat_hosts(t.s, 0, 0, h, &n, NULL) == SN_OK && n == 3);
    CHECK_INT(h[0].addr.a[3], 250);
    CHECK_INT(h[1].sent.packets, 199);
    CHECK_INT(h[2].sent.packets, 198);
    end(&t);
}

TEST(full_tables_are_told)
{
    struct sn_stat_opts o = {.max_hosts = 2, .max_convs = 1};
    struct sn_stat_size size;
    struct sample t;
    struct sn_buf b;

    begin(&t, &o);
    CHECK(!feed(&t, 1, 2, 1, 0) && !feed(&t, 3, 2, 1, 0) && !feed(&t, 4, 5, 1, 0));
    size = sn_stat_size(t.s);
    CHECK_INT(size.hosts, 5); /* as estimated, as the next */
    CHECK_INT(size.convs, 3);
    CHECK_INT(size.other_hosts.packets, 3);
    CHECK_INT(size.other_convs.bytes, 200);
    sn_buf_init(&b, 1 << 20);
    CHECK(sn_stat_report(t.s, NULL, &b, &(struct sn_stat_print){.top = 5}, NULL) == SN_OK);
    sn_put_c(&b, '\0');
    CHECK(strstr(b.base, "(no room for more hosts: 3 packets, 300 bytes are of others, "));
    sn_buf_free(&b);
    end(&t);
}

/* More intervals than there may be: they are twice as wide, whoever counted what. */
TEST(intervals_widen)
{
    enum { N = 1100000, MS = 1000000 };
    struct sn_stat_opts o = {.want = SN_STAT_RATE, .interval = MS};
    struct sn_stat_part *part[2];
    struct sn_stat_sum sum;
    int64_t from, width;
    struct sn_stat *s;

    CHECK(sn_stat_new(&s, &o, NULL) == SN_OK);
    for (int i = 0; i < 2; i++)
        CHECK(sn_stat_part_new(&part[i], s, NULL) == SN_OK);
    for (int64_t i = 0; i < N; i++) {
        struct sn_pkt p = {.ts = (i - 1000) * MS, .len = 100};

        sn_stat_part_packet(part[i >= N / 3], &p, SN_LINK_ETHERNET);
    }
    for (int i = 0; i < 2; i++) {
        CHECK(sn_stat_part_err(part[i], NULL) == SN_OK);
        CHECK(sn_stat_join(s, part[i], NULL) == SN_OK);
        sn_stat_part_free(part[i]);
    }
    CHECK(sn_stat_peak(s, &from, &width, &sum));
    CHECK_INT(width, 2 * MS);
    CHECK_INT(from, -1000 * MS);
    CHECK_INT(sum.packets, 2);
    CHECK_INT(sum.bytes, 200);
    sn_stat_free(s);
}

TEST(sizes_have_tshark_s_bins)
{
    static const uint32_t len[] = {0, 19, 20, 39, 40, 5119, 5120, 262144};
    static const uint8_t bin[] = {0, 0, 1, 1, 2, 8, 9, 9};
    uint32_t from, to;

    for (unsigned i = 0; i < sizeof len / sizeof *len; i++) {
        struct sn_stat_opts o = {.want = SN_STAT_SIZE};
        struct sn_pkt p = {.len = len[i]};
        struct sn_stat_part *part;
        struct sn_stat *s;

        CHECK(sn_stat_new(&s, &o, NULL) == SN_OK);
        CHECK(sn_stat_part_new(&part, s, NULL) == SN_OK);
        sn_stat_part_packet(part, &p, SN_LINK_ETHERNET);
        CHECK(sn_stat_join(s, part, NULL) == SN_OK);
        CHECK_INT(sn_stat_sizes(s)[bin[i]].sum.packets, 1);
        sn_stat_size_bounds(bin[i], &from, &to);
        CHECK(from <= len[i] && len[i] <= to);
        sn_stat_part_free(part);
        sn_stat_free(s);
    }
}

static struct sn_buf saved(uint32_t want)
{
    struct sn_stat_opts o = {.want = want};
    struct sample t;
    struct sn_buf b;

    begin(&t, &o);
    for (int i = 0; i < 300; i++)
        CHECK(!feed(&t, (uint8_t)i, (uint8_t)(i / 3), (uint8_t)(i / 250), i));
    CHECK(sn_stat_join(t.s, t.part, NULL) == SN_OK);
    sn_buf_init(&b, 1 << 24);
    sn_stat_save(t.s, NULL, &b);
    CHECK(b.err == SN_OK);
    end(&t);
    return b;
}

/* Every cut and every changed byte is told, by a byte inside of it. */
TEST(damaged_states)
{
    struct sn_stat_opts o = {.want = SN_STAT_PROTO};
    struct sn_buf b = saved(SN_STAT_PROTO);
    size_t n = sn_buf_len(&b);
    struct sn_stat *s;
    struct sn_diag d;

    CHECK(sn_stat_new(&s, &o, NULL) == SN_OK);
    for (size_t i = 0; i < n; i++) {
        CHECK(sn_stat_load(s, b.base, i, &d) != SN_OK && d.where == SN_AT_BYTE && d.at <= i);
        b.base[i] ^= 1;
        CHECK(sn_stat_load(s, b.base, n, &d) != SN_OK && d.where == SN_AT_BYTE && d.at < n);
        b.base[i] ^= 1;
    }
    CHECK_INT(sn_stat_totals(s)->all.packets, 0);
    CHECK(sn_stat_load(s, b.base, n, &d) == SN_OK && sn_stat_load(s, b.base, n, &d) == SN_OK);
    CHECK_INT(sn_stat_totals(s)->all.packets, 600);
    CHECK_INT(sn_stat_parts(s).parts, 2);
    sn_stat_free(s);
    sn_buf_free(&b);
}

/* Tables that are too small for what was saved: nothing is lost silently. */
TEST(states_beyond_the_limits)
{
    struct sn_stat_opts o = {.max_hosts = 2, .max_convs = 3};
    struct sn_buf b = saved(0);
    struct sn_stat_size size;
    struct sn_stat_host h[4];
    struct sn_stat *s;
    uint64_t packets = 0;
    uint32_t n = 4;

    CHECK(sn_stat_new(&s, &o, NULL) == SN_OK);
    CHECK(sn_stat_load(s, b.base, sn_buf_len(&b), NULL) == SN_OK);
    size = sn_stat_size(s);
    CHECK(size.hosts > 250 && size.hosts < 262); /* 256 */
    CHECK(sn_stat_hosts(s, 0, 0, h, &n, NULL) == SN_OK && n == 4);
    for (uint32_t i = 0; i < n; i++)
        packets += h[i].sent.packets + h[i].received.packets;
    CHECK(packets < 600 && packets + size.other_hosts.packets >= 600); /* each packet has two */
    CHECK(size.missed_hosts > 0);
    sn_stat_free(s);
    sn_buf_free(&b);
}

/* Whatever allocation fails, counting goes on or says so, and nothing leaks. */
TEST(failing_allocations)
{
    for (long k = 0; k < 40; k++) {
        struct sample t = {0};
        enum sn_err e;
        struct sn_buf b;

        sn_buf_init(&b, 1 << 20);
        fail_alloc_after(k);
        e = sn_stat_new(&t.s, NULL, NULL);
        if (!e)
            e = sn_stat_part_new(&t.part, t.s, NULL);
        for (int i = 0; !e && i < 600; i++)
            e = feed(&t, (uint8_t)i, (uint8_t)(i / 3), (uint8_t)(i / 250), i);
        if (!e)
            e = sn_stat_join(t.s, t.part, NULL);
        if (!e)
            e = sn_stat_report(
                t.s, NULL, &b,
                &(struct sn_stat_print){.form = (enum sn_report_form)(k % 3), .top = 10}, NULL);
        fail_alloc_never();
        CHECK(e == SN_OK || e == SN_ENOMEM);
        sn_buf_free(&b);
        end(&t);
    }
}

TEST_MAIN
