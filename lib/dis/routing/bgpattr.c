/*
 * BGP: updates and their path attributes (RFC 4271, 1997, 4360, 4456, 6514, 6793, 7311, 8092).
 *
 * An attribute's value is read as far as the segment was captured, as tcpdump does: its length only
 * says when to stop. What was read behind it is for the text alone.
 */
#include "dis/routing/bgp.h"

enum {
    A_ORIGIN = 1,
    AS_PATH,
    A_NEXT_HOP,
    A_MED,
    A_PREF,
    ATOMIC,
    AGGREGATOR,
    COMMUNITIES,
    A_ORIGINATOR,
    CLUSTERS,
    MP_REACH = 14,
    MP_UNREACH,
    EXT_COMMUNITIES,
    AS4_PATH,
    AS4_AGGREGATOR,
    PMSI = 22,
    A_AIGP = 26,
    LARGE = 32,
    PREFIX_SID = 40,
    ATTR_SET = 128,
};
enum { EXTENDED_LENGTH = 0x10, NESTING_MAX = 10 };
static const uint32_t well_known = 0xffff0000;

static bool attributes(struct sn_dis *d, struct sn_rd *r, const uint8_t *behind, unsigned level);

/* A path says nowhere how wide its numbers are: 2 bytes when it can be read so to its end. */
static unsigned as_width(struct sn_rd r, uint32_t type)
{
    uint8_t segment, n;

    if (type == AS4_PATH)
        return 4;
    while (sn_rd_left(&r)) {
        if (!sn_rd_u8(&r, &segment) || !sn_rd_u8(&r, &n) || segment < 1 || segment > 4 || n == 0 ||
            !sn_rd_skip(&r, 2u * n))
            return 4;
    }
    return 2;
}

static bool path(struct sn_dis *d, struct sn_rd *r, const uint8_t *end, uint32_t type)
{
    struct sn_rd whole = sn_inside(r, (size_t)(end - r->p));
    unsigned field = as_width(whole, type) == 2 ? PATH_AS2 : PATH_AS4;

    if (r->p == end)
        sn_note(d, PATH_EMPTY, 0);
    while (r->p < end) {
        struct sn_rec *g = sn_group(d, r, PATH, 0);
        uint32_t n;
        bool ok =
            sn_get(d, r, PATH_TYPE, NULL) && sn_get(d, r, PATH_N, &n) && sn_get_n(d, r, field, n);

        if (ok)
            sn_note(d, PATH_END, 0);
        sn_group_end(d, r, g);
        if (!ok)
            return false;
    }
    return true;
}

static bool communities(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    uint32_t u;

    while (r->p < end) {
        if (!sn_get(d, r, COMMUNITY, &u))
            return false;
        if (u >> 16 == 0 || u >= well_known) {
            sn_made(d, COMM_KNOWN, u);
        } else {
            sn_made(d, COMM_AS, u >> 16);
            sn_made(d, COMM_VALUE, u & 0xffff);
        }
    }
    return true;
}

static bool ext_communities(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    while (r->p < end) {
        struct sn_rec *g = sn_group(d, r, EXT, 0);
        struct sn_rd all = *r;

        if (!sn_get(d, r, EXT_TYPE, NULL) || !sn_get_bytes(d, r, EXT_VALUE, 6))
            return false;
        sn_bgp_ext_fields(d, &all);
        sn_group_end(d, r, g);
    }
    return true;
}

static bool pmsi(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    uint32_t type;

    if (end - r->p < 5)
        sn_malformed(r);
    if (r->stop || !sn_rd_need(r, 5) || !sn_get(d, r, PMSI_FLAGS, NULL) ||
        !sn_get(d, r, PMSI_TYPE, &type) || !sn_get(d, r, PMSI_LABEL, NULL))
        return false;
    if (type == 6)
        return sn_get(d, r, PMSI_A, NULL);
    if (type >= 1 && type <= 7)
        return sn_rd_need(r, 8) && sn_get(d, r, PMSI_A, NULL) && sn_get(d, r, PMSI_B, NULL);
    return r->p >= end || sn_get_bytes(d, r, PMSI_DUMP, (size_t)(end - r->p));
}

static bool aigp(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    while (end - r->p >= 3) {
        uint32_t type, n;

        (void)!sn_get(d, r, TLV, &type);
        (void)!sn_get(d, r, TLV_LEN, &n);
        if (n < 3) {
            sn_malformed(r);
            return false;
        }
        n -= 3;
        if (!sn_rd_need(r, n))
            return false;
        if (end - r->p < (ptrdiff_t)n) {
            sn_malformed(r);
            return false;
        }
        if (type == 1) {
            struct sn_rd val = sn_inside(r, n);

            if (n < 8) {
                sn_malformed(r);
                return false;
            }
            (void)!sn_get64(d, &val, AIGP, NULL);
            (void)!sn_rd_skip(r, n);
        } else {
            (void)!sn_get_bytes(d, r, TLV_DUMP, n);
        }
    }
    return true;
}

