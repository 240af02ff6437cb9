/* A hash table of connections, open addressing in groups of WAYS, doubled until it is at its cap.
 * An entry has both directions under one key: the larger (port, address) end first. Nearly every
 * packet's is found where its hash says, in one cache line. It may also be elsewhere in its group,
 * or in the next groups, REACH in all, when those before were full when it came; none is freed, so
 * a group with a free slot ends a search. Only when the table is at its cap does a new connection
 * take the place of an old one. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "flow/conns.h"

#define WAYS      8
#define REACH     4
#define HUGE_PAGE ((size_t)2 << 20)
#define V6        ((uint64_t)1 << 32)
#define FIRST     1024

struct conn {
    uint64_t a[2], b[2]; /* addresses, as their bytes lie in memory; IPv4: in the first, alone */
    uint64_t ports;      /* a's, b's; the bit V6 above them */
    uint32_t used;       /* 0: free; else when it was last seen, by the table's clock */
    uint32_t sa, sb;     /* what a's and b's sequence numbers are shown relative to */
    uint32_t pad[3];
};

struct sn_conns {
    struct conn *slot;
    uint32_t n; /* slots, a power of two */
    uint32_t max;
    uint32_t live;
    uint32_t clock;
};

/* Zeroed slots. A large table is in huge pages, if the system has them: every packet looks at
 * another place of it, and the processor knows the addresses of few pages at a time. */
static struct conn *new_slots(uint32_t n)
{
    size_t size = (size_t)n * sizeof(struct conn);
    struct conn *p;

    if (size < HUGE_PAGE)
        return calloc(n, sizeof *p);
    p = aligned_alloc(HUGE_PAGE, size);
    if (p) {
        (void)madvise(p, size, MADV_HUGEPAGE);
        memset(p, 0, size);
    }
    return p;
}

struct sn_conns *sn_conns_new(uint32_t max)
{
    struct sn_conns *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->n = FIRST;
    c->max = max;
    c->slot = new_slots(c->n);
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

static inline uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static inline uint32_t hash(const struct conn *k)
{
    uint64_t h = mix(mix(k->ports, k->a[0]), k->b[0]);

    if (k->ports & V6)
        h = mix(mix(h, k->a[1]), k->b[1]);
    return (uint32_t)(h >> 32);
}

static inline bool same(const struct conn *x, const struct conn *k)
{
    return x->used && x->ports == k->ports && x->a[0] == k->a[0] && x->a[1] == k->a[1] &&
           x->b[0] == k->b[0] && x->b[1] == k->b[1];
}

/* The group of WAYS slots a key belongs to; *way is the slot to look at first. */
static inline struct conn *group(const struct sn_conns *c, const struct conn *k, uint32_t *way)
{
    uint32_t h = hash(k);

    *way = h & (WAYS - 1);
    return &c->slot[h & (c->n - 1) & ~(uint32_t)(WAYS - 1)];
}

/* A key's entry beyond where it is looked for first, NULL when it has none; then *room is where it
 * would be, NULL when that is full. */
static struct conn *search(const struct sn_conns *c, struct conn *g, uint32_t way,
                           const struct conn *k, struct conn **room)
{
    const struct conn *end = c->slot + c->n;

    *room = g[way].used ? NULL : &g[way];
    for (unsigned i = 0; i < REACH; i++) {
        for (unsigned j = 0; j < WAYS; j++) {
            if (same(&g[j], k))
                return &g[j];
            if (!g[j].used && !*room)
                *room = &g[j];
        }
        if (*room)
            return NULL;
        g = g + WAYS < end ? g + WAYS : c->slot;
    }
    return NULL;
}

/* The slot of a full group that was seen longest ago. */
static struct conn *oldest(const struct sn_conns *c, struct conn *g)
{
    struct conn *best = g;

    for (unsigned i = 1; i < WAYS; i++) {
        if (c->clock - g[i].used > c->clock - best->used)
            best = &g[i];
    }
    return best;
}

/* Doubles the table; false when it is at its cap or there is no memory: then it stays as it is. */
static bool grow(struct sn_conns *c)
{
    struct conn *was = c->slot, *g, *room;
    uint32_t way, n = c->n;

    if (n >= c->max)
        return false;
    c->slot = new_slots(n * 2);
    if (!c->slot) {
        c->slot = was;
        return false;
    }
    c->n = n * 2;
    c->live = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!was[i].used)
            continue;
        g = group(c, &was[i], &way);
        (void)search(c, g, way, &was[i], &room);
        c->live += room != NULL;
        *(room ? room : oldest(c, g)) = was[i];
    }
    free(was);
    return true;
}

/* Where a new connection goes; `room` is where search() would have it. The new one is met more
 * often than the old ones, so it goes first in its group. */
static struct conn *make_room(struct sn_conns *c, const struct conn *k, struct conn *room)
{
    uint32_t way;
    struct conn *g;

    while ((!room || c->live >= c->n / 2) && grow(c)) {
        g = group(c, k, &way);
        (void)search(c, g, way, k, &room);
    }
    g = group(c, k, &way);
    c->live += room != NULL;
    if (!room)
        room = oldest(c, g);
    if (room < g || room >= g + WAYS)
        return room;
    *room = g[way];
    return &g[way];
}

/* Reads an address into words: no part of it is stored alone just to be loaded with the rest. */
static inline void address(uint64_t w[2], const uint8_t *p, bool v6)
{
    uint32_t v;

    if (v6) {
        memcpy(w, p, 16);
        return;
    }
    memcpy(&v, p, 4);
    w[0] = v;
    w[1] = 0;
}

/* True when the key was turned around: `a` is the destination. */
static inline bool make_key(struct conn *k, const struct sn_ends *ends)
{
    uint32_t ports = (uint32_t)ends->sport << 16 | ends->dport;
    uint32_t turned = ports << 16 | ports >> 16;
    bool v6 = ends->version == 6, rev = ports < turned;

    if (ports == turned)
        rev = memcmp(ends->src, ends->dst, v6 ? 16 : 4) < 0;
    address(k->a, rev ? ends->dst : ends->src, v6);
    address(k->b, rev ? ends->src : ends->dst, v6);
    k->ports = (rev ? turned : ports) | (v6 ? V6 : 0);
    return rev;
}

bool sn_conns_base(struct sn_conns *c, const struct sn_ends *ends, uint32_t seq, uint32_t ack,
                   bool restart, struct sn_conn_base *base)
{
    struct conn k = {0}, *g, *x, *room = NULL;
    bool rev = make_key(&k, ends), known;
    uint32_t way;

    if (++c->clock == 0)
        c->clock = 1;
    g = group(c, &k, &way);
    x = &g[way];
    if (!__builtin_expect(same(x, &k), 1))
        x = search(c, g, way, &k, &room);
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
