/* Counting: totals, protocol tree, hosts, conversations. See sn/stat.h. */
#include <stdlib.h>

#include "stat/stat.h"

#define MAX_DEFAULT 1048576u
#define NODES_MAX   65536u

enum sn_err sn_stat_new(struct sn_stat **out, const struct sn_stat_opts *o, struct sn_diag *d)
{
    struct sn_stat *s = calloc(1, sizeof *s);

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory for statistics");
    sn_map_init(&s->hosts, sizeof(struct host_key), sizeof(struct host_val),
                o && o->max_hosts ? o->max_hosts : MAX_DEFAULT);
    sn_map_init(&s->convs, sizeof(struct conv_key), sizeof(struct conv_val),
                o && o->max_convs ? o->max_convs : MAX_DEFAULT);
    s->room = 64;
    s->nnodes = 1;
    s->nodes = calloc(s->room, sizeof *s->nodes);
    if (!s->nodes) {
        sn_stat_free(s);
        return sn_fail(d, SN_ENOMEM, "no memory for statistics");
    }
    *out = s;
    return SN_OK;
}

void sn_stat_free(struct sn_stat *s)
{
    if (!s)
        return;
    sn_map_free(&s->hosts);
    sn_map_free(&s->convs);
    free(s->nodes);
    free(s);
}

const struct sn_stat_totals *sn_stat_totals(const struct sn_stat *s)
{
    return &s->totals;
}

struct sn_stat_size sn_stat_size(const struct sn_stat *s)
{
    return (struct sn_stat_size){.hosts = s->hosts.n,
                                 .convs = s->convs.n,
                                 .other_hosts = s->other_hosts,
                                 .other_convs = s->other_convs};
}

static void add(struct sn_stat_sum *sum, uint64_t bytes)
{
    sum->packets++;
    sum->bytes += bytes;
}

/* The child of node `up` for proto, made when it isn't there; 0 when there is no memory. */
static uint32_t child(struct sn_stat *s, uint32_t up, const struct sn_proto *proto)
{
    uint32_t i;

    for (i = s->nodes[up].child; i; i = s->nodes[i].sibling)
        if (s->nodes[i].proto == proto)
            return i;
    if (s->nnodes == s->room) {
        struct node *n =
            s->room < NODES_MAX ? reallocarray(s->nodes, (size_t)s->room * 2, sizeof *n) : NULL;

        if (!n)
            return 0;
        s->nodes = n;
        s->room *= 2;
    }
    i = s->nnodes++;
    s->nodes[i] = (struct node){.proto = proto, .up = up, .sibling = s->nodes[up].child};
    s->nodes[up].child = i;
    return i;
}

/* The two ends of a packet, padded with zeros. */
struct ends {
    uint8_t src[16], dst[16];
    uint16_t sport, dport;
    uint8_t family, proto;
};

static struct ends ends_of(const struct sn_ends *x)
{
    struct ends e = {.sport = x->sport, .dport = x->dport, .family = x->version, .proto = x->proto};
    size_t n = x->version == 4 ? 4 : 16;

    memcpy(e.src, x->src, n);
    memcpy(e.dst, x->dst, n);
    return e;
}

/* "ipv6.hopopts" and the like are parts of ipv6, not protocols. */
static bool is_part(const struct sn_layer *l)
{
    return strchr(l->proto->name, '.');
}

static void count_host(struct sn_stat *s, const uint8_t *a, uint8_t family, bool sent,
                       uint64_t bytes)
{
    struct host_key k = {.family = family};
    struct host_val *v;

    memcpy(k.a, a, sizeof k.a);
    v = sn_map_at(&s->hosts, &k);
    add(!v ? &s->other_hosts : sent ? &v->sent : &v->received, bytes);
}

static void count_conv(struct sn_stat *s, const struct ends *e, const struct sn_pkt *p)
{
    struct conv_key k = {.family = e->family, .proto = e->proto};
    int c = memcmp(e->src, e->dst, 16);
    bool swap = c > 0 || (c == 0 && e->sport > e->dport);
    struct conv_val *v;

    memcpy(k.lo, swap ? e->dst : e->src, 16);
    memcpy(k.hi, swap ? e->src : e->dst, 16);
    k.loport = swap ? e->dport : e->sport;
    k.hiport = swap ? e->sport : e->dport;
    v = sn_map_at(&s->convs, &k);
    if (!v) {
        add(&s->other_convs, p->len);
        return;
    }
    if (!v->lo_hi.packets && !v->hi_lo.packets) {
        v->first = v->last = p->ts;
        v->hi_began = swap;
    }
    add(swap ? &v->hi_lo : &v->lo_hi, p->len);
    if (p->ts < v->first)
        v->first = p->ts;
    if (p->ts > v->last)
        v->last = p->ts;
}

static void count_totals(struct sn_stat_totals *t, const struct sn_pkt *p)
{
    if (!t->all.packets)
        t->first = t->last = p->ts;
    add(&t->all, p->len);
    t->captured += p->caplen;
    t->cut += p->caplen < p->len;
    if (p->ts < t->first)
        t->first = p->ts;
    if (p->ts > t->last)
        t->last = p->ts;
}

enum sn_err sn_stat_add(struct sn_stat *s, const struct sn_pkt *p, const struct sn_dissection *dis,
                        struct sn_diag *d)
{
    uint32_t at = 0;
    struct ends e;

    count_totals(&s->totals, p);
    for (uint32_t i = 0; i < dis->nlayer; i++) {
        if (is_part(&dis->layer[i]))
            continue;
        at = child(s, at, dis->layer[i].proto);
        if (!at)
            return sn_fail(d, SN_ENOMEM, "no memory for the tree of protocols");
        add(&s->nodes[at].sum, p->len);
    }
    if (!dis->ends.version)
        return SN_OK;
    e = ends_of(&dis->ends);
    count_host(s, e.src, e.family, true, p->len);
    count_host(s, e.dst, e.family, false, p->len);
    count_conv(s, &e, p);
    return SN_OK;
}
