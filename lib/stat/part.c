/*
 * Counting by several threads: see sn/stat.h.
 *
 * Sums and the tree of protocols are each thread's own, to be added up. The tables of hosts and
 * conversations there are once: threads fill them one after the other, in the order of the stream,
 * one thread this table while another fills that one.
 */
#include <stdlib.h>

#include "flow/key.h"
#include "stat/stat.h"

#define AHEAD 8u /* packets between asking for a place in memory and looking at it */

/* What looks at packets' contents; and above TCP and UDP. */
#define INSIDE (SN_STAT_PROTO | SN_STAT_HOST | SN_STAT_CONV | SN_STAT_PORT | SN_STAT_FLOW)
#define DEEP   SN_STAT_PROTO

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory to count packets");
}

enum sn_err sn_stat_part_new(struct sn_stat_part **out, struct sn_stat *s, struct sn_diag *d)
{
    struct sn_dis_opts o = {.want = s->want & DEEP ? 0 : SN_WANT_SHALLOW};
    struct sn_stat_part *p = calloc(1, sizeof *p);
    enum sn_err e;

    *out = NULL;
    if (!p)
        return no_memory(d);
    p->stat = s;
    if (!sn_stat_tree_init(&p->tree) || !sn_stat_rate_init(&p->rate, s->rate.width)) {
        sn_stat_part_free(p);
        return no_memory(d);
    }
    e = sn_dis_new(&p->dis, &o, d);
    if (e)
        sn_stat_part_free(p);
    else
        *out = p;
    return e;
}

void sn_stat_part_free(struct sn_stat_part *p)
{
    if (!p)
        return;
    sn_dis_free(p->dis);
    sn_stat_tree_free(&p->tree);
    sn_stat_rate_free(&p->rate);
    sn_stat_ports_free(&p->ports);
    free(p->seen);
    free(p->tracked);
    free(p->segments);
    free(p);
}

void sn_stat_part_begin(struct sn_stat_part *p)
{
    p->n = p->ntracked = p->nsegments = 0;
}

static void count_totals(struct sn_stat_totals *t, const struct sn_pkt *p)
{
    if (!t->all.packets)
        t->first = t->last = p->ts;
    sn_stat_count(&t->all, p->len);
    t->captured += p->caplen;
    t->cut += p->caplen < p->len;
    if (p->ts < t->first)
        t->first = p->ts;
    if (p->ts > t->last)
        t->last = p->ts;
}

static struct host_key host_of(const struct sn_flow_key *k, const uint64_t a[2])
{
    return (struct host_key){.a = {a[0], a[1]}, .version = sn_flow_version(k)};
}

static bool make_room(struct sn_stat_part *p)
{
    uint32_t room = p->room ? 2 * p->room : 64;
    struct seen *more = reallocarray(p->seen, room, sizeof *more);

    if (!more)
        return false;
    p->seen = more;
    p->room = room;
    return true;
}

static bool note(struct sn_stat_part *p, const struct sn_pkt *k, const struct sn_ends *ends)
{
    struct host_key host;
    struct seen *s;

    if (p->n == p->room && !make_room(p))
        return false;
    s = &p->seen[p->n++];
    s->reverse = sn_flow_key_make(&s->key, ends);
    s->ts = k->ts;
    s->len = k->len;
    s->conv = sn_dense_hash(&p->stat->convs, &s->key, sizeof s->key);
    host = host_of(&s->key, s->key.a);
    s->a = sn_dense_hash(&p->stat->hosts, &host, sizeof host);
    host = host_of(&s->key, s->key.b);
    s->b = sn_dense_hash(&p->stat->hosts, &host, sizeof host);
    return true;
}

/* What a packet's contents add. */
static bool look_inside(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype)
{
    uint32_t want = p->stat->want;
    const struct sn_dissection *x;

    sn_dis_reset(p->dis);
    x = sn_dis_packet(p->dis, linktype, k->data, k->caplen, k->len);
    if (want & SN_STAT_PROTO && !sn_stat_tree_count(&p->tree, x, k->len))
        return false;
    if (want & SN_STAT_FLOW && !sn_stat_flow_note(p, k, x))
        return false;
    if (!x->ends.version)
        return true;
    return sn_stat_measure_ends(p, &x->ends, k->len) &&
           (!(want & (SN_STAT_HOST | SN_STAT_CONV)) || note(p, k, &x->ends));
}

