/* Counting: totals, protocol tree, hosts, conversations. See sn/stat.h. */
#include <stdlib.h>

#include "flow/key.h"
#include "stat/stat.h"

#define MAX_DEFAULT 1048576u
#define NODES_MAX   65536u

enum sn_err sn_stat_new(struct sn_stat **out, const struct sn_stat_opts *o, struct sn_diag *d)
{
    struct sn_stat *s = calloc(1, sizeof *s);
    struct sn_htab_opts hosts = {.key = sizeof(struct host_key),
                                 .size = sizeof(struct host),
                                 .max = o && o->max_hosts ? o->max_hosts : MAX_DEFAULT};
    struct sn_htab_opts convs = {.key = sizeof(struct sn_flow_key),
                                 .size = sizeof(struct conv),
                                 .max = o && o->max_convs ? o->max_convs : MAX_DEFAULT};

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory for statistics");
    s->room = 64;
    s->nnodes = 1;
    s->nodes = calloc(s->room, sizeof *s->nodes);
    if (!s->nodes || !sn_htab_init(&s->hosts, &hosts) || !sn_htab_init(&s->convs, &convs)) {
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
    sn_htab_free(&s->hosts);
    sn_htab_free(&s->convs);
    free(s->nodes);
    free(s);
}

const struct sn_stat_totals *sn_stat_totals(const struct sn_stat *s)
{
    return &s->totals;
}

struct sn_stat_size sn_stat_size(const struct sn_stat *s)
{
    return (struct sn_stat_size){.hosts = s->hosts.live,
                                 .convs = s->convs.live,
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

/* "ipv6.hopopts" and the like are parts of ipv6, not protocols. */
static bool is_part(const struct sn_layer *l)
{
    return strchr(l->proto->name, '.');
}

static void count_host(struct sn_stat *s, const struct host_key *k, bool sent, uint64_t bytes)
{
    bool known;
    struct host *h = sn_htab_at(&s->hosts, k, sizeof *k, sizeof *h, &known);

    add(!h ? &s->other_hosts : sent ? &h->sent : &h->received, bytes);
}

static void count_conv(struct sn_stat *s, const struct sn_flow_key *k, bool reverse,
                       const struct sn_pkt *p)
{
    bool known;
    struct conv *c = sn_htab_at(&s->convs, k, sizeof *k, sizeof *c, &known);

    if (c && !known) {
        c->first = c->last = p->ts;
        c->b_began = reverse;
    }
    if (!c) {
        add(&s->other_convs, p->len);
        return;
    }
    add(reverse ? &c->b_a : &c->a_b, p->len);
    if (p->ts < c->first)
        c->first = p->ts;
    if (p->ts > c->last)
        c->last = p->ts;
}

/* The ends of a packet. The three places in memory are asked for at once, so that one wait covers
 * them all. */
static void count_ends(struct sn_stat *s, const struct sn_ends *ends, const struct sn_pkt *p)
{
    struct sn_flow_key k;
    bool reverse = sn_flow_key_make(&k, ends);
    struct host_key a = {.a = {k.a[0], k.a[1]}, .version = ends->version};
    struct host_key b = {.a = {k.b[0], k.b[1]}, .version = ends->version};

    sn_htab_prefetch(&s->convs, &k, sizeof k, sizeof(struct conv));
    sn_htab_prefetch(&s->hosts, &a, sizeof a, sizeof(struct host));
    sn_htab_prefetch(&s->hosts, &b, sizeof b, sizeof(struct host));
    count_host(s, reverse ? &b : &a, true, p->len);
    count_host(s, reverse ? &a : &b, false, p->len);
    count_conv(s, &k, reverse, p);
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

    count_totals(&s->totals, p);
    for (uint32_t i = 0; i < dis->nlayer; i++) {
        if (is_part(&dis->layer[i]))
            continue;
        at = child(s, at, dis->layer[i].proto);
        if (!at)
            return sn_fail(d, SN_ENOMEM, "no memory for the tree of protocols");
        add(&s->nodes[at].sum, p->len);
    }
    if (dis->ends.version)
        count_ends(s, &dis->ends, p);
    return SN_OK;
}
