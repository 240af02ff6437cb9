/* Options as tables: every kind, every message, --help. */
#include <getopt.h>

#include "test.h"

#include "sn/options.h"

struct into {
    uint64_t limit, size;
    int64_t time;
    const char *name, *called;
    uint32_t level;
    uint8_t times, digits;
    bool flag, twice;
    struct sn_strings names;
};

static void call(void *into, const char *value)
{
    ((struct into *)into)->called = value ? value : "none";
}

static void call_member(void *member, const char *value)
{
    *(bool *)member = strcmp(value, "yes") == 0;
}

/* "even" is none; a number at its second character. */
static enum sn_err parse_odd(void *into, const char *name, const char *value, struct sn_diag *d)
{
    struct into *o = into;

    if (!value)
        return sn_fail(d, SN_ERANGE, "%s wants something odd", name);
    if (value[1] >= '0' && value[1] <= '9')
        return sn_fail_col(d, SN_ESYNTAX, 2, 1, "a digit");
    o->called = value;
    return SN_OK;
}

static const struct sn_word words[] = {{"six", 6}, {"nine", 9}, {"twelve", 12}, {NULL, 0}};

#define AT(member) SN_OPTION_AT(struct into, member)

static const struct sn_option table[] = {
    {NULL, .help = "Numbers:"},
    {"c,count", "N", SN_OPTION_NUMBER, AT(limit), 1, INT64_MAX, .help = "so many"},
    {"level", "N", SN_OPTION_NUMBER, AT(level), -5, 70000, .help = NULL},
    {"s,size", "SIZE", SN_OPTION_SIZE, AT(size), 1000, .help = "bytes\nor more"},
    {"time", "TIME", SN_OPTION_TIME, AT(time), 0, 60000000000, .help = "a time"},
    {"digits", "six|nine|twelve", SN_OPTION_WORD, AT(digits), .words = words},
    {"name", "NAME", SN_OPTION_STRING, AT(name), .help = "a name"},
    {"v", NULL, SN_OPTION_TIMES, AT(times), .help = "more"},
    {"f,flag,flagged", NULL, SN_OPTION_SET, AT(flag), 1, .help = "set"},
    {"call", "[=VALUE]", SN_OPTION_CALL, .call = call, .help = "maybe"},
    {"t", "[OF]YES", SN_OPTION_CALL, AT(twice), .call = call_member},
    {"add", "NAME", SN_OPTION_STRINGS, AT(names), .help = NULL},
    {"o,odd", "[=VALUE]", SN_OPTION_PARSE, .parse = parse_odd},
    {"l,n", NULL, SN_OPTION_NOTHING, .help = "nothing"},
    {"h,help", NULL, SN_OPTION_HELP, .help = NULL},
    {"version", NULL, SN_OPTION_VERSION, .help = NULL},
    {.names = NULL},
};

#define MAX_ARGS 16

/* Reads a command line, words between blanks; what is wrong with it, "" when nothing is. */
static const char *parse(struct into *o, struct sn_options_found *found, const char *line,
                         bool in_order)
{
    static char copy[256], *argv[MAX_ARGS + 1];
    static struct sn_diag d;
    int argc = 0;
    char *rest = copy;

    snprintf(copy, sizeof copy, "program %s", line);
    while (argc < MAX_ARGS && (argv[argc] = strsep(&rest, " ")))
        argc++;
    argv[argc] = NULL;
    memset(o, 0, sizeof *o);
    optind = 0;
    d.msg[0] = '\0';
    (void)!sn_options_parse(found, table, o, argc, argv, in_order, &d);
    return d.msg;
}

