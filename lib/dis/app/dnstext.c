/*
 * The text of DNS messages.
 *
 * tcpdump prints while it walks; where it can't go on it either says so (" [|domain]") or takes
 * the message for ended. struct walk keeps apart which of both has happened.
 */
#include "dis/app/dns.h"

struct walk {
    struct sn_text *t;
    const struct sn_rec *q, *end; /* the records not yet printed */
    uint32_t at;                  /* where in the packet the walk is */
    uint32_t stop;                /* where the captured message ends */
};

enum { RESPONSE = 0x8000, OPCODE = 0x7800, AA = 0x400, TC = 0x200, RD = 0x100, RA = 0x80 };
enum { AD = 0x20, CD = 0x10, IQUERY = 1, ODD = 0x6cf /* bits that a query has no use for */ };

static const char *const opcodes[16] = {
    "",     " inv_q",   " stat",    " op3",      " notify",  " update",   " op6",      " op7",
    " op8", " updateA", " updateD", " updateDA", " updateM", " updateMA", " zoneInit", " zoneRef",
};

static const struct sn_val rcode_says[] = {
    {0, ""},          {1, " FormErr"}, {2, " ServFail"}, {3, " NXDomain"},
    {4, " NotImp"},   {5, " Refused"}, {6, " YXDomain"}, {7, " YXRRSet"},
    {8, " NXRRSet"},  {9, " NotAuth"}, {10, " NotZone"}, {15, " NoChange"},
    {16, " BadVers"}, {17, ""},        {21, ""},         {23, " BadCookie"},
    {0, NULL},
};

/* ---- resource records ---- */

static bool put_soa(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    unsigned i;

    if (!t->o->verbose)
        return true;
    for (i = 0; i < 2; i++) {
        sn_put_c(t->b, ' ');
        if (q == end || !sn_dns_put_name(t, q, end))
            return false;
        q += q + 1 < end && sn_dns_is_end(q + 1) ? 2 : 1;
    }
    if (end - q < 5)
        return false;
    for (i = 0; i < 5; i++, q++) {
        sn_put_c(t->b, ' ');
        sn_put_u32(t->b, (uint32_t)q->u);
    }
    return true;
}

static bool put_txt(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    for (; q < end; q++) {
        sn_put_lit(t->b, " \"");
        sn_put_safe(t->b, q->p, q->n);
        if (q + 1 < end && sn_dns_is_end(q + 1))
            return false;
        sn_put_c(t->b, '"');
    }
    return true;
}

/* "srv.x.:80 1 2" */
static bool put_srv(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    sn_put_c(t->b, ' ');
    if (end - q < 4 || !sn_dns_put_name(t, q + 3, end))
        return false;
    sn_put_f(t->b, ":%u %u %u", (unsigned)q[2].u, (unsigned)q[0].u, (unsigned)q[1].u);
    return true;
}

static bool put_mx(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    sn_put_c(t->b, ' ');
    if (end - q < 2 || !sn_dns_put_name(t, q + 1, end))
        return false;
    sn_put_c(t->b, ' ');
    sn_put_u32(t->b, (uint32_t)q[0].u);
    return true;
}

static bool put_a6(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    unsigned plen;

    if (q == end)
        return false;
    plen = (unsigned)q->u;
    if (plen > 128) {
        sn_put_f(t->b, " %u(bad plen)", plen);
        return true;
    }
    q++;
    if (plen < 128) {
        t->jumped = q == end;
        if (t->jumped)
            return false;
        sn_put_f(t->b, " %u ", plen);
        sn_put_ipv6(t->b, q->p);
        q++;
    }
    if (!plen)
        return true;
    sn_put_c(t->b, ' ');
    return q < end && sn_dns_put_name(t, q, end);
}

static bool put_uri(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    t->jumped = end - q == 1;
    if (end - q < 3)
        return false;
    sn_put_f(t->b, " %u %u ", (unsigned)q[0].u, (unsigned)q[1].u);
    sn_put_safe(t->b, q[2].p, q[2].n);
    return end - q == 3;
}

