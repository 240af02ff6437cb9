/* Flows as lib/flow tracks them: packets enter in the order of the stream; what is forgotten or has
 * ended is kept as a record, up to a limit, and its sums in any case. */
#include <stdlib.h>

#include "stat/stat.h"

/* ---- in the worker ---- */

static bool make_room(struct sn_stat_part *p, uint32_t segments)
{
    if (p->ntracked == p->tracked_room) {
        uint32_t room = p->tracked_room ? 2 * p->tracked_room : 64;
        struct tracked *t = reallocarray(p->tracked, room, sizeof *t);

        if (!t)
            return false;
        p->tracked = t;
        p->tracked_room = room;
    }
    if (p->nsegments + segments > p->segment_room) {
        uint32_t room = p->segment_room ? 2 * p->segment_room : 64;
        struct sn_segment *s = reallocarray(p->segments, room, sizeof *s);

        if (!s)
            return false;
        p->segments = s;
        p->segment_room = room;
    }
    return true;
}

bool sn_stat_flow_note(struct sn_stat_part *p, const struct sn_pkt *k,
                       const struct sn_dissection *x)
{
    if (!x->nsegment && !x->ends.version)
        return true;
    if (!make_room(p, SN_SEGMENTS_MAX))
        return false;
    p->tracked[p->ntracked++] =
        (struct tracked){.ends = x->ends, .ts = k->ts, .len = k->len, .n = x->nsegment};
    for (uint32_t i = 0; i < x->nsegment; i++) {
        struct sn_segment *s = &p->segments[p->nsegments++];

        *s = x->segment[i];
        s->made = NULL; /* the dissection is gone by then */
    }
    return true;
}

/* ---- in order ---- */

void sn_stat_flow_stage(struct sn_stat *s, struct sn_stat_part *p)
{
    struct sn_flow_seen seen[SN_SEGMENTS_MAX];
    struct sn_segment *segment = p->segments;

    for (uint32_t i = 0; i < p->ntracked; i++) {
        const struct tracked *t = &p->tracked[i];
        struct sn_dissection x = {.segment = segment, .nsegment = t->n, .ends = t->ends};
        struct sn_pkt k = {.ts = t->ts, .len = t->len, .caplen = t->len};

        segment += t->n;
        (void)sn_flow_track(s->flow, &x, &k, seen);
    }
}

/* ---- records ---- */

static void set_address(struct sn_stat_addr *to, const uint64_t a[2], uint8_t family)
{
    memcpy(to->a, a, sizeof to->a);
    to->family = family;
}

static struct sn_stat_way way_of(const struct sn_flow_side *x)
{
    return (struct sn_stat_way){.sum = {x->packets, x->bytes},
                                .payload = x->payload,
                                .flags = x->flags,
                                .retransmissions = x->retransmissions,
                                .out_of_order = x->out_of_order,
                                .gaps = x->gaps,
                                .zero_windows = x->zero_windows,
                                .dup_acks = x->dup_acks,
                                .keep_alives = x->keep_alives,
                                .rtts = x->rtts,
                                .rtt_min = x->rtt_min,
                                .rtt_sum = x->rtt_sum};
}

static struct sn_stat_flow record_of(const struct sn_flow_conn *c)
{
    const struct sn_flow_key *k = &c->key;
    uint8_t version = sn_flow_version(k);
    bool b = c->b_began;
    struct sn_stat_flow r = {.aport = b ? sn_flow_bport(k) : sn_flow_aport(k),
                             .bport = b ? sn_flow_aport(k) : sn_flow_bport(k),
                             .proto = sn_flow_proto(k),
                             .state = c->state,
                             .tcp = sn_flow_proto(k) == 6 && k->rest >> 32,
                             .index = c->index,
                             .first = c->first,
                             .last = c->last,
                             .handshake = c->handshake,
                             .a_b = way_of(&c->side[b]),
                             .b_a = way_of(&c->side[!b])};

    set_address(&r.a, b ? k->b : k->a, version);
    set_address(&r.b, b ? k->a : k->b, version);
    return r;
}

