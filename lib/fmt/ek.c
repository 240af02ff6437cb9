/*
 * Elasticsearch's bulk format, as tshark -T ek writes it: an action line, then the packet with the
 * fields of each layer side by side, whatever groups they are in.
 *
 * Names have underscores for dots and the protocol in front. Values are strings, but for yes and
 * no; a field that comes again, and a protocol that does, is an array.
 */
#include <stdlib.h>

#include "base/put.h"
#include "dis/proto.h"
#include "fmt/fmt.h"
#include "fmt/frame.h"
#include "fmt/value.h"

/* Of a layer: the values of each field are chained. Places are numbers plus 1; 0: none. */
struct sn_ek {
    uint32_t *first, *last; /* by field; zeros between layers */
    uint32_t *next;         /* by record of the layer */
    uint32_t room;          /* of next */
    struct frame_recs frame;
};

enum sn_err sn_ek_new(struct sn_ek **out, struct sn_diag *d)
{
    struct sn_ek *k = calloc(1, sizeof *k);
    const struct sn_proto *p;
    size_t max = 0;

    *out = NULL;
    for (size_t i = 0; (p = sn_wanted_proto(i)); i++)
        max = p->nfields > max ? p->nfields : max;
    if (k) {
        k->first = calloc(max, sizeof *k->first);
        k->last = calloc(max, sizeof *k->last);
        sn_frame_init(&k->frame);
    }
    if (!k || !k->first || !k->last) {
        sn_ek_free(k);
        return sn_fail(d, SN_ENOMEM, "no memory for a formatter");
    }
    *out = k;
    return SN_OK;
}

void sn_ek_free(struct sn_ek *k)
{
    if (!k)
        return;
    sn_frame_free(&k->frame);
    free(k->first);
    free(k->last);
    free(k->next);
    free(k);
}

static void put_name(struct sn_buf *b, const char *name)
{
    for (; *name; name++)
        sn_put_c(b, *name == '.' ? '_' : *name);
}

static void put_value(struct sn_buf *b, const struct sn_field *f, const struct sn_rec *q)
{
    switch (f->type) {
    case SN_F_GROUP:
    case SN_F_NONE:
        sn_put_lit(b, "null");
        break;
    case SN_F_BOOL:
        sn_put_s(b, q->u ? "true" : "false");
        break;
    case SN_F_STR:
        sn_put_json_str(b, q->p, sn_str_len(q));
        break;
    default:
        sn_put_c(b, '"');
        sn_put_field(b, f, q, ':');
        sn_put_c(b, '"');
        break;
    }
}

static bool room(struct sn_ek *k, uint32_t n)
{
    if (n <= k->room)
        return true;
    free(k->next);
    k->next = calloc(n, sizeof *k->next);
    k->room = k->next ? n : 0;
    return k->next;
}

/* Whether a record is shown: no note for the text, wanted if there is a choice, and no group that
 * only we have. */
static bool shown(const struct sn_proto *p, const struct sn_rec *q, const uint64_t *bits)
{
    const struct sn_field *f = &p->fields[q->field];

    return !(q->flags & SN_REC_TEXT) && (!bits || bits[q->field / 64] >> q->field % 64 & 1) &&
           (f->type != SN_F_GROUP || strncmp(f->name, "sn.", 3) != 0);
}

static void chain(struct sn_ek *k, const struct sn_proto *p, const struct sn_rec *q, uint32_t n,
                  const uint64_t *bits)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *last = &k->last[q[i].field];

        if (!shown(p, &q[i], bits))
            continue;
        k->next[i] = 0;
        if (*last)
            k->next[*last - 1] = i + 1;
        else
            k->first[q[i].field] = i + 1;
        *last = i + 1;
    }
}

/* The values of a field from number i, which isn't 0, on. */
static void put_values(struct sn_ek *k, struct sn_buf *b, const struct sn_field *f,
                       const struct sn_rec *q, uint32_t i)
{
    bool many = k->last[q[i - 1].field] != i;

    if (many)
        sn_put_c(b, '[');
    for (; i; i = k->next[i - 1]) {
        put_value(b, f, &q[i - 1]);
        if (k->next[i - 1])
            sn_put_c(b, ',');
    }
    if (many)
        sn_put_c(b, ']');
}

