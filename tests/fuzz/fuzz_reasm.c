/*
 * Streams and fragments of any input.
 *
 * Input: a byte that says which, and the limit of what a stream may hold; then for streams,
 * segments of six bytes: connection and direction, flags, offset (two bytes), length, how much of
 * it was captured. The bytes of a segment depend on its place in the input. Asserted against a
 * model that remembers for each place of a stream which segment came first: what is passed on is
 * that segment's byte, each place once and in order; what is missing was seen by no segment in
 * time, or not captured; no limit is exceeded; each stream ends once.
 *
 * For fragments: packets, each a length byte and its bytes, read as IP; and fragments of four bytes
 * (offset, length, more, version) made whole, with the same model.
 *
 * Planted and found: a segment that begins one byte in front of the end of the last piece was held
 * whole; a fragment of IPv4 overwrote what was there.
 */
#include <string.h>

#include "fuzz.h"
#include "sn/reasm.h"

#define CONNS  4u
#define PLACES 8192u

struct model {
    bool begun, ended;
    uint32_t isn, passed; /* passed on, from the first byte of the stream */
    uint8_t byte[PLACES];
    uint8_t owner[PLACES]; /* 0: nobody's, 1: captured, 2: not captured */
};

static struct model model[CONNS][2];

static struct model *of(const struct sn_reasm_stream *s)
{
    uint32_t conn = sn_flow_aport(&s->key) - 1000u;

    FUZZ_ASSERT(conn < CONNS);
    return &model[conn][s->from_b];
}

static void on_data(void *ctx, struct sn_reasm_stream *s, const uint8_t *p, uint32_t n)
{
    struct model *m = of(s);

    (void)ctx;
    FUZZ_ASSERT(m->begun && !m->ended && n && s->at == m->passed && m->passed + n <= PLACES);
    for (uint32_t i = 0; i < n; i++) {
        FUZZ_ASSERT(m->owner[m->passed + i] == 1);
        FUZZ_ASSERT(m->byte[m->passed + i] == p[i]);
    }
    m->passed += n;
}

static void on_missing(void *ctx, struct sn_reasm_stream *s, uint32_t n)
{
    struct model *m = of(s);

    (void)ctx;
    FUZZ_ASSERT(m->begun && !m->ended && n && s->at == m->passed && m->passed + n <= PLACES);
    for (uint32_t i = 0; i < n; i++)
        FUZZ_ASSERT(m->owner[m->passed + i] != 1);
    m->passed += n;
}

static void on_end(void *ctx, struct sn_reasm_stream *s, enum sn_reasm_end why)
{
    struct model *m = of(s);

    (void)ctx;
    FUZZ_ASSERT(m->begun && !m->ended && why <= SN_REASM_FREED);
    m->ended = true;
}

/* The model learns a segment that is about to be seen. */
static void learn(struct model *m, const struct sn_segment *s, const uint8_t *p, uint32_t n)
{
    uint32_t first;

    if (m->ended || s->flags & SN_TCP_RST)
        return;
    if (!m->begun) {
        if (!(s->flags & (SN_TCP_SYN | SN_TCP_FIN)) && !s->len)
            return;
        memset(m, 0, sizeof *m);
        m->begun = true;
        m->isn = s->seq + (s->flags & SN_TCP_SYN ? 1 : 0);
    }
    first = s->seq + (s->flags & SN_TCP_SYN ? 1 : 0) - m->isn;
    for (uint32_t i = 0; i < s->len; i++) {
        uint32_t at = first + i;

        if (at < PLACES && at >= m->passed && !m->owner[at]) {
            m->owner[at] = i < n ? 1 : 2;
            m->byte[at] = i < n ? p[i] : 0;
        }
    }
}

