/*
 * Compression, as sources and sinks see it.
 *
 * A decoder turns compressed input, which comes in pieces, into bytes. What is written is
 * compressed in blocks. Raw deflate streams come in two makes behind one interface each (zlib, or
 * ISA-L under HAVE_ISAL), so that headers, check sums, errors and offsets are the same with both.
 * Whole blocks in memory are expanded by libdeflate where it is (HAVE_DEFLATE), 1.5 times as fast.
 */
#ifndef IO_CODEC_H
#define IO_CODEC_H

#include "sn/io.h"

/* Compressed input: [p, end) are there, `off` is p's place in the stream, `eof` says that nothing
 * follows end. A decoder moves p forward, and has taken all before it is given more. */

struct io_in {
    const uint8_t *p, *end;
    uint64_t off;
    bool eof;
    bool now; /* more has to be waited for: what can be given is to be given */
};

/* Told of damage that is skipped: n bytes from `at` on. lost NULL: it is an error. */
struct io_skip {
    void (*lost)(void *ctx, uint64_t at, uint64_t n);
    void *ctx;
};

struct io_dec {
    /* Takes input and makes up to cap bytes, *n says how many. SN_OK: the input is used up or cap
     * is reached; SN_EOF: a clean end. On failure *n bytes are good all the same. */
    enum sn_err (*run)(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                       struct sn_diag *d);
    void (*reset)(struct io_dec *c); /* another stream comes */
    /* NULL, or: expands the block of *size bytes that p begins with. False: there is no whole one,
     * or something is wrong with it that `run` is to name. */
    bool (*whole)(struct io_dec *c, const uint8_t *p, size_t n, size_t *size, uint8_t *out,
                  size_t cap, size_t *made);
    void (*free)(struct io_dec *c);
};

struct io_dec *sn_io_gunzip_new(void);
struct io_dec *sn_io_unzstd_new(void); /* NULL also when built without zstd; likewise: */
struct io_dec *sn_io_unxz_new(void);
struct io_dec *sn_io_unlz4_new(void);
void sn_io_gunzip_go_on(struct io_dec *c); /* as behind a member */

/* Blocks expanded by many threads (apart.c), and anything else that the codec has. */
struct io_dec *sn_io_apart_new(enum sn_codec codec);
bool sn_io_apart_holds(const struct io_dec *c); /* run has something to give without more input */
void sn_io_apart_skip(struct io_dec *c, const struct io_skip *skip);
void sn_io_apart_on_block(struct io_dec *c, void (*fn)(void *ctx, const struct sn_block *b),
                          void *ctx);

/* The same decoder, in the middle of a stream or not, on a thread of its own, which works ahead of
 * who takes its output: ahead.c. `inner` must outlive it. NULL without memory or threads. */
struct io_dec *sn_io_ahead_new(struct io_dec *inner);
bool sn_io_ahead_holds(struct io_dec *c); /* as sn_io_apart_holds */

/* A source of the stored bytes of a regular file from `at` up to `end`, or the file's end; they are
 * decompressed when they begin like a compressed file. The descriptor stays the caller's, and its
 * offset as it is. */
enum sn_err sn_io_src_range(struct sn_src **out, int fd, uint64_t at, uint64_t end,
                            const char *name, struct sn_diag *d) SN_MUST;

/* Whether it is known how many bytes are to come at most, as of bytes in memory. */
bool sn_io_src_left(const struct sn_src *s, size_t *left);

/* The length of the BGZF block that n bytes begin with, at least 1, when their number says it. */
enum { IO_NO_BLOCK, IO_PART };
size_t sn_io_bgzf_size(const uint8_t *p, size_t n);

/*
 * ---- blocks ----
 *
 * A block is compressed and expanded by itself: a gzip member, a zstd frame. The states are for one
 * thread at a time; blocks of any number of threads, one after the other, are a stream that every
 * tool reads. What a block becomes depends on its bytes, the codec and the level alone.
 */

struct sn_packer {
    bool (*run)(struct sn_packer *k, const uint8_t *in, size_t n, uint8_t *out, size_t cap,
                size_t *m);
    void (*free)(struct sn_packer *k);
};

/* NULL without memory, for a level that isn't the codec's (1 to 9; zstd 1 to 19), and for zstd when
 * built without it. */
struct sn_packer *sn_packer_new(enum sn_codec codec, int level);
void sn_packer_free(struct sn_packer *k);

/* The most that a block of n bytes becomes. */
size_t sn_pack_bound(size_t n);

/* Compresses n bytes, at most 1 GiB, to *m bytes at out. False: no memory, or cap is less than
 * sn_pack_bound(n) and too little. */
bool sn_pack(struct sn_packer *k, const void *in, size_t n, void *out, size_t cap, size_t *m);

/* What sn_unpack needs, kept from block to block; freed by its own `free`. NULL without memory, and
 * for zstd when built without it. */
struct io_dec *sn_unpacker_new(enum sn_codec codec);

/* Expands all of n bytes, blocks one after the other, to *m bytes, which are good also on failure.
 * SN_EFORMAT and SN_ETRUNC as a source gives them, with the offset in `in`; SN_ERANGE when more
 * than cap bytes would come out. */
enum sn_err sn_unpack(struct io_dec *u, const void *in, size_t n, void *out, size_t cap, size_t *m,
                      struct sn_diag *d) SN_MUST;

#define BGZF_HEADER 18
#define BGZF_MOST   ((size_t)0xff00) /* bytes in a member: stored they still fit 64 KiB */
struct sn_packer *sn_io_gzip_new(int level);
struct sn_packer *sn_io_zstd_new(int level);

/* ---- raw deflate ---- */

struct io_inflate;

enum io_inflated { IO_MORE, IO_END, IO_BAD };

struct io_inflate *sn_io_inflate_new(void);
void sn_io_inflate_reset(struct io_inflate *z);
enum io_inflated sn_io_inflate_run(struct io_inflate *z, struct io_in *in, uint8_t *out, size_t cap,
                                   size_t *n);
void sn_io_inflate_free(struct io_inflate *z);

/* All of n bytes, one deflate stream, to exactly `made` bytes. False: they aren't that, or it was
 * built without libdeflate. */
struct io_whole;

struct io_whole *sn_io_whole_new(void); /* NULL also without libdeflate */
bool sn_io_whole_run(struct io_whole *z, const uint8_t *p, size_t n, uint8_t *out, size_t made);
void sn_io_whole_free(struct io_whole *z);

struct io_deflate;

struct io_deflate *sn_io_deflate_new(int level);
/* All of n bytes as one deflate stream; false: it doesn't fit into cap bytes. */
bool sn_io_deflate_run(struct io_deflate *z, const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                       size_t *made);
void sn_io_deflate_free(struct io_deflate *z);

/* Whether compressing n bytes, which come from networks, would gain a twentieth at most. */
bool sn_io_is_random(const uint8_t *p, size_t n);

/* The gzip check sum of n more bytes; begin with 0. */
uint32_t sn_io_crc32(uint32_t crc, const uint8_t *p, size_t n);

#endif
