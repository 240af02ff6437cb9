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

#define TFO_MAGIC 0xf989
#define VARIES    255

/* Options whose value is a fixed header of the fields from `first` to `last`, printed as fmt says;
 * and those that have code of their own (no fmt). */
struct opt_kind {
    uint8_t kind;
    uint8_t size; /* of the value; VARIES: any */
    uint8_t first, last;
    const char *name, *fmt;
};

static const struct opt_kind kinds[] = {
    {OPT_NOP, 0, 0, 0, "nop", NULL},
    {OPT_TS, 8, TCP_OPT_TSVAL, TCP_OPT_TSECR, "TS", " val {} ecr {}"},
    {OPT_MSS, 2, TCP_OPT_MSS, TCP_OPT_MSS, "mss", " {}"},
    {OPT_SACKOK, 0, 0, 0, "sackOK", NULL},
    {OPT_WSCALE, 1, TCP_OPT_WSCALE, TCP_OPT_WSCALE, "wscale", " {}"},
    {OPT_SACK, VARIES, 0, 0, "sack", NULL},
    {OPT_EOL, 0, 0, 0, "eol", NULL},
    {OPT_ECHO, 4, TCP_OPT_ECHO, TCP_OPT_ECHO, "echo", " {}"},
    {OPT_ECHOREPLY, 4, TCP_OPT_ECHO, TCP_OPT_ECHO, "echoreply", " {}"},
    {OPT_CC, 4, TCP_OPT_CC, TCP_OPT_CC, "cc", " {}"},
    {OPT_CCNEW, 4, TCP_OPT_CC, TCP_OPT_CC, "ccnew", " {}"},
    {OPT_CCECHO, 4, TCP_OPT_CC, TCP_OPT_CC, "", " {}"},
    {OPT_MD5, 16, TCP_OPT_MD5, TCP_OPT_MD5, "md5", NULL},
    {OPT_SCPS, 2, TCP_OPT_SCPS_CAP, TCP_OPT_SCPS_ID, "scps", " cap {02x} id {}"},
    {OPT_UTO, 2, TCP_OPT_UTO, TCP_OPT_UTO, "uto", NULL},
    {OPT_AO, VARIES, 0, 0, "tcp-ao", NULL},
    {OPT_MPTCP, VARIES, 0, 0, "mptcp", NULL},
    {OPT_TFO, VARIES, 0, 0, "tfo", NULL},
    {OPT_EXP2, VARIES, 0, 0, "exp", NULL},
};

static const struct opt_kind *find_kind(uint64_t kind)
{
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind == kind)
            return &kinds[i];
    }
    return NULL;
}

/* Whether n bytes of an option lie inside the header and were captured. */
static bool opt_room(struct sn_rd *r, uint32_t hleft, size_t n)
{
    if (n > hleft) {
        sn_malformed(r);
        return false;
    }
    return sn_rd_need(r, n);
}

/* The n edges that were read, once more: as they are shown, when lib/flow has made them relative.
 */
static void shown_sack(struct sn_dis *d, uint32_t n)
{
    struct sn_segment *s = d->nsegment ? &d->segment[d->nsegment - 1] : NULL;
    const struct sn_rec *raw = &d->rec[d->nrec - n];
    uint32_t first = d->nrec;

    for (uint32_t i = 0; i < n; i++)
        sn_rec_made(d, i % 2 ? TCP_OPT_SACK_RE_REL : TCP_OPT_SACK_LE_REL, raw[i].u);
    if (s && s->layer == d->cur - d->layer && d->nrec == first + n) {
        s->sack = &d->rec[first];
        s->nsack = n;
    }
}

static bool opt_sack(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    if (n % 8) {
        r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
        return true;
    }
    sn_rec_made(d, TCP_OPT_SACK_COUNT, n / 8);
    for (uint32_t i = 0; i < n; i += 8) {
        if (!sn_rd_need(r, 8) || !sn_header(d, r, TCP_OPT_SACK_LE, TCP_OPT_SACK_RE))
            return false;
    }
    if (d->want & SN_WANT_FIELDS)
        shown_sack(d, n / 4);
    return true;
}

