/* What snstat tells before the end: an object of JSON after each interval, metrics. */
#include <string.h>
#include <unistd.h>

#include "snstat.h"

#define METRICS_EVERY INT64_C(10000000000) /* ns */
#define TICK_MS       100

bool snstat_by_interval(const struct options *o)
{
    return o->print.form == SN_REPORT_JSON && o->interval_given &&
           !(o->print.view && strcmp(o->print.view->name, "rate") == 0);
}

/* ---- an object after each interval ---- */

static bool each(void *ctx, struct sn_stat *s, int64_t from)
{
    struct run *r = ctx;
    struct sn_stat_print o = r->o->print;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    o.from = from;
    o.width = r->o->interval;
    if (o.top == TOP_UNSAID)
        o.top = TOP_DEFAULT;
    sn_buf_init(&b, (size_t)1 << 30);
    e = sn_stat_report(s, NULL, &b, &o, &d);
    if (!e)
        e = sn_sink_write(r->out, b.base, sn_buf_len(&b), &d);
    if (!e)
        e = sn_sink_flush(r->out, &d);
    sn_buf_free(&b);
    if (e)
        r->status |= tool_write_status("standard output", &d);
    r->done = e;
    return !e;
}

/* ---- metrics ---- */

/* A failure is said once, and again after it went well. */
static void write_metrics(struct run *r)
{
    struct sn_stat *s;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e = sn_meter_whole(r->meter, &s, &d);

    sn_buf_init(&b, (size_t)64 << 20);
    if (!e) {
        sn_stat_metrics(s, sn_meter_lost(r->meter), &b);
        e = sn_replace_write(r->metrics, &b, &d);
    }
    sn_buf_free(&b);
    if (e && !r->metrics_failed)
        tool_error(r->o->prometheus, &d);
    r->metrics_failed = e;
    if (e)
        r->status = TOOL_FAIL;
}

static bool tick(void *ctx)
{
    struct run *r = ctx;

    if (!r->metrics || snstat_monotonic() < r->metrics_at)
        return true;
    r->metrics_at = snstat_monotonic() + (r->o->interval_given ? r->o->interval : METRICS_EVERY);
    write_metrics(r);
    return true;
}

/* ---- the meter ---- */

bool snstat_meter_new(struct run *r, const struct sn_stat_opts *so)
{
    bool intervals = snstat_by_interval(r->o);
    struct sn_meter_opts mo = {.stat = *so,
                               .interval = intervals ? r->o->interval : 0,
                               .whole = !intervals || r->o->prometheus || r->o->html,
                               .tick_ms = r->o->prometheus ? TICK_MS : 0,
                               .watch = STDOUT_FILENO,
                               .ctx = r,
                               .stop = tool_stop,
                               .each = each,
                               .tick = tick};
    struct sn_diag d;

    if (!intervals && !r->o->prometheus)
        return true;
    if (r->o->prometheus && sn_replace_open(&r->metrics, r->o->prometheus, &d)) {
        tool_error(r->o->prometheus, &d);
        return false;
    }
    if (sn_meter_new(&r->meter, &mo, &d) || (intervals && sn_sink_open(&r->out, "-", &d))) {
        tool_error(NULL, &d);
        return false;
    }
    r->metrics_at = snstat_monotonic() + (r->o->interval_given ? r->o->interval : METRICS_EVERY);
    return true;
}

void snstat_meter_box(const struct run *r, struct sn_sandbox *box)
{
    box->replace = r->metrics != NULL;
    box->replace_dir = r->metrics ? sn_replace_dir(r->metrics) : -1;
}

enum sn_counter_why snstat_meter_read(struct run *r, struct sn_diag *d)
{
    sn_meter_filter(r->meter, r->filter);
    return sn_meter_read(r->meter, r->facts, r->reader, d);
}

int snstat_meter_end(struct run *r, bool *report)
{
    struct sn_diag d;

    *report = !r->out;
    if (r->out && !r->done)
        sn_meter_finish(r->meter);
    if (r->metrics)
        write_metrics(r);
    if (r->out && sn_sink_close(r->out, r->done ? NULL : &d) && !r->done)
        r->status |= tool_write_status("standard output", &d);
    if ((*report || r->page) && sn_meter_whole(r->meter, &r->stat, &d)) {
        tool_error(NULL, &d);
        r->status |= TOOL_FAIL;
        *report = false;
    }
    return r->status;
}
