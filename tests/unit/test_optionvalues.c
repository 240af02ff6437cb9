/* lib/run/optionvalues.c: what values of options mean, and what is said of those that mean nothing.
 */
#include "test.h"

#include "sn/optionvalues.h"

/* Reads a value; what is wrong with it, "" when nothing is. */
static const char *parse(sn_option_parse *fn, void *member, const char *name, const char *value)
{
    static struct sn_diag d;

    d.msg[0] = '\0';
    CHECK((fn(member, name, value, &d) == SN_OK) == !d.msg[0]);
    return d.msg;
}

TEST(compression)
{
    struct sn_compress c = {0};

    CHECK_STR(parse(sn_option_compress, &c, "-z", NULL), "");
    CHECK(c.on);
    CHECK(*parse(sn_option_compress, &c, "--compress", "squeeze"));
}

TEST(dumps_and_times)
{
    struct sn_fmt_opts o = {.time = SN_TIME_CLOCK};

    CHECK_STR(parse(sn_option_ascii, &o, "-A", NULL), "");
    CHECK(o.dump == SN_DUMP_ASCII && !o.dump_link && !o.text.dump);
    CHECK_STR(parse(sn_option_hex, &o, "-x", NULL), "");
    CHECK(o.dump == SN_DUMP_HEX && !o.dump_link && o.text.dump && o.text.hex);
    CHECK_STR(parse(sn_option_hex, &o, "-x", NULL), "");
    CHECK(o.dump == SN_DUMP_HEX && o.dump_link);
    CHECK_STR(parse(sn_option_hex_ascii, &o, "-X", NULL), "");
    CHECK(o.dump == SN_DUMP_BOTH && !o.dump_link);
    CHECK_STR(parse(sn_option_ascii, &o, "-A", NULL), "");
    CHECK(o.dump == SN_DUMP_BOTH && !o.dump_link);
    for (unsigned i = 0; i < 10; i++)
        CHECK_STR(parse(sn_option_time, &o, "-t", NULL), "");
    CHECK_INT(o.time, SN_TIME_SINCE_FIRST);
}

TEST(sorting)
{
    struct sn_task_opts o = {.memory = 5};

    CHECK_STR(parse(sn_option_sort, &o, "--sort", NULL), "");
    CHECK(o.sort && o.memory == 5);
    CHECK_STR(parse(sn_option_sort, &o, "--sort", "2k"), "");
    CHECK_INT(o.memory, 2048);
    CHECK_STR(parse(sn_option_sort, &o, "--sort", "much"),
              "--sort takes a size such as 10, 64k, 10m or 1g, not 'much'");
}

TEST(which_packets)
{
    struct sn_selector_opts o = {.limit = 0};
    struct sn_ranges *r = NULL;

    CHECK_STR(parse(sn_option_after, &o, "--after", "+90s"), "");
    CHECK(o.has_after && o.after.from_first && o.after.ns == INT64_C(90000000000));
    CHECK_STR(parse(sn_option_before, &o, "--before", "@17.5"), "");
    CHECK(o.has_before && !o.before.from_first && o.before.ns == INT64_C(17500000000));
    CHECK(*parse(sn_option_after, &o, "--after", "soon"));

    CHECK_STR(parse(sn_option_sample, &o, "--sample", "1/7"), "");
    CHECK_INT(o.sample, 7);
    CHECK_STR(parse(sn_option_sample, &o, "--sample", "7"), "--sample takes 1/N, not '7'");
    CHECK_STR(parse(sn_option_sample, &o, "--sample", "1/0"),
              "--sample 1/ takes a number from 1 to 9223372036854775807, not '0'");

    CHECK_STR(parse(sn_option_duplicates, &o, "--duplicates", NULL), "");
    CHECK(o.dedup && o.duplicates && o.dedup_packets == 5);
    CHECK_STR(parse(sn_option_dedup, &o, "--dedup", "9"), "");
    CHECK(o.dedup && !o.duplicates && o.dedup_packets == 9);
    CHECK_STR(parse(sn_option_dedup, &o, "--dedup", "10ms"), "");
    CHECK(!o.dedup_packets && o.dedup_ns == 10000000);

    CHECK_STR(parse(sn_option_ranges, &r, "--packets", "1-3"), "");
    CHECK_STR(parse(sn_option_ranges, &r, "--packets", "5,7-"), "");
    CHECK(!sn_ranges_have(r, 3) && sn_ranges_have(r, 5) && sn_ranges_have(r, 100));
    sn_ranges_free(r);
    r = NULL;
    CHECK(*parse(sn_option_ranges, &r, "--packets", "x"));
    sn_ranges_free(r);
}

