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
    struct sn_filter *filter;       /* NULL before tool_filter_names, and when it is empty */
    const struct sn_reader *reader; /* that tool_filter_ready was called for last */
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

/* Sets drop on the packets of b, which came from r, that the filter rejects. Fails, having marked
 * nothing, when a new interface's link type can't be filtered by this expression. */
enum sn_err tool_filter_batch(struct tool_filter *f, const struct sn_reader *r, struct sn_batch *b,
                              struct sn_diag *d) SN_MUST;

#endif
