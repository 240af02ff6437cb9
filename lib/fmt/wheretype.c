/*
 * The types of conditions: what is written beside a field is read as that field's values are
 * written. See sn/where.h.
 */
#include "base/hex.h"
#include "fmt/value.h"
#include "fmt/where.h"
#include "sn/timeparse.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <limits.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define REGEX_MAX  1000 /* characters, */
#define REPEAT_MAX 1000 /* and how often something in it may be repeated in all */

uint8_t sn_where_class(const struct sn_field *f)
{
    static const uint8_t classes[] = {
        [SN_F_NONE] = WHERE_PRESENCE, [SN_F_UINT] = WHERE_NUMBER,   [SN_F_INT] = WHERE_NUMBER,
        [SN_F_BOOL] = WHERE_NUMBER,   [SN_F_IPV4] = WHERE_IP4,      [SN_F_IPV6] = WHERE_IP6,
        [SN_F_ETHER] = WHERE_BYTES,   [SN_F_BYTES] = WHERE_BYTES,   [SN_F_STR] = WHERE_STR,
        [SN_F_TIME] = WHERE_TIME,     [SN_F_SPAN] = WHERE_SPAN,     [SN_F_GROUP] = WHERE_PRESENCE,
        [SN_F_FLOAT] = WHERE_FLOAT,   [SN_F_IPXNET] = WHERE_NUMBER,
    };

    return classes[f->type];
}

static const char *what(uint8_t cls)
{
    static const char *const names[] = {
        [WHERE_PRESENCE] = "nothing",
        [WHERE_NUMBER] = "a number",
        [WHERE_IP4] = "an IPv4 address",
        [WHERE_IP6] = "an IPv6 address",
        [WHERE_BYTES] = "bytes (00:11:22)",
        [WHERE_STR] = "a string",
        [WHERE_TIME] = "a time",
        [WHERE_SPAN] = "a number of seconds",
        [WHERE_FLOAT] = "a number with decimals",
    };

    return names[cls];
}

/* A word or string with a NUL behind it; NULL: it has one inside, or there was no memory. */
static const char *text_of(struct where_parser *p, const struct where_tok *t)
{
    return memchr(t->s, '\0', t->n) ? NULL : sn_arena_strndup(&p->w->mem, t->s, t->n);
}

/* ---- numbers ---- */

static bool unsigned_number(const char *s, uint64_t *u)
{
    unsigned base = 10;

    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        s += 2;
    } else if (s[0] == '0' && (s[1] == 'b' || s[1] == 'B')) {
        base = 2;
        s += 2;
    } else if (s[0] == '0' && s[1]) {
        base = 8;
        s++;
    }
    *u = 0;
    do {
        unsigned digit = (unsigned)sn_hex_digit(*s);

        if (digit >= base || __builtin_mul_overflow(*u, base, u) ||
            __builtin_add_overflow(*u, digit, u))
            return false;
    } while (*++s);
    return true;
}

static bool number(const char *s, struct where_val *v)
{
    bool negative = *s == '-';

    *v = (struct where_val){.cls = WHERE_NUMBER};
    if (!unsigned_number(s + negative, &v->u) || (negative && v->u > (uint64_t)INT64_MAX + 1))
        return false;
    v->negative = negative && v->u;
    if (negative)
        v->u = 0 - v->u;
    return true;
}

enum sn_err sn_where_number(struct where_parser *p, const struct where_tok *t, struct where_val *v)
{
    const char *s = text_of(p, t);

    if (t->kind == WHERE_CHAR)
        *v = (struct where_val){.cls = WHERE_NUMBER, .u = (uint8_t)*t->s};
    else if (!s || !number(s, v))
        return sn_where_fail(p, SN_ESYNTAX, t, "this is no number");
    return SN_OK;
}

/* Every checksum's status has the same names. */
static const struct sn_val *names_of(const struct sn_field *f)
{
    static const struct sn_val status[] = {{0, "Bad"},         {1, "Good"},    {2, "Unverified"},
                                           {3, "Not present"}, {4, "Illegal"}, {0, NULL}};
    static const char end[] = "checksum.status";

    if (!f->vals && f->len >= sizeof end && strcmp(f->name + f->len - (sizeof end - 1), end) == 0)
        return status;
    return f->vals;
}

