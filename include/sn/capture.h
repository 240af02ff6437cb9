/*
 * A live capture as a whole: interfaces, the lanes that read their rings, and the loop that brings
 * packets in the order of time to an output, by way of a recorder if there is one.
 *
 *     sn_capture_new, sn_capture_add for each interface     needs CAP_NET_RAW
 *     sn_output_new                                         then privileges may be given up
 *     sn_capture_output, sn_capture_run
 *     sn_output_close, sn_capture_close
 *
 * One thread does this; what other threads and signal handlers may call says so.
 */
#ifndef SN_CAPTURE_H
#define SN_CAPTURE_H

#include "sn/capfilter.h"
#include "sn/output.h"
#include "sn/recorder.h"

#define SN_CAPTURE_JOBS_MAX 64

/* What happens, called by sn_capture_run; any may be NULL. */
struct sn_capture_events {
    void *ctx;
    /* sn_capture_wake was called. Its failure ends the capture. */
    enum sn_err (*woken)(void *ctx, struct sn_diag *d);
    /* Every `tick` ns. */
    void (*tick)(void *ctx);
    /* keep: the interface went away; it is back. */
    void (*away)(void *ctx, const struct sn_if *ifc);
    void (*back)(void *ctx, const struct sn_if *ifc);
};

struct sn_capture_opts {
    struct sn_cap_opts ring; /* of each; filter, nfilter, hold are not looked at */
    uint32_t jobs;           /* rings and threads for each interface; 0: 1 */
    bool keep;               /* when an interface goes away, wait until it is back */
    int64_t tick;            /* ns; 0: none */
    bool to_stdout; /* the output will be: its reader is watched also before there is an output */
    struct sn_capture_events events;
};

struct sn_capture;

SN_API enum sn_err sn_capture_new(struct sn_capture **out, const struct sn_capture_opts *o,
                                  struct sn_diag *d) SN_MUST;

/* Waits until the interface of this name is there and up; SN_EOF when sn_capture_stop was called
 * meanwhile, SN_EPIPE when standard output's reader left (to_stdout). What *ifc points to is the
 * capture's. */
SN_API enum sn_err sn_capture_wait_for(struct sn_capture *c, const char *name, struct sn_if *ifc,
                                       struct sn_diag *d) SN_MUST;

/* Opens the rings of an interface. filter, made for its link type, is the capture's from here on,
 * also on failure; NULL: everything. A filter that the kernel doesn't take is run here. */
SN_API enum sn_err sn_capture_add(struct sn_capture *c, const struct sn_if *ifc,
                                  struct sn_capfilter *filter, struct sn_diag *d) SN_MUST;

/* The same with a snap length, a link type and promiscuous mode of its own (of *ring the rest is
 * not looked at; 0: as in sn_cap_opts). */
SN_API enum sn_err sn_capture_add_source(struct sn_capture *c, const struct sn_if *ifc,
                                         const struct sn_cap_opts *ring,
                                         struct sn_capfilter *filter, struct sn_diag *d) SN_MUST;

/* The same, found by name or number (NULL: the first that is up and not loopback), with the filter
 * compiled from its text. */
SN_API enum sn_err sn_capture_add_by_name(struct sn_capture *c, const char *name,
                                          const char *filter, struct sn_diag *d) SN_MUST;

/* The interfaces that were added, in that order, and how they are captured. */
struct sn_capture_source {
    struct sn_if ifc;
    uint32_t linktype, snaplen;
    const struct sn_capfilter *filter; /* NULL: none */
    const struct sn_cap *ring;         /* the first of them */
};
SN_API uint32_t sn_capture_sources(const struct sn_capture *c);
SN_API struct sn_capture_source sn_capture_source(const struct sn_capture *c, uint32_t i);

/* The interfaces of an output in this format: pcapng has one for each source, pcap one, which all
 * must fit (SN_EUNSUPPORTED). They live as long as the capture. */
SN_API enum sn_err sn_capture_describe(struct sn_capture *c, enum sn_format format, uint8_t digits,
                                       const struct sn_iface **ifs, uint32_t *n,
                                       struct sn_diag *d) SN_MUST;

