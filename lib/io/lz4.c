/* lz4 (its frame format, https://github.com/lz4/lz4, doc/lz4_Frame_format.md), read where the
 * library is there. */
#include <stdlib.h>

#include "io/codec.h"

#ifdef HAVE_LZ4
#include <lz4frame.h>

struct unlz4 {
    struct io_dec dec;
    LZ4F_dctx *z;
    bool full, inside; /* the output was full, and more may wait; a frame was begun */
};

static enum sn_err unlz4_run(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap,
                             size_t *n, struct sn_diag *d)
{
    struct unlz4 *u = (struct unlz4 *)c;

    for (*n = 0; *n < cap && (in->p < in->end || u->full);) {
        size_t used = (size_t)(in->end - in->p), made = cap - *n, want;

        want = LZ4F_decompress(u->z, out + *n, &made, in->p, &used, NULL);
        if (LZ4F_isError(want))
            return sn_fail_at(d, SN_EFORMAT, in->off, "damaged lz4 data: %s",
                              LZ4F_getErrorName(want));
        u->full = made && made == cap - *n;
        u->inside = want;
        *n += made;
        in->p += used;
        in->off += used;
        if (!made && !used)
            break;
    }
    if (*n || !in->eof || in->p < in->end)
        return SN_OK;
    if (!u->inside)
        return SN_EOF;
    return sn_fail_at(d, SN_ETRUNC, in->off, "cut short: the lz4 data goes on behind this end");
}

static void unlz4_reset(struct io_dec *c)
{
    struct unlz4 *u = (struct unlz4 *)c;

    LZ4F_resetDecompressionContext(u->z);
    u->full = u->inside = false;
}

static void unlz4_free(struct io_dec *c)
{
    (void)LZ4F_freeDecompressionContext(((struct unlz4 *)c)->z);
    free(c);
}

struct io_dec *sn_io_unlz4_new(void)
{
    struct unlz4 *u = calloc(1, sizeof *u);

    if (!u)
        return NULL;
    u->dec = (struct io_dec){.run = unlz4_run, .reset = unlz4_reset, .free = unlz4_free};
    if (!LZ4F_isError(LZ4F_createDecompressionContext(&u->z, LZ4F_VERSION)))
        return &u->dec;
    free(u);
    return NULL;
}

#else

struct io_dec *sn_io_unlz4_new(void)
{
    return NULL;
}
#endif
