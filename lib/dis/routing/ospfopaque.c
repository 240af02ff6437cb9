/* OSPF: what is in opaque LSAs, as fields. Each TLV is a group; one that isn't whole shows what
 * there is of it. */
#include "dis/routing/ospfopaque.h"

#include "dis/routing/ospf2.h"

/* The type of the next TLV of r; 0: there is none. */
static uint32_t next_type(const struct sn_rd *r)
{
    return sn_rd_left(r) < 4 ? 0 : sn_be16(r->p);
}

bool sn_ospf_tlv(struct sn_dis *d, struct sn_rd *r, unsigned group, unsigned type,
                 struct sn_ospf_tlv *t)
{
    if (sn_rd_left(r) < 4)
        return false;
    t->type = sn_be16(r->p);
    t->len = sn_be16(r->p + 2);
    t->group = sn_group(d, r, group, 0);
    if (type)
        (void)!sn_get(d, r, type, NULL);
    else
        (void)sn_rd_skip(r, 2);
    (void)!sn_get(d, r, OP_LEN, NULL);
    t->val = sn_inside(r, t->len);
    return true;
}

/* Values are padded to four bytes. */
void sn_ospf_tlv_end(struct sn_dis *d, struct sn_rd *r, const struct sn_ospf_tlv *t)
{
    if (!sn_rd_skip(r, (t->len + 3) & ~3u))
        r->p = r->end;
    sn_group_end(d, r, t->group);
}

static void rest(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    (void)!sn_get_bytes(d, r, field, sn_rd_left(r));
}

/* As many as there are of a field of four bytes. */
static void words(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    (void)!sn_get_n(d, r, field, (uint32_t)(sn_rd_left(r) / 4));
}

static bool bits(struct sn_dis *d, struct sn_rd *r, unsigned flags, unsigned first, unsigned last)
{
    if (!sn_get(d, r, flags, NULL))
        return false;
    sn_parts(d, flags, first, last);
    return true;
}

/* A label has three bytes, an index four. */
static void sid(struct sn_dis *d, struct sn_rd *r)
{
    size_t n = sn_rd_left(r) < 4 ? 3 : 4, off = sn_rd_off(r);
    const uint8_t *p;

    if (sn_rd_bytes(r, n, &p))
        sn_rec_uint(d, OP_SID, off, n, sn_be_n(p, n));
}

/* ---- a link's delay (RFC 7471), in several LSAs ---- */

static void delay(struct sn_dis *d, struct sn_rd *r)
{
    (void)!(bits(d, r, OP_DELAY_FLAGS, OP_DELAY_A, OP_DELAY_REST) && sn_get(d, r, OP_DELAY, NULL));
}

static void delays(struct sn_dis *d, struct sn_rd *r)
{
    (void)!(bits(d, r, OP_DELAY_FLAGS, OP_DELAY_A, OP_DELAY_REST) &&
            sn_header(d, r, OP_DELAY_MIN, OP_DELAY_MAX));
}

static void variation(struct sn_dis *d, struct sn_rd *r)
{
    (void)!sn_header(d, r, OP_VARIATION_GAP, OP_VARIATION);
}

/* ---- traffic engineering ---- */

static void color(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    if (!sn_get(d, r, OP_COLOR, &v))
        return;
    for (unsigned i = 0; i < 32; i++) {
        if (v >> i & 1)
            sn_made(d, OP_COLOR_BIT, UINT32_C(1) << i);
    }
}

static void switching(struct sn_dis *d, struct sn_rd *r)
{
    enum { PSC_LAST = 4, TDM = 100 };
    uint8_t standard;
    uint64_t type;

    if (!sn_header(d, r, OP_SWITCHING, OP_ENCODING))
        return;
    type = sn_u(d, OP_SWITCHING);
    if (!sn_get_n(d, r, OP_CLASS, 8))
        return;
    if (type && type <= PSC_LAST)
        (void)!sn_header(d, r, OP_LEAST_RATE, OP_MTU);
    else if (type == TDM && sn_get(d, r, OP_LEAST_RATE, NULL) && sn_rd_u8(r, &standard))
        sn_rec_uint(d, OP_SDH, sn_rd_off(r) - 1, 1, standard != 0);
}

static void constraints(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, OP_BC_MODEL, OP_BC_MODEL))
        words(d, r, OP_BC);
}

