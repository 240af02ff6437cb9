/* pcapng: blocks walked. See draft-ietf-opsawg-pcapng. */
#include "pcap/pcap.h"

/* A walk's state. */
struct walk {
    struct sn_reader *r;
    struct sn_batch *b;
    struct sn_diag *d;
    const uint8_t *p, *end;
    uint64_t off; /* of p */
};

static enum sn_err damaged(const struct walk *w, const char *what, uint32_t v)
{
    return sn_fail_at(w->d, SN_EFORMAT, w->off, what, v);
}

/* The length of the block at p, its header's 8 bytes (12 of a Section Header) being there; 0 when
 * it can't be one. Of a Section Header the byte order too. */
static uint32_t block_length(struct walk *w, uint32_t type, bool *swap)
{
    uint32_t n;

    if (type == NG_SHB) {
        uint32_t magic = get32(w->p + 8, false);

        if (magic != BYTE_ORDER_MAGIC && magic != __builtin_bswap32(BYTE_ORDER_MAGIC))
            return 0;
        *swap = magic != BYTE_ORDER_MAGIC;
    }
    n = get32(w->p + 4, *swap);
    return n % 4 || n < NG_MIN || n > BLOCK_MAX ? 0 : n;
}

/* The interface number `id` of the current section. */
static const struct iface *iface_of(const struct walk *w, uint32_t id)
{
    const struct sn_reader *r = w->r;

    return id < r->nifaces - r->section_iface ? r->ifaces[r->section_iface + id] : NULL;
}

static enum sn_err no_iface(const struct walk *w, uint32_t id)
{
    return sn_fail_at(w->d, SN_EFORMAT, w->off,
                      "damaged: a packet of interface %u, but %u were described", id,
                      w->r->nifaces - w->r->section_iface);
}

/* Enhanced and (obsolete) Packet Blocks. */
static enum sn_err packet(struct walk *w, uint32_t type, uint32_t n, bool swap)
{
    const uint8_t *p = w->p;
    const struct iface *f;
    uint32_t id, caplen;

    if (n < EPB_RECORD + 4)
        return damaged(w, "damaged: a packet block of %u bytes", n);
    id = type == NG_EPB ? get32(p + 8, swap) : get16(p + 8, swap);
    caplen = get32(p + 20, swap);
    f = iface_of(w, id);
    if (!f)
        return no_iface(w, id);
    if (caplen > n - EPB_RECORD - 4 || caplen > SN_CAPLEN_MAX)
        return damaged(w, "damaged: a packet of %u bytes doesn't fit its block", caplen);
    w->b->pkt[w->b->n++] = (struct sn_pkt){
        .ts = unit_to_ns(&f->unit, (uint64_t)get32(p + 12, swap) << 32 | get32(p + 16, swap)),
        .data = p + EPB_RECORD,
        .caplen = caplen,
        .len = get32(p + 24, swap),
        .iface = w->r->section_iface + id,
        .reclen = n,
        .rechdr = EPB_RECORD,
    };
    return SN_OK;
}

/* A Simple Packet Block: of the first interface, without time. */
static enum sn_err simple_packet(struct walk *w, uint32_t n, bool swap)
{
    const struct iface *f = iface_of(w, 0);
    uint32_t len, caplen;

    if (!f)
        return no_iface(w, 0);
    if (n < 16)
        return damaged(w, "damaged: a packet block of %u bytes", n);
    caplen = len = get32(w->p + 8, swap);
    if (f->pub.snaplen && caplen > f->pub.snaplen)
        caplen = f->pub.snaplen;
    if (caplen > n - 16)
        caplen = n - 16;
    w->b->pkt[w->b->n++] = (struct sn_pkt){.data = w->p + 12,
                                           .caplen = caplen,
                                           .len = len,
                                           .iface = w->r->section_iface,
                                           .reclen = n,
                                           .rechdr = SPB_RECORD};
    return SN_OK;
}

static enum sn_err meta(struct walk *w, uint32_t type, uint32_t n, bool swap)
{
    enum sn_err e = SN_OK;

    if ((type == NG_SHB || type == NG_IDB || !w->b) && w->off >= w->r->known) {
        e = type == NG_SHB   ? sn_ng_section(w->r, w->p, n, w->off, w->d)
            : type == NG_IDB ? sn_ng_iface(w->r, w->p, n, w->off, w->d)
                             : sn_ng_head(w->r, w->p, n, w->off, HEAD_OTHER, swap, w->d);
        if (e)
            return e;
        w->r->known = w->off + n;
    }
    if (type == NG_SHB)
        w->r->swap = swap;
    if (w->b) {
        struct sn_pkt *p = &w->b->pkt[w->b->n++];

        *p = (struct sn_pkt){.data = w->p, .caplen = n, .len = n, .reclen = n, .meta = true};
        if (type == NG_ISB && n >= NG_MIN + 12)
            p->iface = w->r->section_iface + get32(w->p + 8, swap);
    }
    return SN_OK;
}

/* The block at p, whole, of n bytes. SN_EOF: stop in front of it. */
static enum sn_err block(struct walk *w, uint32_t type, uint32_t n, bool swap)
{
    bool pkt = type == NG_EPB || type == NG_PB || type == NG_SPB;

    if (__builtin_expect(get32(w->p + n - 4, swap) != n, 0))
        return damaged(w, "damaged: a block's two lengths differ (%u at its head)", n);
    if (w->b && type == NG_SPB)
        return simple_packet(w, n, swap);
    if (w->b && pkt)
        return packet(w, type, n, swap);
    if (!w->b && (pkt || (type == NG_SHB && w->off)))
        return SN_EOF;
    return meta(w, type, n, swap);
}

/* What the block at p needs, of which less than NG_MIN bytes are there; else `need` stands. */
static size_t need_of(struct walk *w, size_t need)
{
    size_t left = (size_t)(w->end - w->p);
    uint32_t type, n;
    bool swap = w->r->swap;

    if (need != NG_MIN || left < 8 || left >= NG_MIN)
        return need;
    type = get32(w->p, swap);
    n = type == NG_SHB ? 0 : block_length(w, type, &swap);
    return n ? n : need;
}

struct walked sn_ng_walk(struct sn_reader *r, struct sn_batch *b, const uint8_t *p,
                         const uint8_t *end, uint64_t off, struct sn_diag *d)
{
    struct walk w = {.r = r, .b = b, .d = d, .p = p, .end = end, .off = off};
    struct walked out = {.need = NG_MIN};

    while ((size_t)(end - w.p) >= NG_MIN && (!b || b->n < b->cap)) {
        uint32_t type, n;
        bool swap = r->swap;

        type = get32(w.p, swap);
        n = block_length(&w, type, &swap);
        out.need = n;
        if (!n && sn_pcap_is_header(w.p))
            out.err = sn_fail_at(d, SN_EUNSUPPORTED, w.off,
                                 "the header of another capture begins here: pcap, appended to a "
                                 "pcapng file, is not read on");
        else if (!n)
            out.err = sn_fail_at(d, SN_EFORMAT, w.off,
                                 "damaged: no pcapng block begins here (type 0x%x, %u bytes)", type,
                                 get32(w.p + 4, swap));
        if (!n || n > (size_t)(end - w.p))
            break;
        out.err = block(&w, type, n, swap);
        if (out.err)
            break;
        w.p += n;
        w.off += n;
        out.need = NG_MIN;
    }
    out.need = need_of(&w, out.need);
    out.stop = w.p;
    return out;
}
