/* Times and durations as text. */
#include "test.h"

#include <time.h>

#include "sn/timeparse.h"

#define NS  INT64_C(1000000000)
#define NOW (INT64_C(1700000000) * NS)

static int64_t when(const char *text)
{
    struct sn_diag d = {0};
    struct sn_when w;

    CHECK_INT(sn_time_parse(&w, text, NOW, &d), SN_OK);
    CHECK_STR(d.msg, "");
    CHECK(!w.from_first);
    return w.ns;
}

static int64_t length(const char *text)
{
    struct sn_diag d = {0};
    int64_t ns = -1;

    CHECK_INT(sn_duration_parse(&ns, text, &d), SN_OK);
    CHECK_STR(d.msg, "");
    return ns;
}

static void refused(const char *text, bool point, enum sn_err want, unsigned col, const char *msg)
{
    struct sn_diag d = {0};
    struct sn_when w;
    int64_t ns;
    enum sn_err e = point ? sn_time_parse(&w, text, NOW, &d) : sn_duration_parse(&ns, text, &d);

    CHECK_INT(e, want);
    CHECK_INT(d.at, col);
    CHECK_STR(d.msg, msg);
}

TEST(points)
{
    setenv("TZ", "UTC0", 1);
    tzset();
    CHECK_INT(when("1700000000"), NOW);
    CHECK_INT(when("@1700000000"), NOW);
    CHECK_INT(when("0"), 0);
    CHECK_INT(when("1.5"), 1500000000);
    CHECK_INT(when("1.000000001"), 1000000001);
    CHECK_INT(when("now"), NOW);
    CHECK_INT(when("-1h30m"), NOW - 5400 * NS);
    CHECK_INT(when("-90"), NOW - 90 * NS);
    CHECK_INT(when("1970-01-02"), 86400 * NS);
    CHECK_INT(when("1970-01-01T00:01"), 60 * NS);
    CHECK_INT(when("1970-01-01 00:00:01.25"), 1250000000);
    CHECK_INT(when("2024-02-29T12:34:56Z"), INT64_C(1709210096) * NS);
    CHECK_INT(when("1970-01-01T02:00:00+02:00"), 0);
    CHECK_INT(when("1970-01-01T00:00-0130"), 5400 * NS);
    CHECK_INT(when("1970-01-01T01:00+01"), 0);
    CHECK_INT(when("1969-12-31T23:59:59Z"), -NS);
    CHECK_INT(when("@-99.5"), -99500000000);
    CHECK_INT(when("@-9223372036.854775808"), INT64_MIN);
    CHECK_INT(when("9223372036.854775807"), INT64_MAX);
    CHECK_INT(when("1677-09-21T00:12:43.145224192Z"), INT64_MIN);
    CHECK_INT(when("2262-04-11T23:47:16.854775807Z"), INT64_MAX);
    CHECK_INT(when("2107-01-01T00:00:00Z"), INT64_C(4323283200) * NS);
}

TEST(local_time)
{
    setenv("TZ", "XYZ-3", 1);
    tzset();
    CHECK_INT(when("1970-01-01T03:00:00"), 0);
    CHECK_INT(when("1970-01-01T03:00:00Z"), 3 * 3600 * NS);
    setenv("TZ", "UTC0", 1);
    tzset();
}

TEST(after_the_first_packet)
{
    struct sn_diag d = {0};
    struct sn_when w;

    CHECK_INT(sn_time_parse(&w, "+1m", NOW, &d), SN_OK);
    CHECK(w.from_first);
    CHECK_INT(w.ns, 60 * NS);
}

TEST(durations)
{
    CHECK_INT(length("0"), 0);
    CHECK_INT(length("5"), 5 * NS);
    CHECK_INT(length("0.5"), NS / 2);
    CHECK_INT(length("1w"), 604800 * NS);
    CHECK_INT(length("1d2h3m4s5ms6us7ns"), 93784 * NS + 5006007);
    CHECK_INT(length("1.5h"), 5400 * NS);
    CHECK_INT(length("2min"), 120 * NS);
    CHECK_INT(length("0.000000001ms"), 0);
}

TEST(refusals)
{
    refused("", false, SN_ESYNTAX, 1, "a digit is expected here");
    refused("5x", false, SN_ESYNTAX, 2, "a unit is expected here: w, d, h, m, s, ms, us or ns");
    refused("1h30", false, SN_ESYNTAX, 5, "a unit is expected here: w, d, h, m, s, ms, us or ns");
    refused("1.", false, SN_ESYNTAX, 3, "a digit is expected here");
    refused("1.0000000001", false, SN_ERANGE, 12, "more than nine decimals");
    refused("99999999999999999999", false, SN_ERANGE, 19, "the number is too large");
    refused("1s9999999999999w", false, SN_ERANGE, 3, "the time is too long");
    refused("", true, SN_ESYNTAX, 1, "a digit is expected here");
    refused("yesterday", true, SN_ESYNTAX, 1, "a digit is expected here");
    refused("-1x", true, SN_ESYNTAX, 3, "a unit is expected here: w, d, h, m, s, ms, us or ns");
    refused("1700000000x", true, SN_ESYNTAX, 11, "the time should end here");
    refused("9999999999", true, SN_ERANGE, 11, "the number is too large");
    refused("2024-13-01", true, SN_ESYNTAX, 6, "a month is expected here: 01 to 12");
    refused("2024-02-30", true, SN_ERANGE, 9, "the month doesn't have this day");
    refused("2024-02-00", true, SN_ESYNTAX, 11, "a day is expected here: 01 to 31");
    refused("2024-02-01T24:00", true, SN_ESYNTAX, 12, "a time is expected here: HH:MM or HH:MM:SS");
    refused("2024-02-01T12:00:61", true, SN_ERANGE, 18, "seconds go to 60");
    refused("2024-02-01T12:00:1", true, SN_ESYNTAX, 18, "two digits of seconds are expected here");
    refused("2024-02-01T12:00x", true, SN_ESYNTAX, 17,
            "Z, +HH:MM, -HH:MM or the end is expected here");
    refused("2024-02-01Zx", true, SN_ESYNTAX, 12, "the time should end here");
    refused("9999-01-01", true, SN_ERANGE, 11,
            "the year is out of range: 1678 to 2261 are possible");
}

TEST_MAIN
