/* Records and blocks written: pcap and pcapng. */
#include <stdlib.h>
#include <sys/utsname.h>

#include "pcap/record.h"
#include "pcap/writer.h"
#include "sn/sn.h"

#define IN_PLACE ((size_t)512 << 10) /* longer packets are written apart from their headers */

static enum sn_err why(struct sn_writer *w, struct sn_diag *d)
{
    return sn_sink_flush(w->sink, d);
}

enum sn_err sn_pcap_put_header(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d)
{
    uint8_t h[PCAP_HEADER] = {0};
    enum sn_err e;

    set32(h, w->nano ? 0xa1b23c4d : 0xa1b2c3d4, false);
    set16(h + 4, 2, false);
    set16(h + 6, 4, false);
    set32(h + 16, f->snaplen ? f->snaplen : SN_SNAPLEN_DEFAULT, false);
    set32(h + 20, f->linktype, false);
    e = sn_sink_write(w->sink, h, sizeof h, d);
    if (!e)
        sn_sink_mark(w->sink);
    return e;
}

/* A header, data and zeros up to `total` bytes that don't fit the sink's buffer together. */
static enum sn_err put_large(struct sn_writer *w, const uint8_t *h, size_t nh,
                             const struct sn_pkt *p, const uint8_t *tail, size_t ntail,
                             struct sn_diag *d)
{
    enum sn_err e = sn_sink_write(w->sink, h, nh, d);

    if (!e)
        e = sn_sink_write(w->sink, p->data, p->caplen, d);
    if (!e)
        e = sn_sink_write(w->sink, tail, ntail, d);
    if (!e)
        sn_sink_mark(w->sink);
    return e;
}

enum sn_err sn_pcap_put_packet(struct sn_writer *w, const struct sn_pkt *p, struct sn_diag *d)
{
    bool large = p->caplen > IN_PLACE;
    uint8_t tmp[24], *o = large ? tmp : sn_sink_reserve(w->sink, w->rechdr + (size_t)p->caplen);

    if (!o)
        return why(w, d);
    rec_head_pcap(o, w->nano, w->swap, p);
    if (w->rechdr > PCAP_RECORD)
        memset(o + PCAP_RECORD, 0, w->rechdr - PCAP_RECORD);
    if (large)
        return put_large(w, tmp, w->rechdr, p, NULL, 0, d);
    if (p->caplen)
        memcpy(o + w->rechdr, p->data, p->caplen);
    sn_sink_commit(w->sink, w->rechdr + (size_t)p->caplen);
    sn_sink_mark(w->sink);
    return SN_OK;
}

enum sn_err sn_ng_put_packet(struct sn_writer *w, const struct sn_pkt *p, uint32_t iface,
                             struct sn_diag *d)
{
    size_t n = rec_size(SN_PCAPNG, p);
    bool large = p->caplen > IN_PLACE;
    uint8_t tmp[EPB_RECORD], *o = large ? tmp : sn_sink_reserve(w->sink, n), mem[REC_TAIL_MAX],
                             *tail;

    if (!o)
        return why(w, d);
    tail = rec_tail_pcapng(large ? mem : o + n - REC_TAIL_MAX, w->swap, p);
    rec_head_pcapng(o, iface, sn_unit_from_ns(&w->ifaces[iface].unit, p->ts), w->swap, p);
    if (large)
        return put_large(w, tmp, sizeof tmp, p, tail, rec_tail_size(SN_PCAPNG, p), d);
    if (p->caplen)
        memcpy(o + EPB_RECORD, p->data, p->caplen);
    sn_sink_commit(w->sink, n);
    sn_sink_mark(w->sink);
    return SN_OK;
}

/* ---- blocks with options, gathered in a buffer ---- */

static void put16(struct sn_buf *b, uint16_t v, bool swap)
{
    uint8_t t[2];

    set16(t, v, swap);
    sn_put_mem(b, t, sizeof t);
}

static void put32(struct sn_buf *b, uint32_t v, bool swap)
{
    uint8_t t[4];

    set32(t, v, swap);
    sn_put_mem(b, t, sizeof t);
}

/* An option: `pre` in front of the value when it isn't negative. */
static void put_option(struct sn_buf *b, uint16_t code, int pre, const void *v, size_t n, bool swap)
{
    size_t all = n + (pre >= 0);

    if (all > UINT16_MAX)
        return;
    put16(b, code, swap);
    put16(b, (uint16_t)all, swap);
    if (pre >= 0)
        sn_put_c(b, (char)pre);
    sn_put_mem(b, v, n);
    sn_put_mem(b, "\0\0\0", -all & 3);
}

static void put_text(struct sn_buf *b, uint16_t code, int pre, const char *s, bool swap)
{
    if (s && *s)
        put_option(b, code, pre, s, strlen(s), swap);
}

