/*
 * The live view: see sn/live.h. A frame is a title, a line of history, the report of a view, and a
 * line that says which keys there are, or takes a filter.
 */
#include "sn/live.h"

#include <stdlib.h>

#include "sn/fmt.h"
#include "sn/progress.h"
#include "sn/terminal.h"

#define HISTORY    120 /* intervals */
#define TOP        500 /* rows that can be scrolled to */
#define PATTERN    256 /* bytes of a filter that is typed */
#define TICK_MS    100
#define SHOW_TICKS 5
#define BODY_MAX   ((size_t)64 << 20)

struct sn_live {
    struct sn_live_opts o;
    struct sn_meter *meter;
    const struct sn_stat_view *view;
    enum sn_stat_order order;
    struct sn_filter *filter; /* that was typed; NULL: the caller's, or none */
    struct sn_reader *reader; /* that is read; NULL: none */
    const char *name;

    uint64_t bits[HISTORY]; /* in each interval, the last `nbits` of them */
    uint32_t nbits;
    struct sn_stat_sum rate; /* of the last interval */

    uint64_t answers; /* of names that were shown */
    uint64_t packets; /* when they were last shown, so many looks ago: */
    unsigned ticks;
    struct sn_buf body;         /* the report at hand */
    unsigned body_cols, scroll; /* it is so wide; lines above the screen */
    bool stale;                 /* it isn't what was counted */
    bool changed, paused, recent, ended;
    bool typing; /* a filter: */
    char typed[PATTERN], pattern[PATTERN], says[160];
};

/* ---- counting ---- */

static bool each(void *ctx, struct sn_stat *s, int64_t from)
{
    struct sn_live *l = ctx;

    (void)from;
    l->rate = sn_stat_totals(s)->all;
    if (l->nbits == HISTORY)
        memmove(l->bits, l->bits + 1, (HISTORY - 1) * sizeof *l->bits);
    else
        l->nbits++;
    l->bits[l->nbits - 1] = l->rate.bytes * 8;
    l->stale |= !l->paused;
    l->changed = true;
    return true;
}

static bool tick(void *ctx)
{
    struct sn_live *l = ctx;
    uint64_t packets = sn_meter_packets(l->meter);

    /* Old packets come without an interval's end. */
    if (packets != l->packets && ++l->ticks >= SHOW_TICKS) {
        l->packets = packets;
        l->ticks = 0;
        l->stale |= !l->paused;
        l->changed = true;
    }
    if (l->o.names && sn_fmt_names_answers(l->o.names) != l->answers) {
        l->answers = sn_fmt_names_answers(l->o.names);
        l->stale |= !l->paused;
        l->changed = true;
    }
    return !l->o.look || l->o.look(l->o.ctx, l);
}

static bool stop(void *ctx)
{
    const struct sn_live *l = ctx;

    return l->o.stop && l->o.stop(l->o.ctx);
}

enum sn_err sn_live_new(struct sn_live **out, const struct sn_live_opts *o, struct sn_diag *d)
{
    struct sn_live *l = calloc(1, sizeof *l);
    struct sn_meter_opts mo = {.stat = o->stat,
                               .interval = o->interval,
                               .whole = true,
                               .tick_ms = TICK_MS,
                               .watch = o->watch,
                               .ctx = l,
                               .stop = stop,
                               .each = each,
                               .tick = tick};
    enum sn_err e = l ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory for the screen");

    *out = NULL;
    if (e)
        return e;
    l->o = *o;
    mo.stat.want = sn_stat_page_want();
    l->view = o->print.view ? o->print.view : sn_stat_views;
    l->order = o->print.by;
    l->name = "";
    l->stale = l->changed = true;
    sn_buf_init(&l->body, BODY_MAX);
    e = sn_meter_new(&l->meter, &mo, d);
    if (e)
        sn_live_free(l);
    else
        *out = l;
    return e;
}

void sn_live_free(struct sn_live *l)
{
    if (!l)
        return;
    sn_meter_free(l->meter);
    sn_filter_free(l->filter);
    sn_buf_free(&l->body);
    free(l);
}

void sn_live_filter(struct sn_live *l, struct sn_filter *f, const char *text)
{
    strlcpy(l->pattern, text, sizeof l->pattern);
    sn_meter_filter(l->meter, f);
}

