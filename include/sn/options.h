/*
 * A program's options as a table: what reads the command line and what prints --help are made of
 * the same rows, so that they can't differ.
 *
 *     static const struct sn_option table[] = {
 *         {"c,count", "N", SN_OPTION_NUMBER, SN_OPTION_AT(struct job, limit), 1, INT64_MAX,
 *          .help = "stop after N packets"},
 *         {"q,quiet", NULL, SN_OPTION_SET, SN_OPTION_AT(struct job, quiet), 1,
 *          .help = "no counts"},
 *         {"h,help", NULL, SN_OPTION_HELP, .help = "print this and exit"},
 *         {.names = NULL},
 *     };
 */
#ifndef SN_OPTIONS_H
#define SN_OPTIONS_H

#include <stddef.h>

#include "sn/buf.h"
#include "sn/err.h"

enum sn_option_kind {
    SN_OPTION_SET,     /* the member becomes `min` */
    SN_OPTION_TIMES,   /* the member says how often it was given */
    SN_OPTION_STRING,  /* a const char * into argv */
    SN_OPTION_STRINGS, /* the same, added to a struct sn_strings */
    SN_OPTION_NUMBER,  /* from min to max */
    SN_OPTION_SIZE,    /* bytes, a uint64_t: a number with k, m, g (binary), or in units of min */
    SN_OPTION_TIME,    /* an int64_t of nanoseconds (sn/timeparse.h), above 0, at most max */
    SN_OPTION_WORD,    /* one of `words` */
    SN_OPTION_REST,    /* a char *const * into argv: every argument behind it; has one long name */
    SN_OPTION_PARSE,   /* parse() does it, with the member or all (sn/optionvalues.h has some) */
    SN_OPTION_CALL,    /* call() does it, with the member, or without one all of it */
    SN_OPTION_NOTHING, /* it is taken, and does nothing */
    SN_OPTION_HELP,    /* sn_options_parse() returns it: --help, */
    SN_OPTION_VERSION, /* --version */
};

struct sn_word {
    const char *word;
    int64_t value;
};

/* Texts of others, in the order they were added. All zero: none. */
struct sn_strings {
    const char **v;
    size_t n, cap;
};

/* SN_ENOMEM. */
SN_API enum sn_err sn_strings_add(struct sn_strings *s, const char *text,
                                  struct sn_diag *d) SN_MUST;
SN_API void sn_strings_free(struct sn_strings *s);

/* Reads an option's value (NULL: none was given) into a member. name: of the option, as in
 * "--count", for messages. An error is a message that needs no more; or it is at a column of the
 * value, and is told with name and value by who prints it. */
typedef enum sn_err sn_option_parse(void *member, const char *name, const char *value,
                                    struct sn_diag *d);

struct sn_option {
    /* "c", "count", "c,count": short and long ones; "l,n,U": several that are the same. NULL with
     * help: a heading. NULL without: the table's end. */
    const char *names;
    const char *value; /* what its value is called; NULL: it has none; "[=WIN]": it may have one */
    uint8_t kind;      /* enum sn_option_kind */
    uint16_t size;     /* bytes of the member, and where it is in what is filled in */
    uint16_t at;
    int64_t min, max;
    const struct sn_word *words;                   /* the last word is NULL */
    void (*call)(void *member, const char *value); /* value NULL: none was given */
    sn_option_parse *parse;
    const char *help; /* lines with a newline between them; NULL: not in --help */
};

#define SN_OPTION_AT(type, member) sizeof(((type *)0)->member), offsetof(type, member)

struct sn_options_found {
    int rest;      /* the index in argv of the first argument that is no option */
    uint8_t asked; /* SN_OPTION_HELP or SN_OPTION_VERSION, which end the reading; 0: neither */
    /* When parse() failed: the option, and what it couldn't read. */
    char name[34];
    const char *value;
};

/* Reads the command line with getopt_long(3), which puts arguments that are no options last, or
 * with in_order ends at the first of them. SN_EUSAGE, with a message that names the option. */
SN_API enum sn_err sn_options_parse(struct sn_options_found *found, const struct sn_option *table,
                                    void *into, int argc, char **argv, bool in_order,
                                    struct sn_diag *d) SN_MUST;

/* A number as SN_OPTION_NUMBER has it, for an option of this name. */
SN_API enum sn_err sn_option_number(int64_t *to, const char *name, const char *value, int64_t min,
                                    int64_t max, struct sn_diag *d) SN_MUST;

/* A size as SN_OPTION_SIZE has it, for an option of this name. */
SN_API enum sn_err sn_option_size(uint64_t *to, const char *name, const char *value, uint64_t unit,
                                  struct sn_diag *d) SN_MUST;

/* The rows with help, as --help shows them. */
SN_API void sn_options_help(struct sn_buf *b, const struct sn_option *table);

#endif
