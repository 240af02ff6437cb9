/* Writers: batches passed through as ranges, or packet by packet. See writer.h. */
#include <stdlib.h>
#include <sys/uio.h>

#include "pcap/writer.h"

#define ARENA_CAP ((size_t)64 << 20)

enum { RUNS = 256 }; /* pieces of a batch that are written at once */

static enum sn_err new_writer(struct sn_writer **out, struct sn_sink *sink, enum sn_format f,
                              struct sn_diag *d)
{
    struct sn_writer *w = calloc(1, sizeof *w);

    *out = w;
    if (!w) {
        (void)!sn_sink_close(sink, NULL);
        return sn_fail(d, SN_ENOMEM, "no memory to write it");
    }
    w->sink = sink;
    w->format = f;
    w->kind.rechdr = PCAP_RECORD;
    sn_buf_init(&w->scratch, BLOCK_MAX + (1u << 20));
    sn_arena_init(&w->arena, ARENA_CAP);
    sn_sink_records(sink, f == SN_PCAP ? sn_pcap_whole : sn_ng_whole, w);
    return SN_OK;
}

static void free_writer(struct sn_writer *w)
{
    sn_arena_free(&w->arena);
    free(w->ifaces);
    sn_writer_free_sources(w);
    sn_buf_free(&w->scratch);
    free(w);
}

/* The end of an opening: on failure the writer goes. */
static enum sn_err opened(struct sn_writer **out, enum sn_err e)
{
    if (e) {
        (void)!sn_sink_close((*out)->sink, NULL);
        free_writer(*out);
        *out = NULL;
    }
    return e;
}

static void copy_text(struct sn_writer *w, const char **s)
{
    if (*s)
        *s = sn_arena_strndup(&w->arena, *s, strlen(*s));
}

struct wiface *sn_writer_add_iface(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d)
{
    struct wiface *to;

    if (w->nifaces == w->ifaces_cap) {
        uint32_t cap = w->ifaces_cap ? 2 * w->ifaces_cap : 4;

        to = reallocarray(w->ifaces, cap, sizeof *to);
        if (!to) {
            (void)!sn_fail(d, SN_ENOMEM, "no memory for %u interfaces", w->nifaces + 1);
            return NULL;
        }
        w->ifaces = to;
        w->ifaces_cap = cap;
    }
    to = &w->ifaces[w->nifaces++];
    *to = (struct wiface){.pub = *f, .unit = sn_unit_of_digits(f->digits)};
    copy_text(w, &to->pub.name);
    copy_text(w, &to->pub.descr);
    copy_text(w, &to->pub.filter);
    copy_text(w, &to->pub.comment);
    return to;
}

enum sn_err sn_writer_open(struct sn_writer **out, struct sn_sink *sink, enum sn_format f,
                           const struct sn_iface *ifaces, uint32_t n, struct sn_diag *d)
{
    enum sn_err e = new_writer(out, sink, f, d);
    struct sn_writer *w = *out;

    if (e)
        return e;
    if (f == SN_PCAP && n != 1)
        return opened(out, sn_fail(d, SN_EUSAGE, "a pcap file has one interface, not %u", n));
    if (f == SN_PCAP) {
        w->kind.nano = ifaces->digits > 6;
        w->linktype = ifaces->linktype;
        return opened(out, sn_pcap_put_header(w, ifaces, d));
    }
    e = sn_ng_put_section(w, NULL, d);
    for (uint32_t i = 0; i < n && !e; i++)
        e = sn_ng_put_iface(w, &ifaces[i], d);
    return opened(out, e);
}

enum sn_err sn_writer_open_all(struct sn_writer **out, struct sn_sink *sink,
                               const struct sn_writer_opts *o, struct sn_diag *d)
{
    static const struct sn_profile none = {.linktype = SN_LINK_ETHERNET};
    const struct sn_profile *p = o->profile ? o->profile : &none;
    enum sn_err e = new_writer(out, sink, o->format, d);
    struct sn_iface f = {.linktype = p->linktype, .snaplen = p->snaplen, .digits = o->digits};
    struct sn_writer *w = *out;

    if (e)
        return e;
    if (o->snaplen && (!f.snaplen || o->snaplen < f.snaplen))
        f.snaplen = o->snaplen;
    if (o->format == SN_PCAP) {
        w->kind.nano = o->digits > 6;
        w->linktype = p->linktype;
        return opened(out, sn_pcap_put_header(w, &f, d));
    }
    w->all = true;
    w->digits = o->digits;
    w->snaplens = p->snaplens;
    w->linktypes = p->linktypes;
    w->snaplen = p->snaplen;
    w->no_comments = o->no_comments;
    w->no_section_comments = o->no_section_comments;
    w->sections = p->sections;
    return opened(out, sn_ng_put_section(w, o, d));
}

