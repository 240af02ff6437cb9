/* Packets of captures, counted: filtered and counted by all processors, in the order of the stream
 * where that matters. */
#ifndef SN_COUNTER_H
#define SN_COUNTER_H

#include "sn/facts.h"
#include "sn/filter.h"
#include "sn/stat.h"

struct sn_counter_opts {
    struct sn_filter *filter; /* the caller's; NULL: all packets */
    unsigned threads;         /* 0: as many as there are processors */
    int watch;                /* as in struct sn_run_opts */
    void *ctx;
    bool (*stop)(void *ctx); /* as in struct sn_run_ops */
    /* Called about twice a second while a regular file is read: how many of its bytes were read, as
     * they are stored. NULL: nobody wants to know. */
    void (*progress)(void *ctx, uint64_t at, uint64_t size);
};

enum sn_counter_why {
    SN_COUNTER_INPUT,  /* the input ended, or failed when diag.code is set; or stop() was true, or
                          the reader of what is watched is gone */
    SN_COUNTER_FILTER, /* the filter can't be compiled for a packet (diag) */
    SN_COUNTER_FAILED, /* for memory (diag) */
};

/* Reads r to its end, or to what else ends it, and counts its packets in s and f.
 * sn_filter_input(r) and sn_facts_begin(r) were called. What was counted counts in any case. */
SN_API enum sn_counter_why sn_counter_read(const struct sn_counter_opts *o, struct sn_stat *s,
                                           struct sn_facts *f, struct sn_reader *r,
                                           struct sn_diag *d) SN_MUST;

#endif
