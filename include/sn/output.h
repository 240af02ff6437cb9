/*
 * Where captured packets go: one capture file after the other, or a stream.
 *
 * Chunks of records go in; the output finds out where one file ends and the next begins (by size,
 * time, on request), and where everything ends (count, bytes, number of files). Files are opened
 * relative to a directory descriptor, so that they can be after privileges and views of the file
 * system are given up. Every file ends by the same path: statistics, flush, close, then an event.
 *
 * An output belongs to one thread. Options and what they point to must outlive it.
 */
#ifndef SN_OUTPUT_H
#define SN_OUTPUT_H

#include "sn/io.h"
#include "sn/lane.h"
#include "sn/pcap.h"
#include "sn/replace.h"
#include "sn/sandbox.h"

/* What happens, for the caller to say or do; any may be NULL. `name` is the file's, with its
 * directory, valid during the call; NULL for standard output. */
struct sn_output_events {
    void *ctx;
    /* A file was opened, and nothing was written to it yet. */
    void (*opened)(void *ctx, const char *name, const struct sn_sink *sink);
    void (*closed)(void *ctx, const char *name);
    /* wait_when_full: there is no room on the disk; there is room again. */
    void (*full)(void *ctx, const char *name);
    void (*room)(void *ctx);
    /* Asked while it waits for room: whether to wait on. NULL: yes. */
    bool (*go_on)(void *ctx);
};

/* Who reads along what is written to files (sn_index_along_new). */
struct sn_output_along {
    void *ctx;
    /* A file begins: its name in the directory `dir`, which is the output's. NULL: nobody does. */
    void (*begin)(void *ctx, int dir, const char *name);
    /* As sn_sink_on_data. */
    void (*data)(void *ctx, const struct iovec *v, size_t n, const struct sn_block *b);
    /* All is written, to the file that fd is of, which can be read; -1: that failed. */
    void (*end)(void *ctx, int fd);
    /* A file was removed from the ring. */
    void (*removed)(void *ctx, const char *name);
};

struct sn_output_opts {
    /* NULL or "-": standard output. The last part may hold strftime(3)'s conversions. The first
     * file has the plain name, the second one 1 at its end, and so on, in front of .gz and .zst;
     * with `ring`, or `files` beside `file_size`, all have numbers of one width, from 0. */
    const char *path;
    enum sn_format format;
    uint8_t digits; /* of time stamps: 9, or 6 (0 too) */
    struct sn_compress compress;
    /* Limits of all files together; 0: none. */
    uint64_t count;     /* packets */
    uint64_t max_bytes; /* before compression */
    /* Files; 0: no such limit. */
    uint64_t file_size;  /* a new file before one gets larger, bytes before compression */
    int64_t period;      /* ns: a new file at every multiple of it since local midnight */
    uint64_t files;      /* with period or alone: the end after so many; with file_size alone: the
                            names come around */
    uint64_t ring;       /* keep so many files, remove the older ones */
    bool wait_when_full; /* the disk: wait and go on in a new file */
    /* Everything that is written goes as one stream of the same format, without compression, to the
     * pipe copy_fd too, which is the output's from here on. It is not waited for: up to 64 MiB are
     * kept in memory, the rest is left out. */
    bool copy;
    int copy_fd;
    bool lazy; /* open no file before there is something to write (sn/recorder.h) */
    struct sn_output_events events;
    struct sn_output_along along; /* files are regular ones then, which can be read too */
};

struct sn_output;

/* Opens the directory. SN_EUSAGE for a path that can't be used. */
SN_API enum sn_err sn_output_new(struct sn_output **out, const struct sn_output_opts *o,
                                 struct sn_diag *d) SN_MUST;

/* The directory, -1 for standard output; *pattern is the last part of the path. For who gives
 * privileges up before sn_output_open. */
SN_API int sn_output_dir(const struct sn_output *out, const char **pattern);

/* Creates the first file already, while there are privileges for it, and leaves one that is there
 * as it is; sn_output_open goes on with it. A new one is given to uid and gid, unless uid is
 * UINT32_MAX. Nothing for standard output and a lazy output. On failure sn_output_open tries it
 * once more. */
SN_API enum sn_err sn_output_create(struct sn_output *out, uint32_t uid, uint32_t gid,
                                    struct sn_diag *d) SN_MUST;

/* What a program that writes an output has to keep when it gives privileges up. */
struct sn_output_lock {
    const char *user; /* who is to be become; NULL: as sn_drop_choose() says */
    bool more_files;  /* others follow the first */
    bool reread;      /* as struct sn_sandbox has it: their indexes are written beside them */
    bool no_file;     /* leave the first file to sn_output_open */
    const struct sn_replace *metrics; /* a file that is written again and again; NULL: none */
};

struct sn_output_locked {
    struct sn_drop who;
    char user[64];       /* who the program is from here on, by name or number */
    unsigned gone, left; /* sets of enum sn_priv: given up or locked; could not be */
    bool user_namespace; /* sn_in_user_namespace() */
};

/* Creates the first file, then gives up what opening needed: users, capabilities, files, system
 * calls, for a program that captures. SN_EUSAGE: nobody can be become who could write the files. */
SN_API enum sn_err sn_output_lock_in(struct sn_output *out, const struct sn_output_lock *o,
                                     struct sn_output_locked *done, struct sn_diag *d) SN_MUST;

/* Opens the first file (lazy: finds out whether it could) for packets of these interfaces, which
 * must outlive the output. */
SN_API enum sn_err sn_output_open(struct sn_output *out, const struct sn_iface *ifs, uint32_t n,
                                  struct sn_diag *d) SN_MUST;

/* Packets from this time on (ns) are not wanted, once the clock has reached it too. */
SN_API void sn_output_until(struct sn_output *out, int64_t end);

/* Fills the statistics that each pcapng file ends with. */
SN_API void sn_output_stats(struct sn_output *out, void (*fill)(void *ctx, struct sn_ifstats *s),
                            void *ctx);

/* Writes a chunk's records, whole files' worth at a time. */
SN_API enum sn_err sn_output_write(struct sn_output *out, const struct sn_chunk *c,
                                   struct sn_diag *d) SN_MUST;

SN_API enum sn_err sn_output_flush(struct sn_output *out, struct sn_diag *d) SN_MUST;

/* Ends the file and begins the next. */
SN_API enum sn_err sn_output_rotate(struct sn_output *out, struct sn_diag *d) SN_MUST;

/* The same, but a file that was moved away meanwhile is begun anew under its old name. */
SN_API enum sn_err sn_output_reopen(struct sn_output *out, struct sn_diag *d) SN_MUST;

/* Rotates when `period` says so; every packet up to `seen` was handed in. */
SN_API enum sn_err sn_output_tick(struct sn_output *out, int64_t seen, struct sn_diag *d) SN_MUST;

/* Whether a limit was reached: nothing more is wanted. */
SN_API bool sn_output_full(const struct sn_output *out);

/* Packets written, and those for which a full disk had no room. */
SN_API uint64_t sn_output_packets(const struct sn_output *out, uint64_t *unwritten);

/* Packets that the copy left out. */
SN_API uint64_t sn_output_left_out(const struct sn_output *out);

/* For messages: the file's name, or "standard output". */
SN_API const char *sn_output_name(const struct sn_output *out);

/* Ends the last file, waits for the copy to be read, and frees the output, also on failure. NULL is
 * allowed. */
SN_API enum sn_err sn_output_close(struct sn_output *out, struct sn_diag *d) SN_MUST;

#endif
