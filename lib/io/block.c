/* Blocks compressed and expanded by themselves: see codec.h. */
#include "io/codec.h"

struct sn_packer *sn_packer_new(enum sn_codec codec, int level)
{
    if (codec > SN_CODEC_ZSTD || level < 1 || level > (codec == SN_CODEC_GZIP ? 9 : 19))
        return NULL;
    return codec == SN_CODEC_GZIP ? sn_io_gzip_new(level) : sn_io_zstd_new(level);
}

void sn_packer_free(struct sn_packer *k)
{
    if (k)
        k->free(k);
}

/* More than deflate's stored blocks and zstd's raw ones take, heads and ends included. */
size_t sn_pack_bound(size_t n)
{
    return n + n / 256 + 128;
}

bool sn_pack(struct sn_packer *k, const void *in, size_t n, void *out, size_t cap, size_t *m)
{
    return k->run(k, in, n, out, cap, m);
}

struct io_dec *sn_unpacker_new(enum sn_codec codec)
{
    switch (codec) {
    case SN_CODEC_GZIP:
        return sn_io_gunzip_new();
    case SN_CODEC_ZSTD:
        return sn_io_unzstd_new();
    case SN_CODEC_XZ:
        return sn_io_unxz_new();
    default:
        return sn_io_unlz4_new();
    }
}

enum sn_err sn_unpack(struct io_dec *u, const void *in, size_t n, void *out, size_t cap, size_t *m,
                      struct sn_diag *d)
{
    struct io_in from = {.p = in, .end = n ? (const uint8_t *)in + n : in, .eof = true};
    enum sn_err e = SN_OK;
    uint8_t more;
    size_t k, size;

    u->reset(u);
    for (*m = 0; u->whole && u->whole(u, from.p, (size_t)(from.end - from.p), &size,
                                      (uint8_t *)out + *m, cap - *m, &k);
         *m += k) {
        from.p += size;
        from.off += size;
    }
    if (from.off && from.p == from.end)
        return SN_OK;
    if (from.off)
        sn_io_gunzip_go_on(u);
    for (; !e && *m < cap; *m += k)
        e = u->run(u, &from, (uint8_t *)out + *m, cap - *m, &k, d);
    if (!e)
        e = u->run(u, &from, &more, 1, &k, d);
    if (!e)
        return sn_fail(d, SN_ERANGE, "more than %zu bytes come out of the block", cap);
    return e == SN_EOF ? SN_OK : e;
}
