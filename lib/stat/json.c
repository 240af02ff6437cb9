/* The report as one JSON object on one line. */
#include "sn/fmt.h"
#include "stat/report.h"

static void put_key(struct sn_buf *b, const char *key)
{
    sn_put_c(b, '"');
    sn_put_s(b, key);
    sn_put_lit(b, "\":");
}

static void put_uint(struct sn_buf *b, const char *key, uint64_t v)
{
    put_key(b, key);
    sn_put_u64(b, v);
}

/* Seconds with nine digits, exact, as a JSON number. */
static void put_seconds(struct sn_buf *b, const char *key, int64_t ns)
{
    uint64_t v = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

    put_key(b, key);
    if (ns < 0)
        sn_put_c(b, '-');
    sn_put_u64(b, v / 1000000000);
    sn_put_c(b, '.');
    sn_put_u64_pad(b, v % 1000000000, 9);
}

static void put_sum(struct sn_buf *b, struct sn_stat_sum s)
{
    put_uint(b, "packets", s.packets);
    sn_put_c(b, ',');
    put_uint(b, "bytes", s.bytes);
}

static void put_named_sum(struct sn_buf *b, const char *key, struct sn_stat_sum s)
{
    sn_put_c(b, ',');
    put_key(b, key);
    sn_put_c(b, '{');
    put_sum(b, s);
    sn_put_c(b, '}');
}

static void put_time(struct sn_buf *b, const char *key, int64_t ts)
{
    sn_put_c(b, ',');
    put_key(b, key);
    sn_put_c(b, '"');
    sn_fmt_iso8601(b, ts);
    sn_put_c(b, '"');
}

static void put_totals(struct sn_buf *b, const struct sn_report *r)
{
    const struct sn_stat_totals *t = r->totals;

    put_sum(b, t->all);
    sn_put_c(b, ',');
    put_uint(b, "captured_bytes", t->captured);
    sn_put_c(b, ',');
    put_uint(b, "cut_packets", t->cut);
    if (!t->all.packets)
        return;
    put_time(b, "first", t->first);
    put_time(b, "last", t->last);
    sn_put_c(b, ',');
    put_seconds(b, "duration", t->last - t->first);
    if (r->seconds > 0)
        sn_put_f(b,
                 ",\"packets_per_second\":%.3f,\"bytes_per_second\":%.3f,\"bits_per_second\":%.3f",
                 (double)t->all.packets / r->seconds, (double)t->all.bytes / r->seconds,
                 (double)t->all.bytes * 8 / r->seconds);
    sn_put_f(b, ",\"average_size\":%.3f", (double)t->all.bytes / (double)t->all.packets);
}

/* [{"name":…,"packets":…,"bytes":…,"protocols":[…]},…] */
static void put_protos(struct sn_buf *b, struct sn_stat *s)
{
    struct sn_stat_proto p;
    unsigned open = 0; /* objects whose brace is still open */
    uint32_t at = 0;

    sn_put_lit(b, ",\"protocols\":[");
    while (sn_stat_proto(s, &at, &p)) {
        if (p.depth == open && open)
            sn_put_lit(b, ",\"protocols\":[");
        for (; open > p.depth; open--)
            sn_put_s(b, open == p.depth + 1 ? "}," : "}]");
        sn_put_lit(b, "{\"name\":");
        sn_put_json_str(b, p.name, strlen(p.name));
        sn_put_c(b, ',');
        put_sum(b, p.sum);
        open++;
    }
    for (; open; open--)
        sn_put_s(b, open == 1 ? "}" : "}]");
    sn_put_c(b, ']');
}

static void put_addr(struct sn_buf *b, const char *key, const struct sn_stat_addr *a)
{
    put_key(b, key);
    sn_put_c(b, '"');
    sn_report_end(b, a, 0, false);
    sn_put_c(b, '"');
}

static void put_hosts(struct sn_buf *b, const struct sn_report *r)
{
    sn_put_c(b, ',');
    put_uint(b, "host_count", r->size.hosts);
    sn_put_lit(b, ",\"hosts\":[");
    for (uint32_t i = 0; i < r->nhosts; i++) {
        const struct sn_stat_host *h = &r->hosts[i];

        sn_put_s(b, i ? ",{" : "{");
        put_addr(b, "address", &h->addr);
        put_named_sum(b, "sent", h->sent);
        put_named_sum(b, "received", h->received);
        sn_put_c(b, '}');
    }
    sn_put_c(b, ']');
    put_named_sum(b, "other_hosts", r->size.other_hosts);
}

static void put_conv(struct sn_buf *b, const struct sn_stat_conv *c)
{
    const char *name = sn_report_ipproto(c->proto);

    put_addr(b, "a", &c->a);
    if (c->proto == 6 || c->proto == 17) {
        sn_put_c(b, ',');
        put_uint(b, "a_port", c->aport);
    }
    sn_put_c(b, ',');
    put_addr(b, "b", &c->b);
    if (c->proto == 6 || c->proto == 17) {
        sn_put_c(b, ',');
        put_uint(b, "b_port", c->bport);
    }
    sn_put_c(b, ',');
    put_uint(b, "ip_proto", c->proto);
    if (name) {
        sn_put_lit(b, ",\"protocol\":");
        sn_put_json_str(b, name, strlen(name));
    }
    put_named_sum(b, "a_to_b", c->a_b);
    put_named_sum(b, "b_to_a", c->b_a);
    put_time(b, "first", c->first);
    sn_put_c(b, ',');
    put_seconds(b, "duration", c->last - c->first);
}

static void put_convs(struct sn_buf *b, const struct sn_report *r)
{
    sn_put_c(b, ',');
    put_uint(b, "conversation_count", r->size.convs);
    sn_put_lit(b, ",\"conversations\":[");
    for (uint32_t i = 0; i < r->nconvs; i++) {
        sn_put_s(b, i ? ",{" : "{");
        put_conv(b, &r->convs[i]);
        sn_put_c(b, '}');
    }
    sn_put_c(b, ']');
    put_named_sum(b, "other_conversations", r->size.other_convs);
}

enum sn_err sn_stat_json(struct sn_stat *s, struct sn_buf *b, uint32_t top, struct sn_diag *d)
{
    struct sn_report r;
    enum sn_err e = sn_report_make(&r, s, top, d);

    if (e)
        return e;
    sn_put_c(b, '{');
    put_totals(b, &r);
    put_protos(b, s);
    put_hosts(b, &r);
    put_convs(b, &r);
    sn_put_lit(b, "}\n");
    sn_report_free(&r);
    return sn_report_done(b, d);
}
