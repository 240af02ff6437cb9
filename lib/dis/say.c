/* Records by their fields, and text made of them: see text.h. */
#include "dis/proto.h"
#include "sn/json.h"

const struct sn_rec *sn_find_slowly(const struct sn_view *v, unsigned field)
{
    for (const struct sn_rec *q = v->rec; q < v->end; q++) {
        if (q->field == field)
            return q;
    }
    return NULL;
}

bool sn_each(const struct sn_view *v, unsigned field, struct sn_view *part)
{
    const struct sn_rec *q = part->fields ? part->end : v->rec;

    while (q < v->end && q->field != field)
        q++;
    part->fields = v->fields;
    part->rec = q;
    part->end = v->end;
    if (q == v->end)
        return false;
    for (const struct sn_rec *e = q + 1; e < v->end; e++) {
        if (e->field == field ? e->depth <= q->depth : e->depth < q->depth) {
            part->end = e;
            break;
        }
    }
    if (v->fields[field].type == SN_F_GROUP) {
        for (part->end = q + 1; part->end < v->end && part->end->depth > q->depth;)
            part->end++;
    }
    return true;
}

struct sn_view sn_from(const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    return (struct sn_view){.rec = q ? q : v->end, .end = v->end, .fields = v->fields};
}

void sn_put_name(struct sn_text *t, const struct sn_val *vals, uint64_t u, const char *fmt)
{
    const char *name = sn_val_name(vals, (uint32_t)u);

    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, fmt, (unsigned)u);
}

void sn_put_value(struct sn_text *t, const struct sn_field *f, const struct sn_rec *q)
{
    switch (f->type) {
    case SN_F_INT:
        sn_put_i64(t->b, (int64_t)q->u);
        break;
    case SN_F_IPV4:
        sn_text_host4(t, (uint32_t)q->u);
        break;
    case SN_F_IPV6:
        sn_text_host6(t, q->p);
        break;
    case SN_F_ETHER:
        sn_put_hex_bytes(t->b, q->p, q->n, ':');
        break;
    case SN_F_BYTES:
        sn_put_hex_bytes(t->b, q->p, q->n, 0);
        break;
    case SN_F_STR:
        sn_put_safe(t->b, q->p, q->n);
        break;
    default:
        if (f->base == SN_HEX) {
            sn_put_lit(t->b, "0x");
            sn_put_hex_pad(t->b, q->u, f->width ? f->width * 2u : 2);
        } else {
            sn_put_u64(t->b, q->u);
        }
        break;
    }
}

static void put_hex_at_least(struct sn_buf *b, uint64_t u, unsigned digits)
{
    while (digits < 16 && u >> (4 * digits))
        digits++;
    sn_put_hex_pad(b, u, digits);
}

/* The separator, a colon, the word for no bits: n characters at spec. */
static void put_bits(struct sn_text *t, const char *spec, size_t n, const struct sn_field *f,
                     const struct sn_rec *q)
{
    char sep[8] = ", ", none[24] = "none";
    const char *colon = memchr(spec, ':', n);
    size_t width = colon ? (size_t)(colon - spec) : n;

    if (width && width < sizeof sep) {
        memcpy(sep, spec, width);
        sep[width] = '\0';
    }
    if (colon && n - width - 1 < sizeof none) {
        memcpy(none, colon + 1, n - width - 1);
        none[n - width - 1] = '\0';
    }
    sn_text_bits(t, f->vals, (uint32_t)q->u, sep, none);
}

/* tcpdump's dump of bytes in hexadecimal: 16 to a line, each behind what stands at `head`. */
static void put_dump(struct sn_text *t, const char *head, size_t n, const struct sn_rec *q)
{
    for (uint32_t i = 0; i < q->n; i++) {
        if (i % 16 == 0) {
            sn_put_mem(t->b, head, n);
            sn_put_f(t->b, "0x%04x: ", i);
        }
        if (i % 2 == 0)
            sn_put_c(t->b, ' ');
        sn_put_hex_pad(t->b, q->p[i], 2);
    }
}

static void put_megabits(struct sn_text *t, uint32_t bits)
{
    float rate;

    memcpy(&rate, &bits, sizeof rate);
    sn_put_f(t->b, "%.3f", (double)(rate * 8 / 1000000));
}

/* A decimal number of n characters at s; what comes behind its digits doesn't count. */
static unsigned digits_at(const char *s, size_t n)
{
    unsigned v = 0;

    for (; n && *s >= '0' && *s <= '9'; n--)
        v = v * 10 + (unsigned)(*s++ - '0');
    return v;
}

