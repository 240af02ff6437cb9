/* What the kernel's counters say of losses: lib/cap/loss.c without a kernel. */
#include "test.h"

#include <linux/if_link.h>

#include "cap/loss.h"
#include "sn/pcap.h"

static uint64_t missed(uint64_t missed, uint64_t fifo, uint64_t over, size_t len)
{
    struct rtnl_link_stats64 st = {.rx_missed_errors = missed,
                                   .rx_fifo_errors = fifo,
                                   .rx_over_errors = over,
                                   .rx_dropped = 1000,
                                   .rx_crc_errors = 2000,
                                   .rx_length_errors = 4000,
                                   .rx_nohandler = 8000};
    struct nl_attr a = {.data = guarded(&st, len), .len = len};
    struct loss_counts c = {0};

    if (!sn_loss_counters(&c, &a))
        return SN_UNKNOWN;
    CHECK_INT(c.dropped, 1000);
    return c.missed;
}

TEST(counters_of_one_interface)
{
    size_t all = sizeof(struct rtnl_link_stats64);

    CHECK_INT(missed(0, 0, 0, all), 0);
    CHECK_INT(missed(5, 0, 0, all), 5);
    CHECK_INT(missed(5, 3, 0, all), 8);
    CHECK_INT(missed(5, 3, 2, all), 10);
    CHECK_INT(missed(5, 5, 5, all), 5); /* a driver that shows one counter everywhere */
    CHECK_INT(missed(0, 3, 3, all), 3);
    CHECK_INT(missed(5, 3, 2, offsetof(struct rtnl_link_stats64, rx_compressed)), 10);
    CHECK(missed(5, 3, 2, offsetof(struct rtnl_link_stats64, rx_compressed) - 1) == SN_UNKNOWN);
    CHECK(missed(5, 3, 2, 0) == SN_UNKNOWN);
}

static long softnet(const char *text)
{
    size_t n = strlen(text);

    return sn_loss_softnet((const char *)guarded(text, n), n);
}

TEST(softnet_stat)
{
    CHECK_INT(softnet(""), 0);
    CHECK_INT(softnet("06be1b66 00000000 00000000\n"), 0);
    CHECK_INT(softnet("06be1b66 0000001f 00000007\n06cd73d4 00000a01 00000000\n"), 0xa20);
    CHECK_INT(softnet("06be1b66 0000001F"), 0x1f);
    CHECK_INT(softnet("06be1b66"), 0);
    CHECK_INT(softnet("06be1b66 "), 0);
    CHECK_INT(softnet("\n\n1 2\n"), 2);
}

/* Two interfaces, and a third that came later. */
static struct loss_sum sum(uint64_t backlog, const uint32_t *index, size_t n)
{
    static struct loss_counts base[] = {{1, 10, 100}, {2, 20, 200}},
                              now[] = {{1, 13, 150}, {2, 20, 207}, {3, 1, 4}};
    struct loss l = {.base = {.v = base, .n = 2}, .now = {.v = now, .n = 3}, .backlog = backlog};

    return sn_loss_of(&l, index, n);
}

static void check_sum(struct loss_sum s, uint64_t missed, uint64_t backlog, uint64_t unclear)
{
    CHECK(s.missed == missed);
    CHECK_INT(s.backlog, backlog);
    CHECK_INT(s.unclear, unclear);
}

TEST(what_is_an_interfaces_loss)
{
    static const uint32_t one[] = {1}, two[] = {1, 2}, any[] = {0}, twice[] = {1, 1}, none[] = {9};

    check_sum(sum(0, one, 1), 3, 0, 50);
    check_sum(sum(11, one, 1), 3, 0, 50);  /* the others may have had them all */
    check_sum(sum(41, one, 1), 3, 30, 20); /* at most 11 of them */
    check_sum(sum(500, one, 1), 3, 50, 0); /* another network namespace */
    check_sum(sum(41, two, 2), 3, 37, 20); /* at most 4 of them */
    check_sum(sum(41, twice, 2), 3, 30, 20);
    check_sum(sum(41, any, 1), SN_UNKNOWN, 41, 20);
    check_sum(sum(0, none, 1), SN_UNKNOWN, 0, 0);
}

TEST_MAIN
