/* Spans of time as tcpdump writes them. */
#include <time.h>

#include "dis/proto.h"

void sn_text_period(struct sn_text *t, uint32_t s)
{
    static const struct {
        char unit;
        uint32_t secs;
    } units[] = {{'y', 31536000}, {'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    unsigned i;

    if (s == 0)
        sn_put_lit(t->b, "0s");
    for (i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (s >= units[i].secs) {
            sn_put_u32(t->b, s / units[i].secs);
            sn_put_c(t->b, units[i].unit);
            s %= units[i].secs;
        }
    }
}

unsigned sn_text_ntp_ns(uint32_t fraction)
{
    return (unsigned)(fraction / 4294967296.0 * 1e9);
}

void sn_text_ntp_time(struct sn_text *t, uint64_t stamp)
{
    uint32_t s = (uint32_t)(stamp >> 32);
    time_t at = (time_t)s - 2208988800; /* 1970 in seconds since 1900 */
    char date[32];
    struct tm tm;

    sn_put_f(t->b, "%u.%09u", s, sn_text_ntp_ns((uint32_t)stamp));
    if (s && gmtime_r(&at, &tm) && strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &tm))
        sn_put_f(t->b, " (%s)", date);
}
