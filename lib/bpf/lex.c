/* The lexer: see lex.h. It never fails except by sn_bp_fail, after which it returns T_END for ever.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "lex.h"

static bool is_word(unsigned char ch)
{
    return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static bool is_hex(unsigned char ch)
{
    return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f') || (ch >= 'A' && ch <= 'F');
}

/* [A-Za-z0-9]([-_.A-Za-z0-9]*[.A-Za-z0-9])? */
static size_t match_id(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n &&
           (is_word((unsigned char)s[i]) || (i > 0 && (s[i] == '-' || s[i] == '_' || s[i] == '.'))))
        i++;
    while (i > 0 && (s[i - 1] == '-' || s[i - 1] == '_'))
        i--;
    return i;
}

/* Decimal or octal digits, or 0x and hex digits. */
static size_t match_num(const char *s, size_t n)
{
    size_t i = 0;

    if (n > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && is_hex((unsigned char)s[2])) {
        for (i = 3; i < n && is_hex((unsigned char)s[i]); i++)
            ;
        return i;
    }
    while (i < n && s[i] >= '0' && s[i] <= '9')
        i++;
    return i;
}

/* Two to four numbers with dots between them. */
static size_t match_hid(const char *s, size_t n)
{
    size_t i = match_num(s, n), best = 0;

    for (int part = 2; i > 0 && part <= 4 && i < n && s[i] == '.'; part++) {
        size_t k = match_num(s + i + 1, n - i - 1);

        if (k == 0)
            break;
        i += 1 + k;
        best = i;
    }
    return best;
}

/* Groups of hex digits with sep between them; each group has lo to hi digits. */
static size_t match_groups(const char *s, size_t n, int groups, size_t lo, size_t hi, char sep)
{
    size_t i = 0;

    for (int g = 0; g < groups; g++) {
        size_t k = 0;

        if (g > 0 && sep) {
            if (i >= n || s[i] != sep)
                return 0;
            i++;
        }
        while (k < hi && i < n && is_hex((unsigned char)s[i]))
            i++, k++;
        if (k < lo)
            return 0;
    }
    return i;
}

static size_t match_mac(const char *s, size_t n)
{
    static const char seps[] = ":-.";
    size_t best = match_groups(s, n, 3, 4, 4, '.'), k = match_groups(s, n, 1, 12, 12, 0);

    if (k > best)
        best = k;
    for (int i = 0; i < 3; i++) {
        k = match_groups(s, n, 6, 1, 2, seps[i]);
        if (k > best)
            best = k;
    }
    return best;
}

/* The longest prefix that is an IPv6 address. */
static size_t match_ip6(const char *s, size_t n)
{
    char buf[48];
    uint8_t addr[16];
    size_t i = 0;
    int colons = 0;

    while (i < n && i < sizeof buf - 1 &&
           (is_hex((unsigned char)s[i]) || s[i] == ':' || s[i] == '.'))
        colons += s[i++] == ':';
    for (; colons >= 2 && i >= 2; i--) {
        memcpy(buf, s, i);
        buf[i] = '\0';
        if (inet_pton(AF_INET6, buf, addr) == 1)
            return i;
    }
    return 0;
}

/* What looks like a MAC or IPv6 address but is none: two groups that end in a colon. */
static size_t match_bogus(const char *s, size_t n)
{
    size_t i = 0;
    int groups = 0;

    while (i < n && is_hex((unsigned char)s[i])) {
        size_t k = i;

        while (k < n && is_hex((unsigned char)s[k]))
            k++;
        if (k >= n || s[k] != ':')
            break;
        while (k < n && s[k] == ':')
            k++;
        i = k;
        groups++;
    }
    return groups >= 2 ? i : 0;
}

static bool number(struct comp *c, const char *s, size_t n, uint32_t *out, struct span at)
{
    uint64_t v = 0;
    unsigned base = 10;
    size_t i = 0;

    if (n > 1 && s[0] == '0') {
        base = n > 2 && (s[1] == 'x' || s[1] == 'X') ? 16 : 8;
        i = base == 16 ? 2 : 1;
    }
    for (; i < n; i++) {
        unsigned digit = (unsigned)(is_hex((unsigned char)s[i]) && !isdigit((unsigned char)s[i])
                                        ? (s[i] | 32) - 'a' + 10
                                        : s[i] - '0');

        if (digit >= base) {
            sn_bp_fail(c, SN_ESYNTAX, at, "'%.*s' is no octal number (it begins with 0)", (int)n,
                       s);
            return false;
        }
        v = v * base + digit;
        if (v > UINT32_MAX) {
            sn_bp_fail(c, SN_ERANGE, at, "'%.*s' is too large: the largest number is 4294967295",
                       (int)n, s);
            return false;
        }
    }
    *out = (uint32_t)v;
    return true;
}

