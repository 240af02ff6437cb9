/*
 * ICMPv6 node information (RFC 4620).
 *
 * tcpdump takes the end of the capture for the end of the message here, so what an address or a
 * name is depends on how much was captured.
 */
#include "dis/net/icmp6.h"

enum { NOOP, SUPPORTED, NAME = 2, ADDRS = 3 };
enum { SUBJECT_IPV6, SUBJECT_NAME, SUBJECT_IPV4 };
enum { SUCCESS, REFUSED, UNKNOWN };
enum { QUESTION = 12, HDR = 16, ADDR_LEN = 20 };

/* A query's subject. */
static void subject(struct sn_dis *d, struct sn_rd *r, uint8_t code)
{
    size_t left = sn_rd_left(r);

    if (code == SUBJECT_IPV6 && left == 16)
        (void)!sn_get_bytes(d, r, ICMP6_NI_SUBJECT6, 16);
    else if (code == SUBJECT_IPV4 && left == 4)
        (void)!sn_get_ipv4(d, r, ICMP6_NI_SUBJECT4);
    else if (code == SUBJECT_NAME && left > 0)
        (void)!sn_get_bytes(d, r, ICMP6_NI_NAME, left);
}

/* What a successful reply holds. */
static void answer(struct sn_dis *d, struct sn_rd *r, uint16_t qtype)
{
    uint32_t ttl;

    if (qtype == NAME) {
        if (sn_get_be32(d, r, ICMP6_NI_TTL, &ttl) && sn_rd_left(r) > 0)
            (void)!sn_get_bytes(d, r, ICMP6_NI_NAME, sn_rd_left(r));
        return;
    }
    while (qtype == ADDRS && sn_rd_left(r) >= ADDR_LEN) {
        (void)!sn_get_be32(d, r, ICMP6_NI_TTL, &ttl);
        (void)!sn_get_bytes(d, r, ICMP6_NI_ADDR, 16);
    }
}

void sn_ni_dissect(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t type = sn_u(d, ICMP6_TYPE), code = sn_u(d, ICMP6_CODE);
    uint16_t qtype, flags;

    if (!sn_get_be16(d, r, ICMP6_NI_QTYPE, &qtype) || !sn_get_be16(d, r, ICMP6_NI_FLAGS, &flags) ||
        !sn_get_bytes(d, r, ICMP6_NI_NONCE, 8))
        return;
    if (type == ICMP6_NI_REPLY && code == SUCCESS)
        answer(d, r, qtype);
    else if (type == ICMP6_NI_QUERY && qtype > SUPPORTED)
        subject(d, r, (uint8_t)code);
}

/* ---- text ---- */

/* A name in DNS's form without compression. */
static void put_dns_name(struct sn_text *t, const uint8_t *p, const uint8_t *end)
{
    while (p < end && *p) {
        size_t n = *p++;

        if (n > (size_t)(end - p)) {
            sn_put_lit(t->b, "???");
            return;
        }
        sn_put_safe(t->b, p, n);
        p += n;
        if (p + 1 < end && *p)
            sn_put_c(t->b, '.');
    }
    if (p == end)
        return;
    if (p + 1 == end)
        sn_put_c(t->b, '.');
    else if (p + 2 != end || p[1])
        sn_put_lit(t->b, "???");
}

/* In that form, or as an old draft had it: a length, and that many characters. */
static void put_name(struct sn_text *t, const struct sn_rec *q)
{
    bool draft = *q->p == q->n - 1;

    if (draft && t->o->verbose)
        sn_put_lit(t->b, ", 03 draft");
    sn_put_lit(t->b, ", \"");
    if (draft)
        sn_put_safe(t->b, q->p + 1, q->n - 1);
    else
        put_dns_name(t, q->p, q->p + q->n);
    sn_put_c(t->b, '"');
}

/* " [GSL]": which addresses; in a reply also whether some were left out. */
static void put_which(struct sn_text *t, uint64_t flags, bool reply)
{
    if (flags)
        sn_put_f(t->b, " [%s%s%s%s%s%s%s]", flags & 64 ? "a" : "", flags & 32 ? "G" : "",
                 flags & 16 ? "S" : "", flags & 8 ? "L" : "", flags & 4 ? "C" : "",
                 flags & 2 ? "A" : "", reply && flags & 1 ? "T" : "");
}