enum sn_counter_why sn_live_read(struct sn_live *l, struct sn_reader *r, const char *name,
                                 struct sn_diag *d)
{
    enum sn_counter_why why;

    if (l->filter && sn_filter_input(l->filter, r, d))
        return SN_COUNTER_FILTER;
    l->reader = r;
    l->name = name;
    why = sn_meter_read(l->meter, NULL, r, d);
    l->reader = NULL;
    l->stale = l->changed = true;
    return why;
}

void sn_live_ended(struct sn_live *l)
{
    sn_meter_finish(l->meter); /* what began last counts as an interval, too */
    l->ended = l->changed = true;
    l->stale |= !l->paused;
}

/* ---- keys ---- */

static void say(struct sn_live *l, const struct sn_diag *d)
{
    struct sn_buf b;

    sn_buf_fixed(&b, l->says, sizeof l->says - 1);
    if (d->where == SN_AT_COLUMN)
        sn_put_f(&b, "column %llu: ", (unsigned long long)d->at);
    sn_put_f(&b, "%.100s", d->msg);
    *b.p = '\0';
}

/* What was typed filters from here on, and counting begins anew. */
static void apply(struct sn_live *l)
{
    struct sn_bpf_opts fo = {
        .linktype = SN_LINK_ANY, .look_through = l->o.look_through, .no_lookup = true};
    struct sn_filter *f = NULL;
    struct sn_diag d = {0};
    enum sn_err e = SN_OK;

    if (l->typed[strspn(l->typed, " ")])
        e = sn_filter_new(&f, l->typed, strlen(l->typed), &fo, &d);
    if (!e && f && l->reader)
        e = sn_filter_input(f, l->reader, &d);
    if (!e)
        e = sn_meter_restart(l->meter, &d);
    if (e) {
        say(l, &d);
        sn_filter_free(f);
        return;
    }
    sn_meter_filter(l->meter, f);
    sn_filter_free(l->filter);
    l->filter = f;
    strlcpy(l->pattern, l->typed, sizeof l->pattern);
    l->nbits = 0;
    l->rate = (struct sn_stat_sum){0};
    l->typing = false;
    l->stale = true;
}

static void type(struct sn_live *l, int key)
{
    size_t n = strlen(l->typed);

    l->says[0] = '\0';
    if (key == SN_KEY_ENTER)
        apply(l);
    else if (key == SN_KEY_ESCAPE)
        l->typing = false;
    else if (key == SN_KEY_BACKSPACE && n)
        l->typed[n - 1] = '\0';
    else if (key >= ' ' && key < 0x7f && n + 1 < sizeof l->typed) {
        l->typed[n] = (char)key;
        l->typed[n + 1] = '\0';
    }
}

static unsigned views(void)
{
    unsigned n = 0;

    while (sn_stat_views[n].name)
        n++;
    return n;
}

static void choose_view(struct sn_live *l, unsigned i)
{
    if (i >= views())
        return;
    l->view = &sn_stat_views[i];
    l->order = l->view->by;
    l->scroll = 0;
    l->stale = true;
}

static void next_order(struct sn_live *l)
{
    unsigned i = (unsigned)l->order + 1;

    l->order = (enum sn_stat_order)(sn_stat_order_name(i) ? i : 0);
    l->stale = true;
}

static void scroll(struct sn_live *l, int by)
{
    l->scroll = by < 0 && l->scroll < (unsigned)-by ? 0 : (unsigned)((int)l->scroll + by);
}

