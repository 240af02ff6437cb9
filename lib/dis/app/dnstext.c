/*
 * The text of DNS messages.
 *
 * tcpdump prints while it walks; where it can't go on it either cuts the line (" [|domain]") or
 * takes the message for ended. struct walk keeps apart which of both has happened.
 */
#include "dis/app/dns.h"

struct walk {
    struct sn_text *t;
    struct sn_view v;     /* the message */
    struct sn_view query; /* the latest */
    uint32_t at;          /* where in the packet the walk is */
    uint32_t stop;        /* where the captured message ends */
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
    {16, " BadVers"}, {17, "Resp17"},  {21, "Resp21"},   {23, " BadCookie"},
    {0, NULL},
};

/* ---- resource records ---- */

static void put_soa(struct sn_text *t, const struct sn_view *v)
{
    if (!t->o->verbose)
        return;
    sn_put_c(t->b, ' ');
    sn_dns_say_name(t, v, DNS_SOA_MNAME);
    sn_put_c(t->b, ' ');
    sn_dns_say_name(t, v, DNS_SOA_RNAME);
    if (sn_need_short(t, v, DNS_SOA_MINIMUM))
        sn_say(t, v, " {} {} {} {} {}", DNS_SOA_SERIAL, DNS_SOA_REFRESH, DNS_SOA_RETRY,
               DNS_SOA_EXPIRE, DNS_SOA_MINIMUM);
}

static void put_txt(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view txt = {0};

    while (!sn_is_cut(t) && sn_each(v, DNS_TXT, &txt)) {
        sn_say(t, &txt, " \"{}", DNS_TXT);
        if (sn_find(&txt, DNS_NAME_END))
            sn_cut_short(t);
        sn_put_c(t->b, '"');
    }
}

static void put_a6(struct sn_text *t, const struct sn_view *v)
{
    uint64_t plen = sn_opt(v, DNS_A6_PLEN);

    if (!sn_need_short(t, v, DNS_A6_PLEN))
        return;
    if (plen > 128) {
        sn_say(t, v, " {}(bad plen)", DNS_A6_PLEN);
        return;
    }
    if (plen < 128 && sn_need(t, v, DNS_A6_SUFFIX) && sn_say(t, v, " {} ", DNS_A6_PLEN))
        sn_put_ipv6(t->b, sn_find(v, DNS_A6_SUFFIX)->p);
    if (plen) {
        sn_put_c(t->b, ' ');
        sn_dns_say_name(t, v, DNS_A6_PREFIX);
    }
}

static void put_uri(struct sn_text *t, const struct sn_view *v)
{
    if (!sn_need_short(t, v, DNS_URI_PRIO) || !sn_need(t, v, DNS_URI_WEIGHT) ||
        !sn_need_short(t, v, DNS_URI_TARGET))
        return;
    sn_say(t, v, " {} {} {}", DNS_URI_PRIO, DNS_URI_WEIGHT, DNS_URI_TARGET);
    if (sn_dns_is_end(v->end - 1))
        sn_cut_short(t);
}

static void put_tsig(struct sn_text *t, const struct sn_view *v)
{
    static const char *const what[] = {" fudge={}", " maclen={}", " origid={}", " error={}",
                                       " otherlen={}"};

    if (!t->o->verbose)
        return;
    sn_put_c(t->b, ' ');
    sn_dns_say_name(t, v, DNS_TSIG_ALG);
    for (uint16_t i = 0; i < 5 && sn_need_short(t, v, DNS_TSIG_FUDGE + i); i++)
        sn_say(t, v, what[i], (uint16_t)(DNS_TSIG_FUDGE + i));
}

static void put_rdata(struct sn_text *t, const struct sn_view *v, uint32_t type)
{
    struct sn_view opt = {0};

    switch (type) {
    case DNS_T_A:
        if (sn_need_short(t, v, DNS_A) && sn_buf_room(t->b, 32)) {
            *t->b->p = ' ';
            t->b->p = put_ipv4(t->b->p + 1, (uint32_t)sn_opt(v, DNS_A));
        }
        break;
    case DNS_T_AAAA:
        if (sn_need_short(t, v, DNS_AAAA)) {
            sn_put_c(t->b, ' ');
            sn_put_ipv6(t->b, sn_find(v, DNS_AAAA)->p);
        }
        break;
    case DNS_T_NS:
    case DNS_T_CNAME:
    case DNS_T_PTR:
    case DNS_T_DNAME:
        sn_put_c(t->b, ' ');
        sn_dns_say_name(t, v, sn_dns_name_field(type));
        break;
    case DNS_T_SOA:
        put_soa(t, v);
        break;
    case DNS_T_MX:
        sn_put_c(t->b, ' ');
        sn_dns_say_name(t, v, DNS_MX_NAME);
        sn_say(t, v, " {}", DNS_MX_PREF);
        break;
    case DNS_T_TXT:
        put_txt(t, v);
        break;
    case DNS_T_SRV: /* "srv.x.:80 1 2" */
        sn_put_c(t->b, ' ');
        sn_dns_say_name(t, v, DNS_SRV_TARGET);
        sn_say(t, v, ":{} {} {}", DNS_SRV_PORT, DNS_SRV_PRIO, DNS_SRV_WEIGHT);
        break;
    case DNS_T_A6:
        put_a6(t, v);
        break;
    case DNS_T_URI:
        put_uri(t, v);
        break;
    case DNS_T_TSIG:
        put_tsig(t, v);
        break;
    case DNS_T_UNSPECA:
        if (sn_opt(v, DNS_RR_LEN) && sn_need_short(t, v, DNS_DATA))
            sn_put_safe(t->b, sn_find(v, DNS_DATA)->p, sn_find(v, DNS_DATA)->n);
        break;
    case DNS_T_OPT:
        if (sn_each(v, DNS_OPT, &opt))
            sn_dns_put_options(t, v);
        break;
    default:
        break;
    }
}

