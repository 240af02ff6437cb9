/* The statistics as metrics. */
#include <string.h>

#include "sn/metrics.h"
#include "stat/stat.h"

#define DEPTH_MAX 64

static void put_sums(struct sn_buf *b, const struct sn_stat_totals *t)
{
    sn_metric(b, "snstat_packets_total", SN_METRIC_COUNTER, "Packets counted.");
    sn_metric_value(b, "snstat_packets_total", NULL, NULL, 0, t->all.packets);
    sn_metric(b, "snstat_bytes_total", SN_METRIC_COUNTER, "Bytes on the wire.");
    sn_metric_value(b, "snstat_bytes_total", NULL, NULL, 0, t->all.bytes);
    sn_metric(b, "snstat_captured_bytes_total", SN_METRIC_COUNTER, "Bytes captured.");
    sn_metric_value(b, "snstat_captured_bytes_total", NULL, NULL, 0, t->captured);
    if (!t->all.packets)
        return;
    sn_metric(b, "snstat_first_packet_timestamp_seconds", SN_METRIC_GAUGE,
              "When the earliest packet was seen.");
    sn_metric_seconds(b, "snstat_first_packet_timestamp_seconds", t->first);
    sn_metric(b, "snstat_last_packet_timestamp_seconds", SN_METRIC_GAUGE,
              "When the latest packet was seen.");
    sn_metric_seconds(b, "snstat_last_packet_timestamp_seconds", t->last);
}

/* One metric of all protocols, each named with all that it is in: "eth:ip:tcp". */
static void put_protocols(struct sn_buf *b, struct sn_stat *s, bool bytes)
{
    const char *name = bytes ? "snstat_protocol_bytes_total" : "snstat_protocol_packets_total";
    char path[1024];
    size_t end[DEPTH_MAX] = {0};
    struct sn_stat_proto p;

    sn_metric(b, name, SN_METRIC_COUNTER,
              bytes ? "Bytes of packets with this protocol." : "Packets with this protocol.");
    for (uint32_t at = 0; sn_stat_proto(s, &at, &p);) {
        size_t from = p.depth && p.depth <= DEPTH_MAX ? end[p.depth - 1] : 0;
        struct sn_buf at_end;

        if (p.depth >= DEPTH_MAX)
            continue;
        sn_buf_fixed(&at_end, path + from, sizeof path - from);
        sn_put_f(&at_end, "%s%s", p.depth ? ":" : "", p.name);
        end[p.depth] = from + sn_buf_len(&at_end);
        if (!at_end.err)
            sn_metric_value(b, name, "protocol", path, end[p.depth],
                            bytes ? p.sum.bytes : p.sum.packets);
    }
}

void sn_stat_metrics(struct sn_stat *s, uint64_t lost, struct sn_buf *b)
{
    struct sn_stat_size size = sn_stat_size(s);

    put_sums(b, sn_stat_totals(s));
    if (lost != SN_UNKNOWN) {
        sn_metric(b, "snstat_lost_packets_total", SN_METRIC_COUNTER,
                  "Packets that the capture lost, as the stream says.");
        sn_metric_value(b, "snstat_lost_packets_total", NULL, NULL, 0, lost);
    }
    if (s->want & SN_STAT_PROTO) {
        put_protocols(b, s, false);
        put_protocols(b, s, true);
    }
    if (s->want & SN_STAT_HOST) {
        sn_metric(b, "snstat_hosts", SN_METRIC_GAUGE, "Different hosts seen.");
        sn_metric_value(b, "snstat_hosts", NULL, NULL, 0, size.hosts);
    }
    if (s->want & SN_STAT_CONV) {
        sn_metric(b, "snstat_conversations", SN_METRIC_GAUGE, "Different conversations seen.");
        sn_metric_value(b, "snstat_conversations", NULL, NULL, 0, size.convs);
    }
}
