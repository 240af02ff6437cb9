/* Streams and fragments put together: any order gives the same bytes; overlaps, limits, time. */
#define TEST_ALLOC
#include "test.h"

#include "sn/reasm.h"

#define SECOND INT64_C(1000000000)
#define SIZE   20000u

static const uint8_t addr_a[4] = {10, 0, 0, 1}, addr_b[4] = {10, 0, 0, 2};

/* What came out of one stream. */
struct got {
    uint8_t bytes[SIZE];
    bool missing[SIZE];
    uint32_t n, gaps; /* bytes, missing ones among them */
    uint32_t ends;
    enum sn_reasm_end why;
};

static void on_data(void *ctx, struct sn_reasm_stream *s, const uint8_t *p, uint32_t n)
{
    struct got *g = (struct got *)ctx + s->from_b;

    CHECK(s->at == g->n && n && g->n + n <= SIZE);
    if (g->n + n > SIZE)
        return;
    memcpy(g->bytes + g->n, p, n);
    g->n += n;
}

static void on_missing(void *ctx, struct sn_reasm_stream *s, uint32_t n)
{
    struct got *g = (struct got *)ctx + s->from_b;

    CHECK(s->at == g->n && n && g->n + n <= SIZE);
    if (g->n + n > SIZE)
        return;
    memset(g->missing + g->n, 1, n);
    g->n += n;
    g->gaps += n;
}

static void on_end(void *ctx, struct sn_reasm_stream *s, enum sn_reasm_end why)
{
    struct got *g = (struct got *)ctx + s->from_b;

    g->ends++;
    g->why = why;
}

static struct got got[2];
static uint32_t isn;

static struct sn_reasm *begin(struct sn_reasm_opts o)
{
    struct sn_reasm *r;

    memset(got, 0, sizeof got);
    o.ctx = got;
    o.data = on_data;
    o.missing = on_missing;
    o.end = on_end;
    CHECK(sn_reasm_new(&r, &o, NULL) == SN_OK);
    return r;
}

/* From a: n of len bytes at p, `off` behind the SYN. */
static void cut(struct sn_reasm *r, uint8_t flags, uint32_t off, const void *p, uint32_t n,
                uint32_t len, int64_t ts)
{
    struct sn_segment s = {.ends = {addr_a, addr_b, 1000, 80, 4, 6},
                           .seq = isn + (flags & SN_TCP_SYN ? 0 : 1) + off,
                           .len = len,
                           .flags = flags};
    uint8_t *m = malloc(n + !n); /* exactly so long */

    if (!m)
        abort();
    if (n)
        memcpy(m, p, n);
    sn_reasm_segment(r, &s, p ? m : NULL, n, ts);
    free(m);
}

static void put(struct sn_reasm *r, uint32_t off, const char *p)
{
    cut(r, SN_TCP_ACK, off, p, (uint32_t)strlen(p), (uint32_t)strlen(p), 0);
}

static void syn(struct sn_reasm *r)
{
    cut(r, SN_TCP_SYN, 0, NULL, 0, 0, 0);
}

static bool is(const char *want)
{
    return got[0].n == strlen(want) && memcmp(got[0].bytes, want, got[0].n) == 0;
}

TEST(in_order)
{
    struct sn_reasm *r = begin((struct sn_reasm_opts){0});

    isn = 7;
    syn(r);
    put(r, 0, "abc");
    put(r, 3, "def");
    CHECK(is("abcdef"));
    put(r, 0, "xyz"); /* again: what was first counts */
    put(r, 5, "Xg");
    CHECK(is("abcdefg"));
    cut(r, SN_TCP_FIN | SN_TCP_ACK, 7, "h", 1, 1, 0);
    CHECK(is("abcdefgh") && got[0].ends == 1 && got[0].why == SN_REASM_FIN);
    put(r, 8, "behind");
    CHECK_INT(got[0].n, 8);
    CHECK_INT(sn_reasm_stats(r).repeated, 4);
    sn_reasm_free(r);
    CHECK_INT(got[0].ends, 1);
    CHECK_INT(got[1].ends, 0);
}

