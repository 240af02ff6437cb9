/* Streams of a protocol of our own: what connections hold between their segments. */
#define TEST_ALLOC
#include "test.h"

#include "sn/stream.h"

static const uint8_t addresses[8] = {10, 0, 0, 1, 10, 0, 0, 2};

/* A byte says how many follow. All of it is messages of one byte. */
static uint32_t unit(const uint8_t *p, uint32_t n)
{
    return n ? 1u + p[0] : 0;
}

static uint32_t body(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    (void)mode, (void)p;
    return n - 1;
}

static uint32_t message(const uint8_t *p, uint32_t n)
{
    (void)p;
    return n ? 1 : 0;
}

static const struct sn_stream_kind kind = {.unit = unit, .body = body, .message = message};
static const struct sn_proto proto = {.name = "own", .stream = &kind};

/* A segment of a connection. */
static void feed(struct sn_streams *s, struct sn_arena *a, uint16_t port, uint32_t seq,
                 const char *bytes, uint32_t n)
{
    struct sn_layer layer = {.proto = &proto};
    struct sn_segment g = {.ends = {.src = addresses,
                                    .dst = addresses + 4,
                                    .sport = port,
                                    .dport = 99,
                                    .version = 4,
                                    .proto = 6},
                           .seq = seq,
                           .len = n,
                           .flags = SN_TCP_ACK,
                           .caplen = n,
                           .payload = (const uint8_t *)bytes,
                           .proto = &proto};
    struct sn_dissection x = {.layer = &layer, .nlayer = 1, .segment = &g, .nsegment = 1};
    struct sn_pkt p = {.ts = 1};

    sn_streams_packet(s, &x, &p, a);
}

TEST(whole_units_leave_nothing)
{
    struct sn_streams *s;
    struct sn_arena a;
    struct sn_diag d;

    sn_arena_init(&a, SIZE_MAX);
    CHECK_INT(sn_streams_new(&s, NULL, &d), SN_OK);
    feed(s, &a, 1, 1, "\3abc\1a", 6);
    CHECK_INT(sn_streams_stats(s).held, 0);
    feed(s, &a, 1, 7, "\3ab", 3);
    CHECK_INT(sn_streams_stats(s).held, 3);
    feed(s, &a, 1, 10, "c", 1);
    CHECK_INT(sn_streams_stats(s).held, 0);
    CHECK_INT(sn_streams_stats(s).dropped, 0);
    sn_streams_free(s);
    sn_arena_free(&a);
}

/* Connections share what they are cut from, and room for bytes, which they take only while they
 * hold some. */
TEST(room_is_passed_on)
{
#ifndef __SANITIZE_ADDRESS__
    struct sn_streams *s;
    struct sn_arena a;
    struct sn_diag d;

    sn_arena_init(&a, SIZE_MAX);
    CHECK_INT(sn_streams_new(&s, NULL, &d), SN_OK);
    feed(s, &a, 1, 1, "\3abc", 4);
    for (uint16_t port = 2; port < 20; port++) {
        fail_alloc_after(0);
        feed(s, &a, port, 1, "\3abc", 4);
        fail_alloc_never();
    }
    CHECK_INT(sn_streams_stats(s).dropped, 0);
    feed(s, &a, 1, 5, "\3a", 2);
    feed(s, &a, 2, 5, "\3a", 2);
    feed(s, &a, 1, 7, "bc", 2);
    feed(s, &a, 2, 7, "bc", 2);
    CHECK_INT(sn_streams_stats(s).held, 0);
    CHECK_INT(sn_streams_stats(s).dropped, 0);
    sn_streams_free(s);
    sn_arena_free(&a);
#endif
}

TEST_MAIN
