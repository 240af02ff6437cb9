/*
 * The TPACKET_V3 ring: blocks that the kernel fills and hands over, full or after a time-out.
 *
 * The ring's own headers are the kernel's and trusted; packet bytes are only pointed at.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/feed.h"

/* Where the kernel puts the packet's sockaddr_ll behind its header. */
#define LL_OFFSET                                                                                  \
    ((sizeof(struct tpacket3_hdr) + TPACKET_ALIGNMENT - 1) / TPACKET_ALIGNMENT * TPACKET_ALIGNMENT)

/* Room in front of a packet is where the ring's own header is, and the packet's sockaddr_ll behind
 * it: they are written over once they were read. So no PACKET_RESERVE, which would make each packet
 * a cache line longer. Cooked packets begin another 28 bytes behind them, and so the header that is
 * made of the sockaddr_ll doesn't overlap it. */
_Static_assert(LL_OFFSET + sizeof(struct sockaddr_ll) >= CAP_HEADROOM + SN_CAP_FRONT,
               "room for what is put in front");

/* Bytes of a block, as a rule, at most, at least, and those in it that are no packet's. */
enum { BLOCK = 128 << 10, BLOCK_MAX = 256 << 10, BLOCK_MIN = 64 << 10, BESIDE = 1024 };

enum { FRAME = 2048, AHEAD = 2048, LINE = 64 };

/* Limits of sn_cap_rest: ns; blocks to wait for, and the part of the ring that they are at most. */
enum { REST_LEAST = 200000, REST_MOST = 8000000, REST_BLOCKS = 8, REST_PART = 8 };

/* Blocks large enough for the largest packet, but at least eight of them where that fits. */
void sn_cap_geometry(struct sn_cap *c, size_t buffer, uint32_t largest)
{
    uint32_t block = largest && largest + BESIDE <= BLOCK ? BLOCK : BLOCK_MAX;

    while (block > BLOCK_MIN && buffer / block < 8)
        block /= 2;
    c->block_size = block;
    c->nblocks = (uint32_t)(buffer / block);
    if (c->nblocks < 2)
        c->nblocks = 2;
    c->ring_size = (size_t)block * c->nblocks;
}

enum sn_err sn_cap_ring_open(struct sn_cap *c, const struct sn_cap_opts *o, uint32_t largest,
                             struct sn_diag *d)
{
    int version = TPACKET_V3;
    struct tpacket_req3 req = {0};
    size_t buffer = o->buffer ? o->buffer : SN_CAP_BUFFER;
    void *p;

