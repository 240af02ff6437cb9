/*
 * An expression that looks through, taken apart for the packets that need it.
 *
 * Its parts outside look-through are programs for the packet as it is (LX_PLAIN); a primitive under
 * it, or several joined by `or`, is a unit (LX_UNIT): a program for each kind of view, true when it
 * is true of any view. Nodes live in the look's arena.
 */
#ifndef SN_BPF_LOOKEXPR_H
#define SN_BPF_LOOKEXPR_H

#include "look.h"

/* A primitive that sn_look_walk's records answer. */
struct look_want {
    uint8_t kind; /* P_VLAN … */
    bool any;     /* whatever its number */
    uint32_t num;
};

struct look_unit {
    struct sn_engine *on[LOOK_KINDS]; /* NULL: never true of these views */
    const struct prim **prims;        /* as parsed; NULL when all is compiled */
    uint32_t nprims;
    struct look_want *want;
    uint32_t nwant;
    struct look_unit *next;
};

enum look_expr_kind { LX_PLAIN, LX_UNIT, LX_NOT, LX_AND, LX_OR };

struct look_expr {
    uint8_t kind;
    struct sn_engine *engine; /* LX_PLAIN */
    struct look_unit *unit;   /* LX_UNIT */
    struct look_expr *kid, *next;
    struct look_expr *older; /* LX_PLAIN: the one made before */
};

struct sn_look {
    struct sn_arena arena;
    const struct link *link;
    struct sn_engine *simple; /* decides on packets without anything to look behind */
    struct sn_engine *encaps; /* tells which those are not; NULL: there are none */
    struct look_expr *root;   /* decides on the others; NULL when encaps is */
    struct look_expr *plains; /* all of them, the last first */
    struct look_unit *units;  /* likewise */
    uint32_t nunits;
};

#endif
