/* The busiest hosts and conversations. */
#include <stdlib.h>

#include "stat/stat.h"

/* < 0: the first comes before the second. No two entries are equal. */
typedef int cmp_fn(const void *x, const void *y, void *by);

/* Keeps the n best of what it is shown, as a heap with the worst on top. */
struct best {
    cmp_fn *cmp;
    enum sn_stat_order by;
    const void **heap; /* entries */
    uint32_t n, room;
};

static bool worse(struct best *b, uint32_t i, uint32_t j)
{
    return b->cmp(b->heap[i], b->heap[j], &b->by) > 0;
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
    } else if (b->room && b->cmp(entry, b->heap[0], &b->by) < 0) {
        b->heap[0] = entry;
        sift_down(b);
    }
}

/* For qsort_r over pointers to entries. */
struct sorting {
    cmp_fn *cmp;
    enum sn_stat_order by;
};

static int cmp_pointers(const void *x, const void *y, void *ctx)
{
    struct sorting *s = ctx;

    return s->cmp(*(const void *const *)x, *(const void *const *)y, &s->by);
}

static bool best_init(struct best *b, cmp_fn *cmp, enum sn_stat_order by, uint32_t room)
{
    *b = (struct best){.cmp = cmp, .by = by, .room = room};
    b->heap = calloc((size_t)room + 1, sizeof *b->heap);
    return b->heap;
}

/* The best in the order `sort`, in memory of the caller's. */
static const void **best_sorted(struct best *b, enum sn_stat_order sort, uint32_t *n)
{
    struct sorting s = {b->cmp, sort};

    *n = b->n;
    qsort_r(b->heap, b->n, sizeof *b->heap, cmp_pointers, &s);
    return b->heap;
}

/* The bytes of an entry that has two sums from `sums` on. */
static uint64_t bytes_at(const void *entry, size_t sums)
{
    struct sn_stat_sum v[2];

    memcpy(v, (const uint8_t *)entry + sums, sizeof v);
    return v[0].bytes + v[1].bytes;
}

/* Whether an entry comes behind all that were kept, without a closer look: most do. */
static bool is_far(const struct best *b, const void *entry, size_t sums)
{
    return b->by == SN_STAT_BY_BYTES && b->room && b->n == b->room &&
           bytes_at(entry, sums) < bytes_at(b->heap[0], sums);
}

/* The *n best entries, which have two sums at `sums`; *n becomes how many there are. NULL without
 * memory. */
