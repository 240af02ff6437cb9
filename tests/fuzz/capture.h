/*
 * What holds for any bytes read as a capture, whatever their format:
 * - read at once or in pieces through a pipe, with sn_reader_next or as numbered pieces, the same
 * packets and the same end come out;
 * - what a writer that continues the file writes, with some packets dropped, reads back as the
 * rest, and without dropping is a prefix of the input, byte for byte;
 * - encoded as pcapng, the packets read back the same.
 */
#ifndef FUZZ_CAPTURE_H
#define FUZZ_CAPTURE_H

#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "sn/pcap.h"

#define MOST 4096 /* packets looked at */

struct seen {
    uint32_t n;
    uint64_t sum[MOST]; /* of each packet's time, lengths, data */
    uint32_t linktype[MOST];
    uint64_t first; /* where the first packet's record ends */
    enum sn_err end;
    uint64_t at;
};

/* Times that don't fit 64 bits of nanoseconds may have more digits than their interface. */
static uint64_t sum_of(const struct sn_pkt *p, const struct sn_iface *f)
{
    uint64_t h, unit = 1;

    for (unsigned i = f->digits; i < 9; i++)
        unit *= 10;
    h = 0x9e3779b97f4a7c15 ^ (uint64_t)p->ts / unit;

    h = (h ^ p->caplen) * 0x100000001b3 + p->len;
    for (uint32_t i = 0; i < p->caplen; i++)
        h = (h ^ p->data[i]) * 0x100000001b3;
    return h;
}

static void look(struct seen *s, const struct sn_reader *r, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];
        const uint8_t *rec = p->data - p->rechdr;

        FUZZ_ASSERT(rec >= b->buf && rec + p->reclen <= b->buf + b->size);
        FUZZ_ASSERT((uint32_t)p->rechdr + p->caplen <= p->reclen);
        FUZZ_ASSERT(i == 0 ||
                    rec == b->pkt[i - 1].data - b->pkt[i - 1].rechdr + b->pkt[i - 1].reclen);
        if (p->meta)
            continue;
        FUZZ_ASSERT(p->iface < sn_reader_nifaces(r));
        if (!s->n)
            s->first = b->offset + (uint64_t)(rec - b->buf) + p->reclen;
        if (s->n < MOST) {
            s->linktype[s->n] = sn_reader_iface(r, p->iface)->linktype;
            s->sum[s->n++] = sum_of(p, sn_reader_iface(r, p->iface));
        }
    }
}

static void read_at_once(struct seen *s, const uint8_t *p, size_t n)
{
    struct sn_src *src;
    struct sn_reader *r;
    struct sn_batch b;
    struct sn_diag d = {0};

    memset(s, 0, sizeof *s);
    sn_batch_init(&b);
    FUZZ_ASSERT(!sn_src_open_mem(&src, p, n, "fuzz", &d));
    s->end = sn_reader_open(&r, src, &d);
    s->at = d.at;
    if (s->end)
        return;
    while (!(s->end = sn_reader_next(r, &b, &d)))
        look(s, r, &b);
    s->at = s->end == SN_EOF ? 0 : d.at;
    sn_reader_close(r);
    sn_batch_free(&b);
}

/* The first `done` bytes are in the pipe when the reader opens; then comes piece by piece. */
static void read_in_pieces(struct seen *s, const uint8_t *p, size_t n, size_t done, size_t piece,
                           bool split)
{
    struct sn_src *src;
    struct sn_reader *r;
    struct sn_batch b;
    struct sn_diag d = {0};
    int fd[2];

    memset(s, 0, sizeof *s);
    sn_batch_init(&b);
    FUZZ_ASSERT(pipe(fd) == 0 && !sn_src_open_fd(&src, fd[0], true, "fuzz", &d));
    FUZZ_ASSERT(write(fd[1], p, done) == (ssize_t)done);
    if (done == n) {
        close(fd[1]);
        fd[1] = -1;
    }
    s->end = sn_reader_open(&r, src, &d);
    s->at = d.at;
    if (!s->end && split)
        FUZZ_ASSERT(sn_reader_split(r) == SN_SPLIT_STREAM);
    while (!s->end) {
        if (!sn_reader_ready(r)) {
            size_t k = n - done < piece ? n - done : piece;

            FUZZ_ASSERT(fd[1] >= 0);
            if (k) {
                FUZZ_ASSERT(write(fd[1], p + done, k) == (ssize_t)k);
                done += k;
            } else {
                close(fd[1]);
                fd[1] = -1;
            }
        }
        if (split)
            (void)sn_reader_fetch(r, &b);
        s->end = split ? sn_reader_take(r, &b, &d) : sn_reader_next(r, &b, &d);
        if (!s->end)
            look(s, r, &b);
        else
            s->at = s->end == SN_EOF ? 0 : d.at;
    }
    if (r)
        sn_reader_close(r);
    if (fd[1] >= 0)
        close(fd[1]);
    sn_batch_free(&b);
}