/* The Optical Internetworking Forum's description of SONET and SDH. */
static void channels(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, OP_OIF_SWITCHING, OP_OIF_ENCODING))
        return;
    while (sn_rd_left(r) && sn_header(d, r, OP_OIF_SIGNAL, OP_OIF_SIGNAL))
        ;
}

static void link_value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const uint16_t one[] = {
        [1] = OP_LINK_TYPE, [2] = OP_LINK_ID, [5] = OP_METRIC,
        [6] = OP_RATE,      [7] = OP_RATE,    [14] = OP_PROTECTION,
    };
    static const uint16_t many[] = {
        [3] = OP_LOCAL, [4] = OP_REMOTE, [8] = OP_CLASS, [16] = OP_SRLG, [26] = OP_GROUPS,
    };

    if (type < sizeof one / sizeof one[0] && one[type])
        (void)!sn_get(d, r, one[type], NULL);
    else if (type < sizeof many / sizeof many[0] && many[type])
        words(d, r, many[type]);
    else if (type == 9)
        color(d, r);
    else if (type == 11)
        (void)!sn_header(d, r, OP_LOCAL_ID, OP_REMOTE_ID);
    else if (type == 15)
        switching(d, r);
    else if (type == 17)
        constraints(d, r);
    else if (type == 27)
        delay(d, r);
    else if (type == 28)
        delays(d, r);
    else if (type == 29)
        variation(d, r);
    else if (type == 0x8005 || type == 0x8006)
        (void)!sn_get(d, r, type == 0x8005 ? OP_OIF_LOCAL : OP_OIF_REMOTE, NULL);
    else if (type == 0x8007)
        channels(d, r);
    else
        rest(d, r, OP_VALUE);
}

static void engineering(struct sn_dis *d, struct sn_rd *r)
{
    enum { ROUTER = 1, LINK_INFO };
    struct sn_ospf_tlv t, s;

    while (sn_ospf_tlv(d, r, OP_TLV, OP_TYPE, &t)) {
        if (t.type == ROUTER) {
            (void)!sn_get(d, &t.val, OP_ROUTER, NULL);
        } else if (t.type == LINK_INFO) {
            while (sn_ospf_tlv(d, &t.val, OP_SUB, OP_TYPE, &s)) {
                link_value(d, &s.val, s.type);
                sn_ospf_tlv_end(d, &t.val, &s);
            }
        } else {
            rest(d, &t.val, OP_VALUE);
        }
        sn_ospf_tlv_end(d, r, &t);
    }
}

/* ---- graceful restart ---- */

static void grace(struct sn_dis *d, struct sn_rd *r)
{
    enum { PERIOD = 1, REASON, INTERFACE };
    struct sn_ospf_tlv t;

    while (sn_ospf_tlv(d, r, OP_GRACE, OP_TYPE, &t)) {
        if (t.type == REASON && sn_get(d, &t.val, OP_GRACE_REASON, NULL)) {
            struct sn_rd pad = *r;

            if (sn_rd_skip(&pad, 1))
                (void)!sn_get_bytes(d, &pad, OP_PAD, 3);
        } else if (t.type >= PERIOD && t.type <= INTERFACE) {
            (void)!sn_get(d, &t.val, OP_GRACE_PERIOD + t.type - PERIOD, NULL);
        }
        sn_ospf_tlv_end(d, r, &t);
    }
}

/* ---- router information ---- */

static void range(struct sn_dis *d, struct sn_rd *r)
{
    enum { SID = 1 };
    struct sn_ospf_tlv s;

    if (!sn_get(d, r, OP_RANGE, NULL) || !sn_get_bytes(d, r, OSPF_RESERVED, 1))
        return;
    while (sn_ospf_tlv(d, r, OP_SUB, next_type(r) == SID ? OP_RANGE_SUB : 0, &s)) {
        if (s.type == SID)
            sid(d, &s.val);
        else
            rest(d, &s.val, OP_VALUE);
        sn_ospf_tlv_end(d, r, &s);
    }
}

static void depths(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) && sn_header(d, r, OP_MSD, OP_MSD_VALUE))
        ;
}

static void algorithm(struct sn_dis *d, struct sn_rd *r)
{
    enum { INCLUDE_ALL = 3 };
    struct sn_ospf_tlv s;

    if (!sn_header(d, r, OP_FAD_ALGORITHM, OP_FAD_PRIORITY))
        return;
    while (sn_ospf_tlv(d, r, OP_SUB, OP_FAD_SUB, &s)) {
        if (s.type && s.type <= INCLUDE_ALL)
            words(d, &s.val, OP_GROUPS);
        else
            rest(d, &s.val, OP_VALUE);
        sn_ospf_tlv_end(d, r, &s);
    }
}

