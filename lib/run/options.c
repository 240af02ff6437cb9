/* Options as tables: see sn/options.h. */
#include "sn/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "sn/timeparse.h"

enum { LONG = 256, ROWS_MAX = 128, NAMES_MAX = 256, COLUMN = 26 };

/* What getopt_long is given, and which row each of its answers is. */
struct known {
    struct option longs[NAMES_MAX];
    char names[NAMES_MAX][32];
    char shorts[2 + 3 * NAMES_MAX];
    uint8_t row[LONG + NAMES_MAX];
    unsigned nlongs, nshorts;
};

static int takes(const struct sn_option *o)
{
    return !o->value                         ? no_argument
           : strncmp(o->value, "[=", 2) == 0 ? optional_argument
                                             : required_argument;
}

static void add_name(struct known *k, const struct sn_option *o, unsigned row, const char *name,
                     size_t n)
{
    if (n == 1) {
        k->shorts[k->nshorts++] = *name;
        for (int i = takes(o); i > 0; i--)
            k->shorts[k->nshorts++] = ':';
        k->row[(uint8_t)*name] = (uint8_t)row;
        return;
    }
    memcpy(k->names[k->nlongs], name, n);
    k->longs[k->nlongs] = (struct option){
        .name = k->names[k->nlongs], .has_arg = takes(o), .val = LONG + (int)k->nlongs};
    k->row[LONG + k->nlongs++] = (uint8_t)row;
}

static bool is_end(const struct sn_option *o)
{
    return !o->names && !o->help;
}

static struct known *know(const struct sn_option *table, bool in_order)
{
    struct known *k = calloc(1, sizeof *k);

    if (!k)
        return NULL;
    if (in_order)
        k->shorts[k->nshorts++] = '+';
    k->shorts[k->nshorts++] = ':';
    for (unsigned i = 0; !is_end(&table[i]) && i < ROWS_MAX; i++) {
        const char *name = table[i].names;

        while (name && *name) {
            size_t n = strcspn(name, ",");

            add_name(k, &table[i], i, name, n);
            name += n + (name[n] == ',');
        }
    }
    return k;
}

/* The first name of an option, as it is given: "-c", "--count". */
static void first_name(char to[34], const struct sn_option *o)
{
    size_t n = strcspn(o->names, ",");

    to[0] = '-';
    to[1] = '-';
    if (n > 1)
        to++;
    memcpy(to + 1, o->names, n);
    to[1 + n] = '\0';
}

static void store(const struct sn_option *o, void *into, int64_t v)
{
    void *p = (char *)into + o->at;
    uint8_t v8 = (uint8_t)v;
    uint16_t v16 = (uint16_t)v;
    uint32_t v32 = (uint32_t)v;

    memcpy(p,
           o->size == 1   ? (void *)&v8
           : o->size == 2 ? (void *)&v16
           : o->size == 4 ? (void *)&v32
                          : (void *)&v,
           o->size);
}

enum sn_err sn_option_number(int64_t *to, const char *name, const char *value, int64_t min,
                             int64_t max, struct sn_diag *d)
{
    const char *why;
    long long v = strtonum(value, min, max, &why);

    if (why)
        return sn_fail(d, SN_EUSAGE, "%s takes a number from %lld to %lld, not '%s'", name,
                       (long long)min, (long long)max, value);
    *to = v;
    return SN_OK;
}

static enum sn_err set_number(const struct sn_option *o, const char *name, void *into,
                              const char *value, struct sn_diag *d)
{
    int64_t v;
    enum sn_err e = sn_option_number(&v, name, value, o->min, o->max, d);

    if (!e)
        store(o, into, v);
    return e;
}

enum sn_err sn_option_size(uint64_t *to, const char *name, const char *value, uint64_t unit,
                           struct sn_diag *d)
{
    static const char suffixes[] = "kmg";
    size_t n = strlen(value);
    const char *s = n ? strchr(suffixes, value[n - 1] | 0x20) : NULL;
    char digits[32];
    const char *why;
    long long v;

