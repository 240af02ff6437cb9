/*
 * The parser: recursive descent over pcap-filter(7)'s grammar.
 *
 * Qualifiers are inherited as in that grammar: behind `and` and `or` a bare address takes the
 * qualifiers of the address before it; behind a parenthesised expression, those from before the
 * parenthesis. An operand may turn out to be a number, arithmetic or a boolean, which is known
 * only behind it; struct operand carries whichever it is.
 */
#include <string.h>

#include "hint.h"
#include "parse.h"

const struct qual sn_bp_no_qual = {Q_NONE, D_NONE, A_UNDEF};

static struct operand parse_expr(struct parser *p, struct qual q);
static struct operand parse_unit(struct parser *p, struct qual q);
static struct operand parse_primary(struct parser *p, struct qual q);
static struct operand to_bool(struct parser *p, struct operand o);

enum token sn_bp_parse_peek(const struct parser *p)
{
    return p->c->err ? T_END : (enum token)p->l.t.kind;
}

struct tok sn_bp_parse_take(struct parser *p)
{
    struct tok t = p->l.t;

    sn_bp_lex_next(&p->l);
    return t;
}

bool sn_bp_parse_accept(struct parser *p, enum token kind)
{
    if (sn_bp_parse_peek(p) != kind)
        return false;
    sn_bp_parse_take(p);
    return true;
}

struct span sn_bp_parse_join(struct span a, struct span b)
{
    if (a.n && b.col >= a.col)
        a.n = b.col + b.n - a.col;
    return a;
}

/* The current token is not what was expected. */
void sn_bp_parse_unexpected(struct parser *p, const char *want)
{
    const struct tok *t = &p->l.t;
    const char *near;

    if (p->c->err)
        return;
    if (t->kind == T_END) {
        sn_bp_fail(p->c, SN_ESYNTAX, t->at, "the expression ends where %s is expected", want);
        return;
    }
    near = t->kind == T_ID && !t->escaped ? sn_bp_near_word(t->s, t->n) : NULL;
    if (near)
        sn_bp_fail(p->c, SN_ESYNTAX, t->at, "unexpected '%.*s': expected %s; did you mean '%s'?",
                   (int)(t->n < 80 ? t->n : 80), t->s, want, near);
    else
        sn_bp_fail(p->c, SN_ESYNTAX, t->at, "unexpected '%.*s': expected %s",
                   (int)(t->n < 80 ? t->n : 80), t->s, want);
}

bool sn_bp_parse_expect(struct parser *p, enum token kind, const char *want)
{
    if (sn_bp_parse_accept(p, kind))
        return true;
    sn_bp_parse_unexpected(p, want);
    return false;
}

static void too_deep(struct parser *p, struct span at)
{
    sn_bp_fail(p->c, SN_ERANGE, at, "the expression is nested more than %d deep", BP_DEPTH);
}

static struct expr *new_expr(struct parser *p, enum expr_kind kind, struct span at)
{
    struct expr *e = BP_NEW(p->c, struct expr);

    if (e) {
        e->kind = (uint8_t)kind;
        e->at = at;
        e->depth = 1;
    }
    return e;
}

struct prim *sn_bp_parse_new_prim(struct parser *p, enum prim_kind kind, struct expr **e,
                                  struct span at)
{
    struct prim *x = BP_NEW(p->c, struct prim);

    *e = x ? new_expr(p, E_PRIM, at) : NULL;
    if (!*e)
        return NULL;
    (*e)->p = x;
    x->kind = (uint8_t)kind;
    x->through = p->through;
    p->c->through |= p->through;
    return x;
}

struct operand sn_bp_parse_boolean(struct expr *e, struct qual q, struct span at)
{
    return (struct operand){.kind = O_BOOL, .e = e, .q = q, .at = at};
}

struct operand sn_bp_parse_failed(void)
{
    return (struct operand){.kind = O_BOOL, .q = sn_bp_no_qual};
}

static struct expr *negate(struct parser *p, struct expr *e, struct span at)
{
    struct expr *n = e ? new_expr(p, E_NOT, sn_bp_parse_join(at, e->at)) : NULL;

