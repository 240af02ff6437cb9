/* The tokens of conditions: see sn/where.h. */
#include "base/hex.h"
#include "fmt/where.h"

#include <ctype.h>
#include <string.h>

static enum sn_err fail(const struct where_lex *l, const char *at, size_t span, const char *msg)
{
    return sn_fail_col(l->d, SN_ESYNTAX, (uint32_t)(at - l->text) + 1, span ? (uint32_t)span : 1,
                       "%s", msg);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("_.:/-", c));
}

/* The digits of \x41 and \101, up to `most`. */
static bool digits(const char **p, const char *end, unsigned base, int most, uint8_t *out)
{
    unsigned v = 0;
    int n = 0;

    for (; *p < end && n < most; n++, ++*p) {
        unsigned digit = (unsigned)sn_hex_digit(**p);

        if (digit >= base)
            break;
        v = v * base + digit;
    }
    *out = (uint8_t)v;
    return n && v <= 255;
}

/* What stands behind a backslash. */
static bool escape(const char **p, const char *end, uint8_t *out)
{
    static const char from[] = "abfnrtv\\\"'", to[] = "\a\b\f\n\r\t\v\\\"'";
    const char *at;

    if (*p == end)
        return false;
    if (**p == 'x') {
        ++*p;
        return digits(p, end, 16, 2, out);
    }
    if (**p >= '0' && **p <= '7')
        return digits(p, end, 8, 3, out);
    at = **p ? strchr(from, **p) : NULL;
    if (!at)
        return false;
    *out = (uint8_t)to[at - from];
    ++*p;
    return true;
}

/* At most so many characters stand between the quotes. */
static size_t length(const char *p, const char *end)
{
    const char *q = p + 1;

    while (q < end && *q != *p)
        q += 1 + (*q == '\\');
    return (size_t)(q - p);
}

static enum sn_err quoted(struct where_lex *l, struct where_tok *t, bool raw)
{
    const char *start = l->p - raw, quote = *l->p, *from;
    char *to = sn_arena_alloc(l->mem, length(l->p, l->end));

    if (!to)
        return sn_fail(l->d, SN_ENOMEM, "no memory for the expression");
    t->s = to;
    for (l->p++; l->p < l->end && *l->p != quote;) {
        from = l->p++;
        if (*from != '\\')
            *to++ = *from;
        else if (raw && l->p < l->end && *l->p == quote)
            *to++ = *l->p++;
        else if (raw)
            *to++ = *from;
        else if (!escape(&l->p, l->end, (uint8_t *)to++))
            return fail(l, from, 2, "no such escape: \\n, \\x41, \\101, \\\\ and \\\" are some");
    }
    if (l->p == l->end)
        return fail(l, start, 1, "the quote doesn't end");
    l->p++;
    t->n = (uint32_t)(to - t->s);
    t->kind = quote == '"' ? WHERE_STRING : WHERE_CHAR;
    t->raw = raw;
    if (t->kind == WHERE_CHAR && t->n != 1)
        return fail(l, start, (size_t)(l->p - start), "between ' and ' stands one character");
    return SN_OK;
}

struct spelling {
    const char *s;
    uint8_t kind, op;
};

/* Longer ones in front of those that they begin with. */
static const struct spelling signs[] = {
    {"===", WHERE_RELATION, WHERE_EQ | WHERE_ALL_OP},
    {"!==", WHERE_RELATION, WHERE_NE},
    {"==", WHERE_RELATION, WHERE_EQ},
    {"!=", WHERE_RELATION, WHERE_NE | WHERE_ALL_OP},
    {"~=", WHERE_RELATION, WHERE_NE},
    {"<=", WHERE_RELATION, WHERE_LE},
    {">=", WHERE_RELATION, WHERE_GE},
    {"&&", WHERE_AND, 0},
    {"||", WHERE_OR, 0},
    {"..", WHERE_DOTS, 0},
    {"<", WHERE_RELATION, WHERE_LT},
    {">", WHERE_RELATION, WHERE_GT},
    {"~", WHERE_RELATION, WHERE_MATCHES},
    {"!", WHERE_NOT, 0},
    {"(", WHERE_OPEN, 0},
    {")", WHERE_CLOSE, 0},
    {"{", WHERE_BRACE, 0},
    {"}", WHERE_BRACE_END, 0},
    {"[", WHERE_BRACKET, 0},
    {"]", WHERE_BRACKET_END, 0},
    {",", WHERE_COMMA, 0},
    {"&", WHERE_ARITH, '&'},
    {"+", WHERE_ARITH, '+'},
    {"*", WHERE_ARITH, '*'},
    {"%", WHERE_ARITH, '%'},
    {NULL, 0, 0},
};

