/* ASN.1's basic encoding by tables: see ber.h. */
#include "dis/app/ber.h"

#include <stdio.h>
#include <time.h>

enum { DEPTH_MAX = 24, LENGTH_MAX = 4, OID_ROOM = 256, NS = 1000000000 };

/* The tag and the length; how many bytes they took, 0: they can't be read. */
static size_t head(const uint8_t *p, size_t n, uint64_t *len)
{
    size_t more;

    if (n < 2 || (p[0] & 31) == 31)
        return 0;
    if (!(p[1] & 0x80)) {
        *len = p[1];
        return 2;
    }
    more = p[1] & 0x7f;
    if (more == 0 || more > LENGTH_MAX || n < 2 + more)
        return 0;
    *len = (size_t)sn_be_n(p + 2, more);
    return 2 + more;
}

size_t sn_ber_size(const uint8_t *p, size_t n)
{
    uint64_t len;
    size_t used = head(p, n, &len);

    return used ? used + (size_t)len : 0;
}

/* The next value; what there is of it, when the reader was cut and `part` says so. */
static bool next(struct sn_rd *r, uint8_t *tag, struct sn_rd *val, bool part)
{
    uint64_t len;
    size_t used = head(r->p, sn_rd_left(r), &len);

    if (!used || (sn_rd_left(r) - used < len && !(part && r->cut)))
        return false;
    *tag = *r->p;
    (void)sn_rd_skip(r, used);
    return sn_rd_sub(r, (size_t)len, val);
}

bool sn_ber_next(struct sn_rd *r, uint8_t *tag, struct sn_rd *val)
{
    return next(r, tag, val, false);
}

/* ---- values ---- */

static void number(struct sn_dis *d, unsigned field, const struct sn_rd *val)
{
    size_t n = sn_rd_left(val);
    uint64_t v;

    if (n == 0 || n > 9 || (n == 9 && *val->p))
        return;
    v = (uint64_t)sn_be_int(val->p, n);
    /* Wireshark's numbers of BER have 32 bits. */
    v = d->cur->proto->fields[field].type == SN_F_UINT ? (uint32_t)v : (uint64_t)(int32_t)v;
    sn_rec_uint(d, field, sn_rd_off(val), n, v);
}

static int two(const uint8_t *p)
{
    return p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' ? (p[0] - '0') * 10 + p[1] - '0'
                                                                    : -1;
}

/* So many pairs of digits. */
static bool pairs(const uint8_t *p, unsigned n, int *v)
{
    for (unsigned i = 0; i < n; i++) {
        v[i] = two(p + (size_t)2 * i);
        if (v[i] < 0)
            return false;
    }
    return true;
}

bool sn_ber_time(const struct sn_rd *val, int64_t *ns)
{
    size_t n = sn_rd_left(val);
    struct tm tm = {0};
    int v[7];
    int64_t s;

    if (n >= 15 && val->p[14] == 'Z') {
        if (!pairs(val->p, 7, v))
            return false;
    } else if (n == 13 && val->p[12] == 'Z') {
        if (!pairs(val->p, 6, v + 1))
            return false;
        v[0] = v[1] >= 50 ? 19 : 20;
    } else {
        return false;
    }
    tm.tm_year = v[0] * 100 + v[1] - 1900;
    tm.tm_mon = v[2] - 1;
    tm.tm_mday = v[3];
    tm.tm_hour = v[4];
    tm.tm_min = v[5];
    tm.tm_sec = v[6];
    s = timegm(&tm);
    if (s <= INT64_MIN / NS || s >= INT64_MAX / NS)
        return false;
    *ns = s * NS;
    return true;
}

static void point_in_time(struct sn_dis *d, unsigned field, const struct sn_rd *val)
{
    int64_t ns;

    if (sn_rd_left(val) >= 15 && sn_ber_time(val, &ns))
        sn_rec_uint(d, field, sn_rd_off(val), 15, (uint64_t)ns);
}

