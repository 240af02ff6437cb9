/*
 * Packets counted while they come: what was counted can be asked for at any time, and each interval
 * is told of when it is over. For live views and periodic reports; one thread, in order.
 *
 *     sn_meter_new, sn_meter_read for each input, sn_meter_finish, sn_meter_free
 *
 * Intervals are of the packets' time and begin at multiples of their length since 1970. One is over
 * when a packet of a later one comes; or, while the input is waited for and its last packet was
 * fresh (a live stream), when the clock says so: then an interval without packets is told of in its
 * time. A packet that is older than the interval at hand counts in that.
 */
#ifndef SN_METER_H
#define SN_METER_H

#include "sn/counter.h"

struct sn_meter_opts {
    struct sn_stat_opts stat; /* what is counted */
    int64_t interval;         /* ns; 0: no intervals */
    bool whole;               /* count over the whole time */
    unsigned tick_ms;         /* tick is called about so often; 0: never */
    int watch;                /* as in struct sn_run_opts */
    void *ctx;                /* for what follows; each may be NULL */
    bool (*stop)(void *ctx);  /* as in struct sn_run_ops */
    /* An interval is over: s has its packets, maybe none. Of more than a thousand in a row without
     * packets the others aren't told. False: end. */
    bool (*each)(void *ctx, struct sn_stat *s, int64_t from);
    bool (*tick)(void *ctx); /* false: end */
};

struct sn_meter;

SN_API enum sn_err sn_meter_new(struct sn_meter **out, const struct sn_meter_opts *o,
                                struct sn_diag *d) SN_MUST;
SN_API void sn_meter_free(struct sn_meter *m);

/* Only packets that the filter accepts count; NULL: all. The caller's; sn_filter_input() was called
 * for the reader at hand. May be called by each and tick. */
SN_API void sn_meter_filter(struct sn_meter *m, struct sn_filter *f);

/* Reads r to its end, or to what else ends it. f NULL: no facts are wanted. The result, and *d, are
 * those of sn_counter_read(). */
SN_API enum sn_counter_why sn_meter_read(struct sn_meter *m, struct sn_facts *f,
                                         struct sn_reader *r, struct sn_diag *d) SN_MUST;

/* Tells of the interval at hand as if it were over; there is none before the first packet. */
SN_API void sn_meter_finish(struct sn_meter *m);

/* The last interval that was over; NULL: there was none since the meter was made or restarted.
 * Valid until the next is. */
SN_API struct sn_stat *sn_meter_last(struct sn_meter *m);

/* What was counted over the whole time, up to now (opts.whole). Valid until the next call. */
SN_API enum sn_err sn_meter_whole(struct sn_meter *m, struct sn_stat **s,
                                  struct sn_diag *d) SN_MUST;

/* Forgets what was counted. */
SN_API enum sn_err sn_meter_restart(struct sn_meter *m, struct sn_diag *d) SN_MUST;

/* How many packets were counted since the meter was made or restarted. */
SN_API uint64_t sn_meter_packets(const struct sn_meter *m);

/* How many packets interfaces say they lost, by the last statistics of each; SN_UNKNOWN: none was
 * said. */
SN_API uint64_t sn_meter_lost(const struct sn_meter *m);

#endif