/* The n records of a layer as an object. */
static void put_layer(struct sn_ek *k, struct sn_buf *b, const struct sn_proto *p,
                      const struct sn_rec *q, uint32_t n, const uint64_t *bits)
{
    const char *sep = "\"";

    if (!room(k, n)) {
        b->err = SN_ENOMEM;
        return;
    }
    chain(k, p, q, n, bits);
    sn_put_c(b, '{');
    for (uint32_t i = 0; i < n; i++) {
        const struct sn_field *f = &p->fields[q[i].field];

        if (!shown(p, &q[i], bits) || k->first[q[i].field] != i + 1)
            continue;
        sn_put_s(b, sep);
        put_name(b, p->name);
        sn_put_c(b, '_');
        put_name(b, f->name);
        sn_put_lit(b, "\":");
        put_values(k, b, f, q, i + 1);
        sep = ",\"";
    }
    sn_put_c(b, '}');
    for (uint32_t i = 0; i < n; i++)
        k->first[q[i].field] = k->last[q[i].field] = 0;
}

/* What of a layer is wanted: *bits, NULL is all. False: nothing. */
static bool any_wanted(const struct sn_wanted *set, const struct sn_proto *p, const uint64_t **bits)
{
    *bits = set ? sn_wanted_of(set, p) : NULL;
    return !set || *bits;
}

static bool same(const struct sn_layer *a, const struct sn_layer *b)
{
    return strcmp(a->proto->name, b->proto->name) == 0;
}

/* Layer number i and those of the same name behind it. */
static void put_layers(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *x,
                       uint32_t i, const char **sep)
{
    const struct sn_layer *l = &x->layer[i];
    const uint64_t *bits;
    const char *between = "";
    bool many = false;

    for (uint32_t j = 0; j < i; j++) {
        if (same(&x->layer[j], l))
            return;
    }
    for (uint32_t j = i + 1; j < x->nlayer && !many; j++)
        many = same(&x->layer[j], l);
    if (!any_wanted(f->o.wanted, l->proto, &bits))
        return;
    sn_put_s(b, *sep);
    *sep = ",\"";
    put_name(b, l->proto->name);
    sn_put_s(b, many ? "\":[" : "\":");
    for (uint32_t j = i; j < x->nlayer; j++) {
        const struct sn_layer *m = &x->layer[j];

        if (!same(m, l))
            continue;
        (void)any_wanted(f->o.wanted, m->proto, &bits);
        sn_put_s(b, between);
        put_layer(f->ek, b, m->proto, x->rec + m->first, m->n, bits);
        between = ",";
    }
    if (many)
        sn_put_c(b, ']');
}

/* "1795463794159": milliseconds since 1970. */
static void put_timestamp(struct sn_buf *b, int64_t ts)
{
    int64_t ms = ts / 1000000 - (ts % 1000000 < 0);

    sn_put_i64(b, ms);
}

void sn_fmt_ek(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *x,
               const struct sn_frame *fr)
{
    const char *sep = "\"";
    const uint64_t *bits;

    sn_put_lit(b, "{\"index\":{\"_index\":\"packets-");
    sn_fmt_day(b, fr->pkt->ts);
    sn_put_lit(b, "\",\"_type\":\"doc\"}}\n{\"timestamp\":\"");
    put_timestamp(b, fr->pkt->ts);
    sn_put_lit(b, "\",\"layers\":{");
    if (any_wanted(f->o.wanted, &sn_proto_frame, &bits)) {
        struct frame_recs *r = &f->ek->frame;

        sn_frame_recs(r, bits, x, fr);
        sn_put_s(b, "\"frame\":");
        put_layer(f->ek, b, &sn_proto_frame, r->r, r->n, bits);
        if (r->failed)
            b->err = SN_ENOMEM;
        sep = ",\"";
    }
    for (uint32_t i = 0; i < x->nlayer; i++)
        put_layers(f, b, x, i, &sep);
    sn_put_lit(b, "}}\n");
}
