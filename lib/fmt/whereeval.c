/*
 * Conditions evaluated: see sn/where.h.
 *
 * The values of an operand are walked over where they are, among the packet's records; what steps
 * make of them lies in two buffers, one for the value at hand, one for those of a right side.
 */
#include "fmt/where.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "fmt/frame.h"
#include "fmt/value.h"

#define TEXT_MAX 65536 /* bytes that steps make of a value, or of all of a right side */

struct sn_where_eval {
    const struct sn_where_expr *w;
    const struct sn_dissection *x;
    const struct sn_frame *fr;
    struct frame_recs frame;
    bool framed; /* frame is this packet's */
    regex_t *regex;
    unsigned compiled;
    struct sn_buf left, right; /* of made values */
    struct where_val *value;   /* SN_WHERE_PAIRS, of a right side */
    enum sn_err err;
};

/* What is done with each value; true: enough. */
typedef bool (*on_value)(struct sn_where_eval *e, void *ctx, const struct where_val *v);

/* ---- steps ---- */

/* The bytes of a range, which the value must have all. */
static bool range(const struct where_val *v, const struct where_range *r, struct where_val *part)
{
    int64_t n = v->n, from = r->from < 0 ? n + r->from : r->from, to;

    to = !r->by_end ? (r->n ? from + r->n : n) : (r->to < 0 ? n + r->to : r->to) + 1;
    if (from < 0 || from >= to || to > n)
        return false;
    *part = *v;
    part->p += from;
    part->n = (uint32_t)(to - from);
    return true;
}

/* One range stays where it is. */
static bool slice(const struct where_step *s, struct sn_buf *b, struct where_val *v)
{
    struct where_val whole = *v, part;
    const char *from = b->p;

    if (s->nrange == 1)
        return range(&whole, s->range, v);
    for (uint32_t i = 0; i < s->nrange; i++) {
        if (range(&whole, &s->range[i], &part))
            sn_put_mem(b, part.p, part.n);
    }
    v->p = (const uint8_t *)from;
    v->n = (uint32_t)(b->p - from);
    return v->n;
}

