/*
 * The dissection engine: finds who dissects what, one layer after another, and keeps the limits.
 *
 * A layer's insides are put on a stack by its dissect(); the engine takes them off one at a time,
 * so nothing here recurses however deep a packet nests.
 */
#include <stdlib.h>

#include "base/huge.h"
#include "dis/proto.h"

#define ARENA_PACKET ((size_t)4 << 20) /* bytes that a packet may take of the arena */
#define PACKETS_MAX  1024u             /* packets before a reset */
#define LAYERS_ALL   (PACKETS_MAX * 8 + SN_LAYERS_MAX)
#define SEGMENTS_ALL (PACKETS_MAX + SN_SEGMENTS_MAX)
#define MEMOS_ALL    (PACKETS_MAX + SN_MEMOS_MAX)
#define DERIVED_ALL  (PACKETS_MAX + SN_DERIVED_MAX)
#define RECS_MIN     256u
#define AHEAD        4096u /* records whose pages are had at once */

/* Each table that has a protocol of this type is that protocol's alone; false: none has. */
static bool force(struct sn_dis *d, const char *type)
{
    bool any = false;

    d->forced = calloc(SN_NTABLES, sizeof(struct sn_proto *));
    for (size_t i = 0; d->forced && i < SN_NTABLES; i++) {
        d->forced[i] = sn_registry_type(d->registry, sn_tables_begin + i, type);
        any |= d->forced[i] != NULL;
    }
    return any;
}

enum sn_err sn_dis_new(struct sn_dis **out, const struct sn_dis_opts *o, struct sn_diag *diag)
{
    struct sn_dis *d = calloc(1, sizeof *d);

    *out = NULL;
    if (!d)
        return sn_fail(diag, SN_ENOMEM, "no memory for a dissection context");
    d->want = o->want;
    d->caprec = !o->max_recs ? SN_RECS_MAX : o->max_recs < RECS_MIN ? RECS_MIN : o->max_recs;
    sn_arena_init(&d->arena, ARENA_PACKET);
    d->registry = o->protos ? sn_registry_new(o->protos) : sn_registry_shared(o->want);
    d->owns_registry = o->protos != NULL;
    d->secret = o->secret;
    d->keys = o->keys;
    d->done = malloc(PACKETS_MAX * sizeof *d->done);
    d->layers = malloc(LAYERS_ALL * sizeof *d->layers);
    d->segments = malloc(SEGMENTS_ALL * sizeof *d->segments);
    d->memos = malloc(MEMOS_ALL * sizeof *d->memos);
    d->deriveds = malloc(DERIVED_ALL * sizeof *d->deriveds);
    d->pend = calloc(SN_PENDS_MAX, sizeof *d->pend);
    d->recs = malloc((d->caprec + (size_t)1) * 2 * sizeof *d->recs);
    if (!d->registry || !d->done || !d->layers || !d->segments || !d->memos || !d->deriveds ||
        !d->pend || !d->recs) {
        sn_dis_free(d);
        return sn_fail(diag, SN_ENOMEM, "no memory for a dissection context");
    }
    d->decode = o->decode;
    d->ndecode = o->ndecode;
    if (o->ndecode && !o->type && !(d->forced = calloc(SN_NTABLES, sizeof(struct sn_proto *)))) {
        sn_dis_free(d);
        return sn_fail(diag, SN_ENOMEM, "no memory for a dissection context");
    }
    if (o->type && !force(d, o->type)) {
        sn_dis_free(d);
        return sn_fail(diag, SN_EUSAGE, "no protocol is of type %s", o->type);
    }
    *out = d;
    return SN_OK;
}

void sn_dis_free(struct sn_dis *d)
{
    if (!d)
        return;
    if (d->owns_registry)
        sn_registry_free((struct sn_registry *)(uintptr_t)d->registry);
    free(d->done);
    free(d->layers);
    free(d->segments);
    free(d->memos);
    free(d->deriveds);
    free(d->pend);
    free(d->forced);
    free(d->recs);
    sn_quic_forget(d->quic);
    sn_tls_prints_free(d->prints);
    sn_arena_free(&d->arena);
    free(d);
}

void sn_dis_want(struct sn_dis *d, uint32_t want)
{
    const struct sn_registry *g = d->owns_registry ? d->registry : sn_registry_shared(want);

    d->want = want;
    if (g)
        d->registry = g;
}

void sn_dis_reset(struct sn_dis *d)
{
    d->ndone = d->used_layers = d->used_recs = d->used_segments = d->used_memos = d->used_derived =
        0;
    if (d->arena.used)
        sn_arena_reset(&d->arena);
    d->arena.cap = ARENA_PACKET;
}

/* A payload and where it goes. */
struct payload {
    const struct sn_table *table;
    uint16_t sport, dport;
    const struct sn_rd *rd;
    uint32_t len;
};