/* By the name that the field's table, or another's of the same name, has. */
static bool named(const struct where_operand *o, const char *s, struct where_val *v)
{
    const struct sn_proto *q;

    for (size_t i = 0; o->source == WHERE_FIELD && !o->step && (q = sn_wanted_proto(i)); i++) {
        for (unsigned f = 0; f < q->nfields; f++) {
            const struct sn_field *field = &q->fields[f];

            if (!field->name || strcmp(field->name, o->field->name) != 0)
                continue;
            for (const struct sn_val *k = names_of(field); k && k->name; k++) {
                if (strcasecmp(k->name, s) != 0)
                    continue;
                *v = (struct where_val){.cls = WHERE_NUMBER, .u = k->v};
                return true;
            }
        }
    }
    return false;
}

static enum sn_err bool_value(struct where_parser *p, const struct where_tok *t, const char *s,
                              struct where_val *v)
{
    bool yes = strcasecmp(s, "true") == 0 || strcasecmp(s, "yes") == 0;

    if (yes || strcasecmp(s, "false") == 0 || strcasecmp(s, "no") == 0)
        *v = (struct where_val){.cls = WHERE_NUMBER, .u = yes};
    else if (!number(s, v))
        return sn_where_fail(p, SN_EUSAGE, t, "TRUE, FALSE, 1 or 0 is expected here");
    v->u = v->u != 0;
    v->negative = false;
    return SN_OK;
}

/* Whether a field of so many bits can be it. */
static enum sn_err in_range(struct where_parser *p, const struct where_operand *o,
                            const struct where_tok *t, const struct where_val *v)
{
    const struct sn_field *f = o->source == WHERE_FIELD && !o->step && !o->count ? o->field : NULL;

    if (!f || f->type != SN_F_UINT)
        return SN_OK;
    if (v->negative)
        return sn_where_fail(p, SN_EUSAGE, t, "%s is never below 0", f->name);
    if (f->width && f->width < 8 && !f->scale && v->u >> (8 * f->width))
        return sn_where_fail(p, SN_EUSAGE, t, "too large: %s has %d bits", f->name, 8 * f->width);
    return SN_OK;
}

static enum sn_err number_value(struct where_parser *p, const struct where_operand *o,
                                const struct where_tok *t, struct where_val *v)
{
    const char *s = text_of(p, t);
    bool has_names = o->source == WHERE_FIELD && !o->step && names_of(o->field);

    if (t->kind == WHERE_CHAR)
        return sn_where_number(p, t, v);
    if (s && o->source == WHERE_FIELD && !o->step && !o->count && o->field->type == SN_F_BOOL)
        return bool_value(p, t, s, v);
    if (s && !o->count && named(o, s, v))
        return SN_OK;
    if (t->kind == WHERE_STRING || !s || !number(s, v))
        return sn_where_fail(p, SN_EUSAGE, t,
                             has_names ? "this is neither a number nor the name of a value of %s"
                                       : "a number is expected here",
                             o->source == WHERE_FIELD ? o->field->name : "");
    return in_range(p, o, t, v);
}

/* ---- addresses, bytes, times ---- */

static enum sn_err address(struct where_parser *p, const struct where_operand *o,
                           const struct where_tok *t, struct where_val *v)
{
    bool is6 = o->cls == WHERE_IP6;
    const char *s = text_of(p, t), *slash = s ? strchr(s, '/') : NULL;
    unsigned bits = is6 ? 128 : 32, all = bits;
    uint8_t *a = sn_arena_alloc(&p->w->mem, 16);
    struct where_val n;
    uint32_t host;

    if (slash && number(slash + 1, &n) && !n.negative && n.u <= all &&
        isdigit((unsigned char)slash[1]))
        bits = (unsigned)n.u;
    else if (slash)
        s = NULL;
    if (s && slash)
        s = sn_arena_strndup(&p->w->mem, s, (size_t)(slash - s));
    if (!a)
        return sn_fail(p->lex.d, SN_ENOMEM, "no memory for the expression");
    if (!s || inet_pton(is6 ? AF_INET6 : AF_INET, s, a) != 1)
        return sn_where_fail(p, SN_EUSAGE, t, "%s or a net is expected here", what(o->cls));
    memcpy(&host, a, sizeof host);
    *v = (struct where_val){.cls = o->cls, .bits = (uint8_t)bits, .n = 16};
    if (is6)
        v->p = a;
    else
        v->u = ntohl(host);
    return SN_OK;
}

/* Two digits for each byte; between bytes nothing, or the same of ":", "-", "." always or now and
 * then ("0011.2233"). Where it stands everywhere one digit will do ("0:1:2"). */
