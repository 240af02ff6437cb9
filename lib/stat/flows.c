/* Flows as lib/flow tracks them: packets enter in the order of the stream; what is forgotten or has
 * ended is kept as a record, up to a limit, and its sums in any case. */
#include <stdlib.h>

#include "stat/stat.h"

/* ---- in the worker ---- */

/* Room for n more behind `have` of them; NULL without memory. */
static void *grow(void *p, uint32_t have, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t want = *room ? *room : 64;
    void *more;

    if (have + n <= *room)
        return p;
    while (want < have + n)
        want *= 2;
    more = reallocarray(p, want, size);
    if (more)
        *room = want;
    return more;
}

static bool make_room(struct sn_stat_part *p, uint32_t segments, uint32_t memos, uint32_t derived)
{
    struct tracked *t = grow(p->tracked, p->ntracked, 1, &p->tracked_room, sizeof *t);
    struct sn_derived *v;
    struct sn_segment *s;
    struct sn_memo *m;

    if (!t)
        return false;
    p->tracked = t;
    s = grow(p->segments, p->nsegments, segments, &p->segment_room, sizeof *s);
    if (segments && !s)
        return false;
    p->segments = s;
    m = grow(p->memos, p->nmemos, memos, &p->memo_room, sizeof *m);
    if (memos && !m)
        return false;
    p->memos = m;
    v = grow(p->derived, p->nderived, derived, &p->derived_room, sizeof *v);
    if (derived && !v)
        return false;
    p->derived = v;
    return true;
}

/* What is to be derived of TCP segments; records and layer are given to it later. */
static uint32_t keep_derived(struct sn_stat_part *p, const struct sn_dissection *x)
{
    uint32_t from = p->nderived;

    for (uint32_t i = 0; p->stat->want & SN_STAT_NOTE && i < x->nderived; i++)
        if (x->derived[i].kind == SN_DERIVED_TCP && !x->derived[i].quoted)
            p->derived[p->nderived++] = x->derived[i];
    return p->nderived - from;
}

bool sn_stat_flow_note(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype,
                       const struct sn_dissection *x)
{
    uint32_t extracts = p->ntracked ? p->tracked[p->ntracked - 1].extracts : 0;
    bool tracked = p->stat->flow && x->ends.version;
    struct tracked *t;

    if (!x->nsegment && !tracked && p->extracts.n == extracts && !x->nmemo)
        return true;
    if (!make_room(p, x->nsegment, x->nmemo, x->nderived))
        return false;
    t = &p->tracked[p->ntracked++];
    *t = (struct tracked){.seen = p->n,
                          .ends = x->ends,
                          .data = k->data,
                          .ts = k->ts,
                          .len = k->len,
                          .caplen = k->caplen,
                          .linktype = linktype,
                          .n = x->nsegment,
                          .memos = x->nmemo,
                          .derived = keep_derived(p, x),
                          .extracts = p->extracts.n};
    for (uint32_t i = 0; i < x->nmemo; i++)
        p->memos[p->nmemos++] = x->memo[i];
    for (uint32_t i = 0; i < x->nsegment; i++) {
        struct sn_segment *s = &p->segments[p->nsegments++];

        *s = x->segment[i];
        t->frag |= (uint8_t)(x->layer[s->layer].frag << i);
        s->made = s->sack = NULL; /* the dissection is gone by then */
        s->nsack = 0;
    }
    return true;
}

bool sn_stat_flow_plain(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype,
                        const struct sn_plain *x)
{
    bool tcp = x->ends.proto == 6;

    if (!tcp && !p->stat->flow)
        return true;
    if (!make_room(p, tcp, 0, 0))
        return false;
    p->tracked[p->ntracked++] = (struct tracked){.seen = p->n,
                                                 .ends = x->ends,
                                                 .data = k->data,
                                                 .ts = k->ts,
                                                 .len = k->len,
                                                 .caplen = k->caplen,
                                                 .linktype = linktype,
                                                 .plain = true,
                                                 .n = tcp,
                                                 .extracts = p->extracts.n};
    if (tcp)
        p->segments[p->nsegments++] = (struct sn_segment){.ends = x->ends,
                                                          .seq = x->seq,
                                                          .ack = x->ack,
                                                          .len = x->len,
                                                          .window = x->window,
                                                          .flags = x->flags,
                                                          .layer = (uint8_t)sn_plain_transport(x),
                                                          .caplen = x->caplen,
                                                          .payload = x->payload};
    return true;
}

/* ---- in order ---- */

void sn_stat_flow_stage(struct sn_stat *s, struct sn_stat_part *p)
{
    struct sn_flow_seen seen[SN_SEGMENTS_MAX];
    struct sn_segment *segment = p->segments;
    struct sn_derived *derived = p->derived;
    struct sn_memo *memo = p->memos;
    uint32_t extracts = 0, marked = 0;

    for (uint32_t i = 0; i < p->ntracked; i++) {
        const struct tracked *t = &p->tracked[i];
        struct sn_dissection x = {.segment = segment,
                                  .nsegment = t->n,
                                  .memo = memo,
                                  .nmemo = t->memos,
                                  .derived = derived,
                                  .nderived = t->derived,
                                  .linktype = t->linktype,
                                  .ends = t->ends};
        struct sn_pkt k = {.ts = t->ts, .len = t->len, .caplen = t->len};
        uint32_t n = s->flow ? sn_flow_track(s->flow, &x, &k, seen) : 0;

        sn_stat_mark(s, p, marked, t->seen);
        marked = t->seen;
        if (s->layers)
            sn_stat_take_layers(s, p, t, extracts, &x, seen, n);
        segment += t->n;
        derived += t->derived;
        memo += t->memos;
        extracts = t->extracts;
    }
    sn_stat_mark(s, p, marked, p->n);
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

static void set_name(const struct sn_stat *s, struct sn_stat_flow *r, const struct sn_flow_conn *c)
{
    struct name_key k = {.flow = c->key, .index = c->index};
    const struct name *v;

    if (!s->names.live)
        return;
    v = sn_dense_get(&s->names, &k, sn_dense_hash(&s->names, &k, sizeof k), sizeof k, sizeof *v);
    if (!v)
        return;
    r->name = v->text;
    r->nname = (uint8_t)v->n;
    r->named_by = (uint8_t)v->kind;
}

static struct sn_stat_flow record_of(const struct sn_stat *s, const struct sn_flow_conn *c)
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
    set_name(s, &r, c);
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

void sn_stat_flow_add(struct sn_stat *s, const struct sn_stat_flow *r)
{
    add_tcp(&s->tcp, r);
    if (!keep(s, r)) {
        s->other_flows.packets += r->a_b.sum.packets + r->b_a.sum.packets;
        s->other_flows.bytes += r->a_b.sum.bytes + r->b_a.sum.bytes;
    }
}

static void ended(void *ctx, const struct sn_flow_conn *c)
{
    struct sn_stat *s = ctx;
    struct sn_stat_flow r;

    if (s->closing || !(s->want & SN_STAT_FLOW))
        return;
    r = record_of(s, c);
    sn_stat_flow_add(s, &r);
}

enum sn_err sn_stat_flow_init(struct sn_stat *s, struct sn_diag *d)
{
    struct sn_flow_opts o = {.max_conns = s->max_flows,
                             .want = SN_FLOW_STATE | SN_FLOW_ALL,
                             .idle = s->idle,
                             .active = s->active,
                             .ctx = s,
                             .ended = ended};

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
        struct sn_stat_flow r = record_of(s, c);

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
        v[*n] = record_of(s, c);
        *n += !tcp || v[*n].tcp;
    }
    return v;
}
