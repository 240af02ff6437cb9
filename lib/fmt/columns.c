/* Chosen fields as columns. See sn/columns.h. */
#include "sn/columns.h"

#include <stdlib.h>

#include "base/put.h"
#include "dis/plain.h"
#include "fmt/csv.h"
#include "fmt/fmt.h"
#include "fmt/frame.h"
#include "fmt/value.h"
#include "fmt/wanted.h"

#define CELL_MAX ((size_t)16 << 20) /* bytes of a cell in CSV */

struct sn_columns {
    struct sn_wanted *set; /* of the names, in their order: each once */
    const char **name;     /* n of them: the headings */
    uint16_t *source;      /* for each column which of the set's names it shows, from 0 */
    uint32_t n, sources;
    char *join;
    size_t njoin;
    bool csv, header, framed; /* something of the frame is wanted */
    struct plain_cell *plain; /* PLAIN_KINDS times n; NULL: not all of it is in headers */
};

/* A column of a plain packet. */
struct plain_cell {
    const struct sn_field *f; /* NULL: no header has it */
    uint16_t field;
    uint8_t header; /* which: PLAIN_LINK … */
    uint8_t at;     /* where it is there */
};
enum { PLAIN_LINK, PLAIN_NET, PLAIN_TRANSPORT, PLAIN_HEADERS };
enum { PLAIN_KINDS = 4 }; /* IPv4 and IPv6, with TCP and UDP */

/* A value of a column; the next one of it. */
struct value {
    const struct sn_field *f;
    const struct sn_rec *q;
    uint32_t next; /* plus 1; 0: the last */
};

struct sn_cells {
    const struct sn_columns *c;
    uint32_t *first, *last; /* for each of the set's names, plus 1; 0: none */
    struct value *value;
    uint32_t n, room;
    struct frame_recs frame;
    struct sn_buf cell;
};

/* ---- the names ---- */

struct names {
    const char *name[SN_COLUMNS_FIELDS_MAX];     /* as columns stand */
    uint16_t source[SN_COLUMNS_FIELDS_MAX];      /* where in `each` */
    const char *each[SN_COLUMNS_FIELDS_MAX + 1]; /* every name once */
    uint32_t n, sources;
};

static enum sn_err add_name(struct names *a, const char *name, struct sn_diag *d)
{
    uint32_t i = 0;

    if (a->n == SN_COLUMNS_FIELDS_MAX)
        return sn_fail(d, SN_EUSAGE, "more than %d columns", SN_COLUMNS_FIELDS_MAX);
    while (i < a->sources && strcmp(a->each[i], name) != 0)
        i++;
    if (i == a->sources)
        a->each[a->sources++] = name;
    a->name[a->n] = name;
    a->source[a->n++] = (uint16_t)i;
    return SN_OK;
}

/* "dns.": each field that begins so is a column. */
static enum sn_err add_prefix(struct names *a, const char *prefix, struct sn_diag *d)
{
    const struct sn_proto *p;
    uint32_t before = a->sources, found;
    enum sn_err e = SN_OK;

    for (size_t i = 0; !e && (p = sn_wanted_proto(i)); i++) {
        for (unsigned f = 0; f < p->nfields && !e; f++) {
            const char *name = p->fields[f].name;

            if (!name || strncmp(name, prefix, strlen(prefix)) != 0)
                continue;
            for (found = before; found < a->sources && strcmp(a->each[found], name) != 0; found++)
                ;
            if (found == a->sources)
                e = add_name(a, name, d);
        }
    }
    return e;
}

/* Takes a list apart, which it changes. */
static enum sn_err split(struct names *a, char *list, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    char *word;

    while (!e && (word = strsep(&list, ","))) {
        size_t n = strlen(word);
        uint32_t had = a->n;

        if (n && word[n - 1] == '.')
            e = add_prefix(a, word, d);
        if (!e && n && a->n == had)
            e = add_name(a, word, d); /* a wrong one is an error of the set's */
    }
    if (!e && !a->n)
        e = sn_fail(d, SN_EUSAGE, "no field is named");
    return e;
}

static enum sn_err compile(struct sn_columns *c, struct names *a, struct sn_diag *d)
{
    enum sn_err e = sn_wanted_new(&c->set, a->each, a->sources, d);

    if (e)
        return e;
    c->n = a->n;
    c->sources = a->sources;
    c->framed = sn_wanted_of(c->set, &sn_proto_frame) != NULL;
    c->name = calloc(c->n, sizeof *c->name);
    c->source = malloc(c->n * sizeof *c->source);
    if (!c->name || !c->source)
        return sn_fail(d, SN_ENOMEM, "no memory for columns");
    memcpy(c->source, a->source, c->n * sizeof *c->source);
    for (uint32_t i = 0; i < c->n; i++)
        c->name[i] = sn_wanted_name(c->set, a->source[i] + 1u);
    return SN_OK;
}

