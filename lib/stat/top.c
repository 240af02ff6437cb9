/* The busiest hosts and conversations, and the protocol tree in order of bytes. */
#include <stdlib.h>

#include "stat/stat.h"

/* Keeps the n best of what it is shown, as a heap with the worst on top. */
struct best {
    const struct sn_map *map;
    int (*cmp)(const uint8_t *, const uint8_t *); /* < 0: the first is the better one */
    uint32_t *heap;                               /* entry numbers */
    uint32_t n, room;
};

static bool worse(const struct best *b, uint32_t i, uint32_t j)
{
    return b->cmp(sn_map_entry(b->map, b->heap[i]), sn_map_entry(b->map, b->heap[j])) > 0;
}

static void swap(struct best *b, uint32_t i, uint32_t j)
{
    uint32_t t = b->heap[i];

    b->heap[i] = b->heap[j];
    b->heap[j] = t;
}

static void sift_down(struct best *b)
{
    for (uint32_t i = 0;;) {
        uint32_t worst = i;

        for (uint32_t c = 2 * i + 1; c <= 2 * i + 2 && c < b->n; c++)
            if (worse(b, c, worst))
                worst = c;
        if (worst == i)
            return;
        swap(b, i, worst);
        i = worst;
    }
}

static void show(struct best *b, uint32_t entry)
{
    if (b->n < b->room) {
        uint32_t i = b->n++;

        b->heap[i] = entry;
        for (; i && worse(b, i, (i - 1) / 2); i = (i - 1) / 2)
            swap(b, i, (i - 1) / 2);
    } else if (b->room &&
               b->cmp(sn_map_entry(b->map, entry), sn_map_entry(b->map, b->heap[0])) < 0) {
        b->heap[0] = entry;
        sift_down(b);
    }
}

/* The numbers of the *n best entries, best first, in memory of the caller's; *n becomes how many
 * there are. NULL without memory. */
static uint32_t *pick(const struct sn_map *map, int (*cmp)(const uint8_t *, const uint8_t *),
                      uint32_t *n)
{
    struct best b = {.map = map, .cmp = cmp, .room = *n < map->n ? *n : map->n};

    b.heap = calloc((size_t)b.room + 1, sizeof *b.heap);
    if (!b.heap)
        return NULL;
    for (uint32_t i = 0; i < map->n; i++)
        show(&b, i);
    *n = b.n;
    while (b.n > 1) { /* the worst of the rest goes to the end */
        swap(&b, 0, b.n - 1);
        b.n--;
        sift_down(&b);
    }
    return b.heap;
}

static struct sn_stat_sum both(struct sn_stat_sum a, struct sn_stat_sum b)
{
    return (struct sn_stat_sum){a.packets + b.packets, a.bytes + b.bytes};
}

/* More bytes first, then more packets. */
static int by_sum(struct sn_stat_sum a, struct sn_stat_sum b)
{
    if (a.bytes != b.bytes)
        return a.bytes > b.bytes ? -1 : 1;
    if (a.packets != b.packets)
        return a.packets > b.packets ? -1 : 1;
    return 0;
}

static int cmp_hosts(const uint8_t *x, const uint8_t *y)
{
    struct host_key k[2];
    struct host_val v[2];
    int c;

    memcpy(&k[0], x, sizeof k[0]);
    memcpy(&k[1], y, sizeof k[1]);
    memcpy(&v[0], x + sizeof k[0], sizeof v[0]);
    memcpy(&v[1], y + sizeof k[1], sizeof v[1]);
    c = by_sum(both(v[0].sent, v[0].received), both(v[1].sent, v[1].received));
    if (!c && k[0].family != k[1].family)
        c = k[0].family < k[1].family ? -1 : 1;
    return c ? c : memcmp(k[0].a, k[1].a, sizeof k[0].a);
}