/* The name of the number, or the number as the n characters at fmt say; n 0: as "%u". */
static void put_name_or(struct sn_text *t, const char *spec, size_t n, const struct sn_field *f,
                        const struct sn_rec *q)
{
    const char *name = sn_val_name(f->vals, (uint32_t)q->u);
    char fmt[64];

    if (name) {
        sn_put_s(t->b, name);
        return;
    }
    n = n < sizeof fmt ? n : 0;
    memcpy(fmt, n ? spec : "%u", n ? n : 2);
    fmt[n ? n : 2] = '\0';
    sn_put_f(t->b, fmt, (unsigned)q->u);
}

/* What stands between braces, n characters at spec. */
static void put_spec(struct sn_text *t, const char *spec, size_t n, const struct sn_field *f,
                     const struct sn_rec *q)
{
    if (n == 0) {
        sn_put_value(t, f, q);
    } else if (spec[n - 1] == 'x' && spec[0] != 's') {
        put_hex_at_least(t->b, q->u, n > 1 ? digits_at(spec, n) : 1);
    } else if (spec[0] == 's') {
        put_name_or(t, spec + 2, n > 2 ? n - 2 : 0, f, q);
    } else if (spec[0] == 'b') {
        put_bits(t, spec + 1, n - 1, f, q);
    } else if (spec[0] == 'a') {
        sn_text_host4(t, (uint32_t)q->u);
    } else if (spec[0] == 't') {
        sn_text_period(t, (uint32_t)q->u);
    } else if (spec[0] == 'D') {
        put_dump(t, spec + 1, n - 1, q);
    } else if (spec[0] == 'M') {
        put_megabits(t, (uint32_t)q->u);
    } else if (spec[0] == ':') {
        sn_put_hex_bytes(t->b, q->p, q->n, ':');
    } else if (spec[0] == 'n') {
        sn_put_u32(t->b, q->n);
    } else {
        sn_put_u64(t->b, q->u);
    }
}

void sn_put_value_as(struct sn_text *t, const char *spec, const struct sn_field *f,
                     const struct sn_rec *q)
{
    put_spec(t, spec, strlen(spec), f, q);
}

/* fmt from a brace on, for record q; returns what follows. */
static inline const char *put_braces(struct sn_text *t, const struct sn_view *v, const char *fmt,
                                     const struct sn_rec *q)
{
    const struct sn_field *f = &v->fields[q->field];
    const char *end;

    if (fmt[1] == '}') {
        sn_put_value(t, f, q);
        return fmt + 2;
    }
    for (end = fmt + 2; *end != '}'; end++)
        ;
    put_spec(t, fmt + 1, (size_t)(end - fmt - 1), f, q);
    return end + 1;
}

/* Appends what stands in front of the next brace that isn't doubled; returns where that is, or the
 * end of fmt. */
static inline const char *put_plain(struct sn_buf *b, const char *fmt)
{
    for (;;) {
        const char *from = fmt;
        size_t n;

        while ((uint8_t)(*fmt - 1) < '{' - 1) /* neither the end nor a brace */
            fmt++;
        n = (size_t)(fmt - from);
        if (sn_buf_room(b, n)) {
            sn_json_copy(b->p, from, n);
            b->p += n;
        }
        if (!*fmt || ((*fmt == '{' || *fmt == '}') && fmt[1] != *fmt))
            return fmt;
        sn_put_c(b, *fmt);
        fmt += *fmt == '{' || *fmt == '}' ? 2 : 1;
    }
}

#define SAY_MAX 8 /* fields of one call */

bool sn_say_fields(struct sn_text *t, const struct sn_view *v, const char *fmt,
                   const uint16_t *fields, size_t n)
{
    const struct sn_rec *rec[SAY_MAX], **next = rec, **end;

    if (t->ended)
        return false;
    n = n < SAY_MAX ? n : SAY_MAX;
    end = rec + n;
    for (size_t i = 0; i < n; i++) {
        rec[i] = sn_find(v, fields[i]);
        if (!rec[i]) {
            sn_cut(t);
            return false;
        }
    }
    for (;;) {
        fmt = put_plain(t->b, fmt);
        if (!*fmt || next == end)
            return true;
        fmt = put_braces(t, v, fmt, *next++);
    }
}

const struct sn_rec *sn_latest(const struct sn_view *v, const struct sn_rec *q, unsigned first,
                               unsigned last)
{
    for (q++; q-- > v->rec;) {
        if (q->field >= first && q->field <= last)
            return q;
    }
    return NULL;
}

const struct sn_rec *sn_before(const struct sn_view *v, const struct sn_rec *q, unsigned field)
{
    return sn_latest(v, q, field, field);
}

