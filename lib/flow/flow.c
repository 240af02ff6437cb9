/* Connections of packets in the order of the stream: see sn/flow.h. */
#include "flow/flow.h"

#include <stdlib.h>

#include "flow/key.h"

#define CONNS_MAX  (1u << 20)
#define HOT        offsetof(struct sn_flow_conn, shown) /* what is always kept */
#define WITH_SHOWN offsetof(struct sn_flow_conn, first) /* … and with SN_FLOW_SHOWN */

_Static_assert(HOT == 64, "one cache line");
_Static_assert(offsetof(struct sn_flow_conn, table) == sizeof(struct sn_flow_key), "see table.h");
_Static_assert(sizeof(struct sn_flow_conn) % 8 == 0, "see table.h");

bool sn_flow_key(struct sn_flow_key *k, const struct sn_ends *ends)
{
    return sn_flow_key_make(k, ends);
}

static void forget(void *ctx, void *entry)
{
    struct sn_flow *f = ctx;

    f->o.ended(f->o.ctx, entry);
}

enum sn_err sn_flow_new(struct sn_flow **out, const struct sn_flow_opts *o, struct sn_diag *d)
{
    struct sn_flow *f = calloc(1, sizeof *f);
    uint32_t want = o ? o->want : 0;
    bool state = want & SN_FLOW_STATE;
    struct sn_htab_opts t = {.key = sizeof(struct sn_flow_key),
                             .size = state                  ? sizeof(struct sn_flow_conn)
                                     : want & SN_FLOW_SHOWN ? WITH_SHOWN
                                                            : HOT,
                             .max = o && o->max_conns ? o->max_conns : CONNS_MAX,
                             .evict = true,
                             .seed = SN_MIX0,
                             .ctx = f,
                             .forget = state && o->ended ? forget : NULL};

    *out = NULL;
    if (!f || !sn_htab_init(&f->conns, &t)) {
        free(f);
        return sn_fail(d, SN_ENOMEM, "no memory for connections");
    }
    if (o)
        f->o = *o;
    *out = f;
    return SN_OK;
}

void sn_flow_free(struct sn_flow *f)
{
    if (!f)
        return;
    sn_htab_free(&f->conns);
    sn_htab_free(&f->memos);
    sn_derive_free(f->derive);
    for (size_t i = 0; i < SN_MEMO_KINDS; i++)
        free(f->ring[i]);
    free(f);
}

/* What a segment's numbers are shown relative to, by tcpdump's rules: the numbers of the first
 * segment of the connection that acknowledges, or of the last SYN that does. */
static inline void show_relative(struct sn_flow_conn *c, bool reverse, struct sn_segment *s)
{
    s->relative = c->based && !(s->flags & SN_TCP_SYN);
    if (!s->relative) {
        c->base[reverse] = s->seq;
        c->base[!reverse] = s->ack - 1;
        c->based = true;
    }
    s->seq_base = c->base[reverse];
    s->ack_base = c->base[!reverse];
}

/* What fields show, by Wireshark's rules: relative to the number in front of the first byte that
 * was seen, the SYN's if there was one; a SYN with another number begins anew, in both directions
 * or, when it acknowledges, in its own. */
static void make_shown(struct sn_flow_conn *c, bool reverse, struct sn_segment *s)
{
    bool syn = s->flags & SN_TCP_SYN, ack = s->flags & SN_TCP_ACK;

    if (syn && !ack && c->shown_known[reverse] && c->shown[reverse] != s->seq)
        c->shown_known[0] = c->shown_known[1] = false;
    if (syn && c->shown[reverse] != s->seq)
        c->shown_known[reverse] = false;
    if (!c->shown_known[reverse]) {
        c->shown[reverse] = syn ? s->seq : s->seq - 1;
        c->shown_known[reverse] = true;
    }
    if (ack && !c->shown_known[!reverse]) {
        c->shown[!reverse] = s->ack - 1;
        c->shown_known[!reverse] = true;
    }
    s->made[0].u = s->seq - c->shown[reverse];
    if (ack)
        s->made[1].u = s->ack - c->shown[!reverse];
    for (uint32_t i = 0; i < s->nsack && c->shown_known[!reverse]; i++)
        s->sack[i].u = (uint32_t)(s->sack[i].u - c->shown[!reverse]);
}

/* The same loop for all sizes of entries, each a constant. */
static inline __attribute__((always_inline)) void relative(struct sn_flow *f,
                                                           struct sn_dissection *x, uint32_t size)
{
    for (uint32_t i = 0; i < x->nsegment; i++) {
        struct sn_segment *s = &x->segment[i];
        struct sn_flow_conn *c;
        struct sn_flow_key k;
        bool known, reverse;

        bool shown = size > HOT && s->made;

        if (!(s->flags & SN_TCP_ACK) && !shown)
            continue;
        reverse = sn_flow_key_make(&k, &s->ends);
        c = sn_htab_at(&f->conns, &k, sizeof k, size, &known);
        sn_htab_touch(&f->conns, c, sizeof k);
        if (s->flags & SN_TCP_ACK)
            show_relative(c, reverse, s);
        if (shown)
            make_shown(c, reverse, s);
    }
}