/* Whether a protocol that asks says yes to one of its keys for these ports. */
static bool agrees(const struct sn_proto *p, const struct payload *b)
{
    for (const struct sn_key *k = p->keys; k->table; k++) {
        bool from = k->value == b->sport && k->dir != SN_KEY_DST;
        bool to = k->value == b->dport && k->dir != SN_KEY_SRC;

        if (k->table == b->table && k->claims && (from || to) &&
            k->claims(b->rd->p, (uint32_t)sn_rd_left(b->rd), b->len))
            return true;
    }
    return false;
}

/* The answer of one port: 0 when it is for the other direction, or not for these bytes. */
static uint16_t answer(const struct sn_dis *d, const struct payload *b, uint16_t port,
                       uint8_t other_dir)
{
    const struct sn_answer *a = sn_registry_at(d->registry, b->table, port);

    if (a->dir == other_dir || (a->asks && !agrees(d->registry->protos[a->proto - 1], b)))
        return 0;
    return a->proto;
}

/* The lowest answer by port. */
static uint16_t by_port(const struct sn_dis *d, const struct payload *b)
{
    uint16_t from = answer(d, b, b->sport, SN_KEY_DST), to = answer(d, b, b->dport, SN_KEY_SRC);

    return from && (!to || from < to) ? from : to;
}

/* The first that claims the payload, if it is before what answers by port. */
static uint16_t by_claim(const struct sn_dis *d, const struct payload *b, uint16_t found)
{
    const struct sn_lookup *g = &d->registry->table[sn_table_index(b->table)];
    uint32_t left = (uint32_t)sn_rd_left(b->rd);

    if (!g->nclaim || !left)
        return found;
    for (uint64_t ask = g->ask[*b->rd->p]; ask; ask &= ask - 1) {
        const struct sn_claim *c = &g->claim[__builtin_ctzll(ask)];

        if (found && c->proto > found)
            break;
        if (c->claims(b->rd->p, left, b->len))
            return c->proto;
    }
    return found;
}

/* The protocol that a port is decoded as; NULL: none. */
static const struct sn_proto *decoded_as(const struct sn_dis *d, const struct sn_table *t,
                                         uint16_t sport, uint16_t dport)
{
    for (uint32_t i = 0; i < d->ndecode; i++) {
        const struct sn_decode *a = &d->decode[i];
        const struct sn_proto *p = t == &sn_tab_tcp ? a->tcp : a->udp;

        if (p && (a->port == sport || a->port == dport))
            return p;
    }
    return NULL;
}

const struct sn_proto *sn_tab_port_slowly(const struct sn_dis *d, const struct sn_table *t,
                                          uint16_t sport, uint16_t dport, const struct sn_rd *rd,
                                          uint32_t len)
{
    bool any = sn_registry_at(d->registry, t, sport)->proto ||
               sn_registry_at(d->registry, t, dport)->proto;
    const struct sn_proto *decoded = decoded_as(d, t, sport, dport);
    const struct sn_proto *forced = decoded ? decoded : sn_tab_forced(d, t);
    struct payload b = {.table = t, .sport = sport, .dport = dport, .rd = rd, .len = len};
    uint16_t found;

    if (forced)
        return forced;
    found = any ? by_port(d, &b) : 0;
    found = by_claim(d, &b, found);
    return found ? d->registry->protos[found - 1] : NULL;
}

const struct sn_proto *sn_tab_forced_key(const struct sn_dis *d, const struct sn_table *t,
                                         uint64_t key)
{
    const struct sn_proto *p = d->forced[sn_table_index(t)];

    for (const struct sn_key *k = p ? p->keys : NULL; k && k->table; k++) {
        if (k->table == t && k->type && k->value == key)
            return p;
    }
    return NULL;
}

/* What a layer queued comes off the stack in reverse; turn it over when there is more than one. */
static void turn(struct sn_pend *p, uint32_t n)
{
    uint32_t i;

    for (i = 0; i < n / 2; i++) {
        struct sn_pend tmp = p[i];

        p[i] = p[n - 1 - i];
        p[n - 1 - i] = tmp;
    }
}

/* Takes off the uppermost; its place is overwritten by what it queues. */
static void run(struct sn_dis *d)
{
    const struct sn_pend *e = &d->pend[--d->npend];
    struct sn_layer *l = &d->layer[d->nlayer];
    uint32_t base = d->npend;
    struct sn_rd rd;

    sn_rd_copy(&rd, &e->rd);
    l->proto = e->proto;
    l->first = d->nrec;
    l->off = (uint32_t)sn_rd_off(&rd);
    l->len = e->len;
    l->caplen = (uint32_t)sn_rd_left(&rd);
    l->flags = 0;
    l->level = e->level;
    d->nlayer++;
    d->cur = l;
    d->depth = 0;
    l->proto->dissect(d, &rd, l->len);
    l->frag = d->ip.frag;
    l->n = d->nrec - l->first - d->room;
    d->room = 0;
    if (__builtin_expect(rd.stop, 0))
        l->flags |= rd.stop == SN_STOP_TRUNCATED ? SN_LAYER_TRUNCATED : SN_LAYER_MALFORMED;
    if (__builtin_expect(d->npend - base > 1, 0))
        turn(d->pend + base, d->npend - base);
}

