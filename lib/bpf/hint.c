/*
 * Wireshark's display filters as expressions: see hint.h.
 *
 * The text is copied word by word; fields that are compared, and protocols, become what they are
 * here. What is shown was parsed: it is an expression.
 */
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "hint.h"
#include "lex.h"

#define ROOM     1024
#define SHOWN    130 /* characters of an expression that a message has room for */
#define WORDS    24  /* of values in braces */
#define HINT_CAP ((size_t)1 << 20)

enum relation { R_NONE, R_EQ, R_NE, R_GT, R_GE, R_LT, R_LE, R_IN, R_OTHER };

struct value {
    const char *s;
    size_t n;
};

struct text {
    struct comp *c;
    const char *start, *p, *end; /* a copy of the expression */
    struct sn_buf out;
    const char *word, *unknown; /* the first that is Wireshark's; that nothing stands for */
    size_t nword, nunknown;
    bool name; /* what comes next is a name: a qualifier stands in front */
};

static bool is_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_inside(char c)
{
    return is_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

static size_t word_at(const char *p, const char *end)
{
    size_t n = 0;

    if (p == end || !is_start(*p))
        return 0;
    while (p + n < end && is_inside(p[n]))
        n++;
    return n;
}

static bool is(const char *p, size_t n, const char *what)
{
    return strlen(what) == n && memcmp(p, what, n) == 0;
}

static void blanks(struct text *t)
{
    while (t->p < t->end && strchr(" \t\r\n", *t->p) && *t->p)
        t->p++;
}

static enum relation relation(struct text *t)
{
    static const struct {
        const char *s;
        enum relation r;
    } all[] = {{"===", R_EQ},   {"!==", R_NE},    {"==", R_EQ},          {"!=", R_NE},
               {"~=", R_NE},    {">=", R_GE},     {"<=", R_LE},          {"=", R_EQ},
               {">", R_GT},     {"<", R_LT},      {"eq", R_EQ},          {"ne", R_NE},
               {"gt", R_GT},    {"ge", R_GE},     {"lt", R_LT},          {"le", R_LE},
               {"in", R_IN},    {"~", R_OTHER},   {"contains", R_OTHER}, {"matches", R_OTHER},
               {"[", R_OTHER},  {"any_eq", R_EQ}, {"all_ne", R_NE},      {"any_ne", R_NE},
               {"all_eq", R_EQ}};
    const char *start = t->p;
    size_t n;

    blanks(t);
    n = word_at(t->p, t->end);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t k = strlen(all[i].s);

        if (is_start(*all[i].s) ? !is(t->p, n, all[i].s)
                                : (size_t)(t->end - t->p) < k || memcmp(t->p, all[i].s, k) != 0)
            continue;
        t->p += k;
        return all[i].r;
    }
    t->p = start;
    return R_NONE;
}

/* A value: in quotation marks, or up to what can't be in one. */
static struct value value(struct text *t)
{
    const char *stop = " \t\r\n()|&{},";
    struct value v;

    blanks(t);
    v.s = t->p;
    if (t->p < t->end && *t->p == '"') {
        v.s = ++t->p;
        stop = "\"";
    }
    while (t->p < t->end && *t->p && !strchr(stop, *t->p))
        t->p++;
    v.n = (size_t)(t->p - v.s);
    if (*stop == '"' && t->p < t->end)
        t->p++;
    return v;
}

/* "{80 443, 8000..8010}"; 0: there is none. */
static unsigned values(struct text *t, struct value v[WORDS])
{
    unsigned n = 0;

    blanks(t);
    if (t->p == t->end || *t->p != '{')
        return 0;
    t->p++;
    for (;;) {
        blanks(t);
        if (t->p < t->end && *t->p == ',')
            t->p++;
        blanks(t);
        if (t->p == t->end || n == WORDS)
            return 0;
        if (*t->p == '}')
            break;
        v[n] = value(t);
        if (!v[n++].n)
            return 0;
    }
    t->p++;
    return n;
}