    if (!n)
        return NULL;
    n->kid = n->last = e;
    n->nkids = 1;
    n->depth = (uint16_t)(e->depth + 1);
    if (n->depth > BP_DEPTH)
        too_deep(p, at);
    return n;
}

/* Appends b to a, which becomes (or stays) a node of the given kind. */
struct expr *sn_bp_parse_combine(struct parser *p, enum expr_kind kind, struct expr *a,
                                 struct expr *b)
{
    struct expr *n = a;
    struct expr *first = b, *last = b;
    uint32_t count = 1;

    if (!a || !b)
        return NULL;
    if (a->kind != kind) {
        n = new_expr(p, kind, a->at);
        if (!n)
            return NULL;
        n->kid = n->last = a;
        n->nkids = 1;
        n->depth = (uint16_t)(a->depth + 1);
    }
    if (b->kind == kind) {
        first = b->kid;
        last = b->last;
        count = b->nkids;
    }
    n->last->next = first;
    n->last = last;
    n->nkids += count;
    if (b->depth + (b->kind != kind) > n->depth)
        n->depth = (uint16_t)(b->depth + (b->kind != kind));
    n->at = sn_bp_parse_join(n->at, b->at);
    if (n->depth > BP_DEPTH)
        too_deep(p, b->at);
    return n;
}

/* ---- addresses behind qualifiers ---- */

static void check_inherited(struct parser *p, struct qual q, const struct tok *t)
{
    const char *near = NULL;

    if (q.type != A_UNDEF || p->c->err)
        return;
    if (t->kind == T_ID && !t->escaped)
        near = sn_bp_near_word(t->s, t->n);
    if (near)
        sn_bp_fail(p->c, SN_ESYNTAX, t->at, "unknown word '%.*s'; did you mean '%s'?",
                   (int)(t->n < 80 ? t->n : 80), t->s, near);
    else
        sn_bp_fail(p->c, SN_ESYNTAX, t->at,
                   "'%.*s' needs a qualifier in front, such as host, net, port or proto",
                   (int)(t->n < 80 ? t->n : 80), t->s);
}

static struct expr *id_expr(struct parser *p, struct qual q, struct tok t)
{
    struct expr *e;
    struct prim *x = sn_bp_parse_new_prim(p, P_ID, &e, t.at);

    if (!x)
        return NULL;
    check_inherited(p, q, &t);
    x->q = q;
    x->id = t;
    return e;
}

/* ADDRESS, ADDRESS/LEN, ADDRESS mask ADDRESS. */
static struct expr *parse_address(struct parser *p, struct qual q)
{
    struct tok t = sn_bp_parse_take(p);
    struct expr *e = id_expr(p, q, t);

    if (!e)
        return NULL;
    if ((t.kind == T_HID || t.kind == T_HID6) && sn_bp_parse_accept(p, T_DIV)) {
        struct tok len = p->l.t;

        if (!sn_bp_parse_expect(p, T_NUM, "a prefix length"))
            return NULL;
        e->p->form = ID_PREFIX;
        e->p->id2 = len;
        e->at = sn_bp_parse_join(e->at, len.at);
    } else if (t.kind == T_HID && sn_bp_parse_accept(p, T_MASK)) {
        struct tok mask = p->l.t;

        if (!sn_bp_parse_expect(p, T_HID, "a netmask such as 255.255.0.0"))
            return NULL;
        e->p->form = ID_MASK;
        e->p->id2 = mask;
        e->at = sn_bp_parse_join(e->at, mask.at);
    }
    return e;
}

static bool is_address(enum token k)
{
    return k == T_ID || k == T_HID || k == T_HID6 || k == T_EID || k == T_AID;
}

/* What stands behind a head: an address, a number, a negation or a list in parentheses. */
static struct expr *parse_ids(struct parser *p, struct qual q, const char *want)
{
    struct tok t = p->l.t;
    struct expr *e;

