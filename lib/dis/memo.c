/* What protocols leave for later packets and ask of earlier ones: see sn_remember() in proto.h. */
#include "dis/proto.h"

static void note(struct sn_dis *d, const struct sn_memo *m)
{
    if (d->nmemo < SN_MEMOS_MAX)
        d->memo[d->nmemo++] = *m;
}

static void leave(struct sn_dis *d, const struct sn_memo *m)
{
    if (!d->first)
        note(d, m);
}

void sn_remember(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t value)
{
    leave(d, &(struct sn_memo){
                 .kind = (uint8_t)kind, .key = key, .value = value, .opens = kind == SN_MEMO_QUIC});
}

void sn_remember_first(struct sn_dis *d, unsigned kind, uint64_t key, uint32_t last, uint64_t value)
{
    leave(d, &(struct sn_memo){.kind = (uint8_t)kind, .key = key, .value = value, .last = last});
}

void sn_remember_frame(struct sn_dis *d, unsigned kind, uint64_t key)
{
    leave(d, &(struct sn_memo){.kind = (uint8_t)kind, .key = key, .stamps = true});
}

void sn_remember_ring(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t value)
{
    leave(d, &(struct sn_memo){.kind = (uint8_t)kind,
                               .key = key,
                               .value = value,
                               .ring = !(d->want & SN_WANT_FIELDS)});
}

/* The answer among n; NULL: this was not asked. */
static const struct sn_memo *answer(const struct sn_memo *among, uint32_t n,
                                    const struct sn_memo *m)
{
    for (uint32_t i = 0; i < n; i++) {
        if (among[i].asks && among[i].kind == m->kind && among[i].key == m->key)
            return &among[i];
    }
    return NULL;
}

/* A message that began in an earlier segment was asked about there. */
static bool ask(struct sn_dis *d, const struct sn_memo *m, uint64_t *value)
{
    const struct sn_memo *a;

    if (!d->first) {
        note(d, m);
        return false;
    }
    a = answer(d->first->memo, d->first->nmemo, m);
    if (!a && d->part)
        a = answer(d->part->memo, d->part->nmemo, m);
    if (!a)
        return false;
    *value = a->value;
    return a->found;
}

bool sn_recall(struct sn_dis *d, unsigned kind, uint64_t key, uint32_t last, uint64_t *value)
{
    struct sn_memo m = {.kind = (uint8_t)kind,
                        .key = key,
                        .last = last,
                        .asks = true,
                        .opens = kind == SN_MEMO_QUIC};

    return ask(d, &m, value);
}

bool sn_recall_ring(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t *value)
{
    struct sn_memo m = {
        .kind = (uint8_t)kind, .key = key, .asks = true, .ring = !(d->want & SN_WANT_FIELDS)};

    return ask(d, &m, value);
}

void sn_remember_list(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t *list, uint32_t n)
{
    leave(d,
          &(struct sn_memo){.kind = (uint8_t)kind, .key = key, .list = list, .nlist = (uint16_t)n});
}

void sn_remember_list_as(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t from)
{
    leave(d, &(struct sn_memo){.kind = (uint8_t)kind, .key = key, .value = from, .moves = true});
}

const uint64_t *sn_recall_list(struct sn_dis *d, unsigned kind, uint64_t key, uint32_t *n)
{
    struct sn_memo m = {.kind = (uint8_t)kind, .key = key, .asks = true};
    const struct sn_memo *a = d->first ? answer(d->first->memo, d->first->nmemo, &m) : NULL;

    if (d->first && !a && d->part)
        a = answer(d->part->memo, d->part->nmemo, &m);
    if (a && a->found) {
        *n = a->nlist;
        return a->list;
    }
    if (d->first || answer(d->memo, d->nmemo, &m))
        return NULL;
    m.list = sn_arena_zalloc(&d->arena, SN_MEMO_LIST, sizeof *m.list);
    if (m.list)
        note(d, &m);
    return NULL;
}

/* ---- pieces ---- */

void sn_put_piece(struct sn_dis *d, const struct sn_piece *p)
{
    if (!d->piece)
        d->piece = sn_arena_zalloc(&d->arena, SN_PIECES_MAX, sizeof *d->piece);
    if (d->piece && d->npiece < SN_PIECES_MAX)
        d->piece[d->npiece++] = *p;
}

bool sn_whole(struct sn_dis *d, uint64_t key, uint32_t off, struct sn_rd *r)
{
    for (uint32_t i = 0; d->first && i < d->first->npiece; i++) {
        const struct sn_piece *p = &d->first->piece[i];

        if (p->whole && p->key == key && p->off == off) {
            *r = sn_rd_init(p->whole, p->nwhole, p->nwhole);
            return true;
        }
    }
    return false;
}

bool sn_is_repeated(const struct sn_dis *d, uint64_t key, uint32_t off)
{
    for (uint32_t i = 0; d->first && i < d->first->npiece; i++) {
        const struct sn_piece *p = &d->first->piece[i];

        if (p->repeated && p->key == key && p->off == off)
            return true;
    }
    return false;
}

/* ---- fragments ---- */

