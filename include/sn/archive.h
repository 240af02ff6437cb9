/*
 * The indexes of an archive (sn/index.h): those of files, and of the files in directories, made,
 * listed and verified, also while captures are still written there.
 *
 * Each file is a child process's work: it opens the capture, locks itself in (sn/sandbox.h), and
 * reads. An index is made under a name of its own (SN_INDEX_PART) and takes its place when it is
 * complete, so that one that is there is whole. Files that are indexes themselves are left alone.
 */
#ifndef SN_ARCHIVE_H
#define SN_ARCHIVE_H

#include "sn/index.h"

enum sn_archive_task {
    SN_ARCHIVE_MAKE,   /* make indexes that are missing or don't fit */
    SN_ARCHIVE_LIST,   /* tell what they say */
    SN_ARCHIVE_VERIFY, /* make them anew, in memory, and compare */
};

enum sn_archive_what {
    SN_ARCHIVE_FAILED,   /* it can't be done, and why */
    SN_ARCHIVE_LEFT_OUT, /* found in a directory, and no capture (diag): no failure */
    SN_ARCHIVE_GROWN,    /* verify: the capture has grown since, and isn't compared; no diag */
};

struct sn_archive_opts {
    enum sn_archive_task task;
    bool force;  /* make indexes that fit their captures, too */
    bool follow; /* make: go on with each file of the directories when it is finished, until stop()
                  */
    bool (*stop)(void); /* asked between files and between batches; NULL: never */
    void *ctx;
    /* What happened with a capture, or its index: `name`, NULL when it is neither's fault. Called
     * in the child as well, which ends soon after: what it does beyond telling is lost. */
    void (*say)(void *ctx, enum sn_archive_what what, const char *name, const struct sn_diag *d);
    /* List: what one index says, as text; called in the child. False: it can't be shown. */
    bool (*list)(void *ctx, const struct sn_buf *text);
};

/* Does it with n files and directories. Whether all went well; what didn't was told, and is no
 * reason to leave out the others. */
SN_API bool sn_archive_index(const struct sn_archive_opts *o, const char *const *names,
                             size_t n) SN_MUST;

#endif
