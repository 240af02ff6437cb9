/*
 * The Multipath TCP option (RFC 6824, 8684).
 *
 * Records: MP_SUBTYPE first, then what the subtype holds. An option of a length that doesn't go
 * with its subtype and the segment's flags is malformed; what was read until then stays.
 */
#include "dis/transport/tcp.h"

enum { CAPABLE, JOIN, DSS, ADD_ADDR, REM_ADDR, PRIO, FAIL, FAST_CLOSE, UNKNOWN };

enum { DSS_ACK = 1, DSS_ACK8 = 2, DSS_SEQ = 4, DSS_SEQ8 = 8, DSS_FIN = 16, CSUM = 0x80 };

/* 4 or 8 bytes as one number. */
static bool number(struct sn_dis *d, struct sn_rd *r, unsigned field, bool wide)
{
    uint64_t v;
    uint32_t w;

    return wide ? sn_get_be64(d, r, field, &v) : sn_get_be32(d, r, field, &w);
}

static bool capable(struct sn_dis *d, struct sn_rd *r, uint8_t first, uint32_t len, uint8_t flags)
{
    bool syn = flags & TH_SYN, ack = flags & TH_ACK;
    uint8_t bits;

    if (!((len == 4 || len == 12) && syn) && !((len == 20 || len == 22) && !syn && ack))
        return false;
    sn_rec_uint(d, MP_VERSION, sn_rd_off(r) - 1, 1, first & 15);
    if (!sn_get_u8(d, r, MP_FLAGS, &bits))
        return false;
    if ((first & 15) > 1 || len == 4)
        return true;
    return number(d, r, MP_KEY, true) && (len == 12 || number(d, r, MP_KEY2, true));
}

static bool join(struct sn_dis *d, struct sn_rd *r, uint8_t first, uint32_t len, uint8_t flags)
{
    bool syn = flags & TH_SYN, ack = flags & TH_ACK;
    uint8_t id;

    if (len == 24 && ack)
        return sn_rd_skip(r, 1) && sn_get_bytes(d, r, MP_HMAC20, 20);
    if (!(len == 12 && syn) && !(len == 16 && syn && ack))
        return false;
    sn_rec_uint(d, MP_BACKUP, sn_rd_off(r) - 1, 1, first & 1);
    if (!sn_get_u8(d, r, MP_ID, &id))
        return false;
    return number(d, r, len == 12 ? MP_TOKEN : MP_HMAC, len != 12) && number(d, r, MP_NONCE, false);
}

static bool dss(struct sn_dis *d, struct sn_rd *r, uint8_t flags)
{
    uint8_t bits;
    uint16_t v;

    if (flags & TH_SYN || !sn_get_u8(d, r, MP_FLAGS, &bits))
        return false;
    if (bits & DSS_ACK && !number(d, r, MP_ACK, bits & DSS_ACK8))
        return false;
    if (bits & DSS_SEQ) {
        if (!number(d, r, MP_SEQ, bits & DSS_SEQ8) || !number(d, r, MP_SUBSEQ, false) ||
            !sn_get_be16(d, r, MP_LEN, &v))
            return false;
        if (sn_rd_left(r) >= 2 && !sn_get_be16(d, r, MP_CSUM, &v))
            return false;
    }
    return sn_rd_left(r) == 0;
}

static bool add_addr(struct sn_dis *d, struct sn_rd *r, uint8_t first, uint32_t len)
{
    bool v6 = len >= 20;
    uint32_t rest = len - (v6 ? 20 : 8);
    uint8_t id;
    uint16_t port;

    if (len < 8 || (rest != 0 && rest != 2 && rest != 8 && rest != 10))
        return false;
    sn_rec_uint(d, MP_ECHO, sn_rd_off(r) - 1, 1, first & 15);
    return sn_get_u8(d, r, MP_ID, &id) &&
           (v6 ? sn_get_bytes(d, r, MP_ADDR6, 16) : sn_get_ipv4(d, r, MP_ADDR4)) &&
           (!(rest & 2) || sn_get_be16(d, r, MP_PORT, &port)) &&
           (!(rest & 8) || number(d, r, MP_HMAC, true));
}

static bool rem_addr(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t id;

    if (!sn_get_u8(d, r, MP_ID, &id))
        return false;
    while (sn_rd_left(r) > 0) {
        if (!sn_get_u8(d, r, MP_ID, &id))
            return false;
    }
    return true;
}

static bool prio(struct sn_dis *d, struct sn_rd *r, uint8_t first, uint32_t len)
{
    uint8_t id;

    if (len > 4)
        return false;
    sn_rec_uint(d, MP_BACKUP, sn_rd_off(r) - 1, 1, first & 1);
    return len == 3 || sn_get_u8(d, r, MP_ID, &id);
}

/* 12 bytes: subtype, flags, and a number of 8. */
static bool wide(struct sn_dis *d, struct sn_rd *r, uint32_t len, unsigned field)
{
    return len == 12 && sn_rd_skip(r, 1) && number(d, r, field, true);
}