static void command(struct sn_live *l, int key)
{
    unsigned at = (unsigned)(l->view - sn_stat_views), n = views();

    if (key == '\t' || key == SN_KEY_RIGHT)
        choose_view(l, at + 1 < n ? at + 1 : 0);
    else if (key == SN_KEY_LEFT)
        choose_view(l, at ? at - 1 : n - 1);
    else if (key >= '1' && key <= '9')
        choose_view(l, (unsigned)(key - '1'));
    else if (key == 's')
        next_order(l);
    else if (key == 'p' || key == ' ') {
        l->paused = !l->paused;
        l->stale = !l->paused;
    } else if (key == 't') {
        l->recent = !l->recent;
        l->stale = true;
    } else if ((key == 'f' || key == '/') && l->ended) {
        strlcpy(l->says, "nothing more comes that could be filtered", sizeof l->says);
    } else if (key == 'f' || key == '/') {
        strlcpy(l->typed, l->pattern, sizeof l->typed);
        l->typing = true;
    } else if (key == SN_KEY_UP || key == 'k')
        scroll(l, -1);
    else if (key == SN_KEY_DOWN || key == 'j')
        scroll(l, 1);
    else if (key == SN_KEY_PAGE_UP)
        scroll(l, -10);
    else if (key == SN_KEY_PAGE_DOWN)
        scroll(l, 10);
    else if (key == SN_KEY_HOME)
        l->scroll = 0;
}

bool sn_live_key(struct sn_live *l, int key)
{
    l->changed = true;
    if (l->typing) {
        type(l, key);
        return true;
    }
    l->says[0] = '\0';
    if (key == 'q' || key == 'Q')
        return false;
    command(l, key);
    return true;
}

bool sn_live_changed(const struct sn_live *l)
{
    return l->changed;
}

/* ---- frames ---- */

static void color(const struct sn_live *l, struct sn_buf *b, enum sn_color c)
{
    if (l->o.print.style.color)
        sn_put_color(b, c);
}

/* Appends a line of n bytes, cut to so many columns; sequences that colour take none. */
static void put_cut(struct sn_buf *b, const char *s, size_t n, unsigned cols)
{
    bool colored = false;

    for (size_t i = 0; i < n;) {
        size_t len = 1;

        if (s[i] == '\033') {
            while (i + len < n && s[i + len] != 'm')
                len++;
            len += i + len < n;
            colored = true;
        } else {
            while (i + len < n && (s[i + len] & 0xc0) == 0x80)
                len++;
            if (!cols--)
                break;
        }
        sn_put_mem(b, s + i, len);
        i += len;
    }
    if (colored)
        sn_put_color(b, SN_COLOR_PLAIN);
    sn_put_c(b, '\n');
}

static void put_line(struct sn_buf *b, struct sn_buf *line, unsigned cols)
{
    if (line->err)
        b->err = line->err;
    put_cut(b, line->base, sn_buf_len(line), cols);
    sn_buf_clear(line);
}

static void put_elapsed(struct sn_buf *b, const struct sn_stat_totals *t)
{
    uint64_t s = t->all.packets ? ((uint64_t)t->last - (uint64_t)t->first) / 1000000000 : 0;

    sn_put_f(b, "%llu:%02u:%02u", (unsigned long long)(s / 3600), (unsigned)(s / 60 % 60),
             (unsigned)(s % 60));
}

static void put_title(struct sn_live *l, struct sn_buf *b, const struct sn_stat_totals *t)
{
    double seconds = (double)l->o.interval / 1e9;
    uint64_t lost = sn_meter_lost(l->meter);

    color(l, b, SN_COLOR_BOLD);
    sn_put_lit(b, "snstat ");
    put_elapsed(b, t);
    sn_put_lit(b, "  ");
    sn_put_si(b, (double)l->rate.packets / seconds, "packets/s");
    sn_put_lit(b, "  ");
    sn_put_si(b, (double)l->rate.bytes * 8 / seconds, "bit/s");
    sn_put_f(b, "  %llu packets", (unsigned long long)t->all.packets);
    if (lost != SN_UNKNOWN) {
        color(l, b, lost ? SN_COLOR_RED : SN_COLOR_BOLD);
        sn_put_f(b, "  lost %llu", (unsigned long long)lost);
    }
    if (l->ended || l->paused) {
        color(l, b, SN_COLOR_YELLOW);
        sn_put_s(b, l->ended ? "  (ended)" : "");
        sn_put_s(b, l->paused ? "  (paused)" : "");
    }
    color(l, b, SN_COLOR_PLAIN);
    sn_put_lit(b, "  ");
    sn_put_safe(b, l->name, strlen(l->name));
}

struct history {
    const struct sn_live *l;
    unsigned cols;
    bool done;
};