/* RFC 5925: key numbers and the authentication code, n bytes. */
static bool opt_ao(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    if (n < 2) {
        r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
        return true;
    }
    return sn_header(d, r, TCP_OPT_AO_KEY, TCP_OPT_AO_NEXT) &&
           (n == 2 || sn_get_upto(d, r, TCP_OPT_AO_MAC, n - 2));
}

/* RFC 6994: a magic number says what the rest is. */
static bool opt_exp(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t magic;

    if (!sn_rd_need(r, n))
        return false;
    if (n < 2) {
        sn_malformed(r);
        return false;
    }
    if (!sn_get(d, r, TCP_OPT_EXP_MAGIC, &magic))
        return false;
    return sn_get_bytes(d, r, magic == TFO_MAGIC ? TCP_OPT_TFO : TCP_OPT_DATA, n - 2);
}

/* A digest, and with a secret whether it is right: the segment begins where the layer does. */
static bool opt_md5(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *segment = r->start + d->cur->off, *digest = r->p;

    if (!sn_get(d, r, TCP_OPT_MD5, NULL))
        return false;
    if (d->secret && d->ip.version && d->cur->caplen >= d->cur->len)
        sn_rec_made(d, TCP_OPT_MD5_RIGHT, sn_tcp_signed(d, segment, d->cur->len, digest));
    return true;
}

static bool opt_mptcp(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint32_t left)
{
    uint8_t flags = (uint8_t)sn_u(d, TCP_FLAGS);
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
    const struct opt_kind *k = find_kind(kind);

    if (kind == OPT_MD5)
        return opt_room(r, left, k->size) && opt_md5(d, r);
    if (k && k->first) /* of one that the capture cut, the fields in front of that */
        return (opt_room(r, left, k->size) || r->stop == SN_STOP_TRUNCATED) &&
               sn_header(d, r, k->first, k->last);
    switch (kind) {
    case OPT_SACKOK:
        return true;
    case OPT_SACK:
        return opt_sack(d, r, n);
    case OPT_AO:
        return opt_ao(d, r, n);
    case OPT_MPTCP:
        return opt_mptcp(d, r, n, left);
    case OPT_TFO:
        return opt_room(r, left, n) && sn_get_bytes(d, r, TCP_OPT_TFO, n);
    case OPT_EXP2:
        return opt_exp(d, r, n);
    default:
        return n == 0 || sn_get_upto(d, r, TCP_OPT_DATA, n);
    }
}

/* What follows an end of options: more of them, as fields. */
static void padding(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    for (; d->want & SN_WANT_FIELDS && left && sn_rd_left(r) && *r->p == OPT_EOL; left--)
        (void)sn_get(d, r, TCP_OPT, NULL);
}

bool sn_tcp_opts(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *behind, uint32_t left)
{
    while (left > 0) {
        uint32_t option = d->nrec, kind, len;
        const uint8_t *at;

        if (!sn_get(d, r, TCP_OPT, &kind))
            return false;
        left--;
        if (kind == OPT_EOL) {
            padding(d, r, left);
            return true;
        }
        if (kind == OPT_NOP)
            continue;
        if (sn_rd_left(r) == 0) {
            if (!left)
                d->rec[option].flags |= SN_REC_TEXT;
            if (sn_rd_left(behind) == 0) /* tcpdump misses the byte behind the header */
                r->stop = SN_STOP_TRUNCATED;
            else
                (void)sn_rd_need(r, 1);
            return false;
        }
        len = *r->p;
        if (len < 2 || len - 1 > left) {
            d->rec[option].flags |= SN_REC_TEXT; /* fields have those of a length that can be */
            sn_rd_skip(r, 1);
            sn_malformed(r);
            return false;
        }
        (void)sn_get(d, r, TCP_OPT_LEN, NULL);
        left--;
        at = r->p;
        if (!opt_value(d, r, (uint8_t)kind, len - 2, left)) {
            d->rec[option].flags |= SN_REC_BAD;
            return false;
        }
        /* Of a wrong SACK or AO the value isn't looked at, so it needn't have been captured. */
        left -= kind == OPT_SACK || kind == OPT_AO ? len - 2 : (uint32_t)(r->p - at);
    }
    return true;
}

