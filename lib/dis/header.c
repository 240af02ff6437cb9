/* Headers, options and checksums read by the tables of fields: see proto.h. */
#include "dis/proto.h"

/* The record made last is of a field that those in front of it may be paired with, and the next one
 * is missing. */
static void unpair(struct sn_dis *d, const struct sn_field *t, unsigned first)
{
    struct sn_rec *q = &d->rec[d->nrec];

    while (q-- > d->rec + d->cur->first && q->field >= first && t[q->field].flags & SN_F_PAIRED)
        q->flags |= SN_REC_TEXT;
}

void sn_header_cut(struct sn_dis *d, struct sn_rd *r, const struct sn_field *t, unsigned first,
                   unsigned last)
{
    for (unsigned i = first; i <= last; i++) {
        size_t left = sn_rd_left(r);

        if (left < t[i].width) {
            unpair(d, t, first);
            break;
        }
        sn_field_fill(sn_rec_new(d), d->depth, &t[i], i, r->p, sn_rd_off(r));
        if (left < (size_t)t[i].step + t[i].pad)
            break;
        r->p += t[i].step + (size_t)t[i].pad;
    }
    r->p = r->end;
}

/* The same with room for all of them, unless one would go behind the end of r: then nothing. */
static bool fill_all(struct sn_dis *d, struct sn_rd *r, const struct sn_field *t, unsigned first,
                     unsigned last)
{
    struct sn_rec *q = &d->rec[d->nrec];
    const uint8_t *p = r->p;

    for (unsigned i = first; i <= last; i++, q++) {
        const struct sn_field *f = &t[i];
        size_t left = (size_t)(r->end - p), size = f->step + (size_t)f->pad;

        if (left < size || left < f->width)
            return false;
        sn_field_fill(q, d->depth, f, i, p, (size_t)(p - r->start));
        p += size;
    }
    d->nrec += last - first + 1;
    r->p = p;
    return true;
}

bool sn_header(struct sn_dis *d, struct sn_rd *r, unsigned first, unsigned last)
{
    const struct sn_field *t = d->cur->proto->fields;

    if (last - first < d->caprec - d->nrec && fill_all(d, r, t, first, last))
        return true;
    if (!sn_rd_need(r, sn_header_extent(t, first, last))) {
        sn_header_cut(d, r, t, first, last);
        return false;
    }
    for (unsigned i = first; i <= last; i++) {
        sn_field_fill(sn_rec_new(d), d->depth, &t[i], i, r->p, sn_rd_off(r));
        r->p += t[i].step + (size_t)t[i].pad;
    }
    return true;
}

bool sn_get64(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t *v)
{
    const struct sn_field *f = &d->cur->proto->fields[field];
    struct sn_rec *q;
    const uint8_t *p;

    if (!sn_rd_bytes(r, f->width, &p))
        return false;
    q = sn_rec_new(d);
    sn_field_fill(q, d->depth, f, field, p, (size_t)(p - r->start));
    if (!f->step)
        r->p = p;
    if (v)
        *v = q->u;
    return true;
}

bool sn_get(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t *v)
{
    uint64_t u;

    if (!sn_get64(d, r, field, &u))
        return false;
    if (v)
        *v = (uint32_t)u;
    return true;
}

/* Up to n numbers of 16 bits that are shown as they are, as many as are there: lists of algorithms
 * are long. Returns how many. */
static uint32_t get_16s(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t n)
{
    const struct sn_field *f = &d->cur->proto->fields[field];
    size_t off = sn_rd_off(r), left = sn_rd_left(r) / 2;

    if (f->type != SN_F_UINT || f->width != 2 || f->step != 2 || f->mask || f->scale ||
        f->flags & SN_F_LE)
        return 0;
    n = n < left ? n : (uint32_t)left;
    for (uint32_t i = 0; i < n; i++) {
        sn_rec_set(sn_rec_new(d), d->depth, field, off, 2, sn_be16(r->p));
        r->p += 2;
        off += 2;
    }
    return n;
}

bool sn_get_n(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t n)
{
    for (n -= get_16s(d, r, field, n); n; n--) {
        if (!sn_get64(d, r, field, NULL))
            return false;
    }
    return true;
}

bool sn_get_strz(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    size_t left = sn_rd_left(r), n = strnlen((const char *)r->p, left);
    struct sn_rec *q;

    if (!sn_rd_need(r, 1))
        return false;
    q = sn_rec_bytes(d, field, sn_rd_off(r), n < left ? n + 1 : n, r->p, n);
    if (n == left)
        q->flags |= SN_REC_BAD;
    return sn_rd_skip(r, n + 1);
}

bool sn_get_prefix(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned bits)
{
    bool v6 = d->cur->proto->fields[field].type == SN_F_IPV6;
    size_t off = sn_rd_off(r), n = (bits + 7) / 8;
    const uint8_t *p;
    uint8_t *a;

    if (!sn_rd_bytes(r, n, &p))
        return false;
    a = sn_arena_zalloc(&d->arena, 16, 1);
    if (!a)
        return false;
    memcpy(a, p, n);
    if (bits % 8)
        a[n - 1] &= (uint8_t)(0xff00 >> bits % 8);
    if (v6)
        sn_rec_bytes(d, field, off, n, a, 16);
    else
        sn_rec_uint(d, field, off, n, sn_be32(a));
    return true;
}

