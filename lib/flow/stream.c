/*
 * Units of streams: see sn/stream.h.
 *
 * lib/flow/reasm.c puts bytes in order and says which are missing. Here the bytes of a unit are
 * kept until it is whole, and the bytes of a message until the units that carry it are.
 */
#include "sn/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "flow/bytes.h"
#include "sn/flow.h"
#include "sn/reasm.h"

#define TOTAL ((size_t)64 << 20)

#define LISTS_MAX   128u                /* values of lists among answers that are kept */
#define DECODED_MAX ((size_t)256 << 10) /* of what is taken at a time */

/* One direction of a connection. */
struct stream {
    const struct sn_proto *proto;
    const struct sn_stream_kind *kind; /* the protocol's, or one of any bytes */
    struct sn_bytes unit;              /* an incomplete unit, and what came behind it */
    struct sn_bytes kept;              /* of an incomplete message, what whole units had */
    uint32_t skip;                     /* bytes of a unit given up that are still to come */
    struct sn_stream_tail tail; /* what belongs to the unit in front and is still to come … */
    uint32_t passed;            /* … and how much of it has come */
    bool waits;                 /* a whole unit waits for its tail */
    bool tailed;                /* … and has waited: the unit in front goes */
    uint32_t mode;              /* the protocol's */
    bool lost;                  /* it isn't known where the next unit begins */
    void *state;                /* the protocol's decoder; NULL: none */
    bool undecodable;           /* there is none any more, or never was */
    struct sn_buf decoded;      /* what it made of the units that are taken next */
    uint32_t missing, dropped;  /* since then */
    struct sn_memo *memo;       /* answers of the segment that the unit began in, nmemo of them */
    uint32_t nmemo;
    uint64_t request, request_time; /* what it replies to, and the time from there to began_at */
    int64_t began_at;
    bool asks;            /* it is a request … */
    uint64_t deal;        /* … and its key */
    uint32_t state_held;  /* bytes that count as held of the decoder */
    struct stream *inner; /* of the protocol inside, once it has bytes */
    struct sn_buf inside; /* … those of a unit */
    struct stream *other; /* the other direction; NULL: it isn't known yet, or has ended */
};

struct sn_streams {
    struct sn_reasm *reasm;
    struct sn_pool streams; /* of struct stream */
    const struct sn_secrets *secrets;
    bool as_bytes;
    struct sn_bytes_all bytes; /* what streams hold, decoders too */
    bool at_end;
    struct sn_streams_stats stats;
    /* While a segment is fed. */
    const struct sn_proto *proto; /* of its connection */
    bool from_b;                  /* its direction */
    const struct sn_ends *ends;   /* … and ends */
    struct stream *current;       /* that bytes came for in this direction */
    int64_t ts;                   /* the packet's */
    struct stream *peer;          /* of the other direction; NULL: there is none */
    struct stream *ended;         /* … and that ended, to be freed when it was looked at */
};

/* ---- a stream ---- */

static void drop(struct sn_streams *s, struct stream *t, uint32_t n)
{
    t->dropped += n;
    s->stats.dropped += n;
}

static void take_inside(struct sn_streams *s, struct stream *t);

/* Without all that was said a decoder is of no use. */
static void end_decoder(struct sn_streams *s, struct stream *t)
{
    if (t->state && t->kind->close)
        t->kind->close(t->state);
    s->bytes.held -= t->state_held;
    t->state_held = 0;
    t->state = NULL;
    t->undecodable = true;
    sn_buf_free(&t->decoded);
    sn_buf_free(&t->inside);
}

static void open_decoder(struct sn_streams *s, struct stream *t)
{
    const struct sn_stream_kind *k = t->kind;
    struct sn_stream_side side = {.secrets = s->secrets};

    if (t->other && t->other->proto == t->proto)
        side.peer = t->other->state;
    if (s->ends) {
        side.sport = s->ends->sport;
        side.dport = s->ends->dport;
    }
    t->undecodable = s->bytes.held + k->state_size > s->bytes.max || !(t->state = k->open(&side));
    if (t->undecodable)
        return;
    t->state_held = k->state_size;
    s->bytes.held += t->state_held;
    sn_buf_init(&t->decoded, DECODED_MAX);
    sn_buf_init(&t->inside, DECODED_MAX);
}

