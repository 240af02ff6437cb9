/* What the two halves of the parser share: see parse.c. */
#ifndef SN_BPF_PARSE_H
#define SN_BPF_PARSE_H

#include "tree.h"

enum operand_kind { O_BOOL, O_ARITH, O_NUM };

struct operand {
    enum operand_kind kind;
    struct expr *e;  /* O_BOOL */
    struct arith *a; /* O_ARITH, O_NUM */
    struct tok num;  /* O_NUM */
    struct qual q;   /* what a bare address behind this inherits */
    struct span at;
};

struct parser {
    struct comp *c;
    struct lex l;
    unsigned depth;
    bool through; /* what is parsed now stands under look-through */
};

extern const struct qual sn_bp_no_qual;

/* The token at hand; T_END after an error. Taking it; taking it if it is of a kind; an error when
 * it isn't, or is no `want`. */
enum token sn_bp_parse_peek(const struct parser *p);
struct tok sn_bp_parse_take(struct parser *p);
bool sn_bp_parse_accept(struct parser *p, enum token kind);
bool sn_bp_parse_expect(struct parser *p, enum token kind, const char *want);
void sn_bp_parse_unexpected(struct parser *p, const char *want);

/* From a's first column to b's last. */
struct span sn_bp_parse_join(struct span a, struct span b);

/* A primitive in a node of its own; NULL when memory is out. */
struct prim *sn_bp_parse_new_prim(struct parser *p, enum prim_kind kind, struct expr **e,
                                  struct span at);

/* Appends b to a, which becomes (or stays) an and or an or. */
struct expr *sn_bp_parse_combine(struct parser *p, enum expr_kind kind, struct expr *a,
                                 struct expr *b);
struct operand sn_bp_parse_boolean(struct expr *e, struct qual q, struct span at);
struct operand sn_bp_parse_failed(void);

bool sn_bp_is_relation(enum token k);

/* A primitive by its own word (parse_prim.c); proto and at are those of a protocol name in front.
 */
struct operand sn_bp_parse_prim(struct parser *p, uint8_t proto, struct span at);

/* vpi, vci and the fields of MTP3 with their values. */
struct operand sn_bp_parse_field(struct parser *p);

#endif