/* Whether plain packets need no dissection: what is wanted of their layers is in the headers. */
static bool is_plain(const struct sn_wanted *set)
{
    static const struct sn_proto *const layers[] = {
        &sn_proto_eth, &sn_proto_vlan, &sn_proto_ip,   &sn_proto_ipv6,
        &sn_proto_tcp, &sn_proto_udp,  &sn_proto_data, NULL};

    for (const struct sn_proto *const *p = layers; *p; p++) {
        const struct wanted_row *r = wanted_row(set, *p);

        if (r && (!r->headers || *p == &sn_proto_vlan || *p == &sn_proto_data))
            return false;
    }
    return (sn_wanted_dis(set) &
            (SN_WANT_FIELDS | SN_WANT_SUMS | SN_WANT_DERIVED | SN_WANT_HEADERS)) == SN_WANT_HEADERS;
}

/* The columns that a header of plain packets has. */
static void add_plain(const struct sn_columns *c, struct plain_cell *cell, uint8_t header,
                      const struct sn_proto *p)
{
    const struct wanted_row *r = wanted_row(c->set, p);

    for (unsigned k = 0; r && k < r->nhead; k++) {
        const struct wanted_head *h = &r->head[k];

        for (uint32_t i = 0; i < c->n; i++)
            if (c->source[i] == h->name - 1)
                cell[i] =
                    (struct plain_cell){&p->fields[h->field], h->field, header, (uint8_t)h->at};
    }
}

static enum sn_err plan_plain(struct sn_columns *c, struct sn_diag *d)
{
    if (!is_plain(c->set))
        return SN_OK;
    c->plain = calloc((size_t)PLAIN_KINDS * c->n, sizeof *c->plain);
    if (!c->plain)
        return sn_fail(d, SN_ENOMEM, "no memory for columns");
    for (unsigned kind = 0; kind < PLAIN_KINDS; kind++) {
        struct plain_cell *cell = c->plain + (size_t)kind * c->n;

        add_plain(c, cell, PLAIN_LINK, &sn_proto_eth);
        add_plain(c, cell, PLAIN_NET, kind & 2 ? &sn_proto_ipv6 : &sn_proto_ip);
        add_plain(c, cell, PLAIN_TRANSPORT, kind & 1 ? &sn_proto_udp : &sn_proto_tcp);
    }
    return SN_OK;
}

enum sn_err sn_columns_new(struct sn_columns **out, const struct sn_columns_opts *o,
                           struct sn_diag *d)
{
    struct sn_columns *c = calloc(1, sizeof *c);
    struct names *a = calloc(1, sizeof *a);
    char *list = strdup(o->fields);
    enum sn_err e = SN_ENOMEM;

    *out = NULL;
    if (c)
        c->join = strdup(o->join ? o->join : ",");
    if (!c || !a || !list || !c->join)
        (void)sn_fail(d, e, "no memory for columns");
    else if (!(e = split(a, list, d)))
        e = compile(c, a, d);
    if (!e)
        e = plan_plain(c, d);
    if (e) {
        sn_columns_free(c);
    } else {
        c->njoin = strlen(c->join);
        c->csv = o->csv;
        c->header = !o->no_header;
        *out = c;
    }
    free(a);
    free(list);
    return e;
}

void sn_columns_free(struct sn_columns *c)
{
    if (!c)
        return;
    sn_wanted_free(c->set);
    free(c->name);
    free(c->source);
    free(c->plain);
    free(c->join);
    free(c);
}

const struct sn_wanted *sn_columns_wanted(const struct sn_columns *c)
{
    return c->set;
}

void sn_columns_header(const struct sn_columns *c, struct sn_buf *b)
{
    for (uint32_t i = 0; c->header && i < c->n; i++) {
        sn_put_s(b, c->name[i]);
        sn_put_c(b, i + 1 == c->n ? '\n' : c->csv ? ',' : '\t');
    }
}

/* ---- lines ---- */

enum sn_err sn_cells_new(struct sn_cells **out, const struct sn_columns *c, struct sn_diag *d)
{
    struct sn_cells *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return sn_fail(d, SN_ENOMEM, "no memory for columns");
    w->c = c;
    w->room = 256;
    w->first = calloc(c->sources, sizeof *w->first);
    w->last = calloc(c->sources, sizeof *w->last);
    w->value = malloc(w->room * sizeof *w->value);
    sn_frame_init(&w->frame);
    sn_buf_init(&w->cell, CELL_MAX);
    if (!w->first || !w->last || !w->value) {
        sn_cells_free(w);
        return sn_fail(d, SN_ENOMEM, "no memory for columns");
    }
    *out = w;
    return SN_OK;
}