static void decode(struct sn_streams *s, struct stream *t, const uint8_t *p, uint32_t n)
{
    const struct sn_stream_kind *k = t->kind;
    uint32_t held;

    if (!k->decode)
        return;
    if (!t->state && !t->undecodable)
        open_decoder(s, t);
    if (!t->state)
        return;
    k->decode(t->state, p, n, &t->decoded, &t->inside);
    held = k->held ? k->held(t->state) : t->state_held;
    s->bytes.held += held - t->state_held;
    t->state_held = held;
    if (sn_buf_len(&t->inside))
        take_inside(s, t);
    if (s->bytes.held > s->bytes.max)
        end_decoder(s, t);
}

/* Gives up what is held. */
static void give_up(struct sn_streams *s, struct stream *t)
{
    drop(s, t, t->unit.n + t->kept.n);
    sn_bytes_clear(&s->bytes, &t->unit);
    sn_bytes_clear(&s->bytes, &t->kept);
}

/* Keeps what a whole unit has of a message that isn't complete. */
static void keep(struct sn_streams *s, struct stream *t, const uint8_t *p, uint32_t n)
{
    const struct sn_stream_kind *k = t->kind;
    uint32_t body = k->body ? k->body(&t->mode, p, n) : 0, at = 0, len;

    decode(s, t, p, n);
    if (!body)
        return;
    if (!sn_bytes_append(&s->bytes, &t->kept, p + n - body, body)) {
        drop(s, t, t->kept.n);
        sn_bytes_clear(&s->bytes, &t->kept);
        return;
    }
    while ((len = k->message(t->kept.p + at, t->kept.n - at)) && len <= t->kept.n - at)
        at += len;
    if (len == SN_STREAM_BAD)
        sn_bytes_clear(&s->bytes, &t->kept);
    else
        sn_bytes_cut(&s->bytes, &t->kept, at);
}

/* Of the other direction's stream, or of what is inside it, as t is. */
static uint32_t peer_mode(const struct sn_streams *s, const struct stream *t)
{
    const struct stream *peer = s->peer && t != s->current ? s->peer->inner : s->peer;

    return peer ? peer->mode : 0;
}

/* Passes on what belongs to the unit of len bytes at `at`, as far as it has come. Returns where the
 * next unit begins; the end of all when there is more to come. */
static uint32_t pass_tail(struct sn_streams *s, struct stream *t, uint32_t at, uint32_t len)
{
    const struct sn_stream_kind *k = t->kind;
    uint32_t next = at + len;

    t->tail.state = 0;
    if (k->tail_begins && k->tail_begins(&t->tail, peer_mode(s, t), t->unit.p + at, len))
        next += k->tail(&t->tail, t->unit.p + next, t->unit.n - next);
    return next;
}

/* The unit of len bytes at `at` stays until its tail has come. */
static void wait_for_tail(struct sn_streams *s, struct stream *t, uint32_t at, uint32_t len)
{
    t->waits = true;
    t->passed = t->unit.n - at - len;
    s->bytes.held -= t->passed;
    t->unit.n = at + len;
}

/* Bytes of the whole units there are. *len: of the one behind them, as unit() says. */
static uint32_t whole_units(struct sn_streams *s, struct stream *t, uint32_t *len)
{
    uint32_t at = 0;

    *len = 0;
    while (at < t->unit.n && !t->waits) {
        uint32_t next;

        *len = t->kind->unit(t->unit.p + at, t->unit.n - at);
        if (!*len || *len > t->unit.n - at)
            break;
        next = t->tailed ? at + *len : pass_tail(s, t, at, *len);
        if (t->tail.state && s->at_end && !t->kind->at_once &&
            t == s->current) { /* inside, no FIN would end it */
            wait_for_tail(s, t, at, *len);
            *len = 0;
            break;
        }
        t->tailed = false;
        keep(s, t, t->unit.p + at, *len);
        at = next;
        *len = 0;
    }
    return at;
}

/* The unit that waits goes, whatever is missing of its tail. */
static void end_wait(struct stream *t)
{
    t->tailed = t->waits;
    t->waits = false;
    t->tail.state = 0;
}

/* Bytes of the tail that a unit waits for, or that comes behind one that is gone. */
static uint32_t take_tail(struct stream *t, const uint8_t *p, uint32_t n)
{
    uint32_t k;

    if (!t->tail.state || !t->kind->tail)
        return 0;
    k = t->kind->tail(&t->tail, p, n);
    t->passed += k;
    if (!t->tail.state)
        end_wait(t);
    return k;
}

static void lose(struct sn_streams *s, struct stream *t, uint32_t n);

