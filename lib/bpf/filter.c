/*
 * Filters on streams: a program for each link type, found by a packet's interface.
 *
 * Other threads use a set while the owner prepares the next batch. What they may look at never
 * changes: `only`, and the entries of interfaces that were in a batch before. New interfaces go to
 * entries that were empty; when there is no room, or `only` no longer holds, a new set is made.
 * Sets live as long as the filter.
 */
#include <stdlib.h>

#include "sn/filter.h"

#define ARENA_CAP ((size_t)256 << 20)

struct sn_filter_set {
    struct sn_filter_set *older;
    struct sn_engine *only; /* of all interfaces; NULL: see the table */
    uint32_t n;
    struct sn_engine *by_iface[];
};

struct program {
    uint32_t linktype;
    struct sn_engine *engine;
};

struct sn_filter {
    char *text;
    size_t len;
    struct sn_bpf_opts opts;
    struct program *programs;
    uint32_t nprograms;
    struct sn_filter_set *set;
    const struct sn_reader *reader; /* that the set's interfaces belong to */
    bool fresh;                     /* the set is still the reader's before */
    uint32_t known;                 /* entries of the set that are not empty */
    uint32_t failed, failed_linktype;
};

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory for the filter");
}

static enum sn_err compile(struct sn_filter *f, uint32_t linktype, struct sn_engine **out,
                           struct sn_diag *d)
{
    struct sn_bpf_opts o = f->opts;
    struct sn_arena a;
    struct sn_prog p;
    enum sn_err e;

    o.linktype = linktype;
    sn_arena_init(&a, ARENA_CAP);
    e = sn_bpf_compile(&p, &a, f->text, f->len, &o, d);
    if (!e)
        e = sn_engine_new(out, &p, true, d);
    sn_arena_free(&a);
    return e;
}

static enum sn_err engine_for(struct sn_filter *f, uint32_t linktype, struct sn_engine **out,
                              struct sn_diag *d)
{
    struct program *p;
    enum sn_err e;

    for (uint32_t i = 0; i < f->nprograms; i++) {
        if (f->programs[i].linktype == linktype) {
            *out = f->programs[i].engine;
            return SN_OK;
        }
    }
    p = reallocarray(f->programs, f->nprograms + 1, sizeof *p);
    if (!p)
        return no_memory(d);
    f->programs = p;
    e = compile(f, linktype, out, d);
    if (!e)
        p[f->nprograms++] = (struct program){linktype, *out};
    return e;
}

static enum sn_err push_set(struct sn_filter *f, struct sn_engine *only, uint32_t n,
                            struct sn_diag *d)
{
    struct sn_filter_set *s = calloc(1, sizeof *s + n * sizeof(struct sn_engine *));

    if (!s)
        return no_memory(d);
    s->only = only;
    s->n = n;
    s->older = f->set;
    f->set = s;
    return SN_OK;
}

enum sn_err sn_filter_new(struct sn_filter **out, const char *text, size_t n,
                          const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct sn_filter *f = calloc(1, sizeof *f);
    struct sn_engine *only = NULL;
    enum sn_err e = SN_OK;

    *out = NULL;
    if (!f)
        return no_memory(d);
    f->opts = *o;
    f->len = n;
    f->text = malloc(n + 1);
    if (!f->text) {
        sn_filter_free(f);
        return no_memory(d);
    }
    memcpy(f->text, text, n);
    f->text[n] = '\0';
    f->fresh = true;
    if (o->linktype != SN_LINK_ANY)
        e = engine_for(f, o->linktype, &only, d);
    if (!e)
        e = push_set(f, only, 0, d);
    if (e) {
        sn_filter_free(f);
        return e;
    }
    *out = f;
    return SN_OK;
}