/* ---- copied sections ---- */

/* Remembers what is needed of a section header or interface that was written as it is. */
static enum sn_err follow(struct sn_writer *w, const struct sn_reader *r, const struct head *h,
                          struct sn_diag *d)
{
    struct wiface *f;

    if (h->kind == HEAD_OTHER)
        return SN_OK;
    if (h->kind == HEAD_SECTION) {
        w->own = false;
        w->swap = h->swap;
        w->base = h->iface;
        w->nifaces = 0;
        return SN_OK;
    }
    f = sn_writer_add_iface(w, &r->ifaces[h->iface]->pub, d);
    if (!f)
        return SN_ENOMEM;
    f->unit = r->ifaces[h->iface]->unit;
    return SN_OK;
}

static const struct head *head_at(const struct sn_reader *r, uint64_t off)
{
    uint32_t lo = 0, hi = r->nheads;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (r->heads[mid].off < off)
            lo = mid + 1;
        else
            hi = mid;
    }
    return r->heads + lo;
}

const struct head *sn_reader_section_at(const struct sn_reader *r, uint64_t off)
{
    const struct head *h = head_at(r, off + 1);

    while (h > r->heads && (--h)->kind != HEAD_SECTION)
        ;
    return h;
}

/* Begins a copy of the section that r is in at `until`: its header, its interfaces so far, and what
 * precedes its packets. */
static enum sn_err join(struct sn_writer *w, const struct sn_reader *r, uint64_t until,
                        struct sn_diag *d)
{
    const struct head *end = head_at(r, until), *h = end;
    enum sn_err e = SN_OK;

    w->from = r;
    w->from_born = r->born;
    w->known = until;
    while (h > r->heads && (--h)->kind != HEAD_SECTION)
        ;
    for (; h < end && !e; h++) {
        e = sn_sink_write(w->sink, h->raw, h->len, d);
        if (!e)
            e = follow(w, r, h, d);
        sn_sink_mark(w->sink);
    }
    return e;
}

enum sn_err sn_writer_open_like(struct sn_writer **out, struct sn_sink *sink,
                                const struct sn_reader *r, struct sn_diag *d)
{
    enum sn_err e = new_writer(out, sink, r->format, d);
    struct sn_writer *w = *out;

    if (e)
        return e;
    w->like = true;
    if (r->format == SN_PCAPNG) {
        if (r->held && !r->started) /* else the first batch says where to join */
            e = join(w, r, r->known, d);
        return opened(out, e);
    }
    w->kind = r->kind;
    w->linktype = r->ifaces[0]->pub.linktype;
    e = sn_sink_write(sink, r->header, PCAP_HEADER, d);
    sn_sink_mark(sink);
    return opened(out, e);
}

void sn_writer_comment(struct sn_writer *w, const char *const *text, size_t n)
{
    w->comments = text;
    w->ncomments = w->format == SN_PCAPNG && w->all ? n : 0;
}

const struct sn_losses *sn_writer_losses(const struct sn_writer *w)
{
    return &w->losses;
}

/* ---- batches ---- */

static bool same_reader(const struct sn_writer *w, const struct sn_reader *r)
{
    return w->from == r && w->from_born == r->born;
}

/* Whether r's records may be copied as they are. */
static bool passes(const struct sn_writer *w, const struct sn_reader *r)
{
    if (w->format != r->format)
        return false;
    if (w->format == SN_PCAPNG)
        return w->like;
    return same_kind(&w->kind, &r->kind) && w->linktype == r->ifaces[0]->pub.linktype;
}

static inline const uint8_t *record(const struct sn_pkt *p)
{
    return p->data - p->rechdr;
}

/* Whether a meta block is to be left out, since it was written when its section was joined; takes
 * note of new ones. */
static enum sn_err meta(struct sn_writer *w, const struct sn_reader *r, const struct sn_batch *b,
                        const struct sn_pkt *p, bool *skip, struct sn_diag *d)
{
    uint64_t off = b->offset + (uint64_t)(p->data - b->buf);
    const struct head *h = head_at(r, off);

    *skip = false;
    if (h == r->heads + r->nheads || h->off != off)
        return SN_OK;
    *skip = off < w->known;
    return *skip ? SN_OK : follow(w, r, h, d);
}

/* A packet that is passed through, `at` bytes from the first one appended. */
static void report_passed(struct sn_writer *w, const struct sn_pkt *p, uint64_t at)
{
    if (!p->meta)
        sn_writer_report(w, at, p->reclen, w->format == SN_PCAP ? 0 : p->iface - w->base, p->ts);
}