/* Units are missing, as the decoder and the protocol inside are told. */
static void lose_units(struct sn_streams *s, struct stream *t)
{
    if (t->state && t->kind->lost)
        t->kind->lost(t->state);
    if (t->inner)
        lose(s, t->inner, UINT32_MAX); /* nobody knows how many bytes */
}

/* Goes on with the units behind one that n bytes are missing of, if it is known where it ends. */
static void lose(struct sn_streams *s, struct stream *t, uint32_t n)
{
    uint32_t len, had;

    if (!t->kind->lost)
        end_decoder(s, t);
    if (t->tail.state) {
        t->lost = t->kind->tail(&t->tail, NULL, n) != n;
        t->passed += n;
        if (t->lost || !t->tail.state)
            end_wait(t);
        return;
    }
    sn_bytes_cut(&s->bytes, &t->unit, whole_units(s, t, &len));
    lose_units(s, t);
    had = t->unit.n;
    give_up(s, t);
    if (!had && n <= t->skip) {
        t->skip -= n;
        return;
    }
    t->skip = 0;
    if (len && len != SN_STREAM_BAD && n <= len - had)
        t->skip = len - had - n;
    else
        t->lost = true;
}

/* Of protocols that say nothing of units, bytes are taken as they come. */
static uint32_t any_unit(const uint8_t *p, uint32_t n)
{
    (void)p;
    return n;
}

static void set_proto(struct stream *t, const struct sn_proto *p)
{
    static const struct sn_stream_kind any = {.unit = any_unit};

    t->proto = p;
    t->kind = p->stream ? p->stream : &any;
}

/* Goes on as another protocol from here on. */
static void go_over(struct sn_streams *s, struct stream *t, const struct sn_proto *p)
{
    end_decoder(s, t);
    give_up(s, t);
    set_proto(t, p);
    t->mode = t->skip = 0;
    t->tail.state = 0;
    t->lost = t->undecodable = false;
}

static struct stream *stream_of(struct sn_streams *s, struct sn_reasm_stream *r)
{
    struct stream *t = r->user;

    if (t && s->proto && s->proto != t->proto && !t->unit.n && t->kind->loose)
        go_over(s, t, s->proto);
    if (!t && s->proto && (t = sn_pool_new(&s->streams))) {
        set_proto(t, s->proto);
        t->lost = r->at; /* its first bytes are where the protocol was found */
        r->user = t;
    }
    return t;
}

/* The next n bytes of a stream. */
static void take(struct sn_streams *s, struct stream *t, const uint8_t *p, uint32_t n)
{
    const struct sn_proto *next = NULL;
    uint32_t k = t->skip < n ? t->skip : n, len;

    t->skip -= k;
    if (!t->kind->loose)
        drop(s, t, k);
    p += k;
    n -= k;
    k = take_tail(t, p, n);
    p += k;
    n -= k;
    if (!n)
        return;
    if (s->secrets && t->kind->next && !t->unit.n && sn_secrets_count(s->secrets))
        next = t->kind->next(p, n);
    if (next)
        go_over(s, t, next);
    if (t->lost) { /* pieces are segments, or their ends */
        len = t->kind->unit(p, n);
        t->lost = (!len && !t->kind->loose) || len == SN_STREAM_BAD;
    }
    if (!t->lost && sn_bytes_append(&s->bytes, &t->unit, p, n))
        return;
    if (t->lost && (t->kind->loose || t->tailed))
        return;
    end_decoder(s, t);
    t->lost = true;
    give_up(s, t);
    drop(s, t, n);
}

/* What a unit had of the protocol inside. */
static void take_inside(struct sn_streams *s, struct stream *t)
{
    static const struct sn_proto bytes = {.name = "data"};
    const uint8_t *p = (const uint8_t *)t->inside.base;
    uint32_t n = (uint32_t)sn_buf_len(&t->inside);

    if (!t->inner && (t->inner = sn_pool_new(&s->streams)))
        set_proto(t->inner, s->as_bytes ? &bytes : t->kind->inner(t->state, p, n));
    if (t->inner)
        take(s, t->inner, p, n);
    sn_buf_clear(&t->inside);
}

static void on_data(void *ctx, struct sn_reasm_stream *r, const uint8_t *p, uint32_t n)
{
    struct sn_streams *s = ctx;
    struct stream *t = stream_of(s, r);

    if (!t)
        return;
    if (r->from_b == s->from_b)
        s->current = t;
    take(s, t, p, n);
}

