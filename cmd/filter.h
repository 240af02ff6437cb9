/*
 * A filter expression applied to whatever a reader brings: one program for each link type, compiled
 * when an interface of that type appears, shared by all interfaces of the type.
 */
#ifndef TOOL_FILTER_H
#define TOOL_FILTER_H

#include "sn/engine.h"
#include "tool.h"

struct tool_filter {
    const char *text; /* the expression: the caller's, not copied */
    size_t n;
    bool no_opt;
    struct tool_filter_prog *progs; /* the link types met so far */
    uint32_t nprogs;
    struct sn_engine **by_iface; /* for each interface: its type's engine */
    uint32_t nifaces;
};

/* An expression that is empty or all white space accepts everything and costs nothing. */
void tool_filter_init(struct tool_filter *f, const char *text, size_t n, bool no_opt);
void tool_filter_free(struct tool_filter *f);

/* Compiles for the interfaces that r knows and f doesn't yet. Call it once before the first packet,
 * so that errors come first. A failure is for tool_filter_error. */
enum sn_err tool_filter_ready(struct tool_filter *f, const struct sn_reader *r,
                              struct sn_diag *d) SN_MUST;

/* Sets drop on the packets of b, which came from r, that the filter rejects. Fails, having marked
 * nothing, when a new interface's link type can't be filtered by this expression. */
enum sn_err tool_filter_batch(struct tool_filter *f, const struct sn_reader *r, struct sn_batch *b,
                              struct sn_diag *d) SN_MUST;

#endif
