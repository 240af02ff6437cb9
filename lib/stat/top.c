/* The busiest hosts and conversations. */
#include <stdlib.h>

#include "stat/stat.h"

/* Keeps the n best of what it is shown, as a heap with the worst on top. */
struct best {
    int (*cmp)(const void *, const void *); /* < 0: the first is the better one */
    const void **heap;                      /* entries */
    uint32_t n, room;
};

static bool worse(const struct best *b, uint32_t i, uint32_t j)
{
    return b->cmp(b->heap[i], b->heap[j]) > 0;
}

static void swap(struct best *b, uint32_t i, uint32_t j)
{
    const void *t = b->heap[i];

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

static void show(struct best *b, const void *entry)
{
    if (b->n < b->room) {
        uint32_t i = b->n++;

        b->heap[i] = entry;
        for (; i && worse(b, i, (i - 1) / 2); i = (i - 1) / 2)
            swap(b, i, (i - 1) / 2);
    } else if (b->room && b->cmp(entry, b->heap[0]) < 0) {
        b->heap[0] = entry;
        sift_down(b);
    }
}

/* The *n best entries, best first, in memory of the caller's; *n becomes how many there are. NULL
 * without memory. */
static const void **pick(const struct sn_dense *t, int (*cmp)(const void *, const void *),
                         uint32_t *n)
{
    struct best b = {.cmp = cmp, .room = *n < t->live ? *n : t->live};

    b.heap = calloc((size_t)b.room + 1, sizeof *b.heap);
    if (!b.heap)
        return NULL;
    for (uint32_t i = 0; i < t->live; i++)
        show(&b, sn_dense_entry(t, i, t->size));
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

int sn_stat_by_sum(struct sn_stat_sum a, struct sn_stat_sum b)
{
    if (a.bytes != b.bytes)
        return a.bytes > b.bytes ? -1 : 1;
    if (a.packets != b.packets)
        return a.packets > b.packets ? -1 : 1;
    return 0;
}

static int cmp_hosts(const void *x, const void *y)
{
    const struct host *h = x, *i = y;
    int c = sn_stat_by_sum(both(h->sent, h->received), both(i->sent, i->received));

    if (!c && h->key.version != i->key.version)
        c = h->key.version < i->key.version ? -1 : 1;
    return c ? c : memcmp(h->key.a, i->key.a, sizeof h->key.a);
}

/* The ends of a key, the one with the lower address first, or with the lower port. */
struct ends {
    const uint64_t *addr[2];
    uint32_t ports; /* 16 bits each */
};

static struct ends ends_of(const struct sn_flow_key *k)
{
    int c = memcmp(k->a, k->b, sizeof k->a);
    uint32_t aport = sn_flow_aport(k), bport = sn_flow_bport(k);

    if (c < 0 || (c == 0 && aport <= bport))
        return (struct ends){{k->a, k->b}, aport << 16 | bport};
    return (struct ends){{k->b, k->a}, bport << 16 | aport};
}

/* The order of two conversations that nothing else tells apart. */
static int cmp_keys(const struct sn_flow_key *x, const struct sn_flow_key *y)
{
    struct ends e = ends_of(x), f = ends_of(y);
    int c = memcmp(e.addr[0], f.addr[0], sizeof x->a);

    if (!c)
        c = memcmp(e.addr[1], f.addr[1], sizeof x->a);
    if (!c && e.ports != f.ports)
        c = e.ports < f.ports ? -1 : 1;
    return c ? c : (uint32_t)x->rest < (uint32_t)y->rest ? -1 : 1;
}

static int cmp_convs(const void *x, const void *y)
{
    const struct conv *v = x, *w = y;
    int c = sn_stat_by_sum(both(v->a_b, v->b_a), both(w->a_b, w->b_a));

    if (!c && v->first != w->first)
        c = v->first < w->first ? -1 : 1;
    return c ? c : cmp_keys(&v->key, &w->key);
}

static struct sn_stat_addr address(const uint64_t a[2], uint8_t family)
{
    struct sn_stat_addr r = {.family = family};

    memcpy(r.a, a, sizeof r.a);
    return r;
}

enum sn_err sn_stat_hosts(const struct sn_stat *s, struct sn_stat_host *out, uint32_t *n,
                          struct sn_diag *d)
{
    const void **order = pick(&s->hosts, cmp_hosts, n);

    if (!order)
        return sn_fail(d, SN_ENOMEM, "no memory for the busiest hosts");
    for (uint32_t i = 0; i < *n; i++) {
        const struct host *h = order[i];

        out[i] = (struct sn_stat_host){.addr = address(h->key.a, (uint8_t)h->key.version),
                                       .sent = h->sent,
                                       .received = h->received};
    }
    free(order);
    return SN_OK;
}

enum sn_err sn_stat_convs(const struct sn_stat *s, struct sn_stat_conv *out, uint32_t *n,
                          struct sn_diag *d)
{
    const void **order = pick(&s->convs, cmp_convs, n);

    if (!order)
        return sn_fail(d, SN_ENOMEM, "no memory for the busiest convs");
    for (uint32_t i = 0; i < *n; i++) {
        const struct conv *v = order[i];
        const struct sn_flow_key *k = &v->key;
        uint8_t version = sn_flow_version(k);
        bool b = v->b_began;

        out[i] = (struct sn_stat_conv){.a = address(b ? k->b : k->a, version),
                                       .b = address(b ? k->a : k->b, version),
                                       .aport = b ? sn_flow_bport(k) : sn_flow_aport(k),
                                       .bport = b ? sn_flow_aport(k) : sn_flow_bport(k),
                                       .proto = sn_flow_proto(k),
                                       .a_b = b ? v->b_a : v->a_b,
                                       .b_a = b ? v->a_b : v->b_a,
                                       .first = v->first,
                                       .last = v->last};
    }
    free(order);
    return SN_OK;
}
