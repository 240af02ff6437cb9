/*
 * Metrics in Prometheus' text format (version 0.0.4), as its node exporter's textfile collector
 * reads them.
 *
 *     sn_metric(&b, "sn_packets_total", SN_METRIC_COUNTER, "Packets counted.");
 *     sn_metric_value(&b, "sn_packets_total", NULL, NULL, 0, n);
 */
#ifndef SN_METRICS_H
#define SN_METRICS_H

#include "sn/buf.h"

enum sn_metric_type { SN_METRIC_COUNTER, SN_METRIC_GAUGE };

/* Says what a metric is, in front of its values. name and help are the program's own words. */
SN_API void sn_metric(struct sn_buf *b, const char *name, enum sn_metric_type type,
                      const char *help);

/* A value, with a label whose n bytes may come from outside; label NULL: without. */
SN_API void sn_metric_value(struct sn_buf *b, const char *name, const char *label,
                            const void *value, size_t n, uint64_t v);

/* A time or a duration in seconds. */
SN_API void sn_metric_seconds(struct sn_buf *b, const char *name, int64_t ns);

#endif
