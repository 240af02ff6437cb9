/*
 * Fields that follow from earlier packets: numbers and times of streams, and what a reply is to its
 * request. What TCP segments are to each other is in analysis.c.
 *
 * Three tables: of TCP connections, of UDP flows, of requests that may be replied to. Each is
 * bounded; at its limit what was not seen for long makes way.
 */
#include "flow/derive.h"

#include <stdlib.h>

#define CONNS_MAX (1u << 18)
#define FLOWS_MAX (1u << 18)
#define DEALS_MAX (1u << 16)

enum { RETRANSMISSION = 1 }; /* the first bit of struct sn_tcp_look's marks */

/* A UDP flow. */
struct udp_flow {
    struct sn_flow_key key;
    uint32_t seen; /* the table's */
    uint32_t index;
    int64_t first, last;
};

struct deal_key {
    struct sn_flow_key ends;
    uint64_t key;
};

/* A request. */
struct deal {
    struct deal_key key;
    uint32_t seen; /* the table's */
    bool answered;
    uint64_t frame;
    int64_t at;
};

struct sn_derive {
    struct sn_htab tcp, udp, deals;
    struct sn_tcp_memory memory;
    uint64_t frame; /* packets so far */
    uint32_t conns, flows;
    bool repeats; /* this packet's segment was seen before */
};

static void forget(void *ctx, void *entry)
{
    sn_tcp_conn_free(ctx, entry);
}

static struct sn_derive *new_derive(void)
{
    struct sn_derive *g = calloc(1, sizeof *g);
    struct sn_htab_opts tcp = {.key = sizeof(struct sn_flow_key),
                               .size = sizeof(struct sn_tcp_conn),
                               .max = CONNS_MAX,
                               .evict = true,
                               .seed = SN_MIX0,
                               .ctx = g ? &g->memory : NULL,
                               .forget = forget};
    struct sn_htab_opts udp = {.key = sizeof(struct sn_flow_key),
                               .size = sizeof(struct udp_flow),
                               .max = FLOWS_MAX,
                               .evict = true,
                               .seed = SN_MIX0};
    struct sn_htab_opts deals = {.key = sizeof(struct deal_key),
                                 .size = sizeof(struct deal),
                                 .max = DEALS_MAX,
                                 .evict = true,
                                 .seed = SN_MIX0};

    if (g && sn_htab_init(&g->tcp, &tcp) && sn_htab_init(&g->udp, &udp) &&
        sn_htab_init(&g->deals, &deals))
        return g;
    sn_derive_free(g);
    return NULL;
}

void sn_derive_free(struct sn_derive *g)
{
    if (!g)
        return;
    sn_htab_free(&g->tcp);
    sn_htab_free(&g->udp);
    sn_htab_free(&g->deals);
    free(g);
}

/* Finds the segment's connection, or begins one. */
static inline void find(struct sn_derive *g, const struct sn_flow_key *key, uint64_t hash,
                        struct sn_tcp_look *k)
{
    bool known;

    k->conn = sn_htab_at_hash(&g->tcp, key, hash, sizeof *key, sizeof *k->conn, &known);
    sn_htab_touch(&g->tcp, k->conn, sizeof *key);
    if (known && sn_tcp_begins_anew(k)) {
        sn_tcp_conn_free(&g->memory, k->conn);
        k->reused = true;
    }
    if (!known || k->reused)
        sn_tcp_conn_init(k->conn, g->conns++, k->ts);
}

static void tcp(struct sn_derive *g, struct sn_derived *v, const struct sn_segment *s, int64_t ts)
{
    struct sn_tcp_look k = {.v = v,
                            .s = s,
                            .options = v->options,
                            .noptions = v->noptions,
                            .ts = ts,
                            .frame = g->frame,
                            .memory = &g->memory};
    struct sn_flow_key key;

    k.from = sn_flow_key_make(&key, &v->ends);
    find(g, &key, sn_flow_mark_hash(&key), &k);
    if (v->quoted || v->longer)
        sn_tcp_quoted(&k);
    else
        sn_tcp_analyse(&k);
    g->repeats = !v->quoted && !v->longer && k.marks & RETRANSMISSION;
}

static void udp(struct sn_derive *g, struct sn_derived *v, int64_t ts)
{
    struct sn_flow_key key;
    struct udp_flow *u;
    bool known;

    (void)sn_flow_key_make(&key, &v->ends);
    u = sn_htab_at(&g->udp, &key, sizeof key, sizeof *u, &known);
    sn_htab_touch(&g->udp, u, sizeof key);
    if (!known) {
        u->index = g->flows++;
        u->first = u->last = ts;
    }
    sn_derived_put(v, SN_DERIVED_STREAM, u->index);
    if (v->quoted || v->empty)
        return;
    sn_derived_put(v, SN_DERIVED_RELATIVE, (uint64_t)ts - (uint64_t)u->first);
    sn_derived_put(v, SN_DERIVED_DELTA, (uint64_t)ts - (uint64_t)u->last);
    u->last = ts;
}

