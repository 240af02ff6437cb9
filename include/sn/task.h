/*
 * What programs that read captures have in common: their inputs (sn/files.h), opened before the
 * program locks itself in, and taken one after the other; as is wished merged, put in order,
 * followed, and narrowed by their indexes.
 *
 *     sn_task_open       opens everything
 *     sn_task_ready      what is needed later is opened too, and the sandbox told of it
 *     sn_sandbox_enter   (sn/sandbox.h)
 *     sn_task_begin      looks at the inputs
 *     sn_task_next       each input as a reader, to be closed before the next
 *     sn_task_close
 *
 * What happens meanwhile is told to event(): what can't be read is no reason to leave out the rest.
 */
#ifndef SN_TASK_H
#define SN_TASK_H

#include "sn/files.h"
#include "sn/options.h"
#include "sn/sandbox.h"

/* What happened, and which members of the event say more. */
enum sn_task_what {
    SN_TASK_FAILED,   /* an input can't be read, or read on: name, diag; name NULL: something else
                         failed, for memory as a rule */
    SN_TASK_LEFT_OUT, /* the same of what is no capture, and was only found in a directory */
    SN_TASK_DAMAGED,  /* n compressed bytes are left out from byte `at` on: name */
    SN_TASK_DISORDER, /* merge without sort: n packets of an input are earlier than the one before,
                         and so are packets of what is merged: name */
    SN_TASK_LOSSES,   /* what is merged can't hold all: losses */
    SN_TASK_FOLLOWED, /* something happened to a file that is followed: name, text */
    SN_TASK_INDEX,    /* an index isn't to be trusted, and not used: name (the index's), diag */
    SN_TASK_SKIPPED,  /* what the indexes save: skipped; NULL: nothing can be asked of them */
    SN_TASK_OPENING,  /* an input is about to be read: src */

    /* Told by what is made of tasks: sn/rewrite.h, sn/dump.h, sn/tally.h. */
    SN_TASK_FILTER, /* the filter can't be compiled: diag; for an input: name, linktype, too */
    SN_TASK_FOLLOW, /* the inputs can't be followed: diag, SN_EUSAGE as sn_files_follow */
    SN_TASK_MIXED,  /* an input is pcapng, and pcap was begun to be written: name, text (where) */
    SN_TASK_BEGUN,  /* the output was opened, and nothing written yet: sink */
    SN_TASK_UNWRITTEN, /* the output can't be written, or not opened: name, diag */
    SN_TASK_UNINDEXED, /* its index can't be written: name, diag */
    SN_TASK_NOT_HELD,  /* it can't hold all: name, losses */
    SN_TASK_IFNAMES, /* an input has numbers of interfaces only, and names that are printed are this
                        machine's: name */
    SN_TASK_NO_CONVERSATION, /* there is none like the one that was to be printed: diag */
};

struct sn_task_event {
    enum sn_task_what what;
    const char *name, *text;
    const struct sn_diag *diag;
    const struct sn_losses *losses;
    const struct sn_skipped *skipped;
    const struct sn_src *src;
    const struct sn_sink *sink;
    uint64_t at, n;
    uint32_t linktype;
};

struct sn_task_opts {
    struct sn_strings inputs; /* files, directories, "-" */
    const char *output;       /* as sn_files_open has it; NULL: none */
    bool merge;               /* all inputs at once, in the order of time */
    bool sort;                /* the same, also when an input isn't in order: */
    size_t memory;            /* … with so much of it, as in struct sn_sort_opts */
    bool follow;              /* wait for more at the end (sn_files_follow) */
    bool skip_damaged;        /* leave damaged blocks of compressed inputs out */
    bool no_index;            /* don't ask indexes */
    void *ctx;
    bool (*stop)(void *ctx); /* asked between inputs, and often while they are read or waited for */
    /* Called by any thread that reads; what e points to is valid during the call. */
    void (*event)(void *ctx, const struct sn_task_event *e);
};

struct sn_task;

/* *o must outlive the task. SN_ENOMEM. */
SN_API enum sn_err sn_task_open(struct sn_task **out, const struct sn_task_opts *o,
                                struct sn_diag *d) SN_MUST;

/* Before the program is locked in, in the box: what will be asked of the inputs (NULL, or no text
 * and no times: nothing that an index answers), which must stay until sn_task_begin. SN_EUSAGE as
 * sn_files_follow. */
SN_API enum sn_err sn_task_ready(struct sn_task *t, const struct sn_query_opts *q,
                                 struct sn_sandbox *box, struct sn_diag *d) SN_MUST;

/* Once it is locked in: looks at the inputs, as sn_files_look, for p (NULL: nobody wants to know).
 * SN_ENOMEM. */
SN_API enum sn_err sn_task_begin(struct sn_task *t, struct sn_profile *p,
                                 struct sn_diag *d) SN_MUST;

/* Opens the next input, waits for it where inputs are followed. NULL: there is none, or it is to
 * stop. */
SN_API struct sn_reader *sn_task_next(struct sn_task *t);

/* Of the input that was opened last: its name, for messages, and its number from 0. */
SN_API const char *sn_task_name(const struct sn_task *t);
SN_API size_t sn_task_number(const struct sn_task *t);

/* Whether an input could not be opened, and that was told as SN_TASK_FAILED. Of several that are
 * merged one that can't be read is none of the result's, and doesn't count. */
SN_API bool sn_task_failed(const struct sn_task *t);

/* Its files, for what else there is to be known of them; the task's. */
SN_API struct sn_files *sn_task_files(const struct sn_task *t);

/* NULL is allowed. */
SN_API void sn_task_close(struct sn_task *t);

#endif
