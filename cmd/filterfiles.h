/*
 * snfilter's files, opened before it locks itself in, and for reading only one after the other.
 *
 * The output is opened without being touched: what is in a file stays until filter_files_begin, and
 * a file that is new is removed again when it never comes to that.
 */
#ifndef FILTERFILES_H
#define FILTERFILES_H

#include "filterrun.h"
#include "sn/sandbox.h"

struct filter_input {
    struct sn_src *src; /* NULL: see diag, or it was taken */
    struct sn_diag diag;
};

struct filter_files {
    struct filter_input *in;
    size_t nin;
    const char *out; /* NULL: none */
    int fd;          /* of the output; -1: see diag */
    struct sn_diag diag;
    int dir; /* of a new output's name; -1: it isn't new, or was begun */
    const char *base;
};

/* Opens all inputs of a job, and its output unless there is nothing to read. What fails is told
 * when it is used. */
void filter_files_open(struct filter_files *f, const struct filter_job *j);

/* The source of input i, the caller's from here on. */
enum sn_err filter_files_take(struct filter_files *f, size_t i, struct sn_src **src,
                              struct sn_diag *d) SN_MUST;

/* The output, emptied. */
enum sn_err filter_files_begin(struct filter_files *f, struct sn_sink **sink,
                               struct sn_diag *d) SN_MUST;

/* Closes what was not used, and removes an output that is new and was not begun. */
void filter_files_close(struct filter_files *f);

#endif
