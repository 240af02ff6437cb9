/*
 * Conditions parsed: see sn/where.h. By recursive descent, whose depth is bounded.
 */
#include "fmt/where.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEM_MAX ((size_t)64 << 20)

/* ---- errors ---- */

enum sn_err sn_where_fail(struct where_parser *p, enum sn_err e, const struct where_tok *t,
                          const char *fmt, ...)
{
    char msg[sizeof p->lex.d->msg];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    return sn_fail_col(p->lex.d, e, t->col, t->span, "%s", msg);
}

static enum sn_err no_memory(struct where_parser *p)
{
    return sn_fail(p->lex.d, SN_ENOMEM, "no memory for the expression");
}

static enum sn_err next(struct where_parser *p)
{
    return sn_where_lex(&p->lex, &p->t);
}

static enum sn_err expect(struct where_parser *p, enum where_token kind, const char *what)
{
    if (p->t.kind != kind)
        return sn_where_fail(p, SN_ESYNTAX, &p->t, "%s is expected here", what);
    return next(p);
}

static struct where_node *node(struct where_parser *p, enum where_kind kind)
{
    struct where_node *n = SN_NEW(&p->w->mem, struct where_node);

    if (n)
        n->kind = (uint8_t)kind;
    return n;
}

/* ---- names ---- */

static bool is(const struct where_tok *t, const char *s)
{
    return t->kind == WHERE_WORD && strlen(s) == t->n && memcmp(s, t->s, t->n) == 0;
}

static const struct sn_field *find_field(const char *name)
{
    const struct sn_proto *q;

    for (size_t i = 0; (q = sn_wanted_proto(i)); i++) {
        for (unsigned f = 0; f < q->nfields; f++) {
            if (q->fields[f].name && strcmp(q->fields[f].name, name) == 0)
                return &q->fields[f];
        }
    }
    return NULL;
}

static enum sn_err add_slot(struct where_parser *p, struct where_operand *o,
                            const struct sn_field *f)
{
    uint32_t i = 0;

    while (i < p->names && strcmp(p->name[i], f->name) != 0)
        i++;
    if (i == SN_WHERE_FIELDS)
        return sn_where_fail(p, SN_ESYNTAX, &o->tok, "more than %d fields", SN_WHERE_FIELDS);
    if (i == p->names) {
        p->name[p->names++] = f->name;
        p->w->ordered |= sn_wanted_ordered(f->name);
    }
    if (!o->nslot)
        o->field = f;
    o->slot[o->nslot++] = (uint16_t)i;
    return SN_OK;
}

/* A word as the name of fields or of a protocol; else it stays what it is. */
static enum sn_err resolve(struct where_parser *p, struct where_operand *o)
{
    char *name = sn_arena_strndup(&p->w->mem, o->tok.s, o->tok.n);
    const struct sn_field *f = name ? find_field(name) : NULL;
    uint32_t want;
    enum sn_err e = SN_OK;

    if (!name)
        return no_memory(p);
    if (f)
        e = add_slot(p, o, f);
    for (const char *const *of = f ? NULL : sn_wanted_either(name); of && *of && !e; of++) {
        const struct sn_field *each = find_field(*of);

        if (each)
            e = add_slot(p, o, each);
    }
    if (o->nslot) {
        o->source = WHERE_FIELD;
        o->cls = sn_where_class(o->field);
    } else if (sn_wanted_layer(name, &want)) {
        o->source = WHERE_PROTO;
        o->cls = WHERE_BYTES;
        o->proto = name;
        p->protos_want |= want & ~(uint32_t)SN_WANT_HEADERS;
        p->protos_deep &= want;
    }
    return e;
}

/* ---- operands ---- */

static struct where_step *step(struct where_parser *p, struct where_operand *o,
                               enum where_does does)
{
    struct where_step *s = SN_NEW(&p->w->mem, struct where_step);

    if (s) {
        s->does = (uint8_t)does;
        *o->last = s;
        o->last = &s->next;
        o->presence = false;
    }
    return s;
}

enum sn_err sn_where_unknown(struct where_parser *p, const struct where_tok *t)
{
    struct sn_diag d;
    enum sn_err e;
    char *name;

    if (t->kind != WHERE_WORD)
        return sn_where_fail(p, SN_ESYNTAX, t, "a field or protocol is expected here");
    name = sn_arena_strndup(&p->w->mem, t->s, t->n);
    if (!name)
        return no_memory(p);
    e = sn_wanted_unknown(name, &d);
    return sn_where_fail(p, e, t, "%s", d.msg);
}

