/* The insides of sn_files: inputs (inputs.c) and the output (files.c). */
#ifndef RUN_FILES_H
#define RUN_FILES_H

#include "sn/files.h"

struct input {
    char *name;         /* as it is opened */
    struct sn_src *src; /* NULL: see diag, or it was taken */
    struct sn_diag diag;
    uint64_t dev, ino; /* of the file that is read */
    uint32_t dir;      /* the directory that it was found in, counted from 1; 0: it was named */
    bool known;        /* it was looked at: */
    int64_t first;     /* time of its first packet, INT64_MAX: it has none */
};

struct inputs {
    struct input *v;
    size_t n, cap;
    uint32_t dirs;
    struct inputs *merged; /* what became one */
};

/* Adds an input, or the files of a directory, not opened yet. False: no memory. */
bool sn_inputs_add(struct inputs *in, const char *name);

/* Opens all; whether there is any. */
bool sn_inputs_open(struct inputs *in);

/* Whether a file is one of them. */
bool sn_inputs_have(const struct inputs *in, int fd);
enum sn_err sn_inputs_look(struct inputs *in, struct sn_profile *p, struct sn_diag *d) SN_MUST;
enum sn_err sn_inputs_merge(struct inputs *in, struct sn_profile *p,
                            const struct sn_merge_events *events, struct sn_diag *d) SN_MUST;
void sn_inputs_free(struct inputs *in);

#endif
