/* Where the packets lie that a writer writes; and records written from pieces. */
#include "pcap/writer.h"

void sn_writer_on_packet(struct sn_writer *w, void (*fn)(void *ctx, const struct sn_position *p),
                         void *ctx)
{
    w->on_packet = fn;
    w->on_packet_ctx = ctx;
}

void sn_writer_report(struct sn_writer *w, uint64_t at, uint32_t size, uint32_t iface, int64_t ts)
{
    struct sn_position p = {
        .number = w->reported++, .at = at, .size = size, .iface = iface, .ts = ts};

    w->on_packet(w->on_packet_ctx, &p);
}

/* The record that begins with the n bytes at p: its length, time and interface. A length of 0: it
 * isn't one, or its head isn't whole. *packet: it is a packet, no other block. */
static uint32_t read_head(const struct sn_writer *w, const uint8_t *p, size_t n,
                          struct sn_position *to, bool *packet)
{
    uint32_t caplen, size;

    *packet = true;
    to->iface = 0;
    if (w->format == SN_PCAP) {
        if (n < w->kind.rechdr || (caplen = get32(p + 8, w->kind.swap)) > SN_CAPLEN_MAX)
            return 0;
        to->ts = (int64_t)get32(p, w->kind.swap) * 1000000000 +
                 (int64_t)get32(p + 4, w->kind.swap) * (w->kind.nano ? 1 : 1000);
        return w->kind.rechdr + caplen;
    }
    if (n < NG_MIN)
        return 0;
    size = get32(p + 4, w->swap);
    *packet = get32(p, w->swap) == NG_EPB;
    if (size < NG_MIN || size > BLOCK_MAX)
        return 0;
    if (!*packet)
        return size;
    to->iface = n < EPB_RECORD ? UINT32_MAX : get32(p + 8, w->swap);
    if (to->iface >= w->nifaces)
        return 0;
    to->ts = unit_to_ns(&w->ifaces[to->iface].unit,
                        (uint64_t)get32(p + 12, w->swap) << 32 | get32(p + 16, w->swap));
    return size;
}

/* The records of a piece, or of `each` pieces, that go to `at`; with `tell` they are reported.
 * False: that can't be records. */
static bool follow_records(struct sn_writer *w, const struct iovec *v, size_t each, uint64_t at,
                           bool tell)
{
    size_t whole = 0, done = 0;

    for (size_t i = 0; i < each; i++)
        whole += v[i].iov_len;
    while (done < whole) {
        struct sn_position p = {0};
        bool packet;
        uint32_t size = v->iov_len < done ? 0
                                          : read_head(w, (const uint8_t *)v->iov_base + done,
                                                      v->iov_len - done, &p, &packet);

        if (!size || size > whole - done || (each > 1 && size != whole))
            return false;
        if (tell && packet)
            sn_writer_report(w, at + done, size, p.iface, p.ts);
        done += size;
    }
    return true;
}

/* Looks at all records before it tells of the first. */
static bool report_pieces(struct sn_writer *w, const struct sn_pieces *p)
{
    for (int tell = 0; tell < 2; tell++) {
        uint64_t at = sn_sink_count(w->sink);

        for (size_t i = 0; i < p->n; i += p->each) {
            if (!follow_records(w, p->v + i, p->each, at, tell))
                return false;
            for (size_t k = 0; k < p->each; k++)
                at += p->v[i + k].iov_len;
        }
    }
    return true;
}

enum sn_err sn_writer_pieces(struct sn_writer *w, const struct sn_pieces *p, struct sn_diag *d)
{
    if (w->like || !p->each || p->n % p->each)
        return sn_fail(d, SN_EUSAGE, "pieces that aren't records of this writer's own");
    if (w->on_packet && !report_pieces(w, p))
        return sn_fail(d, SN_EUSAGE, "pieces that aren't whole records");
    return sn_sink_write_records(w->sink, p, d);
}
