/*
 * JSON: one object a packet, from the values that a visit of it yields.
 *
 * "frame" comes first, then a member for each layer. Arrays and groups are arrays and objects.
 */
#include "sn/json.h"
#include "base/put.h"
#include "fmt/fmt.h"

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

/* Times are strings, those of the epoch too: most readers of JSON would round them. */
static void put_time(struct sn_buf *b, const struct sn_field *f, int64_t ts)
{
    sn_put_c(b, '"');
    if (f == &sn_proto_frame.fields[SN_FRAME_EPOCH])
        sn_put_seconds(b, ts);
    else
        sn_fmt_iso8601(b, ts);
    sn_put_c(b, '"');
}

/* A number; a string when it has 64 bits, or else more digits than a double holds. */
static void put_uint(struct sn_buf *b, const struct sn_field *f, uint64_t u)
{
    bool wide = f->width == 8 || u > EXACT_MAX;

    if (wide)
        sn_put_c(b, '"');
    sn_put_u64(b, u);
    if (wide)
        sn_put_c(b, '"');
}

static void put_value(void *ctx, const struct sn_field *f, const struct sn_rec *q)
{
    struct sn_json *j = ctx;
    struct sn_buf *b = j->b;

    if (__builtin_expect(sn_json_in_object(j), 1))
        sn_json_key_raw(j, f->name, f->len);
    else
        sn_json_raw(j);
    switch (f->type) {
    case SN_F_UINT:
        put_uint(b, f, q->u);
        break;
    case SN_F_INT:
        sn_put_i64(b, (int64_t)q->u);
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
        put_time(b, f, (int64_t)q->u);
        break;
    case SN_F_BOOL:
        if (!q->u) {
            sn_put_lit(b, "false");
            break;
        }
        /* fallthrough */
    default: /* no value: true by being there */
        sn_put_lit(b, "true");
        break;
    }
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
                                              .value = put_value};
    struct sn_json j = sn_json_into(b);

    sn_json_object(&j);
    if (sn_visit(f->visit, &visitor, &j, f->o.wanted, d, fr) != SN_OK)
        b->err = SN_ENOMEM;
    sn_json_object_end(&j);
    sn_json_newline(&j);
}
