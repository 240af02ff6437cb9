/*
 * The inside of compiled conditions: see sn/where.h.
 *
 * wherelex.c makes tokens, whereparse.c nodes of them and operands whose words mean fields or
 * protocols, wheretype.c values of what was written beside these, whereeval.c evaluates. All of it
 * lies in one arena.
 */
#ifndef SN_FMT_WHERE_H
#define SN_FMT_WHERE_H

#include "sn/arena.h"
#include "sn/where.h"

/* ---- tokens ---- */

enum where_token {
    WHERE_END,
    WHERE_WORD,   /* a name, a number, an address, a keyword */
    WHERE_STRING, /* s, n: what was quoted; raw: without escapes */
    WHERE_CHAR,   /* s, 1: 'c' */
    WHERE_OPEN,
    WHERE_CLOSE,
    WHERE_BRACE,
    WHERE_BRACE_END,
    WHERE_BRACKET,
    WHERE_BRACKET_END,
    WHERE_COMMA,
    WHERE_DOTS, /* .. */
    WHERE_NOT,
    WHERE_AND,
    WHERE_OR,
    WHERE_IN,
    WHERE_ANY,
    WHERE_ALL,
    WHERE_RELATION, /* op: enum where_op */
    WHERE_ARITH,    /* op: '&', '+', '-', '*', '/', '%' */
};

struct where_tok {
    uint8_t kind, op;
    bool raw;
    uint32_t col, span; /* columns from 1 */
    const char *s;
    uint32_t n;
};

struct where_lex {
    const char *text, *p, *end;
    struct sn_arena *mem;
    struct sn_diag *d;
};

/* The next token. SN_ESYNTAX, SN_ENOMEM. */
enum sn_err sn_where_lex(struct where_lex *l, struct where_tok *t) SN_MUST;

/* ---- values ---- */

enum where_class {
    WHERE_PRESENCE, /* no value */
    WHERE_NUMBER,   /* u; negative: two's complement */
    WHERE_IP4,      /* u */
    WHERE_IP6,      /* p, 16 bytes */
    WHERE_BYTES,    /* p, n */
    WHERE_STR,      /* p, n */
    WHERE_TIME,     /* u, nanoseconds with a sign */
    WHERE_SPAN,     /* the same */
    WHERE_FLOAT,    /* u, a number with a sign that has the order of the values */
};

struct where_val {
    uint8_t cls;
    uint8_t bits; /* addresses: how many count */
    bool negative;
    uint32_t n;
    union {
        uint64_t u;
        const uint8_t *p;
    };
};

/* Bytes from..to of a value, counted from 0; negative: from its end. n 0: up to the end. */
struct where_range {
    int32_t from;
    uint32_t n;
    int32_t to; /* with by_end: the last one */
    bool by_end;
};

enum where_does {
    WHERE_SLICE,
    WHERE_LEN,
    WHERE_LOWER,
    WHERE_UPPER,
    WHERE_TO_STR,
    WHERE_CALC,
    WHERE_AS_NUMBER
};

/* What is made of each value, one step after the other. */
struct where_step {
    struct where_step *next;
    uint8_t does, op;
    struct where_range *range; /* nrange of them, joined */
    uint32_t nrange;
    struct where_val with; /* WHERE_CALC */
};

enum where_source { WHERE_LITERAL, WHERE_CONST, WHERE_FIELD, WHERE_PROTO };

#define WHERE_SLOTS 5

struct where_operand {
    uint8_t source; /* enum where_source */
    uint8_t cls;    /* of its values, behind the steps */
    bool count;     /* how many values there are, instead of them */
    bool presence;  /* nothing was made of it: alone it says that it is there */
    uint8_t nslot;
    uint16_t slot[WHERE_SLOTS];   /* which of the expression's fields; WHERE_FIELD */
    const struct sn_field *field; /* the first of the name */
    const char *proto;            /* WHERE_PROTO */
    struct where_step *step, **last;
    struct where_val v;   /* WHERE_CONST */
    struct where_tok tok; /* as it was written */
};

/* ---- nodes ---- */

enum where_op {
    WHERE_EQ,
    WHERE_NE,
    WHERE_LT,
    WHERE_LE,
    WHERE_GT,
    WHERE_GE,
    WHERE_CONTAINS,
    WHERE_MATCHES,
    WHERE_ALL_OP = 0x40, /* of all values; else of any */
};

enum where_kind { WHERE_N_AND, WHERE_N_OR, WHERE_N_NOT, WHERE_N_HAS, WHERE_N_CMP, WHERE_N_IN };

struct where_item {
    struct where_item *next;
    struct where_val low, high;
    bool range;
};

struct where_node {
    struct where_node *next, *child; /* AND, OR: a list of children; NOT: one */
    struct where_operand *a, *b;
    struct where_item *item; /* IN */
    uint8_t kind, op;
    bool all;
    uint16_t regex;
};

struct sn_where_expr {
    struct sn_arena mem;
    struct where_node *root;
    struct sn_wanted *set; /* of the fields, in the order of their slots */
    const char **regex;    /* nregex of them, as regcomp(3) has them */
    uint16_t nregex;
    uint32_t want;
    bool ordered;
    bool frame; /* a field of the frame's is named */
    bool texts; /* strings are made */
};

/* ---- between the files ---- */

struct where_parser {
    struct where_lex lex;
    struct where_tok t; /* the next one */
    struct sn_where_expr *w;
    const char *name[SN_WHERE_FIELDS];
    const char *regex[SN_WHERE_FIELDS];
    uint32_t names, depth;
    uint32_t protos_want, protos_deep; /* what its protocols need: or, and not */
};

/* Fails at a token. */
enum sn_err sn_where_fail(struct where_parser *p, enum sn_err e, const struct where_tok *t,
                          const char *fmt, ...) SN_PRINTF(4, 5);

/* Says that the word is the name of nothing. */
enum sn_err sn_where_unknown(struct where_parser *p, const struct where_tok *t) SN_MUST;

/* Fails for what has no values to look at. */
enum sn_err sn_where_has_values(struct where_parser *p, const struct where_operand *o) SN_MUST;

/* The class that a field's values have. */
uint8_t sn_where_class(const struct sn_field *f);

/* A value of such a field as a number with a sign that has the order of the values. */
uint64_t sn_where_float(const struct sn_field *f, double x);

/* Makes the two operands of a comparison fit each other. */
enum sn_err sn_where_types(struct where_parser *p, struct where_node *n,
                           const struct where_tok *op) SN_MUST;

/* A value that is compared with o's. */
enum sn_err sn_where_value(struct where_parser *p, const struct where_operand *o,
                           const struct where_tok *t, struct where_val *v) SN_MUST;

/* A number by itself. */
enum sn_err sn_where_number(struct where_parser *p, const struct where_tok *t,
                            struct where_val *v) SN_MUST;

/* < 0, 0, > 0; of addresses only the bits that count of both. */
int sn_where_order(const struct where_val *a, const struct where_val *b);

#endif
