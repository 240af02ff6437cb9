/*
 * The walk over a dissected packet. See sn/visit.h.
 *
 * Most layers have their fields in the order of their table, each once: one look at the numbers of
 * the fields tells, and nothing need be remembered. Otherwise, from the first field on that may
 * come twice in its container (a layer, a group), the records of each field are chained first, from
 * behind, so that a walk along the chain finds the values of an array without a search.
 *
 * Groups are walked by recursion, as deep as protocols nest them: a record's depth has 8 bits.
 */
#include "fmt/frame.h"

#include <stdlib.h>

/* chain[i], for record i: the next record of its field beside it, plus 1; 0: none. */
#define FOLLOWS ((uint32_t)1 << 31) /* there is one in front */

struct sn_visit {
    const struct sn_visitor *v;
    void *ctx;
    const struct sn_rec *rec; /* the packet's or the frame's */
    uint32_t nrec;
    const struct sn_field *fields; /* of the layer's protocol */
    const uint64_t *bits;          /* which of them are wanted; NULL: all */
    uint32_t *chain;
    uint32_t nchain; /* room */
    uint32_t *head;  /* by field: the first record so far, plus 1; zeros between uses */
    struct frame_recs frame;
    bool failed;
};

/* A layer or group: its records, and the depth of those that are members of it. */
struct span {
    const struct sn_rec *r, *end;
    unsigned depth;
};

enum sn_err sn_visit_new(struct sn_visit **out, struct sn_diag *d)
{
    struct sn_visit *w = calloc(1, sizeof *w);
    size_t max = sn_proto_frame.nfields;

    *out = NULL;
    for (const struct sn_proto *const *p = sn_protos; *p; p++)
        max = (*p)->nfields > max ? (*p)->nfields : max;
    if (w)
        w->head = calloc(max, sizeof *w->head);
    if (!w || !w->head) {
        free(w);
        return sn_fail(d, SN_ENOMEM, "no memory for a visit of packets");
    }
    sn_frame_init(&w->frame);
    *out = w;
    return SN_OK;
}

void sn_visit_free(struct sn_visit *w)
{
    if (!w)
        return;
    sn_frame_free(&w->frame);
    free(w->chain);
    free(w->head);
    free(w);
}

static inline bool member(const struct sn_rec *q, unsigned depth)
{
    return q->depth == depth && !(q->flags & SN_REC_TEXT);
}

/* One behind the last record of the group that q begins (q alone when it is none). */
static const struct sn_rec *group_end(const struct sn_rec *q, const struct sn_rec *end)
{
    const struct sn_rec *e = q + 1;

    while (e < end && e->depth > q->depth)
        e++;
    return e;
}

static inline bool has_bit(const uint64_t *bits, unsigned field)
{
    return bits[field / 64] >> field % 64 & 1;
}

static bool any_wanted(const struct sn_visit *w, const struct sn_rec *q, const struct sn_rec *end)
{
    for (; q < end; q++) {
        if (has_bit(w->bits, q->field) && !(q->flags & SN_REC_TEXT))
            return true;
    }
    return false;
}

/* Whether q, or something in the group that it begins, is wanted. */
static inline bool wanted(const struct sn_visit *w, const struct sn_rec *q,
                          const struct sn_rec *end)
{
    if (!w->bits || has_bit(w->bits, q->field))
        return true;
    return w->fields[q->field].type == SN_F_GROUP && any_wanted(w, q + 1, group_end(q, end));
}

/* The first record whose field may come again, or may have come before, among the members; s->end
 * when none may. In front of it the fields ascend and are less than all behind. That they ascend up
 * to q, behind field number last, is known. */
static const struct sn_rec *first_unsure(const struct span *s, const struct sn_rec *q, int last)
{
    int least;

    for (; q < s->end; q++) {
        if (!member(q, s->depth))
            continue;
        if (q->field <= last)
            break;
        last = q->field;
    }
    if (q == s->end)
        return q;
    for (least = last; q < s->end; q++) {
        if (member(q, s->depth) && q->field < least)
            least = q->field;
    }
    for (q = s->r; !member(q, s->depth) || q->field < least; q++)
        ;
    return q;
}

