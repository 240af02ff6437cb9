/* The pipeline of the filter compiler, one line a stage. */
#include <string.h>

#include "compile.h"
#include "gen.h"
#include "opt.h"
#include "select.h"
#include "tree.h"

/* Above this many tests a second attempt isn't worth its time. */
#define TRY_BOTH 2000

/* Longer programs aren't unfolded: the paths would be too many. */
#define UNFOLD 150

/* The program is copied to the caller's arena when it is shorter than what is there. */
static void keep(struct comp *c, struct sn_arena *a, const struct sn_prog *p, struct sn_prog *out)
{
    struct sn_insn *insn;

    if (c->err || (out->n && p->n >= out->n))
        return;
    insn = SN_NEWN(a, struct sn_insn, p->n);
    if (!insn) {
        sn_bp_nomem(c);
        return;
    }
    memcpy(insn, p->insn, p->n * sizeof *insn);
    *out = (struct sn_prog){insn, p->n};
}

static void put_program(struct comp *c, N entry, struct sn_arena *a, struct sn_prog *out)
{
    struct sn_prog made = {NULL, 0};
    struct blocks blocks;

    if (!c->err && sn_bp_select(c, entry, &blocks)) {
        if (!c->o.no_opt) {
            sn_bp_dead_stores(c, &blocks);
            sn_bp_merge_blocks(c, &blocks);
        }
        sn_bp_emit(c, &blocks, &made);
        keep(c, a, &made, out);
    }
    sn_arena_reset(&c->scratch);
}

static void rejects_all(struct comp *c, const struct expr *tree)
{
    sn_bp_fail(c, SN_EUNSUPPORTED, tree->at, "the expression rejects all packets");
}

static void back_end(struct comp *c, struct expr *tree, struct sn_arena *a, struct sn_prog *out)
{
    N entry = sn_bp_gen(c, tree), apart;

    /* What the link type rules out is an error; what the numbers rule out is just never true. */
    if (!c->err && entry == c->g->reject && !c->o.no_opt && !c->folded)
        rejects_all(c, tree);
    sn_arena_reset(&c->scratch);
    if (!c->err)
        entry = sn_bp_optimise(c, entry);
    put_program(c, entry, a, out);
    if (c->err || c->o.no_opt || out->n > UNFOLD)
        return;
    apart = sn_bp_unfold(c, entry);
    if (apart != entry)
        put_program(c, apart, a, out);
}

static bool has_var(const struct comp *c, enum recipe how)
{
    for (uint32_t i = 0; i < c->g->nvars; i++)
        if (c->g->vars[i].recipe == how)
            return true;
    return false;
}

/* An error when the program rejects all packets for a simple reason; where headers are found in
 * more than one way, or behind a tunnel, no reason is simple. */
static void check_never(struct comp *c, struct expr *tree, const struct sn_prog *out)
{
    enum link_kind kind = (enum link_kind)c->link->kind;

    if (c->err || c->o.no_opt || c->folded || out->n != 1 || out->insn[0].k != 0 ||
        kind == LK_WLAN || kind == LK_ARCNET || kind == LK_MAGIC || has_var(c, RECIPE_NONE))
        return;
    c->split = c->open = true;
    if (sn_bp_never(c, sn_bp_gen(c, tree)))
        rejects_all(c, tree);
    c->open = false;
    sn_arena_reset(&c->scratch);
}

/* Which is shorter depends on what else the expression says of the families, and on how often it
 * asks for what stands behind a header of variable length. A way that has no room is left. */
static void every_way(struct comp *c, struct expr *tree, struct sn_arena *a, struct sn_prog *out)
{
    uint32_t vars = c->g->nvars;
    bool crowded = false;

    for (unsigned way = 0; way < 4 && !c->err; way++) {
        c->split = way & 1;
        c->keep = way & 2;
        if (way > 0 && (c->o.no_opt || c->g->nnodes >= TRY_BOTH))
            break;
        if ((c->split && !c->any_ip) || (c->keep && !has_var(c, RECIPE_LEAD)))
            continue;
        c->g->nvars = vars;
        c->crowded = false;
        back_end(c, tree, a, out);
        if (c->crowded)
            c->err = SN_OK;
        crowded |= c->crowded;
    }
    c->g->nvars = vars;
    if (crowded && !out->n && !c->err)
        c->err = SN_ERANGE; /* as the diagnostic has it */
}

void sn_bp_compile_tree(struct comp *c, struct expr *tree, struct sn_arena *a, struct sn_prog *out)
{
    *out = (struct sn_prog){NULL, 0};
    c->any_ip = false;
    every_way(c, tree, a, out);
    if (c->crowded && c->o.no_opt) { /* the optimiser may find the room */
        c->err = SN_OK;
        c->o.no_opt = false;
        every_way(c, tree, a, out);
        c->o.no_opt = true;
    }
    check_never(c, tree, out);
}

bool sn_bp_comp_start(struct comp *c, size_t cap)
{
    if (c->o.snaplen == 0)
        c->o.snaplen = SN_SNAPLEN_DEFAULT;
    sn_arena_init(&c->a, cap);
    sn_arena_init(&c->scratch, cap);
    if (c->n > UINT32_MAX / 2)
        c->err = sn_fail(c->d, SN_ERANGE, "the filter expression is too long");
    return !c->err && sn_bp_graph_init(c);
}

void sn_bp_comp_end(struct comp *c)
{
    sn_arena_free(&c->a);
    sn_arena_free(&c->scratch);
}

enum sn_err sn_bpf_compile(struct sn_prog *out, struct sn_arena *a, const char *text, size_t n,
                           const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct comp c = {.text = text, .n = n, .o = *o, .d = d, .link = sn_bp_link(o->linktype)};
    struct expr *tree;

    *out = (struct sn_prog){NULL, 0};
    if (sn_bp_comp_start(&c, a->cap)) {
        tree = sn_bp_parse(&c);
        if (!c.through) {
            sn_bp_sema(&c, tree);
            sn_bp_compile_tree(&c, tree, a, out);
        }
    }
    sn_bp_comp_end(&c);
    return c.through && !c.err ? sn_decap_compile(out, a, text, n, o, d) : c.err;
}
