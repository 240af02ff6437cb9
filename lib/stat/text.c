/* The report as aligned tables. */
#include <stdlib.h>

#include "sn/fmt.h"
#include "stat/report.h"

#define COLUMNS 8

/* A table is laid out in two goes over the same cells: measure, then print. Numbers (columns named
 * in `right`) are flush right. */
struct grid {
    struct sn_buf cells; /* each ends with a NUL */
    unsigned columns, right;
    size_t width[COLUMNS];
    size_t n;
};

static void grid_init(struct grid *g, unsigned columns, unsigned right)
{
    *g = (struct grid){.columns = columns, .right = right};
    sn_buf_init(&g->cells, (size_t)1 << 30);
}

/* Ends the cell whose text was appended to g->cells since `from`. */
static void cell_end(struct grid *g, size_t from)
{
    size_t len = sn_buf_len(&g->cells) - from, col = g->n++ % g->columns;

    if (len > g->width[col])
        g->width[col] = len;
    sn_put_c(&g->cells, '\0');
}

static void cell_s(struct grid *g, const char *s)
{
    size_t from = sn_buf_len(&g->cells);

    sn_put_s(&g->cells, s);
    cell_end(g, from);
}

static void cell_u(struct grid *g, uint64_t v)
{
    size_t from = sn_buf_len(&g->cells);

    sn_put_u64(&g->cells, v);
    cell_end(g, from);
}

static void cell_share(struct grid *g, uint64_t part, uint64_t whole)
{
    size_t from = sn_buf_len(&g->cells);

    sn_put_f(&g->cells, "%.1f%%", whole ? 100.0 * (double)part / (double)whole : 0.0);
    cell_end(g, from);
}

static void put_spaces(struct sn_buf *b, size_t n)
{
    while (n--)
        sn_put_c(b, ' ');
}

/* Appends the table; the last column has no spaces behind it. */
static void grid_print(struct grid *g, struct sn_buf *b)
{
    const char *s = g->cells.base;

    if (g->cells.err) /* the caller sees it as its own buffer's */
        b->err = g->cells.err;
    for (size_t i = 0; !b->err && i < g->n; i++) {
        size_t col = i % g->columns, len = strlen(s), pad = g->width[col] - len;
        bool right = g->right >> col & 1, last = col == g->columns - 1;

        put_spaces(b, col ? 2 : 0);
        if (right)
            put_spaces(b, pad);
        sn_put_mem(b, s, len);
        if (!right && !last)
            put_spaces(b, pad);
        if (last)
            sn_put_c(b, '\n');
        s += len + 1;
    }
    sn_buf_free(&g->cells);
}

static void put_totals(struct sn_buf *b, const struct sn_report *r)
{
    const struct sn_stat_totals *t = r->totals;
    double n = (double)t->all.packets, bytes = (double)t->all.bytes;

    sn_put_f(b, "Packets        %llu\n", (unsigned long long)t->all.packets);
    sn_put_f(b, "Bytes          %llu\n", (unsigned long long)t->all.bytes);
    sn_put_f(b, "Captured       %llu", (unsigned long long)t->captured);
    if (t->cut)
        sn_put_f(b, " (%llu packets cut)", (unsigned long long)t->cut);
    sn_put_c(b, '\n');
    if (!t->all.packets)
        return;
    sn_put_lit(b, "First          ");
    sn_fmt_iso8601(b, t->first);
    sn_put_lit(b, "\nLast           ");
    sn_fmt_iso8601(b, t->last);
    sn_put_f(b, "\nDuration       %.9f s\n", r->seconds);
    if (r->seconds > 0)
        sn_put_f(b, "Rate           %.2f packets/s, %.2f bytes/s, %.2f bits/s\n", n / r->seconds,
                 bytes / r->seconds, bytes * 8 / r->seconds);
    sn_put_f(b, "Average size   %.2f bytes\n", bytes / n);
}

static void put_protos(struct sn_buf *b, struct sn_stat *s)
{
    struct sn_stat_sum all = sn_stat_totals(s)->all;
    struct sn_stat_proto p;
    uint32_t at = 0;
    struct grid g;

    grid_init(&g, 5, 0x1e);
    cell_s(&g, "Protocol");
    cell_s(&g, "packets");
    cell_s(&g, "share");
    cell_s(&g, "bytes");
    cell_s(&g, "share");
    while (sn_stat_proto(s, &at, &p)) {
        size_t from = sn_buf_len(&g.cells);

        put_spaces(&g.cells, 2 * (size_t)p.depth);
        sn_put_s(&g.cells, p.name);
        cell_end(&g, from);
        cell_u(&g, p.sum.packets);
        cell_share(&g, p.sum.packets, all.packets);
        cell_u(&g, p.sum.bytes);
        cell_share(&g, p.sum.bytes, all.bytes);
    }
    sn_put_c(b, '\n');
    grid_print(&g, b);
}