/* ---- one comparison ---- */

/* Two values with two dots between them. */
static bool range(const struct value *v, struct value *lo, struct value *hi)
{
    const char *dots = memmem(v->s, v->n, "..", 2);

    if (!dots)
        return false;
    *lo = (struct value){v->s, (size_t)(dots - v->s)};
    *hi = (struct value){dots + 2, (size_t)(v->s + v->n - dots - 2)};
    return lo->n && hi->n;
}

static bool port_number(const struct value *v, unsigned *port)
{
    *port = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (v->s[i] < '0' || v->s[i] > '9' || *port > 65535)
            return false;
        *port = *port * 10 + (unsigned)(v->s[i] - '0');
    }
    return v->n && *port <= 65535;
}

static bool put_ports(struct sn_buf *b, const struct hint *h, unsigned lo, unsigned hi)
{
    if (lo > hi)
        return false;
    sn_put_s(b, h->here);
    if (lo == hi)
        sn_put_f(b, " %u", lo);
    else
        sn_put_f(b, "range %u-%u", lo, hi);
    return true;
}

static bool put_port(struct sn_buf *b, const struct hint *h, enum relation r, const struct value *v)
{
    struct value lo, hi;
    unsigned a, z;

    if (range(v, &lo, &hi))
        return r == R_EQ && port_number(&lo, &a) && port_number(&hi, &z) && put_ports(b, h, a, z);
    if (!port_number(v, &a))
        return false;
    switch (r) {
    case R_EQ:
    case R_NE:
        return put_ports(b, h, a, a);
    case R_GT:
        return put_ports(b, h, a + 1, 65535);
    case R_GE:
        return put_ports(b, h, a, 65535);
    case R_LT:
        return a > 0 && put_ports(b, h, 0, a - 1);
    case R_LE:
        return put_ports(b, h, 0, a);
    default:
        return false;
    }
}

/* Qualifiers and a value; of a network "net" instead of "host". */
static bool put_qual(struct sn_buf *b, const struct hint *h, const struct value *v)
{
    size_t n = strlen(h->here);
    struct value lo, hi;

    if (range(v, &lo, &hi))
        return false;
    if (memchr(v->s, '/', v->n)) {
        if (n < 4 || strcmp(h->here + n - 4, "host") != 0)
            return false;
        sn_put_mem(b, h->here, n - 4);
        sn_put_lit(b, "net");
    } else {
        sn_put_mem(b, h->here, n);
    }
    sn_put_c(b, ' ');
    sn_put_mem(b, v->s, v->n);
    return true;
}

static bool is_true(const struct value *v)
{
    return is(v->s, v->n, "1") || is(v->s, v->n, "true") || is(v->s, v->n, "True") ||
           is(v->s, v->n, "TRUE");
}

static bool is_false(const struct value *v)
{
    return is(v->s, v->n, "0") || is(v->s, v->n, "false") || is(v->s, v->n, "False") ||
           is(v->s, v->n, "FALSE");
}

static bool put_bit(struct sn_buf *b, const struct hint *h, enum relation r, const struct value *v)
{
    bool yes = is_true(v);

    if ((!yes && !is_false(v)) || (r != R_EQ && r != R_NE))
        return false;
    sn_put_s(b, h->here);
    sn_put_s(b, yes == (r == R_EQ) ? " != 0" : " = 0");
    return true;
}

static bool put_expr(struct sn_buf *b, const struct hint *h, enum relation r, const struct value *v)
{
    static const char *const signs[] = {
        [R_EQ] = "=", [R_NE] = "!=", [R_GT] = ">", [R_GE] = ">=", [R_LT] = "<", [R_LE] = "<="};
    struct value lo, hi;

    if (range(v, &lo, &hi)) {
        sn_put_f(b, "(%s >= %.*s and %s <= %.*s)", h->here, (int)lo.n, lo.s, h->here, (int)hi.n,
                 hi.s);
        return true;
    }
    sn_put_f(b, "%s %s %.*s", h->here, signs[r], (int)v->n, v->s);
    return true;
}