void sn_ber_oid(struct sn_dis *d, unsigned field, const struct sn_rd *val)
{
    char text[OID_ROOM];
    struct sn_buf b;
    uint64_t v = 0;
    bool first = true;

    sn_buf_fixed(&b, text, sizeof text);
    for (const uint8_t *p = val->p; p < val->end && sn_buf_len(&b) < OID_ROOM - 32; p++) {
        v = v << 7 | (*p & 0x7f);
        if (*p & 0x80)
            continue;
        if (first)
            sn_put_f(&b, "%u.", v < 80 ? (unsigned)(v / 40) : 2);
        else
            sn_put_c(&b, '.');
        sn_put_u64(&b, !first ? v : v < 80 ? v % 40 : v - 80);
        first = false;
        v = 0;
    }
    if (!first)
        sn_rec_str(d, field, b.base, sn_buf_len(&b));
}

static void bytes(struct sn_dis *d, unsigned field, struct sn_rd *val)
{
    if (sn_rd_left(val))
        (void)!sn_get_bytes(d, val, field, sn_rd_left(val));
}

static uint64_t count(struct sn_rd r)
{
    struct sn_rd val;
    uint64_t n = 0;
    uint8_t tag;

    while (sn_ber_next(&r, &tag, &val))
        n++;
    return n;
}

static void value(struct sn_dis *d, const struct sn_ber *row, struct sn_rd *val, uint8_t tag)
{
    switch (row->kind) {
    case SN_BER_UINT:
        number(d, row->field, val);
        break;
    case SN_BER_BOOL:
        if (sn_rd_left(val))
            sn_rec_uint(d, row->field, sn_rd_off(val), 1, *val->p != 0);
        break;
    case SN_BER_BITS:
        if (sn_rd_left(val))
            (void)sn_rd_skip(val, 1);
        bytes(d, row->field, val);
        break;
    case SN_BER_BYTES:
        bytes(d, row->field, val);
        break;
    case SN_BER_TIME:
        point_in_time(d, row->field, val);
        break;
    case SN_BER_OID:
        sn_ber_oid(d, row->field, val);
        break;
    case SN_BER_CALL:
        if (row->call)
            row->call(d, val, tag);
        break;
    default:
        break;
    }
}

/* ---- elements ---- */

/* Elements whose end is still ahead. */
struct level {
    struct sn_rd r;
    const struct sn_ber *rows, *last; /* last: found last; NULL: none */
    struct sn_rec *group;
};

static const struct sn_ber *row_of(struct level *l, uint8_t tag)
{
    const struct sn_ber *row;

    for (row = l->last ? l->last + 1 : l->rows; row->tag && row->tag != tag; row++)
        ;
    if (!row->tag) {
        for (row = l->rows; row->tag && row->tag != tag; row++)
            ;
    }
    if (!row->tag)
        return NULL;
    l->last = row;
    return row;
}

/* What an element that has others inside records in front of them. */
static struct sn_rec *enter(struct sn_dis *d, const struct sn_ber *row, struct sn_rd *val)
{
    if (row->kind == SN_BER_GROUP)
        return sn_group(d, val, row->field, 0);
    if (row->kind == SN_BER_ITEMS)
        sn_rec_uint(d, row->field, sn_rd_off(val), 0, count(*val));
    return NULL;
}

void sn_ber_read(struct sn_dis *d, struct sn_rd *r, const struct sn_ber *rows)
{
    struct level at[DEPTH_MAX];
    unsigned n = 0;

    at[0] = (struct level){.r = *r, .rows = rows};
    for (;;) {
        struct level *l = &at[n];
        const struct sn_ber *row;
        struct sn_rd val, outer;
        uint8_t tag, inner;

        if (!next(&l->r, &tag, &val, true)) {
            if (l->group)
                sn_group_end(d, &l->r, l->group);
            if (n-- == 0)
                return;
            continue;
        }
        row = row_of(l, tag);
        outer = val;
        if (!row || (row->wrapped && !next(&outer, &inner, &val, true)))
            continue;
        if (val.cut && !row->inside) /* of what holds others, those that are whole */
            continue;
        if (row->choice)
            sn_rec_uint(d, row->choice, sn_rd_off(&val), 0, tag & 31);
        if (!row->inside)
            value(d, row, &val, tag);
        else if (n + 1 < DEPTH_MAX)
            at[++n] = (struct level){.r = val, .rows = row->inside, .group = enter(d, row, &val)};
    }
}
