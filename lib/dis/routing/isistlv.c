/* IS-IS: TLVs (ISO/IEC 10589, RFC 1195, 5120, 5301, 5303, 5304, 5305, 5306, 5308, 7981, 8667). */
#include "dis/routing/isis.h"

enum {
    PADDING = 8,
    SPB_PORT = 143,
    SPB_TOPOLOGY = 144,
    CAPABILITY = 242,
    VENDORS = 250,
    IDS = 6,
    NEIGHBOR_SIZE = 11,
    PREFIX_SIZE = 12,
    SUBS_BIT = 0x40,
    SUBS_BIT6 = 0x20,
    AS_TAG = 2,
    SID_MIN = 5, /* a label with its head */
    MT_BITS = 0x0fff
};

/* Reads a TLV's value. False: what follows in it makes no sense, or was cut. */
struct tlvs {
    struct sn_dis *d;
    unsigned kind;
    const struct sn_rd *pdu;
    uint32_t len;   /* of the value */
    uint32_t total; /* of the packet */
    bool quiet;     /* tcpdump says nothing more, not even that the packet was cut */
};

/* How many bytes were captured behind r, also past the end of the TLV. */
static size_t captured(const struct sn_dis *d, const struct sn_rd *r)
{
    return (size_t)(sn_captured_end(d, r) - r->p);
}

static void dump(struct sn_dis *d, struct sn_rd r, size_t n, unsigned field)
{
    struct sn_rd in = sn_inside(&r, n);
    uint32_t from = d->nrec;

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

static bool areas(struct sn_dis *d, struct sn_rd *r, const struct tlvs *x)
{
    uint32_t left = x->len;

    while (left) {
        struct sn_rd all = *r;
        uint8_t n;

        if (!sn_rd_u8(r, &n))
            return false;
        left--;
        if (n > left)
            return true;
        if (!sn_rd_skip(r, n))
            return false;
        left -= n;
        sn_rec_bytes(d, x->kind == TLV_IIH ? AREA_IIH : AREA_LSP, sn_rd_off(&all), n + 1u, all.p,
                     n + 1u);
        sn_rec_bytes(d, AREA, sn_rd_off(&all) + 1, n, all.p + 1, n)->flags |= SN_REC_TEXT;
    }
    return true;
}

/* A segment: a label or an index by its length. tcpdump goes by the flags, prints the bits above a
 * label too, and reads on behind the end. */
static bool adjacency_sid(struct sn_dis *d, struct sn_rd *r)
{
    static const uint32_t value_local = 0x30;
    uint32_t kind = (uint32_t)sn_rec_of(d, ADJ_FLAGS)->u & value_local;
    bool label = kind == value_local, bad = kind && !label;
    bool there = captured(d, r) >= (label ? 3 : 4);

    if (bad)
        sn_note(d, ADJ_BAD, 0);
    else if (label && there)
        sn_note(d, ADJ_WHOLE, (uint32_t)r->p[0] << 16 | sn_be16(r->p + 1));
    else if (there)
        sn_note(d, ADJ_NUMBER, sn_be32(r->p));
    if (sn_rd_left(r) == 3)
        (void)!sn_get(d, r, ADJ_LABEL, NULL);
    else if (sn_rd_left(r) == 4)
        (void)!sn_get(d, r, ADJ_INDEX, NULL);
    return bad || there;
}

/* The bandwidths of up to eight classes, behind the model and three reserved bytes. */
static void constraints(struct sn_dis *d, struct sn_rd r, uint32_t n)
{
    if (n >= 4 && sn_rd_skip(&r, 3))
        sn_te_megabits(d, &r, (n - 4) / 4 < 8 ? (n - 4) / 4 : 8, SUB_CT0, 1);
}

/* The value of a sub-TLV of a neighbor, by its type. */
static bool sub_value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    if (d->want & SN_WANT_FIELDS)
        sn_isis_link(d, *r, type);
    switch (type) {
    case 3:
    case 4:
    case 5:
        if (type == 4 && n == 8 && sn_rd_left(r) == 8) {
            sn_made(d, LINK_LOCAL, sn_be32(r->p));
            sn_made(d, LINK_REMOTE, sn_be32(r->p + 4));
        }
        return n < 4 || (sn_get(d, r, SUB_U32, NULL) && (n != 8 || sn_get(d, r, SUB_U32, NULL)));
    case 6:
    case 8:
        return n < 4 || sn_get(d, r, type == 6 ? SUB_IF : SUB_NBR, NULL);
    case 9:
    case 10:
        sn_te_megabits(d, r, n == 4, type == 9 ? SUB_MAX_BW : SUB_RES_BW, 0);
        return n < 4 || sn_get(d, r, SUB_RATE, NULL);
    case 11:
        sn_te_megabits(d, r, n >= 32 ? 8 : 0, SUB_FREE_BW, 0);
        return n < 32 || sn_get_n(d, r, SUB_CLASS, 8);
    case 12:
    case 22:
        if (n == 0 || !sn_get(d, r, SUB_MODEL, NULL))
            return n == 0;
        if (type == 22)
            constraints(d, *r, n);
        return sn_get_n(d, r, SUB_BC, (n - 1) / 4);
    case 18:
        return n < 3 || sn_get(d, r, SUB_TE, NULL);
    case 19:
        return n != 2 || sn_get(d, r, SUB_ATTR, NULL);
    case 20:
        return n < 2 || (sn_get(d, r, SUB_PROT, NULL) && sn_get(d, r, SUB_PRIO, NULL));
    case 21:
        return n < 36 || (sn_header(d, r, SUB_SWITCH, SUB_ENC) && sn_get_n(d, r, SUB_LEVEL, 8));
    case 29:
        return n < 6 || sn_header(d, r, SUB_LM, SUB_PID);
    case 32:
        if (n < 8 || !sn_get(d, r, ADJ_FLAGS, NULL))
            return true;
        sn_parts(d, ADJ_FLAGS, ADJ_F, ADJ_S);
        return sn_get(d, r, ADJ_WEIGHT, NULL) && sn_isis_id(d, r, ADJ_ID, IDS) &&
               adjacency_sid(d, r);
    default:
        return sn_get_bytes(d, r, SUB_DUMP, n);
    }
}

