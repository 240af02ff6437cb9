/* Packets changed, and chosen by number: see sn/edit.h. */
#include "sn/edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HDR_MAX UINT16_MAX

/* ---- numbers ---- */

struct range {
    uint64_t from, to;
};

struct sn_ranges {
    size_t n;
    struct range v[];
};

/* A number at *p, which is moved behind it. False: there is none, or it is too large. */
static bool number(const char **p, uint64_t *v)
{
    char *end;

    if (**p < '0' || **p > '9')
        return false;
    errno = 0;
    *v = strtoull(*p, &end, 10);
    if (errno)
        return false;
    *p = end;
    return true;
}

static enum sn_err wrong(const char *text, const char *at, const char *what, struct sn_diag *d)
{
    return sn_fail_col(d, SN_ESYNTAX, (uint32_t)(at - text) + 1, 1, "%s", what);
}

static enum sn_err one_range(const char *text, const char **p, struct range *r, struct sn_diag *d)
{
    const char *start = *p;

    r->from = 1;
    if (**p != '-' && !number(p, &r->from))
        return wrong(text, *p, "a packet's number is expected here", d);
    r->to = r->from;
    if (**p == '-') {
        ++*p;
        r->to = UINT64_MAX;
        if (**p && **p != ',' && !number(p, &r->to))
            return wrong(text, *p, "a packet's number is expected here", d);
    }
    if (!r->from || r->to < r->from)
        return wrong(text, start, "numbers begin with 1, and a range's second is not less", d);
    if (**p && **p != ',')
        return wrong(text, *p, "a comma is expected here", d);
    return SN_OK;
}

static int by_from(const void *va, const void *vb)
{
    const struct range *a = va, *b = vb;

    return a->from < b->from ? -1 : a->from > b->from;
}

/* In order, none touching the next. */
static void unite(struct sn_ranges *r)
{
    size_t n = 0;

    qsort(r->v, r->n, sizeof r->v[0], by_from);
    for (size_t i = 1; i < r->n; i++) {
        if (r->v[i].from <= r->v[n].to) {
            if (r->v[i].to > r->v[n].to)
                r->v[n].to = r->v[i].to;
        } else {
            r->v[++n] = r->v[i];
        }
    }
    r->n = n + 1;
}

enum sn_err sn_ranges_parse(struct sn_ranges **out, const char *text, struct sn_diag *d)
{
    struct sn_ranges *r;
    const char *p = text;
    size_t most = 1;
    enum sn_err e = SN_OK;

    *out = NULL;
    for (; *p; p++)
        most += *p == ',';
    r = calloc(1, sizeof *r + most * sizeof r->v[0]);
    if (!r)
        return sn_fail(d, SN_ENOMEM, "no memory for the packets' numbers");
    p = text;
    do {
        e = one_range(text, &p, &r->v[r->n++], d);
    } while (!e && *p++ == ',');
    if (e) {
        free(r);
        return e;
    }
    unite(r);
    *out = r;
    return SN_OK;
}

bool sn_ranges_have(const struct sn_ranges *r, uint64_t n)
{
    size_t lo = 0, hi = r->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (r->v[mid].to < n)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->n && r->v[lo].from <= n;
}

uint64_t sn_ranges_last(const struct sn_ranges *r)
{
    return r->v[r->n - 1].to;
}

void sn_ranges_free(struct sn_ranges *r)
{
    free(r);
}

/* ---- bytes ---- */

static bool signed_number(const char **p, int64_t *v)
{
    bool minus = **p == '-';
    uint64_t n;

    *p += minus;
    if (!number(p, &n) || n > INT32_MAX)
        return false;
    *v = minus ? -(int64_t)n : (int64_t)n;
    return true;
}

enum sn_err sn_chop_parse(struct sn_chop *out, const char *text, struct sn_diag *d)
{
    const char *p = text;

    *out = (struct sn_chop){0};
    if (!signed_number(&p, &out->n))
        return wrong(text, p, "a number of bytes is expected here", d);
    if (*p == ':') {
        p++;
        out->has_offset = true;
        out->offset = out->n;
        if (!signed_number(&p, &out->n))
            return wrong(text, p, "a number of bytes is expected here", d);
    }
    return *p ? wrong(text, p, "[OFFSET:]N should end here", d) : SN_OK;
}

static int64_t clamp(int64_t v, int64_t max)
{
    return v < 0 ? 0 : v > max ? max : v;
}

/* What is in front of the bytes moves over them, in the batch's buffer; unless that is too far for
 * a record's header to grow. */
static void take_out(struct sn_pkt *p, uint32_t from, uint32_t to)
{
    uint32_t n = to - from;
    uint8_t *data = (uint8_t *)(uintptr_t)p->data;

    if (n + p->rechdr <= HDR_MAX) {
        memmove(data + n, data, from);
        p->data += n;
        p->rechdr = (uint16_t)(p->rechdr + n);
    } else {
        memmove(data + from, data + to, p->caplen - to);
    }
    p->caplen -= n;
}

static void chop(const struct sn_edit *e, const struct sn_chop *c, struct sn_pkt *p)
{
    int64_t all = p->caplen, at = c->n < 0 ? all : 0, from, to;
    uint32_t n;

    if (c->has_offset)
        at = c->offset < 0 ? all + c->offset : c->offset;
    from = clamp(c->n < 0 ? at + c->n : at, all);
    to = clamp(c->n < 0 ? at : at + c->n, all);
    if (from == to)
        return;
    n = (uint32_t)(to - from);
    if (to == all)
        p->caplen -= n;
    else
        take_out(p, (uint32_t)from, (uint32_t)to);
    p->recode = true;
    if (e->lengths)
        p->len -= n < p->len ? n : p->len;
}

enum sn_err sn_edit_packet(const struct sn_edit *e, struct sn_pkt *p, struct sn_diag *d)
{
    if (e->shift) {
        p->recode = true;
        if (__builtin_add_overflow(p->ts, e->shift, &p->ts))
            return sn_fail(d, SN_ERANGE, "a packet's time is out of range when it is shifted");
    }
    if (e->snaplen && p->caplen > e->snaplen) {
        p->caplen = e->snaplen;
        if (e->lengths)
            p->len = p->caplen;
        p->recode = true;
    }
    for (unsigned i = 0; i < e->nchops; i++)
        chop(e, &e->chop[i], p);
    return SN_OK;
}
