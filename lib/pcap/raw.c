/* The pcap format: file header and records. See draft-ietf-opsawg-pcap. */
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

static enum sn_err version(struct sn_reader *r, const uint8_t *p, struct sn_diag *d)
{
    unsigned major = get16(p + 4, r->swap), minor = get16(p + 6, r->swap);

    if (major == 543 && minor == 0) { /* AIX */
        r->lens = LENS_SWAPPED;
        return SN_OK;
    }
    if (major != 2 || minor > 4)
        return sn_fail_at(d, SN_EUNSUPPORTED, 4, "pcap version %u.%u; 2.0 to 2.4 are known", major,
                          minor);
    r->lens = minor < 3 ? LENS_SWAPPED : minor == 3 ? LENS_MAYBE : LENS_NORMAL;
    return SN_OK;
}

enum sn_err sn_pcap_header(struct sn_reader *r, const uint8_t *p, struct sn_diag *d)
{
    struct iface *f;
    uint32_t magic;
    enum sn_err e;

    memcpy(r->header, p, PCAP_HEADER);
    magic = get32(p, false);
    r->swap = (magic & 0xffff) != 0xa1b2 && magic >> 16 != 0xa1b2;
    magic = get32(p, r->swap);
    r->nano = magic == MAGIC_NANO;
    r->rechdr = magic == MAGIC_KUZNETZOV ? 24 : PCAP_RECORD;
    e = version(r, p, d);
    if (e)
        return e;
    f = sn_reader_add_iface(r, d);
    if (!f)
        return SN_ENOMEM;
    f->pub.snaplen = get32(p + 16, r->swap);
    r->snap = f->pub.snaplen && f->pub.snaplen <= INT32_MAX ? f->pub.snaplen : UINT32_MAX;
    f->pub.linktype = linktype_of(get32(p + 20, r->swap));
    f->pub.digits = r->nano ? 9 : 6;
    f->unit = sn_unit_of_digits(f->pub.digits);
    return SN_OK;
}

/* The hot loop; its last four arguments are constants where it is called for common files. A packet
 * longer than the file's snaplen is cut to it, as libpcap does; its record stays whole. */
static inline __attribute__((always_inline)) const uint8_t *
walk(struct sn_batch *b, const uint8_t *p, const uint8_t *end, uint32_t snap, bool swap,
     uint32_t mul, uint32_t rechdr, enum lens lens)
{
    struct sn_pkt *k = b->pkt + b->n, *last = b->pkt + b->cap;

    while ((size_t)(end - p) >= rechdr && k < last) {
        uint32_t caplen = get32(p + 8, swap), len = get32(p + 12, swap);
        uint32_t fraction = get32(p + 4, swap), second = 1000000000 / mul;

        if (lens == LENS_SWAPPED || (lens == LENS_MAYBE && caplen > len)) {
            uint32_t t = caplen;

            caplen = len;
            len = t;
        }
        if (caplen > (size_t)(end - p) - rechdr || caplen > SN_CAPLEN_MAX)
            break;
        *k++ = (struct sn_pkt){
            .ts = (int64_t)((uint64_t)get32(p, swap) * 1000000000u + (uint64_t)fraction * mul),
            .data = p + rechdr,
            .caplen = caplen < snap ? caplen : snap,
            .len = len,
            .reclen = rechdr + caplen,
            .rechdr = (uint16_t)rechdr,
            .carry = (uint16_t)(__builtin_expect(fraction < second, 1) ? 0 : fraction / second),
        };
        p += rechdr + caplen;
    }
    b->n = (uint32_t)(k - b->pkt);
    return p;
}

static const uint8_t *walk_kind(const struct sn_reader *r, struct sn_batch *b, const uint8_t *p,
                                const uint8_t *end)
{
    if (r->rechdr != PCAP_RECORD || r->lens != LENS_NORMAL)
        return walk(b, p, end, r->snap, r->swap, r->nano ? 1 : 1000, r->rechdr, r->lens);
    if (r->swap)
        return r->nano ? walk(b, p, end, r->snap, true, 1, PCAP_RECORD, LENS_NORMAL)
                       : walk(b, p, end, r->snap, true, 1000, PCAP_RECORD, LENS_NORMAL);
    return r->nano ? walk(b, p, end, r->snap, false, 1, PCAP_RECORD, LENS_NORMAL)
                   : walk(b, p, end, r->snap, false, 1000, PCAP_RECORD, LENS_NORMAL);
}

struct walked sn_pcap_walk(struct sn_reader *r, struct sn_batch *b, const uint8_t *p,
                           const uint8_t *end, uint64_t off, struct sn_diag *d)
{
    struct walked w = {.stop = walk_kind(r, b, p, end)};
    uint32_t caplen, len;

    w.need = r->rechdr;
    if ((size_t)(end - w.stop) < r->rechdr)
        return w;
    caplen = get32(w.stop + 8, r->swap);
    len = get32(w.stop + 12, r->swap);
    if (r->lens == LENS_SWAPPED || (r->lens == LENS_MAYBE && caplen > len))
        caplen = len;
    if (caplen > SN_CAPLEN_MAX)
        w.err = sn_fail_at(d, SN_EFORMAT, off + (uint64_t)(w.stop - p),
                           "damaged: a packet of %u bytes, no packet is that long", caplen);
    w.need += caplen;
    return w;
}