/* What tcpdump forgets to count of a sub-TLV of a neighbor in what is left of the TLV. */
static uint32_t uncounted(uint32_t type, uint32_t len)
{
    switch (type) {
    case 11:
        return len < 32 ? 0 : 32;
    case 12:
    case 22:
        return len ? 1 + (len - 1) / 4 * 4 : 0;
    case 21:
        return len < 36 ? 0 : 36;
    case 29:
        return len < 6 ? 0 : 4;
    case 32:
        return len < 8 ? 0 : 2;
    default:
        return 0;
    }
}

/* The sub-TLVs of a neighbor, *size bytes in a TLV that has `left` of them. What is wrong with one
 * is noted, and ends them: *size is what tcpdump takes them for then. False: one was cut. */
static bool neighbor_subs(struct sn_dis *d, struct sn_rd *r, uint32_t *size, uint32_t left)
{
    uint32_t type, len;
    const uint8_t *begin = r->p;

    for (uint32_t n = *size; n; n -= len) {
        struct sn_rd val;
        bool over;

        if (!sn_rd_need(r, 2))
            return false;
        over = left < 2;
        if (over || n < 2) {
            sn_note(d, SUB_SHORT, over ? 1 : 3);
            *size = over ? (uint32_t)(r->p - begin) + left : *size;
            return true;
        }
        (void)!sn_get(d, r, SUB, &type);
        (void)!sn_get(d, r, SUB_LEN, &len);
        n -= 2;
        left -= 2;
        over = len <= n && len > left;
        if (over || len > n) {
            sn_note(d, SUB_SHORT, over ? 0 : 2);
            *size = over ? (uint32_t)(r->p - begin) + left : *size;
            return true;
        }
        if (!sn_rd_need(r, len) || !sn_rd_sub(r, len, &val))
            return false;
        if (!sub_value(d, &val, type, len)) {
            sn_stop(r, &val);
            return false;
        }
        left -= len - uncounted(type, len);
    }
    return true;
}

