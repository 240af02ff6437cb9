/* The pipeline of the filter compiler, one line a stage. */
#include <string.h>

#include "gen.h"
#include "opt.h"
#include "select.h"
#include "tree.h"

/* Above this many tests a second attempt isn't worth its time. */
#define TRY_BOTH 2000

static void back_end(struct comp *c, struct expr *tree, struct sn_prog *out)
{
    struct blocks blocks;
    N entry = bp_gen(c, tree);

    /* What the link type rules out is an error; what the numbers rule out is just never true. */
    if (!c->err && entry == c->g->reject && !c->o.no_opt && !c->folded)
        bp_fail(c, SN_EUNSUPPORTED, tree->at, "the expression rejects all packets");
    if (!c->err)
        entry = bp_optimise(c, entry);
    if (c->err || !bp_select(c, entry, &blocks))
        return;
    if (!c->o.no_opt)
        bp_dead_stores(c, &blocks);
    bp_emit(c, &blocks, out);
}

enum sn_err sn_bpf_compile(struct sn_prog *out, struct sn_arena *a, const char *text, size_t n,
                           const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct comp c = {.a = a, .text = text, .n = n, .o = *o, .d = d, .link = bp_link(o->linktype)};
    struct sn_prog other = {NULL, 0};
    struct expr *tree;

    memset(out, 0, sizeof *out);
    if (n > UINT32_MAX / 2)
        return sn_fail(d, SN_ERANGE, "the filter expression is too long");
    if (c.o.snaplen == 0)
        c.o.snaplen = SN_SNAPLEN_DEFAULT;
    if (!bp_graph_init(&c))
        return c.err;
    tree = bp_parse(&c);
    bp_sema(&c, tree);
    back_end(&c, tree, out);
    if (!c.err && !c.o.no_opt && c.any_ip && c.g->nnodes < TRY_BOTH) {
        /* Which is shorter depends on what else the expression says of the families. */
        c.split = true;
        back_end(&c, tree, &other);
        if (!c.err && other.n < out->n)
            *out = other;
    }
    return c.err;
}
