/* How an output is to be compressed, as people say it: "gzip:6", or by the name of the file. */
#include <stdlib.h>
#include <string.h>

#include "sn/io.h"

static const struct codec {
    const char *name, *suffix;
    int most;
} codecs[] = {[SN_CODEC_GZIP] = {"gzip", ".gz", 9}, [SN_CODEC_ZSTD] = {"zstd", ".zst", 19}};
#define NCODECS (sizeof codecs / sizeof *codecs)

static bool level(const char *s, int most, int *to)
{
    char *end;
    long v = *s >= '0' && *s <= '9' ? strtol(s, &end, 10) : 0;

    if (v < 1 || v > most || *end)
        return false;
    *to = (int)v;
    return true;
}

enum sn_err sn_compress_parse(struct sn_compress *c, const char *s, struct sn_diag *d)
{
    for (size_t i = 0; i < NCODECS; i++) {
        size_t n = strlen(codecs[i].name);

        if (strncmp(s, codecs[i].name, n) != 0 || (s[n] && s[n] != ':'))
            continue;
        *c = (struct sn_compress){.on = true, .codec = (enum sn_codec)i, .level = 1};
        if (s[n] && !level(s + n + 1, codecs[i].most, &c->level))
            return sn_fail(d, SN_EUSAGE, "%s has levels 1 to %d, not '%s'", codecs[i].name,
                           codecs[i].most, s + n + 1);
        return SN_OK;
    }
    return sn_fail(d, SN_EUSAGE,
                   "--compress takes gzip or zstd, with a level as in gzip:6, not '%s'", s);
}

struct sn_compress sn_compress_by_name(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < NCODECS; i++)
        if (strcmp(dot, codecs[i].suffix) == 0)
            return (struct sn_compress){.on = true, .codec = (enum sn_codec)i, .level = 1};
    return (struct sn_compress){.on = false};
}

enum sn_err sn_sink_compress_as(struct sn_sink **s, const struct sn_compress *c, struct sn_diag *d)
{
    return c->on ? sn_sink_compress(s, *s, c->codec, c->level, 0, d) : SN_OK;
}
