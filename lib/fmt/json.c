/*
 * JSON: one object a packet, from the records alone.
 *
 * "frame" comes first, then a member for each layer. A field that may come several times is always
 * an array, written where it first stands; of any other field that comes again the first counts.
 * A group of records is an object.
 */
#include "dis/proto.h"
#include "fmt/fmt.h"

#define FIELDS_MAX 1024

/* A stretch of records of one layer. */
struct span {
    const struct sn_rec *r, *end;
    const struct sn_field *fields;
};

static void object(struct sn_buf *b, const struct span *s, unsigned depth, bool comma);

/* One behind the last record of the group that q begins (q alone when it is none). */
static const struct sn_rec *group_end(const struct sn_rec *q, const struct sn_rec *end)
{
    const struct sn_rec *e = q + 1;

    while (e < end && e->depth > q->depth)
        e++;
    return e;
}

static void put_time(struct sn_buf *b, int64_t ts)
{
    sn_put_c(b, '"');
    sn_fmt_iso8601(b, ts);
    sn_put_c(b, '"');
}

static void value(struct sn_buf *b, const struct span *s, const struct sn_rec *q)
{
    struct span in;

    switch (s->fields[q->field].type) {
    case SN_F_UINT:
        sn_put_u64(b, q->u);
        break;
    case SN_F_INT:
        sn_put_i64(b, (int64_t)q->u);
        break;
    case SN_F_BOOL:
        sn_put_s(b, q->u ? "true" : "false");
        break;
    case SN_F_IPV4:
        sn_put_c(b, '"');
        if (sn_buf_room(b, 16))
            b->p = put_ipv4(b->p, (uint32_t)q->u);
        sn_put_c(b, '"');
        break;
    case SN_F_IPV6:
        sn_put_c(b, '"');
        sn_put_ipv6(b, q->p);
        sn_put_c(b, '"');
        break;
    case SN_F_ETHER:
    case SN_F_BYTES:
        sn_put_c(b, '"');
        sn_put_hex_bytes(b, q->p, q->n, ':');
        sn_put_c(b, '"');
        break;
    case SN_F_STR:
        sn_put_json_str(b, q->p, q->n);
        break;
    case SN_F_TIME:
        put_time(b, (int64_t)q->u);
        break;
    case SN_F_GROUP:
        in = (struct span){.r = q + 1, .end = group_end(q, s->end), .fields = s->fields};
        sn_put_c(b, '{');
        object(b, &in, q->depth + 1u, false);
        sn_put_c(b, '}');
        break;
    default:
        sn_put_lit(b, "true");
        break;
    }
}

/* All values of a field that stand beside q. */
static void array(struct sn_buf *b, const struct span *s, const struct sn_rec *q)
{
    const struct sn_rec *x;
    const char *sep = "[";

    for (x = q; x < s->end; x++) {
        if (x->depth != q->depth || x->field != q->field)
            continue;
        sn_put_s(b, sep);
        value(b, s, x);
        sep = ",";
    }
    sn_put_c(b, ']');
}

/* The members of an object, without its braces. */
static void object(struct sn_buf *b, const struct span *s, unsigned depth, bool comma)
{
    uint64_t seen[FIELDS_MAX / 64] = {0};
    const struct sn_rec *q;

    for (q = s->r; q < s->end && !b->err; q++) {
        const struct sn_field *f = &s->fields[q->field];
        uint64_t bit = (uint64_t)1 << (q->field & 63),
                 *word = &seen[q->field / 64 % (FIELDS_MAX / 64)];

        if (q->depth != depth || *word & bit || q->flags & SN_REC_TEXT)
            continue;
        *word |= bit;
        if (comma)
            sn_put_c(b, ',');
        comma = true;
        sn_put_c(b, '"');
        sn_put_mem(b, f->name, f->len);
        sn_put_lit(b, "\":");
        if (f->flags & SN_F_MULTI)
            array(b, s, q);
        else
            value(b, s, q);
    }
}

static void put_frame(struct sn_buf *b, const struct sn_dissection *d, const struct sn_frame *fr)
{
    const struct sn_pkt *p = fr->pkt;
    uint64_t ns = p->ts < 0 ? -(uint64_t)p->ts : (uint64_t)p->ts;
    uint32_t i;

    sn_put_lit(b, "{\"frame\":{\"frame.number\":");
    sn_put_u64(b, fr->number);
    sn_put_s(b, p->ts < 0 ? ",\"frame.time_epoch\":-" : ",\"frame.time_epoch\":");
    sn_put_u64(b, ns / 1000000000);
    sn_put_c(b, '.');
    sn_put_u64_pad(b, ns % 1000000000, 9);
    sn_put_lit(b, ",\"frame.time\":");
    put_time(b, p->ts);
    sn_put_lit(b, ",\"frame.len\":");
    sn_put_u32(b, p->len);
    sn_put_lit(b, ",\"frame.cap_len\":");
    sn_put_u32(b, p->caplen);
    sn_put_lit(b, ",\"frame.protocols\":\"");
    for (i = 0; i < d->nlayer; i++) {
        if (i)
            sn_put_c(b, ':');
        sn_put_s(b, d->layer[i].proto->name);
    }
    sn_put_c(b, '"');
    if (fr->ifname) {
        sn_put_lit(b, ",\"frame.interface_name\":");
        sn_put_json_str(b, fr->ifname, strlen(fr->ifname));
    }
    sn_put_c(b, '}');
}

/* How many layers of the same protocol there are up to number i. */
static unsigned nth(const struct sn_dissection *d, uint32_t i)
{
    unsigned n = 1;
    uint32_t j;

    for (j = 0; j < i; j++)
        n += d->layer[j].proto == d->layer[i].proto;
    return n;
}

static void put_layer(struct sn_buf *b, const struct sn_dissection *d, uint32_t i)
{
    const struct sn_layer *l = &d->layer[i];
    struct span s = {
        .r = d->rec + l->first, .end = d->rec + l->first + l->n, .fields = l->proto->fields};
    unsigned n = nth(d, i);
    bool comma = false;

    sn_put_lit(b, ",\"");
    sn_put_s(b, l->proto->name);
    if (n > 1) {
        sn_put_c(b, ':');
        sn_put_u32(b, n);
    }
    sn_put_lit(b, "\":{");
    if (l->flags & SN_LAYER_TRUNCATED) {
        sn_put_lit(b, "\"_truncated\":true");
        comma = true;
    }
    if (l->flags & (SN_LAYER_MALFORMED | SN_LAYER_FULL)) {
        sn_put_s(b, comma ? ",\"_malformed\":true" : "\"_malformed\":true");
        comma = true;
    }
    object(b, &s, 0, comma);
    sn_put_c(b, '}');
}

void sn_fmt_json(struct sn_buf *b, const struct sn_dissection *d, const struct sn_frame *fr)
{
    uint32_t i;

    put_frame(b, d, fr);
    for (i = 0; i < d->nlayer; i++)
        put_layer(b, d, i);
    sn_put_lit(b, "}\n");
}
