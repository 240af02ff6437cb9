/* xz (https://tukaani.org/xz/xz-file-format.txt), read where the library is there. */
#include <stdlib.h>

#include "io/codec.h"

#ifdef HAVE_LZMA
#include <lzma.h>

#define MEMORY ((uint64_t)256 << 20) /* four times what xz -9 asks for */

struct unxz {
    struct io_dec dec;
    lzma_stream z;
    bool full, ended; /* the output was full, and more may wait; a clean end was seen */
};

static bool start(struct unxz *u)
{
    u->full = u->ended = false;
    return lzma_stream_decoder(&u->z, MEMORY, LZMA_CONCATENATED) == LZMA_OK;
}

static enum sn_err failed(lzma_ret r, const struct io_in *in, struct sn_diag *d)
{
    switch (r) {
    case LZMA_MEM_ERROR:
        return sn_fail(d, SN_ENOMEM, "no memory to decompress it");
    case LZMA_MEMLIMIT_ERROR:
        return sn_fail(d, SN_EUNSUPPORTED, "the xz data needs more than 256 MiB of memory");
    case LZMA_OPTIONS_ERROR:
        return sn_fail_at(d, SN_EUNSUPPORTED, in->off, "xz data of a kind that isn't known");
    default:
        return sn_fail_at(d, SN_EFORMAT, in->off, "damaged xz data");
    }
}

static enum sn_err unxz_run(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                            struct sn_diag *d)
{
    struct unxz *u = (struct unxz *)c;
    lzma_ret r = LZMA_OK;

    for (*n = 0;
         r == LZMA_OK && *n < cap && !u->ended && (in->p < in->end || in->eof || u->full);) {
        size_t had = (size_t)(in->end - in->p), used;

        u->z.next_in = in->p;
        u->z.avail_in = had;
        u->z.next_out = out + *n;
        u->z.avail_out = cap - *n;
        r = lzma_code(&u->z, in->eof ? LZMA_FINISH : LZMA_RUN);
        used = had - u->z.avail_in;
        in->p += used;
        in->off += used;
        *n = cap - u->z.avail_out;
        u->full = *n == cap;
        u->ended = r == LZMA_STREAM_END;
    }
    if (r != LZMA_OK && r != LZMA_STREAM_END && r != LZMA_BUF_ERROR)
        return failed(r, in, d);
    if (*n || !in->eof || in->p < in->end)
        return SN_OK;
    if (u->ended)
        return SN_EOF;
    return sn_fail_at(d, SN_ETRUNC, in->off, "cut short: the xz data goes on behind this end");
}

static void unxz_reset(struct io_dec *c)
{
    (void)start((struct unxz *)c);
}

static void unxz_free(struct io_dec *c)
{
    lzma_end(&((struct unxz *)c)->z);
    free(c);
}

struct io_dec *sn_io_unxz_new(void)
{
    struct unxz *u = calloc(1, sizeof *u);

    if (!u)
        return NULL;
    u->dec = (struct io_dec){.run = unxz_run, .reset = unxz_reset, .free = unxz_free};
    u->z = (lzma_stream)LZMA_STREAM_INIT;
    if (start(u))
        return &u->dec;
    unxz_free(&u->dec);
    return NULL;
}

#else

struct io_dec *sn_io_unxz_new(void)
{
    return NULL;
}
#endif