static bool chain_room(struct sn_visit *w)
{
    if (w->nchain >= w->nrec)
        return true;
    free(w->chain);
    w->chain = malloc(w->nrec * sizeof *w->chain); /* for all of the packet: it stays put */
    w->nchain = w->chain ? w->nrec : 0;
    w->failed = !w->chain;
    return w->chain;
}

/* Chains the members of each field that are wanted. */
static bool chain(struct sn_visit *w, const struct span *s)
{
    const struct sn_rec *q;

    if (!chain_room(w))
        return false;
    for (q = s->end; q-- > s->r;) {
        uint32_t i = (uint32_t)(q - w->rec), *head = &w->head[q->field];

        if (!member(q, s->depth) || !wanted(w, q, s->end))
            continue;
        w->chain[i] = *head;
        if (*head)
            w->chain[*head - 1] |= FOLLOWS;
        *head = i + 1;
    }
    for (q = s->r; q < s->end; q++)
        w->head[q->field] = 0;
    return true;
}

static void members(struct sn_visit *w, const struct span *s);

static void group(struct sn_visit *w, const struct sn_field *f, const struct sn_rec *q,
                  const struct sn_rec *end)
{
    struct span in = {.r = q + 1, .end = group_end(q, end), .depth = q->depth + 1u};
    const uint64_t *bits = w->bits;

    if (bits && has_bit(bits, q->field))
        w->bits = NULL; /* all of it */
    w->v->group(w->ctx, f, q);
    members(w, &in);
    w->v->group_end(w->ctx);
    w->bits = bits;
}

/* A member that is no array. */
static inline void one(struct sn_visit *w, const struct sn_field *f, const struct sn_rec *q,
                       const struct sn_rec *end)
{
    if (f->type == SN_F_GROUP)
        group(w, f, q, end);
    else
        w->v->values(w->ctx, w->fields, q, 1);
}

/* The values that q's chain, or q alone when chained is false, says. */
static void array(struct sn_visit *w, const struct sn_field *f, const struct sn_rec *q,
                  const struct sn_rec *end, bool chained)
{
    uint32_t next;

    w->v->array(w->ctx, f);
    for (;;) {
        if (f->type == SN_F_GROUP)
            group(w, f, q, end);
        else
            w->v->value(w->ctx, f, q);
        next = chained ? w->chain[q - w->rec] & ~FOLLOWS : 0;
        if (!next || w->failed)
            break;
        q = w->rec + next - 1;
    }
    w->v->array_end(w->ctx);
}

/* One behind the last of the values from q on that are members, no arrays and ascend; *last becomes
 * that one's field. */
static inline const struct sn_rec *run_end(const struct sn_visit *w, const struct sn_rec *q,
                                           const struct sn_rec *end, unsigned depth, int *last)
{
    for (; q < end && member(q, depth) && q->field > *last; q++) {
        const struct sn_field *f = &w->fields[q->field];

        if (f->flags & SN_F_MULTI || f->type == SN_F_GROUP)
            break;
        *last = q->field;
    }
    return q;
}

/* Members of which no field comes twice, from q on. */
static void members_once(struct sn_visit *w, const struct span *s, const struct sn_rec *q,
                         const struct sn_rec *end)
{
    for (; q < end; q++) {
        int last = -1;
        const struct sn_rec *run = w->bits ? q : run_end(w, q, end, s->depth, &last);
        const struct sn_field *f;

        if (run > q) {
            w->v->values(w->ctx, w->fields, q, (uint32_t)(run - q));
            q = run;
            if (q == end)
                break;
        }
        f = &w->fields[q->field];
        if (!member(q, s->depth) || !wanted(w, q, s->end))
            continue;
        if (__builtin_expect(f->flags & SN_F_MULTI, 0))
            array(w, f, q, s->end, false);
        else
            one(w, f, q, s->end);
    }
}

