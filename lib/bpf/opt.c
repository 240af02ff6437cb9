/* The order of the optimiser's passes. */
#include "opt.h"

/* Passes can make work for each other. They seldom need three rounds; stopping early is safe. */
#define ROUNDS 8

static const struct {
    const char *name;
    N (*run)(struct comp *c, N entry, bool *changed);
} passes[] = {
    {"thread", bp_opt_thread},
    {"vars", bp_opt_vars},
    {"group", bp_opt_group},
};

static N rounds(struct comp *c, N entry)
{
    for (int round = 0; round < ROUNDS; round++) {
        bool changed = false;

        for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++) {
            if (c->err)
                return entry;
            entry = passes[i].run(c, entry, &changed);
            sn_arena_reset(&c->scratch);
#ifndef NDEBUG
            if (!c->err && !bp_check_graph(c, entry))
                bp_fail(c, SN_EFORMAT, (struct span){1, 1},
                        "internal error: the '%s' pass broke the program", passes[i].name);
#endif
        }
        if (!changed)
            break;
    }
    return entry;
}

N bp_optimise(struct comp *c, N entry)
{
    N full;

    if (c->o.no_opt)
        return bp_expand(c, entry);
    entry = rounds(c, entry);
    full = bp_expand(c, entry);
    return full == entry || c->err ? full : rounds(c, full);
}
