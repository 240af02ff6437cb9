/* How far the reading of a long file has come, in words. */
#ifndef SN_PROGRESS_H
#define SN_PROGRESS_H

#include "sn/buf.h"

/* Appends a number with a unit and a prefix to it, of powers of 1000: "45.2 Mbit/s", "999 B". */
SN_API void sn_put_si(struct sn_buf *b, double n, const char *unit);

/* Appends "1.5 GB of 4.0 GB, 1.9 GB/s, 1 s left": `at` bytes of `size` were read in ns nanoseconds.
 * What can't be known yet is left out. */
SN_API void sn_put_progress(struct sn_buf *b, uint64_t at, uint64_t size, int64_t ns);

#endif