TEST(kinds)
{
    struct sn_options_found f;
    struct into o;

    CHECK_STR(
        parse(&o, &f, "-c 7 -vvl word --level -5 -s 2k --time 1m --digits nine --name x -f", false),
        "");
    CHECK(o.limit == 7 && o.times == 2 && (int32_t)o.level == -5 && o.size == 2048);
    CHECK(o.time == 60000000000 && o.digits == 9 && strcmp(o.name, "x") == 0 && o.flag);
    CHECK_INT(f.rest, 15);
    CHECK_STR(parse(&o, &f, "-s 3 --flagged --call --level 66000", false), "");
    CHECK(o.size == 3000 && o.flag && o.level == 66000 && strcmp(o.called, "none") == 0);
    CHECK_STR(parse(&o, &f, "--call=5 -t yes -- -v", false), "");
    CHECK(strcmp(o.called, "5") == 0 && o.twice && !o.times && f.rest == 5);
    CHECK_STR(parse(&o, &f, "-v word -v", true), "");
    CHECK(o.times == 1 && f.rest == 2 && !f.asked);
    CHECK_STR(parse(&o, &f, "-h --nothing", false), "");
    CHECK_INT(f.asked, SN_OPTION_HELP);
    CHECK_STR(parse(&o, &f, "-v --version", false), "");
    CHECK_INT(f.asked, SN_OPTION_VERSION);
}

TEST(strings_and_values_that_are_parsed)
{
    struct sn_options_found f;
    struct into o;

    CHECK_STR(parse(&o, &f, "--add a --add=b --odd=x1 --add a", false), "a digit");
    CHECK(o.names.n == 2 && strcmp(f.name, "-o") == 0 && strcmp(f.value, "x1") == 0);
    sn_strings_free(&o.names);
    CHECK_STR(parse(&o, &f, "-oxy --add c", false), "");
    CHECK(strcmp(o.called, "xy") == 0 && o.names.n == 1 && strcmp(o.names.v[0], "c") == 0);
    sn_strings_free(&o.names);
    CHECK(!o.names.n && !o.names.v);
    CHECK_STR(parse(&o, &f, "--odd", false), "-o wants something odd");
    for (unsigned i = 0; i < 100; i++)
        CHECK_INT(sn_strings_add(&o.names, "x", NULL), SN_OK);
    CHECK(o.names.n == 100 && strcmp(o.names.v[99], "x") == 0);
    sn_strings_free(&o.names);
}

TEST(messages)
{
    static const char *const wrong[][2] = {
        {"-c 0", "-c takes a number from 1 to 9223372036854775807, not '0'"},
        {"--count=x", "-c takes a number from 1 to 9223372036854775807, not 'x'"},
        {"--level 70001", "--level takes a number from -5 to 70000, not '70001'"},
        {"-s 5x", "-s takes a size such as 10, 64k, 10m or 1g, not '5x'"},
        {"-s 99999999999g", "-s takes a size such as 10, 64k, 10m or 1g, not '99999999999g'"},
        {"--time 0", "--time takes a time such as 10, 1.5s, 5m or 1h30m, not '0'"},
        {"--time 61s", "--time: too long a time: '61s'"},
        {"--digits ten", "--digits takes six, nine or twelve, not 'ten'"},
        {"-x", "no such option: '-x'"},
        {"--xx", "no such option: '--xx'"},
        {"-c", "option '-c' needs a value"},
        {"--name", "option '--name' needs a value"},
        {"--flag=1", "no such option: '--flag=1'"},
    };
    struct sn_options_found f;
    struct into o;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK_STR(parse(&o, &f, wrong[i][0], false), wrong[i][1]);
}

TEST(help)
{
    char mem[2048];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_options_help(&b, table);
    *b.p = '\0';
    CHECK_STR(mem, "\nNumbers:\n"
                   "  -c, --count N           so many\n"
                   "  -s, --size SIZE         bytes\n"
                   "                          or more\n"
                   "      --time TIME         a time\n"
                   "      --name NAME         a name\n"
                   "  -v                      more\n"
                   "  -f, --flag, --flagged   set\n"
                   "      --call[=VALUE]      maybe\n"
                   "  -l, -n                  nothing\n");
}

TEST_MAIN
