/* Formats: time stamps, dumps, packet numbers, impossible records, names of interfaces. */
#include "sn/fmt.h"
#include "test.h"

static char text[65536];

static const char *times(uint8_t how, uint8_t digits, const int64_t *ts, unsigned n)
{
    struct sn_fmt_opts o = {.time = how, .digits = digits};
    struct sn_fmt_since since = {0};
    struct sn_diag d;
    struct sn_fmt *f;
    struct sn_buf b;

    if (sn_fmt_new(&f, &o, &d) != SN_OK)
        abort();
    sn_buf_fixed(&b, text, sizeof text - 1);
    for (unsigned i = 0; i < n; i++) {
        struct sn_pkt p = {.ts = ts[i], .caplen = 1, .len = 1};

        sn_fmt_time(f, &b, ts[i], sn_fmt_since(&since, &o, &p));
        sn_put_c(&b, '|');
    }
    *b.p = '\0';
    sn_fmt_free(f);
    return text;
}

TEST(time_stamps)
{
    const int64_t ts[] = {1700000000123456789, 1700000000123457001, 1700000001000000000,
                          1699999999500000000, 1700172801000000005};

    setenv("TZ", "GMT0", 1);
    CHECK_STR(times(SN_TIME_CLOCK, 6, ts, 4),
              "22:13:20.123456|22:13:20.123457|22:13:21.000000|22:13:19.500000|");
    CHECK_STR(times(SN_TIME_CLOCK, 9, ts, 2), "22:13:20.123456789|22:13:20.123457001|");
    CHECK_STR(times(SN_TIME_EPOCH, 6, ts, 2), "1700000000.123456|1700000000.123457|");
    CHECK_STR(times(SN_TIME_DATE, 6, ts, 1), "2023-11-14 22:13:20.123456|");
    CHECK_STR(times(SN_TIME_DELTA, 6, ts, 5),
              " 00:00:00.000000| 00:00:00.000001| 00:00:00.876543|-00:00:01.500000| "
              "00:00:01.500000|");
    CHECK_STR(times(SN_TIME_SINCE_FIRST, 9, ts, 4),
              " 00:00:00.000000000| 00:00:00.000000212| 00:00:00.876543211|-00:00:00.623456789|");
    CHECK_STR(times(SN_TIME_NONE, 6, ts, 2), "||");
}

/* Times are taken downwards to the digits that are shown, before 1970 as after. */
TEST(times_at_the_edges)
{
    const int64_t ts[] = {INT64_MIN,
                          -99500000000,
                          -1000000001,
                          -1,
                          0,
                          1,
                          2147483647999999999,
                          2147483648000000000,
                          4294967295999999999,
                          4294967296000000000,
                          INT64_MAX,
                          INT64_C(-99500000001),
                          INT64_C(-62135596800),
                          5};

    setenv("TZ", "GMT0", 1);
    CHECK_STR(times(SN_TIME_EPOCH, 9, ts, 13),
              "-9223372036.854775808|-99.500000000|-1.000000001|-0.000000001|0.000000000|"
              "0.000000001|2147483647.999999999|2147483648.000000000|4294967295.999999999|"
              "4294967296.000000000|9223372036.854775807|-99.500000001|-62.135596800|");
    CHECK_STR(times(SN_TIME_EPOCH, 6, ts, 12),
              "-9223372036.854776|-99.500000|-1.000001|-0.000001|0.000000|0.000000|"
              "2147483647.999999|2147483648.000000|4294967295.999999|4294967296.000000|"
              "9223372036.854775|-99.500001|");
    CHECK_STR(times(SN_TIME_DATE, 9, ts, 11),
              "1677-09-21 00:12:43.145224192|1969-12-31 23:58:20.500000000|"
              "1969-12-31 23:59:58.999999999|1969-12-31 23:59:59.999999999|"
              "1970-01-01 00:00:00.000000000|1970-01-01 00:00:00.000000001|"
              "2038-01-19 03:14:07.999999999|2038-01-19 03:14:08.000000000|"
              "2106-02-07 06:28:15.999999999|2106-02-07 06:28:16.000000000|"
              "2262-04-11 23:47:16.854775807|");
    CHECK_STR(times(SN_TIME_CLOCK, 6, ts, 4),
              "00:12:43.145224|23:58:20.500000|23:59:58.999999|23:59:59.999999|");
    CHECK_STR(times(SN_TIME_SINCE_FIRST, 9, ts, 2), " 00:00:00.000000000| 23:45:37.354775808|");
    CHECK_STR(times(SN_TIME_SINCE_FIRST, 9, ts + 9, 3),
              " 00:00:00.000000000| 17:19:00.854775807|-06:29:55.500000001|");
}