    if (s)
        unit = (uint64_t)1 << (10 * (s - suffixes + 1));
    n -= s != NULL;
    if (n >= sizeof digits)
        n = sizeof digits - 1;
    memcpy(digits, value, n);
    digits[n] = '\0';
    v = strtonum(digits, 1, (long long)(INT64_MAX / unit), &why);
    if (why)
        return sn_fail(d, SN_EUSAGE, "%s takes a size such as 10, 64k, 10m or 1g, not '%s'", name,
                       value);
    *to = (uint64_t)v * unit;
    return SN_OK;
}

static enum sn_err set_time(const struct sn_option *o, const char *name, void *into,
                            const char *value, struct sn_diag *d)
{
    int64_t ns;

    if (sn_duration_parse(&ns, value, NULL) != SN_OK || ns == 0)
        return sn_fail(d, SN_EUSAGE, "%s takes a time such as 10, 1.5s, 5m or 1h30m, not '%s'",
                       name, value);
    if (o->max && ns > o->max)
        return sn_fail(d, SN_EUSAGE, "%s: too long a time: '%s'", name, value);
    store(o, into, ns);
    return SN_OK;
}

static enum sn_err set_word(const struct sn_option *o, const char *name, void *into,
                            const char *value, struct sn_diag *d)
{
    const struct sn_word *w = o->words;
    char mem[256];
    struct sn_buf b;

    for (; w->word; w++) {
        if (strcmp(w->word, value) == 0) {
            store(o, into, w->value);
            return SN_OK;
        }
    }
    sn_buf_fixed(&b, mem, sizeof mem - 1);
    for (w = o->words; w->word; w++)
        sn_put_f(&b, "%s%s", w == o->words ? "" : w[1].word ? ", " : " or ", w->word);
    *b.p = '\0';
    return sn_fail(d, SN_EUSAGE, "%s takes %s, not '%s'", name, mem, value);
}

/* What the option itself says where a value can't be read is in `found`. */
static enum sn_err set(const struct sn_option *o, void *into, const char *value,
                       struct sn_options_found *found, struct sn_diag *d)
{
    char *name = found->name;
    uint64_t size;
    enum sn_err e = SN_OK;

    first_name(name, o);
    found->value = value;
    switch (o->kind) {
    case SN_OPTION_SET:
        store(o, into, o->min);
        break;
    case SN_OPTION_TIMES:
        store(o, into, *((uint8_t *)into + o->at) + (*((uint8_t *)into + o->at) < UINT8_MAX));
        break;
    case SN_OPTION_STRING:
        memcpy((char *)into + o->at, &value, sizeof value);
        break;
    case SN_OPTION_STRINGS:
        return sn_strings_add((struct sn_strings *)(void *)((char *)into + o->at), value, d);
    case SN_OPTION_NUMBER:
        return set_number(o, name, into, value, d);
    case SN_OPTION_SIZE:
        e = sn_option_size(&size, name, value, (uint64_t)o->min, d);
        if (!e)
            store(o, into, (int64_t)size);
        break;
    case SN_OPTION_TIME:
        return set_time(o, name, into, value, d);
    case SN_OPTION_WORD:
        return set_word(o, name, into, value, d);
    case SN_OPTION_PARSE:
        return o->parse((char *)into + o->at, name, value, d);
    case SN_OPTION_CALL:
        o->call((char *)into + o->at, value);
        break;
    case SN_OPTION_REST: /* with its value behind "=" */
        return sn_fail(d, SN_EUSAGE, "%s takes the arguments behind it", name);
    default:
        break;
    }
    return e;
}

enum sn_err sn_strings_add(struct sn_strings *s, const char *text, struct sn_diag *d)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 8;
        const char **v = reallocarray(s->v, cap, sizeof *v);

        if (!v)
            return sn_fail(d, SN_ENOMEM, "no memory for the options");
        s->v = v;
        s->cap = cap;
    }
    s->v[s->n++] = text;
    return SN_OK;
}