/* *left: bytes of attributes that weren't read. */
static bool attr_set(struct sn_dis *d, struct sn_rd *r, const uint8_t *end, unsigned level,
                     size_t *left)
{
    struct sn_rd in;
    bool ok;

    if (end - r->p < 4)
        sn_malformed(r);
    if (r->stop || !sn_get(d, r, SET_AS, NULL))
        return false;
    if (level == NESTING_MAX) {
        sn_note(d, TOO_DEEP, 0);
        return true;
    }
    in = sn_inside(r, (size_t)(end - r->p));
    ok = attributes(d, &in, r->end, level + 1);
    *left = sn_rd_left(&in);
    if (!ok)
        sn_stop(r, &in);
    return ok;
}

/* Whether an attribute of n bytes can be of this type. */
static bool fits(uint32_t type, size_t n)
{
    switch (type) {
    case A_ORIGIN:
        return n == 1;
    case AS_PATH:
    case AS4_PATH:
        return n % 2 == 0;
    case A_NEXT_HOP:
    case A_MED:
    case A_PREF:
    case A_ORIGINATOR:
        return n == 4;
    case ATOMIC:
        return n == 0;
    case AGGREGATOR:
        return n == 6 || n == 8;
    case AS4_AGGREGATOR:
        return n == 8;
    case COMMUNITIES:
    case CLUSTERS:
        return n % 4 == 0;
    case EXT_COMMUNITIES:
        return n % 8 == 0;
    case LARGE:
        return n && n % 12 == 0;
    default:
        return true;
    }
}

/* The value of n bytes, which r goes on behind. *dump: how many of them tcpdump dumps. */
static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint32_t type, unsigned level,
                  size_t *dump)
{
    const uint8_t *end = r->p + n;
    struct sn_rd all;

    switch (type) {
    case A_ORIGIN:
        return sn_get(d, r, ORIGIN, NULL);
    case AS_PATH:
    case AS4_PATH:
        return path(d, r, end, type);
    case A_NEXT_HOP:
        return sn_get(d, r, NEXT_HOP, NULL);
    case A_MED:
        return sn_get(d, r, MED, NULL);
    case A_PREF:
        return sn_get(d, r, PREF, NULL);
    case ATOMIC:
        return true;
    case AGGREGATOR:
    case AS4_AGGREGATOR:
        return sn_get(d, r, n == 8 ? AGG_AS4 : AGG_AS2, NULL) && sn_get(d, r, AGG_ORIGIN, NULL);
    case COMMUNITIES:
        return communities(d, r, end);
    case A_ORIGINATOR:
        return sn_get(d, r, ORIGINATOR, NULL);
    case CLUSTERS:
        return sn_get_n(d, r, CLUSTER, n / 4);
    case MP_REACH:
    case MP_UNREACH:
        return sn_bgp_family(d, r, n, type == MP_REACH ? SN_BGP_REACH : SN_BGP_UNREACH);
    case EXT_COMMUNITIES:
        return ext_communities(d, r, end);
    case PMSI:
        return pmsi(d, r, end);
    case A_AIGP:
        return aigp(d, r, end);
    case ATTR_SET:
        return attr_set(d, r, end, level, dump);
    case LARGE:
        *dump = 0;
        for (uint32_t i = 0; i < n / 12; i++)
            (void)!sn_header(d, r, LARGE_GA, LARGE_2);
        return true;
    case PREFIX_SID:
        all = sn_inside(r, n);
        sn_bgp_prefix_sid(d, &all);
        sn_note(d, ATTR_NONE, type);
        return sn_get_bytes(d, r, DUMP_V, n);
    default:
        sn_note(d, ATTR_NONE, type);
        return sn_get_bytes(d, r, DUMP_V, n);
    }
}

/* Records from `first` on that were read behind `end` are for the text only; groups end there. A
 * route has all of its fields or none. */
static void clip(struct sn_dis *d, uint32_t first, size_t end)
{
    for (; first < d->nrec; first++) {
        struct sn_rec *q = &d->rec[first];
        unsigned depth = q->depth;

        if (q->off + q->len <= end)
            continue;
        if (q->field == NLRI) {
            for (q->flags |= SN_REC_TEXT; first + 1 < d->nrec && q[1].depth > depth; first++)
                (++q)->flags |= SN_REC_TEXT;
        } else if ((q->field == PATH || q->field == EXT) && q->off < end) {
            q->len = (uint32_t)end - q->off;
        } else {
            q->flags |= SN_REC_TEXT;
        }
    }
}

