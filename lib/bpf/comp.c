/* Errors and memory of one compilation. See comp.h. */
#include <stdarg.h>
#include <stdio.h>

#include "comp.h"

void sn_bp_fail(struct comp *c, enum sn_err code, struct span at, const char *fmt, ...)
{
    char msg[sizeof((struct sn_diag *)0)->msg];
    va_list ap;

    if (c->err)
        return;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    c->err = sn_fail_col(c->d, code, at.col ? at.col : 1, at.n, "%s", msg);
}

void sn_bp_nomem(struct comp *c)
{
    if (!c->err)
        c->err = sn_fail(c->d, SN_ENOMEM, "out of memory compiling the filter");
}

void *sn_bp_alloc(struct comp *c, size_t count, size_t size)
{
    void *p = c->err ? NULL : sn_arena_zalloc(&c->a, count, size);

    if (!p)
        sn_bp_nomem(c);
    return p;
}

void *sn_bp_scratch(struct comp *c, size_t count, size_t size)
{
    void *p = c->err ? NULL : sn_arena_zalloc(&c->scratch, count, size);

    if (!p)
        sn_bp_nomem(c);
    return p;
}
