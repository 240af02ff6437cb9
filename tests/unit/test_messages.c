/* Messages put together from pieces in any order: overlaps, limits, streams of them. */
#include "test.h"

#include "sn/messages.h"

#define SIZE 3000u

static const uint8_t addr_a[4] = {10, 0, 0, 1}, addr_b[4] = {10, 0, 0, 2};
static uint8_t stream[SIZE];
static uint32_t seed = 1;

static uint32_t some(uint32_t n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

/* A packet with pieces; how many bytes of messages they complete. */
static uint32_t give(struct sn_messages *s, struct sn_arena *a, struct sn_piece *p, uint32_t n,
                     bool back)
{
    struct sn_dissection x = {.piece = p,
                              .npiece = n,
                              .ends = {.src = back ? addr_b : addr_a,
                                       .dst = back ? addr_a : addr_b,
                                       .sport = back ? 443 : 5000,
                                       .dport = back ? 5000 : 443,
                                       .version = 4,
                                       .proto = 17}};
    uint32_t got = 0;

    sn_messages_packet(s, &x, a);
    for (uint32_t i = 0; i < n; i++)
        got += p[i].nwhole;
    return got;
}

static struct sn_piece part(uint64_t key, uint32_t off, uint32_t n, uint32_t total)
{
    return (struct sn_piece){.key = key, .off = off, .n = n, .p = stream + off, .total = total};
}

TEST(order)
{
    struct sn_messages *s;
    struct sn_arena a;

    sn_arena_init(&a, 1 << 24);
    CHECK(!sn_messages_new(&s, NULL, NULL));
    for (uint32_t round = 0; round < 300; round++) {
        uint32_t at[64], n = 0, got = 0;
        struct sn_piece last = {0};

        for (uint32_t i = 0; i < SIZE; i++)
            stream[i] = (uint8_t)some(256);
        for (uint32_t o = 0; o < SIZE && n < 64; o += 50)
            at[n++] = o;
        for (uint32_t i = n - 1; i; i--) {
            uint32_t k = some(i + 1), was = at[i];

            at[i] = at[k];
            at[k] = was;
        }
        for (uint32_t i = 0; i < n; i++) {
            uint32_t before = some(at[i] < 40 ? at[i] + 1 : 40), from = at[i] - before;
            uint32_t to = at[i] + 50 + some(30);
            struct sn_piece p = part(round & 3, from, (to < SIZE ? to : SIZE) - from, SIZE);

            CHECK(!got);
            got += give(s, &a, &p, 1, round & 1);
            last = p;
            if (got)
                break;
        }
        CHECK(got == SIZE && last.whole && memcmp(last.whole, stream, SIZE) == 0);
        sn_arena_reset(&a);
    }
    CHECK(sn_messages_stats(s).held == 0 && sn_messages_stats(s).complete == 300);
    sn_messages_free(s);
    sn_arena_free(&a);
}

TEST(stream_of_messages)
{
    struct sn_messages *s;
    struct sn_piece p[3];
    struct sn_arena a;

    sn_arena_init(&a, 1 << 24);
    CHECK(!sn_messages_new(&s, NULL, NULL));
    memset(stream, 7, sizeof stream);
    memcpy(stream, "\1\0\0\x60", 4);       /* 100 bytes */
    memcpy(stream + 100, "\2\0\0\x60", 4); /* and as many, */
    memcpy(stream + 200, "\3\0\1\0", 4);   /* then 260 */
    p[0] = part(9, 50, 80, 0);
    p[1] = part(9, 0, 20, 0);
    CHECK(give(s, &a, p, 2, false) == 0);
    p[0] = part(9, 20, 30, 0);
    CHECK(give(s, &a, p, 1, true) == 0); /* the other end's */
    CHECK(give(s, &a, p, 1, false) == 100 && memcmp(p[0].whole, stream, 100) == 0);
    p[0] = part(9, 10, 100, 0); /* once more */
    CHECK(give(s, &a, p, 1, false) == 0);
    p[0] = part(9, 120, 300, 0);
    CHECK(give(s, &a, p, 1, false) == 100 && memcmp(p[0].whole, stream + 100, 100) == 0);
    p[0] = part(9, 420, 40, 0);
    CHECK(give(s, &a, p, 1, false) == 260 && memcmp(p[0].whole, stream + 200, 260) == 0);
    /* What a packet told by itself isn't told again. */
    p[0] = part(10, 0, 100, 0);
    p[0].done = true;
    p[1] = part(10, 0, 100, 0);
    p[2] = part(10, 100, 50, 0);
    CHECK(give(s, &a, p, 3, false) == 0);
    p[0] = part(10, 150, 50, 0);
    CHECK(give(s, &a, p, 1, false) == 100 && memcmp(p[0].whole, stream + 100, 100) == 0);
    sn_messages_free(s);
    sn_arena_free(&a);
}

TEST(limits)
{
    struct sn_messages_opts o = {.max_total = 100000, .max_streams = 1024};
    struct sn_messages *s;
    struct sn_piece p;
    struct sn_arena a;

    sn_arena_init(&a, 1 << 24);
    CHECK(!sn_messages_new(&s, &o, NULL));
    for (uint32_t i = 0; i < 20000; i++) {
        p = part(i, some(SIZE - 100), 100, SIZE);
        CHECK(give(s, &a, &p, 1, false) == 0);
        CHECK(sn_messages_stats(s).held <= o.max_total);
    }
    p = part(1000000, 0, 1500, SIZE); /* others made way for the latest */
    CHECK(give(s, &a, &p, 1, false) == 0);
    p = part(1000000, 1500, SIZE - 1500, SIZE);
    CHECK(give(s, &a, &p, 1, false) == SIZE);
    /* Ends of numbers; many gaps. */
    p = part(7, 0, 100, 0xffffff);
    for (uint32_t k = 0; k < 9; k++) {
        static const uint32_t off[] = {
            0, 1, 65535, 65536, 65437, 1u << 24, UINT32_MAX - 99, UINT32_MAX, 0x80000000};

        p.off = off[k];
        CHECK(give(s, &a, &p, 1, false) == 0);
    }
    for (uint32_t i = 0; i < 1400; i++) {
        p = part(8, i * 2 + 1, 1, SIZE);
        CHECK(give(s, &a, &p, 1, false) == 0);
    }
    CHECK(sn_messages_stats(s).held <= o.max_total && sn_messages_stats(s).dropped);
    sn_messages_free(s);
    sn_arena_free(&a);
}

/* Pieces that say only which they go behind: one after the other, sent again, missing, too short
 * and without end. */
static struct sn_piece link_of(uint8_t serial, uint32_t from, uint32_t n, uint32_t total, bool last)
{
    struct sn_piece p = part(9, 0, n, total);

    p.p = stream + from;
    p.chained = true;
    p.serial = serial;
    p.last = last;
    return p;
}

static uint32_t chained(struct sn_messages *s, struct sn_arena *a, struct sn_piece p)
{
    uint32_t n = give(s, a, &p, 1, false);

    CHECK(!n || memcmp(p.whole, stream, n) == 0);
    return n;
}

TEST(chains)
{
    struct sn_messages *s;
    struct sn_arena a;
    uint8_t serial = 254;

    sn_arena_init(&a, 1 << 24);
    CHECK(!sn_messages_new(&s, NULL, NULL));
    CHECK(chained(s, &a, link_of(serial++, 0, 100, 300, false)) == 0);
    CHECK(chained(s, &a, link_of(serial, 100, 100, 0, false)) == 0);
    CHECK(chained(s, &a, link_of(serial++, 100, 100, 0, false)) == 0);
    CHECK(chained(s, &a, link_of(serial, 200, 100, 0, true)) == 300);
    CHECK(chained(s, &a, link_of(serial++, 200, 100, 0, true)) == 0);
    CHECK(chained(s, &a, link_of(serial++, 0, 100, 300, false)) == 0);
    CHECK(chained(s, &a, link_of(++serial, 200, 100, 0, true)) == 0);
    CHECK(chained(s, &a, link_of(++serial, 0, 100, 300, false)) == 0);
    CHECK(chained(s, &a, link_of(++serial, 100, 100, 0, true)) == 0);
    CHECK(sn_messages_stats(s).held == 0);
    for (uint32_t i = 0; i < 200; i++)
        CHECK(chained(s, &a, link_of(++serial, 0, SIZE, UINT32_MAX, false)) == 0);
    CHECK(sn_messages_stats(s).held <= SN_MESSAGES_MOST);
    sn_messages_free(s);
    sn_arena_free(&a);
}

TEST_MAIN
