/* lib/io: blocks packed and unpacked by themselves, by many threads, and where a sink puts them. */
#include "test.h"

#include <pthread.h>

#include "io/codec.h"
#include "streams.h"

static const struct kind {
    enum sn_codec codec;
    int level;
} kinds[] = {
    {SN_CODEC_GZIP, 1}, {SN_CODEC_GZIP, 3}, {SN_CODEC_GZIP, 6},
#ifdef HAVE_ZSTD
    {SN_CODEC_ZSTD, 1}, {SN_CODEC_ZSTD, 9},
#endif
};
#define NKINDS (sizeof kinds / sizeof *kinds)

/* Bytes that can't be compressed. */
static uint8_t *noise(size_t n)
{
    uint8_t *p = malloc(n + !n);
    uint32_t x = 1;

    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
    return p;
}

/* The block fits what sn_pack_bound says, and comes back into exactly its size. */
static void there_and_back(struct sn_packer *k, struct io_dec *u, const uint8_t *p, size_t n)
{
    size_t most = sn_pack_bound(n), m = 0, back = 0;
    uint8_t *z = malloc(most), *q = malloc(n + 1);
    const uint8_t *in;
    struct sn_diag d = {0};

    CHECK(sn_pack(k, guarded(p, n), n, z, most, &m) && m <= most);
    in = guarded(z, m);
    CHECK_INT(sn_unpack(u, in, m, q, n, &back, &d), SN_OK);
    CHECK(back == n && memcmp(q, p, n) == 0);
    CHECK_INT(sn_unpack(u, in, m, q, n + 1, &back, &d), SN_OK);
    CHECK_INT(back, n);
    if (n) {
        CHECK_INT(sn_unpack(u, in, m, q, n - 1, &back, &d), SN_ERANGE);
        CHECK(back == n - 1 && memcmp(q, p, n - 1) == 0);
    }
    for (size_t cut = 1; cut < m; cut += 1 + m / 7) {
        CHECK_INT(sn_unpack(u, guarded(z, m - cut), m - cut, q, n, &back, &d), SN_ETRUNC);
        CHECK_INT(d.at, m - cut);
        CHECK(memcmp(q, p, back) == 0);
    }
    free(z);
    free(q);
}

TEST(blocks_come_back)
{
    static const size_t sizes[] = {0, 1, 100, 65535, 65536, 262144, 1000000};
    uint8_t *w = words(1000000), *x = noise(1000000);

    for (size_t i = 0; i < NKINDS; i++) {
        struct sn_packer *k = sn_packer_new(kinds[i].codec, kinds[i].level);
        struct io_dec *u = sn_unpacker_new(kinds[i].codec);

        CHECK(k && u);
        for (size_t j = 0; k && u && j < sizeof sizes / sizeof *sizes; j++) {
            there_and_back(k, u, w, sizes[j]);
            there_and_back(k, u, x, sizes[j]);
        }
        sn_packer_free(k);
        u->free(u);
    }
    CHECK(!sn_packer_new(SN_CODEC_GZIP, 0) && !sn_packer_new(SN_CODEC_GZIP, 10));
    CHECK(!sn_packer_new(SN_CODEC_ZSTD, 20));
    sn_packer_free(NULL);
    free(w);
    free(x);
}

/* Too little room is said, not overrun. */
TEST(no_room)
{
    uint8_t *p = noise(100000), *z = guarded(p, 100000);
    size_t m;

    for (size_t i = 0; i < NKINDS; i++) {
        struct sn_packer *k = sn_packer_new(kinds[i].codec, kinds[i].level);

        for (size_t cap = 0; cap < 100000; cap += 1 + cap * 3)
            CHECK(!sn_pack(k, p, 100000, z + 100000 - cap, cap, &m));
        sn_packer_free(k);
    }
    free(p);
}

/* What is random is stored; what only has all values of bytes, is in part of few, or comes again,
 * is compressed. */
TEST(random_blocks)
{
    enum { N = 65280, PART = N / 16 };
    uint8_t *p = noise(N), z[N + 1024];
    struct sn_packer *k = sn_packer_new(SN_CODEC_GZIP, 1);
    size_t m;

    CHECK(sn_io_is_random(guarded(p, N), N));
    CHECK(!sn_io_is_random(guarded(p, 0), 0) && !sn_io_is_random(guarded(p, 1000), 1000));
    CHECK(sn_pack(k, p, N, z, sizeof z, &m));
    CHECK_INT(m, BGZF_HEADER + 5 + N + 8);
    for (unsigned i = PART; i < N; i += PART)
        memcpy(p + i, p, PART);
    CHECK(!sn_io_is_random(guarded(p, N), N));
    CHECK(sn_pack(k, p, N, z, sizeof z, &m) && m < N / 4);
    free(p);
    p = noise(N);
    memset(p, 0, N / 8);
    CHECK(!sn_io_is_random(p, N));
    for (unsigned i = 0; i < N; i++)
        p[i] = (uint8_t)i;
    CHECK(!sn_io_is_random(p, N));
    CHECK(sn_pack(k, p, N, z, sizeof z, &m) && m < N / 10);
    sn_packer_free(k);
    free(p);
}

/* ---- what a sink writes ---- */

#define RECORD 997
#define BLOCKS 64

struct lies {
    struct sn_block b[BLOCKS];
    unsigned n;
    struct sn_block told[BLOCKS]; /* with the data, */
    unsigned ntold;
    struct sn_buf data; /* which are these */
};

static void note_data(void *ctx, const struct iovec *v, size_t n, const struct sn_block *b)
{
    struct lies *l = ctx;

    for (size_t i = 0; i < n; i++)
        sn_put_mem(&l->data, v[i].iov_base, v[i].iov_len);
    if (l->ntold < BLOCKS)
        l->told[l->ntold++] = *b;
}

