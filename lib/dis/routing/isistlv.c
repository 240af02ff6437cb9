/* IS-IS: TLVs (ISO/IEC 10589, RFC 1195, 5120, 5301, 5303, 5304, 5305, 5306, 5308, 7981, 8667). */
#include "dis/routing/isis.h"

enum {
    PADDING = 8,
    CAPABILITY = 242,
    VENDORS = 250,
    IDS = 6,
    NEIGHBOR_SIZE = 11,
    SUBS_BIT = 0x40,
    SUBS_BIT6 = 0x20,
    MT_BITS = 0x0fff
};

/* Reads a TLV's value. False: what follows in it makes no sense, or was cut. */
struct tlvs {
    struct sn_dis *d;
    unsigned kind;
    const struct sn_rd *pdu;
    uint32_t len; /* of the value */
};

static void dump(struct sn_dis *d, struct sn_rd r, size_t n, unsigned field)
{
    struct sn_rd in = sn_inside(&r, n);
    uint32_t from = d->nrec;

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

static bool areas(struct sn_dis *d, struct sn_rd *r, unsigned kind)
{
    while (sn_rd_left(r)) {
        struct sn_rd all = *r;
        uint8_t n;

        if (!sn_rd_u8(r, &n) || n > sn_rd_left(r))
            return true;
        (void)!sn_rd_skip(r, n);
        sn_rec_bytes(d, kind == TLV_IIH ? AREA_IIH : AREA_LSP, sn_rd_off(&all), n + 1u, all.p,
                     n + 1u);
        sn_rec_bytes(d, AREA, sn_rd_off(&all) + 1, n, all.p + 1, n)->flags |= SN_REC_TEXT;
    }
    return true;
}

/* The value of a sub-TLV of a neighbor, by its type. */
static bool sub_value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    switch (type) {
    case 3:
        return n < 4 || sn_get(d, r, GROUP, NULL);
    case 4:
    case 5:
        return n < 4 || (sn_get(d, r, SUB_U32, NULL) && (n != 8 || sn_get(d, r, SUB_U32, NULL)));
    case 6:
    case 8:
        return n < 4 || sn_get(d, r, type == 6 ? SUB_IF : SUB_NBR, NULL);
    case 9:
    case 10:
        return n < 4 || sn_get(d, r, SUB_RATE, NULL);
    case 11:
        return n < 32 || sn_get_n(d, r, SUB_CLASS, 8);
    case 12:
    case 22:
        return n == 0 || (sn_get(d, r, SUB_MODEL, NULL) && sn_get_n(d, r, SUB_BC, (n - 1) / 4));
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
        if (!sn_get(d, r, ADJ_WEIGHT, NULL) || !sn_isis_id(d, r, ADJ_ID, IDS))
            return false;
        return sn_rd_left(r) == 3   ? sn_get(d, r, ADJ_LABEL, NULL)
               : sn_rd_left(r) == 4 ? sn_get(d, r, ADJ_INDEX, NULL)
                                    : true;
    default:
        return sn_get_bytes(d, r, SUB_DUMP, n);
    }
}

/* A neighbor and what is said of the link to it. */
static bool neighbor(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd subs;
    uint32_t n, type, len;

    if (!sn_isis_id(d, r, EXT_NEIGHBOR, IDS + 1) || !sn_get(d, r, EXT_METRIC, NULL) ||
        !sn_get(d, r, EXT_SUBS, &n))
        return false;
    if (n > sn_rd_left(r) && !r->cut) {
        sn_note(d, SUB_SHORT, 0);
        r->p = r->end;
        return true;
    }
    (void)!sn_rd_sub(r, n, &subs);
    while (sn_rd_left(&subs) || subs.cut) {
        struct sn_rd val;

        if (sn_rd_left(&subs) < 2 && !subs.cut) {
            sn_note(d, SUB_SHORT, 1);
            r->p = r->end;
            return true;
        }
        if (!sn_rd_need(&subs, 2)) {
            sn_stop(r, &subs);
            return false;
        }
        (void)!sn_get(d, &subs, SUB, &type);
        (void)!sn_get(d, &subs, SUB_LEN, &len);
        if (len > sn_rd_left(&subs) && !subs.cut) {
            sn_note(d, SUB_SHORT, 2);
            r->p = r->end;
            return true;
        }
        if (!sn_rd_need(&subs, len)) {
            sn_stop(r, &subs);
            return false;
        }
        (void)!sn_rd_sub(&subs, len, &val);
        if (!sub_value(d, &val, type, len)) {
            sn_stop(r, &val);
            return false;
        }
    }
    return true;
}

static bool neighbors(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) >= NEIGHBOR_SIZE || r->cut) {
        if (!neighbor(d, r))
            return false;
    }
    return true;
}

static bool old_neighbors(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t virtual;

    if (!sn_rd_u8(r, &virtual))
        return false;
    sn_rec_made(d, VIRTUAL, virtual)->flags |= SN_REC_TEXT;
    while (sn_rd_left(r) >= NEIGHBOR_SIZE || r->cut) {
        if (!sn_get(d, r, METRIC1, NULL) || !sn_isis_id(d, r, NEIGHBOR, IDS + 1))
            return false;
    }
    return true;
}