void sn_cells_free(struct sn_cells *w)
{
    if (!w)
        return;
    free(w->first);
    free(w->last);
    free(w->value);
    sn_frame_free(&w->frame);
    sn_buf_free(&w->cell);
    free(w);
}

static bool more_values(struct sn_cells *w)
{
    struct value *more = reallocarray(w->value, w->room, 2 * sizeof *more);

    if (!more)
        return false;
    w->value = more;
    w->room *= 2;
    return true;
}

static inline bool add_value(struct sn_cells *w, uint32_t source, const struct sn_field *f,
                             const struct sn_rec *q)
{
    if (w->n == w->room && !more_values(w))
        return false;
    w->value[w->n++] = (struct value){.f = f, .q = q};
    if (w->last[source])
        w->value[w->last[source] - 1].next = w->n;
    else
        w->first[source] = w->n;
    w->last[source] = w->n;
    return true;
}

/* Those of n records that are wanted, whose fields have these flags. */
static bool add_found(struct sn_cells *w, const struct wanted_row *r, const struct sn_rec *q,
                      uint32_t n, uint8_t flags)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct sn_field *f = &r->proto->fields[q[i].field];
        uint16_t name = r->name[q[i].field];

        if (name && !(q[i].flags & SN_REC_TEXT) && (f->flags & flags) == flags &&
            !add_value(w, name - 1u, f, &q[i]))
            return false;
    }
    return true;
}

/* Those of a header, of which n records are there, that are wanted. */
static bool add_header(struct sn_cells *w, const struct wanted_row *r, const struct sn_rec *q,
                       uint32_t n)
{
    bool hidden = false;

    for (const struct wanted_head *h = r->head; h < r->head + r->nhead; h++) {
        if (h->field >= n || q[h->field].field != h->field)
            continue;
        if (q[h->field].flags & SN_REC_TEXT)
            hidden = true;
        else if (!add_value(w, h->name - 1u, &r->proto->fields[h->field], &q[h->field]))
            return false;
    }
    return !hidden || add_found(w, r, q, n, SN_F_INSTEAD);
}

/* Those of n records of a protocol that are wanted. */
static bool add_values(struct sn_cells *w, const struct sn_proto *p, const struct sn_rec *q,
                       uint32_t n)
{
    const struct wanted_row *r = wanted_row(w->c->set, p);

    if (!r)
        return true;
    return r->headers ? add_header(w, r, q, n) : add_found(w, r, q, n, 0);
}

static void put_values(struct sn_cells *w, struct sn_buf *b, uint32_t i)
{
    const struct sn_columns *c = w->c;

    for (; i; i = w->value[i - 1].next) {
        const struct value *v = &w->value[i - 1];

        if (v->f->type == SN_F_STR && !c->csv)
            sn_put_tsv(b, v->q->p, sn_str_len(v->q));
        else
            sn_put_field(b, v->f, v->q, 0);
        if (v->next)
            sn_put_mem(b, c->join, c->njoin);
    }
}

static void put_csv_cell(struct sn_cells *w, struct sn_buf *b, uint32_t i)
{
    sn_buf_clear(&w->cell);
    put_values(w, &w->cell, i);
    sn_put_csv(b, w->cell.base, sn_buf_len(&w->cell), w->value[i - 1].f->type == SN_F_STR);
    if (w->cell.err)
        b->err = w->cell.err;
}

static void put_cell(struct sn_cells *w, struct sn_buf *b, uint32_t first)
{
    if (first && w->c->csv)
        put_csv_cell(w, b, first);
    else
        put_values(w, b, first);
}

/* A packet's line begins: what is wanted of its frame. False: no memory. */
static bool begin_line(struct sn_cells *w, const struct sn_dissection *x, const struct sn_frame *fr)
{
    const struct sn_columns *c = w->c;

    w->n = 0;
    memset(w->first, 0, c->sources * sizeof *w->first);
    memset(w->last, 0, c->sources * sizeof *w->last);
    if (!c->framed)
        return true;
    sn_frame_recs(&w->frame, sn_wanted_of(c->set, &sn_proto_frame), x, fr);
    return !w->frame.failed && add_values(w, &sn_proto_frame, w->frame.r, w->frame.n);
}