static void information_value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum {
        CAPABILITIES = 1,
        HOSTNAME = 7,
        ALGORITHMS,
        RANGE,
        MSD = 12,
        LOCAL_BLOCK = 14,
        PREFERENCE,
        ALGORITHM_DEFINITION,
    };

    switch (type) {
    case CAPABILITIES:
        (void)!bits(d, r, OP_RI, OP_RI_GRC, OP_RI_HOST);
        break;
    case HOSTNAME:
        rest(d, r, OP_HOSTNAME);
        break;
    case ALGORITHMS:
        (void)!sn_get_n(d, r, OP_ALGORITHM, (uint32_t)sn_rd_left(r));
        break;
    case RANGE:
    case LOCAL_BLOCK:
        range(d, r);
        break;
    case MSD:
        depths(d, r);
        break;
    case PREFERENCE:
        (void)!(sn_get(d, r, OP_PREFERENCE, NULL) && sn_get_bytes(d, r, OSPF_RESERVED, 3));
        break;
    case ALGORITHM_DEFINITION:
        algorithm(d, r);
        break;
    default:
        rest(d, r, OP_UNKNOWN);
        break;
    }
}

static void information(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_ospf_tlv t;

    while (sn_ospf_tlv(d, r, OP_TLV, OP_RI_TYPE, &t)) {
        information_value(d, &t.val, t.type);
        sn_ospf_tlv_end(d, r, &t);
    }
}

/* ---- extended prefixes ---- */

static void prefix_sids(struct sn_dis *d, struct sn_rd *r)
{
    enum { PREFIX_SID = 2 };
    struct sn_ospf_tlv s;

    while (sn_ospf_tlv(d, r, OP_SUB, next_type(r) == PREFIX_SID ? OP_PFX_SUB : 0, &s)) {
        if (s.type != PREFIX_SID)
            rest(d, &s.val, OP_VALUE);
        else if (bits(d, &s.val, OP_PSID, OP_PSID_NP, OP_PSID_L) &&
                 sn_get_bytes(d, &s.val, OSPF_RESERVED, 1) &&
                 sn_header(d, &s.val, OP_PSID_MT, OP_PSID_ALGORITHM))
            sid(d, &s.val);
        sn_ospf_tlv_end(d, r, &s);
    }
}

/* The address, of as many words as its bits need, and what is behind it. */
static void prefix(struct sn_dis *d, struct sn_rd *r, uint64_t nbits)
{
    struct sn_rd addr;

    if (nbits > 32 || !sn_rd_sub(r, (nbits + 31) / 32 * 4, &addr) ||
        (nbits && !sn_get_prefix(d, &addr, OP_PFX_ADDR, (unsigned)nbits)))
        return;
    prefix_sids(d, r);
}

static void prefixes(struct sn_dis *d, struct sn_rd *r)
{
    enum { PREFIX_TLV = 1, RANGE_TLV };
    struct sn_ospf_tlv t;

    while (sn_ospf_tlv(d, r, OP_TLV, next_type(r) <= RANGE_TLV ? OP_PFX_TYPE : OP_RI_TYPE, &t)) {
        struct sn_rd *v = &t.val;

        if (t.type == PREFIX_TLV && sn_header(d, v, OP_PFX_ROUTE, OP_PFX_AF) &&
            bits(d, v, OP_PFX_FLAGS, OP_PFX_A, OP_PFX_N))
            prefix(d, v, sn_u(d, OP_PFX_BITS));
        else if (t.type == RANGE_TLV && sn_header(d, v, OP_RNG_BITS, OP_RNG_SIZE) &&
                 bits(d, v, OP_RNG_FLAGS, OP_RNG_IA, OP_RNG_IA) &&
                 sn_get_bytes(d, v, OSPF_RESERVED, 3))
            prefix(d, v, sn_u(d, OP_RNG_BITS));
        else if (t.type != PREFIX_TLV && t.type != RANGE_TLV)
            rest(d, v, OP_UNKNOWN);
        sn_ospf_tlv_end(d, r, &t);
    }
}

/* ---- extended links ---- */