static bool put_one(struct sn_buf *b, const struct hint *h, enum relation r, const struct value *v)
{
    if (!v->n)
        return false;
    switch (h->kind) {
    case HINT_PORT:
        if (r == R_NE)
            sn_put_lit(b, "not ");
        return put_port(b, h, r, v);
    case HINT_QUAL:
        if (r == R_NE)
            sn_put_lit(b, "not ");
        return (r == R_EQ || r == R_NE) && put_qual(b, h, v);
    case HINT_BIT:
        return put_bit(b, h, r, v);
    case HINT_EXPR:
        return put_expr(b, h, r, v);
    case HINT_WORD:
        break;
    }
    return false;
}

static bool put_set(struct text *t, const struct hint *h)
{
    struct value v[WORDS];
    unsigned n = values(t, v);

    if (!n)
        return false;
    sn_put_c(&t->out, '(');
    for (unsigned i = 0; i < n; i++) {
        if (i)
            sn_put_lit(&t->out, " or ");
        if (!put_one(&t->out, h, R_EQ, &v[i]))
            return false;
    }
    sn_put_c(&t->out, ')');
    return true;
}

/* A field alone is true where its protocol is there. */
static bool put_presence(struct sn_buf *b, const struct hint *h)
{
    size_t n = strcspn(h->name, ".");
    const struct hint *proto = sn_bp_hint_find(h->name, n);

    if (is(h->name, n, "frame") || is(h->name, n, "eth"))
        return false;
    if (proto)
        sn_put_s(b, proto->here);
    else
        sn_put_mem(b, h->name, n);
    return true;
}

static bool put_field(struct text *t, const struct hint *h)
{
    enum relation r = relation(t);
    struct value v;

    if (h->kind == HINT_WORD) {
        sn_put_s(&t->out, h->here);
        return r == R_NONE;
    }
    switch (r) {
    case R_NONE:
        return put_presence(&t->out, h);
    case R_OTHER:
        return false;
    case R_IN:
        return put_set(t, h);
    default:
        v = value(t);
        return put_one(&t->out, h, r, &v);
    }
}

/* ---- the text ---- */

/* Words that a name stands behind. */
static bool takes_name(const char *p, size_t n)
{
    static const char *const words[] = {
        "host",       "net",    "port", "portrange", "gateway", "proto", "src",  "dst", "ether",
        "protochain", "ifname", "on",   "type",      "subtype", "wlan",  "link", "dir", NULL};

    for (const char *const *w = words; *w; w++)
        if (is(p, n, *w))
            return true;
    return false;
}

/* A field that isn't in the table: something with a point in it that is compared, or whose protocol
 * is. */
static bool looks_like_field(const struct text *t, const char *p, size_t n)
{
    static const char *const protocols[] = {"ip",    "ipv6", "tcp",  "udp",  "eth",
                                            "frame", "icmp", "arp",  "vlan", "sctp",
                                            "wlan",  "igmp", "data", "_ws",  NULL};
    const char *dot = memchr(p, '.', n);
    struct text after = *t;

    if (!dot)
        return false;
    if (sn_bp_hint_find(p, (size_t)(dot - p)))
        return true;
    for (const char *const *w = protocols; *w; w++)
        if (is(p, (size_t)(dot - p), *w))
            return true;
    return relation(&after) != R_NONE;
}

static void found(struct text *t, const char *p, size_t n, bool ok)
{
    if (!t->word) {
        t->word = p;
        t->nword = n;
    }
    if (!ok && !t->unknown) {
        t->unknown = p;
        t->nunknown = n;
    }
}

