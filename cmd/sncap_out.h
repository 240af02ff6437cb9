/*
 * Where the packets go: one capture file after the other, or a stream.
 *
 * The main thread hands chunks of finished records in; the output finds out where one file ends and
 * the next begins (by size, time, on request), and where everything ends (-c, --max-bytes, -W).
 * Files are opened relative to a directory descriptor, so that they can be after privileges and
 * views of the file system are given up. Every file ends by the same path: statistics, flush,
 * close, its name printed.
 *
 * Invariant: `w` is NULL between files; else it stands on `sink`, which writes to `fd` in the end.
 */
#ifndef SNCAP_OUT_H
#define SNCAP_OUT_H

#include <limits.h>

#include "sncap.h"

#define SNCAP_NS INT64_C(1000000000)

struct output {
    const struct options *o;
    const struct sn_iface *ifs; /* the caller's */
    uint32_t nifs;
    /* Fills the statistics that a pcapng file ends with; may be NULL. */
    void (*stats)(void *ctx, struct sn_ifstats *s);
    void *ctx;

    int dir;                    /* -1: standard output */
    const char *pattern;        /* the last part of -w's path */
    char *name;                 /* of the file that is open, as printed: with its directory */
    char stamped[NAME_MAX + 1]; /* what the time made of the pattern, for the last file */
    char **kept;                /* --ring: the names of the last files, NULL where none */
    uint64_t number;            /* of files opened so far */

    struct sn_writer *w;
    struct sn_sink *sink;
    int fd;
    bool fresh;         /* no packet is in the open file yet */
    int64_t now;        /* wall clock, when the chunk at hand came */
    int64_t until;      /* -G: packets from here on belong to the next file; INT64_MAX: never */
    int64_t end;        /* --duration: packets from here on are not wanted; INT64_MAX: no end */
    uint64_t packets;   /* written, to all files */
    uint64_t bytes;     /* of all files, before compression */
    uint64_t unwritten; /* packets for which a full disk had no room */
    bool full;          /* a limit was reached: nothing more is wanted */
};

/* Finds the directory. Exits with the usage when it is a terminal or the name can't be used. */
enum sn_err sncap_out_init(struct output *out, const struct options *o, struct sn_diag *d) SN_MUST;

/* Opens the first file; for a recorder, whose files begin when there is something to write, finds
 * out whether it could. */
enum sn_err sncap_out_open(struct output *out, const struct sn_iface *ifs, uint32_t n,
                           struct sn_diag *d) SN_MUST;

/* Writes a chunk's records, whole files' worth at a time. */
enum sn_err sncap_out_chunk(struct output *out, const struct chunk *c, struct sn_diag *d) SN_MUST;

enum sn_err sncap_out_flush(struct output *out, struct sn_diag *d) SN_MUST;

/* Ends the file, if one is open; sncap_file_open begins the next. */
enum sn_err sncap_out_end(struct output *out, struct sn_diag *d) SN_MUST;

/* Ends the file and begins the next. */
enum sn_err sncap_out_rotate(struct output *out, struct sn_diag *d) SN_MUST;

/* The same for SIGHUP: a file that was moved away meanwhile is begun anew under its old name. */
enum sn_err sncap_out_reopen(struct output *out, struct sn_diag *d) SN_MUST;

/* Rotates when -G says so; every packet up to `seen` was handed in. */
enum sn_err sncap_out_tick(struct output *out, int64_t seen, struct sn_diag *d) SN_MUST;

enum sn_err sncap_out_close(struct output *out, struct sn_diag *d) SN_MUST;

/* For messages: the file's name, or "standard output". */
const char *sncap_out_name(const struct output *out);

/* ---- files (sncap_files.c) ---- */

enum sn_err sncap_file_open(struct output *out, struct sn_diag *d) SN_MUST;
enum sn_err sncap_file_close(struct output *out, struct sn_diag *d) SN_MUST;

/* Whether files can be created in the directory, as far as that can be told without leaving one. */
enum sn_err sncap_file_try(const struct output *out, struct sn_diag *d) SN_MUST;

/* Waits until the disk has room again (--on-full wait), false when told to stop meanwhile. */
bool sncap_file_wait_room(struct output *out);

#endif
