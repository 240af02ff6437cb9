/* A hash table of connections, open addressing in groups of WAYS, doubled until it is at its cap.
 * An entry has both directions under one key: the larger (port, address) end first. It is in the
 * first free slot of REACH groups; none is freed, so a free slot ends a search. Only when the table
 * is at its cap does a new connection take the place of an old one. */
#include <stdlib.h>
#include <string.h>

#include "dis/conns.h"

#define WAYS  8
#define REACH 4
#define FIRST 1024

struct conn {
    uint8_t a[16], b[16];
    uint32_t ports;
    uint32_t used;   /* 0: free; else when it was last seen, by the table's clock */
    uint32_t sa, sb; /* what a's and b's sequence numbers are shown relative to */
    uint32_t v6;
    uint32_t pad[3];
};

struct sn_conns {
    struct conn *slot;
    uint32_t n; /* slots, a power of two */
    uint32_t max;
    uint32_t live;
    uint32_t clock;
};

struct sn_conns *sn_conns_new(uint32_t max)
{
    struct sn_conns *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->n = FIRST;
    c->max = max;
    c->slot = calloc(c->n, sizeof *c->slot);
    if (!c->slot) {
        free(c);
        return NULL;
    }
    return c;
}

void sn_conns_free(struct sn_conns *c)
{
    if (!c)
        return;
    free(c->slot);
    free(c);
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static uint32_t hash(const struct conn *k)
{
    uint64_t w[4], h;

    memcpy(w, k->a, sizeof w);
    h = mix(k->ports, w[0]);
    h = mix(h, w[2]);
    if (k->v6)
        h = mix(mix(h, w[1]), w[3]);
    return (uint32_t)(h >> 32);
}

static bool same(const struct conn *x, const struct conn *k)
{
    return x->ports == k->ports && x->v6 == k->v6 && memcmp(x->a, k->a, 32) == 0;
}

/* The group of WAYS slots a key belongs to. */
static struct conn *group(const struct sn_conns *c, const struct conn *k)
{
    return &c->slot[hash(k) & (c->n - 1) & ~(uint32_t)(WAYS - 1)];
}

/* A key's entry, NULL when it has none; then *room is where it would be, NULL when that is full. */
static struct conn *find(const struct sn_conns *c, const struct conn *k, struct conn **room)
{
    struct conn *g = group(c, k), *end = c->slot + c->n;
    unsigned i, j;

    *room = NULL;
    for (i = 0; i < REACH; i++) {
        for (j = 0; j < WAYS; j++) {
            if (!g[j].used) {
                *room = &g[j];
                return NULL;
            }
            if (same(&g[j], k))
                return &g[j];
        }
        g = g + WAYS < end ? g + WAYS : c->slot;
    }
    return NULL;
}

/* The slot of a full group that was seen longest ago. */
static struct conn *oldest(const struct sn_conns *c, struct conn *g)
{
    struct conn *best = g;
    unsigned i;

    for (i = 1; i < WAYS; i++) {
        if (c->clock - g[i].used > c->clock - best->used)
            best = &g[i];
    }
    return best;
}

/* Doubles the table; false when it is at its cap or there is no memory: then it stays as it is. */
static bool grow(struct sn_conns *c)
{
    struct conn *was = c->slot, *room;
    uint32_t i, n = c->n;

    if (n >= c->max)
        return false;
    c->slot = calloc((size_t)n * 2, sizeof *was);
    if (!c->slot) {
        c->slot = was;
        return false;
    }
    c->n = n * 2;
    c->live = 0;
    for (i = 0; i < n; i++) {
        if (!was[i].used)
            continue;
        (void)find(c, &was[i], &room);
        c->live += room != NULL;
        *(room ? room : oldest(c, group(c, &was[i]))) = was[i];
    }
    free(was);
    return true;
}

/* Where a new connection goes; `room` is where find() would have it. */
static struct conn *make_room(struct sn_conns *c, const struct conn *k, struct conn *room)
{
    while ((!room || c->live >= c->n / 2) && grow(c))
        (void)find(c, k, &room);
    if (!room)
        return oldest(c, group(c, k));
    c->live++;
    return room;
}

/* True when the key was turned around: `a` is the destination. */
static bool make_key(struct conn *k, const struct sn_conn_key *in)
{
    size_t n = in->v6 ? 16 : 4;
    bool rev = in->sport < in->dport || (in->sport == in->dport && memcmp(in->src, in->dst, n) < 0);

    memset(k, 0, sizeof *k);
    memcpy(k->a, rev ? in->dst : in->src, n);
    memcpy(k->b, rev ? in->src : in->dst, n);
    k->ports = rev ? (uint32_t)in->dport << 16 | in->sport : (uint32_t)in->sport << 16 | in->dport;
    k->v6 = in->v6;
    return rev;
}

bool sn_conns_base(struct sn_conns *c, const struct sn_conn_key *in, uint32_t seq, uint32_t ack,
                   bool restart, struct sn_conn_base *base)
{
    struct conn k, *x, *room;
    bool rev = make_key(&k, in), known;

    if (++c->clock == 0)
        c->clock = 1;
    x = find(c, &k, &room);
    known = x && !restart;
    if (!known) {
        if (!x)
            x = make_room(c, &k, room);
        k.sa = rev ? ack - 1 : seq;
        k.sb = rev ? seq : ack - 1;
        *x = k;
    }
    x->used = c->clock;
    base->seq = rev ? x->sb : x->sa;
    base->ack = rev ? x->sa : x->sb;
    return known;
}
