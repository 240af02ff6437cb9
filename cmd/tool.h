/*
 * What the tools share: messages, exit status, signals, options.
 *
 * Only this part of the project prints to standard error and exits. Exit status: 0 success (also
 * when the reader of our output left), 1 failure, 2 wrong usage. Every message is one line that
 * begins with the tool's name.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdnoreturn.h>

#include "sn/sandbox.h"
#include "sn/sn.h"

enum { TOOL_OK = 0, TOOL_FAIL = 1, TOOL_USAGE = 2 };

/* "TOOL: WHAT: byte N: MESSAGE" (what may be NULL; the byte only when the diag has one). */
void tool_error(const char *what, const struct sn_diag *d);

/* The same, then exit 1. */
noreturn void tool_fail(const char *what, const struct sn_diag *d);

/* "TOOL: MESSAGE", for what is no diag. */
void tool_warn(const char *fmt, ...) SN_PRINTF(1, 2);

/* tool_warn, then exit 1. */
noreturn void tool_die(const char *fmt, ...) SN_PRINTF(1, 2);

/* "TOOL: MESSAGE", "Try 'TOOL --help'.", then exit 2. */
noreturn void tool_usage(const char *fmt, ...) SN_PRINTF(1, 2);

/* The status for a failed write: 0 and quiet when the reader has left, else the message and 1. */
int tool_write_status(const char *what, const struct sn_diag *d);

/*
 * Reads the command line into what the table says; returns the index in argv of the first argument
 * that is no option. --help prints the head, the table, and what `more` adds (NULL: nothing);
 * --version name, version and what was built in. Both end the program, wrong usage does too.
 */
int tool_options(const struct sn_option *table, const char *head, void (*more)(struct sn_buf *b),
                 void *into, int argc, char **argv, bool in_order);

/* Writes a text to standard output, at once. Whether that went well. */
bool tool_print(const struct sn_buf *b);

/* Rows of such a table; AT(member) is defined beside it. */
#define FLAG(names, member, text)                                                                  \
    {                                                                                              \
        names, NULL, SN_OPTION_SET, AT(member), 1, .help = (text)                                  \
    }
#define CALL(names, value, fn, text)                                                               \
    {                                                                                              \
        names, value, SN_OPTION_CALL, .call = (fn), .help = (text)                                 \
    }
#define PARSE(names, value, member, fn, text)                                                      \
    {                                                                                              \
        names, value, SN_OPTION_PARSE, AT(member), .parse = (fn), .help = (text)                   \
    }
#define CALL_AT(names, value, member, fn, text)                                                    \
    {                                                                                              \
        names, value, SN_OPTION_CALL, AT(member), .call = (fn), .help = (text)                     \
    }

/* Words that values of options are. */
extern const struct sn_word tool_precisions[];
extern const struct sn_word tool_colors[]; /* enum sn_color_when */
#define TOOL_COLOR_OPTION(member)                                                                  \
    {                                                                                              \
        "color", "auto|always|never", SN_OPTION_WORD, AT(member),                                  \
            .words = tool_colors, .help = "colours: on a terminal without NO_COLOR (auto), or not" \
    }
extern const struct sn_word tool_formats[]; /* enum sn_format */

/* A number given to an option; ends with status 2 and the allowed range when it isn't one. */
long long tool_number(const char *option, const char *arg, long long min, long long max);

/* What is in a file ("-": standard input), its length in *n, and a null byte; the caller's to free.
 * Exits on failure. */
char *tool_file_text(const char *path, size_t *n);

/* The filter expression: the arguments from argv[0] on joined by spaces, or the contents of `file`
 * (-F; "-" is standard input), which wins, with a warning when there are arguments too. Never NULL;
 * *n is its length. Exits on failure. */
char *tool_expression(char *const *argv, const char *file, size_t *n);

/* Prints an error in an expression ("TOOL: WHAT: column N: …") with the expression and a caret
 * line; the second ends the program, too, with status 1. */
void tool_expression_error(const char *what, const char *text, size_t n, const struct sn_diag *d);
noreturn void tool_bad_expression(const char *what, const char *text, size_t n,
                                  const struct sn_diag *d);

/* The condition of --where; NULL for NULL. Exits on failure. */
struct sn_where_expr *tool_where(const char *text);

/* Adds what a key log says to *secrets, a struct sn_secrets *, which is made when it is
 * NULL; ends the program when it can't be read. For the row of --keylog. */
void tool_keylog(void *secrets, const char *path);

#define TOOL_KEYLOG_OPTION(member)                                                                 \
    CALL_AT("keylog", "FILE", member, tool_keylog,                                                 \
            "decrypt TLS, DTLS and QUIC with the secrets that programs\nlogged to FILE "           \
            "(SSLKEYLOGFILE), WireGuard with keys in it")

/* "WHAT: capabilities, seccomp" for a set of enum sn_priv, what could not be given up for example;
 * nothing when it is empty. The tools that read streams have no privileges to lose: what a kernel
 * can't lock is no error there, and only said where a tool has an option for such words. */
void tool_say_privs(const char *what, unsigned set);

/* --attempt: tries what must not work any more, says what came of it, and exits. For tests, and for
 * those who don't believe it. */
noreturn void tool_attempt(const char *what);

/* Refuses, with status 2, to write binary data to a terminal. */
void tool_refuse_tty(const struct sn_sink *s);

/*
 * Signals. SIGPIPE is ignored. SIGTERM asks to stop. SIGINT asks to stop when TOOL_STOP; when
 * TOOL_DRAIN (the input is a pipe whose writer got the same Ctrl-C) the first SIGINT is only
 * counted, and the input is read to its end. Whatever the mode, a second SIGINT or SIGTERM ends the
 * program at once, by the signal. Handlers interrupt system calls (no SA_RESTART).
 */
enum tool_on_int { TOOL_STOP, TOOL_DRAIN };
void tool_signals(enum tool_on_int mode);

/* Called by the signal handler when it is time to stop: fn must be safe there. */
void tool_on_stop(void (*fn)(void));

/* Whether to stop: look at it wherever a wait may have been interrupted, and between batches. */
bool tool_stopping(void);

/* The same as the callback that the library's loops ask. */
bool tool_stop(void *ctx);

/* tool_signals for a source: TOOL_DRAIN when it is a pipe, else TOOL_STOP. */
void tool_signals_for(const struct sn_src *src);

#endif