/* "supported qtypes [C]" */
static void put_qtype(struct sn_text *t, uint64_t qtype, uint64_t flags)
{
    static const char *const says[] = {"noop", "supported qtypes", "DNS name", "node addresses"};

    sn_put_s(t->b, qtype < 4 ? says[qtype] : "unknown");
    if (qtype == SUPPORTED && flags)
        sn_put_f(t->b, " [%s]", flags & 1 ? "C" : "");
}

static void put_subject(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *q;
    uint32_t size = code == SUBJECT_IPV6 ? 16 : 4;

    if (code == SUBJECT_NAME) {
        sn_put_lit(t->b, ", subject=DNS name");
        put_name(t, sn_rec_find(t, l, ICMP6_NI_NAME));
    } else if (code > SUBJECT_IPV4) {
        sn_put_lit(t->b, ", unknown subject");
    } else if ((q = sn_rec_find(t, l, ICMP6_NI_SUBJECT6))) {
        sn_put_lit(t->b, ", subject=");
        sn_text_host6(t, q->p);
    } else if ((q = sn_rec_find(t, l, ICMP6_NI_SUBJECT4))) {
        sn_put_lit(t->b, ", subject=");
        sn_text_host4(t, (uint32_t)q->u);
    } else if (t->o->verbose && l->caplen >= HDR + size) {
        sn_put_lit(t->b, ", invalid subject len");
    }
}

static enum sn_then query_text(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_NI_QTYPE);

    if (l->caplen == QUESTION) {
        sn_put_lit(t->b, " who-are-you request");
        return SN_TEXT_INNER;
    }
    sn_put_lit(t->b, " node information query");
    if (l->caplen < HDR) {
        sn_put_lit(t->b, " [|icmp6]");
        return SN_TEXT_INNER;
    }
    sn_put_lit(t->b, " (");
    put_qtype(t, q[0].u, q[1].u);
    if (q[0].u == ADDRS)
        put_which(t, q[1].u, false);
    if (q[0].u <= SUPPORTED && l->caplen != HDR && t->o->verbose)
        sn_put_lit(t->b, ", invalid len");
    if (q[0].u > SUPPORTED && l->caplen == HDR)
        sn_put_lit(t->b, ", 03 draft");
    else if (q[0].u > SUPPORTED)
        put_subject(t, l, code);
    sn_put_c(t->b, ')');
    return SN_TEXT_INNER;
}

/* What a successful reply says; false: cut. */
static bool put_answer(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n, *name = sn_rec_find(t, l, ICMP6_NI_NAME);
    uint64_t qtype = q[0].u, flags = q[1].u;

    put_qtype(t, qtype, flags);
    q += 3; /* behind the nonce */
    if (qtype == NOOP && l->caplen != HDR && t->o->verbose)
        sn_put_lit(t->b, ", invalid length");
    if (qtype == NAME) {
        if (!name)
            return false;
        put_name(t, name);
        if (flags & 1)
            sn_put_f(t->b, " [TTL=%u]", (unsigned)q->u);
    }
    if (qtype == ADDRS) {
        for (; end - q >= 2; q += 2) {
            sn_put_c(t->b, ' ');
            sn_text_host6(t, q[1].p);
            sn_put_f(t->b, "(%u)", (unsigned)q[0].u);
        }
        put_which(t, flags, true);
    }
    return true;
}

static enum sn_then reply_text(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_NI_QTYPE);

    if (l->caplen < l->len || l->caplen < HDR) {
        sn_put_lit(t->b, " [|icmp6]");
        return SN_TEXT_INNER;
    }
    sn_put_lit(t->b, " node information reply (");
    if (code == SUCCESS && t->o->verbose)
        sn_put_lit(t->b, "success, ");
    if (code == SUCCESS && !put_answer(t, l, q))
        return SN_TEXT_CUT;
    if (code == REFUSED || code == UNKNOWN) {
        sn_put_s(t->b, code == REFUSED ? "refused" : "unknown");
        if (l->caplen != HDR && t->o->verbose)
            sn_put_lit(t->b, ", invalid length");
    }
    sn_put_c(t->b, ')');
    return SN_TEXT_INNER;
}

void sn_ni_text(struct sn_text *t, const struct sn_layer *l)
{
    uint64_t type = sn_recs(t, l)[0].u, code = sn_recs(t, l)[1].u;
    if ((type == ICMP6_NI_QUERY ? query_text(t, l, code) : reply_text(t, l, code)) == SN_TEXT_CUT)
        sn_cut(t);
}