void sn_text_only(struct sn_dis *d, uint32_t first)
{
    for (; first < d->nrec; first++)
        d->rec[first].flags |= SN_REC_TEXT;
}

void sn_parts(struct sn_dis *d, unsigned whole, unsigned first, unsigned last)
{
    const struct sn_field *t = d->cur->proto->fields;
    uint64_t u = sn_u(d, whole);

    if (!(d->want & SN_WANT_FIELDS))
        return;
    for (unsigned i = first; i <= last; i++)
        sn_rec_made(d, i, (u & t[i].mask) >> __builtin_ctz(t[i].mask));
}

struct sn_rec *sn_rec_of_slowly(const struct sn_dis *d, unsigned field)
{
    struct sn_rec *first = d->rec + d->cur->first, *q;

    for (q = d->rec + d->nrec; q > first; q--) {
        if (q[-1].field == field)
            return q - 1;
    }
    return NULL;
}

const struct sn_rec *sn_rec_near(const struct sn_dis *d, const struct sn_proto *p, unsigned field)
{
    const struct sn_layer *l = d->cur;
    uint32_t end;

    while (l->proto != p && l > d->layer)
        l--;
    end = l->proto != p ? 0 : l == d->cur ? d->nrec : l->first + l->n;
    for (uint32_t i = l->first; i < end; i++)
        if (d->rec[i].field == field)
            return &d->rec[i];
    return NULL;
}

uint64_t sn_ntp_to_ns(uint64_t stamp)
{
    enum { UNIX_EPOCH = 2208988800u, NS = 1000000000 }; /* 1970 in seconds since 1900 */
    uint64_t s = stamp >> 32, ns = (stamp & UINT32_MAX) * NS >> 32;

    s += s >> 31 ? 0 : (uint64_t)1 << 32;
    return (s - UNIX_EPOCH) * NS + ns;
}

void sn_sum_result(struct sn_dis *d, unsigned sum, unsigned status, unsigned right, uint16_t rest)
{
    struct sn_rec *q = sn_rec_of(d, sum);
    uint16_t had;

    if (!q)
        return;
    had = (uint16_t)q->u;
    q->flags |= (uint8_t)(SN_REC_CHECKED | (rest ? SN_REC_BAD : 0));
    sn_made(d, status, !rest);
    if (strncmp(d->cur->proto->fields[right].name, "sn.", 3) == 0) {
        if (rest)
            sn_note(d, right, sn_sum_should(had, rest));
    } else if (rest) {
        sn_rec_made(d, right, sn_sum_should(had, rest));
    } else {
        sn_made(d, right, had);
    }
}

void sn_sum_check(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint8_t proto,
                  unsigned sum, unsigned status, unsigned right)
{
    uint32_t pseudo = proto ? sn_sum_pseudo(d, proto, len) : 0;

    if (sn_rd_left(all) >= len)
        sn_sum_result(d, sum, status, right, sn_sum_fold(sn_sum_add(pseudo, all->p, len)));
    else
        sn_made(d, status, SN_SUM_UNVERIFIED);
}

void sn_sum_verify(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint8_t proto,
                   unsigned sum, unsigned status, unsigned right)
{
    if (d->want & SN_WANT_SUMS)
        sn_sum_check(d, all, len, proto, sum, status, right);
}

/* A number of 1, 2 or 4 bytes as a field. */
static bool get_part(struct sn_dis *d, struct sn_rd *r, unsigned field, uint8_t width, uint32_t *v)
{
    const uint8_t *p;

    if (!sn_rd_bytes(r, width, &p))
        return false;
    *v = (uint32_t)sn_be_n(p, width);
    sn_rec_uint(d, field, (size_t)(p - r->start), width, *v);
    return true;
}

bool sn_tlv_next(struct sn_dis *d, struct sn_rd *r, const struct sn_tlv_form *form, unsigned type,
                 unsigned len, struct sn_tlv *out)
{
    uint32_t n;

    if (sn_rd_left(r) == 0) {
        r->stop = r->cut ? SN_STOP_TRUNCATED : SN_STOP_NONE;
        return false;
    }
    out->len = 0;
    if (!get_part(d, r, type, form->type, &out->type))
        return false;
    if (form->pad1 && out->type == 0) {
        (void)sn_rd_sub(r, 0, &out->val);
        return true;
    }
    if (!get_part(d, r, len, form->len, &n))
        return false;
    n *= form->unit;
    if (n < form->head) {
        r->stop = SN_STOP_MALFORMED;
        return false;
    }
    out->len = n - form->head;
    return sn_rd_sub(r, out->len, &out->val);
}

bool sn_tlv_upto(struct sn_dis *d, struct sn_rd *r, const struct sn_tlv_form *form, unsigned type,
                 unsigned len, struct sn_tlv *out)
{
    struct sn_rd rest = *r;

    if (sn_tlv_next(d, r, form, type, len, out))
        return true;
    if (!r->stop || !sn_rd_skip(&rest, (size_t)form->type + form->len) || r->p != rest.p)
        return false;
    out->val = rest;
    out->val.cut = true;
    r->p = r->end;
    return out->len > 0;
}