static bool old_prefixes(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) || r->cut) {
        if (!sn_rd_need(r, 12) || !sn_get(d, r, IP_METRICS, NULL) ||
            !sn_get(d, r, IP_PREFIX, NULL) || !sn_get(d, r, IP_MASK, NULL))
            return false;
    }
    return true;
}

/* The value of a sub-TLV of a prefix. */
static bool ip_sub_value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    uint32_t v;

    switch (type) {
    case 1:
    case 117:
        return sn_get_n(d, r, TAG32, n / 4);
    case 2:
        return sn_get_n(d, r, TAG64, n / 8);
    case 3:
        if (n < 2 || !sn_get(d, r, SID_FLAGS, NULL) || !sn_get(d, r, SID_ALGO, NULL))
            return true;
        if (sn_rd_left(r) < 3)
            return true;
        v = sn_rd_left(r) == 3 ? (uint32_t)r->p[0] << 16 | sn_be16(r->p + 1) : sn_be32(r->p);
        sn_note(d, SID_VALUE, v);
        return true;
    default:
        return sn_get_bytes(d, r, IPSUB_DUMP, n);
    }
}

static bool ip_subs(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type, n;

    while (sn_rd_left(r) || r->cut) {
        struct sn_rd val;

        if (!sn_rd_need(r, 2))
            return false;
        (void)!sn_get(d, r, IPSUB, &type);
        (void)!sn_get(d, r, IPSUB_LEN, &n);
        if (!sn_rd_need(r, n)) {
            sn_note(d, IPSUB_CUT, 0);
            return false;
        }
        (void)!sn_rd_sub(r, n, &val);
        if (!ip_sub_value(d, &val, type, n)) {
            sn_stop(r, &val);
            return false;
        }
    }
    return true;
}

