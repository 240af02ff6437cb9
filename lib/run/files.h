/* The insides of sn_files: inputs (inputs.c) and the output (files.c). */
#ifndef RUN_FILES_H
#define RUN_FILES_H

#include "sn/files.h"
#include "sn/index.h"

struct input {
    char *name;         /* as it is opened */
    struct sn_src *src; /* NULL: see diag, or it was taken */
    struct sn_diag diag;
    int index;          /* its index, opened; -1: it has none */
    struct sn_index *x; /* the same, its header at least, when it fits; NULL: not read yet */
    uint64_t dev, ino;  /* of the file that is read, */
    bool regular;       /* and whether it is a regular one */
    uint32_t dir;       /* the directory that it was found in, counted from 1; 0: it was named */
    bool known;         /* it was looked at: */
    int64_t first;      /* time of its first packet, INT64_MAX: it has none */
};

struct inputs {
    struct input *v;
    size_t n, cap;
    uint32_t dirs;
    char *last;            /* the name that was added last */
    struct inputs *merged; /* what became one */
};

struct tail;

/* Reads up to the first packet of an input that is open, and sets `first`; what is none has none.
 */
void sn_input_look(struct input *in);

/* Adds an input that is not opened yet; the name is the list's. NULL: no memory. */
struct input *sn_inputs_push(struct inputs *in, char *name, uint32_t dir);

/* Opens an input and notes which file it is. False: see diag. */
bool sn_input_open(struct input *in);
void sn_input_free(struct input *in);

/* Adds an input, or the files of a directory, not opened yet. False: no memory. */
bool sn_inputs_add(struct inputs *in, const char *name);

/* Opens all; whether there is any. */
bool sn_inputs_open(struct inputs *in);

/* See sn_files_indexes, sn_files_narrow. */
void sn_inputs_indexes(struct inputs *in);
enum sn_err sn_inputs_narrow(struct inputs *in, struct sn_query *q, bool ordered,
                             void (*warn)(void *ctx, const char *index, const struct sn_diag *d),
                             void *ctx, struct sn_skipped *sum, struct sn_diag *d) SN_MUST;

/* Whether a file is one of them. */
bool sn_inputs_have(const struct inputs *in, int fd);
enum sn_err sn_inputs_look(struct inputs *in, struct sn_profile *p, struct sn_diag *d) SN_MUST;

/* See sn_files_follow. The last input is taken off the list where it is to be waited for. `watch`
 * as sn_files_watched. */
enum sn_err sn_tail_new(struct tail **out, struct inputs *in, const struct sn_files_follow *o,
                        struct sn_diag *d) SN_MUST;
const int *sn_tail_dirs(const struct tail *w, unsigned *n);

/* Whether a directory is the one that is followed. */
bool sn_tail_is(const struct tail *w, int dir);

/* Waits until there is an input i, and adds it. False: none comes. */
bool sn_tail_more(struct tail *w, struct inputs *in, size_t i, int watch);

/* Input i is about to be read. */
void sn_tail_take(struct tail *w, struct inputs *in, size_t i);
void sn_tail_free(struct tail *w);

enum sn_err sn_inputs_merge(struct inputs *in, struct sn_profile *p,
                            const struct sn_merge_events *events, struct sn_diag *d) SN_MUST;
void sn_inputs_free(struct inputs *in);

#endif