/* "Hosts (10 of 123)", for a table's first column. */
static void cell_title(struct grid *g, const char *what, uint32_t shown, uint32_t all)
{
    size_t from = sn_buf_len(&g->cells);

    sn_put_s(&g->cells, what);
    if (shown < all)
        sn_put_f(&g->cells, " (%u of %u)", shown, all);
    cell_end(g, from);
}

static void put_others(struct sn_buf *b, const char *what, struct sn_stat_sum o)
{
    if (o.packets)
        sn_put_f(b, "(no room for more %s: %llu packets, %llu bytes are not in this table)\n", what,
                 (unsigned long long)o.packets, (unsigned long long)o.bytes);
}

static void put_hosts(struct sn_buf *b, const struct sn_report *r)
{
    struct grid g;

    if (!r->nhosts)
        return;
    grid_init(&g, 7, 0x7e);
    cell_title(&g, "Host", r->nhosts, r->size.hosts);
    cell_s(&g, "packets");
    cell_s(&g, "bytes");
    cell_s(&g, "sent packets");
    cell_s(&g, "bytes");
    cell_s(&g, "received packets");
    cell_s(&g, "bytes");
    for (uint32_t i = 0; i < r->nhosts; i++) {
        const struct sn_stat_host *h = &r->hosts[i];
        size_t from = sn_buf_len(&g.cells);

        sn_report_end(&g.cells, &h->addr, 0, false);
        cell_end(&g, from);
        cell_u(&g, h->sent.packets + h->received.packets);
        cell_u(&g, h->sent.bytes + h->received.bytes);
        cell_u(&g, h->sent.packets);
        cell_u(&g, h->sent.bytes);
        cell_u(&g, h->received.packets);
        cell_u(&g, h->received.bytes);
    }
    sn_put_c(b, '\n');
    grid_print(&g, b);
    put_others(b, "hosts", r->size.other_hosts);
}

static void put_conv(struct grid *g, const struct sn_stat_conv *c)
{
    bool ports = c->proto == 6 || c->proto == 17;
    const char *name = sn_report_ipproto(c->proto);
    size_t from = sn_buf_len(&g->cells);

    sn_report_end(&g->cells, &c->a, c->aport, ports);
    sn_put_lit(&g->cells, " <-> ");
    sn_report_end(&g->cells, &c->b, c->bport, ports);
    cell_end(g, from);
    from = sn_buf_len(&g->cells);
    if (name)
        sn_put_s(&g->cells, name);
    else
        sn_put_u32(&g->cells, c->proto);
    cell_end(g, from);
    cell_u(g, c->a_b.packets + c->b_a.packets);
    cell_u(g, c->a_b.bytes + c->b_a.bytes);
    cell_u(g, c->a_b.bytes);
    cell_u(g, c->b_a.bytes);
    from = sn_buf_len(&g->cells);
    sn_put_f(&g->cells, "%.3f s", (double)(c->last - c->first) / 1e9);
    cell_end(g, from);
}

static void put_convs(struct sn_buf *b, const struct sn_report *r)
{
    struct grid g;

    if (!r->nconvs)
        return;
    grid_init(&g, 7, 0x7c);
    cell_title(&g, "Conversation", r->nconvs, r->size.convs);
    cell_s(&g, "protocol");
    cell_s(&g, "packets");
    cell_s(&g, "bytes");
    cell_s(&g, "bytes ->");
    cell_s(&g, "bytes <-");
    cell_s(&g, "duration");
    for (uint32_t i = 0; i < r->nconvs; i++)
        put_conv(&g, &r->convs[i]);
    sn_put_c(b, '\n');
    grid_print(&g, b);
    put_others(b, "conversations", r->size.other_convs);
}

enum sn_err sn_stat_text(struct sn_stat *s, struct sn_buf *b, uint32_t top, struct sn_diag *d)
{
    struct sn_report r;
    enum sn_err e = sn_report_make(&r, s, top, d);

    if (e)
        return e;
    put_totals(b, &r);
    if (r.totals->all.packets)
        put_protos(b, s);
    put_hosts(b, &r);
    put_convs(b, &r);
    sn_report_free(&r);
    return sn_report_done(b, d);
}
