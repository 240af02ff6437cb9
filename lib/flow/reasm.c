/*
 * Byte streams of TCP connections: see sn/reasm.h.
 *
 * A segment that continues its stream is passed on without a copy. One that leaves a gap is held
 * as pieces in order of their sequence numbers, which never overlap: what is there stays. Streams
 * that hold something are in a list, longest holding last, which gives way when all together hold
 * too much; connections are in a list too, longest idle last.
 *
 * Numbers of a stream are compared as distances from the next one to be passed on, which are less
 * than 2^31 for all that is held.
 */
#include "sn/reasm.h"

#include <stdlib.h>

#include "base/pool.h"
#include "flow/key.h"
#include "flow/list.h"
#include "flow/table.h"

#define PIECE_COST 64u
#define WINDOW     (1 << 30)
#define CONNS      (1u << 16)
#define HELD       (1u << 20)
#define TOTAL      ((size_t)64 << 20)
#define IDLE_NS    (INT64_C(600) * 1000000000)

struct piece {
    struct piece *next;
    uint32_t seq, len; /* on the wire */
    uint32_t n;        /* captured of that */
    uint8_t bytes[];
};

struct half {
    struct sn_reasm_stream pub;
    struct sn_link holding; /* in sn_reasm.holding when first isn't NULL */
    struct piece *first, *last;
    uint32_t held, pieces; /* cost of the pieces, and how many */
    uint32_t isn, next, fin;
    bool begun, has_fin, ended;
};

struct talk {
    struct sn_link used; /* in sn_reasm.used */
    int64_t last;
    struct half half[2]; /* what a sends, what b sends */
};

struct entry {
    struct sn_flow_key key;
    uint32_t seen; /* the table's */
    struct talk *talk;
};

struct sn_reasm {
    struct sn_reasm_opts o;
    struct sn_htab table;
    struct sn_pool talks;
    struct sn_link used, holding;
    struct sn_reasm_stats stats;
};

/* ---- passing on ---- */

static void pass_missing(struct sn_reasm *r, struct half *h, uint32_t n)
{
    if (!n)
        return;
    r->o.missing(r->o.ctx, &h->pub, n);
    r->stats.missing += n;
    h->pub.at += n;
    h->next += n;
}

/* n of the next len bytes were captured. */
static void pass(struct sn_reasm *r, struct half *h, const uint8_t *p, uint32_t n, uint32_t len)
{
    if (n) {
        r->o.data(r->o.ctx, &h->pub, p, n);
        h->pub.at += n;
        h->next += n;
    }
    pass_missing(r, h, len - n);
}

static void end(struct sn_reasm *r, struct half *h, enum sn_reasm_end why)
{
    if (!h->begun || h->ended)
        return;
    h->ended = true;
    r->o.end(r->o.ctx, &h->pub, why);
}

static void drop_first(struct sn_reasm *r, struct half *h)
{
    struct piece *p = h->first;

    h->first = p->next;
    if (!h->first) {
        h->last = NULL;
        sn_list_remove(&h->holding);
    }
    h->held -= PIECE_COST + p->n;
    h->pieces--;
    r->stats.held -= PIECE_COST + p->n;
    free(p);
}

/* Passes on the pieces that nothing is missing in front of. */
static void drain(struct sn_reasm *r, struct half *h)
{
    while (h->first && h->first->seq == h->next) {
        pass(r, h, h->first->bytes, h->first->n, h->first->len);
        drop_first(r, h);
    }
}

/* Gives up the gap in front of the first piece. */
static void skip_gap(struct sn_reasm *r, struct half *h)
{
    pass_missing(r, h, h->first->seq - h->next);
    drain(r, h);
}

/* Passes on all that is held and ends the stream. */
static void finish(struct sn_reasm *r, struct half *h, enum sn_reasm_end why)
{
    while (h->first)
        skip_gap(r, h);
    end(r, h, why);
}

static void free_talk(struct sn_reasm *r, struct talk *t, enum sn_reasm_end why)
{
    finish(r, &t->half[0], why);
    finish(r, &t->half[1], why);
    sn_list_remove(&t->used);
    sn_pool_put(&r->talks, t);
    r->stats.conns--;
}