    if (++p->depth > BP_DEPTH) {
        too_deep(p, t.at);
        e = NULL;
    } else if (sn_bp_parse_peek(p) == T_NOT) {
        sn_bp_parse_take(p);
        e = negate(p, parse_ids(p, q, want), t.at);
    } else if (sn_bp_parse_peek(p) == T_NUM) {
        sn_bp_parse_take(p);
        e = id_expr(p, q, t);
    } else if (is_address(sn_bp_parse_peek(p))) {
        e = parse_address(p, q);
    } else if (sn_bp_parse_accept(p, T_LPAREN)) {
        e = parse_ids(p, q, want);
        while (e && (sn_bp_parse_peek(p) == T_AND || sn_bp_parse_peek(p) == T_OR)) {
            enum expr_kind kind = sn_bp_parse_take(p).kind == T_AND ? E_AND : E_OR;

            e = sn_bp_parse_combine(p, kind, e, parse_ids(p, q, want));
        }
        if (e && !sn_bp_parse_expect(p, T_RPAREN, "'and', 'or' or ')'"))
            e = NULL;
    } else {
        sn_bp_parse_unexpected(p, want);
        e = NULL;
    }
    p->depth--;
    return e;
}

/* ---- arithmetic ---- */

static struct arith *new_arith(struct parser *p, enum arith_kind kind, struct span at)
{
    struct arith *a = BP_NEW(p->c, struct arith);

    if (a) {
        a->kind = (uint8_t)kind;
        a->at = at;
        a->depth = 1;
    }
    return a;
}

static struct arith *arith_over(struct parser *p, enum arith_kind kind, uint8_t op, struct arith *l,
                                struct arith *r, struct span at)
{
    struct arith *a = l ? new_arith(p, kind, at) : NULL;
    unsigned depth;

    if (!a)
        return NULL;
    a->op = op;
    a->l = l;
    a->r = r;
    depth = (r && r->depth > l->depth ? r->depth : l->depth) + 1u;
    if (depth > BP_DEPTH)
        too_deep(p, at);
    a->depth = (uint16_t)depth;
    return a;
}

static struct operand arithmetic(struct arith *a, struct span at)
{
    return (struct operand){.kind = O_ARITH, .a = a, .q = sn_bp_no_qual, .at = at};
}

/* 0: not an arithmetic operator. */
static int precedence(enum token k)
{
    switch (k) {
    case T_BITOR:
        return 1;
    case T_BITAND:
        return 2;
    case T_LSH:
    case T_RSH:
        return 3;
    case T_ADD:
    case T_SUB:
        return 4;
    case T_MUL:
    case T_DIV:
        return 5;
    case T_XOR: /* without a precedence of their own: see parse_arith */
    case T_MOD:
        return 6;
    default:
        return 0;
    }
}

static bool is_number(const struct operand *o)
{
    return o->kind != O_BOOL;
}

static struct arith *need_arith(struct parser *p, struct operand o)
{
    if (is_number(&o))
        return o.a;
    if (!p->c->err)
        sn_bp_fail(p->c, SN_ESYNTAX, o.at, "a number or an arithmetic expression is expected here");
    return NULL;
}

/* Extends left by operators that bind at least as tightly as min. ^ and % have no place in the
 * order: they bind to all that stands behind them, and more tightly than what stands before. */
static struct operand parse_arith(struct parser *p, struct operand left, int min)
{
    int prec;

    if (++p->depth > BP_DEPTH)
        too_deep(p, left.at);
    while (is_number(&left) && (prec = precedence(sn_bp_parse_peek(p))) >= min && prec > 0) {
        struct tok op = sn_bp_parse_take(p);
        struct operand right = parse_primary(p, sn_bp_no_qual);
        struct span at;

        if (!need_arith(p, right)) {
            left = sn_bp_parse_failed();
            break;
        }
        right = parse_arith(p, right, prec == 6 ? 1 : prec + 1);
        at = sn_bp_parse_join(left.at, right.at);
        left = arithmetic(arith_over(p, AR_BIN, op.kind, left.a, need_arith(p, right), at), at);
        if (!left.a || p->c->err)
            left = sn_bp_parse_failed();
    }
    p->depth--;
    return left;
}

/* PROTO [ index : size ], behind the bracket. */
static struct operand parse_load(struct parser *p, struct tok proto)
{
    struct operand index = parse_primary(p, sn_bp_no_qual);
    struct arith *a;
    uint8_t size = 1;
    struct span at;