void sn_stat_part_packet(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype)
{
    count_totals(&p->totals, k);
    if (!sn_stat_measure(p, k) || (p->stat->want & INSIDE && !look_inside(p, k, linktype)))
        p->failed = true;
}

/* ---- the tables ---- */

static void count_host(struct sn_stat *s, const struct host_key *k, uint64_t h, bool sent,
                       uint64_t bytes)
{
    bool known;
    struct host *host = sn_dense_at(&s->hosts, k, h, sizeof *k, sizeof *host, &known);

    sn_stat_count(!host ? &s->other_hosts : sent ? &host->sent : &host->received, bytes);
}

/* Sent before received: who comes first matters in a table that is nearly full. */
static void count_hosts(struct sn_stat *s, const struct seen *x)
{
    struct host_key a = host_of(&x->key, x->key.a), b = host_of(&x->key, x->key.b);

    if (x->reverse)
        count_host(s, &b, x->b, true, x->len);
    count_host(s, &a, x->a, !x->reverse, x->len);
    if (!x->reverse)
        count_host(s, &b, x->b, false, x->len);
}

static void stage_hosts(struct sn_stat *s, const struct sn_stat_part *p)
{
    const struct sn_dense *t = &s->hosts;

    for (uint32_t i = 0; i < p->n + 2 * AHEAD; i++) {
        if (i < p->n) {
            sn_dense_prefetch(t, p->seen[i].a);
            sn_dense_prefetch(t, p->seen[i].b);
        }
        if (i >= AHEAD && i - AHEAD < p->n) {
            sn_dense_prefetch_entry(t, p->seen[i - AHEAD].a, sizeof(struct host));
            sn_dense_prefetch_entry(t, p->seen[i - AHEAD].b, sizeof(struct host));
        }
        if (i >= 2 * AHEAD)
            count_hosts(s, &p->seen[i - 2 * AHEAD]);
    }
}

static void count_conv(struct sn_stat *s, const struct seen *x)
{
    bool known;
    struct conv *c = sn_dense_at(&s->convs, &x->key, x->conv, sizeof x->key, sizeof *c, &known);

    if (!c) {
        sn_stat_count(&s->other_convs, x->len);
        return;
    }
    if (!known) {
        c->first = c->last = x->ts;
        c->b_began = x->reverse;
    }
    sn_stat_count(x->reverse ? &c->b_a : &c->a_b, x->len);
    if (x->ts < c->first)
        c->first = x->ts;
    if (x->ts > c->last)
        c->last = x->ts;
}

static void stage_convs(struct sn_stat *s, const struct sn_stat_part *p)
{
    for (uint32_t i = 0; i < p->n + 2 * AHEAD; i++) {
        if (i < p->n)
            sn_dense_prefetch(&s->convs, p->seen[i].conv);
        if (i >= AHEAD && i - AHEAD < p->n)
            sn_dense_prefetch_entry(&s->convs, p->seen[i - AHEAD].conv, sizeof(struct conv));
        if (i >= 2 * AHEAD)
            count_conv(s, &p->seen[i - 2 * AHEAD]);
    }
}

void sn_stat_stage(struct sn_stat *s, struct sn_stat_part *p, unsigned stage)
{
    if (stage == 0 && s->want & SN_STAT_HOST)
        stage_hosts(s, p);
    else if (stage == 1 && s->want & SN_STAT_CONV)
        stage_convs(s, p);
    else if (stage == 2 && s->want & SN_STAT_FLOW)
        sn_stat_flow_stage(s, p);
}

/* ---- the end ---- */

enum sn_err sn_stat_part_err(const struct sn_stat_part *p, struct sn_diag *d)
{
    return p->failed ? no_memory(d) : SN_OK;
}

static void add(struct sn_stat_totals *t, const struct sn_stat_totals *o)
{
    if (!o->all.packets)
        return;
    if (!t->all.packets || o->first < t->first)
        t->first = o->first;
    if (!t->all.packets || o->last > t->last)
        t->last = o->last;
    t->all.packets += o->all.packets;
    t->all.bytes += o->all.bytes;
    t->captured += o->captured;
    t->cut += o->cut;
}

enum sn_err sn_stat_join(struct sn_stat *s, const struct sn_stat_part *p, struct sn_diag *d)
{
    add(&s->totals, &p->totals);
    return sn_stat_tree_join(&s->tree, &p->tree) && sn_stat_measure_join(s, p) ? SN_OK
                                                                               : no_memory(d);
}