TEST(overlaps_first_wins)
{
    struct sn_reasm *r = begin((struct sn_reasm_opts){0});

    isn = 7;
    syn(r);
    put(r, 4, "EF");
    put(r, 8, "IJ");
    put(r, 2, "cdefghijkl"); /* fills 2-3, 6-7, 10-11 */
    CHECK_INT(got[0].n, 0);
    put(r, 0, "abxx");
    CHECK(is("abcdEFghIJkl"));
    CHECK_INT(sn_reasm_stats(r).held, 0);
    sn_reasm_free(r);
    CHECK(got[0].ends == 1 && got[0].why == SN_REASM_FREED);
}

TEST(ends)
{
    struct sn_reasm *r = begin((struct sn_reasm_opts){.idle_ns = 10 * SECOND});

    isn = 50;
    syn(r);
    put(r, 2, "c");
    cut(r, SN_TCP_RST, 3, NULL, 0, 0, 0);
    CHECK(got[0].n == 3 && got[0].gaps == 2 && got[0].why == SN_REASM_RST);
    CHECK_INT(sn_reasm_stats(r).conns, 0);
    memset(got, 0, sizeof got);
    syn(r);
    put(r, 0, "ab");
    isn = 5000;
    syn(r);
    CHECK(got[0].n == 2 && got[0].why == SN_REASM_ANEW && got[0].ends == 1);
    memset(got, 0, sizeof got);
    put(r, 0, "x");
    CHECK(is("x"));
    cut(r, SN_TCP_ACK, 1, "y", 1, 1, 10 * SECOND);
    CHECK(is("xy"));
    cut(r, SN_TCP_ACK, 2, NULL, 0, 0, 20 * SECOND + 1);
    CHECK(got[0].ends == 1 && got[0].why == SN_REASM_IDLE && is("xy"));
    CHECK_INT(sn_reasm_stats(r).expired, 1);
    sn_reasm_free(r);
}

TEST(what_was_not_captured)
{
    struct sn_reasm *r = begin((struct sn_reasm_opts){0});

    isn = 7;
    syn(r);
    cut(r, SN_TCP_ACK, 0, "abc", 3, 10, 0);
    CHECK(got[0].n == 10 && got[0].gaps == 7);
    cut(r, SN_TCP_ACK, 15, "fg", 2, 5, 0);
    put(r, 10, "01234");
    CHECK(got[0].n == 20 && got[0].gaps == 10 && got[0].missing[17] && !got[0].missing[16]);
    cut(r, SN_TCP_ACK, 15, NULL, 0, 10, 0); /* half of it again */
    CHECK(got[0].n == 25 && got[0].gaps == 15);
    cut(r, SN_TCP_ACK, 27, NULL, 0, 2, 0);
    cut(r, SN_TCP_ACK, 26, NULL, 0, 4, 0);
    put(r, 25, "x");
    CHECK(got[0].n == 30 && got[0].gaps == 19);
    cut(r, SN_TCP_ACK, 30 + (2u << 30), "x", 1, 1, 0);
    cut(r, SN_TCP_ACK, 31 + (1u << 30), "x", 1, 1, 0);
    CHECK_INT(got[0].n, 30);
    CHECK_INT(sn_reasm_stats(r).outside, 1);
    sn_reasm_free(r);
}

TEST(limits_of_a_stream)
{
    struct sn_reasm *r = begin((struct sn_reasm_opts){.max_held = 1000});

    isn = 7;
    syn(r);
    put(r, 100, "a");
    for (uint32_t i = 0; i < 20; i++) /* 65 each */
        put(r, 200 + 2 * i, "b");
    CHECK(got[0].n > 101 && got[0].gaps >= 100);
    CHECK(sn_reasm_stats(r).held <= 1000);
    sn_reasm_free(r);
    CHECK_INT(got[0].n, 239);
    CHECK_INT(got[0].gaps, 100 + 99 + 19);
}

static void count_data(void *ctx, struct sn_reasm_stream *s, const uint8_t *p, uint32_t n)
{
    (void)s;
    (void)p;
    ((uint32_t *)ctx)[0] += n;
}

static void count_missing(void *ctx, struct sn_reasm_stream *s, uint32_t n)
{
    (void)s;
    ((uint32_t *)ctx)[1] += n;
}

static void count_end(void *ctx, struct sn_reasm_stream *s, enum sn_reasm_end why)
{
    (void)s;
    ((uint32_t *)ctx)[2 + (why == SN_REASM_FULL)]++;
}

