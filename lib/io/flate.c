/*
 * Raw deflate by zlib, or by ISA-L, which is several times faster; libdeflate, which knows whole
 * streams only, is faster still. See codec.h.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/codec.h"

#define LARGEST ((size_t)1 << 30)

#ifdef HAVE_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

/*
 * When ISA-L meets damage its fast loop has counted bytes that it didn't write. Such a call is made
 * again from a copy of the state, input byte by input byte, which keeps to the careful loop.
 */
struct io_inflate {
    struct inflate_state s, before;
    bool bad; /* the last call met damage; decoded bytes may be left in the state's own buffer */
};

struct io_inflate *sn_io_inflate_new(void)
{
    struct io_inflate *z = malloc(sizeof *z);

    if (z) {
        isal_inflate_init(&z->s);
        z->bad = false;
    }
    return z;
}

void sn_io_inflate_reset(struct io_inflate *z)
{
    isal_inflate_reset(&z->s);
    z->bad = false;
}

/* One call with `have` bytes of input. */
static int inflate_piece(struct inflate_state *s, struct io_in *in, size_t have, uint8_t *out,
                         size_t room, size_t *n)
{
    size_t left;
    int e;

    s->next_in = (uint8_t *)(uintptr_t)in->p;
    s->avail_in = (uint32_t)have;
    s->next_out = out;
    s->avail_out = (uint32_t)room;
    e = isal_inflate(s);
    *n = room - s->avail_out;
    left = (int32_t)s->avail_in > 0 ? s->avail_in : 0; /* it may run over the end into damage */
    in->p += have - left;
    in->off += have - left;
    return e;
}

static bool ended(const struct io_inflate *z)
{
    return z->s.block_state == ISAL_BLOCK_FINISH;
}

/* The stream's end: whole bytes that were read ahead of it are given back. */
static enum io_inflated finish(struct io_inflate *z, struct io_in *in)
{
    in->p -= z->s.read_in_length / 8;
    in->off -= (uint64_t)z->s.read_in_length / 8;
    z->s.read_in_length = 0;
    return IO_END;
}

/* Decoded bytes that wait in front of the damage. */
static enum io_inflated rescue(struct io_inflate *z, uint8_t *out, size_t room, size_t *n)
{
    struct inflate_state *s = &z->s;
    size_t k = (size_t)(s->tmp_out_valid - s->tmp_out_processed);

    k = k < room ? k : room;
    memcpy(out, s->tmp_out_buffer + s->tmp_out_processed, k);
    s->tmp_out_processed += (int32_t)k;
    *n = k;
    return s->tmp_out_processed < s->tmp_out_valid ? IO_MORE : IO_BAD;
}

static enum io_inflated carefully(struct io_inflate *z, struct io_in *in, uint8_t *out, size_t room,
                                  size_t *n)
{
    enum io_inflated how;
    size_t k;
    int e = 0;

    z->s = z->before;
    for (*n = 0; in->p < in->end && *n < room && e >= 0 && !ended(z); *n += k)
        e = inflate_piece(&z->s, in, 1, out + *n, room - *n, &k);
    z->bad = e < 0;
    if (!z->bad)
        return ended(z) ? finish(z, in) : IO_MORE;
    how = rescue(z, out + *n, room - *n, &k);
    *n += k;
    return how;
}

enum io_inflated sn_io_inflate_run(struct io_inflate *z, struct io_in *in, uint8_t *out, size_t cap,
                                   size_t *n)
{
    size_t room = cap < 1u << 30 ? cap : 1u << 30;
    struct io_in was = *in;

    if (z->bad)
        return rescue(z, out, room, n);
    z->before = z->s;
    if (inflate_piece(&z->s, in, (size_t)(in->end - in->p), out, room, n) < 0) {
        *in = was;
        return carefully(z, in, out, room, n);
    }
    return ended(z) ? finish(z, in) : IO_MORE;
}

void sn_io_inflate_free(struct io_inflate *z)
{
    free(z);
}

uint32_t sn_io_crc32(uint32_t crc, const uint8_t *p, size_t n)
{
    return crc32_gzip_refl(crc, p, n);
}

#else

struct io_inflate {
    z_stream s;
};

struct io_inflate *sn_io_inflate_new(void)
{
    struct io_inflate *z = calloc(1, sizeof *z);

    if (z && inflateInit2(&z->s, -15) != Z_OK) {
        free(z);
        return NULL;
    }
    return z;
}

void sn_io_inflate_reset(struct io_inflate *z)
{
    inflateReset(&z->s);
}

