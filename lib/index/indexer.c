/*
 * Making an index: see sn/index.h.
 *
 * Keys of the span at hand are gathered in a set for each class. When the span is full they become
 * its filter, of about 16 bits a key, but never more than a bound: then fewer bits, and at last the
 * largest classes are left open.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index.h"
#include "io/codec.h"
#include "sn/rd.h"

#define CLASS_MOST   4096u /* keys of a class in a span; more leave it open */
#define BITS_WANTED  16u   /* of a filter for each key, */
#define BITS_LEAST   9u
#define BOUND(size)  ((size)*9 / 2000) /* bytes of a filter for so many of packets: 0.45 % */
#define PCAP_RECORD  16u
#define FILTER_LEAST 4u /* blocks: a small capture may have them whatever its size */

/* Hashes; 0 is a free slot. */
struct key_set {
    uint64_t *slot;
    uint32_t n, cap;
};

struct sn_indexer {
    struct key_sink sink;
    struct key_set set[KEY_CLASSES];
    struct sn_index_span now; /* being filled; size 0: none */
    struct sn_buf spans, filters;
    uint32_t nspans, linktype;
    uint32_t largest; /* record, without pcap's record header */
    uint64_t lead, end, packets, wire;
    int64_t first, min, max, last;
    bool always;      /* there is a span that is always read */
    bool any, sorted; /* a packet was seen; none was earlier than the one before */
    struct sn_block *blocks;
    size_t nblocks, blocks_cap, at_block;
    bool failed; /* no memory */
};

/* ---- keys ---- */

static bool grow(struct key_set *s)
{
    uint32_t cap = s->cap ? 2 * s->cap : 256;
    uint64_t *slot = calloc(cap, sizeof *slot);

    if (!slot)
        return false;
    for (uint32_t i = 0; i < s->cap; i++) {
        uint32_t k = (uint32_t)s->slot[i] & (cap - 1);

        if (!s->slot[i])
            continue;
        while (slot[k])
            k = (k + 1) & (cap - 1);
        slot[k] = s->slot[i];
    }
    free(s->slot);
    s->slot = slot;
    s->cap = cap;
    return true;
}

static void add_key(struct key_sink *sink, enum key_kind kind, uint64_t h)
{
    struct sn_indexer *x = (struct sn_indexer *)sink;
    unsigned class = key_class[kind];
    struct key_set *s = &x->set[class];
    uint32_t i;

    if (x->now.open >> class & 1)
        return;
    if (s->n >= s->cap / 2 && !grow(s)) {
        x->failed = true;
        return;
    }
    for (i = (uint32_t)h & (s->cap - 1); s->slot[i]; i = (i + 1) & (s->cap - 1))
        if (s->slot[i] == h)
            return;
    if (s->n == CLASS_MOST) {
        x->now.open = (uint8_t)(x->now.open | 1u << class);
        return;
    }
    s->slot[i] = h;
    s->n++;
}

static uint32_t closed_keys(const struct sn_indexer *x)
{
    uint32_t n = 0;

    for (unsigned c = 0; c < KEY_CLASSES; c++)
        if (!(x->now.open >> c & 1))
            n += x->set[c].n;
    return n;
}

static unsigned largest_class(const struct sn_indexer *x)
{
    unsigned best = KEY_CLASSES;

    for (unsigned c = 0; c < KEY_CLASSES; c++)
        if (!(x->now.open >> c & 1) && (best == KEY_CLASSES || x->set[c].n > x->set[best].n))
            best = c;
    return best;
}

/* Leaves classes open until the rest fits; the filter's blocks. */
static uint32_t filter_size(struct sn_indexer *x)
{
    uint32_t most = (uint32_t)(BOUND(x->now.size) / INDEX_BLOCK), want, n;

    most = most < FILTER_LEAST ? FILTER_LEAST : most;
    while ((n = closed_keys(x)) * BITS_LEAST > most * INDEX_BLOCK * 8)
        x->now.open = (uint8_t)(x->now.open | 1u << largest_class(x));
    want = (n * BITS_WANTED + INDEX_BLOCK * 8 - 1) / (INDEX_BLOCK * 8);
    return want < most ? want : most;
}

/* ---- spans ---- */

static void put(struct sn_buf *b, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        sn_put_c(b, (char)(v >> 8 * i));
}

static void put_span(struct sn_indexer *x, uint32_t blocks)
{
    const struct sn_index_span *s = &x->now;
    struct sn_buf *b = &x->spans;

    put(b, s->at, 8);
    put(b, s->entry, 8);
    put(b, s->skip, 8);
    put(b, (uint64_t)s->min, 8);
    put(b, (uint64_t)s->max, 8);
    put(b, s->wire, 8);
    put(b, s->packets, 4);
    put(b, s->size, 4);
    put(b, blocks, 4);
    put(b, s->open | (s->always ? SPAN_ALWAYS : 0u), 4);
}

