/*
 * Tables as JSON and CSV, and which form a table takes. See sn/report.h.
 *
 * A value is written by one function for text and one for the forms that programs read; the rest is
 * what stands between values.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "fmt/report.h"

#include "fmt/csv.h"
#include "sn/dis.h"
#include "sn/fmt.h"

#define NS             UINT64_C(1000000000)
#define PATH_MAX_PARTS 128 /* of a tree's rows */

/* ---- values ---- */

static void put_address(struct sn_buf *b, const struct sn_cell *c)
{
    if (c->n == 4)
        sn_put_ipv4(b, c->p);
    else
        sn_put_ipv6(b, c->p);
}

/* Seconds with so many digits behind the point, up to nine, rounded. */
static void put_duration(struct sn_buf *b, uint64_t ns, unsigned digits)
{
    uint64_t unit = 1, units;

    for (unsigned i = digits; i < 9; i++)
        unit *= 10;
    units = ns / unit + (ns % unit * 2 >= unit && unit > 1);
    sn_put_u64(b, units / (NS / unit));
    sn_put_c(b, '.');
    sn_put_u64_pad(b, units % (NS / unit), digits);
}

static void put_seconds(struct sn_buf *b, const struct sn_column *col, const struct sn_cell *c,
                        unsigned digits)
{
    bool before = col->type == SN_COL_DURATION && c->i < 0;

    if (before)
        sn_put_c(b, '-');
    put_duration(b, before ? 0 - c->u : c->u, digits);
}

void sn_report_text(struct sn_buf *b, const struct sn_column *col, const struct sn_cell *c)
{
    switch (col->type) {
    case SN_COL_SHARE:
        sn_put_f(b, "%.1f%%", c->f);
        break;
    case SN_COL_RATE:
        sn_put_f(b, "%.2f", c->f);
        break;
    case SN_COL_TIME:
        sn_fmt_iso8601(b, c->i);
        break;
    case SN_COL_DURATION:
    case SN_COL_SPAN:
        put_seconds(b, col, c, col->digits ? col->digits : 3);
        sn_put_lit(b, " s");
        break;
    case SN_COL_ADDRESS:
        put_address(b, c);
        break;
    case SN_COL_STRING:
        sn_put_safe(b, c->p, c->n);
        break;
    case SN_COL_BOOL:
        sn_put_s(b, c->u ? "yes" : "no");
        break;
    case SN_COL_INT:
        sn_put_i64(b, c->i);
        break;
    default:
        sn_put_u64(b, c->u);
        break;
    }
}

static bool put_name(const struct sn_names *names, struct sn_buf *b, const struct sn_cell *c)
{
    uint32_t a;

    if (!names)
        return false;
    if (c->n != 4)
        return names->host6(names->ctx, b, c->p);
    memcpy(&a, c->p, 4);
    return names->host4(names->ctx, b, ntohl(a));
}

void sn_report_value(const struct sn_report *r, struct sn_buf *b, const struct sn_column *col,
                     const struct sn_cell *c)
{
    if (col->type != SN_COL_ADDRESS || !put_name(r->style.names, b, c))
        sn_report_text(b, col, c);
}

/* What programs read, but for strings. */
static void put_plain_value(struct sn_buf *b, const struct sn_column *col, const struct sn_cell *c)
{
    switch (col->type) {
    case SN_COL_SHARE:
    case SN_COL_RATE:
        sn_put_f(b, "%.3f", c->f);
        break;
    case SN_COL_DURATION:
    case SN_COL_SPAN:
        put_seconds(b, col, c, 9);
        break;
    case SN_COL_BOOL:
        sn_put_s(b, c->u ? "true" : "false");
        break;
    default:
        sn_report_text(b, col, c);
        break;
    }
}

