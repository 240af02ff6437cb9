/* What a capture counted, in words and as JSON: see sn/capture.h. */
#include "sn/capture.h"
#include "sn/json.h"
#include "sn/metrics.h"
#include "sn/output.h"
#include "sn/recorder.h"

struct sn_capture_counts sn_capture_counts(struct sn_capture *c, struct sn_output *out,
                                           struct sn_recorder *rec)
{
    struct sn_capture_counts n = {.recorder = rec != NULL};

    sn_capture_stats(c, SN_CAPTURE_ALL, &n.in);
    n.captured = sn_output_packets(out, &n.unwritten);
    n.unprinted = sn_output_left_out(out);
    if (rec)
        sn_recorder_count(rec, &n.overwritten, &n.held);
    return n;
}

bool sn_capture_lost(const struct sn_capture_counts *c)
{
    return c->in.dropped || c->unwritten || c->in.backlog ||
           (c->in.iface && c->in.iface != SN_UNKNOWN);
}

static void put_count(struct sn_buf *b, const char *sep, uint64_t n, const char *what)
{
    sn_put_s(b, sep);
    sn_put_u64(b, n);
    sn_put_s(b, n == 1 ? " packet " : " packets ");
    sn_put_s(b, what);
}

/* tcpdump's three, and what else was lost if anything was. */
void sn_capture_counts_put(struct sn_buf *b, const struct sn_capture_counts *c, const char *sep)
{
    put_count(b, "", c->captured, "captured");
    put_count(b, sep, c->in.received, "received by filter");
    put_count(b, sep, c->in.dropped, "dropped by kernel");
    if (c->in.slow)
        put_count(b, sep, c->in.slow, "of these dropped while the output was too slow");
    if (c->in.iface && c->in.iface != SN_UNKNOWN)
        put_count(b, sep, c->in.iface, "dropped by interface");
    if (c->in.backlog)
        put_count(b, sep, c->in.backlog, "dropped by the kernel's full backlog");
    if (c->unwritten)
        put_count(b, sep, c->unwritten, "not written");
    if (c->unprinted)
        put_count(b, sep, c->unprinted, "not printed");
    if (c->in.unstamped)
        put_count(b, sep, c->in.unstamped,
                  "received without the adapter's time stamp, with the host's");
    if (c->recorder)
        put_count(b, sep, c->overwritten, "overwritten in the recorder");
    if (c->held)
        put_count(b, sep, c->held, "held in the recorder");
}

static void put_number(struct sn_json *j, const char *name, uint64_t n)
{
    sn_json_key(j, name);
    if (n == SN_UNKNOWN)
        sn_json_null(j);
    else
        sn_json_u64(j, n);
}

void sn_capture_counts_json(struct sn_buf *b, const struct sn_capture_counts *c, bool last)
{
    struct sn_json j = sn_json_into(b);

    sn_json_object(&j);
    sn_json_key(&j, "time");
    sn_json_seconds(&j, sn_cap_now());
    put_number(&j, "captured", c->captured);
    put_number(&j, "received", c->in.received);
    put_number(&j, "dropped_ring", c->in.dropped);
    put_number(&j, "dropped_slow_output", c->in.slow);
    put_number(&j, "dropped_interface", c->in.iface);
    put_number(&j, "dropped_backlog", c->in.backlog);
    put_number(&j, "dropped_unclear", c->in.unclear);
    put_number(&j, "not_written", c->unwritten);
    put_number(&j, "not_printed", c->unprinted);
    put_number(&j, "unstamped", c->in.unstamped);
    if (c->recorder) {
        put_number(&j, "overwritten_recorder", c->overwritten);
        put_number(&j, "held_recorder", c->held);
    }
    sn_json_key(&j, "final");
    sn_json_bool(&j, last);
    sn_json_object_end(&j);
}

void sn_capture_metrics(struct sn_buf *b, const struct sn_capture_counts *c)
{
    const struct {
        const char *name, *help;
        uint64_t n;
    } metrics[] = {
        {"sncap_captured_packets_total", "Packets captured.", c->captured},
        {"sncap_received_packets_total", "Packets that passed the filter.", c->in.received},
        {"sncap_dropped_ring_packets_total", "Packets lost because a ring was full.",
         c->in.dropped},
        {"sncap_dropped_slow_output_packets_total",
         "Packets of these lost while the output was too slow.", c->in.slow},
        {"sncap_dropped_interface_packets_total", "Packets lost by the interface.", c->in.iface},
        {"sncap_dropped_backlog_packets_total",
         "Packets lost because the kernel's backlog queue was full.", c->in.backlog},
        {"sncap_unwritten_packets_total", "Packets captured but not written.", c->unwritten},
    };

    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        if (metrics[i].n == SN_UNKNOWN)
            continue;
        sn_metric(b, metrics[i].name, SN_METRIC_COUNTER, metrics[i].help);
        sn_metric_value(b, metrics[i].name, NULL, NULL, 0, metrics[i].n);
    }
}
