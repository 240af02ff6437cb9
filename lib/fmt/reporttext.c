/*
 * Tables as text: aligned, fitted to a screen's width, with bars where there is room.
 *
 * A table is laid out in two goes over the same cells: measure, then print. Cells are ASCII
 * (sn_report_text() sees to that), so bytes are columns.
 */
#include <limits.h>
#include <stdlib.h>

#include "fmt/report.h"
#include "sn/terminal.h"

#define HEAD_WIDTH   15 /* of a record's headings */
#define FIRST_MIN    16 /* what the first column keeps before others are left out */
#define BAR_MIN      6
#define BAR_MAX      24
#define SERIES_MAX   60
#define NO_BAR       UINT_MAX
#define BELOW_INDENT 4
#define HEAD_LINES   4

struct grid {
    struct sn_buf cells; /* each ends with a NUL, of which cells have none */
    const struct sn_column *col[SN_COLUMNS_MAX];
    unsigned columns; /* laid out; the first `shown` of them are printed */
    unsigned shown;
    size_t width[SN_COLUMNS_MAX]; /* of values, then also of headings */
    size_t n;
    bool bits;  /* instead of bytes */
    bool below; /* the last column, strings, has a line of its own below each row */
    const struct sn_report *report;
    const struct sn_report_style *style; /* its */
    unsigned bar;                        /* the column that bars show; NO_BAR */
    unsigned barwidth;                   /* columns of the longest */
    uint64_t most;                       /* its largest value */
};

/* Ends the cell of column `at` whose text was appended to g->cells since `from`. */
static void cell_end(struct grid *g, unsigned at, size_t from)
{
    size_t len = sn_buf_len(&g->cells) - from;

    if (g->n >= g->columns && len > g->width[at]) /* headings may be cut into lines */
        g->width[at] = len;
    sn_put_c(&g->cells, '\0');
    g->n++;
}

static void put_spaces(struct sn_buf *b, size_t n)
{
    while (n--)
        sn_put_c(b, ' ');
}

static void color(const struct grid *g, struct sn_buf *b, enum sn_color c)
{
    if (g->style->color)
        sn_put_color(b, c);
}

/* ---- bars ---- */

/* Appends a bar of `eighths` eighths of a column each. */
static void put_bar(struct sn_buf *b, uint64_t eighths, bool utf8)
{
    for (; eighths >= 8; eighths -= 8)
        sn_put_s(b, utf8 ? "\u2588" : "#");
    if (eighths && utf8) { /* U+2589, seven eighths, to U+258F, one */
        sn_put_lit(b, "\xe2\x96");
        sn_put_c(b, (char)(0x90 - eighths));
    }
}

/* A bar for `value` in a room of so many columns for `most`; what isn't nothing shows. */
static void put_scaled_bar(struct sn_buf *b, uint64_t value, uint64_t most, unsigned width,
                           bool utf8)
{
    uint64_t unit = utf8 ? 1 : 8;
    double part = most ? (double)value / (double)most : 0;
    uint64_t eighths = (uint64_t)(part * 8 * width + 0.5) / unit * unit;

    put_bar(b, value && !eighths ? unit : eighths, utf8);
}

/* Numbers as a line of columns of different height. At most `width` of them: several become one. */
static void put_series(struct sn_buf *b, const uint64_t *v, size_t n, unsigned width, bool utf8)
{
    static const char steps[] = "_.-=+*%#";
    uint64_t most = 0, sum[SERIES_MAX] = {0};
    size_t each;

    width = width > SERIES_MAX ? SERIES_MAX : width;
    each = (n + width - 1) / (width ? width : 1);
    for (size_t i = 0; each && i < n; i++) {
        sum[i / each] += v[i];
        most = sum[i / each] > most ? sum[i / each] : most;
    }
    for (size_t i = 0; each && i < (n + each - 1) / each; i++) {
        unsigned step = most ? (unsigned)((double)sum[i] / (double)most * 7 + 0.5) : 0;

        if (!sum[i])
            sn_put_c(b, ' ');
        else if (utf8) /* U+2581, an eighth, to U+2588 */
            sn_put_f(b, "\xe2\x96%c", (char)(0x81 + step));
        else
            sn_put_c(b, steps[step]);
    }
}