/* Neighbors and what is said of the links to them, in n bytes. An alias has no metric. */
static bool neighbors(struct sn_dis *d, const struct sn_rd *in, uint32_t n, bool alias)
{
    const uint32_t head = alias ? IDS + 2 : IDS + 5;
    const uint8_t *begin = in->p, *end = begin + captured(d, in);

    while (n) {
        struct sn_rd r = *in;
        uint32_t size;

        r.p = begin;
        r.end = n < (size_t)(end - begin) ? begin + n : end;
        if (!sn_isis_id(d, &r, EXT_NEIGHBOR, IDS + 1) ||
            (!alias && !sn_get(d, &r, EXT_METRIC, NULL)) || !sn_get(d, &r, EXT_SUBS, &size))
            return false;
        r.end = end;
        if (!neighbor_subs(d, &r, &size, n - head))
            return false;
        size += head;
        if (size > n) {
            sn_note(d, IP_LEFT, n);
            sn_note(d, IP_PAST, size);
            return true;
        }
        n -= size;
        begin += size < (size_t)(end - begin) ? size : (size_t)(end - begin);
    }
    return true;
}

static bool old_neighbors(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint8_t virtual;

    if (!sn_rd_u8(r, &virtual))
        return false;
    sn_rec_made(d, VIRTUAL, virtual)->flags |= SN_REC_TEXT;
    for (n--; n >= NEIGHBOR_SIZE; n -= NEIGHBOR_SIZE) {
        if (!sn_get(d, r, METRIC1, NULL) || !sn_isis_id(d, r, NEIGHBOR, IDS + 1))
            return false;
    }
    return true;
}

static bool partitions(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    for (; n >= IDS; n -= IDS) {
        if (!sn_isis_id(d, r, PARTITION, IDS))
            return false;
    }
    return true;
}

static bool es_neighbors(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    for (; n >= IDS + 4; n -= IDS + 4) {
        if (!sn_get(d, r, METRIC1, NULL) || !sn_isis_id(d, r, ES_NEIGHBOR, IDS))
            return false;
    }
    return true;
}

/* Where this ends early tcpdump says no more of the packet. */
static bool old_prefixes(struct tlvs *x, struct sn_rd *r)
{
    for (uint32_t n = x->len; n; n -= PREFIX_SIZE) {
        if (n < PREFIX_SIZE)
            sn_note(x->d, OLD_SHORT, n);
        if (n < PREFIX_SIZE || sn_rd_left(r) < PREFIX_SIZE) {
            x->quiet = true;
            return false;
        }
        (void)!sn_get(x->d, r, IP_METRICS, NULL);
        (void)!sn_get(x->d, r, IP_PREFIX, NULL);
        (void)!sn_get(x->d, r, IP_MASK, NULL);
    }
    return true;
}

/* The metrics to some prefixes of NSAPs, each behind its length in half bytes. */
static bool prefix_neighbors(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t half;

    if (n < 4)
        return true;
    if (!sn_get(d, r, PN_METRICS, NULL))
        return false;
    for (n -= 4; n; n -= half / 2) {
        if (!sn_get(d, r, PN_LEN, &half))
            return false;
        n--;
        if (half < 2 || half / 2 > n)
            return true;
        if (!sn_get_bytes(d, r, PN_PREFIX, half / 2))
            return false;
    }
    return true;
}

/* A prefix's segment: a label of 3 bytes or an index of 4. */
static bool prefix_sid(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    bool label;

    if (captured(d, r) < 2)
        return false;
    label = r->p[0] & 8;
    if (n < (label ? 5 : 6)) {
        sn_note(d, IPSUB_CUT, 0);
        return false;
    }
    (void)!sn_get(d, r, SID_FLAGS, NULL);
    (void)!sn_get(d, r, SID_ALGO, NULL);
    sn_note(d, SID_VALUE, label ? (uint32_t)r->p[0] << 16 | sn_be16(r->p + 1) : sn_be32(r->p));
    sn_parts(d, SID_FLAGS, SID_R, SID_L);
    if (sn_rd_left(r) == 3)
        (void)!sn_get(d, r, ADJ_LABEL, NULL);
    else if (sn_rd_left(r) == 4)
        (void)!sn_get(d, r, ADJ_INDEX, NULL);
    return true;
}

