/*
 * The tree of a filter expression.
 *
 * and/or nodes have two or more children and never a child of their own kind; depth is bounded
 * (BP_DEPTH), so recursion over the tree is safe. Every node knows its place in the text.
 */
#ifndef SN_BPF_TREE_H
#define SN_BPF_TREE_H

#include "lex.h"

#define BP_DEPTH 1000

struct qual {
    uint8_t proto; /* enum proto */
    uint8_t dir;   /* enum dir */
    uint8_t type;  /* enum addr_type */
};

enum arith_kind { AR_NUM, AR_LEN, AR_LOAD, AR_NEG, AR_BIN };

struct arith {
    uint8_t kind;
    uint8_t op;    /* AR_BIN: T_ADD … T_RSH */
    uint8_t proto; /* AR_LOAD */
    uint8_t size;  /* AR_LOAD: 1, 2, 4 */
    uint16_t depth;
    uint32_t num;
    struct arith *l, *r; /* AR_LOAD: l is the index; AR_NEG: l */
    const struct hdr *hdr;
    struct span at;
};

/* How the address behind the qualifiers was written. */
enum id_form { ID_PLAIN, ID_PREFIX, ID_MASK };

struct ipaddr {
    uint32_t a[4], mask[4]; /* host order; IPv4 uses the first */
    struct ipaddr *next;
};

struct prim {
    uint8_t kind;   /* enum prim_kind */
    uint8_t op;     /* P_COMPARE, P_BYTE, fields: T_EQ … */
    uint8_t form;   /* P_ID: enum id_form */
    bool has_num;   /* vlan, mpls …: a number was given */
    bool through;   /* stands under look-through: asked where the packet begins, and further in */
    bool never;     /* look-through: false here, since the link type doesn't have it */
    uint16_t sub;   /* the kind's own */
    struct qual q;  /* P_ID, P_PROTO, P_BROADCAST, P_MULTICAST: proto */
    struct tok id;  /* P_ID, and words of the kind's own */
    struct tok id2; /* P_ID with ID_MASK; second word */
    uint32_t num, num2;
    struct arith *l, *r; /* P_COMPARE */

    /* filled by sema */
    const struct hdr *hdr;    /* where the headers are when this primitive is reached */
    struct ipaddr *ip4, *ip6; /* hosts and nets */
    uint32_t lo, hi;          /* ports, protocols, other numbers; both inclusive */
    uint32_t mask;            /* numbers compared under a mask */
    uint8_t ports;            /* PORT_TCP | … */
    uint32_t var;             /* tunnels: the first variable */
    uint8_t mac[6];
    const struct prim *const *set; /* gen: all of a set of ports, protocols or link addresses */
    uint32_t set_n;
    const struct prim *orig; /* look-through: a copy from before sema */
    struct span at;          /* that copy's place in the text */
};

enum expr_kind { E_PRIM, E_NOT, E_AND, E_OR };

struct expr {
    uint8_t kind;
    uint16_t depth;
    struct span at;
    uint32_t nkids;
    struct expr *kid, *last; /* first and last child */
    struct expr *next;       /* sibling */
    struct prim *p;
};

/* The tree of the whole text; NULL for an empty one or after an error. */
struct expr *sn_bp_parse(struct comp *c);

#endif
