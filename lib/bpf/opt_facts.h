/*
 * What is known of values at one place of the graph: a stack of facts, newest first for each value,
 * pushed on the way into a part of the graph and popped on the way out.
 *
 * Kept per value x are: bits that are known, (x & mask) != k, a range, or a short list of what it
 * can be. Loads of the same bytes share what is known of the bytes.
 */
#ifndef SN_BPF_OPT_FACTS_H
#define SN_BPF_OPT_FACTS_H

#include "graph.h"

#define FACTS_LOOK 64 /* how many facts of a value are looked at: bounds the time */
#define FACTS_SET  6  /* how many values a list may have */

struct fact {
    V x;
    uint32_t mask, k; /* EQ, NE, IN: x & mask; GE, LE: k */
    enum { F_EQ, F_NE, F_GE, F_LE, F_SAME, F_IS, F_IN } kind;
    N test;              /* F_SAME: a comparison of two values, with outcome k */
    V is;                /* F_IS: what the variable x was set to */
    const uint32_t *set; /* F_IN: x & mask is one of these k */
    uint32_t prev;
};

struct overlap;

struct facts {
    struct comp *c;
    struct fact *fact;
    uint32_t n, cap;
    uint32_t *last;           /* by value id: the newest fact + 1 */
    struct overlap **overlap; /* by value id: the loads that share bytes with it */
    struct overlap *none;     /* there: looked for, there are none */
};

/* Room for cap facts, those about values made so far. False when memory is out. */
bool sn_bp_facts_init(struct facts *s, struct comp *c, uint32_t cap);

/* What the outcome of a test, or an assignment, says. */
void sn_bp_facts_learn(struct facts *s, N n, bool outcome);

/* v is one of set[n], which stays the caller's. */
void sn_bp_facts_list(struct facts *s, V v, const uint32_t *set, uint32_t n);

/* Forgets all but the oldest n facts. */
void sn_bp_facts_pop(struct facts *s, uint32_t n);

/* The outcome of a test: 1, 0, or -1 when that isn't known. */
int sn_bp_facts_decide(struct facts *s, N n);

/* The bits of x that are known. */
void sn_bp_facts_bits(struct facts *s, V x, uint32_t *mask, uint32_t *bits);

/* What x & *cover can be by a list, as far as nothing else speaks against the values; false when
 * there is no list. Room for FACTS_SET. */
bool sn_bp_facts_choices(struct facts *s, V x, uint32_t *cover, uint32_t *out, uint32_t *n);

/* x & mask of a value: itself, or what is under an `and`. */
V sn_bp_strip(V v, uint32_t *mask);

#endif
