/* Reading an index: checked as a whole before anything in it is believed. See index.h. */
#include "index/index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/codec.h"
#include "sn/rd.h"

#define WHOLE_AT_ONCE 4096 /* a file that isn't longer is read by one call */

const uint8_t sn_index_magic[8] = {0x89, 'S', 'N', 'I', '\r', '\n', 0x1a, '\n'};

bool sn_index_is_pcap(const uint8_t *p)
{
    static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d};

    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (sn_le32(p) == magics[i] || sn_be32(p) == magics[i])
            return true;
    return false;
}

static const uint8_t *span_at(const struct sn_index *x, uint32_t i)
{
    return x->p + INDEX_HEADER + (size_t)i * INDEX_SPAN;
}

struct sn_index_span sn_index_span(const struct sn_index *x, uint32_t i)
{
    const uint8_t *p = span_at(x, i);
    uint32_t flags = sn_le32(p + 60);

    return (struct sn_index_span){
        .at = sn_le64(p),
        .entry = sn_le64(p + 8),
        .skip = sn_le64(p + 16),
        .min = (int64_t)sn_le64(p + 24),
        .max = (int64_t)sn_le64(p + 32),
        .wire = sn_le64(p + 40),
        .packets = sn_le32(p + 48),
        .size = sn_le32(p + 52),
        .filter = sn_le32(p + 56) * INDEX_BLOCK,
        .open = (uint8_t)(flags & SPAN_OPEN),
        .always = flags & SPAN_ALWAYS,
    };
}

struct sn_index_span sn_index_tail(const struct sn_index *x)
{
    return (struct sn_index_span){.at = x->tail_at,
                                  .entry = x->tail_entry,
                                  .skip = x->tail_skip,
                                  .size = UINT64_MAX - x->tail_at};
}

const uint8_t *sn_index_filter(const struct sn_index *x, uint32_t i)
{
    return x->p + INDEX_HEADER + (size_t)x->nspans * INDEX_SPAN +
           (size_t)x->filter_at[i] * INDEX_BLOCK;
}

static void take_header(struct sn_index *x)
{
    const uint8_t *p = x->p;

    x->flags = sn_le32(p + 12);
    x->stored = sn_le64(p + 16);
    x->mtime = (int64_t)sn_le64(p + 24);
    x->tail_at = sn_le64(p + 32);
    x->tail_entry = sn_le64(p + 40);
    x->tail_skip = sn_le64(p + 48);
    x->head_crc = sn_le32(p + 56);
    x->tail_crc = sn_le32(p + 60);
    x->first = (int64_t)sn_le64(p + 64);
    x->min = (int64_t)sn_le64(p + 72);
    x->max = (int64_t)sn_le64(p + 80);
    x->packets = sn_le64(p + 88);
    x->wire = sn_le64(p + 96);
    x->lead = sn_le64(p + 104);
    x->nspans = sn_le32(p + 112);
    x->codec = sn_le32(p + 116);
    x->lead_bytes = x->lead == INDEX_LEAD && sn_index_is_pcap(p + 128) ? p + 128 : NULL;
    x->largest = sn_le32(p + 152);
}

static enum sn_err wrong(struct sn_diag *d, uint64_t at, const char *what)
{
    return sn_fail_at(d, SN_EFORMAT, at, "the index is damaged: %s", what);
}

static enum sn_err check_header(struct sn_index *x, uint64_t have, struct sn_diag *d)
{
    if (have < 12 || memcmp(x->p, sn_index_magic, sizeof sn_index_magic) != 0)
        return sn_fail_at(d, SN_EFORMAT, 0, "not an index");
    if (sn_le32(x->p + 8) != INDEX_VERSION)
        return sn_fail_at(d, SN_EFORMAT, 8, "an index of version %u, and this program knows %u",
                          sn_le32(x->p + 8), INDEX_VERSION);
    if (x->size < INDEX_HEADER + 4 || have < INDEX_HEADER)
        return wrong(d, x->size, "it is cut short");
    if (sn_io_crc32(0, x->p, INDEX_HEADER - 4) != sn_le32(x->p + INDEX_HEADER - 4))
        return wrong(d, INDEX_HEADER - 4, "its header's check sum is wrong");
    take_header(x);
    if (x->nspans > (x->size - INDEX_HEADER) / INDEX_SPAN || x->codec > 1 + SN_CODEC_LZ4)
        return wrong(d, 112, "it has more spans than it is long");
    if (x->tail_at < x->lead ||
        (x->codec && (x->tail_skip > x->tail_at || x->tail_entry > x->stored)))
        return wrong(d, 32, "its end can't be there");
    return SN_OK;
}

/* Where compressed bytes are entered only grows, and a span begins where the one before ended. */
static enum sn_err check_spans(struct sn_index *x, struct sn_diag *d)
{
    uint64_t at = x->lead, entry = 0, left, blocks = 0;

