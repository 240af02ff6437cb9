/* Values that packets say, counted: see values.h. */
#include "stat/values.h"

#include <stdlib.h>

#include "stat/stat.h"

#define TEXTS_CAP ((size_t)256 << 20)
#define WORDS     36 /* of a key that is hashed: kind, length, number, 255 bytes */

bool sn_values_init(struct values *v, uint32_t max)
{
    *v = (struct values){.count = {0}};
    sn_arena_init(&v->texts, TEXTS_CAP);
    arc4random_buf(v->seed, sizeof v->seed);
    return sn_dense_init(&v->table, sizeof((struct value *)0)->hash, sizeof(struct value), max);
}

void sn_values_free(struct values *v)
{
    sn_dense_free(&v->table);
    sn_arena_free(&v->texts);
}

struct sn_stat_value *sn_values_at(struct values *v, enum sn_stat_kind kind, const void *text,
                                   uint32_t n, uint64_t number)
{
    uint64_t w[WORDS], key[2];
    uint32_t words = 2 + (n + 7) / 8;
    struct value *e;
    bool known;

    if (words > WORDS)
        return NULL;
    w[words - 1] = 0;
    w[0] = (uint64_t)kind << 32 | n;
    w[1] = number;
    if (n)
        memcpy(&w[2], text, n);
    for (int i = 0; i < 2; i++)
        key[i] = sn_hash_words(w, words * 8, v->seed[i]);
    e = sn_dense_at(&v->table, key, sn_dense_hash(&v->table, key, sizeof key), sizeof key,
                    sizeof *e, &known);
    if (!e)
        return NULL;
    if (!known) {
        e->pub.kind = (uint8_t)kind;
        e->pub.number = number;
        e->pub.text = sn_arena_strndup(&v->texts, text ? text : "", n);
        e->pub.n = e->pub.text ? n : 0;
        v->count[kind]++;
    }
    return &e->pub;
}

struct sn_stat_value *sn_values_count(struct values *v, enum sn_stat_kind kind, const void *text,
                                      uint32_t n, uint64_t number, uint32_t len)
{
    struct sn_stat_value *e = sn_values_at(v, kind, text, n, number);

    sn_stat_count(e ? &e->sum : &v->other[kind], len);
    return e;
}

void sn_stat_add_times(struct sn_stat_times *to, const struct sn_stat_times *a)
{
    if (a->n && (!to->n || a->min < to->min))
        to->min = a->min;
    if (a->n && (!to->n || a->max > to->max))
        to->max = a->max;
    to->n += a->n;
    to->sum = (int64_t)((uint64_t)to->sum + (uint64_t)a->sum);
}

void sn_values_add(struct values *v, const struct sn_stat_value *o)
{
    struct sn_stat_value *e = sn_values_at(v, (enum sn_stat_kind)o->kind, o->text, o->n, o->number);

    sn_stat_add_sum(e ? &e->sum : &v->other[o->kind], o->sum);
    if (!e)
        return;
    e->replies += o->replies;
    e->failures += o->failures;
    sn_stat_add_times(&e->times, &o->times);
}

/* ---- the most frequent ---- */

struct order {
    enum sn_stat_order by;
};

static int more(uint64_t a, uint64_t b)
{
    return a > b ? -1 : a < b;
}

static int by_name(const struct sn_stat_value *v, const struct sn_stat_value *w)
{
    uint32_t n = v->n < w->n ? v->n : w->n;
    int c;

    if (v->number != w->number)
        return v->number < w->number ? -1 : 1;
    c = n ? memcmp(v->text, w->text, n) : 0;
    return c ? c : v->n < w->n ? -1 : v->n > w->n;
}

static int64_t average(const struct sn_stat_times *t)
{
    return t->n ? t->sum / (int64_t)t->n : 0;
}

static int cmp_values(const void *x, const void *y, void *ctx)
{
    const struct sn_stat_value *v = x, *w = y;
    enum sn_stat_order by = ((const struct order *)ctx)->by;
    int c = 0;

    if (by == SN_STAT_BY_NAME)
        return by_name(v, w);
    if (by == SN_STAT_BY_BYTES)
        c = sn_stat_by_sum(v->sum, w->sum);
    else if (by == SN_STAT_BY_DURATION && average(&v->times) != average(&w->times))
        c = average(&v->times) > average(&w->times) ? -1 : 1;
    else if (by == SN_STAT_BY_FAILURES)
        c = more(v->failures, w->failures);
    if (!c)
        c = more(v->sum.packets, w->sum.packets);
    if (!c)
        c = more(v->replies, w->replies);
    return c ? c : by_name(v, w);
}

enum sn_err sn_stat_values(const struct sn_stat *s, enum sn_stat_kind kind, enum sn_stat_order by,
                           enum sn_stat_order sort, struct sn_stat_value *out, uint32_t *n,
                           struct sn_diag *d)
{
    const struct values *v = &s->values;
    struct sn_stat_value *all = calloc((size_t)v->count[kind] + 1, sizeof *all);
    struct order o = {by};
    uint32_t found = 0;

    if (!all)
        return sn_fail(d, SN_ENOMEM, "no memory for the values");
    for (uint32_t i = 0; i < v->table.live; i++) {
        const struct value *e = sn_dense_entry(&v->table, i, sizeof *e);

        if (e->pub.kind == kind)
            all[found++] = e->pub;
    }
    qsort_r(all, found, sizeof *all, cmp_values, &o);
    *n = *n < found ? *n : found;
    o.by = sort;
    qsort_r(all, *n, sizeof *all, cmp_values, &o);
    memcpy(out, all, *n * sizeof *out);
    free(all);
    return SN_OK;
}
