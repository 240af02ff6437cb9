/*
 * ICMPv6 node information (RFC 4620).
 *
 * tcpdump takes the end of the capture for the end of the message here, so what an address or a
 * name is depends on how much was captured.
 */
#include "dis/app/dns.h"
#include "dis/net/icmp6.h"

enum { NOOP, SUPPORTED, NAME = 2, ADDRS = 3, ADDRS4 };
enum { SUBJECT_IPV6, SUBJECT_NAME, SUBJECT_IPV4 };
enum { SUCCESS, REFUSED, UNKNOWN };
enum { QUESTION = 12, HDR = 16, ADDR_LEN = 20, ADDR4_LEN = 8 };

const struct sn_val sn_ni_qtypes[] = {{NOOP, "noop"},
                                      {SUPPORTED, "supported qtypes"},
                                      {NAME, "DNS name"},
                                      {ADDRS, "node addresses"},
                                      {0, NULL}};

/* What fields have of a name, or of several: those in DNS's form. */
static void names(struct sn_dis *d, struct sn_rd r, unsigned field)
{
    struct dns_msg m = {.all = r, .end = ICMP6_NI_NAME_END, .names = true};
    uint8_t b;

    while (sn_wants_values(d) && sn_rd_peek(&r, 0, &b) && b) {
        sn_dns_name(d, &r, &m, field);
        if (sn_rec_of(d, field)->flags & SN_REC_BAD || !sn_dns_skip(&r))
            return;
    }
}

/* A query's subject. */
static void subject(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t code = sn_u(d, ICMP6_CODE);
    size_t left = sn_rd_left(r);

    if (code == SUBJECT_IPV6 && left == 16)
        (void)sn_get(d, r, ICMP6_NI_SUBJECT6, NULL);
    else if (code == SUBJECT_IPV4 && left == 4)
        (void)sn_get(d, r, ICMP6_NI_SUBJECT4, NULL);
    else if (code == SUBJECT_NAME && left > 0) {
        names(d, *r, ICMP6_NI_FQDN);
        (void)!sn_get_bytes(d, r, ICMP6_NI_NAME, left);
    }
}

/* What a successful reply holds. */
static void answer(struct sn_dis *d, struct sn_rd *r, uint64_t qtype)
{
    if (qtype == NAME && sn_get(d, r, ICMP6_NI_TTL, NULL) && sn_rd_left(r) > 0) {
        names(d, *r, ICMP6_NI_NODE);
        (void)!sn_get_bytes(d, r, ICMP6_NI_NAME, sn_rd_left(r));
    }
    while (qtype == ADDRS4 && sn_wants_values(d) && sn_rd_left(r) >= ADDR4_LEN &&
           sn_get(d, r, ICMP6_NI_TTL, NULL))
        (void)sn_get(d, r, ICMP6_NI_ADDR4, NULL);
    while (qtype == ADDRS && sn_rd_left(r) >= ADDR_LEN)
        (void)sn_header(d, r, ICMP6_NI_TTL, ICMP6_NI_ADDR);
}

void sn_ni_dissect(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t type = sn_u(d, ICMP6_TYPE), qtype;

    if (!sn_header(d, r, ICMP6_NI_QTYPE, ICMP6_NI_NONCE))
        return;
    sn_parts(d, ICMP6_NI_FLAGS, ICMP6_NI_G, ICMP6_NI_RSV);
    qtype = sn_u(d, ICMP6_NI_QTYPE);
    if (type == ICMP6_NI_REPLY && sn_u(d, ICMP6_CODE) == SUCCESS)
        answer(d, r, qtype);
    else if (type == ICMP6_NI_QUERY && (qtype > SUPPORTED || sn_wants_values(d)))
        subject(d, r);
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
static void put_name(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, ICMP6_NI_NAME);
    bool draft;

    if (!sn_need(t, v, ICMP6_NI_NAME))
        return;
    draft = *q->p == q->n - 1;
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
    static const struct sn_val which[] = {{64, "a"}, {32, "G"}, {16, "S"}, {8, "L"},
                                          {4, "C"},  {2, "A"},  {1, "T"},  {0, NULL}};

    if (!flags)
        return;
    sn_put_lit(t->b, " [");
    sn_text_bits(t, which, (uint32_t)(reply ? flags : flags & ~1ull), "", "");
    sn_put_c(t->b, ']');
}

