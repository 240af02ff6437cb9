/* Primitives by words of their own, and fields with lists of values. */
#include "parse.h"

static bool parse_num(struct parser *p, uint32_t *v, const char *want)
{
    *v = p->l.t.num;
    return sn_bp_parse_expect(p, T_NUM, want);
}

/* A number that may stand in parentheses. */
static bool parse_pnum(struct parser *p, struct tok *out)
{
    unsigned open = 0;

    while (sn_bp_parse_accept(p, T_LPAREN))
        open++;
    *out = p->l.t;
    if (!sn_bp_parse_expect(p, T_NUM, "a number"))
        return false;
    while (open-- > 0)
        if (!sn_bp_parse_expect(p, T_RPAREN, "')'"))
            return false;
    return true;
}

/* Whether a number, perhaps in parentheses, comes next. */
static bool pnum_ahead(const struct parser *p)
{
    return sn_bp_parse_peek(p) == T_NUM ||
           (sn_bp_parse_peek(p) == T_LPAREN &&
            (p->l.next.kind == T_NUM || p->l.next.kind == T_LPAREN));
}

bool sn_bp_is_relation(enum token k)
{
    return k >= T_EQ && k <= T_LE;
}

static bool take_word(struct parser *p, struct tok *out, const char *want)
{
    *out = p->l.t;
    if (sn_bp_parse_peek(p) == T_ID || sn_bp_parse_peek(p) == T_NUM) {
        sn_bp_parse_take(p);
        return true;
    }
    /* Keywords are words here too: `action pass`, `llc rnr`, `type data`. */
    if (sn_bp_parse_peek(p) != T_END && p->l.t.s && sn_bp_word(p->l.t.s, p->l.t.n)) {
        sn_bp_parse_take(p);
        out->kind = T_ID;
        return true;
    }
    sn_bp_parse_unexpected(p, want);
    return false;
}

/* byte N op N */
static bool parse_byte(struct parser *p, struct prim *x)
{
    enum token k;

    if (!parse_num(p, &x->num, "a byte offset"))
        return false;
    k = sn_bp_parse_peek(p);
    if (k != T_BITAND && k != T_BITOR && k != T_LT && k != T_GT && k != T_EQ) {
        sn_bp_parse_unexpected(p, "one of & | < > =");
        return false;
    }
    x->op = sn_bp_parse_take(p).kind;
    x->id2 = p->l.t;
    return parse_num(p, &x->num2, "a byte value");
}

/* type T [subtype S] */
static bool parse_wlan_type(struct parser *p, struct prim *x)
{
    if (!take_word(p, &x->id, "an 802.11 type: mgt, ctl, data or a number"))
        return false;
    if (sn_bp_parse_peek(p) != T_PRIM || p->l.t.num != P_WLAN_SUBTYPE)
        return true;
    sn_bp_parse_take(p);
    x->has_num = true;
    return take_word(p, &x->id2, "an 802.11 subtype");
}

static bool parse_prim_rest(struct parser *p, struct prim *x)
{
    switch (x->kind) {
    case P_LESS:
    case P_GREATER:
        x->id = p->l.t;
        return parse_num(p, &x->num, "a length");
    case P_IFINDEX:
        x->id = p->l.t;
        return parse_num(p, &x->num, "an interface index");
    case P_BYTE:
        x->id = p->l.t;
        return parse_byte(p, x);
    case P_VLAN:
    case P_MPLS:
    case P_PPPOES:
    case P_GENEVE:
    case P_VXLAN:
        x->has_num = pnum_ahead(p);
        if (x->has_num && !parse_pnum(p, &x->id))
            return false;
        x->num = x->id.num;
        return true;
    case P_PF_IFNAME:
        return take_word(p, &x->id, "an interface name");
    case P_PF_RSET:
        return take_word(p, &x->id, "a ruleset name");
    case P_PF_RNR:
    case P_PF_SRNR:
        x->id = p->l.t;
        return parse_num(p, &x->num, "a rule number");
    case P_PF_REASON:
        return take_word(p, &x->id, "a reason");
    case P_PF_ACTION:
        return take_word(p, &x->id, "an action");
    case P_WLAN_TYPE:
        return parse_wlan_type(p, x);
    case P_WLAN_SUBTYPE:
        return take_word(p, &x->id2, "an 802.11 subtype");
    case P_WLAN_DIR:
        return take_word(p, &x->id, "an 802.11 direction: nods, tods, fromds, dstods or a number");
    case P_LLC:
        x->has_num = sn_bp_parse_peek(p) == T_ID ||
                     (sn_bp_parse_peek(p) == T_PRIM && p->l.t.num == P_PF_RNR && p->l.t.n == 3);
        return !x->has_num || take_word(p, &x->id, "an LLC type");
    default:
        return true;
    }
}

struct operand sn_bp_parse_prim(struct parser *p, uint8_t proto, struct span at)
{
    struct tok t = sn_bp_parse_take(p);
    struct expr *e;
    struct prim *x;

    if (!at.n)
        at = t.at;
    x = sn_bp_parse_new_prim(p, (enum prim_kind)t.num, &e, sn_bp_parse_join(at, t.at));
    if (!x)
        return sn_bp_parse_failed();
    x->q.proto = proto;
    x->sub = t.sub;
    if (!parse_prim_rest(p, x))
        return sn_bp_parse_failed();
    if (x->id.at.n)
        e->at = sn_bp_parse_join(e->at, x->id.at);
    if (x->id2.at.n)
        e->at = sn_bp_parse_join(e->at, x->id2.at);
    return sn_bp_parse_boolean(e, sn_bp_no_qual, e->at);
}

/* One value of an ATM or MTP3 field: `10`, `> 10`. */
static struct expr *field_value(struct parser *p, const struct tok *field)
{
    struct expr *e;
    struct prim *x = sn_bp_parse_new_prim(
        p, field->kind == T_ATM_FIELD ? P_ATM_FIELD : P_MTP3_FIELD, &e, field->at);

    if (!x)
        return NULL;
    x->sub = (uint16_t)field->num;
    x->op = T_EQ;
    if (sn_bp_is_relation(sn_bp_parse_peek(p))) {
        x->op = sn_bp_parse_take(p).kind;
        x->id = p->l.t;
        if (!parse_num(p, &x->num, "a number"))
            return NULL;
    } else {
        if (!parse_pnum(p, &x->id))
            return NULL;
        x->num = x->id.num;
    }
    e->at = sn_bp_parse_join(e->at, x->id.at);
    return e;
}

/* A field with one value or a list of values in parentheses. */
struct operand sn_bp_parse_field(struct parser *p)
{
    struct tok field = sn_bp_parse_take(p);
    struct expr *e;

    if (sn_bp_parse_peek(p) == T_LPAREN && p->l.next.kind != T_LPAREN) {
        sn_bp_parse_take(p);
        e = field_value(p, &field);
        while (e && sn_bp_parse_accept(p, T_OR))
            e = sn_bp_parse_combine(p, E_OR, e, field_value(p, &field));
        if (e && !sn_bp_parse_expect(p, T_RPAREN, "'or' or ')'"))
            return sn_bp_parse_failed();
    } else {
        e = field_value(p, &field);
    }
    return e ? sn_bp_parse_boolean(e, sn_bp_no_qual, e->at) : sn_bp_parse_failed();
}