/* A set for at least n interfaces that keeps the current one's entries. */
static enum sn_err grow(struct sn_filter *f, struct sn_engine *only, uint32_t n, struct sn_diag *d)
{
    const struct sn_filter_set *old = f->set;
    uint32_t keep = f->fresh ? 0 : old->n;
    enum sn_err e = push_set(f, only, n > keep ? n + keep : keep, d);

    if (e)
        return e;
    if (keep)
        memcpy(f->set->by_iface, old->by_iface, keep * sizeof *old->by_iface);
    else
        f->known = 0;
    f->fresh = false;
    return SN_OK;
}

static enum sn_err add(struct sn_filter *f, uint32_t iface, struct sn_diag *d)
{
    struct sn_engine *engine;
    enum sn_err e;

    e = engine_for(f, sn_reader_iface(f->reader, iface)->linktype, &engine, d);
    if (!e && (f->fresh || !f->known))
        e = grow(f, engine, iface + 1, d);
    else if (!e && (iface >= f->set->n || (f->set->only && f->set->only != engine)))
        e = grow(f, f->set->only == engine ? engine : NULL, iface + 1, d);
    if (e)
        return e;
    f->set->by_iface[iface] = engine;
    f->known++;
    return SN_OK;
}

enum sn_err sn_filter_input(struct sn_filter *f, const struct sn_reader *r, struct sn_diag *d)
{
    f->reader = r;
    f->fresh = true;
    if (f->opts.linktype != SN_LINK_ANY || !sn_reader_nifaces(r))
        return SN_OK;
    return add(f, 0, d);
}

enum sn_err sn_filter_prepare(struct sn_filter *f, const struct sn_batch *b,
                              const struct sn_filter_set **set, struct sn_diag *d)
{
    *set = f->set;
    if (f->opts.linktype != SN_LINK_ANY)
        return SN_OK;
    if (!f->fresh && f->known == sn_reader_nifaces(f->reader))
        return SN_OK;
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];
        enum sn_err e;

        if (p->meta || (!f->fresh && p->iface < f->set->n && f->set->by_iface[p->iface]))
            continue;
        e = add(f, p->iface, d);
        if (e) {
            f->failed = i;
            f->failed_linktype = sn_reader_iface(f->reader, p->iface)->linktype;
            return e;
        }
        *set = f->set;
    }
    return SN_OK;
}

uint32_t sn_filter_failed(const struct sn_filter *f, uint32_t *linktype)
{
    *linktype = f->failed_linktype;
    return f->failed;
}

/* The end of the run of packets from `from` on that one engine is for. */
static uint32_t run_end(const struct sn_filter_set *s, const struct sn_batch *b, uint32_t from,
                        struct sn_engine **e)
{
    uint32_t i = from;

    *e = NULL;
    for (; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];

        if (p->meta)
            continue;
        if (p->iface >= s->n || (*e && s->by_iface[p->iface] != *e))
            break;
        *e = s->by_iface[p->iface];
        if (!*e)
            break;
    }
    return i;
}

uint32_t sn_filter_apply(const struct sn_filter_set *s, struct sn_batch *b)
{
    uint32_t accepted = 0, i = 0;

    if (s->only)
        return sn_engine_run_batch(s->only, b);
    while (i < b->n) {
        struct sn_engine *e;
        uint32_t end = run_end(s, b, i, &e);

        if (!e)
            break;
        accepted += sn_engine_run_pkts(e, b->pkt + i, end - i);
        i = end;
    }
    return accepted;
}

const struct sn_engine *sn_filter_engine(const struct sn_filter *f)
{
    return f->nprograms ? f->programs[0].engine : NULL;
}

void sn_filter_free(struct sn_filter *f)
{
    if (!f)
        return;
    while (f->set) {
        struct sn_filter_set *s = f->set;

        f->set = s->older;
        free(s);
    }
    for (uint32_t i = 0; i < f->nprograms; i++)
        sn_engine_free(f->programs[i].engine);
    free(f->programs);
    free(f->text);
    free(f);
}