/* "supported qtypes [C]" */
static void put_qtype(struct sn_text *t, const struct sn_view *v)
{
    uint64_t flags = sn_opt(v, ICMP6_NI_FLAGS);

    sn_say(t, v, "{s:unknown}", ICMP6_NI_QTYPE);
    if (sn_opt(v, ICMP6_NI_QTYPE) == SUPPORTED && flags)
        sn_put_s(t->b, flags & 1 ? " [C]" : " []");
}

static void put_subject(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t code = sn_opt(v, ICMP6_CODE);
    uint32_t size = code == SUBJECT_IPV6 ? 16 : 4;

    if (code == SUBJECT_NAME) {
        sn_put_lit(t->b, ", subject=DNS name");
        put_name(t, v);
    } else if (code > SUBJECT_IPV4) {
        sn_put_lit(t->b, ", unknown subject");
    } else if (sn_find(v, ICMP6_NI_SUBJECT6)) {
        sn_say(t, v, ", subject={}", ICMP6_NI_SUBJECT6);
    } else if (sn_find(v, ICMP6_NI_SUBJECT4)) {
        sn_say(t, v, ", subject={}", ICMP6_NI_SUBJECT4);
    } else if (t->o->verbose && l->caplen >= HDR + size) {
        sn_put_lit(t->b, ", invalid subject len");
    }
}

static void query_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t qtype = sn_opt(v, ICMP6_NI_QTYPE);

    if (l->caplen == QUESTION) {
        sn_put_lit(t->b, " who-are-you request");
        return;
    }
    sn_put_lit(t->b, " node information query");
    if (l->caplen < HDR) {
        sn_put_lit(t->b, " [|icmp6]");
        return;
    }
    sn_put_lit(t->b, " (");
    put_qtype(t, v);
    if (qtype == ADDRS)
        put_which(t, sn_opt(v, ICMP6_NI_FLAGS), false);
    if (qtype <= SUPPORTED && l->caplen != HDR && t->o->verbose)
        sn_put_lit(t->b, ", invalid len");
    if (qtype > SUPPORTED && l->caplen == HDR)
        sn_put_lit(t->b, ", 03 draft");
    else if (qtype > SUPPORTED)
        put_subject(t, l, v);
    sn_put_c(t->b, ')');
}

/* What a successful reply says. */
static void put_answer(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t qtype = sn_opt(v, ICMP6_NI_QTYPE), flags = sn_opt(v, ICMP6_NI_FLAGS);
    struct sn_view addr = {0};

    put_qtype(t, v);
    if (qtype == NOOP && l->caplen != HDR && t->o->verbose)
        sn_put_lit(t->b, ", invalid length");
    if (qtype == NAME) {
        put_name(t, v);
        if (flags & 1)
            sn_say(t, v, " [TTL={}]", ICMP6_NI_TTL);
    }
    if (qtype == ADDRS) {
        while (sn_each(v, ICMP6_NI_TTL, &addr))
            sn_say(t, &addr, " {}({})", ICMP6_NI_ADDR, ICMP6_NI_TTL);
        put_which(t, flags, true);
    }
}

static void reply_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t code = sn_opt(v, ICMP6_CODE);

    if (l->caplen < l->len || l->caplen < HDR) {
        sn_put_lit(t->b, " [|icmp6]");
        return;
    }
    sn_put_lit(t->b, " node information reply (");
    if (code == SUCCESS && t->o->verbose)
        sn_put_lit(t->b, "success, ");
    if (code == SUCCESS)
        put_answer(t, l, v);
    if (code == REFUSED || code == UNKNOWN) {
        sn_put_s(t->b, code == REFUSED ? "refused" : "unknown");
        if (l->caplen != HDR && t->o->verbose)
            sn_put_lit(t->b, ", invalid length");
    }
    sn_put_c(t->b, ')');
}

void sn_ni_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_opt(&v, ICMP6_TYPE) == ICMP6_NI_QUERY)
        query_text(t, l, &v);
    else
        reply_text(t, l, &v);
}
