/*
 * A small file that is written again and again, each time as a whole: a reader sees the old one or
 * the new one, never a part. Its directory is opened first, so that it can be written after the
 * program locked itself in (struct sn_sandbox: replace).
 */
#ifndef SN_REPLACE_H
#define SN_REPLACE_H

#include "sn/buf.h"

struct sn_replace;

/* Opens the directory; SN_EUSAGE for what is no file's path. The path is copied. */
SN_API enum sn_err sn_replace_open(struct sn_replace **out, const char *path,
                                   struct sn_diag *d) SN_MUST;

/* The directory, for the sandbox. */
SN_API int sn_replace_dir(const struct sn_replace *r);

/* Its name in there. */
SN_API const char *sn_replace_name(const struct sn_replace *r);

/* Writes a file ".NAME.tmp" beside it and puts that in its place. Its mode is 0666 without the
 * umask. On failure the old one stays. A device or FIFO of this name is written to. */
SN_API enum sn_err sn_replace_write(struct sn_replace *r, const struct sn_buf *b,
                                    struct sn_diag *d) SN_MUST;
SN_API void sn_replace_close(struct sn_replace *r);

#endif
