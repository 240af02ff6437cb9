/* snstat's parts: options, and what is told while it counts. */
#ifndef SNSTAT_H
#define SNSTAT_H

#include "inputs.h"

#define TOP_DEFAULT 10
#define TOP_UNSAID  UINT32_MAX

struct options {
    struct tool_inputs in;
    const char *filter_file;
    const char *attempt; /* --attempt */
    struct sn_stat_print print;
    uint32_t max_flows;   /* 0: the library's; of hosts and conversations as well */
    int64_t interval;     /* 0: the library's */
    int64_t idle, active; /* time-outs of flows; 0: none */
    unsigned threads;     /* 0: as many as there are processors */
    const char *save;     /* --save; NULL: the report is printed */
    bool look_through, per_file, hash, checksums;
    bool states; /* --merge: inputs are saved statistics */
    bool by_given, sort_given, by_process;
    enum sn_color_when color;
    unsigned width;   /* WIDTH_SCREEN: the terminal's */
    const char *html; /* --html */
    const char *prometheus;
    bool live, resolve;
    bool interval_given;
};

struct run {
    struct options *o;
    struct sn_files *files;
    struct sn_reader *reader;
    struct sn_filter *filter; /* NULL: everything is counted, */
    const char *text;         /* its expression, */
    size_t textlen;
    struct sn_stat *stat;
    struct sn_facts *facts;
    struct sn_sink *page;       /* NULL: none is written */
    struct sn_diag live_diag;   /* the first thing that went wrong while the screen was there, */
    const char *live_name;      /* with which input */
    struct sn_fmt_names *names; /* NULL: numbers */
    struct sn_live *live;       /* NULL: no live view */
    struct sn_meter *meter;     /* NULL: nothing is told before the end */
    struct sn_replace *metrics; /* NULL: none are written */
    int64_t metrics_at;         /* when they are written again */
    bool metrics_failed;        /* the last time */
    struct sn_sink *out;        /* of what is told after each interval */
    int64_t began;              /* to read the file at hand; monotonic, ns */
    bool progress;              /* a line of it stands on the terminal */
    int status;                 /* of what is told before the end */
    bool between;               /* an input is waited for, and no thread works */
    bool done;                  /* nothing more is counted */
};

/* The time since some moment that stays, in ns. */
int64_t snstat_monotonic(void);

/* Whether an object of JSON is written after each interval. */
bool snstat_by_interval(const struct options *o);

/* Makes the meter when something is told before the end: an object of JSON after each interval, or
 * metrics. Opens what is written. False: it was said why. */
bool snstat_meter_new(struct run *r, const struct sn_stat_opts *so);

/* The directory that metrics are written in is part of the sandbox. */
void snstat_meter_box(const struct run *r, struct sn_sandbox *box);

/* Counts an input; as sn_counter_read(). */
enum sn_counter_why snstat_meter_read(struct run *r, struct sn_diag *d);

/* What is told at the end: the last interval, the metrics. *report: whether a report is wanted
 * besides; then r->stat has what was counted. Returns the exit status. */
int snstat_meter_end(struct run *r, bool *report);

/* The live view: makes it, and the terminal's screen; false: it was said why. Called about ten
 * times a second. Reads an input. Waits until the user leaves. What went wrong is said then, below
 * the screen; the last two return the exit status. */
bool snstat_live_new(struct run *r, const struct sn_stat_opts *so);
bool snstat_live_look(void *ctx, struct sn_live *l);
int snstat_live_read(struct run *r, const char *name);
int snstat_live_end(struct run *r);

#endif
