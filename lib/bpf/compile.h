/* Compiling a tree: what is behind sema, and what look-through does instead. */
#ifndef SN_BPF_COMPILE_H
#define SN_BPF_COMPILE_H

#include "tree.h"

/* Gives c (text, n, o, d and link are set) its memory and an empty graph; end it also when that
 * fails. */
bool sn_bp_comp_start(struct comp *c, size_t cap);
void sn_bp_comp_end(struct comp *c);

/* Makes a program, in a, of a tree or a part of one that sema has seen. Errors are in c. */
void sn_bp_compile_tree(struct comp *c, struct expr *tree, struct sn_arena *a, struct sn_prog *out);

/* sn_bpf_compile for expressions that look through something. */
enum sn_err sn_decap_compile(struct sn_prog *out, struct sn_arena *a, const char *text, size_t n,
                             const struct sn_bpf_opts *o, struct sn_diag *d);

#endif
