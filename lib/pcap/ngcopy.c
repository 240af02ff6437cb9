/*
 * What a pcapng reader brought, copied into a section of our own: interfaces, packets and blocks,
 * with their options, in our byte order, by our numbers of interfaces.
 */
#include "pcap/writer.h"

#define NG_PCAP  0 /* instead of a block's type: a pcap record */
#define IN_PLACE ((size_t)512 << 10)

static void put32(struct sn_buf *b, uint32_t v, bool swap)
{
    uint8_t t[4];

    set32(t, v, swap);
    sn_put_mem(b, t, sizeof t);
}

static bool no_comment(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    (void)ctx;
    (void)v;
    (void)n;
    return code == OPT_COMMENT;
}

/* ---- interfaces ---- */

static bool not_comment(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    (void)ctx;
    (void)v;
    (void)n;
    return code != OPT_COMMENT;
}

static bool no_resolution(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    (void)v;
    (void)n;
    return code == IF_TSRESOL && *(bool *)ctx;
}

/* The comments of a section whose header is not the beginning of what we write. */
static void put_section_comments(struct sn_writer *w, struct sn_buf *b, const struct iface *f)
{
    struct opt_copy how = {.from = f->section.swap, .to = w->swap, .skip = not_comment};

    if (w->no_section_comments || !w->all || sn_sections_have(w->sections, &f->section))
        return;
    sn_ng_copy_options(b, f->section.p + 24, f->section.n - 28, &how);
}

uint32_t sn_writer_snaplen(struct sn_writer *w, const struct sn_iface *f)
{
    uint32_t n = f->snaplen;

    if (!w->all)
        return n;
    w->linktypes |= w->nifaces && f->linktype != w->ifaces[0].pub.linktype;
    if (w->linktypes)
        return n;
    if (w->snaplens)
        n = w->snaplen;
    else if (w->nifaces)
        n = w->ifaces[0].pub.snaplen;
    w->losses.snaplens += n != f->snaplen;
    return n;
}

enum sn_err sn_ng_copy_iface(struct sn_writer *w, const struct iface *f, struct sn_diag *d)
{
    bool change = w->digits && w->digits != f->pub.digits;
    struct opt_copy how = {.of = OPT_OF_IFACE,
                           .from = f->block.swap,
                           .to = w->swap,
                           .skip = no_resolution,
                           .ctx = &change};
    struct sn_buf b = sn_ng_block(NG_IDB, w->swap);
    struct sn_iface pub = f->pub;
    struct unit unit = f->unit;
    struct wiface *to;
    size_t at;

    pub.snaplen = sn_writer_snaplen(w, &f->pub);
    put32(&b, 0, w->swap);
    put32(&b, pub.snaplen, w->swap);
    if (!b.err)
        set16((uint8_t *)b.base + 8, (uint16_t)pub.linktype, w->swap);
    at = sn_buf_len(&b);
    put_section_comments(w, &b, f);
    if (change) {
        pub.digits = w->digits;
        unit = sn_unit_of_digits(w->digits);
        unit.offset = f->unit.offset;
        sn_ng_option(&b, IF_TSRESOL, &w->digits, 1, w->swap);
    }
    sn_ng_copy_options(&b, f->block.p + 16, f->block.n - 20, &how);
    to = sn_writer_add_iface(w, &pub, d);
    if (!to) {
        sn_buf_free(&b);
        return SN_ENOMEM;
    }
    to->unit = unit;
    return sn_ng_put_block(w, &b, sn_buf_len(&b) > at, d);
}

/* ---- packets ---- */

/* Whether an interface's unit can tell a time. */
static bool unit_holds(const struct unit *u, int64_t ts)
{
    __int128 ns = (__int128)ts - (int64_t)u->offset;

    if (ns < 0)
        return false;
    if (u->div)
        return ns <= UINT64_MAX / u->div;
    return u->mul || ns / 1000000000 <= UINT64_MAX >> u->shift;
}

