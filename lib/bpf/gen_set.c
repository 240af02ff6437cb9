/*
 * Alternatives of one kind as a set: `host a or host b or net c` looks at each address once, and
 * finds it by a search. Likewise ports, IP protocols and link-layer addresses. Only alternatives
 * with the same qualifiers and the same header positions are put together: they look at the same
 * bytes, so it is no matter what else stands between them.
 */
#include <stdlib.h>
#include <string.h>

#include "gen.h"
#include "search.h"
#include "sn/rd.h"

/* Fewer protocols are asked for one after the other, with what IPv6 asks for in between. */
#define PROTOS_MIN 4

/* From so many addresses on, ARP shares IPv4's search. */
#define SHARE_MIN 16

static bool contiguous(uint32_t mask)
{
    return (~mask & (~mask + 1)) == 0;
}

bool sn_gen_can_join(const struct prim *x)
{
    if (x->kind != P_ID || x->q.dir == D_AND)
        return false;
    if (x->sub == ID_PROTO)
        return x->q.proto == Q_IP || x->q.proto == Q_IP6 || x->q.proto == Q_NONE;
    if (x->sub == ID_PORT || x->sub == ID_MAC)
        return true;
    if (x->sub != ID_HOST)
        return false;
    for (const struct ipaddr *a = x->ip4; a; a = a->next)
        if (!contiguous(a->mask[0]))
            return false;
    return true;
}

bool sn_gen_same_kind(const struct prim *a, const struct prim *b)
{
    return a->sub == b->sub && a->q.proto == b->q.proto && a->q.dir == b->q.dir &&
           a->hdr == b->hdr && (a->sub != ID_PORT || a->ports == b->ports) && !a->ip4 == !b->ip4 &&
           !a->ip6 == !b->ip6;
}

/* ---- IPv4 ---- */

struct set4 {
    struct range *r;
    uint32_t n;
};

static struct set4 collect4(struct gen *g, const struct prim *const *x, uint32_t n, N t)
{
    struct set4 s = {NULL, 0};

    for (uint32_t i = 0; i < n; i++)
        for (const struct ipaddr *a = x[i]->ip4; a; a = a->next)
            s.n++;
    s.r = BP_TMPN(g->c, struct range, s.n + 1u);
    if (!s.r)
        return (struct set4){NULL, 0};
    s.n = 0;
    for (uint32_t i = 0; i < n; i++)
        for (const struct ipaddr *a = x[i]->ip4; a; a = a->next)
            s.r[s.n++] = (struct range){a->a[0], a->a[0] | ~a->mask[0], t};
    s.n = sn_bp_ranges_sort(s.r, s.n);
    return s;
}

/* The addresses at src and dst (from the network header on) against the set. */
static N find4(struct gen *g, const struct set4 *s, enum dir d, V src, V dst, N f)
{
    if (d != D_SRC)
        f = sn_bp_search(g->c, dst, s->r, s->n, f);
    return d != D_DST ? sn_bp_search(g->c, src, s->r, s->n, f) : f;
}

static V word(struct gen *g, uint32_t off)
{
    return sn_gen_load(g, sn_bp_net(g->h), off, 4);
}

static N family4(struct gen *g, const struct set4 *s, uint32_t type, enum dir d, N f)
{
    bool ip = type == ET_IP;
    N in = find4(g, s, d, word(g, ip ? 12 : 14), word(g, ip ? 16 : 24), f);

    return sn_gen_proto_link(g, type, in, f);
}

/* One search for the addresses of all protocols, loaded by what the packet is. */
static N shared4(struct gen *g, const struct set4 *s, bool src, N f)
{
    uint32_t var = sn_bp_new_var(g->c, RECIPE_NONE, NULL);
    N in = sn_bp_search(g->c, sn_bp_var(g->c, var), s->r, s->n, f);
    N arp = sn_bp_set(g->c, var, word(g, src ? 14 : 24), in);
    N ip = sn_bp_set(g->c, var, word(g, src ? 12 : 16), in);

    arp = sn_gen_proto_link(g, ET_ARP, arp, sn_gen_proto_link(g, ET_RARP, arp, f));
    return sn_gen_proto_link(g, ET_IP, ip, arp);
}