static const void **pick(const struct sn_dense *t, const struct sketch *more, size_t sums,
                         cmp_fn *cmp, enum sn_stat_order by, enum sn_stat_order sort, uint32_t *n)
{
    struct best b;

    if (!best_init(&b, cmp, by, *n < t->live + more->n ? *n : t->live + more->n))
        return NULL;
    for (uint32_t i = 0; i < t->live; i++) {
        const void *entry = sn_dense_entry(t, i, t->size);

        if (!is_far(&b, entry, sums))
            show(&b, entry);
    }
    for (uint32_t i = 0; i < more->n; i++)
        show(&b, sn_sketch_entry(more, i));
    return best_sorted(&b, sort, n);
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

static int more(uint64_t a, uint64_t b)
{
    return a > b ? -1 : a < b;
}

/* By packets, and by bytes one way or the other; 0: equal, or not by these. */
static int by_way(enum sn_stat_order by, const struct sn_stat_sum a[2],
                  const struct sn_stat_sum b[2])
{
    switch (by) {
    case SN_STAT_BY_PACKETS:
        return more(both(a[0], a[1]).packets, both(b[0], b[1]).packets);
    case SN_STAT_BY_SENT:
        return more(a[0].bytes, b[0].bytes);
    case SN_STAT_BY_RECEIVED:
        return more(a[1].bytes, b[1].bytes);
    default:
        return 0;
    }
}

static int cmp_hosts(const void *x, const void *y, void *by)
{
    const struct host *h = x, *i = y;
    enum sn_stat_order o = *(enum sn_stat_order *)by;
    struct sn_stat_sum a[2] = {h->sent, h->received}, b[2] = {i->sent, i->received};
    int c = by_way(o, a, b);

    if (!c && o != SN_STAT_BY_NAME)
        c = sn_stat_by_sum(both(a[0], a[1]), both(b[0], b[1]));
    if (!c && h->key.version != i->key.version)
        c = h->key.version < i->key.version ? -1 : 1;
    return c ? c : memcmp(h->key.a, i->key.a, sizeof h->key.a);
}

static int cmp_ports(const void *x, const void *y, void *by)
{
    const struct sn_stat_port *p = x, *q = y;
    enum sn_stat_order o = *(enum sn_stat_order *)by;
    struct sn_stat_sum a[2] = {p->sent, p->received}, b[2] = {q->sent, q->received};
    int c = by_way(o, a, b);

    if (!c && o != SN_STAT_BY_NAME)
        c = sn_stat_by_sum(both(a[0], a[1]), both(b[0], b[1]));
    if (!c && p->port != q->port)
        c = p->port < q->port ? -1 : 1;
    return c ? c : p->proto < q->proto ? -1 : 1;
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

static int cmp_convs(const void *x, const void *y, void *by)
{
    const struct conv *v = x, *w = y;
    enum sn_stat_order o = *(enum sn_stat_order *)by;
    struct sn_stat_sum a[2] = {v->a_b, v->b_a}, b[2] = {w->a_b, w->b_a};
    int c = 0;

    if (v->b_began)
        a[0] = v->b_a, a[1] = v->a_b;
    if (w->b_began)
        b[0] = w->b_a, b[1] = w->a_b;
    if (o == SN_STAT_BY_NAME)
        return cmp_keys(&v->key, &w->key);
    if (o == SN_STAT_BY_DURATION)
        c = more((uint64_t)v->last - (uint64_t)v->first, (uint64_t)w->last - (uint64_t)w->first);
    else if (o != SN_STAT_BY_FIRST)
        c = by_way(o, a, b);
    if (!c && o != SN_STAT_BY_FIRST)
        c = sn_stat_by_sum(both(a[0], a[1]), both(b[0], b[1]));
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

enum sn_err sn_stat_hosts(struct sn_stat *s, enum sn_stat_order by, enum sn_stat_order sort,
                          struct sn_stat_host *out, uint32_t *n, struct sn_diag *d)
{
    const void **order;

    sn_stat_settle(s);
    order = pick(&s->hosts, &s->more_hosts, offsetof(struct host, sent), cmp_hosts, by, sort, n);
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

enum sn_err sn_stat_convs(const struct sn_stat *s, enum sn_stat_order by, enum sn_stat_order sort,
                          struct sn_stat_conv *out, uint32_t *n, struct sn_diag *d)
{
    const void **order =
        pick(&s->convs, &s->more_convs, offsetof(struct conv, a_b), cmp_convs, by, sort, n);

    if (!order)
        return sn_fail(d, SN_ENOMEM, "no memory for the busiest conversations");
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

/* The ports that were seen, in memory of the caller's; *n becomes how many. */
static struct sn_stat_port *all_ports(struct sn_stat *s, uint32_t *n)
{
    struct sn_stat_port *v = calloc((size_t)sn_stat_size(s).ports + 1, sizeof *v);

    *n = 0;
    for (unsigned i = 0; v && i < PORT_PROTOS; i++) {
        for (unsigned k = 0; s->ports.of[i] && k < 65536; k++) {
            const struct port *p = &s->ports.of[i][k];

            if (p->sent.packets | p->received.packets)
                v[(*n)++] = (struct sn_stat_port){.port = (uint16_t)k,
                                                  .proto = sn_stat_port_proto(i),
                                                  .sent = p->sent,
                                                  .received = p->received};
        }
    }
    return v;
}

enum sn_err sn_stat_ports(struct sn_stat *s, enum sn_stat_order by, enum sn_stat_order sort,
                          struct sn_stat_port *out, uint32_t *n, struct sn_diag *d)
{
    uint32_t all;
    struct sn_stat_port *v = all_ports(s, &all);
    const void **order;
    struct best b;

    if (!v || !best_init(&b, cmp_ports, by, *n < all ? *n : all)) {
        free(v);
        return sn_fail(d, SN_ENOMEM, "no memory for the busiest ports");
    }
    for (uint32_t i = 0; i < all; i++)
        show(&b, &v[i]);
    order = best_sorted(&b, sort, n);
    for (uint32_t i = 0; i < *n; i++)
        out[i] = *(const struct sn_stat_port *)order[i];
    free(order);
    free(v);
    return SN_OK;
}

/* ---- flows ---- */

static int cmp_addr(const struct sn_stat_addr *a, const struct sn_stat_addr *b)
{
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return memcmp(a->a, b->a, sizeof a->a);
}

static int by_name(const struct sn_stat_flow *v, const struct sn_stat_flow *w)
{
    int c = cmp_addr(&v->a, &w->a);

    if (!c)
        c = cmp_addr(&v->b, &w->b);
    if (!c && v->aport != w->aport)
        c = v->aport < w->aport ? -1 : 1;
    if (!c && v->bport != w->bport)
        c = v->bport < w->bport ? -1 : 1;
    return c;
}

static int by_order(enum sn_stat_order o, const struct sn_stat_flow *v,
                    const struct sn_stat_flow *w)
{
    struct sn_stat_sum a[2] = {v->a_b.sum, v->b_a.sum}, b[2] = {w->a_b.sum, w->b_a.sum};
    int c;

    switch (o) {
    case SN_STAT_BY_NAME:
        return by_name(v, w);
    case SN_STAT_BY_FIRST:
        return 0;
    case SN_STAT_BY_DURATION:
        c = more((uint64_t)v->last - (uint64_t)v->first, (uint64_t)w->last - (uint64_t)w->first);
        break;
    case SN_STAT_BY_RETRANSMISSIONS:
        c = more(v->a_b.retransmissions + v->b_a.retransmissions,
                 w->a_b.retransmissions + w->b_a.retransmissions);
        break;
    default:
        c = by_way(o, a, b);
    }
    return c ? c : sn_stat_by_sum(both(a[0], a[1]), both(b[0], b[1]));
}

/* Of what is the same otherwise, the first to appear comes first: indexes differ within TCP, UDP
 * and the rest, addresses between these. */
static int cmp_flows(const void *x, const void *y, void *by)
{
    const struct sn_stat_flow *v = x, *w = y;
    int c = by_order(*(enum sn_stat_order *)by, v, w);

    if (!c && v->first != w->first)
        c = v->first < w->first ? -1 : 1;
    if (!c && v->index != w->index)
        c = v->index < w->index ? -1 : 1;
    if (!c && v->proto != w->proto)
        c = v->proto < w->proto ? -1 : 1;
    return c ? c : by_name(v, w);
}

enum sn_err sn_stat_flows(const struct sn_stat *s, bool tcp, enum sn_stat_order by,
                          enum sn_stat_order sort, struct sn_stat_flow *out, uint32_t *n,
                          uint32_t *all, struct sn_diag *d)
{
    struct sn_stat_flow *v = sn_stat_flow_records(s, tcp, all);
    const void **sorted;
    struct best b;

    if (!v || !best_init(&b, cmp_flows, by, *n < *all ? *n : *all)) {
        free(v);
        return sn_fail(d, SN_ENOMEM, "no memory for the flows");
    }
    for (uint32_t i = 0; i < *all; i++)
        show(&b, &v[i]);
    sorted = best_sorted(&b, sort, n);
    for (uint32_t i = 0; i < *n; i++)
        out[i] = *(const struct sn_stat_flow *)sorted[i];
    free(sorted);
    free(v);
    return SN_OK;
}

const char *sn_stat_order_name(unsigned order)
{
    static const char *const names[SN_STAT_ORDERS + 1] = {
        "bytes",    "packets",         "sent",    "received", "name", "first",
        "duration", "retransmissions", "failures"};

    return order < SN_STAT_ORDERS ? names[order] : NULL;
}
