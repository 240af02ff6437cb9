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

static const struct sn_tab_entry nobody[256];

/* The page of a key, of its own from the first entry on. NULL: no memory. */
static struct sn_tab_entry *own_page(struct sn_tab *t, uint16_t key)
{
    const struct sn_tab_entry **page = &t->page[key >> 8];
    struct sn_tab_entry *mine;

    if (*page != nobody)
        return (struct sn_tab_entry *)*page;
    mine = calloc(256, sizeof *mine);
    if (mine)
        *page = mine;
    return mine;
}

static bool add_key(struct sn_tab *tab, const struct sn_key *k, uint16_t index)
{
    struct sn_tab_entry *e = own_page(&tab[k->table], k->value);
    uint16_t prio = (uint16_t)(k->prio | k->dir << 14);

    if (!e)
        return false;
    e += k->value & 255;
    if (!e->proto || (e->prio & 0x3fff) > k->prio)
        *e = (struct sn_tab_entry){.proto = index, .prio = prio};
    return true;
}

static void free_tables(struct sn_tab *tab)
{
    unsigned i, j;

    for (i = 0; tab && i < SN_TABLES; i++) {
        for (j = 0; j < 256; j++) {
            if (tab[i].page[j] != nobody)
                free((void *)(uintptr_t)tab[i].page[j]);
        }
    }
    free(tab);
}

static struct sn_tab *new_tables(void)
{
    struct sn_tab *tab = malloc(SN_TABLES * sizeof *tab);
    const struct sn_key *k;
    uint16_t i;

    if (!tab)
        return NULL;
    for (i = 0; i < SN_TABLES; i++) {
        for (unsigned j = 0; j < 256; j++)
            tab[i].page[j] = nobody;
    }
    for (i = 0; sn_protos[i]; i++) {
        for (k = sn_protos[i]->keys; k && k->table != SN_TAB_NONE; k++) {
            if (!add_key(tab, k, (uint16_t)(i + 1))) {
                free_tables(tab);
                return NULL;
            }
        }
    }
    return tab;
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
    d->tab = new_tables();
    d->done = malloc(PACKETS_MAX * sizeof *d->done);
    d->layers = malloc(LAYERS_ALL * sizeof *d->layers);
    d->segments = malloc(SEGMENTS_ALL * sizeof *d->segments);
    d->pend = calloc(SN_PENDS_MAX, sizeof *d->pend);
    d->recs = malloc((d->caprec + (size_t)1) * 2 * sizeof *d->recs);
    if (!d->tab || !d->done || !d->layers || !d->segments || !d->pend || !d->recs) {
        sn_dis_free(d);
        return sn_fail(diag, SN_ENOMEM, "no memory for a dissection context");
    }
    *out = d;
    return SN_OK;
}

void sn_dis_free(struct sn_dis *d)
{
    if (!d)
        return;
    free_tables((struct sn_tab *)(uintptr_t)d->tab);
    free(d->done);
    free(d->layers);
    free(d->segments);
    free(d->pend);
    free(d->recs);
    sn_arena_free(&d->arena);
    free(d);
}

void sn_dis_want(struct sn_dis *d, uint32_t want)
{
    d->want = want;
}

void sn_dis_reset(struct sn_dis *d)
{
    d->ndone = d->used_layers = d->used_recs = d->used_segments = 0;
    if (d->arena.used)
        sn_arena_reset(&d->arena);
    d->arena.cap = ARENA_PACKET;
}

const struct sn_proto *sn_tab_port(const struct sn_dis *d, enum sn_table t, uint16_t sport,
                                   uint16_t dport)
{
    const struct sn_tab_entry *s = sn_tab_entry(d, t, sport), *e = sn_tab_entry(d, t, dport);

    if (__builtin_expect(d->want & SN_WANT_DOMAIN, 0))
        return t == SN_TAB_TCP ? &sn_proto_dns_tcp : &sn_proto_dns;
    if (!s->proto || s->prio >> 14 == SN_KEY_DST)
        s = nobody;
    if (!e->proto || e->prio >> 14 == SN_KEY_SRC)
        e = nobody;
    if (!e->proto || (s->proto && (s->prio & 0x3fff) < (e->prio & 0x3fff)))
        e = s;
    return e->proto ? sn_protos[e->proto - 1] : NULL;
}

