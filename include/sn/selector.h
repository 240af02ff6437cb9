/*
 * Packets of captures, chosen, changed and written on: what remains of them by a filter, by time,
 * number, sample and repetition goes to a writer (sn/pcap.h) or a series of files (sn/series.h).
 *
 * Batches are filtered by all processors; what depends on earlier packets is decided, and written,
 * in the order of the stream. The output is the same for any number of threads.
 */
#ifndef SN_SELECTOR_H
#define SN_SELECTOR_H

#include "sn/edit.h"
#include "sn/filter.h"
#include "sn/secrets.h"
#include "sn/series.h"
#include "sn/timeparse.h"
#include "sn/where.h"

/* A comment for a packet, by its number in the input, from 1. */
struct sn_packet_comment {
    uint64_t number;
    const char *text;
};

struct sn_selector_opts {
    /* which packets: all conditions must hold */
    struct sn_filter *filter;          /* the caller's */
    const struct sn_where_expr *where; /* likewise; NULL: any */
    struct sn_secrets *secrets;        /* of TLS, for `where`: as struct sn_printer_opts has them */
    bool invert;                       /* what the filter, or `where`, rejects */
    bool has_after, has_before;
    struct sn_when after, before;    /* from after on, before `before` */
    const struct sn_ranges *packets; /* by number; NULL: any */
    bool dedup;                      /* as sn_dedup_new has the next two */
    uint32_t dedup_packets;
    int64_t dedup_ns;
    bool duplicates;  /* with dedup: the duplicates alone */
    uint64_t sample;  /* one in so many; 0, 1: all */
    bool by_flow;     /* … the packets of one in so many flows */
    uint64_t limit;   /* packets to keep; 0: no end */
    bool find_hidden; /* count what would match without its tags (sn_filter_hidden) */

    /* how they are changed */
    const struct sn_edit *edit;               /* NULL: not */
    const struct sn_packet_comment *comments; /* in the order of their numbers */
    size_t ncomments;

    unsigned threads; /* 0: as many as there are processors */
    int watch;        /* as in struct sn_run_opts */
    void *ctx;
    bool (*stop)(void *ctx); /* as in struct sn_run_ops */
};

struct sn_selector;

/* What o points to must outlive it. SN_ENOMEM. */
SN_API enum sn_err sn_selector_new(struct sn_selector **out, const struct sn_selector_opts *o,
                                   struct sn_diag *d) SN_MUST;

/* Where packets go from here on: one of the two, which stays the caller's; without a call they are
 * only counted. A series gets its writer's options from the caller. */
SN_API void sn_selector_output(struct sn_selector *s, struct sn_writer *w,
                               struct sn_series *series);

enum sn_selector_why {
    SN_SELECTOR_INPUT,  /* the input ended, or failed when diag.code is set */
    SN_SELECTOR_FILTER, /* the filter can't be compiled for a packet (diag): see
                           sn_selector_failed() */
    SN_SELECTOR_ENOUGH, /* nothing more is wanted: the limit, the last number, the last file */
    SN_SELECTOR_STOP,   /* stop() returned true */
    SN_SELECTOR_GONE,   /* the reader of what is watched is gone */
    SN_SELECTOR_OUTPUT, /* it can't be written (diag) */
};

/* Reads r to its end, or to what else ends it. sn_filter_input(r) was called. */
SN_API enum sn_selector_why sn_selector_read(struct sn_selector *s, struct sn_reader *r,
                                             struct sn_diag *d) SN_MUST;

/* SN_SELECTOR_FILTER: the packet's link type, and where its record lies in the stream. */
SN_API uint64_t sn_selector_failed(const struct sn_selector *s, uint32_t *linktype);

struct sn_selector_counts {
    uint64_t seen, kept, hidden;
    unsigned threads; /* that took part, at most */
};
SN_API struct sn_selector_counts sn_selector_counts(const struct sn_selector *s);

/* NULL is allowed. */
SN_API void sn_selector_free(struct sn_selector *s);

#endif