/* Whether another packet has as much room as the first. */
static bool has_room(const struct sn_dis *d)
{
    return !d->ndone ||
           (d->ndone < PACKETS_MAX && d->used_layers + SN_LAYERS_MAX <= LAYERS_ALL &&
            d->used_recs <= d->caprec + 1 && d->used_segments + SN_SEGMENTS_MAX <= SEGMENTS_ALL &&
            d->used_memos + SN_MEMOS_MAX <= MEMOS_ALL &&
            d->used_derived + SN_DERIVED_MAX <= DERIVED_ALL && d->arena.used <= ARENA_PACKET);
}

/* Records that the next packets will write to: most packets leave it at the first ones, which are
 * used again after each reset. */
static void touch_recs(struct sn_dis *d)
{
    uint32_t all = (d->caprec + 1) * 2, n = all - d->touched < AHEAD ? all - d->touched : AHEAD;

    sn_huge_touch(d->recs + d->touched, n * sizeof *d->recs);
    d->touched += n;
}

/* Room for a packet, behind those that are kept. */
static inline struct sn_dissection *begin(struct sn_dis *d, uint32_t linktype)
{
    struct sn_dissection *x = &d->done[d->ndone];

    if (__builtin_expect(d->used_recs >= d->touched, 0))
        touch_recs(d);
    x->layer = d->layer = d->layers + d->used_layers;
    x->rec = d->rec = d->recs + d->used_recs;
    x->segment = d->segment = d->segments + d->used_segments;
    x->memo = d->memo = d->memos + d->used_memos;
    x->derived = d->derived = d->deriveds + d->used_derived;
    x->linktype = linktype;
    x->ends.version = 0;
    d->ends = &x->ends;
    d->nlayer = d->nrec = d->nsegment = d->nmemo = d->nderived = d->linklen = 0;
    d->npiece = d->nopened = 0;
    d->sealed = false;
    d->piece = NULL;
    d->opened = NULL;
    d->ip.version = d->inner.version = 0;
    d->ip.frag = false;
    x->whole = (struct sn_whole){0};
    d->whole = &x->whole;
    d->ends_open = false;
    d->part = NULL;
    d->arena.cap = d->arena.used + ARENA_PACKET;
    return x;
}

static inline void end(struct sn_dis *d, struct sn_dissection *x)
{
    x->nlayer = d->nlayer;
    x->nrec = d->nrec;
    x->nsegment = d->nsegment;
    x->nmemo = d->nmemo;
    x->nderived = d->nderived;
    x->piece = d->piece;
    x->npiece = d->npiece;
    x->opened = d->opened;
    x->nopened = d->nopened;
    x->sealed = d->sealed;
    x->linklen = d->linklen;
    d->ndone++;
    d->used_layers += d->nlayer;
    d->used_recs += d->nrec;
    d->used_segments += d->nsegment;
    d->used_memos += d->nmemo;
    d->used_derived += d->nderived;
}

static inline struct sn_dissection *packet(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                           uint32_t caplen, uint32_t len,
                                           const struct sn_whole *whole)
{
    struct sn_rd rd = sn_rd_init(data, caplen, len);
    const struct sn_proto *p = sn_tab_proto(d, &sn_tab_link, linktype);
    struct sn_dissection *x;

    if (!has_room(d))
        return NULL;
    x = begin(d, linktype);
    if (__builtin_expect(whole != NULL, 0))
        x->whole = *whole;
    d->pend->proto = p ? p : &sn_proto_data;
    sn_rd_copy(&d->pend->rd, &rd);
    d->pend->len = len;
    d->pend->level = 0;
    d->npend = 1;
    while (d->npend && d->nlayer < SN_LAYERS_MAX && d->nrec + SN_FIXED_MAX <= d->caprec)
        run(d);
    if (d->npend)
        d->cur->flags |= SN_LAYER_FULL;
    end(d, x);
    return x;
}

struct sn_dissection *sn_dis_packet(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                    uint32_t caplen, uint32_t len)
{
    return packet(d, linktype, data, caplen, len, NULL);
}

struct sn_dissection *sn_dis_whole(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                   uint32_t caplen, uint32_t len, const struct sn_whole *whole)
{
    return packet(d, linktype, data, caplen, len, whole);
}

const struct sn_rec *sn_dis_find(const struct sn_dissection *x, const char *field)
{
    uint32_t i, j;

    for (i = 0; i < x->nlayer; i++) {
        const struct sn_layer *l = &x->layer[i];

        for (j = 0; j < l->n; j++) {
            const struct sn_rec *q = &x->rec[l->first + j];

            if (strcmp(l->proto->fields[q->field].name, field) == 0)
                return q;
        }
    }
    return NULL;
}
