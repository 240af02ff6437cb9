/*
 * The layout of packet records: pcap's record header, and pcapng's Enhanced Packet Block
 * (draft-ietf-opsawg-pcapng, section 4.3). The only place that writes them: the writer, in any byte
 * order and unit of time, and a live capture, in native byte order.
 *
 * Times are taken modulo 2^64 ns. What a pcap record can't hold, before 1970 or after 2106, would
 * be written modulo 2^32 seconds: the writer refuses it.
 */
#ifndef PCAP_RECORD_H
#define PCAP_RECORD_H

#include "pcap/pcap.h"
#include "sn/record.h"

static inline size_t rec_head_size(enum sn_format f)
{
    return f == SN_PCAP ? PCAP_RECORD : EPB_RECORD;
}

/* Zeros behind the packet, and bytes of the block's second length. */
static inline size_t rec_padding(enum sn_format f, uint32_t caplen)
{
    return f == SN_PCAP ? 0 : -caplen & 3;
}

/* Options: the flags of a packet whose direction is known, and the end of options. */
#define REC_OPTIONS  12u
#define REC_TAIL_MAX (3 + REC_OPTIONS + 4)

static inline size_t rec_tail_size(enum sn_format f, const struct sn_pkt *p)
{
    return f == SN_PCAP ? 0 : rec_padding(f, p->caplen) + (p->dir ? REC_OPTIONS : 0) + 4;
}

static inline size_t rec_size(enum sn_format f, const struct sn_pkt *p)
{
    return rec_head_size(f) + p->caplen + rec_tail_size(f, p);
}

static inline void rec_words(uint8_t *to, const uint32_t *words, size_t n, bool swap)
{
    if (!swap) {
        memcpy(to, words, n * sizeof *words);
        return;
    }
    for (size_t i = 0; i < n; i++)
        set32(to + 4 * i, words[i], true);
}

/* The PCAP_RECORD bytes in front of a packet. */
static inline void rec_head_pcap(uint8_t *to, bool nano, bool swap, const struct sn_pkt *p)
{
    uint64_t ts = (uint64_t)p->ts, sec = ts / 1000000000u, ns = ts % 1000000000u;
    uint32_t h[] = {(uint32_t)sec, (uint32_t)(nano ? ns : ns / 1000), p->caplen, p->len};

    rec_words(to, h, 4, swap);
}

/* The two lengths, as pcap's old versions have them. */
static inline void rec_swap_lens(uint8_t *record)
{
    uint8_t t[4];

    memcpy(t, record + 8, 4);
    memmove(record + 8, record + 12, 4);
    memcpy(record + 12, t, 4);
}

/* The EPB_RECORD bytes in front of it; ts in the interface's unit. */
static inline void rec_head_pcapng(uint8_t *to, uint32_t iface, uint64_t ts, bool swap,
                                   const struct sn_pkt *p)
{
    uint32_t size = (uint32_t)rec_size(SN_PCAPNG, p);
    uint32_t h[] = {NG_EPB, size, iface, (uint32_t)(ts >> 32), (uint32_t)ts, p->caplen, p->len};

    rec_words(to, h, 7, swap);
}

/* The rec_tail_size(SN_PCAPNG) bytes behind it, made in the last bytes of mem; where they begin
 * there. Zeros may stand in front of them. */
static inline uint8_t *rec_tail_pcapng(uint8_t mem[REC_TAIL_MAX], bool swap, const struct sn_pkt *p)
{
    uint8_t *end = mem + REC_TAIL_MAX;

    set32(end - 4, (uint32_t)rec_size(SN_PCAPNG, p), swap);
    if (!p->dir) {
        memset(end - 8, 0, 4);
        return end - 4 - rec_padding(SN_PCAPNG, p->caplen);
    }
    memset(mem, 0, 3);
    set16(end - 16, SN_OPT_FLAGS, swap);
    set16(end - 14, 4, swap);
    set32(end - 12, p->dir == SN_DIR_OUT ? 2 : 1, swap);
    memset(end - 8, 0, 4); /* the end of options */
    return mem + 3 - rec_padding(SN_PCAPNG, p->caplen);
}

/* What is in front of a packet in native byte order, with 6 or 9 digits of a second. */
static inline void rec_head(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p)
{
    if (f == SN_PCAP)
        rec_head_pcap(to, digits == 9, false, p);
    else
        rec_head_pcapng(to, p->iface, (uint64_t)p->ts / (digits == 9 ? 1 : 1000), false, p);
}

/* A whole record, rec_size() bytes, in native byte order. */
static inline void rec_put(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p)
{
    size_t size = rec_size(f, p);

    if (f == SN_PCAPNG)
        rec_tail_pcapng(to + size - REC_TAIL_MAX, false, p); /* the head may overlap its zeros */
    rec_head(to, f, digits, p);
    if (p->caplen)
        memcpy(to + rec_head_size(f), p->data, p->caplen);
}

#endif
