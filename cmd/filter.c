/* One program for each link type: see filter.h. */
#include <ctype.h>
#include <stdlib.h>

#include "filter.h"

#define COMPILE_CAP ((size_t)1 << 30)

struct tool_filter_prog {
    uint32_t linktype;
    struct sn_engine *engine;
};

void tool_filter_init(struct tool_filter *f, const char *text, size_t n, bool no_opt)
{
    while (n && isspace((unsigned char)text[n - 1]))
        n--;
    *f = (struct tool_filter){.text = text, .n = n, .no_opt = no_opt};
}

void tool_filter_free(struct tool_filter *f)
{
    for (uint32_t i = 0; i < f->nprogs; i++)
        sn_engine_free(f->progs[i].engine);
    free(f->progs);
    free(f->by_iface);
    tool_filter_init(f, "", 0, false);
}

static enum sn_err compile(const struct tool_filter *f, uint32_t linktype, struct sn_engine **out,
                           struct sn_diag *d)
{
    struct sn_bpf_opts o = {.linktype = linktype, .no_opt = f->no_opt};
    struct sn_arena a;
    struct sn_prog p;
    enum sn_err e;

    sn_arena_init(&a, COMPILE_CAP);
    e = sn_bpf_compile(&p, &a, f->text, f->n, &o, d);
    if (!e)
        e = sn_engine_new(out, &p, true, d);
    sn_arena_free(&a);
    return e;
}

/* The engine for a link type, made when there is none yet. */
static enum sn_err engine_for(struct tool_filter *f, uint32_t linktype, struct sn_engine **out,
                              struct sn_diag *d)
{
    struct tool_filter_prog *progs;
    enum sn_err e;

    for (uint32_t i = 0; i < f->nprogs; i++) {
        if (f->progs[i].linktype == linktype) {
            *out = f->progs[i].engine;
            return SN_OK;
        }
    }
    progs = reallocarray(f->progs, f->nprogs + 1, sizeof *progs);
    if (!progs)
        return sn_fail(d, SN_ENOMEM, "no memory for a filter program");
    f->progs = progs;
    e = compile(f, linktype, out, d);
    if (!e)
        f->progs[f->nprogs++] = (struct tool_filter_prog){.linktype = linktype, .engine = *out};
    return e;
}

enum sn_err tool_filter_ready(struct tool_filter *f, const struct sn_reader *r, struct sn_diag *d)
{
    uint32_t n = sn_reader_nifaces(r);
    struct sn_engine **by_iface;

    if (!f->n || f->nifaces == n)
        return SN_OK;
    by_iface = reallocarray(f->by_iface, n, sizeof(struct sn_engine *));
    if (!by_iface)
        return sn_fail(d, SN_ENOMEM, "no memory for %u interfaces", n);
    f->by_iface = by_iface;
    while (f->nifaces < n) {
        enum sn_err e =
            engine_for(f, sn_reader_iface(r, f->nifaces)->linktype, &by_iface[f->nifaces], d);

        if (e)
            return e;
        f->nifaces++;
    }
    return SN_OK;
}

enum sn_err tool_filter_batch(struct tool_filter *f, const struct sn_reader *r, struct sn_batch *b,
                              struct sn_diag *d)
{
    enum sn_err e = tool_filter_ready(f, r, d);

    if (e || !f->n)
        return e;
    if (f->nprogs == 1) {
        sn_engine_run_batch(f->progs[0].engine, b);
        return SN_OK;
    }
    for (uint32_t i = 0; i < b->n; i++)
        if (!b->pkt[i].meta)
            sn_engine_run_pkts(f->by_iface[b->pkt[i].iface], &b->pkt[i], 1);
    return SN_OK;
}
