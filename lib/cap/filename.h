/* Names of files that follow one another: numbered, or by strftime(3)'s conversions. */
#ifndef CAP_FILENAME_H
#define CAP_FILENAME_H

#include <limits.h>

#include "sn/err.h"

struct filename {
    const char *pattern; /* the last part of the path */
    uint64_t number;     /* of files before this one */
    uint64_t limit;      /* numbers come around; 0: they don't */
    bool by_size;        /* files end by size: numbers beside conversions */
    char *stamped; /* NAME_MAX + 1 bytes, empty at first: what the time made of the pattern for
                      the file before */
};

/* The name for a file that begins at `when` (ns). SN_EUSAGE when it is none. */
enum sn_err sn_filename(const struct filename *f, int64_t when, char *name, size_t n,
                        struct sn_diag *d) SN_MUST;

/* The last multiple of a period (ns), counted from midnight here, that is not after t. */
int64_t sn_slot_begin(int64_t t, int64_t length);

#endif