enum sn_err sn_where_has_values(struct where_parser *p, const struct where_operand *o)
{
    if (o->source == WHERE_LITERAL)
        return sn_where_unknown(p, &o->tok);
    if (o->source != WHERE_CONST && o->cls == WHERE_PRESENCE)
        return sn_where_fail(p, SN_EUSAGE, &o->tok, "%s has no value: it is there or it isn't",
                             o->field->name);
    return SN_OK;
}

static bool integer(const char **s, const char *end, int32_t *v)
{
    const char *start = *s;
    bool negative = *s < end && **s == '-';

    *s += negative;
    for (*v = 0; *s < end && isdigit((unsigned char)**s) && *v < 1000000; ++*s)
        *v = *v * 10 + **s - '0';
    if (negative)
        *v = -*v;
    return *s > start + negative;
}

/* "2", "0:4" (how many), "1-3" (to), ":4", "3:"; "-2" counts from the end. */
static bool range(const struct where_tok *t, struct where_range *r)
{
    const char *s = t->s, *end = t->s + t->n;
    int32_t n;

    *r = (struct where_range){.n = 1};
    if (!integer(&s, end, &r->from) && (s == end || *s != ':'))
        return false;
    if (s == end)
        return true;
    if (*s == ':') {
        r->n = 0;
        if (++s == end)
            return t->n > 1;
        if (!integer(&s, end, &n) || n < 1)
            return false;
        r->n = (uint32_t)n;
    } else if (*s++ == '-') {
        r->by_end = true;
        if (!integer(&s, end, &r->to))
            return false;
    }
    return s == end;
}

static enum sn_err slice(struct where_parser *p, struct where_operand *o)
{
    struct where_range r[64];
    struct where_step *s;
    uint32_t n = 0;
    enum sn_err e = sn_where_has_values(p, o);

    if (!e && o->cls == WHERE_NUMBER)
        e = sn_where_fail(p, SN_EUSAGE, &o->tok, "a number has no bytes to choose from");
    do {
        if (!e)
            e = next(p);
        if (!e && (p->t.kind != WHERE_WORD || n == 64 || !range(&p->t, &r[n++])))
            e = sn_where_fail(p, SN_ESYNTAX, &p->t,
                              "bytes are chosen as [2], [0:4], [1-3], [:4] or [-2:]");
        if (!e)
            e = next(p);
    } while (!e && p->t.kind == WHERE_COMMA);
    if (!e)
        e = expect(p, WHERE_BRACKET_END, "]");
    if (e)
        return e;
    s = step(p, o, WHERE_SLICE);
    if (!s || !(s->range = SN_NEWN(&p->w->mem, struct where_range, n)))
        return no_memory(p);
    memcpy(s->range, r, n * sizeof *r);
    s->nrange = n;
    p->w->texts = true;
    o->cls = o->cls == WHERE_STR ? WHERE_STR : WHERE_BYTES;
    return SN_OK;
}

static const struct {
    const char *name;
    uint8_t does, takes, yields; /* takes PRESENCE: any */
} functions[] = {
    {"len", WHERE_LEN, WHERE_BYTES, WHERE_NUMBER},
    {"lower", WHERE_LOWER, WHERE_STR, WHERE_STR},
    {"upper", WHERE_UPPER, WHERE_STR, WHERE_STR},
    {"string", WHERE_TO_STR, WHERE_PRESENCE, WHERE_STR},
    {NULL, 0, 0, 0},
};

static enum sn_err operand(struct where_parser *p, struct where_operand **out);

/* name ( operand ), the parenthesis being the next token. */
static enum sn_err function(struct where_parser *p, const struct where_tok *name,
                            struct where_operand **out)
{
    struct where_operand *o;
    size_t i = 0;
    enum sn_err e;