static void put_line(struct sn_cells *w, struct sn_buf *b)
{
    const struct sn_columns *c = w->c;

    for (uint32_t i = 0; i < c->n; i++) {
        if (i)
            sn_put_c(b, c->csv ? ',' : '\t');
        put_cell(w, b, w->first[c->source[i]]);
    }
    sn_put_c(b, '\n');
}

void sn_cells_line(struct sn_cells *w, struct sn_buf *b, const struct sn_dissection *x,
                   const struct sn_frame *fr)
{
    bool ok = begin_line(w, x, fr);

    for (uint32_t i = 0; i < x->nlayer && ok; i++)
        ok = add_values(w, x->layer[i].proto, x->rec + x->layer[i].first, x->layer[i].n);
    if (!ok)
        b->err = SN_ENOMEM;
    put_line(w, b);
}

bool sn_columns_plain(const struct sn_columns *c, bool *framed)
{
    *framed = c->framed;
    return c->plain;
}

/* No header has a field of the same name as another that a plain packet has, nor strings. */
void sn_cells_plain(struct sn_cells *w, struct sn_buf *b, const struct sn_plain *x,
                    const struct sn_frame *fr)
{
    const struct sn_columns *c = w->c;
    unsigned kind = (x->ends.version == 6 ? 2u : 0u) | (x->ends.proto == 17 ? 1u : 0u);
    const struct plain_cell *cell = c->plain + (size_t)kind * c->n;
    const uint8_t *at[PLAIN_HEADERS];
    struct sn_rec q;

    sn_plain_headers(x, fr->pkt->data, at);
    if (c->framed && !begin_line(w, NULL, fr))
        b->err = SN_ENOMEM;
    for (uint32_t i = 0; i < c->n; i++, cell++) {
        if (i)
            sn_put_c(b, c->csv ? ',' : '\t');
        if (cell->f) {
            sn_field_fill(&q, 0, cell->f, cell->field, at[cell->header] + cell->at, 0);
            sn_put_field(b, cell->f, &q, 0);
        } else if (c->framed) {
            put_cell(w, b, w->first[c->source[i]]);
        }
    }
    sn_put_c(b, '\n');
}

/* ---- the list of fields ---- */

static const char *type_name(const struct sn_field *f)
{
    static const char *const names[] = {
        [SN_F_NONE] = "label",  [SN_F_UINT] = "unsigned",      [SN_F_INT] = "signed",
        [SN_F_BOOL] = "bool",   [SN_F_IPV4] = "IPv4",          [SN_F_IPV6] = "IPv6",
        [SN_F_ETHER] = "MAC",   [SN_F_BYTES] = "bytes",        [SN_F_STR] = "string",
        [SN_F_TIME] = "time",   [SN_F_SPAN] = "seconds",       [SN_F_GROUP] = "group",
        [SN_F_FLOAT] = "float", [SN_F_IPXNET] = "IPX network",
    };

    return names[f->type];
}

static void put_field(struct sn_buf *b, const struct sn_field *f)
{
    const char *sep = "";

    sn_put_f(b, "%s\t%s", f->name, type_name(f));
    if (f->width && (f->type == SN_F_UINT || f->type == SN_F_INT || f->type == SN_F_FLOAT))
        sn_put_u32(b, f->width * 8u);
    sn_put_c(b, '\t');
    sn_put_s(b, f->title ? f->title : "");
    if (f->unit)
        sn_put_f(b, " (%s)", f->unit);
    sn_put_c(b, '\t');
    for (const struct sn_val *v = f->vals; v && v->name; v++, sep = ", ")
        sn_put_f(b, "%s%u %s", sep, v->v, v->name);
    sn_put_c(b, '\n');
}

static bool listed_before(const char *name, size_t proto, unsigned field)
{
    const struct sn_proto *p;

    for (size_t i = 0; i <= proto && (p = sn_wanted_proto(i)); i++) {
        for (unsigned f = 0; f < (i == proto ? field : p->nfields); f++) {
            if (p->fields[f].name && strcmp(p->fields[f].name, name) == 0)
                return true;
        }
    }
    return false;
}

size_t sn_columns_list(struct sn_buf *b, const char *prefix)
{
    size_t len = prefix ? strlen(prefix) : 0, n = 0;
    const struct sn_proto *p;

    for (size_t i = 0; (p = sn_wanted_proto(i)); i++) {
        for (unsigned f = 0; f < p->nfields; f++) {
            const char *name = p->fields[f].name;

            if (!name || (len && strncmp(name, prefix, len) != 0) || listed_before(name, i, f))
                continue;
            put_field(b, &p->fields[f]);
            n++;
        }
    }
    return n;
}
