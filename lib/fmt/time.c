/* Time stamps as text. The text of a second is made once and reused for every packet in it. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/put.h"
#include "fmt/fmt.h"

#define NS 1000000000

/* Seconds and nanoseconds of a time; the latter are never negative. */
static int64_t split(int64_t ts, uint32_t *ns)
{
    int64_t rest = ts % NS;

    *ns = (uint32_t)(rest < 0 ? rest + NS : rest);
    return ts / NS - (rest < 0);
}

/* ".123456" or ".123456789" */
static inline char *put_fraction(char *o, uint32_t ns, unsigned digits)
{
    uint32_t us = ns / 1000;

    *o++ = '.';
    o = put_2digits(put_4digits(o, us / 100), us % 100);
    if (digits > 6) {
        ns %= 1000;
        *o++ = (char)('0' + ns / 100);
        o = put_2digits(o, ns % 100);
    }
    return o;
}

static char *put_clock(char *o, uint32_t s)
{
    o = put_2digits(o, s / 3600);
    *o++ = ':';
    o = put_2digits(o, (unsigned)(s / 60 % 60));
    *o++ = ':';
    return put_2digits(o, (unsigned)(s % 60));
}

/* "2023-11-23" of a number of days since 1970 (the civil calendar, by eras of 400 years). */
static char *put_date(char *o, int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, year;
    uint32_t doe = (uint32_t)(z - era * 146097);
    uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    uint32_t month = mp < 10 ? mp + 3 : mp - 9;

    year = (int64_t)yoe + era * 400 + (month <= 2);
    o = put_4digits(o, (unsigned)(year < 0 ? 0 : year) % 10000);
    *o++ = '-';
    o = put_2digits(o, month);
    *o++ = '-';
    return put_2digits(o, doy - (153 * mp + 2) / 5 + 1);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Seconds that local time is ahead of UTC at s. */
static long zone(struct sn_fmt *f, int64_t s)
{
    if (s < f->zone_from || s - f->zone_from >= ZONE_STEP) {
        time_t t = (time_t)s;
        struct tm tm;

        f->zone_from = floor_div(s, ZONE_STEP) * ZONE_STEP;
        f->gmtoff = localtime_r(&t, &tm) ? tm.tm_gmtoff : 0;
    }
    return f->gmtoff;
}

/* Makes f->text the second that ts is in: clock, date and clock, or seconds since 1970. */
static void make_text(struct sn_fmt *f, int64_t ts)
{
    uint32_t ns;
    int64_t s = split(ts, &ns), local;
    char *o = f->text;

    f->sec = (int64_t)((uint64_t)ts - ns);
    if (f->o.time == SN_TIME_EPOCH) {
        struct sn_buf b;

        sn_buf_fixed(&b, f->text, sizeof f->text);
        sn_put_i64(&b, s);
        f->textlen = (uint8_t)sn_buf_len(&b);
        return;
    }
    local = s + zone(f, s);
    if (f->o.time == SN_TIME_DATE) {
        o = put_date(o, floor_div(local, 86400));
        *o++ = ' ';
    }
    o = put_clock(o, (uint32_t)(local - floor_div(local, 86400) * 86400));
    f->textlen = (uint8_t)(o - f->text);
}

/* " 00:00:01.000000": how long after `from`, whole days left out; a minus sign in front when it was
 * before. */
static char *put_delta(char *o, int64_t ts, int64_t from, unsigned digits)
{
    int64_t unit = digits > 6 ? 1 : 1000;
    uint64_t a = (uint64_t)floor_div(ts, unit), b = (uint64_t)floor_div(from, unit);
    uint64_t ns = (ts < from ? b - a : a - b) * (uint64_t)unit; /* of what is shown */

    *o++ = ts < from && ns ? '-' : ' ';
    o = put_clock(o, (uint32_t)(ns / NS % 86400));
    return put_fraction(o, (uint32_t)(ns % NS), digits);
}

int64_t sn_fmt_since(struct sn_fmt_since *s, const struct sn_fmt_opts *o, const struct sn_pkt *p)
{
    int64_t since;

    if (fmt_impossible(p))
        return 0;
    if (!s->first)
        s->first = p->ts;
    since = o->time == SN_TIME_DELTA ? s->prev : s->first;
    s->prev = p->ts;
    return since;
}

/* "-99.500000": seconds before 1970, in the digits that are shown as all forms are, downwards. */
static void put_before_1970(struct sn_buf *b, int64_t ts, unsigned digits)
{
    int64_t unit = digits > 6 ? 1 : 1000;
    uint64_t ns = (0 - (uint64_t)floor_div(ts, unit)) * (uint64_t)unit;

    sn_put_c(b, '-');
    sn_put_u64(b, ns / NS);
    if (sn_buf_room(b, 16))
        b->p = put_fraction(b->p, (uint32_t)(ns % NS), digits);
}

void sn_fmt_time(struct sn_fmt *f, struct sn_buf *b, int64_t ts, int64_t since)
{
    uint64_t ns = (uint64_t)ts - (uint64_t)f->sec;

    if (f->o.time == SN_TIME_NONE || !sn_buf_room(b, 64))
        return;
    if (__builtin_expect(ns >= NS || !f->textlen, 0)) {
        if (f->o.time == SN_TIME_DELTA || f->o.time == SN_TIME_SINCE_FIRST) {
            b->p = put_delta(b->p, ts, since ? since : ts, f->o.digits);
            return;
        }
        if (f->o.time == SN_TIME_EPOCH && ts < 0) {
            put_before_1970(b, ts, f->o.digits);
            return;
        }
        make_text(f, ts);
        ns = (uint64_t)ts - (uint64_t)f->sec;
    }
    memcpy(b->p, f->text, sizeof f->text);
    b->p = put_fraction(b->p + f->textlen, (uint32_t)ns, f->o.digits);
}

/* As in the file: so many seconds are in the fraction, which is printed as the number it is;
 * nanoseconds as far as 32 bits go, as tcpdump has them. */
static void put_odd(struct sn_fmt *f, struct sn_buf *b, int64_t ts, uint16_t carry)
{
    uint64_t ns;

    make_text(f, ts - (int64_t)carry * NS);
    ns = (uint64_t)ts - (uint64_t)f->sec;
    sn_put_mem(b, f->text, f->textlen);
    sn_put_f(b, ".%" PRIu64, f->o.digits > 6 ? (uint32_t)ns : ns / 1000);
    f->textlen = 0;
}

void sn_fmt_pkt_time(struct sn_fmt *f, struct sn_buf *b, const struct sn_frame *fr)
{
    const struct sn_pkt *p = fr->pkt;

    if (p->carry && f->o.time != SN_TIME_DELTA && f->o.time != SN_TIME_SINCE_FIRST)
        put_odd(f, b, p->ts, p->carry);
    else
        sn_fmt_time(f, b, p->ts, fr->since);
}

void sn_fmt_day(struct sn_buf *b, int64_t ts)
{
    uint32_t ns;

    if (sn_buf_room(b, 24))
        b->p = put_date(b->p, floor_div(split(ts, &ns), 86400));
}

void sn_fmt_iso8601(struct sn_buf *b, int64_t ts)
{
    uint32_t ns;
    int64_t s = split(ts, &ns), days = floor_div(s, 86400);
    char *o;

    if (!sn_buf_room(b, 48))
        return;
    o = put_date(b->p, days);
    *o++ = 'T';
    o = put_fraction(put_clock(o, (uint32_t)(s - days * 86400)), ns, 9);
    *o++ = 'Z';
    b->p = o;
}

void sn_fmt_size(struct sn_buf *b, uint64_t n)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
    int i = 0;

    for (; i < 3 && n % 1024 == 0; i++)
        n /= 1024;
    sn_put_u64(b, n);
    sn_put_c(b, ' ');
    sn_put_s(b, units[i]);
}

void sn_fmt_span(struct sn_buf *b, int64_t ns)
{
    char frac[16];
    int n = snprintf(frac, sizeof frac, ".%09d", (int)(ns % NS));

    while (n && (frac[n - 1] == '0' || frac[n - 1] == '.'))
        n--;
    sn_put_u64(b, (uint64_t)(ns / NS));
    sn_put_mem(b, frac, (size_t)n);
    sn_put_lit(b, " s");
}