enum sn_err sn_ng_time(const struct unit *u, int64_t ts, uint64_t *raw, struct sn_diag *d)
{
    if (!unit_holds(u, ts))
        return sn_fail(d, SN_ERANGE,
                       "a packet's time, %lld ns since 1970, is none that its interface can tell",
                       (long long)ts);
    *raw = sn_unit_from_ns(u, ts);
    return SN_OK;
}

static bool same_unit(const struct unit *a, const struct unit *b)
{
    return a->mul == b->mul && a->div == b->div && a->shift == b->shift && a->offset == b->offset;
}

/* The packet's time in our interface's unit: as it was read, where it is the same. */
static enum sn_err time_of(struct sn_writer *w, const struct iface *f, const struct sn_pkt *p,
                           const uint8_t *rec, uint32_t type, uint32_t id, uint64_t *raw,
                           struct sn_diag *d)
{
    const struct unit *u = &w->ifaces[id].unit;
    bool swap = f->section.swap;
    uint64_t was;

    if (type == NG_EPB || type == NG_PB) {
        was = (uint64_t)get32(rec + 12, swap) << 32 | get32(rec + 16, swap);
        if (unit_to_ns(&f->unit, was) == p->ts && same_unit(u, &f->unit)) {
            *raw = was;
            return SN_OK;
        }
    }
    if (sn_ng_time(u, p->ts, raw, d))
        return SN_ERANGE;
    w->losses.digits += unit_to_ns(u, *raw) != p->ts;
    return SN_OK;
}

/* An Enhanced Packet Block of ours with the same contents: only its interface's number differs. */
static enum sn_err copy_whole(struct sn_writer *w, const uint8_t *rec, uint32_t n, uint32_t id,
                              struct sn_diag *d)
{
    uint8_t head[12], *o;
    enum sn_err e;

    if (n > IN_PLACE) {
        memcpy(head, rec, sizeof head);
        set32(head + 8, id, w->swap);
        e = sn_sink_write(w->sink, head, sizeof head, d);
        if (!e)
            e = sn_sink_write(w->sink, rec + sizeof head, n - sizeof head, d);
    } else {
        o = sn_sink_reserve(w->sink, n);
        if (!o)
            return sn_sink_flush(w->sink, d);
        memcpy(o, rec, n);
        set32(o + 8, id, w->swap);
        sn_sink_commit(w->sink, n);
        e = SN_OK;
    }
    if (!e)
        sn_sink_mark(w->sink);
    return e;
}

static void put_read_options(struct sn_writer *w, struct sn_buf *b, const struct sn_pkt *p,
                             const uint8_t *rec, uint32_t type, bool swap)
{
    struct opt_copy how = {.of = OPT_OF_PACKET, .from = swap, .to = w->swap};
    uint32_t at;

    if (w->no_comments)
        how.skip = no_comment;
    at = EPB_RECORD + get32(rec + 20, swap);
    at += -at & 3;
    if (type == NG_PB && get16(rec + 10, swap) != UINT16_MAX) {
        uint8_t drops[8] = {0};

        set32(drops + (w->swap ? 4 : 0), get16(rec + 10, swap), w->swap);
        sn_ng_option(b, 4, drops, sizeof drops, w->swap);
    }
    if (at + 4 < p->reclen)
        sn_ng_copy_options(b, rec + at, p->reclen - 4 - at, &how);
}

static void put_options(struct sn_writer *w, struct sn_buf *b, const struct sn_pkt *p,
                        const uint8_t *rec, uint32_t type, bool swap)
{
    size_t before = sn_buf_len(b);

    for (size_t i = 0; i < w->ncomments; i++)
        sn_ng_option(b, OPT_COMMENT, w->comments[i], strlen(w->comments[i]), w->swap);
    if (type == NG_PCAP && p->dir) {
        uint8_t flags[4];

        set32(flags, p->dir == SN_DIR_OUT ? 2 : 1, w->swap);
        sn_ng_option(b, SN_OPT_FLAGS, flags, sizeof flags, w->swap);
    }
    if (type == NG_EPB || type == NG_PB)
        put_read_options(w, b, p, rec, type, swap);
    if (sn_buf_len(b) > before)
        put32(b, OPT_END, w->swap);
}

