/*
 * The optimiser: passes over the graph. Each takes the entry node and returns a new one; what is
 * no longer reached is gone. Every pass terminates by construction (see the file of each), and
 * changes no verdict, except that a load which the verdict no longer depends on is no longer made.
 */
#ifndef SN_BPF_OPT_H
#define SN_BPF_OPT_H

#include "graph.h"

/* All passes but sn_bp_opt_unfold. */
N sn_bp_optimise(struct comp *c, N entry);

/* Paths apart, each without what is decided on it, and the other passes again: perhaps shorter
 * (opt_unfold.c). */
N sn_bp_unfold(struct comp *c, N entry);
N sn_bp_opt_unfold(struct comp *c, N entry);

/* Edges past tests whose outcome is known there (opt_thread.c). */
N sn_bp_opt_thread(struct comp *c, N entry, bool *changed);

/* Tests that those behind them make needless (opt_thread.c). */
N sn_bp_opt_drop(struct comp *c, N entry, bool *changed);

/* Chains of alternatives, sorted so that tests of one value stand together (opt_group.c). */
N sn_bp_opt_group(struct comp *c, N entry, bool *changed);

/* Variables: redundant and unused definitions, known values (opt_vars.c). */
N sn_bp_opt_vars(struct comp *c, N entry, bool *changed);

/* Whether, as far as comparisons with numbers alone tell, no packet is accepted (opt_never.c). */
bool sn_bp_never(struct comp *c, N entry);

/* Recipes become tests and assignments (opt_vars.c). */
N sn_bp_expand(struct comp *c, N entry);

/* What must hold of a graph between passes; false is a bug in this library (check.c). */
bool sn_bp_check_graph(struct comp *c, N entry);

#endif
