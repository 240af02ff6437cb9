/*
 * Captures printed on standard output: what a printer (sn/printer.h) makes of all inputs of a task
 * (sn/task.h), packets or a conversation.
 *
 *     sn_dump_open; sn_dump_ready; the program locks itself in; sn_dump_run; sn_dump_close
 *
 * What goes wrong is told to the task's event().
 */
#ifndef SN_DUMP_H
#define SN_DUMP_H

#include "sn/printer.h"
#include "sn/task.h"

struct sn_dump_opts {
    struct sn_task_opts task; /* without an output */

    /* The filter, an expression of n bytes, whose names are looked up; blank: all is printed. */
    const char *text;
    size_t n;
    struct sn_bpf_opts bpf;

    struct sn_printer_opts printer; /* its filter, watch, stop and ctx are filled in */
    /* With printer.follow: what the ends of the conversation sent is written to RAW.0 and RAW.1.
     * NULL: it is printed. */
    const char *raw;
};

struct sn_dump;

/* Opens everything. *o must outlive it. What fails is told when all is closed again; *out is NULL
 * then. */
SN_API enum sn_err sn_dump_open(struct sn_dump **out, const struct sn_dump_opts *o) SN_MUST;

/* What the program must still be able to do, for the box: see sn_task_ready. */
SN_API enum sn_err sn_dump_ready(struct sn_dump *x, struct sn_sandbox *box,
                                 struct sn_diag *d) SN_MUST;

/* Reads all inputs and prints them. */
SN_API void sn_dump_run(struct sn_dump *x);

/* NULL is allowed. */
SN_API void sn_dump_close(struct sn_dump *x);

#endif
