/* Prometheus' text format: see sn/metrics.h. */
#include "sn/metrics.h"

void sn_metric(struct sn_buf *b, const char *name, enum sn_metric_type type, const char *help)
{
    sn_put_f(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
             type == SN_METRIC_COUNTER ? "counter" : "gauge");
}

/* Between quotes; what isn't UTF-8, or is a control character, becomes U+FFFD. */
static void put_label(struct sn_buf *b, const uint8_t *p, size_t n)
{
    for (const uint8_t *end = p + n; p < end;) {
        size_t len = sn_utf8_len(p, (size_t)(end - p));

        if (*p == '\\' || *p == '"')
            sn_put_f(b, "\\%c", *p);
        else if (*p == '\n')
            sn_put_lit(b, "\\n");
        else if (!len || *p < 0x20 || *p == 0x7f)
            sn_put_lit(b, "\xef\xbf\xbd");
        else
            sn_put_mem(b, p, len);
        p += len ? len : 1;
    }
}

void sn_metric_value(struct sn_buf *b, const char *name, const char *label, const void *value,
                     size_t n, uint64_t v)
{
    sn_put_s(b, name);
    if (label) {
        sn_put_f(b, "{%s=\"", label);
        put_label(b, value, n);
        sn_put_lit(b, "\"}");
    }
    sn_put_c(b, ' ');
    sn_put_u64(b, v);
    sn_put_c(b, '\n');
}

void sn_metric_seconds(struct sn_buf *b, const char *name, int64_t ns)
{
    sn_put_s(b, name);
    sn_put_c(b, ' ');
    sn_put_seconds(b, ns);
    sn_put_c(b, '\n');
}
