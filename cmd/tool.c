/* Messages, exit status, options: see tool.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

/* One write per message, so that the stages of a pipeline don't mix their lines. */
static void say(const struct sn_buf *b)
{
    const char *p = b->base;
    size_t n = sn_buf_len(b);

    while (n) {
        ssize_t k = write(STDERR_FILENO, p, n);

        if (k < 0 && errno != EINTR)
            return;
        if (k > 0) {
            p += k;
            n -= (size_t)k;
        }
    }
}

static void vsay(const char *after, const char *fmt, va_list ap) SN_PRINTF(2, 0);

static void vsay(const char *after, const char *fmt, va_list ap)
{
    char mem[4096], msg[2048];
    struct sn_buf b;

    vsnprintf(msg, sizeof msg, fmt, ap);
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "%s: %s\n%s", getprogname(), msg, after);
    say(&b);
}

void tool_error(const char *what, const struct sn_diag *d)
{
    char mem[4096];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "%s: ", getprogname());
    if (what)
        sn_put_f(&b, "%.2048s: ", what);
    if (d->where == SN_AT_BYTE)
        sn_put_f(&b, "byte %llu: ", (unsigned long long)d->at);
    sn_put_f(&b, "%s\n", d->msg);
    say(&b);
}

void tool_warn(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsay("", fmt, ap);
    va_end(ap);
}

void tool_die(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsay("", fmt, ap);
    va_end(ap);
    exit(TOOL_FAIL);
}

void tool_usage(const char *fmt, ...)
{
    char try[128];
    va_list ap;

    snprintf(try, sizeof try, "Try '%s --help'.\n", getprogname());
    va_start(ap, fmt);
    vsay(try, fmt, ap);
    va_end(ap);
    exit(TOOL_USAGE);
}

void tool_fail(const char *what, const struct sn_diag *d)
{
    tool_error(what, d);
    exit(TOOL_FAIL);
}

int tool_write_status(const char *what, const struct sn_diag *d)
{
    if (d->code == SN_EPIPE)
        return TOOL_OK;
    tool_error(what, d);
    return TOOL_FAIL;
}

/* What can't be read of an option's value, with the place where it has one. */
static noreturn void bad_options(const struct sn_options_found *f, const struct sn_diag *d)
{
    if (d->code == SN_ENOMEM)
        tool_die("%s", d->msg);
    if (d->where == SN_AT_COLUMN)
        tool_usage("%s '%s': character %llu: %s", f->name, f->value, (unsigned long long)d->at,
                   d->msg);
    tool_usage("%s", d->msg);
}

int tool_options(const struct sn_option *table, const char *head, void (*more)(struct sn_buf *b),
                 void *into, int argc, char **argv, bool in_order)
{
    struct sn_options_found found;
    struct sn_diag d;
    struct sn_buf b;

    if (sn_options_parse(&found, table, into, argc, argv, in_order, &d))
        bad_options(&found, &d);
    if (!found.asked)
        return found.rest;
    sn_buf_init(&b, 1 << 20);
    if (found.asked == SN_OPTION_VERSION) {
        sn_put_f(&b, "%s ", getprogname());
        sn_put_version(&b);
        sn_put_c(&b, '\n');
    } else {
        sn_put_s(&b, head);
        sn_options_help(&b, table);
        if (more)
            more(&b);
    }
    exit(tool_print(&b) ? TOOL_OK : TOOL_FAIL);
}

bool tool_print(const struct sn_buf *b)
{
    size_t n = sn_buf_len(b);

    return fwrite(b->base, 1, n, stdout) == n && fflush(stdout) == 0;
}

const struct sn_word tool_precisions[] = {{"micro", 6}, {"nano", 9}, {NULL, 0}};

const struct sn_word tool_colors[] = {
    {"auto", SN_COLOR_AUTO}, {"always", SN_COLOR_ALWAYS}, {"never", SN_COLOR_NEVER}, {NULL, 0}};

const struct sn_word tool_formats[] = {{"pcap", SN_PCAP}, {"pcapng", SN_PCAPNG}, {NULL, 0}};

long long tool_number(const char *option, const char *arg, long long min, long long max)
{
    struct sn_diag d;
    int64_t v;

    if (sn_option_number(&v, option, arg, min, max, &d))
        tool_usage("%s", d.msg);
    return v;
}

static char *join(char *const *argv, size_t *n)
{
    struct sn_buf b;
    int i;

    sn_buf_init(&b, SIZE_MAX / 2);
    for (i = 0; argv[i]; i++) {
        if (i)
            sn_put_c(&b, ' ');
        sn_put_s(&b, argv[i]);
    }
    *n = sn_buf_len(&b);
    sn_put_c(&b, '\0');
    if (b.err)
        tool_die("no memory for the filter expression");
    return b.base;
}

char *tool_file_text(const char *path, size_t *n)
{
    struct sn_diag d;
    char *text;

    if (sn_src_text(&text, n, path, &d))
        tool_fail(path, &d);
    return text;
}

char *tool_expression(char *const *argv, const char *file, size_t *n)
{
    if (!file)
        return join(argv, n);
    if (argv[0])
        tool_warn("the filter is read from %s; '%s …' on the command line is not used", file,
                  argv[0]);
    return tool_file_text(file, n);
}

void tool_expression_error(const char *what, const char *text, size_t n, const struct sn_diag *d)
{
    struct sn_buf b;

    sn_buf_init(&b, 1 << 20);
    if (d->where == SN_AT_COLUMN)
        sn_put_f(&b, "%s: %s: column %llu: %s\n", getprogname(), what, (unsigned long long)d->at,
                 d->msg);
    else
        sn_put_f(&b, "%s: %s: %s\n", getprogname(), what, d->msg);
    sn_bpf_caret(&b, text, n, d);
    say(&b);
    sn_buf_free(&b);
}

void tool_bad_expression(const char *what, const char *text, size_t n, const struct sn_diag *d)
{
    tool_expression_error(what, text, n, d);
    exit(TOOL_FAIL);
}

struct sn_where_expr *tool_where(const char *text)
{
    struct sn_where_expr *w = NULL;
    struct sn_diag d;

    if (text && sn_where_new(&w, text, strlen(text), &d) != SN_OK)
        tool_bad_expression("--where", text, strlen(text), &d);
    return w;
}

void tool_keylog(void *secrets, const char *path)
{
    struct sn_diag d;

    if (!sn_secrets_usable())
        tool_usage("--keylog: this build has no libcrypto, so nothing can be decrypted");
    if (sn_secrets_read(secrets, path, NULL, NULL, &d))
        tool_fail(path, &d);
}

void tool_say_privs(const char *what, unsigned set)
{
    char mem[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_priv_words(&b, set);
    *b.p = '\0';
    if (set)
        tool_warn("%s: %s", what, mem);
}

void tool_attempt(const char *what)
{
    int sys;

    if (!sn_sandbox_attempt(what, &sys))
        tool_usage("--attempt takes open, create, socket or exec, not '%s'", what);
    tool_die("attempt: %s: %s", what, sys ? strerror(sys) : "done");
}

void tool_refuse_tty(const struct sn_sink *s)
{
    if (sn_sink_is_tty(s))
        tool_usage("won't write packets to a terminal: add '-w FILE', '> FILE', or '| sndump'");
}