/* How many bytes an attribute has in front of its value. 0: they weren't captured, in front of
 * `behind`. */
static size_t head(struct sn_rd *r, const uint8_t *behind)
{
    size_t n = (size_t)(behind - r->p), need = n && r->p[0] & EXTENDED_LENGTH ? 4 : 3;

    if (n >= need)
        return need;
    sn_malformed(r);
    return 0;
}

/* What r has in front of `behind`. *ended: nothing can follow. */
static bool attribute(struct sn_dis *d, struct sn_rd *r, const uint8_t *behind, unsigned level,
                      bool *ended)
{
    struct sn_rd val, all;
    uint32_t type, from = d->nrec;
    uint16_t n = 0;
    uint8_t n8 = 0, flags;
    size_t off, dump;

    if (!sn_rd_peek(r, 0, &flags) || !sn_header(d, r, ATTR_FLAGS, ATTR_UNUSED) ||
        !sn_get(d, r, ATTR_TYPE, &type))
        return false;
    off = sn_rd_off(r);
    if (flags & EXTENDED_LENGTH ? !sn_rd_be16(r, &n) : !sn_rd_u8(r, &n8))
        return false;
    n = (uint16_t)(n + n8);
    sn_rec_uint(d, ATTR_LEN, off, sn_rd_off(r) - off, n);
    *ended = n > sn_rd_left(r);
    if (*ended) {
        sn_note(d, level ? SET_SHORT : ATTR_SHORT, 0);
        return true;
    }
    all = *r;
    val = *r;
    val.end = sn_captured_end(d, r);
    if (val.end < behind)
        val.end = behind;
    (void)!sn_rd_skip(r, n);
    dump = n;
    if (!fits(type, n)) {
        sn_note(d, BAD_LEN, 0);
    } else if (!value(d, &val, n, type, level, &dump)) {
        clip(d, from, sn_rd_off(r));
        sn_stop(r, &val);
        return false;
    }
    clip(d, from, sn_rd_off(r));
    from = d->nrec;
    if (dump)
        (void)!sn_get_bytes(d, &all, DUMP_VV, dump);
    sn_text_only(d, from);
    return true;
}

/* r has what is left when attributes don't fit. */
static bool attributes(struct sn_dis *d, struct sn_rd *r, const uint8_t *behind, unsigned level)
{
    bool ended = false;

    while (sn_rd_left(r) && !ended) {
        unsigned depth = d->depth;
        size_t need = head(r, behind);
        struct sn_rec *g;
        bool ok;

        if (!need)
            return false;
        if (sn_rd_left(r) < need) {
            sn_note(d, level ? SET_SHORT : ATTRS_SHORT, 0);
            return sn_rd_left(r) < 2 || sn_rd_skip(r, 2);
        }
        g = sn_group(d, r, ATTR, level);
        ok = attribute(d, r, behind, level, &ended);

        d->depth = (uint8_t)(depth + 1);
        sn_group_end(d, r, g);
        if (!ok)
            return false;
    }
    return true;
}

/* Withdrawn routes of n bytes. tcpdump goes on where a prefix is wrong. */
static bool withdrawn(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd part;

    if (!sn_rd_need(r, n))
        return false;
    if (n < 2)
        return sn_rd_skip(r, n);
    sn_note(d, WITHDRAWN_HEAD, 0);
    part = sn_inside(r, n);
    if (!sn_bgp_prefixes(d, &part, SN_BGP_WITHDRAWN) && part.stop) {
        sn_stop(r, &part);
        return false;
    }
    r->p = part.p;
    return true;
}

void sn_bgp_update(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd part;
    uint32_t n;

    (void)len;
    if (!sn_get(d, r, WITHDRAWN_LEN, &n) || (n && !withdrawn(d, r, n)) ||
        !sn_get(d, r, ATTRS_LEN, &n) || !sn_rd_need(r, n))
        return;
    if (n) {
        (void)!sn_rd_sub(r, n, &part);
        if (!attributes(d, &part, r->end, 0)) {
            sn_stop(r, &part);
            return;
        }
    } else if (!sn_rd_left(r)) {
        sn_note(d, END_OF_RIB, 0);
    }
    if (sn_rd_left(r)) {
        sn_note(d, NLRI_HEAD, 0);
        (void)sn_bgp_prefixes(d, r, SN_BGP_UPDATED);
    }
}