    while (functions[i].name && !is(name, functions[i].name))
        i++;
    if (!functions[i].name && !is(name, "count"))
        return sn_where_fail(p, SN_ESYNTAX, name,
                             "no such function: there are len, count, lower, upper and string");
    if (p->depth++ == SN_WHERE_DEPTH_MAX)
        return sn_where_fail(p, SN_ESYNTAX, name, "too deep");
    e = next(p);
    if (!e)
        e = operand(p, out);
    p->depth--;
    if (e)
        return e;
    o = *out;
    if (o->source == WHERE_LITERAL)
        return sn_where_unknown(p, &o->tok);
    if (o->count)
        return sn_where_fail(p, SN_EUSAGE, &o->tok, "what is counted is one number already");
    if (!functions[i].name) {
        o->count = true;
        o->presence = false;
        o->cls = WHERE_NUMBER;
        return expect(p, WHERE_CLOSE, ")");
    }
    e = sn_where_has_values(p, o);
    if (!e && functions[i].takes != WHERE_PRESENCE && o->cls != WHERE_STR &&
        o->cls != functions[i].takes)
        e = sn_where_fail(p, SN_EUSAGE, &o->tok, "%s() takes %s", functions[i].name,
                          functions[i].takes == WHERE_STR ? "strings" : "strings and bytes");
    if (e)
        return e;
    if (functions[i].does == WHERE_TO_STR && (o->source != WHERE_FIELD || o->step))
        return sn_where_fail(p, SN_EUSAGE, &o->tok, "string() takes a field");
    if (!step(p, o, functions[i].does))
        return no_memory(p);
    p->w->texts = true;
    o->cls = functions[i].yields;
    return expect(p, WHERE_CLOSE, ")");
}

static enum sn_err term(struct where_parser *p, struct where_operand **out)
{
    struct where_tok name = p->t;
    struct where_operand *o;
    enum sn_err e;

    if (name.kind != WHERE_WORD && name.kind != WHERE_STRING && name.kind != WHERE_CHAR)
        return sn_where_fail(p, SN_ESYNTAX, &name, "a field, protocol or value is expected here");
    e = next(p);
    if (!e && name.kind == WHERE_WORD && p->t.kind == WHERE_OPEN)
        return function(p, &name, out);
    if (e)
        return e;
    *out = o = SN_NEW(&p->w->mem, struct where_operand);
    if (!o)
        return no_memory(p);
    o->tok = name;
    o->last = &o->step;
    o->presence = true;
    if (name.kind == WHERE_WORD)
        e = resolve(p, o);
    return e;
}

static bool is_slice(const struct where_operand *o)
{
    const struct where_step *s = o->step;

    while (s && s->next)
        s = s->next;
    return s && s->does == WHERE_SLICE;
}

static enum sn_err calc(struct where_parser *p, struct where_operand *o)
{
    struct where_tok op = p->t;
    struct where_step *s;
    enum sn_err e = sn_where_has_values(p, o);

    if (!e && o->cls == WHERE_BYTES && is_slice(o)) {
        if (!step(p, o, WHERE_AS_NUMBER))
            return no_memory(p);
        o->cls = WHERE_NUMBER;
    }
    if (!e && o->cls != WHERE_NUMBER)
        e = sn_where_fail(p, SN_EUSAGE, &o->tok, "this is no number to calculate with");
    if (!e && o->count)
        e = sn_where_fail(p, SN_EUSAGE, &o->tok, "count() is not calculated with");
    if (!e)
        e = next(p);
    if (e)
        return e;
    if (p->t.kind != WHERE_WORD && p->t.kind != WHERE_CHAR)
        return sn_where_fail(p, SN_ESYNTAX, &p->t, "a number is expected here");
    s = step(p, o, WHERE_CALC);
    if (!s)
        return no_memory(p);
    s->op = op.op;
    e = sn_where_number(p, &p->t, &s->with);
    return e ? e : next(p);
}

static enum sn_err operand(struct where_parser *p, struct where_operand **out)
{
    enum sn_err e = term(p, out);

    while (!e && p->t.kind == WHERE_BRACKET)
        e = slice(p, *out);
    while (!e && p->t.kind == WHERE_ARITH)
        e = calc(p, *out);
    return e;
}

/* ---- relations ---- */

static enum sn_err item(struct where_parser *p, const struct where_operand *o,
                        struct where_item *it)
{
    struct where_tok low = p->t;
    enum sn_err e;

    if (low.kind != WHERE_WORD && low.kind != WHERE_STRING && low.kind != WHERE_CHAR)
        return sn_where_fail(p, SN_ESYNTAX, &low, "a value is expected here");
    e = sn_where_value(p, o, &low, &it->low);
    if (!e)
        e = next(p);
    if (e || p->t.kind != WHERE_DOTS)
        return e;
    it->range = true;
    e = next(p);
    if (e)
        return e;
    if (p->t.kind != WHERE_WORD && p->t.kind != WHERE_STRING && p->t.kind != WHERE_CHAR)
        return sn_where_fail(p, SN_ESYNTAX, &p->t, "the last value of a range is expected here");
    e = sn_where_value(p, o, &p->t, &it->high);
    if (!e && sn_where_order(&it->low, &it->high) > 0)
        e = sn_where_fail(p, SN_EUSAGE, &p->t, "the range ends before it begins");
    return e ? e : next(p);
}