static bool put_tsig(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    static const char *const what[] = {"fudge", "maclen", "origid", "error", "otherlen"};
    unsigned i;

    if (!t->o->verbose)
        return true;
    sn_put_c(t->b, ' ');
    if (q == end || !sn_dns_put_name(t, q, end))
        return false;
    q += q + 1 < end && sn_dns_is_end(q + 1) ? 2 : 1;
    for (i = 0; i < 5 && q < end; i++, q++)
        sn_put_f(t->b, " %s=%u", what[i], (unsigned)q->u);
    return i == 5;
}

bool sn_dns_put_rdata(struct sn_text *t, uint32_t type, const struct sn_rec *q,
                      const struct sn_rec *end)
{
    switch (type) {
    case DNS_T_A:
        if (q == end)
            return false;
        if (sn_buf_room(t->b, 32)) {
            *t->b->p = ' ';
            t->b->p = put_ipv4(t->b->p + 1, (uint32_t)q->u);
        }
        return true;
    case DNS_T_AAAA:
        if (q == end)
            return false;
        sn_put_c(t->b, ' ');
        sn_put_ipv6(t->b, q->p);
        return true;
    case DNS_T_NS:
    case DNS_T_CNAME:
    case DNS_T_PTR:
    case DNS_T_DNAME:
        sn_put_c(t->b, ' ');
        return q < end && sn_dns_put_name(t, q, end);
    case DNS_T_SOA:
        return put_soa(t, q, end);
    case DNS_T_MX:
        return put_mx(t, q, end);
    case DNS_T_TXT:
        return put_txt(t, q, end);
    case DNS_T_SRV:
        return put_srv(t, q, end);
    case DNS_T_A6:
        return put_a6(t, q, end);
    case DNS_T_URI:
        return put_uri(t, q, end);
    case DNS_T_TSIG:
        return put_tsig(t, q, end);
    case DNS_T_UNSPECA:
        if (q == end)
            return false;
        sn_put_safe(t->b, q->p, q->n);
        return true;
    case DNS_T_OPT:
        return q == end || sn_dns_put_options(t, q, end);
    default:
        return true;
    }
}

static void put_val(struct sn_text *t, const struct sn_val *vals, const char *unknown, uint64_t v)
{
    const char *name = sn_val_name(vals, (uint32_t)v);

    sn_put_c(t->b, ' ');
    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, unknown, (unsigned)v);
}

/* [1w2d3h4m5s] */
static void put_ttl(struct sn_text *t, uint32_t s)
{
    sn_put_lit(t->b, " [");
    sn_text_period(t, s);
    sn_put_c(t->b, ']');
}

/* Class, TTL and type, and for OPT what stands in their place. Returns the record of the data's
 * length. */
static const struct sn_rec *put_rr_header(struct sn_text *t, const struct sn_rec *q)
{
    const struct sn_rec *type = q++, *flush = q->field == DNS_RR_FLUSH ? q++ : NULL;

    if (type->u != DNS_T_OPT && q->u != DNS_CLASS_IN)
        put_val(t, sn_dns_classes, "(Class %u)", q->u);
    if (flush && flush->u)
        sn_put_lit(t->b, " (Cache flush)");
    if (type->u == DNS_T_OPT) {
        const struct sn_rec *size = q;

        while (q->field != DNS_RR_LEN)
            q++;
        sn_put_lit(t->b, " OPT");
        if (!(q->flags & SN_REC_BAD))
            sn_put_f(t->b, " UDPsize=%u%s", (unsigned)size[0].u, size[3].u & 0x8000 ? " DO" : "");
        return q;
    }
    if (t->o->verbose > 2)
        put_ttl(t, (uint32_t)q[1].u);
    put_val(t, sn_dns_types, "Type%u", type->u);
    return q + 2;
}

/* One resource record; false: " [|domain]". */
static bool put_rr(struct walk *w, const struct sn_rec *g, const struct sn_rec *end)
{
    struct sn_text *t = w->t;
    const struct sn_rec *q = g + 1, *len;
    bool named = q < end && q->field == DNS_RR_NAME;

    if (t->o->verbose) {
        sn_put_c(t->b, ' ');
        if (!named || !sn_dns_put_name(t, q, end))
            return false;
    }
    while (q < end && q->field != DNS_RR_TYPE)
        q++;
    w->at = w->stop;
    if (q == end)
        return true;
    len = put_rr_header(t, q);
    if (len->flags & SN_REC_BAD || !sn_dns_put_rdata(t, (uint32_t)q->u, len + 1, end))
        return false;
    w->at = g->off + g->len;
    return true;
}