    left = (x->size - INDEX_HEADER - 4 - (uint64_t)x->nspans * INDEX_SPAN) / INDEX_BLOCK;
    for (uint32_t i = 0; i <= x->nspans; i++) {
        struct sn_index_span s = i < x->nspans ? sn_index_span(x, i) : sn_index_tail(x);
        uint64_t byte = INDEX_HEADER + (uint64_t)i * INDEX_SPAN;

        if (s.at != at || s.size > UINT64_MAX - s.at)
            return wrong(d, byte, "a span is not behind the one before");
        if (x->codec && (s.skip > s.at || s.entry < entry || s.entry > x->stored))
            return wrong(d, byte + 8, "a span's block can't be there");
        if (i == x->nspans)
            break;
        x->filter_at[i] = (uint32_t)blocks;
        blocks += s.filter / INDEX_BLOCK;
        if (blocks > left || s.filter / INDEX_BLOCK != sn_le32(span_at(x, i) + 56))
            return wrong(d, byte + 56, "a filter is longer than what is there");
        at += s.size;
        entry = s.entry;
    }
    if (x->size != INDEX_HEADER + (uint64_t)x->nspans * INDEX_SPAN + blocks * INDEX_BLOCK + 4)
        return wrong(d, x->size, "its length is wrong");
    return SN_OK;
}

/* Reads the file's bytes from *have up to `want`; *have is less at its end. */
static enum sn_err read_to(int fd, uint8_t *p, uint64_t *have, uint64_t want, struct sn_diag *d)
{
    while (*have < want) {
        ssize_t k = pread(fd, p + *have, (size_t)(want - *have), (off_t)*have);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return sn_fail_sys(d, errno, "can't be read");
        if (!k)
            break;
        *have += (uint64_t)k;
    }
    return SN_OK;
}

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory for the index");
}

static enum sn_err read_header(struct sn_index *x, int fd, struct sn_diag *d)
{
    struct stat st;
    uint64_t first;
    enum sn_err e;

    if (fstat(fd, &st) != 0)
        return sn_fail_sys(d, errno, "can't be looked at");
    if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > INDEX_MOST)
        return sn_fail_at(d, SN_EFORMAT, 0, "not an index");
    x->size = (uint64_t)st.st_size;
    first = x->size <= WHOLE_AT_ONCE ? x->size : INDEX_HEADER;
    x->p = malloc(first < INDEX_HEADER ? INDEX_HEADER : (size_t)first);
    if (!x->p)
        return no_memory(d);
    e = read_to(fd, x->p, &x->have, first, d);
    return e ? e : check_header(x, x->have, d);
}

enum sn_err sn_index_open(struct sn_index **out, int fd, struct sn_diag *d)
{
    struct sn_index *x = calloc(1, sizeof *x);
    enum sn_err e = x ? read_header(x, fd, d) : no_memory(d);

    *out = e ? NULL : x;
    if (e)
        sn_index_free(x);
    return e;
}

enum sn_err sn_index_load(struct sn_index *x, int fd, struct sn_diag *d)
{
    uint8_t *p;
    enum sn_err e;

    if (x->loaded)
        return SN_OK;
    p = realloc(x->p, (size_t)x->size);
    if (!p)
        return no_memory(d);
    x->p = p;
    take_header(x);
    e = read_to(fd, p, &x->have, x->size, d);
    if (e)
        return e;
    if (x->have < x->size)
        return wrong(d, x->have, "it is cut short");
    if (sn_io_crc32(0, p, (size_t)x->size - 4) != sn_le32(p + x->size - 4))
        return wrong(d, x->size - 4, "its check sum is wrong");
    if (!x->filter_at)
        x->filter_at = calloc(x->nspans + 1u, sizeof *x->filter_at);
    e = x->filter_at ? check_spans(x, d) : no_memory(d);
    x->loaded = !e;
    return e;
}

enum sn_err sn_index_read(struct sn_index **out, int fd, struct sn_diag *d)
{
    enum sn_err e = sn_index_open(out, fd, d);

    if (!e && (e = sn_index_load(*out, fd, d)) != SN_OK) {
        sn_index_free(*out);
        *out = NULL;
    }
    return e;
}

enum sn_err sn_index_fits(const struct sn_index *x, int fd, struct sn_diag *d)
{
    uint32_t head = 0, tail = 0;
    struct stat st;
    enum sn_err e;

    if (fstat(fd, &st) != 0)
        return sn_fail_sys(d, errno, "can't be looked at");
    if ((uint64_t)st.st_size < x->stored)
        return sn_fail(d, SN_EFORMAT, "the capture is shorter than when the index was made");
    if ((uint64_t)st.st_size == x->stored &&
        x->mtime != (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec)
        return sn_fail(d, SN_EFORMAT, "the capture was changed since the index was made");
    e = sn_index_sample(fd, x->stored, &head, &tail, d);
    if (!e && (head != x->head_crc || tail != x->tail_crc))
        e = sn_fail(d, SN_EFORMAT, "it is the index of another capture");
    return e;
}

struct sn_index_facts sn_index_facts(const struct sn_index *x)
{
    static const char *const codecs[] = {NULL, "gzip", "zstd", "xz", "lz4"};

    return (struct sn_index_facts){
        .stored = x->stored,
        .bytes = x->tail_at,
        .packets = x->packets,
        .wire = x->wire,
        .first = x->first,
        .min = x->min,
        .max = x->max,
        .size = x->size,
        .spans = x->nspans,
        .sorted = x->flags & INDEX_SORTED,
        .whole = !(x->flags & INDEX_OPEN_END),
        .largest = x->largest,
        .header = x->lead_bytes,
        .codec = codecs[x->codec],
    };
}

void sn_index_free(struct sn_index *x)
{
    if (!x)
        return;
    free(x->filter_at);
    free(x->p);
    free(x);
}
