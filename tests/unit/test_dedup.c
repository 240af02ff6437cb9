/* Flow numbers and duplicates. */
#define TEST_ALLOC
#include "test.h"

#include "sn/dedup.h"
#include "sn/flow.h"

static const uint8_t tcp4[] = {
    2,    0, 0,  0, 0, 1, 2,  0, 0, 0, 0,  2, 8, 0, 0x45, 0, 0, 40, 0, 0,
    0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0xc3, 5, 0, 80, 0, 0,
};

/* The packet with both directions exchanged. */
static void turn(uint8_t *p, size_t ip, size_t addr, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t t = p[ip + addr + i];

        p[ip + addr + i] = p[ip + addr + n + i];
        p[ip + addr + n + i] = t;
    }
    for (size_t i = 0; i < 2; i++) {
        size_t l4 = ip + addr + 2 * n;
        uint8_t t = p[l4 + i];

        p[l4 + i] = p[l4 + 2 + i];
        p[l4 + 2 + i] = t;
    }
}

static uint64_t eth(const uint8_t *p, size_t n)
{
    return sn_flow_hash(SN_LINK_ETHERNET, p, (uint32_t)n);
}

TEST(flows_have_no_direction)
{
    uint8_t p[sizeof tcp4],
        v6[58] = {[12] = 0x86, 0xdd, 0x60, [20] = 17, [37] = 1, [53] = 2, 0, 53, 9};
    uint64_t h = eth(tcp4, sizeof tcp4), h6 = eth(v6, sizeof v6);

    memcpy(p, tcp4, sizeof p);
    turn(p, 14, 12, 4);
    CHECK(memcmp(p, tcp4, sizeof p) != 0);
    CHECK(eth(p, sizeof p) == h);
    turn(v6, 14, 8, 16);
    CHECK(v6[37] == 2);
    CHECK(eth(v6, sizeof v6) == h6);
}

/* Samples taken on one machine and in one version are those of every other. */
TEST(flow_numbers_stay)
{
    uint8_t v6[58] = {[12] = 0x86, 0xdd, 0x60, [20] = 17, [37] = 1, [53] = 2, 0, 53, 9};

    CHECK(eth(tcp4, sizeof tcp4) == UINT64_C(0xd638185c979be07c));
    CHECK(eth(v6, sizeof v6) == UINT64_C(0xcd3d1ddc11bd2d8a));
    CHECK(eth(tcp4, 20) == UINT64_C(0x9e3779b97f4a7c15));
}

TEST(flows_differ)
{
    static const size_t matters[] = {23, 26, 29, 33, 34, 35, 37};
    uint64_t h = eth(tcp4, sizeof tcp4);

    for (size_t i = 0; i < sizeof matters / sizeof *matters; i++) {
        uint8_t p[sizeof tcp4];

        memcpy(p, tcp4, sizeof p);
        p[matters[i]] ^= 1 << 4;
        CHECK(eth(p, sizeof p) != h);
    }
}

TEST(headers_in_front_do_not_matter)
{
    uint8_t vlan[sizeof tcp4 + 4], cooked[sizeof tcp4 + 6] = {0};
    uint64_t h = eth(tcp4, sizeof tcp4);

    memcpy(vlan, tcp4, 12);
    memcpy(vlan + 12, "\x81\0\0\5", 4);
    memcpy(vlan + 16, tcp4 + 12, sizeof tcp4 - 12);
    CHECK(eth(vlan, sizeof vlan) == h);
    CHECK(sn_flow_hash(SN_LINK_RAW, tcp4 + 14, sizeof tcp4 - 14) == h);
    CHECK(sn_flow_hash(SN_LINK_IPV4, tcp4 + 14, sizeof tcp4 - 14) == h);
    CHECK(sn_flow_hash(SN_LINK_NULL, tcp4 + 10, sizeof tcp4 - 10) == h);
    memcpy(cooked + 20, tcp4 + 14, sizeof tcp4 - 14);
    CHECK(sn_flow_hash(SN_LINK_LINUX_SLL2, cooked, sizeof cooked) == h);
    CHECK(sn_flow_hash(SN_LINK_LINUX_SLL, cooked + 4, sizeof cooked - 4) == h);
}

TEST(fragments_stay_together)
{
    uint8_t a[sizeof tcp4], b[sizeof tcp4];

    memcpy(a, tcp4, sizeof a);
    a[20] = 0x20; /* more fragments */
    memcpy(b, a, sizeof b);
    b[21] = 5; /* a later one */
    b[35] ^= 0xff;
    CHECK(eth(a, sizeof a) == eth(b, sizeof b));
}

