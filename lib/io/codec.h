/*
 * Compression, as sources and sinks see it.
 *
 * A decoder turns compressed input, which comes in pieces, into bytes; a compressor does the
 * opposite. Raw deflate streams come in
 * two makes behind one interface each (zlib, or ISA-L under HAVE_ISAL), so that headers, check
 * sums, errors and offsets are the same with both.
 */
#ifndef IO_CODEC_H
#define IO_CODEC_H

#include "sn/err.h"

/* Compressed input: [p, end) are there, `off` is p's place in the stream, `eof` says that nothing
 * follows end. A decoder moves p forward, and has taken all before it is given more. */

struct io_in {
    const uint8_t *p, *end;
    uint64_t off;
    bool eof;
};

struct io_dec {
    /* Takes input and makes up to cap bytes, *n says how many. SN_OK: the input is used up or cap
     * is reached; SN_EOF: a clean end. On failure *n bytes are good all the same. */
    enum sn_err (*run)(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                       struct sn_diag *d);
    void (*free)(struct io_dec *c);
};

struct io_dec *io_gunzip_new(void);
struct io_dec *io_unzstd_new(void); /* NULL also when built without zstd */

enum io_flush { IO_NO_FLUSH, IO_SYNC, IO_FINISH };
enum io_ran { IO_DONE, IO_AGAIN, IO_FAILED };

#define IO_TAIL 16

struct io_comp {
    /* Compresses what is left of [*p, *p + *n), moving both, into out; *made bytes came out.
     * IO_AGAIN: there is more to come, call again with more room. */
    enum io_ran (*run)(struct io_comp *c, const uint8_t **p, size_t *n, enum io_flush f,
                       uint8_t *out, size_t cap, size_t *made);
    /* The bytes that would end the stream right behind an IO_SYNC; returns how many. */
    size_t (*tail)(const struct io_comp *c, uint8_t tail[IO_TAIL]);
    void (*free)(struct io_comp *c);
};

struct io_comp *io_gzip_new(int level);
struct io_comp *io_zstd_new(int level);

/* ---- raw deflate ---- */

struct io_inflate;

enum io_inflated { IO_MORE, IO_END, IO_BAD };

struct io_inflate *io_inflate_new(void);
void io_inflate_reset(struct io_inflate *z);
enum io_inflated io_inflate_run(struct io_inflate *z, struct io_in *in, uint8_t *out, size_t cap,
                                size_t *n);
void io_inflate_free(struct io_inflate *z);

struct io_deflate;

struct io_deflate *io_deflate_new(int level);
/* Compresses what is left of [*p, *p + *n), moving both, into out; *made bytes came out. True when
 * there is more to come: call again with more room. */
bool io_deflate_run(struct io_deflate *z, const uint8_t **p, size_t *n, enum io_flush f,
                    uint8_t *out, size_t cap, size_t *made);
void io_deflate_free(struct io_deflate *z);

/* The gzip check sum of n more bytes; begin with 0. */
uint32_t io_crc32(uint32_t crc, const uint8_t *p, size_t n);

#endif