/* ---- holding ---- */

/* A piece behind `at`, NULL: in front of all. False without memory. */
static bool add_piece(struct sn_reasm *r, struct half *h, struct piece *at, uint32_t seq,
                      const uint8_t *p, uint32_t n, uint32_t len)
{
    struct piece *x = malloc(sizeof *x + n);

    if (!x)
        return false;
    x->seq = seq;
    x->len = len;
    x->n = n;
    if (n)
        memcpy(x->bytes, p, n);
    if (!h->first)
        sn_list_add(&r->holding, &h->holding);
    x->next = at ? at->next : h->first;
    *(at ? &at->next : &h->first) = x;
    if (!x->next)
        h->last = x;
    h->held += PIECE_COST + n;
    h->pieces++;
    r->stats.held += PIECE_COST + n;
    return true;
}

/* Holds those of len bytes from seq on that no piece has; n were captured. */
static void hold(struct sn_reasm *r, struct half *h, uint32_t seq, const uint8_t *p, uint32_t n,
                 uint32_t len)
{
    uint32_t from = seq - h->next, to = from + len; /* as distances */
    struct piece *at = NULL, *x = h->first;

    if (h->last && h->last->seq - h->next + h->last->len <= from) {
        at = h->last;
        x = NULL;
    }
    while (from < to) {
        uint32_t x_from = x ? x->seq - h->next : to, x_to = x ? x_from + x->len : to;
        uint32_t upto = x_from < to ? x_from : to, done;

        if (from < upto) {
            uint32_t k = n < upto - from ? n : upto - from;

            if (!add_piece(r, h, at, h->next + from, p, k, upto - from))
                return;
            from = upto;
            p += k;
            n -= k;
        }
        if (!x)
            return;
        done = x_to < to ? x_to : to;
        if (done > from) { /* the piece's */
            uint32_t k = n < done - from ? n : done - from;

            r->stats.repeated += done - from;
            from = done;
            p += k;
            n -= k;
        }
        at = x;
        x = x->next;
    }
}

/* Gives up gaps until nothing holds too much. */
static void keep_limits(struct sn_reasm *r, struct half *h)
{
    while (h->first && (h->held > r->o.max_held || h->pieces > SN_REASM_PIECES_MAX))
        skip_gap(r, h);
    while (r->stats.held > r->o.max_total)
        skip_gap(r, sn_list_of(r->holding.prev, struct half, holding));
}

/* ---- segments ---- */

/* Payload of len bytes from seq on, n of them captured. */
static void add(struct sn_reasm *r, struct half *h, uint32_t seq, const uint8_t *p, uint32_t n,
                uint32_t len)
{
    while (len) {
        int32_t ahead = (int32_t)(seq - h->next);
        uint32_t k;

        if (ahead > 0) {
            hold(r, h, seq, p, n, len);
            keep_limits(r, h);
            return;
        }
        if (ahead < 0) { /* was passed on */
            k = len < 0u - (uint32_t)ahead ? len : 0u - (uint32_t)ahead;
            r->stats.repeated += k;
        } else { /* up to the first piece, which is passed on then */
            k = h->first && h->first->seq - seq < len ? h->first->seq - seq : len;
            pass(r, h, p, n < k ? n : k, k);
            drain(r, h);
        }
        seq += k;
        len -= k;
        p += n < k ? n : k;
        n -= n < k ? n : k;
    }
}

static void begin(struct half *h, const struct sn_segment *s)
{
    h->begun = true;
    h->pub.started = s->flags & SN_TCP_SYN;
    h->isn = s->seq;
    h->next = s->seq + h->pub.started;
}

/* The segment's stream, begun if need be; NULL: there is nothing in it for a stream. */
static struct half *stream_of(struct talk *t, bool from, const struct sn_segment *s)
{
    struct half *h = &t->half[from];

    if (!h->begun && (s->flags & SN_TCP_SYN || s->len || s->flags & SN_TCP_FIN))
        begin(h, s);
    return h->begun && !h->ended ? h : NULL;
}

