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

    set32(h, w->kind.nano ? 0xa1b23c4d : 0xa1b2c3d4, false);
    set16(h + 4, 2, false);
    set16(h + 6, 4, false);
    w->snaplen = f->snaplen ? f->snaplen : SN_SNAPLEN_DEFAULT;
    set32(h + 16, w->snaplen, false);
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

static enum sn_err pcap_time(struct sn_writer *w, int64_t ts, struct sn_diag *d)
{
    if (ts < 0 || ts / 1000000000 > UINT32_MAX)
        return sn_fail(d, SN_ERANGE,
                       "a packet's time, %lld s since 1970, is none that pcap can tell (1970 to "
                       "2106); pcapng can",
                       (long long)(ts / 1000000000));
    w->losses.digits += !w->kind.nano && ts % 1000;
    return SN_OK;
}

enum sn_err sn_pcap_put_packet(struct sn_writer *w, const struct sn_pkt *p, struct sn_diag *d)
{
    uint8_t tmp[24], *o, rechdr = w->kind.rechdr;
    bool large = p->caplen > IN_PLACE;
    enum sn_err e = pcap_time(w, p->ts, d);

    if (e)
        return e;
    o = large ? tmp : sn_sink_reserve(w->sink, rechdr + (size_t)p->caplen);
    if (!o)
        return why(w, d);
    rec_head_pcap(o, w->kind.nano, w->kind.swap, p);
    if (w->kind.lens == LENS_SWAPPED)
        rec_swap_lens(o);
    if (rechdr > PCAP_RECORD && p->rechdr >= rechdr) /* what else the record says */
        memcpy(o + PCAP_RECORD, p->data - p->rechdr + PCAP_RECORD, rechdr - PCAP_RECORD);
    else if (rechdr > PCAP_RECORD)
        memset(o + PCAP_RECORD, 0, rechdr - PCAP_RECORD);
    if (large)
        return put_large(w, tmp, rechdr, p, NULL, 0, d);
    if (p->caplen)
        memcpy(o + rechdr, p->data, p->caplen);
    sn_sink_commit(w->sink, rechdr + (size_t)p->caplen);
    sn_sink_mark(w->sink);
    return SN_OK;
}

enum sn_err sn_ng_put_packet(struct sn_writer *w, const struct sn_pkt *p, uint32_t iface,
                             struct sn_diag *d)
{
    size_t n = rec_size(SN_PCAPNG, p);
    bool large = p->caplen > IN_PLACE;
    uint8_t tmp[EPB_RECORD], *o, mem[REC_TAIL_MAX], *tail;
    uint64_t ts;
    enum sn_err e = sn_ng_time(&w->ifaces[iface].unit, p->ts, &ts, d);

    if (e)
        return e;
    w->losses.digits += w->ifaces[iface].pub.digits == 6 && p->ts % 1000;
    o = large ? tmp : sn_sink_reserve(w->sink, n);
    if (!o)
        return why(w, d);
    tail = rec_tail_pcapng(large ? mem : o + n - REC_TAIL_MAX, w->swap, p);
    rec_head_pcapng(o, iface, ts, w->swap, p);
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
static void option(struct sn_buf *b, uint16_t code, int pre, const void *v, size_t n, bool swap)
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

void sn_ng_option(struct sn_buf *b, uint16_t code, const void *v, size_t n, bool swap)
{
    option(b, code, -1, v, n, swap);
}

static void put_text(struct sn_buf *b, uint16_t code, int pre, const char *s, bool swap)
{
    if (s && *s)
        option(b, code, pre, s, strlen(s), swap);
}

/* Ends the block, sets its lengths, writes it. */
enum sn_err sn_ng_put_block(struct sn_writer *w, struct sn_buf *b, bool options, struct sn_diag *d)
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

struct sn_buf sn_ng_block(uint32_t type, bool swap)
{
    struct sn_buf b;

    sn_buf_init(&b, 1 << 20);
    put32(&b, type, swap);
    put32(&b, 0, swap);
    return b;
}

/* An option of a section header: SHB_HARDWARE, SHB_OS or SHB_APPL. */
struct text {
    unsigned code;
    const uint8_t *v;
    size_t n;
};

static bool find_text(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    struct text *t = ctx;

    if (code == t->code && !t->v) {
        t->v = v;
        t->n = n;
    }
    return true;
}

/* What all sections say, when they say the same. */
static bool common_text(const struct sn_sections *s, struct text *t)
{
    const struct raw_block *b;

    for (size_t i = 0; (b = sn_sections_at(s, i)); i++) {
        struct text one = {.code = t->code};
        struct opt_copy how = {.from = b->swap, .skip = find_text, .ctx = &one};

        sn_ng_copy_options(NULL, b->p + 24, b->n - 28, &how);
        if (!one.v || (i && (one.n != t->n || memcmp(one.v, t->v, one.n) != 0)))
            return false;
        *t = one;
    }
    return t->v != NULL;
}

static bool known(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    (void)v;
    (void)n;
    return (code >= SHB_HARDWARE && code <= SHB_APPL) || (code == OPT_COMMENT && *(bool *)ctx);
}

static void put_common(struct sn_buf *b, const struct sn_sections *s, unsigned code,
                       const char *else_this)
{
    struct text t = {.code = code};

    if (common_text(s, &t))
        option(b, (uint16_t)code, -1, t.v, t.n, false);
    else
        put_text(b, (uint16_t)code, -1, else_this, false);
}

/* The options of the sections that become one. */
static void put_sections(struct sn_buf *b, const struct sn_writer_opts *o)
{
    const struct sn_sections *s = o->profile ? o->profile->sections : NULL;
    bool no_comments = o->no_section_comments;
    const struct raw_block *k;

    for (size_t i = 0; i < o->ncomments; i++)
        put_text(b, OPT_COMMENT, -1, o->comments[i], false);
    for (size_t i = 0; (k = sn_sections_at(s, i)); i++) {
        struct opt_copy how = {
            .of = OPT_OF_SECTION, .from = k->swap, .skip = known, .ctx = &no_comments};

        sn_ng_copy_options(b, k->p + 24, k->n - 28, &how);
    }
}

/* Decryption Secrets (pcapng, section 4.7). */
static enum sn_err put_keylog(struct sn_writer *w, const struct sn_writer_opts *o,
                              struct sn_diag *d)
{
    struct sn_buf b = sn_ng_block(NG_DSB, w->swap);

