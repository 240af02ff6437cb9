/*
 * JSON: one object a packet, from the values that a visit of it yields.
 *
 * "frame" comes first, then a member for each layer. Arrays and groups are arrays and objects.
 */
#include <math.h>

#include "base/put.h"
#include "fmt/fmt.h"
#include "fmt/value.h"
#include "sn/json.h"

#define EXACT_MAX ((uint64_t)1 << 53)

/* The member's key; an array's elements have none. */
static inline void key(struct sn_json *j, const struct sn_field *f)
{
    if (sn_json_in_object(j))
        sn_json_key_n(j, f->name, f->len);
}

static void put_layer(void *ctx, const struct sn_layer *l, unsigned nth)
{
    struct sn_json *j = ctx;
    char name[64];
    struct sn_buf b;

    if (nth > 1) {
        sn_buf_fixed(&b, name, sizeof name);
        sn_put_s(&b, l->proto->name);
        sn_put_c(&b, ':');
        sn_put_u32(&b, nth);
        sn_json_key_n(j, name, sn_buf_len(&b));
    } else {
        sn_json_key(j, l->proto->name);
    }
    sn_json_object(j);
    if (l->flags & SN_LAYER_TRUNCATED) {
        sn_json_key(j, "_truncated");
        sn_json_bool(j, true);
    }
    if (l->flags & (SN_LAYER_MALFORMED | SN_LAYER_FULL)) {
        sn_json_key(j, "_malformed");
        sn_json_bool(j, true);
    }
}

static void put_object_end(void *ctx)
{
    sn_json_object_end(ctx);
}

static void put_array(void *ctx, const struct sn_field *f)
{
    key(ctx, f);
    sn_json_array(ctx);
}

static void put_array_end(void *ctx)
{
    sn_json_array_end(ctx);
}

static void put_group(void *ctx, const struct sn_field *f, const struct sn_rec *q)
{
    (void)q;
    key(ctx, f);
    sn_json_object(ctx);
}

/* What a value takes whose length its type tells, and what goes around it. */
#define VALUE_ROOM 64

/* Times are strings, those of the epoch too: most readers of JSON would round them. */
static void put_time(struct sn_buf *b, const struct sn_field *f, int64_t ts)
{
    if (f == &sn_proto_frame.fields[SN_FRAME_EPOCH]) {
        b->p = put_seconds_ns(b->p, ts);
        return;
    }
    sn_fmt_iso8601(b, ts);
}

/* A number; a string when it has 64 bits, or else more digits than a double holds. */
static inline char *put_uint(char *o, const struct sn_field *f, uint64_t u)
{
    if (__builtin_expect(f->width != 8 && u <= UINT32_MAX, 1))
        return put_u32(o, (uint32_t)u);
    if (f->width != 8 && u <= EXACT_MAX)
        return put_u64(o, u);
    *o++ = '"';
    o = put_u64(o, u);
    *o++ = '"';
    return o;
}

static inline char *put_bool(char *o, bool yes)
{
    static const char words[2][8] = {"false", "true"};

    memcpy(o, words[yes], sizeof words[yes]);
    return o + 5 - yes;
}

/* Values between quotes, but strings from outside; there is VALUE_ROOM. */
static void put_quoted(struct sn_buf *b, const struct sn_field *f, const struct sn_rec *q)
{
    *b->p++ = '"';
    switch (f->type) {
    case SN_F_IPV4:
        b->p = put_ipv4(b->p, (uint32_t)q->u);
        break;
    case SN_F_IPV6:
        sn_put_ipv6(b, q->p);
        break;
    case SN_F_TIME:
        put_time(b, f, (int64_t)q->u);
        break;
    case SN_F_SPAN:
        b->p = put_seconds_ns(b->p, (int64_t)q->u);
        break;
    case SN_F_IPXNET:
        sn_put_f(b, "0x%08x", (unsigned)q->u);
        break;
    default:
        sn_put_hex_bytes(b, q->p, q->n, ':');
        break;
    }
    sn_put_c(b, '"');
}

/* A number; a string when JSON has no such number: "inf", "nan". */
static void put_float(struct sn_buf *b, const struct sn_field *f, const struct sn_rec *q)
{
    bool finite = isfinite(sn_field_double(f, q->u));

    if (!finite)
        sn_put_c(b, '"');
    sn_put_field(b, f, q, 0);
    if (!finite)
        sn_put_c(b, '"');
}

/* Values that are no SN_F_UINT, at b->p, where there is VALUE_ROOM. */
static void put_other(struct sn_buf *b, const struct sn_field *f, const struct sn_rec *q)
{
    switch (f->type) {
    case SN_F_INT:
        sn_put_i64(b, (int64_t)q->u);
        break;
    case SN_F_FLOAT:
        put_float(b, f, q);
        break;
    case SN_F_STR:
        sn_put_json_str(b, q->p, sn_str_len(q));
        break;
    case SN_F_BOOL:
        b->p = put_bool(b->p, q->u);
        break;
    case SN_F_NONE: /* true by being there */
        b->p = put_lit(b->p, "true");
        break;
    default:
        put_quoted(b, f, q);
        break;
    }
}

static void put_value(void *ctx, const struct sn_field *f, const struct sn_rec *q)
{
    struct sn_json *j = ctx;

    sn_json_raw(j);
    if (!sn_buf_room(j->b, VALUE_ROOM))
        return;
    if (f->type == SN_F_UINT)
        j->b->p = put_uint(j->b->p, f, q->u);
    else
        put_other(j->b, f, q);
}

static void put_values(void *ctx, const struct sn_field *fields, const struct sn_rec *q, uint32_t n)
{
    struct sn_json *j = ctx;
    struct sn_buf *b = j->b;
    char *o = b->p; /* b->p in a register: stores of characters could be to it */
    bool more = j->more;

    for (const struct sn_rec *end = q + n; q < end; q++) {
        const struct sn_field *f = &fields[q->field];
        size_t need = f->len + (size_t)(SN_JSON_KEY_ROOM + VALUE_ROOM);

        if (__builtin_expect((size_t)(b->end - o) < need, 0)) {
            b->p = o;
            if (!sn_buf_more(b, need))
                return;
            o = b->p;
        }
        o = sn_json_put_key(o, f->name, f->len, more);
        more = true;
        if (f->type == SN_F_UINT) {
            o = put_uint(o, f, q->u);
        } else if (f->type == SN_F_BOOL) {
            o = put_bool(o, q->u);
        } else {
            b->p = o;
            put_other(b, f, q);
            o = b->p;
        }
    }
    b->p = o;
    j->more = more;
}

void sn_fmt_json(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                 const struct sn_frame *fr)
{
    static const struct sn_visitor visitor = {.layer = put_layer,
                                              .layer_end = put_object_end,
                                              .array = put_array,
                                              .array_end = put_array_end,
                                              .group = put_group,
                                              .group_end = put_object_end,
                                              .value = put_value,
                                              .values = put_values};
    struct sn_json j = sn_json_into(b);

    sn_json_object(&j);
    if (sn_visit(f->visit, &visitor, &j, f->o.wanted, d, fr) != SN_OK)
        b->err = SN_ENOMEM;
    sn_json_object_end(&j);
    sn_json_newline(&j);
}
