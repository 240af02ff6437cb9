/*
 * An expression that looks through, taken apart for the packets that need it.
 *
 * Its parts outside look-through are programs for the packet as it is (LX_PLAIN); a primitive under
 * it, or several joined by `or`, is a unit (LX_UNIT): a program for each kind of view, true when it
 * is true of any view. Nodes live in the sn_decap's arena.
 */
#ifndef SN_BPF_DECAPEXPR_H
#define SN_BPF_DECAPEXPR_H

#include "decap.h"

/* A primitive that sn_decap_walk's records answer. */
struct decap_want {
    uint8_t kind; /* P_VLAN … */
    bool any;     /* whatever its number */
    uint32_t num;
};

struct decap_unit {
    struct sn_engine *on[DECAP_KINDS]; /* NULL: never true of these views */
    const struct prim **prims;         /* as parsed; NULL when all is compiled */
    uint32_t nprims;
    struct decap_want *want;
    uint32_t nwant;
    struct decap_unit *next;
};

enum decap_expr_kind { LX_PLAIN, LX_UNIT, LX_NOT, LX_AND, LX_OR };

struct decap_expr {
    uint8_t kind;
    struct sn_engine *engine; /* LX_PLAIN */
    struct decap_unit *unit;  /* LX_UNIT */
    struct decap_expr *kid, *next;
    struct decap_expr *older; /* LX_PLAIN: the one made before */
};

struct sn_decap {
    struct sn_arena arena;
    const struct link *link;
    struct sn_engine *simple;  /* decides on packets without anything to look behind */
    struct sn_engine *encaps;  /* tells which those are not; NULL: there are none */
    struct decap_expr *root;   /* decides on the others; NULL when encaps is */
    struct decap_expr *plains; /* all of them, the last first */
    struct decap_unit *units;  /* likewise */
    uint32_t nunits;
};

#endif