bool sn_mptcp(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t flags)
{
    uint8_t first;

    if (!sn_rd_u8(r, &first))
        return false;
    sn_rec_uint(d, MP_SUBTYPE, sn_rd_off(r) - 1, 1, first >> 4);
    switch (first >> 4) {
    case CAPABLE:
        return capable(d, r, first, len, flags);
    case JOIN:
        return join(d, r, first, len, flags);
    case DSS:
        return dss(d, r, flags);
    case ADD_ADDR:
        return add_addr(d, r, first, len);
    case REM_ADDR:
        return rem_addr(d, r);
    case PRIO:
        return prio(d, r, first, len);
    case FAIL:
        return wide(d, r, len, MP_SEQ);
    case FAST_CLOSE:
        return wide(d, r, len, MP_KEY);
    default:
        return true;
    }
}

/* ---- text ---- */

static void capable_text(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    if (end - q < 2)
        return;
    if (q[0].u > 1) {
        sn_put_f(t->b, " Unknown Version (%u)", (unsigned)q[0].u);
        return;
    }
    sn_put_f(t->b, " v%u", (unsigned)q[0].u);
    if (q[1].u & CSUM)
        sn_put_lit(t->b, " csum");
    if (end - q > 2) {
        sn_put_lit(t->b, " {0x");
        sn_put_hex(t->b, q[2].u);
        if (end - q > 3) {
            sn_put_lit(t->b, ",0x");
            sn_put_hex(t->b, q[3].u);
        }
        sn_put_c(t->b, '}');
    }
}

static void dss_text(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    uint64_t bits;

    if (q == end)
        return;
    bits = q++->u;
    if (bits & DSS_FIN)
        sn_put_lit(t->b, " fin");
    if (bits & DSS_ACK) {
        sn_put_lit(t->b, " ack ");
        if (q == end)
            return;
        sn_put_u64(t->b, q++->u);
    }
    if (bits & DSS_SEQ) {
        sn_put_lit(t->b, " seq ");
        if (q == end)
            return;
        sn_put_u64(t->b, q++->u);
    }
    for (; q < end; q++)
        sn_put_f(t->b,
                 q->field == MP_SUBSEQ ? " subseq %u"
                 : q->field == MP_LEN  ? " len %u"
                                       : " csum 0x%x",
                 (unsigned)q->u);
}

/* A value whose text doesn't depend on what stands beside it. */
static void value_text(struct sn_text *t, const struct sn_rec *q)
{
    const char *echo;

    switch (q->field) {
    case MP_BACKUP:
        if (q->u)
            sn_put_lit(t->b, " backup");
        break;
    case MP_ID:
        sn_put_s(t->b, q[-1].field == MP_ID ? " " : " id ");
        sn_put_u64(t->b, q->u);
        break;
    case MP_ECHO:
        echo = q->u == 0   ? "v1"
               : q->u == 1 ? "v1-echo"
               : q->u == 4 ? "v0-ip4"
               : q->u == 6 ? "v0-ip6"
                           : NULL;
        sn_put_c(t->b, ' ');
        sn_put_s(t->b, echo ? echo : "[bad version/echo]");
        break;
    case MP_TOKEN:
        sn_put_f(t->b, " token 0x%x", (unsigned)q->u);
        break;
    case MP_NONCE:
        sn_put_f(t->b, " nonce 0x%x", (unsigned)q->u);
        break;
    case MP_HMAC:
    case MP_KEY:
        sn_put_s(t->b, q->field == MP_KEY ? " key 0x" : " hmac 0x");
        sn_put_hex(t->b, q->u);
        break;
    case MP_HMAC20:
        sn_put_lit(t->b, " hmac 0x");
        sn_put_hex_bytes(t->b, q->p, q->n, 0);
        break;
    case MP_ADDR4:
    case MP_ADDR6:
        sn_put_c(t->b, ' ');
        if (q->field == MP_ADDR6)
            sn_text_host6(t, q->p);
        else
            sn_text_host4(t, (uint32_t)q->u);
        break;
    case MP_PORT:
        sn_put_f(t->b, ":%u", (unsigned)q->u);
        break;
    case MP_SEQ:
        sn_put_lit(t->b, " seq ");
        sn_put_u64(t->b, q->u);
        break;
    }
}

void sn_mptcp_text(struct sn_text *t, uint32_t len, const struct sn_rec *q,
                   const struct sn_rec *end)
{
    static const char *const names[] = {"capable", "join", "dss",        "add-addr", "rem-addr",
                                        "prio",    "fail", "fast-close", "unknown"};
    uint64_t type;

    if (q == end)
        return;
    type = q++->u;
    sn_put_f(t->b, " %u %s", len, names[type > UNKNOWN ? UNKNOWN : type]);
    if (type == CAPABLE) {
        capable_text(t, q, end);
    } else if (type == DSS) {
        dss_text(t, q, end);
    } else {
        if (type == PRIO && q < end && !q->u)
            sn_put_lit(t->b, " non-backup");
        for (; q < end; q++)
            value_text(t, q);
    }
}