    if (!need_arith(p, index))
        return sn_bp_parse_failed();
    index = parse_arith(p, index, 1);
    if (!need_arith(p, index))
        return sn_bp_parse_failed();
    if (sn_bp_parse_accept(p, T_COLON)) {
        struct tok t = p->l.t;

        if (!sn_bp_parse_expect(p, T_NUM, "a size of 1, 2 or 4 bytes"))
            return sn_bp_parse_failed();
        if (t.num != 1 && t.num != 2 && t.num != 4) {
            sn_bp_fail(p->c, SN_ERANGE, t.at, "the size must be 1, 2 or 4 bytes, not %u", t.num);
            return sn_bp_parse_failed();
        }
        size = (uint8_t)t.num;
    }
    at = sn_bp_parse_join(proto.at, p->l.t.at);
    if (!sn_bp_parse_expect(p, T_RBRACK, "':' and a size, an operator or ']'"))
        return sn_bp_parse_failed();
    a = arith_over(p, AR_LOAD, 0, index.a, NULL, at);
    if (!a)
        return sn_bp_parse_failed();
    a->proto = (uint8_t)proto.num;
    a->size = size;
    return arithmetic(a, at);
}

/* src or dst, dst and src … behind the first word. */
static bool parse_dir(struct parser *p, struct qual *q)
{
    struct tok t = sn_bp_parse_take(p);
    enum token k = sn_bp_parse_peek(p);

    q->dir = (uint8_t)t.num;
    if ((k != T_AND && k != T_OR) || (t.num != D_SRC && t.num != D_DST) ||
        p->l.next.kind != T_DIR_WORD)
        return true;
    sn_bp_parse_take(p);
    if (p->l.t.num != (t.num == D_SRC ? D_DST : D_SRC)) {
        sn_bp_parse_unexpected(p, t.num == D_SRC ? "'dst'" : "'src'");
        return false;
    }
    sn_bp_parse_take(p);
    q->dir = k == T_AND ? D_AND : D_OR;
    return true;
}

static const char *wanted(const struct qual *q)
{
    switch (q->type) {
    case A_NET:
        return "a network";
    case A_PORT:
        return "a port number or name";
    case A_PORTRANGE:
        return "a port range such as 6000-6008";
    case A_GATEWAY:
        return "a host name";
    case A_PROTO:
    case A_PROTOCHAIN:
        return "a protocol number or name";
    default:
        return "an address or name";
    }
}

/* Qualifiers and what they qualify; the protocol name is taken already. */
static struct operand parse_head(struct parser *p, uint8_t proto, struct span at)
{
    struct qual q = {proto, D_NONE, A_NONE};
    struct expr *e;

    if (!at.n)
        at = p->l.t.at;
    if (sn_bp_parse_peek(p) == T_DIR_WORD && !parse_dir(p, &q))
        return sn_bp_parse_failed();
    if (sn_bp_parse_peek(p) == T_ADDR_TYPE) {
        const struct tok *t = &p->l.t;

        if (q.dir != D_NONE && t->num >= A_GATEWAY) {
            sn_bp_fail(p->c, SN_ESYNTAX, t->at, "'%.*s' takes no direction in front", (int)t->n,
                       t->s);
            return sn_bp_parse_failed();
        }
        q.type = (uint8_t)sn_bp_parse_take(p).num;
    }
    e = parse_ids(p, q, wanted(&q));
    if (!e)
        return sn_bp_parse_failed();
    e->at = sn_bp_parse_join(at, e->at);
    return sn_bp_parse_boolean(e, q, e->at);
}

/* What begins with a protocol name: an access, a head, a primitive, or the name alone. */
static struct operand parse_proto(struct parser *p)
{
    struct tok t = sn_bp_parse_take(p);
    struct expr *e;
    struct prim *x;

