/*
 * The tables of hosts and conversations, filled in the order of the stream; and what is counted of
 * conversations once more for their hosts and ports, when it is asked for.
 *
 * A packet of a conversation that has a place in its table is counted there alone. Its hosts get
 * their places when the conversation gets its own: a host that is new makes a conversation new.
 */
#include "flow/key.h"
#include "stat/stat.h"

#define AHEAD 8u /* packets between asking for a place in memory and looking at it */

bool sn_stat_sketch_begin(struct sketch *k, const struct sn_dense *t)
{
    if (k->max)
        return true;
    if (!sn_sketch_make(k, t->key, t->size, t->max))
        return false;
    for (uint32_t i = 0; i < t->live; i++)
        sn_sketch_note(k, sn_dense_entry(t, i, t->size));
    return true;
}

void *sn_stat_overflow(struct sketch *k, const struct sn_dense *t, const void *key, uint64_t h,
                       uint64_t bytes)
{
    return sn_stat_sketch_begin(k, t) ? sn_sketch_at(k, key, h, bytes) : NULL;
}

/* ---- hosts ---- */

static struct host_key host_of(const struct sn_flow_key *k, const uint64_t a[2])
{
    return (struct host_key){.a = {a[0], a[1]}, .version = sn_flow_version(k)};
}

static void hash_hosts(const struct sn_stat *s, struct seen *x)
{
    struct host_key a = host_of(&x->key, x->key.a), b = host_of(&x->key, x->key.b);

    x->a = sn_dense_hash(&s->hosts, &a, sizeof a);
    x->b = sn_dense_hash(&s->hosts, &b, sizeof b);
}

static void prefetch_hosts(const struct sn_stat *s, const struct seen *x)
{
    sn_dense_prefetch(&s->hosts, x->a);
    sn_dense_prefetch(&s->hosts, x->b);
    sn_sketch_prefetch(&s->more_hosts, x->a);
    sn_sketch_prefetch(&s->more_hosts, x->b);
}

static void count_host(struct sn_stat *s, const struct host_key *k, uint64_t h, bool sent,
                       uint64_t bytes)
{
    bool known;
    struct host *host = sn_dense_at(&s->hosts, k, h, sizeof *k, sizeof *host, &known);

    if (!host) {
        sn_stat_count(&s->other_hosts, bytes);
        host = sn_stat_overflow(&s->more_hosts, &s->hosts, k, h, bytes);
    }
    if (host)
        sn_stat_count(sent ? &host->own_sent : &host->own_received, bytes);
}

/* Counts those of the two that are asked for. Sent before received: who comes first matters in a
 * table that is nearly full. */
static void count_hosts(struct sn_stat *s, struct seen *x, bool want_a, bool want_b)
{
    struct host_key a = host_of(&x->key, x->key.a), b = host_of(&x->key, x->key.b);

    if (x->reverse && want_b)
        count_host(s, &b, x->b, true, x->len);
    if (want_a)
        count_host(s, &a, x->a, !x->reverse, x->len);
    if (!x->reverse && want_b)
        count_host(s, &b, x->b, false, x->len);
}

void sn_stat_stage_hosts(struct sn_stat *s, const struct sn_stat_part *p)
{
    const struct sn_dense *t = &s->hosts;

    s->unsettled = true;
    for (uint32_t i = 0; i < p->n + 2 * AHEAD; i++) {
        if (i < p->n) {
            hash_hosts(s, &p->seen[i]);
            prefetch_hosts(s, &p->seen[i]);
        }
        if (i >= AHEAD && i - AHEAD < p->n) {
            sn_dense_prefetch_entry(t, p->seen[i - AHEAD].a, sizeof(struct host));
            sn_dense_prefetch_entry(t, p->seen[i - AHEAD].b, sizeof(struct host));
        }
        if (i >= 2 * AHEAD)
            count_hosts(s, &p->seen[i - 2 * AHEAD], true, true);
    }
}

/* ---- conversations ---- */

static struct host *place(struct sn_stat *s, const struct host_key *k, uint64_t h)
{
    bool known;

    return sn_dense_at(&s->hosts, k, h, sizeof *k, sizeof(struct host), &known);
}

/* The hosts of a new conversation, the sender first as above. */
static void place_hosts(struct sn_stat *s, struct conv *c, struct seen *x)
{
    struct host_key a = host_of(&x->key, x->key.a), b = host_of(&x->key, x->key.b);

    hash_hosts(s, x);
    if (x->reverse)
        c->b_host = place(s, &b, x->b);
    c->a_host = place(s, &a, x->a);
    if (!x->reverse)
        c->b_host = place(s, &b, x->b);
}

/* Counts a packet, of conversation c or of one that has no place (NULL), where its conversation
 * doesn't count for it. */
