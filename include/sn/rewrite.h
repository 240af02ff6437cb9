/*
 * Captures read and written again, as one or as several files: what a selector (sn/selector.h)
 * keeps of all inputs of a task (sn/task.h), in the format and with the precision that the inputs
 * have or that is asked for. Where the input can be continued as it is, it is, byte for byte.
 *
 *     sn_rewrite_open, sn_rewrite_lock_in, sn_rewrite_run, sn_rewrite_counts, sn_rewrite_close
 *
 * The output is begun when it is known what the first input is, so that one that can't be read
 * doesn't cost the file that is there. What goes wrong is told to the task's event().
 */
#ifndef SN_REWRITE_H
#define SN_REWRITE_H

#include "sn/selector.h"
#include "sn/task.h"

#define SN_REWRITE_AS_READ 255 /* a format: pcapng when an input is, or what is added needs it */

struct sn_rewrite_opts {
    /* Its output is a file, "-", or NULL: packets are counted only. */
    struct sn_task_opts task;

    /* The filter, an expression of n bytes; bpf.linktype as for sn_filter_new. */
    const char *text;
    size_t n;
    struct sn_bpf_opts bpf;

    /* Which packets, and how they are changed. The filter, watch, stop and ctx are filled in. */
    struct sn_selector_opts select;

    uint8_t format; /* enum sn_format, or SN_REWRITE_AS_READ */
    uint8_t digits; /* of time stamps: 6 or 9; 0: the most that an input has */
    bool index;     /* the output, one file, gets an index beside it */
    /* Several files when one of its limits is set; its compression is that of one file, too. path,
     * refuse and ctx are filled in. */
    struct sn_series_opts series;

    /* Of pcapng: what is added, and what is left out. */
    struct sn_strings comments; /* of the capture */
    const char *keylog;         /* secrets, as in struct sn_writer_opts; NULL: none */
    size_t nkeylog;
    enum sn_keylog keylog_type;
    bool no_comments, no_section_comments;
};

/* Whether several files are asked for. */
SN_API bool sn_rewrite_splits(const struct sn_rewrite_opts *o);

struct sn_rewrite;

/* Opens everything. *o must outlive it. What fails is told when all is
 * closed again; *out is NULL then. */
SN_API enum sn_err sn_rewrite_open(struct sn_rewrite **out,
                                   const struct sn_rewrite_opts *o) SN_MUST;

/* Gives up all that isn't needed any more (sn_sandbox_lock_in, whose result it has); and more of it
 * once the output is begun, which can't be removed then. For programs that want that. */
SN_API unsigned sn_rewrite_lock_in(struct sn_rewrite *w);

/* Reads all inputs and writes what is kept of them. Once; what fails is told. */
SN_API void sn_rewrite_run(struct sn_rewrite *w);

/* What was read and kept, and by which engine; NULL: there was nothing to filter. */
SN_API struct sn_selector_counts sn_rewrite_counts(const struct sn_rewrite *w);
SN_API const struct sn_engine *sn_rewrite_engine(const struct sn_rewrite *w);

/* NULL is allowed. An output that was not begun is as before. */
SN_API void sn_rewrite_close(struct sn_rewrite *w);

#endif