static N gen_set4(struct gen *g, const struct set4 *s, enum proto p, enum dir d, N f)
{
    switch (p) {
    case Q_IP:
        return family4(g, s, ET_IP, d, f);
    case Q_ARP:
        return family4(g, s, ET_ARP, d, f);
    case Q_RARP:
        return family4(g, s, ET_RARP, d, f);
    default:
        break;
    }
    if (g->h->mpls)
        return family4(g, s, ET_IP, d, f);
    if (s->n < SHARE_MIN || g->h->link->kind == LK_MAGIC || g->c->g->nvars + 2 > BP_VARS) {
        f = family4(g, s, ET_RARP, d, f);
        f = family4(g, s, ET_ARP, d, f);
        return family4(g, s, ET_IP, d, f);
    }
    if (d != D_SRC)
        f = shared4(g, s, false, f);
    return d != D_DST ? shared4(g, s, true, f) : f;
}

/* ---- IPv6: a search a word ---- */

static int by_address(const void *pa, const void *pb)
{
    const struct ipaddr *a = *(const struct ipaddr *const *)pa;
    const struct ipaddr *b = *(const struct ipaddr *const *)pb;

    for (int i = 0; i < 4; i++)
        if (a->a[i] != b->a[i])
            return a->a[i] < b->a[i] ? -1 : 1;
    for (int i = 0; i < 4; i++)
        if (a->mask[i] != b->mask[i])
            return a->mask[i] < b->mask[i] ? -1 : 1;
    return 0;
}

static bool covers(const struct ipaddr *net, const struct ipaddr *a)
{
    for (int i = 0; i < 4; i++)
        if ((a->a[i] & net->mask[i]) != net->a[i] || (a->mask[i] & net->mask[i]) != net->mask[i])
            return false;
    return true;
}

/* The sorted addresses a[0 … n) from word i on; those before it are equal. */
static N find6(struct gen *g, const struct ipaddr **a, uint32_t n, uint32_t off, unsigned i, N t,
               N f)
{
    struct range *r = BP_TMPN(g->c, struct range, n);
    uint32_t k = 0;

    if (!r)
        return f;
    if (i == 4)
        return t;
    for (uint32_t from = 0, to; from < n; from = to) {
        uint32_t mask = a[from]->mask[i];
        N in;

        for (to = from + 1; to < n && a[to]->a[i] == a[from]->a[i]; to++)
            ;
        if (mask == 0)
            return t;
        in = mask == UINT32_MAX ? find6(g, a + from, to - from, off, i + 1, t, f) : t;
        r[k++] = (struct range){a[from]->a[i], a[from]->a[i] | ~mask, in};
    }
    k = sn_bp_ranges_sort(r, k);
    return sn_bp_search(g->c, word(g, off + 4 * i), r, k, f);
}

static N gen_set6(struct gen *g, const struct prim *const *x, uint32_t n, enum dir d, N t, N f)
{
    const struct ipaddr **a;
    uint32_t count = 0, k = 0;
    N in = f;

    for (uint32_t i = 0; i < n; i++)
        for (const struct ipaddr *b = x[i]->ip6; b; b = b->next)
            count++;
    a = BP_TMPN(g->c, const struct ipaddr *, count + 1u);
    if (count == 0 || !a)
        return f;
    count = 0;
    for (uint32_t i = 0; i < n; i++)
        for (const struct ipaddr *b = x[i]->ip6; b; b = b->next)
            a[count++] = b;
    qsort(a, count, sizeof(const struct ipaddr *), by_address);
    /* A network comes before what is inside it. */
    for (uint32_t i = 0; i < count; i++)
        if (k == 0 || !covers(a[k - 1], a[i]))
            a[k++] = a[i];
    if (d != D_SRC)
        in = find6(g, a, k, 24, 0, t, in);
    if (d != D_DST)
        in = find6(g, a, k, 8, 0, t, in);
    return sn_gen_proto_link(g, ET_IP6, in, f);
}

/* ---- ports ---- */

static N gen_ports_in(struct gen *g, struct at tran, V proto, const struct prim *x, N t, N f)
{
    struct range *r = BP_TMPN(g->c, struct range, x->set_n);
    uint32_t n = x->set_n;
    N in = f;

    if (!r)
        return f;
    for (uint32_t i = 0; i < n; i++)
        r[i] = (struct range){x->set[i]->lo, x->set[i]->hi, t};
    n = sn_bp_ranges_sort(r, n);
    if (x->q.dir != D_SRC)
        in = sn_bp_search(g->c, sn_gen_load(g, tran, 2, 2), r, n, in);
    if (x->q.dir != D_DST)
        in = sn_bp_search(g->c, sn_gen_load(g, tran, 0, 2), r, n, in);
    return sn_gen_port_protos(g, proto, x, in, f);
}