static const struct spelling words[] = {
    {"not", WHERE_NOT, 0},
    {"and", WHERE_AND, 0},
    {"or", WHERE_OR, 0},
    {"in", WHERE_IN, 0},
    {"any", WHERE_ANY, 0},
    {"all", WHERE_ALL, 0},
    {"eq", WHERE_RELATION, WHERE_EQ},
    {"any_eq", WHERE_RELATION, WHERE_EQ},
    {"all_eq", WHERE_RELATION, WHERE_EQ | WHERE_ALL_OP},
    {"ne", WHERE_RELATION, WHERE_NE | WHERE_ALL_OP},
    {"all_ne", WHERE_RELATION, WHERE_NE | WHERE_ALL_OP},
    {"any_ne", WHERE_RELATION, WHERE_NE},
    {"lt", WHERE_RELATION, WHERE_LT},
    {"le", WHERE_RELATION, WHERE_LE},
    {"gt", WHERE_RELATION, WHERE_GT},
    {"ge", WHERE_RELATION, WHERE_GE},
    {"contains", WHERE_RELATION, WHERE_CONTAINS},
    {"matches", WHERE_RELATION, WHERE_MATCHES},
    {"bitwise_and", WHERE_ARITH, '&'},
    {"-", WHERE_ARITH, '-'},
    {"/", WHERE_ARITH, '/'},
    {NULL, 0, 0},
};

/* Of "1..9", which ends the word in front. */
static bool at_dots(const struct where_lex *l)
{
    return l->end - l->p > 1 && l->p[0] == '.' && l->p[1] == '.';
}

static void word(struct where_lex *l, struct where_tok *t)
{
    t->s = l->p;
    while (l->p < l->end && is_word(*l->p) && !at_dots(l))
        l->p++;
    t->n = (uint32_t)(l->p - t->s);
    t->kind = WHERE_WORD;
    for (const struct spelling *w = words; w->s; w++) {
        if (strlen(w->s) == t->n && memcmp(w->s, t->s, t->n) == 0) {
            t->kind = w->kind;
            t->op = w->op;
        }
    }
}

static bool sign(struct where_lex *l, struct where_tok *t)
{
    for (const struct spelling *s = signs; s->s; s++) {
        size_t n = strlen(s->s);

        if ((size_t)(l->end - l->p) >= n && memcmp(l->p, s->s, n) == 0) {
            l->p += n;
            t->kind = s->kind;
            t->op = s->op;
            return true;
        }
    }
    return false;
}

enum sn_err sn_where_lex(struct where_lex *l, struct where_tok *t)
{
    const char *start;
    enum sn_err e = SN_OK;

    while (l->p < l->end && isspace((unsigned char)*l->p))
        l->p++;
    start = l->p;
    *t = (struct where_tok){.kind = WHERE_END, .col = (uint32_t)(start - l->text) + 1, .span = 1};
    if (l->p == l->end)
        return SN_OK;
    if (*l->p == 'r' && l->end - l->p > 1 && l->p[1] == '"') {
        l->p++;
        e = quoted(l, t, true);
    } else if (*l->p == '"' || *l->p == '\'') {
        e = quoted(l, t, false);
    } else if (!sign(l, t)) {
        if (!is_word(*l->p))
            return fail(l, l->p, 1, "no such sign");
        word(l, t);
    }
    t->span = (uint32_t)(l->p - start);
    return e;
}
