/* A TPACKET_V3 ring in memory, filled as the kernel would. */
#ifndef SN_TEST_RING_H
#define SN_TEST_RING_H

#include <linux/if_packet.h>

#include "cap/cap.h"

enum { BLOCK = 4096, BLOCKS = 32, S = 1000000000, MAC = 144 };

struct ring {
    struct sn_cap c;
    _Alignas(16) uint8_t mem[BLOCK * BLOCKS];
};

static inline struct tpacket_hdr_v1 *head(struct ring *r, uint32_t i)
{
    return &((struct tpacket_block_desc *)(void *)(r->mem + (size_t)i * BLOCK))->hdr.bh1;
}

static inline void init(struct ring *r)
{
    *r = (struct ring){.c = {.fd = -1,
                             .linktype = 1,
                             .snaplen = 262144,
                             .block_ms = 10,
                             .ring_size = sizeof r->mem,
                             .block_size = BLOCK,
                             .nblocks = BLOCKS}};
    r->c.ring = r->mem;
}

/* The kernel begins a block, and puts packets into it, one a nanosecond. */
static inline void begin_block(struct ring *r, uint32_t i, uint32_t sec)
{
    struct tpacket_hdr_v1 *h = head(r, i);

    __atomic_store_n(&h->num_pkts, 0, __ATOMIC_RELEASE);
    h->offset_to_first_pkt = 48;
    h->ts_first_pkt.ts_sec = sec;
    h->ts_first_pkt.ts_nsec = 0;
}

static inline void put_packets(struct ring *r, uint32_t i, uint32_t n)
{
    struct tpacket_hdr_v1 *h = head(r, i);

    for (uint32_t k = 0; k < n; k++) {
        struct tpacket3_hdr *p =
            (void *)(r->mem + (size_t)i * BLOCK + 48 + (size_t)(h->num_pkts + k) * 256);

        *p = (struct tpacket3_hdr){.tp_next_offset = 256,
                                   .tp_sec = h->ts_first_pkt.ts_sec,
                                   .tp_nsec = h->num_pkts + k,
                                   .tp_snaplen = 60,
                                   .tp_len = 60,
                                   .tp_mac = MAC};
        memset((uint8_t *)p + MAC, (int)(i + 1), 60);
    }
    __atomic_store_n(&h->num_pkts, h->num_pkts + n, __ATOMIC_RELEASE);
}

static inline void retire(struct ring *r, uint32_t i, uint32_t how)
{
    __atomic_store_n(&head(r, i)->block_status, TP_STATUS_USER | how, __ATOMIC_RELEASE);
}

#endif