static enum sn_err membership(struct where_parser *p, struct where_node *n)
{
    struct where_item **last = &n->item;
    enum sn_err e = sn_where_has_values(p, n->a);

    n->kind = WHERE_N_IN;
    if (!e)
        e = expect(p, WHERE_BRACE, "{");
    while (!e) {
        *last = SN_NEW(&p->w->mem, struct where_item);
        if (!*last)
            return no_memory(p);
        e = item(p, n->a, *last);
        last = &(*last)->next;
        if (!e && p->t.kind != WHERE_COMMA)
            return expect(p, WHERE_BRACE_END, "a comma or }");
        if (!e)
            e = next(p);
    }
    return e;
}

/* What stands behind "any" or "all", op being WHERE_ALL_OP for the latter. */
static uint8_t with_quantifier(uint8_t op, int quantifier)
{
    if (quantifier == WHERE_ANY)
        return op & (uint8_t)~WHERE_ALL_OP;
    return quantifier == WHERE_ALL ? op | WHERE_ALL_OP : op;
}

/* a OP b OP c …: each with the next. */
static enum sn_err comparison(struct where_parser *p, struct where_node *first, int quantifier)
{
    struct where_node *n = first, **last = NULL;
    struct where_operand *a = first->a;
    enum sn_err e = SN_OK;

    for (bool chain = false; !e && p->t.kind == WHERE_RELATION; chain = true) {
        struct where_tok op = p->t;

        if (chain && n == first) { /* the node becomes a list */
            n = node(p, WHERE_N_CMP);
            if (!n)
                return no_memory(p);
            *n = *first;
            n->child = NULL;
            *first = (struct where_node){.kind = WHERE_N_AND, .child = n};
            last = &n->next;
        }
        if (chain) {
            n = *last = node(p, WHERE_N_CMP);
            if (!n)
                return no_memory(p);
            last = &n->next;
        }
        n->kind = WHERE_N_CMP;
        n->op = with_quantifier(op.op, quantifier);
        n->a = a;
        e = next(p);
        if (!e)
            e = operand(p, &n->b);
        if (!e)
            e = sn_where_types(p, n, &op);
        a = n->b;
    }
    return e;
}

static enum sn_err relation(struct where_parser *p, struct where_node **out)
{
    struct where_node *n = *out = node(p, WHERE_N_HAS), *inner;
    int quantifier = p->t.kind;
    enum sn_err e = SN_OK;

    if (!n)
        return no_memory(p);
    if (quantifier == WHERE_ANY || quantifier == WHERE_ALL)
        e = next(p);
    else
        quantifier = 0;
    if (!e)
        e = operand(p, &n->a);
    if (e)
        return e;
    n->all = quantifier == WHERE_ALL;
    if (p->t.kind == WHERE_RELATION)
        return comparison(p, n, quantifier);
    if (p->t.kind == WHERE_IN) {
        e = next(p);
        return e ? e : membership(p, n);
    }
    if (p->t.kind == WHERE_NOT && n->a->source != WHERE_LITERAL) {
        inner = node(p, WHERE_N_HAS);
        if (!inner)
            return no_memory(p);
        *inner = *n;
        *n = (struct where_node){.kind = WHERE_N_NOT, .child = inner};
        e = next(p);
        if (!e)
            e = expect(p, WHERE_IN, "'in'");
        return e ? e : membership(p, inner);
    }
    if (n->a->source == WHERE_LITERAL)
        return sn_where_unknown(p, &n->a->tok);
    if (quantifier || (!n->a->presence && n->a->cls != WHERE_NUMBER))
        return sn_where_fail(p, SN_ESYNTAX, &p->t, "a comparison is expected here");
    return SN_OK;
}

/* ---- and, or, not ---- */

static enum sn_err alternatives(struct where_parser *p, struct where_node **out);

static enum sn_err primary(struct where_parser *p, struct where_node **out)
{
    struct where_tok t = p->t;
    bool negate = t.kind == WHERE_NOT;
    enum sn_err e;