static bool parse_bytes(const char *s, uint8_t *to, uint32_t *n)
{
    char between = 0;

    s += *s == ':';
    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
        s += 2;
    for (*n = 0; *s; ++*n) {
        if (*n && strchr(":-.", *s)) {
            if (between && *s != between)
                return false;
            between = *s++;
        }
        if (sn_hex_digit(s[0]) < 0)
            return false;
        to[*n] = (uint8_t)sn_hex_digit(*s++);
        if (sn_hex_digit(*s) >= 0)
            to[*n] = (uint8_t)(to[*n] * 16 + sn_hex_digit(*s++));
        else if (!between && !*s)
            return false;
    }
    return *n > 0;
}

static enum sn_err bytes_value(struct where_parser *p, const struct where_operand *o,
                               const struct where_tok *t, bool whole, struct where_val *v)
{
    bool ether = o->source == WHERE_FIELD && !o->step && o->field->type == SN_F_ETHER;
    const char *s = t->kind == WHERE_WORD ? text_of(p, t) : NULL;
    uint8_t *to = sn_arena_alloc(&p->w->mem, t->n + 1u);

    if (!to)
        return sn_fail(p->lex.d, SN_ENOMEM, "no memory for the expression");
    *v = (struct where_val){.cls = WHERE_BYTES, .p = to};
    if (t->kind != WHERE_WORD && !(ether && whole)) {
        memcpy(to, t->s, t->n);
        v->n = t->n;
        return SN_OK;
    }
    if (!s || !parse_bytes(s, to, &v->n))
        return sn_where_fail(p, SN_EUSAGE, t, "bytes are expected here, as 00:11:22");
    if (ether && whole && o->field->width && v->n != o->field->width)
        return sn_where_fail(p, SN_EUSAGE, t, "%s has %d bytes", o->field->name, o->field->width);
    return SN_OK;
}

static enum sn_err time_value(struct where_parser *p, const struct where_tok *t,
                              struct where_val *v)
{
    const char *s = text_of(p, t);
    struct timespec now;
    struct sn_when when;
    struct sn_diag d;

    clock_gettime(CLOCK_REALTIME, &now);
    if (!s ||
        sn_time_parse(&when, s, now.tv_sec * INT64_C(1000000000) + now.tv_nsec, &d) != SN_OK ||
        when.from_first)
        return sn_where_fail(
            p, SN_EUSAGE, t,
            "a time is expected here: seconds since 1970, or \"2024-05-01 12:00\"");
    *v = (struct where_val){.cls = WHERE_TIME, .u = (uint64_t)when.ns};
    return SN_OK;
}

/* Seconds with up to nine decimals, or a length of time ("1m30s"), perhaps with a minus. */
static enum sn_err span_value(struct where_parser *p, const struct where_tok *t,
                              struct where_val *v)
{
    const char *s = text_of(p, t);
    bool minus = s && *s == '-';
    struct sn_diag d;
    int64_t ns;

    if (!s || sn_duration_parse(&ns, s + minus, &d) != SN_OK)
        return sn_where_fail(p, SN_EUSAGE, t, "seconds are expected here: 0.25, or 20ms");
    *v = (struct where_val){.cls = WHERE_SPAN, .u = (uint64_t)(minus ? -ns : ns)};
    return SN_OK;
}

uint64_t sn_where_float(const struct sn_field *f, double x)
{
    int64_t key;

    x = (f->width == 4 ? (double)(float)x : x) + 0.0; /* 0 for -0 */
    memcpy(&key, &x, sizeof key);
    return (uint64_t)(key < 0 ? key ^ INT64_MAX : key);
}

static enum sn_err float_value(struct where_parser *p, const struct where_operand *o,
                               const struct where_tok *t, struct where_val *v)
{
    const char *s = text_of(p, t);
    char *end = NULL;
    double x = s && *s ? strtod(s, &end) : 0;

    if (!end || *end)
        return sn_where_fail(p, SN_EUSAGE, t, "a number is expected here: 0.5, or 1.25e8");
    *v = (struct where_val){.cls = WHERE_FLOAT, .u = sn_where_float(o->field, x)};
    return SN_OK;
}