/* One behind the last of the values from q on that are members, no arrays and alone. */
static inline const struct sn_rec *alone_end(const struct sn_visit *w, const struct sn_rec *q,
                                             const struct span *s)
{
    for (; q < s->end && member(q, s->depth) && !w->chain[q - w->rec]; q++) {
        const struct sn_field *f = &w->fields[q->field];

        if (f->flags & SN_F_MULTI || f->type == SN_F_GROUP)
            break;
    }
    return q;
}

static void members_chained(struct sn_visit *w, const struct span *s)
{
    if (!chain(w, s))
        return;
    for (const struct sn_rec *q = s->r; q < s->end && !w->failed; q++) {
        const struct sn_rec *run = w->bits ? q : alone_end(w, q, s);
        const struct sn_field *f;
        uint32_t next;

        if (run > q) {
            w->v->values(w->ctx, w->fields, q, (uint32_t)(run - q));
            q = run;
            if (q == s->end)
                break;
        }
        f = &w->fields[q->field];
        if (!member(q, s->depth) || !wanted(w, q, s->end))
            continue;
        next = w->chain[q - w->rec];
        if (next & FOLLOWS)
            continue;
        if (next || f->flags & SN_F_MULTI)
            array(w, f, q, s->end, true);
        else
            one(w, f, q, s->end);
    }
}

static void members(struct sn_visit *w, const struct span *s)
{
    int last = -1;
    const struct sn_rec *run = w->bits ? s->r : run_end(w, s->r, s->end, s->depth, &last);
    const struct sn_rec *unsure = run == s->end ? run : first_unsure(s, run, last);
    struct span rest = {.r = unsure, .end = s->end, .depth = s->depth};

    if (run > unsure)
        run = unsure;
    if (run > s->r)
        w->v->values(w->ctx, w->fields, s->r, (uint32_t)(run - s->r));
    members_once(w, s, run, unsure);
    if (unsure < s->end)
        members_chained(w, &rest);
}

static void layer(struct sn_visit *w, const struct sn_layer *l, const struct sn_wanted *set,
                  unsigned nth)
{
    struct span s = {.r = w->rec + l->first, .end = w->rec + l->first + l->n};

    w->fields = l->proto->fields;
    w->bits = NULL;
    if (set) {
        w->bits = sn_wanted_of(set, l->proto);
        if (!w->bits || !any_wanted(w, s.r, s.end))
            return;
    }
    w->v->layer(w->ctx, l, nth);
    members(w, &s);
    w->v->layer_end(w->ctx);
}

/* How many layers of the same name there are up to number i. */
static unsigned nth(const struct sn_dissection *x, uint32_t i)
{
    const struct sn_proto *p = x->layer[i].proto;
    unsigned n = 1;

    for (uint32_t j = 0; j < i; j++) {
        const struct sn_proto *q = x->layer[j].proto;

        n += q == p || (*q->name == *p->name && strcmp(q->name, p->name) == 0);
    }
    return n;
}

enum sn_err sn_visit(struct sn_visit *w, const struct sn_visitor *v, void *ctx,
                     const struct sn_wanted *wanted, const struct sn_dissection *x,
                     const struct sn_frame *fr)
{
    const uint64_t *bits = wanted ? sn_wanted_of(wanted, &sn_proto_frame) : NULL;

    w->v = v;
    w->ctx = ctx;
    w->failed = false;
    if (!wanted || bits) {
        struct sn_layer l = {
            .proto = &sn_proto_frame, .caplen = fr->pkt->caplen, .len = fr->pkt->len};

        sn_frame_recs(&w->frame, bits, x, fr);
        l.n = w->frame.n;
        w->rec = w->frame.r;
        w->nrec = l.n;
        layer(w, &l, wanted, 1);
        w->failed |= w->frame.failed;
    }
    w->rec = x->rec;
    w->nrec = x->nrec;
    for (uint32_t i = 0; i < x->nlayer && !w->failed; i++)
        layer(w, &x->layer[i], wanted, nth(x, i));
    return w->failed ? SN_ENOMEM : SN_OK;
}
