/* Reading a TPACKET_V3 ring, on memory that is filled as the kernel would. */
#include "test.h"

#include "ring.h"

/* Blocks that are filled unevenly, taken several or one at a time, at most `max` packets at once.
 */
static void in_order(uint32_t max)
{
    static const uint32_t n[4] = {3, 0, 12, 1};
    static struct ring r;
    struct sn_pkt p[16];

    init(&r);
    CHECK_INT(sn_cap_next(&r.c, p, max), 0);
    for (uint32_t round = 0; round < 3 * BLOCKS; round += 4) {
        uint32_t k = 0, j = 0, got;

        for (uint32_t i = 0; i < 4; i++) {
            begin_block(&r, (round + i) % BLOCKS, round + i);
            put_packets(&r, (round + i) % BLOCKS, n[i]);
            retire(&r, (round + i) % BLOCKS, 0);
        }
        while ((got = sn_cap_next(&r.c, p, max))) {
            CHECK(got <= max);
            for (uint32_t i = 0; i < got; i++, j++) {
                for (; k < 4 && j == n[k]; k++)
                    j = 0;
                CHECK_INT(p[i].ts, (int64_t)(round + k) * S + j);
                CHECK_INT(p[i].data[59], (round + k) % BLOCKS + 1);
                memset(sn_cap_front(&p[i]), 0xff, SN_CAP_FRONT);
            }
        }
        CHECK(k == 3 && j == 1);
        for (uint32_t i = 0; i < 4; i++)
            CHECK_INT(head(&r, (round + i) % BLOCKS)->block_status, TP_STATUS_KERNEL);
    }
}

TEST(packets_in_order)
{
    for (uint32_t max = 1; max <= 16; max++)
        in_order(max);
}

TEST(settled)
{
    static struct ring r;
    struct sn_pkt p;

    init(&r);
    CHECK(sn_cap_settled(&r.c, 5 * (int64_t)S) == 5 * (int64_t)S);
    begin_block(&r, 0, 3);
    CHECK(sn_cap_settled(&r.c, 5 * (int64_t)S) == 5 * (int64_t)S);
    put_packets(&r, 0,
                1); /* the block is still the kernel's: nothing from its beginning on is sure */
    CHECK(sn_cap_settled(&r.c, 5 * (int64_t)S) == 3 * (int64_t)S);
    CHECK(sn_cap_settled(&r.c, 2 * (int64_t)S) == 2 * (int64_t)S);
    retire(&r, 0, TP_STATUS_BLK_TMO);
    begin_block(&r, 1, 4);
    CHECK_INT(sn_cap_next(&r.c, &p, 1), 1);
    CHECK_INT(sn_cap_next(&r.c, &p, 1), 0);
    CHECK(sn_cap_settled(&r.c, 5 * (int64_t)S) == 5 * (int64_t)S);
}

static void fill(struct ring *r, uint32_t i)
{
    begin_block(r, i % BLOCKS, i);
    put_packets(r, i % BLOCKS, 1);
    retire(r, i % BLOCKS, 0);
}

TEST(filling)
{
    static struct ring r;
    struct sn_pkt p[1];

    init(&r);
    for (uint32_t i = 0; i < BLOCKS / 4 + 2; i++) {
        CHECK(i > BLOCKS / 4 || !sn_cap_filling(&r.c));
        fill(&r, i);
    }
    CHECK(sn_cap_filling(&r.c));
    CHECK_INT(sn_cap_next(&r.c, p, 1), 1);
    CHECK(sn_cap_filling(&r.c));
    CHECK_INT(sn_cap_next(&r.c, p, 1), 1);
    CHECK(!sn_cap_filling(&r.c));
}

/* A block is kept while the ring goes around behind it: it is neither read again nor the kernel's
 * before it is given up. */
TEST(keep)
{
    static struct ring r;
    struct sn_pkt p, q;

    init(&r);
    CHECK(!sn_cap_keep(&r.c));
    for (uint32_t i = 0; i < BLOCKS; i++)
        fill(&r, i);
    CHECK_INT(sn_cap_next(&r.c, &p, 1), 1);
    CHECK(sn_cap_keep(&r.c));
    CHECK(!sn_cap_keep(&r.c));
    for (uint32_t i = 1; i < BLOCKS; i++) {
        CHECK_INT(sn_cap_next(&r.c, &q, 1), 1);
        CHECK_INT(q.ts, (int64_t)i * S);
    }
    CHECK_INT(sn_cap_next(&r.c, &q, 1), 0);
    CHECK(head(&r, 0)->block_status & TP_STATUS_USER);
    CHECK_INT(head(&r, 1)->block_status, TP_STATUS_KERNEL);
    sn_cap_unkeep(&r.c);
    CHECK_INT(head(&r, 0)->block_status, TP_STATUS_KERNEL);
    CHECK_INT(sn_cap_next(&r.c, &q, 1), 0);
    fill(&r, BLOCKS);
    CHECK_INT(sn_cap_next(&r.c, &q, 1), 1);
    CHECK_INT(q.ts, (int64_t)BLOCKS * S);
}

/* What was read only in part can't be kept. */
TEST(keep_whole)
{
    static struct ring r;
    struct sn_pkt p[2];

    init(&r);
    begin_block(&r, 0, 0);
    put_packets(&r, 0, 2);
    retire(&r, 0, 0);
    CHECK_INT(sn_cap_left(&r.c), 0);
    CHECK_INT(sn_cap_next(&r.c, p, 1), 1);
    CHECK_INT(sn_cap_left(&r.c), 1);
    CHECK(!sn_cap_keep(&r.c));
    CHECK_INT(sn_cap_next(&r.c, p, 1), 1);
    CHECK_INT(sn_cap_left(&r.c), 0);
    CHECK(sn_cap_keep(&r.c));
    sn_cap_unkeep(&r.c);
}

/* A ring is left alone as long as it takes to fill a few blocks, when it fills them quickly. */
TEST(rest)
{
    static struct ring r;
    struct sn_pkt p[16];
    int64_t ms = 1000000;

    init(&r);
    CHECK_INT(sn_cap_rest(&r.c, 1000 * ms), 0);
    for (int tmo = 0; tmo < 2; tmo++) {
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t at = (r.c.cur + r.c.held + i) % BLOCKS;

            begin_block(&r, at, 1);
            put_packets(&r, at, 3);
            retire(&r, at, tmo ? TP_STATUS_BLK_TMO : 0);
        }
        while (sn_cap_next(&r.c, p, 16))
            ;
        /* two blocks in a millisecond; an eighth of the ring is wanted, four */
        CHECK_INT(sn_cap_rest(&r.c, (1001 + tmo) * ms), tmo ? 0 : 2 * ms);
    }
}

TEST(geometry)
{
    static const struct {
        size_t buffer;
        uint32_t largest, block, n;
    } want[] = {
        {8 << 20, 65536, 128 << 10, 64}, {8 << 20, 524280, 256 << 10, 32},
        {8 << 20, 0, 256 << 10, 32},     {2 << 20, 65536, 128 << 10, 16},
        {2 << 20, 0, 256 << 10, 8},      {1 << 20, 0, 128 << 10, 8},
        {64 << 10, 65536, 64 << 10, 2},  {1000, 0, 64 << 10, 2},
    };

    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct sn_cap c = {0};

        sn_cap_geometry(&c, want[i].buffer, want[i].largest);
        CHECK_INT(c.block_size, want[i].block);
        CHECK_INT(c.nblocks, want[i].n);
        CHECK_INT(c.ring_size, (size_t)want[i].block * want[i].n);
    }
}

TEST_MAIN