TEST(every_cut)
{
    static const uint32_t types[] = {SN_LINK_ETHERNET,  SN_LINK_RAW,        SN_LINK_NULL,
                                     SN_LINK_LINUX_SLL, SN_LINK_LINUX_SLL2, 147};
    uint8_t v6[120] = {[12] = 0x86, 0xdd, 0x60, [20] = 0, [54] = 60, 0, [62] = 44, 1, [78] = 6};

    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        for (size_t n = 0; n <= sizeof v6; n++) {
            uint8_t *p = guarded(v6, n);

            if (n <= sizeof tcp4)
                sn_flow_hash(types[t], guarded(tcp4, n), (uint32_t)n);
            sn_flow_hash(types[t], p, (uint32_t)n);
            if (n > 14)
                sn_flow_hash(SN_LINK_RAW, p + 14, (uint32_t)n - 14);
        }
    }
}

static struct sn_dedup *dedup(uint32_t packets, int64_t ns)
{
    struct sn_dedup *u;
    struct sn_diag d;

    CHECK_INT(sn_dedup_new(&u, packets, ns, &d), SN_OK);
    return u;
}

static bool seen(struct sn_dedup *u, const char *bytes, uint32_t len, int64_t ts)
{
    struct sn_pkt p = {
        .ts = ts, .data = (const uint8_t *)bytes, .len = len, .caplen = (uint32_t)strlen(bytes)};

    return sn_dedup_seen(u, &p);
}

TEST(duplicates_within_packets)
{
    struct sn_dedup *u = dedup(2, 0);

    CHECK(!seen(u, "a", 1, 0));
    CHECK(seen(u, "a", 1, 0));
    CHECK(!seen(u, "a", 2, 0)); /* longer on the wire */
    CHECK(seen(u, "a", 1, 0));  /* two apart */
    CHECK(!seen(u, "b", 1, 0));
    CHECK(!seen(u, "c", 1, 0));
    CHECK(!seen(u, "a", 1, 0)); /* three apart */
    CHECK(!seen(u, "", 0, 0));
    CHECK(seen(u, "", 0, 0));
    CHECK(!seen(u, "0123456789abcdef", 16, 0));
    CHECK(!seen(u, "0123456789abcdefg", 16, 0));
    CHECK(!seen(u, "0123456789abcdeg", 16, 0));
    CHECK(!seen(u, "1123456789abcdef", 16, 0));
    sn_dedup_free(u);
}

TEST(duplicates_within_time)
{
    struct sn_dedup *u = dedup(0, 100);

    CHECK(!seen(u, "a", 1, 1000));
    CHECK(seen(u, "a", 1, 1100));
    CHECK(!seen(u, "a", 1, 1201));
    CHECK(seen(u, "a", 1, 1150)); /* time may go back */
    sn_dedup_free(u);
}

/* Growing, and forgetting, keep what the window holds. */
TEST(many_packets)
{
    enum { WINDOW = 20000 };
    struct sn_dedup *u = dedup(WINDOW, 0);
    uint32_t wrong = 0;

    for (uint32_t i = 0; i < 200000; i++) {
        char bytes[16];
        /* each number comes again once, exactly WINDOW packets later, or one too late */
        uint32_t half = i / WINDOW % 2, id = half ? i - WINDOW : i;

        snprintf(bytes, sizeof bytes, "p%u", id);
        wrong += seen(u, bytes, 9, 0) != (half == 1);
    }
    CHECK_INT(wrong, 0);
    sn_dedup_free(u);
}

TEST(memory_is_short)
{
    struct sn_dedup *u;
    struct sn_diag d;

#ifndef __SANITIZE_ADDRESS__
    for (long i = 0; i < 2; i++) {
        fail_alloc_after(i);
        CHECK_INT(sn_dedup_new(&u, 1, 0, &d), SN_ENOMEM);
        fail_alloc_never();
        CHECK_STR(d.msg, "no memory to find duplicates");
        CHECK(u == NULL);
    }
#endif
    u = dedup(100000, 0);
    fail_alloc_after(0);
    for (uint32_t i = 0; i < 10000; i++) {
        char bytes[16];

        snprintf(bytes, sizeof bytes, "%u", i);
        CHECK(!seen(u, bytes, 9, 0));
    }
    fail_alloc_never();
    CHECK(seen(u, "5", 9, 0));
    sn_dedup_free(u);
    sn_dedup_free(NULL);
    (void)d;
}

TEST_MAIN
