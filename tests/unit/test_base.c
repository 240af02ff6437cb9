/* lib/base: buffer appenders, arena, reader, work queue. */
#include <arpa/inet.h>

#include "sn/arena.h"
#include "sn/buf.h"
#include "sn/rd.h"
#include "sn/wq.h"
#include "test.h"

static const char *text(struct sn_buf *b)
{
    sn_put_c(b, '\0');
    b->p = b->base;
    return b->base;
}

TEST(integers)
{
    static const uint64_t v[] = {0,
                                 9,
                                 10,
                                 99,
                                 100,
                                 101,
                                 999,
                                 1000,
                                 12345,
                                 999999,
                                 4294967295,
                                 4294967296,
                                 1844674407370955161,
                                 1e18,
                                 UINT64_MAX};
    struct sn_buf b;
    char want[64];

    sn_buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        sn_put_u64(&b, v[i]);
        snprintf(want, sizeof want, "%llu", (unsigned long long)v[i]);
        CHECK_STR(text(&b), want);
        sn_put_hex(&b, v[i]);
        snprintf(want, sizeof want, "%llx", (unsigned long long)v[i]);
        CHECK_STR(text(&b), want);
        sn_put_i64(&b, -(int64_t)(v[i] / 2));
        snprintf(want, sizeof want, "%lld", -(long long)(v[i] / 2));
        CHECK_STR(text(&b), want);
        sn_put_u64_pad(&b, v[i], 9);
        snprintf(want, sizeof want, "%09llu", (unsigned long long)v[i]);
        CHECK_STR(text(&b), want);
    }
    sn_put_i64(&b, INT64_MIN);
    CHECK_STR(text(&b), "-9223372036854775808");
    sn_put_hex_pad(&b, 0xabc, 5);
    CHECK_STR(text(&b), "00abc");
    sn_buf_free(&b);
}

/* Against inet_ntop(3), on addresses with every pattern of zero groups. */
TEST(addresses)
{
    struct sn_buf b;
    char want[64];
    uint8_t a[16];

    sn_buf_init(&b, 4096);
    for (unsigned m = 0; m < 256 * 3; m++) {
        for (unsigned i = 0; i < 8; i++) {
            bool set = m >> i & 1;

            a[2 * i] = set && m >= 256 ? (uint8_t)(m >= 512 ? 0xff : 0x0b + i) : 0;
            a[2 * i + 1] = set ? (uint8_t)(m >= 512 ? 0xff : 7 * i + 1) : 0;
        }
        sn_put_ipv6(&b, a);
        CHECK_STR(text(&b), inet_ntop(AF_INET6, a, want, sizeof want));
        sn_put_ipv4(&b, a + m % 13);
        CHECK_STR(text(&b), inet_ntop(AF_INET, a + m % 13, want, sizeof want));
    }
    sn_put_ether(&b, (const uint8_t *)"\x00\x1a\xff\x09\xa0\x0f");
    CHECK_STR(text(&b), "00:1a:ff:09:a0:0f");
    sn_buf_free(&b);
}

TEST(escaping)
{
    struct sn_buf b;

    sn_buf_init(&b, 4096);
    sn_put_safe(&b, "a\033[2J\x7f\x9b z", 8);
    CHECK_STR(text(&b), "a^[[2J^?M-^[ ");
    sn_put_json_str(&b, "q\"\\\n\x01\x7f\xc3\xa9\xc2\x9b\xff\xe2\x82", 13);
    CHECK_STR(text(&b),
              "\"q\\\"\\\\\\n\\u0001\\u007f\xc3\xa9\\u009b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    sn_put_json_str(&b, "\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf\xf0\x9f\x98\x80", 13);
    CHECK(strstr(text(&b), "\xf0\x9f\x98\x80\""));
    sn_buf_free(&b);
}

/* printf(3) into what room there is, and into more when that is too little. */
TEST(formats)
{
    struct sn_buf b;
    char mem[8];
    int i;

    sn_buf_init(&b, 100000);
    for (i = 0; i < 2000; i++)
        sn_put_f(&b, "%s-%d,", "abc", i);
    CHECK_INT(b.err, SN_OK);
    CHECK_INT(sn_buf_len(&b), 10 * 6 + 90 * 7 + 900 * 8 + 1000 * 9);
    sn_put_c(&b, '\0');
    CHECK(strncmp(b.base, "abc-0,abc-1,", 12) == 0);
    CHECK_STR(b.p - 10, "abc-1999,");
    sn_buf_free(&b);
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "%d", 1234567);
    sn_put_f(&b, "%d", 89);
    CHECK_INT(b.err, SN_ENOMEM);
    CHECK_INT(sn_buf_len(&b), 7);
}