static void put_json_value(struct sn_json *j, const struct sn_column *col, const struct sn_cell *c)
{
    bool quoted = col->type == SN_COL_TIME || col->type == SN_COL_ADDRESS;

    if (col->type == SN_COL_STRING) {
        sn_json_str_n(j, c->p, c->n);
        return;
    }
    sn_json_raw(j);
    if (quoted)
        sn_put_c(j->b, '"');
    put_plain_value(j->b, col, c);
    if (quoted)
        sn_put_c(j->b, '"');
}

bool sn_report_is_number(const struct sn_column *col)
{
    return col->type < SN_COL_TIME || col->type == SN_COL_DURATION || col->type == SN_COL_SPAN;
}

/* ---- JSON ---- */

/* Whether programs are told of a column. */
static bool is_member(const struct sn_column *col)
{
    return col->key && col->type != SN_COL_SERIES;
}

/* How many bytes of a key stand in front of its dot; 0: it has none. */
static size_t outer(const char *key)
{
    const char *dot = strchr(key, '.');

    return dot ? (size_t)(dot - key) : 0;
}

/* "address_name" behind "address". */
static void json_name(struct sn_report *r, const char *key, const struct sn_cell *c)
{
    char mem[512], name[64];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    if (!put_name(r->style.names, &b, c))
        return;
    snprintf(name, sizeof name, "%s_name", key);
    sn_json_key(&r->j, name);
    sn_json_str_n(&r->j, mem, sn_buf_len(&b));
}

/* The members of a row. */
static void json_members(struct sn_report *r, const struct sn_report_table *t,
                         const struct sn_cell *cell)
{
    struct sn_json *j = &r->j;
    const char *in = NULL; /* the key whose first part is an object that is open */
    size_t n = 0;          /* of that part */

    for (unsigned i = 0; i < t->ncol; i++) {
        const char *key = t->col[i].key;

        if (!is_member(&t->col[i]) || cell[i].none)
            continue;
        if (n && (outer(key) != n || memcmp(in, key, n) != 0)) {
            sn_json_object_end(j);
            n = 0;
        }
        if (!n && (n = outer(key))) {
            in = key;
            sn_json_key_n(j, key, n);
            sn_json_object(j);
        }
        sn_json_key(j, n ? key + n + 1 : key);
        put_json_value(j, &t->col[i], &cell[i]);
        if (t->col[i].type == SN_COL_ADDRESS)
            json_name(r, n ? key + n + 1 : key, &cell[i]);
    }
    if (n)
        sn_json_object_end(j);
}

static void json_table(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                       void *ctx)
{
    struct sn_cell cell[SN_COLUMNS_MAX] = {0};
    unsigned depth = 0, open = 0; /* objects that are open, one in the other's array */

    sn_json_key(&r->j, t->key);
    sn_json_array(&r->j);
    for (; row(ctx, cell, &depth); memset(cell, 0, sizeof cell)) {
        if (open && depth == open) {
            sn_json_key(&r->j, t->key);
            sn_json_array(&r->j);
        }
        for (; open > depth; open--) {
            sn_json_object_end(&r->j);
            if (open > depth + 1)
                sn_json_array_end(&r->j);
        }
        sn_json_object(&r->j);
        json_members(r, t, cell);
        open++;
    }
    for (; open; open--) {
        sn_json_object_end(&r->j);
        if (open > 1)
            sn_json_array_end(&r->j);
    }
    sn_json_array_end(&r->j);
}

/* ---- CSV ---- */

static bool has_members(const struct sn_report_table *t)
{
    for (unsigned i = 0; i < t->ncol; i++) {
        if (is_member(&t->col[i]))
            return true;
    }
    return false;
}

static bool is_field(const struct sn_column *col)
{
    return is_member(col) && !col->json;
}

static void csv_heads(struct sn_buf *b, const struct sn_report_table *t)
{
    const char *sep = "";

    for (unsigned i = 0; i < t->ncol; i++) {
        if (!is_field(&t->col[i]))
            continue;
        sn_put_s(b, sep);
        sn_put_s(b, t->col[i].key);
        sep = ",";
    }
    sn_put_c(b, '\n');
}

