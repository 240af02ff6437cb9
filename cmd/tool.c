/* Messages, exit status, options: see tool.h. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

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

int tool_write_status(const char *what, const struct sn_diag *d)
{
    if (d->code == SN_EPIPE)
        return TOOL_OK;
    tool_error(what, d);
    return TOOL_FAIL;
}

void tool_bad_option(int c, char *const *argv)
{
    const char *word = argv[optind - 1];
    bool is_long = !optopt || strncmp(word, "--", 2) == 0;

    if (c == ':' && is_long)
        tool_usage("option '%s' needs a value", word);
    if (c == ':')
        tool_usage("option '-%c' needs a value", optopt);
    if (is_long)
        tool_usage("no such option: '%s'", word);
    tool_usage("no such option: '-%c'", optopt);
}

void tool_version(void)
{
    printf("%s %s (zlib %s", getprogname(), SN_VERSION, zlibVersion());
#ifdef HAVE_ISAL
    printf(", ISA-L");
#endif
#ifdef HAVE_ZSTD
    printf(", zstd");
#endif
    printf(")\n");
}

long long tool_number(const char *option, const char *arg, long long min, long long max)
{
    const char *why;
    long long v = strtonum(arg, min, max, &why);

    if (why)
        tool_usage("%s takes a number from %lld to %lld, not '%s'", option, min, max, arg);
    return v;
}

uint64_t tool_size(const char *option, const char *arg, uint64_t unit)
{
    static const char suffixes[] = "kmg";
    size_t n = strlen(arg);
    const char *s = n ? strchr(suffixes, arg[n - 1] | 0x20) : NULL;
    char digits[32];
    const char *why;
    long long v;

    if (s)
        unit = (uint64_t)1 << (10 * (s - suffixes + 1));
    n -= s != NULL;
    if (n >= sizeof digits)
        n = sizeof digits - 1;
    memcpy(digits, arg, n);
    digits[n] = '\0';
    v = strtonum(digits, 1, (long long)(INT64_MAX / unit), &why);
    if (why)
        tool_usage("%s takes a size such as 10, 64k, 10m or 1g, not '%s'", option, arg);
    return (uint64_t)v * unit;
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
    struct sn_src *src;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e = sn_src_open(&src, path, &d);
    size_t got = 0;

    sn_buf_init(&b, SIZE_MAX / 2);
    while (e == SN_OK) {
        b.p += got;
        got = 0;
        if (!sn_buf_room(&b, 65536))
            e = sn_fail(&d, SN_ENOMEM, "no memory for what is in it");
        else
            e = sn_src_read(src, b.p, 65535, &got, &d);
    }
    if (e != SN_EOF) {
        tool_error(path, &d);
        exit(TOOL_FAIL);
    }
    *n = sn_buf_len(&b);
    *b.p = '\0';
    sn_src_close(src);
    return b.base;
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

void tool_filter_error(const char *text, size_t n, const struct sn_diag *d)
{
    tool_expression_error("filter", text, n, d);
}

void tool_refuse_tty(const struct sn_sink *s)
{
    if (sn_sink_is_tty(s))
        tool_usage("won't write packets to a terminal: add '-w FILE', '> FILE', or '| sndump'");
}