TEST(buffer_limits)
{
    struct sn_buf b;
    char mem[8];

    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_lit(&b, "1234567");
    sn_put_lit(&b, "89");
    sn_put_c(&b, 'x');
    CHECK(b.err == SN_ENOMEM);
    CHECK_INT(sn_buf_len(&b), 7);
    sn_buf_init(&b, 2000);
    for (int i = 0; i < 3000; i++)
        sn_put_c(&b, 'x');
    CHECK(b.err == SN_ENOMEM);
    CHECK_INT(sn_buf_len(&b), 2000);
    sn_buf_free(&b);
}

TEST(arena)
{
    struct sn_arena a;
    size_t got = 0;

    sn_arena_init(&a, 100000);
    CHECK(sn_arena_alloc(&a, 200000) == NULL);
    CHECK(sn_arena_alloc(&a, SIZE_MAX - 3) == NULL);
    CHECK(sn_arena_zalloc(&a, SIZE_MAX / 2, 4) == NULL);
    while (sn_arena_alloc(&a, 100))
        got += 100;
    CHECK(got > 80000 && got <= 100000);
    sn_arena_reset(&a);
    CHECK_STR(sn_arena_strndup(&a, "hello", 3), "hel");
    CHECK(((uintptr_t)sn_arena_alloc(&a, 1) & 15) == 0);
    sn_arena_free(&a);
    CHECK_INT(a.used, 0);
}

TEST(reader)
{
    uint8_t *p = guarded("\x01\x02\x03\x04\x05\x06\x07\x08\x09", 9);
    struct sn_rd r = sn_rd_init(p, 9, 9), c;
    uint8_t v8;
    uint16_t v16;
    uint32_t v32;
    uint64_t v64;

    CHECK(sn_rd_be16(&r, &v16) && v16 == 0x0102);
    CHECK(sn_rd_le24(&r, &v32) && v32 == 0x050403);
    CHECK(!sn_rd_be64(&r, &v64) && r.stop == SN_STOP_MALFORMED);
    CHECK_INT(sn_rd_off(&r), 5);
    CHECK(!sn_rd_sub(&r, 5, &c) && sn_rd_left(&c) == 4 && !c.cut);
    r = sn_rd_init(p, 9, 20);
    CHECK(sn_rd_sub(&r, 4, &c) && !c.cut && sn_rd_left(&c) == 4);
    CHECK(!sn_rd_be64(&c, &v64) && c.stop == SN_STOP_MALFORMED);
    CHECK(sn_rd_sub(&r, 10, &c) && c.cut && sn_rd_left(&c) == 5);
    CHECK(!sn_rd_skip(&c, 6) && c.stop == SN_STOP_TRUNCATED);
    CHECK(sn_rd_skip(&c, 5) && !sn_rd_u8(&c, &v8) && !sn_rd_peek(&c, SIZE_MAX, &v8));
}

static void square(void *ctx, void *item, unsigned thread)
{
    uint64_t *v = item;

    (void)ctx;
    (void)thread;
    if (*v % 7 == 0)
        usleep(200);
    *v = *v * *v;
}

TEST(work_queue_keeps_order)
{
    static uint64_t v[500];
    struct sn_wq *q;
    uint64_t *got;
    unsigned next = 0;

    CHECK(sn_wq_new(&q, 0, 1, square, NULL, NULL) == SN_EUSAGE);
    CHECK(sn_wq_new(&q, 3, 8, square, NULL, NULL) == SN_OK);
    for (unsigned i = 0; i < 500; i++) {
        v[i] = i;
        while (!sn_wq_submit(q, &v[i])) {
            got = sn_wq_collect(q);
            CHECK(got == &v[next] && *got == (uint64_t)next * next);
            next++;
        }
    }
    while ((got = sn_wq_collect(q))) {
        CHECK(got == &v[next] && *got == (uint64_t)next * next);
        next++;
    }
    CHECK_INT(next, 500);
    CHECK(sn_wq_poll(q) == NULL);
    sn_wq_free(q);
}

TEST_MAIN