/* The value of a sub-TLV of a prefix. */
static bool ip_sub_value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    switch (type) {
    case 1:
    case 117:
        return sn_get_n(d, r, TAG32, n / 4);
    case 2:
        return sn_get_n(d, r, TAG64, n / 8);
    case 3:
        return prefix_sid(d, r, n);
    default:
        return sn_get_bytes(d, r, IPSUB_DUMP, n);
    }
}

/* n bytes of them; tcpdump goes on past those when the last isn't over there. */
static bool ip_subs(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t type, len;

    for (; n; n -= len + 2) {
        struct sn_rd val;

        if (!sn_rd_need(r, 2))
            return false;
        (void)!sn_get(d, r, IPSUB, &type);
        (void)!sn_get(d, r, IPSUB_LEN, &len);
        if (!sn_rd_need(r, len)) {
            sn_note(d, IPSUB_CUT, 0);
            return false;
        }
        (void)!sn_rd_sub(r, len, &val);
        if (!ip_sub_value(d, &val, type, len)) {
            sn_malformed(r);
            return false;
        }
    }
    return true;
}

/* Prefixes of IPv4 or IPv6 with wide metrics. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, bool v6)
{
    size_t off;
    uint32_t bits, n, from = d->nrec;
    uint8_t status = 0, *a, subs = 0;
    const uint8_t *p;

    if (!sn_get(d, r, v6 ? IP6_METRIC : EIP_METRIC, NULL) || !sn_rd_peek(r, 0, &status))
        return false;
    if (v6) {
        if (!sn_header(d, r, IP6_DOWN, IP6_SUB) || !sn_get(d, r, IP6_BITS, &bits))
            return false;
    } else {
        (void)!sn_header(d, r, EIP_DOWN, EIP_BITS);
        bits = status & 0x3f;
    }
    if (bits > (v6 ? 128 : 32)) {
        sn_text_only(d, from);
        sn_note(d, v6 ? IP6_BAD : IP_BAD, bits);
        sn_malformed(r);
        return false;
    }
    n = (bits + 7) / 8;
    off = sn_rd_off(r);
    a = sn_arena_alloc(&d->arena, 16);
    if (!a || !sn_rd_bytes(r, n, &p))
        return false;
    memset(a, 0, 16);
    memcpy(a, p, n);
    if (v6)
        sn_rec_bytes(d, IP6_PREFIX, off, n, a, 16);
    else
        sn_rec_uint(d, EIP_PREFIX, off, n, sn_be32(a));
    if (status & (v6 ? SUBS_BIT6 : SUBS_BIT)) {
        if (!sn_rd_u8(r, &subs))
            return false;
        sn_rec_uint(d, v6 ? IP6_SUBS : EIP_SUBS, sn_rd_off(r) - 1, 1, subs);
        return ip_subs(d, r, subs);
    }
    sn_made(d, EIP_SUBS, 0); /* also of IPv6 */
    return true;
}

/* Prefixes in n bytes. One is read as far as the packet was captured, also past the end of its TLV,
 * as tcpdump does: that is said, and ends the TLV. */
static bool prefixes(struct sn_dis *d, struct sn_rd *r, uint32_t n, bool v6)
{
    struct sn_rd far = *r;

    far.end = r->p + captured(d, r);
    while (n) {
        const uint8_t *begin = far.p;
        size_t size;

        if (!prefix(d, &far, v6)) {
            sn_stop(r, &far);
            return false;
        }
        size = (size_t)(far.p - begin);
        if (size > n) {
            sn_note(d, IP_LEFT, n);
            sn_note(d, IP_PAST, size);
            return true;
        }
        n -= (uint32_t)size;
    }
    return true;
}

/* A string of n bytes; that of tcpdump ends at a zero, also where the rest wasn't captured. */
static bool string(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t n)
{
    const uint8_t *p = r->p;
    size_t there = sn_rd_left(r);

    return sn_get_bytes(d, r, field, there) && (there == n || (there && memchr(p, 0, there)));
}