bool sn_next_fragment(struct sn_dis *d, const uint8_t *ip, const struct sn_proto *p,
                      const struct sn_rd *body, uint32_t len)
{
    struct sn_whole *w = d->whole;
    struct sn_rd rd;

    if (!(d->want & SN_WANT_WHOLE))
        return false;
    if (w->p && w->ip == ip) {
        d->ip.frag = false;
        rd = sn_rd_init(w->p, w->n, w->n);
        sn_next_proto(d, p, &rd, w->n);
        return true;
    }
    if (w->ip || sn_rd_left(body) < len)
        return false;
    w->ip = ip;
    w->caplen = (uint32_t)(body->p - ip) + len;
    sn_next_proto(d, NULL, body, len);
    return true;
}

/* ---- what is derived ---- */

bool sn_is_quoted(const struct sn_dis *d)
{
    for (uint32_t i = 0; i < d->nlayer; i++) {
        if (d->layer[i].proto == &sn_proto_icmp || d->layer[i].proto == &sn_proto_icmp6)
            return true;
    }
    return false;
}

struct sn_derived *sn_derive(struct sn_dis *d, enum sn_derived_kind kind, unsigned first,
                             const struct sn_ends *ends)
{
    static const uint8_t fields[] = {[SN_DERIVED_TCP] = SN_DERIVED_TCP_FIELDS,
                                     [SN_DERIVED_UDP] = SN_DERIVED_UDP_FIELDS,
                                     [SN_DERIVED_DEAL] = SN_DEAL_FIELDS};
    struct sn_derived *v = &d->derived[d->nderived];

    if (!(d->want & SN_WANT_DERIVED) || d->nderived == SN_DERIVED_MAX || !ends->version ||
        d->nrec + fields[kind] > d->caprec)
        return NULL;
    *v = (struct sn_derived){.ends = *ends,
                             .layer = d->cur,
                             .rec = &d->rec[d->nrec],
                             .first = (uint16_t)first,
                             .kind = (uint8_t)kind,
                             .quoted = sn_is_quoted(d)};
    d->nderived++;
    d->nrec += fields[kind];
    d->room += fields[kind];
    return v;
}

struct sn_derived *sn_derive_deal(struct sn_dis *d, unsigned first, uint64_t key, bool reply)
{
    struct sn_derived *v = sn_derive(d, SN_DERIVED_DEAL, first, &d->inner);

    if (v) {
        v->key = key;
        v->reply = reply;
    }
    return v;
}

/* The records that flow made in the first dissection. */
static void copy_derived(const struct sn_dissection *x, struct sn_derived *to,
                         const struct sn_derived *from)
{
    if (to->kind != from->kind)
        return;
    memcpy(to->rec, from->rec, from->n * sizeof *to->rec);
    to->n = from->n;
    sn_derived_attach(x, to);
}

/* The numbers that flow made relative in the first dissection. */
static void copy_segment(struct sn_segment *to, const struct sn_segment *from)
{
    to->seq_base = from->seq_base;
    to->ack_base = from->ack_base;
    to->relative = from->relative;
    if (to->made && from->made) {
        to->made[0].u = from->made[0].u;
        if (to->flags & SN_TCP_ACK)
            to->made[1].u = from->made[1].u;
    }
    for (uint32_t i = 0; i < to->nsack && i < from->nsack; i++)
        to->sack[i].u = from->sack[i].u;
}

/* What the reply that is complete now is to, as was found where it began. */
static void put_request(struct sn_dissection *x, uint32_t from, const struct sn_stream_part *part)
{
    for (uint32_t i = from; i < x->nderived; i++) {
        struct sn_derived *v = &x->derived[i];

        if (v->kind != SN_DERIVED_DEAL || !v->reply || v->n)
            continue;
        v->rec[SN_DEAL_REQUEST] = (struct sn_rec){.field = (uint16_t)(v->first + SN_DEAL_REQUEST),
                                                  .flags = SN_REC_MADE,
                                                  .u = part->request};
        v->rec[SN_DEAL_TIME] = (struct sn_rec){.field = (uint16_t)(v->first + SN_DEAL_TIME),
                                               .flags = SN_REC_MADE,
                                               .u = part->request_time};
        v->n = SN_DEAL_FIELDS;
        sn_derived_attach(x, v);
        return;
    }
}

struct sn_dissection *sn_dis_again(struct sn_dis *d, const struct sn_dissection *first,
                                   const uint8_t *data, uint32_t caplen, uint32_t len)
{
    struct sn_dissection *x;

    sn_dis_reset(d);
    d->first = first;
    x = sn_dis_whole(d, first->linktype, data, caplen, len, first->whole.p ? &first->whole : NULL);
    d->first = NULL;
    for (uint32_t i = 0; i < x->nsegment && i < first->nsegment; i++)
        copy_segment(&x->segment[i], &first->segment[i]);
    for (uint32_t i = 0; i < x->nderived && i < first->nderived; i++)
        copy_derived(x, &x->derived[i], &first->derived[i]);
    for (uint32_t i = 0; i < first->nsegment; i++) {
        const struct sn_stream_part *part = first->segment[i].part;

        if (part && part->request)
            put_request(x, first->nderived, part);
        if (part && part->inner && part->inner->request)
            put_request(x, first->nderived, part->inner);
    }
    return x;
}

struct sn_dissection *sn_dis_open(struct sn_dis *d, const struct sn_dissection *first,
                                  const uint8_t *data, uint32_t caplen, uint32_t len,
                                  struct sn_opener *o)
{
    struct sn_dissection *x;

    d->opener = o;
    x = sn_dis_again(d, first, data, caplen, len);
    d->opener = NULL;
    return x;
}