static void ask(const struct sn_derive *g, struct deal *e, int64_t ts)
{
    e->answered = false;
    e->frame = g->frame;
    e->at = ts;
}

/* The request that was left last under a key between two ends; NULL: none is unanswered. */
static struct deal *unanswered(struct sn_derive *g, const struct sn_ends *ends, uint64_t key)
{
    struct deal_key k = {.key = key};
    struct deal *e;

    (void)sn_flow_key_make(&k.ends, ends);
    e = sn_htab_get(&g->deals, &k, sizeof k, sizeof *e);
    return e && !e->answered ? e : NULL;
}

/* A request is remembered, unless the last one was not answered and is to stay. */
static void request(struct sn_derive *g, const struct sn_ends *ends, const struct sn_derived *v,
                    int64_t ts)
{
    struct deal_key k = {.key = v ? v->key : 0};
    struct deal *e;
    bool known;

    (void)sn_flow_key_make(&k.ends, ends);
    e = sn_htab_at(&g->deals, &k, sizeof k, sizeof *e, &known);
    sn_htab_touch(&g->deals, e, sizeof k);
    if (v && known && !e->answered &&
        (!v->renews || g->repeats ||
         (uint64_t)ts - (uint64_t)e->at < v->retry * UINT64_C(1000000000)))
        return;
    ask(g, e, ts);
}

/* A reply is to the first request since the last reply, or, with `renews`, to the last one that
 * wasn't a mere retry; it answers only one. A request that is sent again in the same segment stays
 * where it was. */
static void deal(struct sn_derive *g, struct sn_derived *v, int64_t ts)
{
    struct deal *e;

    if (!v->reply) {
        request(g, &v->ends, v, ts);
        return;
    }
    e = unanswered(g, &v->ends, v->key);
    if (!e)
        return;
    e->answered = !v->interim;
    sn_derived_put(v, SN_DEAL_REQUEST, e->frame);
    sn_derived_put(v, SN_DEAL_TIME, (uint64_t)ts - (uint64_t)e->at);
}

uint64_t sn_derive_frame(const struct sn_derive *g)
{
    return g ? g->frame : 0;
}

void sn_flow_derive(struct sn_flow *f, struct sn_dissection *x, const struct sn_pkt *p)
{
    if (!f->derive && !(f->derive = new_derive()))
        return;
    f->derive->frame++;
    f->derive->repeats = false;
    for (uint32_t i = 0; i < x->nderived; i++) {
        struct sn_derived *v = &x->derived[i];

        if (v->kind == SN_DERIVED_TCP)
            tcp(f->derive, v, &x->segment[v->segment], p->ts);
        else if (v->kind == SN_DERIVED_UDP)
            udp(f->derive, v, p->ts);
        else
            deal(f->derive, v, p->ts);
        sn_derived_attach(x, v);
    }
}

/* Of what was inside another protocol, which only streams see. */
static void inner_deals(struct sn_derive *g, const struct sn_ends *ends,
                        struct sn_stream_part *part, int64_t ts)
{
    const struct sn_stream_kind *k = part->proto->stream;
    uint32_t at = 0, len;

    while (k && k->deal && at < part->n) {
        enum sn_stream_deal what;
        struct deal *e;

        len = k->unit(part->p + at, part->n - at);
        if (!len || len > part->n - at)
            return;
        what = k->deal(part->p + at, len);
        if (what == SN_STREAM_REQUEST)
            request(g, ends, NULL, ts);
        if (what == SN_STREAM_REPLY && (e = unanswered(g, ends, 0)) != NULL) {
            e->answered = true;
            part->request = part->request ? part->request : e->frame;
            part->request_time = (uint64_t)ts - (uint64_t)e->at;
        }
        at += len;
    }
}

void sn_flow_deals(struct sn_flow *f, const struct sn_dissection *x, const struct sn_pkt *p)
{
    for (uint32_t i = 0; f->derive && i < x->nsegment; i++) {
        const struct sn_stream_part *part = x->segment[i].part;
        struct deal *e;

        if (!part)
            continue;
        if (part->asked && (e = unanswered(f->derive, &x->segment[i].ends, part->deal)) != NULL)
            ask(f->derive, e, p->ts);
        if (part->inner)
            inner_deals(f->derive, &x->segment[i].ends, part->inner, p->ts);
    }
}

void sn_flow_mark(struct sn_flow *f, const struct sn_flow_key *key, uint64_t hash,
                  struct sn_tcp_look *k)
{
    if (!f->derive && !(f->derive = new_derive()))
        return;
    find(f->derive, key, hash, k);
    sn_tcp_mark(k);
}

void sn_flow_mark_prefetch(const struct sn_flow *f, uint64_t hash)
{
    if (f->derive)
        sn_htab_prefetch_hash(&f->derive->tcp, hash, sizeof(struct sn_tcp_conn));
}
