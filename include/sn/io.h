/*
 * Byte sources and sinks: files, pipes, memory; compressed or not.
 *
 * Nothing here seeks. A source or sink belongs to one thread at a time. Every name given is copied.
 */
#ifndef SN_IO_H
#define SN_IO_H

#include <sys/uio.h>

#include "sn/buf.h"
#include "sn/err.h"

struct sn_src;
struct sn_sink;

/* ---- sources ---- */

/* All that is in a file ("-": standard input), n bytes and a null byte behind them, to be freed. */
SN_API enum sn_err sn_src_text(char **text, size_t *n, const char *path, struct sn_diag *d) SN_MUST;

/* Opens PATH, or standard input for "-", and reads nothing yet: a FIFO's first writer is waited for
 * by the first sn_src_read. A pipe is widened to 1 MiB where the kernel allows. What
 * begins with gzip's magic number is decompressed on the fly, whatever its name; zstd's, xz's and
 * lz4's too, when built with them. */
SN_API enum sn_err sn_src_open(struct sn_src **out, const char *path, struct sn_diag *d) SN_MUST;

/* The same on a descriptor, closed by sn_src_close when `own`. */
SN_API enum sn_err sn_src_open_fd(struct sn_src **out, int fd, bool own, const char *name,
                                  struct sn_diag *d) SN_MUST;

/* The same on n bytes of memory, which must outlive the source. */
SN_API enum sn_err sn_src_open_mem(struct sn_src **out, const void *p, size_t n, const char *name,
                                   struct sn_diag *d) SN_MUST;

/* The same on bytes that functions bring; they are not decompressed. On failure ctx is closed. */
struct sn_src_ops {
    /* As sn_src_read. Errors stick. */
    enum sn_err (*read)(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d);
    bool (*ready)(void *ctx); /* read would return without waiting */
    int (*fd)(void *ctx);     /* the descriptor that is waited for; -1: none */
    void (*close)(void *ctx);
    uint64_t (*skipped)(void *ctx); /* as sn_src_skipped; NULL: nothing */
    /* How many bytes are to come at most, if that is known; NULL: never. */
    bool (*left)(void *ctx, size_t *n);
    bool pipe; /* as sn_src_is_pipe */
    /* The regular file that its bytes come from, for sn_src_size, sn_src_read_at and sn_src_codec,
     * and how that is compressed; NULL: none. Not closed. */
    const struct sn_src *file;
    const char *codec;
};
SN_API enum sn_err sn_src_open_ops(struct sn_src **out, const struct sn_src_ops *ops, void *ctx,
                                   const char *name, struct sn_diag *d) SN_MUST;

/* Reads 1 to cap bytes, waiting for the first; *n says how many. SN_EOF at the end. Compressed
 * input that is damaged or cut: everything before the damage is delivered first, then SN_EFORMAT or
 * SN_ETRUNC with the offset in the compressed file. SN_OK with *n = 0 says "nothing yet": a signal
 * came, or compressed input that makes no bytes so far; look at your flags, flush, call again. */
SN_API enum sn_err sn_src_read(struct sn_src *s, void *buf, size_t cap, size_t *n,
                               struct sn_diag *d) SN_MUST;

struct sn_block;

/* Calls fn for each block of compressed input that can be decompressed by itself, before
 * sn_src_read brings its first byte: up to the first that can't. To be called before anything is
 * read. NULL ends it. */
SN_API void sn_src_on_block(struct sn_src *s, void (*fn)(void *ctx, const struct sn_block *b),
                            void *ctx);

/* From now on, damaged blocks of compressed input are left out, and reading goes on at the next
 * good one: fn is told of so many bytes lost from `at` on in the compressed file, in front of what
 * follows them. What is no file of blocks that can be decompressed by themselves fails as before,
 * and so does a cut end. To be called before anything is read. */
SN_API void sn_src_skip_damage(struct sn_src *s,
                               void (*fn)(void *ctx, const char *name, uint64_t at, uint64_t n),
                               void *ctx);

/* Whether sn_src_read would return without waiting (data, end or error). */
SN_API bool sn_src_ready(struct sn_src *s);

/* From now on a wait for input ends when what is written to the descriptor `out` has no reader any
 * more: sn_src_read fails with SN_EPIPE. -1: no longer. Regular files and memory are never waited
 * for. */
SN_API void sn_src_watch(struct sn_src *s, int out);

/* Whether what is written to a descriptor has no reader any more: a pipe or socket whose other end
 * is closed, a terminal that was hung up. */
SN_API bool sn_io_reader_left(int fd);

/* Waits until sn_src_ready, or for the reader that is watched to leave. False when it isn't: a
 * signal came, or the descriptor `wake` (-1: none) became readable. */