/* Bars show the column of bytes, or that of counts when there is none. */
static void choose_bar(struct grid *g)
{
    g->bar = NO_BAR;
    for (unsigned i = 1; i < g->shown; i++) {
        if (sn_report_is_sum(g->col[i])) {
            g->bar = i;
            return;
        }
        if (g->col[i]->type == SN_COL_COUNT && g->bar == NO_BAR)
            g->bar = i;
    }
}

static uint64_t bar_value(const char *s)
{
    return *s ? strtoull(s, NULL, 10) : 0;
}

static void measure_bars(struct grid *g)
{
    const char *s = g->cells.base;

    for (size_t i = 0; i < g->n; i++) {
        if (i >= g->columns && i % g->columns == g->bar && bar_value(s) > g->most)
            g->most = bar_value(s);
        s += strlen(s) + 1;
    }
}

/* ---- fitting ---- */

static size_t longest_word(const char *s)
{
    size_t most = 0;

    while (*s) {
        size_t n = strcspn(s, " ");

        most = n > most ? n : most;
        s += n + strspn(s + n, " ");
    }
    return most;
}

/* Of the columns that are shown, with the blanks between them. */
static size_t whole_width(const struct grid *g)
{
    size_t all = 0;

    for (unsigned i = 0; i < g->shown; i++)
        all += g->width[i] + (i ? 2 : 0);
    return all;
}

static void widen_for_heads(struct grid *g, bool whole)
{
    const char *s = g->cells.base;

    for (unsigned i = 0; i < g->columns; i++) {
        size_t len = whole || i == 0 ? strlen(s) : longest_word(s);

        if (len > g->width[i])
            g->width[i] = len;
        s += strlen(s) + 1;
    }
}

/* Says how wide columns are, and how many of them are shown. */
static void fit(struct grid *g)
{
    size_t values[SN_COLUMNS_MAX], limit = g->style->width, others;

    memcpy(values, g->width, sizeof values);
    g->shown = g->columns;
    widen_for_heads(g, true);
    if (!limit || whole_width(g) <= limit)
        return;
    memcpy(g->width, values, sizeof values);
    widen_for_heads(g, false);
    if (g->columns > 1 && g->col[g->columns - 1]->type == SN_COL_STRING) {
        g->below = true;
        g->shown--;
    }
    while (g->shown > 2 && whole_width(g) - g->width[0] + FIRST_MIN > limit)
        g->shown--;
    others = whole_width(g) - g->width[0];
    if (others + g->width[0] > limit)
        g->width[0] = limit > others + FIRST_MIN ? limit - others : FIRST_MIN;
}

/* ---- printing ---- */

static void put_cell(struct grid *g, struct sn_buf *b, unsigned at, const char *s, size_t len)
{
    size_t pad = g->width[at] > len ? g->width[at] - len : 0;
    bool right = sn_report_is_number(g->col[at]);

    put_spaces(b, at ? 2 : 0);
    if (right)
        put_spaces(b, pad);
    sn_put_mem(b, s, len);
    if (!right && at < g->shown - 1)
        put_spaces(b, pad);
}

/* How much of a heading stands in one of its lines of so many columns. */
static size_t head_part(const char *s, size_t width)
{
    size_t n = strlen(s), cut;

    if (n <= width)
        return n;
    for (cut = width; cut > 0 && s[cut] != ' '; cut--)
        ;
    return cut ? cut : strcspn(s, " ");
}

/* The headings, in as many lines as the longest takes, the last words in the last line. */
static void print_heads(struct grid *g, struct sn_buf *b)
{
    const char *part[SN_COLUMNS_MAX][HEAD_LINES];
    size_t len[SN_COLUMNS_MAX][HEAD_LINES];
    unsigned lines[SN_COLUMNS_MAX], most = 1;
    const char *s = g->cells.base;

    for (unsigned i = 0; i < g->shown; i++) {
        const char *at = s;

        lines[i] = 0;
        do {
            size_t n = lines[i] + 1 < HEAD_LINES ? head_part(at, g->width[i]) : strlen(at);

            part[i][lines[i]] = at;
            len[i][lines[i]++] = n;
            at += n + strspn(at + n, " ");
        } while (*at);
        most = lines[i] > most ? lines[i] : most;
        s += strlen(s) + 1;
    }
    for (unsigned l = 0; l < most; l++) {
        color(g, b, SN_COLOR_BOLD);
        for (unsigned i = 0; i < g->shown; i++) {
            bool blank = l + lines[i] < most;
            unsigned k = l + lines[i] - most;

            put_cell(g, b, i, blank ? "" : part[i][k], blank ? 0 : len[i][k]);
        }
        while (b->p > b->base && b->p[-1] == ' ')
            b->p--;
        color(g, b, SN_COLOR_PLAIN);
        sn_put_c(b, '\n');
    }
}

