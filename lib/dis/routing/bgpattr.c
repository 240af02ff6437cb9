/* BGP: updates and their path attributes (RFC 4271, 1997, 4360, 4456, 6514, 6793, 7311, 8092). */
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
    ATTR_SET = 128,
};
enum { EXTENDED_LENGTH = 0x10, NESTING_MAX = 10 };

static bool attributes(struct sn_dis *d, struct sn_rd *r, unsigned level);

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

static bool path(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    unsigned field = as_width(*r, type) == 2 ? PATH_AS2 : PATH_AS4;
    struct sn_rd in = *r;

    /* tcpdump goes on behind the attribute. */
    if (!(d->want & SN_WANT_FIELDS) && !r->cut) {
        in.end = r->start + d->cur->off + d->cur->caplen;
        in.cut = d->cur->caplen < d->cur->len;
    }

    if (!sn_rd_left(r))
        sn_note(d, PATH_EMPTY, 0);
    while (in.p < r->end) {
        struct sn_rec *g = sn_group(d, &in, PATH, 0);
        uint32_t n;
        bool ok = sn_get(d, &in, PATH_TYPE, NULL) && sn_get(d, &in, PATH_N, &n) &&
                  sn_get_n(d, &in, field, n);

        if (ok)
            sn_note(d, PATH_END, 0);
        sn_group_end(d, &in, g);
        if (!ok) {
            sn_stop(r, &in);
            return false;
        }
    }
    r->p = r->end;
    return true;
}

static bool communities(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t u;

    while (sn_rd_left(r)) {
        if (!sn_get(d, r, COMMUNITY, &u))
            return false;
        if (sn_val_name(sn_bgp_communities, u)) {
            sn_made(d, COMM_KNOWN, u);
        } else {
            sn_made(d, COMM_AS, u >> 16);
            sn_made(d, COMM_VALUE, u & 0xffff);
        }
    }
    return true;
}

static bool ext_communities(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, EXT, 0);

        if (!sn_get(d, r, EXT_TYPE, NULL) || !sn_get_bytes(d, r, EXT_VALUE, 6))
            return false;
        sn_group_end(d, r, g);
    }
    return true;
}

static bool pmsi(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type;

    if (!sn_get(d, r, PMSI_FLAGS, NULL) || !sn_get(d, r, PMSI_TYPE, &type) ||
        !sn_get(d, r, PMSI_LABEL, NULL))
        return false;
    if (type == 6)
        return sn_get(d, r, PMSI_A, NULL);
    if (type >= 1 && type <= 7)
        return sn_rd_need(r, 8) && sn_get(d, r, PMSI_A, NULL) && sn_get(d, r, PMSI_B, NULL);
    return sn_get_bytes(d, r, PMSI_DUMP, sn_rd_left(r));
}

static bool aigp(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r)) {
        uint32_t type, n;

        if (!sn_get(d, r, TLV, &type) || !sn_get(d, r, TLV_LEN, &n))
            return false;
        if (n < 3) {
            sn_malformed(r);
            return false;
        }
        n -= 3;
        if (!sn_rd_need(r, n))
            return false;
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

static bool attr_set(struct sn_dis *d, struct sn_rd *r, unsigned level)
{
    if (!sn_get(d, r, SET_AS, NULL))
        return false;
    if (level == NESTING_MAX) {
        sn_note(d, TOO_DEEP, 0);
        return true;
    }
    return attributes(d, r, level + 1);
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

static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t type, unsigned level)
{
    size_t n = sn_rd_left(r);

    switch (type) {
    case A_ORIGIN:
        return sn_get(d, r, ORIGIN, NULL);
    case AS_PATH:
    case AS4_PATH:
        return path(d, r, type);
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
        return communities(d, r);
    case A_ORIGINATOR:
        return sn_get(d, r, ORIGINATOR, NULL);
    case CLUSTERS:
        return sn_get_n(d, r, CLUSTER, (uint32_t)n / 4);
    case MP_REACH:
    case MP_UNREACH:
        sn_bgp_family(d, r, type == MP_REACH ? SN_BGP_REACH : SN_BGP_UNREACH);
        return !r->stop;
    case EXT_COMMUNITIES:
        return ext_communities(d, r);
    case PMSI:
        return pmsi(d, r);
    case A_AIGP:
        return aigp(d, r);
    case ATTR_SET:
        return attr_set(d, r, level);
    case LARGE:
        for (size_t i = 0; i < n / 12; i++)
            (void)!sn_header(d, r, LARGE_GA, LARGE_2);
        return true;
    default:
        sn_note(d, ATTR_NONE, type);
        return sn_get_bytes(d, r, DUMP_V, n);
    }
}

static bool attribute(struct sn_dis *d, struct sn_rd *r, unsigned level)
{
    struct sn_rd val, all;
    uint32_t type, from;
    uint16_t n = 0;
    uint8_t n8 = 0, flags;
    size_t off;

    if (!sn_rd_peek(r, 0, &flags) || !sn_header(d, r, ATTR_FLAGS, ATTR_UNUSED) ||
        !sn_get(d, r, ATTR_TYPE, &type))
        return false;
    off = sn_rd_off(r);
    if (flags & EXTENDED_LENGTH ? !sn_rd_be16(r, &n) : !sn_rd_u8(r, &n8))
        return false;
    n = (uint16_t)(n + n8);
    sn_rec_uint(d, ATTR_LEN, off, sn_rd_off(r) - off, n);
    if (n > sn_rd_left(r)) {
        sn_note(d, level ? SET_SHORT : ATTR_SHORT, 0);
        return sn_rd_skip(r, sn_rd_left(r)); /* nothing can follow */
    }
    all = sn_inside(r, n);
    (void)!sn_rd_sub(r, n, &val);
    if (!fits(type, n)) {
        sn_note(d, BAD_LEN, 0);
    } else if (!value(d, &val, type, level)) {
        sn_stop(r, &val);
        return false;
    }
    from = d->nrec;
    if (n && (type != LARGE || !fits(type, n)))
        (void)!sn_get_bytes(d, &all, DUMP_VV, n);
    sn_text_only(d, from);
    return true;
}

static bool attributes(struct sn_dis *d, struct sn_rd *r, unsigned level)
{
    while (sn_rd_left(r)) {
        unsigned depth = d->depth;
        struct sn_rec *g;
        bool ok;

        if (sn_rd_left(r) < 2) {
            sn_note(d, ATTRS_SHORT, 0);
            return sn_rd_skip(r, sn_rd_left(r));
        }
        g = sn_group(d, r, ATTR, level);
        ok = attribute(d, r, level);

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
        if (!attributes(d, &part, 0)) {
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