SN_API bool sn_src_wait(struct sn_src *s, int wake);

/* What there is to say at the end of a file that is followed. */
enum sn_src_more {
    SN_SRC_WAIT, /* nothing more is there yet */
    SN_SRC_MORE, /* more can be read */
    SN_SRC_END,  /* nothing more will come */
};

/* From now on the end of a regular file isn't the end: `more` is asked there, and while it says
 * SN_SRC_WAIT, bytes are waited for until the descriptor `fd` is readable. `more` takes what makes
 * fd readable, before it looks at the file. To be called before anything is read. */
struct sn_src_follow {
    enum sn_src_more (*more)(void *ctx);
    void *ctx;
    int fd;
};
SN_API void sn_src_follow(struct sn_src *s, const struct sn_src_follow *f);

/* The descriptor that bytes come from, to be polled, or the one that says when more may be there of
 * a file that is followed; -1: memory. */
SN_API int sn_src_fd(const struct sn_src *s);

/* How many bytes were left out, by an index, in front of what sn_src_read brought last. */
SN_API uint64_t sn_src_skipped(const struct sn_src *s);

/* Whether the bytes come from a pipe or socket, whose writer decides when it ends. */
SN_API bool sn_src_is_pipe(const struct sn_src *s);

/* Whether the bytes are those of a regular file as it is stored; then *at is the offset of the next
 * byte, and *size the file's size now. */
SN_API bool sn_src_is_plain(const struct sn_src *s, uint64_t *at, uint64_t *size);

/* The size of a regular file as it is stored; false: it is none. */
SN_API bool sn_src_size(const struct sn_src *s, uint64_t *size);

/* How the bytes are compressed, "gzip", "zstd", "xz" or "lz4", known once some were read; NULL:
 * they aren't. */
SN_API const char *sn_src_codec(const struct sn_src *s);

/* Reads n bytes at an offset of a regular file as it is stored, fewer at its end; what sn_src_read
 * reads next stays the same. Threads may call it at the same time. */
SN_API enum sn_err sn_src_read_at(const struct sn_src *s, uint64_t off, void *buf, size_t n,
                                  size_t *got, struct sn_diag *d) SN_MUST;

/* For messages: the path, or "standard input". */
SN_API const char *sn_src_name(const struct sn_src *s);

SN_API void sn_src_close(struct sn_src *s);

/* ---- sinks ---- */

