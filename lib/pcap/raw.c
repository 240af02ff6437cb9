/* The pcap format: file header and records. See draft-ietf-opsawg-pcap. */
#include <stdlib.h>

#include "pcap/pcap.h"

#define MAGIC_MICRO     0xa1b2c3d4u
#define MAGIC_NANO      0xa1b23c4du
#define MAGIC_KUZNETZOV 0xa1b2cd34u /* records with interface, protocol and packet type */

bool sn_pcap_is_magic(const uint8_t *p)
{
    uint32_t le = sn_le32(p), be = sn_be32(p);

    return le == MAGIC_MICRO || le == MAGIC_NANO || le == MAGIC_KUZNETZOV || be == MAGIC_MICRO ||
           be == MAGIC_NANO || be == MAGIC_KUZNETZOV;
}

/* DLT_ numbers of Linux that some programs write where LINKTYPE_ numbers belong. */
static uint32_t linktype_of(uint32_t v)
{
    static const struct {
        uint8_t dlt, linktype;
    } map[] = {{11, 100}, {12, SN_LINK_RAW}, {15, 102}, {16, 103}, {19, 106}};

    v &= 0xffff; /* above: whether and how long a frame check sequence is */
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (v == map[i].dlt)
            return map[i].linktype;
    return v;
}

bool sn_pcap_is_header(const uint8_t *p)
{
    uint32_t magic = get32(p, false);
    bool swap = (magic & 0xffff) != 0xa1b2 && magic >> 16 != 0xa1b2;

    return sn_pcap_is_magic(p) && get16(p + 4, swap) == 2 && get16(p + 6, swap) <= 4;
}

static enum sn_err version(struct pcap_kind *k, const uint8_t *p, struct sn_diag *d)
{
    unsigned major = get16(p + 4, k->swap), minor = get16(p + 6, k->swap);

    if (major == 543 && minor == 0) { /* AIX */
        k->lens = LENS_SWAPPED;
        return SN_OK;
    }
    if (major != 2 || minor > 4)
        return sn_fail_at(d, SN_EUNSUPPORTED, 4, "pcap version %u.%u; 2.0 to 2.4 are known", major,
                          minor);
    k->lens = minor < 3 ? LENS_SWAPPED : minor == 3 ? LENS_MAYBE : LENS_NORMAL;
    return SN_OK;
}

static enum sn_err kind_of(struct pcap_kind *k, const uint8_t *p, struct sn_diag *d)
{
    uint32_t magic = get32(p, false);

    k->swap = (magic & 0xffff) != 0xa1b2 && magic >> 16 != 0xa1b2;
    magic = get32(p, k->swap);
    k->nano = magic == MAGIC_NANO;
    k->rechdr = magic == MAGIC_KUZNETZOV ? 24 : PCAP_RECORD;
    return version(k, p, d);
}

/* The interface of a part: one that is there already when it is the same. */
static enum sn_err part_iface(struct sn_reader *r, struct pcap_part *part, const uint8_t *p,
                              struct sn_diag *d)
{
    struct sn_iface pub = {.linktype = linktype_of(get32(p + 20, part->kind.swap)),
                           .snaplen = get32(p + 16, part->kind.swap),
                           .digits = part->kind.nano ? 9 : 6};
    struct iface *f;

    part->snap = pub.snaplen && pub.snaplen <= INT32_MAX ? pub.snaplen : UINT32_MAX;
    for (part->iface = 0; part->iface < r->nifaces; part->iface++) {
        f = r->ifaces[part->iface];
        if (f->pub.linktype == pub.linktype && f->pub.snaplen == pub.snaplen &&
            f->pub.digits == pub.digits)
            return SN_OK;
    }
    if (r->nifaces == PARTS_MAX)
        return sn_fail(d, SN_EUNSUPPORTED, "captures of more than %d kinds in one file", PARTS_MAX);
    f = sn_reader_add_iface(r, d);
    if (!f)
        return SN_ENOMEM;
    f->pub = pub;
    f->unit = sn_unit_of_digits(pub.digits);
    return SN_OK;
}

/* The array of interfaces has room for all from the beginning: writers look at it while others read
 * on. */
enum sn_err sn_pcap_header(struct sn_reader *r, const uint8_t *p, struct sn_diag *d)
{
    enum sn_err e;

    memcpy(r->header, p, PCAP_HEADER);
    r->ifaces = calloc(PARTS_MAX, sizeof(struct iface *));
    if (!r->ifaces)
        return sn_fail(d, SN_ENOMEM, "no memory to read it");
    r->ifaces_cap = PARTS_MAX;
    e = kind_of(&r->part.kind, p, d);
    r->kind = r->part.kind;
    return e ? e : part_iface(r, &r->part, p, d);
}

/* The header of a capture that was appended. */
static enum sn_err next_part(struct sn_reader *r, const uint8_t *p, struct sn_diag *d)
{
    struct pcap_part part = {0};
    enum sn_err e = kind_of(&part.kind, p, d);

