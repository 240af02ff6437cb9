/*
 * Times and durations from text. See sn/timeparse.h for the forms.
 *
 * A struct text is a cursor into a string that ends with a NUL; columns count from its start.
 */
#include <string.h>
#include <time.h>

#include "sn/timeparse.h"

#define NS INT64_C(1000000000)

struct text {
    const char *p, *start;
    struct sn_diag *d;
};

static enum sn_err fail(const struct text *t, enum sn_err e, const char *msg)
{
    return sn_fail_col(t->d, e, (uint32_t)(t->p - t->start) + 1, 1, "%s", msg);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool accept(struct text *t, char c)
{
    if (*t->p != c)
        return false;
    t->p++;
    return true;
}

/* Exactly `digits` digits, of a value up to max. */
static bool field(struct text *t, int digits, int max, int *v)
{
    const char *start = t->p;

    *v = 0;
    for (int i = 0; i < digits; i++, t->p++) {
        if (!is_digit(*t->p))
            return false;
        *v = *v * 10 + (*t->p - '0');
    }
    if (*v > max)
        t->p = start;
    return *v <= max;
}

/* Digits, then perhaps a point and up to nine digits: whole units, and billionths of one. */
static enum sn_err number(struct text *t, int64_t *whole, int64_t *frac)
{
    int64_t unit = NS;

    *whole = *frac = 0;
    if (!is_digit(*t->p))
        return fail(t, SN_ESYNTAX, "a digit is expected here");
    for (; is_digit(*t->p); t->p++) {
        if (__builtin_mul_overflow(*whole, 10, whole) ||
            __builtin_add_overflow(*whole, *t->p - '0', whole))
            return fail(t, SN_ERANGE, "the number is too large");
    }
    if (!accept(t, '.'))
        return SN_OK;
    if (!is_digit(*t->p))
        return fail(t, SN_ESYNTAX, "a digit is expected here");
    for (; is_digit(*t->p); t->p++) {
        unit /= 10;
        if (!unit)
            return fail(t, SN_ERANGE, "more than nine decimals");
        *frac += (*t->p - '0') * unit;
    }
    return SN_OK;
}

/* ---- durations ---- */

static int64_t unit(struct text *t)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {
        {"min", 60 * NS}, {"ms", NS / 1000}, {"us", 1000},
        {"ns", 1},        {"s", NS},         {"m", 60 * NS},
        {"h", 3600 * NS}, {"d", 86400 * NS}, {"w", 7 * 86400 * NS},
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].name);

        if (strncmp(t->p, units[i].name, n) == 0) {
            t->p += n;
            return units[i].ns;
        }
    }
    return 0;
}

static enum sn_err duration(struct text *t, int64_t *out)
{
    *out = 0;
    do {
        const char *start = t->p;
        int64_t whole, frac, ns, each;
        enum sn_err e = number(t, &whole, &frac);

        if (e)
            return e;
        each = unit(t);
        if (!each && (*t->p || start != t->start))
            return fail(t, SN_ESYNTAX, "a unit is expected here: w, d, h, m, s, ms, us or ns");
        if (!each)
            each = NS;
        if (__builtin_mul_overflow(whole, each, &ns) ||
            __builtin_add_overflow(ns, (int64_t)((__int128)frac * each / NS), &ns) ||
            __builtin_add_overflow(*out, ns, out)) {
            t->p = start;
            return fail(t, SN_ERANGE, "the time is too long");
        }
    } while (*t->p);
    return SN_OK;
}

enum sn_err sn_duration_parse(int64_t *out, const char *text, struct sn_diag *d)
{
    struct text t = {text, text, d};

    return duration(&t, out);
}

/* ---- points in time ---- */

static bool nanoseconds(int64_t s, int64_t ns, int64_t *out)
{
    __int128 all = (__int128)s * NS + ns;

    *out = (int64_t)all;
    return *out == all;
}

static enum sn_err epoch(struct text *t, int64_t *out)
{
    bool before = accept(t, '-');
    int64_t whole, frac;
    enum sn_err e = number(t, &whole, &frac);

    if (e)
        return e;
    if (*t->p)
        return fail(t, SN_ESYNTAX, "the time should end here");
    if (!nanoseconds(before ? -whole : whole, before ? -frac : frac, out))
        return fail(t, SN_ERANGE, "the number is too large");
    return SN_OK;
}

/* "Z", "+02:00", "-0530" or nothing: seconds to subtract, and whether there was a zone. */
static enum sn_err zone(struct text *t, bool *there, int64_t *offset)
{
    int sign, h, m = 0;