/* A digest of n bytes; of a part of it tcpdump prints what there is. */
static bool digest(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    bool whole = sn_rd_left(r) == n;

    return sn_get_bytes(d, r, AUTH_DIGEST, sn_rd_left(r)) && whole;
}

static bool authentication(const struct tlvs *x, struct sn_rd *r)
{
    struct sn_dis *d = x->d;
    struct sn_rd all;
    uint32_t type;

    if (!sn_get(d, r, AUTH, &type))
        return false;
    all = *r;
    if (type == 3 && x->len >= 3 && sn_rd_left(&all) >= 2) {
        sn_made(d, AUTH_KEY_ID, sn_be16(all.p));
        (void)!sn_rd_skip(&all, 2);
    }
    if (x->kind <= TLV_CSNP)
        (void)!sn_get_bytes(d, &all,
                            x->kind == TLV_IIH   ? AUTH_IIH
                            : x->kind == TLV_LSP ? AUTH_LSP
                                                 : AUTH_CSNP,
                            sn_rd_left(&all));
    switch (type) {
    case 1:
        return string(d, r, AUTH_TEXT, x->len - 1);
    case 3:
        return x->len < 3 || (sn_get(d, r, AUTH_KEY, NULL) && digest(d, r, x->len - 3));
    case 54:
        return digest(d, r, x->len - 1);
    default:
        return sn_get_bytes(d, r, AUTH_DUMP, sn_rd_left(r));
    }
}

/* tcpdump looks for the neighbor's circuit where it is when all is there, also when it isn't. */
static bool adjacency(struct sn_dis *d, struct sn_rd *r, uint32_t n, const struct sn_rd *pdu)
{
    struct sn_rd at = {.p = r->p, .end = pdu->end, .start = r->start, .cut = pdu->cut};

    if (!sn_get(d, r, STATE, NULL))
        return false;
    n--;
    if (n > 4) {
        if (!sn_get(d, r, EXT_LOCAL, NULL))
            return false;
        n -= 4;
    }
    if (n >= IDS) {
        if (!sn_isis_id(d, r, P2P_NBR, IDS))
            return false;
        n -= IDS;
    }
    return n < 4 || (sn_rd_skip(&at, 11) && sn_get(d, &at, EXT_NBR, NULL));
}

static bool entries(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    for (; n >= 16; n -= 16) {
        if (!sn_get(d, r, SNP_LIFE, NULL) || !sn_isis_id(d, r, SNP_ID, IDS + 2) ||
            !sn_get(d, r, SNP_SEQ, NULL) || !sn_get(d, r, SNP_SUM, NULL))
            return false;
    }
    return true;
}

/* The labels of segment routing, n bytes: tcpdump reads on behind them when they are less than
 * their fixed part. */
static bool sr_labels(struct sn_dis *d, struct sn_rd r, uint32_t n)
{
    uint32_t type, len;

    r.end = r.p + captured(d, &r);
    if (!sn_get(d, &r, SR_FLAGS, NULL))
        return false;
    sn_parts(d, SR_FLAGS, SR_I, SR_V);
    if (!sn_get(d, &r, SR_RANGE, NULL))
        return false;
    for (n = (uint8_t)(n - 4); n >= SID_MIN; n -= len) { /* tcpdump's wraps around */
        const uint8_t *p;

        if (!sn_get(d, &r, SR_SUB, &type) || !sn_get(d, &r, SR_SUB_LEN, &len))
            return false;
        n -= 2;
        if (len > n)
            return true;
        p = r.p;
        if (type == 1 && len != 3 && len != 4)
            sn_note(d, SR_BAD, len);
        if (type != 1)
            (void)!sn_get_upto(d, &r, SR_DUMP, len);
        else if (!sn_rd_skip(&r, len))
            return false;
        if (type == 1 && (len == 3 || len == 4))
            sn_rec_uint(d, SR_SID, sn_rd_off(&r) - len, len,
                        len == 4 ? sn_be32(p) : (uint32_t)p[0] << 16 | sn_be16(p + 1));
    }
    return true;
}