static void on_missing(void *ctx, struct sn_reasm_stream *r, uint32_t n)
{
    struct sn_streams *s = ctx;
    struct stream *t = stream_of(s, r);

    if (!t)
        return;
    if (!t->kind->lost)
        end_decoder(s, t);
    t->missing += n;
    s->stats.missing += n;
    if (!t->lost)
        lose(s, t, n);
    else
        lose_units(s, t);
}

static void free_stream(struct sn_streams *s, struct stream *t)
{
    if (!t)
        return;
    free_stream(s, t->inner);
    if (t->other)
        t->other->other = NULL;
    give_up(s, t);
    end_decoder(s, t);
    free(t->memo);
    sn_pool_put(&s->streams, t);
}

static void on_end(void *ctx, struct sn_reasm_stream *r, enum sn_reasm_end why)
{
    struct sn_streams *s = ctx;
    struct stream *t = r->user, *old = s->ended;

    r->user = NULL;
    if (t && t == s->peer)
        s->peer = NULL;
    if (t && t->waits && why == SN_REASM_FIN && r->from_b == s->from_b && s->proto) {
        end_wait(t);
        s->current = t;
    }
    if (t && t == s->current) {
        s->ended = t;
        t = old;
    }
    free_stream(s, t);
}

/* ---- parts ---- */

static const uint8_t *copy(struct sn_arena *a, const uint8_t *p, uint32_t n)
{
    uint8_t *to = sn_arena_alloc(a, n);

    if (to && n)
        memcpy(to, p, n);
    return to;
}

/* Takes the whole units off the stream, into a part. False: no memory. */
static bool take_units(struct sn_streams *s, struct stream *t, struct sn_stream_part *part,
                       struct sn_arena *a)
{
    uint32_t len, n;

    part->mode = t->mode;
    part->peer_mode = peer_mode(s, t);
    part->passed = t->tailed ? t->passed : 0;
    part->nkept = t->kept.n;
    part->kept = copy(a, t->kept.p, t->kept.n);
    sn_buf_clear(&t->decoded);
    n = whole_units(s, t, &len);
    if (len == SN_STREAM_BAD && t->kind->loose)
        n = t->unit.n;
    part->n = n;
    part->p = copy(a, t->unit.p, n);
    part->ndecoded = (uint32_t)sn_buf_len(&t->decoded);
    part->decoded = copy(a, (const uint8_t *)t->decoded.base, part->ndecoded);
    if (t->state && part->ndecoded) {
        sn_buf_free(&t->decoded);
        sn_buf_init(&t->decoded, DECODED_MAX);
    }
    sn_bytes_cut(&s->bytes, &t->unit, n);
    if (len == SN_STREAM_BAD) {
        end_decoder(s, t);
        t->lost = true;
        give_up(s, t);
    }
    part->missing = t->missing;
    part->dropped = t->dropped;
    t->missing = t->dropped = 0;
    return part->p && part->kept && part->decoded;
}

/* What a reply that begins in packet x is to, or that a request does, of which the rest is to come.
 */
static void keep_deal(struct sn_streams *s, struct stream *t, const struct sn_dissection *x)
{
    t->request = 0;
    t->began_at = s->ts;
    t->asks = false;
    for (uint32_t i = 0; i < x->nderived; i++) {
        const struct sn_derived *v = &x->derived[i];

        if (v->kind != SN_DERIVED_DEAL)
            continue;
        t->asks = !v->reply;
        t->deal = v->key;
        if (!v->reply || v->n != SN_DEAL_FIELDS)
            continue;
        t->request = v->rec[SN_DEAL_REQUEST].u;
        t->request_time = v->rec[SN_DEAL_TIME].u;
    }
}

/* Bytes that copy_answers() needs: lists stand behind all others, LISTS_MAX of their values. */
static size_t answers_size(const struct sn_memo *memo, uint32_t n)
{
    size_t words = 0;

    for (uint32_t i = 0; i < n; i++)
        words += memo[i].found && memo[i].list ? memo[i].nlist : 0u;
    return n * sizeof *memo + (words < LISTS_MAX ? words : LISTS_MAX) * sizeof *memo->list;
}