enum io_inflated sn_io_inflate_run(struct io_inflate *z, struct io_in *in, uint8_t *out, size_t cap,
                                   size_t *n)
{
    size_t had = (size_t)(in->end - in->p), room = cap < 1u << 30 ? cap : 1u << 30;
    int e;

    z->s.next_in = (uint8_t *)(uintptr_t)in->p;
    z->s.avail_in = (uInt)had;
    z->s.next_out = out;
    z->s.avail_out = (uInt)room;
    e = inflate(&z->s, Z_NO_FLUSH);
    *n = room - z->s.avail_out;
    in->p += had - z->s.avail_in;
    in->off += had - z->s.avail_in;
    if (e == Z_STREAM_END)
        return IO_END;
    return e == Z_OK || e == Z_BUF_ERROR ? IO_MORE : IO_BAD;
}

void sn_io_inflate_free(struct io_inflate *z)
{
    if (z)
        inflateEnd(&z->s);
    free(z);
}

uint32_t sn_io_crc32(uint32_t crc, const uint8_t *p, size_t n)
{
    return n ? (uint32_t)crc32_z(crc, p, n) : crc; /* it resets for a null pointer */
}
#endif

/* ---- whole streams ---- */

#ifdef HAVE_DEFLATE
#include <libdeflate.h>

struct io_whole *sn_io_whole_new(void)
{
    return (struct io_whole *)libdeflate_alloc_decompressor();
}

bool sn_io_whole_run(struct io_whole *z, const uint8_t *p, size_t n, uint8_t *out, size_t made)
{
    size_t taken;

    return libdeflate_deflate_decompress_ex((struct libdeflate_decompressor *)z, p, n, out, made,
                                            &taken, NULL) == LIBDEFLATE_SUCCESS &&
           taken == n;
}

void sn_io_whole_free(struct io_whole *z)
{
    if (z)
        libdeflate_free_decompressor((struct libdeflate_decompressor *)z);
}
#else
struct io_whole *sn_io_whole_new(void)
{
    return NULL;
}

bool sn_io_whole_run(struct io_whole *z, const uint8_t *p, size_t n, uint8_t *out, size_t made)
{
    (void)z, (void)p, (void)n, (void)out, (void)made;
    return false;
}

void sn_io_whole_free(struct io_whole *z)
{
    (void)z;
}
#endif

/* Compression: ISA-L knows levels 1 to 3; beyond, zlib squeezes more. */
struct io_deflate {
#ifdef HAVE_ISAL
    struct isal_zstream *isal;
    uint8_t *level_buf;
#endif
    z_stream s;
};

#ifdef HAVE_ISAL
static bool isal_new(struct io_deflate *z, int level)
{
    static const uint32_t sizes[] = {0, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT,
                                     ISAL_DEF_LVL3_DEFAULT};

    z->isal = aligned_alloc(64, (sizeof *z->isal + 63) / 64 * 64);
    z->level_buf = malloc(sizes[level]);
    if (!z->isal || !z->level_buf)
        return false;
    isal_deflate_init(z->isal);
    z->isal->level = (uint32_t)level;
    z->isal->level_buf = z->level_buf;
    z->isal->level_buf_size = sizes[level];
    return true;
}

static bool isal_run(struct isal_zstream *s, const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                     size_t *made)
{
    isal_deflate_reset(s);
    s->next_in = (uint8_t *)(uintptr_t)p;
    s->avail_in = (uint32_t)n;
    s->next_out = out;
    s->avail_out = (uint32_t)cap;
    s->flush = NO_FLUSH;
    s->end_of_stream = 1;
    isal_deflate(s);
    *made = cap - s->avail_out;
    return s->internal_state.state == ZSTATE_END;
}
#endif

struct io_deflate *sn_io_deflate_new(int level)
{
    struct io_deflate *z = calloc(1, sizeof *z);
    bool ok;

    if (!z)
        return NULL;
#ifdef HAVE_ISAL
    if (level <= ISAL_DEF_MAX_LEVEL)
        ok = isal_new(z, level);
    else
#endif
        ok = deflateInit2(&z->s, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!ok) {
        sn_io_deflate_free(z);
        return NULL;
    }
    return z;
}

bool sn_io_deflate_run(struct io_deflate *z, const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                       size_t *made)
{
    if (n > LARGEST || cap > 2 * LARGEST)
        return false;
#ifdef HAVE_ISAL
    if (z->isal)
        return isal_run(z->isal, p, n, out, cap, made);
#endif
    deflateReset(&z->s);
    z->s.next_in = (uint8_t *)(uintptr_t)p;
    z->s.avail_in = (uInt)n;
    z->s.next_out = out;
    z->s.avail_out = (uInt)cap;
    *made = deflate(&z->s, Z_FINISH) == Z_STREAM_END ? cap - z->s.avail_out : 0;
    return *made > 0;
}

void sn_io_deflate_free(struct io_deflate *z)
{
    if (!z)
        return;
#ifdef HAVE_ISAL
    free(z->isal);
    free(z->level_buf);
#endif
    if (z->s.state)
        deflateEnd(&z->s);
    free(z);
}
