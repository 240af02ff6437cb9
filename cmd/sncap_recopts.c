/* The flight recorder's options, and how it says what it keeps: see sncap_recorder.h. */
#include <stdio.h>
#include <unistd.h>

#include "sncap_recorder.h"

#define CENTURY (INT64_C(36525) * 86400 * SNCAP_NS)

#define SIZE_LEAST   (UINT64_C(64) << 10)
#define SIZE_DEFAULT (UINT64_C(1) << 30) /* at most, when only a time is given */

/* A number with or without k, m, g: what else is a time must be told apart from. */
static bool is_size(const char *arg)
{
    size_t n = strspn(arg, "0123456789");

    return n && (!arg[n] || (!arg[n + 1] && strchr("kmgKMG", arg[n])));
}

static uint64_t memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
}

void sncap_recorder_option(struct options *o, const char *arg)
{
    struct sn_diag d;

    o->recorder = true;
    if (is_size(arg)) {
        o->recorder_size = sncap_size("--recorder", arg, 1);
        if (o->recorder_size < SIZE_LEAST)
            tool_usage("--recorder: %s is too small: 64k at least; a time has its unit: 30s", arg);
        if (memory() && o->recorder_size > memory())
            tool_usage("--recorder: %s is more than the memory of this machine", arg);
    } else if (sn_duration_parse(&o->recorder_time, arg, &d) != SN_OK || !o->recorder_time) {
        tool_usage("--recorder takes a size such as 64k, 5m or 1g, or a time such as 30s, 5min or "
                   "1h30m, not '%s'",
                   arg);
    }
}

void sncap_recorder_check(struct options *o)
{
    if (!o->recorder && o->trigger)
        tool_usage("--trigger needs --recorder");
    if (!o->trigger && o->after_trigger)
        tool_usage("--after-trigger needs --trigger");
    if (!o->recorder)
        return;
    if (o->trigger && !o->trigger[strspn(o->trigger, " \t\n")])
        tool_usage("--trigger takes a filter expression, and this one is empty");
    if (o->period)
        tool_usage("--recorder doesn't go with -G: files begin when something happens");
    if (o->after_trigger > CENTURY) /* a time stamp and it must be a time still */
        o->after_trigger = CENTURY;
    if (!o->recorder_size) {
        o->recorder_size = memory() / 4 >> 20 << 20;
        if (o->recorder_size > SIZE_DEFAULT || !o->recorder_size)
            o->recorder_size = SIZE_DEFAULT;
    }
}

static void put_size(struct sn_buf *b, uint64_t n)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
    int i = 0;

    for (; i < 3 && n % 1024 == 0; i++)
        n /= 1024;
    sn_put_u64(b, n);
    sn_put_c(b, ' ');
    sn_put_s(b, units[i]);
}

void sncap_recorder_put_time(struct sn_buf *b, int64_t ns)
{
    char frac[16];
    int n = snprintf(frac, sizeof frac, ".%09d", (int)(ns % SNCAP_NS));

    while (n && (frac[n - 1] == '0' || frac[n - 1] == '.'))
        n--;
    sn_put_u64(b, (uint64_t)(ns / SNCAP_NS));
    sn_put_mem(b, frac, (size_t)n);
    sn_put_lit(b, " s");
}

void sncap_recorder_say(const struct options *o)
{
    char mem[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    if (o->recorder_time) {
        sncap_recorder_put_time(&b, o->recorder_time);
        sn_put_lit(&b, ", at most ");
    }
    put_size(&b, o->recorder_size);
    *b.p = '\0';
    tool_warn("recorder: keeping the last %s", mem);
}