static void put_val(struct sn_text *t, const struct sn_val *vals, const char *unknown, uint64_t v)
{
    sn_put_c(t->b, ' ');
    sn_put_name(t, vals, v, unknown);
}

/* Class, TTL and type, and for OPT what stands in their place. */
static void put_rr_header(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    uint64_t class = type == DNS_T_OPT ? DNS_CLASS_IN : sn_opt(v, DNS_RR_CLASS);

    if (class != DNS_CLASS_IN)
        put_val(t, sn_dns_classes, "(Class %u)", class);
    if (sn_opt(v, DNS_RR_FLUSH))
        sn_put_lit(t->b, " (Cache flush)");
    if (type == DNS_T_OPT) {
        sn_put_lit(t->b, " OPT");
        return;
    }
    if (t->o->verbose > 2) { /* [1w2d3h4m5s] */
        sn_put_lit(t->b, " [");
        sn_text_period(t, (uint32_t)sn_opt(v, DNS_RR_TTL));
        sn_put_c(t->b, ']');
    }
    put_val(t, sn_dns_types, "Type%u", type);
}

static void put_rr(struct walk *w, const struct sn_view *v)
{
    struct sn_text *t = w->t;
    const struct sn_rec *type, *len;

    if (t->o->verbose) {
        sn_put_c(t->b, ' ');
        sn_dns_say_name(t, v, DNS_RR_NAME);
    }
    type = sn_find(v, DNS_RR_TYPE);
    len = sn_find(v, DNS_RR_LEN);
    w->at = w->stop;
    if (!type || !len || sn_is_cut(t))
        return;
    put_rr_header(t, v, type->u);
    if (len->flags & SN_REC_BAD) {
        sn_cut_short(t);
        return;
    }
    if (type->u == DNS_T_OPT && sn_say(t, v, " UDPsize={d}", DNS_OPT_SIZE) &&
        sn_opt(v, DNS_OPT_Z) & 0x8000)
        sn_put_lit(t->b, " DO");
    put_rdata(t, v, (uint32_t)type->u);
    w->at = v->rec->off + v->rec->len;
}

/* The records of a section: at least one is tried. */
static void put_section(struct walk *w, unsigned field, uint64_t count)
{
    struct sn_view rr = {0};

    while (!sn_is_cut(w->t)) {
        if (sn_each(&w->v, field, &rr)) {
            put_rr(w, &rr);
        } else {
            if (w->t->o->verbose) {
                sn_put_c(w->t->b, ' ');
                sn_cut_short(w->t);
            }
            w->at = w->stop;
        }
        if (!--count)
            return;
        if (w->at >= w->stop)
            sn_cut_short(w->t);
        sn_put_c(w->t->b, ',');
    }
}

/* ---- queries ---- */

/* " A? www.example.com." */
static void put_query(struct walk *w)
{
    struct sn_text *t = w->t;
    const struct sn_view *v = &w->query;

    if (!sn_each(&w->v, DNS_QUERIES, &w->query) || !sn_find(v, DNS_QRY_CLASS)) {
        sn_cut_short(t);
        return;
    }
    put_val(t, sn_dns_types, "Type%u", sn_opt(v, DNS_QRY_TYPE));
    if (sn_opt(v, DNS_QRY_CLASS) != DNS_CLASS_IN)
        put_val(t, sn_dns_classes, "(Class %u)", sn_opt(v, DNS_QRY_CLASS));
    if (sn_find(v, DNS_QRY_QU))
        sn_put_s(t->b, sn_opt(v, DNS_QRY_QU) ? " (QU)" : " (QM)");
    sn_put_lit(t->b, "? ");
    w->at = v->rec->off + v->rec->len;
    sn_dns_say_name(t, v, DNS_QRY_NAME);
}

static void skip_query(struct walk *w)
{
    const struct sn_view *v = &w->query;

    if (!sn_each(&w->v, DNS_QUERIES, &w->query) || !v->rec->u)
        sn_cut_short(w->t);
    else
        w->at = v->rec->len ? v->rec->off + v->rec->len : w->stop;
}