/* The records of a section: at least one is tried. */
static bool put_section(struct walk *w, unsigned field, uint64_t count)
{
    for (;;) {
        const struct sn_rec *g = w->q, *next = g;

        if (g < w->end && g->field == field)
            for (next++; next < w->end && next->depth > g->depth; next++)
                ;
        w->q = next;
        if (next != g) {
            if (!put_rr(w, g, next))
                return false;
        } else if (w->t->o->verbose) {
            sn_put_c(w->t->b, ' ');
            return false;
        } else {
            w->at = w->stop;
        }
        count--;
        if (w->at >= w->stop || !count)
            return count == 0;
        sn_put_c(w->t->b, ',');
    }
}

/* ---- queries ---- */

static const struct sn_rec *group_end(const struct walk *w)
{
    const struct sn_rec *q = w->q + 1;

    while (q < w->end && q->depth > w->q->depth)
        q++;
    return q;
}

/* " A? www.example.com." */
static bool put_query(struct walk *w)
{
    struct sn_text *t = w->t;
    const struct sn_rec *name, *q, *end;

    if (w->q == w->end || w->q->field != DNS_QUERIES)
        return false;
    end = group_end(w);
    name = q = w->q + 1;
    while (q < end && q->field != DNS_QRY_TYPE)
        q++;
    if (end - q < 2)
        return false;
    put_val(t, sn_dns_types, "Type%u", q[0].u);
    if (q[1].u != DNS_CLASS_IN)
        put_val(t, sn_dns_classes, "(Class %u)", q[1].u);
    if (end - q > 2)
        sn_put_s(t->b, q[2].u ? " (QU)" : " (QM)");
    sn_put_lit(t->b, "? ");
    w->at = w->q->off + w->q->len;
    w->q = end;
    return name->field == DNS_QRY_NAME && sn_dns_put_name(t, name, end);
}

static bool skip_query(struct walk *w)
{
    if (w->q == w->end || w->q->field != DNS_QUERIES || !w->q->n)
        return false;
    w->at = w->q->len ? w->q->off + w->q->len : w->stop;
    w->q = group_end(w);
    return true;
}

/* What -vv shows behind the answers. */
static bool put_more(struct walk *w, const struct sn_rec *h)
{
    if (w->at < w->stop && h[DNS_NSCOUNT].u) {
        sn_put_lit(w->t->b, " ns:");
        if (!put_section(w, DNS_AUTHORITIES, h[DNS_NSCOUNT].u))
            return false;
    } else if (h[DNS_NSCOUNT].u) {
        return false;
    }
    if (w->at < w->stop && h[DNS_ARCOUNT].u) {
        sn_put_lit(w->t->b, " ar:");
        return put_section(w, DNS_ADDITIONALS, h[DNS_ARCOUNT].u);
    }
    return h[DNS_ARCOUNT].u == 0;
}

static bool put_response(struct walk *w, const struct sn_rec *h)
{
    struct sn_text *t = w->t;
    uint32_t f = (uint32_t)h[DNS_FLAGS].u;
    const char *rcode = sn_val_name(rcode_says, (uint32_t)h[DNS_RCODE].u);
    uint64_t i;

    sn_put_s(t->b, opcodes[(f & OPCODE) >> 11]);
    if (rcode)
        sn_put_s(t->b, rcode);
    else
        sn_put_f(t->b, " Resp%u", (unsigned)h[DNS_RCODE].u);
    if (f & AA)
        sn_put_c(t->b, '*');
    if (!(f & RA))
        sn_put_c(t->b, '-');
    if (f & TC)
        sn_put_c(t->b, '|');
    if (f & AD)
        sn_put_c(t->b, '$');
    if (h[DNS_QDCOUNT].u != 1)
        sn_put_f(t->b, " [%uq]", (unsigned)h[DNS_QDCOUNT].u);
    for (i = 0; i < h[DNS_QDCOUNT].u; i++) {
        if (i)
            sn_put_c(t->b, ',');
        if (t->o->verbose > 1)
            sn_put_lit(t->b, " q:");
        if (t->o->verbose > 1 ? !put_query(w) : !skip_query(w))
            return false;
    }
    sn_put_c(t->b, ' ');
    sn_put_u32(t->b, (uint32_t)h[DNS_ANCOUNT].u);
    sn_put_c(t->b, '/');
    sn_put_u32(t->b, (uint32_t)h[DNS_NSCOUNT].u);
    sn_put_c(t->b, '/');
    sn_put_u32(t->b, (uint32_t)h[DNS_ARCOUNT].u);
    if (h[DNS_ANCOUNT].u && !put_section(w, DNS_ANSWERS, h[DNS_ANCOUNT].u))
        return false;
    return t->o->verbose < 2 || put_more(w, h);
}

