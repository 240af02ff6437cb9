/* Records in native byte order, written and read: see sn/record.h. */
#include "pcap/record.h"

size_t sn_rec_size(enum sn_format f, const struct sn_pkt *p)
{
    return rec_size(f, p);
}

void sn_rec_put(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p)
{
    rec_put(to, f, digits, p);
}

size_t sn_rec_len(const uint8_t *p, enum sn_format f)
{
    return f == SN_PCAP ? PCAP_RECORD + (size_t)get32(p + 8, false) : get32(p + 4, false);
}

int64_t sn_rec_ts(const uint8_t *p, enum sn_format f, uint8_t digits)
{
    uint64_t unit = digits == 9 ? 1 : 1000, raw;

    if (f == SN_PCAP)
        return (int64_t)(get32(p, false) * UINT64_C(1000000000) + get32(p + 4, false) * unit);
    raw = (uint64_t)get32(p + 12, false) << 32 | get32(p + 16, false);
    return (int64_t)(raw * unit);
}

void sn_rec_get(const uint8_t *p, enum sn_format f, uint8_t digits, struct sn_pkt *out)
{
    const uint8_t *lengths = p + (f == SN_PCAP ? 8 : 20);

    *out = (struct sn_pkt){.ts = sn_rec_ts(p, f, digits),
                           .data = lengths + 8,
                           .caplen = get32(lengths, false),
                           .len = get32(lengths + 4, false),
                           .iface = f == SN_PCAPNG ? get32(p + 8, false) : 0,
                           .reclen = (uint32_t)sn_rec_len(p, f),
                           .rechdr = (uint16_t)rec_head_size(f)};
    out->dir = (uint8_t)sn_pkt_dir(out);
}

/* Bytes of a block in front of the end of its options, or of its second length where it has none.
 */
static size_t without_end(const uint8_t *p)
{
    size_t size = get32(p + 4, false), bare = EPB_RECORD + ((get32(p + 20, false) + 3u) & ~3u) + 4;

    return size - (size > bare ? 8 : 4);
}

size_t sn_rec_commented_size(const uint8_t *p, size_t n)
{
    return without_end(p) + 4 + ((n + 3) & ~(size_t)3) + 8;
}

void sn_rec_put_commented(uint8_t *to, const uint8_t *p, const char *comment, size_t n)
{
    size_t at = without_end(p), size = sn_rec_commented_size(p, n);

    memcpy(to, p, at);
    memset(to + size - 12, 0, 8); /* what pads the comment, and the end of options */
    set16(to + at, SN_OPT_COMMENT, false);
    set16(to + at + 2, (uint16_t)n, false);
    memcpy(to + at + 4, comment, n);
    set32(to + 4, (uint32_t)size, false);
    set32(to + size - 4, (uint32_t)size, false);
}
