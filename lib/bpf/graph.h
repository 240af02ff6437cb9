/*
 * The intermediate form: a graph of tests on values.
 *
 * A value is a pure expression over the packet: constants, loads, arithmetic. Values are unique
 * (value numbering happens as they are made): equal expressions are the same pointer. A load that
 * lies outside the packet, or a division by zero, rejects the packet when the value is computed.
 *
 * A node tests one value and goes on to one of two nodes, or sets a variable and goes on, or
 * returns. Nodes are made from their successors, so the graph has no cycles, and equal nodes are
 * the same pointer too. A variable is a value whose definition depends on the path; each path sets
 * it before it is used.
 */
#ifndef SN_BPF_GRAPH_H
#define SN_BPF_GRAPH_H

#include "comp.h"
#include "insn.h"

enum val_op {
    V_CONST, /* k */
    V_LEN,   /* length on the wire */
    V_LOAD,  /* size bytes at a + k; a NULL: at k */
    V_ANC,   /* the kernel's ancillary word k; never fails */
    V_MSH,   /* 4 * (byte k & 15) */
    V_ALU,   /* a op b */
    V_NEG,   /* -a */
    V_VAR,   /* variable k */
};

struct val {
    uint8_t op;
    uint8_t alu;  /* V_ALU: BPF_ADD … */
    uint8_t size; /* V_LOAD */
    uint32_t k;
    const struct val *a, *b;
    uint32_t id;
    struct val *hnext;
};

typedef const struct val *V;
typedef struct node *N;

enum node_kind {
    N_RET,
    N_TEST,
    N_SET,   /* var := l; where the variable has a recipe, any two of them agree */
    N_CHAIN, /* headers from protocol l at r on; to t when one is `var`; cmp: 4 or 6 for IP's */
    N_DEF,   /* var := what its recipe says; expanded by opt_vars.c when no more are redundant */
};

/* How a variable that needs tests to compute is computed. */
enum recipe {
    RECIPE_NONE,
    RECIPE_PRISM,    /* length of the Prism or AVS header: k unused */
    RECIPE_IP_END,   /* set, not defined: the end of the IP header whose first byte is l */
    RECIPE_IP_PROTO, /* likewise: its protocol; no known one for fragments behind the first */
    RECIPE_LEAD,     /* l itself: the length of what stands in front of the header */
    RECIPE_RADIOTAP, /* l rounded up to 4 when the radiotap header says that there is padding */
};

struct var {
    uint8_t recipe;
    V l;
};

struct node {
    uint8_t kind;
    uint8_t cmp;             /* N_TEST: BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET */
    bool accept;             /* N_RET */
    uint32_t k;              /* N_CHAIN: added to r */
    uint32_t var;            /* N_SET: which */
    const struct val *l, *r; /* N_TEST: compared; N_SET: l is the value */
    struct node *t, *f;      /* N_SET, N_DEF: t only */
    uint32_t id;             /* successors have lower ids */
    struct node *hnext;
};

/* Far more than any expression of sane size needs. */
#define BP_VARS 64

struct graph {
    struct val **vals; /* hash table */
    struct node **nodes;
    uint32_t nvals, vcap, nnodes, ncap, nvars;
    struct var vars[BP_VARS];
    struct node *accept, *reject;
    struct val *zero; /* also the dummy after an error */
};

bool sn_bp_graph_init(struct comp *c);

/* ---- values; constants are folded when `o.no_opt` is off ---- */
V sn_bp_const(struct comp *c, uint32_t k);
V sn_bp_len(struct comp *c);
V sn_bp_load(struct comp *c, unsigned size, V base, uint32_t k);
V sn_bp_find_load(const struct comp *c, unsigned size, V base, uint32_t k); /* NULL: none made */
V sn_bp_anc(struct comp *c, uint32_t k);
V sn_bp_msh(struct comp *c, uint32_t k);
V sn_bp_alu(struct comp *c, unsigned op, V a, V b);
V sn_bp_alu_k(struct comp *c, unsigned op, V a, uint32_t k);
V sn_bp_neg(struct comp *c, V a);
V sn_bp_var(struct comp *c, uint32_t var);

/* What `a op b` is for constants; false for a division by zero. */
bool sn_bp_fold(unsigned op, uint32_t a, uint32_t b, uint32_t *out);

/* ---- nodes ---- */
N sn_bp_test(struct comp *c, unsigned cmp, V l, V r, N t, N f);
N sn_bp_test_k(struct comp *c, unsigned cmp, V l, uint32_t k, N t, N f);
N sn_bp_eq(struct comp *c, V l, uint32_t k, N t, N f);
N sn_bp_eq_mask(struct comp *c, V l, uint32_t mask, uint32_t k, N t, N f);
N sn_bp_set(struct comp *c, uint32_t var, V v, N next);
N sn_bp_chain(struct comp *c, unsigned family, uint32_t num, V proto, V at, uint32_t k, N t, N f);
N sn_bp_def(struct comp *c, uint32_t var, N next);
uint32_t sn_bp_new_var(struct comp *c, enum recipe how, V l);

/* The outcome of a comparison of constants. */
bool sn_bp_compare(unsigned cmp, uint32_t a, uint32_t b);

/* All nodes that entry reaches, successors before predecessors; *n says how many. The array is
 * scratch. NULL when memory is out. */
N *sn_bp_order(struct comp *c, N entry, uint32_t *n);

#endif