TEST(limits_of_all)
{
    uint32_t n[4] = {0};
    struct sn_reasm_opts o = {.max_conns = 64,
                              .max_total = 4000,
                              .ctx = n,
                              .data = count_data,
                              .missing = count_missing,
                              .end = count_end};
    struct sn_segment s = {.ends = {addr_a, addr_b, 0, 80, 4, 6}, .len = 100, .flags = SN_TCP_ACK};
    static const uint8_t bytes[100];
    struct sn_reasm *r;

    CHECK(sn_reasm_new(&r, &o, NULL) == SN_OK);
    for (uint16_t i = 0; i < 500; i++) {
        s.ends.sport = (uint16_t)(1000 + i);
        s.seq = 1000;
        sn_reasm_segment(r, &s, bytes, 100, i);
        s.seq = 1200;
        sn_reasm_segment(r, &s, bytes, 100, i);
        CHECK(sn_reasm_stats(r).held <= 4000);
        CHECK(sn_reasm_stats(r).conns <= 64);
    }
    CHECK_INT(sn_reasm_stats(r).forgotten, 500 - sn_reasm_stats(r).conns);
    CHECK_INT(n[3], sn_reasm_stats(r).forgotten);
    sn_reasm_free(r);
    CHECK_INT(n[0], 500 * 200);
    CHECK_INT(n[1], 500 * 100);
    CHECK_INT(n[2] + n[3], 500);
}

static uint32_t random_state;

static uint32_t pick(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

struct part {
    uint32_t off, len;
    uint8_t fill;
    bool fin;
};

/* Segments that cover all of `size` bytes, others that lie across them, in any order. */
static uint32_t make_parts(struct part *parts, uint32_t room, uint32_t size)
{
    uint32_t n = 0, off = 0;

    while (off < size) {
        uint32_t len = 1 + pick(300);

        len = len < size - off ? len : size - off;
        parts[n++] = (struct part){off, len, 0, off + len == size};
        off += len;
    }
    while (n < room && pick(40)) {
        off = pick(size);
        parts[n++] = (struct part){off, pick(size - off < 900 ? size - off : 900), 0, false};
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t j = i + pick(n - i);
        struct part t = parts[i];

        parts[i] = parts[j];
        parts[j] = t;
        parts[i].fill = (uint8_t)i;
    }
    return n;
}

/* Whatever the order: each byte once, that of the segment which came first. */
TEST(any_order)
{
    static uint8_t want[SIZE], bytes[1000];
    static bool there[SIZE];
    static struct part parts[600];

    for (uint32_t run = 0; run < 400; run++) {
        struct sn_reasm *r = begin((struct sn_reasm_opts){0});
        uint32_t size, n;

        random_state = run;
        size = 1 + pick(SIZE - 1);
        n = make_parts(parts, 600, size);
        isn = run % 2 ? UINT32_MAX - pick(size + 1) : pick(UINT32_MAX);
        memset(there, 0, sizeof there);
        syn(r);
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t k = 0; k < parts[i].len; k++) {
                uint32_t at = parts[i].off + k;

                bytes[k] = (uint8_t)(parts[i].fill + k * 7);
                if (!there[at])
                    want[at] = bytes[k];
                there[at] = true;
            }
            cut(r, SN_TCP_ACK | (parts[i].fin ? SN_TCP_FIN : 0), parts[i].off, bytes, parts[i].len,
                parts[i].len, 0);
        }
        CHECK(got[0].n == size && got[0].gaps == 0 && memcmp(got[0].bytes, want, size) == 0);
        CHECK(got[0].ends == 1 && got[0].why == SN_REASM_FIN);
        CHECK_INT(sn_reasm_stats(r).held, 0);
        sn_reasm_free(r);
    }
}

