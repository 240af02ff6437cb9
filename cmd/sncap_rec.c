/* Packets as records: pcap's, and pcapng's Enhanced Packet Block, in native byte order; and time.
 */
#include <time.h>

#include "sncap.h"

enum { EPB = 6 };

static void put(uint8_t *to, const uint32_t *words, size_t n)
{
    memcpy(to, words, n * sizeof *words);
}

void sncap_rec_head_pcapng(uint8_t *to, uint8_t digits, const struct sn_pkt *p)
{
    uint64_t t = (uint64_t)(digits == 9 ? p->ts : p->ts / 1000);
    uint32_t size = (uint32_t)sncap_rec_size(SN_PCAPNG, p->caplen);
    uint32_t h[7] = {EPB, size, p->iface, (uint32_t)(t >> 32), (uint32_t)t, p->caplen, p->len};

    put(to, h, 7);
}

void sncap_rec_put(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p)
{
    uint32_t size = (uint32_t)sncap_rec_size(f, p->caplen);

    sncap_rec_head(to, f, digits, p);
    if (f != SN_PCAP)
        memset(to + size - 8, 0, 4); /* the padding */
    memcpy(to + sncap_rec_head_size(f), p->data, p->caplen);
    if (f != SN_PCAP)
        put(to + size - 4, &size, 1);
}

size_t sncap_rec_len(const uint8_t *p, enum sn_format f)
{
    uint32_t v;

    memcpy(&v, p + (f == SN_PCAP ? 8 : 4), sizeof v);
    return f == SN_PCAP ? 16 + (size_t)v : v;
}

int64_t sncap_rec_ts(const uint8_t *p, enum sn_format f, uint8_t digits)
{
    int64_t unit = digits == 9 ? 1 : 1000;
    uint32_t v[2];

    memcpy(v, p + (f == SN_PCAP ? 0 : 12), sizeof v);
    if (f == SN_PCAP)
        return (int64_t)v[0] * 1000000000 + v[1] * unit;
    return (int64_t)((uint64_t)v[0] << 32 | v[1]) * unit;
}

const uint8_t *sncap_chunk_rec(const struct chunk *c, size_t at)
{
    return c->v ? c->v[at * c->each].iov_base : c->data + at;
}

size_t sncap_chunk_end(const struct chunk *c)
{
    return c->v ? c->packets : c->used;
}

void sncap_rec_get(const uint8_t *p, enum sn_format f, uint8_t digits, struct sn_pkt *out)
{
    const uint8_t *lengths = p + (f == SN_PCAP ? 8 : 20);

    *out = (struct sn_pkt){.ts = sncap_rec_ts(p, f, digits), .data = lengths + 8};
    memcpy(&out->caplen, lengths, sizeof out->caplen);
    memcpy(&out->len, lengths + 4, sizeof out->len);
    if (f == SN_PCAPNG)
        memcpy(&out->iface, p + 8, sizeof out->iface);
    out->reclen = (uint32_t)sncap_rec_len(p, f);
}

int64_t sncap_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