static void word(struct text *t, size_t n)
{
    const char *p = t->p;
    const struct hint *h = t->name ? NULL : sn_bp_hint_find(p, n);

    t->p += n;
    if (h)
        found(t, p, n, put_field(t, h));
    else if (!t->name && (is(p, n, "contains") || is(p, n, "matches")))
        found(t, p, n, false);
    else if (!t->name && looks_like_field(t, p, n))
        found(t, p, n, false);
    else
        sn_put_mem(&t->out, p, n);
    t->name = !h && takes_name(p, n);
}

static void translate(struct text *t)
{
    while (t->p < t->end && !t->unknown) {
        size_t n = word_at(t->p, t->end);

        if (n) {
            word(t, n);
            continue;
        }
        if (!strchr(" \t\r\n", *t->p))
            t->name = false;
        for (n = 1; is_inside(*t->p) && t->p + n < t->end && is_inside(t->p[n]);)
            n++;
        sn_put_mem(&t->out, t->p, n);
        t->p += n;
    }
}

static bool is_expression(const struct text *t)
{
    struct sn_diag d;
    struct comp c = {
        .text = t->out.base, .n = sn_buf_len(&t->out), .o = t->c->o, .d = &d, .no_hint = true};

    if (t->out.err)
        return false;
    if (sn_bp_comp_start(&c, HINT_CAP))
        (void)sn_bp_parse(&c);
    sn_bp_comp_end(&c);
    return !c.err;
}

static void say(struct text *t, const char *p, size_t n, const char *fmt, const char *what)
{
    struct comp *c = t->c;
    char name[64];
    size_t k = n < sizeof name - 1 ? n : sizeof name - 1;

    memcpy(name, p, k);
    name[k] = '\0';
    c->err = SN_OK; /* instead of the error that led here */
    sn_bp_fail(c, SN_ESYNTAX, (struct span){(uint32_t)(p - t->start) + 1, (uint32_t)n}, fmt, name,
               what);
}

/* Nothing stands for a field: what its protocol is here, where that is known. */
static void say_none(struct text *t)
{
    const char *dot = memchr(t->unknown, '.', t->nunknown);
    size_t n = dot ? (size_t)(dot - t->unknown) : t->nunknown;
    const struct hint *proto = sn_bp_hint_find(t->unknown, n);

    if (t->nunknown >= 10 && memcmp(t->unknown, "frame.time", 10) == 0)
        say(t, t->unknown, t->nunknown,
            "'%s' belongs to Wireshark's display filters; snfilter chooses by time with %s",
            "--after and --before");
    else if (proto && proto->kind == HINT_WORD)
        say(t, t->unknown, t->nunknown,
            "'%s' belongs to Wireshark's display filters, and nothing here stands for it; '%s' "
            "accepts all packets of that kind",
            proto->here);
    else
        say(t, t->unknown, t->nunknown,
            "'%s' belongs to Wireshark's display filters, and nothing here stands for it%s", "");
}

/* The text, with plain blanks for wide ones. */
static void copy_text(char *to, const char *text, size_t n)
{
    memcpy(to, text, n);
    for (size_t i = 0; i < n; i++) {
        size_t k = sn_bp_wide_space(text + i, n - i);

        if (k)
            memset(to + i, ' ', k);
    }
}

void sn_bp_hint(struct comp *c)
{
    char text[ROOM / 2], room[ROOM + 1];
    struct text t = {.c = c, .start = text, .p = text, .end = text + c->n};

    if (c->no_hint || c->err != SN_ESYNTAX || c->n > sizeof text)
        return;
    copy_text(text, c->text, c->n);
    sn_buf_fixed(&t.out, room, ROOM);
    translate(&t);
    if (!t.word)
        return;
    if (t.unknown) {
        say_none(&t);
        return;
    }
    if (!is_expression(&t))
        return;
    *t.out.p = '\0';
    if (sn_buf_len(&t.out) <= SHOWN)
        say(&t, t.word, t.nword, "'%s' belongs to Wireshark's display filters; here it is: %s",
            t.out.base);
    else
        say(&t, t.word, t.nword,
            "'%s' belongs to Wireshark's display filters; see sn-filter(7) for what it is here%s",
            "");
}