static void end_span(struct sn_indexer *x)
{
    uint32_t blocks;

    if (!x->now.size)
        return;
    blocks = filter_size(x);
    x->always |= x->now.always;
    put_span(x, blocks);
    if (blocks && sn_buf_room(&x->filters, (size_t)blocks * INDEX_BLOCK)) {
        uint8_t *f = (uint8_t *)x->filters.p;

        memset(f, 0, (size_t)blocks * INDEX_BLOCK);
        for (unsigned c = 0; c < KEY_CLASSES; c++)
            for (uint32_t i = 0; i < x->set[c].cap && !(x->now.open >> c & 1); i++)
                if (x->set[c].slot[i])
                    sn_index_filter_add(f, blocks, x->set[c].slot[i]);
        x->filters.p += (size_t)blocks * INDEX_BLOCK;
    }
    for (unsigned c = 0; c < KEY_CLASSES; c++) {
        if (x->set[c].n)
            memset(x->set[c].slot, 0, x->set[c].cap * sizeof *x->set[c].slot);
        x->set[c].n = 0;
    }
    x->failed |= x->spans.err || x->filters.err;
    x->nspans++;
    x->now.size = 0;
}

/* The span that a record belongs to. */
static struct sn_index_span *span_for(struct sn_indexer *x, uint64_t at, uint32_t size)
{
    struct sn_index_span *s = &x->now;

    if (!x->nspans && !s->size)
        x->lead = x->end = at;
    if (s->size && s->size + (at - x->end) + size > INDEX_SPAN_SIZE)
        end_span(x);
    if (!s->size)
        *s = (struct sn_index_span){.at = x->end, .min = INT64_MAX, .max = INT64_MIN};
    s->always |= at != x->end;
    s->size = at + size - s->at;
    x->end = at + size;
    return s;
}

void sn_indexer_other(struct sn_indexer *x, uint64_t at, uint32_t size)
{
    span_for(x, at, size)->always = true;
}

static void count_packet(struct sn_indexer *x, struct sn_index_span *s, const struct sn_pkt *p)
{
    if (!x->any) {
        x->first = x->last = x->min = x->max = p->ts;
        x->any = x->sorted = true;
    }
    x->sorted &= p->ts >= x->last;
    x->last = p->ts;
    x->min = p->ts < x->min ? p->ts : x->min;
    x->max = p->ts > x->max ? p->ts : x->max;
    s->min = p->ts < s->min ? p->ts : s->min;
    s->max = p->ts > s->max ? p->ts : s->max;
    s->packets++;
    s->wire += p->len;
    x->packets++;
    x->wire += p->len;
}

void sn_indexer_packet(struct sn_indexer *x, uint32_t linktype, const struct sn_pkt *p, uint64_t at,
                       uint32_t size)
{
    struct sn_index_span *s = span_for(x, at, size);

    if (size > PCAP_RECORD && size - PCAP_RECORD > x->largest)
        x->largest = size - PCAP_RECORD;
    /* What can't be filtered is an error that must not be skipped. */
    if (!x->any)
        x->linktype = linktype;
    s->always |= linktype != x->linktype;
    count_packet(x, s, p);
    if (!sn_index_keys(&x->sink, linktype, p->data, p->caplen, p->len))
        s->open = SPAN_OPEN;
}

void sn_indexer_batch(struct sn_indexer *x, const struct sn_reader *r, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];
        uint64_t at = b->offset + (uint64_t)(p->data - (p->meta ? 0 : p->rechdr) - b->buf);

        if (p->meta)
            sn_indexer_other(x, at, p->reclen);
        else
            sn_indexer_packet(x, sn_reader_iface(r, p->iface)->linktype, p, at, p->reclen);
    }
}

void sn_indexer_block(struct sn_indexer *x, const struct sn_block *b)
{
    if (!b->size)
        return;
    if (x->nblocks == x->blocks_cap) {
        size_t cap = x->blocks_cap ? 2 * x->blocks_cap : 64;
        struct sn_block *v = reallocarray(x->blocks, cap, sizeof *v);

        if (!v) {
            x->failed = true;
            return;
        }
        x->blocks = v;
        x->blocks_cap = cap;
    }
    x->blocks[x->nblocks++] = *b;
}

/* ---- the file ---- */