static bool put_request(struct walk *w, const struct sn_rec *h)
{
    struct sn_text *t = w->t;
    uint32_t f = (uint32_t)h[DNS_FLAGS].u, op = (f & OPCODE) >> 11;
    uint32_t qd = (uint32_t)h[DNS_QDCOUNT].u, an = (uint32_t)h[DNS_ANCOUNT].u, n;

    sn_put_s(t->b, opcodes[op]);
    if (f & RD)
        sn_put_c(t->b, '+');
    if (f & CD)
        sn_put_c(t->b, '%');
    if (f & ODD)
        sn_put_f(t->b, " [b2&3=0x%x]", f);
    if (op == IQUERY && qd)
        sn_put_f(t->b, " [%uq]", qd);
    if (op == IQUERY ? an != 1 : an)
        sn_put_f(t->b, " [%ua]", an);
    if (op != IQUERY && qd != 1)
        sn_put_f(t->b, " [%uq]", qd);
    if (h[DNS_NSCOUNT].u)
        sn_put_f(t->b, " [%un]", (unsigned)h[DNS_NSCOUNT].u);
    if (h[DNS_ARCOUNT].u)
        sn_put_f(t->b, " [%uau]", (unsigned)h[DNS_ARCOUNT].u);
    for (n = qd; n; n--) {
        if (!put_query(w))
            return false;
    }
    if (t->o->verbose < 2)
        return true;
    if (an && !put_section(w, DNS_ANSWERS, an))
        return false;
    return put_more(w, h);
}

/* What stands in front of a message over TCP; false when that is all there is to say. */
static bool put_prefix(struct sn_text *t, const struct sn_layer *l, enum sn_then *said)
{
    const struct sn_rec *q;

    *said = SN_TEXT_DONE;
    if (l->len < 2) {
        sn_put_f(t->b, " [DNS over TCP: length %u < 2] (invalid)", l->len);
        return false;
    }
    q = l->n ? sn_recs(t, l) + l->n - 1 : NULL;
    if (!q) {
        *said = SN_TEXT_CUT;
        return false;
    }
    if (q->flags & SN_REC_BAD) {
        sn_put_f(t->b, " [prefix length(%u) != length(%u)] (invalid)", (unsigned)q->u, l->len - 2);
        return false;
    }
    sn_put_c(t->b, ' ');
    return true;
}

enum sn_then sn_dns_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *h = sn_recs(t, l);
    struct walk w = {.t = t, .q = h + DNS_FIXED, .end = h + l->n, .stop = l->off + l->caplen};
    bool tcp = l->proto == &sn_proto_dns_tcp;
    uint32_t len = l->len - (tcp ? 2 : 0);
    enum sn_then said;

    if (tcp) {
        if (!put_prefix(t, l, &said))
            return said;
        w.end--;
    }
    if (len < DNS_HDR) {
        sn_put_f(t->b, "domain [length %u < 12] (invalid)", len);
        return SN_TEXT_DONE;
    }
    if (l->n < DNS_FIXED)
        return SN_TEXT_CUT_SHORT;
    while (w.q < w.end && (w.q->field < DNS_QUERIES || w.q->field > DNS_ADDITIONALS))
        w.q++;
    w.at = l->off + DNS_HDR + (tcp ? 2 : 0);
    sn_put_u32(t->b, (uint32_t)h[DNS_ID].u);
    if (h[DNS_FLAGS].u & RESPONSE ? !put_response(&w, h) : !put_request(&w, h))
        return t->jumped ? SN_TEXT_CUT : SN_TEXT_CUT_SHORT;
    sn_put_lit(t->b, " (");
    sn_put_u32(t->b, len);
    sn_put_c(t->b, ')');
    return SN_TEXT_DONE;
}
