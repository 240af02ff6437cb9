/*
 * A lane without a thread: the main thread reads the ring and writes the packets from where they
 * lie, each behind the record's head that is put in front of it in the ring. Nothing is copied
 * here, and no thread waits for another.
 *
 * That holds as long as the file takes what comes. As soon as half of the ring waits, the lane gets
 * its thread and the queue behind it, for good.
 */
#include <stdlib.h>

#include "sncap.h"

/* Packets at once: those of eight blocks that are read side by side, of usual size. */
enum { AT_ONCE = 2048, PIECES = 2 };

/* What a pcapng block ends with, behind up to three bytes of padding. */
struct tail {
    uint32_t padding;
    uint32_t size;
};

struct direct {
    struct chunk chunk;
    struct sn_pkt pkt[AT_ONCE];
    struct iovec v[AT_ONCE * PIECES];
    struct tail tails[AT_ONCE];
    uint64_t dropped; /* by the ring, when it was last not half full */
    int64_t stopped;  /* when sn_cap_stop was called; 0: not yet */
};

_Static_assert(SN_CAP_FRONT >= 28, "room for the head of a pcapng record");

bool sncap_direct_start(struct lane *l)
{
    l->direct = calloc(1, sizeof *l->direct);
    return l->direct != NULL;
}

void sncap_direct_free(struct lane *l)
{
    free(l->direct);
    l->direct = NULL;
}

void sncap_direct_stop(struct lane *l)
{
    if (l->direct->stopped)
        return;
    sn_cap_stop(l->cap);
    l->direct->stopped = sncap_now();
}

/* The packet becomes a record of the chunk. */
static void add(struct lane *l, struct sn_pkt *p)
{
    struct direct *x = l->direct;
    struct chunk *c = &x->chunk;
    size_t head = sncap_rec_head_size(l->format), size = sncap_rec_size(l->format, p->caplen);
    uint8_t *at = sn_cap_front(l->cap, p) + SN_CAP_FRONT - head;
    struct iovec *v = x->v + c->packets * c->each;

    p->iface = l->iface;
    sncap_rec_head(at, l->format, l->digits, p);
    v[0] = (struct iovec){at, head + p->caplen};
    if (c->each > 1) {
        size_t rest = size - v[0].iov_len; /* 4 to 7 bytes */
        struct tail *t = &x->tails[c->packets];

        t->size = (uint32_t)size;
        v[1] = (struct iovec){(uint8_t *)(t + 1) - rest, rest};
    }
    c->packets++;
    c->used += size;
    if (p->ts > c->latest)
        c->latest = p->ts;
}

/* Nothing is ready: up to when everything was read, and whether that was all. */
static void settle(struct lane *l, int64_t now)
{
    const struct direct *x = l->direct;
    int64_t settled = sn_cap_settled(l->cap, now);

    if (settled - SNCAP_MOMENT > l->seen)
        l->seen = settled - SNCAP_MOMENT;
    if (l->quitting || (x->stopped && ((settled >= now && now > x->stopped + SNCAP_MOMENT) ||
                                       now > x->stopped + SNCAP_REST))) {
        l->seen = INT64_MAX;
        l->ended = true;
    }
}

struct chunk *sncap_direct_take(struct lane *l)
{
    struct direct *x = l->direct;
    int64_t now = sncap_now();
    uint32_t n;

    while (!l->quitting && !l->ended && (n = sn_cap_next(l->cap, x->pkt, AT_ONCE))) {
        x->chunk = (struct chunk){
            .v = x->v, .each = l->format == SN_PCAP ? 1 : PIECES, .latest = INT64_MIN};
        for (struct sn_pkt *p = x->pkt; p < x->pkt + n; p++)
            if (own_accepts(&l->own, p))
                add(l, p);
        if (x->chunk.packets)
            return &x->chunk;
    }
    settle(l, now);
    return NULL;
}

enum sn_err sncap_direct_relieve(struct lane *l, struct sn_diag *d)
{
    struct sn_cap_stats st;

    if (l->ended || l->direct->stopped)
        return SN_OK;
    sn_cap_stats(l->cap, &st);
    if (!sn_cap_half_full(l->cap)) {
        l->direct->dropped = st.dropped;
        return SN_OK;
    }
    l->lost_slow += st.dropped - l->direct->dropped;
    return sncap_lane_start(l, d);
}
