/*
 * What the stages of the filter compiler share.
 *
 *     text --lex--> tokens --parse--> tree --sema--> tree with addresses and header positions
 *          --gen--> graph of tests --opt_*--> graph --select--> blocks of instructions --emit-->
 *
 * Everything lives in an arena of the compilation's own, what a single pass needs in another that
 * is reset behind the pass; only the program goes to the caller's arena. Errors stick: the first
 * one is kept in *d and c->err, later stages see c->err and do nothing. Running out of memory is
 * such an error; constructors then hand out a dummy object so that their callers need no checks.
 */
#ifndef SN_BPF_COMP_H
#define SN_BPF_COMP_H

#include "sn/bpf.h"

struct comp {
    struct sn_arena a;       /* freed at the end */
    struct sn_arena scratch; /* reset behind each pass */
    const char *text;
    size_t n;
    struct sn_bpf_opts o;
    struct sn_bpf_names *collect; /* where answers to look-ups go, or NULL */
    struct sn_diag *d;
    enum sn_err err;
    struct graph *g;
    bool folded;  /* a comparison of numbers was decided while compiling */
    bool any_ip;  /* there was something to split */
    bool split;   /* IPv4 and IPv6 are kept apart up to the end: see sn_gen_any_ip */
    bool open;    /* comparisons may come out either way: see sn_bp_never */
    bool keep;    /* the length of what stands in front is computed once and kept */
    bool through; /* something stands under look-through */
    bool no_hint; /* a syntax error isn't compared with Wireshark's language */
    bool crowded; /* err: more scratch words would be needed than there are */
    const struct link *link;
};

/* What part of the text an error or a tree node is about. */
struct span {
    uint32_t col; /* from 1 */
    uint32_t n;
};

/* Records the first error. */
void sn_bp_fail(struct comp *c, enum sn_err code, struct span at, const char *fmt, ...)
    SN_PRINTF(4, 5);
void sn_bp_nomem(struct comp *c);

/* Zeroed memory from the arena; NULL after sn_bp_nomem. */
void *sn_bp_alloc(struct comp *c, size_t count, size_t size);
#define BP_NEW(c, type)     ((type *)sn_bp_alloc((c), 1, sizeof(type)))
#define BP_NEWN(c, type, n) ((type *)sn_bp_alloc((c), (n), sizeof(type)))

/* The same from the scratch arena. */
void *sn_bp_scratch(struct comp *c, size_t count, size_t size);
#define BP_TMP1(c, type)    ((type *)sn_bp_scratch((c), 1, sizeof(type)))
#define BP_TMPN(c, type, n) ((type *)sn_bp_scratch((c), (n), sizeof(type)))

#endif
