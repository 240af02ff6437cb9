/* Zstandard (RFC 8878), read and written, where the library is there. */
#include <stdlib.h>

#include "io/codec.h"

#ifdef HAVE_ZSTD
#include <zstd.h>

#define FIRST 5 /* bytes that begin a frame */

/*
 * A call that meets damage loses what it decoded before, and a call that sees a whole frame decodes
 * it in one go. So the library is given no more at a time than it asks for (a block), and nothing
 * while output waits.
 */
struct unzstd {
    struct io_dec dec;
    ZSTD_DStream *z;
    size_t want; /* the input it asks for next; 0: a frame has ended */
    bool full;   /* the output was; more may wait */
};

static enum sn_err unzstd_run(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap,
                              size_t *n, struct sn_diag *d)
{
    struct unzstd *u = (struct unzstd *)c;
    ZSTD_outBuffer to = {out, cap, 0};
    bool moves = true;

    while (moves && to.pos < cap && (in->p < in->end || u->full)) {
        size_t left = u->full ? 0 : (size_t)(in->end - in->p), e;
        size_t want = u->want ? u->want : FIRST;
        ZSTD_inBuffer from = {in->p, left < want ? left : want, 0};

        e = ZSTD_decompressStream(u->z, &to, &from);
        *n = to.pos;
        if (ZSTD_isError(e))
            return sn_fail_at(d, SN_EFORMAT, in->off, "damaged zstd data: %s",
                              ZSTD_getErrorName(e));
        in->p += from.pos;
        in->off += from.pos;
        u->want = e;
        moves = from.pos || u->full;
        u->full = e && to.pos == cap; /* 0: all of the frame has come out */
    }
    *n = to.pos;
    if (*n || !in->eof || in->p < in->end)
        return SN_OK;
    if (!u->want)
        return SN_EOF;
    return sn_fail_at(d, SN_ETRUNC, in->off, "cut short: the zstd data goes on behind this end");
}

static void unzstd_reset(struct io_dec *c)
{
    struct unzstd *u = (struct unzstd *)c;

    ZSTD_DCtx_reset(u->z, ZSTD_reset_session_only);
    u->want = 0;
    u->full = false;
}

static void unzstd_free(struct io_dec *c)
{
    ZSTD_freeDStream(((struct unzstd *)c)->z);
    free(c);
}

struct io_dec *sn_io_unzstd_new(void)
{
    struct unzstd *u = calloc(1, sizeof *u);

    if (!u)
        return NULL;
    u->dec = (struct io_dec){.run = unzstd_run, .reset = unzstd_reset, .free = unzstd_free};
    u->z = ZSTD_createDStream();
    if (!u->z) {
        free(u);
        return NULL;
    }
    return &u->dec;
}

struct zstd {
    struct sn_packer packer;
    ZSTD_CCtx *z;
};

static bool zstd_run(struct sn_packer *k, const uint8_t *in, size_t n, uint8_t *out, size_t cap,
                     size_t *m)
{
    *m = ZSTD_compress2(((struct zstd *)k)->z, out, cap, in, n);
    return !ZSTD_isError(*m);
}

static void zstd_free(struct sn_packer *k)
{
    ZSTD_freeCCtx(((struct zstd *)k)->z);
    free(k);
}

struct sn_packer *sn_io_zstd_new(int level)
{
    struct zstd *z = calloc(1, sizeof *z);

    if (!z)
        return NULL;
    z->packer = (struct sn_packer){.run = zstd_run, .free = zstd_free};
    z->z = ZSTD_createCCtx();
    if (!z->z || ZSTD_isError(ZSTD_CCtx_setParameter(z->z, ZSTD_c_compressionLevel, level))) {
        zstd_free(&z->packer);
        return NULL;
    }
    return &z->packer;
}

#else

struct io_dec *sn_io_unzstd_new(void)
{
    return NULL;
}

struct sn_packer *sn_io_zstd_new(int level)
{
    (void)level;
    return NULL;
}
#endif
