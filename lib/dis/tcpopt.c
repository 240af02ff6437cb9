/*
 * TCP options: RFC 9293, 7323, 2018, 2385, 5482, 5925, 6994, 7413, 8684 and what came before them.
 *
 * In the records a TCP_OPT (its kind) begins each option; what it holds follows as far as it could
 * be read. An option that is longer than the header is malformed; one that wasn't captured is
 * truncated. The text tells what is missing by which records are.
 */
#include "dis/tcp.h"

enum {
    OPT_EOL = 0,
    OPT_NOP = 1,
    OPT_MSS = 2,
    OPT_WSCALE = 3,
    OPT_SACKOK = 4,
    OPT_SACK = 5,
    OPT_ECHO = 6,
    OPT_ECHOREPLY = 7,
    OPT_TS = 8,
    OPT_CC = 11,
    OPT_CCNEW = 12,
    OPT_CCECHO = 13,
    OPT_MD5 = 19,
    OPT_SCPS = 20,
    OPT_UTO = 28,
    OPT_AO = 29,
    OPT_MPTCP = 30,
    OPT_TFO = 34,
    OPT_EXP2 = 254,
};

#define TFO_MAGIC 0xf989

/* The next n bytes of an option, which must lie inside the header. */
static bool opt_bytes(struct sn_rd *r, uint32_t hleft, size_t n, const uint8_t **p)
{
    if (n > hleft) {
        sn_malformed(r);
        return false;
    }
    return sn_rd_bytes(r, n, p);
}

static bool opt_u16(struct sn_dis *d, struct sn_rd *r, uint32_t hleft, unsigned field)
{
    const uint8_t *p;

    if (!opt_bytes(r, hleft, 2, &p))
        return false;
    sn_rec_uint(d, field, (size_t)(p - r->start), 2, sn_be16(p));
    return true;
}

static bool opt_u32(struct sn_dis *d, struct sn_rd *r, uint32_t hleft, unsigned field)
{
    const uint8_t *p;

    if (!opt_bytes(r, hleft, 4, &p))
        return false;
    sn_rec_uint(d, field, (size_t)(p - r->start), 4, sn_be32(p));
    return true;
}

static bool opt_raw(struct sn_dis *d, struct sn_rd *r, uint32_t hleft, unsigned field, size_t n)
{
    const uint8_t *p;

    if (!opt_bytes(r, hleft, n, &p))
        return false;
    sn_rec_bytes(d, field, (size_t)(p - r->start), n, p, n);
    return true;
}

/* As many of n bytes as are there; when that isn't all, the reader stops. */
static bool opt_some(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n)
{
    size_t have = sn_rd_left(r) < n ? sn_rd_left(r) : n;

    if (have)
        (void)!sn_get_bytes(d, r, field, have);
    return have == n || sn_rd_need(r, n - have);
}

static bool opt_sack(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint8_t flags, uint32_t base)
{
    uint32_t i;

    if (n % 8 || !(flags & TH_ACK)) {
        r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
        return true;
    }
    sn_rec_made(d, TCP_OPT_SACK_COUNT, n / 8);
    for (i = 0; i < n; i += 8) {
        if (!opt_u32(d, r, n, TCP_OPT_SACK_LE))
            return false;
        d->rec[d->nrec - 1].n = (uint32_t)d->rec[d->nrec - 1].u - base;
        if (!opt_u32(d, r, n, TCP_OPT_SACK_RE))
            return false;
        d->rec[d->nrec - 1].n = (uint32_t)d->rec[d->nrec - 1].u - base;
    }
    return true;
}

/* RFC 5925: key numbers and the authentication code, n bytes. */
static bool opt_ao(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint8_t v;

    if (n < 2)
        return true;
    return sn_get_u8(d, r, TCP_OPT_AO_KEY, &v) && sn_get_u8(d, r, TCP_OPT_AO_NEXT, &v) &&
           (n == 2 || opt_some(d, r, TCP_OPT_AO_MAC, n - 2));
}

