/*
 * Captures counted and told of: all inputs of a task (sn/task.h), what passes a filter, as a
 * report, as a page, as saved statistics, and while they come as objects of JSON and as metrics.
 *
 *     sn_tally_open; sn_tally_ready; the program locks itself in; sn_tally_read; sn_tally_finish;
 *     sn_tally_close
 *
 * What goes wrong is told to the task's event(), and ends nothing that can go on.
 */
#ifndef SN_TALLY_H
#define SN_TALLY_H

#include "sn/fmt.h"
#include "sn/meter.h"
#include "sn/task.h"

#define SN_TALLY_TOP UINT32_MAX /* rows: 10 of a report, 1000 of a page, which can be searched */

struct sn_tally_opts {
    struct sn_task_opts task; /* its output: the statistics are saved there, instead of a report */
    bool states;              /* inputs are saved statistics, which are added up */

    /* The filter, an expression of n bytes, whose names are looked up; blank: everything counts. */
    const char *text;
    size_t n;
    struct sn_bpf_opts bpf;

    /* want of it is what is wanted besides what the view and the page need. */
    struct sn_stat_opts stat;
    struct sn_stat_print print; /* names and inputs are filled in */
    bool per_file;              /* a row for each file, and nothing else */
    bool hash;                  /* the files' digests */
    bool resolve;               /* names of hosts, which may take seconds */
    unsigned threads;           /* 0: as many as there are processors */

    bool each;           /* a report in JSON after each interval, and none at the end */
    const char *page;    /* a page of HTML with all views; NULL: none */
    const char *metrics; /* a file that is written again and again (sn_stat_metrics); NULL: none, */
    int64_t metrics_every; /* … every so many ns, and at the end */

    /* How far the reading of a regular file has come, about twice a second, and since when, ns;
     * size 0: it is over. NULL: nobody wants to know. */
    void (*progress)(void *ctx, uint64_t at, uint64_t size, int64_t ns);
    /* Reads an input in place of the tally, a live view for example; whether that went well, which
     * is for it to tell. Nothing is counted here then. NULL: none. */
    bool (*read)(void *ctx, struct sn_reader *r, const char *name);
};

struct sn_tally;

/* Opens everything. *o must outlive it. What fails is told when all is
 * closed again; *out is NULL then. */
SN_API enum sn_err sn_tally_open(struct sn_tally **out, const struct sn_tally_opts *o) SN_MUST;

/* The filter, and the names of hosts; NULL: none. The tally's. */
SN_API struct sn_filter *sn_tally_filter(const struct sn_tally *t);
SN_API struct sn_fmt_names *sn_tally_names(const struct sn_tally *t);

/* What the program must still be able to do is added to the box, which is of the right kind: see
 * sn_task_ready. */
SN_API enum sn_err sn_tally_ready(struct sn_tally *t, struct sn_sandbox *box,
                                  struct sn_diag *d) SN_MUST;

/* Reads all inputs. */
SN_API void sn_tally_read(struct sn_tally *t);

/* Writes what is wanted of them. */
SN_API void sn_tally_finish(struct sn_tally *t);

/* NULL is allowed. */
SN_API void sn_tally_close(struct sn_tally *t);

#endif