static void add_way(struct sn_stat_way *to, const struct sn_stat_way *w)
{
    to->sum.packets += w->sum.packets;
    to->sum.bytes += w->sum.bytes;
    to->payload += w->payload;
    to->retransmissions += w->retransmissions;
    to->out_of_order += w->out_of_order;
    to->gaps += w->gaps;
    to->zero_windows += w->zero_windows;
    to->dup_acks += w->dup_acks;
    to->keep_alives += w->keep_alives;
    if (w->rtts && (!to->rtts || w->rtt_min < to->rtt_min))
        to->rtt_min = w->rtt_min;
    to->rtts += w->rtts;
    to->rtt_sum = (int64_t)((uint64_t)to->rtt_sum + (uint64_t)w->rtt_sum);
}

static void add_tcp(struct sn_stat_tcp *t, const struct sn_stat_flow *r)
{
    if (!r->tcp)
        return;
    t->connections++;
    t->state[r->state]++;
    add_way(&t->all, &r->a_b);
    add_way(&t->all, &r->b_a);
    if (r->handshake < 0)
        return;
    if (!t->handshakes || r->handshake < t->handshake_min)
        t->handshake_min = r->handshake;
    if (r->handshake > t->handshake_max)
        t->handshake_max = r->handshake;
    t->handshakes++;
    t->handshake_sum = (int64_t)((uint64_t)t->handshake_sum + (uint64_t)r->handshake);
}

static bool keep(struct sn_stat *s, const struct sn_stat_flow *r)
{
    if (s->nended == s->ended_room) {
        uint32_t room = s->ended_room ? 2 * s->ended_room : 64;
        struct sn_stat_flow *more =
            s->nended < s->max_flows ? reallocarray(s->ended, room, sizeof *more) : NULL;

        if (!more)
            return false;
        s->ended = more;
        s->ended_room = room;
    }
    s->ended[s->nended++] = *r;
    return true;
}

static void ended(void *ctx, const struct sn_flow_conn *c)
{
    struct sn_stat *s = ctx;
    struct sn_stat_flow r;

    if (s->closing)
        return;
    r = record_of(c);
    add_tcp(&s->tcp, &r);
    if (!keep(s, &r)) {
        s->other_flows.packets += r.a_b.sum.packets + r.b_a.sum.packets;
        s->other_flows.bytes += r.a_b.sum.bytes + r.b_a.sum.bytes;
    }
}

enum sn_err sn_stat_flow_init(struct sn_stat *s, struct sn_diag *d)
{
    struct sn_flow_opts o = {
        .max_conns = s->max_flows, .want = SN_FLOW_STATE | SN_FLOW_ALL, .ctx = s, .ended = ended};

    return sn_flow_new(&s->flow, &o, d);
}

void sn_stat_flow_free(struct sn_stat *s)
{
    s->closing = true;
    sn_flow_free(s->flow);
    free(s->ended);
}

struct sn_stat_tcp sn_stat_tcp(const struct sn_stat *s)
{
    struct sn_stat_tcp t = s->tcp;
    const struct sn_flow_conn *c;

    for (uint32_t i = 0; s->flow && (c = sn_flow_next(s->flow, &i));) {
        struct sn_stat_flow r = record_of(c);

        add_tcp(&t, &r);
    }
    return t;
}

struct sn_stat_flow *sn_stat_flow_records(const struct sn_stat *s, bool tcp, uint32_t *n)
{
    uint32_t live = s->flow ? sn_flow_stats(s->flow).conns : 0;
    struct sn_stat_flow *v = calloc((size_t)s->nended + live + 1, sizeof *v);
    const struct sn_flow_conn *c;

    *n = 0;
    for (uint32_t i = 0; v && i < s->nended; i++)
        if (!tcp || s->ended[i].tcp)
            v[(*n)++] = s->ended[i];
    for (uint32_t i = 0; v && s->flow && (c = sn_flow_next(s->flow, &i));) {
        v[*n] = record_of(c);
        *n += !tcp || v[*n].tcp;
    }
    return v;
}