static enum sn_err copy_parts(struct sn_writer *w, const struct iface *f, const struct sn_pkt *p,
                              uint32_t type, uint32_t id, struct sn_diag *d)
{
    const uint8_t *rec = p->data - p->rechdr;
    struct sn_buf *b = &w->scratch;
    enum sn_err e;
    uint64_t raw;
    uint32_t n;

    e = time_of(w, f, p, rec, type, id, &raw, d);
    if (e)
        return e;
    sn_buf_clear(b);
    put32(b, NG_EPB, w->swap);
    put32(b, 0, w->swap);
    put32(b, id, w->swap);
    put32(b, (uint32_t)(raw >> 32), w->swap);
    put32(b, (uint32_t)raw, w->swap);
    put32(b, p->caplen, w->swap);
    put32(b, p->len, w->swap);
    sn_put_mem(b, p->data, p->caplen);
    sn_put_mem(b, "\0\0\0", -p->caplen & 3);
    put_options(w, b, p, rec, type, f->section.swap);
    n = (uint32_t)sn_buf_len(b) + 4;
    put32(b, n, w->swap);
    if (b->err)
        return sn_fail(d, b->err, "no memory for a packet");
    set32((uint8_t *)b->base + 4, n, w->swap);
    if (w->on_packet)
        sn_writer_report(w, sn_sink_count(w->sink), n, id, p->ts);
    e = sn_sink_write(w->sink, b->base, n, d);
    if (!e)
        sn_sink_mark(w->sink);
    return e;
}

enum sn_err sn_ng_copy_packet(struct sn_writer *w, const struct sn_reader *r,
                              const struct sn_pkt *p, uint32_t id, struct sn_diag *d)
{
    const struct iface *f = r->ifaces[p->iface];
    const uint8_t *rec = p->data - p->rechdr;
    uint32_t type = r->format == SN_PCAP ? NG_PCAP : get32(rec, f->section.swap);

    w->losses.no_time += type == NG_SPB;
    if (!w->ncomments && type == NG_EPB && f->section.swap == w->swap && !p->recode &&
        !w->no_comments && same_unit(&f->unit, &w->ifaces[id].unit)) {
        if (w->on_packet)
            sn_writer_report(w, sn_sink_count(w->sink), p->reclen, id, p->ts);
        return copy_whole(w, rec, p->reclen, id, d);
    }
    return copy_parts(w, f, p, type, id, d);
}

/* ---- other blocks ---- */

/* Our number of the section's interface `id`; UINT32_MAX: it was not described. */
static uint32_t our_iface(const struct sn_writer *w, const struct sn_reader *r,
                          const struct head *section, uint32_t id)
{
    if (id >= w->source->nmap - section->iface || id >= r->nifaces - section->iface)
        return UINT32_MAX;
    return w->source->map[section->iface + id];
}

static bool put_stats(struct sn_writer *w, const struct sn_reader *r, const struct head *section,
                      struct sn_buf *b, const uint8_t *p, uint32_t n)
{
    uint32_t id = n < 24 ? UINT32_MAX : get32(p + 8, section->swap),
             to = our_iface(w, r, section, id);
    struct opt_copy how = {.of = OPT_OF_STATS, .from = section->swap, .to = w->swap};
    uint64_t t;

    if (to == UINT32_MAX)
        return false;
    t = (uint64_t)get32(p + 12, section->swap) << 32 | get32(p + 16, section->swap);
    if (!same_unit(&r->ifaces[section->iface + id]->unit, &w->ifaces[to].unit)) {
        how.unit_from = &r->ifaces[section->iface + id]->unit;
        how.unit_to = &w->ifaces[to].unit;
        t = sn_unit_from_ns(how.unit_to, unit_to_ns(how.unit_from, t));
    }
    put32(b, to, w->swap);
    put32(b, (uint32_t)(t >> 32), w->swap);
    put32(b, (uint32_t)t, w->swap);
    sn_ng_copy_options(b, p + 20, n - 24, &how);
    return true;
}