static enum sn_err value(struct where_parser *p, const struct where_operand *o,
                         const struct where_tok *t, bool whole, struct where_val *v)
{
    switch (o->cls) {
    case WHERE_NUMBER:
        return number_value(p, o, t, v);
    case WHERE_IP4:
    case WHERE_IP6:
        return address(p, o, t, v);
    case WHERE_BYTES:
        return bytes_value(p, o, t, whole, v);
    case WHERE_TIME:
        return time_value(p, t, v);
    case WHERE_SPAN:
        return span_value(p, t, v);
    case WHERE_FLOAT:
        return float_value(p, o, t, v);
    default:
        *v = (struct where_val){.cls = WHERE_STR, .p = (const uint8_t *)t->s, .n = t->n};
        return SN_OK;
    }
}

enum sn_err sn_where_value(struct where_parser *p, const struct where_operand *o,
                           const struct where_tok *t, struct where_val *v)
{
    return value(p, o, t, true, v);
}

/* ---- regular expressions ---- */

struct pattern {
    char *to;
    const char *s, *end;
    uint64_t repeats;
};

/* {n,m}: how often, which multiplies. */
static bool counted(struct pattern *x)
{
    uint64_t most = 0, v = 0;

    for (const char *q = x->s + 1; q < x->end && *q != '}'; q++) {
        v = isdigit((unsigned char)*q) ? v * 10 + (uint64_t)(*q - '0') : 0;
        most = v > most ? v : most;
        if (most > REPEAT_MAX)
            return false;
    }
    x->repeats *= most ? most : 1;
    return x->repeats <= REPEAT_MAX;
}

/* \d and \D, which POSIX doesn't have, and what is refused: references to what was found before. */
static bool escaped(struct pattern *x, bool in_brackets)
{
    const char *put = NULL;
    char c = x->s + 1 < x->end ? x->s[1] : '\0';

    if (!c || (isdigit((unsigned char)c) && !in_brackets))
        return false;
    if (c == 'd')
        put = in_brackets ? "0-9" : "[0-9]";
    else if (c == 'D' && !in_brackets)
        put = "[^0-9]";
    if (put) {
        x->to = stpcpy(x->to, put);
    } else {
        *x->to++ = '\\';
        *x->to++ = c;
    }
    x->s += 2;
    return true;
}

/* PCRE's most common forms that POSIX writes in another way. False: it isn't taken. */
static bool translate(struct pattern *x)
{
    bool in_brackets = false;

    while (x->s < x->end) {
        if (*x->s == '\\' && (!in_brackets || (x->s + 1 < x->end && x->s[1] == 'd'))) {
            if (!escaped(x, in_brackets))
                return false;
            continue;
        }
        if (!in_brackets && x->end - x->s > 2 && memcmp(x->s, "(?:", 3) == 0) {
            *x->to++ = '(';
            x->s += 3;
            continue;
        }
        if (!in_brackets && *x->s == '{' && !counted(x))
            return false;
        if (*x->s == '[' && !in_brackets) {
            in_brackets = true;
            *x->to++ = *x->s++;
            if (x->s < x->end && *x->s == '^')
                *x->to++ = *x->s++;
            if (x->s < x->end && *x->s == ']')
                *x->to++ = *x->s++;
            continue;
        }
        in_brackets &= *x->s != ']';
        *x->to++ = *x->s++;
    }
    *x->to = '\0';
    return true;
}

static enum sn_err regex(struct where_parser *p, struct where_node *n, const struct where_tok *t)
{
    struct pattern x = {.s = t->s, .end = t->s + t->n, .repeats = 1};
    char *mem = sn_arena_alloc(&p->w->mem, 6 * (size_t)t->n + 1), why[128];
    regex_t r;
    int bad;