    switch (sn_bp_parse_peek(p)) {
    case T_LBRACK:
        sn_bp_parse_take(p);
        return parse_load(p, t);
    case T_DIR_WORD:
    case T_ADDR_TYPE:
        return parse_head(p, (uint8_t)t.num, t.at);
    case T_PRIM:
        switch (p->l.t.num) {
        case P_BROADCAST:
        case P_MULTICAST:
        case P_WLAN_TYPE:
        case P_WLAN_SUBTYPE:
        case P_WLAN_DIR:
            return sn_bp_parse_prim(p, (uint8_t)t.num, t.at);
        default:
            break;
        }
        break;
    default:
        break;
    }
    x = sn_bp_parse_new_prim(p, P_PROTO, &e, t.at);
    if (!x)
        return sn_bp_parse_failed();
    x->q.proto = (uint8_t)t.num;
    x->id = t;
    return sn_bp_parse_boolean(e, sn_bp_no_qual, t.at);
}

static struct operand parse_paren(struct parser *p, struct qual q)
{
    struct tok open = sn_bp_parse_take(p);
    struct operand o;

    if (++p->depth > BP_DEPTH) {
        too_deep(p, open.at);
        return sn_bp_parse_failed();
    }
    o = parse_expr(p, q);
    p->depth--;
    o.at = sn_bp_parse_join(open.at, p->l.t.at);
    if (!p->c->err)
        sn_bp_parse_expect(p, T_RPAREN, "'and', 'or' or ')'");
    if (p->c->err)
        return sn_bp_parse_failed();
    o.q = q;
    if (o.a)
        o.a->at = o.at;
    if (o.e)
        o.e->at = o.at;
    return o;
}

/* A word only in front of a parenthesis, where no name can stand. */
static bool is_look_through(const struct parser *p)
{
    static const char word[] = "look-through";
    const struct tok *t = &p->l.t;

    return !t->escaped && t->n == sizeof word - 1 && memcmp(t->s, word, t->n) == 0 &&
           p->l.next.kind == T_LPAREN;
}

/* look-through (EXPRESSION) */
static struct operand parse_look_through(struct parser *p)
{
    bool outer = p->through;
    struct operand o;

    sn_bp_parse_take(p);
    p->through = true;
    o = to_bool(p, parse_paren(p, sn_bp_no_qual));
    p->through = outer;
    o.q = sn_bp_no_qual;
    return o;
}

static struct operand parse_one(struct parser *p, struct qual q)
{
    struct tok t = p->l.t;
    struct operand o;

    switch (sn_bp_parse_peek(p)) {
    case T_NUM:
        sn_bp_parse_take(p);
        o = (struct operand){O_NUM, .a = new_arith(p, AR_NUM, t.at), .num = t, .q = q, .at = t.at};
        if (!o.a)
            return sn_bp_parse_failed();
        o.a->num = t.num;
        return o;
    case T_LEN:
        sn_bp_parse_take(p);
        return arithmetic(new_arith(p, AR_LEN, t.at), t.at);
    case T_SUB:
        sn_bp_parse_take(p);
        o = parse_primary(p, sn_bp_no_qual);
        /* ^ and % bind more tightly than the sign: see parse_arith. */
        o = need_arith(p, o) ? parse_arith(p, o, 6) : sn_bp_parse_failed();
        if (!is_number(&o))
            return sn_bp_parse_failed();
        return arithmetic(arith_over(p, AR_NEG, 0, o.a, NULL, sn_bp_parse_join(t.at, o.at)),
                          sn_bp_parse_join(t.at, o.at));
    case T_LPAREN:
        return parse_paren(p, q);
    case T_PROTO_NAME:
        return parse_proto(p);
    case T_DIR_WORD:
    case T_ADDR_TYPE:
        return parse_head(p, Q_NONE, (struct span){0, 0});
    case T_PRIM:
        return sn_bp_parse_prim(p, Q_NONE, (struct span){0, 0});
    case T_ATM_FIELD:
    case T_MTP3_FIELD:
        return sn_bp_parse_field(p);
    case T_ID:
        if (is_look_through(p))
            return parse_look_through(p);
        /* fall through */
    case T_HID:
    case T_HID6:
    case T_EID:
    case T_AID:
        o.e = parse_address(p, q);
        return o.e ? sn_bp_parse_boolean(o.e, q, o.e->at) : sn_bp_parse_failed();
    default:
        sn_bp_parse_unexpected(p, "a primitive such as tcp, host, port or a comparison");
        return sn_bp_parse_failed();
    }
}

