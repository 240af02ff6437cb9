/* The order of the optimiser's passes. */
#include "opt.h"

/* Passes can make work for each other. They seldom need five rounds; stopping early is safe, and
 * done where a round takes long. */
#define ROUNDS     12
#define ROUNDS_BIG 4
#define BIG        5000 /* nodes */

struct pass {
    const char *name;
    N (*run)(struct comp *c, N entry, bool *changed);
};

static const struct pass passes[] = {
    {"thread", sn_bp_opt_thread},
    {"vars", sn_bp_opt_vars},
    {"group", sn_bp_opt_group},
};

static const struct pass drop = {"drop", sn_bp_opt_drop};

static N run_pass(struct comp *c, const struct pass *p, N entry, bool *changed)
{
    if (c->err)
        return entry;
    entry = p->run(c, entry, changed);
    sn_arena_reset(&c->scratch);
#ifndef NDEBUG
    if (!c->err && !sn_bp_check_graph(c, entry))
        sn_bp_fail(c, SN_EFORMAT, (struct span){1, 1},
                   "internal error: the '%s' pass broke the program", p->name);
#endif
    return entry;
}

static N rounds(struct comp *c, N entry)
{
    int max = c->g->nnodes > BIG ? ROUNDS_BIG : ROUNDS;

    for (int round = 0; round < max; round++) {
        bool changed = false;

        for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++)
            entry = run_pass(c, &passes[i], entry, &changed);
        if (!changed)
            entry = run_pass(c, &drop, entry, &changed);
        if (!changed)
            break;
    }
    return entry;
}

N sn_bp_unfold(struct comp *c, N entry)
{
    N made = sn_bp_opt_unfold(c, entry);

    return made == entry || c->err ? entry : rounds(c, made);
}

N sn_bp_optimise(struct comp *c, N entry)
{
    N full;

    if (c->o.no_opt)
        return sn_bp_expand(c, entry);
    entry = rounds(c, entry);
    full = sn_bp_expand(c, entry);
    return full == entry || c->err ? full : rounds(c, full);
}