    if (!mem)
        return sn_fail(p->lex.d, SN_ENOMEM, "no memory for the expression");
    x.to = mem;
    if (t->n > REGEX_MAX || memchr(t->s, '\0', t->n))
        return sn_where_fail(p, SN_EUSAGE, t,
                             "the regular expression is longer than %d bytes or has a null byte",
                             REGEX_MAX);
    if (!translate(&x))
        return sn_where_fail(p, SN_EUSAGE, t,
                             "the regular expression refers back, repeats more than %d times or "
                             "ends with a backslash",
                             REPEAT_MAX);
    if (p->w->nregex == SN_WHERE_FIELDS)
        return sn_where_fail(p, SN_ESYNTAX, t, "more than %d regular expressions", SN_WHERE_FIELDS);
    bad = regcomp(&r, mem, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (bad) {
        regerror(bad, &r, why, sizeof why);
        return sn_where_fail(p, SN_EUSAGE, t, "not a regular expression: %s", why);
    }
    regfree(&r);
    n->regex = p->w->nregex;
    p->regex[p->w->nregex++] = mem;
    return SN_OK;
}

/* ---- comparisons ---- */

static bool has_bytes(uint8_t cls)
{
    return cls == WHERE_BYTES || cls == WHERE_STR;
}

static enum sn_err matches(struct where_parser *p, struct where_node *n, const struct where_tok *op)
{
    if (n->a->source == WHERE_LITERAL)
        return sn_where_unknown(p, &n->a->tok);
    if (!has_bytes(n->a->cls))
        return sn_where_fail(p, SN_EUSAGE, op,
                             "only strings and bytes match; string(FIELD) makes one of others");
    if (n->b->source != WHERE_LITERAL || n->b->tok.kind != WHERE_STRING)
        return sn_where_fail(p, SN_ESYNTAX, &n->b->tok,
                             "a \"regular expression\" is expected here, in quotes");
    return regex(p, n, &n->b->tok);
}

static enum sn_err literal(struct where_parser *p, struct where_node *n,
                           const struct where_operand *known, struct where_operand *o)
{
    bool contains = (n->op & ~WHERE_ALL_OP) == WHERE_CONTAINS;

    enum sn_err e = sn_where_has_values(p, known);

    if (e)
        return e;
    o->source = WHERE_CONST;
    return value(p, known, &o->tok, !contains, &o->v);
}

enum sn_err sn_where_types(struct where_parser *p, struct where_node *n, const struct where_tok *op)
{
    struct where_operand *a = n->a, *b = n->b;
    bool contains = (n->op & ~WHERE_ALL_OP) == WHERE_CONTAINS;
    enum sn_err e = SN_OK;

    if ((n->op & ~WHERE_ALL_OP) == WHERE_MATCHES)
        return matches(p, n, op);
    if (a->source == WHERE_LITERAL && (b->source == WHERE_LITERAL || b->source == WHERE_CONST))
        return sn_where_unknown(p, &a->tok);
    if (a->source == WHERE_CONST && b->source == WHERE_LITERAL)
        return sn_where_unknown(p, &b->tok);
    if (b->source == WHERE_LITERAL)
        e = literal(p, n, a, b);
    else if (a->source == WHERE_LITERAL)
        e = literal(p, n, b, a);
    if (!e)
        e = sn_where_has_values(p, a);
    if (!e)
        e = sn_where_has_values(p, b);
    if (e)
        return e;
    if (a->source == WHERE_CONST)
        a->cls = a->v.cls;
    if (b->source == WHERE_CONST)
        b->cls = b->v.cls;
    if (contains && !has_bytes(a->cls))
        return sn_where_fail(p, SN_EUSAGE, op, "only strings and bytes contain something");
    if (a->cls != b->cls && !(has_bytes(a->cls) && has_bytes(b->cls)))
        return sn_where_fail(p, SN_EUSAGE, &b->tok, "%s is expected here, this is %s", what(a->cls),
                             what(b->cls));
    return SN_OK;
}

/* ---- order ---- */

static int order_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int order_bytes(const struct where_val *a, const struct where_val *b)
{
    uint32_t n = a->n < b->n ? a->n : b->n;
    int c = n ? memcmp(a->p, b->p, n) : 0;

    return c ? c : order_number(a->n, b->n);
}

static int order_ip6(const struct where_val *a, const struct where_val *b)
{
    unsigned bits = a->bits < b->bits ? a->bits : b->bits;
    int c = memcmp(a->p, b->p, bits / 8);
    unsigned rest = bits % 8, shift = 8 - rest;

    if (c || !rest)
        return c;
    return order_number((uint64_t)a->p[bits / 8] >> shift, (uint64_t)b->p[bits / 8] >> shift);
}

int sn_where_order(const struct where_val *a, const struct where_val *b)
{
    unsigned bits;

    switch (a->cls) {
    case WHERE_NUMBER:
        return a->negative != b->negative ? (a->negative ? -1 : 1) : order_number(a->u, b->u);
    case WHERE_IP4:
        bits = a->bits < b->bits ? a->bits : b->bits;
        return order_number(a->u >> (32 - bits), b->u >> (32 - bits));
    case WHERE_IP6:
        return order_ip6(a, b);
    case WHERE_TIME:
    case WHERE_SPAN:
    case WHERE_FLOAT:
        return (int64_t)a->u < (int64_t)b->u ? -1 : (int64_t)a->u > (int64_t)b->u;
    default:
        return order_bytes(a, b);
    }
}