static int cmp_convs(const uint8_t *x, const uint8_t *y)
{
    struct conv_val v[2];
    int c;

    memcpy(&v[0], x + sizeof(struct conv_key), sizeof v[0]);
    memcpy(&v[1], y + sizeof(struct conv_key), sizeof v[1]);
    c = by_sum(both(v[0].lo_hi, v[0].hi_lo), both(v[1].lo_hi, v[1].hi_lo));
    if (!c && v[0].first != v[1].first)
        c = v[0].first < v[1].first ? -1 : 1;
    return c ? c : memcmp(x, y, sizeof(struct conv_key));
}

static struct sn_stat_addr address(const uint8_t a[16], uint8_t family)
{
    struct sn_stat_addr r = {.family = family};

    memcpy(r.a, a, sizeof r.a);
    return r;
}

enum sn_err sn_stat_hosts(const struct sn_stat *s, struct sn_stat_host *out, uint32_t *n,
                          struct sn_diag *d)
{
    uint32_t *order = pick(&s->hosts, cmp_hosts, n);

    if (!order)
        return sn_fail(d, SN_ENOMEM, "no memory for the busiest hosts");
    for (uint32_t i = 0; i < *n; i++) {
        const uint8_t *e = sn_map_entry(&s->hosts, order[i]);
        struct host_key k;
        struct host_val v;

        memcpy(&k, e, sizeof k);
        memcpy(&v, e + sizeof k, sizeof v);
        out[i] = (struct sn_stat_host){
            .addr = address(k.a, (uint8_t)k.family), .sent = v.sent, .received = v.received};
    }
    free(order);
    return SN_OK;
}

enum sn_err sn_stat_convs(const struct sn_stat *s, struct sn_stat_conv *out, uint32_t *n,
                          struct sn_diag *d)
{
    uint32_t *order = pick(&s->convs, cmp_convs, n);

    if (!order)
        return sn_fail(d, SN_ENOMEM, "no memory for the busiest convs");
    for (uint32_t i = 0; i < *n; i++) {
        const uint8_t *e = sn_map_entry(&s->convs, order[i]);
        struct conv_key k;
        struct conv_val v;
        bool hi;

        memcpy(&k, e, sizeof k);
        memcpy(&v, e + sizeof k, sizeof v);
        hi = v.hi_began;
        out[i] = (struct sn_stat_conv){.a = address(hi ? k.hi : k.lo, k.family),
                                       .b = address(hi ? k.lo : k.hi, k.family),
                                       .aport = hi ? k.hiport : k.loport,
                                       .bport = hi ? k.loport : k.hiport,
                                       .proto = k.proto,
                                       .a_b = hi ? v.hi_lo : v.lo_hi,
                                       .b_a = hi ? v.lo_hi : v.hi_lo,
                                       .first = v.first,
                                       .last = v.last};
    }
    free(order);
    return SN_OK;
}

/* Sorts the children of each node by bytes, then packets, then name: insertion, since they are
 * few. */
static void sort_children(struct sn_stat *s, uint32_t up)
{
    uint32_t sorted = 0, next;

    for (uint32_t i = s->nodes[up].child; i; i = next) {
        struct node *n = &s->nodes[i];
        uint32_t *at = &sorted;

        next = n->sibling;
        while (*at) {
            const struct node *o = &s->nodes[*at];
            int c = by_sum(o->sum, n->sum);

            if (c > 0 || (!c && strcmp(o->proto->name, n->proto->name) > 0))
                break;
            at = &s->nodes[*at].sibling;
        }
        n->sibling = *at;
        *at = i;
    }
    s->nodes[up].child = sorted;
}

bool sn_stat_proto(struct sn_stat *s, uint32_t *at, struct sn_stat_proto *out)
{
    uint32_t i = *at, next;

    if (!i)
        for (uint32_t up = 0; up < s->nnodes; up++)
            sort_children(s, up);
    next = s->nodes[i].child;
    while (!next && i) { /* up until there is a sibling */
        next = s->nodes[i].sibling;
        i = s->nodes[i].up;
    }
    if (!next)
        return false;
    *at = next;
    *out = (struct sn_stat_proto){.name = s->nodes[next].proto->name, .sum = s->nodes[next].sum};
    for (i = s->nodes[next].up; i; i = s->nodes[i].up)
        out->depth++;
    return true;
}