/* Writes what p holds, every packet whose number divides by `drop` left out (0: none). */
static void rewrite(struct sn_buf *to, const uint8_t *p, size_t n, uint32_t drop, bool like)
{
    struct sn_src *src;
    struct sn_reader *r;
    struct sn_sink *k;
    struct sn_writer *w;
    struct sn_batch b;
    uint32_t i = 0;

    sn_batch_init(&b);
    FUZZ_ASSERT(!sn_src_open_mem(&src, p, n, "fuzz", NULL) && !sn_reader_open(&r, src, NULL));
    FUZZ_ASSERT(!sn_sink_open_buf(&k, to, NULL));
    FUZZ_ASSERT(!(like ? sn_writer_open_like(&w, k, r, NULL)
                       : sn_writer_open(&w, k, SN_PCAPNG, NULL, 0, NULL)));
    while (!sn_reader_next(r, &b, NULL)) {
        for (uint32_t j = 0; j < b.n; j++)
            if (!b.pkt[j].meta)
                b.pkt[j].drop = drop && i++ % drop == 0;
        FUZZ_ASSERT(!sn_writer_batch(w, r, &b, NULL));
    }
    FUZZ_ASSERT(!sn_writer_close(w, NULL));
    sn_reader_close(r);
    sn_batch_free(&b);
}

static void check_capture(const uint8_t *p, size_t n)
{
    static struct seen all, got;
    struct sn_buf b;
    uint32_t drop = n ? p[n - 1] % 4 : 0, k = 0;

    if (n > 60000 || (n > 2 && p[0] == 0x1f && p[1] == 0x8b)) /* fuzz_gzip's */
        return;
    read_at_once(&all, p, n);
    for (int split = 0; split < 2; split++) {
        read_in_pieces(&got, p, n, all.n ? all.first : n, 1 + (n ? p[n - 1] : 0), split);
        FUZZ_ASSERT(got.n == all.n && got.end == all.end && got.at == all.at);
        FUZZ_ASSERT(memcmp(got.sum, all.sum, all.n * sizeof *all.sum) == 0);
    }
    if (!all.n)
        return;

    sn_buf_init(&b, 1 << 20);
    rewrite(&b, p, n, drop, true);
    FUZZ_ASSERT(drop || (sn_buf_len(&b) <= n && memcmp(b.base, p, sn_buf_len(&b)) == 0));
    read_at_once(&got, (uint8_t *)b.base, sn_buf_len(&b));
    FUZZ_ASSERT(got.end == SN_EOF);
    for (uint32_t i = 0; i < all.n; i++)
        if (!drop || i % drop)
            FUZZ_ASSERT(k < got.n && got.sum[k++] == all.sum[i]);
    FUZZ_ASSERT(k == got.n || all.n == MOST);
    sn_buf_clear(&b);

    rewrite(&b, p, n, 0, false);
    read_at_once(&got, (uint8_t *)b.base, sn_buf_len(&b));
    FUZZ_ASSERT(got.end == SN_EOF && got.n == all.n);
    for (uint32_t i = 0; i < all.n; i++)
        FUZZ_ASSERT(got.sum[i] == all.sum[i] && got.linktype[i] == all.linktype[i]);
    sn_buf_free(&b);
}

#endif
