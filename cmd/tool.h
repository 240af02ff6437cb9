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

#include "sn/sn.h"

enum { TOOL_OK = 0, TOOL_FAIL = 1, TOOL_USAGE = 2 };

/* "TOOL: WHAT: byte N: MESSAGE" (what may be NULL; the byte only when the diag has one). */
void tool_error(const char *what, const struct sn_diag *d);

/* "TOOL: MESSAGE", for what is no diag. */
void tool_warn(const char *fmt, ...) SN_PRINTF(1, 2);

/* tool_warn, then exit 1. */
noreturn void tool_die(const char *fmt, ...) SN_PRINTF(1, 2);

/* "TOOL: MESSAGE", "Try 'TOOL --help'.", then exit 2. */
noreturn void tool_usage(const char *fmt, ...) SN_PRINTF(1, 2);

/* The status for a failed write: 0 and quiet when the reader has left, else the message and 1. */
int tool_write_status(const char *what, const struct sn_diag *d);

/* What getopt_long leaves to say: call it for '?' and ':' (optstring begins with ':'). */
noreturn void tool_bad_option(int c, char *const *argv);

/* --version: name, version and what was built in, on standard output. */
void tool_version(void);

/* A number given to an option; ends with status 2 and the allowed range when it isn't one. */
long long tool_number(const char *option, const char *arg, long long min, long long max);

/* Bytes given to an option: a number with k, m, g (binary), or in units of `unit` without. */
uint64_t tool_size(const char *option, const char *arg, uint64_t unit);

/* What is in a file ("-": standard input), its length in *n, and a null byte; the caller's to free.
 * Exits on failure. */
char *tool_file_text(const char *path, size_t *n);

/* The filter expression: the arguments from argv[0] on joined by spaces, or the contents of `file`
 * (-F; "-" is standard input), which wins, with a warning when there are arguments too. Never NULL;
 * *n is its length. Exits on failure. */
char *tool_expression(char *const *argv, const char *file, size_t *n);

/* Prints an error in an expression ("TOOL: WHAT: column N: …") with the expression and a caret
 * line; and one in a filter. */
void tool_expression_error(const char *what, const char *text, size_t n, const struct sn_diag *d);
void tool_filter_error(const char *text, size_t n, const struct sn_diag *d);

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

/* tool_signals for a source: TOOL_DRAIN when it is a pipe, else TOOL_STOP. */
void tool_signals_for(const struct sn_src *src);

#endif
