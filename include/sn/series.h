/*
 * What is written, in several files: by size, number of packets and time.
 *
 * Files follow from the packets alone, so that the same packets make the same files. They are
 * opened relative to a directory descriptor, so that they can be after the program locked itself
 * in. A series belongs to one thread. Options and what they point to must outlive it.
 */
#ifndef SN_SERIES_H
#define SN_SERIES_H

#include "sn/output.h"

struct sn_series_opts {
    const char *path; /* named as sn_output_opts' path says, by the packets' times */
    struct sn_compress compress;
    /* A new file: 0: not for this. */
    uint64_t file_size; /* before one gets larger, bytes before compression */
    uint64_t packets;   /* after so many packets */
    int64_t period; /* ns: at every multiple of it since local midnight; packets that are earlier
                       than the file's begin stay in it */
    uint64_t files; /* as sn_output_opts has it */
    uint64_t ring;
    /* Whether a file may not be overwritten; NULL: it may. */
    bool (*refuse)(void *ctx, int fd);
    void *ctx;
};

struct sn_series;

/* Opens the directory. SN_EUSAGE for a path that can't be used. */
SN_API enum sn_err sn_series_new(struct sn_series **out, const struct sn_series_opts *o,
                                 struct sn_diag *d) SN_MUST;
SN_API int sn_series_dir(const struct sn_series *s);

/* How files are written, said before the first packet: as for sn_writer_open_all, and
 * must outlive the series. */
SN_API void sn_series_writer(struct sn_series *s, const struct sn_writer_opts *o);

/* As sn_writer_batch. The first file is begun with the first packet. */
SN_API enum sn_err sn_series_batch(struct sn_series *s, const struct sn_reader *r,
                                   const struct sn_batch *b, struct sn_diag *d) SN_MUST;

/* As sn_writer_comment. */
SN_API void sn_series_comment(struct sn_series *s, const char *const *text, size_t n);

/* Whether there are as many files as were asked for: nothing more is wanted. */
SN_API bool sn_series_full(const struct sn_series *s);
SN_API enum sn_err sn_series_flush(struct sn_series *s, struct sn_diag *d) SN_MUST;

/* For messages: the file at hand, or the path. */
SN_API const char *sn_series_name(const struct sn_series *s);
SN_API const struct sn_losses *sn_series_losses(struct sn_series *s);

/* Ends the last file; when there was none, and it is known how files are written, makes one without
 * packets. */
SN_API enum sn_err sn_series_end(struct sn_series *s, struct sn_diag *d) SN_MUST;
SN_API void sn_series_free(struct sn_series *s);

#endif