/* Copies those that are answers; how many there are. */
static uint32_t copy_answers(struct sn_memo *to, const struct sn_memo *memo, uint32_t n)
{
    uint64_t *list = (uint64_t *)(void *)(to + n);
    uint32_t made = 0, words = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (!memo[i].found || (memo[i].list && memo[i].nlist > LISTS_MAX - words))
            continue;
        to[made] = memo[i];
        if (memo[i].list) {
            memcpy(list + words, memo[i].list, memo[i].nlist * sizeof *list);
            to[made].list = list + words;
            words += memo[i].nlist;
        }
        made++;
    }
    return made;
}

/* Keeps the answers of segment g, of packet x, if an incomplete unit begins in it. */
static void keep_answers(struct sn_streams *s, struct stream *t, const struct sn_dissection *x,
                         const struct sn_segment *g)
{
    if (t->unit.n > g->caplen || (t->waits && t->passed + t->unit.n > g->caplen))
        return;
    keep_deal(s, t, x);
    free(t->memo);
    t->memo = NULL;
    t->nmemo = 0;
    if (t->unit.n && x->nmemo)
        t->memo = malloc(answers_size(x->memo, x->nmemo));
    if (t->memo)
        t->nmemo = copy_answers(t->memo, x->memo, x->nmemo);
}

/* What of the protocol inside is complete now; NULL: nothing. */
static struct sn_stream_part *inner_part(struct sn_streams *s, struct stream *t, struct sn_arena *a)
{
    struct sn_stream_part *part;

    if (!t->unit.n && !t->dropped)
        return NULL;
    part = sn_arena_zalloc(a, 1, sizeof *part);
    if (!part || !take_units(s, t, part, a))
        return NULL;
    part->proto = t->proto;
    return part;
}

/* What a stream's turn brings a segment, unless that is what its own payload says. */
static void make_part(struct sn_streams *s, struct stream *t, struct sn_segment *g,
                      struct sn_arena *a)
{
    struct sn_stream_part *part;
    bool earlier = t->tailed || t->unit.n > g->caplen; /* the first unit began there */

    if (t->kind->loose && !t->unit.n && !t->missing && !t->dropped)
        return;
    part = sn_arena_zalloc(a, 1, sizeof *part);
    if (!part)
        return;
    part->proto = t->proto;
    if (earlier)
        part->whole = t->kind->unit(t->unit.p, t->unit.n);
    if (part->whole && t->tailed)
        part->whole += t->passed;
    part->asked = t->asks && earlier;
    part->deal = t->deal;
    if (t->request && earlier) {
        part->request = t->request;
        part->request_time = t->request_time + (uint64_t)(s->ts - t->began_at);
    }
    if (earlier && t->nmemo) {
        struct sn_memo *memo = sn_arena_alloc(a, answers_size(t->memo, t->nmemo));

        part->nmemo = memo ? copy_answers(memo, t->memo, t->nmemo) : t->nmemo;
        part->memo = memo;
    }
    if (!take_units(s, t, part, a) || (part->nmemo && !part->memo))
        return;
    if (part->whole > part->n + part->passed)
        part->whole = 0;
    if (t->inner)
        part->inner = inner_part(s, t->inner, a);
    if (earlier || part->nkept || part->mode || t->kept.n || part->ndecoded || part->inner ||
        part->n != g->caplen || part->missing || part->dropped || g->proto != t->proto)
        g->part = part;
}

/* Whose the connection is; NULL: no one's who is followed, and *known says whether what it says is
 * put in order nevertheless. What is known of it already is surer than what a segment looks like to
 * a protocol that leaves much to segments. */
static const struct sn_proto *followed(const struct sn_streams *s, const struct sn_segment *g,
                                       bool *known)
{
    const struct sn_proto *p = g->proto;

    *known = false;
    if (p && !p->stream->loose)
        return p;
    for (unsigned from_b = 0; from_b < 2; from_b++) {
        const struct sn_reasm_stream *r = sn_reasm_find(s->reasm, &g->ends, from_b);
        const struct stream *t;

        if (!r)
            return p;
        *known = true;
        t = r->user;
        if (t && !t->kind->loose)
            return t->proto;
        if (t && !p)
            p = t->proto;
    }
    return p;
}

/* Whether a segment is whole units, nothing else. */
static bool is_complete(const struct sn_segment *g)
{
    uint32_t at = 0, len;

    while (at < g->caplen) {
        len = g->proto->stream->unit(g->payload + at, g->caplen - at);
        if (!len || len > g->caplen - at)
            return false;
        at += len;
    }
    return true;
}