/* ---- batches encoded anew ---- */

/* Blocks of a capture that were in front of what we were given first. */
static enum sn_err blocks_before(struct sn_writer *w, const struct sn_reader *r, uint64_t off,
                                 struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; i < r->nheads && !e && r->heads[i].off < off; i++)
        if (r->heads[i].kind == HEAD_OTHER)
            e = sn_ng_copy_block(w, r, r->heads[i].raw, r->heads[i].len, r->heads[i].off, d);
    return e;
}

static enum sn_err map_ifaces(struct sn_writer *w, const struct sn_reader *r, uint64_t off,
                              struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    bool fresh = false;

    if (!w->own) {
        sn_writer_free_sources(w);
        e = sn_ng_put_section(w, NULL, d);
    }
    if (!e)
        e = sn_writer_source(w, r, &fresh, d);
    if (!e)
        e = sn_writer_map(w, r, d);
    return e || !fresh || r->format == SN_PCAP ? e : blocks_before(w, r, off, d);
}

static enum sn_err wrong_linktype(const struct sn_writer *w, uint32_t linktype, struct sn_diag *d)
{
    const struct sn_linktype *a = sn_linktype_by_id(linktype), *b = sn_linktype_by_id(w->linktype);

    return sn_fail(d, SN_EUNSUPPORTED,
                   "a packet of link type %u (%s) can't go to a pcap file of link type %u (%s); "
                   "pcapng can hold both",
                   linktype, a ? a->name : "unknown", w->linktype, b ? b->name : "unknown");
}

/* Encodes a packet as the next record; `iface` is its number in the section. */
static enum sn_err put_packet(struct sn_writer *w, const struct sn_pkt *p, uint32_t iface,
                              struct sn_diag *d)
{
    bool pcap = w->format == SN_PCAP;

    if (__builtin_expect(w->on_packet != NULL, 0))
        sn_writer_report(w, sn_sink_count(w->sink),
                         pcap ? w->kind.rechdr + p->caplen
                              : EPB_RECORD + p->caplen + (-p->caplen & 3) +
                                    (uint32_t)sizeof(uint32_t),
                         pcap ? 0 : iface, p->ts);
    return pcap ? sn_pcap_put_packet(w, p, d) : sn_ng_put_packet(w, p, iface, d);
}

/* A packet of a pcap file, whose record may hold more than the snap length: all of it, where the
 * output's is longer. */
static struct sn_pkt whole_packet(struct sn_writer *w, const struct sn_reader *r,
                                  const struct sn_pkt *p, uint32_t snaplen)
{
    struct sn_pkt whole = *p;

    if (p->recode || r->format != SN_PCAP || p->reclen - p->rechdr <= p->caplen)
        return whole;
    whole.caplen = p->reclen - p->rechdr;
    if (snaplen && whole.caplen > snaplen)
        whole.caplen = snaplen;
    w->losses.cut += whole.caplen < p->reclen - p->rechdr;
    return whole;
}

/* Encodes a packet of r's as the next record. */
static enum sn_err encode_one(struct sn_writer *w, const struct sn_reader *r,
                              const struct sn_pkt *p, struct sn_diag *d)
{
    uint32_t id = w->format == SN_PCAP ? 0 : w->source->map[p->iface];
    struct sn_pkt whole;

    if (w->format == SN_PCAPNG && r->format == SN_PCAPNG)
        return sn_ng_copy_packet(w, r, p, id, d);
    whole = whole_packet(w, r, p, w->format == SN_PCAP ? w->snaplen : w->ifaces[id].pub.snaplen);
    if (w->format == SN_PCAP && r->ifaces[p->iface]->pub.linktype != w->linktype)
        return wrong_linktype(w, r->ifaces[p->iface]->pub.linktype, d);
    if (w->format == SN_PCAP || r->kind.rechdr > PCAP_RECORD)
        sn_losses_packet(&w->losses, r, p);
    if (w->ncomments)
        return sn_ng_copy_packet(w, r, &whole, id, d);
    return put_packet(w, &whole, id, d);
}

static enum sn_err encode_meta(struct sn_writer *w, const struct sn_reader *r,
                               const struct sn_batch *b, const struct sn_pkt *p, struct sn_diag *d)
{
    uint64_t off = b->offset + (uint64_t)(p->data - b->buf);

    if (w->format == SN_PCAPNG)
        return sn_ng_copy_block(w, r, p->data, p->caplen, off, d);
    sn_losses_block(&w->losses, r, p->data, off);
    return SN_OK;
}

