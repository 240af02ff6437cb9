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
        u->full = to.pos == cap;
    }
    *n = to.pos;
    if (*n || !in->eof || in->p < in->end)
        return SN_OK;
    if (!u->want)
        return SN_EOF;
    return sn_fail_at(d, SN_ETRUNC, in->off, "cut short: the zstd data goes on behind this end");
}

static void unzstd_free(struct io_dec *c)
{
    ZSTD_freeDStream(((struct unzstd *)c)->z);
    free(c);
}

struct io_dec *io_unzstd_new(void)
{
    struct unzstd *u = calloc(1, sizeof *u);

    if (!u)
        return NULL;
    u->dec = (struct io_dec){.run = unzstd_run, .free = unzstd_free};
    u->z = ZSTD_createDStream();
    if (!u->z) {
        free(u);
        return NULL;
    }
    return &u->dec;
}

struct zstd {
    struct io_comp comp;
    ZSTD_CStream *z;
};

static enum io_ran zstd_run(struct io_comp *c, const uint8_t **p, size_t *n, enum io_flush f,
                            uint8_t *out, size_t cap, size_t *made)
{
    static const ZSTD_EndDirective how[] = {
        [IO_NO_FLUSH] = ZSTD_e_continue, [IO_SYNC] = ZSTD_e_flush, [IO_FINISH] = ZSTD_e_end};
    ZSTD_inBuffer from = {*p, *n, 0};
    ZSTD_outBuffer to = {out, cap, 0};
    size_t e = ZSTD_compressStream2(((struct zstd *)c)->z, &to, &from, how[f]);

    *p += from.pos;
    *n -= from.pos;
    *made = to.pos;
    if (ZSTD_isError(e))
        return IO_FAILED;
    return *n || (f != IO_NO_FLUSH && e) ? IO_AGAIN : IO_DONE;
}

/* An empty last block: frames carry no check sum. */
static size_t zstd_tail(const struct io_comp *c, uint8_t t[IO_TAIL])
{
    (void)c;
    t[0] = 1;
    t[1] = t[2] = 0;
    return 3;
}

static void zstd_free(struct io_comp *c)
{
    ZSTD_freeCStream(((struct zstd *)c)->z);
    free(c);
}

struct io_comp *io_zstd_new(int level)
{
    struct zstd *z = calloc(1, sizeof *z);

    if (!z)
        return NULL;
    z->comp = (struct io_comp){.run = zstd_run, .tail = zstd_tail, .free = zstd_free};
    z->z = ZSTD_createCStream();
    if (!z->z || ZSTD_isError(ZSTD_CCtx_setParameter(z->z, ZSTD_c_compressionLevel, level))) {
        zstd_free(&z->comp);
        return NULL;
    }
    return &z->comp;
}

#else

struct io_dec *io_unzstd_new(void)
{
    return NULL;
}

struct io_comp *io_zstd_new(int level)
{
    (void)level;
    return NULL;
}
#endif