static void adjacency(struct sn_dis *d, struct sn_rd *r, bool lan)
{
    uint32_t flags;

    if (!sn_get(d, r, OP_ADJ, &flags))
        return;
    sn_parts(d, OP_ADJ, OP_ADJ_B, OP_ADJ_V);
    sn_made(d, OP_ADJ_B, flags >> 5 & 1); /* the L flag: Wireshark's name of it is the B flag's */
    sn_parts(d, OP_ADJ, OP_ADJ_G, OP_ADJ_P);
    if (sn_get_bytes(d, r, OSPF_RESERVED, 1) && sn_header(d, r, OP_ADJ_MT, OP_ADJ_WEIGHT) &&
        (!lan || sn_get(d, r, OP_ADJ_NEIGHBOR, NULL)))
        sid(d, r);
}

static void attribute(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    if (type == 12)
        delay(d, r);
    else if (type == 13)
        delays(d, r);
    else if (type == 14)
        variation(d, r);
    else if (type == 19)
        (void)!sn_get(d, r, OP_GROUP, NULL);
    else if (type == 20)
        words(d, r, OP_GROUPS);
    else if (type == 22)
        (void)!sn_get(d, r, OP_METRIC, NULL);
    else
        rest(d, r, OP_VALUE);
}

/* Attributes of a link for some applications, which bit masks tell (RFC 8920). */
static void attributes(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd mask;
    struct sn_ospf_tlv s;

    if (!sn_header(d, r, OP_APP_STANDARD, OP_APP_USER) || !sn_get_bytes(d, r, OSPF_RESERVED, 2) ||
        !sn_rd_sub(r, sn_u(d, OP_APP_STANDARD), &mask))
        return;
    if (sn_rd_left(&mask))
        (void)!bits(d, &mask, OP_APP_BITS, OP_APP_R, OP_APP_X);
    if (!sn_rd_sub(r, sn_u(d, OP_APP_USER), &mask))
        return;
    if (sn_rd_left(&mask))
        rest(d, &mask, OP_APP_USER_BITS);
    while (sn_ospf_tlv(d, r, OP_SUB, OP_APP_SUB, &s)) {
        attribute(d, &s.val, s.type);
        sn_ospf_tlv_end(d, r, &s);
    }
}

static void adjacency_value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum { ADJ_SID = 2, LAN_SID, MSD = 6, REMOTE_ADDR = 8, IDS, APPLICATIONS };

    switch (type) {
    case ADJ_SID:
    case LAN_SID:
        adjacency(d, r, type == LAN_SID);
        break;
    case MSD:
        depths(d, r);
        break;
    case REMOTE_ADDR:
        (void)!sn_get(d, r, OP_LNK_REMOTE, NULL);
        break;
    case IDS:
        (void)!sn_header(d, r, OP_LNK_LOCAL_ID, OP_LNK_REMOTE_ID);
        break;
    case APPLICATIONS:
        attributes(d, r);
        break;
    default:
        rest(d, r, OP_VALUE);
        break;
    }
}

static void links(struct sn_dis *d, struct sn_rd *r)
{
    enum { LINK_TLV = 1 };
    struct sn_ospf_tlv t, s;

    while (sn_ospf_tlv(d, r, OP_TLV, next_type(r) == LINK_TLV ? OP_LNK_TYPE : OP_RI_TYPE, &t)) {
        if (t.type != LINK_TLV) {
            rest(d, &t.val, OP_UNKNOWN);
        } else if (sn_get(d, &t.val, OP_LNK_LINK, NULL) &&
                   sn_get_bytes(d, &t.val, OSPF_RESERVED, 3) &&
                   sn_header(d, &t.val, OP_LNK_ID, OP_LNK_DATA)) {
            while (sn_ospf_tlv(d, &t.val, OP_SUB, OP_LNK_SUB, &s)) {
                adjacency_value(d, &s.val, s.type);
                sn_ospf_tlv_end(d, &t.val, &s);
            }
        }
        sn_ospf_tlv_end(d, r, &t);
    }
}

void sn_ospf_opaque(struct sn_dis *d, struct sn_rd *r, unsigned type)
{
    switch (type) {
    case OSPF_OPAQUE_TE:
        sn_made(d, OP_MPLS, next_type(r) != 0);
        engineering(d, r);
        break;
    case OSPF_OPAQUE_GRACE:
        grace(d, r);
        break;
    case OSPF_OPAQUE_RI:
        information(d, r);
        break;
    case OSPF_OPAQUE_PREFIX:
        prefixes(d, r);
        break;
    case OSPF_OPAQUE_LINK:
        links(d, r);
        break;
    default:
        break;
    }
}