/* A first cell longer than its column: in lines of its own. What follows is below it. */
static void put_long_name(const struct grid *g, struct sn_buf *b, const char *s)
{
    size_t limit = g->style->width, indent = 0;

    while (*s) {
        size_t n = head_part(s, limit - indent);

        put_spaces(b, indent);
        sn_put_mem(b, s, n);
        sn_put_c(b, '\n');
        s += n + strspn(s + n, " ");
        indent = 2;
    }
}

static void print_row(struct grid *g, struct sn_buf *b, const char *s)
{
    const char *below = "";
    uint64_t value = 0;

    for (unsigned i = 0; i < g->columns; i++) {
        size_t len = strlen(s);

        if (i == g->bar)
            value = bar_value(s);
        if (i == 0 && g->style->width && len > g->width[0]) {
            put_long_name(g, b, s);
            put_cell(g, b, 0, "", 0);
        } else if (i < g->shown) {
            put_cell(g, b, i, s, len);
        } else if (g->below && i == g->columns - 1) {
            below = s;
        }
        s += len + 1;
    }
    if (g->barwidth && value) {
        sn_put_lit(b, "  ");
        color(g, b, SN_COLOR_CYAN);
        put_scaled_bar(b, value, g->most, g->barwidth, g->style->utf8);
        color(g, b, SN_COLOR_PLAIN);
    }
    sn_put_c(b, '\n');
    if (*below)
        sn_put_f(b, "%*s%s\n", BELOW_INDENT, "", below);
}

static void say_left_out(const struct grid *g, struct sn_buf *b)
{
    static const char before[] = "(too narrow for: ";
    size_t at = sizeof before - 1;

    unsigned columns = g->columns - g->below;
    if (g->shown == columns)
        return;
    sn_put_s(b, before);
    for (unsigned i = g->shown; i < columns; i++) {
        const char *head = g->col[i]->head, *after = i + 1 < columns ? ", " : ")\n";

        if (i > g->shown && at + strlen(head) + 1 > g->style->width) {
            b->p--; /* the blank */
            sn_put_lit(b, "\n  ");
            at = 2;
        }
        sn_put_s(b, head);
        sn_put_s(b, after);
        at += strlen(head) + 2;
    }
}

static void grid_print(struct grid *g, struct sn_buf *b)
{
    const char *s = g->cells.base;
    unsigned columns = g->columns;
    size_t wide;

    if (g->cells.err)
        b->err = g->cells.err;
    if (b->err || !columns)
        return;
    fit(g);
    wide = whole_width(g);
    g->bar = NO_BAR;
    if (g->style->bars && g->style->width >= wide + 2 + BAR_MIN) {
        size_t room = g->style->width - wide - 2;

        choose_bar(g);
        g->barwidth = g->bar == NO_BAR ? 0 : room > BAR_MAX ? BAR_MAX : (unsigned)room;
        measure_bars(g);
    }
    print_heads(g, b);
    for (size_t i = 0; i < g->n; i++) {
        if (i >= columns && i % columns == 0)
            print_row(g, b, s);
        s += strlen(s) + 1;
    }
    say_left_out(g, b);
}

/* ---- cells ---- */

static bool in_bits(const struct grid *g, const struct sn_column *col)
{
    return g->bits && col->type == SN_COL_BYTES && strncmp(col->head, "bytes", 5) == 0;
}

static void put_head(struct grid *g, const struct sn_column *col)
{
    if (in_bits(g, col))
        sn_put_f(&g->cells, "bits%s", col->head + 5);
    else
        sn_put_s(&g->cells, col->head);
}