static void half_init(struct half *h, const struct sn_flow_key *k, bool from_b)
{
    *h = (struct half){.pub = {.key = *k, .from_b = from_b}};
    sn_list_init(&h->holding);
}

static bool begins_anew(const struct talk *t, bool from, const struct sn_segment *s)
{
    const struct half *h = &t->half[from];

    return (s->flags & (SN_TCP_SYN | SN_TCP_ACK)) == SN_TCP_SYN && h->begun &&
           (s->seq != h->isn || h->ended);
}

static void forget(void *ctx, void *entry)
{
    struct sn_reasm *r = ctx;
    struct entry *e = entry;

    r->stats.forgotten++;
    free_talk(r, e->talk, SN_REASM_FULL);
}

/* The connection of a key, a new one if need be; NULL without memory. */
static struct talk *talk_of(struct sn_reasm *r, const struct sn_flow_key *k)
{
    bool known;
    struct entry *e = sn_htab_at(&r->table, k, sizeof *k, sizeof *e, &known);

    sn_htab_touch(&r->table, e, sizeof *k);
    if (known)
        return e->talk;
    e->talk = sn_pool_new(&r->talks);
    if (!e->talk) {
        sn_htab_remove(&r->table, e);
        return NULL;
    }
    half_init(&e->talk->half[0], k, false);
    half_init(&e->talk->half[1], k, true);
    sn_list_init(&e->talk->used);
    r->stats.conns++;
    return e->talk;
}

static void remove_talk(struct sn_reasm *r, struct talk *t, enum sn_reasm_end why)
{
    struct entry *e = sn_htab_get(&r->table, &t->half[0].pub.key, sizeof(struct sn_flow_key),
                                  sizeof(struct entry));

    sn_htab_remove(&r->table, e);
    free_talk(r, t, why);
}

/* Whether more than `limit` lies between two time stamps, which may be anything. */
static bool is_older(int64_t then, int64_t ts, int64_t limit)
{
    return ts > then && (uint64_t)ts - (uint64_t)then > (uint64_t)limit;
}

static void expire(struct sn_reasm *r, int64_t ts)
{
    while (r->used.prev != &r->used) {
        struct talk *t = sn_list_of(r->used.prev, struct talk, used);

        if (!is_older(t->last, ts, r->o.idle_ns))
            return;
        r->stats.expired++;
        remove_talk(r, t, SN_REASM_IDLE);
    }
}

/* A segment of which n bytes of payload were captured. What is held from behind the FIN on never
 * was in the stream. */
static void of_stream(struct sn_reasm *r, struct half *h, const struct sn_segment *s,
                      const uint8_t *p, uint32_t n)
{
    uint32_t seq = s->seq + (s->flags & SN_TCP_SYN ? 1 : 0), fin = seq + s->len;

    if ((int32_t)(seq - h->next) > WINDOW || s->len > WINDOW) {
        r->stats.outside++;
        return;
    }
    if (s->flags & SN_TCP_FIN && !h->has_fin && (int32_t)(fin - h->next) >= 0) {
        h->has_fin = true;
        h->fin = fin;
    }
    add(r, h, seq, n ? p : (const uint8_t *)"", n, s->len);
    if (!h->has_fin || (int32_t)(h->next - h->fin) < 0)
        return;
    while (h->first)
        drop_first(r, h);
    end(r, h, SN_REASM_FIN);
}

/* What the receiver acknowledges it has: gaps in front of that are the capture's. */
static void acknowledge(struct sn_reasm *r, struct half *h, uint32_t ack)
{
    while (h->first && (int32_t)(ack - h->first->seq) > 0)
        skip_gap(r, h);
}

const struct sn_reasm_stream *sn_reasm_find(const struct sn_reasm *r, const struct sn_ends *ends,
                                            bool from_b)
{
    const struct entry *e;
    struct sn_flow_key k;

    if (!r->stats.conns)
        return NULL;
    (void)sn_flow_key_make(&k, ends);
    e = sn_htab_get(&r->table, &k, sizeof k, sizeof *e);
    return e ? &e->talk->half[from_b].pub : NULL;
}

