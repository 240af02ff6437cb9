/*
 * TCP options: RFC 9293, 7323, 2018, 2385, 5482, 5925, 6994, 7413, 8684 and what came before them.
 *
 * In the records a TCP_OPT (its kind) begins each option; what it holds follows as far as it could
 * be read. An option that is longer than the header is malformed; one that wasn't captured is
 * truncated. The text tells what is missing by which records are.
 */
#include "dis/transport/tcp.h"

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

#define TFO_MAGIC   0xf989
#define USUAL       12         /* bytes of the usual options */
#define USUAL_KINDS 0x0101080a /* how they begin */

/* Whether n bytes of an option lie inside the header and were captured. */
static bool opt_room(struct sn_rd *r, uint32_t hleft, size_t n)
{
    if (n > hleft) {
        sn_malformed(r);
        return false;
    }
    return sn_rd_need(r, n);
}

static bool opt_bytes(struct sn_rd *r, uint32_t hleft, size_t n, const uint8_t **p)
{
    return opt_room(r, hleft, n) && sn_rd_bytes(r, n, p);
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

    (void)!sn_get_bytes(d, r, field, have);
    return have == n || sn_rd_need(r, n - have);
}

static bool opt_sack(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t i;

    if (n % 8) {
        r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
        return true;
    }
    sn_rec_made(d, TCP_OPT_SACK_COUNT, n / 8);
    for (i = 0; i < n; i += 8) {
        if (!sn_rd_need(r, 8) || !opt_u32(d, r, n, TCP_OPT_SACK_LE) ||
            !opt_u32(d, r, n, TCP_OPT_SACK_RE))
            return false;
    }
    return true;
}

/* RFC 5925: key numbers and the authentication code, n bytes. */
static bool opt_ao(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint8_t v;

    if (n < 2) {
        r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
        return true;
    }
    return sn_get_u8(d, r, TCP_OPT_AO_KEY, &v) && sn_get_u8(d, r, TCP_OPT_AO_NEXT, &v) &&
           (n == 2 || opt_some(d, r, TCP_OPT_AO_MAC, n - 2));
}

/* RFC 6994: a magic number says what the rest is. */
static bool opt_exp(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint16_t magic;

    if (!sn_rd_need(r, n))
        return false;
    if (n < 2) {
        sn_malformed(r);
        return false;
    }
    if (!sn_get_be16(d, r, TCP_OPT_EXP_MAGIC, &magic))
        return false;
    return sn_get_bytes(d, r, magic == TFO_MAGIC ? TCP_OPT_TFO : TCP_OPT_DATA, n - 2);
}

static bool opt_mptcp(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint32_t left)
{
    uint8_t flags = (uint8_t)d->rec[d->cur->first + TCP_FLAGS].u;
    struct sn_rd in;

    if (!opt_room(r, left, n))
        return false;
    (void)!sn_rd_sub(r, n, &in);
    if (!sn_mptcp(d, &in, n + 2, flags)) {
        sn_malformed(r);
        return false;
    }
    return true;
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
        return opt_room(r, left, 8) && opt_u32(d, r, left, TCP_OPT_TSVAL) &&
               opt_u32(d, r, left, TCP_OPT_TSECR);
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
        return opt_mptcp(d, r, n, left);
    case OPT_TFO:
        return opt_raw(d, r, left, TCP_OPT_TFO, n);
    case OPT_EXP2:
        return opt_exp(d, r, n);
    default:
        return n == 0 || opt_some(d, r, TCP_OPT_DATA, n);
    }
}

bool sn_tcp_usual_opts(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    struct sn_rec *q = sn_fixed_recs(d);
    size_t o = sn_rd_off(r);
    const uint8_t *p;

    if (left != USUAL || sn_rd_left(r) < USUAL || sn_be32(r->p) != USUAL_KINDS ||
        d->want & SN_WANT_FIELDS || !sn_rd_bytes(r, USUAL, &p))
        return false;
    q = sn_fill(q, TCP_OPT, o, 1, OPT_NOP);
    q[-1].n = 1;
    q = sn_fill(q, TCP_OPT, o + 1, 1, OPT_NOP);
    q[-1].n = 1;
    q = sn_fill(q, TCP_OPT, o + 2, 1, OPT_TS);
    q[-1].n = 10;
    q = sn_fill(q, TCP_OPT_TSVAL, o + 4, 4, sn_be32(p + 4));
    q = sn_fill(q, TCP_OPT_TSECR, o + 8, 4, sn_be32(p + 8));
    d->nrec = (uint32_t)(q - d->rec);
    return true;
}