/* path: what stands in front of the first column. */
static void csv_row(struct sn_buf *b, const struct sn_report_table *t, const struct sn_cell *cell,
                    const struct sn_buf *path)
{
    bool first = true;

    for (unsigned i = 0; i < t->ncol; i++) {
        if (!is_field(&t->col[i]))
            continue;
        if (!first)
            sn_put_c(b, ',');
        if (first && path)
            sn_put_csv(b, path->base, sn_buf_len(path), true);
        else if (!cell[i].none && t->col[i].type == SN_COL_STRING)
            sn_put_csv(b, cell[i].p, cell[i].n, true);
        else if (!cell[i].none)
            put_plain_value(b, &t->col[i], &cell[i]);
        first = false;
    }
    sn_put_c(b, '\n');
}

/* The names of a row and of those that it is inside of. */
struct path {
    struct sn_buf b;
    size_t end[PATH_MAX_PARTS]; /* of each part */
};

/* The first `depth` parts stay, the row's name follows them. */
static void add_to_path(struct path *path, const struct sn_cell *name, unsigned depth)
{
    if (depth >= PATH_MAX_PARTS)
        depth = PATH_MAX_PARTS - 1;
    if (sn_buf_len(&path->b))
        path->b.p = path->b.base + (depth ? path->end[depth - 1] : 0);
    if (depth)
        sn_put_c(&path->b, ':');
    sn_put_mem(&path->b, name->p, name->n);
    path->end[depth] = sn_buf_len(&path->b);
}

static void csv_table(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                      void *ctx)
{
    struct sn_cell cell[SN_COLUMNS_MAX] = {0};
    bool tree = t->shape == SN_REPORT_TREE;
    struct path path = {.end = {0}};
    unsigned depth = 0;

    if (!has_members(t))
        return;
    if (r->any)
        sn_put_c(r->b, '\n');
    csv_heads(r->b, t);
    sn_buf_init(&path.b, CELLS_MAX);
    for (; row(ctx, cell, &depth); memset(cell, 0, sizeof cell)) {
        if (tree)
            add_to_path(&path, cell, depth);
        csv_row(r->b, t, cell, tree ? &path.b : NULL);
    }
    if (path.b.err)
        r->b->err = path.b.err;
    sn_buf_free(&path.b);
    r->any = true;
}

/* ---- reports ---- */

void sn_report_begin(struct sn_report *r, struct sn_buf *b, enum sn_report_form form)
{
    *r = (struct sn_report){.b = b, .j = sn_json_into(b), .form = form};
    if (form == SN_REPORT_JSON)
        sn_json_object(&r->j);
    else if (form == SN_REPORT_HTML)
        sn_report_html_begin(r);
}

static void add_record(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                       void *ctx)
{
    struct sn_cell cell[SN_COLUMNS_MAX] = {0};
    unsigned depth;

    if (!row(ctx, cell, &depth))
        return;
    if (r->form == SN_REPORT_TEXT)
        sn_report_text_record(r, t, cell);
    else if (r->form == SN_REPORT_HTML)
        sn_report_html_record(r, t, cell);
    else
        json_members(r, t, cell);
}

void sn_report_add(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                   void *ctx, uint32_t shown, uint32_t all)
{
    if (r->form == SN_REPORT_CSV)
        csv_table(r, t, row, ctx);
    else if (t->shape == SN_REPORT_RECORD)
        add_record(r, t, row, ctx);
    else if (r->form == SN_REPORT_TEXT)
        sn_report_text_table(r, t, row, ctx, shown, all);
    else if (r->form == SN_REPORT_HTML)
        sn_report_html_table(r, t, row, ctx, shown, all);
    else
        json_table(r, t, row, ctx);
}

void sn_report_end(struct sn_report *r)
{
    if (r->form == SN_REPORT_HTML)
        sn_report_html_end(r);
    if (r->form != SN_REPORT_JSON)
        return;
    sn_json_object_end(&r->j);
    sn_json_newline(&r->j);
}