TEST(packets)
{
    static const uint8_t eth[] = {2,  0,    0,    0, 0, 2,    2, 0,  0, 0,   0,   1,   8, 0, 0x45,
                                  0,  0,    43,   0, 1, 0,    0, 64, 6, 0,   0,   10,  0, 0, 1,
                                  10, 0,    0,    2, 3, 0xe8, 0, 80, 0, 0,   0,   9,   0, 0, 0,
                                  0,  0x50, 0x10, 1, 0, 0,    0, 0,  0, 'h', 'e', 'y', 0, 0, 0};
    struct sn_pkt p = {.data = eth, .caplen = sizeof eth, .len = sizeof eth};
    struct sn_reasm *r = begin((struct sn_reasm_opts){0});
    struct sn_dis *d;

    CHECK(sn_dis_new(&d, &(struct sn_dis_opts){0}, NULL) == SN_OK);
    for (uint32_t n = 54; n <= sizeof eth; n++) {
        p.data = guarded(eth, n);
        p.caplen = n;
        memset(got, 0, sizeof got);
        sn_reasm_packet(r, sn_dis_packet(d, SN_LINK_ETHERNET, p.data, p.caplen, p.len), &p);
        sn_reasm_free(r);
        CHECK_INT(got[0].n, 3);
        CHECK_INT(got[0].gaps, n >= 57 ? 0 : 57 - n);
        CHECK(memcmp(got[0].bytes, "hey", 3 - got[0].gaps) == 0);
        r = begin((struct sn_reasm_opts){0});
        sn_dis_reset(d);
    }
    sn_reasm_free(r);
    sn_dis_free(d);
}

/* ---- fragments ---- */

static uint8_t whole[66000];

/* A fragment of a datagram of `size` bytes that hold fill + their place / 8. */
static uint32_t make_frag(uint8_t *o, bool v6, uint32_t off, uint32_t len, bool more, uint8_t fill)
{
    static const uint8_t head4[20] = {0x45, 0, 0,  0, 0xab, 0xcd, 0,  0, 64, 17,
                                      0,    0, 10, 0, 0,    1,    10, 0, 0,  2};
    static const uint8_t head6[56] = {
        0x60, [6] = 0, [7] = 64, [23] = 1, [39] = 2, [40] = 44, [48] = 17, [55] = 77};
    uint32_t h = v6 ? 56 : 20;

    memcpy(o, v6 ? head6 : head4, h);
    if (v6) {
        o[4] = (uint8_t)((16 + len) >> 8);
        o[5] = (uint8_t)(16 + len);
        o[50] = (uint8_t)(off >> 8);
        o[51] = (uint8_t)(off | more);
    } else {
        o[2] = (uint8_t)((20 + len) >> 8);
        o[3] = (uint8_t)(20 + len);
        o[6] = (uint8_t)(off / 8 >> 8 | (more ? 0x20 : 0));
        o[7] = (uint8_t)(off / 8);
    }
    for (uint32_t i = 0; i < len; i++)
        o[h + i] = (uint8_t)(fill + (off + i) / 8);
    return h + len;
}

static struct sn_frags *frags(struct sn_frags_opts o)
{
    struct sn_frags *f;

    CHECK(sn_frags_new(&f, &o, NULL) == SN_OK);
    return f;
}

static const uint8_t *out;
static uint32_t out_len;

static enum sn_frag_result feed(struct sn_frags *f, bool v6, uint32_t off, uint32_t len, bool more,
                                uint8_t fill, int64_t ts)
{
    uint32_t n = make_frag(whole, v6, off, len, more, fill);
    struct sn_frag in;

    CHECK(sn_frag_read(&in, whole, n));
    return sn_frags_add(f, &in, ts, &out, &out_len);
}

static uint32_t sum16(const uint8_t *p, uint32_t n)
{
    uint32_t s = 0;

    for (uint32_t i = 0; i < n; i += 2)
        s += (uint32_t)p[i] << 8 | p[i + 1];
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return s;
}

TEST(fragments)
{
    struct sn_frags *f = frags((struct sn_frags_opts){0});

    for (int v6 = 0; v6 < 2; v6++) {
        uint32_t h = v6 ? 48 : 20;

        CHECK_INT(feed(f, v6, 16, 5, false, 0, 0), SN_FRAG_HELD);
        CHECK_INT(feed(f, v6, 16, 5, false, 0, 0), SN_FRAG_HELD); /* repeated */
        CHECK_INT(feed(f, v6, 0, 8, true, 0, 0), SN_FRAG_HELD);
        CHECK_INT(feed(f, v6, 8, 8, true, 0, 0), SN_FRAG_WHOLE);
        CHECK_INT(sn_frags_headlen(f), h);
        CHECK_INT(out_len, h + 21);
        for (uint32_t i = 0; i < 21; i++)
            CHECK_INT(out[h + i], i / 8);
        if (v6)
            CHECK(out[5] == 29 && out[6] == 0 && out[40] == 17);
        else
            CHECK(out[3] == 41 && sum16(out, 20) == 0xffff && !out[6] && !out[7]);
    }
    CHECK_INT(sn_frags_stats(f).held, 0);
    CHECK_INT(sn_frags_stats(f).bytes, 0);
    CHECK_INT(sn_frags_stats(f).whole, 2);
    CHECK_INT(feed(f, true, 0, 13, false, 0, 0), SN_FRAG_WHOLE); /* whole by itself */
    sn_frags_free(f);
}