/* Creates or truncates PATH, or takes standard output for "-". */
SN_API enum sn_err sn_sink_open(struct sn_sink **out, const char *path, struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_sink_open_fd(struct sn_sink **out, int fd, bool own, const char *name,
                                   struct sn_diag *d) SN_MUST;

/* Appends to the caller's buffer, which must outlive the sink; at the latest when flushed. */
SN_API enum sn_err sn_sink_open_buf(struct sn_sink **out, struct sn_buf *b,
                                    struct sn_diag *d) SN_MUST;

/* The last two are only read. */
enum sn_codec { SN_CODEC_GZIP, SN_CODEC_ZSTD, SN_CODEC_XZ, SN_CODEC_LZ4 };

/* A sink that compresses to gzip (level 1 to 9) or zstd (1 to 19; SN_EUNSUPPORTED when built
 * without it) with up to `threads` threads of its own, 0 for one on each processor, and writes to
 * inner, which it owns from here on, also on failure. Blocks of 255 * 256 bytes (gzip) or 256 KiB
 * (zstd), up to a record's end (sn_sink_mark, sn_sink_records), or less in front of a flush, become
 * a gzip member or a zstd frame each, which can be expanded by itself; only a record that is larger
 * takes several. The members are BGZF's, with its empty one at the end; behind the frames comes the
 * seekable format's table. The output is the same for any number of threads.
 * Writing to it never waits for compression until 64 MiB are queued. Errors of inner come back from
 * later calls, at the latest from sn_sink_close. A full disk leaves a complete compressed file that
 * ends at a mark, with at most a few hundred KiB of what could have been compressed into the room
 * missing. */
SN_API enum sn_err sn_sink_compress(struct sn_sink **out, struct sn_sink *inner,
                                    enum sn_codec codec, int level, unsigned threads,
                                    struct sn_diag *d) SN_MUST;

/* How an output is to be compressed. */
struct sn_compress {
    bool on;
    enum sn_codec codec;
    int level;
};

/* "gzip" and "zstd" (level 1), "gzip:6". SN_EUSAGE. */
SN_API enum sn_err sn_compress_parse(struct sn_compress *c, const char *s,
                                     struct sn_diag *d) SN_MUST;

/* What a file's name says: .gz, .zst. */
SN_API struct sn_compress sn_compress_by_name(const char *path);

/* Puts a compressing sink with a thread on each processor in front of *s, if c says so. On failure
 * *s is closed, and NULL. */
SN_API enum sn_err sn_sink_compress_as(struct sn_sink **s, const struct sn_compress *c,
                                       struct sn_diag *d) SN_MUST;

/* The same, with a thread on each processor. */
SN_API enum sn_err sn_sink_gzip(struct sn_sink **out, struct sn_sink *inner, int level,
                                struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_sink_zstd(struct sn_sink **out, struct sn_sink *inner, int level,
                                struct sn_diag *d) SN_MUST;

/* Where a block of a compressing sink lies. */
struct sn_block {
    uint64_t at, size;          /* before compression: from the first byte appended */
    uint64_t packed_at, packed; /* compressed: from the first byte that inner was given */
};

/* Calls fn for each block that inner has taken, in order, inside a later call of the sink's
 * functions, the last one inside sn_sink_close: with size 0, for what ends the file. False when the
 * sink makes no blocks. When the disk is full the file may end in front of the last ones. */
SN_API bool sn_sink_on_block(struct sn_sink *s, void (*fn)(void *ctx, const struct sn_block *b),
                             void *ctx);

/* Calls fn with all bytes that are appended, in order, once they were written: n pieces at v. With
 * a compressing sink they are as before compression, `b` says where the block that they became
 * lies, and a thread of the sink calls, one at a time; else `b` is NULL, and it is inside the
 * sink's functions. None comes after sn_sink_close. Of bytes whose writing failed some may have
 * been told of. To be called before anything is appended. */
SN_API void sn_sink_on_data(struct sn_sink *s,
                            void (*fn)(void *ctx, const struct iovec *v, size_t n,
                                       const struct sn_block *b),
                            void *ctx);

/* Appends n bytes. Small pieces are gathered, large ones go out without a copy (at once, or
 * together with what waits). SN_EPIPE when the reader has left (the program must ignore
 * SIGPIPE); SN_ENOSPC when the disk is full or a limit reached: a regular file then ends where
 * sn_sink_mark was last called before the bytes that did not fit, or at the last whole record after
 * that (sn_sink_records). Errors stick. */
SN_API enum sn_err sn_sink_write(struct sn_sink *s, const void *p, size_t n,
                                 struct sn_diag *d) SN_MUST;

/* Whole records that lie scattered in memory. */
struct sn_pieces {
    struct iovec *v;
    size_t n;     /* pieces at v */
    size_t each;  /* of a record; with 1, several that follow one another may be in a piece */
    size_t bytes; /* of all pieces */
};

/* Appends records, and marks their ends (sn_sink_mark). Large amounts go out where they are, many
 * in one system call; to a compressing sink each is copied. A full disk keeps the records that fit.
 * The pieces are as they were when this returns. Errors as for sn_sink_write. */
SN_API enum sn_err sn_sink_write_records(struct sn_sink *s, const struct sn_pieces *p,
                                         struct sn_diag *d) SN_MUST;

/* Room for n bytes (at most 1 MiB) in the sink's buffer, to be filled in place and handed in by
 * sn_sink_commit before any other call; NULL on error (ask sn_sink_flush for it). */
SN_API void *sn_sink_reserve(struct sn_sink *s, size_t n);
SN_API void sn_sink_commit(struct sn_sink *s, size_t n);

/* Says that what was appended so far ends at a record's end. Cheap; call it after every record or
 * run of records. Bytes reach the descriptor up to a mark where possible, so that a file is whole
 * at every moment, even when the program is killed. */
SN_API void sn_sink_mark(struct sn_sink *s);

/* How to find the ends of records in n bytes that begin at one, `at` bytes from the first appended:
 * whole() returns how many of them whole records take. Asked when a disk is full, and where a
 * compressing sink ends a block. */
SN_API void sn_sink_records(struct sn_sink *s,
                            size_t (*whole)(void *ctx, uint64_t at, const uint8_t *p, size_t n),
                            void *ctx);

/* Everything appended so far reaches the descriptor before this returns. Compressing sinks send it
 * on as a decodable prefix, by their own thread and without waiting for it. */
SN_API enum sn_err sn_sink_flush(struct sn_sink *s, struct sn_diag *d) SN_MUST;

/* Bytes appended so far, before compression. */
SN_API uint64_t sn_sink_count(const struct sn_sink *s);

/* Whether it is a terminal. */
SN_API bool sn_sink_is_tty(const struct sn_sink *s);
SN_API const char *sn_sink_name(const struct sn_sink *s);

/* Flushes, ends the compressed stream, closes, frees. The sink is gone whatever is returned. */
SN_API enum sn_err sn_sink_close(struct sn_sink *s, struct sn_diag *d) SN_MUST;

#endif
