/* Errors and diagnostics: see sn/err.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sn/err.h"

static void fill(struct sn_diag *d, enum sn_err code, const char *fmt, va_list ap)
{
    memset(d, 0, sizeof *d);
    d->code = code;
    if (vsnprintf(d->msg, sizeof d->msg, fmt, ap) < 0)
        d->msg[0] = '\0';
}

enum sn_err sn_fail(struct sn_diag *d, enum sn_err code, const char *fmt, ...)
{
    va_list ap;

    if (!d)
        return code;
    va_start(ap, fmt);
    fill(d, code, fmt, ap);
    va_end(ap);
    return code;
}

static enum sn_err code_of(int sys)
{
    switch (sys) {
    case EPIPE:
        return SN_EPIPE;
    case ENOSPC:
    case EDQUOT:
        return SN_ENOSPC;
    case ENOMEM:
        return SN_ENOMEM;
    case EPERM:
    case EACCES:
        return SN_EPERM;
    default:
        return SN_EIO;
    }
}

enum sn_err sn_fail_sys(struct sn_diag *d, int sys, const char *fmt, ...)
{
    va_list ap;
    size_t n;

    if (!d)
        return code_of(sys);
    va_start(ap, fmt);
    fill(d, code_of(sys), fmt, ap);
    va_end(ap);
    d->sys = sys;
    n = strlen(d->msg);
    snprintf(d->msg + n, sizeof d->msg - n, "%s%s", n ? ": " : "", strerror(sys));
    return d->code;
}

enum sn_err sn_fail_at(struct sn_diag *d, enum sn_err code, uint64_t at, const char *fmt, ...)
{
    va_list ap;

    if (!d)
        return code;
    va_start(ap, fmt);
    fill(d, code, fmt, ap);
    va_end(ap);
    d->where = SN_AT_BYTE;
    d->at = at;
    return code;
}

enum sn_err sn_fail_col(struct sn_diag *d, enum sn_err code, uint32_t col, uint32_t span,
                        const char *fmt, ...)
{
    va_list ap;

    if (!d)
        return code;
    va_start(ap, fmt);
    fill(d, code, fmt, ap);
    va_end(ap);
    d->where = SN_AT_COLUMN;
    d->at = col;
    d->span = span ? span : 1;
    return code;
}