static void count_ends(struct sn_stat *s, struct sn_stat_part *p, const struct conv *c,
                       struct seen *x)
{
    bool apart = !c || s->apart;

    if (apart && !sn_stat_ports_count(p, &x->key, x->reverse, x->len))
        p->failed = true;
    if (!(s->want & SN_STAT_HOST) || (!apart && c->a_host && c->b_host))
        return;
    hash_hosts(s, x);
    count_hosts(s, x, apart || !c->a_host, apart || !c->b_host);
}

static void begin_conv(struct sn_stat *s, struct conv *c, struct seen *x, bool placed)
{
    c->first = c->last = x->ts;
    c->b_began = x->reverse;
    if (placed && !s->apart && s->want & SN_STAT_HOST)
        place_hosts(s, c, x);
}

static void count_conv(struct sn_stat *s, struct sn_stat_part *p, struct seen *x)
{
    bool known;
    struct conv *c = sn_dense_at(&s->convs, &x->key, x->conv, sizeof x->key, sizeof *c, &known);
    bool placed = c;

    if (!placed) {
        sn_stat_count(&s->other_convs, x->len);
        c = sn_stat_overflow(&s->more_convs, &s->convs, &x->key, x->conv, x->len);
        known = c && c->a_b.packets + c->b_a.packets;
    }
    if (c && !known)
        begin_conv(s, c, x, placed);
    count_ends(s, p, placed ? c : NULL, x);
    if (!c)
        return;
    sn_stat_count(x->reverse ? &c->b_a : &c->a_b, x->len);
    if (x->ts < c->first)
        c->first = x->ts;
    if (x->ts > c->last)
        c->last = x->ts;
}

/* What is soon to be counted: the conversation's entry, or if it has none, its hosts'. */
static void prefetch_entries(const struct sn_stat *s, struct seen *x)
{
    if (sn_dense_prefetch_entry(&s->convs, x->conv, sizeof(struct conv)))
        return;
    sn_sketch_prefetch(&s->more_convs, x->conv);
    if (!(s->want & SN_STAT_HOST))
        return;
    hash_hosts(s, x);
    prefetch_hosts(s, x);
}

void sn_stat_stage_convs(struct sn_stat *s, struct sn_stat_part *p)
{
    s->unsettled = true;
    for (uint32_t i = 0; i < p->n + 2 * AHEAD; i++) {
        if (i < p->n)
            sn_dense_prefetch(&s->convs, p->seen[i].conv);
        if (i >= AHEAD && i - AHEAD < p->n)
            prefetch_entries(s, &p->seen[i - AHEAD]);
        if (i >= 2 * AHEAD)
            count_conv(s, p, &p->seen[i - 2 * AHEAD]);
    }
}

/* ---- when it is asked for ---- */

static void begin_host(struct host *h)
{
    h->sent = h->own_sent;
    h->received = h->own_received;
}

static void settle_conv(struct sn_stat *s, const struct conv *c)
{
    if (c->a_host) {
        sn_stat_add_sum(&c->a_host->sent, c->a_b);
        sn_stat_add_sum(&c->a_host->received, c->b_a);
    }
    if (c->b_host) {
        sn_stat_add_sum(&c->b_host->sent, c->b_a);
        sn_stat_add_sum(&c->b_host->received, c->a_b);
    }
    if (s->want & SN_STAT_PORT)
        sn_stat_ports_conv(&s->ports, c);
}

void sn_stat_settle(struct sn_stat *s)
{
    if (!s->unsettled)
        return;
    s->unsettled = false;
    sn_stat_ports_begin(s, s->settled);
    s->settled = true;
    for (uint32_t i = 0; i < s->hosts.live; i++)
        begin_host(sn_dense_entry(&s->hosts, i, sizeof(struct host)));
    for (uint32_t i = 0; i < s->more_hosts.n; i++)
        begin_host(sn_sketch_entry(&s->more_hosts, i));
    if (s->apart || !(s->want & (SN_STAT_HOST | SN_STAT_PORT)))
        return;
    for (uint32_t i = 0; i < s->convs.live; i++)
        settle_conv(s, sn_dense_entry(&s->convs, i, sizeof(struct conv)));
}

bool sn_stat_set_apart(struct sn_stat *s)
{
    if (s->apart)
        return true;
    sn_stat_settle(s);
    if (!sn_stat_ports_keep(s))
        return false;
    s->apart = true;
    for (uint32_t i = 0; i < s->hosts.live; i++) {
        struct host *h = sn_dense_entry(&s->hosts, i, sizeof *h);

        h->own_sent = h->sent;
        h->own_received = h->received;
    }
    for (uint32_t i = 0; i < s->convs.live; i++) {
        struct conv *c = sn_dense_entry(&s->convs, i, sizeof *c);

        c->a_host = c->b_host = NULL;
    }
    return true;
}
