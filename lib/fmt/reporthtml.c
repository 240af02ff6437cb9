/*
 * Tables as one page of HTML: see sn/report.h.
 *
 * Style and script are page.css and page.js beside this file, which make turns into strings. What
 * comes from outside only ever passes put_text() or put_plain(). The page's policy (Content
 * Security Policy, level 2) lets nothing be loaded and no script run but the one whose hash it
 * names, so that even a mistake here would run nothing.
 */
#include <page.h>

#include "base/digest.h"
#include "base/hex.h"
#include "fmt/report.h"

/* ---- escaping ---- */

/* Whether the character of len bytes is one that can be shown, and doesn't turn the direction of
 * the text around it: no control characters, no U+202A to U+202E, U+2066 to U+2069. */
static bool is_seen(const uint8_t *p, size_t len)
{
    if (len == 1)
        return *p >= 0x20 && *p != 0x7f;
    if (len == 2)
        return p[0] != 0xc2 || p[1] >= 0xa0;
    if (len == 3 && p[0] == 0xe2)
        return !((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
                 (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9));
    return len > 2;
}

/* Appends bytes from outside as text, which may also stand in an attribute's double quotes. */
static void put_text(struct sn_buf *b, const void *s, size_t n)
{
    const uint8_t *p = s, *end = p + n;

    while (p < end) {
        size_t len = sn_utf8_len(p, (size_t)(end - p));

        if (*p == '&')
            sn_put_lit(b, "&amp;");
        else if (*p == '<')
            sn_put_lit(b, "&lt;");
        else if (*p == '>')
            sn_put_lit(b, "&gt;");
        else if (*p == '"')
            sn_put_lit(b, "&quot;");
        else if (*p == '\'')
            sn_put_lit(b, "&#39;");
        else if (is_seen(p, len))
            sn_put_mem(b, p, len);
        else
            sn_put_lit(b, "\xef\xbf\xbd");
        p += len ? len : 1;
    }
}

static void put_value(const struct sn_report *r, const struct sn_column *col,
                      const struct sn_cell *c)
{
    char mem[1024];
    struct sn_buf name;

    if (col->type == SN_COL_STRING) {
        put_text(r->b, c->p, c->n);
    } else if (col->type == SN_COL_ADDRESS) { /* names come from outside, too */
        sn_buf_fixed(&name, mem, sizeof mem);
        sn_report_value(r, &name, col, c);
        put_text(r->b, mem, sn_buf_len(&name));
    } else {
        sn_report_text(r->b, col, c);
    }
}

/* ---- the frame ---- */

/* 'sha256-…' of a style or script, as the policy names it. */
static void put_source(struct sn_buf *b, const char *text)
{
    uint8_t sum[DIGEST_SHA256];
    struct digest s;

    sn_digest_init(&s, DIGEST_SHA256);
    sn_digest_add(&s, (const uint8_t *)text, strlen(text));
    sn_digest_end(&s, sum);
    sn_put_lit(b, "'sha256-");
    sn_put_base64(b, sum, sizeof sum);
    sn_put_lit(b, "'");
}

void sn_report_html_begin(struct sn_report *r)
{
    struct sn_buf *b = r->b;

    sn_put_lit(b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "base-uri 'none'; form-action 'none'; style-src ");
    put_source(b, page_css);
    sn_put_lit(b, "; script-src ");
    put_source(b, page_js);
    sn_put_lit(b, "\">\n<title>snstat</title>\n<style>");
    sn_put_s(b, page_css);
    sn_put_lit(b, "</style>\n</head>\n<body>\n<header><h1>snstat</h1>"
                  "<input type=\"search\" placeholder=\"Search the tables\" "
                  "aria-label=\"Search the tables\"></header>\n<main>\n");
}

static void close_record(struct sn_report *r)
{
    if (r->open)
        sn_put_lit(r->b, "</dl>\n");
    r->open = false;
}

void sn_report_html_end(struct sn_report *r)
{
    close_record(r);
    sn_put_lit(r->b, "</main>\n<script>");
    sn_put_s(r->b, page_js);
    sn_put_lit(r->b, "</script>\n</body>\n</html>\n");
}

/* ---- records ---- */

/* Nanoseconds as the script has times: milliseconds. */
static void put_ms(struct sn_buf *b, int64_t ns)
{
    sn_put_f(b, "%.6f", (double)ns / 1e6);
}

static void put_numbers(struct sn_buf *b, const struct sn_cell *c)
{
    const uint64_t *v = c->p;

    for (uint32_t i = 0; i < c->n; i++) {
        if (i)
            sn_put_c(b, ',');
        sn_put_u64(b, v[i]);
    }
}

/* A record with series is a curve: its time and duration say where it begins and how far apart its
 * values are, the series' keys what they are. */
static void put_curve(struct sn_report *r, const struct sn_report_table *t,
                      const struct sn_cell *cell)
{
    struct sn_buf *b = r->b;

    close_record(r);
    sn_put_lit(b, "<div class=\"curve\"");
    for (unsigned i = 0; i < t->ncol; i++) {
        const struct sn_column *col = &t->col[i];

        if (col->type == SN_COL_TIME || col->type == SN_COL_DURATION) {
            sn_put_s(b, col->type == SN_COL_TIME ? " data-from=\"" : " data-width=\"");
            put_ms(b, cell[i].i);
            sn_put_c(b, '"');
        } else if (col->type == SN_COL_SERIES) {
            sn_put_f(b, " data-%s=\"", col->key);
            put_numbers(b, &cell[i]);
            sn_put_c(b, '"');
        }
    }
    sn_put_lit(b, "></div>\n");
}

static bool has_curve(const struct sn_report_table *t, const struct sn_cell *cell)
{
    for (unsigned i = 0; i < t->ncol; i++) {
        if (t->col[i].type == SN_COL_SERIES && cell[i].n > 1)
            return true;
    }
    return false;
}

void sn_report_html_record(struct sn_report *r, const struct sn_report_table *t,
                           const struct sn_cell *cell)
{
    bool open = false; /* a value that wants its end */

    if (has_curve(t, cell)) {
        put_curve(r, t, cell);
        return;
    }
    for (unsigned i = 0; i < t->ncol; i++) {
        const struct sn_column *col = &t->col[i];

        if (cell[i].none || (col->hide_zero && cell[i].u == 0) || col->type == SN_COL_SERIES ||
            !(col->head || col->before || col->after))
            continue;
        if (!r->open)
            sn_put_lit(r->b, "<dl>\n");
        r->open = true;
        if (col->head || !open) {
            if (open)
                sn_put_lit(r->b, "</dd></div>\n");
            sn_put_lit(r->b, "<div><dt>");
            if (col->head)
                put_text(r->b, col->head, strlen(col->head));
            sn_put_lit(r->b, "</dt><dd>");
        }
        if (col->before)
            put_text(r->b, col->before, strlen(col->before));
        put_value(r, col, &cell[i]);
        if (col->after)
            put_text(r->b, col->after, strlen(col->after));
        open = true;
    }
    if (open)
        sn_put_lit(r->b, "</dd></div>\n");
}

/* ---- tables ---- */

static bool is_column(const struct sn_column *col)
{
    return col->head && col->type != SN_COL_SERIES;
}

/* The column that gets bars: the first of bytes. */
static unsigned bar_column(const struct sn_report_table *t)
{
    for (unsigned i = 0; i < t->ncol; i++) {
        if (sn_report_is_sum(&t->col[i]))
            return i;
    }
    return t->ncol;
}

static void put_heads(struct sn_buf *b, const struct sn_report_table *t)
{
    unsigned bar = bar_column(t);

    sn_put_lit(b, "<thead><tr>");
    for (unsigned i = 0; i < t->ncol; i++) {
        if (!is_column(&t->col[i]))
            continue;
        sn_put_f(b, "<th%s%s>", sn_report_is_number(&t->col[i]) ? " class=\"n\"" : "",
                 i == bar ? " data-bar=\"1\"" : "");
        put_text(b, t->col[i].head, strlen(t->col[i].head));
        sn_put_lit(b, "</th>");
    }
    sn_put_lit(b, "</tr></thead>\n<tbody>\n");
}

/* What a row says of time, and of addresses, for those who choose rows by it. */
static void put_row_facts(struct sn_buf *b, const struct sn_report_table *t,
                          const struct sn_cell *cell)
{
    int64_t from = 0, length = 0;
    bool timed = false, any = false;

    for (unsigned i = 0; i < t->ncol; i++) {
        uint8_t type = t->col[i].type;

        if (cell[i].none)
            continue;
        if (type == SN_COL_TIME && !timed) {
            from = cell[i].i;
            timed = true;
        } else if ((type == SN_COL_SPAN || type == SN_COL_DURATION) && t->col[i].key &&
                   (strcmp(t->col[i].key, "duration") == 0 ||
                    strcmp(t->col[i].key, "interval") == 0)) {
            length = cell[i].i;
        }
    }
    if (timed) {
        sn_put_lit(b, " data-a=\"");
        put_ms(b, from);
        sn_put_lit(b, "\" data-b=\"");
        put_ms(b, from + (length > INT64_MAX - from ? 0 : length));
        sn_put_c(b, '"');
    }
    for (unsigned i = 0; i < t->ncol; i++) {
        if (t->col[i].type != SN_COL_ADDRESS || cell[i].none)
            continue;
        sn_put_s(b, any ? " " : " data-ip=\"");
        sn_report_text(b, &t->col[i], &cell[i]);
        any = true;
    }
    if (any)
        sn_put_c(b, '"');
}

/* What a cell is sorted by where its text wouldn't do: exact, without a unit. */
static void put_sort_value(struct sn_buf *b, const struct sn_column *col, const struct sn_cell *c)
{
    if (!sn_report_is_number(col) && col->type != SN_COL_TIME)
        return;
    sn_put_lit(b, " data-v=\"");
    if (col->type == SN_COL_SHARE || col->type == SN_COL_RATE)
        sn_put_f(b, "%.6f", c->f);
    else if (col->type == SN_COL_INT || col->type == SN_COL_TIME || col->type == SN_COL_DURATION)
        sn_put_i64(b, c->i);
    else
        sn_put_u64(b, c->u);
    sn_put_c(b, '"');
}

static void put_row(const struct sn_report *r, const struct sn_report_table *t,
                    const struct sn_cell *cell, unsigned depth)
{
    struct sn_buf *b = r->b;
    bool first = true, tree = t->shape == SN_REPORT_TREE;

    sn_put_lit(b, "<tr");
    if (tree)
        sn_put_f(b, " data-d=\"%u\"", depth);
    put_row_facts(b, t, cell);
    sn_put_c(b, '>');
    for (unsigned i = 0; i < t->ncol; i++) {
        if (!is_column(&t->col[i]))
            continue;
        sn_put_lit(b, "<td");
        if (tree && first)
            sn_put_lit(b, " class=\"t\"");
        else if (sn_report_is_number(&t->col[i]))
            sn_put_lit(b, " class=\"n\"");
        if (!cell[i].none)
            put_sort_value(b, &t->col[i], &cell[i]);
        sn_put_c(b, '>');
        for (unsigned k = 0; tree && first && k < depth && k < 64; k++)
            sn_put_lit(b, "&emsp;");
        if (tree && first)
            sn_put_lit(b, "<span></span>");
        if (!cell[i].none)
            put_value(r, &t->col[i], &cell[i]);
        sn_put_lit(b, "</td>");
        first = false;
    }
    sn_put_lit(b, "</tr>\n");
}

static const char *title(const struct sn_report_table *t)
{
    for (unsigned i = 0; i < t->ncol; i++) {
        if (is_column(&t->col[i]))
            return t->col[i].head;
    }
    return "";
}

void sn_report_html_table(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                          void *ctx, uint32_t shown, uint32_t all)
{
    struct sn_cell cell[SN_COLUMNS_MAX] = {0};
    struct sn_buf *b = r->b;
    unsigned depth = 0;

    if (!*title(t) || !row(ctx, cell, &depth))
        return;
    close_record(r);
    sn_put_lit(b, "<details open><summary>");
    put_text(b, title(t), strlen(title(t)));
    if (shown < all)
        sn_put_f(b, "<small>%u of %u</small>", shown, all);
    sn_put_f(b,
             "<small class=\"shown\"></small></summary>\n<div class=\"wide\">"
             "<table data-key=\"%s\"%s%s>\n",
             t->key, t->shape == SN_REPORT_TREE ? " data-tree=\"1\"" : "",
             shown < all ? "" : " data-complete=\"1\"");
    put_heads(b, t);
    do {
        put_row(r, t, cell, depth);
        memset(cell, 0, sizeof cell);
    } while (row(ctx, cell, &depth));
    sn_put_lit(b, "</tbody></table></div></details>\n");
}