bool sn_tcp_opts(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *behind, uint32_t left)
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
        if (!sn_rd_u8(r, &len)) {
            if (sn_rd_left(behind) == 0)
                r->stop = SN_STOP_TRUNCATED; /* tcpdump misses the byte behind the header */
            return false;
        }
        if (len < 2 || len - 1u > left) {
            sn_malformed(r);
            return false;
        }
        left--;
        q->n = len;
        if (d->want & SN_WANT_FIELDS)
            sn_rec_uint(d, TCP_OPT_LEN, q->off + 1, 1, len);
        at = r->p;
        if (!(kind == OPT_SACK ? opt_sack(d, r, len - 2u)
                               : opt_value(d, r, kind, len - 2u, left))) {
            q->flags |= SN_REC_BAD;
            return false;
        }
        /* Of a wrong SACK or AO the value isn't looked at, so it needn't have been captured. */
        left -= kind == OPT_SACK || kind == OPT_AO ? len - 2u : (uint32_t)(r->p - at);
    }
    return true;
}

/* ---- text ---- */

#define VARIES 255

struct opt_kind {
    uint8_t kind;
    uint8_t size; /* of the value; VARIES: any */
    const char *name;
};

static const struct opt_kind kinds[] = {
    {OPT_NOP, 0, "nop"},
    {OPT_TS, 8, "TS"},
    {OPT_MSS, 2, "mss"},
    {OPT_SACKOK, 0, "sackOK"},
    {OPT_WSCALE, 1, "wscale"},
    {OPT_SACK, VARIES, "sack"},
    {OPT_EOL, 0, "eol"},
    {OPT_ECHO, 4, "echo"},
    {OPT_ECHOREPLY, 4, "echoreply"},
    {OPT_CC, 4, "cc"},
    {OPT_CCNEW, 4, "ccnew"},
    {OPT_CCECHO, 4, ""},
    {OPT_MD5, 16, "md5"},
    {OPT_SCPS, 2, "scps"},
    {OPT_UTO, 2, "uto"},
    {OPT_AO, VARIES, "tcp-ao"},
    {OPT_MPTCP, VARIES, "mptcp"},
    {OPT_TFO, VARIES, "tfo"},
    {OPT_EXP2, VARIES, "exp"},
};

static const struct opt_kind *find_kind(uint64_t kind)
{
    unsigned i;

    for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind == kind)
            return &kinds[i];
    }
    return NULL;
}

static void put_hex_text(struct sn_text *t, const char *before, const struct sn_rec *v)
{
    sn_put_s(t->b, before);
    sn_put_hex_bytes(t->b, v->p, v->n, 0);
}

/* RFC 7413: an empty cookie is a request for one. */
static void tfo_text(struct sn_text *t, const struct sn_rec *v)
{
    sn_put_s(t->b, v->off && v[-1].field == TCP_OPT_EXP_MAGIC ? "tfo" : " ");
    if (v->n == 0)
        sn_put_lit(t->b, " cookiereq");
    else if (v->n % 2 || v->n < 4 || v->n > 16)
        sn_put_lit(t->b, " (invalid)");
    else
        put_hex_text(t, " cookie ", v);
}

/* RFC 2385: a digest that can't be checked without the secret. */
static void md5_text(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *v)
{
    sn_put_s(t->b,
             l->caplen < l->len ? " snaplen too short" : " shared secret not supplied with -M");
    put_hex_text(t, ", can't check - ", v);
}

/* A value that is seldom met. */
static void rare_value_text(struct sn_text *t, const struct sn_rec *v)
{
    uint32_t u = (uint32_t)v->u;

    switch (v->field) {
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
        put_hex_text(t, " mac 0x", v);
        break;
    case TCP_OPT_TFO:
        tfo_text(t, v);
        break;
    case TCP_OPT_DATA:
        if (v[-1].field != TCP_OPT_EXP_MAGIC)
            put_hex_text(t, " 0x", v);
        break;
    case TCP_OPT_EXP_MAGIC:
        sn_put_c(t->b, '-');
        if (u != TFO_MAGIC)
            sn_put_f(t->b, "%04x", u);
        break;
    case TCP_OPT_MSS:
    case TCP_OPT_WSCALE:
    case TCP_OPT_ECHO:
    case TCP_OPT_CC:
        sn_put_c(t->b, ' ');
        sn_put_u32(t->b, u);
        break;
    }
}

/* What the edges of SACK blocks are shown relative to. */
static uint32_t sack_base(const struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_segment *s = sn_text_segment(t, l);

    return s ? s->ack_base : 0;
}

