/*
 * The insides of an output: output.c finds where files end, files.c names, opens and closes them.
 *
 * Invariant: `w` is NULL between files; else it stands on `sink`, which writes to `fd` in the end.
 */
#ifndef CAP_OUTPUT_H
#define CAP_OUTPUT_H

#include <limits.h>
#include <string.h>

#include "cap/copy.h"
#include "sn/output.h"
#include "sn/record.h"

#define OUTPUT_NS INT64_C(1000000000)

struct sn_output {
    struct sn_output_opts o;
    const struct sn_iface *ifs; /* the caller's */
    uint32_t nifs;
    void (*stats)(void *ctx, struct sn_ifstats *s); /* NULL: none */
    void *stats_ctx;

    int dir;                    /* -1: standard output */
    const char *pattern;        /* the last part of the path */
    char *name;                 /* of the file that is open: with its directory */
    char stamped[NAME_MAX + 1]; /* what the time made of the pattern, for the last file */
    char **kept;                /* ring: the names of the last files, NULL where none */
    uint64_t number;            /* of files opened so far */

    struct copy copy;
    struct sn_writer *w;
    struct sn_sink *sink;
    int fd;
    int again;          /* a duplicate of fd, for who reads along; -1: none */
    bool created;       /* fd is the next file, created but not begun */
    bool fresh;         /* no packet is in the open file yet */
    int64_t now;        /* wall clock, when the chunk at hand came */
    int64_t until;      /* period: packets from here on belong to the next file; INT64_MAX: never */
    int64_t end;        /* packets from here on are not wanted; INT64_MAX: no end */
    uint64_t packets;   /* written, to all files */
    uint64_t bytes;     /* of all files, before compression */
    uint64_t unwritten; /* packets for which a full disk had no room */
    bool full;          /* a limit was reached: nothing more is wanted */
};

/* Ends the file, if one is open; sn_file_open begins the next. */
enum sn_err sn_output_end(struct sn_output *out, struct sn_diag *d) SN_MUST;

/* ---- files.c ---- */

enum sn_err sn_file_create(struct sn_output *out, uint32_t uid, uint32_t gid,
                           struct sn_diag *d) SN_MUST;
enum sn_err sn_file_open(struct sn_output *out, struct sn_diag *d) SN_MUST;
enum sn_err sn_file_close(struct sn_output *out, struct sn_diag *d) SN_MUST;

/* Writes every interface's statistics up to now. */
enum sn_err sn_file_stats(struct sn_output *out, struct sn_diag *d) SN_MUST;

/* Whether files can be created in the directory, as far as that can be told without leaving one. */
enum sn_err sn_file_try(const struct sn_output *out, struct sn_diag *d) SN_MUST;

/* Waits until the disk has room again (wait_when_full), false when told to stop meanwhile. */
bool sn_file_wait_room(struct sn_output *out);

#endif