/* ---- text ---- */

/* RFC 7413: an empty cookie is a request for one. */
static void tfo_text(struct sn_text *t, const struct sn_view *v)
{
    uint32_t n = sn_find(v, TCP_OPT_TFO)->n;

    sn_put_s(t->b, sn_find(v, TCP_OPT_EXP_MAGIC) ? "tfo" : " ");
    if (n == 0)
        sn_put_lit(t->b, " cookiereq");
    else if (n % 2 || n < 4 || n > 16)
        sn_put_lit(t->b, " (invalid)");
    else
        sn_say(t, v, " cookie {}", TCP_OPT_TFO);
}

/* RFC 2385: a digest that can't be checked without the secret, nor when not all was captured. */
static void md5_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    if (sn_find(v, TCP_OPT_MD5_RIGHT)) {
        sn_put_s(t->b, sn_opt(v, TCP_OPT_MD5_RIGHT) ? " valid" : "  (invalid)");
        return;
    }
    sn_put_s(t->b,
             l->caplen < l->len ? " snaplen too short" : " shared secret not supplied with -M");
    sn_say(t, v, ", can't check - {}", TCP_OPT_MD5);
}

/* "3 {1:5}{9:12}{20:30}", relative to what was acknowledged. */
static void sack_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_segment *s = sn_text_segment(t, l);
    uint32_t base = s ? s->ack_base : 0;
    struct sn_view from = {0}, to = {0};

    if (!sn_find(v, TCP_OPT_SACK_COUNT))
        return;
    sn_say(t, v, " {} ", TCP_OPT_SACK_COUNT);
    while (sn_each(v, TCP_OPT_SACK_LE, &from) && sn_each(v, TCP_OPT_SACK_RE, &to))
        sn_put_f(t->b, "{%u:%u}", (uint32_t)sn_opt(&from, TCP_OPT_SACK_LE) - base,
                 (uint32_t)sn_opt(&to, TCP_OPT_SACK_RE) - base);
}

static void uto_text(struct sn_text *t, const struct sn_view *v)
{
    uint32_t u = (uint32_t)sn_num(t, v, TCP_OPT_UTO);

    sn_put_f(t->b, " 0x%x %u", u, u & 1 ? (u >> 1) * 60 : u >> 1);
}

static void ao_text(struct sn_text *t, const struct sn_view *v)
{
    if (sn_find(v, TCP_OPT_AO_KEY))
        sn_say(t, v, " keyid {}", TCP_OPT_AO_KEY);
    if (sn_find(v, TCP_OPT_AO_NEXT))
        sn_say(t, v, " rnextkeyid {}", TCP_OPT_AO_NEXT);
    if (sn_find(v, TCP_OPT_AO_MAC))
        sn_say(t, v, " mac 0x{}", TCP_OPT_AO_MAC);
}

static void exp_text(struct sn_text *t, const struct sn_view *v)
{
    if (!sn_find(v, TCP_OPT_EXP_MAGIC))
        return;
    if (sn_opt(v, TCP_OPT_EXP_MAGIC) == TFO_MAGIC)
        sn_put_c(t->b, '-');
    else
        sn_say(t, v, "-{04x}", TCP_OPT_EXP_MAGIC);
    if (sn_find(v, TCP_OPT_TFO))
        tfo_text(t, v);
}

/* The value of an option of kind k (NULL: unknown), as far as it could be read. */
static void value_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                       const struct opt_kind *k)
{
    switch (v->rec->u) {
    case OPT_SACK:
        sack_text(t, l, v);
        break;
    case OPT_AO:
        ao_text(t, v);
        break;
    case OPT_MD5:
        if (sn_find(v, TCP_OPT_MD5))
            md5_text(t, l, v);
        break;
    case OPT_UTO:
        if (sn_find(v, TCP_OPT_UTO))
            uto_text(t, v);
        break;
    case OPT_TFO:
        if (sn_find(v, TCP_OPT_TFO))
            tfo_text(t, v);
        break;
    case OPT_EXP2:
        exp_text(t, v);
        break;
    default:
        if (k && k->fmt && sn_find(v, k->last))
            sn_say_fields(t, v, k->fmt, (const uint16_t[]){k->first, k->last},
                          k->last - k->first + 1u);
        else if (!k && sn_find(v, TCP_OPT_DATA))
            sn_say(t, v, " 0x{}", TCP_OPT_DATA);
        break;
    }
}