    if (!negate && t.kind != WHERE_OPEN)
        return relation(p, out);
    if (p->depth++ == SN_WHERE_DEPTH_MAX)
        return sn_where_fail(p, SN_ESYNTAX, &t, "too deep");
    e = next(p);
    if (!e && negate) {
        *out = node(p, WHERE_N_NOT);
        e = *out ? primary(p, &(*out)->child) : no_memory(p);
    } else if (!e) {
        e = alternatives(p, out);
        if (!e)
            e = expect(p, WHERE_CLOSE, ")");
    }
    p->depth--;
    return e;
}

/* What has `sign` between its parts. */
static enum sn_err list(struct where_parser *p, struct where_node **out, enum where_token sign,
                        enum where_kind kind,
                        enum sn_err (*part)(struct where_parser *p, struct where_node **out))
{
    struct where_node *n, **last;
    enum sn_err e = part(p, out);

    if (e || p->t.kind != sign)
        return e;
    n = node(p, kind);
    if (!n)
        return no_memory(p);
    n->child = *out;
    last = &n->child->next;
    *out = n;
    while (!e && p->t.kind == sign) {
        e = next(p);
        if (!e)
            e = part(p, last);
        if (!e)
            last = &(*last)->next;
    }
    return e;
}

static enum sn_err conjunction(struct where_parser *p, struct where_node **out)
{
    return list(p, out, WHERE_AND, WHERE_N_AND, primary);
}

static enum sn_err alternatives(struct where_parser *p, struct where_node **out)
{
    return list(p, out, WHERE_OR, WHERE_N_OR, conjunction);
}

/* ---- the whole ---- */

static enum sn_err whole(struct where_parser *p)
{
    struct sn_where_expr *w = p->w;
    enum sn_err e = next(p);

    if (!e && p->t.kind == WHERE_END)
        return sn_where_fail(p, SN_ESYNTAX, &p->t, "there is no expression");
    if (!e)
        e = alternatives(p, &w->root);
    if (!e && p->t.kind != WHERE_END)
        e = sn_where_fail(p, SN_ESYNTAX, &p->t, "'and', 'or' or the end is expected here");
    if (!e)
        e = sn_wanted_new(&w->set, p->name, p->names, p->lex.d);
    if (e)
        return e;
    w->want =
        (sn_wanted_dis(w->set) & (p->protos_deep | ~(uint32_t)SN_WANT_HEADERS)) | p->protos_want;
    w->frame = sn_wanted_of(w->set, &sn_proto_frame) != NULL;
    w->regex = SN_NEWN(&w->mem, const char *, w->nregex + 1u);
    if (!w->regex)
        return no_memory(p);
    memcpy(w->regex, p->regex, w->nregex * sizeof *w->regex);
    return SN_OK;
}

enum sn_err sn_where_new(struct sn_where_expr **out, const char *text, size_t n, struct sn_diag *d)
{
    struct sn_diag own;
    struct sn_where_expr *w = calloc(1, sizeof *w);
    struct where_parser *p = calloc(1, sizeof *p);
    enum sn_err e;

    *out = NULL;
    d = d ? d : &own;
    if (!w || !p) {
        free(w);
        free(p);
        return sn_fail(d, SN_ENOMEM, "no memory for the expression");
    }
    sn_arena_init(&w->mem, MEM_MAX);
    p->w = w;
    p->protos_deep = SN_WANT_HEADERS;
    p->lex = (struct where_lex){.text = text, .p = text, .end = text + n, .mem = &w->mem, .d = d};
    if (n > SN_WHERE_LEN_MAX)
        e = sn_fail(d, SN_EUSAGE, "the expression is longer than %d bytes", SN_WHERE_LEN_MAX);
    else
        e = whole(p);
    free(p);
    if (e)
        sn_where_free(w);
    else
        *out = w;
    return e;
}

void sn_where_free(struct sn_where_expr *w)
{
    if (!w)
        return;
    sn_wanted_free(w->set);
    sn_arena_free(&w->mem);
    free(w);
}

uint32_t sn_where_dis(const struct sn_where_expr *w)
{
    return w->want;
}

uint32_t sn_where_dis_with(const struct sn_where_expr *w, uint32_t other)
{
    /* What both can do without. */
    const uint32_t less =
        SN_WANT_HEADERS | SN_WANT_LINE | SN_WANT_NO_JA3 | SN_WANT_NO_JA4 | SN_WANT_NO_SEQ;

    return ((w->want | other) & ~less) | (w->want & other & less);
}

bool sn_where_ordered(const struct sn_where_expr *w)
{
    return w->ordered;
}