static const struct {
    char s[3];
    uint8_t kind;
} signs[] = {
    {"&&", T_AND},   {"||", T_OR},    {">=", T_GE},    {"<=", T_LE},   {"!=", T_NE},
    {"==", T_EQ},    {"<<", T_LSH},   {">>", T_RSH},   {"!", T_NOT},   {"(", T_LPAREN},
    {")", T_RPAREN}, {"[", T_LBRACK}, {"]", T_RBRACK}, {":", T_COLON}, {"+", T_ADD},
    {"-", T_SUB},    {"*", T_MUL},    {"/", T_DIV},    {"%", T_MOD},   {"&", T_BITAND},
    {"|", T_BITOR},  {"^", T_XOR},    {"=", T_EQ},     {">", T_GT},    {"<", T_LT},
};

static size_t lex_sign(struct tok *t, const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t k = strlen(signs[i].s);

        if (k <= n && memcmp(s, signs[i].s, k) == 0) {
            t->kind = signs[i].kind;
            return k;
        }
    }
    return 0;
}

/* A name that is taken as it is, keyword or not. */
static size_t lex_escaped(struct tok *t, const char *s, size_t n)
{
    size_t i = 1;

    while (i < n && !strchr(" !()\n\t", s[i]) && s[i])
        i++;
    if (i == 1)
        return 0;
    t->kind = T_ID;
    t->escaped = true;
    t->s = s + 1;
    t->n = (uint32_t)i - 1;
    return i;
}

static size_t lex_arcnet(struct tok *t, const char *s, size_t n)
{
    size_t i = 1;

    while (i < n && i < 3 && is_hex((unsigned char)s[i]))
        i++;
    if (i == 1)
        return 0;
    t->kind = T_AID;
    return i;
}

/* Words, numbers and addresses: the longest match, in the order of the rules when equal. */
static size_t lex_word(struct comp *c, struct tok *t, const char *s, size_t n)
{
    size_t id = match_id(s, n), mac = match_mac(s, n), num = match_num(s, n);
    size_t hid = match_hid(s, n), ip6 = match_ip6(s, n), bogus = match_bogus(s, n), best = id;
    const struct word *w = id ? sn_bp_word(s, id) : NULL;

    best = mac > best ? mac : best;
    best = ip6 > best ? ip6 : best;
    if (best == 0 || bogus > best) {
        if (bogus > 0)
            sn_bp_fail(c, SN_ESYNTAX, (struct span){t->at.col, (uint32_t)bogus},
                       "'%.*s' begins like an Ethernet or IPv6 address but is none", (int)bogus, s);
        return 0;
    }
    if (best == id && w) {
        t->kind = w->kind;
        t->num = w->num;
        t->sub = w->sub;
    } else if (best == mac) {
        t->kind = T_EID;
    } else if (best == num) {
        t->kind = T_NUM;
        if (!number(c, s, num, &t->num, (struct span){t->at.col, (uint32_t)num}))
            return 0;
    } else if (best == hid) {
        t->kind = T_HID;
    } else {
        t->kind = best == ip6 ? T_HID6 : T_ID;
    }
    return best;
}

/* The Unicode character at s, and its length in UTF-8; 0: there is none. */
static size_t unicode(const char *s, size_t n, uint32_t *ch)
{
    size_t len = n ? sn_utf8_len((const uint8_t *)s, n) : 0;

    *ch = (unsigned char)*s;
    if (len > 1)
        *ch &= 0x7fu >> len;
    for (size_t i = 1; i < len; i++)
        *ch = *ch << 6 | ((unsigned char)s[i] & 0x3f);
    return len;
}

size_t sn_bp_wide_space(const char *s, size_t n)
{
    uint32_t ch;
    size_t len = n && *s & 0x80 ? unicode(s, n, &ch) : 0;
    bool yes;

    if (!len)
        return 0;
    yes = ch == 0xa0 || ch == 0x1680 || (ch >= 0x2000 && ch <= 0x200d) || ch == 0x2028 ||
          ch == 0x2029 || ch == 0x202f || ch == 0x205f || ch == 0x2060 || ch == 0x3000 ||
          ch == 0xfeff || ch == 0xad;
    return yes ? len : 0;
}