/* A Name Resolution Block's records, then its options. */
static void put_names(struct sn_writer *w, bool swap, struct sn_buf *b, const uint8_t *p,
                      uint32_t n)
{
    struct opt_copy how = {.of = OPT_OF_OTHER, .from = swap, .to = w->swap};
    struct sn_rd o = sn_rd_init(p + 8, n - 12, n - 12), v;

    while (sn_rd_left(&o) >= 4) {
        uint16_t type = get16(o.p, swap), len = get16(o.p + 2, swap);

        if (!type || !sn_rd_skip(&o, 4) || !sn_rd_sub(&o, len, &v))
            break;
        sn_ng_option(b, type, v.p, len, w->swap);
        if (!sn_rd_skip(&o, -len & 3))
            break;
    }
    put32(b, 0, w->swap);
    if (sn_rd_left(&o) >= 4 && !get32(o.p, swap))
        sn_ng_copy_options(b, o.p + 4, sn_rd_left(&o) - 4, &how);
}

/* Decryption Secrets: type and length, then bytes, then options. */
static bool put_secrets(struct sn_writer *w, bool swap, struct sn_buf *b, const uint8_t *p,
                        uint32_t n)
{
    struct opt_copy how = {.of = OPT_OF_OTHER, .from = swap, .to = w->swap};
    uint32_t len = n < 20 ? UINT32_MAX : get32(p + 12, swap), end;

    if (n < 20 || len > n - 20)
        return false;
    end = 16 + len + (-len & 3);
    put32(b, get32(p + 8, swap), w->swap);
    put32(b, len, w->swap);
    sn_put_mem(b, p + 16, end - 16);
    sn_ng_copy_options(b, p + end, n - 4 - end, &how);
    return true;
}

/* A block in the other byte order than ours. */
static bool turn_block(struct sn_writer *w, struct sn_buf *b, uint32_t type, bool swap,
                       const uint8_t *p, uint32_t n)
{
    switch (type) {
    case NG_NRB:
        put_names(w, swap, b, p, n);
        return true;
    case NG_DSB:
        return put_secrets(w, swap, b, p, n);
    case NG_CUSTOM:
    case NG_CUSTOM_ONCE:
        if (n < 16)
            return false;
        put32(b, get32(p + 8, swap), w->swap);
        sn_put_mem(b, p + 12, n - 16);
        return true;
    case NG_JOURNAL:
        sn_put_mem(b, p + 8, n - 12);
        return true;
    default:
        return false;
    }
}

static enum sn_err copy_as_is(struct sn_writer *w, const uint8_t *p, uint32_t n, struct sn_diag *d)
{
    enum sn_err e = sn_sink_write(w->sink, p, n, d);

    if (!e)
        sn_sink_mark(w->sink);
    return e;
}

enum sn_err sn_ng_copy_block(struct sn_writer *w, const struct sn_reader *r, const uint8_t *p,
                             uint32_t n, uint64_t off, struct sn_diag *d)
{
    const struct head *section = sn_reader_section_at(r, off);
    uint32_t type = get32(p, section->swap);
    bool options = type == NG_ISB || type == NG_NRB || type == NG_DSB, ok;
    struct sn_buf b;

    if (type == NG_SHB || type == NG_IDB) /* see sn_ng_copy_iface */
        return SN_OK;
    if (type != NG_ISB && section->swap == w->swap)
        return copy_as_is(w, p, n, d);
    b = sn_ng_block(type, w->swap);
    if (type == NG_ISB)
        ok = put_stats(w, r, section, &b, p, n);
    else
        ok = turn_block(w, &b, type, section->swap, p, n);
    if (ok)
        return sn_ng_put_block(w, &b, options, d);
    w->losses.stats += type == NG_ISB;
    w->losses.blocks += type != NG_ISB;
    sn_buf_free(&b);
    return SN_OK;
}
