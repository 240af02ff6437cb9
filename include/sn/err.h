/*
 * Errors and diagnostics.
 *
 * A function that can fail returns an enum sn_err and fills the caller's struct sn_diag. The
 * library never prints and never exits; the caller decides what to say. A diag may be NULL where
 * the caller only wants the code. When SN_OK is returned the diag is left as it was.
 */
#ifndef SN_ERR_H
#define SN_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SN_API          __attribute__((visibility("default")))
#define SN_MUST         __attribute__((warn_unused_result))
#define SN_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum sn_err {
    SN_OK = 0,
    SN_EOF,          /* the input ended where it may end; not a failure */
    SN_ENOMEM,       /* no memory, or an arena's cap was reached */
    SN_EIO,          /* a system call failed: diag.sys holds errno */
    SN_EPIPE,        /* the reader of our output has left */
    SN_ENOSPC,       /* the output's file system is full */
    SN_EFORMAT,      /* bytes that are not what they should be, at diag.at */
    SN_ETRUNC,       /* the input ends in the middle of something, at diag.at */
    SN_ESYNTAX,      /* an expression can't be parsed, at column diag.at */
    SN_ERANGE,       /* a value is out of its range */
    SN_EUNSUPPORTED, /* well-formed, but not supported here */
    SN_ENODEV,       /* no such interface */
    SN_EPERM,        /* a privilege is missing; the message names it */
    SN_EUSAGE,       /* the caller asked for something contradictory */
};

enum sn_where { SN_AT_NONE, SN_AT_BYTE, SN_AT_COLUMN };

struct sn_diag {
    enum sn_err code;
    int sys;             /* errno, when a system call failed, else 0 */
    enum sn_where where; /* what `at` counts */
    uint64_t at;         /* byte offset from 0, or column from 1 */
    uint32_t span;       /* columns covered from `at` on, at least 1 when where is SN_AT_COLUMN */
    char msg[256];       /* one line, no newline, no file name */
};

/* Fills d (unless NULL) and returns code, so that a failure is `return sn_fail(d, …)`. */
SN_API enum sn_err sn_fail(struct sn_diag *d, enum sn_err code, const char *fmt, ...)
    SN_PRINTF(3, 4);

/* The same with errno's number `sys` appended in words: "MSG: No such file or directory".
 * EPIPE, ENOSPC, EDQUOT and EPERM/EACCES choose their own codes, everything else SN_EIO. */
SN_API enum sn_err sn_fail_sys(struct sn_diag *d, int sys, const char *fmt, ...) SN_PRINTF(3, 4);

/* The same at a byte offset. */
SN_API enum sn_err sn_fail_at(struct sn_diag *d, enum sn_err code, uint64_t at, const char *fmt,
                              ...) SN_PRINTF(4, 5);

/* The same at columns col … col + span - 1 of an expression, counted from 1. */
SN_API enum sn_err sn_fail_col(struct sn_diag *d, enum sn_err code, uint32_t col, uint32_t span,
                               const char *fmt, ...) SN_PRINTF(5, 6);

#endif
