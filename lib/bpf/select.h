/*
 * From the graph to blocks of instructions, one block a node.
 *
 * A block's instructions bring the tested value into A (and what it is compared with into X), then
 * the block ends in a conditional jump, a plain one or a return. What A, X and the scratch words
 * hold is followed across blocks, so that nothing is loaded twice.
 */
#ifndef SN_BPF_SELECT_H
#define SN_BPF_SELECT_H

#include "graph.h"

struct block {
    N node;
    struct sn_insn *code;
    uint32_t n, cap;
    uint16_t jump; /* the conditional jump's code; 0: goes on to t, or returns */
    uint32_t k;
    struct block *t, *f;      /* NULL for a return */
    bool loop;                /* the code has jumps of its own */
    struct regs *in;          /* what is known on entry; only while selecting */
    uint32_t pos;             /* emit: instructions from here to the end */
    uint32_t island;          /* emit: the same for the nearest stepping stone to here; 0: none */
    struct block *feeds;      /* emit: goto-blocks that end here */
    struct block *feeds_next; /* emit: the next one that feeds the same block */
    uint32_t live;            /* dead stores: scratch words, A and X needed on entry */
    struct block *same;       /* merge: the block that stands for this one */
};

struct blocks {
    struct block **b; /* predecessors before successors; the entry first */
    uint32_t n;
};

bool sn_bp_select(struct comp *c, N entry, struct blocks *out);

/* Takes out instructions whose result nobody uses. */
void sn_bp_dead_stores(struct comp *c, struct blocks *b);

/* Keeps one of each set of blocks that are equal (merge.c). */
void sn_bp_merge_blocks(struct comp *c, struct blocks *b);

/* Lays the blocks out and fills in the jumps. */
bool sn_bp_emit(struct comp *c, struct blocks *b, struct sn_prog *out);

#endif