enum sn_err sn_index_sample(int fd, uint64_t size, uint32_t *head, uint32_t *tail,
                            struct sn_diag *d)
{
    uint8_t b[INDEX_SAMPLE];
    size_t n = size < sizeof b ? (size_t)size : sizeof b;
    ssize_t k = pread(fd, b, n, 0);

    if (k == (ssize_t)n) {
        *head = sn_io_crc32(0, b, n);
        k = pread(fd, b, n, (off_t)(size - n));
        *tail = sn_io_crc32(0, b, n);
    }
    if (k < 0)
        return sn_fail_sys(d, errno, "can't be read");
    return k == (ssize_t)n ? SN_OK : sn_fail(d, SN_EFORMAT, "it became shorter meanwhile");
}

/* Where to begin decompressing for the byte at `at`; at only grows from call to call. */
static void find_entry(struct sn_indexer *x, uint64_t at, uint64_t *entry, uint64_t *skip)
{
    while (x->at_block + 1 < x->nblocks && x->blocks[x->at_block + 1].at <= at)
        x->at_block++;
    *entry = x->nblocks ? x->blocks[x->at_block].packed_at : 0;
    *skip = at - (x->nblocks ? x->blocks[x->at_block].at : 0);
}

static void put_le64(uint8_t *p, uint64_t v)
{
    for (unsigned i = 0; i < 8; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

/* Spans of a compressed file learn where to enter it once all blocks are known. */
static void set_entries(struct sn_indexer *x)
{
    uint8_t *p = (uint8_t *)x->spans.base;
    uint64_t entry, skip;

    for (uint32_t i = 0; i < x->nspans; i++, p += INDEX_SPAN) {
        find_entry(x, sn_le64(p), &entry, &skip);
        put_le64(p + 8, entry);
        put_le64(p + 16, skip);
    }
}

static uint32_t codec_of(int fd)
{
    uint8_t m[4] = {0};

    if (pread(fd, m, sizeof m, 0) < 2)
        return 0;
    if (m[0] == 0x1f && m[1] == 0x8b)
        return 1 + SN_CODEC_GZIP;
    switch (sn_le32(m)) {
    case 0x587a37fd:
        return 1 + SN_CODEC_XZ;
    case 0x184d2204:
        return 1 + SN_CODEC_LZ4;
    case 0xfd2fb528:
        return 1 + SN_CODEC_ZSTD;
    default:
        return sn_le32(m) >> 4 == 0x184d2a5 ? 1 + SN_CODEC_ZSTD : 0;
    }
}

/* pcap's file header. What isn't one, or can't be read, is left out: it only helps. */
static void read_lead(int fd, struct identity *id)
{
    struct sn_src *src;
    size_t n = 0, k;
    enum sn_err e = SN_OK;

    if (sn_io_src_range(&src, fd, 0, UINT64_MAX, "", NULL))
        return;
    for (; !e && n < sizeof id->lead; n += k)
        e = sn_src_read(src, id->lead + n, sizeof id->lead - n, &k, NULL);
    sn_src_close(src);
    if (n < sizeof id->lead || !sn_index_is_pcap(id->lead))
        memset(id->lead, 0, sizeof id->lead);
}

enum sn_err sn_index_identify(int fd, struct identity *id, struct sn_diag *d)
{
    struct stat st;

    *id = (struct identity){.codec = codec_of(fd)};
    if (fstat(fd, &st) != 0)
        return sn_fail_sys(d, errno, "can't be looked at");
    id->size = (uint64_t)st.st_size;
    id->mtime = st.st_mtim.tv_sec * INT64_C(1000000000) + st.st_mtim.tv_nsec;
    read_lead(fd, id);
    return sn_index_sample(fd, id->size, &id->head, &id->tail, d);
}

static void put_header(struct sn_indexer *x, const struct identity *id, bool whole,
                       struct sn_buf *b)
{
    static const uint8_t nothing[INDEX_LEAD];
    uint64_t entry = 0, skip = 0;

    if (id->codec) {
        set_entries(x);
        find_entry(x, x->end, &entry, &skip);
    }
    sn_put_mem(b, sn_index_magic, sizeof sn_index_magic);
    put(b, INDEX_VERSION, 4);
    put(b,
        (x->sorted || !x->any ? INDEX_SORTED : 0u) | (whole ? 0u : INDEX_OPEN_END) |
            (x->always ? INDEX_ALWAYS : 0u),
        4);
    put(b, id->size, 8);
    put(b, (uint64_t)id->mtime, 8);
    put(b, x->end, 8);
    put(b, entry, 8);
    put(b, skip, 8);
    put(b, id->head, 4);
    put(b, id->tail, 4);
    put(b, (uint64_t)x->first, 8);
    put(b, (uint64_t)x->min, 8);
    put(b, (uint64_t)x->max, 8);
    put(b, x->packets, 8);
    put(b, x->wire, 8);
    put(b, x->lead, 8);
    put(b, x->nspans, 4);
    put(b, id->codec, 4);
    put(b, sn_buf_len(&x->filters), 8);
    if (x->lead == INDEX_LEAD)
        sn_put_mem(b, id->lead, INDEX_LEAD);
    else
        sn_put_mem(b, nothing, INDEX_LEAD);
    put(b, x->largest, 4);
    put(b, sn_io_crc32(0, (uint8_t *)b->base, sn_buf_len(b)), 4);
}

enum sn_err sn_indexer_put(struct sn_indexer *x, const struct identity *id, bool whole,
                           struct sn_sink *to, struct sn_diag *d)
{
    struct sn_buf header, sum;
    uint32_t crc;
    char mem[INDEX_HEADER], tail[4];
    enum sn_err e;

    end_span(x);
    if (x->failed)
        return sn_fail(d, SN_ENOMEM, "no memory for the index");
    sn_buf_fixed(&header, mem, sizeof mem);
    sn_buf_fixed(&sum, tail, sizeof tail);
    put_header(x, id, whole, &header);
    crc = sn_io_crc32(0, (uint8_t *)mem, sizeof mem);
    crc = sn_io_crc32(crc, (uint8_t *)x->spans.base, sn_buf_len(&x->spans));
    crc = sn_io_crc32(crc, (uint8_t *)x->filters.base, sn_buf_len(&x->filters));
    put(&sum, crc, 4);
    e = sn_sink_write(to, mem, sizeof mem, d);
    if (!e)
        e = sn_sink_write(to, x->spans.base, sn_buf_len(&x->spans), d);
    if (!e)
        e = sn_sink_write(to, x->filters.base, sn_buf_len(&x->filters), d);
    return e ? e : sn_sink_write(to, tail, sizeof tail, d);
}

enum sn_err sn_indexer_write(struct sn_indexer *x, int fd, bool whole, struct sn_sink *to,
                             struct sn_diag *d)
{
    struct identity id;
    enum sn_err e = sn_index_identify(fd, &id, d);

    return e ? e : sn_indexer_put(x, &id, whole, to, d);
}

enum sn_err sn_indexer_new(struct sn_indexer **out, struct sn_diag *d)
{
    struct sn_indexer *x = calloc(1, sizeof *x);

    *out = x;
    if (!x)
        return sn_fail(d, SN_ENOMEM, "no memory for the index");
    x->sink.add = add_key;
    sn_buf_init(&x->spans, INDEX_MOST / 2);
    sn_buf_init(&x->filters, INDEX_MOST / 2);
    return SN_OK;
}

void sn_indexer_free(struct sn_indexer *x)
{
    if (!x)
        return;
    for (unsigned c = 0; c < KEY_CLASSES; c++)
        free(x->set[c].slot);
    sn_buf_free(&x->spans);
    sn_buf_free(&x->filters);
    free(x->blocks);
    free(x);
}

/* ---- of a file ---- */

static void on_block(void *ctx, const struct sn_block *b)
{
    sn_indexer_block(ctx, b);
}

enum sn_err sn_indexer_read(struct sn_indexer *x, struct sn_reader *r, bool (*stop)(void),
                            struct sn_diag *d)
{
    struct sn_batch b;
    enum sn_err e;

    sn_batch_init(&b);
    while (!(e = sn_reader_next(r, &b, d)) && !x->failed) {
        sn_indexer_batch(x, r, &b);
        if (stop && stop()) {
            e = sn_fail(d, SN_EUSAGE, "stopped");
            break;
        }
    }
    sn_batch_free(&b);
    return e;
}

enum sn_err sn_index_capture(int fd, const char *name, struct sn_sink *to, bool (*stop)(void),
                             struct sn_diag *d)
{
    struct sn_indexer *x;
    struct sn_reader *r;
    struct sn_src *src;
    enum sn_err e = sn_indexer_new(&x, d);

    if (!e)
        e = sn_src_open_fd(&src, fd, false, name, d);
    if (!e) {
        sn_src_on_block(src, on_block, x);
        e = sn_reader_open(&r, src, d);
    }
    if (!e) {
        e = sn_indexer_read(x, r, stop, d);
        if (!e || e == SN_EOF || e == SN_ETRUNC)
            e = sn_indexer_write(x, fd, e == SN_EOF, to, d);
        sn_reader_close(r);
    }
    sn_indexer_free(x);
    return e;
}