/* The whole range of times lies between two packets. */
TEST(times_far_apart)
{
    const int64_t up[] = {INT64_MIN, INT64_MAX}, down[] = {INT64_MAX, INT64_MIN};

    CHECK_STR(times(SN_TIME_DELTA, 9, up, 2), " 00:00:00.000000000| 23:34:33.709551615|");
    CHECK_STR(times(SN_TIME_DELTA, 9, down, 2), " 00:00:00.000000000|-23:34:33.709551615|");
    CHECK_STR(times(SN_TIME_DELTA, 6, down, 2), " 00:00:00.000000|-23:34:33.709551|");
}

/* A packet with impossible lengths has no time, so the next one's isn't relative to it. */
TEST(times_without_impossible_packets)
{
    const struct sn_pkt p[] = {{.ts = 5, .caplen = 1, .len = 1},
                               {.ts = 7, .caplen = 2, .len = 1},
                               {.ts = 9, .caplen = 1, .len = 1},
                               {.ts = 10, .caplen = 1, .len = 1}};
    struct sn_fmt_opts o = {.time = SN_TIME_DELTA};
    struct sn_fmt_since s = {0};

    CHECK_INT(sn_fmt_since(&s, &o, &p[0]), 0);
    CHECK_INT(sn_fmt_since(&s, &o, &p[1]), 0);
    CHECK_INT(sn_fmt_since(&s, &o, &p[2]), 5);
    CHECK_INT(sn_fmt_since(&s, &o, &p[3]), 9);
    o.time = SN_TIME_SINCE_FIRST;
    CHECK_INT(sn_fmt_since(&s, &o, &p[2]), 5);
}

TEST(time_zones)
{
    /* Summer time ends at 1698541200 (01:00 UTC on 29 October 2023). */
    const int64_t ts[] = {1698541199000000000, 1698541200000000000, 1698541199999999999};

    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    CHECK_STR(times(SN_TIME_CLOCK, 6, ts, 3), "02:59:59.000000|02:00:00.000000|02:59:59.999999|");
    CHECK_STR(times(SN_TIME_DATE, 6, ts, 1), "2023-10-29 02:59:59.000000|");
    setenv("TZ", "NST3:30", 1);
    CHECK_STR(times(SN_TIME_CLOCK, 6, ts, 1), "21:29:59.000000|");
}

TEST(iso8601)
{
    static const struct {
        int64_t ts;
        const char *want;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000000000Z"},
        {1700000000123456789, "2023-11-14T22:13:20.123456789Z"},
        {951782400000000000, "2000-02-29T00:00:00.000000000Z"},
        {4102444800000000000, "2100-01-01T00:00:00.000000000Z"},
        {-1, "1969-12-31T23:59:59.999999999Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854775807Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145224192Z"},
    };
    struct sn_buf b;

    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        sn_buf_fixed(&b, text, sizeof text - 1);
        sn_fmt_iso8601(&b, cases[i].ts);
        *b.p = '\0';
        CHECK_STR(text, cases[i].want);
    }
}

static const char *dumped(void (*dump)(struct sn_buf *, const uint8_t *, size_t), const char *p,
                          size_t n)
{
    static char out[1 << 20];
    struct sn_buf b;

    sn_buf_init(&b, sizeof out);
    dump(&b, guarded(p, n), n);
    memcpy(out, b.base ? b.base : "", sn_buf_len(&b));
    out[sn_buf_len(&b)] = '\0';
    sn_buf_free(&b);
    return out;
}