/* RFC 6994: a magic number says what the rest is. */
static bool opt_exp(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint16_t magic;

    if (n < 2) {
        sn_malformed(r);
        return false;
    }
    if (!sn_rd_need(r, n) || !sn_get_be16(d, r, TCP_OPT_EXP_MAGIC, &magic))
        return false;
    return sn_get_bytes(d, r, magic == TFO_MAGIC ? TCP_OPT_TFO : TCP_OPT_DATA, n - 2);
}

/* What stands behind kind and length; n bytes by the length, `left` to the header's end. */
static bool opt_value(struct sn_dis *d, struct sn_rd *r, uint8_t kind, uint32_t n, uint32_t left)
{
    const uint8_t *p;

    switch (kind) {
    case OPT_MSS:
        return opt_u16(d, r, left, TCP_OPT_MSS);
    case OPT_WSCALE:
        if (!opt_bytes(r, left, 1, &p))
            return false;
        sn_rec_uint(d, TCP_OPT_WSCALE, (size_t)(p - r->start), 1, *p);
        return true;
    case OPT_SACKOK:
        return true;
    case OPT_ECHO:
    case OPT_ECHOREPLY:
        return opt_u32(d, r, left, TCP_OPT_ECHO);
    case OPT_TS:
        return opt_u32(d, r, left, TCP_OPT_TSVAL) && opt_u32(d, r, left - 4, TCP_OPT_TSECR);
    case OPT_CC:
    case OPT_CCNEW:
    case OPT_CCECHO:
        return opt_u32(d, r, left, TCP_OPT_CC);
    case OPT_MD5:
        return opt_raw(d, r, left, TCP_OPT_MD5, 16);
    case OPT_SCPS:
        if (!opt_bytes(r, left, 2, &p))
            return false;
        sn_rec_uint(d, TCP_OPT_SCPS_CAP, (size_t)(p - r->start), 1, p[0]);
        sn_rec_uint(d, TCP_OPT_SCPS_ID, (size_t)(p - r->start) + 1, 1, p[1]);
        return true;
    case OPT_UTO:
        return opt_u16(d, r, left, TCP_OPT_UTO);
    case OPT_AO:
        return opt_ao(d, r, n);
    case OPT_MPTCP:
        return opt_raw(d, r, left, TCP_OPT_MPTCP, n);
    case OPT_TFO:
        return opt_raw(d, r, left, TCP_OPT_TFO, n);
    case OPT_EXP2:
        return opt_exp(d, r, n);
    default:
        return n == 0 || opt_some(d, r, TCP_OPT_DATA, n);
    }
}

bool sn_tcp_opts(struct sn_dis *d, struct sn_rd *r, uint8_t flags, uint32_t sack_base,
                 uint32_t left)
{
    struct sn_rec *q;
    uint8_t kind, len;

    while (left > 0) {
        const uint8_t *at;

        if (!sn_rd_u8(r, &kind))
            return false;
        q = sn_rec_uint(d, TCP_OPT, sn_rd_off(r) - 1, 1, kind);
        left--;
        if (kind <= OPT_NOP) {
            q->n = 1;
            if (kind == OPT_EOL)
                return true;
            continue;
        }
        if (!sn_rd_u8(r, &len))
            return false;
        if (len < 2 || len - 1u > left) {
            sn_malformed(r);
            return false;
        }
        left--;
        q->n = len;
        if (d->want & SN_WANT_FIELDS)
            sn_rec_uint(d, TCP_OPT_LEN, q->off + 1, 1, len);
        at = r->p;
        if (!(kind == OPT_SACK ? opt_sack(d, r, len - 2u, flags, sack_base)
                               : opt_value(d, r, kind, len - 2u, left)))
            return false;
        left -= (uint32_t)(r->p - at);
    }
    return true;
}

/* ---- text ---- */

static const struct sn_val opt_names[] = {
    {OPT_NOP, "nop"},
    {OPT_TS, "TS"},
    {OPT_MSS, "mss"},
    {OPT_SACKOK, "sackOK"},
    {OPT_WSCALE, "wscale"},
    {OPT_SACK, "sack"},
    {OPT_EOL, "eol"},
    {OPT_ECHO, "echo"},
    {OPT_ECHOREPLY, "echoreply"},
    {OPT_CC, "cc"},
    {OPT_CCNEW, "ccnew"},
    {OPT_CCECHO, "ccecho"},
    {OPT_MD5, "md5"},
    {OPT_SCPS, "scps"},
    {OPT_UTO, "uto"},
    {OPT_AO, "tcp-ao"},
    {OPT_MPTCP, "mptcp"},
    {OPT_TFO, "tfo"},
    {OPT_EXP2, "exp"},
    {0, NULL},
};