    put32(&b, o->keylog_type ? o->keylog_type : SN_KEYLOG_TLS, w->swap);
    put32(&b, (uint32_t)o->nkeylog, w->swap);
    sn_put_mem(&b, o->keylog, o->nkeylog);
    sn_put_mem(&b, "\0\0\0", -o->nkeylog & 3);
    return sn_ng_put_block(w, &b, false, d);
}

enum sn_err sn_ng_put_section(struct sn_writer *w, const struct sn_writer_opts *o,
                              struct sn_diag *d)
{
    static const struct sn_writer_opts none;
    struct utsname u = {0};
    char os[sizeof u.sysname + sizeof u.release] = "";
    const struct sn_sections *s;
    struct sn_buf b;
    enum sn_err e;

    if (!o)
        o = &none;
    s = o->profile ? o->profile->sections : NULL;
    w->own = true;
    w->swap = false;
    w->base = 0;
    w->nifaces = 0;
    b = sn_ng_block(NG_SHB, false);
    put32(&b, 0x1a2b3c4d, false);
    put16(&b, 1, false);
    put16(&b, 0, false);
    put32(&b, UINT32_MAX, false); /* the section's length: unknown */
    put32(&b, UINT32_MAX, false);
    if (uname(&u) == 0)
        snprintf(os, sizeof os, "%s %s", u.sysname, u.release);
    put_sections(&b, o);
    put_common(&b, s, SHB_HARDWARE, u.machine);
    put_common(&b, s, SHB_OS, os);
    put_common(&b, s, SHB_APPL, "sn " SN_VERSION);
    e = sn_ng_put_block(w, &b, true, d);
    return e || !o->keylog ? e : put_keylog(w, o, d);
}

enum sn_err sn_ng_put_iface(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d)
{
    struct sn_buf b = sn_ng_block(NG_IDB, w->swap);
    uint8_t resol = f->digits;
    bool options = resol != 6 || f->name || f->descr || f->filter || f->comment;

    put16(&b, (uint16_t)f->linktype, w->swap);
    put16(&b, 0, w->swap);
    put32(&b, f->snaplen, w->swap);
    put_text(&b, OPT_COMMENT, -1, f->comment, w->swap);
    put_text(&b, IF_NAME, -1, f->name, w->swap);
    put_text(&b, IF_DESCR, -1, f->descr, w->swap);
    if (resol != 6)
        option(&b, IF_TSRESOL, -1, &resol, 1, w->swap);
    put_text(&b, IF_FILTER, 0, f->filter, w->swap);
    if (!sn_writer_add_iface(w, f, d)) {
        sn_buf_free(&b);
        return SN_ENOMEM;
    }
    return sn_ng_put_block(w, &b, options, d);
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
    b = sn_ng_block(NG_ISB, w->swap);
    ts = sn_unit_from_ns(&w->ifaces[id].unit, s->ts);
    put32(&b, id, w->swap);
    put32(&b, (uint32_t)(ts >> 32), w->swap);
    put32(&b, (uint32_t)ts, w->swap);
    set32(t, (uint32_t)(ts >> 32), w->swap);
    set32(t + 4, (uint32_t)ts, w->swap);
    option(&b, ENDTIME, -1, t, sizeof t, w->swap);
    for (uint16_t i = 0; i < sizeof v / sizeof *v; i++)
        if (v[i] != SN_UNKNOWN) {
            uint64_t x = w->swap ? __builtin_bswap64(v[i]) : v[i];

            memcpy(t, &x, sizeof t);
            option(&b, (uint16_t)(RECV + i), -1, t, sizeof t, w->swap);
        }
    return sn_ng_put_block(w, &b, true, d);
}

/* ---- where records end ---- */

size_t sn_pcap_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n)
{
    const struct sn_writer *w = ctx;
    size_t done = at ? 0 : PCAP_HEADER;

    if (done > n)
        return 0;
    while (n - done >= w->kind.rechdr) {
        uint32_t caplen = get32(p + done + 8, w->kind.swap);

        if (caplen > n - done - w->kind.rechdr)
            break;
        done += w->kind.rechdr + (size_t)caplen;
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
