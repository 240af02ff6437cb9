/*
 * Any bytes as an index (with a check sum that fits, or not), beside a capture that they may be
 * about: what is believed keeps its promises, a query reads the capture by it without a bound being
 * left, every byte comes from the capture (or is pcap's header, as the index has it), and none
 * comes twice; with the index's header alone too, where that is enough. What snindex makes of the
 * capture is believed. And any bytes as BGZF, or as zstd's frames with their seek table: the blocks
 * that are reported lie one behind the other, and each gives by itself what it gave in the stream.
 * Proven with planted bugs, each found in less than a minute: spans that overlap taken; a filter's
 * length not looked at; the size in a block's report that of the block before; a zstd frame's
 * header read behind its end.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "index/index.h"
#include "io/codec.h"
#include "sn/rd.h"

#define MOST ((size_t)1 << 20)

static int file_of(const void *p, size_t n)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    FUZZ_ASSERT(fd >= 0 && write(fd, p, n) == (ssize_t)n);
    return fd;
}

/* ---- an index ---- */

/* 4096 bytes, each four of them their own place. */
static int capture(void)
{
    uint8_t p[4096];

    for (uint32_t i = 0; i < sizeof p; i += 4)
        memcpy(p + i, &i, 4);
    return file_of(p, sizeof p);
}

static void read_by(const struct sn_query *q, const struct sn_index *x)
{
    struct sn_skipped sum = {0};
    uint64_t delivered = 0, end = 0, skipped = 0;
    enum sn_err e = SN_OK;
    struct sn_src *s;
    uint8_t b[512];
    size_t n;

    FUZZ_ASSERT(!sn_src_open_fd(&s, capture(), true, "fuzz", NULL));
    FUZZ_ASSERT(!sn_query_narrow(q, x, &s, &sum, NULL));
    FUZZ_ASSERT(sum.left_out <= sum.bytes && sum.by_time + sum.by_filter <= sum.spans);
    while (delivered <= MOST && !(e = sn_src_read(s, b, sizeof b, &n, NULL))) {
        uint64_t at = delivered + sn_src_skipped(s);

        FUZZ_ASSERT(n && at >= end && sn_src_skipped(s) >= skipped);
        if (!sn_index_facts(x).codec)
            for (size_t i = 0; i < n; i++)
                FUZZ_ASSERT((at + i) % 4 || i + 4 > n ||
                            (at + i < INDEX_LEAD && sn_index_facts(x).header) ||
                            (at + i == sn_le32(b + i) && at + i < 4096));
        delivered += n;
        skipped = sn_src_skipped(s);
        end = at + n;
    }
    FUZZ_ASSERT(delivered <= 4096 + INDEX_LEAD && e != SN_OK);
    sn_src_close(s);
}

/* With the header alone, or all of it from fd (-1: it is read already). */
static void use(struct sn_index *x, int fd)
{
    static const char *const exprs[] = {"host 10.0.0.1", "tcp port 80 or vlan 3", ""};
    const struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .no_lookup = true};
    const struct sn_when from = {.ns = 1000}, to = {.ns = 5000};
    uint64_t end = 0;

    for (uint32_t i = 0; fd < 0 && i < sn_index_facts(x).spans; i++) {
        struct sn_index_span s = sn_index_span(x, i);

        FUZZ_ASSERT(!i || s.at == end);
        end = s.at + s.size;
    }
    for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++) {
        struct sn_query_opts qo = {.text = exprs[i], .n = strlen(exprs[i]), .bpf = &o};
        struct sn_query *q;

        if (!*exprs[i]) {
            qo.from = &from;
            qo.to = &to;
        }
        FUZZ_ASSERT(!sn_query_new(&q, &qo, NULL));
        if (fd < 0 || sn_query_rules_out(q, x))
            read_by(q, x);
        sn_query_free(q);
    }
}

static void put_le(uint8_t *p, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

/* With the version and the check sums put right. */
static void as_index(const uint8_t *p, size_t n)
{
    uint8_t *copy = malloc(n + 4);
    struct sn_index *x = NULL;
    int fd;

    FUZZ_ASSERT(copy);
    memcpy(copy, p, n);
    if (n >= 12) {
        memcpy(copy, sn_index_magic, sizeof sn_index_magic);
        put_le(copy + 8, INDEX_VERSION);
    }
    if (n >= INDEX_HEADER)
        put_le(copy + INDEX_HEADER - 4, sn_io_crc32(0, copy, INDEX_HEADER - 4));
    if (n >= 4)
        put_le(copy + n - 4, sn_io_crc32(0, copy, n - 4));
    fd = file_of(copy, n);
    if (!sn_index_open(&x, fd, NULL)) {
        int c = capture();

        (void)!sn_index_fits(x, c, NULL);
        close(c);
        use(x, fd);
        if (!sn_index_load(x, fd, NULL))
            use(x, -1);
    }
    sn_index_free(x);
    close(fd);
    free(copy);
}

/* ---- blocks ---- */

struct blocks {
    const uint8_t *p;
    size_t n;
    uint8_t *out; /* what the stream gave so far, up to MOST */
    struct sn_block b[64];
    unsigned count;
};

static void note(void *ctx, const struct sn_block *b)
{
    struct blocks *k = ctx;
    const struct sn_block *before = k->count ? &k->b[(k->count - 1) % 64] : NULL;

    FUZZ_ASSERT(b->packed_at + b->packed <= k->n && b->packed);
    FUZZ_ASSERT(before ? b->at == before->at + before->size &&
                             b->packed_at >= before->packed_at + before->packed
                       : b->at == 0);
    k->b[k->count++ % 64] = *b;
}

static void as_blocks(const uint8_t *p, size_t n, enum sn_codec codec)
{
    struct io_dec *u = sn_unpacker_new(codec);
    struct blocks k = {.p = p, .n = n, .out = malloc(MOST)};
    uint8_t *one = malloc(MOST);
    size_t got = 0, m;
    struct sn_src *s;

    FUZZ_ASSERT(u && k.out && one && !sn_src_open_mem(&s, p, n, "fuzz", NULL));
    sn_src_on_block(s, note, &k);
    while (got < MOST && !sn_src_read(s, k.out + got, MOST - got, &m, NULL))
        got += m;
    sn_src_close(s);
    for (unsigned i = 0; i < (k.count < 64 ? k.count : 64); i++) {
        const struct sn_block *b = &k.b[i];

        if (b->at + b->size > got)
            continue;
        FUZZ_ASSERT(!sn_unpack(u, p + b->packed_at, b->packed, one, MOST, &m, NULL));
        FUZZ_ASSERT(m == b->size && memcmp(one, k.out + b->at, m) == 0);
    }
    u->free(u);
    free(k.out);
    free(one);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    if (n > 30000)
        return 0;
    if (n > 3 && p[0] == 0x1f && p[1] == 0x8b)
        as_blocks(p, n, SN_CODEC_GZIP);
#ifdef HAVE_ZSTD
    else if (n > 3 && ((p[0] == 0x28 && p[1] == 0xb5) || (p[0] >> 4 == 5 && p[1] == 0x2a)))
        as_blocks(p, n, SN_CODEC_ZSTD);
#endif
    else
        as_index(p, n);
    return 0;
}