void sn_flow_packet(struct sn_flow *f, struct sn_dissection *x)
{
    if (__builtin_expect(f->o.want & SN_FLOW_STATE, 0))
        relative(f, x, sizeof(struct sn_flow_conn));
    else if (__builtin_expect(f->o.want & SN_FLOW_SHOWN, 0))
        relative(f, x, WITH_SHOWN);
    else
        relative(f, x, HOT);
}

/* ---- with state ---- */

/* Fragments and damaged packets say which protocol follows, but have no ports: they are no stream
 * of it. */
static uint32_t next_index(struct sn_flow *f, const struct sn_flow_key *k, bool tcp)
{
    if (tcp)
        return f->stats.tcp++;
    return sn_flow_proto(k) == 17 && k->rest >> 32 ? f->stats.udp++ : f->stats.other++;
}

static void begin(struct sn_flow *f, struct sn_flow_conn *c, bool reverse, bool tcp, int64_t ts)
{
    c->index = next_index(f, &c->key, tcp);
    c->b_began = reverse;
    c->first = c->last = ts;
    c->handshake = -1;
}

/* Another connection between the same ends; what numbers are shown relative to stays. */
static void begin_anew(struct sn_flow *f, struct sn_flow_conn *c, bool reverse, bool tcp,
                       int64_t ts)
{
    if (f->o.ended)
        f->o.ended(f->o.ctx, c);
    c->state = SN_FLOW_UNKNOWN;
    c->opener = 0;
    memset(c->side, 0, sizeof c->side);
    begin(f, c, reverse, tcp, ts);
}

/* Time stamps come from outside: their differences are those of wider numbers. */
static bool longer(int64_t from, int64_t to, int64_t limit)
{
    return limit && to > from && (uint64_t)to - (uint64_t)from > (uint64_t)limit;
}

static bool timed_out(const struct sn_flow *f, const struct sn_flow_conn *c, int64_t ts)
{
    return longer(c->last, ts, f->o.idle) || longer(c->first, ts, f->o.active);
}

/* The flow of these ends, its packet counted; s is NULL when it is not TCP. */
static void track(struct sn_flow *f, const struct sn_ends *ends, struct sn_segment *s,
                  const struct sn_pkt *p, struct sn_flow_seen *seen)
{
    struct sn_flow_key k;
    bool known, reverse = sn_flow_key_make(&k, ends);
    struct sn_flow_conn *c = sn_htab_at(&f->conns, &k, sizeof k, sizeof *c, &known);

    *seen = (struct sn_flow_seen){.conn = c, .from_b = reverse, .rtt = -1};
    sn_htab_touch(&f->conns, c, sizeof k);
    if (!known)
        begin(f, c, reverse, s != NULL, p->ts);
    else if ((s && sn_conn_begins_anew(c, reverse, s)) || timed_out(f, c, p->ts))
        begin_anew(f, c, reverse, s != NULL, p->ts);
    if (!(c->side[0].packets | c->side[1].packets))
        seen->what = SN_FLOW_NEW;
    if (p->ts < c->first)
        c->first = p->ts;
    if (p->ts > c->last)
        c->last = p->ts;
    c->side[reverse].packets++;
    c->side[reverse].bytes += p->len;
    if (!s)
        return;
    if (s->flags & SN_TCP_ACK)
        show_relative(c, reverse, s);
    if (s->made)
        make_shown(c, reverse, s);
    sn_conn_segment(c, reverse, s, p->ts, seen);
}

uint32_t sn_flow_track(struct sn_flow *f, struct sn_dissection *x, const struct sn_pkt *p,
                       struct sn_flow_seen seen[SN_SEGMENTS_MAX])
{
    if (!(f->o.want & SN_FLOW_STATE)) {
        sn_flow_packet(f, x);
        return 0;
    }
    for (uint32_t i = 0; i < x->nsegment; i++)
        track(f, &x->segment[i].ends, &x->segment[i], p, &seen[i]);
    for (uint32_t i = 0; i + 1 < x->nsegment; i++) { /* it may have moved since */
        struct sn_flow_key k;

        (void)sn_flow_key_make(&k, &x->segment[i].ends);
        seen[i].conn = sn_htab_get(&f->conns, &k, sizeof k, sizeof(struct sn_flow_conn));
    }
    if (x->nsegment || !(f->o.want & SN_FLOW_ALL) || !x->ends.version)
        return x->nsegment;
    track(f, &x->ends, NULL, p, &seen[0]);
    return 1;
}

const struct sn_flow_conn *sn_flow_next(const struct sn_flow *f, uint32_t *at)
{
    return sn_htab_next(&f->conns, at);
}

struct sn_flow_stats sn_flow_stats(const struct sn_flow *f)
{
    struct sn_flow_stats s = f->stats;

    s.conns = f->conns.live;
    s.conns_forgotten = f->conns.evicted;
    s.memos = f->memos.live;
    s.memos_forgotten = f->memos.evicted;
    return s;
}
