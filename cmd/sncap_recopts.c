/* The flight recorder's options: see sncap.h. */
#include <unistd.h>

#include "sncap.h"

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

void sncap_recorder_option(void *options, const char *arg)
{
    struct options *o = options;
    struct sn_diag d;

    o->record = true;
    if (is_size(arg)) {
        o->recorder.size = tool_size("--recorder", arg, 1);
        if (o->recorder.size < SIZE_LEAST)
            tool_usage("--recorder: %s is too small: 64k at least; a time has its unit: 30s", arg);
        if (memory() && o->recorder.size > memory())
            tool_usage("--recorder: %s is more than the memory of this machine", arg);
    } else if (sn_duration_parse(&o->recorder.time, arg, &d) != SN_OK || !o->recorder.time) {
        tool_usage("--recorder takes a size such as 64k, 5m or 1g, or a time such as 30s, 5min or "
                   "1h30m, not '%s'",
                   arg);
    }
}

void sncap_recorder_check(struct options *o)
{
    if (!o->record && o->trigger)
        tool_usage("--trigger needs --recorder");
    if (!o->trigger && o->recorder.after)
        tool_usage("--after-trigger needs --trigger");
    if (!o->record)
        return;
    if (o->trigger && !o->trigger[strspn(o->trigger, " \t\n")])
        tool_usage("--trigger takes a filter expression, and this one is empty");
    if (o->output.period)
        tool_usage("--recorder doesn't go with -G: files begin when something happens");
    if (o->recorder.after > CENTURY) /* a time stamp and it must be a time still */
        o->recorder.after = CENTURY;
    if (!o->recorder.size) {
        o->recorder.size = memory() / 4 >> 20 << 20;
        if (o->recorder.size > SIZE_DEFAULT || !o->recorder.size)
            o->recorder.size = SIZE_DEFAULT;
    }
}
