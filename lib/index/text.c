/* What an index says, as text: see sn/index.h. */
#include "sn/buf.h"
#include "sn/index.h"

static void put_times(struct sn_buf *b, int64_t min, int64_t max)
{
    sn_put_seconds(b, min);
    sn_put_c(b, '-');
    sn_put_seconds(b, max);
}

static void put_span(struct sn_buf *b, uint32_t i, const struct sn_index_span *s)
{
    sn_put_f(b, "  %u\t%llu+%llu", i, (unsigned long long)s->at, (unsigned long long)s->size);
    sn_put_f(b, "\tbyte %llu+%llu\t", (unsigned long long)s->entry, (unsigned long long)s->skip);
    if (s->packets)
        put_times(b, s->min, s->max);
    sn_put_f(b, "\t%u packets\t%llu bytes\tfilter %u", s->packets, (unsigned long long)s->wire,
             s->filter);
    if (s->open)
        sn_put_f(b, "\topen %x", s->open);
    if (s->always)
        sn_put_f(b, "\talways");
    sn_put_c(b, '\n');
}

void sn_index_put(struct sn_buf *b, const struct sn_index *x, const char *name)
{
    struct sn_index_facts a = sn_index_facts(x);

    sn_put_f(b, "%s: %llu packets, %llu bytes, ", name, (unsigned long long)a.packets,
             (unsigned long long)a.wire);
    if (a.packets) {
        put_times(b, a.min, a.max);
        sn_put_s(b, ", ");
    }
    sn_put_f(b, "%s; index %llu bytes (%.2f %% of %llu), %u spans%s\n",
             a.codec ? a.codec : "not compressed", (unsigned long long)a.size,
             a.bytes ? 100.0 * (double)a.size / (double)a.bytes : 0.0, (unsigned long long)a.bytes,
             a.spans, a.sorted ? "" : ", packets not in order of time");
    for (uint32_t i = 0; i < a.spans; i++) {
        struct sn_index_span s = sn_index_span(x, i);

        put_span(b, i, &s);
    }
}