static bool capability(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    uint32_t type, n;

    if (left < 5) {
        sn_note(d, CAP_SHORT, left);
        return true;
    }
    if (!sn_get(d, r, CAP_ROUTER, NULL) || !sn_get(d, r, CAP_FLAGS, NULL))
        return false;
    sn_parts(d, CAP_FLAGS, CAP_S, CAP_D);
    for (left -= 5; left >= 2; left -= n) {
        if (!sn_rd_need(r, 2))
            return false;
        (void)!sn_get(d, r, CAP, &type);
        (void)!sn_get(d, r, CAP_LEN, &n);
        left -= 2;
        if (n > left || n > sn_rd_left(r))
            return true;
        if (type == 2 && !sr_labels(d, *r, n))
            return false;
        if (type == 2)
            (void)!sn_rd_skip(r, n);
        else
            sn_isis_capability(d, r, type, n);
    }
    return true;
}

static bool checksum(const struct tlvs *x, struct sn_rd *r)
{
    size_t at = (size_t)(r->p - x->pdu->p);
    uint16_t right;

    if (x->len < 2)
        return true;
    if (!sn_get(x->d, r, CHECKSUM, NULL))
        return false;
    right = 0;
    if (sn_rd_left(x->pdu) >= x->total)
        (void)sn_isis_sum(x->pdu->p, x->total, at, &right);
    sn_note(x->d, CHECKSUM_RIGHT, right);
    return true;
}

static bool multi_topology(struct sn_dis *d, struct sn_rd *r)
{
    return sn_rd_left(r) >= 2 && sn_get(d, r, MT, NULL);
}

/* Who purged an LSP, and whom it had the purge from (RFC 6232). */
static bool purge(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool both;
    uint8_t n;

    if (!sn_rd_u8(r, &n))
        return false;
    both = n > 1 && len > 2u * IDS;
    if (n == 0)
        sn_note(d, POI_NONE, 0);
    if (n == 0 || len <= IDS)
        return true;
    if (!sn_isis_id(d, r, POI, IDS))
        return false;
    if (both && captured(d, r) < 2 * IDS + 1) /* tcpdump looks so far */
        return false;
    return !both || sn_isis_id(d, r, POI_FROM, IDS);
}

static bool inter_domain(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type;

    if (!sn_get(d, r, DOMAIN_TYPE, &type))
        return false;
    if (type == AS_TAG)
        return sn_rd_left(r) < 2 || sn_get(d, r, DOMAIN_AS, NULL);
    return !sn_rd_left(r) || sn_get_bytes(d, r, DOMAIN_DATA, sn_rd_left(r));
}

/* The risks that the link to a neighbor shares with others (RFC 5307), in n bytes. */
static bool risks(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    static const uint16_t fields[] = {SRLG_IF, SRLG_NBR_IF};

    if (!sn_isis_id(d, r, SRLG_NBR, IDS + 1))
        return false;
    n -= IDS + 1;
    if (!n--)
        return true;
    if (!sn_get(d, r, SRLG_FLAGS, NULL))
        return false;
    for (unsigned i = 0; i < 2; i++, n -= 4) {
        if (n < 4)
            return true;
        if (!sn_get(d, r, fields[i], NULL))
            return false;
    }
    return sn_get_n(d, r, SRLG, n / 4);
}