/* One row for its record q, whose fields are all there. */
static void say_line(struct sn_text *t, const struct sn_view *v, const struct sn_line *line,
                     const struct sn_rec *q)
{
    const char *fmt = put_plain(t->b, line->fmt);

    for (unsigned i = 0; *fmt; i++) {
        const struct sn_rec *p = line->n ? sn_before(v, q, line->with[i % 8]) : q;

        if (!p)
            return;
        fmt = put_plain(t->b, put_braces(t, v, fmt, p));
    }
}

bool sn_say_lines(struct sn_text *t, const struct sn_view *v, const struct sn_line *lines, size_t n)
{
    for (const struct sn_rec *q = v->rec; q < v->end && !t->ended; q++) {
        const struct sn_line *line = &lines[q->field];

        if (q->field >= n || (!line->fmt && !line->put))
            continue;
        if (t->o->verbose < line->verbose) {
            if (line->ends)
                return false;
        } else if (line->put) {
            line->put(t, v, q);
        } else {
            say_line(t, v, line, q);
        }
    }
    return !t->ended;
}

void sn_say_layer(struct sn_text *t, const struct sn_layer *l, const struct sn_line *lines,
                  size_t n)
{
    struct sn_view v = sn_view(t, l);

    if (sn_say_lines(t, &v, lines, n) && l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        sn_cut(t);
}

bool sn_say_layer_but(struct sn_text *t, const struct sn_layer *l, const struct sn_line *lines,
                      size_t n, unsigned hide)
{
    struct sn_view v = sn_view(t, l), part = v;
    const struct sn_rec *q;

    do {
        for (part.end = part.rec; part.end < v.end && part.end->field != hide;)
            part.end++;
        if (!sn_say_lines(t, &part, lines, n))
            return false;
        for (q = part.end; q < v.end && q->depth >= part.end->depth;)
            q++;
        part.rec = q;
    } while (q < v.end);
    return l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED);
}

bool sn_say_each(struct sn_text *t, const struct sn_view *v, struct sn_view *part, const char *fmt,
                 unsigned field)
{
    if (sn_each(v, field, part))
        return sn_say(t, part, fmt, (uint16_t)field);
    sn_cut(t);
    return false;
}

void sn_say_padded(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field,
                   size_t n)
{
    const struct sn_rec *q = sn_find(v, field);
    const char *brace = strstr(fmt, "{}");
    size_t len;

    if (!sn_need(t, v, field))
        return;
    len = strnlen((const char *)q->p, q->n);
    sn_put_mem(t->b, fmt, (size_t)(brace - fmt));
    sn_put_safe(t->b, q->p, len);
    if (len == q->n && len < n)
        sn_cut(t);
    sn_put_s(t->b, brace + 2);
}

void sn_say_upto(struct sn_text *t, const struct sn_view *v, unsigned field, size_t n)
{
    const struct sn_rec *q = sn_find(v, field);

    if (t->ended)
        return;
    if (q)
        sn_put_value(t, &v->fields[field], q);
    if (n > (q ? q->n : 0))
        sn_cut(t);
}

bool sn_say_strz(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field)
{
    if (!sn_say(t, v, fmt, (uint16_t)field))
        return false;
    if (sn_find(v, field)->flags & SN_REC_BAD)
        sn_cut(t);
    return !sn_is_cut(t);
}

bool sn_say_strz_short(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field)
{
    if (sn_say(t, v, fmt, (uint16_t)field) && sn_find(v, field)->flags & SN_REC_BAD)
        sn_cut_short(t);
    return !sn_is_cut(t);
}

void sn_put_invalid(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, " (invalid)");
    if (l->caplen < l->len)
        sn_cut(t);
}

void sn_text_hex(struct sn_text *t, const char *indent, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i % 16 == 0)
            sn_put_f(t->b, "%s0x%04zx: ", indent, i);
        if (i % 2 == 0)
            sn_put_c(t->b, ' ');
        sn_put_hex_pad(t->b, p[i], 2);
    }
}

void sn_text_hex_ascii(struct sn_text *t, const char *indent, const uint8_t *p, size_t n)
{
    for (size_t at = 0; at < n; at += 16) {
        size_t k = n - at < 16 ? n - at : 16;

        sn_put_f(t->b, "%s0x%04zx: ", indent, at);
        for (size_t i = 0; i < 16; i++) {
            if (i < k)
                sn_put_f(t->b, i % 2 ? "%02x" : " %02x", p[at + i]);
            else
                sn_put_s(t->b, i % 2 ? "  " : "   ");
        }
        sn_put_lit(t->b, "  ");
        for (size_t i = 0; i < k; i++)
            sn_put_c(t->b, p[at + i] > 0x20 && p[at + i] < 0x7f ? (char)p[at + i] : '.');
    }
}