/* One option with its values; nothing when its length was cut. */
static void option_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct opt_kind *k = find_kind(v->rec->u);
    uint64_t kind = v->rec->u;
    uint32_t len = (uint32_t)sn_opt(v, TCP_OPT_LEN);

    if (kind > OPT_NOP && !len)
        return;
    if (k)
        sn_put_s(t->b, k->name);
    else
        sn_put_f(t->b, "unknown-%u", (unsigned)kind);
    if (kind == OPT_MPTCP) {
        sn_mptcp_text(t, len, v);
        if (!(v->rec->flags & SN_REC_BAD))
            t->tag = "mptcp"; /* as tcpdump has it from here on */
        return;
    }
    value_text(t, l, v, k);
    if (kind == OPT_SACK && (len - 2) % 8)
        sn_put_lit(t->b, " invalid sack");
    else if (kind == OPT_AO && len < 4)
        sn_put_lit(t->b, " (invalid)");
    if (k && k->size != VARIES && len > 1 && len != k->size + 2u &&
        (!k->size || sn_find(v, k->last)))
        sn_put_f(t->b, "[len %u]", len);
}

/* Whether an option ends the header of hlen bytes. */
static bool is_last(const struct sn_layer *l, const struct sn_view *v, uint32_t hlen)
{
    uint64_t kind = v->rec->u;

    return kind == OPT_EOL || ((kind == OPT_SACK || kind == OPT_AO) &&
                               v->rec->off + sn_opt(v, TCP_OPT_LEN) == l->off + hlen);
}

/* What is said behind the last of n options when not all were right, or there; false: that was all
 * of the line. */
static bool opts_end(struct sn_text *t, const struct sn_layer *l, const struct sn_view *last,
                     unsigned n, uint32_t hlen)
{
    if (l->flags & SN_LAYER_MALFORMED) {
        sn_put_s(t->b, n == 1 ? "[bad opt]" : "[bad opt]]");
        return false;
    }
    if (l->flags & SN_LAYER_TRUNCATED && n && last->rec->flags & SN_REC_BAD) {
        sn_put_f(t->b, n == 1 ? " [|%s]" : " [|%s]>", t->tag ? t->tag : "tcp");
        return false;
    }
    if (l->flags & SN_LAYER_TRUNCATED && !(n && is_last(l, last, hlen))) {
        if (n && (last->rec->u == OPT_NOP || sn_find(last, TCP_OPT_LEN)))
            sn_put_c(t->b, ',');
        sn_cut(t);
    }
    sn_put_c(t->b, ']');
    return true;
}

bool sn_tcp_opts_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), opt = {0}, last = {0};
    unsigned n = 0;

    if (sn_find(&v, TCP_USUAL) && sn_buf_room(t->b, 64)) {
        char *o = put_lit(t->b->p, ", options [nop,nop,TS val ");

        o = put_u32(o, (uint32_t)sn_opt(&v, TCP_OPT_TSVAL));
        o = put_u32(put_lit(o, " ecr "), (uint32_t)sn_opt(&v, TCP_OPT_TSECR));
        t->b->p = put_lit(o, "]");
        return true;
    }
    sn_put_lit(t->b, ", options [");
    for (; (!n || last.rec->u != OPT_EOL) && sn_each(&v, TCP_OPT, &opt); n++, last = opt) {
        if (n)
            sn_put_c(t->b, ',');
        option_text(t, l, &opt);
    }
    return opts_end(t, l, &last, n, (uint32_t)sn_opt(&v, TCP_HLEN));
}