static enum sn_err encode(struct sn_writer *w, const struct sn_reader *r, const struct sn_batch *b,
                          struct sn_diag *d)
{
    uint64_t off = b->offset + (uint64_t)(record(b->pkt) - b->buf);
    enum sn_err e = w->format == SN_PCAPNG ? map_ifaces(w, r, off, d) : SN_OK;

    for (uint32_t i = 0; i < b->n && !e; i++) {
        const struct sn_pkt *p = &b->pkt[i];

        if (p->drop)
            continue;
        e = p->meta ? encode_meta(w, r, b, p, d) : encode_one(w, r, p, d);
    }
    return e;
}

/* ---- batches passed through ---- */

/* A packet that was changed, between those that are passed through. */
static enum sn_err recode(struct sn_writer *w, const struct sn_reader *r, const struct sn_pkt *p,
                          struct sn_diag *d)
{
    if (w->format == SN_PCAPNG)
        return sn_ng_copy_packet(w, r, p, p->iface - w->base, d);
    if (r->ifaces[p->iface]->pub.linktype != w->linktype)
        return wrong_linktype(w, r->ifaces[p->iface]->pub.linktype, d);
    return put_packet(w, p, 0, d);
}

/* The pieces gathered go out. */
static enum sn_err put_runs(struct sn_writer *w, struct sn_pieces *out, struct sn_diag *d)
{
    enum sn_err e = out->n ? sn_sink_write_records(w->sink, out, d) : SN_OK;

    out->n = out->bytes = 0;
    return e;
}

/* A run of records that follow one another, and may be copied. Its last packet's successor. */
static const struct sn_pkt *add_run(struct sn_writer *w, struct sn_pieces *out,
                                    const struct sn_pkt *p, const struct sn_pkt *end)
{
    const uint8_t *from = record(p), *to = from;

    do {
        if (__builtin_expect(w->on_packet != NULL, 0))
            report_passed(w, p, sn_sink_count(w->sink) + out->bytes + (uint64_t)(record(p) - from));
        to += p->reclen;
        p++;
    } while (p < end && !p->drop && !p->meta && !p->recode && record(p) == to);
    out->v[out->n++] = (struct iovec){(void *)(uintptr_t)from, (size_t)(to - from)};
    out->bytes += (size_t)(to - from);
    return p;
}

/* Records go out as pieces, many at once; what was changed, one by one. */
static enum sn_err pass(struct sn_writer *w, const struct sn_reader *r, const struct sn_batch *b,
                        struct sn_diag *d)
{
    const struct sn_pkt *p = b->pkt, *end = p + b->n;
    struct iovec runs[RUNS];
    struct sn_pieces out = {.v = runs, .each = 1};
    enum sn_err e = SN_OK;

    while (p < end && !e) {
        bool skip = false;

        if (p->drop || (p->meta && ((e = meta(w, r, b, p, &skip, d)) || skip))) {
            p++;
        } else if (__builtin_expect(p->recode, 0)) {
            e = put_runs(w, &out, d);
            if (!e)
                e = recode(w, r, p++, d);
        } else {
            p = add_run(w, &out, p, end);
            if (out.n == RUNS)
                e = put_runs(w, &out, d);
        }
    }
    if (e) /* a block that can't be followed costs none of the packets in front of it */
        (void)!put_runs(w, &out, NULL);
    else
        e = put_runs(w, &out, d);
    return e;
}

enum sn_err sn_writer_batch(struct sn_writer *w, const struct sn_reader *r,
                            const struct sn_batch *b, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (!b->n)
        return SN_OK;
    if (!passes(w, r))
        return encode(w, r, b, d);
    if (w->format == SN_PCAPNG && (w->own || !same_reader(w, r)))
        e = join(w, r, b->offset + (uint64_t)(record(b->pkt) - b->buf), d);
    return e ? e : pass(w, r, b, d);
}

/* ---- single packets, the end ---- */

enum sn_err sn_writer_packet(struct sn_writer *w, const struct sn_pkt *p, struct sn_diag *d)
{
    uint32_t id = p->iface - w->base;

    if (w->format == SN_PCAP)
        return put_packet(w, p, 0, d);
    if (id >= w->nifaces)
        return sn_fail(d, SN_EUSAGE, "a packet of interface %u, which was not described", id);
    return put_packet(w, p, id, d);
}

enum sn_err sn_writer_flush(struct sn_writer *w, struct sn_diag *d)
{
    return sn_sink_flush(w->sink, d);
}

struct sn_sink *sn_writer_sink(const struct sn_writer *w)
{
    return w->sink;
}

enum sn_err sn_writer_close(struct sn_writer *w, struct sn_diag *d)
{
    enum sn_err e;

    if (!w)
        return SN_OK;
    e = sn_sink_close(w->sink, d);
    free_writer(w);
    return e;
}