static void grid_heads(struct grid *g, const struct sn_report_table *t, uint32_t shown,
                       uint32_t all)
{
    for (unsigned i = 0; i < t->ncol; i++) {
        if (t->col[i].head && t->col[i].type != SN_COL_SERIES)
            g->col[g->columns++] = &t->col[i];
    }
    for (unsigned i = 0; i < g->columns; i++) {
        size_t from = sn_buf_len(&g->cells);

        put_head(g, g->col[i]);
        if (i == 0 && shown < all)
            sn_put_f(&g->cells, " (%u of %u)", shown, all);
        cell_end(g, i, from);
    }
}

static void grid_row(struct grid *g, const struct sn_report_table *t, const struct sn_cell *cell,
                     unsigned depth)
{
    unsigned at = 0;

    for (unsigned i = 0; i < t->ncol; i++) {
        size_t from = sn_buf_len(&g->cells);

        if (!t->col[i].head || t->col[i].type == SN_COL_SERIES)
            continue;
        if (at == 0)
            put_spaces(&g->cells, 2 * (size_t)depth);
        if (!cell[i].none && in_bits(g, &t->col[i]))
            sn_put_u64(&g->cells, 8 * cell[i].u);
        else if (!cell[i].none)
            sn_report_value(g->report, &g->cells, &t->col[i], &cell[i]);
        cell_end(g, at++, from);
    }
}

void sn_report_text_table(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                          void *ctx, uint32_t shown, uint32_t all)
{
    struct sn_cell cell[SN_COLUMNS_MAX] = {0};
    struct grid g = {.bits = r->bits, .report = r, .style = &r->style};
    unsigned depth = 0;

    sn_buf_init(&g.cells, CELLS_MAX);
    grid_heads(&g, t, shown, all);
    for (; row(ctx, cell, &depth); memset(cell, 0, sizeof cell))
        grid_row(&g, t, cell, depth);
    if (g.n > g.columns) {
        if (r->any)
            sn_put_c(r->b, '\n');
        grid_print(&g, r->b);
        r->any = true;
    }
    sn_buf_free(&g.cells);
}

/* ---- records ---- */

static bool is_shown(const struct sn_report *r, const struct sn_column *col,
                     const struct sn_cell *c)
{
    if (col->type == SN_COL_SERIES)
        return r->style.bars && col->head && c->n > 1;
    return !c->none && !(col->hide_zero && c->u == 0) && (col->head || col->before || col->after);
}

static void put_record_head(struct sn_report *r, const char *head)
{
    if (r->style.color)
        sn_put_color(r->b, SN_COLOR_BOLD);
    sn_put_s(r->b, head);
    if (r->style.color)
        sn_put_color(r->b, SN_COLOR_PLAIN);
    put_spaces(r->b, strlen(head) < HEAD_WIDTH ? HEAD_WIDTH - strlen(head) : 1);
}

static void put_record_series(struct sn_report *r, const struct sn_cell *c)
{
    unsigned width = r->style.width ? r->style.width - HEAD_WIDTH : SERIES_MAX;

    if (r->style.color)
        sn_put_color(r->b, SN_COLOR_CYAN);
    put_series(r->b, c->p, c->n, width, r->style.utf8);
    if (r->style.color)
        sn_put_color(r->b, SN_COLOR_PLAIN);
}

void sn_report_text_record(struct sn_report *r, const struct sn_report_table *t,
                           const struct sn_cell *cell)
{
    bool open = false; /* a line that wants its newline */

    for (unsigned i = 0; i < t->ncol; i++) {
        const struct sn_column *col = &t->col[i];

        if (!is_shown(r, col, &cell[i]))
            continue;
        if (col->head) {
            if (open)
                sn_put_c(r->b, '\n');
            put_record_head(r, col->head);
        }
        if (col->before)
            sn_put_s(r->b, col->before);
        if (col->type == SN_COL_SERIES)
            put_record_series(r, &cell[i]);
        else
            sn_report_value(r, r->b, col, &cell[i]);
        if (col->after)
            sn_put_s(r->b, col->after);
        open = r->any = true;
    }
    if (open)
        sn_put_c(r->b, '\n');
}