static bool history_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct history *h = ctx;
    uint32_t n = h->l->nbits < h->cols ? h->l->nbits : h->cols;

    (void)depth;
    c->p = h->l->bits + h->l->nbits - n;
    c->n = n;
    return !h->done && (h->done = true);
}

/* The rates of the last intervals as a report's series, without its heading's newline. */
static void put_history(struct sn_live *l, struct sn_buf *b, unsigned cols)
{
    static const struct sn_column column[] = {
        {.key = "history", .head = "Bits over time", .type = SN_COL_SERIES}};
    static const struct sn_report_table table = {
        .shape = SN_REPORT_RECORD, .col = column, .ncol = 1};
    struct history h = {.l = l, .cols = cols > 15 ? cols - 15 : 0};
    struct sn_report r;

    sn_report_begin(&r, b, SN_REPORT_TEXT);
    r.style = l->o.print.style;
    r.style.width = cols;
    sn_report_add(&r, &table, history_row, &h, 0, 0);
    sn_report_end(&r);
    if (sn_buf_len(b))
        b->p--;
}

static void put_keys(struct sn_live *l, struct sn_buf *b)
{
    if (l->typing) {
        sn_put_lit(b, "filter: ");
        sn_put_safe(b, l->typed, strlen(l->typed));
        sn_put_lit(b, "_  ");
    }
    if (l->says[0]) {
        color(l, b, SN_COLOR_RED);
        sn_put_safe(b, l->says, strlen(l->says));
        color(l, b, SN_COLOR_PLAIN);
    }
    if (l->typing || l->says[0])
        return;
    color(l, b, SN_COLOR_BOLD);
    sn_put_f(b, "%s by %s%s", l->view->name, sn_stat_order_name(l->order),
             l->recent ? ", now" : "");
    color(l, b, SN_COLOR_PLAIN);
    sn_put_f(b, "  Tab view  s sort  t %s  f filter  p pause  q quit", l->recent ? "whole" : "now");
    if (l->pattern[0]) {
        sn_put_lit(b, "  ");
        sn_put_safe(b, l->pattern, strlen(l->pattern));
    }
}

static enum sn_err make_body(struct sn_live *l, struct sn_stat *whole, unsigned cols,
                             struct sn_diag *d)
{
    struct sn_stat *s = l->recent ? sn_meter_last(l->meter) : whole;
    struct sn_stat_print o = l->o.print;

    sn_buf_clear(&l->body);
    l->stale = false;
    l->body_cols = cols;
    o.form = SN_REPORT_TEXT;
    o.view = l->view;
    o.by = o.sort = l->order;
    o.top = TOP;
    o.style.width = cols;
    return s ? sn_stat_report(s, NULL, &l->body, &o, d) : SN_OK;
}

static void put_body(struct sn_live *l, struct sn_buf *b, unsigned rows, unsigned cols)
{
    const char *p = l->body.base, *end = l->body.p;
    unsigned lines = 0;

    for (const char *q = p; q < end; q++)
        lines += *q == '\n';
    if (l->scroll + rows > lines)
        l->scroll = lines > rows ? lines - rows : 0;
    for (unsigned i = 0; i < l->scroll + rows; i++) {
        const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;

        if (!nl)
            nl = end;
        if (i >= l->scroll)
            put_cut(b, p, (size_t)(nl - p), cols);
        p = nl < end ? nl + 1 : end;
    }
}

enum sn_err sn_live_frame(struct sn_live *l, unsigned rows, unsigned cols, struct sn_buf *b,
                          struct sn_diag *d)
{
    struct sn_stat *whole;
    struct sn_buf line;
    enum sn_err e = sn_meter_whole(l->meter, &whole, d);

    if (!e && (l->stale || (cols != l->body_cols && !l->paused)))
        e = make_body(l, whole, cols, d);
    if (e)
        return e;
    sn_buf_init(&line, 1 << 16);
    put_title(l, &line, sn_stat_totals(whole));
    put_line(b, &line, cols);
    put_history(l, &line, cols);
    put_line(b, &line, cols);
    put_body(l, b, rows - 3, cols);
    put_keys(l, &line);
    put_line(b, &line, cols);
    sn_buf_free(&line);
    l->changed = false;
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory for the screen") : SN_OK;
}