TEST(fragments_overlap)
{
    struct sn_frags *f = frags((struct sn_frags_opts){.timeout_ns = 100});

    CHECK_INT(feed(f, false, 8, 16, true, 100, 0), SN_FRAG_HELD);
    CHECK_INT(feed(f, false, 0, 16, true, 0, 0), SN_FRAG_HELD);
    CHECK_INT(feed(f, false, 16, 16, false, 50, 0), SN_FRAG_WHOLE);
    CHECK(out_len == 52 && out[20] == 0 && out[28] == 101 && out[36] == 102 && out[44] == 53);
    CHECK_INT(feed(f, true, 8, 16, true, 0, 0), SN_FRAG_HELD);
    CHECK_INT(feed(f, true, 8, 16, true, 1, 0), SN_FRAG_DROPPED); /* the same place, other bytes */
    CHECK_INT(feed(f, true, 0, 8, true, 0, 0), SN_FRAG_DROPPED);
    CHECK_INT(feed(f, true, 24, 8, false, 0, 100), SN_FRAG_DROPPED);
    CHECK_INT(sn_frags_stats(f).overlaps, 1);
    CHECK_INT(feed(f, true, 0, 16, true, 0, 101), SN_FRAG_HELD); /* the time is over */
    CHECK_INT(feed(f, true, 8, 16, false, 0, 101), SN_FRAG_DROPPED);
    sn_frags_free(f);
}

TEST(fragments_bad)
{
    struct sn_frags *f = frags((struct sn_frags_opts){0});
    struct sn_frag in;
    uint32_t n;

    CHECK_INT(feed(f, false, 0, 9, true, 0, 0), SN_FRAG_DROPPED);
    CHECK_INT(feed(f, false, 65528, 8, false, 0, 0), SN_FRAG_DROPPED);
    CHECK_INT(feed(f, true, 8, 0, false, 0, 0), SN_FRAG_DROPPED);
    CHECK_INT(feed(f, false, 16, 8, false, 0, 0), SN_FRAG_HELD);
    CHECK_INT(feed(f, false, 24, 8, true, 0, 0), SN_FRAG_DROPPED); /* behind the last */
    CHECK_INT(feed(f, false, 8, 8, false, 0, 0), SN_FRAG_DROPPED); /* another last */
    CHECK_INT(sn_frags_stats(f).bad, 5);
    n = make_frag(whole, false, 0, 8, true, 0);
    for (uint32_t i = 0; i < n; i++) {
        uint8_t *p = guarded(whole, i);

        CHECK(sn_frag_read(&in, p, i) == (i >= 20));
        if (i >= 20)
            CHECK_INT(sn_frags_add(f, &in, 0, &out, &out_len), SN_FRAG_DROPPED);
    }
    CHECK_INT(sn_frags_stats(f).cut, 8);
    n = make_frag(whole, true, 0, 8, true, 0);
    for (uint32_t i = 0; i < n; i++)
        CHECK(sn_frag_read(&in, guarded(whole, i), i) == (i >= 56));
    sn_frags_free(f);
}