void sn_fixed_cut(struct sn_dis *d, const struct sn_rd *r)
{
    struct sn_rec *first = d->rec + d->cur->first, *q;

    while (d->nrec > d->cur->first) {
        q = &d->rec[d->nrec - 1];
        if (q->off + q->len <= sn_rd_off(r))
            break;
        d->nrec--;
    }
    for (q = first; q < d->rec + d->nrec; q++) {
        switch (d->cur->proto->fields[q->field].type) {
        case SN_F_IPV6:
        case SN_F_ETHER:
        case SN_F_BYTES:
        case SN_F_STR:
            q->p = r->start + q->off; /* not in the copy, which doesn't live on */
        }
    }
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
static void begin(struct sn_dis *d, uint32_t linktype)
{
    d->layer = d->layers + d->used_layers;
    d->rec = d->recs + d->used_recs;
    d->segment = d->segments + d->used_segments;
    d->nlayer = d->nrec = d->nsegment = d->linklen = 0;
    d->linktype = linktype;
    d->ip.version = 0;
    d->ip.frag = false;
    d->ends = (struct sn_ends){0};
    d->ends_open = false;
    d->arena.cap = d->arena.used + ARENA_PACKET;
}

static struct sn_dissection *end(struct sn_dis *d)
{
    struct sn_dissection *x = &d->done[d->ndone++];

    *x = (struct sn_dissection){.layer = d->layer,
                                .rec = d->rec,
                                .segment = d->segment,
                                .nlayer = d->nlayer,
                                .nrec = d->nrec,
                                .nsegment = d->nsegment,
                                .linktype = d->linktype,
                                .linklen = d->linklen,
                                .ends = d->ends};
    d->used_layers += d->nlayer;
    d->used_recs += d->nrec;
    d->used_segments += d->nsegment;
    return x;
}

struct sn_dissection *sn_dis_packet(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                    uint32_t caplen, uint32_t len)
{
    struct sn_rd rd = sn_rd_init(data, caplen, len);
    const struct sn_proto *p =
        linktype > UINT16_MAX ? NULL : sn_tab_proto(d, SN_TAB_LINK, (uint16_t)linktype);

    if (!has_room(d))
        return NULL;
    begin(d, linktype);
    d->pend->proto = p ? p : &sn_proto_data;
    sn_rd_copy(&d->pend->rd, &rd);
    d->pend->len = len;
    d->pend->level = 0;
    d->npend = 1;
    while (d->npend && d->nlayer < SN_LAYERS_MAX && d->nrec + SN_FIXED_MAX <= d->caprec)
        run(d);
    if (d->npend)
        d->cur->flags |= SN_LAYER_FULL;
    return end(d);
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

/* ---- data: what nobody claimed ---- */

enum { DATA_DATA };

static const struct sn_field data_fields[] = {[DATA_DATA] = SN_BYTES("data.data")};

static void data_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    (void)!sn_get_bytes(d, r, DATA_DATA, sn_rd_left(r));
}

/* Only a packet of an unknown link type is printed from here. */
static enum sn_said data_text(struct sn_text *t, const struct sn_layer *l)
{
    if (l->level)
        return SN_SAID_ALL;
    sn_put_f(t->b, "link type %u, length %u: ", t->d->linktype, l->len);
    t->next--;
    sn_text_dump(t);
    return SN_SAID_ALL;
}

const struct sn_proto sn_proto_data = {
    .name = "data",
    .title = "Data",
    .fields = data_fields,
    .nfields = SN_NFIELDS(data_fields),
    .dissect = data_dissect,
    .text = data_text,
};