/* Both directions of a connection know each other. */
static void introduce(struct sn_streams *s, struct stream *t)
{
    const struct sn_reasm_stream *r = sn_reasm_find(s->reasm, s->ends, !s->from_b);

    t->other = r ? r->user : NULL;
    if (t->other)
        t->other->other = t;
}

/* Whether a decoder that works needs what is missing in front of the segment. */
static bool is_decoding(const struct sn_streams *s)
{
    const struct sn_reasm_stream *r = sn_reasm_find(s->reasm, s->ends, s->from_b);
    const struct stream *t = r ? r->user : NULL;

    return t && t->state;
}

/* Of a segment that brings nothing, a repetition or one behind a gap, the part is empty; but what
 * is complete in itself need not wait for the gap. One that was not captured whole stays as it is.
 */
static void feed(struct sn_streams *s, const struct sn_dissection *x, struct sn_segment *g,
                 int64_t ts, struct sn_arena *a)
{
    static const struct sn_stream_part nothing;
    const struct sn_reasm_stream *other;
    struct sn_flow_key k;

    s->from_b = sn_flow_key(&k, &g->ends);
    s->ts = ts;
    s->ends = &g->ends;
    s->current = NULL;
    other = sn_reasm_find(s->reasm, &g->ends, !s->from_b);
    s->peer = other ? other->user : NULL;
    sn_reasm_segment(s->reasm, g, g->payload, g->payload ? g->caplen : 0, ts);
    if (g->payload && g->caplen == g->len) {
        if (!s->current && g->proto && is_complete(g) && !is_decoding(s))
            sn_reasm_skip(s->reasm, &g->ends);
        if (s->current && s->secrets && !s->current->other)
            introduce(s, s->current);
        if (s->current) {
            make_part(s, s->current, g, a);
            keep_answers(s, s->current, x, g);
        } else {
            g->part = &nothing;
        }
    } else if (!g->payload && s->current) {
        make_part(s, s->current, g, a); /* the end of a stream that a unit waited for */
    }
    s->current = s->peer = NULL;
    s->ends = NULL;
    free_stream(s, s->ended);
    s->ended = NULL;
}

/* What a connection says before a protocol is found in it (lines up to STARTTLS): nobody follows
 * it, but what comes behind is in order. */
static void pass_by(struct sn_streams *s, const struct sn_segment *g, int64_t ts)
{
    struct sn_flow_key k;

    s->from_b = sn_flow_key(&k, &g->ends);
    s->ts = ts;
    sn_reasm_segment(s->reasm, g, g->payload, 0, ts);
}

void sn_streams_packet(struct sn_streams *s, struct sn_dissection *x, const struct sn_pkt *p,
                       struct sn_arena *a)
{
    for (uint32_t i = 0; i < x->nsegment; i++) {
        struct sn_segment *g = &x->segment[i];
        bool known;

        s->proto = followed(s, g, &known);
        if (x->layer[g->layer].frag) {
            s->proto = NULL;
            known = sn_reasm_find(s->reasm, &g->ends, false);
        }
        if (s->proto)
            feed(s, x, g, p->ts, a);
        else if (g->len && known)
            pass_by(s, g, p->ts);
    }
}

/* ---- the whole ---- */

enum sn_err sn_streams_new(struct sn_streams **out, const struct sn_streams_opts *o,
                           struct sn_diag *d)
{
    struct sn_streams *s = calloc(1, sizeof *s);
    struct sn_reasm_opts r = {.max_conns = o ? o->max_conns : 0,
                              .by_ack = true,
                              .ctx = s,
                              .data = on_data,
                              .missing = on_missing,
                              .end = on_end};
    enum sn_err e;

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory for streams");
    sn_pool_init(&s->streams, sizeof(struct stream));
    s->secrets = o ? o->secrets : NULL;
    s->as_bytes = o && o->as_bytes;
    s->bytes.max = o && o->max_total ? o->max_total : TOTAL;
    s->at_end = o && o->at_end;
    e = sn_reasm_new(&s->reasm, &r, d);
    if (e)
        free(s);
    else
        *out = s;
    return e;
}

void sn_streams_free(struct sn_streams *s)
{
    if (!s)
        return;
    sn_reasm_free(s->reasm);
    free_stream(s, s->ended); /* by what was held of it */
    sn_pool_free(&s->streams);
    sn_bytes_all_free(&s->bytes);
    free(s);
}

struct sn_streams_stats sn_streams_stats(const struct sn_streams *s)
{
    struct sn_streams_stats stats = s->stats;

    stats.held = s->bytes.held;
    return stats;
}