    if (!e)
        e = part_iface(r, &part, p, d);
    if (e)
        return e;
    part.recode = part.iface || !same_kind(&part.kind, &r->kind);
    r->part = part;
    return SN_OK;
}

/* Whether a record's header, one of whose lengths is 0, is the file header of another capture: as a
 * record it would be of a second in 2055 or later, and of the microsecond that a version is. */
static inline bool begins_another(const uint8_t *p)
{
    return __builtin_expect(!get32(p + 8, false) || !get32(p + 12, false), 0) &&
           sn_pcap_is_header(p);
}

/* The hot loop; its last four arguments are constants where it is called for common files. A packet
 * longer than the file's snaplen is cut to it, as libpcap does; its record stays whole. Ends in
 * front of another file header, too. */
static inline __attribute__((always_inline)) const uint8_t *
walk(struct sn_batch *b, const uint8_t *p, const uint8_t *end, const struct pcap_part *part,
     bool swap, uint32_t mul, uint32_t rechdr, enum lens lens)
{
    struct sn_pkt *k = b->pkt + b->n, *last = b->pkt + b->cap;
    uint32_t snap = part->snap, iface = part->iface;
    bool recode = part->recode;

    while ((size_t)(end - p) >= rechdr && k < last) {
        uint32_t caplen = get32(p + 8, swap), len = get32(p + 12, swap);
        uint32_t fraction = get32(p + 4, swap), second = 1000000000 / mul;

        if (lens == LENS_SWAPPED || (lens == LENS_MAYBE && caplen > len)) {
            uint32_t t = caplen;

            caplen = len;
            len = t;
        }
        if (caplen > (size_t)(end - p) - rechdr || caplen > SN_CAPLEN_MAX || begins_another(p))
            break;
        *k++ = (struct sn_pkt){
            .ts = (int64_t)((uint64_t)get32(p, swap) * 1000000000u + (uint64_t)fraction * mul),
            .data = p + rechdr,
            .caplen = caplen < snap ? caplen : snap,
            .len = len,
            .iface = iface,
            .recode = recode,
            .reclen = rechdr + caplen,
            .rechdr = (uint16_t)rechdr,
            .carry = (uint16_t)(__builtin_expect(fraction < second, 1) ? 0 : fraction / second),
        };
        p += rechdr + caplen;
    }
    b->n = (uint32_t)(k - b->pkt);
    return p;
}

static const uint8_t *walk_part(const struct pcap_part *part, struct sn_batch *b, const uint8_t *p,
                                const uint8_t *end)
{
    const struct pcap_kind *k = &part->kind;

    if (k->rechdr != PCAP_RECORD || k->lens != LENS_NORMAL)
        return walk(b, p, end, part, k->swap, k->nano ? 1 : 1000, k->rechdr, k->lens);
    if (k->swap)
        return k->nano ? walk(b, p, end, part, true, 1, PCAP_RECORD, LENS_NORMAL)
                       : walk(b, p, end, part, true, 1000, PCAP_RECORD, LENS_NORMAL);
    return k->nano ? walk(b, p, end, part, false, 1, PCAP_RECORD, LENS_NORMAL)
                   : walk(b, p, end, part, false, 1000, PCAP_RECORD, LENS_NORMAL);
}

/* What is to be said of the record at w->stop, of which more than its header may be missing. */
static void look_at_next(const struct sn_reader *r, struct walked *w, const uint8_t *end,
                         uint64_t off, struct sn_diag *d)
{
    const struct pcap_kind *k = &r->part.kind;
    uint32_t caplen, len;

    w->need = k->rechdr;
    if ((size_t)(end - w->stop) < k->rechdr)
        return;
    caplen = get32(w->stop + 8, k->swap);
    len = get32(w->stop + 12, k->swap);
    if (k->lens == LENS_SWAPPED || (k->lens == LENS_MAYBE && caplen > len))
        caplen = len;
    if (get32(w->stop, false) == NG_SHB && caplen > SN_CAPLEN_MAX)
        w->err = sn_fail_at(d, SN_EUNSUPPORTED, off,
                            "the header of another capture begins here: pcapng, appended to a pcap "
                            "file, is not read on");
    else if (caplen > SN_CAPLEN_MAX)
        w->err = sn_fail_at(d, SN_EFORMAT, off,
                            "damaged: a packet of %u bytes, no packet is that long", caplen);
    w->need += caplen;
}

struct walked sn_pcap_walk(struct sn_reader *r, struct sn_batch *b, const uint8_t *p,
                           const uint8_t *end, uint64_t off, struct sn_diag *d)
{
    struct walked w = {.stop = walk_part(&r->part, b, p, end)};

    while (b->n < b->cap && end - w.stop >= PCAP_RECORD && begins_another(w.stop)) {
        w.need = PCAP_HEADER;
        if (end - w.stop < PCAP_HEADER)
            return w;
        w.err = next_part(r, w.stop, d);
        if (w.err)
            return w;
        w.stop = walk_part(&r->part, b, w.stop + PCAP_HEADER, end);
    }
    look_at_next(r, &w, end, off + (uint64_t)(w.stop - p), d);
    return w;
}
