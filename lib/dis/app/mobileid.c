/* How mobile networks' protocols write subscribers, networks and names: see mobileid.h. */
#include "dis/app/mobileid.h"

enum { DIGITS_MAX = 64, NO_DIGIT = 15 };

/* Digits as characters; returns how many. */
static size_t digits(const struct sn_rd *r, char *out, size_t max)
{
    static const char names[] = "0123456789*#abc";
    size_t n = 0;

    for (const uint8_t *p = r->p; p < r->end && n + 2 <= max; p++) {
        if ((*p & 15) == NO_DIGIT)
            break;
        out[n++] = names[*p & 15];
        if (*p >> 4 == NO_DIGIT)
            break;
        out[n++] = names[*p >> 4];
    }
    return n;
}

static void put(struct sn_dis *d, const struct sn_rd *r, unsigned field, const char *s, size_t n)
{
    char *copy = sn_arena_alloc(&d->arena, n ? n : 1);

    if (!copy)
        return;
    memcpy(copy, s, n);
    sn_rec_bytes(d, field, sn_rd_off(r), sn_rd_left(r), copy, n);
}

void sn_mobile_digits(struct sn_dis *d, const struct sn_rd *r, unsigned field)
{
    char s[DIGITS_MAX];

    put(d, r, field, s, digits(r, s, sizeof s));
}

void sn_mobile_subscriber(struct sn_dis *d, const struct sn_rd *r, unsigned first)
{
    const uint8_t *p = r->p;

    sn_mobile_digits(d, r, first);
    sn_mobile_digits(d, r, first + 1);
    if (sn_rd_left(r) >= 2)
        sn_rec_uint(d, first + 2, sn_rd_off(r), 2,
                    (p[0] & 15u) * 100 + (p[0] >> 4) * 10u + (p[1] & 15u));
}

/* How many digits the code of a country has that a number begins with (ITU-T E.164). */
static size_t country_digits(const char *s)
{
    static const char *const two[10] = {
        [2] = "07",      [3] = "0123469", [4] = "013456789", [5] = "12345678",
        [6] = "0123456", [8] = "1246",    [9] = "0123458"};

    if (s[0] == '1' || s[0] == '7')
        return 1;
    if (s[0] < '0' || s[0] > '9' || !two[s[0] - '0'] || !strchr(two[s[0] - '0'], s[1]))
        return 3;
    return 2;
}

void sn_mobile_number(struct sn_dis *d, const struct sn_rd *r, unsigned number, unsigned country)
{
    char s[DIGITS_MAX];
    size_t n = digits(r, s, sizeof s), code;
    uint64_t v = 0;

    put(d, r, number, s, n);
    if (n < 3)
        return;
    code = country_digits(s);
    for (size_t i = 0; i < code; i++) {
        if (s[i] < '0' || s[i] > '9')
            return;
        v = v * 10 + (uint64_t)(s[i] - '0');
    }
    sn_rec_uint(d, country, sn_rd_off(r), (code + 1) / 2, v);
}

bool sn_mobile_network(struct sn_dis *d, struct sn_rd *r, unsigned country)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;
    uint32_t mnc;

    if (!sn_rd_bytes(r, 3, &p))
        return false;
    mnc = (p[2] & 15u) * 10 + (p[2] >> 4);
    if (p[1] >> 4 != NO_DIGIT)
        mnc = mnc * 10 + (p[1] >> 4);
    sn_rec_uint(d, country, off, 2, (p[0] & 15u) * 100 + (p[0] >> 4) * 10u + (p[1] & 15u));
    sn_rec_uint(d, country + 1, off + 1, 2, mnc);
    return true;
}

void sn_mobile_labels(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    size_t left = sn_rd_left(r), off = sn_rd_off(r), n = 0, at = 0;
    char *s = sn_arena_alloc(&d->arena, left + 1);
    const uint8_t *p;

    if (!s || !sn_rd_bytes(r, left, &p))
        return;
    while (at < left) {
        size_t len = p[at++];

        if (n)
            s[n++] = '.';
        len = len < left - at ? len : left - at;
        memcpy(s + n, p + at, len);
        n += len;
        at += len;
    }
    sn_rec_bytes(d, field, off, left, s, n);
}

bool sn_mobile_uint(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, n, &p))
        return false;
    sn_rec_uint(d, field, off, n, sn_be_n(p, n));
    return true;
}

void sn_mobile_address(struct sn_dis *d, struct sn_rd *r, unsigned v4, unsigned v6)
{
    if (sn_rd_left(r) == 4)
        (void)sn_get(d, r, v4, NULL);
    else if (sn_rd_left(r) == 16)
        (void)sn_get(d, r, v6, NULL);
}

void sn_mobile_summer(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    uint8_t b;

    if (sn_rd_skip(r, 1) && sn_rd_u8(r, &b))
        sn_rec_uint(d, field, sn_rd_off(r) - 1, 1, b & 3);
}

bool sn_mobile_time(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    size_t off = sn_rd_off(r);
    uint32_t s;

    if (!sn_rd_be32(r, &s))
        return false;
    sn_rec_uint(d, field, off, 4, sn_ntp_to_ns((uint64_t)s << 32));
    return true;
}

/* ---- elements ---- */

enum { GROUPS_MAX = 8, IES_MAX = 1024 };

/* A group that is open: what follows it, and its record. */
struct open {
    struct sn_rd rest;
    struct sn_rec *group;
};

/* A group's elements are read before what follows it. */
void sn_mobile_elements(struct sn_dis *d, struct sn_rd *r, const struct sn_mobile_form *form)
{
    struct open open[GROUPS_MAX];
    struct sn_rd here = *r, body;
    unsigned depth = 0;

    for (unsigned n = 0; n < IES_MAX && !here.stop; n++) {
        struct sn_rec *g;
        uint32_t type, len;

        while (depth && !sn_rd_left(&here)) {
            here = open[--depth].rest;
            sn_group_end(d, &here, open[depth].group);
        }
        if (!sn_rd_left(&here))
            break;
        g = sn_group(d, &here, form->group, n);
        if (sn_header(d, &here, form->first, form->last)) {
            type = (uint32_t)sn_u(d, form->type);
            len = (uint32_t)sn_u(d, form->len);
            body = sn_inside(&here, len);
            if (sn_rd_skip(&here, len) && form->is_group(type) && depth < GROUPS_MAX) {
                open[depth++] = (struct open){.rest = here, .group = g};
                here = body;
                continue;
            }
            form->value(d, &body, type);
        }
        sn_group_end(d, &here, g);
    }
    while (depth)
        sn_group_end(d, &here, open[--depth].group);
    if (here.stop)
        sn_stop(r, &here);
}
