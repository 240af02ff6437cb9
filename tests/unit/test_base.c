/* lib/base: buffer appenders, arena, reader, work queue. */
#include <arpa/inet.h>
#include <inttypes.h>

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

/* Of every length, from memory that ends there. */
TEST(bytes_as_digits)
{
    uint8_t in[100];

    for (unsigned i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)(i * 151 + 7);
    for (unsigned n = 0; n <= sizeof in; n++) {
        const uint8_t *p = guarded(in, n);
        char want[sizeof in * 3 + 1] = "", plain[sizeof in * 2 + 1] = "";
        struct sn_buf b;

        for (unsigned i = 0; i < n; i++) {
            snprintf(want + strlen(want), 4, i ? ":%02x" : "%02x", in[i]);
            snprintf(plain + strlen(plain), 3, "%02x", in[i]);
        }
        sn_buf_init(&b, 1000);
        sn_put_hex_bytes(&b, p, n, ':');
        CHECK_STR(text(&b), want);
        sn_put_hex_bytes(&b, p, n, 0);
        CHECK_STR(text(&b), plain);
        sn_buf_free(&b);
    }
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
    sn_put_f(&b, "%s", ""); /* nothing, into a buffer that has no memory yet */
    CHECK(!b.err && !sn_buf_len(&b));
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

/* What each appender writes into room that just suffices, and one byte less. */
static void exact(uint64_t v, const char *want, void (*put)(struct sn_buf *, uint64_t))
{
    static struct sn_buf b;
    char mem[64];
    size_t n = strlen(want);

    memset(mem, '#', sizeof mem);
    sn_buf_fixed(&b, mem, n);
    put(&b, v);
    CHECK(b.err == SN_OK && sn_buf_len(&b) == n && memcmp(mem, want, n) == 0 && mem[n] == '#');
    memset(mem, '#', sizeof mem);
    sn_buf_fixed(&b, mem, n - 1);
    put(&b, v);
    CHECK(b.err == SN_ENOMEM && sn_buf_len(&b) == 0 && mem[n - 1] == '#');
    sn_buf_fixed(&b, mem, sizeof mem);
    put(&b, v);
    sn_put_c(&b, '\0');
    CHECK_STR(mem, want);
}

static void put_32(struct sn_buf *b, uint64_t v)
{
    sn_put_u32(b, (uint32_t)v);
}

static void put_pad12(struct sn_buf *b, uint64_t v)
{
    sn_put_u64_pad(b, v, 12);
}

static void put_span(struct sn_buf *b, uint64_t v)
{
    sn_put_seconds(b, (int64_t)v);
}

TEST(numbers_into_exact_room)
{
    char want[64];

    for (uint64_t ten = 1, last = 0; ten > last; last = ten, ten *= 10) {
        for (uint64_t v = ten - 1; v != ten + 2; v++) {
            snprintf(want, sizeof want, "%" PRIu64, v);
            exact(v, want, sn_put_u64);
            if (v <= UINT32_MAX)
                exact(v, want, put_32);
            snprintf(want, sizeof want, "%012" PRIu64, v);
            exact(v, want, put_pad12);
            if (v > INT64_MAX)
                continue;
            snprintf(want, sizeof want, "%" PRIu64 ".%09" PRIu64, v / 1000000000, v % 1000000000);
            exact(v, want, put_span);
            snprintf(want, sizeof want, "-%" PRIu64 ".%09" PRIu64, v / 1000000000, v % 1000000000);
            if (v)
                exact(-v, want, put_span);
        }
        if (ten > UINT64_MAX / 10)
            break;
    }
    exact(UINT64_MAX, "18446744073709551615", sn_put_u64);
    exact(UINT32_MAX, "4294967295", put_32);
    exact((uint64_t)INT64_MIN, "-9223372036.854775808", put_span);
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

TEST(numbers_of_any_width)
{
    static const uint8_t p[] = {0xff, 0x80, 1, 2, 3, 4, 5, 6, 7, 8};

    CHECK(sn_be_n(p, 0) == 0 && sn_le_n(p, 0) == 0 && sn_be_int(p, 0) == 0);
    CHECK(sn_be_n(p, 3) == 0xff8001 && sn_le_n(p, 3) == 0x0180ff);
    CHECK(sn_be_n(p + 2, 8) == 0x0102030405060708 && sn_le_n(p + 2, 8) == 0x0807060504030201);
    CHECK(sn_be_n(p, 10) == 0x0102030405060708 && sn_le_n(p, 10) == 0x06050403020180ff);
    CHECK(sn_be_int(p, 1) == -1 && sn_be_int(p + 1, 2) == -32767 && sn_be_int(p + 2, 2) == 258);
    CHECK(sn_be_int(p, 8) == (int64_t)0xff80010203040506 && sn_be_int(p, 10) == 0x0102030405060708);
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

/* What is settled comes without waiting: of 8 items all but the 3 newest, or all. */
TEST(work_queue_settles)
{
    static uint64_t v[8];
    struct sn_wq *q;

    CHECK(sn_wq_new(&q, 3, 8, square, NULL, NULL) == SN_OK);
    sn_wq_settle(q, 0);
    for (unsigned i = 0; i < 8; i++) {
        v[i] = 7 * i;
        CHECK(sn_wq_submit(q, &v[i]));
    }
    sn_wq_settle(q, 8);
    sn_wq_settle(q, 3);
    for (unsigned i = 0; i < 5; i++)
        CHECK(sn_wq_poll(q) == &v[i]);
    sn_wq_settle(q, 0);
    for (unsigned i = 5; i < 8; i++)
        CHECK(sn_wq_poll(q) == &v[i]);
    sn_wq_settle(q, 0);
    sn_wq_free(q);
}

/* What sn_put_f writes is what snprintf does. */
#define SAME(...)                                                                                  \
    do {                                                                                           \
        char want[256], mem[256];                                                                  \
        struct sn_buf same;                                                                        \
        snprintf(want, sizeof want, __VA_ARGS__);                                                  \
        sn_buf_fixed(&same, mem, sizeof mem - 1);                                                  \
        sn_put_f(&same, __VA_ARGS__);                                                              \
        *same.p = '\0';                                                                            \
        CHECK_STR(mem, want);                                                                      \
    } while (0)

TEST(put_f_is_printf)
{
    static const unsigned long long v[] = {0,          1,          9,          10,
                                           255,        65536,      2147483647, 2147483648,
                                           4294967295, 4294967296, UINT64_MAX, INT64_MAX};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        unsigned u = (unsigned)v[i];

        SAME("%u|%d|%x|%X|%c", u, (int)u, u, u, (int)(32 + u % 64));
        SAME("%5u|%05u|%-5u|%2u|%02x|%08x|%-9X|%1d|%012d", u, u, u, u, u, u, u, (int)u, (int)u);
        SAME("%llu|%lld|%llx|%lu|%zu|%ju|%020llu|%-22lld|%016llx", v[i], (long long)v[i], v[i],
             (unsigned long)v[i], (size_t)v[i], (uintmax_t)v[i], v[i], (long long)v[i], v[i]);
        SAME("%*u|%-*d|%*s", 7, u, 7, (int)u, (int)(u % 9), "ab");
        SAME("%hhu %hx %o %+d %#x %5.2f", (unsigned char)u, (unsigned short)u, u, (int)u, u, 1.5);
        SAME("%.3u|%u", u, u);
    }
    SAME("%s|%10s|%-10s|%.2s|%.*s|%-6.3s|%.0s%%", "text", "right", "left", "cut", 3, "given",
         "both", "none");
    SAME("%3c|%-3c|%%|%s%s", 'a', 'b', "", "x");
    SAME("no conversion");
}

TEST_MAIN
