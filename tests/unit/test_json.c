/* The JSON writer: commas, nesting, escapes, numbers, misuse, no room. */
#include <math.h>

#include "sn/json.h"
#include "test.h"

static char text[4096];
static struct sn_buf b;
static struct sn_json j;

static void begin(void)
{
    sn_buf_fixed(&b, text, sizeof text - 1);
    j = sn_json_into(&b);
}

static const char *done(void)
{
    *b.p = '\0';
    return text;
}

TEST(commas_and_nesting)
{
    begin();
    sn_json_object(&j);
    sn_json_key(&j, "a");
    sn_json_u64(&j, UINT64_MAX);
    sn_json_key(&j, "b");
    sn_json_array(&j);
    sn_json_array(&j);
    sn_json_array_end(&j);
    sn_json_object(&j);
    sn_json_object_end(&j);
    sn_json_i64(&j, INT64_MIN);
    sn_json_bool(&j, true);
    sn_json_null(&j);
    sn_json_array_end(&j);
    sn_json_key(&j, "c");
    sn_json_object(&j);
    sn_json_key(&j, "d");
    sn_json_bool(&j, false);
    sn_json_object_end(&j);
    sn_json_key(&j, "e");
    sn_json_quote(&j);
    sn_put_lit(&b, "x");
    sn_json_unquote(&j);
    sn_json_object_end(&j);
    sn_json_newline(&j);
    sn_json_array(&j);
    sn_json_array_end(&j);
    sn_json_newline(&j);
    sn_json_u64(&j, 1);
    sn_json_newline(&j);
    sn_json_u64(&j, 2);
    CHECK_STR(done(), "{\"a\":18446744073709551615,\"b\":[[],{},-9223372036854775808,true,null],"
                      "\"c\":{\"d\":false},\"e\":\"x\"}\n[]\n1\n2");
    CHECK_INT(b.err, SN_OK);
}

TEST(strings_and_keys_from_outside)
{
    static const char odd[] = "a\"\\\n\x01\x7f\xc2\x85\xff\xc3\xa9/</b";
    static const char want[] = "\"a\\\"\\\\\\n\\u0001\\u007f\\u0085\xef\xbf\xbd\xc3\xa9/</b\"";
    char all[256];

    begin();
    sn_json_object(&j);
    sn_json_key_any(&j, guarded(odd, sizeof odd - 1), sizeof odd - 1);
    sn_json_str_n(&j, guarded(odd, sizeof odd - 1), sizeof odd - 1);
    sn_json_key_any(&j, "", 0);
    sn_json_str(&j, "");
    sn_json_object_end(&j);
    snprintf(all, sizeof all, "{%s:%s,\"\":\"\"}", want, want);
    CHECK_STR(done(), all);
    /* A sequence that the end cuts. */
    for (size_t n = 1; n < 4; n++) {
        begin();
        sn_json_str_n(&j, guarded("\xf0\x9f\x98\x80", n), n);
        CHECK(memcmp(done(), "\"\xef\xbf\xbd", 4) == 0);
    }
    /* Long runs of plain bytes with something at either end. */
    for (size_t n = 0; n < 40; n++) {
        char s[48], w[64];

        memset(s, 'x', sizeof s);
        s[n] = '"';
        begin();
        sn_json_str_n(&j, guarded(s, n + 1), n + 1);
        snprintf(w, sizeof w, "\"%.*s\\\"\"", (int)n, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        CHECK_STR(done(), w);
    }
}

TEST(numbers)
{
    begin();
    sn_json_array(&j);
    sn_json_double(&j, 1.0005, 3);
    sn_json_double(&j, -0.25, 1);
    sn_json_double(&j, HUGE_VAL, 3);
    sn_json_double(&j, (double)NAN, 3);
    sn_json_seconds(&j, 1700000000000000001);
    sn_json_seconds(&j, -1);
    sn_json_seconds(&j, INT64_MIN);
    sn_json_array_end(&j);
    CHECK_STR(done(), "[1.000,-0.2,null,null,1700000000.000000001,-0.000000001,"
                      "-9223372036.854775808]");
}

#ifndef NDEBUG
#define REFUSED(...)                                                                               \
    do {                                                                                           \
        begin();                                                                                   \
        __VA_ARGS__;                                                                               \
        CHECK_INT(b.err, SN_EUSAGE);                                                               \
    } while (0)

TEST(misuse_is_found)
{
    REFUSED(sn_json_object(&j), sn_json_u64(&j, 1));
    REFUSED(sn_json_array(&j), sn_json_key(&j, "a"));
    REFUSED(sn_json_array(&j), sn_json_key_any(&j, "a", 1));
    REFUSED(sn_json_key(&j, "a"));
    REFUSED(sn_json_object(&j), sn_json_key(&j, "a"), sn_json_key(&j, "b"));
    REFUSED(sn_json_object(&j), sn_json_key(&j, "a"), sn_json_object_end(&j));
    REFUSED(sn_json_object(&j), sn_json_array_end(&j));
    REFUSED(sn_json_array(&j), sn_json_object_end(&j));
    REFUSED(sn_json_array_end(&j));
    REFUSED(sn_json_array(&j), sn_json_newline(&j));
    begin();
    for (unsigned i = 0; i < SN_JSON_DEPTH; i++)
        sn_json_array(&j);
    CHECK_INT(b.err, SN_OK);
    sn_json_array(&j);
    CHECK_INT(b.err, SN_EUSAGE);
}
#endif

/* However little room there is, nothing is written behind it and the error sticks. */
TEST(no_room)
{
    for (size_t n = 0; n < 20; n++) {
        static char mem[32];

        memset(mem, '#', sizeof mem);
        sn_buf_fixed(&b, mem, n);
        j = sn_json_into(&b);
        sn_json_object(&j);
        sn_json_key(&j, "key");
        sn_json_str(&j, "value");
        sn_json_key(&j, "k");
        sn_json_u64(&j, 12);
        sn_json_object_end(&j);
        CHECK(b.err != SN_OK);
        CHECK(mem[n] == '#' && mem[31] == '#');
    }
}

TEST_MAIN