static void skip_space(struct lex *l)
{
    const struct comp *c = l->c;

    while (l->pos < c->n) {
        char ch = c->text[l->pos];
        size_t n;

        if (ch == '#') {
            while (l->pos < c->n && c->text[l->pos] != '\n')
                l->pos++;
        } else if (ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r') {
            l->pos++;
        } else {
            n = sn_bp_wide_space(c->text + l->pos, c->n - l->pos);
            if (!n)
                break;
            l->pos += n;
        }
    }
}

/* What a character looks like that isn't one of the language's. */
static const char *look_alike(uint32_t ch)
{
    static const struct {
        uint16_t from, to;
        const char *what;
    } all[] = {
        {0xab, 0xab, "a quotation mark; expressions have none"},
        {0xbb, 0xbb, "a quotation mark; expressions have none"},
        {0x2010, 0x2015, "a dash; write '-'"},
        {0x2018, 0x201f, "a quotation mark; expressions have none"},
        {0x2032, 0x2037, "a quotation mark; expressions have none"},
        {0x2039, 0x203a, "a quotation mark; expressions have none"},
        {0x2044, 0x2044, "a slash; write '/'"},
        {0x2212, 0x2212, "a minus sign; write '-'"},
        {0x2215, 0x2215, "a slash; write '/'"},
        {0x2236, 0x2236, "a colon; write ':'"},
        {0x2260, 0x2260, "a comparison; write '!='"},
        {0x2264, 0x2264, "a comparison; write '<='"},
        {0x2265, 0x2265, "a comparison; write '>='"},
        {0x2227, 0x2227, "a logical sign; write 'and'"},
        {0x2228, 0x2228, "a logical sign; write 'or'"},
        {0xac, 0xac, "a logical sign; write 'not'"},
        {0xff01, 0xff5e, "a wide form of an ASCII character; write that"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (ch >= all[i].from && ch <= all[i].to)
            return all[i].what;
    return NULL;
}

/* An error for the n bytes at s that no token begins with. */
static void no_token(struct comp *c, const char *s, size_t n, struct span at)
{
    const char *what;
    uint32_t ch;
    size_t len = unicode(s, n, &ch);

    if (*s >= ' ' && *s <= '~') {
        sn_bp_fail(c, SN_ESYNTAX, at, "unexpected character '%c'%s", *s,
                   strchr("\"'`", *s) ? ", a quotation mark; expressions have none" : "");
        return;
    }
    if (len < 2) {
        sn_bp_fail(c, SN_ESYNTAX, at, "unexpected byte 0x%02x", (unsigned char)*s);
        return;
    }
    at.n = (uint32_t)len;
    what = look_alike(ch);
    if (what)
        sn_bp_fail(c, SN_ESYNTAX, at, "unexpected character U+%04X, %s", ch, what);
    else
        sn_bp_fail(c, SN_ESYNTAX, at, "unexpected character U+%04X", ch);
}

static struct tok scan(struct lex *l)
{
    struct comp *c = l->c;
    struct tok t = {.kind = T_END};
    const char *s;
    size_t left, k;

    skip_space(l);
    t.at.col = (uint32_t)l->pos + 1;
    t.at.n = 1;
    if (c->err || l->pos >= c->n)
        return t;
    s = c->text + l->pos;
    left = c->n - l->pos;
    t.s = s;
    if (*s == '\\')
        k = lex_escaped(&t, s, left);
    else if (*s == '$')
        k = lex_arcnet(&t, s, left);
    else if (is_word((unsigned char)*s) || (*s == ':' && left > 1 && s[1] == ':'))
        k = lex_word(c, &t, s, left);
    else
        k = lex_sign(&t, s, left);
    if (k == 0 && !c->err)
        no_token(c, s, left, t.at);
    if (c->err)
        return (struct tok){.kind = T_END, .at = t.at};
    l->pos += k;
    t.at.n = (uint32_t)k;
    if (!t.n)
        t.n = (uint32_t)k;
    return t;
}

void sn_bp_lex_start(struct lex *l, struct comp *c)
{
    *l = (struct lex){.c = c};
    l->t = scan(l);
    l->next = scan(l);
}

void sn_bp_lex_next(struct lex *l)
{
    l->t = l->next;
    l->next = scan(l);
}