/* One value of an option whose text is a word and a number, or bytes. */
static void value_text(struct sn_text *t, const struct sn_rec *v)
{
    uint32_t u = (uint32_t)v->u;

    switch (v->field) {
    case TCP_OPT_TSVAL:
        t->b->p = put_u32(put_lit(t->b->p, " val "), u);
        break;
    case TCP_OPT_TSECR:
        t->b->p = put_u32(put_lit(t->b->p, " ecr "), u);
        break;
    case TCP_OPT_SACK_COUNT:
        *t->b->p++ = ' ';
        t->b->p = put_u32(t->b->p, u);
        *t->b->p++ = ' ';
        break;
    case TCP_OPT_SACK_LE:
        *t->b->p++ = '{';
        t->b->p = put_u32(t->b->p, v->n);
        *t->b->p++ = ':';
        break;
    case TCP_OPT_SACK_RE:
        t->b->p = put_u32(t->b->p, v->n);
        *t->b->p++ = '}';
        break;
    case TCP_OPT_SCPS_CAP:
        sn_put_f(t->b, " cap %02x", u);
        break;
    case TCP_OPT_SCPS_ID:
        sn_put_f(t->b, " id %u", u);
        break;
    case TCP_OPT_UTO:
        sn_put_f(t->b, " 0x%x %u", u, u & 1 ? (u >> 1) * 60 : u >> 1);
        break;
    case TCP_OPT_AO_KEY:
        sn_put_f(t->b, " keyid %u", u);
        break;
    case TCP_OPT_AO_NEXT:
        sn_put_f(t->b, " rnextkeyid %u", u);
        break;
    case TCP_OPT_AO_MAC:
        sn_put_lit(t->b, " mac 0x");
        sn_put_hex_bytes(t->b, v->p, v->n, 0);
        break;
    case TCP_OPT_MD5:
        sn_put_lit(t->b, " can't check - ");
        sn_put_hex_bytes(t->b, v->p, v->n, 0);
        break;
    case TCP_OPT_DATA:
        sn_put_lit(t->b, " 0x");
        sn_put_hex_bytes(t->b, v->p, v->n, 0);
        break;
    case TCP_OPT_EXP_MAGIC:
        sn_put_f(t->b, "-%04x", u);
        break;
    case TCP_OPT_LEN:
        break;
    default:
        *t->b->p++ = ' ';
        t->b->p = put_u32(t->b->p, u);
        break;
    }
}

enum sn_said sn_tcp_opts_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l) + TCP_FIXED, *end = sn_recs(t, l) + l->n;
    bool first = true;

    if (!sn_buf_room(t->b, 64))
        return SN_SAID_ALL;
    t->b->p = put_lit(t->b->p, ", options [");
    while (q < end && q->field != TCP_OPT)
        q++;
    for (; q < end && q->field >= TCP_OPT && q->field <= TCP_OPT_DATA; q++) {
        const char *name;

        if (!sn_buf_room(t->b, 64))
            return SN_SAID_ALL;
        if (q->field != TCP_OPT) {
            value_text(t, q);
            continue;
        }
        if (!first)
            *t->b->p++ = ',';
        first = false;
        if (!q->n)
            break;
        name = sn_val_name(opt_names, (uint32_t)q->u);
        if (name) {
            t->b->p = put_str(t->b->p, name);
        } else {
            t->b->p = put_u32(put_lit(t->b->p, "unknown-"), (uint32_t)q->u);
        }
    }
    if (l->flags & SN_LAYER_MALFORMED) {
        sn_put_s(t->b, first ? "[bad opt]" : "[bad opt]>");
        return SN_SAID_ALL;
    }
    if (l->flags & SN_LAYER_TRUNCATED)
        return SN_SAID_SHORT;
    sn_put_c(t->b, ']');
    return SN_SAID;
}