/* Prefixes of IPv4 or IPv6 with wide metrics. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, bool v6)
{
    size_t off;
    uint32_t bits, n;
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
        sn_note(d, IP_BAD, bits);
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
        struct sn_rd in;
        bool ok;

        if (!sn_rd_u8(r, &subs))
            return false;
        sn_rec_uint(d, v6 ? IP6_SUBS : EIP_SUBS, sn_rd_off(r) - 1, 1, subs);
        if (!sn_rd_sub(r, subs, &in))
            return false;
        ok = ip_subs(d, &in);
        if (!ok)
            sn_stop(r, &in);
        return ok;
    }
    sn_made(d, v6 ? IP6_SUBS : EIP_SUBS, 0);
    return true;
}

static bool prefixes(struct sn_dis *d, struct sn_rd *r, bool v6)
{
    while (sn_rd_left(r)) {
        if (!prefix(d, r, v6))
            return false;
    }
    return true;
}

static bool authentication(const struct tlvs *x, struct sn_rd *r)
{
    struct sn_dis *d = x->d;
    struct sn_rd all;
    uint32_t type;

    if (!sn_get(d, r, AUTH, &type))
        return false;
    all = *r;
    if (x->kind <= TLV_LSP)
        (void)!sn_get_bytes(d, &all, x->kind == TLV_IIH ? AUTH_IIH : AUTH_LSP, sn_rd_left(&all));
    switch (type) {
    case 1:
        return sn_get_bytes(d, r, AUTH_TEXT, sn_rd_left(r));
    case 3:
        return sn_get(d, r, AUTH_KEY, NULL) && sn_get_bytes(d, r, AUTH_DIGEST, sn_rd_left(r));
    case 54:
        return sn_get_bytes(d, r, AUTH_DIGEST, sn_rd_left(r));
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
    if (n > IDS) {
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

static bool capability(struct sn_dis *d, struct sn_rd *r, uint32_t size)
{
    uint32_t type, n;

    if (size < 5) {
        sn_note(d, CAP_SHORT, size);
        return true;
    }
    if (!sn_get(d, r, CAP_ROUTER, NULL) || !sn_get(d, r, CAP_FLAGS, NULL))
        return false;
    sn_parts(d, CAP_FLAGS, CAP_S, CAP_D);
    while (sn_rd_left(r) >= 2 || r->cut) {
        struct sn_rd val;

        if (!sn_rd_need(r, 2))
            return false;
        (void)!sn_get(d, r, CAP, &type);
        (void)!sn_get(d, r, CAP_LEN, &n);
        if (n > sn_rd_left(r))
            return true;
        (void)!sn_rd_sub(r, n, &val);
        if (type != 2)
            (void)!sn_get_bytes(d, &val, CAP_DUMP, n);
        else if (n >= 4 && sn_get(d, &val, SR_FLAGS, NULL) && sn_get(d, &val, SR_RANGE, NULL) &&
                 sn_rd_left(&val) >= 5 && val.p[0] == 1 && val.p[1] == 3 && sn_rd_skip(&val, 2))
            (void)!sn_get(d, &val, SR_SID, NULL);
    }
    return true;
}

static bool checksum(const struct tlvs *x, struct sn_rd *r)
{
    size_t at = (size_t)(r->p - x->pdu->p);
    uint16_t right;

    if (sn_rd_left(r) < 2 || !sn_get(x->d, r, CHECKSUM, NULL))
        return true;
    (void)sn_isis_sum(x->pdu->p, sn_rd_left(x->pdu), at, &right);
    sn_note(x->d, CHECKSUM_RIGHT, right);
    return true;
}

static bool multi_topology(struct sn_dis *d, struct sn_rd *r)
{
    return sn_rd_left(r) >= 2 && sn_get(d, r, MT, NULL);
}

static bool value(const struct tlvs *x, struct sn_rd *r, uint32_t type)
{
    struct sn_dis *d = x->d;
    bool iih = x->kind == TLV_IIH;
    uint32_t n = (uint32_t)sn_rd_left(r);

    switch (type) {
    case 1:
        return areas(d, r, x->kind);
    case 2:
        return old_neighbors(d, r);
    case 3:
        while (sn_rd_left(r) >= IDS + 4 && sn_get(d, r, METRIC1, NULL) &&
               sn_isis_id(d, r, ES_NEIGHBOR, IDS))
            ;
        return true;
    case 6:
        return sn_get_n(d, r, SNPA, x->len / 6);
    case 7:
        return n < 4 || (sn_get(d, r, INSTANCE, NULL) && sn_get_n(d, r, ITID, (n - 2) / 2));
    case PADDING:
        return true;
    case 9:
        return entries(d, r, x->len);
    case 10:
        return authentication(x, r);
    case 12:
        return checksum(x, r);
    case 13:
        if (sn_rd_left(r) < 7)
            return true;
        return sn_rd_skip(r, 1) && sn_isis_id(d, r, POI, IDS) &&
               (sn_rd_left(r) != IDS || sn_isis_id(d, r, POI_FROM, IDS));
    case 14:
        return n < 2 || sn_get(d, r, BUFFER, NULL);
    case 22:
    case 23:
    case 24:
        return neighbors(d, r);
    case 222:
        return multi_topology(d, r) && neighbors(d, r);
    case 128:
    case 130:
        return old_prefixes(d, r);
    case 135:
        return prefixes(d, r, false);
    case 235:
        return multi_topology(d, r) && prefixes(d, r, false);
    case 236:
        return prefixes(d, r, true);
    case 237:
        return multi_topology(d, r) && prefixes(d, r, true);
    case 129:
        sn_note(d, NLPID_HEAD, x->len);
        return sn_get_n(d, r, iih ? NLPID_IIH : NLPID_LSP, x->len);
    case 132:
        return sn_get_n(d, r, iih ? IF_IIH : IF_LSP, x->len / 4);
    case 134:
        return n < 4 || sn_get(d, r, TE_ID, NULL);
    case 137:
        return sn_get_bytes(d, r, HOSTNAME, n);
    case 211:
        return sn_get(d, r, RESTART, NULL) &&
               (n < 3 || (sn_get(d, r, RESTART_TIME, NULL) &&
                          (n != 9 || sn_isis_id(d, r, RESTART_FOR, IDS))));
    case 229:
        return sn_get_n(d, r, MT, x->len / 2);
    case 232:
        return sn_get_n(d, r, iih ? IF6_IIH : IF6_LSP, x->len / 16);
    case VENDORS:
        return sn_get(d, r, VENDOR, NULL) && sn_get_bytes(d, r, CAP_DUMP, sn_rd_left(r));
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
    struct tlvs x = {.d = d, .kind = kind, .pdu = pdu};

    while (len) {
        struct sn_rd val, all;
        uint32_t type, n;

        if (!sn_rd_need(r, 2))
            return;
        (void)!sn_get(d, r, kind, &type);
        (void)!sn_get(d, r, kind + 1, &n);
        sn_note(d, TLV, type);
        len -= len < 2 ? len : 2;
        /* Nothing is said of some that are missing. */
        if (n > sn_rd_left(r) &&
            (type == PADDING ? sn_rd_left(pdu) >= total
                             : (type == 128 || type == 130) && sn_rd_left(pdu) < total)) {
            val = sn_inside(r, n);
            x.len = n;
            (void)value(&x, &val, type);
            return;
        }
        if (n > sn_rd_left(r) && !r->cut) {
            sn_malformed(r);
            return;
        }
        if (n > len) {
            sn_note(d, TLV_PAST, len);
            return;
        }
        if (n == 0 && type != 129 && type != 137 && type != 222 && type != 235 &&
            type != CAPABILITY)
            continue;
        all = val = sn_inside(r, n);
        if (sn_rd_left(&val) < n && r->cut)
            val.cut = true;
        x.len = n;
        if (!value(&x, &val, type)) {
            sn_malformed(r);
            return;
        }
        if (type != CAPABILITY && type != VENDORS && !sn_rd_need(r, n))
            return;
        if (n)
            dump(d, all, n, DUMP_VV);
        if (!sn_rd_skip(r, n))
            return;
        len -= n;
    }
}
