/* What the library was built with: see sn/sn.h. */
#include <zlib.h>

#include "sn/sn.h"

static const char *const features[] = {
#ifdef HAVE_ISAL
    "ISA-L",
#endif
#ifdef HAVE_DEFLATE
    "libdeflate",
#endif
#ifdef HAVE_CRYPTO
    "libcrypto",
#endif
#ifdef HAVE_ZSTD
    "zstd",
#endif
#ifdef HAVE_NGHTTP2
    "nghttp2",
#endif
#ifdef HAVE_LZMA
    "xz",
#endif
#ifdef HAVE_LZ4
    "lz4",
#endif
    NULL};

void sn_put_version(struct sn_buf *b)
{
    sn_put_f(b, "%s (zlib %s", SN_VERSION, zlibVersion());
    for (const char *const *f = features; *f; f++)
        sn_put_f(b, ", %s", *f);
    sn_put_c(b, ')');
}
