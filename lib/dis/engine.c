/*
 * The dissection engine: finds who dissects what, one layer after another, and keeps the limits.
 *
 * A layer's insides are put on a stack by its dissect(); the engine takes them off one at a time,
 * so nothing here recurses however deep a packet nests.
 */
#include <stdlib.h>

#include "dis/proto.h"

#define ARENA_PACKET ((size_t)4 << 20) /* bytes that a packet may take of the arena */
#define PACKETS_MAX  1024u             /* packets before a reset */
#define LAYERS_ALL   (PACKETS_MAX * 8 + SN_LAYERS_MAX)
#define SEGMENTS_ALL (PACKETS_MAX + SN_SEGMENTS_MAX)
#define RECS_MIN     256u

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

static bool wants_more(uint32_t want)
{
    return want & (SN_WANT_FIELDS | SN_WANT_MORE);
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
    d->registry = o->protos ? sn_registry_new(o->protos) : sn_registry_shared(wants_more(o->want));
    d->owns_registry = o->protos != NULL;
    d->secret = o->secret;
    d->done = malloc(PACKETS_MAX * sizeof *d->done);
    d->layers = malloc(LAYERS_ALL * sizeof *d->layers);
    d->segments = malloc(SEGMENTS_ALL * sizeof *d->segments);
    d->pend = calloc(SN_PENDS_MAX, sizeof *d->pend);
    d->recs = malloc((d->caprec + (size_t)1) * 2 * sizeof *d->recs);
    if (!d->registry || !d->done || !d->layers || !d->segments || !d->pend || !d->recs) {
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
    free(d->pend);
    free(d->forced);
    free(d->recs);
    sn_arena_free(&d->arena);
    free(d);
}

void sn_dis_want(struct sn_dis *d, uint32_t want)
{
    const struct sn_registry *g =
        d->owns_registry ? d->registry : sn_registry_shared(wants_more(want));

    d->want = want;
    if (g)
        d->registry = g;
}

void sn_dis_reset(struct sn_dis *d)
{
    d->ndone = d->used_layers = d->used_recs = d->used_segments = 0;
    if (d->arena.used)
        sn_arena_reset(&d->arena);
    d->arena.cap = ARENA_PACKET;
}

/* The lowest answer by port. */
static uint16_t by_port(const struct sn_dis *d, const struct sn_table *t, uint16_t sport,
                        uint16_t dport)
{
    const struct sn_answer *s = sn_registry_at(d->registry, t, sport);
    const struct sn_answer *e = sn_registry_at(d->registry, t, dport);
    uint16_t from = s->dir == SN_KEY_DST ? 0 : s->proto, to = e->dir == SN_KEY_SRC ? 0 : e->proto;

    return from && (!to || from < to) ? from : to;
}

const struct sn_proto *sn_tab_port_slowly(const struct sn_dis *d, const struct sn_table *t,
                                          uint16_t sport, uint16_t dport, const struct sn_rd *rd,
                                          uint32_t len)
{
    const struct sn_lookup *g = &d->registry->table[sn_table_index(t)];
    const struct sn_proto *forced = sn_tab_forced(d, t);
    uint16_t found;

    if (forced)
        return forced;
    found = by_port(d, t, sport, dport);
    for (uint32_t i = 0; i < g->nclaim && (!found || g->claim[i].proto < found); i++) {
        if (g->claim[i].claims(rd->p, (uint32_t)sn_rd_left(rd), len))
            found = g->claim[i].proto;
    }
    return found ? d->registry->protos[found - 1] : NULL;
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
    l->n = d->nrec - l->first;
    if (__builtin_expect(rd.stop, 0))
        l->flags |= rd.stop == SN_STOP_TRUNCATED ? SN_LAYER_TRUNCATED : SN_LAYER_MALFORMED;
    if (__builtin_expect(d->npend - base > 1, 0))
        turn(d->pend + base, d->npend - base);
}

/* Whether another packet has as much room as the first. */
static bool has_room(const struct sn_dis *d)
{
    return d->ndone < PACKETS_MAX && d->used_layers + SN_LAYERS_MAX <= LAYERS_ALL &&
           d->used_recs <= d->caprec + 1 && d->used_segments + SN_SEGMENTS_MAX <= SEGMENTS_ALL &&
           d->arena.used <= ARENA_PACKET;
}

/* Room for a packet, behind those that are kept. */
static inline struct sn_dissection *begin(struct sn_dis *d, uint32_t linktype)
{
    struct sn_dissection *x = &d->done[d->ndone];

    x->layer = d->layer = d->layers + d->used_layers;
    x->rec = d->rec = d->recs + d->used_recs;
    x->segment = d->segment = d->segments + d->used_segments;
    x->linktype = linktype;
    x->ends.version = 0;
    d->ends = &x->ends;
    d->nlayer = d->nrec = d->nsegment = d->linklen = 0;
    d->ip.version = 0;
    d->ip.frag = false;
    d->ends_open = false;
    d->arena.cap = d->arena.used + ARENA_PACKET;
    return x;
}

static inline void end(struct sn_dis *d, struct sn_dissection *x)
{
    x->nlayer = d->nlayer;
    x->nrec = d->nrec;
    x->nsegment = d->nsegment;
    x->linklen = d->linklen;
    d->ndone++;
    d->used_layers += d->nlayer;
    d->used_recs += d->nrec;
    d->used_segments += d->nsegment;
}

struct sn_dissection *sn_dis_packet(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                    uint32_t caplen, uint32_t len)
{
    struct sn_rd rd = sn_rd_init(data, caplen, len);
    const struct sn_proto *p = sn_tab_proto(d, &sn_tab_link, linktype);
    struct sn_dissection *x;

    if (!has_room(d))
        return NULL;
    x = begin(d, linktype);
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