    if (buffer > UINT32_MAX / 2)
        return sn_fail(d, SN_ERANGE, "a ring of %zu bytes is too large", buffer);
    sn_cap_geometry(c, buffer, largest);
    c->block_ms = o->block_ms ? o->block_ms : SN_CAP_BLOCK_MS;
    req.tp_block_size = c->block_size;
    req.tp_block_nr = c->nblocks;
    req.tp_frame_size = FRAME;
    req.tp_frame_nr = (unsigned)(c->ring_size / FRAME);
    req.tp_retire_blk_tov = c->block_ms;
    if (setsockopt(c->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0)
        return sn_fail_sys(d, errno, "the kernel has no TPACKET_V3 rings");
    if (setsockopt(c->fd, SOL_PACKET, PACKET_RX_RING, &req, sizeof req) != 0)
        return sn_fail_sys(d, errno, "can't get a ring of %zu KiB", c->ring_size >> 10);
    p = mmap(NULL, c->ring_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, c->fd, 0);
    if (p == MAP_FAILED)
        return sn_fail_sys(d, errno, "can't map a ring of %zu KiB", c->ring_size >> 10);
    c->ring = p;
    return SN_OK;
}

void sn_cap_ring_close(struct sn_cap *c)
{
    if (c->ring)
        munmap(c->ring, c->ring_size);
}

static struct tpacket_block_desc *block_at(const struct sn_cap *c, uint32_t i)
{
    return (struct tpacket_block_desc *)(c->ring + (size_t)i * c->block_size);
}

static struct tpacket_block_desc *block(const struct sn_cap *c)
{
    return block_at(c, c->cur);
}

static bool ready(const struct tpacket_block_desc *b)
{
    return __atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER;
}

static void hand_back(const struct sn_cap *c, uint32_t i)
{
    __atomic_store_n(&block_at(c, i)->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
}

static void leave(struct sn_cap *c)
{
    c->cur = c->cur + 1 == c->nblocks ? 0 : c->cur + 1;
    c->held = false;
}

static void release(struct sn_cap *c)
{
    if (!c->held)
        return;
    hand_back(c, c->cur);
    leave(c);
}

/* Whether the next block has packets that were not read yet. In this order: one that is kept goes
 * back to the kernel first. */
static bool unread(struct sn_cap *c)
{
    if (c->cur == c->kept_at && __atomic_load_n(&c->kept, __ATOMIC_ACQUIRE))
        return false;
    if (c->fill && !ready(block(c)))
        c->fill(c);
    return ready(block(c));
}

static bool filled(const struct tpacket_block_desc *b)
{
    return !(b->hdr.bh1.block_status & TP_STATUS_BLK_TMO);
}

static bool take(struct sn_cap *c)
{
    const struct tpacket_block_desc *b = block(c);

    if (!unread(c))
        return false;
    c->filled += filled(b);
    c->held = true;
    c->left = b->hdr.bh1.num_pkts;
    c->at = c->fetched = (const uint8_t *)b + b->hdr.bh1.offset_to_first_pkt;
    c->end = (const uint8_t *)b + b->hdr.bh1.blk_len;
    return true;
}

/* Tags and cooked headers: rare for most, so out of the way of the loop below. */
__attribute__((noinline)) static void restore(struct sn_cap *c, struct sn_pkt *p,
                                              const struct tpacket3_hdr *h)
{
    const struct sockaddr_ll *ll = (const void *)((const uint8_t *)h + LL_OFFSET);
    struct cap_meta m = {
        .protocol = ntohs(ll->sll_protocol),
        .ifindex = (uint32_t)ll->sll_ifindex,
        .arphrd = ll->sll_hatype,
        .pkttype = ll->sll_pkttype,
        .halen = ll->sll_halen,
        .addr = ll->sll_addr,
        .tagged = h->tp_status & TP_STATUS_VLAN_VALID,
        .tpid = h->tp_status & TP_STATUS_VLAN_TPID_VALID ? h->hv1.tp_vlan_tpid : 0x8100,
        .tci = (uint16_t)h->hv1.tp_vlan_tci,
    };

    sn_cap_restore(p, c->linktype, &m);
}

static inline void describe(struct sn_cap *c, struct sn_pkt *p, const struct tpacket3_hdr *h,
                            bool dirs, bool cooked)
{
    const struct sockaddr_ll *ll = (const void *)((const uint8_t *)h + LL_OFFSET);

    p->ts = (int64_t)h->tp_sec * 1000000000 + h->tp_nsec;
    p->data = (const uint8_t *)h + h->tp_mac;
    p->caplen = h->tp_snaplen;
    p->len = h->tp_len;
    p->dir = SN_DIR_UNKNOWN;
    if (dirs)
        p->dir = ll->sll_pkttype == PACKET_OUTGOING ? SN_DIR_OUT : SN_DIR_IN;
    if (cooked || h->tp_status & TP_STATUS_VLAN_VALID)
        restore(c, p, h);
    if (c->stamped & ~h->tp_status)
        __atomic_store_n(&c->unstamped, c->unstamped + 1, __ATOMIC_RELAXED);
}

/* A block comes from another processor's cache. Its headers lie at distances that only the headers
 * tell, so they would be waited for one after the other; so everything is fetched, in order, ahead
 * of the header that is read. Whoever writes the packets out finds them here. */
static inline void fetch_ahead(struct sn_cap *c)
{
    const uint8_t *to = c->end - c->at > AHEAD ? c->at + AHEAD : c->end;

    for (; c->fetched < to; c->fetched += LINE)
        __builtin_prefetch(c->fetched);
}

uint32_t sn_cap_next_seen(struct sn_cap *c, struct sn_pkt *p, uint32_t max)
{
    bool dirs = __atomic_load_n(&c->directions, __ATOMIC_RELAXED);
    bool cooked = sn_cap_cooked_header(c->linktype) != 0;
    uint32_t n;

    while (!c->left) {
        release(c);
        if (!take(c))
            return 0;
    }
    n = c->left < max ? c->left : max;
    c->left -= n;
    for (struct sn_pkt *end = p + n; p < end; p++) {
        const struct tpacket3_hdr *h = (const void *)c->at;

        fetch_ahead(c);
        describe(c, p, h, dirs, cooked);
        c->at += h->tp_next_offset;
    }
    return n;
}

void sn_cap_cut(const struct sn_cap *c, struct sn_pkt *p)
{
    cap_cut(c, p);
}

uint32_t sn_cap_next(struct sn_cap *c, struct sn_pkt *p, uint32_t max)
{
    uint32_t n = sn_cap_next_seen(c, p, max);

    for (struct sn_pkt *end = p + n; p < end; p++)
        cap_cut(c, p);
    return n;
}

void sn_cap_done(struct sn_cap *c)
{
    if (!c->left)
        release(c);
}

uint32_t sn_cap_left(const struct sn_cap *c)
{
    return c->left;
}

void sn_cap_stop(struct sn_cap *c)
{
    if (c->feed)
        sn_feed_stop(c);
    else
        (void)!sn_cap_filter_none(c, NULL);
}

int64_t sn_cap_rest(struct sn_cap *c, int64_t now)
{
    int64_t took = now - c->rested, rest = 0;
    uint32_t blocks = c->nblocks / REST_PART < REST_BLOCKS ? c->nblocks / REST_PART : REST_BLOCKS;

    if (c->filled && took > 0 && blocks > 1)
        rest = took * blocks / c->filled;
    c->rested = now;
    c->filled = 0;
    return rest < REST_LEAST ? 0 : rest > REST_MOST ? REST_MOST : rest;
}

bool sn_cap_filling(const struct sn_cap *c)
{
    return ready(block_at(c, (c->cur + c->held + c->nblocks / 4) % c->nblocks));
}

bool sn_cap_keep(struct sn_cap *c)
{
    if (c->left || c->kept || !c->held)
        return false;
    c->kept_at = c->cur;
    __atomic_store_n(&c->kept, true, __ATOMIC_RELEASE);
    leave(c);
    return true;
}

void sn_cap_unkeep(struct sn_cap *c)
{
    if (!__atomic_load_n(&c->kept, __ATOMIC_RELAXED))
        return;
    hand_back(c, c->kept_at);
    __atomic_store_n(&c->kept, false, __ATOMIC_RELEASE);
}

/* The kernel counts a packet in its block before it writes it, and notes when a block was begun;
 * both can be read while the block is still the kernel's. */
int64_t sn_cap_settled(const struct sn_cap *c, int64_t now)
{
    const struct tpacket_hdr_v1 *h = &block(c)->hdr.bh1;
    int64_t begun;

    if (!__atomic_load_n(&h->num_pkts, __ATOMIC_ACQUIRE))
        return now;
    begun = (int64_t)h->ts_first_pkt.ts_sec * 1000000000 + h->ts_first_pkt.ts_nsec;
    return begun < now ? begun : now;
}

uint32_t sn_cap_block_ms(const struct sn_cap *c)
{
    return c->block_ms;
}

uint32_t sn_cap_blocks(const struct sn_cap *c, uint32_t *size)
{
    *size = c->block_size;
    return c->nblocks;
}

void sn_cap_stats(struct sn_cap *c, struct sn_cap_stats *s)
{
    struct tpacket_stats_v3 st;
    socklen_t n = sizeof st;

    /* Reading resets the kernel's counters; its tp_packets already counts the drops. */
    if (c->feed) {
        s->received = __atomic_load_n(&c->stats.received, __ATOMIC_RELAXED);
        s->dropped = __atomic_load_n(&c->stats.dropped, __ATOMIC_RELAXED);
        s->unstamped = 0;
        return;
    }
    if (getsockopt(c->fd, SOL_PACKET, PACKET_STATISTICS, &st, &n) == 0) {
        c->stats.received += st.tp_packets;
        c->stats.dropped += st.tp_drops;
    }
    c->stats.unstamped = __atomic_load_n(&c->unstamped, __ATOMIC_RELAXED);
    *s = c->stats;
}