static void put_case(struct sn_buf *b, const struct where_val *v, int (*fn)(int c))
{
    for (uint32_t i = 0; i < v->n; i++)
        sn_put_c(b, (char)fn(v->p[i]));
}

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static int upper(int c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

/* Addresses as their bytes, which slices are taken of. */
static void as_bytes(struct sn_buf *b, struct where_val *v)
{
    uint32_t u = (uint32_t)v->u;

    if (v->cls == WHERE_IP4) {
        v->p = (const uint8_t *)b->p;
        v->n = 4;
        for (int shift = 24; shift >= 0; shift -= 8)
            sn_put_c(b, (char)(u >> shift));
    } else if (v->cls == WHERE_IP6) {
        v->n = 16;
    } else if (v->cls == WHERE_TIME || v->cls == WHERE_SPAN || v->cls == WHERE_FLOAT) {
        v->n = 0;
    }
    v->cls = WHERE_BYTES;
}

static bool calculate(const struct where_step *s, struct where_val *v)
{
    int64_t a = (int64_t)v->u, b = (int64_t)s->with.u, r = 0;

    if (s->op == '&') {
        v->u &= s->with.u;
        v->negative = v->negative && s->with.negative;
        return true;
    }
    if ((a < 0) != v->negative || (b < 0) != s->with.negative)
        return false; /* above 2^63 */
    if ((s->op == '+' && __builtin_add_overflow(a, b, &r)) ||
        (s->op == '-' && __builtin_sub_overflow(a, b, &r)) ||
        (s->op == '*' && __builtin_mul_overflow(a, b, &r)))
        return false;
    if (s->op == '/' || s->op == '%') {
        if (b == 0 || (b == -1 && a == INT64_MIN))
            return false;
        r = s->op == '/' ? a / b : a % b;
    }
    v->u = (uint64_t)r;
    v->negative = r < 0;
    return true;
}

/* Up to eight bytes, the most significant first. */
static bool as_number(struct where_val *v)
{
    uint64_t u = 0;

    for (uint32_t i = 0; i < v->n && i < 8; i++)
        u = u << 8 | v->p[i];
    if (v->n > 8)
        return false;
    *v = (struct where_val){.cls = WHERE_NUMBER, .u = u};
    return true;
}

/* One step; false: it yields nothing. */
static bool apply(const struct where_step *s, struct sn_buf *b, const struct sn_field *f,
                  const struct sn_rec *q, struct where_val *v)
{
    const char *from;

    if (s->does == WHERE_CALC)
        return calculate(s, v);
    if (s->does == WHERE_AS_NUMBER)
        return as_number(v);
    if (s->does == WHERE_LEN) {
        *v = (struct where_val){.cls = WHERE_NUMBER, .u = v->n};
        return true;
    }
    if (s->does == WHERE_SLICE) {
        if (v->cls != WHERE_STR && v->cls != WHERE_BYTES)
            as_bytes(b, v);
        return slice(s, b, v) && !b->err;
    }
    from = b->p;
    if (s->does == WHERE_TO_STR) {
        sn_put_field(b, f, q, ':');
        v->cls = WHERE_STR;
    } else {
        put_case(b, v, s->does == WHERE_LOWER ? lower : upper);
    }
    v->p = (const uint8_t *)from;
    v->n = (uint32_t)(b->p - from);
    return !b->err;
}

/* ---- the values of an operand ---- */

struct walk {
    struct sn_where_eval *e;
    const struct where_operand *o;
    struct sn_buf *mem;
    bool keep;  /* what is made of values is kept until the walk's end */
    bool there; /* whether it is there is all that counts */
    on_value fn;
    void *ctx;
    uint64_t count;
};

static struct where_val value_of(const struct sn_field *f, const struct sn_rec *q)
{
    struct where_val v = {.cls = sn_where_class(f),
                          .n = f->type == SN_F_STR ? sn_str_len(q) : q->n};

    if (v.cls == WHERE_NUMBER || v.cls == WHERE_IP4 || v.cls == WHERE_TIME || v.cls == WHERE_SPAN)
        v.u = q->u;
    else if (v.cls == WHERE_FLOAT)
        v.u = sn_where_float(f, sn_field_double(f, q->u));
    else
        v.p = q->p;
    v.bits = v.cls == WHERE_IP6 ? 128 : 32;
    v.negative = f->type == SN_F_INT && (int64_t)q->u < 0;
    if (f->type == SN_F_BOOL)
        v.u = q->u != 0;
    return v;
}

static bool one(struct walk *k, const struct sn_field *f, const struct sn_rec *q,
                struct where_val *v)
{
    k->count++;
    if (k->o->count || (f && !k->there && v->cls != sn_where_class(k->o->field)))
        return false; /* a field of another protocol, with the same name, may be of another type */
    if (!k->keep)
        sn_buf_clear(k->mem);
    for (const struct where_step *s = k->o->step; s; s = s->next) {
        if (!apply(s, k->mem, f, q, v))
            return false;
    }
    return k->fn(k->e, k->ctx, v);
}

static bool record(struct walk *k, const struct sn_field *f, const struct sn_rec *q)
{
    struct where_val v;

    if (q->flags & SN_REC_TEXT)
        return false;
    v = value_of(f, q);
    return one(k, f, q, &v);
}

static bool is_slot(const struct where_operand *o, uint16_t name)
{
    for (unsigned i = 0; i < o->nslot; i++) {
        if (name == o->slot[i] + 1u)
            return true;
    }
    return false;
}

/* The wanted ones of n records of a protocol. */
static bool records(struct walk *k, const struct sn_proto *p, const struct sn_rec *q, uint32_t n)
{
    const struct sn_wanted *set = k->e->w->set;
    const uint16_t *name = sn_wanted_names(set, p);

    for (uint32_t i = 0; name && i < n; i++) {
        if (name[q[i].field] && is_slot(k->o, name[q[i].field]) &&
            record(k, &p->fields[q[i].field], &q[i]))
            return true;
    }
    return false;
}

static bool frame_records(struct walk *k)
{
    struct sn_where_eval *e = k->e;

    if (!e->framed) {
        sn_frame_recs(&e->frame, sn_wanted_of(e->w->set, &sn_proto_frame), e->x, e->fr);
        e->framed = true;
        if (e->frame.failed)
            e->err = SN_ENOMEM;
    }
    return records(k, &sn_proto_frame, e->frame.r, e->frame.n);
}

static bool layer_bytes(struct walk *k, uint32_t off, uint32_t n)
{
    const struct sn_pkt *p = k->e->fr->pkt;
    struct where_val v = {.cls = WHERE_BYTES};

    if (off <= p->caplen) {
        v.p = p->data + off;
        v.n = n < p->caplen - off ? n : p->caplen - off;
    }
    return one(k, NULL, NULL, &v);
}

static bool walk_all(struct walk *k)
{
    const struct sn_dissection *x = k->e->x;
    const struct where_operand *o = k->o;

    if (o->source == WHERE_PROTO) {
        if (strcmp(o->proto, sn_proto_frame.name) == 0)
            return layer_bytes(k, 0, UINT32_MAX);
        for (uint32_t i = 0; i < x->nlayer; i++) {
            if (strcmp(x->layer[i].proto->name, o->proto) == 0 &&
                layer_bytes(k, x->layer[i].off, x->layer[i].caplen))
                return true;
        }
        return false;
    }
    if (k->e->w->frame && frame_records(k))
        return true;
    for (uint32_t i = 0; i < x->nlayer; i++) {
        const struct sn_layer *l = &x->layer[i];

        if (records(k, l->proto, x->rec + l->first, l->n))
            return true;
    }
    return false;
}

/* Whether fn ends the walk. */
static bool walk(struct walk *k)
{
    struct where_val v;

    if (k->o->source == WHERE_CONST) {
        v = k->o->v;
        return k->fn(k->e, k->ctx, &v);
    }
    if (walk_all(k))
        return true;
    if (!k->o->count || !k->count)
        return false;
    v = (struct where_val){.cls = WHERE_NUMBER, .u = k->count};
    return k->fn(k->e, k->ctx, &v);
}

/* ---- relations ---- */

static bool contains(const struct where_val *a, const struct where_val *b)
{
    return !b->n || (a->n >= b->n && memmem(a->p, a->n, b->p, b->n));
}

/* glibc's own function, which takes bytes that no null byte ends. */
static bool matches(const struct sn_where_eval *e, uint16_t regex, const struct where_val *v)
{
    regoff_t n = (regoff_t)v->n;

    return re_search(&e->regex[regex], n ? (const char *)v->p : "", n, 0, n, NULL) >= 0;
}

static bool holds(const struct sn_where_eval *e, const struct where_node *n,
                  const struct where_val *a, const struct where_val *b)
{
    int c;

    switch (n->op & ~WHERE_ALL_OP) {
    case WHERE_CONTAINS:
        return contains(a, b);
    case WHERE_MATCHES:
        return matches(e, n->regex, a);
    case WHERE_EQ:
        return sn_where_order(a, b) == 0;
    case WHERE_NE:
        return sn_where_order(a, b) != 0;
    }
    c = sn_where_order(a, b);
    switch (n->op & ~WHERE_ALL_OP) {
    case WHERE_LT:
        return c < 0;
    case WHERE_LE:
        return c <= 0;
    case WHERE_GT:
        return c > 0;
    default:
        return c >= 0;
    }
}

/* A comparison as it is made: all pairs, until one decides. */
struct pairs {
    const struct where_node *n;
    uint32_t nright;
    bool all, some; /* some: there was a pair */
};

static bool gather(struct sn_where_eval *e, void *ctx, const struct where_val *v)
{
    struct pairs *p = ctx;

    e->value[p->nright++] = *v;
    return p->nright == SN_WHERE_PAIRS;
}

static bool with_each(struct sn_where_eval *e, void *ctx, const struct where_val *v)
{
    struct pairs *p = ctx;

    for (uint32_t i = 0; i < p->nright; i++) {
        p->some = true;
        if (holds(e, p->n, v, &e->value[i]) != p->all)
            return true;
    }
    return false;
}

static bool compare(struct sn_where_eval *e, const struct where_node *n)
{
    struct pairs p = {.n = n, .all = n->op & WHERE_ALL_OP};
    struct walk a = {.e = e, .o = n->a, .mem = &e->left, .fn = with_each, .ctx = &p};
    struct walk b = {.e = e, .o = n->b, .mem = &e->right, .keep = true, .fn = gather, .ctx = &p};
    bool decided;

    sn_buf_clear(&e->right);
    if ((n->op & ~WHERE_ALL_OP) == WHERE_MATCHES)
        p.nright = 1; /* what is compiled */
    else
        (void)walk(&b);
    decided = p.nright && walk(&a);
    return p.all ? p.some && !decided : decided;
}

static bool in_item(const struct where_item *i, const struct where_val *v)
{
    if (!i->range)
        return sn_where_order(v, &i->low) == 0;
    return sn_where_order(v, &i->low) >= 0 && sn_where_order(v, &i->high) <= 0;
}

static bool in_list(struct sn_where_eval *e, void *ctx, const struct where_val *v)
{
    struct pairs *p = ctx;
    bool in = false;

    (void)e;
    p->some = true;
    for (const struct where_item *i = p->n->item; i && !in; i = i->next)
        in = in_item(i, v);
    return in != p->all;
}

static bool member(struct sn_where_eval *e, const struct where_node *n)
{
    struct pairs p = {.n = n, .all = n->all};
    struct walk a = {.e = e, .o = n->a, .mem = &e->left, .fn = in_list, .ctx = &p};
    bool decided = walk(&a);

    return p.all ? p.some && !decided : decided;
}

static bool is_there(struct sn_where_eval *e, void *ctx, const struct where_val *v)
{
    const struct where_operand *o = ctx;

    (void)e;
    return o->presence || v->u;
}

static bool has(struct sn_where_eval *e, const struct where_node *n)
{
    struct walk a = {
        .e = e, .o = n->a, .mem = &e->left, .there = n->a->presence, .fn = is_there, .ctx = n->a};

    return walk(&a);
}

/* ---- the expression ---- */

static bool test(struct sn_where_eval *e, const struct where_node *n)
{
    switch (n->kind) {
    case WHERE_N_AND:
    case WHERE_N_OR:
        for (const struct where_node *c = n->child; c; c = c->next) {
            if (test(e, c) == (n->kind == WHERE_N_OR))
                return n->kind == WHERE_N_OR;
        }
        return n->kind == WHERE_N_AND;
    case WHERE_N_NOT:
        return !test(e, n->child);
    case WHERE_N_HAS:
        return has(e, n);
    case WHERE_N_IN:
        return member(e, n);
    default:
        return compare(e, n);
    }
}

bool sn_where_match(struct sn_where_eval *e, const struct sn_dissection *x,
                    const struct sn_frame *fr)
{
    bool yes;

    e->x = x;
    e->fr = fr;
    e->framed = false;
    yes = test(e, e->w->root);
    return yes && !e->err;
}

enum sn_err sn_where_err(const struct sn_where_eval *e)
{
    return e->err;
}

/* ---- a thread's state ---- */

static bool compile(struct sn_where_eval *e)
{
    for (; e->compiled < e->w->nregex; e->compiled++) {
        if (regcomp(&e->regex[e->compiled], e->w->regex[e->compiled],
                    REG_EXTENDED | REG_ICASE | REG_NOSUB))
            return false;
    }
    return true;
}

/* Values are made in place: a buffer must not move while they are looked at. */
static bool make_room(struct sn_buf *b)
{
    void *p = malloc(TEXT_MAX);

    if (p)
        sn_buf_fixed(b, p, TEXT_MAX);
    return p != NULL;
}

enum sn_err sn_where_eval_new(struct sn_where_eval **out, const struct sn_where_expr *w,
                              struct sn_diag *d)
{
    struct sn_where_eval *e = calloc(1, sizeof *e);
    bool ok = e;

    *out = NULL;
    if (ok) {
        e->w = w;
        sn_frame_init(&e->frame);
        e->value = malloc(SN_WHERE_PAIRS * sizeof *e->value);
        e->regex = calloc(w->nregex + 1u, sizeof *e->regex);
        ok = e->value && e->regex && compile(e) &&
             (!w->texts || (make_room(&e->left) && make_room(&e->right)));
    }
    if (!ok) {
        sn_where_eval_free(e);
        return sn_fail(d, SN_ENOMEM, "no memory to evaluate the expression");
    }
    *out = e;
    return SN_OK;
}

void sn_where_eval_free(struct sn_where_eval *e)
{
    if (!e)
        return;
    for (unsigned i = 0; i < e->compiled; i++)
        regfree(&e->regex[i]);
    free(e->regex);
    free(e->value);
    free(e->left.base);
    free(e->right.base);
    sn_frame_free(&e->frame);
    free(e);
}