TEST(edits)
{
    struct sn_packet_comments c = {.n = 0};
    struct sn_edit e = {.shift = 0};

    CHECK_STR(parse(sn_option_shift, &e, "--shift", "-1.5s"), "");
    CHECK_INT(e.shift, -1500000000);
    CHECK_STR(parse(sn_option_shift, &e, "--shift", "+2ms"), "");
    CHECK_INT(e.shift, 2000000);
    for (unsigned i = 0; i < SN_CHOPS_MAX; i++)
        CHECK_STR(parse(sn_option_chop, &e, "--chop", "14:4"), "");
    CHECK(e.nchops == SN_CHOPS_MAX && e.chop[7].has_offset && e.chop[7].n == 4);
    CHECK_STR(parse(sn_option_chop, &e, "--chop", "1"), "--chop can be given 8 times");

    CHECK_STR(parse(sn_option_packet_comment, &c, "-k", "5:five"), "");
    CHECK_STR(parse(sn_option_packet_comment, &c, "-k", "2:two"), "");
    CHECK_STR(parse(sn_option_packet_comment, &c, "-k", "5:again"), "");
    CHECK_STR(parse(sn_option_packet_comment, &c, "-k", "3:"), "-k takes NUMBER:TEXT, not '3:'");
    CHECK_STR(parse(sn_option_packet_comment, &c, "-k", "0:x"), "-k takes NUMBER:TEXT, not '0:x'");
    CHECK(c.n == 3 && c.v[0].number == 2 && c.v[1].number == 5 && c.v[2].number == 5);
    CHECK_STR(c.v[1].text, "five");
    CHECK_STR(c.v[2].text, "again");
    free(c.v);
}

TEST(recorder)
{
    struct sn_recorder_opts o = {.size = 0};

    CHECK_STR(parse(sn_option_recorder, &o, "--recorder", "64k"), "");
    CHECK(o.size == 65536 && !o.time);
    CHECK_STR(parse(sn_option_recorder, &o, "--recorder", "5min"), "");
    CHECK(o.size == 65536 && o.time == INT64_C(300000000000));
    CHECK_STR(parse(sn_option_recorder, &o, "--recorder", "30"),
              "--recorder: 30 is too small: 64k at least; a time has its unit: 30s");
    CHECK_STR(parse(sn_option_recorder, &o, "--recorder", "8388607g"),
              "--recorder: 8388607g is more than the memory of this machine");
    CHECK_STR(parse(sn_option_recorder, &o, "--recorder", "0s"),
              "--recorder takes a size such as 64k, 5m or 1g, or a time such as 30s, 5min or "
              "1h30m, not '0s'");
    CHECK(sn_recorder_default_size() >= 65536 && sn_recorder_default_size() <= 1 << 30);
}

TEST(statistics)
{
    const struct sn_stat_view *v = NULL;
    enum sn_stat_order by = SN_STAT_ORDERS;
    int64_t ns = 0;

    CHECK_STR(parse(sn_option_view, &v, "-z", sn_stat_views[1].name), "");
    CHECK(v == &sn_stat_views[1]);
    CHECK_STR(parse(sn_option_view, &v, "-z", "nothing"), "no such view: 'nothing'");
    CHECK_STR(parse(sn_option_order, &by, "--by", "packets"), "");
    CHECK_INT(by, SN_STAT_BY_PACKETS);
    CHECK_STR(parse(sn_option_order, &by, "--by", "color"), "--by: no such order: 'color'");
    CHECK_STR(parse(sn_option_interval, &ns, "--interval", "2ms"), "");
    CHECK_INT(ns, 2000000);
    CHECK_STR(parse(sn_option_interval, &ns, "--interval", "1us"),
              "--interval 1us: a millisecond at least");
    CHECK_STR(parse(sn_option_timeout, &ns, "--idle", "1us"), "");
    CHECK_STR(parse(sn_option_timeout, &ns, "--idle", "0"), "--idle 0: more than no time");
    CHECK(strncmp(parse(sn_option_timeout, &ns, "--idle", "soon"), "--idle soon: ", 13) == 0);
}

TEST_MAIN
