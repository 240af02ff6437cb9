/* How far the reading of a long file has come: see sn/progress.h. */
#include "sn/progress.h"

#include <stdlib.h>

void sn_put_si(struct sn_buf *b, double n, const char *unit)
{
    static const char *const prefixes[] = {"", "k", "M", "G", "T", "P"};
    unsigned u = 0;

    for (; n >= 999.5 && u < 5; u++)
        n /= 1000;
    sn_put_f(b, "%.*f %s%s", u && n < 99.95 ? 1 : 0, n, prefixes[u], unit);
}

static void put_bytes(struct sn_buf *b, double n)
{
    sn_put_si(b, n, "B");
}

static void put_left(struct sn_buf *b, uint64_t seconds)
{
    if (seconds >= 3600)
        sn_put_f(b, "%llu h %02u min", (unsigned long long)(seconds / 3600),
                 (unsigned)(seconds / 60 % 60));
    else if (seconds >= 60)
        sn_put_f(b, "%u min %02u s", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
    else
        sn_put_f(b, "%u s", (unsigned)seconds);
}

void sn_put_progress(struct sn_buf *b, uint64_t at, uint64_t size, int64_t ns)
{
    double rate = ns > 0 ? (double)at / ((double)ns / 1e9) : 0;

    put_bytes(b, (double)at);
    sn_put_lit(b, " of ");
    put_bytes(b, (double)size);
    if (rate < 1)
        return;
    sn_put_lit(b, ", ");
    put_bytes(b, rate);
    sn_put_lit(b, "/s, ");
    put_left(b, at < size ? (uint64_t)((double)(size - at) / rate + 0.999) : 0);
    sn_put_lit(b, " left");
}
