/*
 * Any bytes as a capture that is put in order with little memory: every packet comes once, in the
 * order of time and, where times are equal, of the input, with its bytes, lengths and interface;
 * and the same whatever the memory is, and without a scratch file where there is enough. What was
 * wrong with the input is said at the end, as by its reader. Input: the memory (two bytes), then
 * the capture.
 *
 * Planted and found: of packets with equal times, those of the last run came first.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "sn/sort.h"

#define MOST 4096 /* packets */

struct packet {
    int64_t ts;
    uint64_t sum;
};

struct seen {
    uint32_t n;
    struct packet p[MOST];
    enum sn_err end;
};

static uint64_t sum_of(const struct sn_reader *r, const struct sn_pkt *p)
{
    uint64_t h = sn_reader_iface(r, p->iface)->linktype;

    h = (h ^ p->caplen) * 0x100000001b3 + p->len;
    for (uint32_t i = 0; i < p->caplen; i++)
        h = (h ^ p->data[i]) * 0x100000001b3;
    return h;
}

/* Whole: no packet was left out for want of room here. */
static bool read_all(struct seen *s, struct sn_src *src)
{
    struct sn_reader *r;
    struct sn_batch b;
    struct sn_diag d = {0};
    bool whole = true;

    s->n = 0;
    s->end = sn_reader_open(&r, src, &d);
    if (s->end)
        return true;
    sn_batch_init(&b);
    while (!(s->end = sn_reader_next(r, &b, &d))) {
        for (uint32_t i = 0; i < b.n; i++) {
            if (b.pkt[i].meta)
                continue;
            if (s->n == MOST)
                whole = false;
            else
                s->p[s->n++] = (struct packet){b.pkt[i].ts, sum_of(r, &b.pkt[i])};
        }
    }
    sn_batch_free(&b);
    sn_reader_close(r);
    return whole;
}

/* Stable and slow. */
static void put_in_order(struct seen *s)
{
    for (uint32_t i = 1; i < s->n; i++) {
        struct packet p = s->p[i];
        uint32_t k = i;

        for (; k && s->p[k - 1].ts > p.ts; k--)
            s->p[k] = s->p[k - 1];
        s->p[k] = p;
    }
}

static struct sn_src *source(const uint8_t *p, size_t n)
{
    struct sn_src *src;

    FUZZ_ASSERT(!sn_src_open_mem(&src, p, n, "fuzz", NULL));
    return src;
}

/* SN_EUNSUPPORTED: several sections, which the merge in front of the sort makes one. */
static enum sn_err sorted(struct seen *s, const uint8_t *p, size_t n, size_t memory, bool scratch)
{
    struct sn_sort_opts o = {.memory = memory, .scratch = -1};
    struct sn_src *out;
    enum sn_err e;

    if (scratch) {
        o.scratch = memfd_create("scratch", MFD_CLOEXEC);
        FUZZ_ASSERT(o.scratch >= 0);
    }
    e = sn_sort_open(&out, source(p, n), &o, NULL);
    if (e)
        return e;
    (void)read_all(s, out);
    return SN_OK;
}

static void same(const struct seen *a, const struct seen *b)
{
    FUZZ_ASSERT(a->n == b->n && a->end == b->end);
    for (uint32_t i = 0; i < a->n; i++)
        FUZZ_ASSERT(a->p[i].ts == b->p[i].ts && a->p[i].sum == b->p[i].sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static struct seen want, got;
    size_t memory;

    if (n < 2)
        return 0;
    memory = (size_t)p[0] << 8 | p[1];
    p += 2;
    n -= 2;
    if (n > 60000 || (n > 2 && p[0] == 0x1f && p[1] == 0x8b)) /* fuzz_gzip's */
        return 0;
    if (!read_all(&want, source(p, n)))
        return 0;
    put_in_order(&want);
    for (int i = 0; i < 3; i++) {
        static const size_t more[] = {1, 2, 1 << 20};
        enum sn_err e = sorted(&got, p, n, memory * !i + more[i], i < 2);

        if (e) {
            FUZZ_ASSERT(e == want.end && !want.n);
            return 0;
        }
        if (got.end == SN_EUNSUPPORTED && want.end != SN_EUNSUPPORTED)
            return 0;
        same(&want, &got);
    }
    return 0;
}