/* ---- protocols ---- */

static N gen_protos_in(struct gen *g, V v, const struct prim *x, N t, N f)
{
    struct range *r = BP_TMPN(g->c, struct range, x->set_n);

    if (!r)
        return f;
    for (uint32_t i = 0; i < x->set_n; i++)
        r[i] = (struct range){x->set[i]->lo, x->set[i]->lo, t};
    return sn_bp_search(g->c, v, r, sn_bp_ranges_sort(r, x->set_n), f);
}

/* As sn_gen_proto_num has them for one. */
static N gen_proto_set(struct gen *g, const struct prim *x, N t, N f)
{
    struct at net = sn_bp_net(g->h);

    if (x->set_n < PROTOS_MIN) {
        for (uint32_t i = x->set_n; i-- > 0;)
            f = sn_gen_proto_num(g, (enum proto)x->q.proto, x->set[i]->lo, t, f);
        return f;
    }
    if (x->q.proto != Q_IP) {
        N behind = gen_protos_in(g, sn_gen_load(g, net, 40, 1), x, t, f);
        V v = sn_gen_load(g, net, 6, 1);

        f = sn_gen_proto_link(g, ET_IP6,
                              gen_protos_in(g, v, x, t, sn_bp_eq(g->c, v, 44, behind, f)), f);
    }
    if (x->q.proto == Q_IP6)
        return f;
    return sn_gen_proto_link(g, ET_IP, gen_protos_in(g, sn_gen_load(g, net, 9, 1), x, t, f), f);
}

/* ---- link-layer addresses: the last four bytes, and where they are found the first two ---- */

static int by_mac(const void *pa, const void *pb)
{
    const struct prim *a = *(const struct prim *const *)pa, *b = *(const struct prim *const *)pb;
    uint32_t lo_a = sn_be32(a->mac + 2), lo_b = sn_be32(b->mac + 2);

    return lo_a != lo_b ? (lo_a < lo_b ? -1 : 1) : memcmp(a->mac, b->mac, 2);
}

N sn_gen_macs_at(struct gen *g, uint32_t off, const struct prim *x, N t, N f)
{
    uint32_t n = x->set_n, k = 0;
    struct range *low = BP_TMPN(g->c, struct range, n), *high = BP_TMPN(g->c, struct range, n);
    const struct prim **m = BP_TMPN(g->c, const struct prim *, n);

    if (!low || !high || !m)
        return f;
    memcpy(m, x->set, n * sizeof(const struct prim *));
    qsort(m, n, sizeof(const struct prim *), by_mac);
    for (uint32_t from = 0, to; from < n; from = to) {
        uint32_t lo = sn_be32(m[from]->mac + 2), c = 0;

        for (to = from; to < n && sn_be32(m[to]->mac + 2) == lo; to++)
            high[c++] = (struct range){sn_be16(m[to]->mac), sn_be16(m[to]->mac), t};
        low[k++] = (struct range){lo, lo,
                                  sn_bp_search(g->c, sn_gen_load(g, g->h->link0, off, 2), high,
                                               sn_bp_ranges_sort(high, c), f)};
    }
    return sn_bp_search(g->c, sn_gen_load(g, g->h->link0, off + 2, 4), low,
                        sn_bp_ranges_sort(low, k), f);
}

N sn_gen_set(struct gen *g, const struct prim *const *x, uint32_t n, N t, N f)
{
    struct prim all = *x[0];
    struct set4 s;

    all.set = x;
    all.set_n = n;
    switch (all.sub) {
    case ID_PORT:
        return sn_gen_any_ip(g, gen_ports_in, &all, t, f);
    case ID_PROTO:
        return gen_proto_set(g, &all, t, f);
    case ID_MAC:
        return sn_gen_mac(g, &all, t, f);
    default:
        break;
    }
    f = gen_set6(g, x, n, (enum dir)x[0]->q.dir, t, f);
    s = collect4(g, x, n, t);
    return s.n ? gen_set4(g, &s, (enum proto)x[0]->q.proto, (enum dir)x[0]->q.dir, f) : f;
}