TEST(dumps)
{
    CHECK_STR(dumped(sn_fmt_hex, "abcdefghijklmnopqrs", 19),
              "\n\t0x0000:  6162 6364 6566 6768 696a 6b6c 6d6e 6f70\n\t0x0010:  7172 73");
    CHECK_STR(dumped(sn_fmt_hex_ascii, "abcdefghijklmnop\x1b\xff", 18),
              "\n\t0x0000:  6162 6364 6566 6768 696a 6b6c 6d6e 6f70  abcdefghijklmnop\n"
              "\t0x0010:  1bff                                     ..");
    CHECK_STR(dumped(sn_fmt_ascii, "a\tb\x1b[2J\r\nc\rd\r\r\ne\r", 17), "\na\tb.[2J\nc.d.\ne");
    CHECK_STR(dumped(sn_fmt_hex, "", 0), "");
}

/* Offsets of more than 16 bits grow. */
TEST(long_dump)
{
    static char p[0x10001];

    CHECK(strstr(dumped(sn_fmt_hex, p, sizeof p), "\n\t0x10000:  00"));
}

TEST(impossible_records)
{
    static const struct {
        uint32_t caplen, len;
        const char *want;
    } cases[] = {
        {0, 0, "[Invalid header: caplen==0, len==0]\n"},
        {0, 5, "[Invalid header: caplen==0]\n"},
        {9, 5, "[Invalid header: len(5) < caplen(9)]\n"},
        {9, 300000, "[Invalid header: len(300000) > 262144]\n"},
    };
    struct sn_fmt_opts o = {.time = SN_TIME_NONE};
    struct sn_dis_opts dopts = {0};
    struct sn_diag d;
    struct sn_fmt *f;
    struct sn_dis *dis;
    struct sn_buf b;

    if (sn_fmt_new(&f, &o, &d) != SN_OK || sn_dis_new(&dis, &dopts, &d) != SN_OK)
        abort();
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sn_pkt p = {
            .data = (const uint8_t *)"abcdefghi", .caplen = cases[i].caplen, .len = cases[i].len};
        struct sn_frame fr = {.pkt = &p, .number = 1};

        sn_buf_fixed(&b, text, sizeof text - 1);
        sn_fmt_text(f, &b, sn_dis_packet(dis, SN_LINK_ETHERNET, p.data, p.caplen, p.len), &fr);
        *b.p = '\0';
        CHECK_STR(text, cases[i].want);
    }
    sn_dis_free(dis);
    sn_fmt_free(f);
}

TEST(numbers)
{
    static const uint64_t n[] = {1, 12345, 123456};
    struct sn_fmt_opts o = {.time = SN_TIME_NONE, .number = true};
    struct sn_dis_opts dopts = {0};
    struct sn_pkt p = {.data = (const uint8_t *)"", .caplen = 0, .len = 1};
    struct sn_diag d;
    struct sn_fmt *f;
    struct sn_dis *dis;
    struct sn_buf b;

    if (sn_fmt_new(&f, &o, &d) != SN_OK || sn_dis_new(&dis, &dopts, &d) != SN_OK)
        abort();
    sn_buf_fixed(&b, text, sizeof text - 1);
    for (unsigned i = 0; i < 3; i++) {
        struct sn_frame fr = {.pkt = &p, .number = n[i]};

        sn_dis_reset(dis);
        sn_fmt_text(f, &b, sn_dis_packet(dis, SN_LINK_ETHERNET, p.data, p.caplen, p.len), &fr);
    }
    *b.p = '\0';
    CHECK_STR(text, "    1  [Invalid header: caplen==0]\n12345  [Invalid header: caplen==0]\n"
                    "123456  [Invalid header: caplen==0]\n");
    sn_dis_free(dis);
    sn_fmt_free(f);
}

TEST(interface_names)
{
    struct sn_fmt_names *n;
    struct sn_diag d;
    struct sn_buf b;

    if (sn_fmt_names_new(&n, &d) != SN_OK)
        abort();
    sn_buf_fixed(&b, text, sizeof text - 1);
    CHECK(sn_fmt_ifnames(n)->name(sn_fmt_ifnames(n)->ctx, &b, 1)); /* lo */
    CHECK(!sn_fmt_ifnames(n)->name(sn_fmt_ifnames(n)->ctx, &b, 0));
    CHECK(!sn_fmt_ifnames(n)->name(sn_fmt_ifnames(n)->ctx, &b, UINT32_MAX));
    *b.p = '\0';
    CHECK_STR(text, "lo");
    sn_fmt_names_free(n);
}

TEST_MAIN