/* Ends the block, sets its lengths, writes it. */
static enum sn_err put_block(struct sn_writer *w, struct sn_buf *b, bool options, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    uint32_t n;

    if (options)
        put32(b, OPT_END, w->swap);
    n = (uint32_t)sn_buf_len(b) + 4;
    put32(b, n, w->swap);
    if (b->err) {
        e = sn_fail(d, b->err, "no memory for a block");
    } else {
        set32((uint8_t *)b->base + 4, n, w->swap);
        e = sn_sink_write(w->sink, b->base, n, d);
    }
    if (!e)
        sn_sink_mark(w->sink);
    sn_buf_free(b);
    return e;
}

static struct sn_buf block(uint32_t type, bool swap)
{
    struct sn_buf b;

    sn_buf_init(&b, 1 << 20);
    put32(&b, type, swap);
    put32(&b, 0, swap);
    return b;
}

enum sn_err sn_ng_put_section(struct sn_writer *w, struct sn_diag *d)
{
    struct sn_buf b;
    struct utsname u;
    char os[sizeof u.sysname + sizeof u.release];

    w->own = true;
    w->swap = false;
    w->base = 0;
    w->nifaces = 0;
    b = block(NG_SHB, false);
    put32(&b, 0x1a2b3c4d, false);
    put16(&b, 1, false);
    put16(&b, 0, false);
    put32(&b, UINT32_MAX, false); /* the section's length: unknown */
    put32(&b, UINT32_MAX, false);
    if (uname(&u) == 0) {
        snprintf(os, sizeof os, "%s %s", u.sysname, u.release);
        put_text(&b, SHB_HARDWARE, -1, u.machine, false);
        put_text(&b, SHB_OS, -1, os, false);
    }
    put_text(&b, SHB_APPL, -1, "sn " SN_VERSION, false);
    return put_block(w, &b, true, d);
}

enum sn_err sn_ng_put_iface(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d)
{
    struct sn_buf b = block(NG_IDB, w->swap);
    uint8_t resol = f->digits;
    bool options = resol != 6 || f->name || f->descr || f->filter || f->comment;

    put16(&b, (uint16_t)f->linktype, w->swap);
    put16(&b, 0, w->swap);
    put32(&b, f->snaplen, w->swap);
    put_text(&b, OPT_COMMENT, -1, f->comment, w->swap);
    put_text(&b, IF_NAME, -1, f->name, w->swap);
    put_text(&b, IF_DESCR, -1, f->descr, w->swap);
    if (resol != 6)
        put_option(&b, IF_TSRESOL, -1, &resol, 1, w->swap);
    put_text(&b, IF_FILTER, 0, f->filter, w->swap);
    if (!sn_writer_add_iface(w, f, d)) {
        sn_buf_free(&b);
        return SN_ENOMEM;
    }
    return put_block(w, &b, options, d);
}

enum sn_err sn_writer_ifstats(struct sn_writer *w, const struct sn_ifstats *s, struct sn_diag *d)
{
    enum { ENDTIME = 3, RECV = 4, DROP = 5, ACCEPT = 6, OSDROP = 7, DELIVERED = 8 };
    const uint64_t v[] = {s->received, s->dropped_if, s->accepted, s->dropped_os, s->delivered};
    uint32_t id = s->iface - w->base;
    uint64_t ts;
    uint8_t t[8];
    struct sn_buf b;

    if (w->format == SN_PCAP)
        return SN_OK;
    if (id >= w->nifaces)
        return sn_fail(d, SN_EUSAGE, "statistics of interface %u, which was not described", id);
    b = block(NG_ISB, w->swap);
    ts = sn_unit_from_ns(&w->ifaces[id].unit, s->ts);
    put32(&b, id, w->swap);
    put32(&b, (uint32_t)(ts >> 32), w->swap);
    put32(&b, (uint32_t)ts, w->swap);
    set32(t, (uint32_t)(ts >> 32), w->swap);
    set32(t + 4, (uint32_t)ts, w->swap);
    put_option(&b, ENDTIME, -1, t, sizeof t, w->swap);
    for (uint16_t i = 0; i < sizeof v / sizeof *v; i++)
        if (v[i] != SN_UNKNOWN) {
            uint64_t x = w->swap ? __builtin_bswap64(v[i]) : v[i];

            memcpy(t, &x, sizeof t);
            put_option(&b, (uint16_t)(RECV + i), -1, t, sizeof t, w->swap);
        }
    return put_block(w, &b, true, d);
}

/* ---- where records end ---- */

size_t sn_pcap_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    const struct sn_writer *w = ctx;
    size_t done = at ? 0 : PCAP_HEADER;

    if (done > n)
        return 0;
    while (n - done >= w->rechdr) {
        uint32_t caplen = get32(p + done + 8, w->swap);

        if (caplen > n - done - w->rechdr)
            break;
        done += w->rechdr + (size_t)caplen;
    }
    return done;
}

/* Blocks of either byte order: the one in which a block's two lengths agree. */
size_t sn_ng_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    size_t done = 0;

    (void)ctx;
    (void)at;
    while (n - done >= NG_MIN) {
        size_t k = 0;

        for (int swap = 0; swap < 2 && !k; swap++) {
            uint32_t len = get32(p + done + 4, swap);

            if (len >= NG_MIN && len <= n - done && get32(p + done + len - 4, swap) == len)
                k = len;
        }
        if (!k)
            break;
        done += k;
    }
    return done;
}