/* What -vv shows behind the answers. */
static void put_more(struct walk *w)
{
    uint64_t ns = sn_opt(&w->v, DNS_NSCOUNT), ar = sn_opt(&w->v, DNS_ARCOUNT);

    if (ns && w->at >= w->stop)
        sn_cut_short(w->t);
    if (ns && !sn_is_cut(w->t)) {
        sn_put_lit(w->t->b, " ns:");
        put_section(w, DNS_AUTHORITIES, ns);
    }
    if (ar && w->at >= w->stop)
        sn_cut_short(w->t);
    if (ar && !sn_is_cut(w->t)) {
        sn_put_lit(w->t->b, " ar:");
        put_section(w, DNS_ADDITIONALS, ar);
    }
}

static void put_response(struct walk *w)
{
    struct sn_text *t = w->t;
    uint32_t f = (uint32_t)sn_opt(&w->v, DNS_FLAGS);
    uint64_t qd = sn_opt(&w->v, DNS_QDCOUNT), an = sn_opt(&w->v, DNS_ANCOUNT), i;

    sn_put_s(t->b, opcodes[(f & OPCODE) >> 11]);
    sn_put_name(t, rcode_says, sn_opt(&w->v, DNS_RCODE), " Resp%u");
    if (f & AA)
        sn_put_c(t->b, '*');
    if (!(f & RA))
        sn_put_c(t->b, '-');
    if (f & TC)
        sn_put_c(t->b, '|');
    if (f & AD)
        sn_put_c(t->b, '$');
    if (qd != 1)
        sn_put_f(t->b, " [%uq]", (unsigned)qd);
    for (i = 0; i < qd && !sn_is_cut(t); i++) {
        if (i)
            sn_put_c(t->b, ',');
        if (t->o->verbose > 1) {
            sn_put_lit(t->b, " q:");
            put_query(w);
        } else {
            skip_query(w);
        }
    }
    sn_put_c(t->b, ' ');
    sn_put_u32(t->b, (uint32_t)an);
    sn_put_c(t->b, '/');
    sn_put_u32(t->b, (uint32_t)sn_opt(&w->v, DNS_NSCOUNT));
    sn_put_c(t->b, '/');
    sn_put_u32(t->b, (uint32_t)sn_opt(&w->v, DNS_ARCOUNT));
    if (an)
        put_section(w, DNS_ANSWERS, an);
    if (t->o->verbose > 1)
        put_more(w);
}

static void put_request(struct walk *w)
{
    struct sn_text *t = w->t;
    uint32_t f = (uint32_t)sn_opt(&w->v, DNS_FLAGS), op = (f & OPCODE) >> 11;
    uint32_t qd = (uint32_t)sn_opt(&w->v, DNS_QDCOUNT), an = (uint32_t)sn_opt(&w->v, DNS_ANCOUNT);
    uint32_t n;

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
    if (sn_opt(&w->v, DNS_NSCOUNT))
        sn_say(t, &w->v, " [{}n]", DNS_NSCOUNT);
    if (sn_opt(&w->v, DNS_ARCOUNT))
        sn_say(t, &w->v, " [{}au]", DNS_ARCOUNT);
    for (n = qd; n && !sn_is_cut(t); n--)
        put_query(w);
    if (t->o->verbose < 2)
        return;
    if (an)
        put_section(w, DNS_ANSWERS, an);
    put_more(w);
}

/* What stands in front of a message over TCP; false when that is all there is. */
static bool put_prefix(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, DNS_LENGTH);

    if (l->len < 2) {
        sn_put_f(t->b, " [DNS over TCP: length %u < 2] (invalid)", l->len);
        return false;
    }
    if (!sn_need(t, v, DNS_LENGTH))
        return false;
    if (q->flags & SN_REC_BAD) {
        sn_put_f(t->b, " [prefix length(%u) != length(%u)] (invalid)", (unsigned)q->u, l->len - 2);
        return false;
    }
    sn_put_c(t->b, ' ');
    return true;
}

enum sn_then sn_dns_text(struct sn_text *t, const struct sn_layer *l)
{
    struct walk w = {.t = t, .v = sn_view(t, l), .stop = l->off + l->caplen};
    bool tcp = l->proto == &sn_proto_dns_tcp;
    uint32_t len = l->len - (tcp ? 2 : 0);

    if (tcp && !put_prefix(t, l, &w.v))
        return SN_TEXT_DONE;
    if (len < DNS_HDR) {
        sn_put_f(t->b, "domain [length %u < 12] (invalid)", len);
        return SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &w.v, DNS_ARCOUNT))
        return SN_TEXT_DONE;
    w.at = l->off + DNS_HDR + (tcp ? 2 : 0);
    sn_put_u32(t->b, (uint32_t)sn_opt(&w.v, DNS_ID));
    if (sn_opt(&w.v, DNS_FLAGS) & RESPONSE)
        put_response(&w);
    else
        put_request(&w);
    sn_put_lit(t->b, " (");
    sn_put_u32(t->b, len);
    sn_put_c(t->b, ')');
    return SN_TEXT_DONE;
}