/* Says where the packets go, and opens it. The output is the caller's. */
SN_API enum sn_err sn_capture_output(struct sn_capture *c, struct sn_output *out,
                                     struct sn_diag *d) SN_MUST;

/* Captures until the output is full, sn_capture_stop was called, or an error: SN_EPIPE as soon as
 * the output's reader has left. rec: the recorder
 * before the output, or NULL. Afterwards sn_capture_failed says whether an interface had ended the
 * capture. */
SN_API enum sn_err sn_capture_run(struct sn_capture *c, struct sn_recorder *rec,
                                  struct sn_diag *d) SN_MUST;

/* Ends the capture like pcap_breakloop: what is in the rings is written, then sn_capture_run
 * returns. May be called before it. Any thread, and signal handlers. */
SN_API void sn_capture_stop(struct sn_capture *c);

/* Has sn_capture_run call events.woken soon. Any thread, and signal handlers. */
SN_API void sn_capture_wake(struct sn_capture *c);

/* Replaces the filter of source i, also while the capture runs, from any one thread: what is read
 * from the rings after this returns is what it accepts, in the kernel and here. What the filter
 * before had rejected is not seen again. f is the capture's from here on, also on failure; an empty
 * expression accepts everything. Files describe the filter that the capture began with. */
SN_API enum sn_err sn_capture_filter(struct sn_capture *c, uint32_t i, struct sn_capfilter *f,
                                     struct sn_diag *d) SN_MUST;

/* Sends a packet out of source i: sn_cap_inject. Any thread. */
SN_API enum sn_err sn_capture_inject(struct sn_capture *c, uint32_t i, const void *p, size_t n,
                                     struct sn_diag *d) SN_MUST;

struct sn_capture_stats {
    uint64_t received;  /* passed the kernel's filter, the dropped ones included */
    uint64_t dropped;   /* of those, lost because a ring was full */
    uint64_t slow;      /* of the dropped, those while the output was too slow */
    uint64_t unstamped; /* received without the adapter's time stamp that was asked for */
    uint64_t iface;     /* lost by the interface for want of room; SN_UNKNOWN: not known */
    uint64_t backlog;   /* lost because the kernel's backlog queue was full: at least so many */
    uint64_t unclear;   /* in the interface's rx_dropped, and nothing says whether they were lost:
                           the kernel counts there also what it has no use for once captured */
};

/* Of source i, or of all: SN_CAPTURE_ALL. */
#define SN_CAPTURE_ALL UINT32_MAX
SN_API void sn_capture_stats(struct sn_capture *c, uint32_t i, struct sn_capture_stats *st);

/* SN_OK, or why source i had ended the capture. */
SN_API enum sn_err sn_capture_failed(struct sn_capture *c, uint32_t i, struct sn_diag *d) SN_MUST;

/* Ends threads, closes rings. NULL is allowed. */
SN_API void sn_capture_close(struct sn_capture *c);

/* ---- what was counted ---- */

struct sn_capture_counts {
    struct sn_capture_stats in;
    uint64_t captured;    /* written */
    uint64_t unprinted;   /* written, but not printed: the terminal was too slow */
    uint64_t unwritten;   /* captured, but not written: no room on the disk */
    bool recorder;        /* there is one: */
    uint64_t overwritten; /* left its memory without having been asked for */
    uint64_t held;        /* is in its memory */
};

struct sn_recorder;

/* The recorder may be NULL. */
SN_API struct sn_capture_counts sn_capture_counts(struct sn_capture *c, struct sn_output *out,
                                                  struct sn_recorder *rec);

/* Whether packets are known to be lost. */
SN_API bool sn_capture_lost(const struct sn_capture_counts *c);

/* tcpdump's three, and what else was lost if anything was, with sep between them. */
SN_API void sn_capture_counts_put(struct sn_buf *b, const struct sn_capture_counts *c,
                                  const char *sep);

/* As a JSON object; unknown numbers are null. */
SN_API void sn_capture_counts_json(struct sn_buf *b, const struct sn_capture_counts *c, bool last);

/* As metrics (sn/metrics.h) whose names begin with sncap_; what is unknown is left out. */
SN_API void sn_capture_metrics(struct sn_buf *b, const struct sn_capture_counts *c);

#endif