static void note(void *ctx, const struct sn_block *b)
{
    struct lies *l = ctx;

    if (l->n < BLOCKS)
        l->b[l->n++] = *b;
}

static size_t whole(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    (void)ctx;
    (void)at;
    (void)p;
    return n / RECORD * RECORD;
}

/* Writes records in pieces of `step` bytes, with a flush behind the first two thirds. */
static void write_kind(const struct kind *k, unsigned threads, size_t step, const uint8_t *p,
                       size_t n, struct sn_buf *b, struct lies *l)
{
    struct sn_sink *inner, *s;
    struct sn_diag d;
    size_t cut = n / 3 * 2 / RECORD * RECORD;

    sn_buf_init(b, 1 << 23);
    l->n = l->ntold = 0;
    sn_buf_init(&l->data, 1 << 23);
    CHECK(!sn_sink_open_buf(&inner, b, &d));
    CHECK(!sn_sink_on_block(inner, note, l));
    CHECK(!sn_sink_compress(&s, inner, k->codec, k->level, threads, &d));
    CHECK(sn_sink_on_block(s, note, l));
    sn_sink_on_data(s, note_data, l);
    sn_sink_records(s, whole, NULL);
    for (size_t at = 0; at < n;) {
        size_t end = at < cut ? cut : n, m = end - at < step ? end - at : step;

        CHECK(!sn_sink_write(s, p + at, m, &d));
        at += m;
        if (at % RECORD == 0)
            sn_sink_mark(s);
        if (at == cut)
            CHECK(!sn_sink_flush(s, &d));
    }
    CHECK(!sn_sink_close(s, &d));
    CHECK(sn_buf_len(&l->data) == n && memcmp(l->data.base, p, n) == 0);
    for (unsigned i = 0; i < l->ntold; i++)
        CHECK(memcmp(&l->told[i], &l->b[i], sizeof l->b[i]) == 0);
    sn_buf_free(&l->data);
}

/* Neither the number of threads nor the pieces that are written make a difference. */
TEST(same_for_any_number_of_threads)
{
    static const unsigned threads[] = {1, 2, 3, 8, 0};
    size_t n = (size_t)RECORD * 2000;
    uint8_t *p = words(n);
    struct sn_buf want, got;
    struct lies l;

    for (size_t k = 0; k < NKINDS; k++) {
        write_kind(&kinds[k], 1, RECORD, p, n, &want, &l);
        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
            for (size_t step = 1 + RECORD / 2; step < 4 * n; step *= 30) {
                write_kind(&kinds[k], threads[i], step, p, n, &got, &l);
                CHECK(sn_buf_len(&got) == sn_buf_len(&want) &&
                      memcmp(got.base, want.base, sn_buf_len(&got)) == 0);
                sn_buf_free(&got);
            }
        sn_buf_free(&want);
    }
    free(p);
}

/* Every block lies where it is said, ends with a record, and can be expanded alone. */
TEST(blocks_lie_where_they_are_said)
{
    size_t n = (size_t)RECORD * 2000, m;
    uint8_t *p = words(n), *q = malloc(n);
    struct sn_buf b;
    struct lies l;

    for (size_t k = 0; k < NKINDS; k++) {
        struct io_dec *u = sn_unpacker_new(kinds[k].codec);
        uint64_t at = 0, packed_at = 0;
        bool inside;

        write_kind(&kinds[k], 2, 5000, p, n, &b, &l);
        CHECK(l.n >= n >> 18);
        for (unsigned i = 0; i < l.n; i++) {
            const struct sn_block *x = &l.b[i];

            CHECK(x->at == at && x->packed_at == packed_at);
            at += x->size;
            packed_at += x->packed;
            inside = at <= n && packed_at <= sn_buf_len(&b);
            CHECK(inside && x->size % RECORD == 0 && x->size <= 1 << 18);
            if (!inside)
                break;
            CHECK(!sn_unpack(u, guarded(b.base + x->packed_at, x->packed), x->packed, q, x->size,
                             &m, NULL));
            CHECK(m == x->size && memcmp(q, p + x->at, m) == 0);
        }
        CHECK(at == n && packed_at == sn_buf_len(&b));
        u->free(u);
        sn_buf_free(&b);
    }
    free(p);
    free(q);
}

/* ---- several threads, a state each ---- */

static void *pack_many(void *arg)
{
    const struct kind *kind = arg;
    struct sn_packer *k = sn_packer_new(kind->codec, kind->level);
    struct io_dec *u = sn_unpacker_new(kind->codec);
    uint8_t *p = words(20000), *z = malloc(sn_pack_bound(20000)), *q = malloc(20000);
    size_t m, back;

    for (size_t n = 1; n <= 20000; n += 1999) {
        CHECK(sn_pack(k, p, n, z, sn_pack_bound(n), &m));
        CHECK(!sn_unpack(u, z, m, q, n, &back, NULL));
        CHECK(back == n && memcmp(p, q, n) == 0);
    }
    sn_packer_free(k);
    u->free(u);
    free(p);
    free(z);
    free(q);
    return NULL;
}

TEST(threads)
{
    pthread_t t[2 * NKINDS];

    for (size_t i = 0; i < 2 * NKINDS; i++)
        CHECK(pthread_create(&t[i], NULL, pack_many, (void *)(uintptr_t)&kinds[i / 2]) == 0);
    for (size_t i = 0; i < 2 * NKINDS; i++)
        pthread_join(t[i], NULL);
}

TEST_MAIN