static struct operand parse_primary(struct parser *p, struct qual q)
{
    struct operand o = sn_bp_parse_failed();

    if (++p->depth > BP_DEPTH)
        too_deep(p, p->l.t.at);
    else
        o = parse_one(p, q);
    p->depth--;
    return o;
}

/* Makes a boolean of an operand that stands where one is needed. */
static struct operand to_bool(struct parser *p, struct operand o)
{
    struct qual q = o.q;

    if (o.kind == O_BOOL || p->c->err)
        return o;
    if (o.kind == O_NUM) {
        struct expr *e = id_expr(p, q, o.num);

        return e ? sn_bp_parse_boolean(e, q, o.at) : sn_bp_parse_failed();
    }
    sn_bp_fail(p->c, SN_ESYNTAX, o.at,
               "this is a number, not a condition: a comparison such as '!= 0' is missing");
    return sn_bp_parse_failed();
}

static struct operand parse_relation(struct parser *p, struct operand left)
{
    struct tok op = sn_bp_parse_take(p);
    struct operand right = parse_primary(p, sn_bp_no_qual);
    struct expr *e;
    struct prim *x;

    if (!need_arith(p, right))
        return sn_bp_parse_failed();
    right = parse_arith(p, right, 1);
    if (!is_number(&right) || p->c->err)
        return sn_bp_parse_failed();
    x = sn_bp_parse_new_prim(p, P_COMPARE, &e, sn_bp_parse_join(left.at, right.at));
    if (!x)
        return sn_bp_parse_failed();
    x->op = op.kind;
    x->l = left.a;
    x->r = right.a;
    return sn_bp_parse_boolean(e, sn_bp_no_qual, e->at);
}

/* One operand of and/or; still a number when no comparison follows. */
static struct operand parse_unit(struct parser *p, struct qual q)
{
    struct operand o;

    if (sn_bp_parse_peek(p) == T_NOT) {
        struct tok t = sn_bp_parse_take(p);

        if (++p->depth > BP_DEPTH) {
            too_deep(p, t.at);
            return sn_bp_parse_failed();
        }
        o = to_bool(p, parse_unit(p, q));
        p->depth--;
        o.e = negate(p, o.e, t.at);
        return o.e ? sn_bp_parse_boolean(o.e, o.q, o.e->at) : sn_bp_parse_failed();
    }
    o = parse_arith(p, parse_primary(p, q), 1);
    if (is_number(&o) && !p->c->err && sn_bp_is_relation(sn_bp_parse_peek(p)))
        return parse_relation(p, o);
    return o;
}

static struct operand parse_expr(struct parser *p, struct qual q)
{
    struct operand left = parse_unit(p, q);

    while (!p->c->err && (sn_bp_parse_peek(p) == T_AND || sn_bp_parse_peek(p) == T_OR)) {
        enum expr_kind kind = sn_bp_parse_take(p).kind == T_AND ? E_AND : E_OR;
        struct operand right;

        left = to_bool(p, left);
        right = to_bool(p, parse_unit(p, left.q));
        if (p->c->err)
            return sn_bp_parse_failed();
        left = sn_bp_parse_boolean(sn_bp_parse_combine(p, kind, left.e, right.e), right.q,
                                   sn_bp_parse_join(left.at, right.at));
    }
    return p->c->err ? sn_bp_parse_failed() : left;
}

struct expr *sn_bp_parse(struct comp *c)
{
    struct parser p = {.c = c, .through = c->o.look_through};
    struct operand o = {.e = NULL};

    sn_bp_lex_start(&p.l, c);
    if (!c->err && p.l.t.kind != T_END) {
        o = to_bool(&p, parse_expr(&p, sn_bp_no_qual));
        if (!c->err && sn_bp_parse_peek(&p) != T_END)
            sn_bp_parse_unexpected(&p, "'and', 'or' or the end of the expression");
    }
    if (c->err)
        sn_bp_hint(c);
    return c->err ? NULL : o.e;
}