void sn_strings_free(struct sn_strings *s)
{
    free(s->v);
    *s = (struct sn_strings){.v = NULL};
}

/* What getopt_long leaves to say. */
static enum sn_err bad_option(int c, char *const *argv, struct sn_diag *d)
{
    const char *word = argv[optind - 1];
    bool is_long = !optopt || optopt >= LONG || strncmp(word, "--", 2) == 0;

    if (c == ':' && is_long)
        return sn_fail(d, SN_EUSAGE, "option '%s' needs a value", word);
    if (c == ':')
        return sn_fail(d, SN_EUSAGE, "option '-%c' needs a value", optopt);
    if (is_long)
        return sn_fail(d, SN_EUSAGE, "no such option: '%s'", word);
    return sn_fail(d, SN_EUSAGE, "no such option: '-%c'", optopt);
}

/* Where SN_OPTION_REST takes the rest of the arguments: as many are left, with a NULL behind them.
 */
static enum sn_err cut_rest(const struct sn_option *table, void *into, int *argc, char **argv,
                            struct sn_diag *d)
{
    const struct sn_option *o = table;
    char *const *rest;

    while (!is_end(o) && o->kind != SN_OPTION_REST)
        o++;
    if (is_end(o))
        return SN_OK;
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, o->names) != 0)
            continue;
        rest = argv + i + 1;
        rest += *rest && strcmp(*rest, "--") == 0;
        if (!*rest)
            return sn_fail(d, SN_EUSAGE, "option '--%s' needs a value", o->names);
        memcpy((char *)into + o->at, &rest, sizeof rest);
        argv[i] = NULL;
        *argc = i;
    }
    return SN_OK;
}

enum sn_err sn_options_parse(struct sn_options_found *found, const struct sn_option *table,
                             void *into, int argc, char **argv, bool in_order, struct sn_diag *d)
{
    struct known *k = know(table, in_order);
    enum sn_err e = k ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory for the options");
    int c;

    *found = (struct sn_options_found){0};
    if (!e)
        e = cut_rest(table, into, &argc, argv, d);
    while (!e && !found->asked && (c = getopt_long(argc, argv, k->shorts, k->longs, NULL)) != -1) {
        const struct sn_option *o = &table[k->row[c]];

        if (c == '?' || c == ':')
            e = bad_option(c, argv, d);
        else if (o->kind == SN_OPTION_HELP || o->kind == SN_OPTION_VERSION)
            found->asked = o->kind;
        else
            e = set(o, into, optarg, found, d);
    }
    found->rest = optind;
    free(k);
    return e;
}

/* ---- --help ---- */

/* "  -c, --count N", or with long names only "      --wait". */
static void put_names(struct sn_buf *b, const struct sn_option *o)
{
    const char *name = o->names;
    bool first = true;

    sn_put_s(b, strcspn(name, ",") == 1 ? "  " : "      ");
    while (*name) {
        size_t n = strcspn(name, ",");

        sn_put_s(b, first ? "" : ", ");
        sn_put_s(b, n == 1 ? "-" : "--");
        sn_put_mem(b, name, n);
        name += n + (name[n] == ',');
        first = false;
    }
    if (o->value)
        sn_put_f(b, "%s%s", strncmp(o->value, "[=", 2) == 0 ? "" : " ", o->value);
}

void sn_options_help(struct sn_buf *b, const struct sn_option *table)
{
    for (const struct sn_option *o = table; !is_end(o); o++) {
        size_t from = sn_buf_len(b), n;
        const char *line = o->help;

        if (!line)
            continue;
        if (!o->names) {
            sn_put_f(b, "\n%s\n", line);
            continue;
        }
        put_names(b, o);
        n = sn_buf_len(b) - from;
        sn_put_f(b, "%*s", n < COLUMN ? (int)(COLUMN - n) : 2, "");
        for (; *line; line += *line == '\n') {
            n = strcspn(line, "\n");
            sn_put_f(b, "%*s%.*s\n", line == o->help ? 0 : COLUMN, "", (int)n, line);
            line += n;
        }
    }
}