void sn_reasm_skip(struct sn_reasm *r, const struct sn_ends *ends)
{
    struct sn_flow_key k;
    bool from = sn_flow_key_make(&k, ends);
    const struct entry *e = sn_htab_get(&r->table, &k, sizeof k, sizeof *e);

    while (e && e->talk->half[from].first)
        skip_gap(r, &e->talk->half[from]);
}

void sn_reasm_segment(struct sn_reasm *r, const struct sn_segment *s, const uint8_t *p, uint32_t n,
                      int64_t ts)
{
    struct sn_flow_key k;
    bool from = sn_flow_key_make(&k, &s->ends);
    struct talk *t;
    struct half *h;

    expire(r, ts);
    if (!(t = talk_of(r, &k)))
        return;
    if (begins_anew(t, from, s)) {
        for (int i = 0; i < 2; i++) {
            finish(r, &t->half[i], SN_REASM_ANEW);
            half_init(&t->half[i], &k, i);
        }
    }
    sn_list_remove(&t->used);
    sn_list_add(&r->used, &t->used);
    t->last = ts;
    if (s->flags & SN_TCP_RST) {
        remove_talk(r, t, SN_REASM_RST);
        return;
    }
    if ((h = stream_of(t, from, s)))
        of_stream(r, h, s, p, n < s->len ? n : s->len);
    if (r->o.by_ack && s->flags & SN_TCP_ACK)
        acknowledge(r, &t->half[!from], s->ack);
}

void sn_reasm_one(struct sn_reasm *r, const struct sn_dissection *x, uint32_t i,
                  const struct sn_pkt *p)
{
    const struct sn_segment *s = &x->segment[i];
    const struct sn_layer *l = &x->layer[s->layer];
    uint32_t head = l->caplen > 12 ? (p->data[l->off + 12] >> 4) * 4u : 20;
    uint32_t n = l->caplen > head ? l->caplen - head : 0;

    if (!l->frag && head >= 20)
        sn_reasm_segment(r, s, p->data + (n ? l->off + head : 0), n, p->ts);
}

void sn_reasm_packet(struct sn_reasm *r, const struct sn_dissection *x, const struct sn_pkt *p)
{
    for (uint32_t i = 0; i < x->nsegment; i++)
        sn_reasm_one(r, x, i, p);
}

/* ---- the whole ---- */

enum sn_err sn_reasm_new(struct sn_reasm **out, const struct sn_reasm_opts *o, struct sn_diag *d)
{
    struct sn_reasm *r = calloc(1, sizeof *r);
    struct sn_htab_opts t = {.key = sizeof(struct sn_flow_key),
                             .size = sizeof(struct entry),
                             .max = o->max_conns ? o->max_conns : CONNS,
                             .evict = true,
                             .seed = SN_MIX0,
                             .ctx = r,
                             .forget = forget};

    *out = NULL;
    if (!r || !sn_htab_init(&r->table, &t)) {
        free(r);
        return sn_fail(d, SN_ENOMEM, "no memory for streams");
    }
    r->o = *o;
    sn_pool_init(&r->talks, sizeof(struct talk));
    r->o.max_held = o->max_held ? o->max_held : HELD;
    r->o.max_total = o->max_total ? o->max_total : TOTAL;
    r->o.idle_ns = o->idle_ns ? o->idle_ns : IDLE_NS;
    sn_list_init(&r->used);
    sn_list_init(&r->holding);
    *out = r;
    return SN_OK;
}

void sn_reasm_free(struct sn_reasm *r)
{
    if (!r)
        return;
    while (r->used.prev != &r->used)
        remove_talk(r, sn_list_of(r->used.prev, struct talk, used), SN_REASM_FREED);
    sn_htab_free(&r->table);
    sn_pool_free(&r->talks);
    free(r);
}

struct sn_reasm_stats sn_reasm_stats(const struct sn_reasm *r)
{
    return r->stats;
}