static void value_text(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *v)
{
    uint32_t u = (uint32_t)v->u;
    char *o = t->b->p;

    if (!sn_buf_room(t->b, 32))
        return;
    switch (v->field) {
    case TCP_OPT_TSVAL:
        t->b->p = put_u32(put_lit(o, " val "), u);
        break;
    case TCP_OPT_TSECR:
        t->b->p = put_u32(put_lit(o, " ecr "), u);
        break;
    case TCP_OPT_SACK_COUNT:
        *o++ = ' ';
        o = put_u32(o, u);
        *o++ = ' ';
        t->b->p = o;
        break;
    case TCP_OPT_SACK_LE:
        *o++ = '{';
        o = put_u32(o, u - sack_base(t, l));
        *o++ = ':';
        t->b->p = o;
        break;
    case TCP_OPT_SACK_RE:
        o = put_u32(o, u - sack_base(t, l));
        *o++ = '}';
        t->b->p = o;
        break;
    default:
        rare_value_text(t, v);
        break;
    }
}

/* One option with its values, of which the last is in front of end. */
static void option_text(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q,
                        const struct sn_rec *end)
{
    const struct opt_kind *k = find_kind(q->u);
    const struct sn_rec *v;
    uint32_t size = 0;

    if (!q->n || !sn_buf_room(t->b, 64))
        return;
    t->b->p = k ? put_str(t->b->p, k->name) : put_u32(put_lit(t->b->p, "unknown-"), (uint32_t)q->u);
    if (q->u == OPT_MPTCP) {
        v = q + 1 + (q + 1 < end && q[1].field == TCP_OPT_LEN);
        sn_mptcp_text(t, q->n, v, end);
        t->tag = "mptcp"; /* as tcpdump has it from here on */
        return;
    }
    for (v = q + 1; v < end; v++) {
        if (v->field == TCP_OPT_MD5)
            md5_text(t, l, v);
        else
            value_text(t, l, v);
        if (v->field != TCP_OPT_LEN)
            size += v->len;
    }
    if (q->u == OPT_SACK && (q->n - 2) % 8)
        sn_put_lit(t->b, " invalid sack");
    else if (q->u == OPT_AO && q->n < 4)
        sn_put_lit(t->b, " (invalid)");
    if (k && k->size != VARIES && k->size == size && q->n > 1 && q->n != size + 2)
        sn_put_f(t->b, "[len %u]", q->n);
}

/* Whether an option ends the header. */
static bool is_last(const struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q)
{
    uint32_t end = l->off + (uint32_t)sn_recs(t, l)[TCP_HLEN].u;

    return (q->n == 1 && q->u == OPT_EOL) ||
           ((q->u == OPT_SACK || q->u == OPT_AO) && q->off + q->n == end);
}

/* Whether the options are what sn_tcp_usual_opts() reads, and nothing was recorded beside them. */
static bool are_usual(const struct sn_layer *l, const struct sn_rec *q)
{
    return l->n == TCP_FIXED + 5 && !l->flags && q[0].field == TCP_OPT && q[0].u == OPT_NOP &&
           q[1].field == TCP_OPT && q[1].u == OPT_NOP && q[3].field == TCP_OPT_TSVAL &&
           q[4].field == TCP_OPT_TSECR && q[2].n == 10;
}

enum sn_then sn_tcp_opts_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l) + TCP_FIXED, *end = sn_recs(t, l) + l->n, *next;
    const struct sn_rec *last = NULL, *first;

    if (are_usual(l, q) && sn_buf_room(t->b, 64)) {
        char *o = put_u32(put_lit(t->b->p, ", options [nop,nop,TS val "), (uint32_t)q[3].u);

        o = put_u32(put_lit(o, " ecr "), (uint32_t)q[4].u);
        t->b->p = put_lit(o, "]");
        return SN_TEXT_INNER;
    }
    sn_put_lit(t->b, ", options [");
    while (q < end && q->field != TCP_OPT)
        q++;
    for (first = q; q < end && q->field == TCP_OPT; q = next) {
        for (next = q + 1; next < end && next->field > TCP_OPT && next->field <= TCP_OPT_DATA;)
            next++;
        if (last)
            sn_put_c(t->b, ',');
        last = q;
        option_text(t, l, q, next);
    }
    if (l->flags & SN_LAYER_MALFORMED) {
        sn_put_s(t->b, last == first ? "[bad opt]" : "[bad opt]]");
        return SN_TEXT_DONE;
    }
    if (l->flags & SN_LAYER_TRUNCATED && last && last->flags & SN_REC_BAD) {
        sn_put_s(t->b, last == first ? " [|tcp]" : " [|tcp]>");
        return SN_TEXT_DONE;
    }
    if (l->flags & SN_LAYER_TRUNCATED && last && !is_last(t, l, last)) {
        if (last->n)
            sn_put_c(t->b, ',');
        return SN_TEXT_CUT;
    }
    if (l->flags & SN_LAYER_TRUNCATED && !last)
        return SN_TEXT_CUT;
    sn_put_c(t->b, ']');
    return SN_TEXT_INNER;
}
