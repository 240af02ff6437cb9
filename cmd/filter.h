/*
 * A filter expression applied to whatever a reader brings: sn_filter, with what the tools have in
 * common around it.
 */
#ifndef TOOL_FILTER_H
#define TOOL_FILTER_H

#include "tool.h"

struct tool_filter {
    const char *text; /* the expression: the caller's, not copied */
    size_t n;         /* without white space at the end; 0: everything is accepted */
    bool no_opt, look_through;
    struct sn_filter *filter; /* NULL before tool_filter_names, and when it is empty */
};

/* An expression that is empty or all white space accepts everything and costs nothing. */
void tool_filter_init(struct tool_filter *f, const char *text, size_t n, bool no_opt,
                      bool look_through);
void tool_filter_free(struct tool_filter *f);

/* Looks the expression's names up: before the tool locks itself in. A failure is for
 * tool_filter_error. */
enum sn_err tool_filter_names(struct tool_filter *f, struct sn_diag *d) SN_MUST;

/* Call it once for each reader before the first packet, so that wrong expressions are found first.
 * A failure is for tool_filter_error. */
enum sn_err tool_filter_ready(struct tool_filter *f, const struct sn_reader *r,
                              struct sn_diag *d) SN_MUST;

/* As the packet loop takes a batch (sn/run.h): *data is for tool_filter_apply. Fails, and ends the
 * batch in front of the packet, where a new interface's link type can't be filtered by this
 * expression. */
enum sn_err tool_filter_prepare(const struct tool_filter *f, struct sn_batch *b, const void **data,
                                struct sn_diag *d) SN_MUST;

/* Sets drop on the packets of b, a batch that was prepared or a part of it, that the filter
 * rejects. Threads may call it at the same time. */
void tool_filter_apply(const struct tool_filter *f, const void *data, struct sn_batch *b);

#endif