    *there = *t->p != '\0';
    *offset = 0;
    if (!*t->p || accept(t, 'Z') || accept(t, 'z'))
        return SN_OK;
    if (*t->p != '+' && *t->p != '-')
        return fail(t, SN_ESYNTAX, "Z, +HH:MM, -HH:MM or the end is expected here");
    sign = *t->p++ == '-' ? -1 : 1;
    if (!field(t, 2, 23, &h))
        return fail(t, SN_ESYNTAX, "two digits of hours are expected here, at most 23");
    accept(t, ':');
    if (*t->p && !field(t, 2, 59, &m))
        return fail(t, SN_ESYNTAX, "two digits of minutes are expected here, at most 59");
    *offset = sign * (h * INT64_C(3600) + m * 60);
    return SN_OK;
}

static enum sn_err date(struct text *t, struct tm *tm)
{
    const char *day;

    if (!field(t, 4, 9999, &tm->tm_year) || !accept(t, '-'))
        return fail(t, SN_ESYNTAX, "a date is expected: YYYY-MM-DD");
    if (!field(t, 2, 12, &tm->tm_mon) || !tm->tm_mon || !accept(t, '-'))
        return fail(t, SN_ESYNTAX, "a month is expected here: 01 to 12");
    day = t->p;
    if (!field(t, 2, 31, &tm->tm_mday) || !tm->tm_mday)
        return fail(t, SN_ESYNTAX, "a day is expected here: 01 to 31");
    tm->tm_year -= 1900;
    tm->tm_mon--;
    {
        struct tm check = *tm;

        timegm(&check); /* a day that the month doesn't have moves to the next */
        if (check.tm_mday != tm->tm_mday) {
            t->p = day;
            return fail(t, SN_ERANGE, "the month doesn't have this day");
        }
    }
    return SN_OK;
}

static enum sn_err clock_time(struct text *t, struct tm *tm, int64_t *frac)
{
    int64_t seconds;

    if (!accept(t, 'T') && !accept(t, 't') && !accept(t, ' '))
        return SN_OK;
    if (!field(t, 2, 23, &tm->tm_hour) || !accept(t, ':') || !field(t, 2, 59, &tm->tm_min))
        return fail(t, SN_ESYNTAX, "a time is expected here: HH:MM or HH:MM:SS");
    if (!accept(t, ':'))
        return SN_OK;
    if (!is_digit(t->p[0]) || !is_digit(t->p[1]) || is_digit(t->p[2]))
        return fail(t, SN_ESYNTAX, "two digits of seconds are expected here");
    if (t->p[0] > '6' || (t->p[0] == '6' && t->p[1] > '0'))
        return fail(t, SN_ERANGE, "seconds go to 60");
    {
        enum sn_err e = number(t, &seconds, frac);

        tm->tm_sec = (int)seconds;
        return e;
    }
}

static enum sn_err iso(struct text *t, int64_t *out)
{
    struct tm tm = {.tm_isdst = -1};
    int64_t frac = 0, offset, seconds;
    enum sn_err e = date(t, &tm);
    bool zoned;

    if (!e)
        e = clock_time(t, &tm, &frac);
    if (!e)
        e = zone(t, &zoned, &offset);
    if (e)
        return e;
    if (*t->p)
        return fail(t, SN_ESYNTAX, "the time should end here");
    seconds = zoned ? timegm(&tm) - offset : mktime(&tm);
    if (!nanoseconds(seconds, frac, out))
        return fail(t, SN_ERANGE, "the year is out of range: 1678 to 2261 are possible");
    return SN_OK;
}

enum sn_err sn_time_parse(struct sn_when *out, const char *text, int64_t now, struct sn_diag *d)
{
    struct text t = {text, text, d};
    enum sn_err e;

    *out = (struct sn_when){.ns = now};
    if (strcmp(text, "now") == 0)
        return SN_OK;
    if (accept(&t, '@'))
        return epoch(&t, &out->ns);
    if (*t.p == '+' || *t.p == '-') {
        bool back = *t.p++ == '-';
        int64_t length;

        t.start = t.p;
        e = duration(&t, &length);
        if (e && d)
            d->at++; /* the sign */
        if (e)
            return e;
        out->from_first = !back;
        out->ns = back ? now - length : length;
        return SN_OK;
    }
    if (strspn(text, "0123456789") == 4 && text[4] == '-')
        return iso(&t, &out->ns);
    return epoch(&t, &out->ns);
}