static void streams(const uint8_t *p, size_t n, uint32_t limit)
{
    static const uint8_t a[4] = {1}, b[4] = {2};
    struct sn_reasm_opts o = {.max_held = limit,
                              .max_total = 2u * limit,
                              .data = on_data,
                              .missing = on_missing,
                              .end = on_end};
    struct sn_reasm *r;

    for (unsigned i = 0; i < 2 * CONNS; i++)
        model[i / 2][i % 2].begun = model[i / 2][i % 2].ended = false;
    FUZZ_ASSERT(sn_reasm_new(&r, &o, NULL) == SN_OK);
    for (; n >= 6; p += 6, n -= 6) {
        uint32_t conn = p[0] % CONNS, from_b = p[0] >> 7, caplen = p[5] < p[4] ? p[5] : p[4];
        struct sn_segment s = {.ends = {a, b, (uint16_t)(1000 + conn), 80, 4, 6},
                               .len = p[4],
                               .flags = p[1] & (SN_TCP_FIN | SN_TCP_SYN | SN_TCP_RST)};
        uint8_t *bytes = malloc(caplen + !caplen);

        FUZZ_ASSERT(bytes);
        for (uint32_t i = 0; i < caplen; i++)
            bytes[i] = (uint8_t)(n + i * 3);
        s.seq = 0xfffff000u + ((uint32_t)p[2] << 8 | p[3]) % 7900;
        if (s.flags & SN_TCP_SYN) { /* the same for all, and one that never begins anew */
            s.seq = 0xffffefffu;
            s.flags = (uint8_t)(s.flags | SN_TCP_ACK);
        }
        if (from_b)
            s.ends = (struct sn_ends){b, a, 80, (uint16_t)(1000 + conn), 4, 6};
        learn(&model[conn][from_b], &s, bytes, caplen);
        sn_reasm_segment(r, &s, bytes, caplen, 0);
        if (s.flags & SN_TCP_RST) {
            for (unsigned i = 0; i < 2; i++) {
                FUZZ_ASSERT(model[conn][i].begun == model[conn][i].ended);
                model[conn][i].begun = model[conn][i].ended = false;
            }
        }
        FUZZ_ASSERT(sn_reasm_stats(r).held <= o.max_total);
        free(bytes);
    }
    sn_reasm_free(r);
    for (unsigned i = 0; i < 2 * CONNS; i++)
        FUZZ_ASSERT(model[i / 2][i % 2].begun == model[i / 2][i % 2].ended);
}

/* ---- fragments ---- */

static void any_packets(struct sn_frags *f, const uint8_t *p, size_t n)
{
    const uint8_t *out;
    uint32_t len;

    while (n > 0) {
        uint32_t k = p[0] < n - 1 ? p[0] : (uint32_t)(n - 1);
        uint8_t *m = malloc(k + !k);
        struct sn_frag in;

        FUZZ_ASSERT(m);
        memcpy(m, p + 1, k);
        if (sn_frag_read(&in, m, k) && sn_frags_add(f, &in, k, &out, &len) == SN_FRAG_WHOLE)
            FUZZ_ASSERT(len == (in.version == 4 ? 0u : 40u) +
                                   ((uint32_t)out[in.version == 4 ? 2 : 4] << 8 |
                                    out[in.version == 4 ? 3 : 5]));
        free(m);
        p += k + 1;
        n -= k + 1;
    }
}

static void made_fragments(struct sn_frags *f, const uint8_t *p, size_t n)
{
    uint8_t head[40] = {0x45, [9] = 17}, bytes[256 * 8];
    static uint8_t first[2][4096], there[2][4096];
    const uint8_t *out;
    uint32_t len;

    memset(there, 0, sizeof there);
    for (; n >= 4; p += 4, n -= 4) {
        bool v6 = p[3] & 1;
        struct sn_frag in = {.version = v6 ? 6 : 4,
                             .head = head,
                             .headlen = v6 ? 40 : 20,
                             .next = 6,
                             .off = p[0] * 8u,
                             .more = p[2] & 1,
                             .p = bytes};
        enum sn_frag_result e;

        head[0] = v6 ? 0x60 : 0x45;
        in.len = in.more ? p[1] % 128 * 8u : p[1];
        in.n = in.len;
        for (uint32_t i = 0; i < in.len; i++)
            bytes[i] = (uint8_t)(n + i * 5);
        e = sn_frags_add(f, &in, 0, &out, &len);
        if (e == SN_FRAG_DROPPED || (!in.off && !in.more))
            continue;
        for (uint32_t i = 0; i < in.len; i++) {
            FUZZ_ASSERT(!v6 || !there[1][in.off + i] || first[1][in.off + i] == bytes[i]);
            if (!there[v6][in.off + i])
                first[v6][in.off + i] = bytes[i];
            there[v6][in.off + i] = 1;
        }
        if (e != SN_FRAG_WHOLE)
            continue;
        for (uint32_t i = 0; i < len - in.headlen; i++)
            FUZZ_ASSERT(there[v6][i] && first[v6][i] == out[in.headlen + i]);
        memset(there[v6], 0, sizeof there[v6]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_frags *f;

    if (!n)
        return 0;
    if (p[0] & 1) {
        streams(p + 1, n - 1, 64u + p[0] * 16u);
        return 0;
    }
    FUZZ_ASSERT(sn_frags_new(&f, NULL, NULL) == SN_OK);
    if (p[0] & 2)
        any_packets(f, p + 1, n - 1);
    else
        made_fragments(f, p + 1, n - 1);
    FUZZ_ASSERT(sn_frags_stats(f).bytes < 64u << 20);
    sn_frags_free(f);
    return 0;
}