static bool value(struct tlvs *x, struct sn_rd *r, uint32_t type)
{
    struct sn_dis *d = x->d;
    bool iih = x->kind == TLV_IIH;
    uint32_t n = (uint32_t)sn_rd_left(r);

    switch (type) {
    case 1:
        return areas(d, r, x);
    case 2:
        return old_neighbors(d, r, x->len);
    case 3:
        return es_neighbors(d, r, x->len);
    case 4:
        return partitions(d, r, x->len);
    case 5:
        return prefix_neighbors(d, r, x->len);
    case 6:
        return sn_get_n(d, r, SNPA, x->len / 6);
    case 7:
        if (x->len < 4)
            return true;
        sn_note(d, ITID_COUNT, (x->len - 2) / 2);
        return sn_get(d, r, INSTANCE, NULL) && sn_get_n(d, r, ITID, (x->len - 2) / 2);
    case PADDING:
        return true;
    case 9:
        return entries(d, r, x->len);
    case 10:
        return authentication(x, r);
    case 12:
        return checksum(x, r);
    case 13:
        return purge(d, r, x->len);
    case 14:
        return x->len < 2 || sn_get(d, r, BUFFER, NULL);
    case 22:
    case 24:
        return neighbors(d, r, x->len, type == 24);
    case 222:
        return multi_topology(d, r) && neighbors(d, r, x->len - 2, false);
    case 128:
    case 130:
        return old_prefixes(x, r);
    case 135:
        return prefixes(d, r, x->len, false);
    case 235:
        return multi_topology(d, r) && prefixes(d, r, x->len - 2, false);
    case 236:
        return prefixes(d, r, x->len, true);
    case 237:
        return multi_topology(d, r) && prefixes(d, r, x->len - 2, true);
    case 129:
        sn_note(d, NLPID_HEAD, x->len);
        return sn_get_n(d, r, iih ? NLPID_IIH : NLPID_LSP, x->len);
    case 132:
        return sn_get_n(d, r, iih ? IF_IIH : IF_LSP, x->len / 4);
    case SPB_PORT:
    case SPB_TOPOLOGY:
        return sn_isis_spb(d, r, type == SPB_PORT, x->len);
    case 131:
        return inter_domain(d, r);
    case 138:
        return x->len < IDS + 1 || risks(d, r, x->len);
    case 241:
        return x->len < 4 || sn_get(d, r, IIH_SEQ, NULL);
    case 134:
        return x->len < 4 || sn_get(d, r, TE_ID, NULL);
    case 137:
        return string(d, r, HOSTNAME, x->len);
    case 211:
        return sn_get(d, r, RESTART, NULL) &&
               (x->len < 3 || (sn_get(d, r, RESTART_TIME, NULL) &&
                               (x->len != 9 || sn_isis_id(d, r, RESTART_FOR, IDS))));
    case 229:
        if (!sn_get_n(d, r, MT, x->len / 2))
            return false;
        if (x->len % 2)
            sn_note(d, MT_BAD, 0);
        return true;
    case 232:
        return sn_get_n(d, r, iih ? IF6_IIH : IF6_LSP, x->len / 16);
    case VENDORS:
        return x->len < 3 ||
               (sn_get(d, r, VENDOR, NULL) && sn_get_bytes(d, r, CAP_DUMP, sn_rd_left(r)));
    case 240:
        return adjacency(d, r, x->len, x->pdu);
    case CAPABILITY:
        return capability(d, r, x->len);
    default:
        return sn_get_bytes(d, r, DUMP_V, n);
    }
}

void sn_isis_tlvs_read(struct sn_dis *d, struct sn_rd *r, unsigned kind, uint32_t len,
                       const struct sn_rd *pdu, uint32_t total)
{
    struct tlvs x = {.d = d, .kind = kind, .pdu = pdu, .total = total};
    bool ok;

    while (len) {
        struct sn_rd val, all, again;
        uint32_t type, n, from = d->nrec;

        if (len < 2)
            sn_malformed(r);
        if (len < 2 || !sn_rd_need(r, 2))
            return;
        (void)!sn_get(d, r, kind, &type);
        (void)!sn_get(d, r, kind + 1, &n);
        sn_note(d, TLV, type);
        len -= 2;
        if (n > len) {
            sn_text_only(d, from);
            sn_malformed(r);
            return;
        }
        if (n == 0 && type != 129 && type != 137 && type != 222 && type != 235 && type != 237 &&
            type != CAPABILITY) {
            if (!len) /* Wireshark stops in front of a last one without a value */
                sn_text_only(d, from);
            continue;
        }
        all = again = val = sn_inside(r, n);
        if (sn_rd_left(&val) < n && r->cut)
            val.cut = true;
        x.len = n;
        ok = value(&x, &val, type);
        sn_isis_others(d, kind, from, n == len && n == 0);
        if (d->want & SN_WANT_FIELDS)
            sn_isis_fields(d, &again, kind, type, pdu, total);
        if (!ok) {
            if (!x.quiet)
                sn_malformed(r);
            return;
        }
        if (n)
            dump(d, all, n, DUMP_VV);
        (void)!sn_rd_skip(r, sn_rd_left(r) < n ? sn_rd_left(r) : n);
        len -= n;
    }
}