TEST(fragments_limits)
{
    struct sn_frags *f = frags((struct sn_frags_opts){.max_datagrams = 64, .timeout_ns = SECOND});
    struct sn_frags_stats st;
    struct sn_frag in;
    uint32_t n = make_frag(whole, false, 0, 800, true, 0);

    for (uint32_t i = 0; i < 1000; i++) {
        whole[4] = (uint8_t)(i >> 8);
        whole[5] = (uint8_t)i;
        CHECK(sn_frag_read(&in, whole, n));
        CHECK_INT(sn_frags_add(f, &in, i, &out, &out_len), SN_FRAG_HELD);
    }
    st = sn_frags_stats(f);
    CHECK(st.held <= 64 && st.held + st.forgotten == 1000);
    CHECK_INT(feed(f, false, 0, 8, true, 0, 2 * SECOND), SN_FRAG_HELD);
    CHECK_INT(sn_frags_stats(f).held, 1);
    CHECK_INT(sn_frags_stats(f).expired, st.held);
    sn_frags_free(f);
    f = frags((struct sn_frags_opts){.max_total = 100000});
    n = make_frag(whole, false, 32000, 800, true, 0);
    for (uint32_t i = 0; i < 100; i++) {
        whole[5] = (uint8_t)i;
        CHECK(sn_frag_read(&in, whole, n));
        CHECK_INT(sn_frags_add(f, &in, i, &out, &out_len), SN_FRAG_HELD);
        CHECK(sn_frags_stats(f).bytes <= 100000);
    }
    CHECK(sn_frags_stats(f).forgotten > 90);
    sn_frags_free(f);
}

/* Any order, repetitions, and for IPv4 overlaps: the byte that came first. */
TEST(fragments_any_order)
{
    static uint8_t want[8000], first[8000];

    for (uint32_t run = 0; run < 1000; run++) {
        struct sn_frags *f = frags((struct sn_frags_opts){0});
        uint32_t blocks, n = 0, off[200], len[200], done = 0, last;
        bool v6 = run & 1, complete = false;

        random_state = run;
        blocks = 2 + pick(100);
        last = 1 + pick(8);
        while (done < blocks) {
            off[n] = done;
            len[n] = 1 + pick(done ? blocks - done : blocks - 1);
            done += len[n++];
        }
        for (uint32_t k = pick(10), m = n; k; k--, n++) { /* repetitions, or overlaps */
            uint32_t i = pick(m);

            off[n] = v6 ? off[i] : pick(blocks);
            len[n] = v6 ? len[i] : 1 + pick(blocks - (off[n] ? off[n] : 1));
        }
        memset(first, 0, sizeof first);
        for (uint32_t i = 0; i < n && !complete; i++) {
            uint32_t j = i + pick(n - i), o = off[j], l = len[j], end = (o + l) * 8;
            bool more = o + l < blocks;
            uint8_t fill = v6 ? 0 : (uint8_t)(i * 16);
            enum sn_frag_result e;

            off[j] = off[i];
            len[j] = len[i];
            end -= more ? 0 : 8 - last;
            for (uint32_t k = o * 8; k < end; k++) {
                want[k] = first[k] ? want[k] : (uint8_t)(fill + k / 8);
                first[k] = 1;
            }
            e = feed(f, v6, o * 8, end - o * 8, more, fill, run);
            CHECK(e != SN_FRAG_DROPPED);
            if (e == SN_FRAG_WHOLE) {
                CHECK_INT(out_len, (v6 ? 48 : 20) + blocks * 8 - 8 + last);
                CHECK(memcmp(out + (v6 ? 48 : 20), want, blocks * 8 - 8 + last) == 0);
                complete = true;
            }
        }
        CHECK(complete);
        sn_frags_free(f);
    }
}

TEST(without_memory)
{
#ifndef __SANITIZE_ADDRESS__
    struct sn_reasm_opts o = {.ctx = got, .data = on_data, .missing = on_missing, .end = on_end};
    struct sn_frags *f = NULL;
    struct sn_reasm *r = NULL;

    isn = 1;
    for (long i = 0; i < 8; i++) {
        memset(got, 0, sizeof got);
        fail_alloc_after(i);
        (void)!sn_reasm_new(&r, &o, NULL);
        (void)!sn_frags_new(&f, NULL, NULL);
        fail_alloc_never();
        if (f) {
            fail_alloc_after(i % 3);
            (void)feed(f, false, 0, 8, true, 0, 0);
            (void)feed(f, false, 8, 8, false, 0, 0);
            fail_alloc_never();
        }
        sn_frags_free(f);
        sn_reasm_free(r);
    }
    r = begin((struct sn_reasm_opts){0});
    syn(r);
    put(r, 0, "ab");
    put(r, 4, "ef");
    sn_reasm_free(r);
    CHECK_INT(got[0].gaps, 2);
#endif
}

TEST_MAIN
